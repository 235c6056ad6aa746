"""Twenty people at once, and processes that are killed: nothing is lost, nothing is there twice, nothing half done."""

from __future__ import annotations

import json
import pickle
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from os import kill
from pathlib import Path
from typing import TypeVar

import pytest

from curbside.articles import audit
from curbside.articles.accounts import actor_named, add_account
from curbside.articles.actor import Actor, local_operator
from curbside.articles.assign import claim
from curbside.articles.comment import comment
from curbside.articles.decide import approve
from curbside.articles.desk import Desk
from curbside.articles.edit import edit
from curbside.articles.publish import publish
from curbside.articles.refresh import Outcome, refresh
from curbside.articles.states import Role, State
from curbside.errors import ArticleError, CurbsideError, NotInThisState

from .desks import Place
from .held import Held, Watch
from .prepared import ITCH, SPREAD, Evidence, PreparedCurbside, kept
from .working import Told, Workers, work

T = TypeVar("T")
PEOPLE = {"erin": Role.EDITOR, "rosa": Role.REVIEWER, "raj": Role.REVIEWER} | {
    f"worker-{n:02}": Role.EDITOR if n % 4 == 0 else Role.REVIEWER for n in range(20)
}
WORKERS = [name for name in PEOPLE if name.startswith("worker")]
REVIEWERS = [name for name in WORKERS if PEOPLE[name] is Role.REVIEWER]


@dataclass
class Room:
    """A database that many desks are open on, each by a connection of its own."""

    place: Place
    curbside: PreparedCurbside
    desk: Desk
    watch: Watch

    def look(self) -> Held:
        """What is held, every promise found kept and the whole audit trail gone through."""
        with self.desk.database.read() as session:
            audit.verify(session)
        return self.watch.look(self.desk.database)

    def actor(self, name: str) -> Actor:
        return actor_named(self.desk, name)

    def at_once(self, names: list[str], deed: Callable[[Desk, Actor], T]) -> list[T | CurbsideError]:
        """What comes of a deed that all of these do at once; what is no documented error is raised."""

        def done(name: str) -> T | CurbsideError:
            with self.place.open() as database:
                try:
                    return deed(Desk(database, self.curbside), actor_named(self.desk, name))  # type: ignore[arg-type]
                except CurbsideError as error:
                    return error

        with ThreadPoolExecutor(len(names)) as pool:
            return list(pool.map(done, names))


@pytest.fixture
def room(new_place: Callable[[], Place], evidence: dict[str, Evidence]) -> Iterator[Room]:
    place, curbside = new_place(), PreparedCurbside(evidence)
    with place.open() as database:
        desk = Desk(database, curbside)  # type: ignore[arg-type]
        for name, role in PEOPLE.items():
            add_account(desk, local_operator(), name, role)
        yield Room(place, curbside, desk, Watch(required=1))


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory, evidence: dict[str, Evidence]) -> Iterator[Workers]:
    states = tmp_path_factory.mktemp("workers") / "states"
    states.write_bytes(pickle.dumps(kept(evidence)))
    opened = Workers(states)
    yield opened
    opened.close()


def successes(results: list[T | CurbsideError]) -> list[T]:
    return [one for one in results if not isinstance(one, CurbsideError)]


# -- all at once


def test_of_twenty_who_publish_two_questions_two_do(room: Room) -> None:
    questions = {name: (SPREAD, ITCH.upper())[n % 2] for n, name in enumerate(WORKERS)}
    results = room.at_once(WORKERS, lambda desk, actor: publish(desk, actor, questions[actor.name]))
    assert len(set(successes(results))) == len(successes(results)) == 2
    assert {type(one) for one in results} == {str, ArticleError}
    held = room.look()
    assert {row["slug"] for row in held.rows["articles"]} == set(successes(results))
    assert [row["n"] for row in held.rows["versions"]] == [1, 1]


