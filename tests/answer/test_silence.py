"""Knowing when not to answer: evidence or silence, and with silence what is nearest."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from curbside import Answer, Curbside

from .reading import shown

# None of these is among the topics of the starter library; each is near one of them.
NOT_HELD = {
    "another disease": [
        "How is atrial fibrillation treated?",
        "What are the symptoms of measles?",
        "What is the prognosis of glioblastoma?",
        "Where does melanoma spread?",
        "Where does breast cancer spread?",
        "How common is psoriasis?",
        "How is uveitis treated?",
        "What is the dose of ofloxacin eye drops?",
        "How often does carcinoid syndrome occur in children?",
        "What is the recommended treatment of otitis externa?",
        "How is hypokalemia treated?",
    ],
    "a drug it does not hold": [
        "What is the dose of metformin?",
        "What are the side effects of amiodarone?",
        "Is zanubrutinib safe in neuroendocrine tumors?",
        "Is canagliflozin safe in a patient with a metastatic neuroendocrine tumor?",
        "Can bacterial conjunctivitis be treated with chloramphenicol?",
    ],
    "a site it does not mention": [
        "Do neuroendocrine tumors spread to the tongue?",
        "Do neuroendocrine tumors metastasise to the thyroid?",
        "How often do neuroendocrine tumors spread to the spleen?",
    ],
    "no medicine at all": ["What is the weather tomorrow?", "Who won the world cup?"],
}
HELD = [
    ("Where do neuroendocrine tumors spread?", "liver"),
    ("Where do NETs spread?", "liver"),
    ("What is the prognosis of metastatic pancreatic neuroendocrine tumors?", "survival"),
    ("How common are bone metastases in NETs?", "bone"),
    ("Do neuroendocrine tumors spread to the brain?", "brain"),
    ("How common are orbital metastases of neuroendocrine tumors?", "994"),
    ("What is the sensitivity of 68Ga-DOTATATE PET for neuroendocrine tumors?", "sensitivity"),
    ("What is the median survival of patients with NET of unknown primary?", "11 months"),
    ("How common is carcinoid heart disease?", "heart"),
    pytest.param("Where do pulmonary carcinoids metastasise?", "mediastinal"),
    ("Do gastrinomas metastasise?", "60 %"),
    ("How often do rectal NETs spread?", "rectal"),
    ("How common are skin metastases of NETs?", "rare"),
    ("Where do thymic NETs spread?", "thymic"),
    ("What is the incidence of neuroendocrine tumors?", "incidence"),
]


@pytest.mark.parametrize("question", [question for questions in NOT_HELD.values() for question in questions])
def test_what_the_library_does_not_hold_is_not_answered(question: str, answered: Callable[..., Answer]) -> None:
    answer = answered(question)
    assert answer.status == "insufficient_evidence", shown(answer)
    assert (answer.summary, answer.sections, answer.references, answer.related_questions) == ((), (), (), ())
    assert answer.not_covered[0] == "Nothing was found in the library that answers this question."


@pytest.mark.parametrize("question", [question for questions in NOT_HELD.values() for question in questions])
def test_silence_says_what_is_nearest(
    question: str, answered: Callable[..., Answer], starter_library: Curbside
) -> None:
    answer = answered(question)
    assert 1 <= len(answer.nearest) <= 3
    library = starter_library.library()
    for near in answer.nearest:
        document = library.document(near.reference.documents[0])
        assert document is not None
        # A row is told with its headers, and an item with what it hangs on.
        assert set(re.findall(r"\w+", near.text)) <= set(re.findall(r"\w+", document.text))


def test_what_is_nearest_is_a_statement_with_what_sets_it_apart(
    make_library: Callable[..., Curbside], source_text: Callable[..., str]
) -> None:
    body = (
        "## Storage\n\nVelcomin is kept in the dark.\n\n## Dose\n\n"
        "For children with zorvalitis the dose of velcomin is 5 mg."
    )
    answer = make_library(source_text(body, title="Velcomin", kind="drug_label")).ask(
        "What dose of velcomin do adults with gout take before an operation on the eye?"
    )
    assert not answer.is_answered
    assert [(one.text, one.note) for one in answer.nearest] == [
        ("For children with zorvalitis the dose of velcomin is 5 mg.", "in children, not adults")
    ]


def test_a_word_that_the_library_never_uses_is_named(starter_library: Curbside) -> None:
    answer = starter_library.ask("What is the dose of metformin?")
    assert any("metformin" in text for text in answer.not_covered)


@pytest.mark.parametrize(("question", "word"), HELD)
def test_what_the_library_holds_is_answered(question: str, word: str, starter_library: Curbside) -> None:
    answer = starter_library.ask(question)
    assert answer.is_answered
    assert word in shown(answer)
    assert answer.nearest == ()


def test_the_same_question_is_answered_once_the_library_holds_a_source_on_it(
    starter_library: Curbside, make_library: Callable[..., Curbside], source_text: Callable[..., str]
) -> None:
    question = "How is gout treated?"
    assert starter_library.ask(question).status == "insufficient_evidence"
    curbside = make_library(source_text("## Treatment\n\nGout is treated with colchicine.", title="Gout"))
    assert curbside.ask(question).is_answered


def test_a_part_of_the_question_that_no_statement_speaks_of_is_named(
    make_library: Callable[..., Curbside], source_text: Callable[..., str]
) -> None:
    text = "## Treatment\n\nChronic tophaceous gouty arthropathy is treated with colchicine."
    curbside = make_library(source_text(text, title="Chronic tophaceous gouty arthropathy"))
    answer = curbside.ask("How is chronic tophaceous gouty arthropathy treated in dogs?")
    assert answer.is_answered
    assert any("dogs" in part for part in answer.not_covered)
