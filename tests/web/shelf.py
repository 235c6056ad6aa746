"""Articles in every state on a library of its own, as the people of a review would have left them."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from argon2.profiles import CHEAPEST
from webpage import Browser

from curbside.articles import schema
from curbside.articles.actor import Actor
from curbside.articles.assign import claim
from curbside.articles.database import FILE, open_database
from curbside.articles.decide import approve, request_changes
from curbside.articles.desk import Desk
from curbside.articles.edit import edit
from curbside.articles.edits import Strike
from curbside.articles.passwords import Passwords
from curbside.articles.publish import publish
from curbside.articles.reading import rendering
from curbside.articles.retire import retire
from curbside.articles.scopes import Scope
from curbside.articles.sign_ins import sign_in
from curbside.articles.statements import statement_ids
from curbside.articles.states import Role
from curbside.articles.tokens import issue_token
from curbside.engine import Curbside
from curbside.evidence.kinds import Standing
from curbside.evidence.standing import StandingNotice
from curbside.index.writing import open_writer
from curbside.web.access import Access
from curbside.web.app import DEFAULT_ACCESS, build_app
from curbside.web.signed_in import COOKIE

PASSWORD = "correct horse battery"
APPROVED, UNDER_REVIEW, CHANGES, SUBMITTED, RETIRED = "approved", "in-review", "sent-back", "handed-in", "gone"
QUESTIONS = {
    APPROVED: "What are the classic areas of metastasis for neuroendocrine tumors?",
    UNDER_REVIEW: "How is conjunctivitis treated in children?",
    CHANGES: "Treatment of neuroendocrine tumors",
    SUBMITTED: "Stop ACE inhibitors in CKD?",
    RETIRED: "How often do neuroendocrine tumors spread to bone?",
}
NOTE = "Ask where the primary is first.\nThat decides most."
REASON = "Asked too narrowly."


class Clock:
    """A clock that stands until it is turned."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 28, 12, 0, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass(frozen=True)
class Shelf:
    """A desk with articles, and the people who made them."""

    desk: Desk
    clock: Clock
    people: dict[Role, Actor]

    def cookie(self, role: Role) -> str:
        """The cookie of somebody of that role, signed in."""
        return sign_in(self.desk, self.people[role].name, PASSWORD).secret

    def token(self, role: Role) -> str:
        """A token for reading, of somebody of that role."""
        actor = self.people[role]
        return issue_token(self.desk, actor, actor.name, "a test", [Scope.READ]).secret


def made_shelf(curbside: Curbside) -> Shelf:
    """One article in each state: the approved one is edited, noted and approved for clinicians."""
    clock = Clock()
    desk = Desk(open_database(curbside.folder), curbside, clock=clock, passwords=Passwords(CHEAPEST))
    people = {role: _person(desk, role) for role in Role}
    editor, reviewer = people[Role.EDITOR], people[Role.REVIEWER]
    for slug, question in QUESTIONS.items():
        publish(desk, editor, question, slug=slug, topic=None if slug == SUBMITTED else "tumours")
        clock.forward(minutes=1)
    answer = rendering(desk, APPROVED, Role.EDITOR)
    ids = [one for section in statement_ids(answer).sections for one in section.statements]
    edit(desk, editor, APPROVED, [Strike("clinician", ids[-1], "Beside the point.")])
    clock.forward(minutes=1)
    edit(desk, reviewer, APPROVED, note=NOTE)
    clock.forward(minutes=1)
    approve(desk, reviewer, APPROVED)
    claim(desk, reviewer, UNDER_REVIEW)
    request_changes(desk, reviewer, CHANGES, "Name the doses.")
    retire(desk, editor, RETIRED, REASON)
    clock.forward(minutes=1)
    return Shelf(desk, clock, people)


@contextmanager
def shelf_in(source: Curbside, folder: Path) -> Iterator[Shelf]:
    """Such a shelf on a copy of a library."""
    shutil.copytree(source.folder, folder, ignore=shutil.ignore_patterns("readers", "*.lock"))
    with Curbside(folder) as curbside:
        shelf = made_shelf(curbside)
        yield shelf
        shelf.desk.database.close()


@contextmanager
def copied(shelf: Shelf, curbside: Curbside, folder: Path) -> Iterator[Shelf]:
    """The same articles in another database, on this evidence, with a clock of their own."""
    there = shelf.desk.database.url.database or ""
    with closing(sqlite3.connect(folder / FILE)) as copy, closing(sqlite3.connect(there)) as held:
        held.backup(copy)
    clock = Clock()
    clock.at = shelf.clock.at
    with open_database(folder) as database:
        desk = replace(shelf.desk, database=database, curbside=curbside, clock=clock)
        yield Shelf(desk, clock, shelf.people)


def visitor(shelf: Shelf, role: Role | None = None, access: Access = DEFAULT_ACCESS) -> Browser:
    """A browser on the site with these articles, in which somebody of a role is signed in, or nobody."""
    app = build_app(shelf.desk.curbside, access=access, open_desk=lambda: shelf.desk)
    browser = Browser(app, raise_server_exceptions=False)
    if role is not None:
        browser.cookies.set(COOKIE, shelf.cookie(role))
    return browser


def retract(folder: Path, document: str) -> None:
    """Let a source be retracted, as a list would."""
    notice = StandingNotice(
        (f"id:{document}",), Standing.RETRACTED, "a list", note="fabricated data", date="2026-11-27"
    )
    with open_writer(folder) as writer:
        assert writer.take_notices([notice])
        writer.commit()


def _person(desk: Desk, role: Role) -> Actor:
    name = f"{role.value}-account"
    named = role is Role.REVIEWER
    with desk.database.write() as session:
        row = schema.Account(
            name=name,
            role=role.value,
            created_at=desk.now,
            password_hash=desk.passwords.hash(PASSWORD),
            full_name="Rosa Berg" if named else None,
            credentials="MD" if named else None,
            specialty="Oncology" if named else None,
            conflicts="None" if named else None,
            may_be_named=named,
        )
        session.add(row)
        session.flush()
        return Actor(name, role, "pages", row.id)
