"""Where sources differ, their statements stand side by side; what only looks alike does not."""

from __future__ import annotations

import re

import pytest
from evaluation.figures import LookAlike, ModelCase, disagreement_cases

from curbside import Answer, Curbside
from curbside.answer.answer import AnswerDisagreement, AnswerStatement
from curbside.answer.disagreements import disagreements_of
from curbside.answer.figures.pieces import Piece
from curbside.answer.figures.reading import read_figures

MODELS, LOOK_ALIKES = disagreement_cases()


def differing(*texts: str, of: tuple[int, ...] | None = None) -> tuple[AnswerDisagreement, ...]:
    """What differs between statements, each of a reference of its own unless `of` numbers them."""
    numbers = of or tuple(range(1, len(texts) + 1))
    statements = [AnswerStatement(text, "verbatim", (n,), ()) for text, n in zip(texts, numbers, strict=True)]
    return disagreements_of([Piece(one, read_figures(one.text)) for one in statements])


LIVER = "In a registry, 82 % of patients with metastatic colon cancer had liver metastases."
LOWER = "Of 200 patients with colon cancer of any stage, 30 % had liver metastases at presentation."


# -- figures


@pytest.mark.parametrize("case", MODELS, ids=lambda case: case.question)
def test_the_model_cases_of_the_fact_sheets_are_told(starter_library: Curbside, case: ModelCase) -> None:
    answer = starter_library.ask(case.question)
    if not case.is_held(answer):
        pytest.skip("the answer does not hold the statements that differ")
    assert case.is_met(answer)


def test_most_model_questions_are_answered_with_what_differs(starter_library: Curbside) -> None:
    assert sum(case.is_held(starter_library.ask(case.question)) for case in MODELS) >= 0.8 * len(MODELS)


@pytest.mark.parametrize("case", LOOK_ALIKES, ids=lambda case: case.pair[0][:60])
def test_what_only_looks_alike_is_no_disagreement(case: LookAlike) -> None:
    assert case.blocks() == ()


def test_two_sources_with_different_figures_are_shown_in_full_side_by_side() -> None:
    (block,) = differing(LIVER, LOWER)
    assert block.kind == "figures"
    assert [one.text for one in block.statements] == [LIVER, LOWER]
    assert [one.citations for one in block.statements] == [(1,), (2,)]


def test_the_topic_says_that_other_patients_were_counted() -> None:
    (block,) = differing(LIVER, LOWER)
    assert block.topic == "liver metastases (colon), counted among different patients"
    (block,) = differing(
        "In CABINET (95 patients with gout), median progression-free survival was 4.4 months on placebo.",
        "In CABINET (99 patients with gout), median progression-free survival was 3.3 months on placebo.",
    )
    assert "different patients" not in block.topic


def test_one_reference_does_not_disagree_with_itself() -> None:
    assert differing(LIVER, LOWER, of=(1, 1)) == ()


def test_a_source_that_quotes_other_reports_differs_from_them() -> None:
    own = "Median overall survival was 7.4 months for 427 neuroendocrine carcinomas."
    quoted = (
        "Earlier reports quoted by the authors gave an overall survival of 11-12 months for neuroendocrine carcinoma."
    )
    (block,) = differing(own, quoted, of=(1, 1))
    assert len(block.statements) == 2


@pytest.mark.parametrize(
    ("first", "second", "differ"),
    [
        ("72.84 %", "73 %", False),
        ("72.84 %", "72 %", True),
        ("more than 80 %", "60 %", True),
        ("more than 80 %", "85 %", False),
        ("9-14 %", "9 %", False),
        ("9-14 %", "7 %", True),
        ("47-71 %", "69-97 %", True),
        ("62.5 %", "63 %", False),
        ("62.5 %", "62 %", False),
        ("62.5 %", "64 %", True),
        ("0.125 %", "0.13 %", False),
        ("0.125 %", "0.12 %", False),
        ("62 %", "63 %", True),
        ("9-14 %", "8.7 %", False),
        ("more than 80 %", "79.8 %", False),
    ],
)
def test_values_differ_if_no_rounding_and_no_range_makes_them_one(first: str, second: str, differ: bool) -> None:
    said = "Liver metastases were found in {} of patients with colon cancer."
    assert bool(differing(said.format(first), said.format(second))) is differ


@pytest.mark.parametrize(
    ("first", "second", "differ"),
    [
        ("52 weeks", "1 year", False),
        ("4 weeks", "1 month", False),
        ("12 weeks", "3 months", False),
        ("24 months", "2 years", False),
        ("4-8 weeks", "1-2 months", False),
        ("1-24 months", "2 weeks", True),
        ("18.5 months", "18 months", False),
        ("18.5 months", "17 months", True),
        ("18 months", "2 years", True),
        ("22 months", "2 years", True),
        ("6 weeks", "2 months", True),
        ("11 months", "12 months", True),
    ],
)
def test_a_time_is_the_same_in_weeks_months_or_years(first: str, second: str, differ: bool) -> None:
    said = "Median survival was {} in patients with colon cancer."
    assert bool(differing(said.format(first), said.format(second))) is differ


