"""A statement to its figures: it is taken apart, figures are told from other numbers, and attributed by clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from curbside.answer.figures.attribution import Reader
from curbside.answer.figures.figure import Figure
from curbside.answer.figures.limits import figure_of_limit
from curbside.answer.figures.mentions import Mention, mentions_in
from curbside.answer.figures.statement import UNREAD, Clause, Statement
from curbside.evidence.quantities import Quantity, QuantityKind, read_quantities

_MAY_COUNT = re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|once|twice)\b", re.I)


def read_figures(text: str, heading_path: tuple[str, ...] = ()) -> tuple[Figure, ...]:
    """The figures of a statement, in order of place."""
    return _read(text, heading_path)


@lru_cache(maxsize=8192)
def _read(text: str, headings: tuple[str, ...]) -> tuple[Figure, ...]:
    if not _MAY_COUNT.search(text):
        return ()
    quantities = read_quantities(text)
    if not any(map(_may_be_figure, quantities)) and not UNREAD.search(text):
        return ()
    statement = Statement(text, quantities)
    mentions = mentions_in(statement)
    found: list[Figure] = []
    for clause in [*statement.clauses, None]:
        own = [one for one in mentions if one.clause is clause]
        if own:
            found += _of_clause(statement, clause, own, headings)
    return tuple(sorted(found, key=lambda one: one.place))


def _may_be_figure(q: Quantity) -> bool:
    """Whether a quantity can be more than a size, an age, a date or a p-value."""
    if q.kind is QuantityKind.SAMPLE_SIZE:
        return q.start < 8
    return q.kind not in (QuantityKind.DATE, QuantityKind.AGE, QuantityKind.P_VALUE)


def _of_clause(
    statement: Statement, clause: Clause | None, mentions: list[Mention], headings: tuple[str, ...]
) -> Iterator[Figure]:
    reader = Reader(statement, clause, mentions, headings) if clause is not None else None
    for one in mentions:
        if one.limits or reader is None:
            yield figure_of_limit(statement, one, headings)
        elif one.is_given:
            yield reader.amount(one)
        elif one.bracket is not None:
            yield reader.bracketed(one)
        else:
            yield reader.figure(one)
