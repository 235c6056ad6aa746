"""Files of tagged lines, such as RIS and NBIB: their lines as text, whatever they were saved as."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import IO

from curbside.errors import UnreadableInput

# Bytes; the longest abstracts have some 20,000.
LONGEST_LINE = 2_000_000
# Lines and characters of one record; a paper of 5,000 authors has some 20,000 lines.
MOST_LINES = 200_000
LARGEST_RECORD = 8_000_000

_LINE_ENDS = re.compile("\r\n?|\n")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# What Western text in Windows-1252 holds beside ASCII: dashes and quotes, ° ± ² ³ µ · and letters. Text of other old
# encodings has other bytes as well, or letters beyond ASCII three in a row.
_WESTERN = re.compile(rb"[\x00-\x7f\x85\x91-\x97\xa0\xa7\xa9\xae\xb0-\xb3\xb5\xb7\xb9\xbc-\xbe\xc0-\xff]*")
_LETTERS_IN_A_ROW = re.compile(rb"[\xc0-\xff]{3}")


def lines_of(stream: IO[bytes], name: str) -> Iterator[str]:
    """The lines of a text, without their ends: UTF-8, UTF-16 with its mark, or Western text as Windows once saved it.

    Raises UnreadableInput, after the lines before, at a line that is none of these, or is over 2 MB long.
    """
    head = stream.read(2)
    if head in _UTF_16:
        yield from _lines_of_utf_16(head, stream, name)
        return
    number, rest = 0, head
    while line := rest + stream.readline(LONGEST_LINE + 1):
        rest = b""
        number += 1
        if len(line) > LONGEST_LINE:
            raise _too_long(name)
        yield from _split(_decoded(line, name, number))


def _decoded(line: bytes, name: str, number: int) -> str:
    try:
        return line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError:
        if _WESTERN.fullmatch(line) and not _LETTERS_IN_A_ROW.search(line):
            return line.decode("cp1252")
    raise UnreadableInput(
        f"Line {number} of {name} is not UTF-8 text.", "Save it as UTF-8, for example with `iconv -t utf-8`."
    )


def _lines_of_utf_16(mark: bytes, stream: IO[bytes], name: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-16")()
    decoder.decode(mark)
    rest = ""
    try:
        while data := stream.read(1 << 16):
            *lines, rest = (rest + decoder.decode(data)).split("\n")
            for line in lines:
                yield from _split(line)
            if len(rest) > LONGEST_LINE:
                raise _too_long(name)
        yield from _split(rest + decoder.decode(b"", final=True))
    except UnicodeError:
        raise UnreadableInput(f"{name} is not UTF-16 text, as which it begins.", "Save it as UTF-8.") from None


def _split(line: str) -> Iterator[str]:
    # Old Macs ended lines with a carriage return alone.
    return iter(_LINE_ENDS.split(line.rstrip("\r\n")))


def _too_long(name: str) -> UnreadableInput:
    return UnreadableInput(f"{name} has a line of more than 2 MB.", "Check that it is the right file.")


class RecordLines:
    """The lines of one record, as long as a record may be."""

    def __init__(self, name: str) -> None:
        self.lines: list[str] = []
        self._name = name
        self._size = 0

    def add(self, line: str) -> None:
        """Take a line; raises UnreadableInput when no record is that long."""
        self._size += len(line)
        if self._size > LARGEST_RECORD or len(self.lines) >= MOST_LINES:
            raise UnreadableInput(
                f"{self._name} holds a record of more than {LARGEST_RECORD // 1_000_000} MB or {MOST_LINES:,} lines.",
                "Check that it is the right file.",
            )
        self.lines.append(line)

    def taken(self) -> list[str]:
        """The lines so far; the next line begins another record."""
        lines, self.lines, self._size = self.lines, [], 0
        return lines
