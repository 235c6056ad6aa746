"""The review desk: the queue, an article with everything that may be done to it, the audit trail."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from starlette.responses import RedirectResponse

from curbside.articles import audit
from curbside.articles.accounts import disable, enable, everyone, set_role
from curbside.articles.actor import Actor
from curbside.articles.assign import assign, claim
from curbside.articles.comment import comment, resolve
from curbside.articles.decide import approve, request_changes, submit
from curbside.articles.dossier import dossier
from curbside.articles.edit import edit
from curbside.articles.edits import Edit, Heading, Reorder, Strike, Wording
from curbside.articles.queue import queue
from curbside.articles.refresh import refresh
from curbside.articles.report import deal_with
from curbside.articles.retire import retire
from curbside.articles.statements import AnswerIds, named
from curbside.articles.states import STAFF, Role
from curbside.errors import AuditBroken, CurbsideError, NoSuchArticle, NotInThisState, UsageError
from curbside.web.article_addresses import review_address
from curbside.web.forms import Form, read_form
from curbside.web.problems import problem_of
from curbside.web.responding import PAGE_METHODS, page_response
from curbside.web.review_pages import AccountsPage, AuditPage, DeskPage, ReviewPage
from curbside.web.served import Served
from curbside.web.signed_in import required
from curbside.web.site import Site

ENTRIES_A_PAGE = 50
SentForm = Annotated[Form, Depends(read_form)]
Verb = Callable[[Actor, str, Form], None]


def review_routes(served: Served, site: Site) -> APIRouter:
    """The routes of /review; publishing and uploading have modules of their own."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    _queue_routes(router, served, site)
    _audit_routes(router, served, site)
    _account_routes(router, served, site)
    _article_routes(router, served, site)
    return router


def _queue_routes(router: APIRouter, served: Served, site: Site) -> None:
    @router.api_route("/review", methods=PAGE_METHODS)
    def waiting(request: Request, mine: str = "") -> HTMLResponse:
        actor = required(request, served, *STAFF)
        return page_response(DeskPage(actor, queue(served.desk(), actor.role), mine == "1"), site)

    @router.post("/review/refresh")
    def refreshed(request: Request, form: SentForm) -> HTMLResponse:
        actor = required(request, served, *STAFF)
        found = refresh(served.desk(), actor)
        return page_response(DeskPage(actor, queue(served.desk(), actor.role), refreshed=found), site)


def _audit_routes(router: APIRouter, served: Served, site: Site) -> None:
    @router.api_route("/review/audit", methods=PAGE_METHODS)
    def trail(
        request: Request,
        article: Annotated[str, Query(max_length=100)] = "",
        before: Annotated[int | None, Query(ge=1)] = None,
        verify: str = "",
    ) -> HTMLResponse:
        actor = required(request, served, *STAFF)
        problem = ""
        entries: list[audit.Entry] = []
        with served.desk().database.read() as session:
            head = audit.head_of(session)
            try:
                if verify == "1":
                    audit.verify(session)
                entries += audit.entries(
                    session, before=before, article=article or None, newest_first=True, limit=ENTRIES_A_PAGE + 1
                )
            except AuditBroken as error:
                problem = str(error)
        shown = entries[:ENTRIES_A_PAGE]
        older = shown[-1].n if len(entries) > ENTRIES_A_PAGE else None
        return page_response(AuditPage(actor, shown, head, article, before, older, verify == "1", problem), site)


