"""Pictures of every page, for people to look at: set PAGE_PICTURES to the folder that shall hold them, whole."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page

WINDOWS = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.mark.parametrize("scheme", ["light", "dark"])
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
    assert len(taken) > 5_000, "blank"
