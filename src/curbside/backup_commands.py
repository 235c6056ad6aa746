"""The commands that put everything into one file, and take it out again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from curbside.command_line import (
    LibraryOption,
    ListFormat,
    ListFormatOption,
    counter,
    open_engine,
    print_json,
    say,
    say_waiting,
)

_MB = 1_000_000


def backup(
    file: Annotated[Path, typer.Argument(help="The file to make, outside the library: curbside-2026-11-28.backup.")],
    force: Annotated[bool, typer.Option("--force", help="Replace a file of that name.")] = False,
    output: ListFormatOption = ListFormat.TEXT,
    library: LibraryOption = None,
) -> None:
    """Write evidence, articles and accounts to one file, while a server runs and others write."""
    from curbside.articles.backup import back_up
    from curbside.articles.database import find_database

    with (
        open_engine(library) as curbside,
        find_database(curbside.folder, _database_url()) as database,
        counter("Backing up (MB)") as on_done,
    ):
        made = back_up(curbside.folder, database, file, force=force, on_bytes=_in_mb(on_done))
    if output is ListFormat.JSON:
        print_json(made.to_dict())
        return
    say(
        f"Backed up {made.documents:,} documents (commit {made.generation}) and {made.articles:,} articles "
        f"(audit entry {made.audit_head:,}) to {made.file}, {made.bytes / _MB:,.1f} MB."
    )


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `curbside backup` made.")],
    force: Annotated[
        bool, typer.Option("--force", help="Also over what is newer than the backup, or a database that is not empty.")
    ] = False,
    output: ListFormatOption = ListFormat.TEXT,
    library: LibraryOption = None,
) -> None:
    """Put a backup in the library's place, once all of it was checked. The library that was there is kept."""
    from curbside.articles.restoring import restore as put_back

    with open_engine(library) as curbside, counter("Restoring (MB)") as on_done:
        done = put_back(
            file,
            curbside.folder,
            _database_url(),
            embedding=lambda: curbside.embedding,
            force=force,
            wait_seconds=curbside.wait_seconds,
            on_bytes=_in_mb(on_done),
            on_wait=say_waiting,
            on_step=say,
        )
    if output is ListFormat.JSON:
        print_json(done.to_dict())
    else:
        say(
            f"Restored {done.documents:,} documents and {done.articles:,} articles, as of {done.made_at}, to "
            f"{done.folder}. {done.quotes:,} quotes of {done.versions:,} versions were compared with their sources."
        )
    if done.kept is not None:
        say(f"The library that was there is kept at {done.kept}; delete it when you no longer need it.")
    if done.needs_reindex:
        say(
            "It was made by another version of Curbside, or with another embedding: run `curbside reindex` before "
            "asking."
        )
    if done.audit_head > 1:
        say("Everybody signs in anew. API tokens revoked since the backup was made work again: look them over.")


def _in_mb(tell: Callable[[int, int], None]) -> Callable[[int, int], None]:
    return lambda done, of: tell(done // _MB, of // _MB)


def _database_url() -> str | None:
    """The setting that names a PostgreSQL database for articles; None for SQLite in the library's folder."""
    from curbside.settings import load_settings

    said = load_settings().database_url
    return said.get_secret_value() if said else None
