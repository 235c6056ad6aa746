"""An id names a statement as long as it says the same on the same word, wherever it stands and however it is shown."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given

from curbside import Answer
from curbside.articles.editing import apply_edits
from curbside.articles.edits import Heading, Reorder, Strike
from curbside.articles.statements import (
    base_of,
    section_named,
    sections_by_id,
    statement_ids,
    statement_named,
    statements_by_id,
)
from curbside.errors import UsageError

from .made import answer, answers, section, statement, table

LIVER = statement("Metastases in the liver were found in 66 % of patients.", "a", "b")
BONE = statement("Metastases in the bone were found in 12 % of patients.", "b")


def test_ids_are_short_and_told_apart(real_answers: list[Answer]) -> None:
    for one in real_answers:
        ids = statement_ids(one)
        named = [*ids, *(each.section for each in ids.sections)]
        assert len(set(named)) == len(named)
        assert all(re.fullmatch(r"[0-9a-f]{10}(-[2-9][0-9]*)?", each) for each in named)


@given(one=answers())
def test_every_id_names_what_it_was_given_to(one: Answer) -> None:
    shown = [*one.summary]
    for each in one.sections:
        shown += [*each.statements, *each.tables]  # type: ignore[arg-type]
    ids = list(statement_ids(one))
    assert len(set(ids)) == len(ids) == len(shown)
    assert [statement_named(one, each) for each in ids] == shown
    assert list(statements_by_id(one).values()) == shown
    assert list(sections_by_id(one).values()) == list(one.sections)


def test_what_stands_twice_has_a_number_behind_its_id() -> None:
    first, *_, last = statement_ids(answer([LIVER], section("Sites", BONE, LIVER)))
    assert last == f"{first}-2"
    assert base_of(last) == first == base_of(first)


def test_numbers_places_and_new_neighbours_change_no_id() -> None:
    before = statement_ids(answer([LIVER], section("Sites", BONE)))
    new = statement("Scans may miss small deposits.", "z")
    after = statement_ids(answer([new], section("Elsewhere", new), section("Sites", BONE, LIVER)))
    assert set(before) <= set(after)


def test_a_revision_that_moves_the_words_changes_no_id() -> None:
    moved = replace(BONE, quotes=tuple(replace(one, revision="r2", start=99, end=99 + 5) for one in BONE.quotes))
    assert set(statement_ids(answer([BONE]))) == set(statement_ids(answer([moved])))


def test_other_words_or_other_sources_are_another_statement() -> None:
    (own,) = statement_ids(answer([BONE]))
    assert own not in statement_ids(answer([statement(BONE.text, "c")]))
    assert own not in statement_ids(answer([statement(BONE.text, "b", "c")]))
    assert own not in statement_ids(answer([statement(BONE.text.replace("12", "13"), "b")]))


def test_an_explained_or_edited_statement_keeps_its_id() -> None:
    glossed = replace(BONE, text=BONE.text.replace("Metastases", "Metastases (spread)"), mode="glossed")
    assert set(statement_ids(answer([BONE]))) == set(statement_ids(answer([glossed])))
    assert glossed.stored_words == BONE.text


def test_one_statement_has_one_id_for_every_reader(real_answers: list[Answer]) -> None:
    clinician, trainee = real_answers[0], real_answers[1]
    assert any(one.mode == "glossed" for one in trainee.statements)
    assert set(statement_ids(clinician)) == set(statement_ids(trainee))


def test_stored_words_are_the_statement_as_its_source_has_it(real_answers: list[Answer]) -> None:
    for one in real_answers:
        for each in one.statements:
            if each.mode in ("verbatim", "stem_added"):
                assert each.stored_words == " ".join(each.text.split())


def test_a_section_keeps_its_id_whatever_is_edited_in_it(real_answers: list[Answer]) -> None:
    one = real_answers[0]
    ids = statement_ids(one)
    longest = max(ids.sections, key=lambda each: len(each.statements))
    first, *others = longest.statements
    anew = f"{section_named(one, longest.section).heading}, named anew"
    edited = apply_edits(
        one,
        [
            Heading(one.reader, longest.section, anew),
            Reorder(one.reader, longest.section, (*reversed(others), first)),
            Strike(one.reader, first, reason="It is told elsewhere."),
        ],
    )
    assert section_named(edited, longest.section).heading == anew
    assert statement_ids(edited).of_section(longest.section) == tuple(reversed(others))


def test_a_table_has_an_id_as_a_whole() -> None:
    sites = table("Sites", ("site", "share"), (("liver", "66 %"), ("bone", "12 %")))
    other = table("Sites", ("site", "share"), (("liver", "66 %"), ("bone", "13 %")))
    one, two = (statement_ids(answer([LIVER], section("Sites", each))) for each in (sites, other))
    assert one.sections[0].tables != two.sections[0].tables
    assert statement_named(answer([LIVER], section("Sites", sites)), one.sections[0].tables[0])


@pytest.mark.parametrize("wanted", ["", "0000000000", "summary", "x" * 500])
def test_an_unknown_id_is_said_to_be_unknown(wanted: str) -> None:
    one = answer([LIVER], section("Sites", BONE))
    with pytest.raises(UsageError, match="has no statement") as statement_error:
        statement_named(one, wanted)
    assert statement_error.value.hint
    assert len(str(statement_error.value)) < 250
    with pytest.raises(UsageError, match="has no section"):
        section_named(one, wanted)


def test_the_direct_answer_is_a_section_of_its_own() -> None:
    ids = statement_ids(answer([LIVER, BONE], section("Sites", BONE)))
    assert ids.of_section("summary") == ids.summary
    with pytest.raises(UsageError, match="no section"):
        ids.of_section("nowhere")
