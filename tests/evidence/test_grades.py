"""Grades are copied as a source prints them, and never taken from what is no grade."""

from __future__ import annotations

import pytest

from curbside.evidence.grades import find_grade


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        (
            "Drug A is recommended (strong recommendation, moderate-quality evidence).",
            "strong recommendation, moderate-quality evidence",
        ),
        ("The USPSTF found the evidence insufficient (I statement).", "I statement"),
        ("Grade 1B: give drug A.", "Grade 1B"),
        ("Retest after 6 weeks (SOR: C).", "SOR: C"),
        ("Drug A is reasonable (Class IIa, Level B-R).", "Class IIa, Level B-R"),
        ("Low-certainty evidence suggests a benefit, and low-certainty evidence a harm.", "low-certainty evidence"),
    ],
)
def test_a_printed_grade_is_copied_word_for_word(text: str, grade: str) -> None:
    assert find_grade(text) == grade
    assert grade in text


@pytest.mark.parametrize(
    "text",
    [
        "A grade 2 tumour of the pancreas.",
        "G1-G2 tumours.",
        "Grade 3 adverse events.",
        "Class switching.",
        "A 5 cm mass.",
    ],
)
def test_a_tumours_grade_is_no_grade_of_evidence(text: str) -> None:
    assert find_grade(text) is None
