"""What a reviewer may write down as an edit, and how it is stored."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curbside.articles.edits import (
    MOST_OF_A_HEADING,
    MOST_OF_A_NOTE,
    MOST_OF_A_WORDING,
    BoardNote,
    Edit,
    Heading,
    Reorder,
    Strike,
    Wording,
    check_heading,
    check_wording,
    edit_from_dict,
)
from curbside.errors import CurbsideError, UsageError

_readers = st.sampled_from(("clinician", "trainee", "patient"))
_ids = st.text("0123456789abcdef-", min_size=1, max_size=14)
_lines = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=60)
EDITS: st.SearchStrategy[Edit] = st.one_of(
    st.builds(Strike, _readers, _ids, st.none() | _lines),
    st.builds(Reorder, _readers, _ids, st.lists(_ids, unique=True).map(tuple)),
    st.builds(Heading, _readers, _ids, _lines),
    st.builds(Wording, st.sampled_from(("trainee", "patient")), _ids, _lines),
)


@given(edit=EDITS)
def test_what_is_stored_is_read_again(edit: Edit) -> None:
    assert edit_from_dict(json.loads(json.dumps(edit.to_dict()))) == edit


@given(data=st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner)
                         | st.dictionaries(st.sampled_from(("kind", "reader", "statement", "section", "text", "order",
                                                            "reason", "x")), inner | st.sampled_from(
                             ("strike", "reorder", "heading", "wording", "patient")))))  # fmt: skip
def test_anything_else_is_refused_in_words(data: Any) -> None:
    for read in (edit_from_dict, BoardNote.from_dict):
        try:
            read(data)
        except CurbsideError as error:
            assert isinstance(error, UsageError)
            assert error.message
            assert error.hint


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"kind": "delete", "reader": "patient", "statement": "a"},
        {"kind": "strike", "reader": "patient"},
        {"kind": "strike", "reader": "patient", "statement": 5},
        {"kind": "strike", "reader": "patient", "statement": None},
        {"kind": "strike", "reader": "patient", "statement": "a", "citations": [1]},
        {"kind": "strike", "reader": "nobody", "statement": "a"},
        {"kind": "strike", "reader": "patient", "statement": "a", "reason": ""},
        {"kind": "strike", "reader": "patient", "statement": "a", "reason": "x" * 501},
        {"kind": "reorder", "reader": "patient", "section": "a", "order": "abc"},
        {"kind": "reorder", "reader": "patient", "section": "a", "order": [1]},
        {"kind": "reorder", "reader": "patient", "section": "a", "order": 5},
        {"kind": "reorder", "reader": "patient", "section": "a", "order": ["b", "b"]},
        {"kind": "heading", "reader": "patient", "section": "a", "text": " "},
        {"kind": "heading", "reader": "patient", "section": "a", "text": "x" * (MOST_OF_A_HEADING + 1)},
        {"kind": "heading", "reader": "patient", "section": "a", "text": "two\nlines"},
        {"kind": "wording", "reader": "patient", "statement": "a", "text": "x" * (MOST_OF_A_WORDING + 1)},
        {"kind": "wording", "reader": "patient", "statement": "a", "text": "one\n\ntwo"},
        {"kind": "wording", "reader": "patient", "statement": "a", "text": "turned \u202eround"},
        {"kind": "wording", "reader": "patient", "statement": "a", "text": "bell\x07"},
        {"kind": "wording", "reader": "clinician", "statement": "a", "text": "Plain."},
    ],
)
def test_an_edit_that_no_reviewer_may_make_is_refused(data: Any) -> None:
    with pytest.raises(UsageError) as error:
        edit_from_dict(data)
    assert error.value.hint


def test_wide_and_double_spaces_are_spaces() -> None:
    assert Wording("patient", "a", " In\u00a066\u2009%  of people. ").text == "In 66 % of people."


# -- headings


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Outlook", "How things go on"),
        ("Treatment in adults aged 65 or over", "How adults aged 65 or over are treated"),
        ("ENETS 2023 on spread", "The society on spread"),
        ("Metastatic disease", "When it has spread"),
    ],
)
def test_a_heading_may_be_said_otherwise(before: str, after: str) -> None:
    check_heading(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Outlook", "Outlook after 5 years"),
        ("Outlook", "Half live on"),
        ("Outlook after 5 years", "Outlook"),
        ("eGFR < 30", "eGFR > 30"),
        ("Treatment in children", "Treatment"),
        ("Treatment", "Treatment in pregnancy"),
        ("When not to treat", "When to treat"),
        ("Treatment", "Recommended treatment"),
        ("Without metastases", "With metastases"),
    ],
)
def test_a_heading_brings_in_no_figure_and_limits_what_it_limited(before: str, after: str) -> None:
    with pytest.raises(UsageError, match="heading would") as error:
        check_heading(before, after)
    assert error.value.hint


# -- wordings

STORED = "Metastases in the liver were found in 66 % of patients."
SHOWN = "Metastases (a spread that does not stay where it was) in the liver were found in 66 % of patients."


@pytest.mark.parametrize(
    "text",
    [
        "In 66 % of people it had spread to the liver.",
        "In 66 % of people it had spread (it does not stay where it was) to the liver.",
    ],
)
def test_an_explanation_may_stay_or_go(text: str) -> None:
    check_wording(STORED, SHOWN, text)


def test_a_wording_says_what_its_source_says() -> None:
    with pytest.raises(UsageError, match=r"“67” is not in the source|“66” is missing") as error:
        check_wording(STORED, SHOWN, "In 67 % of people it had spread to the liver.")
    assert error.value.hint


@pytest.mark.parametrize("text", [STORED, SHOWN])
def test_a_wording_that_changes_nothing_is_none(text: str) -> None:
    with pytest.raises(UsageError, match="what it was"):
        check_wording(STORED, SHOWN, text)


# -- board notes


@given(author=_lines, day=st.dates(), text=st.lists(_lines, min_size=1, max_size=5).map("\n".join))
def test_a_board_note_is_read_as_it_is_stored(author: str, day: Any, text: str) -> None:
    note = BoardNote(author, day.isoformat(), text)
    assert BoardNote.from_dict(json.loads(json.dumps(note.to_dict()))) == note
    assert note.text == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("author", "date", "text"),
    [
        ("", "2026-11-28", "An opinion."),
        ("Dr A\nDr B", "2026-11-28", "An opinion."),
        ("Dr A", "yesterday", "An opinion."),
        ("Dr A", "20261128", "An opinion."),
        ("Dr A", "2026-11-28", "\n \n"),
        ("Dr A", "2026-11-28", "x" * (MOST_OF_A_NOTE + 1)),
        ("Dr A", "2026-11-28", "turned \u202eround"),
        ("Dr A", "2026-11-28", None),
    ],
)
def test_a_board_note_is_signed_dated_and_short(author: str, date: str, text: Any) -> None:
    with pytest.raises(UsageError) as error:
        BoardNote(author, date, text)
    assert error.value.hint


def test_a_board_note_is_no_edit() -> None:
    note = BoardNote("Dr A", "2026-11-28", "We would scan earlier.\nSo do our neighbours.")
    with pytest.raises(UsageError):
        edit_from_dict(note.to_dict())
    with pytest.raises(UsageError):
        BoardNote.from_dict({**note.to_dict(), "citations": [1]})
