"""Everything without a mouse: where the focus goes, that it is seen, and that it comes back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Visits
from browser.scenes import METASTASES, SCENES, address_of

# Each element that can be focused gets its place in the document; summaries of what is folded count, its inside not.
_NUMBER = """() => {
  const targets = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
  const all = [...document.querySelectorAll(targets)].filter(one =>
    one.checkVisibility({visibilityProperty: true}) && !one.disabled && one.tabIndex >= 0 &&
    (one.type !== 'radio' || one.checked));
  all.forEach((one, place) => one.dataset.place = place);
  return all.length;
}"""
_FOCUSED = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  return {place: Number(one.dataset.place ?? -1), name: one.getAttribute('aria-label') || one.textContent.trim(),
    ringed: (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none',
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth};
}"""


def focused(page: Page) -> dict[str, Any]:
    """What has the focus: its place in the document, its name, whether it is marked and in the window."""
    found: dict[str, Any] = page.evaluate(_FOCUSED)
    return found


def tab(page: Page, times: int = 1) -> list[dict[str, Any]]:
    """What gets the focus, one Tab after the other."""
    stops = []
    for _ in range(times):
        page.keyboard.press("Tab")
        stops.append(focused(page))
    return stops


def test_the_field_has_the_focus_and_enter_asks(visits: Visits) -> None:
    page = visits.open("/")
    expect(page.get_by_role("textbox", name="Your question")).to_be_focused()
    page.keyboard.type(METASTASES)
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Direct answer")).to_be_visible()


@pytest.mark.parametrize("path", [address_of(METASTASES), "/sources", "/sources/zheng-2019", "/nothing"])
def test_the_first_tab_offers_to_skip_to_the_content(visits: Visits, path: str) -> None:
    page = visits.open(path)
    (first,) = tab(page)
    assert first["name"] == "Skip to the content"
    assert first["seen"]
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))
    tab(page)
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("scene", ["home", "answer", "no answer", "emergency", "error", "source"])
def test_tab_reaches_every_control_in_the_order_of_the_page(visits: Visits, scene: str) -> None:
    page = visits.open("/")
    SCENES[scene](page)
    number = page.evaluate(_NUMBER)
    ahead = range(focused(page)["place"] + 1, number)
    stops = tab(page, len(ahead))
    assert [stop["place"] for stop in stops] == [*ahead]
    assert not [stop["name"] for stop in stops if not stop["ringed"]], "no ring around the focus"
    assert not [stop["name"] for stop in stops if not stop["seen"]], "focus out of the window"
