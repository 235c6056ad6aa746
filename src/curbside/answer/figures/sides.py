"""The numbers of a clause side by side: what stands before and behind each, and what they have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from curbside.answer.figures.mentions import Mention, words_inside
from curbside.answer.figures.statement import Clause, Statement
from curbside.answer.figures.times import Time
from curbside.answer.figures.words import CONNECTOR, LISTS, STRIPPED, Word, is_unit
from curbside.evidence.quantities import QuantityKind
from curbside.evidence.text import Span

_COMPARATIVE = re.compile(r"(?:higher|lower|more|less|greater|fewer|longer|shorter|specific|sensitive|likelier)\b")


@dataclass(slots=True, eq=False)
class Side:
    """One number and what stands around it: its lead before it and its tail behind it, up to the next number's.

    From the lead come the measure or, if its verb gives one ("had a …"), only the subject; from the tail the base
    ("of 427 carcinomas"), arms ("on placebo"), times, a predicate, a noun ("sensitivity") and a purpose ("for …").
    """

    mention: Mention
    lead: Span
    tail: Span
    joint: str = ""
    measure: Span | None = None
    subject: Span | None = None
    gives: bool = False
    base: Span | None = None
    arms: list[Span] = field(default_factory=list)
    times: list[Time] = field(default_factory=list)
    predicate: Span | None = None
    noun: Span | None = None
    purpose: Span | None = None
    has_lead: bool = False
    source: Side | None = None  # the side whose measure this one shares

    @property
    def is_bare(self) -> bool:
        """Whether nothing but an arm or a base tells what it is."""
        said = self.measure or self.noun or self.predicate or self.gives or words_inside(self.mention)
        return not said


class Sides:
    """The numbers of one clause outside brackets, side by side; `stops` are the brackets that end a phrase."""

    def __init__(self, statement: Statement, clause: Clause, mentions: Sequence[Mention]) -> None:
        self.s = statement
        self.text = statement.text
        self.clause = clause
        self.stops = [one for one in statement.brackets if _holds_number(statement, one, mentions)]
        self.ordered = self._sides([one for one in mentions if one.bracket is None and not one.is_given])

    def of(self, mention: Mention) -> Side:
        """The side of a number that stands outside brackets and is no amount of a drug."""
        return next(side for side in self.ordered if side.mention is mention)

    def of_amount(self, mention: Mention) -> Side:
        """An amount of a drug with all of the clause around it."""
        side = Side(mention, (self.clause.start, mention.start), (mention.end, self.clause.end))
        self._read_tail(side)
        return side

    def before(self, side: Side) -> Side | None:
        """The side before another."""
        n = self.ordered.index(side)
        return self.ordered[n - 1] if n else None

    def after(self, side: Side) -> Side | None:
        """The side after another."""
        n = self.ordered.index(side)
        return self.ordered[n + 1] if n + 1 < len(self.ordered) else None

    def _sides(self, mentions: Sequence[Mention]) -> list[Side]:
        sides: list[Side] = []
        start, joint = self.clause.start, ""
        for one, following in zip(mentions, [*mentions[1:], None], strict=False):
            limit = following.start if following else self.clause.end
            cut = self._joint(one.end, limit) if following else (limit, limit)
            side = Side(one, (start, one.start), (one.end, cut[0]), joint)
            start, joint = cut[1], self.text[slice(*cut)].strip(" ,").lower()
            self._read_lead(side)
            self._read_tail(side)
            if side.predicate is not None and side.measure is not None and self._follows_comma(side):
                side.measure = None
            sides.append(side)
        self._part_purposes(sides)
        self._share(sides)
        return sides

    def _follows_comma(self, side: Side) -> bool:
        """Whether a number begins anew behind a comma: "The mean age was 64, 73 % of the patients were men"."""
        words = [word for word in self.s.words_in(*side.lead) if word.low not in LISTS.fillers]
        return bool(words) and words[-1].low == ","

    def _joint(self, start: int, end: int) -> Span:
        """The last words or mark that join two numbers."""
        found = [one.span() for one in CONNECTOR.finditer(self.s.outer, start, end)]
        return found[-1] if found else (end, end)

    def _share(self, sides: list[Side]) -> None:
        """Let the sides of a comparison have in common what is said once."""
        for n, side in enumerate(sides):
            before = sides[n - 1] if n else None
            alike = before is not None and before.mention.quantity.kind is side.mention.quantity.kind
            if before is not None and alike and side.is_bare:
                side.source = before.source or before
            later = sides[n + 1] if n + 1 < len(sides) else None
            if side.source is not None and side.source.purpose and side.arms:
                self._share_purpose(side, side.source.purpose)
            if later is None or later.has_lead:
                continue
            if side.is_bare and (side.source is None or side.source.is_bare):  # "11 % of A and 24 % of B died"
                side.predicate = next((one.predicate for one in sides[n + 1 :] if one.predicate), None)
                side.source = None if side.predicate else side.source
            if side.base is None and not side.arms and later.base is not None and not later.joint.startswith("to"):
                side.base = later.base if self._is_open(side) else None

    def _share_purpose(self, side: Side, purpose: Span) -> None:
        """What has the preposition of the other side's purpose is one: "8 % in deaths and 7 % in injuries"."""
        words = self.text[purpose[0] :].split(" ", 1)[0], self.text[side.arms[0][0] :].split(" ", 1)[0]
        if words[0] == words[1]:
            side.purpose = side.arms.pop(0)

    def _part_purposes(self, sides: Sequence[Side]) -> None:
        """What each of two numbers is "for" is an arm: "4 % for T1 to 38 % for T2"."""
        told = [side for side in sides if side.purpose and side.purpose[0] < side.mention.end + 3]
        if len(told) > 1 and len({self.text[side.purpose[0] :].split(" ", 1)[0] for side in told if side.purpose}) == 1:
            for side in told:
                side.arms, side.purpose = [*side.arms, *([side.purpose] if side.purpose else [])], None

    def _is_open(self, side: Side) -> bool:
        return not self.s.words_in(*side.tail)

    def _read_lead(self, side: Side) -> None:
        start, end = self._effective_lead(side)
        words = self.s.words_in(start, end)
        while words and (words[0].is_mark or words[0].low in ("and", "or")):
            words.pop(0)
        copula, last = False, ""
        while words:
            word = words[-1]
            if word.low in LISTS.copulas and word in self.s.verbs:
                copula = True
                words.pop()
                break
            if not word.is_mark and (word.low not in STRIPPED or self.text[word.start : word.end] == "A"):
                break
            last = word.low
            words.pop()
        if not words:
            return
        side.has_lead = True
        self._name_lead(side, words[0].start, self._with_bracket(words[-1].end, end), copula, last, end)

    def _effective_lead(self, side: Side) -> Span:
        """The lead, or its last part where a comma parts it: "Ileal NETs, with 60 % nodal …"."""
        start, end = side.lead
        comma = self.s.outer.rfind(", ", start, end)
        first = self.s.words_in(comma, end)[1:2] if comma >= 0 else []
        if not first or first[0].low not in ("with", "to", "including", "in", "at"):
            return side.lead
        verbs = self.s.verbs_in(start, comma)
        if self.s.verbs_in(comma, end) or first[0].low in ("in", "at"):
            return side.lead
        side.subject, side.gives = (start, verbs[0].start if verbs else comma), first[0].low != "to"
        return (verbs[-1].start if verbs else comma, end) if first[0].low == "to" else (first[0].end, end)

    def _name_lead(self, side: Side, start: int, end: int, copula: bool, last: str, limit: int) -> None:
        verbs = self.s.verbs_in(start, end)
        if not verbs:
            side.measure = (start, end)
            return
        if side.subject is None:
            side.subject = (start, verbs[0].start)
        if copula:
            side.measure = (start, verbs[0].start)
            return
        verb = verbs[-1]
        passive = len(verbs) > 1 and verbs[-2].low in LISTS.copulas and verb.start - verbs[-2].end < 3
        gives = verb.low in LISTS.giving and not passive
        if gives and verb.end < end:
            side.measure, side.gives = (verb.end, end), True
        elif gives:
            side.gives = True
        else:
            side.measure = (start, limit if last == "for" and verb.end == end else end)

    def _read_tail(self, side: Side) -> None:
        place, end = side.tail
        opening = True
        while (word := next((one for one in self.s.words if place <= one.start and one.end <= end), None)) is not None:
            if word.is_mark or any(place <= a < word.start for a, _ in self.stops):
                break
            time = self._time_at(word.start, end)
            if time is not None:
                side.times.append(time)
                place = time.end
            elif word in self.s.verbs:
                side.predicate = (word.start, self.stop(word.start, end))
                break
            elif opening and _COMPARATIVE.match(word.low):  # "50 % higher at night than …"
                side.purpose = (word.start, self.stop(word.start, end))
                break
            else:
                place = self._read_part(side, word, end, opening)
            opening = False

    def _read_part(self, side: Side, word: Word, end: int, opening: bool) -> int:
        if word.low == "of" and opening:
            side.base = (word.end, self.noun_phrase_end(word.end, end))
            return max(side.base[1], word.end)
        if word.low == "as" and opening:
            stop = self.stop(word.end, end)
            side.noun = (word.end, stop)
            of = re.compile(r"\bof\s").search(self.s.outer, word.end, stop)
            side.base = (of.end(), self._before_relative(of.end(), stop)) if of else None
            return stop
        if word.low in LISTS.arms:
            return self._read_phrase(side, word, end)
        stop = self.noun_phrase_end(word.start, end) if word.low in LISTS.relatives else self._noun_end(word, end)
        if word.low in LISTS.relatives:
            side.arms.append((word.start, stop))
        elif side.noun is None and side.mention.whole is None and (side.has_lead or side.mention.hole is None):
            side.noun = (word.start, stop)
        return max(stop, word.end)

    def _read_phrase(self, side: Side, word: Word, end: int) -> int:
        """A phrase with its preposition: an arm, a population, a time, or what the measure is of."""
        stop = self.noun_phrase_end(word.end, end)
        after = stop
        for time in self.s.times_in(word.end, stop):
            if time.sort != "period" and time.end >= stop - 1 and time.start > word.end + 1:
                side.times.append(time)
                stop = time.start
        inside = self.s.words_in(word.end, stop)
        dated = [
            t
            for t in self.s.times_in(word.end, stop)
            if t.sort == "period" and t.start <= word.end + 1 and t.end >= stop
        ]
        if dated:
            side.times += dated
        elif not inside:
            side.arms += [word[:2]] if word.low in ("with", "without") else []
        elif self._is_of_paper(word, inside):
            pass
        else:
            self._place_phrase(side, word, stop)
        return max(after, word.end)

    def _is_of_paper(self, word: Word, inside: Sequence[Word]) -> bool:
        """Whether a phrase names a paper and not people: "in a meta-analysis", "in figures that … cited"."""
        lows = {one.low for one in inside}
        if lows & LISTS.people or any(map(is_unit, lows)):
            return False
        return word.low == "in" and bool(lows & (LISTS.context | LISTS.publication))

    def _place_phrase(self, side: Side, word: Word, stop: int) -> None:
        counted = self.s.counts_in(word.end, stop) or self._is_numbered(word.end, stop)
        if word.low in ("after", "before", "from", "until") and side.mention.kind in (
            QuantityKind.DURATION,
            QuantityKind.FREQUENCY,
        ):
            side.times.append(Time("moment", word.start, stop))
        elif word.low in ("in", "of") and self._changes(side):
            if side.noun is not None:
                side.noun = (side.noun[0], stop)
            else:
                side.purpose = (word.start, stop)
        elif word.low in ("for", "to", "by", "from", "at", "per", "into") and not counted:
            side.purpose = side.purpose or (word.start, stop)
        elif word.low in ("in", "among", "of", "across", "for") and counted:
            side.arms.append((word.end, stop))
        else:
            side.arms.append((word.start, stop))

    def _changes(self, side: Side) -> bool:
        """Whether a number says how much something changed: "a decrease of 8 % in deaths", "43 % reduction in pain"."""
        lead = [word.low for word in self.s.words_in(*side.lead) if word.low not in STRIPPED]
        last = self.text[: side.noun[1]].split()[-1].lower() if side.noun else lead[-1] if lead else ""
        return last in LISTS.changes

    def _is_numbered(self, start: int, end: int) -> bool:
        return any(start <= q.start < end and q.kind is QuantityKind.SAMPLE_SIZE for q in self.s.quantities)

    def _time_at(self, place: int, end: int) -> Time | None:
        return next((one for one in self.s.times if one.start == place and one.end <= end), None)

    # -- where phrases end

    def _with_bracket(self, end: int, limit: int) -> int:
        """The end of a phrase with the bracket that belongs to it: "tumours (NETs)"."""
        for a, b in self.s.brackets:
            if end <= a and b <= limit and not self.text[end:a].strip() and (a, b) not in self.stops:
                return b
        return end

    def stop(self, start: int, end: int) -> int:
        """The next mark or bracket that holds a number."""
        return min([self.s.mark_after(start, end), *(a for a, _ in self.stops if start <= a)])

    def noun_phrase_end(self, start: int, limit: int) -> int:
        """Where a noun phrase ends: at a mark, at a finite verb, at a bracket that holds a number."""
        limit = min([limit, *(a for a, _ in self.stops if start <= a)])
        end = start
        for word in self.s.words_in(start, limit):
            if word.is_mark or word in self.s.verbs:
                break
            end = word.end
        return self._with_bracket(end, limit)

    def _noun_end(self, word: Word, end: int) -> int:
        """Where a noun with its adjectives and what it is "of" ends."""
        stop = word.end
        for other in self.s.words_in(word.end, end):
            if other.is_mark or other in self.s.verbs or other.low in LISTS.arms:
                break
            stop = other.end
        return self._with_bracket(stop, end)

    def _before_relative(self, start: int, end: int) -> int:
        found = re.compile(r"\s+(?:(?:in|of|for|with|to)\s+)?(?:which|who|whom|that|whose)\b").search(
            self.s.outer, start, end
        )
        return found.start() if found else end


def _holds_number(statement: Statement, bracket: Span, mentions: Iterable[Mention]) -> bool:
    """Whether a bracket holds a figure or a p-value and so ends a phrase."""
    if any(one.hole == bracket for one in mentions):
        return False
    if any(one.bracket == bracket for one in mentions):
        return True
    return any(bracket[0] < q.start < bracket[1] and q.kind is QuantityKind.P_VALUE for q in statement.quantities)
