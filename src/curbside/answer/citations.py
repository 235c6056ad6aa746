"""References as data: RIS, BibTeX and CSL-JSON, for reference managers and word processors.

Nothing is made up: a name is split only where it is printed family name first, and what the record does not say is
left out. How a source stands travels with it, as a note.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from curbside.answer.answer import AnswerReference
from curbside.evidence.kinds import SourceKind
from curbside.evidence.reference import folded
from curbside.ingest.packs import STARTER


class CitationFormat(StrEnum):
    """A format of reference managers."""

    RIS = "ris"
    BIBTEX = "bibtex"
    CSL_JSON = "csl-json"


def citations(references: Sequence[AnswerReference], form: CitationFormat) -> str:
    """References in a format, in their order; a file's text."""
    entries = [Entry(reference) for reference in references]
    return _WRITERS[form](entries)


# -- names


@dataclass(frozen=True, slots=True)
class Name:
    """An author: family name with what is printed of the given names, or a name that is kept whole (`literal`)."""

    family: str = ""
    given: str = ""
    suffix: str = ""
    literal: str = ""


_ET_AL = re.compile(r"(?:and|&)?\s*(?:et\.? al\.?|others)", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[^\W\d_]\.?-?){1,4}")
_SUFFIX = re.compile(r"(?:jr|sr|2nd|3rd|4th|ii|iii|iv)\.?", re.IGNORECASE)
# Words of the names of bodies, which have no family name.
_BODY = frozenset(
    """
    academy agency alliance association authority board bureau center centers centre centres college collaboration
    collaborative collaborators commission committee community consortium corporation council department directorate
    division federation force forum foundation group groups hospital hospitals inc initiative institute institutes
    institution investigators league limited ltd ministry nations network office organisation organization panel
    party programme program project registry school secretariat section service services society societies
    subcommittee survey task team trial trialists trust union university working
    """.split()  # noqa: SIM905 - a list of a hundred strings reads worse
)
# What stands after the name of a body, and is no initials.
_PLACES = frozenset({"UK", "US", "USA", "EU", "UN", "UAE"})


def name_of(author: str) -> Name:
    """An author's name in its parts: of "Riihimäki M" and "Riihimäki, Matias"; any other is kept whole."""
    author = " ".join(author.split())
    if _BODY.intersection(folded(author).split()):
        return Name(literal=author)
    family, comma, given = (part.strip() for part in author.partition(","))
    if comma:
        given, _, suffix = (part.strip() for part in given.partition(","))
        return Name(family, given, suffix) if family and given else Name(literal=author)
    words = author.split()
    suffix = words.pop() if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else ""
    last = words[-1] if words else ""
    if len(words) > 1 and last.isupper() and last not in _PLACES and _INITIALS.fullmatch(last):
        return Name(" ".join(words[:-1]), _spaced(last), suffix)
    return Name(literal=author)


def _spaced(initials: str) -> str:
    """Initials as data has them: "J. M." of "JM", "J.-P." of "J-P"."""
    return re.sub(r"([^\W\d_])\.?(-?)", r"\1.\2 ", initials).replace("- ", "-").strip()


# -- what every format says


@dataclass(frozen=True)
class Entry:
    """A reference as the formats need it."""

    reference: AnswerReference

    @cached_property
    def names(self) -> list[Name]:
        """The authors that the record names."""
        return [name_of(one) for one in self.reference.authors if one.strip() and not _ET_AL.fullmatch(one.strip())]

    @property
    def is_cut_short(self) -> bool:
        """Whether the record names only some of the authors."""
        return any(_ET_AL.fullmatch(one.strip()) for one in self.reference.authors)

    @property
    def form(self) -> str:
        """What sort of thing it is: an article, a preprint, a report, a web page or a document."""
        one = self.reference
        if one.preprint:
            return "preprint"
        if one.container and one.kind not in _PAGES:
            return "article"
        if one.kind == SourceKind.GUIDELINE:
            return "report"
        if one.url or one.kind in _PAGES:
            return "page"
        return "article" if one.container else "document"

    @property
    def genre(self) -> str | None:
        """The kind of source in the words of PubMed's publication types, where they have one for it."""
        return "Preprint" if self.reference.preprint else _GENRES.get(SourceKind(self.reference.kind))

    @property
    def note(self) -> str:
        """What must be known of the source before relying on it."""
        one = self.reference
        checked = f"checked {one.standing_checked}" if one.standing_checked else "not checked"
        said = [
            one.kind.replace("_", " "),
            one.verb,
            f"standing: {one.standing}, {checked}",
            one.standing_note,
            "demonstration summary" if one.pack == STARTER else None,
            "the record names only some of the authors" if self.is_cut_short else None,
        ]
        # A reader of notes would take another paper's number, of a retraction say, for this paper's own.
        return _OTHERS_PMC.sub("PMC ", _OTHERS_PMID.sub("PubMed ", "; ".join(part for part in said if part)))


