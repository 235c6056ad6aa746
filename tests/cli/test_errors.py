"""What goes wrong is said in two sentences on standard error, with an exit code that scripts can tell apart."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .conftest import Done, Run

SENTENCES = re.compile(r"[^\n]+[.?)] [A-Z`][^\n]+[.?)'`…]\n")


def is_two_sentences(done: Done) -> bool:
    """What happened, and what to do; on one line, with no traceback, and nothing where results go."""
    return bool(SENTENCES.fullmatch(done.err)) and "Traceback" not in done.err and done.out == ""


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["ask", ""], 2),
        (["ask", "   "], 2),
        (["ask", "w" * 2001], 2),
        (["ask", "w" * 100_000], 2),
        (["search", ""], 2),
        (["search", "w" * 2001], 2),
        (["sources", "show", "nothing-of-this-name"], 1),
        (["sources", "retire"], 2),
        (["sources", "retire", "nothing-of-this-name"], 2),
        (["sources", "retire", "--pack", "nothing-of-this-name"], 2),
        (["sources", "restore", "--pack", "nothing-of-this-name"], 2),
        (["add"], 2),
        (["add", "--empty", "--starter", "x.md"], 2),
        (["add", "no/such/file.md"], 1),
    ],
)
def test_an_expected_error_is_two_sentences_and_an_exit_code(
    args: list[str], code: int, run: Run, starter: Path
) -> None:
    done = run(*args, "--library", starter)
    assert done.code == code
    assert is_two_sentences(done), done.err


@pytest.mark.parametrize("args", [["ask", ""], ["sources", "show", "nothing"], ["add", "no/such/file.md"]])
def test_debug_shows_the_traceback_and_then_the_same_two_sentences(args: list[str], run: Run, starter: Path) -> None:
    plain = run(*args, "--library", starter)
    debug = run("--debug", *args, "--library", starter)
    assert debug.code == plain.code
    assert debug.err.startswith("Traceback (most recent call last):")
    assert debug.err.endswith(plain.err)


@pytest.mark.parametrize(
    "args",
    [
        [],
        ["ask"],
        ["ask", "one", "two"],
        ["ask", "x", "--format", "pdf"],
        ["ask", "x", "--reader", "nurse"],
        ["ask", "x", "--no-such-option"],
        ["search", "x", "--limit", "0"],
        ["search", "x", "--limit", "many"],
        ["sources"],
        ["sources", "show"],
        ["prescribe"],
    ],
)
def test_wrong_usage_ends_with_exit_code_2_and_says_how_it_is_used(args: list[str], run: Run, tmp_path: Path) -> None:
    done = run(*args)
    assert done.code == 2
    assert "Usage" in done.err + done.out
    assert "did not expect" not in done.err
    assert "Traceback" not in done.err


def test_a_library_that_is_a_file_is_an_error_and_not_a_traceback(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("not a library")
    done = run("ask", "Where do NETs spread?", "--library", path)
    assert done.code == 1
    assert "Traceback" not in done.err


def test_a_damaged_manifest_is_told_with_what_to_do(run: Run, own_starter: Path) -> None:
    (own_starter / "manifest.json").write_text("{ not json", "utf-8")
    done = run("ask", "Where do NETs spread?", "--library", own_starter)
    assert done.code == 1
    assert is_two_sentences(done), done.err
    assert "backup" in done.err


def test_an_unexpected_error_is_named_and_points_to_debug(
    run: Run, starter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr("curbside.engine.Curbside.ask", broken)
    done = run("ask", "Where do NETs spread?", "--library", starter)
    assert done.code == 1
    assert "ZeroDivisionError: a defect" in done.err
    assert "--debug" in done.err
    assert "Traceback" not in done.err
    assert "Traceback" in run("--debug", "ask", "Where do NETs spread?", "--library", starter).err


def test_being_stopped_is_no_success_and_no_traceback(run: Run, starter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("curbside.engine.Curbside.ask", interrupted)
    done = run("ask", "Where do NETs spread?", "--library", starter)
    assert done.code in {1, 130}
    assert "Traceback" not in done.err
    assert "did not expect" not in done.err
