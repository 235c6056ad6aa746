"""Who acts on the command line: the account of a token, an account named on this machine, or who sits at it.

Nothing else on the command line makes an actor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from curbside.errors import SignInRefused

if TYPE_CHECKING:
    from curbside.articles.actor import Actor
    from curbside.articles.desk import Desk
    from curbside.articles.scopes import Scope
    from curbside.articles.states import Action

AsOption = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="USER",
        help="The account that acts; the operating system's user is recorded beside it. Where CURBSIDE_TOKEN is set, "
        "the token's account acts, and must be this one.",
        show_default=False,
    ),
]


def acting(desk: Desk, as_user: str | None, needs: Scope | Action) -> Actor:
    """The account of CURBSIDE_TOKEN if its scopes allow what is needed, else the one named, else the local operator.

    Raises SignInRefused for a token that does not hold, an account that is not there or disabled, and a token that is
    somebody else's; NotPermitted for a token without the scope.
    """
    from curbside.articles.accounts import actor_named
    from curbside.articles.actor import local_operator
    from curbside.articles.tokens import actor_of_token
    from curbside.settings import load_settings

    token = load_settings().token
    if token is not None:
        actor = actor_of_token(desk, token.get_secret_value(), needs)
        if as_user is not None and actor.name != as_user:
            raise SignInRefused(
                f"CURBSIDE_TOKEN is a token of {actor.name}, not of {as_user}.", "Unset it, or leave --as out."
            )
        return actor
    return actor_named(desk, as_user) if as_user is not None else local_operator()
