"""What a question does not want to hear of ("infections other than strep"), and which statements are about that alone.

The words that leave something out, and those by which a statement that names it is about something else, are in
`left_out.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from curbside.answer.lexicon import MEDICINES, ConceptKind, Mention, find_mentions, is_part_of, with_narrower
from curbside.answer.question import Concept, Question
from curbside.evidence.data_files import Form, load_data, named
from curbside.evidence.english import frequency
from curbside.evidence.terms import spelled_words, stop_terms, term, terms
from curbside.evidence.text import Span

# "Group A strep": so many words may stand before a name that the lexicon knows; and so many make one that it does not.
_WORDS_BEFORE = 2
_MOST_WORDS = 3
_JOINS = re.compile(r"\s*(?:,\s*(?:or|and)?|/|\bor\b|\band\b|\bnor\b)\s*", re.IGNORECASE)
# What can stand in the place of another.
_ALIKE = (
    MEDICINES | {ConceptKind.PROCEDURE},
    frozenset({ConceptKind.DISEASE, ConceptKind.FINDING}),
    frozenset({ConceptKind.TEST, ConceptKind.PROCEDURE}),
    frozenset({ConceptKind.ORGAN}),
)
# What may follow a name at the end of a question, and is no part of it.
_ENDS_A_QUESTION = frozenset({"help", "helps", "work", "works", "exist", "apply", "do"})
_ELSE = re.compile(r"\b(?:else|other|another|others|different)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Where a question leaves something out, with the words that do so, and what it is."""

    span: Span
    things: tuple[Concept, ...]


def left_out_of(text: str) -> tuple[LeftOut, ...]:
    """What a question leaves out, in order; nothing where nothing else would be left of it."""
    found: list[LeftOut] = []
    for opening in _openings(text):
        one = _left_out(text, opening)
        if one is not None and all(one.span[0] >= other.span[1] or other.span[0] >= one.span[1] for other in found):
            found.append(one)
    found.sort(key=lambda one: one.span)
    rest = _without(text, found)
    return tuple(found) if any(one not in stop_terms() for one in terms(rest)) else ()


def is_about_what_is_left_out(question: Question, text: str, standing_under: Sequence[str]) -> bool:
    """Whether a statement is about what the question leaves out, and about nothing beside it.

    `standing_under` are the headings and the title that it stands under, the nearest first: where it does not name what
    it is about itself, the first of them that does says so.
    """
    for thing in question.left_out:
        named = _is_named_alone(thing, text, question)
        if named is None:
            said = (_is_named_alone(thing, heading, question) for heading in standing_under)
            named = next((one for one in said if one is not None), False) and not _rivals(thing, text, question)
        if named:
            return True
    return False


def _is_named_alone(thing: Concept, text: str, question: Question) -> bool | None:
    """Whether a text names a thing, and nothing that could stand in its place; None if it does not name it."""
    places = _places(thing, text)
    if not places:
        return None
    return any(_is_what_it_is_about(text, place) for place in places) and not _rivals(thing, text, question)


def _is_what_it_is_about(text: str, place: Span) -> bool:
    before, after = _about_others()
    return before.search(text[: place[0]]) is None and after.match(text, place[1]) is None


def _places(thing: Concept, text: str) -> list[Span]:
    """Where a text names a thing: its terms side by side, in any order."""
    said = spelled_words(text)
    own = [term(word) for word, _, _ in said]
    found = set()
    for wording in thing.wordings:
        size, wanted = len(wording), set(wording)
        for at, one in enumerate(own):
            if one in wanted and wanted == set(own[at : at + size]):
                found.add((said[at][1], said[at + size - 1][2]))
    return sorted(found)


def _rivals(thing: Concept, text: str, question: Question) -> bool:
    """Whether a text names something else of the kind of what is left out, which the question itself does not name."""
    entry = next((one.entry for one in find_mentions(thing.words)), None)
    if entry is None:
        return False
    kinds = frozenset().union(*(alike for alike in _ALIKE if entry.kind in alike))
    own = {term for wording in thing.wordings for term in wording}
    for one in find_mentions(text):
        named = frozenset(terms(text[one.start : one.end]))
        related = is_part_of(entry.name, one.entry.name) or is_part_of(one.entry.name, entry.name) or named <= own
        asked = any(concept.is_in(named) or concept.is_wider_in(named) for concept in question.focus)
        if one.entry.kind in kinds and not related and not asked:
            return True
    return False


def _openings(text: str) -> Iterator[re.Match[str]]:
    openings, with_else = _words_that_leave_out()
    yield from openings.finditer(text)
    if _ELSE.search(text) is not None:
        yield from with_else.finditer(text)


