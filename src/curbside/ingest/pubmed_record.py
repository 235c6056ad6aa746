"""The parts of a PubMed record, each read to plain data: names, dates, identifiers, headings.

Children are walked once and told apart by their tags; what is empty is left out.
"""

from __future__ import annotations

import re
from typing import Any

from curbside.evidence.text import clean_line
from curbside.ingest.pubmed_standing import Correction
from curbside.ingest.xml import Element

Plain = dict[str, Any]

DOI = re.compile(r"10\.[0-9]{4,9}/\S+")
PMID = re.compile(r"[1-9][0-9]{0,8}")
PMCID = re.compile(r"PMC[1-9][0-9]{0,9}")

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Months and days as they are written, to two digits.
_MONTH = {
    written: f"{number:02d}"
    for number, name in enumerate(_MONTHS, start=1)
    for written in (name, name.upper(), name.lower(), str(number), f"{number:02d}")
}
_DAY = {written: f"{number:02d}" for number in range(1, 32) for written in (str(number), f"{number:02d}")}
_YEAR = re.compile(r"(?:1[5-9]|20|21)[0-9]{2}")
_YEARS = frozenset(map(str, range(1500, 2200)))
_YEAR_AND_MONTH = re.compile(rf"({_YEAR.pattern})[ -]+([A-Za-z]{{3}})\b")
_DOI_PREFIX = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:)\s*", re.IGNORECASE)
# How the two parts of a formula stand to each other on one line.
_BETWEEN = {"msup": "^", "mfrac": "/"}
_NOT_WORDS = frozenset({"annotation", "annotation-xml"})


def words(element: Element) -> str:
    """The words of an element on one line: 10<sup>9</sup> is 10^9, never 109; other markup leaves its words."""
    text: str | None = element.text if len(element) == 0 else _written_out(element)
    if not text:
        return ""
    # Most of the hundred pieces of a record are one clean word: asked here, it is asked without another call.
    return text if text.isalnum() and text.isascii() else clean_line(text)


def _written_out(element: Element) -> str:
    """The words of an element that holds others; XML that was read nests too little for this to go deep."""
    pieces = [element.text or ""]
    between = ""
    for child in element:
        name = child.tag.rpartition("}")[2]
        if name not in _NOT_WORDS:
            inner = _written_out(child) if len(child) else child.text or ""
            pieces += (between, "^" if name == "sup" and inner else "", inner)
            between = _BETWEEN.get(element.tag.rpartition("}")[2], "")
        pieces.append(child.tail or "")
    return "".join(pieces)


def children(element: Element) -> dict[str, Element]:
    """An element's children by tag; of several with one tag, the last."""
    return {child.tag: child for child in element}


def texts(parts: dict[str, Element], renamed: dict[str, str]) -> Plain:
    """The words of those parts that are named, under their new names."""
    return {new: text for tag, new in renamed.items() if tag in parts and (text := words(parts[tag]))}


def date_of(element: Element) -> str | None:
    """A date given in parts, ISO, as precise as it is; None where its year is none."""
    year = ""
    month = day = None
    for part in element:
        tag = part.tag
        if tag == "Year":
            year = part.text or ""
        elif tag == "Month":
            month = _MONTH.get((part.text or "").strip()[:3])
        elif tag == "Day":
            day = _DAY.get((part.text or "").strip())
            break  # what follows is the hour
        elif tag == "MedlineDate":
            return _date_in_words(words(part))
    if year not in _YEARS:
        return None
    if month is None:
        return year
    return f"{year}-{month}" if day is None else f"{year}-{month}-{day}"


def _date_in_words(text: str) -> str | None:
    """The first date of "1998 Dec-1999 Jan", "2000 Spring", "1976-1977"."""
    if (match := _YEAR_AND_MONTH.match(text)) and (month := _MONTH.get(match[2])):
        return f"{match[1]}-{month}"
    year = _YEAR.search(text)
    return year[0] if year else None


def authors_of(author_list: Element) -> tuple[tuple[str, ...], list[Plain]]:
    """Authors as printed, "et al." at the end of a list that is not complete, and what else is known of each."""
    names, known = [], []
    for author in author_list:
        if author.get("ValidYN") == "N":
            continue
        about = _author(author)
        name = about.get("collective_name") or " ".join(
            about[key] for key in ("last_name", "initials", "suffix") if key in about
        )
        if name:
            names.append(name)
            known.append(about)
    if names and author_list.get("CompleteYN") == "N":
        names.append("et al.")
    return tuple(names), known


_OF_AUTHORS = {
    "LastName": "last_name",
    "ForeName": "fore_name",
    "Initials": "initials",
    "Suffix": "suffix",
    "CollectiveName": "collective_name",
}


