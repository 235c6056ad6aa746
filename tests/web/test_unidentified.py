"""What could identify a person stands in no page, fragment or file, though the question that was sent holds it."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote_plus

import pytest
from starlette.testclient import TestClient
from webpage import METASTASES, Webpage

from curbside.answer.conversation import load_key, read_turns
from curbside.engine import Curbside
from curbside.web.html import answer_html

# A name that no author has of the sources held: references are told as they are.
PERSON = "Patient Gareth Pughley, MRN 1234567, born 3/4/1961"
ANSWERED = f"{PERSON}, has metastatic carcinoid: where does it spread?"
QUESTIONS = {
    "answered": ANSWERED,
    "spelled wrong": f"{PERSON}, has a neuroendocrin tumour: where does it metastasise?",
    "not answered": f"{PERSON}: what is the best treatment for migraine?",
    "of unknown words": f"{PERSON}: can he take zorblaxin with potassium of 5.8?",
    "without a subject": f"{PERSON}: what now?",
    "in danger": f"{PERSON}, has crushing chest pain and sweating, what should I do?",
}
NEVER = ("gareth", "pughley", "1234567", "1961")
FORMATS = ("ris", "bibtex", "csl-json", "markdown", "json")


def identifying(text: str) -> list[str]:
    # Tokens and digests are of letters and digits by chance.
    said = re.sub(r"[\w-]{24,}", "", unquote_plus(text)).casefold()
    return [word for word in NEVER if word in said]


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
@pytest.mark.parametrize("follows", [False, True], ids=["first", "follow-up"])
def test_no_page_and_no_fragment_holds_it(
    client: TestClient, engine: Curbside, question: str, headers: dict[str, str], follows: bool
) -> None:
    earlier = {"conversation": engine.ask(METASTASES).conversation or ""} if follows else {}
    shown = client.post("/ask", data={"q": question, "turn": "2", **earlier}, headers=headers)
    assert shown.status_code == 200
    assert identifying(shown.text) == []


def test_a_page_asked_for_by_address_holds_it_neither(client: TestClient) -> None:
    shown = client.get("/ask", params={"q": ANSWERED, "reader": "patient"})
    assert "Patient …, …, …, has metastatic carcinoid" in Webpage(shown.text).one("p", class_="question").text
    assert identifying(shown.text) == []


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
@pytest.mark.parametrize("form", FORMATS)
def test_no_file_holds_it(client: TestClient, question: str, form: str) -> None:
    taken = client.post("/ask/export", data={"q": question, "format": form})
    assert identifying(taken.text + str(taken.headers)) == []


def test_the_file_of_an_answer_carries_the_cleaned_question(client: TestClient) -> None:
    taken = json.loads(client.post("/ask/export", data={"q": ANSWERED, "format": "json"}).text)
    assert taken["question"] == "Patient …, …, …, has metastatic carcinoid: where does it spread?"


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_the_page_that_is_saved_and_the_conversation_hold_it_neither(engine: Curbside, question: str) -> None:
    answer = engine.ask(question)
    assert identifying(answer_html(answer)) == []
    assert identifying(" ".join(read_turns(answer.conversation, load_key(engine.folder)))) == []


def test_what_the_page_carries_is_asked_again_without_it_and_answered_the_same(client: TestClient) -> None:
    first = Webpage(client.post("/ask", data={"q": ANSWERED}).text)
    switch = first.one("form", id="readers")
    fields = {tag["name"]: tag["value"] for tag in first.tags_in(switch, "input")}
    again = Webpage(client.post("/ask", data={**fields, "reader": "clinician"}).text)
    assert "…" in fields["q"]
    assert again.one("section", aria_labelledby="direct").text == first.one("section", aria_labelledby="direct").text


@pytest.mark.parametrize("kind", ["answered", "not answered"])
def test_that_something_was_left_out_is_said_once_at_the_top(client: TestClient, kind: str) -> None:
    page = Webpage(client.post("/ask", data={"q": QUESTIONS[kind]}).text)
    [said] = [tag for tag in page.tags if tag.name in ("p", "li") and "could identify a person (" in tag.text]
    assert "(name, record number, date of birth)" in said.text
    assert page.tags.index(said) < page.tags.index(page.one("section", aria_labelledby="direct"))


def test_without_identifiers_nothing_is_said_of_them(client: TestClient) -> None:
    page = client.post("/ask", data={"q": METASTASES})
    assert "could identify a person" not in page.text
