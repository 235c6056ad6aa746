"""Versions of an article: made whole, read back, and moved from one state to the next.

A version holds the answers shown, one a reader, and is never changed; what an editor or the evidence changes is a
version of its own. At most one version of an article is approved and at most one, a newer one, is pending: what was
there before gives way in the same transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, load_only

from curbside.answer import Answer
from curbside.articles import audit, schema
from curbside.articles.accounts import check_still_holds
from curbside.articles.actor import Actor
from curbside.articles.desk import Desk
from curbside.articles.difference import content_digest
from curbside.articles.editing import Dropped
from curbside.articles.edits import BoardNote, Edit, edit_from_dict
from curbside.articles.states import Action, State, next_state
from curbside.errors import ArticleError, NoSuchArticle, NotInThisState
from curbside.evidence.digest import canonical_json, digest
from curbside.evidence.kinds import Reader

Renderings = Mapping[str, Answer]
# A version and where it stands.
Held = tuple[schema.Version, schema.VersionState]
_LIGHT = ("id", "article_id", "n", "origin", "parent", "answer_id", "evidence_version", "digest", "content", "made_by",
          "submitter_id", "submitted_by", "created_at")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """What a new version is made of: the answers as asked and as shown, and what was done to them in between."""

    origin: str
    asked: Renderings
    shown: Renderings
    parent: int | None = None
    edits: Sequence[Edit] = ()
    dropped: Sequence[Dropped] = ()
    board_notes: Sequence[BoardNote] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def evidence_version(self) -> str:
        """The evidence that the answers were asked of."""
        return next(iter(self.shown.values())).evidence_version


def find_article(session: Session, slug: str) -> schema.Article:
    """The article of a slug. Raises NoSuchArticle."""
    found = session.scalar(select(schema.Article).where(schema.Article.slug == slug))
    if found is None:
        raise NoSuchArticle(f"There is no article {slug!r}.", "See `curbside articles list`.")
    return found


def states_of(session: Session, article: schema.Article) -> list[Held]:
    """Every version of an article with its state, the oldest first; what they say is read on demand."""
    query = _versions_and_states().where(schema.Version.article_id == article.id)
    return [(version, state) for version, state in session.execute(query)]


def states_of_all(session: Session) -> dict[int, list[Held]]:
    """The same of every article, by its id."""
    found: dict[int, list[Held]] = {}
    for version, state in session.execute(_versions_and_states()):
        found.setdefault(version.article_id, []).append((version, state))
    return found


def live_of(held: Iterable[Held]) -> list[Held]:
    """Those of versions that are not retired, in their order: the approved one, if there is one, then the pending."""
    return [one for one in held if State(one[1].state) is not State.RETIRED]


def load_version(session: Session, article: schema.Article, n: int | None) -> schema.Version:
    """The version of a number, whole, which is known to be there."""
    query = select(schema.Version).where(schema.Version.article_id == article.id, schema.Version.n == n)
    return session.scalars(query).one()


def _versions_and_states() -> Select[schema.Version, schema.VersionState]:
    return (
        select(schema.Version, schema.VersionState)
        .join(schema.VersionState, schema.VersionState.version_id == schema.Version.id)
        .order_by(schema.Version.n)
        .options(load_only(*(getattr(schema.Version, name) for name in _LIGHT)))
    )


def version_in(
    session: Session, article: schema.Article, *wanted: State, n: int | None = None, older: bool = False
) -> Held:
    """The newest version that is not retired, which has to be in one of these states.

    With `n` it has to be that one; where `older` is set, version `n` may also be an approved one before it. Raises
    NotInThisState otherwise: also when another version has taken its place since it was read.
    """
    held = states_of(session, article)
    live = live_of(held)
    if n is not None and not 1 <= n <= len(held):
        raise NoSuchArticle(f"{article.slug} has no version {n}.", f"It has {len(held)}.")
    if not live:
        raise NotInThisState(f"{article.slug} is retired.", "Publish its question anew.")
    found = live[-1]
    if n is not None and n != found[0].n:
        earlier = [one for one in live if older and one[0].n == n]
        if not earlier:
            raise NotInThisState(
                f"Version {n} of {article.slug} is no longer the newest: version {found[0].n} is.",
                "Read that one first.",
            )
        found = earlier[0]
    if State(found[1].state) not in wanted:
        raise NotInThisState(
            f"Version {found[0].n} of {article.slug} is {State(found[1].state).words}.",
            f"This is for what is {', '.join(one.words for one in wanted)}.",
        )
    return found


def make_version(session: Session, desk: Desk, actor: Actor, article: schema.Article, draft: Draft) -> schema.Version:
    """Write a new version, as the state table says, and let the pending one give way.

    Raises ArticleError when a quote is not where it says in the library.
    """
    check_still_holds(session, actor)
    check_quotes(desk, draft.shown.values())
    held = states_of(session, article)
    pending = next(((version, state) for version, state in held if State(state.state).is_pending), None)
    parent = next((one for one in held if one[0].n == draft.parent), None)
    submitter = Submitter(actor.account_id, actor.name)
    if draft.origin == "edited" and parent is not None:
        before = State(parent[1].state)
        after = next_state(Action.EDIT, before, actor.role)
        action = Action.EDIT
        if before.is_pending:
            submitter = Submitter(parent[0].submitter_id, parent[0].submitted_by)
    else:
        action = Action.REFRESH if draft.origin == "refreshed" else Action.PUBLISH
        before, after = State.NONE, next_state(action, State.NONE, actor.role)
    if pending is not None:
        move(session, desk, actor, article, *pending, Action.GIVE_WAY)
    version = schema.Version(
        article_id=article.id,
        n=held[-1][0].n + 1 if held else 1,
        origin=draft.origin,
        parent=draft.parent,
        made_by=actor.name,
        submitter_id=submitter.account_id,
        submitted_by=submitter.name,
        created_at=desk.now,
        **_content_of(draft),
    )
    session.add(version)
    session.flush()
    session.add(schema.VersionState(version_id=version.id, article_id=article.id, state=after.value, since=desk.now))
    session.add_all(
        schema.CitedRevision(version_id=version.id, document=document, revision=revision)
        for document, revision in cited_by(draft.shown.values())
    )
    detail = {"digest": version.digest, "evidence_version": version.evidence_version, **draft.detail}
    audit.append(
        session, actor, desk.now, action.value, article=article.slug, version=version.n, before=before, after=after,
        detail=detail,
    )  # fmt: skip
    return version


@dataclass(frozen=True, slots=True)
class Submitter:
    """Who handed a version in for review, and may not approve it."""

    account_id: int | None
    name: str


def move(
    session: Session,
    desk: Desk,
    actor: Actor,
    article: schema.Article,
    version: schema.Version,
    state: schema.VersionState,
    action: Action,
    **detail: Any,
) -> State:
    """Take a version where a verb leads, and tell the audit trail; the state it has then.

    Raises NotPermitted and NotInThisState, as the state table says.
    """
    check_still_holds(session, actor)
    before = State(state.state)
    after = next_state(action, before, actor.role)
    if after is not before:
        state.state, state.since = after.value, desk.now
        # At once: two versions must at no moment be in the one place there is for one.
        session.flush()
    audit.append(
        session, actor, desk.now, action.value, article=article.slug, version=version.n, before=before, after=after,
        detail=detail,
    )  # fmt: skip
    return after


# -- what a version holds


def _content_of(draft: Draft) -> dict[str, Any]:
    shown = {reader: plain(answer) for reader, answer in draft.shown.items()}
    notes = [note.to_dict() for note in draft.board_notes]
    first = next(iter(draft.shown.values()))
    return {
        "answer_id": first.answer_id,
        "evidence_version": draft.evidence_version,
        "digest": digest({"renderings": shown, "board_notes": notes}),
        "content": content_of(draft.asked),
        "renderings": canonical_json(shown),
        "asked": canonical_json({reader: plain(answer) for reader, answer in draft.asked.items()}),
        "edits": canonical_json([edit.to_dict() for edit in draft.edits]),
        "dropped": canonical_json([{"edit": one.edit.to_dict(), "reason": one.reason} for one in draft.dropped]),
        "board_notes": canonical_json(notes),
    }


def plain(answer: Answer) -> dict[str, Any]:
    """An answer as a version keeps it: without what belongs to one asking only."""
    return replace(answer, elapsed_ms=0, conversation=None).to_dict()


def content_of(asked: Renderings) -> str:
    """A digest of what the answers say, by reader: equal where asking again changed nothing that matters."""
    return digest({reader: content_digest(answer) for reader, answer in asked.items()})


def cited_by(answers: Iterable[Answer]) -> list[tuple[str, str]]:
    """The stored revisions, as (document, revision), that answers quote."""
    quotes = (quote for answer in answers for quote in every_quote(answer))
    return sorted({(quote.document, quote.revision) for quote in quotes})


def every_quote(answer: Answer) -> Iterable[Any]:
    """Every quote of an answer, those of its disagreements too."""
    yield from answer.quotes
    for one in answer.disagreements:
        for statement in one.statements:
            yield from statement.quotes


def check_quotes(desk: Desk, answers: Iterable[Answer]) -> None:
    """Read every quote again from its stored revision. Raises ArticleError naming the first that is not there."""
    given = list(answers)
    texts = desk.curbside.library().texts(cited_by(given))
    for answer in given:
        for quote in every_quote(answer):
            if texts.get((quote.document, quote.revision), "")[quote.start : quote.end] != quote.text:
                raise ArticleError(
                    f"What is quoted from {quote.document} is not in its stored text.",
                    "Run `curbside doctor`; nothing was changed.",
                )


def renderings_of(version: schema.Version) -> dict[str, Answer]:
    """The answers that a version shows, by reader."""
    return {reader: Answer.from_dict(data) for reader, data in json.loads(version.renderings).items()}


def asked_of(version: schema.Version) -> dict[str, Answer]:
    """The answers that a version was made from, before its edits, by reader."""
    return {reader: Answer.from_dict(data) for reader, data in json.loads(version.asked).items()}


def edits_of(version: schema.Version) -> list[Edit]:
    """Every edit that leads from what was asked to what is shown."""
    return [edit_from_dict(data) for data in json.loads(version.edits)]


def board_notes_of(version: schema.Version) -> list[BoardNote]:
    """The board's notes of a version."""
    return [BoardNote.from_dict(data) for data in json.loads(version.board_notes)]


def cited_in(session: Session, version: schema.Version) -> list[tuple[str, str]]:
    """The stored revisions that a version cites, as (document, revision), in order."""
    cited = schema.CitedRevision
    query = select(cited.document, cited.revision).where(cited.version_id == version.id)
    return sorted((document, revision) for document, revision in session.execute(query))


def approval_digest(session: Session, version: schema.Version, readers: Iterable[str]) -> str:
    """What an approval binds to: the words of the version, the revisions it cites, and the readers it covers."""
    cited = [list(one) for one in cited_in(session, version)]
    return digest({"version": version.digest, "cited": cited, "readers": sorted(readers)})


def known_readers(version: schema.Version) -> list[str]:
    """The readers that a version has a rendering for, in the order of the readers there are."""
    held = json.loads(version.renderings)
    return [reader.value for reader in Reader if reader.value in held]
