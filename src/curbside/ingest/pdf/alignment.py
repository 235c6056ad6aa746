"""Rows and columns of a table that has no grid, from how its words are aligned."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from curbside.ingest.pdf.drawing import Box, Word
from curbside.ingest.pdf.grids import Cell
from curbside.ingest.pdf.words import Piece, pieces_of, rows_of

# In a table a gap parts cells at half the type size: cells are not justified.
CELL_GAP = 0.5
# On the boundary of two columns less is enough: a space is a quarter.
EDGE_GAP = 0.3
_SPACES = 1.25
_WIDE_SPACE = 0.8
_PADDING = 2.0
FIGURE = re.compile(r"[<>≤≥=~±(−–-]*\s*\d[\d.,%/×x()\s±–−-]*\S{0,3}")
# A figure that its line leaves unfinished: "3 ±", "(1.2 to".
_OPEN = re.compile(r"(?:±|\+/-|[-–−,;]|\bto)$|\([^)]*$")
Row = list[Word]
_Stretch = tuple[int, float, float]  # how many pieces cover it, its start and its end


def boundaries(rows: Sequence[Sequence[Piece]], least: float = EDGE_GAP) -> list[float]:
    """Where columns part: places that (almost) no piece crosses and that have pieces on either side."""
    pieces = [piece for row in rows for piece in row]
    if not pieces:
        return []
    wanted, allowed = least * median(piece.size for piece in pieces), len(rows) // 10
    found: list[float] = []
    gap: list[_Stretch] | None = None  # None before the first column
    for count, start, end in _coverage(pieces):
        if count > allowed:
            if gap and gap[-1][2] - gap[0][1] >= wanted:
                found.append(_middle(gap))
            gap = []
        elif gap is not None:
            gap.append((count, start, end))
    return found


def column_edges(head: Sequence[Row], body: Sequence[Row]) -> list[float]:
    """Column boundaries from the body, or from header and body where the body's cells stand too close."""
    least = max(EDGE_GAP, _SPACES * _space([*head, *body]))
    own = [pieces_of(row, least) for row in body]
    if not any(len(row) >= 2 for row in own):
        return []
    of_body = boundaries(own, least)
    header = [pieces_of(row, least) for row in head]
    # With a header's cells that span columns there are fewer: then its lowest line tells most.
    of_both = (boundaries(own + low, least) for low in (header, header[-1:]))
    edges = next((edges for edges in of_both if len(edges) == len(of_body)), of_body)
    return met_edges(edges, head, body)


def met_edges(edges: Sequence[float], head: Sequence[Row], body: Sequence[Row]) -> list[float]:
    """Those of the boundaries at which cells meet, rather than words that happen to part in line after line."""
    return [edge for i, edge in enumerate(edges) if _parts(edge, edges[i + 1 : i + 2], head[-1:], body)]


def _parts(edge: float, following: Sequence[float], low: Sequence[Row], body: Sequence[Row]) -> bool:
    """Whether cells meet at a place.

    They do not where a header's word stands over it and the lines leave no more than a wide space there, or words
    begin with the header and are but spread (justified); nor where nothing but the header goes on after it.
    """
    until = following[0] if following else float("inf")
    after = [min((w for w in row if edge < w.x0 < until), key=lambda w: w.x0, default=None) for row in body]
    if not any(after):
        return False
    over = [w for row in low for w in row if w.x0 < edge - w.size and w.x1 > edge + w.size]
    gaps = [
        (word.x0 - max((w.x1 for w in row if w.x1 <= edge + 1), default=-word.size)) / word.size
        for row, word in zip(body, after, strict=True)
        if word is not None
    ]
    before = [word for row in body if (word := max((w for w in row if w.x1 <= edge + 1), key=_end, default=None))]
    worded = sum(not any(c.isdigit() for c in word.text) for word in before) > 0.5 * len(before)
    return not over or (median(gaps) > _WIDE_SPACE and not (worded and _begins_with(over, before)))


