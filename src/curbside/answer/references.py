"""Numbering references: one source, one number, in order of appearance, however many texts of it are cited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from curbside.answer.answer import AnswerReference
from curbside.evidence.kinds import Basis, SourceKind
from curbside.evidence.reference import Reference, same_sources
from curbside.evidence.standing import Calendar
from curbside.index.library import Source

# Full text outranks abstract, and so on down: the order in which a source's record is chosen.
_BASIS_ORDER = list(Basis)
# What the record of one text may leave out and that of another say; what is said of a text itself is not among it.
_GAPS = (
    *("authors", "container", "publisher", "year", "date", "volume", "issue", "pages"),
    *("doi", "pmid", "pmcid", "jurisdiction", "language"),
)


class References:
    """Gives numbers to sources as they are cited.

    Two documents are one source when they share a DOI, PMID or PMCID, or title, year and first author, and no
    identifier tells them apart (`same_sources`). `held` are texts that are not cited and may be of the same sources:
    they say what the records of those that are cited leave out.
    """

    def __init__(self, cited: Iterable[Source], calendar: Calendar, held: Iterable[Source] = ()) -> None:
        cited = list(cited)
        self._cited = {source.document_id for source in cited}
        self._groups = _grouped([*held, *cited])
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
        return _with_trials([self._listed(number, groups[key]) for key, number in ordered])

    def _listed(self, number: int, group: Sequence[Source]) -> tuple[AnswerReference, frozenset[str]]:
        """A source as it is listed, and the trials that any of its texts reports."""
        documents = [source for source in group if source.document_id in self._cited]
        beside = [source for source in group if source.document_id not in self._cited]
        trials = frozenset(trial for source in group for trial in source.reference.trials)
        return answer_reference(number, documents, self._calendar, beside), trials


def answer_reference(
    number: int, documents: Iterable[Source], calendar: Calendar, beside: Iterable[Source] = ()
) -> AnswerReference:
    """A source as the reference list shows it on a day, from the best of its documents.

    What the record of the best leaves out is filled in from its others, and from texts `beside` that are not cited.
    """
    ranked, others = _ranked(documents), _ranked(beside)
    best = ranked[0]
    every = [*ranked, *others]
    reference = _filled(best.reference, [source.reference for source in every[1:]])
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
        standing_checked=max(filter(None, (s.reference.standing_checked for s in every)), default=None),
        standing_note=standing.standing_note,
        documents=tuple(source.document_id for source in ranked),
        pack=best.pack,
        accessed=reference.accessed,
        derived_from=best.derived_from,
        preprint=reference.preprint,
        over_years=calendar.guideline_years if calendar.is_aged(reference) else None,
    )


def _ranked(documents: Iterable[Source]) -> list[Source]:
    return sorted(documents, key=lambda s: (_BASIS_ORDER.index(s.basis), s.document_id))


def _filled(best: Reference, others: Iterable[Reference]) -> Reference:
    """A record with what it leaves out as the records of other texts of its source say, the better text first."""
    for other in others:
        if not other.standing.answers:
            continue  # what its owner took out may have been wrong
        gaps = {name: value for name in _GAPS if not getattr(best, name) and (value := getattr(other, name))}
        if best.year is not None and gaps.get("date", "")[:4] != str(best.year):
            gaps.pop("date", None)  # another year's date is not this record's
        if best.container or best.publisher:
            gaps.pop("publisher", None)
        if best.kind is SourceKind.OTHER:
            gaps["kind"] = other.kind
        best = replace(best, **gaps) if gaps else best
    return best


def _with_trials(listed: Sequence[tuple[AnswerReference, frozenset[str]]]) -> tuple[AnswerReference, ...]:
    """References, each with the trial that it reports as others of them do, and with the numbers of those."""
    reporting: dict[str, list[int]] = {}
    for one, trials in listed:
        for trial in sorted(trials):
            reporting.setdefault(trial, []).append(one.number)
    return tuple(_with_trial(one, sorted(trials), reporting) for one, trials in listed)


def _with_trial(one: AnswerReference, trials: Sequence[str], reporting: Mapping[str, Sequence[int]]) -> AnswerReference:
    shared = [trial for trial in trials if len(reporting[trial]) > 1]
    if not shared:
        return one
    numbers = {number for trial in shared for number in reporting[trial]}
    return replace(one, trial=", ".join(shared), same_trial=tuple(sorted(numbers - {one.number})))


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
