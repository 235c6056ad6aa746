"""The text of a JATS article, told to a builder in reading order.

Abstract, body, floating figures and tables, then what stands at the back. Thanks, funding, interests, footnotes and
the like are kept under their headings with the role of background: they never answer. The reference list is no part
of the text, nor are graphical abstracts, abstracts in another language and sub-articles (reviews, replies).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from curbside.evidence.kinds import Role, SourceKind
from curbside.evidence.text import Span, clean_line
from curbside.ingest.building import DocumentBuilder
from curbside.ingest.jats_formulas import PICTURE
from curbside.ingest.jats_inline import BLOCKS, CITATIONS, UNPRINTED, Inline, citation_text, settled
from curbside.ingest.jats_tables import Grid, grids_of, notes_of
from curbside.ingest.segment import role_under

Element = Any

_SECTION_TYPES = {
    "intro": Role.BACKGROUND,
    "introduction": Role.BACKGROUND,
    "background": Role.BACKGROUND,
    "methods": Role.METHOD,
    "materials": Role.METHOD,
    "subjects": Role.METHOD,
    "materials-methods": Role.METHOD,
    "results": Role.RESULT,
    "findings": Role.RESULT,
    "discussion": Role.CONCLUSION,
    "conclusions": Role.CONCLUSION,
    "conclusion": Role.CONCLUSION,
}
_BACKGROUND_TYPES = (
    "supplementary-material data-availability availability COI-statement coi-statement author-contributions "
    "funding-information funding ethics-statement disclaimer acknowledgements abbreviations"
)
_SECTION_TYPES |= dict.fromkeys(_BACKGROUND_TYPES.split(), Role.BACKGROUND)
# Sections that speak of the paper rather than of its subject, where they stand at the top or at the back.
_ABOUT_THE_PAPER = re.compile(
    r"(?:\W*\d*[.)]?\s*)?(?:acknowledge?ments?|funding(?: (?:sources?|statement|information|support))?"
    r"|financial support|(?:role of the )?funding source|(?:financial |author )?(?:disclosures?|disclosure statement)"
    r"|(?:declaration of |potential |statement of )?(?:competing|conflicts? of|conflicting)(?: financial)? interests?"
    r"(?: statement)?|declarations?(?: of interests?)?|duality of interest"
    r"|(?:authors?['’]?s?['’]? )?(?:contributions?|contributorship|information)(?: statement)?"
    r"|contributors|authorship|ethics?(?: approval| statement| declarations?)?.{0,40}|consent (?:for|to) publication"
    r"|(?:data|code)(?: and (?:data|code|materials?))?(?: sharing| availability)(?: statement)?"
    r"|availability of (?:data|supporting).{0,30}|abbreviations(?: used.{0,40})?|list of abbreviations|glossary"
    r"|(?:pre-?publication|publication) history|supplement(?:ary|al) (?:materials?|data|information|files?)"
    r"|supporting information|additional files?|electronic supplementary material|footnotes?|publisher['’]?s note"
    r"|provenance and peer review|peer review.{0,30}|dedication|disclaimers?|transparency statement)\W*",
    re.IGNORECASE,
)
_OF_THE_SUBJECT = re.compile(r"appendi(?:x|ces)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2}")
# Links that are printed as paragraphs: to a file, to an abstract's own page.
_NOT_SAID = re.compile(r"click here[\w ]{0,40}\W*|doi:\s?(?:https?://\S{1,20}/)?10\.\d{4,9}/\S{1,80}", re.IGNORECASE)
_RUN_IN = re.compile(r"[a-z.:]\Z")
_CAPITALISED = re.compile(r"[A-Z][a-z]")

_ABSTRACTS_LEFT_OUT = frozenset({"graphical", "toc", "video", "web-summary", "stereochemistry", "running-head"})
_ABSTRACT_HEADINGS = {
    "plain-language-summary": "Plain language summary",
    "executive-summary": "Executive summary",
    "editor-summary": "Editor's summary",
    "key-points": "Key points",
    "summary": "Summary",
    "teaser": "Teaser",
    "precis": "Précis",
    "short": "Short abstract",
}
_BACK_HEADINGS = {
    "ack": "Acknowledgements",
    "fn-group": "Footnotes",
    "glossary": "Glossary",
    "notes": "Notes",
    "bio": "About the authors",
    "app": "Appendix",
}


@dataclass(eq=False, slots=True)
class _Scope:
    """Where text stands: under a heading of this level, in this role if the source says so."""

    level: int = 0
    role: Role | None = None


@dataclass(slots=True)
class Told:
    """What was met in the text that has no place in it."""

    references: list[dict[str, str]] = field(default_factory=list)
    not_as_text: list[str] = field(default_factory=list)
    has_body: bool = False


def tell(article: Element, builder: DocumentBuilder) -> Told:
    """Tell a builder the text of an article; returns what has no place in the text."""
    text = _Text(article, builder)
    text.tell()
    return text.told


class _Text:
    """Walks an article and tells the builder what it meets."""

    def __init__(self, article: Element, builder: DocumentBuilder) -> None:
        self._article = article
        self._builder = builder
        self._references = frozenset(ref.get("id") for ref in article.iter("ref") if ref.get("id"))
        self._inline = Inline(self._references)
        self._scope = self._standing = _Scope()
        self._in_back = False
        self.told = Told()

    def tell(self) -> None:
        """Abstracts, body, floats, back matter."""
        meta = self._article.find("front/article-meta")
        if meta is None:
            meta = self._article.find("front-stub")
        for abstract in meta.findall("abstract") if meta is not None else ():
            self._abstract(abstract)
        body = self._article.find("body")
        if body is not None:
            self._body(body)
        self._floats()
        self._in_back = True
        back = self._article.find("back")
        for part in back if back is not None else ():
            self._back(part)
        for notes in self._article.findall("front/notes"):
            self._back(notes)
        if meta is not None:
            self._about(meta)
        self._footnotes()
        for listed in self._article.iter("ref-list"):
            self.told.references += _references(listed)

    def _abstract(self, abstract: Element) -> None:
        kind = abstract.get("abstract-type", "")
        if kind in _ABSTRACTS_LEFT_OUT:
            return
        title = abstract.find("title")
        heading = self._inline.text(title) if title is not None else ""
        with self._under(heading or _ABSTRACT_HEADINGS.get(kind, "Abstract")):
            for part in abstract:
                if part.tag == "p" and any(_is_run_in(child) for child in part):
                    self._run_in_headings(part)
                else:
                    self._block(part)

    def _run_in_headings(self, paragraph: Element) -> None:
        """A structured abstract in one paragraph: "<bold>Background:</bold> … <bold>Methods:</bold> …"."""
        heading, line = "", paragraph.text or ""
        for child in paragraph:
            if _is_run_in(child) and (not line.strip() or line.rstrip().endswith((".", "?", "!", ")", "]"))):
                self._said_under(heading, line)
                heading, line = self._inline.text(child).strip(":. "), (child.tail or "").lstrip(": ")
            else:
                line += self._inline.piece(child) + (child.tail or "")
        self._said_under(heading, line)

    def _said_under(self, heading: str, line: str) -> None:
        if heading:
            with self._under(heading):
                self.paragraph(line)
        else:
            self.paragraph(line)

    def _body(self, body: Element) -> None:
        # A study's opening without a heading of its own leads up to it.
        is_study = any(role_under([title], SourceKind.OTHER) is Role.METHOD for title in self._titles(body))
        with self._within(_Scope(0, Role.BACKGROUND if is_study else None)):
            self._flow(body)
        self.told.has_body = any(text.strip() for text in body.itertext())

    def _titles(self, body: Element) -> Iterator[str]:
        for section in body.findall("sec"):
            if section.get("sec-type", "").startswith(("methods", "materials")):
                yield "Methods"
            title = section.find("title")
            if title is not None:
                yield self._inline.text(title)

    def _floats(self) -> None:
        for floats in (*self._article.findall("floats-group"), *self._article.findall("floats-wrap")):
            if len(floats):
                with self._under("Figures and tables"):
                    self._flow(floats)

    def _back(self, part: Element) -> None:
        if part.tag == "app-group":
            for app in part:
                self._back(app)
        elif part.tag == "sec":
            self._section(part)
        elif part.tag in {"fig", "fig-group", "table-wrap", "table-wrap-group", "floats-group", "p", "boxed-text"}:
            with self._under("Figures and tables" if part.tag != "p" else "Notes"):
                self._block(part)
        elif part.tag in _BACK_HEADINGS:
            role = None if part.tag == "app" else Role.BACKGROUND
            with self._under(self._title(part) or _BACK_HEADINGS[part.tag], role):
                self._note_group(part) if part.tag == "fn-group" else self._flow(part)

    def _about(self, meta: Element) -> None:
        """What the head of the article says about how it was made."""
        for statement in meta.findall("funding-group/funding-statement"):
            with self._under("Funding", Role.BACKGROUND):
                self._flow(statement)
        for one in meta.findall("custom-meta-group/custom-meta"):
            name, value = one.find("meta-name"), one.find("meta-value")
            if name is not None and value is not None and _is_about_the_paper(said := self._inline.text(name)):
                with self._under(said, Role.BACKGROUND):
                    self._flow(value)
        notes = [note for group in meta.findall("author-notes") for note in group.iter("fn")]
        if notes:
            with self._under("Author notes", Role.BACKGROUND):
                for note in notes:
                    self._flow(note)

    def _footnotes(self) -> None:
        """Footnotes that stood inside running text."""
        notes, self._inline.notes = self._inline.notes, []
        if notes:
            with self._under("Footnotes", Role.BACKGROUND):
                for note in notes:
                    self._flow(note)
                self._inline.notes = []

    # Where text stands

    @contextmanager
    def _within(self, scope: _Scope) -> Iterator[None]:
        before, self._scope = self._scope, scope
        try:
            yield
        finally:
            self._scope = before

    @contextmanager
    def _under(self, heading: str, role: Role | None = None) -> Iterator[None]:
        """A heading, one level below where the text stands, and what is told under it."""
        scope = _Scope(self._scope.level + 1, role)
        with self._within(scope):
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

    def _flow(self, element: Element, voice: _Voice | None = None) -> None:
        """Running text and the blocks in it, in order."""
        voice = voice or _Paragraphs(self)
        line = element.text or ""
        begun = bool(line.strip())
        for child in element:
            if child.tag in _BLOCK_READERS or child.tag in BLOCKS:
                voice.say(line)
                self._block(child, voice)
                line = child.tail or ""
                begun = bool(line.strip())
            else:
                line += self._with_what_follows(child, is_first=not begun)
                begun = True
        voice.say(line)

    def _with_what_follows(self, child: Element, is_first: bool) -> str:
        piece, tail = self._inline.piece(child), child.tail or ""
        # "Background" set in bold and "Obesity …" right after it are two words.
        is_run_in = is_first and child.tag in _DRESS and _RUN_IN.search(piece) and _CAPITALISED.match(tail)
        return f"{piece} {tail}" if is_run_in else piece + tail

    def _block(self, element: Element, voice: _Voice | None = None) -> None:
        voice = voice or _Paragraphs(self)
        reader = _BLOCK_READERS.get(element.tag)
        if reader is not None:
            reader(self, element, voice)
        elif _is_only_citations(element):
            self.told.references += [_reference(one) for one in element if one.tag in CITATIONS]
        else:
            self._flow(element, voice)

    def _title(self, element: Element) -> str:
        """An element's label and title, on one line."""
        parts = (element.find("label"), element.find("title"), element.find("caption/title"))
        return " ".join(filter(None, (self._inline.text(part) for part in parts if part is not None)))

    def _section(self, section: Element, _: _Voice | None = None) -> None:
        if section.find("ref-list") is not None and all(part.tag in _REFERENCES_ONLY for part in section):
            return
        title = self._title(section)
        role = self._role(section, title)
        if title:
            with self._under(title, role):
                self._flow(section)
        else:
            with self._within(_Scope(self._scope.level, role or self._scope.role)):
                self._flow(section)

    def _role(self, section: Element, title: str) -> Role | None:
        """What the source says outright that a section does; None where its headings tell."""
        inherited = self._scope.role if self._scope.level else None
        is_outer = self._in_back or self._scope.level == 0
        if inherited is Role.BACKGROUND or (is_outer and _is_about_the_paper(title)):
            return Role.BACKGROUND
        if _is_telling(title):
            return None
        told = {
            _SECTION_TYPES[one] for one in re.split(r"[|,; ]+", section.get("sec-type", "")) if one in _SECTION_TYPES
        }
        if len(told) == 1:
            return told.pop()
        if self._in_back and not _OF_THE_SUBJECT.match(title):
            return Role.BACKGROUND
        return inherited

    def _list(self, element: Element, voice: _Voice) -> None:
        title = element.find("title")
        if title is not None:
            voice.say(self._inline.text(title))
        lead_ins = voice.lead_ins() or self._builder.lead_in_for_list()
        for item in element:
            if item.tag in {"list", "def-list"}:
                self._list(item, _Items(self, lead_ins))
            elif item.tag in {"list-item", "def-item"}:
                items = _Items(self, lead_ins, self._mark(item))
                self._flow(item, items)
                items.finish()

    def _mark(self, item: Element) -> str:
        """What an item begins with: the term that it defines, or its label if that says more than its place."""
        term, label = item.find("term"), item.find("label")
        if term is not None:
            return f"{self._inline.text(term).rstrip(':')}:"
        text = self._inline.text(label) if label is not None else ""
        return text if _WORD.search(text) else ""

    def item(self, text: str, lead_ins: tuple[Span, ...]) -> Span | None:
        """Tell the builder a list item."""
        self._stand()
        return self._builder.list_item(text, lead_ins)

    def _box(self, element: Element, _: _Voice) -> None:
        """A box, a statement: its title is a heading for it, and for nothing after it."""
        title = self._title(element)
        if title:
            with self._under(title, self._scope.role if self._scope.level else None):
                self._flow(element)
        else:
            self._flow(element)

    def _note_group(self, element: Element, _: _Voice | None = None) -> None:
        for part in element:
            if part.tag == "fn":
                self._flow(part)
            else:
                self._block(part)

    def _captioned(self, element: Element, _: _Voice) -> None:
        """A figure or a file beside the article: its label and caption, as paragraphs where it stands."""
        voice = _Paragraphs(self, self._caption_title(element))
        caption = element.find("caption")
        if caption is None or caption.find("title") is not None:
            voice.finish()
        if caption is not None:
            self._flow(caption, voice)
        voice.finish()
        for part in element:
            if part.tag not in _CAPTIONS and part.tag not in UNPRINTED:
                self._block(part)

    def _caption_title(self, element: Element) -> str:
        label, title = element.find("label"), element.find("caption/title")
        said = self._inline.text(label).rstrip(".: ") if label is not None else ""
        words = self._inline.text(title) if title is not None else ""
        return f"{said}: {words}" if said else words

    def _table_wrap(self, element: Element, _: _Voice) -> None:
        inline = Inline(self._references, in_table=True)
        caption = element.find("caption")
        said = [self._inline.text(part) for part in caption if part.tag != "title"] if caption is not None else []
        heading = clean_line(" ".join([self._caption_title(element), *said])).rstrip(": ")
        tables = [one for one in element.iter("table") if not any(True for _ in one.iterancestors("table"))]
        grids = [grid for table in tables for grid in grids_of(table, inline)]
        notes = [note for foot in element.findall("table-wrap-foot") for note in notes_of(foot, self._inline)]
        notes += [inline.text(one) for one in (*element.findall("attrib"), *inline.notes)]
        others = [part for part in element if part.tag not in _PARTS_OF_TABLES and part.tag not in UNPRINTED]
        if not others and not any(grid.rows or grid.columns for grid in grids):
            why = "too large to be written out" if any(grid.too_large for grid in grids) else "a picture"
            self.told.not_as_text.append(f"{heading or 'A table'}: {why}")
        self._tell_tables(heading, grids, notes)
        for part in others:
            self._block(part)

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

    text: _Text
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

    text: _Text
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


