"""The words with which questions speak of sources: kinds, verbs of saying, bodies by their initials."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from curbside.evidence.data_files import ANY, Form, load_data, named
from curbside.evidence.kinds import SourceKind
from curbside.evidence.reference import folded

LABEL = "label"
OF_A_BODY = "of_a_body"
# What is the name of nobody: "Wells score", "Horton's disease".
OF_AN_EPONYM = (
    r"(?:diseases?|syndromes?|scores?|criteria|criterion|signs?|tests?|procedure|grad(?:e|es|ing)|class(?:es|ification)?"
    r"|stag(?:e|es|ing)|purpura|rules?|scales?|index|tumou?rs?|thyroiditis|cells?|operation|lymphoma|sarcoma|stain"
    r"|formula|equation|reaction|phenomenon|palsy|method|manoeuvre|maneuver|technique|regimen|model)"
)


@dataclass(frozen=True, slots=True)
class SourceWords:
    """Patterns for the words of kinds and of saying, what is meant by each word of a kind, and names of bodies.

    `no_names` are words that are no name in capitals either, `of_a_study` such as only say how a study is.
    """

    kind: re.Pattern[str]
    kind_at_end: re.Pattern[str]
    tells: re.Pattern[str]
    does: re.Pattern[str]
    groups: Mapping[str, str]
    kinds: Mapping[str, frozenset[SourceKind]]
    bodies: Mapping[str, tuple[str, ...]]
    no_names: frozenset[str]
    of_a_study: frozenset[str]


_KINDS: dict[str, Form] = named("guideline review pooled trial cohort case label study any of_a_body", [str])
_FORM: dict[str, Form] = {
    **named("kinds kinds_meant", _KINDS),
    "verbs": named("tells does", [str]),
    "no_names": named("words of_a_study", [str]),
    "bodies": {ANY: [str]},
}


@lru_cache(maxsize=1)
def source_words() -> SourceWords:
    """The words of `source_names.toml`."""
    data: dict[str, Any] = load_data("answer", "source_names.toml", _FORM)
    groups = {word: group for group, words in data["kinds"].items() for word in words}
    kind = rf"(?P<kind>{_either(groups)})(?![\w-])"
    tells, does = data["verbs"]["tells"], data["verbs"]["does"]
    return SourceWords(
        kind=re.compile(kind, re.IGNORECASE),
        kind_at_end=re.compile(
            rf"(?<![\w-])(?P<kind>{_either(groups)})\s+(?:(?:for|on|of)\s+[\w-]+\s+)?(?P<of>by|of|from|in|for)"
            r"\s+(?:the\s+)?\Z",
            re.I,
        ),
        tells=_verbs(tells),
        does=_verbs([*tells, *does]),
        groups=groups,
        kinds={group: frozenset(map(SourceKind, meant)) for group, meant in data["kinds_meant"].items()},
        bodies={initials: tuple(map(folded, names)) for initials, names in data["bodies"].items()},
        no_names=frozenset(data["no_names"]["words"]),
        of_a_study=frozenset(data["no_names"]["of_a_study"]),
    )


def _verbs(verbs: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(verbs)})(?:s|es|d|ed|ing)?(?![\w-])")


def _either(words: Iterable[str]) -> str:
    """Any of these, the longest first."""
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))
