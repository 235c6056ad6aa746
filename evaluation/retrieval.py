"""How well passages are found, and how fast: LiveQA-Med questions over MedQuAD, and PubMedQA's among both, in one run.

    python -m evaluation.retrieval [--data FOLDER] [--minilm FILE]

LiveQA-Med: nDCG@10 with gain 2^(judgment-1)-1. *All* counts unjudged records as wrong; *judged* looks only at the
judged records of a ranking, the fairer of the two, because the pool came from one family of systems. Questions without
any relevant record are dropped; a record counts once, at its best passage; rankings go as deep as 1,000 records.
Differences are paired by question, with a bootstrap interval. PubMedQA: each question has one abstract to find.

`--minilm` takes the vectors that `evaluation.minilm` writes, for the comparison with a transformer. With
`CURBSIDE_EMBEDDING` set, ours is measured with that embedding, the baselines as ever.
"""

from __future__ import annotations

import argparse
import math
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from curbside.answer.lexicon import other_names
from curbside.index.embedding import default_embedding, norms
from curbside.index.library import Library
from curbside.index.search import Filter
from evaluation.abstracts import Abstract, pubmedqa, write_records
from evaluation.baselines import Baseline, Floats, StoredVectors, records_of
from evaluation.data import JudgedQuestion, add_data_option, liveqa, medquad
from evaluation.machine import described
from evaluation.report import curbside_at

OURS = "`curbside search`"
WORDLLAMA = "BM25 + WordLlama, ranks fused"
MINILM = "BM25 + MiniLM, ranks fused"
_DEPTH = 1_000
_RESAMPLES = 10_000
Ranker = Callable[[str], list[str]]


def main() -> None:
    """Measure and print, as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_data_option(parser)
    parser.add_argument("--questions", default="liveqa_dev.jsonl.gz", help="the judged questions, in the data folder")
    parser.add_argument("--library", type=Path, help="a library that holds MedQuAD already")
    parser.add_argument("--minilm", type=Path, help="the vectors that `evaluation.minilm` wrote")
    arguments = parser.parse_args()
    vectors = StoredVectors(arguments.minilm) if arguments.minilm else None
    print(described())
    with _library(arguments.library, arguments.data) as library:
        questions = [q for q in liveqa(arguments.data, arguments.questions) if any(map(gain, q.judgments.values()))]
        print(f"- embedding: {library.embedding.fingerprint}")
        print("", f"{len(questions)} questions with a relevant record.", "", sep="\n")
        print(*liveqa_tables(library, dict(records_of(medquad(arguments.data))), questions, vectors), sep="\n")
        print("", latency(library, [question.text for question in questions]), "", sep="\n")
    print(*pubmedqa_table(arguments.data, pubmedqa(arguments.data), vectors), sep="\n")


@contextmanager
def _library(folder: Path | None, data: Path, abstracts: Sequence[Abstract] = ()) -> Iterator[Library]:
    """A library of MedQuAD, and of some abstracts among it."""
    with tempfile.TemporaryDirectory() as scratch, curbside_at(folder or Path(scratch) / "library", empty=True) as made:
        if not made.exists:
            also = [write_records(abstracts, Path(scratch) / "abstracts.jsonl")] if abstracts else []
            made.add(medquad(data), *also)
        yield made.library()


# -- LiveQA-Med


def liveqa_tables(
    library: Library, records: dict[str, str], questions: Sequence[JudgedQuestion], vectors: StoredVectors | None
) -> Iterator[str]:
    """Every retriever's scores, then ours less each baseline's."""
    ids = {question.text: question.id for question in questions}
    baselines = baselines_of(library, records, ids, vectors)
    found = {
        name: [scores(questions, list(map(ranker, ids)), condensed) for condensed in (False, True)]
        for name, ranker in {**rankers_of(library), **baselines}.items()
    }
    yield from ("| retriever | all | judged |", "|---|---|---|")
    for name, columns in found.items():
        yield f"| {name} | {' | '.join(map(mean_and_error, columns))} |"
    yield from ("", f"| {OURS} less … | all | judged |", "|---|---|---|")
    for name in baselines:
        pairs = zip(found[OURS], found[name], strict=True)
        yield f"| {name} | {' | '.join(difference(*pair) for pair in pairs)} |"


def rankers_of(library: Library) -> dict[str, Ranker]:
    """The product's search, and what goes into it."""

    def documents(ranked: Sequence[tuple[int, float]]) -> list[str]:
        return _once(hit.source.document_id for hit in library._hits(ranked[:_DEPTH]))

    def ours(text: str) -> list[str]:
        return _once(hit.source.document_id for hit in library.search(text, limit=_DEPTH, other_names=other_names))

    def fused(text: str) -> list[str]:
        return documents(library.index.fused(library.reading(text), Filter()))

    def full_text(text: str) -> list[str]:
        return documents(library.index.full_text(library.reading(text).terms, Filter()))

    def vectors(text: str) -> list[str]:
        return documents(library.index.nearest(library.reading(text).vector, Filter()))

    return {
        OURS: ours,
        "without the second look and long forms": fused,
        "full text on heading and body alone": full_text,
        "vectors on heading and body alone": vectors,
    }


