"""Finding lines that are a table although no rule says so: several in a row that leave the same gaps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from curbside.ingest.pdf.drawing import Word
from curbside.ingest.pdf.words import Piece, pieces_of

# A gap that parts columns without a rule is wider than any between words, unless a line is set very loosely.
_GAP = 0.8
_LEAST_ROWS = 3
_LABEL = re.compile(r"[\W_]*(?:\(?\d{1,3}[.)\]]|\(?[a-zA-Z][.)]|\(?[ivx]{1,5}[.)]|(?:\d{1,3}\.){1,4}\d{0,3}|o)?[\W_]*")
Gap = tuple[float, float]


def strips(gutters: Sequence[float], width: float) -> list[tuple[float, float]]:
    """The columns of a page as ranges of x."""
    edges = [-10.0, *sorted({round(gutter - 5) for gutter in gutters}), width + 10]
    merged = [edges[0]]
    for edge in edges[1:]:
        if edge - merged[-1] > 40:
            merged.append(edge)
    return list(pairwise(merged))


def aligned_blocks(rows: Sequence[list[Word]]) -> list[list[list[Word]]]:
    """Runs of lines that keep the same gaps, each a table's lines from its header on."""
    blocks = []
    at = 0
    while at < len(rows):
        gaps = _gaps(pieces_of(rows[at], _GAP))
        end = _end(rows, at, gaps) if gaps else at + 1
        block = _trimmed(list(rows[at:end]))
        if gaps and _is_table(block):
            blocks.append(block)
            at = end
        else:
            at += 1
    return blocks


def _gaps(pieces: Sequence[Piece]) -> list[Gap]:
    return [(left.x1, right.x0) for left, right in pairwise(pieces)]


def _end(rows: Sequence[list[Word]], start: int, gaps: list[Gap]) -> int:
    """Up to where the lines keep the gaps; a header may have fewer or more of them than the lines below it."""
    at = start + 1
    while at < len(rows):
        above, row = rows[at - 1][0], rows[at]
        if row[0].line - above.line > 2.6 * row[0].size or abs(row[0].size - above.size) > 0.25 * above.size:
            break
        kept = _kept(gaps, row)
        if not kept or (len(kept) < len(gaps) and at - start >= _LEAST_ROWS and not _is_in_line(row, rows[start:at])):
            break
        gaps[:] = kept
        at += 1
    return at


def _is_in_line(row: Sequence[Word], above: Sequence[Sequence[Word]]) -> bool:
    """Whether all cells of a line begin where cells above it do."""
    starts = {round(piece.x0 / 3) for line in above for piece in pieces_of(line, _GAP)}
    own = [round(piece.x0 / 3) for piece in pieces_of(row, _GAP)]
    return len(own) >= 2 and all({start - 1, start, start + 1} & starts for start in own)


def _kept(gaps: Sequence[Gap], row: Sequence[Word]) -> list[Gap]:
    """What a line leaves free of the gaps, as far as it is still wide enough."""
    kept = []
    for left, right in gaps:
        at, best = left, (left, left)
        for word in row:
            if word.x1 > left and word.x0 < right:
                best = max(best, (at, min(word.x0, right)), key=_wide)
                at = max(at, word.x1)
        best = max(best, (at, right), key=_wide)
        if _wide(best) >= 0.7 * row[0].size:
            kept.append(best)
    return kept


def _wide(gap: Gap) -> float:
    return gap[1] - gap[0]


def _trimmed(block: list[list[Word]]) -> list[list[Word]]:
    """Without single short lines at the end that stand apart: a heading or the next paragraph."""
    while len(block) > 1 and len(pieces_of(block[-1], _GAP)) < 2:
        lead = block[-1][0].line - block[-2][0].line
        if len(block) > 2 and lead < 1.3 * block[-1][0].size and not _all_bold(block[-1]):
            break
        block.pop()
    return block


def is_list(firsts: Sequence[str]) -> bool:
    """Whether a first column holds a list's bullets or numbers."""
    filled = [first for first in firsts if first]
    return sum(bool(_LABEL.fullmatch(first)) for first in filled) > 0.5 * len(filled)


def _all_bold(row: Sequence[Word]) -> bool:
    return all(word.bold for word in row)


def _is_table(block: Sequence[list[Word]]) -> bool:
    """Whether aligned lines are a table's: enough of them in several cells, whose first are not mere bullets."""
    rows = [pieces_of(row, _GAP) for row in block]
    split = [row for row in rows if len(row) >= 2]
    if len(split) < _LEAST_ROWS or len(split) < 0.35 * len(rows):
        return False
    if is_list([row[0].text for row in split]):
        return False
    long = sum(len(piece.text.split()) >= 7 for row in split for piece in row)
    return long < 0.5 * sum(len(row) for row in split)
