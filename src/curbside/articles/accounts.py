"""Accounts: people with a name, a role, perhaps a password, and for the board's page a profile.

Managing them is for admins and for whoever works on this machine and may write the library's folder; that is also how
the first admin comes to be. The last admin can be neither disabled nor given another role.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from curbside.articles import audit
from curbside.articles.actor import Actor, local_channel, local_operator
from curbside.articles.desk import Desk
from curbside.articles.passwords import check_password
from curbside.articles.schema import Account, SignIn, Token
from curbside.articles.states import Role
from curbside.errors import AccountError, NotPermitted, SignInRefused, UsageError

_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
_LONGEST_TEXT = {"full_name": 120, "credentials": 200, "specialty": 120, "conflicts": 2_000}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An account as those who manage accounts see it; nothing of it is secret."""

    name: str
    role: Role
    has_password: bool
    created_at: str
    disabled_at: str | None
    locked_until: str | None
    full_name: str | None
    credentials: str | None
    specialty: str | None
    conflicts: str | None
    may_be_named: bool


@dataclass(frozen=True, slots=True)
class BoardMember:
    """A reviewer who agreed to be named, as everybody may see them."""

    full_name: str
    credentials: str | None
    specialty: str | None
    conflicts: str | None


def actor_named(desk: Desk, name: str) -> Actor:
    """The account of that name, for who works on this machine; the operating system's user is recorded beside it.

    Raises SignInRefused where there is none, or it is disabled.
    """
    with desk.database.read() as session:
        account = find_account(session, name)
        if account is None or account.disabled_at is not None:
            raise SignInRefused(
                f"There is no account {name!r}." if account is None else f"The account {name} is disabled.",
                "See `curbside users list`.",
            )
        return Actor(account.name, Role(account.role), local_channel(), account.id)


def add_account(desk: Desk, by: Actor, name: str, role: Role, password: str | None = None) -> Person:
    """Make an account; without a password nobody signs in to it, and it acts by tokens or on this machine."""
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} cannot be the name of an account.",
            "Use 2 to 64 lower case letters, digits and . - _ @, the first of them a letter or a digit.",
        )
    _check_may_manage(by)
    kept = _hashed(desk, name, password) if password is not None else None
    with _managing(desk, by) as session:
        if find_account(session, name) is not None:
            raise AccountError(
                f"There is an account {name} already.", "Choose another name, or see `curbside users list`."
            )
        account = Account(name=name, role=role.value, password_hash=kept, created_at=desk.now)
        session.add(account)
        session.flush()
        audit.append(session, by, desk.now, "account_added", detail={"account": name, "role": role.value})
        return _person(account)


def set_role(desk: Desk, by: Actor, name: str, role: Role) -> Person:
    """Give an account another role; it holds at once, in whatever is signed in."""
    with _managing(desk, by) as session:
        account = load_account(session, name)
        before = account.role
        if role.value != before:
            _check_not_last_admin(session, account)
            account.role = role.value
            detail = {"account": name, "from": before, "to": role.value}
            audit.append(session, by, desk.now, "role_changed", detail=detail)
        return _person(account)


def set_password(desk: Desk, by: Actor, name: str, password: str) -> Person:
    """Give an account a password, which ends its lock and whatever is signed in with the one before."""
    _check_may_manage(by)
    kept = _hashed(desk, name, password)
    with _managing(desk, by) as session:
        account = load_account(session, name)
        replace_password(desk, session, by, account, kept)
        return _person(account)


def disable(desk: Desk, by: Actor, name: str) -> Person:
    """Keep an account from acting: it signs in no more, and its sign-ins and tokens are revoked."""
    with _managing(desk, by) as session:
        account = load_account(session, name)
        if account.disabled_at is None:
            _check_not_last_admin(session, account)
            account.disabled_at = desk.now
            revoke_sign_ins(session, account.id, desk.now)
            tokens = update(Token).where(Token.account_id == account.id, Token.revoked_at.is_(None))
            session.execute(tokens.values(revoked_at=desk.now))
            audit.append(session, by, desk.now, "account_disabled", detail={"account": name})
        return _person(account)


def enable(desk: Desk, by: Actor, name: str) -> Person:
    """Let an account sign in again, also one that wrong passwords locked; revoked tokens stay revoked."""
    with _managing(desk, by) as session:
        account = load_account(session, name)
        if account.disabled_at is not None or account.failures:
            account.disabled_at = account.locked_until = None
            account.failures = 0
            audit.append(session, by, desk.now, "account_enabled", detail={"account": name})
        return _person(account)


def change_profile(
    desk: Desk,
    by: Actor,
    name: str,
    *,
    full_name: str | None = None,
    credentials: str | None = None,
    specialty: str | None = None,
    conflicts: str | None = None,
    may_be_named: bool | None = None,
) -> Person:
    """Change what is given of a profile, "" leaving a field empty; one's own, or anybody's by who manages accounts.

    The audit trail, which nothing is ever taken out of, names the fields and not what they say.
    """
    given = {
        field: one_line(field.replace("_", " "), value, _LONGEST_TEXT[field])
        for field, value in (
            ("full_name", full_name),
            ("credentials", credentials),
            ("specialty", specialty),
            ("conflicts", conflicts),
        )
        if value is not None
    }
    with desk.database.write() as session:
        account = load_account_for(session, by, name)
        changed = sorted(field for field, value in given.items() if getattr(account, field) != (value or None))
        for field in changed:
            setattr(account, field, given[field] or None)
        if may_be_named is not None and may_be_named != account.may_be_named:
            account.may_be_named = may_be_named
            changed.append("may_be_named")
        if account.may_be_named and account.full_name is None:
            raise AccountError("Nobody can be named without a full name.", "Give one, or leave the consent out.")
        if changed:
            detail = {"account": name, "fields": changed, "may_be_named": account.may_be_named}
            audit.append(session, by, desk.now, "profile_changed", detail=detail)
        return _person(account)


