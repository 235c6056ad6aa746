from __future__ import annotations

import hashlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from curbside.engine import Curbside
from curbside.errors import LibraryBusy, LibraryDamaged, LibraryFull, LibraryIncompatible
from curbside.evidence.kinds import Standing
from curbside.index import adding, lance, preparing, reindexing
from curbside.index.adding import add_paths
from curbside.index.doctor import Severity, examine
from curbside.index.library import DATABASE, Library
from curbside.index.manifest import read_manifest
from curbside.index.reindexing import reindex
from curbside.index.storing import Batch
from curbside.index.writing import open_writer
from curbside.ingest.jsonl import read_jsonl

from .conftest import HashedWords, documents, record, write_records

Corpus = Callable[[Sequence[int]], Path]
COMMITTING_OFTEN = "import curbside.index.adding as a; a.COMMIT_SECONDS = 0.05; from curbside.cli import main; main()"


def version_of(folder: Path) -> str:
    manifest = read_manifest(folder)
    assert manifest is not None
    return manifest.evidence_version


def healthy(folder: Path) -> bool:
    return all(finding.severity is not Severity.ERROR for finding in examine(folder))


# -- adding


def test_the_same_content_is_added_once(tmp_path: Path, corpus: Corpus) -> None:
    first = add_paths(tmp_path / "library", [corpus(range(30))])
    manifest = read_manifest(tmp_path / "library")
    again = add_paths(tmp_path / "library", [corpus(range(30))])
    assert (first.added, again.added, again.unchanged) == (30, 0, 30)
    assert read_manifest(tmp_path / "library") == manifest


def test_many_small_files_do_not_leave_a_library_in_many_pieces(tmp_path: Path, corpus: Corpus) -> None:
    """Every piece costs each reading of its table something: 226 made the page of a source four times as slow."""
    folder = tmp_path / "library"
    add_paths(folder, [corpus([number]) for number in range(40)])
    database = lance.connect(folder / DATABASE)
    for name in ("documents", "revisions", "passages"):
        assert lance.fragment_count(database.open_table(name)) == 1, name
    assert healthy(folder)


def test_of_one_text_told_three_ways_in_one_run_the_last_is_held(tmp_path: Path, corpus: Corpus) -> None:
    folder = tmp_path / "library"
    with open_writer(folder) as writer:
        for text in ("It spread to the liver.", "It spread to the spleen.", "It spread to the liver."):
            path = tmp_path / "told.jsonl"
            path.write_text(json.dumps(record(1, text)), "utf-8")
            batch = Batch()
            for one in read_jsonl(path):
                batch.take(one)
            writer.add_rows(batch)
        writer.commit()
    with Library(folder) as library:
        document = library.document("doc-00001")
        assert document is not None and "liver" in document.text
        assert (library.manifest.counts["documents"], len(library.revisions("doc-00001"))) == (1, 2)
        assert [hit.text for hit in library.search("spread to the spleen")] == ["It spread to the liver."]
    assert healthy(folder)


def test_changed_content_is_a_new_revision_and_the_old_one_stays_readable(tmp_path: Path, corpus: Corpus) -> None:
    add_paths(tmp_path / "library", [corpus(range(5))])
    with Library(tmp_path / "library") as library:
        before = library.document("doc-00002")
    changed = tmp_path / "changed.jsonl"
    changed.write_text(json.dumps(record(2, text="The spleen was spared in every one of 12 patients.")))
    assert add_paths(tmp_path / "library", [changed]).updated == 1
    with Library(tmp_path / "library") as library:
        now = library.document("doc-00002")
        assert before is not None
        assert now is not None
        assert now.text == "The spleen was spared in every one of 12 patients."
        assert library.document("doc-00002", before.revision) == before
        assert {hit.revision for hit in library.search("tumour 2 spleen", 50) if hit.source.document_id == now.id} == {
            now.revision
        }


