"""Putting the best of what was found into order: how well heading, source and passage meet the question.

Rank fusion says that a passage is near what was asked, not how near. Here the first passages of the fused list, and
those whose words alone fit best, are compared with the question anew, by a few measures that each say one thing. How
much each counts depends on what is sought. Where sources are, all count alike: by one over their spread, not fitted.
Where passages are that say what was asked, which answers are made of, the weights were learned from questions whose
answers are known (`passages.toml`, written by `python -m evaluation.passages`; docs/evaluation.md).

Every measure is a function of the question, the candidates and the library's vocabulary; sums run over the question's
terms, one passage at a time, so equal passages score equally.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import chain

import numpy as np
import numpy.typing as npt

from curbside.evidence.data_files import ANY, load_data
from curbside.index.embedding import Vectors, default_embedding, norms

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.intp] | npt.NDArray[np.int32]

Weights = Mapping[str, float]

# What each measure counts for a source: the inverse of its standard deviation among the candidates of a question of
# LiveQA-Med.
OF_SOURCES: Weights = {
    "heading BM25": 6.8,
    "heading coverage": 8.3,
    "heading likeness": 8.7,
    "heading focus": 4.7,
    "heading cosine": 8.4,
    "source BM25": 5.0,
    "source cosine": 8.6,
    "passage likeness": 7.0,
    "passage cosine": 7.5,
    "source passages": 1.0,
    "first place": 1.6,
}
# BM25's constants as Anserini sets them, and the usual number of terms of a heading and of a source's candidates.
K1 = 0.9
B = 0.4
HEADING_TERMS = 14
SOURCE_TERMS = 130
# A long source is not better for being long.
MOST_PASSAGES = 8
# Places of the fused list past this one say nothing.
FIRST_PLACES = 100
# How much of what a source is about was asked, where no title says what it is about: part of what it shares with the
# question.
UNNAMED_FOCUS = 0.75
# How like what was asked another wording of the same meaning is; 0.6 and 1 did as well on LiveQA-Med's questions.
SAME_MEANING = 0.8
# So many terms are kept with their vectors, some 40 MB, and so many texts with the numbers of theirs, some 10 MB. There
# is room for the first few terms at once.
_KEPT = 40_000
_KEPT_TEXTS = 10_000
_FIRST_TERMS = 4_096
# So many components are multiplied at once: more are shared out among OpenBLAS's threads, which here wait for each
# other longer than they work.
_AT_ONCE = 250_000


class Sought(StrEnum):
    """What is sought for a question: sources that are about it, or passages that say what was asked."""

    SOURCES = "sources"
    PASSAGES = "passages"


@lru_cache
def weights_of(sought: Sought) -> Weights:
    """What each measure counts."""
    if sought is Sought.SOURCES:
        return OF_SOURCES
    return load_data("index", "passages.toml", {ANY: float})


@dataclass(frozen=True, slots=True)
class SaidOtherwise:
    """Terms of a question that name one thing, and its other names; a text has a name if it has all of its terms."""

    terms: tuple[str, ...]
    names: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A question as it is searched for: its distinct terms, its vector, and what of it goes by other names."""

    terms: Sequence[str]
    vector: Vectors
    said_otherwise: Sequence[SaidOtherwise] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Passages in order of position, each with the number of its document and its place in the fused list.

    `named` says whose heading names anything that its source speaks of; an identifier does not.
    """

    sources: npt.NDArray[np.int64]
    headings: Sequence[Sequence[str]]
    bodies: Sequence[Sequence[str]]
    named: npt.NDArray[np.bool_]
    places: npt.NDArray[np.int64]
    heading_cosines: Floats
    body_cosines: Floats
    body_vectors: Vectors


class Reranker:
    """Scores candidates for a question; keeps what it reads of terms and texts, which depends on no question."""

    def __init__(self, document_frequency: Callable[[str], int], passage_count: int) -> None:
        self._document_frequency = document_frequency
        self._passage_count = passage_count
        self._kept = _Kept(self.rarity)

    def scores(self, reading: Reading, candidates: Candidates, sought: Sought = Sought.SOURCES) -> Floats:
        """One score a candidate, about 0 to 1; the higher, the better."""
        measures, weights = self.measures(reading, candidates), weights_of(sought)
        total = np.zeros(len(candidates.sources))
        for name, weight in weights.items():
            total += weight * measures[name]
        return total / sum(weights.values())

    def measures(self, reading: Reading, candidates: Candidates) -> dict[str, Floats]:
        """Every measure of every candidate, by name; a source is judged by its text where its title says nothing."""
        if self._kept.is_full:
            self._kept = _Kept(self.rarity)
        kept = self._kept
        rarity = np.array([self.rarity(one) for one in reading.terms])
        share = rarity / rarity.sum()
        heading = _by_any_name(kept.compared(reading.terms, candidates.headings), reading, candidates.headings)
        body = _by_any_name(kept.compared(reading.terms, candidates.bodies), reading, candidates.bodies)
        which = np.unique(candidates.sources, return_inverse=True)[1]
        source = _together(heading, body, which)
        # A source that says a thing in a like word says it, if less surely: "laparoscopic" of laparoscopy.
        spoken = replace(source, counts=np.maximum(source.counts, source.likeness))
        source_bm25, source_likeness = _bm25(spoken, SOURCE_TERMS, share), _shared(source.likeness, share)
        body_cosine = np.maximum(candidates.body_cosines, 0.0)
        focus = kept.focus(candidates.headings, reading.terms)

        def of_heading(measure: Floats, otherwise: Floats) -> Floats:
            return np.where(candidates.named, measure, otherwise)

        return {
            "heading BM25": of_heading(_bm25(heading, HEADING_TERMS, share), source_bm25),
            "heading coverage": of_heading(_shared(heading.counts > 0, share), source_likeness),
            "heading likeness": of_heading(_shared(heading.likeness, share), source_likeness),
            "heading focus": of_heading(focus, UNNAMED_FOCUS * source_likeness),
            "heading cosine": of_heading(np.maximum(candidates.heading_cosines, 0.0), body_cosine),
            "source BM25": source_bm25,
            "source cosine": _source_cosines(candidates.body_vectors, which, body.lengths, reading.vector),
            "source passages": np.log(np.minimum(np.bincount(which)[which], MOST_PASSAGES)),
            "passage likeness": _shared(body.likeness, share),
            # What the heading says need not be said again.
            "heading and passage likeness": _shared(np.maximum(heading.likeness, body.likeness), share),
            "passage cosine": body_cosine,
            "first place": np.log((FIRST_PLACES + 10) / (np.minimum(candidates.places, FIRST_PLACES) + 10)),
        }

    def rarity(self, one: str) -> float:
        """What a term tells passages apart by: the inverse document frequency of BM25."""
        found = self._document_frequency(one)
        return float(np.log1p((self._passage_count - found + 0.5) / (found + 0.5)))


class _Kept:
    """The terms met so far, numbered, with their vectors ready to multiply and their lengths; and texts as numbers.

    The empty term, of number 0, ends every text, so that none is without any.
    """

    def __init__(self, rarity: Callable[[str], float]) -> None:
        # Words are compared by static vectors, made for it and cheap, whatever passages are embedded by.
        self._embedding = default_embedding()
        self._rarity = rarity
        self._numbers: dict[str, int] = {}
        self._vectors = np.zeros((_FIRST_TERMS, self._embedding.dimensions), dtype=np.float32)
        self._lengths: Floats = np.ones(_FIRST_TERMS)
        self._texts: dict[tuple[str, ...], Numbers] = {}
        self._headings: dict[tuple[str, ...], _Heading] = {}
        self._lock = threading.Lock()
        self._learn([""])

    @property
    def is_full(self) -> bool:
        """Whether it is time to begin anew."""
        return len(self._numbers) > _KEPT

    def compared(self, query_terms: Sequence[str], texts: Sequence[Sequence[str]]) -> _Compared:
        """How often each text has each query term, and how like it its likest word is."""
        numbered = self._numbered([tuple(one) for one in texts])
        sizes = np.array([len(one) for one in numbered])
        starts = np.concatenate(([0], np.cumsum(sizes[:-1])))
        flat = np.concatenate(numbered)
        self._meet(query_terms)
        asked = self._numbers_of(query_terms)
        # Only the terms that these texts have, in the order of their numbers.
        is_there = np.zeros(len(self._vectors), dtype=bool)
        is_there[flat] = True
        there = np.flatnonzero(is_there)
        place = np.zeros(len(is_there), dtype=np.int32)
        place[there] = np.arange(len(there))
        flat = place[flat]
        same = (there[:, None] == asked[None, :]).astype(np.float64)
        like = np.maximum(same, self._likeness(there, asked))
        return _Compared(
            counts=np.add.reduceat(same[flat], starts, axis=0),
            likeness=np.maximum.reduceat(like[flat], starts, axis=0),
            lengths=(sizes - 1).astype(np.float64),
        )

    def focus(self, headings: Sequence[Sequence[str]], query_terms: Sequence[str]) -> Floats:
        """How much of what each heading says was asked: a heading about more than that is about something else."""
        asked = set(query_terms)
        return np.array([self._heading(tuple(one)).share(asked) for one in headings])

    def _likeness(self, these: Numbers, those: Numbers) -> Floats:
        """The square of the cosine of every two terms' vectors; what points apart is not alike."""
        vectors, lengths = self._vectors, self._lengths
        # Products of 8-bit vectors are whole numbers that float32 holds exactly (see `embedding`).
        products = _products(vectors[these], vectors[those]).astype(np.float64)
        cosines = products / (lengths[these][:, None] * lengths[those][None, :])
        squares: Floats = np.square(np.maximum(cosines, 0.0))
        return squares

    def _heading(self, heading: tuple[str, ...]) -> _Heading:
        if len(self._headings) > _KEPT_TEXTS:
            self._headings = {}
        known = self._headings.get(heading)
        if known is None:
            terms = sorted(set(heading))
            known = self._headings[heading] = _Heading(terms, [self._rarity(one) for one in terms])
        return known

    def _numbered(self, texts: Sequence[tuple[str, ...]]) -> list[Numbers]:
        """The numbers of each text's terms and of the empty one; terms not met before are learned together."""
        if len(self._texts) > _KEPT_TEXTS:
            self._texts = {}
        known = self._texts
        if unknown := [one for one in texts if one not in known]:
            self._meet(chain.from_iterable(unknown))
            known.update((one, self._numbers_of((*one, ""))) for one in unknown)
        return [known[one] for one in texts]

    def _numbers_of(self, terms: Sequence[str]) -> Numbers:
        """The numbers of terms that were met."""
        return np.array(list(map(self._numbers.__getitem__, terms)), dtype=np.int32)

    def _meet(self, terms: Iterable[str]) -> None:
        """Give every term a number."""
        if unknown := [one for one in dict.fromkeys(terms) if one not in self._numbers]:
            with self._lock:
                self._learn([one for one in unknown if one not in self._numbers])

    def _learn(self, terms: Sequence[str]) -> None:
        """Append terms; others read meanwhile, so that their numbers are told last."""
        first, after = len(self._numbers), len(self._numbers) + len(terms)
        vectors, lengths = self._vectors, self._lengths
        if after > len(vectors):
            vectors, lengths = np.resize(vectors, (2 * after, vectors.shape[1])), np.resize(lengths, 2 * after)
        learned = self._embedding.embed([spelled_out(one) for one in terms])
        vectors[first:after], lengths[first:after] = learned, norms(learned)
        self._vectors, self._lengths = vectors, lengths
        self._numbers.update(zip(terms, range(first, after), strict=True))


