"""What every test shares: the starter library, small libraries of one's own, and a closed network."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from filelock import FileLock
from hypothesis import settings

from curbside import Answer, Curbside

# No deadline: a slow machine is not a failure. No database: a test run leaves nothing in the checkout.
settings.register_profile("curbside", deadline=None, database=None)
settings.load_profile("curbside")

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(autouse=True)
def _closed_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing leaves the machine: a test that reaches out fails, whatever it reaches for."""

    def guarded(name: str) -> Callable[..., Any]:
        original = getattr(socket.socket, name)

        def connect(self: socket.socket, address: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOOPBACK:
                raise AssertionError(f"a test tried to connect to {address}")
            return original(self, address)

        return connect

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, guarded(name))


@pytest.fixture(autouse=True)
def _default_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests read the settings as shipped, not those of whoever runs them."""
    for name in [name for name in os.environ if name.startswith("CURBSIDE_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def made_starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the starter pack, made once for all test processes. Nobody opens it: copy it."""
    base = tmp_path_factory.getbasetemp()
    place = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, made = place / "made-starter", place / "made-starter.made"
    with FileLock(place / "made-starter.lock"):
        if not made.exists():
            with Curbside(folder) as curbside:
                curbside.library()
            made.touch()
    return folder


@pytest.fixture(scope="session")
def starter_library(made_starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Curbside]:
    """A library of the starter pack, one a test process. Only read it; copy its `.folder` to change it."""
    folder = tmp_path_factory.mktemp("starter") / "library"
    shutil.copytree(made_starter, folder)
    with Curbside(folder) as curbside:
        yield curbside


@pytest.fixture(scope="session")
def answered(starter_library: Curbside) -> Callable[..., Answer]:
    """What the starter library answers, each question asked once for all tests that only read the answer."""

    @cache
    def ask(question: str, reader: str = "clinician") -> Answer:
        return starter_library.ask(question, reader)

    return ask


@pytest.fixture(scope="session")
def source_text() -> Callable[..., str]:
    """Write a source as Markdown: `source_text(body, title=…, kind=…, doi=…)`."""

    def write(body: str, **record: Any) -> str:
        record = {"title": "A source", "kind": "cohort_study", "year": 2020, **record}
        return f"---\n{yaml.safe_dump(record, allow_unicode=True)}---\n{body.strip()}\n"

    return write


@pytest.fixture(scope="session")
def _empty_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with nothing in it, for others to be copied from: committing one takes longer than copying it."""
    folder = tmp_path_factory.mktemp("empty") / "library"
    with Curbside(folder, empty=True) as curbside:
        curbside.library()
    return folder


@pytest.fixture
def make_library(_empty_library: Path, tmp_path: Path) -> Iterator[Callable[..., Curbside]]:
    """Make a library of the Markdown texts given, and of nothing else: `make_library(text, …)`."""
    made: list[Curbside] = []

    def make(*texts: str) -> Curbside:
        place = tmp_path / f"made-{len(made)}"
        sources = place / "sources"
        sources.mkdir(parents=True)
        for number, text in enumerate(texts, start=1):
            (sources / f"source-{number:02}.md").write_text(text, "utf-8")
        shutil.copytree(_empty_library, place / "library", ignore=shutil.ignore_patterns("readers", "*.lock"))
        curbside = Curbside(place / "library", empty=True)
        made.append(curbside)
        if texts:
            curbside.add(sources)
        return curbside

    yield make
    for curbside in made:
        curbside.close()