def _account_routes(router: APIRouter, served: Served, site: Site) -> None:
    @router.api_route("/review/accounts", methods=PAGE_METHODS)
    def accounts(request: Request) -> HTMLResponse:
        actor = required(request, served, Role.ADMIN)
        return page_response(AccountsPage(actor, everyone(served.desk(), actor)), site)

    @router.post("/review/accounts")
    def changed(request: Request, form: SentForm) -> HTMLResponse:
        actor = required(request, served, Role.ADMIN)
        desk, name = served.desk(), form.get("name", "")
        told, status = "", 200
        try:
            match form.get("do"):
                case "role":
                    told = f"{name}: {set_role(desk, actor, name, _role(form.get('role', ''))).role}"
                case "disable":
                    told = f"{disable(desk, actor, name).name}: disabled"
                case "enable":
                    told = f"{enable(desk, actor, name).name}: enabled"
                case _:
                    raise UsageError("It is not said what is to be done.", "Use the buttons of this page.")
        except CurbsideError as error:
            told, status = str(error), problem_of(error).status
        # Whoever took their own role away is no admin any more.
        actor = required(request, served, Role.ADMIN)
        response = page_response(AccountsPage(actor, everyone(desk, actor), told, status != 200), site)
        response.status_code = status
        return response


def _article_routes(router: APIRouter, served: Served, site: Site) -> None:
    @router.api_route("/review/{slug}", methods=PAGE_METHODS)
    def article(request: Request, slug: str, reader: str = "", done: str = "") -> HTMLResponse:
        actor = required(request, served, *STAFF)
        return page_response(ReviewPage(actor, dossier(served.desk(), actor, slug, reader), done), site)

    def offer(name: str, verb: Verb, place: str = "") -> None:
        """A form of the article's page: it does one thing, and leads back to the page, or says why it was not done."""

        @router.post(f"/review/{{slug}}/{name}", name=name)
        def sent(request: Request, slug: str, form: SentForm) -> Response:
            actor = required(request, served, *STAFF)
            desk, reader = served.desk(), form.get("reader", "")
            stale = False
            try:
                if (n := _version(form)) is not None:
                    newest = dossier(desk, actor, slug, reader).newest.n
                    stale = n != newest
                    if stale:
                        raise NotInThisState(
                            f"Version {n} of {slug} is no longer the newest: version {newest} is.",
                            "Read that one; what you wrote is kept below.",
                        )
                verb(actor, slug, form)
            except NoSuchArticle:
                raise
            except CurbsideError as error:
                page = ReviewPage(
                    actor, dossier(desk, actor, slug, reader), problem=str(error), is_stale=stale, typed=form,
                    chosen={field: form.all(field) for field in ("check", "covers")},
                )  # fmt: skip
                response = page_response(page, site)
                response.status_code = problem_of(error).status
                return response
            return RedirectResponse(review_address(slug, reader, name, place), 303)

    for name, verb in _verbs(served):
        offer(name, verb)


def _verbs(served: Served) -> Iterator[tuple[str, Verb]]:
    """What the forms of an article's page do, by the last part of their address."""
    desk = served.desk

    def commented(actor: Actor, slug: str, form: Form) -> None:
        reader = form.said("reader") if form.said("statement") else None
        text = form.get("text", "")
        comment(desk(), actor, slug, text, reader=reader, statement=form.said("statement"), n=_version(form))

    def edited(actor: Actor, slug: str, form: Form) -> None:
        reader = form.get("reader", "")
        ids = dossier(desk(), actor, slug, reader).edit_ids
        edit(desk(), actor, slug, edits_in(form, reader, ids), note=form.said("note"), n=_needed(form))

    def approved(actor: Actor, slug: str, form: Form) -> None:
        approve(
            desk(), actor, slug, readers=form.all("covers"), checklist=form.all("check"), n=_needed(form)
        )  # fmt: skip

    yield "comment", commented
    yield "resolve", lambda actor, slug, form: resolve(desk(), actor, slug, _number(form))
    yield "dealt-with", lambda actor, slug, form: deal_with(desk(), actor, slug, _number(form), form.get("note", ""))
    yield "edit", edited
    yield "approve", approved
    yield (
        "request-changes",
        lambda actor, slug, form: request_changes(desk(), actor, slug, form.said("reason"), n=_needed(form)),
    )
    yield "submit", lambda actor, slug, form: submit(desk(), actor, slug, n=_needed(form))
    yield "claim", lambda actor, slug, form: claim(desk(), actor, slug)
    yield "assign", lambda actor, slug, form: assign(desk(), actor, slug, form.get("reviewer", ""))
    yield "retire", lambda actor, slug, form: retire(desk(), actor, slug, form.said("reason"))
    yield "refresh", lambda actor, slug, form: _refreshed(served, actor, slug)


