"""State is told in words, never by colour alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from browser.conftest import Visits
from browser.scenes import EMERGENCY, METASTASES, SOURCE, address_of


def test_an_answer_says_in_words_how_far_it_can_be_relied_on(visits: Visits) -> None:
    page = visits.open(address_of(METASTASES))
    expect(page.get_by_text("Educational; pending human review.").first).to_be_visible()
    for reference in page.get_by_role("region", name="References").locator("li[value]").all():
        expect(reference).to_contain_text(re.compile(r"current|corrected|expression of concern|superseded"))
        expect(reference).to_contain_text(re.compile(r"standing (not )?checked"))
        expect(reference).to_contain_text(re.compile("quoted from|summarised from|as reported by|guideline not seen"))
        expect(reference).to_contain_text("demonstration summary")


def test_which_reader_an_answer_is_worded_for_is_told_to_eyes_and_ears(visits: Visits) -> None:
    page = visits.open(address_of(METASTASES, "patient"))
    chosen = page.get_by_role("button", name="Patient", pressed=True)
    expect(chosen).to_be_visible()
    looks = "one => [getComputedStyle(one).fontWeight, getComputedStyle(one, '::before').content]"
    other = page.get_by_role("button", name="Clinician", pressed=False)
    assert chosen.evaluate(looks) != other.evaluate(looks), "told apart by colour alone"


def test_an_emergency_is_told_before_everything_else(visits: Visits) -> None:
    page = visits.open(address_of(EMERGENCY), viewport={"width": 360, "height": 640})
    call = page.get_by_text(re.compile("call the local emergency number now"))
    expect(call).to_have_count(1)
    expect(call).to_be_in_viewport()
    expect(call).to_contain_text("112, 999, 911")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marked_words_are_underlined_as_well_as_coloured(visits: Visits, scheme: str) -> None:
    page = visits.open(f"{SOURCE}?start=0&end=60#quote", color_scheme=scheme)
    mark = page.locator("mark").first
    expect(mark).to_be_in_viewport()
    edge = mark.evaluate("one => getComputedStyle(one).borderBottomWidth + getComputedStyle(one).textDecorationLine")
    assert edge != "0pxnone"