def _author(author: Element) -> Plain:
    about: Plain = {}
    for part in author:
        tag = part.tag
        if tag in _OF_AUTHORS:
            if text := words(part):
                about[_OF_AUTHORS[tag]] = text
        elif tag == "AffiliationInfo":
            for one in part:
                if one.tag == "Affiliation" and (text := words(one)):
                    about.setdefault("affiliations", []).append(text)
        elif tag == "Identifier" and (text := words(part)):
            about[(part.get("Source") or "identifier").lower()] = text
    return about


def mesh_of(heading_list: Element) -> list[Plain]:
    """MeSH headings: descriptor, its identifier, whether it is a major topic, and its qualifiers likewise."""
    headings = []
    for heading in heading_list:
        about: Plain = {}
        for part in heading:
            if part.tag == "DescriptorName":
                about = _named(part, "descriptor")
            elif part.tag == "QualifierName" and about:
                about.setdefault("qualifiers", []).append(_named(part, "qualifier"))
        if about:
            headings.append(about)
    return headings


def _named(part: Element, key: str) -> Plain:
    about: Plain = {key: words(part)}
    for name, value in part.items():
        if name == "UI":
            about["ui"] = value
        elif name == "MajorTopicYN" and value == "Y":
            about["major"] = True
    return about


def concepts_of(mesh: list[Plain]) -> tuple[str, ...]:
    """The descriptors that a record is mainly about: those marked as major, or with a qualifier that is."""
    return tuple(
        dict.fromkeys(
            heading["descriptor"]
            for heading in mesh
            if heading.get("major") or any(one.get("major") for one in heading.get("qualifiers", ()))
        )
    )


def named_list(element: Element) -> list[Plain]:
    """Names with their identifiers: publication types."""
    named = []
    for child in element:
        if name := words(child):
            ui = child.get("UI")
            named.append({"name": name, "ui": ui} if ui else {"name": name})
    return named


def chemicals_of(chemical_list: Element) -> list[Plain]:
    """Substances: name, identifier, registry number (0 stands for none)."""
    chemicals = []
    for chemical in chemical_list:
        parts = children(chemical)
        if (substance := parts.get("NameOfSubstance")) is None or not (name := words(substance)):
            continue
        about = {"name": name}
        if ui := substance.get("UI"):
            about["ui"] = ui
        if (number := parts.get("RegistryNumber")) is not None and (text := words(number)) not in ("", "0"):
            about["registry_number"] = text
        chemicals.append(about)
    return chemicals


def grants_of(grant_list: Element) -> list[Plain]:
    """Grants: number, acronym, agency, country."""
    names = {"GrantID": "id", "Acronym": "acronym", "Agency": "agency", "Country": "country"}
    return [about for grant in grant_list if (about := texts(children(grant), names))]


def data_banks_of(bank_list: Element) -> dict[str, list[str]]:
    """Accession numbers by data bank; registries of trials are among them."""
    banks: dict[str, list[str]] = {}
    for bank in bank_list:
        parts = children(bank)
        if "DataBankName" in parts and "AccessionNumberList" in parts:
            numbers = [text for number in parts["AccessionNumberList"] if (text := words(number))]
            if numbers:
                banks.setdefault(words(parts["DataBankName"]), []).extend(numbers)
    return banks


def corrections_of(correction_list: Element) -> list[Correction]:
    """Everything that the record says is published about it, or it about others; not what it cites."""
    corrections = []
    for one in correction_list:
        kind = one.get("RefType") or ""
        if kind and kind != "Cites":
            parts = {part.tag: words(part) for part in one}
            corrections.append(
                Correction(kind, parts.get("RefSource", "").rstrip(". "), parts.get("PMID", ""), parts.get("Note", ""))
            )
    return corrections


def references_of(reference_list: Element) -> list[Plain]:
    """What a record cites: citation as printed, and its identifiers; lists in lists come as one."""
    references: list[Plain] = []
    for reference in reference_list:
        if reference.tag == "Reference":
            about: Plain = {}
            for part in reference:
                if part.tag == "Citation":
                    about["citation"] = words(part)
                elif part.tag == "ArticleIdList":
                    about.update(article_ids_of(part))
            if about:
                references.append(about)
        elif reference.tag == "ReferenceList":
            references.extend(references_of(reference))
    return references


def article_ids_of(id_list: Element) -> dict[str, str]:
    """Identifiers by type, under the names that they have here; of several of a type, the first."""
    ids: dict[str, str] = {}
    for one in id_list:
        if text := words(one):
            name = one.get("IdType") or "other"
            ids.setdefault(_OF_IDS.get(name, name), text)
    return ids


_OF_IDS = {"pubmed": "pmid", "pmc": "pmcid"}


def history_of(history: Element) -> dict[str, str]:
    """When a record was received, accepted, entered …"""
    return {status: date for one in history if (status := one.get("PubStatus")) and (date := date_of(one))}


def doi_in(text: str) -> str | None:
    """The DOI in what is given as one, None if it is none."""
    plain = _DOI_PREFIX.sub("", text).strip()
    return plain if DOI.fullmatch(plain) else None
