"""Recognising aspects in questions, headings, titles and statements, by the patterns in aspects.toml."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import lru_cache

from curbside.answer.patterns import WordPatterns, any_at_word_start
from curbside.evidence.data_files import Form, load_data, named
from curbside.evidence.kinds import Aspect

# Spread and frequency words qualify many sentences that are about something else ("metastatic NET"), so for them a
# statement must say more than a heading would; elsewhere heading words count in statements.
_STRICT = frozenset({Aspect.SPREAD, Aspect.FREQUENCY})
# Statements whose aspects are remembered: a text of some 200 characters each.
_KEPT_TEXTS = 16_384


@dataclass(frozen=True, slots=True)
class AspectWords:
    """The patterns of one aspect, compiled but for those of its statements, and its two templates."""

    aspect: Aspect
    opening: re.Pattern[str] | None
    question: re.Pattern[str]
    heading: re.Pattern[str]
    statement: tuple[str, ...]
    title: str
    related: str


_ENTRY: dict[str, Form] = {**named("opening question heading statement", [str]), **named("title related", str)}


@lru_cache(maxsize=1)
def aspect_words() -> dict[Aspect, AspectWords]:
    """Every aspect's words, in the file's order of precedence."""
    data = load_data("answer", "aspects.toml", named(Aspect, _ENTRY))
    return {Aspect(name): _compiled(Aspect(name), entry) for name, entry in data.items()}


_IN_BRACKETS = re.compile(r"\([^()]*\)")
# What may stand between two aspects that are asked for together: "treatment options and life expectancy".
_TOGETHER = re.compile(
    r"\W*(?:(?:options?|outcomes?|plans?|methods?|the|its|their|possible|usual|how|what|is|are|it|they)\W+)*"
    r"(?:and|or|as well as|,|&)\W*(?:(?:the|its|their|possible|usual|how|what|is|are|it|they)\W+)*",
    re.IGNORECASE,
)


_SHORTENED = re.compile(r"\b(what|who|how|where|when)['’]s\b", re.IGNORECASE)
# What tells or names something before it is asked: "Nosebleed: when should I …?", "My son has … What lies ahead?"
_PARTS = re.compile(r"(?<=[.?!:;])\s+|\s+[-–—]\s+")
# What is told in a clause of its own, before it is asked: "If it isn't treated, does it …?"
_CLAUSE_FIRST = re.compile(
    r"\W*(?:if|when|once|after|before|given|while|because|since|during|in|for|with|on)\b[^,?!.;]{3,120},\s+(?=\w+)",
    re.IGNORECASE,
)
_ASKING = (
    "(?:what|when|how|which|who|whom|whose|why|where|is|are|was|were|am|do|does|did|has|have|can|could|will|would"
    "|should|must|may|might)"
)
_ASKS = re.compile(rf"\W*{_ASKING}\b", re.IGNORECASE)
# What is asked for by its noun: "the symptoms of …", however the name that follows is worded.
_NOUN_OF = re.compile(
    rf"\W*(?:(?:what|which)\W+(?:is|are|were|was)\W+)?(?:the\W+)?(?!{_ASKING}\b)(?P<noun>(?:[\w-]+\W+){{1,3}}?)"
    r"(?:of|for|in|after|with|related to)\b",
    re.IGNORECASE,
)
# What is asked for by its name alone: "What is a screening colonoscopy?"; words that say more of it than its name.
_WHAT_IS = re.compile(r"\W*what\W+(?:is|are)\W+(?P<article>an?\s+)?(?!(?:the|my|your|his|her|their|our)\b)", re.I)
_SAYS_MORE = re.compile(
    r"\b(?:of|for|in|on|at|to|by|if|when|after|before|with|from|as|than|done|given|used)\b|[.;:!]", re.I
)


@lru_cache(maxsize=4096)
def aspects_of_question(text: str) -> tuple[Aspect, ...]:
    """What a question asks, the foremost first; GENERAL when no pattern says.

    Of several sentences the first that asks says it, if any does.
    """
    text = _SHORTENED.sub(r"\1 is", text)
    parts = [said for part in _PARTS.split(text) for said in _clauses(part)]
    asking = [part for part in parts if _ASKS.match(part)] if len(parts) > 1 else []
    # "Tabes dorsalis after treatment: back to normal?"
    asking = asking or [part for part in parts[1:] if part.rstrip().endswith("?")]
    for part in (*asking, text):
        foremost = _foremost(part)
        if foremost is not None:
            return _with_what_is_asked_beside(part, foremost)
    return (Aspect.GENERAL,)


def _clauses(part: str) -> tuple[str, ...]:
    """A sentence in two, where a clause that tells something stands before the one that asks."""
    found = _CLAUSE_FIRST.match(part)
    if found is None or _ASKS.match(part, found.end()) is None:
        return (part,)
    return (part[: found.end()], part[found.end() :])


def _foremost(text: str) -> Aspect | None:
    """What a question asks foremost: by the noun that it asks for, by how it begins, by its words."""
    noun = _NOUN_OF.match(text)
    if noun is not None and (asked := _first(noun["noun"], "question")) is not None:
        return asked
    return _opened(text) or (Aspect.DEFINITION if _asks_for_a_name(text) else _first(text, "question"))


def _asks_for_a_name(text: str) -> bool:
    """Whether it is asked what something is, and the words that could ask more are within its name."""
    found = _WHAT_IS.match(text)
    name = text[found.end() :].split() if found is not None else []
    if found is None or not name or _SAYS_MORE.search(text, found.end()):
        return False
    return found["article"] is not None or _first(name[-1].strip("?") or name[-2], "question") is None


def _with_what_is_asked_beside(text: str, foremost: Aspect, *, apart: bool = False) -> tuple[Aspect, ...]:
    """The foremost aspect, then those asked for in one breath with it, or, if not `apart`, by the same words."""
    places = sorted(
        (found.start(), found.end(), a) for a, w in aspect_words().items() for found in w.question.finditer(text)
    )
    asked = [foremost]
    for (_, end, one), (start, _, other) in itertools.pairwise(places):
        together = end <= start and _TOGETHER.fullmatch(text[end:start]) is not None
        if together and foremost in (one, other) and Aspect.SPREAD not in (one, other):
            asked += [one, other]
    if not apart:
        spans = {(begin, end) for begin, end, one in places if one is foremost}
        asked += [one for begin, end, one in places if (begin, end) in spans and one is not Aspect.SPREAD]
    return tuple(dict.fromkeys(asked))


def asked_apart(text: str, foremost: Aspect) -> tuple[Aspect, ...]:
    """What is asked foremost, then what is asked beside it in words of its own: "treatment and life expectancy"."""
    return _with_what_is_asked_beside(text, foremost, apart=True)


@lru_cache(maxsize=4096)
def aspect_of_heading(headings: tuple[str, ...]) -> Aspect | None:
    """What a heading path promises, innermost heading first; None when it does not say.

    "By metastatic site" under "Prognosis" says how prognosis is broken down, so such headings do not count.
    """
    for heading in reversed(headings):
        if heading.lower().startswith("by "):
            continue
        found = _first(heading, "heading")
        if found is not None:
            return found
    return None


@lru_cache(maxsize=4096)
def broken_down_by(headings: tuple[str, ...]) -> Aspect | None:
    """By what a section breaks down what it promises: "Prognosis: by treatment"; None where it does not."""
    by = headings[-1] if headings and headings[-1].lower().startswith("by ") else ""
    return _first(by, "heading")


@lru_cache(maxsize=4096)
def aspect_of_title(title: str) -> Aspect | None:
    """What a whole document is about, by its title; None when the title does not say.

    A title on "metastatic tumours" says whom it is about, not that it is about spread. One that is a question asks what
    a reader would.
    """
    if is_question(title):
        asked = aspects_of_question(_IN_BRACKETS.sub("", title).strip())[0]
        return asked if asked is not Aspect.GENERAL else None
    for aspect, words in aspect_words().items():
        if says(title, aspect) if aspect in _STRICT else words.heading.search(title):
            return aspect
    return None


@lru_cache(maxsize=4096)
def is_question(title: str) -> bool:
    """Whether a title is a question, which promises what its source answers as a heading does."""
    return _IN_BRACKETS.sub("", title).rstrip().endswith("?")


def asked_again(aspect: Aspect, focus: str) -> str:
    """A question for this aspect of a focus, in words: "How are neuroendocrine tumours treated?"."""
    words = aspect_words().get(aspect)
    return agreeing(words.related if words is not None else "What {are} {focus}?", focus)


def agreeing(form: str, focus: str) -> str:
    """A question's form with its subject in it, and the verb that goes with one or several."""
    named = re.split(r" (?:in|of) ", focus)[0].split()
    last = named[-1].lower() if named else ""
    plural = " and " in focus or (last.endswith("s") and not last.endswith(("ss", "us", "is", "os")))
    are, do = ("are", "do") if plural else ("is", "does")
    return form.format(focus=focus, are=are, Are=are.capitalize(), do=do)


