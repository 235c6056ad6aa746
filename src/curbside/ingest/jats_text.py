"""The text of a JATS article, told to a builder in reading order.

Abstract, body, floating figures and tables, then what stands at the back. Thanks, funding, interests, footnotes and
the like are kept under their headings with the role of background: they never answer. The reference list is no part
of the text, nor are graphical abstracts, abstracts in another language and sub-articles (reviews, replies).
"""

from __future__ import annotations

from typing import Any

from curbside.evidence.kinds import Role
from curbside.evidence.text import clean_line
from curbside.ingest.building import DocumentBuilder
from curbside.ingest.jats_blocks import DRESS, Blocks, Scope, Told
from curbside.ingest.jats_record import meta_of
from curbside.ingest.jats_references import references_in
from curbside.ingest.jats_sections import is_about_the_paper, is_methods, is_telling

Element = Any

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


def tell(article: Element, builder: DocumentBuilder) -> Told:
    """Tell a builder the text of an article; returns what has no place in the text."""
    _Text(article, blocks := Blocks(builder, _ids_of_references(article))).tell()
    return blocks.told


def _ids_of_references(article: Element) -> frozenset[str]:
    return frozenset(ref.get("id") for ref in article.iter("ref") if ref.get("id"))


class _Text:
    """Walks the parts of an article in the order in which they are read."""

    def __init__(self, article: Element, blocks: Blocks) -> None:
        self._article = article
        self._blocks = blocks

    def tell(self) -> None:
        """Abstracts, body, floats, back matter."""
        meta = meta_of(self._article)
        for abstract in meta.findall("abstract"):
            self._abstract(abstract)
        groups = (*self._article.findall("floats-group"), *self._article.findall("floats-wrap"))
        self._blocks.await_floats(one for group in groups for one in group)
        body = self._article.find("body")
        if body is not None:
            self._body(body)
        self._floats()
        self._blocks.in_back = True
        back = self._article.find("back")
        for part in back if back is not None else ():
            self._back(part)
        for notes in self._article.findall("front/notes"):
            self._back(notes)
        self._about(meta)
        self._footnotes()
        for listed in self._article.iter("ref-list"):
            self._blocks.told.references += references_in(listed)

    def _abstract(self, abstract: Element) -> None:
        kind = abstract.get("abstract-type", "")
        if kind in _ABSTRACTS_LEFT_OUT:
            return
        title = abstract.find("title")
        heading = self._blocks.inline.text(title) if title is not None else ""
        with self._blocks.under(heading or _ABSTRACT_HEADINGS.get(kind, "Abstract")):
            for part in abstract:
                if part.tag == "p" and any(_is_run_in(child) for child in part):
                    self._run_in_headings(part)
                else:
                    self._blocks.block(part)

    def _run_in_headings(self, paragraph: Element) -> None:
        """A structured abstract in one paragraph: "<bold>Background:</bold> … <bold>Methods:</bold> …"."""
        heading, line = "", paragraph.text or ""
        for child in paragraph:
            if _is_run_in(child) and (not line.strip() or line.rstrip().endswith((".", "?", "!", ")", "]"))):
                self._said_under(heading, line)
                heading, line = self._blocks.inline.text(child).strip(":. "), (child.tail or "").lstrip(": ")
            else:
                line += self._blocks.inline.piece(child) + (child.tail or "")
        self._said_under(heading, line)

    def _said_under(self, heading: str, line: str) -> None:
        if heading:
            with self._blocks.under(heading):
                self._blocks.paragraph(line)
        else:
            self._blocks.paragraph(line)

    def _body(self, body: Element) -> None:
        # A study's opening without a heading of its own leads up to it.
        is_study = any(is_methods(self._blocks.title(one), one.get("sec-type", "")) for one in body.findall("sec"))
        with self._blocks.within(Scope(0, Role.BACKGROUND if is_study else None)):
            self._blocks.flow(body)
        self._blocks.told.has_body = any(text.strip() for text in body.itertext())

    def _floats(self) -> None:
        if left := self._blocks.floats_left():
            with self._blocks.under("Figures and tables"):
                for one in left:
                    self._blocks.block(one)

    def _back(self, part: Element) -> None:
        if part.tag == "app-group":
            for app in part:
                self._back(app)
        elif part.tag == "sec":
            self._blocks.section(part)
        elif part.tag in {"fig", "fig-group", "table-wrap", "table-wrap-group", "floats-group", "p", "boxed-text"}:
            is_note = part.tag in {"p", "boxed-text"}
            with self._blocks.under(*(("Notes", Role.BACKGROUND) if is_note else ("Figures and tables", None))):
                self._blocks.block(part)
        elif part.tag in _BACK_HEADINGS:
            role = None if part.tag == "app" else Role.BACKGROUND
            with self._blocks.under(self._blocks.title(part) or _BACK_HEADINGS[part.tag], role):
                self._blocks.note_group(part) if part.tag == "fn-group" else self._blocks.flow(part)

    def _about(self, meta: Element) -> None:
        """What the head of the article says about how it was made."""
        for statement in meta.findall("funding-group/funding-statement"):
            with self._blocks.under("Funding", Role.BACKGROUND):
                self._blocks.flow(statement)
        for one in meta.findall("custom-meta-group/custom-meta"):
            name, value = one.find("meta-name"), one.find("meta-value")
            if name is not None and value is not None and is_about_the_paper(said := self._blocks.inline.text(name)):
                with self._blocks.under(said, Role.BACKGROUND):
                    self._blocks.flow(value)
        notes = [note for group in meta.findall("author-notes") for note in group.iter("fn")]
        if notes:
            with self._blocks.under("Author notes", Role.BACKGROUND):
                for note in notes:
                    self._blocks.flow(note)

    def _footnotes(self) -> None:
        """Footnotes that stood inside running text."""
        notes, self._blocks.inline.notes = self._blocks.inline.notes, []
        if notes:
            with self._blocks.under("Footnotes", Role.BACKGROUND):
                for note in notes:
                    self._blocks.flow(note)
                self._blocks.inline.notes = []


def _is_run_in(element: Element) -> bool:
    """Whether words in bold are the heading of a part of an abstract."""
    words = clean_line("".join(element.itertext())).strip(":. ") if element.tag in DRESS else ""
    return 0 < len(words) < 60 and is_telling(words)
