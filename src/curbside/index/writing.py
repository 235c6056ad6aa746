"""Changing a library: documents in, one commit at a time, and upkeep.

A writer works on the newest versions of the tables while readers stay on the ones their manifest names.
`commit` covers every row by the indexes, then replaces the manifest; whatever dies before that leaves the
library as it was, and the next writer begins from the manifest's state.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from curbside.evidence.document import Document
from curbside.evidence.kinds import Standing
from curbside.evidence.standing import StandingNotice
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
from curbside.index.schema import Status
from curbside.index.standings import Notices, standings_schema
from curbside.index.storing import (
    INDEXES,
    TABLES,
    Batch,
    Rows,
    check_covered,
    count_terms,
    index_anew,
    manifest_of,
    next_generation,
    open_tables,
    publish,
    sign,
    stored_documents,
    together,
    vocabulary_table,
)

# The share of new rows from which on an index is built anew.
_BULK = 0.2
# In so many pieces a table's data may lie for old versions to be removed: the removal puts it together as well, in a
# version that no manifest names.
_FEW_FRAGMENTS = 8
# Enough passages for the embedding and the tables to work in bulk; about 20 MB in memory.
_BATCH_PASSAGES = 4_000


@dataclass(frozen=True, slots=True)
class Known:
    """What the library already has of a document."""

    revision: str
    record_digest: str
    recency: str | None
    status: Status


@dataclass(frozen=True, slots=True)
class _Decided:
    """Rows with what was decided of them: how each document stands that is taken, which of these documents have a
    revision that is not stored yet, and which replace an earlier one."""

    rows: Batch | Rows
    statuses: Mapping[str, Status]
    new: Collection[str]
    replaced: Collection[str]


class _Held:
    """Rows decided on and not stored yet, each document in them once.

    Rows that are stored alone stay one of the pieces in which their table lies, and whoever reads the table pays for
    each: small ones are stored together.
    """

    def __init__(self) -> None:
        self.pieces: list[_Decided] = []
        self.document_ids: set[str] = set()
        self.passages = 0

    def take(self, piece: _Decided) -> None:
        """Hold these as well."""
        self.pieces.append(piece)
        self.document_ids.update(piece.statuses)
        self.passages += len(piece.rows.passages)


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
            self._names, self._tables = open_tables(self._database, manifest)
        self._known = self._load_known()
        self._vocabulary = self._load_vocabulary()
        self._notices = Notices(lance.rows_of(self._tables[schema.STANDINGS]).to_pylist())
        self._waiting = Batch()
        self._held = _Held()
        # Of the documents that wait: how they stand, whose revision is not stored yet, who replaces an earlier one.
        self._statuses: dict[str, Status] = {}
        self._new: set[str] = set()
        self._replaced: set[str] = set()
        # Embedding and storing one batch overlaps with reading the next; both mostly leave the interpreter.
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="curbside-writer")
        self._storing: Future[None] | None = None
        self._removed_rows = False
        self._in_bulk: set[str] = set()
        self._changed = manifest is None

    @property
    def embeds_by_default(self) -> bool:
        """Whether its vectors are those that any process of this version makes."""
        return self._embedding is default_embedding()

    # -- changes

    def add(self, document: Document, *, retired: bool | None = None) -> str:
        """Add a document or its new revision: "added", "updated" or "unchanged".

        A text that is older than the one held, by its recency, changes nothing. `retired` is the owner's decision to
        take it out of answering, or to let it answer again; without one, what was decided before stays.
        """
        row = schema.document_row(document, Status())
        outcome = self._decide(row, retired)
        if outcome != "unchanged":
            self._waiting.take(document)
            if len(self._waiting.passages) >= _BATCH_PASSAGES:
                self._flush()
        return outcome

    def add_rows(self, rows: Batch | Rows, without: Collection[str] = ()) -> dict[str, str]:
        """Add documents made ready elsewhere, but for some: for each added, "added", "updated" or "unchanged"."""
        self._hold_waiting()
        outcomes = {
            row["document_id"]: self._decide(row) for row in rows.documents if row["document_id"] not in without
        }
        self._hold(rows)
        if self._held.passages >= _BATCH_PASSAGES:
            self._flush()
        return outcomes

    def signs(self) -> frozenset[bytes]:
        """What the library has, so that another process can tell what is new."""
        return frozenset(sign(one, known.revision, known.record_digest) for one, known in self._known.items())

    def delete(self, document_id: str) -> bool:
        """Take a document out, as its publisher asks; whether it was there. Its revisions stay stored."""
        if self._known.pop(document_id, None) is None:
            return False
        self._drain()
        self._remove({document_id})
        self._changed = True
        return True

    def set_retired(self, document_ids: Iterable[str], *, retired: bool) -> int:
        """Take documents out of answering, or let them answer again; how many changed.

        What is restored stands as its record says, whatever notices say of it. Works on what is stored now, under the
        writer's lock, so that nobody's newer revision is undone. An id that is not in the library is passed over.
        """
        if not retired:
            theirs = self._identities()
            self._notices.forget(identity for one in document_ids for identity in (*theirs.get(one, ()), f"id:{one}"))
        return len(self._stand_anew(document_ids, retired=retired))

    def take_notices(self, notices: Iterable[StandingNotice]) -> list[str]:
        """Let notices change how sources stand; the ids of the documents whose standing changed, in order.

        They are kept: a text of the same paper that is added later stands as they say.
        """
        told = self._notices.take(notices)
        if not told:
            return []
        self._changed = True
        theirs = {one for one, keys in self._identities().items() if not told.isdisjoint((*keys, f"id:{one}"))}
        return self._stand_anew(theirs)

    def mark_checked(self, date: str, said_by: str, identities: Iterable[str] | None = None) -> int:
        """Note that the standing of these sources, or of all, was looked up on an ISO date; of how many documents.

        An earlier date than the one noted changes nothing.
        """
        self._drain()
        wanted = None if identities is None else set(identities)
        theirs = [
            document_id
            for document_id, keys in self._identities().items()
            if (wanted is None or not wanted.isdisjoint(keys))
            and (self._known[document_id].status.checked or "") < date
        ]
        documents = self._tables[schema.DOCUMENTS]
        for some in batches(theirs, 500):
            documents.update(where=_any_of(some), values={"checked": date, "checked_by": said_by})
            for one in some:
                known = self._known[one]
                status = replace(known.status, checked=date, checked_by=said_by)
                self._known[one] = replace(known, status=status)
            self._changed = True
        return len(theirs)

    def commit(self, on_step: Callable[[str], None] | None = None) -> Manifest:
        """Make everything added so far visible to readers, in one step."""
        if not self._changed and self._committed is not None:
            return self._committed
        say = on_step or (lambda _: None)
        with lance.lance_errors(self.folder):
            self._drain()
            say("indexing")
            self._index()
            say("saving")
            self._write_vocabulary()
            if self._notices.changed:
                self._tables[schema.STANDINGS].add(self._notices.table(), mode="overwrite")
            manifest = self._manifest()
            publish(self.folder, manifest, self._tables)
        self._committed = manifest
        self._changed = self._removed_rows = self._notices.changed = False
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
            tables = (self._tables[use] for use in TABLES)
            lance.prune([one for one in tables if lance.fragment_count(one) <= _FEW_FRAGMENTS], keep)
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
        schemas = {
            schema.DOCUMENTS: schema.documents_schema,
            schema.REVISIONS: schema.revisions_schema,
            schema.PASSAGES: schema.passages_schema(self._embedding.dimensions),
            schema.VOCABULARY: schema.vocabulary_schema,
            schema.STANDINGS: standings_schema,
        }
        self._tables = {use: lance.create_table(self._database, use, schemas[use]) for use in TABLES}

    def _is_stored(self, document_id: str, revision: str) -> bool:
        """Whether this very revision was stored before, as when a text is changed and changed back."""
        condition = f"document_id = {quoted(document_id)} AND revision = {quoted(revision)}"
        return bool(self._tables[schema.REVISIONS].count_rows(condition))

    def _load_known(self) -> dict[str, Known]:
        large = ("record", "identities", "title", "searched")
        names = {name for name in schema.documents_schema.names if name not in large}
        rows = lance.rows_of(self._tables[schema.DOCUMENTS], sorted(names)).to_pylist()
        return {
            row["document_id"]: Known(row["revision"], row["record_digest"], row["recency"], Status.of_row(row))
            for row in rows
        }

    def _identities(self) -> dict[str, list[str]]:
        """The identities of every document, what waits included."""
        self._drain()
        rows = lance.rows_of(self._tables[schema.DOCUMENTS], ["document_id", "identities"])
        return dict(zip(rows["document_id"].to_pylist(), rows["identities"].to_pylist(), strict=True))

    def _stand_anew(self, document_ids: Iterable[str], *, retired: bool | None = None) -> list[str]:
        """Take documents in once more, to stand as is known now; the ids of those that changed, in order."""
        self._drain()
        changed: list[str] = []
        for some in batches(sorted(set(document_ids)), 200):
            rows = lance.rows_where(self._tables[schema.DOCUMENTS], _any_of(some))
            documents = stored_documents(self._tables[schema.REVISIONS], rows)
            changed += [one.id for one in documents if self.add(one, retired=retired) != "unchanged"]
        return sorted(changed)

    def _load_vocabulary(self) -> Counter[str]:
        rows = lance.rows_of(self._tables[schema.VOCABULARY])
        return Counter(dict(zip(rows["term"].to_pylist(), rows["passages"].to_pylist(), strict=True)))

    def _decide(self, row: Mapping[str, Any], retired: bool | None = None) -> str:
        """What adding a document comes to; what is to be written of it is noted for when it is handed over."""
        document_id, revision = row["document_id"], row["revision"]
        before = self._known.get(document_id)
        if before is not None and (before.recency or "") > (row["recency"] or ""):
            return "unchanged"
        status = before.status if before is not None else Status()
        given = self._notices.about(document_id, row["identities"])
        if given is not None and given.standing.gravity <= Standing(row["recorded_standing"]).gravity:
            given = None  # the record says as much itself
        status = replace(status, given=given, retired=status.retired if retired is None else retired)
        new = Known(revision, row["record_digest"], row["recency"], status)
        if before == new:
            return "unchanged"
        if document_id in self._statuses or document_id in self._held.document_ids:
            self._flush()
        self._known[document_id] = new
        self._changed = True
        self._statuses[document_id] = status
        if before is not None:
            self._replaced.add(document_id)
        if before is None or (before.revision != revision and not self._is_stored(document_id, revision)):
            self._new.add(document_id)
        return "added" if before is None else "updated"

    def _hold_waiting(self) -> None:
        """Let documents that wait for more be held as rows, with what was decided of them."""
        if self._waiting.documents:
            batch, self._waiting = self._waiting, Batch()
            self._hold(batch)

    def _hold(self, rows: Batch | Rows) -> None:
        if self._statuses:
            self._held.take(_Decided(rows, self._statuses, self._new, self._replaced))
        self._statuses, self._new, self._replaced = {}, set(), set()

    def _flush(self) -> None:
        """Hand what waits and what is held to the worker, once it is done with what it was handed before."""
        self._hold_waiting()
        if self._held.pieces:
            self._stored()
            held, self._held = self._held, _Held()
            self._storing = self._worker.submit(self._store, held.pieces)

    def _drain(self) -> None:
        """Bring everything added so far into the tables."""
        self._flush()
        self._stored()

    def _stored(self) -> None:
        if self._storing is not None:
            # Forgotten only when done: an interrupted wait must be able to wait again.
            self._storing.result()
            self._storing = None

    def _store(self, held: Sequence[_Decided]) -> None:
        with lance.lance_errors(self.folder):
            rows = together([one.rows.embedded(self._embedding).decided(one.statuses, one.new) for one in held])
            self._remove({document_id for one in held for document_id in one.replaced})
            if len(rows.passages):
                self._tables[schema.PASSAGES].add(rows.passages)
                self._vocabulary.update(rows.terms)
            if len(rows.revisions):
                self._tables[schema.REVISIONS].add(rows.revisions)
            self._tables[schema.DOCUMENTS].add(pa.Table.from_pylist(rows.documents, schema=schema.documents_schema))

    def _remove(self, document_ids: set[str]) -> None:
        """Take the current rows of these documents out; their revisions stay."""
        passages = self._tables[schema.PASSAGES]
        for batch in batches(sorted(document_ids), 500):
            predicate = _any_of(batch)
            gone = lance.rows_where(passages, predicate, ["heading_terms", "body_terms"])
            count_terms(self._vocabulary, gone, -1)
            passages.delete(predicate)
            self._tables[schema.DOCUMENTS].delete(predicate)
            self._removed_rows = True

    def _index(self) -> None:
        """Cover every row by every index.

        A few new rows are folded in, which puts the table's data together as well. Where many are new the index is
        built anew instead: folding in writes all of the table again, ten times the work (measured at 150,000 passages).
        So it is where rows were removed: BM25's statistics go on counting them until it is (measured: one deletion
        changed the scores of every question).
        """
        for use, indexes in INDEXES.items():
            table = self._tables[use]
            rows, uncovered = table.count_rows(), lance.most_uncovered_rows(table)
            indexed = lance.indexed_columns(table) >= indexes.keys()
            stale = use == schema.PASSAGES and self._removed_rows
            in_bulk = not indexed or uncovered > _BULK * rows or (uncovered > 0 and use in self._in_bulk)
            if in_bulk:
                self._in_bulk.add(use)  # the last of much is still much
            if stale or (uncovered and not in_bulk):
                lance.fold_in(table)
            if rows and (stale or in_bulk):
                index_anew(use, table)
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


def _any_of(document_ids: Iterable[str]) -> str:
    return f"document_id IN ({', '.join(map(quoted, document_ids))})"


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
