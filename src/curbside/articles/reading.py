"""An article as it is read: which version whom is shown, what people said of it, and what is wrong with it now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, load_only

from curbside.answer import Answer
from curbside.answer.answer import Review
from curbside.articles import schema
from curbside.articles.assign import reviewers_of
from curbside.articles.comment import comments_on
from curbside.articles.decide import Approval, approvals_of, covered_readers, due_of, readers_covered
from curbside.articles.desk import Desk
from curbside.articles.difference import Difference, difference
from curbside.articles.edits import BoardNote
from curbside.articles.publish import question_key
from curbside.articles.refresh import last_asked
from curbside.articles.states import STAFF, Role, State
from curbside.articles.versions import (
    Held,
    board_notes_of,
    find_article,
    known_readers,
    live_of,
    renderings_of,
    states_of,
    states_of_all,
)
from curbside.articles.warnings import Warning, warnings_about
from curbside.errors import NoSuchArticle, UsageError
from curbside.evidence.kinds import Reader

A_MEMBER = "a member of the advisory board"


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """A version without its words; `notices` are what a reader of it must be told, computed now."""

    n: int
    state: State
    since: str
    origin: str
    parent: int | None
    made_by: str
    submitted_by: str
    created_at: str
    answer_id: str
    evidence_version: str
    digest: str
    readers: tuple[str, ...]
    covered: tuple[str, ...]
    approvals: tuple[Approval, ...]
    review_by: str | None
    is_overdue: bool
    board_notes: tuple[BoardNote, ...]
    warnings: tuple[Warning, ...]
    notices: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The contract's JSON object."""
        return {
            "n": self.n,
            "state": self.state.value,
            "since": self.since,
            "origin": self.origin,
            "parent": self.parent,
            "made_by": self.made_by,
            "submitted_by": self.submitted_by,
            "created_at": self.created_at,
            "answer_id": self.answer_id,
            "evidence_version": self.evidence_version,
            "digest": self.digest,
            "readers": list(self.readers),
            "covered": list(self.covered),
            "approvals": [_approval_dict(one) for one in self.approvals],
            "review_by": self.review_by,
            "board_notes": [note.to_dict() for note in self.board_notes],
            "notices": list(self.notices),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView:
    """An article with those of its versions that the viewer may see; `shown` is the one a reader gets.

    `diff` tells the newest version, by reader, against the version of the number `compared_with`.
    """

    slug: str
    title: str
    question: str
    topic: str | None
    state: State
    created_at: str
    versions: tuple[VersionView, ...]
    shown: VersionView
    reviewers: tuple[str, ...]
    comments: tuple[dict[str, Any], ...]
    diff: dict[str, Difference] | None
    compared_with: int | None

    def to_dict(self) -> dict[str, Any]:
        """The contract's JSON object."""
        return {
            "slug": self.slug,
            "title": self.title,
            "question": self.question,
            "topic": self.topic,
            "state": self.state.value,
            "created_at": self.created_at,
            "shown": self.shown.n,
            "reviewers": list(self.reviewers),
            "versions": [version.to_dict() for version in self.versions],
            "comments": list(self.comments),
            "diff": None if self.diff is None else {reader: one.to_dict() for reader, one in self.diff.items()},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An article in a list: its newest state, and the version that is shown, if it is approved and until when."""

    slug: str
    title: str
    topic: str | None
    state: State
    shown: int
    shown_state: State
    updated: str
    covered: tuple[str, ...]
    review_by: str | None
    is_overdue: bool

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        plain = {name: getattr(self, name) for name in self.__slots__}
        return plain | {
            "state": self.state.value,
            "shown_state": self.shown_state.value,
            "covered": list(self.covered),
        }


def show_article(desk: Desk, slug: str, role: Role | None) -> ArticleView:
    """An article for somebody of a role, or without an account (None). Raises NoSuchArticle where nothing may be seen.

    `diff` compares the version that is pending with the one approved, else with the one before it, by reader.
    """
    with desk.database.read() as session:
        article = find_article(session, slug)
        seen = _seen(desk, states_of(session, article), role)
        if not seen:
            raise NoSuchArticle(f"There is no article {slug!r}.", "See `curbside articles list`.")
        is_staff = role in STAFF
        held = seen if is_staff else [_shown(seen)]
        # A newer version that is not listed to a reader is still told of.
        views = [_version_view(session, desk, article, *one, every=seen) for one in held]
        shown = _shown(held)[0].n
        before = _before(held)
        return ArticleView(
            slug=article.slug,
            title=article.title,
            question=article.question,
            topic=article.topic,
            state=views[-1].state,
            created_at=article.created_at,
            versions=tuple(views),
            shown=next(view for view in views if view.n == shown),
            reviewers=tuple(one.name for one in reviewers_of(session, article)) if is_staff else (),
            comments=tuple(_comment_dict(n, row) for n, row in comments_on(session, article)) if is_staff else (),
            diff=_diff(before, held[-1][0]) if before is not None else None,
            compared_with=before.n if before is not None else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One version of an article as one reader reads it; `answer` says how it was reviewed.

    `updated` is when anything of it last changed, `numbers` are the versions that whoever reads may see, and `state`
    is that of the newest of these.
    """

    slug: str
    title: str
    question: str
    topic: str | None
    created_at: str
    updated: str
    state: State
    numbers: tuple[int, ...]
    version: VersionView
    answer: Answer


def rendering(desk: Desk, slug: str, role: Role | None, reader: str = "clinician", n: int | None = None) -> Answer:
    """What a version shows a reader, with its review: the version shown to this role, or version `n`."""
    return read_article(desk, slug, role, reader, n).answer


def read_article(
    desk: Desk, slug: str, role: Role | None, reader: str = Reader.CLINICIAN.value, n: int | None = None
) -> Reading:
    """A version as a reader reads it: the one shown to this role, or version `n`.

    Raises NoSuchArticle where nothing may be seen, UsageError for a reader whom the version has no rendering for.
    """
    with desk.database.read() as session:
        article = find_article(session, slug)
        held = _seen(desk, states_of(session, article), role)
        if not held or (n is not None and n not in {version.n for version, _ in held}):
            raise NoSuchArticle(
                f"There is no article {slug!r}." if n is None else f"{slug} has no version {n} to be seen.",
                "See `curbside articles list`.",
            )
        version, state = _shown(held) if n is None else next(one for one in held if one[0].n == n)
        shown = renderings_of(version)
        if reader not in shown:
            raise UsageError(f"There is no rendering for {reader!r}.", f"Use one of: {', '.join(shown)}.")
        view = _version_view(session, desk, article, version, state, every=held, shown=shown[reader])
        return Reading(
            slug=article.slug,
            title=article.title,
            question=article.question,
            topic=article.topic,
            created_at=article.created_at,
            updated=max(one.since for _, one in held),
            state=State(held[-1][1].state),
            numbers=tuple(one.n for one, _ in held),
            version=view,
            answer=replace(shown[reader], review=_review(session, article, view, reader)),
        )


def list_articles(
    desk: Desk, role: Role | None, *, state: State | None = None, topic: str | None = None, words: str = ""
) -> list[Listed]:
    """The articles that somebody may see, the newest change first; `words` all have to be in title or question."""
    found = []
    wanted = words.casefold().split()
    with desk.database.read() as session:
        every = states_of_all(session)
        for article in session.scalars(select(schema.Article).order_by(schema.Article.slug)):
            held = _seen(desk, every.get(article.id, ()), role)
            text = f"{article.title} {article.question} {article.topic or ''}".casefold()
            if not held or not all(word in text for word in wanted) or topic not in (None, article.topic):
                continue
            listed = _listed(session, desk, article, held)
            if state is None or listed.state is state:
                found.append(listed)
    return sorted(found, key=lambda one: (one.updated, one.slug), reverse=True)


def recent_articles(desk: Desk, role: Role | None, most: int, *, approved: bool) -> list[Listed]:
    """The articles that were approved last, or of those that never were the ones that are pending, newest first."""
    states = [State.APPROVED] if approved else [one for one in State if one.is_pending]
    seen = [one.value for one in states if desk.sees(one, role)]
    stands = schema.VersionState
    ever = select(stands.article_id).where(stands.state == State.APPROVED.value)
    query = (
        select(schema.Article)
        .join(stands, stands.article_id == schema.Article.id)
        .where(stands.state.in_(seen), schema.Article.id.in_(ever) if approved else schema.Article.id.not_in(ever))
        .order_by(stands.since.desc(), schema.Article.slug)
        .limit(most)
    )
    with desk.database.read() as session:
        articles = session.scalars(query).all()
        held = [(one, _seen(desk, states_of(session, one), role)) for one in articles]
        return [_listed(session, desk, article, versions) for article, versions in held]


def approved_on(desk: Desk, questions: Iterable[str], reader: str | None = None) -> dict[str, str]:
    """Of questions those that an article answers that is approved, for this reader if one is named; with its slug."""
    asked = {question_key(one): one for one in questions}
    if not asked:
        return {}
    stands = schema.VersionState
    query = (
        select(schema.Article.question_key, schema.Article.slug, schema.Version)
        .join(schema.Version, schema.Version.article_id == schema.Article.id)
        .join(stands, stands.version_id == schema.Version.id)
        .where(stands.state == State.APPROVED.value, schema.Article.question_key.in_(asked))
        .options(load_only(schema.Version.id, schema.Version.digest))
    )
    with desk.database.read() as session:
        return {
            asked[key]: slug
            for key, slug, version in session.execute(query)
            if key is not None
            and (reader is None or reader in covered_readers(session, version, desk.required_reviewers))
        }


# -- how a version is seen


def _seen(desk: Desk, held: Iterable[Held], role: Role | None) -> list[Held]:
    return [one for one in held if desk.sees(State(one[1].state), role)]


def _shown(held: Sequence[Held]) -> Held:
    """Of the versions that somebody may see, the one that a reader gets: what is approved, else the newest."""
    live = live_of(held)
    approved = [one for one in live if State(one[1].state) is State.APPROVED]
    return (approved or live or list(held))[-1]


def _listed(session: Session, desk: Desk, article: schema.Article, held: Sequence[Held]) -> Listed:
    version, state = _shown(held)
    approved = State(state.state) is State.APPROVED
    approvals = approvals_of(session, version) if approved else []
    due = due_of(approvals)
    return Listed(
        slug=article.slug,
        title=article.title,
        topic=article.topic,
        state=State(held[-1][1].state),
        shown=version.n,
        shown_state=State(state.state),
        updated=max(one.since for _, one in held),
        covered=tuple(readers_covered(approvals, desk.required_reviewers)),
        review_by=due,
        is_overdue=desk.is_past(due),
    )


def _version_view(
    session: Session,
    desk: Desk,
    article: schema.Article,
    version: schema.Version,
    state: schema.VersionState,
    *,
    every: Sequence[Held],
    shown: Answer | None = None,
) -> VersionView:
    stands = State(state.state)
    approvals = approvals_of(session, version)
    covered = tuple(readers_covered(approvals, desk.required_reviewers)) if stands is State.APPROVED else ()
    is_live = stands is not State.RETIRED
    first = shown or (next(iter(renderings_of(version).values())) if is_live else None)
    warnings = tuple(warnings_about(desk.curbside.library(), first.references)) if first and is_live else ()
    due = due_of(approvals)
    is_overdue = stands is State.APPROVED and desk.is_past(due)
    newer = [one for one in every if one[0].n > version.n and State(one[1].state).is_pending]
    return VersionView(
        n=version.n,
        state=stands,
        since=state.since,
        origin=version.origin,
        parent=version.parent,
        made_by=version.made_by,
        submitted_by=version.submitted_by,
        created_at=version.created_at,
        answer_id=version.answer_id,
        evidence_version=version.evidence_version,
        digest=version.digest,
        readers=tuple(known_readers(version)),
        covered=covered,
        approvals=tuple(approvals),
        review_by=due,
        is_overdue=is_overdue,
        board_notes=tuple(board_notes_of(version)),
        warnings=warnings,
        notices=tuple(_notices(desk, article, version, stands, warnings, due if is_overdue else None, newer)),
    )


def _notices(
    desk: Desk,
    article: schema.Article,
    version: schema.Version,
    state: State,
    warnings: Sequence[Warning],
    overdue_since: str | None,
    newer: Sequence[Held],
) -> Iterator[str]:
    """What a reader of a version must be told, the gravest first."""
    for warning in warnings:
        yield warning.notice
    if state is State.RETIRED:
        yield "This version is retired; it is kept for the record only."
        return
    evidence = desk.curbside.library().evidence_version
    if newer:
        why = "The evidence has changed" if newer[-1][0].origin == "refreshed" else "The article was edited"
        yield f"{why} since this version; version {newer[-1][0].n} is {State(newer[-1][1].state).words}."
    elif evidence != last_asked(article, version):
        yield "The library has changed since this question was last asked; the answer may have changed, too."
    if overdue_since is not None:
        yield f"Review overdue since {overdue_since}."


def _review(session: Session, article: schema.Article, view: VersionView, reader: str) -> Review:
    notices = list(view.notices)
    if view.state is State.APPROVED and reader not in view.covered:
        notices.insert(0, not_reviewed_for(reader))
    theirs = [one for one in view.approvals if one.holds and reader in one.readers]
    return Review(
        state=view.state.value,
        article=article.slug,
        version=view.n,
        readers=view.covered,
        reviewers=tuple(_reviewer(session, one) for one in theirs) if view.state is State.APPROVED else (),
        approved_at=max((one.at for one in theirs), default=None) if reader in view.covered else None,
        review_by=view.review_by if view.state is State.APPROVED else None,
        notices=tuple(notices),
    )


def not_reviewed_for(reader: str) -> str:
    """What a reader of a kind is told whom the approval does not cover."""
    return f"Not reviewed for {Reader(reader).plural}."


def _reviewer(session: Session, approval: Approval) -> dict[str, str]:
    """A reviewer as readers see them: by name only with their consent."""
    account = session.scalar(select(schema.Account).where(schema.Account.name == approval.reviewer))
    if account is None or not account.may_be_named:
        return {"name": A_MEMBER, "role": "reviewer", "date": approval.at[:10]}
    name = ", ".join(filter(None, (account.full_name or account.name, account.credentials)))
    return {"name": name, "role": account.specialty or "reviewer", "date": approval.at[:10]}


def _before(held: Sequence[Held]) -> schema.Version | None:
    """What the newest version is compared with: the approved one before it, else the one before it; None if retired."""
    earlier = [one for one in held[:-1] if State(one[1].state) is State.APPROVED] or list(held[:-1])
    return earlier[-1][0] if earlier and State(held[-1][1].state) is not State.RETIRED else None


def _diff(before: schema.Version, newest: schema.Version) -> dict[str, Difference]:
    was, now = renderings_of(before), renderings_of(newest)
    return {reader: difference(was[reader], now[reader]) for reader in now if reader in was}


def _approval_dict(one: Approval) -> dict[str, Any]:
    return {
        "reviewer": one.reviewer,
        "readers": list(one.readers),
        "checklist": list(one.checklist),
        "digest": one.digest,
        "at": one.at,
        "review_by": one.review_by,
        "holds": one.holds,
    }


def _comment_dict(n: int, row: schema.Comment) -> dict[str, Any]:
    return {
        "number": row.id,
        "version": n,
        "reader": row.reader,
        "statement": row.statement,
        "author": row.author,
        "text": row.text,
        "at": row.at,
        "resolved_at": row.resolved_at,
        "resolved_by": row.resolved_by,
    }