def spelled_out(one: str) -> str:
    """A stem as the word that it most likely is: the embedding knows "surgery" and "stenosis", not "surgeri"."""
    if one.endswith(("osi", "asi", "esi", "ysi", "psi")):
        return one + "s"
    return one[:-1] + "y" if len(one) > 3 and one.endswith("i") else one


class _Heading:
    """The distinct terms of a heading, and what each tells passages apart by."""

    def __init__(self, terms: Sequence[str], rarities: Sequence[float]) -> None:
        self._terms = terms
        self._rarities = rarities
        self._whole = sum(rarities)

    def share(self, asked: AbstractSet[str]) -> float:
        """How much of the heading was asked."""
        if not self._whole or asked.isdisjoint(self._terms):
            return 0.0
        return sum(r for one, r in zip(self._terms, self._rarities, strict=True) if one in asked) / self._whole


@dataclass(frozen=True, slots=True, eq=False)
class _Compared:
    """Texts by query terms, and the number of terms of each text."""

    counts: Floats
    likeness: Floats
    lengths: Floats


def _by_any_name(texts: _Compared, reading: Reading, terms: Sequence[Sequence[str]]) -> _Compared:
    """The same texts, where another name of what was asked is like it: word vectors know few of them."""
    if not reading.said_otherwise:
        return texts
    column = {one: number for number, one in enumerate(reading.terms)}
    said = [frozenset(one) for one in terms]
    likeness = texts.likeness.copy()
    for one in reading.said_otherwise:
        having = [row for row, text in enumerate(said) if any(name <= text for name in one.names)]
        at = np.ix_(having, [column[asked] for asked in one.terms if asked in column])
        likeness[at] = np.maximum(likeness[at], SAME_MEANING)
    return replace(texts, likeness=likeness)


