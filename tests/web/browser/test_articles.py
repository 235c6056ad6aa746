"""Articles in a browser: rules that a machine can check, the keyboard, and the way without script."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, expect
from shelf import APPROVED, QUESTIONS, UNDER_REVIEW, Shelf, retract, shelf_in

from browser.conftest import Visits
from browser.measuring import small_targets
from browser.scenes import unfold
from browser.test_accessibility import RULES_ON_COLOUR, violations
from browser.test_keyboard import _NUMBER, focused, tab
from curbside import Curbside
from curbside.articles.states import Role
from curbside.web.app import build_app
from curbside.web.signed_in import COOKIE

ARTICLE = f"/articles/{APPROVED}"
PAGES = {
    "list": "/articles",
    "article": ARTICLE,
    "article that nobody reviewed": f"/articles/{UNDER_REVIEW}",
    "article for a reader not covered": f"{ARTICLE}?reader=patient",
    "history": f"{ARTICLE}/history?from=1&to=2",
    "board": "/board",
    "retired article": "/articles/gone",
    "front page": "/",
}


@pytest.fixture(scope="module")
def articles(chromium: Path, shared_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """Articles in every state, a source of the approved one retracted since."""
    with (
        Curbside(shared_library) as library,
        shelf_in(library, tmp_path_factory.mktemp("articles") / "library") as shelf,
    ):
        curbside = shelf.desk.curbside
        retract(curbside.folder, curbside.ask(QUESTIONS[APPROVED]).references[-1].documents[0])
        yield shelf


@pytest.fixture(scope="module")
def address(articles: Shelf) -> Iterator[str]:
    """A server of these articles, on the clock of their desk."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        app = build_app(articles.desk.curbside, open_desk=lambda: articles.desk)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(20)


@pytest.fixture
def visits(browser: Browser, address: str) -> Iterator[Visits]:
    visits = Visits(browser, address)
    yield visits
    visits.end()


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_articles_keeps_the_rules_light_dark_and_on_a_phone(
    visits: Visits, articles: Shelf, name: str
) -> None:
    context = visits.context()
    if name == "history":
        context.add_cookies([{"name": COOKIE, "value": articles.cookie(Role.REVIEWER), "url": visits.address}])
    page = context.new_page()
    page.goto(PAGES[name])
    unfold(page)
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, RULES_ON_COLOUR) == []
    page.set_viewport_size({"width": 360, "height": 800})
    assert small_targets(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "wider than a phone"


@pytest.mark.parametrize("name", ["list", "article that nobody reviewed", "board"])
def test_tab_reaches_every_control_in_the_order_of_the_page(visits: Visits, name: str) -> None:
    page = visits.open(PAGES[name])
    number = page.evaluate(_NUMBER)
    stops = tab(page, number)
    assert [stop["place"] for stop in stops] == [*range(number)]
    assert not [stop["name"] for stop in stops if not stop["ringed"]], "no ring around the focus"
    assert focused(page)["seen"]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_from_the_list_to_an_article_for_another_reader_and_on_to_a_follow_up(visits: Visits, scripts: bool) -> None:
    page = visits.open("/articles", java_script_enabled=scripts)
    page.get_by_role("textbox", name="Words in the title").fill("metastasis")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Sites of metastasis").click()
    expect(page.get_by_text(re.compile("^Warning: .* is retracted"))).to_be_visible()
    steps = page.get_by_role("list", name="How far the review has come").get_by_role("listitem")
    expect(steps.nth(2)).to_have_attribute("aria-current", "step")
    page.get_by_role("button", name="Trainee").click()
    expect(page).to_have_url(re.compile(r"\?reader=trainee$"))
    expect(page.get_by_text("Not reviewed for trainees; approved for clinicians only.")).to_be_visible()
    page.get_by_role("textbox", name="Ask a follow-up").fill("And how often does it spread to bone?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("Understood as")).to_be_visible()
    if scripts:  # below the article, which stays
        expect(page.get_by_role("article")).to_have_count(2)
