"""The catalogue: a library's sources as one looks through them, a page at a time, filtered and counted.

It holds a few columns of every document, read once a state of the library; the records of a page are read when it is
shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, reduce
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from curbside.evidence.kinds import SourceKind, Standing
from curbside.evidence.reference import folded
from curbside.index.lance import rows_of

_COLUMNS = ["document_id", "year", "kind", "standing", "pack", "jurisdiction", "searched"]
# What a library that was made by an earlier version may lack, in its table or in some rows.
_ADDED = ("jurisdiction", "searched")
# Further words of a search are left out.
MOST_WORDS = 10
# By what sources are counted beside the choices of a filter.
FACETS = ("kind", "standing", "pack", "jurisdiction")


class SourceOrder(StrEnum):
    """In what order sources are listed; those without a year come last by year."""

    YEAR = "year"
    TITLE = "title"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFilter:
    """Which sources are looked for; what is None does not matter.

    `words` begin words of the title, or of a name among authors and publisher; accents and case are ignored.
    """

    words: str = ""
    kind: SourceKind | None = None
    standing: Standing | None = None
    pack: str | None = None
    jurisdiction: str | None = None
    year_from: int | None = None
    year_to: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it lets every source through."""
        return self == SourceFilter()


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the sources found, by document id.

    `counts` says for each of FACETS how many sources each of its values would leave, the rest of the filter as it is.
    """

    document_ids: tuple[str, ...]
    total: int
    page: int
    pages: int
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def searched_names(record: Mapping[str, Any]) -> str:
    """What the catalogue searches of a reference's record: title, authors and publisher, each word after a space."""
    parts = [record["title"], *record.get("authors", ()), record.get("publisher") or ""]
    return f" {folded(' '.join(parts))}"


class Catalogue:
    """The columns of every current document, newest first.

    `standings` has the documents that stand otherwise than their own rows say.
    """

    def __init__(self, documents: Any, standings: Mapping[str, Standing]) -> None:
        present = [name for name in _COLUMNS if name in documents.schema.names]
        rows = _completed(documents, rows_of(documents, present))
        rows = _standing_together(rows.combine_chunks(), standings)
        order = [("year", "descending"), ("searched", "ascending"), ("document_id", "ascending")]
        self._rows = rows.take(pc.sort_indices(rows, sort_keys=order))

    def find(self, where: SourceFilter, order: SourceOrder, page: int, size: int) -> Listing:
        """The page of that number, counted from 1, of the sources that pass; the last one if there are fewer."""
        masks = self._masks(where)
        found = _all(masks.values(), len(self._rows))
        total = int(np.count_nonzero(found))
        pages = max(1, -(-total // size))
        page = min(max(1, page), pages)
        ordered = np.flatnonzero(found) if order is SourceOrder.YEAR else self._by_title[found[self._by_title]]
        shown = self._rows["document_id"].take(pa.array(ordered[(page - 1) * size : page * size]))
        return Listing(
            tuple(shown.to_pylist()), total, page, pages, {name: self._counts(name, masks) for name in FACETS}
        )

    def _masks(self, where: SourceFilter) -> dict[str, np.ndarray[Any, Any]]:
        rows = self._rows
        masks = {name: _mask(pc.equal(rows[name], value)) for name in FACETS if (value := getattr(where, name))}
        if where.year_from is not None:
            masks["year_from"] = _mask(pc.greater_equal(rows["year"], where.year_from))
        if where.year_to is not None:
            masks["year_to"] = _mask(pc.less_equal(rows["year"], where.year_to))
        if where.words.strip():
            masks["words"] = self._with_words(folded(where.words).split()[:MOST_WORDS])
        return masks

    def _with_words(self, words: Sequence[str]) -> np.ndarray[Any, Any]:
        found = np.arange(len(self._rows))
        for word in words:
            searched = self._rows["searched"].take(pa.array(found))
            found = found[_mask(pc.match_substring(searched, f" {word}"))]
        mask = np.zeros(len(self._rows), dtype=bool)
        mask[found] = True
        return mask

    def _counts(self, name: str, masks: Mapping[str, np.ndarray[Any, Any]]) -> dict[str, int]:
        others = _all((mask for key, mask in masks.items() if key != name), len(self._rows))
        counted = pc.value_counts(self._rows[name].filter(pa.array(others))).to_pylist()
        return {one["values"]: one["counts"] for one in counted if one["values"] is not None}

    @cached_property
    def _by_title(self) -> np.ndarray[Any, Any]:
        order = [("searched", "ascending"), ("document_id", "ascending")]
        return np.asarray(pc.sort_indices(self._rows, sort_keys=order))


def _mask(passing: Any) -> np.ndarray[Any, Any]:
    return np.asarray(pc.fill_null(passing, False).to_numpy(), dtype=bool)


def _all(masks: Iterable[np.ndarray[Any, Any]], length: int) -> np.ndarray[Any, Any]:
    return reduce(np.logical_and, masks, np.ones(length, dtype=bool))


def _completed(documents: Any, rows: pa.Table) -> pa.Table:
    """Rows with every column; what was not stored beside the record is read from the record."""
    for name in _ADDED:
        if name not in rows.schema.names:
            rows = rows.append_column(name, pa.nulls(len(rows), pa.string()))
    if rows["searched"].null_count:
        records = rows_of(documents, ["document_id", "record"]).to_pylist()
        read = {one["document_id"]: json.loads(one["record"])["reference"] for one in records}
        references = [read[one] for one in rows["document_id"].to_pylist()]
        rows = rows.drop_columns(list(_ADDED))
        rows = rows.append_column(
            "jurisdiction", pa.array([one.get("jurisdiction") for one in references], pa.string())
        )
        rows = rows.append_column("searched", pa.array(map(searched_names, references), pa.string()))
    return rows.select(_COLUMNS)


def _standing_together(rows: pa.Table, standings: Mapping[str, Standing]) -> pa.Table:
    """Rows that stand as all texts of their source do; what the owner retired stays retired."""
    if not standings:
        return rows
    ids = rows["document_id"].to_pylist()
    theirs = [
        standings[one].value if one in standings and own != Standing.RETIRED else own
        for one, own in zip(ids, rows["standing"].to_pylist(), strict=True)
    ]
    return rows.set_column(rows.schema.get_field_index("standing"), "standing", pa.array(theirs, pa.string()))