def test_of_twenty_who_refresh_one_makes_the_version(room: Room) -> None:
    slug = publish(room.desk, room.actor("erin"), SPREAD)
    approve(room.desk, room.actor("rosa"), slug)
    editors = ["erin"] * 20
    for state, n in (("fewer", 2), ("none", 3)):
        room.curbside.now = state
        results = successes(room.at_once(editors, lambda desk, actor: refresh(desk, actor)[0]))
        assert len(results) == 20
        assert Counter(one.outcome is Outcome.UP_TO_DATE for one in results) == {True: 19, False: 1}
        assert {one.version for one in results} == {n}
    assert [row["n"] for row in room.look().rows["versions"]] == [1, 2, 3]


def test_of_twenty_who_edit_what_they_read_one_does_and_unnamed_all_do(room: Room) -> None:
    slug = publish(room.desk, room.actor("erin"), SPREAD)
    names = REVIEWERS[:10] * 2
    results = room.at_once(names, lambda desk, actor: edit(desk, actor, slug, note="We differ.", n=1))
    assert successes(results) == [2]
    assert {type(one) for one in results} == {int, NotInThisState}
    results = room.at_once(names, lambda desk, actor: edit(desk, actor, slug, note="We differ."))
    assert sorted(successes(results)) == list(range(3, 23))
    newest = max(room.look().rows["versions"], key=lambda row: int(row["n"]))
    assert len(json.loads(newest["board_notes"])) == 21, "no note of anybody is lost"


def test_twenty_approvals_at_once_are_all_kept(room: Room) -> None:
    slug = publish(room.desk, room.actor("erin"), SPREAD)
    names = [*REVIEWERS, "rosa", "raj", "rosa", "raj", "rosa"]
    results = room.at_once(names, lambda desk, actor: approve(desk, actor, slug))
    assert results == [State.APPROVED] * 20
    held = room.look()
    assert Counter(row["decided_by"] for row in held.rows["decisions"]) == Counter(names)
    assert Counter(entry.action for entry in held.told)["approve"] == 1
    assert len(held.rows["assignments"]) == len({row["account_id"] for row in held.rows["assignments"]})


def test_twenty_who_take_the_review_are_each_its_reviewer_once(room: Room) -> None:
    slug = publish(room.desk, room.actor("erin"), SPREAD)
    results = room.at_once(REVIEWERS[:10] * 2, lambda desk, actor: claim(desk, actor, slug))
    assert results == [None] * 20
    assert len(room.look().rows["assignments"]) == 10


def test_answers_of_evidence_that_changed_meanwhile_are_asked_again(room: Room) -> None:
    slug = publish(room.desk, room.actor("erin"), SPREAD)
    editor = room.actor("erin")
    room.curbside.now = "fewer"
    asked = []

    def meanwhile() -> None:
        asked.append(room.curbside.now)
        if len(asked) == 3:
            room.curbside.now = "none"
            assert refresh(room.desk, editor)[0].outcome is Outcome.UNANSWERED

    room.curbside.before_answering = meanwhile
    assert [(one.outcome, one.version) for one in refresh(room.desk, editor, [slug])] == [(Outcome.UP_TO_DATE, 2)]
    assert asked[:3] == ["fewer"] * 3
    versions = room.look().rows["versions"]
    assert [room.curbside.state_of(row["evidence_version"]) for row in versions] == ["all", "none"]


@pytest.mark.slow
def test_twenty_at_work_at_once_lose_nothing_and_double_nothing(room: Room) -> None:
    slugs = [publish(room.desk, room.actor("erin"), question) for question in (SPREAD, ITCH)]
    before = room.look()
    told = room.at_once(
        WORKERS, lambda desk, actor: list(work(desk, actor.name, slugs, int(actor.name[-2:]), 12))
    )  # fmt: skip
    _check_told(before, room.look(), [one for some in successes(told) for one in some])
    assert len(successes(told)) == 20


@pytest.mark.slow
def test_processes_at_work_at_once_lose_nothing_and_double_nothing(
    room: Room, workers: Workers, tmp_path: Path
) -> None:
    slugs = [publish(room.desk, room.actor("erin"), question) for question in (SPREAD, ITCH)]
    before = room.look()
    files = {name: tmp_path / f"{name}.json" for name in WORKERS[:6]}
    running = [
        workers.start(room.place, "work", who=name, slugs=slugs, seed=n, count=25, into=str(file))
        for n, (name, file) in enumerate(files.items())
    ]
    assert [workers.wait(one) for one in running] == [0] * len(running)
    told = [Told(**one) for file in files.values() for one in json.loads(file.read_text("utf-8"))]
    _check_told(before, room.look(), told)


