"""The bibliographic record of a saved web page, from what the page says about itself to machines.

Highwire's citation_* tags, Dublin Core and PRISM come first (publishers write them for indexers), then JSON-LD, then
OpenGraph and the page's own headings. What is not well-formed is passed over: a page's rubbish never makes a record.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from curbside.evidence.kinds import Reader, SourceKind
from curbside.evidence.reference import Reference, folded
from curbside.evidence.text import clean_line
from curbside.ingest.dates import iso_date
from curbside.ingest.html_text import Element, text_of
from curbside.ingest.languages import two_letters
from curbside.ingest.pubmed_kinds import kind_of
from curbside.ingest.records import read_reference_leniently

MOST_AUTHORS = 2_000
LARGEST_JSON_LD = 2_000_000

_DOI = re.compile(r"10\.[0-9]{4,9}/[^\s?#]+")
# What browsers and savers write into the pages they save.
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->", re.IGNORECASE)
_SINGLE_FILE = re.compile(r"Page saved with SingleFile\s+url:\s*(\S+)\s+saved date:\s*(?:\w{3} )?(\w{3} \d{1,2} \d{4})")
_ARTICLES = frozenset(
    {"article", "scholarlyarticle", "medicalscholarlyarticle", "medicalguideline", "medicalguidelinerecommendation",
     "medicalguidelinecontraindication", "medicalwebpage", "newsarticle", "report", "techarticle", "blogposting",
     "webpage", "faqpage"}
)  # fmt: skip
# What a page must call itself, outright, to be more than another source.
_KINDS = {
    "medicalguideline": SourceKind.GUIDELINE,
    "guideline": SourceKind.GUIDELINE,
    "practice guideline": SourceKind.GUIDELINE,
    "clinical practice guideline": SourceKind.GUIDELINE,
    "systematic review": SourceKind.SYSTEMATIC_REVIEW,
    "meta analysis": SourceKind.SYSTEMATIC_REVIEW,
    "systematic review and meta analysis": SourceKind.SYSTEMATIC_REVIEW,
    "randomised controlled trial": SourceKind.RANDOMIZED_TRIAL,
    "randomized controlled trial": SourceKind.RANDOMIZED_TRIAL,
    "case report": SourceKind.CASE_REPORT,
    "case series": SourceKind.CASE_SERIES,
    "review article": SourceKind.NARRATIVE_REVIEW,
    "narrative review": SourceKind.NARRATIVE_REVIEW,
    "patient information": SourceKind.PATIENT_INFORMATION,
    "patient education": SourceKind.PATIENT_INFORMATION,
}


@dataclass(frozen=True, slots=True)
class Told:
    """What a page tells machines of itself: its tags, and its description as JSON-LD."""

    tags: _Tags
    linked: Mapping[str, Any]


def told_by(page: Element) -> Told:
    """What a page tells of itself, read before its scripts are taken out of it."""
    return Told(_Tags(page), _json_ld(page))


def read_record(told: Told, page: Element, html: str, file_name: str) -> tuple[Reference, dict[str, Any]]:
    """The page's record, and what else is known of where it was seen (`seen_at`).

    A page without any title is called by its file's name.
    """
    tags, linked = told.tags, told.linked
    saved_from, accessed = saved_by(html)
    url = _first_url(
        tags.link("canonical"), tags.first("citation_public_url", "og:url"), _text(linked.get("url")), saved_from
    )
    keys: dict[str, Any] = {
        "title": _title(page, tags, linked) or title_from_name(file_name),
        "authors": _authors(tags, linked),
        "container": tags.first("citation_journal_title", "citation_inbook_title", "prism.publicationname")
        or _name(linked.get("isPartOf")),
        "publisher": tags.first(
            "citation_publisher", "dc.publisher", "dcterms.publisher", "citation_technical_report_institution"
        )
        or _name(linked.get("publisher"))
        or tags.first("og:site_name"),
        "date": _date(tags, linked),
        "volume": tags.first("citation_volume", "prism.volume"),
        "issue": tags.first("citation_issue", "prism.number"),
        "pages": _pages(tags),
        "doi": _doi(tags, linked),
        "pmid": tags.first("citation_pmid"),
        "pmcid": _pmcid(tags, url),
        "url": url,
        "language": _language(page, tags, linked),
        "licence": _text(linked.get("license")) or tags.link("license") or tags.first("dc.rights", "dcterms.license"),
        "accessed": accessed,
    }
    keys |= _kind_and_audience(tags, linked)
    return read_reference_leniently(keys), {"seen_at": saved_from if saved_from != url else None}


def saved_by(html: str) -> tuple[str | None, str | None]:
    """The address a page was saved from and the date, as the browser or its saver noted them."""
    head = html[:20_000]
    if match := _SINGLE_FILE.search(head):
        return _first_url(match.group(1)), iso_date(match.group(2))
    match = _SAVED_FROM.search(head)
    return (_first_url(match.group(1)) if match else None), None


def title_from_name(file_name: str) -> str:
    """A file's name as a title: without its ending, and with spaces for what stands in for them."""
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", file_name)
    return clean_line(re.sub(r"[_+]+|(?<=\w)-(?=\w)|%20", " ", stem)) or "Untitled"


