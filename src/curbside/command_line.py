"""What every command shares: its exit codes, the library it works on, and how it speaks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from curbside.errors import CurbsideError, UsageError

if TYPE_CHECKING:
    from curbside.articles.desk import Desk
    from curbside.engine import Curbside

DONE, FAILED, WRONG_USAGE, NO_EVIDENCE, SOME_SKIPPED = range(5)


class ListFormat(StrEnum):
    """How to write a list."""

    TEXT = "text"
    JSON = "json"


LibraryOption = Annotated[
    str | None,
    typer.Option("--library", "-l", help="The library's folder. Or set CURBSIDE_LIBRARY.", show_default=False),
]
ListFormatOption = Annotated[ListFormat, typer.Option("--format", "-f", help="text or json.")]


@contextmanager
def open_engine(library: str | None, *, empty: bool = False) -> Iterator[Curbside]:
    """The engine on the library that is named, else on that of the settings."""
    from curbside.engine import Curbside
    from curbside.settings import load_settings

    if library is not None and not library.strip():
        raise UsageError("--library names no folder.", "Name one, or leave the option out.")
    with Curbside.of_settings(load_settings(), library, empty) as curbside:
        curbside.on_make = say_making
        yield curbside


@contextmanager
def open_desk(library: str | None) -> Iterator[Desk]:
    """The review desk of the library that is named, else of that of the settings; made on first use, as by asking."""
    from curbside.articles.desk import desk_of
    from curbside.settings import load_settings

    with open_engine(library) as curbside:
        desk = desk_of(load_settings(), curbside)
        with desk.database:
            yield desk


def say_skipped(skipped: list[tuple[str, CurbsideError]]) -> None:
    """Say of each input that was not taken why, of the first twenty."""
    shown = skipped[:20]
    for path, error in shown:
        say(f"Skipped{f' ({path})' if path else ''}: {error.message} {error.hint}")
    if len(skipped) > len(shown):
        say(f"… and {len(skipped) - len(shown):,} more were skipped.")


@contextmanager
def counter(what: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error, told how much is done of how much; nothing where there is no screen."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def print_json(data: Any) -> None:
    """Print a result as JSON on standard output."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1))


def say(text: str) -> None:
    """Tell the person, on standard error: standard output is for results."""
    typer.echo(text, err=True)


def say_waiting(holder: str) -> None:
    """Say who is waited for."""
    say(f"Waiting for {holder}, which is writing this library …")


def say_making(folder: Path) -> None:
    """Say that a library is made unasked."""
    say(f"Making a library with the starter pack at {folder} …")
