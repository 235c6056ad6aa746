"""Nothing takes a library's place that was not proved whole; and nothing newer is put away unasked."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.articles.backed_up import (
    Members,
    actions,
    around,
    evidence_of,
    grow,
    listed,
    members_of,
    publish,
    quotes_of,
    register,
    rewrite,
    rows_of,
    write_members,
)

from curbside import Curbside
from curbside.articles.backup import back_up
from curbside.articles.database import open_database
from curbside.articles.restoring import restore
from curbside.errors import (
    AuditBroken,
    BackupUnusable,
    CurbsideError,
    LibraryBusy,
    LibraryError,
    LibraryIncompatible,
    LibraryNewer,
    UsageError,
)
from curbside.index.library import Library
from curbside.index.locks import writer_lock

Write = Callable[..., str]


@pytest.fixture
def library(make_library: Callable[..., Curbside], source_text: Write) -> Path:
    """A library of two sources, where nobody reads."""
    bodies = {name: f"## Treatment\n\n{name} is treated with rest." for name in ("gout", "mumps")}
    with make_library(*(source_text(body, title=name, id=name) for name, body in bodies.items())) as curbside:
        return curbside.folder


@pytest.fixture
def file(library: Path, tmp_path: Path, database_url: str | None) -> Path:
    """A backup of it, with an account and an article."""
    with open_database(library, database_url) as database:
        register(database, "alice")
        publish(database, "gout", quotes_of(library))
        back_up(library, database, tmp_path / "b")
    return tmp_path / "b"


class Untouched:
    """What a library and its database were, to be compared with what they are."""

    def __init__(self, folder: Path, url: str | None) -> None:
        self.folder, self.url = folder, url
        self.was = self._is()

    def _is(self) -> object:
        with open_database(self.folder, self.url) as database:
            return around(self.folder), evidence_of(self.folder), rows_of(database), actions(database)

    def check(self) -> None:
        assert self._is() == self.was


@pytest.fixture
def untouched(file: Path, library: Path, database_url: str | None) -> Untouched:
    return Untouched(library, database_url)


def link(name: str, to: str, kind: bytes = tarfile.SYMTYPE) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, to
    return info


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def cut_a_little(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-9])


def flipped(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0x10
    file.write_bytes(data)


def some(members: Members, part: str) -> str:
    return next(name for name in members if part in name)


def changed_row(members: Members) -> Members:
    name = some(members, "-articles")
    return {**members, name: members[name].replace(b"gout", b"mump")}


def lacking(part: str) -> Callable[[Members], Members]:
    return lambda members: {name: data for name, data in members.items() if name != some(members, part)}


def with_more(name: str, data: bytes | tarfile.TarInfo) -> Callable[[Members], Mapping[str, bytes | tarfile.TarInfo]]:
    """With one more member, before the list."""
    return lambda members: {**lacking("backup.json")(members), name: data, "backup.json": members["backup.json"]}


BROKEN: dict[str, Callable[[Path], object]] = {
    "cut in the middle": cut,
    "cut at the end": cut_a_little,
    "one bit changed": flipped,
    "empty": lambda file: file.write_bytes(b""),
    "no archive": lambda file: file.write_text("This is no backup.\n" * 1000),
    "another archive": lambda file: write_members(file, {"readme.txt": b"Hello"}),
    "a bomb": lambda file: write_members(file, {"manifest.json": bytes(30_000_000)}),
    "a changed row": lambda file: rewrite(file, changed_row),
    "a member lacks": lambda file: rewrite(file, lacking("/data/")),
    "the manifest lacks": lambda file: rewrite(file, lacking("manifest.json")),
    "the list lacks": lambda file: rewrite(file, lacking("backup.json")),
    "something after the list": lambda file: rewrite(file, lambda m: {**m, "evidence.lance/x/data/y": b"z"}),
    "a name that leads out": lambda file: rewrite(file, with_more("../escaped", b"z")),
    "a name that leads out from within": lambda file: rewrite(file, with_more("evidence.lance/../../escaped", b"z")),
    "an absolute name": lambda file: rewrite(file, with_more("/tmp/escaped", b"z")),
    "a file of another sort": lambda file: rewrite(file, with_more("conversation.key", b"z")),
    "a symbolic link": lambda file: rewrite(
        file, with_more("evidence.lance/x", link("evidence.lance/x", "/etc/passwd"))
    ),
    "a hard link": lambda file: rewrite(
        file, with_more("evidence.lance/x", link("evidence.lance/x", "manifest.json", tarfile.LNKTYPE))
    ),
    "a file that is a folder, too": lambda file: rewrite(
        file, lambda members: listed({**members, "evidence.lance/documents.lance": b"z"})
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", BROKEN)
@pytest.mark.parametrize("database_url", [None], ids=["sqlite"])  # no database is opened before the file is whole
def test_what_is_no_whole_backup_is_refused(
    file: Path, library: Path, database_url: str | None, untouched: Untouched, how: str
) -> None:
    BROKEN[how](file)
    with pytest.raises(BackupUnusable):
        restore(file, library, database_url, force=True)
    untouched.check()
    assert not (library.parent / "escaped").exists()


def in_rows(table: str, old: bytes, new: bytes) -> Callable[[Members], Members]:
    def change(members: Members) -> Members:
        name = some(members, f"-{table}")
        assert old in members[name]
        return listed({**members, name: members[name].replace(old, new)})

    return change


def in_list(*path: str, value: object) -> Callable[[Members], Members]:
    def change(members: Members) -> Members:
        listing = json.loads(members["backup.json"])
        place = listing
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value
        return {**members, "backup.json": json.dumps(listing).encode()}

    return change


def without_data(members: Members) -> Members:
    return listed({name: data for name, data in members.items() if "revisions.lance/data" not in name})


MISFITS: dict[str, tuple[Callable[[Members], Members], type[CurbsideError], str]] = {
    "a quote that is not there": (in_rows("versions", b"is t", b"is n"), BackupUnusable, "quote in version 1"),
    "a cited revision that is not there": (
        in_rows("cited_revisions", b'"document":"gout"', b'"document":"doom"'), BackupUnusable, "cites revision",
    ),
    "a row of no article": (in_rows("versions", b'"article_id":1', b'"article_id":9'), BackupUnusable, "rows"),
    "a row of other columns": (in_rows("articles", b'"slug"', b'"slog"'), BackupUnusable, "rows"),
    "no row": (in_rows("articles", b'"', b"'"), BackupUnusable, "rows"),
    "another audit trail": (in_rows("audit_entries", b"alice", b"carol"), AuditBroken, "Entry 1"),
    "an audit trail that was cut": (in_list("rows", "head_n", value=7), BackupUnusable, "audit trail"),
    "fewer rows than listed": (in_list("rows", "counts", value={"articles": 2}), BackupUnusable, "rows"),
    "another evidence version": (in_list("evidence_version", value="x"), BackupUnusable, "manifest"),
    "evidence that lacks": (without_data, BackupUnusable, "evidence is not whole"),
    "a newer format": (in_list("format", value=99), LibraryIncompatible, "newer version"),
    "newer tables": (in_list("rows", "revision", value="9999"), LibraryIncompatible, "newer version"),
}  # fmt: skip


@pytest.mark.parametrize("how", MISFITS)
def test_what_does_not_fit_together_is_refused(
    file: Path, library: Path, database_url: str | None, untouched: Untouched, how: str
) -> None:
    change, error, said = MISFITS[how]
    rewrite(file, change)
    with pytest.raises(error, match=said):
        restore(file, library, database_url, force=True)
    untouched.check()


def test_a_cited_revision_that_the_library_lost_is_named(
    library: Path, tmp_path: Path, database_url: str | None
) -> None:
    with open_database(library, database_url) as database:
        publish(database, "lost", [], [("gout", "0" * 64)])
        back_up(library, database, tmp_path / "b")
    with pytest.raises(BackupUnusable, match="Version 1 of the article lost cites revision 000000000000 of gout"):
        restore(tmp_path / "b", tmp_path / "new", database_url, force=True)
    assert not (tmp_path / "new").exists()


def test_a_library_that_was_not_changed_since_is_restored_unasked(
    file: Path, library: Path, database_url: str | None
) -> None:
    if database_url is not None:
        # What a PostgreSQL database holds cannot be kept aside.
        with pytest.raises(LibraryNewer, match="holds accounts already"):
            restore(file, library, database_url)
    for _ in range(2):
        done = restore(file, library, database_url, force=database_url is not None)
        assert done.kept is not None
        assert evidence_of(Path(done.kept)) == evidence_of(library)
    with open_database(library, database_url) as database:
        assert actions(database) == ["publish", "restored"]


def test_newer_evidence_is_put_aside_only_where_that_was_asked_for(
    file: Path, library: Path, database_url: str | None, source_text: Write
) -> None:
    before = evidence_of(library)
    with Curbside(library) as curbside:
        grow(curbside, "new", source_text("## A\n\nColds are treated with rest.", title="Colds", id="colds"))
    newer = evidence_of(library)
    unchanged = Untouched(library, database_url)
    with pytest.raises(LibraryNewer, match="evidence that the backup does not"):
        restore(file, library, database_url)
    unchanged.check()
    done = restore(file, library, database_url, force=True)
    assert done.kept is not None
    assert (evidence_of(library), evidence_of(Path(done.kept))) == (before, newer)


def test_newer_articles_are_put_aside_only_where_that_was_asked_for(
    file: Path, library: Path, database_url: str | None
) -> None:
    with open_database(library, database_url) as database:
        publish(database, "newer", quotes_of(library))
    unchanged = Untouched(library, database_url)
    with pytest.raises(LibraryNewer):
        restore(file, library, database_url)
    unchanged.check()
    done = restore(file, library, database_url, force=True)
    with open_database(library, database_url) as database:
        assert [row["slug"] for row in rows_of(database)["articles"]] == ["gout"]
    if database_url is None:
        with open_database(Path(done.kept or "")) as database:
            assert [row["slug"] for row in rows_of(database)["articles"]] == ["gout", "newer"]


def test_an_older_library_gives_way_to_a_newer_backup(
    file: Path, library: Path, database_url: str | None, tmp_path: Path, source_text: Write
) -> None:
    if database_url is not None:
        pytest.skip("a PostgreSQL database that holds anything is only replaced with --force")
    with Curbside(library) as curbside, open_database(library) as database:
        grow(curbside, "new", source_text("## A\n\nColds are treated with rest.", title="Colds", id="colds"))
        publish(database, "newer", quotes_of(library))
        back_up(library, database, tmp_path / "newer")
    restore(file, library, force=True)
    assert restore(tmp_path / "newer", library).articles == 2


def test_a_damaged_library_is_restored_where_that_was_asked_for(
    file: Path, library: Path, database_url: str | None
) -> None:
    (library / "manifest.json").write_text("{")
    with pytest.raises(LibraryNewer, match="cannot be read"):
        restore(file, library, database_url)
    assert restore(file, library, database_url, force=True).documents == 2


def test_a_damaged_database_is_restored_where_that_was_asked_for(library: Path, tmp_path: Path) -> None:
    with open_database(library) as database:
        publish(database, "gout", quotes_of(library))
        back_up(library, database, tmp_path / "b")
    (library / "articles.db").write_bytes(b"no database at all" * 1000)
    with pytest.raises(LibraryNewer, match="nobody can tell"):
        restore(tmp_path / "b", library)
    assert restore(tmp_path / "b", library, force=True).articles == 1


def test_a_library_that_is_served_or_written_is_not_replaced(
    file: Path, library: Path, database_url: str | None, untouched: Untouched
) -> None:
    with Library(library), pytest.raises(LibraryBusy, match="being read"):
        restore(file, library, database_url, force=True)
    with writer_lock(library, 0), pytest.raises(LibraryBusy, match="being written"):
        restore(file, library, database_url, force=True, wait_seconds=0)
    untouched.check()


def test_what_fails_at_the_last_is_taken_back(
    file: Path, library: Path, database_url: str | None, untouched: Untouched
) -> None:
    def fail(_: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore(file, library, database_url, force=True, on_step=fail)
    untouched.check()


KILLED = """
import os, signal, sys
from pathlib import Path
from curbside.articles import restoring

