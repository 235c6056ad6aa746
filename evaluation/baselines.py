"""What Curbside's retrieval is compared with: BM25 fused by rank with one vector a record, as most systems do it.

A record is one text: its heading, then its words. BM25 has Lucene's constants (k1 1.2, b 0.75) and the terms that
Curbside compares (stemmed, without function words); ranks are fused with the constant 60 over all records.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from curbside.evidence.terms import content_terms

Floats = npt.NDArray[np.float64]

K1, B = 1.2, 0.75
RRF_CONSTANT = 60


def records_of(path: Path) -> Iterator[tuple[str, str]]:
    """Every record of a file of MedQuAD: its id, and its heading and words as one text."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            yield record["id"], f"{record['question']} {record['answer']}"


class Baseline:
    """Ranks records for the questions it was made with."""

    def __init__(self, records: Mapping[str, str], questions: Sequence[str]) -> None:
        self._ids = list(records)
        self._asked = {question: list(dict.fromkeys(content_terms(question))) for question in questions}
        self._columns = {one: n for n, one in enumerate(sorted({t for asked in self._asked.values() for t in asked}))}
        self._scores = self._saturated(records.values())

    def bm25(self, question: str) -> Floats:
        """Every record's score."""
        scores: Floats = self._scores[:, [self._columns[one] for one in self._asked[question]]].sum(axis=1)
        return scores

    def fused_with(self, question: str, similarities: Floats) -> list[str]:
        """Record ids, best first: BM25's ranks and those of some similarities, fused."""
        fused = sum(1 / (RRF_CONSTANT + _ranks(scores)) for scores in (self.bm25(question), similarities))
        return [self._ids[place] for place in np.argsort(-np.asarray(fused), kind="stable")]

    def _saturated(self, texts: Iterable[str]) -> Floats:
        """What each term of the questions adds to each record's score."""
        counts = np.zeros((len(self._ids), len(self._columns)))
        lengths = np.zeros(len(self._ids))
        for row, text in enumerate(texts):
            found = content_terms(text)
            lengths[row] = len(found)
            for one in found:
                if (column := self._columns.get(one)) is not None:
                    counts[row, column] += 1
        holding = (counts > 0).sum(axis=0)
        rarity = np.log1p((len(counts) - holding + 0.5) / (holding + 0.5))
        weights: Floats = rarity * counts * (K1 + 1) / (counts + K1 * (1 - B + B * lengths / lengths.mean())[:, None])
        return weights


class StoredVectors:
    """Vectors of length 1 made before (`evaluation.minilm`): of records and abstracts, and of questions, by id."""

    def __init__(self, path: Path) -> None:
        stored = np.load(path)
        self._texts = {**_by_id(stored, "records"), **_by_id(stored, "abstracts")}
        self._questions = _by_id(stored, "questions")

    def of_texts(self, ids: Sequence[str]) -> Floats:
        """One row a record or abstract."""
        rows: Floats = np.stack([self._texts[one] for one in ids]).astype(np.float64)
        return rows

    def of_question(self, question_id: str) -> Floats:
        """The vector of a question."""
        return self._questions[question_id].astype(np.float64)


def _by_id(stored: Any, name: str) -> dict[str, Floats]:
    return dict(zip(stored[f"{name}_ids"].tolist(), stored[name], strict=True))


def _ranks(scores: Floats) -> Floats:
    """1 for the highest score; equals in the order of the records."""
    ranks = np.empty(len(scores))
    ranks[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    return ranks
