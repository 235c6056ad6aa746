"""Comment: what somebody has to say about a version, or about one statement of it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from curbside.articles import audit, schema
from curbside.articles.accounts import check_still_holds
from curbside.articles.actor import Actor
from curbside.articles.desk import Desk
from curbside.articles.statements import statement_named
from curbside.articles.states import Action, State, next_state
from curbside.articles.versions import find_article, move, renderings_of, version_in
from curbside.errors import NoSuchArticle, UsageError
from curbside.evidence.kinds import Reader

MOST_OF_A_COMMENT = 5_000
_COMMENTED = (State.SUBMITTED, State.UNDER_REVIEW, State.CHANGES_REQUESTED, State.APPROVED)


def comment(
    desk: Desk,
    actor: Actor,
    slug: str,
    text: str,
    *,
    reader: str | None = None,
    statement: str | None = None,
    n: int | None = None,
) -> int:
    """Say something about the newest version, or about a statement of the rendering for a reader; its number.

    Raises UsageError for an empty text or a statement that the rendering does not have.
    """
    said = check_text(text, "comment", MOST_OF_A_COMMENT)
    with desk.database.write() as session:
        article = find_article(session, slug)
        version, state = version_in(session, article, *_COMMENTED, n=n, older=True)
        if statement is not None:
            reader = reader or Reader.CLINICIAN.value
        if reader is not None:
            shown = renderings_of(version)
            if reader not in shown:
                raise UsageError(f"There is no rendering for {reader!r}.", f"Use one of: {', '.join(shown)}.")
            if statement is not None:
                statement_named(shown[reader], statement)
        row = schema.Comment(
            version_id=version.id,
            reader=reader,
            statement=statement,
            account_id=actor.account_id,
            author=actor.name,
            text=said,
            at=desk.now,
        )
        session.add(row)
        session.flush()
        move(session, desk, actor, article, version, state, Action.COMMENT, comment=row.id)
        return row.id


def resolve(desk: Desk, actor: Actor, slug: str, number: int) -> None:
    """Mark a comment as dealt with; one that is already stays as it is."""
    next_state(Action.COMMENT, State.SUBMITTED, actor.role)
    with desk.database.write() as session:
        check_still_holds(session, actor)
        article = find_article(session, slug)
        row = session.get(schema.Comment, number)
        version = session.get(schema.Version, row.version_id) if row is not None else None
        if row is None or version is None or version.article_id != article.id:
            raise NoSuchArticle(f"{slug} has no comment {number}.", f"See `curbside articles show {slug}`.")
        if row.resolved_at is not None:
            return
        state = session.get_one(schema.VersionState, version.id)
        if State(state.state) is State.RETIRED:
            # Of a version that gave way: its comments may still be dealt with in the newer one.
            audit.append(
                session, actor, desk.now, "resolve", article=slug, version=version.n, detail={"comment": number}
            )
        else:
            move(session, desk, actor, article, version, state, Action.COMMENT, resolved=number)
        row.resolved_at, row.resolved_by = desk.now, actor.name


def comments_on(session: Session, article: schema.Article) -> list[tuple[int, schema.Comment]]:
    """Every comment on an article, each with the number of its version, the oldest first."""
    query = (
        select(schema.Version.n, schema.Comment)
        .join(schema.Version, schema.Version.id == schema.Comment.version_id)
        .where(schema.Version.article_id == article.id)
        .order_by(schema.Comment.id)
    )
    return [(n, row) for n, row in session.execute(query)]


def check_text(text: str, what: str, most: int) -> str:
    """A text that a person wrote, without space around it. Raises UsageError when empty, too long or unprintable."""
    said = text.strip().replace("\r\n", "\n")
    if not said or len(said) > most or not all(line.replace("\t", " ").isprintable() for line in said.split("\n")):
        raise UsageError(
            f"The {what} is empty, too long or holds what cannot be printed.", f"Write at most {most:,} characters."
        )
    return said
