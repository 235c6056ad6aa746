"""Records of papers without their text, as RIS, NBIB and CSL-JSON carry them: to documents, with an abstract or bare.

A bare record answers nothing; it tells the library more of a paper whose text it holds, and how that stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from curbside.evidence.digest import digest_of
from curbside.evidence.document import Document
from curbside.evidence.kinds import Basis, Standing
from curbside.evidence.reference import normal_doi
from curbside.evidence.text import clean_line
from curbside.ingest.abstracts import add_abstract
from curbside.ingest.building import DocumentBuilder
from curbside.ingest.languages import two_letters
from curbside.ingest.own_output import refuse_own_output
from curbside.ingest.records import read_reference_leniently

_RETRACTED = re.compile(r"\W*(?:retracted(?: article| paper| publication)?|withdrawn article)\s*[:\]]", re.IGNORECASE)
_PMID = re.compile(r"(?:^|[\s;])PMID\s*[:=]?\s*([1-9][0-9]{0,8})\b", re.IGNORECASE | re.MULTILINE)
_PMCID = re.compile(r"\bPMC[1-9][0-9]{0,9}\b")
_PUBMED_ADDRESS = re.compile(r"(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed)/([1-9][0-9]{0,8})\b")
_PMC_ADDRESS = re.compile(r"ncbi\.nlm\.nih\.gov/(?:pmc/)?articles/(PMC[1-9][0-9]{0,9})\b")
_DOI = re.compile(r"\b10\.[0-9]{4,9}/[^\s\"<>{}|\\]+")
_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
_LANGUAGES = {
    "english": "en", "french": "fr", "german": "de", "spanish": "es", "italian": "it", "portuguese": "pt",
    "dutch": "nl", "chinese": "zh", "japanese": "ja", "korean": "ko", "russian": "ru", "polish": "pl", "turkish": "tr",
    "swedish": "sv", "norwegian": "no", "danish": "da", "finnish": "fi", "czech": "cs", "hungarian": "hu",
    "greek": "el", "hebrew": "he", "arabic": "ar", "persian": "fa", "ukrainian": "uk", "romanian": "ro",
    "croatian": "hr",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as it was read: `keys` are those of front matter, `metadata` what has no place among them."""

    keys: Mapping[str, Any]
    abstract: str = ""
    metadata: Mapping[str, Any] = field(default_factory=dict)

    def document(self, name: str, document_id: str | None = None, **about: Any) -> Document:
        """The record as a document; `name` is that of its format, and part of an id that the record does not give.

        Raises IncompleteRecord when it has no title, OwnOutput when Curbside wrote its text.
        """
        reference = read_reference_leniently(self.keys)
        refuse_own_output({}, self.abstract, f"The record “{reference.title[:60]}”")
        builder = DocumentBuilder()
        add_abstract(builder, self.abstract)
        # Not the paper's own id: a record must never take the place of the text that it is of.
        given = document_id or f"{name}:{_identity(reference.identities[0], self.keys)}"
        return builder.document(given, reference, basis=Basis.ABSTRACT, metadata=dict(self.metadata), **about)


def _identity(strongest: str, keys: Mapping[str, Any]) -> str:
    if not strongest.startswith(("title:", "preprint:")):
        return strongest[:190]
    return digest_of(strongest, *(str(keys.get(key) or "") for key in ("container", "volume", "issue", "pages")))[:16]


def standing_by_title(title: str | None) -> dict[str, str]:
    """The standing that a title itself states, as publishers write "RETRACTED:" before it; nothing if none."""
    if not title or not _RETRACTED.match(title):
        return {}
    return {"standing": Standing.RETRACTED.value, "standing_note": "Retracted, says its title"}


def printed_name(name: str) -> str:
    """A name as reference lists print it: "Riihimäki M" of "Riihimäki, Matias"; a name without a comma stays."""
    family, comma, given = (clean_line(part) for part in name.partition(","))
    given, _, suffix = given.partition(",")
    letters = re.findall(r"[^\W\d_]+", given)
    if given == given.upper():
        # Initials already, or a script without capitals, whose names are not shortened.
        short = "".join(letters) if given != given.lower() else given
    else:
        short = "".join(part[0] for part in letters).upper()
    return clean_line(f"{family} {short} {suffix}") if comma else family


def language_code(written: str | None) -> str | None:
    """A language in two letters, of its name or its code; as it is written where it is neither known."""
    plain = (written or "").strip().lower()
    code = re.fullmatch(r"([a-z]{2,3})(?:[-_][a-z]{2,4})?", plain)
    return two_letters(code[1]) if code else _LANGUAGES.get(plain, plain[:40]) or None


def first_address(texts: Iterable[str]) -> str | None:
    """The first address on the web among texts."""
    return next((found[0] for text in texts if (found := _ADDRESS.search(text))), None)


def identifiers_in(addresses: Iterable[str], notes: Iterable[str]) -> dict[str, str]:
    """The identifiers that addresses lead to, and that notes name outright ("PMID: 123"), by their keys.

    Where two differ, neither is taken: one may be of a paper that the record only mentions.
    """
    found: dict[str, set[str]] = {"doi": set(), "pmid": set(), "pmcid": set()}
    for address in addresses:
        found["pmid"].update(_PUBMED_ADDRESS.findall(address))
        found["pmcid"].update(_PMC_ADDRESS.findall(address))
        if "doi.org/" in address.lower() and (doi := _DOI.search(normal_doi(address))):
            found["doi"].add(normal_doi(doi[0]))
    for note in notes:
        found["pmid"].update(_PMID.findall(note))
        found["pmcid"].update(_PMCID.findall(note))
    return {key: one for key, values in found.items() if len(values) == 1 for one in values}


def doi_in(texts: Iterable[str]) -> str | None:
    """The first DOI among texts that should hold one."""
    return next((normal_doi(found[0]) for text in texts if (found := _DOI.search(normal_doi(text)))), None)
