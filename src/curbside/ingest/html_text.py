"""Words of an HTML tree: what is inline is settled into plain text once, so that readers only see text and blocks.

`settle` turns raised figures, formulas, line breaks and reference markers into characters; `text_of` then gives an
element's words, parted wherever a block begins or ends, so that no two words are glued.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from lxml import etree

from curbside.ingest.jats_formulas import formula_text
from curbside.ingest.jats_inline import settled

# An lxml element; lxml has no types of its own.
Element = Any

BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir",
        "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
        "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "optgroup", "option", "p", "pre",
        "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    }
)  # fmt: skip
# Stand in for what is no character of the text: a broken line, a reference marker's beginning and end, a picture.
# Pages' own private-use characters of these numbers are taken out first; the reader of JATS marks with what no tree
# can hold.
_BREAK, _OPEN, _CLOSE, GAP = "\ue0f0", "\ue0f1", "\ue0f2", "\ue0f3"
STAND_INS = re.compile(f"[{_BREAK}{_OPEN}{_CLOSE}{GAP}]")
_BETWEEN_WORDS = re.compile(rf"(?<=\w){GAP}+(?=\w)")
_AS_IN_JATS = str.maketrans({_OPEN: "\x01", _CLOSE: "\x02"})

# The tag of what was taken out: it stands for a place where a line may break, and nothing else.
EMPTIED = "wbr"

# Characters that a page may name by number but that no tree takes.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_MARKS = r"(?:\d{1,3}[a-z]?|[a-z]|[*†‡§¶#]{1,3})"
_MARKER_TEXT = re.compile(
    rf"[\[(]?\s*(?:ref(?:erence|s|\.)?\s*)?{_MARKS}(?:\s*[,;–—-]\s*{_MARKS})*\s*[\])]?", re.IGNORECASE
)
_NUMBERS = re.compile(r"[\[(]?\s*\d{1,3}(?:\s*[,;–—-]\s*\d{1,3})*\s*[\])]?")
# Before a raised number that counts references: the end of a sentence or of a word that is no unit.
_AFTER_WORDS = re.compile(r"(?:[.,;:!?)\]”’\"]|[a-z]{4,})\Z")
# After a bracket that holds figures or signs it may as well be an exponent, which must not be lost: (x - 36.57)^2.
_AFTER_A_FORMULA = re.compile(r"[(\[][^()\[\]]{0,200}[\d=+×·*/−–-][^()\[\]]{0,200}[)\]]\Z")
_LONGEST_MARKER = 60
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
# Deeper formulas are written by their words alone.
_DEEPEST_FORMULA = 40


class PageReferences(NamedTuple):
    """How many entries the page's reference lists and notes have, and the ids that links to them name."""

    entries: int = 0
    ids: frozenset[str] = frozenset()


def settle(root: Element, references: PageReferences) -> None:
    """Turn inline markup under `root` into characters.

    A raised figure is written with a caret (10^9), a formula on one line; links to the page's own reference list,
    and raised numbers that count its entries, leave nothing behind that the sentence does not need.
    """
    for formula in outermost(root, "math"):
        replace(formula, _formula(formula))
    for link in list(root.iter("a")):
        if _leads_to_reference(link, references.ids):
            replace(link, f"{_OPEN}{_words(link)}{_CLOSE}")
    for raised in outermost(root, "sup"):
        replace(raised, _raised(raised, references.entries))
    for line_break in list(root.iter("br")):
        replace(line_break, _BREAK)


def outermost(root: Element, tag: str) -> list[Element]:
    """The elements of a tag under `root` that are not inside another of the same tag."""
    return [one for one in root.iter(tag) if next(one.iterancestors(tag), None) is None]


