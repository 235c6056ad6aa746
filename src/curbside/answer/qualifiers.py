"""Whom a statement is about, beside whom was asked about: another age, pregnancy, organ function, route or stage.

Such evidence never enters the direct answer, and is marked where it stands: "in children, not adults".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from curbside.answer.case import TOLD_IN_SHORT
from curbside.answer.lexicon import ConceptKind, find_mentions
from curbside.answer.patterns import WordPatterns, any_at_word_start
from curbside.answer.question import Concept, Question
from curbside.answer.wording import wording
from curbside.evidence.data_files import ANY, Form, load_data
from curbside.evidence.quantities import WRITTEN
from curbside.evidence.terms import terms
from curbside.evidence.text import Span


@dataclass(frozen=True, slots=True)
class Qualifier:
    """One value of a kind of qualifier; a `special` one is set apart from the general case as well.

    What is said of it holds for those that it is `also` said of; `ages` are the years that it takes in, if any. `words`
    are the patterns that name it, `asked` those that do so in a question, some of which mean it there only. Where one
    that `must_be_said` is asked for, what does not say that it holds for it is not taken to.
    """

    kind: str
    name: str
    words: tuple[str, ...]
    asked: tuple[str, ...]
    special: bool
    must_be_said: bool
    also: frozenset[str]
    ages: range


Found = Mapping[str, frozenset[str]]

# Ages in numbers. A number after "over" is an age only where somebody is over it: "over 10 years, 20 % relapsed".
_WHO = (
    r"(?:patients|people|persons|adults|children|women|men|those|anyone|individuals|participants|subjects|volunteers|boys"
    r"|girls|aged?|ages|years of age|the age of)"
)
_AGES = (
    re.compile(
        r"\b(?:aged?|ages)(?: between| from)? (\d{1,3})(?: years)?(?: ?(?:to|-|\u2013|and) ?(\d{1,3}))?(?! ?%)", re.I
    ),
    re.compile(r"\b(\d{1,3})(?: ?(?:to|-|\u2013) ?(\d{1,3}))?(?:[- ](?:years?|yrs?)[- ](?:old|of age)| ?y/?o)\b", re.I),
    re.compile(rf"{TOLD_IN_SHORT}()"),
)
_YEARS = r"(\d{1,3})\b(?: years)?(?! ?(?:%|mg|kg|µ|u\b|g\b|m\b|cm|mm|\.\d))"
_OLDER = re.compile(
    rf"\b(?:{_WHO} (?:over|above|at least|≥|>)|older than) ?{_YEARS}"
    r"|\b(\d{1,3})(?: years?)?(?: old| of age)? (?:or|and) (?:over|older|above|up)\b",
    re.I,
)
_YOUNGER = re.compile(
    rf"\b(?:{_WHO} (?:under|below|<|≤)|younger than) ?{_YEARS}"
    r"|\b(\d{1,3})(?: years?)?(?: old| of age)? (?:or|and) (?:under|younger|below)\b",
    re.I,
)
_SCHOOL_AGE = re.compile(r"\bschool[- ]age\w*", re.I)
_SPELLED = r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
_IN_WORDS = re.compile(rf"\b(?:{_SPELLED})(?=[- ]years?[- ](?:old|of age)\b)", re.I | re.A)
# "Children aged 24-59 months", "a 3-month-old".
_IN_MONTHS = re.compile(
    r"\baged (?P<from>\d{1,3})(?: ?(?:to|-|\u2013) ?(?P<to>\d{1,3}))? months\b"
    r"|\b(?P<of>\d{1,2})(?: ?(?:to|-|\u2013) ?(?P<until>\d{1,2}))?[- ]months?[- ](?:old|of age)\b",
    re.I,
)
# "A baby under 3 months", "younger than 3 months old"; after "under" alone stands how long something lasted, too.
_LIMIT_IN_MONTHS = re.compile(
    r"\b(?:(?P<younger>younger than)|(?P<older>older than)"
    r"|(?:bab(?:y|ies)|infants?|newborns?|child|children|ones?|aged?|ages|toddlers?|kids?|boys?|girls?|is|are|s?he['\u2019]s)"
    r" (?:who (?:is|are) )?(?:aged? )?(?:(?P<under>under|below|less than|<)|(?P<over>over|above|more than|>)))"
    r" ?(?P<months>\d{1,2}) ?months?\b"
    r"|\b(?P<up_to>\d{1,2}) months?(?: old| of age)? (?:or|and) (?:younger|under)\b"
    r"|\b(?P<from>\d{1,2}) months?(?: old| of age)? (?:or|and) (?:older|over|up)\b"
    r"|\b(?P<first>\d{1,2}) months? (?:to|through|-|\u2013|up to|until) (?P<last>\d{1,2}) years?\b",
    re.I,
)
_YEAR = 12
_NEWBORN = re.compile(r"\b(?:newborns?|neonat\w+)\b", re.I)
# How old who asks, or somebody of theirs, is: "my mother is 81 and …".
_ASKER_S = (
    re.compile(
        r"\b(?:(?:mother|father|mum|mom|dad|grand\w+|son|daughter|wife|husband|partner|brother|sister|uncle|aunt|child|patient"
        r"|man|woman|boy|girl|who|s?he) (?:is|was)|i am|i['\u2019]m|s?he['\u2019]s) (\d{1,2})"
        r"(?=[,;.?]| and\b| with\b| years\b)()",
        re.I,
    ),
)
_ASKED = (*_AGES, *_ASKER_S)
# Ages that say of whom a statement holds, and not when something begins ("at age 60") or how old some were on average.
_AGED = (
    re.compile(
        r"(?<!mean )(?<!median )(?<!average )\b(?:aged|ages)(?: between| from)? (\d{1,3})(?: years)?"
        r"(?: ?(?:to|-|\u2013|and) ?(\d{1,3}))?(?! ?%)",
        re.I,
    ),
    re.compile(
        r"(?<!every )(?<!each )(?<!per )(?<!at )(?<!by )(?<!before )(?<!after )(?<!until )"
        r"\b(\d{1,3})(?: ?(?:to|-|\u2013) ?(\d{1,3}))?(?:[- ](?:years?|yrs?)[- ](?:old|of age)| ?y/?o)\b",
        re.I,
    ),
)
_NOT_YEARS = re.compile(r"\s*(?:weeks?|months?|days?|hours?)\b", re.I)
_OLDEST = 120
_AFTER_FAILURE = "later-line treatment"
# What is told of before "negative": up to three words that name it.
_BEFORE = r"\b(?P<before>(?:(?!(?:with|in|of|and|or|for|the|an?|to|is|are|was|were|if|who|on)\b)\w+ ){0,2}\w+)"
# What is had or lacked ends where something else is said of it: "with no correlate on CT" lacks no CT.
_NAMED = r"[\w-]+(?: (?!(?:on|at|by|than|who|that|which|is|are|was|were|has|have|had|when|until|before|after)\b)[\w-]+)"
# "Without improving" lacks nothing.
_DOING = (
    r"(?:improv|need|know|us|gett?|do|see|ask|affect|chang|caus|wait|go|los|gain|mak|tak|giv|rais|lower|reduc|increas"
    r"|remov|stopp?|start)ing"
)
# Who has something, and who has it not: "with HIV", "with no history of gout", "HIV-negative".
_LACKING = re.compile(
    rf"\b(?:without(?! {_DOING}\b)|with no|with neither|no (?:\w+ )?(?:history|evidence|signs?) of"
    r"|free (?:of|from)|in the absence of"
    r"|negative for|not (?:having|taking|on|receiving)|never (?:had|having|took|taken)"
    r"|who (?:do|does|did) not have|who have (?:no|never had))\b\s?"
    r"(?:(?:an?|any|the|known|previous|prior|concomitant|underlying|established|evidence|history|signs?|of) )*"
    rf"(?P<what>{_NAMED}{{0,3}})|\bnon-(?P<non>\w+)"
    rf"|{_BEFORE}[- ](?:negative|na[iï]ve|free)\b"
    r"(?! (?:survival|interval|period|time|rates?|days|weeks|months))"
    r"|(?P<absent>[\w-]+(?: [\w-]+){0,2}) (?:is|are|was|were) (?:not (?:suspected|present|found|known)|absent|excluded"
    r"|ruled out)\b",
    re.I,
)
_CHANGING = re.compile(
    r"\b(?:switch|chang|convert|transition|mov|transfer)\w*\b[^.;?]{0,40}?"
    r"\bfrom (?P<one>[\w-]+)(?: \w+)? to (?P<other>[\w-]+)",
    re.I,
)
_NEGATIVE = re.compile(r"\b(?:\w+ )?\w+[- ]negative\b", re.I)
_HAVING = re.compile(
    r"\b(?:with|having|who (?:also |already )?(?:have|has|had)|history of|positive for|on|taking|receiving|in|during"
    r"|after) "
    r"(?:(?:an?|the|known|previous|prior|history|of|people|patients|those|with|women|men|children|adults) )*"
    r"(?P<what>[\w-]+(?: [\w-]+){0,3})"
    rf"|{_BEFORE}-positive\b"
    r"|(?P<present>[\w-]+(?: [\w-]+){0,2}) (?:is|are|was|were) (?:suspected|present|known|confirmed)\b",
    re.I,
)


def qualifiers_in(text: str, kinds: frozenset[str] | None = None) -> Found:
    """The qualifiers that a text names, by kind; only of the `kinds` given, if any are."""
    found = _named_in(text)
    return found if kinds is None else {kind: names for kind, names in found.items() if kind in kinds}


@lru_cache(maxsize=16_384)
def _named_in(text: str) -> Found:
    return _found_in(text, _names_in(text))


@lru_cache(maxsize=1024)
def qualifiers_asked(asked: str) -> Found:
    """The qualifiers that a question names, by kind."""
    return _found_in(asked, _names_asked(asked))


def kinds_that_count(asked: Found) -> frozenset[str]:
    """The kinds of qualifiers that count of a statement, by those asked for: these, and those that set groups apart."""
    return frozenset({*asked, *(one.kind for one in _qualifiers() if one.special)})


def _found_in(text: str, named: frozenset[str]) -> Found:
    ages = _ages_in(text)
    found: dict[str, set[str]] = {}
    for one in _qualifiers():
        if one.name in named or any(_overlap(years, one.ages) for years in ages):
            found.setdefault(one.kind, set()).add(one.name)
    return {kind: frozenset(names) for kind, names in found.items()}


def to_be_said(asked: Found) -> Found:
    """Of the qualifiers asked for, those for which nothing is taken to hold that does not say so."""
    must = frozenset(one.name for one in _qualifiers() if one.must_be_said)
    return {kind: names & must for kind, names in asked.items() if names & must}


def says_all(wanted: Found, said: Found) -> bool:
    """Whether a text's qualifiers name every kind of those wanted."""
    return all(names & said.get(kind, frozenset()) for kind, names in wanted.items())


