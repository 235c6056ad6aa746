"""Whether the figures of an answer are told with what they measure, in whom and when, and where sources differ.

    python -m evaluation.figures [--show]

For each half of evaluation/cases/figures.jsonl (150 figures of the starter pack, read by hand; a half holds whole
documents): figures found, and of those found the share whose measure, population and time are right. A population or
time is wrong if it says something else; *not stated* where the source says more is a gap, and the last column leaves it
out. For each half of evaluation/cases/disagreements.jsonl: questions on which the fact sheets' sources differ, whose
answer shows the figures at all and has their block, and pairs of statements that only look alike and get none. `--show`
names what went wrong in the dev half only.

How figures are labelled: measure, population and time are patterns that must be found in what is shown (`^(?!…)` names
the arm that must not be). "not stated" alone means that nothing else is right.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import curbside.starter
from curbside import Answer, Curbside
from curbside.answer.answer import AnswerDisagreement, AnswerStatement
from curbside.answer.disagreements import disagreements_of
from curbside.answer.figures.figure import NOT_STATED, Figure
from curbside.answer.figures.pieces import Piece, pieces_of
from curbside.answer.figures.reading import read_figures
from curbside.answer.figures.rows import read_row
from curbside.evidence.document import Document, Form, Statement
from curbside.evidence.passage import written_out
from curbside.ingest.markdown import read_markdown
from evaluation.machine import described

CASES = Path(__file__).parent / "cases"
COLUMNS = (
    "found",
    "measure right",
    "population right or not stated",
    "time right or not stated",
    "both right or not stated",
    "both right",
)


@dataclass(frozen=True, slots=True)
class Case:
    """A figure as a person read it."""

    document: str
    statement: str
    text: str
    measure: str
    population: str
    time: str
    half: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case and the figure that came out for it, None if there was none."""

    case: Case
    figure: Figure | None

    def holds(self, name: str) -> bool:
        """Whether what is shown is what the case asks for."""
        if self.figure is None:
            return False
        wanted, shown = getattr(self.case, name), getattr(self.figure, name)
        return shown == NOT_STATED if wanted == NOT_STATED else re.search(wanted, shown, re.IGNORECASE) is not None

    def is_silent(self, name: str) -> bool:
        """Whether it says that it does not know."""
        return self.figure is not None and getattr(self.figure, name) == NOT_STATED


def figure_cases() -> list[Case]:
    """The figures read by hand, in the order of the file."""
    return [Case(**json.loads(line)) for line in (CASES / "figures.jsonl").read_text("utf-8").splitlines()]


def outcome_of(case: Case) -> Outcome:
    """Read the figures of the case's statement and take the one that is printed as the case says."""
    document = _documents()[case.document]
    found = [one for one in document.statements if case.statement in written_out(document, one)]
    figures = [figure for statement in found for figure in _figures(document, statement)]
    same = [one for one in figures if one.text == case.text]
    same = same or [one for one in figures if case.text in one.text or one.text in case.text]
    return Outcome(case, same[0] if same else None)


@cache
def _documents() -> dict[str, Document]:
    folder = Path(curbside.starter.__file__).parent
    paths = [path for path in sorted(folder.rglob("*.md")) if path.parent != folder]
    return {document.id: document for path in paths for document in read_markdown(path)}


def _figures(document: Document, statement: Statement) -> Iterator[Figure]:
    headings = document.heading_path(statement)
    if statement.form is not Form.TABLE_ROW or statement.table is None:
        yield from read_figures(written_out(document, statement), headings)
        return
    table = document.tables[statement.table]
    text = document.text
    cells = tuple(text[start:end] for start, end in statement.cells)
    columns = tuple(text[start:end] for start, end in table.columns)
    caption = text[slice(*table.caption)] if table.caption else ""
    yield from (figure for _, figure in read_row(cells, columns, caption, headings))