def everyone(desk: Desk, by: Actor) -> list[Person]:
    """Every account, by name; for who manages them."""
    _check_may_manage(by)
    with desk.database.read() as session:
        return [_person(account) for account in session.scalars(select(Account).order_by(Account.name))]


def profile_of(desk: Desk, by: Actor, name: str) -> Person:
    """One account; one's own, or anybody's by who manages accounts."""
    with desk.database.read() as session:
        return _person(load_account_for(session, by, name))


def reviewers(session: Session) -> list[Person]:
    """Who an article can be assigned to: the reviewers that are not disabled, by name."""
    return [_person(account) for account in session.scalars(_enabled(Role.REVIEWER).order_by(Account.name))]


def board(session: Session) -> list[BoardMember]:
    """The reviewers who agreed to be named, by full name."""
    query = _enabled(Role.REVIEWER).where(Account.may_be_named).order_by(Account.full_name, Account.name)
    return [
        BoardMember(one.full_name or one.name, one.credentials, one.specialty, one.conflicts)
        for one in session.scalars(query)
    ]


# -- what the neighbouring modules share


def find_account(session: Session, name: str) -> Account | None:
    """The account of a name; None for whatever can be no name, too."""
    if not _NAME.fullmatch(name):
        return None
    return session.scalars(select(Account).where(Account.name == name)).one_or_none()


def load_account(session: Session, name: str) -> Account:
    """The account of a name. Raises AccountError where there is none."""
    account = find_account(session, name)
    if account is None:
        raise AccountError(f"There is no account {name!r}.", "See `curbside users list`.")
    return account


def load_account_for(session: Session, by: Actor, name: str) -> Account:
    """The account of a name, for itself or for who manages accounts. Raises NotPermitted for anybody else."""
    check_still_holds(session, by)
    if by.account_id is None or by.name != name:
        _check_may_manage(by)
    return load_account(session, name)


def check_still_holds(session: Session, actor: Actor) -> None:
    """Raise SignInRefused where an actor's account was disabled or given another role since it came in."""
    if actor.account_id is None:
        return
    account = session.get_one(Account, actor.account_id)
    if account.disabled_at is not None or account.role != actor.role.value:
        raise SignInRefused(f"The account {actor.name} was disabled or given another role just now.", "Sign in again.")


def replace_password(desk: Desk, session: Session, by: Actor, account: Account, kept: str) -> None:
    """Put a password's hash in the place of the one before, which ends its sign-ins and its lock."""
    account.password_hash, account.failures, account.locked_until = kept, 0, None
    revoke_sign_ins(session, account.id, desk.now)
    audit.append(session, by, desk.now, "password_set", detail={"account": account.name})


def revoke_sign_ins(session: Session, account_id: int, at: str) -> int:
    """Revoke every open sign-in of an account; how many there were."""
    open_ones = select(SignIn).where(
        SignIn.account_id == account_id, SignIn.revoked_at.is_(None), SignIn.expires_at > at
    )
    found = session.scalars(open_ones).all()
    for one in found:
        one.revoked_at = at
    return len(found)


def one_line(what: str, said: str, longest: int) -> str:
    """A text in one line, without the white space around it. Raises UsageError for what cannot be shown."""
    line = " ".join(said.split())
    if len(line) > longest or not line.isprintable():
        raise UsageError(
            f"This {what} has more than {longest:,} characters, or some that cannot be shown.", "Write a shorter one."
        )
    return line


@contextmanager
def _managing(desk: Desk, by: Actor) -> Iterator[Session]:
    _check_may_manage(by)
    with desk.database.write() as session:
        check_still_holds(session, by)
        yield session


def _check_may_manage(by: Actor) -> None:
    if by.role is not Role.ADMIN and by != local_operator():
        raise NotPermitted(
            f"The role {by.role} may not manage accounts.",
            "Ask an admin, or whoever owns the library's folder (without --as).",
        )


def _check_not_last_admin(session: Session, account: Account) -> None:
    if account.role != Role.ADMIN.value or account.disabled_at is not None:
        return
    if session.scalar(select(func.count()).select_from(_enabled(Role.ADMIN).subquery())) == 1:
        raise AccountError(
            f"{account.name} is the last admin that is not disabled.",
            "Make another one first: curbside users role NAME admin.",
        )


def _enabled(role: Role) -> Select[Account]:
    return select(Account).where(Account.role == role.value, Account.disabled_at.is_(None))


def _hashed(desk: Desk, name: str, password: str) -> str:
    check_password(password, name)
    return desk.passwords.hash(password)


def _person(account: Account) -> Person:
    return Person(
        name=account.name,
        role=Role(account.role),
        has_password=account.password_hash is not None,
        created_at=account.created_at,
        disabled_at=account.disabled_at,
        locked_until=account.locked_until,
        full_name=account.full_name,
        credentials=account.credentials,
        specialty=account.specialty,
        conflicts=account.conflicts,
        may_be_named=account.may_be_named,
    )
