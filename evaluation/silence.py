"""Whether silence and speech are where they should be: questions to the starter library.

    python -m evaluation.silence [--show]

Counts, for each half of evaluation/cases/silence.jsonl, questions answered that the library cannot answer and
questions met with silence that it can. `--show` names those of the dev half only.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from curbside.engine import Curbside
from evaluation.machine import described

CASES = Path(__file__).parent / "cases" / "silence.jsonl"


@dataclass(frozen=True, slots=True)
class Case:
    """A question and whether the starter library holds an answer."""

    question: str
    answered: bool
    half: str


def main() -> None:
    """Measure and print, as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true", help="name what went wrong in the dev half")
    arguments = parser.parse_args()
    cases = [Case(**json.loads(line)) for line in CASES.read_text("utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as scratch, Curbside(Path(scratch) / "library") as curbside:
        wrong = [case for case in cases if curbside.ask(case.question).is_answered is not case.answered]
    print(described(), "", "| half | answered though not held | silent though held |", "|---|---|---|", sep="\n")
    for half in ("dev", "frozen"):
        counts = []
        for held in (False, True):
            of = [case for case in cases if case.half == half and case.answered is held]
            counts.append(f"{sum(case in wrong for case in of)} of {len(of)}")
        print(f"| {half} | {' | '.join(counts)} |")
    if arguments.show:
        print("", *(f"- {case.question}" for case in wrong if case.half == "dev"), sep="\n")


if __name__ == "__main__":
    main()
