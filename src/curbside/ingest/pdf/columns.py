"""The order in which a page is read: columns, what runs across them, frames and tables.

A gutter is a place that lines end before and others begin after, over some height. What crosses it (a title, a wide
figure's caption, a table) cuts the page into bands; in each band the left column is read before the right one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from curbside.ingest.pdf.drawing import Box
from curbside.ingest.pdf.grids import Table
from curbside.ingest.pdf.words import Piece

_LEAST_COLUMN = 60.0
_LEAST_GUTTER = 6.0
_LEAST_LINES = 3
_ANY = 100_000.0


@dataclass(slots=True)
class Line:
    """A line of a column; `left` and `right` are the edges of the column, `page` its page."""

    page: int
    text: str
    x0: float
    x1: float
    base: float
    size: float
    bold: bool
    italic: bool
    font: str
    mark: str
    lead: int
    left: float = 0.0
    right: float = 0.0
    column: int = 0
    pieces: int = 1
    bullet: bool = False


@dataclass(slots=True)
class Frame:
    """A frame with the lines and tables in it, read on its own."""

    box: Box
    items: list[Line | Float]


@dataclass(slots=True)
class Float:
    """A table or frame in the order of a page."""

    page: int
    held: Table | Frame
    column: int = 0


Item = Line | Float


@dataclass(slots=True)
class _Unit:
    """Something with a place: a piece of a line, a table or a frame."""

    x0: float
    x1: float
    top: float
    bottom: float
    piece: Piece | None = None
    held: Table | Frame | None = None


class PageOrder:
    """Puts one page's pieces, tables and frames in reading order; `bands` counts how often columns were broken."""

    def __init__(self, page: int, gutters: Sequence[float] = ()) -> None:
        self.page = page
        self.known = gutters
        self.gutters: list[float] = []
        self.columns = 0
        self.bands = 0

    def order(self, pieces: Sequence[Piece], held: Sequence[Table | Frame]) -> list[Item]:
        """Every line, table and frame once, in the order of reading."""
        units = [_Unit(p.x0, p.x1, p.top, p.bottom, piece=p) for p in pieces]
        units += [_Unit(h.box[0], h.box[2], h.box[1], h.box[3], held=h) for h in held]
        return self._region(units, 0)

    def _region(self, units: list[_Unit], depth: int) -> list[Item]:
        gutter = self._gutter(units) if depth < 4 else None
        if gutter is None:
            return self._column(units)
        self.gutters.append(gutter)
        crossing = sorted((u for u in units if u.x0 < gutter - 4 and u.x1 > gutter + 1), key=lambda u: u.top)
        beside = [u for u in units if not (u.x0 < gutter - 4 and u.x1 > gutter + 1)]
        crossing = _with_their_lines(crossing, beside)
        taken = {id(u) for u in crossing}
        beside = [u for u in beside if id(u) not in taken]
        items: list[Item] = []
        for band, across in _bands(crossing, beside):
            left = [u for u in band if u.x0 < gutter - 4]
            right = [u for u in band if u.x0 >= gutter - 4]
            if left or right:
                self.bands += 1
            items += self._region(left, depth + 1) if left else []
            items += self._region(right, depth + 1) if right else []
            items += self._column(across) if across else []
        return items

    def _gutter(self, units: Sequence[_Unit]) -> float | None:
        pieces = [line for u in units for line in _as_lines(u)]
        if len(pieces) < 2 * _LEAST_LINES and not self.known:
            return None
        best = None
        for start in _starts(pieces):
            score = _score(pieces, start, any(abs(start - known) < 6 for known in self.known))
            if score > 0 and (best is None or score > best[0]):
                best = score, start
        return best[1] if best else None

    def _column(self, units: Sequence[_Unit]) -> list[Item]:
        pieces = [u.piece for u in units if u.piece is not None]
        number, self.columns = self.columns, self.columns + 1
        lines = [self._line(row) for row in _baselines(pieces)]
        if lines:
            left, right = _edges(lines)
            for line in lines:
                line.left, line.right, line.column = left, right, number
        floats = [(u.top, Float(self.page, u.held, number)) for u in units if u.held is not None]
        placed: list[tuple[float, Item]] = [(line.base - 0.75 * line.size, line) for line in lines]
        return [item for _, item in sorted([*placed, *floats], key=lambda pair: pair[0])]

    def _line(self, row: list[Piece]) -> Line:
        main = max(row, key=lambda piece: len(piece.text))
        text = " ".join(piece.text for piece in row)
        lead = 0
        for piece in row:
            if not piece.bold:
                lead += piece.lead
                break
            lead += len(piece.text) + 1
        return Line(
            page=self.page,
            text=text,
            x0=row[0].x0,
            x1=row[-1].x1,
            base=main.base,
            size=main.size,
            bold=all(piece.bold for piece in row),
            italic=all(piece.italic for piece in row),
            font=main.font,
            mark=row[0].mark,
            lead=min(lead, len(text)),
            pieces=len(row),
        )


def _as_lines(unit: _Unit) -> list[_Unit]:
    """A table or frame as the lines of text whose room it takes."""
    if unit.held is None:
        return [unit]
    count = max(1, int((unit.bottom - unit.top) / 12))
    return [_Unit(unit.x0, unit.x1, unit.top + 12 * i, unit.top + 12 * i + 10) for i in range(count)]


def _starts(pieces: Sequence[_Unit]) -> list[float]:
    """Places where several pieces begin, which may be the left edges of columns."""
    counts: dict[int, list[float]] = {}
    for unit in pieces:
        counts.setdefault(round(unit.x0 / 3), []).append(unit.x0)
    places = []
    for key, found in counts.items():
        around = found + counts.get(key + 1, [])
        if len(around) >= 2:
            places.append(min(found))
    return sorted(places)


