"""The static files, which are few and small: read and compressed once, and served from memory."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

_WORTH_COMPRESSING = 1_000
_TEXT = ("text/", "image/svg", "application/javascript", "application/json")


@dataclass(frozen=True, slots=True)
class _Held:
    content: bytes
    compressed: bytes | None
    media_type: str
    tag: str


class StaticFiles:
    """Serves the files of a folder as it was when this was made; nothing outside it can be named."""

    def __init__(self, folder: Path) -> None:
        self._files = {
            f"/{path.relative_to(folder).as_posix()}": _held(path) for path in folder.rglob("*") if path.is_file()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond with a file. Raises HTTPException when there is none, or it is to be changed."""
        held = self._files.get(scope["path"].removeprefix(scope.get("root_path", "")))
        if held is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        if scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET, HEAD"})
        await _response(held, Headers(scope=scope), scope["method"])(scope, receive, send)


def _response(held: _Held, asked: Headers, method: str) -> Response:
    headers = {"ETag": held.tag, "Vary": "Accept-Encoding"}
    if held.tag in [one.strip() for one in asked.get("if-none-match", "").split(",")]:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    content = held.content
    if held.compressed is not None and "gzip" in asked.get("accept-encoding", ""):
        content = held.compressed
        headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(content))
    return Response(b"" if method == "HEAD" else content, headers=headers, media_type=held.media_type)


def _held(path: Path) -> _Held:
    content = path.read_bytes()
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    worth = len(content) >= _WORTH_COMPRESSING and media_type.startswith(_TEXT)
    return _Held(
        content=content,
        compressed=gzip.compress(content, 9, mtime=0) if worth else None,
        media_type=media_type,
        tag=f'W/"{hashlib.sha256(content).hexdigest()[:32]}"',
    )
