"""What every response carries, and what no request gets past."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import quote

import httpx
import pytest
from starlette.testclient import TestClient
from webpage import METASTASES

from curbside.engine import Curbside
from curbside.web.app import build_app
from curbside.web.protection import LARGEST_BODY

POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


@pytest.mark.parametrize(
    "address",
    [
        "/",
        f"/ask?q={quote(METASTASES)}",
        "/ask",
        "/sources",
        "/sources/zheng-2019",
        "/nothing",
        "/static/curbside.css",
        "/static/nothing",
        "/healthz",
        "/readyz",
        "/openapi.json",
        "/api/v1/search?q=liver",
        "/api/v1/search",
        "/api/v1/ask",
    ],
)
def test_every_response_carries_the_security_headers(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in headers
    if address.startswith(("/ask", "/api")):
        assert headers["cache-control"] == "no-store"


def test_answers_are_stored_nowhere(client: TestClient) -> None:
    assert client.post("/ask", data={"q": METASTASES}).headers["cache-control"] == "no-store"
    assert client.post("/api/v1/ask", json={"question": METASTASES}).headers["cache-control"] == "no-store"


def test_the_stylesheet_may_be_kept_and_asks_for_nothing_from_elsewhere(client: TestClient) -> None:
    response = client.get("/static/curbside.css")
    assert "max-age" in response.headers["cache-control"]
    assert "url(" not in response.text
    assert "@import" not in response.text
    assert "prefers-color-scheme: dark" in response.text
    assert "@media print" in response.text
    assert ":focus-visible" in response.text


@pytest.mark.parametrize("path", ["/ask", "/api/v1/ask", "/nothing"])
def test_a_body_above_the_limit_is_refused(client: TestClient, path: str) -> None:
    response = client.post(path, content=b"q=" + b"x" * LARGEST_BODY)
    assert response.status_code == 413
    assert response.headers["content-security-policy"] == POLICY
    assert "64 kB" in response.text


def test_a_body_that_never_says_its_length_is_cut_off_at_the_limit(engine: Curbside) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(1_000):
            sent += 8_192
            yield b"x" * 8_192

    async def post() -> httpx.Response:
        transport = httpx.ASGITransport(app=build_app(engine))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.post("/api/v1/ask", content=endless())

    assert asyncio.run(post()).status_code == 413
    assert sent <= 2 * LARGEST_BODY


def test_a_body_at_the_limit_is_read(client: TestClient) -> None:
    field = f"q={quote(METASTASES)}&padding=".encode()
    body = field + b"x" * (LARGEST_BODY - len(field))
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/ask", content=body, headers=headers).status_code == 200


def test_an_address_is_never_redirected_elsewhere(client: TestClient) -> None:
    for address in ("/sources/", "/ask/", "/%2f%2fexample.org/", "/static"):
        assert client.get(address, follow_redirects=False).status_code == 404
