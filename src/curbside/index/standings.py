"""What the library was told about papers after they were published, kept for every text it holds or comes to hold.

A notice is kept by the identity it speaks of ("pmid:123") and by who says so: of one speaker the newest counts, of
several speakers the gravest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from curbside.evidence.kinds import Standing
from curbside.evidence.standing import StandingNotice

standings_schema = pa.schema(
    [
        ("identity", pa.string()),
        ("said_by", pa.string()),
        ("standing", pa.string()),
        ("note", pa.string()),
        ("date", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Given:
    """How a source stands by the gravest notice about it, and who says so."""

    standing: Standing
    said_by: str
    note: str | None = None
    date: str | None = None

    @property
    def weight(self) -> tuple[int, str, str, str]:
        """Orders what several say: the gravest, then the newest; the rest only so that the order is always the same."""
        return self.standing.gravity, self.date or "", self.said_by, self.note or ""


class Notices:
    """Every notice the library knows; `changed` says that some were taken or forgotten since it was read."""

    def __init__(self, rows: Iterable[Mapping[str, Any]] = ()) -> None:
        self._about: dict[str, dict[str, Given]] = {}
        self.changed = False
        for row in rows:
            given = Given(Standing(row["standing"]), row["said_by"], row["note"], row["date"])
            self._about.setdefault(row["identity"], {})[row["said_by"]] = given

    def __len__(self) -> int:
        return sum(map(len, self._about.values()))

    def take(self, notices: Iterable[StandingNotice]) -> set[str]:
        """Keep notices; the identities about which something new is known.

        A notice of the same speaker on the same paper is replaced by a newer one, and of two of one date the graver
        is kept, so that it does not matter in which order they come.
        """
        changed = set()
        for notice in notices:
            given = Given(notice.standing, notice.said_by, notice.note, notice.date)
            for identity in notice.identities:
                said = self._about.setdefault(identity, {})
                before = said.get(notice.said_by)
                if before is None or (given.date or "", *given.weight) > (before.date or "", *before.weight):
                    said[notice.said_by] = given
                    changed.add(identity)
        self.changed = self.changed or bool(changed)
        return changed

    def forget(self, identities: Iterable[str]) -> None:
        """Drop what is known about papers, as when their owner overrules it."""
        for identity in identities:
            self.changed = self._about.pop(identity, None) is not None or self.changed

    def about(self, document_id: str, identities: Iterable[str]) -> Given | None:
        """The gravest thing said about a paper, None where nothing is said or all of it was lifted."""
        if not self._about:
            return None
        said = [
            given
            for identity in (*identities, f"id:{document_id}")
            for given in self._about.get(identity, {}).values()
            if given.standing is not Standing.CURRENT
        ]
        return max(said, key=lambda given: given.weight, default=None)

    def table(self) -> pa.Table:
        """The notices as rows, in order."""
        rows = [
            {
                "identity": identity,
                "said_by": said_by,
                "standing": given.standing.value,
                "note": given.note,
                "date": given.date,
            }
            for identity, said in sorted(self._about.items())
            for said_by, given in sorted(said.items())
        ]
        return pa.Table.from_pylist(rows, schema=standings_schema)
