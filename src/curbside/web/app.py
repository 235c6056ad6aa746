"""The web application: pages for people, an API for programs, both over one engine."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Query
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.staticfiles import StaticFiles

from curbside.answer.wording import wording
from curbside.engine import Curbside
from curbside.errors import LibraryDamaged
from curbside.evidence.document import Document
from curbside.evidence.kinds import Reader
from curbside.index.library import Library, Source
from curbside.web.api import api_routes
from curbside.web.forms import read_form
from curbside.web.html import STATIC, page_html
from curbside.web.pages import AnswerPage, HomePage, Page, source_page, sources_page
from curbside.web.problems import NoSuchSource, handle_problems, problem_with_status, respond
from curbside.web.protection import BodyLimit, ProtectiveHeaders

_PAGE = ["GET", "HEAD"]


def build_app(engine: Curbside) -> FastAPI:
    """The application over an engine, which stays its owner's to close.

    Handlers that read the library are plain functions, so that they run in the thread pool.
    """
    app = FastAPI(title="Curbside", version=version("curbside"), docs_url=None, redoc_url=None, redirect_slashes=False)
    handle_problems(app)
    app.include_router(_page_routes(engine))
    app.include_router(_service_routes(engine))
    app.include_router(api_routes(engine))
    app.mount("/static", StaticFiles(directory=STATIC))
    app.add_middleware(BodyLimit, refuse=lambda path: respond(path, problem_with_status(413)))
    app.add_middleware(ProtectiveHeaders)
    return app


def _page_routes(engine: Curbside) -> APIRouter:
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    examples = _Examples(engine)

    @router.api_route("/", methods=_PAGE)
    def home() -> HTMLResponse:
        manifest = engine.library().manifest
        return _html(
            HomePage(
                documents=manifest.counts.get("documents", 0),
                passages=manifest.counts.get("passages", 0),
                last_updated=manifest.last_updated,
                examples=examples.answered(manifest.evidence_version),
                disclaimer=wording()["disclaimer"],
            )
        )

    @router.api_route("/ask", methods=_PAGE)
    def ask_by_address(q: str = "", reader: str = Reader.CLINICIAN) -> HTMLResponse:
        return _html(AnswerPage(engine.ask(q, reader)))

    @router.post("/ask")
    def ask_by_form(form: Annotated[Mapping[str, str], Depends(read_form)]) -> HTMLResponse:
        conversation = form.get("conversation") or None
        answer = engine.ask(form.get("q", ""), form.get("reader", Reader.CLINICIAN), conversation)
        return _html(AnswerPage(answer, earlier=conversation))

    @router.api_route("/sources", methods=_PAGE)
    def sources(page: Annotated[int, Query(ge=1)] = 1) -> HTMLResponse:
        return _html(sources_page(engine.library().all_sources(), page))

    @router.api_route("/sources/{document_id:path}", methods=_PAGE)
    def source(
        document_id: str, start: int | None = None, end: int | None = None, revision: str | None = None
    ) -> HTMLResponse:
        library = engine.library()
        record = library.source(document_id)
        document = _stored(library, record, revision) if record is not None else None
        if record is None or document is None:
            raise NoSuchSource(
                "The library holds no such source, or no longer that revision of it.", "See the list of sources."
            )
        span = None if start is None and end is None else (start or 0, end or 0)
        is_current = revision in (None, record.revision)
        return _html(source_page(record, document, span, is_current, engine.calendar))

    return router


def _service_routes(engine: Curbside) -> APIRouter:
    router = APIRouter(tags=["service"])

    @router.get("/healthz", summary="Whether the process answers")
    async def health() -> JSONResponse:
        return JSONResponse({"status": "ok"})

    @router.get("/readyz", summary="Whether the library can be read")
    def ready() -> JSONResponse:
        return JSONResponse({"status": "ready", "evidence_version": engine.library().evidence_version})

    return router


def _stored(library: Library, record: Source, revision: str | None) -> Document | None:
    """A source's text at a revision, None if an earlier one is asked for that is not kept."""
    try:
        return library.document(record.document_id, revision)
    except LibraryDamaged:
        if revision in (None, record.revision):
            raise
        return None


class _Examples:
    """Questions to begin with: those of examples.txt that the library, as it stands, can answer."""

    def __init__(self, engine: Curbside) -> None:
        self.engine = engine
        self.answered = lru_cache(maxsize=1)(self._answered)

    def _answered(self, evidence_version: str) -> tuple[str, ...]:
        """The questions that are answered from this evidence."""
        questions = files("curbside.web").joinpath("examples.txt").read_text("utf-8").splitlines()
        return tuple(question for question in questions if self.engine.ask(question).is_answered)


def _html(page: Page) -> HTMLResponse:
    return HTMLResponse(page_html(page))
