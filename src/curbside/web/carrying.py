"""The texts that carry an answer, each listed once on its page, where the citation markers of the answer find it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from curbside.answer.answer import Answer, AnswerCell, AnswerFigure, AnswerQuote
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
        self._quotes: dict[_Key, AnswerQuote] = {}
        for one in _quotes_shown(answer):
            self._quotes.setdefault(_key(one), one)
        self._places = {key: place for place, key in enumerate(self._quotes, 1)}

    def places(self, quotes: Iterable[AnswerQuote]) -> list[int]:
        """Where these quotes stand in the list, each once."""
        return list(dict.fromkeys(self._places[_key(one)] for one in quotes))

    def of_reference(self, number: int) -> list[CarryingText]:
        """The texts that a reference carries."""
        return [self._text(one) for one in self._quotes.values() if one.reference == number]

    def of_figure(self, figure: AnswerFigure) -> list[AnswerQuote]:
        """The texts that print a figure of what it measures or of whom it is told; none where that is not plain."""
        return [one for one in self._quotes.values() if one.reference in figure.citations and _prints(one, figure)]

    def _text(self, quote: AnswerQuote) -> CarryingText:
        figures = tuple(one for one in self._figures if quote.reference in one.citations and _prints(quote, one))
        return CarryingText(self._places[_key(quote)], quote, _marked(quote.text, figures), figures)


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


def _prints(quote: AnswerQuote, figure: AnswerFigure) -> bool:
    if figure.text not in quote.text:
        return False
    text = quote.text.casefold()
    told = (figure.measure, figure.population.partition("; ")[0])
    return any(all(part in text for part in one.casefold().split(" … ")) for one in told)


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
    place = text.find(wanted)
    while place >= 0:
        before, after = text[place - 1 : place], text[place + len(wanted) : place + len(wanted) + 1]
        # "5 %" is no part of "15 %", nor of "5.5 %".
        if not (before.isdigit() or before in {".", ","} or (wanted[-1].isdigit() and after.isdigit())):
            yield place, place + len(wanted)
        place = text.find(wanted, place + 1)
