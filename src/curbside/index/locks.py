"""One writer at a time, and leases that tell upkeep which versions readers still hold.

Both are operating-system file locks (filelock), which a dying process lets go of by itself; the notes beside
them only tell people and upkeep who holds what.
"""

from __future__ import annotations

import json
import os
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from curbside.errors import LibraryBusy, LibraryError

_WRITER = "writer.lock"
_HOLDER = "writer.json"
_READERS = "readers"
OPENING = -1


@contextmanager
def writer_lock(folder: Path, wait_seconds: float, on_wait: Callable[[str], None] | None = None) -> Iterator[None]:
    """Hold the writer's lock of a library.

    Waits up to `wait_seconds`, telling `on_wait` once who holds it; then raises LibraryBusy, which names the
    process.
    """
    lock = FileLock(folder / _WRITER, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except OSError as error:
        if not isinstance(error, Timeout):
            raise LibraryError(
                f"The library at {folder} cannot be locked for writing ({error.strerror or error}).",
                "Check the folder's permissions and the space left.",
            ) from error
        if on_wait is not None:
            on_wait(_holder(folder))
        try:
            lock.acquire(timeout=wait_seconds, poll_interval=0.1)
        except Timeout:
            raise LibraryBusy(
                f"The library at {folder} is being written by {_holder(folder)}.",
                "Wait until it has finished, then run the command again.",
            ) from None
    note = folder / _HOLDER
    try:
        note.write_text(json.dumps({"pid": os.getpid(), "command": " ".join(sys.argv)[:200], "since": _now()}), "utf-8")
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def _holder(folder: Path) -> str:
    try:
        note = json.loads((folder / _HOLDER).read_text("utf-8"))
        return f"process {note['pid']} ({note['command']}, since {note['since']})"
    except (OSError, ValueError, KeyError):
        return "another process"


class ReaderLease:
    """A reader's claim on the generation it reads; upkeep spares what live leases name.

    Taken before the manifest is read, as "opening", so that no version can vanish between reading its name
    and opening it.
    """

    def __init__(self, folder: Path) -> None:
        readers = folder / _READERS
        readers.mkdir(exist_ok=True)
        self._note = readers / f"{uuid.uuid4().hex}.json"
        self._lock = FileLock(self._note.with_suffix(".lock"), thread_local=False)
        self._lock.acquire(timeout=5)
        self.name(OPENING)

    def name(self, generation: int) -> None:
        """Say which generation is being read."""
        self._note.write_text(json.dumps({"generation": generation, "pid": os.getpid()}), "utf-8")

    def release(self) -> None:
        """Give the claim up; harmless when repeated."""
        self._note.unlink(missing_ok=True)
        self._lock.release()
        Path(self._lock.lock_file).unlink(missing_ok=True)


def generations_in_use(folder: Path) -> set[int]:
    """The generations that live readers name; notes of dead readers are swept away."""
    used = set()
    for note in sorted((folder / _READERS).glob("*.json")):
        lock = FileLock(note.with_suffix(".lock"), thread_local=False)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            used.add(_generation(note))
            continue
        note.unlink(missing_ok=True)
        lock.release()
        Path(lock.lock_file).unlink(missing_ok=True)
    return used


def _generation(note: Path) -> int:
    try:
        return int(json.loads(note.read_text("utf-8"))["generation"])
    except (OSError, ValueError, KeyError):
        return OPENING


def _now() -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S")
