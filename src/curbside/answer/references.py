"""Numbering references: one source, one number, in order of appearance, however many texts of it are cited."""

from __future__ import annotations

from collections.abc import Iterable

from curbside.answer.answer import AnswerReference
from curbside.evidence.kinds import Basis
from curbside.evidence.reference import same_sources
from curbside.evidence.standing import Calendar
from curbside.index.library import Source

# Full text outranks abstract, and so on down: the order in which a source's record is chosen.
_BASIS_ORDER = list(Basis)


class References:
    """Gives numbers to sources as they are cited.

    Two documents are one source when they share a DOI, PMID or PMCID, or, lacking all of these, title, year
    and first author.
    """

    def __init__(self, cited: Iterable[Source], calendar: Calendar) -> None:
        self._groups = _grouped(cited)
        self._calendar = calendar
        self._numbers: dict[int, int] = {}

    def number(self, source: Source) -> int:
        """The number of a source; a new one if it is cited for the first time."""
        group = self._groups[source.document_id]
        return self._numbers.setdefault(id(group), len(self._numbers) + 1)

    def listed(self) -> tuple[AnswerReference, ...]:
        """Every source cited so far, by number."""
        groups = {id(group): group for group in self._groups.values()}
        ordered = sorted(self._numbers.items(), key=lambda entry: entry[1])
        return tuple(answer_reference(number, groups[key], self._calendar) for key, number in ordered)


def answer_reference(number: int, documents: Iterable[Source], calendar: Calendar) -> AnswerReference:
    """A source as the reference list shows it on a day, from the best of its documents."""
    ranked = sorted(documents, key=lambda s: (_BASIS_ORDER.index(s.basis), s.document_id))
    best = ranked[0]
    reference = best.reference
    # Of several texts of one source, the gravest standing is the source's.
    standing = max((s.reference for s in ranked), key=lambda r: r.standing.gravity)
    return AnswerReference(
        number=number,
        kind=reference.kind.value,
        group=reference.group.value,
        title=reference.title,
        authors=reference.authors,
        container=reference.container,
        publisher=reference.publisher,
        year=reference.year,
        volume=reference.volume,
        issue=reference.issue,
        pages=reference.pages,
        doi=reference.doi,
        pmid=reference.pmid,
        pmcid=reference.pmcid,
        url=reference.url,
        jurisdiction=reference.jurisdiction,
        audience=reference.audience.value,
        language=reference.language,
        basis=best.basis.value,
        verb="; partly ".join(dict.fromkeys(map(verb_of, ranked))),
        standing=standing.standing.value,
        # And of several look-ups the last: a list that speaks of the paper speaks of every text of it.
        standing_checked=max(filter(None, (s.reference.standing_checked for s in ranked)), default=None),
        standing_note=standing.standing_note,
        documents=tuple(source.document_id for source in ranked),
        pack=best.pack,
        accessed=reference.accessed,
        derived_from=best.derived_from,
        over_years=calendar.guideline_years if calendar.is_aged(reference) else None,
    )


def verb_of(source: Source) -> str:
    """How text of this source is introduced: quoted from, summarised from, reworded from, or as reported by."""
    if source.derived_from:
        return f"plain rewording of {', '.join(source.derived_from)}"
    if source.basis is Basis.SECONDARY_PAGE and source.reported_by:
        return f"as reported by {source.reported_by}, original not seen"
    return source.basis.verb


def _grouped(cited: Iterable[Source]) -> dict[str, list[Source]]:
    """For each document id the list, shared, of all cited documents of the same source."""
    by_id = {source.document_id: source for source in cited}
    groups: dict[str, list[Source]] = {}
    for members in same_sources({key: source.reference.identities for key, source in by_id.items()}):
        group = [by_id[member] for member in members]
        groups.update(dict.fromkeys(members, group))
    return groups
