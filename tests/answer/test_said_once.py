"""What is said twice is shown once, and nothing gets lost by it: no heading, limit, remark or other statement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from curbside import Curbside
from curbside.answer import understood
from curbside.answer.candidates import candidates
from curbside.answer.compose import Draft, compose
from curbside.answer.question import Question
from curbside.answer.retrieve import retrieve
from curbside.answer.select import Evidence, chosen

MakeLibrary = Callable[..., Curbside]
SourceText = Callable[..., str]

TREATED = "How is gout treated?"
COLCHICINE = "Gout is treated with colchicine."


@pytest.fixture
def found_in(make_library: MakeLibrary, source_text: SourceText) -> Callable[..., tuple[Question, list[Evidence]]]:
    """A question, and what is chosen to answer it of sources with these bodies."""

    def find(*bodies: str, asked: str = TREATED, titles: Sequence[str] = ()) -> tuple[Question, list[Evidence]]:
        names = titles or [f"Gout, volume {number}" for number in range(len(bodies))]
        held = [source_text(body, title=name) for body, name in zip(bodies, names, strict=True)]
        library = make_library(*held).library()
        question, _ = understood(asked, asked, library)
        return question, chosen(question, candidates(question, retrieve(question, library)))

    return find


@pytest.fixture
def said_by(found_in: Callable[..., tuple[Question, list[Evidence]]]) -> Callable[..., list[str]]:
    """What is shown of sources that each say something, where none of it is the direct answer, which stays as it is."""

    def say(*bodies: str, **asking: Any) -> list[str]:
        question, found = found_in(*bodies, **asking)
        return [text for text, _, _ in drawn(compose(question, [replace(one, may_lead=False) for one in found]))]

    return say


def drawn(draft: Draft) -> list[tuple[str, str | None, int]]:
    """What a draft shows: each statement with its remark and how many sources it is cited to."""
    every = [*draft.summary, *(one for section in draft.sections for one in section.statements)]
    return [(one.text, one.note, len({quote.source.document_id for quote in one.quotes})) for one in every]


# -- parts


def test_a_dose_for_adults_is_no_part_of_what_is_said_of_children(said_by: Callable[..., list[str]]) -> None:
    adults = "## Dose\n\n### Adults\n\nGive 40 mg once daily."
    children = "## Dose\n\n### Children\n\nGive 40 mg once daily. Do not repeat."
    said = said_by(adults, children, asked="What is the dose of zolmarin?", titles=["Zolmarin", "Zolmarin label"])
    assert "Give 40 mg once daily." in said


@pytest.mark.parametrize(
    ("part", "longer"),
    [
        ("Gout is treated with aspirin in men.", "There is no evidence that gout is treated with aspirin in men."),
        ("Treat gout with colchicine at 0.5 mg", "Treat gout with colchicine at 0.5 mg of the older salt."),
        ("Treatment of gout is stopped early.", "It is a myth that the treatment of gout is stopped early."),
    ],
)
def test_what_stands_within_a_sentence_is_not_said_by_it(
    part: str, longer: str, said_by: Callable[..., list[str]]
) -> None:
    assert part in said_by(f"## Treatment\n\n{part}", f"## Treatment\n\n{longer}")


def test_what_a_longer_statement_says_sentence_for_sentence_is_shown_once(
    said_by: Callable[..., list[str]],
) -> None:
    longer = f"{COLCHICINE} It is started within 12 hours."
    assert said_by(f"## Treatment\n\n{COLCHICINE}", f"## Treatment\n\n{longer}") == [longer]


def test_whom_a_title_limits_a_statement_to_is_none_of_whom_a_longer_one_is_about(
    said_by: Callable[..., list[str]],
) -> None:
    longer = f"{COLCHICINE} It is started within 12 hours."
    bodies = f"## Treatment\n\n{COLCHICINE}", f"## Treatment\n\n{longer}"
    assert COLCHICINE in said_by(*bodies, titles=["Gout", "Gout on dialysis"])


def test_an_item_counts_as_a_sentence_however_it_ends(said_by: Callable[..., list[str]]) -> None:
    item = "## Treatment\n\nTreatment of gout with colchicine is to be avoided in:\n\n- severe renal failure"
    assert said_by(item, f"{item}.") == ["Treatment of gout with colchicine is to be avoided in: severe renal failure."]


# -- equals


@pytest.fixture
def twice_said(found_in: Callable[..., tuple[Question, list[Evidence]]]) -> tuple[Question, list[Evidence]]:
    """A question, and two sources that answer it in the same words."""
    question, found = found_in(*[f"## Treatment\n\n{COLCHICINE}"] * 2)
    assert [one.text for one in found] == [COLCHICINE, COLCHICINE]
    return question, found


@pytest.mark.parametrize("limited", [0, 1])
def test_a_source_that_limits_what_it_says_is_not_cited_for_it_without_the_limit(
    limited: int, twice_said: tuple[Question, list[Evidence]]
) -> None:
    question, found = twice_said
    own = found[limited].quotes[0]
    limit = replace(own, text="This does not hold in pregnancy.", start=own.end + 1, end=own.end + 33)
    found[limited] = replace(found[limited], limit=limit)
    whole = f"{COLCHICINE} This does not hold in pregnancy."
    shown = drawn(compose(question, found))
    assert (whole, None, 1) in shown
    assert all(sources == 1 for _, _, sources in shown)


def test_sources_that_limit_what_they_say_alike_are_both_cited_with_the_limit(
    twice_said: tuple[Question, list[Evidence]],
) -> None:
    question, found = twice_said
    for number, one in enumerate(found):
        own = one.quotes[0]
        limit = replace(own, text="This does not hold in pregnancy.", start=own.end + 1, end=own.end + 33)
        found[number] = replace(one, limit=limit)
    (only,) = compose(question, found).summary
    assert only.text == f"{COLCHICINE} This does not hold in pregnancy."
    assert [quote.text for quote in only.quotes] == [COLCHICINE, limit.text] * 2


@pytest.mark.parametrize(
    ("remarks", "shown"),
    [
        ((None, "of a preprint"), [(None, 1)]),
        (("of a preprint", None), [(None, 1)]),
        (("of a preprint", "of a preprint"), [("of a preprint", 2)]),
        (("of a preprint", "in children"), [("in children", 1), ("of a preprint", 1)]),
    ],
)
def test_of_the_same_words_with_different_remarks_both_stay_and_without_a_remark_they_win(
    remarks: tuple[str | None, str | None],
    shown: list[tuple[str | None, int]],
    twice_said: tuple[Question, list[Evidence]],
) -> None:
    question, found = twice_said
    remarked = [replace(one, note=note) for one, note in zip(found, remarks, strict=True)]
    said = [(note, sources) for _, note, sources in drawn(compose(question, remarked))]
    assert sorted(said, key=str) == shown


def test_what_is_of_use_in_one_of_its_places_is_shown(twice_said: tuple[Question, list[Evidence]]) -> None:
    question, (first, second) = twice_said
    useless, useful = replace(first, useful=-100.0, may_lead=False), replace(second, may_lead=False)
    assert drawn(compose(question, [useless, useful])) == [(COLCHICINE, None, 2)]


def test_equal_words_of_two_labels_are_of_two_drugs(make_library: MakeLibrary, source_text: SourceText) -> None:
    dose = "## Dose\n\n### Adults\n\nGive 40 mg once daily."
    labels = [source_text(dose, title=name, kind="drug_label") for name in ("Zolmarin", "Brentamab")]
    answer = make_library(*labels).ask("What is the dose of zolmarin or brentamab?")
    assert [len(one.citations) for one in answer.statements] == [1, 1]
