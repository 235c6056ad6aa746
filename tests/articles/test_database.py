"""Opening the article database: made once, brought up to date with its data, refused where it cannot be relied on."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import inspect, select

from curbside.articles import schema
from curbside.articles.database import FILE, Database, file_system_of, open_database
from curbside.articles.migrating import configuration, downgrade, known_revisions, upgrade
from curbside.errors import CurbsideError, DatabaseError, LibraryIncompatible

AT = "2026-11-28T12:00:00Z"
# A row of every table, as each migration found or made it, in an order that keeps references.
ROWS: dict[str, dict[str, object]] = {
    "accounts": {"id": 1, "name": "erin", "role": "editor", "failures": 0, "created_at": AT, "may_be_named": True},
    "tokens": {
        "id": 1, "account_id": 1, "label": "x", "secret_hash": "h", "scopes": "read", "created_at": AT,
        "expires_at": AT,
    },
    "sign_ins": {"id": 1, "account_id": 1, "secret_hash": "h", "created_at": AT, "expires_at": AT},
    "articles": {"id": 1, "slug": "a", "title": "A", "question": "A?", "question_key": "a", "created_at": AT},
    "versions": {
        "id": 1, "article_id": 1, "n": 1, "origin": "asked", "answer_id": "x", "evidence_version": "x", "digest": "x",
        "content": "x", "renderings": "{}", "asked": "{}", "edits": "[]", "dropped": "[]", "board_notes": "[]",
        "made_by": "erin", "submitter_id": 1, "submitted_by": "erin", "created_at": AT,
    },
    "version_states": {"version_id": 1, "article_id": 1, "state": "approved", "since": AT},
    "cited_revisions": {"version_id": 1, "document": "d", "revision": "r"},
    "assignments": {"id": 1, "article_id": 1, "account_id": 1, "assigned_by": "erin", "at": AT},
    "comments": {"id": 1, "version_id": 1, "author": "erin", "text": "x", "at": AT},
    "reports": {"id": 1, "version_id": 1, "reader": "patient", "text": "x", "at": AT},
    "decisions": {
        "id": 1, "version_id": 1, "account_id": 1, "decided_by": "rosa", "decision": "approve", "readers": "[]",
        "checklist": "[]", "digest": "x", "at": AT,
    },
    "audit_entries": {
        "n": 1, "at": AT, "actor": "erin", "channel": "local", "action": "publish", "detail": "{}", "previous": "",
        "hash": "x",
    },
}  # fmt: skip


def filled(database: Database) -> None:
    """A row in every table of this revision that can have one."""
    held = inspect(database.engine).get_table_names()
    with database.engine.connect().execution_options(curbside_writes=True) as connection, connection.begin():
        for name, row in ROWS.items():
            if name in held:
                connection.execute(schema.Base.metadata.tables[name].insert(), row)


def contents(database: Database) -> dict[str, list[dict[str, object]]]:
    with database.read() as session:
        return {
            name: [dict(row) for row in session.execute(select(schema.Base.metadata.tables[name])).mappings()]
            for name in ROWS
        }


def test_every_table_has_a_row_in_these_tests() -> None:
    assert set(ROWS) == set(schema.Base.metadata.tables) - {"audit_head"}


def test_the_tables_are_those_of_the_schema(database: Database) -> None:
    with database.engine.connect() as connection:
        command.check(configuration(connection))


def test_the_newest_step_is_the_one_that_opening_looks_for() -> None:
    assert known_revisions()[-1] == schema.REVISION


# What a step back takes away with its table.
LOST = {"reports"}


def test_each_step_keeps_the_rows_that_are_there_and_can_be_taken_back(database: Database) -> None:
    steps = known_revisions()
    filled(database)
    before = contents(database)
    for older in reversed(steps[:-1]):
        downgrade(database.engine, older)
    upgrade(database.engine)
    if len(steps) > 1:
        kept = {name: rows for name, rows in before.items() if name not in LOST}
        assert {name: rows for name, rows in contents(database).items() if name not in LOST} == kept
    downgrade(database.engine, "base")
    assert inspect(database.engine).get_table_names() == ["alembic_version"]
    upgrade(database.engine)
    with database.engine.connect() as connection:
        command.check(configuration(connection))


@pytest.mark.parametrize("table", schema.APPEND_ONLY)
def test_what_is_written_once_is_kept_by_the_database(database: Database, table: str) -> None:
    filled(database)
    column = next(iter(ROWS[table]))
    for change in (f"DELETE FROM {table}", f"UPDATE {table} SET {column} = {column}"):
        with pytest.raises(Exception, match="written once"), database.engine.begin() as connection:
            connection.exec_driver_sql(change)
    assert contents(database)[table]


@pytest.mark.parametrize("states", [("approved", "approved"), ("submitted", "under_review")])
def test_the_database_itself_keeps_one_version_in_each_place(database: Database, states: tuple[str, str]) -> None:
    filled(database)
    with pytest.raises(Exception, match=r"(?i)unique"), database.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE version_states SET state = '{states[0]}'")
        connection.execute(schema.Base.metadata.tables["versions"].insert(), {**ROWS["versions"], "id": 2, "n": 2})
        connection.execute(
            schema.Base.metadata.tables["version_states"].insert(),
            {"version_id": 2, "article_id": 1, "state": states[1], "since": AT},
        )


def test_many_openers_make_it_once(database_url: str | None, tmp_path: Path) -> None:
    def opened(_: int) -> int:
        with open_database(tmp_path, database_url) as database, database.read() as session:
            return session.get_one(schema.AuditHead, 1).n

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(opened, range(16))) == [0] * 16


def test_a_database_of_a_newer_version_is_refused(database_url: str | None, tmp_path: Path) -> None:
    with open_database(tmp_path, database_url) as database, database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(LibraryIncompatible, match="newer version"):
        open_database(tmp_path, database_url)


def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database, but long enough to be read as one" * 50)
    with pytest.raises(DatabaseError, match="damaged"):
        open_database(tmp_path)
    assert (tmp_path / FILE).read_bytes().startswith(b"not a database")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "no database's address"),
        ("mysql://root@localhost/x", "no mysql database"),
        ("postgresql://nobody:secret@127.0.0.1:1/none", "cannot be used"),
    ],
)
def test_an_address_that_does_not_lead_to_a_database_is_said_without_its_password(
    url: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(CurbsideError, match=said) as refused:
        open_database(tmp_path, url)
    assert "secret" not in str(refused.value)


def test_a_network_share_is_refused_with_advice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curbside.articles.database.file_system_of", lambda folder: "nfs4")
    with pytest.raises(DatabaseError, match="network share") as refused:
        open_database(tmp_path)
    assert "CURBSIDE_DATABASE_URL" in refused.value.hint
    assert not list(tmp_path.iterdir())


def test_only_its_owner_reads_the_file(tmp_path: Path) -> None:
    open_database(tmp_path).close()
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


def test_the_file_system_is_that_of_the_nearest_mount(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    share = tmp_path / "with space"
    (share / "library").mkdir(parents=True)
    named = str(share).replace(" ", "\\040")
    mounts.write_text(f"/dev/a / ext4 rw 0 0\nserver:/x {named} nfs4 rw 0 0\nnot a line\n", "utf-8")
    assert file_system_of(share / "library", mounts) == "nfs4"
    assert file_system_of(tmp_path, mounts) == "ext4"
    assert file_system_of(tmp_path, tmp_path / "none") is None


def test_articles_do_not_need_the_web() -> None:
    said = "import curbside.articles.publish, curbside.articles.reading, sys; print('fastapi' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
