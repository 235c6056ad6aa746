"""LanceDB at arm's length: opening it quickly, naming its errors, and the few operations used.

Everything Curbside asks of LanceDB is here; no other module imports it. Its table versions are not evidence
versions (see the design): which version is read is always the manifest's business.
"""

from __future__ import annotations

import asyncio
import errno
import importlib.util
import os
import sys
import types
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from curbside.errors import LibraryDamaged, LibraryFull

# Longer than any library will live: `optimize` prunes versions older than this, and what may be pruned is
# decided in `prune`, never by age alone.
_NEVER = timedelta(days=36_500)
_LARGEST = 2**64 - 1
_SOME_ROWS = 500
# Columns are stored as they are. Packing them took two thirds of the time of writing (measured: 100 µs an abstract,
# in place of 37), to make a library smaller by two fifths.
_AS_IT_IS = {"lance-encoding:compression": "none"}
_REMOTE_CLIENT = "lance_namespace_urllib3_client"
_CHECKS = "overrides"
_FULL = ("no space left", "os error 28", "file too large", "os error 27", "disk quota", "os error 122")


@lru_cache(maxsize=1)
def lancedb() -> Any:
    """The lancedb module, imported on first use.

    Its import builds the client of a remote catalogue service, over a second of work that an embedded
    database never uses. Placing that package in `sys.modules` without running its `__init__` leaves its
    submodules importable one by one, and only those that are needed are.
    """
    if _REMOTE_CLIENT not in sys.modules:
        spec = importlib.util.find_spec(_REMOTE_CLIENT)
        if spec is not None:
            sys.modules[_REMOTE_CLIENT] = importlib.util.module_from_spec(spec)
    with _without_checks_of_overriding():
        import lancedb as module

    return module


@contextmanager
def _without_checks_of_overriding() -> Iterator[None]:
    """Import without the package `overrides`, which reads the byte code of every class that LanceDB derives.

    That is a quarter of LanceDB's import. From Python 3.12 on LanceDB does without, with the same two names in its
    place.
    """
    if _CHECKS in sys.modules:
        yield
        return
    unchecked: Any = types.ModuleType(_CHECKS)
    unchecked.override = lambda method: method
    unchecked.EnforceOverrides = type("EnforceOverrides", (), {})
    sys.modules[_CHECKS] = unchecked
    try:
        yield
    finally:
        del sys.modules[_CHECKS]


def is_full(error: Exception) -> bool:
    """Whether an error says that the disk is full, or that a file may not grow."""
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
    return full or any(sign in str(error).lower() for sign in _FULL)


@contextmanager
def lance_errors(folder: Path) -> Iterator[None]:
    """Translate LanceDB's and the operating system's errors, in this one place."""
    try:
        yield
    except (OSError, RuntimeError, ValueError) as error:
        text = str(error).lower()
        if is_full(error):
            raise LibraryFull(
                f"There is no room left for the library at {folder}.",
                "Free some space and run the command again; what was committed before is untouched.",
            ) from error
        if isinstance(error, PermissionError) or "permission denied" in text:
            raise LibraryDamaged(
                f"The library at {folder} may not be written or read.", "Check the folder's permissions."
            ) from error
        if "not found" in text or isinstance(error, FileNotFoundError):
            raise LibraryDamaged(
                f"A part of the library at {folder} that its manifest names is missing.",
                "Run `curbside doctor`, or restore the library from a backup.",
            ) from error
        raise


def connect(folder: Path) -> Any:
    """Open or create the database in a folder."""
    return lancedb().connect(str(folder))


def open_at(database: Any, name: str, version: int) -> Any:
    """Open a table at one version, for reading."""
    table = database.open_table(name)
    table.checkout(version)
    return table


