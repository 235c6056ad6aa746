"""What is published about sources after they are: retractions, concerns, corrections, newer editions.

A notice speaks of a paper, by its identifiers; the library applies it to every text of that paper that it holds, or
comes to hold later.
"""

from __future__ import annotations

from dataclasses import dataclass

from curbside.evidence.kinds import Standing


@dataclass(frozen=True, slots=True)
class StandingNotice:
    """How a source stands, according to somebody.

    `identities` are those of the source spoken of, as `Reference.identities` writes them ("pmid:123"); `note` says why
    and where it is published; `date` is the ISO date of the notice; `said_by` names the record or list it was read in.
    """

    identities: tuple[str, ...]
    standing: Standing
    said_by: str
    note: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Deletion:
    """A document that its publisher took back (a deleted PubMed citation); `said_by` names where that was read."""

    document_id: str
    said_by: str
