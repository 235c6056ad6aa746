"""How fast PubMed files are read, beside the parser that most people use, on the same file in the same run.

    python -m evaluation.pubmed [--records 10000] [--rounds 5] [--peer PYTHON]

`curbside.ingest.pubmed` gives documents with every statement segmented and their revisions worked out; its peer,
`pubmed_parser.parse_medline_xml`, gives a dictionary a record: once as it comes, and once with every field it can give.
Both run in turn, each in a process of its own, on one file of `evaluation.pubmed_shaped`; starting Python and importing
are not counted. How they compare is said of the clock and of the processor's time, which a busy machine changes less.
The peer lives in an environment of its own, made once in the user's cache (or named by `--peer`); where it cannot be
made, its rows say why.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from curbside.ingest.pubmed import read_pubmed
from evaluation.machine import described
from evaluation.pubmed_shaped import write_files

PEER = "pubmed_parser==0.5.1"
RECORDS, ROUNDS, FILES = 10_000, 5, 4
_TIMED = """
import json, resource, sys, time
{imported}
started, worked, count = time.perf_counter(), time.process_time(), 0
for {read}:
    count += 1
seconds, processor = time.perf_counter() - started, time.process_time() - worked
print(json.dumps([count, seconds, processor, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""
_OURS = _TIMED.format(
    imported="from curbside.ingest.pubmed import read_pubmed",
    read="_ in (document.revision for document in read_pubmed(sys.argv[1]))",
)
_PEERS = _TIMED.format(
    imported="from pubmed_parser import parse_medline_xml",
    read="_ in parse_medline_xml(sys.argv[1], **json.loads(sys.argv[2]))",
)
_EVERY_FIELD = {
    "year_info_only": False,
    "author_list": True,
    "reference_list": True,
    "parse_downto_mesh_subterms": True,
}
OURS, BARE, WHOLE = "`read_pubmed`", "`parse_medline_xml`", "`parse_medline_xml`, every field"


@dataclass(frozen=True, slots=True)
class Run:
    """One reading of the file."""

    records: int
    seconds: float
    processor: float
    megabytes: float

    @property
    def rate(self) -> float:
        """Records a second."""
        return self.records / self.seconds


@dataclass(frozen=True, slots=True)
class Measured:
    """The runs of each reader, in turn; four files by one process and by two, seconds; why the peer is missing."""

    runs: dict[str, list[Run]]
    files: dict[int, list[float]]
    records: int
    skipped: str | None = None

    def markdown(self) -> str:
        """As tables."""
        lines = [
            f"{self.records:,} records in one packed file, {len(self.runs[OURS])} rounds in turn:",
            "",
            "| reader | records/s, median (worst to best) | `read_pubmed` is faster, by the clock | by processor time "
            "| peak memory |",
            "|---|---|---|---|---|",
            *(self._row(name) for name in self.runs),
        ]
        if self.skipped:
            lines.append(f"| {BARE} | skipped: {self.skipped} | | | |")
        one, two = (statistics.median(self.files[processes]) for processes in (1, 2))
        lines += [
            "",
            f"The same records in {FILES} files: {self.records / one:,.0f} records/s in one process, "
            f"{self.records / two:,.0f} in two ({one / two:.2f} times); {os.cpu_count()} cores.",
        ]
        if BARE in self.runs:
            peer = statistics.median(run.seconds for run in self.runs[BARE])
            lines.append(f"Two processes of `read_pubmed` are {peer / two:.2f} times as fast as {BARE}, which has one.")
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        runs = {name: [asdict(run) for run in made] for name, made in self.runs.items()}
        return {"halves": {}, "runs": runs, "files": {str(key): value for key, value in self.files.items()}}

    def _row(self, name: str) -> str:
        runs = self.runs[name]
        rates = [run.rate for run in runs]
        spread = f"{statistics.median(rates):,.0f} ({min(rates):,.0f} to {max(rates):,.0f})"
        # Each round is compared with itself: the machine may be busier in one than in another.
        pairs = list(zip(runs, self.runs[OURS], strict=True))
        clock = statistics.median(theirs.seconds / ours.seconds for theirs, ours in pairs)
        processor = statistics.median(theirs.processor / ours.processor for theirs, ours in pairs)
        compared = "| | " if name == OURS else f"| {clock:.2f} times | {processor:.2f} times "
        return f"| {name} | {spread} {compared}| {max(run.megabytes for run in runs):.0f} MB |"


def main() -> None:
    """Measure and print, as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--peer", type=Path, help="the Python of an environment that has pubmed_parser")
    given = parser.parse_args()
    print(described(), "", measure(given.records, given.rounds, given.peer).markdown(), sep="\n")


def report(library: Path | None = None, data: Path | None = None) -> Measured:
    """Measure with files made for the occasion; neither a library nor question sets are needed."""
    return measure(RECORDS, ROUNDS)


def measure(records: int, rounds: int, peer: Path | None = None) -> Measured:
    """Read the file in turn with each reader, so many rounds, and then as four files by one process and by two."""
    skipped = None
    if peer is None:
        peer, skipped = _peer()
    commands = {OURS: [sys.executable, "-c", _OURS]}
    if peer is not None:
        commands[BARE] = [str(peer), "-c", _PEERS]
        commands[WHOLE] = [str(peer), "-c", _PEERS]
    with tempfile.TemporaryDirectory() as scratch:
        (path,) = write_files(Path(scratch) / "one", records)
        parts = write_files(Path(scratch) / "four", records, FILES)
        runs: dict[str, list[Run]] = {name: [] for name in commands}
        files: dict[int, list[float]] = {1: [], 2: []}
        for _ in range(rounds):
            for name, command in commands.items():
                options = _EVERY_FIELD if name == WHOLE else {}
                runs[name].append(_run([*command, str(path), json.dumps(options)]))
            for processes, taken in files.items():
                taken.append(_seconds(parts, processes))
    return Measured(runs, files, records, skipped)


def _run(command: Sequence[str]) -> Run:
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Run(*json.loads(done.stdout))


def _seconds(paths: Sequence[Path], processes: int) -> float:
    """How long so many processes, started before, take for the files."""
    with ProcessPoolExecutor(processes) as pool:
        list(pool.map(abs, range(processes)))
        started = time.perf_counter()
        list(pool.map(_read, paths))
        return time.perf_counter() - started


def _read(path: Path) -> int:
    return sum(bool(document.revision) for document in read_pubmed(path))


def _peer() -> tuple[Path | None, str | None]:
    """The Python of the peer's environment, made on first use; else why there is none."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "curbside-evaluation" / PEER
    python = cache / "bin" / "python"
    if not python.exists():
        venv.create(cache, with_pip=True)
    if subprocess.run([python, "-c", "import pubmed_parser"], capture_output=True, check=False).returncode == 0:
        return python, None
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PEER]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    said = done.stderr.strip().splitlines()
    return (
        (python, None) if done.returncode == 0 else (None, f"{PEER} cannot be installed ({said[-1] if said else '?'})")
    )


if __name__ == "__main__":
    main()
