"""Answers and references as files to take along."""

from __future__ import annotations

import io
import json
import re

import pytest
from httpx import Response
from starlette.testclient import TestClient
from webpage import METASTASES, Webpage

from curbside.answer.answer import Answer
from curbside.answer.markdown import answer_markdown
from curbside.ingest.csl_json import read_csl_json
from curbside.ingest.ris import read_ris

MIGRAINE = "What is the best treatment for migraine?"


def export(client: TestClient, form: str, q: str = METASTASES, **more: str) -> Response:
    token = Webpage(client.get("/").text).all("input", name="csrf")[0]["value"]
    return client.post("/ask/export", data={"q": q, "format": form, "csrf": token, **more})


@pytest.mark.parametrize(
    ("form", "media_type", "ending"),
    [
        ("ris", "application/x-research-info-systems; charset=utf-8", "ris"),
        ("bibtex", "application/x-bibtex; charset=utf-8", "bib"),
        ("csl-json", "application/vnd.citationstyles.csl+json", "json"),
        ("markdown", "text/markdown; charset=utf-8", "md"),
        ("json", "application/json", "json"),
    ],
)
def test_a_file_says_what_it_is_and_is_saved_under_a_harmless_name(
    client: TestClient, form: str, media_type: str, ending: str
) -> None:
    response = export(client, form)
    assert response.status_code == 200
    assert response.headers["content-type"] == media_type
    name = re.fullmatch(r'attachment; filename="([a-z0-9-]+)\.(\w+)"', response.headers["content-disposition"])
    assert name is not None
    assert name[2] == ending
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-content-type-options"] == "nosniff"


def test_the_references_are_those_of_the_answer_in_its_order(client: TestClient, answer: Answer) -> None:
    titles = [one.title for one in answer.references]
    by_ris = [document.reference.title for document in read_ris(io.BytesIO(export(client, "ris").content))]
    by_csl = [document.reference.title for document in read_csl_json(io.BytesIO(export(client, "csl-json").content))]
    assert by_ris == by_csl == titles
    assert export(client, "bibtex").text.count("\n@") + 1 == len(titles)


def test_the_answer_itself_is_taken_along_as_markdown_and_json(client: TestClient, answer: Answer) -> None:
    assert export(client, "markdown").text == answer_markdown(answer)
    taken = export(client, "json").json()
    assert taken["answer_id"] == answer.answer_id


def test_a_follow_up_is_exported_with_what_went_before(client: TestClient, answer: Answer) -> None:
    assert answer.conversation
    taken = export(client, "json", "And how often does it spread to bone?", conversation=answer.conversation).json()
    assert "neuroendocrine" in taken["interpreted"]


def test_an_answer_without_references_has_none_to_take_along(client: TestClient) -> None:
    response = export(client, "ris", MIGRAINE)
    assert response.status_code == 400
    assert "cites no source" in response.text
    assert export(client, "json", MIGRAINE).json()["status"] == "insufficient_evidence"


@pytest.mark.parametrize("form", ["", "pdf", "../ris"])
def test_an_unknown_format_is_refused_with_those_there_are(client: TestClient, form: str) -> None:
    response = export(client, form)
    assert response.status_code == 400
    assert "ris, bibtex, csl-json, markdown, json" in response.text


def test_the_reference_of_one_source_is_taken_along(client: TestClient) -> None:
    response = client.get("/sources/zheng-2019/export?format=csl-json")
    (item,) = json.loads(response.text)
    assert (item["type"], item["PMID"]) == ("article-journal", "31609098")
    assert response.headers["content-disposition"] == 'attachment; filename="curbside-zheng-2019.json"'
    assert client.get("/sources/zheng-2019/export").text.startswith("TY  - JOUR")
    assert client.head("/sources/zheng-2019/export?format=bibtex").status_code == 200


def test_no_source_and_no_format_of_that_name_are_told(client: TestClient) -> None:
    assert client.get("/sources/nobody/export?format=ris").status_code == 404
    assert client.get("/sources/zheng-2019/export?format=json").status_code == 400


def test_no_name_of_a_source_reaches_a_header_as_it_is(tmp_path_factory: pytest.TempPathFactory) -> None:
    from curbside.engine import Curbside
    from curbside.web.app import build_app

    folder = tmp_path_factory.mktemp("awkward")
    file = folder / "one.md"
    file.write_text('---\nid: "10.1000/a\\";b=é?"\ntitle: One\n---\nRest treats zorvalitis.\n', "utf-8")
    with Curbside(folder / "library", empty=True) as curbside:
        curbside.add(file)
        client = TestClient(build_app(curbside))
        response = client.get("/sources/10.1000%2Fa%22%3Bb%3D%C3%A9%3F/export?format=ris")
    assert response.status_code == 200
    assert response.headers["content-disposition"] == 'attachment; filename="curbside-10.1000-a-b.ris"'
