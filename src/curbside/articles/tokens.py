"""API tokens: a secret by which a program acts for an account, within scopes, until it expires or is revoked.

The secret is shown once, when it is issued; the database keeps its SHA-256. A token never allows more than its
account's role does.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from curbside.articles import audit
from curbside.articles.accounts import load_account_for, one_line
from curbside.articles.actor import Actor
from curbside.articles.desk import Desk, stamp
from curbside.articles.schema import Account, Token
from curbside.articles.scopes import Scope, check_scope
from curbside.articles.states import Action, Role
from curbside.errors import AccountError, SignInRefused, UsageError

# By which a secret is known for one where it was left by mistake.
PREFIX = "curbside_"
DAYS, MOST_DAYS = 90, 366
_LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A new token; `secret` is shown once and kept nowhere."""

    id: int
    secret: str
    scopes: tuple[str, ...]
    expires_at: str


@dataclass(frozen=True, slots=True)
class HeldToken:
    """A token as it is listed; nothing of it is secret."""

    id: int
    label: str
    scopes: tuple[str, ...]
    created_at: str
    expires_at: str
    revoked_at: str | None


def hash_of(secret: str) -> str:
    """What the database keeps of a secret of 256 random bits; a slow hash is for passwords, which people choose."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def issue_token(
    desk: Desk, by: Actor, name: str, label: str, scopes: Collection[Scope], days: int = DAYS
) -> IssuedToken:
    """Make a token for an account: for one's own, or by who manages accounts for anybody's."""
    if not scopes:
        raise UsageError("A token without a scope is for nothing.", f"Name some of: {', '.join(Scope)}.")
    if not 1 <= days <= MOST_DAYS:
        raise UsageError(f"A token holds from 1 to {MOST_DAYS} days.", "Issue another when it has expired.")
    label = one_line("label", label, _LONGEST_LABEL)
    if not label:
        raise UsageError("A token without a label cannot be told from others.", "Say what it is for with --label.")
    secret = PREFIX + secrets.token_urlsafe(32)
    with desk.database.write() as session:
        account = load_account_for(session, by, name)
        if account.disabled_at is not None:
            raise AccountError(f"The account {name} is disabled.", f"Enable it first: curbside users enable {name}.")
        token = Token(
            account_id=account.id,
            label=label,
            secret_hash=hash_of(secret),
            scopes=" ".join(scope.value for scope in Scope if scope in scopes),
            created_at=desk.now,
            expires_at=stamp(desk.clock() + timedelta(days=days)),
        )
        session.add(token)
        session.flush()
        held = _held(token)
        audit.append(session, by, desk.now, "token_issued", detail={"account": name, **_told(held)})
        return IssuedToken(held.id, secret, held.scopes, held.expires_at)


def tokens_of(desk: Desk, by: Actor, name: str) -> list[HeldToken]:
    """The tokens of an account, the newest first, expired and revoked ones too."""
    with desk.database.read() as session:
        account = load_account_for(session, by, name)
        query = select(Token).where(Token.account_id == account.id).order_by(Token.id.desc())
        return [_held(token) for token in session.scalars(query)]


def revoke_token(desk: Desk, by: Actor, token_id: int) -> HeldToken:
    """Let a token hold no more: one's own, or by who manages accounts anybody's."""
    with desk.database.write() as session:
        token = session.get(Token, token_id) if 0 < token_id < 2**31 else None
        if token is None:
            raise AccountError(f"There is no token {token_id}.", "See `curbside users tokens NAME`.")
        name = session.get_one(Account, token.account_id).name
        load_account_for(session, by, name)
        if token.revoked_at is None:
            token.revoked_at = desk.now
            audit.append(session, by, desk.now, "token_revoked", detail={"account": name, **_told(_held(token))})
        return _held(token)


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
        check_scope(token.scopes.split(), needs)
        return Actor(account.name, Role(account.role), f"token {token.id} ({token.label})", account.id)


def _held(token: Token) -> HeldToken:
    return HeldToken(
        token.id,
        token.label,
        tuple(token.scopes.split()),
        token.created_at,
        token.expires_at,
        token.revoked_at,
    )


def _told(token: HeldToken) -> dict[str, Any]:
    """What the audit trail says of a token."""
    return {"token": token.id, "label": token.label, "scopes": list(token.scopes), "expires_at": token.expires_at}
