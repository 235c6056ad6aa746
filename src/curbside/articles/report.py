"""Report: a reader says what is wrong with an article or one statement of it; editors and reviewers deal with it.

Readers need no account, and none is kept: what they write may not hold what could identify a person, and stands in no
audit entry. What they report changes nothing by itself; it brings the article before the people of the review desk.
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from curbside.articles import audit, schema
from curbside.articles.accounts import check_still_holds
from curbside.articles.actor import Actor
from curbside.articles.comment import check_text
from curbside.articles.desk import Desk
from curbside.articles.publish import refuse_identifiers
from curbside.articles.reading import rendering
from curbside.articles.statements import statement_named
from curbside.articles.states import Action, Role, roles_for
from curbside.articles.versions import find_article, load_version
from curbside.errors import ArticleError, NoSuchArticle, NotPermitted
from curbside.evidence.kinds import Reader

MOST_OF_A_REPORT = 2_000
MOST_OF_A_NOTE = 2_000
# Of an article at once: more would say nothing new, and whoever floods the desk is stopped here.
_MOST_OPEN = 50


def a_reader(channel: str) -> Actor:
    """Somebody of whom nothing is known, as the audit trail records them."""
    return Actor("a reader", Role.READER, channel)


def report(
    desk: Desk,
    actor: Actor,
    slug: str,
    text: str,
    *,
    reader: str = Reader.CLINICIAN.value,
    statement: str | None = None,
) -> int:
    """Report a problem with the version that the actor is shown, or with one statement of it; the report's number.

    Raises UsageError for an empty text, one that holds what could identify a person, or a statement that is not there;
    NoSuchArticle where the actor sees none; ArticleError while many reports of the article wait.
    """
    said = check_text(text, "report", MOST_OF_A_REPORT)
    refuse_identifiers(said, "report", "Write it without, then send it again.")
    shown = rendering(desk, slug, actor.role, reader)
    if statement is not None:
        statement_named(shown, statement)
    with desk.database.write() as session:
        check_still_holds(session, actor)
        article = find_article(session, slug)
        if open_reports(session, article)[0] >= _MOST_OPEN:
            raise ArticleError(
                "Many reports of this article are waiting already, and none is taken now.", "Try again in some days."
            )
        version = load_version(session, article, shown.review.version)
        row = schema.Report(version_id=version.id, reader=reader, statement=statement, text=said, at=desk.now)
        session.add(row)
        session.flush()
        detail = {"report": row.id, "reader": reader, "statement": statement}
        audit.append(session, actor, desk.now, "report", article=slug, version=version.n, detail=detail)
        return row.id


def deal_with(desk: Desk, actor: Actor, slug: str, number: int, note: str) -> None:
    """Mark a report as dealt with, saying how; one that is already stays as it is."""
    if actor.role not in roles_for(Action.COMMENT):
        raise NotPermitted(
            f"The role {actor.role} may not deal with reports.",
            f"Ask one of: {', '.join(sorted(roles_for(Action.COMMENT)))}.",
        )
    said = check_text(note, "note", MOST_OF_A_NOTE)
    with desk.database.write() as session:
        check_still_holds(session, actor)
        article = find_article(session, slug)
        found = next(((n, row) for n, row in reports_on(session, article) if row.id == number), None)
        if found is None:
            raise NoSuchArticle(f"{slug} has no report {number}.", "See the article on the review desk.")
        n, row = found
        if row.dealt_with_at is not None:
            return
        row.dealt_with_at, row.dealt_with_by, row.note = desk.now, actor.name, said
        audit.append(session, actor, desk.now, "deal_with", article=slug, version=n, detail={"report": number})


def reports_on(session: Session, article: schema.Article) -> list[tuple[int, schema.Report]]:
    """Every report of an article, each with the number of its version, the oldest first."""
    query = (
        select(schema.Version.n, schema.Report)
        .join(schema.Version, schema.Version.id == schema.Report.version_id)
        .where(schema.Version.article_id == article.id)
        .order_by(schema.Report.id)
    )
    return [(n, row) for n, row in session.execute(query)]


def open_reports(session: Session, article: schema.Article) -> tuple[int, str | None]:
    """How many reports of an article nobody dealt with yet, and when the first of them came."""
    query = (
        select(func.count(schema.Report.id), func.min(schema.Report.at))
        .join(schema.Version, schema.Version.id == schema.Report.version_id)
        .where(schema.Version.article_id == article.id, schema.Report.dealt_with_at.is_(None))
    )
    number, since = session.execute(query).one()
    return number, since
