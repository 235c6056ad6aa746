"""The audit trail: who changed what, when, from which state to which; each entry hashes the one before.

An entry is written in the transaction of the change that it tells of. What is changed afterwards no longer fits its
hash; what is cut off at the end shows against a head that was exported before. No entry holds the text of a question,
a comment or a statement.
"""

from __future__ import annotations

import json
import logging
import logging.handlers
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from curbside.articles.actor import Actor
from curbside.articles.schema import AuditEntry, AuditHead
from curbside.articles.states import State
from curbside.errors import AuditBroken, DatabaseError, UsageError
from curbside.evidence.digest import canonical_json, digest

# Entries read at once when the whole trail is gone through.
_SOME = 500


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry: its number and hash; 0 and "" where nothing was changed yet."""

    n: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry as it is exported: everything that its hash covers, and the hash."""

    n: int
    at: str
    actor: str
    channel: str
    action: str
    article: str | None
    version: int | None
    state_from: str | None
    state_to: str | None
    detail: dict[str, Any]
    previous: str
    hash: str

    @property
    def hash_of_words(self) -> str:
        """The hash that the entry ought to have."""
        return digest({key: value for key, value in asdict(self).items() if key != "hash"})


def append(
    session: Session,
    actor: Actor,
    at: str,
    action: str,
    *,
    article: str | None = None,
    version: int | None = None,
    before: State | None = None,
    after: State | None = None,
    detail: Mapping[str, Any] | None = None,
) -> Head:
    """Tell of a change, in its own transaction, which must be one of `Database.write`."""
    head = session.get_one(AuditHead, 1)
    entry = Entry(
        n=head.n + 1,
        at=at,
        actor=actor.name,
        channel=actor.channel,
        action=action,
        article=article,
        version=version,
        state_from=before.value if before is not None else None,
        state_to=after.value if after is not None else None,
        detail=dict(detail or {}),
        previous=head.hash,
        hash="",
    )
    made = entry.hash_of_words
    row = {**asdict(entry), "detail": canonical_json(entry.detail), "hash": made}
    session.add(AuditEntry(**row))
    head.n, head.hash = entry.n, made
    session.flush()
    return Head(entry.n, made)


def entries(
    session: Session,
    *,
    since: int = 0,
    before: int | None = None,
    article: str | None = None,
    newest_first: bool = False,
    limit: int | None = None,
) -> Iterator[Entry]:
    """The entries after a number and before another, of all articles or of one."""
    order = AuditEntry.n.desc() if newest_first else AuditEntry.n
    query = select(AuditEntry).where(AuditEntry.n > since).order_by(order)
    if before is not None:
        query = query.where(AuditEntry.n < before)
    if article is not None:
        query = query.where(AuditEntry.article == article)
    if limit is not None:
        query = query.limit(limit)
    for row in session.scalars(query.execution_options(yield_per=_SOME)):
        yield _entry(row)


def head_of(session: Session) -> Head:
    """The newest entry that the trail says it has."""
    head = session.get_one(AuditHead, 1)
    return Head(head.n, head.hash)


def verify(session: Session, exported: Iterable[Head] = ()) -> Head:
    """Go through the whole trail; its head, where it holds together.

    `exported` are entries written down elsewhere before, which must still be there. Raises AuditBroken naming the first
    entry that does not fit.
    """
    wanted = {head.n: head.hash for head in exported if head.n}
    last = Head(0, "")
    for entry in entries(session):
        if entry.n != last.n + 1:
            raise _broken(f"Entry {last.n + 1} of the audit trail is missing.")
        if entry.previous != last.hash or entry.hash != entry.hash_of_words:
            raise _broken(f"Entry {entry.n} of the audit trail was changed after it was written.")
        if wanted.pop(entry.n, entry.hash) != entry.hash:
            raise _broken(f"Entry {entry.n} of the audit trail is not the one that was exported.")
        last = Head(entry.n, entry.hash)
    if head_of(session) != last:
        raise _broken("The end of the audit trail was cut off.")
    if wanted:
        raise _broken(f"Entry {min(wanted)} was exported, and the audit trail ends at {last.n}.")
    return last


def export(session: Session, path: Path) -> int:
    """Write the entries that a file does not have yet to its end, a line of JSON each; how many.

    Raises AuditBroken where the file holds entries that the trail does not have.
    """
    known = exported_heads(path) if path.exists() else []
    verify(session, known)
    since = max((head.n for head in known), default=0)
    written = 0
    try:
        with path.open("a", encoding="utf-8") as file:
            for entry in entries(session, since=since):
                file.write(canonical_json(asdict(entry)) + "\n")
                written += 1
    except OSError as error:
        raise DatabaseError(
            f"The audit trail could not be written to {path} ({error.strerror}).", "Name another file."
        ) from error
    return written


def exported_heads(path: Path) -> list[Head]:
    """The entries that an exported file holds. Raises UsageError where it is no exported audit trail."""
    heads = []
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if not line.strip():
                    continue
                try:
                    data = json.loads(line)
                    entry = Entry(**data)
                except (ValueError, TypeError):
                    raise UsageError(
                        f"Line {number} of {path} is no entry of an audit trail.",
                        "Name a file that `curbside audit export` wrote, or a new one.",
                    ) from None
                heads.append(Head(entry.n, entry.hash))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read ({error}).", "Name an exported audit trail.") from None
    return heads


def send_to_syslog(session: Session, address: tuple[str, int] | str, since: int = 0) -> int:
    """Send the entries after a number to a syslog server or socket, one message each; how many.

    Raises DatabaseError where none answers.
    """
    try:
        handler = logging.handlers.SysLogHandler(address)
    except OSError as error:
        raise DatabaseError(f"There is no syslog at {address} ({error}).", "Check the address.") from error
    sent = 0
    try:
        for entry in entries(session, since=since):
            said = f"curbside-audit {canonical_json(asdict(entry))}"
            handler.emit(logging.makeLogRecord({"msg": said, "levelno": logging.INFO, "levelname": "INFO"}))
            sent += 1
    finally:
        handler.close()
    return sent


def detail_of(row: AuditEntry) -> dict[str, Any]:
    """What an entry says besides. Raises AuditBroken where it cannot be read."""
    try:
        detail: dict[str, Any] = json.loads(row.detail)
    except ValueError:
        raise _broken(f"Entry {row.n} of the audit trail was changed after it was written.") from None
    return detail


def _entry(row: AuditEntry) -> Entry:
    detail = detail_of(row)
    values = {name: getattr(row, name) for name in Entry.__slots__ if name != "detail"}
    return Entry(detail=detail, **values)


def _broken(message: str) -> AuditBroken:
    return AuditBroken(message, "Compare with an exported trail and with your backups, and find out who could write.")
