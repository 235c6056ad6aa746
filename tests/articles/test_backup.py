"""A backup is one whole moment of evidence and articles, whoever works meanwhile; and a file only when it is whole."""

from __future__ import annotations

import io
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from tests.articles.backed_up import (
    AT,
    actions,
    around,
    evidence_of,
    grow,
    members_of,
    publish,
    quotes_of,
    register,
    rows_of,
    sign_ins,
)

from curbside import Curbside
from curbside.articles import audit
from curbside.articles.backup import BackedUp, back_up
from curbside.articles.backup_file import BackupWriter
from curbside.articles.database import Database, find_database, open_database
from curbside.articles.restoring import restore
from curbside.articles.rows import written_rows
from curbside.articles.schema import Comment
from curbside.errors import BackupUnusable, LibraryError, UsageError
from curbside.index.library import DATABASE, Library
from curbside.index.locks import generations_in_use
from curbside.index.manifest import read_manifest

Write = Callable[..., str]


@pytest.fixture
def starter(starter_library: Curbside, tmp_path: Path) -> Path:
    """A starter library of one's own, where nobody reads."""
    folder = tmp_path / "place" / "library"
    shutil.copytree(starter_library.folder, folder, ignore=shutil.ignore_patterns("readers"))
    return folder


@pytest.fixture
def small(make_library: Callable[..., Curbside], source_text: Write) -> Path:
    """A library of two sources, where nobody reads."""
    texts = [
        source_text(f"## Treatment\n\n{name} is treated with rest.", title=name, id=name) for name in ("gout", "mumps")
    ]
    curbside = make_library(*texts)
    curbside.close()
    return curbside.folder


@pytest.fixture
def other_url(database_url: str | None, request: pytest.FixtureRequest) -> str | None:
    """A second database of the same kind, empty."""
    return None if database_url is None else request.getfixturevalue("second_postgresql_url")


def filled(folder: Path, url: str | None, articles: int = 2) -> Database:
    """The library's database, with accounts and articles that cite it."""
    database = open_database(folder, url)
    register(database, "alice")
    for n in range(articles):
        publish(database, f"article-{n}", quotes_of(folder))
    return database


def test_what_is_restored_elsewhere_is_what_was_backed_up(
    starter: Path, tmp_path: Path, database_url: str | None, other_url: str | None, source_text: Write
) -> None:
    question = "Where do neuroendocrine tumors spread?"
    with Curbside(starter) as curbside:
        before = curbside.ask(question).answer_id
    with filled(starter, database_url) as database:
        made = back_up(starter, database, tmp_path / "b")
        rows = rows_of(database)
        assert actions(database) == ["publish", "publish", "backed_up"]
    there = tmp_path / "elsewhere" / "library"
    done = restore(tmp_path / "b", there, other_url)
    assert (made.articles, done.articles, done.versions, done.cited_revisions, done.quotes) == (2, 2, 2, 6, 12)
    assert (done.kept, done.needs_reindex, done.generation) == (None, False, made.generation)
    assert around(there) == {"library"}
    with Curbside(there) as curbside, open_database(there, other_url) as database:
        assert curbside.ask(question).answer_id == before
        assert rows_of(database) == rows
        assert actions(database) == ["publish", "publish", "restored"]
        with database.read() as session:
            assert audit.verify(session).n == done.audit_head
        # Whoever writes next goes on from there, on both sides.
        grow(curbside, "new", source_text("## Treatment\n\nGout is treated with colchicine.", title="Gout", id="gout"))
        assert len(curbside.library().all_sources()) == made.documents + 1
        register(database, "bob")
        publish(database, "article-3", quotes_of(there))


def test_a_library_with_removed_rows_and_old_versions_is_restored_as_it_stands(
    starter: Path, tmp_path: Path, source_text: Write
) -> None:
    with Curbside(starter) as curbside:
        grow(curbside, "x", source_text("## A\n\nGout is treated with colchicine.", title="Gout", id="gout"))
        grow(curbside, "x", source_text("## A\n\nGout is treated with rest.", title="Gout", id="gout"))
        retired = curbside.library().all_sources()[0].document_id
        curbside.retire([retired])
        before = [(one.document_id, one.reference.standing) for one in curbside.library().all_sources()]
        revisions = curbside.library().revisions("gout")
    back_up(starter, None, tmp_path / "b")
    restore(tmp_path / "b", tmp_path / "new")
    assert len(revisions) == 2
    with Curbside(tmp_path / "new") as curbside:
        assert [(one.document_id, one.reference.standing) for one in curbside.library().all_sources()] == before
        assert curbside.library().revisions("gout") == revisions
        curbside.restore([retired])
        assert curbside.search("gout colchicine rest")


