"""What is about others than were asked, of animals, a preprint's or second-hand is marked, never the direct answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from curbside import Answer, Curbside
from curbside.answer.answer import AnswerStatement
from curbside.answer.qualifiers import is_special, qualifiers_in, set_against

FIRST = "# Findings\n\n## Treatment\n\nIn adults with zorvalitis, brentamab is given for 7 days."


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


def test_a_note_says_whom_a_statement_is_about() -> None:
    assert set_against(qualifiers_in("dose in adults"), qualifiers_in("in children")) == "in children, not adults"
    assert set_against(qualifiers_in("dose in adults"), qualifiers_in("in adults and children")) is None
    assert set_against(qualifiers_in("dose"), qualifiers_in("in children")) is None
    assert set_against(qualifiers_in("dose in children"), qualifiers_in("in infants")) is None


def test_a_group_that_was_not_asked_about_is_special() -> None:
    assert is_special(qualifiers_in("dose"), qualifiers_in("in pregnancy"))
    assert not is_special(qualifiers_in("dose in pregnancy"), qualifiers_in("in pregnancy"))
    assert not is_special(qualifiers_in("dose"), qualifiers_in("in adults"))
