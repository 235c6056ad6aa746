from __future__ import annotations

from collections.abc import Iterator

import pytest
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
