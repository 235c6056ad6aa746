"""From what a record says of a source to what an answer does with it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from curbside import Answer, Curbside
from curbside.answer.markdown import answer_markdown
from curbside.web.html import answer_html

from .reading import pieces, statements

TODAY = date(2026, 11, 28)
QUESTION = "How is zorvalitis treated?"
HEALED = "Zorvalitis is treated with brentamab, which healed 40 % of 90 patients."
OTHER = "Zorvalitis is treated with colvarine, which healed 55 % of 200 patients."

MakeLibrary = Callable[..., Curbside]
SourceText = Callable[..., str]
Ask = Callable[..., Answer]


@pytest.fixture
def ask(make_library: MakeLibrary, source_text: SourceText) -> Iterator[Ask]:
    """Ask a library of sources, each a sentence on treatment and its record, on a set day."""
    opened: list[Curbside] = []

    def asked(*sources: tuple[str, dict[str, Any]], question: str = QUESTION, **engine: Any) -> Answer:
        texts = [
            source_text(f"## Treatment\n\n{words}", **{"title": "Zorvalitis", "year": 2020 - n, **facts})
            for n, (words, facts) in enumerate(sources)
        ]
        made = Curbside(make_library(*texts).folder, **{"today": TODAY, **engine})
        opened.append(made)
        return made.ask(question)

    yield asked
    for one in opened:
        one.close()


def text_of(answer: Answer) -> str:
    return "\n".join(pieces(answer))


# -- retracted


def test_a_retracted_source_carries_nothing(ask: Ask) -> None:
    answer = ask((HEALED, {"standing": "retracted"}), (OTHER, {}))
    assert "brentamab" not in text_of(answer)
    assert "colvarine" in text_of(answer)
    assert [one.standing for one in answer.references] == ["current"]


def test_a_retracted_source_asked_for_by_name_is_not_cited_and_says_why(ask: Ask) -> None:
    facts = {"standing": "retracted", "standing_note": "Retracted: made-up data", "pmid": "99999991"}
    answer = ask((HEALED, facts), question="What did PMID 99999991 find on zorvalitis treatment?")
    assert not answer.is_answered
    assert any("is retracted (Retracted: made-up data); it is not cited" in notice for notice in answer.notices)


# -- an expression of concern


def test_a_concern_stands_beside_every_statement_and_never_in_the_direct_answer(ask: Ask) -> None:
    answer = ask((HEALED, {"standing": "concern"}), (OTHER, {"title": "Other zorvalitis"}))
    assert [one.text for one in answer.summary] == [OTHER]
    (warned,) = [one for one in statements(answer) if one.text == HEALED]
    assert warned.note == "its source carries an expression of concern or is retracted in part"
    assert {one.text: one.note for one in answer.figures if one.note} == {
        "40 %": "its source carries an expression of concern or is retracted in part"
    }


def test_where_only_a_questioned_source_answers_there_is_no_direct_answer(ask: Ask) -> None:
    answer = ask((HEALED, {"standing": "concern"}))
    assert answer.is_answered
    assert answer.summary == ()
    assert any("expression of concern" in notice for notice in answer.notices)


def test_the_rows_of_a_questioned_source_s_table_carry_the_warning(
    make_library: MakeLibrary, source_text: SourceText
) -> None:
    rows = "| brentamab | 40 |\n| colvarine | 55 |"
    table = f"## Treatment of zorvalitis\n\n| Drug | Healed, % of 90 patients |\n|---|---|\n{rows}"
    curbside = make_library(source_text(table, title="Zorvalitis treatment", standing="concern"))
    answer = curbside.ask("Which drug heals zorvalitis?")
    (shown,) = [table for section in answer.sections for table in section.tables]
    assert shown.note == "its source carries an expression of concern or is retracted in part"
    assert (
        "its source carries an expression of concern or is retracted in part"
        in answer_markdown(answer).split("| Drug")[0].split("Table:")[1]
    )


def test_what_a_sound_source_says_too_is_not_cited_to_a_questioned_one(ask: Ask) -> None:
    for standings in (("concern", "current"), ("current", "concern")):
        answer = ask(*((HEALED, {"standing": one, "year": 2019 + n}) for n, one in enumerate(standings)))
        assert [one.text for one in statements(answer)] == [HEALED]
        assert [one.standing for one in answer.references] == ["current"]
        assert answer.summary


# -- corrected


def test_a_corrected_source_answers_with_its_figures_flagged_and_its_correction_linked(ask: Ask) -> None:
    note = "Erratum in: Made Up J 2021;3:4 (PMID 99999992)"
    answer = ask((HEALED, {"standing": "corrected", "standing_note": note}))
    (said,) = answer.summary
    assert said.note == "corrected since: check the correction"
    assert {one.note for one in answer.figures} == {"corrected since: check the correction"}
    (reference,) = answer.references
    assert [link.address for link in reference.standing_links] == ["https://pubmed.ncbi.nlm.nih.gov/99999992/"]
    assert "https://pubmed.ncbi.nlm.nih.gov/99999992/" in reference.facts
    assert 'href="https://pubmed.ncbi.nlm.nih.gov/99999992/"' in answer_html(answer)


def test_what_a_corrected_source_says_without_figures_is_not_flagged(ask: Ask) -> None:
    answer = ask(("Zorvalitis is treated with brentamab by mouth.", {"standing": "corrected"}))
    assert [one.note for one in statements(answer)] == [None]


def test_the_flag_is_shown_in_every_format(ask: Ask) -> None:
    answer = ask((HEALED, {"standing": "corrected"}))
    for shown in (answer_markdown(answer), answer_html(answer)):
        assert shown.count("corrected since: check the correction") == 2  # beside the statement, and its figure


# -- superseded


def test_a_superseded_source_gives_way_to_any_other(ask: Ask) -> None:
    answer = ask((HEALED, {"standing": "superseded"}), (OTHER, {}))
    assert "brentamab" not in text_of(answer)
    assert not any("superseded" in notice for notice in answer.notices)


def test_where_only_a_superseded_source_would_have_answered_a_notice_says_so(ask: Ask) -> None:
    answer = ask((HEALED, {"standing": "superseded", "title": "Zorvalitis 2015", "authors": ["Doe J"], "year": 2015}))
    assert not answer.is_answered
    assert any(
        "A superseded source speaks of this and is not used: “Zorvalitis 2015” (Doe 2015)." in n for n in answer.notices
    )


def test_a_superseded_source_that_does_not_speak_of_it_is_not_mentioned(ask: Ask) -> None:
    answer = ask((HEALED, {"standing": "superseded"}), question="How is gout treated?")
    assert not answer.is_answered
    assert not any("superseded" in notice for notice in answer.notices)


def test_a_superseded_source_asked_for_by_name_answers_with_its_warning(ask: Ask) -> None:
    facts = {"standing": "superseded", "standing_note": "superseded by the 2024 edition", "doi": "10.1000/made.up.old"}
    answer = ask(
        (HEALED, facts), (OTHER, {}), question="What does doi:10.1000/made.up.old say on treatment of zorvalitis?"
    )
    assert [one.text for one in statements(answer)] == [HEALED]
    assert answer.summary == ()
    assert all(one.note == "superseded: a newer edition replaces it" for one in statements(answer))
    assert any("is superseded (superseded by the 2024 edition); it is cited only because" in n for n in answer.notices)


# -- given and taken back by the owner


def test_what_is_restored_answers_as_before(make_library: MakeLibrary, source_text: SourceText) -> None:
    curbside = make_library(source_text(f"## Treatment\n\n{HEALED}", title="Zorvalitis", id="made-up"))
    before = curbside.ask(QUESTION).answer_id
    curbside.retire(["made-up"])
    assert not curbside.ask(QUESTION).is_answered
    curbside.restore(["made-up"])
    assert curbside.ask(QUESTION).answer_id == before


def test_records_in_json_lines_stand_as_those_in_markdown(tmp_path: Path) -> None:
    records = [
        {"id": "a", "title": "Zorvalitis treatment", "text": HEALED, "kind": "cohort_study", "standing": "retracted"},
        {"id": "b", "title": "Treatment of zorvalitis", "text": OTHER, "kind": "cohort_study", "standing": "concern"},
    ]
    (tmp_path / "records.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records), "utf-8")
    with Curbside(tmp_path / "library", empty=True) as curbside:
        curbside.add(tmp_path / "records.jsonl")
        answer = curbside.ask(QUESTION)
    assert [(one.text, one.note) for one in statements(answer)] == [
        (OTHER, "its source carries an expression of concern or is retracted in part")
    ]


# -- when the standing was last checked, and how old a guideline is


def unchecked(answer: Answer) -> list[str]:
    return [notice for notice in answer.notices if notice.startswith("Cited and not checked")]


@pytest.mark.parametrize(
    ("checked", "said"),
    [
        (["2026-11-01", "2026-10-01"], []),
        ([None, None], ["Cited and not checked for retractions and corrections: 2 of 2 never."]),
        ([None, "2026-10-01"], ["Cited and not checked for retractions and corrections: 1 of 2 never."]),
        (
            [None, "2026-01-31"],
            ["Cited and not checked for retractions and corrections: 1 of 2 never, 1 not since 2026-01-31."],
        ),
        (
            ["2026-02-01", "2026-01-31"],
            ["Cited and not checked for retractions and corrections: 2 of 2 not since 2026-01-31."],
        ),
    ],
)
def test_one_notice_says_how_many_sources_were_not_checked(
    checked: list[str | None], said: list[str], ask: Ask
) -> None:
    sources = [
        (words, {"title": title, **({"standing_checked": day} if day else {})})
        for words, title, day in zip((HEALED, OTHER), ("Zorvalitis", "Colvarine for zorvalitis"), checked, strict=True)
    ]
    answer = ask(*sources)
    assert unchecked(answer) == said
    assert answer.notices[-1:] == tuple(said) or not said


def test_how_long_a_check_holds_can_be_set(ask: Ask) -> None:
    source = (HEALED, {"standing_checked": "2026-11-01"})
    assert unchecked(ask(source)) == []
    assert unchecked(ask(source, standing_days=7)) != []


def test_without_evidence_there_is_nothing_to_check(ask: Ask) -> None:
    assert unchecked(ask((HEALED, {}), question="How is gout treated?")) == []


def test_a_direct_answer_from_an_old_guideline_says_so(ask: Ask) -> None:
    facts = {"kind": "guideline", "authors": ["Made-up Society"], "year": 2015}
    answer = ask((HEALED, facts))
    assert (
        "Over 5 years old, and carrying the direct answer: Made-up Society 2015. Look for a newer edition."
        in answer.notices
    )
    assert "over 5 years old" in answer.references[0].facts
    assert answer.to_dict()["references"][0]["over_years"] == 5


def test_a_newer_guideline_or_one_of_an_age_that_is_allowed_is_not_flagged(ask: Ask) -> None:
    for facts, years in (({"year": 2024}, 5), ({"year": 2015}, 15)):
        answer = ask((HEALED, {"kind": "guideline", **facts}), guideline_years=years)
        assert not any("years old" in notice for notice in answer.notices)
        assert "over_years" not in answer.to_dict()["references"][0]


def test_an_old_guideline_beside_the_direct_answer_is_flagged_in_its_reference_only(ask: Ask) -> None:
    guideline = (
        OTHER,
        {"kind": "guideline", "year": 2010, "standing": "concern", "title": "Old guidance on zorvalitis"},
    )
    answer = ask((HEALED, {}), guideline)
    assert [one.text for one in answer.summary] == [HEALED]
    assert not any("years old" in notice for notice in answer.notices)
    assert [one.over_years for one in answer.references if one.kind == "guideline"] == [5]


def test_the_same_question_on_the_same_day_is_the_same_answer(ask: Ask) -> None:
    source = (HEALED, {"kind": "guideline", "year": 2015})
    assert ask(source).answer_id == ask(source).answer_id
    assert ask(source).answer_id != ask(source, today=date(2018, 1, 1)).answer_id


def test_a_year_is_no_figure_that_a_correction_would_change(ask: Ask) -> None:
    answer = ask(("Zorvalitis is treated with brentamab, says the 2012 guideline.", {"standing": "corrected"}))
    assert [one.note for one in statements(answer)] == [None]
