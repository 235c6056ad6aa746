"""Small libraries, and a small embedding that is not the default one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from curbside.evidence.document import Document
from curbside.index.embedding import Vectors, quantise
from curbside.ingest.jsonl import read_jsonl


class HashedWords:
    """An embedding of 16 dimensions made from the words themselves: another than the library was made with."""

    dimensions = 16
    fingerprint = "hashed-words-1"
    tokenizer_fingerprint = "white space"

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().split():
                row[hashlib.sha256(word.encode()).digest()[0] % self.dimensions] += 1
        return quantise(rows)

    def embed_question(self, text: str) -> Vectors:
        return self.embed([text])


SITES = ("liver", "bone", "brain", "lung", "skin", "peritoneum", "ovary", "heart", "orbit", "spleen")


def record(number: int, text: str | None = None) -> dict[str, object]:
    """One record of a made-up corpus; `number` decides its words."""
    site, other = SITES[number % 10], SITES[(number // 10) % 10]
    return {
        "id": f"doc-{number:05d}",
        "title": f"Spread of tumour {number % 7} to the {site}",
        "text": text
        or f"Tumour {number % 7} spread to the {site} in {number % 90 + 5} % of {number + 20} patients. "
        f"Spread to the {other} was seen in {number % 9} of them in series {number}.\n\n"
        f"Imaging of the {other} found what examination had missed in group {number % 13}.",
        "kind": "cohort_study",
        "year": 1990 + number % 30,
    }


def write_records(path: Path, numbers: Sequence[int]) -> Path:
    path.write_text("".join(json.dumps(record(n)) + "\n" for n in numbers), "utf-8")
    return path


def documents(numbers: Sequence[int], path: Path) -> list[Document]:
    return list(read_jsonl(write_records(path, numbers)))


@pytest.fixture
def corpus(tmp_path: Path) -> Callable[[Sequence[int]], Path]:
    """Writes records into a file of its own and gives its path."""
    made = iter(range(10_000))
    return lambda numbers: write_records(tmp_path / f"corpus-{next(made)}.jsonl", numbers)