def not_said_of(wanted: Found) -> str:
    """What must be noted beside what does not say that it holds for these: "not said of later-line treatment"."""
    return wording()["not_said_of"].format(asked=_listed(sorted(name for names in wanted.values() for name in names)))


def limiting_spans(text: str) -> tuple[Span, ...]:
    """Where a question says what it is limited to, which an answer may say in other words: "solitary", "a single"."""
    kinds = {one.kind for one in _qualifiers() if one.must_be_said}
    return tuple(span for one in _qualifiers() if one.kind in kinds for span in _places(one, text))


@lru_cache(maxsize=16_384)
def marks_in(text: str) -> frozenset[str]:
    """What stands for the qualifiers that a text names among its terms: no word has such a term.

    Those aged 6 to 11 are children; those under 52 are not said to be.
    """
    named, ages = _names_in(text), _ages_in(text)
    return frozenset(
        _mark(one.kind, one.name)
        for one in _qualifiers()
        if one.name in named or any(one.ages.start <= years.start < years.stop <= one.ages.stop for years in ages)
    )


@lru_cache(maxsize=1024)
def marked_spans(asked: str) -> tuple[tuple[Span, str], ...]:
    """Where a question names qualifiers, each with what stands for it: "IV" is met by whatever says "into a vein"."""
    return tuple((span, _mark(one.kind, one.name)) for one in _qualifiers() for span in _places(one, asked))


