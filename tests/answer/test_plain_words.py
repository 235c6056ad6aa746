"""For patients, sources for patients come first, and nothing that only clinical words say is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.answer.reading import statements

from curbside import Answer, Curbside

TRIAL = """## Treatment

- In 80 adults with zorvalitis, brentamab given for 7 days cured 30 % of patients in a controlled trial.
- In 80 adults with zorvalitis, brentamab given for 7 days caused a rash in 12 % of patients in a controlled trial.
"""
PLAIN = """## Treatment

- The drug brentamab cured 30 % of people with zorvalitis.
- Zorvalitis is a rare illness of the skin that few people have heard of.
"""


@pytest.fixture
def library(make_library: Callable[..., Curbside], source_text: Callable[..., str]) -> Curbside:
    """A trial and its rewording for patients."""
    trial = source_text(TRIAL, id="trial", title="Brentamab for zorvalitis", kind="randomized_trial")
    plain = source_text(
        PLAIN, id="plain", title="Zorvalitis in plain words", audience="patient", kind="patient_information",
        derived_from=["trial"],
    )  # fmt: skip
    return make_library(trial, plain)


def documents(answer: Answer) -> list[tuple[str, str]]:
    return [(one.quotes[0].document, one.text) for one in statements(answer)]


def test_what_stands_there_in_plain_words_is_not_said_in_clinical_ones_too(library: Curbside) -> None:
    shown = documents(library.ask("Does brentamab help in zorvalitis?", reader="patient"))
    assert any(document == "plain" and "30 %" in text for document, text in shown)
    assert not any(document == "trial" and "30 %" in text for document, text in shown)


def test_what_no_plain_words_say_stays_in_clinical_ones(library: Curbside) -> None:
    shown = documents(library.ask("Does brentamab help in zorvalitis?", reader="patient"))
    assert any(document == "trial" and "12 %" in text for document, text in shown)


def test_a_clinician_is_not_shown_the_rewording(library: Curbside) -> None:
    shown = documents(library.ask("Does brentamab help in zorvalitis?"))
    assert {document for document, _ in shown} == {"trial"}


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("What is first choice for group A streptococcal pharyngitis?", "penicillin"),
        ("Is anuria a contraindication for lisinopril with hydrochlorothiazide?", "no urine"),
        ("When does thrombocytopenia carry a high risk of bleeding?", "10 x10^3/uL"),
        ("Is tirzepatide contraindicated in multiple endocrine neoplasia type 2?", "MEN 2"),
        ("How accurate is the biopsy grade of a resected neuroendocrine tumour?", "61.1 %"),
    ],
)
def test_a_patient_who_asks_in_clinical_words_is_answered_in_plain_ones(
    question: str, says: str, starter_library: Curbside
) -> None:
    answer = starter_library.ask(question, reader="patient")
    by_number = {one.number: one for one in answer.references}
    assert says in answer.summary[0].text
    assert {by_number[number].audience for one in answer.summary for number in one.citations} == {"patient"}


def test_a_direct_answer_in_plain_words_is_shown_as_it_was_written(starter_library: Curbside) -> None:
    (first, *_) = starter_library.ask("At what potassium is an ACE inhibitor stopped?", reader="patient").summary
    assert first.mode == "verbatim"
