"""Thousands of random deeds of many people, compared after each with a model of what the desk ought to hold."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any, NamedTuple, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from curbside import Answer
from curbside.articles import audit
from curbside.articles.accounts import actor_named, add_account, disable, enable
from curbside.articles.actor import Actor, local_operator
from curbside.articles.assign import assign, claim
from curbside.articles.comment import comment, resolve
from curbside.articles.decide import Check, approve, request_changes, submit
from curbside.articles.desk import Desk
from curbside.articles.edit import edit
from curbside.articles.edits import Edit, Reorder, Strike
from curbside.articles.publish import publish
from curbside.articles.reading import list_articles, rendering, show_article
from curbside.articles.refresh import refresh
from curbside.articles.retire import retire
from curbside.articles.statements import SUMMARY, base_of, statement_ids
from curbside.articles.states import Role
from curbside.errors import CurbsideError, NoSuchArticle, SignInRefused

from .desk_model import BOARD, HIDDEN_FROM_READERS, READERS, Article, DeskModel, User, Version
from .desks import Clock, Place
from .held import Row, Watch
from .prepared import GONE, QUESTIONS, STATES, Evidence, PreparedCurbside

T = TypeVar("T")
PEOPLE = {
    "rita": "reader", "rosa": "reviewer", "raj": "reviewer", "ravi": "reviewer", "erin": "editor", "ada": "admin"
}  # fmt: skip
OPERATOR = "operator"
# Who does something is most often somebody who may.
users = st.sampled_from(["rosa", "rosa", "raj", "raj", "ravi", "erin", "erin", "ada", "rita", OPERATOR])
reviewers = st.sampled_from([*["rosa", "raj", "ravi"] * 4, "erin", "ada", "rita", OPERATOR])
editors = st.sampled_from([*["erin", "ada", OPERATOR] * 3, "rosa", "rita"])
questions = st.sampled_from([*QUESTIONS[:2] * 2, QUESTIONS[2]])
states = st.sampled_from([*STATES[:3] * 2, *STATES])
places = st.integers(0, 7)
# The version that somebody read before: mostly the newest, or none named; now and then an older one, or one too many.
numbers = st.sampled_from([*[None, 0] * 4, -1, -2, 1])


class Done(NamedTuple):
    """A deed that was let through, and what came of it."""

    result: Any


class Desks(RuleBasedStateMachine):
    """People at a review desk."""

    def __init__(self, place: Place, evidence: dict[str, Evidence], tally: Counter[str]) -> None:
        super().__init__()
        self.database = place.open()
        self.curbside = PreparedCurbside(evidence)
        self.tally = tally

    @initialize(required=st.sampled_from([1, 1, 2]))
    def begin(self, required: int) -> None:
        self.model = DeskModel(required)
        self.watch = Watch(required)
        self.desk = Desk(self.database, self.curbside, required_reviewers=required, clock=Clock())  # type: ignore[arg-type]
        self.users = {name: User(name, role) for name, role in PEOPLE.items()} | {OPERATOR: User(None, "editor")}
        for name, role in PEOPLE.items():
            add_account(self.desk, local_operator(), name, Role(role))
        self.actors = {name: self.actor(name) for name in self.users}
        self.held = self.watch.look(self.database)
        self.publish("erin", QUESTIONS[0], loud=False)

    # -- what may be done

    @rule(who=users, question=questions, loud=st.booleans())
    def publish(self, who: str, question: str, loud: bool) -> None:
        allowed = self.model.may_publish(self.users[who], question, self.curbside.now)
        words = question.upper() if loud else question
        if done := self.attempt(who, allowed, lambda actor: publish(self.desk, actor, words)):
            self.model.publish(self.users[who], question, self.curbside.now, done.result)
        self.compare("publish", done)

    @rule(who=editors, place=places, reviewer=reviewers)
    def assign(self, who: str, place: int, reviewer: str) -> None:
        article, chosen = self.article(place), self.users[reviewer]
        allowed = self.users[who].role in ("editor", "admin") and self.model.may_take(chosen, article)
        if done := self.attempt(who, allowed, lambda actor: assign(self.desk, actor, article.slug, reviewer)):
            self.model.take(chosen, article)
        self.compare("assign", done)

    @rule(who=reviewers, place=places)
    def claim(self, who: str, place: int) -> None:
        article, user = self.article(place), self.users[who]
        allowed = self.model.may_take(user, article)
        if done := self.attempt(who, allowed, lambda actor: claim(self.desk, actor, article.slug)):
            self.model.take(user, article)
        self.compare("claim", done)

    @rule(who=users, place=places, n=numbers, on_statement=st.booleans())
    def comment(self, who: str, place: int, n: int | None, on_statement: bool) -> None:
        article = self.article(place)
        n = self.number(article, n)
        about = article.meant(("submitted", "under_review", "changes_requested", "approved"), n, older=True)
        ids = list(statement_ids(self.shown(article, about, "renderings"))) if about and on_statement else []
        statement = ids[0] if ids else None
        allowed = self.model.may_comment(self.users[who], article, n)
        done = self.attempt(
            who, allowed, lambda actor: comment(self.desk, actor, article.slug, "See to it.", statement=statement, n=n)
        )
        if done:
            article.comments[done.result] = True
        self.compare("comment", done)

    @precondition(lambda self: any(one.comments for one in self.model.articles.values()))
    @rule(who=users, place=places, which=places, elsewhere=st.booleans())
    def resolve(self, who: str, place: int, which: int, elsewhere: bool) -> None:
        commented = [one for one in self.model.articles.values() if one.comments]
        article = commented[place % len(commented)]
        number = list(article.comments)[which % len(article.comments)]
        named = self.article(which) if elsewhere else article
        allowed = self.users[who].role in BOARD and named is article
        done = self.attempt(who, allowed, lambda actor: resolve(self.desk, actor, named.slug, number))
        if done:
            article.comments[number] = False
        self.compare("resolve", done)

    @rule(who=reviewers, place=places, n=numbers)
    def write_note(self, who: str, place: int, n: int | None) -> None:
        article, user = self.article(place), self.users[who]
        n = self.number(article, n)
        allowed = self.model.may_edit(user, article, n, note=True)
        done = self.attempt(who, allowed, lambda actor: edit(self.desk, actor, article.slug, note="We differ.", n=n))
        if done:
            self.model.edit(user, article, note=True)
        self.compare("note", done)

    @rule(who=users, place=places, n=numbers, reader=st.sampled_from(READERS), which=places)
    def strike(self, who: str, place: int, n: int | None, reader: str, which: int) -> None:
        article = self.article(place)
        left = self.left(article, reader)
        if not left:
            return
        chosen = left[which % len(left)]
        may = len({base_of(one) for one in left}) > 1
        self.change(who, article, n, Strike(reader, chosen, "Beside the point."), may=may, what="strike")

    @rule(who=users, place=places, n=numbers, reader=st.sampled_from(READERS), whole=st.booleans())
    def reorder(self, who: str, place: int, n: int | None, reader: str, whole: bool) -> None:
        article = self.article(place)
        left = self.left(article, reader)
        if not left:
            return
        ids = statement_ids(self.shown(article, article.live[-1], "asked", reader))
        sections = {SUMMARY: ids.summary} | {one.section: one.statements for one in ids.sections}
        name, there = max(sections.items(), key=lambda one: len(set(one[1]) & set(left)))
        order = [one for one in reversed(there) if one in left]
        change = Reorder(reader, name, tuple(order if whole else order[1:]))
        self.change(who, article, n, change, may=whole or not order, what="reorder")

    @rule(who=reviewers, place=places, n=numbers, reason=st.sampled_from([True, True, False]))
    def request_changes(self, who: str, place: int, n: int | None, reason: bool) -> None:
        article, user = self.article(place), self.users[who]
        n = self.number(article, n)
        allowed = self.model.may_request_changes(user, article, n, reason=reason)
        said = "Too long." if reason else None
        done = self.attempt(who, allowed, lambda actor: request_changes(self.desk, actor, article.slug, said, n=n))
        if done:
            self.model.request_changes(user, article)
        self.compare("request_changes", done)

    @rule(who=users, place=places, n=numbers)
    def submit(self, who: str, place: int, n: int | None) -> None:
        article = self.article(place)
        n = self.number(article, n)
        allowed = self.model.may_submit(self.users[who], article, n)
        if done := self.attempt(who, allowed, lambda actor: submit(self.desk, actor, article.slug, n=n)):
            article.live[-1].state = "submitted"
        self.compare("submit", done)

    @rule(
        who=reviewers,
        place=places,
        n=numbers,
        readers=st.sets(st.sampled_from(READERS)) | st.just({"clinician"}),
        checked=st.sampled_from([True, True, True, False]),
    )
    def approve(self, who: str, place: int, n: int | None, readers: Collection[str], checked: bool) -> None:
        article, user = self.article(place), self.users[who]
        n = self.number(article, n)
        about = article.meant(("submitted", "under_review", "approved"), n, older=True)
        allowed = self.model.may_approve(
            user,
            article,
            n,
            readers,
            checked=checked,
            withdrawn=about is not None and self.cites_what_is_gone(article, about),
        )
        checklist = list(Check) if checked else [Check.ACCURACY]
        done = self.attempt(
            who,
            allowed,
            lambda actor: approve(self.desk, actor, article.slug, readers=readers, checklist=checklist, n=n),
        )
        if done:
            state = self.model.approve(user, article, n, readers)
            assert done.result.value == state
        self.compare("approve", done)

    # The same once more, so that articles are approved about as often as they are changed.
    approve_again = rule(who=reviewers, place=places)(
        lambda self, who, place: Desks.approve(self, who, place, None, {"clinician"}, True)
    )

    @rule(who=editors, place=places, certain=st.integers(0, 3))
    def retire(self, who: str, place: int, certain: int) -> None:
        if certain:
            return
        article = self.article(place)
        allowed = self.model.may_retire(self.users[who], article)
        if done := self.attempt(who, allowed, lambda actor: retire(self.desk, actor, article.slug)):
            self.model.retire(article)
        self.compare("retire", done)

    @rule(state=states)
    def evidence_changes(self, state: str) -> None:
        self.curbside.now = state

    @rule(who=editors, place=places, one=st.booleans(), state=states)
    def refresh(self, who: str, place: int, one: bool, state: str) -> None:
        self.curbside.now = state
        article, user = self.article(place), self.users[who]
        slugs = [article.slug] if one else sorted(slug for slug, it in self.model.articles.items() if it.live)
        allowed = user.role in ("editor", "admin") and not (one and not article.live)
        done = self.attempt(who, allowed, lambda actor: refresh(self.desk, actor, [article.slug] if one else ()))
        if done:
            expected = list(self.model.refresh(user, self.curbside.now, slugs))
            assert [(it.slug, it.outcome.value, it.version) for it in done.result] == expected
            self.tally.update(outcome for _, outcome, _ in expected)
        self.compare("refresh", done)

    @rule(who=st.sampled_from([name for name in PEOPLE if name != "ada"]), seldom=st.integers(0, 5))
    def disable_or_enable(self, who: str, seldom: int) -> None:
        back = self.users[who].disabled
        if seldom and not back:
            return
        (enable if back else disable)(self.desk, local_operator(), who)
        self.users[who].disabled = not back
        self.held = self.watch.look(self.database)

    # -- what is seen

    @rule(place=places, role=st.none() | st.sampled_from(Role), reader=st.sampled_from(READERS), private=st.booleans())
    def look(self, place: int, role: Role | None, reader: str, private: bool) -> None:
        article = self.article(place)
        desk = replace(self.desk, pending_to_staff=private)
        hidden = HIDDEN_FROM_READERS + (("submitted", "under_review") if private else ())
        is_staff = role is not None and role.value in BOARD
        seen = {one.n: one for one in article.versions if is_staff or one.state not in hidden}
        for n in range(1, len(article.versions) + 2):
            if n not in seen or reader not in seen[n].readers:
                with pytest.raises(CurbsideError):
                    rendering(desk, article.slug, role, reader, n)
            else:
                assert self.right(rendering(desk, article.slug, role, reader, n), seen[n], reader)
        listed = {one.slug: one for one in list_articles(desk, role)}
        if not seen:
            assert article.slug not in listed
            for read in (show_article, rendering):
                with pytest.raises(NoSuchArticle):
                    read(desk, article.slug, role)
            return
        shown = next((one for one in seen.values() if one.state == "approved"), None)
        shown = shown or [one for one in seen.values() if one.state != "retired" or not article.live][-1]
        view = show_article(desk, article.slug, role)
        assert view.shown.n == listed[article.slug].shown == shown.n
        assert [one.n for one in view.versions] == (list(seen) if is_staff else [shown.n])
        assert {row["number"] for row in view.comments} == (set(article.comments) if is_staff else set())
        covered = shown.covered(self.model.required) if shown.state == "approved" else []
        assert list(view.shown.covered) == list(listed[article.slug].covered) == covered
        newer = [one for one in seen.values() if one.n > shown.n and one.state in ("submitted", "under_review")]
        assert any(f"version {newer[-1].n} is" in notice for notice in view.shown.notices) if newer else True
        self.tally["look"] += 1

    def right(self, answer: Answer, version: Version, reader: str) -> bool:
        """Whether an answer read is the one of a version, and says how it stands."""
        review = answer.review
        covered = version.covered(self.model.required) if version.state == "approved" else []
        assert (review.version, review.state, list(review.readers)) == (version.n, version.state, covered)
        assert (review.approved_at is not None) == (reader in covered)
        return answer.reader == reader

    # -- how it is done and compared

    def actor(self, who: str) -> Actor:
        return local_operator() if self.users[who].name is None else actor_named(self.desk, who)

    def attempt(self, who: str, allowed: bool, deed: Callable[[Actor], T]) -> Done | None:
        """Do something as somebody: it must be let through where the model allows it, and else leave no trace.

        Who is disabled is refused on coming in; and came in before, may do nothing any more.
        """
        actor = self.actors[who]
        if self.users[who].disabled:
            with pytest.raises(SignInRefused):
                self.actor(who)
            allowed = False
        try:
            result = deed(actor)
        except CurbsideError as error:
            assert not allowed, f"{who} was refused: {error}"
            return None
        assert allowed, f"{who} got through"
        return Done(result)

    def change(self, who: str, article: Article, n: int | None, change: Edit, *, may: bool, what: str) -> None:
        n = self.number(article, n)
        allowed = may and self.model.may_edit(self.users[who], article, n)
        done = self.attempt(who, allowed, lambda actor: edit(self.desk, actor, article.slug, [change], n=n))
        if done:
            self.model.edit(self.users[who], article)
        self.compare(what, done)
        if done and isinstance(change, Strike):
            struck = base_of(change.statement)
            shown = statement_ids(self.shown(article, article.live[-1], "renderings", change.reader))
            assert struck not in {base_of(one) for one in shown}

    def compare(self, what: str, done: Done | None) -> None:
        """What the database holds is what the model says; after what was refused, just what it held before."""
        self.tally["done" if done else "refused"] += 1
        self.tally[what if done else f"{what} refused"] += 1
        before = self.held
        self.held = self.watch.look(self.database)
        if done is None:
            assert self.held.head == before.head
            assert self.held.rows == before.rows
            return
        names = {row["id"]: row["name"] for row in self.held.rows["accounts"]}
        articles = {row["slug"]: row for row in self.held.rows["articles"]}
        assert set(articles) == set(self.model.articles)
        for slug, row in articles.items():
            self.compare_article(row, self.model.articles[slug], names)

    def compare_article(self, row: Row, article: Article, names: dict[int, str]) -> None:
        held = self.held
        again = row["asked_again"]
        assert (None if again is None else self.curbside.state_of(again)) == article.asked_again or not article.live
        reviewers = [names[one["account_id"]] for one in held.rows["assignments"] if one["article_id"] == row["id"]]
        assert reviewers == article.reviewers
        versions = held.versions_of(row["id"])
        assert len(versions) == len(article.versions)
        for it, ought in zip(versions, article.versions, strict=True):
            decisions = held.of_version("decisions", it["id"])
            assert (
                it["n"],
                held.state_of(it["id"]),
                it["origin"],
                it["parent"],
                names.get(it["submitter_id"]),
                self.curbside.state_of(it["evidence_version"]),
                set(json.loads(it["asked"])),
                len(json.loads(it["board_notes"])),
                [
                    (one["decided_by"], frozenset(json.loads(one["readers"])))
                    for one in decisions
                    if one["decision"] == "approve"
                ],
                sum(one["decision"] == "request_changes" for one in decisions),
            ) == (
                ought.n,
                ought.state,
                ought.origin,
                ought.parent,
                ought.submitter,
                ought.evidence,
                set(ought.readers),
                ought.notes,
                ought.approvals,
                ought.sent_back,
            )
        ids = {one["id"] for one in versions}
        comments = {one["id"]: one["resolved_at"] is None for one in held.rows["comments"] if one["version_id"] in ids}
        assert comments == article.comments

    def article(self, place: int) -> Article:
        held = list(self.model.articles.values())
        # Mostly one of the last two, which are mostly not retired.
        return held[-1 - place % min(len(held), 2)] if place < 7 else held[0]

    def number(self, article: Article, off: int | None) -> int | None:
        return None if off is None else len(article.versions) + off

    def row(self, article: Article, version: Version) -> Row:
        (its,) = [one for one in self.held.rows["articles"] if one["slug"] == article.slug]
        return self.held.versions_of(its["id"])[version.n - 1]

    def shown(self, article: Article, version: Version, column: str, reader: str = "clinician") -> Answer:
        return Answer.from_dict(json.loads(self.row(article, version)[column])[reader])

    def left(self, article: Article, reader: str) -> list[str]:
        """The ids, as asked, of the statements that the newest version still shows a reader."""
        if not article.live or reader not in article.live[-1].readers:
            return []
        asked = statement_ids(self.shown(article, article.live[-1], "asked", reader))
        edits = json.loads(self.row(article, article.live[-1])["edits"])
        struck = {base_of(one["statement"]) for one in edits if one["kind"] == "strike" and one["reader"] == reader}
        return [one for one in asked if base_of(one) not in struck]

    def cites_what_is_gone(self, article: Article, version: Version) -> bool:
        cited = {one["document"] for one in self.held.of_version("cited_revisions", self.row(article, version)["id"])}
        held = self.curbside.states["all"].library.sources(cited)
        return bool({one.reference.title for one in held.values()} & set(GONE[self.curbside.now]))

    def teardown(self) -> None:
        if hasattr(self, "watch"):
            self.watch.look(self.database)
            with self.database.read() as session:
                assert audit.verify(session) == self.watch.head
        self.database.close()


_TURNS = {
    "publish", "assign", "claim", "note", "strike", "reorder", "approve", "retire", "look", "up_to_date", "unchanged",
    "changed",
}  # fmt: skip


@pytest.mark.slow
def test_thousands_of_deeds_leave_the_desk_as_its_rules_say(
    new_place: Callable[[], Place], evidence: dict[str, Evidence]
) -> None:
    tally: Counter[str] = Counter()
    # Each example leaves some rules out, by chance: more are made until every deed had its turn.
    for _ in range(5):
        run_state_machine_as_test(
            lambda: Desks(new_place(), evidence, tally),
            settings=settings(
                max_examples=28,
                stateful_step_count=80,
                suppress_health_check=list(HealthCheck),
            ),
        )
        if tally["done"] + tally["refused"] > 1_000 and set(tally) >= _TURNS:
            break
    assert tally["done"] + tally["refused"] > 1_000
    assert set(tally) >= _TURNS