def _mark(kind: str, name: str) -> str:
    return f"{kind}: {name}"


def speaks_of_failure(text: str) -> bool:
    """Whether a part of a question says that a treatment has failed: what it names is not to be met by an answer."""
    return _AFTER_FAILURE in _names_asked(text)


def set_against(asked: Found, said: Found) -> str | None:
    """How a statement's qualifiers exclude those asked for, as a note says it; None if they do not."""
    for kind, wanted in asked.items():
        other = said.get(kind, frozenset())
        if other and not wanted & _held_for(other):
            return wording()["other_population"].format(said=_listed(other), asked=_listed(wanted))
    return None


def age_set_against(asked: str, told: Sequence[str]) -> str | None:
    """How what is told is of people of another age than was asked about; None if it does not say so.

    `told` are a statement's words, then those that it stands under, the nearest first: the first that names an age in
    years or months says of whom. What holds from 6 to 11 does not hold at 3, though both are children.
    """
    wanted = _months_in(asked, _ASKED)
    said = next((ages for words in told if (ages := _months_in(words, _AGED))), ()) if wanted else ()
    if not said or any(_overlap(one, other) for one in wanted for other in said):
        return None
    return wording()["other_age"].format(said=_listed_ages(said), asked=_listed_ages(wanted))


def _listed_ages(ages: Sequence[range]) -> str:
    """Ages, in months, as a note says them: "6 to 11", "65 and over", "under 18", "9 to 23 months"."""
    return " and ".join(map(_age, sorted(set(ages), key=lambda one: (one.start, one.stop))))


