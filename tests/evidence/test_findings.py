"""A sentence's own words say whether it is a finding of its source."""

from __future__ import annotations

import pytest

from curbside.evidence.findings import (
    goes_on_second_hand,
    is_of_a_preprint,
    is_of_animals,
    is_second_hand,
    sets_a_condition,
    sets_a_limit,
    sets_the_scope,
    sets_the_section_s_scope,
    speaks_of_people,
    takes_back,
    tells_no_finding,
)


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
        "There is much interest in brentamab as a way to prevent gout.",
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
        "There is no cure for gout.",
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
        ("There is not enough evidence of that.", True),
    ],
)
def test_a_sentence_that_takes_back_the_one_before_is_known(text: str, back: bool) -> None:
    assert takes_back(text) is back


@pytest.mark.parametrize(
    "text",
    [
        "The question addressed was the effect of brentamab on gout.",
        "The trial is being conducted to establish that brentamab lowers mortality.",
        "It remains to be shown whether brentamab prevents gout.",
        "We postulated that brentamab would cure 60 %.",
        "Patients were asked to take brentamab for 12 weeks.",
        "Coffee was long held to cause gout.",
    ],
)
def test_what_was_asked_supposed_or_asked_of_patients_is_no_finding(text: str) -> None:
    assert tells_no_finding(text)


@pytest.mark.parametrize(
    "text",
    [
        "A cure rate of 91 % has been published by Okada (2009).",
        "In the series of Brandt and co-workers, it recurred in 25 %.",
        "Relapse follows in 40 % (Miller 2009).",
        "Rates between 20 % and 45 % appear in the literature.",
    ],
)
def test_a_figure_with_another_author_is_second_hand(text: str) -> None:
    assert is_second_hand(text)


def test_cases_described_in_the_literature_are_nobody_s_figure() -> None:
    assert not is_second_hand("About 50 cases have been described in the medical literature.")
    assert not is_second_hand("According to a textbook chapter, reflux is a cause.")


def test_a_sentence_goes_on_with_the_animals_or_the_author_of_the_one_before() -> None:
    assert goes_on_second_hand("Recurrence was 40 %.")
    assert not goes_on_second_hand("In our patients, recurrence was 4 %.")
    assert speaks_of_people("It did not in 260 adults.")
    assert not speaks_of_people("Blood pressure fell by 30 %.")


@pytest.mark.parametrize(
    "text",
    [
        "It was toxic to the liver of beagles.",
        "It killed melanoma in A375 cells after 48 h of exposure.",
        "It crossed the perfused ovine placenta.",
        "It slowed growth in nude mice.",
    ],
)
def test_breeds_cells_and_organs_in_a_dish_are_no_people(text: str) -> None:
    assert is_of_animals(text)


@pytest.mark.parametrize(
    "text",
    [
        "People catch brucellosis from infected goats.",
        "Zorvaline is a simple chemical found naturally in plants and animals.",
        "CD4 cells fell in 30 patients.",
        "There is no vaccine against equine encephalitis virus.",
        "The calves of both legs swell.",
    ],
)
def test_who_catches_something_from_animals_is_a_person(text: str) -> None:
    assert not is_of_animals(text)


@pytest.mark.parametrize(
    "text",
    [
        "Six months later protection was down to 20 %.",
        "Where the fingers can no longer be stretched, an operation is advised.",
        "Someone must be there day and night.",
        "A trial of 600 patients found no difference from placebo.",
    ],
)
def test_a_sentence_limits_the_one_before(text: str) -> None:
    assert sets_a_limit(text)
    assert not sets_a_limit("Brentamab lowers mortality.")


def test_a_condition_holds_even_where_the_subject_is_named_again() -> None:
    assert sets_a_condition("Brentamab may be used only if the kidneys are well.")
    assert not sets_a_condition("Brentamab is taken by mouth.")


