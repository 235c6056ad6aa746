"""The cases are well-formed: even halves, nothing twice, patterns that compile, facts that the sources hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest
from evaluation.answers import load_cases as load_answers
from evaluation.libraries import MEDQUAD, STARTER
from evaluation.naming import load_jurisdictions, load_namings
from evaluation.reading import carries
from evaluation.report import ASIDE, HALVES, HELD, LATER, SEALED, WIDE, read_cases
from evaluation.silence import load_cases as load_silence
from evaluation.traps import CONTROL, SORTS
from evaluation.traps import load_cases as load_traps

from curbside.answer.jurisdiction import country_of
from curbside.evidence.document import Document, Statement
from curbside.ingest.markdown import read_markdown
from curbside.ingest.packs import starter_pack

FILES = ("answers.jsonl", "traps.jsonl", "silence.jsonl", "naming.jsonl", "jurisdiction.jsonl", "safety.jsonl")


@cache
def starter_documents() -> tuple[Document, ...]:
    paths = sorted(path for path in starter_pack().rglob("*.md") if path.name != "README.md")
    return tuple(document for path in paths for document in read_markdown(path))


def shown_of(document: Document, statement: Statement) -> str:
    """A statement as an answer could show it at most: a row with its caption and headers."""
    words = [document.text[statement.start : statement.end]]
    if statement.table is not None:
        table = document.tables[statement.table]
        words = [document.text[start:end] for start, end in filter(None, (table.caption, *table.columns))] + words
    return " ".join(words)


@cache
def starter_statements() -> tuple[str, ...]:
    return tuple(shown_of(document, one) for document in starter_documents() for one in document.statements)


def patterns() -> Iterator[tuple[str, str]]:
    for answers in load_answers():
        yield from ((answers.question, pattern) for fact in (*answers.facts, answers.first) for pattern in fact)
    for trap in load_traps():
        yield from ((trap.question, pattern) for pattern in (*trap.must_not, *trap.not_direct, *trap.may, *trap.leads))
    for jurisdiction in load_jurisdictions():
        if jurisdiction.notice:
            yield jurisdiction.question, jurisdiction.notice


@pytest.mark.parametrize("name", FILES)
def test_halves_are_even_and_no_question_is_asked_twice(name: str) -> None:
    rows = read_cases(name)
    halves = Counter(row["half"] for row in rows)
    assert set(halves) - {LATER, HELD, WIDE, ASIDE, SEALED} == set(HALVES)
    assert abs(halves["dev"] - halves["frozen"]) <= 1
    asked = Counter((row.get("library"), " ".join(row["question"].lower().split())) for row in rows)
    assert [question for question, times in asked.items() if times > 1] == []


def test_every_pattern_compiles() -> None:
    for question, pattern in patterns():
        try:
            re.compile(pattern)
        except re.error as error:
            pytest.fail(f"{question}: {pattern}: {error}")


def test_each_library_is_asked_for_facts_in_even_halves() -> None:
    asked = Counter((case.library, case.half) for case in load_answers() if case.half in HALVES)
    assert asked == {
        (STARTER, "dev"): 40,
        (STARTER, "frozen"): 40,
        (MEDQUAD, "dev"): 20,
        (MEDQUAD, "frozen"): 20,
    }
    assert all(case.facts and all(case.facts) and case.first for case in load_answers())


def test_the_starter_pack_holds_every_fact_that_is_asked_of_it() -> None:
    for case in load_answers():
        if case.library == STARTER:
            for fact in (*case.facts, case.first):
                assert any(carries(text, fact) for text in starter_statements()), f"{case.question}: {fact}"


def test_a_fact_is_what_few_statements_carry() -> None:
    """A pattern that fits half the library measures nothing; what is told in plain words, too, is told twice."""
    for case in load_answers():
        if case.library == STARTER:
            for fact in case.facts:
                assert sum(carries(text, fact) for text in starter_statements()) <= 15, f"{case.question}: {fact}"


def test_traps_are_of_every_sort_in_even_halves() -> None:
    sorts = Counter((case.sort, case.half) for case in load_traps())
    assert {sort for sort, _ in sorts} == {*SORTS, CONTROL}
    for sort in SORTS:
        assert abs(sorts[sort, "dev"] - sorts[sort, "frozen"]) <= 1, sort
        assert sorts[sort, "dev"] + sorts[sort, "frozen"] >= 7, sort
        assert sorts[sort, HELD] >= 10, sort


def torn_of(source: str) -> Iterator[str]:
    """A source's words as a whole, a line at a time, and torn into sentences."""
    body = source.split("---\n", 2)[2]
    yield " ".join(body.split())
    for line in body.splitlines():
        yield line
        yield from re.split(r"(?<=[.?!;])\s+", line)


