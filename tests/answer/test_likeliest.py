"""What was learned of which statements answer: what is measured, what leads, and when nothing answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from curbside import Curbside
from curbside.answer.candidates import Candidate, candidates
from curbside.answer.directness import BRIEF, by_brevity
from curbside.answer.learned import CONSTANT, Learned, learned, weighed
from curbside.answer.likeliest import LARGE, LOOKED_INTO, MOST_ALONE, answering, by_size, looked_into
from curbside.answer.nearness import SORTS, Asked, likeness, nearness
from curbside.answer.question import Question
from curbside.answer.retrieve import retrieve
from curbside.answer.select import choices
from curbside.answer.understand import rarity_in, understand
from curbside.evidence.kinds import Reader
from curbside.evidence.terms import terms


def asked(text: str, curbside: Curbside) -> tuple[Question, Sequence[Candidate]]:
    library = curbside.library()
    rarity = rarity_in(library.passage_count, library.document_frequency)
    question = understand(text, Reader.CLINICIAN, rarity, long_form=library.long_form)
    return question, candidates(question, retrieve(question, library))


QUESTION = "At what time of day are TSH concentrations highest?"
UNLISTED = "Which investigation is recommended for iron-deficiency anemia in an asymptomatic postmenopausal woman?"


def test_every_weight_is_of_something_measured(starter_library: Curbside) -> None:
    question, among = asked(QUESTION, starter_library)
    judged = looked_into(Asked(question), choices(question, among), among)
    measured = {*by_size(judged[0].measures), *by_brevity(judged[0].measures, 3.0), CONSTANT}
    assert set(learned()) == set(Learned)
    for table in (learned()[name] for name in Learned if name is not Learned.USEFUL):
        assert set(table) <= measured
        assert len(table) > 20


def test_what_was_measured_is_the_same_for_every_statement(starter_library: Curbside) -> None:
    question, among = asked(QUESTION, starter_library)
    judged = looked_into(Asked(question), choices(question, among), among)
    assert len({tuple(sorted(one.measures)) for one in judged}) == 1
    assert 0 < len(judged) <= 2 * LOOKED_INTO
    assert [one.directness for one in judged] == sorted((one.directness for one in judged), reverse=True)


def test_a_measure_counts_again_as_far_as_a_library_is_large() -> None:
    said = {"likeness": 0.5, "place": 1.0}
    small, half = by_size({**said, LARGE: 0.0}), by_size({**said, LARGE: 0.5})
    assert {small[f"{name}, {LARGE}"] for name in said} == {0.0}
    assert [half[f"{name}, {LARGE}"] for name in said] == [0.25, 0.5]
    assert all(half[name] == value for name, value in said.items())


def test_a_measure_counts_again_as_far_as_a_question_is_brief() -> None:
    said = {"likeness": 0.5, "place": 1.0}
    briefest, longer, longest = (by_brevity(said, asked_with) for asked_with in (1, 4, 12))
    assert all(briefest[f"{name}, {BRIEF}"] == briefest[name] == value for name, value in said.items())
    assert 0.0 < longest[f"place, {BRIEF}"] < 0.01 < longer[f"place, {BRIEF}"] < 0.5


def test_the_starter_library_is_a_small_one(starter_library: Curbside) -> None:
    question, among = asked(QUESTION, starter_library)
    assert {one.measures[LARGE] for one in looked_into(Asked(question), choices(question, among), among)} == {0.0}


def test_what_is_met_and_what_is_not_add_up_to_what_was_asked(starter_library: Curbside) -> None:
    question, among = asked("Does octreotide help in carcinoid syndrome with zorvalitis?", starter_library)
    laid_out = Asked(question)
    assert {part.sort for part in laid_out.parts} <= set(SORTS)
    [unknown] = [part for part in laid_out.parts if part.concept.words == "zorvalitis"]
    assert (unknown.sort, unknown.unheard_of, unknown.rarity) == ("name", True, 1.0)
    for one in among[:40]:
        measured = nearness(laid_out, one)
        assert 0.0 <= measured["said"] <= measured["said or around"] <= measured["said, around or like"] <= 1.0 + 1e-9
        unmet = sum(measured[f"{sort} unmet"] for sort in SORTS)
        assert unmet >= measured["most unmet"] >= measured["unheard of"] >= 0.0
        assert measured["name unmet"] > 0.5


def test_what_leads_up_to_a_question_is_measured_apart(starter_library: Curbside) -> None:
    plain, among = asked("How long does bacterial conjunctivitis last?", starter_library)
    story = "It began with zorvalitis. How long does bacterial conjunctivitis last?"
    told, _ = asked(story, starter_library)
    by_itself, with_story = nearness(Asked(plain), among[0]), nearness(Asked(told), among[0])
    same = ("said or around", "most unmet", "parts unmet", "word unmet", "likeness to what is asked")
    assert {name: with_story[name] for name in same} == pytest.approx({name: by_itself[name] for name in same})
    assert by_itself["told unmet"] == 0.0 < with_story["told unmet"]
    assert Asked(told).outright == "How long does bacterial conjunctivitis last?"


def test_of_two_things_asked_for_side_by_side_one_half_meets_the_other(starter_library: Curbside) -> None:
    either, among = asked("Does octreotide help in zorvalitis or brentitis?", starter_library)
    neither = nearness(Asked(either), among[0])
    one_of_them = nearness(Asked(either), replace(among[0], own=among[0].own | {*terms("zorvalitis")}))
    assert one_of_them["name unmet"] < neither["name unmet"] / 3


def test_likeness_is_a_cosine() -> None:
    assert likeness("grandmother", "grandmother") == pytest.approx(1.0)
    assert likeness("heart attack", "myocardial infarction") > likeness("heart attack", "railway timetable")
    assert likeness("", "anything") == 0.0


def test_a_measure_that_no_table_names_counts_nothing() -> None:
    base = weighed(Learned.NEARNESS, {})
    assert base == learned()[Learned.NEARNESS][CONSTANT]
    assert weighed(Learned.NEARNESS, {"never measured": 9.0}) == base


def test_what_is_asked_in_words_that_no_list_has_is_answered(starter_library: Curbside) -> None:
    answer = starter_library.ask(UNLISTED)
    question, among = asked(UNLISTED, starter_library)
    assert not choices(question, among)  # the rules alone find nothing
    assert answer.is_answered
    assert "endoscopy" in answer.summary[0].text


def test_alone_only_a_few_statements_are_likely_and_none_with_a_remark(starter_library: Curbside) -> None:
    for text in (QUESTION, UNLISTED):
        question, among = asked(text, starter_library)
        evidence = [one for one in answering(question, among) if one.likely]
        assert len(evidence) <= MOST_ALONE
        assert all(one.note is None and one.may_lead for one in evidence)


def test_a_source_asked_by_name_is_left_to_the_rules(
    make_library: Callable[..., Curbside], source_text: Callable[..., str]
) -> None:
    text = "## Results\n\nZolmarin lowered the number of attacks of zorvalitis by 12 %."
    curbside = make_library(source_text(text, title="Zolmarin in zorvalitis", authors=["Riihimäki M"], year=2016))
    assert curbside.ask("What did Riihimäki 2016 find?").is_answered
