"""Who may do what in which state, and who sees it: each cell of the two tables is written down here once more."""

from __future__ import annotations

import itertools

import pytest

from curbside.articles.states import Action, Role, State, actions_from, may_see, next_state, roles_for, transitions
from curbside.errors import NotInThisState, NotPermitted

R, E, A = Role.REVIEWER, Role.EDITOR, Role.ADMIN
SUBMITTED, REVIEW, CHANGES = State.SUBMITTED, State.UNDER_REVIEW, State.CHANGES_REQUESTED
APPROVED, RETIRED, NONE = State.APPROVED, State.RETIRED, State.NONE

EXPECTED: dict[tuple[Action, State], tuple[State, set[Role]]] = {
    (Action.PUBLISH, NONE): (SUBMITTED, {R, E, A}),
    (Action.REFRESH, NONE): (SUBMITTED, {E, A}),
    **{(Action.ASSIGN, one): (REVIEW, {E, A}) for one in (SUBMITTED, REVIEW)},
    **{(Action.CLAIM, one): (REVIEW, {R}) for one in (SUBMITTED, REVIEW)},
    **{(Action.COMMENT, one): (one, {R, E, A}) for one in (SUBMITTED, REVIEW, CHANGES, APPROVED)},
    **{(Action.EDIT, one): (one, {R, E, A}) for one in (SUBMITTED, REVIEW, CHANGES)},
    (Action.EDIT, APPROVED): (SUBMITTED, {R, E, A}),
    (Action.REQUEST_CHANGES, REVIEW): (CHANGES, {R, E, A}),
    (Action.SUBMIT, CHANGES): (SUBMITTED, {R, E, A}),
    **{(Action.ENDORSE, one): (one, {R}) for one in (REVIEW, APPROVED)},
    (Action.APPROVE, REVIEW): (APPROVED, {R}),
    **{(Action.RETIRE, one): (RETIRED, {E, A}) for one in (SUBMITTED, REVIEW, CHANGES, APPROVED)},
    **{(Action.GIVE_WAY, one): (RETIRED, {R, E, A}) for one in (SUBMITTED, REVIEW, CHANGES, APPROVED)},
}


@pytest.mark.parametrize(("action", "state", "role"), list(itertools.product(Action, State, Role)), ids=str)
def test_every_verb_state_and_role(action: Action, state: State, role: Role) -> None:
    expected = EXPECTED.get((action, state))
    if expected is not None and role in expected[1]:
        assert next_state(action, state, role) is expected[0]
        return
    with pytest.raises((NotPermitted, NotInThisState)) as refused:
        next_state(action, state, role)
    assert refused.value.hint, "a refusal says what to do"
    if role not in roles_for(action):
        assert isinstance(refused.value, NotPermitted)


def test_readers_change_nothing() -> None:
    assert not any(Role.READER in one.roles for one in transitions().values())
    assert not any(actions_from(state, Role.READER) for state in State)


def test_nothing_leads_out_of_retirement_and_only_review_leads_to_approval() -> None:
    assert {one.before for one in transitions().values() if one.after is APPROVED and one.before is not APPROVED} == {
        REVIEW
    }
    assert not [one for one in transitions().values() if one.before is RETIRED]


def test_what_only_follows_from_another_verb_is_offered_to_nobody() -> None:
    assert Action.GIVE_WAY not in {action for state in State for role in Role for action in actions_from(state, role)}


@pytest.mark.parametrize("role", [None, *Role], ids=str)
def test_who_sees_what(role: Role | None) -> None:
    staff = role in (R, E, A)
    assert {state for state in State if may_see(state, role)} == {
        SUBMITTED, REVIEW, APPROVED, *((CHANGES, RETIRED) if staff else ()),
    }  # fmt: skip
    assert {state for state in State if may_see(state, role, pending_to_staff=True)} == {
        APPROVED, *((SUBMITTED, REVIEW, CHANGES, RETIRED) if staff else ()),
    }  # fmt: skip
