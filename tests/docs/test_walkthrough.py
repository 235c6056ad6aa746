"""The walk-through, gone as it is written: its files, its commands in order, what they print, its pages."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from starlette.testclient import TestClient

from cli.conftest import Run, run  # noqa: F401
from curbside.engine import Curbside
from curbside.settings import load_settings
from curbside.web.app import build_app

GUIDE = (Path(__file__).parents[2] / "docs" / "walkthrough.md").read_text("utf-8")
STARTER = Path(__file__).parents[2] / "src" / "curbside" / "starter"

_BLOCK = re.compile(r"(?:<!-- file: (?P<file>\S+) -->\n)?^```(?P<language>\w+)\n(?P<body>.*?)^```", re.S | re.M)


class Block(NamedTuple):
    """Something that is fenced: a file to write, commands to run, or what they print."""

    language: str
    body: str
    file: str | None


class Address(NamedTuple):
    """A page, and who opens it."""

    path: str
    who: str


def blocks() -> Iterator[Block]:
    for found in _BLOCK.finditer(GUIDE):
        yield Block(found["language"], found["body"], found["file"])


def addresses() -> list[Address]:
    return [Address(*found) for found in re.findall(r"^\| `(/[^`]*)` \| (\w+) \|", GUIDE, re.M)]


def token_in(html: str) -> str:
    return re.findall(r'name="csrf" value="([^"]+)"', html)[0]


def signed_in(client: TestClient, name: str, password: str) -> TestClient:
    token = token_in(client.get("/login").text)
    sent = client.post("/login", data={"name": name, "password": password, "csrf": token})
    assert sent.status_code == 303
    return client


def test_every_command_and_page_of_the_walk_through_is_as_it_says(
    run: Run,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    printed = ""
    ran = 0
    for block in blocks():
        if block.file is not None:
            Path(block.file).write_text(block.body, "utf-8")
        elif block.language == "sh":
            printed = ""
            for line in block.body.splitlines():
                printed += follow(line, run, monkeypatch)
                ran += 1
        else:
            at = 0
            for line in block.body.splitlines():
                assert line in printed[at:], printed
                at = printed.index(line, at)
    assert ran == 33
    with Curbside(load_settings().library) as engine:
        check_pages(engine, Path("password.txt").read_text("utf-8").strip())


def follow(line: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> str:  # noqa: F811
    """Do what a line says, as a shell would; what was printed, by either way."""
    typed, _, redirected = line.partition(" < ")
    program, *arguments = shlex.split(typed)
    if program == "mkdir":
        Path(*arguments).mkdir()
        return ""
    if program == "export":
        name, _, value = arguments[0].partition("=")
        monkeypatch.setenv(name, value)
        return ""
    assert program == "curbside"
    if arguments == ["serve"]:  # its pages are opened in this process
        return ""
    done = run(*arguments, stdin=Path(redirected).read_text("utf-8") if redirected else "")
    assert done.code == 0, (line, done.err)
    # Both, for what is told goes to one and what is asked for to the other.
    return done.out + done.err


def check_pages(engine: Curbside, password: str) -> None:
    app = build_app(engine)
    assert len(addresses()) == 11
    for path, who in addresses():
        client = TestClient(app, follow_redirects=False)
        if who != "everybody":
            turned_away = client.get(path)
            assert (turned_away.status_code, turned_away.headers["location"].partition("?")[0]) == (303, "/login")
            client = signed_in(client, who, password)
        assert client.get(path).status_code == 200, path
    app.state.served.close()


def test_every_address_that_the_walk_through_names_is_in_its_table() -> None:
    named = set(re.findall(r"`(/[a-z][^`]*)`", GUIDE))
    assert named == {one.path for one in addresses()} - {"/"}


def test_the_sources_of_the_walk_through_say_only_what_the_starter_pack_says() -> None:
    starter = "\n".join(path.read_text("utf-8") for path in STARTER.rglob("*.md"))
    statements = [line for block in blocks() if block.language == "markdown" for line in block.body.splitlines()]
    said = [line for line in statements if line.startswith("- ")]
    assert len(said) == 4
    for line in said:
        assert line in starter
