"""What takes an answer along is one folded row on a phone, and open beside the answer where there is room."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from browser.conftest import Visits
from browser.scenes import METASTASES, address_of

PHONE = {"width": 360, "height": 740}
WIDE = {"width": 1280, "height": 900}


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_on_a_phone_the_tools_are_one_row_that_unfolds(visits: Visits, scripts: bool) -> None:
    page = visits.open(address_of(METASTASES), viewport=PHONE, java_script_enabled=scripts)
    download = page.get_by_text("Download", exact=True)
    row = page.get_by_text("Take this answer along", exact=True)
    expect(download).to_be_hidden()
    box = row.bounding_box()
    assert box is not None
    assert 24 <= box["height"] <= 60
    row.click()
    expect(download).to_be_visible()


def test_beside_the_answer_they_are_open(visits: Visits) -> None:
    page = visits.open(address_of(METASTASES), viewport=WIDE)
    expect(page.get_by_text("Download", exact=True)).to_be_visible()
    expect(page.get_by_text("Take this answer along", exact=True)).to_be_hidden()


def test_no_figure_is_broken_over_two_lines_on_a_phone(visits: Visits) -> None:
    page = visits.open(address_of(METASTASES), viewport=PHONE)
    broken = "all => all.filter(one => one.getClientRects().length > 1).map(one => one.textContent)"
    assert page.locator(".whole").evaluate_all(broken) == []
    assert page.locator(".whole").count() > 0
