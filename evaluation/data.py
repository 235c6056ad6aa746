"""The public question sets that benchmarks run on; they lie beside the checkout, never in it."""

from __future__ import annotations

import argparse
import gzip
import json
from dataclasses import dataclass
from pathlib import Path

BESIDE_THE_CHECKOUT = Path(__file__).parents[1] / ".." / "shared" / "data"


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question of LiveQA-Med with its judged answers: 1 incorrect … 4 excellent, by record id."""

    id: str
    text: str
    judgments: dict[str, int]


def add_data_option(parser: argparse.ArgumentParser) -> None:
    """The option that says where the question sets are."""
    parser.add_argument(
        "--data", type=Path, default=BESIDE_THE_CHECKOUT, help="folder of medquad.jsonl.gz and liveqa_*.jsonl.gz"
    )


def medquad(folder: Path) -> Path:
    """The MedQuAD records."""
    return folder / "medquad.jsonl.gz"


def liveqa(folder: Path, name: str = "liveqa_dev.jsonl.gz") -> list[JudgedQuestion]:
    """The LiveQA-Med questions of one half."""
    with gzip.open(folder / name, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [JudgedQuestion(row["id"], row["question"], row["judgments"]) for row in rows]
