"""What is public and what is not, however it is written, and that a connection goes where was looked."""

from __future__ import annotations

from ipaddress import ip_address

import httpcore
import httpx
import pytest

from curbside.errors import FetchRefused, NotReachable
from curbside.fetch.addresses import Address, CheckedBackend, is_public, read_address, redirected, resolve

from .servers import LocalServer


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fec0::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "2001:db8::1",
        "2001::1",
        "5f00::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:0:7f00:1",
        "::7f00:1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2002:a00:1::",
    ],
)
def test_every_other_address_is_not(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "::1", "::ffff:127.0.0.1"],
)
def test_this_machine_is_found_out_however_it_is_written(host: str) -> None:
    assert resolve(host, 80)
    assert not any(map(is_public, resolve(host, 80)))


def backend(*addresses: str, seconds: float = 5.0) -> CheckedBackend:
    """Looks every host up as these addresses; of all private ones only 127.0.0.1 passes for public."""

    def allowed(address: Address) -> bool:
        return str(address) == "127.0.0.1" or is_public(address)

    return CheckedBackend(allowed, lambda host, port: [ip_address(one) for one in addresses], seconds)


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(FetchRefused, match=r"hospital.example is not on the public internet \(10.0.0.5\)") as caught:
        backend("8.8.8.8", "10.0.0.5").connect_tcp("hospital.example", 80)
    assert "--allow-private" in caught.value.hint


def test_the_connection_goes_to_the_address_that_was_looked_at() -> None:
    """The name is looked up once: whoever answers differently the second time is not asked."""
    answers = [[ip_address("127.0.0.1")], [ip_address("10.0.0.5")]]
    looked: list[str] = []

    def lookup(host: str, port: int) -> list[Address]:
        looked.append(host)
        return answers[len(looked) - 1]

    with LocalServer(lambda request: request.answer("held")) as server:
        checked = CheckedBackend(lambda address: str(address) == "127.0.0.1", lookup, 5.0)
        with httpcore.ConnectionPool(network_backend=checked) as pool:
            assert pool.request("GET", f"http://public.example:{server.port}/").content == b"held"
        assert server.requests[0].headers["Host"] == f"public.example:{server.port}"
    assert looked == ["public.example"]


def test_a_host_without_addresses_is_not_connected_to() -> None:
    with pytest.raises(httpcore.ConnectError):
        backend().connect_tcp("nowhere.example", 80)


def test_when_the_time_for_everything_is_up_nothing_more_is_done() -> None:
    clock = iter([0.0, 1.0, 6.0])
    timed = CheckedBackend(is_public, resolve, 5.0, lambda: next(clock))
    assert timed.left(30.0) == 4.0
    with pytest.raises(NotReachable):
        timed.left(30.0)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "example.org/a.pdf",
        "ftp://example.org/a",
        "file:///etc/passwd",
        "gopher://example.org",
        "http://",
        "http:///x",
        "https://who@example.org/",
        "https://who:secret@example.org/",
        "http://127.0.0.1\\@example.org/",
        "http://[::1/",
        "http://a\x00b/",
        "http://example.org:port/",
        "javascript:alert(1)",
    ],
)
def test_addresses_that_cannot_be_fetched_are_refused_and_never_repeated(address: str) -> None:
    with pytest.raises(FetchRefused) as caught:
        read_address(address)
    assert "secret" not in str(caught.value)
    assert caught.value.hint


def test_an_address_is_kept_without_its_fragment() -> None:
    assert str(read_address(" https://Example.org/a b?c=d#e ")) == "https://example.org/a%20b?c=d"


@pytest.mark.parametrize(
    ("location", "leads"),
    [
        ("/b", "https://a.example/b"),
        ("c", "https://a.example/x/c"),
        ("//b.example/", "https://b.example/"),
        ("", "https://a.example/x/y"),
    ],
)
def test_redirects_are_followed_from_where_they_stand(location: str, leads: str) -> None:
    assert str(redirected(httpx.URL("https://a.example/x/y"), location)) == leads


@pytest.mark.parametrize("location", ["http://a.example/", "file:///etc/passwd", "https://u:p@a.example/", "http://["])
def test_redirects_that_lose_encryption_or_lead_elsewhere_are_refused(location: str) -> None:
    with pytest.raises(FetchRefused):
        redirected(httpx.URL("https://a.example/x"), location)


def test_from_http_to_https_is_followed() -> None:
    assert str(redirected(httpx.URL("http://a.example/"), "https://a.example/")) == "https://a.example/"
