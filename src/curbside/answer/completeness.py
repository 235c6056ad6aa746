"""Leaving things out is the commonest harm: what an answer of a kind must hold, pulled in or named as missing.

The lists are in completeness.toml, for a clinician to read and correct.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

from curbside.answer.fit import Fit
from curbside.answer.patterns import any_at_word_start
from curbside.answer.question import Question
from curbside.answer.select import Evidence, select
from curbside.evidence.kinds import Aspect
from curbside.index.library import Library

# Passages looked at for an item that an answer lacks, and statements taken for it.
_PASSAGES = 30
_TAKEN = 3


@dataclass(frozen=True, slots=True)
class Item:
    """Something an answer must not leave out: its name, what it asks, and the words that speak of it."""

    name: str
    aspect: Aspect
    words: re.Pattern[str]

    def is_in(self, evidence: Iterable[Evidence]) -> bool:
        """Whether a statement, or a heading it stands under, speaks of it."""
        return any(self.is_spoken_of(one) for one in evidence)

    def is_spoken_of(self, one: Evidence) -> bool:
        """Whether this statement, its caption or its headings speak of it."""
        caption = one.row.caption.text if one.row is not None and one.row.caption is not None else ""
        return any(self.words.search(text) for text in (one.text, caption, *one.heading_path))


@dataclass(frozen=True, slots=True)
class Completed:
    """Evidence with what it lacked and the library held, and the items that the library does not hold."""

    evidence: list[Evidence]
    missing: tuple[str, ...]


def complete(question: Question, evidence: Sequence[Evidence], library: Library) -> Completed:
    """Add what an answer to this kind of question must not leave out, as far as the library holds it."""
    completed = list(evidence)
    missing = []
    if not evidence or question.named:
        return Completed(completed, ())
    for item in items_of(question.aspect):
        if item.is_in(completed):
            continue
        found = _looked_for(question, item, library, completed)
        completed += found
        if not found:
            missing.append(item.name)
    return Completed(completed, tuple(missing))


def items_of(aspect: Aspect) -> tuple[Item, ...]:
    """What an answer about this aspect must not leave out."""
    return _items().get(aspect, ())


def _looked_for(question: Question, item: Item, library: Library, known: Sequence[Evidence]) -> list[Evidence]:
    """The statements of the library that speak of an item, about what was asked."""
    asked = replace(question, aspects=(item.aspect,), takes_wider=False)
    hits = library.search(f"{question.phrase} {item.name}", limit=_PASSAGES, extra_terms=question.search_terms)
    said = {one.text for one in known}
    found = [one for one in select(asked, hits) if item.is_spoken_of(one) and one.text not in said]
    return [replace(one, fit=min(one.fit, Fit.CONTEXT)) for one in found][:_TAKEN]


@lru_cache(maxsize=1)
def _items() -> Mapping[Aspect, tuple[Item, ...]]:
    data = tomllib.loads(files("curbside.answer").joinpath("completeness.toml").read_text("utf-8"))
    return {
        Aspect(aspect): tuple(
            Item(entry["name"], Aspect(entry["aspect"]), any_at_word_start(entry["words"])) for entry in entries
        )
        for aspect, entries in data.items()
    }
