"""Finding passages: full text on heading and body, vectors on both, fused by rank, the first put into order anew.

A title that is an identifier, or names nothing that its source speaks of, says nothing: so what the body alone finds is
fused by itself, gives candidates of its own, and tells the place of passages with such a title.

Every step is a function of the evidence alone, never of how it got in. Full-text scores are exact and equal
however the rows were added, but LanceDB cuts a list in the middle of equal scores, by row; here a list is cut
only where the score changes. Vector scores are exact integers' cosines. What is still equal is ordered by
document id, then span.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from curbside.evidence.kinds import Reader, SourceKind, Standing
from curbside.index.embedding import Vectors, norms
from curbside.index.lance import begin_matching, rows_of
from curbside.index.reranking import Candidates, Reading, Reranker, Sought
from curbside.index.rows import Rows

# How many passages each retriever contributes, how far full text looks in each field and vectors in the body alone, and
# how many of the first passages, by heading and body and by body alone, are compared with the question anew
# (`reranking`).
DEPTH = 1_000
FIELD_DEPTH = 300
CANDIDATES = 100
BODY_CANDIDATES = 80
# So many passages of a source are read to see whether its title says anything about it.
LONGEST_LOOK = 50
# Passages kept unpacked for answering fast, some 10 kB each.
KEPT_PASSAGES = 4_000
# Questions of which it is remembered what is nearest to them, some 20 kB each: a question has a reading or two.
KEPT_NEAREST = 4
# Reciprocal rank fusion (Cormack, Clarke & Buettcher, SIGIR 2009): its constant, and what full text counts for
# against vectors; and how much more a query term in a heading counts than one in the body. Chosen together on
# the LiveQA-Med development half, where neighbouring values did as well (docs/evaluation.md).
RRF_CONSTANT = 10
FULL_TEXT_WEIGHT = 1.5
HEADING_BOOST = 3.0
# What is read of the passages found, 1 kB each.
_READ = (
    "passage_id",
    "document_id",
    "revision",
    "start",
    "end",
    "heading_path",
    "text",
    "statements",
    "heading_terms",
    "body_terms",
)
# Below this many passages vectors are kept as float32, ready to multiply, and passages as they are stored; above it
# vectors are widened piece by piece, small enough for the processor's cache, slower and in a quarter of the memory, and
# passages are read when they are found.
_WIDE_ROWS = 120_000
_PIECE = 2_048


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which passages may be found; an empty set admits all. Years are inclusive."""

    kinds: frozenset[SourceKind] = frozenset()
    standings: frozenset[Standing] = frozenset(s for s in Standing if s.answers)
    audiences: frozenset[Reader] = frozenset()
    year_from: int | None = None
    year_to: int | None = None

    def sql(self) -> str | None:
        """The filter as LanceDB's predicate, None if it admits everything."""
        clauses = [
            f"{column} IN ({', '.join(repr(value.value) for value in sorted(values))})"
            for column, values in (
                ("kind", self.kinds),
                ("standing", self.standings),
                ("audience", self.audiences),
            )
            if values
        ]
        if self.year_from is not None:
            clauses.append(f"year >= {int(self.year_from)}")
        if self.year_to is not None:
            clauses.append(f"year <= {int(self.year_to)}")
        return " AND ".join(clauses) or None

    def mask(self, rows: pa.Table) -> npt.NDArray[np.bool_]:
        """The same filter over rows in memory: True where a row is admitted."""
        admitted = np.ones(len(rows), dtype=bool)
        for column, values in (
            ("kind", self.kinds),
            ("standing", self.standings),
            ("audience", self.audiences),
        ):
            if values:
                wanted = pa.array(sorted(value.value for value in values))
                admitted &= pc.is_in(rows[column], value_set=wanted).to_numpy()
        years = rows["year"].to_numpy().astype(np.float64)
        if self.year_from is not None:
            admitted &= years >= self.year_from
        if self.year_to is not None:
            admitted &= years <= self.year_to
        return admitted


