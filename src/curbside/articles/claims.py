"""What a sentence commits to, so that a plainer wording of it can be held to the same.

Words may adapt to the reader, facts never do: figures, their signs, units and order; what is denied; what may, should
or must be done; how often; whom it is about, and at which stage. What cannot be compared by machine is left to the
person who rewords and to those who approve: the wording is marked as edited and stands beside the words of its source.

The words that decide are in claims.toml beside this file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from curbside.answer.lexicon import find_mentions
from curbside.answer.qualifiers import kinds_that_tell_what, qualifiers_in
from curbside.evidence.data_files import ANY, load_data, named
from curbside.evidence.quantities import QuantityKind, read_quantities
from curbside.evidence.terms import content_terms, term

_SIGNS = re.compile(r"[<>≤≥⩽⩾±~≈∼%‰°+×]")
_MINUS = re.compile(r"(?<![\w)])[-\u2212\u2013](?=\s?\d)")
_WORD = re.compile(r"[^\W\d_]+")
_CONTRACTED = (
    (re.compile(r"\bca(?:n['’]t|nnot)\b", re.IGNORECASE), "can not"),
    (re.compile(r"\bwon['’]t\b", re.IGNORECASE), "will not"),
    (re.compile(r"n['’]t\b"), " not"),
)
_COMPARED = re.compile(r"\b(?:than|versus|vs|compared|against)\b", re.IGNORECASE)
# Who is counted, in words that say no more than that they are people.
_PEOPLE = frozenset({"patients", "people", "persons", "individuals"})

_Quantity = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a text commits to.

    `numbers` are its digits as printed and `quantities` what they are read as, in order; `order` the terms that it has
    once, in order, but for the words of the lists.
    """

    text: str
    numbers: tuple[str, ...]
    signs: Counter[str]
    quantities: tuple[_Quantity, ...]
    counted: Counter[tuple[str, str]]
    met: frozenset[tuple[str, str]]
    ways: Mapping[str, frozenset[str]]
    people: frozenset[tuple[str, str]]
    order: tuple[str, ...]


@lru_cache(maxsize=4096)
def claim_of(text: str) -> Claim:
    """What a text commits to."""
    words = [one.lower() for one in _WORD.findall(_spelled_out(text))]
    said = [family for word in words for family in _families_of(word)]
    listed = {term(word) for word in words if _families_of(word)}
    terms = Counter(found := content_terms(text))
    ways: dict[str, set[str]] = {}
    for one in said:
        if one.table == "opposed":
            ways.setdefault(one.kind, set()).add(one.words)
    return Claim(
        text=text,
        numbers=numbers_in(text),
        signs=Counter([*_SIGNS.findall(text), *("-" for _ in _MINUS.findall(text))]),
        quantities=figures_in(text, dates=True),
        counted=Counter((one.kind, one.words) for one in said if one.table == "counted"),
        met=frozenset((one.kind, one.words) for one in said if one.table == "met"),
        ways={kind: frozenset(families) for kind, families in ways.items()},
        people=people_in(text),
        order=tuple(one for one in found if terms[one] == 1 and not one.isnumeric() and one not in listed),
    )


def _spelled_out(text: str) -> str:
    for pattern, words in _CONTRACTED:
        text = pattern.sub(words, text)
    return text


def numbers_in(text: str) -> tuple[str, ...]:
    """Every number of a text as printed, in order: digits with the points and commas inside them, fractions."""
    found, held = [], ""
    for at, character in enumerate(text):
        inside = held and character in ".," and text[at + 1 : at + 2].isnumeric()
        if character.isnumeric() or inside:
            held += character
        elif held:
            found.append(held)
            held = ""
    return (*found, held) if held else tuple(found)