def _age(months: range) -> str:
    if months.stop == 1:
        return "under 1 month"
    in_months = bool(months.start % _YEAR or months.stop % _YEAR)
    size = 1 if in_months else _YEAR
    first, last = months.start // size, months.stop // size - 1
    if months.stop >= _YEAR * (_OLDEST + 1):
        return f"{first} months and over" if in_months else f"{first} and over"
    named = str(first) if first == last else f"{first} to {last}" if first else f"under {last + 1}"
    return f"{named} months" if in_months else named


@lru_cache(maxsize=16_384)
def _months_in(text: str, years: Sequence[re.Pattern[str]]) -> tuple[range, ...]:
    """The ages that a text names, in months."""
    found = [_months_limited(limit) for limit in _LIMIT_IN_MONTHS.finditer(text)]
    text = _LIMIT_IN_MONTHS.sub(" ", text)
    limits = map(_from_and_to, _IN_MONTHS.finditer(text))
    found += [range(first, last + 1) for first, last in limits]
    found += [range(_YEAR * one.start, _YEAR * one.stop) for one in _ages_in(_IN_MONTHS.sub(" ", text), years)]
    # A newborn's age is given in days.
    return (*found, range(1)) if not found and _NEWBORN.search(text) is not None else tuple(found)


def _months_limited(limit: re.Match[str]) -> range:
    """The months of age under or over a limit."""
    if limit["first"]:
        return range(int(limit["first"]), _YEAR * (int(limit["last"]) + 1))
    if limit["up_to"]:
        return range(int(limit["up_to"]) + 1)
    months = int(limit["months"] or limit["from"])
    return range(months) if limit["younger"] or limit["under"] else range(months, _YEAR * (_OLDEST + 1))


