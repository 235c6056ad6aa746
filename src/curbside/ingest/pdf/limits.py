"""Bounds on what a PDF may make a reader do.

pdfminer unpacks every stream in one go, however large it grows, and lets a form draw forms that draw forms. Here a
stream has a largest size, and a page and a document a largest number of things drawn.
"""

from __future__ import annotations

import io
import zlib
from types import SimpleNamespace

from pdfminer import pdftypes
from pdfminer.lzw import LZWDecoder
from pdfminer.runlength import rldecode

from curbside.errors import UnreadableInput

LARGEST_FILE = 500_000_000
# Fonts, tables of objects and what a page draws; pictures are never unpacked.
LARGEST_STREAM = 64_000_000
MOST_PAGES = 20_000
# A dense page draws about ten thousand glyphs, lines and changes of state.
MOST_DRAWN_ON_A_PAGE = 500_000
MOST_DRAWN = 200_000_000


def too_much(what: str) -> UnreadableInput:
    """The error for a file that unfolds to more than it may."""
    return UnreadableInput(f"The PDF unfolds to {what}.", "Print it to a new PDF, or split it.")


class Work:
    """Counts what is drawn; raises UnreadableInput when a page or the whole document draws too much."""

    def __init__(self) -> None:
        self.document = 0
        self.page = 0

    def next_page(self) -> None:
        """Begin a page."""
        self.document += self.page
        self.page = 0
        if self.document > MOST_DRAWN:
            raise too_much("far more than its pages can show")

    def step(self) -> None:
        """Count one thing drawn."""
        self.page += 1
        if self.page > MOST_DRAWN_ON_A_PAGE:
            raise too_much("far more than a page can show")


def inflate(data: bytes) -> bytes:
    """As zlib.decompress; raises UnreadableInput when the result is larger than a stream may be."""
    unpacker = zlib.decompressobj()
    unpacked = _bounded(unpacker.decompress(data, LARGEST_STREAM + 1))
    if not unpacker.eof:
        raise zlib.error("incomplete or truncated stream")
    return unpacked


def inflate_damaged(data: bytes) -> bytes:
    """What can be unpacked of a damaged stream: all before the damage, as pdfminer keeps it, with a bound."""
    unpacker = zlib.decompressobj()
    source, parts, size = io.BytesIO(data), [], 0
    try:
        while piece := source.read(64):
            parts.append(unpacker.decompress(piece, LARGEST_STREAM - size + 1))
            size += len(parts[-1])
            if size > LARGEST_STREAM:
                raise too_much("a stream over 64 MB")
    except zlib.error:
        pass
    return b"".join(parts)


def unpack_lzw(data: bytes) -> bytes:
    """LZW data unpacked, with a bound."""
    parts, size = [], 0
    for part in LZWDecoder(io.BytesIO(data)).run():
        parts.append(part)
        size += len(part)
        if size > LARGEST_STREAM:
            raise too_much("a stream over 64 MB")
    return b"".join(parts)


def unpack_runs(data: bytes) -> bytes:
    """Run-length data unpacked, with a bound: two bytes make at most 128."""
    if len(data) > LARGEST_STREAM // 64:
        raise too_much("a stream over 64 MB")
    return rldecode(data)


def _bounded(data: bytes) -> bytes:
    if len(data) > LARGEST_STREAM:
        raise too_much("a stream over 64 MB")
    return data


def bound_unpacking() -> None:
    """Put the bounded unpackers in the places where pdfminer looks for its own; it has no setting for this."""
    bounded = {
        "zlib": SimpleNamespace(decompress=inflate, decompressobj=zlib.decompressobj, error=zlib.error),
        "decompress_corrupted": inflate_damaged,
        "lzwdecode": unpack_lzw,
        "rldecode": unpack_runs,
    }
    for name, replacement in bounded.items():
        setattr(pdftypes, name, replacement)