@pytest.mark.parametrize("to_postgresql", [True, False])
def test_a_backup_of_one_kind_of_database_is_restored_into_the_other(
    small: Path, tmp_path: Path, postgresql_url: str, to_postgresql: bool
) -> None:
    first, second = (None, postgresql_url) if to_postgresql else (postgresql_url, None)
    with filled(small, first) as database:
        back_up(small, database, tmp_path / "b")
        rows = rows_of(database)
    restore(tmp_path / "b", tmp_path / "new", second)
    with open_database(tmp_path / "new", second) as database:
        assert rows_of(database) == rows
        publish(database, "next", quotes_of(small))


def test_a_library_without_articles_gets_no_database(small: Path, tmp_path: Path) -> None:
    with find_database(small) as database:
        assert database is None
        made = back_up(small, database, tmp_path / "b")
    assert (made.articles, made.audit_head) == (0, 0)
    assert not (small / "articles.db").exists()
    assert restore(tmp_path / "b", tmp_path / "new").articles == 0


def test_what_a_writer_is_still_writing_stays_behind(small: Path, tmp_path: Path) -> None:
    unfinished = small / DATABASE / "passages.lance" / "_indices" / "73e0d309" / ".tmpiC5Zgl"
    unfinished.parent.mkdir(parents=True)
    unfinished.write_bytes(b"half an ind")
    back_up(small, None, tmp_path / "b")
    restore(tmp_path / "b", tmp_path / "elsewhere")
    assert not list((tmp_path / "elsewhere").rglob(".tmp*"))


def test_secrets_of_short_life_stay_behind(small: Path, tmp_path: Path, database_url: str | None) -> None:
    (small / "conversation.key").write_bytes(b"k" * 32)
    with filled(small, database_url) as database:
        assert sign_ins(database) == 1
        back_up(small, database, tmp_path / "b")
    members = members_of(tmp_path / "b")
    assert not any(b"secret of alice" in data or b"k" * 32 in data for data in members.values())
    assert any(b"argon2id" in data for data in members.values())
    assert (tmp_path / "b").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("inside", ["b", "evidence.lance/b", "../library/b"])
def test_a_backup_does_not_go_into_the_library(small: Path, inside: str) -> None:
    with pytest.raises(UsageError, match="own folder"):
        back_up(small, None, small / inside)


def test_a_file_is_replaced_only_where_that_was_asked_for(small: Path, tmp_path: Path) -> None:
    target = tmp_path / "b"
    target.write_text("before")
    with pytest.raises(UsageError, match="there already"):
        back_up(small, None, target)
    assert target.read_text() == "before"
    back_up(small, None, target, force=True)
    assert restore(target, tmp_path / "new").documents == 2
    with pytest.raises(UsageError, match="is a folder"):
        back_up(small, None, tmp_path, force=True)
    with pytest.raises(UsageError, match="no folder"):
        back_up(small, None, tmp_path / "none" / "b")
    with pytest.raises(LibraryError, match="There is no library"):
        back_up(tmp_path / "nothing", None, tmp_path / "c")
    assert not (tmp_path / "c").exists()


def test_whoever_writes_meanwhile_neither_waits_nor_breaks_a_backup(
    small: Path, tmp_path: Path, database_url: str | None, other_url: str | None, source_text: Write
) -> None:
    stop = threading.Event()
    failed: list[BaseException] = []

    def adding() -> None:
        with Curbside(small) as curbside:
            for n in range(10_000):
                if stop.is_set():
                    return
                body = f"## Treatment\n\nDisease {n} is treated with remedy {n}."
                # New sources, and new revisions of one.
                grow(curbside, "s", source_text(body, title=f"Disease {n}", id=f"d-{n % 3}"))

    def publishing(database: Database) -> None:
        for n in range(10_000):
            if stop.is_set():
                return
            publish(database, f"running-{n}", quotes_of(small, 10))

    def backed_up(n: int) -> BackedUp:
        """Once both have gone on."""
        generation, head = read_manifest(small).generation, len(actions(database))
        deadline = time.monotonic() + 60
        while read_manifest(small).generation == generation or len(actions(database)) == head:
            assert not failed
            assert time.monotonic() < deadline
            time.sleep(0.05)
        return back_up(small, database, tmp_path / f"b{n}")

    def noted(work: Callable[..., None], *args: Any) -> None:
        try:
            work(*args)
        except BaseException as error:
            failed.append(error)

    with filled(small, database_url) as database:
        threads = [
            threading.Thread(target=noted, args=(adding,)),
            threading.Thread(target=noted, args=(publishing, database)),
        ]
        for thread in threads:
            thread.start()
        try:
            made = [backed_up(n) for n in range(3)]
        finally:
            stop.set()
            for thread in threads:
                thread.join()
        with database.read() as session:
            audit.verify(session)
    assert not failed
    assert made[0].generation < made[-1].generation
    assert made[0].articles < made[-1].articles
    for n, one in enumerate(made):
        # Restoring proves that all that is cited is there; and the trail ends with the last of the articles.
        done = restore(tmp_path / f"b{n}", tmp_path / "new", other_url, force=True)
        assert (done.articles, done.evidence_version) == (one.articles, one.evidence_version)
        assert evidence_of(tmp_path / "new") == one.evidence_version
        with open_database(tmp_path / "new", other_url) as database:
            assert actions(database).count("publish") == one.articles


