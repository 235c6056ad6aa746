"""A Word document's markup, made plain for the converter: what it would lose is put into words that it knows.

Mammoth turns paragraphs, lists and tables into HTML, by the names of styles. Before it does, headings and captions get
one name each, fields and formulas become text, text boxes stand behind their paragraph, and what is not to be read
(hidden, deleted, tables of contents, pictures) is taken out.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree
from mammoth.docx.dingbats import dingbats

from curbside.ingest.docx_formulas import M, formula_line
from curbside.ingest.docx_styles import Styles, is_on, value_of, w
from curbside.ingest.jats_formulas import PICTURE

HEADING, CAPTION, BULLET, TERM, DEFINITION = (
    "CurbsideHeading", "CurbsideCaption", "CurbsideBullet", "CurbsideTerm", "CurbsideDefinition"
)  # fmt: skip
DEEPEST_HEADING = 6
DEEPEST_LIST = 4  # counted from 0, as Word does

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_UNREAD = (
    "del", "moveFrom", "sectPr", "proofErr", "bookmarkEnd", "lastRenderedPageBreak", "commentReference",
    "commentRangeStart", "commentRangeEnd", "permStart", "permEnd", "footnoteReference", "endnoteReference",
    "softHyphen", "pPrChange", "rPrChange", "tblPrChange", "trPrChange", "tcPrChange", "tblPrExChange", "sectPrChange",
    "numberingChange",
)  # fmt: skip
_WRAPPERS = ("fldSimple", "dir", "bdo", "smartTag", "customXml", "ruby", "rubyBase", "ins", "moveTo")
_CONTENTS = re.compile(
    r"toc \d|toc heading|table of (?:figures|authorities|contents)|contents heading|contents \d|index \d"
)
_BULLET = re.compile(r"\s*(?:[•▪◦●○‣·\uf0b7\uf0a7](?:\s+|(?=\w))|[–-]\t\s*)")
_PRIVATE = re.compile("[\uf020-\uf0ff]")
_WIDEST_SPAN = 1_000


def make_plain(root: Any, styles: Styles, numbering: Any) -> None:
    """Rewrite a part's tree in place."""
    _choose_alternatives(root)
    _drop(root, styles)
    _write_formulas(root)
    _free_text_boxes(root)
    _unwrap(root)
    for run in root.iter(w("r")):
        _plain_run(run, styles)
    levels = _levels_by_style(numbering)
    data_tables = {
        table for table in root.iter(w("tbl")) if any(len(row.findall(w("tc"))) > 1 for row in table.findall(w("tr")))
    }
    for paragraph in list(root.iter(w("p"))):
        in_data = next(paragraph.iterancestors(w("tbl")), None) in data_tables
        _plain_paragraph(paragraph, styles, levels, in_data)
    for table in root.iter(w("tbl")):
        _plain_table(table, styles)


def take_out_styled(root: Any, styles: Styles, name: str) -> list[str]:
    """Remove the paragraphs of one style from the beginning of a document; returns their texts."""
    texts: list[str] = []
    for paragraph in list(root.iter(w("p")))[:50]:
        if name in styles.names(value_of(paragraph, "pPr/pStyle"))[:1]:
            texts.append(paragraph_text(paragraph))
            remove(paragraph)
    return [text for text in texts if text]


def paragraph_text(paragraph: Any) -> str:
    """A paragraph's words, before it is made plain."""
    pieces = (one.text or "" if one.tag == w("t") else " " for one in paragraph.iter(w("t"), w("tab"), w("br")))
    return " ".join("".join(pieces).split())


