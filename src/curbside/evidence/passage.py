"""Passages: what retrieval finds. A few consecutive statements under one heading, or one table row.

A passage's `text` is a slice of its document's stored text; its `searched` text is what is indexed: the same
words with every lead-in and column header written out, since a row that says "60 % | 30 %" is about nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from curbside.evidence.document import Document, Form, Statement
from curbside.evidence.text import Span

# A passage is cut at the first statement that brings it to this many words, and never grows past the second
# number unless one statement alone does (PubMed abstracts and guideline sections both fall in this range).
ENOUGH_WORDS = 60
MOST_WORDS = 180


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieval unit of one document revision; `start` and `end` are code points of its stored text."""

    id: str
    start: int
    end: int
    heading_path: tuple[str, ...]
    text: str
    searched: str
    statements: tuple[Statement, ...]


def passages_of(document: Document) -> list[Passage]:
    """Cut a document's statements into passages, in reading order; every statement is in exactly one."""
    return [_passage(document, group) for group in _groups(document)]


def written_out(document: Document, statement: Statement) -> str:
    """The words of a statement with what it hangs on: its lead-in, or its row's column headers."""
    text = document.text
    if statement.form is Form.TABLE_ROW and statement.table is not None:
        columns = [text[start:end] for start, end in document.tables[statement.table].columns]
        cells = [text[start:end] for start, end in statement.cells]
        return write_out_row(columns, cells)
    words = text[statement.start : statement.end]
    return " ".join([*(text[slice(*lead_in)] for lead_in in statement.lead_ins), words])


def write_out_row(columns: Sequence[str], cells: Sequence[str]) -> str:
    """A table row in words: "Primary: ileal NET; nodal metastases: 60 %"."""
    named = [
        f"{columns[i]}: {cell}" if i < len(columns) and columns[i] else cell for i, cell in enumerate(cells) if cell
    ]
    return "; ".join(named)


def _groups(document: Document) -> Iterator[list[Statement]]:
    group: list[Statement] = []
    words = 0
    for statement in document.statements:
        length = document.text.count(" ", statement.start, statement.end) + 1
        row = statement.form is Form.TABLE_ROW
        if group and (row or statement.section != group[-1].section or words + length > MOST_WORDS):
            yield group
            group, words = [], 0
        group.append(statement)
        words += length
        if row or words >= ENOUGH_WORDS:
            yield group
            group, words = [], 0
    if group:
        yield group


def _passage(document: Document, group: Sequence[Statement]) -> Passage:
    start, end = group[0].start, group[-1].end
    return Passage(
        id=f"{document.id}:{start}-{end}",
        start=start,
        end=end,
        heading_path=document.heading_path(group[0]),
        text=document.text[start:end],
        searched=_searched(document, group),
        statements=tuple(group),
    )


def _searched(document: Document, group: Sequence[Statement]) -> str:
    if group[0].form is Form.TABLE_ROW and group[0].table is not None:
        caption = document.tables[group[0].table].caption
        row = written_out(document, group[0])
        return f"{document.text[slice(*caption)]} {row}" if caption else row
    said: set[Span] = set()
    parts = []
    for statement in group:
        for lead_in in statement.lead_ins:
            if lead_in not in said and not group[0].start <= lead_in[0] < group[-1].end:
                parts.append(document.text[slice(*lead_in)])
            said.add(lead_in)
        parts.append(document.text[statement.start : statement.end])
    return " ".join(parts)
