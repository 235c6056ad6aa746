"""Asking from pages: whole pages for a browser without script, an answer to be put into the page for one with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from curbside.articles.states import Action, roles_for
from curbside.evidence.kinds import Reader
from curbside.web.forms import read_form
from curbside.web.pages import AnswerPage, AnswerTurn
from curbside.web.responding import PAGE_METHODS, page_response
from curbside.web.served import Served
from curbside.web.signed_in import actor_of
from curbside.web.site import Site

READER_COOKIE = "reader"
_REMEMBERED_SECONDS = 365 * 24 * 3600
_MOST_TURNS = 1_000


def ask_routes(engine: Served, site: Site) -> APIRouter:
    """The routes at /ask."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.api_route("/ask", methods=PAGE_METHODS)
    def ask_by_address(request: Request, q: str = "", reader: str = "") -> HTMLResponse:
        answer = engine.ask(q, reader or _remembered(request, engine))
        approved, publishes = engine.approved_on(answer), _may_publish(request, engine)
        page = AnswerPage(answer, readers=engine.readers, approved=approved, may_publish=publishes)
        return page_response(page, site)

    @router.post("/ask")
    def ask_by_form(request: Request, form: Annotated[Mapping[str, str], Depends(read_form)]) -> HTMLResponse:
        conversation = form.get("conversation") or None
        if conversation is None and (about := form.get("about")):
            # The first to be asked after an article: as if its question had been asked here.
            conversation = engine.conversation_about(about)
        answer = engine.ask(form.get("q", ""), form.get("reader") or _remembered(request, engine), conversation)
        approved = engine.approved_on(answer)
        chosen = form.get("remember") == "reader"
        publishes = _may_publish(request, engine)
        if request.headers.get("HX-Request") == "true":
            turn = _turn(form.get("turn", ""))
            page: AnswerPage = AnswerTurn(
                answer, True, conversation, turn, chosen, engine.readers, approved, may_publish=publishes
            )
        else:
            page = AnswerPage(
                answer, earlier=conversation, readers=engine.readers, approved=approved, may_publish=publishes
            )
        response = page_response(page, site)
        if chosen:
            _remember(answer.reader, request, response)
        return response

    return router


def _may_publish(request: Request, engine: Served) -> bool:
    """Whether whoever asks may make an article of the answer."""
    actor = actor_of(request, engine)
    return actor is not None and actor.role in roles_for(Action.PUBLISH)


def _remembered(request: Request, engine: Served) -> str:
    """The reader that was chosen before on this browser, if this server still answers for it."""
    reader = request.cookies.get(READER_COOKIE, "")
    return reader if reader in engine.readers else Reader.CLINICIAN


def _remember(reader: str, request: Request, response: HTMLResponse) -> None:
    response.set_cookie(
        READER_COOKIE,
        reader,
        max_age=_REMEMBERED_SECONDS,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def _turn(said: str) -> int:
    """Which answer of its page this becomes."""
    return int(said) if said.isascii() and said.isdigit() and 0 < int(said[:9]) <= _MOST_TURNS else 1
