"""`curbside backup` and `curbside restore`: one file, and what was there before is told and kept."""

from __future__ import annotations

import json
from pathlib import Path

from .conftest import Run


def test_what_was_backed_up_is_restored(own_starter: Path, tmp_path: Path, gout: Path, run: Run) -> None:
    file = tmp_path / "b"
    assert run("users", "list", "--library", own_starter).code == 0  # makes the article database
    made = run("backup", file, "--library", own_starter, "--format", "json")
    assert (made.code, made.err) == (0, "")
    assert json.loads(made.out)["documents"] == 246

    again = run("backup", file, "--library", own_starter)
    assert (again.code, again.out) == (2, "")
    assert "--force" in again.err
    said = run("backup", file, "--library", own_starter, "--force")
    assert (said.code, said.out) == (0, "")
    assert "Backed up 246 documents" in said.err

    assert run("add", gout, "--library", own_starter).code == 0
    refused = run("restore", file, "--library", own_starter)
    assert (refused.code, refused.out) == (1, "")
    assert "evidence that the backup does not" in refused.err
    assert "--force" in refused.err

    done = run("restore", file, "--library", own_starter, "--force", "--format", "json")
    assert done.code == 0
    summary = json.loads(done.out)
    assert summary["documents"] == 246
    assert Path(summary["kept"]).is_dir()
    assert f"is kept at {summary['kept']}" in done.err
    assert "API tokens revoked since the backup was made work again" in done.err
    assert run("sources", "show", "gout", "--library", own_starter).code == 1
    shown = run("audit", "show", "--library", own_starter)
    assert "restored" in shown.out


def test_a_file_that_is_no_backup_is_said(own_starter: Path, tmp_path: Path, run: Run) -> None:
    (tmp_path / "b").write_text("no backup")
    done = run("restore", tmp_path / "b", "--library", own_starter)
    assert (done.code, done.out) == (1, "")
    assert "is no whole backup of Curbside" in done.err
    assert "the library was not touched" in done.err


def test_nothing_is_made_where_there_is_nothing_to_back_up(tmp_path: Path, run: Run) -> None:
    done = run("backup", tmp_path / "b", "--library", tmp_path / "none")
    assert done.code == 1
    assert "There is no library" in done.err
    assert list(tmp_path.iterdir()) == []
