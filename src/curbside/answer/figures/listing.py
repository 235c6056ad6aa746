"""The figures of an answer as it lists them: each once, with all that cite it and what must be said beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from curbside.answer.answer import Answer, AnswerFigure, AnswerQuote, AnswerReference
from curbside.answer.figures.figure import Figure
from curbside.answer.figures.pieces import Piece, pieces_as_stored
from curbside.evidence.kinds import Standing
from curbside.evidence.standing import standing_rule


def figures_of(pieces: Sequence[Piece], noted: Mapping[int, str] = MappingProxyType({})) -> tuple[AnswerFigure, ...]:
    """The figures of an answer, each once with all that cite it, in reading order.

    `noted` are the numbers of references with what must be said beside their figures. A figure beside which something
    must be said, of that or of the statement that states it, is not joined with one of which nothing need be said.
    """
    found: dict[tuple[object, ...], AnswerFigure] = {}
    for piece in pieces:
        note = _note(piece, noted)
        for one in piece.figures:
            key = (note, *_key(one))
            before = found.get(key)
            cited = dict.fromkeys([*(before.citations if before else ()), *piece.statement.citations])
            found[key] = _told(one, tuple(cited), note)
    return tuple(found.values())


def notes_of_standing(references: Iterable[AnswerReference]) -> Mapping[int, str]:
    """What must be said beside the figures of sources that do not simply stand, by their numbers."""
    notes = ((one.number, standing_rule(Standing(one.standing)).note) for one in references)
    return {number: note for number, note in notes if note is not None}


def figures_carried(answer: Answer, quotes: Iterable[AnswerQuote]) -> tuple[AnswerFigure, ...]:
    """The figures of the statements and rows all of whose quotes are among these, cited to those alone."""
    carried = frozenset(quotes)
    pieces = ((one, carried.issuperset(one.statement.quotes)) for one in pieces_as_stored(answer))
    return tuple(figures_left(answer, list(pieces)))


def figures_left(answer: Answer, carriers: Sequence[tuple[Piece, bool]]) -> Iterator[AnswerFigure]:
    """The figures that something left of an answer still states, each with the citations of what states it.

    `carriers` are all its pieces in their sources' words, each with whether it is left.
    """
    noted = notes_of_standing(answer.references)
    notes: dict[tuple[object, ...], set[str | None]] = {}
    for one in answer.figures:
        notes.setdefault(_key(one), set()).add(one.note)
    stating: dict[tuple[object, ...], list[tuple[Piece, bool]]] = {}
    for piece, is_left in carriers:
        note = _note(piece, noted)
        for figure in piece.figures:
            known = notes.get(_key(figure), set())
            # An older version joined what is noted with what is not.
            for told in {note} & known or known:
                stating.setdefault((told, *_key(figure)), []).append((piece, is_left))
    for one in answer.figures:
        # An answer composed by an older version may read its figures otherwise: then what prints it counts.
        found = stating.get((one.note, *_key(one))) or [
            (piece, is_left) for piece, is_left in carriers if one.text in piece.statement.text
        ]
        cited = {number for piece, is_left in found if is_left for number in piece.statement.citations}
        left = tuple(number for number in one.citations if number in cited)
        if left:
            yield replace(one, citations=left)


def _key(one: Figure | AnswerFigure) -> tuple[object, ...]:
    said = (one.text, one.measure, one.population, one.time)
    return (one.value, one.low, one.high, one.unit, *map(str.lower, said))


def _note(piece: Piece, noted: Mapping[int, str]) -> str | None:
    """What must be said beside the figures of a piece: its own note, and how its sources stand where that does not."""
    own = piece.statement.note or ""
    of_sources = dict.fromkeys(noted[number] for number in piece.statement.citations if number in noted)
    return "; ".join(filter(None, (own, *(one for one in of_sources if one not in own)))) or None


def _told(one: Figure, citations: tuple[int, ...], note: str | None) -> AnswerFigure:
    said = one.text, one.measure, one.population, one.time
    return AnswerFigure(one.value, one.low, one.high, one.unit, *said, citations, note)
