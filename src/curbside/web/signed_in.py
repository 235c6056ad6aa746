"""Who is signed in: the cookie of a sign-in, and what a page demands of whoever opens it.

Pages are the same for everybody but where this module is asked; what depends on it is kept by no cache.
"""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response
from starlette.responses import RedirectResponse

from curbside.articles.actor import Actor
from curbside.articles.sign_ins import HOURS, SignedIn, actor_of_sign_in
from curbside.articles.states import Role
from curbside.errors import CurbsideError, NotPermitted, SignInRefused
from curbside.web.served import Served

COOKIE = "curbside_session"


class SignInNeeded(CurbsideError):
    """Nobody is signed in, and what was asked for is not for everybody; `path` is where to go on to afterwards."""

    def __init__(self, path: str) -> None:
        super().__init__("This is for people who are signed in.", "Sign in, then go on.")
        self.path = path


def actor_of(request: Request, served: Served) -> Actor | None:
    """Whoever is signed in on this browser, None where nobody is."""
    secret = request.cookies.get(COOKIE)
    if not secret:
        return None
    try:
        return actor_of_sign_in(served.desk(), secret)
    except SignInRefused:
        return None


def required(request: Request, served: Served, *roles: Role) -> Actor:
    """Whoever is signed in, who must have one of these roles; any account will do without.

    Raises SignInNeeded where nobody is signed in, NotPermitted for another role.
    """
    actor = actor_of(request, served)
    if actor is None:
        raise SignInNeeded(_address(request))
    if roles and actor.role not in roles:
        raise NotPermitted(
            f"Your account, {actor.name}, has the role {actor.role}, which is not enough for this.",
            f"It takes one of: {', '.join(roles)}. An admin can change your role.",
        )
    return actor


def to_sign_in(error: SignInNeeded) -> Response:
    """Where somebody goes who has to sign in first: to the form, and from there on to what they asked for."""
    return RedirectResponse(f"/login?{urlencode({'next': error.path})}", 303)


def remember(response: Response, signed_in: SignedIn, request: Request) -> None:
    """Give the browser the cookie of a sign-in."""
    response.set_cookie(
        COOKIE,
        signed_in.secret,
        max_age=HOURS * 3600,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def forget(response: Response) -> None:
    """Take the cookie back."""
    response.delete_cookie(COOKIE, httponly=True, samesite="lax")


def own_path(said: str) -> str:
    """An address on this site that somebody may be sent on to; the review desk for any other."""
    is_own = said.startswith("/") and not said.startswith(("//", "/\\")) and said.isprintable() and "\\" not in said
    return said if is_own else "/review"


def _address(request: Request) -> str:
    # A form that was sent cannot be sent again for its sender: back to the page that it stood on.
    if request.method not in ("GET", "HEAD"):
        return "/review"
    return own_path(request.url.path + (f"?{request.url.query}" if request.url.query else ""))