def says(text: str, aspect: Aspect) -> bool:
    """Whether a statement's own words speak of an aspect."""
    return aspect in _spoken_of(text)


@lru_cache(maxsize=_KEPT_TEXTS)
def _spoken_of(text: str) -> frozenset[Aspect]:
    """Every aspect that a statement's own words speak of: related questions ask for each, of the same statements."""
    return frozenset(map(Aspect, _statement_words().named_in(text)))


@lru_cache(maxsize=1)
def _statement_words() -> WordPatterns:
    return WordPatterns({aspect: words.statement for aspect, words in aspect_words().items()})


def _opened(text: str) -> Aspect | None:
    """What the words that a question begins with ask."""
    opening = text.strip(" ¿")
    return next((a for a, words in aspect_words().items() if words.opening and words.opening.match(opening)), None)


def _first(text: str, where: str) -> Aspect | None:
    for aspect, words in aspect_words().items():
        pattern: re.Pattern[str] = getattr(words, where)
        if pattern.search(text):
            return aspect
    return None


def _compiled(aspect: Aspect, entry: dict[str, object]) -> AspectWords:
    question = _patterns(entry["question"])
    heading = _patterns(entry["heading"])
    statement = _patterns(entry["statement"])
    strict = aspect in _STRICT
    opening = _patterns(entry.get("opening", []))
    return AspectWords(
        aspect=aspect,
        opening=re.compile("|".join(f"(?:{one})" for one in opening), re.IGNORECASE) if opening else None,
        question=re.compile(any_at_word_start(question).pattern + r"[\w-]*", re.IGNORECASE),
        heading=any_at_word_start([*question, *heading]),
        statement=tuple(statement if strict else [*question, *heading, *statement]),
        title=str(entry["title"]),
        related=str(entry["related"]),
    )


def _patterns(value: object) -> list[str]:
    assert isinstance(value, list)
    return [str(pattern) for pattern in value]
