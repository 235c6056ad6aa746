"""PubMedQA's abstracts as documents: what was done and found, without the question, the answer or the conclusion."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Abstract:
    """A research abstract and the question that it, and only it, is about."""

    id: str
    text: str
    question: str


def pubmedqa(folder: Path, name: str = "pubmedqa_dev.jsonl.gz") -> list[Abstract]:
    """The abstracts of one half, each with its question; the question is no part of the text."""
    with gzip.open(folder / name, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [Abstract(f"pmid-{row['pmid']}", "\n\n".join(row["contexts"]), row["question"]) for row in rows]


def write_records(abstracts: Sequence[Abstract], path: Path) -> Path:
    """The abstracts as JSON lines that `curbside add` reads; a title there must be, so it is the identifier."""
    records = ({"id": one.id, "title": one.id, "text": one.text} for one in abstracts)
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path
