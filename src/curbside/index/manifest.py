"""The manifest: the one file whose replacement is a commit.

It names the evidence version and the exact version of every table that makes it up. It is written, whole,
beside its place and moved there, after every row it names is indexed; so a reader finds either the state
before a change or the state after it, whatever happened to the writer.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from curbside.errors import LibraryDamaged, LibraryError, LibraryIncompatible

FORMAT = 1
FILE = "manifest.json"


@dataclass(frozen=True, slots=True)
class TableVersion:
    """A table as the manifest names it."""

    name: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One committed state of a library.

    `generation` counts commits; `tables` maps what a table is for to its name and version; `fingerprints`
    name how passages and vectors were made; `counts` is for people.
    """

    generation: int
    evidence_version: str
    tables: dict[str, TableVersion]
    fingerprints: dict[str, str]
    counts: dict[str, int]
    last_updated: str | None = None
    format: int = FORMAT

    def to_json(self) -> str:
        """The file's text."""
        return json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str, path: Path) -> Manifest:
        """Read the file's text.

        Raises LibraryIncompatible when a newer Curbside wrote it, LibraryDamaged when it is not a manifest.
        """
        try:
            data: dict[str, Any] = json.loads(text)
            made_by = int(data["format"])
            if made_by > FORMAT:
                raise LibraryIncompatible(
                    f"The library at {path.parent} was made by a newer version of Curbside (format {made_by}).",
                    "Install that version or newer; this one reads format " + f"{FORMAT}.",
                )
            tables = {use: TableVersion(**table) for use, table in data.pop("tables").items()}
            return cls(tables=tables, **data)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise LibraryDamaged(
                f"The manifest {path} cannot be read ({error}).", "Restore the library from a backup."
            ) from error


def read_manifest(folder: Path) -> Manifest | None:
    """The committed state of the library in a folder, None where nothing was ever committed."""
    path = folder / FILE
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return None
    except NotADirectoryError:
        raise LibraryError(f"{folder} is a file, not a library's folder.", "Name a folder.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise LibraryDamaged(
            f"The manifest {path} cannot be read ({error}).",
            "Check the folder's permissions, or restore it from a backup.",
        ) from error
    return _parsed(text, path)


@lru_cache(maxsize=8)
def _parsed(text: str, path: Path) -> Manifest:
    """The state that a manifest names: a server looks for a newer one before each answer, and finds the same."""
    return Manifest.from_json(text, path)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Replace the manifest in one step that survives a crash right after it."""
    path = folder / FILE
    beside = path.with_suffix(".new")
    with beside.open("w", encoding="utf-8") as file:
        file.write(manifest.to_json())
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    keep_names(folder)


def keep_names(folder: Path) -> None:
    """Let what was moved into a folder survive a crash right after it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
