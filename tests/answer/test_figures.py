"""A number never travels alone: every figure says of what, in whom and when, in words that its source prints."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from evaluation.figures import figure_cases, outcome_of
from hypothesis import given
from hypothesis import strategies as st

import curbside.starter
from curbside import Answer, Curbside
from curbside.answer.answer import AnswerStatement
from curbside.answer.brief import brief
from curbside.answer.figures.copying import LEFT_OUT
from curbside.answer.figures.figure import APART, NOT_STATED, Figure
from curbside.answer.figures.listing import figures_of
from curbside.answer.figures.pieces import Piece, pieces_of
from curbside.answer.figures.reading import read_figures
from curbside.answer.figures.rows import read_row
from curbside.evidence.kinds import Reader

METASTASES = "What are the classic areas of metastasis for neuroendocrine tumors?"
EVEROLIMUS = (
    "In RADIANT-3 (410 patients with advanced pancreatic neuroendocrine tumours), everolimus 10 mg daily gave a median "
    "progression-free survival of 11.0 months against 4.6 months on placebo (HR 0.35, 95 % CI 0.27-0.45)."
)
FOLDER = Path(curbside.starter.__file__).parent
STATEMENTS = sorted(
    line[2:].strip()
    for path in FOLDER.rglob("*.md")
    for line in path.read_text("utf-8").splitlines()
    if line[:2] == "- "
)


def one(text: str, heading_path: tuple[str, ...] = ()) -> Figure:
    (figure,) = read_figures(text, heading_path)
    return figure


def texts(statement: str) -> list[str]:
    return [figure.text for figure in read_figures(statement)]


def is_copied(field: str, *sources: str) -> bool:
    """Whether every phrase of a field stands in one of the sources, or says that the source does not say."""
    if field == NOT_STATED:
        return True
    pieces = re.split(f"{re.escape(APART)}|{re.escape(LEFT_OUT)}", field)
    return all(any(piece in source for source in sources) for piece in pieces)


# -- what is copied is copied


@given(st.sampled_from(STATEMENTS), st.lists(st.sampled_from(["Adults", "Five-year survival", "Liver"]), max_size=2))
def test_what_a_figure_says_of_itself_stands_in_its_statement_or_its_headings(text: str, path: list[str]) -> None:
    for figure in read_figures(text, tuple(path)):
        assert figure.text in text
        for field in (figure.measure, figure.population, figure.time):
            assert field
            assert is_copied(field, text, *path)


# An ellipsis in the source would look like one of ours.
VOCABULARY = """
12 % 3.5 months of in patients with and 18 40 (45 %) was had ( ) , ; : . vs n=20 HR 0.5 (95 % CI 0.3-0.8) five-year
survival at baseline against on placebo who mg daily under 65 100 1,000 adults liver metastases – 2010-2014
"""
WORDS = st.sampled_from(VOCABULARY.split())


@given(st.lists(WORDS, max_size=30).map(" ".join) | st.text(max_size=120).filter(lambda text: "…" not in text))
def test_any_text_can_be_read_and_nothing_is_made_up(text: str) -> None:
    for figure in read_figures(text):
        assert figure.text in text
        assert all(is_copied(field, text) for field in (figure.measure, figure.population, figure.time))


@given(
    st.lists(st.lists(WORDS, max_size=6).map(" ".join), min_size=1, max_size=4),
    st.lists(WORDS, max_size=12).map(" ".join),
)
def test_any_row_can_be_read_and_nothing_is_made_up(cells: list[str], caption: str) -> None:
    columns = tuple(f"Column {n}" for n in range(len(cells)))
    for number, figure in read_row(tuple(cells), columns, caption, ()):
        assert figure.text in cells[number]
        sources = (*cells, *columns, caption)
        assert all(is_copied(field, *sources) for field in (figure.measure, figure.population, figure.time))


@pytest.fixture(scope="module")
def answer(starter_library: Curbside) -> Answer:
    return starter_library.ask(METASTASES)


def test_the_same_question_gives_the_same_figures(starter_library: Curbside, answer: Answer) -> None:
    assert answer.figures == starter_library.ask(METASTASES).figures


def test_every_figure_of_an_answer_is_cited_and_printed_by_what_it_cites(answer: Answer) -> None:
    pieces = pieces_of(answer.summary, answer.sections)
    numbers = {reference.number for reference in answer.references}
    for figure in answer.figures:
        assert figure.citations
        assert numbers.issuperset(figure.citations)
        shown = [p.statement.text for p in pieces if set(figure.citations).issuperset(p.statement.citations)]
        assert any(figure.text in text for text in shown)


def test_an_answer_has_the_contract_s_figures(answer: Answer) -> None:
    figure = answer.to_dict()["figures"][0]
    keys = ["value", "low", "high", "unit", "text", "measure", "population", "time", "citations"]
    assert list(figure) == keys
    assert (figure["value"], figure["unit"], figure["text"]) == (82, "%", "82 %")


def test_figures_of_the_direct_answer_come_first(answer: Answer) -> None:
    direct = [f for one in answer.summary for f in read_figures(one.text, one.quotes[0].heading_path)]
    assert [figure.text for figure in answer.figures[: len(direct)]] == [figure.text for figure in direct]


def test_no_figure_is_left_out_however_many_there_are() -> None:
    texts = [f"The liver is affected in {n} % of patients with metastases." for n in range(1, 91)]
    pieces = [Piece(AnswerStatement(text, "verbatim", (1,), ()), read_figures(text)) for text in texts]
    assert [one.value for one in figures_of(pieces)] == list(range(1, 91))


def test_what_two_sources_say_in_the_same_words_is_one_figure_that_cites_both() -> None:
    text = "The liver is affected in 82 % of patients with metastases."
    pieces = [Piece(AnswerStatement(text, "verbatim", (n,), ()), read_figures(text)) for n in (1, 2)]
    (figure,) = figures_of(pieces)
    assert figure.citations == (1, 2)


def test_a_figure_of_what_is_set_apart_bears_its_note_and_is_not_joined_with_another() -> None:
    text, note = "The liver is affected in 82 % of patients with metastases.", "in children, not adults"
    pieces = [
        Piece(AnswerStatement(text, "verbatim", (n,), (), note=own), read_figures(text))
        for n, own in enumerate((None, note, None, f"{note}; questioned", note), start=1)
    ]
    figures = figures_of(pieces, {4: "questioned", 5: "questioned"})
    assert [(figure.note, figure.citations) for figure in figures] == [
        (None, (1, 3)),
        (note, (2,)),
        (f"{note}; questioned", (4, 5)),
    ]


DOSES = """
## Dose

