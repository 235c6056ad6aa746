"""How near a statement is to a question: what of the question it says, what it leaves unsaid, and how like the rest is.

Which words of a question have to be met, and which only tell of circumstances, no list can say. So nothing is decided
here: what is met and what is not is measured by the sort of thing that it names, rare words weighing more, and a word
that a statement lacks counts as half met by a like one. How much each measure says was learned (`learned.toml`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import log10

import numpy as np
import numpy.typing as npt

from curbside.answer.candidates import Candidate
from curbside.answer.case import led_up_to
from curbside.answer.lexicon import ConceptKind, find_mentions
from curbside.answer.question import Concept, Question
from curbside.evidence.english import frequency
from curbside.evidence.terms import stop_terms, terms
from curbside.index.embedding import default_embedding, norms
from curbside.index.reranking import spelled_out

Measures = Mapping[str, float]
Floats = npt.NDArray[np.float64]

# The sorts of things that a question names, as they are measured: a drug as its class, an operation as a test.
_SORTS = {
    ConceptKind.DRUG: "drug",
    ConceptKind.CLASS: "drug",
    ConceptKind.DISEASE: "disease",
    ConceptKind.FINDING: "finding",
    ConceptKind.TEST: "test",
    ConceptKind.PROCEDURE: "test",
    ConceptKind.ORGAN: "organ",
    ConceptKind.POPULATION: "population",
    ConceptKind.COURSE: "course",
}
# A letter or figure that tells one thing from another; a name that neither lexicon nor English has; any other word.
_APART, _NAME, _WORD = "apart", "name", "word"
SORTS = (*dict.fromkeys(_SORTS.values()), _APART, _NAME, _WORD)
# How far what belongs to the class of a drug, or to something broader, meets a name.
_OF_ITS_CLASS = 0.8
_BROADER = 0.6
# How far what stands beside another in the question is met where only the other is: "hot or cool", "in one or both".
_BESIDE = 0.6
# So many English words are as common as the commonest, in powers of ten.
_COMMONEST = 6
# Statements further down a passage than this are all as far down.
_LATE = 20
_LONG = 90
_KEPT_TERMS = 50_000
_KEPT_TEXTS = 8_192
_KEPT_SETS = 1_024


@dataclass(frozen=True)
class Part:
    """A thing that a question names: its sort, how rare it is in the library, and how common in English, 0 to 1.

    What the library lacks is of rarity 1, however large the library. Parts of one `group` stand side by side. What is
    `told` leads up to the question: "My son fell on his arm. …".
    """

    concept: Concept
    group: tuple[str, int]
    told: bool
    sort: str
    rarity: float
    commonness: float
    unheard_of: bool


@dataclass(frozen=True)
class Asked:
    """A question laid out for measuring many statements."""

    question: Question

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """What it names, what is told of a patient besides included."""
        rarities = dict(self.question.asked_terms)
        focus = [_part(self.question, one, "focus", rarities) for one in self.question.focus]
        return (*focus, *(_part(self.question, one, "details", rarities) for one in self.question.details))

    @cached_property
    def outright(self) -> str:
        """The question without what leads up to it."""
        return _outright(self.question.interpreted)

    @property
    def measures(self) -> dict[str, float]:
        """How much is asked: says nothing of one statement against another, but of whether the best is good enough."""
        outright = [part for part in self.parts if not part.told]
        return {
            "parts asked": float(len(outright)),
            "parts told": float(len(self.parts) - len(outright)),
            "rarity asked": sum(part.rarity for part in outright),
            "words asked": float(len(self.question.words_beside)),
        }


def nearness(asked: Asked, one: Candidate) -> dict[str, float]:
    """What of a question a statement says or stands under, and what it leaves unmet."""
    hit, question = one.hit, asked.question
    heading = " ".join((hit.source.reference.title, *hit.heading_path))
    return {
        **_met(asked, one),
        "question's other words": _share(question, question.words_beside, one.own),
        "question's other words around": _share(question, question.words_beside, one.own | one.around),
        "likeness": likeness(question.interpreted, one.text),
        "likeness to what is asked": likeness(asked.outright, one.text),
        "likeness of heading": likeness(question.interpreted, heading),
        "likeness of passage": likeness(question.interpreted, hit.text),
        "likeness under its heading": likeness(question.interpreted, f"{heading} {one.text}"),
        "led in": float(bool(one.statement.lead_ins)),
        "told after another": float(one.span[0] < one.statement.start),
        "passage": hit.score,
        "place": 1.0 / (1.0 + one.place),
        "further place": 1.0 / (1.0 + one.place / 30.0),
        "down its passage": float(min(one.number, _LATE)),
        "row": float(one.statement.table is not None),
        "words": float(min(one.text.count(" ") + 1, _LONG)),
        "focus": one.coverage,
        "own focus": one.own_coverage,
        "title": one.title_match,
        "shared": one.shared,
    }


def _met(asked: Asked, one: Candidate) -> dict[str, float]:
    """How much of what a question names is met, by sort, and what is not."""
    own, together = one.own, one.own | one.around
    whole = sum(part.rarity for part in asked.parts if not part.told) or 1.0
    met = dict.fromkeys(SORTS, 0.0)
    unmet = dict.fromkeys(SORTS, 0.0)
    by_itself = by_place = in_part = most = unheard_of = heads = required = common = told_met = told_unmet = 0.0
    lacking = 0
    beside = {part.group for part in asked.parts if part.concept.is_in(together)}
    for part in asked.parts:
        if part.told:
            is_met = part.concept.is_in(together)
            told_met += part.rarity * is_met
            told_unmet += part.rarity * (not is_met)
        elif part.concept.is_in(own):
            by_itself += part.rarity
            met[part.sort] += part.rarity
        elif part.concept.is_in(together):
            by_place += part.rarity
        else:
            how_far = _half_met(part.concept, own, one.around)
            if part.group in beside:
                how_far = max(how_far, _BESIDE)
            missed = part.rarity * (1.0 - how_far)
            in_part += part.rarity * how_far
            unmet[part.sort] += missed
            most = max(most, missed)
            lacking += 1
            unheard_of += missed * part.unheard_of
            heads += missed * part.concept.head
            required += missed * part.concept.must_be_met
            common += missed * part.commonness
    return {
        "said": by_itself / whole,
        "said or around": (by_itself + by_place) / whole,
        "said, around or like": (by_itself + by_place + in_part) / whole,
        **{f"{sort} met": value for sort, value in met.items()},
        **{f"{sort} unmet": value for sort, value in unmet.items()},
        "most unmet": most,
        "parts unmet": float(lacking),
        "unheard of": unheard_of,
        "heads unmet": heads,
        "required unmet": required,
        "common unmet": common,
        "told met": told_met,
        "told unmet": told_unmet,
    }


def _half_met(concept: Concept, own: frozenset[str], around: frozenset[str]) -> float:
    """How far something is met that a statement does not name: by its class, by something broader, by a like word."""
    if concept.is_told_of_its_class(own):
        return _OF_ITS_CLASS
    if concept.is_wider_in(own | around):
        return _BROADER
    named = [term for term in terms(concept.words) if term not in stop_terms()] or terms(concept.words)
    likest = _likest(named, (own, around))
    return max(0.0, likest) ** 2


def _part(question: Question, concept: Concept, told_in: str, rarities: Mapping[str, float]) -> Part:
    words = terms(concept.words)
    rarity = max((rarities.get(one, 1.0) for one in words if one not in stop_terms()), default=1.0)
    common = min((frequency(word) for word in concept.words.split()), default=0)
    sort = _sort(question, concept)
    return Part(
        concept=concept,
        group=(told_in, concept.group),
        told=told_in == "details" or concept.words not in _outright(question.interpreted),
        sort=sort,
        rarity=rarity / question.unheard_of,
        commonness=min(1.0, log10(1 + common) / _COMMONEST),
        unheard_of=rarity >= question.unheard_of,
    )


@lru_cache(maxsize=256)
def _outright(text: str) -> str:
    """A question without what leads up to it; all of it where nothing does."""
    for start, end in reversed(led_up_to(text)):
        text = text[:start] + text[end:]
    return text.strip()


def _sort(question: Question, concept: Concept) -> str:
    mentions = find_mentions(concept.words)
    if mentions:
        return _SORTS[mentions[-1].entry.kind]
    if concept.must_be_met:
        return _APART
    is_name = concept.words[:1].isupper() and not question.interpreted.startswith(concept.words)
    return _NAME if is_name or frequency(concept.words) == 0 else _WORD


def _share(question: Question, of: Sequence[tuple[str, float]], among: frozenset[str]) -> float:
    """The share of terms, weighted by rarity, that are among these; 0 where there are none."""
    total = sum(rarity for _, rarity in of)
    return sum(rarity for term, rarity in of if question.has(term, among)) / total if total else 0.0


# -- likeness by WordLlama's vectors, whose products are exact


def likeness(one: str, other: str) -> float:
    """The cosine of the vectors of two texts."""
    (these, length), (those, other_length) = _vector(one), _vector(other)
    return float(these @ those) / (length * other_length)


@lru_cache(maxsize=_KEPT_TEXTS)
def _vector(text: str) -> tuple[Floats, float]:
    vector = default_embedding().embed([text])
    return vector[0].astype(np.float64), float(norms(vector)[0])


def _likest(named: Sequence[str], among: Sequence[frozenset[str]]) -> float:
    """Of several terms the least cosine with the term among others that is likest it."""
    there = [matrix for one in among if len(matrix := _directions(one))]
    if not there:
        return 0.0
    asked = np.array([_direction(one) for one in named]).T
    cosines = np.max([(matrix @ asked).max(axis=0) for matrix in there], axis=0)
    return round(float(cosines.min()), 6)


@lru_cache(maxsize=_KEPT_SETS)
def _directions(among: frozenset[str]) -> Floats:
    """The vectors of terms that say something, each of length 1; what stands for a qualifier is no word."""
    said = [_direction(one) for one in sorted(among) if one and " " not in one and one not in stop_terms()]
    return np.array(said) if said else np.zeros((0, 0))


@lru_cache(maxsize=_KEPT_TERMS)
def _direction(term: str) -> Floats:
    """The vector of a term, of length 1."""
    vector = default_embedding().embed([spelled_out(term)])
    result: Floats = vector[0].astype(np.float64) / norms(vector)[0]
    return result
