"""Blocks to a document: sections, statements with their pages, tables with captions and notes, footnotes at the end."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from curbside.evidence.text import Span, clean_line
from curbside.ingest.building import DocumentBuilder
from curbside.ingest.pdf.alignment import FIGURE
from curbside.ingest.pdf.blocks import Block, Kind
from curbside.ingest.pdf.columns import Line
from curbside.ingest.pdf.grids import Table
from curbside.ingest.pdf.hyphens import Vocabulary
from curbside.ingest.pdf.styles import Style, levels

_CONTINUED = re.compile(r"\W*\b(?:continued|cont(?:inue)?[’']?d?\.?|fortsetzung|suite)\b\W*", re.IGNORECASE)
_RUN_IN = re.compile(
    r"(?:background|introduction|context|aims?|objectives?|purpose|(?:materials? and |patients and )?methods?|design|"
    r"setting|participants|interventions?|main outcome measures?|results?|findings|conclusions?|discussion|"
    r"interpretation|implications)\s*[:.]?",
    re.IGNORECASE,
)


# An item stands deeper than another when its mark is this much farther in, in points.
_NESTED = 4


class Writer:
    """Hands blocks to a builder in order."""

    def __init__(self, words: Vocabulary, doubtful: Collection[int]) -> None:
        self.builder = DocumentBuilder()
        self.words = words
        self.doubtful = doubtful
        self.page = 0
        self.parents: list[tuple[float, tuple[Span, ...]]] = []
        self.lead_ins: tuple[Span, ...] = ()
        self.listing = False

    def write(self, blocks: Sequence[Block]) -> None:
        """Add all blocks."""
        blocks = with_captions(joined_tables(plain_frames(blocks)), self.words)
        headings = [
            (block.style or Style(0, False, False, True), block.text) for block in blocks if block.kind is Kind.HEADING
        ]
        depth = iter(levels(headings))
        for block in blocks:
            if block.kind is Kind.HEADING:
                self._on_page(block.page)
                block.level = next(depth)
                self.builder.heading(block.level, self.words.join([line.text for line in block.lines]))
            elif block.kind is Kind.TABLE and block.table is not None:
                self._on_page(block.page)
                self._table(block.table)
            elif block.kind is Kind.ITEM:
                self._item(block)
            else:
                self._paragraph(block)
            if block.kind is not Kind.ITEM:
                self.parents, self.listing = [], False

    def footnotes(self, notes: Sequence[Sequence[Line]]) -> None:
        """Add the footnotes under a heading of their own."""
        if notes:
            self._on_page(notes[0][0].page)
            self.builder.heading(1, "Footnotes")
        for note in notes:
            first = note[0]
            text = self.words.join([f"{first.mark} {first.text}".strip(), *(line.text for line in note[1:])])
            self._on_page(first.page)
            self.builder.paragraph(text)

    def _on_page(self, number: int) -> None:
        if number != self.page:
            self.builder.page(number, doubtful=number in self.doubtful)
            self.page = number

    def _paragraph(self, block: Block) -> None:
        self._on_page(block.page)
        lead = block.lines[0].lead if block.lines else 0
        label = block.lines[0].text[:lead].strip() if block.kind is Kind.PARAGRAPH else ""
        lines = [line.text for line in block.lines]
        if label and _RUN_IN.fullmatch(label):
            # "Methods. We searched …" in bold: what a structured abstract's labels say is kept as its headings.
            self.builder.heading(6, label.rstrip(" :."))
            lines[0] = lines[0][lead:].lstrip(" :.–—")
        self._spread(block, lines, self.builder.paragraph(self.words.join(lines)))

    def _spread(self, block: Block, lines: Sequence[str], span: Span | None) -> None:
        """Note the pages that a block goes on to."""
        if span is None:
            return
        for i, line in enumerate(block.lines):
            if line.page != self.page and i < len(lines):
                before = len(clean_line(self.words.join(lines[:i])))
                self.page = line.page
                start = min(span[0] + before + 1, span[1] - 1)
                self.builder.page(line.page, doubtful=line.page in self.doubtful, start=start)

    def _item(self, block: Block) -> None:
        self._on_page(block.page)
        if not self.listing:
            self.lead_ins, self.listing = self.builder.lead_in_for_list(), True
        while self.parents and self.parents[-1][0] > block.indent - _NESTED:
            self.parents.pop()
        hangs_on = self.parents[-1][1] if self.parents else self.lead_ins
        lines = [line.text for line in block.lines]
        if block.marker and not block.lines[0].bullet:
            lines[0] = lines[0][len(block.marker) :]
        span = self.builder.list_item(self.words.join(lines), hangs_on)
        self._spread(block, lines, span)
        if span is not None:
            self.parents.append((block.indent, (*hangs_on, span)))

    def _table(self, table: Table) -> None:
        header = [[self.words.join(cell) for cell in row] for row in table.rows[: table.headers]]
        columns = [" · ".join(dict.fromkeys(filter(None, names))) for names in zip(*header, strict=True)]
        rows = [[self.words.join(cell) for cell in row] for row in table.rows[table.headers :]]
        self.builder.table(table.caption, columns, rows, table.notes)


def plain_frames(blocks: Sequence[Block]) -> list[Block]:
    """A frame's headings as plain lines where text goes on after it, which does not stand under them."""
    follows: Block | None = None
    for block in reversed(blocks):
        if not block.framed:
            follows = block
        elif block.kind is Kind.HEADING and follows is not None and follows.kind is not Kind.HEADING:
            block.kind = Kind.PARAGRAPH
    return list(blocks)


