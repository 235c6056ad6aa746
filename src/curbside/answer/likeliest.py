"""What answers: what the rules choose, with the statements that most likely answer, or nothing where none is likely to.

The rules of `select` know why a statement answers, and miss what is asked in words that nobody listed. Beside them
stands what was learned from questions whose answers are known (`learned.toml`, docs/evaluation.md): which statements of
the first passages are nearest to the question, which of them answers most directly, and whether even that one answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from curbside.answer.candidates import LOOKED_AT, Candidate
from curbside.answer.coverage import enough_focus
from curbside.answer.directness import directness_by, measures
from curbside.answer.fit import Fit
from curbside.answer.learned import Learned, once_more, weighed
from curbside.answer.nearness import Asked, Measures, nearness
from curbside.answer.pertinence import is_pertinent, may_answer_at_all
from curbside.answer.question import Question
from curbside.answer.select import Choice, Evidence, best_fit, evidence_of, fitting, says_what_was_asked, the_best
from curbside.answer.understand import NOT_ENGLISH
from curbside.evidence.kinds import Aspect, Reader

# So many of the nearest statements are looked into, of those that the rules chose and of the others each.
LOOKED_INTO = 12
# The most statements that stand in an answer only because they are likely to answer: beside others and the most direct
# one, and alone.
MOST_BESIDE = 3
MOST_ALONE = 6
# The passage that a statement was found in, counted from the best, and its place there.
_Place = tuple[int, int]
# A statement so much less direct than the best one does not answer beside it.
_NEARLY = 2.5
# The name of how large a library is; it is told by how rare a word is that it lacks, which in the starter pack's and in
# MedQuAD's is about this.
LARGE = "large"
_SIZES = (8.3, 12.6)
# So much less than likely has what fits by rule to be, to be no answer.
_DOUBT = 0.5
# A question that asks with so many things and words asks for a detail; so likely is surely, a logit.
_OF_A_DETAIL = 5
_SURELY = 1.0


@dataclass(frozen=True, slots=True)
class Judged:
    """A statement that was looked into: how directly it answers, and how likely it does at all, in logits."""

    evidence: Evidence
    candidate: Candidate
    by_rule: bool
    directness: float
    likelihood: float
    measures: Measures


def answering(question: Question, among: Sequence[Candidate]) -> list[Evidence]:
    """Of the candidates of a question, those that answer it, and the most direct one where any does.

    None where what fits by rule lacks what was asked, or nothing does and the most direct one is not likely to answer.
    """
    fits = fitting(question, among)
    by_rule = the_best(question, fits, among)
    asked = Asked(question)
    near = {_place(one): nearness(asked, one.candidate) for one in by_rule}
    chosen = [measured(asked, one, near[_place(one)]) for one in by_rule]
    # Likeness says nothing of words that are not English.
    if NOT_ENGLISH in question.notices:
        return chosen
    found = looked_into(asked, by_rule, among, near)
    best = next((one for one in found if _may_answer(question, one)), None)
    if best is None:
        return chosen
    known = {one.evidence.place: replace(one.evidence, likely=_answers(question, one)) for one in found if one.by_rule}
    # Where anything answers, it is said first what answers most directly.
    known[best.evidence.place] = replace(best.evidence, likely=True)
    chosen = [known.get(one.place, one) for one in chosen]
    # Of a source asked by name, and where no subject is, what fits by rule is all there is.
    if question.named or not question.focus:
        return chosen
    if chosen and _is_told_against(question, [one for one in found if one.by_rule]):
        chosen = []
    likely = [one for one in found if _is_likely(question, one, best)]
    if not chosen:
        if best.likelihood < 0.0:
            return []
        return [known[best.evidence.place], *(one.evidence for one in likely if one is not best)][:MOST_ALONE]
    # What fits and was left out pads the answer; what is chosen beside others must not.
    left_out = {one.candidate.order for one in fits}
    beside = [one for one in likely if one.candidate.order not in left_out and _may_stand_beside(question, one, chosen)]
    stands = not best.by_rule and _may_stand_beside(question, best, chosen)
    first = [known[best.evidence.place]] if stands else []
    return [*chosen, *first, *[one.evidence for one in beside if one is not best][:MOST_BESIDE]]


def _is_told_against(question: Question, by_rule: Sequence[Judged]) -> bool:
    """Whether all that fits by rule is too unlikely to answer, because something that was asked is not met.

    No single statement need meet all: nobody has written about this very patient, or about two things.
    """
    if question.tells_a_case or question.relates:
        return False
    return all(one.measures["parts unmet"] and one.likelihood < -_DOUBT for one in by_rule)


def _may_stand_beside(question: Question, one: Judged, chosen: Sequence[Evidence]) -> bool:
    """Whether a statement that no rule chose may stand beside those that one did.

    A table has been read for its rows; who asks for plain words is shown no others beside them.
    """
    if one.evidence.row is not None:
        return all(other.row is None or other.row.table != one.evidence.row.table for other in chosen)
    return question.reader is not Reader.PATIENT or one.evidence.source.reference.audience is Reader.PATIENT


def looked_into(
    asked: Asked,
    by_rule: Sequence[Choice],
    among: Iterable[Candidate],
    known: Mapping[_Place, Measures] = MappingProxyType({}),
) -> list[Judged]:
    """The statements nearest to a question, of those chosen by rule and of all others of the first passages.

    Those that answer most directly come first. `known` is how near those are that were measured already.
    """
    chosen = {one.candidate.order for one in by_rule}
    others = [unchosen(one) for one in among if one.place < LOOKED_AT and one.order not in chosen]
    leading = [one for one in by_rule if one.fit > Fit.CONTEXT]
    near = [*nearest(asked, leading, known), *nearest(asked, others)]
    found = [judged(asked, one, measured, one.candidate.order in chosen, bool(by_rule)) for one, measured in near]
    return sorted(found, key=lambda one: (-one.directness, one.evidence.order))


def unchosen(one: Candidate) -> Choice:
    """A candidate that no rule chose, to be looked into as what was chosen is."""
    return Choice(one, Fit.TITLE, 0, one.coverage, 0.0)


def nearest(
    asked: Asked, among: Sequence[Choice], known: Mapping[_Place, Measures] = MappingProxyType({})
) -> list[tuple[Choice, Measures]]:
    """The choices nearest to a question, each with how near it is, or what it says in plain words."""
    found = []
    for one in among:
        near = known.get(_place(one)) or nearness(asked, one.candidate)
        points = _points(near, *(nearness(asked, said.candidate) for said in one.rewords))
        found.append((points, one, near))
    found.sort(key=lambda each: (-each[0], each[1].candidate.order))
    return [(one, near) for _, one, near in found[:LOOKED_INTO]]


def nearest_of(question: Question, among: Iterable[Candidate]) -> list[Candidate]:
    """The statements of the first passages that are nearest to a question, whatever speaks against their answering it.

    Likeness says nothing of words that are not English.
    """
    if NOT_ENGLISH in question.notices or not question.focus:
        return []
    first = [unchosen(one) for one in among if one.place < LOOKED_AT]
    return [one.candidate for one, _ in nearest(Asked(question), first)]


def _place(one: Choice) -> _Place:
    """Where it was found: of which no two candidates have the same."""
    return one.candidate.rank, one.candidate.number


def _points(*near: Measures) -> float:
    return round(max(weighed(Learned.NEARNESS, one) for one in near), 9)


def judged(asked: Asked, one: Choice, near: Measures, by_rule: bool, any_by_rule: bool) -> Judged:
    """A statement as evidence with all that is measured of how it stands to the question, and what that says."""
    question = asked.question
    evidence = measured(asked, one, near)
    if not by_rule:
        fit, aspect = int(evidence.near["fit"]), int(evidence.near["which aspect"])
        evidence = replace(evidence, likely=True, fit=Fit(max(fit, Fit.TITLE)), aspect=aspect)
    said = {
        **measures(question, evidence),
        **asked.measures,
        "answered by rule": float(any_by_rule),
        LARGE: how_large(question),
    }
    return Judged(
        evidence=evidence,
        candidate=one.candidate,
        by_rule=by_rule,
        directness=directness_by(said, question, evidence),
        likelihood=weighed(Learned.ANSWERED, by_size(said)),
        measures=said,
    )


def by_size(said: Measures) -> dict[str, float]:
    """What was measured of a statement, and the same once more as far as its library is large.

    Among a thousand sources many statements come near to any question: there it takes more to be an answer.
    """
    others = {name: value for name, value in said.items() if name != LARGE}
    return {**said, **once_more(others, LARGE, said[LARGE])}


def how_large(question: Question) -> float:
    """How large a library is between the two that were learned from, 0 to 1."""
    small, large = _SIZES
    return max(0.0, min(1.0, (question.unheard_of - small) / (large - small)))


def measured(asked: Asked, one: Choice, near: Measures | None = None) -> Evidence:
    """What was chosen as evidence, with how near it is to the question; `near` where that was measured already."""
    question, candidate = asked.question, one.candidate
    fit, aspect = best_fit(question.aspects, candidate.text, candidate.hit) or (-1, 0)
    further = {
        "titled focus": candidate.titled_coverage,
        "wider focus": candidate.wider_coverage,
        "enough": float(candidate.coverage >= enough_focus(question)),
        "fit": float(fit),
        "which aspect": float(aspect),
        "says what was asked": float(says_what_was_asked(question, candidate)),
        "pertinent": float(is_pertinent(question, candidate)),
    }
    return replace(
        evidence_of(one),
        near={**(near or nearness(asked, candidate)), **further},
        rewords=tuple(measured(asked, said) for said in one.rewords),
    )


def _is_likely(question: Question, one: Judged, best: Judged) -> bool:
    """Whether a statement that no rule chose answers nearly as well as the best, and stands as what was asked."""
    return not one.by_rule and one.directness >= best.directness - _NEARLY and _answers(question, one)


def _answers(question: Question, one: Judged) -> bool:
    """Whether a statement likely answers, by itself and without a remark."""
    return one.likelihood >= 0.0 and _may_answer(question, one)


def _may_answer(question: Question, one: Judged) -> bool:
    """Whether a statement may answer by itself: without a remark, to the point, and of the kind that was asked for.

    Where something spreads is told by what speaks of that alone: other statements name the same sites. What makes a
    statement no answer to a broad question hardly speaks against one that is likely to answer a question for a detail.
    """
    strays = question.aspect is Aspect.SPREAD and one.measures["fit"] < 0.0
    if strays or not one.evidence.may_lead:
        return False
    asks_a_detail = question.asks_with >= _OF_A_DETAIL and one.likelihood >= _SURELY
    return bool(one.measures["pertinent"]) or (asks_a_detail and may_answer_at_all(question, one.candidate))
