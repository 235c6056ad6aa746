"""`users`: the first admin, who manages accounts, and that no secret is printed but a new token's, once."""

from __future__ import annotations

import json
import os
import pty
import re
import shlex
import sys
from pathlib import Path

import pytest

from .conftest import Run

PASSWORD = "correct horse battery"


@pytest.fixture
def people(run: Run, house: Path) -> Path:
    """A library with an account of each role, none of them with a password."""
    for role in ("admin", "editor", "reviewer", "reader"):
        assert run("users", "add", f"a-{role}", "--role", role).code == 0
    return house


def listed(run: Run) -> dict[str, dict[str, object]]:
    return {one["name"]: one for one in json.loads(run("users", "list", "-f", "json").out)}


def audited(run: Run) -> list[dict[str, object]]:
    assert run("audit", "verify").code == 0
    return json.loads(run("audit", "show", "-f", "json").out)[::-1]  # type: ignore[no-any-return]


def issued(run: Run, name: str, *scopes: str, days: int = 90) -> str:
    options = [part for scope in scopes for part in ("--scope", scope)]
    return run("users", "token", name, "--label", "script", *options, "--days", str(days)).out.strip()


def test_the_first_admin_is_made_on_this_machine(run: Run, house: Path) -> None:
    done = run("users", "add", "alice", "--role", "admin", "--password-stdin", stdin=f"{PASSWORD}\nmore\n")
    assert (done.code, done.out, done.err) == (0, "", "Made the account alice, role admin.\n")
    (entry,) = audited(run)
    assert (entry["action"], entry["detail"]) == ("account_added", {"account": "alice", "role": "admin"})
    assert str(entry["actor"]).startswith("os:")
    assert str(entry["channel"]).startswith("local as ")


def test_without_a_terminal_and_a_password_the_account_says_what_it_lacks(run: Run, house: Path) -> None:
    done = run("users", "add", "alice", "--role", "admin")
    assert done.code == 0
    assert "cannot sign in to pages until it has a password: curbside users password alice" in done.err
    assert listed(run)["alice"]["has_password"] is False
    assert "no password" in run("users", "list").out
    refused = run("users", "password", "alice")
    assert (refused.code, "--password-stdin" in refused.err) == (2, True)
    assert run("users", "password", "alice", "--password-stdin", stdin=PASSWORD).code == 0
    assert listed(run)["alice"]["has_password"] is True


@pytest.mark.parametrize("stdin", ["", "\n", "short\n", "alice-has-a-long-name\n", "x" * 1025])
def test_a_password_that_cannot_be_one_makes_no_account(run: Run, house: Path, stdin: str) -> None:
    done = run("users", "add", "alice-has-a-long-name", "--role", "admin", "--password-stdin", stdin=stdin)
    assert done.code == 2
    assert stdin.strip() == "" or stdin.strip() not in done.err.replace("alice-has-a-long-name's", "")
    assert listed(run) == {}


def test_at_a_terminal_the_password_is_asked_for_twice_and_not_shown(house: Path) -> None:
    child, terminal = pty.fork()
    if child == 0:
        command = [sys.executable, "-m", "curbside", "users", "add", "alice", "--role", "admin"]
        os.execve(sys.executable, command, {**os.environ, "CURBSIDE_LIBRARY": str(house)})
    shown = b""
    for prompt in (b"Password for alice: ", b"epeat for confirmation: "):
        while prompt not in shown:
            shown += os.read(terminal, 1024)
        os.write(terminal, PASSWORD.encode() + b"\n")
    while b"Made the account" not in shown:
        shown += os.read(terminal, 1024)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    os.close(terminal)
    assert PASSWORD.encode() not in shown
    assert b"cannot sign in" not in shown


