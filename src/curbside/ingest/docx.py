"""Word documents: the text as it stands when every change is accepted, and the record from the document's properties.

The markup is made plain (`docx_markup`), mammoth turns it into HTML, and the walk that reads web pages reads that.
Macros, pictures, headers and footers are never looked at.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import mammoth
from lxml import etree

from curbside.errors import UnreadableInput
from curbside.evidence.document import Document
from curbside.evidence.text import clean_line
from curbside.ingest.building import DocumentBuilder
from curbside.ingest.dates import iso_date
from curbside.ingest.docx_markup import (
    BULLET,
    CAPTION,
    DEEPEST_HEADING,
    DEEPEST_LIST,
    DEFINITION,
    HEADING,
    TERM,
    make_plain,
    take_out_styled,
)
from curbside.ingest.docx_package import DocxPackage, W
from curbside.ingest.docx_styles import Styles, w
from curbside.ingest.html import parse_page
from curbside.ingest.html_blocks import HtmlBlocks, find_references
from curbside.ingest.html_metadata import title_from_name
from curbside.ingest.html_text import STAND_INS, Element, settle, text_of
from curbside.ingest.languages import two_letters
from curbside.ingest.own_output import refuse_own_output
from curbside.ingest.records import document_id, read_reference_leniently
from curbside.ingest.streams import Source, name_of, open_binary

LARGEST_FILE = 200_000_000
# The converter needs some 40 times as much memory as there is markup; a book of 2,000 pages has 15 MB made plain.
LARGEST_MARKUP = 20_000_000

_STYLE_MAP = "\n".join(
    [
        *(f"p.{HEADING}{level} => h{level}:fresh" for level in range(1, DEEPEST_HEADING + 1)),
        f"p.{CAPTION} => p.caption:fresh",
        f"p.{BULLET} => ul > li:fresh",
        f"p.{TERM} => dl > dt:fresh",
        f"p.{DEFINITION} => dl > dd:fresh",
        *(
            f"p:{kind}ordered-list({depth + 1}) => {'ul|ol > li > ' * depth}{tag} > li:fresh"
            for kind, tag in (("un", "ul"), ("", "ol"))
            for depth in range(DEEPEST_LIST + 1)
        ),
    ]
)
# What programs write where nobody gave a title or an author.
_NO_TITLE = re.compile(
    r"(?:untitled|document|doc|dokument|title|word document|microsoft word|template|normal|new"
    r"|draft|blank)\s*[-_(]?\s*\d*\)?(?:\.do[ct][xm]?)?|microsoft word - .*|.*\.(?:docx?|dotx?|odt|rtf|tmp)|\W*",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(
    r"(?:microsoft office |windows |office |default |local )?(?:user|admin(?:istrator)?|author|owner|guest|pc)\d*"
    r"|employee\d*|python-docx|unknown|anonymous|microsoft(?: corporation| office)?|user name|apache poi|openxml|\W*",
    re.IGNORECASE,
)
# The dates of templates that programs ship.
_NO_DATES = ("2013-12-23", "1601-01-01", "1899-12-30", "1900-01-01", "1970-01-01", "1980-01-01", "0001-01-01")
_CORE = "docProps/core.xml"
_LONGEST_PROPERTY = 500
_HEADINGS = frozenset(f"h{level}" for level in range(1, DEEPEST_HEADING + 1))
# A first heading that is no title.
_SECTION = re.compile(
    r"(?:(?:\d+|[IVX]+)(?:\.\d+)*[.)]?\s+.*)|(?:introduction|background|purpose|aims?|objectives?|scope|overview"
    r"|summary|abstract|contents|table of contents|foreword|preface|definitions|key points|executive summary"
    r"|document control|policy|version control|general|methods?|references|policy statement|rationale|indications?"
    r"|purpose and scope)\W*",
    re.IGNORECASE,
)


def read_docx(source: Source) -> Iterator[Document]:
    """Read one Word document.

    Yields one document. Raises UnreadableInput when it is no .docx file, needs a password, is damaged, unpacks to
    too much, or has no text; OwnOutput when Curbside itself wrote it.
    """
    name = name_of(source)
    package = DocxPackage(_read(source), name)
    styles = Styles.read(package.beside_main("styles.xml"))
    main = package.part(package.main)
    front = {key: take_out_styled(main, styles, key) for key in ("title", "subtitle", "author", "date")}
    page = _page(package, main, styles, name)
    keys = _record(package.part(_CORE), front, page, name)
    builder = DocumentBuilder()
    settle(page, find_references(page))
    blocks = HtmlBlocks(builder, keys["title"])
    blocks.read(page)
    if not builder.has_statements:
        raise UnreadableInput(
            f"{name} holds no text.", "If its pages are pictures, run text recognition (OCR) on them first."
        )
    reference = read_reference_leniently(keys)
    kept = {"references": blocks.references, "subtitle": " ".join(front["subtitle"])}
    document = builder.document(
        document_id({}, reference), reference, metadata={key: value for key, value in kept.items() if value}
    )
    refuse_own_output({}, document.text, name)
    yield document


def _read(source: Source) -> bytes:
    with open_binary(source) as stream:
        data = stream.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise UnreadableInput(
            f"{name_of(source)} is larger than {LARGEST_FILE // 1_000_000} MB.", "Save it with compressed pictures."
        )
    return data


def _page(package: DocxPackage, main: Any, styles: Styles, name: str) -> Element:
    """The document's body as a tree of HTML, its notes marked as such."""
    numbering = package.beside_main("numbering.xml")
    wanted = {kind: _references_to(main, kind) for kind in ("footnote", "endnote")}
    make_plain(main, styles, numbering)
    html = [_html(main, numbering, name)]
    for kind, ids in wanted.items():
        notes = package.beside_main(f"{kind}s.xml") if ids else None
        if notes is not None:
            html.append(_notes_html(notes, ids, styles, numbering, name))
    return parse_page(STAND_INS.sub("", f"<html><body>{''.join(html)}</body></html>"), name)


