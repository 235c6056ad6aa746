"""The rows of the article database as lines of JSON: one form, whatever the database.

What is written from SQLite is read into PostgreSQL, and the other way round. Browsers' sessions are left out: they are
short, and one that was ended must not begin again because an old backup was restored.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, MetaData, Table, inspect, select, text
from sqlalchemy.orm import Session

from curbside.articles.schema import Base, SignIn
from curbside.evidence.digest import canonical_json

_LEFT_OUT = {SignIn.__tablename__}
# A row may hold a whole answer in three renderings; some hundred kB.
_SOME = 50
# Bytes of lines handed on together.
_PIECE = 4_000_000


def written_rows(session: Session) -> Iterator[tuple[str, int, bytes]]:
    """Every table's rows in pieces: its name, how many rows, and their lines; what is referred to comes first."""
    for table in Base.metadata.sorted_tables:
        if table.name in _LEFT_OUT:
            continue
        query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_SOME)
        lines: list[bytes] = []
        size = 0
        for row in session.execute(query).mappings():
            lines.append(canonical_json(dict(row)).encode("utf-8") + b"\n")
            size += len(lines[-1])
            if size >= _PIECE:
                yield table.name, len(lines), b"".join(lines)
                lines, size = [], 0
        if lines:
            yield table.name, len(lines), b"".join(lines)


def read_rows(connection: Connection, name: str, lines: Iterable[bytes]) -> int:
    """Put rows into the table of a name, as the database has it now; how many.

    Raises TypeError or ValueError where a line is none, and what SQLAlchemy raises where a row does not fit the table.
    """
    table = Table(name, MetaData(), autoload_with=connection)
    count = 0
    some: list[dict[str, Any]] = []
    for line in lines:
        some.append(dict(json.loads(line)))
        if len(some) >= _SOME:
            connection.execute(table.insert(), some)
            count += len(some)
            some = []
    if some:
        connection.execute(table.insert(), some)
    return count + len(some)


def empty(connection: Connection, name: str) -> None:
    """Take out what making the tables put into one of them (the head of an audit trail that has no entry)."""
    connection.execute(Table(name, MetaData(), autoload_with=connection).delete())


def count_on(connection: Connection) -> None:
    """Let PostgreSQL number new rows after those that came with their numbers; SQLite does by itself."""
    if connection.dialect.name == "sqlite":
        return
    for name in inspect(connection).get_table_names():
        if name in Base.metadata.tables and "id" in Base.metadata.tables[name].columns:
            newest = f"(SELECT max(id) FROM {name})"
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id')::regclass, {newest})"))
