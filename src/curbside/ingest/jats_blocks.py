"""Blocks of a JATS article: sections, paragraphs, lists, boxes, figures and tables, told to a builder as they come.

What stands on lines of its own breaks the paragraph that it stands in; the text after it belongs again to where it
stood, not to a heading inside the block.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from curbside.evidence.kinds import Role
from curbside.evidence.text import Span, clean_line
from curbside.ingest.building import DocumentBuilder
from curbside.ingest.jats_formulas import PICTURE
from curbside.ingest.jats_inline import BLOCKS, CITATIONS, UNPRINTED, Inline, settled
from curbside.ingest.jats_references import is_only_citations, reference_entry
from curbside.ingest.jats_sections import heading_tells, role_told
from curbside.ingest.jats_tables import Grid, grids_of, notes_of

Element = Any

# What dresses words without breaking their line.
DRESS = frozenset({"bold", "italic", "sc", "underline"})
_WORD = re.compile(r"[^\W\d_]{2}")
# Links that are printed as paragraphs: to a file, to an abstract's own page.
_NOT_SAID = re.compile(r"click here[\w ]{0,40}\W*|doi:\s?(?:https?://\S{1,20}/)?10\.\d{4,9}/\S{1,80}", re.IGNORECASE)
_RUN_IN = re.compile(r"[a-z.:]\Z")
_GOES_ON = re.compile(r"\s*[a-z,;()]")
_CAPITALISED = re.compile(r"[A-Z][a-z]")


@dataclass(eq=False, slots=True)
class Scope:
    """Where text stands: under a heading of this level, in this role if the source says so.

    `does` is what the section does as far as it is told at all, by its role or its headings.
    """

    level: int = 0
    role: Role | None = None
    does: Role | None = None


@dataclass(slots=True)
class Told:
    """What was met in the text that has no place in it."""

    references: list[dict[str, str]] = field(default_factory=list)
    not_as_text: list[str] = field(default_factory=list)
    has_body: bool = False


class Blocks:
    """Tells a builder the blocks of one article; `told` keeps what was met that has no place in the text."""

    def __init__(self, builder: DocumentBuilder, reference_ids: frozenset[str]) -> None:
        self.inline = Inline(reference_ids)
        self.told = Told()
        self.in_back = False
        self._builder = builder
        self._references = reference_ids
        self._scope = self._standing = Scope()
        self._floats: list[Element] = []
        self._float_of: dict[str, int] = {}

    # Where text stands

    @contextmanager
    def within(self, scope: Scope) -> Iterator[None]:
        """What is told inside stands where the scope says."""
        before, self._scope = self._scope, scope
        try:
            yield
        finally:
            self._scope = before

    @contextmanager
    def under(self, heading: str, role: Role | None = None) -> Iterator[None]:
        """A heading, one level below where the text stands, and what is told under it."""
        scope = Scope(self._scope.level + 1, role, role or (heading_tells(heading) or self._scope.does))
        with self.within(scope):
            self._builder.heading(scope.level, heading, role)
            self._standing = scope
            yield

    def _stand(self) -> None:
        """Go back to where the text belongs, after what was told under deeper headings."""
        if self._standing is not self._scope:
            # The first text of all needs no heading closed.
            self._builder.close_headings(self._scope.level + 1, self._scope.role)
            self._standing = self._scope

    def paragraph(self, text: str) -> Span | None:
        """Tell the builder a paragraph, if anything is left of it."""
        text = settled(text)
        if not text or text == PICTURE or _NOT_SAID.fullmatch(text):
            return None
        self._stand()
        return self._builder.paragraph(text)

    # Blocks

    def flow(self, element: Element, voice: _Voice | None = None) -> None:
        """Running text and the blocks in it, in order."""
        voice = voice or _Paragraphs(self)
        line, put_off = element.text or "", list[Element]()
        begun = bool(line.strip())
        for child in element:
            if child.tag not in _BLOCK_READERS and child.tag not in BLOCKS:
                line += self._with_what_follows(child, is_first=not begun)
                begun = True
            elif _floats_in_a_sentence(child, line):
                put_off.append(child)
                line += f" {child.tail}"
            else:
                voice.say(line)
                self.block(child, voice)
                line = child.tail or ""
                begun = bool(line.strip())
        voice.say(line)
        for child in put_off:
            self.block(child, voice)

    def _with_what_follows(self, child: Element, is_first: bool) -> str:
        piece, tail = self.inline.piece(child), child.tail or ""
        # "Background" set in bold and "Obesity …" right after it are two words.
        is_run_in = is_first and child.tag in DRESS and _RUN_IN.search(piece) and _CAPITALISED.match(tail)
        return f"{piece} {tail}" if is_run_in else piece + tail

    def block(self, element: Element, voice: _Voice | None = None) -> None:
        """One block, by what it is; what is not known is told as the text that it holds."""
        voice = voice or _Paragraphs(self)
        reader = _BLOCK_READERS.get(element.tag)
        if reader is not None:
            reader(self, element, voice)
        elif element.tag in UNPRINTED:
            return
        elif is_only_citations(element):
            self.told.references += [reference_entry(one) for one in element if one.tag in CITATIONS]
        else:
            self.flow(element, voice)
            if element.tag == "p" and isinstance(voice, _Paragraphs):
                self._place_floats(element)

    def await_floats(self, floats: Iterable[Element]) -> None:
        """Figures and tables that the file keeps apart: each is told after the paragraph that first points to it."""
        self._floats = list(floats)
        self._float_of = {
            part.get("id"): at for at, one in enumerate(self._floats) for part in one.iter() if part.get("id")
        }

    def floats_left(self) -> list[Element]:
        """Those that no paragraph pointed to, or none of a section that tells results."""
        left, self._floats, self._float_of = self._floats, [], {}
        return [one for one in left if one is not None]

    def _place_floats(self, paragraph: Element) -> None:
        # What an introduction or the methods point to ahead belongs to the results, wherever those are.
        if not self._float_of or self._scope.does in {Role.BACKGROUND, Role.METHOD}:
            return
        waiting, self._float_of = self._float_of, {}  # captions point to one another
        for target in (rid for xref in paragraph.iter("xref") for rid in (xref.get("rid") or "").split()):
            at = waiting.get(target)
            if at is not None and self._floats[at] is not None:
                self.block(self._floats[at])
                self._floats[at] = None
        self._float_of = waiting

    def title(self, element: Element) -> str:
        """An element's label and title, on one line."""
        parts = (element.find("label"), element.find("title"), element.find("caption/title"))
        return " ".join(filter(None, (self.inline.text(part) for part in parts if part is not None)))

    def section(self, section: Element, _: _Voice | None = None) -> None:
        """A section under its heading; one that only holds the reference list is none."""
        if section.find("ref-list") is not None and all(part.tag in _REFERENCES_ONLY for part in section):
            return
        title = self.title(section)
        role = role_told(
            title,
            section.get("sec-type", ""),
            inherited=self._scope.role if self._scope.level else None,
            at_top=self._scope.level == 0,
            at_back=self.in_back,
        )
        if title:
            with self.under(title, role):
                self.flow(section)
        else:
            role = role or self._scope.role
            with self.within(Scope(self._scope.level, role, role or self._scope.does)):
                self.flow(section)

    def _list(self, element: Element, voice: _Voice) -> None:
        title = element.find("title")
        if title is not None:
            voice.say(self.inline.text(title))
        lead_ins = voice.lead_ins() or self._builder.lead_in_for_list()
        for item in element:
            if item.tag in {"list", "def-list"}:
                self._list(item, _Items(self, lead_ins))
            elif item.tag in {"list-item", "def-item"}:
                items = _Items(self, lead_ins, self._mark(item))
                self.flow(item, items)
                items.finish()

    def _mark(self, item: Element) -> str:
        """What an item begins with: the term that it defines, or its label if that says more than its place."""
        term, label = item.find("term"), item.find("label")
        if term is not None:
            return f"{self.inline.text(term).rstrip(':')}:"
        text = self.inline.text(label) if label is not None else ""
        return text if _WORD.search(text) else ""

    def item(self, text: str, lead_ins: tuple[Span, ...]) -> Span | None:
        """Tell the builder a list item."""
        self._stand()
        return self._builder.list_item(text, lead_ins)

    def _box(self, element: Element, _: _Voice) -> None:
        """A box, a statement: its title is a heading for it, and for nothing after it."""
        title = self.title(element)
        if title:
            with self.under(title, self._scope.role if self._scope.level else None):
                self.flow(element)
        else:
            self.flow(element)

    def note_group(self, element: Element, _: _Voice | None = None) -> None:
        """Footnotes told where they stand."""
        for part in element:
            if part.tag == "fn":
                self.flow(part)
            else:
                self.block(part)

    def _captioned(self, element: Element, _: _Voice) -> None:
        """A figure or a file beside the article: its label and caption, as paragraphs where it stands."""
        voice = _Paragraphs(self, self._caption_title(element))
        caption = element.find("caption")
        if caption is None or caption.find("title") is not None:
            voice.finish()
        if caption is not None:
            self.flow(caption, voice)
        voice.finish()
        for part in element:
            if part.tag not in _CAPTIONS and part.tag not in UNPRINTED:
                self.block(part)

    def _caption_title(self, element: Element) -> str:
        label, title = element.find("label"), element.find("caption/title")
        said = self.inline.text(label).rstrip(".: ") if label is not None else ""
        words = self.inline.text(title) if title is not None else ""
        return f"{said}: {words}" if said else words

    def _table_wrap(self, element: Element, _: _Voice) -> None:
        inline = Inline(self._references, in_table=True)
        caption = element.find("caption")
        said = [self.inline.text(part) for part in caption if part.tag != "title"] if caption is not None else []
        heading = clean_line(" ".join([self._caption_title(element), *said])).rstrip(": ")
        tables = [one for one in element.iter("table") if not any(True for _ in one.iterancestors("table"))]
        grids = [grid for table in tables for grid in grids_of(table, inline)]
        notes = [note for foot in element.findall("table-wrap-foot") for note in notes_of(foot, self.inline)]
        notes += [inline.text(one) for one in (*element.findall("attrib"), *inline.notes)]
        others = [part for part in element if part.tag not in _PARTS_OF_TABLES and part.tag not in UNPRINTED]
        if not others and not any(grid.rows or grid.columns for grid in grids):
            why = "too large to be written out" if any(grid.too_large for grid in grids) else "a picture"
            self.told.not_as_text.append(f"{heading or 'A table'}: {why}")
        self._tell_tables(heading, grids, notes)
        for part in others:
            self.block(part)

    def _tell_tables(self, heading: str, grids: list[Grid], notes: list[str]) -> None:
        self._stand()
        for grid in grids or [Grid((), ())]:
            self._builder.table(heading, grid.columns, grid.rows, notes)

    def _table(self, element: Element, _: _Voice) -> None:
        """A table without a caption."""
        inline = Inline(self._references, in_table=True)
        self._tell_tables("", list(grids_of(element, inline)), [inline.text(one) for one in inline.notes])

    def _nothing(self, element: Element, _: _Voice) -> None:
        """What was told already by what holds it, or is no text."""


