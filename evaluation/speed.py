"""How fast Curbside is, and how much memory it takes: adding, asking warm, asking cold, starting.

    python -m evaluation.speed [--data FOLDER] [--write docs/benchmarks.md]

Times are wall-clock on the machine named at the head; memory is the peak of the process measured.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.data import BESIDE_THE_CHECKOUT, add_data_option, liveqa, medquad
from evaluation.machine import described

METASTASES = "What are the classic areas of metastasis for neuroendocrine tumors?"
_COLD_RUNS = 7
_PEAK = (
    "import resource, subprocess, sys; code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode;"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024); sys.exit(code)"
)
Row = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Measured:
    """The rows of the report; there are no halves."""

    rows: tuple[Row, ...]

    def markdown(self) -> str:
        """As a table."""
        return "\n".join(table(self.rows))

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"halves": {}, "rows": [dict(zip(("what", "measured", "aim"), row, strict=True)) for row in self.rows]}


def main() -> None:
    """Measure and print, as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_data_option(parser)
    parser.add_argument("--write", type=Path, help="also replace the report in this file")
    arguments = parser.parse_args()
    printed = f"{described()}\n\n{report(data=arguments.data).markdown()}\n"
    print(printed)
    if arguments.write:
        write_report(arguments.write, printed)


def report(library: Path | None = None, data: Path | None = None) -> Measured:
    """Measure with libraries made for the occasion, in a folder of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        return Measured(tuple(measure(data or BESIDE_THE_CHECKOUT, Path(scratch))))


def measure(data: Path, scratch: Path) -> list[Row]:
    """Every row of the report: what, measured, aim."""
    rows = [*_starting(scratch)]
    if medquad(data).exists():
        rows += _adding_and_asking(data, scratch)
    else:
        rows.append(
            ("`add` of MedQuAD, and asking it", f"skipped: {medquad(data)} is not there", "30 s, 1.5 GB; 50 / 150 ms")
        )
    return rows


def table(rows: Sequence[Row]) -> list[str]:
    """The rows as a Markdown table."""
    return ["| what | measured | aim |", "|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)]


def write_report(path: Path, printed: str, name: str = "speed") -> None:
    """Put the report between the markers of a document, leaving the rest as it is."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    text = path.read_text("utf-8")
    before, rest = text.split(begin)
    path.write_text(f"{before}{begin}\n{printed}{end}{rest.split(end)[1]}", "utf-8")


def _starting(scratch: Path) -> list[Row]:
    library = str(scratch / "starter")
    curbside = [sys.executable, "-m", "curbside"]
    first, _, first_peak = _run([*curbside, "ask", METASTASES, "--library", library])
    again = [_run([*curbside, "ask", METASTASES, "--library", library])[0] for _ in range(_COLD_RUNS)]
    helped = [_run([*curbside, "--help"])[0] for _ in range(_COLD_RUNS)]
    imported = [_run([sys.executable, "-c", "import curbside"])[0] for _ in range(_COLD_RUNS)]
    bare = [_run([sys.executable, "-c", "pass"])[0] for _ in range(_COLD_RUNS)]
    return [
        ("first `curbside ask`, making the starter library", f"{first:.2f} s, {first_peak} MB", ""),
        ("cold `curbside ask`, starter library", _spread(again), "3 s"),
        ("`curbside --help`", _spread(helped), "0.5 s"),
        ("`import curbside`, with starting Python", _spread(imported), "0.3 s"),
        ("starting Python alone", _spread(bare), ""),
    ]


def _adding_and_asking(data: Path, scratch: Path) -> list[Row]:
    library = scratch / "medquad"
    command = [sys.executable, "-m", "curbside", "add", "--empty", "--library", str(library), str(medquad(data))]
    seconds, code, peak = _run(command)
    size = sum(file.stat().st_size for file in library.rglob("*") if file.is_file()) / 1e6
    again, _, _ = _run(command)
    warm, answered, memory = _asking(library, [question.text for question in liveqa(data)])
    added = "`add` of medquad.jsonl.gz (17,942 records) into an empty library"
    asked = f"`ask` of MedQuAD, warm, {len(warm)} LiveQA-Med questions"
    times = f"p50 {_percentile(warm, 50):.0f} ms, p95 {_percentile(warm, 95):.0f} ms"
    return [
        (added, f"{seconds:.1f} s, {peak} MB, exit {code}", "30 s, 1500 MB"),
        ("the library on disk", f"{size:.0f} MB", ""),
        ("`add` of the same file again", f"{again:.1f} s", ""),
        (asked, times, "50 / 150 ms"),
        ("of these answered", f"{answered}", ""),
        ("memory of the asking process", f"{memory} MB", ""),
    ]


def _asking(library: Path, questions: Sequence[str]) -> tuple[list[float], int, int]:
    """Ask in a process of its own: milliseconds a question after one round to warm up, answered, peak MB."""
    code = (
        "import json, resource, sys, time\n"
        "from curbside import Curbside\n"
        "questions = json.load(sys.stdin)\n"
        "curbside = Curbside(sys.argv[1])\n"
        "for question in questions:\n"
        "    curbside.ask(question)\n"
        "took, answered = [], 0\n"
        "for question in questions:\n"
        "    started = time.perf_counter()\n"
        "    answered += curbside.ask(question).is_answered\n"
        "    took.append((time.perf_counter() - started) * 1000)\n"
        "json.dump([took, answered, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024], sys.stdout)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(library)],
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        check=True,
    )
    took, answered, memory = json.loads(run.stdout)
    return took, answered, memory


def _run(command: Sequence[str]) -> tuple[float, int, int]:
    """Seconds, exit code and peak memory in MB of a command."""
    started = time.perf_counter()
    run = subprocess.run(
        [sys.executable, "-S", "-c", _PEAK, *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    return time.perf_counter() - started, run.returncode, int(run.stdout or 0)


def _spread(seconds: Sequence[float]) -> str:
    return f"median {statistics.median(seconds):.2f} s, worst {max(seconds):.2f} s of {len(seconds)}"


def _percentile(values: Sequence[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


if __name__ == "__main__":
    main()
