"""The commands on the audit trail: that it holds together, what it says, and copies of it kept elsewhere."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from curbside.command_line import LibraryOption, ListFormat, ListFormatOption, open_desk, print_json, say
from curbside.errors import AuditBroken, UsageError

audit_app = typer.Typer(
    name="audit",
    help="Who changed what, when: a trail in which every entry hashes the one before.",
    no_args_is_help=True,
)


@audit_app.command("verify")
def verify(
    against: Annotated[
        Path | None, typer.Option(help="A trail that `curbside audit export` wrote, to show that no end was cut off.")
    ] = None,
    output: ListFormatOption = ListFormat.TEXT,
    library: LibraryOption = None,
) -> None:
    """Go through the whole trail and print its head. Exit code 1: it was changed after it was written."""
    from curbside.articles import audit

    exported = audit.exported_heads(against) if against is not None else []
    try:
        with open_desk(library) as desk, desk.database.read() as session:
            head = audit.verify(session, exported)
    except AuditBroken as broken:
        if output is ListFormat.JSON:
            print_json({"intact": False, "reason": broken.message})
        raise
    if output is ListFormat.JSON:
        print_json({"intact": True, "entries": head.n, "head": head.hash})
    else:
        typer.echo(f"{head.n:,} {'entry' if head.n == 1 else 'entries'}, head {head.hash or '(none)'}")


@audit_app.command("export")
def export(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="A file; entries it has not yet are added to its end.", show_default=False),
    ] = None,
    syslog: Annotated[
        str | None, typer.Option(metavar="HOST:PORT|PATH", help="Or a syslog server, or a socket like /dev/log.")
    ] = None,
    since: Annotated[int, typer.Option(min=0, help="With --syslog: only the entries after this number.")] = 0,
    library: LibraryOption = None,
) -> None:
    """Copy the trail, checked before, to a place that whoever may write the library cannot change."""
    from curbside.articles import audit

    if (file is None) == (syslog is None):
        raise UsageError("An export goes to one place.", "Name a file, or a syslog with --syslog.")
    with open_desk(library) as desk, desk.database.read() as session:
        if file is not None:
            written = audit.export(session, file)
        else:
            audit.verify(session)
            written = audit.send_to_syslog(session, _syslog(syslog or ""), since)
        head = audit.head_of(session)
    say(f"Wrote {written:,} {'entry' if written == 1 else 'entries'}; the head is entry {head.n:,}, {head.hash}.")


@audit_app.command("show")
def show(
    slug: Annotated[
        str | None, typer.Argument(metavar="SLUG", help="Only what was done to this article.", show_default=False)
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many entries at most.")] = 50,
    output: ListFormatOption = ListFormat.TEXT,
    library: LibraryOption = None,
) -> None:
    """Show what was done, the newest first."""
    from curbside.articles import audit

    with open_desk(library) as desk, desk.database.read() as session:
        entries = list(audit.entries(session, article=slug, newest_first=True, limit=limit))
    if output is ListFormat.JSON:
        print_json([asdict(entry) for entry in entries])
        return
    for entry in entries:
        version = f" {entry.version}" if entry.version is not None else ""
        states = f"{entry.state_from or 'none'} → {entry.state_to}" if entry.state_to else ""
        detail = ", ".join(f"{key} {_said(value)}" for key, value in entry.detail.items())
        parts = (
            str(entry.n),
            entry.at,
            f"{entry.actor} ({entry.channel})",
            entry.action,
            f"{entry.article}{version}" if entry.article else "",
            states,
            detail,
        )
        typer.echo("  ".join(filter(None, parts)))
    if not entries:
        say("Nothing was done yet." if slug is None else f"Nothing was done to {slug!r} yet.")


def _said(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _syslog(said: str) -> tuple[str, int] | str:
    """Where a syslog is: a socket's path, or a host and its port."""
    if said.startswith("/"):
        return said
    host, _, port = said.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65_536:
        raise UsageError(f"{said!r} is no syslog's address.", "Write it like loghost:514 or /dev/log.")
    return host.strip("[]"), int(port)
