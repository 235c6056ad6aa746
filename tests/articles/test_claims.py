"""A plainer wording is held to what its source commits to."""

from __future__ import annotations

import pytest

from curbside import Answer
from curbside.articles.claims import claim_of, numbers_in, people_in, unlike


def problem(source: str, worded: str) -> str | None:
    return unlike(claim_of(source), claim_of(worded))


@pytest.mark.parametrize(
    ("source", "worded"),
    [
        (
            "Of 343 patients, 66 % had metastases in the liver.",
            "In 343 people, 66 % had cancer that had spread to the liver.",
        ),
        (
            "Median survival was 11 months with sorafenib and 5 months with placebo.",
            "People lived a median of 11 months with sorafenib, and 5 months with placebo.",
        ),
        ("ACE inhibitors should not be used in pregnancy.", "You should not take ACE inhibitors if you are pregnant."),
        ("Mortality was reduced by 12 %.", "12 % fewer people died."),
        ("Treatment is not needed.", "You don't need treatment."),
        ("About 5 % of patients relapse within 2 years.", "It comes back in about 5 % of people within 2 years."),
        ("Hepatic involvement cannot be excluded.", "It can not be excluded that the liver is affected."),
    ],
)  # fmt: skip
def test_plainer_words_are_taken(source: str, worded: str) -> None:
    assert problem(source, worded) is None


@pytest.mark.parametrize(
    ("source", "worded", "said"),
    [
        ("Take 5 mg.", "Take 50 mg.", "5"),
        ("Take 5 mg.", "Take it.", "“5” is missing"),
        ("Take it.", "Take 5 mg of it.", "“5” is not in the source"),
        ("Take 5 mg.", "Take 5 g.", "units"),
        ("Take 5 mg daily.", "Take 5 mg weekly.", "figures"),
        ("Mortality was < 12 %.", "Mortality was > 12 %.", "sign"),
        ("It fell to 12 %.", "It fell to 12.", "sign"),
        ("The change was -0.7 points.", "The change was 0.7 points.", "sign"),
        ("It was over 12 months.", "It was under 12 months.", "figures"),
        ("Two patients died.", "Three patients died.", "figures"),
        ("Give two of them.", "Give three of them.", "three"),
        ("Half of the patients relapsed.", "The patients relapsed.", "half"),
        ("A had 12 % and B had 30 %.", "A had 30 % and B had 12 %.", "order"),
        ("Do not take it.", "Take it.", "not"),
        ("Take it.", "Do not take it.", "not"),
        ("Never take it.", "Do not take it.", "never"),
        ("Avoid alcohol.", "Have alcohol.", "avoid"),
        ("It works without surgery.", "It works with surgery.", "without"),
        ("It can't be cured.", "It can be cured.", "not"),
        ("It won’t be cured.", "It will be cured.", "not"),
        ("It cannot be cured.", "It can be cured.", "not"),
        ("Neither helps.", "Both help.", "neither"),
        ("It may help.", "It helps.", "may"),
        ("It should be taken.", "It must be taken.", "must"),
        ("It must be taken.", "It can be taken.", "“can”"),
        ("Surgery is recommended.", "Surgery is done.", "recommend"),
        ("It is rarely seen.", "It is often seen.", "rare"),
        ("Median survival was 5 months.", "Survival was 5 months.", "median"),
        ("Mortality rose by 12 %.", "Mortality fell by 12 %.", "other way"),
        ("It helps adults.", "It helps children.", "adults"),
        ("It helps women.", "It helps.", "women"),
        ("It is safe in pregnancy.", "It is safe.", "pregnan"),
        ("It is safe.", "It is safe in pregnancy.", "pregnan"),
        ("It helps in localised disease.", "It helps in metastatic disease.", "disease"),
        ("It helps in kidney failure.", "It helps in liver failure.", "impairment"),
        ("Take tablets.", "Use eye drops.", "by mouth"),
        (
            "Survival was 11 months with sorafenib and 5 months with sunitinib.",
            "Survival was 11 months with sunitinib and 5 months with sorafenib.",
            "changes places",
        ),
        ("Sorafenib is better than sunitinib.", "Sunitinib is better than sorafenib.", "changes places"),
    ],
)
def test_a_changed_fact_is_named(source: str, worded: str, said: str) -> None:
    found = problem(source, worded)
    assert found is not None
    assert said in found


def test_the_words_of_the_source_are_like_themselves(real_answers: list[Answer]) -> None:
    for one in real_answers:
        for each in one.statements:
            assert problem(each.stored_words, each.stored_words) is None


def test_numbers_are_read_as_printed() -> None:
    assert numbers_in("1,234.5 of 10, ½ and ٣, G2-3.") == ("1,234.5", "10", "½", "٣", "2", "3")
    assert numbers_in("none") == ()


def test_a_lay_word_counts_as_the_clinical_one() -> None:
    assert people_in("It has spread.") == people_in("It is metastatic.")
