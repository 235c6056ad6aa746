"""From an HTML tree to a document's blocks: the walk that saved web pages and word processors' files share.

The tree comes cleaned (no scripts, no navigation) and settled (`html_text.settle`). The walk goes from tag to tag
without recursion, so that no nesting is too deep for it; text is collected until a block begins or ends, and is then a
paragraph, a list item, a reference or a note, by where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from lxml import etree

from curbside.evidence.reference import folded
from curbside.evidence.text import Span, clean_line
from curbside.ingest.building import DocumentBuilder
from curbside.ingest.html_tables import HtmlTable, is_for_layout, read_table
from curbside.ingest.html_text import BLOCKS, EMPTIED, Element, PageReferences, lines_in, paragraphs_in, text_of

FOOTNOTES = "Footnotes"
# No list that is meant to be read nests deeper.
DEEPEST_LEAD_INS = 20

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_DEEPEST_HEADING = 6
_LISTS = frozenset({"ul", "ol", "dl", "menu", "dir"})
_REFERENCE_HEADINGS = frozenset(
    {"references", "reference list", "list of references", "references and notes", "bibliography", "literature cited",
     "literature", "works cited", "citations", "sources and references", "reference"}
)  # fmt: skip
_REFERENCE_WORDS = re.compile(r"ref(?:erence)?(?:s|-?list)|references?-?list|bibliography|citation-?list|reflist")
# "Table 2. Doses", "Supplementary Table S1 Doses", but not "Table 2 shows".
_CAPTION = re.compile(
    r"(?i:supplementa(?:ry|l) |online |web |appendix )?(?i:table)\s+[\dA-Z]{1,3}(?:[.-]\d{1,3})?"
    r"(?=\s*(?:[.:|)–—-]|$)|\s+[A-Z\d(])"
)
# "^a Adjusted for age", "* p < 0.05": of a table if the table bears the mark. "Abbreviations: …" always is.
_NOTE = re.compile(
    r"(?P<mark>\^[a-z\d]{1,2}(?=\s)|[*†‡§¶#]{1,3}(?=\s?\w))|(?:abbreviations?|notes?)\s?:", re.IGNORECASE
)
_CAPTIONED = frozenset({"caption", "table-caption", "tablecaption", "table_caption"})
_LONGEST_CAPTION = 600
_NOTES = frozenset({"footnotes", "fn-group", "endnotes", "footnote-list"})
_FRAMES = frozenset({"table-wrap", "tablewrap", "table-wrapper", "tw", "table-container", "tablecontainer"})


@dataclass(slots=True)
class _Item:
    """A list item being read: what it hangs on, and its own words once they are written."""

    lead_ins: tuple[Span, ...]
    words: Span | None = None

    @property
    def below(self) -> tuple[Span, ...]:
        """What a list inside it hangs on."""
        return self.lead_ins if self.words is None else (*self.lead_ins, self.words)[-DEEPEST_LEAD_INS:]


@dataclass(slots=True)
class _List:
    """A list being read; `terms` are those that the definitions now read belong to."""

    lead_ins: tuple[Span, ...]
    terms: tuple[Span, ...] = ()
    defined: bool = False


@dataclass
class HtmlBlocks:
    """Walks a tree and tells the builder what it meets; `references` and `footnotes` are what it kept apart.

    A heading that only repeats `title` is not written: every statement would stand under the name of its document.
    """

    builder: DocumentBuilder
    title: str = ""
    references: list[str] = field(default_factory=list)
    footnotes: list[str] = field(default_factory=list)
    _pending: list[str] = field(default_factory=list)
    _open: list[_List | _Item] = field(default_factory=list)
    _held: tuple[str, Callable[[], object]] | None = None
    _reference_level: int | None = None
    _references_end: Element | None = None
    _has_begun: bool = False
    _details: int = 0
    _used: set[Element] = field(default_factory=set)

    def read(self, root: Element) -> None:
        """Walk the tree under `root`."""
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                if self._begin(element):
                    self._pending.append(element.text or "")
                else:
                    walk.skip_subtree()
            else:
                self._end(element)
                if element is not root:
                    self._pending.append(element.tail or "")
        self._flush()
        self._let_go()
        if self.footnotes:
            self.builder.heading(1, FOOTNOTES)
            for note in self.footnotes:
                self.builder.paragraph(note)

    def _begin(self, element: Element) -> bool:
        """Meet an element; returns whether what is inside is walked too."""
        tag = element.tag
        if tag not in BLOCKS:
            return True
        self._flush()
        if element in self._used:
            return False
        if holds_notes(element):
            self.footnotes.extend(_entries(element))
            return False
        if is_reference_list(element):
            self.references.extend(_entries(element))
            return False
        if tag in _HEADINGS or (element.get("role") == "heading" and tag not in _LISTS):
            self._heading(element)
            return False
        return self._begin_block(element)

    def _begin_block(self, element: Element) -> bool:
        tag = element.tag
        if tag in _LISTS:
            self._let_go()
            self._open.append(_List(self._below()))
        elif tag in ("li", "dd"):
            self._begin_item(tag)
        elif tag == "details":
            self._details += 1
        elif tag == "summary":
            self._summary(text_of(element))
            return False
        elif tag == "dt":
            self._term(text_of(element))
            return False
        elif tag == "pre":
            for line in lines_in(element):
                self._write(line)
            return False
        elif tag == "table":
            return self._table(element)
        elif (framed := _framed_table(element)) is not None:
            self._framed(element, framed)
            return False
        return True

    def _end(self, element: Element) -> None:
        if element.tag not in BLOCKS:
            return
        self._flush(is_caption=not _CAPTIONED.isdisjoint(element.get("class", "").lower().split()))
        if element.tag == "details":
            self._end_details()
        if element is self._references_end:
            self._reference_level = self._references_end = None
        if self._open and element.tag in (_LISTS if isinstance(self._open[-1], _List) else ("li", "dd")):
            self._open.pop()

    def _flush(self, *, is_caption: bool = False) -> None:
        """Write what was collected."""
        if self._pending:
            raw = "".join(self._pending)
            self._pending.clear()
            if raw and not raw.isspace():
                for text in paragraphs_in(raw):
                    self._write(text, is_caption)

    def _write(self, text: str, is_caption: bool = False) -> None:
        """One paragraph, item or reference."""
        if self._reference_level is not None:
            self.references.append(clean_line(text))
            return
        self._let_go()
        self._has_begun = True
        item = next((one for one in reversed(self._open) if isinstance(one, _Item)), None)
        if item is not None:
            # Only an item's first words hang on what stands before the list.
            span = self.builder.list_item(text, item.lead_ins if item.words is None else ())
            item.words = span or item.words
        elif (is_caption or _CAPTION.match(text)) and len(text) <= _LONGEST_CAPTION:
            self._held = (text, lambda: self.builder.paragraph(text))
        else:
            self.builder.paragraph(text)

    def _let_go(self) -> None:
        """What might have been a table's caption was none."""
        if self._held is not None:
            held, self._held = self._held[1], None
            held()

    def _heading(self, element: Element) -> None:
        text, level = text_of(element), _level(element)
        if not text:
            return
        self._let_go()
        if self._reference_level is not None and level > self._reference_level:
            return
        self._reference_level = level if _heads_references(text) else None
        self._references_end = next(element.iterancestors("section"), None) if self._reference_level else None
        # The title again; further down, a heading of the same words is a section's.
        is_title = folded(text) == folded(self.title) and (level == 1 or not self._has_begun)
        self._has_begun = True
        if self._reference_level is None and not is_title:
            if _CAPTION.match(text):
                self._held = (text, lambda: self.builder.heading(level, text))
            else:
                self.builder.heading(level, text)

    def _summary(self, text: str) -> None:
        """What is folded away stands under the words that unfold it, until it ends."""
        if text and self._reference_level is None:
            self._let_go()
            self._has_begun = True
            self.builder.heading(_DEEPEST_HEADING + self._details, text)

    def _end_details(self) -> None:
        self._let_go()
        self.builder.close_headings(_DEEPEST_HEADING + self._details)
        self._details = max(0, self._details - 1)

    def _below(self) -> tuple[Span, ...]:
        """What a list that begins here hangs on."""
        item = next((one for one in reversed(self._open) if isinstance(one, _Item)), None)
        if item is None:
            return self.builder.lead_in_for_list() if self._reference_level is None else ()
        return item.below

    def _begin_item(self, tag: str) -> None:
        self._let_go()
        listed = self._open[-1] if self._open and isinstance(self._open[-1], _List) else None
        if listed is None:  # an item without a list
            self._open.append(_Item(()))
            return
        listed.defined = tag == "dd"
        self._open.append(_Item((*listed.lead_ins, *listed.terms) if tag == "dd" else listed.lead_ins))

    def _term(self, text: str) -> None:
        """A term is an item of its own, and its definitions hang on it."""
        listed = self._open[-1] if self._open and isinstance(self._open[-1], _List) else None
        if self._reference_level is not None or listed is None or not text:
            if text:
                self._write(text)
            return
        self._let_go()
        span = self.builder.list_item(text, listed.lead_ins)
        before = () if listed.defined else listed.terms
        listed.terms = (*before, span) if span is not None else before
        listed.defined = False

    def _table(self, element: Element) -> bool:
        if is_for_layout(element):
            return True
        table = read_table(element)
        caption = table.caption
        table.notes.extend(self._notes_below(element))
        if self._held is not None:
            caption, self._held = " ".join(filter(None, (self._held[0], caption))), None
        elif caption is None:
            caption = self._caption_below(element)
        self._add_table(table, caption)
        return False

    def _caption_below(self, table: Element) -> str | None:
        following = (one for one in table.itersiblings() if one.tag != EMPTIED)
        below, after = next(following, None), next(following, None)
        if below is None or below.tag not in ("p", "div") or len(text := text_of(below)) > _LONGEST_CAPTION:
            return None
        if not _CAPTION.match(text) or (after is not None and after.tag == "table") or (table.tail or "").strip():
            return None
        self._used.add(below)
        return text

    def _notes_below(self, table: Element) -> Iterator[str]:
        """The paragraphs under a table that explain its marks."""
        words = text_of(table)
        for below in table.itersiblings():
            if below.tag == EMPTIED:
                continue
            text = text_of(below) if below.tag in ("p", "div") else ""
            found = _NOTE.match(text) if len(text) <= _LONGEST_CAPTION else None
            if found is None or (found["mark"] or "") not in words:
                return
            self._used.add(below)
            yield text

    def _framed(self, frame: Element, table: Element) -> None:
        """A table in a figure or wrapper: what stands above it is its caption, what stands below its notes."""
        read = read_table(table)
        above, below = _around(frame, table)
        caption = [*above, *([read.caption] if read.caption else [])]
        if self._held is not None and not caption:
            caption, self._held = [self._held[0]], None
        self._let_go()
        self._add_table(HtmlTable(None, read.columns, read.rows, [*read.notes, *below]), " ".join(caption))

    def _add_table(self, table: HtmlTable, caption: str | None) -> None:
        if self._reference_level is not None:
            self.references.extend(clean_line(" ".join(filter(None, row))) for row in table.rows)
        else:
            self.builder.table(caption or None, table.columns, table.rows, table.notes)