def _check_told(before: Held, after: Held, told: list[Told]) -> None:
    """Whatever somebody was told is done is in the audit trail and in its table, and nothing else is."""
    assert len(told) > 25, "they did get something done"
    done: Counter[tuple[str, str]] = Counter()
    for one in told:
        made = [it for it in one.result if it[1] in ("changed", "unanswered")] if one.deed == "refresh" else [one]
        done[one.who, one.deed] += len(made)
    entries = Counter((entry.actor, entry.action) for entry in after.told)
    for who, deed in {*done, *entries}:
        if deed in ("publish", "comment", "edit", "endorse", "request_changes", "submit"):
            assert entries[who, deed] == done[who, deed], (who, deed)
        elif deed in ("claim", "refresh"):
            # Who approves takes the review upon themselves; a refresh of many that ends in an error has done some.
            assert entries[who, deed] >= done[who, deed], (who, deed)
    made = Counter(action for (_, action), count in entries.items() for _ in range(count))
    more = {table: len(after.rows[table]) - len(before.rows[table]) for table in after.rows}
    assert more["articles"] == made["publish"]
    assert more["versions"] == made["publish"] + made["edit"] + made["refresh"]
    assert more["decisions"] == made["endorse"] + made["request_changes"]
    assert more["comments"] == made["comment"]
    numbers = [one.result for one in told if one.deed == "comment"]
    assert len(numbers) == len(set(numbers)), "no number is given twice"


# -- killed


def _approvable(room: Room) -> str:
    """An article with one version approved and a newer one that an approval would put in its place."""
    slug = publish(room.desk, room.actor("erin"), SPREAD)
    approve(room.desk, room.actor("raj"), slug)
    edit(room.desk, room.actor("raj"), slug, note="We differ.")
    return slug


@pytest.mark.slow
@pytest.mark.parametrize(("deed", "evidence_now", "actions"), [("approve", "all", 4), ("refresh", "fewer", 2)])
def test_whatever_statement_it_is_killed_after_a_deed_is_done_whole_or_not_at_all(
    room: Room, workers: Workers, deed: str, evidence_now: str, actions: int
) -> None:
    slug = _approvable(room)
    before = room.look()
    # Each statement on SQLite; on PostgreSQL, where a process takes longer to begin, every third.
    for statement in range(1, 200, 1 if room.desk.database.is_sqlite else 3):
        ended = workers.wait(workers.start(room.place, deed, slug=slug, evidence=evidence_now, dies_after=statement))
        after = room.look()
        if ended == 0:
            break
        assert ended == -signal.SIGKILL
        assert not after.told
        assert after.rows == before.rows
        with room.place.open() as database:
            # Whoever comes next finds it open, and may write.
            comment(Desk(database, room.curbside), room.actor("erin"), slug, "See to it.")  # type: ignore[arg-type]
        before = room.look()
    assert statement > 10
    assert len(after.told) == actions


@pytest.mark.slow
@pytest.mark.parametrize("deed", ["approve forever", "refresh forever"])
def test_killed_at_any_moment_it_goes_on_from_what_was_done(room: Room, workers: Workers, deed: str) -> None:
    slug = _approvable(room)
    chance = random.Random(deed)
    done = 0
    for _ in range(10):
        running = workers.start(room.place, deed, slug=slug)
        # From before its first deed to some deeds on.
        time.sleep(chance.uniform(0.02, 0.4))
        kill(running, signal.SIGKILL)
        assert workers.wait(running) == -signal.SIGKILL
        with room.place.open() as database:
            comment(Desk(database, room.curbside), room.actor("erin"), slug, "See to it.")  # type: ignore[arg-type]
        held = room.look()
        done += len(held.told)
        assert held.told[-1].action == "comment"
    assert done > 12
    refresh(room.desk, room.actor("erin"))
    with suppress(NotInThisState):
        approve(room.desk, room.actor("rosa"), slug)
    room.look()
