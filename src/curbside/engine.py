"""Curbside as a Python object: ask, search and add, on one library."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curbside.answer import Answer, answer
from curbside.answer.lexicon import other_names
from curbside.errors import UsageError
from curbside.evidence.kinds import Reader
from curbside.evidence.links import identities_named
from curbside.evidence.reference import same_sources
from curbside.evidence.standing import Calendar
from curbside.index.adding import Added, OnProgress, add_paths
from curbside.index.chosen_embedding import chosen_embedding
from curbside.index.embedding import Embedding, default_embedding
from curbside.index.library import Hit, Library, Source
from curbside.index.manifest import read_manifest
from curbside.index.search import Filter
from curbside.index.standing_lists import (
    StandingChange,
    TakenLists,
    changes,
    held_sources,
    replaced_by,
    take_lists,
)
from curbside.index.standing_report import StandingReport, standing_report
from curbside.index.writing import open_writer
from curbside.ingest.formats import find_inputs
from curbside.ingest.packs import STARTER, starter_pack

if TYPE_CHECKING:
    from curbside.settings import Settings

LONGEST_QUERY = 2_000


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A passage found by `search`; `text` is the stored text from `start` to `end`."""

    passage: str
    document: str
    reference: str
    title: str
    kind: str
    year: int | None
    standing: str
    heading_path: tuple[str, ...]
    text: str
    start: int
    end: int
    score: float

    def to_dict(self) -> dict[str, Any]:
        """The contract's JSON object."""
        return {**asdict(self), "heading_path": list(self.heading_path)}


