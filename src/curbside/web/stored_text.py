"""A document's stored text laid out again: sections holding headings, paragraphs, lists and tables, one span marked.

The pieces of every line, joined, are the stored text of its block, character for character.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from curbside.evidence.document import Block, Document, Form, Page
from curbside.evidence.text import Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of stored text; `anchor` is on the first marked piece of a page, where a link arrives.

    `page` is the printed page that begins with it.
    """

    text: str
    marked: bool = False
    anchor: bool = False
    page: Page | None = None


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
    """What stands under one heading path; `level` is 1 for an outermost heading.

    `heading` is empty before any heading; `anchor` is where a link to the section leads.
    """

    level: int
    heading: str
    anchor: str
    chunks: tuple[Chunk, ...]


_SHAPES = {Form.HEADING: "heading", Form.SENTENCE: "paragraphs", Form.LIST_ITEM: "list"}


def stored_sections(document: Document, span: Span | None = None) -> list[StoredSection]:
    """Lay out a document's text with `span`, half-open, marked."""
    marker = _Marker(document.text, span, document.pages)
    grouped = groupby(document.blocks, key=lambda block: block.section)
    return [
        _section(document.sections[number].heading_path, f"section-{place}", list(blocks), marker)
        for place, (number, blocks) in enumerate(grouped, start=1)
    ]


def _section(path: Sequence[str], anchor: str, blocks: list[Block], marker: _Marker) -> StoredSection:
    headed = any(block.form is Form.HEADING for block in blocks)
    heading = path[-1] if path and headed else ""
    return StoredSection(max(1, len(path)), heading, anchor, tuple(_chunks(blocks, marker)))


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
    """Cuts lines where the span begins and ends and where pages begin; it is handed them in the order of the text.

    The first marked piece it makes is the anchor.
    """

    def __init__(self, text: str, span: Span | None, pages: Sequence[Page] = ()) -> None:
        self.text = text
        self.span = span or (0, 0)
        self.pages = deque(pages)
        self.anchored = False

    def line(self, start: int, end: int) -> Line:
        if start >= end:
            return (Piece(""),)
        places = {start, end, *(page.start for page in self.pages if start < page.start < end)}
        if self.span[0] < self.span[1]:
            places.update(place for place in self.span if start < place < end)
        return tuple(self._piece(first, last) for first, last in pairwise(sorted(places)))

    def _piece(self, start: int, end: int) -> Piece:
        marked = self.span[0] <= start < self.span[1]
        anchor = marked and not self.anchored
        self.anchored = self.anchored or marked
        return Piece(self.text[start:end], marked, anchor, self._page_begun(start))

    def _page_begun(self, start: int) -> Page | None:
        """The last of the pages that begin up to here and were not told yet."""
        begun = None
        while self.pages and self.pages[0].start <= start:
            begun = self.pages.popleft()
        return begun
