"""An embedding by a transformer on this machine: any model that sentence-transformers loads (extra `transformers`).

Slower by two orders of magnitude than the default's static vectors, and to be measured before it is chosen
(`python -m evaluation.retrieval --embedding NAME`, docs/evaluation.md).
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from curbside.errors import EmbeddingUnavailable, UsageError
from curbside.index.embedding import QUANTISATION, Vectors, quantise, said_texts

_BATCH = 64


class TransformerEmbedding:
    """A sentence-transformers model by its name, or the folder that holds it, as an `Embedding`.

    Questions are read with the model's prompt for queries and passages with that for documents, where it has such.
    Safe to share between threads, which take turns. Raises UsageError where the extra is not installed, and
    EmbeddingUnavailable where the model cannot be loaded.
    """

    def __init__(self, name: str) -> None:
        if Path(name).is_dir():
            # Read before the package is imported: loading from a folder is over in a second, a download may take long.
            os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
        try:
            from sentence_transformers import SentenceTransformer  # type: ignore[import-not-found, unused-ignore]
        except ImportError as error:
            raise UsageError(
                f"The embedding {name!r} needs the package sentence-transformers, which is not installed.",
                "Run `pip install 'curbside[transformers]'`, or unset CURBSIDE_EMBEDDING.",
            ) from error
        try:
            self._model: Any = SentenceTransformer(name)
            self.dimensions = int(self._model.encode(["dose"], show_progress_bar=False).shape[1])
        except Exception as error:  # whatever a model's files can hold; the library raises no class of its own
            reason = str(error).strip().partition("\n")[0] or type(error).__name__
            raise EmbeddingUnavailable(
                f"The embedding {name!r} cannot be loaded ({reason}).",
                "Set CURBSIDE_EMBEDDING to a folder that holds a sentence-transformers model, or to a model's name "
                "while the machine is online.",
            ) from error
        self._turn = threading.Lock()

    @cached_property
    def fingerprint(self) -> str:
        """Names the weights and how they are used, wherever the model's folder lies."""
        digest = hashlib.sha256(repr([type(one).__name__ for one in self._model]).encode())
        digest.update(repr((self._model.max_seq_length, sorted(self._model.prompts.items()))).encode())
        for name, weights in sorted(self._model.state_dict().items()):
            digest.update(name.encode())
            digest.update(weights.detach().cpu().float().contiguous().numpy().tobytes())
        return f"sentence-transformers/{digest.hexdigest()[:16]}/{self.dimensions}/{QUANTISATION}"

    @cached_property
    def tokenizer_fingerprint(self) -> str:
        """SHA-256 of the tokenizer's vocabulary."""
        vocabulary = sorted(self._model.tokenizer.get_vocab().items())
        return hashlib.sha256(repr(vocabulary).encode()).hexdigest()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row of `dimensions` 8-bit integers a passage or heading."""
        return self._embedded(texts, "encode_document")

    def embed_question(self, text: str) -> Vectors:
        """One row for a question."""
        return self._embedded([text], "encode_query")

    def _embedded(self, texts: Sequence[str], how: str) -> Vectors:
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        if said := said_texts(texts):
            with self._turn:  # a tokenizer serves one thread at a time
                vectors = getattr(self._model, how)(
                    list(said.values()), batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
                )
            rows[list(said)] = vectors
        return quantise(rows)