@dataclass(frozen=True, slots=True)
class ModelCase:
    """A question on which good sources differ, and the figures that its block must show."""

    question: str
    topic: str
    values: tuple[str, ...]
    half: str

    def is_held(self, answer: Answer) -> bool:
        """Whether the answer shows all the figures at all; if not, none can be told apart."""
        shown = [piece.statement.text for piece in pieces_of(answer.summary, answer.sections)]
        return all(any(re.search(value, text) for text in shown) for value in self.values)

    def is_met(self, answer: Answer) -> bool:
        """Whether a block of the answer has the topic and all the figures."""
        return any(
            re.search(self.topic, block.topic, re.IGNORECASE)
            and all(any(re.search(value, one.text) for one in block.statements) for value in self.values)
            for block in answer.disagreements
        )


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Two statements that differ in something, and not in their figure for the same thing."""

    pair: tuple[str, str]
    half: str

    def blocks(self) -> tuple[AnswerDisagreement, ...]:
        """What is taken for a disagreement, which is a mistake."""
        statements = [AnswerStatement(text, "verbatim", (n,), ()) for n, text in enumerate(self.pair, start=1)]
        return disagreements_of([Piece(one, read_figures(one.text)) for one in statements])


def disagreement_cases() -> tuple[list[ModelCase], list[LookAlike]]:
    """The model cases and the pairs that only look alike, in the order of the file."""
    rows = [json.loads(line) for line in (CASES / "disagreements.jsonl").read_text("utf-8").splitlines()]
    models = [ModelCase(r["question"], r["topic"], tuple(r["values"]), r["half"]) for r in rows if "question" in r]
    return models, [LookAlike((r["pair"][0], r["pair"][1]), r["half"]) for r in rows if "pair" in r]


def main() -> None:
    """Measure and print, as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true", help="name what went wrong in the dev half")
    arguments = parser.parse_args()
    outcomes = [outcome_of(case) for case in figure_cases()]
    print(described(), "", sep="\n")
    print(f"| half | {' | '.join(COLUMNS)} |", "|---" * (len(COLUMNS) + 1) + "|", sep="\n")
    for half in ("dev", "frozen"):
        print(f"| {half} | {' | '.join(_row([one for one in outcomes if one.case.half == half]))} |")
    if arguments.show:
        _show(outcomes)
    models, pairs = disagreement_cases()
    with tempfile.TemporaryDirectory() as folder, Curbside(Path(folder) / "starter") as curbside:
        answers = {case: curbside.ask(case.question) for case in models}
    met = {case: case.is_met(answer) for case, answer in answers.items()}
    held = {case: case.is_held(answer) for case, answer in answers.items()}
    print("", "| half | answers with the figures | model cases with their block | look-alikes with none |", sep="\n")
    print("|---|---|---|---|")
    for half in ("dev", "frozen"):
        told = [met[case] for case in models if case.half == half]
        quiet = [not pair.blocks() for pair in pairs if pair.half == half]
        shown = sum(held[case] for case in models if case.half == half)
        blocks = f"{sum(told)} of {len(told)} | {sum(quiet)} of {len(quiet)}"
        print(f"| {half} | {shown} of {len(told)} | {blocks} |")
    if arguments.show:
        for case in (case for case in models if case.half == "dev" and not met[case]):
            print(f"\n- no block: {case.question}")
        for pair in (pair for pair in pairs if pair.half == "dev" and pair.blocks()):
            print(f"\n- a block on {pair.blocks()[0].topic!r}: {pair.pair}")


def _row(outcomes: list[Outcome]) -> list[str]:
    found = [one for one in outcomes if one.figure is not None]

    def share(counted: Callable[[Outcome], bool], of: list[Outcome] = found) -> str:
        n = sum(map(counted, of))
        return f"{n} of {len(of)} ({100 * n / len(of):.1f} %)"

    def fair(one: Outcome, name: str) -> bool:
        return one.holds(name) or one.is_silent(name)

    return [
        share(lambda one: one.figure is not None, outcomes),
        share(lambda one: one.holds("measure")),
        share(lambda one: fair(one, "population")),
        share(lambda one: fair(one, "time")),
        share(lambda one: fair(one, "population") and fair(one, "time")),
        share(lambda one: one.holds("population") and one.holds("time")),
    ]


def _show(outcomes: list[Outcome]) -> None:
    for one in outcomes:
        wrong = [name for name in ("measure", "population", "time") if not one.holds(name)]
        if one.case.half == "dev" and wrong:
            print(f"\n- {one.case.document}: {one.case.text!r} of {one.case.statement!r}")
            for name in wrong:
                shown = getattr(one.figure, name) if one.figure else "no figure"
                print(f"  - {name}: wanted {getattr(one.case, name)!r}, shown {shown!r}")


if __name__ == "__main__":
    main()
