"""What happened to papers after they were published, as lists and their owner say, applied to the sources held.

A Retraction Watch list speaks of every paper with a DOI or PMID: of those that it does not name, nothing is known
against them on its day. A PubMed file speaks of the papers whose records it holds, and of those that these name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from curbside.errors import CurbsideError, InputError
from curbside.evidence.document import Document
from curbside.evidence.kinds import Standing
from curbside.evidence.standing import Deletion, StandingNotice
from curbside.index.adding import OnProgress, Progress
from curbside.index.embedding import Embedding
from curbside.index.library import Library, Source
from curbside.index.writing import open_writer
from curbside.ingest.formats import OnSkip
from curbside.ingest.retraction_watch import RETRACTION_WATCH, read_retraction_watch, settled
from curbside.ingest.streams import open_binary

PUBMED = "PubMed"
OWNER = "the owner"
_SNIFFED = 4_096
_TOLD_EVERY = 500
_LOOKED_UP = ("doi:", "pmid:")


@dataclass(frozen=True, slots=True)
class StandingChange:
    """A document that now stands otherwise than before, and why."""

    document: str
    title: str
    was: str
    now: str
    why: str | None


@dataclass(frozen=True, slots=True)
class TakenList:
    """A list that was read: what it is, as of which day, how many entries it has, and how many documents it covers.

    `day_of_file` says that nobody named the day, so that the file's own was taken.
    """

    path: str
    said_by: str
    day: str
    day_of_file: bool
    entries: int
    covered: int


@dataclass(slots=True)
class TakenLists:
    """What came of reading lists. `deleted` are the documents held that PubMed says were taken back."""

    lists: list[TakenList] = field(default_factory=list)
    changes: list[StandingChange] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    held: int = 0
    skipped: list[tuple[str, CurbsideError]] = field(default_factory=list)


@dataclass(slots=True)
class _Said:
    """What one list says: notices, the identities it speaks of (None: of all), and what was taken back."""

    said_by: str
    notices: list[StandingNotice]
    about: set[str] | None
    entries: int
    deleted: list[str] = field(default_factory=list)


def take_lists(
    folder: Path,
    paths: Sequence[Path],
    *,
    today: date,
    day: date | None = None,
    embedding: Embedding | None = None,
    wait_seconds: float = 30.0,
    on_progress: OnProgress | None = None,
    on_wait: Callable[[str], None] | None = None,
) -> TakenLists:
    """Apply lists to the library in a folder; each holds as of `day`, or of the day its file was last changed.

    A list or row that cannot be taken is skipped and named in the result. Raises that list's InputError when it is the
    only one, or none could be read; then nothing is changed.
    """
    before = _sources(folder, embedding)
    result = TakenLists(held=len(before))
    said = list(_read_all(paths, before, result, on_progress or (lambda _: None)))
    if not said:
        raise result.skipped[0][1]
    with open_writer(folder, embedding=embedding, wait_seconds=wait_seconds, on_wait=on_wait) as writer:
        for path, one in said:
            as_of = day or min(today, _day_of(path))
            writer.take_notices(one.notices)
            about = _looked_up(before) if one.about is None else one.about
            writer.mark_checked(as_of.isoformat(), one.said_by, about)
            covered = sum(not about.isdisjoint(source.recorded.identities) for source in before.values())
            taken = TakenList(str(path), one.said_by, as_of.isoformat(), day is None, one.entries, covered)
            result.lists.append(taken)
            result.deleted += one.deleted
        writer.commit()
        writer.tidy()
    result.changes = changes(before, _sources(folder, embedding))
    return result


def replaced_by(older: Sequence[Source], newer: Source, day: date) -> StandingNotice:
    """The owner's word that a newer source replaces the texts of an older one."""
    successor = newer.reference
    named = f", doi:{successor.doi}" if successor.doi else f", PMID {successor.pmid}" if successor.pmid else ""
    theirs = (key for one in older for key in (*one.recorded.identities, f"id:{one.document_id}"))
    return StandingNotice(
        identities=tuple(dict.fromkeys(theirs)),
        standing=Standing.SUPERSEDED,
        said_by=OWNER,
        note=f"replaced by “{successor.title}” ({successor.short_name}{named})",
        date=day.isoformat(),
    )