def test_figures_for_the_same_time_differ_be_it_told_in_weeks_or_in_years() -> None:
    said = "Survival at {} was {} in patients with colon cancer."
    assert len(differing(said.format("one year", "62 %"), said.format("52 weeks", "40 %"))) == 1
    assert differing(said.format("one year", "62 %"), said.format("two years", "40 %")) == ()


def test_a_value_is_as_exact_as_it_is_printed_whatever_stands_behind_it() -> None:
    said = "In patients with gout, survival was longer after surgery than after embolisation (hazard ratio {})."
    assert differing(said.format("0.34 (95 % CI 0.2 to 0.5)"), said.format("0.31 (95 % CI 0.2 to 0.5)")) != ()


def test_who_says_no_age_brings_no_two_ages_into_one_block() -> None:
    said = "Of 200 patients {}with colon cancer, {} % had liver metastases at presentation."
    old, young = said.format("over 65 ", 30), said.format("under 18 ", 10)
    any_age = said.format("", 20)
    assert differing(old, young) == ()
    blocks = [[one.text for one in block.statements] for block in differing(old, any_age, young)]
    assert blocks == [[old, any_age], [any_age, young]]


def test_statements_of_two_figures_each_stand_side_by_side_once() -> None:
    arms = "In {} patients with advanced gout, median survival was {} months on sunitinib and {} months on placebo."
    untreated = "Median survival was {} months in {} patients with advanced gout."
    blocks = differing(arms.format(171, 38, 29), untreated.format(82, 110))
    assert [len(block.statements) for block in blocks] == [2]


def test_sources_that_all_agree_on_whom_they_counted_stand_in_one_block() -> None:
    said = "Of 200 patients over 65 with colon cancer, {} % had liver metastases at presentation."
    (block,) = differing(*(said.format(share) for share in (10, 20, 30)))
    assert len(block.statements) == 3


def test_a_figure_that_a_table_gives_differs_like_any_other(starter_library: Curbside) -> None:
    answer = starter_library.ask("How common are bone metastases in pancreatic neuroendocrine tumors?")
    block = next(block for block in answer.disagreements if "bone" in block.topic)
    assert any("Pancreatic NET; Bone metastases: 8 %" in one.text for one in block.statements)
    assert all(one.quotes for one in block.statements)


def test_ratios_of_one_thing_against_another_differ_from_ratios_of_the_same_only() -> None:
    spread = "In 2,005 patients with gout, liver metastases worsened survival (HR 1.68, 95 % CI 1.23-2.29)."
    surgery = "In patients with gout, survival was longer after surgery than after embolisation (HR 0.34)."
    assert differing(spread, surgery) == ()
    assert len(differing(surgery, surgery.replace("0.34", "0.61"))) == 1


# -- recommendations


ADVISED = "Society A recommends a complete blood count in adults before low-risk surgery."
ADVISED_AGAINST = "Society B advises against a complete blood count in adults before low-risk surgery."


def test_opposed_advice_for_the_same_people_is_told() -> None:
    (block,) = differing(ADVISED, ADVISED_AGAINST)
    assert block.kind == "recommendation"
    assert [one.text for one in block.statements] == [ADVISED, ADVISED_AGAINST]
    assert block.heading.startswith("Sources advise differently: ")


@pytest.mark.parametrize(
    "other",
    [
        "Society B advises against a complete blood count in children before low-risk surgery.",
        "Society B advises against a complete blood count in adults after vaccination.",
        "Society B advises against a chest ultrasound in adults before low-risk surgery.",
        "Society B recommends a complete blood count in adults before low-risk surgery.",
        "Society B says that a complete blood count in adults before low-risk surgery costs little.",
    ],
)
def test_advice_for_other_people_or_other_things_is_not_opposed(other: str) -> None:
    assert differing(ADVISED, other) == ()


# -- in an answer


@pytest.fixture(scope="module")
def answer(starter_library: Curbside) -> Answer:
    return starter_library.ask("How often do neuroendocrine tumors spread to the liver?")


def test_what_differs_is_shown_elsewhere_in_the_answer_or_is_a_row_of_its_tables(answer: Answer) -> None:
    assert answer.disagreements
    shown = {one.text for one in (*answer.summary, *(one for s in answer.sections for one in s.statements))}
    cells = {cell for s in answer.sections for table in s.tables for row in table.rows for cell in row}
    for block in answer.disagreements:
        for one in block.statements:
            assert one.text in shown or any(cell in one.text for cell in cells)


def test_blocks_have_the_contract_s_keys_and_at_least_two_references(answer: Answer) -> None:
    for block in answer.to_dict()["disagreements"]:
        assert list(block) == ["topic", "kind", "statements"]
        assert len({number for one in block["statements"] for number in one["citations"]}) > 1
        assert not re.search(r"\bNone\b", block["topic"])


def test_the_same_question_gives_the_same_blocks(starter_library: Curbside, answer: Answer) -> None:
    assert starter_library.ask(answer.question).disagreements == answer.disagreements
