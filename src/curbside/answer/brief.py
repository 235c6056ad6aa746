"""The direct answer alone, for who wants no more."""

from __future__ import annotations

from dataclasses import replace

from curbside.answer.answer import Answer
from curbside.answer.figures.listing import figures_carried


def brief(answer: Answer) -> Answer:
    """Only the direct answer and its references; the whole where there is no direct answer."""
    if not answer.summary:
        return answer
    cited = {number for statement in answer.summary for number in statement.citations}
    references = tuple(one.among(cited) for one in answer.references if one.number in cited)
    figures = figures_carried(answer, (quote for statement in answer.summary for quote in statement.quotes))
    return replace(answer, sections=(), figures=figures, disagreements=(), references=references)
