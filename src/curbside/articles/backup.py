"""Backing up: the article database and the evidence in one file, while everybody goes on working.

The database is read first, in one transaction; then the evidence's committed state is pinned. A revision, once stored,
is never removed, so whatever a version in the first cites is in the second. The file appears under its name only when
it is whole and on the disk.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any, cast

from curbside.articles import audit
from curbside.articles.actor import Actor, local_operator
from curbside.articles.backup_file import ROWS, BackupWriter, Listing, OnBytes, Rows
from curbside.articles.database import Database
from curbside.articles.desk import stamp
from curbside.articles.rows import written_rows
from curbside.articles.schema import REVISION
from curbside.errors import LibraryError, LibraryFull, UsageError
from curbside.index.lance import is_full, lance_errors
from curbside.index.manifest import FILE as MANIFEST
from curbside.index.manifest import keep_names
from curbside.index.pinning import PinnedState, pinned_state

# What the audit trail calls it; it changes nothing of what is backed up.
BACKED_UP = "backed_up"


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup that was made."""

    file: str
    bytes: int
    made_at: str
    evidence_version: str
    generation: int
    documents: int
    articles: int
    audit_head: int

    def to_dict(self) -> dict[str, Any]:
        """The contract's JSON object."""
        return asdict(self)


def back_up(
    folder: Path,
    database: Database | None,
    target: Path,
    *,
    force: bool = False,
    actor: Actor | None = None,
    on_bytes: OnBytes | None = None,
) -> BackedUp:
    """Write the library in a folder and its article database, if it has one, to a file.

    `on_bytes` is told how much of the evidence is copied, of how much. Raises UsageError for a file that is there
    already, unless `force`, or lies in the library; LibraryFull where the file has no room. An earlier file stays until
    the new one is whole.
    """
    _check_target(folder, target, force)
    now = stamp(datetime.now(UTC))
    with _Part(target) as part:
        writer = BackupWriter(cast(IO[bytes], part))
        rows = _write_rows(writer, database) if database is not None else None
        with pinned_state(folder) as state:
            manifest = state.manifest
            writer.add(MANIFEST, manifest.to_json().encode("utf-8"))
            _write_evidence(writer, state, on_bytes)
        listing = Listing(
            curbside=version("curbside"),
            made_at=now,
            evidence_version=manifest.evidence_version,
            generation=manifest.generation,
            rows=rows,
            members=writer.members,
        )
        writer.close(listing)
        part.settle()
        if database is None or rows is None:
            part.put_in_place()
        else:
            detail = {"file": target.name, "evidence_version": manifest.evidence_version, "head": rows.head_n}
            with database.write() as session:
                audit.append(session, actor or local_operator(), now, BACKED_UP, detail=detail)
                part.put_in_place()
    return BackedUp(
        file=str(target),
        bytes=target.stat().st_size,
        made_at=now,
        evidence_version=manifest.evidence_version,
        generation=manifest.generation,
        documents=manifest.counts["documents"],
        articles=rows.counts.get("articles", 0) if rows is not None else 0,
        audit_head=rows.head_n if rows is not None else 0,
    )


def _write_rows(writer: BackupWriter, database: Database) -> Rows:
    counts: dict[str, int] = {}
    with database.read() as session:
        head = audit.head_of(session)
        for number, (table, count, lines) in enumerate(written_rows(session), 1):
            writer.add(f"{ROWS}/{number:05}-{table}.jsonl", lines)
            counts[table] = counts.get(table, 0) + count
    return Rows("sqlite" if database.is_sqlite else "postgresql", REVISION, head.n, head.hash, counts)


def _write_evidence(writer: BackupWriter, state: PinnedState, on_bytes: OnBytes | None) -> None:
    sizes = {path: size for path in state.files() if (size := _size(path)) is not None}
    total, done = sum(sizes.values()), 0
    for path, size in sizes.items():
        name = path.relative_to(state.folder).as_posix()
        try:
            stream = path.open("rb")
        except FileNotFoundError:
            continue  # of a version that is not pinned: upkeep removed it meanwhile
        with stream, lance_errors(state.folder):
            writer.add_stream(name, stream, size)
        done += size
        if on_bytes is not None:
            on_bytes(done, total)
    state.files()  # raises where what is pinned was removed all the same, by hand perhaps


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None


def _check_target(folder: Path, target: Path, force: bool) -> None:
    if target.resolve().is_relative_to(folder.resolve()):
        raise UsageError(f"{target} lies in the library's own folder.", "Name a file elsewhere, best on another disk.")
    if target.is_dir():
        raise UsageError(f"{target} is a folder.", "Name a file.")
    if target.exists() and not force:
        raise UsageError(f"{target} is there already.", "Name another file, or replace it with --force.")
    if not target.parent.is_dir():
        raise UsageError(f"There is no folder {target.parent}.", "Make it, or name a file elsewhere.")


class _Part:
    """A file beside the target, moved into its place when it is whole and on the disk, else removed."""

    def __init__(self, target: Path) -> None:
        self._target = target
        with self._errors():
            # For its owner only: it holds the hashes of passwords.
            descriptor, name = tempfile.mkstemp(prefix=f"{target.name}.", suffix=".part", dir=target.parent)
            self._path = Path(name)
            self._file = os.fdopen(descriptor, "wb")

    def __enter__(self) -> _Part:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._file.close()
        self._path.unlink(missing_ok=True)

    def write(self, data: bytes) -> int:
        """Write on."""
        with self._errors():
            return self._file.write(data)

    def settle(self) -> None:
        """See everything written onto the disk."""
        with self._errors():
            self._file.flush()
            os.fsync(self._file.fileno())

    def put_in_place(self) -> None:
        """Give it the target's name, in one step."""
        with self._errors():
            self._path.replace(self._target)
            keep_names(self._target.parent)

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if is_full(error):
                raise LibraryFull(
                    f"There is no room left for the backup {self._target}.",
                    "Free some space, or name a file on another disk.",
                ) from error
            raise LibraryError(
                f"The backup {self._target} could not be written ({error.strerror or error}).", "Name another file."
            ) from error
