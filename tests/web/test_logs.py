"""The log: what it says of a request, and that nothing a person sent ever gets into it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from webpage import Browser

from curbside.engine import Curbside
from curbside.web.app import build_app
from curbside.web.logs import log_to


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = (root.handlers, root.level)
    stream = io.StringIO()
    log_to(stream)
    yield stream
    root.handlers, root.level = before


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


class _Quoting(Curbside):
    """An engine that fails on what it was asked, and says so."""

    def ask(self, question: str, *_: Any) -> Any:
        try:
            raise KeyError(question)
        except KeyError as error:
            raise ValueError(f"cannot answer {question!r}") from error


def test_a_request_is_one_line(written: io.StringIO, engine: Curbside) -> None:
    response = Browser(build_app(engine)).get("/sources/zheng-2019?start=1&end=9")
    (line,) = lines(written)
    assert line.pop("ms") > 0
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info",
        "logger": "curbside.web",
        "message": "request",
        "request_id": response.headers["x-request-id"],
        "method": "GET",
        "route": "/sources/{document_id}",
        "status": 200,
    }


def test_a_request_id_that_can_do_no_harm_is_taken_over(written: io.StringIO, engine: Curbside) -> None:
    client = Browser(build_app(engine))
    assert client.get("/healthz", headers={"X-Request-ID": "ward-7.ABC_12"}).headers["x-request-id"] == "ward-7.ABC_12"
    for bad in ("short", "x" * 65, 'two words"', "a b c d e f g h"):
        made = client.get("/healthz", headers={"X-Request-ID": bad}).headers["x-request-id"]
        assert made != bad
        assert len(made) == 32
    assert lines(written)[0]["request_id"] == "ward-7.ABC_12"


def test_what_is_asked_leaves_no_trace(written: io.StringIO, engine: Curbside) -> None:
    client = Browser(build_app(engine), raise_server_exceptions=False)
    client.get("/ask?q=zebrafinch")
    client.get("/ask?q=x&reader=zebrafinch")
    client.post("/ask", data={"q": "zebrafinch", "conversation": "zebrafinch"})
    client.post("/api/v1/ask", json={"question": ["zebrafinch"]})
    client.get("/api/v1/search?q=zebrafinch&limit=zebrafinch")
    client.get("/sources/zebrafinch")
    client.get("/zebrafinch")
    assert len(lines(written)) == 8
    assert "zebrafinch" not in written.getvalue()


def test_a_defect_is_told_by_its_type_and_place_without_its_message(written: io.StringIO, tmp_path: Path) -> None:
    client = Browser(build_app(_Quoting(tmp_path)), raise_server_exceptions=False)
    response = client.post("/api/v1/ask", json={"question": "zebrafinch"})
    assert response.status_code == 500
    defect, request = lines(written)
    assert defect["request_id"] == request["request_id"] == response.headers["x-request-id"]
    assert [one["type"] for one in defect["error"]] == ["builtins.ValueError", "builtins.KeyError"]
    assert any("test_logs.py" in place and "in ask" in place for place in defect["error"][0]["at"])
    assert request["status"] == 500
    assert "zebrafinch" not in written.getvalue()


def test_the_words_of_other_libraries_are_left_out(written: io.StringIO) -> None:
    logging.getLogger("asyncio").error("Task exception was never retrieved: %s", "zebrafinch")
    logging.getLogger("curbside.web").error("The library is gone.")
    first, second = lines(written)
    assert "zebrafinch" not in json.dumps(first)
    assert (first["logger"], first["level"]) == ("asyncio", "error")
    assert second["message"] == "The library is gone."
