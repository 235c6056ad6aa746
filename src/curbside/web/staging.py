"""Uploads before they are sources: files staged in the library's folder, and how far each upload has come.

Nothing staged is evidence. An upload has a folder of its own with its files, a note of its state that is replaced
whole, and a lock that whoever works on it holds: where the note says that somebody works on it and nobody holds the
lock, the work was interrupted. Any process can so tell of any upload. Backups leave these folders out.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from curbside.errors import CurbsideError, LibraryError, UsageError

FOLDER = "uploads"
KEPT_SECONDS = 24 * 60 * 60

_NOTE = "upload.json"
_LOCK = "upload.lock"
_FILES = "files"
_ID = re.compile(r"[0-9a-f]{16}")


class NoSuchUpload(CurbsideError):
    """There is no upload of this number, or no longer."""


class UploadBusy(CurbsideError):
    """Somebody works on the upload just now."""


class Stage(StrEnum):
    """How far an upload has come."""

    READING = "reading"
    READ = "read"
    ADDING = "adding"
    ADDED = "added"
    FAILED = "failed"

    @property
    def is_work(self) -> bool:
        """Whether somebody has to be at work on it."""
        return self in {Stage.READING, Stage.ADDING}


@dataclass(slots=True)
class DocumentRead:
    """A source that a file holds, as its reader would see it listed; `held` says what the library has of it."""

    id: str
    title: str
    kind: str
    year: int | None
    statements: int
    tables: int
    held: str


@dataclass(slots=True)
class FileRead:
    """What was read in a file.

    `documents` are the first ones, `ids` are those of all. `record` holds the fields of the form for a file whose
    record may be corrected, None for others; `beside` names the file that this one says something of. `outcome` is
    what adding made of it, by what happened to how many sources.
    """

    name: str
    documents: list[DocumentRead] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    statements: int = 0
    tables: int = 0
    record: dict[str, str] | None = None
    beside: str = ""
    findings: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    outcome: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Upload:
    """An upload: who sent it when, what was read in it, and what became of it.

    `problem` is why it failed, in two sentences; `waits_for` names who else writes the library.
    """

    id: str
    by: str
    at: str
    files: list[str]
    stage: Stage = Stage.READING
    read: list[FileRead] = field(default_factory=list)
    percent: int = 0
    step: str = ""
    waits_for: str = ""
    problem: str = ""

    @property
    def ids(self) -> list[str]:
        """The ids of every source in it, each once."""
        return list(dict.fromkeys(document for one in self.read for document in one.ids))

    def to_json(self) -> str:
        """The note."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, note: str) -> Upload:
        """Read a note."""
        data: dict[str, Any] = json.loads(note)
        read = [
            FileRead(**{**one, "documents": [DocumentRead(**each) for each in one["documents"]]})
            for one in data.pop("read")
        ]
        return cls(**{**data, "stage": Stage(data["stage"]), "read": read})


class Held:
    """The lock of an upload, in somebody's hands: given up at the end of a `with`, unless it was handed on by then."""

    def __init__(self, lock: FileLock) -> None:
        self._lock = lock
        self._is_handed_on = False

    def __enter__(self) -> Held:
        return self

    def __exit__(self, *_: object) -> None:
        if not self._is_handed_on:
            self.release()

    def hand_on(self) -> None:
        """Leave it to another thread to give it up."""
        self._is_handed_on = True

    def release(self) -> None:
        """Give it up."""
        self._lock.release()


class Staging:
    """The uploads of a library."""

    def __init__(self, library: Path) -> None:
        self.folder = library / FOLDER

    def make(self) -> str:
        """A folder for a new upload, which only the server's user may read; its id."""
        upload_id = secrets.token_hex(8)
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            (self.folder / upload_id / _FILES).mkdir(mode=0o700, parents=True)
        except OSError as error:
            raise _cannot_keep(error) from error
        return upload_id

    def files(self, upload_id: str) -> Path:
        """The folder of an upload's files."""
        return self.folder / upload_id / _FILES

    def paths(self, upload: Upload) -> list[Path]:
        """Where the files of an upload lie."""
        return [self.files(upload.id) / name for name in upload.files]

    def save(self, upload: Upload) -> None:
        """Write down how far an upload has come; readers see the note before or this one."""
        note = self.folder / upload.id / _NOTE
        part = note.with_suffix(".part")
        try:
            part.write_text(upload.to_json(), "utf-8")
            part.replace(note)
        except OSError as error:
            raise _cannot_keep(error) from error

    def load(self, upload_id: str) -> Upload:
        """An upload. Raises NoSuchUpload where there is none."""
        found = self._find(upload_id) if _ID.fullmatch(upload_id) else None
        if found is None:
            raise NoSuchUpload("There is no such upload.", "Uploads are kept for a day: send the files again.")
        return found

    def all(self) -> list[Upload]:
        """Every upload, the newest first."""
        found = [one for name in self._names() if (one := self._find(name)) is not None]
        return sorted(found, key=lambda one: (one.at, one.id), reverse=True)

    def hold(self, upload_id: str) -> Held:
        """Take an upload in hand. Raises UploadBusy where somebody else has it, NoSuchUpload where it is not there."""
        if not _ID.fullmatch(upload_id) or not (self.folder / upload_id).is_dir():
            raise NoSuchUpload("There is no such upload.", "Uploads are kept for a day: send the files again.")
        lock = FileLock(self.folder / upload_id / _LOCK, thread_local=False)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise UploadBusy("This upload is being worked on.", "Wait until that is done.") from None
        return Held(lock)

    def is_held(self, upload_id: str) -> bool:
        """Whether somebody works on an upload."""
        try:
            self.hold(upload_id).release()
        except UploadBusy:
            return True
        return False

    def drop(self, upload_id: str) -> None:
        """Remove an upload and its files."""
        shutil.rmtree(self.folder / upload_id, ignore_errors=True)

    def tidy(self) -> None:
        """Remove what was left alone for a day."""
        before = time.time() - KEPT_SECONDS
        for name in self._names():
            folder = self.folder / name
            try:
                changed = max(one.stat().st_mtime for one in (folder, folder / _NOTE) if one.exists())
            except (OSError, ValueError):
                continue
            if changed < before and not self.is_held(name):
                self.drop(name)

    def _names(self) -> Iterator[str]:
        if self.folder.is_dir():
            yield from sorted(one.name for one in self.folder.iterdir() if _ID.fullmatch(one.name))

    def _find(self, upload_id: str) -> Upload | None:
        try:
            return Upload.from_json((self.folder / upload_id / _NOTE).read_text("utf-8"))
        except FileNotFoundError:
            return None  # still being received, or what was left of it
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise LibraryError(
                f"The note of the upload {upload_id} cannot be read ({type(error).__name__}).",
                f"Remove the folder {FOLDER}/{upload_id} of the library, and send the files again.",
            ) from error


def check_holds_something(upload: Upload) -> None:
    """Raise UsageError where nothing is left to add."""
    if not upload.ids:
        raise UsageError("There is nothing in this upload that can be added.", "Send files that can be read.")


def _cannot_keep(error: OSError) -> LibraryError:
    return LibraryError(
        f"The upload cannot be kept ({error.strerror or error}).",
        "Whoever runs this server checks the space left and the library's permissions.",
    )
