"""Reports of readers: who may make and close them, what is kept of them, and how they reach the queue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from argon2.profiles import CHEAPEST

from curbside import Curbside
from curbside.articles.actor import Actor
from curbside.articles.database import Database
from curbside.articles.decide import approve
from curbside.articles.desk import Desk
from curbside.articles.edit import edit
from curbside.articles.passwords import Passwords
from curbside.articles.publish import publish
from curbside.articles.queue import Urgency, queue
from curbside.articles.reading import rendering
from curbside.articles.report import a_reader, deal_with, report, reports_on
from curbside.articles.statements import statement_ids
from curbside.articles.states import Role
from curbside.articles.versions import find_article
from curbside.errors import ArticleError, NoSuchArticle, NotPermitted, UsageError

from .desks import Clock, person, told

QUESTION = "What are the classic areas of metastasis for neuroendocrine tumors?"
ANYBODY = a_reader("pages")


@pytest.fixture
def desk(database: Database, starter_library: Curbside, tmp_path: Path) -> Iterator[Desk]:
    yield Desk(database, starter_library, clock=Clock(), passwords=Passwords(CHEAPEST))


@pytest.fixture
def people(desk: Desk) -> dict[str, Actor]:
    roles = {"rhea": Role.READER, "rosa": Role.REVIEWER, "erin": Role.EDITOR, "ada": Role.ADMIN}
    return {name: person(desk, name, role) for name, role in roles.items()}


def test_a_report_comes_after_what_is_overdue_and_leaves_when_dealt_with(desk: Desk, people: dict[str, Actor]) -> None:
    slug = publish(desk, people["erin"], QUESTION)
    approve(desk, people["rosa"], slug)
    assert queue(desk, Role.EDITOR) == []
    one = next(iter(statement_ids(rendering(desk, slug, None))))
    number = report(desk, ANYBODY, slug, "The figure is of 1999.\n", statement=one)
    waiting = queue(desk, Role.EDITOR)[0]
    assert (waiting.urgency, waiting.reports, waiting.to_dict()["reports"]) == (Urgency.REPORTED, 1, 1)
    overdue = replace(desk, clock=Clock())
    overdue.clock.forward(days=400)  # type: ignore[attr-defined]
    assert queue(overdue, Role.EDITOR)[0].urgency is Urgency.OVERDUE
    assert list(Urgency).index(Urgency.REPORTED) == list(Urgency).index(Urgency.OVERDUE) + 1

    deal_with(desk, people["rosa"], slug, number, "It is: the source has no newer one.")
    deal_with(desk, people["erin"], slug, number, "Once more.")
    assert queue(desk, Role.EDITOR) == []
    with desk.database.read() as session:
        [(n, row)] = reports_on(session, find_article(session, slug))
    assert (n, row.text, row.statement, row.dealt_with_by) == (1, "The figure is of 1999.", one, "rosa")
    assert row.note == "It is: the source has no newer one."
    entries = told(desk)[-2:]
    assert [(one.action, one.actor) for one in entries] == [("report", "a reader"), ("deal_with", "rosa")]
    assert "1999" not in str(entries)
    assert "newer" not in str(entries)


def test_a_report_is_of_the_version_that_its_writer_was_shown(desk: Desk, people: dict[str, Actor]) -> None:
    slug = publish(desk, people["erin"], QUESTION)
    approve(desk, people["rosa"], slug)
    edit(desk, people["rosa"], slug, note="A remark.")
    report(desk, ANYBODY, slug, "Wrong.")
    report(desk, people["rhea"], slug, "Wrong.", reader="patient")
    assert [(one.version, one.actor) for one in told(desk) if one.action == "report"] == [(1, "a reader"), (1, "rhea")]


@pytest.mark.parametrize(
    ("text", "more", "error"),
    [
        ("", {}, UsageError),
        ("x" * 2_001, {}, UsageError),
        ("Mrs Jane Doe, born 12/03/1961, had another dose.", {}, UsageError),
        ("Wrong.", {"statement": "0123456789"}, UsageError),
        ("Wrong.", {"reader": "nurse"}, UsageError),
    ],
)
def test_what_cannot_be_taken_leaves_nothing_behind(
    desk: Desk, people: dict[str, Actor], text: str, more: dict[str, str], error: type[Exception]
) -> None:
    slug = publish(desk, people["erin"], QUESTION)
    before = len(told(desk))
    with pytest.raises(error):
        report(desk, ANYBODY, slug, text, **more)  # type: ignore[arg-type]
    assert len(told(desk)) == before


def test_what_is_not_to_be_seen_takes_no_report(desk: Desk, people: dict[str, Actor]) -> None:
    slug = publish(desk, people["erin"], QUESTION)
    with pytest.raises(NoSuchArticle):
        report(replace(desk, pending_to_staff=True), ANYBODY, slug, "Wrong.")
    with pytest.raises(NoSuchArticle):
        report(desk, ANYBODY, "nothing", "Wrong.")


def test_many_open_reports_are_enough(desk: Desk, people: dict[str, Actor]) -> None:
    slug = publish(desk, people["erin"], QUESTION)
    numbers = [report(desk, ANYBODY, slug, "Wrong.") for _ in range(50)]
    with pytest.raises(ArticleError, match="waiting already"):
        report(desk, ANYBODY, slug, "Wrong.")
    deal_with(desk, people["ada"], slug, numbers[0], "Mended.")
    report(desk, ANYBODY, slug, "Wrong.")


def test_only_the_desk_deals_with_reports_and_says_how(desk: Desk, people: dict[str, Actor]) -> None:
    slug = publish(desk, people["erin"], QUESTION)
    number = report(desk, ANYBODY, slug, "Wrong.")
    for nobody in (people["rhea"], ANYBODY):
        with pytest.raises(NotPermitted):
            deal_with(desk, nobody, slug, number, "Mended.")
    with pytest.raises(UsageError):
        deal_with(desk, people["rosa"], slug, number, " ")
    with pytest.raises(NoSuchArticle):
        deal_with(desk, people["rosa"], slug, number + 1, "Mended.")
