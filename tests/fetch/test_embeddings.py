"""Vectors from a service: in the order of the texts, or a typed error that names neither text nor key."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from curbside.errors import FetchError, NotOffered, NotReachable
from curbside.fetch.embeddings import EmbeddingService
from curbside.fetch.retrying import Patience

from .servers import LocalServer, Request

TEXTS = ["dose of zebrafinch", "spread", "dose"]


def vector_of(text: str) -> list[float]:
    return [float(len(text)), 1.0]


def answer_well(request: Request) -> None:
    asked = json.loads(request.body)["input"]
    rows = [{"index": number, "embedding": vector_of(text)} for number, text in enumerate(asked)]
    request.answer(json.dumps({"data": rows[::-1]}), kind="application/json")  # numbered, so in any order


@pytest.fixture
def serving() -> Iterator[Callable[[Callable[[Request], None]], LocalServer]]:
    running: list[LocalServer] = []

    def serve(respond: Callable[[Request], None]) -> LocalServer:
        running.append(LocalServer(respond))
        return running[-1].__enter__()

    yield serve
    for one in running:
        one.__exit__()


def service(server: LocalServer, patience: Patience, key: str | None = None) -> EmbeddingService:
    return EmbeddingService(f"{server.url}/v1/", "some-model", key, patience)


def test_each_text_gets_its_own_vector(serving: Any, patience: Patience) -> None:
    server = serving(answer_well)
    assert service(server, patience).vectors(TEXTS) == [vector_of(text) for text in TEXTS]
    (request,) = server.requests
    assert request.path == "/v1/embeddings"
    assert json.loads(request.body) == {"model": "some-model", "input": TEXTS}
    assert "Authorization" not in request.headers


def test_a_key_goes_where_a_proxys_log_does_not_keep_it(serving: Any, patience: Patience) -> None:
    server = serving(answer_well)
    service(server, patience, "s3cret").vectors(TEXTS)
    assert server.requests[0].headers["Authorization"] == "Bearer s3cret"
    assert "s3cret" not in server.requests[0].path


def test_a_service_that_is_busy_is_asked_again(serving: Any, patience: Patience, slept: list[float]) -> None:
    def busy_at_first(request: Request) -> None:
        if len(server.requests) < 3:
            request.answer("", 503)
        else:
            answer_well(request)

    server = serving(busy_at_first)
    assert len(service(server, patience).vectors(TEXTS)) == 3
    assert len(slept) == 2


def test_a_service_that_stays_away_is_told(patience: Patience) -> None:
    with LocalServer(answer_well) as server:
        url = server.url
    with pytest.raises(NotReachable) as told:
        EmbeddingService(url, "some-model", "s3cret", patience).vectors(TEXTS)
    assert "zebrafinch" not in str(told.value)


@pytest.mark.parametrize("status", [400, 401, 404])
def test_a_refusal_is_told_at_once(serving: Any, patience: Patience, status: int) -> None:
    server = serving(lambda request: request.answer("no zebrafinch here", status))
    with pytest.raises(NotOffered, match=f"status {status}") as told:
        service(server, patience, "s3cret").vectors(TEXTS)
    assert "zebrafinch" not in str(told.value)
    assert "s3cret" not in str(told.value)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "null",
        "{}",
        '{"data": null}',
        '{"data": []}',
        '{"data": [1, 2, 3]}',
        json.dumps({"data": [{"index": n, "embedding": [1.0] * (n + 1)} for n in range(3)]}),
        json.dumps({"data": [{"index": 0, "embedding": [1.0]}] * 3}),
        json.dumps({"data": [{"index": n, "embedding": []} for n in range(3)]}),
        json.dumps({"data": [{"index": n, "embedding": [math.nan]} for n in range(3)]}),
        json.dumps({"data": [{"index": n, "embedding": ["x"]} for n in range(3)]}),
        json.dumps({"data": [{"index": n, "embedding": [1.0]} for n in range(4)]}),
    ],
)
def test_whatever_is_not_one_vector_a_text_is_refused(serving: Any, patience: Patience, body: str) -> None:
    server = serving(lambda request: request.answer(body, kind="application/json"))
    with pytest.raises(FetchError, match="something else than one vector a text"):
        service(server, patience).vectors(TEXTS)


def test_what_is_no_address_is_told(patience: Patience) -> None:
    with pytest.raises(NotOffered, match="no address"):
        EmbeddingService("nowhere://example.org", "some-model", None, patience).vectors(TEXTS)
