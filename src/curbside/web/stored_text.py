"""A document's stored text laid out again: sections holding headings, paragraphs, lists and tables, one span marked.

The pieces of every line, joined, are the stored text of its block, character for character.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from curbside.evidence.document import Block, Document, Form
from curbside.evidence.text import Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of stored text; `anchor` is on the first marked piece of a page, where a link arrives."""

    text: str
    marked: bool = False
    anchor: bool = False


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class StoredTable:
    """A table's lines; a cell is a line."""

    caption: Line
    header: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]
    notes: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Neighbouring blocks that are shown as one thing: `heading`, `paragraphs`, `list` or `table`."""

    shape: str
    lines: tuple[Line, ...] = ()
    table: StoredTable | None = None


@dataclass(frozen=True, slots=True)
class StoredSection:
    """What stands under one heading path; `level` is 1 for an outermost heading."""

    level: int
    chunks: tuple[Chunk, ...]


_SHAPES = {Form.HEADING: "heading", Form.SENTENCE: "paragraphs", Form.LIST_ITEM: "list"}


def stored_sections(document: Document, span: Span | None = None) -> list[StoredSection]:
    """Lay out a document's text with `span`, half-open, marked."""
    marker = _Marker(document.text, span)
    return [
        StoredSection(
            level=max(1, len(document.sections[number].heading_path)),
            chunks=tuple(_chunks(list(blocks), marker)),
        )
        for number, blocks in groupby(document.blocks, key=lambda block: block.section)
    ]


def _chunks(blocks: Iterable[Block], marker: _Marker) -> Iterator[Chunk]:
    for (shape, _), group in groupby(blocks, key=lambda block: (_SHAPES.get(block.form, "table"), block.table)):
        if shape == "table":
            yield Chunk(shape, table=_table(list(group), marker))
        else:
            yield Chunk(shape, lines=tuple(marker.line(block.start, block.end) for block in group))


def _table(blocks: Sequence[Block], marker: _Marker) -> StoredTable:
    caption: Line = ()
    header: tuple[Line, ...] = ()
    rows = []
    notes = []
    for block in blocks:
        if block.form is Form.TABLE_CAPTION:
            caption = marker.line(block.start, block.end)
        elif block.form is Form.TABLE_HEADER:
            header = tuple(marker.line(*cell) for cell in block.cells)
        elif block.form is Form.TABLE_NOTE:
            notes.append(marker.line(block.start, block.end))
        else:
            rows.append(tuple(marker.line(*cell) for cell in block.cells))
    return StoredTable(caption, header, tuple(rows), tuple(notes))


class _Marker:
    """Cuts lines where the span begins and ends; the first marked piece it makes is the anchor."""

    def __init__(self, text: str, span: Span | None) -> None:
        self.text = text
        self.span = span or (0, 0)
        self.anchored = False

    def line(self, start: int, end: int) -> Line:
        first, last = (min(max(place, start), end) for place in self.span)
        if first >= last:
            return (Piece(self.text[start:end]),)
        marked = Piece(self.text[first:last], marked=True, anchor=not self.anchored)
        self.anchored = True
        around = (Piece(self.text[start:first]), marked, Piece(self.text[last:end]))
        return tuple(piece for piece in around if piece.text)
