"""A question that tells of a patient is taken apart into spans of itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curbside.answer.case import AGES, asked_besides, case_in, led_up_to

QUESTION = (
    "What is the best course of action for a patient with a bruising rash who has not responded to ibuprofen"
    " and no fever?"
)


def test_what_is_asked_of_whom_and_what_is_told_besides() -> None:
    case = case_in(QUESTION)
    start, end = case.asked
    assert QUESTION[start:end].strip() == "What is the best course of action"
    assert case.condition is not None
    start, end = case.condition
    assert QUESTION[start:end].strip() == "a bruising rash"
    assert any("ibuprofen" in QUESTION[start:end] for start, end in case.besides)
    assert any("no fever" in QUESTION[start:end] for start, end in case.left_out)


def test_a_question_of_no_patient_is_asked_whole() -> None:
    text = "How is bacterial conjunctivitis treated?"
    case = case_in(text)
    assert case.asked == (0, len(text))
    assert case.condition is None
    assert not case.besides
    assert case_in("Can zorvaline cause gout?").relates


def test_what_is_asked_after_the_first_question_is_asked_besides() -> None:
    text = "Does zinc help in a common cold, and should it be taken with vitamin C?"
    ((start, end),) = asked_besides(text)
    assert text[start:end] == "should it be taken with vitamin C?"
    assert not asked_besides("Does zinc help in a common cold and in bronchitis?")
    assert not asked_besides("I have a common cold, and is zinc any use?")


@given(st.text(alphabet=st.sampled_from("a patient with who, and no 54-year-old?\n")))
def test_every_part_is_a_span_of_the_question(text: str) -> None:
    case = case_in(text)
    spans = [case.asked, *case.besides, *case.left_out, *([case.condition] if case.condition else [])]
    assert all(0 <= start <= end <= len(text) for start, end in spans)


@pytest.mark.parametrize("age", ["two-year-old", "six month old", "aged 7", "81-year-old"])
def test_an_age_is_read_in_figures_and_in_words(age: str) -> None:
    assert AGES.search(f"A child, {age}, with croup") is not None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("I cut my knee. May I swim?", ["I cut my knee. "]),
        ("Shoulder high at the 6 week check. will he need an operation", ["Shoulder high at the 6 week check. "]),
        ("68M with gout: which drug comes first?", ["68M with gout: "]),
        ("May I swim?", []),
        ("I cut my knee. It bleeds.", []),
    ],
)
def test_what_leads_up_to_a_question_is_told_also_without_its_mark(text: str, told: list[str]) -> None:
    assert [text[start:end] for start, end in led_up_to(text)] == told
