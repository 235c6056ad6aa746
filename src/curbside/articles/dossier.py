"""Everything about an article that its reviewers work on: its newest version in one rendering, and what may be done."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy.orm import Session

from curbside.answer import Answer
from curbside.articles import audit, schema
from curbside.articles.accounts import reviewers
from curbside.articles.actor import Actor
from curbside.articles.audit import Entry
from curbside.articles.desk import Desk
from curbside.articles.editing import Told, ids_left, told
from curbside.articles.edits import edit_from_dict
from curbside.articles.reading import ArticleView, VersionView, rendering, show_article
from curbside.articles.report import reports_on
from curbside.articles.statements import AnswerIds, statement_ids
from curbside.articles.states import Action, State, actions_from, check_staff, roles_for
from curbside.articles.versions import asked_of, edits_of, find_article, load_version

MOST_ENTRIES = 100


@dataclass(frozen=True, slots=True)
class Reported:
    """A problem that a reader reported, and how it was dealt with, if it was."""

    number: int
    version: int
    reader: str
    statement: str | None
    text: str
    at: str
    dealt_with_at: str | None
    dealt_with_by: str | None
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """An article before its reviewers.

    `newest` is its newest version that is not retired, or the last one, and `answer` what that shows `answer.reader`.
    `ids` are those by which comments name its statements; `edit_ids`, in the same order, those by which edits do.
    `told` is what was edited in this rendering, `no_longer_made` what a refreshed answer no longer took, and why;
    `compared_with` the version that the differences are told against. `actions` are what the viewer may do now.
    """

    article: ArticleView
    newest: VersionView
    answer: Answer
    ids: AnswerIds
    edit_ids: AnswerIds
    told: tuple[Told, ...]
    no_longer_made: tuple[tuple[str, str], ...]
    compared_with: int | None
    reports: tuple[Reported, ...]
    entries: tuple[Entry, ...]
    reviewers: tuple[str, ...]
    actions: frozenset[Action]
    is_submitter: bool

    @property
    def open_reports(self) -> tuple[Reported, ...]:
        """The reports that nobody dealt with yet."""
        return tuple(one for one in self.reports if one.dealt_with_at is None)


def dossier(desk: Desk, actor: Actor, slug: str, reader: str | None = None) -> Dossier:
    """An article as the people of the review desk see it, for a reader, the first there is for none that there is.

    Raises NotPermitted for anybody else, NoSuchArticle.
    """
    check_staff(actor.role)
    article = show_article(desk, slug, actor.role)
    live = [one for one in article.versions if one.state is not State.RETIRED]
    newest = (live or list(article.versions))[-1]
    shown_to = reader if reader in newest.readers else newest.readers[0]
    assert shown_to is not None
    answer = rendering(desk, slug, actor.role, shown_to, newest.n)
    with desk.database.read() as session:
        row = find_article(session, slug)
        version = load_version(session, row, newest.n)
        asked, edits = asked_of(version)[shown_to], edits_of(version)
        return Dossier(
            article=article,
            newest=newest,
            answer=answer,
            ids=statement_ids(answer),
            edit_ids=ids_left(asked, edits),
            told=told(asked, edits),
            no_longer_made=_no_longer_made(version, shown_to),
            compared_with=article.compared_with if article.diff else None,
            reports=tuple(_reports(session, row)),
            entries=tuple(audit.entries(session, article=slug, newest_first=True, limit=MOST_ENTRIES)),
            reviewers=tuple(one.name for one in reviewers(session)),
            actions=_actions(newest.state, actor),
            is_submitter=version.submitter_id is not None and version.submitter_id == actor.account_id,
        )


def _actions(state: State, actor: Actor) -> frozenset[Action]:
    held = set(actions_from(state, actor.role))
    if state is not State.RETIRED and actor.role in roles_for(Action.REFRESH):
        held.add(Action.REFRESH)
    return frozenset(held)


def _no_longer_made(version: schema.Version, reader: str) -> tuple[tuple[str, str], ...]:
    """The edits of a rendering that found nothing any more when the answer was refreshed: what, and why not."""
    dropped = [(edit_from_dict(one["edit"]), one["reason"]) for one in json.loads(version.dropped)]
    return tuple((edit.kind, reason) for edit, reason in dropped if edit.reader == reader)


def _reports(session: Session, article: schema.Article) -> list[Reported]:
    return [
        Reported(row.id, n, row.reader, row.statement, row.text, row.at, row.dealt_with_at, row.dealt_with_by, row.note)
        for n, row in reports_on(session, article)
    ]
