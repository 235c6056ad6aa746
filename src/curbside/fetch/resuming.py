"""Going on where a fetch stopped: a small file beside its output that says what was planned and what has come."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import filelock

from curbside.errors import FetchError
from curbside.evidence.digest import digest


def key_of(*asked: object) -> str:
    """A short name for what was asked for: the same for the same request, telling nothing of its words."""
    return digest(list(asked))[:12]


class Journal:
    """What one fetch set out to bring, and what of it is there.

    The plan is written in one step before anything is fetched; each piece is noted after its file is in place. A
    process killed at any moment leaves files that are whole and a journal that names no file which is not. Hidden, so
    that adding the folder passes it over.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.plan: dict[str, Any] | None = None
        self.done: dict[str, dict[str, Any]] = {}
        self._load()

    def begin(self, plan: dict[str, Any]) -> None:
        """Replace whatever was planned before."""
        beside = self._path.with_suffix(".new")
        with beside.open("w", encoding="utf-8") as file:
            _append(file, {"plan": plan})
        beside.replace(self._path)
        self.plan, self.done = plan, {}

    def note(self, piece: str, told: dict[str, Any]) -> None:
        """Note that a piece is done, with what is to be told of it."""
        with self._path.open("a", encoding="utf-8") as file:
            _append(file, {"done": piece, **told})
        self.done[piece] = told

    def finish(self) -> None:
        """Note that everything was asked for: the next fetch of the same begins anew."""
        self._path.unlink(missing_ok=True)

    def _load(self) -> None:
        try:
            lines = self._path.read_text("utf-8").splitlines()
        except (FileNotFoundError, UnicodeDecodeError):
            return
        for line in lines:
            try:
                entry = json.loads(line)
            except ValueError:
                # The last line of a process that was killed while it wrote; a note follows on a line of its own.
                continue
            if "plan" in entry:
                self.plan = entry["plan"]
            elif "done" in entry:
                self.done[entry.pop("done")] = entry


@contextmanager
def journal(folder: Path, name: str) -> Iterator[Journal]:
    """The journal of one fetch into a folder, which is made.

    Raises FetchError when another process is at the same fetch, or the folder cannot be written.
    """
    lock = filelock.FileLock(folder / f".{name}.lock", timeout=0)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with lock:
            yield Journal(folder / f".{name}.progress")
    except filelock.Timeout:
        raise FetchError(
            "Another process is fetching the same into the same folder.",
            "Wait until it is done, or name another --out.",
        ) from None
    except OSError as error:
        raise FetchError(
            f"The folder {folder} cannot be written ({error.strerror or error}).",
            "Free some space or name another with --out; what came so far is kept.",
        ) from error


def _append(file: IO[str], entry: dict[str, Any]) -> None:
    # Begins with a line break: half a line left by a killed process spoils only itself.
    file.write("\n" + json.dumps(entry, separators=(",", ":")) + "\n")
    file.flush()
    os.fsync(file.fileno())


def put_in_place(part: Path, path: Path) -> None:
    """Give a file that was written beside it its name, in one step that survives a crash right after it."""
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(path)
