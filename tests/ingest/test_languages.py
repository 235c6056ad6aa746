"""Languages by their codes."""

import pytest

from curbside.ingest.languages import two_letters


@pytest.mark.parametrize(
    ("code", "short"), [("eng", "en"), ("GER", "de"), ("deu", "de"), ("slo", "sk"), ("xyz", "xyz"), ("en", "en")]
)
def test_a_code_becomes_the_two_letters_of_its_language(code, short):
    assert two_letters(code) == short


@pytest.mark.parametrize("code", ["und", "mul", "", " "])
def test_no_language_is_none(code):
    assert two_letters(code) is None
