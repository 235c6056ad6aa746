"""Archives of sources: zip and tar files, such as PubMed Central's open-access packages.

Members are read one by one in memory, in order of their names, and never written to disk. What an archive may unpack
to is limited before and while it is unpacked; links, devices, names that lead out and archives inside are passed over
with their reason.
"""

from __future__ import annotations

import io
import lzma
import re
import tarfile
import tempfile
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple, TypeVar, cast

from curbside.errors import CurbsideError, InputError, UnreadableInput
from curbside.evidence.document import Document
from curbside.ingest.formats import Format, Input, OnSkip, Read, format_of
from curbside.ingest.records import document_id
from curbside.ingest.streams import Source, name_of, open_binary

# Bytes. A bulk package of PubMed Central unpacks to some 15 GB, its largest article to under 100 MB.
LARGEST_MEMBER = 300_000_000
LARGEST_ARCHIVE = 50_000_000_000
MOST_MEMBERS = 1_000_000
# Text packs 5 to 50 times; bombs a thousand times.
GREATEST_RATIO = 300
RATIO_FROM = 20_000_000
# What is held back while the members of a tar come in another order than that of their names.
MOST_HELD = 200_000_000

_COPIES = frozenset({Format.PDF, Format.DOCX, Format.HTML})
_BESIDE = frozenset({"__macosx", "readme.md", "license.md", "changelog.md", "contributing.md"})
_DAMAGED = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError,
    ValueError, OSError, IndexError, KeyError, OverflowError,
)  # fmt: skip
_AGAIN = "Copy or download the archive again."
_UNPACK = "Unpack the archive, and add what you need of it."
_GZIP = b"\x1f\x8b"

_Taken = TypeVar("_Taken")


class _Member(NamedTuple):
    """What an archive says of a member: its place among all, its size, and why it is not read, if it is not."""

    place: int
    size: int
    fault: str | None


def read_archive(source: Source, on_skip: OnSkip | None = None) -> Iterator[Read]:
    """Read what the members of an archive hold, in order of their names.

    A member, or a record in it, that cannot be taken is handed to `on_skip`, else raised. Raises UnreadableInput
    when the archive itself is damaged, holds nothing that is read, or unpacks to more than it may.
    """
    archive = name_of(source)
    skipped: list[CurbsideError] = []

    def skip(error: CurbsideError) -> None:
        if on_skip is None:
            raise error
        skipped.append(error)
        on_skip(error)

    held = False
    with _seekable(source) as stream:
        for name, data in (_zip_members if _is_zip(stream) else _tar_members)(stream, archive, skip):
            held = True
            yield from _read_member(archive, name, data, skip)
    if not held and not skipped:
        raise UnreadableInput(f"{archive} holds nothing that can be read.", "Check that it is the right file.")


class _Content(io.BytesIO):
    """A member's bytes, with its name."""

    name = ""


def _read_member(archive: str, name: str, data: bytes, skip: OnSkip) -> Iterator[Read]:
    stream = _Content(data)
    stream.name = PurePosixPath(name).name
    found = cast(Format, format_of(Path(name)))
    skipped: list[CurbsideError] = []

    def skip_record(error: CurbsideError) -> None:
        skipped.append(error)
        skip(_placed(archive, name, error))

    held = False
    try:
        # As the same file is read outside an archive.
        for read in Input(Path(name), len(data), found).read_stream(stream, skip_record):
            held = True
            yield _told_apart(read, found)
    except InputError as error:
        skip_record(error)
    if not held and not skipped:
        skip_record(UnreadableInput(f"{stream.name} holds no records.", "Check that it is the right file."))


def _told_apart(read: Read, found: Format) -> Read:
    """A paper's PDF and its web page are two texts, also in an archive: an id made from the record says of which."""
    if found not in _COPIES or not isinstance(read, Document) or read.id != document_id({}, read.reference):
        return read
    return replace(read, id=f"{found.name.lower()}:{read.id}")


