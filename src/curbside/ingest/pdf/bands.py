"""Tables whose rows are told by tinted bands: every other row, or the header, lies on one, and no rule need be there.

A band is a row. What lies between two bands, or near enough above the first and below the last, is rows as well: a row
begins at the distance that the cells' margins in the bands show.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from curbside.ingest.pdf.alignment import CELL_GAP, cells, column_edges
from curbside.ingest.pdf.drawing import Box, Drawing, Word
from curbside.ingest.pdf.grids import Cell, Table
from curbside.ingest.pdf.words import pieces_of, rows_of

_LEAST_WIDTH = 60.0
_MOST_HEADERS = 4
_MOST_FILLS = 2_000
_MOST_STACKS = 40
_MOST_COMPARED = 2_000_000  # bands times lines
# Places are rounded to pixels by some programs, and a border may lie between two rows.
_SLACK = 2.2
_LONG = 7  # words, of which only few cells have more
_Row = list[list[Word]]  # its lines


@dataclass(slots=True)
class _Band:
    """A tinted row, and the places where the tint of one cell ends and that of the next begins."""

    box: Box
    splits: list[float] = field(default_factory=list)


def banded_tables(drawing: Drawing, words: Sequence[Word]) -> Iterator[Table]:
    """The tables that lie on bands, each with a box that holds all of its lines."""
    if len(drawing.fills) > _MOST_FILLS:
        return
    stacks = _stacks(_bands(drawing))
    for stack in stacks if len(stacks) <= _MOST_STACKS else []:
        reach = (stack[0].box[0], stack[-1].box[2])
        lines = rows_of(w for w in words if reach[0] - 1 <= w.x0 and w.x1 <= reach[1] + 1)
        if len(stack) * len(lines) > _MOST_COMPARED:
            continue
        for run in _runs(stack, lines):
            if not _has_uprights(drawing, run) and (table := _table(run, lines, drawing)):
                yield table


def _bands(drawing: Drawing) -> list[_Band]:
    """Fills on one height that touch, or nearly so, as one."""
    bands: list[_Band] = []
    for fill in sorted(set(drawing.fills), key=lambda fill: (round(fill[1]), fill[0])):
        if fill[3] - fill[1] < 6 or fill[2] - fill[0] > 0.98 * drawing.width:
            continue
        last = bands[-1] if bands else None
        level = last is not None and max(abs(last.box[1] - fill[1]), abs(last.box[3] - fill[3])) < 1.5
        if last is not None and level and -1 < fill[0] - last.box[2] < 4:
            last.splits.append((last.box[2] + fill[0]) / 2)
            last.box = (last.box[0], last.box[1], fill[2], last.box[3])
        else:
            bands.append(_Band(fill))
    return [band for band in bands if band.box[2] - band.box[0] >= _LEAST_WIDTH]


def _stacks(bands: Sequence[_Band]) -> list[list[_Band]]:
    """Bands of one reach, from the top."""
    stacks: list[list[_Band]] = []
    for band in sorted(bands, key=lambda band: band.box[1]):
        for stack in stacks:
            top = stack[-1].box
            if abs(top[0] - band.box[0]) < 3 and abs(top[2] - band.box[2]) < 3 and band.box[1] > top[3] - 1.5:
                stack.append(band)
                break
        else:
            stacks.append([band])
    return stacks


def _runs(stack: Sequence[_Band], lines: Sequence[list[Word]]) -> list[list[_Band]]:
    """A stack cut where running text, or much room, lies between two bands."""
    runs = [[stack[0]]]
    for above, below in pairwise(stack):
        between = [line for line in lines if above.box[3] < line[0].line < below.box[1]]
        places = [above.box[3], *(line[0].line for line in between), below.box[1]]
        if any(b - a > 40 for a, b in pairwise(places)) or any(_is_prose(line, above) for line in between):
            runs.append([])
        runs[-1].append(below)
    return runs


def _is_prose(line: Sequence[Word], band: _Band) -> bool:
    pieces = pieces_of(line, CELL_GAP)
    return len(pieces) == 1 and pieces[0].x1 - pieces[0].x0 > 0.75 * (band.box[2] - band.box[0])


def _has_uprights(drawing: Drawing, run: Sequence[_Band]) -> bool:
    """Whether rules part the cells: then the grid says more than the tints do."""
    x0, y0, x1, y1 = run[0].box[0], run[0].box[1], run[0].box[2], run[-1].box[3]
    return any(x0 + 3 < rule[0] < x1 - 3 and rule[1] < y1 and y0 < rule[3] for rule in drawing.down)


@dataclass(slots=True)
class _Set:
    """How a table is set: the margins of its cells above and below, and the distance of lines in a cell."""

    above: float
    below: float
    lead: float

    def joins(self, upper: Sequence[Word], lower: Sequence[Word]) -> bool:
        """Whether two lines can be of one row."""
        return lower[0].line - upper[0].line <= 1.1 * self.lead + 0.3

    def goes_on(self, upper: Sequence[Word], lower: Sequence[Word]) -> bool:
        """Whether two lines stand no farther apart than the last of a row and the first of the next."""
        same = abs(upper[0].size - lower[0].size) < 0.15 * upper[0].size
        near = lower[0].line - upper[0].line < self.above + self.below + _SLACK
        return same and (near or self.joins(upper, lower))


def _table(run: Sequence[_Band], lines: Sequence[list[Word]], drawing: Drawing) -> Table | None:
    held = [[line for line in lines if band.box[1] < line[0].line <= band.box[3] + 1] for band in run]
    filled = [(band, row) for band, row in zip(run, held, strict=True) if row]
    if not filled:
        return None
    style = _set(filled)
    rows = _rows(run, held, lines, style)
    if len(rows) < 3:
        return None
    edges = _edges(run, rows)
    if not edges:
        return None
    table = [_cells(row, edges) for row in rows]
    if not _is_tabular(table):
        return None
    words = [word for row in rows for line in row for word in line]
    top = min(run[0].box[1], rows[0][0][0].line - 0.8 * rows[0][0][0].size)
    bottom = max(run[-1].box[3], rows[-1][-1][0].line + 0.3 * rows[-1][-1][0].size)
    box = (run[0].box[0], top, run[0].box[2], bottom)
    return Table(box, table, _headers(rows, drawing, box), [box[0], *edges, box[2]], median(w.size for w in words))


def _set(filled: Sequence[tuple[_Band, _Row]]) -> _Set:
    above = min(row[0][0].line - band.box[1] for band, row in filled)
    below = min(band.box[3] - row[-1][0].line for band, row in filled)
    size = median(row[0][0].size for _, row in filled)
    leads = [b[0].line - a[0].line for _, row in filled for a, b in pairwise(row)]
    return _Set(above, below, min((lead for lead in leads if lead > 0.8 * size), default=1.25 * size))


def _rows(run: Sequence[_Band], held: Sequence[_Row], lines: Sequence[list[Word]], style: _Set) -> list[_Row]:
    """All rows: those on bands, between them, above the first and below the last."""
    over = [line for line in lines if line[0].line <= run[0].box[1]]
    under = [line for line in lines if line[0].line > run[-1].box[3] + 1]
    rows = _upwards(over, run[0].box[1], style)
    for i, (band, row) in enumerate(zip(run, held, strict=True)):
        if row:
            rows.append(row)
        if i + 1 < len(run):
            rows += _parted([x for x in lines if band.box[3] + 1 < x[0].line <= run[i + 1].box[1]], style)
    return rows + _downwards(under, run[-1].box[3], style)


def _parted(lines: Sequence[list[Word]], style: _Set) -> list[_Row]:
    rows: list[_Row] = []
    for line in lines:
        if rows and style.joins(rows[-1][-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _upwards(lines: Sequence[list[Word]], edge: float, style: _Set) -> list[_Row]:
    taken: _Row = []
    for line in reversed(lines):
        near = edge - line[0].line < style.below + _SLACK if not taken else style.goes_on(line, taken[0])
        if not near:
            break
        taken.insert(0, line)
    rows = _parted(taken, style)
    while rows and not _is_split(rows[0]):
        rows.pop(0)
    return rows


def _downwards(lines: Sequence[list[Word]], edge: float, style: _Set) -> list[_Row]:
    taken: _Row = []
    for line in lines:
        near = line[0].line - edge < style.above + _SLACK if not taken else style.goes_on(taken[-1], line)
        if not near:
            break
        taken.append(line)
    rows = _parted(taken, style)
    while rows and not _is_split(rows[-1]):
        rows.pop()
    return rows


def _is_split(row: _Row) -> bool:
    return any(len(pieces_of(line, CELL_GAP)) >= 2 for line in row)


def _edges(run: Sequence[_Band], rows: Sequence[_Row]) -> list[float]:
    """Column boundaries: where the tints of cells meet in most bands, else by how the words stand."""
    places = Counter(round(split) for band in run for split in band.splits)
    often = [place for place, count in places.items() if count >= 0.5 * len(run)]
    if often:
        found: list[float] = []
        for place in sorted(float(place) for place in often):
            if not found or place - found[-1] > 3:
                found.append(place)
        return found
    return column_edges(rows[0], [line for row in rows[1:] for line in row])


def _cells(row: _Row, edges: Sequence[float]) -> list[Cell]:
    found: list[Cell] = [[] for _ in range(len(edges) + 1)]
    for line in row:
        for column, text in enumerate(cells(line, edges)[0]):
            if text:
                found[column].append(text)
    return found


def _is_tabular(table: Sequence[Sequence[Cell]]) -> bool:
    """Whether rows are a table's: most have several cells, and most of these are no running text."""
    split = [row for row in table if sum(bool(cell) for cell in row) >= 2]
    lines = [line for row in table for cell in row for line in cell]
    long = [line for line in lines if len(line.split()) >= _LONG]
    return len(split) >= max(2, 0.5 * len(table)) and len(long) < 0.5 * len(lines)


def _headers(rows: Sequence[_Row], drawing: Drawing, box: Box) -> int:
    """How many rows head the columns: those above the first rule inside, else those in bold."""
    wide = [r for r in drawing.across if r[0] < box[0] + 6 and rows[0][0][0].line < r[1] < rows[-1][0][0].line]
    if wide:
        first = min(rule[1] for rule in wide)
        above = sum(row[-1][0].line < first for row in rows)
        return above if above <= _MOST_HEADERS else 1
    bold = 0
    while bold < min(_MOST_HEADERS, len(rows) - 1) and all(w.bold for line in rows[bold] for w in line):
        bold += 1
    return max(1, bold)


def without_fills(drawing: Drawing, table: Table) -> None:
    """Take the tints of a table out of a drawing's boxes, in which they would pass for frames and grids."""
    x0, y0, x1, y1 = table.box
    drawing.boxes = [
        box
        for box in drawing.boxes
        if not (x0 - 4 <= box[0] and box[2] <= x1 + 4 and y0 - 4 <= box[1] and box[3] <= y1 + 4)
    ]
