"""Which country a question asks about, and whose practice an answer rests on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from curbside import Curbside
from curbside.answer.jurisdiction import country_asked, only_country


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("How is acne treated in the UK?", "UK"),
        ("US guidelines on screening for breast cancer", "US"),
        ("when is screening due in canada", "CA"),
        ("Is this safe for us to give?", None),
        ("Can turkey cause gout?", None),
    ],
)
def test_a_country_is_read_and_a_word_like_it_is_not(text: str, code: str | None) -> None:
    found = country_asked(text)
    assert (found[0].code if found else None) in ({code, "GB"} if code == "UK" else {code})


def test_sources_of_one_country_are_nobody_elses_practice() -> None:
    assert only_country(["US", "US"]) is not None
    assert only_country(["US", "CA"]) is None
    assert only_country(["INT"]) is None
    assert only_country(["US", None]) is None


def test_an_answer_from_elsewhere_says_so(
    make_library: Callable[..., Curbside], source_text: Callable[..., str]
) -> None:
    body = "# Advice\n\n## Treatment\n\nZorvalitis is treated first-line with brentamab."
    curbside = make_library(source_text(body, title="Zorvalitis", kind="guideline", jurisdiction="US"))
    here = curbside.ask("How is zorvalitis treated?")
    assert any("United States" in notice for notice in here.notices)
    there = curbside.ask("How is zorvalitis treated in Canada?")
    assert there.is_answered
    assert any("Canada" in notice for notice in there.notices)