def remove(element: Any) -> None:
    """Take an element out; Word's markup has no text between elements."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _choose_alternatives(root: Any) -> None:
    """Of several forms of the same thing, the one with a text box, else the one that every reader knows."""
    for one in list(root.iter(f"{_MC}AlternateContent")):
        boxed = next((form for form in one if next(form.iter(w("txbxContent")), None) is not None), None)
        plain = one.find(f"{_MC}Fallback")
        chosen = boxed if boxed is not None else plain if plain is not None else next(iter(one), None)
        _replace(one, list(chosen) if chosen is not None else [])


def _drop(root: Any, styles: Styles) -> None:
    for one in list(root.iter(*map(w, _UNREAD))):
        is_mark = one.getparent() is not None and one.getparent().tag in (w("rPr"), w("trPr"))
        if not (one.tag == w("del") and is_mark):  # that a paragraph or row is deleted, the converter must know
            remove(one)
    for run in list(root.iter(w("r"))):
        if is_on(run, "rPr/vanish") or styles.hides(value_of(run, "rPr/rStyle")):
            remove(run)
    for cell in list(root.iter(w("tc"))):
        if cell.find(f"{w('tcPr')}/{w('cellDel')}") is not None:
            for content in cell.findall(w("p")):
                remove(content)
    for content in list(root.iter(w("sdt"))):
        gallery = value_of(content, "sdtPr/docPartObj/docPartGallery") or ""
        if gallery in ("Table of Contents", "Bibliographies of Contents"):
            remove(content)
    for paragraph in list(root.iter(w("p"))):
        style_id = value_of(paragraph, "pPr/pStyle")
        names = styles.names(style_id)[:1]
        if names and (_CONTENTS.fullmatch(names[0]) or styles.hides(style_id)):
            remove(paragraph)


def _write_formulas(root: Any) -> None:
    """A formula as a run of text, as if somebody had typed it."""
    for formula in [*root.iter(f"{{{M}}}oMathPara"), *root.iter(f"{{{M}}}oMath")]:
        parent = formula.getparent()
        if parent is None or not any(one is root for one in formula.iterancestors()):
            continue
        run = etree.Element(w("r"))
        etree.SubElement(run, w("t")).text = formula_line(formula)
        _replace(formula, [run] if parent.tag != w("body") else [_paragraph_of(run)])


def _paragraph_of(run: Any) -> Any:
    paragraph = etree.Element(w("p"))
    paragraph.append(run)
    return paragraph


def _free_text_boxes(root: Any) -> None:
    """What is written in a text box comes after the paragraph it is fixed to; pictures go."""
    for box in reversed(list(root.iter(w("txbxContent")))):
        holder = next((up for up in box.iterancestors(w("p"))), None)
        if holder is not None:
            for content in reversed(list(box)):
                holder.addnext(content)
    for picture in list(root.iter(w("drawing"), w("pict"), w("object"))):
        text = etree.Element(w("t"))
        text.text = f" {PICTURE} "
        # A formula that is a picture, of older versions: nobody shall take the sentence around it for the whole.
        _replace(picture, [text] if any(one.get("ProgID", "").startswith("Equation") for one in picture.iter()) else [])


def _unwrap(root: Any) -> None:
    """Put in a wrapper's place what it wraps: the converter would pass over it."""
    for reading in list(root.iter(w("rt"))):
        remove(reading)
    for wrapper in list(root.iter(*map(w, _WRAPPERS))):
        if wrapper.getparent() is not None and wrapper.getparent().tag not in (w("rPr"), w("trPr"), w("tcPr")):
            _replace(wrapper, [one for one in wrapper if not etree.QName(one).localname.endswith("Pr")])
    for link in list(root.iter(w("hyperlink"))):
        if link.get(w("anchor")) is None:
            _replace(link, list(link))
        else:
            for name in set(link.attrib) - {w("anchor")}:
                del link.attrib[name]


def _plain_run(run: Any, styles: Styles) -> None:
    properties = run.find(w("rPr"))
    raised = value_of(properties, "vertAlign") or styles.raised(value_of(properties, "rStyle"))
    font = properties.find(w("rFonts")) if properties is not None else None
    fonts = set(font.attrib.values()) if font is not None else set()
    for text in run.iter(w("t")):
        if text.text and _PRIVATE.search(text.text):
            name = next((one for one in fonts if (one, 0x62) in dingbats), "Symbol")
            text.text = "".join(_unsymbolled(one, name) for one in text.text)
    for sign in list(run.iter(w("sym"))):
        code = re.fullmatch(r"[Ff]?0?([0-9A-Fa-f]{2})|.*", sign.get(w("char"), ""))
        text = etree.Element(w("t"))
        text.text = _of_symbol_font(sign.get(w("font"), "Symbol"), int(code[1], 16)) if code and code[1] else ""
        _replace(sign, [text])
    for end in list(run.iter(w("cr"))):
        end.tag = w("br")
    bold = is_on(properties, "b")
    if properties is not None:
        run.remove(properties)
    if bold or raised:
        plain = etree.Element(w("rPr"))
        if bold:
            etree.SubElement(plain, w("b"))
        if raised:
            etree.SubElement(plain, w("vertAlign")).set(w("val"), raised)
        run.insert(0, plain)


def _unsymbolled(character: str, font: str) -> str:
    return _of_symbol_font(font, ord(character) - 0xF000) if _PRIVATE.match(character) else character


def _of_symbol_font(font: str, code: int) -> str:
    """The character that a symbol font shows for a code: 0xB3 in Symbol is ≥."""
    found = dingbats.get((font, code)) or dingbats.get(("Symbol", code))
    return chr(found) if found else ""


