"""Pictures of every page, for people to look at: set PAGE_PICTURES to the folder that shall hold them, whole."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Visits
from browser.scenes import METASTASES, address_of

BLANK = 5_000  # bytes: no picture of a page with text is smaller
WINDOWS = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("window", WINDOWS)
def test_every_page_has_its_picture_taken(
    scene: Page, pictures: Path, window: str, scheme: Literal["light", "dark"], request: pytest.FixtureRequest
) -> None:
    scene.set_viewport_size(WINDOWS[window])  # type: ignore[arg-type]
    scene.emulate_media(color_scheme=scheme)
    name = request.node.callspec.params["reached"].replace(", ", "-").replace(" ", "-")
    taken = scene.screenshot(
        path=pictures / f"{name}-{window}-{scheme}.png",
        full_page="PAGE_PICTURES" in os.environ,
        caret="initial",  # else it is hidden by a style that the pages' own policy forbids
    )
    assert len(taken) > BLANK


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("window", WINDOWS)
def test_an_open_card_has_its_picture_taken(visits: Visits, pictures: Path, window: str, scheme: str) -> None:
    page = visits.open(address_of(METASTASES), viewport=WINDOWS[window], color_scheme=scheme)
    page.get_by_role("region", name="Direct answer").get_by_role("link", name="citation 1").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert len(page.screenshot(path=pictures / f"card-{window}-{scheme}.png", caret="initial")) > BLANK


def test_a_marked_source_and_a_chart_have_their_pictures_taken(visits: Visits, pictures: Path) -> None:
    page = visits.open(address_of(METASTASES), viewport=WINDOWS["desktop"])
    page.get_by_role("figure").first.evaluate("one => one.scrollIntoView({block: 'center'})")
    assert len(page.screenshot(path=pictures / "chart.png", caret="initial")) > BLANK
    page.get_by_role("region", name="Direct answer").get_by_role("link", name="citation 1").first.click()
    with page.context.expect_page() as opened:
        page.get_by_role("dialog").get_by_role("link", name="Show in the source").first.click()
    opened.value.wait_for_load_state()
    assert len(opened.value.screenshot(path=pictures / "marked.png", caret="initial")) > BLANK
