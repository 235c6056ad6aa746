"""Which numbers of a statement are figures: what was found, else what decides, else how long and how often.

A size, an age, a date, a p-value and a time that says when are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from curbside.answer.figures.statement import Clause, Statement
from curbside.answer.figures.times import FOLLOWED, HORIZON, POINT, TO_DURATION, in_limiting
from curbside.answer.figures.words import CONNECTOR, LISTS, RECOMMENDS, STEMS, STRIPPED, WORD, names_people
from curbside.evidence.quantities import Quantity, QuantityKind
from curbside.evidence.text import Span

_FOUND_BEFORE = LISTS.copulas | LISTS.giving | LISTS.found_before


@dataclass(slots=True, eq=False)
class Mention:
    """A number that may be a figure, with what it is joined to.

    `whole` is where the N of "n of N" begins; `hole` a bracket behind it that belongs to it; `bracket` the one that it
    stands in; `limits` whether it decides something rather than tells what was found.
    """

    quantity: Quantity
    clause: Clause | None
    text: str
    value: float | None
    unit: str | None
    end: int
    whole: int | None = None
    hole: Span | None = None
    bracket: Span | None = None
    limits: bool = False

    @property
    def start(self) -> int:
        """Where it begins in its statement."""
        return self.quantity.start

    @property
    def kind(self) -> QuantityKind:
        """What kind of quantity it is."""
        return self.quantity.kind

    @property
    def is_given(self) -> bool:
        """Whether it is an amount of a drug."""
        q = self.quantity
        plain = q.comparator is None and q.interval_kind is None
        return q.kind is QuantityKind.DOSE or (q.kind is QuantityKind.MEASUREMENT and q.unit in LISTS.given and plain)


def mentions_in(statement: Statement) -> list[Mention]:
    """The numbers that are figures: what was found, else what decides, else how long and how often."""
    every = list(_joined(statement))
    found = [one for one in every if _is_found(statement, one)]
    if any(not one.is_given for one in found):
        return found
    deciding = [one for one in every if _decides(statement, one)]
    for one in deciding:
        one.limits = True
    if found or deciding:
        return sorted({*found, *deciding}, key=lambda one: one.start)
    often = [one for one in every if one.kind is QuantityKind.FREQUENCY and one.clause is not None]
    return often or [one for one in every if _is_bare_time(statement, one)]


def _joined(statement: Statement) -> Iterator[Mention]:
    """Every quantity; a count and the percentage of the same counts are one: "62 of 171 patients (36.3 %)"."""
    quantities = statement.quantities
    skip = -1
    for n, q in enumerate(quantities):
        if n == skip:
            continue
        one = Mention(q, statement.clause_at(q.start), q.text, q.value, q.unit, q.end)
        one.bracket = statement.bracket_at(q.start)
        if q.kind is QuantityKind.COUNT and q.whole is not None:
            one.whole = q.end - len(re.split(r"\bof\b|/|\bin\b", q.text)[-1].lstrip())
        share = quantities[n + 1] if n + 1 < len(quantities) else None
        if share is not None and one.bracket is None and _is_share_of(statement, q, share):
            _join(statement, one, share)
            skip = n + 1
        yield one


def _is_share_of(statement: Statement, q: Quantity, other: Quantity) -> bool:
    bracket = statement.bracket_at(other.start)
    if bracket is None or statement.text[bracket[0] + 1 : other.start].strip() or q.end > bracket[0]:
        return False
    between = statement.outer[q.end : bracket[0]]
    if q.kind is QuantityKind.PERCENTAGE:
        return other.kind is QuantityKind.COUNT and other.unit is None and not between.strip()
    if (
        other.kind is not QuantityKind.PERCENTAGE
        or q.kind not in (QuantityKind.COUNT, QuantityKind.SAMPLE_SIZE)
        or statement.clause_framed(q.start)
    ):
        return False
    if len(between) > 110 or CONNECTOR.search(between) or statement.verbs_in(q.end, bracket[0]):
        return False
    if q.whole and q.value is not None and other.value is not None:
        return abs(100 * q.value / q.whole - other.value) < 0.6
    return between.count(" ") < 6


def _join(statement: Statement, one: Mention, share: Quantity) -> None:
    text = statement.text
    bracket = statement.bracket_at(share.start)
    assert bracket is not None
    one.hole = bracket
    if one.kind is not QuantityKind.PERCENTAGE:
        one.value, one.unit = share.value, share.unit
    near = text.count(" ", one.end, bracket[0]) <= 4
    if near and not text[share.end : bracket[1] - 1].strip():
        one.text = text[one.start : bracket[1]]
    one.end = bracket[1] if near else one.end


def _is_found(statement: Statement, one: Mention) -> bool:
    """Whether a number is what was found, and not a size, an age, a date, a time or a limit."""
    q = one.quantity
    if one.clause is None or q.kind in (
        QuantityKind.DATE,
        QuantityKind.P_VALUE,
        QuantityKind.AGE,
        QuantityKind.FREQUENCY,
    ):
        return False
    if one.hole is not None or q.kind in (QuantityKind.RATIO, QuantityKind.RATE):
        return True
    if one.bracket is not None and statement.text.startswith(("printed", "as printed"), one.bracket[0] + 1):
        return False
    if q.kind is QuantityKind.PERCENTAGE:
        return not _is_strength(statement, q) and not _is_limit(statement, one)
    if q.kind in (QuantityKind.COUNT, QuantityKind.SAMPLE_SIZE):
        return _is_counted(statement, one)
    if q.kind is QuantityKind.DURATION:
        return _is_duration_found(statement, one)
    return one.is_given or not _is_limit(statement, one)


def _is_strength(statement: Statement, q: Quantity) -> bool:
    """Whether a percentage is a part of a product's name: "moxifloxacin 0.5 % eye drops", "10 % glucose"."""
    after = WORD.match(statement.text, q.end + 1)
    if q.kind is not QuantityKind.PERCENTAGE:
        return False
    if after is not None and after[0].lower() in LISTS.products:
        return True
    before = statement.words_in(max(0, q.start - 30), q.start)
    return bool(before) and before[-1].low.endswith(STEMS) and before[-1].end == q.start - 1


