"""The figures of a table row: its label and headers say what they measure, its caption in whom and when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from curbside.answer.figures.copying import words_of, words_up_to
from curbside.answer.figures.figure import NOT_STATED, Figure, build_figure
from curbside.answer.figures.mentions import Mention
from curbside.answer.figures.statement import Statement, blanked, brackets_in
from curbside.answer.figures.words import LISTS, STEMS, lower_words, names_people
from curbside.answer.lexicon import find_mentions
from curbside.evidence.quantities import Quantity, QuantityKind, read_quantities

_DENOMINATOR = re.compile(r"\bdenominator:\s*([^;]+)", re.I)
_WHEN_FOLLOWS = re.compile(
    r"(?:time|follow-up|years?|at|median|day|in|published|guideline|before|after|ten|any time|ages?)\b"
)
_BARE_NUMBER = re.compile(r"[<>≤≥~]?\s?-?\d[\d.,]*(?:\s?[-–]\s?\d[\d.,]*)?\b")


@lru_cache(maxsize=8192)
def read_row(
    cells: tuple[str, ...], columns: tuple[str, ...], caption: str = "", heading_path: tuple[str, ...] = ()
) -> tuple[tuple[int, Figure], ...]:
    """The figures of a table row, each with the number of its cell."""
    return tuple(_of_row(cells, columns, caption, heading_path)) if cells else ()


def _of_row(
    cells: tuple[str, ...], columns: tuple[str, ...], caption: str, headings: tuple[str, ...]
) -> Iterator[tuple[int, Figure]]:
    names = [columns[n] if n < len(columns) else "" for n in range(len(cells))]
    lows = [frozenset(lower_words(name)) for name in names]
    of_time = [bool(low & LISTS.time_columns) and (len(low) < 3 or not n) for n, low in enumerate(lows)]
    by_outcome = bool(lows[0] & LISTS.outcome_columns) and not names_people(cells[0])
    when = next((cells[n] for n in range(len(cells)) if of_time[n]), None)
    for n in range(min(1, len(cells) - 1), len(cells)):
        if of_time[n]:
            continue
        side = _is_side(names[n])
        label = [] if not n or of_time[0] else [cells[0]]
        for one in _cell_mentions(names[n], cells[n]):
            lead = words_up_to(cells[n], 0, one.start)
            if side:
                measure, population = label, [names[n]]
            elif by_outcome:
                measure, population = [names[n], *label], []
            else:
                measure, population = [names[n]], label
            said = [*measure, *([lead] if any(c.isalpha() for c in lead) else [])]
            times = _row_times(when, names[n], cells[0], caption)
            yield (
                n,
                build_figure(
                    one, said, [*population, *_caption_population(caption)], times, headings, population, in_row=True
                ),
            )


@lru_cache(maxsize=2048)
def _is_side(name: str) -> bool:
    """Whether a column is a side of a comparison: people, or a drug and how it is given."""
    lows = frozenset(lower_words(name))
    if lows & LISTS.people and len(lows) < 4:
        return True
    if not any(q.kind in (QuantityKind.FREQUENCY, QuantityKind.DOSE) for q in read_quantities(name)):
        return False
    mentions = find_mentions(name)
    return (bool(mentions) and mentions[0].start == 0) or next(iter(lower_words(name))).endswith(STEMS)


def _cell_mentions(name: str, cell: str) -> Iterator[Mention]:
    head = f"{name}: "
    found = [q for q in read_quantities(head + cell) if q.start >= len(head)]
    bare = _BARE_NUMBER.match(cell)
    if not found and bare is not None and bare.end() == len(cell.split(" (")[0].rstrip()):
        printed = bare[0].strip("<>≤≥~ ").replace(",", "")
        value = float(printed) if re.fullmatch(r"-?\d+(?:\.\d+)?", printed) else None
        found = [Quantity(len(head), len(head) + bare.end(), bare[0], QuantityKind.OTHER_NUMBER, value)]
    for q in found:
        if q.kind not in (QuantityKind.DATE, QuantityKind.P_VALUE, QuantityKind.AGE):
            moved = replace(q, start=q.start - len(head), end=q.end - len(head))
            yield Mention(moved, None, q.text, q.value, q.unit, moved.end)


@lru_cache(maxsize=1024)
def _caption_population(caption: str) -> tuple[str, ...]:
    """The denominator that a caption names, else the part of it that counts people."""
    named = _DENOMINATOR.search(caption)
    if named is None:
        statement = Statement(caption)
        counts = [q for q in statement.quantities if q.kind in (QuantityKind.SAMPLE_SIZE, QuantityKind.COUNT)]
        return tuple(words_of(caption, q.start, statement.mark_after(q.end, len(caption))) for q in counts[:1])
    said = named[1]
    for comma in re.finditer(r",\s+", blanked(said, brackets_in(said))):
        rest = said[comma.end() :]
        if _WHEN_FOLLOWS.match(rest) and not names_people(rest.split(",")[0]):
            return (words_of(said, 0, comma.start()),)
    return (words_of(said, 0, len(said)),)


def _row_times(when: str | None, name: str, label: str, caption: str) -> list[str]:
    """When a row's figure was counted: its column of times, else its header and label, and the caption's period."""
    if when is not None:
        return [] if NOT_STATED in when else [when]
    own = [*_times_of(name), *_times_of(label)]
    sorts = {sort for sort, _ in own}
    own += [one for one in _caption_times(caption) if one[0] not in sorts or one[0] == "period"]
    return [said for _, said in own]


@lru_cache(maxsize=2048)
def _times_of(text: str) -> tuple[tuple[str, str], ...]:
    found = [time for time in Statement(text).times if time.sort != "course"]
    return tuple((time.sort, text[time.start : time.end]) for time in found)


@lru_cache(maxsize=1024)
def _caption_times(caption: str) -> tuple[tuple[str, str], ...]:
    """The times of a caption: its horizons and periods, and a moment that stands alone between marks."""
    statement = Statement(caption)
    found: list[tuple[str, str]] = []
    for time in statement.times:
        alone = re.search(r"(?:^|[,;])\s*$", caption[: time.start]) and re.match(r"\s*(?:$|[,;])", caption[time.end :])
        if time.sort in ("period", "horizon") or alone:
            found.append((time.sort, caption[time.start : time.end]))
    return tuple(found)
