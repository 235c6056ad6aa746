"""The life of an article among its people, in their browsers: editor, reviewer, reader, admin."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from browser.conftest import Visits, served
from browser.measuring import brightness, cut_off, small_targets, width_of
from browser.scenes import METASTASES, ask, unfold
from browser.test_accessibility import RULES_ON_COLOUR, violations
from curbside import Curbside
from curbside.articles.accounts import add_account
from curbside.articles.actor import local_operator
from curbside.articles.desk import desk_of
from curbside.articles.states import Role
from curbside.evidence.kinds import Standing
from curbside.evidence.standing import StandingNotice
from curbside.index.writing import open_writer
from curbside.settings import Settings
from curbside.web.article_addresses import report_address

PASSWORD = "correct horse battery"
PEOPLE = {"erin": Role.EDITOR, "rosa": Role.REVIEWER, "ada": Role.ADMIN}
SLUG = "sites-of-metastasis-neuroendocrine-tumors"
DESK = f"/review/{SLUG}"
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def house(shared_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of this test's own, with accounts."""
    folder = tmp_path_factory.mktemp("house") / "library"
    shutil.copytree(shared_library, folder, ignore=shutil.ignore_patterns("readers", "*.lock", "articles.db*"))
    with Curbside(folder) as curbside:
        desk = desk_of(Settings(), curbside)
        for name, role in PEOPLE.items():
            add_account(desk, local_operator(), name, role, PASSWORD)
        desk.database.close()
    return folder