def _products(these: npt.NDArray[np.float32], those: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The products of every two vectors."""
    products = np.empty((len(these), len(those)), dtype=np.float32)
    some = max(1, _AT_ONCE // max(1, those.size))
    for begin in range(0, len(these), some):
        np.dot(these[begin : begin + some], those.T, out=products[begin : begin + some])
    return products


def _shared(met: npt.NDArray[np.float64] | npt.NDArray[np.bool_], share: Floats) -> Floats:
    """How much of the question is met, rare terms counting more."""
    total: Floats = np.sum(np.ascontiguousarray(met * share), axis=1)
    return total


def _bm25(texts: _Compared, usual: float, share: Floats) -> Floats:
    """BM25 as a share of the most that this question can reach."""
    lengths = K1 * (1 - B + B * texts.lengths / usual)
    return _shared(texts.counts * (K1 + 1) / (texts.counts + lengths[:, None]), share)


def _together(headings: _Compared, bodies: _Compared, which: npt.NDArray[np.int64]) -> _Compared:
    """Each candidate's heading with all that the candidates of its source say; counts are whole numbers."""
    groups = which.max() + 1
    counts, lengths = np.zeros((groups, bodies.counts.shape[1])), np.zeros(groups)
    likeness = np.zeros_like(counts)
    np.add.at(counts, which, bodies.counts)
    np.add.at(lengths, which, bodies.lengths)
    np.maximum.at(likeness, which, bodies.likeness)
    return _Compared(
        counts=counts[which] + headings.counts,
        likeness=np.maximum(likeness[which], headings.likeness),
        lengths=lengths[which] + headings.lengths,
    )


def _source_cosines(vectors: Vectors, which: npt.NDArray[np.int64], lengths: Floats, query_vector: Vectors) -> Floats:
    """The query's cosine with what each source's candidates say together; in whole numbers until the last step."""
    order = np.argsort(which, kind="stable")
    starts = np.searchsorted(which[order], np.arange(which.max() + 1))
    weighted = vectors[order].astype(np.int64) * lengths[order].astype(np.int64)[:, None]
    sums = np.add.reduceat(weighted, starts, axis=0)
    query = query_vector.astype(np.int64).ravel()
    sizes = np.sqrt((sums * sums).sum(axis=1).astype(np.float64)) * np.sqrt(float((query * query).sum()))
    products = (sums @ query).astype(np.float64)
    cosines: Floats = np.divide(products, sizes, out=np.zeros_like(products), where=sizes > 0)
    return np.maximum(cosines, 0.0)[which]
