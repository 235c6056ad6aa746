"""Pages that need not be made or sent twice."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from curbside.web.csrf import PLACEHOLDER, visitor_of

# How many bytes of pages are kept, and how large a page may be to be kept.
_MOST_BYTES = 32 * 1024 * 1024
_LARGEST = 2 * 1024 * 1024
_NOT_MODIFIED = 304


class RenderedPages:
    """The HTML of pages that depend on nothing but their key; those that were not asked for longest are let go."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, str] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], str]) -> str:
        """The page of this key, made now if it is not kept."""
        with self._lock:
            if (kept := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                return kept
        made = make()
        if len(made) <= _LARGEST:
            self._keep(key, made)
        return made

    def _keep(self, key: Hashable, html: str) -> None:
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = html
            self._bytes += len(html)
            while self._bytes > _MOST_BYTES:
                _, dropped = self._kept.popitem(last=False)
                self._bytes -= len(dropped)


def kept_page(
    request: Request, pages: RenderedPages, key: tuple[Hashable, ...], make: Callable[[], str], *, has_form: bool
) -> Response:
    """A page that depends on nothing but its key, for everybody alike.

    A browser that has it is told so without the page being made: what it costs is what the key costs. One with a form
    is the same only for the same visitor.
    """
    visitor = visitor_of(request.scope)
    if has_form and not visitor.is_known:
        return HTMLResponse(pages.get(key, make))
    known = hashlib.sha256((visitor.secret or b"") if has_form else b"")
    known.update(repr(key).encode("utf-8"))
    headers = {"ETag": f'W/"{known.hexdigest()[:32]}"'}
    if _offers(request.headers, headers["ETag"]):
        return Response(status_code=_NOT_MODIFIED, headers=headers)
    return HTMLResponse(pages.get(key, make), headers=headers)


class Validators:
    """Gives pages that a browser may keep an ETag, and answers 304 to one that has the page already.

    One that comes with an ETag, or is for one person only, is left alone. A page with forms is the same only for the
    same visitor, whose token it holds.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its page back if the browser has not got it."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or not _may_be_kept(scope["path"]):
            await self.app(scope, receive, send)
            return
        start: Message | None = None

        async def send_once(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and message["status"] == 200 and _is_page(message):
                start = message
                return
            if start is not None and message["type"] == "http.response.body":
                begun, start = start, None
                if _validated(scope, begun, message):
                    message = {"type": "http.response.body", "body": b""}
                await send(begun)
            await send(message)

        await self.app(scope, receive, send_once)


def _may_be_kept(path: str) -> bool:
    return path != "/ask" and not path.startswith(("/ask/", "/api/"))


def _is_page(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    is_settled = "etag" in headers or headers.get("cache-control") == "no-store"
    return headers.get("content-type", "").startswith("text/html") and not is_settled


def _offers(headers: Headers, tag: str) -> bool:
    """Whether a browser says that it has the page of this tag."""
    return tag in [one.strip() for one in headers.get("if-none-match", "").split(",")]


def _validated(scope: Scope, start: Message, message: Message) -> bool:
    """Whether the browser has this page; the response's head is made to say so, or to name the page."""
    body: bytes = message.get("body", b"")
    visitor = visitor_of(scope)
    has_form = PLACEHOLDER.encode("ascii") in body
    if message.get("more_body") or (has_form and not visitor.is_known):
        return False
    # The placeholder is another one in every process, and the page the same.
    known = hashlib.sha256((visitor.secret or b"") if has_form else b"")
    known.update(body.replace(PLACEHOLDER.encode("ascii"), b""))
    tag = f'W/"{known.hexdigest()[:32]}"'
    headers = MutableHeaders(raw=start["headers"])
    headers["ETag"] = tag
    if not _offers(Headers(scope=scope), tag):
        return False
    start["status"] = _NOT_MODIFIED
    for name in ("content-length", "content-type"):
        del headers[name]
    return True
