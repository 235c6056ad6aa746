"""Countries: which one a question asks about, and whose practice an answer rests on."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from curbside.evidence.text import Span

# A source of several countries, of none, or of one that was not to be seen, is nobody's practice in particular.
_NO_COUNTRY = frozenset({"INT", "not stated", None})
# "in the UK", "in canada"; without such a word a country must stand in its capitals: "US guidelines", but no turkey.
_PLACED = r"\b(?:in|for|from|within|under|according to)\s+(?:the\s+)?"


@dataclass(frozen=True, slots=True)
class Country:
    """A country, its code as records give it, and its name as an answer says it."""

    code: str
    name: str


def country_asked(text: str) -> tuple[Country, Span] | None:
    """The country that a question asks about, and the span of the words that say so; None if it names none."""
    found = _pattern().search(text)
    if found is None:
        return None
    return _countries()[_by_word()[(found["placed"] or found["word"]).lower()]], found.span()


def countries_named(text: str) -> frozenset[str]:
    """The codes of the countries that a text names."""
    return frozenset(_by_word()[(found["placed"] or found["word"]).lower()] for found in _pattern().finditer(text))


def country_of(code: str) -> Country:
    """A country by its code; one that is not on the list is called by its code."""
    return _countries().get(code, Country(code, code))


def only_country(jurisdictions: Iterable[str | None]) -> Country | None:
    """The one country that sources come from; None if they come from several, or any from none in particular."""
    found = set(jurisdictions)
    return country_of(found.pop() or "") if len(found) == 1 and not found & _NO_COUNTRY else None


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Mapping[str, object]]:
    return tomllib.loads(files("curbside.answer").joinpath("countries.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def _countries() -> Mapping[str, Country]:
    return {code: Country(code, str(entry["name"])) for code, entry in _data().items()}


@lru_cache(maxsize=1)
def _by_word() -> Mapping[str, str]:
    return {word.lower(): code for code, entry in _data().items() for word in _words(entry)}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    words = sorted((word for entry in _data().values() for word in _words(entry)), key=len, reverse=True)
    exact = "|".join(map(re.escape, words))
    any_case = "|".join(re.escape(word) if word.isupper() else f"(?i:{re.escape(word)})" for word in words)
    return re.compile(rf"{_PLACED}(?P<placed>{any_case})(?!\w)|(?<!\w)(?P<word>{exact})(?!\w)")


def _words(entry: Mapping[str, object]) -> list[str]:
    words = entry["words"]
    assert isinstance(words, list)
    return words
