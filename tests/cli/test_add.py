"""`curbside add`: what goes in, what is skipped, and that nothing goes in unasked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Run

GOUT = "How is gout treated?"


@pytest.fixture
def kept(tmp_path: Path, source_text: Callable[..., str]) -> Path:
    """A folder with one source that keeps the rules of evidence."""
    folder = tmp_path / "kept"
    folder.mkdir()
    record = {
        "id": "gout-2020",
        "title": "Gout",
        "authors": ["Doe J"],
        "container": "Journal of Gout",
        "doi": "10.1000/gout",
        "jurisdiction": "GB",
        "language": "en",
        "basis": "abstract",
        "seen_at": "abstract in PubMed",
    }
    text = source_text("## Treatment\n\n- Gout in adults is treated with colchicine by mouth.", **record)
    (folder / "gout-2020.md").write_text(text, "utf-8")
    return folder


def sources(run: Run, library: Path) -> list[dict[str, object]]:
    data: list[dict[str, object]] = json.loads(run("sources", "list", "--library", library, "--format", "json").out)
    return data


def test_a_new_library_from_a_script_must_be_told_how_to_begin(run: Run, gout: Path, tmp_path: Path) -> None:
    done = run("add", gout, "--library", tmp_path / "new")
    assert done.code == 2
    assert "--empty" in done.err
    assert "--starter" in done.err
    assert not (tmp_path / "new").exists()


def test_an_empty_new_library_holds_only_what_was_added(run: Run, gout: Path, tmp_path: Path) -> None:
    done = run("add", gout, "--empty", "--library", tmp_path / "new")
    assert done.code == 0
    assert "Added 1, updated 0, unchanged 0, skipped 0." in done.err
    assert [source["document"] for source in sources(run, tmp_path / "new")] == ["gout"]


def test_what_was_taken_is_told_by_kind_and_standing(run: Run, tmp_path: Path) -> None:
    lines = [
        {"id": "a", "title": "Gout one", "text": "Gout is treated with colchicine.", "kind": "guideline"},
        {"id": "b", "title": "Gout two", "text": "Gout is common.", "kind": "cohort_study", "standing": "retracted"},
        {"id": "c", "title": "Gout three", "text": "Gout is painful.", "kind": "cohort_study"},
    ]
    (tmp_path / "three.jsonl").write_text("\n".join(map(json.dumps, lines)))
    done = run("add", tmp_path / "three.jsonl", "--empty", "--library", tmp_path / "new")
    assert "By kind: 2 cohort study, 1 guideline." in done.err
    assert "Not simply current, by their records: 1 retracted." in done.err


def test_what_was_skipped_is_written_to_a_file_with_the_reasons(run: Run, gout: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text("".join("{\n" for _ in range(30)))
    report = tmp_path / "skipped.jsonl"
    done = run("add", gout, tmp_path / "bad.jsonl", "--empty", "--library", tmp_path / "new", "--skipped", report)
    assert done.code == 4
    assert "… and 10 more were skipped." in done.err
    rows = [json.loads(line) for line in report.read_text().splitlines()]
    assert len(rows) == 30
    assert rows[0]["error"] == "UnreadableInput"
    assert "Line 1 of bad.jsonl" in rows[0]["message"]


def test_a_new_library_with_the_starter_pack_holds_both(run: Run, gout: Path, tmp_path: Path) -> None:
    assert run("add", gout, "--starter", "--library", tmp_path / "new").code == 0
    packs = {source["document"]: source["pack"] for source in sources(run, tmp_path / "new")}
    assert packs["gout"] is None
    assert packs["riihimaki-2016"] == "starter"


def test_adding_to_a_library_that_exists_needs_no_word_about_the_beginning(
    run: Run, gout: Path, own_starter: Path
) -> None:
    before = len(sources(run, own_starter))
    assert run("add", gout, "--library", own_starter).code == 0
    assert len(sources(run, own_starter)) == before + 1
    assert run("ask", GOUT, "--library", own_starter).code == 0


def test_adding_the_same_again_changes_nothing(run: Run, gout: Path, tmp_path: Path) -> None:
    library = tmp_path / "new"
    run("add", gout, "--empty", "--library", library)
    before = json.loads(run("ask", GOUT, "--library", library, "-f", "json").out)
    again = run("add", gout, "--library", library)
    assert "Added 0, updated 0, unchanged 1, skipped 0." in again.err
    assert json.loads(run("ask", GOUT, "--library", library, "-f", "json").out)["answer_id"] == before["answer_id"]


def test_changed_text_is_a_new_revision(run: Run, gout: Path, tmp_path: Path, source_text: Callable[..., str]) -> None:
    library = tmp_path / "new"
    run("add", gout, "--empty", "--library", library)
    before = sources(run, library)[0]["revision"]
    text = source_text("## Treatment\n\nGout is treated with prednisolone.", title="Gout", id="gout")
    (gout / "gout.md").write_text(text, "utf-8")
    assert "Added 0, updated 1" in run("add", gout, "--library", library).err
    assert sources(run, library)[0]["revision"] != before
    out = run("ask", GOUT, "--library", library).out
    assert "prednisolone" in out
    assert "colchicine" not in out


def test_a_named_pack_is_kept_with_its_sources(run: Run, gout: Path, tmp_path: Path) -> None:
    run("add", gout, "--empty", "--pack", "rheumatology", "--library", tmp_path / "new")
    assert [source["pack"] for source in sources(run, tmp_path / "new")] == ["rheumatology"]


def test_a_missing_file_adds_nothing_and_makes_no_library(run: Run, gout: Path, tmp_path: Path) -> None:
    done = run("add", gout, tmp_path / "missing.md", "--empty", "--library", tmp_path / "new")
    assert done.code == 1
    assert "There is no file or folder" in done.err
    assert not (tmp_path / "new" / "manifest.json").exists()


def test_a_folder_with_nothing_readable_is_named_with_what_is_read(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "nothing"
    folder.mkdir()
    (folder / "picture.png").write_bytes(b"\x89PNG")
    done = run("add", folder, "--empty", "--library", tmp_path / "new")
    assert done.code == 1
    assert "holds nothing that can be read" in done.err
    assert ".jsonl" in done.err


def test_one_bad_input_among_good_ones_is_skipped_with_exit_code_4(run: Run, gout: Path, tmp_path: Path) -> None:
    (gout / "bare.md").write_text("No front matter here.", "utf-8")
    done = run("add", gout, "--empty", "--library", tmp_path / "new")
    assert done.code == 4
    assert "bare.md has no front matter." in done.err
    assert "Added 1, updated 0, unchanged 0, skipped 1." in done.err


def test_only_bad_inputs_are_an_error(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bare.md"
    path.write_text("No front matter here.", "utf-8")
    done = run("add", path, "--empty", "--library", tmp_path / "new")
    assert done.code == 1
    assert "has no front matter" in done.err


def test_check_reads_and_reports_and_adds_nothing(run: Run, kept: Path, tmp_path: Path) -> None:
    done = run("add", kept, "--check", "--library", tmp_path / "new")
    assert done.code == 0
    assert "Read 1 documents, 1 statements, 0 tables; nothing was added." in done.err
    assert not (tmp_path / "new").exists()


def test_check_leaves_a_library_that_exists_as_it_is(run: Run, kept: Path, own_starter: Path) -> None:
    before = (own_starter / "manifest.json").read_bytes()
    assert run("add", kept, "--check", "--library", own_starter).code == 0
    assert (own_starter / "manifest.json").read_bytes() == before


def test_check_tells_what_would_be_skipped(run: Run, kept: Path, tmp_path: Path) -> None:
    (kept / "bare.md").write_text("No front matter here.", "utf-8")
    done = run("add", kept, "--check", "--library", tmp_path / "new")
    assert done.code == 4
    assert "bare.md has no front matter." in done.err
    assert run("add", kept / "bare.md", "--check", "--library", tmp_path / "new").code == 1


def test_check_names_every_rule_that_a_source_breaks_under_its_file(run: Run, gout: Path) -> None:
    done = run("add", gout, "--check")
    assert done.code == 1
    assert done.out.splitlines()[0] == str(gout / "gout.md")
    assert "The record names no jurisdiction." in done.out
    assert "[record_is_complete]" in done.out
    assert "in 1 of them" in done.err


def test_check_takes_the_starter_pack_too(run: Run) -> None:
    done = run("add", "--check", "--starter")
    assert (done.code, done.out) == (0, "")


def test_a_new_source_is_written_to_be_filled_in_and_checked(run: Run, tmp_path: Path) -> None:
    made = tmp_path / "guidelines" / "nice-ng145.md"
    done = run("new-source", made, "--title", "Thyroid disease", "--kind", "guideline")
    assert done.code == 0
    assert f"curbside add --check {made}" in done.err
    assert "kind: guideline" in made.read_text("utf-8")
    assert run("new-source", made).code == 2
    assert run("new-source", tmp_path / "x.md", "--kind", "opinion").code == 2


@pytest.mark.parametrize("form", ["markdown", "json", "text"])
def test_an_answer_saved_to_a_file_is_refused_as_evidence(
    form: str, run: Run, starter: Path, gout: Path, tmp_path: Path
) -> None:
    suffix = {"markdown": "md", "json": "json", "text": "txt"}[form]
    saved = tmp_path / f"answer.{suffix}"
    saved.write_text(run("ask", "Where do NETs spread?", "--library", starter, "--format", form).out, "utf-8")
    done = run("add", saved, "--empty", "--library", tmp_path / "new")
    assert done.code == 1
    if form == "text":  # carries no mark; refused all the same, since plain text is not read at all
        assert "is of a format that is not read" in done.err
    else:
        assert "its own output is never evidence" in done.err


def test_no_progress_bar_is_drawn_where_there_is_no_screen(run: Run, gout: Path, tmp_path: Path) -> None:
    done = run("add", gout, "--empty", "--library", tmp_path / "new")
    assert "\x1b" not in done.err
    assert "━" not in done.err
    assert done.out == ""
