"""What the numbers of one clause measure, in whom and when."""

from __future__ import annotations

import re
from collections.abc import Sequence

from curbside.answer.figures.copying import LEFT_OUT, words_of
from curbside.answer.figures.figure import Figure, build_figure
from curbside.answer.figures.mentions import Mention, words_inside
from curbside.answer.figures.population import population_of_frame
from curbside.answer.figures.sides import Side, Sides
from curbside.answer.figures.statement import Clause, Statement
from curbside.answer.figures.times import Time
from curbside.answer.figures.words import CONNECTOR, LISTS, RECOMMENDS, Word, is_unit, names_counted, names_people
from curbside.answer.lexicon import MEDICINES, find_mentions
from curbside.evidence.quantities import Quantity, QuantityKind
from curbside.evidence.text import Span

_LABEL = re.compile(
    r"(?:(?:un)?adjusted |pooled )?(?:a?HR|a?OR|a?RR|hazard ratio|odds ratio|risk ratio|relative risk|rate ratio|IRR"
    r"|SMR|SIR|kappa)\b",
    re.I,
)
_SURVIVAL = re.compile(r"\b(?:survival|mortality|grade|index|response|life expectancy|time to)\b", re.I)
_DIAGNOSTIC = re.compile(r"\b(?:sensitivity|specificity|predictive value|accuracy|yield)\b", re.I)


