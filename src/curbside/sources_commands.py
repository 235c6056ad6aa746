"""The commands on sources: what the library holds, how each source stands, and what the owner decides about it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from curbside.command_line import LibraryOption, ListFormat, ListFormatOption, open_engine, print_json, say
from curbside.errors import CurbsideError, UsageError

sources_app = typer.Typer(name="sources", help="The sources the library holds.", no_args_is_help=True)


@sources_app.command("list")
def list_sources(output: ListFormatOption = ListFormat.TEXT, library: LibraryOption = None) -> None:
    """List every source."""
    with open_engine(library) as curbside:
        sources = curbside.library().all_sources()
    if output is ListFormat.JSON:
        print_json([_source_dict(source) for source in sources])
    else:
        from curbside.terminal import console_for, show_sources

        show_sources(sources, console_for())


@sources_app.command("show")
def show_source(
    document: Annotated[str, typer.Argument(help="The document's id, as `sources list` gives it.")],
    output: ListFormatOption = ListFormat.TEXT,
    library: LibraryOption = None,
) -> None:
    """Show a source's record and its stored text."""
    with open_engine(library) as curbside:
        held = curbside.library()
        source, stored = held.source(document), held.document(document)
    if source is None or stored is None:
        raise CurbsideError(f"The library holds no source {document!r}.", "See `curbside sources list`.")
    record = _source_dict(source)
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
    pack: Annotated[str | None, typer.Option("--pack", help="Every source of this pack.")] = None,
    library: LibraryOption = None,
) -> None:
    """Take sources out of answering. They stay stored, and `restore` brings them back."""
    _change_retired(documents, pack, library, retire=True)


@sources_app.command("restore")
def restore_sources(
    documents: Annotated[list[str] | None, typer.Argument(help="Document ids.")] = None,
    pack: Annotated[str | None, typer.Option("--pack", help="Every source of this pack.")] = None,
    library: LibraryOption = None,
) -> None:
    """Let retired sources answer again."""
    _change_retired(documents, pack, library, retire=False)


def _change_retired(documents: list[str] | None, pack: str | None, library: str | None, *, retire: bool) -> None:
    if not documents and not pack:
        raise UsageError("No source is named.", "Name document ids, or a pack with --pack.")
    with open_engine(library) as curbside:
        change = curbside.retire if retire else curbside.restore
        changed = change(documents or [], pack)
    say(f"{changed} {'source' if changed == 1 else 'sources'} {'retired' if retire else 'restored'}.")


def _source_dict(source: Any) -> dict[str, Any]:
    return {
        "document": source.document_id,
        "reference": source.reference_id,
        "revision": source.revision,
        **source.reference.to_record(),
        "basis": source.basis.value,
        "seen_at": source.seen_at,
        "reported_by": source.reported_by,
        "topics": list(source.topics),
        "pack": source.pack,
        "metadata": dict(source.metadata),
    }