@pytest.fixture(scope="module")
def site(chromium: Path, house: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(house, tmp_path_factory.mktemp("site") / "log") as address:
        yield address


@pytest.fixture
def people(browser: Browser, site: str) -> Iterator[Visits]:
    visits = Visits(browser, site)
    yield visits
    visits.end()


def signed_in(visits: Visits, name: str, then: str = "/review") -> Page:
    """Somebody's page, after signing in with nothing but keys."""
    page = visits.open(f"/login?next={then}")
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Sign in")
    assert urlsplit(page.url).path == then
    return page


def tab_to(page: Page, name: str, most: int = 80) -> None:
    """Press Tab until what is called so has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        called: str = page.evaluate(
            "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.replace(/\\s+/g, ' ').trim()"
        )
        if called.startswith(name):
            return
    raise AssertionError(f"Tab does not reach “{name}”.")


def looked_at(page: Page, name: str) -> None:
    """A page as every reader may have it: on a phone, in the dark, by a finger, by a screen reader."""
    unfold(page)
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, RULES_ON_COLOUR) == []
    assert brightness(page) <= 40
    if "PAGE_PICTURES" in os.environ:
        page.emulate_media(color_scheme="light")
        page.screenshot(path=Path(os.environ["PAGE_PICTURES"]) / f"{name}.png", full_page=True, caret="initial")
        page.emulate_media(color_scheme="dark")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert width_of(page) <= PHONE["width"]
    assert cut_off(page) == []
    assert small_targets(page) == []
    if "PAGE_PICTURES" in os.environ:
        page.screenshot(
            path=Path(os.environ["PAGE_PICTURES"]) / f"{name}-phone-dark.png", full_page=True, caret="initial"
        )
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 800})


def retracted(house: Path, document: str) -> None:
    notice = StandingNotice(
        (f"id:{document}",), Standing.RETRACTED, "a list", note="fabricated data", date="2026-11-27"
    )
    with open_writer(house) as writer:
        assert writer.take_notices([notice])
        writer.commit()


def test_the_life_of_an_article_among_three_people_and_a_reader(people: Visits, house: Path) -> None:
    # The editor publishes an answer and assigns a reviewer.
    erin = signed_in(people, "erin", "/account")
    erin.goto("/")
    ask(erin, METASTASES)
    erin.get_by_role("button", name="Look at what would be published").click()
    expect(erin.get_by_role("heading", level=1)).to_have_text("Publish this as an article?")
    looked_at(erin, "publish")
    erin.get_by_role("button", name="Publish for review").click()
    expect(erin.get_by_text("Published for review.")).to_be_visible()
    erin.get_by_label("Reviewer", exact=True).select_option("rosa")
    erin.get_by_role("button", name="Assign", exact=True).click()
    expect(erin.get_by_text("The reviewer is assigned.")).to_be_visible()

    # The reviewer comments, strikes a statement and asks for changes.
    rosa = signed_in(people, "rosa")
    looked_at(rosa, "queue")
    rosa.get_by_role("link", name="Sites of metastasis").click()
    looked_at(rosa, "desk")
    rosa.goto(DESK)
    rosa.locator("summary", has_text=re.compile(r"^Comment on 2$")).click()
    rosa.get_by_label("Comment on statement 2", exact=True).fill("In whom was this counted?")
    rosa.get_by_role("button", name="Comment", exact=True).first.click()
    expect(rosa.get_by_text("In whom was this counted?")).to_be_visible()
    rosa.locator("summary", has_text=re.compile(r"^Change 5$")).click()
    rosa.get_by_label("Strike statement 5,").check()
    rosa.get_by_label("Why 5 is struck").fill("Said above.")
    expect(rosa.get_by_text("1 change not saved yet.")).to_be_attached()
    rosa.get_by_role("button", name="Save as version 2").click()
    expect(rosa.get_by_text("saved as a new version")).to_be_visible()
    expect(rosa.get_by_role("region", name="What people edited")).to_contain_text("Said above.")
    rosa.get_by_label("What is to be changed").fill("Say in whom.")
    rosa.get_by_role("button", name="Request changes").click()
    expect(rosa.get_by_text("Changes are requested.")).to_be_visible()

    # The editor, whose page is of version 1 still, is told; then deals with the comment and hands it in again.
    erin.get_by_label("Comment on the whole").fill("A thought about version 1.")
    erin.get_by_role("button", name="Comment", exact=True).last.click()
    expect(erin.get_by_role("alert")).to_contain_text("Version 1 of")
    expect(erin.get_by_role("alert")).to_contain_text("A thought about version 1.")
    erin.goto(DESK)
    erin.get_by_role("button", name="Dealt with").click()
    erin.get_by_role("button", name="Submit version 2").click()
    expect(erin.get_by_text("It is handed in again.")).to_be_visible()

    # The reviewer takes it again and approves it for clinicians, by keys alone.
    approve_by_keys(rosa, 2, take=True)

    # A reader reports a problem, without an account, by keys alone, on a phone.
    reader = people.open(report_address(SLUG, "clinician"), viewport=PHONE, has_touch=True)
    looked_at(reader, "report")
    tab_to(reader, "What is wrong")
    reader.keyboard.type("My leaflet says otherwise.")
    tab_to(reader, "Send the report")
    reader.keyboard.press("Enter")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Thank you")
    rosa.goto("/review")
    expect(rosa.get_by_role("listitem").filter(has_text="Sites of metastasis")).to_contain_text("a reader reports")
    rosa.get_by_role("link", name="Sites of metastasis").click()
    rosa.get_by_label("What was done about report").fill("The leaflet is older.")
    rosa.get_by_role("button", name="Dealt with", exact=True).click()
    expect(rosa.get_by_text("The report is marked as dealt with.")).to_be_visible()

    # A source is retracted: the article leads the queue, is refreshed and approved again.
    source = erin.locator(".references .source").first.get_attribute("href")
    assert source is not None
    retracted(house, source.partition("?")[0].removeprefix("/sources/"))
    erin.goto("/review")
    expect(erin.get_by_role("listitem").filter(has_text="Sites of metastasis")).to_contain_text(
        "a source was withdrawn"
    )
    erin.get_by_role("button", name="Refresh all articles").click()
    expect(erin.get_by_role("status")).to_contain_text("waits for review")
    rosa.goto(DESK)
    expect(rosa.get_by_role("region", name="Compared with version 2")).to_contain_text("Dropped")
    approve_by_keys(rosa, 3, take=True)

    # The admin looks at the trail.
    ada = signed_in(people, "ada")
    ada.get_by_role("link", name="Audit trail").click()
    ada.get_by_role("button", name="Verify the whole trail").click()
    expect(ada.get_by_text("It holds together")).to_be_visible()
    for what in ("publish", "request changes", "report", "deal with", "refresh", "approve"):
        expect(ada.get_by_role("cell", name=re.compile(f"^{what}")).first).to_be_visible()
    looked_at(ada, "audit")
    ada.get_by_role("link", name="Accounts").click()
    looked_at(ada, "accounts")
    ada.get_by_role("button", name="Sign out").click()
    expect(ada.get_by_role("heading", level=1)).to_have_text("Sign in")
    looked_at(ada, "sign-in")


def approve_by_keys(page: Page, version: int, *, take: bool) -> None:
    """Take the review, declare every point and approve the version for clinicians, with nothing but keys."""
    page.goto(DESK)
    if take:
        tab_to(page, "What you can do")
        page.keyboard.press("Enter")
        tab_to(page, "Review it myself")
        page.keyboard.press("Enter")
        expect(page.get_by_text("You review this article.")).to_be_visible()
    tab_to(page, "What you can do")
    page.keyboard.press("Enter")
    tab_to(page, "Every statement is right")
    page.keyboard.press("Space")
    for _ in range(6):
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
    tab_to(page, f"Approve version {version}")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your approval is recorded.")).to_be_visible()
    expect(page.get_by_role("definition").filter(has_text="approved")).to_be_visible()
    expect(page.get_by_role("definition").filter(has_text="clinician")).to_be_visible()


def test_the_desk_works_without_scripts(people: Visits) -> None:
    page = people.context(java_script_enabled=False).new_page()
    page.goto("/login?next=/account")
    page.get_by_label("Name").fill("rosa")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto("/")
    ask(page, "How is conjunctivitis treated in children?")
    page.get_by_role("button", name="Look at what would be published").click()
    page.get_by_label("Address").fill("pink-eye")
    page.get_by_role("button", name="Publish for review").click()
    expect(page.get_by_text("Published for review.")).to_be_visible()
    page.locator("summary", has_text=re.compile(r"^Change 2$")).click()
    page.get_by_label("Strike statement 2,").check()
    page.get_by_label("Why 2 is struck").fill("Said above.")
    page.get_by_role("button", name="Save as version 2").click()
    expect(page.get_by_text("saved as a new version")).to_be_visible()
    expect(page.get_by_role("region", name="What people edited")).to_contain_text("Said above.")
