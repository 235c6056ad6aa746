"""Bytes from the network into a file: unpacked as they come, and never more than a limit of them."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import IO

from curbside.errors import FetchRefused
from curbside.fetch.retrying import Transient

# What may be asked for and is understood. One layer only: layers of gzip multiply what a few bytes unfold to.
ACCEPT_ENCODING = "gzip"
_PIECE = 1 << 16


def write_limited(chunks: Iterable[bytes], encoding: str, sink: IO[bytes], limit: int, name: str) -> int:
    """Write the body to `sink`, unpacked; how many bytes were written.

    Raises FetchRefused as soon as it is larger than `limit`, or packed in a way that was not asked for; Transient
    when packed data is damaged or ends early.
    """
    written = 0
    for piece in _unpacked(chunks, encoding.strip().lower(), name):
        written += len(piece)
        if written > limit:
            raise too_large(name, limit)
        sink.write(piece)
    return written


def too_large(name: str, limit: int) -> FetchRefused:
    """What to say of a body that is larger than the limit."""
    return FetchRefused(
        f"{name} holds more than {limit / 1_000_000:,.0f} MB.",
        "Raise CURBSIDE_FETCH_LIMIT_MB if it is meant to, or save it yourself and add the file.",
    )


def _unpacked(chunks: Iterable[bytes], encoding: str, name: str) -> Iterator[bytes]:
    if encoding in ("", "identity"):
        yield from chunks
    elif encoding in ("gzip", "x-gzip"):
        yield from _gunzipped(chunks)
    else:
        raise FetchRefused(f"{name} is packed as {encoding[:40]!r}, which was not asked for.", "Save it yourself.")


def _gunzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        for chunk in chunks:
            while chunk and not inflate.eof:
                yield inflate.decompress(chunk, _PIECE)
                chunk = inflate.unconsumed_tail
        while not inflate.eof and (rest := inflate.decompress(b"", _PIECE)):
            yield rest
    except zlib.error:
        raise Transient("sent damaged gzip data") from None
    if not inflate.eof:
        raise Transient("stopped in the middle of its answer")
