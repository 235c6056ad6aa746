"""What answers: what the rules choose, with the statements that most likely answer, or nothing where none is likely to.

The rules of `select` know why a statement answers, and miss what is asked in words that nobody listed. Beside them
stands what was learned from questions whose answers are known (`learned.toml`, docs/evaluation.md): which statements of
the first passages are nearest to the question, which of them answers most directly, and whether even that one answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from curbside.answer.candidates import LOOKED_AT, Candidate
from curbside.answer.coverage import enough_focus
from curbside.answer.directness import directness, measures
from curbside.answer.fit import Fit
from curbside.answer.learned import Learned, weighed
from curbside.answer.nearness import Asked, nearness
from curbside.answer.pertinence import is_pertinent
from curbside.answer.question import Question
from curbside.answer.select import Choice, Evidence, best_fit, choices, evidence_of, says_what_was_asked

# So many of the nearest statements are looked into, of those that the rules chose and of the others each.
LOOKED_INTO = 12
# The most statements that stand in an answer only because they are likely to answer: beside others, and alone.
MOST_BESIDE = 3
MOST_ALONE = 6
# A statement so much less direct than the best one does not answer beside it.
_NEARLY = 2.5


@dataclass(frozen=True, slots=True)
class Judged:
    """A statement that was looked into: how directly it answers, and how likely it does at all, in logits."""

    evidence: Evidence
    candidate: Candidate
    by_rule: bool
    directness: float
    likelihood: float
    measures: Mapping[str, float]


def answering(question: Question, among: Sequence[Candidate]) -> list[Evidence]:
    """Of the candidates of a question, those that answer it; none where the best of them is not likely to."""
    by_rule = choices(question, among)
    chosen = [evidence_of(one) for one in by_rule]
    found = looked_into(question, by_rule, among)
    best = max((one for one in found if one.evidence.may_lead), key=lambda one: one.directness, default=None)
    if best is None:
        return chosen
    known = {one.evidence.place: one.evidence for one in found}
    chosen = [known.get(one.place, one) for one in chosen]
    if question.named:
        return chosen
    if best.likelihood < 0.0:
        return chosen if _is_for_the_rules(question) else []
    likely = [one.evidence for one in found if _is_likely(question, one, best)]
    return [*chosen, *likely[: MOST_BESIDE if chosen else MOST_ALONE]]


def looked_into(question: Question, by_rule: Sequence[Choice], among: Iterable[Candidate]) -> list[Judged]:
    """The statements nearest to a question, of those chosen by rule and of all others of the first passages.

    Those that answer most directly come first.
    """
    asked = Asked(question)
    chosen = {one.candidate.order for one in by_rule}
    others = [
        Choice(one, Fit.TITLE, 0, one.coverage, 0.0)
        for one in among
        if one.rank < LOOKED_AT and one.order not in chosen
    ]
    leading = [one for one in by_rule if one.fit > Fit.CONTEXT]
    near = [*nearest(asked, leading), *nearest(asked, others)]
    found = [judged(asked, one, measured, one.candidate.order in chosen, bool(by_rule)) for one, measured in near]
    return sorted(found, key=lambda one: (-one.directness, one.evidence.order))


def nearest(asked: Asked, among: Sequence[Choice], most: int = LOOKED_INTO) -> list[tuple[Choice, dict[str, float]]]:
    """The choices nearest to a question, each with how near it is."""
    measured = [(one, nearness(asked, one.candidate)) for one in among]
    measured.sort(key=lambda pair: (-round(weighed(Learned.NEARNESS, pair[1]), 9), pair[0].candidate.order))
    return measured[:most]


def judged(asked: Asked, one: Choice, near: Mapping[str, float], by_rule: bool, any_by_rule: bool) -> Judged:
    """A statement as evidence with all that is measured of how it stands to the question, and what that says."""
    question, candidate = asked.question, one.candidate
    fit, aspect = best_fit(question.aspects, candidate.text, candidate.hit) or (-1, 0)
    further = {
        "titled focus": candidate.titled_coverage,
        "wider focus": candidate.wider_coverage,
        "enough": float(candidate.coverage >= enough_focus(question)),
        "fit": float(fit),
        "which aspect": float(aspect),
        "says what was asked": float(says_what_was_asked(question, candidate)),
    }
    evidence = replace(evidence_of(one), near={**near, **further}, likely=not by_rule)
    if not by_rule:
        evidence = replace(evidence, fit=Fit(max(fit, Fit.TITLE)), aspect=aspect)
    measured = {**measures(question, evidence), **asked.measures, "answered by rule": float(any_by_rule)}
    return Judged(
        evidence=evidence,
        candidate=candidate,
        by_rule=by_rule,
        directness=directness(question, evidence),
        likelihood=weighed(Learned.ANSWERED, measured),
        measures=measured,
    )


def _is_likely(question: Question, one: Judged, best: Judged) -> bool:
    """Whether a statement that no rule chose answers nearly as well as the best, and stands as what was asked."""
    if one.by_rule or not one.evidence.may_lead or one.likelihood < 0.0:
        return False
    return one.directness >= best.directness - _NEARLY and is_pertinent(question, one.candidate)


def _is_for_the_rules(question: Question) -> bool:
    """Whether no single statement need answer: nobody has written about this very patient, or about two things."""
    return question.tells_a_case or question.relates
