"""A question asks for an answer of a shape, and statements have it or lack it."""

from __future__ import annotations

import pytest

from curbside.answer.shape import (
    Figure,
    decides,
    defines_unasked,
    denies,
    enumerates,
    has_figure,
    has_its_numbers,
    holds_for_value,
    is_foremost,
    is_hollow,
    names_what_is_asked,
    permits,
    says_no,
    shape_of,
    tells_effect,
)
from curbside.answer.understand import understand
from curbside.evidence.kinds import Aspect, Reader


@pytest.mark.parametrize(
    ("question", "aspect", "figure"),
    [
        ("How often do gallstones recur?", Aspect.FREQUENCY, Figure.SHARE),
        ("How many people have gout?", Aspect.FREQUENCY, Figure.COUNT),
        ("How soon after the change do I recheck TSH?", Aspect.MONITORING, Figure.TIME),
        ("When does gout begin?", Aspect.GENERAL, Figure.TIME),
        ("What is the dose of brentamab?", Aspect.DOSE, Figure.DOSE),
        ("Below what haemoglobin is a man anaemic?", Aspect.GENERAL, Figure.LEVEL),
    ],
)
def test_a_question_asks_for_a_kind_of_figure(question: str, aspect: Aspect, figure: Figure) -> None:
    assert figure in shape_of(question, aspect).figures


@pytest.mark.parametrize(
    ("question", "has", "lacks"),
    [
        ("How often do gallstones recur?", "Gallstones recur in 12 % of people.", "Gallstones often recur."),
        ("How long does gout last?", "An attack lasts 7 to 10 days.", "Gout affects 4 % of adults."),
        ("At what potassium is it stopped?", "It is stopped at 6.0 mmol/L.", "It is stopped in hyperkalaemia."),
    ],
)
def test_a_statement_has_the_kind_of_figure_that_was_asked_for(question: str, has: str, lacks: str) -> None:
    shape = shape_of(question, Aspect.GENERAL)
    assert has_figure(shape, has) == 1.0
    assert has_figure(shape, lacks) == 0.0


def test_a_value_of_the_question_falls_within_a_range_of_the_statement_or_not() -> None:
    tumour = "Should a 1.5 cm appendiceal tumour be operated on again?"
    assert holds_for_value(tumour, "For tumours of 1-2 cm, a risk factor decides.") == 1.0
    assert holds_for_value(tumour, "Above 2 cm, a hemicolectomy is added.") == -1.0
    assert holds_for_value(tumour, "Tumours are removed.") == 0.0
    potassium = "Can he take lisinopril with a potassium of 5.8?"
    assert holds_for_value(potassium, "Do not start it if potassium is above 5.0 mmol/L.") == 1.0
    assert holds_for_value(potassium, "Go on while potassium stays under 5.5 mmol/L.") == -1.0
    assert holds_for_value(potassium, "The dose is 2.5 mg with a GFR below 10 mL/min.") == 0.0


def test_a_number_counts_with_the_word_that_it_belongs_to() -> None:
    assert has_its_numbers("What makes a tumour grade 3?", "Grade 3 (G3): a Ki-67 index over 20 %") == 1.0
    assert has_its_numbers("What makes a tumour grade 3?", "Grade 2 has a Ki-67 index of 3-20 %") == 0.0


def test_what_is_asked_for_as_the_most_is_told_as_that() -> None:
    shape = shape_of("Where do these tumours spread?", Aspect.SPREAD)
    assert is_foremost(shape, "They go to the liver more than to any other place.") == 1.0
    assert is_foremost(shape, "Spread to bone was found after the first diagnosis.") == 0.0
    early = shape_of("How often does gout come back in the first six months?", Aspect.FREQUENCY)
    assert is_foremost(early, "Most attacks come back within a year.") == 0.0


def test_whether_it_helps_is_answered_by_whether_it_did() -> None:
    shape = shape_of("Do antibiotic drops help in conjunctivitis?", Aspect.GENERAL)
    assert tells_effect(shape, "Drops raised remission compared with placebo.") == 1.0
    assert tells_effect(shape, "The dose is one drop three times a day.") == 0.0
    assert (
        tells_effect(shape_of("How effective is it in gout?", Aspect.GENERAL), "It cured 80 % of 20 patients.") == 1.0
    )


def test_what_is_not_is_no_answer_to_what_is() -> None:
    assert denies("What removes potassium?", "Calcium does not remove potassium.") == 1.0
    assert denies("What removes potassium?", "Dialysis removes potassium.") == 0.0
    assert denies("What removes potassium?", "Dialysis removes it, and not only in adults (ages not stated).") == 0.0
    assert denies("What does not remove potassium?", "Calcium does not remove potassium.") == 0.0
    assert denies("What should people with gout avoid?", "People with gout should not drink beer.") == 0.0


def test_an_answer_turns_on_words_of_its_aspect() -> None:
    assert decides(Aspect.INHERITANCE, "It is inherited in an autosomal recessive pattern.") == 1.0
    assert decides(Aspect.INHERITANCE, "Mutations in the HTT gene cause it.") == 0.0


def test_what_speaks_of_an_answer_without_giving_it_is_hollow() -> None:
    assert is_hollow("More information about nutrition is provided in the health topic.")
    assert not is_hollow("A diet with enough protein is advised.")


def test_whether_it_is_so_can_be_answered_by_that_it_is_not() -> None:
    assert says_no("Is there a cure for vitiligo?", "Vitiligo has no cure.") == 1.0
    assert says_no("Is there a cure for vitiligo?", "Vitiligo is treated with light.") == 0.0
    assert says_no("What cures vitiligo?", "Vitiligo has no cure.") == 0.0
    assert says_no("vitiligo cure?", "Vitiligo has no cure.") == 1.0


