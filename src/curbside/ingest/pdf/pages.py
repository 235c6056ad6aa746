"""A page from its drawing: pieces, tables, frames, and the signs by which its order may be doubtful."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from curbside.ingest.pdf.columns import Frame, Item, Line, PageOrder
from curbside.ingest.pdf.drawing import Box, Drawing, Word
from curbside.ingest.pdf.furniture import PagePieces, drop_running
from curbside.ingest.pdf.grids import Table, inside, merged_rules
from curbside.ingest.pdf.tables import find_tables
from curbside.ingest.pdf.words import Piece, pieces_of, rows_of, settle

# Signs of doubt, as shares of a page. On printed articles and guidelines all stay far below.
_UNKNOWN_GLYPHS = 0.02
_ASKEW_GLYPHS = 0.08
_OVERPRINTED = 0.03
_TORN_ROWS = 0.2
_MOST_BANDS = 6
_FEW_GLYPHS = 50


@dataclass(slots=True)
class PrintedPage(PagePieces):
    """A page ready to be put in order."""

    label: str | None = None
    tables: list[Table] = field(default_factory=list)
    frames: list[tuple[Box, list[Piece]]] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)
    glyphs: int = 0
    unknown: int = 0
    is_picture: bool = False
    doubtful: bool = False


def printed_pages(drawings: Iterable[Drawing]) -> Iterator[PrintedPage]:
    """Find what is on each page; the drawings are not needed afterwards."""
    gutters: Counter[int] = Counter()
    for drawing in drawings:
        usual = [4.0 * place for place, count in gutters.items() if count >= 2]
        page, met = _printed_page(drawing, usual)
        gutters.update({round(gutter / 4) for gutter in met})
        yield page


def _printed_page(drawing: Drawing, gutters: Sequence[float]) -> tuple[PrintedPage, Sequence[float]]:
    words = settle([*drawing.words, *_drawn_bullets(drawing)])
    found = find_tables(drawing, words, gutters)
    framed: list[tuple[Box, list[Piece]]] = []
    rest = found.words
    for box in found.frames:
        held = [word for word in rest if inside(word, box, 0.0)]
        taken = {id(word) for word in held}
        rest = [word for word in rest if id(word) not in taken]
        framed.append((box, _pieces(held)))
    page = PrintedPage(drawing.number, drawing.width, drawing.height, _pieces(rest))
    page.label, page.tables, page.frames = drawing.label, found.tables, framed
    page.rules = [rule for rule in merged_rules(drawing.across) if rule[2] - rule[0] > 20][:200]
    page.glyphs, page.unknown = drawing.glyphs, drawing.unknown
    page.is_picture = drawing.glyphs < _FEW_GLYPHS and _pictured(drawing) > 0.4
    page.doubtful = found.doubtful or _is_garbled(drawing) or _is_overprinted(page.pieces)
    return page, found.gutters


def _pieces(words: Sequence[Word]) -> list[Piece]:
    return [piece for row in rows_of(words) for piece in pieces_of(row)]


def _drawn_bullets(drawing: Drawing) -> list[Word]:
    """Bullets that are drawn as small discs or squares rather than set as letters."""
    if not drawing.curves:
        return []
    small = [b for b in drawing.curves if 1.5 < b[2] - b[0] < 7 and 0.6 < (b[3] - b[1]) / (b[2] - b[0]) < 1.6]
    if not small or len(small) > 400:
        return []
    starts: dict[int, list[Word]] = {}
    for word in drawing.words:
        starts.setdefault(round(word.base / 4), []).append(word)
    bullets = []
    for x0, y0, x1, y1 in small:
        middle = (y0 + y1) / 2
        line = [
            word
            for row in range(round(middle / 4), round(middle / 4) + 4)
            for word in starts.get(row, [])
            if word.top <= middle <= word.base and x0 - 1.5 * word.size < word.x1 and word.x0 < x1 + 3 * word.size
        ]
        if line and all(word.x0 >= x1 for word in line):
            word = min(line, key=lambda word: word.x0)
            bullets.append(Word("•", x0, x1, word.base, word.size, False, False, word.font, spaced=True))
    return bullets


def _pictured(drawing: Drawing) -> float:
    return max((abs((b[2] - b[0]) * (b[3] - b[1])) for b in drawing.images), default=0.0) / (
        drawing.width * drawing.height
    )


def _is_garbled(drawing: Drawing) -> bool:
    glyphs = max(1, drawing.glyphs)
    return drawing.unknown > _UNKNOWN_GLYPHS * glyphs or drawing.askew > max(60.0, _ASKEW_GLYPHS * glyphs)


def _is_overprinted(pieces: Sequence[Piece]) -> bool:
    """Whether lines are printed over one another."""
    over = 0
    earlier: list[Piece] = []
    for piece in sorted(pieces, key=lambda p: p.base):
        earlier = [p for p in earlier[-60:] if p.base > piece.base - 0.55 * piece.size]
        if any(min(p.x1, piece.x1) - max(p.x0, piece.x0) > 2 * piece.size and p.base < piece.base for p in earlier):
            over += 1
        earlier.append(piece)
    return over > max(2.0, _OVERPRINTED * len(pieces))


def ordered(pages: list[PrintedPage]) -> list[list[Item]]:
    """Every page's items in order of reading, without running heads and feet; doubtful pages are marked."""
    drop_running(pages)
    orders = [PageOrder(page.number) for page in pages]
    items = [_items(page, order) for page, order in zip(pages, orders, strict=True)]
    common = _common_gutters(orders)
    for i, order in enumerate(orders):
        if common and not order.gutters and len(pages[i].pieces) > 3:
            orders[i] = PageOrder(pages[i].number, common)
            items[i] = _items(pages[i], orders[i])
    for page, order, held in zip(pages, orders, items, strict=True):
        page.doubtful = page.doubtful or order.bands > _MOST_BANDS or _is_torn(held)
    return items


def _items(page: PrintedPage, order: PageOrder) -> list[Item]:
    frames, free = [], list(page.tables)
    for box, pieces in page.frames:
        held = [table for table in free if _is_inside(table.box, box)]
        free = [table for table in free if not _is_inside(table.box, box)]
        frames.append(Frame(box, PageOrder(page.number).order(pieces, held)))
    return order.order(page.pieces, [*free, *frames])


def _is_inside(inner: Box, outer: Box) -> bool:
    return (
        outer[0] <= inner[0] + 3 and inner[2] <= outer[2] + 3 and outer[1] <= inner[1] + 3 and inner[3] <= outer[3] + 3
    )


def _common_gutters(orders: Sequence[PageOrder]) -> list[float]:
    counts = Counter(round(gutter / 4) for order in orders for gutter in set(order.gutters))
    return [4.0 * place for place, count in counts.items() if count >= max(2, 0.4 * len(orders))]


def _is_torn(items: Sequence[Item]) -> bool:
    """Whether many lines are in several pieces far apart, although they are no table's: what goes with what is open."""
    lines = [item for item in items if isinstance(item, Line)]
    torn = [line for line in lines if line.pieces >= 3]
    return len(torn) > max(3.0, _TORN_ROWS * len(lines))
