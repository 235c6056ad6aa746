"""Publishing the answer to a question: first what would be published, then, once somebody says so, an article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.responses import RedirectResponse

from curbside.articles.publish import Proposal, propose, publish
from curbside.articles.states import STAFF
from curbside.errors import CurbsideError
from curbside.web.article_addresses import review_address
from curbside.web.forms import Form, read_form
from curbside.web.problems import problem_of
from curbside.web.responding import page_response
from curbside.web.served import Served
from curbside.web.signed_in import required
from curbside.web.site import Site


@dataclass(frozen=True, slots=True)
class PublishPage:
    """What would be published, under which address and topic; `problem` is why it was not."""

    template: ClassVar[str] = "publish.html"

    proposal: Proposal
    slug: str
    topic: str
    problem: str = ""


def publish_routes(served: Served, site: Site) -> APIRouter:
    """The routes of publishing. The question comes in a form, so that no address and no log has it."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.post("/review/publish")
    def published(request: Request, form: Annotated[Form, Depends(read_form)]) -> Response:
        actor = required(request, served, *STAFF)
        desk, question = served.desk(), form.get("q", "")
        if form.get("confirmed") != "yes":
            proposal = propose(desk, actor, question)
            return page_response(PublishPage(proposal, proposal.slug, proposal.topic or ""), site)
        try:
            slug = publish(desk, actor, question, slug=form.said("slug"), topic=form.said("topic"))
        except CurbsideError as error:
            # Where the question itself is refused this raises the same, and the answer is a page of its own.
            proposal = propose(desk, actor, question)
            page = PublishPage(proposal, form.get("slug", ""), form.get("topic", ""), str(error))
            response = page_response(page, site)
            response.status_code = problem_of(error).status
            return response
        return RedirectResponse(review_address(slug, done="published"), 303)

    return router
