"""API tokens: what their scopes allow, how long they hold, and whose they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from curbside.articles.accounts import set_role
from curbside.articles.database import Database
from curbside.articles.desk import Desk
from curbside.articles.scopes import Scope, scope_for
from curbside.articles.states import Action, Role, transitions
from curbside.articles.tokens import actor_of_token, issue_token, revoke_token, tokens_of
from curbside.errors import AccountError, NotPermitted, SignInRefused, UsageError

from .desks import OPERATOR, Clock, deeds, everything_stored, made_desk, person, told


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(database: Database, tmp_path: Path, clock: Clock) -> Desk:
    return made_desk(database, tmp_path, clock)


def test_a_token_acts_for_its_account_through_a_channel_of_its_own(desk: Desk) -> None:
    person(desk, "alice", Role.REVIEWER)
    token = issue_token(desk, OPERATOR, "alice", " ward  script ", [Scope.REVIEW])
    actor = actor_of_token(desk, token.secret, Action.APPROVE)
    assert (actor.name, actor.role, actor.channel) == ("alice", Role.REVIEWER, f"token {token.id} (ward script)")
    set_role(desk, OPERATOR, "alice", Role.READER)
    assert actor_of_token(desk, token.secret, Scope.READ).role is Role.READER


def test_every_verb_has_its_scope_and_consequences_have_none() -> None:
    consequences = {one.action for one in transitions().values() if one.consequence}
    assert {action for action in Action if scope_for(action) is None} == consequences
    assert {scope_for(action) for action in Action} <= {Scope.REVIEW, Scope.PUBLISH, None}


@pytest.mark.parametrize("scope", Scope)
def test_a_token_allows_what_its_scope_says_and_reading_and_nothing_else(desk: Desk, scope: Scope) -> None:
    person(desk, "alice", Role.ADMIN)
    token = issue_token(desk, OPERATOR, "alice", "script", [scope])
    assert actor_of_token(desk, token.secret, Scope.READ).name == "alice"
    for needs in (*Action, *Scope):
        wanted = scope_for(needs) if isinstance(needs, Action) else needs
        if wanted in (scope, Scope.READ):
            assert actor_of_token(desk, token.secret, needs).name == "alice"
        else:
            with pytest.raises(NotPermitted, match="This token may not"):
                actor_of_token(desk, token.secret, needs)


def test_a_token_of_every_scope_allows_every_verb(desk: Desk) -> None:
    person(desk, "alice", Role.ADMIN)
    token = issue_token(desk, OPERATOR, "alice", "script", list(Scope))
    for action in Action:
        if scope_for(action) is not None:
            assert actor_of_token(desk, token.secret, action).role is Role.ADMIN


def test_a_token_expires(desk: Desk, clock: Clock) -> None:
    person(desk, "alice", Role.READER)
    token = issue_token(desk, OPERATOR, "alice", "script", [Scope.READ])
    assert token.expires_at == "2027-02-26T12:00:00Z"
    clock.forward(days=89, hours=23)
    assert actor_of_token(desk, token.secret, Scope.READ).name == "alice"
    clock.forward(hours=1)
    with pytest.raises(SignInRefused, match="expired on 2027-02-26"):
        actor_of_token(desk, token.secret, Scope.READ)


def test_a_token_holds_for_a_year_at_the_most(desk: Desk) -> None:
    person(desk, "alice", Role.READER)
    for days in (-1, 0, 367, 10**12):
        with pytest.raises(UsageError, match="from 1 to 366 days"):
            issue_token(desk, OPERATOR, "alice", "script", [Scope.READ], days)
    issue_token(desk, OPERATOR, "alice", "script", [Scope.READ], 366)


def test_a_revoked_token_holds_no_more_and_stays_listed(desk: Desk) -> None:
    alice = person(desk, "alice", Role.READER)
    first, second = (issue_token(desk, OPERATOR, "alice", label, [Scope.READ]) for label in ("one", "two"))
    revoke_token(desk, OPERATOR, first.id)
    revoke_token(desk, OPERATOR, first.id)
    with pytest.raises(SignInRefused, match="revoked"):
        actor_of_token(desk, first.secret, Scope.READ)
    assert actor_of_token(desk, second.secret, Scope.READ).name == "alice"
    listed = tokens_of(desk, alice, "alice")
    assert [(one.label, one.revoked_at is None) for one in listed] == [("two", True), ("one", False)]
    assert deeds(desk) == ["account_added", "token_issued", "token_issued", "token_revoked"]


def test_only_the_hash_of_a_secret_is_kept_and_a_secret_is_known_for_one(desk: Desk) -> None:
    alice = person(desk, "alice", Role.READER)
    token = issue_token(desk, alice, "alice", "script", [Scope.READ])
    assert token.secret.startswith("curbside_")
    assert len(token.secret) == len("curbside_") + 43
    kept = everything_stored(desk) + str(tokens_of(desk, alice, "alice")) + str(told(desk))
    assert token.secret not in kept
    assert token.secret.removeprefix("curbside_") not in kept


def test_a_secret_that_was_never_issued_is_nobody_s(desk: Desk) -> None:
    for forged in ("", "curbside_", "\x00", "curbside_\ud800", "x" * 10_000):
        with pytest.raises(SignInRefused, match="not known"):
            actor_of_token(desk, forged, Scope.READ)


@pytest.mark.parametrize("role", [Role.READER, Role.REVIEWER, Role.EDITOR])
def test_tokens_are_one_s_own_or_an_admin_s_to_manage(desk: Desk, role: Role) -> None:
    person(desk, "alice", Role.READER)
    own, admin = person(desk, "bob", role), person(desk, "root", Role.ADMIN)
    theirs = issue_token(desk, admin, "alice", "script", [Scope.READ])
    for refused in (
        lambda: issue_token(desk, own, "alice", "script", [Scope.READ]),
        lambda: tokens_of(desk, own, "alice"),
        lambda: revoke_token(desk, own, theirs.id),
    ):
        with pytest.raises(NotPermitted):
            refused()
    mine = issue_token(desk, own, "bob", "script", [Scope.READ])
    assert [one.id for one in tokens_of(desk, own, "bob")] == [mine.id]
    assert revoke_token(desk, own, mine.id).revoked_at is not None
    assert revoke_token(desk, admin, theirs.id).revoked_at is not None


def test_a_label_can_be_shown(desk: Desk) -> None:
    person(desk, "alice", Role.READER)
    for label in ("", "  ", "x" * 61, "a\x00b", "\ud800", "\u202etpircs"):
        with pytest.raises(UsageError):
            issue_token(desk, OPERATOR, "alice", label, [Scope.READ])


def test_a_token_is_for_something_and_somebody(desk: Desk) -> None:
    person(desk, "alice", Role.READER)
    with pytest.raises(UsageError, match="without a scope"):
        issue_token(desk, OPERATOR, "alice", "script", [])
    with pytest.raises(AccountError, match="no account 'bob'"):
        issue_token(desk, OPERATOR, "bob", "script", [Scope.READ])
    for unknown in (0, -1, 99, 2**70):
        with pytest.raises(AccountError, match="no token"):
            revoke_token(desk, OPERATOR, unknown)
