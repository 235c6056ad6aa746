"""Abbreviations in a question are written out as the library's own passages define them, and not otherwise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from curbside.engine import Curbside
from curbside.index.library import Library
from curbside.index.short_forms import long_form_in, may_be_short_form, written_out

DEFINED = "Normal pressure hydrocephalus (NPH) widens the ventricles."


@pytest.mark.parametrize(
    ("word", "share", "expected"),
    [
        ("NPH", 0.5, True),
        ("NSAIDs", 0.01, True),
        ("nph", 0.0001, True),
        ("nph", 0.0, False),  # no passage has it
        ("pain", 0.2, False),
        ("Pain", 0.0001, False),
        ("THE", 0.9, False),
        ("HYPERTENSION", 0.01, False),
    ],
)
def test_only_what_looks_like_a_short_form_is_looked_up(word: str, share: float, expected: bool) -> None:
    assert may_be_short_form(word, share) is expected


@pytest.mark.parametrize("short", ["NPH", "nph"])
def test_the_long_form_is_read_where_it_is_defined(short: str) -> None:
    assert long_form_in(["NPH is rare.", DEFINED], short) == "normal pressure hydrocephalus"


def test_most_texts_decide_and_equals_go_by_the_alphabet() -> None:
    one, other = "Computed tomography (CT) helps.", "Connective tissue (CT) is strong."
    assert long_form_in([one, other, other], "CT") == "connective tissue"
    assert long_form_in([other, one], "CT") == long_form_in([one, other], "CT") == "computed tomography"


@pytest.mark.parametrize("text", ["NPH is rare.", "It hurts (pain).", "Something else (NPH)."])
def test_without_a_definition_there_is_no_long_form(text: str) -> None:
    assert long_form_in([text], "NPH") is None
    assert long_form_in([text], "pain") is None


def test_plural_short_forms_are_defined_by_the_singular_too() -> None:
    assert long_form_in(["Nonsteroidal anti-inflammatory drugs (NSAIDs) help."], "NSAIDS") is not None


def test_everything_else_in_the_question_stays() -> None:
    meaning = {"NPH": "normal pressure hydrocephalus"}
    assert written_out("What helps in NPH, if anything?", meaning.get) == (
        "What helps in normal pressure hydrocephalus, if anything?"
    )
    assert written_out("No short form.", meaning.get) == "No short form."


@pytest.fixture
def library(tmp_path: Path) -> Library:
    records = [
        {"id": "defines", "title": "Water on the brain", "text": DEFINED},
        {"id": "headed", "title": "Normal pressure hydrocephalus: support", "text": "Groups meet once a month."},
        *({"id": f"other-{n}", "title": f"Support groups {n}", "text": f"Group {n} meets monthly."} for n in range(30)),
    ]
    (tmp_path / "some.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records))
    Curbside(tmp_path / "library", empty=True).add(tmp_path / "some.jsonl")
    return Library(tmp_path / "library")


def test_a_question_in_short_form_finds_what_is_headed_in_full(library: Library) -> None:
    found = [hit.source.document_id for hit in library.search("Support groups for NPH", limit=2)]
    assert set(found) == {"headed", "defines"}


def test_the_library_writes_out_what_it_defines_and_nothing_else(library: Library) -> None:
    assert library.long_form("XYZ") is None
    assert library.long_form("NPH") == "normal pressure hydrocephalus"
