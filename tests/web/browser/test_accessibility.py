"""Rules that a machine can check, on every page: axe-core's, and the size of targets."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from browser.measuring import small_targets

# Without preload: it would fetch the stylesheet by script, which the pages forbid, for rules on media, of which there
# are none.
SHOWN = 5  # places of each violation
EVERY_RULE = {"preload": False, "resultTypes": ["violations"]}
RULES_ON_COLOUR = {**EVERY_RULE, "runOnly": ["color-contrast", "link-in-text-block"]}


def violations(page: Page, rules: dict[str, Any] = EVERY_RULE, within: str | None = None) -> list[str]:
    """What axe-core finds wrong on a page, or in one part of it: the rule, where, and why."""
    found = Axe().run(page, within, rules).response["violations"]
    return [
        f"{one['id']}: {node['target'][0]}: {' '.join(node['failureSummary'].split())}"
        for one in found
        for node in one["nodes"][:SHOWN]
    ]


def test_no_page_violates_a_rule_of_axe(unfolded: Page) -> None:
    assert violations(unfolded) == []


def test_no_dark_page_violates_a_rule_of_axe_on_colour(unfolded: Page) -> None:
    unfolded.emulate_media(color_scheme="dark")
    assert violations(unfolded, RULES_ON_COLOUR) == []


@pytest.mark.parametrize("width", [360, 1280])
def test_every_target_is_large_enough_for_a_finger(unfolded: Page, width: int) -> None:
    unfolded.set_viewport_size({"width": width, "height": 800})
    assert small_targets(unfolded) == []
