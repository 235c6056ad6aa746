"""The queue of the review desk: what waits for somebody, the most urgent first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from curbside.articles import schema
from curbside.articles.assign import reviewers_of
from curbside.articles.decide import approvals_of, due_of
from curbside.articles.desk import Desk
from curbside.articles.report import open_reports
from curbside.articles.states import Role, State, check_staff
from curbside.articles.versions import Held, cited_in, live_of, states_of
from curbside.articles.warnings import withdrawn_among


class Urgency(StrEnum):
    """Why an article waits, the most urgent first."""

    WITHDRAWN_SOURCE = "withdrawn_source"
    OVERDUE = "overdue"
    REPORTED = "reported"
    EVIDENCE_CHANGED = "evidence_changed"
    NEW = "new"
    UNDER_REVIEW = "under_review"
    CHANGES_REQUESTED = "changes_requested"

    @property
    def words(self) -> str:
        """Why, as people read it."""
        return _WORDS[self]


_WORDS = {
    Urgency.WITHDRAWN_SOURCE: "a source was withdrawn",
    Urgency.OVERDUE: "review overdue",
    Urgency.REPORTED: "a reader reports a problem",
    Urgency.EVIDENCE_CHANGED: "the evidence changed",
    Urgency.NEW: "new",
    Urgency.UNDER_REVIEW: "under review",
    Urgency.CHANGES_REQUESTED: "changes requested",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An article that waits: why, which version, since when, and for whom.

    `sources` are those withdrawn, `reports` how many of readers nobody dealt with yet, whatever the urgency.
    """

    slug: str
    title: str
    urgency: Urgency
    state: State
    version: int
    since: str
    reviewers: tuple[str, ...]
    sources: tuple[str, ...] = ()
    reports: int = 0

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        return plain | {
            "urgency": self.urgency.value,
            "state": self.state.value,
            "reviewers": list(self.reviewers),
            "sources": list(self.sources),
        }


def queue(desk: Desk, role: Role | None) -> list[Waiting]:
    """What waits, the most urgent first, then what has waited longest. It is for reviewers, editors and admins."""
    check_staff(role)
    with desk.database.read() as session:
        articles = session.scalars(
            select(schema.Article).where(schema.Article.question_key.is_not(None)).order_by(schema.Article.slug)
        )
        found = [waiting for article in articles if (waiting := _waiting(session, desk, article)) is not None]
    order = list(Urgency)
    return sorted(found, key=lambda one: (order.index(one.urgency), one.since, one.slug))


def _waiting(session: Session, desk: Desk, article: schema.Article) -> Waiting | None:
    live = live_of(states_of(session, article))
    shown, its_state = live[0]
    newest, state = live[-1]
    gone = withdrawn_among(desk.curbside.library(), cited_in(session, shown))
    reports, reported = open_reports(session, article)
    urgency = _urgency(session, desk, shown, live, withdrawn=bool(gone), reported=reports > 0)
    if urgency is None:
        return None
    about, since = (shown, its_state.since) if urgency is Urgency.OVERDUE else (newest, state.since)
    if urgency is Urgency.REPORTED and reported is not None:
        since = reported
    return Waiting(
        slug=article.slug,
        title=article.title,
        urgency=urgency,
        state=State(state.state),
        version=about.n,
        since=since,
        reviewers=tuple(one.name for one in reviewers_of(session, article)),
        sources=tuple(one.words for one in gone),
        reports=reports,
    )


def _urgency(
    session: Session,
    desk: Desk,
    shown: schema.Version,
    live: Sequence[Held],
    *,
    withdrawn: bool,
    reported: bool,
) -> Urgency | None:
    newest, state = live[-1]
    stands = State(state.state)
    if withdrawn:
        return Urgency.WITHDRAWN_SOURCE
    due = due_of(approvals_of(session, shown))
    if State(live[0][1].state) is State.APPROVED and desk.is_past(due):
        return Urgency.OVERDUE
    if reported:
        return Urgency.REPORTED
    if stands is State.SUBMITTED:
        return Urgency.EVIDENCE_CHANGED if newest.origin == "refreshed" else Urgency.NEW
    return {
        State.UNDER_REVIEW: Urgency.UNDER_REVIEW,
        State.CHANGES_REQUESTED: Urgency.CHANGES_REQUESTED,
    }.get(stands)