def _is_limit(statement: Statement, one: Mention) -> bool:
    """Whether a number is a limit ("a Ki-67 above 5 %"), not what was found ("in more than 80 % of patients")."""
    q = one.quantity
    lead = statement.text[max(0, q.start - 40) : q.start].rstrip()
    compared = q.comparator in ("<", "<=", ">", ">=")
    if lead.endswith(" per") or (one.bracket is not None and lead.endswith("(or")):
        return True
    if q.kind is QuantityKind.PERCENTAGE:
        to_limit = re.search(
            r"\b(?:rises?|falls?|lost|rising|falling|ki-67(?: index)?|stays|with)(?: by| of| from)?$", lead, re.I
        )
        after_limit = re.search(r"\b(?:over|under|above|below) \d[\d.]* % [\w ]+ (?:and|or)$", lead)
        return compared and (to_limit is not None or after_limit is not None or q.text.startswith("within"))
    if q.kind in (QuantityKind.SCORE, QuantityKind.OTHER_NUMBER) and q.interval_kind in ("confidence", "iqr", "sd"):
        return False
    return compared or (
        one.bracket is not None
        and q.interval_kind == "range"
        and q.kind in (QuantityKind.SCORE, QuantityKind.MEASUREMENT)
    )


def _is_counted(statement: Statement, one: Mention) -> bool:
    """Whether a count is what was found, and not how many were looked at."""
    q = one.quantity
    if q.whole is not None:
        return not q.text.lower().startswith("one of")
    if one.bracket is not None or q.unit in LISTS.looked_at:
        return False
    if q.kind is QuantityKind.SAMPLE_SIZE and not _opens_clause(statement, one):
        return False
    before = [word for word in statement.words_in(max(0, q.start - 40), q.start) if word.low not in LISTS.fillers]
    return not before or (
        before[-1].low not in LISTS.prepositions | LISTS.relatives and not in_limiting(statement.text, q.start)
    )


