"""A served process: where it listens, what it prints, and what its log never holds."""

from __future__ import annotations

import json
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from webpage import Webpage

from curbside.engine import Curbside
from curbside.errors import LibraryError, UsageError
from curbside.settings import Settings
from curbside.web.serving import SIGN_OF_LIFE_SECONDS, run, warning_for

SERVE = (
    "import json, sys; from curbside.engine import Curbside; from curbside.settings import Settings;"
    "from curbside.web.serving import run; "
    "run(Curbside(sys.argv[1]), Settings(**json.loads(sys.argv[2])).model_copy(update={'port': 0}))"
)
PATIENCE_SECONDS = 120.0
Served = tuple[subprocess.Popen[str], str]
Serve = Callable[..., Served]


@pytest.fixture
def serve(engine: Curbside) -> Iterator[Serve]:
    """Serve the library with some settings, on a port of its own; the process and its address."""
    started: list[subprocess.Popen[str]] = []

    def start(**settings: Any) -> Served:
        process = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(engine.folder), json.dumps(settings)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        address = re.search(r"https?://127\.0\.0\.1:\d+", process.stdout.readline())
        assert address is not None
        return process, address[0]

    yield start
    for process in started:
        if process.poll() is None:
            for child in psutil.Process(process.pid).children(recursive=True):
                child.kill()
        process.kill()
        process.communicate()


@pytest.fixture
def served(serve: Serve) -> Served:
    return serve(workers=1)


def visit(url: str, **how: Any) -> httpx.Response:
    """Read one page, with patience: the address is printed before a busy machine has loaded the first worker."""
    return httpx.get(url, trust_env=False, timeout=PATIENCE_SECONDS, **how)


def test_a_served_question_leaves_no_trace_in_the_log(served: Served) -> None:
    process, address = served
    with httpx.Client(base_url=address, trust_env=False, timeout=PATIENCE_SECONDS) as client:
        token = Webpage(client.get("/nothing").text).all("input", name="csrf")[0]["value"]
        answers = [
            client.get("/ask", params={"q": "neuroendocrine metastases zebrafinch"}),
            client.post("/ask", data={"q": "neuroendocrine metastases zebrafinch", "csrf": token}),
            client.post("/api/v1/ask", json={"question": "neuroendocrine metastases zebrafinch"}),
            client.get("/api/v1/search", params={"q": "zebrafinch"}),
            client.get("/ask", params={"q": "zebrafinch", "reader": "zebrafinch"}),
        ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 400]
    assert "server" not in answers[0].headers
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0
    assert "zebrafinch" not in out + err
    assert "Traceback" not in err


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.7", "::1", "localhost"])
def test_a_loopback_address_needs_no_warning(host: str) -> None:
    assert warning_for(Settings(host=host)) is None


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "curbside.example.org"])
def test_an_address_that_others_reach_is_warned_of(host: str) -> None:
    warning = warning_for(Settings(host=host))
    assert warning is not None
    assert host in warning
    assert "TLS" in warning
    encrypted = warning_for(Settings(host=host, tls_cert=Path("cert.pem"), tls_key=Path("key.pem")))
    assert encrypted is not None
    assert "unencrypted" not in encrypted


def test_a_port_that_is_taken_is_told_in_two_sentences(engine: Curbside) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"cannot listen on 127.0.0.1, port {port}"):
            run(engine, Settings(port=port))


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70_000), ("no.such.host.invalid", 8000)])
def test_an_address_that_cannot_be_is_told_too(engine: Curbside, host: str, port: int) -> None:
    with pytest.raises(UsageError, match="cannot listen"):
        run(engine, Settings().model_copy(update={"host": host, "port": port}))


def test_a_library_that_cannot_be_opened_is_told_before_anything_is_served(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{", "utf-8")
    with pytest.raises(LibraryError):
        run(Curbside(tmp_path), Settings())


def test_an_answer_is_made_a_page_without_loading_the_web_framework(engine: Curbside) -> None:
    command = "import sys, curbside.web.html; sys.exit('fastapi' in sys.modules or 'starlette' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", command], check=False).returncode == 0


