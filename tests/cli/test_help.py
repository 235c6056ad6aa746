"""Help: every command explains itself without a library, without the engine, without an error."""

from __future__ import annotations

import pytest

from .conftest import Run

COMMANDS = (
    ["ask"],
    ["add"],
    ["chat"],
    ["evaluate"],
    ["fetch"],
    ["fetch", "pubmed"],
    ["fetch", "pmc"],
    ["fetch", "url"],
    ["new-source"],
    ["search"],
    ["sources"],
    ["sources", "list"],
    ["sources", "show"],
    ["sources", "retire"],
    ["sources", "restore"],
    ["users"],
    ["users", "add"],
    ["users", "list"],
    ["users", "role"],
    ["users", "password"],
    ["users", "disable"],
    ["users", "enable"],
    ["users", "profile"],
    ["users", "token"],
    ["users", "tokens"],
    ["users", "revoke-token"],
    ["users", "sign-out"],
    ["audit"],
    ["audit", "verify"],
    ["audit", "export"],
    ["audit", "show"],
    ["backup"],
    ["restore"],
    ["reindex"],
    ["doctor"],
    ["serve"],
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_command_has_help(command: list[str], flag: str, run: Run) -> None:
    done = run(*command, flag)
    assert (done.code, done.err) == (0, "")
    assert f"Usage: curbside {' '.join(command)}" in done.out
    assert "\x1b" not in done.out


def test_the_first_help_says_for_whom_it_is_and_what_it_is_not_for(run: Run) -> None:
    out = " ".join(run("--help").out.split())
    assert "For health professionals" in out
    assert "not for emergencies or automatic decisions" in out
    for command in COMMANDS:
        assert command[0] in out


def test_commands_that_use_a_library_say_how_to_name_it(run: Run) -> None:
    for command in COMMANDS:
        if command not in (["sources"], ["fetch"], ["users"], ["audit"], ["evaluate"], ["new-source"]):
            out = run(*command, "--help").out
            assert "--library" in out
            assert "CURBSIDE_LIBRARY" in out


def test_the_version_is_that_of_the_package(run: Run) -> None:
    from importlib.metadata import version

    assert run("--version").out == f"curbside {version('curbside')}\n"
