"""Tables of an HTML tree as a rectangle of texts: spans unfolded, header lines joined, footnotes apart."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice

from curbside.ingest.html_text import Element, text_of

JOINED = " · "
# A wider or larger table is data, not something a reader compares by eye; its caption and notes are kept.
MOST_COLUMNS = 1_000
MOST_CELLS = 500_000
LONGEST_TABLE = 5_000_000
# What HTML itself allows; larger numbers are slips or attacks.
WIDEST_SPAN, TALLEST_SPAN = 1_000, 65_534
# Word processors cut one bold cell into many runs, but not into more than these.
_BOLD_RUNS = 50

_NOTE = re.compile(
    r"(?:[*†‡§¶#^]|\(?[a-z]\)?[ .:]|notes?\b|abbreviations?\b|sources?\b|data are\b|values are\b"
    r"|[A-Z][\w/-]{1,9}\s*[=,:] )",
)


@dataclass(frozen=True, slots=True)
class HtmlTable:
    """A table's texts; every row is as long as `columns`."""

    caption: str | None
    columns: list[str]
    rows: list[list[str]]
    notes: list[str]


@dataclass(slots=True)
class _Cell:
    start: int
    end: int
    rows_left: int
    text: str
    is_header: bool
    is_bold: bool


@dataclass(slots=True)
class _Row:
    part: str
    cells: list[_Cell] = field(default_factory=list)

    @property
    def told(self) -> list[_Cell]:
        """The cells with words in them."""
        return [cell for cell in self.cells if cell.text]

    @property
    def names_columns(self) -> bool:
        """Whether it holds header cells alone."""
        return all(cell.is_header for cell in self.cells)

    def fills(self, last: int) -> bool:
        """Whether one cell goes from the first column to the one that begins at `last`."""
        return len(self.cells) == 1 and self.cells[0].start == 0 < last < self.cells[0].end


def is_for_layout(table: Element) -> bool:
    """Whether a table only places things on a page, so that its cells are read as running text."""
    if table.get("role") in ("presentation", "none") or any(inner is not table for inner in table.iter("table")):
        return True
    if next(table.iter("th", "caption"), None) is not None:
        return False
    if next(table.iter("h1", "h2", "h3", "h4", "h5", "h6"), None) is not None:
        return True
    rows = list(table.iter("tr"))
    return len(rows) < 2 or max(sum(bool(text_of(cell)) for cell in row) for row in rows) < 2


def read_table(table: Element) -> HtmlTable:
    """A data table's texts; of one that is too large only caption and notes."""
    captions = [text_of(one) for one in table.iter("caption")]
    rows, cells = [], 0
    for row in _rows(table):
        rows.append(row)
        cells += len(row.cells)
        if cells > MOST_CELLS or len(row.cells) > MOST_COLUMNS:
            return HtmlTable(" ".join(filter(None, captions)) or None, [], [], [])
    # A column in which no cell begins is only the rest of a span.
    starts = sorted({cell.start for row in rows for cell in row.cells})
    last = starts[-1] if starts else 0
    if len(rows) > 1 and rows[0].fills(last) and not captions:
        captions.append(rows.pop(0).cells[0].text)
    notes: list[str] = []
    while len(rows) > 1 and rows[-1].fills(last) and _is_note(rows[-1]):
        notes.insert(0, rows.pop().cells[0].text)
    header = _header_length(rows, last)
    caption = " ".join(filter(None, captions)) or None
    if len(starts) > MOST_COLUMNS or len(starts) * len(rows) > MOST_CELLS:
        return HtmlTable(caption, [], [], notes)
    grid = [_unfolded(row, starts) for row in rows]
    if sum(len(text) for line in grid for text in line) > LONGEST_TABLE:
        return HtmlTable(caption, [], [], notes)
    columns = [_joined([line[i] for line in grid[:header]]) for i in range(len(starts))]
    return HtmlTable(caption, columns, grid[header:], notes)


