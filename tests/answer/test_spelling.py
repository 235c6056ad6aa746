"""Slips of spelling: mended where one word can be meant, told to the reader, and never from one drug to another."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from curbside import Curbside
from curbside.answer.spelling import mended


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("How is conjuctivitis treated?", "conjunctivitis"),
        ("What is the dose of moxifloxicin drops?", "moxifloxacin"),
        ("When is thyriod testing done?", "thyroid"),
        ("Can everlimus be given?", "everolimus"),
        ("Where do neuroendocrine tumours spred?", "spread"),
    ],
)
def test_a_slip_is_mended_by_the_librarys_own_word(asked: str, meant: str, starter_library: Curbside) -> None:
    assert meant in mended(asked, starter_library.library())
    answer = starter_library.ask(asked)
    assert answer.question == asked
    assert answer.corrected_from == asked
    assert meant in answer.interpreted
    assert answer.notices[0].startswith("Showing results for")


@pytest.mark.parametrize(
    "asked",
    [
        "Is canagliflozin safe in NETs?",
        "Is zanubrutinib safe in NETs?",
        "What causes measles?",
        "Where does melanoma spread?",
        "What did Riihimäki 2016 find?",
        "Where do NETs spread?",
        "What is hypokalaemia?",
        "How is uveitis treated?",
    ],
)
def test_a_word_of_its_own_is_left_alone(asked: str, starter_library: Curbside) -> None:
    answer = starter_library.ask(asked)
    assert answer.corrected_from is None
    assert answer.interpreted == asked


def test_one_drug_is_never_taken_for_another(
    make_library: Callable[..., Curbside], source_text: Callable[..., str]
) -> None:
    held = [
        source_text(f"## Dose\n\nDapagliflozin 10 mg by mouth is given once daily in trial {n}.", title=f"D {n}")
        for n in "abc"
    ]
    answer = make_library(*held).ask("What is the dose of canagliflozin?")
    assert not answer.is_answered
    assert answer.corrected_from is None


def test_a_question_without_slips_keeps_its_answer_id(starter_library: Curbside) -> None:
    plain = starter_library.ask("How is conjunctivitis treated?")
    assert plain.corrected_from is None


@pytest.mark.parametrize(
    "asked", ["How is hypokalemia treated?", "How is hypokalaemia treated?", "What is hyponatremia?"]
)
def test_an_opposite_is_no_slip(asked: str, starter_library: Curbside) -> None:
    assert mended(asked, starter_library.library()) == asked


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        ("asplenic", "splenic"),
        ("atraumatic", "traumatic"),
        ("acyanotic", "cyanotic"),
        ("acellular", "cellular"),
        ("aleukaemic", "leukaemic"),
        ("akinetic", "kinetic"),
        ("melanotic", "amelanotic"),
    ],
)
def test_what_is_without_a_thing_is_no_slip_for_what_has_it(
    asked: str, held: str, make_library: Callable[..., Curbside], source_text: Callable[..., str]
) -> None:
    texts = [
        source_text(f"## Care\n\nIn {held} patients vaccines are given in year {n}.", title=f"T {n}") for n in "ab"
    ]
    question = f"Which vaccines are given in {asked} patients?"
    assert mended(question, make_library(*texts).library()) == question


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        ("aspleenic", "asplenic"),
        ("atraumtic", "atraumatic"),
        ("avasculra", "avascular"),
        ("ashtma", "asthma"),
        ("azithrmycin", "azithromycin"),
        ("splenicc", "splenic"),
    ],
)
def test_a_slip_inside_a_word_that_begins_so_is_mended(
    asked: str, held: str, make_library: Callable[..., Curbside], source_text: Callable[..., str]
) -> None:
    texts = [
        source_text(f"## Care\n\nIn {held} patients vaccines are given in year {n}.", title=f"T {n}") for n in "ab"
    ]
    question = f"Which vaccines are given in {asked} patients?"
    assert held in mended(question, make_library(*texts).library())
