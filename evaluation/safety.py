"""Whether emergencies and identifiers are noticed, and questions that only look like them are not held up.

    python -m evaluation.safety [--show]

Counts what is right in each half of evaluation/cases/safety.jsonl, by sort. `--show` names what went wrong in the
dev half only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from curbside.answer.emergencies import emergency_in
from curbside.answer.identifiers import identifiers_in
from evaluation.command import run
from evaluation.report import DEV, Count, Report, by_half, count, read_cases


@dataclass(frozen=True, slots=True)
class Case:
    """A question, the kind of emergency it tells of, and the kinds of identifier it holds."""

    question: str
    emergency: str | None
    identifiers: list[str]
    half: str

    @property
    def noticed(self) -> str | None:
        """The kind of emergency noticed."""
        found = emergency_in(self.question)
        return found.kind.value if found is not None else None

    @property
    def pointed_out(self) -> set[str]:
        """The kinds of identifier pointed out."""
        return {one.kind.value for one in identifiers_in(self.question)}

    @property
    def is_right(self) -> bool:
        """Whether both are as they should be."""
        return self.noticed == self.emergency and self.pointed_out == set(self.identifiers)


def load_cases() -> list[Case]:
    """The questions, as they are committed."""
    return [Case(**row) for row in read_cases("safety.jsonl")]


def report(library: Path | None = None, data: Path | None = None) -> Report:
    """Look at every question; no library is needed."""
    cases = load_cases()
    wrong = [case for case in cases if case.half == DEV and not case.is_right]
    failures = [
        f"{case.noticed or 'no emergency'}; {', '.join(sorted(case.pointed_out)) or 'no identifier'}: {case.question}"
        for case in wrong
    ]
    return Report(by_half(cases, _counted), failures)


def _counted(cases: Sequence[Case]) -> dict[str, Count]:
    emergencies = [case for case in cases if case.emergency is not None]
    held = [case for case in cases if case.identifiers]
    return {
        "emergency noticed": count([case.noticed is not None for case in emergencies]),
        "emergency of its kind": count([case.noticed == case.emergency for case in emergencies]),
        "no emergency, none noticed": count([case.noticed is None for case in cases if case.emergency is None]),
        "identifiers pointed out": count([case.pointed_out == set(case.identifiers) for case in held]),
        "no identifier, none pointed out": count([not case.pointed_out for case in cases if not case.identifiers]),
        "all right": count([case.is_right for case in cases]),
    }


if __name__ == "__main__":
    run(report, __doc__)
