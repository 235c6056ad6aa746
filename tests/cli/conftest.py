"""Running the command line in this process, as a script would: its exit code and both of its outputs."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from curbside import Curbside


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `curbside ARG…`; `stdin` is what is piped into it."""

    def command(*args: str | Path, stdin: str = "") -> Done:
        from curbside.cli import main

        monkeypatch.setattr(sys, "argv", ["curbside", *map(str, args)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Done(ended.value.code, captured.out, captured.err)

    for name in ("FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    return command


@pytest.fixture
def starter(starter_library: Curbside) -> Path:
    """The folder of the starter library, for reading only."""
    return starter_library.folder


@pytest.fixture
def own_starter(starter: Path, tmp_path: Path) -> Path:
    """A starter library of one's own, to change."""
    shutil.copytree(starter, tmp_path / "own-starter")
    return tmp_path / "own-starter"


@pytest.fixture
def gout(tmp_path: Path, source_text: Callable[..., str]) -> Path:
    """A folder with one source in it."""
    folder = tmp_path / "sources"
    folder.mkdir()
    text = source_text("## Treatment\n\nGout is treated with colchicine.", title="Gout", id="gout")
    (folder / "gout.md").write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="session")
def _small_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    (folder / "gout.md").write_text(
        "---\ntitle: Gout\nkind: cohort_study\nyear: 2020\nid: gout\n---\nGout is treated with colchicine.\n", "utf-8"
    )
    with Curbside(folder / "library", empty=True) as curbside:
        curbside.add(folder / "gout.md")
    return folder / "library"


@pytest.fixture
def house(_small_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small library of one's own, which commands use that name none."""
    shutil.copytree(_small_library, tmp_path / "house")
    monkeypatch.setenv("CURBSIDE_LIBRARY", str(tmp_path / "house"))
    return tmp_path / "house"
