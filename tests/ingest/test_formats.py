"""Which files are taken from what was named."""

from pathlib import Path

import pytest

from curbside.errors import UnreadableInput
from curbside.ingest.formats import Format, find_inputs, format_of

SOURCE = "---\ntitle: Spread\n---\nThe liver is first.\n"


def put(folder: Path, *names: str) -> list[Path]:
    paths = [folder / name for name in names]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SOURCE)
    return paths


def never(error: object) -> None:
    pytest.fail(f"skipped: {error}")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.jsonl", Format.JSONL),
        ("A.NDJSON.GZ", Format.JSONL),
        ("a.md", Format.MARKDOWN),
        ("A.MARKDOWN", Format.MARKDOWN),
        ("pubmed26n0001.xml.gz", Format.XML),
        ("article.nxml", Format.XML),
        ("guideline.PDF", Format.PDF),
        ("protocol.docx", Format.DOCX),
        ("page.htm", Format.HTML),
        ("export.ris", Format.RIS),
        ("export.nbib", Format.NBIB),
        ("export.json", Format.CSL_JSON),
        ("PMC1.tar.gz", Format.ARCHIVE),
    ],
)
def test_a_format_is_known_by_the_file_s_name(name, expected):
    assert format_of(Path(name)) is expected


@pytest.mark.parametrize("name", ["a.txt", "a.gz", "jsonl", "md", "a.md.bak", "a.doc"])
def test_other_names_have_no_format(name):
    assert format_of(Path(name)) is None


def test_a_folder_gives_its_readable_files_in_order_at_any_depth(tmp_path):
    put(tmp_path, "b.md", "a.md", "deep/er/c.jsonl", "notes.txt")
    found = find_inputs([tmp_path], never)
    assert [one.path.relative_to(tmp_path).as_posix() for one in found] == ["a.md", "b.md", "deep/er/c.jsonl"]


def test_hidden_files_and_folders_and_readmes_are_passed_over(tmp_path):
    put(tmp_path, "a.md", ".hidden.md", ".git/b.md", "README.md", "deep/Readme.md", "LICENSE.md", "CHANGELOG.md")
    assert [one.path.name for one in find_inputs([tmp_path], never)] == ["a.md"]


def test_a_folder_inside_a_hidden_folder_is_read_when_it_is_named(tmp_path):
    put(tmp_path / ".cache" / "sources", "a.md")
    assert len(find_inputs([tmp_path / ".cache" / "sources"], never)) == 1


def test_a_readme_that_is_named_itself_is_read(tmp_path):
    (readme,) = put(tmp_path, "README.md")
    assert [one.path for one in find_inputs([readme], never)] == [readme]


def test_a_file_named_twice_is_read_once(tmp_path):
    (path,) = put(tmp_path, "a.md")
    assert len(find_inputs([path, tmp_path, path], never)) == 1


def test_inputs_carry_their_size_for_the_progress_bar(tmp_path):
    (path,) = put(tmp_path, "a.md")
    assert find_inputs([path], never)[0].size == len(SOURCE)


def test_a_folder_with_nothing_readable_is_refused(tmp_path, refusal):
    put(tmp_path, "notes.txt", "README.md", ".hidden.md")
    error = refusal(UnreadableInput, lambda: find_inputs([tmp_path], never))
    assert str(tmp_path) in error.message
    assert ".jsonl.gz" in error.hint


def test_a_path_that_does_not_exist_is_refused(tmp_path, refusal):
    error = refusal(UnreadableInput, lambda: find_inputs([tmp_path / "none.md"], never))
    assert "none.md" in error.message


def test_a_path_that_the_system_refuses_is_refused_and_not_a_traceback(tmp_path, refusal):
    refusal(UnreadableInput, lambda: find_inputs([tmp_path / ("x" * 5000)], never))


def test_a_named_file_of_another_format_is_handed_over_and_the_others_are_read(tmp_path):
    text, source = put(tmp_path, "notes.txt", "a.md")
    skipped = []
    assert [one.path for one in find_inputs([text, source], skipped.append)] == [source]
    assert [type(error) for error in skipped] == [UnreadableInput]
    assert "notes.txt" in skipped[0].message
    assert skipped[0].hint


def test_a_link_that_leads_nowhere_is_passed_over_in_a_folder(tmp_path):
    put(tmp_path, "a.md")
    (tmp_path / "b.md").symlink_to(tmp_path / "none.md")
    assert [one.path.name for one in find_inputs([tmp_path], never)] == ["a.md"]
