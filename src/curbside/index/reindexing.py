"""Rebuilding the index from stored text, while readers go on with the old one.

Passages go into a table of their own, which takes the old one's place in the manifest when it is whole. An
interrupted rebuild is taken up where it stopped: every batch holds whole documents.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from curbside.errors import LibraryError
from curbside.evidence.digest import canonical_json
from curbside.evidence.kinds import Standing
from curbside.index import lance, schema
from curbside.index.embedding import Embedding, default_embedding
from curbside.index.library import DATABASE, batches, fingerprints
from curbside.index.locks import generations_in_use, writer_lock
from curbside.index.manifest import Manifest, read_manifest
from curbside.index.storing import (
    Batch,
    check_covered,
    count_terms,
    index_anew,
    manifest_of,
    open_tables,
    publish,
    stored_documents,
    vocabulary_table,
)

_BATCH_DOCUMENTS = 500

OnDocuments = Callable[[int, int], None]


def reindex(
    folder: Path,
    *,
    embedding: Embedding | None = None,
    wait_seconds: float = 30.0,
    on_documents: OnDocuments | None = None,
    on_wait: Callable[[str], None] | None = None,
) -> Manifest:
    """Rebuild a library's index with today's segmenter and embedding.

    `on_documents` is told how many documents are done, of how many. Raises LibraryError when there is no
    library, LibraryBusy when another process goes on writing.
    """
    if read_manifest(folder) is None:
        raise LibraryError(f"There is no library at {folder}.", "Make one with `curbside add --empty PATH…`.")
    with writer_lock(folder, wait_seconds, on_wait):
        committed = read_manifest(folder)
        assert committed is not None  # a manifest, once there, is only ever replaced
        with lance.lance_errors(folder):
            rebuild = _Rebuild(folder, committed, embedding or default_embedding())
            rebuild.fill(on_documents or (lambda done, total: None))
            return rebuild.commit()


class _Rebuild:
    """One rebuild at work, under the writer's lock."""

    def __init__(self, folder: Path, committed: Manifest, embedding: Embedding) -> None:
        self.folder = folder
        self.committed = committed
        self.embedding = embedding
        self.database = lance.connect(folder / DATABASE)
        self.names, self.tables = open_tables(self.database, committed)
        self.old_name = self.names[schema.PASSAGES]
        self.names[schema.PASSAGES] = self._new_name()
        self.tables[schema.PASSAGES] = self._open_new()

    def fill(self, on_documents: OnDocuments) -> None:
        """Make the passages of every document that has none in the new table yet."""
        passages = self.tables[schema.PASSAGES]
        done = set(lance.rows_of(passages, ["document_id"])["document_id"].to_pylist())
        rows = lance.rows_of(self.tables[schema.DOCUMENTS]).to_pylist()
        waiting = [row for row in rows if row["document_id"] not in done]
        finished = len(rows) - len(waiting)
        for some in batches(waiting, _BATCH_DOCUMENTS):
            batch = Batch()
            documents = stored_documents(self.tables[schema.REVISIONS], some)
            for row, document in zip(some, documents, strict=True):
                batch.take_passages(document, Standing(row["standing"]))
            if batch.passages:
                passages.add(batch.embedded(self.embedding).passages)
            finished += len(some)
            on_documents(finished, len(rows))

    def commit(self) -> Manifest:
        """Index the new table, put it in the old one's place, and drop the old one if nobody reads it."""
        passages = self.tables[schema.PASSAGES]
        vocabulary: Counter[str] = Counter()
        if passages.count_rows():
            lance.fold_in(passages)
            index_anew(schema.PASSAGES, passages)
            terms = lance.rows_of(passages, ["heading_terms", "body_terms"])
            count_terms(vocabulary, terms.to_pylist(), +1)
        check_covered(self.folder, self.tables.values())
        self.tables[schema.VOCABULARY].add(vocabulary_table(vocabulary), mode="overwrite")
        generation = self.committed.generation + 1
        manifest = manifest_of(generation, self.names, self.tables, self.embedding)
        publish(self.folder, manifest, self.tables)
        # The old table may serve readers of any earlier commit; if it does, the next writer's upkeep drops it.
        with suppress(OSError, RuntimeError, ValueError):
            if all(used == generation for used in generations_in_use(self.folder)):
                self.database.drop_table(self.old_name)
        return manifest

    def _new_name(self) -> str:
        made_by = hashlib.sha256(canonical_json(fingerprints(self.embedding)).encode()).hexdigest()[:8]
        return f"passages-{made_by}-{self.committed.generation + 1}"

    def _open_new(self) -> Any:
        name = self.names[schema.PASSAGES]
        if name in lance.table_names(self.database):
            return self.database.open_table(name)
        return lance.create_table(self.database, name, schema.passages_schema(self.embedding.dimensions))
