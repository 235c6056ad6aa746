"""Receiving files: a form with files, written to a folder piece by piece as it comes, and never held in memory."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import IO, TYPE_CHECKING

from fastapi import HTTPException, Request
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from curbside.errors import CurbsideError, LibraryFull, UsageError
from curbside.web.csrf import FIELD, Visitor, visitor_of

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MOST_FILES = 100
LONGEST_NAME = 120

_FORM = b"multipart/form-data"
_LONGEST_FIELD = 4_096
_LONGEST_HEADERS = 8_192
_NOT_IN_NAMES = re.compile(r"[^\w .,()+\[\]-]")


class TooLarge(CurbsideError):
    """More was sent than may be at once."""


async def receive_files(request: Request, folder: Path, most_bytes: int) -> list[str]:
    """Write the files of a form into a folder, under names that are safe there; the names, in their order.

    Nothing is written before the form's token was found right. What is refused is still taken from the line, up to as
    much again, so that the browser comes to show why. Raises FormNotFromHere, TooLarge, UsageError for a form that
    cannot be read, LibraryFull.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != _FORM or not options.get(b"boundary"):
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    parts = _Parts(folder, visitor_of(request.scope))
    parser = MultipartParser(options[b"boundary"], parts.callbacks)
    refused: CurbsideError | None = None
    taken = 0
    try:
        async for piece in request.stream():
            taken += len(piece)
            if taken > 2 * most_bytes:
                break
            if refused is None and taken > most_bytes:
                refused = TooLarge(
                    f"The files are larger than {most_bytes // 1_000_000} MB together.",
                    "Send fewer at once, or have them added with `curbside add`.",
                )
            if refused is None:
                try:
                    await run_in_threadpool(_write, parser, piece)
                except CurbsideError as error:
                    refused = error
    except ClientDisconnect:
        pass  # what came so far is no whole form
    finally:
        parts.close()
    if refused is None and not parts.is_complete:
        refused = UsageError("The form ended too early.", "Send it again from the page.")
    if refused is not None:
        raise refused
    return parts.names


def _write(parser: MultipartParser, piece: bytes) -> None:
    try:
        parser.write(piece)
    except MultipartParseError as error:
        raise UsageError("The form cannot be read.", "Send it again from the page.") from error
    except OSError as error:
        raise LibraryFull(
            f"The files cannot be kept ({error.strerror or error}).",
            "Whoever runs this server checks the space left and the library's permissions.",
        ) from error


def safe_name(said: str, taken: Collection[str]) -> str:
    """A file's name without any path, hidden beginning or odd character, and unlike those taken."""
    base = unicodedata.normalize("NFC", re.split(r"[/\\]", said)[-1])
    kept = " ".join(_NOT_IN_NAMES.sub("_", base).split()).strip(" .") or "file"
    stem, dot, ending = kept.partition(".")
    # "paper.nxml.gz": both endings say what it is.
    if len(kept) > LONGEST_NAME:
        stem, dot, ending = kept[:-16], "", kept[-16:]
        stem = stem[: LONGEST_NAME - len(ending)]
    name, number = f"{stem}{dot}{ending}", 2
    known = {one.casefold() for one in taken}
    while name.casefold() in known:
        name, number = f"{stem}-{number}{dot}{ending}", number + 1
    return name


@dataclass
class _Parts:
    """What a parser tells of a form, as it comes: its fields, and files that are written at once."""

    folder: Path
    visitor: Visitor
    names: list[str] = field(default_factory=list)
    is_complete: bool = False
    _is_ours: bool = False
    _header: bytes = b""
    _value: bytes = b""
    _said: bytes = b""
    _field: str = ""
    _text: bytes = b""
    _file: IO[bytes] | None = None
    _pending: str | None = None

    @property
    def callbacks(self) -> MultipartCallbacks:
        """What the parser calls."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
            "on_part_end": self._end,
            "on_end": self._whole,
        }

    def close(self) -> None:
        """Close the file that is being written."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _begin(self) -> None:
        self._header = self._value = self._said = self._text = b""
        self._field, self._pending = "", None

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._header = self._short(self._header + data[start:end])

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value = self._short(self._value + data[start:end])

    def _short(self, header: bytes) -> bytes:
        if len(header) > _LONGEST_HEADERS:
            raise UsageError("The form cannot be read.", "Send it again from the page.")
        return header

    def _header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._said = self._value
        self._header = self._value = b""

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._said)
        self._field = options.get(b"name", b"").decode("utf-8", "replace")
        filename = options.get(b"filename")
        if filename is None:
            return
        if not self._is_ours:
            self.visitor.check("")
        if len(self.names) >= MOST_FILES:
            raise TooLarge(f"There are more than {MOST_FILES} files.", "Send fewer at once, or an archive of them.")
        self._pending = filename.decode("utf-8", "replace")

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._pending is not None:
            self._opened().write(data[start:end])
            return
        self._text += data[start:end]
        if len(self._text) > _LONGEST_FIELD:
            raise UsageError("A field of the form is too long.", "Send it again from the page.")

    def _end(self) -> None:
        if self._pending is None:
            if self._field == FIELD:
                self.visitor.check(self._text.decode("utf-8", "replace"))
                self._is_ours = True
        elif self._pending:  # a browser sends a nameless part where nothing was chosen
            self._opened()
        self.close()

    def _opened(self) -> IO[bytes]:
        """The file of this part, made with its first bytes, or at its end if it has none."""
        if self._file is None:
            name = safe_name(self._pending or "file", self.names)
            self._file = (self.folder / name).open("xb")
            self.names.append(name)
        return self._file

    def _whole(self) -> None:
        if not self._is_ours:
            self.visitor.check("")
        self.is_complete = True
