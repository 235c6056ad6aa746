"""How likely a statement is of use to who asked: what is stands first, what hardly is, is not shown.

Rules choose what is on the subject and of the kind that was asked for; in an answer to a narrow question most of that
is beside the point. How likely a statement is of use was learned from statements that readers judged one by one
(`evaluation/cases/on_topic.jsonl`; docs/evaluation.md): from all that tells how directly it answers, how far that is
behind the most direct one, how it came to be in the answer, and how much else is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf, log

from curbside.answer.directness import directness_of, measures
from curbside.answer.fit import Fit
from curbside.answer.learned import Learned, weighed
from curbside.answer.nearness import Asked, Measures
from curbside.answer.question import Question
from curbside.answer.select import Evidence
from curbside.answer.understand import NOT_ENGLISH

# What is of use less often than nine times in twenty is seen by those who ask for more; less often than one time in
# four, by nobody. Logits.
FOLDED_BELOW = log(0.45 / 0.55)
LEFT_OUT_BELOW = log(0.25 / 0.75)
# What an answer of its kind must hold is left out only where it is of use less often than three times in twenty.
MUST_HAVE_LEFT_OUT_BELOW = log(0.15 / 0.85)
# An answer of more statements than this is folded by how many they are.
MOST_WEIGHED = 40


@dataclass(frozen=True, slots=True)
class Answering:
    """What an answer holds, as far as it tells of what is beside it.

    Its greatest directness, how much it is, and how much was asked (`asked`).
    """

    directness: float
    many: int
    asked: Measures


def answering_with(question: Question, evidence: Sequence[Evidence]) -> Answering:
    """What an answer of these statements holds."""
    best = max((_directness(question, _said(question, one)) for one in evidence), default=0.0)
    return Answering(best, len(evidence), Asked(question).measures)


def weighed_for_use(question: Question, evidence: Sequence[Evidence], beside: Answering) -> list[Evidence]:
    """Statements with how likely each is of use in an answer.

    Of a source that is asked by name, all is of use; likeness says nothing of words that are not English. Of a whole
    case, or of two things together, no statement says all: what is least likely of use is only folded there. An answer
    of very many statements is to a question as broad as its subject, and those who judged hardly saw any.
    """
    if question.named or NOT_ENGLISH in question.notices or beside.many > MOST_WEIGHED:
        return list(evidence)
    least = LEFT_OUT_BELOW if question.tells_a_case or question.relates else -inf
    return [replace(one, useful=max(least, _usefulness(question, one, beside))) for one in evidence]


def is_left_out(one: Evidence) -> bool:
    """Whether a statement is too seldom of use to be shown; never what must not be missed."""
    return one.useful < LEFT_OUT_BELOW and not one.must_not_miss


def is_folded(one: Evidence) -> bool:
    """Whether a statement is shown to those who ask for more."""
    return one.useful < FOLDED_BELOW


def _usefulness(question: Question, one: Evidence, beside: Answering) -> float:
    return round(max(weighed(Learned.USEFUL, said) for said in use_measures(question, one, beside)), 9)


def use_measures(question: Question, one: Evidence, beside: Answering) -> list[dict[str, float]]:
    """What is weighed of a statement in an answer: of its own words, and of those that it rewords."""
    of_answer = {**beside.asked, "many": log(max(1, beside.many))}
    return [
        {**said, **of_answer, **_standing(one), "behind": beside.directness - _directness(question, [said])}
        for said in _said(question, one)
    ]


def _said(question: Question, one: Evidence) -> list[dict[str, float]]:
    return [measures(question, words) for words in (one, *one.rewords)]


def _directness(question: Question, said: Sequence[Measures]) -> float:
    return max(directness_of(question, words) for words in said)


def _standing(one: Evidence) -> dict[str, float]:
    """How it comes to be in the answer."""
    return {
        **{f"fits as {fit.name.lower()}": float(one.fit is fit) for fit in Fit if fit is not Fit.BOTH},
        "further aspect": float(one.aspect > 0),
        "must not be missed": float(one.must_not_miss),
    }
