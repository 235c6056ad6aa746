"""How fast sources go into a library, sustained: PubMed-shaped abstracts, from the file to what can be searched.

    python -m evaluation.adding [--records 10000 30000 100000] [--files 4] [--plain] [--write docs/benchmarks.md]

Each number of records is generated (`evaluation.pubmed_shaped`, every record with an abstract), added by `curbside add`
into a library of its own, then added again unchanged. Seconds are wall-clock, from starting the command to its end;
memory is the greatest sum over its processes, looked at five times a second.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from curbside import Curbside
from curbside.index.manifest import read_manifest
from evaluation.machine import described
from evaluation.pubmed_shaped import Shape, write_files
from evaluation.speed import Row, table, write_report

_LOOK_SECONDS = 0.2
_QUERIES = (
    "spread of nephritis to the liver",
    "odds ratio in women over 55 years",
    "adverse events with treatment",
    "median survival",
    "risk factors for relapse",
)


def main() -> None:
    """Measure and print, as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, nargs="+", default=[10_000, 30_000, 100_000])
    parser.add_argument("--files", type=int, default=4)
    parser.add_argument("--plain", action="store_true", help="not packed: .xml in place of .xml.gz")
    parser.add_argument("--write", type=Path, help="also replace the report in this file")
    arguments = parser.parse_args()
    rows = [row for count in arguments.records for row in measure(count, arguments.files, plain=arguments.plain)]
    printed = f"{described()}\n\n" + "\n".join(table(rows)) + "\n"
    print(printed)
    if arguments.write:
        write_report(arguments.write, printed, "adding")


def measure(count: int, files: int, *, plain: bool = False) -> list[Row]:
    """The rows for so many records."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, library = Path(scratch) / "pubmed", Path(scratch) / "library"
        write_files(folder, count, files, shape=Shape(without_abstract=0.0), plain=plain)
        megabytes = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
        command = [sys.executable, "-m", "curbside", "add", "--empty", "--library", str(library), str(folder)]
        first, again = _run(command), _run(command)
        manifest = read_manifest(library)
        assert manifest is not None
        size = sum(file.stat().st_size for file in library.rglob("*") if file.is_file()) / 1e6
        return [
            (
                f"`add` of {count:,} abstracts ({files} files, {megabytes:.0f} MB) into an empty library",
                f"{first.seconds:.1f} s, **{count / first.seconds:,.0f} a second**, {first.peak} MB, exit {first.code}",
                "1,500 a second",
            ),
            (
                "of these the processor was busy for",
                f"{first.processor:.1f} s ({first.processor / count * 1000:.2f} ms an abstract)",
                "",
            ),
            (
                "passages, statements; the library on disk",
                f"{manifest.counts['passages']:,}, {manifest.counts['statements']:,}; {size:.0f} MB",
                "",
            ),
            ("the same again, unchanged", f"{again.seconds:.1f} s, {count / again.seconds:,.0f} a second", ""),
            ("`search`, warm", _searching(library), ""),
        ]


@dataclass(frozen=True, slots=True)
class Run:
    """A command: wall-clock and processor seconds, exit code, greatest memory of all its processes in MB."""

    seconds: float
    processor: float
    code: int
    peak: int


def _run(command: Sequence[str]) -> Run:
    started = time.perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    watched = psutil.Process(process.pid)
    peak = 0
    busy: dict[int, float] = {}
    while process.poll() is None:
        with suppress(psutil.Error):
            everyone = [watched, *watched.children(recursive=True)]
            peak = max(peak, sum(one.memory_info().rss for one in everyone))
            busy |= {one.pid: sum(one.cpu_times()[:2]) for one in everyone}
        time.sleep(_LOOK_SECONDS)
    return Run(time.perf_counter() - started, sum(busy.values()), process.returncode, peak // 1_000_000)


def _searching(library: Path) -> str:
    with Curbside(library) as curbside:
        took = []
        for n in range(4):
            for query in _QUERIES:
                started = time.perf_counter()
                curbside.search(query)
                if n:  # the first round warms up
                    took.append((time.perf_counter() - started) * 1000)
    return f"p50 {statistics.median(took):.0f} ms, worst {max(took):.0f} ms"


if __name__ == "__main__":
    main()
