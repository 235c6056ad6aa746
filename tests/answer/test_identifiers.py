"""What could identify a person is pointed out; what a question needs to be answered is not."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curbside.answer.identifiers import Identifier, IdentifierKind, identifiers_in

HELD = [
    ("My patient Jane Doe has a pancreatic NET", IdentifierKind.NAME, "Jane Doe"),
    ("Mr John Smith, 54, has carcinoid syndrome", IdentifierKind.NAME, "Mr John Smith"),
    ("Mr White has a NET", IdentifierKind.NAME, "Mr White"),
    ("mr kowalski has a NET", IdentifierKind.NAME, "mr kowalski"),
    ("Mr. and Mrs. Okonkwo want counselling", IdentifierKind.NAME, "Mr. and Mrs. Okonkwo"),
    ("Ms. García-Márquez wants to stop lanreotide", IdentifierKind.NAME, "Ms. García-Márquez"),
    ("What should my patient, Ahmed Hassan, take?", IdentifierKind.NAME, "Ahmed Hassan"),
    ("Patient Doe, Jane with carcinoid syndrome", IdentifierKind.NAME, "Doe, Jane"),
    ("patient Graham White has gout", IdentifierKind.NAME, "Graham White"),
    ("patient named Bob has gout", IdentifierKind.NAME, "Bob"),
    ("The patient's name is Peter Müller", IdentifierKind.NAME, "Peter Müller"),
    ("For Maria Rossi, 54F, with MEN1, what screening?", IdentifierKind.NAME, "Maria Rossi"),
    ("my wife Sarah Jones has a NET", IdentifierKind.NAME, "Sarah Jones"),
    ("DOB 12/03/1961, NET G2", IdentifierKind.BIRTH_DATE, "DOB 12/03/1961"),
    ("woman born on March 12, 1961", IdentifierKind.BIRTH_DATE, "born on March 12, 1961"),
    ("d.o.b. 4 July 1955", IdentifierKind.BIRTH_DATE, "d.o.b. 4 July 1955"),
    ("patient 12.03.1961 with NET", IdentifierKind.BIRTH_DATE, "12.03.1961"),
    ("NHS number 943 476 5919", IdentifierKind.RECORD_NUMBER, "NHS number 943 476 5919"),
    ("943 476 5919 was resected", IdentifierKind.RECORD_NUMBER, "943 476 5919"),
    ("MRN 00482913, stage IV", IdentifierKind.RECORD_NUMBER, "MRN 00482913"),
    ("hospital no. H123456", IdentifierKind.RECORD_NUMBER, "hospital no. H123456"),
    ("536-22-1847 has a NET", IdentifierKind.RECORD_NUMBER, "536-22-1847"),
    ("AB 12 34 56 C is insured", IdentifierKind.RECORD_NUMBER, "AB 12 34 56 C"),
    ("Call me on +44 7700 900123", IdentifierKind.PHONE_NUMBER, "+44 7700 900123"),
    ("the family, (212) 555-0199, asks", IdentifierKind.PHONE_NUMBER, "(212) 555-0199"),
    ("tel 020 7946 0018", IdentifierKind.PHONE_NUMBER, "020 7946 0018"),
    ("m.keller@example.org asks", IdentifierKind.EMAIL_ADDRESS, "m.keller@example.org"),
    ("She lives at 14 Elm Street, Springfield", IdentifierKind.POSTAL_ADDRESS, "14 Elm Street"),
    ("home is London SW1A 2AA", IdentifierKind.POSTAL_ADDRESS, "SW1A 2AA"),
    ("the man in bed 12 on ward 7", IdentifierKind.WARD_BED, "bed 12 on ward 7"),
]
NONE_HELD = {
    "references": [
        "What did Smith et al. 2019 find?",
        "How common were bone metastases in Riihimäki 2016 (PMID 12345678)?",
        "What does doi 10.1056/NEJMoa1607427 report?",
        "PMC5895095, NCT01578239, EudraCT 2009-016028-22 and ISBN 0306406152",
        "What does NICE NG12 recommend, and does ISO 13485:2016 apply?",
        "N Engl J Med 2017;376:125-135",
        "What did NETTER-1, CLARINET and RADIANT-4 show?",
        "What did Dr Smith recommend?",
    ],
    "eponyms and instruments": [
        "Is Child-Pugh B cirrhosis a contraindication in a patient with Hodgkin lymphoma?",
        "Does the patient with Wolff-Parkinson-White syndrome need ablation?",
        "In a patient Crohn's flare, is infliximab safe?",
        "a man with Von Hippel Lindau, a woman with Lynch Syndrome",
        "Is the Patient Health Questionnaire PHQ-9 valid?",
        "Does the patient Karnofsky Performance Status matter?",
        "What Is The Best Treatment For A Patient With Cushing Syndrome?",
        "Is MR Enterography better, or mr angiography, in ms?",
        "Will We Miss Cancers Following Updated Guidelines?",
        "Is my patient Irish, and does HFE matter?",
    ],
    "numbers": [
        "Is a blood pressure of 120/80 normal?",
        "Is sodium 128 mmol/L, potassium 3.9, chromogranin A 1200 ng/mL typical?",
        "doses of 800 900 1000 mg, or 400-600-800",
        "in 1 000 000 000 cells",
        "Does vitamin B12 5MG help?",
        "Are MEN1, BRCA2 and TP53 mutations inherited?",
        "123 456 7890 fails the check digit",
        "call 911",
    ],
    "dates": [
        "What changed between 2010-2015 and 01/2018?",
        "published on 12.03.2019",
        "the patient was scanned on 12/03/2019",
        "Were people born before 1957 immune, or those born between 1/1/1990 and 31/12/2000?",
        "Is HPV vaccination offered to girls born 1 September 2008 to 31 August 2009?",
    ],
}


@pytest.mark.parametrize(("question", "kind", "words"), HELD)
def test_an_identifier_is_pointed_out_where_it_stands(question: str, kind: IdentifierKind, words: str) -> None:
    (found,) = identifiers_in(question)
    assert found.kind is kind
    assert question[slice(*found.span)] == words


@pytest.mark.parametrize("question", [question for asked in NONE_HELD.values() for question in asked])
def test_what_a_question_needs_is_no_identifier(question: str) -> None:
    assert identifiers_in(question) == ()


def test_several_identifiers_are_given_in_order() -> None:
    found = identifiers_in("Mrs. Patricia O'Neill, DOB 3.4.71, on Ward 7, bed 12, tel 020 7946 0018: sodium 121")
    assert [one.kind for one in found] == [
        IdentifierKind.NAME,
        IdentifierKind.BIRTH_DATE,
        IdentifierKind.WARD_BED,
        IdentifierKind.PHONE_NUMBER,
    ]


def test_a_wrong_check_digit_does_not_make_a_number_named_as_one_anonymous() -> None:
    (found,) = identifiers_in("NHS number 943 476 5918")
    assert found.kind is IdentifierKind.RECORD_NUMBER


def test_an_identifier_carries_no_words_of_the_question() -> None:
    (found,) = identifiers_in("My patient Jane Doe has a NET")
    assert found == Identifier(IdentifierKind.NAME, (11, 19))
    assert "Jane" not in repr(found)


def test_every_kind_has_a_label() -> None:
    assert [kind.label for kind in IdentifierKind] == [
        "name",
        "date of birth",
        "record number",
        "phone number",
        "e-mail address",
        "postal address",
        "ward and bed",
    ]


def test_nothing_of_a_question_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        identifiers_in("My patient Jane Doe, NHS number 943 476 5919")
    assert not caplog.records


@pytest.mark.parametrize("repeated", ["-", "+", "%", ".", "a.", "a@", "a-", "my son ", "Mr ", "1 "])
def test_a_long_text_is_read(repeated: str) -> None:
    # In time by its length: by the square of that, half a minute and more.
    assert identifiers_in(repeated * (60_000 // len(repeated))) is not None


def test_an_address_is_pointed_out_whole_whatever_it_begins_with() -> None:
    question = "mail to:+jane.doe+net%x-1@example.org, please"
    (found,) = identifiers_in(question)
    assert question[slice(*found.span)] == "+jane.doe+net%x-1@example.org"


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=300))
def test_spans_lie_within_the_question_and_apart(text: str) -> None:
    end = 0
    for found in identifiers_in(text):
        assert end <= found.span[0] < found.span[1] <= len(text)
        end = found.span[1]
