"""Tables in JATS: rows and columns as they are printed, from XHTML's model and from OASIS's (CALS).

A cell that spans rows or columns is written into each of them. A column in which no cell begins is none: a heading
said to span a million columns spans those that there are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Any

from curbside.evidence.text import clean_line
from curbside.ingest.jats_inline import Inline

Element = Any

# A wider or larger table is data, not something a reader compares by eye; its caption and notes are kept.
MOST_COLUMNS = 1_000
MOST_CELLS = 500_000
LONGEST_TABLE = 5_000_000

# A mark of a footnote set against the words of it: "^aAdjusted for age".
_GLUED_MARK = re.compile(r"(?:^|(?<=[.;:,] ))\^([a-z]{1,2}|\d{1,2})(?=[A-Z][a-z])")


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's columns, with their headers joined, and its rows; `too_large` says that it was not written out."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    too_large: bool = False


@dataclass(slots=True)
class _Cell:
    text: str
    start: int
    end: int  # of the columns it covers, half-open
    rows: int  # in which it stands, its own among them
    is_header: bool


@dataclass(slots=True)
class _Rows:
    """The rows of one table, told one after the other; cells that reach down are kept until they end."""

    rows: list[list[_Cell]] = field(default_factory=list)
    heads: list[bool] = field(default_factory=list)
    _reaching: list[_Cell] = field(default_factory=list)
    _count: int = 0

    def begin_group(self) -> None:
        """Nothing reaches from a head into a body, or from one body into the next."""
        self._reaching = []

    def add(self, cells: Sequence[_Cell], is_head: bool) -> None:
        """Add a row; each cell takes the first place that is free, or the one it names."""
        taken = self._reaching
        at = passed = 0
        placed: list[_Cell] = []
        for cell in cells:
            at = max(at, cell.start)
            while passed < len(taken) and taken[passed].start <= at:
                at = max(at, taken[passed].end)
                passed += 1
            free = taken[passed].start - at if passed < len(taken) else cell.end
            placed.append(_Cell(cell.text, at, at + min(cell.end - cell.start, free), cell.rows, cell.is_header))
            at = placed[-1].end
        row = sorted([*placed, *taken], key=lambda cell: cell.start)
        self._count += len(row)
        if len(row) > MOST_COLUMNS or self._count > MOST_CELLS:
            raise _TooLarge
        self.rows.append(row)
        self.heads.append(is_head or self._is_heading(row))
        self._reaching = [
            _Cell(one.text, one.start, one.end, one.rows - 1, one.is_header) for one in row if one.rows > 1
        ]

    def _is_heading(self, row: list[_Cell]) -> bool:
        """Whether a row outside the head is one: of header cells only, and at the top or over the other columns.

        A header in the first column alone, or across all of them, heads the rows below it, not the columns.
        """
        if not row or not all(cell.is_header for cell in row):
            return False
        words = {cell.text for cell in row if cell.text}
        return all(self.heads) or len(words) > 1 or bool(words and not row[0].text)


class _TooLarge(Exception):
    """A table is too large to be written out; never leaves this module."""


def grids_of(table: Element, inline: Inline) -> Iterator[Grid]:
    """The tables that a `table` element holds: one, or one for each group of an OASIS table."""
    groups = table.findall("tgroup")
    for group in groups or [table]:
        try:
            rows = _rows_of(group, _Oasis(group, inline).cells if groups else partial(_html_cells, inline))
            yield from _grids(rows)
        except _TooLarge:
            yield Grid((), (), too_large=True)


def _rows_of(group: Element, cells: Callable[[Element], list[_Cell]]) -> _Rows:
    told = _Rows()
    for is_head, rows in _row_groups(group):
        told.begin_group()
        for row in rows:
            told.add(cells(row), is_head)
    return told


def notes_of(foot: Element, inline: Inline) -> Iterator[str]:
    """The footnotes under a table, each on one line with its mark."""
    for part in foot:
        if part.tag in {"fn-group", "table-wrap-foot"}:
            yield from notes_of(part, inline)
        else:
            yield _GLUED_MARK.sub(r"^\1 ", clean_line(inline.text(part)))


def _row_groups(table: Element) -> Iterator[tuple[bool, list[Element]]]:
    """Head, bodies and foot with their rows, in the order in which they are printed."""
    loose: list[Element] = []
    feet: list[Element] = []
    for part in table:
        if part.tag in {"tr", "row"}:
            loose.append(part)
        elif part.tag in {"thead", "tbody", "tfoot"}:
            if loose:
                yield False, loose
                loose = []
            rows = [row for row in part if row.tag in {"tr", "row"}]
            if part.tag == "tfoot":
                feet += rows
            else:
                yield part.tag == "thead", rows
    yield False, loose + feet


def _html_cells(inline: Inline, row: Element) -> list[_Cell]:
    cells = [cell for cell in row if cell.tag in {"td", "th"}]
    return [
        _Cell(_cell_text(cell, inline), 0, _number(cell, "colspan"), _number(cell, "rowspan"), cell.tag == "th")
        for cell in cells
    ]


class _Oasis:
    """Cells of the OASIS model: they name the columns in which they begin and end."""

    def __init__(self, group: Element, inline: Inline) -> None:
        self._inline = inline
        self._columns: dict[str, int] = {}
        at = 0
        for one in group.findall("colspec"):
            at = _number(one, "colnum", at + 1)
            self._columns[one.get("colname", f"c{at}")] = at
        self._spans: Mapping[str, Element] = {one.get("spanname", ""): one for one in group.findall("spanspec")}

    def cells(self, row: Element) -> list[_Cell]:
        """The cells of a row."""
        return [self._cell(entry) for entry in row if entry.tag in {"entry", "entrytbl"}]

    def _cell(self, entry: Element) -> _Cell:
        named = self._spans.get(entry.get("spanname", ""), entry)
        first = self._columns.get(named.get("namest") or entry.get("colname", ""), 1)
        last = self._columns.get(named.get("nameend", ""), first)
        rows = _number(entry, "morerows", 0) + 1
        return _Cell(_cell_text(entry, self._inline), first - 1, max(last, first), rows, False)


def _cell_text(cell: Element, inline: Inline) -> str:
    raw = inline.text(cell)
    # A cell that holds nothing but what is taken out of running text holds that.
    return raw or clean_line("".join(text for text in cell.itertext())) or ("[image]" if _is_picture(cell) else "")


def _is_picture(cell: Element) -> bool:
    return any(True for _ in cell.iter("graphic", "inline-graphic"))


def _number(element: Element, name: str, otherwise: int = 1) -> int:
    """A count as written; what is none, or less than the least, is the one that holds where nothing is written."""
    written = (element.get(name) or "").strip()
    if not written.isascii() or not written.isdigit() or len(written) > 100:
        return otherwise
    return min(max(int(written), otherwise), 1_000_000)


def _grids(told: _Rows) -> Iterator[Grid]:
    """A table; or several, where headers further down begin another one in the same columns."""
    starts = sorted({cell.start for row in told.rows for cell in row})
    if len(starts) > MOST_COLUMNS or len(starts) * len(told.rows) > MOST_CELLS:
        raise _TooLarge
    lines = [_line(row, starts) for row in told.rows]
    if sum(len(text) for line in lines for text in line) > LONGEST_TABLE:
        raise _TooLarge
    heads = [] if all(told.heads) and len(lines) > 1 else told.heads
    begins = [at for at, is_head in enumerate(heads) if is_head and at and not heads[at - 1]]
    for begin, end in pairwise([0, *begins, len(lines)]):
        body = next((at for at in range(begin, end) if not (heads and heads[at])), end)
        columns = tuple(map(_joined, zip(*lines[begin:body], strict=True)))
        yield Grid(columns, tuple(line for line in lines[body:end] if any(line)))


def _line(row: list[_Cell], starts: list[int]) -> tuple[str, ...]:
    line, cells = [], iter(row)
    cell = next(cells, None)
    for start in starts:
        while cell is not None and cell.end <= start:
            cell = next(cells, None)
        line.append(cell.text if cell is not None and cell.start <= start else "")
    return tuple(line)


def _joined(headers: Sequence[str]) -> str:
    """The headers over a column, from the widest down, each said once."""
    return " · ".join(dict.fromkeys(filter(None, headers)))
