"""The commands on articles: publish an answer, have it reviewed, keep it true to the evidence."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from curbside.acting import AsOption, acting
from curbside.command_line import (
    LibraryOption,
    ListFormat,
    ListFormatOption,
    counter,
    open_desk,
    print_json,
    say,
)
from curbside.errors import UsageError

if TYPE_CHECKING:
    from curbside.articles.decide import Check
    from curbside.articles.desk import Desk
    from curbside.articles.edits import Edit
    from curbside.articles.reading import ArticleView
    from curbside.articles.states import Role

articles_app = typer.Typer(
    name="articles",
    help="Answers published as articles: reviewed by people, refreshed when the evidence changes.",
    no_args_is_help=True,
)


class ReaderOf(StrEnum):
    """Whose rendering is meant."""

    CLINICIAN = "clinician"
    TRAINEE = "trainee"
    PATIENT = "patient"


class ShowFormat(StrEnum):
    """How to write an article."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


SlugArgument = Annotated[str, typer.Argument(metavar="SLUG", help="The article's slug (`curbside articles list`).")]
VersionOption = Annotated[
    int | None, typer.Option("--version", min=1, help="The version that was read; refused if there is a newer one.")
]
StatementReaderOption = Annotated[ReaderOf, typer.Option("--reader", help="In which rendering.")]


@articles_app.command("list")
def list_articles(
    state: Annotated[str | None, typer.Option(help="Only what is submitted, under_review, approved …")] = None,
    topic: Annotated[str | None, typer.Option(help="Only of this topic.")] = None,
    words: Annotated[str, typer.Option("--search", help="Only with these words in title or question.")] = "",
    as_user: AsOption = None,
    output: ListFormatOption = ListFormat.TEXT,
    library: LibraryOption = None,
) -> None:
    """List the articles, the newest change first."""
    from curbside.articles import reading
    from curbside.articles.states import State

    if state is not None and state not in set(State) - {State.NONE}:
        raise UsageError(f"There is no state {state!r}.", f"Use one of: {', '.join(set(State) - {State.NONE})}.")
    with open_desk(library) as desk:
        wanted = State(state) if state else None
        listed = reading.list_articles(desk, _role(desk, as_user), state=wanted, topic=topic, words=words)
    if output is ListFormat.JSON:
        print_json([one.to_dict() for one in listed])
        return
    for one in listed:
        due = f", review overdue since {one.review_by}" if one.is_overdue else ""
        typer.echo(f"{one.slug}: {one.title}\n  {one.state.words}, {one.updated[:10]}{due}")
    if not listed:
        say("No article yet. Publish one with `curbside articles publish QUESTION`.")


@articles_app.command("show")
def show_article(
    slug: SlugArgument,
    reader: StatementReaderOption = ReaderOf.CLINICIAN,
    version: Annotated[int | None, typer.Option("--version", min=1, help="Another version than the one shown.")] = None,
    as_user: AsOption = None,
    output: Annotated[ShowFormat, typer.Option("--format", "-f", help="text, markdown or json.")] = ShowFormat.TEXT,
    library: LibraryOption = None,
) -> None:
    """Show an article: where its review stands, what is wrong with its sources now, and what it says."""
    from curbside.articles.reading import rendering
    from curbside.articles.reading import show_article as load

    with open_desk(library) as desk:
        role = _role(desk, as_user)
        article = load(desk, slug, role)
        answer = rendering(desk, slug, role, reader.value, version)
    if output is ShowFormat.JSON:
        from curbside.articles.statements import statement_ids

        ids = statement_ids(answer)
        named = {
            "summary": list(ids.summary),
            "sections": [asdict(section) for section in ids.sections],
        }
        print_json({**article.to_dict(), "answer": answer.to_dict(), "statement_ids": named})
    elif output is ShowFormat.MARKDOWN:
        from curbside.answer.markdown import answer_markdown

        typer.echo(answer_markdown(answer), nl=False)
    else:
        from curbside.terminal import console_for, show_answer

        _print_review(article)
        show_answer(answer, console_for(), whole=True)


