"""The copies that are printed: which source in which layout, each with its truth beside it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.hyphenation import patterns_file
from evaluation.printed_layouts import DEV, FROZEN, LAYOUTS, Layout, heads_of
from evaluation.printed_sources import ARTICLES, article, chapter
from evaluation.printed_truth import Source, as_data
from evaluation.printing import print_with_chromium, print_with_weasyprint
from evaluation.printing_files import SITE, print_with_pandoc, running_of_word, write_site_page
from evaluation.printing_groff import print_with_groff

NEURO = "neuroendocrine-tumours/"
CHAPTERS: Mapping[str, Mapping[str, tuple[str, tuple[str, ...]]]] = {
    DEV: {
        "wards": ("Blood counts, ACE inhibitors and red eyes",
                  ("complete-blood-count", "ace-inhibitors-and-arbs", "bacterial-conjunctivitis")),
        "spread": ("Neuroendocrine tumours: spread and outlook", (NEURO + "spread", NEURO + "prognosis")),
    },
    FROZEN: {
        "office": ("Sore throat, purpuric rash and thyroid tests",
                   ("long-sore-throat", "purpuric-rash", "thyroid-tests")),
        "liver": ("Neuroendocrine tumours: imaging and treatment",
                  (NEURO + "liver-metastases", NEURO + "reading-dotatate-pet", NEURO + "imaging-and-follow-up",
                   NEURO + "incretin-drugs", NEURO + "patients")),
    },
}  # fmt: skip
PRINTED_ARTICLES = {DEV: ("bmc", "plos"), FROZEN: ("bmc", "plos", "ehp")}
_PRINTERS: Mapping[str, Callable[[Source, Layout, Path], None]] = {
    "chromium": print_with_chromium,
    "groff": print_with_groff,
    "weasyprint": print_with_weasyprint,
    "pandoc": print_with_pandoc,
    "site": write_site_page,
}
ENDINGS = {"pandoc": ".docx", "site": ".html"}


@dataclass(frozen=True, slots=True)
class Copy:
    """A source in a layout, with the truth of what is on its pages."""

    source: Source
    layout: Layout

    @property
    def name(self) -> str:
        """The name of its file, without ending."""
        return f"{self.source.id}-{self.layout.name}"

    @property
    def file(self) -> str:
        """The name of its file."""
        return self.name + ENDINGS.get(self.layout.typesetter, ".pdf")

    @property
    def running(self) -> tuple[str, ...]:
        """The words of its running heads and feet, or of the site around it."""
        if self.layout.typesetter == "pandoc":
            return running_of_word(self.source)
        if self.layout.typesetter == "site":
            return SITE[self.layout.heads]
        return tuple(heads_of(self.source, self.layout).texts())

    def print_to(self, target: Path) -> None:
        """Print it: PDF, Word or a web page."""
        _PRINTERS[self.layout.typesetter](self.source, self.layout, target)


def copies(half: str, articles: Path) -> Iterator[Copy]:
    """Every copy of a half whose typesetter is installed."""
    for source in sources(half, articles):
        for layout in LAYOUTS:
            if layout.half == half and layout.typesetter not in missing():
                yield Copy(layout.prepared(source), layout)


def sources(half: str, articles: Path) -> Sequence[Source]:
    """The articles of a half, where they are there, and its chapters of the starter pack."""
    found = [(articles / ARTICLES[name], name) for name in PRINTED_ARTICLES[half]]
    return [
        *(article(file, name) for file, name in found if file.is_file()),
        *(chapter(name, folders, title) for name, (title, folders) in CHAPTERS[half].items()),
    ]


def missing() -> dict[str, str]:
    """The typesetters that are not installed, with what to install."""
    lacking = {name: name for name in _PRINTERS if name != "site" and shutil.which(name) is None}
    if patterns_file() is None:  # Chromium's hyphens come from groff's patterns
        lacking.update(chromium="chromium groff", groff="groff")
    return lacking


def write_truth(copy: Copy, target: Path) -> None:
    """Write the truth of a copy as JSON."""
    data = {"file": copy.file, "columns": copy.layout.columns, **as_data(copy.source, copy.running)}
    target.write_text(json.dumps(data, ensure_ascii=False, indent=1), "utf-8")
