"""Inputs cut into parts that can be read apart from each other, on as many processor cores as there are.

A large file of records is cut between two of them; every other file is one part. What the parts hold, one after the
other, is exactly what the file holds.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from curbside.errors import CurbsideError, InputError, UnreadableInput
from curbside.ingest.formats import Format, Input, OnSkip, Read
from curbside.ingest.jsonl import LONGEST_LINE
from curbside.ingest.streams import open_binary
from curbside.ingest.xml import LARGEST_RECORD, XmlText

# Some thousand PubMed records: enough for tables to be written in bulk, little enough for a few to be in memory.
PART_BYTES = 8_000_000
SMALLEST_CUT = 500_000  # a file of fewer bytes is one part
_RECORD_ENDS = (b"</PubmedArticle>", b"</PubmedBookArticle>", b"</MedlineCitation>")
_SETS = {"PubmedArticleSet": 0, "PubmedBookArticleSet": 1, "MedlineCitationSet": 2}


@dataclass(frozen=True, slots=True)
class Part:
    """A whole input, or the records of one from `data`; `position` is how far in the file it ends, in bytes."""

    input: Input
    position: int
    data: bytes | None = None
    lines_before: int = 0

    def read(self, on_skip: OnSkip, on_position: Callable[[int], None]) -> Iterator[Read]:
        """What it holds; what cannot be taken is handed to `on_skip`, bytes read of the file to `on_position`."""
        if self.data is None:
            yield from self.input.read(on_skip, on_position)
            return
        piece = _Piece(self.data, self.input.path.name)
        try:
            how = {"lines_before": self.lines_before} if self.input.format is Format.JSONL else {}
            yield from self.input.read_stream(piece, on_skip, **how)
        except InputError as error:
            on_skip(error)
        on_position(self.position)


class _Piece(io.BytesIO):
    """Bytes of a file, by its name."""

    def __init__(self, data: bytes, name: str) -> None:
        super().__init__(data)
        self.name = name


def parts_of(one: Input, on_skip: Callable[[CurbsideError], None]) -> Iterator[Part]:
    """The parts of an input, in order; damage to a file that is cut is handed to `on_skip`, after what comes before."""
    cut = _CUTS.get(one.format)
    if cut is None or one.size < SMALLEST_CUT or one.records:
        yield Part(one, one.size)
        return
    try:
        with one.path.open("rb") as file, open_binary(file) as stream:
            yield from cut(one, file, stream)
    except InputError as error:
        on_skip(error)
    except OSError as error:
        on_skip(UnreadableInput(f"{one.path.name} cannot be read ({error.strerror}).", "Check its permissions."))


def _lines(one: Input, file: IO[bytes], stream: IO[bytes]) -> Iterator[Part]:
    lines = 0
    while data := stream.read(PART_BYTES):
        rest = stream.readline(LONGEST_LINE + 1)
        data += rest
        yield Part(one, file.tell(), data, lines)
        if len(rest) > LONGEST_LINE:
            return  # its reader says that the line is too long
        lines += data.count(b"\n")


def _records(one: Input, file: IO[bytes], stream: IO[bytes]) -> Iterator[Part]:
    text = XmlText(stream, one.path.name)
    if text.root not in _SETS:
        yield Part(one, one.size)
        return
    end = _RECORD_ENDS[_SETS[text.root]]
    opening, closing = f"<{text.root}>".encode(), f"</{text.root}>".encode()
    held: list[bytes] = []
    size = 0
    first = True
    for chunk in text.chunks():
        held.append(chunk)
        size += len(chunk)
        if size < PART_BYTES:
            continue
        data = b"".join(held)
        at = data.rfind(end)
        if at < 0 and size > PART_BYTES + LARGEST_RECORD:
            break  # its reader says that an element is too large
        if at >= 0:
            at += len(end)
            yield Part(one, file.tell(), (b"" if first else opening) + data[:at] + closing)
            first = False
            data = data[at:]
        held, size = [data], len(data)
    data = b"".join(held)
    if first or data.strip() != closing:
        yield Part(one, one.size, (b"" if first else opening) + data)


_CUTS = {Format.JSONL: _lines, Format.XML: _records}
