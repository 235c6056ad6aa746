"""The way of most readers: ask, read, check a claim at its source, ask on, and take the page along."""

from __future__ import annotations

import io

import pdfplumber
from playwright.sync_api import Page, expect

from browser.conftest import Visits
from browser.scenes import METASTASES, ask


def answered(visits: Visits) -> Page:
    page = visits.open("/")
    ask(page, METASTASES)
    return page


def printed(page: Page) -> list[str]:
    """The text of each page as printed on A4."""
    with pdfplumber.open(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True))) as pdf:
        assert all(abs(one.width - 595) < 2 and abs(one.height - 842) < 2 for one in pdf.pages)
        cut = [word["text"] for one in pdf.pages for word in one.extract_words() if word["x1"] > one.width - 28]
        assert not cut, "beyond the margin"
        return [one.extract_text() for one in pdf.pages]


def test_a_question_typed_on_the_front_page_is_answered_with_its_sources(visits: Visits) -> None:
    page = answered(visits)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sites of metastasis")
    direct = page.get_by_role("region", name="Direct answer")
    expect(direct).to_contain_text("82 %")
    expect(direct.get_by_role("link", name="citation 1").first).to_be_visible()
    expect(page.get_by_role("region", name="References").get_by_role("listitem").first).to_be_visible()


def test_a_printed_answer_reads_like_an_article(visits: Visits) -> None:
    page = answered(visits)
    pages = printed(page)
    text = " ".join("\n".join(pages).split())
    assert len(pages) >= 3
    assert "Sites of metastasis" in pages[0]
    assert METASTASES in text
    assert "Educational; pending human review." in pages[0]
    assert "Last updated" in pages[0]
    assert "82 %" in pages[0]
    assert "References" in text
    assert "https://doi.org/" in text
    for control in ("Skip to the content", "Which best describes you?", "Ask a follow-up", "more in"):
        assert control not in text
