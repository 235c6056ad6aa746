"""The steps that adding and reindexing share: documents to rows, rows to tables, tables to a manifest."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from curbside.errors import LibraryError
from curbside.evidence.digest import evidence_version
from curbside.evidence.document import Document
from curbside.evidence.kinds import Standing
from curbside.index import lance, schema
from curbside.index.embedding import Embedding
from curbside.index.library import fingerprints, quoted, source_of, stored_document
from curbside.index.manifest import Manifest, TableVersion, read_manifest, write_manifest
from curbside.index.schema import Status
from curbside.index.standings import standings_schema

TABLES = (schema.DOCUMENTS, schema.REVISIONS, schema.PASSAGES, schema.VOCABULARY, schema.STANDINGS)


_IDENTITY = ["document_id", "revision", "record_digest"]


def sign(document_id: str, revision: str, record_digest: str) -> bytes:
    """A short sign for one state of a document: whether the library has it can be asked of a set of them."""
    return blake2b(f"{document_id}\x1f{revision}\x1f{record_digest}".encode(), digest_size=12).digest()


class Batch:
    """Rows on their way into the tables, with the texts still to be embedded. Each document is in it once."""

    def __init__(self) -> None:
        self.documents: list[dict[str, Any]] = []
        self.revisions: list[dict[str, Any]] = []
        self.passages: list[dict[str, Any]] = []
        self.headings: list[str] = []
        self.bodies: list[str] = []
        self.terms: Counter[str] = Counter()
        self.statements: dict[str, int] = {}

    def take(self, document: Document) -> None:
        """Take a document, standing as its record says."""
        self.take_passages(document, document.reference.standing)
        self.documents.append(schema.document_row(document, Status()))
        self.revisions.append(schema.revision_row(document))
        self.statements[document.id] = len(document.statements)

    def take_passages(self, document: Document, standing: Standing) -> None:
        """Take only what is searched of a document."""
        for row in schema.passage_rows(document, standing):
            self.passages.append(row.columns)
            self.headings.append(row.heading)
            self.bodies.append(row.body)
            self.terms.update(row.terms)

    def embedded(self, embedding: Embedding) -> Rows:
        """The rows with their vectors; a heading that stands over several passages is embedded once."""
        headings = list(dict.fromkeys(self.headings))
        place = {heading: i for i, heading in enumerate(headings)}
        heading_vectors = embedding.embed(headings)[[place[heading] for heading in self.headings]]
        return Rows(
            documents=self.documents,
            revisions=pa.Table.from_pylist(self.revisions, schema=schema.revisions_schema),
            passages=schema.passage_columns(self.passages, heading_vectors, embedding.embed(self.bodies)),
            terms=self.terms,
            statements=self.statements,
        )


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of some documents, ready to be written: each document is in them once, standing as its record says.

    `terms` counts the passages that hold each term; `statements` says how many statements each document has.
    """

    documents: list[dict[str, Any]]
    revisions: pa.Table
    passages: pa.Table
    terms: Counter[str]
    statements: dict[str, int]

    def embedded(self, embedding: Embedding) -> Rows:
        """They are."""
        return self

    def decided(self, statuses: Mapping[str, Status], new: Collection[str]) -> Rows:
        """Only the documents that have a status, standing as it says; of revisions only those `new` to the library."""
        documents = [
            _as_decided(row, statuses[row["document_id"]]) for row in self.documents if row["document_id"] in statuses
        ]
        passages, terms = self.passages, self.terms
        if len(documents) < len(self.documents):
            passages = passages.filter(_is_among(passages, statuses))
            terms = Counter()
            count_terms(terms, passages.select(["heading_terms", "body_terms"]).to_pylist(), +1)
        changed = {
            row["document_id"]: row["standing"] for row in documents if row["standing"] != row["recorded_standing"]
        }
        return Rows(
            documents=documents,
            revisions=self.revisions.filter(_is_among(self.revisions, new)),
            passages=_standing_as(passages, changed),
            terms=terms,
            statements=self.statements,
        )


def together(pieces: Sequence[Rows]) -> Rows:
    """Rows of different documents, to be written at once."""
    if len(pieces) == 1:
        return pieces[0]
    terms: Counter[str] = Counter()
    for one in pieces:
        terms.update(one.terms)
    return Rows(
        documents=[row for one in pieces for row in one.documents],
        revisions=pa.concat_tables([one.revisions for one in pieces]),
        passages=pa.concat_tables([one.passages for one in pieces]),
        terms=terms,
        statements={document_id: count for one in pieces for document_id, count in one.statements.items()},
    )


def _as_decided(row: Mapping[str, Any], status: Status) -> dict[str, Any]:
    standing = status.standing(Standing(row["recorded_standing"]))
    return {**row, **status.columns(), "standing": standing.value}


def _is_among(rows: pa.Table, document_ids: Collection[str]) -> Any:
    return pc.is_in(rows["document_id"], value_set=pa.array(sorted(document_ids), pa.string()))


def _standing_as(passages: pa.Table, changed: Mapping[str, str]) -> pa.Table:
    """The passages with another standing for some documents."""
    if not changed:
        return passages
    ids, standings = passages["document_id"].to_pylist(), passages["standing"].to_pylist()
    column = pa.array([changed.get(one, standing) for one, standing in zip(ids, standings, strict=True)], pa.string())
    return passages.set_column(passages.schema.get_field_index("standing"), "standing", column)