def is_reference_list(element: Element) -> bool:
    """Whether an element says of itself that it holds the references."""
    if element.get("role") in ("doc-bibliography", "doc-endnotes-references"):
        return True
    if element.tag not in ("ol", "ul", "section", "div"):
        return False
    names = f"{element.get('class', '')} {element.get('id', '')}".lower().split()
    return any(_REFERENCE_WORDS.fullmatch(name) for name in names)


def holds_notes(element: Element) -> bool:
    """Whether an element says of itself that it holds footnotes or endnotes."""
    if element.get("role") in ("doc-footnote", "doc-endnotes", "doc-footnotes"):
        return True
    return element.tag in ("section", "div", "ol", "ul", "aside") and not _NOTES.isdisjoint(
        element.get("class", "").lower().split()
    )


def find_references(root: Element) -> PageReferences:
    """The entries of the reference lists and notes under `root`, to tell what points to them."""
    parts = [one for one in root.iter(*BLOCKS) if is_reference_list(one) or holds_notes(one)]
    for heading in root.iter(*_HEADINGS):
        if _heads_references(text_of(heading)):
            parts.extend(takewhile(lambda one: not _is_heading(one), heading.itersiblings()))
    ids = frozenset(name for part in parts for one in part.iter() for name in (one.get("id"), one.get("name")) if name)
    return PageReferences(sum(len(_entries(part)) for part in parts), ids)


