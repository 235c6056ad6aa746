"""Finding passages: full text on heading and body, vectors on both, fused by rank, the first put into order anew.

Every step is a function of the evidence alone, never of how it got in. Full-text scores are exact and equal
however the rows were added, but LanceDB cuts a list in the middle of equal scores, by row; here a list is cut
only where the score changes. Vector scores are exact integers' cosines. What is still equal is ordered by
document id, then span.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from curbside.evidence.kinds import Reader, SourceKind, Standing
from curbside.index.embedding import Vectors, norms
from curbside.index.lance import best_matches
from curbside.index.reranking import Candidates, Reading, Reranker

# How many passages each retriever contributes, how far full text looks in each field, and how many of the first
# passages are compared with the question anew (`reranking`).
DEPTH = 1_000
FIELD_DEPTH = 300
CANDIDATES = 100
BODY_CANDIDATES = 40
# So many passages of a source are read to see whether its title says anything about it.
LONGEST_LOOK = 50
# Passages kept unpacked for answering fast, some 10 kB each.
KEPT_PASSAGES = 4_000
# Reciprocal rank fusion (Cormack, Clarke & Buettcher, SIGIR 2009): its constant, and what full text counts for
# against vectors; and how much more a query term in a heading counts than one in the body. Chosen together on
# the LiveQA-Med development half, where neighbouring values did as well (docs/evaluation.md).
RRF_CONSTANT = 10
FULL_TEXT_WEIGHT = 1.5
HEADING_BOOST = 3.0
# Below this many passages vectors are kept as float32, ready to multiply; above it they are widened piece by
# piece, slower and in a quarter of the memory.
_WIDE_ROWS = 120_000
_PIECE = 32_768


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

    Holds in memory each passage's row id, id, filter columns and, from the first vector search on, its two
    vectors (512 bytes a passage above 120,000 passages, 2 kB below).
    """

    def __init__(self, table: Any) -> None:
        self._table = table
        columns = ["document_id", "start", "kind", "standing", "audience", "year"]
        rows = table.search().select(columns).with_row_id(True).to_arrow()
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
        self._admitted_by: dict[Filter, npt.NDArray[np.bool_]] = {}
        self._terms: dict[int, tuple[list[str], list[str]]] = {}
        self._vectors: tuple[_VectorColumn, _VectorColumn] | None = None
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="curbside-vectors")

    def __len__(self) -> int:
        return len(self._row_ids)

    def close(self) -> None:
        """Let the worker thread go."""
        self._pool.shutdown(wait=False)

    def search(
        self,
        readings: Sequence[Reading],
        limit: int,
        where: Filter,
        reranker: Reranker,
        withdrawn: frozenset[int] = frozenset(),
    ) -> list[tuple[int, float]]:
        """The best passages as (position, score), best first; equal scores by document id, then span.

        A question may have more than one reading; a passage counts as what it is worth to the one that it fits best.
        `withdrawn` passages are found only where the filter asks for retracted ones. However many are asked for, the
        same come first.
        """
        if not len(self):
            return []
        hidden = frozenset() if Standing.RETRACTED in where.standings else withdrawn
        looked_up = [self._look_up(reading, where, hidden) for reading in readings]
        positions = sorted({position for _, candidates in looked_up for position in candidates})
        if not positions:
            return []
        passages = self._passages(positions)
        best: dict[int, float] = {}
        for reading, (fused, _) in zip(readings, looked_up, strict=True):
            places = {position: place for place, (position, _) in enumerate(fused)}
            scores = reranker.scores(reading, self._candidates(passages, positions, places, reading.vector))
            for position, score in zip(positions, scores.tolist(), strict=True):
                best[position] = max(score, best.get(position, 0.0))
        rest: dict[int, float] = {}
        for fused, _ in looked_up:
            rest |= {position: max(score, rest.get(position, 0.0)) for position, score in fused if position not in best}
        return [*_ordered(best), *_below(min(best.values()), _ordered(rest))][:limit]

    def _look_up(
        self, reading: Reading, where: Filter, hidden: frozenset[int]
    ) -> tuple[list[tuple[int, float]], list[int]]:
        """The fused list, and the passages worth a second look: its first, and those whose body alone fits best."""
        nearest = self._pool.submit(self.nearest, reading.vector, where)
        heading, body = self._fields(reading.terms, where)
        fused = _fuse(((FULL_TEXT_WEIGHT, _summed(heading, body)), (1.0, nearest.result())), hidden)
        first = [*_uncut(fused, CANDIDATES), *_uncut(_ordered(body), BODY_CANDIDATES)]
        return fused, [position for position, _ in first if position not in hidden]

    def fused(self, reading: Reading, where: Filter) -> list[tuple[int, float]]:
        """Full text and vectors, fused by rank, as (position, score)."""
        return self._look_up(reading, where, frozenset())[0]

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

    def _terms_at(self, positions: Sequence[int]) -> tuple[list[list[str]], list[list[str]]]:
        row_ids = self.row_ids(positions)
        if not row_ids:
            return [], []
        if len(self._terms) > KEPT_PASSAGES:
            self._terms = {}
        known = self._terms
        if missing := [row_id for row_id in row_ids if row_id not in known]:
            rows = self._table.take_row_ids(missing).select(["heading_terms", "body_terms"]).with_row_id().to_arrow()
            for row in rows.to_pylist():
                known[row["_rowid"]] = (row["heading_terms"].split(), row["body_terms"].split())
        return [known[row_id][0] for row_id in row_ids], [known[row_id][1] for row_id in row_ids]

    def _candidates(
        self, passages: _Passages, positions: Sequence[int], places: Mapping[int, int], query_vector: Vectors
    ) -> Candidates:
        """What is compared with one reading of a question."""
        heading, body = self._load_vectors()
        these = np.array(positions)
        return Candidates(
            sources=passages.sources,
            headings=passages.headings,
            bodies=passages.bodies,
            named=passages.named,
            places=np.array([min(places.get(position, CANDIDATES), CANDIDATES) for position in positions]),
            heading_cosines=heading.cosines(query_vector, these),
            body_cosines=body.cosines(query_vector, these),
            body_vectors=body.at(these),
        )

    def full_text(self, query_terms: Sequence[str], where: Filter) -> list[tuple[int, float]]:
        """BM25 on heading and body, summed, as (position, score); a passage past a field's depth has nothing there.

        LanceDB sums exactly in one query of two parts, but cannot skip ahead in it: over MedQuAD two queries of
        one part each took two thirds of the time, half at the 95th percentile, for the same quality.
        """
        return _summed(*self._fields(query_terms, where))

    def _fields(self, query_terms: Sequence[str], where: Filter) -> tuple[dict[int, float], dict[int, float]]:
        """BM25 on the heading, and on the body."""
        if not query_terms:
            return {}, {}
        heading, body = self._best_in(["heading_terms", "body_terms"], " ".join(query_terms), where)
        return dict(heading), dict(body)

    def _best_in(self, columns: Sequence[str], text: str, where: Filter) -> list[list[tuple[int, float]]]:
        """BM25 on each field, cut only where the score changes."""
        # A filter that admits every passage, as the usual one does, is not worth LanceDB's while.
        predicate = None if self._admitted(where).all() else where.sql()
        best: dict[str, list[tuple[int, float]]] = {}
        depth = FIELD_DEPTH
        while wanted := [column for column in columns if column not in best]:
            for column, found in zip(wanted, best_matches(self._table, text, wanted, depth, predicate), strict=True):
                scores = found["_score"].to_numpy()
                kept = scores > scores.min() if len(scores) == depth else np.ones(len(scores), dtype=bool)
                if kept.any() or not len(scores):
                    positions = self._positions(found["_rowid"].to_numpy()[kept])
                    best[column] = list(zip(positions.tolist(), scores[kept].tolist(), strict=True))
            depth *= 4
        return [best[column] for column in columns]

    def texts_with(self, term: str, count: int) -> list[str]:
        """The texts of the passages that a term best fits."""
        (found,) = self._best_in(["body_terms"], term, Filter())
        ranked = sorted(found, key=lambda entry: (-entry[1], entry[0]))[:count]
        row_ids = self.row_ids(position for position, _ in ranked)
        if not row_ids:
            return []
        rows = self._table.take_row_ids(row_ids).select(["text"]).to_arrow()
        texts: list[str] = rows["text"].to_pylist()
        return texts

    def nearest(self, query_vector: Vectors, where: Filter) -> list[tuple[int, float]]:
        """The passages nearest in meaning: cosine with the heading plus cosine with the body."""
        if not query_vector.any():
            return []
        heading, body = self._load_vectors()
        scores = heading.cosines(query_vector) + body.cosines(query_vector)
        scores[~self._admitted(where)] = -np.inf
        count = min(DEPTH, len(scores))
        cut = np.partition(scores, -count)[-count]
        positions = np.flatnonzero((scores >= cut) & np.isfinite(scores))
        order = np.lexsort((positions, -scores[positions]))[:count]
        return [(int(positions[i]), float(scores[positions[i]])) for i in order]

    def positions_of(self, document_id: str) -> range:
        """The positions of a document's passages, in the order of its text."""
        place = bisect_left(self._document_ids, document_id)
        if place == len(self._document_ids) or self._document_ids[place] != document_id:
            return range(0)
        return range(int(self._first_of[place]), int(self._first_of[place + 1]))

    def row_ids(self, positions: Iterable[int]) -> list[int]:
        """LanceDB's row ids of these positions."""
        return [int(self._row_ids[position]) for position in positions]

    def _positions(self, row_ids: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
        found: npt.NDArray[np.int64] = self._by_row_id[np.searchsorted(self._sorted_row_ids, row_ids)]
        return found

    def _admitted(self, where: Filter) -> npt.NDArray[np.bool_]:
        mask = self._admitted_by.get(where)
        if mask is None:
            if len(self._admitted_by) > 64:
                self._admitted_by.clear()
            mask = self._admitted_by[where] = where.mask(self._columns)
        return mask

    def _load_vectors(self) -> tuple[_VectorColumn, _VectorColumn]:
        if self._vectors is None:
            rows = self._table.search().select(["heading_vector", "body_vector"]).with_row_id(True).to_arrow()
            positions = self._positions(rows["_rowid"].to_numpy())
            heading, body = (
                _VectorColumn(_matrix(rows[name]), positions) for name in ("heading_vector", "body_vector")
            )
            self._vectors = (heading, body)
        return self._vectors


class _VectorColumn:
    """One vector a passage, and its length; multiplied exactly, in any order (see `embedding`)."""

    def __init__(self, vectors: Vectors, positions: npt.NDArray[Any]) -> None:
        placed = np.empty_like(vectors)
        placed[positions] = vectors
        self._norms = norms(placed)
        self._vectors: npt.NDArray[Any] = placed.astype(np.float32) if len(placed) <= _WIDE_ROWS else placed

    def at(self, positions: npt.NDArray[Any]) -> Vectors:
        """The vectors at these positions."""
        vectors: Vectors = self._vectors[positions].astype(np.int8)
        return vectors

    def cosines(self, query: Vectors, positions: npt.NDArray[Any] | None = None) -> npt.NDArray[np.float64]:
        """The query's cosine with every vector, or with those at some positions."""
        vectors, lengths = self._vectors, self._norms
        if positions is not None:
            vectors, lengths = vectors[positions], lengths[positions]
        wide = query.astype(np.float32).ravel()
        if vectors.dtype == np.float32:
            products = vectors @ wide
        else:
            pieces = range(0, len(vectors), _PIECE)
            products = np.concatenate([vectors[i : i + _PIECE].astype(np.float32) @ wide for i in pieces])
        result: npt.NDArray[np.float64] = products.astype(np.float64) / (lengths * norms(query.reshape(1, -1))[0])
        return result


@dataclass(frozen=True, slots=True, eq=False)
class _Passages:
    """The terms of candidates; `named` says whose heading shares a term with what its source says."""

    sources: npt.NDArray[np.int64]
    headings: list[list[str]]
    bodies: list[list[str]]
    named: npt.NDArray[np.bool_]


def _summed(heading: Mapping[int, float], body: Mapping[int, float]) -> list[tuple[int, float]]:
    """Both fields' scores together, best first."""
    summed = {position: HEADING_BOOST * score for position, score in heading.items()}
    for position, score in body.items():
        summed[position] = summed.get(position, 0.0) + score
    return _ordered(summed)[:DEPTH]


def _fuse(
    rankings: Iterable[tuple[float, Sequence[tuple[int, float]]]], hidden: frozenset[int]
) -> list[tuple[int, float]]:
    """Reciprocal rank fusion of weighted rankings without hidden positions; equal sums in order of position."""
    fused: dict[int, float] = {}
    for weight, ranking in rankings:
        admitted = (position for position, _ in ranking if position not in hidden)
        for rank, position in enumerate(admitted, start=1):
            fused[position] = fused.get(position, 0.0) + weight / (RRF_CONSTANT + rank)
    return _ordered(fused)


def _ordered(scores: Mapping[int, float]) -> list[tuple[int, float]]:
    """Best first, equals in order of position."""
    return sorted(scores.items(), key=lambda entry: (-entry[1], entry[0]))


def _uncut(ranked: Sequence[tuple[int, float]], count: int) -> Sequence[tuple[int, float]]:
    """The first of a ranking, and whatever scores as the last of them does."""
    while 0 < count < len(ranked) and ranked[count][1] == ranked[count - 1][1]:
        count += 1
    return ranked[:count]


def _below(score: float, ranked: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
    """A ranking's scores, made smaller so that all are below a score."""
    return [(position, 0.99 * score * other / ranked[0][1]) for position, other in ranked]


def _matrix(column: Any) -> Vectors:
    chunks = [
        chunk.flatten().to_numpy(zero_copy_only=False).reshape(len(chunk), -1) for chunk in column.chunks if len(chunk)
    ]
    result: Vectors = np.concatenate(chunks)
    return result
