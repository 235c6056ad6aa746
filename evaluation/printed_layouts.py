"""How the copies are printed: columns, typesetter, fonts, running heads; a half to tune on and a half to judge by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evaluation.printed_truth import (
    Source,
    numbered,
    with_bracketed_references,
    with_footnotes,
    with_raised_references,
    without_footnotes,
)

DEV, FROZEN = "dev", "frozen"


@dataclass(frozen=True, slots=True)
class Layout:
    """A way of printing.

    `heads` are the running head and foot: `journal` (citation, page of pages), `facing` (left and right pages differ)
    or `guideline` (a notice at the foot). `raised` prints reference numbers raised, `notes` prints footnotes.
    """

    name: str
    half: str
    typesetter: str
    columns: int = 1
    paper: str = "A4"
    family: str = "Liberation Serif"
    size: float = 10
    margin: int = 20
    gap: int = 7
    heads: str = "journal"
    raised: bool = False
    notes: bool = False
    numbers: bool = False
    wide_tables: bool = True
    justified: bool = True
    rules: str = "booktabs"
    headings: str = "bold"

    def prepared(self, source: Source) -> Source:
        """The source as this layout prints it: its truth."""
        source = with_raised_references(source) if self.raised else with_bracketed_references(source)
        source = with_footnotes(source) if self.notes else without_footnotes(source)
        return numbered(source) if self.numbers else source


LAYOUTS: Sequence[Layout] = (
    Layout("chromium-1", DEV, "chromium", raised=True),
    Layout("chromium-2", DEV, "chromium", 2, size=9, heads="facing", wide_tables=False),
    Layout("groff-1", DEV, "groff", heads="journal", notes=True),
    Layout("groff-2", DEV, "groff", 2, heads="facing", raised=True),
    Layout("weasyprint-2", DEV, "weasyprint", 2, size=9, notes=True, wide_tables=False, headings="spaced"),
    Layout("word", DEV, "pandoc", raised=True, notes=True),
    Layout("site", DEV, "site", heads="journal", raised=True),
    Layout(
        "chromium-1x", FROZEN, "chromium", 1, "letter", "DejaVu Sans", 9, 26,
        heads="guideline", numbers=True, justified=False, rules="boxed",
    ),
    Layout(
        "chromium-2x", FROZEN, "chromium", 2, "letter", "Nimbus Roman", 9.5, 16, 5,
        heads="journal", raised=True, headings="spaced", rules="zebra",
    ),
    Layout("groff-1x", FROZEN, "groff", 1, "letter", "P", 11, 30, heads="guideline", raised=True, numbers=True),
    Layout("groff-2x", FROZEN, "groff", 2, "letter", "N", 9, 18, 5, heads="journal", notes=True, rules="boxed"),
    Layout(
        "weasyprint-1x", FROZEN, "weasyprint", 1, "A5", "Liberation Sans", 8.5, 15,
        heads="facing", notes=True, rules="zebra",
    ),
    Layout("word-x", FROZEN, "pandoc", notes=True, numbers=True),
    Layout("site-x", FROZEN, "site", heads="agency", notes=True),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heads:
    """The texts of running heads and feet: at the top left and right and at the foot, of right-hand and left pages.

    `{page}` and `{pages}` stand for the numbers.
    """

    right: tuple[str, str, str]
    left: tuple[str, str, str]

    def texts(self) -> Iterator[str]:
        """The words that come on every page, without the numbers."""
        for text in dict.fromkeys((*self.right, *self.left)):
            words = text.replace("Page {page} of {pages}", "").replace("{page}", "").strip(" |·")
            if words:
                yield words


def heads_of(source: Source, layout: Layout) -> Heads:
    """The running heads of a source in a layout."""
    address = f"https://doi.org/{source.record['doi']}" if "doi" in source.record else "www.curbside.example/chapters"
    if layout.heads == "journal":
        return Heads(*[(source.cited, "Page {page} of {pages}", address)] * 2)
    if layout.heads == "facing":
        who = source.authors[0].split(",")[0] + " et al." if source.authors else "Printed to be read again"
        return Heads((short_title(source), "{page}", ""), (f"{{page}} {who}", source.journal, ""))
    notice = f"© {source.record['year']} {source.record['publisher']}. All rights reserved. Not for redistribution."
    return Heads(*[(short_title(source).upper(), "", notice + " {page}")] * 2)


def short_title(source: Source) -> str:
    """A title as a running head has it: its first words."""
    words = source.title.split()
    return " ".join(words[:7]) + (" …" if len(words) > 7 else "")
