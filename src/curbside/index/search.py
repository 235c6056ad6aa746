"""Finding passages: full text on heading and body, vectors on both, fused by rank.

Every step is a function of the evidence alone, never of how it got in. Full-text scores are exact and equal
however the rows were added, but LanceDB cuts a list in the middle of equal scores, by row; here a list is cut
only where the score changes. Vector scores are exact integers' cosines. What is still equal is ordered by
document id, then span.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from curbside.evidence.kinds import Reader, SourceKind, Standing
from curbside.index.embedding import Vectors, norms
from curbside.index.lance import lancedb

# How many passages each retriever contributes, and how far full text looks in each field.
DEPTH = 200
FIELD_DEPTH = 300
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
        self._vectors: tuple[_VectorColumn, _VectorColumn] | None = None
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="curbside-vectors")

    def __len__(self) -> int:
        return len(self._row_ids)

    def close(self) -> None:
        """Let the worker thread go."""
        self._pool.shutdown(wait=False)

    def search(
        self,
        query_terms: Sequence[str],
        query_vector: Vectors,
        limit: int,
        where: Filter,
        withdrawn: frozenset[int] = frozenset(),
    ) -> list[tuple[int, float]]:
        """The best passages as (position, score), best first; equal scores by document id, then span.

        `withdrawn` passages are found only where the filter asks for retracted ones.
        """
        if not len(self):
            return []
        nearest = self._pool.submit(self.nearest, query_vector, where)
        full_text = self.full_text(query_terms, where)
        hidden = frozenset() if Standing.RETRACTED in where.standings else withdrawn
        return _fuse(((FULL_TEXT_WEIGHT, full_text), (1.0, nearest.result())), limit, hidden)

    def full_text(self, query_terms: Sequence[str], where: Filter) -> list[tuple[int, float]]:
        """BM25 on heading and body, summed, as (position, score); a passage past a field's depth has nothing there.

        LanceDB sums exactly in one query of two parts, but cannot skip ahead in it: over MedQuAD two queries of
        one part each took two thirds of the time, half at the 95th percentile, for the same quality.
        """
        if not query_terms:
            return []
        summed: dict[int, float] = {}
        for column, boost in (("heading_terms", HEADING_BOOST), ("body_terms", 1.0)):
            for position, score in self._best_in(column, " ".join(query_terms), where):
                summed[position] = summed.get(position, 0.0) + boost * score
        return sorted(summed.items(), key=lambda entry: (-entry[1], entry[0]))[:DEPTH]

    def _best_in(self, column: str, text: str, where: Filter) -> list[tuple[int, float]]:
        """BM25 on one field, cut only where the score changes."""
        query = lancedb().query.MatchQuery(text, column)
        # A filter that admits every passage, as the usual one does, is not worth LanceDB's while.
        predicate = None if self._admitted(where).all() else where.sql()
        depth = FIELD_DEPTH
        while True:
            search = self._table.search(query, query_type="fts").select(["_score"]).with_row_id(True).limit(depth)
            if predicate is not None:
                search = search.where(predicate, prefilter=True)
            found = search.to_arrow()
            scores = found["_score"].to_numpy()
            kept = scores > scores.min() if len(scores) == depth else np.ones(len(scores), dtype=bool)
            if kept.any() or not len(scores):
                positions = self._positions(found["_rowid"].to_numpy()[kept])
                return list(zip(positions.tolist(), scores[kept].tolist(), strict=True))
            depth *= 4

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

    def cosines(self, query: Vectors) -> npt.NDArray[np.float64]:
        wide = query.astype(np.float32).ravel()
        if self._vectors.dtype == np.float32:
            products = self._vectors @ wide
        else:
            pieces = range(0, len(self._vectors), _PIECE)
            products = np.concatenate([self._vectors[i : i + _PIECE].astype(np.float32) @ wide for i in pieces])
        result: npt.NDArray[np.float64] = products.astype(np.float64) / (self._norms * norms(query.reshape(1, -1))[0])
        return result


def _fuse(
    rankings: Iterable[tuple[float, Sequence[tuple[int, float]]]], limit: int, hidden: frozenset[int]
) -> list[tuple[int, float]]:
    """Reciprocal rank fusion of weighted rankings without hidden positions; equal sums in order of position."""
    fused: dict[int, float] = {}
    for weight, ranking in rankings:
        admitted = (position for position, _ in ranking if position not in hidden)
        for rank, position in enumerate(admitted, start=1):
            fused[position] = fused.get(position, 0.0) + weight / (RRF_CONSTANT + rank)
    return sorted(fused.items(), key=lambda entry: (-entry[1], entry[0]))[:limit]


def _matrix(column: Any) -> Vectors:
    chunks = [
        chunk.flatten().to_numpy(zero_copy_only=False).reshape(len(chunk), -1) for chunk in column.chunks if len(chunk)
    ]
    result: Vectors = np.concatenate(chunks)
    return result
