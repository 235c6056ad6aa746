"""A backup as a file: a gzip-packed tar of the rows, the manifest and the evidence, closed by a list of all it holds.

The list comes last, with every member's size and SHA-256: a file that ends early has none, and what was changed no
longer fits it. Written and read as a stream; nothing is held in memory whole but the list.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import re
import shutil
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, cast

from curbside.errors import BackupUnusable, LibraryFull, LibraryIncompatible
from curbside.index.lance import lance_errors
from curbside.index.library import DATABASE
from curbside.index.manifest import FILE as MANIFEST
from curbside.ingest.archives import GREATEST_RATIO, MOST_MEMBERS, RATIO_FROM

FORMAT = 1
LISTING = "backup.json"
ROWS = "database"
# Bytes; a list names some thousand files, in 150 bytes each.
_LARGEST_LISTING = 200_000_000
_AT_ONCE = 1 << 20
# Fast, and the evidence is packed in itself: more time would save little.
_LEVEL = 1
_PART = r"[A-Za-z0-9_][A-Za-z0-9._-]*"
_NAMES = re.compile(rf"{re.escape(MANIFEST)}|{ROWS}/\d{{5,}}-[a-z_]+\.jsonl|{re.escape(DATABASE)}(?:/{_PART})+")
_DAMAGED = (
    tarfile.TarError, zlib.error, gzip.BadGzipFile, EOFError, ValueError, OverflowError, KeyError, TypeError,
    RecursionError, FileExistsError, NotADirectoryError,
)  # fmt: skip
_ANOTHER = "Use another backup; the library was not touched."

OnBytes = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Member:
    """What the list says of a member."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Rows:
    """What the list says of the article database: its kind, its migration, its audit trail's head, its rows."""

    kind: str
    revision: str
    head_n: int
    head_hash: str
    counts: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a backup holds, and of when; `rows` is None where the library had no article database."""

    curbside: str
    made_at: str
    evidence_version: str
    generation: int
    rows: Rows | None
    members: dict[str, Member] = field(default_factory=dict)
    format: int = FORMAT

    def to_json(self) -> bytes:
        """The member's bytes."""
        return (json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode("utf-8")

    @classmethod
    def from_json(cls, data: bytes) -> Listing:
        """Read the member's bytes.

        Raises LibraryIncompatible when a newer Curbside wrote them; KeyError, TypeError or ValueError for another file.
        """
        said: dict[str, Any] = json.loads(data)
        if int(said["format"]) > FORMAT:
            raise LibraryIncompatible(
                f"The backup was made by a newer version of Curbside ({said.get('curbside')}).",
                "Install that version or newer.",
            )
        members = {name: Member(**one) for name, one in said.pop("members").items()}
        rows = said.pop("rows")
        return cls(members=members, rows=Rows(**rows) if rows is not None else None, **said)


class BackupWriter:
    """Writes a backup to a stream, member by member; `close` writes the list."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.members: dict[str, Member] = {}
        self._packed = gzip.GzipFile(fileobj=stream, mode="wb", compresslevel=_LEVEL, filename="", mtime=0)
        self._tar = tarfile.TarFile(fileobj=self._packed, mode="w", format=tarfile.PAX_FORMAT)

    def add(self, name: str, data: bytes) -> None:
        """Add a member from memory."""
        self.add_stream(name, io.BytesIO(data), len(data))

    def add_stream(self, name: str, stream: IO[bytes], size: int) -> None:
        """Add a member of a size from a stream."""
        hashed = _Hashed(stream)
        self._put(name, cast(IO[bytes], hashed), size)
        self.members[name] = Member(size, hashed.hexdigest)

    def close(self, listing: Listing) -> None:
        """End the backup with the list of what was added."""
        data = listing.to_json()
        self._put(LISTING, io.BytesIO(data), len(data))
        self._tar.close()
        self._packed.close()

    def _put(self, name: str, stream: IO[bytes], size: int) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        self._tar.addfile(info, stream)
        vars(self._tar)["members"] = []  # else it keeps what it says of each


class _Hashed:
    """A stream that knows the SHA-256 of what was read from it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._sha = stream, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        data = self._stream.read(size)
        self._sha.update(data)
        return data

    @property
    def hexdigest(self) -> str:
        return self._sha.hexdigest()


class _Unpacked:
    """The unpacked bytes of a backup, no more of them than a backup of this size can hold."""

    def __init__(self, packed: IO[bytes], size: int, on_bytes: OnBytes) -> None:
        self._packed, self._size, self._on_bytes = packed, size, on_bytes
        self._unpacked, self._total = gzip.GzipFile(fileobj=packed, mode="rb"), 0

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        data = self._unpacked.read(size)
        self._total += len(data)
        if self._total > RATIO_FROM + GREATEST_RATIO * self._size:
            raise ValueError("unpacks to too much")
        self._on_bytes(min(self._packed.tell(), self._size), self._size)
        return data


def unpack(file: Path, folder: Path, on_bytes: OnBytes) -> Listing:
    """Unpack a backup into an empty folder; what it holds, every member checked against the list.

    Raises BackupUnusable when it is no whole backup, or was changed; LibraryFull when the folder has no room.
    """
    try:
        size = file.stat().st_size
        stream = file.open("rb")
    except OSError as error:
        raise BackupUnusable(f"{file} cannot be read ({error.strerror or error}).", "Name a backup.") from None
    with stream, _damage_told(file), lance_errors(folder):
        return _unpack(_Unpacked(stream, size, on_bytes), folder)


def _unpack(stream: _Unpacked, folder: Path) -> Listing:
    members: dict[str, Member] = {}
    listing = None
    with tarfile.open(fileobj=cast(IO[bytes], stream), mode="r|", errorlevel=1) as tar:
        for info in iter(tar.next, None):
            vars(tar)["members"] = []
            # Exactly the names that a backup has: nothing leads out of the folder, and nothing stands after the list.
            listed = info.name == LISTING
            if listing is not None or len(members) >= MOST_MEMBERS or info.name in members or not _is_plain(info):
                raise ValueError("not a backup's member")
            if not listed and not _NAMES.fullmatch(info.name):
                raise ValueError("not a backup's name")
            content = tar.extractfile(info)
            if content is None or (listed and info.size > _LARGEST_LISTING):
                raise ValueError("not a backup's member")
            if listed:
                listing = Listing.from_json(content.read())
            else:
                members[info.name] = _write(content, info.size, folder / info.name)
    while stream.read(_AT_ONCE):
        pass  # to the end, where the checksum of the whole is compared
    if listing is None or members != listing.members or MANIFEST not in members:
        raise ValueError("not what the list says")
    return listing


def _is_plain(info: tarfile.TarInfo) -> bool:
    """A file that is as long as it says: no link, no device, nothing with holes in it."""
    return info.type in (tarfile.REGTYPE, tarfile.AREGTYPE) and not info.issparse()


def _write(content: IO[bytes], size: int, path: Path) -> Member:
    path.parent.mkdir(parents=True, exist_ok=True)
    if size > shutil.disk_usage(path.parent).free:
        raise LibraryFull(
            f"There is no room left beside the library to restore into ({size:,} bytes are needed for {path.name}).",
            "Free some space and run the command again; the library was not touched.",
        )
    hashed = _Hashed(content)
    with path.open("xb") as file:
        shutil.copyfileobj(hashed, file, _AT_ONCE)
        file.flush()
        os.fsync(file.fileno())
        return Member(file.tell(), hashed.hexdigest)


@contextmanager
def _damage_told(file: Path) -> Iterator[None]:
    try:
        yield
    except _DAMAGED as error:
        raise BackupUnusable(
            f"{file} is no whole backup of Curbside, or was changed after it was made.", _ANOTHER
        ) from error