def test_what_a_trap_names_can_be_torn_from_its_sources() -> None:
    for case in load_traps():
        assert case.must_not or case.not_direct or (case.sort == CONTROL and case.leads), case.question
        texts = [text for source in case.sources for text in torn_of(source)]
        for pattern in (*case.must_not, *case.not_direct, *case.may, *case.leads):
            assert any(re.search(pattern, text, re.IGNORECASE) for text in texts), f"{case.question}: {pattern}"


def test_silence_and_speech_are_asked_for_alike() -> None:
    asked = Counter((case.answered, case.half) for case in load_silence() if case.half in HALVES)
    assert set(asked.values()) == {30}
    assert len(asked) == 4


def test_the_sources_that_a_question_names_are_in_the_starter_pack() -> None:
    held = [document.id for document in starter_documents()]
    for case in load_namings():
        for beginning in case.documents:
            assert any(one.startswith(beginning) for one in held), f"{case.question}: {beginning}"


def test_some_questions_look_as_if_they_named_a_source_and_do_not() -> None:
    assert Counter(bool(case.documents) for case in load_namings() if case.half in HALVES) == {True: 24, False: 6}


def test_a_country_is_one_that_the_starter_pack_has_sources_of() -> None:
    held = {document.reference.jurisdiction for document in starter_documents()}
    for case in load_jurisdictions():
        assert not (case.country and case.notice), case.question
        if case.country:
            assert case.country in held
            assert country_of(case.country).name != case.country, f"{case.country} has no name"


def test_each_draw_holds_as_many_questions_to_each_library_and_two_hundred_judgements() -> None:
    rows = read_cases("on_topic.jsonl")
    # Some draws were read to learn from: more of each answer, and as it came.
    for draw in {row["draw"] for row in rows} - {6, 7, 10, 11, 13}:
        of_draw = [row for row in rows if row["draw"] == draw]
        asked = Counter(library for _, library in {(row["question"], row["library"]) for row in of_draw})
        assert asked[STARTER] == asked[MEDQUAD] >= 25
        assert sum("judgement" in row for row in of_draw) == 200
    assert {row["judgement"] for row in rows if "judgement" in row} == {"on", "background", "off"}


def test_judgements_of_medquad_keep_none_of_its_text() -> None:
    assert not any(
        {"statement", "heading"} & set(row) for row in read_cases("on_topic.jsonl") if row["library"] == MEDQUAD
    )


def test_what_is_learned_from_is_not_counted() -> None:
    """Lines to learn from are in no other file, and as well-formed as those that are counted."""
    counted = {" ".join(row["question"].lower().split()) for name in FILES for row in read_cases(name)}
    rows = read_cases("learning.jsonl")
    asked = [" ".join(row["question"].lower().split()) for row in rows]
    assert counted.isdisjoint(asked)
    assert len(asked) == len(set(asked)) > 2_000
    assert {row["half"] for row in rows} == {"learning"}
    for row in rows:
        if "facts" in row:
            assert row["library"] in (STARTER, MEDQUAD)
            assert all(row["facts"]) and row["first"], row["question"]
            for pattern in (*row["first"], *(one for fact in row["facts"] for one in fact)):
                re.compile(pattern)
        else:
            assert row["answered"] is False
