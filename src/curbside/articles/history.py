"""The history of an article: its versions, what was done to them, and what is left of one that was retired.

Whoever has a part in the review sees who did what; everybody else sees days and states, never the name of an account.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from curbside.articles import audit, schema
from curbside.articles.decide import Approval, approvals_of
from curbside.articles.desk import Desk
from curbside.articles.editing import Told, told
from curbside.articles.reading import approved_on
from curbside.articles.states import STAFF, Action, Role, State
from curbside.articles.versions import asked_of, edits_of, find_article, known_readers, live_of, states_of
from curbside.errors import NoSuchArticle


@dataclass(frozen=True, slots=True, kw_only=True)
class PastVersion:
    """A version and what became of it; `may_be_read` says whether whoever looks may open it.

    `made_by`, `submitted_by`, the reviewers and checklists of `approvals`, and `edits` (by reader) are for who has a
    part in the review, and None or empty for others.
    """

    n: int
    state: State
    since: str
    created_at: str
    origin: str
    parent: int | None
    may_be_read: bool
    readers: tuple[str, ...]
    approvals: tuple[Approval, ...]
    made_by: str | None
    submitted_by: str | None
    edits: tuple[tuple[str, Told], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The versions of an article that somebody may know of, the newest first, and the activity around them."""

    slug: str
    title: str
    question: str
    versions: tuple[PastVersion, ...]
    activity: tuple[audit.Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """What is left of an article that everybody could read: when it was retired, and why if that was said.

    `successor` is the slug of an approved article on the same question.
    """

    slug: str
    title: str
    retired_at: str
    reason: str | None
    successor: str | None


def history(desk: Desk, slug: str, role: Role | None) -> History:
    """The history of an article for somebody of a role. Raises NoSuchArticle where nothing of it may be seen."""
    is_staff = role in STAFF
    with desk.database.read() as session:
        article = find_article(session, slug)
        known = [
            (version, State(state.state), state.since)
            for version, state in states_of(session, article)
            if desk.sees(State(state.state), role)
            or (State(state.state) is State.RETIRED and _was_public(session, desk, article, version))
        ]
        if not any(desk.sees(state, role) for _, state, _ in known):
            raise NoSuchArticle(f"There is no article {slug!r}.", "See `curbside articles list`.")
        versions = [
            PastVersion(
                n=version.n,
                state=state,
                since=since,
                created_at=version.created_at,
                origin=version.origin,
                parent=version.parent,
                may_be_read=desk.sees(state, role),
                readers=tuple(known_readers(version)),
                approvals=tuple(
                    one if is_staff else replace(one, reviewer="", checklist=())
                    for one in approvals_of(session, version)
                    if is_staff or one.holds
                ),
                made_by=version.made_by if is_staff else None,
                submitted_by=version.submitted_by if is_staff else None,
                edits=tuple(_edits(version)) if is_staff else (),
            )
            for version, state, since in reversed(known)
        ]
        activity = audit.entries(session, article=slug, newest_first=True) if is_staff else iter(())
        return History(
            slug=article.slug,
            title=article.title,
            question=article.question,
            versions=tuple(versions),
            activity=tuple(activity),
        )


def find_tombstone(desk: Desk, slug: str) -> Tombstone | None:
    """What is left of a retired article that everybody could read once; None for any other."""
    with desk.database.read() as session:
        article = session.scalar(select(schema.Article).where(schema.Article.slug == slug))
        if article is None:
            return None
        held = states_of(session, article)
        if live_of(held) or not any(_was_public(session, desk, article, version) for version, _ in held):
            return None
        last = session.scalars(
            select(schema.AuditEntry)
            .where(schema.AuditEntry.article == slug, schema.AuditEntry.action == Action.RETIRE.value)
            .order_by(schema.AuditEntry.n.desc())
            .limit(1)
        ).first()
        reason = audit.detail_of(last).get("reason") if last is not None else None
        title, question, retired = article.title, article.question, max(state.since for _, state in held)
    successor = approved_on(desk, [question]).get(question)
    return Tombstone(slug=slug, title=title, retired_at=retired, reason=reason, successor=successor)


def _was_public(session: Session, desk: Desk, article: schema.Article, version: schema.Version) -> bool:
    """Whether a version was ever in a state in which everybody sees it."""
    public = [state.value for state in State if desk.sees(state, None)]
    entry = schema.AuditEntry
    query = select(entry.n).where(
        entry.article == article.slug, entry.version == version.n, entry.state_to.in_(public)
    )  # fmt: skip
    return session.scalars(query.limit(1)).first() is not None


def _edits(version: schema.Version) -> Iterator[tuple[str, Told]]:
    """What was edited between what was asked and what is shown, by reader."""
    edits = edits_of(version)
    if not edits:
        return
    for reader, answer in asked_of(version).items():
        for one in told(answer, edits):
            yield reader, one
