"""Opening what a reader is given: a path or a binary stream, plain or gzip, as UTF-8 text."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from curbside.errors import UnreadableInput

Source = str | Path | IO[bytes]

_GZIP_MAGIC = b"\x1f\x8b"


@contextmanager
def open_binary(source: Source) -> Iterator[IO[bytes]]:
    """Open a path or stream for reading bytes, unpacking gzip by its magic number, not its name.

    Raises UnreadableInput, from here or while the stream is read inside the block, when the file is missing,
    may not be read, or its gzip data is damaged or ends early.
    """
    name = name_of(source)
    opened: IO[bytes] | None = None
    try:
        raw: IO[bytes]
        if isinstance(source, (str, Path)):
            raw = opened = Path(source).open("rb")  # noqa: SIM115 - closed below, also when unpacking fails
        else:
            raw = source
        buffered = raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(cast(io.RawIOBase, _Readable(raw)))
        if buffered.peek(2)[:2] == _GZIP_MAGIC:
            yield cast(IO[bytes], gzip.GzipFile(fileobj=buffered, mode="rb"))
        else:
            yield buffered
    except FileNotFoundError:
        raise UnreadableInput(f"There is no file {name}.", "Check the path.") from None
    except IsADirectoryError:
        raise UnreadableInput(f"{name} is a folder.", "Name a file in it, or add the folder.") from None
    except PermissionError:
        raise UnreadableInput(f"{name} may not be read.", "Change its permissions, or copy it.") from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UnreadableInput(
            f"The gzip data of {name} is damaged or ends early ({error}).", "Copy or download the file again."
        ) from error
    except OSError as error:
        raise UnreadableInput(f"{name} cannot be read ({error.strerror}).", "Check its name and its disk.") from error
    finally:
        if opened is not None:
            opened.close()


def read_text(source: Source, limit: int) -> str:
    """Read a whole UTF-8 text.

    Raises UnreadableInput when it is larger than `limit` bytes once unpacked, or is not UTF-8.
    """
    with open_binary(source) as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        raise UnreadableInput(
            f"{name_of(source)} holds more than {limit // 1_000_000} MB of text.", "Split it into several files."
        )
    return decode(data, name_of(source))


def decode(data: bytes, name: str, line: int | None = None) -> str:
    """Decode UTF-8, saying where it is not."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = f"Line {line} of {name}" if line is not None else name
        raise UnreadableInput(
            f"{where} is not UTF-8 text (byte {error.start}).",
            "Save it as UTF-8, for example with `iconv -t utf-8`.",
        ) from None


def name_of(source: Source) -> str:
    """What to call a source in a message."""
    if isinstance(source, (str, Path)):
        return Path(source).name or str(source)
    return Path(str(getattr(source, "name", "the stream"))).name


class _Readable(io.RawIOBase):
    """Lets any object with `read` be buffered."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