def _notes_html(notes: Any, wanted: list[str], styles: Styles, numbering: Any, name: str) -> str:
    """The notes that the text refers to, in its order, as an element that the walk keeps apart."""
    by_id = {note.get(w("id")): note for note in notes}
    document = etree.Element(w("document"), nsmap={"w": W})
    body = etree.SubElement(document, w("body"))
    for content in [one for identity in wanted if identity in by_id for one in by_id[identity]]:
        body.append(content)
    make_plain(document, styles, numbering)
    html = _html(document, numbering, name)
    return f'<div class="footnotes">{html}</div>' if html else ""


def _references_to(main: Any, kind: str) -> list[str]:
    """The ids of the notes that a text refers to, outside what was deleted from it."""
    gone = (w("del"), w("moveFrom"))
    references = (one for one in main.iter(w(f"{kind}Reference")) if next(one.iterancestors(*gone), None) is None)
    return list(dict.fromkeys(one.get(w("id"), "") for one in references))


def _html(document: Any, numbering: Any, name: str) -> str:
    """A document's HTML by mammoth, from a package that holds nothing but markup made plain."""
    plain = etree.tostring(document)
    if len(plain) > LARGEST_MARKUP:
        raise UnreadableInput(
            f"{name} holds more than {LARGEST_MARKUP // 1_000_000} MB of text.", "Split it into several files."
        )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("word/document.xml", plain)
        if numbering is not None:
            package.writestr("word/numbering.xml", etree.tostring(numbering))
    try:
        html = mammoth.convert_to_html(
            packed, style_map=_STYLE_MAP, include_embedded_style_map=False, include_default_style_map=False
        ).value
    except RecursionError:
        raise UnreadableInput(f"{name} is nested too deeply to be read.", "Save its inner tables as text.") from None
    except Exception as error:  # whatever damaged markup makes of a parser that trusts it
        raise UnreadableInput(
            f"{name} holds markup that cannot be read ({type(error).__name__}).", "Save it again in Word as .docx."
        ) from error
    return str(html)


def _record(core: Any, front: dict[str, list[str]], page: Element, name: str) -> dict[str, Any]:
    """The record's keys: what the document says in so many words first, then its properties, then its name."""
    title = " ".join(front["title"]) or _first_heading(page) or _property(core, "title", _NO_TITLE)
    authors = front["author"] or re.split(r"\s*[;]\s*", _property(core, "creator", _NO_AUTHOR) or "")
    written = [*front["date"], _property(core, "modified"), _property(core, "created")]
    dates = (iso_date(one) for one in written if not (one or "").startswith(_NO_DATES))
    return {
        "title": title or title_from_name(name),
        "authors": [author for author in authors if author and not _NO_AUTHOR.fullmatch(author)],
        "date": next(filter(None, dates), None),
        "language": two_letters((_property(core, "language") or "").split("-")[0]),
    }


def _first_heading(page: Element) -> str | None:
    """The heading that a document begins with, unless it heads only the first of its sections."""
    body = next(page.iter("body"), page)
    first = next((block for block in body if text_of(block)), None)
    if first is None or first.tag not in _HEADINGS or _SECTION.fullmatch(text_of(first)):
        return None
    is_alone = sum(one.tag <= first.tag for one in body.iter(*_HEADINGS)) == 1
    return text_of(first) if is_alone else None


def _property(core: Any, name: str, rubbish: re.Pattern[str] | None = None) -> str | None:
    """A core property, None where it is missing or what programs write by themselves."""
    found = (
        (one for one in core if isinstance(one.tag, str) and etree.QName(one).localname == name)
        if core is not None
        else ()
    )
    text = clean_line(next((one.text or "" for one in found), ""))
    return None if not text or len(text) > _LONGEST_PROPERTY or (rubbish and rubbish.fullmatch(text)) else text
