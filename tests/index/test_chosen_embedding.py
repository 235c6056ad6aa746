"""Another embedding by a setting: a model on this machine, or one at a service."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from curbside.cli import app
from curbside.engine import Curbside
from curbside.errors import EmbeddingUnavailable, LibraryIncompatible, UsageError
from curbside.fetch.embeddings import EmbeddingService
from curbside.fetch.retrying import Patience
from curbside.index.chosen_embedding import chosen_embedding
from curbside.index.embedding import default_embedding, quantise
from curbside.index.service_embedding import ServiceEmbedding
from curbside.settings import Settings, load_settings
from curbside.web.serving import warning_of_embedding
from fetch.servers import LocalServer, Request

SOURCE = """---
title: Spread of carcinoid
kind: cohort_study
year: 2019
---
## Spread

Carcinoid spread to the liver in 44 % of patients. Carcinoid spread to bone in 12 % of patients.
"""
DIMENSIONS = 24


def hashed(text: str) -> list[float]:
    row = [0.0] * DIMENSIONS
    for word in text.lower().split():
        row[hashlib.sha256(word.encode()).digest()[0] % DIMENSIONS] += 1.0
    return row


@pytest.fixture(autouse=True)
def _loaded_anew() -> Iterator[None]:
    chosen_embedding.cache_clear()
    yield
    chosen_embedding.cache_clear()


@pytest.fixture
def service() -> Iterator[LocalServer]:
    def respond(request: Request) -> None:
        asked = json.loads(request.body)["input"]
        rows = [{"index": number, "embedding": hashed(text)} for number, text in enumerate(asked)]
        request.answer(json.dumps({"data": rows}), kind="application/json")

    with LocalServer(respond) as server:
        yield server


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.md"
    path.write_text(SOURCE, "utf-8")
    return path


def test_the_default_needs_no_setting() -> None:
    assert chosen_embedding() is default_embedding()
    assert Curbside.of_settings(load_settings(), "anywhere").embedding is default_embedding()


def test_a_library_is_made_and_asked_with_a_services_model(
    service: LocalServer, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CURBSIDE_EMBEDDING", "some-model")
    monkeypatch.setenv("CURBSIDE_EMBEDDING_URL", service.url)
    folder = tmp_path / "library"
    with Curbside.of_settings(load_settings(), folder, empty=True) as curbside:
        curbside.add(source)
        answer = curbside.ask("How often does carcinoid spread to bone?")
        assert "12 %" in answer.summary[0].text
        assert "service/some-model/24/" in answer.engine
        again = curbside.ask("How often does carcinoid spread to bone?")
        assert [one.text for one in again.summary] == [one.text for one in answer.summary]
    sent = [text for request in service.requests for text in json.loads(request.body)["input"]]
    assert "How often does carcinoid spread to bone?" in sent
    monkeypatch.delenv("CURBSIDE_EMBEDDING")
    monkeypatch.delenv("CURBSIDE_EMBEDDING_URL")
    with pytest.raises(LibraryIncompatible, match="CURBSIDE_EMBEDDING"), Curbside(folder) as curbside:
        curbside.ask("How often does carcinoid spread to bone?")
    assert CliRunner().invoke(app, ["reindex", "--library", str(folder)]).exit_code == 0
    with Curbside(folder) as curbside:
        assert "12 %" in curbside.ask("How often does carcinoid spread to bone?").summary[0].text


def test_a_service_that_goes_away_is_told_and_nothing_is_lost(
    service: LocalServer, source: Path, tmp_path: Path
) -> None:
    embedding = ServiceEmbedding(
        EmbeddingService(service.url, "some-model", patience=Patience(attempts=1)), "some-model"
    )
    with Curbside(tmp_path / "library", empty=True, embedding=lambda: embedding) as curbside:
        curbside.add(source)
        assert curbside.ask("carcinoid bone").summary
        service.respond = lambda request: request.hang_up()  # type: ignore[method-assign]
        (tmp_path / "another.md").write_text(SOURCE.replace("carcinoid", "gastrinoma"), "utf-8")
        with pytest.raises(EmbeddingUnavailable) as told:
            curbside.ask("How often does carcinoid spread to the zebrafinch?")
        assert "zebrafinch" not in str(told.value)
        with pytest.raises(EmbeddingUnavailable):
            curbside.add(tmp_path / "another.md")
        assert [one.reference.title for one in curbside.library().all_sources()] == ["Spread of carcinoid"]


def test_texts_that_say_nothing_are_all_zeros_and_not_sent(service: LocalServer) -> None:
    embedding = chosen_embedding("some-model", service.url)
    before = len(service.requests)
    rows = embedding.embed(["", "bone", "  \n", *["liver"] * 100])
    assert rows.shape == (103, DIMENSIONS)
    assert not rows[0].any() and not rows[2].any() and rows[1].any()
    sent = [json.loads(request.body)["input"] for request in service.requests[before:]]
    assert [len(some) for some in sent] == [64, 37]
    assert embedding.embed([]).shape == (0, DIMENSIONS)


def test_settings_name_the_service_and_keep_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURBSIDE_EMBEDDING_KEY", "s3cret")
    assert "s3cret" not in repr(load_settings())
    monkeypatch.setenv("CURBSIDE_EMBEDDING_URL", "ftp://example.org")
    with pytest.raises(UsageError, match="CURBSIDE_EMBEDDING_URL"):
        load_settings()


@pytest.mark.parametrize("url", [None, "http://127.0.0.1:8080/v1", "http://localhost/v1", "http://[::1]:1/v1"])
def test_a_service_on_this_machine_needs_no_warning(url: str | None) -> None:
    assert warning_of_embedding(Settings(embedding_url=url)) is None


def test_who_serves_is_told_that_another_machine_reads_the_questions() -> None:
    warning = warning_of_embedding(Settings(embedding_url="https://models.example.org/v1"))
    assert warning is not None
    assert "every question is sent to https://models.example.org/v1" in warning


# -- a model on this machine


class Model:
    """As much of a sentence-transformers model as is used."""

    def __init__(self, name: str) -> None:
        if name == "missing":
            raise OSError("missing is not a local folder\nand more that nobody wants to read")
        self.prompts = {"query": "query: ", "document": ""}
        self.max_seq_length = 256
        self.asked: list[tuple[str, list[str]]] = []
        self.inside = threading.Lock()
        self.weights = np.full(3, 1.0 if name == "one" else 2.0, dtype=np.float32)

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    @property
    def tokenizer(self) -> Any:
        class Tokenizer:
            @staticmethod
            def get_vocab() -> dict[str, int]:
                return {"a": 0}

        return Tokenizer

    def state_dict(self) -> dict[str, Any]:
        class Weights(np.ndarray):  # type: ignore[type-arg]
            def detach(self) -> Any:
                return self

            cpu = float = contiguous = detach

            def numpy(self) -> npt.NDArray[Any]:
                return np.asarray(self)

        return {"weights": self.weights.view(Weights)}

    def encode(self, texts: list[str], how: str = "", **_: Any) -> npt.NDArray[np.float32]:
        assert self.inside.acquire(blocking=False), "two threads at once"
        self.asked.append((how, texts))
        rows = np.array([hashed(text) for text in texts], dtype=np.float32)
        self.inside.release()
        return rows

    def encode_query(self, texts: list[str], **how: Any) -> npt.NDArray[np.float32]:
        return self.encode(texts, "query", **how)

    def encode_document(self, texts: list[str], **how: Any) -> npt.NDArray[np.float32]:
        return self.encode(texts, "document", **how)


@pytest.fixture
def _installed(monkeypatch: pytest.MonkeyPatch) -> None:
    package = ModuleType("sentence_transformers")
    package.SentenceTransformer = Model  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentence_transformers", package)


@pytest.mark.usefixtures("_installed")
def test_questions_are_read_as_questions_and_passages_as_passages() -> None:
    embedding: Any = chosen_embedding("one")
    embedding.embed(["liver", ""])
    embedding.embed_question("where?")
    assert embedding._model.asked[1:] == [("document", ["liver"]), ("query", ["where?"])]


@pytest.mark.usefixtures("_installed")
def test_other_weights_have_another_fingerprint_and_a_folders_name_has_none() -> None:
    one, same, other = (chosen_embedding(name).fingerprint for name in ("one", "one", "other"))
    assert one == same != other
    assert one.startswith("sentence-transformers/")


@pytest.mark.usefixtures("_installed")
def test_threads_take_turns_with_a_model() -> None:
    embedding = chosen_embedding("one")
    threads = [threading.Thread(target=embedding.embed_question, args=("liver",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(embedding._model.asked) == 9  # type: ignore[attr-defined]


@pytest.mark.usefixtures("_installed")
def test_a_model_that_cannot_be_loaded_is_told_in_two_sentences() -> None:
    with pytest.raises(EmbeddingUnavailable, match="cannot be loaded") as told:
        chosen_embedding("missing")
    assert "nobody wants to read" not in str(told.value)


def test_without_the_extra_the_command_says_what_to_install(tmp_path: Path) -> None:
    command = (
        "import sys; sys.modules['sentence_transformers'] = None; from curbside.cli import main; "
        f"sys.argv = ['curbside', 'search', 'liver', '--library', {str(tmp_path / 'library')!r}]; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", command],
        env={"CURBSIDE_EMBEDDING": "all-MiniLM-L6-v2", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "pip install 'curbside[transformers]'" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "library").exists()


@given(st.integers(1, 4_096), st.randoms())
def test_products_are_exact_in_float32_whatever_the_number_of_dimensions(dimensions: int, random: Any) -> None:
    rng = np.random.default_rng(random.randrange(2**32))
    one, other = quantise(np.sign(rng.standard_normal((2, dimensions))).astype(np.float32))
    assert int(np.abs(one.astype(np.int64)) @ np.abs(other.astype(np.int64))) <= 2**24
