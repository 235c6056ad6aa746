"""The command line: parse, call one function of the engine, show what it returns."""

from __future__ import annotations

import io
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from curbside.articles_commands import articles_app
from curbside.audit_commands import audit_app
from curbside.backup_commands import backup, restore
from curbside.command_line import (
    DONE,
    FAILED,
    NO_EVIDENCE,
    SOME_SKIPPED,
    WRONG_USAGE,
    LibraryOption,
    ListFormat,
    ListFormatOption,
    counter,
    open_engine,
    print_json,
    say,
    say_skipped,
    say_waiting,
)
from curbside.errors import CurbsideError, UsageError
from curbside.fetch_commands import fetch_app
from curbside.sources_commands import sources_app
from curbside.users_commands import users_app

# The base of every wrong-usage error. Typer exports only this one of them, and which Click it uses depends on
# its version: since 0.26 its own copy, whose errors `click.exceptions` does not know.
_WrongUsage: type[typer.BadParameter] = typer.BadParameter.__bases__[0]

app = typer.Typer(
    name="curbside",
    help="Answers clinical questions from guidelines and research you hold, every sentence traceable to its passage. "
    "For health professionals, as education; not for emergencies or automatic decisions.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(sources_app)
app.add_typer(articles_app)
app.add_typer(fetch_app)
app.add_typer(users_app)
app.add_typer(audit_app)
app.command()(backup)
app.command()(restore)


class ReaderChoice(StrEnum):
    """For whom to answer."""

    CLINICIAN = "clinician"
    TRAINEE = "trainee"
    PATIENT = "patient"


class AnswerFormat(StrEnum):
    """How to write an answer."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    HTML = "html"
    RIS = "ris"
    BIBTEX = "bibtex"
    CSL_JSON = "csl-json"


@app.callback(invoke_without_command=True)
def options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    """Options that come before the command; --debug is read where errors are shown."""
    if version:
        from importlib.metadata import version as version_of

        typer.echo(f"curbside {version_of('curbside')}")
        raise typer.Exit


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in quotation marks; - reads it from standard input.")],
    reader: Annotated[ReaderChoice, typer.Option(help="For whom to answer.")] = ReaderChoice.CLINICIAN,
    output: Annotated[
        AnswerFormat,
        typer.Option("--format", "-f", help="How to write the answer; ris, bibtex, csl-json: its references."),
    ] = AnswerFormat.TEXT,
    brief: Annotated[bool, typer.Option("--brief", help="Only the direct answer and its references.")] = False,
    whole: Annotated[bool, typer.Option("--all", help="As text: every section, none folded.")] = False,
    library: LibraryOption = None,
) -> None:
    """Answer a question, with a citation for every sentence. Exit code 3: no evidence in the library."""
    text = sys.stdin.read() if question == "-" else question
    with open_engine(library) as curbside:
        answer = curbside.ask(text, reader=reader.value)
        if brief:
            from curbside.answer.brief import brief as direct_answer

            answer = direct_answer(answer)
        if output is AnswerFormat.JSON:
            print_json(answer.to_dict())
        elif output is AnswerFormat.MARKDOWN:
            from curbside.answer.markdown import answer_markdown

            typer.echo(answer_markdown(answer), nl=False)
        elif output is AnswerFormat.HTML:
            from curbside.web.html import answer_html

            typer.echo(answer_html(answer), nl=False)
        elif output in {AnswerFormat.RIS, AnswerFormat.BIBTEX, AnswerFormat.CSL_JSON}:
            from curbside.answer.citations import CitationFormat, citations

            typer.echo(citations(answer.references, CitationFormat(output.value)), nl=False)
        else:
            from curbside.terminal import console_for, show_answer

            show_answer(answer, console_for(), whole=whole)
    if not answer.is_answered:
        raise typer.Exit(NO_EVIDENCE)


@app.command()
def chat(
    reader: Annotated[ReaderChoice, typer.Option(help="For whom to answer.")] = ReaderChoice.CLINICIAN,
    library: LibraryOption = None,
) -> None:
    """Ask and follow up: "And in children?", "How is that treated?". From a pipe, a question a line."""
    from curbside.chat import run_chat

    with open_engine(library) as curbside:
        run_chat(curbside, reader.value, say)


@app.command()
def add(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Files and folders: PubMed and JATS XML, PDF, Word, HTML, RIS, NBIB, CSL-JSON, Markdown with front "
            "matter, JSON lines; also .gz, .zip and .tar.gz."
        ),
    ] = None,
    empty: Annotated[bool, typer.Option("--empty", help="A new library begins without the starter pack.")] = False,
    starter: Annotated[bool, typer.Option("--starter", help="Add the demonstration starter pack, too.")] = False,
    check: Annotated[
        bool,
        typer.Option("--check", help="Add nothing; report what would be skipped and what breaks a rule."),
    ] = False,
    pack: Annotated[str | None, typer.Option("--pack", help="Name the pack that these sources belong to.")] = None,
    skipped: Annotated[
        Path | None,
        typer.Option("--skipped", help="Write what was skipped, and why, to this file.", show_default=False),
    ] = None,
    library: LibraryOption = None,
) -> None:
    """Add sources. Safe to interrupt and to run again. Exit code 4: done, but some inputs were skipped.

    With --check, exit code 1 says that a source breaks a rule of evidence (docs/authoring.md).
    """
    from curbside.ingest.packs import starter_pack
    from curbside.progress import adding_progress, report_added, write_skipped

    if not paths and not starter:
        raise UsageError("There is nothing to add.", "Name files or folders, or use --starter.")
    if empty and starter:
        raise UsageError("--empty and --starter exclude each other.", "Use one of them.")
    if check:
        _check([*(paths or []), *([starter_pack()] if starter else [])])
        return
    with open_engine(library, empty=not starter) as curbside:
        if not curbside.exists and not empty and not starter and not _wants_starter_left_out(curbside.folder):
            starter = True
        with adding_progress() as on_progress:
            results = [curbside.add_starter_pack(on_progress)] if starter else []
            if paths:
                results.append(curbside.add(*paths, pack=pack, on_progress=on_progress, on_wait=say_waiting))
    for result in results:
        report_added(result)
    if skipped is not None:
        write_skipped([one for result in results for one in result.skipped], skipped)
    if any(result.interrupted for result in results):
        raise typer.Exit(FAILED)
    if any(result.skipped for result in results):
        raise typer.Exit(SOME_SKIPPED)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="What to look for.")],
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many passages at most.")] = 10,
    output: ListFormatOption = ListFormat.TEXT,
    library: LibraryOption = None,
) -> None:
    """Find passages, best first."""
    with open_engine(library) as curbside:
        results = curbside.search(query, limit=limit)
    if output is ListFormat.JSON:
        print_json([result.to_dict() for result in results])
    else:
        from curbside.terminal import console_for, show_results

        show_results(results, console_for())
    if not results:
        say("Nothing was found.")
        raise typer.Exit(NO_EVIDENCE)


@app.command("new-source")
def new_source(
    path: Annotated[Path, typer.Argument(help="The Markdown file to make, like guidelines/nice-ng145.md.")],
    title: Annotated[str | None, typer.Option(help="The source's own title.", show_default=False)] = None,
    kind: Annotated[str | None, typer.Option(help="guideline, cohort_study, drug_label …", show_default=False)] = None,
    derived_from: Annotated[
        list[str] | None,
        typer.Option("--derived-from", help="Id of a source to be put in plain words for patients; repeat for more."),
    ] = None,
) -> None:
    """Write a source to fill in (see docs/authoring.md), then check it with `curbside add --check`."""
    from curbside.evidence.kinds import SourceKind
    from curbside.ingest.new_source import write_new_source

    if kind is not None and kind not in list(SourceKind):
        raise UsageError(f"There is no kind {kind!r}.", f"Use one of: {', '.join(SourceKind)}.")
    made = write_new_source(path, title, SourceKind(kind) if kind else None, derived_from or ())
    say(f"Wrote {made}. Fill it in, then run: curbside add --check {made}")


@app.command()
def reindex(library: LibraryOption = None) -> None:
    """Rebuild the index from the stored text. Resumable; the old index serves meanwhile."""
    from curbside.index.reindexing import reindex as rebuild

    with open_engine(library) as curbside, counter("Reindexing") as on_documents:
        manifest = rebuild(
            curbside.folder,
            embedding=curbside.embedding,
            wait_seconds=curbside.wait_seconds,
            on_documents=on_documents,
            on_wait=say_waiting,
        )
    say(f"Rebuilt the index: {manifest.counts['documents']:,} documents, {manifest.counts['passages']:,} passages.")


@app.command()
def doctor(library: LibraryOption = None) -> None:
    """Look the library over; each finding comes with its remedy. Exit code 1: something is wrong."""
    from curbside.index.doctor import Severity, examine

    marks = {Severity.OK: "ok      ", Severity.WARNING: "warning ", Severity.ERROR: "ERROR   "}
    wrong = False
    with open_engine(library) as curbside:
        for finding in examine(curbside.folder, curbside.embedding):
            wrong = wrong or finding.severity is Severity.ERROR
            typer.echo(f"{marks[finding.severity]}{finding.message}")
            if finding.remedy:
                typer.echo(f"        → {finding.remedy}")
    if wrong:
        raise typer.Exit(FAILED)


@app.command()
def evaluate(
    suite: Annotated[str, typer.Argument(help="answers, silence, naming, traps, retrieval, speed …")],
    data: Annotated[
        Path | None, typer.Option("--data", help="The folder of the public question sets.", show_default=False)
    ] = None,
    output: ListFormatOption = ListFormat.TEXT,
    library: Annotated[
        Path | None,
        typer.Option("--library", "-l", help="A library made before; else one is made.", show_default=False),
    ] = None,
) -> None:
    """Measure how well it finds and answers, with the suites of a checkout (docs/evaluation.md)."""
    from curbside.evaluating import evaluate as run

    evaluated = run(suite, data, library)
    if output is ListFormat.JSON:
        print_json(evaluated.to_dict())
    else:
        typer.echo(evaluated.text, nl=False)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on. Or set CURBSIDE_HOST.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port. Or set CURBSIDE_PORT.")] = None,
    library: LibraryOption = None,
) -> None:
    """Serve the pages and the API, to this machine only unless told otherwise."""
    # Questions are answered side by side: a second thread for each product of small matrices would take twice the
    # processor's time. NumPy reads this when it is loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from curbside.settings import load_settings
    from curbside.web.serving import run

    settings = load_settings()
    named = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    with open_engine(library) as curbside:
        run(curbside, settings.model_copy(update=named))


def main() -> None:
    """Run the command line; every expected error is two sentences on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A bullet or an accent that the terminal cannot show is no reason to fail.
            stream.reconfigure(errors="backslashreplace")
    try:
        result = app(standalone_mode=False)
        code = result if isinstance(result, int) else DONE
    except _WrongUsage as error:
        error.show()
        code = WRONG_USAGE
    except CurbsideError as error:
        code = _failed(error)
    except (KeyboardInterrupt, typer.Abort):
        say("Stopped.")
        code = FAILED
    except OSError as error:
        if not isinstance(error, BrokenPipeError):
            code = _unwritable(error)
            sys.exit(code)
        # Whoever read our output has gone; there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = FAILED
    except Exception as error:
        code = _unexpected(error)
    sys.exit(code)


# -- what the commands share


def _wants_starter_left_out(folder: Path) -> bool:
    """Ask a person whether a new library begins empty; a script has to say."""
    if not sys.stdin.isatty():
        raise UsageError(
            f"There is no library at {folder} yet, and it was not said how it should begin.",
            "Use --empty for your own sources only, or --starter to have the demonstration pack in it.",
        )
    return not typer.confirm(
        f"There is no library at {folder} yet. Put the demonstration starter pack into it, too?", err=True
    )


def _check(paths: list[Path]) -> None:
    from curbside.ingest.checking import check_paths

    checked = check_paths(paths)
    say_skipped(checked.skipped)
    last: Path | None = None
    for path, finding in checked.findings:
        if path != last:
            typer.echo(str(path))
            last = path
        typer.echo(f"  {finding}")
    say(
        f"Read {checked.documents:,} documents, {checked.statements:,} statements, {checked.tables:,} tables; "
        "nothing was added."
    )
    if checked.findings:
        wrong = len({path for path, _ in checked.findings})
        say(f"{len(checked.findings):,} findings in {wrong:,} of them (docs/authoring.md explains each rule).")
        raise typer.Exit(FAILED)
    if checked.skipped:
        raise typer.Exit(SOME_SKIPPED if checked.documents else FAILED)


def _failed(error: CurbsideError) -> int:
    if "--debug" in sys.argv:
        import traceback

        traceback.print_exception(error)
    say(f"{error.message} {error.hint}".strip())
    return error.exit_code


def _unwritable(error: OSError) -> int:
    """Say that output could not be written; what the library has is not affected."""
    say(f"The output could not be written ({error.strerror or error}). Free some space or write it elsewhere.")
    # What Python still holds back for standard output would fail once more at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return FAILED


def _unexpected(error: Exception) -> int:
    if "--debug" in sys.argv:
        import traceback

        traceback.print_exception(error)
    else:
        say(f"Something failed that Curbside did not expect ({type(error).__name__}: {error}).")
        say("Run `curbside --debug …` for the traceback, and report it.")
    return FAILED