class Reader:
    """Reads the figures of one clause."""

    def __init__(
        self, statement: Statement, clause: Clause, mentions: Sequence[Mention], headings: tuple[str, ...]
    ) -> None:
        self.s = statement
        self.text = statement.text
        self.clause = clause
        self.headings = headings
        self.sides = Sides(statement, clause, mentions)
        self.named: list[str] | None = None  # what the last figure in brackets measured

    def figure(self, one: Mention) -> Figure:
        """A figure that stands outside brackets."""
        side = self.sides.of(one)
        return self._figure(side.mention, self._measure(side), self._arms(side), self._times(side), side)

    def _measure(self, side: Side) -> list[str]:
        shared = self._shared(side)
        said = self._said(side)
        parallel = self._parallel(side)
        if parallel is not None and said:
            return [LEFT_OUT.join([parallel, *said])]
        if shared:
            return [LEFT_OUT.join([shared[0], *said])]
        if not said:
            said = self._last_resort(side)
        if self.clause.before is not None and said:
            return [LEFT_OUT.join([words_of(self.text, *self.clause.before), *said])]
        return [LEFT_OUT.join(said)] if said else []

    def _shared(self, side: Side) -> list[str]:
        """What the side before measures, without its own purpose where this one has another."""
        if side.source is None:
            return []
        purpose, side.source.purpose = side.source.purpose, None if side.purpose else side.source.purpose
        shared = self._measure(side.source)
        side.source.purpose = purpose
        return shared

    def _said(self, side: Side) -> list[str]:
        """What a side itself says that it measures."""
        one = side.mention
        parts = [side.measure] if side.measure else []
        if side.noun is not None and (side.measure is None or side.base is None):
            parts += self._noun_parts(side, side.noun)
        if side.base is not None and not parts and self._is_measured(side, side.base):
            parts = [side.lead, side.base] if side.gives else [side.base, *([side.predicate] if side.predicate else [])]
        parts += [side.purpose] if side.purpose and (parts or side.source) else []
        if not parts and side.predicate is not None:
            parts = [side.predicate]
        said = [phrase for a, b in parts if (phrase := words_of(self.text, a, b, one.hole))]
        inside = words_inside(one)
        return [*said, inside] if inside else said

    def _parallel(self, side: Side) -> str | None:
        """ "A followed B in 41 % and C in 61 %": the subject and verb that C shares with B."""
        before = self.sides.before(side)
        if before is None or before.measure is None or side.measure is None or before.gives or not side.has_lead:
            return None
        verbs = self.s.verbs_in(*before.measure)
        if not verbs or verbs[-1].low in LISTS.copulas or verbs[-1].end >= before.measure[1] - 1:
            return None
        alike = self._last_word(before) == self._last_word(side) and not self.s.verbs_in(*side.measure)
        return words_of(self.text, before.measure[0], verbs[-1].end) if alike else None

    def _last_word(self, side: Side) -> str:
        words = self.s.words_in(*side.lead)
        return words[-1].low if words else ""

    def _noun_parts(self, side: Side, noun: Span) -> list[Span]:
        """A noun behind its number, with the test that it is of, or the head that it shares with the next."""
        parts = [noun]
        if _DIAGNOSTIC.search(self.text, *noun) and side.measure is None:
            subject = next((one.subject for one in self.sides.ordered if one.subject), None)
            parts = [subject, noun] if subject and not self.s.people_in(*subject) else parts
        later = self.sides.after(side)
        if (
            later is not None
            and later.noun
            and not later.has_lead
            and later.joint in ("and", "or")
            and " " not in self.text[slice(*noun)]
        ):
            head = self.text.rfind(" ", *later.noun)
            parts += [(head + 1, later.noun[1])] if head >= 0 else []
        return parts

    def _last_resort(self, side: Side) -> list[str]:
        """What stands before ("42 had it, 65 % of those assessed"), else behind ("In 59 % of people, it grew")."""
        verbs = self.s.verbs_in(self.clause.start, side.mention.start)
        if verbs:
            return [words_of(self.text, verbs[-1].start, self.sides.stop(verbs[-1].start, side.mention.start))]
        comma = self.s.mark_after(side.mention.end, self.clause.end)
        if comma < self.clause.end and self.s.verbs_in(comma, self.clause.end):
            return [words_of(self.text, comma, self.sides.stop(comma + 1, self.clause.end))]
        return []

    def _arms(self, side: Side) -> list[str]:
        one = side.mention
        arms = [words_of(self.text, a, b, one.hole) for a, b in side.arms]
        base = side.base or self._base_of_counts(side)
        if base is not None and not self._is_measured(side, base):
            arms.insert(0, words_of(self.text, *base, one.hole))
        later = self.sides.after(side)
        if arms in (["with"], ["without"]) and later is not None and later.arms:
            rest = re.compile(r"\w+\s+").match(self.text, *later.arms[0])
            arms = [LEFT_OUT.join([arms[0], words_of(self.text, rest.end(), later.arms[0][1])])] if rest else arms
        if not arms and side.gives and side.subject and self._is_arm(side, later):
            arms = [words_of(self.text, *side.subject)]
        return [arm for arm in arms if arm and arm.lower() not in ("it", "them", "these", "which")]

    def _is_arm(self, side: Side, later: Side | None) -> bool:
        """Whether the subject is what was given or done: "everolimus gave a median survival of 11 months"."""
        if later is not None and later.source is side:
            return True
        assert side.subject is not None
        lows = {word.low for word in self.s.words_in(*side.subject)}
        of_paper = lows & (LISTS.publication | LISTS.context | {"it", "they", "there", "we"})
        measured = side.measure is not None and not _DIAGNOSTIC.search(self.text, *side.measure)
        return measured and not of_paper and not self.s.counts_in(*side.subject)

    def _is_measured(self, side: Side, base: Span) -> bool:
        """Whether what a number is "of" is what it measures: "3-6 months of stable disease"."""
        if self.s.people_in(*base):
            return False
        of_time = side.mention.kind is QuantityKind.DURATION
        return of_time or (side.gives and side.measure is None and side.noun is None)

    def _base_of_counts(self, side: Side) -> Span | None:
        """The N things of "n of N things"."""
        one = side.mention
        if one.whole is None:
            return None
        stop = self.sides.noun_phrase_end(one.quantity.end, side.tail[1])
        if one.hole is not None and one.hole[0] >= stop - 1:
            stop = max(stop, self.sides.noun_phrase_end(one.hole[1], side.tail[1]))
        return (one.whole, stop) if stop > one.quantity.end else None

    def _times(self, side: Side) -> list[Time]:
        one = side.mention
        spans = [
            side.lead,
            *side.arms,
            *(span for span in (side.base, side.predicate, side.noun, side.purpose) if span),
        ]
        if one.whole is not None:
            spans.append((one.end, side.tail[1]))
        own = [*side.times, *(time for span in spans for time in self.s.times_in(*span))]
        if side.source is not None:
            sorts = {time.sort for time in own}
            own += [time for time in self.s.times_in(*side.source.lead) if time.sort not in sorts]
        later = self.sides.ordered[self.sides.ordered.index(side) + 1 :]
        if not own and later and not any(one.has_lead for one in later):
            own += [time for time in later[-1].times if time.sort == "moment"]
        return own

    # -- amounts

    def amount(self, one: Mention) -> Figure:
        """A dose: what is given, to whom, and for how long."""
        side = self.sides.of_amount(one)
        arms = [span for span in side.arms if self.s.counts_in(*span)]
        times = [*side.times, *(time for time in self.s.times_in(one.end, self.clause.end) if time.sort == "course")]
        return self._figure(one, self._given(one), [words_of(self.text, *span) for span in arms], times, None)

    def _given(self, one: Mention) -> list[str]:
        """The name right before an amount, else a drug that the clause names."""
        lead = self.text[self.clause.start : one.start]
        named = re.search(
            r"(?:^|[\s(])((?:[A-Z0-9][\w-]*|[a-z][\w-]+)(?: (?:LAR|XR|SR|ER|depot|acid|sodium))?)\s+$", lead
        )
        if named is not None and named[1].lower() not in LISTS.no_name | LISTS.verbs:
            return [named[1]]
        tail = self.text[one.end : self.clause.end]
        for text, which in ((lead, -1), (tail, 0)):
            drugs = [mention for mention in find_mentions(text) if mention.entry.kind in MEDICINES]
            if drugs:
                return [text[drugs[which].start : drugs[which].end]]
        return [words_of(self.text, self.clause.start, one.start)]

    # -- figures in brackets

    def bracketed(self, one: Mention) -> Figure:
        """A figure in brackets: of the whole clause, of the number before, or of the words before."""
        assert one.bracket is not None
        opened, closed = one.bracket
        inner = self.text[opened + 1 : one.start]
        if one.kind is QuantityKind.RATIO or _LABEL.search(inner) or _LABEL.match(one.text):
            label = [words_of(self.text, opened + 1, one.start)] if _LABEL.match(inner) and " " in inner.strip() else []
            times = [*self.s.times_in(self.clause.start, opened), *self.s.times_in(opened, closed)]
            return self._figure(one, [*label, words_of(self.text, self.clause.start, opened)], [], times, None)
        before = [side for side in self.sides.ordered if side.mention.end <= opened]
        if before and not CONNECTOR.search(self.s.outer, before[-1].mention.end, opened):
            side = before[-1]
            if not self.s.verbs_in(side.mention.end, opened):
                return self._figure(one, self._measure(side), self._arms(side), self._times(side), side)
        alike = [q for q in self.s.quantities if opened < q.start < closed and q.kind is one.kind]
        than = next(_THAN.finditer(self.s.outer, self.clause.start, opened), None)
        if len(alike) == 2 and than is not None and one.quantity in alike:
            return self._compared(one, alike, than.span())
        return self._named_before(one)

    def _compared(self, one: Mention, alike: Sequence[Quantity], joint: Span) -> Figure:
        """ "Women under 52 had it less often than men (39 % v 64 %)": the first of the subject, the other of "than"."""
        assert one.bracket is not None
        opened = one.bracket[0]
        than = joint[0]
        verbs = self.s.verbs_in(self.clause.start, than)
        second = (joint[1], opened)
        first = (self.clause.start, verbs[0].start if verbs else than)
        head = next(iter(self.s.words_in(*second)), None)
        if head is not None and head.low in LISTS.arms:
            place = self.s.outer.rfind(f" {head.low} ", self.clause.start, than)
            verb = next(iter(self.s.verbs_in(place, than)), None)
            first = (place + 1, verb.start if verb else than) if place >= 0 else first
        elif not self._is_headed(first):
            heads = [word for word in self.s.words_in(verbs[0].end if verbs else first[0], than) if word.low == "in"]
            first = (heads[-1].end, than) if heads else first
        of_subject = bool(verbs) and first[0] == self.clause.start
        measure = words_of(self.text, verbs[0].start if of_subject else self.clause.start, opened)
        arm = first if one.quantity is alike[0] else second
        return self._figure(one, [measure], [words_of(self.text, *arm)], self._bracket_times(one), None)

    def _bracket_times(self, one: Mention) -> list[Time]:
        """The time behind a figure in its bracket ("71 % v 79 % at 1 year"), else those of the words before it."""
        assert one.bracket is not None
        opened, closed = one.bracket
        behind = self.s.times_in(one.end, closed)[:1]
        return behind or self.s.times_in(self.clause.start, opened)

    def _named_before(self, one: Mention) -> Figure:
        """ "Shortest for pancreatic NETs (3.6 years)": the words before the bracket say whose figure it is."""
        assert one.bracket is not None
        opened = one.bracket[0]
        start = max([self.clause.start, *(b for a, b in self.sides.stops if b <= opened and a >= self.clause.start)])
        joint = next(CONNECTOR.finditer(self.s.outer, start, opened), None) if start > self.clause.start else None
        start = joint.end() if joint else start
        times = self.s.times_in(start, opened) or self.s.times_in(self.clause.start, start)
        measure, arms, heads = self._named(start, opened)
        base = self._whole_in_bracket(one)
        inside = self.s.times_in(*one.bracket)
        inside = self.s.times_in(one.end, one.bracket[1])[:1] if len(inside) > 1 else inside
        self.named = measure if heads else None
        return self._figure(one, measure, [*base, *arms], [*times, *inside], None)

    def _whole_in_bracket(self, one: Mention) -> list[str]:
        """ "(76 of 145,410 users, …)": the N things."""
        if one.whole is None or one.bracket is None:
            return []
        end = re.compile(r"[,;)]\s|[,;]\s|\)").search(self.text, one.quantity.end)
        return [words_of(self.text, one.whole, end.start() if end else one.bracket[1] - 1)]

    def _named(self, start: int, opened: int) -> tuple[list[str], list[str], bool]:
        """The measure and the arm that the words before a bracket name, and whether the arm has its preposition."""
        verbs, first = self.s.verbs_in(start, opened), self.s.verbs_in(self.clause.start, opened)
        subject = (self.clause.start, first[0].start) if first else None
        if subject is not None and self.text[slice(*subject)].strip().lower() in ("there", "it"):
            return [words_of(self.text, start, opened)], [], False
        local = (verbs[-1].end if verbs else start, opened)
        heads = [
            word for word in self.s.words_in(*local) if word.low in LISTS.arms and word.low not in ("of", "to", "by")
        ]
        head = next((word for word in heads if word.low == "between"), heads[0] if heads else None)
        if head is not None:
            arm = words_of(
                self.text, head.start if head.low in ("with", "without", "on", "after") else head.end, opened
            )
            return self._named_of(subject, verbs, start, head), [*self._subject_arm(subject, verbs), arm], True
        if verbs and subject is not None and self._is_headed(subject):
            said = words_of(self.text, verbs[-1].end, opened) or words_of(self.text, verbs[-1].start, opened)
            return [said], [words_of(self.text, *subject)], False
        name = words_of(self.text, start, opened)
        if verbs:
            return [name], [], False
        if self.named is not None:
            return self.named, [name], True
        units = re.match(r"(.*\b(?:NETs?|tumou?rs?|patients|adults|children|women|men|people))\s+the (\w+)$", name)
        if units is not None:
            return [units[2]], [units[1]], False
        if first and subject is not None and self._is_headed(subject):  # "more deaths (2 %), falls (3 %) and …"
            return [name], [words_of(self.text, *subject)], False
        following = self.s.verbs_in(opened, self.clause.end)
        if following and not first:
            predicate = words_of(self.text, following[0].start, self.s.mark_after(following[0].start, self.clause.end))
            return [LEFT_OUT.join([name, predicate])], [], False
        return [LEFT_OUT.join([words_of(self.text, *subject), name]) if subject else name], [], False

    def _named_of(self, subject: Span | None, verbs: Sequence[Word], start: int, head: Word) -> list[str]:
        if subject is not None and verbs and self.s.people_in(*subject):
            return [words_of(self.text, verbs[0].end, head.start)]
        return [words_of(self.text, *(subject or (start, head.start)))]

    def _subject_arm(self, subject: Span | None, verbs: Sequence[Word]) -> list[str]:
        return [words_of(self.text, *subject)] if subject is not None and verbs and self.s.people_in(*subject) else []

    # -- whom a clause is about

    def _figure(
        self, one: Mention, measure: Sequence[str], arms: Sequence[str], times: Sequence[Time], side: Side | None
    ) -> Figure:
        frame, framed = population_of_frame(self.s, self.clause.frame)
        people = any(map(names_people, arms))
        population = [*arms]
        contrasted = side is not None and side.joint.split(" ")[0] in LISTS.contrast
        if framed and not (contrasted and side is not None and side.base and people):
            population.append(frame)
        elif not framed:
            if not people:
                population.append(self._near(one, side, any(map(names_counted, arms))))
            population.append(frame)
        framed_times = self.s.times_in(*self.clause.frame) if self.clause.frame else []
        said = [self.text[time.start : time.end] for time in [*times, *framed_times] if self._tells(one, time)]
        return build_figure(
            one, measure, population, [*said, *self._counted(), *self._followed(one)], self.headings, arms
        )

    def _tells(self, one: Mention, time: Time) -> bool:
        return (time.sort != "course" or one.is_given or one.kind is QuantityKind.FREQUENCY) and not (
            time.start <= one.start < time.end
        )

    def _counted(self) -> list[str]:
        """ ", counted over the whole course": the words that say when."""
        found = _COUNTED.search(self.s.outer, self.clause.start, self.clause.end)
        return [words_of(self.text, found.end(), self.s.mark_after(found.end(), self.clause.end))] if found else []

    def _followed(self, one: Mention) -> list[str]:
        """A follow-up in brackets."""
        spans = [b for b in self.s.brackets if self.clause.start <= b[0] < self.clause.end and b != one.bracket]
        inside = [time for span in spans if "ollow-up" in self.text[slice(*span)] for time in self.s.times_in(*span)]
        return [self.text[time.start : time.end] for time in inside]

    def _near(self, one: Mention, side: Side | None, counted: bool) -> str:
        """The people named before the clause's verb, else its subject, else the people named behind the number."""
        start, end = self.clause.start, self.clause.end
        verbs = self.s.verbs_in(start, end)
        stop = verbs[0].start if verbs else one.start
        for word in self.s.words_in(start, min(stop, one.start)):
            if word.low in ("of", "in", "among", "across", "for", "from"):
                span = word.end, self.sides.noun_phrase_end(word.end, stop)
                if not self._has_figure(span) and self._are_people(start, word, span):
                    return words_of(self.text, *span)
        subject = (start, self.s.mark_after(start, stop))
        asked = side is None or side.gives or side.measure is None or side.measure[0] >= stop
        asked = asked and bool(verbs) and stop < one.start and not counted
        told = self._is_headed(subject) and not self._has_figure(subject)
        if asked and told and not _SURVIVAL.search(self.text, *subject):
            return words_of(self.text, *subject)
        giver = self._giver(side)
        if giver is not None and self._is_headed(giver) and not counted:
            return words_of(self.text, start, self.s.mark_after(start, giver[1]))
        return self._behind(one)

    def _are_people(self, start: int, word: Word, span: Span) -> bool:
        head = self.s.head_in(*span)
        if head in LISTS.people:
            return True
        numbered = any(
            span[0] <= q.start < span[1] and q.kind in (QuantityKind.COUNT, QuantityKind.SAMPLE_SIZE)
            for q in self.s.quantities
        )
        return is_unit(head) and (numbered or _SURVIVAL.search(self.text, start, word.start) is not None)

    def _giver(self, side: Side | None) -> Span | None:
        """The subject whose figure a side is, its own or the side's before: "Ileal NETs, with 60 % nodal and …"."""
        if side is None or side.gives or side.has_lead:
            return side.subject if side is not None and side.gives else None
        return self._giver(self.sides.before(side))

    def _is_headed(self, span: Span) -> bool:
        head = self.s.head_in(*span)
        return head in LISTS.people or is_unit(head)

    def _has_figure(self, span: Span) -> bool:
        return any(span[0] <= side.mention.start < span[1] for side in self.sides.ordered)

    def _behind(self, one: Mention) -> str:
        recommended = RECOMMENDS.search(self.s.outer) is not None
        last = one.end
        for side in self.sides.ordered:
            last = side.mention.end if side.mention.end > last and not side.has_lead else last
        end = self.clause.end if recommended else self.s.mark_after(last, self.clause.end)
        for word in self.s.words_in(one.end, end):
            if word.low in ("in", "among", "for", "across") or (recommended and word.low == "of"):
                span = word.end, self.sides.noun_phrase_end(word.end, self.clause.end)
                if self.s.people_in(*span) or (recommended and self.s.counts_in(*span)):
                    return "" if self._has_figure(span) else words_of(self.text, *span)
        return ""


_THAN = re.compile(r"\s(?:than|(?:as )?compared (?:with|to)|versus|vs\.?|as against)\s")
_COUNTED = re.compile(r",\s+(?:counted|measured|assessed)\s+(?=(?:over|at|during|from|after|within)\b)")