def _end(word: Word) -> float:
    return word.x1


def _begins_with(over: Sequence[Word], before: Sequence[Word]) -> bool:
    """Whether a header's word begins where the words of its column do: so it is not centred over two."""
    return any(abs(header.x0 - word.x0) < 2 for header in over for word in before)


def _space(rows: Sequence[Row]) -> float:
    """How wide a space is in these lines, as a share of the type size: fonts differ."""
    gaps = [(right.x0 - left.x1) / max(left.size, right.size) for row in rows for left, right in pairwise(row)]
    spaces = [gap for gap in gaps if 0.1 < gap < CELL_GAP]
    return median(spaces) if len(spaces) >= 3 else 0.0


def _coverage(pieces: Sequence[Piece]) -> list[_Stretch]:
    """How many pieces cover each stretch between the first start and the last end."""
    steps = sorted([(p.x0, 1) for p in pieces] + [(p.x1, -1) for p in pieces], key=lambda step: (step[0], -step[1]))
    covering = 0
    stretches: list[_Stretch] = []
    for (x, step), (following, _) in pairwise(steps):
        covering += step
        if following > x:
            stretches.append((covering, x, following))
    return stretches


def _middle(gap: Sequence[_Stretch]) -> float:
    """The middle of the part of a gap that fewest pieces cross."""
    _, start, end = min(gap, key=lambda stretch: (stretch[0], stretch[1] - stretch[2]))
    return (start + end) / 2


def column_of(x: float, edges: Sequence[float]) -> int:
    """The column in which a place lies."""
    return sum(1 for edge in edges if edge < x)


def cells(row: Sequence[Word], edges: Sequence[float], rules: Sequence[Box] = ()) -> tuple[list[str], bool]:
    """A line's text by column, and whether something in it spans several, which then stands in each of them.

    `rules` are short rules just below: what is centred over one belongs to all columns that it runs along.
    """
    texts = [""] * (len(edges) + 1)
    spans = False
    for piece in _parted(row, edges):
        first, last = _reach(piece, edges, rules)
        spans = spans or last > first
        for column in range(first, last + 1):
            texts[column] = f"{texts[column]} {piece.text}".strip()
    return texts, spans


def _parted(row: Sequence[Word], edges: Sequence[float]) -> list[Piece]:
    """A line's pieces, cut also where a gap a little wider than a space lies on a boundary."""
    parts: list[list[Word]] = [[row[0]]]
    for left, right in pairwise(row):
        gap, size = right.x0 - left.x1, max(left.size, right.size)
        on_edge = any(left.x1 - 0.1 * size <= edge <= right.x0 + 0.1 * size for edge in edges)
        if on_edge and gap > EDGE_GAP * size:
            parts.append([])
        parts[-1].append(right)
    return [piece for part in parts for piece in pieces_of(part, CELL_GAP)]


def _reach(piece: Piece, edges: Sequence[float], rules: Sequence[Box]) -> tuple[int, int]:
    middle = (piece.x0 + piece.x1) / 2
    for x0, _, x1, _ in rules:
        if x0 - 2 <= middle <= x1 + 2 and abs((x0 + x1) / 2 - middle) < 0.35 * (x1 - x0):
            return column_of(x0 + 3, edges), column_of(x1 - 3, edges)
    first, last = column_of(piece.x0 + 0.2 * piece.size, edges), column_of(piece.x1 - 0.2 * piece.size, edges)
    if all(edges[i] - piece.x0 > piece.size and piece.x1 - edges[i] > piece.size for i in range(first, last)):
        return first, last
    # The tail of a word over an edge does not make it span.
    column = column_of(middle, edges)
    return column, column


