"""Passwords: which may be chosen, and that only a hash of them is kept."""

from __future__ import annotations

import unicodedata

import pytest
from argon2.profiles import CHEAPEST, RFC_9106_LOW_MEMORY
from hypothesis import given, settings
from hypothesis import strategies as st

from curbside.articles.passwords import LONGEST, SHORTEST, Passwords, check_password
from curbside.errors import UsageError

CHEAP = Passwords(CHEAPEST)
ANY_TEXT = st.text(st.characters(codec=None), max_size=60)


def may_be_chosen(password: str, name: str = "alice") -> bool:
    try:
        check_password(password, name)
    except UsageError:
        return False
    return True


def test_hashes_are_argon2id_with_the_parameters_of_rfc_9106() -> None:
    kept = Passwords().hash("correct horse battery")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_one_password_has_another_hash_each_time() -> None:
    assert CHEAP.hash("correct horse battery") != CHEAP.hash("correct horse battery")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
@settings(max_examples=50)
def test_only_the_password_itself_fits_its_hash(password: str) -> None:
    kept = CHEAP.hash(password)
    assert password not in kept or len(password) < 6
    assert CHEAP.fits(password, kept)
    assert CHEAP.fits(unicodedata.normalize("NFD", password), kept)
    assert not CHEAP.fits(password + "x", kept)
    assert not CHEAP.fits("", kept)


@given(ANY_TEXT)
@settings(max_examples=50)
def test_whatever_is_typed_is_refused_in_words_where_it_does_not_fit(typed: str) -> None:
    kept = CHEAP.hash("correct horse battery")
    assert not CHEAP.fits(typed, kept)
    assert not CHEAP.fits(typed, None)
    assert not CHEAP.fits(typed, "no hash at all")


@given(ANY_TEXT)
def test_what_may_be_chosen_can_be_typed_again(password: str) -> None:
    if may_be_chosen(password):
        assert CHEAP.fits(password, CHEAP.hash(password))
        assert len(unicodedata.normalize("NFKC", password)) >= SHORTEST


@pytest.mark.parametrize(
    ("password", "name", "may"),
    [
        ("x" * (SHORTEST - 1), "alice", False),
        ("x" * SHORTEST, "alice", True),
        ("x" * LONGEST, "alice", True),
        ("x" * (LONGEST + 1), "alice", False),
        ("alice.liddell", "alice.liddell", False),
        ("Alice.Liddell ", "alice.liddell", False),
        ("alice.liddell!", "alice.liddell", True),
        ("\ud800" * SHORTEST, "alice", False),
    ],
)
def test_which_passwords_may_be_chosen(password: str, name: str, may: bool) -> None:
    assert may_be_chosen(password, name) is may


def test_a_refused_password_is_not_repeated() -> None:
    with pytest.raises(UsageError) as refused:
        check_password("hunter2", "alice")
    assert "hunter2" not in str(refused.value)


def test_a_hash_of_other_parameters_is_outdated() -> None:
    assert Passwords(RFC_9106_LOW_MEMORY).is_outdated(CHEAP.hash("correct horse battery"))
    assert not CHEAP.is_outdated(CHEAP.hash("correct horse battery"))