def _raised(element: Element, references: int) -> str:
    raw = "".join(_pieces(element)).strip()
    if _OPEN in raw:
        return raw.replace(_OPEN, f"{_OPEN}^")
    if references and _counts_references(element, raw, references):
        return f"{_OPEN}^{raw}{_CLOSE}"
    # A bare sign (Na+, ®) needs no mark, nor does 1st.
    plain = not any(map(str.isalnum, raw)) or _ORDINAL.match(raw)
    return raw if plain or raw.startswith("^") else f"^{raw}"


def text_of(element: Element) -> str:
    """An element's words on one line."""
    return finished("".join(_pieces(element)))


def finished(raw: str) -> str:
    """Text as it was collected, without the reference markers that the sentence can do without."""
    if GAP in raw:
        raw = _BETWEEN_WORDS.sub(" ", raw).replace(GAP, "")
    return settled(raw.replace(_BREAK, " ").translate(_AS_IN_JATS))


def tex_line(tex: str) -> str:
    """A formula in TeX on one line."""
    formula = etree.Element("tex-math")
    formula.text = _NO_XML.sub(" ", tex)
    return formula_text(formula)


def _words(element: Element) -> str:
    """An element's words as they stand, markers and all."""
    return " ".join(STAND_INS.sub(" ", "".join(_pieces(element))).split())


def paragraphs_in(raw: str) -> Iterator[str]:
    """Collected text cut where the page breaks a line twice, which is how old pages part paragraphs."""
    for part in re.split(rf"{_BREAK}\s*(?:{_BREAK}\s*)+", raw):
        if text := finished(part):
            yield text


def lines_in(element: Element) -> Iterator[str]:
    """The lines of preformatted text."""
    for line in re.split(rf"\n|{_BREAK}", "".join(element.itertext())):
        if text := finished(line):
            yield text


def _pieces(element: Element) -> Iterator[str]:
    for event, one in etree.iterwalk(element, events=("start", "end")):
        if one.tag in BLOCKS:
            yield " "
        if event == "start":
            yield one.text or ""
        elif one is not element:
            yield one.tail or ""


def replace(element: Element, text: str) -> None:
    """Leave text where an element was.

    The element stays as an empty one inside the line: to join the texts around it would copy long ones again and again.
    """
    element.clear(keep_tail=True)
    element.tag = EMPTIED
    element.text = _NO_XML.sub(" ", text) or None


def _leads_to_reference(link: Element, ids: Collection[str]) -> bool:
    """Whether a link is a mark that leads to a reference or note, and not to a table or chapter."""
    if not _is_short(link) or not _MARKER_TEXT.fullmatch(_words(link)):
        return False
    if link.get("role") in ("doc-noteref", "doc-biblioref"):
        return True
    _, hash_sign, target = link.get("href", "").rpartition("#")
    if not hash_sign or not target:
        return False
    if target in ids:
        return True
    # The list may not have been saved; within tables marks lead to the table's own notes.
    is_mark = _words(link).startswith("[") or next(link.iterancestors("sup"), None) is not None
    return is_mark and next(link.iterancestors("td", "th"), None) is None


def _is_short(element: Element) -> bool:
    length = 0
    for text in element.itertext():
        length += len(text)
        if length > _LONGEST_MARKER:
            return False
    return True


def _counts_references(raised: Element, text: str, references: int) -> bool:
    if not _NUMBERS.fullmatch(text) or any(int(number) > references for number in re.findall(r"\d+", text)):
        return False
    before, parent = raised.getprevious(), raised.getparent()
    words = (before.tail if before is not None else parent.text if parent is not None else "") or ""
    words = words.rstrip()
    return bool(_AFTER_WORDS.search(words)) and not _AFTER_A_FORMULA.search(words[-500:])


def _formula(formula: Element) -> str:
    if not _is_shallow(formula):
        return " ".join("".join(formula.itertext()).split())
    return f" {formula_text(formula)} " if formula.get("display") == "block" else formula_text(formula)


def _is_shallow(element: Element) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(element, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST_FORMULA:
            return False
    return True
