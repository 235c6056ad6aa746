"""The whole way by forms and links, for browsers that run no script, and before any has run."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from browser.conftest import Visits
from browser.scenes import FOLLOW_UP, METASTASES, UNANSWERED, address_of, ask

HEAVIEST = 150_000
QUESTIONS = [
    METASTASES,
    "What is the prognosis of neuroendocrine tumors with liver metastases?",
    "How often do neuroendocrine tumors spread to bone?",
    "Can ACE inhibitors be used in chronic kidney disease?",
    UNANSWERED,
]


@pytest.fixture
def answered(visits: Visits) -> Page:
    page = visits.open("/", java_script_enabled=False)
    ask(page, METASTASES)
    return page


def test_without_scripts_a_follow_up_keeps_the_conversation(answered: Page) -> None:
    ask(answered, FOLLOW_UP, "Ask a follow-up")
    expect(answered.get_by_text("How often do neuroendocrine tumors spread to bone?").first).to_be_visible()
    expect(answered.get_by_role("region", name="Direct answer")).to_be_visible()


def test_without_scripts_a_citation_leads_to_the_words_and_on_to_their_source(answered: Page) -> None:
    answered.get_by_role("region", name="Direct answer").get_by_role("link", name="citation 1").first.click()
    references = answered.get_by_role("region", name="References")
    quoted = references.get_by_text("82 % of patients with metastases had it in the liver").first
    expect(quoted).to_be_in_viewport()
    words = quoted.inner_text()
    with answered.context.expect_page() as opened:
        references.get_by_role("link", name="Show in the source").first.click()
    mark = opened.value.locator("mark").first
    expect(mark).to_be_in_viewport()
    assert " ".join(mark.inner_text().split()) == " ".join(words.split())


@pytest.mark.parametrize("reader", ["clinician", "trainee", "patient"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_page_is_light(visits: Visits, question: str, reader: str) -> None:
    response = visits.context().request.get(address_of(question, reader))
    assert response.ok
    assert len(response.body()) <= HEAVIEST


def test_an_answer_can_be_read_while_scripts_are_still_to_come(visits: Visits) -> None:
    context = visits.context()
    held: list[Route] = []
    context.route(re.compile(r"\.js(\?|$)"), lambda route: held.append(route))
    page = context.new_page()
    page.goto(address_of(METASTASES), wait_until="commit")
    expect(page.get_by_role("region", name="Direct answer")).to_contain_text("82 %")
    expect(page.get_by_role("region", name="References").get_by_role("listitem").first).to_be_visible()
    for route in held:
        route.continue_()
    page.wait_for_load_state()
