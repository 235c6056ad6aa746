"""Answers as pages and files carry them: without the words by which the question could identify a person."""

from __future__ import annotations

from dataclasses import replace

from curbside.answer.answer import Answer
from curbside.answer.identifiers import identifiers_in, without_identifiers
from curbside.answer.wording import wording

_TOLD = wording()["identifiers"].partition("{")[0]


def unidentified(answer: Answer) -> Answer:
    """The answer with its question cleaned of what could identify a person.

    What is asked again with these words (for another reader, as a file) is answered as before, without the notice.
    """
    return replace(answer, question=_cleaned(answer.question), interpreted=_cleaned(answer.interpreted))


def told_of_identifiers(answer: Answer) -> str | None:
    """The notice that something was left out of the question, if the answer has it."""
    return next((notice for notice in answer.notices if notice.startswith(_TOLD)), None)


def _cleaned(text: str) -> str:
    return without_identifiers(text, identifiers_in(text))
