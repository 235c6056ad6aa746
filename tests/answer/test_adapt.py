"""Words may adapt to the reader, facts never do."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from curbside import Answer
from curbside.answer.lexicon import lexicon

Answered = Callable[..., Answer]

QUESTIONS = (
    "What are the classic areas of metastasis for neuroendocrine tumors?",
    "How is bacterial conjunctivitis treated?",
    "When should TSH be tested in pregnancy?",
    "Is tirzepatide safe in a patient with a pancreatic neuroendocrine tumor?",
)


@pytest.fixture(params=QUESTIONS)
def question(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def statements(answer: Answer) -> list[tuple[str, tuple[str, ...]]]:
    shown = [*answer.summary, *(one for section in answer.sections for one in section.statements)]
    return [(one.text, tuple(quote.text for quote in one.quotes)) for one in shown]


@pytest.mark.parametrize("reader", ["patient", "trainee"])
def test_a_glossed_statement_is_its_quotes_with_explanations_in_brackets(
    question: str, reader: str, answered: Answered
) -> None:
    answer = answered(question, reader=reader)
    for one in (*answer.summary, *(one for section in answer.sections for one in section.statements)):
        if one.mode != "glossed":
            continue
        carried = " ".join(quote.text for quote in one.quotes)
        rest = iter(one.text)
        assert all(letter in rest for letter in " ".join(one.quotes[0].text.split())), one.text
        figures = re.findall(r"\d[\d.,]*", carried)
        assert all(figure in one.text for figure in figures)
        assert not set(re.findall(r"\d[\d.,]*", one.text)) - set(figures), "an explanation brought a figure in"


def test_the_same_statement_has_the_same_citations_and_quotes_for_every_reader(
    question: str, answered: Answered
) -> None:
    by_quotes: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for reader in ("clinician", "trainee", "patient"):
        answer = answered(question, reader=reader)
        for one in (*answer.summary, *(one for section in answer.sections for one in section.statements)):
            titles = {reference.number: reference.title for reference in answer.references}
            cited = tuple(titles[number] for number in one.citations)
            by_quotes.setdefault(tuple(quote.text for quote in one.quotes), set()).add(cited)
    assert all(len(cited) == 1 for cited in by_quotes.values())


def test_a_term_is_explained_once(answered: Answered) -> None:
    answer = answered(QUESTIONS[0], reader="trainee")
    text = "\n".join(text for text, _ in statements(answer))
    glosses = {entry.gloss for entry in lexicon().values() if entry.gloss}
    counts = {gloss: text.count(f"({gloss})") for gloss in glosses}
    assert max(counts.values()) == 1


def test_a_clinician_reads_the_sources_words_only(question: str, answered: Answered) -> None:
    answer = answered(question)
    modes = {one.mode for one in (*answer.summary, *(one for section in answer.sections for one in section.statements))}
    assert modes <= {"verbatim", "stem_added"}


def test_a_patient_is_told_how_hard_the_answer_reads(answered: Answered) -> None:
    answer = answered(QUESTIONS[1], reader="patient")
    assert any(re.search(r"reads at about grade \d", notice) for notice in answer.notices)


@pytest.mark.parametrize(
    "question", [*QUESTIONS, "Does an ACE inhibitor raise the risk of hyperkalaemia in anuric dialysis patients?"]
)
def test_a_patient_answer_keeps_what_must_not_be_missed(question: str, answered: Answered) -> None:
    grave = {
        tuple(quote.text for quote in one.quotes)
        for section in answered(question).sections
        for one in section.statements
        if one.must_not_miss
    }
    answer = answered(question, reader="patient")
    shown = {tuple(q.text for q in one.quotes) for section in answer.sections for one in section.statements}
    shown |= {tuple(q.text for q in one.quotes) for one in answer.summary}
    assert grave <= shown


def test_a_patient_is_answered_where_a_clinician_is(answered: Answered) -> None:
    question = "Has tirzepatide been tested in people with severe gastroparesis?"
    clinicians, patients = (answered(question, reader=reader) for reader in ("clinician", "patient"))
    assert clinicians.is_answered
    assert patients.is_answered
    assert {quote.text for quote in clinicians.quotes} == {quote.text for quote in patients.quotes}
