"""Vectors from a service that answers as OpenAI's embeddings API does: llama.cpp, vLLM, Ollama and many others do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import httpx

from curbside.errors import FetchError, NotOffered
from curbside.fetch.retrying import AGAIN_LATER, Patience, Transient

_NAME = "The embedding service"
# Whoever asks a question waits for its vector.
_TIMEOUT_SECONDS = 30.0
_PATIENCE = Patience(attempts=3, longest_wait=10.0)


class EmbeddingService:
    """Asks one service for the vectors of texts.

    Errors never name a text or the key. No proxy of the environment is used: the service is the owner's own.
    """

    def __init__(self, url: str, model: str, key: str | None = None, patience: Patience = _PATIENCE) -> None:
        self._url = f"{url.rstrip('/')}/embeddings"
        self._model = model
        self._patience = patience
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.Client(headers=headers, timeout=_TIMEOUT_SECONDS, trust_env=False)

    def vectors(self, texts: Sequence[str]) -> list[list[float]]:
        """One row a text, all of one length, of finite numbers.

        Raises NotReachable when no usable answer came, NotOffered when the service refused.
        """
        return self._patience.keep_trying(lambda: self._asked(texts), _NAME)

    def _asked(self, texts: Sequence[str]) -> list[list[float]]:
        try:
            answer = self._client.post(self._url, json={"model": self._model, "input": list(texts)})
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise NotOffered(
                f"{self._url} is no address.", "Set CURBSIDE_EMBEDDING_URL to that of a service."
            ) from error
        except httpx.TransportError as error:
            raise Transient(f"did not answer ({type(error).__name__})") from error
        if answer.status_code in AGAIN_LATER:
            raise Transient(f"answered with status {answer.status_code}")
        if answer.status_code != httpx.codes.OK:
            raise NotOffered(
                f"{_NAME} refused, with status {answer.status_code}.",
                "Check CURBSIDE_EMBEDDING, CURBSIDE_EMBEDDING_URL and CURBSIDE_EMBEDDING_KEY.",
            )
        try:
            return _rows(answer.json(), len(texts))
        except (ValueError, TypeError, KeyError, AttributeError):
            raise _unusable() from None


def _rows(told: Any, count: int) -> list[list[float]]:
    """The vectors in the order of the texts, which the service numbers."""
    by_number = {int(one["index"]): [float(value) for value in one["embedding"]] for one in told["data"]}
    rows = [by_number[number] for number in range(count)]
    sizes = {len(row) for row in rows}
    if len(by_number) != count or len(sizes) > 1 or 0 in sizes:
        raise ValueError
    if not all(math.isfinite(value) for row in rows for value in row):
        raise ValueError
    return rows


def _unusable() -> FetchError:
    return NotOffered(
        f"{_NAME} answered with something else than one vector a text.",
        "Set CURBSIDE_EMBEDDING_URL to an address under which /embeddings answers as OpenAI's API does.",
    )
