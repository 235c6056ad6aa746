"""From PubMed's publication types and MeSH headings to the kind of a source: the table in publication_types.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from curbside.evidence.kinds import SourceKind

RETRACTED = "Retracted Publication"
PREPRINT = "Preprint"


def kind_of(types: Iterable[str], mesh: Iterable[str] = ()) -> SourceKind:
    """The kind of a record: the first entry of the table that it meets, `other` if it meets none."""
    ranks, kinds = _table()
    given = [ranks[key] for key in (*types, *(f"mesh:{heading}" for heading in mesh)) if key in ranks]
    return kinds[min(given)] if given else SourceKind.OTHER


@cache
def _table() -> tuple[dict[str, int], list[SourceKind]]:
    """The first entry for each publication type and heading, and the kind of each entry."""
    text = files("curbside.ingest").joinpath("publication_types.toml").read_text("utf-8")
    ranks: dict[str, int] = {}
    kinds = []
    for rank, entry in enumerate(tomllib.loads(text)["entry"]):
        kinds.append(SourceKind(entry["kind"]))
        for key in (*entry.get("types", ()), *(f"mesh:{heading}" for heading in entry.get("mesh", ()))):
            ranks.setdefault(key, rank)
    return ranks, kinds
