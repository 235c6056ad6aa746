"""Which statement answers most directly: near the question in words, of the shape asked for, of no narrower case.

What each measure counts was learned from the development cases of evaluation/cases/answers.jsonl (`learned.toml`;
docs/evaluation.md says how, and how well it carries over).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from math import exp

from curbside.answer.aspects import is_question
from curbside.answer.fit import Fit
from curbside.answer.learned import Learned, once_more, weighed
from curbside.answer.nearness import Measures
from curbside.answer.question import Question
from curbside.answer.select import Evidence, suits_the_asker
from curbside.answer.shape import (
    advises,
    asks_for_a_figure,
    decides,
    defines_unasked,
    denies,
    direction,
    enumerates,
    has_figure,
    has_its_numbers,
    holds_for_value,
    is_foremost,
    is_hollow,
    names_what_is_asked,
    permits,
    says_no,
    shape_of,
    tells_effect,
    tells_meaning,
    told_aside,
)
from curbside.evidence.kinds import Aspect, Reader
from curbside.evidence.readability import PLAIN, reading_grade
from curbside.evidence.strength import strength
from curbside.evidence.terms import content_terms, terms

# What counts where a patient asks, in logits: what is in clinical words and answers much better leads all the same. Set
# by hand: no patients' questions were learned from.
_FOR_A_PATIENT = {"for patients": 0.7, "hard to read": -0.2}
# What counts besides what was learned for a statement that tells whether something may be done, where that is asked:
# few such questions were learned from, and what speaks against it must not stand second.
_WHETHER_ALLOWED = 1.5
_IN_BRACKETS = re.compile(r"\([^()]*\)")
# A statement further behind the best one than this belongs to a section: it is about a rarity, or a detail.
_NEARLY = 1.0
_FAR = 1_000.0
# The name of how briefly is asked; with two things or words, or fewer, nobody asks more briefly.
BRIEF = "briefly asked"
_BRIEFEST = 2.0
# What holds only in a case that the question did not speak of.
_SPECIAL = re.compile(
    r"\b(?:with suspected|suspected or proven|in outbreaks?|who cannot|in case of|if .{3,40} is suspected"
    r"|allerg(?:y|ic)|numerous|after failure|refractory|recurrent|in an ill-looking|with fever|exception|subgroup"
    r"|than (?:in )?(?:men|women|boys|girls|males|females))\b",
    re.IGNORECASE,
)


def directest_first(question: Question, among: Sequence[Evidence]) -> list[Evidence]:
    """Statements that could be the direct answer, the one that answers best first; equals by document, then span."""
    points = {id(one): directness(question, one) for one in among}
    return sorted(among, key=lambda one: (-points[id(one)], one.order))


def is_nearly_as_direct(question: Question, one: Evidence, first: Evidence) -> bool:
    """Whether a statement answers nearly as directly as the best one: what merely has room beside it does not."""
    return directness(question, one) >= directness(question, first) - _NEARLY


def is_narrower(question: Question, text: str) -> bool:
    """Whether a statement holds only in a case that the question does not speak of."""
    found = _SPECIAL.search(text)
    return found is not None and found[0].lower() not in question.interpreted.lower()


def directness(question: Question, one: Evidence) -> float:
    """How well a statement answers exactly what was asked, in its own words or in those that it rewords; a logit.

    What was not looked into comes after all that was.
    """
    if not one.near:
        return one.score - _FAR
    return directness_by(measures(question, one), question, one)


def directness_by(measured: Measures, question: Question, one: Evidence) -> float:
    """How well a statement answers whose own words were measured already."""
    said = (measured, *(measures(question, words) for words in one.rewords))
    allowed = _WHETHER_ALLOWED * max(each["permission"] for each in said)
    return round(max(directness_of(question, each) for each in said) + allowed + _for_the_patient(question, one), 9)


def directness_of(question: Question, measured: Measures) -> float:
    """How well what was measured of some words answers, whoever asks; a logit."""
    return weighed(Learned.DIRECTNESS, by_brevity(measured, question.asks_with))


def by_brevity(measured: Measures, asked_with: float) -> dict[str, float]:
    """What was measured of a statement, and the same once more as far as the question is brief.

    Who asks with few things and words (`asked_with` of them) mostly wants the headline of a source, who asks with many
    a detail of it.
    """
    brevity = exp(-max(0.0, asked_with - _BRIEFEST) / _BRIEFEST)
    return {**measured, **once_more(measured, BRIEF, brevity)}


def _for_the_patient(question: Question, one: Evidence) -> float:
    """What counts where a patient asks: whom the source was written for, and what is hard to read."""
    if question.reader is not Reader.PATIENT:
        return 0.0
    for_patients = one.source.reference.audience is Reader.PATIENT
    hard = max(0.0, reading_grade([one.text]) - PLAIN)
    return _FOR_A_PATIENT["for patients"] * for_patients + _FOR_A_PATIENT["hard to read"] * hard


def measures(question: Question, one: Evidence) -> dict[str, float]:
    """What is weighed of the words of a statement that could be the direct answer."""
    shape, text = shape_of(question.interpreted, question.aspect), one.text
    own, titled = frozenset(terms(text)), _asked_in(one.source.reference.title)
    asked = frozenset(term for term, _ in question.asked_terms)
    meaning, named = tells_meaning(question, shape, text), names_what_is_asked(question, shape, text)
    figure, advice, effect = has_figure(shape, text), advises(shape, text), tells_effect(shape, text)
    return {
        **one.near,
        "same question": _overlap(titled, asked),
        "asks the same": _share(question, question.asking_terms & asked, titled),
        "strength": strength(question.aspect, one.source.reference.kind),
        "told": one.told,
        "for the asker": suits_the_asker(question, one.source),
        "asking words": _share(question, question.asking_terms & asked, own),
        "other words": _share(question, question.other_terms, own),
        "aside": told_aside(question, text),
        "value": holds_for_value(question.interpreted, text),
        "figure": figure,
        "foremost": is_foremost(shape, text),
        "advice": advice,
        "permission": permits(shape, text),
        "effect": effect,
        "named": named,
        "meaning": meaning,
        "meaning unasked": defines_unasked(question, shape, text),
        "figure lacking": float(asks_for_a_figure(shape)) - figure,
        "name lacking": float(shape.named is not None) - named,
        "advice lacking": float(shape.advice) - advice,
        "effect lacking": float(shape.effect) - effect,
        "cause": direction(question, shape, text),
        "decisive": decides(question.aspect, text),
        "several": enumerates(question.aspect, text),
        "numbers": has_its_numbers(question.interpreted, text),
        "denies": denies(question.interpreted, text),
        "says no": says_no(question.interpreted, text),
        "promised": float(one.fit >= Fit.HEADING and one.fit is not Fit.WORDS and _is_asked_outright(question, one)),
        "leads": float(one.leads),
        "late": 0.0 if one.heading_path else min(1.0, one.quotes[0].start / 1500),
        # "A … refers to various tests that …" says what was asked.
        "hollow": float(is_hollow(text) and not meaning),
        "special": float(one.is_special),
        "narrower": float(is_narrower(question, text)),
    }


def _is_asked_outright(question: Question, one: Evidence) -> bool:
    """Whether it speaks of what was asked in so many words: harms belong to an answer on treatment, and begin none.

    How a medicine is given is what a treatment with it is.
    """
    aspect = question.aspects[one.aspect]
    return aspect not in question.besides or aspect is Aspect.DOSE


def _share(question: Question, of: frozenset[str], among: frozenset[str]) -> float:
    """The share of some of a question's terms, weighted by rarity, that are among these; 0 where there are none."""
    total = sum(weight for term, weight in question.asked_terms if term in of)
    return (
        sum(weight for term, weight in question.asked_terms if term in of and term in among) / total if total else 0.0
    )


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one else 0.0


@lru_cache(maxsize=4096)
def _asked_in(title: str) -> frozenset[str]:
    """The terms of a title that is a question, without what it says in brackets; none of another title."""
    return frozenset(content_terms(_IN_BRACKETS.sub(" ", title))) if is_question(title) else frozenset()
