"""`supersedes:` in a source's record: what gives way to it."""

from __future__ import annotations

import re

from curbside.errors import IncompleteRecord
from curbside.evidence.document import Document
from curbside.evidence.kinds import Standing
from curbside.evidence.reference import normal_doi
from curbside.evidence.standing import StandingNotice
from curbside.ingest.records import texts_of

KEY = "supersedes"

_DOI = re.compile(r"10\.[0-9]{4,9}/\S+")
_PMID = re.compile(r"(?:pmid:?\s*|https?://pubmed\.ncbi\.nlm\.nih\.gov/)([1-9][0-9]{0,8})/?", re.IGNORECASE)
_PMCID = re.compile(r"(?:pmcid:?\s*)?(PMC[1-9][0-9]{0,9})", re.IGNORECASE)
# A number this long may be a PMID, and is the id of a record that came from PubMed.
_NUMBER = re.compile(r"[1-9][0-9]{4,8}")
_LONGEST = 200


def notices_of_superseded(document: Document) -> list[StandingNotice]:
    """A notice for each source that a document's record says it supersedes.

    Raises IncompleteRecord when `supersedes` is no list of ids, or names the document itself.
    """
    notices = []
    for named in texts_of(document.metadata, KEY):
        identities = ids_named(named)
        if {f"id:{document.id}", *document.reference.identities}.intersection(identities):
            raise IncompleteRecord(
                f"The record's `{KEY}` names the source itself ({named[:60]}).", "Name the sources that it replaces."
            )
        note = f"Superseded by {document.reference.short_name}."
        date = document.reference.published
        notices.append(StandingNotice(identities, Standing.SUPERSEDED, document.id, note, date))
    return notices


def ids_named(text: str) -> tuple[str, ...]:
    """The identities of the source that a DOI, PMID, PMCID or document id names; "id:…" is a document's id.

    Raises IncompleteRecord when it is too long to be any.
    """
    if len(text) > _LONGEST:
        raise IncompleteRecord(f"The record's `{KEY}` names {text[:60]!r}…, which is no id.", "Write an id or a DOI.")
    doi = normal_doi(text)
    if _DOI.fullmatch(doi):
        return (f"doi:{doi.lower()}",)
    if pmid := _PMID.fullmatch(text):
        return (f"pmid:{pmid[1]}",)
    if pmcid := _PMCID.fullmatch(text):
        return (f"pmcid:{pmcid[1].upper()}", f"id:{text}")
    return (f"pmid:{text}", f"id:{text}") if _NUMBER.fullmatch(text) else (f"id:{text.removeprefix('id:')}",)
