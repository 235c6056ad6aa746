"""Citation cards: what carries a sentence, one step away, whatever one points with."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.conftest import Visits
from browser.measuring import cut_off, small_targets, width_of
from browser.scenes import METASTASES, address_of, ask
from browser.test_accessibility import EVERY_RULE, RULES_ON_COLOUR, violations


@pytest.fixture
def answered(visits: Visits) -> Page:
    page = visits.open("/")
    ask(page, METASTASES)
    return page


def marker(page: Page) -> Locator:
    """The first citation of the direct answer."""
    return page.get_by_role("region", name="Direct answer").get_by_role("link", name="citation 1, Riihimäki 2016").first


def card(page: Page) -> Locator:
    return page.get_by_role("dialog", name="citation 1, Riihimäki 2016")


def test_a_card_says_what_carries_the_sentence_and_how_far_to_trust_it(answered: Page) -> None:
    marker(answered).click()
    shown = card(answered)
    expect(shown).to_contain_text("82 % of patients with metastases had it in the liver")
    for said in ("2016", "registry study", "summarised from the abstract", "current", "standing not checked"):
        expect(shown).to_contain_text(said)
    expect(shown).to_contain_text(re.compile(r"82 %\s*in: patients with metastases"))
    expect(shown).to_contain_text("over the whole course")
    expect(shown.locator("blockquote b").filter(has_text="82 %")).to_be_visible()


def test_from_a_card_the_source_opens_at_the_very_words(answered: Page) -> None:
    marker(answered).click()
    quoted = card(answered).get_by_role("blockquote").first.inner_text()
    with answered.context.expect_page() as opened:
        card(answered).get_by_role("link", name="Show in the source").first.click()
    source = opened.value
    mark = source.locator("mark").first
    expect(mark).to_be_in_viewport()
    assert " ".join(" ".join(source.locator("mark").all_inner_texts()).split()) == " ".join(quoted.split())
    expect(source.get_by_role("heading", level=1)).to_contain_text("epidemiology of metastases")


def test_a_card_opens_where_the_mouse_rests_and_goes_when_it_leaves(answered: Page) -> None:
    marker(answered).hover()
    expect(card(answered)).to_be_visible()
    card(answered).hover()
    answered.wait_for_timeout(400)
    expect(card(answered)).to_be_visible()
    answered.get_by_role("heading", level=1).hover()
    expect(card(answered)).to_have_count(0)


def test_a_card_opens_and_closes_by_touch(visits: Visits) -> None:
    page = visits.open(address_of(METASTASES), has_touch=True, is_mobile=True, viewport={"width": 360, "height": 740})
    marker(page).tap()
    expect(card(page)).to_be_in_viewport(ratio=0.9)
    card(page).get_by_role("button", name="Close").tap()
    expect(card(page)).to_have_count(0)
    marker(page).tap()
    page.get_by_role("heading", level=1).tap()
    expect(card(page)).to_have_count(0)


def test_by_keyboard_a_card_opens_with_focus_goes_with_escape_and_gives_the_focus_back(answered: Page) -> None:
    marker(answered).focus()
    answered.keyboard.press("Enter")
    expect(card(answered)).to_be_visible()
    assert card(answered).evaluate("one => one.contains(document.activeElement)")
    answered.keyboard.press("Tab")
    assert card(answered).evaluate("one => one.contains(document.activeElement)")
    answered.keyboard.press("Escape")
    expect(card(answered)).to_have_count(0)
    expect(marker(answered)).to_be_focused()


def test_tab_goes_on_from_a_card_to_what_follows_its_marker(answered: Page) -> None:
    answered.get_by_role("button", name="Patient").focus()
    answered.keyboard.press("Tab")
    expect(marker(answered)).to_be_focused()
    expect(card(answered)).to_be_visible()
    answered.evaluate(
        "window.reached = [...document.querySelectorAll('a[href], button, input, summary, [tabindex=\"0\"]')]"
        ".filter(one => one.checkVisibility() && !one.closest('[role=dialog]'))"
    )
    at = answered.evaluate("window.reached.indexOf(document.activeElement)")
    for _ in range(8):
        answered.keyboard.press("Tab")
        if not answered.evaluate("document.activeElement.closest('[role=dialog]') !== null"):
            break
    assert answered.evaluate("window.reached.indexOf(document.activeElement)") == at + 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_an_open_card_keeps_to_the_rules_too(visits: Visits, width: int, scheme: str) -> None:
    page = visits.open(address_of(METASTASES), viewport={"width": width, "height": 740}, color_scheme=scheme)
    marker(page).click()
    expect(card(page)).to_be_visible()
    assert violations(page, EVERY_RULE if scheme == "light" else RULES_ON_COLOUR, "[role=dialog]") == []
    assert small_targets(page) == []
    assert width_of(page) <= width
    assert cut_off(page) == []
