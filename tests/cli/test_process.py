"""The installed command in a process of its own: what only shows there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

QUESTION = "Where do neuroendocrine tumors spread?"


def curbside(*args: str | Path, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `curbside ARG…` as the installed console script does."""
    code = "from curbside.cli import main; main()"
    kept = {name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "COLUMNS")}
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, args)],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        env={**kept, **environment},
        timeout=120,
        check=False,
    )


def test_the_console_script_answers(starter: Path) -> None:
    script = shutil.which("curbside", path=str(Path(sys.executable).parent))
    if script is None:
        pytest.skip("the console script is not beside this interpreter")
    done = subprocess.run(
        [script, "ask", QUESTION, "--library", str(starter), "--format", "json"],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["status"] == "answered"


@pytest.mark.parametrize(
    ("args", "code"),
    [(["ask", QUESTION], 0), (["sources", "show", "none"], 1), (["ask", ""], 2), (["ask", "How is gout treated?"], 3)],
)
def test_exit_codes_reach_the_shell(args: list[str], code: int, starter: Path) -> None:
    done = curbside(*args, "--library", starter)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stdout + done.stderr


def test_skipped_inputs_end_with_exit_code_4(gout: Path, tmp_path: Path) -> None:
    (gout / "bare.md").write_text("No front matter here.", "utf-8")
    assert curbside("add", gout, "--empty", "--library", tmp_path / "new").returncode == 4


def test_the_width_of_the_window_is_kept_in_a_pipe(starter: Path) -> None:
    out = curbside("ask", QUESTION, "--library", starter, COLUMNS="60").stdout
    assert max(len(line) for line in out.splitlines() if "http" not in line) <= 60


def test_text_is_printed_where_the_locale_knows_no_unicode(starter: Path) -> None:
    done = curbside("ask", QUESTION, "--library", starter, LC_ALL="C", LANG="C")
    assert done.returncode == 0
    assert "82 %" in done.stdout


def test_text_is_printed_to_a_stream_that_knows_only_ascii(starter: Path) -> None:
    done = curbside("ask", QUESTION, "--library", starter, PYTHONIOENCODING="ascii")
    assert done.returncode == 0


def test_a_reader_that_closes_the_pipe_early_causes_no_traceback(starter: Path) -> None:
    code = "from curbside.cli import main; main()"
    command = [sys.executable, "-c", code, "ask", QUESTION, "--library", str(starter), "--format", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        told = process.stderr.read()
        process.wait(timeout=120)
    assert "Traceback" not in told
    assert "did not expect" not in told


def test_a_question_comes_through_a_pipe(starter: Path) -> None:
    assert curbside("ask", "-", "--library", starter, stdin=QUESTION).returncode == 0


def test_help_loads_neither_the_engine_nor_the_index() -> None:
    report = (
        "import sys, atexit\n"
        "atexit.register(lambda: print('LOADED', *sorted({m.partition('.')[0] for m in sys.modules})))\n"
        "from curbside.cli import main; sys.argv = ['curbside', '--help']; main()"
    )
    done = subprocess.run([sys.executable, "-c", report], capture_output=True, encoding="utf-8", timeout=60, check=True)
    loaded = set(done.stdout.partition("LOADED")[2].split())
    assert not loaded & {"numpy", "pyarrow", "lancedb", "pydantic", "fastapi", "uvicorn", "sqlalchemy"}
