"""Papers that a text names by their identifiers: which they are, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from curbside.evidence.reference import normal_doi

_NAMED = re.compile(
    r"(?P<doi>\b10\.[0-9]{4,9}/[^\s\"'<>;,]+)"
    r"|\bPMID[:\s]*(?P<pmid>[1-9][0-9]{0,8})\b"
    r"|\b(?:PMCID[:\s]*)?(?P<pmcid>PMC[1-9][0-9]{0,9})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Link:
    """A paper named in a text: as one says it ("PMID 123"), and its address."""

    text: str
    address: str


def links_in(text: str) -> list[Link]:
    """The papers that a text names by DOI, PMID or PMCID, in order, each once."""
    return list(dict.fromkeys(_links(text)))


def identities_named(text: str) -> list[str]:
    """The identities of which a person's name for a paper may be one, as `Reference.identities` writes them.

    "10.1000/x", "doi:10.1000/x", "https://doi.org/10.1000/x", "PMID 123", "123", "PMC123".
    """
    text = text.strip()
    if text.isascii() and text.isdigit():
        return [f"pmid:{text.lstrip('0')}"]
    found = _NAMED.search(text)
    if found is None:
        return []
    if found["doi"]:
        return [f"doi:{normal_doi(found['doi']).lower()}"]
    return [f"pmid:{found['pmid']}" if found["pmid"] else f"pmcid:{found['pmcid'].upper()}"]


def doi_address(doi: str) -> str:
    """Where a DOI leads."""
    return f"https://doi.org/{doi}"


def pmid_address(pmid: str) -> str:
    """Where a PubMed record is."""
    return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"


def pmcid_address(pmcid: str) -> str:
    """Where an article in PubMed Central is."""
    return f"https://pmc.ncbi.nlm.nih.gov/articles/{pmcid}/"


def _links(text: str) -> Iterator[Link]:
    for found in _NAMED.finditer(text):
        if found["doi"]:
            doi = ended_doi(found["doi"])
            yield Link(f"doi:{doi}", doi_address(doi))
        elif found["pmid"]:
            yield Link(f"PMID {found['pmid']}", pmid_address(found["pmid"]))
        else:
            yield Link(found["pmcid"].upper(), pmcid_address(found["pmcid"].upper()))


def ended_doi(doi: str) -> str:
    """A DOI without the marks of the sentence around it; brackets that open in it close in it."""
    doi = doi.rstrip(".:]")
    while doi.endswith(")") and doi.count(")") > doi.count("("):
        doi = doi[:-1].rstrip(".:]")
    return doi
