"""The bibliographic record of a JATS article: title, authors, journal, dates, identifiers, licence, registration."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from typing import Any

from curbside.errors import IncompleteRecord
from curbside.evidence.reference import Reference
from curbside.evidence.text import clean_line
from curbside.ingest.jats_inline import Inline
from curbside.ingest.jats_kinds import kind_of
from curbside.ingest.languages import two_letters

Element = Any

HREF = "{http://www.w3.org/1999/xlink}href"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_PREPRINT_SERVERS = re.compile(r"(?:med|bio)rxiv|research square|preprints(?:\.org)?|ssrn|arxiv", re.IGNORECASE)

_DOI = re.compile(r"10\.[0-9]{4,9}/\S+")
_PMID = re.compile(r"[1-9][0-9]{0,8}")
_PMCID = re.compile(r"(?:PMC)?([1-9][0-9]{0,9})", re.IGNORECASE)

_REGISTERED = re.compile(r"regist(?:er|ry|ration)|clinicaltrials\.gov|isrctn|trial\s+number|eudract", re.IGNORECASE)
_REGISTRATION = re.compile(
    r"\b(?:NCT\s?\d{8}|ISRCTN\s?\d{8}|ACTRN\s?\d{14}|ChiCTR[-\w]*\d{6,}|DRKS\d{8}|UMIN\d{9}|PACTR\d{12,}|IRCT\w{10,20}"
    r"|CTRI/\d{4}/\d+/\d+|NTR\d{2,5}|KCT\d{7}|jRCT\w{8,12}|RBR-\w{5,8}|TCTR\d{8,}|SLCTR/\d{4}/\d+"
    r"|(?:EudraCT[\s:number]*)?20\d\d-\d{6}-\d\d)\b"
)
# Dates at which something else happened to the article than its publication.
_OTHER_DATES = frozenset(
    {"pmc-release", "nihms-submitted", "retracted", "retraction", "corrected", "ecorrected", "pcorrected", "preprint"}
    | {
        "received",
        "accepted",
        "rev-recd",
        "rev-request",
        "update",
        "pmc",
        "cover",
        "issue-pub",
        "resub",
        "original-publication",
    }
)
_LATER_DATES = frozenset({"collection", "issue"})
_MONTHS = {name.lower(): at for at, name in enumerate(calendar.month_abbr)}
_LICENCE_WORDS = re.compile(r"licen[cs]e|creative commons|public domain|open[- ]access", re.IGNORECASE)


def read_record(article: Element, name: str) -> Reference:
    """The record of an article; an identifier that is malformed is left out.

    Raises IncompleteRecord when it has no title.
    """
    meta = meta_of(article)
    title = title_of(meta)
    if not title:
        raise IncompleteRecord(f"An article of {name} has no title.", "Check that the file is a whole JATS article.")
    journal = article.find("front/journal-meta")
    container = _text(
        journal, "journal-title-group/journal-title", "journal-title", "abbrev-journal-title", "journal-id"
    )
    publisher = _text(journal, "publisher/publisher-name")
    published = _published(meta)
    return Reference(
        title=title,
        kind=kind_of(article.get("article-type") or "", subjects_of(meta), title, keywords_of(meta, None)),
        authors=tuple(_authors(meta)),
        container=container,
        publisher=publisher,
        year=int(published[:4]) if published else None,
        date=published,
        volume=_text(meta, "volume"),
        issue=_text(meta, "issue"),
        pages=_pages(meta),
        doi=identifier(meta, "doi"),
        pmid=identifier(meta, "pmid"),
        pmcid=identifier(meta, "pmcid"),
        language=two_letters(re.split(r"[-_]", article.get(LANG) or "")[0]),
        licence=_licence(meta),
        trial_registration=_registration(meta),
        preprint=article.get("article-type") == "preprint"
        or any(_PREPRINT_SERVERS.fullmatch(one or "") for one in (container, publisher)),
    )


def meta_of(article: Element) -> Element:
    """The head of an article about itself; an empty one if it has none."""
    meta = article.find("front/article-meta")
    return meta if meta is not None else article.makeelement("article-meta")


def title_of(meta: Element) -> str:
    """The title with its subtitle, without the marks of footnotes."""
    group: Element = next(iter(meta.findall("title-group")), meta)
    title, subtitle = _text(group, "article-title", "alt-title") or "", _text(group, "subtitle") or ""
    title = re.sub(r"\s*[*†‡§¶]+$", "", title)
    if not subtitle:
        return title
    return f"{title}{'' if title.endswith((':', '?', '!', '.', '—', '–')) else ':'} {subtitle}".strip()


def identifier(meta: Element, kind: str) -> str | None:
    """The article's own DOI, PMID or PMCID, if it is well-formed."""
    kinds = {"doi": {"doi"}, "pmid": {"pmid"}, "pmcid": {"pmc", "pmcid"}}[kind]
    for one in meta.findall("article-id"):
        if one.get("pub-id-type") in kinds and (value := well_formed(kind, "".join(one.itertext()))):
            return value
    return None


def well_formed(kind: str, value: str) -> str | None:
    """A DOI, PMID or PMCID as a record writes it; None if it is none."""
    value = clean_line(value)
    if kind == "doi":
        found = _DOI.search(value)
        return found[0] if found else None
    if kind == "pmid":
        return value if _PMID.fullmatch(value) else None
    found = _PMCID.fullmatch(value)
    return f"PMC{found[1]}" if found else None


