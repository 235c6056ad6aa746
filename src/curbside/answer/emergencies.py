"""Recognising an emergency that is happening now, by the wordings in emergencies.toml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any

from curbside.evidence.data_files import ANY, Form, load_data, named
from curbside.evidence.text import Span


class EmergencyKind(StrEnum):
    """What an emergency seems to be."""

    SUICIDE = "suicide"
    INFANT = "infant"
    PREGNANCY = "pregnancy"
    POISONING = "poisoning"
    ANAPHYLAXIS = "anaphylaxis"
    MENINGITIS = "meningitis"
    DIABETIC = "diabetic"
    STROKE = "stroke"
    HEART = "heart"
    BREATHING = "breathing"
    BLEEDING = "bleeding"
    INJURY = "injury"
    UNCONSCIOUS = "unconscious"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Emergency:
    """An emergency that a question tells of, and the one sentence to say about it."""

    kind: EmergencyKind
    sentence: str


def emergency_in(question: str) -> Emergency | None:
    """The emergency that a question tells of as happening now to somebody here; None for any other question.

    What a professional asks of a patient, or anybody in general, is none. Nothing of the question is kept.
    """
    text = _plain(question)
    told = _Told(text, tuple(_clauses(text)), tuple(_people_in(text)))
    for danger in _wordings().dangers:
        if danger.is_told(told):
            return Emergency(danger.kind, danger.sentence)
    return None


class _Who(StrEnum):
    """Of whom something is said."""

    GENERAL = "general"
    STRANGER = "stranger"
    KIN = "kin"
    SELF = "self"
    PRONOUN = "pronoun"


@dataclass(frozen=True)
class _Part:
    """A part of a sign, compiled when it is first looked for: of hundreds, most questions need none."""

    words: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.words)


_Sign = tuple[_Part, ...]


@dataclass(frozen=True, slots=True)
class _Danger:
    """One kind of emergency: its signs, and what must be in the question besides for them to count."""

    kind: EmergencyKind
    sentence: str
    needs: re.Pattern[str]
    always: tuple[re.Pattern[str], ...]
    signs: tuple[_Sign, ...]

    def is_told(self, told: _Told) -> bool:
        """Whether a question tells of it."""
        if self.needs.search(told.text) is None:
            return False
        if any(part.search(told.text) is not None for part in self.always):
            return True
        if not told.may_be_of_somebody_here:
            return False
        return any(told.is_now(clause) and told.is_here(clause, end) for clause, end in told.places(self.signs))


@dataclass(frozen=True, slots=True)
class _Wordings:
    """The patterns of emergencies.toml, compiled."""

    dangers: tuple[_Danger, ...]
    spelling: Mapping[str, str]
    people: re.Pattern[str]
    professional: re.Pattern[str]
    past: re.Pattern[str]
    now: re.Pattern[str]
    urgent: re.Pattern[str]
    happening: re.Pattern[str]
    asking: re.Pattern[str]


# A sentence ends at its mark, and where a question begins: "I have asthma, what causes chest pain?"
_CLAUSE_END = re.compile(r"[.?!;:]+(?:\s|$)|(?:,| and| but| so) (?=(?:what|which|how|why|does|can|could|should)\b)")
# "no chest pain", "is not really choking": at the end of the words before a sign.
_DENIED = re.compile(r"(?<!\w)(?:no|not|never|isnt|arent|wasnt|didnt|doesnt|dont|without|denies|any) (?:\w+ )?\Z")


@dataclass(frozen=True, slots=True)
class _Told:
    """A question as it is matched: its clauses, and the people it names, in order."""

    text: str
    clauses: tuple[Span, ...]
    people: tuple[tuple[int, _Who], ...]

    def places(self, signs: Iterable[_Sign]) -> Iterator[tuple[Span, int]]:
        """The clauses that hold all parts of a sign, none denied, each with the end of the last part."""
        for sign in signs:
            for clause in self.clauses:
                end = self._end_of(sign, clause)
                if end is not None:
                    yield clause, end

    def _end_of(self, sign: _Sign, clause: Span) -> int | None:
        """Where the last part of a sign ends in a clause; None where one is missing, which is known with the first."""
        last = 0
        for part in sign:
            end = self._said(part, clause)
            if end is None:
                return None
            last = max(last, end)
        return last

    def _said(self, part: _Part, clause: Span) -> int | None:
        for found in part.pattern.finditer(self.text, *clause):
            if _DENIED.search(self.text, clause[0], found.start()) is None:
                return found.end()
        return None

    def is_now(self, clause: Span) -> bool:
        """Whether a clause speaks of the present."""
        words = _wordings()
        return words.past.search(self.text, *clause) is None or words.now.search(self.text, *clause) is not None

    @property
    def may_be_of_somebody_here(self) -> bool:
        """Whether any sign could be said of somebody here: "How is gout treated?" names nobody, and only asks."""
        return bool(self.people) or any(self.is_here(clause, clause[1]) for clause in self.clauses)

    def is_here(self, clause: Span, end: int) -> bool:
        """Whether what ends at a place is said of the person asking or of somebody with them.

        It is said of the last person named before it. A clause that names nobody says it of somebody here if it tells
        ("He fell. Not breathing."), but not if it asks ("I have asthma. What causes chest pain?").
        """
        words = _wordings()
        is_urgent = words.urgent.search(self.text) is not None
        if not any(clause[0] <= start < clause[1] for start, _ in self.people):
            asks = words.asking.match(self.text, *clause) is not None
            if self.is_professional or (asks and not is_urgent):
                return False
        if not self.people:
            return is_urgent or self.is_happening
        who = next((who for start, who in reversed(self.people) if start < end), self.people[0][1])
        if who is _Who.STRANGER:
            return not self.is_professional
        return who is not _Who.GENERAL

    @property
    def is_professional(self) -> bool:
        """Whether the manner is a professional's."""
        return _wordings().professional.search(self.text) is not None

    @property
    def is_happening(self) -> bool:
        """Whether a question that names nobody still tells of something going on."""
        asks = any(_wordings().asking.match(self.text, *clause) is not None for clause in self.clauses)
        return not asks and _wordings().happening.search(self.text) is not None


