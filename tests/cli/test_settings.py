"""Settings: read from the environment, refused by name when they cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from curbside import Curbside
from curbside.errors import UsageError
from curbside.settings import load_settings

from .conftest import Run


def test_without_settings_the_library_is_in_the_users_data_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert load_settings().library == tmp_path / "curbside" / "library"
    assert Curbside().folder == tmp_path / "curbside" / "library"


def test_serving_is_to_this_machine_only_unless_told_otherwise() -> None:
    assert load_settings().host == "127.0.0.1"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CURBSIDE_PORT", "many"),
        ("CURBSIDE_PORT", "0"),
        ("CURBSIDE_PORT", "70000"),
        ("CURBSIDE_LOCK_WAIT_SECONDS", "-1"),
        ("CURBSIDE_LOCK_WAIT_SECONDS", "soon"),
    ],
)
def test_a_value_that_cannot_be_used_names_its_variable(
    name: str, value: str, run: Run, starter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(UsageError, match=name):
        load_settings()
    done = run("ask", "Where do NETs spread?", "--library", starter)
    assert done.code == 2
    assert done.err.startswith(f"The setting {name} cannot be used: ")
    assert "Traceback" not in done.err


def test_a_value_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CURBSIDE_LIBRARY", str(tmp_path / "mine"))
    monkeypatch.setenv("CURBSIDE_LOCK_WAIT_SECONDS", "1.5")
    assert load_settings().library == tmp_path / "mine"
    assert load_settings().lock_wait_seconds == 1.5


def test_settings_cannot_be_changed_once_read() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().port = 1


def test_a_variable_that_is_no_setting_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURBSIDE_LIBARY", "/srv/library")
    with pytest.raises(UsageError, match="CURBSIDE_LIBARY"):
        load_settings()


def test_an_empty_library_setting_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("CURBSIDE_LIBRARY", "")
    assert load_settings().library != Path()