def _score(pieces: Sequence[_Unit], start: float, known: bool) -> float:
    """How many lines stand beside one another on either side of a gutter that ends here; 0 if it is none."""
    left = [u for u in pieces if u.x1 <= start - _LEAST_GUTTER]
    right = [u for u in pieces if u.x0 >= start - 1]
    least = 1 if known else _LEAST_LINES
    if len(left) < least or len(right) < least:
        return 0
    lefts, rights = sorted(u.x0 for u in left), sorted(u.x1 for u in right)
    left_edge, right_edge = lefts[len(lefts) // 20], rights[-1 - len(rights) // 20]
    left_width, right_width = start - left_edge, right_edge - start
    if min(left_width, right_width) < _LEAST_COLUMN:
        return 0
    if not known and not (_is_text(left, left_width) and _is_text(right, right_width)):
        return 0
    if not known and _is_table(left, right):
        return 0
    top, bottom = min(u.top for u in left) - 2, max(u.bottom for u in left) + 2
    paired = len({round(u.bottom) for u in right if top <= u.top <= bottom})
    crossing = sum(1 for u in pieces if u.x0 < start - 4 and u.x1 > start + 1)
    if not paired or (not known and paired < max(_LEAST_LINES, 0.12 * crossing, 2.5 * _turns(pieces, start))):
        return 0
    # What most lines respect is the better gutter; that there is one at all has been decided above.
    return _ANY + min(len({round(u.bottom) for u in left}), paired) - 0.5 * crossing


def _turns(pieces: Sequence[_Unit], start: float) -> int:
    """How many runs of lines beside a gutter there are between lines across it: loosely set lines make many."""
    turns, across = 0, True
    for unit in sorted(pieces, key=lambda u: u.bottom):
        crosses = unit.x0 < start - 4 and unit.x1 > start + 1
        turns += across and not crosses
        across = crosses
    return turns


def _is_text(units: Sequence[_Unit], width: float) -> bool:
    """Whether these are lines of running text, many of which fill a column of this width."""
    lines = _by_base(units)
    full = sum(max(u.x1 for u in line) - min(u.x0 for u in line) > 0.55 * width for line in lines.values())
    words = sum(len(u.piece.text.split()) for u in units if u.piece is not None)
    return full >= 0.4 * len(lines) and words >= 3 * len(lines)


def _is_table(left: Sequence[_Unit], right: Sequence[_Unit]) -> bool:
    """Whether what stands on either side is a table's columns: every line in pieces, and on one line with the left."""
    lines, others = _by_base(right), _by_base(left)
    torn = sum(sum(len(u.piece.text) > 3 for u in line if u.piece) >= 2 for line in lines.values())
    level = sum(base in others or base + 1 in others or base - 1 in others for base in lines)
    return torn > 0.3 * len(lines) and level > 0.8 * len(lines)


def _by_base(units: Sequence[_Unit]) -> dict[int, list[_Unit]]:
    lines: dict[int, list[_Unit]] = {}
    for unit in units:
        if unit.piece is not None:
            lines.setdefault(round(unit.piece.base), []).append(unit)
    return lines


def _with_their_lines(crossing: list[_Unit], beside: Sequence[_Unit]) -> list[_Unit]:
    """What crosses, with the pieces on the same baselines: a wide gap in a line across the page parts no columns."""
    bases = {round(u.piece.base, 1) for u in crossing if u.piece is not None}
    same = [u for u in beside if u.piece is not None and round(u.piece.base, 1) in bases]
    reach = [
        u
        for u in same
        if any(
            c.piece is not None
            and abs(c.piece.base - (u.piece.base if u.piece else 0)) < 0.2
            and min(abs(c.x0 - u.x1), abs(u.x0 - c.x1)) < 3 * c.piece.size
            for c in crossing
        )
    ]
    return sorted([*crossing, *reach], key=lambda u: u.top)


def _bands(crossing: Sequence[_Unit], beside: Sequence[_Unit]) -> list[tuple[list[_Unit], list[_Unit]]]:
    """The page from top to bottom: what stands in columns, then what crosses them below it, again and again."""
    bands: list[tuple[list[_Unit], list[_Unit]]] = []
    rest = sorted(beside, key=lambda u: u.top)
    across: list[_Unit] = []
    band: list[_Unit] = []
    for unit in crossing:
        middle = (unit.top + unit.bottom) / 2
        above = [u for u in rest if (u.top + u.bottom) / 2 < middle]
        if above and across:
            bands.append((band, across))
            band, across = [], []
        if above:
            band = [*band, *above]
            taken = {id(u) for u in above}
            rest = [u for u in rest if id(u) not in taken]
        across.append(unit)
    bands.append((band, across))
    bands.append((rest, []))
    return bands


def _baselines(pieces: Sequence[Piece]) -> list[list[Piece]]:
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: (p.base, p.x0)):
        if rows and _on_line(piece, rows[-1]):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda p: p.x0) for row in rows]


def _on_line(piece: Piece, row: Sequence[Piece]) -> bool:
    """Whether a piece stands on the baseline of a row, or beside it and hardly lower, as labels sometimes do."""
    lower, size = piece.base - row[0].base, min(piece.size, row[0].size)
    beside = all(piece.x0 >= other.x1 or piece.x1 <= other.x0 for other in row)
    return lower <= 0.3 + 0.08 * size or (beside and lower <= 0.3 * size)


def _edges(lines: Sequence[Line]) -> tuple[float, float]:
    """Left and right edge of a column, without the odd line that sticks out."""
    left, right = sorted(line.x0 for line in lines), sorted(line.x1 for line in lines)
    few = len(lines) // 25
    return left[few], right[-1 - few]
