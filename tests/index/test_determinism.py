"""The same evidence gives the same answer, byte for byte, however and in whatever order it was added."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from curbside.engine import Curbside
from curbside.evidence.digest import canonical_json
from curbside.index import lance
from curbside.index.library import DATABASE
from curbside.index.manifest import read_manifest
from curbside.index.reindexing import reindex
from curbside.index.writing import open_writer
from curbside.terminal import console_for, show_answer

from .conftest import documents, record, write_records

NUMBERS = range(150)
QUESTIONS = ("Where does tumour 3 spread?", "How often does tumour 5 spread to the liver?", "imaging of the ovary")


def canonical(library: Path) -> str:
    """What must be equal: every answer's JSON without time taken and conversation, its text, and a search."""
    with Curbside(library) as curbside:
        parts = []
        for question in QUESTIONS:
            answer = curbside.ask(question)
            screen = io.StringIO()
            show_answer(answer, console_for(screen))
            parts += [canonical_json({**answer.to_dict(), "elapsed_ms": 0, "conversation": None}), screen.getvalue()]
            parts.append(canonical_json([result.to_dict() for result in curbside.search(question, limit=100)]))
        return "\n".join(parts)


def built(folder: Path, batches: Sequence[Sequence[int]], tmp_path: Path) -> Path:
    """A library to which each batch was committed on its own."""
    with open_writer(folder) as writer:
        for numbers in batches:
            for document in documents(numbers, tmp_path / "some.jsonl"):
                writer.add(document)
            writer.commit()
    return folder


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The answers of a library made in one commit."""
    folder = tmp_path_factory.mktemp("one")
    result = canonical(built(folder / "library", [NUMBERS], folder))
    assert '"status":"answered"' in result
    return result


Order = Callable[[], list[Sequence[int]]]


@pytest.mark.parametrize(
    "batches",
    [
        [NUMBERS[i : i + 15] for i in range(0, 150, 15)],
        [NUMBERS[::-1]],
        [NUMBERS[::-1][i : i + 31] for i in range(0, 150, 31)],
        [list(NUMBERS[::2]), list(NUMBERS[1::2]), list(NUMBERS)],
    ],
    ids=["ten batches", "reverse", "reverse in batches", "odd after even, then all again"],
)
def test_batches_and_order_do_not_show(batches: list[Sequence[int]], expected: str, tmp_path: Path) -> None:
    assert canonical(built(tmp_path / "library", batches, tmp_path)) == expected


def test_upkeep_does_not_show(expected: str, tmp_path: Path) -> None:
    folder = built(tmp_path / "library", [NUMBERS[:70], NUMBERS[70:]], tmp_path)
    manifest = read_manifest(folder)
    assert manifest is not None
    database = lance.connect(folder / DATABASE)
    for table in manifest.tables.values():
        lance.fold_in(database.open_table(table.name))
    assert canonical(folder) == expected


def test_evidence_that_came_and_went_does_not_show(expected: str, tmp_path: Path) -> None:
    folder = built(tmp_path / "library", [NUMBERS], tmp_path)
    changed = tmp_path / "changed.jsonl"
    lines = [record(n, text=f"Tumour 3 spread to the liver, liver, liver and ovary {n} times.") for n in range(40)]
    changed.write_text("".join(json.dumps(line) + "\n" for line in lines))
    with Curbside(folder, empty=True) as curbside:
        assert curbside.add(changed).updated == 40
        retired = [f"doc-{n:05d}" for n in range(60, 80)]
        assert curbside.retire(retired) == 20
        assert canonical(folder) != expected
        assert curbside.restore(retired) == 20
        assert curbside.add(write_records(tmp_path / "back.jsonl", NUMBERS)).updated == 40
    assert canonical(folder) == expected


def test_another_process_gives_the_same(expected: str, tmp_path: Path) -> None:
    folder = built(tmp_path / "library", [NUMBERS], tmp_path)
    code = "import sys; from pathlib import Path; from tests.index.test_determinism import canonical; "
    code += "sys.stdout.write(canonical(Path(sys.argv[1])))"
    run = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert run.stdout == expected


def test_a_rebuilt_index_gives_the_same(expected: str, tmp_path: Path) -> None:
    folder = built(tmp_path / "library", [NUMBERS[::-1][:50], NUMBERS[:100]], tmp_path)
    reindex(folder)
    assert canonical(folder) == expected
