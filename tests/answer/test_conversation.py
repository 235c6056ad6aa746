"""Conversations: an opaque, signed text that whoever asks holds, that ends, and that nobody can write but Curbside."""

from __future__ import annotations

import base64
import json
import os
import shutil
import stat
import subprocess
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curbside import Curbside
from curbside.answer import conversation as module
from curbside.answer.conversation import (
    ASK_IN_FULL,
    KEY_FILE,
    LIFETIME_SECONDS,
    LONGEST_TOKEN,
    LONGEST_TURN,
    MOST_TURNS,
    continued,
    load_key,
    read_turns,
    standing_alone,
)
from curbside.errors import QuestionError
from curbside.evidence.text import clean_line

from .reading import shown

FIRST = "Where do pancreatic neuroendocrine tumors spread?"
NOON = 1_800_000_000.0
KEY, OTHER_KEY = bytes(range(32)), bytes(32)


def encoded(data: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(data).encode()).decode()


# -- whom it comes from


@pytest.mark.parametrize(
    "garbled",
    [
        *("not a conversation", "!!!!", "Zm9v", "é", "\ud800", "=", "-", "AAAA" * 1000, "A" * (LONGEST_TOKEN + 1)),
        encoded([]),
        encoded({"turns": ["Where do NETs spread?"]}),
        base64.urlsafe_b64encode(zlib.compress(b'["Where do NETs spread?"]')).decode(),
    ],
)
def test_a_conversation_that_was_not_handed_out_is_refused(garbled: str, starter_library: Curbside) -> None:
    with pytest.raises(QuestionError, match="conversation cannot be read") as refused:
        starter_library.ask("And to the bone?", conversation=garbled)
    assert refused.value.hint == ASK_IN_FULL


@given(token=st.one_of(st.text(), st.binary().map(lambda b: base64.urlsafe_b64encode(b).decode())))
def test_whatever_is_sent_as_a_conversation_is_refused_or_empty_and_nothing_else(token: str) -> None:
    try:
        assert read_turns(token, KEY) == []
        assert token == ""
    except QuestionError as error:
        assert error.message
        assert error.hint == ASK_IN_FULL


@given(data=st.data())
def test_one_changed_character_ends_a_conversation(data: st.DataObject) -> None:
    token = continued(None, FIRST, KEY, NOON)
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.characters(codec="ascii").filter(lambda c: c != token[at]))
    with pytest.raises(QuestionError):
        read_turns(token[:at] + other + token[at + 1 :], KEY, NOON)


def test_a_conversation_cut_short_or_drawn_out_is_refused() -> None:
    token = continued(None, FIRST, KEY, NOON)
    for changed in (*(token[:kept] for kept in range(1, len(token))), f"{token}=", f"{token}A", f" {token}", token * 2):
        with pytest.raises(QuestionError):
            read_turns(changed, KEY, NOON)


def test_a_conversation_begun_elsewhere_is_refused() -> None:
    with pytest.raises(QuestionError, match="begun elsewhere"):
        standing_alone("And to the bone?", continued(None, FIRST, OTHER_KEY, NOON), KEY, NOON)


def test_a_conversation_of_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_VERSION", 2)
    token = continued(None, FIRST, KEY, NOON)
    monkeypatch.undo()
    with pytest.raises(QuestionError, match="another version"):
        read_turns(token, KEY, NOON)


def test_the_question_is_not_readable_in_a_conversation() -> None:
    token = continued(None, FIRST, KEY, NOON)
    for padded in (token, token + "=" * (-len(token) % 4)):
        assert b"pancreatic" not in padded.encode()
    assert b"pancreatic" not in base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))


# -- how long it holds


def test_a_conversation_ends_after_twelve_hours_and_says_what_to_do() -> None:
    token = continued(None, FIRST, KEY, NOON)
    assert read_turns(token, KEY, NOON + LIFETIME_SECONDS - 1) == [FIRST]
    with pytest.raises(QuestionError, match="has ended") as ended:
        read_turns(token, KEY, NOON + LIFETIME_SECONDS)
    assert ended.value.hint == ASK_IN_FULL


