"""`articles`: an article's life in the terminal, the contract's JSON, and refusals that say what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .conftest import Run

QUESTION = "What are the classic areas of metastasis for neuroendocrine tumors?"


@pytest.fixture
def house_of_evidence(run: Run, own_starter: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A starter library of one's own with an editor and a reviewer."""
    monkeypatch.setenv("CURBSIDE_LIBRARY", str(own_starter))
    for name, role in (("erin", "editor"), ("rosa", "reviewer"), ("rhea", "reader")):
        assert run("users", "add", name, "--role", role).code == 0
    return own_starter


def shown(run: Run, slug: str, *options: str) -> dict[str, Any]:
    return json.loads(run("articles", "show", slug, "-f", "json", *options).out)  # type: ignore[no-any-return]


def test_the_life_of_an_article_in_the_terminal(run: Run, house_of_evidence: Path, tmp_path: Path) -> None:
    published = run("articles", "publish", QUESTION, "--as", "erin")
    slug = published.out.strip()
    assert (published.code, published.out) == (0, f"{slug}\n")
    article = shown(run, slug)
    assert {"slug", "title", "state", "versions", "diff"} <= article.keys()
    assert (article["slug"], article["state"], article["diff"]) == (slug, "submitted", None)
    (version,) = article["versions"]
    assert {"n", "state", "answer_id", "evidence_version", "approvals", "notices"} <= version.keys()
    assert article["answer"]["review"] == {
        "state": "submitted", "article": slug, "version": 1, "readers": [], "reviewers": [], "approved_at": None,
        "review_by": None, "notices": [],
    }  # fmt: skip

    assert run("articles", "assign", slug, "rosa", "--as", "erin").code == 0
    statement = article["statement_ids"]["sections"][1]["statements"][0]
    number = run("articles", "comment", slug, "Beside the point.", "--statement", statement, "--as", "rosa")
    assert number.out == "1\n"
    assert run("articles", "request-changes", slug, "--as", "rosa").code == 0
    assert json.loads(run("articles", "list", "--as", "rhea", "-f", "json").out) == []
    assert run("articles", "edit", slug, "--strike", statement, "--as", "erin").out == "2\n"
    assert run("articles", "resolve", slug, "1", "--as", "erin").code == 0
    assert run("articles", "submit", slug, "--as", "erin").code == 0
    approved = run("articles", "approve", slug, "--as", "rosa")
    assert approved.code == 0
    assert "Declared by approving" in approved.err
    assert "it is approved" in approved.err

    text = run("articles", "show", slug).out
    assert text.startswith(f"{slug}, version 2 of 2: approved for clinician; to be reviewed again by ")
    assert "Reviewed and approved" in text
    (listed,) = json.loads(run("articles", "list", "-f", "json").out)
    assert (listed["slug"], listed["shown_state"], listed["covered"]) == (slug, "approved", ["clinician"])

    document = shown(run, slug)["answer"]["references"][0]["documents"][0]
    assert run("sources", "retire", document).code == 0
    assert "! Warning: " in run("articles", "show", slug).out
    (waiting,) = json.loads(run("articles", "queue", "-f", "json").out)
    assert waiting["urgency"] == "withdrawn_source"
    (refreshed,) = json.loads(run("articles", "refresh", "--as", "erin", "-f", "json").out)
    assert refreshed == {"slug": slug, "outcome": "changed", "version": 3}
    assert run("articles", "diff", slug).out
    assert shown(run, slug)["diff"]["clinician"]["changes"]
    assert run("articles", "retire", slug, "--reason", "Superseded.", "--as", "erin").code == 0
    history = run("articles", "history", slug).out
    assert "publish, version 1: none → submitted" in history
    assert "reason: Superseded." in history
    assert run("audit", "verify").code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("show", "nothing"), 1, "There is no article 'nothing'."),
        (("list", "--state", "unknown"), 2, "There is no state 'unknown'."),
        (("publish", "How is tsunami insurance priced?"), 1, "there is nothing to publish"),
        (("publish", "Jane Doe, MRN 1234567, has which metastases?", "--as", "erin"), 2, "identify a person"),
        (("publish", QUESTION, "--as", "rhea"), 1, "The role reader may not publish articles."),
        (("publish", QUESTION, "--as", "nobody"), 1, "nobody"),
        (("publish", QUESTION, "--slug", "No Slug"), 2, "cannot be an article's address"),
        (("refresh", "nothing"), 1, "There is no article 'nothing'."),
        (("queue", "--as", "rhea"), 1, "The review desk is for reviewers and editors."),
    ],
)
def test_what_cannot_be_done_is_said_in_two_sentences(
    run: Run, house_of_evidence: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = run("articles", *arguments)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert "Traceback" not in done.err


def test_approving_takes_the_whole_checklist_and_a_reviewer_who_did_not_hand_it_in(
    run: Run, house_of_evidence: Path, tmp_path: Path
) -> None:
    slug = run("articles", "publish", QUESTION, "--slug", "nets", "--topic", "Tumours", "--as", "rosa").out.strip()
    assert slug == "nets"
    assert "handed in version 1" in run("articles", "approve", slug, "--as", "rosa").err
    assert "Reviewing takes an account." in run("articles", "claim", slug).err
    run("users", "add", "raj", "--role", "reviewer")
    partly = run("articles", "approve", slug, "--as", "raj", "--checked", "accuracy")
    assert (partly.code, "Not declared as checked: sources" in partly.err) == (2, True)
    edits = tmp_path / "edits.json"
    edits.write_text('[{"kind": "dance"}]', "utf-8")
    assert run("articles", "edit", slug, "--file", edits, "--as", "raj").code == 2
    assert shown(run, slug)["versions"][0]["state"] == "submitted"
