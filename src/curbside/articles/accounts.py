"""Accounts: people with a name, a role and, for reviewers, a profile."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from curbside.articles.actor import Actor, local_channel
from curbside.articles.desk import Desk
from curbside.articles.schema import Account
from curbside.articles.states import Role
from curbside.errors import SignInRefused

_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")


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


def find_account(session: Session, name: str) -> Account | None:
    """The account of a name; None for whatever can be no name, too."""
    if not _NAME.fullmatch(name):
        return None
    return session.scalars(select(Account).where(Account.name == name)).one_or_none()
