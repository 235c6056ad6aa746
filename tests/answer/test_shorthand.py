"""What is written short on a ward is written out before a question is read."""

from __future__ import annotations

import pytest

from curbside import Reader
from curbside.answer.shorthand import written_out
from curbside.answer.understand import understand
from curbside.evidence.kinds import Aspect


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("dx of gout in pts w/ CKD?", "diagnosis of gout in patients with CKD?"),
        ("Pt w/gout: tx?", "Patient with gout: treatment?"),
        ("lung mets 5 yrs s/p surgery", "lung metastases 5 years after surgery"),
        ("panNET sx", "pancreatic NET symptoms"),
        ("renal tx and gout", "kidney transplant and gout"),
    ],
)
def test_short_forms_are_written_out(short: str, long: str) -> None:
    assert written_out(short) == long


@pytest.mark.parametrize(
    "text", ["How is gout treated?", "the optician's Rx", "a PTx", "METs of exercise", "12-pt text"]
)
def test_what_is_no_short_form_is_left_as_it_stands(text: str) -> None:
    assert written_out(text) == text


def test_one_that_means_several_things_is_written_out_beside_a_word_that_tells_which() -> None:
    assert written_out("HD and K+ of 7?") == "haemodialysis and K+ of 7?"
    assert written_out("Is HD inherited?") == "Is HD inherited?"


def test_a_question_in_short_forms_asks_what_it_asks_in_full() -> None:
    question = understand("tx of gout in pts w/ CKD?", Reader.CLINICIAN, lambda term: 1.0)
    assert question.text == "tx of gout in pts w/ CKD?"
    assert question.aspect is Aspect.TREATMENT
    assert [one.words for one in question.focus] == ["gout", "CKD"]