class _Voice(Protocol):
    """How running text is told: as paragraphs, or as the words of a list item."""

    def say(self, text: str) -> Span | None:
        """Tell some text, if it is any."""

    def lead_ins(self) -> tuple[Span, ...]:
        """What a list hangs on that comes next."""


@dataclass(slots=True)
class _Paragraphs:
    """Paragraphs; the first begins with a mark, if there is one."""

    text: Blocks
    mark: str = ""

    def say(self, text: str) -> Span | None:
        text = text if text.strip() else ""
        if text and self.mark:
            text, self.mark = f"{self.mark} {text}", ""
        return self.text.paragraph(text)

    def lead_ins(self) -> tuple[Span, ...]:
        return ()

    def finish(self) -> None:
        """Tell a mark that no words came after."""
        mark, self.mark = self.mark, ""
        self.text.paragraph(mark)


@dataclass(slots=True)
class _Items:
    """The paragraphs of one item: the first hangs on what introduces the list, what is nested under it on both."""

    text: Blocks
    outer: tuple[Span, ...]
    mark: str = ""
    first: Span | None = None

    def say(self, text: str) -> Span | None:
        text = settled(text)
        if not text:
            return None
        text, self.mark = f"{self.mark} {text}".strip(), ""
        span = self.text.item(text, () if self.first else self.outer)
        self.first = self.first or span
        return span

    def lead_ins(self) -> tuple[Span, ...]:
        self.finish()
        return (*self.outer, self.first) if self.first else self.outer

    def finish(self) -> None:
        """Tell a mark that no words came after."""
        if self.mark:
            mark, self.mark = self.mark, ""
            self.say(mark)


