"""How well passages are found: LiveQA-Med questions over MedQuAD, nDCG@10, paired, in one run.

    python -m evaluation.retrieval [--data FOLDER]

Gain is 2^(judgment-1)-1. *All* counts unjudged records as wrong; *judged* looks only at the judged records of
a ranking, the fairer of the two, because the pool came from one family of systems. Questions without any
relevant record are dropped; a record counts once, at its best passage.
"""

from __future__ import annotations

import argparse
import math
import statistics
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from curbside.engine import Curbside
from curbside.evidence.terms import content_terms
from curbside.index.library import Library
from curbside.index.search import Filter
from evaluation.data import JudgedQuestion, add_data_option, liveqa, medquad
from evaluation.machine import described

_DEPTH = 200
Ranker = Callable[[str], list[str]]


def main() -> None:
    """Measure and print, as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_data_option(parser)
    parser.add_argument("--library", type=Path, help="a library that holds MedQuAD already")
    arguments = parser.parse_args()
    questions = [q for q in liveqa(arguments.data) if any(gain(j) for j in q.judgments.values())]
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.library or Path(scratch) / "medquad"
        with Curbside(folder, empty=True) as curbside:
            if not curbside.exists:
                curbside.add(medquad(arguments.data))
            rankers = rankers_of(curbside.library())
            print(described(), "", f"{len(questions)} questions with a relevant record.", "", sep="\n")
            print("| retriever | all | judged |", "|---|---|---|", sep="\n")
            for name, ranker in rankers.items():
                rankings = [ranker(question.text) for question in questions]
                columns = (scores(questions, rankings, condensed) for condensed in (False, True))
                print(f"| {name} | {' | '.join(map(mean_and_error, columns))} |")


def rankers_of(library: Library) -> dict[str, Ranker]:
    """The product's search, and its two halves alone."""

    def hits(text: str) -> list[str]:
        return _once(hit.source.document_id for hit in library.search(text, limit=_DEPTH))

    def full_text(text: str) -> list[str]:
        ranked = library.index.full_text(list(dict.fromkeys(content_terms(text))), Filter())
        return _once(hit.source.document_id for hit in library._hits(ranked))

    def vectors(text: str) -> list[str]:
        ranked = library.index.nearest(library.embedding.embed([text]), Filter())
        return _once(hit.source.document_id for hit in library._hits(ranked))

    return {
        "`curbside search` (full text and vectors on heading and body, fused)": hits,
        "full text on heading and body alone": full_text,
        "vectors on heading and body alone": vectors,
    }


def gain(judgment: int) -> int:
    """2^(judgment-1)-1: nothing for incorrect, 7 for excellent."""
    return int(2 ** (judgment - 1)) - 1


def scores(questions: Sequence[JudgedQuestion], rankings: Sequence[list[str]], condensed: bool) -> list[float]:
    """nDCG@10 a question; `condensed` looks only at judged records."""
    return [ndcg(q.judgments, ranking, condensed) for q, ranking in zip(questions, rankings, strict=True)]


def ndcg(judgments: dict[str, int], ranking: Sequence[str], condensed: bool, depth: int = 10) -> float:
    """Normalised discounted cumulative gain of a ranking (Järvelin & Kekäläinen, TOIS 2002)."""
    seen = [record for record in ranking if record in judgments] if condensed else list(ranking)
    found = _discounted([gain(judgments.get(record, 1)) for record in seen[:depth]])
    best = _discounted(sorted(map(gain, judgments.values()), reverse=True)[:depth])
    return found / best


def mean_and_error(values: Sequence[float]) -> str:
    """Mean and standard error."""
    return f"{statistics.mean(values):.3f} ± {statistics.stdev(values) / math.sqrt(len(values)):.3f}"


def _discounted(gains: Sequence[int]) -> float:
    return sum(value / math.log2(rank + 1) for rank, value in enumerate(gains, start=1))


def _once(records: object) -> list[str]:
    return list(dict.fromkeys(records))  # type: ignore[call-overload]


if __name__ == "__main__":
    main()
