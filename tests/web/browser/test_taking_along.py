"""What leaves the page when its reader asks for it: a link, the text with citations, references, a printed page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Visits
from browser.scenes import IDENTIFIED, METASTASES, ask

CLIPBOARD = ["clipboard-read", "clipboard-write"]
FORMATS = {"RIS": "TY  - ", "BibTeX": "@", "CSL-JSON": "[", "Markdown": "---\ncurbside_answer: ", "JSON": "{"}


@pytest.fixture
def answered(visits: Visits) -> Page:
    page = visits.open("/", permissions=CLIPBOARD)
    ask(page, METASTASES)
    return page


def copied(page: Page) -> str:
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def test_the_question_stays_out_of_the_address_until_a_link_is_asked_for(answered: Page, visits: Visits) -> None:
    assert "metastasis" not in answered.url
    assert not [address for address in visits.requested if "metastasis" in address]
    answered.get_by_role("link", name="Copy a link").click()
    expect(answered.get_by_role("status").filter(has_text="opied")).to_be_visible()
    assert "/ask?q=What+are+the+classic+areas" in copied(answered)
    assert not [address for address in visits.requested if "metastasis" in address]


def test_a_link_that_was_passed_on_shows_the_same_answer(answered: Page, visits: Visits) -> None:
    address = answered.get_by_role("link", name="Copy a link").get_attribute("href")
    assert address is not None
    other = visits.open(address)
    direct = "Direct answer"
    assert (
        other.get_by_role("region", name=direct).inner_text()
        == answered.get_by_role("region", name=direct).inner_text()
    )


def test_no_link_is_offered_for_a_question_that_could_identify_a_person(visits: Visits) -> None:
    page = visits.open("/")
    ask(page, IDENTIFIED)
    expect(page.get_by_role("link", name="Copy a link")).to_have_count(0)
    assert page.locator("a[href*='Smith'], a[href*='1234567']").count() == 0


def test_an_answer_is_copied_with_its_citations(answered: Page) -> None:
    answered.get_by_role("button", name="Copy with citations").click()
    expect(answered.get_by_role("status").filter(has_text="opied")).to_be_visible()
    text = copied(answered)
    assert "82 % of patients with metastases had it in the liver" in text
    assert "[1]" in text
    assert "Riihimäki" in text
    assert "pending human review" in text


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_references_and_answer_can_be_saved_in_every_format(visits: Visits, scripts: bool) -> None:
    page = visits.open("/", java_script_enabled=scripts)
    ask(page, METASTASES)
    page.get_by_text("Download", exact=True).click()
    for name, beginning in FORMATS.items():
        with page.expect_download() as download:
            page.get_by_role("button", name=name, exact=True).click()
        saved = Path(download.value.path()).read_text("utf-8")
        assert saved.lstrip().startswith(beginning), name
        if beginning in "[{":
            json.loads(saved)
