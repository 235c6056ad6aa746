"""Same question, same evidence, same answer, in whatever order and however the evidence was added."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from curbside import Curbside
from curbside.ingest.formats import find_inputs
from curbside.ingest.packs import starter_pack

QUESTIONS = (
    "What are the classic areas of metastasis for neuroendocrine tumors?",
    "How common are bone metastases in NETs?",
    "How is gout treated?",
)


@pytest.fixture(scope="module")
def files() -> list[Path]:
    """A dozen sources, the overview among them."""
    found = [one.path for one in find_inputs([starter_pack()], lambda error: None)]
    wanted = {path.stem for path in found[::5]} | {"seed-overview-2026", "riihimaki-2016"}
    return [path for path in found if path.stem in wanted]


def answers(library: Curbside) -> list[str]:
    with library:
        data = [library.ask(question).to_dict() for question in QUESTIONS]
    for one in data:
        del one["elapsed_ms"], one["conversation"]
    return [json.dumps(one, sort_keys=True) for one in data]


@pytest.fixture(scope="module")
def at_once(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    library = Curbside(tmp_path_factory.mktemp("at-once") / "library", empty=True)
    library.add(*files)
    return answers(library)


def test_evidence_added_in_reverse_gives_the_same_answers(
    files: list[Path], at_once: list[str], tmp_path: Path
) -> None:
    library = Curbside(tmp_path / "library", empty=True)
    library.add(*reversed(files))
    assert answers(library) == at_once


def test_evidence_added_piece_by_piece_gives_the_same_answers(
    files: list[Path], at_once: list[str], tmp_path: Path
) -> None:
    library = Curbside(tmp_path / "library", empty=True)
    for part in (files[8:], files[:3], files[3:8]):
        library.add(*part)
    assert answers(library) == at_once


def test_evidence_changed_and_changed_back_gives_the_same_answers(
    files: list[Path], at_once: list[str], tmp_path: Path
) -> None:
    library = Curbside(tmp_path / "library", empty=True)
    library.add(*files)
    changed = tmp_path / files[0].name
    changed.write_text(files[0].read_text("utf-8").replace("metasta", "spread"), "utf-8")
    library.add(changed)
    library.add(files[0])
    assert answers(library) == at_once
