"""What PubMed says about a paper's standing: its CommentsCorrectionsList, read both ways.

A record names what was said about it (RetractionIn) and what it says about others (RetractionOf). The first gives the
record's own standing; the second is a notice about another paper, which counts even where that paper's own record is
older than the notice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from curbside.evidence.kinds import SourceKind, Standing
from curbside.evidence.standing import StandingNotice

# RefType to the standing it gives, and how a note begins. A part of a paper that is retracted leaves the rest standing,
# but nobody can tell by a sentence which part it is in: it is shown with its warning.
_IN = {
    "RetractionIn": (Standing.RETRACTED, "Retracted"),
    "RetractedandRepublishedIn": (Standing.RETRACTED, "Retracted and republished"),
    "PartialRetractionIn": (Standing.CONCERN, "Partially retracted"),
    "ExpressionOfConcernIn": (Standing.CONCERN, "Expression of concern"),
    "CorrectedandRepublishedIn": (Standing.CORRECTED, "Corrected and republished"),
    "ErratumIn": (Standing.CORRECTED, "Erratum"),
    "UpdateIn": (Standing.SUPERSEDED, "Updated"),
}
_OF = {
    "RetractionOf": "RetractionIn",
    "RetractedandRepublishedFrom": "RetractedandRepublishedIn",
    "PartialRetractionOf": "PartialRetractionIn",
    "ExpressionOfConcernFor": "ExpressionOfConcernIn",
    "CorrectedandRepublishedFrom": "CorrectedandRepublishedIn",
    "ErratumFor": "ErratumIn",
    "UpdateOf": "UpdateIn",
}
# What is published anew as a whole: the edition before gives way. Any other paper with an update (a trial and its later
# follow-up, a preprint and its paper) goes on saying what it found.
_IN_EDITIONS = frozenset({SourceKind.GUIDELINE, SourceKind.SYSTEMATIC_REVIEW})
_COCHRANE = "Cochrane Database"
_PREPRINTS = re.compile(
    r"\b(?:bio|med|chem|psy)?rxiv\b|\bres(?:earch)? sq(?:uare)?\b|\bssrn\b|\bpreprints?\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry of the list: what it is, where it is published, and its note."""

    type: str
    source: str
    pmid: str
    note: str

    def cited(self, lead: str) -> str:
        """As a reader is told of it: "Retracted: J Made Up. 2020;1:2 (PMID 9). The figure was wrong."."""
        where = " ".join(part for part in (self.source, f"(PMID {self.pmid})" if self.pmid else "") if part)
        return ". ".join(part for part in (f"{lead}: {where}" if where else lead, self.note) if part)


def standing_of(
    corrections: Sequence[Correction], kind: SourceKind, container: str | None, *, preprint: bool, retracted: bool
) -> tuple[Standing, str | None]:
    """The standing that a record states of itself, the gravest there is, and a note of everything that was said.

    `retracted` says that its publication type is that of a retracted paper, with or without a notice.
    """
    said = []
    for one in corrections:
        if one.type in _IN:
            standing, lead = _IN[one.type]
            if standing is Standing.SUPERSEDED and not _is_edition(kind, container, preprint):
                standing, lead = Standing.CURRENT, "Published since" if preprint else lead
            said.append((standing, one.cited(lead)))
    if retracted and all(standing is not Standing.RETRACTED for standing, _ in said):
        said.append((Standing.RETRACTED, "Retracted, says its PubMed record, which names no notice"))
    said.sort(key=lambda one: -one[0].gravity)
    return (said[0][0], "; ".join(note for _, note in said)) if said else (Standing.CURRENT, None)


def notices_of(
    corrections: Sequence[Correction], pmid: str, cited: str, date: str | None, kind: SourceKind
) -> Iterator[StandingNotice]:
    """What a record says about other papers; `cited` is the record itself, as a source is cited."""
    for one in corrections:
        if one.type in _OF and one.pmid:
            standing, lead = _IN[_OF[one.type]]
            if standing is Standing.SUPERSEDED and not _is_edition(
                kind, one.source, bool(_PREPRINTS.search(one.source))
            ):
                continue
            note = Correction(one.type, cited, pmid, one.note).cited(lead)
            yield StandingNotice((f"pmid:{one.pmid}",), standing, f"PubMed record {pmid}", note, date)


def _is_edition(kind: SourceKind, container: str | None, preprint: bool) -> bool:
    return not preprint and (kind in _IN_EDITIONS or (container or "").startswith(_COCHRANE))
