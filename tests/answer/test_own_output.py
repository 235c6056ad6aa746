"""Curbside's own output is never evidence, whatever it is called and however it comes back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from curbside import Answer, Curbside
from curbside.answer.markdown import answer_markdown
from curbside.errors import OwnOutput
from curbside.ingest.jsonl import read_jsonl
from curbside.ingest.markdown import read_markdown

QUESTION = "What are the classic areas of metastasis for neuroendocrine tumors?"


@pytest.fixture(scope="module")
def page(starter_library: Curbside) -> Answer:
    return starter_library.ask(QUESTION)


@pytest.fixture
def empty(make_library: Callable[..., Curbside]) -> Curbside:
    return make_library()


def test_a_markdown_export_is_refused_by_the_reader(page: Answer, tmp_path: Path) -> None:
    path = tmp_path / "answer.md"
    path.write_text(answer_markdown(page), "utf-8")
    with pytest.raises(OwnOutput, match="never evidence"):
        list(read_markdown(path))


def test_a_markdown_export_with_another_front_matter_is_still_refused(page: Answer, tmp_path: Path) -> None:
    path = tmp_path / "guideline.md"
    body = answer_markdown(page).split("---\n", 2)[2]
    path.write_text(f"---\ntitle: A guideline\nkind: guideline\n---\n{body}", "utf-8")
    with pytest.raises(OwnOutput):
        list(read_markdown(path))


def test_a_json_answer_is_refused_as_a_line_of_json_lines(page: Answer, tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text(json.dumps(page.to_dict()) + "\n", "utf-8")
    with pytest.raises(OwnOutput):
        list(read_jsonl(path))


@pytest.mark.parametrize("name", ["answer.md", "answer.json", "answer.txt"])
def test_an_export_is_refused_by_add_under_any_name(name: str, page: Answer, empty: Curbside, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(json.dumps(page.to_dict()) if name.endswith("json") else answer_markdown(page), "utf-8")
    with pytest.raises(OwnOutput):
        empty.add(path)


def test_an_export_in_a_folder_of_sources_is_skipped_and_named(
    page: Answer, empty: Curbside, tmp_path: Path, source_text: Callable[..., str]
) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "answer.md").write_text(answer_markdown(page), "utf-8")
    (folder / "gout.md").write_text(
        source_text("## Treatment\n\nGout is treated with colchicine.", title="Gout"), "utf-8"
    )
    result = empty.add(folder)
    assert result.added == 1
    ((path, error),) = result.skipped
    assert path.endswith("answer.md")
    assert isinstance(error, OwnOutput)
    assert len(empty.library().all_sources()) == 1


def test_a_markdown_export_carries_every_statement_citation_and_reference(page: Answer) -> None:
    text = answer_markdown(page)
    assert text.startswith(f"---\ncurbside_answer: {page.answer_id}\n")
    for number in range(1, len(page.references) + 1):
        assert f"\\[{number}\\]" in text
    assert "### Research" in text
    assert "82 % of patients with metastases" in text
    for section in page.sections:
        assert f"## {section.heading}\n" in text
    assert page.disclaimer.split(";")[0] in text


def test_words_of_a_source_cannot_become_markup_in_an_export(
    make_library: Callable[..., Curbside], source_text: Callable[..., str]
) -> None:
    body = (
        "## Treatment\n\nGout is treated with \\<script>alert(1)\\</script> \\[a link\\](javascript:x) and \\*stars\\*."
    )
    answer = make_library(source_text(body, title="Gout")).ask("How is gout treated?")
    assert "<script>" in answer.summary[0].text
    text = answer_markdown(answer)
    assert "<script>" not in text.replace("\\<script\\>", "")
    assert "\\[a link\\]" in text
