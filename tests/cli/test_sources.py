"""`sources`, `search`, `reindex` and `doctor`: what the library holds, and what may answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from curbside import Curbside

from .conftest import Run

QUESTION = "Where do neuroendocrine tumors spread?"
RESULT_KEYS = {
    *("passage", "document", "reference", "title", "kind", "year", "standing", "heading_path", "text", "start", "end"),
    "score",
}


def answers(run: Run, library: Path) -> int:
    return run("ask", QUESTION, "--library", library, "--brief").code


def test_list_shows_every_source_of_the_library(run: Run, starter: Path, starter_library: Curbside) -> None:
    held = starter_library.library().all_sources()
    done = run("sources", "list", "--library", starter, "--format", "json")
    listed = json.loads(done.out)
    assert done.code == 0
    assert [source["document"] for source in listed] == [source.document_id for source in held]
    assert all(source["pack"] == "starter" and source["standing"] in ("current", "corrected") for source in listed)


def test_list_in_text_has_a_row_a_source(run: Run, starter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "110")
    out = run("sources", "list", "--library", starter).out
    assert out.splitlines()[0].split() == ["Document", "Kind", "Year", "Standing", "Title"]
    assert "riihimaki-2016" in out


def test_show_gives_the_record_and_the_stored_text(run: Run, starter: Path) -> None:
    done = run("sources", "show", "riihimaki-2016", "--library", starter)
    assert done.code == 0
    assert "title: The epidemiology of metastases in neuroendocrine tumors" in done.out
    assert "82 % of patients with metastases" in done.out


def test_show_in_json_has_the_text_that_quotes_point_into(run: Run, starter: Path, starter_library: Curbside) -> None:
    shown = json.loads(run("sources", "show", "riihimaki-2016", "--library", starter, "-f", "json").out)
    assert shown["document"] == "riihimaki-2016"
    quote = next(one for one in starter_library.ask(QUESTION).quotes if one.document == shown["document"])
    assert shown["revision"] == quote.revision
    assert shown["text"][quote.start : quote.end] == quote.text


def test_retiring_the_starter_pack_silences_it_and_restoring_brings_it_back(run: Run, own_starter: Path) -> None:
    assert answers(run, own_starter) == 0
    retired = run("sources", "retire", "--pack", "starter", "--library", own_starter)
    assert (retired.code, retired.err.endswith("sources retired.\n")) == (0, True)
    silent = run("ask", QUESTION, "--library", own_starter)
    assert silent.code == 3
    assert "Nearest" not in silent.out
    assert run("search", "liver", "--library", own_starter).code == 3
    assert run("sources", "restore", "--pack", "starter", "--library", own_starter).code == 0
    assert answers(run, own_starter) == 0


def test_retiring_keeps_the_source_stored_and_listed(run: Run, own_starter: Path) -> None:
    run("sources", "retire", "riihimaki-2016", "--library", own_starter)
    shown = json.loads(run("sources", "show", "riihimaki-2016", "--library", own_starter, "-f", "json").out)
    assert shown["standing"] == "retired"
    assert "82 %" in shown["text"]


def test_retiring_one_source_leaves_the_others_answering(run: Run, own_starter: Path) -> None:
    done = run("sources", "retire", "riihimaki-2016", "--library", own_starter)
    assert done.err == "1 source retired.\n"
    data = json.loads(run("ask", QUESTION, "--library", own_starter, "-f", "json").out)
    assert data["status"] == "answered"
    quoted = {quote["document"] for one in data["summary"] for quote in one["quotes"]}
    assert "riihimaki-2016" not in quoted


def test_retiring_and_restoring_gives_the_same_answer_as_before(run: Run, own_starter: Path) -> None:
    def identity() -> str:
        return str(json.loads(run("ask", QUESTION, "--library", own_starter, "-f", "json").out)["answer_id"])

    before = identity()
    run("sources", "retire", "riihimaki-2016", "--library", own_starter)
    assert identity() != before
    run("sources", "restore", "riihimaki-2016", "--library", own_starter)
    assert identity() == before


def test_adding_a_retired_source_again_unchanged_leaves_it_retired(run: Run, gout: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    run("add", gout, "--empty", "--library", library)
    run("sources", "retire", "gout", "--library", library)
    run("add", gout, "--library", library)
    assert run("ask", "How is gout treated?", "--library", library).code == 3


def test_one_unknown_name_changes_nothing(run: Run, own_starter: Path) -> None:
    before = (own_starter / "manifest.json").read_bytes()
    assert run("sources", "retire", "riihimaki-2016", "unknown", "--library", own_starter).code == 2
    assert (own_starter / "manifest.json").read_bytes() == before


@pytest.mark.parametrize("standing", ["retracted", "superseded", "concern"])
def test_restoring_what_was_never_retired_does_not_clear_a_retraction(
    standing: str, run: Run, gout: Path, tmp_path: Path
) -> None:
    path = gout / "gout.md"
    path.write_text(path.read_text("utf-8").replace("id: gout", f"id: gout\nstanding: {standing}"), "utf-8")
    library = tmp_path / "library"
    run("add", gout, "--empty", "--pack", "mine", "--library", library)
    run("sources", "retire", "--pack", "mine", "--library", library)
    run("sources", "restore", "--pack", "mine", "--library", library)
    (source,) = json.loads(run("sources", "list", "--library", library, "-f", "json").out)
    assert source["standing"] == standing


# -- search


def test_search_in_json_is_a_bare_list_of_passages_best_first(
    run: Run, starter: Path, starter_library: Curbside
) -> None:
    done = run("search", "bone metastases", "--limit", "5", "--library", starter, "--format", "json")
    found = json.loads(done.out)
    assert done.code == 0
    assert isinstance(found, list)
    assert len(found) == 5
    assert all(sorted(one) == sorted(RESULT_KEYS) for one in found)
    assert [one["score"] for one in found] == sorted((one["score"] for one in found), reverse=True)
    for one in found:
        document = starter_library.library().document(one["document"])
        assert document is not None
        assert document.text[one["start"] : one["end"]] == one["text"]


def test_search_in_text_names_document_and_headings(run: Run, starter: Path) -> None:
    out = run("search", "liver most common site of metastasis", "--limit", "3", "--library", starter).out
    assert out.startswith(" 1. ")
    assert " › " in out


def test_search_that_finds_nothing_ends_with_exit_code_3(run: Run, gout: Path, tmp_path: Path) -> None:
    run("add", gout, "--empty", "--library", tmp_path / "new")
    run("sources", "retire", "gout", "--library", tmp_path / "new")
    done = run("search", "gout", "--library", tmp_path / "new", "--format", "json")
    assert (done.code, json.loads(done.out), done.err) == (3, [], "Nothing was found.\n")


# -- reindex and doctor


def test_reindexing_changes_no_answer(run: Run, own_starter: Path) -> None:
    before = json.loads(run("ask", QUESTION, "--library", own_starter, "-f", "json").out)
    done = run("reindex", "--library", own_starter)
    assert done.code == 0
    assert "Rebuilt the index" in done.err
    after = json.loads(run("ask", QUESTION, "--library", own_starter, "-f", "json").out)
    assert after["answer_id"] == before["answer_id"]


def test_reindexing_a_library_that_is_not_there_makes_none(run: Run, tmp_path: Path) -> None:
    done = run("reindex", "--library", tmp_path / "none")
    assert done.code == 1
    assert "There is no library" in done.err
    assert not (tmp_path / "none").exists()


def test_an_index_made_another_way_never_answers_until_it_is_rebuilt(run: Run, own_starter: Path) -> None:
    manifest = own_starter / "manifest.json"
    data = json.loads(manifest.read_text("utf-8"))
    data["fingerprints"]["segmenter"] = "another"
    manifest.write_text(json.dumps(data), "utf-8")
    refused = run("ask", QUESTION, "--library", own_starter)
    assert refused.code == 1
    assert "curbside reindex" in refused.err
    assert refused.out == ""
    assert run("doctor", "--library", own_starter).code == 1
    assert run("reindex", "--library", own_starter).code == 0
    assert answers(run, own_starter) == 0


def test_doctor_finds_a_sound_library_sound(run: Run, starter: Path) -> None:
    done = run("doctor", "--library", starter)
    assert done.code == 0
    assert "ERROR" not in done.out
    assert "word for word" in done.out


def test_every_finding_that_is_not_well_comes_with_a_remedy(run: Run, starter: Path) -> None:
    lines = run("doctor", "--library", starter).out.splitlines()
    for finding, following in zip(lines, [*lines[1:], ""], strict=True):
        if finding.startswith(("warning", "ERROR")):
            assert following.strip().startswith("→ ")


def test_doctor_looks_without_making_a_library(run: Run, tmp_path: Path) -> None:
    done = run("doctor", "--library", tmp_path / "none")
    assert "There is no library" in done.out
    assert not (tmp_path / "none").exists()


def test_a_library_made_by_a_newer_version_is_refused(run: Run, own_starter: Path) -> None:
    manifest = own_starter / "manifest.json"
    data = json.loads(manifest.read_text("utf-8"))
    manifest.write_text(json.dumps({**data, "format": 99}), "utf-8")
    for command in (["ask", QUESTION], ["search", "liver"], ["sources", "list"], ["reindex"], ["doctor"]):
        done = run(*command, "--library", own_starter)
        assert done.code == 1
        assert "newer version" in done.err + done.out