def _is_about_the_paper(heading: str) -> bool:
    return len(heading) <= 120 and _ABOUT_THE_PAPER.fullmatch(heading) is not None


def _is_telling(heading: str) -> bool:
    """Whether a heading says by itself what its section does."""
    # Without a telling heading, the role depends on the kind of source.
    return role_under([heading], SourceKind.OTHER) is role_under([heading], SourceKind.GUIDELINE) or (
        role_under([heading], SourceKind.OTHER) is Role.METHOD
    )


def _is_run_in(element: Element) -> bool:
    """Whether words in bold are the heading of a part of an abstract."""
    words = clean_line("".join(element.itertext())).strip(":. ") if element.tag in _DRESS else ""
    return 0 < len(words) < 60 and _is_telling(words)


def _is_only_citations(element: Element) -> bool:
    if not len(element) or (element.text or "").strip():
        return False
    return all(child.tag in CITATIONS and len((child.tail or "").strip()) < 2 for child in element)


def _references(listed: Element) -> Iterator[dict[str, str]]:
    for ref in listed.findall("ref"):
        for one in ref.iter(*CITATIONS):
            if not any(above.tag in CITATIONS for above in one.iterancestors(*CITATIONS)):
                yield _reference(one)
                if one.getparent().tag == "citation-alternatives":
                    break


