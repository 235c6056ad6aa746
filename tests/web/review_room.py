"""A review desk with people of every role and one article, and browsers that are signed in to it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from argon2.profiles import CHEAPEST
from fastapi import FastAPI
from webpage import METASTASES, Browser

from articles.desks import PASSWORD, person
from curbside.articles.actor import Actor
from curbside.articles.database import FILE, Database, open_database
from curbside.articles.desk import Desk
from curbside.articles.passwords import Passwords
from curbside.articles.publish import publish
from curbside.articles.sign_ins import sign_in
from curbside.articles.states import Role
from curbside.engine import Curbside
from curbside.web.app import build_app
from curbside.web.signed_in import COOKIE

PEOPLE = {
    "rhea": Role.READER,
    "rosa": Role.REVIEWER,
    "raj": Role.REVIEWER,
    "erin": Role.EDITOR,
    "emil": Role.EDITOR,
    "ada": Role.ADMIN,
}


@dataclass
class ReviewRoom:
    """A site with its desk; `article` was published by the editor and waits."""

    engine: Curbside
    desk: Desk
    article: str
    people: dict[str, Actor]

    @cached_property
    def app(self) -> FastAPI:
        """The site that all of them look at."""
        return build_app(self.engine, open_desk=lambda: self.desk)

    def browser(self, name: str | None = None) -> Browser:
        """The browser of somebody who is signed in, or of nobody."""
        browser = Browser(self.app, raise_server_exceptions=False, follow_redirects=False)
        if name is not None:
            browser.cookies.set(COOKIE, sign_in(self.desk, name, PASSWORD).secret)
        return browser


def make_template(engine: Curbside, folder: Path) -> tuple[Path, str, dict[str, Actor]]:
    """A database with everybody and the article, for others to be copied from."""
    with open_database(folder) as database:
        desk = desk_on(database, engine)
        people = {name: person(desk, name, role) for name, role in PEOPLE.items()}
        slug = publish(desk, people["erin"], METASTASES)
    return folder / FILE, slug, people


def desk_on(database: Database, engine: Curbside) -> Desk:
    """A desk whose passwords cost little."""
    return Desk(database, engine, passwords=Passwords(CHEAPEST))


def copied_database(template: Path, folder: Path) -> Database:
    """A database of one's own with what the template has."""
    folder.mkdir()
    shutil.copy(template, folder / FILE)
    return open_database(folder)
