"""Building a document: readers say what they meet, the builder keeps text and spans in step.

A reader calls `page`, `heading`, `paragraph`, `list_item` and `table` in reading order and `document` at the end. All
text is cleaned here, once; nothing that the builder returns has a span that is not exactly its words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from curbside.evidence.document import Block, Document, Form, Page, Section, tables_of
from curbside.evidence.kinds import Basis, Role
from curbside.evidence.preprints import is_a_preprint
from curbside.evidence.reference import Reference
from curbside.evidence.text import Span, clean_line
from curbside.ingest.segment import sentences, statements_of

# Words of a sentence that says nothing without the list after it.
INTRODUCES = re.compile(r"\b(?:the following|as follows)\b", re.IGNORECASE)
CELL_SEPARATOR = " | "

_STATED = (Form.SENTENCE, Form.LIST_ITEM, Form.TABLE_ROW)


class DocumentBuilder:
    """Collects one document's text in reading order."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._length = 0
        self._sections: list[Section] = []
        self._blocks: list[Block] = []
        self._path: list[tuple[int, str]] = []
        self._pages: list[Page] = []
        self._tables = 0

    def page(self, number: int, *, doubtful: bool = False, start: int | None = None) -> None:
        """Begin a page; what is added next stands on it, or what was added from `start` on."""
        start = self._length + (1 if self._lines else 0) if start is None else start
        if self._pages and self._pages[-1].start == start:
            self._pages.pop()  # nothing was added on that page
        self._pages.append(Page(number, start, doubtful))

    def heading(self, level: int, text: str, role: Role | None = None) -> None:
        """Open a section; a heading closes every open heading of its own or a deeper level.

        `role` is what the source says that the section does, where it says so outright.
        """
        text = clean_line(text)
        if not text:
            return
        while self._path and self._path[-1][0] >= level:
            self._path.pop()
        self._path.append((level, text))
        self._open_section(role)
        self._add(Form.HEADING, text)

    def close_headings(self, level: int, role: Role | None = None) -> None:
        """Close every open heading of this or a deeper level: what is added next stands under those still open.

        For text that follows a subsection and belongs to the section around it, or to none.
        """
        while self._path and self._path[-1][0] >= level:
            self._path.pop()
        self._open_section(role)

    def paragraph(self, text: str) -> Span | None:
        """Add running text; returns its span, or None if nothing was left after cleaning."""
        return self._add(Form.SENTENCE, clean_line(text))

    def list_item(self, text: str, lead_ins: tuple[Span, ...] = ()) -> Span | None:
        """Add a list item with the span of the words it hangs on, if any."""
        return self._add(Form.LIST_ITEM, clean_line(text), lead_ins=lead_ins)

    def table(
        self,
        caption: str | None,
        columns: Sequence[str],
        rows: Sequence[Sequence[str]],
        notes: Sequence[str] = (),
    ) -> None:
        """Add a table: caption, header line, one line a row, each with the spans of its cells, and its footnotes.

        Headers in several lines come joined, a column each ("Women, n (%)"); a spanned cell comes once for every
        row and column it covers.
        """
        number, blocks = self._tables, len(self._blocks)
        if caption and clean_line(caption):
            self._add(Form.TABLE_CAPTION, clean_line(caption), table=number)
        self._cells(Form.TABLE_HEADER, columns, number)
        for row in rows:
            self._cells(Form.TABLE_ROW, row, number)
        for note in notes:
            self._add(Form.TABLE_NOTE, clean_line(note), table=number)
        if len(self._blocks) > blocks:
            self._tables += 1

    def lead_in_for_list(self) -> tuple[Span, ...]:
        """The sentence just before, if it introduces what follows; else nothing.

        It does if it ends in a colon or in no full stop at all, or speaks of "the following".
        """
        if not self._blocks or self._blocks[-1].form is not Form.SENTENCE:
            return ()
        last = self._blocks[-1]
        words = self._lines[-1]
        start, end = list(sentences(words, 0, len(words)))[-1]
        if words.endswith((".", "?", "!")) and not INTRODUCES.search(words[start:end]):
            return ()
        return ((last.start + start, last.start + end),)

    @property
    def has_statements(self) -> bool:
        """Whether anything was added that an answer could quote."""
        return any(block.form in _STATED for block in self._blocks)

    def document(
        self,
        document_id: str,
        reference: Reference,
        *,
        basis: Basis = Basis.FULL_TEXT,
        seen_at: str | None = None,
        reported_by: str | None = None,
        derived_from: Sequence[str] = (),
        topics: Sequence[str] = (),
        concepts: Sequence[str] = (),
        recency: str | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> Document:
        """The finished document."""
        text = "\n".join(self._lines)
        if is_a_preprint(reference, text, metadata or {}):
            reference = replace(reference, preprint=True)
        sections, blocks = tuple(self._sections), tuple(self._blocks)
        return Document(
            id=document_id,
            reference=reference,
            text=text,
            sections=sections,
            blocks=blocks,
            tables=tables_of(blocks),
            statements=statements_of(text, sections, blocks, reference.kind),
            basis=basis,
            seen_at=seen_at,
            reported_by=reported_by,
            derived_from=tuple(derived_from),
            topics=tuple(topics),
            concepts=tuple(concepts),
            recency=recency,
            pages=tuple(page for page in self._pages if page.start < len(text)),
            metadata=dict(metadata or {}),
        )

    def _open_section(self, role: Role | None = None) -> None:
        self._sections.append(Section(tuple(text for _, text in self._path), role))

    def _add(
        self,
        form: Form,
        line: str,
        *,
        lead_ins: tuple[Span, ...] = (),
        table: int | None = None,
        cells: tuple[Span, ...] = (),
    ) -> Span | None:
        if not line:
            return None
        if not self._sections:
            self._open_section()
        start = self._length + (1 if self._lines else 0)
        end = start + len(line)
        self._lines.append(line)
        self._length = end
        self._blocks.append(Block(form, start, end, len(self._sections) - 1, lead_ins, table, cells))
        return start, end

    def _cells(self, form: Form, cells: Sequence[str], table: int) -> None:
        texts = [clean_line(cell) for cell in cells]
        if not any(texts):
            return
        at = self._length + (1 if self._lines else 0)
        spans = []
        for text in texts:
            spans.append((at, at + len(text)))
            at += len(text) + len(CELL_SEPARATOR)
        self._add(form, CELL_SEPARATOR.join(texts), table=table, cells=tuple(spans))
