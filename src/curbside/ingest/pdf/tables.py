"""Finding tables on a page: drawn with a grid, with rules above and below, or only aligned under a caption."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from curbside.ingest.pdf.alignment import CELL_GAP, FIGURE, body_of, boundaries, column_edges, header_of, met_edges
from curbside.ingest.pdf.bands import banded_tables, without_fills
from curbside.ingest.pdf.columns import PageOrder
from curbside.ingest.pdf.drawing import Box, Drawing, Word
from curbside.ingest.pdf.grids import (
    Cell,
    Table,
    cells_of,
    grid_table,
    has_grid,
    inside,
    merged_rules,
    too_many_rules,
)
from curbside.ingest.pdf.unruled import aligned_blocks, is_list, strips
from curbside.ingest.pdf.words import Piece, pieces_of, rows_of

CAPTION = re.compile(
    r"(?:(?:supplementary|additional|appendix|online)\s+)?(?:table|tab\.|tabelle|tableau|tabla)\s*"
    r"(?:[A-Z]?\d+(?:\.\d+)*[A-Za-z]?|[IVX]+\b|[A-Z]\b)",
    re.IGNORECASE,
)
_PROSE_WORDS = 9
_MOST_HEADER_LINES = 6


@dataclass(slots=True)
class Found:
    """What was found on a page: tables, frames around running text, and the words that are in no table."""

    tables: list[Table]
    frames: list[Box]
    words: list[Word]
    doubtful: bool = False
    gutters: Sequence[float] = ()


def find_tables(drawing: Drawing, words: list[Word], gutters: Sequence[float] = ()) -> Found:
    """Part a page's words into tables and the rest; `gutters` are those of the pages before it."""
    found = Found([], [], words, gutters=gutters)
    _banded(drawing, found)
    found.doubtful = too_many_rules(drawing)
    if found.doubtful:
        return found
    if has_grid(drawing):
        _grids(drawing, found)
    rules = [rule for rule in merged_rules(drawing.across) if rule[2] - rule[0] > 12]
    for box in drawing.boxes:
        rules += [(box[0], y, box[2], y) for y in (box[1], box[3])]
    _between_rules(merged_rules(rules), found)
    _aligned(drawing, found)
    found.frames = _frames(drawing, found)
    return found


def _take(found: Found, table: Table) -> None:
    found.tables.append(table)
    found.words = [word for word in found.words if not inside(word, table.box)]


def _banded(drawing: Drawing, found: Found) -> None:
    for table in list(banded_tables(drawing, found.words)):
        _take(found, table)
        without_fills(drawing, table)


def _grids(drawing: Drawing, found: Found) -> None:
    for cells in cells_of(drawing):
        table = grid_table(cells, found.words)
        if table is not None and not _is_layout(table):
            _take(found, _split_tall_rows(table, found.words))


def _is_layout(table: Table) -> bool:
    """Whether a grid only places running text, as letterheads and pages in frames do: cells of many long lines."""
    lines = [line for row in table.rows for cell in row for line in cell]
    long = [line for line in lines if len(line.split()) >= _PROSE_WORDS]
    return len(table.rows) <= 2 and len(lines) > 30 and len(long) > 0.5 * len(lines)


def _split_tall_rows(table: Table, words: Sequence[Word]) -> Table:
    """Cut rows that no rule parts: a grid with one rule under its header holds all rows in one."""
    if len(table.rows) - table.headers > 2:
        return table
    columns = len(table.rows[0])
    tall = [row for row in table.rows[table.headers :] if sum(len(cell) >= 3 for cell in row) >= max(2, 0.6 * columns)]
    if not tall:
        return table
    held = [word for word in words if inside(word, table.box)]
    firsts = [row[0][0] for row in table.rows[: table.headers] if row[0]]
    below = _below_header(held, firsts)
    table.rows[table.headers :] = body_of(below, table.edges[1:-1], [])
    return table


def _below_header(words: Sequence[Word], firsts: Sequence[str]) -> list[Word]:
    lines = rows_of(words)
    count = next((i for i, line in enumerate(lines) if firsts and line[0].text == firsts[0].split()[0]), -1) + 1
    return [word for line in lines[max(count, 1) :] for word in line]


def _between_rules(rules: Sequence[Box], found: Found) -> None:
    """Tables with a rule above and below, and mostly one under the header."""
    for group in _same_reach(rules):
        for stack in _stacks(group, found.words):
            table = _ruled(stack, rules, found.words)
            if table is not None:
                _take(found, table)


