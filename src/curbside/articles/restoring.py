"""Restoring: a backup is unpacked beside the library, proved whole, and only then takes the library's place.

Every member fits the list, every table can be read, the audit trail holds together and ends where the list says, every
revision that a version cites is stored and every quote stands in it, word for word. The library that was there is kept
under another name. Rows go in by one transaction, on PostgreSQL the one in which the former tables are dropped.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, inspect, select
from sqlalchemy import text as sql
from sqlalchemy.exc import (
    CompileError,
    DataError,
    DBAPIError,
    IntegrityError,
    NoSuchTableError,
    ProgrammingError,
    StatementError,
)
from sqlalchemy.orm import Session

from curbside.articles import audit
from curbside.articles.actor import Actor, local_operator
from curbside.articles.audit import Head
from curbside.articles.backup import BACKED_UP
from curbside.articles.backup_file import ROWS, Listing, OnBytes, unpack
from curbside.articles.citing import check_citations
from curbside.articles.database import FILE as DATABASE
from curbside.articles.database import Database, open_database
from curbside.articles.desk import stamp
from curbside.articles.migrating import bring_up_to_date, known_revisions, remake
from curbside.articles.rows import count_on, empty, read_rows
from curbside.articles.schema import REVISION, Article, AuditEntry, AuditHead
from curbside.errors import (
    BackupUnusable,
    CurbsideError,
    LibraryBusy,
    LibraryDamaged,
    LibraryError,
    LibraryIncompatible,
    LibraryNewer,
    UsageError,
)
from curbside.index.embedding import Embedding, default_embedding
from curbside.index.library import differing_fingerprints
from curbside.index.locks import generations_in_use, writer_lock
from curbside.index.manifest import FILE as MANIFEST
from curbside.index.manifest import keep_names, read_manifest
from curbside.index.pinning import PinnedState

RESTORED = "restored"
# Entries of an audit trail that tell of no change.
_NO_CHANGE = (BACKED_UP, RESTORED)
_ANOTHER = "Use another backup; the library was not touched."
_MISFITS = (StatementError, CompileError, NoSuchTableError, ValueError, TypeError, KeyError)


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup that took a library's place; `kept` is where the library is that was there, None if there was none."""

    folder: str
    kept: str | None
    made_at: str
    evidence_version: str
    generation: int
    documents: int
    articles: int
    versions: int
    cited_revisions: int
    quotes: int
    audit_head: int
    needs_reindex: bool

    def to_dict(self) -> dict[str, Any]:
        """The contract's JSON object."""
        return asdict(self)


def restore(
    file: Path,
    folder: Path,
    database_url: str | None = None,
    *,
    embedding: Callable[[], Embedding] = default_embedding,
    force: bool = False,
    actor: Actor | None = None,
    wait_seconds: float = 30.0,
    on_bytes: OnBytes | None = None,
    on_wait: Callable[[str], None] | None = None,
    on_step: Callable[[str], None] | None = None,
) -> Restored:
    """Put a backup in the place of the library in a folder, and of its article database.

    `embedding` is what the library is to be asked with, and tells whether its index has to be rebuilt for it.
    `on_bytes` is told how much of the file is read, of how much; `on_step` what is moved where, before it is. Raises
    BackupUnusable for a file that is no whole backup or does not fit together, LibraryNewer where something there is
    not in the backup, unless `force`, and LibraryBusy where the library is read or written, always. Then nothing is
    changed.
    """
    if os.path.ismount(folder):
        raise UsageError(
            f"{folder} is a mount point, whose place nothing can take.", "Keep the library in a folder within it."
        )
    folder = folder.resolve()
    asked_with = embedding()  # before anything is moved: it may not be there
    with _fresh_folder(folder) as fresh, ExitStack() as held:
        listing = unpack(file, fresh, on_bytes or (lambda done, total: None))
        state = _evidence_in(fresh, listing)
        if _holds_something(folder):
            held.enter_context(writer_lock(folder, wait_seconds, on_wait))
            _refuse_readers(folder)
        if not force:
            _refuse_newer_evidence(folder, listing)
        there = _last_change_in(folder) if database_url is None and not force else None
        swap = _Swap(folder, fresh, on_step or (lambda _: None))
        with swap.undone_on_failure(), open_database(fresh, database_url, as_found=True) as database:
            _refuse_newer_steps(database, listing)
            with database.rebuild() as connection, _misfits_told():
                if not force:
                    _refuse_full(connection, database)
                _fill(connection, listing, fresh / ROWS)
                session = Session(connection)
                _check_trail(session, listing)
                if there is not None:
                    _refuse_newer_trail(session, there, folder)
                cited = check_citations(session, state.texts)
                articles = session.scalar(select(func.count()).select_from(Article)) or 0
                detail = {"made_at": listing.made_at, "evidence_version": listing.evidence_version}
                head = audit.append(
                    session, actor or local_operator(), stamp(datetime.now(UTC)), RESTORED, detail=detail
                )
                if not database.is_sqlite:
                    swap.make()  # before the commit: it can be taken back, a commit cannot
            if database.is_sqlite:
                database.close()
                swap.make()
    return Restored(
        folder=str(folder),
        kept=str(swap.kept) if swap.kept is not None else None,
        made_at=listing.made_at,
        evidence_version=listing.evidence_version,
        generation=listing.generation,
        documents=state.manifest.counts["documents"],
        articles=articles,
        versions=cited.versions,
        cited_revisions=cited.revisions,
        quotes=cited.quotes,
        audit_head=head.n,
        needs_reindex=bool(differing_fingerprints(state.manifest, asked_with)),
    )


