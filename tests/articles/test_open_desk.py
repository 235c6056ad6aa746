"""The command line's desk, from the settings, on both databases."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from curbside.articles.accounts import add_account, everyone
from curbside.articles.actor import local_operator
from curbside.articles.states import Role
from curbside.command_line import open_desk
from curbside.engine import Curbside
from curbside.errors import DatabaseError, UsageError
from curbside.settings import load_settings


@pytest.fixture
def house(starter_library: Curbside, tmp_path: Path) -> str:
    shutil.copytree(starter_library.folder, tmp_path / "house")
    return str(tmp_path / "house")


def test_accounts_are_kept_where_the_setting_says(
    house: str, database_url: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database_url is not None:
        monkeypatch.setenv("CURBSIDE_DATABASE_URL", database_url)
    with open_desk(house) as desk:
        add_account(desk, local_operator(), "alice", Role.ADMIN)
    with open_desk(house) as desk:
        assert [one.name for one in everyone(desk, local_operator())] == ["alice"]
        assert desk.database.is_sqlite is (database_url is None)
    assert (Path(house) / "articles.db").exists() is (database_url is None)


def test_the_desk_has_the_rules_that_are_set(house: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_desk(house) as desk:
        assert (desk.required_reviewers, desk.review_months, desk.pending_to_staff) == (1, 12, False)
    for name, value in (("REQUIRED_REVIEWERS", "2"), ("REVIEW_MONTHS", "6"), ("PENDING_ARTICLES", "staff")):
        monkeypatch.setenv(f"CURBSIDE_{name}", value)
    with open_desk(house) as desk:
        assert (desk.required_reviewers, desk.review_months, desk.pending_to_staff) == (2, 6, True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REQUIRED_REVIEWERS", "0"),
        ("REQUIRED_REVIEWERS", "10"),
        ("REVIEW_MONTHS", "0"),
        ("REVIEW_MONTHS", "61"),
        ("PENDING_ARTICLES", "nobody"),
    ],
)
def test_rules_out_of_bounds_are_refused(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"CURBSIDE_{name}", value)
    with pytest.raises(UsageError, match=f"CURBSIDE_{name}"):
        load_settings()


def test_a_database_s_password_is_in_no_error(house: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURBSIDE_DATABASE_URL", "postgresql://curbside:sesame-street@127.0.0.1:1/articles")
    assert "sesame" not in repr(load_settings())
    with pytest.raises(DatabaseError) as refused, open_desk(house):
        pass
    assert "sesame" not in str(refused.value)
