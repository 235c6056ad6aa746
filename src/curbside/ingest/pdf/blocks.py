"""Lines to blocks: headings, paragraphs, list items, captions and tables, joined across lines, columns and pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from curbside.ingest.pdf.columns import Float, Frame, Item, Line
from curbside.ingest.pdf.grids import Table
from curbside.ingest.pdf.styles import FIGURE, REFERENCES, Style, Typography, ends_sentence
from curbside.ingest.pdf.tables import CAPTION

_BULLETS = "•‣◦▪▫●○■□◆◇▶►➢❖✓✔–—·∙⁃"
_BULLET = re.compile(rf"(?:[{_BULLETS}]|[-*o](?=\s))\s*(?=\S)")
_ENUMERATOR = re.compile(
    r"(?:\d{1,3}(?:\.\d{1,3}){1,4}\.?|\(?\d{1,3}[.)\]]|\[\d{1,3}\]|\(?[a-zA-Z][.)]|\(?[ivx]{1,5}[.)])\s+(?=\S)"
)
_LEADERS = re.compile(r"(?:\.\s?){5,}\s*(?:\d+|[ivxlc]+)?\s*$|…{2,}\s*\d*\s*$")
_NOTE = re.compile(
    r"(?:[*†‡§¶#‖a-z]{1,2}(?:[.):]|\s|(?=[A-Z]))|notes?\b|abbreviations?\b|data are\b|values are\b|source\b)"
)


class Kind(Enum):
    """What a block is."""

    HEADING = auto()
    PARAGRAPH = auto()
    ITEM = auto()
    CAPTION = auto()  # of a table
    FIGURE = auto()
    TABLE = auto()


@dataclass(slots=True)
class Block:
    """Lines that are one thing; `indent` is how far a list item's mark stands in, `marker` what it was."""

    kind: Kind
    lines: list[Line] = field(default_factory=list)
    page: int = 0
    style: Style | None = None
    indent: float = 0.0
    hang: float = 0.0
    marker: str = ""
    table: Table | None = None
    level: int = 0
    framed: bool = False

    @property
    def text(self) -> str:
        """Its lines with spaces between them, for looking at."""
        return " ".join(line.text for line in self.lines)