def _same_reach(rules: Sequence[Box]) -> list[list[Box]]:
    groups: list[list[Box]] = []
    for rule in sorted(rules, key=lambda rule: rule[1]):
        if rule[2] - rule[0] < 60:
            continue
        group = next((g for g in groups if abs(g[0][0] - rule[0]) < 6 and abs(g[0][2] - rule[2]) < 6), None)
        if group is None:
            groups.append([rule])
        elif rule[1] - group[-1][1] > 2:
            group.append(rule)
    return [group for group in groups if len(group) >= 2]


def _stacks(rules: Sequence[Box], words: Sequence[Word]) -> list[list[Box]]:
    """Rules of one reach cut where what lies between two of them is no part of a table."""
    stacks: list[list[Box]] = [[rules[0]]]
    for above, below in pairwise(rules):
        between = rows_of(w for w in words if inside(w, (above[0], above[1], above[2], below[1]), 0.0))
        if between and not _is_tabular(between):
            # A frame's upper edge may have the caption and the header below it.
            named = CAPTION.match(" ".join(word.text for word in between[0])) and len(between) < 8
            stacks.append([above] if named and len(pieces_of(between[-1], CELL_GAP)) >= 2 else [])
        stacks[-1].append(below)
    return [stack for stack in stacks if len(stack) >= 2]


def _is_tabular(rows: Sequence[Sequence[Word]]) -> bool:
    """Whether lines are a table's: most of them are in pieces, or there are only one or two."""
    pieces = [pieces_of(row, CELL_GAP) for row in rows]
    text = " ".join(piece.text for row in pieces for piece in row)
    if CAPTION.match(text):
        return False
    split = sum(len(row) >= 2 for row in pieces)
    if len(rows) <= 2:
        return split > 0 or len(text.split()) <= 12
    return split >= 0.5 * len(rows) and not _is_columns(pieces)


def _is_columns(rows: Sequence[Sequence[Piece]]) -> bool:
    """Whether lines are two or three columns of running text: long pieces, nearly as wide as their column."""
    pieces = [piece for row in rows for piece in row if row]
    if len(rows) < 6:
        return False
    long = [piece for piece in pieces if len(piece.text.split()) >= 6]
    return len(long) > 0.6 * len(pieces)


