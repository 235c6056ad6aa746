"""What holds for another value, grade or stage than the one asked about does not answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from curbside import Curbside
from curbside.answer.values import value_set_against


@pytest.mark.parametrize(
    ("asked", "told", "note"),
    [
        ("Is it given with an eGFR of 25?", "With an eGFR of 30 to 45", "for eGFR of 30 to 45, not eGFR of 25"),
        ("Is it given with an eGFR of 25?", "With an eGFR under 30", None),
        ("Is it given with an eGFR of 30?", "With an eGFR under 30", "for eGFR under 30, not eGFR of 30"),
        ("May it be used at a GFR of 22 mL/min?", "With an eGFR over 60 mL/min/1.73 m2", "for over 60 mL/min/1.73 m2"),
        ("a child of 15 kg", "children weighing 20 to 30 kg", "for 20 to 30 kg, not 15 kg"),
        ("an adenoma of 1.5 cm", "Adenomas above 2 cm", "for above 2 cm, not 1.5 cm"),
        ("an adenoma of 1.5 cm", "Margins above 2 cm are sought.", None),
        ("an incidental 7mm tumour", "For tumours of 1-2 cm", "for 1-2 cm, not 7mm"),
        ("an incidental 7mm tumour", "Tumours of 1-2 cm with invasion over 3 mm", "for 1-2 cm, not 7mm"),
        ("an incidental 7mm tumour", "For tumours below 1 cm", None),
        ("a tumour smaller than a centimetre", "For tumours of 1-2 cm", "for 1-2 cm, not smaller than 1 centimetre"),
        ("a tumour of 12 mm", "Invasion over 3 cm", None),
        ("with a potassium of 5.8", "A potassium of 6.5 or more", "for potassium of 6.5 or more, not potassium of 5.8"),
        ("with a potassium of 5.8", "Calvipine lowered potassium to 4.5 to 5.0.", None),
        ("with a potassium of 5.8", "A sodium under 130", None),
        ("with a potassium of 5.8", "5 mg for 10 to 14 days", None),
        ("a grade 3 tumour", "Grade 1 tumours", "for grade 1, not grade 3"),
        ("a G3 tumour", "Tumours of G1 and G2", "for G1 and G2, not G3"),
        ("stage II disease", "stage IIIb disease", "for stage IIIb, not stage II"),
        ("stage II disease", "stages I to III", None),
        ("stage II disease", "Stage IV In stage IV, it has spread", "for stage IV, not stage II"),
        ("TSH 7 twice", "two tablets are added, unless TSH was under 1.5 mU/L", None),
        ("Child-Pugh C cirrhosis", "Child-Pugh class A", "for Child-Pugh class A, not Child-Pugh C"),
        ("a G3 tumour", "Well-differentiated tumours (G1 or G2)", "for G1 or G2, not G3"),
        ("a grade 3 tumour", "At what stage a tumour is found matters.", None),
        ("five-year survival of stage II", "Five-year survival of stage I", "for stage I, not stage II"),
        ("five-year survival of stage II", "Ten-year survival of stage II", "for ten-year, not five-year"),
        ("five-year survival", "survival at five years", None),
        ("between G2 and G3", "G3 tumours", None),
        ("a third-degree burn", "First-degree burns are cooled.", "for first-degree, not third-degree"),
        ("a third-degree burn", "First-degree relatives are asked.", None),
        ("Nine lesions were seen", "those with fewer than five brain lesions", "for fewer than five brain lesions"),
        (
            "twelve joints are swollen",
            "If only one or two joints are swollen",
            "for one or two joints, not twelve joints",
        ),
        ("three seizures", "after two or more seizures", None),
        ("who dies within a year?", "The 30-day mortality was 2 %", "for 30-day, not within a year"),
        ("what is one-year survival?", "Survival at 12-month follow-up; 12-month survival was 80 %", None),
        ("within a year of the rash", "It is given for 30 days.", None),
        # the grades of harms, of evidence and of recommendations are others
        ("a grade 2 tumour", "adverse events of grade 3 or worse", None),
        ("a grade 2 tumour", "it is recommended (grade 1B)", None),
        ("How is it treated?", "With an eGFR under 30", None),
        # both values of a blood pressure
        ("Is it started at a blood pressure of 84/50?", "when systolic pressure is 110 mmHg or higher", "for 110 mmHg"),
        ("with a blood pressure of 150/95", "at a blood pressure of 140/90 mmHg or higher", None),
        (
            "with a blood pressure of 120/75",
            "at a blood pressure of 140/90 mmHg or higher",
            "for 140/90 mmHg or higher",
        ),
        ("with a blood pressure of 150/95", "The mean blood pressure was 140/90 mmHg.", None),
        # of another strength it is another product
        (
            "Does the 10mg calvipine tablet hold lactose?",
            "The 5 mg calvipine tablet holds lactose.",
            "for 5 mg calvipine",
        ),
        (
            "Can 200 units/mL go into a pump?",
            "100 units per mL may go into a pump.",
            "for 100 units per mL, not 200 units",
        ),
        # how late a dose is
        ("My dose is nine hours late", "If it is less than six hours late, take it.", "for less than six hours late"),
        ("My dose is nine hours late", "If it is more than six hours late, skip it.", None),
        # letters that only look like those of a number
        ("fıve lesions at stage ıı", "Stage III", None),
    ],
)
def test_values_exclude_each_other(asked: str, told: str, note: str | None) -> None:
    said = value_set_against(asked, (told,))
    assert said == note if note is None else said is not None and said.startswith(note)


def test_the_nearest_words_that_name_a_range_say_for_what() -> None:
    asked = "Is it given with an eGFR of 25?"
    assert value_set_against(asked, ("It is given twice daily.", "An eGFR over 60")) is not None
    assert value_set_against(asked, ("With an eGFR under 30 it is not.", "An eGFR over 60")) is None


def test_a_permission_for_another_value_never_leads(
    make_library: Callable[..., Curbside], source_text: Callable[..., str]
) -> None:
    body = (
        "## Dose\n\nIn patients with an eGFR of 30 to 45, brentaxin is given at half the dose."
        "\n\nIn patients with an eGFR under 30, brentaxin is not given."
    )
    library = make_library(source_text(body, title="Brentaxin", kind="drug_label"))
    answer = library.ask("Can brentaxin be given with an eGFR of 25?")
    assert [one.text for one in answer.summary] == ["In patients with an eGFR under 30, brentaxin is not given."]
    (other,) = (one for one in answer.statements if "half the dose" in one.text)
    assert other.note == "for eGFR of 30 to 45, not eGFR of 25"
