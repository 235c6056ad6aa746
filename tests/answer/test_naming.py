"""A question that names its source is answered from that source and no other."""

from __future__ import annotations

import pytest

from curbside import Curbside
from curbside.answer.naming import sources_named


def cited(curbside: Curbside, question: str) -> set[str]:
    return {document for one in curbside.ask(question).references for document in one.documents}


@pytest.mark.parametrize(
    ("question", "beginnings"),
    [
        ("What did Riihimäki 2016 find about liver metastases?", ("riihimaki-2016",)),
        ("What does doi 10.1056/NEJMoa2210639 report on stopping ACE inhibitors?", ("bhandari-2022",)),
        ("What did the PiC study find about meningococcal disease?", ("pic-study-2020",)),
        ("What did the STOP ACEi trial find?", ("bhandari-2022", "stop-acei-2024")),
        ("According to the 2016 Riihimäki study, where do NETs spread?", ("riihimaki-2016",)),
        ("What does the paper by Riihimäki say about the liver?", ("riihimaki-2016",)),
        ("In Bhandari's 2022 trial, what was the eGFR after stopping?", ("bhandari-2022",)),
        ("Per NICE NG145, who should have a thyroid test?", ("nice-ng145",)),
        ("What did Knoll et al. find in anuric haemodialysis patients?", ("knoll-2002",)),
    ],
)
def test_a_source_asked_by_name_is_the_only_one_cited(
    question: str, beginnings: tuple[str, ...], starter_library: Curbside
) -> None:
    documents = cited(starter_library, question)
    assert documents
    assert all(one.startswith(beginnings) for one in documents)


@pytest.mark.parametrize(
    "question",
    [
        "Is Child-Pugh B cirrhosis a contraindication?",
        "What did Nemo 1987 find?",
        "How is Crohn disease followed after 2016?",
        "Screening for thyroid dysfunction according to US recommendations",
        "What do American guidelines advise for sore throat?",
    ],
)
def test_an_eponym_or_a_paper_that_is_not_held_names_nothing(question: str, starter_library: Curbside) -> None:
    assert sources_named(question, starter_library.library()) is None


def test_a_retracted_source_asked_by_name_is_said_to_be_retracted(make_library: object, source_text: object) -> None:
    body = "# Findings\n\nZorvaline lowered the blood pressure of 40 adults by 8 mmHg."
    text = source_text(body, title="Zorvaline", authors=["Nemo A"], year=2019, standing="retracted")  # type: ignore[operator]
    answer = make_library(text).ask("What did Nemo 2019 find on zorvaline?")  # type: ignore[operator]
    assert not answer.summary
    assert not answer.sections
    assert any("retracted" in notice for notice in answer.notices)
