"""What changes with the reader, and what must not: the questions to the starter library, asked for each of them.

    python -m evaluation.readers [--library LIBRARY] [--show]

For the questions of evaluation/cases/answers.jsonl to the starter library that are answered for a clinician: whether a
patient and a trainee are answered too; whether what two readers are shown of one place in a source carries the same
figures and the same source; whether a patient is shown, there or in plain words, what a clinician must not miss; and
whether a patient's direct answer comes from sources for patients, and whether it reads at Flesch-Kincaid grade 8 or
below. Of those that come from sources for patients the median grade is told. `--show` names what went wrong outside the
frozen half.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from curbside import Answer, Curbside
from curbside.answer.answer import AnswerStatement
from curbside.evidence.kinds import Reader
from curbside.evidence.readability import reading_grade
from evaluation.answers import load_cases
from evaluation.command import run
from evaluation.libraries import STARTER
from evaluation.report import UNSEEN, Count, Report, by_half, starter_library

HIGHEST_GRADE = 8.0
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")

Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question's counts, by what is counted; the grade of a direct answer that comes from sources for patients."""

    question: str
    half: str
    counts: dict[str, Count]
    grade: float | None = None


def report(library: Path | None = None, data: Path | None = None) -> Report:
    """Ask every question for every reader."""
    with starter_library(library) as curbside:
        cases = [case for case in load_cases() if case.library == STARTER]
        outcomes = [found for case in cases if (found := _outcome(case.question, case.half, curbside)) is not None]
    failures = [
        f"{one.question} — {name}: {counted}"
        for one in outcomes
        if one.half not in UNSEEN
        for name, counted in one.counts.items()
        if counted.part < counted.whole
    ]
    return Report(by_half(outcomes, _summed), failures, [_grades(outcomes)])


def _summed(outcomes: Sequence[Outcome]) -> dict[str, Count]:
    names = dict.fromkeys(name for one in outcomes for name in one.counts)
    return {
        name: Count(
            sum(one.counts[name].part for one in outcomes if name in one.counts),
            sum(one.counts[name].whole for one in outcomes if name in one.counts),
        )
        for name in names
    }


def _grades(outcomes: Sequence[Outcome]) -> str:
    """The median reading grade of direct answers from sources for patients, half by half."""
    told = [
        f"{half} {median(grades):.1f} ({len(grades)})"
        for half in dict.fromkeys(one.half for one in outcomes)
        if (grades := [one.grade for one in outcomes if one.half == half and one.grade is not None])
    ]
    return f"Median reading grade of direct answers from sources for patients (how many): {', '.join(told)}."


def _outcome(question: str, half: str, curbside: Curbside) -> Outcome | None:
    clinician = curbside.ask(question)
    if not clinician.is_answered:
        return None
    patient, trainee = curbside.ask(question, "patient"), curbside.ask(question, "trainee")
    counts = {
        "patient answered": Count(int(patient.is_answered), 1),
        "trainee answered": Count(int(trainee.is_answered), 1),
        "patient, same figures": _same_figures(clinician, patient),
        "trainee, same figures": _same_figures(clinician, trainee),
        "patient, must not miss": _kept(clinician, patient),
    }
    grade = reading_grade([one.text for one in patient.summary])
    from_patient_sources = _is_from_patient_sources(patient)
    counts["patient, direct answer from sources for patients"] = Count(int(from_patient_sources), 1)
    if patient.summary:
        counts["patient, direct answer at grade 8"] = Count(int(grade <= HIGHEST_GRADE), 1)
    return Outcome(question, half, counts, grade if from_patient_sources else None)


def _is_from_patient_sources(answer: Answer) -> bool:
    """Whether there is a direct answer, and sources for patients carry each of its statements."""
    for_patients = {one.number for one in answer.references if one.audience == Reader.PATIENT.value}
    return bool(answer.summary) and all(not for_patients.isdisjoint(one.citations) for one in answer.summary)


def _by_place(answer: Answer) -> dict[Place, AnswerStatement]:
    """Statements by where the first of what they quote stands."""
    return {(one.quotes[0].document, one.quotes[0].start, one.quotes[0].end): one for one in answer.statements}


def _same_figures(one: Answer, other: Answer) -> Count:
    here, there = _by_place(one), _by_place(other)
    both = here.keys() & there.keys()
    same = [_FIGURE.findall(here[place].text) == _FIGURE.findall(there[place].text) for place in both]
    return Count(sum(same), len(same))


def _kept(clinician: Answer, patient: Answer) -> Count:
    """What a clinician must not miss, and whether a patient is shown it, or plain words made from its source."""
    shown = _by_place(patient)
    plain = {source for reference in patient.references for source in reference.derived_from}
    grave = [(place, one) for place, one in _by_place(clinician).items() if one.must_not_miss]
    return Count(sum(place in shown or place[0] in plain for place, _ in grave), len(grave))


if __name__ == "__main__":
    run(report, __doc__)
