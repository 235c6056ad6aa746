from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from editing_desk import House, house_at
from review_room import ReviewRoom, copied_database, desk_on, make_template
from shelf import Shelf, copied, shelf_in, visitor
from starlette.testclient import TestClient
from webpage import METASTASES, Browser

from curbside.answer.answer import Answer
from curbside.articles.actor import Actor
from curbside.engine import Curbside
from curbside.web.app import build_app


@pytest.fixture(scope="session")
def engine(made_starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Curbside]:
    """The starter pack in a library of its own; nothing here writes to it."""
    folder = tmp_path_factory.mktemp("web") / "library"
    shutil.copytree(made_starter, folder)
    with Curbside(folder) as curbside:
        yield curbside


@pytest.fixture(scope="session")
def answer(engine: Curbside) -> Answer:
    return engine.ask(METASTASES)


@pytest.fixture(scope="session")
def client(engine: Curbside) -> TestClient:
    """Defects come back as responses, as a browser would see them."""
    return Browser(build_app(engine), raise_server_exceptions=False)


@pytest.fixture(scope="session")
def _one_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("one-source")
    (folder / "gout.md").write_text(
        "---\ntitle: Gout\nkind: cohort_study\nyear: 2020\nid: gout\n---\nGout is treated with colchicine.\n", "utf-8"
    )
    with Curbside(folder / "library", empty=True) as curbside:
        curbside.add(folder / "gout.md")
    return folder / "library"


@pytest.fixture
def house(_one_source: Path, tmp_path: Path) -> Iterator[House]:
    """Pages over a library of one source and a review desk, to change."""
    shutil.copytree(_one_source, tmp_path / "library")
    with house_at(tmp_path / "library") as house:
        yield house


@pytest.fixture(scope="session")
def shelf(engine: Curbside, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """Articles in every state on a library of their own; only read them."""
    with shelf_in(engine, tmp_path_factory.mktemp("shelf") / "library") as made:
        yield made


@pytest.fixture
def own_shelf(shelf: Shelf, tmp_path: Path) -> Iterator[Shelf]:
    """The same with a database of its own, on the same evidence."""
    with copied(shelf, shelf.desk.curbside, tmp_path) as own:
        yield own


@pytest.fixture
def own_library(shelf: Shelf, tmp_path: Path) -> Iterator[Shelf]:
    """The same with evidence of its own, too."""
    folder = tmp_path / "library"
    shutil.copytree(shelf.desk.curbside.folder, folder, ignore=shutil.ignore_patterns("readers", "*.lock", "*.db*"))
    with Curbside(folder) as curbside, copied(shelf, curbside, folder) as own:
        yield own


@pytest.fixture(scope="session")
def readers(shelf: Shelf) -> TestClient:
    """Somebody without an account, on the site with articles."""
    return visitor(shelf)


@pytest.fixture(scope="session")
def reviewed(engine: Curbside, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, dict[str, Actor]]:
    return make_template(engine, tmp_path_factory.mktemp("desk"))


@pytest.fixture
def room(engine: Curbside, reviewed: tuple[Path, str, dict[str, Actor]], tmp_path: Path) -> Iterator[ReviewRoom]:
    """A desk of the test's own, with an article that was handed in by the editor."""
    template, slug, people = reviewed
    with copied_database(template, tmp_path / "desk") as database:
        yield ReviewRoom(engine, desk_on(database, engine), slug, people)
