"""Whether a tiny library laid as a trap makes an answer show what must not be shown alone.

    python -m evaluation.traps [--show]

Each case of evaluation/cases/traps.jsonl is a library of one to three sources and a question. Shown wrongly: a
statement or table row that matches a pattern of `must_not`, or a statement of the direct answer that matches one of
`not_direct`. A statement is read as it stands, a row with the note under its table; where the trap is about whom or
under which condition, with the heading that it is shown under, too. `may` are patterns of what should still be shown:
silence alone is no way out. `leads`, where a case has it, are patterns of which the direct answer must match one:
what holds for those who are asked about; a `control` is no trap, but a question in other words than its source's.
Letter case is ignored. `--show` names the traps outside the frozen half that were walked into.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from curbside import Answer, Curbside
from evaluation.command import run
from evaluation.report import UNSEEN, Count, Report, by_half, count, read_cases

CONTROL = "control"
SORTS = ("stem", "negation", "aim", "second_hand", "animal", "population", "preprint", "qualifier")
# Where a heading says whom or when a statement is about, and is shown over it, the statement is not alone.
READ_WITH_HEADING = frozenset({"population", "qualifier"})


@dataclass(frozen=True, slots=True)
class Case:
    """Sources, a question, and what must not and what may be shown."""

    sources: tuple[str, ...]
    question: str
    must_not: tuple[str, ...]
    not_direct: tuple[str, ...]
    may: tuple[str, ...]
    sort: str
    half: str
    leads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was shown wrongly, whether what should still be shown was, and whether what should lead did, if anything."""

    case: Case
    wrongly: tuple[str, ...]
    still_shown: tuple[bool, ...]
    led: bool | None

    @property
    def half(self) -> str:
        """The half of its case."""
        return self.case.half


def load_cases() -> list[Case]:
    """The traps, as they are committed."""
    patterns = ("sources", "must_not", "not_direct", "may", "leads")
    return [
        Case(**{**row, **{name: tuple(row.get(name, ())) for name in patterns}}) for row in read_cases("traps.jsonl")
    ]


def answer_to(case: Case, folder: Path) -> Answer:
    """Ask the question of a library of the case's sources, made in an empty folder."""
    sources = folder / "sources"
    sources.mkdir(parents=True)
    for number, text in enumerate(case.sources, start=1):
        (sources / f"source-{number:02}.md").write_text(text, "utf-8")
    with Curbside(folder / "library", empty=True) as curbside:
        added = curbside.add(sources)
        if added.skipped:
            raise ValueError(f"{case.question}: a source was skipped: {added.skipped[0][1]}")
        return curbside.ask(case.question)


def outcome_of(case: Case, answer: Answer) -> Outcome:
    """Hold an answer against its case."""
    shown = list(_shown(answer, with_headings=case.sort in READ_WITH_HEADING))
    direct = [statement.text for statement in answer.summary]
    wrongly = [*_matching(shown, case.must_not), *_matching(direct, case.not_direct)]
    still = tuple(any(_matches(text, pattern) for text in shown) for pattern in case.may)
    led = any(_matching(direct, case.leads)) if case.leads else None
    return Outcome(case, tuple(dict.fromkeys(wrongly)), still, led)


def report(library: Path | None = None, data: Path | None = None) -> Report:
    """Lay every trap; neither a library nor question sets are needed."""
    with TemporaryDirectory() as scratch:
        outcomes = [
            outcome_of(case, answer_to(case, Path(scratch) / str(number))) for number, case in enumerate(load_cases())
        ]
    failures = [
        f"{one.case.sort}: {one.case.question} — {' / '.join(one.wrongly)}"
        for one in outcomes
        if one.half not in UNSEEN and one.wrongly
    ]
    return Report(by_half(outcomes, _counts), failures)


def _shown(answer: Answer, *, with_headings: bool) -> Iterator[str]:
    for statement in answer.summary:
        yield statement.text
    for section in answer.sections:
        above = f"{section.heading}: " if with_headings else ""
        for statement in section.statements:
            yield above + statement.text
        for table in section.tables:
            for row in table.rows:
                cells = "; ".join(f"{column}: {cell}" for column, cell in zip(table.columns, row, strict=True))
                # The footnotes of its rows stand under a table, and are read with them.
                yield f"{above}{table.caption} — {'. '.join(filter(None, (cells, table.note)))}"


def _matching(texts: Iterable[str], patterns: Sequence[str]) -> Iterator[str]:
    return (text for text in texts if any(_matches(text, pattern) for pattern in patterns))


def _matches(text: str, pattern: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE | re.DOTALL) is not None


def _counts(outcomes: Sequence[Outcome]) -> dict[str, Count]:
    traps = [one for one in outcomes if one.case.sort != CONTROL]
    controls = [one for one in outcomes if one.case.sort == CONTROL]
    walked = {sort: [bool(one.wrongly) for one in traps if one.case.sort == sort] for sort in SORTS}
    return {
        "shown wrongly": count([bool(one.wrongly) for one in traps]),
        "still shown": count([shown for one in traps for shown in one.still_shown]),
        "led by what holds": count([one.led for one in traps if one.led is not None]),
        "led by what holds, in other words": count([one.led for one in controls if one.led is not None]),
        **{f"shown wrongly: {sort.replace('_', ' ')}": count(held) for sort, held in walked.items()},
    }


if __name__ == "__main__":
    run(report, __doc__)
