"""Tables drawn with rules: their cells from the lines around them, found with pdfplumber's table functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from curbside.ingest.pdf.drawing import Box, Drawing, Word
from curbside.ingest.pdf.words import text_of

# Finding cells takes time that grows with the square of the crossings; no printed page has this many.
_MOST_EDGES = 1_200
_MOST_CROSSINGS = 2_500
Cell = list[str]  # its lines


@dataclass(slots=True)
class Table:
    """A table as found on one page: rows of cells, each cell its lines; the first `headers` rows head the columns."""

    box: Box
    rows: list[list[Cell]]
    headers: int = 1
    edges: list[float] = field(default_factory=list)
    size: float = 0.0
    caption: str | None = None
    notes: list[str] = field(default_factory=list)


def inside(word: Word, box: Box, margin: float = 1.0) -> bool:
    """Whether the middle of a word lies in a box."""
    x, y = (word.x0 + word.x1) / 2, word.line - 0.3 * word.size
    return box[0] - margin <= x <= box[2] + margin and box[1] - margin <= y <= box[3] + margin


def merged_rules(rules: Iterable[Box]) -> list[Box]:
    """Horizontal rules with those joined that lie on one line and touch."""
    merged: list[Box] = []
    for rule in sorted(rules, key=lambda rule: (round(rule[1]), rule[0])):
        last = merged[-1] if merged else None
        if last is not None and abs(last[1] - rule[1]) <= 1.5 and rule[0] <= last[2] + 3:
            merged[-1] = (min(last[0], rule[0]), last[1], max(last[2], rule[2]), last[3])
        else:
            merged.append(rule)
    return merged


def has_grid(drawing: Drawing) -> bool:
    """Whether there are rules enough, both ways, to make cells."""
    framed = len(drawing.boxes)
    return len(drawing.down) + 2 * framed >= 2 and len(drawing.across) + 2 * framed >= 2


def too_many_rules(drawing: Drawing) -> bool:
    """Whether a page has so many rules that its tables are not looked for."""
    return len(drawing.across) + len(drawing.down) + 4 * len(drawing.boxes) > _MOST_EDGES


def cells_of(drawing: Drawing) -> list[list[Box]]:
    """The cells of every ruled table on a page, a list a table; a frame of one cell is not among them."""
    edges = [_edge(rule, "h") for rule in drawing.across] + [_edge(rule, "v") for rule in drawing.down]
    for x0, y0, x1, y1 in drawing.boxes:
        if (x1 - x0) * (y1 - y0) < 0.8 * drawing.width * drawing.height:
            edges += [_edge((x0, y, x1, y), "h") for y in (y0, y1)] + [_edge((x, y0, x, y1), "v") for x in (x0, x1)]
    merged = merge_edges(edges, 3, 3, 3, 3)
    crossings = edges_to_intersections(merged, 3, 3)
    if len(crossings) > _MOST_CROSSINGS:
        return []
    cells = intersections_to_cells(crossings)
    return [[(float(a), float(b), float(c), float(d)) for a, b, c, d in table] for table in cells_to_tables(cells)]


def _edge(rule: Box, way: str) -> dict[str, Any]:
    x0, y0, x1, y1 = rule
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    placed = (x0, y, x1, y) if way == "h" else (x, y0, x, y1)
    names = dict(zip(("x0", "top", "x1", "bottom"), placed, strict=True))
    return {
        **names,
        "orientation": way,
        "object_type": "line",
        "width": placed[2] - placed[0],
        "height": placed[3] - placed[1],
        "doctop": placed[1],
    }


def grid_table(cells: Sequence[Box], words: Sequence[Word]) -> Table | None:
    """The table that these cells make with the words in them; None if it is no table but a frame or a chart."""
    xs, ys = _lines(cells, 0, 2), _lines(cells, 1, 3)
    columns, rows = len(xs) - 1, len(ys) - 1
    if columns < 2 or rows < 1 or columns * rows > 20_000:
        return None
    box = (xs[0], ys[0], xs[-1], ys[-1])
    held = [word for word in words if inside(word, box)]
    grid: list[list[Cell]] = [[[] for _ in range(columns)] for _ in range(rows)]
    spans, filled = [], 0
    for cell in cells:
        text = text_of(word for word in held if inside(word, cell, 0.0))
        filled += bool(text)
        across = range(_at(xs, cell[0]), _at(xs, cell[2]))
        down = range(_at(ys, cell[1]), _at(ys, cell[3]))
        spans.append((down.start, down.stop, len(across)))
        for row in down:
            for column in across:
                grid[row][column] = text
    if filled < 2 or filled < 0.25 * len(cells) or (rows == 1 and max(map(len, grid[0])) > 6):
        return None
    grid, keep = _without_empty(grid)
    size = sorted(word.size for word in held)[len(held) // 2]
    headers = _headers(spans, keep, columns, grid, held, ys)
    return Table(box, grid, headers, xs, size)


def _lines(cells: Sequence[Box], low: int, high: int) -> list[float]:
    """Where the edges of the cells lie, those within a point or two of each other as one."""
    places: list[float] = []
    for place in sorted({value for cell in cells for value in (cell[low], cell[high])}):
        if not places or place - places[-1] > 2.5:
            places.append(place)
    return places


def _at(places: Sequence[float], place: float) -> int:
    return min(range(len(places)), key=lambda i: abs(places[i] - place))


def _without_empty(grid: list[list[Cell]]) -> tuple[list[list[Cell]], list[int]]:
    keep = [i for i, row in enumerate(grid) if any(row)]
    return [grid[i] for i in keep], keep


def _headers(
    spans: Sequence[tuple[int, int, int]],
    keep: Sequence[int],
    columns: int,
    grid: Sequence[Sequence[Cell]],
    words: Sequence[Word],
    ys: Sequence[float],
) -> int:
    """How many rows head the columns: the first with all that its cells span, and those in bold below it."""
    until = 1
    first = keep[0] if keep else 0
    while True:
        spanned = [stop for start, stop, width in spans if start < first + until and 1 < width < columns]
        tall = [stop for start, stop, _ in spans if start < first + until]
        wanted = max([*(stop + 1 for stop in spanned), *tall, first + 1]) - first
        if wanted <= until or wanted > 4:
            break
        until = wanted
    count = sum(1 for i in keep if i < first + until) if until <= 4 else 1
    return max(1, min(count, len(grid) - 1))
