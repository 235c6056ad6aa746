"""What the pages of sources show: the list as one looks through it, and one source with its record and its text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from curbside.answer.answer import AnswerReference
from curbside.answer.references import answer_reference
from curbside.evidence.document import Document
from curbside.evidence.kinds import SourceKind, Standing
from curbside.evidence.standing import Calendar
from curbside.index.catalogue import SourceFilter, SourceOrder
from curbside.index.library import Source, SourceList
from curbside.index.relations import Relations
from curbside.ingest.packs import STARTER
from curbside.web.pages import source_address
from curbside.web.paging import Choice, Paged
from curbside.web.stored_text import StoredSection, stored_sections

SOURCES_A_PAGE = 50
# From so many characters and headings on, a text has a list of its contents.
_LONG_TEXT = 4_000
_MANY_HEADINGS = 4


@dataclass(frozen=True, slots=True)
class SourcesPage(Paged):
    """One page of the list of sources. `held` is how many documents the library has, whatever is looked for."""

    template: ClassVar[str] = "sources.html"
    size: ClassVar[int] = SOURCES_A_PAGE

    found: SourceList
    where: SourceFilter
    order: SourceOrder
    held: int

    @property
    def kinds(self) -> list[Choice]:
        """The kinds of source, as the design lists them."""
        return list(_choices(self.found.counts["kind"], self.where.kind, {one: one.label for one in SourceKind}))

    @property
    def standings(self) -> list[Choice]:
        """The standings, the gravest last."""
        names = {one: "expression of concern" if one is Standing.CONCERN else one.value for one in Standing}
        return list(_choices(self.found.counts["standing"], self.where.standing, names))

    @property
    def packs(self) -> list[Choice]:
        """The packs that sources came with, by name."""
        names = {name: name for name in sorted(self.found.counts["pack"])}
        return list(
            _choices(self.found.counts["pack"], self.where.pack, {**names, STARTER: "demonstration (starter pack)"})
        )

    @property
    def jurisdictions(self) -> list[Choice]:
        """The countries and bodies for which sources speak, by name."""
        counts = self.found.counts["jurisdiction"]
        return list(_choices(counts, self.where.jurisdiction, {name: name for name in sorted(counts)}))

    @property
    def part(self) -> SourceList:
        """Where the part lies."""
        return self.found

    @property
    def entries(self) -> Sequence[Source]:
        """The sources shown."""
        return self.found.sources

    @property
    def links(self) -> str | None:
        """The neighbouring pages as a `Link` header names them."""
        near = [(self.previous, "prev"), (self.next, "next")]
        return ", ".join(f'<{address}>; rel="{rel}"' for address, rel in near if address) or None

    def address(self, page: int) -> str:
        """Where another part of the same list is."""
        where = self.where
        query = {
            "q": where.words,
            "kind": where.kind,
            "standing": where.standing,
            "from": where.year_from,
            "to": where.year_to,
            "pack": where.pack,
            "jurisdiction": where.jurisdiction,
            "sort": self.order if self.order is not SourceOrder.YEAR else None,
            "page": page if page > 1 else None,
        }
        said = {name: str(value) for name, value in query.items() if value not in (None, "")}
        return f"/sources?{urlencode(said)}" if said else "/sources"


def _choices(counts: Mapping[str, int], chosen: str | None, names: Mapping[Any, str]) -> Iterator[Choice]:
    """Every value that leaves something, or that is chosen, in the order of `names`."""
    if chosen is not None and chosen not in names:
        yield Choice(chosen, chosen, 0, chosen=True)
    for value, label in names.items():
        if counts.get(value) or value == chosen:
            yield Choice(str(value), label, counts.get(value, 0), chosen=value == chosen)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents of a text."""

    level: int
    heading: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Revision:
    """A stored revision of a text: its digest, and the address at which it is shown."""

    digest: str
    address: str
    is_current: bool
    is_shown: bool


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A source's record, its stored text and what it is related to.

    `span_found` is None when no span was asked for, else whether the text has one there. `is_current` is False
    for the text of an earlier revision.
    """

    template: ClassVar[str] = "source.html"

    source: Source
    reference: AnswerReference
    sections: Sequence[StoredSection]
    span_found: bool | None
    is_current: bool
    relations: Relations
    revisions: Sequence[Revision]
    length: int
    printed_pages: int

    @property
    def further(self) -> dict[str, Any]:
        """What the record's format said besides, as far as it fits a line."""
        return {
            key.replace("_", " "): value
            for key, value in self.source.metadata.items()
            if isinstance(value, (str, int, float)) and not isinstance(value, bool)
        }

    @property
    def contents(self) -> list[Entry]:
        """The headings of a long text, none of a short one."""
        headed = [one for one in self.sections if one.heading]
        if self.length < _LONG_TEXT or len(headed) < _MANY_HEADINGS:
            return []
        return [Entry(one.level, one.heading, one.anchor) for one in headed]


def source_page(
    source: Source,
    document: Document,
    span: tuple[int, int] | None,
    calendar: Calendar,
    relations: Relations,
    revisions: Sequence[str],
) -> SourcePage:
    """A source with a span of its text marked, if there is such a span."""
    found = None if span is None else 0 <= span[0] < span[1] <= len(document.text)
    return SourcePage(
        source=source,
        reference=answer_reference(1, [source], calendar),
        sections=stored_sections(document, span if found else None),
        span_found=found,
        is_current=document.revision == source.revision,
        relations=relations,
        revisions=[_revision(source, digest, document.revision) for digest in revisions],
        length=len(document.text),
        printed_pages=len(document.pages),
    )


def _revision(source: Source, digest: str, shown: str) -> Revision:
    is_current = digest == source.revision
    address = source_address(source.document_id, revision="" if is_current else digest)
    return Revision(digest, address, is_current, digest == shown)
