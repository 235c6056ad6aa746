"""The log: one JSON object a line, one line a request. Nothing that a person asked or sent ever gets into it.

A request is told by the template of its route, never by its address: addresses hold questions and ids. An error is told
by its type and by where it was raised, never by its message, which may quote what it failed on.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import sys
import time
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TextIO

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from curbside.web.metrics import Metrics

log = logging.getLogger("curbside.web")

REQUEST_ID = "X-Request-ID"

# A request id that somebody else made is taken over if it can do no harm in a log.
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")
# Whose messages are known to quote nothing that was sent.
_TRUSTED = ("curbside", "uvicorn")
_CLIENT_GONE = 499
_STATIC = "/static/"

_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON; of an exception its types and places, no message."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
        }
        if request_id := _request_id.get():
            line["request_id"] = request_id
        line.update(getattr(record, "fields", {}))
        if record.exc_info is not None and record.exc_info[1] is not None:
            line["error"] = list(_told(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=False)


def log_to(stream: TextIO | None = None) -> None:
    """Let this process log in this way, to standard error unless another stream is given."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    log.setLevel(logging.INFO)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True


class RequestLog:
    """Gives every request an id, and logs and counts it when it is served."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; its id comes back with the response."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        offered = Headers(scope=scope).get(REQUEST_ID, "")
        request_id = offered if _WELL_FORMED.fullmatch(offered) else secrets.token_hex(16)
        token = _request_id.set(request_id)
        started = time.perf_counter()
        status = _CLIENT_GONE

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = request_id
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            self._tell(scope, status, time.perf_counter() - started)
            _request_id.reset(token)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        route, method = route_of(scope), scope["method"]
        self.metrics.count_request(route, method, status, seconds)
        fields = {"method": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
        log.info("request", extra={"fields": fields})


def route_of(scope: Scope) -> str:
    """The template of the route that a request was for: "/sources/{document_id}", "(none)" where there is none."""
    template = getattr(scope.get("route"), "path", None)
    if isinstance(template, str):
        return template.replace(":path}", "}")
    return f"{_STATIC}{{file}}" if scope["path"].startswith(_STATIC) else "(none)"


def _message(record: logging.LogRecord) -> str:
    if record.name.partition(".")[0] in _TRUSTED:
        return record.getMessage()
    return "Told by a library whose words may quote what was sent; they are left out."


def _told(error: BaseException) -> Iterator[dict[str, Any]]:
    """An exception and what led to it, the innermost last: the type of each, and the places it went through."""
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        frames = traceback.extract_tb(one.__traceback__)
        yield {
            "type": f"{type(one).__module__}.{type(one).__qualname__}",
            "at": [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames],
        }
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
