"""How much a served Curbside bears: fresh answers, articles, source pages and static files a second, errors, memory.

    python -m evaluation.load [--seconds N] [--connections N] [--library FOLDER] [--write docs/benchmarks.md]

The server is `curbside serve` as it comes; this process asks it over the loopback interface, on the same cores, with as
many kept connections as a scenario says, each asking as soon as it was answered. No answer is kept by the server: each
is found, composed, verified and rendered anew. Responses are taken compressed, as a browser does. The article is one
that is published and approved for this in a library made for it; of a library that is named, its first approved one, if
it has any. Asked for conditionally, it is by a browser that has it already.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote
from urllib.request import Request, urlopen

import psutil

from curbside import Curbside
from curbside.articles.accounts import actor_named, add_account
from curbside.articles.actor import local_operator
from curbside.articles.database import open_database
from curbside.articles.decide import approve
from curbside.articles.desk import Desk
from curbside.articles.publish import publish
from curbside.articles.reading import recent_articles
from curbside.articles.states import Role
from evaluation.machine import described
from evaluation.report import CASES
from evaluation.speed import Row, table

# Where few ask, each is answered soonest; where many do, most are answered.
ANSWER_CONNECTIONS = 4
PAGE_CONNECTIONS = 8
SECONDS = 20.0
MEMORY_REQUESTS = 20_000
_ANSWERS_AMONG = 10
ARTICLE_QUESTION = "What are the classic areas of metastasis for neuroendocrine tumors?"
_BLOCK = re.compile(r"(?<=<!-- load -->\n).*?(?=<!-- /load -->)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Run:
    """What came of asking for a while."""

    milliseconds: Sequence[float]
    seconds: float
    errors: int
    size: int
    server_seconds: float

    @property
    def rate(self) -> float:
        """Requests served a second."""
        return len(self.milliseconds) / self.seconds

    def __str__(self) -> str:
        p50, p95 = (statistics.quantiles(self.milliseconds, n=100)[n - 1] for n in (50, 95))
        mean, work = self.size / len(self.milliseconds) / 1000, 1000 * self.server_seconds / len(self.milliseconds)
        return (
            f"{self.rate:.0f} a second, p50 {p50:.0f} ms, p95 {p95:.0f} ms, {self.errors} errors of "
            f"{len(self.milliseconds):,}, {mean:.0f} kB and {work:.1f} ms of the server's processor each"
        )


def main() -> None:
    """Measure and print, as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long each scenario takes")
    parser.add_argument("--connections", type=int, default=ANSWER_CONNECTIONS, help="how many ask questions at once")
    parser.add_argument("--library", type=Path, help="a library to ask; without it the starter library is made")
    parser.add_argument("--requests", type=int, default=MEMORY_REQUESTS, help="over how many to watch memory")
    parser.add_argument("--write", type=Path, help="also replace the report in this file")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.library or Path(scratch) / "library"
        rows = measure(folder, arguments.seconds, arguments.connections, arguments.requests)
    printed = f"{described()}\n\n{chr(10).join(table(rows))}\n"
    print(printed)
    if arguments.write:
        text = arguments.write.read_text("utf-8")
        arguments.write.write_text(_BLOCK.sub(lambda _: printed, text), "utf-8")