def direction_set_against(asked: str, told: str) -> str | None:
    """How what is told goes the other way round than was asked: from one medicine to another; None if it does not."""
    wanted, said = _from_one_to_another(asked), _from_one_to_another(told)
    if wanted is None or said is None or wanted != said[::-1]:
        return None
    return wording()["other_direction"].format(said=" to ".join(said), asked=" to ".join(wanted))


@lru_cache(maxsize=16_384)
def _from_one_to_another(text: str) -> tuple[str, str] | None:
    found = _CHANGING.search(text)
    return (found["one"].lower(), found["other"].lower()) if found is not None else None


def is_special(asked: Found, said: Found) -> bool:
    """Whether a statement holds for a group set apart that the question does not speak of."""
    return any(names & _special() and kind not in asked for kind, names in said.items())


def condition_set_against(question: Question, told: Sequence[str]) -> str | None:
    """How what is told excludes who was asked about: those without a condition, not those with it, or the reverse.

    `told` are a statement's words, then those that it stands under, the nearest first: the first that names a condition
    says for whom.
    """
    asked = question.interpreted
    if not any(_named_by(_LACKING, words) for words in (asked, *told)):
        return None
    # Of those without a tumour a statement may name the tumour, for another reason than that somebody has it.
    for concept, outright in (*((one, False) for one in question.focus), *((one, True) for one in question.lacking)):
        wanted = _has(concept, asked)
        if wanted is None:
            continue
        said = next((has for words in told if (has := _is_had(concept, words, outright))), frozenset())
        if said == {not wanted}:
            return wording()["other_condition"].format(
                said="without" if wanted else "with", asked="with" if wanted else "without", what=concept.words
            )
    return None


def _has(concept: Concept, asked: str) -> bool | None:
    """Whether a question is about those who have a condition or those who lack it; None if it does not say.

    Whose test was negative had the test.
    """
    if any(one.entry.kind is ConceptKind.TEST for one in find_mentions(concept.words)):
        asked = _NEGATIVE.sub(" ", asked)
    if any(concept.is_in(one) for one in _named_by(_LACKING, asked)):
        return False
    return True if any(concept.is_in(one) for one in _named_by(_HAVING, asked)) else None


def _is_had(concept: Concept, words: str, outright: bool) -> frozenset[bool]:
    """The same of a statement, which says so `outright`, or names the condition at least; it may speak of both."""
    lacking = any(concept.is_in(one) for one in _named_by(_LACKING, words))
    having = (
        any(concept.is_in(one) for one in _named_by(_HAVING, words))
        if outright
        else concept.is_in(_besides_what_is_lacking(words))
    )
    return frozenset(has for has, named in ((True, having), (False, lacking)) if named)


@lru_cache(maxsize=4096)
def _besides_what_is_lacking(text: str) -> frozenset[str]:
    return frozenset(terms(_LACKING.sub(" ", text)))


@lru_cache(maxsize=16_384)
def _named_by(pattern: re.Pattern[str], text: str) -> tuple[frozenset[str], ...]:
    """The terms of what a text says that somebody has, or lacks."""
    named = (next(filter(None, found.groups())) for found in pattern.finditer(text))
    return tuple(frozenset(terms(one)) for one in named)