def _plain(question: str) -> str:
    """A question in small letters, without apostrophes and hyphens, its known words spelled right."""
    text = re.sub(r"['’‘`´]", "", question.casefold())
    text = " ".join(re.sub(r"[-‐‑–—]", " ", text).split())
    spelling = _wordings().spelling
    return re.sub(r"\w+", lambda found: spelling.get(found[0], found[0]), text)


def _clauses(text: str) -> Iterator[Span]:
    start = 0
    for end in _CLAUSE_END.finditer(text):
        yield start, end.start()
        start = end.end()
    yield start, len(text)


def _people_in(text: str) -> Iterator[tuple[int, _Who]]:
    """The people a question names, in order; "he" is the last one named, and a stranger where nobody was."""
    last = _Who.STRANGER
    for found in _wordings().people.finditer(text):
        who = _Who(str(found.lastgroup))
        if who in (_Who.GENERAL, _Who.STRANGER, _Who.KIN):
            last = who
        yield found.start(), last if who is _Who.PRONOUN else who


_FORM: dict[str, Form] = {
    "words": {ANY: str},
    "spelling": {"known": [str]},
    "people": named(_Who, [str]),
    "asker": named("professional past now urgent happening asking", [str]),
    "kinds": named(EmergencyKind, {"sentence": str, "needs": str, "always": [str], "signs": list}),
}


@lru_cache(maxsize=1)
def _wordings() -> _Wordings:
    data = load_data("answer", "emergencies.toml", _FORM)
    words: dict[str, str] = data["words"]
    known: list[str] = data["spelling"]["known"]
    people = (f"(?P<{_Who(name)}>{_either(some, words).pattern})" for name, some in data["people"].items())
    return _Wordings(
        dangers=tuple(_danger(EmergencyKind(name), entry, words) for name, entry in data["kinds"].items()),
        spelling={wrong: word for word in known for wrong in _misspelt(word) if wrong not in known},
        people=re.compile("|".join(people)),
        **{name: _either(patterns, words) for name, patterns in data["asker"].items()},
    )


def _danger(kind: EmergencyKind, entry: Mapping[str, Any], words: Mapping[str, str]) -> _Danger:
    return _Danger(
        kind=kind,
        sentence=entry["sentence"],
        needs=_either([entry.get("needs", "")], words) if "needs" in entry else re.compile(""),
        always=tuple(_either([pattern], words) for pattern in entry.get("always", ())),
        signs=tuple(
            tuple(_Part(_whole([part], words)) for part in ([sign] if isinstance(sign, str) else sign))
            for sign in entry["signs"]
        ),
    )


def _either(patterns: Sequence[str], words: Mapping[str, str]) -> re.Pattern[str]:
    """One pattern for whole words that are any of these, with each {name} filled in."""
    return re.compile(_whole(patterns, words))


def _whole(patterns: Sequence[str], words: Mapping[str, str]) -> str:
    return r"(?<!\w)(?:" + "|".join(f"(?:{_filled(one, words)})" for one in patterns) + r")(?!\w)"


def _filled(pattern: str, words: Mapping[str, str]) -> str:
    return re.sub(r"\{([a-z]+)\}", lambda name: _filled(words[name[1]], words), pattern)


def _misspelt(word: str) -> Iterator[str]:
    """A word with two letters swapped, one dropped or one doubled; its first letter stays."""
    for at in range(1, len(word)):
        if at + 1 < len(word):
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        if len(word) > 5:
            yield word[:at] + word[at + 1 :]
            yield word[: at + 1] + word[at:]