def _is_heading(element: Element) -> bool:
    return element.tag in _HEADINGS


def _heads_references(heading: str) -> bool:
    return folded(re.sub(r"^[\d.\s]+|\(\d+\)$", "", heading)) in _REFERENCE_HEADINGS


def _entries(element: Element) -> list[str]:
    """The entries of a list of references or notes: its items, else its paragraphs, else its lines."""
    for tag in ("li", "p", "div", "tr"):
        entries = [one for one in element.iter(tag) if one is not element and not _holds(one, tag)]
        if entries:
            texts = [re.sub(r"^(?:[↑^]\s*(?:[a-z]\s)*)+|\s*[↑↩]\ufe0e?$", "", text_of(one)) for one in entries]
            return [line for text in texts if (line := clean_line(text))]
    text = clean_line(text_of(element))
    return [text] if text else []


def _holds(element: Element, tag: str) -> bool:
    return any(inner is not element for inner in element.iter(tag))


def _level(heading: Element) -> int:
    written = heading.tag[1] if heading.tag in _HEADINGS else heading.get("aria-level", "2")
    return int(written) if re.fullmatch(r"[1-9]", written) else 2


def _framed_table(element: Element) -> Element | None:
    """The one data table of a figure or table wrapper, None if the element is not one."""
    names = element.get("class", "").lower().split()
    if element.tag != "figure" and (element.tag not in ("div", "section") or _FRAMES.isdisjoint(names)):
        return None
    tables = list(element.iter("table"))
    return tables[0] if len(tables) == 1 and not is_for_layout(tables[0]) else None


def _around(frame: Element, table: Element) -> tuple[list[str], list[str]]:
    """The texts above and below a table in its frame; a figcaption counts as above wherever it stands."""
    above: list[str] = []
    below: list[str] = []
    one = table
    while one is not frame:
        above[:0] = [text_of(sibling) for sibling in reversed(list(one.itersiblings(preceding=True)))]
        for sibling in one.itersiblings():
            if sibling.tag == "figcaption":
                above.append(text_of(sibling))
            else:
                below.extend(_entries(sibling))
        one = one.getparent()
    return [text for text in above if text], [text for text in below if text]
