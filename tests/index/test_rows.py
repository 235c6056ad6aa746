"""Rows come the same whether they are kept in memory or read from the table."""

from __future__ import annotations

import pyarrow as pa
import pytest

from curbside.index.lance import connect
from curbside.index.rows import Rows

COLUMNS = ["name", "number"]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory):
    made = connect(tmp_path_factory.mktemp("rows")).create_table(
        "rows", pa.table({"name": [f"row {n}" for n in range(40)], "number": list(range(40))})
    )
    made.add(pa.table({"name": ["late"], "number": [99]}))  # in a piece of its own
    made.delete("number = 3")
    return made


def ids_of(table) -> dict[str, int]:
    rows = table.search().select(["name"]).with_row_id(True).to_arrow()
    return dict(zip(rows["name"].to_pylist(), rows["_rowid"].to_pylist(), strict=True))


@pytest.mark.parametrize("held", [True, False])
def test_rows_come_in_the_order_in_which_they_were_asked_for(table, held: bool) -> None:
    ids = ids_of(table)
    names = ["row 30", "late", "row 2", "row 17"]
    found = Rows(table, COLUMNS, held=held).at([ids[name] for name in names], ["name"])
    assert [row["name"] for row in found] == names


def test_what_is_kept_in_memory_is_what_the_table_holds(table) -> None:
    ids = list(ids_of(table).values())
    held, read = (Rows(table, COLUMNS, held=held).at(ids, COLUMNS) for held in (True, False))
    assert [(row["name"], row["number"]) for row in held] == [(row["name"], row["number"]) for row in read]


@pytest.mark.parametrize("held", [True, False])
def test_no_row_asked_for_is_no_row(table, held: bool) -> None:
    assert Rows(table, COLUMNS, held=held).at([], COLUMNS) == []


def test_a_row_that_is_not_there_is_an_error(table) -> None:
    deleted = {**ids_of(table)}
    gone = next(n for n in range(40) if n not in deleted.values())
    for held in (True, False):
        with pytest.raises(LookupError):
            Rows(table, COLUMNS, held=held).at([gone], COLUMNS)
