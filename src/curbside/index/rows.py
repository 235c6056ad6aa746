"""The rows of a table by row id: held in memory where they are few, else read from the table each time.

LanceDB takes some 7 ms for the 90 passages of one search over MedQuAD, however it is asked; memory 0.1 ms.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from curbside.index.lance import rows_at, rows_of


class Rows:
    """The columns of a table that are read row by row; `held` says whether they are kept in memory, from the first use.

    A table is open at one version, which never changes.
    """

    def __init__(self, table: Any, columns: Sequence[str], *, held: bool) -> None:
        self._table = table
        self._columns = list(columns)
        self._is_held = held
        self._in_memory: _InMemory | None = None
        self._lock = threading.Lock()

    def at(self, row_ids: Sequence[int], columns: Sequence[str]) -> list[dict[str, Any]]:
        """The values of some of the columns in these rows, in this order."""
        if not len(row_ids):
            return []
        if self._is_held:
            return self._load().at(row_ids, columns)
        found = {row["_rowid"]: row for row in rows_at(self._table, row_ids, columns)}
        return [found[row_id] for row_id in row_ids]

    def _load(self) -> _InMemory:
        with self._lock:
            if self._in_memory is None:
                rows = rows_of(self._table, self._columns, with_row_ids=True)
                self._in_memory = _InMemory(rows.combine_chunks())
            return self._in_memory


class _InMemory:
    """Rows as Arrow holds them, found by row id."""

    def __init__(self, rows: pa.Table) -> None:
        row_ids = rows["_rowid"].to_numpy()
        self._order: npt.NDArray[np.int64] = np.argsort(row_ids)
        self._row_ids = row_ids[self._order]
        self._rows = rows

    def at(self, row_ids: Sequence[int], columns: Sequence[str]) -> list[dict[str, Any]]:
        wanted = np.asarray(row_ids, dtype=self._row_ids.dtype)
        found = np.minimum(np.searchsorted(self._row_ids, wanted), len(self._row_ids) - 1)
        if not np.array_equal(self._row_ids[found], wanted):
            raise KeyError("A row that was asked for is not in the table.")
        rows: list[dict[str, Any]] = self._rows.select(list(columns)).take(pa.array(self._order[found])).to_pylist()
        return rows
