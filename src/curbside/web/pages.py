"""What each page shows, as plain data. Templates lay it out; nothing here knows HTTP or HTML.

`answer` pages exist twice: served, with links to the stored sources and forms, and stand-alone, without both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from curbside.answer.answer import (
    Answer,
    AnswerCell,
    AnswerFigure,
    AnswerQuote,
    AnswerReference,
    AnswerTable,
)
from curbside.answer.references import answer_reference
from curbside.answer.wording import wording
from curbside.evidence.document import Document
from curbside.evidence.kinds import Reader, ReferenceGroup, SourceKind
from curbside.evidence.reference import Reference
from curbside.evidence.standing import Calendar
from curbside.index.library import Source
from curbside.ingest.packs import STARTER
from curbside.web.stored_text import StoredSection, stored_sections

VISIBLE_FIGURES = 12
SOURCES_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class HomePage:
    """The field, what the library holds, and questions that it answers."""

    template: ClassVar[str] = "home.html"

    documents: int
    passages: int
    last_updated: str | None
    examples: Sequence[str]
    disclaimer: str


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """An expected failure in its two sentences, with the way back."""

    template: ClassVar[str] = "error.html"

    title: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A superscript: its number, what a screen reader says for it, and the printed page where there is one."""

    number: int
    label: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class SourceLink:
    """A link to the very words that carry a statement."""

    href: str
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """A table row as shown; its cells carry citations of their own only where the table's do not say it all."""

    cells: tuple[AnswerCell, ...]
    sources: tuple[SourceLink, ...]


@dataclass(frozen=True)
class AnswerPage:
    """An answer. `served` is whether its sources can be opened from it; `earlier` the conversation before it."""

    template: ClassVar[str] = "answer.html"

    answer: Answer
    served: bool = True
    earlier: str | None = None

    @property
    def readers(self) -> tuple[str, ...]:
        """For whom an answer can be worded."""
        return tuple(Reader)

    @property
    def is_approved(self) -> bool:
        """Whether people have approved what is shown."""
        return self.answer.review.state == "approved"

    @property
    def unreviewed(self) -> str:
        """The line every answer carries until it is approved."""
        return wording()["unreviewed"]

    @cached_property
    def names(self) -> dict[int, str]:
        """The short name of each reference by its number: "Riihimäki 2016"."""
        return {reference.number: short_name(reference) for reference in self.answer.references}

    def citations(self, numbers: Iterable[int], pages: Mapping[int, str]) -> list[Citation]:
        """The superscripts for these reference numbers; `pages` are the printed pages of those that have them."""
        return [
            Citation(number, ", ".join((f"citation {number}", self.names[number], *filter(None, [page]))), page)
            for number in numbers
            for page in [pages.get(number, "")]
        ]

    def sources(self, quotes: Iterable[AnswerQuote]) -> list[SourceLink]:
        """Links to these quotes in their stored texts; none from a page that stands alone."""
        if not self.served:
            return []
        distinct = list({(q.document, q.start, q.end): q for q in quotes}.values())
        words = ["source"] if len(distinct) == 1 else [f"source {place}" for place in range(1, len(distinct) + 1)]
        return [self._source_link(word, q, q.start, q.end) for word, q in zip(words, distinct, strict=True)]

    def _source_link(self, text: str, quote: AnswerQuote, start: int, end: int) -> SourceLink:
        address = source_address(quote.document, start, end, quote.revision)
        return SourceLink(address, text, f"{text}: {self.names[quote.reference]}, in another tab")

    def rows(self, table: AnswerTable) -> list[TableRow]:
        """A table's rows, each with one link to its line in the stored text."""
        return [TableRow(cells, tuple(self._row_sources(cells))) for cells in table.cells]

    def _row_sources(self, cells: Sequence[AnswerCell]) -> Iterable[SourceLink]:
        lines: dict[tuple[str, str], list[AnswerQuote]] = {}
        for cell in cells:
            for one in cell.quotes:
                lines.setdefault((one.document, one.revision), []).append(one)
        for quotes in lines.values() if self.served else ():
            start, end = min(q.start for q in quotes), max(q.end for q in quotes)
            yield self._source_link("source", quotes[0], start, end)

    @property
    def folded_statements(self) -> int:
        """How many statements and table rows are folded."""
        return sum(section.length for section in self.answer.folded_sections)

    @property
    def visible_figures(self) -> tuple[AnswerFigure, ...]:
        """The figures shown at once."""
        return self.answer.figures[:VISIBLE_FIGURES]

    @property
    def folded_figures(self) -> tuple[AnswerFigure, ...]:
        """The figures that unfold on request."""
        return self.answer.figures[VISIBLE_FIGURES:]

    @property
    def reference_groups(self) -> list[tuple[str, list[AnswerReference]]]:
        """The references under their group's heading, keeping their numbers; empty groups are left out."""
        groups = [
            (group.value, [r for r in self.answer.references if r.group == group.value]) for group in ReferenceGroup
        ]
        return [(name, references) for name, references in groups if references]


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """One page of the list of sources."""

    template: ClassVar[str] = "sources.html"

    sources: Sequence[Source]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A source's record and its stored text.

    `span_found` is None when no span was asked for, else whether the text has one there. `is_current` is False
    for the text of an earlier revision.
    """

    template: ClassVar[str] = "source.html"

    source: Source
    reference: AnswerReference
    sections: Sequence[StoredSection]
    span_found: bool | None
    is_current: bool

    @property
    def further(self) -> dict[str, Any]:
        """What the record's format said besides, as far as it fits a line."""
        return {
            key.replace("_", " "): value
            for key, value in self.source.metadata.items()
            if isinstance(value, (str, int, float)) and not isinstance(value, bool)
        }