def files_at(folder: Path, name: str, version: int, named: str) -> list[Path]:
    """The files that a table of the database in a folder is read from at one version, the version's own first.

    `named` is the tag that protects it. Data files of other versions are among them, but nothing that names those:
    opened from these files alone, the table has this version and no other. What a writer is still writing, under a
    name that begins with a dot, is of no version. Raises FileNotFoundError where the version is not there.
    """
    table = folder / f"{name}.lance"
    # LanceDB counts the names down from the largest number, so that the newest comes first; early versions did not.
    own = [table / "_versions" / f"{_LARGEST - version:020}.manifest", table / "_versions" / f"{version}.manifest"]
    found = next((path for path in own if path.exists()), None)
    if found is None:
        raise FileNotFoundError(f"version {version} of {name} not found")
    tag_file = table / "_refs" / "tags" / f"{named}.json"
    data = [
        Path(place) / file
        for part in ("data", "_deletions", "_indices")
        for place, _, files in os.walk(table / part)
        for file in files
        if not file.startswith(".")
    ]
    return [found, *([tag_file] if tag_file.exists() else []), *sorted(data)]


def read_through(table: Any) -> int:
    """Read everything that a table holds, a little at a time; how many rows that were."""
    return sum(len(batch) for batch in table.search().to_batches(batch_size=_SOME_ROWS))


def create_table(database: Any, name: str, schema: pa.Schema, *, anew: bool = False) -> Any:
    """Create an empty table; `anew` in place of whatever an interrupted writer left by this name."""
    as_they_are = pa.schema([field.with_metadata(_AS_IT_IS) for field in schema])
    return database.create_table(name, schema=as_they_are, mode="overwrite" if anew else "create")


def open_for_writing(database: Any, name: str, version: int) -> Any:
    """Open a table with that version as its newest state: what an interrupted writer left is undone."""
    table = database.open_table(name)
    if table.version != version:
        table.restore(version)
    return table


def add_missing_columns(table: Any, schema: pa.Schema) -> None:
    """Give a table of an earlier version the columns that it lacks, empty in every row."""
    present = set(table.schema.names)
    missing = [field for field in schema if field.name not in present]
    if missing:
        table.add_columns(pa.schema(missing))


def table_names(database: Any) -> set[str]:
    """The names of all tables of a database."""
    names: set[str] = set()
    token = None
    while True:
        page = database.list_tables(page_token=token) if token else database.list_tables()
        names.update(page.tables)
        token = page.page_token
        if not token:
            return names


def rows_of(table: Any, columns: Sequence[str] | None = None, *, with_row_ids: bool = False) -> pa.Table:
    """Every row of a table, with its `_rowid` if wanted; in one turn, as in `begin_matching`."""
    query = table._table.query()
    if columns is not None:
        query = query.select(list(columns))
    if with_row_ids:
        query = query.with_row_id()
    return _in_one_turn(query.to_arrow)


def rows_where(
    table: Any, predicate: str, columns: Sequence[str] | None = None, limit: int | None = None
) -> list[dict[str, Any]]:
    """The rows of which a predicate holds, `limit` at the most; in one turn, as in `begin_matching`."""
    query = table._table.query().where(predicate)
    if columns is not None:
        query = query.select(list(columns))
    if limit is not None:
        query = query.limit(limit)
    rows: list[dict[str, Any]] = _in_one_turn(query.to_arrow).to_pylist()
    return rows


def rows_at(table: Any, row_ids: Sequence[int], columns: Sequence[str]) -> list[dict[str, Any]]:
    """The rows with these row ids, each with its `_rowid`; in one turn, as in `begin_matching`."""
    query = table._table.take_row_ids(list(row_ids)).select(list(columns)).with_row_id()
    rows: list[dict[str, Any]] = _in_one_turn(query.to_arrow).to_pylist()
    return rows


def begin_matching(
    table: Any, text: str, columns: Sequence[str], depth: int, predicate: str | None
) -> Callable[[], list[pa.Table]]:
    """Begin full-text searches; what is returned waits for them.

    It then says for each column `_rowid` and `_score` of the rows found there, `depth` at the most. The searches run
    side by side, in one turn of LanceDB's own loop: its blocking table takes five turns for each, and twice the time.
    """

    async def in_column(column: str) -> pa.Table:
        query = table._table.query().nearest_to_text(lancedb().query.MatchQuery(text, column))
        found = query.select(["_score"]).with_row_id().limit(depth)
        return await (found if predicate is None else found.where(predicate)).to_arrow()

    async def in_all() -> list[pa.Table]:
        return list(await asyncio.gather(*map(in_column, columns)))

    from lancedb.background_loop import LOOP

    return asyncio.run_coroutine_threadsafe(in_all(), LOOP.loop).result