def _floats_in_a_sentence(element: Element, before: str) -> bool:
    """Whether a figure or table is only anchored here, in the middle of a sentence that goes on after it."""
    if element.tag not in _FLOATS or not _GOES_ON.match(element.tail or ""):
        return False
    return before[-40:].rstrip()[-1:] not in {"", ".", "?", "!", ":"}


_FLOATS = frozenset({"fig", "fig-group", "table-wrap", "table-wrap-group", "boxed-text", "supplementary-material"})
_REFERENCES_ONLY = frozenset({"title", "label", "ref-list"})
_CAPTIONS = frozenset({"label", "caption", "graphic", "alternatives"})
_PARTS_OF_TABLES = _CAPTIONS | {"table", "table-wrap-foot", "attrib"}

_BLOCK_READERS: dict[str, Callable[[Blocks, Element, _Voice], None]] = {
    "sec": Blocks.section,
    "app": Blocks.section,
    "list": Blocks._list,
    "def-list": Blocks._list,
    "boxed-text": Blocks._box,
    "statement": Blocks._box,
    "fn-group": Blocks.note_group,
    **dict.fromkeys(("fig", "fig-group", "supplementary-material", "media", "table-wrap-group"), Blocks._captioned),
    "table-wrap": Blocks._table_wrap,
    "table": Blocks._table,
    "array": Blocks._table,
    **dict.fromkeys(("title", "label", "term", "def-head", "term-head", "ref-list", "graphic"), Blocks._nothing),
}
