"""What is common to all fetching: how often, how fast, how much, and through which proxy."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curbside.errors import FetchRefused, NotReachable
from curbside.fetch.eutils import WITH_KEY, WITHOUT_KEY, eutils
from curbside.fetch.retrying import Pace, Patience, Transient, try_each
from curbside.fetch.unpacking import write_limited

from .servers import LocalServer, Ncbi

NOON = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds


@pytest.mark.parametrize("per_second", [WITHOUT_KEY, WITH_KEY])
def test_requests_never_come_faster_than_is_allowed(per_second: float) -> None:
    clock = Clock()
    pace = Pace(per_second, clock.sleep, clock)
    sent = []
    for number in range(40):
        pace.wait()
        sent.append(clock.time)
        if number == 20:
            clock.sleep(10.0)  # an answer that took long earns no burst afterwards
    for first, after in zip(sent, sent[int(per_second) :], strict=False):
        assert after - first > 0.999


def test_a_key_means_ten_requests_a_second_and_none_three(ncbi: Ncbi) -> None:
    ncbi.pmids = ["11"]
    for key, least in ((None, 2 / WITHOUT_KEY), ("k3y", 2 / WITH_KEY)):
        with httpx.Client() as client:
            source = eutils("pubmed", ncbi.url, client, key=key)
            for _ in range(3):
                source.search("gout")
        first, _, last = ncbi.at[-3:]
        assert last - first >= least * 0.7  # seen at the server, whose own time varies


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, 0.0),
        ("5", 5.0),
        ("-5", 0.0),
        ("", 0.0),
        ("soon", 0.0),
        ("1.5", 0.0),
        ("Sat, 28 Nov 2026 12:01:00 GMT", 60.0),
        ("Sat, 28 Nov 2026 13:01:00 +0100", 60.0),
        ("Sat, 28 Nov 2026 11:00:00 GMT", 0.0),
    ],
)
def test_retry_after_is_a_number_or_a_date(value: str | None, seconds: float) -> None:
    assert Patience(now=lambda: NOON).retry_after(value) == seconds


@given(st.text(max_size=40))
def test_no_retry_after_is_too_strange(value: str) -> None:
    assert Patience(now=lambda: NOON).retry_after(value) >= 0


def test_what_is_no_passing_failure_is_not_tried_again(patience: Patience, slept: list[float]) -> None:
    def broken() -> None:
        raise KeyError("a defect")

    with pytest.raises(KeyError):
        patience.keep_trying(broken, "PubMed")
    assert not slept


def test_waits_stay_bounded(slept: list[float]) -> None:
    def never() -> None:
        raise Transient("is away")

    with pytest.raises(NotReachable, match=r"^PubMed is away \(20 times\)\."):
        Patience(attempts=20, sleep=slept.append).keep_trying(never, "PubMed")
    assert len(slept) == 19
    assert max(slept) <= 60.0


def test_pieces_that_fail_apart_leave_the_others_and_two_in_a_row_end_it() -> None:
    def bring(failing: set[int]) -> Callable[[int], None]:
        def one(piece: int) -> None:
            tried.append(piece)
            if piece in failing:
                raise NotReachable(f"{piece} did not come.")

        return one

    tried: list[int] = []
    assert [piece for piece, _ in try_each(range(6), bring({1, 3}))] == [1, 3]
    tried.clear()
    with pytest.raises(NotReachable):
        try_each(range(6), bring({2, 3}))
    assert tried == [0, 1, 2, 3]
    with pytest.raises(NotReachable):
        try_each([1], bring({1}))


@given(st.binary(max_size=3_000), st.integers(1, 400))
def test_what_is_packed_comes_out_as_it_was(data: bytes, size: int) -> None:
    packed = gzip.compress(data)
    sink = io.BytesIO()
    chunks = [packed[at : at + size] for at in range(0, len(packed), size)]
    assert write_limited(chunks, "gzip", sink, 3_000, "it") == len(data)
    assert sink.getvalue() == data


@given(st.binary(max_size=300), st.sampled_from(["gzip", "GZIP ", "", "identity", "br", "gzip, gzip", "deflate"]))
def test_any_bytes_under_any_packing_are_taken_or_refused(data: bytes, packing: str) -> None:
    with suppress(FetchRefused, Transient):
        assert write_limited([data], packing, io.BytesIO(), 100, "it") <= 100


def test_the_environments_proxy_is_used_for_pubmed(monkeypatch: pytest.MonkeyPatch, patience: Patience) -> None:
    ncbi = Ncbi(["11"])
    with ncbi, LocalServer(lambda request: ncbi.respond(request)) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        with httpx.Client() as client:
            assert eutils("pubmed", "http://eutils.example/x", client, patience=patience).search("gout").ids == ("11",)
        assert proxy.requests[0].path == "http://eutils.example/x/esearch.fcgi"
