"""One committed state of a library as files: held while it is copied, and read from its copy.

Whoever copies it holds a reader's lease, so that upkeep spares what the manifest names; writers go on meanwhile.
How passages and vectors were made is not asked here: what an earlier version made can be copied and read, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from curbside.errors import LibraryDamaged, LibraryError
from curbside.index import schema
from curbside.index.lance import connect, files_at, lance_errors, open_at, read_through
from curbside.index.library import DATABASE, stored_texts, take_lease
from curbside.index.manifest import Manifest, read_manifest

_ROWS_OF = {schema.DOCUMENTS: "documents", schema.PASSAGES: "passages"}


@dataclass(frozen=True)
class PinnedState:
    """A committed state that stays readable as long as it is pinned."""

    folder: Path
    manifest: Manifest

    def files(self) -> list[Path]:
        """What its tables are read from. Raises LibraryDamaged where one of them is not there."""
        tag = f"g{self.manifest.generation}"
        with lance_errors(self.folder):
            return [
                path
                for table in self.manifest.tables.values()
                for path in files_at(self.folder / DATABASE, table.name, table.version, tag)
            ]

    def read_through(self) -> None:
        """Read every row of every table. Raises LibraryDamaged where something is missing or cannot be read."""
        database = connect(self.folder / DATABASE)
        for use, table in self.manifest.tables.items():
            try:
                with lance_errors(self.folder):
                    rows = read_through(open_at(database, table.name, table.version))
            except (OSError, RuntimeError, ValueError) as error:
                raise LibraryDamaged(
                    f"The table {table.name} at {self.folder} cannot be read ({str(error)[:200]}).",
                    "Restore the library from a backup.",
                ) from error
            wanted = self.manifest.counts.get(_ROWS_OF.get(use, ""), rows)
            if rows != wanted:
                raise LibraryDamaged(
                    f"The table {table.name} at {self.folder} has {rows:,} rows and should have {wanted:,}.",
                    "Restore the library from a backup.",
                )

    def texts(self, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """The stored texts of (document id, revision) pairs; what is not stored is left out."""
        asked = sorted(set(wanted))
        with lance_errors(self.folder):
            found = stored_texts(self._revisions, asked)
        return {one: found[one] for one in asked if one in found}

    @cached_property
    def _revisions(self) -> Any:
        table = self.manifest.tables[schema.REVISIONS]
        return open_at(connect(self.folder / DATABASE), table.name, table.version)


@contextmanager
def pinned_state(folder: Path) -> Iterator[PinnedState]:
    """The newest committed state of the library in a folder. Raises LibraryError where there is none."""
    lease = take_lease(folder)
    try:
        manifest = read_manifest(folder)
        if manifest is None:
            raise LibraryError(f"There is no library at {folder}.", "Name the folder of one with --library.")
        if lease is not None:
            lease.name(manifest.generation)
        yield PinnedState(folder, manifest)
    finally:
        if lease is not None:
            lease.release()
