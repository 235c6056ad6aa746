"""The tables of a library, described; nothing here opens a connection or changes a row.

- `documents`: one row a current document: what it is, how it stands, its record.
- `revisions`: one row a document revision, never changed: text and structure.
- `passages`: one row a passage of a current document: what retrieval searches, with what select needs.
- `vocabulary`: one row a term: in how many passages it occurs.
- `standings`: one row a notice about a paper, held or not (`standings.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

import numpy as np
import pyarrow as pa

from curbside.evidence.document import Document, Form, Statement
from curbside.evidence.kinds import Role, Standing
from curbside.evidence.passage import Passage, passages_of
from curbside.evidence.terms import content_terms
from curbside.evidence.text import Span
from curbside.index.catalogue import searched_names
from curbside.index.standings import Given

DOCUMENTS = "documents"
REVISIONS = "revisions"
PASSAGES = "passages"
VOCABULARY = "vocabulary"
STANDINGS = "standings"

# How passages and their terms are made. Raise when the same stored text gives other rows.
PASSAGE_RULES = "passages-3"

documents_schema = pa.schema(
    [
        ("document_id", pa.string()),
        ("reference_id", pa.string()),
        ("revision", pa.string()),
        ("record_digest", pa.string()),
        ("standing", pa.string()),
        ("recorded_standing", pa.string()),
        ("retired", pa.bool_()),
        ("given_standing", pa.string()),
        ("given_by", pa.string()),
        ("given_note", pa.string()),
        ("checked", pa.string()),
        ("checked_by", pa.string()),
        ("recency", pa.string()),
        ("identities", pa.list_(pa.string())),
        ("kind", pa.string()),
        ("year", pa.int32()),
        ("audience", pa.string()),
        ("title", pa.string()),
        ("pack", pa.string()),
        ("published", pa.string()),
        ("jurisdiction", pa.string()),
        ("searched", pa.string()),
        ("record", pa.string()),
    ]
)

revisions_schema = pa.schema(
    [
        ("document_id", pa.string()),
        ("revision", pa.string()),
        ("text", pa.string()),
        ("structure", pa.string()),
    ]
)

vocabulary_schema = pa.schema([("term", pa.string()), ("passages", pa.int32())])


def passages_schema(dimensions: int) -> pa.Schema:
    """The passages table for an embedding of this many dimensions."""
    vector = pa.list_(pa.int8(), dimensions)
    return pa.schema(
        [
            ("passage_id", pa.string()),
            ("document_id", pa.string()),
            ("revision", pa.string()),
            ("start", pa.int32()),
            ("end", pa.int32()),
            ("heading_path", pa.string()),
            ("text", pa.string()),
            ("statements", pa.string()),
            ("statement_count", pa.int32()),
            ("kind", pa.string()),
            ("year", pa.int32()),
            ("standing", pa.string()),
            ("audience", pa.string()),
            ("heading_terms", pa.string()),
            ("body_terms", pa.string()),
            ("heading_vector", vector),
            ("body_vector", vector),
        ]
    )


@dataclass(frozen=True, slots=True)
class Status:
    """What the library says of a document beside its record.

    The owner may have `retired` it, notices may have `given` it a standing, and somebody may have `checked` its
    standing on an ISO date.
    """

    retired: bool = False
    given: Given | None = None
    checked: str | None = None
    checked_by: str | None = None

    def standing(self, recorded: Standing) -> Standing:
        """How a document stands: retired by its owner, else by the gravest of its record and the notices."""
        if self.retired:
            return Standing.RETIRED
        if self.given is None:
            return recorded
        return max(recorded, self.given.standing, key=lambda standing: standing.gravity)

    def columns(self) -> dict[str, Any]:
        """Its columns of `documents`."""
        given = self.given
        return {
            "retired": self.retired,
            "given_standing": given.standing.value if given else None,
            "given_by": given.said_by if given else None,
            "given_note": given.note if given else None,
            "checked": self.checked,
            "checked_by": self.checked_by,
        }

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> Status:
        """The status in a row of `documents`, also of a table made before notices were kept."""
        standing = row.get("given_standing")
        given = Given(Standing(standing), row["given_by"], row["given_note"]) if standing else None
        return cls(row["retired"], given, row.get("checked"), row.get("checked_by"))


def version_standing(row: Mapping[str, Any]) -> str:
    """The standing as it enters the evidence version: with what answers say of it beside its name."""
    said = [row["standing"], *(row.get(name) for name in ("given_standing", "given_by", "given_note", "checked"))]
    return "\x1d".join(part or "" for part in said) if any(said[1:]) else str(said[0])


def document_row(document: Document, status: Status) -> dict[str, Any]:
    """A document as a row of `documents`; its record stays as it is whatever its status."""
    reference = document.reference
    identities = reference.identities
    return {
        "document_id": document.id,
        "reference_id": identities[0],
        "revision": document.revision,
        "record_digest": document.record_digest,
        "standing": status.standing(reference.standing).value,
        "recorded_standing": reference.standing.value,
        **status.columns(),
        "recency": document.recency,
        "identities": list(identities),
        "kind": reference.kind.value,
        "year": reference.year,
        "audience": reference.audience.value,
        "title": reference.title,
        "pack": document.pack,
        "published": reference.published,
        "jurisdiction": reference.jurisdiction,
        "searched": searched_names(document.reference_record),
        "record": document.record_json,
    }


def revision_row(document: Document) -> dict[str, Any]:
    """A document's text and structure as a row of `revisions`."""
    return {
        "document_id": document.id,
        "revision": document.revision,
        "text": document.text,
        "structure": document.structure_json,
    }


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A passage as a row of `passages`, with the two texts whose vectors it lacks and the terms that it holds."""

    columns: dict[str, Any]
    heading: str
    body: str
    terms: set[str]


def passage_rows(document: Document, standing: Standing) -> Iterator[PassageRow]:
    """The passages of a document, in reading order."""
    reference = document.reference
    common = {
        "document_id": document.id,
        "revision": document.revision,
        "kind": reference.kind.value,
        "year": reference.year,
        "standing": standing.value,
        "audience": reference.audience.value,
    }
    for passage in passages_of(document):
        # No term goes on from one of these into the next.
        about = (reference.title, *passage.heading_path, *document.concepts)
        heading_terms = list(chain.from_iterable(map(_heading_terms, about)))
        body_terms = content_terms(passage.searched)
        columns = {
            "passage_id": passage.id,
            "start": passage.start,
            "end": passage.end,
            "heading_path": _path_json(passage.heading_path),
            "text": passage.text,
            "statements": _COMPACT.encode(pack_statements(document, passage)),
            "statement_count": len(passage.statements),
            "heading_terms": " ".join(heading_terms),
            "body_terms": " ".join(body_terms),
            **common,
        }
        # What is searched as its heading: the title and the headings it stands under.
        heading = " · ".join((reference.title, *passage.heading_path))
        yield PassageRow(columns, heading, passage.searched, {*heading_terms, *body_terms})


# Made once: an encoder is dearer than what it mostly encodes.
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=4096)
def _heading_terms(heading: str) -> tuple[str, ...]:
    """The terms of a title, heading or concept; kept, because it stands over several passages in a row."""
    return tuple(content_terms(heading))


@lru_cache(maxsize=4096)
def _path_json(heading_path: tuple[str, ...]) -> str:
    return json.dumps(heading_path, ensure_ascii=False)


def passage_columns(
    rows: Sequence[dict[str, Any]], headings: np.ndarray[Any, Any], bodies: np.ndarray[Any, Any]
) -> pa.Table:
    """Rows and their vectors as an Arrow table of the passages schema."""
    dimensions = headings.shape[1]
    schema = passages_schema(dimensions)
    plain = pa.Table.from_pylist(list(rows), schema=pa.schema([f for f in schema if "vector" not in f.name]))
    for name, vectors in (("heading_vector", headings), ("body_vector", bodies)):
        column = pa.FixedSizeListArray.from_arrays(pa.array(vectors.ravel(), pa.int8()), dimensions)
        plain = plain.append_column(pa.field(name, schema.field(name).type), column)
    return plain


def pack_statements(document: Document, passage: Passage) -> list[list[Any]]:
    """A passage's statements as compact plain data, with the words their lead-ins and columns have."""
    packed = []
    for s in passage.statements:
        lead_ins = [[*lead_in, document.text[slice(*lead_in)]] for lead_in in s.lead_ins]
        table = _pack_table(document, s) if s.table is not None else None
        page = document.page_of(s.start)
        on_page = [[page.number, page.doubtful]] if page is not None else []
        packed.append([s.start, s.end, s.form, s.role, lead_ins, table, *on_page])
    return packed


