"""A source's stored text and its structure: sections, blocks, tables and statements.

A document is made once, at ingest. Its *blocks* (headings, paragraphs, list items, table lines) are what the
format said; its *statements* are what the segmenter made of the blocks. Only text and blocks are part of the
revision digest, so a better segmenter changes what is found, never what is cited.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from curbside.evidence.digest import canonical_json, digest_of
from curbside.evidence.kinds import Basis, Role
from curbside.evidence.reference import Reference
from curbside.evidence.text import Span


class Form(StrEnum):
    """How a block stood in its source, and so what it needs beside it to be understood."""

    HEADING = "heading"
    SENTENCE = "sentence"
    LIST_ITEM = "list_item"
    TABLE_CAPTION = "table_caption"
    TABLE_HEADER = "table_header"
    TABLE_ROW = "table_row"
    TABLE_NOTE = "table_note"


@dataclass(frozen=True, slots=True)
class Section:
    """Everything under one heading path, outermost heading first; the path is empty before any heading.

    `role` is what the source itself says that the section does, None where that is read from its headings.
    """

    heading_path: tuple[str, ...]
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A printed page: where its text begins in the stored text.

    `doubtful` says that the order of its text could not be told for sure, so that its figures are not relied on.
    """

    number: int
    start: int
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A run of stored text that the format marked as one thing.

    `lead_ins` are the spans of the words a list item hangs on, outermost first ("Contraindicated in:", then
    "pregnancy"); `cells` are the spans of
    a table line's cells; `section` and `table` index the document's sections and tables.
    """

    form: Form
    start: int
    end: int
    section: int
    lead_ins: tuple[Span, ...] = ()
    table: int | None = None
    cells: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence, list item or table row: the smallest thing an answer may quote.

    `start` and `end` count code points of the document's text, half-open.
    """

    start: int
    end: int
    section: int
    form: Form
    role: Role
    lead_ins: tuple[Span, ...] = ()
    table: int | None = None
    cells: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its caption, its column headers, its rows and its footnotes, all as spans of the stored text."""

    section: int
    caption: Span | None
    columns: tuple[Span, ...]
    rows: tuple[tuple[Span, ...], ...]
    notes: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Document:
    """A source's text as stored, with its record, its structure and where it was seen.

    `id` is the one given at ingestion where the format carries one. `seen_at` says where the text was seen,
    `reported_by` who restated it when the original was not. `pages` are in order, none where the source has no
    pages. `concepts` are what an indexer says that the source is mainly about (major MeSH headings). `recency` orders
    two texts of the same id: the one whose recency sorts later is the newer. `metadata` keeps every key of the input
    that has no other place.
    """

    id: str
    reference: Reference
    text: str
    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...]
    statements: tuple[Statement, ...]
    basis: Basis = Basis.FULL_TEXT
    seen_at: str | None = None
    reported_by: str | None = None
    derived_from: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    recency: str | None = None
    pages: tuple[Page, ...] = ()
    pack: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def revision(self) -> str:
        """Digest of text and structure; a document with other words is another revision."""
        return digest_of(self.text, self.structure_json)

    @cached_property
    def record_digest(self) -> str:
        """Digest of everything said about the text rather than in it."""
        return digest_of(self.record_json)

    @cached_property
    def record_json(self) -> str:
        """The record as it is stored and hashed."""
        return canonical_json(self.record())

    @cached_property
    def structure_json(self) -> str:
        """The structure as it is stored and hashed."""
        return canonical_json(self.structure())

    @cached_property
    def reference_record(self) -> dict[str, Any]:
        """The reference as plain data."""
        return self.reference.to_record()

    def record(self) -> dict[str, Any]:
        """The reference's record and what is known about this text of it, as plain data."""
        about = {
            "basis": self.basis.value,
            "seen_at": self.seen_at,
            "reported_by": self.reported_by,
            "derived_from": list(self.derived_from),
            "topics": list(self.topics),
            "concepts": list(self.concepts),
            "recency": self.recency,
            "pack": self.pack,
            "metadata": dict(self.metadata),
        }
        return {
            "reference": self.reference_record,
            **{key: value for key, value in about.items() if value not in (None, [], {})},
        }

    def structure(self) -> dict[str, Any]:
        """Sections, blocks and pages as compact plain data; `structure_of` reads it back."""
        roles = {str(i): one.role.value for i, one in enumerate(self.sections) if one.role is not None}
        pages = [[page.number, page.start, page.doubtful] for page in self.pages]
        return {
            "sections": [list(section.heading_path) for section in self.sections],
            # Left out where there are none: the digest of a text without pages does not depend on there being pages.
            **({"roles": roles} if roles else {}),
            **({"pages": pages} if pages else {}),
            "blocks": [
                [block.form, block.start, block.end, block.section, block.lead_ins, block.table, block.cells]
                for block in self.blocks
            ],
        }

    def heading_path(self, statement: Statement | Table | Block) -> tuple[str, ...]:
        """The headings a statement stands under, outermost first."""
        return self.sections[statement.section].heading_path

    def page_of(self, start: int) -> Page | None:
        """The page on which the text at this place stands, None in a source without pages."""
        if not self.pages:
            return None
        at = bisect_right(self.pages, start, key=lambda page: page.start)
        return self.pages[at - 1] if at else None


@dataclass(frozen=True, slots=True)
class Structure:
    """What `Document.structure` keeps, read back."""

    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...]
    pages: tuple[Page, ...]


def structure_of(data: Mapping[str, Any]) -> Structure:
    """Rebuild sections, blocks, tables and pages from `Document.structure`'s data."""
    roles = data.get("roles", {})
    sections = tuple(
        Section(tuple(path), Role(roles[str(i)]) if str(i) in roles else None)
        for i, path in enumerate(data["sections"])
    )
    blocks = tuple(
        Block(Form(form), start, end, section, _spans(lead_ins), table, _spans(cells))
        for form, start, end, section, lead_ins, table, cells in data["blocks"]
    )
    pages = tuple(Page(number, start, doubtful) for number, start, doubtful in data.get("pages", ()))
    return Structure(sections, blocks, tables_of(blocks), pages)


def tables_of(blocks: tuple[Block, ...]) -> tuple[Table, ...]:
    """Gather the table lines among blocks into tables, in order of their numbers."""
    lines: dict[int, list[Block]] = {}
    for block in blocks:
        if block.table is not None:
            lines.setdefault(block.table, []).append(block)
    tables = []
    for number in sorted(lines):
        caption = [(b.start, b.end) for b in lines[number] if b.form is Form.TABLE_CAPTION]
        header = [b for b in lines[number] if b.form is Form.TABLE_HEADER]
        rows = [b.cells for b in lines[number] if b.form is Form.TABLE_ROW]
        notes = [(b.start, b.end) for b in lines[number] if b.form is Form.TABLE_NOTE]
        tables.append(
            Table(
                section=lines[number][0].section,
                caption=caption[0] if caption else None,
                columns=header[0].cells if header else (),
                rows=tuple(rows),
                notes=tuple(notes),
            )
        )
    return tuple(tables)


def _spans(data: Any) -> tuple[Span, ...]:
    return tuple((start, end) for start, end in data)
