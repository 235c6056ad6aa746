"""The library as a reader sees it: one committed state, found through its manifest and never moving.

`Library` opens what the manifest names, answers from exactly that as long as it is open, and holds a lease so
that upkeep spares it. Writing is `curbside.index.writing`'s business.
"""

from __future__ import annotations

import json
import weakref
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from curbside.errors import LibraryDamaged, LibraryError, LibraryIncompatible
from curbside.evidence.document import Document, structure_of
from curbside.evidence.kinds import Basis, Standing
from curbside.evidence.preprints import papers_named, published_note, published_preprints
from curbside.evidence.reference import Reference, same_sources
from curbside.evidence.terms import content_terms, words
from curbside.evidence.terms import term as term_of
from curbside.index import schema
from curbside.index.catalogue import Catalogue, SourceFilter, SourceOrder
from curbside.index.embedding import Embedding, default_embedding
from curbside.index.lance import connect, lance_errors, open_at, rows_of, rows_where
from curbside.index.locks import ReaderLease
from curbside.index.manifest import Manifest, read_manifest
from curbside.index.reranking import Reading, Reranker, SaidOtherwise, Sought
from curbside.index.schema import Status, StoredStatement
from curbside.index.search import KEPT_PASSAGES, Filter, PassageIndex
from curbside.index.short_forms import long_form_in, may_be_short_form, written_out
from curbside.ingest.segment import SEGMENTER, statements_of

DATABASE = "evidence.lance"
# Records and texts kept for answering fast; a text is some 5 kB.
_KEPT = 10_000
# Passages looked at for what a short form stands for.
_DEFINING = 30
# Documents of one look-up among the records.
_MOST_FOUND = 500
# The documents that their records call preprints.
_PREPRINTS = "record LIKE '%\"preprint\":true%'"


@dataclass(frozen=True, slots=True)
class Source:
    """A current document's record as the library lists it.

    `reference` stands as the library has it: retired, where the owner retired it, or as notices about it say.
    `recorded` is the record itself, `status` what the library says beside it.
    """

    document_id: str
    reference_id: str
    revision: str
    reference: Reference
    basis: Basis
    seen_at: str | None
    reported_by: str | None
    derived_from: tuple[str, ...]
    topics: tuple[str, ...]
    concepts: tuple[str, ...]
    recency: str | None
    pack: str | None
    metadata: Mapping[str, Any]
    recorded: Reference
    status: Status


@dataclass(frozen=True, slots=True)
class SourceList:
    """A page of the sources found; `counts` says how many each value of a facet would leave."""

    sources: tuple[Source, ...]
    total: int
    page: int
    pages: int
    counts: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found; `text` is exactly the stored text from `start` to `end`.

    `terms` are the passage's own, with lead-ins and column headers; `terms_around` those of its title and
    headings; `position` is its place in the order of document ids and spans.
    """

    passage_id: str
    source: Source
    revision: str
    heading_path: tuple[str, ...]
    start: int
    end: int
    text: str
    statements: tuple[StoredStatement, ...]
    terms: frozenset[str]
    terms_around: frozenset[str]
    position: int
    score: float

    def words(self, start: int, end: int) -> str:
        """The stored text of a span inside this passage."""
        return self.text[start - self.start : end - self.start]


def fingerprints(embedding: Embedding) -> dict[str, str]:
    """How this version makes passages and vectors; stored in the manifest and compared when opening."""
    return {
        "embedding": embedding.fingerprint,
        "tokenizer": embedding.tokenizer_fingerprint,
        "segmenter": SEGMENTER,
        "passages": schema.PASSAGE_RULES,
    }


def differing_fingerprints(manifest: Manifest, embedding: Embedding) -> list[str]:
    """What the library's index was made with otherwise than this version would make it."""
    now = fingerprints(embedding)
    return [name for name, value in now.items() if manifest.fingerprints.get(name) != value]


def check_fingerprints(folder: Path, manifest: Manifest, embedding: Embedding) -> None:
    """Raise LibraryIncompatible when the library's index was made another way than this version would."""
    differing = differing_fingerprints(manifest, embedding)
    if differing:
        raise LibraryIncompatible(
            f"The library at {folder} was indexed with another {' and '.join(differing)}.",
            "Run `curbside reindex` to rebuild the index from the stored text; no evidence is lost."
            + (" Or set CURBSIDE_EMBEDDING to what it was indexed with." if "embedding" in differing else ""),
        )


