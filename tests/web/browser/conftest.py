"""A browser, a served process and a library for the tests that look at pages as people do."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from browser.scenes import SCENES, fold, unfold
from browser.watching import Watch

CHROMIUM = Path("/usr/bin/chromium")
PATIENCE_MS = 30_000  # for machines that are busy with much else
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Names are never looked up: only the server under test can be reached.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser's program, Debian's."""
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}: install Debian's package chromium")
    return CHROMIUM


@pytest.fixture(scope="session")
def shared_library(made_starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter library, one a test process. Only read it."""
    folder = tmp_path_factory.mktemp("browser") / "library"
    shutil.copytree(made_starter, folder)
    return folder


@pytest.fixture(scope="session")
def server(chromium: Path, shared_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of one `curbside serve`, stopped as a person would stop it."""
    with served(shared_library, tmp_path_factory.mktemp("server") / "log") as address:
        yield address


@contextmanager
def served(library: Path, log: Path) -> Iterator[str]:
    """The address at which a library is served."""
    with log.open("w") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "curbside", "serve", "--library", str(library), "--port", str(_free_port())],
            stdout=subprocess.PIPE,
            stderr=written,
            text=True,
            env=_own_environment(),
        )
        assert process.stdout is not None
        address = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        assert address is not None, log.read_text()
        # It listens before it answers, which on a busy machine is a while.
        httpx.get(f"{address[0]}/readyz", timeout=120)
        yield address[0]
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
    assert "Traceback" not in log.read_text()


@pytest.fixture(scope="package")
def browser(chromium: Path) -> Iterator[Browser]:
    """Chromium without a window; it ends with this folder's tests, as its event loop would be in others' way."""
    expect.set_options(timeout=PATIENCE_MS / 2)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield launched
        launched.close()


@dataclass
class Visits:
    """Opens pages of the server under test, every one in a context of its own that is watched throughout."""

    browser: Browser
    address: str
    watches: list[Watch] = field(default_factory=list)

    def context(self, **options: Any) -> BrowserContext:
        """A person's browser, with nothing in it yet; options are those of Playwright's `new_context`."""
        context = self.browser.new_context(base_url=self.address, **options)
        context.set_default_timeout(PATIENCE_MS)
        self.watches.append(Watch(context, self.address))
        return context

    def open(self, path: str = "/", **options: Any) -> Page:
        """A page, loaded, in a new context."""
        page = self.context(**options).new_page()
        page.goto(path)
        return page

    @property
    def requested(self) -> list[str]:
        """Every address asked for, in every context."""
        return [address for watch in self.watches for address in watch.requested]

    def end(self) -> None:
        """Close every context; fails if one of the pages asked for anything outside, or had an error."""
        for watch in self.watches:
            watch.context.close()
        complaints = [complaint for watch in self.watches for complaint in watch.complaints]
        assert not complaints, "\n".join(complaints)


@pytest.fixture
def visits(browser: Browser, server: str) -> Iterator[Visits]:
    """Visits to the pages; each test fails if a page asks for anything outside or has an error in its console."""
    visits = Visits(browser, server)
    yield visits
    visits.end()


@pytest.fixture(scope="package", params=SCENES)
def reached(request: pytest.FixtureRequest, browser: Browser, server: str) -> Iterator[tuple[Page, Watch]]:
    visits = Visits(browser, server)
    page = visits.context().new_page()
    SCENES[request.param](page)
    yield page, visits.watches[0]
    visits.end()


@pytest.fixture
def scene(reached: tuple[Page, Watch]) -> Iterator[Page]:
    """One page after the other, only to be looked at: loaded once, in a window as by default."""
    page, watch = reached
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(media="screen", color_scheme="light", reduced_motion="no-preference", forced_colors="none")
    fold(page)
    yield page
    assert not watch.complaints, "\n".join(watch.complaints)


@pytest.fixture
def unfolded(scene: Page) -> Page:
    """The same with all of it unfolded."""
    unfold(scene)
    return scene


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures of the pages go: $PAGE_PICTURES, or a folder of the test's own."""
    folder = os.environ.get("PAGE_PICTURES")
    place = Path(folder) if folder else tmp_path_factory.mktemp("pictures")
    place.mkdir(parents=True, exist_ok=True)
    return place


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _own_environment() -> dict[str, str]:
    """The environment without settings of whoever runs the tests."""
    return {name: value for name, value in os.environ.items() if not name.startswith("CURBSIDE_")}
