"""Running heads and feet, page numbers and watermarks: what a page carries that is not its text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from curbside.ingest.pdf.words import Piece

# The part of a page, at its top and at its bottom, in which running lines stand.
_MARGIN = 0.16
_EDGE = 0.055
# What stands on every page is a stamp only where the page holds much else: forms repeat their text.
_MOST_STAMPS = 0.3
_NUMBER = re.compile(
    r"[\W_]*(?:(?:page|p\.|seite|pag\.?)\s*)?(?:[A-Z]{1,2}[-.]?)?(?:\d{1,5}|[ivxlc]{1,7})"
    r"(?:\s*(?:of|/|von|de|\|)\s*\d{1,5})?[\W_]*",
    re.IGNORECASE,
)
Seen = dict[tuple[str, int], set[int]]
_MOST_RUNNING = 0.7
_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class PagePieces:
    """The pieces of a page that are in no table, and its size."""

    number: int
    width: float
    height: float
    pieces: list[Piece]


def drop_running(pages: Sequence[PagePieces]) -> None:
    """Take the running lines out of every page's pieces, in place.

    A line is running when its words, numbers aside, stand at one height near the edge of several pages, or when it
    is nothing but a page number there; left and right pages may differ, and so may the chapters of a book.
    """
    seen = _repeated(pages)
    usual = _usual_size(pages)
    drops = [_running(page, seen, len(pages)) | _outermost(page, usual) for page in pages]
    if sum(map(len, drops)) > _MOST_RUNNING * sum(len(page.pieces) for page in pages):
        return  # pages that are alike throughout are copies of a form, not a form around a text
    for page, drop in zip(pages, drops, strict=True):
        page.pieces = [piece for piece in page.pieces if id(piece) not in drop]


def _running(page: PagePieces, seen: Seen, count: int) -> set[int]:
    """The pieces of a page to be dropped."""
    edges = _edge_rows(page)
    running = {id(piece) for row in edges for piece in row if _is_running(piece, page, seen, count)}
    stamps = {id(p) for p in page.pieces if _is_stamp(p, page, seen, count)}
    drop = _whole_margins(edges, running, page)
    return drop | stamps if len(stamps) < _MOST_STAMPS * len(page.pieces) else drop


def _usual_size(pages: Sequence[PagePieces]) -> float:
    sizes: Counter[float] = Counter()
    for page in pages:
        for piece in page.pieces:
            sizes[round(piece.size * 4) / 4] += len(piece.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _outermost(page: PagePieces, usual: float) -> set[int]:
    """Small print at the very edge of the sheet, which on a single page nothing else shows to be running."""
    edge = _EDGE * page.height
    return {
        id(piece)
        for piece in page.pieces
        if piece.size < 0.95 * usual and len(piece.text) < 120 and not edge < piece.base < page.height - edge
    }


def _repeated(pages: Iterable[PagePieces]) -> Seen:
    """The pages on which the same words stand at the same height."""
    seen: Seen = defaultdict(set)
    for page in pages:
        for piece in page.pieces:
            seen[_key(piece, page)].add(page.number)
    return seen


def _key(piece: Piece, page: PagePieces) -> tuple[str, int]:
    words = _DIGITS.sub("#", " ".join(piece.text.lower().split()))
    # From the nearer edge, for pages of different sizes.
    place = piece.base if piece.base < page.height / 2 else piece.base - page.height
    return words, round(place / 4)


def _pages_with(piece: Piece, page: PagePieces, seen: Seen) -> set[int]:
    words, place = _key(piece, page)
    return set().union(*(seen.get((words, place + off), set()) for off in (-1, 0, 1)))


def _in_margin(piece: Piece, page: PagePieces) -> bool:
    return piece.base < _MARGIN * page.height or piece.base > (1 - _MARGIN) * page.height


def _is_running(piece: Piece, page: PagePieces, seen: Seen, count: int) -> bool:
    if not _in_margin(piece, page) or not any(c.isalnum() for c in piece.text):
        return False
    if _NUMBER.fullmatch(piece.text):
        return True
    return count > 1 and len(_pages_with(piece, page, seen)) >= 2


def _is_stamp(piece: Piece, page: PagePieces, seen: Seen, count: int) -> bool:
    """Whether exactly these words stand in this place on most pages, wherever that is."""
    if count < 3 or piece.text.isdigit() or len(piece.text) < 6:
        return False
    return len(_pages_with(piece, page, seen)) >= max(3, 0.7 * count)


def _edge_rows(page: PagePieces) -> list[list[Piece]]:
    rows: list[list[Piece]] = []
    for piece in sorted(page.pieces, key=lambda p: p.base):
        if rows and abs(piece.base - rows[-1][0].base) < 2:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return rows


def _whole_margins(rows: list[list[Piece]], running: set[int], page: PagePieces) -> set[int]:
    """The running pieces that are outermost: from each edge inwards, up to the first row that is text.

    A row in which some piece is running goes whole when it stands apart from the text, for a head that names the
    section of each page beside a constant title.
    """
    drop: set[int] = set()
    for order in (rows, rows[::-1]):
        edge = [row for row in order if _in_margin(row[0], page)]
        last = None
        for i, row in enumerate(edge[:6]):
            held = [id(p) in running for p in row]
            if not any(held) or (len(row) > 2 and all(_NUMBER.fullmatch(p.text) for p in row)):
                break  # text, or the figures of a table
            if all(held) or (_is_mostly(row, held) and len(row) <= 3 and not _is_close(row, order, i)):
                last = i
                continue
            break
        if last is not None and not _goes_on(order, last):
            drop |= {id(p) for row in edge[: last + 1] for p in row}
    return drop


def _is_mostly(row: Sequence[Piece], held: Sequence[bool]) -> bool:
    """Whether the running pieces are much of a row, rather than a bullet or number before a line of text."""
    return sum(len(p.text) for p, one in zip(row, held, strict=True) if one) > 0.3 * sum(len(p.text) for p in row)


def _is_close(row: list[Piece], order: list[list[Piece]], i: int) -> bool:
    """Whether the row towards the text follows at the distance of lines of text."""
    return i + 1 < len(order) and abs(order[i + 1][0].base - row[0].base) < 1.45 * row[0].size


def _goes_on(order: list[list[Piece]], last: int) -> bool:
    """Whether the row is the first of a table that goes on at the same distance, as repeated headers do."""
    if last + 2 >= len(order):
        return False
    gap = abs(order[last + 1][0].base - order[last][0].base)
    following = abs(order[last + 2][0].base - order[last + 1][0].base)
    starts = {round(p.x0) for p in order[last]}
    aligned = len(starts & {round(p.x0) for p in order[last + 1]})
    return len(order[last]) >= 2 and aligned >= 2 and abs(gap - following) < 1.5
