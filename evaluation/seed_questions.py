"""The twelve questions of the seed page, asked by name of the starter library.

    python -m evaluation.seed_questions [--show]

A statement answers if it carries one of the facts listed for its question in evaluation/cases/seed_questions.toml.
A question is answered if at least three statements do, from at least two sources, one of them a guideline, trial,
cohort, registry or label. What is not about the question's topic at all has leaked in.
"""

from __future__ import annotations

import argparse
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from curbside import Answer, Curbside
from evaluation.machine import described
from evaluation.reading import Piece, carries, pieces_of

CASES = Path(__file__).parent / "cases" / "seed_questions.toml"
FEWEST_STATEMENTS, FEWEST_SOURCES = 3, 2
# The kinds of which an answer needs at least one. Systematic reviews are made of these, and count as they do.
STRONG = frozenset(
    [
        "guideline",
        "systematic_review",
        "randomized_trial",
        "nonrandomized_trial",
        "cohort_study",
        "registry_study",
        "drug_label",
    ]
)


@dataclass(frozen=True, slots=True)
class SeedQuestion:
    """A question of the seed page, the facts that answer it, and what an answer to it may speak of."""

    text: str
    facts: tuple[tuple[str, ...], ...]
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What an answer to a seed question holds."""

    question: SeedQuestion
    answering: tuple[Piece, ...]
    facts: int
    kinds: tuple[str, ...]
    leaked: tuple[str, ...]
    statements: int
    direct: str

    @property
    def sources(self) -> int:
        """From how many sources the statements that answer come."""
        return len({number for piece in self.answering for number in piece.citations})

    @property
    def is_answered(self) -> bool:
        """Whether the answer holds what the issue asks of it."""
        enough = len(self.answering) >= FEWEST_STATEMENTS and self.sources >= FEWEST_SOURCES
        return enough and bool(STRONG.intersection(self.kinds))


def seed_questions() -> list[SeedQuestion]:
    """The questions, as they are committed."""
    data = tomllib.loads(CASES.read_text("utf-8"))
    return [
        SeedQuestion(entry["text"], tuple(map(tuple, entry["facts"])), tuple(entry["about"]))
        for entry in data["question"]
    ]


def found_in(question: SeedQuestion, answer: Answer) -> Found:
    """Hold an answer against its question's facts."""
    said = list(pieces_of(answer))
    answering = tuple(piece for piece in said if any(carries(piece.text, fact) for fact in question.facts))
    cited = {number for piece in answering for number in piece.citations}
    return Found(
        question=question,
        answering=answering,
        facts=sum(any(carries(piece.text, fact) for piece in said) for fact in question.facts),
        kinds=tuple(one.kind for one in answer.references if one.number in cited),
        leaked=tuple(piece.text for piece in said if not carries(piece.text, question.about)),
        statements=len(said),
        direct=" ".join(one.text for one in answer.summary),
    )


def main() -> None:
    """Ask, and print, as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true", help="name missing facts, what leaked, and the direct answers")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, Curbside(Path(scratch) / "library") as curbside:
        results = [found_in(question, curbside.ask(question.text)) for question in seed_questions()]
        asked_again = [curbside.ask(question.text) for question in seed_questions()]
    print(described(), "", *_table(results), sep="\n")
    if arguments.show:
        for result, answer in zip(results, asked_again, strict=True):
            said = [piece.text for piece in pieces_of(answer)]
            missing = [fact for fact in result.question.facts if not any(carries(text, fact) for text in said)]
            print("", f"## {result.question.text}", f"direct: {result.direct}", sep="\n")
            print(*(f"- missing: {' + '.join(fact)}" for fact in missing), sep="\n")
            print(*(f"- leaked: {text}" for text in result.leaked), sep="\n")


def _table(results: Sequence[Found]) -> list[str]:
    head = "| question | answered | facts | statements that answer | sources | shown | leaked |"
    rows = [head, "|---|---|---|---|---|---|---|"]
    for one in results:
        cells = (
            one.question.text if len(one.question.text) <= 70 else one.question.text[:69] + "…",
            "yes" if one.is_answered else "**no**",
            f"{one.facts} of {len(one.question.facts)}",
            len(one.answering),
            one.sources,
            one.statements,
            len(one.leaked),
        )
        rows.append(f"| {' | '.join(map(str, cells))} |")
    return rows


if __name__ == "__main__":
    main()
