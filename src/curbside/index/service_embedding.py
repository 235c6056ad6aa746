"""An embedding by a service on the owner's machine or network, which reads what it embeds (docs/safety.md, H80)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from curbside.errors import EmbeddingUnavailable, FetchError
from curbside.fetch.embeddings import EmbeddingService
from curbside.index.embedding import QUANTISATION, Vectors, quantise, said_texts

_BATCH = 64
# Services refuse what is longer than their model reads, most of them some 8,000 tokens.
_LONGEST_TEXT = 8_000


class ServiceEmbedding:
    """The model of that name at a service, as an `Embedding`.

    The service is asked once for the number of dimensions. Raises EmbeddingUnavailable whenever it does not answer,
    refuses, or answers with something else than one vector a text.
    """

    def __init__(self, service: EmbeddingService, model: str) -> None:
        self._service = service
        self._model = model
        self.dimensions = len(self._asked(["dose"])[0])

    @property
    def fingerprint(self) -> str:
        """Names the model as its service does: that its weights stay the same is the owner's to see to."""
        return f"service/{self._model}/{self.dimensions}/{QUANTISATION}"

    @property
    def tokenizer_fingerprint(self) -> str:
        """The tokenizer is the service's own, and goes with the model."""
        return f"service/{self._model}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row of `dimensions` 8-bit integers a text."""
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        said = list(said_texts(texts, _LONGEST_TEXT).items())
        for begin in range(0, len(said), _BATCH):
            some = said[begin : begin + _BATCH]
            vectors = self._asked([text for _, text in some])
            if len(vectors[0]) != self.dimensions:
                raise EmbeddingUnavailable(
                    f"The embedding service answers with {len(vectors[0]):,} dimensions, at first {self.dimensions:,}.",
                    "It has another model by now: start Curbside again, and run `curbside reindex`.",
                )
            rows[[number for number, _ in some]] = vectors
        return quantise(rows)

    def embed_question(self, text: str) -> Vectors:
        """One row for a question."""
        return self.embed([text])

    def _asked(self, texts: Sequence[str]) -> list[list[float]]:
        try:
            return self._service.vectors(texts)
        except FetchError as error:
            raise EmbeddingUnavailable(error.message, error.hint) from error
