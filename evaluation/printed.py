"""Whether what was printed is read back: articles and the starter pack as PDF, Word and web pages.

    python -m evaluation.printed [--data FOLDER] [--half dev|frozen] [--only LAYOUT] [--show] [--copies FOLDER]

The copies are made on the spot from the articles' XML (`xml/` in the data folder) and from the starter pack, by
Chromium, groff, WeasyPrint and pandoc (apt-get install chromium groff weasyprint pandoc poppler-utils); what is not
installed is left out, and said. The dev half is for tuning; the frozen half has other sources and other layouts.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from curbside.errors import CurbsideError
from curbside.evidence.document import Document
from curbside.evidence.reference import Reference
from curbside.ingest.building import DocumentBuilder
from evaluation.data import BESIDE_THE_CHECKOUT, add_data_option
from evaluation.machine import described
from evaluation.printed_compare import (
    CELLS,
    DOUBTFUL,
    HEADINGS,
    PAGES,
    RUNNING,
    SENTENCES,
    Compared,
    compare,
)
from evaluation.printed_copies import ENDINGS, Copy, copies, missing, write_truth
from evaluation.printed_pages import PrintedPages
from evaluation.report import HALVES, Count, Report

AIMS: Mapping[str, str] = {SENTENCES: "≥ 99 %", RUNNING: "0", HEADINGS: "≥ 95 %", CELLS: "≥ 90 %", PAGES: "all"}
_ARTICLES = "xml"
_FORMATS = {".pdf": "PDF", ".docx": "Word", ".html": "web page"}
_READERS = {".pdf": "pdf", ".docx": "docx", ".html": "html"}


@dataclass(frozen=True, slots=True)
class Measured:
    """One copy as it was read: what was counted, and for a PDF how many pages in how many seconds."""

    name: str
    half: str
    ending: str
    compared: Compared
    seconds: float
    pages: int

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        counts = {name: count.to_dict() for name, count in self.compared.counts.items()}
        return {"copy": self.name, "half": self.half, "seconds": self.seconds, "pages": self.pages, "counts": counts}


@dataclass(frozen=True, slots=True)
class PrintedReport(Report):
    """The counts of each half and format against the aims, and every copy by itself."""

    measured: Sequence[Measured] = ()

    def markdown(self) -> str:
        """Totals by format with their aims, then a row a copy, then the notes."""
        head = [f"| | {' | '.join(self.halves)} | aim |", "|---" * (len(self.halves) + 2) + "|"]
        for name in dict.fromkeys(name for counts in self.halves.values() for name in counts):
            cells = " | ".join(_share(counts.get(name)) for counts in self.halves.values())
            head.append(f"| {name} | {cells} | {AIMS.get(name.partition(': ')[2], '')} |")
        columns = (SENTENCES, RUNNING, HEADINGS, CELLS, PAGES, DOUBTFUL)
        each = [f"| copy | {' | '.join(columns)} | pages a second |", "|---" * (len(columns) + 2) + "|"]
        for one in self.measured:
            cells = " | ".join(_share(one.compared.counts.get(name)) for name in columns)
            each.append(f"| {one.name} | {cells} | {_rate([one])} |")
        return "\n".join([*head, "", *each, *(f"\n{note}" for note in self.notes)])

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**Report.to_dict(self), "copies": [one.to_dict() for one in self.measured]}


def main() -> None:
    """Measure and print, as Markdown; what was missed only when it is asked for, and of the dev half only."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_data_option(parser)
    parser.add_argument("--half", choices=HALVES, help="measure this half only")
    parser.add_argument("--only", default="", help="measure only the layouts whose name holds this")
    parser.add_argument("--show", action="store_true", help="name what was missed in the dev half")
    parser.add_argument("--copies", type=Path, help="only write the dev half's copies and their truths to this folder")
    arguments = parser.parse_args()
    if arguments.copies:
        write_copies(arguments.copies, arguments.data)
        return
    measured = report(data=arguments.data, halves=(arguments.half,) if arguments.half else HALVES, only=arguments.only)
    print(described(), "", measured.markdown(), sep="\n")
    if arguments.show:
        print("", *(f"- {failure}" for failure in measured.failures), sep="\n")


