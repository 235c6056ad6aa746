"""What type the text of a document is set in, and which lines stand out from it as headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from curbside.ingest.pdf.columns import Line
from curbside.ingest.pdf.tables import CAPTION

FIGURE = re.compile(
    r"(?:(?:supplementary|additional|appendix|online)\s+)?(?:figure|fig\.?|abbildung|abb\.|scheme|chart|plate)\s*"
    r"[A-Z]?\d+(?:\.\d+)*",
    re.IGNORECASE,
)
NUMBERING = re.compile(r"((?:[A-Z]\.)?\d{1,2}(?:\.\d{1,2}){0,4}|[IVX]{1,5}|[A-Z])[.)]?\s+(?=\S)")
REFERENCES = re.compile(
    r"(?:\d{1,2}\.?\s+)?(?:references?(?: list)?|references and notes|bibliography|literature(?: cited)?|works cited|"
    r"cited literature|reference literature|literatur(?:verzeichnis)?)[:.]?",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})[.)]?\s+(?=[^\W\d_])")
_LONGEST = 300
_TERMINAL = re.compile(r"[.!?][\"'”’)\]]*$")
_ABBREVIATED = re.compile(r"\b(?:et al|vs|e\.g|i\.e|cf|spp?|Fig|No|Dr|St|approx|ca)\.$")
_KNOWN = re.compile(
    r"(?:\d+\.?\s+)?(?:abstract|summary|background|introduction|(?:materials? and |patients and )?methods?|results?|"
    r"discussion|conclusions?|references|bibliography|acknowledge?ments?|recommendations?|funding|appendix(?: \w+)?|"
    r"competing interests|conflicts? of interest|abbreviations|objectives?|keywords|key points)[:.]?",
    re.IGNORECASE,
)


def ends_sentence(text: str) -> bool:
    """Whether a text ends as sentences do."""
    return bool(_TERMINAL.search(text)) and not _ABBREVIATED.search(text)


@dataclass(frozen=True, slots=True, order=True)
class Style:
    """What sets a heading off, the most striking first: its size, weight, capitals and slant."""

    size: float
    bold: bool
    capitals: bool
    upright: bool


class Typography:
    """The body's type and leading, taken from all lines of a document."""

    def __init__(self, lines: Sequence[Line]) -> None:
        sizes: Counter[float] = Counter()
        fonts: Counter[str] = Counter()
        bold: Counter[bool] = Counter()
        for line in lines:
            sizes[_rounded(line.size)] += len(line.text)
        self.size = sizes.most_common(1)[0][0] if sizes else 10.0
        for line in lines:
            if _rounded(line.size) == self.size:
                fonts[line.font] += len(line.text)
                bold[line.bold] += len(line.text)
        self.font = fonts.most_common(1)[0][0] if fonts else ""
        self.bold = bold[True] > bold[False]
        self._leadings = _leadings(lines)

    def leading(self, size: float) -> float:
        """The usual distance of lines in type of this size."""
        return self._leadings.get(_rounded(size), 1.22 * size)

    def style(self, line: Line) -> Style:
        """How a line stands out."""
        letters = [c for c in line.text if c.isalpha()]
        capitals = len(letters) >= 3 and sum(c.isupper() for c in letters) > 0.9 * len(letters)
        return Style(_rounded(line.size), line.bold and not self.bold, capitals, not line.italic)

    def stands_out(self, line: Line) -> bool:
        """Whether a line's type differs from the body's as a heading's does."""
        style = self.style(line)
        if style.size < 0.9 * self.size:
            return False
        return style.size > 1.06 * self.size or style.bold or (line.italic and line.size >= 0.97 * self.size)

    def is_heading(self, group: Sequence[Line], gap: float | None, below: Line | None) -> bool:
        """Whether lines of one style are a heading.

        `gap` is the distance to the line above in the column, None at its top; `below` the line after them.
        """
        text = " ".join(line.text for line in group).strip()
        style = self.style(group[0])
        if len(text) > _LONGEST or len(group) > 10 or not any(c.isalpha() for c in text) or len(text) < 2:
            return False
        if CAPTION.match(text) or FIGURE.match(text):
            return False
        numbered = _NUMBERED.match(text)
        known = _KNOWN.fullmatch(text)
        larger = style.size > 1.06 * self.size
        if ends_sentence(text) and not known and not (numbered and len(text) < 90 and (larger or style.bold)):
            return larger and style.size > 1.15 * self.size and text.endswith("?") and len(text) < 150
        if text[0].islower() and not larger:
            return False
        if text[-1] in ",;" or (text[-1] == ":" and not known and not larger and not style.bold):
            return False
        if larger and (style.bold or style.size > 1.15 * self.size):
            return True
        apart = gap is None or gap > 1.12 * self.leading(self.size)
        if style.bold:
            return (apart and len(text) < 160) or bool(known)
        if known:
            return apart
        if larger or style.capitals:
            return (
                apart and len(text) < 120 and len(group) <= 2 and (style.capitals or not text[-1].isalnum() or larger)
            )
        return self._is_slanted_heading(group, text, gap, below)

    def _is_slanted_heading(self, group: Sequence[Line], text: str, gap: float | None, below: Line | None) -> bool:
        line = group[0]
        if not line.italic or len(group) > 2 or len(text) > 90 or below is None or below.italic:
            return False
        short = line.x1 < line.right - 0.1 * (line.right - line.left)
        return short and (gap is None or gap > 1.25 * self.leading(self.size))


