"""Assign and claim: who reviews an article."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from curbside.articles import schema
from curbside.articles.accounts import find_account
from curbside.articles.actor import Actor
from curbside.articles.desk import Desk
from curbside.articles.states import Action, Role, State, next_state
from curbside.articles.versions import find_article, move, version_in
from curbside.errors import ArticleError, NoSuchArticle

_OPEN = (State.SUBMITTED, State.UNDER_REVIEW)


def assign(desk: Desk, actor: Actor, slug: str, reviewer: str) -> None:
    """Ask a reviewer to review what is pending of an article.

    Raises ArticleError for somebody who is no reviewer, is disabled, or handed the version in.
    """
    next_state(Action.ASSIGN, State.SUBMITTED, actor.role)
    with desk.database.write() as session:
        account = find_account(session, reviewer)
        if account is None:
            raise NoSuchArticle(f"There is no account {reviewer!r}.", "See `curbside users list`.")
        if account.role != Role.REVIEWER.value or account.disabled_at is not None:
            why = "is disabled" if account.disabled_at is not None else f"has the role {account.role}"
            raise ArticleError(f"{reviewer} {why}, and cannot review.", "Assign an account with the role reviewer.")
        _take_in(session, desk, actor, slug, account, Action.ASSIGN)


def claim(desk: Desk, actor: Actor, slug: str) -> None:
    """Take the review of what is pending of an article upon oneself."""
    with desk.database.write() as session:
        claim_within(session, desk, actor, slug)


def claim_within(session: Session, desk: Desk, actor: Actor, slug: str) -> None:
    """Claim as a part of another change."""
    account = session.get(schema.Account, actor.account_id) if actor.account_id is not None else None
    if account is None:
        raise ArticleError("Reviewing takes an account.", "Name yours with --as USER.")
    _take_in(session, desk, actor, slug, account, Action.CLAIM)


def reviewers_of(session: Session, article: schema.Article) -> list[schema.Account]:
    """The accounts that review an article, in the order in which they were assigned."""
    query = (
        select(schema.Account)
        .join(schema.Assignment, schema.Assignment.account_id == schema.Account.id)
        .where(schema.Assignment.article_id == article.id)
        .order_by(schema.Assignment.id)
    )
    return list(session.scalars(query))


def _take_in(
    session: Session, desk: Desk, actor: Actor, slug: str, account: schema.Account, action: Action
) -> None:  # fmt: skip
    article = find_article(session, slug)
    version, state = version_in(session, article, *_OPEN)
    if version.submitter_id is not None and version.submitter_id == account.id:
        raise ArticleError(
            f"{account.name} handed in version {version.n} of {slug}, and cannot review it.", "Assign somebody else."
        )
    move(session, desk, actor, article, version, state, action, reviewer=account.name)
    if account.id not in {one.id for one in reviewers_of(session, article)}:
        session.add(
            schema.Assignment(article_id=article.id, account_id=account.id, assigned_by=actor.name, at=desk.now)
        )