@articles_app.command("publish")
def publish_article(
    question: Annotated[str, typer.Argument(help="The question, in quotation marks; - reads it from standard input.")],
    slug: Annotated[
        str | None, typer.Option(help="The article's address; without one it is made of the title.")
    ] = None,
    topic: Annotated[str | None, typer.Option(help="The topic it is listed under; else that of its sources.")] = None,
    as_user: AsOption = None,
    library: LibraryOption = None,
) -> None:
    """Ask a question, publish its answers for every reader as an article to be reviewed, and print its slug."""
    from curbside.articles.publish import publish
    from curbside.articles.states import Action

    text = sys.stdin.read() if question == "-" else question
    with open_desk(library) as desk:
        typer.echo(publish(desk, acting(desk, as_user, Action.PUBLISH), text, slug=slug, topic=topic))


@articles_app.command("assign")
def assign_reviewer(
    slug: SlugArgument,
    reviewer: Annotated[str, typer.Argument(help="The account of the reviewer.")],
    as_user: AsOption = None,
    library: LibraryOption = None,
) -> None:
    """Ask a reviewer to review what is pending."""
    from curbside.articles.assign import assign
    from curbside.articles.states import Action

    with open_desk(library) as desk:
        assign(desk, acting(desk, as_user, Action.ASSIGN), slug, reviewer)
    say(f"{reviewer} reviews {slug}.")


@articles_app.command("claim")
def claim_review(slug: SlugArgument, as_user: AsOption = None, library: LibraryOption = None) -> None:
    """Take the review of what is pending upon yourself."""
    from curbside.articles.assign import claim
    from curbside.articles.states import Action

    with open_desk(library) as desk:
        actor = acting(desk, as_user, Action.CLAIM)
        claim(desk, actor, slug)
    say(f"{actor.name} reviews {slug}.")


@articles_app.command("comment")
def comment_on(
    slug: SlugArgument,
    text: Annotated[str, typer.Argument(help="What there is to say; - reads it from standard input.")],
    statement: Annotated[
        str | None, typer.Option(help="The id of the statement it is about (`show --format json`).")
    ] = None,
    reader: Annotated[ReaderOf | None, typer.Option("--reader", help="The rendering it is about.")] = None,
    version: VersionOption = None,
    as_user: AsOption = None,
    library: LibraryOption = None,
) -> None:
    """Comment on the article or on one of its statements; prints the comment's number."""
    from curbside.articles.comment import comment
    from curbside.articles.states import Action

    said = sys.stdin.read() if text == "-" else text
    with open_desk(library) as desk:
        actor = acting(desk, as_user, Action.COMMENT)
        about = reader.value if reader is not None else None
        typer.echo(comment(desk, actor, slug, said, reader=about, statement=statement, n=version))


@articles_app.command("resolve")
def resolve_comment(
    slug: SlugArgument,
    number: Annotated[int, typer.Argument(help="The comment's number.")],
    as_user: AsOption = None,
    library: LibraryOption = None,
) -> None:
    """Mark a comment as dealt with."""
    from curbside.articles.comment import resolve
    from curbside.articles.states import Action

    with open_desk(library) as desk:
        resolve(desk, acting(desk, as_user, Action.COMMENT), slug, number)


@articles_app.command("edit")
def edit_article(
    slug: SlugArgument,
    strike: Annotated[list[str] | None, typer.Option(help="Id of a statement to strike; may be repeated.")] = None,
    reason: Annotated[
        str | None, typer.Option(help="Why it is struck; needed for what must not be missed.")
    ] = None,
    note: Annotated[str | None, typer.Option(help="A note of the board, signed by the reviewer who acts.")] = None,
    file: Annotated[
        Path | None, typer.Option(help='JSON list of edits: [{"kind": "heading", "reader": …, …}] (docs/articles.md).')
    ] = None,
    reader: StatementReaderOption = ReaderOf.CLINICIAN,
    version: VersionOption = None,
    as_user: AsOption = None,
    library: LibraryOption = None,
) -> None:  # fmt: skip
    """Strike, move or word statements anew, or add a note of the board: a new version, whose number is printed.

    What is edited was not approved: an approval covers the version that was read, and no other.
    """
    from curbside.articles.edit import edit
    from curbside.articles.edits import Strike
    from curbside.articles.states import Action

    edits: list[Edit] = [Strike(reader.value, one, reason) for one in strike or ()]
    edits += _edits_of(file) if file is not None else []
    with open_desk(library) as desk:
        typer.echo(edit(desk, acting(desk, as_user, Action.EDIT), slug, edits, note=note, n=version))


