"""The lexicon is a file that people edit: what it must hold to, and what it is read to."""

from __future__ import annotations

import tomllib
from collections import Counter
from importlib.resources import files
from typing import Any

import pytest

from curbside.answer.lexicon import find_mentions, is_part_of


@pytest.fixture(scope="module")
def entries() -> list[tuple[str, dict[str, Any]]]:
    data = tomllib.loads(files("curbside.answer").joinpath("lexicon.toml").read_text("utf-8"))
    return [entry for kind in data.values() for entry in kind.items()]


def test_a_form_stands_once_in_the_whole_file(entries: list[tuple[str, dict[str, Any]]]) -> None:
    forms = Counter(
        form
        for name, entry in entries
        for form in {name, *(f for key in ("also", "lay", "brand") for f in entry.get(key, ()))}
    )
    assert len(entries) > 500
    assert not [form for form, times in forms.items() if times > 1]


def test_what_is_broader_is_an_entry_too(entries: list[tuple[str, dict[str, Any]]]) -> None:
    names = {name for name, _ in entries}
    assert not [(name, one) for name, entry in entries for one in entry.get("is", ()) if one not in names]


def test_an_explanation_is_short_and_has_no_figures(entries: list[tuple[str, dict[str, Any]]]) -> None:
    glosses = [entry["gloss"] for _, entry in entries if "gloss" in entry]
    assert glosses
    assert not [gloss for gloss in glosses if len(gloss.split()) > 12 or any(c.isdigit() for c in gloss)]


def test_a_word_in_plain_english_is_read_as_the_concept() -> None:
    assert find_mentions("pink eye")[0].entry is find_mentions("conjunctivitis")[0].entry
    assert find_mentions("water pill")[0].entry is find_mentions("diuretics")[0].entry


def test_parts_of_the_body_lie_within_each_other() -> None:
    assert is_part_of("liver", "liver")
    assert not is_part_of("liver", "bone")