def joined_tables(blocks: Sequence[Block]) -> list[Block]:
    """Tables that go on in the next column or on the next page as one, without the header's repetition."""
    joined: list[Block] = []
    for block in blocks:
        named = bool(joined) and joined[-1].kind is Kind.CAPTION and bool(_CONTINUED.search(joined[-1].text))
        above = joined[-2 if named else -1] if len(joined) > named else None
        if above is not None and _goes_on(above, block, named):
            del joined[len(joined) - named :]
            _append(above, block)
        else:
            joined.append(block)
    return joined


def _goes_on(above: Block, below: Block, named: bool) -> bool:
    """Whether a table is more of the one before it: named so, or with its header again, or alike elsewhere."""
    first, second = above.table, below.table
    if first is None or second is None or len(first.rows[0]) != len(second.rows[0]):
        return False
    if named or _repeats_header(first, second):
        return True
    elsewhere = above.page != below.page or second.box[1] < first.box[1]
    return elsewhere and _is_alike(first, second)


def _repeats_header(first: Table, second: Table) -> bool:
    return _words(first.rows[: first.headers]) == _words(second.rows[: first.headers])


def _words(rows: Sequence[Sequence[Sequence[str]]]) -> list[str]:
    return ["".join(cell).replace("-", "").replace("\u2010", "").replace(" ", "") for row in rows for cell in row]


def _is_alike(first: Table, second: Table) -> bool:
    """Whether the columns stand at the same places, counted from the first boundary."""
    inner, others = first.edges[1:-1], second.edges[1:-1]
    if len(inner) != len(others) or not inner:
        return False
    apart = max(abs((a - inner[0]) - (b - others[0])) for a, b in zip(inner, others, strict=True))
    wide = abs((first.box[2] - first.box[0]) - (second.box[2] - second.box[0]))
    return apart < 8 and (len(inner) > 1 or wide < 12) and abs(first.size - second.size) < 0.6


def _append(above: Block, below: Block) -> None:
    first, second = above.table, below.table
    assert first is not None and second is not None
    rows = second.rows[first.headers if _repeats_header(first, second) else 0 :]
    if rows and len(first.rows) > first.headers and _is_rest(first.rows[-1], rows[0]):
        # The rest of a row that the end of the page cut.
        first.rows[-1] = [[*cell, *rest] for cell, rest in zip(first.rows[-1], rows[0], strict=True)]
        rows = rows[1:]
    first.rows += rows
    first.box = second.box
    above.lines += below.lines


def _is_rest(last: Sequence[Sequence[str]], row: Sequence[Sequence[str]]) -> bool:
    """Whether a row goes on with the one above it: its first cell is empty, or goes on in the middle of a phrase."""
    if not row[0]:
        return True
    both = all(upper for upper, lower in zip(last, row, strict=True) if lower)
    return both and row[0][0][0].islower() and not any(FIGURE.fullmatch(cell[0]) for cell in row if cell)


def with_captions(blocks: list[Block], words: Vocabulary) -> list[Block]:
    """Tables with the captions that stand above or below them, and with their notes."""
    kept: list[Block] = []
    at = 0
    while at < len(blocks):
        block = blocks[at]
        at += 1
        if block.kind is not Kind.TABLE or block.table is None:
            kept.append(block)
            continue
        caption = _caption_above(kept)
        if not caption and at < len(blocks) and blocks[at].kind is Kind.CAPTION and not _has_table_after(blocks, at):
            caption = [blocks[at]]
            at += 1
        caption = caption or _bold_above(kept, block)
        text = words.join([line.text for one in caption for line in one.lines])
        block.table.caption = text or None
        block.table.notes = _notes(block.lines, words)
        kept.append(block)
    return kept


def _caption_above(kept: list[Block]) -> list[Block]:
    """The caption at the end of what came before, with the title below its number if that is apart; taken out."""
    for back in (1, 2):
        if len(kept) >= back and kept[-back].kind is Kind.CAPTION:
            between = kept[-back + 1 :] if back > 1 else []
            short = all(b.kind in (Kind.PARAGRAPH, Kind.HEADING) and len(b.text) < 300 for b in between)
            if (short and len(kept[-back].text) < (400 if between == [] else 30)) or not between:
                found = kept[-back:]
                del kept[-back:]
                return found
    return []


def _bold_above(kept: list[Block], table: Block) -> list[Block]:
    """A bold line or two in the text's size right above a table: its caption, if it has no other; taken out."""
    if not kept or table.table is None or not kept[-1].lines or kept[-1].kind not in (Kind.PARAGRAPH, Kind.HEADING):
        return []
    lines = kept[-1].lines
    gap = table.table.box[1] - lines[-1].base
    small = lines[-1].size <= 1.1 * table.table.size and len(kept[-1].text) < 400
    if small and all(line.bold for line in lines) and lines[-1].page == table.page and 0 < gap + 3 < 2 * lines[-1].size:
        return [kept.pop()]
    return []


def _has_table_after(blocks: Sequence[Block], at: int) -> bool:
    return at + 1 < len(blocks) and blocks[at + 1].kind is Kind.TABLE


def _notes(lines: Sequence[Line], words: Vocabulary) -> list[str]:
    notes: list[list[str]] = []
    for line in lines:
        text = f"{line.mark} {line.text}".strip() if line.mark else line.text
        if not notes or line.mark or re.match(r"[*†‡§¶#‖]|[a-z][.)]\s", text):
            notes.append([])
        notes[-1].append(text)
    return [words.join(note) for note in notes]
