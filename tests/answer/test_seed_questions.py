"""The seed page's question and its eleven related ones, each answered from the starter pack as that page words it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from evaluation.reading import Piece
from evaluation.seed_questions import Found, SeedQuestion, found_in, seed_questions

from curbside import Answer, Curbside

QUESTIONS = seed_questions()


@pytest.fixture(params=QUESTIONS, ids=lambda question: question.text[:60])
def asked(request: pytest.FixtureRequest, answered: Callable[..., Answer]) -> tuple[SeedQuestion, Answer]:
    return request.param, answered(request.param.text)


def test_all_twelve_are_asked() -> None:
    assert len(QUESTIONS) == 12


def test_each_is_answered_by_three_statements_from_two_sources_one_of_them_strong(
    asked: tuple[SeedQuestion, Answer],
) -> None:
    question, answer = asked
    found = found_in(question, answer)
    assert answer.is_answered
    assert answer.summary
    assert found.is_answered, (len(found.answering), found.sources, found.kinds)


def test_nothing_of_another_topic_leaks_in(asked: tuple[SeedQuestion, Answer]) -> None:
    assert found_in(*asked).leaked == ()


def test_the_same_question_gets_the_same_bytes(asked: tuple[SeedQuestion, Answer], starter_library: Curbside) -> None:
    question, answer = asked
    assert starter_library.ask(question.text).answer_id == answer.answer_id


def test_clinicians_are_not_shown_the_plain_rewording_of_a_source(asked: tuple[SeedQuestion, Answer]) -> None:
    assert not [reference.title for reference in asked[1].references if reference.derived_from]


def test_the_measure_notices_too_few_statements_sources_and_kinds() -> None:
    piece = Piece("x", (1,))
    found = Found(QUESTIONS[0], (piece, piece, Piece("y", (2,))), 1, ("cohort_study", "other"), (), 3, "")
    assert found.is_answered
    assert not replace(found, answering=(piece, Piece("y", (2,)))).is_answered
    assert not replace(found, answering=(piece, piece, piece)).is_answered
    assert not replace(found, kinds=("narrative_review", "other")).is_answered