@lru_cache(maxsize=16_384)
def _ages_in(text: str, exactly: Sequence[re.Pattern[str]] = _AGES) -> Sequence[range]:
    """The years of age that a text names."""
    text = _SCHOOL_AGE.sub("aged 5 to 17", text)
    text = _IN_WORDS.sub(lambda found: f"{WRITTEN[found[0].lower()]:.0f}", text)
    text = _IN_MONTHS.sub(_in_whole_years, text)
    if not any(map(str.isdigit, text)):
        return ()
    found = [(int(one[1]), int(one[2] or one[1])) for pattern in exactly for one in _in_years(pattern, text)]
    older = [(int(one[1] or one[2]), _OLDEST) for one in _in_years(_OLDER, text)]
    younger = [(0, int(one[1] or one[2]) - 1) for one in _in_years(_YOUNGER, text)]
    # "aged 75 or over" is told by more than its number
    openly = [*older, *younger]
    exact = [(low, high) for low, high in found if low != high or not any(low in (a, b + 1) for a, b in openly)]
    return tuple(range(low, high + 1) for low, high in (*exact, *openly) if low <= high)


def _in_whole_years(months: re.Match[str]) -> str:
    first, last = _from_and_to(months)
    return f"aged {first // _YEAR} to {last // _YEAR} years"


def _from_and_to(months: re.Match[str]) -> tuple[int, int]:
    """From and up to which month of age."""
    first = months["from"] or months["of"]
    return int(first), int(months["to"] or months["until"] or first)


def _overlap(one: range, other: range) -> bool:
    return one.start < other.stop and other.start < one.stop


def _in_years(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    return (one for one in pattern.finditer(text) if _NOT_YEARS.match(text, one.end()) is None)


def _held_for(names: frozenset[str]) -> frozenset[str]:
    """The values that what is said of some holds for, too: newborns and infants are children."""
    return names.union(*(one.also for one in _qualifiers() if one.name in names))


def _listed(names: Sequence[str] | frozenset[str]) -> str:
    return " and ".join(sorted(names))


@lru_cache(maxsize=1)
def _special() -> frozenset[str]:
    return frozenset(one.name for one in _qualifiers() if one.special)


@lru_cache(maxsize=1)
def _qualifiers() -> tuple[Qualifier, ...]:
    kinds = ((kind, values) for kind, values in _data().items() if isinstance(values, Mapping))
    return tuple(_qualifier(kind, name, entry) for kind, values in kinds for name, entry in values.items())


@lru_cache(maxsize=1)
def kinds_that_tell_what() -> frozenset[str]:
    """The kinds of qualifiers that say what is told, and not of whom: plain words for these are many."""
    return frozenset(_data()["tells_what"])


_ENTRY: dict[str, Form] = {
    "words": [str],
    "asked": [str],
    "special": bool,
    "must_be_said": bool,
    "also": [str],
    "ages": [int],
}


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Any]:
    return load_data("answer", "qualifiers.toml", {"tells_what": [str], ANY: {ANY: _ENTRY}})


@lru_cache(maxsize=16_384)
def _names_in(text: str) -> frozenset[str]:
    """The qualifiers that the words of a text name; its ages apart."""
    return _words().named_in(text)


@lru_cache(maxsize=1024)
def _names_asked(asked: str) -> frozenset[str]:
    """The same of a question."""
    return _words_of_questions().named_in(asked)


@lru_cache(maxsize=1)
def _words() -> WordPatterns:
    return WordPatterns({one.name: one.words for one in _qualifiers()})


@lru_cache(maxsize=1)
def _words_of_questions() -> WordPatterns:
    return WordPatterns({one.name: one.asked for one in _qualifiers()})


def _places(one: Qualifier, asked: str) -> Iterator[Span]:
    """Where a question names a qualifier; its pattern is made when a question first does."""
    if one.name in _names_asked(asked):
        yield from (found.span() for found in _pattern(one.asked).finditer(asked) if found[0])


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return any_at_word_start(words)


def _qualifier(kind: str, name: str, entry: Mapping[str, Any]) -> Qualifier:
    first, last = entry.get("ages", (0, -1))
    return Qualifier(
        kind=kind,
        name=name,
        words=tuple(entry["words"]),
        asked=(*entry["words"], *entry.get("asked", ())),
        special=entry.get("special", False),
        must_be_said=entry.get("must_be_said", False),
        also=frozenset(entry.get("also", ())),
        ages=range(first, last + 1),
    )