def test_every_answer_begins_the_twelve_hours_anew() -> None:
    token = continued(None, FIRST, KEY, NOON)
    token = continued(token, "How are they treated?", KEY, NOON + LIFETIME_SECONDS - 1)
    assert len(read_turns(token, KEY, NOON + 2 * LIFETIME_SECONDS - 2)) == 2


# -- how much it holds


@given(st.lists(st.text(max_size=40), max_size=40))
def test_a_conversation_gives_back_its_last_turns_in_order(turns: list[str]) -> None:
    turns = [clean_line(turn) for turn in turns]
    conversation: str | None = None
    for turn in turns:
        conversation = continued(conversation, turn, KEY, NOON)
    assert read_turns(conversation, KEY, NOON) == turns[-MOST_TURNS:]


def test_a_turn_holds_at_most_two_thousand_characters() -> None:
    assert read_turns(continued(None, "w" * 5_000, KEY, NOON), KEY, NOON) == ["w" * LONGEST_TURN]


def test_a_conversation_of_long_questions_forgets_the_oldest_and_still_fits_into_a_request() -> None:
    conversation: str | None = None
    for number in range(MOST_TURNS):
        # Random letters of four bytes each, which nothing packs.
        long = "".join(chr(0x20000 + os.urandom(1)[0] * 256 + os.urandom(1)[0]) for _ in range(LONGEST_TURN))
        conversation = continued(conversation, f"{number} {long}", KEY, NOON)
        assert len(conversation) <= LONGEST_TOKEN
    held = read_turns(conversation, KEY, NOON)
    assert held
    assert held[-1].startswith("19 ")
    assert [turn.split(" ")[0] for turn in held] == [str(n) for n in range(20 - len(held), 20)]


# -- the key


def test_the_key_is_made_once_beside_the_library_and_for_its_owner_only(tmp_path: Path) -> None:
    key = load_key(tmp_path)
    assert len(key) == 32
    assert load_key(tmp_path) == key
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600


def test_all_who_make_the_key_at_once_use_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(lambda _: load_key(tmp_path), range(64)))) == 1
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]


@pytest.mark.parametrize("damaged", [b"", b"short", bytes(33)])
def test_a_damaged_key_signs_nothing(damaged: bytes, tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).write_bytes(damaged)
    key = load_key(tmp_path)
    assert len(key) == 32
    assert key == load_key(tmp_path)
    assert (tmp_path / KEY_FILE).read_bytes() == damaged


def test_where_no_key_can_be_kept_a_conversation_lasts_as_long_as_the_process(tmp_path: Path) -> None:
    nowhere = tmp_path / "not-there"
    token = continued(None, FIRST, load_key(nowhere), NOON)
    assert read_turns(token, load_key(nowhere), NOON) == [FIRST]
    code = (
        "import sys; from pathlib import Path; from curbside.answer.conversation import load_key;"
        "print(load_key(Path(sys.argv[1])).hex())"
    )
    command = [sys.executable, "-c", code, str(nowhere)]
    elsewhere = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    assert elsewhere != load_key(nowhere).hex()
    assert not nowhere.exists()


