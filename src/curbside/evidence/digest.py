"""Digests: one way to turn plain data into bytes, so that equal data has equal digests everywhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

# Made once: an encoder is dearer than what it mostly encodes.
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical_json(data: Any) -> str:
    """Serialise plain data with sorted keys and no spare white space (the form that is hashed)."""
    return _CANONICAL.encode(data)


def digest(data: Any) -> str:
    """SHA-256 of the canonical JSON of plain data, in hex."""
    return digest_of(canonical_json(data))


def digest_of(*texts: str) -> str:
    """SHA-256 over texts, told apart by a separator that no stored text holds, in hex."""
    return hashlib.sha256("\x1f".join(texts).encode("utf-8")).hexdigest()


def evidence_version(rows: Iterable[tuple[str, str, str, str]]) -> str:
    """SHA-256 over the sorted (document id, revision digest, record digest, standing) of a library."""
    sha = hashlib.sha256()
    for row in sorted(rows):
        sha.update("\x1f".join(row).encode("utf-8"))
        sha.update(b"\x1e")
    return sha.hexdigest()
