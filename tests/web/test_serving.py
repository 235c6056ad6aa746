"""A served process: where it listens, what it prints, and what its log never holds."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from curbside.engine import Curbside
from curbside.errors import LibraryError, UsageError
from curbside.web.serving import run, warning_for

SERVE = "import sys; from curbside.engine import Curbside; from curbside.web.serving import run; "


@pytest.fixture
def served(engine: Curbside) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = SERVE + "run(Curbside(sys.argv[1]), '127.0.0.1', 0)"
    process = subprocess.Popen(
        [sys.executable, "-c", command, str(engine.folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    address = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
    assert address is not None
    yield process, address[0]
    process.kill()
    process.communicate()


def test_a_served_question_leaves_no_trace_in_the_log(served: tuple[subprocess.Popen[str], str]) -> None:
    process, address = served
    with httpx.Client(base_url=address, trust_env=False) as client:
        answers = [
            client.get("/ask", params={"q": "neuroendocrine metastases zebrafinch"}),
            client.post("/ask", data={"q": "neuroendocrine metastases zebrafinch"}),
            client.post("/api/v1/ask", json={"question": "neuroendocrine metastases zebrafinch"}),
            client.get("/api/v1/search", params={"q": "zebrafinch"}),
            client.get("/ask", params={"q": "zebrafinch", "reader": "zebrafinch"}),
        ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 400]
    assert "server" not in answers[0].headers
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "zebrafinch" not in out + err
    assert "Traceback" not in err


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.7", "::1", "localhost"])
def test_a_loopback_address_needs_no_warning(host: str) -> None:
    assert warning_for(host) is None


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "curbside.example.org"])
def test_an_address_that_others_reach_is_warned_of(host: str) -> None:
    warning = warning_for(host)
    assert warning is not None
    assert host in warning
    assert "TLS" in warning


def test_a_port_that_is_taken_is_told_in_two_sentences(engine: Curbside) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"cannot listen on 127.0.0.1, port {port}"):
            run(engine, "127.0.0.1", port)


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70_000), ("no.such.host.invalid", 8000)])
def test_an_address_that_cannot_be_is_told_too(engine: Curbside, host: str, port: int) -> None:
    with pytest.raises(UsageError, match="cannot listen"):
        run(engine, host, port)


def test_a_library_that_cannot_be_opened_is_told_before_anything_is_served(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{", "utf-8")
    with pytest.raises(LibraryError):
        run(Curbside(tmp_path), "127.0.0.1", 0)


def test_an_answer_is_made_a_page_without_loading_the_web_framework(engine: Curbside) -> None:
    command = "import sys, curbside.web.html; sys.exit('fastapi' in sys.modules or 'starlette' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", command], check=False).returncode == 0