class Curbside:
    """Questions answered from the library in a folder.

    A library that does not exist yet is made on first use, with the starter pack in it unless `empty`.
    Safe to share between threads; `close` it, or use it in a `with`, to give its lease on the library up.

    `wait_seconds` is how long writing waits for another process that is writing; `country` is the code of the country
    whose sources are preferred; a notice says where a standing was last checked over `standing_days` ago and where a
    guideline is over `guideline_years` old, as of `today` (without one, the day of asking); `embedding` gives what
    passages and questions are compared by, once it is needed. Errors are those of `curbside.errors`.
    """

    def __init__(
        self,
        library: str | Path | None = None,
        empty: bool = False,
        wait_seconds: float = 30.0,
        country: str | None = None,
        today: date | None = None,
        standing_days: int = 90,
        guideline_years: int = 5,
        embedding: Callable[[], Embedding] = default_embedding,
    ) -> None:
        if library is None:
            from curbside.settings import load_settings

            library = load_settings().library
        self.folder = Path(library)
        self._embedding = embedding
        self.country = country
        self._calendar = partial(Calendar, standing_days=standing_days, guideline_years=guideline_years)
        self._today = today
        if not str(self.folder).isprintable():
            raise UsageError("The library's path holds a line break or control character.", "Name another folder.")
        self.empty = empty
        self.wait_seconds = wait_seconds
        # Told before a library is made unasked, so that an edge can say what takes a moment.
        self.on_make: Callable[[Path], None] = lambda folder: None
        self._library: Library | None = None
        self._lock = threading.RLock()

    @classmethod
    def of_settings(cls, settings: Settings, library: str | Path | None = None, empty: bool = False) -> Curbside:
        """The engine as it was set, on the library that is named, else on that of the settings."""
        key = settings.embedding_key
        return cls(
            library or settings.library,
            empty,
            settings.lock_wait_seconds,
            settings.country,
            standing_days=settings.standing_days,
            guideline_years=settings.guideline_years,
            embedding=partial(
                chosen_embedding,
                settings.embedding,
                settings.embedding_url,
                key.get_secret_value() if key is not None else None,
            ),
        )

    def __enter__(self) -> Curbside:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give up the lease on the library."""
        with self._lock:
            if self._library is not None:
                self._library.close()
                self._library = None

    def ask(self, question: str, reader: Reader | str = Reader.CLINICIAN, conversation: str | None = None) -> Answer:
        """Answer a question for a reader; `conversation` is that of the answer it follows up."""
        return answer(question, self.library(), _reader(reader), conversation, self.country, self.calendar)

    def search(self, query: str, limit: int = 10, where: Filter | None = None) -> list[SearchResult]:
        """The passages that best fit a query, best first."""
        if not query.strip():
            raise UsageError("The query is empty.", "Say what to look for.")
        if len(query) > LONGEST_QUERY:
            raise UsageError(f"The query has {len(query):,} characters.", f"Use at most {LONGEST_QUERY:,}.")
        if limit < 1:
            raise UsageError(f"The limit is {limit}.", "Ask for at least one passage.")
        return [_result(hit) for hit in self.library().search(query, limit, where, other_names=other_names)]

    def add(
        self,
        *paths: str | Path,
        pack: str | None = None,
        on_progress: OnProgress | None = None,
        on_wait: Callable[[str], None] | None = None,
    ) -> Added:
        """Add files and folders; the result counts what was added, updated, unchanged and skipped."""
        with self._lock:
            # Committed, empty or with the starter pack, before anything is read: whoever asks meanwhile finds
            # this library, and does not make one of its own with the starter pack in it.
            if not self.exists:
                find_inputs(map(Path, paths), lambda _: None)  # a wrong path makes no library
                self._make(on_progress)
        # Without this object's lock: others go on asking, and other writers wait for the library's own lock.
        return add_paths(
            self.folder,
            [Path(path) for path in paths],
            pack=pack,
            embedding=self.embedding,
            wait_seconds=self.wait_seconds,
            on_progress=on_progress,
            on_wait=on_wait,
        )

    def add_starter_pack(self, on_progress: OnProgress | None = None) -> Added:
        """Add the demonstration library that ships with Curbside."""
        return add_paths(
            self.folder,
            [starter_pack()],
            pack=STARTER,
            embedding=self.embedding,
            wait_seconds=self.wait_seconds,
            on_progress=on_progress,
        )

    def retire(self, document_ids: Sequence[str] = (), pack: str | None = None) -> int:
        """Take documents, or every document of a pack, out of answering; how many were not retired before.

        They stay stored, also when their files are added again. Raises UsageError when a document or pack is
        not in the library; then nothing is changed.
        """
        return self._set_retired(document_ids, pack, retired=True)

    def restore(self, document_ids: Sequence[str] = (), pack: str | None = None) -> int:
        """Undo `retire`; a document then stands as its record says (a retracted one stays retracted)."""
        return self._set_retired(document_ids, pack, retired=False)

    def find_sources(self, name: str) -> list[Source]:
        """The documents of the source that is meant by a document id, DOI, PMID or PMCID; empty if none is held."""
        held = self.library()
        if (one := held.source(name)) is not None:
            return [one]
        found = [held.sources_of_identity(identity) for identity in identities_named(name)]
        return next(filter(None, found), [])

    def supersede(self, old: str, new: str) -> list[StandingChange]:
        """Let a newer source take an older one's place, each named as for `find_sources`; what changed.

        Every text of the older one gives way, also one that is added later, until its owner restores it. Raises
        UsageError when one of them is not held, both are one source, or the newer one does not answer itself.
        """
        older, newer = self._held(old), self._held(new)
        if {one.document_id for one in older} & {one.document_id for one in newer}:
            raise UsageError(f"{old} and {new} are one source.", "Name the older and the newer edition.")
        if not newer[0].reference.standing.answers:
            raise UsageError(f"{new} is {newer[0].reference.standing} itself.", "Name a source that may answer.")
        before = held_sources(self.library())
        with open_writer(self.folder, embedding=self.embedding, wait_seconds=self.wait_seconds) as writer:
            writer.take_notices([replaced_by(older, newer[0], self.calendar.today)])
            writer.commit()
        return changes(before, held_sources(self.library()))

    def standing_report(self) -> StandingReport:
        """How the sources stand, and which of them somebody should look up again."""
        return standing_report(self.library().all_sources(), self.calendar)

    def take_standing(
        self,
        *paths: str | Path,
        day: date | None = None,
        on_progress: OnProgress | None = None,
        on_wait: Callable[[str], None] | None = None,
    ) -> TakenLists:
        """Let lists change how sources stand: Retraction Watch (CSV) and PubMed (XML) files, plain or gzip.

        Each holds as of `day`, or of the day on which its file was last changed. Raises UsageError for a day to come.
        """
        today = self.calendar.today
        if day is not None and day > today:
            raise UsageError(f"The list's date {day} is yet to come.", "Give the day on which it was downloaded.")
        self.library()  # made now if there is none
        return take_lists(
            self.folder,
            [Path(path) for path in paths],
            today=today,
            day=day,
            embedding=self.embedding,
            wait_seconds=self.wait_seconds,
            on_progress=on_progress,
            on_wait=on_wait,
        )

    def _held(self, name: str) -> list[Source]:
        found = self.find_sources(name)
        if not found:
            raise UsageError(f"The library holds no source {name!r}.", "See `curbside sources list`.")
        return found

    def mark_checked(self, day: date, said_by: str, identities: Sequence[str]) -> int:
        """Note that somebody looked up on a day how these sources stand ("pmid:123" …); of how many documents."""
        with open_writer(self.folder, embedding=self.embedding, wait_seconds=self.wait_seconds) as writer:
            checked = writer.mark_checked(day.isoformat(), said_by, identities)
            writer.commit()
        return checked

    def _set_retired(self, document_ids: Sequence[str], pack: str | None, *, retired: bool) -> int:
        held = self.library().all_sources()
        theirs = [source.document_id for source in held if pack is not None and source.pack == pack]
        if pack is not None and not theirs:
            raise UsageError(f"The library holds no source of a pack {pack!r}.", "See `curbside sources list`.")
        for document_id in set(document_ids) - {source.document_id for source in held}:
            raise UsageError(f"The library holds no source {document_id!r}.", "See `curbside sources list`.")
        wanted = [*theirs, *document_ids]
        with open_writer(self.folder, embedding=self.embedding, wait_seconds=self.wait_seconds) as writer:
            changed = writer.set_retired(wanted, retired=retired)
            if not retired:
                # What was said of the paper is taken back for every text of it.
                writer.set_retired(_other_texts(wanted, held), retired=False)
            writer.commit()
        return changed

    @property
    def calendar(self) -> Calendar:
        """What day it is, and how long ago is too long."""
        return self._calendar(self._today or date.today())

    @property
    def exists(self) -> bool:
        """Whether there is a library in the folder yet."""
        return read_manifest(self.folder) is not None

    @property
    def embedding(self) -> Embedding:
        """What passages and questions are compared by. Raises EmbeddingUnavailable where that cannot be had."""
        return self._embedding()

    def library(self) -> Library:
        """The library, at its newest committed state; made if there is none."""
        with self._lock:
            if self._library is None:
                if not self.exists:
                    self._make()
                self._library = Library(self.folder, self.embedding)
            elif not self._library.is_newest:
                # Not closed here: another thread may be answering from it, and lets go of it when done.
                self._library = Library(self.folder, self.embedding)
            return self._library

    def _make(self, on_progress: OnProgress | None = None) -> None:
        if self.empty:
            with open_writer(self.folder, embedding=self.embedding, wait_seconds=self.wait_seconds) as writer:
                writer.commit()
        else:
            self.on_make(self.folder)
            self.add_starter_pack(on_progress)


def _reader(reader: Reader | str) -> Reader:
    try:
        return Reader(reader)
    except ValueError:
        raise UsageError(f"There is no reader {reader!r}.", f"Use one of: {', '.join(Reader)}.") from None


def _other_texts(document_ids: Collection[str], held: Sequence[Source]) -> list[str]:
    """The other texts of the same papers that stand as somebody said, not as their owner decided."""
    chosen = set(document_ids)
    papers = same_sources({source.document_id: source.recorded.identities for source in held})
    theirs = {member for members in papers if not chosen.isdisjoint(members) for member in members} - chosen
    return [
        one.document_id for one in held if one.document_id in theirs and one.status.given and not one.status.retired
    ]


def _result(hit: Hit) -> SearchResult:
    reference = hit.source.reference
    return SearchResult(
        passage=hit.passage_id,
        document=hit.source.document_id,
        reference=hit.source.reference_id,
        title=reference.title,
        kind=reference.kind.value,
        year=reference.year,
        standing=reference.standing.value,
        heading_path=hit.heading_path,
        text=hit.text,
        start=hit.start,
        end=hit.end,
        score=hit.score,
    )