def test_no_secret_is_in_any_list_and_a_token_s_is_printed_once(run: Run, house: Path) -> None:
    run("users", "add", "alice", "--role", "reviewer", "--password-stdin", stdin=PASSWORD)
    done = run("users", "token", "alice", "--label", "ward", "--scope", "read", "--scope", "review")
    secret = done.out.strip()
    assert secret.startswith("curbside_")
    assert secret not in done.err
    printed = "".join(
        run(*command, *output).out
        for command in (["users", "list"], ["users", "tokens", "alice"], ["audit", "show"])
        for output in ((), ("-f", "json"))
    )
    assert "ward" in printed
    for hidden in (secret, PASSWORD, "argon2", "secret_hash", "password_hash"):
        assert hidden not in printed
    kept = b"".join(path.read_bytes() for path in house.glob("articles.db*"))
    assert secret.encode() not in kept
    assert PASSWORD.encode() not in kept


def test_a_token_in_json_says_what_it_is_for(run: Run, people: Path) -> None:
    done = run("users", "token", "a-reviewer", "--label", "x", "--scope", "review", "--days", "1", "-f", "json")
    token = json.loads(done.out)
    assert set(token) == {"id", "secret", "scopes", "expires_at"}
    assert token["scopes"] == ["review"]
    (held,) = json.loads(run("users", "tokens", "a-reviewer", "-f", "json").out)
    assert set(held) == {"id", "label", "scopes", "created_at", "expires_at", "revoked_at"}
    assert run("users", "revoke-token", str(held["id"])).code == 0
    assert "revoked" in run("users", "tokens", "a-reviewer").out


MANAGING = (
    ["users", "add", "eve", "--role", "admin"],
    ["users", "list"],
    ["users", "role", "a-reader", "admin"],
    ["users", "password", "a-reader", "--password-stdin"],
    ["users", "disable", "a-admin"],
    ["users", "enable", "a-admin"],
    ["users", "profile", "a-admin", "--full-name", "Eve"],
    ["users", "token", "a-admin", "--label", "x", "--scope", "manage"],
    ["users", "tokens", "a-admin"],
    ["users", "sign-out", "a-admin"],
)


@pytest.mark.parametrize("role", ["reader", "reviewer", "editor"])
def test_every_role_but_admin_is_refused(run: Run, people: Path, role: str) -> None:
    before = audited(run)
    for command in MANAGING:
        done = run(*command, "--as", f"a-{role}", stdin=PASSWORD)
        assert (done.code, done.out) == (1, ""), command
        assert done.err.startswith(f"The role {role} may not manage accounts. Ask an admin"), command
    assert audited(run) == before


def test_an_admin_manages_accounts_in_their_own_name(run: Run, people: Path) -> None:
    assert run("users", "add", "bob", "--role", "reader", "--as", "a-admin").code == 0
    assert run("users", "role", "bob", "reviewer", "--as", "a-admin").err == "bob has the role reviewer.\n"
    assert [entry["actor"] for entry in audited(run)[-2:]] == ["a-admin", "a-admin"]


def test_accounts_look_after_their_own_profile_tokens_and_sign_ins(run: Run, people: Path) -> None:
    own = ("--as", "a-reviewer")
    done = run(
        "users", "profile", "a-reviewer", "--full-name", "Ann Reviewer", "--specialty", "Oncology", "--named", *own
    )
    assert "full name: Ann Reviewer" in done.out
    assert "conflicts: not given" in done.out
    assert "may be named: yes" in done.out
    assert run("users", "token", "a-reviewer", "--label", "x", "--scope", "read", *own).code == 0
    assert run("users", "tokens", "a-reviewer", *own).out.startswith("1  x  read  expires ")
    assert run("users", "sign-out", "a-reviewer", *own).err == "Ended 0 sign-ins of a-reviewer.\n"


def test_the_last_admin_cannot_be_disabled_or_demoted(run: Run, people: Path) -> None:
    for command in (["disable", "a-admin"], ["role", "a-admin", "editor"]):
        done = run("users", *command)
        assert (done.code, "a-admin is the last admin" in done.err) == (1, True)
    assert listed(run)["a-admin"]["role"] == "admin"


