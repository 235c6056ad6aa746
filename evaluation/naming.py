"""Whether a source asked for by name answers, and whether the country asked about is heard.

    python -m evaluation.naming [--library LIBRARY] [--show]

Naming (evaluation/cases/naming.jsonl): the sources read as named are among those that are meant, by the beginnings of
their document ids, and the answer begins with one of them. Look-alikes name nobody that the library holds, and are
read so. Jurisdiction (evaluation/cases/jurisdiction.jsonl): the answer begins with a source of the country preferred,
or carries the notice expected, or, where neither is, no notice about a country. `--show` names what went wrong
outside the frozen half.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from curbside import Answer, Curbside
from curbside.answer.answer import AnswerReference
from curbside.answer.naming import sources_named
from evaluation.command import run
from evaluation.reading import pieces_of
from evaluation.report import UNSEEN, Count, Report, by_half, count, read_cases, starter_library

ABOUT_A_COUNTRY = re.compile(r"practice (there|elsewhere) may differ")


@dataclass(frozen=True, slots=True)
class Naming:
    """A question that names sources, by the beginnings of their document ids; or nobody."""

    question: str
    documents: tuple[str, ...]
    half: str


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """A question, the country whose sources come first, and what a notice must say."""

    question: str
    country: str | None
    notice: str | None
    half: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was right of a case; what does not apply is left out."""

    case: Naming | Jurisdiction
    right: dict[str, bool]
    got: str

    @property
    def half(self) -> str:
        """The half of its case."""
        return self.case.half


def load_namings() -> list[Naming]:
    """The questions that name sources."""
    return [Naming(row["question"], tuple(row["documents"]), row["half"]) for row in read_cases("naming.jsonl")]


def load_jurisdictions() -> list[Jurisdiction]:
    """The questions about countries."""
    return [Jurisdiction(**row) for row in read_cases("jurisdiction.jsonl")]


def report(library: Path | None = None, data: Path | None = None) -> Report:
    """Ask every question of the starter library."""
    with starter_library(library) as curbside:
        outcomes = [_naming(case, curbside) for case in load_namings()]
        outcomes += [_jurisdiction(case, curbside.ask(case.question)) for case in load_jurisdictions()]
    failures = [
        f"{one.case.question} — not {', '.join(name for name, right in one.right.items() if not right)} — {one.got}"
        for one in outcomes
        if one.half not in UNSEEN and not all(one.right.values())
    ]
    return Report(by_half(outcomes, _counts), failures)


def _naming(case: Naming, curbside: Curbside) -> Outcome:
    named = sources_named(case.question, curbside.library())
    ids = named.document_ids if named else ()
    got = f"read as named: {', '.join(ids) or 'nothing'}"
    if not case.documents:
        return Outcome(case, {"nobody read as named": not ids}, got)
    begins = _first(curbside.ask(case.question))
    from_it = begins is not None and any(one.startswith(case.documents) for one in begins.documents)
    read = bool(ids) and all(one.startswith(case.documents) for one in ids)
    return Outcome(case, {"read as named": read, "answered from it": from_it}, f"{got}; {_begins(begins)}")


def _jurisdiction(case: Jurisdiction, answer: Answer) -> Outcome:
    begins = _first(answer)
    notices = " ".join(answer.notices)
    got = f"{_begins(begins)}; {notices}"
    if case.country:
        return Outcome(case, {"country preferred": begins is not None and begins.jurisdiction == case.country}, got)
    if case.notice:
        said = any(re.search(case.notice, one) and ABOUT_A_COUNTRY.search(one) for one in answer.notices)
        return Outcome(case, {"notice given": said}, got)
    return Outcome(case, {"no notice where none is due": not ABOUT_A_COUNTRY.search(notices)}, got)


def _first(answer: Answer) -> AnswerReference | None:
    """The source that an answer begins with."""
    cited = next((piece.citations for piece in pieces_of(answer) if piece.citations), ())
    return next((one for one in answer.references if one.number in cited), None)


def _begins(reference: AnswerReference | None) -> str:
    return f"begins with {', '.join(reference.documents)}" if reference else "no answer"


def _counts(outcomes: Sequence[Outcome]) -> dict[str, Count]:
    names = dict.fromkeys(name for one in outcomes for name in one.right)
    return {name: count([one.right[name] for one in outcomes if name in one.right]) for name in names}


if __name__ == "__main__":
    run(report, __doc__)
