"""What a fetch brings: files, and what did not come and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from curbside.errors import FetchError

# Told how many records have come, and of how many.
OnFetched = Callable[[int, int], None]
# Told what whoever asked should know, for example words of the query that the service does not know.
OnRemark = Callable[[str], None]


@dataclass(slots=True)
class Fetched:
    """The files that came, in order; `records` are the ids of what is in them, `missing` what did not come and why."""

    files: list[Path] = field(default_factory=list)
    records: list[str] = field(default_factory=list)
    missing: list[tuple[str, FetchError]] = field(default_factory=list)
