"""What is of use stands first, what may be is a click away, what hardly is, is not shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from curbside import Curbside
from curbside.answer import understood
from curbside.answer.candidates import candidates
from curbside.answer.learned import CONSTANT, Learned, learned
from curbside.answer.likeliest import answering
from curbside.answer.question import Question
from curbside.answer.retrieve import retrieve
from curbside.answer.select import Evidence
from curbside.answer.usefulness import (
    FOLDED_BELOW,
    LEADS,
    LEFT_OUT_BELOW,
    LONG,
    MOST_WEIGHED,
    SAYS_A_PART,
    Answering,
    by_length,
    is_folded,
    is_left_out,
    use_measures,
    weighed_for_use,
)
from curbside.answer.wording import wording

QUESTIONS = (
    "At what time of day are TSH concentrations highest?",
    "How is bacterial conjunctivitis treated in adults?",
    "When are ACE inhibitors contraindicated?",
    "How often do neuroendocrine tumours spread to bone?",
    "What is the diagnosis for a patient with a pancreatic neuroendocrine tumor who underwent a PET scan?",
)


def found(text: str, curbside: Curbside) -> tuple[Question, list[Evidence]]:
    library = curbside.library()
    question, _ = understood(text, text, library)
    return question, answering(question, candidates(question, retrieve(question, library)))


def shown(text: str, curbside: Curbside) -> list[Evidence]:
    question, evidence = found(text, curbside)
    return weighed_for_use(question, evidence, Answering(question, evidence))


def test_every_weight_is_of_something_measured(starter_library: Curbside) -> None:
    question, evidence = found(QUESTIONS[1], starter_library)
    measured = use_measures(question, evidence[0], Answering(question, evidence))
    assert set(learned()[Learned.USEFUL]) <= {*measured[0], CONSTANT}
    assert len(learned()[Learned.USEFUL]) > 20


def test_how_much_of_a_statement_was_said_before_is_measured(starter_library: Curbside) -> None:
    question, evidence = found(QUESTIONS[1], starter_library)
    beside = Answering(question, evidence)
    stands = [beside.how_it_stands(said) for said in beside.said]
    assert [one["behind"] for one in stands] == sorted(one["behind"] for one in stands)
    assert [one[LEADS] for one in stands] == [1.0] + [0.0] * (len(stands) - 1)
    assert stands[0]["said before"] == stands[0]["like what was said before"] == 0.0
    assert all(0.0 <= one["said before"] <= 1.0 for one in stands)
    leading = beside.said[0].evidence
    again = replace(leading, quotes=tuple(replace(one, start=one.start + 1) for one in leading.quotes))
    measured = use_measures(question, again, beside)[0]
    assert measured["said before"] == 1.0
    assert measured["like what was said before"] == pytest.approx(1.0)
    assert measured["behind"] == 0.0


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_hardly_is_of_use_is_not_shown_and_what_may_be_is_folded(question: str, starter_library: Curbside) -> None:
    answer = starter_library.ask(question)
    weighed = {" ".join(one.text.split()): one for one in shown(question, starter_library)}
    for number, section in enumerate(answer.sections):
        for statement in section.statements:
            one = weighed.get(" ".join(statement.text.split()))
            # Where there is no direct answer, the first section is never folded.
            if one is not None and (number or answer.summary):
                assert section.folded or not is_folded(one), one
    folded = [section.folded for section in answer.sections]
    assert folded == sorted(folded)
    headings = [section.heading for section in answer.sections]
    assert len(headings) == len(set(headings))


def test_an_answer_leaves_something_out(starter_library: Curbside) -> None:
    every = [one for question in QUESTIONS for one in shown(question, starter_library)]
    assert any(one.useful < LEFT_OUT_BELOW for one in every)
    assert any(one.useful >= FOLDED_BELOW for one in every)


def test_of_a_source_asked_by_name_all_is_of_use(starter_library: Curbside) -> None:
    every = shown("What did Riihimäki 2016 find?", starter_library)
    assert every
    assert not any(is_folded(one) or is_left_out(one) for one in every)


def test_an_answer_of_very_many_statements_is_folded_by_their_number(starter_library: Curbside) -> None:
    question = "What are the classic areas of metastasis for neuroendocrine tumors?"
    every = shown(question, starter_library)
    assert len(every) > MOST_WEIGHED
    assert not any(is_folded(one) or is_left_out(one) for one in every)
    seen = sum(section.length for section in starter_library.ask(question).visible_sections)
    assert seen > 20


def test_of_a_whole_case_what_says_a_part_is_kept(starter_library: Curbside) -> None:
    """No statement says all of it: what is of use now and then is shown on request, and only the rest left out."""
    question, evidence = found(QUESTIONS[4], starter_library)
    assert question.tells_a_case
    few = evidence[:MOST_WEIGHED]
    weighed = weighed_for_use(question, few, Answering(question, few))
    assert all(one.useful >= LEFT_OUT_BELOW or one.useful < SAYS_A_PART for one in weighed)
    assert any(one.useful == LEFT_OUT_BELOW for one in weighed)


def test_measures_count_once_more_as_far_as_an_answer_is_long() -> None:
    alone, some, many = (by_length({"said": 2.0}, number)[f"said, {LONG}"] for number in (1, 8, 80))
    assert alone < 0.1 < some == 1.0 < 1.9 < many < 2.0
    assert by_length({"said": 2.0}, 8)["said"] == 2.0


def test_what_must_not_be_missed_is_never_left_out(starter_library: Curbside) -> None:
    every: Sequence[Evidence] = shown(QUESTIONS[2], starter_library)
    grave = next(one for one in every if one.must_not_miss)
    other = next(one for one in every if not one.must_not_miss)
    assert not is_left_out(replace(grave, useful=LEFT_OUT_BELOW - 1.0))
    assert is_folded(replace(grave, useful=LEFT_OUT_BELOW - 1.0))
    assert is_left_out(replace(other, useful=LEFT_OUT_BELOW - 1.0))


def test_a_direct_answer_that_may_not_be_one_is_told_as_such(starter_library: Curbside) -> None:
    told = []
    for question in (*QUESTIONS, "What is the difference in size between petechiae, purpura and ecchymoses?"):
        leading = starter_library.ask(question).summary[:1]
        every = shown(question, starter_library)
        one = next((one for one in every if leading and one.text == leading[0].text), None)
        if one is not None:
            assert (wording()["uncertain"] in (leading[0].note or "")) == is_folded(one), question
            told.append(is_folded(one))
    assert {True, False} == set(told)