def open_tables(database: Any, manifest: Manifest) -> tuple[dict[str, str], dict[str, Any]]:
    """The names and tables of a committed state, open for writing; what an earlier version did not have is made."""
    names = {use: table.name for use, table in manifest.tables.items()}
    tables = {
        use: lance.open_for_writing(database, table.name, table.version) for use, table in manifest.tables.items()
    }
    if schema.STANDINGS not in tables:
        names[schema.STANDINGS] = schema.STANDINGS
        tables[schema.STANDINGS] = lance.create_table(database, schema.STANDINGS, standings_schema, anew=True)
    lance.add_missing_columns(tables[schema.DOCUMENTS], schema.documents_schema)
    return names, tables


def stored_documents(revisions: Any, rows: Sequence[Mapping[str, Any]]) -> Iterator[Document]:
    """The documents of rows of `documents`, in their order, with the texts that the revisions table holds.

    Raises LibraryError when a text is not there.
    """
    if not rows:
        return
    wanted = ", ".join(quoted(row["revision"]) for row in rows)
    found = lance.rows_where(revisions, f"revision IN ({wanted})")
    texts = {(row["document_id"], row["revision"]): row for row in found}
    for row in rows:
        stored = texts.get((row["document_id"], row["revision"]))
        if stored is None:
            raise LibraryError(f"The text of {row['document_id']} is not stored.", "Restore the library from a backup.")
        yield stored_document(source_of(row), stored["text"], json.loads(stored["structure"]))


def count_terms(vocabulary: Counter[str], rows: Iterable[Mapping[str, Any]], sign: int) -> None:
    """Count each passage once under every term it holds; `sign` is -1 to take passages out again."""
    count = vocabulary.update if sign > 0 else vocabulary.subtract
    for row in rows:
        count({*row["heading_terms"].split(), *row["body_terms"].split()})


def vocabulary_table(vocabulary: Counter[str]) -> pa.Table:
    """The vocabulary as rows, in order of the terms."""
    counted = sorted((term, count) for term, count in vocabulary.items() if count > 0)
    columns = {"term": [term for term, _ in counted], "passages": [count for _, count in counted]}
    return pa.table(columns, schema=schema.vocabulary_schema)


# The columns of each table that are indexed, and how.
INDEXES: Mapping[str, Mapping[str, Callable[[Any, str], None]]] = {
    schema.DOCUMENTS: {"document_id": lance.index_lookup, "identities": lance.index_members},
    schema.REVISIONS: {"revision": lance.index_lookup},
    schema.PASSAGES: {"heading_terms": lance.index_full_text, "body_terms": lance.index_full_text},
}


def index_anew(use: str, table: Any) -> None:
    """Build every index of the table for this use anew, over every row."""
    for column, index in INDEXES[use].items():
        index(table, column)


def check_covered(folder: Path, tables: Iterable[Any]) -> None:
    """Raise LibraryError if any row of any table is not covered by its indexes."""
    uncovered = sum(lance.uncovered_rows(table) for table in tables)
    if uncovered:
        raise LibraryError(
            f"{uncovered} rows of the library at {folder} could not be indexed.",
            "Run the command again; nothing was changed.",
        )


def manifest_of(generation: int, names: Mapping[str, str], tables: Mapping[str, Any], embedding: Embedding) -> Manifest:
    """Describe the tables' present versions as one state of the evidence."""
    standing = ["standing", "given_standing", "given_by", "given_note", "checked"]
    documents = lance.rows_of(tables[schema.DOCUMENTS], [*_IDENTITY, *standing, "published"])
    identity = [documents[name].to_pylist() for name in _IDENTITY]
    identity.append([schema.version_standing(row) for row in documents.select(standing).to_pylist()])
    published = documents["published"].to_pylist()
    passages = lance.rows_of(tables[schema.PASSAGES], ["document_id", "statement_count"])
    counts = passages["statement_count"]
    if not set(passages["document_id"].unique().to_pylist()) <= set(identity[0]):
        raise LibraryError("Some passages have no document.", "Run the command again; nothing was changed.")
    versions = dict(zip(TABLES, lance.versions(tables[use] for use in TABLES), strict=True))
    return Manifest(
        generation=generation,
        evidence_version=evidence_version(zip(*identity, strict=True)),
        tables={use: TableVersion(names[use], versions[use]) for use in TABLES},
        fingerprints=fingerprints(embedding),
        counts={"documents": len(documents), "passages": len(counts), "statements": sum(counts.to_pylist())},
        last_updated=max(filter(None, published), default=None),
    )


def next_generation(folder: Path) -> int:
    """The number of the next commit, read anew each time: an interrupted commit may have been written."""
    committed = read_manifest(folder)
    return (committed.generation if committed is not None else 0) + 1


def publish(folder: Path, manifest: Manifest, tables: Mapping[str, Any]) -> None:
    """The commit: protect the versions that the manifest names, then put it in its place."""
    lance.tag((tables[use] for use in TABLES), f"g{manifest.generation}")
    write_manifest(folder, manifest)
