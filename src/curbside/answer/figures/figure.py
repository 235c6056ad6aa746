"""A figure, and how it is made of the phrases that say what it measures, in whom and when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from curbside.answer.figures.mentions import Mention
from curbside.answer.figures.population import population_of_headings
from curbside.answer.figures.statement import Statement
from curbside.evidence.quantities import Quantity
from curbside.evidence.text import Span

NOT_STATED = "not stated"
APART = "; "


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity of a statement with what it measures, in whom and when.

    `text` is what is printed; of a count with its percentage, `value` is the percentage. `arm` is the part of the
    population that tells one side of a comparison from another, `place` where the figure stands in its statement.
    """

    quantity: Quantity
    value: float | None
    low: float | None
    high: float | None
    unit: str | None
    text: str
    measure: str
    population: str
    time: str
    arm: str
    place: Span


def _spoken(phrases: Iterable[str], *, keep_all: bool = False) -> str:
    """Phrases side by side, each said once."""
    kept: list[str] = []
    for phrase in filter(None, phrases):
        low = phrase.lower()
        if low in (other.lower() for other in kept):
            continue
        if not keep_all and any(low in other.lower() for other in kept):
            continue
        kept = [other for other in kept if keep_all or other.lower() not in low]
        kept.append(phrase)
    return APART.join(kept)


def build_figure(
    one: Mention,
    measure: Sequence[str],
    population: Sequence[str],
    times: Sequence[str],
    headings: tuple[str, ...],
    arm: Sequence[str] = (),
    *,
    in_row: bool = False,
) -> Figure:
    """A figure of a number and phrases; what none says is taken from the headings, else it is not stated."""
    q = one.quantity
    whole = one.value == q.value
    return Figure(
        quantity=q,
        value=one.value,
        low=q.low if whole else None,
        high=q.high if whole else None,
        unit=one.unit,
        text=one.text,
        measure=_spoken(measure, keep_all=in_row) or (headings[-1] if headings else NOT_STATED),
        population=_spoken(population, keep_all=in_row) or population_of_headings(headings) or NOT_STATED,
        time=_spoken(times) or _heading_time(headings) or NOT_STATED,
        arm=_spoken(arm),
        place=(one.start, one.end),
    )


@lru_cache(maxsize=2048)
def _heading_time(headings: tuple[str, ...]) -> str:
    for heading in reversed(headings):
        for found in Statement(heading).times:
            return heading[found.start : found.end]
    return ""
