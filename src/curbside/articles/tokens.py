"""API tokens: a secret by which a program acts for an account, within scopes, until it expires or is revoked.

The secret is shown once, when it is issued; the database keeps its SHA-256. A token never allows more than its
account's role does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import select

from curbside.articles.actor import Actor
from curbside.articles.desk import Desk
from curbside.articles.schema import Account, Token
from curbside.articles.states import Action, Role
from curbside.errors import NotPermitted, SignInRefused

PREFIX = "curbside_"


class Scope(StrEnum):
    """What a token is for.

    Every token may read what its account sees; `read` allows nothing else. `review` allows what reviewers do with an
    article, `publish` what editors do, `manage` accounts, their profiles and their tokens.
    """

    READ = "read"
    REVIEW = "review"
    PUBLISH = "publish"
    MANAGE = "manage"


# What only follows from another verb (`give_way`) is asked of no token.
_SCOPES = {
    Action.CLAIM: Scope.REVIEW,
    Action.COMMENT: Scope.REVIEW,
    Action.EDIT: Scope.REVIEW,
    Action.REQUEST_CHANGES: Scope.REVIEW,
    Action.SUBMIT: Scope.REVIEW,
    Action.ENDORSE: Scope.REVIEW,
    Action.APPROVE: Scope.REVIEW,
    Action.PUBLISH: Scope.PUBLISH,
    Action.REFRESH: Scope.PUBLISH,
    Action.ASSIGN: Scope.PUBLISH,
    Action.RETIRE: Scope.PUBLISH,
}


def allows(action: Action) -> Scope | None:
    """The scope that lets a token use a verb; None for what is only a consequence of others."""
    return _SCOPES.get(action)


def hash_of(secret: str) -> str:
    """What the database keeps of a secret of 256 random bits; a slow hash is for passwords, which people choose."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def actor_of_token(desk: Desk, secret: str, needs: Scope | Action) -> Actor:
    """Whoever a token acts for.

    Raises SignInRefused for a token that is unknown, expired or revoked, or whose account is disabled; NotPermitted
    where its scopes do not allow what is needed.
    """
    with desk.database.read() as session:
        found = session.execute(
            select(Token, Account)
            .join(Account, Token.account_id == Account.id)
            .where(Token.secret_hash == hash_of(secret))
        ).first()
        if found is None or not secret.startswith(PREFIX):
            raise SignInRefused("This token is not known.", "Ask an admin for one: curbside users token NAME.")
        token, account = found
        if token.revoked_at is not None or account.disabled_at is not None:
            raise SignInRefused("This token was revoked.", "Ask an admin for another: curbside users token NAME.")
        if token.expires_at <= desk.now:
            raise SignInRefused(f"This token expired on {token.expires_at[:10]}.", "Ask an admin for another.")
        _check_scope(token.scopes.split(), needs)
        return Actor(account.name, Role(account.role), f"token {token.id} ({token.label})", account.id)


def _check_scope(scopes: Sequence[str], needs: Scope | Action) -> None:
    scope = allows(needs) if isinstance(needs, Action) else needs
    if scope is Scope.READ or scope in scopes:
        return
    deed = needs.words if isinstance(needs, Action) else needs.value
    raise NotPermitted(
        f"This token may not {deed}: it is for {', '.join(scopes)}.",
        f"Issue another with --scope {scope}." if scope else "Do what that follows from.",
    )
