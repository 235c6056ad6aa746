"""Reading XML that anybody may have written: streaming, in bounded memory, believing nothing that it declares.

The document type declaration of a file is dropped before it is parsed, whatever it holds, and one of our own put in
its place: it declares the named characters of HTML5 (&alpha;, &nbsp;), which covers what the DTDs of publishers
declare, and nothing else. So no DTD is ever loaded, no entity of the file's own is ever expanded, and nothing outside
the file is ever opened. What is declared in another encoding than UTF-8 is decoded here, strictly.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from html.entities import html5
from importlib import import_module
from itertools import chain
from typing import IO, Any, cast

from lxml import etree

from curbside.errors import CurbsideError, UnreadableInput
from curbside.evidence.document import Document
from curbside.evidence.standing import Deletion, StandingNotice
from curbside.evidence.text import clean_line
from curbside.ingest.streams import Source, name_of, open_binary

Element = Any  # lxml's elements carry no types of their own

# Bytes between the ends of two records. An element without text costs up to 30 times its bytes in memory: the worst
# record that fits takes 265 MB, measured. Three thousand authors at 600 bytes each would be 2 MB.
LARGEST_RECORD = 6_000_000
# Bytes before the root element: the XML and document type declarations, comments.
LARGEST_PROLOG = 1_000_000

_CHUNK = 1 << 16
_READERS = {
    "PubmedArticleSet": "pubmed:read_pubmed_file",
    "PubmedBookArticleSet": "pubmed:read_pubmed_file",
    "PubmedArticle": "pubmed:read_pubmed_file",
    "PubmedBookArticle": "pubmed:read_pubmed_file",
    "MedlineCitationSet": "pubmed:read_pubmed_file",
    "MedlineCitation": "pubmed:read_pubmed_file",
    "DeleteCitation": "pubmed:read_pubmed_file",
    "article": "jats:read_jats_file",
    "pmc-articleset": "jats:read_jats_file",
    "OAI-PMH": "jats:read_jats_file",
}
_PREDEFINED = frozenset({"amp", "lt", "gt", "quot", "apos"})
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
)
_UTF_8 = frozenset({"utf-8", "ascii"})
# Python knows encodings that are slow or that are none (punycode, unicode_escape): these are those of documents.
_ENCODINGS = re.compile(
    r"utf-(?:8|16|32)(?:-[bl]e)?|ascii|iso8859-\d+|cp(?:125\d|437|850|932|936|949|950)|gb2312|gbk|gb18030|big5|"
    r"shift_jis|euc_(?:jp|kr)|koi8-[ru]|mac-roman"
)
_DECLARED = re.compile(rb"""\s*<\?xml\s[^>]*?\bencoding\s*=\s*["']([A-Za-z][\w.:-]{0,39})["']""")
_QUOTED = rb"""(?:"[^"]*"|'[^']*')"""
_COMMENT = rb"<!--.*?-->"
_INSTRUCTION = rb"<\?.*?\?>"
_DECLARATION = rb"<![A-Z](?:[^<>\"']|" + _QUOTED + rb")*+>"
_SUBSET = rb"\[(?:" + _COMMENT + rb"|" + _INSTRUCTION + rb"|" + _DECLARATION + rb"|[^\]<])*+\]"
_DOCTYPE = rb"<!DOCTYPE\b(?:[^\[<>\"']|" + _QUOTED + rb")*+(?:" + _SUBSET + rb"\s*)?>"
_BEFORE_THE_ROOT = re.compile(
    rb"(?:\s+|" + _INSTRUCTION + rb"|" + _COMMENT + rb"|" + _DOCTYPE + rb")*+", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(rb"<(?![!?/])(?:[^\s/>:<]{1,100}:)?([^\s/>:<]{1,100})[\s/>]")
_NEEDS_NO_DECLARATION = re.compile(rb"&(?:#|(?:amp|lt|gt|quot|apos);)")
_PLACE = re.compile(r", line \d+, column \d+$")
_UNDEFINED = re.compile(r"Entity '([^']*)' not defined")
_LIMITS = ("Excessive depth", "Resource limit", "huge text node", "XML_PARSE_HUGE")


def read_xml(
    source: Source, on_skip: Callable[[CurbsideError], None] | None = None
) -> Iterator[Document | StandingNotice | Deletion]:
    """Read an XML file of a kind that is known, told by its root element: PubMed's records, or JATS articles.

    Raises UnreadableInput when it is neither, or is not XML; else as the reader of its kind does.
    """
    name = name_of(source)
    with open_binary(source) as stream:
        text = XmlText(stream, name)
        reader = _READERS.get(text.root)
        if reader is None:
            raise not_of_a_kind(text.root, name, "PubMed XML (PubmedArticleSet) and JATS (article)")
        module, function = reader.split(":")
        yield from getattr(import_module(f"curbside.ingest.{module}"), function)(io.BufferedReader(text), on_skip)


def not_of_a_kind(root: str, name: str, kinds: str) -> UnreadableInput:
    """Why XML with this root is not read where these kinds are."""
    return UnreadableInput(
        f"{name} is XML of a kind that is not read: its root element is <{root[:60]}>.", f"Curbside reads {kinds}."
    )


def records(
    stream: IO[bytes], tags: Sequence[str], name: str, largest: int | None = None, *, mostly: str | None = None
) -> Iterator[Element]:
    """The elements of these names, of any namespace, in order, each whole; the outermost where they nest.

    An element is emptied when the next is asked for, and so is all that stands before it: memory stays constant over
    any length. `mostly` names one of them that the root holds thousands of, side by side: they are then parsed by the
    batch, which is faster and gives the same. Raises UnreadableInput, after every element before the damage was
    yielded, when the XML is not well-formed, ends early, is in another encoding than it says, nests too deeply, or
    holds an element, or anything else between two, of more than `largest` bytes (`LARGEST_RECORD` unless told).
    """
    text = XmlText(stream, name)
    largest = LARGEST_RECORD if largest is None else largest
    if mostly is None:
        yield from _one_by_one(text.chunks(), tags, name, largest)
    else:
        yield from _by_the_batch(text, tags, mostly, largest)


def _one_by_one(chunks: Iterable[bytes], tags: Sequence[str], name: str, largest: int) -> Iterator[Element]:
    parser = etree.XMLPullParser(events=("start", "end"), tag=[f"{{*}}{tag}" for tag in tags], **_HARDENED)
    depth = since = 0
    for size in _feed(parser, chunks, name):
        since += size
        for event, element in parser.read_events():
            depth += 1 if event == "start" else -1
            if depth == 0 and event == "end":
                since = 0
                yield element
                _forget(element)
        if since > largest:
            raise UnreadableInput(
                f"{name} holds an element of more than {largest / 1_000_000:.3g} MB, which no record is.",
                "Check that it is the right file, or download it again.",
            )


def _by_the_batch(text: XmlText, tags: Sequence[str], mostly: str, largest: int) -> Iterator[Element]:
    """Parse what ends in the end tag of a record as a document of its own, as long as that goes well.

    Where it does not (the tag stood in a comment, records lie deeper, the file is damaged), and for what follows the
    last record, everything from there on is read one by one, as if nothing had been: no cut can go unnoticed, because
    none but between two records leaves both of its sides well-formed.
    """
    chunks = text.chunks()
    end = f"</{mostly}>".encode()
    start, bracket, rest = next(chunks).partition(b">")
    lines = 0
    # A root with attributes may give its records a namespace, or hold a bracket that does not end its tag.
    for chunk in chain((b"",), chunks) if len(start.split()) == 1 else ():
        rest += chunk
        cut = rest.rfind(end) + len(end)
        if cut < len(end):
            if len(rest) > largest:
                break
            continue
        batch = _batch(rest[:cut], tags)
        if batch is None:
            break
        # The line of the last record, and those that it has; counting every line end would be felt.
        lines += batch[-1].sourceline - 1 + rest.count(b"\n", rest.rfind(end[:1] + end[2:-1], 0, cut), cut)
        yield from batch
        rest = rest[cut:]
    yield from _one_by_one(chain((start + bracket, b"\n" * lines, rest), chunks), tags, text.name, largest)


def _batch(data: bytes, tags: Sequence[str]) -> list[Element] | None:
    """The records that data is made of, None where it is not made of records alone."""
    declared = _declarations() if _names_characters(data) else b""
    try:
        root = etree.fromstring(declared + b"<batch>" + data + b"</batch>", etree.XMLParser(**_HARDENED))
    except etree.XMLSyntaxError:
        return None
    found = list(root)
    return found if found and all(element.tag in tags for element in found) else None


def _names_characters(data: bytes) -> bool:
    """Whether characters are named that XML itself does not know."""
    at = data.find(b"&")
    while at >= 0 and _NEEDS_NO_DECLARATION.match(data, at):
        at = data.find(b"&", at + 1)
    return at >= 0


def tree(stream: IO[bytes], name: str, limit: int) -> Element:
    """The root element of a whole document.

    Raises UnreadableInput when the document is larger than `limit` bytes once unpacked, and as `records` does.
    """
    data = io.BufferedReader(XmlText(stream, name)).read(limit + 1)
    if len(data) > limit:
        raise UnreadableInput(
            f"{name} holds more than {limit / 1_000_000:.3g} MB of XML.", "Split it into a file an article."
        )
    parser = etree.XMLParser(**_HARDENED)
    try:
        parser.feed(_declarations() + data)
    except etree.XMLSyntaxError as error:
        raise _refused(error, name) from None
    try:
        return parser.close()
    except etree.XMLSyntaxError as error:
        raise _refused(error, name, at_the_end=True) from None


class XmlText(io.RawIOBase):
    """A document as UTF-8 from its root element on; line ends stand for the lines of what was before it.

    Raises UnreadableInput when there is no root element, or the document is not in the encoding that it says.
    """

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self.name = name
        self._read = cast(Callable[[int], bytes], getattr(stream, "read1", stream.read))
        self._decoder: codecs.IncrementalDecoder | None = None
        first = self._read(_CHUNK)
        while first and len(first) < 4 and (more := self._read(_CHUNK)):
            first += more
        self._encoding = self._encoding_of(first)
        if self._encoding not in _UTF_8:
            self._decoder = codecs.getincrementaldecoder(self._encoding)()
        self.root, self._ahead = self._without_prolog(self._decoded(first.removeprefix(codecs.BOM_UTF8)))

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """The next bytes, from one read of the stream below: what came before damage is not lost with it."""
        data = self._ahead or self._next(len(buffer))
        size = min(len(data), len(buffer))
        buffer[:size] = data[:size]
        self._ahead = data[size:]
        return size

    def chunks(self) -> Iterator[bytes]:
        """The rest of the document."""
        chunk, self._ahead = self._ahead, b""
        while chunk:
            yield chunk
            chunk = self._next(_CHUNK)

    def _next(self, size: int) -> bytes:
        while data := self._read(size):
            # A decoder may need more than it was given to say anything.
            if decoded := self._decoded(data):
                return decoded
        return self._decoded(b"", final=True)

    def _decoded(self, data: bytes, final: bool = False) -> bytes:
        if self._decoder is None:
            return data
        try:
            return self._decoder.decode(data, final).encode("utf-8")
        except UnicodeError:
            raise UnreadableInput(
                f"{self.name} is not text in {self._encoding}, which it says it is in.",
                "Save it as UTF-8, for example with `iconv -t utf-8`.",
            ) from None

    def _encoding_of(self, first: bytes) -> str:
        for mark, encoding in _BYTE_ORDER_MARKS:
            if first.startswith(mark):
                return encoding
        declared = _DECLARED.match(first)
        named = declared[1].decode("ascii") if declared else "utf-8"
        try:
            encoding = codecs.lookup(named).name
        except LookupError:
            encoding = ""
        if not _ENCODINGS.fullmatch(encoding):
            raise UnreadableInput(
                f"{self.name} says that it is in the encoding {named}, which is not read.",
                "Save it as UTF-8, for example with `iconv -t utf-8`.",
            )
        # What declares UTF-16 and yet could be read up to here is in bytes: the declaration is wrong.
        return "utf-8" if encoding.startswith(("utf-16", "utf-32")) else encoding

    def _without_prolog(self, head: bytes) -> tuple[str, bytes]:
        """The name of the root element and the document from there on."""
        while True:
            at = cast(re.Match[bytes], _BEFORE_THE_ROOT.match(head)).end()
            if root := _ROOT.match(head, at):
                return clean_line(root[1].decode("utf-8", "replace")), b"\n" * head.count(b"\n", 0, at) + head[at:]
            more = self._next(_CHUNK) if len(head) <= LARGEST_PROLOG else b""
            if not more:
                raise UnreadableInput(
                    f"{self.name} is not XML: no element begins in its first {LARGEST_PROLOG / 1_000_000:.3g} MB.",
                    "Check that it is the right file.",
                )
            head += more


_HARDENED: dict[str, Any] = {
    "resolve_entities": "internal",  # which are ours alone
    "load_dtd": False,
    "no_network": True,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
    "encoding": "utf-8",
}


@cache
def _declarations() -> bytes:
    """A document type declaration of the named characters of HTML5.

    Characters are written so that an entity never holds markup: &LT; is the character, not the beginning of a tag.
    """
    entities = (
        f'<!ENTITY {name[:-1]} "{"".join(f"&#38;#{ord(character)};" for character in characters)}">'
        for name, characters in html5.items()
        if name.endswith(";") and name[:-1] not in _PREDEFINED
    )
    return f"<!DOCTYPE any [{''.join(entities)}]>".encode("ascii")


def _feed(parser: Any, chunks: Iterable[bytes], name: str) -> Iterator[int]:
    """Feed a document to a parser; yields the bytes fed, and before an error is raised once more."""
    at_the_end = False
    try:
        parser.feed(_declarations())
        for chunk in chunks:
            parser.feed(chunk)
            yield len(chunk)
        at_the_end = True
        parser.close()
    except etree.XMLSyntaxError as error:
        yield 0
        raise _refused(error, name, at_the_end) from None


def _forget(element: Element) -> None:
    """Empty an element, and drop what stands before it and before those it stands in."""
    element.clear(keep_tail=True)
    while (parent := element.getparent()) is not None:
        while element.getprevious() is not None:
            del parent[0]
        element = parent


def _refused(error: etree.XMLSyntaxError, name: str, at_the_end: bool = False) -> UnreadableInput:
    """What libxml2 says, in words for the person whose file it is.

    What is only found wrong when the file is at its end is that it is: everything else is found before.
    """
    said = clean_line(error.msg or "nothing in it can be parsed")
    why, where = _PLACE.sub("", said)[:200], f"line {error.lineno}"
    if undefined := _UNDEFINED.search(why):
        return UnreadableInput(
            f"{name} uses the entity &{undefined[1][:60]}; ({where}), which is none of HTML's; what a file declares "
            "itself is never read.",
            "Write the character itself.",
        )
    if any(limit in why for limit in _LIMITS):
        return UnreadableInput(
            f"{name} nests more deeply, or holds a longer text, than any record does ({why.split(',')[0]}, {where}).",
            "Check that it is the right file.",
        )
    what = "ends early" if at_the_end else "is not well-formed XML"
    return UnreadableInput(f"{name} {what} ({why}, {where}).", "Copy or download the file again.")