Table: Dose of brentamab in zorvalitis

| Disease | Dose |
|---|---|
| Mild zorvalitis | 40 mg daily |
| Severe zorvalitis | 90 mg daily |
"""
CURED = """
## Treatment

In adults with zorvalitis, brentamab 40 mg daily cured 80 % of 20 patients. In adults with zorvalitis, headache was seen
in 12 % of 20 patients on brentamab.
"""


@pytest.mark.parametrize(
    ("question", "led_by", "figures"),
    [
        ("How effective is brentamab in zorvalitis?", "In adults", ["40 mg daily", "80 %"]),
        ("What is the dose of brentamab in zorvalitis?", "Dose of brentamab", ["40 mg daily"]),
    ],
)
def test_a_brief_answer_has_the_figures_of_the_direct_answer_and_no_others(
    question: str,
    led_by: str,
    figures: list[str],
    make_library: Callable[..., Curbside],
    source_text: Callable[..., str],
) -> None:
    whole = make_library(source_text(f"{CURED}\n\n{DOSES}", title="Brentamab", kind="drug_label")).ask(question)
    assert [one.text[: len(led_by)] for one in whole.summary] == [led_by]
    assert len(whole.figures) > len(figures)
    assert [one.text for one in brief(whole).figures] == figures


def test_the_figures_of_a_brief_answer_are_cited_to_what_is_still_listed(
    make_library: Callable[..., Curbside], source_text: Callable[..., str]
) -> None:
    """The same figure stands in a section, too, in the words of another source."""
    said = "brentamab 40 mg daily cured 80 % of 20 patients"
    answer = make_library(
        source_text(f"## Treatment\n\nIn adults with zorvalitis, {said}.", title="Zorvalitis"),
        source_text(f"## Results\n\nTold once more: in adults with zorvalitis, {said}.", title="Zorvalitis again"),
    ).ask("What is the cure rate of brentamab in adults with zorvalitis?")
    direct = brief(answer)
    assert {one.text for one in direct.figures} == {"40 mg daily", "80 %"}
    assert {number for one in direct.figures for number in one.citations} == {one.number for one in direct.references}


@pytest.mark.parametrize("reader", list(Reader))
def test_a_brief_answer_has_no_figure_that_its_direct_answer_does_not_print(
    reader: str, starter_library: Curbside
) -> None:
    for question in (METASTASES, "What is the median survival of patients with neuroendocrine tumors?"):
        direct = brief(starter_library.ask(question, reader=reader))
        assert direct.figures or question != METASTASES
        for figure in direct.figures:
            assert any(figure.text in " ".join(quote.text for quote in one.quotes) for one in direct.summary), figure


def test_nothing_is_shown_where_there_is_no_figure() -> None:
    assert read_figures("Men had more bone metastases than women.") == ()


# -- in whom


def test_each_side_of_a_comparison_carries_its_own_arm() -> None:
    given_daily, everolimus, placebo, ratio = read_figures(EVEROLIMUS)
    assert given_daily.measure == "everolimus"
    assert "everolimus" in everolimus.population
    assert "placebo" not in everolimus.population
    assert "placebo" in placebo.population
    assert "everolimus" not in placebo.population
    assert everolimus.measure == placebo.measure == "median progression-free survival"
    assert "everolimus" in ratio.measure
    assert "placebo" in ratio.measure
    assert (ratio.value, ratio.low, ratio.high) == (0.35, 0.27, 0.45)
    assert all("410 patients with advanced pancreatic" in figure.population for figure in read_figures(EVEROLIMUS))


def test_the_people_on_one_side_are_not_those_on_the_other() -> None:
    lung, adenocarcinoma = read_figures(
        "Among patients with a metastatic lung NET, 66 % had liver metastases, against 20 % of patients with "
        "metastatic lung adenocarcinoma."
    )
    assert lung.population == "patients with a metastatic lung NET"
    assert adenocarcinoma.population == "patients with metastatic lung adenocarcinoma"


def test_what_is_said_once_of_both_sides_is_said_of_each() -> None:
    users, others = read_figures("Of 80 adults, 11 % of 30 users and 24 % of 50 non-users died of any cause.")
    assert users.measure == others.measure == "died of any cause"
    assert users.population.startswith("30 users")
    assert others.population.startswith("50 non-users")


def test_sizes_ages_dates_and_p_values_are_no_figures() -> None:
    text = "In 210 adults aged 40-60 seen in 2010-2014, survival did not differ (n=100 v 110, P=0.4)."
    assert texts(text) == []


def test_a_population_that_nobody_states_is_not_stated() -> None:
    assert one("The test was positive in 12 %.").population == NOT_STATED
    assert one("The test was positive in 12 %.", ("Results", "Children under five")).population == "Children under five"


def test_a_heading_that_names_no_people_is_no_population() -> None:
    assert one("The test was positive in 12 %.", ("Metastatic sites", "Liver")).population == NOT_STATED


# -- of what


def test_a_count_and_its_percentage_are_one_figure() -> None:
    figure = one("Bone metastases were found in 62 of 171 patients (36.3 %) with stage IV disease.")
    assert (figure.text, figure.value, figure.unit) == ("62 of 171 patients (36.3 %)", 36.3, "%")
    assert figure.population.startswith("171 patients")


def test_a_percentage_of_other_counts_stays_by_itself() -> None:
    assert texts("Uptake was seen in 48 of 430 patients, and in 14 % of scans.") == ["48 of 430", "14 %"]


def test_a_limit_says_what_it_decides() -> None:
    figure = one("The guideline advises stopping the drug in adults when potassium reaches 6.0 mmol/L or more.")
    assert figure.text == "6.0 mmol/L or more"
    assert "stopping the drug" in figure.measure
    assert "potassium" in figure.measure
    assert figure.population == "adults"


def test_the_strength_in_a_product_s_name_is_no_figure() -> None:
    assert texts("Adverse events came in 14 % of adults on moxifloxacin 0.5 % eye drops.") == ["14 %"]


def test_a_measure_that_nobody_states_is_its_heading_or_not_stated() -> None:
    assert one("About 12 %.", ("Frequency of gout",)).measure == "Frequency of gout"
    assert one("About 12 %.").measure == NOT_STATED


# -- when


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("Of 90 adults, 12 % relapsed over a median of 24 months.", "over a median of 24 months"),
        ("Of 90 adults, 12 % relapsed within 90 days.", "within 90 days"),
        ("Of 90 adults, 12 % had gout at diagnosis.", "at diagnosis"),
        ("In 90 adults, five-year survival was 12 %.", "five-year"),
        ("In 90 adults seen in 1973-2012, gout was found in 12 %.", "1973-2012"),
        ("In 90 adults, according to a 2019 review, gout was found in 12 %.", NOT_STATED),
        ("Of 90 adults, 12 % had gout (time since onset not stated).", NOT_STATED),
        ("Of 90 adults that had relapsed within 12 months, 12 % had gout.", NOT_STATED),
    ],
)
def test_a_time_is_when_people_were_seen_and_never_when_a_paper_was_printed(text: str, time: str) -> None:
    assert one(text).time == time


def test_each_time_belongs_to_its_own_figure() -> None:
    five, ten = read_figures("In 94 patients having surgery, survival was 80 % at 5 years and 59 % at 10 years.")
    assert (five.time, ten.time) == ("at 5 years", "at 10 years")


# -- tables


COLUMNS = ("Primary", "Nodal metastases", "Liver metastases", "Time")


def test_a_cell_carries_its_header_its_row_s_label_the_caption_s_denominator_and_the_time() -> None:
    caption = "Spread by primary; denominator: patients with a NET of the primary named; from a review"
    row = read_row(("Ileal NET", "60 %", "not stated", "at presentation"), COLUMNS, caption)
    ((number, figure),) = row
    assert number == 1
    assert (figure.measure, figure.time) == ("Nodal metastases", "at presentation")
    assert figure.population == "Ileal NET; patients with a NET of the primary named"


def test_a_row_whose_time_is_not_stated_takes_none_from_the_caption() -> None:
    row = read_row(("Ileal NET", "60 %", "30 %", "time not stated"), COLUMNS, "Spread by primary, 1973-2004")
    assert {figure.time for _, figure in row} == {NOT_STATED}


def test_columns_of_people_are_populations() -> None:
    row = read_row(("Europe, contact allergy", "2.5 %", "0.8 %"), ("Region", "Adults", "Children"))
    assert [(figure.measure, figure.population) for _, figure in row] == [
        ("Europe, contact allergy", "Adults"),
        ("Europe, contact allergy", "Children"),
    ]


# -- as measured


def test_nearly_every_figure_that_a_person_read_is_told_right_or_not_told() -> None:
    outcomes = [outcome_of(case) for case in figure_cases()]
    found = [one for one in outcomes if one.figure is not None]
    fair = [one for one in found if all(one.holds(name) or one.is_silent(name) for name in ("population", "time"))]
    assert len(found) >= 0.95 * len(outcomes)
    assert len(fair) >= 0.95 * len(found)
