"""What every response and every request is held to, whatever route it is for."""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 64 * 1024

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}
# Only where the connection is encrypted: a browser that has seen it comes back in no other way, for a year.
STRICT_TRANSPORT = {"Strict-Transport-Security": "max-age=31536000"}

# Pages that depend on who is signed in.
_OF_PEOPLE = ("/login", "/logout", "/account", "/review", "/upload")
# How the address ends at which an editor changes how a source stands.
STANDING = "/standing"
# Where files are received, whose reader takes them as they come and keeps a limit of its own.
RECEIVES_FILES = "/upload"
_SERVICES = ("/api/", "/healthz", "/readyz", "/metrics", "/openapi.json")


def is_page(path: str) -> bool:
    """Whether a person reads what is at this path, rather than a program."""
    return not path.startswith(_SERVICES)


def changes_a_source(path: str) -> bool:
    """Whether this is where an editor changes how a source stands."""
    return path.startswith("/sources/") and path.endswith(STANDING)


def kept_by_nobody(path: str) -> dict[str, str]:
    """The caching header of a path: questions, answers and what is for one person only are stored nowhere."""
    if path.startswith("/static/"):
        return {"Cache-Control": "public, max-age=3600"}
    of_people = path.startswith(_OF_PEOPLE) or changes_a_source(path)
    private = path == "/ask" or path.startswith("/ask/") or of_people or not is_page(path)
    return {"Cache-Control": "no-store" if private else "private, no-cache"}


class ProtectiveHeaders:
    """Adds the security and caching headers to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its response back with the headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                if scope["scheme"] == "https":
                    headers.update(STRICT_TRANSPORT)
                # A page may be for one person only though its path is for all.
                if headers.get("cache-control") != "no-store":
                    headers.update(kept_by_nobody(scope["path"]))
            await send(message)

        await self.app(scope, receive, send_protected)


class BodyLimit:
    """Refuses a request body above `LARGEST_BODY`, whether or not its length was announced.

    `refuse` makes the response for a path. A body within the limit is read whole before the app sees it; one that is
    sent to where files are received goes through as it comes.
    """

    def __init__(self, app: ASGIApp, refuse: Callable[[str], Response]) -> None:
        self.app = app
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on if its body is small enough."""
        if scope["type"] != "http" or (scope["method"] == "POST" and scope["path"] == RECEIVES_FILES):
            await self.app(scope, receive, send)
            return
        body = b""
        more = True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return  # the client has gone
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > LARGEST_BODY:
                await self.refuse(scope["path"])(scope, receive, send)
                return
        pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive_again() -> Message:
            return pending.pop() if pending else await receive()

        await self.app(scope, receive_again, send)