class _Tags:
    """The page's meta and link elements, by name."""

    def __init__(self, page: Element) -> None:
        self._values: dict[str, list[str]] = {}
        self._links: dict[str, str] = {}
        for one in page.iter("meta"):
            name = (one.get("name") or one.get("property") or one.get("itemprop") or "").lower()
            if name and (value := clean_line(one.get("content", ""))):
                self._values.setdefault(name.replace("dc:", "dc.").replace("dcterms:", "dcterms."), []).append(value)
        for one in page.iter("link"):
            for relation in one.get("rel", "").lower().split():
                self._links.setdefault(relation, clean_line(one.get("href", "")))

    def all(self, *names: str) -> list[str]:
        """The values of the first of these names that the page has."""
        return next((self._values[name] for name in names if name in self._values), [])

    def first(self, *names: str) -> str | None:
        """The first value under any of these names."""
        return next(iter(self.all(*names)), None)

    def link(self, relation: str) -> str | None:
        """Where a link of this relation leads."""
        return self._links.get(relation)


def _json_ld(page: Element) -> dict[str, Any]:
    """The page's own description of its article, empty without one; more telling types come first."""
    found = [
        (_rank(one), -at, one)
        for script in page.iter("script")
        if script.get("type", "").lower().strip() == "application/ld+json" and len(script.text or "") <= LARGEST_JSON_LD
        for at, one in enumerate(_objects(_loaded(script.text or "")))
    ]
    return max((one for one in found if one[0]), key=lambda one: one[:2], default=(0, 0, {}))[2]


