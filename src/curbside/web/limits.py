"""How much one address may ask for, and how long a request may take."""

from __future__ import annotations

import asyncio
import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from curbside.web.access import Access
from curbside.web.problems import Problem, problem_with_status
from curbside.web.protection import RECEIVES_FILES, changes_a_source

# This machine's own requests may be that many times as many: they may come from a proxy, and so from everybody.
LOOPBACK_SHARE = 100
# Addresses remembered; the one not heard from for longest is forgotten first, and begins anew.
MOST_ADDRESSES = 20_000
# Neighbours in so many bits of an IPv6 address are one customer.
_IPV6_NETWORK = 64

_ASKING = ("/ask", "/api/v1/ask", "/api/v1/search")
# How many times as long as others a request may take that brings files, or waits its turn to write the library.
PATIENCE = 20
_NOT_LIMITED = ("/static/", "/healthz", "/readyz")

Refuse = Callable[[str, Problem], Response]


class TokenBuckets:
    """So many a minute for each address: as many at once as a minute gives, and then as they come back."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, address: str, share: int = 1) -> float:
        """Take one for an address: 0 if there was one, else the seconds until there is."""
        most = self._per_minute * share
        now = self._clock()
        left, then = self._buckets.pop(address, (float(most), now))
        left = min(float(most), left + (now - then) * most / 60)
        taken = left >= 1
        self._buckets[address] = (left - 1 if taken else left, now)
        if len(self._buckets) > MOST_ADDRESSES:
            self._buckets.popitem(last=False)
        return 0.0 if taken else (1 - left) * 60 / most

    def __len__(self) -> int:
        return len(self._buckets)


class RateLimit:
    """Refuses the requests of an address that makes too many, for as long as it does."""

    def __init__(self, app: ASGIApp, access: Access, refuse: Refuse) -> None:
        self.app = app
        self.refuse = refuse
        self.requests = TokenBuckets(access.requests_per_minute)
        self.questions = TokenBuckets(access.questions_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on if its address has some left."""
        if scope["type"] != "http" or scope["path"].startswith(_NOT_LIMITED):
            await self.app(scope, receive, send)
            return
        seconds = self._wait(scope)
        if seconds == 0:
            await self.app(scope, receive, send)
            return
        after = {"Retry-After": str(math.ceil(seconds))}
        await self.refuse(scope["path"], problem_with_status(429, after))(scope, receive, send)

    def _wait(self, scope: Scope) -> float:
        address, share = customer_of(scope)
        seconds = self.requests.wait(address, share)
        if seconds == 0 and (scope["path"].startswith(_ASKING) or _is_report(scope)):
            seconds = self.questions.wait(address, share)
        return seconds


def _is_report(scope: Scope) -> bool:
    """Whether somebody without an account writes into the review desk: counted like a question."""
    path: str = scope["path"]
    return scope["method"] == "POST" and path.startswith("/articles/") and path.endswith("/report")


def customer_of(scope: Scope) -> tuple[str, int]:
    """Whom a request is counted for, and how many times the limit they have."""
    host = scope["client"][0] if scope.get("client") else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host, LOOPBACK_SHARE  # a socket of this machine, which has no address
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if address.is_loopback:
        return "loopback", LOOPBACK_SHARE
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, _IPV6_NETWORK), strict=False)), 1
    return str(address), 1


class TimeLimit:
    """Answers for a request that takes too long, and lets go of it.

    What runs in a thread cannot be stopped; it ends by itself, and nobody waits for it.
    """

    def __init__(self, app: ASGIApp, seconds: float, refuse: Refuse) -> None:
        self.app = app
        self.seconds = seconds
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its response back if it begins in time."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = late = False

        async def send_in_time(message: Message) -> None:
            nonlocal begun
            if not late:
                begun = True
                await send(message)

        task = asyncio.ensure_future(self.app(scope, receive, send_in_time))
        try:
            await asyncio.wait({task}, timeout=self.seconds * (PATIENCE if _is_long(scope) else 1))
        except asyncio.CancelledError:
            task.cancel()
            raise
        if task.done() or begun:
            await task
            return
        late = True
        task.add_done_callback(_forget)
        task.cancel()
        await self.refuse(scope["path"], problem_with_status(504))(scope, receive, send)


def _is_long(scope: Scope) -> bool:
    """Whether a request is one that takes what the line gives, or what another writer needs."""
    path = scope["path"]
    return scope["method"] == "POST" and (path == RECEIVES_FILES or changes_a_source(path))


def _forget(task: asyncio.Future[None]) -> None:
    """Take note of how a request ended that nobody waits for any more."""
    with suppress(asyncio.CancelledError):
        task.exception()
