"""A conversation on one page, and an answer worded anew for another reader without losing one's place."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Visits
from browser.scenes import FOLLOW_UP, METASTASES, ask

UNDERSTOOD = "How often do neuroendocrine tumors spread to bone?"


def answered(visits: Visits, scripts: bool = True) -> Page:
    page = visits.open("/", java_script_enabled=scripts)
    ask(page, METASTASES)
    return page


def test_a_follow_up_is_answered_below_on_the_same_page(visits: Visits) -> None:
    page = answered(visits)
    address = page.url
    field = page.get_by_role("textbox", name="Ask a follow-up")
    field.fill(FOLLOW_UP)
    field.press("Enter")
    second = page.get_by_role("article").nth(1)
    expect(second).to_contain_text(UNDERSTOOD)
    expect(second).to_be_in_viewport()
    expect(page.get_by_role("article").first).to_contain_text("82 % of patients")
    assert page.url == address
    assert page.evaluate("document.activeElement.closest('article') === document.querySelectorAll('article')[1]")
    expect(field).to_have_value("")


def test_citations_of_a_second_answer_open_its_own_cards(visits: Visits) -> None:
    page = answered(visits)
    ask_on(page)
    second = page.get_by_role("article").nth(1)
    marker = second.get_by_role("link", name="citation 1").first
    label = marker.get_attribute("aria-label")
    sentence = marker.locator("xpath=ancestor::p[1]").inner_text()
    marker.click()
    card = page.get_by_role("dialog", name=label)
    expect(card).to_be_visible()
    quoted = card.get_by_role("blockquote").first.inner_text()
    assert set(quoted.split()) & set(sentence.split())
    assert page.evaluate("new Set([...document.querySelectorAll('[id]')].map(one => one.id)).size") == page.evaluate(
        "document.querySelectorAll('[id]').length"
    ), "ids are told apart"


def ask_on(page: Page) -> None:
    field = page.get_by_role("textbox", name="Ask a follow-up")
    field.fill(FOLLOW_UP)
    field.press("Enter")
    page.get_by_text(UNDERSTOOD).first.wait_for()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_switching_reader_rewords_the_answer_and_is_remembered(visits: Visits, scripts: bool) -> None:
    page = answered(visits, scripts)
    before = page.get_by_role("main").inner_text()
    page.get_by_role("button", name="Patient", exact=True).click()
    expect(page.get_by_role("button", name="Patient", pressed=True)).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(1)
    assert page.get_by_role("main").inner_text() != before
    another = page.context.new_page()
    another.goto("/")
    ask(another, METASTASES)
    expect(another.get_by_role("button", name="Patient", pressed=True)).to_be_visible()


def test_switching_reader_keeps_place_and_focus(visits: Visits) -> None:
    page = answered(visits)
    patient = page.get_by_role("button", name="Patient", exact=True)
    page.mouse.wheel(0, 120)
    page.wait_for_function("scrollY > 100")
    before = patient.bounding_box()
    patient.focus()
    page.keyboard.press("Enter")
    pressed = page.get_by_role("button", name="Patient", pressed=True)
    expect(pressed).to_be_focused()
    after = pressed.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 8


def test_a_conversation_goes_on_after_switching_reader(visits: Visits) -> None:
    page = answered(visits)
    page.get_by_role("button", name="Patient", exact=True).click()
    expect(page.get_by_role("button", name="Patient", pressed=True)).to_be_visible()
    ask_on(page)
    second = page.get_by_role("article").nth(1)
    expect(second.get_by_role("button", name="Patient", pressed=True)).to_be_visible()
