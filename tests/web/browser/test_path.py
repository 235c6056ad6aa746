"""The way of most readers: ask, read, check a claim at its source, ask on, and take the page along."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pdfplumber
import pytest
from pdfplumber import PDF
from playwright.sync_api import Page, expect

from browser.conftest import Visits
from browser.scenes import FOLLOW_UP, METASTASES, ask

MARGIN = 28  # points, about 10 mm
CONTROLS = (
    "Skip to the content",
    "Which best describes you?",
    "Ask a follow-up",
    "Copy with citations",
    "On this page",
)


def answered(visits: Visits) -> Page:
    page = visits.open("/")
    ask(page, METASTASES)
    return page


@contextmanager
def printed(page: Page) -> Iterator[PDF]:
    """The page as printed on A4, none of it beyond the margin."""
    with pdfplumber.open(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True))) as pdf:
        assert all(abs(one.width - 595) < 2 and abs(one.height - 842) < 2 for one in pdf.pages)
        words = [(word, one) for one in pdf.pages for word in one.extract_words()]
        outside = [word["text"] for word, one in words if word["x0"] < MARGIN or word["x1"] > one.width - MARGIN]
        assert outside == []
        yield pdf


def texts(pdf: PDF) -> list[str]:
    """The text of each page."""
    return [" ".join(one.extract_text().split()) for one in pdf.pages]


def test_asked_read_checked_asked_on_worded_anew_and_ready_to_print(visits: Visits) -> None:
    page = answered(visits)
    direct = page.get_by_role("region", name="Direct answer")
    expect(direct).to_contain_text("82 %")
    direct.get_by_role("link", name="citation 1, Riihimäki 2016").first.click()
    with page.context.expect_page() as opened:
        page.get_by_role("dialog").get_by_role("link", name="Show in the source").first.click()
    expect(opened.value.locator("mark").first).to_be_in_viewport()
    expect(opened.value.locator("mark").first).to_contain_text("82 %")
    opened.value.close()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    ask_on(page)
    second = page.get_by_role("article").nth(1)
    second.get_by_role("button", name="Patient", exact=True).click()
    expect(second.get_by_role("button", name="Patient", pressed=True)).to_be_visible()
    page.emulate_media(media="print")
    for question in (METASTASES, FOLLOW_UP):
        expect(page.get_by_text(question, exact=True)).to_be_visible()
    expect(page.get_by_role("textbox", name="Ask a follow-up")).to_be_hidden()
    expect(page.get_by_role("button", name="Patient")).to_have_count(0)


def ask_on(page: Page) -> None:
    field = page.get_by_role("textbox", name="Ask a follow-up")
    field.fill(FOLLOW_UP)
    field.press("Enter")
    expect(page.get_by_role("article").nth(1)).to_contain_text("How often do neuroendocrine tumors spread to bone?")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_printed_answer_reads_like_an_article(visits: Visits, scheme: Literal["light", "dark"]) -> None:
    page = answered(visits)
    page.emulate_media(color_scheme=scheme)
    with printed(page) as pdf:
        pages = texts(pdf)
        ink = {char["non_stroking_color"] for char in pdf.pages[0].chars}
    text = " ".join(pages)
    assert len(pages) >= 3
    for said in ("Sites of metastasis", METASTASES, "Educational; pending human review.", "Last updated", "82 %"):
        assert said in pages[0]
    for said in ("Riihimäki M", "https://doi.org/", "Sources give different figures", "does not replace clinical"):
        assert said in text
    assert [control for control in CONTROLS if control in text] == []
    assert all(sum(one) / len(one) < 0.5 for one in ink if one), "dark on white"