def _in_one_turn(asked: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    """What is asked of LanceDB's own loop."""
    from lancedb.background_loop import LOOP

    loop: Any = LOOP
    return loop.run(asked())


def _of_each(asked: Callable[[Any], Coroutine[Any, Any, Any]], tables: Iterable[Any]) -> list[Any]:
    """What is asked of each table, one after the other, in one turn of LanceDB's own loop."""

    async def of_all() -> list[Any]:
        return [await asked(table) for table in tables]

    found: list[Any] = _in_one_turn(of_all)
    return found


def index_full_text(table: Any, column: str) -> None:
    """Build the full-text index of a column of space-separated terms anew, over every row."""
    from lancedb.index import FTS

    # The terms are already folded, stemmed and freed of stop words; the index must not change them again.
    config = FTS(
        base_tokenizer="whitespace",
        with_position=False,
        stem=False,
        remove_stop_words=False,
        lower_case=False,
        ascii_folding=False,
        max_token_length=None,
    )
    table.create_index(column, config=config, replace=True)


def index_lookup(table: Any, column: str) -> None:
    """Build the index that finds rows by a column's exact value."""
    from lancedb.index import BTree

    table.create_index(column, config=BTree(), replace=True)


def index_members(table: Any, column: str) -> None:
    """Build the index that finds rows by one of the values in a column of lists."""
    from lancedb.index import LabelList

    table.create_index(column, config=LabelList(), replace=True)


def indexed_columns(table: Any) -> set[str]:
    """The columns that have an index."""
    return {column for index in table.list_indices() for column in index.columns}


def fragment_count(table: Any) -> int:
    """In how many pieces a table's data lies."""
    return int(table.stats()["fragment_stats"]["num_fragments"])


def fold_in(table: Any) -> None:
    """Compact new rows and cover them by every index, removing nothing."""
    table.optimize(cleanup_older_than=_NEVER)


def uncovered_rows(table: Any) -> int:
    """How many rows some index of a table does not cover yet."""
    return sum(int(index.num_unindexed_rows or 0) for index in table.list_indices())


def most_uncovered_rows(table: Any) -> int:
    """How many rows the index that covers the fewest leaves out."""
    return max((int(index.num_unindexed_rows or 0) for index in table.list_indices()), default=0)


def versions(tables: Iterable[Any]) -> list[int]:
    """The present version of each table; in one turn, as in `begin_matching`."""
    return _of_each(lambda table: table._table.version(), tables)


def tag(tables: Iterable[Any], name: str) -> None:
    """Name the present version of each table, which protects it from pruning; in one turn, as in `begin_matching`."""

    async def named(table: Any) -> None:
        tags, version = table._table.tags, await table._table.version()
        if name in await tags.list():
            await tags.update(name, version)
        else:
            await tags.create(name, version)

    _of_each(named, tables)


def prune(tables: Iterable[Any], keep_tags: set[str]) -> None:
    """Remove versions older than the oldest one that `keep_tags` name. Tags not to be kept are dropped."""

    async def pruned(table: Any) -> None:
        table = table._table
        kept = []
        for name, entry in (await table.tags.list()).items():
            if name in keep_tags:
                kept.append(int(entry["version"]))
            else:
                await table.tags.delete(name)
        if not kept:
            return
        times = {int(entry["version"]): entry["timestamp"] for entry in await table.list_versions()}
        oldest = times.get(min(kept))
        if oldest is None or min(times) >= min(kept):
            return
        if oldest.tzinfo is None:
            oldest = oldest.astimezone()
        # A second more than the age of the oldest version to be kept: versions made in that same second stay.
        age = datetime.now(UTC) - oldest + timedelta(seconds=1)
        await table.optimize(cleanup_older_than=age)

    _of_each(pruned, tables)