def _refreshed(served: Served, actor: Actor, slug: str) -> None:
    refresh(served.desk(), actor, [slug])


def edits_in(form: Form, reader: str, ids: AnswerIds) -> list[Edit]:
    """The edits that a form asks for: wordings and headings first, what is struck last, so that each finds its place.

    `ids` are those of the rendering that the form was made for.
    """
    said = {name: value.strip() for name, value in form.items()}
    edits: list[Edit] = [Wording(reader, one, text) for one, text in _fields(said, "wording")]
    edits += [Heading(reader, one, text) for one, text in _fields(said, "heading")]
    edits += _reorders(reader, ids, dict(_fields(said, "move")))
    edits += [Strike(reader, one, said.get(f"reason.{one}") or None) for one, _ in _fields(said, "strike")]
    return edits


def _fields(said: dict[str, str], kind: str) -> Iterator[tuple[str, str]]:
    """The filled fields of a kind, each with the id that it is about."""
    for name, value in said.items():
        field, _, about = name.partition(".")
        if field == kind and about and value:
            yield about, value


def _reorders(reader: str, ids: AnswerIds, moves: dict[str, str]) -> Iterator[Edit]:
    orders = {"summary": ids.summary, **{one.section: one.statements for one in ids.sections}}
    where = {one: section for section, order in orders.items() for one in order}
    for section in dict.fromkeys(named(where, one, "statement") for one in moves):
        order = moved(orders[section], moves)
        if order != orders[section]:
            yield Reorder(reader, section, order)


def moved(order: Sequence[str], moves: dict[str, str]) -> tuple[str, ...]:
    """The order after each has gone where it was sent: "up", "down", "first" or "last".

    Neighbours that are sent the same way keep their order.
    Raises UsageError for any other direction.
    """
    if odd := set(moves.values()) - {"up", "down", "first", "last"}:
        raise UsageError(f"A statement cannot be moved “{min(odd)[:20]}”.", "Use the choices of the page.")
    ones = list(order)
    for one in order:
        if moves.get(one) == "up" and (place := ones.index(one)) and moves.get(ones[place - 1]) != "up":
            ones[place - 1 : place + 1] = [one, ones[place - 1]]
    for one in reversed(order):
        place = ones.index(one)
        if moves.get(one) == "down" and place + 1 < len(ones) and moves.get(ones[place + 1]) != "down":
            ones[place : place + 2] = [ones[place + 1], one]
    first = [one for one in ones if moves.get(one) == "first"]
    last = [one for one in ones if moves.get(one) == "last"]
    return (*first, *(one for one in ones if moves.get(one) not in ("first", "last")), *last)


def _version(form: Form) -> int | None:
    """The version that the form was made for, None where it is of no matter to it."""
    said = form.said("n")
    return _whole(said, "version") if said is not None else None


def _needed(form: Form) -> int:
    """The version that the form was made for, which must be said."""
    return _whole(form.get("n", ""), "version")


def _number(form: Form) -> int:
    return _whole(form.get("number", ""), "number")


def _whole(said: str, what: str) -> int:
    if not (said.isascii() and said.isdigit() and len(said) < 10):
        raise UsageError(f"The form does not say of which {what} it is.", "Send it again from the page.")
    return int(said)


def _role(said: str) -> Role:
    if said not in list(Role):
        raise UsageError(f"There is no role “{said[:20]}”.", f"Use one of: {', '.join(Role)}.")
    return Role(said)