@articles_app.command("request-changes")
def request_changes_to(
    slug: SlugArgument,
    reason: Annotated[str | None, typer.Argument(help="What is to be changed, where no open comment says so.")] = None,
    version: VersionOption = None,
    as_user: AsOption = None,
    library: LibraryOption = None,
) -> None:
    """Send the version in review back."""
    from curbside.articles.decide import request_changes
    from curbside.articles.states import Action

    with open_desk(library) as desk:
        request_changes(desk, acting(desk, as_user, Action.REQUEST_CHANGES), slug, reason, n=version)
    say(f"Changes to {slug} are requested.")


@articles_app.command("submit")
def submit_again(
    slug: SlugArgument, version: VersionOption = None, as_user: AsOption = None, library: LibraryOption = None
) -> None:
    """Hand a version of which changes were requested in again."""
    from curbside.articles.decide import submit
    from curbside.articles.states import Action

    with open_desk(library) as desk:
        submit(desk, acting(desk, as_user, Action.SUBMIT), slug, n=version)
    say(f"{slug} is submitted.")


@articles_app.command("approve")
def approve_article(
    slug: SlugArgument,
    readers: Annotated[
        list[ReaderOf] | None, typer.Option("--reader", help="For whom; may be repeated. Clinicians without it.")
    ] = None,
    checked: Annotated[
        list[str] | None,
        typer.Option(help="What was checked: accuracy, sources, figures, omissions, readability, conflicts, or all."),
    ] = None,
    version: VersionOption = None,
    as_user: AsOption = None,
    library: LibraryOption = None,
) -> None:
    """Approve the version in review, as a reviewer who did not hand it in.

    Approving declares that the six points of the checklist were looked at. At a terminal each is asked for unless
    --checked names it; elsewhere the command itself is the declaration, and what was declared is printed.
    """
    from curbside.articles.decide import approve
    from curbside.articles.states import Action

    covered = [one.value for one in readers or [ReaderOf.CLINICIAN]]
    with open_desk(library) as desk:
        actor = acting(desk, as_user, Action.APPROVE)
        state = approve(desk, actor, slug, readers=covered, checklist=_declared(checked), n=version)
    say(f"{actor.name} approves {slug} for {', '.join(covered)}; it is {state.words}.")


@articles_app.command("retire")
def retire_article(
    slug: SlugArgument,
    reason: Annotated[str | None, typer.Option(help="Why.")] = None,
    as_user: AsOption = None,
    library: LibraryOption = None,
) -> None:
    """Take an article down for good. Its history stays."""
    from curbside.articles.retire import retire
    from curbside.articles.states import Action

    with open_desk(library) as desk:
        retire(desk, acting(desk, as_user, Action.RETIRE), slug, reason)
    say(f"{slug} is retired.")


@articles_app.command("refresh")
def refresh_articles(
    slugs: Annotated[list[str] | None, typer.Argument(help="Articles; without any, all.")] = None,
    as_user: AsOption = None,
    output: ListFormatOption = ListFormat.TEXT,
    library: LibraryOption = None,
) -> None:
    """Ask the questions again where the evidence has changed: a changed answer becomes a version to review."""
    from curbside.articles.refresh import Outcome, refresh
    from curbside.articles.states import Action

    with open_desk(library) as desk, counter("Asking again") as on_progress:
        actor = acting(desk, as_user, Action.REFRESH)
        done = refresh(desk, actor, slugs or (), on_progress=on_progress)
    if output is ListFormat.JSON:
        print_json([{"slug": one.slug, "outcome": one.outcome.value, "version": one.version} for one in done])
        return
    for one in done:
        if one.outcome is not Outcome.UP_TO_DATE:
            typer.echo(f"{one.slug}: {_OUTCOMES[one.outcome.value].format(n=one.version)}")
    changed = sum(one.outcome in {Outcome.CHANGED, Outcome.UNANSWERED} for one in done)
    say(f"{len(done):,} articles, {changed:,} with a new version to review.")


_OUTCOMES = {
    "unchanged": "the evidence changed, the answer did not",
    "changed": "the answer changed; version {n} is submitted for review",
    "unanswered": "the evidence no longer answers the question; version {n} says so and is submitted for review",
    "retired": "it was retired meanwhile",
    "restored": "the answer is again that of the approved version {n}",
}


