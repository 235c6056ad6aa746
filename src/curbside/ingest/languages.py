"""Languages by their codes: three letters, as libraries write them, to the two that a page uses."""

from __future__ import annotations

from functools import cache

from curbside.evidence.data_files import ANY, load_data

# Undetermined, several, no words at all.
_UNKNOWN = frozenset({"und", "mul", "zxx"})


def two_letters(code: str) -> str | None:
    """The two-letter code of a language; a code without one as it is, None for "undetermined" and the like."""
    code = code.strip().lower()
    return None if code in _UNKNOWN or not code else _table().get(code, code)


@cache
def _table() -> dict[str, str]:
    data = load_data("ingest", "languages.toml", {ANY: [str]})
    return {code: short for short, codes in data.items() for code in codes}