def test_symptoms_are_told_by_naming_several() -> None:
    named = "Symptoms include fever, chills, cough, and fatigue."
    listed = "Call your doctor if: - the fever lasts - the rash spreads"
    assert enumerates(Aspect.SYMPTOMS, named) == 1.0
    assert enumerates(Aspect.REFERRAL, listed) == 1.0
    assert enumerates(Aspect.SYMPTOMS, "Symptoms vary from person to person.") == 0.0
    assert enumerates(Aspect.FREQUENCY, named) == 0.0


def test_a_cut_off_is_a_level() -> None:
    assert Figure.LEVEL in shape_of("Ferritin cut-off for iron deficiency?", Aspect.DIAGNOSIS).figures


@pytest.mark.parametrize(
    "question",
    [
        "Can I have colchicine with gout?",
        "May a patient on dialysis be given colchicine?",
        "Colchicine in gout and kidney failure: OK to give?",
        "Is colchicine safe in pregnancy?",
        "Could my old father still take colchicine?",
    ],
)
def test_whether_something_may_be_done_is_told_by_what_allows_it_or_speaks_against_it(question: str) -> None:
    shape = shape_of(question, Aspect.GENERAL)
    assert permits(shape, "Colchicine should not be used in kidney failure.") == 1.0
    assert permits(shape, "Colchicine may be continued.") == 1.0
    assert permits(shape, "Colchicine comes from the autumn crocus.") == 0.0


@pytest.mark.parametrize("question", ["Can gout spread to the spine?", "How is gout treated?", "Can gout be cured?"])
def test_what_asks_for_no_permission_is_not_answered_by_one(question: str) -> None:
    assert permits(shape_of(question, Aspect.GENERAL), "Colchicine should not be used.") == 0.0


def test_how_many_days_asks_for_a_time() -> None:
    assert Figure.TIME in shape_of("For how many days may it be used?", Aspect.GENERAL).figures


@pytest.mark.parametrize(
    ("question", "aspect", "named"),
    [
        ("What is given for gonococcal conjunctivitis?", Aspect.TREATMENT, "remedy"),
        ("What do you use against scabies?", Aspect.TREATMENT, "remedy"),
        ("What should be taken for gout?", Aspect.TREATMENT, "remedy"),
        ("What is used to stage a tumour?", Aspect.TREATMENT, None),
        ("What is taken for granted in gout?", Aspect.TREATMENT, None),
        ("What is used for the diagnosis of gout?", Aspect.DIAGNOSIS, None),
    ],
)
def test_what_is_given_is_a_remedy(question: str, aspect: Aspect, named: str | None) -> None:
    assert shape_of(question, aspect).named == named


def test_what_sets_a_disease_off_is_its_cause() -> None:
    assert shape_of("What sets off migraines?", Aspect.CAUSE).cause


@pytest.mark.parametrize(
    ("question", "named", "names", "does_not"),
    [
        ("What enzyme do they lack in Gaucher's?", "enzyme", "They lack glucocerebrosidase.", "The disease is rare."),
        ("Which bug usually causes an abscess?", "germ", "Most are due to staphylococcus.", "Most heal by themselves."),
        ("Which chromosome is affected?", "chromosome", "The gene lies on chromosome 5.", "The gene is large."),
        ("What colour are the lips?", "colour", "The lips turn bluish.", "The lips swell."),
        ("In which populations is it commoner?", "population", "It is commoner in Japanese people.", "It is common."),
        ("What kind of doctor treats gout?", "person", "A rheumatologist treats gout.", "Colchicine treats gout."),
    ],
)
def test_a_question_for_a_name_is_answered_by_one_of_its_kind(
    question: str, named: str, names: str, does_not: str
) -> None:
    shape = shape_of(question, Aspect.GENERAL)
    asked = understand(question, Reader.CLINICIAN, lambda _: 1.0)
    assert shape.named == named
    assert names_what_is_asked(asked, shape, names) == 1.0
    assert names_what_is_asked(asked, shape, does_not) == 0.0


def test_what_the_question_names_itself_is_not_the_name_asked_for() -> None:
    question = "Which enzyme besides lipase is raised?"
    asked = understand(question, Reader.CLINICIAN, lambda _: 1.0)
    shape = shape_of(question, Aspect.GENERAL)
    assert names_what_is_asked(asked, shape, "Lipase is raised.") == 0.0
    assert names_what_is_asked(asked, shape, "Lipase and amylase are raised.") == 1.0


def test_how_many_asks_for_a_number_of_just_these() -> None:
    shape = shape_of("How many valves are affected?", Aspect.GENERAL)
    assert has_figure(shape, "Both valves are affected.") == 1.0
    assert has_figure(shape, "Three of the valves are affected.") == 1.0
    assert has_figure(shape, "The valves of two patients were affected.") == 0.0


def test_a_reference_range_is_a_level() -> None:
    assert Figure.LEVEL in shape_of("What is the reference range for potassium?", Aspect.GENERAL).figures


def test_what_says_what_something_is_where_more_is_asked_is_told_apart() -> None:
    question = "Does sciatica hit both legs?"
    asked = understand(question, Reader.CLINICIAN, lambda _: 1.0)
    shape = shape_of(question, Aspect.GENERAL)
    assert defines_unasked(asked, shape, "Sciatica is a symptom of a problem with the sciatic nerve.") == 1.0
    assert defines_unasked(asked, shape, "In most people only one leg hurts in sciatica.") == 0.0
    meant = shape_of("What is sciatica?", Aspect.DEFINITION)
    assert defines_unasked(asked, meant, "Sciatica is a symptom of a problem with the sciatic nerve.") == 0.0