def _opens_clause(statement: Statement, one: Mention) -> bool:
    """Whether a number of people is a clause's subject: "About 6 million people a year get conjunctivitis"."""
    assert one.clause is not None
    lead = statement.words_in(one.clause.start, one.start)
    verbs = statement.verbs_in(one.end, one.clause.end)
    if not verbs or any(word.low not in STRIPPED and not word.is_mark for word in lead):
        return False
    done = [word.low for word in statement.words_in(verbs[0].start, one.clause.end)[:3]]
    return not LISTS.enrolled.intersection(done)


def _is_duration_found(statement: Statement, one: Mention) -> bool:
    """Whether a duration is what was found ("median survival was 11 months"), and not when."""
    q = one.quantity
    if POINT.match(q.text) or any(t.start <= q.start and q.end <= t.end for t in statement.times):
        return False
    if HORIZON.match(q.text):  # "a 5-hour infusion"
        return False
    assert one.clause is not None
    lead = statement.text[one.clause.start : q.start]
    before = TO_DURATION.search(lead)
    if one.bracket is not None:
        return before is None
    last = max(
        (other for other in statement.quantities if other.end <= q.start), key=lambda other: other.end, default=None
    )
    if last is not None and last.kind is QuantityKind.DURATION and q.start - last.end < 8:
        of_time = TO_DURATION.search(statement.text[one.clause.start : last.start])
        if of_time is not None and of_time[0].split()[0].lower() not in ("of", "about", "from"):
            return False
    if before is not None and before[0].split()[0].lower() not in ("of", "about", "from"):
        return False
    words = [word for word in statement.words_in(one.clause.start, q.start) if word.low not in LISTS.fillers - {"to"}]
    return q.statistic is not None or not words or words[-1].low in _FOUND_BEFORE or words[-1].is_mark


def _decides(statement: Statement, one: Mention) -> bool:
    """Whether a limit decides something: "stop it when potassium reaches 6.0 mmol/L or more"."""
    q = one.quantity
    limiting = (QuantityKind.MEASUREMENT, QuantityKind.SCORE, QuantityKind.OTHER_NUMBER, QuantityKind.PERCENTAGE)
    if q.kind not in limiting or one.is_given or _is_strength(statement, q):
        return False
    if one.clause is None and statement.clause_framed(one.start) is None:
        return False
    of_people = one.clause is None or _limits_people(statement, one)
    recommended = RECOMMENDS.search(statement.outer) is not None
    return recommended if of_people or one.bracket is not None else True


def _limits_people(statement: Statement, one: Mention) -> bool:
    """Whether a limit says whom it is about: "adults with an eGFR under 60"."""
    assert one.clause is not None
    with_ = re.search(r"\b(?:with|whose|and|or)\b[^,]*$", statement.outer[one.clause.start : one.start])
    return with_ is not None and statement.people_in(one.clause.start, one.clause.start + with_.start())


def _is_bare_time(statement: Statement, one: Mention) -> bool:
    """Whether how long is all that a statement says in figures: "clears in 1 to 2 weeks"."""
    q = one.quantity
    if q.kind is not QuantityKind.DURATION or one.clause is None or one.bracket is not None:
        return False
    if POINT.match(q.text) or HORIZON.match(q.text) or q.text.startswith(("beyond", "over")):
        return False
    return not statement.text.startswith(" apart", q.end) and not FOLLOWED.search(statement.text[: q.start])


def words_inside(one: Mention) -> str:
    """The words that a number is read with: "73 % sensitivity (95 % CI …)", "Ki-67 index was 5 %"."""
    if one.kind in (
        QuantityKind.COUNT,
        QuantityKind.SAMPLE_SIZE,
        QuantityKind.DURATION,
        QuantityKind.DOSE,
        QuantityKind.FREQUENCY,
        QuantityKind.RATIO,
    ):
        return ""
    behind = re.match(r"[^(,]*?\d\s?%\s+([a-z][a-z -]+?)\s*(?:\(|$)", one.quantity.text)
    if behind is not None:
        return behind[1]
    per = re.search(r"\d\s+([a-z]+)\s+per\b", one.quantity.text)
    if per is not None and one.kind is QuantityKind.RATE and not names_people(per[1]):
        return per[1]
    before = re.match(r"([A-Z][\w-]*(?: [a-z]+)*?)\s+(?:was|were|is|of|over|above|under|below|at)\b", one.quantity.text)
    return before[1] if before is not None and one.kind is QuantityKind.SCORE else ""
