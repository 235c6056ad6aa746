"""Embeddings: texts to unit-free vectors whose dot products are exact.

Vectors are stored as 8-bit integers, each scaled by its own largest component, so far that a dot product of two
is an integer below 2^24 (to 127 for 256 dimensions). So float32 arithmetic computes it exactly whatever the order
of additions: the same evidence gives the same scores on every machine, however many rows are compared at
once. The cosine follows by dividing by the two norms.
"""

from __future__ import annotations

import hashlib
import math
import os
from collections.abc import Sequence
from functools import cached_property, lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.int8]

# What `CURBSIDE_EMBEDDING` calls the embedding that ships.
DEFAULT_NAME = "wordllama"
# Raise when the same texts come out as other vectors.
QUANTISATION = "int8-1"
# Past this many characters a passage or heading says nothing new to a mean of word vectors.
_LONGEST_TEXT = 20_000
# Whole numbers that float32 holds exactly end here.
_EXACT = 2**24
# Words whose tokens are remembered: some 200 MB.
_MOST_WORDS = 1_000_000


class Embedding(Protocol):
    """Turns texts into vectors; the fingerprints say when stored vectors no longer compare."""

    dimensions: int

    @property
    def fingerprint(self) -> str:
        """Names model, version and quantisation."""

    @property
    def tokenizer_fingerprint(self) -> str:
        """Names the exact tokenizer."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row of `dimensions` 8-bit integers a text; a text without any token is all zeros."""

    def embed_question(self, text: str) -> Vectors:
        """One row for a question, which some models read otherwise than what is to answer it."""


class WordLlamaEmbedding:
    """WordLlama's static token vectors, pooled by their mean: no download, no network, thousands of texts a second.

    The package's own loader looks for its tokenizer in the wrong folder when offline and pools slowly, so its
    two data files are read here directly (version 0.4.0.post1; see docs/decisions/0003-embedding.md).
    """

    dimensions = 256

    def __init__(self) -> None:
        # Read before `tokenizers` is imported: it otherwise warns when a process with it forks.
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        folder = _wordllama_folder()
        weights = load_file(folder / "weights" / "l2_supercat_256.safetensors")["embedding.weight"]
        self._weights = weights.astype(np.float32)
        self._tokenizer_file = folder / "tokenizers" / "l2_supercat_tokenizer_config.json"
        self._tokenizer = Tokenizer.from_file(str(self._tokenizer_file))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._ids_of = _TokenIds(self._tokenizer)

    @cached_property
    def fingerprint(self) -> str:
        """Names model, version and quantisation."""
        return f"wordllama-{version('wordllama')}/l2_supercat_256/{QUANTISATION}"

    @cached_property
    def tokenizer_fingerprint(self) -> str:
        """SHA-256 of the tokenizer's file."""
        return hashlib.sha256(self._tokenizer_file.read_bytes()).hexdigest()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row of 256 8-bit integers a text."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.int8)
        sums = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for i, text in enumerate(texts):
            # One text at a time is five times as fast as `np.add.reduceat` over a batch, and its additions
            # are in the same order whatever else is in the batch.
            if ids := self._ids_of.text(text[:_LONGEST_TEXT]):
                np.add.reduce(self._weights.take(np.frombuffer(ids, np.intp), axis=0), axis=0, out=sums[i])
        return quantise(sums)

    def embed_question(self, text: str) -> Vectors:
        """One row for a question, which is read as every text is."""
        return self.embed([text])


class _TokenIds(dict[str, bytes]):
    """The tokens of each word met so far, as the bytes of an array: nothing joins them faster.

    The tokenizer (that of Llama 2) takes a space for the beginning of the word after it, and none of its tokens
    goes on past one: the tokens of a text are those of its words. Looking words up takes a third of the time.
    """

    def __init__(self, tokenizer: Any) -> None:
        self._encode = tokenizer.encode
        self._special = tuple(str(one) for one in tokenizer.get_added_tokens_decoder().values())

    def text(self, text: str) -> bytes:
        """The tokens of a text."""
        if not text:
            return b""
        if self._is_special(text):
            return self._tokens(text)
        return b"".join(map(self.__getitem__, text.split(" ")))

    def _is_special(self, text: str) -> bool:
        """Whether something in it stands for another thing than itself, which is left to the tokenizer.

        Its special tokens, its sign for a space, and white space that does not part two words.
        """
        return (
            not text.isprintable()
            or "  " in text
            or text[0] == " "
            or text[-1] == " "
            or "\u2581" in text
            or ("<" in text and any(one in text for one in self._special))
        )

    def _tokens(self, text: str) -> bytes:
        return np.array(self._encode(text, add_special_tokens=False).ids, np.intp).tobytes()

    def __missing__(self, word: str) -> bytes:
        if len(self) > _MOST_WORDS:
            self.clear()
        self[word] = tokens = self._tokens(word)
        return tokens


def quantise(vectors: npt.NDArray[np.float32]) -> Vectors:
    """Scale each row by its largest component to -127 … 127; rows of zeros stay zero.

    Rows of over 1,040 components are scaled to less, so that the products of any two are exact.
    """
    largest = np.abs(vectors).max(axis=1, keepdims=True)
    most = min(127, math.isqrt(_EXACT // max(1, vectors.shape[1])))
    scaled = np.divide(vectors * np.float32(most), largest, out=np.zeros_like(vectors), where=largest > 0)
    whole: Vectors = np.rint(scaled).astype(np.int8)
    return whole


def norms(vectors: Vectors) -> npt.NDArray[np.float64]:
    """The length of each row; 1 for a row of zeros, whose cosine with anything is then 0."""
    wide = vectors.astype(np.int32)
    squared = np.einsum("ij,ij->i", wide, wide)
    return np.sqrt(np.where(squared == 0, 1, squared).astype(np.float64))


def said_texts(texts: Sequence[str], longest: int = _LONGEST_TEXT) -> dict[int, str]:
    """The texts that say anything, by their place, each no longer than so many characters."""
    return {place: text[:longest] for place, text in enumerate(texts) if text.strip()}


@lru_cache(maxsize=1)
def default_embedding() -> WordLlamaEmbedding:
    """The embedding used unless another is given; loaded once a process."""
    return WordLlamaEmbedding()


def _wordllama_folder() -> Path:
    spec = find_spec("wordllama")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("The package wordllama is not installed.")
    return Path(spec.origin).parent
