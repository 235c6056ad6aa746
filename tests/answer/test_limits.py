"""A limit in the question or in the source is read: what is left out, after failure, of how much, in a footnote."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from curbside import Answer, Curbside
from curbside.answer.left_out import left_out_of
from curbside.answer.qualifiers import qualifiers_asked, to_be_said

from .limits import LIMITS, Limit
from .reading import pieces, statements

MakeLibrary = Callable[..., Curbside]
SourceText = Callable[..., str]


@pytest.mark.parametrize("limit", LIMITS, ids=lambda one: f"{one.sort}: {one.question}")
def test_a_limit_is_read(limit: Limit, make_library: MakeLibrary, source_text: SourceText) -> None:
    answer = make_library(source_text(limit.body, title=limit.title, kind="guideline")).ask(limit.question)
    direct = [one.text for one in answer.summary]
    with_notes = list(_with_notes(answer))
    if limit.direct:
        assert direct, with_notes
        assert re.search(limit.direct, direct[0]), direct
    if limit.not_direct:
        assert not any(re.search(limit.not_direct, one) for one in direct), direct
    if limit.never:
        assert not any(re.search(limit.never, piece) for piece in pieces(answer)), with_notes
    if limit.shown:
        assert any(re.search(limit.shown, piece) for piece in with_notes), with_notes
    if limit.noted:
        assert all(one.note for one in answer.summary if re.search(limit.noted, one.text)), with_notes


def _with_notes(answer: Answer) -> Iterator[str]:
    """Every statement with its note, every row with its table's caption and note."""
    for one in statements(answer):
        yield " ".join(filter(None, (one.text, one.note)))
    for section in answer.sections:
        for table in section.tables:
            for row in table.rows:
                yield " ".join((table.caption, *table.columns, *row, table.note or ""))


TABLE = (
    "## Dose\n\nTable: Dose of zolmarin by disease\n\n| Disease | Dose |\n|---|---|\n| Gout† | 40 mg daily |\n"
    "| Psoriasis | 20 mg daily |\n\n† Only in adults under 65 years.\n\nZolmarin is kept in the cold."
)


@pytest.mark.parametrize(("disease", "note"), [("gout", "“† Only in adults under 65 years.”"), ("psoriasis", None)])
def test_a_footnote_stands_beside_the_rows_that_bear_its_mark(
    disease: str, note: str | None, make_library: MakeLibrary, source_text: SourceText
) -> None:
    answer = make_library(source_text(TABLE, title="Zolmarin", kind="drug_label")).ask(
        f"What is the dose of zolmarin in {disease}?"
    )
    (table,) = [table for section in answer.sections for table in section.tables]
    assert [row[0].lower().strip("†") for row in table.rows] == [disease]
    assert table.note == note


@pytest.mark.parametrize(
    "footnote",
    [
        "† Contraindicated",
        "†Contraindicated",
        "† Unlicensed",
        "†Off-label",
        "† Not recommended",
        "†Not recommended",
        "†: Stop",
        "† 65",
    ],
)
def test_a_footnote_of_one_word_is_shown(footnote: str, make_library: MakeLibrary, source_text: SourceText) -> None:
    body = TABLE.replace("† Only in adults under 65 years.", footnote)
    answer = make_library(source_text(body, title="Zolmarin", kind="drug_label")).ask(
        "What is the dose of zolmarin in gout?"
    )
    (table,) = [table for section in answer.sections for table in section.tables]
    assert table.note == f"“{footnote}”"


@pytest.mark.parametrize("line", ["†", "† –", "† †", "†\n\nContraindicated"])
def test_a_mark_without_a_word_is_no_footnote(line: str, make_library: MakeLibrary, source_text: SourceText) -> None:
    body = TABLE.replace("† Only in adults under 65 years.", line)
    answer = make_library(source_text(body, title="Zolmarin", kind="drug_label")).ask(
        "What is the dose of zolmarin in gout?"
    )
    assert [table.note for section in answer.sections for table in section.tables] == [None]


def test_a_row_that_is_the_direct_answer_is_quoted_with_its_footnote(
    make_library: MakeLibrary, source_text: SourceText
) -> None:
    answer = make_library(source_text(TABLE, title="Zolmarin", kind="drug_label")).ask(
        "What is the dose of zolmarin in gout?"
    )
    for one in answer.summary:
        assert one.text.endswith("† Only in adults under 65 years.")
        assert "† Only in adults under 65 years." in [quote.text for quote in one.quotes]


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        ("Which infections other than strep cause a sore throat?", ["strep"]),
        ("Apart from aspirin or ibuprofen, what helps a headache?", ["aspirin", "ibuprofen"]),
        ("What drugs other than brentaxin treat gout?", ["brentaxin"]),
        ("If a swollen knee is not gout, what else can it be?", ["gout"]),
        ("My heel pain isn't plantar fasciitis. What else causes it?", ["plantar fasciitis"]),
        ("What if gout is not treated?", []),
        ("When is surgery not needed in gout?", []),
        ("Is non-Hodgkin lymphoma curable?", []),
        ("What about other than metformin?", []),
    ],
)
def test_what_a_question_leaves_out(text: str, left_out: list[str]) -> None:
    assert [thing.words for one in left_out_of(text) for thing in one.things] == left_out


def test_a_title_keeps_what_the_question_leaves_out_and_what_it_is_limited_to(
    make_library: MakeLibrary, source_text: SourceText
) -> None:
    curbside = make_library(source_text("## Treatment\n\nGout is treated with colchicine.", title="Gout"))
    for asked in ("How is gout treated other than with naproxen?", "How is gout treated when drugs fail?"):
        assert curbside.ask(asked).title == asked


@pytest.mark.parametrize(
    "text",
    [
        "How is heart failure treated?",
        "What happens when the liver fails?",
        "How long does lisinopril last once the kidneys have failed?",
        "Why do antibiotics not work against colds?",
        "How many sores does impetigo cause?",
        "How many patients reach a partial response?",
        "What causes failure to thrive?",
        "Is there widespread use of antibiotics?",
        "Are large areas of the lung affected?",
    ],
)
def test_no_limit_is_read_where_none_is(text: str) -> None:
    assert to_be_said(qualifiers_asked(text)) == {}


@pytest.mark.parametrize("heading", ["Children", "Breast cancer", "Pregnancy", "Warfarin"])
def test_what_stands_under_a_heading_that_limits_it_leads_only_with_the_heading(
    heading: str, make_library: Callable[..., Curbside], source_text: Callable[..., str]
) -> None:
    body = f"# {heading}\n\nBrentamab is the treatment of choice for zorvalitis.\n\n# History\n\nIt was found in 1990."
    answer = make_library(source_text(body, title="Zorvalitis")).ask("What is the treatment of choice for zorvalitis?")
    assert all(one.note is not None and f"“{heading}”" in one.note for one in answer.summary)
