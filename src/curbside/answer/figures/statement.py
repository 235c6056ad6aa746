"""A statement taken apart as a person does: words, brackets, verbs, and clauses.

What it is about may stand before its subject ("Among 9,512 US patients aged 65 or over, …"): that is its frame.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from curbside.answer.figures.times import Time, times_named
from curbside.answer.figures.words import LISTS, WORD, Word, is_unit
from curbside.evidence.quantities import Quantity, QuantityKind, read_quantities
from curbside.evidence.text import Span

_BRACKET = re.compile(r"[()\[\]]")
UNREAD = re.compile(r"\b(?:hazard|odds|risk|rate) ratio\b[^.;]*?\b(?:was|is) (\d+\.\d+)\b")
_BORDER = re.compile(r";\s|:\s|,\s+(?:whereas|while|but|and)\s")
_ATTRIBUTION = re.compile(
    r",\s+(?:according to|as (?:restated|reported|quoted|cited|given|tabulated|noted|printed)|said|says|notes|noted"
    r"|reports|[A-Z]\w*(?: \w+)? (?:reports|says|notes))\b[^;]*"
)


@dataclass(slots=True, eq=False)
class Clause:
    """A subject with what is said of it, the frame before it and the clause that a colon parts it from."""

    start: int
    end: int
    frame: Span | None = None
    before: Span | None = None


class Statement:
    """A statement's words, brackets, verbs, clauses, quantities and times, by their places."""

    def __init__(self, text: str, quantities: Sequence[Quantity] | None = None) -> None:
        self.text = text
        self.quantities = [*(read_quantities(text) if quantities is None else quantities)]
        self.brackets = brackets_in(text)
        self.outer = blanked(text, self.brackets)
        self.words = [Word(found.start(), found.end(), found[0].lower()) for found in WORD.finditer(self.outer)]
        self.verbs = list(self._finite_verbs())
        self.quantities = sorted([*self.quantities, *_ratios_unread(self)], key=lambda q: q.start)
        self.clauses = list(self._clauses())

    def words_in(self, start: int, end: int) -> list[Word]:
        """The words outside brackets from a place to another."""
        return [word for word in self.words if start <= word.start and word.end <= end]

    def verbs_in(self, start: int, end: int) -> list[Word]:
        """The finite verbs outside brackets from a place to another."""
        return [verb for verb in self.verbs if start <= verb.start and verb.end <= end]

    def mark_after(self, start: int, end: int) -> int:
        """The first mark from a place on, else `end`."""
        return next((word.start for word in self.words_in(start, end) if word.is_mark), end)

    def clause_at(self, place: int) -> Clause | None:
        """The clause that holds a place; None for one in a frame or an attribution."""
        return next((clause for clause in self.clauses if clause.start <= place < clause.end), None)

    def clause_framed(self, place: int) -> Clause | None:
        """The clause whose frame holds a place."""
        return next((one for one in self.clauses if one.frame and one.frame[0] <= place < one.frame[1]), None)

    def bracket_at(self, place: int) -> Span | None:
        """The outermost bracket that holds a place."""
        return next(((start, end) for start, end in self.brackets if start < place < end), None)

    def counts_in(self, start: int, end: int) -> bool:
        """Whether people or things are named between two places."""
        return any(word.low in LISTS.people or is_unit(word.low) for word in self.words_in(start, end))

    def people_in(self, start: int, end: int) -> bool:
        """Whether people are named between two places."""
        return any(word.low in LISTS.people for word in self.words_in(start, end))

    def head_in(self, start: int, end: int) -> str:
        """The head of the noun phrase between two places: "patients" of "51 German patients with metastases"."""
        head = ""
        for word in self.words_in(start, end):
            if word.low in LISTS.arms or word.low in LISTS.relatives or word.low == "of" or word.is_mark:
                break
            head = word.low
        return head

    # -- verbs

    def _finite_verbs(self) -> Iterator[Word]:
        """Finite verbs that do not belong to a limiting clause ("patients who had surveillance")."""
        limiting = False
        skipped = before = Word(0, 0, "")
        for word, following in zip(self.words, [*self.words[1:], before], strict=False):
            if word.is_mark:
                limiting = False
            elif word.low in LISTS.relatives and before.low not in LISTS.saying and before.low:
                limiting = True
            elif self._is_verb(word, before, following):
                if limiting or before is skipped:  # "that were found": both
                    limiting, skipped = False, word
                else:
                    yield word
            before = word

    def _is_verb(self, word: Word, before: Word, following: Word) -> bool:
        if word.low == "present":
            return following.low in ("with", "as")
        if word.low in LISTS.verbs:
            if word.low in LISTS.described and following.low in LISTS.after_participle:
                return False
            adjective = before.low in LISTS.prepositions or before.is_mark or before.low in ("a", "an")
            return before.low != "to" and not (adjective and word.low.endswith("ed"))
        if (
            word.low.endswith("ed")
            and before.low in LISTS.people
            and following.low not in LISTS.after_participle | {""}
        ):
            return word.low != "aged" and following.low[0].isalpha()
        if word.low in LISTS.ambiguous:
            return before.low in LISTS.agents or (bool(before.low) and self.text[before.start].isupper())
        return False

    # -- clauses

    def _clauses(self) -> Iterator[Clause]:
        start = 0
        for end in self._sentence_ends():
            yield from self._clauses_of(start, end)
            start = end

    def _sentence_ends(self) -> Iterator[int]:
        for word, following in zip(self.words, self.words[1:], strict=False):
            shortened = self.text[max(0, word.start - 2) : word.start].lower() in ("vs", " v", "al", "eg", "ie")
            if word.low in (".", "!", "?") and self.text[following.start].isupper() and not shortened:
                yield word.end
        yield len(self.text)

    def _clauses_of(self, start: int, end: int) -> Iterator[Clause]:
        frame = self._frame(start, end)
        main = frame[1] if frame else start
        attributed = _ATTRIBUTION.search(self.outer, main, end)
        stop = attributed.start() if attributed else end
        before: Span | None = None
        for a, b, mark in self._parts(main, stop):
            own = self._frame(a, b) if mark == ":" else None
            a = own[1] if own else a
            yield Clause(self._after_saying(a, b), b, own or frame, before if mark == ":" else None)
            before = (a, b)

    def _parts(self, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        """The clauses of a sentence with the mark before each; ", and" parts them only where each has its verb."""
        mark = ""
        for found in _BORDER.finditer(self.outer, start, end):
            if found[0].rstrip().endswith("and"):
                later = self.verbs_in(found.end(), end)
                own = bool(later) and bool(self.words_in(found.end(), later[0].start))
                if not own or not self.verbs_in(start, found.start()) or self._listed(found.end(), later[0].start):
                    continue
            yield start, found.start(), mark
            start, mark = found.end(), found[0].strip()[0]
        yield start, end, mark

    def _listed(self, start: int, end: int) -> bool:
        """Whether a figure stands between ", and" and the next verb: it goes on with a list."""
        return any(start <= q.start < end and _is_outcome(q) for q in self.quantities)

    def _after_saying(self, start: int, end: int) -> int:
        """The place behind "The authors say that"."""
        for word, following in zip(self.words, self.words[1:], strict=False):
            if start <= word.start and following.end <= end and word.low in LISTS.saying and following.low == "that":
                return following.end
        return start

    def _frame(self, start: int, end: int) -> Span | None:
        """What a sentence says before its subject, up to a comma."""
        words = self.words_in(start, end)
        commas = [n for n, word in enumerate(words) if word.low == ","]
        if not commas or words[0].low not in LISTS.frames:
            return None
        opening = words[0].start, words[commas[0]].start
        if words[0].low not in LISTS.conditions and self.verbs_in(*opening):
            return None
        if any(
            opening[0] <= q.start < opening[1] and q.start - words[0].end < 3 and _is_outcome(q)
            for q in self.quantities
        ):
            return None
        last = commas[0]
        for n, following in enumerate([*commas[1:], len(words)]):
            if not self._goes_on(words[last + 1 : following], words[following:]):
                break
            last = commas[n + 1]
        return start, words[last].start

    def _goes_on(self, segment: Sequence[Word], rest: Sequence[Word]) -> bool:
        """Whether what stands between two commas still belongs to the frame."""
        if not segment or not rest:
            return False
        if segment[0].low in LISTS.relatives or (
            segment[0].low == "of" and segment[1:2] and segment[1].low in LISTS.relatives
        ):
            return True
        start, end = segment[0].start, segment[-1].end
        if self.verbs_in(start, end) or any(start <= q.start < end and _is_outcome(q) for q in self.quantities):
            return False
        return bool(self.verbs_in(rest[0].start, rest[-1].end))

    # -- times

    @cached_property
    def times(self) -> list[Time]:
        """Every time that the statement names, in order of place."""
        return times_named(self.text, self.quantities)

    def times_in(self, start: int, end: int) -> list[Time]:
        """The times between two places."""
        return [one for one in self.times if start <= one.start and one.end <= end]


def _is_outcome(q: Quantity) -> bool:
    return q.kind in (QuantityKind.PERCENTAGE, QuantityKind.RATIO, QuantityKind.RATE) or (
        q.kind is QuantityKind.COUNT and q.whole is not None
    )


def brackets_in(text: str) -> list[Span]:
    """The outermost brackets."""
    found: list[Span] = []
    opened: list[int] = []
    for bracket in _BRACKET.finditer(text):
        if bracket[0] in "([":
            opened.append(bracket.start())
        elif opened:
            start = opened.pop()
            if not opened:
                found.append((start, bracket.end()))
    return found


def blanked(text: str, brackets: Iterable[Span]) -> str:
    """A text with spaces where its brackets stand, so that all else keeps its place."""
    for start, end in brackets:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _ratios_unread(statement: Statement) -> Iterator[Quantity]:
    """Ratios far behind their label: "The hazard ratio for death with A against B … was 0.18"."""
    for found in UNREAD.finditer(statement.text):
        a, b = found.span(1)
        if not any(q.start < b and a < q.end for q in statement.quantities):
            yield Quantity(
                a, b, found[1], QuantityKind.RATIO, float(found[1]), statistic=found[0][:12].split()[0] + " ratio"
            )