def test_a_conversation_goes_on_in_another_process_and_in_a_copy_of_the_library(
    starter_library: Curbside, tmp_path: Path
) -> None:
    first = starter_library.ask(FIRST)
    shutil.copytree(starter_library.folder, tmp_path / "copy")
    code = (
        "import sys; from curbside import Curbside;"
        "print(Curbside(sys.argv[1]).ask('And to the bone?', conversation=sys.argv[2]).interpreted)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "copy"), str(first.conversation)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert "pancreatic neuroendocrine tumors" in done.stdout


# -- asked of a library


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
    assert "pancreatic neuroendocrine tumors" in second.interpreted


def test_a_follow_up_is_answered_about_the_subject_of_the_question_before(starter_library: Curbside) -> None:
    first = starter_library.ask("Where do neuroendocrine tumors spread?")
    second = starter_library.ask("And to the bone?", conversation=first.conversation)
    assert second.is_answered
    assert "bone" in shown(second)


def test_a_second_follow_up_leans_on_the_first_as_it_was_understood(starter_library: Curbside) -> None:
    first = starter_library.ask(FIRST)
    second = starter_library.ask("And to the bone?", conversation=first.conversation)
    third = starter_library.ask("What about men?", conversation=second.conversation)
    assert third.interpreted == "Do pancreatic neuroendocrine tumors spread to the bone in men?"


def test_a_question_that_stands_alone_is_left_as_it_is(starter_library: Curbside) -> None:
    first = starter_library.ask(FIRST)
    other = starter_library.ask("How common is carcinoid heart disease?", conversation=first.conversation)
    assert other.interpreted == "How common is carcinoid heart disease?"


def test_an_answer_s_id_does_not_depend_on_its_conversation(starter_library: Curbside) -> None:
    asked = "What is the dose of moxifloxacin eye drops?"
    after = starter_library.ask(asked, conversation=starter_library.ask(FIRST).conversation)
    alone = starter_library.ask(asked)
    assert after.conversation != alone.conversation
    assert after.answer_id == alone.answer_id


def test_a_follow_up_is_answered_as_the_same_question_in_full_is(starter_library: Curbside) -> None:
    first = starter_library.ask("What is the dose of moxifloxacin eye drops?")
    follow_up = starter_library.ask("and besifloxacin?", conversation=first.conversation)
    in_full = starter_library.ask("What is the dose of besifloxacin eye drops?")
    assert follow_up.interpreted == in_full.interpreted
    assert follow_up.status == in_full.status
    assert follow_up.summary == in_full.summary
    assert follow_up.sections == in_full.sections


@pytest.mark.parametrize("for_whom", ["And for patients?", "for trainees?", "in plain words?"])
def test_the_same_for_other_readers_is_the_same_question_and_says_for_whom(
    for_whom: str, starter_library: Curbside
) -> None:
    first = starter_library.ask(FIRST)
    again = starter_library.ask(for_whom, conversation=first.conversation)
    assert again.interpreted.startswith("For ")
    assert again.interpreted.endswith(": where do pancreatic neuroendocrine tumors spread?")
    assert (again.summary, again.not_covered) == (first.summary, first.not_covered)
    third = starter_library.ask("how are they treated?", conversation=again.conversation)
    assert third.interpreted == "How are pancreatic neuroendocrine tumors treated?"


def test_silence_can_be_followed_up_too(starter_library: Curbside) -> None:
    first = starter_library.ask("How is gout treated?")
    assert first.status == "insufficient_evidence"
    assert "gout" in starter_library.ask("And in women?", conversation=first.conversation).interpreted


def test_a_follow_up_without_a_conversation_is_read_as_it_stands() -> None:
    assert standing_alone("And to the bone?", None) == "And to the bone?"


def test_a_follow_up_that_is_too_long_is_refused_like_any_question(starter_library: Curbside) -> None:
    conversation = starter_library.ask(FIRST).conversation
    with pytest.raises(QuestionError, match="at most 2,000"):
        starter_library.ask("And " + "w" * 2_000, conversation=conversation)


def test_what_is_interpreted_stays_within_the_length_of_a_question(starter_library: Curbside) -> None:
    long = "Where do they spread to " + "w" * 1900 + "?"
    conversation = starter_library.ask(FIRST).conversation
    for _ in range(3):
        answer = starter_library.ask(long, conversation=conversation)
        conversation = answer.conversation
        assert len(answer.interpreted) <= LONGEST_TURN