def test_a_changed_record_changes_the_evidence_version_but_makes_no_revision(tmp_path: Path) -> None:
    one = documents([1], tmp_path / "one.jsonl")[0]
    with open_writer(tmp_path / "library") as writer:
        writer.add(one)
        writer.commit()
        before = version_of(tmp_path / "library")
        questioned = replace(one, reference=replace(one.reference, standing=Standing.CONCERN))
        assert writer.add(questioned) == "updated"
        writer.commit()
    assert version_of(tmp_path / "library") != before
    with Library(tmp_path / "library") as library:
        source = library.source(one.id)
        assert source is not None
        assert (source.revision, source.reference.standing) == (one.revision, Standing.CONCERN)


def test_the_evidence_version_is_the_digest_that_the_design_says(tmp_path: Path) -> None:
    some = documents(range(3), tmp_path / "some.jsonl")
    with open_writer(tmp_path / "library") as writer:
        for one in reversed(some):
            writer.add(one)
        writer.commit()
    sha = hashlib.sha256()
    for one in sorted(some, key=lambda one: one.id):
        sha.update("\x1f".join((one.id, one.revision, one.record_digest, "current")).encode() + b"\x1e")
    assert version_of(tmp_path / "library") == sha.hexdigest()


def test_one_id_for_two_texts_in_one_run_is_said_and_the_first_is_kept(tmp_path: Path, corpus: Corpus) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text(json.dumps(record(1, text="Something else altogether was said of tumour 1.")))
    result = add_paths(tmp_path / "library", [corpus([1]), other])
    assert result.added == 1
    assert "already used" in result.skipped[0][1].message


def test_an_interrupted_add_keeps_what_it_read_and_goes_on_later(
    tmp_path: Path, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparing, "PASSAGES_AT_A_TIME", 1)

    def stop_at_20(progress: adding.Progress) -> None:
        if progress.documents == 20 and progress.step == "reading":
            raise KeyboardInterrupt

    result = add_paths(tmp_path / "library", [corpus(range(50))], on_progress=stop_at_20)
    assert result.interrupted
    assert result.added == 20
    again = add_paths(tmp_path / "library", [corpus(range(50))])
    assert (again.added, again.unchanged) == (30, 20)


