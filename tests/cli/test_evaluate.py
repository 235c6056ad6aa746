"""`curbside evaluate`: the repository's suites, when there is a repository."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from evaluation.naming import load_jurisdictions, load_namings

from curbside.evaluating import SUITES

from .conftest import Run


def test_a_suite_is_printed_as_markdown_with_what_it_ran_on(run: Run, starter: Path) -> None:
    done = run("evaluate", "naming", "--library", starter)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("- date: ")
    assert "| | dev | frozen |" in done.out
    assert "| read as named | " in done.out
    # What failed in the frozen half is never told, nor anything else of a case.
    for case in [*load_namings(), *load_jurisdictions()]:
        assert case.question not in done.out


def test_a_suite_as_json_counts_both_halves(run: Run) -> None:
    done = run("evaluate", "safety", "--format", "json")
    measured = json.loads(done.out)
    assert measured["suite"] == "safety"
    assert any(line.startswith("machine: ") for line in measured["machine"])
    assert {"dev", "frozen"} <= set(measured["halves"])
    for counts in measured["halves"].values():
        assert all(0 <= one["count"] <= one["of"] for one in counts.values())


def test_a_suite_that_only_prints_is_text_in_json_too(run: Run) -> None:
    done = run("evaluate", "conversation", "--format", "json")
    measured = json.loads(done.out)
    assert (done.code, measured["suite"]) == (0, "conversation")
    assert "halves" in measured or "| frozen |" in measured["text"]


def test_a_suite_that_there_is_not_names_those_that_there_are(run: Run) -> None:
    done = run("evaluate", "everything")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("There is no suite 'everything'. Use one of: ")
    for suite in SUITES:
        assert suite in done.err


def test_without_a_checkout_it_says_where_the_suites_are(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curbside.evaluating.PACKAGE", tmp_path / "site-packages" / "curbside")
    monkeypatch.chdir(tmp_path)
    done = run("evaluate", "silence")
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "The evaluation suites are in the repository, not in the installed package. Run it from a checkout.\n"
    )


def test_question_sets_that_are_not_there_are_asked_for(run: Run, tmp_path: Path) -> None:
    done = run("evaluate", "retrieval", "--data", tmp_path)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"There is no medquad.jsonl.gz in {tmp_path}. Name the question sets' folder with --data.\n"
