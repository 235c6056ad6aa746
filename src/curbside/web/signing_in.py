"""Signing in, signing out, and one's own account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.responses import RedirectResponse

from curbside.articles.accounts import Person, profile_of
from curbside.articles.sign_ins import change_password, sign_in, sign_out, sign_out_everywhere
from curbside.errors import CurbsideError, SignInRefused, UsageError
from curbside.web.forms import Form, read_form
from curbside.web.responding import PAGE_METHODS, page_response
from curbside.web.served import Served
from curbside.web.signed_in import COOKIE, actor_of, forget, own_path, remember, required
from curbside.web.site import Site


@dataclass(frozen=True, slots=True)
class SignInPage:
    """The form for name and password; `then` is where it leads, `problem` why it did not work."""

    template: ClassVar[str] = "sign_in.html"

    then: str
    name: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One's own account: who one is here, another password, and leaving; `told` says what was done, or why not."""

    template: ClassVar[str] = "account.html"

    person: Person
    told: str = ""
    is_problem: bool = False


def sign_in_routes(served: Served, site: Site) -> APIRouter:
    """The routes of /login, /logout and /account."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.api_route("/login", methods=PAGE_METHODS)
    def sign_in_page(next: str = "/review") -> HTMLResponse:
        return page_response(SignInPage(own_path(next)), site)

    @router.post("/login")
    def signed_in(request: Request, form: Annotated[Form, Depends(read_form)]) -> Response:
        name, then = form.get("name", ""), own_path(form.get("next", ""))
        try:
            made = sign_in(served.desk(), name, form.get("password", ""))
        except SignInRefused as error:
            response = page_response(SignInPage(then, name, str(error)), site)
            response.status_code = 403
            return response
        response_on = RedirectResponse(then, 303)
        remember(response_on, made, request)
        return response_on

    @router.post("/logout")
    def signed_out(request: Request, form: Annotated[Form, Depends(read_form)]) -> Response:
        actor = actor_of(request, served)
        if actor is not None and form.get("everywhere"):
            sign_out_everywhere(served.desk(), actor, actor.name)
        elif actor is not None:
            sign_out(served.desk(), request.cookies.get(COOKIE, ""))
        response = RedirectResponse("/login", 303)
        forget(response)
        return response

    @router.api_route("/account", methods=PAGE_METHODS)
    def account(request: Request) -> HTMLResponse:
        actor = required(request, served)
        return page_response(AccountPage(profile_of(served.desk(), actor, actor.name)), site)

    @router.post("/account/password")
    def password(request: Request, form: Annotated[Form, Depends(read_form)]) -> Response:
        actor = required(request, served)
        desk = served.desk()
        try:
            if form.get("new", "") != form.get("again", ""):
                raise UsageError("The new password was not written the same twice.", "Write it again.")
            change_password(desk, actor, form.get("current", ""), form.get("new", ""))
        except CurbsideError as error:
            response = page_response(AccountPage(profile_of(desk, actor, actor.name), str(error), True), site)
            response.status_code = 400
            return response
        # Every sign-in ended with the old password, this one too.
        gone = RedirectResponse("/login?next=/account", 303)
        forget(gone)
        return gone

    return router
