"""What is named in a text is found as fast as by trying only what may be there, and nothing is missed by that."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curbside.answer.patterns import WordPatterns, any_at_word_start

QUALIFIERS = {
    f"{kind}: {name}": entry["words"]
    for kind, values in tomllib.loads(files("curbside.answer").joinpath("qualifiers.toml").read_text("utf-8")).items()
    if isinstance(values, dict)
    for name, entry in values.items()
}
WORDS = {
    "lungs": ["(lung|pulmonary)s?\\b", "(?<!not )breath\\w*"],
    "liver": ["(of the )?liver", "e?GFR", "h(a|e)patic", "hepat{0,1}o"],
    "doses": ["\\d+ ?mg", "(a|\\d+ )tablets?", "(on|[oO]ff) dose"],
}


def plainly(patterns: dict[str, list[str]], text: str) -> set[str]:
    return {name for name, some in patterns.items() if any_at_word_start(some).search(text)}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("The LUNG and its breathing", {"lungs"}),
        ("not breathing", set()),
        ("the plung", set()),
        ("GFR and eGFR", {"liver"}),
        ("Of the liver", {"liver"}),
        ("hepaoma", {"liver"}),
        ("a 5mg dose", {"doses"}),
        ("Off dose, 3 tablets", {"doses"}),
        ("", set()),
    ],
)
def test_what_is_named_is_found(text: str, named: set[str]) -> None:
    assert WordPatterns(WORDS).named_in(text) == named == plainly(WORDS, text)


def test_nothing_that_the_library_says_is_missed() -> None:
    found = WordPatterns(QUALIFIERS)
    sources = Path(str(files("curbside.starter"))).rglob("*.md")
    texts = [line for source in sources for line in source.read_text("utf-8").splitlines()]
    met = [found.named_in(text) for text in texts]
    assert met == [plainly(QUALIFIERS, text) for text in texts]
    assert len(frozenset().union(*met)) > 20


@given(st.lists(st.sampled_from([*"aehilnoprstu -(5", "mg", "lung", "breath", "liver", "hepat", "GFR", "of the "])))
def test_nothing_that_may_be_written_is_missed(parts: list[str]) -> None:
    text = "".join(parts)
    assert WordPatterns(WORDS).named_in(text) == plainly(WORDS, text)
