"""Which statement in plain words says what which clinical one says, where a source rewords others for patients.

A rewording names its sources, not their sentences. A sentence is taken for the wording of another if no other is
nearly as like it, in terms and concepts weighted by how few of the statements at hand have them, and if it has no
figure that the other lacks. Figures weigh most: a rewording keeps them as they are (docs/authoring.md).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from curbside.answer.lexicon import find_mentions
from curbside.evidence.terms import content_terms

if TYPE_CHECKING:
    from curbside.answer.select import Choice

# The least likeness of two wordings of one thing, and how near to a sentence's best it must come: found on the starter
# pack, whose rewordings were read beside their sources.
ENOUGH_ALIKE = 0.2
_ALIKE_IN_WORDS = 0.15
_NEAR_THE_BEST = 0.75
_FOR_FIGURES = 0.3
# The figures of a row stand in many rows: a threshold in its header, the size of a group.
_FIGURES_OF_A_ROW = 2
_FIGURE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_KEPT_TEXTS = 8_192


def in_plain_words(found: Sequence[Choice], others: Sequence[Choice]) -> list[Choice]:
    """Statements for a patient: none in clinical words that stands there in plain ones, but what must not be missed.

    A statement in plain words answers what those answer that it rewords, and knows them; so do the `others`, which were
    not found by themselves.
    """
    reworded = {twin for one in (*found, *others) for twin in one.source.derived_from}
    clinical = [one for one in found if one.source.document_id in reworded]
    plain = [*(one for one in found if one.source.derived_from), *others]
    worded = _wordings(plain, clinical)
    rewords = {id(one): tuple(twin for twin in clinical if worded.get(id(twin)) is one) for one in plain}
    kept = [one for one in found if id(one) not in worded or one.must_not_miss]
    brought = [one for one in others if rewords[id(one)]]
    return [_answering(one, rewords.get(id(one), ())) for one in (*kept, *brought)]


def _answering(plain: Choice, twins: tuple[Choice, ...]) -> Choice:
    """A statement in plain words that answers as well as what it rewords."""
    if not twins:
        return plain
    return replace(
        plain,
        rewords=twins,
        fit=max(plain.fit, *(one.fit for one in twins)),
        carried=max(plain.carried, *(one.carried for one in twins)),
        score=max(plain.score, *(one.score for one in twins)),
    )


def _wordings(plain: Sequence[Choice], clinical: Sequence[Choice]) -> Mapping[int, Choice]:
    """The plain wording of each clinical statement that has one, by the statement's identity."""
    weights = _weights([*plain, *clinical])
    alike = {
        (id(one), id(twin)): likeness
        for one in plain
        for twin in clinical
        if twin.source.document_id in one.source.derived_from and (likeness := _alike(one, twin, weights))
    }
    best = {id(one): max((alike.get((id(one), id(twin)), 0.0) for twin in clinical), default=0.0) for one in plain}
    worded: dict[int, Choice] = {}
    for twin in clinical:
        first = max(plain, key=lambda one: (alike.get((id(one), id(twin)), 0.0), one.candidate.order), default=None)
        if first is not None:
            likeness = alike.get((id(first), id(twin)), 0.0)
            if likeness >= ENOUGH_ALIKE and likeness >= _NEAR_THE_BEST * best[id(first)]:
                worded[id(twin)] = first
    return worded


def _alike(plain: Choice, twin: Choice, weights: Mapping[str, float]) -> float:
    """How like two statements are, from 0; no unit."""
    ours, theirs = _figures(plain.candidate.text), _figures(twin.candidate.text)
    if not ours <= theirs or (twin.is_row and len(ours) < _FIGURES_OF_A_ROW):
        return 0.0
    here, there = _said(plain), _said(twin)
    length = _length(here, weights) * _length(there, weights)
    likeness = sum(weights[term] for term in here & there) / length if length else 0.0
    if likeness < _ALIKE_IN_WORDS:
        return 0.0
    return likeness + (_FOR_FIGURES * len(ours) / len(theirs) if ours else 0.0)


def _weights(among: Sequence[Choice]) -> Mapping[str, float]:
    """The square of each term's inverse document frequency."""
    held = Counter(term for one in among for term in _said(one))
    return {term: math.log(1 + len(among) / count) ** 2 for term, count in held.items()}


def _length(said: frozenset[str], weights: Mapping[str, float]) -> float:
    return math.sqrt(sum(weights[term] for term in said))


def _said(one: Choice) -> frozenset[str]:
    return _terms_and_concepts(f"{one.candidate.text} {' '.join(one.candidate.hit.heading_path[-1:])}")


@lru_cache(maxsize=_KEPT_TEXTS)
def _terms_and_concepts(text: str) -> frozenset[str]:
    return frozenset(content_terms(text)).union(mention.entry.name for mention in find_mentions(text))


@lru_cache(maxsize=_KEPT_TEXTS)
def _figures(text: str) -> frozenset[str]:
    return frozenset(figure.replace(",", "") for figure in _FIGURE.findall(text))