def _rows(table: Element) -> Iterator[_Row]:
    """The rows of head, body and foot, in that order, each with the cells that reach into it."""
    parts: dict[str, list[list[Element]]] = {"thead": [], "tbody": [], "tfoot": []}
    for part in _parts(table):
        parts[part[0].getparent().tag if part[0].getparent().tag in parts else "tbody"].append(part)
    for name, groups in parts.items():
        for group in groups:
            yield from _placed(group, name)


def _parts(table: Element) -> Iterator[list[Element]]:
    rows = (row for row in table.iter("tr") if _table_of(row) is table)
    return (list(group) for _, group in groupby(rows, key=lambda row: row.getparent()))


def _table_of(row: Element) -> Element:
    return next(row.iterancestors("table"), None)


def _placed(rows: Sequence[Element], part: str) -> Iterator[_Row]:
    hanging: list[_Cell] = []  # cells of rows above that reach down, from left to right
    for left, row in zip(range(len(rows), 0, -1), rows, strict=True):
        placed = _Row(part, list(hanging))
        at, reaching = 0, deque(hanging)
        for cell in row.iterchildren("td", "th"):
            wide, tall = _span(cell, "colspan", WIDEST_SPAN), _span(cell, "rowspan", TALLEST_SPAN)
            while reaching and reaching[0].start <= at:
                at = max(at, reaching.popleft().end)
            text, is_header = text_of(cell), cell.tag == "th"
            placed.cells.append(_Cell(at, at + wide, min(tall or left, left), text, is_header, _is_bold(cell, text)))
            at += wide
        placed.cells.sort(key=lambda cell: cell.start)
        for cell in placed.cells:
            cell.rows_left -= 1
        hanging = [cell for cell in placed.cells if cell.rows_left > 0]
        if placed.cells:
            yield placed


def _span(cell: Element, name: str, most: int) -> int:
    """A span as written, at least 1; 0 rows, which HTML allows, reach to the end."""
    written = re.match(r"\s*(\d{1,9})", cell.get(name, "1"))
    number = int(written.group(1)) if written else 1
    return min(number, most) if number or name == "rowspan" else 1


def _is_bold(cell: Element, text: str) -> bool:
    bold = "".join(text_of(one) for one in islice(cell.iter("b", "strong"), _BOLD_RUNS))
    return bool(text) and "".join(bold.split()) == "".join(text.split())


def _is_note(row: _Row) -> bool:
    return row.part == "tfoot" or bool(_NOTE.match(row.cells[0].text))


def _header_length(rows: Sequence[_Row], last: int) -> int:
    """How many of the first rows name the columns.

    Those of the head, else those of header cells alone. A table without any header cell has one if its first row is
    set in bold, or if its cells are words above columns of figures; a list of names and values has none.
    """
    head = sum(row.part == "thead" for row in rows)
    if head and any(row.told for row in rows[:head]):
        return head
    body = rows[head:]
    lead = next((i for i, row in enumerate(body) if not row.names_columns or (i and row.fills(last))), len(body))
    if lead:
        return head + (lead if lead < len(body) else 1)
    if any(cell.is_header for row in body for cell in row.cells) or len(body) < 2:
        return head
    return head + _looks_like_header(body)


def _looks_like_header(rows: Sequence[_Row]) -> bool:
    first = rows[0].told
    if all(cell.is_bold for cell in first) and not all(cell.is_bold for row in rows[1:] for cell in row.told):
        return True
    worded = not any(re.match(r"[<>≤≥~]?\s*\d", cell.text) for cell in first)
    figures = any(re.match(r"[<>≤≥~−-]?\s*\d", cell.text) for row in rows[1:] for cell in row.told if cell.start)
    return worded and figures and len(first) > 2


def _unfolded(row: _Row, starts: Sequence[int]) -> list[str]:
    line, cells = [], iter(row.cells)
    cell = next(cells, None)
    for start in starts:
        while cell is not None and cell.end <= start:
            cell = next(cells, None)
        line.append(cell.text if cell is not None and cell.start <= start else "")
    return line


def _joined(texts: Sequence[str]) -> str:
    """A column's header lines, one after the other, each said once."""
    return JOINED.join(dict.fromkeys(filter(None, texts)))
