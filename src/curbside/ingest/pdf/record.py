"""The bibliographic record as far as a PDF gives it: title, DOI, year and kind; what is not sure is left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.utils import decode_text

from curbside.evidence.kinds import SourceKind
from curbside.evidence.reference import Reference, folded
from curbside.evidence.text import clean_line
from curbside.ingest.pdf.opening import DAMAGE, OpenedPdf

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>|,;]+[^\s\"<>|,;.:)\]}’”]")
_RUBBISH = re.compile(
    r"^(?:microsoft word|microsoft powerpoint|untitled|print|document\d*|slide \d+|layout \d+|title|no title|doc\d+)|"
    r"\.(?:docx?|pdf|indd|qxd|tex|dvi|pptx?|xlsx?|rtf|odt|html?|ps|p65|fm)\b|^[\w.-]*\d{4,}[\w.-]*$|^[A-Za-z]:\\|[\\/]{2}",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"(?:published(?: online)?|publication date|first published|issued|date of issue|effective(?: date| from)?|©|\(c\)|"
    r"copyright)\W{0,3}(?:[^\W\d_]+\W+|\d{1,2}\W+){0,4}?((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_CITED = re.compile(r"\b((?:19|20)\d\d)\s*[,;]\s*\d{1,4}\s*(?:\([^)]{1,12}\))?\s*:\s*[eE]?\d+")
_KINDS = (
    (SourceKind.SYSTEMATIC_REVIEW, r"systematic review|meta-?analysis"),
    (
        SourceKind.GUIDELINE,
        r"guidelines?\b|clinical practice (?:guidance|recommendations)|consensus (?:statement|guidance)",
    ),
)
_LARGEST_XMP = 1_000_000
_PRISM = ("{http://prismstandard.org/namespaces/basic/2.0/}doi", "{http://prismstandard.org/namespaces/basic/3.0/}doi")
_DC_TITLE = "{http://purl.org/dc/elements/1.1/}title"


class Said:
    """What the file says about itself in its information dictionary and XMP."""

    def __init__(self, document: OpenedPdf) -> None:
        self.title: str | None = None
        self.created: int | None = None
        self.doi: str | None = None
        try:
            self._read_info(document)
            self._read_xmp(document)
        except DAMAGE:
            pass  # what a file says about itself is not needed to read it

    def _read_info(self, document: OpenedPdf) -> None:
        for info in document.info:
            title = resolve1(info.get("Title"))
            if isinstance(title, bytes):
                self.title = clean_line(decode_text(title))[:500] or self.title
            doi = resolve1(info.get("doi") or info.get("DOI") or info.get("WPS-ARTICLEDOI"))
            if isinstance(doi, bytes):
                self.doi = doi_in(decode_text(doi)) or self.doi

    def _read_xmp(self, document: OpenedPdf) -> None:
        stream = resolve1(document.catalog.get("Metadata"))
        if not isinstance(stream, PDFStream):
            return
        data = stream.get_data()
        if len(data) > _LARGEST_XMP:
            return
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
        try:
            root = etree.fromstring(data.strip(b"\x00 \r\n\t"), parser)
        except (etree.XMLSyntaxError, ValueError):
            return
        if root is None:
            return
        for node in root.iter(*_PRISM):
            self.doi = self.doi or doi_in(node.text or "")
        for node in root.iter(_DC_TITLE):
            self.title = self.title or clean_line(" ".join(str(t) for t in node.itertext()))[:500] or None


def doi_in(text: str) -> str | None:
    """The first DOI in a text."""
    match = _DOI.search(text)
    return match[0] if match else None


def usable_title(title: str | None) -> bool:
    """Whether a title from the file's own record is one, rather than a file name or a program's."""
    return bool(title) and not _RUBBISH.search(title or "") and len((title or "").split()) >= 2


def best_title(printed: str | None, said: str | None, first_page: str, name: str) -> str:
    """The title: the file's own where the first page bears it out, else the printed one, else its name."""
    if said and usable_title(said) and (printed is None or folded(said) in folded(first_page)):
        return said
    if printed:
        return printed
    return said if said and usable_title(said) else re.sub(r"[_-]+", " ", name.rsplit(".", 1)[0]).strip() or name


def reference_of(title: str, said: Said, first_page: str, about: Sequence[str]) -> Reference:
    """The record: kind only where the title says it, year only where it is printed as that of publication.

    `about` are the lines that speak of the document itself: those beside its title and at the edges of its pages.
    """
    doi = doi_in("\n".join([*about, first_page])) or said.doi
    kind = next((kind for kind, words in _KINDS if re.search(words, title, re.IGNORECASE)), SourceKind.OTHER)
    lines = [
        line for line in first_page.split("\n") if _PUBLISHED.match(line) and not line[0].islower() and len(line) < 120
    ]
    return Reference(title=title[:1000], kind=kind, doi=doi, year=_year([*about, *lines]))


def _year(lines: Sequence[str]) -> int | None:
    for pattern in (_PUBLISHED, _CITED):
        for line in lines:
            found = pattern.search(line)
            if found and 1900 <= int(found[1]) <= 2100:
                return int(found[1])
    return None
