"""What other tests take for granted of the prepared evidence."""

from __future__ import annotations

import pytest

from curbside.articles.publish import question_key
from curbside.articles.versions import content_of
from curbside.evidence.kinds import Reader

from .prepared import QUESTIONS, SAYS, STATES, Evidence


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_answers_say_what_is_said_of_them(evidence: dict[str, Evidence], question: str) -> None:
    said: dict[str, int] = {}
    for state in STATES:
        answers = {reader.value: evidence[state].answers[question_key(question), reader.value] for reader in Reader}
        number = SAYS[question][state]
        assert {one.is_answered for one in answers.values()} == {number > 0}, state
        said.setdefault(content_of(answers), number)
        assert said[content_of(answers)] == number, state
    assert len(said) == len(set(SAYS[question].values()))


def test_every_state_is_another_evidence(evidence: dict[str, Evidence]) -> None:
    assert len({one.library.evidence_version for one in evidence.values()}) == len(STATES)
