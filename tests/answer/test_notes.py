"""What is about others than were asked, of animals, a preprint's or second-hand is marked, never the direct answer."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest

from curbside import Answer, Curbside
from curbside.answer.answer import AnswerStatement
from curbside.answer.markdown import answer_markdown
from curbside.answer.qualifiers import (
    condition_set_against,
    direction_set_against,
    is_special,
    marks_in,
    qualifiers_asked,
    qualifiers_in,
    set_against,
)
from curbside.answer.understand import understand
from curbside.evidence.kinds import Reader
from curbside.terminal import console_for, show_answer
from curbside.web.html import answer_html

FIRST = "# Findings\n\n## Treatment\n\nIn adults with zorvalitis, brentamab is given for 7 days."


def terminal_text(answer: Answer) -> str:
    console = console_for(printed := io.StringIO())
    console.width = 200  # no cell of a table goes over two lines
    show_answer(answer, console, whole=True)
    return printed.getvalue()


def statements(answer: Answer) -> list[AnswerStatement]:
    return [*answer.summary, *(one for section in answer.sections for one in section.statements)]


@pytest.mark.parametrize(
    ("sentence", "record", "note"),
    [
        ("In children with zorvalitis, brentamab is given for 3 days.", {}, "in children, not adults"),
        ("In mice with zorvalitis, brentamab given for 3 days cured 8 of 10.", {}, "in animals or cells, not people"),
        (
            "A previous study of adults with zorvalitis reported that brentamab for 3 days cured 80 %.",
            {},
            "another source's finding, repeated here",
        ),
        (
            "In adults with zorvalitis, brentamab was given for 3 days and cured 80 %.",
            {"preprint": True},
            "from a preprint, not peer reviewed",
        ),
    ],
)
def test_what_is_set_apart_is_marked_and_not_the_direct_answer(
    sentence: str,
    record: dict[str, Any],
    note: str,
    make_library: Callable[..., Curbside],
    source_text: Callable[..., str],
) -> None:
    other = source_text(f"# Findings\n\n## Treatment\n\n{sentence}", title="Brentamab for zorvalitis", **record)
    curbside = make_library(source_text(FIRST, title="Zorvalitis", kind="guideline"), other)
    answer = curbside.ask("For how many days is brentamab given in adults with zorvalitis?")
    assert answer.summary
    assert "7 days" in answer.summary[0].text
    assert all(one.note is None for one in answer.summary)
    found = [one for one in statements(answer) if one.text == sentence]
    assert all(one.note == note for one in found)
    assert found or "mice" not in sentence


IN_MICE = "in animals or cells, not people"
DOSES = (
    "## Dose\n\nTable: Dose of brentamab in zorvalitis\n\n| Patients | Dose |\n|---|---|\n| Adults | 40 mg daily |\n"
    "| Mice | 2 mg daily |\n\nIn adults with zorvalitis, brentamab 40 mg daily cured 80 % of 20 patients."
)


@pytest.fixture
def with_doses(make_library: Callable[..., Curbside], source_text: Callable[..., str]) -> Answer:
    """An answer with a table of which one row is set apart."""
    curbside = make_library(source_text(DOSES, title="Brentamab", kind="drug_label"))
    return curbside.ask("What is the dose of brentamab in adults with zorvalitis?")


def test_a_row_that_is_set_apart_is_marked_and_the_row_beside_it_is_not(with_doses: Answer) -> None:
    (table,) = [table for section in with_doses.sections for table in section.tables]
    assert table.rows == (("Adults", "40 mg daily"), ("Mice", "2 mg daily"))
    assert (table.row_notes, table.note) == (("", IN_MICE), None)
    assert [figure.text for figure in with_doses.figures if figure.note == IN_MICE] == ["2 mg daily"]


@pytest.mark.parametrize("show", [answer_markdown, answer_html, terminal_text])
def test_the_remark_of_a_row_stands_in_that_row_and_beside_its_figure(
    show: Callable[[Answer], str], with_doses: Answer
) -> None:
    text = " ".join(re.sub(r"<sup.*?</sup>|<[^>]+>|[*()|]", " ", show(with_doses), flags=re.DOTALL).split())
    assert f"Mice {IN_MICE} 2 mg daily" in text
    assert text.count(IN_MICE) == 2


def test_what_a_source_s_standing_says_of_all_rows_stays_with_their_table(
    make_library: Callable[..., Curbside], source_text: Callable[..., str]
) -> None:
    answer = make_library(source_text(DOSES, title="Brentamab", kind="drug_label", standing="corrected")).ask(
        "What is the dose of brentamab in adults with zorvalitis?"
    )
    (table,) = [table for section in answer.sections for table in section.tables]
    corrected = "corrected since: check the correction"
    assert (table.row_notes, table.note) == (("", IN_MICE), corrected)
    assert {(figure.text, figure.note) for figure in answer.figures} == {
        ("40 mg daily", corrected),
        ("80 %", corrected),
        ("2 mg daily", f"{IN_MICE}; {corrected}"),
    }


def test_a_note_says_whom_a_statement_is_about() -> None:
    assert set_against(qualifiers_in("dose in adults"), qualifiers_in("in children")) == "in children, not adults"
    assert set_against(qualifiers_in("dose in adults"), qualifiers_in("in adults and children")) is None
    assert set_against(qualifiers_in("dose"), qualifiers_in("in children")) is None
    on_dialysis = qualifiers_in("What are the treatments for kidney failure: Hemodialysis ?")
    assert set_against(qualifiers_in("phosphate in patients on dialysis"), on_dialysis) is None
    assert set_against(qualifiers_in("dose in children"), qualifiers_in("in infants")) is None


def test_a_group_that_was_not_asked_about_is_special() -> None:
    assert is_special(qualifiers_in("dose"), qualifiers_in("in pregnancy"))
    assert not is_special(qualifiers_in("dose in pregnancy"), qualifiers_in("in pregnancy"))
    assert not is_special(qualifiers_in("dose"), qualifiers_in("in adults"))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("How is zorvalitis treated in people with gout?", "without gout"),
        ("How is zorvalitis treated in women with a history of gout?", "with no history of gout"),
        ("How is zorvalitis treated in people with gout?", "in the absence of gout"),
    ],
)
def test_those_without_a_condition_are_not_those_with_it(
    asked: str, said: str, make_library: Callable[..., Curbside], source_text: Callable[..., str]
) -> None:
    body = (
        f"## Treatment\n\nZorvalitis in women {said} is treated for 6 months.\n\n"
        "Zorvalitis in women with a history of gout is treated for 12 months."
    )
    answer = make_library(source_text(body, title="Zorvalitis", kind="guideline")).ask(asked)
    assert [one.text for one in answer.summary] == [
        "Zorvalitis in women with a history of gout is treated for 12 months."
    ]
    assert [one.note for one in statements(answer) if "6 months" in one.text] == [
        "in those without gout, not those with"
    ]


@pytest.mark.parametrize(
    ("asked", "said", "note"),
    [
        # what is lacking is the word behind "non-", not what stands after it
        ("a child with a non-blanching rash and gout", "in children with gout", None),
        ("a child with non-blanching rash and gout", "in children with gout", None),
        # survival without progression is no lack of it
        ("progression-free survival in progressive gout", "in progressive gout", None),
        # whose test was negative had the test
        ("mononucleosis with a negative Monospot, Monospot negative", "the Monospot is 99 % specific", None),
        ("HIV-negative people with gout", "in HIV infection", "in those with HIV, not those without"),
        ("gout without pituitary disease", "where pituitary disease is suspected", "in those with pituitary disease"),
        ("gout without pituitary disease", "when pituitary disease is not suspected", None),
        # what is lacking ends where something else is said of it, and to do without doing something lacks nothing
        ("gout invisible on CT", "Of the tophi of gout, 35 % were seen on DECT with no correlate on CT.", None),
        ("days of gout without improving, pointing to sepsis", "when sepsis is suspected", None),
        # a statement that speaks of both speaks of those asked about
        ("an HIV-negative person", "HIV-negative partners of people with HIV", None),
        # named, and not had
        ("a raised chromogranin without a NET", "PPIs raise chromogranin, a marker of neuroendocrine tumours.", None),
    ],
)
def test_what_somebody_lacks_is_read_from_the_words_that_say_so(asked: str, said: str, note: str | None) -> None:
    question = understand(f"How is it treated: {asked}?", Reader.CLINICIAN, lambda _: 1.0)
    told = condition_set_against(question, (said,))
    assert told == note if note is None else told is not None and told.startswith(note)


@pytest.mark.parametrize(
    ("text", "is_said"),
    [("children with gout", True), ("those aged 6 to 11", True), ("women under 52", False), ("gout", False)],
)
def test_who_is_within_an_age_is_named_by_it(text: str, *, is_said: bool) -> None:
    assert ("age: children" in marks_in(text)) is is_said


def test_what_changes_from_one_medicine_to_another_does_not_hold_the_other_way_round() -> None:
    said = "When switching from warfarin to apixaban, start apixaban once the INR is below 2."
    other = direction_set_against("How do I switch a patient from apixaban to warfarin?", said)
    assert other == "from warfarin to apixaban, not from apixaban to warfarin"
    assert direction_set_against("How do I switch a patient from warfarin to apixaban?", said) is None
    assert direction_set_against("How is warfarin started?", said) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("in volunteers aged 18 to 30 years", {"adults"}),
        ("in 380 patients aged 75 or over", {"older people"}),
        ("in patients younger than 10 years", {"infants", "children"}),
        ("over 70 % of them", set()),
        ("at over 50 kg", set()),
        ("after over 10 years", set()),
        ("68F with anaemia", {"older people"}),
        ("in a 45M with gout", {"adults"}),
        ("a fever of 104F", set()),
        ("through a 24F catheter", set()),
    ],
)
def test_ages_in_numbers_are_ages(text: str, names: set[str]) -> None:
    assert qualifiers_in(text).get("age", frozenset()) == names


@pytest.mark.parametrize(
    ("asked", "said", "note"),
    [
        ("in hospitalised patients", "in patients treated at home", "in people outside hospital, not hospital"),
        ("in hospital", "in intensive care", None),
        ("in mild disease", "in severe disease", "in severe disease, not mild disease"),
        ("as first-line treatment", "in refractory disease", "in later-line treatment, not first-line treatment"),
        ("in smokers", "in non-smokers", "in non-smokers, not smokers"),
    ],
)
def test_settings_severity_and_line_of_treatment_exclude_each_other(asked: str, said: str, note: str | None) -> None:
    assert set_against(qualifiers_in(asked), qualifiers_in(said)) == note


def test_what_is_only_of_another_group_leads_only_where_nothing_else_answers(
    make_library: Callable[..., Curbside], source_text: Callable[..., str]
) -> None:
    special = "For children with zorvalitis, the dose of brentamab is 2 mg daily."
    general = "The dose of brentamab in zorvalitis is 40 mg daily."
    alone = make_library(source_text(f"## Dose\n\n{special}", title="Brentamab", kind="drug_label"))
    both = make_library(source_text(f"## Dose\n\n{special}\n\n{general}", title="Brentamab", kind="drug_label"))
    asked = "What is the dose of brentamab in zorvalitis?"
    assert [one.text for one in alone.ask(asked).summary] == [special]
    assert both.ask(asked).summary[0].text == general


@pytest.mark.parametrize(
    ("question", "is_shown"),
    [("Does brentamab cure zorvalitis?", False), ("Does brentamab cure zorvalitis in a mouse model?", True)],
)
def test_what_only_a_title_says_was_seen_in_animals_is_for_those_who_ask_about_them(
    question: str, is_shown: bool, make_library: Callable[..., Curbside], source_text: Callable[..., str]
) -> None:
    sentence = "Brentamab cured zorvalitis in 8 of 10 within 3 days."
    source = source_text(f"## Results\n\n{sentence}", title="Brentamab in a mouse model of zorvalitis", kind="other")
    answer = make_library(source).ask(question)
    assert any(sentence in one.text for one in statements(answer)) is is_shown


@pytest.mark.parametrize("who", ["Participants", "Volunteers", "Trial patients"])
def test_what_takers_of_part_receive_is_no_finding(
    who: str, make_library: Callable[..., Curbside], source_text: Callable[..., str]
) -> None:
    body = f"## Treatment\n\n{who} receive brentamab 40 mg daily for zorvalitis. Zorvalitis healed in 7 of 31 patients."
    answer = make_library(source_text(body, title="Brentamab for zorvalitis", kind="nonrandomized_trial")).ask(
        "Is brentamab effective in zorvalitis?"
    )
    assert not any(who in one.text for one in statements(answer))


@pytest.mark.parametrize(
    ("asked", "said", "note"),
    [
        (
            "How is hospital-acquired pneumonia treated?",
            "Community-acquired pneumonia is treated with amoxicillin.",
            "in community-acquired infection, not hospital-acquired infection",
        ),
        (
            "What is the dose of extended-release niacin?",
            "Immediate-release niacin is given three times a day.",
            "in immediate-release forms, not extended-release forms",
        ),
        ("What is the maximum dose?", "The starting dose is 5 mg.", "in starting doses, not maximum doses"),
        ("What is the maximum dose?", "The starting dose is 5 mg; 40 mg are not to be exceeded.", None),
        ("What is the maximum dose?", "The dose is 5 mg.", None),
        (
            "When is the second dose given?",
            "The third dose is given at 12 months.",
            "in the third dose, not the second dose",
        ),
        (
            "How long is it given after surgery?",
            "Before surgery it is given for 3 weeks.",
            "in people before surgery, not people after surgery",
        ),
        # what a treatment before surgery does after it is told of those before surgery
        ("Should aspirin be stopped before surgery?", "Bleeding after surgery was commoner with aspirin.", None),
        ("What is the prophylactic dose?", "In an attack 50 mg is given.", "in attacks, not prevention"),
        ("How common is left-sided colitis?", "Right-sided colitis is rare.", "in the right side, not the left side"),
        (
            "How is it treated at 10 weeks of pregnancy?",
            "It is given after 28 weeks of pregnancy.",
            "in third trimester, not first trimester",
        ),
        ("How is it treated at 10 weeks of pregnancy?", "It is given before 14 weeks of pregnancy.", None),
        ("How sensitive is the test?", "The test is 99 % specific.", "in specificity, not sensitivity"),
        ("How sensitive is the test?", "Its sensitivity is 90 %, its specificity 99 %.", None),
        (
            "How is uncomplicated cystitis treated?",
            "Complicated cystitis needs a drip.",
            "in complicated disease, not uncomplicated disease",
        ),
        (
            "What is given for lower respiratory infection?",
            "Upper respiratory infection needs nothing.",
            "in the upper part, not the lower part",
        ),
        (
            "Are vaccinated people at risk?",
            "Unvaccinated people fall ill.",
            "in unvaccinated people, not vaccinated people",
        ),
        (
            "Can it be taken daily to prevent headaches?",
            "It relieves an attack of headache.",
            "in attacks, not prevention",
        ),
        ("How is proven fever treated?", "It is taken to prevent the fever.", None),
        (
            "Does it help during radiotherapy?",
            "It helped after radiotherapy.",
            "in treatment after radiotherapy, not treatment during radiotherapy",
        ),
        (
            "Does it help by itself?",
            "Added to a statin it halved them.",
            "in treatment with another drug, not treatment with one drug",
        ),
        (
            "How many percentage points is that?",
            "The relative risk fell by 40 %.",
            "in relative risk, not absolute risk",
        ),
        ("How many die of it?", "Relapse occurred in 34 %.", "in relapses, not survival and death"),
        ("How many die of it?", "Relapse-free survival was 34 %.", None),
        (
            "May it be given after anaphylaxis?",
            "It may be given after a mild rash.",
            "in mild allergy, not severe allergy",
        ),
        ("Is drug-induced lupus passed on?", "Inherited forms pass to half.", "in inherited forms, not acquired forms"),
        (
            "Should it be removed in secondary disease?",
            "Primary disease is cured by removing it.",
            "in primary forms, not secondary forms",
        ),
        (
            "The patient carries HLA-B*57:01; may he have it?",
            "Those who test negative may have it.",
            "in people who do not carry it, not people who carry it",
        ),
        ("What level after a meal?", "A fasting level of 7 mmol/L.", "in fasting, not after a meal"),
        (
            "Does an open wrist fracture need a cast?",
            "A closed wrist fracture is put in a cast.",
            "in closed fractures, not open fractures",
        ),
        (
            "Are drops safe in angle closure?",
            "In open-angle glaucoma they are.",
            "in open-angle disease, not closed-angle disease",
        ),
        (
            "Is a completely blocked bowel operated on?",
            "Partial blockage settles.",
            "in partial blockage, not complete blockage",
        ),
        (
            "Is it safe with a mechanical mitral valve?",
            "With a tissue heart valve it is.",
            "in tissue valves, not mechanical valves",
        ),
        ("What peak level is aimed at?", "The trough is below 1 mg/L.", "in trough levels, not peak levels"),
        (
            "Does it work in poor metabolisers?",
            "In normal metabolisers it does.",
            "in normal metabolisers, not poor metabolisers",
        ),
        ("Which free T4 is low?", "A total T4 under 60 nmol/L is.", "in the total, not the free fraction"),
        ("What is given to a 6-month-old?", "Adults are given 5 mg.", "in adults, not infants"),
        ("What is given to a 67-year-old?", "Of 411 adults, half were given 5 mg.", None),
        (
            "Is it safe in an anuric man?",
            "With residual urine output it is.",
            "in people who still pass urine, not people who pass no urine",
        ),
        (
            "How is it dosed on peritoneal dialysis?",
            "After haemodialysis 500 mg is given.",
            "in haemodialysis, not peritoneal dialysis",
        ),
        ("How is a relapse treated?", "In remission, 1 g is enough.", "in remission, not relapse"),
        (
            "How long after an unprovoked clot?",
            "After one provoked by surgery, three months.",
            "in provoked disease, not unprovoked disease",
        ),
        ("Is it stable in glucose 5%?", "It is stable in saline.", "in saline, not glucose solution"),
        (
            "How often is a venous lead test false?",
            "Capillary lead tests are false in 10 %.",
            "in capillary blood, not venous blood",
        ),
        (
            "The skin test came back negative, what next?",
            "If the skin test is positive, a film is taken.",
            "in positive results, not negative results",
        ),
        (
            "Does it raise fatal infarcts?",
            "It raised non-fatal infarcts.",
            "in non-fatal events, not fatal events",
        ),
        (
            "How many die of a planned hernia repair?",
            "After emergency repair 8 % died.",
            "in emergency operations, not planned operations",
        ),
        (
            "When can it be stopped?",
            "It should be started after a second fit.",
            "in starting treatment, not stopping treatment",
        ),
        (
            "My mother has had her shots, does she need it?",
            "Unvaccinated people need it.",
            "in unvaccinated people, not vaccinated people",
        ),
        ("My son never had his shots, does he need it?", "Unvaccinated people need it.", None),
        (
            "What is given at an eGFR of 22?",
            "With normal renal function, 200 mg.",
            "in normal kidneys, not kidney impairment",
        ),
        ("What is given at an eGFR of 22?", "With a creatinine clearance below 30, 50 mg.", None),
    ],
)
def test_what_is_told_apart_by_its_words(asked: str, said: str, note: str | None) -> None:
    assert set_against(qualifiers_asked(asked), qualifiers_in(said)) == note
