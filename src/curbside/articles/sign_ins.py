"""Signing in to the pages with a name and a password, for twelve hours or until it is revoked.

Wrong passwords are counted on the account; from the fifth on it is locked, for longer each time, and takes no password,
not even the right one. An unknown name takes as long to refuse as a wrong password and is refused in the same words.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from curbside.articles import audit
from curbside.articles.accounts import find_account, load_account_for, replace_password, revoke_sign_ins
from curbside.articles.actor import Actor
from curbside.articles.desk import Desk, stamp
from curbside.articles.passwords import check_password
from curbside.articles.schema import Account, SignIn
from curbside.articles.states import Role
from curbside.articles.tokens import hash_of
from curbside.errors import SignInRefused

HOURS = 12
CHANNEL = "pages"
# Who tried a wrong password is not known, least of all to be whom they named.
_SOMEBODY = Actor("somebody", Role.READER, CHANNEL)
# The failure that locks an account first, for how long, and how long at the most.
_FAILURES, _FIRST_SECONDS, _LONGEST_SECONDS = 5, 30, 3_600

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new sign-in; `secret` is for the browser's cookie and is kept nowhere else."""

    name: str
    secret: str
    expires_at: str


def sign_in(desk: Desk, name: str, password: str) -> SignedIn:
    """Sign in.

    Raises SignInRefused, saying until when where the account is locked.
    """
    secret = secrets.token_urlsafe(32)
    expires_at = stamp(desk.clock() + timedelta(hours=HOURS))

    def begin(session: Session, account: Account) -> SignedIn:
        session.execute(delete(SignIn).where(SignIn.expires_at <= desk.now))
        session.add(
            SignIn(account_id=account.id, secret_hash=hash_of(secret), created_at=desk.now, expires_at=expires_at)
        )
        return SignedIn(account.name, secret, expires_at)

    return _with_password(desk, name, password, begin)


def change_password(desk: Desk, by: Actor, current: str, new: str) -> None:
    """Give one's own account another password, which ends everything that is signed in with the one before.

    Raises SignInRefused where `current` is wrong, which counts as a wrong password of a sign-in does.
    """
    check_password(new, by.name)
    kept = desk.passwords.hash(new)
    _with_password(desk, by.name, current, lambda session, account: replace_password(desk, session, by, account, kept))


def actor_of_sign_in(desk: Desk, secret: str) -> Actor:
    """Whoever is signed in. Raises SignInRefused where nobody is any more, or the account is disabled."""
    query = select(SignIn, Account).join(Account, SignIn.account_id == Account.id)
    with desk.database.read() as session:
        found = session.execute(query.where(SignIn.secret_hash == hash_of(secret))).first()
        if found is not None:
            one, account = found
            if one.revoked_at is None and one.expires_at > desk.now and account.disabled_at is None:
                return Actor(account.name, Role(account.role), CHANNEL, account.id)
    raise SignInRefused("You are not signed in any more.", "Sign in again.")


def sign_out(desk: Desk, secret: str) -> None:
    """End one sign-in, if it is open."""
    with desk.database.write() as session:
        query = select(SignIn).where(SignIn.secret_hash == hash_of(secret), SignIn.revoked_at.is_(None))
        for one in session.scalars(query):
            one.revoked_at = desk.now


def sign_out_everywhere(desk: Desk, by: Actor, name: str) -> int:
    """End every sign-in of an account, one's own or, by who manages accounts, anybody's; how many there were."""
    with desk.database.write() as session:
        account = load_account_for(session, by, name)
        ended = revoke_sign_ins(session, account.id, desk.now)
        audit.append(
            session, by, desk.now, "signed_out_everywhere", detail={"account": account.name, "sign_ins": ended}
        )
        return ended


def _with_password(desk: Desk, name: str, password: str, do: Callable[[Session, Account], Result]) -> Result:
    """Do something, in one transaction, for who knows an account's password; count it where it is wrong.

    The slow comparison keeps nobody from writing meanwhile, so the account is looked at again after it.
    """
    with desk.database.read() as session:
        account = find_account(session, name.strip().lower())
        if account is not None:
            _check_not_locked(desk, account)
        account_id, kept = (account.id, account.password_hash) if account is not None else (None, None)
    fits = desk.passwords.fits(password, kept)
    if account_id is None:
        raise _wrong()
    renewed = desk.passwords.hash(password) if kept and fits and desk.passwords.is_outdated(kept) else kept
    with desk.database.write() as session:
        account = session.get_one(Account, account_id)
        _check_not_locked(desk, account)
        if fits and account.password_hash == kept:
            if account.disabled_at is not None:
                raise SignInRefused(f"The account {account.name} is disabled.", "Ask an admin to enable it.")
            account.password_hash, account.failures, account.locked_until = renewed, 0, None
            return do(session, account)
        _count_failure(desk, session, account)
        session.flush()
        refusal = _locked(account) if account.locked_until is not None else _wrong()
    raise refusal


def _count_failure(desk: Desk, session: Session, account: Account) -> None:
    account.failures += 1
    account.locked_until = None
    if account.failures >= _FAILURES:
        # Doubled seven times it is over an hour; a larger power would only grow without end.
        seconds = min(_FIRST_SECONDS * 2 ** min(account.failures - _FAILURES, 7), _LONGEST_SECONDS)
        account.locked_until = stamp(desk.clock() + timedelta(seconds=seconds))
        detail = {"account": account.name, "failures": account.failures, "until": account.locked_until}
        audit.append(session, _SOMEBODY, desk.now, "sign_in_locked", detail=detail)


def _check_not_locked(desk: Desk, account: Account) -> None:
    if account.locked_until is not None and account.locked_until > desk.now:
        raise _locked(account)


def _locked(account: Account) -> SignInRefused:
    until = (account.locked_until or "").replace("T", " ").replace("Z", " UTC")
    return SignInRefused(
        f"This account is locked until {until}, after {account.failures} wrong passwords.",
        "Wait until then, or ask an admin for a new password.",
    )


def _wrong() -> SignInRefused:
    return SignInRefused(
        "The name or the password is not right.", "Try again; an admin can set a new password: curbside users password."
    )
