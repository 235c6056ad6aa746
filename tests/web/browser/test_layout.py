"""Every page on a phone, magnified, in the dark, without motion and in forced colours."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Page

from browser.conftest import Visits
from browser.measuring import brightness, cut_off, edgeless, moving, width_of
from browser.scenes import METASTASES, address_of, unfold

PHONE = {"width": 360, "height": 740}
# A window of 1280 by 800 pixels at 200 %, which is half as many CSS pixels each way.
MAGNIFIED = {"width": 640, "height": 400}


@pytest.mark.parametrize("window", [PHONE, MAGNIFIED], ids=["360 px", "200 %"])
def test_nothing_is_cut_off_or_needs_scrolling_sideways(unfolded: Page, window: dict[str, int]) -> None:
    unfolded.set_viewport_size(window)  # type: ignore[arg-type]
    assert width_of(unfolded) <= window["width"]
    assert cut_off(unfolded) == []


def test_text_may_be_spaced_out_and_nothing_is_lost(visits: Visits) -> None:
    """WCAG 1.4.12: letters 0.12, words 0.16, lines 1.5 and paragraphs 2 times the font's size apart."""
    page = visits.open(address_of(METASTASES), viewport=PHONE)
    unfold(page)
    page.evaluate("""
        document.querySelectorAll('body, body *:not(svg, svg *)').forEach(one => Object.assign(one.style,
          {letterSpacing: '0.12em', wordSpacing: '0.16em'}));
        document.querySelectorAll('p').forEach(one => Object.assign(one.style,
          {lineHeight: '1.5', marginBottom: '2em'}))""")
    assert width_of(page) <= 360
    assert cut_off(page) == []


def test_nothing_moves_for_who_asks_for_less_motion(unfolded: Page) -> None:
    unfolded.emulate_media(reduced_motion="reduce")
    assert moving(unfolded) == []


@pytest.mark.parametrize(("scheme", "least", "most"), [("light", 240, 255), ("dark", 0, 40)])
def test_pages_are_light_or_dark_as_the_reader_has_it(
    unfolded: Page, scheme: Literal["light", "dark"], least: int, most: int
) -> None:
    unfolded.emulate_media(color_scheme=scheme)
    assert least <= brightness(unfolded) <= most


def test_in_forced_colours_every_control_keeps_an_edge(unfolded: Page) -> None:
    unfolded.emulate_media(forced_colors="active")
    assert edgeless(unfolded) == []
