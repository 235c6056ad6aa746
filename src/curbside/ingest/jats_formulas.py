"""Formulas in JATS as a line of text: MathML, TeX, or the words that were set as a formula.

A formula that is only a picture leaves "[formula]", so that nobody takes the sentence around it for the whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from curbside.evidence.text import clean_line

Element = Any

PICTURE = "[formula]"

_SPACED = frozenset("=≠<>≤≥≈≅≃∼~≡∝±+−-×⋅·∗∈→←↔⇒∧∨∪∩⊂⊆≪≫") | {"<=", ">=", ":=", "=="}
_SIGNS = frozenset("+−-±~∼")
_INVISIBLE = str.maketrans("", "", "\u2061\u2062\u2063\u2064")
_ACCENTS = {
    "¯": "\u0304",
    "‾": "\u0304",
    "\u0304": "\u0304",
    "^": "\u0302",
    "ˆ": "\u0302",
    "~": "\u0303",
    "˜": "\u0303",
}
_IGNORED = frozenset({"annotation", "annotation-xml", "mphantom", "maligngroup", "malignmark", "none", "mprescripts"})


def formula_text(element: Element) -> str:
    """A formula (`disp-formula`, `math`, `tex-math` …) as words and signs; "[formula]" if it has none."""
    text = _written(element)
    if not text:
        return PICTURE
    labels = [clean_line("".join(label.itertext())) for label in element.findall("label")]
    return " ".join([text, *labels])


def _written(element: Element) -> str:
    math = element if element.tag == "math" else next(element.iter("math"), None)
    if math is not None and (text := clean_line(_math(math))):
        return text
    tex = element if element.tag == "tex-math" else next(element.iter("tex-math"), None)
    if tex is not None and (text := _tex("".join(tex.itertext()))):
        return text
    return clean_line("".join(_loose(element)))


def _loose(element: Element) -> list[str]:
    """The words of a formula that is set in ordinary type."""
    if element.tag in {"label", "math", "tex-math", "alt-text", "long-desc", "object-id", "graphic", "inline-graphic"}:
        return []
    parts = ["^" if element.tag == "sup" else "", element.text or ""]
    for child in element:
        parts += [*_loose(child), child.tail or ""]
    return parts


def _math(element: Element) -> str:
    tag = element.tag
    if tag in _IGNORED:
        return ""
    if tag in _LAYOUTS:
        return _LAYOUTS[tag]([_math(child) for child in element if child.tag not in _IGNORED])
    if tag == "mfenced":
        separator = (element.get("separators", ",").strip() or " ")[0]
        inside = f"{separator} ".join(_math(child) for child in element)
        return f"{element.get('open', '(')}{inside}{element.get('close', ')')}"
    if len(element):
        return _row(element)
    return clean_line(element.text or "").translate(_INVISIBLE) if tag != "mspace" else " "


def _row(element: Element) -> str:
    """What stands side by side; an operator between two things has spaces about it, a sign before one has not."""
    written = element.text or ""
    for child in element:
        piece = _math(child)
        if child.tag == "mo" and piece in _SPACED:
            is_sign = piece in _SIGNS and (not written.strip() or written.rstrip()[-1:] in _SPACED | set("([{|,;"))
            written += piece if is_sign else f" {piece} "
        elif child.tag == "mo" and piece in {",", ";"}:
            written += f"{piece} "
        elif child.tag == "mtext" and re.match(r"\w{2}", piece) and re.search(r"\w$", written):
            written += f" {piece} "
        else:
            written += piece
    return written


def _grouped(text: str) -> str:
    """What must hold together under a power or over a line."""
    text = clean_line(text)
    return text if len(text) < 2 or re.fullmatch(r"[\w.]+|\(.*\)|[−-]?\d+(?:\.\d+)?", text) else f"({text})"


def _at(parts: Sequence[str], place: int) -> str:
    return clean_line(parts[place]) if place < len(parts) else ""


def _below(base: str, index: str) -> str:
    """T4 and CO2 are joined as in running text; letters keep apart from letters."""
    if not index:
        return base
    return f"{base}{index}" if not base or index[:1].isdigit() else f"{base}_{_grouped(index)}"


def _power(base: str, power: str) -> str:
    if not power or power in {"′", "'", "*", "∗", "+", "−", "-", "†"}:
        return f"{base}{power}"
    return f"{base}^{_grouped(power)}"


def _over(parts: Sequence[str]) -> str:
    base, accent = _at(parts, 0), _at(parts, 1)
    return f"{base}{_ACCENTS[accent]}" if accent in _ACCENTS and len(base) == 1 else _power(base, accent)


_LAYOUTS: dict[str, Callable[[Sequence[str]], str]] = {
    "mfrac": lambda parts: f"{_grouped(_at(parts, 0))}/{_grouped(_at(parts, 1))}",
    "msqrt": lambda parts: f"√{_grouped(''.join(parts))}",
    "mroot": lambda parts: f"{_grouped(_at(parts, 0))}^(1/{_at(parts, 1)})",
    "msub": lambda parts: _below(_at(parts, 0), _at(parts, 1)),
    "munder": lambda parts: _below(_at(parts, 0), _at(parts, 1)),
    "msup": lambda parts: _power(_at(parts, 0), _at(parts, 1)),
    "mover": _over,
    "msubsup": lambda parts: _power(_below(_at(parts, 0), _at(parts, 1)), _at(parts, 2)),
    "munderover": lambda parts: _power(_below(_at(parts, 0), _at(parts, 1)), _at(parts, 2)),
    "mmultiscripts": lambda parts: _power(_below(_at(parts, 0), _at(parts, 1)), _at(parts, 2)),
    "mtable": lambda parts: "; ".join(filter(None, map(clean_line, parts))),
    "mtr": lambda parts: " ".join(filter(None, map(clean_line, parts))),
    "semantics": lambda parts: parts[0] if parts else "",
}

_GREEK = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho varsigma sigma tau"
_LATER_GREEK = "upsilon phi chi psi omega varepsilon vartheta varphi Gamma Delta Theta Lambda Pi Sigma Phi Psi Omega"
_SIGN_NAMES = (
    "times cdot pm mp leq le geq ge neq ne approx sim equiv propto sum prod int infty partial rightarrow to in"
)
_LATER_SIGN_NAMES = "circ div ll gg cup cap mid prime ldots cdots dots forall exists"
_NAMES = " ".join((_GREEK, _LATER_GREEK, _SIGN_NAMES, _LATER_SIGN_NAMES)).split()
_LETTERS = "αβγδεζηθικλμνξοπρςστυφχψωεϑφΓΔΘΛΠΣΦΨΩ×·±∓≤≤≥≥≠≠≈∼≡∝∑∏∫∞∂→→∈°÷≪≫∪∩|′………∀∃"
_COMMANDS = dict(zip(_NAMES, _LETTERS, strict=True))
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\{[^{}]*\}")
_GROUP = r"\{([^{}]*)\}"
_FRACTION = re.compile(r"\\[dt]?frac\s*" + _GROUP + r"\s*" + _GROUP)
_ROOT = re.compile(r"\\sqrt\s*" + _GROUP)
_SCRIPT = re.compile(r"([_^])\s*" + _GROUP)
_WRAPPED = re.compile(r"\\(?!d?t?frac\b|sqrt\b)[a-zA-Z]+\*?\s*" + _GROUP)
_COMMAND = re.compile(r"\\([a-zA-Z]+)")


def _tex(source: str) -> str:
    """TeX as a line of text: what it lays out is written out, what it only dresses is left bare."""
    _, begun, document = source.partition(r"\begin{document}")
    text = _ENVIRONMENT.sub(" ", (document if begun else source)[:20_000]).replace("$", " ").replace("&", " ")
    text = re.sub(r"\\[,;:!> ]|\\quad|\\qquad|\\\\|~", " ", text)
    text = re.sub(r"\\(?:left|right|[bB]igg?[lr]?|displaystyle|limits|nolimits|hfill)(?![a-zA-Z])\.?", "", text)
    text = _COMMAND.sub(lambda found: _COMMANDS.get(found[1], found[0]), text)
    for _ in range(20):  # groups are undone from the inside out
        undone = _SCRIPT.sub(_script, text)
        undone = _FRACTION.sub(lambda found: f"{_grouped(found[1])}/{_grouped(found[2])}", undone)
        undone = _WRAPPED.sub(r"\1", _ROOT.sub(lambda found: f"√{_grouped(found[1])}", undone))
        if undone == text:
            break
        text = undone
    text = _COMMAND.sub("", text)
    return clean_line(re.sub(r"\\(.)", r"\1", text).replace("{", "").replace("}", "")).rstrip("\\")


def _script(found: re.Match[str]) -> str:
    inside = clean_line(found[2])
    return inside if found[1] == "_" and inside[:1].isdigit() else f"{found[1]}{_grouped(inside)}"
