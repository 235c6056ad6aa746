from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curbside.index.embedding import default_embedding, norms, quantise

TEXTS = [
    "Liver metastases are common.",
    "Hepatic spread is frequent.",
    "Wear a helmet when cycling.",
    "",
    "肝",
    "x " * 30_000,
]


def test_a_text_has_the_same_vector_whatever_else_is_in_the_batch() -> None:
    embedding = default_embedding()
    together = embedding.embed(TEXTS)
    apart = np.concatenate([embedding.embed([text]) for text in TEXTS])
    assert (together == apart).all()
    assert (embedding.embed(TEXTS[::-1])[::-1] == together).all()


def test_related_texts_are_nearer_than_unrelated_ones() -> None:
    vectors = default_embedding().embed(TEXTS[:3]).astype(np.float64)
    cosines = (vectors @ vectors.T) / np.outer(norms(vectors.astype(np.int8)), norms(vectors.astype(np.int8)))
    assert cosines[0, 1] > cosines[0, 2] + 0.1


def test_an_empty_text_is_all_zeros_and_its_length_counts_as_one() -> None:
    vector = default_embedding().embed([""])
    assert not vector.any()
    assert norms(vector)[0] == 1.0


def test_no_text_gives_no_rows() -> None:
    assert default_embedding().embed([]).shape == (0, 256)


@given(st.lists(st.floats(-1, 1, width=32), min_size=256, max_size=256), st.integers(0, 255))
@settings(max_examples=50)
def test_products_of_quantised_vectors_are_exact_in_float32(values: list[float], shift: int) -> None:
    one = quantise(np.array([values], dtype=np.float32))
    other = np.roll(one, shift, axis=1)
    exact = int(np.dot(one[0].astype(np.int64), other[0].astype(np.int64)))
    for order in (slice(None), slice(None, None, -1)):
        in_float = np.ascontiguousarray(one[0, order]).astype(np.float32) @ np.ascontiguousarray(
            other[0, order]
        ).astype(np.float32)
        assert float(in_float) == exact


def test_the_fingerprints_name_model_version_and_tokenizer_file() -> None:
    embedding = default_embedding()
    assert embedding.fingerprint.startswith("wordllama-0.4.0.post1/l2_supercat_256/")
    assert len(embedding.tokenizer_fingerprint) == 64


@pytest.mark.parametrize("rows", [1, 3])
def test_quantised_rows_use_the_whole_range(rows: int) -> None:
    rng = np.random.default_rng(7)
    assert (np.abs(quantise(rng.standard_normal((rows, 256)).astype(np.float32))).max(axis=1) == 127).all()
