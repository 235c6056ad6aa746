"""Which addresses may be fetched from, and connections that go nowhere else."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore
import httpx

from curbside.errors import FetchRefused, NotReachable
from curbside.fetch.retrying import Transient

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# The addresses of a host, as the system resolves it; decimal, octal and hexadecimal forms too.
Resolve = Callable[[str, int], list[Address]]
Allowed = Callable[[Address], bool]

# Ranges of IPv6 addresses that stand for an IPv4 address, and where in its bits that is.
_EMBEDDING = (
    (ipaddress.ip_network("::ffff:0:0/96"), 0),  # IPv4-mapped
    (ipaddress.ip_network("64:ff9b::/96"), 0),  # NAT64
    (ipaddress.ip_network("2002::/16"), 80),  # 6to4
)
_LIKE = "Write it like https://example.org/a.pdf."
# Every IPv6 address that is routed on the internet is in here.
_GLOBAL_IPV6 = ipaddress.ip_network("2000::/3")


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet: not this machine, this network or a provider's, not a group."""
    if isinstance(address, ipaddress.IPv6Address):
        for network, shift in _EMBEDDING:
            if address in network:
                return is_public(ipaddress.IPv4Address((int(address) >> shift) & 0xFFFFFFFF))
        return address in _GLOBAL_IPV6 and address.is_global and not address.is_multicast
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def resolve(host: str, port: int) -> list[Address]:
    """Every address of a host; raises NotReachable where it has none, Transient where nobody could say."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno == socket.EAI_AGAIN:
            raise Transient("cannot be looked up") from None
        raise NotReachable(f"There is no host {host[:80]}.", "Check the address.") from None
    except (UnicodeError, OverflowError):
        raise FetchRefused(f"{host[:80]!r} is no name of a host.", "Check the address.") from None
    return [ipaddress.ip_address(str(one[4][0]).split("%")[0]) for one in found]


class CheckedBackend(httpcore.NetworkBackend):
    """Connects to a host only when every one of its addresses is allowed, and then to one of those looked at.

    The name is looked up once for each connection, so nobody can answer differently between check and use. The time
    for everything together is limited: an answer that trickles in ends when it is up.
    """

    def __init__(
        self, allowed: Allowed, lookup: Resolve, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._allowed = allowed
        self._lookup = lookup
        self._clock = clock
        self._seconds = seconds
        self._until = clock() + seconds
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of the host that answers."""
        addresses = self._lookup(host, port)
        for address in addresses:
            if not self._allowed(address):
                raise FetchRefused(
                    f"{host[:80]} is not on the public internet ({address}).",
                    "Use --allow-private if it is a server of yours that you mean.",
                )
        failed: Exception = httpcore.ConnectError("no address")
        for address in addresses:
            try:
                stream = self._network.connect_tcp(str(address), port, self.left(timeout))
                return _TimedStream(stream, self)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed

    def left(self, timeout: float | None) -> float:
        """How long one step may take; raises NotReachable when the time for all of them is up."""
        left = self._until - self._clock()
        if left <= 0:
            raise NotReachable(
                f"The answer took longer than {self._seconds / 60:,.0f} minutes.", "Save it yourself and add the file."
            )
        return left if timeout is None else min(timeout, left)


class _TimedStream(httpcore.NetworkStream):
    """A connection whose every step is held to the time that is left."""

    def __init__(self, stream: httpcore.NetworkStream, backend: CheckedBackend) -> None:
        self._stream = stream
        self._backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What has come, at most so many bytes."""
        return self._stream.read(max_bytes, self._backend.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of it."""
        self._stream.write(buffer, self._backend.left(timeout))

    def close(self) -> None:
        """Hang up."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same connection, encrypted."""
        stream = self._stream.start_tls(ssl_context, server_hostname, self._backend.left(timeout))
        return _TimedStream(stream, self._backend)

    def get_extra_info(self, info: str) -> Any:
        """What the network knows of the connection."""
        return self._stream.get_extra_info(info)


def read_address(text: str) -> httpx.URL:
    """An address to fetch; raises FetchRefused when it is none, not HTTP, or holds a name and password."""
    try:
        url = httpx.URL(text.strip())
    except (httpx.InvalidURL, UnicodeError):
        raise FetchRefused(
            "This is no address that can be fetched.", "Write it like https://example.org/a.pdf."
        ) from None
    if url.scheme not in ("http", "https"):
        raise FetchRefused(
            f"Addresses that begin with {url.scheme[:20]!r} are not fetched."
            if url.scheme
            else "The address lacks https://.",
            "Write it like https://example.org/a.pdf.",
        )
    if not url.host:
        raise FetchRefused("The address names no host.", "Write it like https://example.org/a.pdf.")
    if url.userinfo:
        raise FetchRefused(
            f"The address of {url.host[:80]} holds a name or password.",
            "Leave it out: it would be kept with the source. Save a page that needs it yourself.",
        )
    return url.copy_with(fragment=None)


def redirected(url: httpx.URL, location: str) -> httpx.URL:
    """Where a redirect leads; raises FetchRefused as `read_address` does, and when it gives up encryption."""
    try:
        following = read_address(str(url.join(location)))
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise FetchRefused(f"{url.host[:80]} redirects to no address.", "Check the address.") from None
    if url.scheme == "https" and following.scheme == "http":
        raise FetchRefused(
            f"{url.host[:80]} redirects from https to http, where anybody could change what comes.",
            "Check the address, or save the page yourself.",
        )
    return following
