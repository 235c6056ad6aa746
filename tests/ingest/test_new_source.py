"""A new source: a template that a person fills in, and that is no evidence before."""

from __future__ import annotations

from pathlib import Path

import pytest

from curbside.errors import UnreadableInput, UsageError
from curbside.evidence.kinds import SourceKind
from curbside.ingest.checking import check_paths
from curbside.ingest.markdown import read_front_matter, read_markdown
from curbside.ingest.new_source import write_new_source


def test_the_template_holds_what_is_known(tmp_path: Path) -> None:
    made = write_new_source(tmp_path / "new" / "NICE NG145.md", 'Thyroid: "disease"', SourceKind.GUIDELINE)
    keys = read_front_matter(made)
    assert (keys["id"], keys["title"], keys["kind"]) == ("nice-ng145", 'Thyroid: "disease"', "guideline")


def test_a_rewording_names_its_twins_and_is_for_patients(tmp_path: Path) -> None:
    keys = read_front_matter(write_new_source(tmp_path / "plain.md", derived_from=["a-2016", "b-2020"]))
    assert keys["derived_from"] == ["a-2016", "b-2020"]
    assert (keys["kind"], keys["audience"]) == ("patient_information", "patient")


def test_an_unfilled_template_is_refused_as_evidence(tmp_path: Path) -> None:
    made = write_new_source(tmp_path / "new.md")
    with pytest.raises(UnreadableInput, match="no text"):
        list(read_markdown(made))
    assert check_paths([made]).skipped


def test_a_filled_template_keeps_every_rule(tmp_path: Path) -> None:
    made = write_new_source(tmp_path / "gout-2020.md", "Gout in primary care", SourceKind.COHORT_STUDY)
    filled = made.read_text("utf-8")
    for key, value in {
        "authors: []": "authors: [Doe J]",
        "container:": "container: Journal of Gout",
        "year:": "year: 2020",
        "doi:": "doi: 10.1000/gout",
        "jurisdiction:": "jurisdiction: GB",
        "seen_at:": "seen_at: abstract in PubMed",
        "topics: []": "topics: [gout]",
    }.items():
        assert f"\n{key}" in filled
        filled = filled.replace(f"\n{key}", f"\n{value}", 1)
    front = filled.split("<!--")[0]
    made.write_text(front + "## Frequency\n\n- Of 200 adults with gout, 50 (25 %) had a second attack.\n", "utf-8")
    checked = check_paths([made])
    assert (checked.findings, checked.skipped) == ([], [])


def test_a_file_that_is_there_is_not_touched(tmp_path: Path) -> None:
    there = tmp_path / "there.md"
    there.write_text("mine", "utf-8")
    with pytest.raises(UsageError, match="already"):
        write_new_source(there)
    assert there.read_text("utf-8") == "mine"


@pytest.mark.parametrize("name", ["source.txt", "source"])
def test_only_markdown_is_made(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="Markdown"):
        write_new_source(tmp_path / name)


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(UsageError, match="cannot be written"):
        write_new_source(tmp_path / "file" / "source.md")
