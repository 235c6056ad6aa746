"""Which embedding a library is made and searched with, by what its owner set."""

from __future__ import annotations

from functools import lru_cache

from curbside.index.embedding import DEFAULT_NAME, Embedding, default_embedding


@lru_cache(maxsize=4)
def chosen_embedding(name: str = DEFAULT_NAME, url: str | None = None, key: str | None = None) -> Embedding:
    """The embedding of that name: the default, a sentence-transformers model, or, with `url`, a service's model.

    Loaded once a process. Raises UsageError where it needs an extra that is not installed, and EmbeddingUnavailable
    where it cannot be loaded or its service does not answer.
    """
    if url is not None:
        from curbside.fetch.embeddings import EmbeddingService
        from curbside.index.service_embedding import ServiceEmbedding

        return ServiceEmbedding(EmbeddingService(url, name, key), name)
    if name == DEFAULT_NAME:
        return default_embedding()
    from curbside.index.transformer import TransformerEmbedding

    return TransformerEmbedding(name)
