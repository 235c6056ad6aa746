"""Decide: a reviewer approves a version for the readers named, or asks for changes; an editor hands it in again.

An approval binds to the digest of the version, the revisions it cites and the readers. Versions are immutable, so that
whatever is edited or refreshed is another version, which the approval does not cover.
"""

from __future__ import annotations

import calendar
import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from curbside.articles import schema
from curbside.articles.actor import Actor
from curbside.articles.assign import claim_within, reviewers_of
from curbside.articles.comment import MOST_OF_A_COMMENT, check_text, comments_on
from curbside.articles.desk import Desk
from curbside.articles.states import Action, Role, State, next_state
from curbside.articles.versions import (
    approval_digest,
    cited_in,
    find_article,
    known_readers,
    move,
    renderings_of,
    states_of,
    version_in,
)
from curbside.articles.warnings import withdrawn_among
from curbside.errors import ArticleError, NotPermitted, UsageError
from curbside.evidence.kinds import Reader

_APPROVABLE = (State.SUBMITTED, State.UNDER_REVIEW, State.APPROVED)


class Check(StrEnum):
    """What a reviewer declares to have looked at."""

    ACCURACY = "accuracy"
    SOURCES = "sources"
    FIGURES = "figures"
    OMISSIONS = "omissions"
    READABILITY = "readability"
    CONFLICTS = "conflicts"

    @property
    def statement(self) -> str:
        """What is declared, in words."""
        return _DECLARED[self]


_DECLARED = {
    Check.ACCURACY: "Every statement is right, as far as I can judge, and on the question.",
    Check.SOURCES: "The sources carry the statements, and are the ones to rely on.",
    Check.FIGURES: "Each figure has its denominator, population and time, or says that they are not stated.",
    Check.OMISSIONS: "Nothing is left out that a reader must not miss.",
    Check.READABILITY: "The readers named can understand it.",
    Check.CONFLICTS: "My conflicts of interest are declared in my profile, or I have none.",
}


@dataclass(frozen=True, slots=True)
class Approval:
    """A reviewer's approval of a version, as it was given; `holds` says that it still is about these very words."""

    reviewer: str
    readers: tuple[str, ...]
    checklist: tuple[str, ...]
    digest: str
    at: str
    review_by: str | None
    holds: bool


def approve(
    desk: Desk,
    actor: Actor,
    slug: str,
    *,
    readers: Collection[str] = (Reader.CLINICIAN.value,),
    checklist: Collection[str] = tuple(Check),
    n: int | None = None,
) -> State:
    """Approve the version in review for some readers; its state then, which changes once enough reviewers have.

    A version that is approved may be approved for further readers. Raises NotPermitted for who handed the version in,
    UsageError for a checklist that is not complete, ArticleError while a source that it cites is withdrawn.
    """
    _check_declared(checklist)
    with desk.database.write() as session:
        article = find_article(session, slug)
        version, state = version_in(session, article, *_APPROVABLE, n=n, older=True)
        account = _reviewer(session, actor)
        if version.submitter_id is not None and version.submitter_id == account.id:
            raise NotPermitted(
                f"{account.name} handed in version {version.n} of {slug}, and cannot approve it.",
                "Somebody else has to review it.",
            )
        _check_readers(version, readers)
        _check_standing(desk, session, version)
        if State(state.state).is_pending and account.id not in {one.id for one in reviewers_of(session, article)}:
            claim_within(session, desk, actor, slug)
        elif State(state.state) is State.SUBMITTED:
            # A reviewer of an earlier version goes on with this one.
            move(session, desk, actor, article, version, state, Action.CLAIM, reviewer=account.name)
        session.add(
            schema.Decision(
                version_id=version.id,
                account_id=account.id,
                decided_by=account.name,
                decision="approve",
                readers=json.dumps(sorted(set(readers))),
                checklist=json.dumps(sorted(set(checklist))),
                digest=approval_digest(session, version, set(readers)),
                at=desk.now,
                review_by=review_by(desk.clock().date(), desk.review_months),
            )
        )
        session.flush()
        move(session, desk, actor, article, version, state, Action.ENDORSE, readers=sorted(set(readers)))
        if State(state.state) is State.UNDER_REVIEW and covered_readers(session, version, desk.required_reviewers):
            for older, its_state in states_of(session, article):
                if State(its_state.state) is State.APPROVED:
                    move(session, desk, actor, article, older, its_state, Action.GIVE_WAY, to=version.n)
            move(session, desk, actor, article, version, state, Action.APPROVE)
        return State(state.state)


