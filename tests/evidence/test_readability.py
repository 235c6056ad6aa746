"""The reading grade: syllables as they are said, and the formula as it was published."""

from __future__ import annotations

import pytest

from curbside.evidence.readability import reading_grade, syllables_of

SAID = {
    1: "eye drops bones watched sore throat test heart hours scan wheeze phlegm tired genes scar",
    2: "liver treated tumour people patients doctor cancer survive disease thyroid hormone every table changes trial",
    3: "area idea pregnancy surgery medicine allergic diagnosed average oxygen chromosome insulin biotin appetite",
    4: "metastasis bacterial operation usually influenza bacteria pancreatic radiation diabetes emergency recovery",
    5: "neuroendocrine conjunctivitis pituitary antibiotic chemotherapy moxifloxacin levothyroxine coronavirus",
}


@pytest.mark.parametrize("count", SAID)
def test_syllables_are_counted_as_they_are_said(count: int) -> None:
    wrong = {word: syllables_of(word) for word in SAID[count].split() if syllables_of(word) != count}
    assert not wrong


def test_a_figure_counts_for_two_syllables() -> None:
    assert syllables_of("82") == syllables_of("1,459") == 2


def test_the_grade_is_kincaids() -> None:
    # 6 words of one syllable each: 0.39 * 6 + 11.8 * 1 - 15.59
    assert reading_grade(["The cat sat on the mat."]) == pytest.approx(0.39 * 6 + 11.8 - 15.59)


def test_longer_words_and_sentences_are_harder() -> None:
    plain = ["The liver is where this cancer spreads most."]
    hard = ["The predominant metastatic localisation of neuroendocrine neoplasms is unquestionably hepatic."]
    assert reading_grade(plain) < 6 < 12 < reading_grade(hard)


def test_nothing_has_no_grade() -> None:
    assert reading_grade([]) == reading_grade(["…"]) == 0.0