def _ruled(stack: Sequence[Box], rules: Sequence[Box], words: Sequence[Word]) -> Table | None:
    box = (min(r[0] for r in stack) - 2, stack[0][1], max(r[2] for r in stack) + 2, stack[-1][1])
    held = [word for word in words if inside(word, box, 0.0)]
    over = _above(box, words, rows_of(held)) if len(stack) > 2 else []
    held += over
    rows = _without_caption(rows_of(held))
    if rows:
        top = rows[0][0].line - rows[0][0].size
        box = (box[0], top if over else max(box[1], top), *box[2:])
        held = [word for row in rows for word in row]
    if len(stack) == 2 and rows:
        held += _below(box, words, rows)
        rows = rows_of(held)
    if len(rows) < 2:
        return None
    head_until = next((rule[1] for rule in stack if any(row[0].line < rule[1] for row in rows)), stack[-1][1])
    if head_until == stack[-1][1] and rows[-1][0].line < head_until:
        head_until = rows[0][0].line + 1
    if len([row for row in rows if row[0].line < head_until]) > max(6, len(rows) // 2):
        head_until = rows[0][0].line + 1
    head = [row for row in rows if row[0].line < head_until]
    body = _until_prose([row for row in rows if row[0].line >= head_until])
    edges = column_edges(head, body)
    if not body or not edges:
        return None
    short = [rule for rule in rules if box[1] < rule[1] < head_until and rule[2] - rule[0] < 0.8 * (box[2] - box[0])]
    inner = [rule for rule in stack[1:-1] if rule[1] > head_until + 1]
    header = header_of(head, edges, short)
    lines = body_of([word for row in body for word in row], edges, inner)
    size = median(word.size for word in held)
    box = (*box[:3], body[-1][0].line + 0.4 * size)
    return Table(box, [*header, *lines], len(header), [box[0], *edges, box[2]], size)


def _above(box: Box, words: Sequence[Word], rows: Sequence[Sequence[Word]]) -> list[Word]:
    """The header where it stands above the first rule: bold lines in pieces right above it, the rows below not bold."""
    if not rows or _is_bold(rows[0]):
        return []
    over = rows_of(w for w in words if box[0] <= w.x0 and w.x1 <= box[2] and w.line <= box[1] + 1)
    taken: list[list[Word]] = []
    for row in reversed(over[-_MOST_HEADER_LINES:]):
        last = taken[-1][0].line if taken else box[1]
        if last - row[0].line > 1.6 * row[0].size or not _is_bold(row) or abs(row[0].size - rows[0][0].size) > 0.5:
            break
        taken.append(row)
    while taken and len(pieces_of(taken[-1], CELL_GAP)) < 2:
        taken.pop()
    return [word for row in taken for word in row]


def _without_caption(rows: list[list[Word]]) -> list[list[Word]]:
    """The lines from the header on, where the caption stands between the rules as well."""
    if not rows or not CAPTION.match(" ".join(word.text for word in rows[0])):
        return rows
    start = next((i for i, row in enumerate(rows) if i and len(pieces_of(row, CELL_GAP)) >= 2), 0)
    return rows[start:]


def _below(box: Box, words: Sequence[Word], header: Sequence[Sequence[Word]]) -> list[Word]:
    """The lines of a table that goes on over the end of the page, where no rule closes it: those under its header."""
    if len(header) > 5 or max(len(pieces_of(row, CELL_GAP)) for row in header) < 2:
        return []
    taken: list[Word] = []
    last = header[-1][0]
    for row in _until_prose(rows_of(w for w in words if box[0] <= w.x0 and w.x1 <= box[2] and w.line > box[3])):
        if row[0].line - last.line > 3 * last.size or abs(row[0].size - last.size) > 0.2 * last.size:
            break
        taken += row
        last = row[0]
    return taken


def _until_prose(rows: list[list[Word]]) -> list[list[Word]]:
    """The lines before the first that is running text: a table may end without a rule, above a footnote."""
    for i, row in enumerate(rows):
        parts = pieces_of(row, CELL_GAP)
        if len(parts) == 1 and len(parts[0].text.split()) > _PROSE_WORDS:
            return rows[:i]
    return rows


def _aligned(drawing: Drawing, found: Found) -> None:
    """Tables without rules, in each column of the page by itself."""
    pieces = [piece for row in rows_of(found.words) for piece in pieces_of(row)]
    order = PageOrder(drawing.number, found.gutters)
    order.order(pieces, found.tables)
    found.gutters = order.gutters
    for left, right in strips(order.gutters, drawing.width):
        words = [word for word in found.words if left <= word.x0 and word.x1 <= right]
        for block in aligned_blocks(rows_of(words)):
            table = _unruled(block)
            if table is not None:
                _take(found, table)


def _unruled(block: Sequence[list[Word]]) -> Table | None:
    edges = boundaries([pieces_of(row, CELL_GAP) for row in block], 0.7)
    if not edges:
        return None
    heads = 1
    while heads < min(5, len(block) - 1) and _is_bold(block[0]) and _is_bold(block[heads]):
        heads += 1
    edges = met_edges(edges, block[:heads], block[heads:])
    if not edges:
        return None
    words = [word for row in block for word in row]
    header = header_of(block[:heads], edges, ())
    lower = [word for row in block[heads:] for word in row]
    body = body_of(lower, edges, ())
    if nameless := _nameless(header, body):
        edges = [edge for i, edge in enumerate(edges, 1) if i not in nameless]
        header, body = header_of(block[:heads], edges, ()), body_of(lower, edges, ())
    if is_list([" ".join(row[0]) for row in [*header, *body]]):
        return None
    box = (
        min(word.x0 for word in words) - 1,
        block[0][0].line - 0.8 * block[0][0].size,
        max(word.x1 for word in words) + 1,
        block[-1][0].line + 0.3 * block[-1][0].size,
    )
    return Table(box, [*header, *body], len(header), [box[0], *edges, box[2]], median(w.size for w in words))


def _nameless(header: Sequence[Sequence[Cell]], body: Sequence[Sequence[Cell]]) -> set[int]:
    """Columns without a heading that hold no figures: a gap in loosely set cells, no column."""
    return {
        column
        for column in range(1, len(header[0]))
        if not any(row[column] for row in header) and not _has_figures([row[column] for row in body if row[column]])
    }


def _has_figures(cells: Sequence[Cell]) -> bool:
    return sum(bool(FIGURE.fullmatch(cell[0])) for cell in cells) > 0.5 * len(cells)


def _is_bold(row: Sequence[Word]) -> bool:
    return all(word.bold for word in row if word.shift == 0)


def _frames(drawing: Drawing, found: Found) -> list[Box]:
    """Frames and tinted areas that hold a few lines of running text, outermost only."""
    frames: list[Box] = []
    for box in sorted(drawing.boxes, key=lambda box: -(box[2] - box[0]) * (box[3] - box[1])):
        area = (box[2] - box[0]) * (box[3] - box[1])
        if area > 0.6 * drawing.width * drawing.height or box[3] - box[1] < 24 or box[2] - box[0] < 60:
            continue
        if any(
            outer[0] - 1 <= box[0] and box[2] <= outer[2] + 1 and outer[1] - 1 <= box[1] and box[3] <= outer[3] + 1
            for outer in frames
        ):
            continue
        lines = rows_of(word for word in found.words if inside(word, box, 0.0))
        if len(lines) >= 2:
            frames.append(box)
    return frames
