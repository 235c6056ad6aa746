"""Refresh: questions are asked again when the evidence has changed; a changed answer is a new version to review."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from curbside.answer import Answer
from curbside.articles import audit, schema
from curbside.articles.accounts import check_still_holds
from curbside.articles.actor import Actor
from curbside.articles.desk import Desk
from curbside.articles.editing import Dropped, reapply
from curbside.articles.edits import Edit
from curbside.articles.publish import TRIES, ask_for_all, keeps_changing
from curbside.articles.states import Action, State, next_state
from curbside.articles.versions import (
    Draft,
    Renderings,
    board_notes_of,
    content_of,
    edits_of,
    find_article,
    live_of,
    make_version,
    move,
    states_of,
)
from curbside.errors import UsageError
from curbside.evidence.kinds import Reader


class Outcome(StrEnum):
    """What refreshing an article came to."""

    UP_TO_DATE = "up_to_date"
    UNCHANGED = "unchanged"
    CHANGED = "changed"
    UNANSWERED = "unanswered"
    RESTORED = "restored"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Refreshed:
    """An article that was looked at: what came of it, and its newest version that is not retired (0: there is none)."""

    slug: str
    outcome: Outcome
    version: int


def refresh(
    desk: Desk,
    actor: Actor,
    slugs: Sequence[str] = (),
    *,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Refreshed]:
    """Ask the questions of these articles, or of all that are not retired, again where the evidence has changed.

    An answer that says the same is noted as asked of the newer evidence. One that does not becomes a version to review,
    with the edits that still find their statement; what was approved stays up meanwhile.
    """
    next_state(Action.REFRESH, State.NONE, actor.role)
    wanted = _wanted(desk, actor, slugs)
    done = []
    for number, slug in enumerate(wanted, start=1):
        done.append(_refresh(desk, actor, slug))
        on_progress(number, len(wanted))
    return done


def _wanted(desk: Desk, actor: Actor, slugs: Sequence[str]) -> list[str]:
    with desk.database.read() as session:
        check_still_holds(session, actor)
        if not slugs:
            query = select(schema.Article.slug).where(schema.Article.question_key.is_not(None))
            return list(session.scalars(query.order_by(schema.Article.slug)))
        for slug in slugs:
            if find_article(session, slug).question_key is None:
                raise UsageError(f"{slug} is retired.", "Publish its question anew.")
        return list(dict.fromkeys(slugs))


def _refresh(desk: Desk, actor: Actor, slug: str) -> Refreshed:
    for _ in range(TRIES):
        now = desk.curbside.library().evidence_version
        with desk.database.read() as session:
            article = find_article(session, slug)
            live = live_of(states_of(session, article))
            if not live:
                return Refreshed(slug, Outcome.RETIRED, 0)
            current = live[-1][0]
            if now == last_asked(article, current):
                return Refreshed(slug, Outcome.UP_TO_DATE, current.n)
            question = article.question
        # Asked outside of the transaction: others go on working meanwhile.
        answers = ask_for_all(desk, question)
        asked = {reader: answer for reader, answer in answers.items() if answer.is_answered or _leads(reader)}
        with desk.database.write() as session:
            check_still_holds(session, actor)
            # What was asked of evidence that is no longer there must not follow what another has asked since.
            if asked[Reader.CLINICIAN.value].evidence_version == desk.curbside.library().evidence_version:
                return _take_in(session, desk, actor, find_article(session, slug), asked)
    raise keeps_changing()


def _take_in(session: Session, desk: Desk, actor: Actor, article: schema.Article, asked: Renderings) -> Refreshed:
    """Compare with what is there now, which may be another version than when the question was asked."""
    live = live_of(states_of(session, article))
    if not live:
        return Refreshed(article.slug, Outcome.RETIRED, 0)
    current, its_state = live[-1]
    evidence = asked[Reader.CLINICIAN.value].evidence_version
    if evidence == last_asked(article, current):
        return Refreshed(article.slug, Outcome.UP_TO_DATE, current.n)
    content = content_of(asked)
    outcome = None
    if content == current.content:
        outcome = Outcome.UNCHANGED
    elif content == live[0][0].content and current.origin == "refreshed":
        # The evidence is back where it was when the approved version was asked: there is nothing left to review. What
        # people have edited since stays in review.
        move(session, desk, actor, article, current, its_state, Action.GIVE_WAY, to=live[0][0].n)
        current, outcome = live[0][0], Outcome.RESTORED
    if outcome is not None:
        article.asked_again = evidence
        audit.append(
            session, actor, desk.now, "ask_again", article=article.slug, version=current.n,
            detail={"evidence_version": evidence, "outcome": outcome.value},
        )  # fmt: skip
        return Refreshed(article.slug, outcome, current.n)
    # The edits that people made to what they last looked at are made again where they still find their statement.
    shown, kept, dropped = _edited(asked, edits_of(current))
    article.asked_again = None
    draft = Draft(
        "refreshed", asked, shown, current.n, kept, dropped, board_notes_of(current), {"dropped": len(dropped)}
    )
    made = make_version(session, desk, actor, article, draft)
    answered = asked[Reader.CLINICIAN.value].is_answered
    return Refreshed(article.slug, Outcome.CHANGED if answered else Outcome.UNANSWERED, made.n)


def last_asked(article: schema.Article, current: schema.Version) -> str:
    """The evidence that the question was last asked of, as the newest version that is not retired still says it."""
    return article.asked_again or current.evidence_version


def _edited(asked: Renderings, edits: Sequence[Edit]) -> tuple[dict[str, Answer], list[Edit], list[Dropped]]:
    shown: dict[str, Answer] = {}
    kept: list[Edit] = []
    dropped: list[Dropped] = [Dropped(one, "There is no such rendering.") for one in edits if one.reader not in asked]
    for reader, answer in asked.items():
        again = reapply(answer, edits)
        shown[reader] = again.answer
        kept += again.kept
        dropped += again.dropped
    return shown, kept, dropped


def _leads(reader: str) -> bool:
    """The clinician's answer is kept also where it is silence: that the evidence is gone is what there is to review."""
    return reader == Reader.CLINICIAN.value