def _reference(citation: Element) -> dict[str, str]:
    """An entry of the reference list: what it is known by, and its words."""
    entry: dict[str, str] = {}
    for one in citation.iter("pub-id"):
        kind, value = one.get("pub-id-type", ""), clean_line("".join(one.itertext()))
        if kind in {"doi", "pmid"} and value:
            entry.setdefault(kind, value)
    return {**entry, "text": citation_text(citation)}


_DRESS = frozenset({"bold", "italic", "sc", "underline"})
_REFERENCES_ONLY = frozenset({"title", "label", "ref-list"})
_CAPTIONS = frozenset({"label", "caption", "graphic", "alternatives"})
_PARTS_OF_TABLES = _CAPTIONS | {"table", "table-wrap-foot", "attrib"}

_BLOCK_READERS: dict[str, Callable[[_Text, Element, _Voice], None]] = {
    "sec": _Text._section,
    "app": _Text._section,
    "list": _Text._list,
    "def-list": _Text._list,
    "boxed-text": _Text._box,
    "statement": _Text._box,
    "fn-group": _Text._note_group,
    **dict.fromkeys(("fig", "fig-group", "supplementary-material", "media", "table-wrap-group"), _Text._captioned),
    "table-wrap": _Text._table_wrap,
    "table": _Text._table,
    "array": _Text._table,
    **dict.fromkeys(("title", "label", "term", "def-head", "term-head", "ref-list", "graphic"), _Text._nothing),
}
