"""The commands on sources: what the library holds, how each source stands, and what the owner decides about it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from curbside.command_line import (
    SOME_SKIPPED,
    LibraryOption,
    ListFormat,
    ListFormatOption,
    open_engine,
    print_json,
    say,
    say_skipped,
    say_waiting,
)
from curbside.errors import CurbsideError, UsageError

if TYPE_CHECKING:
    from curbside.index.library import Source
    from curbside.index.standing_lists import StandingChange, TakenLists
    from curbside.index.standing_report import StandingReport

sources_app = typer.Typer(name="sources", help="The sources the library holds.", no_args_is_help=True)

PackOption = Annotated[str | None, typer.Option("--pack", help="Every source of this pack.")]
_NAMED = "document id, DOI, PMID or PMCID"
Choice = TypeVar("Choice", bound=StrEnum)


@sources_app.command("list")
def list_sources(
    kind: Annotated[str | None, typer.Option(help="Only of this kind: guideline, cohort_study …")] = None,
    standing: Annotated[str | None, typer.Option(help="Only those that stand so: retracted, superseded …")] = None,
    pack: Annotated[str | None, typer.Option(help="Only of this pack.")] = None,
    output: ListFormatOption = ListFormat.TEXT,
    library: LibraryOption = None,
) -> None:
    """List the sources."""
    from curbside.evidence.kinds import SourceKind, Standing

    wanted_kind, wanted_standing = _one_of(SourceKind, "kind", kind), _one_of(Standing, "standing", standing)
    with open_engine(library) as curbside:
        sources = [
            source
            for source in curbside.library().all_sources()
            if wanted_kind in (None, source.reference.kind)
            and wanted_standing in (None, source.reference.standing)
            and pack in (None, source.pack)
        ]
    if output is ListFormat.JSON:
        print_json([_source_dict(source) for source in sources])
    else:
        from curbside.terminal import console_for, show_sources

        show_sources(sources, console_for())


@sources_app.command("show")
def show_source(
    name: Annotated[str, typer.Argument(help=f"The source's {_NAMED}.")],
    output: ListFormatOption = ListFormat.TEXT,
    library: LibraryOption = None,
) -> None:
    """Show a source's record, how it stands and since when that is known, and its stored text."""
    with open_engine(library) as curbside:
        found = curbside.find_sources(name)
        stored = curbside.library().document(found[0].document_id) if found else None
    if stored is None:
        raise CurbsideError(f"The library holds no source {name!r}.", "See `curbside sources list`.")
    record = _source_dict(found[0])
    if len(found) > 1:
        say(f"Other texts of it: {', '.join(source.document_id for source in found[1:])}.")
    if output is ListFormat.JSON:
        print_json({**record, "text": stored.text, "statements": len(stored.statements)})
        return
    for key, value in record.items():
        if value not in (None, "", [], {}):
            typer.echo(f"{key.replace('_', ' ')}: {', '.join(value) if isinstance(value, list) else value}")
    typer.echo(f"\n{stored.text}")


@sources_app.command("retire")
def retire_sources(
    documents: Annotated[list[str] | None, typer.Argument(help="Document ids.")] = None,
    pack: PackOption = None,
    output: ListFormatOption = ListFormat.TEXT,
    library: LibraryOption = None,
) -> None:
    """Take sources out of answering. They stay stored, and `restore` brings them back."""
    _change_retired(documents, pack, library, output, retire=True)


@sources_app.command("restore")
def restore_sources(
    documents: Annotated[list[str] | None, typer.Argument(help="Document ids.")] = None,
    pack: PackOption = None,
    output: ListFormatOption = ListFormat.TEXT,
    library: LibraryOption = None,
) -> None:
    """Let sources stand as their records say: undoes `retire`, `supersede` and what lists said."""
    _change_retired(documents, pack, library, output, retire=False)


@sources_app.command("supersede")
def supersede_source(
    old: Annotated[str, typer.Argument(help=f"The older source's {_NAMED}.")],
    by: Annotated[str, typer.Option("--by", help=f"The newer source's {_NAMED}.")],
    output: ListFormatOption = ListFormat.TEXT,
    library: LibraryOption = None,
) -> None:
    """Let a newer source take an older one's place: it then answers only where it is asked for by name."""
    with open_engine(library) as curbside:
        changes = curbside.supersede(old, by)
        stands = curbside.find_sources(old)[0].reference.standing
    if output is ListFormat.JSON:
        print_json([asdict(change) for change in changes])
    elif changes:
        _print_changes(changes)
    else:
        typer.echo(f"Nothing changed: {old} is {stands} already.")


@sources_app.command("check")
def check_sources(
    every: Annotated[bool, typer.Option("--all", help="Name every source, too.")] = False,
    output: ListFormatOption = ListFormat.TEXT,
    library: LibraryOption = None,
) -> None:
    """Report how the sources stand, whose standing to look up again, and which guidelines are old."""
    with open_engine(library) as curbside:
        report = curbside.standing_report()
    if output is ListFormat.JSON:
        print_json(_report_dict(report, every=every))
        return
    from curbside.terminal import console_for, show_standing

    show_standing(report, console_for(), every=every)


