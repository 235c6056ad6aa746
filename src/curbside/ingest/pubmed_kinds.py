"""From PubMed's publication types and MeSH headings to the kind of a source: the table in publication_types.toml."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from curbside.evidence.data_files import Form, load_data
from curbside.evidence.kinds import SourceKind

RETRACTED = "Retracted Publication"
PREPRINT = "Preprint"


def kind_of(types: Iterable[str], mesh: Iterable[str] = ()) -> SourceKind:
    """The kind of a record: the first entry of the table that it meets, `other` if it meets none."""
    by_type, by_heading, kinds = _table()
    given = [by_type[name] for name in types if name in by_type]
    given += [by_heading[name] for name in mesh if name in by_heading]
    return kinds[min(given)] if given else SourceKind.OTHER


_ENTRY: dict[str, Form] = {"kind": str, "why": str, "types": [str], "mesh": [str]}


@cache
def _table() -> tuple[dict[str, int], dict[str, int], list[SourceKind]]:
    """The first entry for each publication type and for each heading, and the kind of each entry."""
    data = load_data("ingest", "publication_types.toml", {"entry": [_ENTRY]})
    by_type: dict[str, int] = {}
    by_heading: dict[str, int] = {}
    kinds = []
    for rank, entry in enumerate(data["entry"]):
        kinds.append(SourceKind(entry["kind"]))
        for names, ranks in ((entry.get("types", ()), by_type), (entry.get("mesh", ()), by_heading)):
            for name in names:
                ranks.setdefault(name, rank)
    return by_type, by_heading, kinds
