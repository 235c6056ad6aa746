"""Saved web pages: the content without what the site puts around it, and the record that the page gives of itself.

Scripts never run and nothing is fetched. The text is decoded as the page says it is written, and refused rather than
guessed at where that cannot be true.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from lxml import etree

from curbside.errors import UnreadableInput
from curbside.evidence.document import Document
from curbside.evidence.kinds import Basis
from curbside.evidence.reference import Reference, folded
from curbside.ingest.building import DocumentBuilder
from curbside.ingest.html_blocks import HtmlBlocks, find_references
from curbside.ingest.html_main import content_of, drop_unseen
from curbside.ingest.html_metadata import read_record, told_by
from curbside.ingest.html_text import STAND_INS, Element, settle
from curbside.ingest.own_output import refuse_own_output
from curbside.ingest.records import document_id
from curbside.ingest.streams import Source, name_of, open_binary

LARGEST_FILE = 50_000_000

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(
    rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{1,40})|<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})""",
    re.IGNORECASE,
)
_DECLARED_WITHIN = 8_192
# The encodings that web pages are written in, by Python's names; what calls itself otherwise is not decoded.
_ENCODINGS = re.compile(
    r"utf-8|cp(?:125\d|866|874|932|949|950)|iso8859-\d{1,2}|koi8-[ru]|mac-(?:roman|cyrillic)|gbk|gb18030|big5(?:hkscs)?"
    r"|euc_(?:jp|kr)|shift_jis|iso2022_jp|tis-620"
)
# Browsers read these as their supersets, because pages that name them rarely mean them.
_SUPERSETS = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
# Text of another script or region, read as windows-1252, has letters beyond ASCII in a row, or names its language.
_LETTERS_IN_A_ROW = re.compile(r"[\x80-\xffŒœŠšŽžŸƒ]{4}")
_ANOTHER_SCRIPT = re.compile(
    rb"<html[^>]{0,300}?\blang\s*=\s*[\"']?(?:ar|be|bg|cs|el|et|fa|he|hr|hu|ja|ko|lt|lv|mk|pl|ro|ru|sk|sl|sr|th|tr|uk|vi|zh)\b",
    re.IGNORECASE,
)
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


def read_html(source: Source) -> Iterator[Document]:
    """Read one saved web page.

    Yields one document. Raises UnreadableInput when it is too large, not text in the encoding it names, not HTML or
    without content; OwnOutput when Curbside itself wrote it.
    """
    name = name_of(source)
    html = read_page_text(source)
    refuse_own_output({}, html, name)
    page = parse_page(html, name)
    told, body = told_by(page), next(page.iter("body"), page)
    drop_unseen(body)
    reference, about = read_record(told, page, html, name)
    builder = DocumentBuilder()
    references = _read_body(body, builder, reference.title)
    if not builder.has_statements:
        raise UnreadableInput(
            f"{name} holds no text besides navigation.",
            "Save the page once it is fully shown; pages drawn by scripts are best saved as a single file.",
        )
    document = builder.document(
        page_id(reference), reference, metadata={"references": references} if references else {}, **about
    )
    yield (
        document
        if not _is_abstract(document)
        else builder.document(document.id, reference, basis=Basis.ABSTRACT, metadata=document.metadata, **about)
    )


def _read_body(body: Element, builder: DocumentBuilder, title: str) -> list[str]:
    """Hand a page's content to the builder; returns its reference list."""
    references = find_references(body)
    content = content_of(body)
    settle(content, references)
    blocks = HtmlBlocks(builder, title)
    blocks.read(content)
    return blocks.references


def page_id(reference: Reference) -> str:
    """What identifies a page: its paper's identifier, else its address, else its title.

    The pages of a site share titles ("Overview"), never addresses.
    """
    if reference.url and not reference.has_identifier:
        address = re.sub(r"^https?://(?:www\.)?|#.*$", "", reference.url).rstrip("/")
        if len(address) <= 190:
            return f"url:{address}"
    return document_id({}, reference)


