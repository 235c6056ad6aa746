"""What Prometheus is told, and what it is never told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families
from webpage import Browser

from curbside.engine import Curbside
from curbside.web.app import build_app
from curbside.web.metrics import FOLDER

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def samples(text: str) -> Samples:
    return {
        (one.name, tuple(sorted(one.labels.items()))): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


def counted(client: Browser) -> Samples:
    response = client.get("/metrics")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    return samples(response.text)


def test_requests_are_counted_by_route_method_and_status(engine: Curbside) -> None:
    client = Browser(build_app(engine))
    for address in ("/sources/zheng-2019", "/sources/riihimaki-2016", "/sources/nobody", "/nothing", "/static/x"):
        client.get(address)
    told = counted(client)

    def requests(route: str, status: str) -> float:
        labels = (("method", "GET"), ("route", route), ("status", status))
        return told["curbside_requests_total", labels]

    assert requests("/sources/{document_id}", "200") == 2
    assert requests("/sources/{document_id}", "404") == 1
    assert requests("(none)", "404") == 1
    assert requests("/static/{file}", "404") == 1
    assert told["curbside_request_seconds_count", (("method", "GET"), ("route", "/sources/{document_id}"))] == 3


def test_answers_are_counted_by_status_and_reader(engine: Curbside) -> None:
    client = Browser(build_app(engine))
    client.post("/ask", data={"q": "Where do neuroendocrine tumors spread?"})
    client.post("/api/v1/ask", json={"question": "What is the best treatment for migraine?", "reader": "trainee"})
    told = counted(client)
    assert told["curbside_answers_total", (("reader", "clinician"), ("status", "answered"))] == 1
    assert told["curbside_answers_total", (("reader", "trainee"), ("status", "insufficient_evidence"))] == 1


def test_the_state_of_the_library_is_told(engine: Curbside) -> None:
    told = counted(Browser(build_app(engine)))
    assert told["curbside_library_generation", ()] == engine.library().manifest.generation
    assert told["curbside_library_documents", ()] == len(engine.library().all_sources())


def test_a_library_that_cannot_be_used_does_not_hide_the_rest(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{", "utf-8")
    told = counted(Browser(build_app(Curbside(tmp_path))))
    assert ("curbside_library_generation", ()) not in told


def test_no_question_and_no_document_becomes_a_label(engine: Curbside) -> None:
    client = Browser(build_app(engine))
    client.post("/ask", data={"q": "zebrafinch in zheng-2019"})
    client.get("/ask?q=zebrafinch")
    client.get("/sources/zheng-2019")
    client.request("ZEBRAFINCH", "/ask")
    text = client.get("/metrics").text
    assert "zebrafinch" not in text.lower()
    assert "zheng" not in text


COUNT = (
    "import sys; from curbside.engine import Curbside; from curbside.web.metrics import Metrics;"
    "m = Metrics(Curbside(sys.argv[1]).library); m.count_request('/ask', 'GET', 200, 0.1);"
    "sys.stdout.write(m.exposition().decode())"
)


def test_whichever_process_is_asked_answers_for_all(engine: Curbside, tmp_path: Path) -> None:
    environment = {**os.environ, FOLDER: str(tmp_path)}
    command = [sys.executable, "-c", COUNT, str(engine.folder)]
    runs = [subprocess.run(command, env=environment, capture_output=True, text=True, check=True) for _ in range(2)]
    labels = (("method", "GET"), ("route", "/ask"), ("status", "200"))
    assert [samples(run.stdout)["curbside_requests_total", labels] for run in runs] == [1, 2]
    assert samples(runs[1].stdout)["curbside_library_generation", ()] == engine.library().manifest.generation
