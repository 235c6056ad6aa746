"""Somebody in danger now gets one sentence; who could be identified is pointed out, left out and still answered."""

from __future__ import annotations

import pytest

from curbside import Curbside
from curbside.answer.wording import wording


@pytest.mark.parametrize(
    "question",
    [
        "my husband's face is drooping and he can't speak",
        "I want to kill myself",
        "I have crushing chest pain right now",
    ],
)
@pytest.mark.parametrize("reader", ["clinician", "patient"])
def test_an_emergency_now_is_not_answered(question: str, reader: str, starter_library: Curbside) -> None:
    answer = starter_library.ask(question, reader=reader)
    assert answer.status == "insufficient_evidence"
    assert len(answer.notices) == 1
    assert not (answer.summary or answer.sections or answer.nearest or answer.related_questions)


def test_the_question_of_an_emergency_is_told_without_what_cannot_be_seen(starter_library: Curbside) -> None:
    answer = starter_library.ask("I have crushing\n chest pain\x00 right \u202enow  ")
    assert answer.title == wording()["emergency"]
    assert answer.question == answer.interpreted == "I have crushing chest pain right now"


def test_a_long_story_of_an_emergency_is_heard(starter_library: Curbside) -> None:
    answer = starter_library.ask("I have crushing chest pain right now. " + "It began after lunch with my aunt. " * 80)
    assert answer.title == wording()["emergency"]


def test_a_professional_question_about_an_emergency_is_answered(starter_library: Curbside) -> None:
    answer = starter_library.ask("When does a purpuric rash with fever need emergency referral?")
    assert answer.is_answered


def test_identifiers_are_left_out_of_what_is_asked_and_told_of(starter_library: Curbside) -> None:
    plain = starter_library.ask("How is bacterial conjunctivitis treated?")
    answer = starter_library.ask("NHS number 943 476 5919. How is bacterial conjunctivitis treated?")
    assert answer.is_answered
    assert "943" not in answer.interpreted
    assert "record number" in answer.notices[0]
    assert [one.text for one in answer.summary] == [one.text for one in plain.summary]
