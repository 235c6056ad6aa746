"""The life of an article on both databases: asked, published, reviewed, warned of, refreshed, retired."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from curbside import Curbside
from curbside.articles import audit, schema
from curbside.articles.actor import Actor, local_operator
from curbside.articles.assign import assign
from curbside.articles.comment import comment, resolve
from curbside.articles.database import Database
from curbside.articles.decide import approve, request_changes, submit
from curbside.articles.desk import Desk
from curbside.articles.edit import edit
from curbside.articles.edits import Strike
from curbside.articles.history import find_tombstone, history
from curbside.articles.publish import publish
from curbside.articles.queue import Urgency, queue
from curbside.articles.reading import (
    approved_on,
    list_articles,
    read_article,
    recent_articles,
    rendering,
    show_article,
)
from curbside.articles.refresh import Outcome, refresh
from curbside.articles.retire import retire
from curbside.articles.statements import statement_ids
from curbside.articles.states import Role, State
from curbside.errors import ArticleError, CurbsideError, NoSuchArticle, NotInThisState, NotPermitted, UsageError
from curbside.evidence.kinds import Standing
from curbside.evidence.standing import StandingNotice
from curbside.index.writing import open_writer

QUESTION = "What are the classic areas of metastasis for neuroendocrine tumors?"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def desk(
    database: Database, starter_library: Curbside, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Desk]:
    """A desk of the starter library; of one of its own where a test changes the evidence."""
    if request.node.get_closest_marker("changes_evidence") is None:
        yield Desk(database, starter_library, clock=Clock())
        return
    folder = tmp_path / "library"
    shutil.copytree(starter_library.folder, folder, ignore=shutil.ignore_patterns("readers", "*.lock"))
    with Curbside(folder) as curbside:
        yield Desk(database, curbside, clock=Clock())


@pytest.fixture
def account(desk: Desk) -> Callable[[str, Role], Actor]:
    def make(name: str, role: Role) -> Actor:
        with desk.database.write() as session:
            row = schema.Account(name=name, role=role.value, created_at=desk.now, may_be_named=True)
            session.add(row)
            session.flush()
            return Actor(name, role, "local as tester", row.id)

    return make


def retract(desk: Desk, pmid_or_id: str) -> None:
    notice = StandingNotice((pmid_or_id,), Standing.RETRACTED, "a list", note="fabricated data", date="2026-11-27")
    with open_writer(desk.curbside.folder) as writer:
        assert writer.take_notices([notice])
        writer.commit()


@pytest.mark.changes_evidence
def test_the_whole_life_of_the_seed_article(desk: Desk, account: Callable[[str, Role], Actor]) -> None:
    editor, reviewer = account("erin", Role.EDITOR), account("rosa", Role.REVIEWER)

    # asked and published
    slug = publish(desk, editor, QUESTION)
    article = show_article(desk, slug, Role.EDITOR)
    assert (article.state, len(article.versions)) == (State.SUBMITTED, 1)
    assert article.shown.readers == ("clinician", "trainee", "patient")
    assert [one.urgency for one in queue(desk, Role.REVIEWER)] == [Urgency.NEW]

    # assigned, commented, sent back
    assign(desk, editor, slug, "rosa")
    answer = rendering(desk, slug, Role.REVIEWER)
    ids = statement_ids(answer)
    struck = next(
        one for section, named in zip(answer.sections, ids.sections, strict=True)
        for one, statement in zip(named.statements, section.statements, strict=True) if not statement.must_not_miss
    )  # fmt: skip
    number = comment(desk, reviewer, slug, "Beside the point.", statement=struck)
    request_changes(desk, reviewer, slug)
    assert show_article(desk, slug, Role.EDITOR).state is State.CHANGES_REQUESTED
    with pytest.raises(NoSuchArticle):
        show_article(desk, slug, None)

    # changed and handed in again
    assert edit(desk, editor, slug, [Strike("clinician", struck)]) == 2
    resolve(desk, editor, slug, number)
    submit(desk, editor, slug)
    edited = rendering(desk, slug, Role.REVIEWER)
    assert struck not in set(statement_ids(edited))
    assert struck in set(statement_ids(rendering(desk, slug, Role.REVIEWER, "trainee")))

    # approved for clinicians
    assert approve(desk, reviewer, slug) is State.APPROVED
    shown = rendering(desk, slug, None)
    assert (shown.review.state, shown.review.version, shown.review.readers) == ("approved", 2, ("clinician",))
    assert shown.review.reviewers[0]["name"] == "rosa"
    assert shown.review.review_by == "2027-11-28"
    assert shown.review.notices == ()
    assert "Not reviewed for patients." in rendering(desk, slug, None, "patient").review.notices
    assert queue(desk, Role.EDITOR) == []

    # its source retracted, and warned of at once
    gone = shown.references[0]
    retract(desk, f"id:{gone.documents[0]}")
    warned = rendering(desk, slug, None)
    assert f"Warning: “{gone.title}” is retracted (fabricated data)." in warned.review.notices
    assert queue(desk, Role.EDITOR)[0].urgency is Urgency.WITHDRAWN_SOURCE
    with pytest.raises(ArticleError, match="no longer stands"):
        approve(desk, reviewer, slug, readers=["patient"])

    # refreshed: a new version, the approved one stays up
    assert [(one.outcome, one.version) for one in refresh(desk, editor)] == [(Outcome.CHANGED, 3)]
    assert [one.outcome for one in refresh(desk, editor)] == [Outcome.UP_TO_DATE]
    article = show_article(desk, slug, Role.EDITOR)
    assert (article.state, article.shown.n, article.shown.state) == (State.SUBMITTED, 2, State.APPROVED)
    assert article.diff is not None
    assert any(change.part == "reference" and change.kind == "dropped" for change in article.diff["clinician"].changes)
    new = rendering(desk, slug, Role.EDITOR, n=3)
    assert gone.title not in {one.title for one in new.references}
    assert struck not in set(statement_ids(new)), "an edit that still finds its statement is made again"
    assert any("version 3 is submitted" in notice for notice in rendering(desk, slug, None).review.notices)

    # approved anew: the version before gives way
    approve(desk, reviewer, slug, readers=["clinician", "patient"])
    article = show_article(desk, slug, Role.EDITOR)
    assert [one.state for one in article.versions] == [State.RETIRED, State.RETIRED, State.APPROVED]
    assert article.shown.covered == ("clinician", "patient")
    assert not article.shown.warnings

    # retired
    retire(desk, editor, slug, "Replaced by the national guideline.")
    with pytest.raises(NoSuchArticle):
        rendering(desk, slug, None)
    assert list_articles(desk, None) == []
    assert publish(desk, editor, QUESTION) == f"{slug}-2", "its question may be published anew"
    with desk.database.read() as session:
        audit.verify(session)
        told = [entry.action for entry in audit.entries(session, article=slug)]
    assert told == [
        "publish", "assign", "comment", "request_changes", "give_way", "edit", "resolve", "submit",
        "claim", "endorse", "approve", "refresh", "claim", "endorse", "give_way", "approve", "retire",
    ]  # fmt: skip


def test_nobody_approves_what_they_handed_in(desk: Desk, account: Callable[[str, Role], Actor]) -> None:
    rosa = account("rosa", Role.REVIEWER)
    slug = publish(desk, rosa, QUESTION)
    with pytest.raises(NotPermitted, match="handed in"):
        approve(desk, rosa, slug)
    assert show_article(desk, slug, Role.EDITOR).state is State.SUBMITTED
    # Nor on another channel: it is the account that counts.
    with pytest.raises(NotPermitted):
        approve(desk, replace(rosa, channel="token 7"), slug)


def test_an_edit_voids_the_approval(desk: Desk, account: Callable[[str, Role], Actor]) -> None:
    editor, rosa, raj = account("erin", Role.EDITOR), account("rosa", Role.REVIEWER), account("raj", Role.REVIEWER)
    slug = publish(desk, editor, QUESTION)
    two = replace(desk, required_reviewers=2)
    assert approve(two, rosa, slug, readers=["clinician", "patient"]) is State.UNDER_REVIEW
    edit(two, rosa, slug, note="In our hospital, image the liver first.")
    assert approve(two, raj, slug) is State.UNDER_REVIEW, "rosa's approval was of other words"
    assert approve(two, rosa, slug) is State.APPROVED
    article = show_article(two, slug, Role.EDITOR)
    assert article.shown.covered == ("clinician",)
    assert [note.author for note in article.shown.board_notes] == ["rosa"]


def test_the_same_question_has_one_article(desk: Desk, account: Callable[[str, Role], Actor]) -> None:
    editor = account("erin", Role.EDITOR)
    slug = publish(desk, editor, QUESTION)
    with pytest.raises(ArticleError, match=slug):
        publish(desk, editor, QUESTION.upper().rstrip("?"))


@pytest.mark.parametrize(
    ("question", "error"),
    [
        ("My patient Jane Doe, born 12/03/1961: where do neuroendocrine tumors spread?", UsageError),
        ("How is tsunami insurance priced?", ArticleError),
        ("I have chest pain right now, what should I do?", ArticleError),
    ],
)
def test_what_cannot_be_an_article_leaves_nothing_behind(
    desk: Desk, account: Callable[[str, Role], Actor], question: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        publish(desk, account("erin", Role.EDITOR), question)
    assert list_articles(desk, Role.ADMIN) == []
    with desk.database.read() as session:
        assert audit.head_of(session).n == 0


@pytest.mark.changes_evidence
def test_evidence_that_goes_and_comes_back_needs_no_new_review(
    desk: Desk, account: Callable[[str, Role], Actor]
) -> None:
    editor, rosa = account("erin", Role.EDITOR), account("rosa", Role.REVIEWER)
    slug = publish(desk, editor, QUESTION)
    approve(desk, rosa, slug)
    document = rendering(desk, slug, None).references[0].documents[0]
    desk.curbside.retire([document])
    assert refresh(desk, editor)[0].outcome is Outcome.CHANGED
    desk.curbside.restore([document])
    assert refresh(desk, editor)[0].outcome is Outcome.RESTORED
    article = show_article(desk, slug, Role.EDITOR)
    assert [one.state for one in article.versions] == [State.APPROVED, State.RETIRED]
    desk.curbside.retire([document])
    assert refresh(desk, editor)[0].outcome is Outcome.CHANGED


def test_a_review_that_is_due_is_said_and_the_article_stays_up(
    desk: Desk, account: Callable[[str, Role], Actor]
) -> None:
    editor, rosa = account("erin", Role.EDITOR), account("rosa", Role.REVIEWER)
    slug = publish(desk, editor, QUESTION)
    approve(desk, rosa, slug)
    desk.clock.now += timedelta(days=400)  # type: ignore[attr-defined]
    assert "Review overdue since 2027-11-28." in rendering(desk, slug, None).review.notices
    assert [one.urgency for one in queue(desk, Role.REVIEWER)] == [Urgency.OVERDUE]
    approve(desk, rosa, slug)
    assert queue(desk, Role.REVIEWER) == []


def test_a_version_that_is_no_longer_the_newest_is_not_decided_on(
    desk: Desk, account: Callable[[str, Role], Actor]
) -> None:
    editor, rosa = account("erin", Role.EDITOR), account("rosa", Role.REVIEWER)
    slug = publish(desk, editor, QUESTION)
    edit(desk, rosa, slug, note="A remark.", n=1)
    with pytest.raises(NotInThisState, match="no longer the newest"):
        approve(desk, rosa, slug, n=1)


def test_who_was_disabled_or_has_another_role_does_nothing_any_more(
    desk: Desk, account: Callable[[str, Role], Actor]
) -> None:
    editor, rosa = account("erin", Role.EDITOR), account("rosa", Role.REVIEWER)
    slug = publish(desk, editor, QUESTION)
    with desk.database.write() as session:
        session.get_one(schema.Account, rosa.account_id).disabled_at = desk.now
        session.get_one(schema.Account, editor.account_id).role = Role.READER.value
    for act in (
        lambda: approve(desk, rosa, slug),
        lambda: comment(desk, rosa, slug, "A remark."),
        lambda: retire(desk, editor, slug),
        lambda: edit(desk, rosa, slug, note="A note."),
    ):
        with pytest.raises(CurbsideError):
            act()
    assert show_article(desk, slug, Role.ADMIN).state is State.SUBMITTED


def test_a_reader_resolves_no_comment_not_even_of_a_version_that_gave_way(
    desk: Desk, account: Callable[[str, Role], Actor]
) -> None:
    editor, rosa, rita = account("erin", Role.EDITOR), account("rosa", Role.REVIEWER), account("rita", Role.READER)
    slug = publish(desk, editor, QUESTION)
    number = comment(desk, rosa, slug, "Is that so?")
    edit(desk, rosa, slug, note="A remark.")
    with pytest.raises(NotPermitted):
        resolve(desk, rita, slug, number)
    resolve(desk, editor, slug, number)
    assert show_article(desk, slug, Role.EDITOR).comments[0]["resolved_by"] == "erin"


def test_only_a_reviewer_signs_a_note_of_the_board(desk: Desk, account: Callable[[str, Role], Actor]) -> None:
    slug = publish(desk, account("erin", Role.EDITOR), QUESTION)
    with pytest.raises(NotPermitted, match="Only a reviewer"):
        edit(desk, local_operator(), slug, note="A remark.")


def test_a_reader_of_what_is_approved_is_told_of_the_newer_version(
    desk: Desk, account: Callable[[str, Role], Actor]
) -> None:
    editor, rosa = account("erin", Role.EDITOR), account("rosa", Role.REVIEWER)
    slug = publish(desk, editor, QUESTION)
    approve(desk, rosa, slug)
    edit(desk, rosa, slug, note="A remark.")
    article = show_article(desk, slug, None)
    assert [one.n for one in article.versions] == [1]
    assert "The article was edited since this version; version 2 is submitted." in article.shown.notices


def test_a_reviewer_hands_in_again_only_what_they_handed_in(desk: Desk, account: Callable[[str, Role], Actor]) -> None:
    rosa, raj = account("rosa", Role.REVIEWER), account("raj", Role.REVIEWER)
    slug = publish(desk, rosa, QUESTION)
    request_changes(desk, raj, slug, "Say it plainly.")
    with pytest.raises(NotPermitted, match="handed in by rosa"):
        submit(desk, raj, slug)
    submit(desk, rosa, slug)
    with pytest.raises(NotPermitted, match="cannot approve"):
        approve(desk, rosa, slug)
    assert approve(desk, raj, slug) is State.APPROVED


def test_what_is_known_of_an_article_afterwards(desk: Desk, account: Callable[[str, Role], Actor]) -> None:
    editor, reviewer = account("erin", Role.EDITOR), account("rosa", Role.REVIEWER)
    slug = publish(desk, editor, QUESTION)
    began = desk.database.audit_head()
    assert [one.slug for one in recent_articles(desk, None, 5, approved=False)] == [slug]
    assert approved_on(desk, [QUESTION]) == {}
    approve(desk, reviewer, slug)
    assert desk.database.audit_head()[0] > began[0]
    assert [one.slug for one in recent_articles(desk, None, 5, approved=True)] == [slug]
    assert recent_articles(desk, None, 5, approved=False) == []
    asked = f"  {QUESTION.upper()} "
    assert approved_on(desk, [asked, "Another?"]) == {asked: slug}
    assert approved_on(desk, [asked], "patient") == {}

    ids = [one for section in statement_ids(rendering(desk, slug, None)).sections for one in section.statements]
    edit(desk, editor, slug, [Strike("clinician", ids[-1], "Twice said.")])
    seen = read_article(desk, slug, None)
    assert (seen.version.n, seen.numbers, seen.state) == (1, (1, 2), State.SUBMITTED)
    # An approved article that is being edited is not a new one.
    assert recent_articles(desk, None, 5, approved=False) == []

    told = history(desk, slug, Role.EDITOR)
    assert [(one.n, one.made_by, len(one.edits)) for one in told.versions] == [(2, "erin", 1), (1, "erin", 0)]
    assert told.activity[0].action == "edit"
    public = history(desk, slug, None)
    assert public.activity == ()
    assert {one.made_by for one in public.versions} == {None}
    assert [one.reviewer for one in public.versions[1].approvals] == [""]

    assert find_tombstone(desk, slug) is None
    retire(desk, editor, slug, "Superseded by a guideline.")
    left = find_tombstone(desk, slug)
    assert left is not None
    assert (left.reason, left.successor) == ("Superseded by a guideline.", None)
    with pytest.raises(NoSuchArticle):
        history(desk, slug, None)
    assert [one.may_be_read for one in history(desk, slug, Role.REVIEWER).versions] == [True, True]
    again = publish(desk, editor, QUESTION)
    approve(desk, reviewer, again)
    left = find_tombstone(desk, slug)
    assert left is not None
    assert left.successor == again