def people_in(text: str) -> frozenset[tuple[str, str]]:
    """Whom a text is about, as far as its words tell: age, sex, pregnancy, organ function, stage, and the route.

    A lay word counts as the clinical one that the lexicon knows it for: what "has spread" is metastatic.
    """
    named = {mention.entry.name for mention in find_mentions(text)}
    found = qualifiers_in("\n".join((text, *sorted(named))))
    whom = (kind for kind in found if kind not in kinds_that_tell_what())
    return frozenset((kind, name) for kind in whom for name in found[kind])


def unlike(source: Claim, worded: Claim) -> str | None:
    """The first thing in which a wording commits to something else than its source, as a sentence; None if nothing."""
    return next(_unlike(source, worded), None)


def _unlike(source: Claim, worded: Claim) -> Iterator[str]:
    missing, added = Counter(source.numbers), Counter(worded.numbers)
    for number in [*(missing - added), *(added - missing)]:
        yield f"The number “{number}” {'is missing' if missing[number] > added[number] else 'is not in the source'}."
    for sign in sorted({*source.signs, *worded.signs}):
        if source.signs[sign] != worded.signs[sign]:
            yield f"The sign “{sign}” does not stand as often as in the source."
    if source.numbers != worded.numbers or Counter(source.quantities) != Counter(worded.quantities):
        yield "The figures, their units, their limits or their order are not those of the source."
    if source.quantities != worded.quantities:
        yield "The figures do not stand in the order of the source."
    for kind, words in sorted({*source.counted, *worded.counted}):
        before, after = source.counted[kind, words], worded.counted[kind, words]
        if before != after:
            yield _of_words(words, missing=before > after)
    for kind, words in sorted(source.met ^ worded.met):
        yield _of_words(words, missing=(kind, words) in source.met)
    for name, ways in sorted(source.ways.items()):
        other = worded.ways.get(name, frozenset())
        if len(ways) == len(other) == 1 and ways != other:
            yield f"It goes the other way: the source says {_listed(*ways)}, the wording {_listed(*other)}."
    for kind, name in sorted(source.people ^ worded.people):
        missed = (kind, name) in source.people
        yield f"Whom it is about differs: “{name}” {'is missing' if missed else 'is not in the source'}."
    if (len(set(source.quantities)) > 1 or _COMPARED.search(source.text)) and _changes_places(source, worded):
        yield "What is compared, or what its figures belong to, changes places."


def _of_words(words: str, *, missing: bool) -> str:
    return f"{_listed(words)} {'is missing' if missing else 'is more than the source says'}."


def _listed(words: str) -> str:
    return f"“{'/'.join(words.replace('*', '…').split()[:3])}”"


def _changes_places(source: Claim, worded: Claim) -> bool:
    shared = set(source.order) & set(worded.order)
    return [one for one in source.order if one in shared] != [one for one in worded.order if one in shared]


@lru_cache(maxsize=4096)
def figures_in(text: str, *, dates: bool = False) -> tuple[_Quantity, ...]:
    """The quantities of a text, in order: value, limits, sign, unit and how often; `dates` too if asked for."""
    return tuple(
        (
            one.value,
            one.low,
            one.high,
            one.interval_kind,
            one.comparator,
            "people" if one.unit in _PEOPLE else one.unit,
            one.whole,
            one.frequency,
        )
        for one in read_quantities(text)
        if dates or one.kind is not QuantityKind.DATE
    )


@dataclass(frozen=True, slots=True)
class _Family:
    """Words that may take one another's place, and the list they stand in."""

    table: str
    kind: str
    words: str
    pattern: re.Pattern[str]


@lru_cache(maxsize=100_000)
def _families_of(word: str) -> tuple[_Family, ...]:
    return tuple(one for one in _families() if one.pattern.fullmatch(word))


@lru_cache(maxsize=1)
def _families() -> tuple[_Family, ...]:
    data = load_data("articles", "claims.toml", named("counted met opposed", {ANY: [str]}))
    return tuple(
        _Family(table, kind, words, re.compile("|".join(word.replace("*", r"\w*") for word in words.split())))
        for table, kinds in data.items()
        for kind, families in kinds.items()
        for words in families
    )
