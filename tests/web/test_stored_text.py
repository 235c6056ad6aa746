"""Laying stored text out again loses no character and marks exactly what was asked for."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curbside.evidence.document import Document
from curbside.ingest.markdown import read_markdown
from curbside.web.stored_text import Piece, StoredSection, stored_sections

SOURCE = """---
title: Gudgeon fever
---
Before any heading. Another sentence.

# Treatment

Contraindicated in:

- pregnancy
- liver failure

## Doses

Table: Doses by age
| Age | Dose | Note |
|---|---|---|
| adults | 5 mg | |
| children | 2 mg | ≥ 6 years é |

After the table.
"""
(DOCUMENT,) = read_markdown(io.BytesIO(SOURCE.encode()))
PLACES = st.integers(0, len(DOCUMENT.text))


def pieces(sections: list[StoredSection]) -> Iterator[Piece]:
    for section in sections:
        for chunk in section.chunks:
            for line in chunk.lines:
                yield from line
            if chunk.table is not None:
                yield from chunk.table.caption
                for row in (chunk.table.header, *chunk.table.rows):
                    for cell in row:
                        yield from cell


def letters(text: str) -> str:
    return "".join(text.replace(" | ", "").split())


def test_shapes_follow_the_source() -> None:
    shapes = [[chunk.shape for chunk in section.chunks] for section in stored_sections(DOCUMENT)]
    assert shapes == [["paragraphs"], ["heading", "paragraphs", "list"], ["heading", "table", "paragraphs"]]
    assert [section.level for section in stored_sections(DOCUMENT)] == [1, 1, 2]


@given(PLACES, PLACES)
@settings(max_examples=200)
def test_what_is_marked_is_the_span_and_all_text_is_there(one: int, other: int) -> None:
    start, end = sorted((one, other))
    found = list(pieces(stored_sections(DOCUMENT, (start, end))))
    assert letters("".join(piece.text for piece in found)) == letters(DOCUMENT.text)
    marked = "".join(piece.text for piece in found if piece.marked)
    # Between cells stands " | ", which is no cell's text.
    assert letters(marked).replace("|", "") == "".join(DOCUMENT.text[start:end].split()).replace("|", "")
    assert sum(piece.anchor for piece in found) == bool(marked)


@pytest.mark.parametrize("words", ["liver failure", "2 mg", "Another sentence.", "Doses by age", "≥ 6 years é"])
def test_words_in_one_line_are_one_mark(words: str) -> None:
    start = DOCUMENT.text.index(words)
    marked = [p for p in pieces(stored_sections(DOCUMENT, (start, start + len(words)))) if p.marked]
    assert marked == [Piece(words, marked=True, anchor=True)]


def test_nothing_is_marked_without_a_span() -> None:
    assert isinstance(DOCUMENT, Document)
    assert not [piece for piece in pieces(stored_sections(DOCUMENT)) if piece.marked]
