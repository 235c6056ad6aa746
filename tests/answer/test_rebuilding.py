"""An answer read from what was stored is the answer that was stored."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curbside import Answer, Curbside
from curbside.answer.answer import (
    AnswerCell,
    AnswerDisagreement,
    AnswerFigure,
    AnswerQuote,
    AnswerReference,
    AnswerSection,
    AnswerStatement,
    AnswerTable,
    Nearest,
    Review,
)
from curbside.errors import LibraryDamaged
from curbside.evidence.digest import canonical_json

QUESTIONS = (
    "What are the classic areas of metastasis for neuroendocrine tumors?",
    "Treatment of neuroendocrine tumors",
    "How is chronic kidney disease treated?",
    "Is metformin safe in pregnancy?",
    "zebra xylophone",
    "My father took thirty tablets and is unconscious",
)

_QUOTES = st.lists(st.builds(AnswerQuote), max_size=1).map(tuple)
_STATEMENTS = st.lists(st.builds(AnswerStatement, quotes=_QUOTES), max_size=2).map(tuple)
_CELLS = st.lists(st.lists(st.builds(AnswerCell, quotes=_QUOTES), max_size=2).map(tuple), max_size=1).map(tuple)
_TABLES = st.lists(st.builds(AnswerTable, cells=_CELLS), max_size=1).map(tuple)
_NUMBERS = st.none() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
ANSWERS = st.builds(
    Answer,
    summary=_STATEMENTS,
    sections=st.lists(st.builds(AnswerSection, statements=_STATEMENTS, tables=_TABLES), max_size=1).map(tuple),
    figures=st.lists(st.builds(AnswerFigure, value=_NUMBERS, low=_NUMBERS, high=_NUMBERS), max_size=1).map(tuple),
    disagreements=st.lists(st.builds(AnswerDisagreement, statements=_STATEMENTS), max_size=1).map(tuple),
    nearest=st.lists(st.builds(Nearest), max_size=1).map(tuple),
    references=st.lists(st.builds(AnswerReference), max_size=1).map(tuple),
    review=st.builds(Review, reviewers=st.just(({"name": "Dr A", "role": "reviewer", "date": "2026-11-28"},))),
)


@pytest.mark.parametrize("reader", ["clinician", "trainee", "patient"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_answers_of_the_starter_library_are_read_as_they_were_stored(
    starter_library: Curbside, question: str, reader: str
) -> None:
    answer = starter_library.ask(question, reader=reader)
    stored = json.dumps(answer.to_dict())
    again = Answer.from_dict(json.loads(stored))
    assert again == answer
    assert canonical_json(again.to_dict()) == canonical_json(answer.to_dict())
    assert again.answer_id == answer.answer_id


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(answer=ANSWERS)
def test_any_answer_is_read_as_it_was_stored(answer: Answer) -> None:
    stored = json.dumps(answer.to_dict())
    assert json.dumps(Answer.from_dict(json.loads(stored)).to_dict()) == stored


@given(data=st.recursive(st.none() | st.booleans() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(
    st.text() | st.sampled_from(("title", "summary", "sections")), inner)))  # fmt: skip
def test_what_is_no_answer_is_refused(data: Any) -> None:
    with pytest.raises(LibraryDamaged, match="stored answer cannot be read") as error:
        Answer.from_dict(data)
    assert error.value.hint


def _leaves(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _leaves(value, (*path, key))
    elif isinstance(data, list):
        for number, value in enumerate(data[:2]):
            yield from _leaves(value, (*path, number))
    if path:
        yield path


def test_a_table_stored_before_rows_had_notes_of_their_own_is_read_as_one_without(starter_library: Curbside) -> None:
    answer = starter_library.ask(QUESTIONS[0])
    (section, *_) = [one for one in answer.sections if one.tables]
    noted = replace(section.tables[0], row_notes=("in children, not adults",))
    now = replace(answer, sections=(replace(section, tables=(noted,)),))
    stored = json.loads(json.dumps(now.to_dict()))
    assert Answer.from_dict(stored) == now
    del stored["sections"][0]["tables"][0]["row_notes"]
    ((table,),) = [one.tables for one in Answer.from_dict(stored).sections]
    assert (table, table.note_of_row(0)) == (replace(noted, row_notes=()), "")
    assert "row_notes" not in replace(answer, sections=(replace(section, tables=(table,)),)).to_dict()["sections"][0]


def test_a_damaged_place_is_named_and_its_content_is_not(starter_library: Curbside) -> None:
    stored = json.loads(json.dumps(starter_library.ask(QUESTIONS[0]).to_dict()))
    for path in _leaves(stored):
        if path == ("answer_id",) or path[-1] in ("reviewers",):
            continue
        damaged = copy.copy(stored)
        place: Any = damaged
        for key in path[:-1]:
            place[key] = copy.copy(place[key])
            place = place[key]
        place[path[-1]] = object()
        with pytest.raises(LibraryDamaged) as error:
            Answer.from_dict(damaged)
        assert ".".join(map(str, path)) in error.value.message
        assert "metasta" not in error.value.message


def test_a_key_too_many_or_too_few_is_damage(starter_library: Curbside) -> None:
    stored = starter_library.ask(QUESTIONS[0]).to_dict()
    with pytest.raises(LibraryDamaged, match="has a key that is not known"):
        Answer.from_dict({**stored, "added": 1})
    with pytest.raises(LibraryDamaged, match="title is missing"):
        Answer.from_dict({key: value for key, value in stored.items() if key != "title"})
