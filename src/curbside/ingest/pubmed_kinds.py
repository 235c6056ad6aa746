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
    by_type, by_heading, kinds = _table()
    given = [by_type[name] for name in types if name in by_type]
    given += [by_heading[name] for name in mesh if name in by_heading]
    return kinds[min(given)] if given else SourceKind.OTHER


@cache
def _table() -> tuple[dict[str, int], dict[str, int], list[SourceKind]]:
    """The first entry for each publication type and for each heading, and the kind of each entry."""
    text = files("curbside.ingest").joinpath("publication_types.toml").read_text("utf-8")
    by_type: dict[str, int] = {}
    by_heading: dict[str, int] = {}
    kinds = []
    for rank, entry in enumerate(tomllib.loads(text)["entry"]):
        kinds.append(SourceKind(entry["kind"]))
        for names, ranks in ((entry.get("types", ()), by_type), (entry.get("mesh", ()), by_heading)):
            for name in names:
                ranks.setdefault(name, rank)
    return by_type, by_heading, kinds