# -- what is there


def _holds_something(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


def _refuse_readers(folder: Path) -> None:
    """Whoever serves from the library would go on with files that are gone, and write into a database put away."""
    if generations_in_use(folder):
        raise LibraryBusy(
            f"The library at {folder} is being read by another process, such as a server.",
            "Stop it, restore, and start it again.",
        )


def _refuse_newer_evidence(folder: Path, listing: Listing) -> None:
    try:
        manifest = read_manifest(folder)
    except LibraryError as error:
        raise _newer(f"{error.message} So nobody can tell whether it is newer than the backup.") from error
    if manifest is None or manifest.evidence_version == listing.evidence_version:
        return
    committed = datetime.fromtimestamp((folder / MANIFEST).stat().st_mtime, UTC)
    if manifest.generation >= listing.generation or stamp(committed) > listing.made_at:
        raise _newer(
            f"The library at {folder} holds evidence that the backup does not (commit {manifest.generation} of "
            f"{stamp(committed)}; the backup holds commit {listing.generation}, made {listing.made_at})."
        )


def _last_change_in(folder: Path) -> Head | None:
    """The last change that the audit trail of a library's own database tells of; None where it tells of none."""
    if not (folder / DATABASE).exists():
        return None
    try:
        with open_database(folder, as_found=True) as database:
            if database.revision() is None:
                return None
            with database.read() as session:
                changes = select(AuditEntry.n, AuditEntry.hash).where(AuditEntry.action.not_in(_NO_CHANGE))
                last = session.execute(changes.order_by(AuditEntry.n.desc()).limit(1)).first()
                return Head(*last) if last is not None else None
    except CurbsideError as error:
        raise _newer(f"{error.message} So nobody can tell whether it is newer than the backup.") from error


def _refuse_newer_trail(session: Session, there: Head, folder: Path) -> None:
    held = session.scalar(select(AuditEntry.hash).where(AuditEntry.n == there.n))
    if held != there.hash:
        raise _newer(f"The articles or accounts at {folder} were changed since the backup was made (entry {there.n}).")


def _refuse_full(connection: Connection, database: Database) -> None:
    """A PostgreSQL database cannot be put aside, so what it holds is dropped only where that was asked for."""
    tables = set(inspect(connection).get_table_names())
    for name in ("accounts", "articles", "audit_entries"):
        if name in tables and connection.execute(sql(f"SELECT 1 FROM {name} LIMIT 1")).first() is not None:
            raise LibraryNewer(
                f"The database {database.place} holds {name.replace('_', ' ')} already.",
                "Dump it if you may need them, then use --force: they are dropped.",
            )


def _newer(message: str) -> LibraryNewer:
    return LibraryNewer(message, "Use --force to restore all the same; what is there is kept under another name.")


# -- what the backup holds


def _evidence_in(fresh: Path, listing: Listing) -> PinnedState:
    """The backup's evidence, once all of it was read."""
    manifest = read_manifest(fresh)
    if manifest is None or (manifest.evidence_version, manifest.generation) != (
        listing.evidence_version, listing.generation,
    ):  # fmt: skip
        raise BackupUnusable("The backup's manifest is not the one that its list names.", _ANOTHER)
    state = PinnedState(fresh, manifest)
    try:
        state.read_through()
    except LibraryDamaged as error:
        raise BackupUnusable(f"The backup's evidence is not whole: {error.message}", _ANOTHER) from error
    # As old as the backup is, so that a newer backup is told to be newer.
    made = datetime.fromisoformat(listing.made_at).timestamp()
    os.utime(fresh / MANIFEST, (made, made))
    return state


def _refuse_newer_steps(database: Database, listing: Listing) -> None:
    known = known_revisions()
    for revision, what in ((listing.rows and listing.rows.revision, "backup"), (database.revision(), "database")):
        if revision is not None and revision not in known:
            raise LibraryIncompatible(
                f"The {what}'s tables are those of a newer version of Curbside ({revision}).",
                "Install that version or newer.",
            )


def _fill(connection: Connection, listing: Listing, rows: Path) -> None:
    """Make the tables as they were when the backup was made, put its rows in, and bring them up to date."""
    remake(connection, listing.rows.revision if listing.rows is not None else REVISION)
    if listing.rows is not None:
        empty(connection, AuditHead.__tablename__)
        counts: Counter[str] = Counter()
        for path in sorted(rows.glob("*.jsonl"), key=lambda path: int(path.stem.split("-")[0])):
            table = path.stem.split("-")[1]
            with path.open("rb") as lines:
                counts[table] += read_rows(connection, table, lines)
        if counts != listing.rows.counts:
            raise BackupUnusable("The backup has not as many rows as its list says.", _ANOTHER)
    shutil.rmtree(rows, ignore_errors=True)
    bring_up_to_date(connection)
    count_on(connection)


def _check_trail(session: Session, listing: Listing) -> None:
    said = Head(listing.rows.head_n, listing.rows.head_hash) if listing.rows is not None else Head(0, "")
    if audit.verify(session) != said:
        raise BackupUnusable("The backup's audit trail does not end where its list says.", _ANOTHER)


@contextmanager
def _misfits_told() -> Iterator[None]:
    """Rows that do not fit their tables are the backup's fault; a full disk and the like are the database's to name."""
    try:
        yield
    except LibraryDamaged as error:
        raise BackupUnusable(error.message, _ANOTHER) from error
    except _MISFITS as error:
        if isinstance(error, DBAPIError) and not isinstance(error, (IntegrityError, DataError, ProgrammingError)):
            raise
        raise BackupUnusable(
            f"The backup holds rows that do not fit together ({type(error).__name__}).", _ANOTHER
        ) from error


# -- its place


@contextmanager
def _fresh_folder(folder: Path) -> Iterator[Path]:
    """A new folder beside the library's, on the same disk, and gone at the end unless it took the library's place."""
    fresh = folder.with_name(f".{folder.name}.restoring-{secrets.token_hex(4)}")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh.mkdir()
        if folder.is_dir():
            shutil.copymode(folder, fresh)
    except OSError as error:
        raise LibraryError(
            f"No folder can be made beside {folder} ({error.strerror or error}).", "Check the permissions there."
        ) from error
    try:
        yield fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


class _Swap:
    """Moves the library that is there aside, and the restored one into its place."""

    def __init__(self, folder: Path, fresh: Path, on_step: Callable[[str], None]) -> None:
        self._folder, self._fresh, self._on_step = folder, fresh, on_step
        self._made = False
        self.kept: Path | None = None

    def make(self) -> None:
        """Do it. Where it fails, what was there is there again."""
        try:
            if _holds_something(self._folder):
                kept = self._name_for_kept()
                # Said before: whoever is stopped between the two knows where both are.
                self._on_step(f"Moving what is at {self._folder} to {kept}, and {self._fresh} into its place …")
                self._folder.rename(kept)
                self.kept = kept
            self._fresh.rename(self._folder)
            self._made = True
            keep_names(self._folder.parent)
        except OSError as error:
            self._undo()
            raise LibraryError(
                f"The restored library could not be put at {self._folder} ({error.strerror or error}).",
                "Check the permissions of the folder it is in.",
            ) from error

    @contextmanager
    def undone_on_failure(self) -> Iterator[None]:
        """Take it back where something fails after it."""
        try:
            yield
        except BaseException:
            self._undo()
            raise

    def _undo(self) -> None:
        if self._made:
            self._folder.rename(self._fresh)
            self._made = False
        if self.kept is not None:
            self.kept.rename(self._folder)
            self.kept = None

    def _name_for_kept(self) -> Path:
        name = f"{self._folder.name}.before-restore-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        names = [name, *(f"{name}-{n}" for n in range(2, 1000))]
        return next(path for one in names if not (path := self._folder.with_name(one)).exists())
