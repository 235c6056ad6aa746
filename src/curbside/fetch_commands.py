"""The commands that fetch: from the network into files, then into the library."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from curbside.command_line import FAILED, SOME_SKIPPED, LibraryOption, open_engine, say, say_skipped, say_waiting
from curbside.errors import CurbsideError, UnreadableInput, UsageError

if TYPE_CHECKING:
    from curbside.engine import Curbside
    from curbside.fetch.eutils import Eutils
    from curbside.fetch.fetched import Fetched
    from curbside.settings import Settings

fetch_app = typer.Typer(
    name="fetch",
    help="From the network into files, then into the library. Nothing else uses the network.",
    no_args_is_help=True,
)

OutOption = Annotated[
    Path | None,
    typer.Option("--out", help="Where to keep the files; else `fetched` in the library's folder.", show_default=False),
]
NoAddOption = Annotated[bool, typer.Option("--no-add", help="Only fetch the files.")]


@fetch_app.command("pubmed")
def fetch_pubmed(
    query: Annotated[list[str] | None, typer.Argument(help="What to look for, as in PubMed's own search.")] = None,
    pmids: Annotated[str | None, typer.Option("--pmids", help="PMIDs in place of a query, like 1,2,3.")] = None,
    pmids_file: Annotated[Path | None, typer.Option("--pmids-file", help="A file of PMIDs.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="How many of a query's records at most.")] = None,
    out: OutOption = None,
    no_add: NoAddOption = False,
    library: LibraryOption = None,
) -> None:
    """Fetch PubMed records by query or PMID. Run again to go on. Exit code 4: done, but some records did not come."""
    from curbside.fetch.pubmed import fetch_pmids, fetch_query, read_pmids
    from curbside.settings import load_settings

    if sum(bool(one) for one in (query, pmids, pmids_file)) != 1:
        raise UsageError("Nothing to fetch is named, or more than one thing.", "Give a query, --pmids or --pmids-file.")
    settings = load_settings()
    wanted = None if query else read_pmids(_text_of(pmids_file) if pmids_file else pmids or "")
    with open_engine(library, empty=True) as curbside, _eutils("pubmed", settings.eutils_url, settings) as source:
        folder = out or curbside.folder / "fetched"
        with _fetching("records", folder) as on_fetched:
            if wanted is None:
                fetched = fetch_query(
                    source, " ".join(query or []), folder, limit=limit, on_fetched=on_fetched, on_remark=say
                )
            else:
                fetched = fetch_pmids(source, wanted[:limit], folder, on_fetched=on_fetched, on_remark=say)
        skipped = _finish(curbside, fetched, folder, add=not no_add)
        if not no_add:
            # A PubMed record says whether its paper was retracted or corrected, as of the day it was fetched.
            curbside.mark_checked(date.today(), "PubMed", [f"pmid:{pmid}" for pmid in fetched.records])
    if skipped:
        raise typer.Exit(SOME_SKIPPED)


@fetch_app.command("pmc")
def fetch_pmc(
    pmcids: Annotated[list[str] | None, typer.Argument(help="PMCIDs, like PMC6885880.")] = None,
    query: Annotated[str | None, typer.Option("--query", help="Open-access articles that PMC finds.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=9_999, help="How many of a query's articles at most.")] = 100,
    out: OutOption = None,
    no_add: NoAddOption = False,
    library: LibraryOption = None,
) -> None:
    """Fetch open-access articles of PubMed Central in full. Exit code 4: done, but some are not given."""
    from curbside.fetch.pmc import fetch_articles, read_pmcids
    from curbside.settings import load_settings

    if not pmcids and not query:
        raise UsageError("Nothing to fetch is named.", "Give PMCIDs, or --query.")
    settings = load_settings()
    wanted = read_pmcids(pmcids or [])
    with open_engine(library, empty=True) as curbside, _eutils("pmc", settings.pmc_url, settings) as source:
        folder = out or curbside.folder / "fetched"
        with _fetching("articles", folder) as on_fetched:
            fetched = fetch_articles(
                source, wanted, folder, query=query, limit=limit, on_fetched=on_fetched, on_remark=say
            )
        skipped = _finish(curbside, fetched, folder, add=not no_add)
    if skipped:
        raise typer.Exit(SOME_SKIPPED)


@fetch_app.command("url")
def fetch_url(
    addresses: Annotated[list[str], typer.Argument(help="Addresses of pages, PDF, DOCX or XML files.")],
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Also from this machine and private networks.")
    ] = False,
    out: OutOption = None,
    no_add: NoAddOption = False,
    library: LibraryOption = None,
) -> None:
    """Fetch pages and files by their addresses. Exit code 4: done, but some did not come."""
    from curbside.fetch.addresses import is_public
    from curbside.fetch.url import Bounds, fetch_addresses
    from curbside.settings import load_settings

    settings = load_settings()
    bounds = Bounds(
        allowed=(lambda address: True) if allow_private else is_public,
        bytes=settings.fetch_limit_mb * 1_000_000,
        seconds=settings.fetch_timeout_seconds,
    )
    with open_engine(library, empty=True) as curbside:
        folder = out or curbside.folder / "fetched"
        with _fetching("addresses", folder) as on_fetched:
            fetched = fetch_addresses(addresses, folder, date.today(), bounds, on_fetched)
        skipped = _finish(curbside, fetched, folder, add=not no_add)
    if skipped:
        raise typer.Exit(SOME_SKIPPED)


@contextmanager
def _eutils(database: str, base_url: str, settings: Settings) -> Iterator[Eutils]:
    """The service, through the environment's proxy where it names one."""
    import httpx

    from curbside.fetch.eutils import eutils

    key = settings.ncbi_api_key.get_secret_value() if settings.ncbi_api_key else None
    with httpx.Client(timeout=settings.fetch_timeout_seconds, follow_redirects=False, trust_env=True) as client:
        yield eutils(database, base_url, client, tool=settings.ncbi_tool, email=settings.ncbi_email, key=key)


@contextmanager
def _fetching(what: str, folder: Path) -> Iterator[Callable[[int, int], None]]:
    """Show progress; an interruption says what is kept and how to go on."""
    from curbside.progress import fetching_progress

    try:
        with fetching_progress(what) as on_fetched:
            yield on_fetched
    except KeyboardInterrupt:
        say(f"Stopped; what came so far is kept in {folder}. Run the same command to go on.")
        raise typer.Exit(FAILED) from None


def _finish(curbside: Curbside, fetched: Fetched, folder: Path, *, add: bool) -> bool:
    """Say what came and put it into the library; whether something was skipped."""
    say_skipped(list(fetched.missing))
    files = len(fetched.files)
    say(f"Fetched {len(fetched.records):,} into {files:,} {'file' if files == 1 else 'files'} in {folder}.")
    skipped = add and _add(curbside, fetched, folder)
    return skipped or bool(fetched.missing)


def _add(curbside: Curbside, fetched: Fetched, folder: Path) -> bool:
    """Add the files; whether something in them was skipped."""
    from curbside.progress import adding_progress, report_added

    try:
        with adding_progress() as on_progress:
            result = curbside.add(*fetched.files, on_progress=on_progress, on_wait=say_waiting)
    except CurbsideError:
        say(f"The files are kept: `curbside add {folder}` adds them.")
        raise
    report_added(result)
    if result.interrupted:
        say(f"`curbside add {folder}` adds the rest.")
        raise typer.Exit(FAILED)
    return bool(result.skipped)


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise UnreadableInput(f"{path.name} cannot be read ({why}).", "Name a text file of PMIDs.") from None
