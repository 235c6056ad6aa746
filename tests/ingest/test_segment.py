"""Sentences and roles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curbside.evidence.kinds import Role, SourceKind
from curbside.evidence.reference import Reference
from curbside.ingest.building import DocumentBuilder
from curbside.ingest.segment import role_under, sentences


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    "sentence",
    [
        "Octreotide vs. placebo was tested by Rinke et al. in 85 patients.",
        "Give 100 mg b.i.d. with food.",
        "E. coli grew in 3.5 % of samples.",
        "Median survival was 9.3 mo. in the lung group.",
    ],
)
def test_an_abbreviation_or_a_decimal_does_not_end_a_sentence(sentence):
    assert cut(sentence) == [sentence]


def test_sentences_are_cut_where_they_end():
    assert cut("The liver is first.  Bone is rare! Is it? Yes.") == [
        "The liver is first.",
        "Bone is rare!",
        "Is it?",
        "Yes.",
    ]


@given(st.text("aB É\u0301.?!:;()“”\u05d0\u0628😀𝛽。", max_size=80) | st.text(max_size=80))
def test_sentences_lose_nothing_but_the_space_between_them(text):
    spans = list(sentences(text, 0, len(text)))
    at = 0
    for start, end in spans:
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip() != ""
        at = end
    assert not text[at:].strip()


@given(st.text("aB .?!😀\u0301", max_size=20), st.text("aB .?!😀\u0301", max_size=40))
def test_spans_count_from_the_beginning_of_the_text(before, text):
    whole = before + text
    inside = [(start - len(before), end - len(before)) for start, end in sentences(whole, len(before), len(whole))]
    assert inside == list(sentences(text, 0, len(text)))


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Aim", Role.AIM),
        ("OBJECTIVES:", Role.AIM),
        ("Background", Role.BACKGROUND),
        ("Introduction.", Role.BACKGROUND),
        ("Patients and methods", Role.METHOD),
        ("Study selection", Role.METHOD),
        ("Results", Role.RESULT),
        ("Key points", Role.CONCLUSION),
        ("Conclusions:", Role.CONCLUSION),
        ("Recommendations", Role.RECOMMENDATION),
    ],
)
def test_a_heading_tells_the_role_of_what_stands_under_it(heading, role):
    assert role_under([heading], SourceKind.COHORT_STUDY) is role
    assert role_under([heading], SourceKind.GUIDELINE) is role


def test_the_innermost_telling_heading_decides():
    assert role_under(["Results", "Methods"], SourceKind.OTHER) is Role.METHOD
    assert role_under(["Methods", "Liver metastases"], SourceKind.OTHER) is Role.METHOD


@pytest.mark.parametrize("kind", SourceKind)
def test_without_a_telling_heading_the_kind_decides(kind):
    expected = Role.RECOMMENDATION if kind is SourceKind.GUIDELINE else Role.RESULT
    assert role_under([], kind) is expected
    assert role_under(["Background and spread of the results"], kind) is expected


def test_every_statement_gets_the_role_of_its_section():
    builder = DocumentBuilder()
    for heading in ("Background", "Results", "Conclusion"):
        builder.heading(2, heading)
        builder.paragraph("Some words.")
        builder.table(None, ["A"], [["b"]])
    document = builder.document("d", Reference(title="T"))
    roles = [Role.BACKGROUND, Role.RESULT, Role.CONCLUSION]
    assert [s.role for s in document.statements] == [role for role in roles for _ in range(2)]


def test_a_numbered_heading_says_its_role_too():
    assert role_under(("2. Methods",), SourceKind.COHORT_STUDY) is Role.METHOD
    assert role_under(("3.1 Results",), SourceKind.COHORT_STUDY) is Role.RESULT


def test_where_a_source_advises_patients_and_interventions_are_not_methods():
    assert role_under(("Interventions",), SourceKind.GUIDELINE) is Role.RECOMMENDATION
    assert role_under(("Patients",), SourceKind.COHORT_STUDY) is Role.METHOD
    assert role_under(("Methods",), SourceKind.GUIDELINE) is Role.METHOD