@articles_app.command("history")
def article_history(
    slug: SlugArgument,
    as_user: AsOption = None,
    output: ListFormatOption = ListFormat.TEXT,
    library: LibraryOption = None,
) -> None:
    """Who did what to an article, when, from which state to which."""
    from curbside.articles.audit import entries
    from curbside.articles.reading import show_article as load

    with open_desk(library) as desk:
        load(desk, slug, _role(desk, as_user))
        with desk.database.read() as session:
            told = list(entries(session, article=slug))
    if output is ListFormat.JSON:
        print_json([asdict(entry) for entry in told])
        return
    for entry in told:
        states = f": {entry.state_from or 'none'} → {entry.state_to}" if entry.state_to != entry.state_from else ""
        detail = "; ".join(f"{key.replace('_', ' ')}: {value}" for key, value in entry.detail.items() if _short(value))
        by = f"{entry.actor} ({entry.channel})"
        typer.echo(f"{entry.at} {by}: {entry.action.replace('_', ' ')}, version {entry.version}{states}")
        if detail:
            typer.echo(f"  {detail}")


@articles_app.command("diff")
def article_diff(
    slug: SlugArgument,
    reader: StatementReaderOption = ReaderOf.CLINICIAN,
    as_user: AsOption = None,
    output: ListFormatOption = ListFormat.TEXT,
    library: LibraryOption = None,
) -> None:
    """What the newest version changes, statement by statement, against the approved one."""
    from curbside.articles.reading import show_article as load

    with open_desk(library) as desk:
        article = load(desk, slug, _role(desk, as_user))
    found = (article.diff or {}).get(reader.value)
    if output is ListFormat.JSON:
        print_json(found.to_dict() if found is not None else None)
        return
    if found is None or found.is_empty:
        say("Nothing to compare." if found is None else "Nothing differs.")
        return
    for change in found.changes:
        typer.echo(f"{change.kind.replace('_', ' ')}, {change.part} in “{change.place}”:")
        for sign, text in (("-", change.before), ("+", change.after)):
            if text is not None:
                typer.echo(f"  {sign} {text}")


@articles_app.command("queue")
def review_queue(
    as_user: AsOption = None, output: ListFormatOption = ListFormat.TEXT, library: LibraryOption = None
) -> None:
    """What waits for somebody, the most urgent first."""
    from curbside.articles.queue import queue

    with open_desk(library) as desk:
        waiting = queue(desk, _role(desk, as_user))
    if output is ListFormat.JSON:
        print_json([one.to_dict() for one in waiting])
        return
    for one in waiting:
        reviewers = f"; with {', '.join(one.reviewers)}" if one.reviewers else ""
        typer.echo(f"{one.urgency.words}: {one.slug}, version {one.version}, since {one.since[:10]}{reviewers}")
        for source in one.sources:
            typer.echo(f"  {source}")
    if not waiting:
        say("Nothing waits.")


# -- what the commands share


def _role(desk: Desk, as_user: str | None) -> Role:
    from curbside.articles.scopes import Scope

    return acting(desk, as_user, Scope.READ).role


def _edits_of(file: Path) -> list[Edit]:
    from curbside.articles.edits import edit_from_dict

    try:
        data: Any = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{file} cannot be read as JSON ({error}).", "Name a file with a list of edits.") from None
    if not isinstance(data, list):
        raise UsageError(f"{file} holds no list of edits.", "Write a JSON list.")
    return [edit_from_dict(one) for one in data]


def _declared(checked: list[str] | None) -> list[str]:
    from curbside.articles.decide import Check

    named = set(Check) if checked and "all" in checked else set(checked or ())
    if sys.stdin.isatty():
        return [*named, *(check.value for check in Check if check not in named and _confirmed(check))]
    if not checked:
        say("Declared by approving:\n" + "\n".join(f"  {check}: {check.statement}" for check in Check))
        return [check.value for check in Check]
    return sorted(named)


def _confirmed(check: Check) -> bool:
    return typer.confirm(f"{check.statement}", err=True)


def _print_review(article: ArticleView) -> None:
    shown = article.shown
    covered = f" for {', '.join(shown.covered)}" if shown.covered else ""
    due = f"; to be reviewed again by {shown.review_by}" if shown.review_by and shown.covered else ""
    typer.echo(f"{article.slug}, version {shown.n} of {article.versions[-1].n}: {shown.state.words}{covered}{due}")
    for notice in shown.notices:
        typer.echo(f"! {notice}")
    typer.echo()


def _short(value: Any) -> bool:
    return value not in (None, "", [], {}, False) and len(str(value)) <= 200