def baselines_of(
    library: Library, records: dict[str, str], questions: dict[str, str], vectors: StoredVectors | None
) -> dict[str, Ranker]:
    """What others do, over the same records; `questions` are texts and the ids under which their vectors are stored."""
    baseline = Baseline(records, list(questions))
    embedding = default_embedding()
    rows = embedding.embed(list(records.values())).astype(np.float64)
    rows /= norms(rows.astype(np.int8))[:, None]

    def by_wordllama(text: str) -> list[str]:
        similarities: Floats = rows @ embedding.embed([text]).astype(np.float64)[0]
        return baseline.fused_with(text, similarities)[:_DEPTH]

    if vectors is None:
        return {WORDLLAMA: by_wordllama}
    stored = vectors.of_texts(list(records))

    def by_minilm(text: str) -> list[str]:
        similarities: Floats = stored @ vectors.of_question(questions[text])
        return baseline.fused_with(text, similarities)[:_DEPTH]

    return {WORDLLAMA: by_wordllama, MINILM: by_minilm}


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


def difference(ours: Sequence[float], theirs: Sequence[float]) -> str:
    """The mean difference, paired, and the interval that holds 90 % of its bootstrap resamples."""
    low, high = interval(np.subtract(ours, theirs))
    return f"{statistics.mean(np.subtract(ours, theirs).tolist()):+.3f} ({low:+.3f} to {high:+.3f})"


def interval(differences: Floats, share: float = 0.9) -> tuple[float, float]:
    """The percentile bootstrap interval of a mean; the same each time."""
    picked = np.random.default_rng(2017).integers(0, len(differences), (_RESAMPLES, len(differences)))
    low, high = np.quantile(differences[picked].mean(axis=1), [(1 - share) / 2, (1 + share) / 2])
    return float(low), float(high)


# -- speed


def latency(library: Library, questions: Sequence[str], rounds: int = 3) -> str:
    """How long a search for ten passages takes, after one round to warm up."""
    took = []
    for number in range(rounds + 1):
        for question in questions:
            start = time.perf_counter()
            library.search(question, limit=10, other_names=other_names)
            if number:
                took.append(1000 * (time.perf_counter() - start))
    percentiles = statistics.quantiles(took, n=20)
    return f"One search, warm: {statistics.median(took):.0f} ms at the median, {percentiles[-1]:.0f} ms at the 95th."


# -- PubMedQA


def pubmedqa_table(data: Path, abstracts: Sequence[Abstract], vectors: StoredVectors | None) -> Iterator[str]:
    """Where each question's own abstract stands, among MedQuAD's records and all other abstracts."""
    records = {**dict(records_of(medquad(data))), **{one.id: one.text for one in abstracts}}
    yield f"{len(abstracts)} abstracts of PubMedQA among MedQuAD."
    yield from ("", "| retriever | recall@1 | recall@10 | recall@100 | MRR@10 |", "|---|---|---|---|---|")
    with _library(None, data, abstracts) as library:
        rankers = {
            OURS: rankers_of(library)[OURS],
            **baselines_of(library, records, {one.question: one.id for one in abstracts}, vectors),
        }
        for name, ranker in rankers.items():
            places = [place_of(one.id, ranker(one.question)) for one in abstracts]
            recalls = (sum(place <= depth for place in places) / len(places) for depth in (1, 10, 100))
            mrr = statistics.mean(1 / place if place <= 10 else 0.0 for place in places)
            yield f"| {name} | {' | '.join(f'{value:.3f}' for value in (*recalls, mrr))} |"


def place_of(wanted: str, ranking: Sequence[str]) -> float:
    """Its rank, counted from 1; infinity if it is not there."""
    return ranking.index(wanted) + 1 if wanted in ranking else math.inf


def _discounted(gains: Sequence[int]) -> float:
    return sum(value / math.log2(rank + 1) for rank, value in enumerate(gains, start=1))


def _once(records: object) -> list[str]:
    return list(dict.fromkeys(records))  # type: ignore[call-overload]


if __name__ == "__main__":
    main()
