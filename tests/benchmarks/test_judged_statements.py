"""What readers judged of a statement is counted as it stands in an answer now."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from evaluation.usefulness import judged_of

from curbside import Curbside

QUESTION = "How is zorvalitis treated?"
FIRST = "Zorvalitis is treated with oral brentamab for two weeks."
AGAIN = "Oral brentamab for two weeks treats zorvalitis."
ON, OFF, REPEATS = ("on", ()), ("off", ("another aspect",)), ("off", ("said before",))

Judged = tuple[str, tuple[str, ...]]


@pytest.fixture
def library(make_library: Callable[..., Curbside], source_text: Callable[..., str]) -> Curbside:
    return make_library(source_text(body=f"## Treatment of zorvalitis\n\n{FIRST}\n\n{AGAIN}"))


def of_use(library: Curbside, *judged: tuple[str, Judged]) -> list[bool]:
    rows = [{"statement": words, "judgement": said, "flags": flags} for words, (said, flags) in judged]
    return [one.of_use for one in judged_of(library.library(), "invented", QUESTION, rows)]


def test_a_repeat_is_off_only_behind_what_it_repeats(library: Curbside) -> None:
    (leading, _), (following, _) = ((one.text, one) for one in library.ask(QUESTION).statements)
    assert {leading, following} == {FIRST, AGAIN}
    assert of_use(library, (leading, ON), (following, REPEATS)) == [True, False]
    assert of_use(library, (leading, REPEATS), (following, ON)) == [True, True]
    assert of_use(library, (leading, OFF), (following, REPEATS)) == [False, True]


def test_what_was_shown_twice_counts_as_it_was_read_first(library: Curbside) -> None:
    assert of_use(library, (FIRST, ON), (FIRST, REPEATS)) == [True]
