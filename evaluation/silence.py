"""Whether silence and speech are where they should be: questions to the starter library.

    python -m evaluation.silence [--library LIBRARY] [--show]

Counts, for each half of evaluation/cases/silence.jsonl, questions answered that the library cannot answer and
questions met with silence that it can. `--show` names those outside the frozen half only.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from evaluation.command import run
from evaluation.report import UNSEEN, Report, by_half, count, read_cases, starter_library


@dataclass(frozen=True, slots=True)
class Case:
    """A question and whether the starter library holds an answer."""

    question: str
    answered: bool
    half: str


def load_cases() -> list[Case]:
    """The questions, as they are committed."""
    return [Case(**row) for row in read_cases("silence.jsonl")]


def report(library: Path | None = None, data: Path | None = None) -> Report:
    """Ask every question."""
    cases = load_cases()
    with starter_library(library) as curbside:
        wrong = {case for case in cases if curbside.ask(case.question).is_answered is not case.answered}
    names = {False: "answered though not held", True: "silent though held"}
    halves = by_half(
        cases,
        lambda of: {name: count([one in wrong for one in of if one.answered is held]) for held, name in names.items()},
    )
    failures = [
        f"{names[case.answered]}: {case.question}" for case in cases if case in wrong and case.half not in UNSEEN
    ]
    return Report(halves, failures)


if __name__ == "__main__":
    run(report, __doc__)
