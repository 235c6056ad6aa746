"""The pages that every check looks at, each by what is done to reach it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from playwright.sync_api import Page

METASTASES = "What are the classic areas of metastasis for neuroendocrine tumors?"
FOLLOW_UP = "And how often does it spread to bone?"
UNANSWERED = "What is the best treatment for migraine?"
EMERGENCY = "I have crushing chest pain and sweating, what should I do?"
IDENTIFIED = "Patient John Smith, MRN 1234567, born 3/4/1961: can he take lisinopril with potassium of 5.8?"
SOURCE = "/sources/zheng-2019"
MARKED_SOURCE = f"{SOURCE}?start=0&end=60#quote"


def ask(page: Page, question: str, field: str = "Your question") -> None:
    """Ask by the form that a person would use."""
    page.get_by_role("textbox", name=field).fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_role("heading", level=1).filter(has_not_text="Ask a clinical question").wait_for()
    page.wait_for_load_state()


def address_of(question: str, reader: str = "clinician") -> str:
    """The shareable address of a question."""
    return f"/ask?{urlencode({'q': question, 'reader': reader})}"


def _asked(question: str) -> Callable[[Page], None]:
    def reach(page: Page) -> None:
        page.goto("/")
        ask(page, question)

    return reach


def _at(path: str) -> Callable[[Page], None]:
    def reach(page: Page) -> None:
        page.goto(path)

    return reach


SCENES: dict[str, Callable[[Page], None]] = {
    "home": _at("/"),
    "answer": _asked(METASTASES),
    "answer for patients": _at(address_of(METASTASES, "patient")),
    "no answer": _asked(UNANSWERED),
    "emergency": _asked(EMERGENCY),
    "identifier": _asked(IDENTIFIED),
    "error": _at("/nothing"),
    "sources": _at("/sources"),
    "editorial policy": _at("/editorial-policy"),
    "about": _at("/about"),
    "source": _at(SOURCE),
    "source, marked": _at(MARKED_SOURCE),
}


def unfold(page: Page) -> None:
    """Open whatever is folded, so that a check sees it too."""
    page.evaluate("""document.querySelectorAll('details:not([open])').forEach(one => {
        one.open = true; one.dataset.unfolded = '' })""")


def fold(page: Page) -> None:
    """Close what was unfolded."""
    page.evaluate("""document.querySelectorAll('[data-unfolded]').forEach(one => {
        one.open = false; delete one.dataset.unfolded })""")
