"""What differs between two renderings is told statement by statement, and nothing that differs goes untold."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given

from curbside import Answer
from curbside.answer.answer import AnswerStatement, Review
from curbside.articles.claims import Claim, claim_of
from curbside.articles.difference import Change, _about, content_digest, difference

from .made import answer, answers, reference, section, statement, table

LIVER = statement("Metastases in the liver were found in 66 % of patients.", "a")
BONE = statement("Metastases in the bone were found in 12 % of patients.", "b")
SCANS = statement("Scans may miss small deposits.", "c")


def kinds(before: Answer, after: Answer) -> list[tuple[str, str, str]]:
    return [(one.kind, one.part, one.place) for one in difference(before, after).changes]


@given(one=answers(), other=answers())
def test_nothing_differs_if_and_only_if_the_content_is_the_same(one: Answer, other: Answer) -> None:
    assert difference(one, one).is_empty
    found = difference(one, other)
    assert found.is_empty == (content_digest(one) == content_digest(other))
    assert difference(one, other) == found
    data = json.loads(json.dumps(found.to_dict()))
    assert sum(data["counts"].values()) == len(data["changes"]) == len(found.changes)
    # What came one way goes the other way.
    back = difference(other, one)
    assert len(found.of("added")) == len(back.of("dropped"))
    assert len(found.of("dropped")) == len(back.of("added"))


@given(one=answers(), other=answers())
def test_every_statement_that_came_or_went_is_told(one: Answer, other: Answer) -> None:
    changes = difference(one, other).changes
    after = {each.text for each in other.statements} - {each.text for each in one.statements}
    before = {each.text for each in one.statements} - {each.text for each in other.statements}
    assert after <= {each.after for each in changes}
    assert before <= {each.before for each in changes}


def test_what_does_not_matter_to_a_reader_is_left_out() -> None:
    one = answer([LIVER], section("Sites", BONE))
    other = replace(
        one,
        evidence_version="1" * 64,
        engine="another",
        elapsed_ms=5,
        conversation="x",
        notices=("A notice.",),
        related_questions=("Another?",),
        review=Review("approved"),
        references=tuple(replace(each, standing_checked="2026-11-28", over_years=5) for each in one.references),
    )
    assert content_digest(one) == content_digest(other)
    assert difference(one, other).is_empty


def test_real_answers_differ_from_themselves_in_nothing(real_answers: list[Answer]) -> None:
    for one in real_answers:
        again = Answer.from_dict(json.loads(json.dumps(one.to_dict())))
        assert difference(one, again).is_empty
        assert content_digest(one) == content_digest(again)


def test_added_and_dropped() -> None:
    one, other = answer([LIVER], section("Sites", BONE)), answer([LIVER], section("Sites", BONE, SCANS))
    (statement_change, source) = difference(one, other).changes
    assert statement_change == Change("added", "statement", "Sites", None, SCANS.text, (), (("c", "r1"),))
    assert (source.kind, source.part, source.after) == ("added", "reference", "The paper c")
    assert kinds(other, one) == [("dropped", "statement", "Sites"), ("dropped", "reference", "")]


def test_the_same_words_on_another_word_are_cited_anew() -> None:
    one = answer([LIVER])
    two = answer([statement(LIVER.text, "a", "b")])
    (change, _) = difference(one, two).changes
    assert (change.kind, change.before, change.after) == ("re_cited", LIVER.text, LIVER.text)
    assert (change.carried_before, change.carried_after) == ((("a", "r1"),), (("a", "r1"), ("b", "r1")))
    revised = replace(LIVER, quotes=tuple(replace(each, revision="r2") for each in LIVER.quotes))
    assert kinds(one, answer([revised])) == [("re_cited", "statement", "summary")]


def test_a_changed_figure_is_told_as_one() -> None:
    changed = statement(LIVER.text.replace("66", "71"), "a")
    (change,) = difference(answer([LIVER, BONE]), answer([changed, BONE])).changes
    assert (change.kind, change.before, change.after) == ("figure_changed", LIVER.text, changed.text)


def test_another_unit_or_sign_is_a_changed_figure() -> None:
    one = statement("Progression-free survival was over 12 months in all patients.", "a")
    for text in (one.text.replace("over", "under"), one.text.replace("months", "weeks")):
        assert kinds(answer([one]), answer([statement(text, "a")])) == [("figure_changed", "statement", "summary")]


def test_other_words_are_a_rewording() -> None:
    other = statement("Metastases in the liver were seen in 66 % of patients.", "a")
    assert kinds(answer([LIVER]), answer([other])) == [("reworded", "statement", "summary")]
    shown = replace(LIVER, text="In 66 % of people it had spread to the liver.", mode="edited")
    assert kinds(answer([LIVER]), answer([shown])) == [("reworded", "statement", "summary")]


def test_what_names_something_else_is_no_pair_however_alike() -> None:
    assert kinds(answer([LIVER]), answer([statement(BONE.text, "a")])) == [
        ("dropped", "statement", "summary"),
        ("added", "statement", "summary"),
    ]
    for text in (LIVER.text.replace("were", "were not"), LIVER.text.replace("patients", "children")):
        found = difference(answer([LIVER]), answer([statement(text, "a")]))
        assert not found.of("figure_changed")
        assert not found.of("reworded")


def test_the_nearest_are_paired_one_to_one() -> None:
    near = statement("Metastases in the liver were found in 70 % of patients.", "a")
    far = statement("Metastases in the liver were also found in 71 % of the patients.", "a")
    found = difference(answer([LIVER], section("Sites", BONE)), answer([far, near], section("Sites", BONE)))
    assert [(one.kind, one.after) for one in found.changes] == [("added", far.text), ("figure_changed", near.text)]


def test_changes_stand_in_reading_order() -> None:
    one = answer([LIVER], section("Sites", BONE, SCANS), section("Care", statement("Surgery is considered.", "d")))
    other = answer(
        [LIVER],
        section("Sites", SCANS, statement("Carcinoids are found in the lung.", "e")),
        section("Care", statement("Rest is advised.", "d")),
    )
    assert [(each.kind, each.place) for each in difference(one, other).changes if each.part == "statement"] == [
        ("dropped", "Sites"),
        ("added", "Sites"),
        ("dropped", "Care"),
        ("added", "Care"),
    ]


def test_rows_are_compared_like_statements() -> None:
    def rows(*said: tuple[str, str]) -> Answer:
        return answer([LIVER], section("Sites", table("Sites", ("site", "share"), said, "t")))

    found = difference(
        rows(("lung", "5 %"), ("skin", "2 %"), ("bone", "9 %")), rows(("lung", "6 %"), ("skin", "2 %"), ("eye", "1 %"))
    )
    assert [(one.kind, one.part, one.after) for one in found.changes] == [
        ("figure_changed", "row", "Sites: site: lung; share: 6 %"),
        ("dropped", "row", None),
        ("added", "row", "Sites: site: eye; share: 1 %"),
    ]


def test_a_row_that_is_set_apart_now_is_told() -> None:
    def rows(*notes: str) -> Answer:
        said = (("lung", "5 %"), ("skin", "2 %"))
        return answer([LIVER], section("Sites", table("Sites", ("site", "share"), said, "t", row_notes=notes)))

    found = difference(rows(), rows("", "in children, not adults"))
    assert [(one.part, one.after) for one in found.changes] == [
        ("row", "Sites: site: skin; share: 2 % [in children, not adults]")
    ]


def test_a_source_that_stands_otherwise_is_told() -> None:
    one = answer([LIVER])
    other = replace(one, references=(reference(1, "a", standing="retracted", standing_note="Data were made up."),))
    (change,) = difference(one, other).changes
    assert (change.kind, change.place) == ("standing_changed", "The paper a")
    assert (change.before, change.after) == ("current", "retracted: Data were made up.")


def test_a_source_is_the_same_by_any_of_its_identifiers() -> None:
    one = replace(answer([LIVER]), references=(reference(1, "a", doi="10.1/x"),))
    other = replace(one, references=(reference(1, "full-text", doi="10.1/x"),))
    assert kinds(one, other) == [("changed", "reference", "The paper full-text")]


def test_all_else_that_a_reader_sees_is_told() -> None:
    one = answer([LIVER], section("Sites", BONE, SCANS), not_covered=("Children.",))
    assert kinds(one, replace(one, title="Another")) == [("changed", "title", "")]
    assert kinds(one, replace(one, status="insufficient_evidence")) == [("changed", "status", "")]
    assert kinds(one, replace(one, not_covered=("Adults.",))) == [
        ("added", "not_covered", ""),
        ("dropped", "not_covered", ""),
    ]
    assert kinds(one, replace(one, figures=one.figures[:1])) == [("dropped", "figure", "")]
    renamed = replace(one, sections=(replace(one.sections[0], heading="Where"),))
    assert kinds(one, renamed) == [("added", "heading", ""), ("dropped", "heading", "")]
    noted = replace(one, summary=(replace(one.summary[0], note="in animals"),))
    (change,) = difference(one, noted).changes
    assert (change.kind, change.after) == ("changed", f"{LIVER.text} [in animals]")
    moved = replace(one, sections=(replace(one.sections[0], statements=one.sections[0].statements[::-1]),))
    assert kinds(one, moved) == [("rearranged", "answer", "")]


def test_no_text_is_read_over_and_over(real_answers: list[Answer], monkeypatch: pytest.MonkeyPatch) -> None:
    """A long answer is compared at once: what is costly is done for each text, not for each pair of texts."""
    before = max(real_answers, key=lambda one: len(list(one.statements)))
    assert len(list(before.statements)) > 55
    sections = tuple(
        replace(each, statements=tuple(map(_with_other_figures, each.statements))) for each in before.sections
    )
    after = replace(before, sections=sections)
    read: Counter[str] = Counter()

    def counted(text: str) -> Claim:
        read[text] += 1
        return claim_of(text)

    monkeypatch.setattr("curbside.articles.difference.claim_of", counted)
    _about.cache_clear()
    found = difference(before, after)
    assert len(found.of("figure_changed")) > 10
    # Once for what it is about, once for its figures.
    assert read and max(read.values()) <= 2


def _with_other_figures(one: AnswerStatement) -> AnswerStatement:
    quotes = (replace(each, text=each.text.replace("5", "6").replace("2", "3")) for each in one.quotes)
    return replace(one, quotes=tuple(quotes))
