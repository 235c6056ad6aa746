"""Whom a statement is about, beside whom was asked about: another age, pregnancy, organ function, route or stage.

Such evidence never enters the direct answer, and is marked where it stands: "in children, not adults".
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from curbside.answer.patterns import any_at_word_start
from curbside.answer.wording import wording


@dataclass(frozen=True, slots=True)
class Qualifier:
    """One value of a kind of qualifier; a `special` one is set apart from the general case as well."""

    kind: str
    name: str
    pattern: re.Pattern[str]
    special: bool


Found = Mapping[str, frozenset[str]]


@lru_cache(maxsize=4096)
def qualifiers_in(text: str) -> Found:
    """The qualifiers that a text names, by kind."""
    found: dict[str, set[str]] = {}
    for one in _qualifiers():
        if one.pattern.search(text):
            found.setdefault(one.kind, set()).add(one.name)
    return {kind: frozenset(names) for kind, names in found.items()}


def set_against(asked: Found, said: Found) -> str | None:
    """How a statement's qualifiers exclude those asked for, as a note says it; None if they do not."""
    for kind, wanted in asked.items():
        other = said.get(kind, frozenset())
        if other and not other & wanted and not (kind == "age" and _contains(other, wanted)):
            return wording()["other_population"].format(said=_listed(other), asked=_listed(wanted))
    return None


def is_special(asked: Found, said: Found) -> bool:
    """Whether a statement holds for a group set apart that the question does not speak of."""
    return any(names & _special() and kind not in asked for kind, names in said.items())


def _contains(one: frozenset[str], other: frozenset[str]) -> bool:
    """Newborns and infants are children."""
    young = {"newborns", "infants", "children", "adolescents"}
    return bool(one & young and other & young and (one & {"children"} or other & {"children"}))


def _listed(names: Sequence[str] | frozenset[str]) -> str:
    return " and ".join(sorted(names))


@lru_cache(maxsize=1)
def _special() -> frozenset[str]:
    return frozenset(one.name for one in _qualifiers() if one.special)


@lru_cache(maxsize=1)
def _qualifiers() -> tuple[Qualifier, ...]:
    data = tomllib.loads(files("curbside.answer").joinpath("qualifiers.toml").read_text("utf-8"))
    return tuple(
        Qualifier(kind, name, any_at_word_start(entry["words"]), entry.get("special", False))
        for kind, values in data.items()
        for name, entry in values.items()
    )