def _placed(archive: str, name: str, error: CurbsideError) -> CurbsideError:
    """An error of a member's reader, with where the member is."""
    base = PurePosixPath(name).name
    message = error.message if base in error.message else f"{base}: {error.message}"
    return type(error)(f"{archive}: {message}", error.hint)


def _passed_over(archive: str, name: str, why: str) -> UnreadableInput:
    return UnreadableInput(f"{archive}: {name[:200]} {why}.", _AGAIN if why == "is damaged" else _UNPACK)


def _wanted(archive: str, members: Mapping[str, _Member], skip: OnSkip) -> list[str]:
    """The names of the members to read, in order; what should be read and cannot be is handed to `skip`."""
    if len(members) > MOST_MEMBERS:
        raise UnreadableInput(f"{archive} has more than {MOST_MEMBERS:,} members.", _UNPACK)
    stems = {_stem(name) for name in members if format_of(Path(name)) is Format.XML}
    wanted = []
    for name in sorted(members):
        found = format_of(Path(name))
        if found is None or _is_beside(name) or (found is Format.PDF and _stem(name) in stems):
            continue  # pictures and the like; and a PDF beside its article's XML would be the same text again
        fault = _fault(name, found) or members[name].fault
        if fault is None and members[name].size > LARGEST_MEMBER:
            fault = "unpacks to too much"
        if fault is not None:
            skip(_passed_over(archive, name, fault))
        else:
            wanted.append(name)
    return wanted


def _fault(name: str, found: Format) -> str | None:
    if found is Format.ARCHIVE:
        return "is an archive inside an archive"
    if name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name) or ".." in re.split(r"[/\\]", name):
        return "has a name that leads out of the archive"
    return None


def _is_beside(name: str) -> bool:
    """Whether a member is hidden, or stands in archives without being a source."""
    parts = [part.lower() for part in re.split(r"[/\\]", name) if part not in ("", ".", "..")]
    return any(part.startswith(".") for part in parts) or not _BESIDE.isdisjoint(parts)


def _stem(name: str) -> str:
    """A member's path without its ending: what a package's XML and PDF of one article share."""
    return re.sub(r"\.[^./\\]+(?:\.gz)?$", "", name).lower()


def _zip_members(stream: IO[bytes], archive: str, skip: OnSkip) -> Iterator[tuple[str, bytes]]:
    with _damage_told(archive):
        packed = zipfile.ZipFile(stream)
    infos = {info.filename: info for info in packed.infolist() if not info.is_dir()}
    members = {name: _Member(at, info.file_size, _zip_fault(info)) for at, (name, info) in enumerate(infos.items())}
    limits = _Limits(archive, stream.seek(0, io.SEEK_END))
    for name in _wanted(archive, members, skip):
        try:
            with packed.open(infos[name]) as member:
                data = member.read(LARGEST_MEMBER + 1)
        except _DAMAGED:
            skip(_passed_over(archive, name, "is damaged"))
            continue
        limits.unpacked(len(data))
        if len(data) > LARGEST_MEMBER or _is_bomb(len(data), infos[name].compress_size):
            skip(_passed_over(archive, name, "unpacks to too much"))  # the directory lied
        else:
            yield name, data


def _zip_fault(info: zipfile.ZipInfo) -> str | None:
    if info.flag_bits & 1:
        return "needs a password"
    if (info.external_attr >> 16) & 0o170000 == 0o120000:
        return "is a link"
    return "unpacks to too much" if _is_bomb(info.file_size, info.compress_size) else None


def _tar_members(stream: IO[bytes], archive: str, skip: OnSkip) -> Iterator[tuple[str, bytes]]:
    """Two passes, since a tar has no directory: the first learns what there is, the second reads it."""
    start = stream.tell()
    # Of members of one name the last counts, as when an archive is unpacked.
    members = dict(_walk(stream, archive, _described))
    wanted = _wanted(archive, members, skip)
    places = {members[name].place: name for name in wanted}
    if not wanted:
        return
    stream.seek(start)

    def content(at: int, info: tarfile.TarInfo, tar: tarfile.TarFile) -> tuple[str, bytes] | None:
        member = tar.extractfile(info) if at in places else None
        return (places[at], member.read()) if member is not None else None

    yield from _in_order(wanted, _walk(stream, archive, content))


