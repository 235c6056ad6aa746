"""What pads an answer: statements that may stand in it where nothing better does, and only then.

Each of these answers a little, and is worth having where the library holds nothing nearer: what is known of something
broader, of another condition whose name takes in the one asked about, of people of another age. Beside what is about
just what was asked, they bury it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Protocol, TypeVar

from curbside.answer.aspects import aspect_of_title, is_question
from curbside.answer.candidates import Candidate
from curbside.answer.coverage import enough_focus
from curbside.answer.fit import UNNARROWED, Fit, fit_of
from curbside.answer.lexicon import REMEDIES, find_mentions
from curbside.answer.pertinence import subjects
from curbside.answer.question import Concept, Question
from curbside.answer.understand import more_than_asked
from curbside.evidence.kinds import Aspect, Reader

# So many statements about just what was asked make an answer that needs nothing further off.
ENOUGH = 3
# Where there are fewer, this many that are further off may stand beside them.
FEW = 3
# The most statements of records that are read for what their titles ask: what stands further down repeats and strays.
MOST_OF_RECORDS = 30


class _Chosen(Protocol):
    """A candidate that answers, and how it fits."""

    @property
    def candidate(self) -> Candidate: ...
    @property
    def fit(self) -> Fit: ...
    @property
    def is_row(self) -> bool: ...
    @property
    def rank(self) -> tuple[float, tuple[str, int]]: ...


One = TypeVar("One", bound=_Chosen)


def without_padding(question: Question, found: Sequence[One]) -> list[One]:
    """What was found, without what is further off than it need be."""
    kept = list(found)
    # Patients are shown few statements anyway, and what is in plain words is known by the clinical ones it rewords.
    if question.named or question.reader is Reader.PATIENT:
        return kept
    kept = _unless_enough(_without_other_rows(question, kept), _is_of_other_people)
    # How often something is met in many with a disease is asked of no patient.
    if not question.tells_a_case or question.aspect is Aspect.FREQUENCY:
        beside = partial(_is_beside, question, _remedies(question))
        kept = _few(_unless_enough(kept, beside), beside)
    relative = partial(_is_on_a_relative, question, cache(partial(more_than_asked, question)))
    kept = _unless_enough(kept, relative, of=_is_promised)
    kept = _few(kept, _is_of_a_record, MOST_OF_RECORDS)
    if question.aspect in UNNARROWED or sum(map(_is_promised, kept)) < ENOUGH:
        return kept
    return _few(kept, lambda one: _is_told_elsewhere(question, one))


def _unless_enough(
    found: list[One], is_further_off: Callable[[One], bool], of: Callable[[One], bool] = lambda _: True
) -> list[One]:
    """All that was found, or what is not further off, where that is enough of an answer."""
    near = [one for one in found if not is_further_off(one)]
    return near if sum(one.fit > Fit.CONTEXT and of(one) for one in near) >= ENOUGH else found


def _few(found: list[One], is_further_off: Callable[[One], bool], most: int = FEW) -> list[One]:
    """What was found, and of what is further off the best few."""
    beside = {id(one) for one in sorted(filter(is_further_off, found), key=lambda one: one.rank)[:most]}
    return [one for one in found if not is_further_off(one) or id(one) in beside]


def _is_beside(question: Question, remedies: Sequence[Concept], one: _Chosen) -> bool:
    """Whether it is about something broader than was asked, and stands under nothing that promises what was.

    What to do about metastases is, in part, what to do about those in the liver. Where remedies are named, what else is
    done was not asked.
    """
    if one.fit is not Fit.WIDER:
        return False
    if question.aspect in UNNARROWED or is_question(one.candidate.hit.source.reference.title):
        return True
    fit = fit_of(question.aspect, one.candidate.text, one.candidate.hit)
    if fit not in (Fit.CONTEXT, Fit.HEADING, Fit.BOTH):
        return True
    told = one.candidate.own | one.candidate.around
    return bool(remedies) and not any(concept.is_in(told) for concept in remedies)


def _remedies(question: Question) -> list[Concept]:
    """The drugs and operations that a question is about."""
    named = [mention.entry for mention in find_mentions(question.interpreted) if mention.entry.kind in REMEDIES]
    wordings = {wording for entry in named for wording in entry.wordings}
    return [concept for concept in question.focus if not wordings.isdisjoint(concept.wordings)]


def _is_of_other_people(one: _Chosen) -> bool:
    return one.candidate.is_of_other_people


def _without_other_rows(question: Question, found: list[One]) -> list[One]:
    """Of a table that has rows on what was asked, only these: of one by site, the row of the bones."""
    enough = enough_focus(question)
    told = {_table(one) for one in found if one.is_row and one.candidate.own_coverage >= enough}
    return [one for one in found if not one.is_row or one.candidate.own_coverage >= enough or _table(one) not in told]


def _table(one: _Chosen) -> tuple[str, int | None]:
    return one.candidate.hit.source.document_id, one.candidate.statement.table


def _is_promised(one: _Chosen) -> bool:
    return one.fit in (Fit.HEADING, Fit.BOTH) and one.candidate.own_coverage > 0.0


def _is_of_a_record(one: _Chosen) -> bool:
    return one.candidate.is_of_a_record


def _is_told_elsewhere(question: Question, one: _Chosen) -> bool:
    """Whether it stands in a record that answers another question.

    Which gene causes something is told with how it is passed on.
    """
    title = one.candidate.hit.source.reference.title
    if not _is_of_a_record(one) or one.fit not in (Fit.TITLE, Fit.WORDS):
        return False
    return not (question.aspect is Aspect.CAUSE and aspect_of_title(title) is Aspect.INHERITANCE)


def _is_on_a_relative(question: Question, further: Callable[[str], frozenset[str]], one: _Chosen) -> bool:
    """Whether its record is on a condition whose name says something further, and it speaks of that condition.

    Under "What causes early-onset glaucoma?" stands what causes glaucoma, too; a sentence that does not name glaucoma,
    or says "early-onset", is about the former.
    """
    if one.fit is Fit.WIDER or not one.candidate.is_of_a_record:
        return False
    if not any(concept.is_wider_in(one.candidate.around) for concept in subjects(question)):
        return False  # of something else altogether: its own words have to do
    said = further(one.candidate.hit.source.reference.title)
    return bool(said) and (one.candidate.own_coverage == 0.0 or not said.isdisjoint(one.candidate.own))