def read_page_text(source: Source) -> str:
    """A page's characters, decoded as the page says.

    Raises UnreadableInput when it is larger than `LARGEST_FILE` or not in the encoding that it names.
    """
    name = name_of(source)
    with open_binary(source) as stream:
        data = stream.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise UnreadableInput(
            f"{name} is larger than {LARGEST_FILE // 1_000_000} MB.", "Save the page without its images."
        )
    if data[:300].lstrip().lower().startswith((b"mime-version:", b"from: <saved by", b'from: "saved by')):
        raise UnreadableInput(f"{name} is a web archive (MHTML).", "Save the page as HTML.")
    return STAND_INS.sub("", _UNSEEN.sub("", decode_page(data, name)))


def decode_page(data: bytes, name: str) -> str:
    """Text from bytes, by byte order mark, declaration, UTF-8 or windows-1252, whichever is the first to say."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decoded(data[len(bom) :], encoding, name, "by its first bytes")
    if data[:2] in (b"<\0", b"\0<"):
        return _decoded(data, "utf-16-le" if data[:1] == b"<" else "utf-16-be", name, "by its first bytes")
    declared = _declared(data, name)
    if declared in (None, "utf-8") or not data.isascii():
        try:
            # Text that is UTF-8 is so by no accident, whatever it declares.
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            if declared == "utf-8":
                raise _not_in("UTF-8", error.start, name, "by its own words") from None
    if declared is not None:
        return _decoded(data, declared, name, "by its own words")
    text = _decoded(data, "cp1252", name, "for want of a declaration")
    if _LETTERS_IN_A_ROW.search(text) or _ANOTHER_SCRIPT.search(data[:_DECLARED_WITHIN]):
        raise UnreadableInput(
            f"{name} does not say in which encoding it is written.",
            "Save it as UTF-8, for example with `iconv -t utf-8`.",
        )
    return text


def parse_page(html: str, name: str) -> Element:
    """The tree of a page.

    Raises UnreadableInput when it is not HTML or is nested more deeply than can be read whole.
    """
    if not re.search(r"<[a-zA-Z!?]", html):
        raise UnreadableInput(f"{name} is not an HTML page.", "Check that it is the right file.")
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True)
    try:
        page = etree.fromstring(html.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        page = None
    if any("depth" in entry.message for entry in parser.error_log):
        raise UnreadableInput(f"{name} is nested too deeply to be read whole.", "Save it as plain text or Markdown.")
    if page is None:
        raise UnreadableInput(f"{name} holds no HTML.", "Check that it is the right file.")
    return page


def _declared(data: bytes, name: str) -> str | None:
    """The encoding that a page names, by Python's name."""
    match = _DECLARED.search(data[:_DECLARED_WITHIN])
    if match is None:
        return None
    written = (match.group(1) or match.group(2)).decode("ascii")
    try:
        encoding = codecs.lookup(written).name
    except LookupError:
        encoding = written
    encoding = _SUPERSETS.get(encoding, encoding)
    if encoding.startswith("utf-16"):  # it was read as single bytes up to here
        return "utf-8"
    if not _ENCODINGS.fullmatch(encoding):
        raise UnreadableInput(
            f"{name} names an encoding that is not known ({written}).",
            "Save it as UTF-8, for example with `iconv -t utf-8`.",
        )
    return encoding


def _decoded(data: bytes, encoding: str, name: str, why: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _not_in(encoding.replace("cp125", "windows-125"), error.start, name, why) from None


def _not_in(encoding: str, at: int, name: str, why: str) -> UnreadableInput:
    return UnreadableInput(
        f"{name} should be {encoding} {why}, and is not (byte {at}).",
        "Save it as UTF-8, for example with `iconv -t utf-8`.",
    )


def _is_abstract(document: Document) -> bool:
    """Whether only an abstract is there: a paper's page with nothing under any other heading."""
    if not any((document.reference.doi, document.reference.pmid, document.reference.pmcid)):
        return False
    paths = [document.heading_path(one) for one in document.statements]
    return all(path and folded(path[0]) in ("abstract", "summary") for path in paths)