def header_of(rows: Sequence[Row], edges: Sequence[float], rules: Sequence[Box]) -> list[list[Cell]]:
    """Header lines as rows of cells: lines above one another are one cell, spanning ones rows of their own."""
    levels: list[list[Cell]] = []
    fresh = True
    for row in rows:
        below = [rule for rule in rules if 0 <= rule[1] - row[0].line < 1.2 * row[0].size]
        texts, spans = cells(row, edges, below)
        if fresh or spans:
            levels.append([[] for _ in range(len(edges) + 1)])
        for column, text in enumerate(texts):
            if text:
                levels[-1][column].append(text)
        fresh = spans
    return levels


@dataclass(slots=True)
class _Line:
    """A line of a table's body: its cells, from where to where each reaches, and how much room its first word needs."""

    base: float
    size: float
    texts: list[str]
    starts: list[float]
    ends: list[float]
    needs: list[float]


def body_of(words: Sequence[Word], edges: Sequence[float], rules: Sequence[Box]) -> list[list[Cell]]:
    """Body lines as rows of cells: lines that belong to one row are told by distance, else by what is in them."""
    lines = [_body_line(row, edges) for row in rows_of(words)]
    if not lines:
        return []
    wrap, ruled = _wrap(lines), _is_ruled(lines, rules)
    single = len(lines) >= 3 and all(_is_whole(line) for line in lines)
    limits = [_limit(lines, column) for column in range(len(edges) + 1)]
    grouped: list[list[Cell]] = []
    for i, line in enumerate(lines):
        above = lines[i - 1]
        parted = i == 0 or single or _is_parted(above, line, rules)
        if parted or (not ruled and _starts_row(above, line, wrap, limits)):
            under_label = not parted and wrap is None and not line.texts[0]
            grouped.append(_labels(grouped[-1], line) if under_label else [[] for _ in line.texts])
        for column, text in enumerate(line.texts):
            if text:
                grouped[-1][column].append(text)
    return grouped


def _body_line(row: Sequence[Word], edges: Sequence[float]) -> _Line:
    texts, _ = cells(row, edges)
    starts, ends, needs = ([0.0] * len(texts) for _ in range(3))
    for word in row:
        column = column_of((word.x0 + word.x1) / 2, edges)
        if not needs[column]:
            starts[column], needs[column] = word.x0, word.x1 - word.x0
        ends[column] = max(ends[column], word.x1)
    return _Line(row[0].line, median(word.size for word in row), texts, starts, ends, needs)


@dataclass(frozen=True, slots=True)
class _Limit:
    """How far a column's lines reach, whether so many reach just that far that they wrap there, and its width."""

    end: float
    wraps: bool
    width: float


def _limit(lines: Sequence[_Line], column: int) -> _Limit:
    filled = [i for i, line in enumerate(lines) if line.texts[column]]
    start = min((lines[i].starts[column] for i in filled), default=0.0)
    end = max((lines[i].ends[column] for i in filled), default=0.0)
    full = [i for i in filled if end - lines[i].ends[column] < 1.5]
    # Labels of one length reach just as far; but below a wrapped line there is more of its cell, and not of the others.
    rest = [i for i in full if i + 1 in filled and not all(lines[i + 1].texts)]
    wraps = len(full) >= 3 and len(full) >= 0.3 * len(filled) and len(rest) >= 0.5 * len(full)
    return _Limit(end, wraps, max(end, _next_start(lines, column) - _PADDING * lines[0].size) - start)


def _next_start(lines: Sequence[_Line], column: int) -> float:
    """Where the next column begins, if its cells are flush left; else 0."""
    starts = [line.starts[column + 1] for line in lines if column + 1 < len(line.texts) and line.texts[column + 1]]
    flush = [start for start in starts if start - min(starts) < 1.5]
    return min(starts) if len(flush) > 0.6 * len(starts) else 0.0


def _wrap(lines: Sequence[_Line]) -> float | None:
    """The distance of lines within a cell, None where all lines are equally far apart."""
    leads = []
    for column in range(len(lines[0].texts)):
        places = [line.base for line in lines if line.texts[column]]
        leads += [b - a for a, b in pairwise(places)]
    steps = [b.base - a.base for a, b in pairwise(lines)]
    if not leads or not steps:
        return None
    size = median(line.size for line in lines)
    least = min((lead for lead in leads if lead > 0.85 * size), default=0.0)
    return least if least and max(steps) > 1.12 * least + 0.5 and least < 1.6 * size else None


