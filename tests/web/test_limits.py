"""How much an address may ask for, and how long a request may take."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send
from webpage import Webpage

from curbside.engine import Curbside
from curbside.errors import UsageError
from curbside.settings import Settings, load_settings
from curbside.web.access import Access, access_of
from curbside.web.app import build_app
from curbside.web.limits import LOOPBACK_SHARE, MOST_ADDRESSES, TimeLimit, TokenBuckets, customer_of
from curbside.web.problems import Problem

FEW = Access(requests_per_minute=6, questions_per_minute=2, trusted_proxies=("192.0.2.0/24",))
OUTSIDE = ("198.51.100.7", 40_000)
PROXY = ("192.0.2.9", 40_000)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_address_gets_a_minute_s_worth_at_once_and_then_as_time_goes() -> None:
    clock = Clock()
    buckets = TokenBuckets(60, clock)
    assert [buckets.wait("a") for _ in range(60)] == [0] * 60
    assert buckets.wait("a") == pytest.approx(1.0)
    assert buckets.wait("b") == 0
    clock.now = 0.5
    assert buckets.wait("a") == pytest.approx(0.5)
    clock.now = 1.0
    assert buckets.wait("a") == 0
    assert buckets.wait("a") > 0


def test_addresses_without_end_take_no_memory_without_end() -> None:
    buckets = TokenBuckets(60)
    for number in range(MOST_ADDRESSES + 50):
        buckets.wait(str(number))
    assert len(buckets) == MOST_ADDRESSES


@pytest.mark.parametrize(
    ("host", "customer"),
    [
        ("198.51.100.7", ("198.51.100.7", 1)),
        ("2001:db8::1", ("2001:db8::/64", 1)),
        ("2001:db8::ffff:1", ("2001:db8::/64", 1)),
        ("::ffff:198.51.100.7", ("198.51.100.7", 1)),
        ("127.0.0.1", ("loopback", LOOPBACK_SHARE)),
        ("::1", ("loopback", LOOPBACK_SHARE)),
    ],
)
def test_a_customer_is_an_address_or_an_ipv6_network(host: str, customer: tuple[str, int]) -> None:
    assert customer_of({"client": (host, 1)}) == customer


def test_who_asks_too_much_is_told_when_to_go_on(engine: Curbside) -> None:
    client = TestClient(build_app(engine, access=FEW), client=OUTSIDE)
    assert [client.get("/api/v1/search?q=liver").status_code for _ in range(3)] == [200, 200, 429]
    response = client.get("/ask?q=liver")
    assert response.status_code == 429
    assert 0 < int(response.headers["retry-after"]) <= 30
    assert "Retry-After" in Webpage(response.text).one("main").text
    assert response.headers["content-security-policy"]
    told = client.get("/api/v1/search?q=liver")
    assert (told.status_code, told.headers["content-type"]) == (429, "application/problem+json")


def test_a_report_counts_as_a_question_and_its_form_does_not(engine: Curbside) -> None:
    client = TestClient(build_app(engine, access=FEW), client=OUTSIDE)
    assert [client.post("/articles/x/report", data={"csrf": ""}).status_code for _ in range(3)] == [403, 403, 429]
    client = TestClient(build_app(engine, access=FEW), client=OUTSIDE)
    assert [client.get("/articles/x/report").status_code for _ in range(4)] == [404] * 4


def test_pages_are_limited_more_widely_and_what_watches_the_server_never(engine: Curbside) -> None:
    client = TestClient(build_app(engine, access=FEW), client=OUTSIDE)
    assert [client.get("/sources/zheng-2019").status_code for _ in range(7)] == [200] * 6 + [429]
    for address in ("/healthz", "/readyz", "/static/curbside.css"):
        assert client.get(address).status_code == 200


def test_an_address_that_a_trusted_proxy_tells_is_believed_and_no_other(engine: Curbside) -> None:
    app = build_app(engine, access=FEW)
    behind, outside = TestClient(app, client=PROXY), TestClient(app, client=OUTSIDE)

    def asked(client: TestClient, told: str) -> int:
        return client.get("/api/v1/search?q=liver", headers={"X-Forwarded-For": told}).status_code

    assert [asked(behind, f"203.0.113.{n}") for n in range(5)] == [200] * 5
    assert [asked(outside, f"203.0.113.{n}") for n in range(10, 13)] == [200, 200, 429]
    # What a client says of itself stands to the left of what the proxy saw.
    assert [asked(behind, f"10.0.0.{n}, 203.0.113.99") for n in range(3)] == [200, 200, 429]


def test_a_proxy_that_ends_tls_makes_cookies_secure_only_if_it_is_trusted(engine: Curbside) -> None:
    app = build_app(engine, access=FEW)
    told = {"X-Forwarded-Proto": "https"}
    assert "Secure" in TestClient(app, client=PROXY).get("/", headers=told).headers["set-cookie"]
    assert "Secure" not in TestClient(app, client=OUTSIDE).get("/", headers=told).headers["set-cookie"]


@pytest.mark.parametrize("said", ["proxy.example.org", "10.0.0.0/99", "127.0.0.1, x"])
def test_a_proxy_is_named_by_its_address(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("CURBSIDE_TRUSTED_PROXIES", said)
    with pytest.raises(UsageError, match="CURBSIDE_TRUSTED_PROXIES"):
        load_settings()


def test_the_settings_say_what_is_allowed() -> None:
    settings = Settings(trusted_proxies="10.0.0.0/8, ::1", requests_per_minute=9, questions_per_minute=3)
    access = access_of(settings)
    assert access.trusted_proxies == ("10.0.0.0/8", "::1")
    assert (access.requests_per_minute, access.questions_per_minute) == (9, 3)
    assert access.patient_reader
    assert not access_of(Settings(host="192.0.2.1")).patient_reader


class _Slow(Curbside):
    """An engine whose library takes a while to be had."""

    def library(self) -> Any:
        import time

        time.sleep(0.5)
        return super().library()


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[TestClient]:
    with _Slow(tmp_path / "library", empty=True) as engine:
        yield TestClient(build_app(engine, access=Access(request_seconds=0.1)))


def test_a_request_that_takes_too_long_is_answered_in_two_sentences(slow: TestClient) -> None:
    response = slow.get("/ask?q=liver")
    assert response.status_code == 504
    assert "took longer" in Webpage(response.text).one("main").text
    assert slow.get("/readyz").headers["content-type"] == "application/problem+json"
    assert slow.get("/healthz").status_code == 200


def test_what_comes_after_the_time_is_up_goes_nowhere() -> None:
    async def stubborn(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await asyncio.sleep(5)
        finally:
            await PlainTextResponse("late")(scope, receive, send)

    def refuse(path: str, problem: Problem) -> Response:
        return PlainTextResponse(problem.detail, problem.status)

    response = TestClient(TimeLimit(stubborn, 0.05, refuse)).get("/")
    assert response.status_code == 504
    assert "late" not in response.text
