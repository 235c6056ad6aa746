"""Places for databases, a desk with a clock one can turn, passwords that cost little, and people of every role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from argon2.profiles import CHEAPEST

from curbside.articles import audit
from curbside.articles.accounts import add_account, find_account
from curbside.articles.actor import Actor, local_operator
from curbside.articles.audit import Entry
from curbside.articles.database import Database, open_database
from curbside.articles.desk import Desk
from curbside.articles.passwords import Passwords
from curbside.articles.states import Role
from curbside.engine import Curbside

PASSWORD = "correct horse battery"
OPERATOR = local_operator()


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article database is: what `open_database` takes."""

    folder: Path
    url: str | None

    def open(self) -> Database:
        return open_database(self.folder, self.url)


class Clock:
    """A clock that stands until it is turned."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 28, 12, 0, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


def made_desk(database: Database, folder: Path, clock: Clock | None = None) -> Desk:
    """A desk on a library that nothing is asked of."""
    return Desk(database, Curbside(folder), clock=clock or Clock(), passwords=Passwords(CHEAPEST))


def person(desk: Desk, name: str, role: Role, password: str | None = PASSWORD) -> Actor:
    """A new account, and it acting through the pages."""
    add_account(desk, OPERATOR, name, role, password)
    with desk.database.read() as session:
        account = find_account(session, name)
        assert account is not None
        return Actor(name, role, "pages", account.id)


def told(desk: Desk) -> list[Entry]:
    """The audit trail, which holds together."""
    with desk.database.read() as session:
        audit.verify(session)
        return list(audit.entries(session))


def deeds(desk: Desk) -> list[str]:
    """What the audit trail says was done."""
    return [entry.action for entry in told(desk)]


def everything_stored(desk: Desk) -> str:
    """Every value of every row of the database."""
    from curbside.articles.schema import Base

    with desk.database.read() as session:
        return "\n".join(
            str(tuple(row)) for table in Base.metadata.sorted_tables for row in session.execute(table.select())
        )
