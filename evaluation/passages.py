"""How well the passage that says what was asked is found, and what each measure of a passage counts for that.

    python -m evaluation.passages [--data FOLDER] [--library MEDQUAD] [--write]

A passage is right if it carries, under its headings, all that the first statement of its case's answer must carry
(evaluation/cases/answers.jsonl; learning.jsonl to learn from only). What is printed, half by half, is how often one is
the first, among the first five and among the first twenty: with the weights by which sources are sought, which were
set and not fitted, and with weights learned for passages. The latter are a conditional logit over the passages found
for each question (McFadden 1974), ridge as in `evaluation.learning`; five-fold by question, so that no question is
judged by weights that were learned from it, and of the halves that are only counted by those of all other cases.
`--write` writes the weights of all development cases to `index/passages.toml`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from curbside.answer import understood
from curbside.answer.lexicon import other_names
from curbside.answer.shorthand import written_out
from curbside.index.library import Library
from curbside.index.reranking import OF_SOURCES
from curbside.index.search import Filter
from evaluation.data import add_data_option
from evaluation.learning import COUNTED, FOLDS, conditional_logit
from evaluation.libraries import asked_of
from evaluation.machine import described
from evaluation.reading import carries
from evaluation.report import UNSEEN, read_cases

Floats = npt.NDArray[np.float64]

OUTPUT = Path(__file__).parents[1] / "src" / "curbside" / "index" / "passages.toml"
FILES = ("answers.jsonl", "learning.jsonl")
DEPTHS = (1, 5, 20)
# What is weighed where passages are sought: the measures of sources, and what only passages have.
MEASURES = (*OF_SOURCES, "heading and passage likeness")


@dataclass(frozen=True, slots=True)
class Case:
    """A question to a library, and what the first statement of its answer must carry."""

    library: str
    question: str
    first: tuple[str, ...]
    half: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was compared with a question: by reading, passages by `MEASURES`; and which passages are right."""

    case: Case
    readings: tuple[Floats, ...]
    right: npt.NDArray[np.bool_]

    def place(self, weights: Floats) -> float:
        """The place of the first right passage, counted from 0; infinity where none was compared."""
        if not self.right.any():
            return float("inf")
        scores = np.max([rows @ weights for rows in self.readings], axis=0)
        return float(np.flatnonzero(self.right[np.argsort(-scores, kind="stable")])[0])


def load_cases() -> list[Case]:
    """Every question of which the first statement is told."""
    rows = [row for name in FILES for row in read_cases(name) if row.get("first")]
    return [Case(row["library"], row["question"], tuple(row["first"]), row["half"]) for row in rows]


def found(case: Case, library: Library) -> Found | None:
    """What is compared with a question; None where nothing is, or the sources to look at are named."""
    question, _ = understood(case.question, written_out(case.question), library)
    readings = library.readings(question.interpreted, other_names=other_names)
    if not readings or not question.is_answerable or question.named:
        return None
    positions, compared = library.index.compared(readings, Filter())
    if not compared:
        return None
    hits = library._hits([(position, 0.0) for position in positions.tolist()])
    right = [carries(" ".join((*hit.heading_path, hit.text)), case.first) for hit in hits]
    measured = [library.reranker.measures(*pair) for pair in zip(readings, compared, strict=True)]
    rows = [np.column_stack([one[name] for name in MEASURES]) for one in measured]
    return Found(case, tuple(rows), np.array(right))


def learn(cases: Sequence[Found]) -> Floats:
    """What each measure counts, by the questions of which a right passage was found."""
    counted = [COUNTED.get(one.case.half, 1.0) for one in cases]
    fitted = conditional_logit(MEASURES, [(one.readings[0], one.right) for one in cases], counted)
    weights: Floats = fitted.weights / fitted.spread
    return weights


def places(cases: Sequence[Found]) -> tuple[Floats, Floats, Floats]:
    """The place of each case's first right passage by the weights of sources and by learned ones; and those weights."""
    of_sources = np.array([OF_SOURCES.get(name, 0.0) for name in MEASURES])
    open_ = [number for number, one in enumerate(cases) if one.case.half not in UNSEEN]
    learned = learn([cases[number] for number in open_])
    by_learned = np.array([one.place(learned) for one in cases])
    order = np.random.RandomState(0).permutation(open_)
    for fold in range(FOLDS):
        weights = learn([cases[number] for number in order[np.arange(len(order)) % FOLDS != fold]])
        for number in order[fold::FOLDS]:
            by_learned[number] = cases[number].place(weights)
    return np.array([one.place(of_sources) for one in cases]), by_learned, learned


def table(cases: Sequence[Found], by_sources: Floats, by_learned: Floats) -> Iterator[str]:
    """How often a right passage is among the first ones, library by library and half by half, as Markdown."""
    head = [f"{name}, first {depth}" for name in ("of sources", "learned") for depth in DEPTHS]
    yield f"| library, half | questions | {' | '.join(head)} |"
    yield "|---" * (len(head) + 2) + "|"
    groups = dict.fromkeys((one.case.library, one.case.half) for one in cases)
    for library, half in sorted(groups):
        of = np.array([(one.case.library, one.case.half) == (library, half) for one in cases])
        shares = [f"{np.mean(these[of] < depth):.3f}" for these in (by_sources, by_learned) for depth in DEPTHS]
        yield f"| {library}, {half} | {int(of.sum())} | {' | '.join(shares)} |"


def written(weights: Mapping[str, float]) -> str:
    """The weights as TOML."""
    head = "# Written by `python -m evaluation.passages --write`, from the development cases; not changed by hand.\n\n"
    return head + "".join(f'"{name}" = {weight:.6g}\n' for name, weight in weights.items())


def main() -> None:
    """Measure, cross-validate, and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_data_option(parser)
    parser.add_argument("--library", type=Path, help="a library that holds MedQuAD")
    parser.add_argument("--write", action="store_true", help="write the weights that all development cases teach")
    given = parser.parse_args()
    notes: list[str] = []
    asked = asked_of(load_cases(), given.library, given.data, notes)
    cases = [one for curbside, case in asked if (one := found(case, curbside.library())) is not None]
    by_sources, by_learned, weights = places(cases)
    print(described(), "", *table(cases, by_sources, by_learned), *notes, sep="\n")
    if given.write:
        OUTPUT.write_text(written(dict(zip(MEASURES, weights.tolist(), strict=True))), "utf-8")


if __name__ == "__main__":
    main()
