"""What an article database holds, read past the review desk and checked against the promises of its tables."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from curbside.articles import audit
from curbside.articles.database import Database
from curbside.articles.schema import Base
from curbside.evidence.digest import digest

from .desk_model import PENDING, STEPS

Row = dict[str, Any]
_TABLES = ("accounts", "articles", "versions", "version_states", "cited_revisions", "assignments", "comments",
           "decisions")  # fmt: skip


@dataclass
class Held:
    """Every row that matters, by table, and what the audit trail has told since the last look."""

    rows: Mapping[str, list[Row]]
    told: list[audit.Entry]
    head: audit.Head

    def versions_of(self, article: int) -> list[Row]:
        found = (one for one in self.rows["versions"] if one["article_id"] == article)
        return sorted(found, key=lambda one: int(one["n"]))

    def of_version(self, table: str, version: int) -> list[Row]:
        return [one for one in self.rows[table] if one["version_id"] == version]

    def state_of(self, version: int) -> str:
        (row,) = self.of_version("version_states", version)
        return str(row["state"])


@dataclass
class Watch:
    """Looks at a database again and again, and remembers what must not change from one look to the next."""

    required: int
    versions: dict[int, str] = field(default_factory=dict)
    states_told: dict[tuple[str, int], str] = field(default_factory=dict)
    head: audit.Head = field(default_factory=lambda: audit.Head(0, ""))

    def look(self, database: Database) -> Held:
        """What is held now, once every promise was found kept."""
        with database.read() as session:
            held = Held(dict(_rows(session)), list(audit.entries(session, since=self.head.n)), audit.head_of(session))
        self._check_trail(held)
        self._check_versions(held)
        for article in held.rows["articles"]:
            self._check_article(held, article)
        return held

    def _check_trail(self, held: Held) -> None:
        for entry in held.told:
            assert (entry.n, entry.previous) == (self.head.n + 1, self.head.hash)
            assert entry.hash == entry.hash_of_words
            self.head = audit.Head(entry.n, entry.hash)
            if entry.state_to is None:
                continue
            assert entry.article is not None and entry.version is not None
            assert (entry.action, entry.state_from, entry.state_to) in STEPS
            before = self.states_told.get((entry.article, entry.version))
            assert entry.state_from == before or (before is None and entry.action in ("publish", "refresh", "edit"))
            self.states_told[entry.article, entry.version] = entry.state_to
        assert held.head == self.head

    def _check_versions(self, held: Held) -> None:
        now = {row["id"]: digest(row) for row in held.rows["versions"]}
        assert {key: now.get(key) for key in self.versions} == self.versions, "a version changed, or is gone"
        for row in held.rows["versions"]:
            if row["id"] in self.versions:
                continue
            renderings, notes = json.loads(row["renderings"]), json.loads(row["board_notes"])
            assert row["digest"] == digest({"renderings": renderings, "board_notes": notes})
            cited = sorted([one["document"], one["revision"]] for one in held.of_version("cited_revisions", row["id"]))
            assert cited == sorted(map(list, set(_quoted(renderings))))
        self.versions = now

    def _check_article(self, held: Held, article: Row) -> None:
        versions = held.versions_of(article["id"])
        assert [one["n"] for one in versions] == list(range(1, len(versions) + 1)), "numbers have no gaps"
        states = {one["n"]: held.state_of(one["id"]) for one in versions}
        approved = [n for n, state in states.items() if state == "approved"]
        pending = [n for n, state in states.items() if state in PENDING]
        assert len(approved) <= 1 and len(pending) <= 1 and (not approved or not pending or approved < pending)
        assert (article["question_key"] is not None) == bool(approved or pending)
        assert states == {n: state for (slug, n), state in self.states_told.items() if slug == article["slug"]}
        for version in versions:
            if states[version["n"]] == "approved":
                assert len(holding(held, version)) >= self.required


def holding(held: Held, version: Row) -> set[int]:
    """The accounts, other than who handed the version in, that have approved these very words for some reader alike."""
    cited = sorted([one["document"], one["revision"]] for one in held.of_version("cited_revisions", version["id"]))
    by_reader: dict[str, set[int]] = {}
    for row in held.of_version("decisions", version["id"]):
        readers = json.loads(row["readers"])
        if row["decision"] != "approve":
            continue
        assert row["digest"] == digest({"version": version["digest"], "cited": cited, "readers": sorted(readers)})
        assert row["account_id"] is not None and row["account_id"] != version["submitter_id"]
        for reader in readers:
            by_reader.setdefault(reader, set()).add(row["account_id"])
    return max(by_reader.values(), key=len, default=set())


def _rows(session: Session) -> Iterator[tuple[str, list[Row]]]:
    for name in _TABLES:
        table = Base.metadata.tables[name]
        order = table.primary_key.columns
        yield name, [dict(row) for row in session.execute(select(table).order_by(*order)).mappings()]


def _quoted(data: Any) -> Iterator[tuple[str, str]]:
    """Every (document, revision) that a quote somewhere within plain data names."""
    if isinstance(data, dict):
        if "revision" in data and "document" in data:
            yield data["document"], data["revision"]
        data = list(data.values())
    if isinstance(data, list):
        for one in data:
            yield from _quoted(one)
