"""The audit trail holds together, and shows what was changed, cut off or put in its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from curbside.articles import audit
from curbside.articles.actor import Actor
from curbside.articles.database import Database
from curbside.articles.states import Role, State
from curbside.errors import AuditBroken, CurbsideError, UsageError

ALICE = Actor("alice", Role.EDITOR, "local as root", 1)
AT = "2026-11-28T12:00:00Z"


def told(database: Database, count: int = 3) -> None:
    for n in range(count):
        with database.write() as session:
            audit.append(session, ALICE, AT, "publish", article=f"a-{n}", version=1, after=State.SUBMITTED)


def tampered(database: Database, statement: str) -> None:
    """Change the trail as somebody could who has the database in hand, triggers and all."""
    with database.engine.begin() as connection:
        if database.is_sqlite:
            for name in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS audit_entries_no_{name}")
        else:
            connection.exec_driver_sql("DROP TRIGGER IF EXISTS audit_entries_written_once ON audit_entries")
        connection.exec_driver_sql(statement)


def test_each_entry_hashes_the_one_before(database: Database) -> None:
    told(database)
    with database.read() as session:
        first, second, third = audit.entries(session)
        head = audit.verify(session)
    assert (first.previous, second.previous, third.previous) == ("", first.hash, second.hash)
    assert (head.n, head.hash) == (3, third.hash)
    assert (first.actor, first.channel, first.state_from, first.state_to) == (
        "alice", "local as root", None, "submitted",
    )  # fmt: skip


def test_an_entry_is_kept_only_together_with_its_change(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as session:
        audit.append(session, ALICE, AT, "publish")
        raise ZeroDivisionError
    with database.read() as session:
        assert audit.verify(session).n == 0


@pytest.mark.parametrize("change", ["UPDATE audit_entries SET actor = 'eve'", "DELETE FROM audit_entries"])
def test_the_database_itself_refuses_changes(database: Database, change: str) -> None:
    told(database)
    with pytest.raises(DBAPIError, match="written once"), database.engine.begin() as connection:
        connection.exec_driver_sql(change)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE audit_entries SET actor = 'eve' WHERE n = 2", "Entry 2 .* was changed"),
        ("UPDATE audit_entries SET detail = '{' WHERE n = 2", "Entry 2 .* was changed"),
        ("DELETE FROM audit_entries WHERE n = 2", "Entry 2 .* is missing"),
        ("DELETE FROM audit_entries WHERE n = 1", "Entry 1 .* is missing"),
        ("DELETE FROM audit_entries WHERE n = 3", "cut off"),
    ],
)
def test_what_was_changed_is_named(database: Database, change: str, said: str) -> None:
    told(database)
    tampered(database, change)
    with database.read() as session, pytest.raises(AuditBroken, match=said):
        audit.verify(session)


def test_a_trail_whose_end_was_cut_off_with_its_head_shows_against_an_export(
    database: Database, tmp_path: Path
) -> None:
    told(database)
    file = tmp_path / "trail.jsonl"
    with database.read() as session:
        assert audit.export(session, file) == 3
        before = list(audit.entries(session))
    tampered(database, "DELETE FROM audit_entries WHERE n = 3")
    with database.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE audit_head SET n = 2, hash = '{before[1].hash}'")
    with database.read() as session:
        assert audit.verify(session).n == 2
        with pytest.raises(AuditBroken, match="Entry 3 was exported, and the audit trail ends at 2"):
            audit.verify(session, audit.exported_heads(file))


def test_an_export_goes_on_where_it_ended(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "trail.jsonl"
    told(database, 2)
    with database.read() as session:
        audit.export(session, file)
    told(database, 2)
    with database.read() as session:
        assert audit.export(session, file) == 2
        assert audit.export(session, file) == 0
    assert [json.loads(line)["n"] for line in file.read_text("utf-8").splitlines()] == [1, 2, 3, 4]


def test_a_file_that_is_no_export_is_refused_and_left_alone(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("milk\n", "utf-8")
    with database.read() as session, pytest.raises(UsageError, match="is no entry"):
        audit.export(session, file)
    assert file.read_text("utf-8") == "milk\n"


def test_a_place_that_cannot_be_written_is_said(database: Database, tmp_path: Path) -> None:
    told(database)
    with database.read() as session, pytest.raises(CurbsideError, match="could not be written"):
        audit.export(session, tmp_path / "no" / "trail.jsonl")