_PAGES = frozenset({SourceKind.TOPIC_OVERVIEW, SourceKind.PATIENT_INFORMATION, SourceKind.DRUG_LABEL})
_OTHERS_PMID = re.compile(r"\bPMID[:\s]*(?=[0-9])", re.IGNORECASE)
_OTHERS_PMC = re.compile(r"\b(?:PMCID[:\s]*)?PMC(?=[0-9])", re.IGNORECASE)
_GENRES = {
    SourceKind.GUIDELINE: "Practice Guideline",
    SourceKind.SYSTEMATIC_REVIEW: "Systematic Review",
    SourceKind.RANDOMIZED_TRIAL: "Randomized Controlled Trial",
    SourceKind.NONRANDOMIZED_TRIAL: "Clinical Trial",
    SourceKind.COHORT_STUDY: "Observational Study",
    SourceKind.CASE_REPORT: "Case Reports",
    SourceKind.NARRATIVE_REVIEW: "Review",
    SourceKind.PATIENT_INFORMATION: "Patient Education Handout",
}


# -- RIS

_RIS_TYPES = {"article": "JOUR", "preprint": "UNPB", "report": "RPRT", "page": "ELEC", "document": "GEN"}


def _ris(entries: Iterable[Entry]) -> str:
    # The format's lines end so, on every system.
    return "".join(f"{line}\r\n" for entry in entries for line in _ris_lines(entry))


def _ris_lines(entry: Entry) -> Iterator[str]:
    one = entry.reference
    first, last = _first_and_last(one.pages)
    values = [
        ("TY", _RIS_TYPES[entry.form]),
        *(("AU", _inverted(name)) for name in entry.names),
        ("TI", one.title),
        ("T2", one.container),
        ("PB", one.publisher),
        ("PY", str(one.year) if one.year is not None else None),
        ("VL", one.volume),
        ("IS", one.issue),
        ("SP", first),
        ("EP", last),
        ("M3", entry.genre),
        ("DO", one.doi),
        ("DB", "PubMed" if one.pmid else None),
        ("AN", one.pmid),
        ("C2", one.pmcid),
        ("UR", one.url or one.link),
        ("Y2", one.accessed.replace("-", "/") if one.accessed else None),
        ("LA", one.language),
        ("N1", entry.note),
    ]
    yield from (f"{tag}  - {_one_line(value)}" for tag, value in values if value)
    yield from ("ER  - ", "")


def _inverted(name: Name) -> str:
    """Family name first, as RIS and BibTeX part names."""
    return name.literal or ", ".join(part for part in (name.family, name.given, name.suffix) if part)


def _first_and_last(pages: str | None) -> tuple[str | None, str | None]:
    """The first and last page; anything but one range of pages is kept together."""
    found = re.fullmatch(r"(\w+)\s*[-–]\s*(\w+)", pages or "")
    return (found[1], found[2]) if found else (pages, None)


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


# -- BibTeX

_BIBTEX_TYPES = {"article": "article", "preprint": "unpublished", "report": "techreport"}
_LATEX = str.maketrans(
    {
        **{c: f"\\{c}" for c in "&%$#_{}"},
        "~": "\\textasciitilde{}",
        "^": "\\textasciicircum{}",
        "\\": "\\textbackslash{}",
    }
)


def _bibtex(entries: Sequence[Entry]) -> str:
    keys: set[str] = set()
    return "\n".join(_bibtex_entry(entry, _key(entry, keys)) for entry in entries)


