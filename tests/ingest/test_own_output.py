"""Curbside's own output is never evidence, in whatever form it comes back."""

import io
import json

import pytest

from curbside.errors import OwnOutput, UnreadableInput
from curbside.ingest.formats import find_inputs
from curbside.ingest.html import read_html
from curbside.ingest.jsonl import read_jsonl
from curbside.ingest.markdown import read_markdown
from curbside.ingest.own_output import MARK, MARK_COMMENT, refuse_own_output

ANSWER = {"answer_id": "a", "evidence_version": "v", "summary": [], "sections": [], "references": [], "title": "T"}
SOURCE = "---\ntitle: Spread\n---\nThe liver is first.\n"


def markdown(text: str) -> object:
    return list(read_markdown(io.BytesIO(text.encode())))


def jsonl(record: dict) -> object:
    return list(read_jsonl(io.BytesIO(json.dumps(record).encode())))


@pytest.mark.parametrize(
    "export",
    [
        f"---\n{MARK}: 0a1b\ntitle: Spread\n---\nThe liver.\n",
        f"{SOURCE}\n{MARK_COMMENT}\n",
        f"# Spread\n\n{MARK_COMMENT}\n\nThe liver is first.\n",
        f"{MARK}: 0a1b\n# Spread\n",
        "---\n" + "".join(f"{key}: x\n" for key in ANSWER) + "---\nThe liver.\n",
    ],
)
def test_a_markdown_export_is_refused_with_or_without_its_front_matter(export, refusal):
    refusal(OwnOutput, lambda: markdown(export))


@pytest.mark.parametrize(
    "export",
    [
        {MARK: "0a1b", "title": "T", "text": "The liver."},
        {**ANSWER, "text": "The liver."},
        {"title": "T", "text": f"{MARK_COMMENT}\nThe liver."},
        {"question": "T", "answer": f"The liver. {MARK_COMMENT}"},
    ],
)
def test_an_export_as_a_json_line_is_refused(export, refusal):
    error = refusal(OwnOutput, lambda: jsonl(export))
    assert error.message.startswith("Line 1 of ")


@pytest.mark.parametrize(
    "export",
    [
        f"<!doctype html>\n{MARK_COMMENT}\n<p>The liver.</p>",
        f"<html><body><main><p>The liver.</p></main>{MARK_COMMENT}</body></html>",
    ],
)
def test_an_export_as_a_web_page_is_refused(export, refusal):
    refusal(OwnOutput, lambda: list(read_html(io.BytesIO(export.encode()))))


def test_with_on_skip_the_export_is_handed_over_and_the_sources_beside_it_are_read():
    lines = [json.dumps(one) for one in ({MARK: 1}, {"title": "T", "text": "The liver."})]
    skipped = []
    documents = list(read_jsonl(io.BytesIO("\n".join(lines).encode()), skipped.append))
    assert [d.text for d in documents] == ["The liver."]
    assert [type(error) for error in skipped] == [OwnOutput]


@pytest.mark.parametrize("content", [json.dumps({MARK: "0a1b"}), json.dumps(ANSWER, indent=2)])
def test_an_export_as_json_is_refused_when_it_is_read(content, tmp_path):
    path = tmp_path / "answer.json"
    path.write_text(content)
    skipped = []
    (one,) = find_inputs([path], skipped.append)
    assert list(one.read(skipped.append)) == []
    assert [type(error) for error in skipped] == [OwnOutput]
    assert "answer.json" in skipped[0].message


def test_an_export_of_a_format_that_is_not_read_is_named_as_an_export(tmp_path):
    path = tmp_path / "answer.txt"
    path.write_text(f"{MARK_COMMENT}\nThe liver.")
    skipped = []
    assert find_inputs([path], skipped.append) == []
    assert [type(error) for error in skipped] == [OwnOutput]
    assert "answer.txt" in skipped[0].message


@pytest.mark.parametrize(
    "content",
    ["[1, 2]", "{", "[" * 100_000, '{"answer_id": "a"}', "\udcff"],
    ids=["list", "open", "deep", "other", "bytes"],
)
def test_other_json_is_no_export_and_is_refused_as_no_record(content, tmp_path):
    path = tmp_path / "data.json"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    skipped = []
    assert list(find_inputs([path], skipped.append)[0].read(skipped.append)) == []
    assert [type(error) for error in skipped] == [UnreadableInput]


def test_a_source_that_shares_some_keys_with_an_answer_is_not_an_export():
    refuse_own_output({"title": "T", "summary": "s", "references": []}, "The mark is curbside_answer.", "a.md")
    assert markdown(SOURCE)
