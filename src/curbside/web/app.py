"""The web application: pages for people, an API for programs, both over one engine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.staticfiles import StaticFiles

from curbside.engine import Curbside
from curbside.web.api import api_routes
from curbside.web.asking import ask_routes
from curbside.web.charts import warm_in_background
from curbside.web.exports import export_routes
from curbside.web.html import DEFAULT_SITE, STATIC
from curbside.web.pages import HomePage
from curbside.web.policy import text_routes
from curbside.web.problems import handle_problems, problem_with_status, respond
from curbside.web.protection import BodyLimit, ProtectiveHeaders
from curbside.web.responding import PAGE_METHODS, page_response
from curbside.web.site import Site
from curbside.web.sources import source_routes


def build_app(engine: Curbside, site: Site = DEFAULT_SITE) -> FastAPI:
    """The application over an engine, which stays its owner's to close, as a site that its owner names.

    Handlers that read the library are plain functions, so that they run in the thread pool.
    """
    app = FastAPI(
        title="Curbside",
        version=version("curbside"),
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
    )
    handle_problems(app, site)
    app.include_router(_page_routes(engine, site))
    app.include_router(ask_routes(engine, site))
    app.include_router(export_routes(engine))
    app.include_router(source_routes(engine, site))
    app.include_router(text_routes(site))
    app.include_router(_service_routes(engine))
    app.include_router(api_routes(engine))
    app.mount("/static", StaticFiles(directory=STATIC))
    app.add_middleware(BodyLimit, refuse=lambda path: respond(path, problem_with_status(413), site))
    app.add_middleware(ProtectiveHeaders)
    return app


@asynccontextmanager
async def _lifespan(_: FastAPI) -> AsyncIterator[None]:
    warm_in_background()
    yield


def _page_routes(engine: Curbside, site: Site) -> APIRouter:
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    examples = _Examples(engine)

    @router.api_route("/", methods=PAGE_METHODS)
    def home() -> HTMLResponse:
        manifest = engine.library().manifest
        return page_response(
            HomePage(
                documents=manifest.counts.get("documents", 0),
                passages=manifest.counts.get("passages", 0),
                last_updated=manifest.last_updated,
                examples=examples.answered(manifest.evidence_version),
                disclaimer=site.disclaimer,
            ),
            site,
        )

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


class _Examples:
    """Questions to begin with: those of examples.txt that the library, as it stands, can answer."""

    def __init__(self, engine: Curbside) -> None:
        self.engine = engine
        self.answered = lru_cache(maxsize=1)(self._answered)

    def _answered(self, evidence_version: str) -> tuple[str, ...]:
        """The questions that are answered from this evidence."""
        questions = files("curbside.web").joinpath("examples.txt").read_text("utf-8").splitlines()
        return tuple(question for question in questions if self.engine.ask(question).is_answered)