def test_a_truncated_gzip_gives_what_it_holds_and_says_so(tmp_path: Path, corpus: Corpus) -> None:
    import gzip

    packed = gzip.compress(corpus(range(400)).read_bytes())
    (tmp_path / "cut.jsonl.gz").write_bytes(packed[: len(packed) * 2 // 3])
    result = add_paths(tmp_path / "library", [tmp_path / "cut.jsonl.gz"])
    assert 0 < result.added < 400
    assert "ends early" in result.skipped[0][1].message
    assert healthy(tmp_path / "library")


@pytest.mark.parametrize("order", [1, -1])
def test_which_of_two_texts_of_one_id_is_kept_does_not_depend_on_their_order(tmp_path: Path, order: int) -> None:
    lines = [json.dumps(record(1)), json.dumps(record(1, text="Something else was said of tumour 1 in 12 patients."))]
    (tmp_path / "two.jsonl").write_text("\n".join(lines[::order]))
    result = add_paths(tmp_path / "library", [tmp_path / "two.jsonl"])
    assert (result.added, len(result.skipped)) == (1, 1)
    one, other = documents([1], tmp_path / "one.jsonl")[0], lines[1]
    (tmp_path / "other.jsonl").write_text(other)
    (rival,) = read_jsonl(tmp_path / "other.jsonl")
    with Library(tmp_path / "library") as library:
        kept = library.source("doc-00001")
        assert kept is not None
        assert kept.revision == min(one, rival, key=lambda d: (d.revision, d.record_digest)).revision


def test_who_asks_while_a_new_empty_library_is_filled_does_not_get_the_starter_pack(
    tmp_path: Path, corpus: Corpus
) -> None:
    asked: list[str] = []

    def ask_meanwhile(progress: adding.Progress) -> None:
        if not asked:
            with Curbside(tmp_path / "library") as other:
                asked.append(other.ask("Where do neuroendocrine tumors spread?").status)

    with Curbside(tmp_path / "library", empty=True) as curbside:
        curbside.add(corpus(range(10)), on_progress=ask_meanwhile)
    assert asked == ["insufficient_evidence"]
    with Library(tmp_path / "library") as library:
        assert {source.pack for source in library.all_sources()} == {None}


# -- writers and readers


def test_two_adds_at_once_both_end_up_in_the_library(tmp_path: Path, corpus: Corpus) -> None:
    folder = tmp_path / "library"
    commands = [
        [sys.executable, "-m", "curbside", "add", "--empty", "--library", str(folder), str(corpus(numbers))]
        for numbers in (range(200), range(200, 400))
    ]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for command in commands]
    said = [process.communicate(timeout=120)[1] for process in running]
    assert [process.returncode for process in running] == [0, 0], said
    with Library(folder) as library:
        assert library.manifest.counts["documents"] == 400
    assert healthy(folder)


def test_a_writer_that_will_not_wait_says_who_is_writing(tmp_path: Path, corpus: Corpus) -> None:
    with open_writer(tmp_path / "library"), pytest.raises(LibraryBusy) as caught:
        add_paths(tmp_path / "library", [corpus([1])], wait_seconds=0)
    assert str(os.getpid()) in caught.value.message


def test_a_reader_goes_on_reading_its_state_while_others_write_and_tidy(tmp_path: Path, corpus: Corpus) -> None:
    folder = tmp_path / "library"
    add_paths(folder, [corpus(range(40))])
    with Library(folder) as reader:
        before = [(hit.passage_id, hit.score) for hit in reader.search("spread to the liver", 50)]
        for start in (40, 80, 120):
            add_paths(folder, [corpus(range(start, start + 40))])
        assert [(hit.passage_id, hit.score) for hit in reader.search("spread to the liver", 50)] == before
        assert reader.document("doc-00100") is None
        assert not reader.is_newest
    with Library(folder) as reader:
        assert reader.is_newest
        assert reader.document("doc-00100") is not None


def test_threads_that_ask_while_commits_land_each_see_one_whole_state(tmp_path: Path, corpus: Corpus) -> None:
    folder = tmp_path / "library"
    add_paths(folder, [corpus(range(40))])
    stop = threading.Event()
    seen: set[tuple[str, str]] = set()
    with Curbside(folder) as curbside, ThreadPoolExecutor(4) as pool:

        def keep_asking() -> None:
            while not stop.is_set():
                answer = curbside.ask("Where does tumour 3 spread?")
                seen.add((answer.evidence_version, answer.answer_id))

        asking = [pool.submit(keep_asking) for _ in range(4)]
        for start in range(40, 120, 20):
            add_paths(folder, [corpus(range(start, start + 20))])
        stop.set()
        for one in asking:
            one.result()
    assert len({version for version, _ in seen}) == len(seen), "one evidence version gave two answers"
    assert len(seen) > 1


def test_upkeep_removes_versions_that_nobody_names(tmp_path: Path, corpus: Corpus) -> None:
    folder = tmp_path / "library"
    for start in (0, 40, 80):
        add_paths(folder, [corpus(range(start, start + 40))])
        time.sleep(1.1)  # pruning goes by the second in which a version was made
    add_paths(folder, [corpus(range(120, 160))])
    manifest = read_manifest(folder)
    assert manifest is not None
    passages = lance.connect(folder / DATABASE).open_table("passages")
    assert set(passages.tags.list()) == {f"g{manifest.generation}"}
    versions = [entry["version"] for entry in passages.list_versions()]
    assert len([version for version in versions if version < manifest.tables["passages"].version]) <= 6
    assert healthy(folder)


def test_asking_while_an_add_runs_answers_from_the_last_commit(tmp_path: Path, corpus: Corpus) -> None:
    folder = tmp_path / "library"
    add_paths(folder, [corpus(range(30))])
    version = version_of(folder)
    with open_writer(folder) as writer:
        for one in documents(range(30, 60), tmp_path / "more.jsonl"):
            writer.add(one)
        writer._flush()
        writer._stored()
        with Curbside(folder) as curbside:
            assert curbside.ask("Where does tumour 3 spread?").evidence_version == version
        writer.commit()
    assert version_of(folder) != version


def test_what_a_writer_left_without_commit_is_undone_by_the_next(tmp_path: Path, corpus: Corpus) -> None:
    folder = tmp_path / "library"
    add_paths(folder, [corpus(range(10))])
    version = version_of(folder)
    with open_writer(folder) as writer:
        for one in documents(range(10, 30), tmp_path / "lost.jsonl"):
            writer.add(one)
        writer._flush()
        writer._stored()
    assert version_of(folder) == version
    add_paths(folder, [corpus([99])])
    with Library(folder) as library:
        assert library.manifest.counts["documents"] == 11
        assert library.document("doc-00015") is None
    assert healthy(folder)


# -- kill -9


@pytest.mark.slow
def test_kill_9_at_any_moment_leaves_a_readable_state_that_a_second_run_completes(
    tmp_path: Path, corpus: Corpus
) -> None:
    """Twelve times an `add` that commits every 50 ms is killed somewhere between its start and its end."""
    folder, source = tmp_path / "library", corpus(range(3_000))
    whole = tmp_path / "whole"
    add_paths(whole, [source])
    command = [sys.executable, "-c", COMMITTING_OFTEN, "add", "--empty", "--library", str(folder), str(source)]
    moments = random.Random(5)
    killed = 0
    for _ in range(12):
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            process.wait(timeout=moments.uniform(0.9, 3.0))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
        manifest = read_manifest(folder)
        if manifest is not None:
            with Library(folder) as library:
                assert library.manifest == manifest
                assert len(library.all_sources()) == manifest.counts["documents"]
                library.search("spread to the liver", 5)
    assert killed >= 2
    assert subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0
    assert version_of(folder) == version_of(whole)
    assert healthy(folder)


@pytest.mark.slow
def test_kill_9_during_reindex_leaves_the_old_index_serving(tmp_path: Path, corpus: Corpus) -> None:
    folder = tmp_path / "library"
    add_paths(folder, [corpus(range(1_500))])
    version = version_of(folder)
    code = "import curbside.index.reindexing as r; r._BATCH_DOCUMENTS = 20; from curbside.cli import main; main()"
    for moment in (1.2, 1.6, 2.0, 2.4):
        process = subprocess.Popen(
            [sys.executable, "-c", code, "reindex", "--library", str(folder)], stderr=subprocess.DEVNULL
        )
        try:
            process.wait(timeout=moment)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        with Library(folder) as library:
            assert library.evidence_version == version
            assert library.search("spread to the liver", 5)
    reindex(folder)
    assert version_of(folder) == version
    assert healthy(folder)


# -- a full disk


def limited_add(folder: Path, source: Path, limit: int) -> subprocess.CompletedProcess[str]:
    """`curbside add` in a process whose files may not grow past `limit` bytes, as on a disk that is full."""

    def limit_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        [sys.executable, "-m", "curbside", "add", "--empty", "--library", str(folder), str(source)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit_files,
    )


def test_a_file_that_may_not_grow_is_said_plainly_and_loses_nothing(tmp_path: Path, corpus: Corpus) -> None:
    folder = tmp_path / "library"
    add_paths(folder, [corpus(range(20))])
    version = version_of(folder)
    run = limited_add(folder, corpus(range(5_000)), 200_000)
    assert run.returncode == 1
    assert "no room left" in run.stderr
    assert "Traceback" not in run.stderr
    assert version_of(folder) == version
    assert healthy(folder)
    assert add_paths(folder, [corpus(range(100))]).added == 80


@pytest.mark.slow
def test_a_full_disk_is_said_plainly_and_loses_nothing(tmp_path: Path, corpus: Corpus) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    mounted = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip(f"no small disk could be mounted: {mounted.stderr.decode().strip()}")
    try:
        add_paths(disk / "library", [corpus(range(20))])
        version = version_of(disk / "library")
        with pytest.raises(LibraryFull) as caught:
            add_paths(disk / "library", [corpus(range(20_000))])
        assert caught.value.hint
        assert version_of(disk / "library") == version
        with Library(disk / "library") as library:
            assert library.search("spread to the liver", 5)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


# -- another version, another embedding


def test_a_library_of_another_embedding_never_answers_silently(tmp_path: Path, corpus: Corpus) -> None:
    folder = tmp_path / "library"
    add_paths(folder, [corpus(range(20))], embedding=HashedWords())
    for attempt in (lambda: Library(folder), lambda: add_paths(folder, [corpus([5])])):
        with pytest.raises(LibraryIncompatible) as caught:
            attempt()
        assert "embedding" in caught.value.message
        assert "curbside reindex" in caught.value.hint
    assert any("reindex" in finding.remedy for finding in examine(folder))
    reindex(folder)
    with Library(folder) as library:
        assert library.search("spread to the liver", 5)
    assert healthy(folder)


@pytest.mark.parametrize("what", ["segmenter", "tokenizer", "passages"])
def test_an_index_made_another_way_is_refused_by_name(tmp_path: Path, corpus: Corpus, what: str) -> None:
    folder = tmp_path / "library"
    add_paths(folder, [corpus(range(3))])
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["fingerprints"][what] = "older"
    path.write_text(json.dumps(manifest))
    with pytest.raises(LibraryIncompatible, match=what):
        Library(folder)


def test_a_newer_library_is_neither_read_nor_written(tmp_path: Path, corpus: Corpus) -> None:
    folder = tmp_path / "library"
    add_paths(folder, [corpus(range(3))])
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 99}))
    before = path.read_text()
    for attempt in (lambda: Library(folder), lambda: add_paths(folder, [corpus([5])]), lambda: reindex(folder)):
        with pytest.raises(LibraryIncompatible, match="newer"):
            attempt()
    assert path.read_text() == before


