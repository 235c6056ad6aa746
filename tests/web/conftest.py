from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from editing_desk import House, house_at
from starlette.testclient import TestClient
from webpage import METASTASES, Browser

from curbside.answer.answer import Answer
from curbside.engine import Curbside
from curbside.web.app import build_app


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Curbside]:
    """The starter pack in a library of its own; nothing here writes to it."""
    with Curbside(tmp_path_factory.mktemp("web") / "library") as curbside:
        curbside.library()
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
