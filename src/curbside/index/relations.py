"""How a source is related to others that the library holds: other texts of it, what it replaces, what replaced it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from curbside.errors import IncompleteRecord
from curbside.evidence.kinds import Standing
from curbside.evidence.links import identities_named, links_in
from curbside.evidence.reference import same_sources
from curbside.index.library import Library, Source
from curbside.ingest.records import texts_of
from curbside.ingest.superseding import KEY, ids_named


@dataclass(frozen=True, slots=True)
class Relations:
    """The documents held that a source is related to, each list by document id.

    `texts` are other texts of the same source; `supersedes` what gave way to it, `superseded_by` what it gave way to;
    `reworded` are the sources that it says in other words.
    """

    texts: tuple[Source, ...] = ()
    supersedes: tuple[Source, ...] = ()
    superseded_by: tuple[Source, ...] = ()
    reworded: tuple[Source, ...] = ()


def relations_of(library: Library, source: Source) -> Relations:
    """What the library holds that is related to a source."""
    texts = _other_texts(library, source)
    same = {source.document_id, *(one.document_id for one in texts)}
    reworded = library.sources(source.derived_from)
    return Relations(
        texts=tuple(texts),
        supersedes=_listed(_superseded(library, source), same),
        superseded_by=_listed(_superseding(library, source), same),
        reworded=tuple(reworded[one] for one in sorted(reworded)),
    )


def _other_texts(library: Library, source: Source) -> list[Source]:
    beside = library.sources_beside([source])
    identities = {one.document_id: one.reference.identities for one in (source, *beside)}
    own = next(group for group in same_sources(identities) if source.document_id in group)
    return [one for one in beside if one.document_id in own]


def _superseded(library: Library, source: Source) -> Iterator[Source]:
    """What the source's own record names, and what a notice says gave way to it."""
    for named in texts_of(source.metadata, KEY):
        try:
            identities = ids_named(named)
        except IncompleteRecord:
            continue  # a record is shown even where it names what cannot be found
        yield from _held(library, identities)
    reference = source.reference
    said = [source.document_id]
    said += [f"doi:{reference.doi}"] if reference.doi else []
    said += [f"PMID {reference.pmid}"] if reference.pmid else []
    mine = {source.document_id, *reference.identities}
    yield from (one for one in library.sources_said_superseded(said) if mine.intersection(_successors(one)))


def _superseding(library: Library, source: Source) -> Iterator[Source]:
    """What a notice, or its own record, says that the source gave way to."""
    if source.reference.standing is Standing.SUPERSEDED:
        for one in _successors(source):
            yield from _held(library, [one])


def _successors(source: Source) -> list[str]:
    """The identities, or the document's id, of what a superseded source gave way to."""
    given = source.status.given
    notes = [given.note if given else None, source.reference.standing_note, source.recorded.standing_note]
    named = [identity for note in notes if note for link in links_in(note) for identity in identities_named(link.text)]
    return [*([given.said_by] if given else []), *named]


def _held(library: Library, identities: Iterable[str]) -> Iterator[Source]:
    for identity in identities:
        held = library.source(identity.removeprefix("id:"))
        yield from [held] if held is not None else library.sources_of_identity(identity)


def _listed(found: Iterable[Source], without: set[str]) -> tuple[Source, ...]:
    by_id = {one.document_id: one for one in found if one.document_id not in without}
    return tuple(by_id[one] for one in sorted(by_id))