def _plain_paragraph(paragraph: Any, styles: Styles, levels: dict[str, str], in_data_table: bool) -> None:
    """Keep of a paragraph's properties what it is: heading, caption, item, or deleted."""
    properties = paragraph.find(w("pPr"))
    deleted = properties is not None and properties.find(f"{w('rPr')}/{w('del')}") is not None
    names = styles.names(value_of(properties, "pStyle"))
    heading, numbered = styles.heading_level(paragraph), styles.numbering(paragraph)
    plain = etree.Element(w("pPr"))
    style = None
    if heading is not None and not in_data_table:
        style, numbered = f"{HEADING}{min(heading, DEEPEST_HEADING)}", None
    elif "caption" in names:
        style = CAPTION
    elif names[:1] in (["definition term"], ["definition"]):
        style = TERM if names[0] == "definition term" else DEFINITION
    elif numbered is None and _cut_bullet(paragraph):
        style = BULLET
    if style is not None:
        etree.SubElement(plain, w("pStyle")).set(w("val"), style)
    if numbered is not None and style is None:
        _number(plain, numbered, levels)
    if deleted:
        etree.SubElement(etree.SubElement(plain, w("rPr")), w("del"))
    if properties is not None:
        paragraph.remove(properties)
    paragraph.insert(0, plain)


def _number(properties: Any, numbered: tuple[str, str | None, str | None], levels: dict[str, str]) -> None:
    number, level, said_by = numbered
    level = level or levels.get(said_by or "") or "0"
    written = etree.SubElement(properties, w("numPr"))
    deepest = min(int(level), DEEPEST_LIST) if re.fullmatch(r"\d{1,2}", level) else 0
    etree.SubElement(written, w("ilvl")).set(w("val"), str(deepest))
    etree.SubElement(written, w("numId")).set(w("val"), number)


def _levels_by_style(numbering: Any) -> dict[str, str]:
    """The list level that belongs to a paragraph style."""
    found = numbering.iter(w("lvl")) if numbering is not None else ()
    return {style: level.get(w("ilvl"), "0") for level in found if (style := value_of(level, "pStyle"))}


def _cut_bullet(paragraph: Any) -> bool:
    """Whether a paragraph begins with a bullet that somebody typed, which is taken off."""
    text = next((one for one in paragraph.iter(w("t")) if (one.text or "").strip()), None)
    if text is None:
        return False
    after = text.getnext() if text.getnext() is not None else text.getparent().getnext()
    tabbed = after is not None and (after.tag == w("tab") or next(after.iter(w("tab")), None) is not None)
    alone = re.fullmatch(r"\s*[•▪◦●○‣·–-]\s*", text.text)
    found = _BULLET.match(text.text)
    if alone and (tabbed or text.text.strip() not in "–-"):
        text.text = ""
        return True
    if found is None:
        return False
    text.text = text.text[found.end() :]
    return True


def _plain_table(table: Any, styles: Styles) -> None:
    rows = table.findall(w("tr"))
    for row in rows:
        properties = row.find(w("trPr"))
        if properties is not None and properties.find(w("tblHeader")) is not None and not is_on(row, "trPr/tblHeader"):
            properties.remove(properties.find(w("tblHeader")))
        _fill_before(row)
    for cell in table.iter(w("tc")):
        span = cell.find(f"{w('tcPr')}/{w('gridSpan')}")
        if span is not None:
            written = span.get(w("val"), "")
            span.set(
                w("val"), str(max(1, min(int(written), _WIDEST_SPAN))) if re.fullmatch(r"\d{1,9}", written) else "1"
            )
    look = table.find(f"{w('tblPr')}/{w('tblLook')}")
    if len(rows) > 1 and not any(row.find(f"{w('trPr')}/{w('tblHeader')}") is not None for row in rows):
        style = value_of(table, "tblPr/tblStyle")
        if look is not None and _first_row(look) and styles.marks_first_row(style):
            properties = rows[0].find(w("trPr"))
            if properties is None:
                properties = etree.Element(w("trPr"))
                rows[0].insert(0, properties)
            etree.SubElement(properties, w("tblHeader"))


def _first_row(look: Any) -> bool:
    """Whether a table shows the first row as its style sets it: a flag of its own, or a bit of the old number."""
    flag, bits = look.get(w("firstRow")), look.get(w("val"), "")
    if flag is not None:
        return flag in ("1", "true", "on")
    return bool(re.fullmatch(r"[0-9A-Fa-f]{4}", bits)) and bool(int(bits, 16) & 0x20)


def _fill_before(row: Any) -> None:
    """A row that begins further right gets an empty cell where it does not reach."""
    missing = value_of(row, "trPr/gridBefore")
    if missing is None or not re.fullmatch(r"[1-9]\d?", missing):
        return
    cell = etree.Element(w("tc"))
    etree.SubElement(etree.SubElement(cell, w("tcPr")), w("gridSpan")).set(w("val"), missing)
    etree.SubElement(cell, w("p"))
    first = row.find(w("tc"))
    if first is not None:
        first.addprevious(cell)


def _replace(element: Any, others: list[Any]) -> None:
    parent = element.getparent()
    if parent is None:
        return
    for one in others:
        element.addprevious(one)
    parent.remove(element)