@pytest.mark.parametrize(
    "text",
    [
        "Our ambition has been to learn if brentamab prevents gout.",
        "The purpose of the present investigation is to evaluate brentamab.",
        "The BREGO trial set out to establish a dose of brentamab.",
        "A protective influence of brentamab on the kidney seems plausible.",
        "There is considerable enthusiasm for brentamab in gout.",
        "Supposing a cure rate of 60 %, we needed 120 patients.",
        "Brentamab is predicted to reduce flares of gout by half.",
        "Children with gout will be randomised to brentamab or to placebo.",
        "Whether brentamab protects the kidney is hotly debated.",
        "Those assigned to the high-dose arm took brentamab 90 mg at night to prevent gout.",
        "Colchicine is needed in all attacks of gout, or so the older handbooks have it.",
    ],
)
def test_aims_hopes_and_plans_are_known_by_families_of_words(text: str) -> None:
    assert tells_no_finding(text)


@pytest.mark.parametrize(
    "text",
    [
        "These are approved to treat gout in adults.",
        "Relapse was predicted by a slow response to brentamab.",
        "To get gout, both parents must have the gene.",
        "Your child will undergo a scan.",
        "Cysts become larger as people age.",
    ],
)
def test_what_is_so_is_no_aim(text: str) -> None:
    assert not tells_no_finding(text)


@pytest.mark.parametrize(
    "text",
    [
        "Manufacturers claim a failure rate of 0.2 %.",
        "Okada reported that one in five attacks of gout recurs.",
        "Brentamab cured 70 % of patients in the only comparable work to date.",
        "Previously published rates of relapse range from 10 % to 30 %.",
        "Relapse was seen in 80 % in the hands of its inventors.3,4",
        "In an earlier Nordic series, relapse was found in 40 %.",
    ],
)
def test_borrowed_figures_are_known_by_who_is_said_to_give_them(text: str) -> None:
    assert is_second_hand(text)


def test_a_study_of_another_year_is_another_source() -> None:
    text = "In trial 1, published in 2011, brentamab cured 70 % of adults."
    assert is_second_hand(text, 2022)
    assert not is_second_hand(text, 2011)
    assert not is_second_hand(text)


@pytest.mark.parametrize(
    "text",
    [
        "Gout may spread to joints elsewhere in the body.",
        "The vaccine is usually given in two doses.",
        "Some people have one attack a year, while others have many.",
    ],
)
def test_what_nobody_is_said_to_have_found_is_not_borrowed(text: str) -> None:
    assert not is_second_hand(text)


def test_infected_mice_are_mice_and_people_bitten_by_them_are_people() -> None:
    assert is_of_animals("Brentamab cleared the virus from infected mice.")
    assert is_of_animals("Rats on a high-salt diet lived longer with brentamab.")
    assert is_of_animals("Non-clinical data")
    assert not is_of_animals("People bitten by rats should be given brentamab.")


@pytest.mark.parametrize(
    "text",
    [
        "A preprint has relapse in 90 % of patients.",
        "Brentamab halved relapse in a manuscript posted on medRxiv.",
        "In work that has yet to undergo peer review, 70 % relapsed.",
    ],
)
def test_what_no_peer_reviewed_is_known_by_its_words(text: str) -> None:
    assert is_of_a_preprint(text)
    assert not is_of_a_preprint("Brentamab halved relapse in 300 adults.")


@pytest.mark.parametrize(
    "text",
    [
        "Mild gout is an exemption.",
        "Kidney failure changes this.",
        "We could not trace the data behind this figure and disregard it.",
        "After adjustment for weight, gout was as frequent in both groups.",
        "By the last visit nothing was left of that advantage.",
    ],
)
def test_a_sentence_takes_back_the_one_before_in_many_ways(text: str) -> None:
    assert takes_back(text)
    assert not takes_back("A new heart replaces it.")


def test_a_sentence_sets_the_scope_of_those_after_it() -> None:
    assert sets_the_scope("All patients were younger than 10 years.")
    assert sets_the_scope("In adults with healthy kidneys the following holds.")
    assert not sets_the_scope("All patients were cured within a week, 40 % of them in a day.")
    assert sets_the_section_s_scope("The advice in this chapter concerns disease of one kidney.")
    assert not sets_the_section_s_scope("This guideline recommends brentamab.")


def test_a_call_for_research_tells_no_finding() -> None:
    assert tells_no_finding("Larger trials must show whether prunol helps in zorvalitis.")
    assert not tells_no_finding("Larger trials showed that prunol helps in zorvalitis.")


def test_what_was_not_so_after_all_takes_back_the_sentence_before() -> None:
    assert takes_back("Among all 300 who began it was not.")
    assert sets_the_section_s_scope("The figures in this chapter are those of the licensed dose.")
