"""Forms that only this site's own pages can send: a signed cookie, and a token made of it in every form.

The cookie is handed out with the first page that has a form, and is read by no script. A token is the cookie's own
signature under a mask that is new in every response, so that compressing a page gives nothing away. Programs use the
API, which takes JSON only and reads no cookie.
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from curbside.errors import CurbsideError

FIELD = "csrf"
COOKIE = "curbside_form"

_SECRET_BYTES = 18
_SIGNATURE_BYTES = 18
_TOKEN_BYTES = 24
# What stands in a page until it is sent: as long as a token, told to nobody, and another in every process.
PLACEHOLDER = secrets.token_urlsafe(2 * _TOKEN_BYTES)
_FORM = re.compile(r'<form\b[^>]*\bmethod="post"[^>]*>', re.IGNORECASE)
_HIDDEN_FIELD = f'<input type="hidden" name="{FIELD}" value="{PLACEHOLDER}">'
_SECONDS = 12 * 60 * 60


class FormNotFromHere(CurbsideError):
    """A form was sent without the token of a page of this site."""


def with_tokens(html: str) -> str:
    """A page whose every form that is posted has a place for the token."""
    return _FORM.sub(lambda form: f"{form[0]}{_HIDDEN_FIELD}", html)


@dataclass(slots=True)
class Visitor:
    """Whoever sends a request, as far as forms are concerned; `secret` is that of a cookie of ours, if there is one."""

    key: bytes
    secret: bytes | None

    @property
    def is_known(self) -> bool:
        """Whether a cookie of ours came with the request."""
        return self.secret is not None

    def token(self) -> str:
        """A token for a form, another one each time."""
        if self.secret is None:
            self.secret = secrets.token_bytes(_SECRET_BYTES)
        mask = secrets.token_bytes(_TOKEN_BYTES)
        return _text_of(mask + _xor(mask, self._expected(self.secret)))

    def cookie(self) -> str:
        """The cookie's value."""
        secret = self.secret or b""
        return _text_of(secret + _signature(self.key, b"cookie", secret)[:_SIGNATURE_BYTES])

    def check(self, token: str) -> None:
        """Raise FormNotFromHere unless a form's token was made for this visitor."""
        sent = _bytes_of(token)
        mask, masked = sent[:_TOKEN_BYTES], sent[_TOKEN_BYTES:]
        right = self.secret is not None and len(sent) == 2 * _TOKEN_BYTES
        if self.secret is None or not right or not hmac.compare_digest(_xor(mask, masked), self._expected(self.secret)):
            raise FormNotFromHere(
                "The form was not sent from a page of this site, or that page is too old.",
                "Ask again from this page; cookies of this site must be allowed.",
            )

    def _expected(self, secret: bytes) -> bytes:
        return _signature(self.key, b"form", secret)[:_TOKEN_BYTES]


class FormTokens:
    """Knows visitors by their cookie, and fills the tokens into the pages that they are sent.

    `key` gives the key that cookies are signed with: the same in every process, and after a restart.
    """

    def __init__(self, app: ASGIApp, key: Callable[[], bytes]) -> None:
        self.app = app
        self.key = key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with its visitor, and the page back with tokens."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        key = self.key()
        visitor = Visitor(key, _secret_of(Headers(scope=scope).get("cookie", ""), key))
        scope["visitor"] = visitor
        start: Message | None = None

        async def send_filled(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
                return
            if start is not None and message["type"] == "http.response.body":
                message["body"] = _filled(message.get("body", b""), visitor, start, scope["scheme"] == "https")
                begun, start = start, None
                await send(begun)
            await send(message)

        await self.app(scope, receive, send_filled)


def visitor_of(scope: Scope) -> Visitor:
    """Who sends a request."""
    visitor: Visitor = scope["visitor"]
    return visitor


def _is_page(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith("text/html")


def _filled(body: bytes, visitor: Visitor, start: Message, is_secure: bool) -> bytes:
    """A page with tokens, as long as before; its response gets the cookie if the visitor has none."""
    marker = PLACEHOLDER.encode("ascii")
    if marker not in body:
        return body
    was_known = visitor.is_known
    filled = body.replace(marker, visitor.token().encode("ascii"))
    if not was_known:
        secure = "; Secure" if is_secure else ""
        value = f"{COOKIE}={visitor.cookie()}; Path=/; Max-Age={_SECONDS}; HttpOnly; SameSite=Lax{secure}"
        MutableHeaders(raw=start["headers"]).append("Set-Cookie", value)
    return filled


def _secret_of(cookies: str, key: bytes) -> bytes | None:
    """What a cookie of ours holds, None if none was sent."""
    sent = _bytes_of(cookie_parser(cookies).get(COOKIE, ""))
    secret, signature = sent[:_SECRET_BYTES], sent[_SECRET_BYTES:]
    right = hmac.compare_digest(signature, _signature(key, b"cookie", secret)[:_SIGNATURE_BYTES])
    return secret if right and len(secret) == _SECRET_BYTES else None


def _signature(key: bytes, use: bytes, secret: bytes) -> bytes:
    return hmac.digest(key, b"curbside form\0" + use + b"\0" + secret, "sha256")


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=False))


def _text_of(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode("ascii")


def _bytes_of(text: str) -> bytes:
    with suppress(ValueError):
        return base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
    return b""