def _is_whole(line: _Line) -> bool:
    """Whether a line has something in every column, and nothing that goes on with the line above."""
    return all(line.texts) and not line.texts[0][0].islower()


def _is_parted(above: _Line, line: _Line, rules: Sequence[Box]) -> bool:
    return any(above.base < rule[1] < line.base - 0.3 * line.size for rule in rules)


def _is_ruled(lines: Sequence[_Line], rules: Sequence[Box]) -> bool:
    """Whether every row has its rule, and not only groups of rows: many rules have but one line between them."""
    heights = [1]
    for above, line in pairwise(lines):
        if _is_parted(above, line, rules):
            heights.append(0)
        heights[-1] += 1
    return len(heights) >= 3 and sum(height == 1 for height in heights) >= 0.25 * len(heights)


def _starts_row(above: _Line, line: _Line, wrap: float | None, limits: Sequence[_Limit]) -> bool:
    filled = [column for column, text in enumerate(line.texts) if text]
    if wrap is not None:
        if line.base - above.base > 1.12 * wrap + 0.5:
            return True
        both = [column for column in filled if column and above.texts[column]]
        figures = any(_are_two_figures(above.texts[c], line.texts[c]) for c in both)
        return bool(line.texts[0] and above.texts[0]) and figures
    if len(filled) == len(line.texts):
        return not (above.texts[0][:1].isupper() and all(text[0].islower() for text in line.texts))
    if not line.texts[0]:
        return _is_of_same_label(above, line, filled, limits)
    return not all(_runs_on(above, line, column, limits[column]) for column in filled)


def _is_of_same_label(above: _Line, line: _Line, filled: Sequence[int], limits: Sequence[_Limit]) -> bool:
    """Whether a line with an empty first cell is a row under the label above it, as further doses of a drug are.

    It is where a cell begins anew although the line above had room for its first word: no wrapped cell does.
    """
    if len(filled) < min(2, len(line.texts) - 1):
        return False
    return any(_begins_anew(above, line, column, limits[column]) for column in filled)


def _labels(row: Sequence[Cell], line: _Line) -> list[Cell]:
    """The cells of a row under the label above it, with the label: without it a dose is no drug's. A sum has none."""
    first = next(column for column, text in enumerate(line.texts) if text)
    worded = any(character.isalpha() for text in line.texts for character in text)
    return [[*cell] if worded and column < first else [] for column, cell in enumerate(row)]


def _begins_anew(above: _Line, line: _Line, column: int, limit: _Limit) -> bool:
    text, start = above.texts[column], line.texts[column]
    if not text or _OPEN.search(text) or text[-1] in "-\u2010\xad/" or start[0] in "([±":
        return False
    used = above.ends[column] - above.starts[column] + _WIDE_SPACE * line.size + line.needs[column]
    return used < limit.width or _are_two_figures(text, start)


def _are_two_figures(above: str, below: str) -> bool:
    """Whether each of two lines is a figure of its own, rather than "12" above its "(4 %)"."""
    if _OPEN.search(above) or (below[0] == "(" and "(" not in above):
        return False
    return bool(FIGURE.fullmatch(above) and FIGURE.fullmatch(below))


def _runs_on(above: _Line, line: _Line, column: int, limit: _Limit) -> bool:
    """Whether a cell's line goes on with the line above it: in the middle of a word or phrase, or for want of room."""
    text, start = above.texts[column], line.texts[column]
    if not text:
        return False
    no_room = above.ends[column] + 0.25 * line.size + line.needs[column] > limit.end + 0.5
    return start[0].islower() or text[-1] in "-\u2010\xad,/(" or (no_room and (limit.wraps or len(text) >= 18))