KILLED = """
import os, signal, sys
from pathlib import Path
from curbside.articles.backup import BackedUp, back_up
from curbside.articles.database import open_database

folder, url, target, share = Path(sys.argv[1]), sys.argv[2] or None, Path(sys.argv[3]), float(sys.argv[4])

def die(done, total):
    if done >= share * total:
        os.kill(os.getpid(), signal.SIGKILL)

back_up(folder, open_database(folder, url), target, on_bytes=die)
"""


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_killed_backup_is_none(small: Path, tmp_path: Path, database_url: str | None, share: float) -> None:
    with filled(small, database_url) as database:
        rows, evidence = rows_of(database), evidence_of(small)
    target = tmp_path / "b"
    run = subprocess.run(
        [sys.executable, "-c", KILLED, str(small), database_url or "", str(target), str(share)],
        capture_output=True,
        check=False,
    )
    assert run.returncode == -signal.SIGKILL, run.stderr
    assert not target.exists()
    for left in tmp_path.glob("*.part"):
        with pytest.raises(BackupUnusable):
            restore(left, tmp_path / "new")
    with open_database(small, database_url) as database:
        assert (rows_of(database), evidence_of(small)) == (rows, evidence)
        assert "backed_up" not in actions(database)
        assert not generations_in_use(small)  # its lease went with it
        back_up(small, database, target)
    assert restore(target, tmp_path / "new", database_url, force=True).articles == 2


def limited(*args: str | Path, limit: int) -> subprocess.CompletedProcess[str]:
    """A command in a process whose files may not grow past a limit, as on a disk that is full."""

    def limit_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        [sys.executable, "-m", "curbside", *map(str, args)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit_files,
    )


def test_a_full_disk_is_said_plainly_and_leaves_nothing(starter: Path, tmp_path: Path) -> None:
    filled(starter, None).close()
    before = around(tmp_path / "b")
    run = limited("backup", tmp_path / "b", "--library", starter, limit=300_000)
    assert run.returncode == 1
    assert "no room left for the backup" in run.stderr
    assert "Traceback" not in run.stderr
    assert around(tmp_path / "b") == before


def test_a_disk_that_is_full_while_restoring_touches_nothing(small: Path, tmp_path: Path) -> None:
    with filled(small, None) as database:
        back_up(small, database, tmp_path / "b")
    before, evidence = around(small), evidence_of(small)
    for limit in (3_000, 100_000):
        run = limited("restore", tmp_path / "b", "--library", small, limit=limit)
        assert run.returncode == 1
        assert "Traceback" not in run.stderr
        assert "no room" in run.stderr or "cannot be used" in run.stderr
        assert (around(small), evidence_of(small)) == (before, evidence)


class Watched(io.BytesIO):
    """A stream that notes the most that was asked of it at once."""

    most = 0

    def read(self, size: int | None = -1) -> bytes:
        self.most = max(self.most, size if size is not None and size >= 0 else sys.maxsize)
        return super().read(size)


def test_files_are_copied_a_little_at_a_time() -> None:
    stream = Watched(os.urandom(5_000_000))
    BackupWriter(cast(Any, io.BytesIO())).add_stream("evidence.lance/x", stream, 5_000_000)
    assert stream.most <= 1 << 20


def test_rows_are_written_a_little_at_a_time(small: Path, database_url: str | None) -> None:
    with filled(small, database_url) as database:
        with database.write() as session:
            session.add_all(Comment(version_id=1, author="a", text="x" * 1_000_000, at=AT) for _ in range(12))
        with database.read() as session:
            sizes = [len(lines) for table, _, lines in written_rows(session) if table == "comments"]
    assert len(sizes) == 3
    assert max(sizes) < 6_000_000


def test_a_backup_holds_its_state_only_while_it_reads(small: Path, tmp_path: Path) -> None:
    held: list[set[int]] = []
    back_up(small, None, tmp_path / "b", on_bytes=lambda done, total: held.append(generations_in_use(small)))
    assert held
    assert all(one == {read_manifest(small).generation} for one in held)
    assert not generations_in_use(small)


@pytest.fixture
def reading(small: Path) -> Iterator[Library]:
    with Library(small) as library:
        yield library


def test_a_library_that_is_read_is_backed_up(reading: Library, tmp_path: Path) -> None:
    assert back_up(reading.folder, None, tmp_path / "b").documents == 2
