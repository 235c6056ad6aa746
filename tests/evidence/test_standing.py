"""What an answer does with each standing is one table, and what is too old is counted from a given day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from curbside.evidence.kinds import SourceKind, Standing
from curbside.evidence.reference import Reference
from curbside.evidence.standing import Calendar, Noted, Use, standing_rule, standing_rules
from curbside.index.search import Filter

TODAY = date(2026, 11, 28)
CALENDAR = Calendar(TODAY)


def test_every_standing_has_a_rule() -> None:
    assert list(standing_rules()) == list(Standing)
    for rule in standing_rules().values():
        assert rule.means
        assert rule.does


def test_whatever_is_noted_has_a_note() -> None:
    for rule in standing_rules().values():
        assert (rule.note is None) == (rule.noted is Noted.NONE)


def test_only_what_stands_or_was_corrected_may_be_the_direct_answer() -> None:
    assert {one for one in Standing if standing_rule(one).may_lead} == {Standing.CURRENT, Standing.CORRECTED}


def test_a_retracted_source_is_never_used_and_a_superseded_one_only_by_name() -> None:
    assert standing_rule(Standing.RETRACTED).use is Use.NEVER
    assert standing_rule(Standing.RETIRED).use is Use.NEVER
    assert not standing_rule(Standing.SUPERSEDED).answers
    assert standing_rule(Standing.SUPERSEDED).answers_by_name


def test_search_and_standings_themselves_read_the_same_table() -> None:
    answering = {standing for standing, rule in standing_rules().items() if rule.answers}
    assert Filter().standings == answering
    assert {standing for standing in Standing if standing.answers} == answering


def test_the_safety_document_shows_the_table() -> None:
    safety = (Path(__file__).parents[2] / "docs" / "safety.md").read_text("utf-8")
    shown = safety.split("<!-- standing -->\n")[1].split("<!-- /standing -->")[0]
    rows = [
        f"| {standing} | {rule.means} | {rule.does} | {rule.note or ''} |\n"
        for standing, rule in standing_rules().items()
    ]
    assert shown == "| standing | what it says | what an answer does | said beside it |\n|---|---|---|---|\n" + "".join(
        rows
    )


@pytest.mark.parametrize(
    ("checked", "counts"),
    [
        (None, False),
        ("2026-11-28", True),
        ("2026-08-30", True),
        ("2026-08-29", False),
        ("2026-11", True),
        ("2026", False),
        ("2026-09-31", True),  # well-formed, and no day: taken as early in that month
        ("2027-01-01", True),
    ],
)
def test_a_standing_counts_as_checked_for_ninety_days(checked: str | None, counts: bool) -> None:
    assert CALENDAR.counts_as_checked(checked) is counts


@pytest.mark.parametrize(
    ("published", "aged"),
    [
        ({"date": "2021-11-27"}, True),
        ({"date": "2021-11-28"}, False),
        ({"date": "2021-10"}, True),
        ({"date": "2021-11"}, False),
        ({"year": 2020}, True),
        ({"year": 2021}, False),  # it may have come out in December
        ({}, False),
        ({"date": "2020-02-29"}, True),
    ],
)
def test_a_guideline_is_aged_when_it_surely_is_over_five_years_old(published: dict[str, object], aged: bool) -> None:
    reference = Reference(title="A guideline", kind=SourceKind.GUIDELINE, **published)  # type: ignore[arg-type]
    assert CALENDAR.is_aged(reference) is aged


def test_only_guidelines_age() -> None:
    assert not CALENDAR.is_aged(Reference(title="A cohort", kind=SourceKind.COHORT_STUDY, year=1990))


def test_the_ages_can_be_set() -> None:
    patient = Calendar(TODAY, standing_days=400, guideline_years=50)
    assert patient.counts_as_checked("2025-11-28")
    assert not patient.is_aged(Reference(title="A guideline", kind=SourceKind.GUIDELINE, year=1990))
