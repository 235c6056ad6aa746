"""A sentence's own words say whether it is a finding of its source."""

from __future__ import annotations

import pytest

from curbside.evidence.findings import is_of_animals, is_second_hand, takes_back, tells_no_finding


@pytest.mark.parametrize(
    "text",
    [
        "We aimed to determine whether brentamab lowers mortality.",
        "The aim of this study was to compare brentamab with placebo.",
        "To assess the effect of brentamab on mortality.",
        "Patients were randomly assigned to brentamab or placebo.",
        "The primary outcome was death at 28 days.",
        "Brentamab is widely believed to lower mortality.",
        "Brentamab was expected to halve mortality.",
        "The sample size assumed a mortality of 30 % with placebo.",
        "An ongoing trial is testing brentamab in gout.",
        "Whether brentamab prevents gout remains to be shown.",
    ],
)
def test_an_aim_a_method_or_a_belief_is_no_finding(text: str) -> None:
    assert tells_no_finding(text)


@pytest.mark.parametrize(
    "text",
    [
        "Brentamab lowered mortality from 12 % to 8 %.",
        "Of 400 patients randomly assigned to brentamab, 12 % died, compared with 20 of 100 on placebo.",
        "The liver is the commonest site of metastases (82 %).",
        "Adults are given 40 mg daily.",
        "The aim of treatment is a uric acid below 360 µmol/L.",
        "Brentamab lowered mortality as hypothesised.",
    ],
)
def test_a_finding_is_one(text: str) -> None:
    assert not tells_no_finding(text)


@pytest.mark.parametrize(
    "text",
    [
        "A previous study reported a response in 80 %.",
        "Smith et al. (2011) found a median survival of 9 months.",
        "The manufacturer quotes a failure rate of 1 %.",
        "Response rates of 40 % were seen [12].",
        "Smith and Jones reported a response rate of 80 %.",
        "According to Miller (2009), 22 % relapse.",
        "Published series report relapse in 30 %.",
        "Iron deficiency is present in 18 % in figures that the USPSTF cited in 2024.",
    ],
)
def test_a_figure_of_another_source_is_second_hand(text: str) -> None:
    assert is_second_hand(text)
    assert not is_second_hand("In this trial, 80 % responded.")
    assert not is_second_hand("According to the USPSTF (2015), serum TSH is the primary test.")


def test_animals_and_cells_are_told_from_people() -> None:
    assert is_of_animals("In mice, the tumour shrank by half.")
    assert is_of_animals("Zorvaline killed cultured cells in vitro.")
    assert is_of_animals("Hamsters given zorvaline lived longer.")
    assert not is_of_animals("In 40 adults, the tumour shrank by half.")
    assert not is_of_animals("Dog bites need antibiotics.")


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("This does not hold in pregnancy.", True),
        ("Not in pregnancy.", True),
        ("However, these results were later retracted.", True),
        ("This was seen in 40 of 50 adults.", False),
        ("The kidney does not clear zorvaline.", False),
        ("Later analysis showed the opposite.", True),
        ("It turned out to be a coding error.", True),
        ("Subsequent trials did not confirm it.", True),
        ("No adequate studies in pregnant women exist.", False),
    ],
)
def test_a_sentence_that_takes_back_the_one_before_is_known(text: str, back: bool) -> None:
    assert takes_back(text) is back