def _pack_table(document: Document, statement: Statement) -> list[Any]:
    assert statement.table is not None
    table = document.tables[statement.table]
    caption = [*table.caption, document.text[slice(*table.caption)]] if table.caption else None
    columns = [[start, end, document.text[start:end]] for start, end in table.columns]
    return [statement.table, caption, columns, statement.cells]


# By their values: making each of them from its value took a third of the time of reading a statement.
_FORMS = {one.value: one for one in Form}
_ROLES = {one.value: one for one in Role}


class StoredStatement:
    """A statement as a passage row carries it: enough to choose and show it without its document.

    `page` is None in a source without pages; `doubtful` says that the order of the text on its page is not sure.
    """

    __slots__ = ("caption", "cells", "columns", "doubtful", "end", "form", "lead_ins", "page", "role", "start", "table")

    def __init__(self, packed: Sequence[Any]) -> None:
        start, end, form, role, lead_ins, table, *on_page = packed
        self.start: int = start
        self.end: int = end
        self.form = _FORMS[form]
        self.role = _ROLES[role]
        self.lead_ins: tuple[tuple[int, int, str], ...] = tuple((a, b, text) for a, b, text in lead_ins)
        self.page: int | None = on_page[0][0] if on_page else None
        self.doubtful: bool = on_page[0][1] if on_page else False
        self.table: int | None = None
        self.caption: tuple[int, int, str] | None = None
        self.columns: tuple[tuple[int, int, str], ...] = ()
        self.cells: tuple[Span, ...] = ()
        if table is not None:
            self.table = table[0]
            self.caption = tuple(table[1]) if table[1] else None
            self.columns = tuple((a, b, text) for a, b, text in table[2])
            self.cells = tuple((a, b) for a, b in table[3])

    def part(self, start: int, end: int) -> StoredStatement:
        """What of it stands between two places of its document."""
        changed = copy(self)
        changed.start, changed.end = start, end
        return changed

    def led_in_by(self, *lead_ins: tuple[int, int, str]) -> StoredStatement:
        """It as it is understood after other words of its document."""
        changed = copy(self)
        changed.lead_ins = lead_ins
        return changed
