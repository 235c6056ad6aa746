"""`audit`: that the trail holds together, what it says, and copies of it elsewhere."""

from __future__ import annotations

import json
import socket
import sqlite3
from pathlib import Path

import pytest

from .conftest import Run


@pytest.fixture
def kept(run: Run, house: Path) -> Path:
    """A library in which three things were done."""
    for name in ("alice", "bob", "carol"):
        run("users", "add", name, "--role", "reader")
    return house


def changed(house: Path, statement: str) -> None:
    with sqlite3.connect(house / "articles.db") as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute(statement)
    database.close()


def test_a_trail_that_holds_together_shows_its_head(run: Run, kept: Path) -> None:
    shown = json.loads(run("audit", "show", "-f", "json").out)
    verified = json.loads(run("audit", "verify", "-f", "json").out)
    assert verified == {"intact": True, "entries": 3, "head": shown[0]["hash"]}
    assert run("audit", "verify").out == f"3 entries, head {shown[0]['hash']}\n"


def test_an_empty_trail_holds_together(run: Run, house: Path) -> None:
    assert run("audit", "verify").out == "0 entries, head (none)\n"
    assert run("audit", "show").err == "Nothing was done yet.\n"


def test_a_changed_entry_is_named(run: Run, kept: Path) -> None:
    changed(kept, "UPDATE audit_entries SET actor = 'eve' WHERE n = 2")
    done = run("audit", "verify")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("Entry 2 of the audit trail was changed after it was written.")
    done = run("audit", "verify", "-f", "json")
    assert done.code == 1
    assert json.loads(done.out)["intact"] is False
    assert run("audit", "export", kept / "copy.jsonl").code == 1


def test_an_exported_trail_shows_that_the_end_was_cut_off(run: Run, kept: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.jsonl"
    assert run("audit", "export", copy).err.startswith("Wrote 3 entries; the head is entry 3, ")
    assert run("audit", "verify", "--against", copy).code == 0
    changed(kept, "DELETE FROM audit_entries WHERE n = 3")
    changed(kept, "UPDATE audit_head SET n = 2, hash = (SELECT hash FROM audit_entries WHERE n = 2)")
    assert run("audit", "verify").code == 0
    done = run("audit", "verify", "--against", copy)
    assert done.code == 1
    assert done.err.startswith("Entry 3 was exported, and the audit trail ends at 2.")


def test_a_second_export_adds_what_came_since(run: Run, kept: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.jsonl"
    run("audit", "export", copy)
    run("users", "add", "dave", "--role", "reader")
    assert run("audit", "export", copy).err.startswith("Wrote 1 entry; the head is entry 4, ")
    assert [json.loads(line)["n"] for line in copy.read_text("utf-8").splitlines()] == [1, 2, 3, 4]


def test_entries_go_to_a_syslog_one_message_each(run: Run, kept: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(10)
        done = run("audit", "export", "--syslog", f"127.0.0.1:{server.getsockname()[1]}", "--since", "1")
        assert (done.code, done.err.startswith("Wrote 2 entries; ")) == (0, True)
        messages = [server.recv(65_536).decode() for _ in range(2)]
    assert ["curbside-audit {" in message for message in messages] == [True, True]
    assert '"n":2' in messages[0]


@pytest.mark.parametrize("address", ["loghost", "loghost:", ":514", "loghost:0", "loghost:99999", "loghost:²"])
def test_an_address_that_is_no_syslog_s_is_refused(run: Run, kept: Path, address: str) -> None:
    done = run("audit", "export", "--syslog", address)
    assert (done.code, "is no syslog's address" in done.err) == (2, True)


@pytest.mark.parametrize("arguments", [(), ("copy.jsonl", "--syslog", "/dev/log")])
def test_an_export_goes_to_one_place(run: Run, kept: Path, arguments: tuple[str, ...]) -> None:
    assert run("audit", "export", *arguments).code == 2
    assert not Path("copy.jsonl").exists()


def test_show_gives_the_newest_first_and_as_many_as_are_asked_for(run: Run, kept: Path) -> None:
    first, second = run("audit", "show", "--limit", "2").out.splitlines()
    assert first.startswith("3  20")
    assert first.endswith("  account_added  account carol, role reader")
    assert "(local as " in second
    assert run("audit", "show", "no-such-article").err == "Nothing was done to 'no-such-article' yet.\n"
