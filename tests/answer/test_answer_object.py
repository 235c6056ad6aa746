"""The answer as a value: the contract's keys, its identity, and that every quote is where it says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curbside import Answer, Curbside, CurbsideError
from curbside.answer.answer import Review
from curbside.errors import QuestionError, UsageError
from curbside.evidence.digest import canonical_json

from .reading import quotes, statements

QUESTION = "What are the classic areas of metastasis for neuroendocrine tumors?"

ANSWER_KEYS = {
    *("answer_id", "question", "interpreted", "corrected_from", "title", "reader", "status", "evidence_version"),
    *("engine", "last_updated", "elapsed_ms", "conversation", "summary", "sections", "figures", "disagreements"),
    *("not_covered", "nearest", "related_questions", "notices", "disclaimer", "references", "review"),
}
STATEMENT_KEYS = ["text", "mode", "citations", "grade", "must_not_miss", "note", "quotes"]
QUOTE_KEYS = ["reference", "document", "revision", "passage", "heading_path", "start", "end", "text", "verb"]
SECTION_KEYS = ["heading", "statements", "tables", "folded"]
TABLE_KEYS = ["caption", "columns", "rows", "cells", "citations"]
CELL_KEYS = ["text", "citations", "quotes"]
NEAREST_KEYS = ["reference", "heading_path", "text"]
REVIEW_KEYS = ["state", "article", "version", "readers", "reviewers", "approved_at", "review_by", "notices"]
REFERENCE_KEYS = {
    *("number", "kind", "group", "title", "authors", "container", "publisher", "year", "doi", "pmid", "pmcid", "url"),
    *("jurisdiction", "audience", "language", "basis", "standing", "standing_checked", "standing_note"),
}
# What a citation in full needs besides, and where it came from: added to the contract, which allows it.
ADDED_TO_REFERENCE = ["accessed", "derived_from", "volume", "issue", "pages", "verb", "documents", "pack"]

MODES = {"verbatim", "stem_added", "glossed", "edited"}

# Words that the starter library has something to say about, and words that it has not.
WORDS = (
    *(
        "where",
        "how",
        "what",
        "which",
        "is",
        "are",
        "the",
        "of",
        "in",
        "for",
        "and",
        "do",
        "does",
        "it",
        "this",
        "those",
    ),
    *("common", "often", "spread", "metastasis", "metastases", "liver", "bone", "brain", "lymph", "node", "site"),
    *("NET", "NETs", "neuroendocrine", "tumor", "tumours", "carcinoid", "gastrinoma", "pancreatic", "ileal", "lung"),
    *("prognosis", "survival", "median", "treatment", "follow-up", "imaging", "PET", "MRI", "DOTATATE", "grade"),
    *("diagnosis", "sensitivity", "incidence", "symptoms", "dose", "octreotide", "metformin", "gout", "82", "%"),
    *(">", "<", "'", '"', ";", "--", "?", ".", "\\", "*", "~", "肝", "печень"),
)


@pytest.fixture(scope="module")
def answered(starter_library: Curbside) -> Answer:
    return starter_library.ask(QUESTION)


@pytest.fixture(scope="module")
def silent(starter_library: Curbside) -> Answer:
    return starter_library.ask("How is gout treated?")


def canonical(answer: Answer) -> str:
    data = answer.to_dict()
    return canonical_json(
        {key: data[key] for key in ANSWER_KEYS if key not in ("elapsed_ms", "conversation", "review")}
    )


# -- the contract


def test_an_answer_has_exactly_the_contracts_keys(answered: Answer, silent: Answer) -> None:
    for answer in (answered, silent):
        assert sorted(answer.to_dict()) == sorted(ANSWER_KEYS)
        assert sorted(answer.to_dict()["review"]) == sorted(REVIEW_KEYS)


def test_statements_and_their_quotes_have_exactly_the_contracts_keys(answered: Answer) -> None:
    data = answered.to_dict()
    shown = [*data["summary"], *(one for section in data["sections"] for one in section["statements"])]
    assert shown
    for one in shown:
        assert sorted(one) == sorted(STATEMENT_KEYS)
        assert one["mode"] in MODES
        for quote in one["quotes"]:
            assert sorted(quote) == sorted(QUOTE_KEYS)
            assert all(quote[key] for key in QUOTE_KEYS if key != "start")


def test_sections_and_tables_have_exactly_the_contracts_keys_and_shape(answered: Answer) -> None:
    data = answered.to_dict()
    assert all(sorted(section) == sorted(SECTION_KEYS) for section in data["sections"])
    tables = [table for section in data["sections"] for table in section["tables"]]
    assert tables
    for table in tables:
        assert sorted({*table} - {"row_notes"}) == sorted(TABLE_KEYS)  # of a table of which a row is set apart
        assert len(table.get("row_notes", table["rows"])) == len(table["rows"])
        for row, cells in zip(table["rows"], table["cells"], strict=True):
            assert len(row) == len(cells) == len(table["columns"])
            assert [cell["text"] for cell in cells] == row
            assert all(sorted(cell) == sorted(CELL_KEYS) for cell in cells)


def test_references_have_the_contracts_keys_and_those_added(answered: Answer, silent: Answer) -> None:
    wanted = sorted([*REFERENCE_KEYS, *ADDED_TO_REFERENCE])
    for reference in answered.to_dict()["references"]:
        assert sorted(reference) == wanted
    for near in silent.to_dict()["nearest"]:
        assert sorted(near) == sorted(NEAREST_KEYS)
        assert sorted({*near["reference"]} - {"over_years"}) == wanted  # of a guideline over five years old


def test_an_answer_survives_a_round_trip_through_json(answered: Answer, silent: Answer) -> None:
    for answer in (answered, silent):
        assert json.loads(json.dumps(answer.to_dict(), ensure_ascii=False)) == answer.to_dict()


def test_an_answer_that_is_no_article_says_that_nobody_reviewed_it(answered: Answer) -> None:
    assert answered.to_dict()["review"]["state"] == "none"


def test_the_newest_date_among_the_evidence_is_told(answered: Answer) -> None:
    assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", answered.last_updated or "")
    years = [reference.year for reference in answered.references if reference.year]
    assert int((answered.last_updated or "")[:4]) == max(years)


def test_an_answer_names_its_question_reader_evidence_and_engine(answered: Answer, starter_library: Curbside) -> None:
    assert answered.question == answered.interpreted == QUESTION
    assert answered.corrected_from is None
    assert answered.reader == "clinician"
    assert answered.evidence_version == starter_library.library().evidence_version
    assert answered.engine.startswith("curbside ")
    assert answered.disclaimer


# -- identity


def test_the_id_does_not_depend_on_time_conversation_or_review(answered: Answer) -> None:
    other = replace(
        answered, elapsed_ms=answered.elapsed_ms + 999, conversation="something else", review=Review(state="approved")
    )
    assert other.answer_id == answered.answer_id
    assert re.fullmatch(r"[0-9a-f]{64}", answered.answer_id)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another title"},
        {"reader": "patient"},
        {"notices": ("A notice.",)},
        {"evidence_version": "0" * 64},
        {"references": ()},
        {"summary": ()},
    ],
)
def test_the_id_depends_on_everything_else(answered: Answer, change: dict[str, Any]) -> None:
    assert replace(answered, **change).answer_id != answered.answer_id


def test_asking_twice_gives_the_same_answer_byte_for_byte(starter_library: Curbside, answered: Answer) -> None:
    again = starter_library.ask(QUESTION)
    assert canonical(again) == canonical(answered)
    assert again.answer_id == answered.answer_id


def test_another_process_gives_the_same_answer_byte_for_byte(starter_library: Curbside, answered: Answer) -> None:
    code = "import sys; from curbside import Curbside; print(Curbside(sys.argv[1]).ask(sys.argv[2]).answer_id)"
    command = [sys.executable, "-c", code, str(starter_library.folder), QUESTION]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == answered.answer_id


def test_what_was_asked_before_does_not_change_an_answer_that_stands_alone(
    starter_library: Curbside, answered: Answer
) -> None:
    before = starter_library.ask("How common is carcinoid heart disease?")
    assert starter_library.ask(QUESTION, conversation=before.conversation).answer_id == answered.answer_id


# -- quotes


def test_every_quote_is_the_stored_text_at_its_place(starter_library: Curbside, answered: Answer) -> None:
    held = list(quotes(answered))
    assert len(held) > 50
    check_quotes(starter_library, answered)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.one_of(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join), st.text(max_size=200)))
def test_no_question_fails_and_every_quote_of_every_answer_holds(starter_library: Curbside, text: str) -> None:
    try:
        answer = starter_library.ask(text)
    except QuestionError:
        return
    assert answer.is_answered == bool(answer.summary or answer.sections)
    assert all(one.citations for one in statements(answer))
    numbers = {reference.number for reference in answer.references}
    assert {quote.reference for quote in quotes(answer)} == numbers
    check_quotes(starter_library, answer)
    json.dumps(answer.to_dict(), ensure_ascii=False).encode("utf-8")


def check_quotes(curbside: Curbside, answer: Answer) -> None:
    library = curbside.library()
    documents = {}
    for quote in quotes(answer):
        key = quote.document, quote.revision
        if key not in documents:
            documents[key] = library.document(*key)
        document = documents[key]
        assert document is not None
        assert document.text[quote.start : quote.end] == quote.text


# -- the engine as a Python object


def test_a_reader_that_does_not_exist_is_refused(starter_library: Curbside) -> None:
    with pytest.raises(UsageError, match="no reader 'nurse'"):
        starter_library.ask(QUESTION, reader="nurse")


@pytest.mark.parametrize("reader", ["clinician", "trainee", "patient"])
def test_every_reader_gets_an_answer_that_says_for_whom_it_is(reader: str, starter_library: Curbside) -> None:
    assert starter_library.ask(QUESTION, reader=reader).reader == reader


@pytest.mark.parametrize(("query", "limit"), [("", 10), ("  ", 10), ("x" * 2001, 10), ("liver", 0), ("liver", -1)])
def test_a_search_that_cannot_be_served_is_refused(query: str, limit: int, starter_library: Curbside) -> None:
    with pytest.raises(UsageError):
        starter_library.search(query, limit=limit)


def test_search_finds_at_most_as_many_passages_as_asked_for_best_first(starter_library: Curbside) -> None:
    results = starter_library.search("bone metastases", limit=7)
    assert len(results) == 7
    scores = [result.score for result in results]
    assert scores == sorted(scores, reverse=True)
    library = starter_library.library()
    for result in results:
        document = library.document(result.document)
        assert document is not None
        assert document.text[result.start : result.end] == result.text


def test_an_empty_library_answers_nothing_and_says_so(make_library: Callable[..., Curbside]) -> None:
    answer = make_library().ask(QUESTION)
    assert answer.status == "insufficient_evidence"
    assert answer.nearest == ()
    assert answer.references == ()


def test_errors_are_one_family_with_a_message_and_a_hint(starter_library: Curbside) -> None:
    with pytest.raises(CurbsideError) as caught:
        starter_library.ask("")
    assert caught.value.message.endswith(".")
    assert caught.value.hint
