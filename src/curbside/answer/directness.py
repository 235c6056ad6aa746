"""Which statement answers most directly: near the question in words, of the shape asked for, of no narrower case.

The weights were set by hand and moved by a pairwise regression with a ridge towards them, over the development cases of
evaluation/cases/answers.jsonl and a sample of MedQuAD's own questions; five-fold cross-validation by question chose the
ridge and which measures stay (docs/evaluation.md). How like two texts are by their vectors added nothing beside these.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from curbside.answer.coverage import shared
from curbside.answer.lexicon import ConceptKind, find_mentions
from curbside.answer.question import Question
from curbside.answer.select import Evidence, Fit
from curbside.answer.shape import (
    advises,
    decides,
    denies,
    direction,
    has_figure,
    has_its_numbers,
    holds_for_value,
    is_foremost,
    is_hollow,
    limits_itself,
    names_what_is_asked,
    shape_of,
    tells_effect,
    tells_meaning,
    tells_who,
    told_aside,
)
from curbside.evidence.kinds import Reader
from curbside.evidence.readability import PLAIN, reading_grade
from curbside.evidence.terms import terms

_WEIGHTS: Mapping[str, float] = {
    "score": 0.95,
    "shared": 0.85,
    "aside": -0.7,
    "value": 1.1,
    "figure": 1.45,
    "foremost": 0.55,
    "advice": 0.75,
    "effect": 1.0,
    "who": 0.2,
    "named": 0.6,
    "meaning": 0.7,
    "cause": 0.25,
    "decisive": 0.35,
    "numbers": 1.0,
    "denies": -0.5,
    "row": -0.3,
    "promised": 0.5,
    "further aspect": -0.3,
    "leads": 0.25,
    "late": -0.8,
    "hollow": -0.35,
    "special": -0.65,
    "narrower": -0.6,
    "limits": -0.08,
    "others": -0.15,
    "hard to read": -0.06,
}
# A statement further behind the best one than this belongs to a section: it is about a rarity, or a detail.
_NEARLY = 0.6
# What holds only in a case that the question did not speak of.
_SPECIAL = re.compile(
    r"\b(?:with suspected|suspected or proven|in outbreaks?|who cannot|in case of|if .{3,40} is suspected"
    r"|allerg(?:y|ic)|numerous|after failure|refractory|recurrent|in an ill-looking|with fever|exception|subgroup"
    r"|than (?:in )?(?:men|women|boys|girls|males|females))\b",
    re.IGNORECASE,
)
# What a statement may be about instead of what was asked.
_SUBJECTS = frozenset({ConceptKind.DISEASE, ConceptKind.DRUG, ConceptKind.POPULATION})


def directest_first(question: Question, among: Sequence[Evidence]) -> list[Evidence]:
    """Statements that could be the direct answer, the one that answers best first; equals by document, then span."""
    points = {id(one): round(_directness(question, one), 9) for one in among}
    return sorted(among, key=lambda one: (-points[id(one)], one.order))


def is_nearly_as_direct(question: Question, one: Evidence, first: Evidence) -> bool:
    """Whether a statement answers nearly as directly as the best one: what merely has room beside it does not."""
    return _directness(question, one) >= _directness(question, first) - _NEARLY


def is_narrower(question: Question, text: str) -> bool:
    """Whether a statement holds only in a case that the question does not speak of."""
    found = _SPECIAL.search(text)
    return found is not None and found[0].lower() not in question.interpreted.lower()


def _directness(question: Question, one: Evidence) -> float:
    """How well a statement answers exactly what was asked; no unit."""
    return sum(_WEIGHTS[name] * value for name, value in measures(question, one).items())


def measures(question: Question, one: Evidence) -> dict[str, float]:
    """What is weighed of a statement that could be the direct answer."""
    shape, text = shape_of(question.interpreted, question.aspect), one.text
    return {
        "score": one.score,
        "shared": shared(question, frozenset(terms(text))),
        "aside": told_aside(question, text),
        "value": holds_for_value(question.interpreted, text),
        "figure": has_figure(shape, text),
        "foremost": is_foremost(shape, text),
        "advice": advises(shape, text),
        "effect": tells_effect(shape, text),
        "who": tells_who(shape, text),
        "named": names_what_is_asked(question, shape, text),
        "meaning": tells_meaning(question, shape, text),
        "cause": direction(question, shape, text),
        "decisive": decides(question.aspect, text),
        "numbers": has_its_numbers(question.interpreted, text),
        "denies": denies(question.interpreted, text),
        "row": float(one.row is not None),
        "promised": float(one.fit >= Fit.HEADING and one.fit is not Fit.WORDS),
        "further aspect": float(max(0, one.aspect - 1)),
        "leads": float(one.leads),
        "late": 0.0 if one.heading_path else min(1.0, one.quotes[0].start / 1500),
        "hollow": float(is_hollow(text)),
        "special": float(one.is_special),
        "narrower": float(is_narrower(question, text)),
        "limits": float(limits_itself(question, text)),
        "hard to read": max(0.0, reading_grade([text]) - PLAIN) if question.reader is Reader.PATIENT else 0.0,
        "others": float(min(3, _other_subjects(question, text))),
    }


def _other_subjects(question: Question, text: str) -> int:
    """How many diseases, drugs and groups of people a statement names that were not asked about.

    What holds for a special case only is no direct answer to the general question.
    """
    concepts = (*question.focus, *question.details)
    asked = {wording for concept in concepts for wording in (*concept.wordings, *concept.broader)}
    named = {mention.entry.name: mention.entry for mention in find_mentions(text) if mention.entry.kind in _SUBJECTS}
    return sum(asked.isdisjoint(entry.wordings) for entry in named.values())
