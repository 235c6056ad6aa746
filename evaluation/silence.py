"""Whether silence and speech are where they should be: questions to the starter library and to MedQuAD.

    python -m evaluation.silence [--data FOLDER] [--library MEDQUAD] [--show]

Counts, for each half of evaluation/cases/silence.jsonl, questions answered that the library cannot answer and
questions met with silence that it can; of MedQuAD only the former, the latter stand with the answers. The starter
library is made anew; `--library` names one that holds MedQuAD already, else it is made from the data folder, or left
out if that has none. `--show` names those outside the frozen half only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.command import run
from evaluation.libraries import MEDQUAD, STARTER, asked_of
from evaluation.report import UNSEEN, Count, Report, by_half, count, read_cases


@dataclass(frozen=True, slots=True)
class Case:
    """A question and whether its library holds an answer."""

    question: str
    answered: bool
    half: str
    library: str = STARTER


def load_cases() -> list[Case]:
    """The questions, as they are committed."""
    return [Case(**row) for row in read_cases("silence.jsonl")]


def report(library: Path | None = None, data: Path | None = None) -> Report:
    """Ask every question of its library; `library` is one that holds MedQuAD."""
    wrong: set[Case] = set()
    asked: list[Case] = []
    notes: list[str] = []
    for curbside, case in asked_of(load_cases(), library, data, notes):
        asked.append(case)
        if curbside.ask(case.question).is_answered is not case.answered:
            wrong.add(case)
    failures = [f"{_NAMES[case.answered]}: {case.question}" for case in asked if case in wrong and _is_seen(case)]
    return Report(by_half(asked, lambda of: _counts(of, wrong)), failures, notes)


_NAMES = {False: "answered though not held", True: "silent though held"}


def _is_seen(case: Case) -> bool:
    return case.half not in UNSEEN


def _counts(cases: Sequence[Case], wrong: set[Case]) -> dict[str, Count]:
    counts = {}
    for library, held in ((STARTER, False), (STARTER, True), (MEDQUAD, False)):
        of = [one for one in cases if one.library == library and one.answered is held]
        if of:
            counts[f"{_NAMES[held]}, {library}"] = count([one in wrong for one in of])
    return counts


if __name__ == "__main__":
    run(report, __doc__)
