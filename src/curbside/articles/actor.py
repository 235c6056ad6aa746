"""Who acts: an account, through a channel; or the person at this machine, who has none."""

from __future__ import annotations

import getpass
from dataclasses import dataclass

from curbside.articles.states import Role

SYSTEM_CHANNEL = "schedule"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts and how they came in, as the audit trail records it; `account_id` is None for who has no account."""

    name: str
    role: Role
    channel: str
    account_id: int | None = None


def system_user() -> str:
    """The name of the operating system's user."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def local_channel() -> str:
    """The channel of who works on this machine, with the operating system's user."""
    return f"local as {system_user()}"


def local_operator() -> Actor:
    """Whoever may write the library's folder and names no account.

    They may do what an editor does; approving takes a reviewer's account, because it is judged on the account.
    """
    return Actor(f"os:{system_user()}", Role.EDITOR, local_channel())
