from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from curbside.errors import LibraryBusy
from curbside.index.locks import OPENING, ReaderLease, generations_in_use, writer_lock


def test_a_second_writer_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    said: list[str] = []
    with writer_lock(tmp_path, 0), pytest.raises(LibraryBusy) as caught, writer_lock(tmp_path, 0.2, said.append):
        pass
    assert f"process {os.getpid()}" in caught.value.message
    assert said == [said[0]]
    assert str(os.getpid()) in said[0]


def test_a_second_writer_that_waits_gets_its_turn(tmp_path: Path) -> None:
    turns: list[str] = []
    first_holds = threading.Event()

    def first() -> None:
        with writer_lock(tmp_path, 0):
            first_holds.set()
            threading.Event().wait(0.3)
            turns.append("first")

    thread = threading.Thread(target=first)
    thread.start()
    first_holds.wait()
    with writer_lock(tmp_path, 10):
        turns.append("second")
    thread.join()
    assert turns == ["first", "second"]


def test_a_writer_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from curbside.index.locks import writer_lock\n"
        "with writer_lock(Path(sys.argv[1]), 0): os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False).returncode == -9
    with writer_lock(tmp_path, 0):
        pass


def test_leases_name_what_is_read_until_they_are_released(tmp_path: Path) -> None:
    lease = ReaderLease(tmp_path)
    assert generations_in_use(tmp_path) == {OPENING}
    lease.name(4)
    other = ReaderLease(tmp_path)
    other.name(5)
    assert generations_in_use(tmp_path) == {4, 5}
    other.release()
    assert generations_in_use(tmp_path) == {4}
    lease.release()
    assert generations_in_use(tmp_path) == set()


def test_the_lease_of_a_killed_reader_is_swept_away(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from curbside.index.locks import ReaderLease\n"
        "ReaderLease(Path(sys.argv[1])).name(9); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    assert list((tmp_path / "readers").glob("*.json"))
    assert generations_in_use(tmp_path) == set()
    assert not list((tmp_path / "readers").glob("*.json"))
