"""Follow-ups: a question that leans on the one before is answered as if it had said so."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curbside import Curbside
from curbside.answer.conversation import MOST_TURNS, continued, read_turns, standing_alone
from curbside.errors import QuestionError
from curbside.evidence.text import clean_line

from .reading import shown

FIRST = "Where do pancreatic neuroendocrine tumors spread?"


def encoded(data: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(data).encode()).decode()


@pytest.mark.parametrize(
    "garbled",
    [
        "not a conversation",
        "!!!!",
        "Zm9v",
        "é",
        "\ud800",
        "AAAA" * 1000,
        encoded([]),
        encoded(7),
        encoded({}),
        encoded({"turns": "one"}),
        encoded({"turns": [1, 2]}),
        encoded({"turns": None}),
        encoded({"turns": [["nested"]]}),
        base64.urlsafe_b64encode(b'{"turns": ["\xff\xfe"]}').decode(),
    ],
)
def test_a_conversation_that_was_not_handed_out_is_refused(garbled: str, starter_library: Curbside) -> None:
    with pytest.raises(QuestionError, match="conversation cannot be read"):
        starter_library.ask("And to the bone?", conversation=garbled)


def test_a_conversation_nested_beyond_reason_is_refused(starter_library: Curbside) -> None:
    deep = base64.urlsafe_b64encode(b'{"turns": ' + b"[" * 200_000 + b"]" * 200_000 + b"}").decode()
    with pytest.raises(QuestionError):
        starter_library.ask("And to the bone?", conversation=deep)


@pytest.mark.parametrize("nothing", [None, ""])
def test_no_conversation_is_a_first_question(nothing: str | None, starter_library: Curbside) -> None:
    assert starter_library.ask(FIRST, conversation=nothing).interpreted == FIRST


@pytest.mark.parametrize(
    "follow_up",
    [
        *("And to the bone?", "What about their prognosis?", "How common is it?", "What about women?", "In men?"),
        *("Why?", "How?", "When"),
    ],
)
def test_a_follow_up_is_interpreted_with_the_question_before_it(follow_up: str, starter_library: Curbside) -> None:
    first = starter_library.ask(FIRST)
    second = starter_library.ask(follow_up, conversation=first.conversation)
    assert second.question == follow_up
    assert follow_up.rstrip("?") in second.interpreted
    assert "pancreatic neuroendocrine tumors" in second.interpreted


def test_a_follow_up_is_answered_about_the_subject_of_the_question_before(starter_library: Curbside) -> None:
    first = starter_library.ask("Where do neuroendocrine tumors spread?")
    second = starter_library.ask("And to the bone?", conversation=first.conversation)
    assert second.is_answered
    assert "bone" in shown(second)


def test_a_second_follow_up_still_knows_the_first_question(starter_library: Curbside) -> None:
    first = starter_library.ask(FIRST)
    second = starter_library.ask("And to the bone?", conversation=first.conversation)
    third = starter_library.ask("What about men?", conversation=second.conversation)
    assert "pancreatic neuroendocrine tumors" in third.interpreted


def test_a_question_that_stands_alone_is_left_as_it_is(starter_library: Curbside) -> None:
    first = starter_library.ask(FIRST)
    other = starter_library.ask("How common is carcinoid heart disease?", conversation=first.conversation)
    assert other.interpreted == "How common is carcinoid heart disease?"


@pytest.mark.parametrize(
    "complete",
    [
        pytest.param(text)
        for text in ("Is there a vaccine against measles?", "In patients with gout, which diet helps?")
    ],
)
def test_a_complete_question_does_not_lean_because_of_one_small_word(complete: str, starter_library: Curbside) -> None:
    first = starter_library.ask(FIRST)
    assert starter_library.ask(complete, conversation=first.conversation).interpreted == complete


def test_silence_can_be_followed_up_too(starter_library: Curbside) -> None:
    first = starter_library.ask("How is gout treated?")
    assert first.status == "insufficient_evidence"
    assert "gout" in starter_library.ask("And in women?", conversation=first.conversation).interpreted


@given(st.lists(st.text(max_size=40), max_size=40))
def test_a_conversation_gives_back_its_last_turns_in_order(turns: list[str]) -> None:
    turns = [clean_line(turn) for turn in turns]
    conversation: str | None = None
    for turn in turns:
        conversation = continued(conversation, turn)
    assert read_turns(conversation) == turns[-MOST_TURNS:]


def test_a_follow_up_without_a_conversation_is_read_as_it_stands() -> None:
    assert standing_alone("And to the bone?", None) == "And to the bone?"


def test_what_is_interpreted_stays_within_the_length_of_a_question(starter_library: Curbside) -> None:
    long = "Where do they spread to " + "w" * 1900 + "?"
    conversation = starter_library.ask(FIRST).conversation
    for _ in range(3):
        answer = starter_library.ask(long, conversation=conversation)
        conversation = answer.conversation
    assert len(answer.interpreted) <= 2 * 2_000