class Assembler:
    """Takes items in order of reading and makes blocks of them."""

    def __init__(self, type_of: Typography) -> None:
        self.type_of = type_of
        self.blocks: list[Block] = []
        self.open: Block | None = None
        self.last: Line | None = None
        self.table: Block | None = None  # the table just met, to which notes may belong

    def add(self, items: Sequence[Item]) -> None:
        """Add items in order of reading, those of all pages at once: a heading may run over."""
        at = 0
        while at < len(items):
            item = items[at]
            if isinstance(item, Float):
                self._float(item)
                at += 1
                continue
            if _LEADERS.search(item.text):
                at += 1  # a line of a table of contents
                continue
            group = self._heading_group(items, at)
            if group:
                self._add_block(Block(Kind.HEADING, list(group), item.page, self.type_of.style(item)))
                self.open, self.last, self.table = None, group[-1], None
                at += len(group)
                continue
            self._line(item)
            at += 1

    def _add_block(self, block: Block) -> None:
        self.blocks.append(block)

    def _float(self, item: Float) -> None:
        held = item.held
        if isinstance(held, Frame):
            inner = Assembler(self.type_of)
            inner.add(held.items)
            for block in inner.blocks:
                block.framed = True
            self.blocks += inner.blocks
            return
        block = Block(Kind.TABLE, page=item.page, table=held)
        self._add_block(block)
        self.table = block
        if self.open is not None and self.open.kind is not Kind.PARAGRAPH:
            self.open = None

    def _heading_group(self, items: Sequence[Item], at: int) -> list[Line]:
        """The lines of the heading that begins here, none if there is none."""
        first = items[at]
        if not isinstance(first, Line) or first.bullet:
            return []
        capitals = self.type_of.style(first).capitals
        if not (self.type_of.stands_out(first) or capitals or _is_numbered_alone(first)):
            return []
        if self._continues_sentence(first):
            return []
        group = [first]
        for item in items[at + 1 : at + 12]:
            if not isinstance(item, Line) or not self._same_heading(group[-1], item):
                break
            group.append(item)
        below = next((item for item in items[at + len(group) :] if isinstance(item, Line)), None)
        return group if self.type_of.is_heading(group, self._gap(first), below) else []

    def _same_heading(self, above: Line, line: Line) -> bool:
        if abs(above.size - line.size) > 0.3 or (above.bold, above.italic) != (line.bold, line.italic):
            return False
        if _ENUMERATOR.match(line.text) or above.font != line.font:
            return False
        if above.column == line.column and above.page == line.page:
            return 0 < line.base - above.base < 1.5 * line.size
        # At the foot of a column a long heading may go on at the top of the next.
        return line.size > 1.06 * self.type_of.size and not _ended_early(above, line)

    def _gap(self, line: Line) -> float | None:
        last = self.last
        if last is None or last.page != line.page or last.column != line.column or line.base <= last.base:
            return None
        return line.base - last.base

    def _continues_sentence(self, line: Line) -> bool:
        """Whether a line goes on with a sentence that the paragraph before it left open, in the same type."""
        if self.open is None or self.last is None or not line.text:
            return False
        same = abs(self.last.size - line.size) < 0.3 and (line.text[0].islower() or self.last.bold == line.bold)
        gap = self._gap(line)
        near = gap is not None and gap < 1.2 * self.type_of.leading(line.size)
        full = self.last.x1 > self.last.right - 0.12 * (self.last.right - self.last.left)
        return same and near and full and not ends_sentence(self.last.text)

    def _line(self, line: Line) -> None:
        if CAPTION.match(line.text) and self._begins_caption(line, CAPTION):
            self._begin(Kind.CAPTION, line)
            return
        if FIGURE.match(line.text) and self._begins_caption(line, FIGURE):
            self._begin(Kind.FIGURE, line)
            return
        if self._is_table_note(line):
            return
        if self._goes_on(line):
            assert self.open is not None
            self.open.lines.append(line)
            self.last = line
            return
        marker = self._marker(line)
        if marker:
            self._begin(Kind.ITEM, line, marker)
        else:
            self._begin(Kind.PARAGRAPH, line)

    def _begins_caption(self, line: Line, pattern: re.Pattern[str]) -> bool:
        """Whether "Table 2" at a line's start is a caption rather than a word of a sentence."""
        if self._continues_sentence(line):
            return False
        match = pattern.match(line.text)
        rest = line.text[match.end() :] if match else ""
        bold = line.lead >= 5 or line.bold
        gap = self._gap(line)
        apart = gap is None or gap > 1.15 * self.type_of.leading(line.size)
        if bold or not rest or rest[0] in ".:|–—-" or rest[:2] in (" |", " –", " —"):
            return bold or apart
        return apart and (line.size < 0.95 * self.type_of.size or line.italic) and rest[:2].strip()[:1].isupper()

    def _begin(self, kind: Kind, line: Line, marker: str = "") -> None:
        hang = line.x0 - line.left
        block = Block(kind, [line], line.page, indent=hang, marker=marker)
        if marker and not line.bullet:
            share = len(marker) / max(1, len(line.text))
            block.hang = hang + share * (line.x1 - line.x0)
        self._add_block(block)
        if kind in (Kind.PARAGRAPH, Kind.ITEM):
            self.table = None
        if kind in (Kind.CAPTION, Kind.FIGURE) and self.open is not None and not ends_sentence(self.open.text):
            self.resume = self.open, self.last
        self.open, self.last = block, line

    resume: tuple[Block, Line | None] | None = None

    def _goes_on(self, line: Line) -> bool:
        """Whether a line continues the open block; after a caption it may be the paragraph before it that goes on."""
        if self.open is not None and self._continues(self.open, self.last, line):
            return True
        if self.resume is not None:
            block, last = self.resume
            self.resume = None
            if not self._marker(line) and self._continues(block, last, line, floated=True):
                self.open = block
                return True
        return False

    def _continues(self, block: Block, last: Line | None, line: Line, floated: bool = False) -> bool:
        if last is None:
            return False
        if abs(last.size - line.size) > 0.06 * max(last.size, line.size) + 0.1:
            return False
        text = last.text
        ended = ends_sentence(text) or text.endswith(":")
        low = line.text[:1].islower()
        same_column = last.page == line.page and last.column == line.column and not floated and line.base > last.base
        if not same_column:
            return self._continues_elsewhere(block, last, line, ended, low)
        gap = line.base - last.base
        leading = self.type_of.leading(line.size)
        hyphen = text.endswith(("-", "\u2010", "\xad")) and (low or line.text[:1].isdigit())
        # Where the line above had room left, and more lies between the two than between lines, another paragraph
        # begins, in small letters or not: a formula on a line of its own leaves a sentence open.
        anew = gap > 1.12 * leading + 0.3 and _ended_early(last, line)
        if gap > 1.3 * leading + 0.5:
            return (hyphen or (not ended and low and not anew)) and gap < 2.0 * leading and not self._marker(line)
        if hyphen or (not ended and low and not anew and not self._marker(line)):
            return True
        if self._marker(line) or (low and anew):
            return False
        if block.kind is Kind.ITEM:
            return self._continues_item(block, last, line, ended)
        if block.kind in (Kind.CAPTION, Kind.FIGURE):
            return (
                gap < 1.2 * leading + 0.5
                and (line.bold == last.bold or line.lead == 0)
                and not (ended and gap > 1.1 * leading)
            )
        if last.bold and not line.bold and last.lead == 0 and _ended_early(last, line):
            return False
        return not self._begins_paragraph(block, last, line, ended, gap, leading)

    def _continues_item(self, block: Block, last: Line, line: Line, ended: bool) -> bool:
        """An item goes on as long as its lines hang under its text."""
        hang = block.hang if len(block.lines) == 1 else block.lines[1].x0 - block.lines[1].left
        deep = line.x0 - line.left
        if deep < block.indent - 2 or (len(block.lines) > 1 and abs(deep - hang) > 4):
            return False
        if len(block.lines) == 1 and deep < block.indent + 3 and block.hang > block.indent + 6:
            return not ended and not _ended_early(last, line)  # flush under its mark: only if the sentence is open
        return not (ended and _ended_early(last, line) and deep <= block.indent + 3)

    def _begins_paragraph(self, block: Block, last: Line, line: Line, ended: bool, gap: float, leading: float) -> bool:
        deeper = line.x0 - last.x0
        first = len(block.lines) == 1
        indented = 0.6 * line.size < deeper < 6 * line.size and line.x0 - line.left > 0.5 * line.size
        if indented and not first:
            return ended or _ended_early(last, line)
        if indented and first and ended:
            return True
        if ended and gap > 1.12 * leading + 0.3:
            return True
        if ended and _ended_early(last, line):
            return True
        return not ended and _ended_early(last, line) and last.x1 < last.right - 0.3 * (last.right - last.left)

    def _continues_elsewhere(self, block: Block, last: Line, line: Line, ended: bool, low: bool) -> bool:
        """Whether a line at the top of the next column or page goes on with the block."""
        if block.kind in (Kind.CAPTION, Kind.FIGURE) and not low:
            return False
        if ended:
            return False
        if self._marker(line):
            return False
        if low or last.text.endswith(("-", "\u2010", "\xad", ",")):
            return True
        full = last.x1 > last.right - 0.15 * (last.right - last.left)
        return full and last.bold == line.bold

    def _marker(self, line: Line) -> str:
        """The bullet or number with which a line begins a list item, empty if it does not."""
        if line.bullet:
            return "•"
        bullet = _BULLET.match(line.text)
        if bullet and (bullet[0].strip() not in "–—-*o" or line.pieces > 1 or self._was_item()):
            return bullet[0]
        number = _ENUMERATOR.match(line.text)
        if number is None or line.text[number.end()].isdigit() or not self._may_begin_item(line):
            return ""
        return number[0] if self._is_next(number[0]) else ""

    def _may_begin_item(self, line: Line) -> bool:
        """Whether a number at a line's start can be a list's rather than a word of the sentence before it."""
        last = self.last
        # A gap after the number alone is a label's; where every word has one, the line is only set loosely.
        if last is None or line.pieces == 2:
            return True
        if self._was_item() and self.open is not None and abs(line.x0 - line.left - self.open.indent) < 3:
            return True
        if not ends_sentence(last.text) and last.text[-1:] not in ":;":
            return False
        gap = self._gap(line)
        loose = gap is None or gap > 1.12 * self.type_of.leading(line.size)
        return loose or _ended_early(last, line) or abs(line.x0 - last.x0) > 3

    def _was_item(self) -> bool:
        return self.open is not None and self.open.kind is Kind.ITEM

    def _is_next(self, marker: str) -> bool:
        """Whether a number can begin or go on with a list: 1 begins one, 7 follows 6; "1.2.3" stands by itself."""
        plain = marker.strip(" ().[]")
        if not plain.isdigit():
            return True
        number = int(plain)
        if number == 1:
            return True
        for block in reversed(self.blocks[-12:]):
            own = block.marker.strip(" ().[]")
            if own.isdigit():
                return number == int(own) + 1
        return False

    def _is_table_note(self, line: Line) -> bool:
        """Takes a line right under a table that explains it, and says so."""
        block = self.table
        if block is None or block.table is None or line.page != block.page:
            return False
        table = block.table
        below = line.base - max(table.box[3], self._notes_end(block))
        beside = line.x0 >= table.box[0] - 12 and line.x0 <= table.box[2]
        if not beside or not 0 < below < 2.4 * line.size or line.size > 1.02 * max(table.size, 0.1) + 0.6:
            return False
        small = line.size < 0.96 * self.type_of.size
        marked = bool(line.mark) or bool(_NOTE.match(line.text))
        if not (block.lines or marked or (small and line.size <= table.size + 0.1)):
            return False
        if block.lines and not (marked or abs(line.size - block.lines[-1].size) < 0.3):
            return False
        block.lines.append(line)
        return True

    @staticmethod
    def _notes_end(block: Block) -> float:
        return block.lines[-1].base if block.lines else 0.0