def _left_out(text: str, opening: re.Match[str]) -> LeftOut | None:
    at = _leading().match(text, opening.end())
    start = at.end() if at is not None else opening.end()
    things, end = [], start
    thing = _thing_at(text, start)
    while thing is not None:
        things.append(thing[0])
        end = thing[1]
        joint = _JOINS.match(text, end)
        thing = _thing_at(text, joint.end(), only_names=True) if joint is not None else None
    begins = opening.groupdict().get("out") is not None
    return LeftOut((opening.start("out") if begins else opening.start(), end), tuple(things)) if things else None


def _thing_at(text: str, start: int, *, only_names: bool = False) -> tuple[Concept, int] | None:
    """What is named at a place, and where its name ends; None if nothing is."""
    mention = _mention_at(text, start)
    if mention is not None:
        return _concept(text[start : mention.end], with_narrower(mention.entry)), mention.end
    name = _words_at(text, start)
    if not name or (only_names and frequency(name[0][0].lower())):
        return None
    said = tuple(term(word) for word, _, _ in name)
    return _concept(text[start : name[-1][2]], (said,)), name[-1][2]


def _mention_at(text: str, start: int) -> Mention | None:
    """What the lexicon knows that is named at a place, or behind a word or two that tell it from others."""
    for one in find_mentions(text):
        if one.start < start:
            continue
        between = [word for word, _, _ in spelled_words(text[start : one.start])]
        # An unknown name before it is what is left out: "other than brentaxin for gout".
        near = len(between) <= _WORDS_BEFORE and all(frequency(word.lower()) for word in between)
        joined = not any(term(word) in stop_terms() and len(word) > 1 for word in between)
        return one if near and joined and re.fullmatch(r"[\w\s'’-]*", text[start : one.start]) else None
    return None


def _words_at(text: str, start: int) -> list[tuple[str, int, int]]:
    """The words of a name at a place that the lexicon does not know: an unknown word alone, else those up to a stop."""
    words = [(word, a, b) for word, a, b in spelled_words(text) if a >= start]
    if not words or re.fullmatch(r"[\s'’\"“(-]*", text[start : words[0][1]]) is None:
        return []
    name: list[tuple[str, int, int]] = []
    for word, a, b in words[:_MOST_WORDS]:
        apart = bool(name) and not text[name[-1][2] : a].isspace() and text[name[-1][2] : a] != "-"
        unknown_before = bool(name) and not frequency(name[-1][0].lower())
        if apart or term(word) in stop_terms() or (unknown_before and frequency(word.lower())):
            break
        name.append((word, a, b))
    if len(name) > 1 and name[-1][0].lower() in _ENDS_A_QUESTION:
        return name[:-1]
    ends = not text[name[-1][2] :].strip(" ?.!,;:") if name else True
    before_a_stop = ends or text[name[-1][2] :].lstrip()[:1] in ",;:?" or _next_is_a_stop(words, name)
    return name if before_a_stop else name[:1]


def _next_is_a_stop(words: Sequence[tuple[str, int, int]], name: Sequence[tuple[str, int, int]]) -> bool:
    return len(words) > len(name) and term(words[len(name)][0]) in stop_terms()


def _concept(words: str, wordings: tuple[tuple[str, ...], ...]) -> Concept:
    return Concept(words=words, wordings=wordings, rarity=0.0)


def _without(text: str, found: Sequence[LeftOut]) -> str:
    for one in found:
        start, end = one.span
        text = text[:start] + " " * (end - start) + text[end:]
    return text


@lru_cache(maxsize=1)
def _words_that_leave_out() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = _data()
    return _any(data["openings"]), _any(data["with_else"])


@lru_cache(maxsize=1)
def _leading() -> re.Pattern[str]:
    return re.compile(rf"\s*(?:(?:{'|'.join(_data()['leading'])})\s+)*", re.IGNORECASE)


@lru_cache(maxsize=1)
def _about_others() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands right before, and right behind, what a statement names and is not about."""
    data = _data()["about_others"]
    before = re.compile(rf"(?:\b|(?=/))(?:{'|'.join(data['before'])})\s*(?:(?:an?|the|any)\s+)?\Z", re.IGNORECASE)
    return before, re.compile("|".join(data["after"]), re.IGNORECASE)


def _any(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)


_FORM: dict[str, Form] = {**named("openings with_else leading", [str]), "about_others": named("before after", [str])}


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Any]:
    return load_data("answer", "left_out.toml", _FORM)