def report(
    library: Path | None = None, data: Path | None = None, halves: Sequence[str] = HALVES, only: str = ""
) -> PrintedReport:
    """Print, read and compare what has `only` in its layout's name; no library is needed."""
    with tempfile.TemporaryDirectory() as scratch:
        wanted = (copy for half in halves for copy in copies(half, _articles(data)) if only in copy.layout.name)
        measured = [_measured(copy, Path(scratch)) for copy in wanted if _readable(copy)]
    return PrintedReport(
        halves={half: _totals([one for one in measured if one.half == half]) for half in halves},
        failures=[f"{one.name}: {line}" for one in measured if one.half == "dev" for line in one.compared.missed],
        notes=[*_speeds(measured), *_left_out(data)],
        measured=measured,
    )


def write_copies(folder: Path, data: Path | None = None) -> None:
    """Write the dev half's copies into a folder, each with its truth as JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    for copy in copies("dev", _articles(data)):
        copy.print_to(folder / copy.file)
        write_truth(copy, folder / f"{copy.name}.json")


def reader_of(ending: str) -> Callable[[Path], Iterator[Document]]:
    """Curbside's reader of files with this ending."""
    name = _READERS[ending]
    reader: Callable[[Path], Iterator[Document]] = getattr(import_module(f"curbside.ingest.{name}"), f"read_{name}")
    return reader


def _measured(copy: Copy, scratch: Path) -> Measured:
    file = scratch / copy.file
    copy.print_to(file)
    pages = PrintedPages.of(file) if file.suffix == ".pdf" else None
    reader = reader_of(file.suffix)
    started = time.perf_counter()
    document, problem = _read(reader, file)
    seconds = round(time.perf_counter() - started, 3)
    compared = compare(document, copy.source, copy.running, pages)
    file.unlink()
    compared = Compared(compared.counts, [*problem, *compared.missed])
    return Measured(copy.name, copy.layout.half, file.suffix, compared, seconds, len(pages) if pages else 0)


def _read(reader: Callable[[Path], Iterator[Document]], file: Path) -> tuple[Document, list[str]]:
    """The document, and why it is empty if it could not be read: then all of it is missed."""
    try:
        [document] = reader(file)
    except CurbsideError as error:
        return DocumentBuilder().document("unread", Reference(title="Unread")), [f"not read: {error}"]
    return document, []


def _totals(measured: Sequence[Measured]) -> dict[str, Count]:
    """The counts of a half, each format's by themselves: what is easy to read must not hide what is not."""
    totals: dict[str, Count] = {}
    for one in sorted(measured, key=lambda one: list(_FORMATS).index(one.ending)):
        for name, count in one.compared.counts.items():
            key = f"{_FORMATS[one.ending]}: {name}"
            before = totals.get(key, Count(0, 0))
            totals[key] = Count(before.part + count.part, before.whole + count.whole)
    return totals


def _speeds(measured: Sequence[Measured]) -> Iterator[str]:
    for half in dict.fromkeys(one.half for one in measured):
        printed = [one for one in measured if one.half == half and one.pages]
        if printed:
            yield f"`read_pdf`, {half} half: {_rate(printed)} pages a second over {sum(one.pages for one in printed)}."


def _left_out(data: Path | None) -> Iterator[str]:
    for name, packages in missing().items():
        yield f"Left out: what {name} prints (apt-get install {packages})."
    if not _articles(data).is_dir():
        yield f"Left out: the articles; {_articles(data)} is not there."
    if shutil.which("pdftotext") is None:
        yield "Left out: every PDF; nothing tells its pages (apt-get install poppler-utils)."


def _readable(copy: Copy) -> bool:
    """Whether there is something to hold the copy's page numbers against, if it has any."""
    return copy.layout.typesetter in ENDINGS or shutil.which("pdftotext") is not None


def _articles(data: Path | None) -> Path:
    return (data or BESIDE_THE_CHECKOUT) / _ARTICLES


def _rate(measured: Sequence[Measured]) -> str:
    seconds = sum(one.seconds for one in measured)
    pages = sum(one.pages for one in measured)
    return f"{pages / seconds:.1f}" if pages and seconds else ""


def _share(count: Count | None) -> str:
    """A count with its share to a tenth of a percent: 99 and 99.4 are not the same here."""
    if count is None:
        return ""
    return f"{count.part} of {count.whole}" + (f" ({count.part / count.whole:.1%})" if count.whole else "")


if __name__ == "__main__":
    main()