def request_changes(desk: Desk, actor: Actor, slug: str, reason: str | None = None, *, n: int | None = None) -> None:
    """Send the version in review back, saying why: in a reason, or in comments that are open."""
    said = check_text(reason, "reason", MOST_OF_A_COMMENT) if reason is not None else None
    with desk.database.write() as session:
        article = find_article(session, slug)
        version, state = version_in(session, article, State.SUBMITTED, State.UNDER_REVIEW, n=n)
        if said is None and not any(row.resolved_at is None for _, row in comments_on(session, article)):
            raise UsageError(
                "It is not said what is to be changed.", "Give a reason, or comment on the statements first."
            )
        if State(state.state) is State.SUBMITTED and actor.role is Role.REVIEWER:
            claim_within(session, desk, actor, slug)
        session.add(
            schema.Decision(
                version_id=version.id,
                account_id=actor.account_id,
                decided_by=actor.name,
                decision="request_changes",
                readers="[]",
                checklist="[]",
                digest=version.digest,
                reason=said,
                at=desk.now,
            )
        )
        move(session, desk, actor, article, version, state, Action.REQUEST_CHANGES)


def submit(desk: Desk, actor: Actor, slug: str, *, n: int | None = None) -> None:
    """Hand a version of which changes were requested in again: an editor does, or who handed it in before.

    Another reviewer may not, who could then approve what they handed in themselves.
    """
    with desk.database.write() as session:
        article = find_article(session, slug)
        version, state = version_in(session, article, State.CHANGES_REQUESTED, n=n)
        if actor.role is Role.REVIEWER and actor.account_id != version.submitter_id:
            raise NotPermitted(
                f"Version {version.n} of {slug} was handed in by {version.submitted_by}, not by {actor.name}.",
                "An editor, or who handed it in, hands it in again.",
            )
        move(session, desk, actor, article, version, state, Action.SUBMIT)


def approvals_of(session: Session, version: schema.Version) -> list[Approval]:
    """The approvals of a version, the oldest first; of one reviewer for one set of readers the newest counts."""
    query = (
        select(schema.Decision)
        .where(schema.Decision.version_id == version.id, schema.Decision.decision == "approve")
        .order_by(schema.Decision.id)
    )
    return [
        Approval(
            row.decided_by,
            tuple(readers),
            tuple(json.loads(row.checklist)),
            row.digest,
            row.at,
            row.review_by,
            row.digest == approval_digest(session, version, readers),
        )
        for row in session.scalars(query)
        for readers in [json.loads(row.readers)]
    ]


def covered_readers(session: Session, version: schema.Version, required: int) -> list[str]:
    """The readers for whom enough different reviewers have approved these very words."""
    return readers_covered(approvals_of(session, version), required)


def readers_covered(approvals: Iterable[Approval], required: int) -> list[str]:
    """The readers whom so many different reviewers have approved a version for, of its approvals."""
    given = {(one.reviewer, reader) for one in approvals if one.holds for reader in one.readers}
    counts = Counter(reader for _, reader in given)
    return [reader.value for reader in Reader if counts[reader.value] >= required]


def due_of(approvals: Iterable[Approval]) -> str | None:
    """When a review is due again: a year, say, after the newest approval that holds."""
    return max((one.review_by for one in approvals if one.holds and one.review_by), default=None)


def review_by(today: date, months: int) -> str:
    """The day so many months on, the last of its month where that has no such day."""
    years, month = divmod(today.month - 1 + months, 12)
    year = today.year + years
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1])).isoformat()


def _reviewer(session: Session, actor: Actor) -> schema.Account:
    next_state(Action.APPROVE, State.UNDER_REVIEW, actor.role)
    account = session.get(schema.Account, actor.account_id) if actor.account_id is not None else None
    if account is None:
        raise NotPermitted("Approving takes a reviewer's account.", "Name yours with --as USER.")
    return account


def _check_declared(checklist: Collection[str]) -> None:
    if unknown := sorted(set(checklist) - set(Check)):
        raise UsageError(f"The checklist has no {unknown[0]!r}.", f"It has: {', '.join(Check)}.")
    if missing := [check.value for check in Check if check not in checklist]:
        raise UsageError(f"Not declared as checked: {', '.join(missing)}.", "An approval declares all of it.")


def _check_readers(version: schema.Version, readers: Collection[str]) -> None:
    held = known_readers(version)
    if not readers or set(readers) - set(held):
        raise UsageError("An approval names readers that the version has a rendering for.", f"It has {_or(held)}.")
    shown = renderings_of(version)
    silent = [reader for reader in held if reader in readers and not shown[reader].is_answered]
    if silent:
        raise ArticleError(
            f"The evidence no longer answers the question for {_or(silent)}, so there is nothing to approve.",
            "Retire the article, or add evidence and refresh it.",
        )


def _check_standing(desk: Desk, session: Session, version: schema.Version) -> None:
    if gone := withdrawn_among(desk.curbside.library(), cited_in(session, version)):
        raise ArticleError(
            f"It cites what no longer stands: {gone[0].words}", "Run `curbside articles refresh`, then review that."
        )


def _or(names: Sequence[str]) -> str:
    return " or ".join(names)
