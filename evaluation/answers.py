"""Whether answers hold the facts they should, and begin with the right one.

    python -m evaluation.answers [--data FOLDER] [--library MEDQUAD] [--show]

A fact is found if one statement, or one table row with its caption and headers, carries all its patterns. The first
statement of the direct answer is right if it carries all the patterns of `first`; an answer without a direct answer
is wrong there. Letter case is ignored. Cases: evaluation/cases/answers.jsonl. The starter library is made anew;
`--library` names one that holds MedQuAD already, else it is made from the data folder, or left out if that has none.
`--show` lists the failures outside the frozen half with the direct answer that was given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from curbside import Answer
from evaluation.command import run
from evaluation.libraries import MEDQUAD, STARTER, asked_of
from evaluation.reading import carries, pieces_of
from evaluation.report import UNSEEN, Count, Report, by_half, count, read_cases

Fact = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A question to a library, the facts that answer it, and what the first statement must carry."""

    library: str
    question: str
    facts: tuple[Fact, ...]
    first: Fact
    half: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer held: the facts it lacks, whether it began right, and how it began."""

    case: Case
    missing: tuple[Fact, ...]
    began_right: bool
    direct: str
    answered: bool

    @property
    def half(self) -> str:
        """The half of its case."""
        return self.case.half

    @property
    def found(self) -> Count:
        """How many of the facts were found."""
        return Count(len(self.case.facts) - len(self.missing), len(self.case.facts))


def load_cases() -> list[Case]:
    """The questions, as they are committed."""
    return [
        Case(row["library"], row["question"], tuple(map(tuple, row["facts"])), tuple(row["first"]), row["half"])
        for row in read_cases("answers.jsonl")
    ]


def outcome_of(case: Case, answer: Answer) -> Outcome:
    """Hold an answer against its case."""
    shown = [piece.text for piece in pieces_of(answer)]
    missing = tuple(fact for fact in case.facts if not any(carries(text, fact) for text in shown))
    direct = [statement.text for statement in answer.summary]
    began_right = bool(direct) and carries(direct[0], case.first)
    said = " ".join(direct) or ("no direct answer" if shown else "silence")
    return Outcome(case, missing, began_right, said, answer.is_answered)


def report(library: Path | None = None, data: Path | None = None) -> Report:
    """Ask every question of its library; `library` is one that holds MedQuAD."""
    notes: list[str] = []
    outcomes = [
        outcome_of(case, curbside.ask(case.question)) for curbside, case in asked_of(load_cases(), library, data, notes)
    ]
    failures = [_failure(one) for one in outcomes if one.half not in UNSEEN and (one.missing or not one.began_right)]
    return Report(by_half(outcomes, _counts), failures, notes)


def _counts(outcomes: Sequence[Outcome]) -> dict[str, Count]:
    counts = {}
    for name, libraries in {"all": (STARTER, MEDQUAD), "starter": (STARTER,), "MedQuAD": (MEDQUAD,)}.items():
        of = [one for one in outcomes if one.case.library in libraries]
        counts[f"facts found, {name}"] = Count(sum(one.found.part for one in of), sum(one.found.whole for one in of))
        counts[f"first statement right, {name}"] = count([one.began_right for one in of])
        counts[f"met with silence, {name}"] = count([not one.answered for one in of])
    return counts


def _failure(one: Outcome) -> str:
    lacks = "; ".join(" + ".join(fact) for fact in one.missing)
    wrong = [*([f"lacks {lacks}"] if lacks else []), *([] if one.began_right else ["begins wrong"])]
    return f"{one.case.question} — {', '.join(wrong)} — {one.direct}"


if __name__ == "__main__":
    run(report, __doc__)
