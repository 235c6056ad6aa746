"""A PubMed of one's own, and time that does not pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import httpx
import pytest

from curbside.fetch.eutils import Eutils, eutils
from curbside.fetch.retrying import Pace, Patience

from .servers import Ncbi

NOON = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def slept() -> list[float]:
    """How long was waited each time; nothing really waits."""
    return []


@pytest.fixture
def patience(slept: list[float]) -> Patience:
    return Patience(sleep=slept.append, now=lambda: NOON)


@pytest.fixture
def ncbi() -> Iterator[Ncbi]:
    with Ncbi() as server:
        yield server  # type: ignore[misc]


@pytest.fixture
def ask(ncbi: Ncbi, patience: Patience) -> Iterator[Callable[..., Eutils]]:
    """Make a client of the server: `ask("pubmed", key=…)`."""
    with httpx.Client(timeout=5.0) as client:

        def make(
            database: str = "pubmed", key: str | None = None, base: str = ncbi.url, timeout: float = 5.0
        ) -> Eutils:
            client.timeout = httpx.Timeout(timeout)
            pace = Pace(3.0, sleep=lambda seconds: None)
            return eutils(database, base, client, email="who@example.org", key=key, patience=patience, pace=pace)

        yield make
