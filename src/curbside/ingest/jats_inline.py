"""Running text in JATS: what stays of a line when marks that point elsewhere are taken out of it.

Numbers that point into the reference list are removed with the brackets and commas that held them, unless the sentence
needs them to be read ("as in [12]"); names and years stay, being words of the sentence. Marks of footnotes and
affiliations are removed. 10<sup>9</sup> becomes 10^9, CO<sub>2</sub> becomes CO2, and what stands on lines of its own
never runs into its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any

from curbside.evidence.text import clean_line
from curbside.ingest.jats_formulas import formula_text

Element = Any

# Characters that XML cannot hold mark where a citation begins and ends until the line is whole.
_OPEN, _CLOSE, _GONE = "\x01", "\x02", "\x03"
PICTURE = "[image]"

CITATIONS = frozenset({"mixed-citation", "element-citation", "nlm-citation", "citation"})
# What is laid out on lines of its own.
_BLOCK_NAMES = (
    "p sec title list list-item def-list def-item def term disp-quote boxed-text statement verse-group verse-line "
    "speech preformat code table-wrap table-wrap-group table thead tbody tfoot tr td th fig fig-group caption "
    "supplementary-material media ack app app-group glossary notes fn-group array attrib label table-wrap-foot "
    "chem-struct-wrap question question-wrap answer explanation bio address floats-group floats-wrap ref-list "
    "block-alternatives row entry tgroup"
)
BLOCKS = frozenset(_BLOCK_NAMES.split())
# What is no part of the text: links, descriptions for those who do not see, what a pointer shows.
UNPRINTED = frozenset({"object-id", "alt-text", "long-desc", "index-term", "permissions", "ref-list"})
_POINTS_TO_A_NOTE = frozenset({"fn", "table-fn", "aff", "corresp", "author-notes", "contrib"})
_POINTS_TO_A_SOURCE = frozenset({None, "", "other", "ref"})

_NUMBER = r"[A-Za-z]?\d{1,3}[a-z]?"
_NUMBERS = re.compile(rf"\W*(?:{_NUMBER}(?:\W+{_NUMBER})*)?\W*")
_TRAILING_NUMBER = re.compile(r"(?<=[\w.])\^\d{1,3}$")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")

# Nothing here is tried in two ways: a line of any length is read in one pass.
_TOKEN = f"{_OPEN}[^{_OPEN}{_CLOSE}]*{_CLOSE}"
_BETWEEN = r"\s?+(?:(?:[,;–—‑−-]|and\b|&)\s?+)?+"
_BARE = rf"{_TOKEN}(?:{_BETWEEN}{_TOKEN})*+"
_ITEM = rf"(?:{_TOKEN}|\b\d{{1,3}}\b)"
_HELD = rf"{_ITEM}(?:{_BETWEEN}{_ITEM})*+"
_GROUP = rf"(?:\[\s?{_HELD}\s?\]|\(\s?{_HELD}\s?\)|{_BARE})"
_GROUPS = rf"{_GROUP}(?:{_BETWEEN}{_GROUP})*+"
_CLUSTER = re.compile(rf"\s?(?:\(\s?{_GROUPS}\s?\)|{_GROUPS})")
# What may stand beside citations in a superscript: numbers that are not linked, pages.
_PLACES = re.compile(r"[\W\d]*(?:\(pp?\.?\s?[\d,–-]+\))?\W*")
_NEEDS_IT = re.compile(
    r"(?:\b(?:refs?\.?|references?|in|by|from|of|to|see|also|with|than|per)|cf\.|e\.g\.,?|[\[(])\s*$", re.I
)
_NAMES_IT = re.compile(r"\b(?:refs?\.?|references?)\s*$", re.IGNORECASE)
_SENTENCE_ENDS = re.compile(r"(?:^|(?<!\bal)[.?!]['’”\")]?)\s*$")


class Inline:
    """Reads running text; footnotes met in it are kept in `notes`, for whoever puts them in their place."""

    def __init__(self, reference_ids: Collection[str] = (), *, in_table: bool = False) -> None:
        self._references = reference_ids
        self._in_table = in_table
        self.notes: list[Element] = []

    def text(self, element: Element) -> str:
        """The words of an element on one line."""
        return settled(self.inner(element))

    def inner(self, element: Element) -> str:
        """The words of an element, not settled yet: citations are still marked."""
        parts = [element.text or ""]
        for child in element:
            parts += [self.piece(child), child.tail or ""]
        return "".join(parts)

    def piece(self, element: Element) -> str:
        """What an element inside a line adds to it, without what follows it."""
        tag = element.tag
        if tag in UNPRINTED:
            return ""
        reader = _READERS.get(tag)
        if reader is not None:
            return reader(self, element)
        if tag in CITATIONS:
            return citation_text(element)
        inner = self.inner(element)
        return f" {inner} " if tag in BLOCKS else inner

    def _xref(self, element: Element) -> str:
        inner = self.inner(element)
        kind, targets = element.get("ref-type"), (element.get("rid") or "").split()
        if kind == "bibr" or (kind in _POINTS_TO_A_SOURCE and targets and all(t in self._references for t in targets)):
            return self._citation(inner)
        if kind in _POINTS_TO_A_NOTE and len(inner.strip(" ^,")) <= 3:
            return _raised(inner) if self._in_table else ""
        return inner

    def _citation(self, inner: str) -> str:
        if len(inner) > 200 or not _NUMBERS.fullmatch(inner.replace("^", " ")):
            return _TRAILING_NUMBER.sub("", inner)
        return f"{_OPEN}{inner.strip()}{_CLOSE}" if not self._in_table or inner.lstrip().startswith("^") else inner

    def _superscript(self, element: Element) -> str:
        inner = self.inner(element).lstrip()
        if _OPEN in inner:
            return self._raised_citations(inner)
        if self._in_table and any(child.get("ref-type") == "bibr" for child in element.iter("xref")):
            return f"{_OPEN}^{inner.strip()}{_CLOSE}"
        before = element.getprevious()
        goes_on = before is not None and before.tag == "sup" and not before.tail
        return inner if goes_on else _raised(inner)

    def _raised_citations(self, inner: str) -> str:
        """Citations set as a superscript: all of it is one, "1–3" and "4(p12)" too, unless words stand in it."""
        if _PLACES.fullmatch(re.sub(_TOKEN, "", inner)):
            return f"{_OPEN}^{inner.replace(_OPEN, '').replace(_CLOSE, '').strip()}{_CLOSE}"
        return re.sub(rf"{_OPEN}\^?", f"{_OPEN}^", inner)

    def _note(self, element: Element) -> str:
        self.notes.append(element)
        return ""

    def _named(self, element: Element) -> str:
        """A word that is tagged for what it is; two that follow each other at once are two words."""
        inner, before = self.inner(element), element.getprevious()
        follows = before is not None and before.tag == element.tag and not before.tail
        return f" {inner}" if follows else inner

    def _alternatives(self, element: Element) -> str:
        """One of several forms of the same thing: the one with words."""
        if any(True for _ in element.iter("math", "tex-math")):
            return f" {formula_text(element)} "
        forms = [self.piece(child) for child in element]
        return next((form for form in forms if form.strip() and form != PICTURE), forms[0] if forms else "")

    def _abbreviation(self, element: Element) -> str:
        return (element.text or "") + "".join(
            ("" if child.tag == "def" else self.piece(child)) + (child.tail or "") for child in element
        )


def settled(text: str) -> str:
    """A line with its citation marks taken out, or left where the sentence needs them."""
    text = " ".join(text.split())
    if _OPEN in text:
        text = _CLUSTER.sub(_without_citation, text)
        # "(defined as SD/MLT; [12])", "by Amir et al. [12]."
        text = re.sub(rf"\s*[;,]\s*{_GONE}(?=\s*[)\]])", "", text)
        text = re.sub(rf"\.{_GONE}\.(?!\.)", ".", text).replace(_GONE, "")
    return clean_line(text.replace("\xad", ""))


def _without_citation(found: re.Match[str]) -> str:
    cluster = found[0]
    if _OPEN not in cluster:
        return cluster
    before = found.string[max(0, found.start() - 40) : found.start()]
    after = found.string[found.end() : found.end() + 2]
    printed = cluster.replace(_OPEN, "").replace(_CLOSE, "")
    if f"{_OPEN}^" in cluster:
        # A raised number is never part of the sentence, unless it is called by its name.
        if _NAMES_IT.search(before):
            return " " + printed.replace("^", "").strip()
    elif printed.strip() and (
        _NEEDS_IT.search(before) or (_SENTENCE_ENDS.search(before) and re.match(r"\s*[a-z]", after))
    ):
        return printed
    return f"{_GONE} " if before[-1:].isalnum() and after[:1].isalnum() else _GONE


def _raised(text: str) -> str:
    """10 to the power of 9 is 10^9, never 109; a bare sign (Na+, ®) needs no mark, nor does 1st."""
    plain = text.startswith("^") or not any(map(str.isalnum, text)) or _ORDINAL.match(text)
    return text if plain else f"^{text}"


def citation_text(element: Element) -> str:
    """An entry of a reference list on one line: as printed, with spaces where only markup kept its parts apart."""
    line = ""
    for piece in _citation_pieces(element):
        glued = line[-1:].isalnum() and piece[:1].isalnum()
        line += f" {piece}" if glued else piece
    return clean_line(line)


def _citation_pieces(element: Element) -> list[str]:
    if element.tag in {"pub-id", "object-id"}:
        return []
    pieces = [element.text or ""]
    for child in element:
        pieces += [*_citation_pieces(child), child.tail or ""]
    return [piece for piece in pieces if piece]


def _formula(_: Inline, element: Element) -> str:
    text = formula_text(element)
    return f" {text} " if element.tag != "inline-formula" or len(text) > 40 else text


_READERS: dict[str, Callable[[Inline, Element], str]] = {
    "xref": Inline._xref,
    "sup": Inline._superscript,
    "fn": Inline._note,
    "alternatives": Inline._alternatives,
    "abbrev": Inline._abbreviation,
    "named-content": Inline._named,
    "break": lambda _, element: " ",
    "hr": lambda _, element: " ",
    "inline-formula": _formula,
    "disp-formula": _formula,
    "math": _formula,
    "tex-math": _formula,
    "inline-graphic": lambda _, element: PICTURE,
    "private-char": lambda _, element: PICTURE,
    "graphic": lambda _, element: "",
    "media": lambda inline, element: " ".join(inline.inner(child) for child in element.iter("caption")),
    "rt": lambda _, element: "",
}
