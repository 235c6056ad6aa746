"""The article database: SQLite in the library's folder, or PostgreSQL by setting.

`Database.write` is the only way to change anything: one transaction at a time, whatever the database, so that each
audit entry follows the one before. Migrations run when a database of an earlier version is opened.
"""

from __future__ import annotations

import contextlib
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session

from curbside.articles import schema
from curbside.errors import DatabaseError, LibraryBusy, LibraryFull, LibraryIncompatible

FILE = "articles.db"
_LOCK = "articles.lock"
_WAIT_SECONDS = 30.0
# File systems on which another machine may hold the same file: SQLite's locks do not reach it.
_SHARED = {
    "9p", "afs", "beegfs", "ceph", "cifs", "davfs", "fuse.glusterfs", "fuse.rclone", "fuse.s3fs", "fuse.sshfs",
    "gfs2", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs3", "nfs4", "ocfs2", "smb2", "smb3", "smbfs",
}  # fmt: skip


class Database:
    """An open article database, brought up to date unless it is taken `as_found`.

    Raises DatabaseError when it cannot be opened, LibraryIncompatible when a newer Curbside made it.
    """

    def __init__(self, url: URL, lock: Path | None = None, *, as_found: bool = False) -> None:
        self.url = url
        self._lock = lock
        self.engine = _engine(url)
        if not as_found:
            with self._named_errors():
                self._bring_up_to_date()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of the library's folder."""
        return self.engine.dialect.name == "sqlite"

    @property
    def place(self) -> str:
        """Where it is, in words that hold no password."""
        return self.url.render_as_string(hide_password=True)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session on one unchanging state of the database; what it changes is not kept."""
        options = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with self._named_errors(), self.engine.connect() as connection:
            connection = connection.execution_options(**options)
            with Session(connection, autoflush=False) as session:
                yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose changes are all kept at its end, or none: one at a time."""
        with self._named_errors(), self.engine.connect() as connection:
            connection = connection.execution_options(curbside_writes=True)
            with Session(connection) as session:
                # On PostgreSQL whoever writes waits here; SQLite has let one in already.
                session.execute(select(schema.AuditHead).with_for_update()).one()
                yield session
                session.commit()

    @contextmanager
    def rebuild(self) -> Iterator[Connection]:
        """A connection for making the tables themselves anew: all that is done is kept at its end, or nothing."""
        with self._named_errors(), self.engine.connect() as connection:
            connection = connection.execution_options(curbside_writes=True)
            with connection.begin():
                if not self.is_sqlite:
                    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_WAIT_SECONDS:.0f}s'")
                yield connection

    def revision(self) -> str | None:
        """The migration that its tables are at; None where there are none."""
        with self._named_errors():
            return self._revision()

    def audit_head(self) -> tuple[int, str]:
        """The number and hash of the newest audit entry: whatever changes an article or an account changes them."""
        with self._named_errors(), self.engine.connect() as connection:
            n, head = connection.exec_driver_sql("SELECT n, hash FROM audit_head WHERE id = 1").one()
            return n, head

    def _bring_up_to_date(self) -> None:
        found = self._revision()
        if found == schema.REVISION:
            return
        with self._one_migration():
            found = self._revision()
            if found != schema.REVISION:
                from curbside.articles.migrating import known_revisions, upgrade

                if found is not None and found not in known_revisions():
                    raise LibraryIncompatible(
                        f"The article database at {self.place} was made by a newer version of Curbside ({found}).",
                        "Install that version or newer.",
                    )
                upgrade(self.engine)

    def _revision(self) -> str | None:
        with self.engine.connect() as connection:
            if not self.engine.dialect.has_table(connection, "alembic_version"):
                return None
            row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
            return row[0] if row else None

    @contextmanager
    def _one_migration(self) -> Iterator[None]:
        """Two processes that open a database for the first time do not both make it."""
        if self._lock is None:
            with self.engine.connect() as connection:
                connection.exec_driver_sql("SELECT pg_advisory_lock(6812367)")
                try:
                    yield
                finally:
                    connection.exec_driver_sql("SELECT pg_advisory_unlock(6812367)")
            return
        try:
            with FileLock(self._lock, timeout=_WAIT_SECONDS):
                yield
        except Timeout:
            raise LibraryBusy(
                f"The article database at {self.place} is being brought up to date by another process.",
                "Wait until it has finished, then run the command again.",
            ) from None

    @contextmanager
    def _named_errors(self) -> Iterator[None]:
        """Translate the errors of databases and drivers, in this one place."""
        try:
            yield
        except DBAPIError as error:
            raise self._named(error) from error
        except OSError as error:
            raise DatabaseError(
                f"The article database at {self.place} cannot be used ({error.strerror or error}).",
                "Check the folder's permissions and the space left.",
            ) from error

    def _named(self, error: DBAPIError) -> Exception:
        said = str(error.orig).splitlines()[0] if error.orig is not None else str(error)
        if "database is locked" in said or "lock timeout" in said:
            return LibraryBusy(
                f"The article database at {self.place} is being written by another process.",
                "Wait until it has finished, then try again.",
            )
        if "disk is full" in said or "No space left" in said:
            return LibraryFull(
                f"There is no room left for the article database at {self.place}.",
                "Free some space and try again; what was committed before is untouched.",
            )
        if "malformed" in said or "not a database" in said:
            return DatabaseError(
                f"The article database at {self.place} is damaged ({said}).", "Restore it with `curbside restore FILE`."
            )
        if isinstance(error.orig, sqlite3.OperationalError) or error.connection_invalidated or not self.is_sqlite:
            return DatabaseError(
                f"The article database at {self.place} cannot be used ({said.strip()}).",
                "Check that it is there and may be written, and the setting CURBSIDE_DATABASE_URL.",
            )
        return error