def levels(headings: Sequence[tuple[Style, str]]) -> list[int]:
    """The level of each heading: by its number where headings are numbered, else by how much its style stands out."""
    numbered = [_NUMBERED.match(text) for _, text in headings]
    deep = [match for match in numbered if match and "." in match[1].rstrip(".")]
    if not deep or len([match for match in numbered if match]) < 0.4 * len(headings):
        ranked = _ranked([style for style, _ in headings])
        return [min(ranked[style], 6) for style, _ in headings]
    return _by_number(headings, [match[1].rstrip(".").count(".") + 1 if match else None for match in numbered])


def _ranked(styles: Sequence[Style]) -> dict[Style, int]:
    """The rank of every style; sizes that differ by a hair, and capitals here and there, make no rank of their own."""
    sizes: list[float] = []
    for size in sorted({style.size for style in styles}, reverse=True):
        if not sizes or sizes[-1] - size > 0.3:
            sizes.append(size)
    plain = {style: _plain(style, sizes, styles) for style in set(styles)}
    ranks = {one: i + 1 for i, one in enumerate(sorted(set(plain.values()), reverse=True))}
    return {style: ranks[one] for style, one in plain.items()}


def _plain(style: Style, sizes: Sequence[float], styles: Sequence[Style]) -> Style:
    size = next(one for one in sizes if one - style.size <= 0.3)
    alike = [
        s for s in styles if abs(s.size - style.size) <= 0.3 and (s.bold, s.upright) == (style.bold, style.upright)
    ]
    share = sum(s.capitals for s in alike) / len(alike)
    return Style(size, style.bold, style.capitals if 0.2 < share < 0.8 else share >= 0.8, style.upright)


def _by_number(headings: Sequence[tuple[Style, str]], depths: Sequence[int | None]) -> list[int]:
    of_style: dict[Style, list[int]] = {}
    for (style, _), depth in zip(headings, depths, strict=True):
        if depth is not None:
            of_style.setdefault(style, []).append(depth)
    usual = {style: int(median(found)) for style, found in of_style.items()}
    result = []
    for (style, _), depth in zip(headings, depths, strict=True):
        if depth is None:
            larger = [level for known, level in usual.items() if known <= style]
            depth = usual.get(style) or (min(larger) if larger else max(usual.values(), default=0) + 1)
        result.append(min(depth, 6))
    return result


def _leadings(lines: Sequence[Line]) -> dict[float, float]:
    steps: dict[float, Counter[float]] = {}
    for above, line in pairwise(lines):
        step = line.base - above.base
        same = above.page == line.page and above.column == line.column and _rounded(above.size) == _rounded(line.size)
        if same and 0.9 * line.size < step < 2.2 * line.size:
            steps.setdefault(_rounded(line.size), Counter())[round(step * 2) / 2] += 1
    return {size: counts.most_common(1)[0][0] for size, counts in steps.items() if sum(counts.values()) >= 3}


def _rounded(size: float) -> float:
    return round(size * 4) / 4
