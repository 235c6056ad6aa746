"""Recognising aspects in questions, headings, titles and statements, by the patterns in aspects.toml."""

from __future__ import annotations

import itertools
import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from curbside.answer.patterns import any_at_word_start
from curbside.evidence.kinds import Aspect

# Spread and frequency words qualify many sentences that are about something else ("metastatic NET"), so for them a
# statement must say more than a heading would; elsewhere heading words count in statements.
_STRICT = frozenset({Aspect.SPREAD, Aspect.FREQUENCY})
# Statements whose aspects are remembered: a text of some 200 characters each.
_KEPT_TEXTS = 16_384


@dataclass(frozen=True, slots=True)
class AspectWords:
    """The patterns of one aspect, compiled, and its two templates."""

    aspect: Aspect
    opening: re.Pattern[str] | None
    question: re.Pattern[str]
    heading: re.Pattern[str]
    statement: re.Pattern[str]
    title: str
    related: str


@lru_cache(maxsize=1)
def aspect_words() -> dict[Aspect, AspectWords]:
    """Every aspect's words, in the file's order of precedence."""
    data = tomllib.loads(files("curbside.answer").joinpath("aspects.toml").read_text("utf-8"))
    return {Aspect(name): _compiled(Aspect(name), entry) for name, entry in data.items()}


_IN_BRACKETS = re.compile(r"\([^()]*\)")
# What may stand between two aspects that are asked for together: "treatment options and life expectancy".
_TOGETHER = re.compile(
    r"\W*(?:(?:options?|outcomes?|plans?|methods?|the|its|their|possible|usual|how|what|is|are|it|they)\W+)*"
    r"(?:and|or|as well as|,|&)\W*(?:(?:the|its|their|possible|usual|how|what|is|are|it|they)\W+)*",
    re.IGNORECASE,
)


def aspects_of_question(text: str) -> tuple[Aspect, ...]:
    """What a question asks, the foremost first; GENERAL when no pattern says."""
    foremost = _opened(text) or _first(text, "question")
    if foremost is None:
        return (Aspect.GENERAL,)
    places = sorted(
        (found.start(), found.end(), a) for a, w in aspect_words().items() for found in w.question.finditer(text)
    )
    asked = [foremost]
    for (_, end, one), (start, _, other) in itertools.pairwise(places):
        together = end <= start and _TOGETHER.fullmatch(text[end:start]) is not None
        if together and foremost in (one, other) and Aspect.SPREAD not in (one, other):
            asked += [one, other]
    return tuple(dict.fromkeys(asked))


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
def aspect_of_title(title: str) -> Aspect | None:
    """What a whole document is about, by its title; None when the title does not say.

    A title on "metastatic tumours" says whom it is about, not that it is about spread. One that is a question asks what
    a reader would.
    """
    if is_question(title):
        asked = aspects_of_question(_IN_BRACKETS.sub("", title).strip())[0]
        return asked if asked is not Aspect.GENERAL else None
    for aspect, words in aspect_words().items():
        if (words.statement if aspect in _STRICT else words.heading).search(title):
            return aspect
    return None


def is_question(title: str) -> bool:
    """Whether a title is a question, which promises what its source answers as a heading does."""
    return _IN_BRACKETS.sub("", title).rstrip().endswith("?")


def asked_again(aspect: Aspect, focus: str) -> str:
    """A question for this aspect of a focus, in words: "How are neuroendocrine tumours treated?"."""
    last = focus.split()[-1].lower() if focus.split() else ""
    plural = " and " in focus or (last.endswith("s") and not last.endswith(("ss", "us", "is", "os")))
    are, do = ("are", "do") if plural else ("is", "does")
    words = aspect_words().get(aspect)
    form = words.related if words is not None else "What {are} {focus}?"
    return form.format(focus=focus, are=are, Are=are.capitalize(), do=do)


def says(text: str, aspect: Aspect) -> bool:
    """Whether a statement's own words speak of an aspect."""
    return aspect in _spoken_of(text)


@lru_cache(maxsize=_KEPT_TEXTS)
def _spoken_of(text: str) -> frozenset[Aspect]:
    """Every aspect that a statement's own words speak of: related questions ask for each, of the same statements."""
    return frozenset(aspect for aspect, words in aspect_words().items() if words.statement.search(text))


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
        statement=any_at_word_start(statement if strict else [*question, *heading, *statement]),
        title=str(entry["title"]),
        related=str(entry["related"]),
    )


def _patterns(value: object) -> list[str]:
    assert isinstance(value, list)
    return [str(pattern) for pattern in value]
