"""A statement stands alone or is shown with what it needs: its scope, what takes it back, nothing that is not its."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from curbside import Answer, Curbside

from .reading import statements

AskOf = Callable[..., Answer]


@pytest.fixture
def answer_of(make_library: Callable[..., Curbside], source_text: Callable[..., str]) -> AskOf:
    """Ask a question of a library that holds one source."""
    return lambda body, question, **record: make_library(source_text(body, **record)).ask(question)


def texts(answer: Answer) -> list[str]:
    return [one.text for one in statements(answer)]


def direct(answer: Answer) -> str:
    return " ".join(one.text for one in answer.summary)


def test_a_figure_is_shown_with_the_sentence_that_says_of_whom_all_figures_are(answer_of: AskOf) -> None:
    body = "## Prognosis\n\nAll patients were older than 80 years. Survival of zorvalitis at five years was 20 %."
    answer = answer_of(body, "What is the survival of zorvalitis?", title="Zorvalitis")
    assert texts(answer) == [
        "All patients were older than 80 years. Survival of zorvalitis at five years was 20 %.",
    ]


def test_a_line_that_says_for_whom_leads_in_the_paragraph_below_it_and_no_other(answer_of: AskOf) -> None:
    body = (
        "## Prognosis\n\nStage I only:\n\nSurvival of zorvalitis at five years was 90 %.\n\n"
        "Survival of zorvalitis at ten years was 40 % in 900 patients."
    )
    answer = answer_of(body, "What is the survival of zorvalitis?", title="Zorvalitis")
    assert set(texts(answer)) == {
        "Stage I only: Survival of zorvalitis at five years was 90 %.",
        "Survival of zorvalitis at ten years was 40 % in 900 patients.",
    }


def test_some_of_the_patients_are_those_that_all_were_said_to_be(answer_of: AskOf) -> None:
    body = "## Results\n\nAll patients were under 10 years old. Half of the patients with zorvalitis survived 5 years."
    answer = answer_of(body, "What is the survival of zorvalitis?", title="Zorvalitis", kind="cohort_study")
    assert texts(answer)
    assert all("under 10 years old" in one for one in texts(answer))


def test_what_a_section_is_about_still_holds_after_a_paragraph_on_others(answer_of: AskOf) -> None:
    body = (
        "## Treatment\n\nThe advice in this chapter concerns zorvalitis of one kidney.\n\n"
        "All patients were older than 80 years. Survival of zorvalitis was 20 %.\n\n"
        "Treatment of zorvalitis is with brentamab."
    )
    answer = answer_of(body, "How is zorvalitis treated?", title="Zorvalitis", kind="guideline")
    assert [one for one in texts(answer) if "brentamab" in one and "one kidney" not in one] == []


def test_those_who_have_something_are_named_by_what_they_have_where_a_source_advises(answer_of: AskOf) -> None:
    said = "Those who have never had opioids begin with 5 mg of fenzomorph."
    body = f"## Dose\n\n{said}"
    advised = answer_of(body, "What is the starting dose of fenzomorph?", title="Fenzomorph", kind="drug_label")
    studied = answer_of(body, "What is the starting dose of fenzomorph?", title="Fenzomorph", kind="cohort_study")
    assert direct(advised) == said
    assert said not in texts(studied)


def test_what_a_chapter_is_about_holds_for_all_of_it(answer_of: AskOf) -> None:
    body = (
        "## Treatment\n\nThe advice in this chapter concerns zorvalitis of one kidney.\n\n"
        "Treatment of zorvalitis is with brentamab."
    )
    answer = answer_of(body, "How is zorvalitis treated?", title="Zorvalitis", kind="guideline")
    assert "one kidney. Treatment of zorvalitis is with brentamab." in direct(answer)


@pytest.mark.parametrize(
    "before",
    ["Brown and colleagues treated 40 people with zorvalitis.", "The syrup was given to goats with zorvalitis."],
)
def test_whose_finding_a_sentence_goes_on_with_is_shown_before_it(before: str, answer_of: AskOf) -> None:
    body = f"## Discussion\n\n{before} Zorvalitis was cured in 61 % with prunol syrup."
    answer = answer_of(body, "How often does prunol syrup cure zorvalitis?", title="Prunol syrup")
    assert not [one for one in texts(answer) if "61 %" in one and before not in one]
    assert "61 %" not in direct(answer)


def test_people_after_animals_are_not_marked_as_animals(answer_of: AskOf) -> None:
    body = (
        "## Prognosis\n\nSurvival of zorvalitis doubled on brentamab in 20 mice. "
        "Survival of zorvalitis was the same on brentamab and placebo in 300 patients."
    )
    answer = answer_of(body, "What is the survival of zorvalitis?", title="Zorvalitis")
    notes = {one.text: one.note for one in statements(answer)}
    assert notes["Survival of zorvalitis was the same on brentamab and placebo in 300 patients."] is None
    assert all(
        note == "in animals or cells, not people"
        for text, note in notes.items()
        if text.startswith("Survival of zorvalitis doubled")
    )
    assert "mice" not in direct(answer)


def test_that_there_are_no_data_in_people_needs_no_sentence_on_animals_before_it(answer_of: AskOf) -> None:
    body = (
        "## Pregnancy\n\nBrentamab was harmful to pregnant rabbits. "
        "There is no evidence on the safety of brentamab in pregnancy."
    )
    answer = answer_of(body, "Is brentamab safe in pregnancy?", title="Brentamab", kind="drug_label")
    assert "There is no evidence on the safety of brentamab in pregnancy." in texts(answer)


def test_a_source_indexed_under_animals_is_on_animals(answer_of: AskOf) -> None:
    body = "## Prognosis\n\nSurvival of zorvalitis doubled on brentamab."
    question = "What is the survival of zorvalitis?"
    assert answer_of(body, question, title="Zorvalitis", keywords=["mice", "survival"]).summary == ()
    assert answer_of(body, question, title="Zorvalitis", keywords=["humans", "animals"]).summary != ()


def test_an_own_figure_is_not_shown_with_another_s_before_it(answer_of: AskOf) -> None:
    body = (
        "## Prognosis\n\nManufacturers claim a survival of zorvalitis of 90 %. "
        "Survival of zorvalitis was 40 % in our 300 patients."
    )
    answer = answer_of(body, "What is the survival of zorvalitis?", title="Zorvalitis")
    assert direct(answer) == "Survival of zorvalitis was 40 % in our 300 patients."


@pytest.mark.parametrize("end", ["by 15 g/L.", "in 90 %.", "in most patients.3,4"])
def test_a_sentence_ends_after_a_unit_or_the_number_of_a_citation(end: str, answer_of: AskOf) -> None:
    body = (
        f"## Prognosis\n\nThe prognosis of zorvalitis improved {end} Death from zorvalitis came late in 300 patients."
    )
    answer = answer_of(body, "What is the prognosis of zorvalitis?", title="Zorvalitis")
    assert f"The prognosis of zorvalitis improved {end}" in texts(answer)


@pytest.mark.parametrize(
    "record",
    [
        {"publisher": "SSRN"},
        {"container": "Research Square"},
        {"publication_types": ["Preprint"]},
        {"doi": "10.1101/2024.01.02.24300001"},
    ],
)
def test_a_source_on_a_preprint_server_is_a_preprint(record: dict[str, object], answer_of: AskOf) -> None:
    body = "## Prognosis\n\nSurvival of zorvalitis was 40 % in 300 patients."
    answer = answer_of(body, "What is the survival of zorvalitis?", title="Zorvalitis", **record)
    assert answer.summary == ()
    assert {one.note for one in statements(answer)} == {"from a preprint, not peer reviewed"}


@pytest.mark.parametrize(
    "said", ["(preprint)", "[Preprint, version 2]", "(version 1, not peer reviewed)", "(not yet peer-reviewed)"]
)
def test_a_source_whose_title_says_it_is_a_preprint_is_one(said: str, answer_of: AskOf) -> None:
    body = "## Prognosis\n\nSurvival of zorvalitis was 40 % in 300 patients."
    assert answer_of(body, "What is the survival of zorvalitis?", title=f"Zorvalitis {said}").summary == ()
    others = answer_of(
        body, "What is the survival of zorvalitis?", title="Zorvalitis (preprint and peer-reviewed papers)"
    )
    assert others.summary


def test_a_source_that_says_it_is_a_preprint_is_one(answer_of: AskOf) -> None:
    body = (
        "This article is a preprint and has not been certified by peer review.\n\n"
        "## Prognosis\n\nSurvival of zorvalitis was 40 % in 300 patients."
    )
    assert answer_of(body, "What is the survival of zorvalitis?", title="Zorvalitis").summary == ()
