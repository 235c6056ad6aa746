"""The states of a version, the verbs that lead from one to the next, and who may use and see them.

Both tables are in transitions.toml; every edge (command line, API, pages) asks them through here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from curbside.errors import NotInThisState, NotPermitted
from curbside.evidence.data_files import Form, load_data, named


class Role(StrEnum):
    """What an account may do."""

    READER = "reader"
    REVIEWER = "reviewer"
    EDITOR = "editor"
    ADMIN = "admin"


# Who has a part in reviewing; readers, with or without an account, have none.
STAFF = (Role.REVIEWER, Role.EDITOR, Role.ADMIN)


def check_staff(role: Role | None) -> None:
    """Raise NotPermitted for who has no part in reviewing."""
    if role not in STAFF:
        raise NotPermitted("The review desk is for reviewers and editors.", "Sign in as one of them.")


class State(StrEnum):
    """Where a version stands in its review; `none` is no version yet."""

    NONE = "none"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    RETIRED = "retired"

    @property
    def is_pending(self) -> bool:
        """Whether somebody still has to do something with the version."""
        return self in _PENDING

    @property
    def words(self) -> str:
        """The state as people read it."""
        return self.value.replace("_", " ")


_PENDING = {State.SUBMITTED, State.UNDER_REVIEW, State.CHANGES_REQUESTED}


class Action(StrEnum):
    """What may be done to a version."""

    PUBLISH = "publish"
    REFRESH = "refresh"
    ASSIGN = "assign"
    CLAIM = "claim"
    COMMENT = "comment"
    EDIT = "edit"
    REQUEST_CHANGES = "request_changes"
    SUBMIT = "submit"
    ENDORSE = "endorse"
    APPROVE = "approve"
    RETIRE = "retire"
    GIVE_WAY = "give_way"

    @property
    def words(self) -> str:
        """The verb as people read it."""
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Transition:
    """Where a verb leads, and for which roles; `consequence` marks what only follows from another verb."""

    action: Action
    before: State
    after: State
    roles: frozenset[Role]
    consequence: bool = False


@cache
def transitions() -> Mapping[tuple[Action, State], Transition]:
    """Every transition there is, by verb and state."""
    found: dict[tuple[Action, State], Transition] = {}
    for entry in _table()["transition"]:
        for before in map(State, entry["from"]):
            after = before if entry["to"] == "same" else State(entry["to"])
            action = Action(entry["action"])
            roles = frozenset(map(Role, entry["roles"]))
            found[action, before] = Transition(action, before, after, roles, entry.get("consequence", False))
    return found


def next_state(action: Action, state: State, role: Role) -> State:
    """The state that a verb leads to.

    Raises NotPermitted when the role may not use it, NotInThisState when it does not lead on from the state.
    """
    allowed = roles_for(action)
    if role not in allowed:
        raise NotPermitted(
            f"The role {role} may not {action.words} articles.",
            f"Ask one of: {', '.join(sorted(allowed))}.",
        )
    transition = transitions().get((action, state))
    if transition is None:
        before = sorted(one.value.replace("_", " ") for (verb, one) in transitions() if verb is action)
        raise NotInThisState(
            f"A version that is {state.words} takes no “{action.words}”.",
            f"It is for what is {', '.join(before)}.",
        )
    if role not in transition.roles:
        raise NotPermitted(
            f"The role {role} may not {action.words} what is {state.words}.",
            f"Ask one of: {', '.join(sorted(transition.roles))}.",
        )
    return transition.after


def roles_for(action: Action) -> frozenset[Role]:
    """The roles that may use a verb in some state."""
    return frozenset(role for (verb, _), one in transitions().items() if verb is action for role in one.roles)


def actions_from(state: State, role: Role) -> list[Action]:
    """What a role may do with a version in a state, consequences left out; in the table's order."""
    return [
        action
        for (action, before), one in transitions().items()
        if before is state and role in one.roles and not one.consequence
    ]


def may_see(state: State, role: Role | None, *, pending_to_staff: bool = False) -> bool:
    """Whether a role, or somebody without an account (None), sees a version in a state."""
    table = _table()
    seen_by = table["visible_to_staff"].get(state.value) if pending_to_staff else None
    seen_by = seen_by or table["visible"].get(state.value, [])
    return "anyone" in seen_by or (role is not None and role.value in seen_by)


_FORM: dict[str, Form] = {
    "transition": [{"action": str, "from": [str], "to": str, "roles": [str], "consequence": bool}],
    **named("visible visible_to_staff", named(State, [str])),
}


@cache
def _table() -> Mapping[str, Any]:
    return load_data("articles", "transitions.toml", _FORM)
