"""The web application: pages for people, an API for programs, both over one engine."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from starlette.middleware.gzip import GZipMiddleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from curbside.answer.conversation import load_key
from curbside.articles.desk import Desk, desk_of
from curbside.articles.reading import recent_articles
from curbside.articles.states import Role
from curbside.engine import Curbside
from curbside.settings import Settings
from curbside.web.access import Access
from curbside.web.api import api_routes
from curbside.web.articles import Shelf, article_routes
from curbside.web.asking import ask_routes
from curbside.web.board import board_routes
from curbside.web.caching import Validators
from curbside.web.charts import warm_in_background
from curbside.web.csrf import FormTokens
from curbside.web.exports import export_routes
from curbside.web.files import StaticFiles
from curbside.web.html import DEFAULT_SITE, STATIC
from curbside.web.limits import RateLimit, TimeLimit
from curbside.web.logs import RequestLog
from curbside.web.metrics import Metrics
from curbside.web.pages import HomePage
from curbside.web.policy import text_routes
from curbside.web.problems import Defects, Problem, handle_problems, problem_with_status, respond
from curbside.web.protection import BodyLimit, ProtectiveHeaders
from curbside.web.publishing import publish_routes
from curbside.web.reporting import report_routes
from curbside.web.responding import PAGE_METHODS, served_html
from curbside.web.review import review_routes
from curbside.web.served import Served
from curbside.web.services import service_routes
from curbside.web.signing_in import sign_in_routes
from curbside.web.site import Site
from curbside.web.source_standing import standing_routes
from curbside.web.sources import source_routes
from curbside.web.uploading import upload_routes

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]
DEFAULT_ACCESS = Access()


_COMPRESSED_FROM = 1_000
_COMPRESSION = 4
_ARTICLES_AT_HOME = 5


def build_app(
    engine: Curbside,
    site: Site = DEFAULT_SITE,
    access: Access = DEFAULT_ACCESS,
    lifespan: Lifespan | None = None,
    open_desk: Callable[[], Desk] | None = None,
) -> FastAPI:
    """The application over an engine, which stays its owner's to close, as a site that its owner names.

    The review desk is opened when it is first asked for, as shipped where `open_desk` does not say how.

    Handlers that read the library are plain functions, so that they run in the thread pool.
    """
    app = FastAPI(
        title="Curbside",
        version=version("curbside"),
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan or _lifespan,
    )
    metrics = Metrics(engine.library)
    served = Served(engine, access, metrics, open_desk or (lambda: desk_of(Settings(), engine)))
    app.state.served = served
    handle_problems(app, site)
    app.include_router(_page_routes(served, engine, site))
    app.include_router(ask_routes(served, site))
    app.include_router(sign_in_routes(served, site))
    app.include_router(upload_routes(served, site))
    app.include_router(publish_routes(served, site))
    app.include_router(review_routes(served, site))
    app.include_router(report_routes(served, site))
    app.include_router(export_routes(served))
    app.include_router(standing_routes(served, site))
    app.include_router(source_routes(served, site))
    app.include_router(article_routes(served, site))
    app.include_router(board_routes(served, site))
    app.include_router(text_routes(site))
    app.include_router(service_routes(engine.library, metrics))
    app.include_router(api_routes(served))
    app.mount("/static", StaticFiles(STATIC))
    _protect(app, site, access, lambda: load_key(engine.folder))
    app.add_middleware(RequestLog, metrics=metrics)
    if access.trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(access.trusted_proxies))
    return app


def _protect(app: FastAPI, site: Site, access: Access, key: Callable[[], bytes]) -> None:
    """What every request and every response goes through, the innermost first."""

    def refuse(path: str, problem: Problem) -> Response:
        return respond(path, problem, site)

    app.add_middleware(BodyLimit, refuse=lambda path: refuse(path, problem_with_status(413)))
    app.add_middleware(TimeLimit, seconds=access.request_seconds, refuse=refuse)
    app.add_middleware(RateLimit, access=access, refuse=refuse)
    app.add_middleware(Defects, site=site)
    app.add_middleware(Validators)
    app.add_middleware(FormTokens, key=key)
    app.add_middleware(GZipMiddleware, minimum_size=_COMPRESSED_FROM, compresslevel=_COMPRESSION)
    app.add_middleware(ProtectiveHeaders)


@asynccontextmanager
async def _lifespan(_: FastAPI) -> AsyncIterator[None]:
    warm_in_background()
    yield


def _page_routes(served: Served, engine: Curbside, site: Site) -> APIRouter:
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    examples = _Examples(engine)
    shelf = Shelf(served, site)

    @router.api_route("/", methods=PAGE_METHODS)
    def home(request: Request) -> Response:
        def rendered(_: Role | None) -> str:
            manifest, desk = engine.library().manifest, served.desk()
            page = HomePage(
                documents=manifest.counts.get("documents", 0),
                passages=manifest.counts.get("passages", 0),
                last_updated=manifest.last_updated,
                examples=examples.answered(manifest.evidence_version),
                disclaimer=site.disclaimer,
                approved=recent_articles(desk, None, _ARTICLES_AT_HOME, approved=True),
                pending=recent_articles(desk, None, _ARTICLES_AT_HOME, approved=False),
            )
            return served_html(page, site)

        return shelf.page(request, ("home",), rendered, has_form=True, for_all=True)

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
