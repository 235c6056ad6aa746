"""Pages with a small library and a desk of one's own, and people signed in to them."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from argon2.profiles import CHEAPEST
from fastapi import FastAPI
from webpage import Browser, Webpage

from curbside.articles import audit
from curbside.articles.accounts import add_account
from curbside.articles.actor import local_operator
from curbside.articles.audit import Entry
from curbside.articles.database import open_database
from curbside.articles.desk import Desk
from curbside.articles.passwords import Passwords
from curbside.articles.states import Role
from curbside.engine import Curbside
from curbside.web.access import Access
from curbside.web.app import build_app
from curbside.web.staging import Staging, Upload

PASSWORD = "correct horse battery"


@dataclass
class House:
    """A library, its desk, and the pages over both."""

    engine: Curbside
    desk: Desk
    app: FastAPI
    browsers: dict[str, Browser] = field(default_factory=dict)

    @property
    def staging(self) -> Staging:
        return Staging(self.engine.folder)

    def browser(self, role: str = "editor") -> Browser:
        """The browser of somebody with a role, signed in; of nobody for ""."""
        if role not in self.browsers:
            browser = Browser(self.app, follow_redirects=False, raise_server_exceptions=False)
            if role:
                add_account(self.desk, local_operator(), f"a-{role}", Role(role), PASSWORD)
                assert browser.post("/login", data={"name": f"a-{role}", "password": PASSWORD}).status_code == 303
            self.browsers[role] = browser
        return self.browsers[role]

    def send(self, *files: tuple[str, bytes], role: str = "editor") -> httpx.Response:
        """Upload files."""
        parts = [("files", (name, io.BytesIO(content))) for name, content in files]
        return self.browser(role).post("/upload", data={}, files=parts)

    def read(self, *files: tuple[str, bytes]) -> Upload:
        """Upload files, and wait until they are read."""
        sent = self.send(*files)
        assert sent.status_code == 303, Webpage(sent.text).text_of_main
        return self.done(sent.headers["location"].rpartition("/")[2])

    def done(self, upload_id: str) -> Upload:
        """An upload, once nobody works on it."""
        for _ in range(1_200):
            upload = self.staging.load(upload_id)
            if not self.staging.is_held(upload_id):
                return self.staging.load(upload_id)
            time.sleep(0.05)
        raise AssertionError(f"still {upload.stage}")

    def post(self, upload: Upload, verb: str, **fields: str) -> httpx.Response:
        return self.browser().post(f"/upload/{upload.id}/{verb}", data=fields)

    def add(self, upload: Upload) -> Upload:
        """Confirm an upload, and wait until it is added."""
        assert self.post(upload, "add", looked="yes").status_code == 303
        return self.done(upload.id)

    def page(self, upload: Upload) -> Webpage:
        return Webpage(self.browser().get(f"/upload/{upload.id}").text)

    def told(self) -> list[Entry]:
        """The audit trail, which holds together."""
        with self.desk.database.read() as session:
            audit.verify(session)
            return list(audit.entries(session))

    @property
    def held(self) -> list[str]:
        return sorted(one.document_id for one in self.engine.library().all_sources())


@contextmanager
def house_at(folder: Path, access: Access | None = None) -> Iterator[House]:
    """The pages of the library in a folder."""
    with (
        Curbside(folder, empty=True, wait_seconds=0.2) as engine,
        open_database(folder) as database,
    ):
        desk = Desk(database, engine, passwords=Passwords(CHEAPEST))
        app = build_app(engine, access=access or Access(), open_desk=lambda: desk)
        yield House(engine, desk, app)
        app.state.served.close()
