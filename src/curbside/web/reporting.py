"""Reporting a problem with an article, which takes no account."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from curbside.answer import Answer
from curbside.answer.answer import AnswerStatement, AnswerTable
from curbside.articles.reading import rendering
from curbside.articles.report import a_reader, report
from curbside.articles.sign_ins import CHANNEL
from curbside.articles.statements import statement_named, statements_by_id
from curbside.errors import ArticleError, NoSuchArticle, UsageError
from curbside.web.forms import Form, read_form
from curbside.web.problems import problem_of
from curbside.web.report_pages import ReportedPage, ReportPage
from curbside.web.responding import PAGE_METHODS, page_response
from curbside.web.served import Served
from curbside.web.signed_in import actor_of
from curbside.web.site import Site


def report_routes(served: Served, site: Site) -> APIRouter:
    """The routes of /articles/{slug}/report."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    def page_of(slug: str, answer: Answer, statement: str | None, typed: str = "", problem: str = "") -> ReportPage:
        words = _words(statement_named(answer, statement)) if statement else None
        version, every = answer.review.version, [(one, _words(it)) for one, it in statements_by_id(answer).items()]
        return ReportPage(slug, answer.title, version, answer.reader, statement, words, every, typed, problem)

    def seen(request: Request, slug: str, reader: str) -> Answer:
        actor = actor_of(request, served)
        return rendering(served.desk(), slug, actor.role if actor else None, reader)

    @router.api_route("/articles/{slug}/report", methods=PAGE_METHODS)
    def report_page(request: Request, slug: str, reader: str = "clinician", statement: str = "") -> HTMLResponse:
        return page_response(page_of(slug, seen(request, slug, reader), statement or None), site)

    @router.post("/articles/{slug}/report")
    def reported(request: Request, slug: str, form: Annotated[Form, Depends(read_form)]) -> Response:
        reader, statement, text = form.get("reader", ""), form.said("statement"), form.get("text", "")
        answer = seen(request, slug, reader)
        actor = actor_of(request, served) or a_reader(CHANNEL)
        try:
            report(served.desk(), actor, slug, text, reader=reader, statement=statement)
        except NoSuchArticle:
            raise
        except (UsageError, ArticleError) as error:
            response = page_response(page_of(slug, answer, statement, text, str(error)), site)
            response.status_code = problem_of(error).status
            return response
        return page_response(ReportedPage(slug, answer.title), site)

    return router


def _words(one: AnswerStatement | AnswerTable) -> str:
    return one.caption if isinstance(one, AnswerTable) else one.text