@sources_app.command("standing")
def take_standing(
    files: Annotated[
        list[Path], typer.Argument(help="Retraction Watch lists (CSV) and PubMed update files (XML), plain or .gz.")
    ],
    day: Annotated[
        str | None,
        typer.Option(
            "--date", help="As of which day they hold: 2026-11-20. Else the day each file was last changed.",
            show_default=False,
        ),
    ] = None,
    output: ListFormatOption = ListFormat.TEXT,
    library: LibraryOption = None,
) -> None:  # fmt: skip
    """Let published lists of retractions, concerns and corrections change how sources stand.

    Exit code 4: done, but some rows or files were skipped.
    """
    from curbside.progress import adding_progress

    as_of = _day(day)
    with open_engine(library) as curbside, adding_progress("entries") as on_progress:
        taken = curbside.take_standing(*files, day=as_of, on_progress=on_progress, on_wait=say_waiting)
    say_skipped(taken.skipped)
    if output is ListFormat.JSON:
        print_json(_taken_dict(taken))
    else:
        _print_taken(taken)
    if taken.skipped:
        raise typer.Exit(SOME_SKIPPED)


# -- what the commands share


def _one_of(choices: type[Choice], what: str, said: str | None) -> Choice | None:
    if said is not None and said not in list(choices):
        raise UsageError(f"There is no {what} {said!r}.", f"Use one of: {', '.join(choices)}.")
    return choices(said) if said is not None else None


def _change_retired(
    documents: list[str] | None, pack: str | None, library: str | None, output: ListFormat, *, retire: bool
) -> None:
    if not documents and not pack:
        raise UsageError("No source is named.", "Name document ids, or a pack with --pack.")
    with open_engine(library) as curbside:
        change = curbside.retire if retire else curbside.restore
        changed = change(documents or [], pack)
    done = "retired" if retire else "restored"
    if output is ListFormat.JSON:
        print_json({done: changed})
    else:
        say(f"{changed} {'source' if changed == 1 else 'sources'} {done}.")


def _day(said: str | None) -> date | None:
    try:
        return date.fromisoformat(said) if said is not None else None
    except ValueError:
        raise UsageError(f"{said!r} is no date.", "Write it like 2026-11-20.") from None


def _print_changes(changes: list[StandingChange]) -> None:
    for change in changes:
        why = f" {change.why}." if change.why else ""
        typer.echo(f"{change.document}: {change.was} → {change.now}. {change.title.rstrip('.')}.{why}")


def _print_taken(taken: TakenLists) -> None:
    for one in taken.lists:
        of_file = ", the day its file was last changed (--date names another)" if one.day_of_file else ""
        typer.echo(
            f"{one.said_by} ({Path(one.path).name}), as of {one.day}{of_file}: {one.entries:,} entries; "
            f"{one.covered:,} of {taken.held:,} sources held are covered."
        )
    _print_changes(taken.changes)
    if not taken.changes:
        typer.echo("No source held stands otherwise than before.")
    if taken.deleted:
        typer.echo(
            f"PubMed took back what is held as {', '.join(taken.deleted)}: `curbside add` the file to remove it."
        )


def _taken_dict(taken: TakenLists) -> dict[str, Any]:
    return {
        "lists": [asdict(one) for one in taken.lists],
        "held": taken.held,
        "changes": [asdict(change) for change in taken.changes],
        "deleted": taken.deleted,
        "skipped": [{"path": path, "message": error.message, "hint": error.hint} for path, error in taken.skipped],
    }


def _report_dict(report: StandingReport, *, every: bool) -> dict[str, Any]:
    data: dict[str, Any] = {
        "date": report.today.isoformat(),
        "sources": report.count,
        "by_standing": {standing.value: count for standing, count in report.by_standing.items()},
        "standing_days": report.calendar.standing_days,
        "guideline_years": report.calendar.guideline_years,
    }
    for name, sources in report.lists.items():
        data[name] = {"count": len(sources)}
        if every:
            data[name]["sources"] = [_in_short(source) for source in sources]
    return data


def _in_short(source: Source) -> dict[str, Any]:
    reference = source.reference
    return {
        "document": source.document_id,
        "title": reference.title,
        "kind": reference.kind.value,
        "published": reference.published,
        "standing": reference.standing.value,
        "standing_note": reference.standing_note,
        "standing_checked": reference.standing_checked,
    }


def _source_dict(source: Source) -> dict[str, Any]:
    given = source.status.given
    return {
        "document": source.document_id,
        "reference": source.reference_id,
        "revision": source.revision,
        **source.reference.to_record(),
        "recorded_standing": source.recorded.standing.value,
        "given_standing": given.standing.value if given else None,
        "given_by": given.said_by if given else None,
        "given_note": given.note if given else None,
        "checked_by": source.status.checked_by,
        "basis": source.basis.value,
        "seen_at": source.seen_at,
        "reported_by": source.reported_by,
        "topics": list(source.topics),
        "pack": source.pack,
        "metadata": dict(source.metadata),
    }
