"""Changing a library: documents in, one commit at a time, and upkeep.

A writer works on the newest versions of the tables while readers stay on the ones their manifest names.
`commit` covers every row by the indexes, then replaces the manifest; whatever dies before that leaves the
library as it was, and the next writer begins from the manifest's state.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from curbside.evidence.document import Document
from curbside.index import lance, schema
from curbside.index.embedding import Embedding, default_embedding
from curbside.index.library import (
    DATABASE,
    batches,
    check_fingerprints,
    quoted,
)
from curbside.index.locks import OPENING, generations_in_use, writer_lock
from curbside.index.manifest import Manifest, read_manifest
from curbside.index.storing import (
    TABLES,
    Batch,
    check_covered,
    count_terms,
    index_passages,
    manifest_of,
    next_generation,
    publish,
    stored_documents,
    vocabulary_table,
)

# Enough passages for the embedding and the tables to work in bulk; about 20 MB in memory.
_BATCH_PASSAGES = 4_000


@dataclass(frozen=True, slots=True)
class Known:
    """What the library already has of a document."""

    revision: str
    record_digest: str
    standing: str
    retired: bool


class Writer:
    """The one process that may change a library; made by `open_writer`."""

    def __init__(self, folder: Path, embedding: Embedding) -> None:
        self.folder = folder
        self._embedding = embedding
        self._database = lance.connect(folder / DATABASE)
        manifest = read_manifest(folder)
        if manifest is None:
            self._create_tables()
            self._committed: Manifest | None = None
        else:
            check_fingerprints(folder, manifest, embedding)
            self._committed = manifest
            self._names = {use: table.name for use, table in manifest.tables.items()}
            self._tables = {
                use: lance.open_for_writing(self._database, table.name, table.version)
                for use, table in manifest.tables.items()
            }
        self._known = self._load_known()
        self._vocabulary = self._load_vocabulary()
        self._waiting = Batch()
        # Embedding and storing one batch overlaps with reading the next; both mostly leave the interpreter.
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="curbside-writer")
        self._storing: Future[None] | None = None
        self._removed_rows = False
        self._changed = manifest is None

    # -- changes

    def add(self, document: Document, *, retired: bool | None = None) -> str:
        """Add a document or its new revision: "added", "updated" or "unchanged".

        `retired` is the owner's decision to take it out of answering, or to let it answer again; without one,
        what was decided before stays.
        """
        before = self._known.get(document.id)
        if retired is None:
            retired = before is not None and before.retired
        standing = schema.standing_of(document, retired=retired)
        new = Known(document.revision, document.record_digest, standing.value, retired)
        if before == new:
            return "unchanged"
        if document.id in self._waiting.document_ids:
            self._flush()
        self._known[document.id] = new
        self._changed = True
        is_new = before is None or (before.revision != new.revision and not self._is_stored(document))
        self._waiting.take(document, replaces=before is not None, is_new=is_new, retired=retired)
        if len(self._waiting.passages) >= _BATCH_PASSAGES:
            self._flush()
        return "added" if before is None else "updated"

    def set_retired(self, document_ids: Iterable[str], *, retired: bool) -> int:
        """Take documents out of answering, or let them answer again; how many changed.

        Works on what is stored now, under the writer's lock, so that nobody's newer revision is undone. An id
        that is not in the library is passed over.
        """
        changed = 0
        for some in batches(sorted(set(document_ids)), 200):
            condition = f"document_id IN ({', '.join(map(quoted, some))})"
            rows = self._tables[schema.DOCUMENTS].search().where(condition).to_arrow().to_pylist()
            for document in stored_documents(self._tables[schema.REVISIONS], rows):
                changed += self.add(document, retired=retired) != "unchanged"
        return changed

    def commit(self, on_step: Callable[[str], None] | None = None) -> Manifest:
        """Make everything added so far visible to readers, in one step."""
        if not self._changed and self._committed is not None:
            return self._committed
        say = on_step or (lambda _: None)
        with lance.lance_errors(self.folder):
            self._flush()
            self._stored()
            say("indexing")
            self._index()
            say("saving")
            self._write_vocabulary()
            manifest = self._manifest()
            publish(self.folder, manifest, self._tables)
        self._committed = manifest
        self._changed = self._removed_rows = False
        return manifest

    def tidy(self) -> None:
        """Remove table versions that no manifest, reader or backup names. Best effort: it never fails a write."""
        if self._committed is None:
            return
        try:
            used = generations_in_use(self.folder)
            if OPENING in used:
                return
            keep = {f"g{generation}" for generation in used | {self._committed.generation}}
            for use in TABLES:
                lance.prune(self._tables[use], keep)
            if used <= {self._committed.generation}:
                for name in lance.table_names(self._database) - set(self._names.values()):
                    self._database.drop_table(name)
        except (RuntimeError, OSError, ValueError):
            return

    def close(self) -> None:
        """Stop the worker; what was not committed is left for the next writer to undo."""
        self._worker.shutdown(wait=True, cancel_futures=True)

    # -- steps

    def _create_tables(self) -> None:
        self._names = {use: use for use in TABLES}
        left_behind = lance.table_names(self._database)
        for name in left_behind:
            # Nothing was ever committed here, so these are what an interrupted first run left.
            self._database.drop_table(name)
        self._tables = {
            schema.DOCUMENTS: self._database.create_table(schema.DOCUMENTS, schema=schema.documents_schema),
            schema.REVISIONS: self._database.create_table(schema.REVISIONS, schema=schema.revisions_schema),
            schema.PASSAGES: self._database.create_table(
                schema.PASSAGES, schema=schema.passages_schema(self._embedding.dimensions)
            ),
            schema.VOCABULARY: self._database.create_table(schema.VOCABULARY, schema=schema.vocabulary_schema),
        }

    def _is_stored(self, document: Document) -> bool:
        """Whether this very revision was stored before, as when a text is changed and changed back."""
        condition = f"document_id = {quoted(document.id)} AND revision = {quoted(document.revision)}"
        return bool(self._tables[schema.REVISIONS].count_rows(condition))

    def _load_known(self) -> dict[str, Known]:
        columns = ["document_id", "revision", "record_digest", "standing", "retired"]
        rows = self._tables[schema.DOCUMENTS].search().select(columns).to_arrow()
        values = zip(*(rows[name].to_pylist() for name in columns), strict=True)
        return {document_id: Known(*rest) for document_id, *rest in values}

    def _load_vocabulary(self) -> Counter[str]:
        rows = self._tables[schema.VOCABULARY].search().to_arrow()
        return Counter(dict(zip(rows["term"].to_pylist(), rows["passages"].to_pylist(), strict=True)))

    def _flush(self) -> None:
        """Hand what waits to the worker, once it is done with what it was handed before."""
        self._stored()
        if self._waiting.documents:
            batch, self._waiting = self._waiting, Batch()
            self._storing = self._worker.submit(self._store, batch)

    def _stored(self) -> None:
        if self._storing is not None:
            # Forgotten only when done: an interrupted wait must be able to wait again.
            self._storing.result()
            self._storing = None

    def _store(self, batch: Batch) -> None:
        with lance.lance_errors(self.folder):
            self._remove(batch.replaced)
            if batch.passages:
                self._tables[schema.PASSAGES].add(batch.passage_table(self._embedding))
                count_terms(self._vocabulary, batch.passages, +1)
            self._append(schema.REVISIONS, batch.revisions, schema.revisions_schema)
            self._append(schema.DOCUMENTS, batch.documents, schema.documents_schema)

    def _append(self, use: str, rows: list[dict[str, Any]], table_schema: pa.Schema) -> None:
        if rows:
            self._tables[use].add(pa.Table.from_pylist(rows, schema=table_schema))

    def _remove(self, document_ids: set[str]) -> None:
        """Take the current rows of these documents out; their revisions stay."""
        passages = self._tables[schema.PASSAGES]
        for batch in batches(sorted(document_ids), 500):
            predicate = f"document_id IN ({', '.join(map(quoted, batch))})"
            gone = passages.search().where(predicate).select(["heading_terms", "body_terms"]).to_arrow()
            count_terms(self._vocabulary, gone.to_pylist(), -1)
            passages.delete(predicate)
            self._tables[schema.DOCUMENTS].delete(predicate)
            self._removed_rows = True

    def _index(self) -> None:
        """Cover every row by every index.

        New rows are folded in; but BM25's statistics go on counting deleted rows until the full-text index is
        built anew (measured: one deletion changed the scores of every question), so a deletion rebuilds it.
        """
        for use, column in ((schema.DOCUMENTS, "document_id"), (schema.REVISIONS, "revision")):
            table = self._tables[use]
            if not table.list_indices() and table.count_rows():
                lance.index_lookup(table, column)
            lance.fold_in(table)
        passages = self._tables[schema.PASSAGES]
        if passages.count_rows():
            lance.fold_in(passages)
            if self._removed_rows or not passages.list_indices():
                index_passages(passages)
        check_covered(self.folder, self._tables.values())

    def _write_vocabulary(self) -> None:
        self._tables[schema.VOCABULARY].add(vocabulary_table(self._vocabulary), mode="overwrite")

    def _manifest(self) -> Manifest:
        return manifest_of(
            next_generation(self.folder),
            self._names,
            self._tables,
            self._embedding,
        )


@contextmanager
def open_writer(
    folder: Path,
    *,
    embedding: Embedding | None = None,
    wait_seconds: float = 30.0,
    on_wait: Callable[[str], None] | None = None,
) -> Iterator[Writer]:
    """Open a library for writing, making the folder if there is none.

    What was not committed when the block ends is dropped. Raises LibraryBusy when another process goes on
    writing, LibraryIncompatible when the index was made another way, LibraryFull when there is no room.
    """
    with lance.lance_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with writer_lock(folder, wait_seconds, on_wait):
        with lance.lance_errors(folder):
            writer = Writer(folder, embedding or default_embedding())
        try:
            yield writer
        finally:
            writer.close()
