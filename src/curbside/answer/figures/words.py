"""The words by which a statement is taken apart: the lists of figures.toml, and what is asked of a word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from curbside.evidence.data_files import load_data, named


@dataclass(frozen=True, slots=True)
class _Lists:
    """The word lists of figures.toml."""

    people: frozenset[str]
    units: frozenset[str]
    context: frozenset[str]
    verbs: frozenset[str]
    ambiguous: frozenset[str]
    agents: frozenset[str]
    described: frozenset[str]
    giving: frozenset[str]
    copulas: frozenset[str]
    saying: frozenset[str]
    fillers: frozenset[str]
    arms: frozenset[str]
    relatives: frozenset[str]
    frames: frozenset[str]
    conditions: frozenset[str]
    contrast: frozenset[str]
    moments: frozenset[str]
    procedures: frozenset[str]
    publication: frozenset[str]
    products: frozenset[str]
    drug_stems: frozenset[str]
    changes: frozenset[str]
    enrolled: frozenset[str]
    given: frozenset[str]
    looked_at: frozenset[str]
    outcome_columns: frozenset[str]
    time_columns: frozenset[str]
    leading: frozenset[str]
    prepositions: frozenset[str]
    after_participle: frozenset[str]
    found_before: frozenset[str]
    adverbs: frozenset[str]
    no_name: frozenset[str]
    roles: frozenset[str]


def _lists() -> _Lists:
    data = load_data("answer", "figures.toml", named(_Lists.__dataclass_fields__, str))
    return _Lists(**{name: frozenset(data[name].split()) for name in _Lists.__dataclass_fields__})


LISTS = _lists()
STEMS = tuple(LISTS.drug_stems)
STRIPPED = LISTS.fillers | LISTS.leading
WORD = re.compile(r"[^\W_](?:[\w'’/+%-]|[.,](?=\d))*|[,;:](?=\s|$)|[.!?](?=\s|$)|[—–](?=\s)")
_TO_THE_NUMBER = r"(?=(?:\s+(?:a|an|the|about|up|only|over))*\s*$)"
CONNECTOR = re.compile(
    r"(?:,\s*)?\b(?:and|but|against|versus|vs\.?|v\.?|(?:as )?compared (?:with|to)|than|whereas|while"
    rf"|or{_TO_THE_NUMBER}|to{_TO_THE_NUMBER})(?=\W|$)|[,;—–](?=\s|$)"
)
RECOMMENDS = re.compile(
    r"\b(?:advis\w+|recommend\w*|should|must|prefers?|suggests?|contraindicat\w*|treated|treat|start(?:s|ed|ing)?|forbids"
    r"|stop(?:s|ped|ping)?|consider\w*|calls? for|needs?|limits? use|warrants?|agree|appropriate|stages?|adds?"
    r"|favou?rs?|defin\w+|means|graded|classif\w+)\b"
)


class Word(NamedTuple):
    """A word or a mark of a text, at its place, in small letters."""

    start: int
    end: int
    low: str

    @property
    def is_mark(self) -> bool:
        """Whether it is a punctuation mark."""
        return self.low in ",;:.!?—–"


def is_unit(low: str) -> bool:
    """Whether a word names things that are counted like people: tumours, eyes, episodes."""
    return low in LISTS.units or low.endswith(("oma", "omas"))


def lower_words(text: str) -> Iterator[str]:
    """The words and marks of a text, in small letters."""
    return (found[0].lower() for found in WORD.finditer(text))


def names_people(text: str) -> bool:
    """Whether a text names people."""
    return any(low in LISTS.people for low in lower_words(text))


def names_counted(text: str) -> bool:
    """Whether a text names people or things that are counted like them."""
    return any(low in LISTS.people or is_unit(low) for low in lower_words(text))
