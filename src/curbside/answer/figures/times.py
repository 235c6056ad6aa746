"""When: the horizons, moments, periods and courses of treatment that a text names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from curbside.answer.figures.words import LISTS, lower_words
from curbside.evidence.quantities import Quantity, QuantityKind
from curbside.evidence.text import Span


class Time(NamedTuple):
    """When: a horizon ("five-year"), a moment ("at diagnosis"), a period ("1973-2012") or a course of treatment."""

    sort: str
    start: int
    end: int


_SMALL = r"(?:the|a|an|initial|first|time|of|its|their|last|trial|study|hospital|primary|end|visit|cancer|symptom)"
_SPELLED = r"(?:\d+|one|two|three|four|five|six|seven|eight|ten|twelve|fifteen|twenty)"
HORIZON = re.compile(
    rf"\b{_SPELLED}-(?:year|month|week|day|hour)s?\b(?!-old)|\bat {_SPELLED} (?:year|month|week|day|hour)s?\b", re.I
)
_MOMENT = re.compile(
    rf"\b(?:at|from|after|before|since|around|near|during|until|following|by)\s+(?:{_SMALL}\s+){{0,4}}"
    rf"(?:{'|'.join(sorted(LISTS.moments))})\b"
    rf"|\b(?:at|during|since|before|from)\s+(?:{_SMALL}\s+){{0,4}}(?:{'|'.join(sorted(LISTS.procedures))})\b"
    r"|\b(?:over|during|throughout)\s+(?:the\s+)?(?:whole\s+|entire\s+)?course\b"
    r"(?:\s+of\s+(?:the\s+)?(?:disease|illness|follow-up))?"
    r"|\bover\s+(?:several|many)\s+(?:years|months|weeks)\b|\b(?:early|late|later)\s+in\s+the\s+\w+\b"
    r"|\bin\s+the\s+(?:first|second|third|last)\s+(?:year|month|week|day|trimester)\b|\bat\s+last\s+\w+\b|\bat first\b"
    r"|\b(?:a|per|each|every)\s+(?:year|month|week)\b",
    re.I,
)
_OR_MOMENT = re.compile(r"\s+or\s+(?:at|during|after|before)\s+[\w-]+")
_OF_DISEASE = re.compile(r"\s+of\s+(?:the\s+)?(?:[\w-]+\s+){0,3}?(?:metastas[ei]s|disease|tumou?r|cancer)\b")
TO_DURATION = re.compile(
    r"\b(?:at|within|after|over|by|during|for|in|beyond|until|through|since|before|on|from|about|lasting)\s+"
    r"(?:(?:the|a|an|about|first|last|next|median|mean|average|follow-up|followed|of|least|at|up|to|over|around|period)\s+)"
    r"{0,5}$",
    re.I,
)
FOLLOWED = re.compile(r"\b(?:median|mean|average)\s+(?:duration of\s+)?follow-up(?:\s+(?:of|was|time))*\s*$", re.I)
_AFTER_DURATION = re.compile(
    r"\s+(?:of|after|from|before)\s+(?:the\s+|a\s+)?(?:follow-up|surgery|diagnosis|treatment|onset|delivery|dose"
    r"|randomi[sz]ation|observation|infection|COVID-19)\b|\s+follow-up\b|\s+apart\b|\s+later\b"
)
POINT = re.compile(r"(?:about |around )?(?:days?|weeks?|months?|years?)\s", re.I)
_TO_POINT = re.compile(r"\b(?:at|on|by|from|until|in|after|within)\s+$")
_LIVED = re.compile(r"\b(?:lived|alive|survived)\s+$")


_UNSTATED = re.compile(r"\bnot (?:stated|recorded|given|seen|known|reported)\b")


def times_named(text: str, quantities: Sequence[Quantity]) -> list[Time]:
    """Every time that a text with these quantities names, in order of place."""
    unstated = [_between_marks(text, found.start()) for found in _UNSTATED.finditer(text)]
    found = [
        one for one in _any_times(text, quantities) if not any(a <= one.start and one.end <= b for a, b in unstated)
    ]
    return sorted(found, key=lambda one: (one.start, -one.end))


def _any_times(text: str, quantities: Sequence[Quantity]) -> Iterator[Time]:
    for found in HORIZON.finditer(text):
        yield Time("horizon", *found.span())
    for found in _MOMENT.finditer(text):
        more = _OR_MOMENT.match(text, found.end())
        end = more.end() if more else found.end()
        of = _OF_DISEASE.match(text, end)
        yield Time("moment", found.start(), of.end() if of else end)
    for n, q in enumerate(quantities):
        if q.kind is QuantityKind.DATE and _is_period(text, q):
            yield Time("period", q.start, q.end)
        elif q.kind is QuantityKind.DURATION:
            span = _duration(text, q)
            before = quantities[n - 1] if n else None
            regimen = (
                before is not None
                and before.kind in (QuantityKind.FREQUENCY, QuantityKind.DOSE)
                and q.start - before.end < 8
            )
            if span is not None:
                yield Time("course" if regimen else "horizon", *span)


def _between_marks(text: str, place: int) -> Span:
    """The words around a place up to the next marks: "time since onset not stated"."""
    start = max(text.rfind(mark, 0, place) for mark in ",;()")
    ends = [end for mark in ",;()" if (end := text.find(mark, place)) >= 0]
    return start + 1, min(ends, default=len(text))


def _is_period(text: str, q: Quantity) -> bool:
    """Whether a date says when people were seen, and not when a paper was printed."""
    if q.interval_kind == "range":
        return True
    if any(low in LISTS.publication for low in lower_words(text[max(0, q.start - 45) : q.end + 25])):
        return False
    before = text[max(0, q.start - 14) : q.start]
    return re.search(r"\b(?:in|since|during|from|until|between|to)\s+(?:early |late |mid-)?$", before) is not None


def _duration(text: str, q: Quantity) -> Span | None:
    """The words of a duration that says when: "over a median of 24 months", "within 90 days", "at days 2-5"."""
    after = _AFTER_DURATION.match(text, q.end)
    end = after.end() if after else q.end
    if POINT.match(q.text):
        to = _TO_POINT.search(text, max(0, q.start - 10), q.start)
        return (to.start() if to else q.start), end
    if in_limiting(text, q.start):
        return None
    followed = FOLLOWED.search(text, 0, q.start)
    if followed is not None:
        return followed.start(), end
    before = TO_DURATION.search(text, max(0, q.start - 60), q.start)
    word = before[0].split()[0].lower() if before else ""
    if (
        q.text.lower().startswith(("within", "over ", "up to", "beyond"))
        and word != "lasting"
        and "lasting" not in text[max(0, q.start - 9) : q.start]
    ):
        return q.start, end
    if before is not None and word not in ("of", "about", "from", "lasting"):
        return before.start(), end
    if after is not None and (after[0].endswith("later") or _LIVED.search(text, 0, q.start)):
        return q.start, end
    return (q.start, end) if _LIVED.search(text, 0, q.start) else None


def in_limiting(text: str, place: int) -> bool:
    """Whether a place lies in "patients that had progressed within 12 months", which tells of the patients."""
    back = text[max(0, place - 60) : place]
    if re.search(r"\b(?:that|who|which)\b[^,;]*$", back) is None:
        return False
    return re.search(r"\b(?:says?|estimates?|notes?|found|advises?) that\b", back) is None
