"""Failures, told the same way everywhere: a status, a title and two sentences, as a page or as problem+json."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from curbside.errors import (
    AccountError,
    ArticleError,
    CurbsideError,
    DatabaseError,
    InputError,
    LibraryError,
    NoSuchArticle,
    NotPermitted,
    SignInRefused,
    UsageError,
)
from curbside.web.access import ReaderNotOffered
from curbside.web.csrf import FormNotFromHere
from curbside.web.pages import ErrorPage
from curbside.web.protection import LARGEST_BODY, is_page
from curbside.web.receiving import TooLarge
from curbside.web.responding import served_html
from curbside.web.signed_in import SignInNeeded, to_sign_in
from curbside.web.site import Site
from curbside.web.staging import NoSuchUpload, UploadBusy

log = logging.getLogger("curbside.web")

PROBLEM_JSON = "application/problem+json"


class NoSuchSource(CurbsideError):
    """The library holds no source, or no revision of one, with this id."""


class ArticleRetired(CurbsideError):
    """An article that could be read once was retired."""


class TokenRefused(CurbsideError):
    """A request came with a token that does not hold."""


# One entry a branch of the error tree, the most particular first.
_STATUS = (
    (NoSuchSource, HTTPStatus.NOT_FOUND),
    (NoSuchArticle, HTTPStatus.NOT_FOUND),
    (NoSuchUpload, HTTPStatus.NOT_FOUND),
    (UploadBusy, HTTPStatus.CONFLICT),
    (TooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (ArticleRetired, HTTPStatus.GONE),
    (TokenRefused, HTTPStatus.UNAUTHORIZED),
    (NotPermitted, HTTPStatus.FORBIDDEN),
    (SignInRefused, HTTPStatus.FORBIDDEN),
    (ArticleError, HTTPStatus.CONFLICT),
    (AccountError, HTTPStatus.CONFLICT),
    (DatabaseError, HTTPStatus.SERVICE_UNAVAILABLE),
    (ReaderNotOffered, HTTPStatus.FORBIDDEN),
    (FormNotFromHere, HTTPStatus.FORBIDDEN),
    (UsageError, HTTPStatus.BAD_REQUEST),
    (InputError, HTTPStatus.BAD_REQUEST),
    (LibraryError, HTTPStatus.SERVICE_UNAVAILABLE),
)

_MEANT = {
    HTTPStatus.BAD_REQUEST: ("The request cannot be read.", "Send it as the API's description says."),
    HTTPStatus.NOT_FOUND: ("There is nothing at this address.", "Check it, or start from the front page."),
    HTTPStatus.METHOD_NOT_ALLOWED: ("This address does not take such a request.", "Start from the front page."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        f"The request is larger than {LARGEST_BODY // 1024} kB.",
        "Ask a shorter question, or start a new conversation.",
    ),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: (
        "The request is of another media type than is taken here.",
        "Send forms as application/x-www-form-urlencoded, and what is for the API as application/json.",
    ),
    HTTPStatus.TOO_MANY_REQUESTS: (
        "Too much was asked from this address within a minute.",
        "Wait as many seconds as Retry-After says, then go on.",
    ),
    HTTPStatus.GATEWAY_TIMEOUT: (
        "The request took longer than this server gives it.",
        "Try again; if it goes on, ask something narrower.",
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        "Something went wrong inside Curbside.",
        "Try again; if it goes on, whoever runs this server finds the reason in its log.",
    ),
}

_TITLES = {
    HTTPStatus.BAD_REQUEST: "This cannot be asked",
    HTTPStatus.NOT_FOUND: "Not found",
    HTTPStatus.GONE: "No longer here",
    HTTPStatus.UNAUTHORIZED: "Who asks is not known",
    HTTPStatus.METHOD_NOT_ALLOWED: "Not possible here",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Too large",
    HTTPStatus.FORBIDDEN: "Not allowed here",
    HTTPStatus.CONFLICT: "Not possible now",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "Of another kind",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many requests",
    HTTPStatus.GATEWAY_TIMEOUT: "Took too long",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Not as expected",
    HTTPStatus.INTERNAL_SERVER_ERROR: "An error",
    HTTPStatus.SERVICE_UNAVAILABLE: "The library cannot be used",
}


class ProblemBody(BaseModel):
    """Why a request was not served (RFC 9457)."""

    model_config = ConfigDict(title="Problem", extra="forbid")

    type: str = Field(description="Always about:blank: the status says what kind of problem it is.")
    title: str = Field(description="The status in a few words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What happened, and what to do.")


@dataclass(frozen=True, slots=True)
class Problem:
    """A failure as every edge of the web tells it."""

    status: int
    message: str
    hint: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """A few words for the status."""
        status = HTTPStatus(self.status)
        return _TITLES.get(status, status.phrase)

    @property
    def detail(self) -> str:
        """Both sentences."""
        return f"{self.message} {self.hint}".strip()


def problem_of(error: CurbsideError) -> Problem:
    """An expected failure with the status that fits it."""
    status = next((s for kind, s in _STATUS if isinstance(error, kind)), HTTPStatus.INTERNAL_SERVER_ERROR)
    # What a program is to do about it: RFC 6750.
    headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'} if isinstance(error, TokenRefused) else {}
    return Problem(status, error.message, error.hint, headers)


def problem_with_status(status: int, headers: dict[str, str] | None = None) -> Problem:
    """What a bare HTTP status means, in two sentences."""
    known = HTTPStatus(status)
    message, hint = _MEANT.get(known, (f"{known.phrase}.", ""))
    return Problem(status, message, hint, headers or {})


def respond(path: str, problem: Problem, site: Site) -> Response:
    """The failure as a page, or, below /api and for the services, as problem+json."""
    if is_page(path):
        page = ErrorPage(problem.title, problem.message, problem.hint)
        return HTMLResponse(served_html(page, site), problem.status, problem.headers)
    body = {"type": "about:blank", "title": problem.title, "status": int(problem.status), "detail": problem.detail}
    return JSONResponse(body, problem.status, problem.headers, media_type=PROBLEM_JSON)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What the API's description says of the problems that a route may answer with."""
    content = {PROBLEM_JSON: {"schema": ProblemBody.model_json_schema()}}
    return {status: {"description": problem_with_status(status).title + ".", "content": content} for status in statuses}