def _is_numbered_alone(line: Line) -> bool:
    return bool(re.match(r"\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+[A-Z]", line.text)) and len(line.text) < 90


def _ended_early(last: Line, line: Line) -> bool:
    """Whether the line above stopped although the next word would have fitted: its end was meant."""
    words = line.text.split()
    if not words:
        return True
    glyph = (line.x1 - line.x0) / max(1, len(line.text))
    return last.right - last.x1 > 1.1 * glyph * (len(words[0]) + 1) + 0.4 * line.size


def part_references(blocks: list[Block]) -> tuple[list[Block], list[list[Line]]]:
    """The blocks without the reference list, and the list's entries."""
    kept: list[Block] = []
    entries: list[list[Line]] = []
    inside: Style | None = None
    for block in blocks:
        if block.kind is Kind.HEADING:
            if REFERENCES.fullmatch(block.text.strip()):
                inside = block.style
                continue
            if inside is not None and block.style is not None and not block.style < inside:
                inside = None
        if inside is None or block.kind is Kind.TABLE:
            kept.append(block)
        else:
            entries += _entries(block)
    return kept, entries


_ENTRY = re.compile(r"(?:\[\d{1,4}\]|\d{1,4}[.)])\s")


def _entries(block: Block) -> list[list[Line]]:
    entries: list[list[Line]] = []
    numbered = bool(_ENTRY.match(block.lines[0].text)) if block.lines else False
    for line in block.lines:
        if not entries or (numbered and _ENTRY.match(line.text)):
            entries.append([])
        entries[-1].append(line)
    return entries