def test_an_interrupted_reindex_is_taken_up_where_it_stopped(
    tmp_path: Path, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "library"
    add_paths(folder, [corpus(range(60))])
    monkeypatch.setattr(reindexing, "_BATCH_DOCUMENTS", 10)

    def stop_at_30(done: int, total: int) -> None:
        if done == 30:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reindex(folder, on_documents=stop_at_30)
    with Library(folder) as library:
        assert library.search("spread to the liver", 5)
    told: list[int] = []
    reindex(folder, on_documents=lambda done, total: told.append(done))
    assert told == [40, 50, 60]
    assert healthy(folder)


# -- damage


def test_a_missing_table_is_named_with_a_remedy(tmp_path: Path, corpus: Corpus) -> None:
    folder = tmp_path / "library"
    add_paths(folder, [corpus(range(3))])
    shutil.rmtree(folder / DATABASE / "passages.lance")
    with pytest.raises(LibraryDamaged) as caught:
        Library(folder)
    assert "missing" in caught.value.message
    assert not healthy(folder)


def test_a_library_is_readable_where_nothing_may_be_written(tmp_path: Path, corpus: Corpus) -> None:
    folder = tmp_path / "library"
    add_paths(folder, [corpus(range(20))])
    shutil.rmtree(folder / "readers", ignore_errors=True)
    (folder / "readers").write_text("a file where the leases would go")
    with Library(folder) as library:
        assert library.search("spread to the liver", 5)


def test_an_empty_library_says_that_it_holds_nothing(tmp_path: Path) -> None:
    with Curbside(tmp_path / "library", empty=True) as curbside:
        answer = curbside.ask("Where does tumour 3 spread?")
        assert answer.status == "insufficient_evidence"
        assert curbside.search("liver") == []
    assert healthy(tmp_path / "library")


def test_a_library_can_lie_in_a_folder_with_any_name(tmp_path: Path, corpus: Corpus) -> None:
    folder = tmp_path / "Klinik für Innere – 'Station 3' (50 %)" / "library"
    add_paths(folder, [write_records(tmp_path / "a b.jsonl", range(5))])
    with Library(folder) as library:
        assert library.search("spread to the liver", 5)