def subjects_of(meta: Element) -> list[str]:
    """The subject headings under which the journal puts the article."""
    return _texts(meta.iterfind("article-categories//subject"))


def keywords_of(meta: Element, language: str | None) -> list[str]:
    """The keywords in the language of the article."""
    groups = [
        group for group in meta.findall("kwd-group") if (group.get(LANG) or language or "")[:2] == (language or "")
    ]
    return _texts(keyword for group in groups or meta.findall("kwd-group")[:1] for keyword in group.iter("kwd"))


def _texts(elements: Iterator[Element]) -> list[str]:
    return list(dict.fromkeys(filter(None, (Inline().text(element) for element in elements))))


def _text(element: Element | None, *paths: str) -> str | None:
    """The words at the first of these paths that has any."""
    if element is None:
        return None
    for path in paths:
        found = element.find(path)
        if found is not None and (text := Inline().text(found)):
            return text
    return None


def _authors(meta: Element) -> Iterator[str]:
    groups = meta.findall("contrib-group")
    for contrib in (one for group in groups for one in group.findall("contrib")):
        if contrib.get("contrib-type", "author") in {"author", "collab"}:
            name = contrib.find("name-alternatives/name")
            if name is None:
                name = contrib.find("name")
            author = _name(name) if name is not None else _text(contrib, "string-name", "name-alternatives/string-name")
            if author := author or _collaboration(contrib):
                yield author


def _name(name: Element) -> str:
    surname, given, suffix = (_text(name, part) or "" for part in ("surname", "given-names", "suffix"))
    initials = next((one.get("initials") for one in name.findall("given-names")), None)
    return clean_line(f"{surname} {initials or _initials(given)} {suffix}")


def _initials(given: str) -> str:
    """ "Jean-Philippe" is JP, "John J" is JJ, "DW" stays; a name that is not in letters with capitals stays whole."""
    if re.fullmatch(r"[^\W\d_]{1,3}", given) and given.isupper():
        return given
    initials = [part[0] for part in re.split(r"[\s.\-‐]+", given) if part]
    return "".join(initials) if initials and all(one.isupper() for one in initials) else given


def _collaboration(contrib: Element) -> str | None:
    collab = contrib.find("collab")
    if collab is None:
        return None
    named = [collab.text or ""]
    named += [("" if part.tag == "contrib-group" else Inline().text(part)) + (part.tail or "") for part in collab]
    return clean_line("".join(named)) or None


def _published(meta: Element) -> str | None:
    """The earliest date of publication, as precise as it is known."""
    dates: dict[bool, list[str]] = {True: [], False: []}
    for one in meta.findall("pub-date"):
        kind = one.get("pub-type") or one.get("date-type") or ""
        if kind not in _OTHER_DATES and (when := _date(one)):
            dates[kind in _LATER_DATES].append(when)
    candidates = dates[False] or dates[True]
    year = min((when[:4] for when in candidates), default=None)
    # Within its year the most precise date counts; of two that are as precise, the earlier.
    return min((when for when in candidates if when[:4] == year), key=lambda when: (-len(when), when), default=None)


def _date(element: Element) -> str | None:
    year, month, day = (_text(element, part) or "" for part in ("year", "month", "day"))
    if not re.fullmatch(r"1[5-9]\d\d|20\d\d|21\d\d", year):
        written = element.get("iso-8601-date") or _text(element, "string-date") or ""
        found = re.search(r"\b(?:1[5-9]|20|21)\d\d\b(?:-(?:0[1-9]|1[0-2])\b(?:-(?:0[1-9]|[12]\d|3[01])\b)?)?", written)
        return found[0] if found else None
    number = int(month) if month.isascii() and month.isdigit() and len(month) < 3 else _MONTHS.get(month[:3].lower(), 0)
    if not 1 <= number <= 12:
        return year
    is_day = day.isascii() and day.isdigit() and len(day) < 3 and 1 <= int(day) <= 31
    return f"{year}-{number:02}-{int(day):02}" if is_day else f"{year}-{number:02}"


def _pages(meta: Element) -> str | None:
    first, last = _text(meta, "fpage"), _text(meta, "lpage")
    if first:
        return f"{first}-{last}" if last and last != first else first
    return _text(meta, "page-range", "elocation-id")


def _licence(meta: Element) -> str | None:
    """The address of the licence, else its words."""
    for licence in (*meta.findall("permissions/license"), *meta.findall("license")):
        if address := licence.get(HREF) or _text(licence, "license_ref"):
            return clean_line(address)
        for link in licence.iter("ext-link", "uri"):
            if "creativecommons.org" in (address := link.get(HREF) or ""):
                return clean_line(address)
        if text := Inline().text(licence):
            return text
    if address := _text(meta, "permissions/license_ref"):
        return address
    said = _text(meta, "permissions/copyright-statement", "copyright-statement") or ""
    return said if _LICENCE_WORDS.search(said) else None


def _registration(meta: Element) -> str | None:
    """The trial's registration, where the record or the abstract states one, and only one, as such."""
    trials = (one for one in meta.iter("related-object") if one.get("document-id-type") == "clinical-trial-number")
    stated = [clean_line(one.get("document-id")) for one in trials if one.get("document-id")]
    for abstract in meta.findall("abstract"):
        for part in abstract.iter("sec", "p"):
            said = Inline().text(part)
            if (part.tag == "p" or not part.findall("sec")) and _REGISTERED.search(said):
                stated += [re.sub(r"\s", "", found) for found in _REGISTRATION.findall(said)]
    return stated[0] if len(set(stated)) == 1 else None
