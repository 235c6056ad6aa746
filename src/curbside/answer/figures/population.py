"""In whom, where the words around a number do not say it: what stands before the subject, and the headings."""

from __future__ import annotations

import re

from curbside.answer.figures.copying import words_of
from curbside.answer.figures.statement import Statement
from curbside.answer.figures.words import LISTS, is_unit, lower_words, names_counted
from curbside.evidence.text import Span

_HEADING_PEOPLE = LISTS.people - LISTS.roles


def population_of_headings(headings: tuple[str, ...]) -> str:
    """The nearest heading that names people, "" for none."""
    named = (
        one
        for one in reversed(headings)
        if any(low in _HEADING_PEOPLE or low == "pregnancy" for low in lower_words(one))
    )
    return next(named, "")


def population_of_frame(statement: Statement, frame: Span | None) -> tuple[str, bool]:
    """What a frame says of whom ("Among 9,512 US patients …"), and whether it names people or things counted."""
    words = statement.words_in(*frame) if frame else []
    if frame is None or len(words) < 2 or words[0].low in ("according", "by", "to"):
        return "", False
    start = words[0].end
    if words[0].low in ("pooled", "pooling") and words[1].low in ("over", "across", "from"):
        start = words[1].end
    if words[0].low in LISTS.conditions:
        found = re.compile(r"\b(?:in|of|with|for|among)\s+").search(statement.outer, *frame)
        start = found.end() if found else frame[1]
    phrase = words_of(statement.text, start, frame[1])
    lows = frozenset(lower_words(phrase))
    if lows & LISTS.people:
        return phrase, True
    if lows & LISTS.publication or not phrase:
        return _in_brackets(statement, frame)
    if any(map(is_unit, lows)):
        return phrase, True
    return (phrase, False) if lows & LISTS.context and words[0].low not in LISTS.conditions else ("", False)


def _in_brackets(statement: Statement, frame: Span) -> tuple[str, bool]:
    """The people that a frame about a paper names in brackets: "In the report of NETTER-1 (midgut tumours)"."""
    for start, end in statement.brackets:
        inner = statement.text[start + 1 : end - 1]
        if frame[0] <= start < frame[1] and " " in inner and names_counted(inner):
            return inner, True
    return "", False