def _loaded(written: str) -> Any:
    try:
        return json.loads(written)
    except (ValueError, RecursionError):
        return None


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD script: one, a list, or a graph."""
    waiting = [data]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, dict):
            yield one
            waiting.extend(one[key] for key in ("@graph", "mainEntity") if key in one)


def _types(one: Mapping[str, Any]) -> set[str]:
    written = one.get("@type")
    names = written if isinstance(written, list) else [written]
    return {str(name).rpartition("/")[2].lower() for name in names if isinstance(name, str)}


def _rank(one: Mapping[str, Any]) -> int:
    types = _types(one) & _ARTICLES
    return 0 if not types else 1 if types <= {"webpage", "faqpage"} else 2


def _texts(value: Any) -> Iterator[str]:
    """The texts of a value that may be one, a list, or a thing with a name."""
    for one in value if isinstance(value, list) else [value]:
        text = one.get("name") or one.get("@value") or one.get("value") if isinstance(one, dict) else one
        if isinstance(text, (str, int)) and not isinstance(text, bool) and (line := clean_line(str(text))):
            yield line


def _text(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("url") or value.get("@id") or value.get("name")
    return next(_texts(value), None)


def _name(value: Any) -> str | None:
    return next(_texts(value), None)


def _title(page: Element, tags: _Tags, linked: Mapping[str, Any]) -> str | None:
    headings = [text for one in page.iter("h1") if (text := text_of(one))]
    named = text_of(next(page.iter("title"), None)) if next(page.iter("title"), None) is not None else ""
    site = tags.first("og:site_name") or _name(linked.get("publisher")) or ""
    # The one first heading, or the one that the page's name begins with: a logo is often a heading too.
    told = [one for one in headings if folded(named).startswith(folded(one)) and folded(one) != folded(site)]
    h1 = told[0] if told else headings[0] if len(headings) == 1 and folded(headings[0]) != folded(site) else None
    choices = (
        tags.first("citation_title"),
        _text(linked.get("headline")),
        h1,
        tags.first("og:title", "dc.title", "dcterms.title"),
        named,
        _name(linked.get("name")),
    )
    return next((line for one in choices if one and (line := _without_site(clean_line(one), site))), None)


def _without_site(title: str, site: str) -> str:
    """A title without the name of its site at the end."""
    head, bar, _ = title.rpartition(" | ")
    while bar:
        title = head
        head, bar, _ = title.rpartition(" | ")
    for separator in (" - ", " – ", " — ", " :: ", " · "):
        head, found, tail = title.rpartition(separator)
        if found and site and (folded(tail) == folded(site) or folded(site).startswith(folded(tail) + " ")):
            return head
    return title


def _authors(tags: _Tags, linked: Mapping[str, Any]) -> list[str]:
    written = tags.all("citation_author", "citation_authors", "dc.creator", "dcterms.creator")
    names: Iterable[str] = (
        (part for one in written for part in one.split(";"))
        if written
        else [*_texts(linked.get("author"))] or tags.all("author")
    )
    plain = (clean_line(name) for name in names)
    return list(dict.fromkeys(one for one in plain if one and len(one) <= 150 and "://" not in one))[:MOST_AUTHORS]


def _date(tags: _Tags, linked: Mapping[str, Any]) -> str | None:
    written = (
        tags.first("citation_publication_date", "citation_date", "citation_online_date", "citation_cover_date"),
        tags.first("prism.publicationdate", "dc.date", "dcterms.issued", "dcterms.date", "dc.date.issued"),
        _text(linked.get("datePublished")),
        _text(linked.get("guidelineDate")),
        tags.first("article:published_time", "og:published_time"),
        _text(linked.get("dateModified")),
        tags.first("article:modified_time", "dcterms.modified"),
    )
    return next((date for one in written if (date := iso_date(one))), None)


def _pages(tags: _Tags) -> str | None:
    first = tags.first("citation_firstpage", "prism.startingpage")
    last = tags.first("citation_lastpage", "prism.endingpage")
    return f"{first}-{last}" if first and last and first != last else first


def _doi(tags: _Tags, linked: Mapping[str, Any]) -> str | None:
    written = [*tags.all("citation_doi"), *tags.all("prism.doi"), *tags.all("dc.identifier", "dcterms.identifier")]
    written += _texts(linked.get("identifier"))
    found = (
        re.sub(r"^(?:doi:|https?://(?:dx\.)?doi\.org/)\s*", "", one.strip(), flags=re.IGNORECASE) for one in written
    )
    return next((one for one in found if _DOI.fullmatch(one)), None)


def _pmcid(tags: _Tags, url: str | None) -> str | None:
    named = re.search(r"PMC\d+", tags.first("citation_pmcid") or "")
    # A page of PubMed Central says which by its address.
    placed = re.search(r"\bncbi\.nlm\.nih\.gov/(?:pmc/)?articles/(PMC\d+)", url or "")
    return named.group() if named else placed.group(1) if placed else None


def _language(page: Element, tags: _Tags, linked: Mapping[str, Any]) -> str | None:
    root = page.getroottree().getroot()
    written = (tags.first("citation_language", "dc.language"), _text(linked.get("inLanguage")), root.get("lang"))
    codes = (re.match(r"[A-Za-z]{2,3}(?=$|[-_])", one or "") for one in written)
    return next((two_letters(code.group()) for code in codes if code), None)


def _kind_and_audience(tags: _Tags, linked: Mapping[str, Any]) -> dict[str, Any]:
    audiences = {folded(one) for value in _audiences(linked.get("audience")) for one in _texts(value)}
    if any(re.search(r"\bpatients?\b|\bcaregivers?\b", one) for one in audiences):
        return {"kind": SourceKind.PATIENT_INFORMATION.value, "audience": Reader.PATIENT.value}
    written = [*_types(linked), *_texts(linked.get("publicationType"))]
    written += (
        tags.all("citation_article_type")
        + tags.all("prism.section", "prism.genre")
        + tags.all("dc.type", "dcterms.type")
    )
    kinds = (_KINDS.get(folded(one)) for one in written)
    return {"kind": next((kind.value for kind in kinds if kind), kind_of(written).value)}


def _audiences(value: Any) -> Iterator[Any]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            yield from (one.get("audienceType"), one.get("name"), str(one.get("@type") or ""))
        else:
            yield one


def _first_url(*written: str | None) -> str | None:
    """The first of these that is an address on the web."""
    for one in written:
        if one and re.fullmatch(r"https?://[^\s<>\"']+", one) and urlsplit_safe(one):
            return one
    return None


def urlsplit_safe(url: str) -> str | None:
    """The host of an address, None if it is malformed."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
