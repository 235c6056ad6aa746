"""Stored text: what is normalised, what is dropped, and what is never touched."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curbside.evidence.text import clean, clean_line

ANY_TEXT = st.text() | st.text("aé\u0301 \t\r\n\x0b\x0c\x85\u00a0\u1680\u200b\u202e\u061c\u2028😀𝛽\ufeff\ud800")


def test_text_is_stored_in_nfc():
    assert clean("e\u0301") == "é"
    assert clean("Angstro\u0308m, 5 \u212b") == "Angström, 5 Å"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_way_of_ending_a_line_becomes_one_line_feed(end):
    assert clean(f"page one{end}page two") == "page one\npage two"
    assert clean_line(f"page one{end}page two") == "page one page two"


@pytest.mark.parametrize(
    "unseen",
    [*"\x00\x08\x1b\x7f\x9f", *"\u061c\u200e\u200f", *"\u202a\u202b\u202c\u202d\u202e", *"\u2066\u2067\u2068\u2069"],
)
def test_controls_and_direction_marks_are_dropped(unseen):
    assert clean(f"5{unseen}0 mg") == "50 mg"


@pytest.mark.parametrize("unseen", [*"\u200b\u2060\ufeff\ud800\udfff"])
def test_what_has_no_width_or_is_no_character_is_dropped(unseen):
    assert clean(f"lutetium{unseen}") == "lutetium"


@pytest.mark.parametrize("kept", ["≥ 5 %", "𝛽-blocker 😀", "שלום", "می‌خواهم", "10\u20111", "²⁰"])
def test_characters_with_a_meaning_are_kept(kept):
    assert clean(kept) == kept


@pytest.mark.parametrize("space", [*" \t\u00a0\u1680\u2009\u202f\u205f\u3000", "\n", " \t\r\n "])
def test_a_line_has_single_plain_spaces_and_none_outside(space):
    assert clean_line(f"{space}82{space}{space}%{space}") == "82 %"


@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing(text):
    assert clean(clean(text)) == clean(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@given(ANY_TEXT)
def test_cleaned_text_is_nfc_and_can_be_encoded(text):
    for cleaned in (clean(text), clean_line(text)):
        assert unicodedata.is_normalized("NFC", cleaned)
        cleaned.encode("utf-8")


@given(ANY_TEXT)
def test_a_cleaned_line_holds_no_line_end_and_no_double_space(text):
    line = clean_line(text)
    assert line == line.strip()
    assert len(line.splitlines()) <= 1
    assert not re.search(r"\s\s", line)
