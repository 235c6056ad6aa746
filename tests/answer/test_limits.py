"""A limit in the question or in the source is read: what is left out, after failure, of how much, in a footnote."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from curbside import Answer, Curbside

from .limits import LIMITS, Limit
from .reading import pieces, statements

MakeLibrary = Callable[..., Curbside]
SourceText = Callable[..., str]


@pytest.mark.parametrize("limit", LIMITS, ids=lambda one: f"{one.sort}: {one.question}")
def test_a_limit_is_read(limit: Limit, make_library: MakeLibrary, source_text: SourceText) -> None:
    answer = make_library(source_text(limit.body, title=limit.title, kind="guideline")).ask(limit.question)
    direct = [one.text for one in answer.summary]
    with_notes = list(_with_notes(answer))
    if limit.direct:
        assert direct, with_notes
        assert re.search(limit.direct, direct[0]), direct
    if limit.not_direct:
        assert not any(re.search(limit.not_direct, one) for one in direct), direct
    if limit.never:
        assert not any(re.search(limit.never, piece) for piece in pieces(answer)), with_notes
    if limit.shown:
        assert any(re.search(limit.shown, piece) for piece in with_notes), with_notes
    if limit.noted:
        shown = [one for one in statements(answer) if re.search(limit.noted, one.text)]
        assert all(one.note for one in shown if one in answer.summary), with_notes


def _with_notes(answer: Answer) -> Iterator[str]:
    """Every statement with its note, every row with its table's caption and note."""
    for one in statements(answer):
        yield " ".join(filter(None, (one.text, one.note)))
    for section in answer.sections:
        for table in section.tables:
            for row in table.rows:
                yield " ".join((table.caption, *table.columns, *row, table.note or ""))
