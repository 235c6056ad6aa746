"""`sources supersede|check|standing|show|list`: how sources stand, who says so, and since when that is known."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from .conftest import Run

QUESTION = "How is zorvalitis treated?"


def today() -> date:
    """Asked for where it is needed: a run of all tests may go on past midnight."""
    return date.today()


OLD_PAPER = {"id": "old", "title": "Zorvalitis in 2015", "year": 2015, "doi": "10.1000/made.up.old", "pmid": "99999991"}
NEW_PAPER = {"id": "new", "title": "Zorvalitis in 2024", "year": 2024, "doi": "10.1000/made.up.new", "pmid": "99999992"}
SHELF = {"id": "shelf", "title": "A zorvalitis leaflet", "year": 2023}
HEADER = "Record ID,RetractionDate,RetractionDOI,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason"
Listed = Callable[..., Path]


@pytest.fixture
def library(run: Run, tmp_path: Path, source_text: Callable[..., str]) -> Path:
    """Two papers and a leaflet on one disease."""
    sources = tmp_path / "sources"
    sources.mkdir()
    for record, drug in ((OLD_PAPER, "brentamab"), (NEW_PAPER, "colvarine"), (SHELF, "zorvapirin")):
        text = source_text(f"## Treatment\n\nZorvalitis is treated with {drug} by mouth.", kind="guideline", **record)
        (sources / f"{record['id']}.md").write_text(text, "utf-8")
    assert run("add", sources, "--empty", "--library", tmp_path / "library").code == 0
    return tmp_path / "library"


@pytest.fixture
def listed(tmp_path: Path) -> Listed:
    """Write a Retraction Watch list of rows "day, DOI, PMID, nature", last changed `days` ago."""

    def write(*rows: tuple[str, str, str, str], days: int = 0, name: str = "retraction_watch.csv") -> Path:
        lines = [
            f"{n},{day} 0:00,10.1000/made.up.notice,{doi},{pmid},{nature},+Made Up;"
            for n, (day, doi, pmid, nature) in enumerate(rows)
        ]
        path = tmp_path / name
        path.write_text("\n".join([HEADER, *lines]) + "\n", "utf-8")
        moment = (datetime.now() - timedelta(days=days)).timestamp()
        os.utime(path, (moment, moment))
        return path

    return write


def in_json(run: Run, *arguments: str | Path) -> Any:
    return json.loads(run(*arguments, "--format", "json").out)


def cited(run: Run, library: Path) -> dict[str, str]:
    references = in_json(run, "ask", QUESTION, "--library", library)["references"]
    return {one["documents"][0]: one["standing"] for one in references}


# -- standing: lists


def test_a_list_says_what_changed_and_why_how_long_it_is_and_whom_it_covers(
    run: Run, library: Path, listed: Listed
) -> None:
    path = listed(
        ("3/4/2021", "10.1000/MADE.UP.OLD", "0", "Retraction"), ("1/1/2020", "10.1000/elsewhere", "0", "Retraction")
    )
    done = run("sources", "standing", path, "--library", library)
    assert done.code == 0
    assert done.out == (
        f"Retraction Watch (retraction_watch.csv), as of {today()}, the day its file was last changed (--date names "
        "another): 2 entries; 2 of 3 sources held are covered.\n"
        "old: current → retracted. Zorvalitis in 2015. Retracted 2021-03-04, says Retraction Watch: Made Up "
        "(doi:10.1000/made.up.notice).\n"
    )
    assert cited(run, library) == {"new": "current", "shelf": "current"}


def test_the_day_of_a_list_is_named_or_that_of_its_file(run: Run, library: Path, listed: Listed) -> None:
    path = listed(days=100)
    (taken,) = in_json(run, "sources", "standing", path, "--library", library)["lists"]
    assert (taken["day"], taken["day_of_file"]) == (str(today() - timedelta(days=100)), True)
    assert in_json(run, "sources", "check", "--library", library)["checked_long_ago"] == {"count": 2}
    (taken,) = in_json(run, "sources", "standing", path, "--date", str(today()), "--library", library)["lists"]
    assert (taken["day"], taken["day_of_file"]) == (str(today()), False)
    report = in_json(run, "sources", "check", "--library", library)
    assert (report["checked_long_ago"], report["never_checked"]) == ({"count": 0}, {"count": 1})


def test_what_a_list_covers_is_said_where_it_is_cited(run: Run, library: Path, listed: Listed) -> None:
    run("sources", "standing", listed(), "--library", library)
    answer = in_json(run, "ask", QUESTION, "--library", library)
    checked = {one["documents"][0]: one["standing_checked"] for one in answer["references"]}
    assert checked == {"old": str(today()), "new": str(today()), "shelf": None}
    assert "Cited and not checked for retractions and corrections: 1 of 3 never." in answer["notices"]


def test_every_nature_of_a_list_does_what_the_table_says(run: Run, library: Path, listed: Listed) -> None:
    path = listed(
        ("1/1/2021", "unavailable", "99999991", "Expression of concern"),
        ("1/1/2021", "10.1000/made.up.new", "0", "Correction"),
    )
    changes = in_json(run, "sources", "standing", path, "--library", library)["changes"]
    assert {one["document"]: one["now"] for one in changes} == {"old": "concern", "new": "corrected"}
    assert cited(run, library) == {"old": "concern", "new": "corrected", "shelf": "current"}


def test_a_reinstatement_in_a_later_list_lifts_the_retraction(run: Run, library: Path, listed: Listed) -> None:
    retraction = ("1/1/2021", "10.1000/made.up.old", "0", "Retraction")
    run("sources", "standing", listed(retraction), "--library", library)
    later = listed(retraction, ("1/1/2022", "10.1000/made.up.old", "0", "Reinstatement"))
    (change,) = in_json(run, "sources", "standing", later, "--library", library)["changes"]
    assert (change["was"], change["now"]) == ("retracted", "current")
    assert "old" in cited(run, library)


def test_the_same_list_again_changes_nothing(run: Run, library: Path, listed: Listed) -> None:
    path = listed(("1/1/2021", "10.1000/made.up.old", "0", "Retraction"))
    run("sources", "standing", path, "--library", library)
    done = run("sources", "standing", path, "--library", library)
    assert (done.code, done.out.splitlines()[-1]) == (0, "No source held stands otherwise than before.")


def test_a_paper_added_after_the_list_stands_as_it_says(
    run: Run, library: Path, listed: Listed, tmp_path: Path, source_text: Callable[..., str]
) -> None:
    run("sources", "standing", listed(("1/1/2021", "10.1000/late", "0", "Retraction")), "--library", library)
    text = source_text("## Treatment\n\nZorvalitis is treated with hope.", title="Zorvalitis late", doi="10.1000/late")
    (tmp_path / "late.md").write_text(text, "utf-8")
    run("add", tmp_path / "late.md", "--library", library)
    (late,) = in_json(run, "sources", "list", "--standing", "retracted", "--library", library)
    assert late["title"] == "Zorvalitis late"


def test_malformed_rows_are_skipped_with_their_lines_and_exit_code_4(run: Run, library: Path, listed: Listed) -> None:
    path = listed(
        ("1/1/2021", "10.1000/made.up.old", "0", "Celebration"), ("1/1/2021", "10.1000/made.up.old", "0", "Retraction")
    )
    done = run("sources", "standing", path, "--library", library)
    assert done.code == 4
    assert "Line 2 of retraction_watch.csv has the RetractionNature 'Celebration', which is not known." in done.err
    assert "old: current → retracted" in done.out


def test_a_file_that_is_no_list_is_two_sentences_and_changes_nothing(run: Run, library: Path, tmp_path: Path) -> None:
    before = (library / "manifest.json").read_bytes()
    (tmp_path / "note.csv").write_text("a,b\n1,2\n")
    for path in (tmp_path / "note.csv", tmp_path / "missing.csv", tmp_path):
        done = run("sources", "standing", path, "--library", library)
        assert (done.code, done.out) == (1, "")
        assert done.err.count(". ") == 1
    assert (library / "manifest.json").read_bytes() == before


def test_one_of_two_lists_that_cannot_be_read_is_skipped(
    run: Run, library: Path, listed: Listed, tmp_path: Path
) -> None:
    done = run("sources", "standing", tmp_path / "missing.csv", listed(), "--library", library, "-f", "json")
    assert done.code == 4
    data = json.loads(done.out)
    assert len(data["lists"]) == 1
    assert data["skipped"][0]["hint"] == "Check the path."


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "2999-01-01"])
def test_a_day_that_is_none_or_yet_to_come_is_wrong_usage(day: str, run: Run, library: Path, listed: Listed) -> None:
    done = run("sources", "standing", listed(), "--date", day, "--library", library)
    assert done.code == 2
    assert done.err.count(". ") == 1


def test_what_the_owner_retired_stays_retired_whatever_a_list_says(run: Run, library: Path, listed: Listed) -> None:
    run("sources", "retire", "old", "--library", library)
    path = listed(("1/1/2021", "10.1000/made.up.old", "0", "Retraction"))
    assert in_json(run, "sources", "standing", path, "--library", library)["changes"] == []
    assert in_json(run, "sources", "show", "old", "--library", library)["given_standing"] == "retracted"


# -- standing: PubMed files


def pubmed(pmid: str, notice: str = "") -> str:
    return (
        f"<PubmedArticle><MedlineCitation><PMID>{pmid}</PMID><DateRevised><Year>2026</Year><Month>10</Month>"
        "<Day>01</Day></DateRevised><Article><Journal><Title>Made Up J</Title><JournalIssue><PubDate><Year>2015</Year>"
        "</PubDate></JournalIssue></Journal><ArticleTitle>Zorvalitis in print</ArticleTitle><Abstract><AbstractText>"
        "Zorvalitis was treated.</AbstractText></Abstract></Article>"
        f"<CommentsCorrectionsList>{notice}</CommentsCorrectionsList></MedlineCitation></PubmedArticle>"
    )


def correction(kind: str, pmid: str) -> str:
    return (
        f"<CommentsCorrections RefType='{kind}'><RefSource>Made Up J. 2021;1:2</RefSource><PMID>{pmid}</PMID>"
        "</CommentsCorrections>"
    )


def test_a_pubmed_file_speaks_of_the_records_it_holds_and_of_those_these_name(
    run: Run, library: Path, tmp_path: Path
) -> None:
    own = pubmed("99999991", correction("ExpressionOfConcernIn", "99999998"))
    other = pubmed("99999999", correction("RetractionOf", "99999992"))
    path = tmp_path / "update.xml"
    path.write_text(f"<PubmedArticleSet>{own}{other}</PubmedArticleSet>", "utf-8")
    data = in_json(run, "sources", "standing", path, "--library", library)
    assert {one["document"]: one["now"] for one in data["changes"]} == {"old": "concern", "new": "retracted"}
    assert [(one["said_by"], one["entries"], one["covered"]) for one in data["lists"]] == [("PubMed", 2, 1)]
    assert "PMID 99999998" in data["changes"][1]["why"]
    assert in_json(run, "sources", "check", "--library", library)["never_checked"] == {"count": 1}


# -- supersede


def test_a_superseded_source_gives_way_and_says_to_what(run: Run, library: Path) -> None:
    done = run("sources", "supersede", "old", "--by", "10.1000/made.up.new", "--library", library)
    assert done.code == 0
    assert done.out == (
        "old: current → superseded. Zorvalitis in 2015. replaced by “Zorvalitis in 2024” (Zorvalitis in 2024 2024, "
        "doi:10.1000/made.up.new).\n"
    )
    assert cited(run, library) == {"new": "current", "shelf": "current"}
    again = run("sources", "supersede", "old", "--by", "new", "--library", library)
    assert (again.code, again.out) == (0, "Nothing changed: old is superseded already.\n")


def test_restoring_a_superseded_source_lets_it_answer_again(run: Run, library: Path) -> None:
    before = in_json(run, "ask", QUESTION, "--library", library)["answer_id"]
    run("sources", "supersede", "PMID 99999991", "--by", "99999992", "--library", library)
    assert in_json(run, "sources", "restore", "old", "--library", library) == {"restored": 1}
    assert in_json(run, "ask", QUESTION, "--library", library)["answer_id"] == before


def test_every_text_of_a_paper_gives_way_and_comes_back(
    run: Run, library: Path, tmp_path: Path, source_text: Callable[..., str]
) -> None:
    record = {**OLD_PAPER, "id": "old-record"}
    text = source_text("## Treatment\n\nZorvalitis may be treated with brentamab.", basis="abstract", **record)
    (tmp_path / "old-record.md").write_text(text, "utf-8")
    run("add", tmp_path / "old-record.md", "--library", library)
    changes = in_json(run, "sources", "supersede", "old", "--by", "new", "--library", library)
    assert [one["document"] for one in changes] == ["old", "old-record"]
    run("sources", "restore", "old", "--library", library)
    listed = in_json(run, "sources", "list", "--library", library)
    assert {one["document"]: one["standing"] for one in listed}.items() >= {
        "old": "current",
        "old-record": "current",
    }.items()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("unknown", "new", "The library holds no source 'unknown'."),
        ("old", "10.1000/unknown", "The library holds no source '10.1000/unknown'."),
        ("old", "10.1000/made.up.old", "old and 10.1000/made.up.old are one source."),
    ],
)
def test_what_cannot_supersede_is_refused(old: str, new: str, said: str, run: Run, library: Path) -> None:
    done = run("sources", "supersede", old, "--by", new, "--library", library)
    assert done.code == 2
    assert done.err.startswith(said)


def test_a_source_that_does_not_answer_supersedes_nothing(run: Run, library: Path) -> None:
    run("sources", "retire", "new", "--library", library)
    done = run("sources", "supersede", "old", "--by", "new", "--library", library)
    assert (done.code, done.err) == (2, "new is retired itself. Name a source that may answer.\n")


# -- check, show, list


def test_check_says_how_sources_stand_and_what_to_do(run: Run, library: Path) -> None:
    run("sources", "supersede", "old", "--by", "new", "--library", library)
    done = run("sources", "check", "--library", library)
    assert done.code == 0
    assert done.out.startswith(f"3 sources on {today()}\n2 current, 1 superseded\n")
    assert "Never checked for retractions and corrections: 2\n  → take a list of them with" in done.out
    assert "new:" not in done.out


def test_check_names_every_source_if_asked(run: Run, library: Path) -> None:
    assert (
        "  • new: Zorvalitis in 2024 (2024; current, not checked)"
        in run("sources", "check", "--all", "--library", library).out
    )
    report = in_json(run, "sources", "check", "--all", "--library", library)
    assert [one["document"] for one in report["without_identifier"]["sources"]] == ["shelf"]
    assert [one["document"] for one in report["aged_guidelines"]["sources"]] == ["old"]


def test_the_ages_can_be_set(run: Run, library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURBSIDE_GUIDELINE_YEARS", "50")
    monkeypatch.setenv("CURBSIDE_STANDING_DAYS", "7")
    report = in_json(run, "sources", "check", "--library", library)
    assert report["aged_guidelines"] == {"count": 0}
    assert (report["guideline_years"], report["standing_days"]) == (50, 7)


def test_show_says_how_a_source_stands_who_says_so_and_since_when(run: Run, library: Path, listed: Listed) -> None:
    path = listed(("1/1/2021", "10.1000/made.up.old", "0", "Correction"))
    run("sources", "standing", path, "--date", "2026-01-02", "--library", library)
    for name in ("old", "10.1000/made.up.old", "pmid:99999991", "99999991"):
        out = run("sources", "show", name, "--library", library).out
        for line in (
            "standing: corrected",
            "standing checked: 2026-01-02",
            "recorded standing: current",
            "given standing: corrected",
            "given by: Retraction Watch",
            "checked by: Retraction Watch",
        ):
            assert f"\n{line}\n" in out


def test_show_of_what_is_not_held_is_two_sentences(run: Run, library: Path) -> None:
    done = run("sources", "show", "10.1000/unknown", "--library", library)
    assert (done.code, done.err) == (1, "The library holds no source '10.1000/unknown'. See `curbside sources list`.\n")


def test_list_can_be_narrowed(run: Run, library: Path) -> None:
    run("sources", "supersede", "old", "--by", "new", "--library", library)

    def documents(*options: str) -> list[str]:
        return [one["document"] for one in in_json(run, "sources", "list", *options, "--library", library)]

    assert documents("--standing", "superseded") == ["old"]
    assert documents("--kind", "guideline") == ["new", "old", "shelf"]
    assert documents("--kind", "cohort_study") == []
    assert documents("--pack", "starter") == []
    assert run("sources", "list", "--kind", "poem", "--library", library).code == 2


def test_a_source_superseded_by_its_owner_is_told_of_where_nothing_else_answers(run: Run, library: Path) -> None:
    run("sources", "supersede", "old", "--by", "new", "--library", library)
    run("sources", "retire", "new", "shelf", "--library", library)
    done = run("ask", QUESTION, "--library", library, "--format", "json")
    assert done.code == 3
    assert any("is not used: “Zorvalitis in 2015”" in notice for notice in json.loads(done.out)["notices"])
    named = run("ask", "What does PMID 99999991 say on treatment of zorvalitis?", "--library", library)
    assert named.code == 0
    assert "superseded: a newer edition replaces it" in " ".join(named.out.split())