def workers_of(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """The workers that live; beside them Python keeps a process that watches what they share."""
    children = psutil.Process(process.pid).children(recursive=True)
    alive = [one for one in children if one.status() != psutil.STATUS_ZOMBIE]
    return [one for one in alive if "resource_tracker" not in " ".join(one.cmdline())]


def test_a_server_stops_in_good_order_when_it_is_told_to(served: Served) -> None:
    process, address = served
    assert visit(f"{address}/healthz").status_code == 200
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0
    assert "Traceback" not in err


@pytest.mark.slow
def test_workers_share_the_port_one_that_dies_is_replaced_and_all_stop_together(serve: Serve) -> None:
    process, address = serve(workers=2)
    assert visit(f"{address}/readyz").status_code == 200
    first = workers_of(process)
    assert len(first) == 2
    first[0].kill()
    # One that dies while it is asked for a sign of life is missed only when that is overdue.
    until = time.monotonic() + SIGN_OF_LIFE_SECONDS + PATIENCE_SECONDS
    while time.monotonic() < until and {one.pid for one in workers_of(process)} <= {one.pid for one in first}:
        time.sleep(0.1)
    assert len(workers_of(process)) == 2
    assert visit(f"{address}/readyz").status_code == 200
    told = visit(f"{address}/metrics").text
    assert 'curbside_requests_total{method="GET",route="/readyz",status="200"} 2.0' in told
    children = workers_of(process)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0
    assert not any(child.is_running() for child in children)
    assert "Traceback" not in err


@pytest.mark.slow
def test_connections_made_at_once_are_spread_over_the_workers(serve: Serve) -> None:
    """One worker that had them all left a core idle, and the pages that the other kept for nobody."""
    process, address = serve(workers=2)
    until = time.monotonic() + PATIENCE_SECONDS
    while min(held_by_workers(process, address, 8)) == 0 and time.monotonic() < until:
        time.sleep(0.1)  # one of them is still starting
    assert min(held_by_workers(process, address, 16)) >= 4


def held_by_workers(process: subprocess.Popen[str], address: str, count: int) -> list[int]:
    """So many connections are made at once; how many of them each worker has."""
    port = int(address.rpartition(":")[2])
    with ExitStack() as kept:
        for _ in range(count):
            kept.enter_context(socket.create_connection(("127.0.0.1", port)))
        time.sleep(1)
        held = [[one.laddr.port for one in worker.net_connections()] for worker in workers_of(process)]
        return [ports.count(port) - 1 for ports in held]  # each listens, too


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A certificate that nobody but this test trusts, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    cert, key = str(folder / "cert.pem"), str(folder / "key.pem")
    made = ["-days", "2", "-nodes", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-keyout", key, "-out", cert, *made]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    return cert, key


def test_with_a_certificate_everything_is_encrypted(serve: Serve, certificate: tuple[str, str]) -> None:
    cert, key = certificate
    _, address = serve(workers=1, tls_cert=cert, tls_key=key)
    assert address.startswith("https://")
    response = visit(f"{address}/", verify=ssl.create_default_context(cafile=cert))
    assert response.status_code == 200
    assert "max-age" in response.headers["strict-transport-security"]
    assert "; Secure" in response.headers["set-cookie"]


def test_a_certificate_that_cannot_be_used_is_told_before_anything_is_served(
    engine: Curbside, certificate: tuple[str, str], tmp_path: Path
) -> None:
    cert, key = map(Path, certificate)
    with pytest.raises(UsageError, match="only one is set"):
        run(engine, Settings(tls_cert=cert))
    for wrong in (tmp_path / "missing.pem", key):
        with pytest.raises(UsageError, match="cannot be used"):
            run(engine, Settings(tls_cert=wrong, tls_key=key))
