"""Who asks for two things is told both; a subject named in two ways that are not the same is taken as it was named."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from curbside import Answer, Curbside, Question, Reader
from curbside.answer.parts import parts_of
from curbside.answer.understand import understand
from curbside.evidence.kinds import Aspect

MakeLibrary = Callable[..., Curbside]
SourceText = Callable[..., str]

BOTH = "What are the treatment options and the life expectancy of psittacosis?"
PSITTACOSIS = (
    "## Treatment\n\nDoxycycline is the first-line treatment of psittacosis in adults.\n\n"
    "In a trial of psittacosis in 80 adults, fever fell within 48 hours in 92 % on doxycycline.\n\n"
    "## Prognosis\n\nIn a registry of 412 adults with psittacosis, 1.5 % died within 30 days."
)


def understood(text: str) -> Question:
    return understand(text, Reader.CLINICIAN, lambda term: 1.0)


@pytest.fixture
def answer_from(make_library: MakeLibrary, source_text: SourceText) -> Callable[..., Answer]:
    """Ask a question of a library that holds one text."""
    return lambda body, question, title: make_library(source_text(body, title=title)).ask(question)


def test_each_thing_asked_for_has_its_direct_answer(answer_from: Callable[..., Answer]) -> None:
    first, second = answer_from(PSITTACOSIS, BOTH, "Psittacosis").summary
    assert first.text.startswith("Doxycycline is the first-line treatment")
    assert "1.5 % died" in second.text


def test_what_is_asked_first_stands_first(answer_from: Callable[..., Answer]) -> None:
    more = "\n\nIn a registry of 412 adults with psittacosis, median survival was not reached at 5 years."
    headings = [section.heading for section in answer_from(PSITTACOSIS + more, BOTH, "Psittacosis").sections]
    assert headings == ["Treatment", "Prognosis"]


def test_a_statement_of_the_direct_answer_is_shown_once(answer_from: Callable[..., Answer]) -> None:
    answer = answer_from(PSITTACOSIS, BOTH, "Psittacosis")
    said = [one.text for one in answer.statements]
    assert len(said) == len(set(said))


def test_a_part_does_not_ask_with_the_words_of_another() -> None:
    treatment, prognosis = parts_of(understood(BOTH))
    assert (treatment.aspect, prognosis.aspect) == (Aspect.TREATMENT, Aspect.PROGNOSIS)
    assert "life expectancy" not in treatment.interpreted
    assert "treatment" not in prognosis.interpreted


@pytest.mark.parametrize("text", ["How is psittacosis treated?", "What is the best course of action in psittacosis?"])
def test_one_thing_asked_for_is_one_part(text: str) -> None:
    question = understood(text)
    assert list(parts_of(question)) == [question]


def test_what_to_do_asks_for_tests_and_emergencies_too() -> None:
    aspects = understood("What is the best course of action for a child with a purple rash?").aspects
    assert {Aspect.TREATMENT, Aspect.DIAGNOSIS, Aspect.REFERRAL, Aspect.CAUSE} == set(aspects)


def test_the_diagnosis_of_a_patients_tumor_is_its_grade_too() -> None:
    question = understood("What is the diagnosis in a patient with a pancreatic neuroendocrine tumor?")
    assert (question.aspect, question.besides) == (Aspect.DIAGNOSIS, (Aspect.STAGING,))
    assert Aspect.STAGING not in understood("What is the diagnosis in a patient with a swollen knee?").aspects


CARCINOMA = "What is the treatment for a patient with pancreatic neuroendocrine carcinoma (PNET) and liver metastases?"


def test_another_disease_in_brackets_does_not_lead(make_library: MakeLibrary, source_text: SourceText) -> None:
    tumor = source_text(
        "## Treatment\n\nLiver resection is recommended for liver metastases of a pancreatic neuroendocrine tumor.",
        title="Liver metastases of pancreatic neuroendocrine tumors",
        id="tumor",
    )
    carcinoma = source_text(
        "## Treatment\n\nPlatinum with etoposide is the first-line treatment of digestive neuroendocrine carcinoma.",
        title="Digestive neuroendocrine carcinoma",
        id="carcinoma",
    )
    answer = make_library(tumor, carcinoma).ask(CARCINOMA)
    assert answer.summary[0].text.startswith("Platinum with etoposide")
    assert any("Liver resection" in one.text for one in answer.statements)


def test_another_name_in_brackets_is_the_same_thing() -> None:
    (subject,) = understood("How is psittacosis (parrot fever) treated?").focus
    assert subject.otherwise == ()


def test_how_a_medicine_is_given_leads_and_its_harms_do_not(answer_from: Callable[..., Answer]) -> None:
    answer = answer_from(
        "## Safety\n\nThe label advises against alcohol while an adult with psittacosis takes doxycycline.\n\n"
        "## Dose\n\nThe label sets the dose of doxycycline for psittacosis at 100 mg twice a day for 10 days.",
        "What is the recommended treatment for a patient with psittacosis using doxycycline?",
        "Doxycycline for psittacosis",
    )
    assert "100 mg twice a day" in answer.summary[0].text


def test_who_asks_when_is_told_first_when_to_and_when_not_to(answer_from: Callable[..., Answer]) -> None:
    answer = answer_from(
        "## Tests\n\n### Biotin\n\nBiotin makes a ferritin test read falsely low.\n\n"
        "A ferritin test is best taken in the morning.\n\n"
        "## When to test\n\n### Pregnancy\n\nIn pregnancy, a ferritin test is advised at the first visit.\n\n"
        "A ferritin test is advised again at 28 weeks of pregnancy.",
        "When should a ferritin test be ordered?",
        "Ferritin tests",
    )
    assert answer.sections[0].heading.startswith("When to test")


@pytest.mark.parametrize(
    ("heading", "shown"),
    [("Krenning score", "Imaging: Krenning score"), ("Usual findings", "Imaging: usual findings")],
)
def test_a_name_keeps_its_capital_in_a_heading(heading: str, shown: str, answer_from: Callable[..., Answer]) -> None:
    answer = answer_from(
        f"## Imaging\n\n### {heading}\n\nOn PET, gout has a Krenning score of 0 in most patients.\n\n"
        "PET of gout is reported with the Krenning score, and usual findings are few.",
        "How is gout found on imaging?",
        "Gout",
    )
    assert shown in [section.heading for section in answer.sections]