def test_a_disabled_account_is_listed_and_acts_no_more(run: Run, people: Path) -> None:
    assert run("users", "disable", "a-editor").code == 0
    assert "a-editor  editor  disabled 20" in run("users", "list").out
    done = run("users", "profile", "a-editor", "--as", "a-editor")
    assert (done.code, done.err.startswith("The account a-editor is disabled.")) == (1, True)
    assert run("users", "enable", "a-editor").err == "a-editor is enabled, and has no password.\n"


@pytest.mark.parametrize("name", ["a", "Alice", "../alice", "alice liddell"])
def test_a_name_that_cannot_be_one_is_refused_in_words(run: Run, house: Path, name: str) -> None:
    done = run("users", "add", name, "--role", "reader")
    assert done.code == 2
    assert "2 to 64 lower case letters" in done.err


def test_a_library_that_is_not_there_is_made_as_by_asking_and_that_is_said(run: Run, tmp_path: Path) -> None:
    done = run("users", "add", "alice", "--role", "admin", "--library", tmp_path / "new")
    assert done.code == 0
    assert f"Making a library with the starter pack at {tmp_path / 'new'}" in done.err


# -- who acts


def test_where_a_token_is_set_it_decides_who_acts(run: Run, people: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURBSIDE_TOKEN", issued(run, "a-admin", "manage"))
    assert run("users", "add", "bob", "--role", "reader", "--as", "a-admin").code == 0
    assert run("users", "add", "carol", "--role", "reader").code == 0
    monkeypatch.delenv("CURBSIDE_TOKEN")
    assert [(one["actor"], one["channel"]) for one in audited(run)[-2:]] == [("a-admin", "token 1 (script)")] * 2


def test_a_token_of_somebody_else_is_refused(run: Run, people: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURBSIDE_TOKEN", issued(run, "a-admin", "manage"))
    done = run("users", "list", "--as", "a-editor")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("CURBSIDE_TOKEN is a token of a-admin, not of a-editor.")


@pytest.mark.parametrize("scope", ["read", "review", "publish"])
def test_a_token_without_the_scope_manages_nothing_not_even_its_own(
    run: Run, people: Path, monkeypatch: pytest.MonkeyPatch, scope: str
) -> None:
    monkeypatch.setenv("CURBSIDE_TOKEN", issued(run, "a-admin", scope))
    for command in (["list"], ["token", "a-admin", "--label", "x", "--scope", "manage"], ["tokens", "a-admin"]):
        done = run("users", *command)
        assert (done.code, done.out) == (1, "")
        assert done.err.startswith(f"This token may not manage: it is for {scope}.")


def test_a_token_gives_its_account_no_role(run: Run, people: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURBSIDE_TOKEN", issued(run, "a-reader", "manage"))
    assert run("users", "list").err.startswith("The role reader may not manage accounts.")


@pytest.mark.parametrize("token", ["curbside_wrong", "x", " "])
def test_a_token_that_holds_for_nobody_does_not_fall_back_to_the_operator(
    run: Run, people: Path, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("CURBSIDE_TOKEN", token)
    done = run("users", "list")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("This token is not known.")


def test_who_is_named_and_has_no_account_is_refused(run: Run, people: Path) -> None:
    done = run("users", "list", "--as", "nobody")
    assert (done.code, done.err) == (1, "There is no account 'nobody'. See `curbside users list`.\n")


def test_the_commands_of_the_guide_run_as_they_stand(
    run: Run, house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "accounts.md").read_text("utf-8")
    monkeypatch.chdir(tmp_path)
    commands = [line for block in re.findall(r"```sh\n(.*?)```", guide, re.DOTALL) for line in block.splitlines()]
    assert len(commands) == 11
    for command in commands:
        typed, _, redirected = command.partition(" < ")
        done = run(*shlex.split(typed)[1:], stdin=PASSWORD if redirected else "")
        assert done.code == 0, (command, done.err)
    assert (tmp_path / "audit.jsonl").exists()