def changes(before: dict[str, Source], after: dict[str, Source]) -> list[StandingChange]:
    """The documents of which the standing changed, in order of their ids."""
    return [
        StandingChange(
            document_id,
            now.reference.title,
            before[document_id].reference.standing.value,
            now.reference.standing.value,
            now.reference.standing_note,
        )
        for document_id, now in sorted(after.items())
        if document_id in before and before[document_id].reference.standing is not now.reference.standing
    ]


def _sources(folder: Path, embedding: Embedding | None) -> dict[str, Source]:
    with Library(folder, embedding) as library:
        return held_sources(library)


def held_sources(library: Library) -> dict[str, Source]:
    """Every current document's record, by its id."""
    return {source.document_id: source for source in library.all_sources()}


def _looked_up(held: dict[str, Source]) -> set[str]:
    """The identities by which a list knows the papers held."""
    return {
        identity
        for source in held.values()
        for identity in source.recorded.identities
        if identity.startswith(_LOOKED_UP)
    }


def _read_all(
    paths: Sequence[Path], held: dict[str, Source], result: TakenLists, on_progress: OnProgress
) -> Iterator[tuple[Path, _Said]]:
    """What each list says; one that cannot be read is skipped."""
    sizes = [path.stat().st_size if path.is_file() else 0 for path in paths]
    for number, path in enumerate(paths):

        def skip(error: CurbsideError, path: Path = path) -> None:
            result.skipped.append((str(path), error))

        def tell(position: int, entries: int, before: int = sum(sizes[:number])) -> None:
            on_progress(Progress(before + position, sum(sizes), entries, "reading"))

        try:
            yield path, _read(path, held, skip, tell)
        except InputError as error:
            skip(error)


def _read(path: Path, held: dict[str, Source], on_skip: OnSkip, tell: Callable[[int, int], None]) -> _Said:
    is_xml = _is_xml(path)
    with path.open("rb") as stream:

        def counted(reads: Iterable[Any]) -> Iterator[Any]:
            for number, read in enumerate(reads, start=1):
                if number % _TOLD_EVERY == 0:
                    tell(stream.tell(), number)
                yield read

        if is_xml:
            from curbside.ingest.pubmed import read_pubmed_file  # takes long to load, and is seldom needed

            return _of_pubmed(counted(read_pubmed_file(stream, on_skip)), held)
        events = list(counted(read_retraction_watch(stream, on_skip)))
        return _Said(RETRACTION_WATCH, settled(events), None, len(events))


def _is_xml(path: Path) -> bool:
    """Whether a file is XML by how it begins; raises UnreadableInput when it cannot be opened."""
    with open_binary(path) as stream:
        return stream.read(_SNIFFED).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _of_pubmed(reads: Iterable[Any], held: dict[str, Source]) -> _Said:
    """What a PubMed file says of papers held: in their own records, and in those of notices about them."""
    ours = {identity for source in held.values() for identity in source.recorded.identities}
    about: set[str] = set()
    said = _Said(PUBMED, [], about, 0)
    for read in reads:
        if isinstance(read, StandingNotice):
            said.notices.append(read)
        elif isinstance(read, Deletion):
            said.deleted += [read.document_id] if read.document_id in held else []
        elif isinstance(read, Document):
            said.entries += 1
            if not ours.isdisjoint(read.reference.identities):
                about.update(read.reference.identities)
                said.notices.append(_own_notice(read))
    return said


def _own_notice(document: Document) -> StandingNotice:
    """What a record says of its own paper, as of the day on which it was last revised."""
    reference = document.reference
    return StandingNotice(
        reference.identities, reference.standing, PUBMED, reference.standing_note, reference.standing_checked
    )


def _day_of(path: Path) -> date:
    """The day on which a file was last changed."""
    return date.fromtimestamp(path.stat().st_mtime)