class PassageIndex:
    """The searchable side of one version of the passages table.

    Holds in memory each passage's row id, id, filter columns and, from the first search on, its two vectors (512 bytes
    a passage above 120,000 passages, 2 kB below) and, below, what is read of it (1 kB).
    """

    def __init__(self, table: Any) -> None:
        self._table = table
        columns = ["document_id", "start", "kind", "standing", "audience", "year"]
        rows = rows_of(table, columns, with_row_ids=True)
        # LanceDB keeps no order between fragments that a later version must keep; the design's tie order is
        # by document id, then span, so rows are put in that order once and compared by position after.
        ids, codes = np.unique(np.asarray(rows["document_id"].to_pylist(), dtype=object), return_inverse=True)
        order = np.lexsort((rows["start"].to_numpy(), codes))
        self._document_ids: list[str] = ids.tolist()
        self._first_of = np.searchsorted(codes[order], np.arange(len(ids) + 1))
        self._row_ids = rows["_rowid"].to_numpy()[order]
        self._by_row_id = np.argsort(self._row_ids)
        self._sorted_row_ids = self._row_ids[self._by_row_id]
        self._columns = rows.select(["kind", "standing", "audience", "year"]).take(order)
        self._admitted_by: dict[Filter, npt.NDArray[np.bool_] | None] = {}
        self._rows = Rows(table, _READ, held=len(self._row_ids) <= _WIDE_ROWS)
        self._terms: dict[int, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._vectors: tuple[_VectorColumn, _VectorColumn] | None = None
        self._last_nearest: dict[tuple[bytes, Filter], tuple[Ranking, Ranking]] = {}

    def __len__(self) -> int:
        return len(self._row_ids)

    def search(
        self,
        readings: Sequence[Reading],
        limit: int,
        where: Filter,
        reranker: Reranker,
        sought: Sought = Sought.SOURCES,
        withdrawn: frozenset[int] = frozenset(),
    ) -> list[tuple[int, float]]:
        """The best passages as (position, score), best first; equal scores by document id, then span.

        A question may have more than one reading; a passage counts as what it is worth to the one that it fits best.
        `withdrawn` passages are found only where the filter asks for retracted ones. However many are asked for, the
        same come first.
        """
        if not readings or not self._admits_any(where):
            return []
        hidden = frozenset() if Standing.RETRACTED in where.standings else withdrawn
        found = [self._look_up(reading, where, hidden) for reading in readings]
        positions, compared = self._compared(readings, found)
        if not len(positions):
            return []
        pairs = zip(readings, compared, strict=True)
        best = np.max([reranker.scores(reading, these, sought) for reading, these in pairs], axis=0)
        first = _ordered(Ranking(positions, best))
        if len(first) >= limit:
            return first.pairs(limit)
        rest = _best_of([one.whole.without(positions) for one in found])
        return [*first.pairs(limit), *_below(float(best.min()), rest).pairs(limit - len(first))]

    def compared(self, readings: Sequence[Reading], where: Filter) -> tuple[npt.NDArray[np.int64], list[Candidates]]:
        """The positions of the passages that are compared with a question anew, and what is compared with each reading.

        For whoever measures the comparison by itself; `search` does all of it.
        """
        return self._compared(readings, [self._look_up(reading, where, frozenset()) for reading in readings])

    def _compared(
        self, readings: Sequence[Reading], found: Sequence[_Found]
    ) -> tuple[npt.NDArray[np.int64], list[Candidates]]:
        positions = np.unique(np.concatenate([one.candidates() for one in found]))
        if not len(positions):
            return positions, []
        passages = self._passages(positions.tolist())
        pairs = zip(readings, found, strict=True)
        return positions, [self._candidates(passages, positions, one, reading.vector) for reading, one in pairs]

    def _look_up(self, reading: Reading, where: Filter, hidden: frozenset[int]) -> _Found:
        """Full text and vectors fused by rank, over heading and body, and over the body alone."""
        fields = self._begin_fields(reading.terms, where)
        by_both, by_body = self._nearest(reading.vector, where)  # while LanceDB searches
        heading, body = fields()
        return _Found(
            _fuse(((FULL_TEXT_WEIGHT, _summed(heading, body)), (1.0, by_both)), hidden),
            _fuse(((FULL_TEXT_WEIGHT, _ordered(body)), (1.0, by_body)), hidden),
        )

    def fused(self, reading: Reading, where: Filter) -> list[tuple[int, float]]:
        """Full text and vectors, fused by rank, as (position, score)."""
        return self._look_up(reading, where, frozenset()).whole.pairs()

    def _passages(self, positions: Sequence[int]) -> _Passages:
        """The terms of some passages, and whether the headings they stand under name what their source is about."""
        headings, bodies = self._terms_at(positions)
        sources = np.searchsorted(self._first_of, np.array(positions), side="right")
        said: dict[int, set[str]] = {}
        for source, body in zip(sources.tolist(), bodies, strict=True):
            said.setdefault(source, set()).update(body)
        apart = {s for s, heading in zip(sources.tolist(), headings, strict=True) if said[s].isdisjoint(heading)}
        # Few sources: their other passages may yet speak of what the title names.
        wholes = {
            source: range(int(self._first_of[source - 1]), int(self._first_of[source]))[:LONGEST_LOOK]
            for source in sorted(apart)
        }
        bodies_of = iter(self._terms_at([position for whole in wholes.values() for position in whole])[1])
        for source, whole in wholes.items():
            said[source].update(*itertools.islice(bodies_of, len(whole)))
        named = [not said[s].isdisjoint(heading) for s, heading in zip(sources.tolist(), headings, strict=True)]
        return _Passages(sources, headings, bodies, np.array(named))

    def _terms_at(self, positions: Sequence[int]) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
        if len(self._terms) > KEPT_PASSAGES:
            self._terms = {}
        known = self._terms
        missing = [position for position in positions if position not in known]
        for position, row in zip(missing, self.rows(missing, ["heading_terms", "body_terms"]), strict=True):
            known[position] = (tuple(row["heading_terms"].split()), tuple(row["body_terms"].split()))
        return [known[position][0] for position in positions], [known[position][1] for position in positions]

    def _candidates(
        self,
        passages: _Passages,
        positions: npt.NDArray[np.int64],
        found: _Found,
        query_vector: Vectors,
    ) -> Candidates:
        """What is compared with one reading of a question."""
        # Where the heading says nothing of the source, a passage has the place that its body alone gives it.
        by_whole, by_body = (_places(positions, one.positions[:CANDIDATES]) for one in (found.whole, found.body))
        heading, body = self._load_vectors()
        return Candidates(
            sources=passages.sources,
            headings=passages.headings,
            bodies=passages.bodies,
            named=passages.named,
            places=np.where(passages.named, by_whole, by_body),
            heading_cosines=heading.cosines(query_vector, positions),
            body_cosines=body.cosines(query_vector, positions),
            body_vectors=body.at(positions),
        )

    def full_text(self, query_terms: Sequence[str], where: Filter) -> list[tuple[int, float]]:
        """BM25 on heading and body, summed, as (position, score); a passage past a field's depth has nothing there.

        LanceDB sums exactly in one query of two parts, but cannot skip ahead in it: over MedQuAD two queries of
        one part each took two thirds of the time, half at the 95th percentile, for the same quality.
        """
        heading, body = self._begin_fields(query_terms, where)()
        return _summed(heading, body).pairs()

    def _begin_fields(self, query_terms: Sequence[str], where: Filter) -> Callable[[], list[Ranking]]:
        """Begin BM25 on the heading, and on the body, in no order; what is returned waits for both."""
        if not query_terms:
            return lambda: [_NOTHING, _NOTHING]
        return self._begin_best_in(["heading_terms", "body_terms"], " ".join(query_terms), where)

    def _best_in(self, columns: Sequence[str], text: str, where: Filter) -> list[Ranking]:
        """BM25 on each field, cut only where the score changes."""
        return self._begin_best_in(columns, text, where)()

    def _begin_best_in(self, columns: Sequence[str], text: str, where: Filter) -> Callable[[], list[Ranking]]:
        # A filter that admits every passage, as the usual one does, is not worth LanceDB's while.
        predicate = None if self._admitted(where) is None else where.sql()
        begun = begin_matching(self._table, text, columns, FIELD_DEPTH, predicate)

        def finish() -> list[Ranking]:
            best: dict[str, Ranking] = {}
            wanted, depth, found = columns, FIELD_DEPTH, begun()
            while True:
                cut = zip(wanted, (self._cut(one, depth) for one in found), strict=True)
                best.update((column, ranking) for column, ranking in cut if ranking is not None)
                wanted = [column for column in columns if column not in best]
                if not wanted:
                    return [best[column] for column in columns]
                depth *= 4
                found = begin_matching(self._table, text, wanted, depth, predicate)()

        return finish

    def _cut(self, found: pa.Table, depth: int) -> Ranking | None:
        """What full text found, without the last of equal scores where more may have them; None if nothing is left."""
        scores = found["_score"].to_numpy()
        kept = scores > scores.min() if len(scores) == depth else np.ones(len(scores), dtype=bool)
        if len(scores) and not kept.any():
            return None
        return Ranking(self._positions(found["_rowid"].to_numpy()[kept]), scores[kept].astype(np.float64))

    def texts_with(self, term: str, count: int) -> list[str]:
        """The texts of the passages that a term best fits."""
        (found,) = self._best_in(["body_terms"], term, Filter())
        return [row["text"] for row in self.rows(_ordered(found).positions[:count].tolist(), ["text"])]

    def nearest(self, query_vector: Vectors, where: Filter) -> list[tuple[int, float]]:
        """The passages nearest in meaning, as (position, score): cosine with the heading plus cosine with the body."""
        return self._nearest(query_vector, where)[0].pairs()

    def _nearest(self, query_vector: Vectors, where: Filter) -> tuple[Ranking, Ranking]:
        """The passages nearest by heading and body, and those nearest by the body alone.

        One question is searched for sources, then for passages: what was found last is kept.
        """
        if not query_vector.any():
            return _NOTHING, _NOTHING
        key = (query_vector.tobytes(), where)
        known = self._last_nearest
        if key not in known:
            last = list(known.items())[1 - KEPT_NEAREST :]
            known = self._last_nearest = {**dict(last), key: self._nearest_anew(query_vector, where)}
        return known[key]

    def _nearest_anew(self, query_vector: Vectors, where: Filter) -> tuple[Ranking, Ranking]:
        heading, body = self._load_vectors()
        by_body = body.cosines(query_vector)
        by_both = heading.cosines(query_vector) + by_body
        return self._highest(by_both, where, DEPTH), self._highest(by_body, where, FIELD_DEPTH)

    def _highest(self, scores: npt.NDArray[np.float64], where: Filter, count: int) -> Ranking:
        """The admitted passages with the highest scores."""
        admitted = self._admitted(where)
        if admitted is not None:
            scores[~admitted] = -np.inf
        count = min(count, len(scores))
        cut = np.partition(scores, -count)[-count]
        positions = np.flatnonzero((scores >= cut) & np.isfinite(scores))
        return _ordered(Ranking(positions, scores[positions])).first(count)

    def positions_of(self, document_id: str) -> range:
        """The positions of a document's passages, in the order of its text."""
        place = bisect_left(self._document_ids, document_id)
        if place == len(self._document_ids) or self._document_ids[place] != document_id:
            return range(0)
        return range(int(self._first_of[place]), int(self._first_of[place + 1]))

    def rows(self, positions: Sequence[int], columns: Sequence[str] = _READ) -> list[dict[str, Any]]:
        """What is stored of the passages at these positions."""
        return self._rows.at(self._row_ids[np.asarray(positions, dtype=np.int64)].tolist(), columns)

    def _positions(self, row_ids: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
        found: npt.NDArray[np.int64] = self._by_row_id[np.searchsorted(self._sorted_row_ids, row_ids)]
        return found

    def _admitted(self, where: Filter) -> npt.NDArray[np.bool_] | None:
        """Which passages a filter admits; None for all."""
        if where not in self._admitted_by:
            if len(self._admitted_by) > 64:
                self._admitted_by = {}
            mask = where.mask(self._columns)
            self._admitted_by[where] = None if mask.all() else mask
        return self._admitted_by[where]

    def _admits_any(self, where: Filter) -> bool:
        admitted = self._admitted(where)
        return len(self) > 0 if admitted is None else bool(admitted.any())

    def _load_vectors(self) -> tuple[_VectorColumn, _VectorColumn]:
        if self._vectors is None:
            rows = rows_of(self._table, ["heading_vector", "body_vector"], with_row_ids=True)
            positions = self._positions(rows["_rowid"].to_numpy())
            heading, body = (
                _VectorColumn(_matrix(rows[name]), positions) for name in ("heading_vector", "body_vector")
            )
            self._vectors = (heading, body)
        return self._vectors


class _VectorColumn:
    """One vector a passage, and its length; multiplied exactly, in any order (see `embedding`).

    Neighbours with the same vector, as passages under one heading have, share it: it is multiplied once.
    """

    def __init__(self, vectors: Vectors, positions: npt.NDArray[Any]) -> None:
        placed = np.empty_like(vectors)
        placed[positions] = vectors
        differs = np.ones(len(placed), dtype=bool)
        np.any(placed[1:] != placed[:-1], axis=1, out=differs[1:])
        self._which = np.cumsum(differs) - 1
        shared = placed[differs]
        self._norms = norms(shared)
        self._vectors: npt.NDArray[Any] = shared.astype(np.float32) if len(shared) <= _WIDE_ROWS else shared

    def at(self, positions: npt.NDArray[Any]) -> Vectors:
        """The vectors at these positions."""
        vectors: Vectors = self._vectors[self._which[positions]].astype(np.int8)
        return vectors

    def cosines(self, query: Vectors, positions: npt.NDArray[Any] | None = None) -> npt.NDArray[np.float64]:
        """The query's cosine with every vector, or with those at some positions."""
        vectors, lengths, which = self._vectors, self._norms, self._which
        if positions is not None:
            these, which = np.unique(which[positions], return_inverse=True)
            vectors, lengths = vectors[these], lengths[these]
        products = _products(vectors, query.astype(np.float32).ravel())
        cosines = products.astype(np.float64) / (lengths * norms(query.reshape(1, -1))[0])
        result: npt.NDArray[np.float64] = cosines[which]
        return result


def _products(vectors: npt.NDArray[Any], query: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """A query's product with every vector.

    By einsum: OpenBLAS took twice the processor time (5.4 ms over 55,606 vectors, here 2.4), and its threads wait for
    each other where the machine has other work.
    """
    if vectors.dtype == np.float32:
        products: npt.NDArray[np.float32] = np.einsum("ij,j->i", vectors, query)
        return products
    products = np.empty(len(vectors), dtype=np.float32)
    for begin in range(0, len(vectors), _PIECE):
        piece = slice(begin, begin + _PIECE)
        np.einsum("ij,j->i", vectors[piece].astype(np.float32), query, out=products[piece])
    return products


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """Passages by position, each once, with what they score."""

    positions: npt.NDArray[np.int64]
    scores: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.positions)

    def first(self, count: int) -> Ranking:
        """The first so many."""
        return Ranking(self.positions[:count], self.scores[:count])

    def without(self, positions: npt.NDArray[np.int64]) -> Ranking:
        """All but these."""
        others = ~np.isin(self.positions, positions)
        return Ranking(self.positions[others], self.scores[others])

    def pairs(self, count: int | None = None) -> list[tuple[int, float]]:
        """As (position, score), in this order."""
        return list(zip(self.positions[:count].tolist(), self.scores[:count].tolist(), strict=True))


_NOTHING = Ranking(np.zeros(0, dtype=np.int64), np.zeros(0))


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """What was found for one reading, best first: by heading and body, and by the body alone."""

    whole: Ranking
    body: Ranking

    def candidates(self) -> npt.NDArray[np.int64]:
        """The positions worth a second look: the first of both."""
        return np.concatenate([_first(self.whole, CANDIDATES), _first(self.body, BODY_CANDIDATES)])


@dataclass(frozen=True, slots=True, eq=False)
class _Passages:
    """The terms of candidates; `named` says whose heading shares a term with what its source says."""

    sources: npt.NDArray[np.int64]
    headings: list[tuple[str, ...]]
    bodies: list[tuple[str, ...]]
    named: npt.NDArray[np.bool_]


def _summed(heading: Ranking, body: Ranking) -> Ranking:
    """Both fields' scores together, best first."""
    return _ordered(_added([Ranking(heading.positions, HEADING_BOOST * heading.scores), body])).first(DEPTH)


def _fuse(rankings: Iterable[tuple[float, Ranking]], hidden: frozenset[int]) -> Ranking:
    """Reciprocal rank fusion of weighted rankings without hidden positions; equal sums in order of position."""
    counted = []
    for weight, ranking in rankings:
        positions = ranking.positions[_admitted_of(ranking.positions, hidden)]
        counted.append(Ranking(positions, weight / (RRF_CONSTANT + np.arange(1.0, len(positions) + 1))))
    return _ordered(_added(counted))


def _added(rankings: Sequence[Ranking]) -> Ranking:
    """The sum of what each passage scores in each, added up in this order."""
    positions, which = np.unique(np.concatenate([one.positions for one in rankings]), return_inverse=True)
    sums = np.zeros(len(positions))
    begin = 0
    for one in rankings:
        sums[which[begin : begin + len(one)]] += one.scores
        begin += len(one)
    return Ranking(positions, sums)


def _best_of(rankings: Sequence[Ranking]) -> Ranking:
    """The most of what each passage scores in any, best first."""
    positions, which = np.unique(np.concatenate([one.positions for one in rankings]), return_inverse=True)
    most = np.zeros(len(positions))
    np.maximum.at(most, which, np.concatenate([one.scores for one in rankings]))
    return _ordered(Ranking(positions, most))


def _ordered(ranking: Ranking) -> Ranking:
    """Best first, equals in order of position."""
    order = np.lexsort((ranking.positions, -ranking.scores))
    return Ranking(ranking.positions[order], ranking.scores[order])


def _first(ranked: Ranking, count: int) -> npt.NDArray[np.int64]:
    """The first of a ranking, and whatever scores as the last of them does."""
    if count < len(ranked):
        count = int(np.searchsorted(-ranked.scores, -ranked.scores[count - 1], side="right"))
    return ranked.positions[:count]


def _below(score: float, ranked: Ranking) -> Ranking:
    """A ranking's scores, made smaller so that all are below a score."""
    if not len(ranked):
        return ranked
    return Ranking(ranked.positions, 0.99 * score * ranked.scores / ranked.scores[0])


def _places(positions: npt.NDArray[np.int64], first: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The place in a list of each of some positions, which are in order; past its end for what is not in it."""
    places = np.full(len(positions), CANDIDATES)
    at = np.minimum(np.searchsorted(positions, first), len(positions) - 1)
    is_there = positions[at] == first
    places[at[is_there]] = np.flatnonzero(is_there)
    return places


def _admitted_of(positions: npt.NDArray[np.int64], hidden: frozenset[int]) -> npt.NDArray[np.bool_]:
    """Which of these are not hidden."""
    if not hidden:
        return np.ones(len(positions), dtype=bool)
    return np.array([position not in hidden for position in positions.tolist()], dtype=bool)


def _matrix(column: Any) -> Vectors:
    chunks = [
        chunk.flatten().to_numpy(zero_copy_only=False).reshape(len(chunk), -1) for chunk in column.chunks if len(chunk)
    ]
    result: Vectors = np.concatenate(chunks)
    return result