Page = HomePage | AnswerPage | SourcePage | SourcesPage | ErrorPage


def sources_page(sources: Sequence[Source], page: int) -> SourcesPage:
    """The page of that number, counted from 1; the last one if there are fewer."""
    pages = max(1, -(-len(sources) // SOURCES_A_PAGE))
    page = min(page, pages)
    shown = sources[(page - 1) * SOURCES_A_PAGE : page * SOURCES_A_PAGE]
    return SourcesPage(shown, len(sources), page, pages)


def source_page(
    source: Source, document: Document, span: tuple[int, int] | None, is_current: bool, calendar: Calendar
) -> SourcePage:
    """A source with a span of its text marked, if there is such a span."""
    found = None if span is None else 0 <= span[0] < span[1] <= len(document.text)
    sections = stored_sections(document, span if found else None)
    return SourcePage(source, answer_reference(1, [source], calendar), sections, found, is_current)


# -- small things that templates ask for


def short_name(reference: AnswerReference) -> str:
    """First author, body or journal with the year."""
    return Reference(
        title=reference.title,
        authors=reference.authors,
        publisher=reference.publisher,
        container=reference.container,
        year=reference.year,
    ).short_name


def kind_label(kind: str) -> str:
    """A source kind in words."""
    return SourceKind(kind).label


def is_demonstration(pack: str | None) -> bool:
    """Whether a source came with the starter pack."""
    return pack == STARTER


def where_published(reference: AnswerReference) -> str:
    """Journal or publisher, volume, issue and pages, as a reference list prints them."""
    place = reference.container or reference.publisher or ""
    issue = f"({reference.issue})" if reference.issue else ""
    volume = f"{reference.volume or ''}{issue}"
    pages = f":{reference.pages}" if reference.pages and volume else reference.pages or ""
    return " ".join(part for part in (place, f"{volume}{pages}") if part)


def stopped(text: str) -> str:
    """A part of a citation with its full stop, unless it ends with a mark of its own ("et al.", "…?")."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def source_address(document: str, start: int | None = None, end: int | None = None, revision: str = "") -> str:
    """The address of a source's page, scrolled to a span of its text if one is given.

    The revision keeps the address right when a later one moves the words.
    """
    path = f"/sources/{quote(document, safe=':')}"
    if start is None or end is None:
        return path
    query = {"start": start, "end": end, **({"revision": revision} if revision else {})}
    return f"{path}?{urlencode(query)}#quote"


def ask_address(question: str, reader: str = Reader.CLINICIAN) -> str:
    """The address of a question."""
    query = {"q": question} if reader == Reader.CLINICIAN else {"q": question, "reader": str(reader)}
    return f"/ask?{urlencode(query)}"


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day(date: str) -> str:
    """An ISO date, as precise as it is, the way a page says it: "29 January 2026", "January 2026", "2026"."""
    year, month, number = (*date.split("-"), "", "")[:3]
    if not month or not 1 <= int(month) <= 12:
        return year
    named = f"{_MONTHS[int(month) - 1]} {year}"
    return f"{int(number)} {named}" if number else named
