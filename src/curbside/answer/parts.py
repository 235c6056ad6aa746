"""A question that asks for two things at once, each by itself: "the treatment and the outlook of …".

Each thing asked for has its own direct answer, and what must not be missing from it; what is asked for beside it would
only lead away: where survival is asked for, too, a figure is no better advice on treatment.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from curbside.answer.aspects import aspect_words
from curbside.answer.question import Question
from curbside.evidence.kinds import Aspect
from curbside.evidence.terms import content_terms


def parts_of(question: Question) -> Iterator[Question]:
    """The question once for each thing that it asks for in words of its own; itself where that is one."""
    if len(question.parts) < 2:
        yield question
        return
    for aspect in question.parts:
        yield _asking_only(question, aspect)


def _asking_only(question: Question, aspect: Aspect) -> Question:
    """The question without the words that ask for anything else."""
    others = [aspect_words()[one].question for one in question.parts if one is not aspect]
    text = question.interpreted
    for words in others:
        text = words.sub(" ", text)
    left = frozenset(content_terms(text))
    return replace(
        question,
        interpreted=text,
        aspects=(aspect, *(one for one in question.aspects if one not in question.parts)),
        asked_terms=tuple((term, weight) for term, weight in question.asked_terms if term in left),
        asking_terms=question.asking_terms & left,
        parts=(aspect,),
    )
