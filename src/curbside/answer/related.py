"""Questions to go on with: other aspects of the same focus, each of which the library answers."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from curbside.answer.aspects import asked_again, aspect_words
from curbside.answer.candidates import Candidate
from curbside.answer.fit import Fit, fit_of
from curbside.answer.question import Question
from curbside.answer.select import choices
from curbside.evidence.kinds import Aspect

MOST = 6
_ENOUGH_STATEMENTS = 2
# What a source is not asked by name, and what no heading promises.
_NOT_OFFERED = frozenset({Aspect.GENERAL, Aspect.DEFINITION})


def related_questions(question: Question, among: Sequence[Candidate]) -> tuple[str, ...]:
    """Ask again for each other aspect that candidates found already answer, most evidence first."""
    if question.named or not question.focus:
        return ()
    offered = []
    for aspect in aspect_words():
        if aspect in question.aspects or aspect in _NOT_OFFERED:
            continue
        fitting = itertools.islice((one for one in among if _fits(one, aspect)), _ENOUGH_STATEMENTS)
        if len(list(fitting)) < _ENOUGH_STATEMENTS:
            continue  # choosing among them takes longer, and finds no more
        asked = replace(question, aspects=(aspect,), takes_wider=False)
        answering = [one for one in choices(asked, among) if one.fit >= Fit.HEADING and not one.is_row]
        if len(answering) >= _ENOUGH_STATEMENTS:
            offered.append((-len(answering), aspect))
    return tuple(asked_again(aspect, question.phrase) for _, aspect in sorted(offered)[:MOST])


def _fits(one: Candidate, aspect: Aspect) -> bool:
    fit = fit_of(aspect, one.text, one.hit)
    return fit is not None and fit >= Fit.HEADING and one.statement.table is None
