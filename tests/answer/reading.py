"""Reading an answer as a person does: piece by piece, each with everything it is shown with."""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.reading import pieces_of

from curbside import Answer
from curbside.answer.answer import AnswerQuote, AnswerStatement


def statements(answer: Answer) -> Iterator[AnswerStatement]:
    """Every statement, in reading order."""
    yield from answer.summary
    for section in answer.sections:
        yield from section.statements


def pieces(answer: Answer) -> Iterator[str]:
    """Every statement, and every table row written out with its caption and column headers."""
    return (piece.text for piece in pieces_of(answer))


def quotes(answer: Answer) -> Iterator[AnswerQuote]:
    """Every quote of an answer, in reading order."""
    for one in answer.summary:
        yield from one.quotes
    for section in answer.sections:
        for one in section.statements:
            yield from one.quotes
        for table in section.tables:
            for row in table.cells:
                for cell in row:
                    yield from cell.quotes


def citations(answer: Answer) -> Iterator[int]:
    """Every citation number, in reading order."""
    for one in answer.summary:
        yield from one.citations
    for section in answer.sections:
        for one in section.statements:
            yield from one.citations
        for table in section.tables:
            for row in table.cells:
                for cell in row:
                    yield from cell.citations


def shown(answer: Answer) -> str:
    """Everything an answer shows as evidence, in one text."""
    return "\n".join(pieces(answer))