def open_database(folder: Path, url: str | None = None, *, as_found: bool = False) -> Database:
    """The article database of a library: the one named by a URL, else SQLite in the library's folder.

    `as_found` leaves its tables as they are, or missing. Raises DatabaseError for a URL that is none, a missing driver,
    or a folder that other machines may write to.
    """
    if url is None:
        _refuse_shared(folder)
        _keep_private(folder / FILE)
        return Database(URL.create("sqlite", database=str(folder / FILE)), lock=folder / _LOCK, as_found=as_found)
    return Database(_postgresql(url), as_found=as_found)


@contextmanager
def find_database(folder: Path, url: str | None = None) -> Iterator[Database | None]:
    """The article database of a library, None where it has none yet: nothing is made."""
    if url is None and not (folder / FILE).exists():
        yield None
        return
    with open_database(folder, url) as database:
        yield database


def _postgresql(said: str) -> URL:
    try:
        url = make_url(said)
    except ArgumentError:
        raise DatabaseError(
            "CURBSIDE_DATABASE_URL is no database's address.", "Write it like postgresql://user:password@host/name."
        ) from None
    if url.get_backend_name() not in {"postgresql", "postgres"}:
        raise DatabaseError(
            f"Curbside keeps articles in no {url.get_backend_name()} database.",
            "Use postgresql://…, or leave CURBSIDE_DATABASE_URL out for SQLite in the library's folder.",
        )
    return url.set(drivername="postgresql+psycopg")


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        try:
            return create_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=20)
        except (ModuleNotFoundError, NoSuchModuleError):
            raise DatabaseError(
                "The driver for PostgreSQL is not installed.", "Run: pip install 'curbside[postgresql]'."
            ) from None
    engine = create_engine(url, connect_args={"timeout": _WAIT_SECONDS, "check_same_thread": False})
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: Any, _: Any) -> None:
    # Transactions begin where SQLAlchemy says, not where the driver guesses.
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("curbside_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _keep_private(file: Path) -> None:
    """Only its owner reads a new database: it holds the hashes of passwords. SQLite's other files are as it is."""
    if not file.exists():
        with contextlib.suppress(OSError):  # said by SQLite, with the place
            file.touch(mode=0o600, exist_ok=True)


def _refuse_shared(folder: Path) -> None:
    kind = file_system_of(folder)
    if kind in _SHARED:
        raise DatabaseError(
            f"{folder} is on a network share ({kind}), where SQLite's locks cannot be relied on.",
            "Keep the library on a local disk, or set CURBSIDE_DATABASE_URL to a PostgreSQL database.",
        )


def file_system_of(folder: Path, mounts: Path = Path("/proc/mounts")) -> str | None:
    """The kind of file system a folder is on ("ext4", "nfs4"); None where the system does not say."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        lines = mounts.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return None
    where = folder.resolve()
    found: tuple[int, str] | None = None
    for line in lines:
        parts = line.split()
        if len(parts) < 3:
            continue
        point = Path(parts[1].encode("latin-1", "replace").decode("unicode_escape"))
        # Of two mounts on one place the later one is seen.
        if (where == point or point in where.parents) and (found is None or len(point.parts) >= found[0]):
            found = len(point.parts), parts[2]
    return found[1] if found else None