def _bibtex_entry(entry: Entry, key: str) -> str:
    one = entry.reference
    authors = [f"{{{_latex(name.literal)}}}" if name.literal else _latex(_bibtex_name(name)) for name in entry.names]
    if entry.is_cut_short:
        authors.append("others")
    fields = {
        "author": " and ".join(authors),
        # The second braces keep the title's capitals.
        "title": f"{{{_latex(one.title)}}}",
        "journal" if entry.form == "article" else "howpublished": _latex(one.container or ""),
        "institution" if entry.form == "report" else "publisher": _latex(one.publisher or ""),
        "year": str(one.year or ""),
        "volume": _latex(one.volume or ""),
        "number": _latex(one.issue or ""),
        "pages": _latex(re.sub(r"\s*[-–]\s*", "--", one.pages or "")),
        "type": _latex(entry.genre or ""),
        "doi": _address(one.doi),
        "pmid": one.pmid or "",
        "pmcid": one.pmcid or "",
        "url": _address(one.url or one.link),
        "urldate": one.accessed or "",
        "language": _latex(one.language or ""),
        "note": _latex(entry.note),
    }
    lines = (f"  {name} = {{{value}}},\n" for name, value in fields.items() if value and value != "{}")
    return f"@{_BIBTEX_TYPES.get(entry.form, 'misc')}{{{key},\n{''.join(lines)}}}\n"


def _bibtex_name(name: Name) -> str:
    return ", ".join(part for part in (name.family, name.suffix, name.given) if part)


def _latex(text: str) -> str:
    return _one_line(text).translate(_LATEX)


def _address(text: str | None) -> str:
    """An address or DOI, which is taken as it stands: only what would end its field is written another way."""
    return re.sub(r"[{}\\\s]", lambda found: f"%{ord(found[0]):02X}", text or "")


def _key(entry: Entry, taken: set[str]) -> str:
    """A key to cite by: first author, year and the first long word of the title, told apart by letters."""
    one = entry.reference
    first = entry.names[0] if entry.names else Name(literal=one.publisher or "")
    who = folded(first.family or first.literal).replace(" ", "")[:20]
    word = next((word for word in folded(one.title).split() if len(word) > 3), "")[:20]
    plain = re.sub(r"[^a-z0-9]", "", f"{who}{one.year or ''}{word}") or f"reference{one.number}"
    key, number = plain, 1
    while key in taken:
        number += 1
        key = f"{plain}-{number}"
    taken.add(key)
    return key


# -- CSL-JSON

_CSL_TYPES = {
    "article": "article-journal",
    "preprint": "article",
    "report": "report",
    "page": "webpage",
    "document": "document",
}


def _csl_json(entries: Sequence[Entry]) -> str:
    keys: set[str] = set()
    items = [_csl_item(entry, _key(entry, keys)) for entry in entries]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def _csl_item(entry: Entry, key: str) -> dict[str, Any]:
    one = entry.reference
    item = {
        "id": key,
        "type": _CSL_TYPES[entry.form],
        "title": one.title,
        "author": [_csl_name(name) for name in entry.names],
        "container-title": one.container,
        "publisher": one.publisher,
        "issued": {"date-parts": [[one.year]]} if one.year is not None else None,
        "volume": one.volume,
        "issue": one.issue,
        "page": one.pages,
        "genre": entry.genre,
        "DOI": one.doi,
        "PMID": one.pmid,
        "PMCID": one.pmcid,
        "URL": one.url or one.link,
        "accessed": {"date-parts": [[int(part) for part in one.accessed.split("-")]]} if one.accessed else None,
        "language": one.language,
        "jurisdiction": one.jurisdiction,
        "note": entry.note,
    }
    return {name: value for name, value in item.items() if value}


def _csl_name(name: Name) -> dict[str, str]:
    if name.literal:
        return {"literal": name.literal}
    parts = {"family": name.family, "given": name.given, "suffix": name.suffix}
    return {part: value for part, value in parts.items() if value}


_WRITERS: Mapping[CitationFormat, Callable[[Sequence[Entry]], str]] = {
    CitationFormat.RIS: _ris,
    CitationFormat.BIBTEX: _bibtex,
    CitationFormat.CSL_JSON: _csl_json,
}
