"""Libraries with articles in them, and backups of theirs that were changed afterwards."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text

from curbside import Curbside
from curbside.articles import audit
from curbside.articles.actor import Actor
from curbside.articles.database import Database
from curbside.articles.rows import written_rows
from curbside.articles.schema import Account, Article, CitedRevision, SignIn, Version, VersionState
from curbside.articles.states import Role, State
from curbside.index.library import Library

ALICE = Actor("alice", Role.EDITOR, "local as root", 1)
AT = "2026-11-28T12:00:00Z"

Members = dict[str, bytes]


@dataclass(frozen=True)
class Made:
    """A library with its database's setting."""

    folder: Path
    url: str | None


def quotes_of(folder: Path, limit: int = 3) -> list[dict[str, Any]]:
    """A quote of each of the first sources, as an answer holds it."""
    with Library(folder) as library:
        sources = library.all_sources()[:limit]
        texts = library.texts((one.document_id, one.revision) for one in sources)
        return [
            {
                "document": one.document_id,
                "revision": one.revision,
                "start": 2,
                "end": 20,
                "text": texts[one.document_id, one.revision][2:20],
            }
            for one in sources
        ]


def publish(database: Database, slug: str, quotes: list[dict[str, Any]], cited: list[tuple[str, str]] = ()) -> None:
    """Put an article with one version into the database, as publishing does, its audit entry with it."""
    answer = {"sections": [{"statements": [{"text": "…", "quotes": quotes}]}]}
    pairs = cited or sorted({(one["document"], one["revision"]) for one in quotes})
    with database.write() as session:
        article = Article(slug=slug, title=slug, question=slug, question_key=slug, created_at=AT)
        session.add(article)
        session.flush()
        version = Version(
            article_id=article.id, n=1, origin="asked", parent=None, answer_id="a", evidence_version="e", digest="d",
            content="c", renderings=json.dumps({"clinician": answer}), asked=json.dumps({"clinician": answer}),
            edits="[]", dropped="[]", board_notes="[]", made_by="alice", submitter_id=None, submitted_by="alice",
            created_at=AT,
        )  # fmt: skip
        session.add(version)
        session.flush()
        session.add(VersionState(version_id=version.id, article_id=article.id, state="submitted", since=AT))
        session.add_all(CitedRevision(version_id=version.id, document=one, revision=two) for one, two in pairs)
        audit.append(session, ALICE, AT, "publish", article=slug, version=1, after=State.SUBMITTED)


def register(database: Database, name: str) -> None:
    """Give somebody an account, and a browser that is signed in."""
    with database.write() as session:
        account = Account(name=name, role="editor", password_hash="$argon2id$…", created_at=AT, may_be_named=True)
        session.add(account)
        session.flush()
        session.add(SignIn(account_id=account.id, secret_hash=f"secret of {name}", created_at=AT, expires_at=AT))


def rows_of(database: Database) -> dict[str, list[Any]]:
    """Every row that a backup takes, by table; of the audit trail, what changed something."""
    found: dict[str, list[Any]] = {}
    with database.read() as session:
        for table, _, lines in written_rows(session):
            found.setdefault(table, []).extend(json.loads(line) for line in lines.splitlines())
    del found["audit_head"]
    entries = found.get("audit_entries", [])
    found["audit_entries"] = [one for one in entries if one["action"] not in ("backed_up", "restored")]
    return found


def actions(database: Database) -> list[str]:
    with database.read() as session:
        return [entry.action for entry in audit.entries(session)]


def sign_ins(database: Database) -> int:
    with database.read() as session:
        return int(session.execute(text("SELECT count(*) FROM sign_ins")).scalar_one())


def evidence_of(folder: Path) -> str:
    """What the library in a folder holds, opened and asked."""
    with Library(folder) as library:
        library.search("treatment")
        return library.evidence_version


def around(folder: Path) -> set[str]:
    """The names beside a library."""
    return {path.name for path in folder.parent.iterdir()}


def members_of(file: Path) -> Members:
    with tarfile.open(file, "r:gz") as tar:
        return {info.name: tar.extractfile(info).read() for info in tar}  # type: ignore[union-attr]


def listed(members: Members, **changed: Any) -> Members:
    """The members with a list that fits them, as somebody could make it who knows how."""
    listing = json.loads(members.pop("backup.json"))
    listing["members"] = {
        name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in members.items()
    }
    listing.update(changed)
    return {**members, "backup.json": json.dumps(listing).encode()}


def write_members(file: Path, members: Mapping[str, bytes | tarfile.TarInfo]) -> Path:
    with tarfile.open(file, "w:gz") as tar:
        for name, data in members.items():
            if isinstance(data, tarfile.TarInfo):
                tar.addfile(data)
            else:
                info = tarfile.TarInfo(name)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
    return file


def rewrite(file: Path, change: Callable[[Members], Mapping[str, bytes | tarfile.TarInfo]]) -> None:
    """Let a backup hold something else."""
    write_members(file, change(members_of(file)))


def packed(data: bytes) -> bytes:
    return gzip.compress(data)


def grow(curbside: Curbside, name: str, source: str) -> None:
    """Add one source to a library."""
    folder = curbside.folder.parent / f"sources-{name}"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.md").write_text(source, "utf-8")
    curbside.add(folder)
