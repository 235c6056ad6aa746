"""An edited answer is the answer with what its reviewers changed, and nothing else changed with it."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from curbside import Answer
from curbside.answer.answer import AnswerDisagreement, AnswerStatement
from curbside.articles.editing import apply_edits, ids_left, reapply, told
from curbside.articles.edits import Edit, Heading, Reorder, Strike, Wording
from curbside.articles.statements import base_of, statement_ids, statements_by_id
from curbside.errors import UsageError

from .made import answer, answers, reference, section, statement, table

LIVER = statement("Metastases in the liver were found in 66 % of patients.", "a")
LIVER_TOO = statement("Metastases in the liver were found in 82 % of patients.", "b")
BONE = statement("Metastases in the bone were found in 12 % of patients.", "c", "a")
GRAVE = statement("It should not be given in pregnancy.", "d", must_not_miss=True)
SITES = table("Sites", ("site", "share"), (("lung", "5 %"), ("skin", "2 %")), "e")


def made(reader: str = "clinician") -> Answer:
    return answer([LIVER], section("Sites", LIVER_TOO, BONE, SITES), section("Safety", GRAVE), reader=reader)


def id_of(one: Answer, text: str) -> str:
    return next(key for key, each in statements_by_id(one).items() if text in getattr(each, "text", "Sites"))


def strike(one: Answer, *texts: str, reason: str | None = None) -> Answer:
    return apply_edits(one, [Strike(one.reader, id_of(one, text), reason) for text in texts])


# -- numbers


def is_numbered_in_order(one: Answer) -> bool:
    """Whether references are numbered 1, 2, 3 as they are met, everywhere, and every number leads to its source."""
    by_number = {each.number: each for each in one.references}
    met = list(dict.fromkeys(each.reference for each in one.quotes))
    everything = [*one.statements, *(each for block in one.disagreements for each in block.statements)]
    return (
        [each.number for each in one.references] == list(range(1, len(one.references) + 1)) == met
        and all(each.document in by_number[each.reference].documents for each in one.quotes)
        and all(each.citations == tuple(dict.fromkeys(quote.reference for quote in each.quotes)) for each in everything)
        and all(quote.document in by_number[quote.reference].documents for each in everything for quote in each.quotes)
        and all(set(each.citations) <= set(by_number) for each in one.figures)
        and all(set(each.same_trial) <= set(by_number) for each in one.references)
    )


@given(one=answers(), data=st.data())
def test_whatever_is_struck_and_moved_numbers_stay_true(one: Answer, data: st.DataObject) -> None:
    ids = statement_ids(one)
    bases = sorted({base_of(each) for each in ids})
    assume(len(bases) > 1)
    struck = data.draw(st.lists(st.sampled_from(bases), unique=True, max_size=len(bases) - 1))
    edits: list[Edit] = [
        Reorder(one.reader, each.section, tuple(data.draw(st.permutations(each.statements)))) for each in ids.sections
    ]
    edited = apply_edits(one, [*edits, *(Strike(one.reader, each) for each in struck)])
    assert is_numbered_in_order(edited)
    left = [each for each in ids if base_of(each) not in struck]
    assert sorted(map(base_of, statement_ids(edited))) == sorted(map(base_of, left))
    # What is left says what it said, on the word of the sources it had.
    titles = [{each.number: each.title for each in some.references} for some in (one, edited)]
    said = [
        {(each.text, tuple(names[n] for n in each.citations)) for each in some.statements}
        for some, names in zip((one, edited), titles, strict=True)
    ]
    assert said[1] <= said[0]
    figures = [
        {(each.text, each.measure, frozenset(names[n] for n in each.citations)) for each in some.figures}
        for some, names in zip((one, edited), titles, strict=True)
    ]
    assert all(
        any(text == t and measure == m and sources <= s for t, m, s in figures[0])
        for text, measure, sources in figures[1]
    )


def test_real_answers_stay_true_whatever_is_struck(real_answers: list[Answer]) -> None:
    chance = random.Random(7)
    for one in real_answers:
        ids = list(statement_ids(one))
        assert apply_edits(one, []) == one
        assert is_numbered_in_order(one)
        if len(ids) < 2:
            continue
        struck = chance.sample(ids, len(ids) // 2)
        edited = apply_edits(one, [Strike(one.reader, each, "It is told elsewhere.") for each in struck])
        assert is_numbered_in_order(edited)
        assert set(statement_ids(edited)) == set(ids) - set(struck)
        shown = " ".join([*(each.text for each in edited.statements), str([s.tables for s in edited.sections])])
        assert all(each.text in shown for each in edited.figures)


def test_a_source_that_nothing_cites_leaves_the_list() -> None:
    edited = strike(made(), LIVER_TOO.text)
    assert [each.title for each in edited.references] == [f"The paper {name}" for name in "aced"]
    bone = edited.sections[0].statements[0]
    assert bone.citations == (2, 1)
    assert [quote.reference for quote in bone.quotes] == [2, 1]
    assert edited.sections[0].tables[0].citations == (3,)


def test_numbers_follow_a_new_order() -> None:
    one = made()
    first, second = statement_ids(one).sections[0].statements
    edited = apply_edits(one, [Reorder("clinician", statement_ids(one).sections[0].section, (second, first))])
    assert [each.text for each in edited.sections[0].statements] == [BONE.text, LIVER_TOO.text]
    assert [each.title[-1] for each in edited.references] == ["a", "c", "b", "e", "d"]
    assert is_numbered_in_order(edited)


def test_of_reports_of_one_trial_the_one_left_reports_it_alone() -> None:
    one = answer([LIVER, LIVER_TOO, statement("Scans may miss it.", "c")])
    trial = {"trial": "NCT1"}
    together = "References 1, 2 and 3 report one trial (NCT1) and count once."
    one = replace(
        one,
        references=tuple(
            reference(n, name, same_trial=tuple({1, 2, 3} - {n}), **trial) for n, name in enumerate("abc", start=1)
        ),
        notices=("Something else.", together),
    )
    edited = strike(one, LIVER.text)
    assert [each.same_trial for each in edited.references] == [(2,), (1,)]
    assert edited.notices == ("Something else.", "References 1 and 2 report one trial (NCT1) and count once.")
    alone = strike(one, LIVER.text, LIVER_TOO.text)
    assert [(each.same_trial, each.trial) for each in alone.references] == [((), None)]
    assert alone.notices == ("Something else.",)


def test_notices_that_count_sources_count_those_left() -> None:
    one = answer([LIVER, LIVER_TOO, BONE])
    checked = {1: "2020-01-01", 2: "2026-11-01", 3: None}
    one = replace(
        one,
        references=tuple(replace(each, standing_checked=checked[each.number]) for each in one.references),
        notices=("Cited and not checked for retractions and corrections: 1 of 3 never, 1 not since 2020-01-01.",),
    )
    assert strike(one, LIVER_TOO.text).notices == (
        "Cited and not checked for retractions and corrections: 1 of 2 never, 1 not since 2020-01-01.",
    )
    assert strike(one, BONE.text).notices == (
        "Cited and not checked for retractions and corrections: 1 of 2 not since 2020-01-01.",
    )


def test_the_date_of_the_evidence_is_that_of_what_is_left() -> None:
    years = {"a": 2020, "b": 2024, "c": 2019, "d": 2018, "e": 2017}
    one = answer([LIVER], section("Sites", LIVER_TOO, BONE), years=years, last_updated="2024-05")
    assert strike(one, BONE.text).last_updated == "2024-05"
    assert strike(one, LIVER_TOO.text).last_updated == "2020"


# -- what rests on what


def test_figures_and_disagreements_go_with_what_they_rested_on() -> None:
    one = made()
    assert {each.text for each in one.figures} == {"66 %", "82 %", "12 %", "5 %", "2 %"}
    assert len(one.disagreements) == 1
    edited = strike(one, LIVER_TOO.text, "Sites")
    assert {each.text for each in edited.figures} == {"66 %", "12 %"}
    assert edited.disagreements == ()


def test_a_figure_that_another_statement_states_stays_on_its_word_alone() -> None:
    one = answer([LIVER, statement(LIVER.text.replace("were found", "were found"), "b")], section("Sites", BONE))
    (joint,) = [each for each in one.figures if each.text == "66 %"]
    assert joint.citations == (1, 2)
    edited = apply_edits(one, [Strike("clinician", statement_ids(one).summary[0])])
    (left,) = [each for each in edited.figures if each.text == "66 %"]
    assert [edited.references[number - 1].title for number in left.citations] == ["The paper b"]


def test_the_same_number_of_something_else_does_not_keep_a_figure() -> None:
    other = statement("Metastases in the lung were found in 66 % of patients.", "a")
    edited = strike(answer([LIVER], section("Sites", other)), LIVER.text)
    assert len(edited.figures) == 1
    assert "lung" in edited.figures[0].measure


def apart() -> Answer:
    """Of one source a statement, and one that is set apart, which give the same figure of the same thing."""
    noted = statement(f"{LIVER.text[:-1]}; they are large.", "a", note="in children, not adults")
    return answer([LIVER], section("Sites", noted, BONE))


def test_a_figure_of_what_is_set_apart_does_not_stay_on_the_word_of_what_is_not() -> None:
    one = apart()
    assert [each.note for each in one.figures if each.text == "66 %"] == [None, "in children, not adults"]
    first, second, _ = statement_ids(one)
    for struck, left in ((first, "in children, not adults"), (second, None)):
        edited = apply_edits(one, [Strike("clinician", struck)])
        assert [each.note for each in edited.figures if each.text == "66 %"] == [left]


def test_a_figure_that_an_older_version_joined_stays_while_either_statement_does() -> None:
    one = apart()
    one = replace(one, figures=tuple(each for each in one.figures if each.note is None))
    for struck in tuple(statement_ids(one))[:2]:
        edited = apply_edits(one, [Strike("clinician", struck)])
        assert "66 %" in {each.text for each in edited.figures}


def test_a_disagreement_of_three_loses_the_one_that_was_struck() -> None:
    third = statement("Metastases in the liver were found in 40 % of patients.", "c")
    one = answer([LIVER], section("Sites", LIVER_TOO, third))
    assert [len(each.statements) for each in one.disagreements] == [3]
    edited = strike(one, LIVER_TOO.text)
    assert [[each.text for each in block.statements] for block in edited.disagreements] == [[LIVER.text, third.text]]


def test_a_figure_read_by_an_older_version_stays_while_something_prints_it() -> None:
    one = made()
    one = replace(one, figures=tuple(replace(each, measure="read otherwise") for each in one.figures))
    assert {each.text for each in strike(one, LIVER.text).figures} == {"82 %", "12 %", "5 %", "2 %"}


def test_a_section_left_empty_goes() -> None:
    assert [each.heading for each in strike(made(), GRAVE.text, reason="Told above.").sections] == ["Sites"]


def test_a_statement_shown_twice_is_struck_and_worded_in_both_places() -> None:
    one = answer([LIVER], section("Sites", BONE, LIVER), reader="patient")
    first, _, last = statement_ids(one)
    assert [each.text for each in apply_edits(one, [Strike("patient", last)]).statements] == [BONE.text]
    worded = apply_edits(one, [Wording("patient", first, "In 66 % of people it had spread to the liver.")])
    assert [each.mode for each in worded.statements] == ["edited", "verbatim", "edited"]


# -- what is refused


def refused(one: Answer, *edits: Edit) -> str:
    with pytest.raises(UsageError) as error:
        apply_edits(one, edits)
    assert error.value.hint
    return error.value.message


def test_what_must_not_be_missed_is_struck_for_a_reason_only() -> None:
    one = made()
    grave = id_of(one, GRAVE.text)
    assert "needs a reason" in refused(one, Strike("clinician", grave))
    assert GRAVE.text not in [each.text for each in strike(one, GRAVE.text, reason="Told above.").statements]


def test_not_everything_is_struck() -> None:
    one = answer([LIVER, BONE])
    first, second = statement_ids(one)
    assert "Nothing would be left" in refused(one, Strike("clinician", first), Strike("clinician", second))
    assert "Nothing would be left" in refused(answer([LIVER], section("S", LIVER)), Strike("clinician", first))


def test_what_is_not_there_or_struck_already_is_not_edited() -> None:
    one = made("patient")
    liver = id_of(one, LIVER.text)
    assert "no statement" in refused(one, Strike("patient", "0000000000"))
    assert "no section" in refused(one, Heading("patient", "0000000000", "Sites"))
    assert "no section" in refused(one, Reorder("patient", liver, (liver,)))
    assert "struck already" in refused(one, Strike("patient", liver), Strike("patient", liver))
    worded = Wording("patient", liver, "In 66 % of people it had spread to the liver.")
    assert "struck already" in refused(one, Strike("patient", liver), worded)


def test_an_order_names_every_statement_of_the_section_once() -> None:
    one = made()
    sites = statement_ids(one).sections[0]
    first, second = sites.statements
    for order in ((), (first,), (first, second, statement_ids(one).summary[0]), (first, "0000000000")):
        assert "does not name the statements" in refused(one, Reorder("clinician", sites.section, order))
    for order in ((second,), (second, first)):
        edited = apply_edits(one, [Strike("clinician", first), Reorder("clinician", sites.section, order)])
        assert [each.text for each in edited.sections[0].statements] == [BONE.text]


def test_the_direct_answer_has_an_order_too() -> None:
    one = answer([LIVER, BONE])
    edited = apply_edits(one, [Reorder("clinician", "summary", tuple(reversed(statement_ids(one).summary)))])
    assert [each.text for each in edited.summary] == [BONE.text, LIVER.text]
    assert is_numbered_in_order(edited)


def test_a_wording_never_changes_a_fact_and_a_table_keeps_its_words() -> None:
    one = made("patient")
    bone = id_of(one, BONE.text)
    assert "does not say" in refused(one, Wording("patient", bone, "In 13 % of people it had spread to bone."))
    assert "does not say" in refused(one, Wording("patient", bone, "It had not spread to bone in 12 % of people."))
    assert "table" in refused(one, Wording("patient", id_of(one, "Sites"), "Plain."))


def test_a_worded_statement_is_marked_and_keeps_its_sources() -> None:
    one = made("patient")
    text = "In 12 % of people it had spread to bone."
    edited = apply_edits(one, [Wording("patient", id_of(one, BONE.text), text)])
    before, after = one.sections[0].statements[1], edited.sections[0].statements[1]
    assert after == replace(before, text=text, mode="edited")
    assert replace(edited, sections=one.sections) == one


def test_a_wording_is_taken_back_by_the_words_before_it() -> None:
    one = made("patient")
    bone = id_of(one, BONE.text)
    back = Wording("patient", bone, BONE.text)
    assert apply_edits(one, [Wording("patient", bone, "In 12 % of people it had spread to bone."), back]) == one
    assert "what it was" in refused(one, back)


def test_a_heading_is_all_that_a_heading_changes() -> None:
    one = made()
    edited = apply_edits(one, [Heading("clinician", statement_ids(one).sections[0].section, "Where it goes")])
    assert edited.sections[0] == replace(one.sections[0], heading="Where it goes")
    assert replace(edited, sections=one.sections) == one
    brings = Heading("clinician", statement_ids(one).sections[0].section, "5 sites")
    assert "bring in" in refused(one, brings)


def test_the_last_of_several_counts_and_others_readers_edits_are_theirs() -> None:
    one = made("patient")
    sites = statement_ids(one).sections[0].section
    edited = apply_edits(
        one,
        [
            Heading("patient", sites, "First"),
            Heading("patient", sites, "Last"),
            Heading("trainee", "0000000000", "Theirs"),
            Strike("clinician", "0000000000"),
        ],
    )
    assert edited.sections[0].heading == "Last"


def test_an_unanswered_question_has_nothing_to_edit(real_answers: list[Answer]) -> None:
    (silent, *_) = [one for one in real_answers if not one.is_answered]
    assert "no statement" in refused(silent, Strike(silent.reader, "0000000000"))


# -- a refreshed answer


def test_edits_of_what_stands_word_for_word_are_made_again() -> None:
    one = made("patient")
    sites = statement_ids(one).sections[0]
    edits: list[Edit] = [
        Strike("patient", id_of(one, LIVER.text), "Another figure is newer."),
        Wording("patient", id_of(one, BONE.text), "In 12 % of people it had spread to bone."),
        Heading("patient", sites.section, "Where it goes"),
        Reorder("patient", sites.section, tuple(reversed(sites.statements))),
        Strike("clinician", "0000000000"),
    ]
    new = statement("Scans may miss small deposits.", "z")
    changed = answer([LIVER, new], section("Sites", BONE, new), reader="patient")
    result = reapply(changed, edits)
    assert result.kept == (edits[0], edits[1], edits[2])
    assert [(each.edit, bool(each.reason)) for each in result.dropped] == [(edits[3], True)]
    assert result.answer == apply_edits(changed, result.kept)
    assert [each.text for each in result.answer.statements] == [
        new.text,
        "In 12 % of people it had spread to bone.",
        new.text,
    ]
    assert result.answer.sections[0].heading == "Where it goes"


def test_an_edit_of_changed_words_is_dropped_with_the_reason() -> None:
    one = made("patient")
    changed = answer([statement(LIVER.text.replace("66", "67"), "a"), BONE], reader="patient")
    answer_after, kept, dropped = reapply(changed, [Strike("patient", id_of(one, LIVER.text))])
    assert (answer_after, kept) == (changed, ())
    assert "has no statement" in dropped[0].reason


def test_a_refreshed_answer_is_not_struck_empty() -> None:
    one = answer([LIVER, BONE])
    result = reapply(answer([LIVER]), [Strike("clinician", id_of(one, LIVER.text))])
    assert result.kept == ()
    assert "Nothing would be left" in result.dropped[0].reason


def test_a_strike_of_a_repeat_holds_when_it_stands_once() -> None:
    one = answer([LIVER], section("Sites", BONE, LIVER))
    *_, last = statement_ids(one)
    result = reapply(answer([LIVER, BONE]), [Strike("clinician", last)])
    assert result.kept == (Strike("clinician", base_of(last)),)
    assert [each.text for each in result.answer.statements] == [BONE.text]


@given(one=answers(reader="patient"), data=st.data())
def test_what_was_applied_is_applied_again_to_the_same_answer(one: Answer, data: st.DataObject) -> None:
    ids = list(statement_ids(one))
    edits: list[Edit] = [Strike("patient", each) for each in data.draw(st.lists(st.sampled_from(ids), max_size=6))]
    edits += [Heading("patient", each.section, "Where it goes") for each in statement_ids(one).sections]
    result = reapply(one, edits)
    assert len(result.kept) + len(result.dropped) == len(edits)
    assert apply_edits(one, result.kept) == result.answer
    assert reapply(one, result.kept) == (result.answer, result.kept, ())
    left, stands = ids_left(one, result.kept), statement_ids(result.answer)
    assert list(map(base_of, left)) == list(map(base_of, stands))
    assert len(left.sections) == len(stands.sections)


def test_a_page_can_say_what_was_done() -> None:
    one = made("patient")
    sites = statement_ids(one).sections[0]
    text = "In 12 % of people it had spread to bone."
    edits: list[Edit] = [
        Strike("patient", id_of(one, LIVER.text), "Another figure is newer."),
        Strike("patient", id_of(one, "Sites")),
        Wording("patient", id_of(one, BONE.text), text),
        Heading("patient", sites.section, "Where it goes"),
        Reorder("patient", sites.section, tuple(reversed(sites.statements))),
        Reorder("patient", "summary", statement_ids(one).summary),
        Heading("trainee", "0000000000", "Theirs"),
    ]
    assert [(each.kind, each.was, each.now, each.reason) for each in told(one, edits)] == [
        ("strike", LIVER.text, None, "Another figure is newer."),
        ("strike", "Sites", None, None),
        ("wording", BONE.text, text, None),
        ("heading", "Sites", "Where it goes", None),
        ("reorder", "Sites", None, None),
        ("reorder", "summary", None, None),
    ]


def test_disagreements_keep_the_words_of_the_sources() -> None:
    one = made("patient")
    edited = apply_edits(
        one, [Wording("patient", id_of(one, LIVER.text), "In 66 % of people it had spread to the liver.")]
    )
    assert edited.disagreements == one.disagreements
    assert all(isinstance(each, AnswerDisagreement) for each in edited.disagreements)
    assert all(isinstance(each, AnswerStatement) for each in edited.statements)


def test_how_the_direct_answer_reads_is_told_anew(real_answers: list[Answer]) -> None:
    one = next(each for each in real_answers if each.reader == "patient" and len(each.summary) > 0)
    notice = [each for each in one.notices if "reads at about grade" in each]
    assert len(notice) == 1
    bare = apply_edits(one, [Strike("patient", each, "Told below.") for each in statement_ids(one).summary])
    assert not [each for each in bare.notices if "reads at about grade" in each]


def test_what_is_left_is_named_by_the_ids_of_what_was_asked() -> None:
    asked = answer(
        [statement("A is 1.")], section("Spread", statement("B is 2."), statement("C is 3."), statement("D is 4."))
    )
    ids = statement_ids(asked)
    b, c, d = ids.sections[0].statements
    edits = [Reorder("clinician", ids.sections[0].section, (d, b, c)), Strike("clinician", b)]
    left = ids_left(asked, edits)
    assert left.summary == ids.summary
    assert left.sections[0].statements == (d, c)
    shown = apply_edits(asked, edits)
    assert [one.text for one in shown.sections[0].statements] == ["D is 4.", "C is 3."]
