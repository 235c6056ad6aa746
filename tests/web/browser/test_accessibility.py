"""Rules that a machine can check, on every page: axe-core's, and the size of targets."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from browser.measuring import small_targets

# Without preload: it would fetch the stylesheet by script, which the pages forbid, for rules on media, of which there
# are none.
EVERY_RULE = {"preload": False, "resultTypes": ["violations"]}
RULES_ON_COLOUR = {**EVERY_RULE, "runOnly": ["cat.color"]}


def violations(page: Page, rules: dict[str, Any] = EVERY_RULE) -> str:
    """What axe-core finds wrong, in words; empty if nothing."""
    results = Axe().run(page, options=rules)
    return results.generate_report() if results.violations_count else ""


def test_no_page_violates_a_rule_of_axe(scene: Page) -> None:
    assert not violations(scene)


def test_no_dark_page_violates_a_rule_of_axe_on_colour(scene: Page) -> None:
    scene.emulate_media(color_scheme="dark")
    assert not violations(scene, RULES_ON_COLOUR)


@pytest.mark.parametrize("width", [360, 1280])
def test_every_target_is_large_enough_for_a_finger(scene: Page, width: int) -> None:
    scene.set_viewport_size({"width": width, "height": 800})
    assert small_targets(scene) == []