def measure(folder: Path, seconds: float, connections: int, requests: int) -> list[Row]:
    """Every row of the report: what, measured, aim."""
    article = an_article(folder, make=not folder.exists())
    with Curbside(folder) as curbside:
        documents = [source.document_id for source in curbside.library().all_sources()]
    answers = [f"/ask?q={quote(question)}" for question in questions()]
    sources = [f"/sources/{quote(document, safe=':')}" for document in documents]
    before = os.getloadavg()
    with served(folder) as (port, process):
        asyncio.run(ask(port, sources, PAGE_CONNECTIONS, count=4 * len(sources)))
        asyncio.run(ask(port, answers, connections, count=4 * len(answers)))
        articles = articles_asked(process, port, article, seconds / 2) if article else []
        asked = timed(process, port, answers, connections, seconds)
        read = timed(process, port, sources, PAGE_CONNECTIONS, seconds / 2)
        static = timed(process, port, ["/static/curbside.css"], PAGE_CONNECTIONS, seconds / 2)
        mixed = [answers[n % len(answers)] if n % _ANSWERS_AMONG == 0 else one for n, one in enumerate(sources)]
        start = memory_of(process)
        middle_run = asyncio.run(ask(port, mixed, PAGE_CONNECTIONS, count=requests // 2))
        middle = memory_of(process)
        last_run = asyncio.run(ask(port, mixed, PAGE_CONNECTIONS, count=requests - requests // 2))
        end = memory_of(process)
        workers = sum("resource_tracker" not in " ".join(one.cmdline()) for one in _children(process))
    load = f"{before[0]:.1f} before, {os.getloadavg()[0]:.1f} after"
    kinds = f"{len(answers)} questions in turn, {connections} connections"
    errors = middle_run.errors + last_run.errors
    return [
        (f"fresh answers as pages ({kinds})", str(asked), "40 a second, p95 300 ms"),
        *articles,
        (f"source pages ({len(sources)} in turn, {PAGE_CONNECTIONS} connections)", str(read), "500 a second"),
        (f"the stylesheet ({PAGE_CONNECTIONS} connections)", str(static), "500 a second"),
        (
            f"memory of the server over {requests:,} requests, a tenth of them answers",
            f"{start} MB, half-way {middle} MB, {end} MB; {errors} errors",
            "flat",
        ),
        ("worker processes; load average", f"{workers}; {load}", ""),
    ]


def an_article(folder: Path, *, make: bool) -> str | None:
    """The path of an approved article of a library, made if there is to be one; None where there is none."""
    with Curbside(folder) as curbside:
        curbside.library()  # makes it, where there is none
        with open_database(folder) as database:
            desk = Desk(database, curbside)
            if make:
                add_account(desk, local_operator(), "load-reviewer", Role.REVIEWER)
                slug = publish(desk, local_operator(), ARTICLE_QUESTION)
                approve(desk, actor_named(desk, "load-reviewer"), slug)
            found = recent_articles(desk, None, 1, approved=True)
    return f"/articles/{found[0].slug}" if found else None


def articles_asked(process: subprocess.Popen[str], port: int, path: str, seconds: float) -> list[Row]:
    """An article asked for by browsers that have it, and by others."""
    first = urlopen(f"http://127.0.0.1:{port}{path}")
    cookie = first.headers["Set-Cookie"].partition(";")[0]
    tag = urlopen(Request(f"http://127.0.0.1:{port}{path}", headers={"Cookie": cookie})).headers["ETag"]
    known = f"Cookie: {cookie}\r\nIf-None-Match: {tag}\r\n"
    kept = timed(process, port, [path], PAGE_CONNECTIONS, seconds, known)
    whole = timed(process, port, [path], PAGE_CONNECTIONS, seconds, f"Cookie: {cookie}\r\n")
    return [
        (
            f"an article, by browsers that have it ({PAGE_CONNECTIONS} connections)",
            str(kept),
            "500 a second, p95 50 ms",
        ),
        (f"an article, whole ({PAGE_CONNECTIONS} connections)", str(whole), ""),
    ]


def questions() -> list[str]:
    """Questions written for the starter library, and what it cannot answer, each once."""
    cases = [json.loads(line) for line in (CASES / "answers.jsonl").read_text("utf-8").splitlines()]
    return list(dict.fromkeys(case["question"] for case in cases if case["library"] == "starter"))


@contextmanager
def served(folder: Path) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """A server on a library: its port and its process. It is stopped in the end, and must stop by itself."""
    command = [sys.executable, "-m", "curbside", "serve", "--library", str(folder), "--port", "8765"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            found = re.search(r":(\d+)/", process.stdout.readline())
            if found is None:
                raise SystemExit("The server did not start.")
            yield int(found[1]), process
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


def timed(
    process: subprocess.Popen[str], port: int, paths: Sequence[str], connections: int, seconds: float, head: str = ""
) -> Run:
    """Ask for so long, and see what work that was for the server."""
    before = _worked(process)
    run = asyncio.run(ask(port, paths, connections, seconds=seconds, head=head))
    return replace(run, server_seconds=_worked(process) - before)


async def ask(
    port: int,
    paths: Sequence[str],
    connections: int,
    *,
    seconds: float | None = None,
    count: int | None = None,
    head: str = "",
) -> Run:
    """Ask for these paths in turn, for so long or so often, with further lines of the request's head."""
    wanted_status = 304 if "If-None-Match" in head else 200
    turns = itertools.cycle(paths)
    left = itertools.count() if count is None else range(count)
    until = time.perf_counter() + (seconds if seconds is not None else 1e9)
    wanted = iter(left)
    took: list[float] = []
    errors = size = 0

    async def one_connection() -> None:
        nonlocal errors, size
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < until and next(wanted, None) is not None:
            started = time.perf_counter()
            status, length = await _get(reader, writer, next(turns), head)
            took.append((time.perf_counter() - started) * 1000)
            errors += status != wanted_status
            size += length
        writer.close()

    started = time.perf_counter()
    await asyncio.gather(*(one_connection() for _ in range(connections)))
    return Run(took, time.perf_counter() - started, errors, size, 0.0)


async def _get(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str, known: str = ""
) -> tuple[int, int]:
    host = f"Host: 127.0.0.1:{writer.get_extra_info('peername')[1]}"
    writer.write(f"GET {path} HTTP/1.1\r\n{host}\r\nAccept-Encoding: gzip\r\n{known}\r\n".encode("ascii"))
    head = await reader.readuntil(b"\r\n\r\n")
    if head[9:12] == b"304":
        return 304, 0
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    if length is None:
        raise SystemExit("A response did not say how long it is.")
    await reader.readexactly(int(length[1]))
    return int(head[9:12]), int(length[1])


def _children(process: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


def _worked(process: subprocess.Popen[str]) -> float:
    times = [one.cpu_times() for one in _children(process)]
    return float(sum(one.user + one.system for one in times))


def memory_of(process: subprocess.Popen[str]) -> int:
    """Resident memory of a process and those that it started, in MB."""
    root = psutil.Process(process.pid)
    return sum(one.memory_info().rss for one in [root, *root.children(recursive=True)]) // 1_000_000


if __name__ == "__main__":
    main()
