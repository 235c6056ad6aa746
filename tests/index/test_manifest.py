from __future__ import annotations

import json
from pathlib import Path

import pytest

from curbside.errors import LibraryDamaged, LibraryIncompatible
from curbside.index.manifest import FORMAT, Manifest, TableVersion, read_manifest, write_manifest

MANIFEST = Manifest(
    generation=3,
    evidence_version="ab" * 32,
    tables={"passages": TableVersion("passages", 7)},
    fingerprints={"embedding": "x"},
    counts={"documents": 1, "passages": 2, "statements": 3},
)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    write_manifest(tmp_path, MANIFEST)
    assert read_manifest(tmp_path) == MANIFEST
    assert [path.name for path in tmp_path.iterdir()] == ["manifest.json"]


def test_a_folder_without_a_manifest_has_no_committed_state(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) is None


def test_a_library_of_a_newer_version_is_refused_by_name(tmp_path: Path) -> None:
    write_manifest(tmp_path, MANIFEST)
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": FORMAT + 1, "new_key": 1}))
    with pytest.raises(LibraryIncompatible) as caught:
        read_manifest(tmp_path)
    assert "newer version" in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"format": 1}', '{"format": "x"}', "\x00"])
def test_a_manifest_that_is_not_one_is_damage_not_a_traceback(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(LibraryDamaged):
        read_manifest(tmp_path)


def test_a_half_written_manifest_beside_the_old_one_changes_nothing(tmp_path: Path) -> None:
    write_manifest(tmp_path, MANIFEST)
    (tmp_path / "manifest.new").write_text('{"format": 1, "gen')
    assert read_manifest(tmp_path) == MANIFEST
