"""Accounts: who may manage them, what holds for names and profiles, and that there is always an admin."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from curbside.articles import accounts
from curbside.articles.accounts import (
    actor_named,
    add_account,
    board,
    change_profile,
    disable,
    enable,
    everyone,
    profile_of,
    reviewers,
    set_password,
    set_role,
)
from curbside.articles.actor import SYSTEM_CHANNEL, Actor, local_channel
from curbside.articles.database import Database
from curbside.articles.desk import Desk
from curbside.articles.scopes import Scope
from curbside.articles.sign_ins import actor_of_sign_in, sign_in
from curbside.articles.states import Role
from curbside.articles.tokens import actor_of_token, issue_token
from curbside.errors import AccountError, CurbsideError, NotPermitted, SignInRefused, UsageError

from .desks import OPERATOR, PASSWORD, deeds, everything_stored, made_desk, person, told


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return made_desk(database, tmp_path)


MANAGING: dict[str, Callable[[Desk, Actor], object]] = {
    "add": lambda desk, by: add_account(desk, by, "eve", Role.ADMIN, PASSWORD),
    "role": lambda desk, by: set_role(desk, by, "bob", Role.ADMIN),
    "password": lambda desk, by: set_password(desk, by, "bob", PASSWORD),
    "disable": lambda desk, by: disable(desk, by, "bob"),
    "enable": lambda desk, by: enable(desk, by, "bob"),
    "list": everyone,
    "profile of another": lambda desk, by: change_profile(desk, by, "bob", full_name="Eve"),
    "see the profile of another": lambda desk, by: profile_of(desk, by, "bob"),
}


@pytest.mark.parametrize("role", [Role.READER, Role.REVIEWER, Role.EDITOR])
def test_only_admins_and_the_local_operator_manage_accounts(desk: Desk, role: Role) -> None:
    person(desk, "bob", Role.REVIEWER)
    somebody, admin = person(desk, "somebody", role), person(desk, "root", Role.ADMIN)
    before = everything_stored(desk)
    for deed in MANAGING.values():
        with pytest.raises(NotPermitted, match=f"The role {role} may not manage accounts"):
            deed(desk, somebody)
    assert everything_stored(desk) == before
    for deed in MANAGING.values():
        deed(desk, admin)


def test_who_has_no_account_is_the_local_operator_only_on_this_machine(desk: Desk) -> None:
    for channel in (SYSTEM_CHANNEL, "pages", "local as somebody-else"):
        with pytest.raises(NotPermitted):
            add_account(desk, Actor(OPERATOR.name, OPERATOR.role, channel), "eve", Role.ADMIN)
    add_account(desk, OPERATOR, "alice", Role.ADMIN)
    assert told(desk)[0].actor == OPERATOR.name


def test_there_is_no_account_and_no_password_that_nobody_made(desk: Desk) -> None:
    assert everyone(desk, OPERATOR) == []
    made = add_account(desk, OPERATOR, "alice", Role.ADMIN)
    assert not made.has_password
    for guess in ("", "alice", "admin", "password"):
        with pytest.raises(SignInRefused):
            sign_in(desk, "alice", guess)


def test_names_are_of_lower_case_letters_digits_and_four_signs(desk: Desk) -> None:
    for name in ("al", "a.l-i_c@e", "9lives", "x" * 64):
        assert add_account(desk, OPERATOR, name, Role.READER).name == name
        assert actor_named(desk, name).name == name


@given(st.text(st.characters(codec=None), max_size=70))
@example("a").via("too short")
@example("Alice").via("upper case")
@example("ali\nce").via("a line's end")
@example("alice\n").via("a line's end at the end")
@example("a\x00b").via("what PostgreSQL refuses")
@example("\ud800\ud800").via("half a character")
@example("-alice").via("an option")
@example("..").via("a folder")
@example("os:root").via("a local operator")
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_else_is_no_name_and_nobody_has_it(desk: Desk, name: str) -> None:
    if re.fullmatch(r"[a-z0-9][a-z0-9._@-]{1,63}", name):
        return
    with pytest.raises(UsageError, match="cannot be the name of an account"):
        add_account(desk, OPERATOR, name, Role.READER)
    with pytest.raises(SignInRefused):
        actor_named(desk, name)
    with pytest.raises(AccountError):
        set_role(desk, OPERATOR, name, Role.ADMIN)


def test_a_name_is_given_once(desk: Desk) -> None:
    add_account(desk, OPERATOR, "alice", Role.READER)
    with pytest.raises(AccountError, match="There is an account alice already"):
        add_account(desk, OPERATOR, "alice", Role.ADMIN)
    assert [one.role for one in everyone(desk, OPERATOR)] == [Role.READER]
    assert deeds(desk) == ["account_added"]


def test_of_two_who_take_a_name_at_once_one_gets_it(desk: Desk) -> None:
    refused: list[CurbsideError] = []

    def take() -> None:
        try:
            add_account(desk, OPERATOR, "alice", Role.READER)
        except AccountError as error:
            refused.append(error)

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 5
    assert deeds(desk) == ["account_added"]


def test_every_change_is_in_the_audit_trail_and_no_secret_is(desk: Desk) -> None:
    other = "another long password"
    alice = person(desk, "alice", Role.ADMIN)
    add_account(desk, alice, "bob", Role.REVIEWER, PASSWORD)
    set_role(desk, alice, "bob", Role.EDITOR)
    set_password(desk, alice, "bob", other)
    change_profile(desk, alice, "bob", full_name="Bob Builder", may_be_named=True)
    token = issue_token(desk, alice, "bob", "ward script", [Scope.READ])
    signed_in = sign_in(desk, "bob", other)
    disable(desk, alice, "bob")
    enable(desk, alice, "bob")
    entries = told(desk)
    assert [entry.action for entry in entries] == [
        *("account_added", "account_added", "role_changed", "password_set", "profile_changed", "token_issued"),
        *("account_disabled", "account_enabled"),
    ]
    assert all(entry.detail["account"] == "bob" and entry.actor == "alice" for entry in entries[1:])
    assert entries[2].detail == {"account": "bob", "from": "reviewer", "to": "editor"}
    assert entries[4].detail == {"account": "bob", "fields": ["full_name", "may_be_named"], "may_be_named": True}
    stored, listed = everything_stored(desk), str(everyone(desk, alice))
    for secret in (PASSWORD, other, token.secret, token.secret.removeprefix("curbside_"), signed_in.secret):
        assert secret not in stored + listed
    assert "argon2" not in listed + str(entries)


def test_what_changes_nothing_is_no_change(desk: Desk) -> None:
    person(desk, "alice", Role.ADMIN)
    set_role(desk, OPERATOR, "alice", Role.ADMIN)
    enable(desk, OPERATOR, "alice")
    change_profile(desk, OPERATOR, "alice", full_name="", may_be_named=False)
    assert deeds(desk) == ["account_added"]


@pytest.mark.parametrize(
    "deed", [lambda desk, by: disable(desk, by, "alice"), lambda desk, by: set_role(desk, by, "alice", Role.EDITOR)]
)
def test_the_last_admin_that_is_not_disabled_stays(desk: Desk, deed: Callable[[Desk, Actor], object]) -> None:
    alice, bob = person(desk, "alice", Role.ADMIN), person(desk, "bob", Role.ADMIN)
    disable(desk, alice, "bob")
    for by in (alice, OPERATOR):
        with pytest.raises(AccountError, match="alice is the last admin that is not disabled"):
            deed(desk, by)
    enable(desk, alice, "bob")
    deed(desk, bob)


def test_of_two_admins_who_disable_each_other_one_stays(desk: Desk) -> None:
    people = {name: person(desk, name, Role.ADMIN) for name in ("alice", "bob")}

    def drop(by: str, other: str) -> None:
        with suppress(AccountError, SignInRefused):
            disable(desk, people[by], other)

    threads = [threading.Thread(target=drop, args=pair) for pair in (("alice", "bob"), ("bob", "alice"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one.disabled_at is None for one in everyone(desk, OPERATOR)) == 1


def test_a_disabled_account_acts_by_no_way_in(desk: Desk) -> None:
    person(desk, "alice", Role.REVIEWER)
    token = issue_token(desk, OPERATOR, "alice", "script", [Scope.REVIEW])
    signed_in = sign_in(desk, "alice", PASSWORD)
    disable(desk, OPERATOR, "alice")
    with pytest.raises(SignInRefused, match="disabled"):
        actor_named(desk, "alice")
    with pytest.raises(SignInRefused):
        actor_of_token(desk, token.secret, Scope.READ)
    with pytest.raises(SignInRefused):
        actor_of_sign_in(desk, signed_in.secret)
    with pytest.raises(SignInRefused, match="disabled"):
        sign_in(desk, "alice", PASSWORD)
    with pytest.raises(AccountError, match="disabled"):
        issue_token(desk, OPERATOR, "alice", "another", [Scope.READ])


def test_enabling_brings_no_token_and_no_sign_in_back(desk: Desk) -> None:
    person(desk, "alice", Role.REVIEWER)
    token = issue_token(desk, OPERATOR, "alice", "script", [Scope.REVIEW])
    signed_in = sign_in(desk, "alice", PASSWORD)
    disable(desk, OPERATOR, "alice")
    enable(desk, OPERATOR, "alice")
    with pytest.raises(SignInRefused):
        actor_of_token(desk, token.secret, Scope.READ)
    with pytest.raises(SignInRefused):
        actor_of_sign_in(desk, signed_in.secret)
    assert sign_in(desk, "alice", PASSWORD).name == "alice"


@pytest.mark.parametrize("change", [lambda desk: disable(desk, OPERATOR, "alice"),
                                    lambda desk: set_role(desk, OPERATOR, "alice", Role.READER)])  # fmt: skip
def test_who_loses_the_role_while_acting_acts_no_more(desk: Desk, change: Callable[[Desk], object]) -> None:
    alice = person(desk, "alice", Role.ADMIN)
    person(desk, "bob", Role.ADMIN)
    change(desk)
    with pytest.raises(SignInRefused, match="disabled or given another role"):
        add_account(desk, alice, "eve", Role.ADMIN)


def test_the_local_channel_names_the_account_and_the_user_of_the_machine(desk: Desk) -> None:
    person(desk, "alice", Role.REVIEWER)
    alice = actor_named(desk, "alice")
    assert (alice.name, alice.role, alice.channel) == ("alice", Role.REVIEWER, local_channel())
    assert alice.account_id is not None


# -- profiles


def test_an_account_changes_its_own_profile_and_not_its_role(desk: Desk) -> None:
    alice = person(desk, "alice", Role.REVIEWER)
    changed = change_profile(desk, alice, "alice", full_name=" Alice  Liddell ", conflicts="None\nknown")
    assert (changed.full_name, changed.conflicts) == ("Alice Liddell", "None known")
    assert profile_of(desk, alice, "alice") == changed
    with pytest.raises(NotPermitted):
        set_role(desk, alice, "alice", Role.ADMIN)
    with pytest.raises(NotPermitted):
        set_password(desk, alice, "alice", PASSWORD)


def test_what_is_not_given_stays_and_an_empty_text_empties_a_field(desk: Desk) -> None:
    person(desk, "alice", Role.REVIEWER)
    change_profile(desk, OPERATOR, "alice", full_name="Alice", specialty="Oncology")
    changed = change_profile(desk, OPERATOR, "alice", specialty="", credentials="MD")
    assert (changed.full_name, changed.specialty, changed.credentials) == ("Alice", None, "MD")


def test_the_board_is_the_reviewers_who_agreed_to_be_named(desk: Desk) -> None:
    for name, role in (
        ("alice", Role.REVIEWER),
        ("bob", Role.REVIEWER),
        ("carol", Role.EDITOR),
        ("dave", Role.REVIEWER),
    ):
        person(desk, name, role)
        change_profile(desk, OPERATOR, name, full_name=name.title(), may_be_named=name != "bob")
    disable(desk, OPERATOR, "dave")
    with desk.database.read() as session:
        assert [one.full_name for one in board(session)] == ["Alice"]
        assert [one.name for one in reviewers(session)] == ["alice", "bob"]
    change_profile(desk, OPERATOR, "alice", may_be_named=False)
    with desk.database.read() as session:
        assert board(session) == []


def test_to_be_named_takes_a_name(desk: Desk) -> None:
    person(desk, "alice", Role.REVIEWER)
    with pytest.raises(AccountError, match="without a full name"):
        change_profile(desk, OPERATOR, "alice", may_be_named=True)
    change_profile(desk, OPERATOR, "alice", may_be_named=True, full_name="Alice")
    with pytest.raises(AccountError, match="without a full name"):
        change_profile(desk, OPERATOR, "alice", full_name=" ")
    assert profile_of(desk, OPERATOR, "alice").full_name == "Alice"


def test_the_audit_trail_says_which_fields_changed_and_not_what_they_say(desk: Desk) -> None:
    person(desk, "alice", Role.REVIEWER)
    change_profile(desk, OPERATOR, "alice", conflicts="Shares in Example Pharma")
    assert "Pharma" not in str(told(desk))
    assert told(desk)[-1].detail["fields"] == ["conflicts"]


@given(st.text(st.characters(codec=None), max_size=130))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_profile_takes_any_text_that_can_be_shown_and_refuses_the_rest_in_words(desk: Desk, text: str) -> None:
    with desk.database.read() as session:
        made = accounts.find_account(session, "alice") is not None
    if not made:
        person(desk, "alice", Role.REVIEWER)
    try:
        changed = change_profile(desk, OPERATOR, "alice", full_name=text)
    except UsageError:
        return
    assert (changed.full_name or "") == " ".join(text.split())
    assert (changed.full_name or "").isprintable()
