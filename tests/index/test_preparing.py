"""Parts of inputs made ready in several processes give the library that one process gives."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from curbside.index import preparing
from curbside.index.adding import Added, add_paths
from curbside.index.manifest import read_manifest
from curbside.index.preparing import Workshop, prepare
from curbside.ingest import parts as cutting
from curbside.ingest.formats import find_inputs
from curbside.ingest.parts import Part, parts_of

from .conftest import record, write_records


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are cut, and processes started, however little there is to do."""
    monkeypatch.setattr(cutting, "SMALLEST_CUT", 1)
    monkeypatch.setattr(cutting, "PART_BYTES", 20_000)
    monkeypatch.setattr(preparing, "WORTH_STARTING", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 3)


def never(error: object) -> None:
    pytest.fail(f"skipped: {error}")


def cut(path: Path) -> list[Part]:
    return [part for one in find_inputs([path], never) for part in parts_of(one, never)]


def ids(parts: list[Part]) -> list[str]:
    return [read.id for part in parts for read in part.read(never, lambda position: None)]  # type: ignore[union-attr]


def pubmed(count: int, end: str = "</PubmedArticleSet>", encoding: str = "utf-8") -> bytes:
    records = "".join(
        f"<PubmedArticle><MedlineCitation><PMID Version='1'>{number}</PMID><Article><ArticleTitle>Study {number} of "
        f"naïve tumours</ArticleTitle><Abstract><AbstractText>The tumour spread to the liver in {number % 97} % of 200 "
        "patients.</AbstractText></Abstract></Article></MedlineCitation></PubmedArticle>\n"
        for number in range(1, count + 1)
    )
    return f'<?xml version="1.0" encoding="{encoding}"?>\n<PubmedArticleSet>\n{records}{end}'.encode(encoding)


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("ending", ["jsonl", "jsonl.gz"])
def test_the_parts_of_json_lines_hold_every_record_once_in_order(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"corpus.{ending}"
    write_records(tmp_path / "plain.jsonl", range(500))
    data = (tmp_path / "plain.jsonl").read_bytes()
    path.write_bytes(gzip.compress(data) if ending.endswith("gz") else data)
    found = cut(path)
    assert len(found) > 3
    assert ids(found) == [f"doc-{number:05d}" for number in range(500)]
    assert [part.position for part in found] == sorted(part.position for part in found)


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_the_parts_of_pubmed_xml_hold_every_record_once_in_order(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "pubmed.xml"
    path.write_bytes(pubmed(1_500, encoding=encoding))
    found = cut(path)
    assert len(found) > 3
    assert ids(found) == [str(number) for number in range(1, 1_501)]


@pytest.mark.usefixtures("small_parts")
def test_what_follows_the_records_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "pubmed.xml"
    path.write_bytes(pubmed(300, "<DeleteCitation><PMID Version='1'>7</PMID></DeleteCitation></PubmedArticleSet>"))
    result = add_paths(tmp_path / "library", [path])
    assert (result.added, result.deleted) == (300, 1)
    manifest = read_manifest(tmp_path / "library")
    assert manifest is not None
    assert manifest.counts["documents"] == 299


@pytest.mark.usefixtures("small_parts")
def test_a_file_that_ends_early_gives_what_it_holds_and_says_so_once(tmp_path: Path) -> None:
    path = tmp_path / "pubmed.xml"
    whole = pubmed(300)
    path.write_bytes(whole[: len(whole) * 2 // 3])
    result = add_paths(tmp_path / "library", [path])
    assert 190 < result.added < 210
    ((_, error),) = result.skipped
    assert "Copy or download the file again" in error.hint


@pytest.mark.usefixtures("small_parts")
def test_errors_name_the_line_of_the_file(tmp_path: Path) -> None:
    lines = [json.dumps(record(number)) for number in range(300)]
    lines[250] = "{"
    (tmp_path / "corpus.jsonl").write_text("\n".join(lines))
    result = add_paths(tmp_path / "library", [tmp_path / "corpus.jsonl"])
    assert result.added == 299
    ((_, error),) = result.skipped
    assert "Line 251 of corpus.jsonl" in error.message
    assert error.hint


def test_several_processes_make_the_library_that_one_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    write_records(tmp_path / "a.jsonl", range(400))
    (tmp_path / "b.xml").write_bytes(pubmed(300))
    (tmp_path / "c.md").write_text("---\ntitle: Spread of the tumour\n---\nIt spreads to the liver first.\n")
    results: list[Added] = [add_paths(tmp_path / "one", [tmp_path])]
    request.getfixturevalue("small_parts")
    results.append(add_paths(tmp_path / "several", [tmp_path / name for name in ("a.jsonl", "b.xml", "c.md")]))
    assert results[0].added == results[1].added == 701
    assert results[0].evidence_version == results[1].evidence_version
    assert results[0].statements == results[1].statements
    again = add_paths(tmp_path / "several", [tmp_path / "a.jsonl", tmp_path / "b.xml"])
    assert (again.added, again.unchanged) == (0, 700)


@pytest.mark.usefixtures("small_parts")
def test_processes_end_with_the_workshop_and_with_whoever_started_it(tmp_path: Path) -> None:
    write_records(tmp_path / "a.jsonl", range(2_000))
    workshop = Workshop(2, None, frozenset())
    made: Iterator[object] = workshop.prepared(iter(cut(tmp_path / "a.jsonl")))
    next(made)
    children = [worker._process.pid for worker in workshop._bench]
    assert all(map(is_running, children))
    workshop.close()
    assert not any(map(is_running, children))


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


KILLED = """
import os, sys
from pathlib import Path
from curbside.index.preparing import Workshop
from curbside.ingest.formats import find_inputs
from curbside.ingest.parts import parts_of
workshop = Workshop(2, None, frozenset())
print(*(worker._process.pid for worker in workshop._bench), flush=True)
sys.stdin.read()
"""


@pytest.mark.slow
def test_processes_do_not_outlive_a_writer_that_is_killed() -> None:
    import sys

    writer = subprocess.Popen([sys.executable, "-c", KILLED], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    children = [int(pid) for pid in writer.stdout.readline().split()]
    writer.send_signal(signal.SIGKILL)
    writer.communicate()
    deadline = time.monotonic() + 20
    while any(map(is_running, children)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(map(is_running, children))


@pytest.mark.usefixtures("small_parts")
def test_a_process_that_dies_is_an_error_and_what_was_committed_stays(tmp_path: Path) -> None:
    write_records(tmp_path / "a.jsonl", range(2_000))
    workshop = Workshop(2, None, frozenset())
    made = workshop.prepared(iter(cut(tmp_path / "a.jsonl")))
    next(made)
    for worker in workshop._bench:
        worker._process.kill()
    with pytest.raises(RuntimeError, match="ended before"):
        list(made)
    workshop.close()


def test_a_part_is_handed_on_in_pieces_that_hold_no_id_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "PASSAGES_AT_A_TIME", 3)
    lines = [json.dumps(record(number)) for number in (1, 2, 1, 3, 4, 5)]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    (part,) = cut(tmp_path / "a.jsonl")
    pieces = [list(one.rows.statements) for one in prepare(part, None, frozenset())]
    assert all(len(set(piece)) == len(piece) for piece in pieces)
    assert sorted(one for piece in pieces for one in piece).count("doc-00001") == 2
