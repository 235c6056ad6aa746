"""What an answer shows, in pieces: its statements and the rows of its tables, each with its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from curbside.answer.answer import Answer, AnswerQuote, AnswerSection, AnswerStatement, AnswerTable
from curbside.answer.figures.figure import Figure
from curbside.answer.figures.reading import read_figures
from curbside.answer.figures.rows import read_row
from curbside.evidence.passage import write_out_row


@dataclass(frozen=True, slots=True)
class Piece:
    """A statement of an answer, or a table row written out as one, with its figures.

    `of_table` is what is said of a row's table as a whole, and need not be true of this row.
    """

    statement: AnswerStatement
    figures: tuple[Figure, ...]
    of_table: str | None = None

    @property
    def shown(self) -> AnswerStatement:
        """The statement as it is shown apart from its table, with all that is said beside it."""
        if self.of_table is None:
            return self.statement
        return replace(self.statement, note="; ".join(filter(None, (self.statement.note, self.of_table))))


def pieces_of(summary: Sequence[AnswerStatement], sections: Sequence[AnswerSection]) -> list[Piece]:
    """Everything that an answer shows, in reading order, each with its figures."""
    pieces = [_piece(one) for one in summary]
    for section in sections:
        pieces += [_piece(one) for one in section.statements]
        for table in section.tables:
            pieces += [_row_piece(table, n) for n in range(len(table.rows))]
    return pieces


def pieces_as_stored(answer: Answer) -> list[Piece]:
    """Everything that an answer shows, in the words of its sources: what explains a term is no part of a figure."""
    sections = (replace(one, statements=tuple(map(_as_stored, one.statements))) for one in answer.sections)
    return pieces_of(tuple(map(_as_stored, answer.summary)), tuple(sections))


def _as_stored(statement: AnswerStatement) -> AnswerStatement:
    is_plain = statement.mode in ("verbatim", "stem_added")
    return statement if is_plain else replace(statement, text=statement.stored_words)


def _piece(statement: AnswerStatement) -> Piece:
    if _is_doubtful(statement.quotes):
        return Piece(statement, ())
    return Piece(statement, read_figures(statement.text, statement.quotes[0].heading_path))


def _is_doubtful(quotes: Sequence[AnswerQuote]) -> bool:
    """Whether the order of the text on a page that carries it is not sure: its figures are not relied on."""
    return any(quote.doubtful for quote in quotes)


def _row_piece(table: AnswerTable, n: int) -> Piece:
    """A row as a statement: its caption, then every cell with its column header."""
    cells = table.cells[n]
    quotes = tuple(quote for cell in cells for quote in cell.quotes)
    text = write_out_row(table.columns, table.rows[n])
    cited = tuple(dict.fromkeys(quote.reference for quote in quotes))
    path = quotes[0].heading_path if quotes else ()
    figures = () if _is_doubtful(quotes) else read_row(table.rows[n], table.columns, table.caption, path)
    said = f"{table.caption}: {text}" if table.caption else text
    statement = AnswerStatement(said, "stem_added", cited, quotes, note=table.note_of_row(n) or None)
    return Piece(statement, tuple(figure for _, figure in figures), table.note)
