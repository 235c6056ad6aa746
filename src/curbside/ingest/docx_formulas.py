"""Word's formulas (OMML) as MathML, which one place writes out as text."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from curbside.ingest.jats_formulas import formula_text

M = "http://schemas.openxmlformats.org/officeDocument/2006/math"

# Deeper formulas are written by their words alone.
DEEPEST = 40

_SCRIPTS = {
    "sSup": ("msup", ("e", "sup")),
    "sSub": ("msub", ("e", "sub")),
    "sSubSup": ("msubsup", ("e", "sub", "sup")),
    "f": ("mfrac", ("num", "den")),
    "limLow": ("munder", ("e", "lim")),
    "limUpp": ("mover", ("e", "lim")),
    "func": ("mrow", ("fName", "e")),
    "bar": ("mrow", ("e",)),
    "acc": ("mrow", ("e",)),
}
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|\S|\s+")


def formula_line(formula: Any) -> str:
    """A formula (m:oMath or m:oMathPara) on one line."""
    if max((_depth(one, formula) for one in formula.iter()), default=0) > DEEPEST:
        return " ".join("".join(formula.itertext(f"{{{M}}}t")).split())
    math = etree.Element("math")
    _add(math, formula)
    return formula_text(math) if "".join(math.itertext()).strip() else ""


def _depth(one: Any, root: Any) -> int:
    depth = 0
    while one is not root:
        one, depth = one.getparent(), depth + 1
        if depth > DEEPEST:
            break
    return depth


def _add(to: Any, element: Any) -> None:
    """Write the MathML of an element's children under `to`."""
    for child in element:
        name = etree.QName(child).localname
        if name in _SCRIPTS:
            tag, parts = _SCRIPTS[name]
            layout = etree.SubElement(to, tag)
            for part in parts:
                _add(etree.SubElement(layout, "mrow"), _part(child, part))
        elif name == "rad":
            _radical(to, child)
        elif name == "d":
            _fence(to, child)
        elif name == "nary":
            _large_operator(to, child)
        elif name == "t":
            _tokens(to, child.text or "")
        elif not name.endswith("Pr"):
            _add(to, child)


def _part(element: Any, name: str) -> Any:
    found = element.find(f"{{{M}}}{name}")
    return found if found is not None else ()


def _tokens(to: Any, text: str) -> None:
    for token in _TOKEN.findall(text):
        tag = "mn" if token[0].isdigit() else "mi" if token[0].isalpha() else "mtext" if token.isspace() else "mo"
        etree.SubElement(to, tag).text = token


def _radical(to: Any, element: Any) -> None:
    degree = _part(element, "deg")
    has_degree = len(degree) and "".join(degree.itertext()).strip()
    layout = etree.SubElement(to, "mroot" if has_degree else "msqrt")
    _add(etree.SubElement(layout, "mrow"), _part(element, "e"))
    if has_degree:
        _add(etree.SubElement(layout, "mrow"), degree)


def _fence(to: Any, element: Any) -> None:
    def sign(name: str, otherwise: str) -> str:
        found = element.find(f"{{{M}}}dPr/{{{M}}}{name}")
        return str(found.get(f"{{{M}}}val", "")) if found is not None else otherwise

    etree.SubElement(to, "mo").text = sign("begChr", "(")
    for at, inside in enumerate(element.findall(f"{{{M}}}e")):
        if at:
            etree.SubElement(to, "mo").text = sign("sepChr", "|")
        _add(to, inside)
    etree.SubElement(to, "mo").text = sign("endChr", ")")


def _large_operator(to: Any, element: Any) -> None:
    found = element.find(f"{{{M}}}naryPr/{{{M}}}chr")
    layout = etree.SubElement(to, "msubsup")
    etree.SubElement(layout, "mo").text = found.get(f"{{{M}}}val", "∫") if found is not None else "∫"
    for part in ("sub", "sup"):
        _add(etree.SubElement(layout, "mrow"), _part(element, part))
    etree.SubElement(to, "mtext").text = " "
    _add(to, _part(element, "e"))