OtherNames = Callable[[str], Sequence[SaidOtherwise]]


def as_written(text: str) -> Sequence[SaidOtherwise]:
    """A text is to be found by the names that it uses, and by no others."""
    return ()


class Library:
    """One committed state of a library, open for reading.

    Raises LibraryError when there is none in the folder, LibraryIncompatible when it was made by a newer
    version or indexed another way, LibraryDamaged when the manifest names what is not there.
    """

    def __init__(self, folder: Path | str, embedding: Embedding | None = None) -> None:
        self.folder = Path(folder)
        self.embedding = embedding or default_embedding()
        self._lease = take_lease(self.folder)
        # Also given up when nobody uses the library any more: a server drops an old state while other threads
        # may still be answering from it.
        self._release = weakref.finalize(self, ReaderLease.release, self._lease) if self._lease else None
        try:
            self._open()
        except BaseException:
            self.close()
            raise

    def _open(self) -> None:
        manifest = read_manifest(self.folder)
        if manifest is None:
            raise LibraryError(f"There is no library at {self.folder}.", "Make one with `curbside add --empty PATH…`.")
        check_fingerprints(self.folder, manifest, self.embedding)
        if self._lease is not None:
            self._lease.name(manifest.generation)
        self.manifest = manifest
        with lance_errors(self.folder):
            database = connect(self.folder / DATABASE)
            tables = {use: open_at(database, t.name, t.version) for use, t in manifest.tables.items()}
            self._documents = tables[schema.DOCUMENTS]
            self._revisions = tables[schema.REVISIONS]
            self._passages = tables[schema.PASSAGES]
            self._vocabulary_table = tables[schema.VOCABULARY]
        self._sources: dict[str, Source] = {}
        self._texts: dict[tuple[str, str], str] = {}
        self._long_forms: dict[str, str | None] = {}
        self._passage_rows: dict[int, _PassageRow] = {}
        self._found: dict[str, list[str]] = {}

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give up the lease; the library must not be used after."""
        if self._release is not None:
            self._release()

    @property
    def is_newest(self) -> bool:
        """Whether nothing was committed since this state was opened."""
        newest = read_manifest(self.folder)
        return newest is not None and newest.generation == self.manifest.generation

    @property
    def evidence_version(self) -> str:
        """What evidence this state holds, whatever way it was added."""
        return self.manifest.evidence_version

    @cached_property
    def index(self) -> PassageIndex:
        """The searchable passages, loaded on first use."""
        with lance_errors(self.folder):
            return PassageIndex(self._passages)

    # -- searching

    def search(
        self,
        text: str,
        limit: int = 10,
        where: Filter | None = None,
        extra_terms: Sequence[str] = (),
        other_names: OtherNames = as_written,
        sought: Sought = Sought.SOURCES,
    ) -> list[Hit]:
        """The passages that best fit a text, best first.

        `extra_terms` are searched for besides the text's own terms (synonyms, say); `other_names` tells what of a text
        goes by other names, and is known by them, too; `sought` whether the source or the passage itself is to be about
        it. Retracted, superseded and retired sources are found only when `where` asks for them.
        """
        with lance_errors(self.folder):
            readings = self.readings(text, extra_terms, other_names)
            ranked = self.index.search(readings, limit, where or Filter(), self.reranker, sought, self._withdrawn)
            return self._hits(ranked)

    def readings(
        self, text: str, extra_terms: Sequence[str] = (), other_names: OtherNames = as_written
    ) -> list[Reading]:
        """A text as it was written, and with its abbreviations written out."""
        texts = dict.fromkeys((text, written_out(text, self.long_form)))
        return [reading for one in texts if (reading := self.reading(one, extra_terms, other_names)).terms]

    def reading(self, text: str, extra_terms: Sequence[str] = (), other_names: OtherNames = as_written) -> Reading:
        """A text as the index searches for it."""
        terms = list(dict.fromkeys([*content_terms(text), *extra_terms]))
        return Reading(terms, self.embedding.embed_question(text), other_names(text))

    def long_form(self, word: str) -> str | None:
        """What a word stands for, if it is a short form that some passage defines."""
        share = self.document_frequency(term_of(word)) / max(1, self.passage_count)
        if not may_be_short_form(word, share):
            return None
        known = self._long_forms
        if word not in known:
            if len(known) > _KEPT:
                known = self._long_forms = {}
            known[word] = long_form_in(self.index.texts_with(term_of(word), _DEFINING), word)
        return known[word]

    @cached_property
    def reranker(self) -> Reranker:
        """What compares passages with a question, in this library's vocabulary."""
        return Reranker(self.document_frequency, self.passage_count)

    def _hits(self, ranked: Sequence[tuple[int, float]]) -> list[Hit]:
        if not ranked:
            return []
        rows = self._rows([position for position, _ in ranked])
        sources = self.sources(row.document_id for row in rows)
        return [
            row.hit(sources[row.document_id], position, score)
            for row, (position, score) in zip(rows, ranked, strict=True)
        ]

    def _rows(self, positions: Sequence[int]) -> list[_PassageRow]:
        """The passages at these positions, unpacked anew where they are not kept."""
        if len(self._passage_rows) > KEPT_PASSAGES:
            self._passage_rows = {}
        known = self._passage_rows
        missing = [position for position in positions if position not in known]
        known.update(zip(missing, map(_passage_row, self.index.rows(missing)), strict=True))
        return [known[position] for position in positions]

    def passages(self, document_ids: Sequence[str], without: Collection[int] = ()) -> list[Hit]:
        """Every passage of some current documents, in the order given, then of the text; their scores are 0.

        `without` are positions (`Hit.position`) of passages that the caller has already.
        """
        with lance_errors(self.folder):
            positions = [p for document_id in document_ids for p in self.index.positions_of(document_id)]
            return self._hits([(position, 0.0) for position in positions if position not in without])

    def after(self, passages: Iterable[tuple[str, int]]) -> dict[int, Hit]:
        """The passages of the same documents that follow these, each a document id and a position, by that position."""
        return self._beside(passages, 1)

    def before(self, passages: Iterable[tuple[str, int]]) -> dict[int, Hit]:
        """The passages of the same documents before these, each a document id and a position, by that position."""
        return self._beside(passages, -1)

    def _beside(self, passages: Iterable[tuple[str, int]], step: int) -> dict[int, Hit]:
        with lance_errors(self.folder):
            beside = ((document_id, at + step) for document_id, at in passages)
            wanted = sorted({at for document_id, at in beside if at in self.index.positions_of(document_id)})
            return {hit.position - step: hit for hit in self._hits([(position, 0.0) for position in wanted])}

    @cached_property
    def _withdrawn(self) -> frozenset[int]:
        """The passages of every text of a retracted source: a retraction is of the paper, not of one file."""
        theirs = [key for key, (standing, _) in self._shared_standings.items() if not standing.answers]
        theirs += self._without_their_sources
        return frozenset(position for document_id in theirs for position in self.index.positions_of(document_id))

    @cached_property
    def _without_their_sources(self) -> list[str]:
        """The rewordings of sources that no longer answer: what was retracted is not true in plain words either."""
        answers = ", ".join(quoted(standing.value) for standing in Standing if standing.answers)
        fallen = rows_where(self._documents, f"standing NOT IN ({answers})", ["document_id"])
        gone = {*(row["document_id"] for row in fallen), *self._shared_standings}
        if not gone:
            return []
        rows = rows_where(self._documents, "record LIKE '%\"derived_from\"%'")
        reworded = {row["document_id"]: source_of(row).derived_from for row in rows}
        twins = self.sources({twin for named in reworded.values() for twin in named} & gone)
        return [
            document_id
            for document_id, named in reworded.items()
            if any(twin in twins and not twins[twin].reference.standing.answers for twin in named)
        ]

    @cached_property
    def _shared_standings(self) -> dict[str, tuple[Standing, str]]:
        """For documents of sources that do not simply stand: the gravest standing said of any of them, and of which."""
        current = quoted(Standing.CURRENT.value)
        told = "given_standing IS NOT NULL" if "given_standing" in self._documents.schema.names else "false"
        fallen = f"recorded_standing != {current} OR {told}"
        if not self._documents.count_rows(f"{fallen} OR {_PREPRINTS}"):
            return {}
        rows = rows_of(self._documents, ["document_id", "identities"]).to_pylist()
        identities = {row["document_id"]: row["identities"] for row in rows}
        stands = {
            row["document_id"]: replace(Status.of_row(row), retired=False).standing(Standing(row["recorded_standing"]))
            for row in rows_where(self._documents, fallen)
        }
        preprints = rows_where(self._documents, _PREPRINTS)
        published = published_preprints(
            identities, {row["document_id"]: papers_named(source_of(row).metadata) for row in preprints}
        )
        shared: dict[str, tuple[Standing, str]] = {}
        for members in same_sources(identities):
            said = [(stands[member], member) for member in members if member in stands]
            said += [(Standing.SUPERSEDED, published[member]) for member in members if member in published]
            if said:
                gravest = max(said, key=lambda one: (one[0].gravity, one[1]))
                shared.update(dict.fromkeys(members, gravest))
        return shared

    # -- records and texts

    def sources(self, document_ids: Iterable[str]) -> dict[str, Source]:
        """The records of current documents; ids that are not in the library are left out."""
        asked = set(document_ids)
        # What is full is left to those who are reading from it, and begun anew.
        if len(self._sources) > _KEPT:
            self._sources = {}
        known = self._sources
        wanted = sorted(asked - known.keys())
        for batch in batches(wanted, 500):
            predicate = f"document_id IN ({', '.join(map(quoted, batch))})"
            with lance_errors(self.folder):
                rows = rows_where(self._documents, predicate, limit=len(batch))
            for row in rows:
                known[row["document_id"]] = self._standing_together(source_of(row))
        return {key: known[key] for key in asked if key in known}

    def _standing_together(self, source: Source) -> Source:
        """A source with the standing that it shares with its other texts, unless the owner retired it."""
        shared, of = self._shared_standings.get(source.document_id, (None, ""))
        if shared is None or source.reference.standing in (Standing.RETIRED, shared):
            return source
        rows = rows_where(self._documents, f"document_id = {quoted(of)}", limit=1)
        other = source_of(rows[0]).reference if rows else None
        why = other.standing_note if other is not None else None
        if other is not None and shared is Standing.SUPERSEDED and other.standing.answers:
            why = published_note(other)
        return replace(source, reference=replace(source.reference, standing=shared, standing_note=why))

    def source(self, document_id: str) -> Source | None:
        """The record of one current document, None if the library does not hold it."""
        return self.sources([document_id]).get(document_id)

    def sources_of_identity(self, identity: str) -> list[Source]:
        """The current documents with this identity ("doi:10.1000/x", "pmid:123"), by document id."""
        return self._found_where(f"array_has(identities, {quoted(identity)})")

    def sources_beside(self, sources: Iterable[Source]) -> list[Source]:
        """Up to 500 current documents that share an identity with one of these, themselves left out; by document id."""
        given = {source.document_id: source for source in sources}
        keys = sorted({key for source in given.values() for key in source.reference.identities})
        if not keys:
            return []
        found = self._found_where(f"array_has_any(identities, [{', '.join(map(quoted, keys))}])")
        return [source for source in found if source.document_id not in given]

    def sources_recorded(self, pattern: str) -> list[Source]:
        """Up to 500 current documents whose record holds what a regular expression finds, by document id.

        For names that a person typed: the caller looks at what each source really says of itself.
        """
        return self._found_where(f"regexp_like(record, {quoted(pattern)})")

    def sources_of_country(self, country: str, kinds: Iterable[str]) -> list[Source]:
        """Up to 500 current documents of a jurisdiction that are of one of these kinds, by document id."""
        return self._found_where(
            f"jurisdiction = {quoted(country)} AND kind IN ({', '.join(map(quoted, sorted(kinds)))})"
        )

    def _found_where(self, predicate: str) -> list[Source]:
        if len(self._found) > _KEPT:
            self._found = {}
        known = self._found
        if predicate not in known:
            with lance_errors(self.folder):
                rows = rows_where(self._documents, predicate, ["document_id"], _MOST_FOUND)
            known[predicate] = [row["document_id"] for row in rows]
        found = self.sources(known[predicate])
        return [found[key] for key in sorted(found)]

    def all_sources(self) -> list[Source]:
        """Every current document's record, by document id."""
        with lance_errors(self.folder):
            rows = rows_of(self._documents).to_pylist()
        ordered = sorted(rows, key=lambda row: str(row["document_id"]))
        return [self._standing_together(source_of(row)) for row in ordered]

    @cached_property
    def _catalogue(self) -> Catalogue:
        shared = {key: standing for key, (standing, _) in self._shared_standings.items()}
        with lance_errors(self.folder):
            return Catalogue(self._documents, shared)

    def list_sources(self, where: SourceFilter, order: SourceOrder, page: int, size: int) -> SourceList:
        """A page, counted from 1, of the current documents that pass; the last one if there are fewer."""
        listing = self._catalogue.find(where, order, page, size)
        records = self.sources(listing.document_ids)
        return SourceList(
            tuple(records[one] for one in listing.document_ids),
            listing.total,
            listing.page,
            listing.pages,
            listing.counts,
        )

    def revisions(self, document_id: str) -> list[str]:
        """The revisions of a document of which the text is stored, in the order in which they came."""
        with lance_errors(self.folder):
            rows = rows_where(self._revisions, f"document_id = {quoted(document_id)}", ["revision"])
            return list(dict.fromkeys(row["revision"] for row in rows))

    def sources_said_superseded(self, said: Iterable[str]) -> list[Source]:
        """Up to 500 current documents that a notice calls superseded, whose speaker or words hold one of these."""
        wanted = list(said)
        named = [
            document_id
            for document_id, speaker, note in self._superseded_by_notice
            if any(one == speaker or one in note for one in wanted)
        ]
        found = self.sources(named[:_MOST_FOUND])
        return [found[key] for key in sorted(found)]

    @cached_property
    def _superseded_by_notice(self) -> list[tuple[str, str, str]]:
        """The current documents that a notice calls superseded, by id, each with who says so and in which words.

        They are few, and asking the table for them means to look through all of it.
        """
        if "given_standing" not in self._documents.schema.names:
            return []
        superseded = f"given_standing = {quoted(Standing.SUPERSEDED.value)}"
        with lance_errors(self.folder):
            told = rows_where(self._documents, superseded, ["document_id", "given_by", "given_note"])
        return sorted((row["document_id"], row["given_by"] or "", row["given_note"] or "") for row in told)

    def texts(self, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """The stored texts of (document id, revision) pairs; what is not stored is left out."""
        asked = set(wanted)
        if len(self._texts) > _KEPT:
            self._texts = {}
        known = self._texts
        missing = sorted(asked - known.keys())
        with lance_errors(self.folder):
            known.update(stored_texts(self._revisions, missing))
        return {key: known[key] for key in asked if key in known}

    def document(self, document_id: str, revision: str | None = None) -> Document | None:
        """A document with its text and structure, at its current or an earlier revision."""
        source = self.source(document_id)
        if source is None:
            return None
        wanted = revision or source.revision
        predicate = f"document_id = {quoted(document_id)} AND revision = {quoted(wanted)}"
        with lance_errors(self.folder):
            rows = rows_where(self._revisions, predicate, limit=1)
        if not rows:
            raise LibraryDamaged(
                f"Revision {wanted[:12]} of {document_id} is not stored.", "Restore the library from a backup."
            )
        return stored_document(source, rows[0]["text"], json.loads(rows[0]["structure"]))

    def forget(self) -> None:
        """Drop the texts and records kept for answering fast; for walks over the whole library."""
        self._texts.clear()
        self._sources.clear()
        self._passage_rows = {}

    # -- counts

    @property
    def passage_count(self) -> int:
        """How many passages can be found."""
        return self.manifest.counts.get("passages", 0)

    def document_frequency(self, term: str) -> int:
        """In how many passages a term occurs."""
        return self._vocabulary.get(term, 0)

    def terms_like(self, term: str) -> list[str]:
        """The terms that begin with the same letter and are about as long, in alphabetical order."""
        near = self._terms_by_letter.get(term[:1], ())
        return [one for one in near if abs(len(one) - len(term)) <= 2]

    def word_of(self, term: str) -> str | None:
        """A term as a passage that holds it spells it; None if none does."""
        for text in self.index.texts_with(term, 3):
            for word in words(text):
                if term_of(word) == term:
                    return word if word.isupper() else word.lower()
        return None

    @cached_property
    def _terms_by_letter(self) -> Mapping[str, Sequence[str]]:
        letters: dict[str, list[str]] = {}
        for one in sorted(self._vocabulary):
            letters.setdefault(one[:1], []).append(one)
        return letters

    @cached_property
    def _vocabulary(self) -> dict[str, int]:
        with lance_errors(self.folder):
            rows = rows_of(self._vocabulary_table)
        return dict(zip(rows["term"].to_pylist(), rows["passages"].to_pylist(), strict=True))


def stored_texts(revisions: Any, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The texts that the revisions table holds of (document id, revision) pairs, and of some others, perhaps."""
    found: dict[tuple[str, str], str] = {}
    for some in batches(wanted, 200):
        among = ", ".join(quoted(revision) for _, revision in some)
        rows = rows_where(revisions, f"revision IN ({among})", ["document_id", "revision", "text"])
        found.update(((row["document_id"], row["revision"]), row["text"]) for row in rows)
    return found


def stored_document(source: Source, text: str, structure: Mapping[str, Any]) -> Document:
    """Rebuild a document from what is stored; its statements are cut anew by today's segmenter."""
    made = structure_of(structure)
    return Document(
        id=source.document_id,
        reference=source.recorded,
        text=text,
        sections=made.sections,
        blocks=made.blocks,
        tables=made.tables,
        statements=statements_of(text, made.sections, made.blocks, source.reference.kind),
        basis=source.basis,
        seen_at=source.seen_at,
        reported_by=source.reported_by,
        derived_from=source.derived_from,
        topics=source.topics,
        concepts=source.concepts,
        recency=source.recency,
        pages=made.pages,
        pack=source.pack,
        metadata=source.metadata,
    )


def source_of(row: Mapping[str, Any]) -> Source:
    """A row of `documents` as a record."""
    record = json.loads(row["record"])
    recorded = Reference.from_record(record["reference"])
    status = Status.of_row(row)
    return Source(
        document_id=row["document_id"],
        reference_id=row["reference_id"],
        revision=row["revision"],
        reference=_standing_as(recorded, status),
        basis=Basis(record.get("basis", Basis.FULL_TEXT)),
        seen_at=record.get("seen_at"),
        reported_by=record.get("reported_by"),
        derived_from=tuple(record.get("derived_from", ())),
        topics=tuple(record.get("topics", ())),
        concepts=tuple(record.get("concepts", ())),
        recency=record.get("recency"),
        pack=record.get("pack"),
        metadata=record.get("metadata", {}),
        recorded=recorded,
        status=status,
    )


def _standing_as(recorded: Reference, status: Status) -> Reference:
    """A record with the standing that the library gives it, why, and when that was last checked."""
    standing, given = status.standing(recorded.standing), status.given
    graver = given is not None and given.standing.gravity > recorded.standing.gravity
    return replace(
        recorded,
        standing=standing,
        standing_note=given.note if graver and given is not None else recorded.standing_note,
        standing_checked=max(filter(None, (recorded.standing_checked, status.checked)), default=None),
    )


@dataclass(frozen=True, slots=True)
class _PassageRow:
    """A passage as it is stored, unpacked; a `Hit` but for what it was found for."""

    passage_id: str
    document_id: str
    revision: str
    heading_path: tuple[str, ...]
    start: int
    end: int
    text: str
    statements: tuple[StoredStatement, ...]
    terms: frozenset[str]
    terms_around: frozenset[str]

    def hit(self, source: Source, position: int, score: float) -> Hit:
        return Hit(
            passage_id=self.passage_id,
            source=source,
            revision=self.revision,
            heading_path=self.heading_path,
            start=self.start,
            end=self.end,
            text=self.text,
            statements=self.statements,
            terms=self.terms,
            terms_around=self.terms_around,
            position=position,
            score=score,
        )


def _passage_row(row: Mapping[str, Any]) -> _PassageRow:
    return _PassageRow(
        passage_id=row["passage_id"],
        document_id=row["document_id"],
        revision=row["revision"],
        heading_path=tuple(json.loads(row["heading_path"])),
        start=row["start"],
        end=row["end"],
        text=row["text"],
        statements=tuple(StoredStatement(packed) for packed in json.loads(row["statements"])),
        terms=frozenset(row["body_terms"].split()),
        terms_around=frozenset(row["heading_terms"].split()),
    )


def take_lease(folder: Path) -> ReaderLease | None:
    """A claim on what is read from a library; None on a read-only medium, where nobody can prune it either."""
    if not folder.is_dir():
        return None
    try:
        return ReaderLease(folder)
    except OSError:
        return None


def quoted(value: str) -> str:
    """A value as LanceDB's predicates take it."""
    return "'" + value.replace("'", "''") + "'"


def batches(items: Sequence[Any], size: int) -> Iterable[Sequence[Any]]:
    """Cut a sequence into pieces of at most this size."""
    return (items[i : i + size] for i in range(0, len(items), size))
