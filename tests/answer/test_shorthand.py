"""What is written short on a ward is written out before a question is read."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from curbside import Curbside, Reader
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


def every_form() -> dict[str, str]:
    """Each short form with a word beside which it means what it stands for."""
    data = tomllib.loads(files("curbside.answer").joinpath("shorthand.toml").read_text("utf-8"))
    beside = {form: entry["near"].split()[0] for form, entry in data["beside"].items()}
    return {**dict.fromkeys(data["always"], "gout"), **beside}


@pytest.mark.parametrize(("form", "word"), every_form().items())
def test_a_form_is_met_as_it_is_typed_and_with_a_capital_only_where_a_question_begins(form: str, word: str) -> None:
    for typed in {form, form.capitalize(), form.lower(), form.upper()}:
        is_form = typed in every_form()
        opens = is_form or any(one.islower() and typed == one.capitalize() for one in every_form())
        told = written_out(f"Asked: {typed} {word}?")
        assert (told != f"Asked: {typed} {word}?") is (is_form or typed.endswith(" tx"))
        assert (written_out(f"{typed} {word}?") != f"{typed} {word}?") is opens


def test_what_opens_a_question_keeps_its_capital() -> None:
    assert written_out("Mets of NETs?") == "Metastases of NETs?"
    assert written_out("NNT of statins?") == "number needed to treat of statins?"
    assert written_out("GAS in a throat swab?") == "group A strep in a throat swab?"


@pytest.mark.parametrize(
    "asked", ["Gas gangrene: how is it treated?", "Nnt of statins in gout?", "Dm and CKD: metformin?"]
)
def test_a_word_like_a_form_in_capitals_opens_a_question_that_is_read(asked: str, starter_library: Curbside) -> None:
    assert starter_library.ask(asked).interpreted == asked


def test_a_question_in_short_forms_asks_what_it_asks_in_full() -> None:
    question = understand("tx of gout in pts w/ CKD?", Reader.CLINICIAN, lambda term: 1.0)
    assert question.text == "tx of gout in pts w/ CKD?"
    assert question.aspect is Aspect.TREATMENT
    assert [one.words for one in question.focus] == ["gout", "CKD"]
