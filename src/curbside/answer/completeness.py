"""Leaving things out is the commonest harm: what an answer of a kind must hold, pulled in or named as missing.

The lists are in completeness.toml, for a clinician to read and correct.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from curbside.answer.candidates import Candidate, candidates
from curbside.answer.fit import Fit
from curbside.answer.lexicon import MEDICINES, find_mentions
from curbside.answer.likeliest import measured
from curbside.answer.nearness import Asked
from curbside.answer.patterns import any_at_word_start
from curbside.answer.question import Concept, Question
from curbside.answer.select import Choice, Evidence, choices
from curbside.answer.usefulness import (
    LEFT_OUT_BELOW,
    MUST_HAVE_LEFT_OUT_BELOW,
    Answering,
    on_request,
    weighed_for_use,
)
from curbside.evidence.data_files import Form, load_data, named
from curbside.evidence.kinds import Aspect
from curbside.index.library import Library

# Passages looked at for an item that an answer lacks, and statements taken for it.
_PASSAGES = 30
_TAKEN = 3


@dataclass(frozen=True, slots=True)
class Item:
    """Something an answer must not leave out: its name, what it asks, and the words that speak of it.

    One that is wanted only `if_held` is not told of as missing: a grade is told of tumours, and not of a sore throat.
    """

    name: str
    aspect: Aspect
    words: re.Pattern[str]
    if_held: bool = False

    def is_in(self, evidence: Iterable[Evidence]) -> bool:
        """Whether a statement, or a heading it stands under, speaks of it."""
        return any(self.is_spoken_of(one) for one in evidence)

    def is_spoken_of(self, one: Evidence) -> bool:
        """Whether this statement, its caption or its headings speak of it."""
        caption = one.row.caption.text if one.row is not None and one.row.caption is not None else ""
        return self._is_named_in((one.text, caption, *one.heading_path))

    def is_spoken_of_by(self, one: Candidate) -> bool:
        """The same of what is no evidence yet."""
        return self._is_named_in((one.text, one.caption, *one.hit.heading_path))

    def _is_named_in(self, texts: Iterable[str]) -> bool:
        return any(self.words.search(text) for text in texts)


@dataclass(frozen=True, slots=True)
class Completed:
    """Evidence with what it lacked and the library held, and the items that the library does not hold."""

    evidence: list[Evidence]
    missing: tuple[str, ...]


def complete(question: Question, evidence: Sequence[Evidence], beside: Answering, library: Library) -> Completed:
    """Add what an answer to this kind of question must not leave out, as far as the library holds it.

    `beside` is what the answer holds without that.
    """
    completed = list(evidence)
    missing = []
    if not evidence or question.named:
        return Completed(completed, ())
    asked = question.parts or (question.aspect,)
    items = list(dict.fromkeys(item for aspect in asked for item in items_of(aspect)))
    for item in items:
        if item.is_in(completed):
            continue
        found = _looked_for(question, item, library, completed, beside)
        completed += found
        if not (found or item.if_held):
            missing.append(item.name)
    return Completed([_never_left_out(one, items) for one in completed], tuple(missing))


def _never_left_out(one: Evidence, items: Iterable[Item]) -> Evidence:
    """A statement that speaks of what must not be left out, so that it is shown, if only on request."""
    if one.useful >= LEFT_OUT_BELOW or not any(item.is_spoken_of(one) for item in items):
        return one
    return on_request(one, MUST_HAVE_LEFT_OUT_BELOW)


def with_what_must_not_be_missed(patients: Completed, clinicians: Completed) -> Completed:
    """What a patient is shown, and of what a clinician is, what must not be missed and is not there in plain words.

    Fewer statements are chosen for patients, and in plain words another one may seem to say what one of these does.
    Where none is found for patients, they are shown what a clinician is.
    """
    if not patients.evidence:
        return clinicians
    told = {said.place for one in patients.evidence for said in (one, *one.rewords)}
    further = [
        replace(one, fit=Fit.CONTEXT) for one in clinicians.evidence if one.must_not_miss and one.place not in told
    ]
    return replace(patients, evidence=[*patients.evidence, *further])


def items_of(aspect: Aspect) -> tuple[Item, ...]:
    """What an answer about this aspect must not leave out."""
    return _items().get(aspect, ())


def _looked_for(
    question: Question, item: Item, library: Library, known: Sequence[Evidence], beside: Answering
) -> list[Evidence]:
    """The statements of the library that speak of an item, about all that was asked, else about its heads.

    The harms of a treatment are told of whom it is given to, wherever the disease has spread; where it is asked how two
    things go together, what must not be missed is told of either.
    """
    asked = replace(question, aspects=(item.aspect,), parts=(item.aspect,), takes_wider=False)
    laid_out = Asked(question)
    said = {one.text for one in known}
    for focus in _narrowed(question):
        narrowed = replace(asked, focus=focus)
        named = question.phrase if focus == question.focus else " ".join(concept.words for concept in focus)
        hits = library.search(f"{named} {item.name}", limit=_PASSAGES, extra_terms=question.search_terms)
        chosen = choices(narrowed, candidates(narrowed, hits))
        speaking = (one for one in chosen if item.is_spoken_of_by(one.candidate) and one.candidate.text not in said)
        # Each is weighed as an answer to what was asked, and not to the item alone.
        found = [measured(laid_out, _asked_of(question, one)) for one in speaking]
        if question.aspect is Aspect.TREATMENT and item.aspect is Aspect.SAFETY:
            found = _of_the_treatments(found, known)
        found = [replace(one, fit=Fit.CONTEXT, aspect=0) for one in found]
        found = [one for one in weighed_for_use(question, found, beside) if one.useful >= MUST_HAVE_LEFT_OUT_BELOW]
        found = [on_request(one, MUST_HAVE_LEFT_OUT_BELOW) for one in found]
        if found:
            return found[:_TAKEN]
    return []


def _asked_of(question: Question, one: Choice) -> Choice:
    """What was found for an item, as a candidate of the question itself."""
    return replace(one, candidate=replace(one.candidate, question=question))


def _of_the_treatments(found: Iterable[Evidence], known: Iterable[Evidence]) -> list[Evidence]:
    """The harms of what an answer treats with: not those of a medicine that patients take for something else."""
    treated_with = {name for one in known for name in _medicines(one.text)}
    named = ((one, _medicines(one.text)) for one in found)
    return [one for one, medicines in named if not medicines or not medicines.isdisjoint(treated_with)]


def _medicines(text: str) -> frozenset[str]:
    return frozenset(mention.entry.name for mention in find_mentions(text) if mention.entry.kind in MEDICINES)


def _narrowed(question: Question) -> Iterable[tuple[Concept, ...]]:
    """All that a question is about, its heads, and, where it relates two things, each of them."""
    heads = tuple(concept for concept in question.focus if concept.head)
    by_group = itertools.groupby(heads, key=lambda one: one.group) if question.relates else ()
    return dict.fromkeys((question.focus, heads or question.focus, *(tuple(group) for _, group in by_group)))


_ITEM: dict[str, Form] = {"name": str, "aspect": str, "words": [str], "if_held": bool}


@lru_cache(maxsize=1)
def _items() -> Mapping[Aspect, tuple[Item, ...]]:
    data = load_data("answer", "completeness.toml", named(Aspect, [_ITEM]))
    return {
        Aspect(aspect): tuple(
            Item(
                entry["name"],
                Aspect(entry["aspect"]),
                any_at_word_start(entry["words"]),
                entry.get("if_held", False),
            )
            for entry in entries
        )
        for aspect, entries in data.items()
    }