file, folder, url, after = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] or None, int(sys.argv[4])
rename = Path.rename
done = []

def dying(self, target):
    if len(done) == after:
        os.kill(os.getpid(), signal.SIGKILL)
    done.append(target)
    return rename(self, target)

Path.rename = dying
restoring.restore(file, folder, url, force=True, on_step=lambda said: print(said, flush=True))
"""


@pytest.mark.parametrize("after", [0, 1])
def test_killed_between_two_steps_both_libraries_are_whole(
    file: Path, library: Path, database_url: str | None, after: int
) -> None:
    with open_database(library, database_url) as database:
        rows = rows_of(database)
    evidence = evidence_of(library)
    run = subprocess.run(
        [sys.executable, "-c", KILLED, str(file), str(library), database_url or "", str(after)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == -signal.SIGKILL, run.stderr
    fresh = next(library.parent.glob(".*restoring*"))
    kept = library if after == 0 else next(library.parent.glob("*.before-restore-*"))
    assert library.exists() == (after == 0)
    assert str(fresh) in run.stdout
    assert after == 0 or str(kept) in run.stdout
    assert evidence_of(fresh) == evidence_of(kept) == evidence
    with open_database(kept, database_url) as database:
        assert rows_of(database) == rows
    # The same command again puts all right.
    assert restore(file, library, database_url, force=True).articles == 1


def test_a_place_that_nothing_can_take_is_said(file: Path) -> None:
    with pytest.raises(UsageError, match="mount point"):
        restore(file, Path("/proc"))


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BackupUnusable, match="cannot be read"):
        restore(tmp_path / "none", tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_a_library_keeps_its_mode_and_empty_folders_are_taken(
    file: Path, library: Path, database_url: str | None
) -> None:
    library.chmod(0o750)
    restore(file, library, database_url, force=True)
    assert library.stat().st_mode & 0o777 == 0o750
    empty = library.parent / "empty"
    empty.mkdir()
    assert restore(file, empty, database_url, force=True).kept is None
    assert evidence_of(empty) == evidence_of(library)


def test_the_library_of_an_earlier_version_is_restored_and_says_so(
    file: Path, library: Path, database_url: str | None
) -> None:
    def older(members: Members) -> Members:
        manifest = json.loads(members["manifest.json"])
        manifest["fingerprints"]["segmenter"] = "older"
        return listed({**members, "manifest.json": json.dumps(manifest).encode()})

    rewrite(file, older)
    assert restore(file, library, database_url, force=True).needs_reindex
    with pytest.raises(LibraryError, match="reindex"):
        Library(library)


def test_the_list_says_what_is_in_it(file: Path, library: Path) -> None:
    members = members_of(file)
    assert list(members)[-1] == "backup.json"
    listing = json.loads(members["backup.json"])
    assert listing["members"].keys() == members.keys() - {"backup.json"}
    assert listing["evidence_version"] == evidence_of(library)
    assert listing["rows"]["head_n"] == 1
    assert listing["rows"]["counts"]["articles"] == 1
