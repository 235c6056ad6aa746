"""The texts that carry an answer, each listed once on its page, where the citation markers of the answer find it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from curbside.answer.answer import Answer, AnswerCell, AnswerFigure, AnswerQuote, AnswerStatement
from curbside.evidence.text import Span
from curbside.web.stored_text import Line, Piece

_CELLS_APART = " | "

_Key = tuple[str, str, int, int]


@dataclass(frozen=True, slots=True)
class CarryingText:
    """A carrying text and its place in the list, counted from 1; `figures` are those that `line` marks."""

    place: int
    quote: AnswerQuote
    line: Line
    figures: tuple[AnswerFigure, ...]


class CarryingTexts:
    """Every carrying text of an answer, in reading order."""

    def __init__(self, answer: Answer) -> None:
        self._figures = answer.figures
        self._places: dict[_Key, int] = {}
        self._texts: list[CarryingText] = []
        self._telling: dict[AnswerFigure, list[AnswerQuote]] = {}
        for one in _quotes_shown(answer):
            if self._place(one) is None:
                self._list(one)

    def places(self, quotes: Iterable[AnswerQuote]) -> list[int]:
        """Where these quotes stand in the list, each once."""
        found = (self._place(one) for one in quotes)
        return list(dict.fromkeys(place for place in found if place is not None))

    def of_reference(self, number: int) -> list[CarryingText]:
        """The texts that a reference carries."""
        return [one for one in self._texts if one.quote.reference == number]

    def of_figure(self, figure: AnswerFigure) -> list[AnswerQuote]:
        """The texts that tell a figure; none where it is not plain which do."""
        return self._telling.get(figure, [])

    def _list(self, quote: AnswerQuote) -> None:
        place = len(self._texts) + 1
        figures = figures_told(quote.text, [one for one in self._figures if quote.reference in one.citations])
        self._places[_key(quote)] = place
        for one in figures:
            self._telling.setdefault(one, []).append(quote)
        self._texts.append(CarryingText(place, quote, _marked(quote.text, figures), figures))

    def _place(self, quote: AnswerQuote) -> int | None:
        """Where a quote stands by itself or as the cell of a row."""
        if (place := self._places.get(_key(quote))) is not None:
            return place
        rows = (one for one in self._texts if one.quote.document == quote.document and _is_cell(quote, one.quote))
        return next((one.place for one in rows), None)


def figures_told(text: str, figures: Iterable[AnswerFigure]) -> tuple[AnswerFigure, ...]:
    """The figures that a text tells: it prints them and names in whom they hold, or else what they measure.

    Of figures that are printed alike, those whose patients it names leave the others out.
    """
    folded = text.casefold()
    printed = [one for one in figures if one.text in text and next(_spans(text, one.text), None) is not None]
    of_whom = [one for one in printed if _names(folded, one.population.partition("; ")[0])]
    known = " ".join(one.text for one in of_whom)
    measured = [one for one in printed if one.text not in known and _names(folded, one.measure)]
    told = {id(one) for one in (*of_whom, *measured)}
    return tuple(one for one in printed if id(one) in told)


def populations(answer: Answer, statement: AnswerStatement) -> list[str]:
    """In whom the figures hold that a statement tells."""
    cited = set(statement.citations)
    told = figures_told(statement.text, [one for one in answer.figures if cited.issuperset(one.citations)])
    return list(dict.fromkeys(one.population for one in told))


def row_quotes(cells: Sequence[AnswerCell]) -> list[AnswerQuote]:
    """A table row's quotes, those of one line of a stored text made one."""
    lines: dict[tuple[str, str, int], dict[Span, AnswerQuote]] = {}
    for cell in cells:
        for one in cell.quotes:
            lines.setdefault((one.document, one.revision, one.reference), {})[(one.start, one.end)] = one
    return [_joined([quotes[span] for span in sorted(quotes)]) for quotes in lines.values()]


def _joined(quotes: Sequence[AnswerQuote]) -> AnswerQuote:
    text = quotes[0].text
    for before, one in pairwise(quotes):
        apart = _CELLS_APART if one.start - before.end == len(_CELLS_APART) else " … "
        text += apart + one.text
    return replace(quotes[0], end=max(one.end for one in quotes), text=text)


def _quotes_shown(answer: Answer) -> Iterator[AnswerQuote]:
    for one in answer.summary:
        yield from one.quotes
    for section in answer.sections:
        for one in section.statements:
            yield from one.quotes
        for table in section.tables:
            for cells in table.cells:
                yield from row_quotes(cells)
    for disagreement in answer.disagreements:
        for one in disagreement.statements:
            yield from one.quotes


def _key(quote: AnswerQuote) -> _Key:
    return quote.document, quote.revision, quote.start, quote.end


def _is_cell(quote: AnswerQuote, row: AnswerQuote) -> bool:
    within = row.revision == quote.revision and row.start <= quote.start and quote.end <= row.end
    return within and _CELLS_APART in row.text


def _names(folded: str, phrase: str) -> bool:
    """Whether a case-folded text holds a phrase, every part of one that leaves something out."""
    return all(part in folded for part in phrase.casefold().split(" … "))


def _marked(text: str, figures: Iterable[AnswerFigure]) -> Line:
    """A text with its figures marked, none within another."""
    pieces: list[Piece] = []
    end = 0
    spans = {span for figure in figures for span in _spans(text, figure.text)}
    for first, last in sorted(spans, key=lambda span: (span[0], -span[1])):
        if first >= end:
            pieces += [Piece(text[end:first]), Piece(text[first:last], marked=True)]
            end = last
    return tuple(piece for piece in (*pieces, Piece(text[end:])) if piece.text)


def _spans(text: str, wanted: str) -> Iterator[Span]:
    """Where a text prints a figure: "5 %" is no part of "15 %", of "2.5 %" or of "1-5 %"."""
    ended = r"(?!\d|[.,]\d)" if wanted[-1:].isdigit() else ""
    for found in re.finditer(rf"(?<!\d)(?<!\d[.,–-]){re.escape(wanted)}{ended}", text):
        yield found.span()
