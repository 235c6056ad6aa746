"""How likely a statement is of use to who asked: what is stands first, what hardly is, is not shown.

Rules choose what is on the subject and of the kind that was asked for; in an answer to a narrow question most of that
is beside the point. How likely a statement is of use was learned from statements that readers judged one by one
(`evaluation/cases/on_topic.jsonl`; docs/evaluation.md): from all that tells how directly it answers, how far that is
behind the most direct one, how much of it was said before, how it came to be in the answer, and how much else is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from math import log

from curbside.answer.directness import directness_of, measures
from curbside.answer.fit import Fit
from curbside.answer.learned import Learned, once_more, weighed
from curbside.answer.likeliest import LARGE, how_large
from curbside.answer.nearness import Asked, Measures, likeness
from curbside.answer.question import Question
from curbside.answer.select import Evidence
from curbside.answer.understand import NOT_ENGLISH
from curbside.evidence.terms import content_terms

# What is of use less often than not is seen by those who ask for more; less often than one time in four, by nobody: of
# what readers found to answer a tenth is, with three times in ten a seventh (docs/evaluation.md). Logits.
FOLDED_BELOW = 0.0
LEFT_OUT_BELOW = log(0.25 / 0.75)
# What an answer of its kind must hold is left out only where it is of use less often than three times in twenty.
MUST_HAVE_LEFT_OUT_BELOW = log(0.15 / 0.85)
# Where no statement says all that was asked, only what is of use less often than one time in ten is left out.
SAYS_A_PART = log(0.1 / 0.9)
# An answer of more statements than this is folded by how many they are.
MOST_WEIGHED = 40
# The name of being the most direct statement.
LEADS = "leads the answer"
# The name of how long an answer is, and how many statements make it half as long as can be.
LONG = "in a long answer"
_LONG = 8
_KEPT_TEXTS = 4_096


@dataclass(frozen=True, slots=True)
class Said:
    """A statement of an answer: what is measured of its words and of those that it rewords, and how direct they are."""

    evidence: Evidence
    measured: tuple[Measures, ...]
    directness: float

    @property
    def place_in_order(self) -> tuple[float, tuple[str, int]]:
        """By what statements are ordered: the most direct one first."""
        return -self.directness, self.evidence.order


@dataclass(frozen=True)
class Answering:
    """What an answer to a question holds, as far as it tells of what is beside it; measured where it is weighed."""

    question: Question
    evidence: Sequence[Evidence]

    @cached_property
    def said(self) -> tuple[Said, ...]:
        """Its statements, the most direct one first."""
        said = (_said(self.question, one) for one in self.evidence)
        return tuple(sorted(said, key=lambda one: one.place_in_order))

    @cached_property
    def asked(self) -> Measures:
        """How much was asked, of how large a library."""
        return {**Asked(self.question).measures, LARGE: how_large(self.question)}

    def how_it_stands(self, one: Said) -> dict[str, float]:
        """Where a statement comes in an answer, and how much of it was said before."""
        before = [said for said in self.said if said.place_in_order < one.place_in_order]
        own = _says(one.evidence.text)
        said = max((len(own & _says(other.evidence.text)) / len(own) for other in before), default=0.0) if own else 0.0
        first = self.said[0] if self.said else one
        return {
            "many": log(max(1, len(self.evidence))),
            "behind": first.directness - one.directness,
            "place in the answer": log(1 + len(before)),
            LEADS: float(not before),
            "said before": said,
            "like what was said before": max(
                (likeness(other.evidence.text, one.evidence.text) for other in before), default=0.0
            ),
        }


def weighed_for_use(question: Question, evidence: Sequence[Evidence], beside: Answering) -> list[Evidence]:
    """Statements with how likely each is of use in an answer.

    Of a source that is asked by name, all is of use; likeness says nothing of words that are not English. Of a whole
    case, or of two things together, no statement says all: what is of use now and then is only folded there. An answer
    of very many statements is to a question as broad as its subject, and those who judged hardly saw any.
    """
    if question.named or NOT_ENGLISH in question.notices or len(beside.evidence) > MOST_WEIGHED:
        return list(evidence)
    found = [_at_once_if_grave(replace(one, useful=_usefulness(question, one, beside))) for one in evidence]
    return [on_request(one, SAYS_A_PART) for one in found] if question.tells_a_case or question.relates else found


def _at_once_if_grave(one: Evidence) -> Evidence:
    """What must not be missed and is likely enough of use to be shown at all is not left for those who ask for more."""
    grave = one.must_not_miss and one.useful >= LEFT_OUT_BELOW
    return replace(one, useful=max(one.useful, FOLDED_BELOW)) if grave else one


def on_request(one: Evidence, least: float) -> Evidence:
    """A statement that is shown on request at least, unless it is of use less often than this (a logit)."""
    return replace(one, useful=max(one.useful, LEFT_OUT_BELOW)) if one.useful >= least else one


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
    known = next((said for said in beside.said if said.evidence is one), None) or _said(question, one)
    of_answer = {**beside.asked, **beside.how_it_stands(known), **_how_it_came(one)}
    return [by_length({**words, **of_answer}, len(beside.evidence)) for words in known.measured]


def by_length(measured: Measures, many: int) -> dict[str, float]:
    """What was measured of a statement, and the same once more as far as the answer is long, of `many` statements.

    In a long answer, to a broad question, most is of use and some is said twice; in a short one few statements are.
    """
    length = many**2 / (many**2 + _LONG**2)
    return {**measured, **once_more(measured, LONG, length)}


def _said(question: Question, one: Evidence) -> Said:
    measured = tuple(measures(question, words) for words in (one, *one.rewords))
    return Said(one, measured, max(directness_of(question, words) for words in measured))


@lru_cache(maxsize=_KEPT_TEXTS)
def _says(text: str) -> frozenset[str]:
    """The terms of a text that say something."""
    return frozenset(content_terms(text))


def _how_it_came(one: Evidence) -> dict[str, float]:
    """How it comes to be in the answer."""
    return {
        **{f"fits as {fit.name.lower()}": float(one.fit is fit) for fit in Fit if fit is not Fit.BOTH},
        "further aspect": float(one.aspect > 0),
        "must not be missed": float(one.must_not_miss),
    }
