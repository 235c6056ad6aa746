"""What holds for people of another age, in years, does not answer: a dose from 6 to 11 is none at 3."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from curbside import Curbside
from curbside.answer.qualifiers import age_set_against


@pytest.mark.parametrize(
    ("asked", "told", "note"),
    [
        ("in a 3-year-old", "children aged 6 to 11 years", "in those aged 6 to 11, not 3"),
        ("in a three-year-old", "children aged 6-11", "in those aged 6 to 11, not 3"),
        ("3 yo with croup", "children of 7 years or older", "in those aged 7 and over, not 3"),
        ("a girl aged 13", "women aged 15 or over", "in those aged 15 and over, not 13"),
        ("a 72-year-old", "patients younger than 50", "in those aged under 50, not 72"),
        ("patients over 80", "patients aged 65 to 74", "in those aged 65 to 74, not 80 and over"),
        ("in a 3-year-old", "children aged 2 to 5 years", None),
        ("in a 70-year-old", "patients aged 65 or over", None),
        ("in a 3-year-old", "children aged 24-59 months", None),
        ("in a 9-year-old", "children aged 6-59 months", "in those aged 6 to 59 months, not 9"),
        # both ages are told of
        ("in a 3-year-old", "5 mg from 2 to 5 years of age, 10 mg in those aged 6 to 11", None),
        # when something begins, how old some were on average, and how often something is done
        ("in a 30-year-old", "It usually begins at age 60 to 70.", None),
        ("in a 30-year-old", "Patients (mean age 62) were seen.", None),
        ("in a 30-year-old", "It begins by 60 years of age.", None),
        ("in a 30-year-old", "Patients lived for 5 years.", None),
        ("in a 6-month-old", "children aged 6 to 11 years", "in those aged 6 to 11, not 6 months"),
        ("to my 3-month-old baby", "infants aged 9 to 23 months", "in those aged 9 to 23 months, not 3 months"),
        ("to my 10-month-old baby", "infants aged 9 to 23 months", None),
        ("as my mother is 81 and cannot sleep", "adults aged 18 to 64", "in those aged 18 to 64, not 81"),
        ("if the BMI is 35 and it hurts", "children aged 6 to 11 years", None),
        ("in school-age children", "newborns in the first 28 days", "in those aged under 1 month, not 5 to 17"),
        ("in adults", "children aged 6 to 11 years", None),
        ("in a 3-year-old", "children", None),
        (
            "in a baby under 3 months",
            "a child who is 3 to 12 months old",
            "in those aged 3 to 12 months, not under 3 months",
        ),
        ("in a baby under 3 months", "Is younger than 3 months old", None),
        ("in a baby under 3 months", "Is 3 months or younger", None),
        ("in a 2-month-old", "children over 6 months of age", "in those aged 6 months and over, not 2 months"),
        ("in a 9-month-old", "children over 6 months of age", None),
        ("in a 2-year-old", "children aged 6 months to 7 years", None),
        ("in a 9-year-old", "children aged 6 months to 7 years", "in those aged 6 to 95 months, not 9"),
        ("in a 2-year-old", "children 1 year or older", None),
        ("in a 2-year-old", "from 6 months and up", None),
        # how long something lasted is no age
        ("in a 9-month-old", "pain for less than 3 months", None),
    ],
)
def test_ages_exclude_each_other(asked: str, told: str, note: str | None) -> None:
    assert age_set_against(f"What is given {asked}?", (told,)) == note


def test_the_nearest_words_that_name_years_say_of_whom() -> None:
    asked = "What is given in a 3-year-old?"
    assert age_set_against(asked, ("It is given twice daily.", "Children aged 6 to 11")) is not None
    assert age_set_against(asked, ("It is given from 2 to 5 years of age.", "Children aged 6 to 11")) is None


def test_another_age_never_leads_and_bears_a_note(
    make_library: Callable[..., Curbside], source_text: Callable[..., str]
) -> None:
    doses = "The dose of corvasil in children aged 6 to 11 years is 50 mg.\n\n{rest}"
    rest = "The dose of corvasil in children aged 2 to 5 years is 20 mg."
    question = "What is the dose of corvasil in a 3-year-old child?"
    both = make_library(source_text("## Dose\n\n" + doses.format(rest=rest), kind="drug_label")).ask(question)
    assert "20 mg" in both.summary[0].text
    assert not any("50 mg" in one.text for one in both.summary)
    other = make_library(source_text("## Dose\n\n" + doses.format(rest=""), kind="drug_label")).ask(question)
    assert not other.summary
    assert all("in those aged 6 to 11, not 3" in (one.note or "") for one in other.statements)