def _described(at: int, info: tarfile.TarInfo, _: tarfile.TarFile) -> tuple[str, _Member] | None:
    if info.isdir():
        return None
    return info.name, _Member(at, info.size, None if info.isfile() else "is a link or a device")


def _walk(
    stream: IO[bytes],
    archive: str,
    take: Callable[[int, tarfile.TarInfo, tarfile.TarFile], _Taken | None],
) -> Iterator[_Taken]:
    """What is taken of each member of a tar, in the order in which they stand; the tar may be packed."""
    size = _size(stream)
    with open_binary(stream) as unpacked, _damage_told(archive):
        counted = _Counted(unpacked, _Limits(archive, size))
        with tarfile.open(fileobj=cast(IO[bytes], counted), mode="r|", errorlevel=1) as tar:
            for at, info in enumerate(iter(tar.next, None)):
                taken = take(at, info, tar)
                vars(tar)["members"] = []  # else it keeps what it says of each
                if at >= MOST_MEMBERS:
                    raise UnreadableInput(f"{archive} has more than {MOST_MEMBERS:,} members.", _UNPACK)
                if taken is not None:
                    yield taken


def _in_order(names: Iterable[str], members: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Members in order of their names, as far as that can be had without holding too much of them back."""
    awaited = deque(names)
    held: dict[str, bytes] = {}
    size = 0
    for name, data in members:
        held[name] = data
        size += len(data)
        while held and (awaited[0] in held or size > MOST_HELD):
            out = awaited[0] if awaited[0] in held else min(held)
            awaited.remove(out)
            data = held.pop(out)
            size -= len(data)
            yield out, data
    for name in sorted(held):
        yield name, held[name]


class _Limits:
    """Counts what an archive unpacks to; raises UnreadableInput when that is too much."""

    def __init__(self, archive: str, packed: int) -> None:
        self._archive, self._packed, self._total = archive, packed, 0

    def unpacked(self, size: int) -> None:
        """Count some more bytes."""
        self._total += size
        if self._total > LARGEST_ARCHIVE or _is_bomb(self._total, self._packed):
            raise UnreadableInput(f"{self._archive} unpacks to more than an archive of texts does.", _UNPACK)


class _Counted:
    """A stream whose every byte is counted."""

    def __init__(self, stream: IO[bytes], limits: _Limits) -> None:
        self._stream, self._limits = stream, limits

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        data = self._stream.read(size)
        self._limits.unpacked(len(data))
        return data


def _is_bomb(size: int, packed: int) -> bool:
    return size > RATIO_FROM and size > GREATEST_RATIO * max(1, packed)


def _is_zip(stream: IO[bytes]) -> bool:
    start = stream.tell()
    head = stream.read(512)
    stream.seek(start)
    if head.startswith(_GZIP) or head[257:262] == b"ustar":
        return False
    return head.startswith(b"PK") or zipfile.is_zipfile(stream)


def _size(stream: IO[bytes]) -> int:
    at = stream.tell()
    size = stream.seek(0, io.SEEK_END)
    stream.seek(at)
    return size


@contextmanager
def _seekable(source: Source) -> Iterator[IO[bytes]]:
    """The archive as a stream that can be read from its beginning again."""
    if isinstance(source, (str, Path)):
        with open_binary(source):
            pass  # it says why, if it cannot be opened
        with Path(source).open("rb") as stream:
            yield stream
    elif source.seekable():
        yield source
    else:
        with tempfile.TemporaryFile() as copy:
            while data := source.read(1 << 20):
                copy.write(data)
            copy.seek(0)
            yield copy


@contextmanager
def _damage_told(archive: str) -> Iterator[None]:
    try:
        yield
    except _DAMAGED as error:
        raise UnreadableInput(f"{archive} is damaged, ends early, or is no archive.", _AGAIN) from error