def handle_problems(app: FastAPI, site: Site) -> None:
    """Let an app answer every failure this way."""

    @app.exception_handler(SignInNeeded)
    async def sign_in_first(request: Request, error: SignInNeeded) -> Response:
        return to_sign_in(error)

    @app.exception_handler(CurbsideError)
    async def expected(request: Request, error: CurbsideError) -> Response:
        problem = problem_of(error)
        if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.error("%s", error)
        return respond(request.url.path, problem, site)

    @app.exception_handler(HTTPException)
    async def bare_status(request: Request, error: HTTPException) -> Response:
        return respond(request.url.path, problem_with_status(error.status_code, dict(error.headers or {})), site)

    @app.exception_handler(RequestValidationError)
    async def not_as_expected(request: Request, error: RequestValidationError) -> Response:
        # Only where and why: what was sent may be a question, and is not sent back.
        reasons = [f"{_place(one['loc'])}: {one['msg']}" for one in error.errors()]
        problem = Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "The request is not as expected.", "; ".join(reasons) + ".")
        return respond(request.url.path, problem, site)


class Defects:
    """Answers for an exception that nobody expected, and logs it without its message, which may quote what was sent.

    Starlette would answer outside every other layer, and the server would log the message.
    """

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app = app
        self.site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; where that fails before a response has begun, respond that it did."""
        begun = False

        async def send_noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, send_noted)
        except Exception as error:
            log.error("defect", exc_info=error)
            if scope["type"] != "http":
                raise
            if not begun:
                problem = problem_with_status(HTTPStatus.INTERNAL_SERVER_ERROR)
                await respond(scope["path"], problem, self.site)(scope, receive, send)


def _place(location: tuple[int | str, ...]) -> str:
    """The field that a validation error is about, without the part of the request it came in."""
    return ".".join(part for part in location[1:] if isinstance(part, str)) or "body"
