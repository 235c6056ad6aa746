"""The HTTP API, the services, and how failures are told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient
from webpage import METASTASES, Webpage

from curbside.engine import Curbside
from curbside.errors import InputError, LibraryBusy
from curbside.web.app import build_app


def problem(response: httpx.Response, status: int) -> dict[str, Any]:
    """The failure as the API tells it, checked for its shape."""
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = response.json()
    assert set(told) == {"type", "title", "status", "detail"}
    assert told["status"] == status
    assert told["title"]
    assert told["detail"]
    assert "Traceback" not in response.text
    return told


def test_asking_gives_the_answer_s_own_object(client: TestClient, engine: Curbside) -> None:
    told = client.post("/api/v1/ask", json={"question": METASTASES, "reader": "trainee"}).json()
    expected = json.loads(json.dumps(engine.ask(METASTASES, "trainee").to_dict()))
    own = {"elapsed_ms": 0, "conversation": None}  # how long it took, and when it was asked
    assert {**told, **own} == {**expected, **own}


def test_a_conversation_sent_back_is_continued(client: TestClient) -> None:
    first = client.post("/api/v1/ask", json={"question": METASTASES}).json()
    follow_up = {"question": "And how often does it spread to bone?", "conversation": first["conversation"]}
    understood = client.post("/api/v1/ask", json=follow_up).json()["interpreted"]
    assert understood == "How often do neuroendocrine tumors spread to bone?"


def test_searching_gives_a_bare_list_best_first(client: TestClient, engine: Curbside) -> None:
    found = client.get("/api/v1/search", params={"q": "liver metastases", "limit": 5}).json()
    assert found == json.loads(json.dumps([r.to_dict() for r in engine.search("liver metastases", 5)]))
    assert len(found) == 5


def test_many_who_ask_at_once_all_get_the_same_answer(client: TestClient) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as pool:
        ask = lambda _: client.post("/api/v1/ask", json={"question": METASTASES}).json()["answer_id"]  # noqa: E731
        assert len(set(pool.map(ask, range(24)))) == 1


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"question": "  "}, "empty"),
        ({"question": "x" * 2_001}, "2,001"),
        ({"question": "liver", "reader": "dog"}, "clinician, trainee, patient"),
        ({"question": "liver", "conversation": "no such"}, "conversation"),
    ],
)
def test_what_cannot_be_asked_is_said_in_two_sentences(client: TestClient, body: dict[str, str], said: str) -> None:
    assert said in problem(client.post("/api/v1/ask", json=body), 400)["detail"]
    form = {"q" if key == "question" else key: value for key, value in body.items()}
    response = client.post("/ask", data=form)
    assert response.status_code == 400
    assert said in Webpage(response.text).one("main").text


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{}", "question: Field required"),
        (b'{"question": 7}', "question: Input should be a valid string"),
        (b"[]", "body: "),
        (b'{"question": "liver"', "body: JSON decode error"),
        (b'{"question": NaN}', "question: "),
    ],
)
def test_a_request_of_another_shape_is_told_where(client: TestClient, body: bytes, said: str) -> None:
    response = client.post("/api/v1/ask", content=body, headers={"content-type": "application/json"})
    assert said in problem(response, 422)["detail"]


def test_what_was_sent_is_not_sent_back_when_it_has_another_shape(client: TestClient) -> None:
    response = client.post("/api/v1/ask", json={"question": ["Mr Smith has a fever"]})
    problem(response, 422)
    assert "Smith" not in response.text


@pytest.mark.parametrize("body", [b'{"question":' + b"[" * 60_000, b"\xff"])
def test_what_is_not_to_be_read_at_all_is_refused(client: TestClient, body: bytes) -> None:
    problem(client.post("/api/v1/ask", content=body, headers={"content-type": "application/json"}), 400)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/search", 422),
        ("/api/v1/search?q=liver&limit=0", 422),
        ("/api/v1/search?q=liver&limit=101", 422),
        ("/api/v1/search?q=liver&limit=many", 422),
        ("/api/v1/search?q=%20", 400),
        ("/api/v1/nothing", 404),
        ("/api/v1/ask", 405),
    ],
)
def test_the_api_tells_every_failure_as_a_problem(client: TestClient, address: str, status: int) -> None:
    problem(client.get(address), status)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/ask", 400),
        ("/nothing", 404),
        ("/static/nothing.css", 404),
        ("/static/../app.py", 404),
        ("/static/%2e%2e/app.py", 404),
        ("/sources?page=0", 422),
        ("/sources/zheng-2019?start=x", 422),
    ],
)
def test_a_page_tells_every_failure_with_a_field_to_go_on(client: TestClient, address: str, status: int) -> None:
    response = client.get(address)
    assert response.status_code == status
    shown = Webpage(response.text)
    assert shown.one("form")["action"] == "/ask"
    assert "Traceback" not in response.text


def test_a_form_must_be_a_form_and_a_small_one(client: TestClient) -> None:
    assert client.post("/ask", json={"q": METASTASES}).status_code == 415
    assert client.post("/ask", data={f"f{n}": "1" for n in range(30)}).status_code == 400
    assert client.post("/ask", content=b"q=%ff%fe\xff&q", headers={"content-type": FORM}).status_code == 403
    assert client.put("/ask", data={"q": METASTASES}).status_code == 405


FORM = "application/x-www-form-urlencoded; charset=utf-8"


class _Failing(Curbside):
    """An engine whose library is never to be had, for the reason it is given."""

    def __init__(self, folder: Path, reason: Exception) -> None:
        super().__init__(folder)
        self.reason = reason

    def library(self) -> Any:
        raise self.reason


def test_a_library_that_cannot_be_used_is_503_everywhere(tmp_path: Path) -> None:
    reason = LibraryBusy("Another process is writing.", "Wait for it.")
    client = TestClient(build_app(_Failing(tmp_path, reason)))
    for address in ("/", "/ask?q=liver", "/sources", "/sources/x"):
        response = client.get(address)
        assert response.status_code == 503
        assert "Another process is writing. Wait for it." in Webpage(response.text).one("main").text
    for address in ("/readyz", "/api/v1/search?q=liver"):
        assert problem(client.get(address), 503)["detail"] == "Another process is writing. Wait for it."
    assert client.get("/healthz").json() == {"status": "ok"}


def test_a_damaged_library_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{", "utf-8")
    assert "backup" in problem(TestClient(build_app(Curbside(tmp_path))).get("/readyz"), 503)["detail"]


def test_a_defect_is_500_without_its_reason_and_with_every_header(tmp_path: Path) -> None:
    client = TestClient(build_app(_Failing(tmp_path, KeyError("secret"))), raise_server_exceptions=False)
    for response in (client.get("/ask?q=liver"), client.post("/api/v1/ask", json={"question": "liver"})):
        assert response.status_code == 500
        assert "secret" not in response.text
        assert "KeyError" not in response.text
        assert response.headers["content-security-policy"].startswith("default-src 'none'")
        assert response.headers["cache-control"] == "no-store"
    problem(response, 500)


def test_an_input_that_cannot_be_taken_is_the_request_s_fault(tmp_path: Path) -> None:
    client = TestClient(build_app(_Failing(tmp_path, InputError("It is not text.", "Send text."))))
    problem(client.get("/readyz"), 400)


def test_the_services_say_that_the_process_and_the_library_are_there(client: TestClient, engine: Curbside) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz").json()
    assert ready == {"status": "ready", "evidence_version": engine.library().evidence_version}


def test_the_api_describes_itself_without_a_page_from_elsewhere(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    assert {path for path in described["paths"] if path.startswith("/api/")} == {
        "/api/v1/ask",
        "/api/v1/search",
        "/api/v1/articles",
        "/api/v1/articles/{slug}",
        "/api/v1/sources",
        "/api/v1/sources/{document_id}",
    }
    for path in ("/api/v1/ask", "/api/v1/search"):
        for operation in described["paths"][path].values():
            assert {"200", "400", "413", "422", "503"} <= set(operation["responses"])
    assert client.get("/docs").status_code == 404
    assert client.get("/redoc").status_code == 404
