"""Signing in: how long it holds, what locks an account, and that a refusal tells nothing of who has one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from argon2.profiles import CHEAPEST
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from curbside.articles.accounts import disable, enable, find_account, set_password, set_role
from curbside.articles.database import Database
from curbside.articles.desk import Desk
from curbside.articles.passwords import Passwords
from curbside.articles.schema import SignIn
from curbside.articles.sign_ins import actor_of_sign_in, change_password, sign_in, sign_out, sign_out_everywhere
from curbside.articles.states import Role
from curbside.errors import NotPermitted, SignInRefused, UsageError

from .desks import OPERATOR, PASSWORD, Clock, deeds, everything_stored, made_desk, person, told

# Slow enough to be told from the rest of a sign-in, and in one thread.
SLOWER = replace(CHEAPEST, memory_cost=16_384, time_cost=3)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(database: Database, tmp_path: Path, clock: Clock) -> Desk:
    return made_desk(database, tmp_path, clock)


def refusal(desk: Desk, name: str, password: str) -> str:
    with pytest.raises(SignInRefused) as refused:
        sign_in(desk, name, password)
    return refused.value.message


def lock(desk: Desk, name: str = "alice") -> str:
    for _ in range(4):
        assert "locked" not in refusal(desk, name, "wrong")
    return refusal(desk, name, "wrong")


def test_who_signs_in_is_who_they_are_now(desk: Desk) -> None:
    person(desk, "alice", Role.REVIEWER)
    signed_in = sign_in(desk, "alice", PASSWORD)
    actor = actor_of_sign_in(desk, signed_in.secret)
    assert (actor.name, actor.role, actor.channel) == ("alice", Role.REVIEWER, "pages")
    set_role(desk, OPERATOR, "alice", Role.EDITOR)
    assert actor_of_sign_in(desk, signed_in.secret).role is Role.EDITOR


def test_a_keyboard_that_begins_with_a_capital_is_no_reason_to_refuse(desk: Desk) -> None:
    person(desk, "alice", Role.READER)
    assert sign_in(desk, " Alice ", PASSWORD).name == "alice"


def test_a_sign_in_ends_after_twelve_hours(desk: Desk, clock: Clock) -> None:
    person(desk, "alice", Role.READER)
    secret = sign_in(desk, "alice", PASSWORD).secret
    clock.forward(hours=11, minutes=59)
    assert actor_of_sign_in(desk, secret).name == "alice"
    clock.forward(minutes=1)
    with pytest.raises(SignInRefused):
        actor_of_sign_in(desk, secret)


def test_what_has_ended_is_not_kept_for_ever(desk: Desk, clock: Clock) -> None:
    person(desk, "alice", Role.READER)
    for _ in range(3):
        sign_in(desk, "alice", PASSWORD)
        clock.forward(hours=13)
    with desk.database.read() as session:
        assert session.scalar(select(func.count()).select_from(SignIn)) == 1


def test_each_sign_in_has_256_bits_of_its_own_and_only_their_hash_is_kept(desk: Desk) -> None:
    person(desk, "alice", Role.READER)
    secrets = {sign_in(desk, "alice", PASSWORD).secret for _ in range(5)}
    assert len(secrets) == 5
    assert all(len(secret) == 43 for secret in secrets)
    stored = everything_stored(desk)
    assert not any(secret in stored for secret in secrets)


def test_a_secret_that_was_never_given_out_is_nobody_s(desk: Desk) -> None:
    for forged in ("", "x", "\x00", "\ud800", "x" * 10_000):
        with pytest.raises(SignInRefused):
            actor_of_sign_in(desk, forged)
        sign_out(desk, forged)


def test_signing_out_ends_this_one_and_everywhere_ends_all(desk: Desk) -> None:
    alice = person(desk, "alice", Role.READER)
    first, second, third = (sign_in(desk, "alice", PASSWORD).secret for _ in range(3))
    sign_out(desk, first)
    with pytest.raises(SignInRefused):
        actor_of_sign_in(desk, first)
    assert actor_of_sign_in(desk, second).name == "alice"
    assert sign_out_everywhere(desk, alice, "alice") == 2
    for secret in (second, third):
        with pytest.raises(SignInRefused):
            actor_of_sign_in(desk, secret)
    assert told(desk)[-1].detail == {"account": "alice", "sign_ins": 2}


@pytest.mark.parametrize("role", [Role.READER, Role.REVIEWER, Role.EDITOR])
def test_nobody_but_admins_signs_others_out(desk: Desk, role: Role) -> None:
    person(desk, "alice", Role.READER)
    secret = sign_in(desk, "alice", PASSWORD).secret
    with pytest.raises(NotPermitted):
        sign_out_everywhere(desk, person(desk, "bob", role), "alice")
    assert actor_of_sign_in(desk, secret).name == "alice"


# -- what is refused


def test_an_unknown_name_a_wrong_password_and_no_password_are_refused_in_the_same_words(desk: Desk) -> None:
    person(desk, "alice", Role.READER)
    person(desk, "bob", Role.READER, password=None)
    person(desk, "carol", Role.READER)
    disable(desk, OPERATOR, "carol")
    said = {
        refusal(desk, name, "wrong password of theirs") for name in ("alice", "bob", "carol", "nobody", "", "Ünknown")
    }
    assert said == {"The name or the password is not right."}


def test_an_unknown_name_takes_as_long_as_a_wrong_password(database: Database, tmp_path: Path) -> None:
    cheap = made_desk(database, tmp_path)
    desk = Desk(database, cheap.curbside, clock=cheap.clock, passwords=Passwords(SLOWER))
    person(desk, "alice", Role.READER)
    person(desk, "bob", Role.READER, password=None)

    def seconds(name: str) -> float:
        before = time.process_time()
        refusal(desk, name, "wrong password of theirs")
        return time.process_time() - before

    known = min(seconds("alice") for _ in range(2))
    for name in ("nobody", "bob"):
        assert min(seconds(name) for _ in range(2)) > known / 2


@given(st.text(st.characters(codec=None), max_size=30), st.text(st.characters(codec=None), max_size=30))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_is_refused_in_words(desk: Desk, name: str, password: str) -> None:
    assert refusal(desk, name, password) == "The name or the password is not right."


def test_the_fifth_wrong_password_locks_and_then_not_even_the_right_one_helps(desk: Desk, clock: Clock) -> None:
    person(desk, "alice", Role.READER)
    assert lock(desk) == "This account is locked until 2026-11-28 12:00:30 UTC, after 5 wrong passwords."
    assert "locked until" in refusal(desk, "alice", PASSWORD)
    clock.forward(seconds=29)
    assert "locked until" in refusal(desk, "alice", PASSWORD)
    clock.forward(seconds=1)
    assert sign_in(desk, "alice", PASSWORD).name == "alice"


def test_each_lock_is_twice_as_long_up_to_an_hour_and_success_begins_anew(desk: Desk, clock: Clock) -> None:
    person(desk, "alice", Role.READER)
    for _ in range(4):
        refusal(desk, "alice", "wrong")
    waited = []
    for _ in range(10):
        refusal(desk, "alice", "wrong")
        with desk.database.read() as session:
            account = find_account(session, "alice")
            assert account is not None
            assert account.locked_until is not None
            until = account.locked_until
        seconds = 0
        while desk.now < until:
            clock.forward(seconds=30)
            seconds += 30
        waited.append(seconds)
    assert waited == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
    sign_in(desk, "alice", PASSWORD)
    assert "locked" not in refusal(desk, "alice", "wrong")


def test_what_is_tried_while_locked_neither_counts_nor_prolongs(desk: Desk, clock: Clock) -> None:
    person(desk, "alice", Role.READER)
    said = lock(desk)
    for _ in range(20):
        assert refusal(desk, "alice", "wrong") == said
    clock.forward(seconds=30)
    assert sign_in(desk, "alice", PASSWORD).name == "alice"


def test_guesses_made_at_once_are_counted_one_by_one(desk: Desk) -> None:
    person(desk, "alice", Role.READER)
    said: list[str] = []
    threads = [threading.Thread(target=lambda: said.append(refusal(desk, "alice", "wrong"))) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([one for one in said if "locked" not in one]) == 4
    assert {one for one in said if "locked" in one} == {refusal(desk, "alice", PASSWORD)}
    assert told(desk)[-1].detail["failures"] == 5


def test_only_the_start_of_a_lock_is_in_the_audit_trail(desk: Desk) -> None:
    person(desk, "alice", Role.READER)
    sign_in(desk, "alice", PASSWORD)
    lock(desk)
    refusal(desk, "alice", "wrong")
    refusal(desk, "nobody", "wrong")
    assert deeds(desk) == ["account_added", "sign_in_locked"]
    entry = told(desk)[-1]
    assert (entry.actor, entry.channel) == ("somebody", "pages")
    assert entry.detail == {"account": "alice", "failures": 5, "until": "2026-11-28T12:00:30Z"}


def test_a_lock_is_kept_although_the_sign_in_is_refused_and_touches_nobody_else(desk: Desk) -> None:
    person(desk, "alice", Role.READER)
    person(desk, "bob", Role.READER)
    secret = sign_in(desk, "alice", PASSWORD).secret
    lock(desk)
    assert sign_in(desk, "bob", PASSWORD).name == "bob"
    assert actor_of_sign_in(desk, secret).name == "alice"


@pytest.mark.parametrize(
    "help_them",
    [
        lambda desk: set_password(desk, OPERATOR, "alice", PASSWORD),
        lambda desk: enable(desk, OPERATOR, "alice"),
    ],
    ids=["password", "enable"],
)
def test_an_admin_ends_a_lock(desk: Desk, help_them: Callable[[Desk], object]) -> None:
    person(desk, "alice", Role.READER)
    lock(desk)
    help_them(desk)
    assert sign_in(desk, "alice", PASSWORD).name == "alice"


def test_a_new_password_ends_what_is_signed_in_with_the_one_before(desk: Desk) -> None:
    person(desk, "alice", Role.READER)
    secret = sign_in(desk, "alice", PASSWORD).secret
    set_password(desk, OPERATOR, "alice", "another long password")
    with pytest.raises(SignInRefused):
        actor_of_sign_in(desk, secret)
    refusal(desk, "alice", PASSWORD)
    assert sign_in(desk, "alice", "another long password").name == "alice"


def test_changing_one_s_own_password_takes_the_current_one(desk: Desk) -> None:
    alice = person(desk, "alice", Role.READER)
    secret = sign_in(desk, "alice", PASSWORD).secret
    with pytest.raises(SignInRefused):
        change_password(desk, alice, "wrong", "another long password")
    with pytest.raises(UsageError):
        change_password(desk, alice, PASSWORD, "short")
    change_password(desk, alice, PASSWORD, "another long password")
    with pytest.raises(SignInRefused):
        actor_of_sign_in(desk, secret)
    assert sign_in(desk, "alice", "another long password").name == "alice"
    assert told(desk)[-1].actor == "alice"


def test_guessing_the_current_password_locks_too(desk: Desk) -> None:
    alice = person(desk, "alice", Role.READER)
    for _ in range(5):
        with pytest.raises(SignInRefused):
            change_password(desk, alice, "wrong", "another long password")
    assert "locked" in refusal(desk, "alice", PASSWORD)


def test_a_hash_of_older_parameters_is_renewed_when_its_owner_signs_in(database: Database, tmp_path: Path) -> None:
    desk = made_desk(database, tmp_path)
    person(desk, "alice", Role.READER)
    stronger = Desk(database, desk.curbside, clock=desk.clock, passwords=Passwords(SLOWER))
    refusal(stronger, "alice", "wrong")
    assert "m=16384" not in everything_stored(desk)
    sign_in(stronger, "alice", PASSWORD)
    assert "m=16384,t=3,p=1" in everything_stored(desk)
    assert sign_in(stronger, "alice", PASSWORD).name == "alice"


def test_a_password_that_was_replaced_while_it_was_compared_is_wrong(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(desk, "alice", Role.READER)
    fits = desk.passwords.fits

    def slowly(password: str, kept: str | None) -> bool:
        found = fits(password, kept)
        set_password(desk, OPERATOR, "alice", "another long password")
        return found

    monkeypatch.setattr(desk.passwords, "fits", slowly)
    assert refusal(desk, "alice", PASSWORD) == "The name or the password is not right."
