"""Reading an answer as a person does: piece by piece, each with everything it is shown with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from curbside import Answer


@dataclass(frozen=True, slots=True)
class Piece:
    """A statement, or a table row with its caption and column headers, and the references it is cited to."""

    text: str
    citations: tuple[int, ...]


def pieces_of(answer: Answer) -> Iterator[Piece]:
    """Every piece of an answer, in reading order."""
    for one in answer.summary:
        yield Piece(one.text, one.citations)
    for section in answer.sections:
        for one in section.statements:
            yield Piece(one.text, one.citations)
        for table in section.tables:
            for row in table.cells:
                named = (f"{column}: {cell.text}" for column, cell in zip(table.columns, row, strict=True))
                cited = dict.fromkeys(number for cell in row for number in cell.citations)
                yield Piece(f"{table.caption} — {'; '.join(named)}", tuple(cited))


def carries(text: str, patterns: Iterable[str]) -> bool:
    """Whether a text carries every one of some patterns, letter case ignored."""
    return all(re.search(pattern, text, re.IGNORECASE) for pattern in patterns)
