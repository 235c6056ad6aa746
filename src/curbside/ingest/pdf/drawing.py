"""What a page draws: its words with place and font, its rules and its boxes.

A device for pdfminer's interpreter that keeps only what reading needs, which is several times faster than its layout
analysis. Coordinates are points from the upper left corner of the page as it is read: a page set sideways is turned.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.utils import apply_matrix_pt

from curbside.ingest.pdf.limits import Work

# A gap of this share of the type size parts two words: tight justified lines go down to about 0.2.
WORD_GAP = 0.17
# After a space glyph a smaller one does; none at all is a place where a word could have been cut but was not.
SPACE_GAP = 0.06
_THIN = 2.5  # a filled rectangle thinner than this is a line
_LEAST_SIZE, _LARGEST_SIZE = 0.5, 1000.0
_BOLD = re.compile(r"bold|black|heavy|semibold|demi|(?:-|,|\.)b$|(?:CMBX|SFBX|ptmb|phvb)", re.IGNORECASE)
_ITALIC = re.compile(r"italic|oblique|(?:-|,|\.)(?:i|it|bi)$|(?:CMTI|CMSL|SFTI|ptmri)", re.IGNORECASE)
_UNKNOWN = "\ufffd"
Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Word:
    """Glyphs of one font on one line without a gap: at most a word; `base` is the baseline."""

    text: str
    x0: float
    x1: float
    base: float
    size: float
    bold: bool
    italic: bool
    font: str
    spaced: bool = False  # a space glyph follows
    line: float = 0.0  # the baseline of the line to which it belongs
    shift: int = 0  # 1 raised above it, -1 lowered below it

    @property
    def top(self) -> float:
        """Where its tall letters reach."""
        return self.base - 0.75 * self.size


@dataclass(slots=True)
class Drawing:
    """One page as drawn. Rules are (x0, y0, x1, y1); `boxes` are filled or framed areas,
    `fills` those of them without a frame, as far as they show."""

    number: int
    width: float
    height: float
    label: str | None = None
    words: list[Word] = field(default_factory=list)
    across: list[Box] = field(default_factory=list)
    down: list[Box] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    fills: list[Box] = field(default_factory=list)
    curves: list[Box] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    glyphs: int = 0
    unknown: int = 0
    askew: int = 0


@dataclass(slots=True)
class _Style:
    bold: bool
    italic: bool
    name: str


class Pen(PDFTextDevice):
    """Collects a page's drawing; `page` and `turned` give it."""

    def __init__(self, resources: PDFResourceManager, work: Work) -> None:
        super().__init__(resources)
        self.work = work
        self.styles: dict[int, tuple[PDFFont, _Style]] = {}
        self.by_angle: dict[int, list[Word]] = {}
        self.last: Word | None = None
        self.last_angle = 0
        self.charspace = 0.0
        self.artifacts: list[bool] = []
        self.clip: Box | None = None  # where drawing shows
        self.clipping = False  # the path being drawn is the next clip

    def begin_page(self, page: PDFPage, ctm: Any) -> None:
        """Start with an empty page."""
        x0, y0, x1, y1 = page.mediabox
        corners = [apply_matrix_pt(ctm, point) for point in ((x0, y0), (x1, y1))]
        width, height = abs(corners[0][0] - corners[1][0]), abs(corners[0][1] - corners[1][1])
        self.drawing = Drawing(0, max(1.0, width), max(1.0, height))
        self.by_angle, self.last = {}, None
        self.artifacts, self.clip, self.clipping = [], None, False
        self.work.next_page()

    def clip_to(self, path: Sequence[Any]) -> None:
        """Let drawing show only within a path, about which its bounds are taken."""
        points = _points(path)
        if self.clipping and len(points) > 1 and _are_numbers(path):
            bounds = self._box(points, self.ctm)
            self.clip = bounds if self.clip is None else _overlap(self.clip, bounds)
        self.clipping = False

    def set_ctm(self, ctm: Any) -> None:
        """Follow the coordinates; called for every change of state."""
        self.work.step()
        self.ctm = ctm

    def begin_figure(self, name: str, bbox: Any, matrix: Any) -> None:
        """Count a form that is drawn."""
        self.work.step()

    def begin_tag(self, tag: Any, props: Any = None) -> None:
        """Note whether marked content is a running line."""
        self.artifacts.append(_is_running(tag, props))

    def end_tag(self) -> None:
        """Leave marked content."""
        if self.artifacts:
            self.artifacts.pop()

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        """Draw a string, knowing how far apart its letters are set."""
        self.charspace = textstate.charspace * textstate.scaling * 0.01
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(
        self,
        matrix: Any,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: Any,
        graphicstate: Any,
    ) -> float:
        """Draw one glyph and say how far it goes."""
        self.work.step()
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = _UNKNOWN
        width = font.char_width(cid) or _missing_width(text)
        advance = width * fontsize * scaling
        if not any(self.artifacts):
            self._glyph(text, matrix, font, fontsize, rise, advance)
        return advance

    def _glyph(self, text: str, matrix: Any, font: PDFFont, fontsize: float, rise: float, advance: float) -> None:
        a, b, c, d, e, f = matrix
        size = abs(fontsize) * math.hypot(c, d)
        if not _LEAST_SIZE <= size <= _LARGEST_SIZE:
            return
        angle = _angle(a, b) if fontsize > 0 else (_angle(a, b) + 180) % 360
        x, y = e + c * rise, f + d * rise
        along, across = _turned(angle, x, y)
        length = abs(advance) * math.hypot(a, b)
        last = self.last
        if text.isspace() or text == "\x00" or not text:
            if last is not None:
                last.spaced = True
            return
        self.drawing.glyphs += 1
        if text == _UNKNOWN or "\ue000" <= text[0] <= "\uf8ff":
            self.drawing.unknown += text == _UNKNOWN
        style = self._style(font)
        if (
            last is not None
            and angle == self.last_angle
            and abs(last.base - across) < 0.02 * size
            and -0.4 * size < along - last.x1 < self._gap(last) * size + max(0.0, self.charspace) * math.hypot(a, b)
            and abs(last.size - size) < 0.01 * size
            and last.font == style.name
        ):
            last.text += text
            last.x1 = along + length
            last.spaced = False
            return
        word = Word(text, along, along + length, across, size, style.bold, style.italic, style.name)
        self.by_angle.setdefault(angle, []).append(word)
        self.last, self.last_angle = word, angle

    @staticmethod
    def _gap(last: Word) -> float:
        return SPACE_GAP if last.spaced else WORD_GAP

    def _style(self, font: PDFFont) -> _Style:
        known = self.styles.get(id(font))
        if known is None:
            known = (font, _style_of(font))  # the font is kept, so that its id stays its own
            self.styles[id(font)] = known
        return known[1]

    def render_image(self, name: str, stream: Any) -> None:
        """Note where a picture stands; it is not unpacked."""
        self.work.step()
        self.drawing.images.append(self._box([(0, 0), (1, 0), (0, 1), (1, 1)], self.ctm))

    def paint_path(self, gstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]) -> None:
        """Take a path apart into rules, boxes and curves."""
        self.work.step()
        self.clipping = False
        if any(self.artifacts) or not (stroke or fill) or (fill and not stroke and _is_white(gstate.ncolor)):
            return
        part: list[Any] = []
        for step in path:
            if step[0] == "m" and part:
                self._shape(part, stroke)
                part = []
            part.append(step)
        if part:
            self._shape(part, stroke)

    def _shape(self, path: list[Any], stroke: bool) -> None:
        self.work.step()
        if not _are_numbers(path):
            return
        points = _points(path)
        if len(points) < 2:
            return
        box = self._box(points, self.ctm)
        if not stroke and self.clip is not None:
            box = _overlap(self.clip, box)
        width, height = box[2] - box[0], box[3] - box[1]
        if any(step[0] in "cvy" for step in path):
            self.drawing.curves.append(box)
        elif height <= _THIN < width:
            self.drawing.across.append(box)
        elif width <= _THIN < height:
            self.drawing.down.append(box)
        elif len(points) in (4, 5) and _is_square(points):
            self.drawing.boxes.append(box)
            if not stroke:
                self.drawing.fills.append(box)
        elif max(width, height) > _THIN:
            self.drawing.curves.append(box)

    def _box(self, points: Sequence[tuple[float, float]], ctm: Any) -> Box:
        placed = [apply_matrix_pt(ctm, point) for point in points]
        xs, ys = [x for x, _ in placed], [-y for _, y in placed]
        return min(xs), min(ys), max(xs), max(ys)

    def turned(self) -> Drawing:
        """The page as it is read: by the angle in which most of its text stands, from the upper left corner."""
        drawing = self.drawing
        sizes = {angle: sum(len(word.text) for word in words) for angle, words in self.by_angle.items()}
        angle = max(sizes, key=lambda one: (sizes[one], -one)) if sizes else 0
        if angle % 90:
            angle = 0
        drawing.askew = sum(size for one, size in sizes.items() if one != angle)
        drawing.words = self.by_angle.get(angle, [])
        width, height = drawing.width, drawing.height
        if angle in (90, 270):
            drawing.width, drawing.height = height, width
        # Words are placed along their line and down from the line through the origin; the page's corner is elsewhere.
        right, down = {0: (0.0, height), 90: (0.0, 0.0), 180: (width, 0.0), 270: (height, width)}[angle]
        for word in drawing.words:
            word.x0, word.x1, word.base = word.x0 + right, word.x1 + right, word.base + down
        for kind in ("across", "down", "boxes", "fills", "curves", "images"):
            setattr(drawing, kind, [_turned_box(box, angle, right, down) for box in getattr(drawing, kind)])
        if angle in (90, 270):
            drawing.across, drawing.down = drawing.down, drawing.across
        inside = (-2.0, drawing.width + 2.0, -2.0, drawing.height + 12.0)
        drawing.words = [
            word
            for word in drawing.words
            if inside[0] <= word.x0 <= inside[1] and inside[2] <= word.base <= inside[3] and word.x1 > word.x0 - 1
        ]
        return drawing


def _points(path: Sequence[Any]) -> list[tuple[float, float]]:
    return [(step[i], step[i + 1]) for step in path for i in range(1, len(step) - 1, 2)]


def _are_numbers(path: Sequence[Any]) -> bool:
    return all(isinstance(number, (int, float)) for step in path for number in step[1:])


def _overlap(one: Box, other: Box) -> Box:
    x0, y0 = max(one[0], other[0]), max(one[1], other[1])
    return x0, y0, max(x0, min(one[2], other[2])), max(y0, min(one[3], other[3]))


def _missing_width(text: str) -> float:
    """About how wide a glyph is of which a file does not say so, as it need not for the ligatures of standard fonts."""
    letters = unicodedata.normalize("NFKC", text)
    return 0.5 if len(letters) == 1 and letters.isalnum() else 0.278 * len(letters) if letters.isalnum() else 0.0


def _turned(angle: int, x: float, y: float) -> tuple[float, float]:
    """Where a point lies along a line of text at this angle, and how far down across it."""
    if angle == 0:
        return x, -y
    if angle == 90:
        return y, x
    if angle == 180:
        return -x, y
    if angle == 270:
        return -y, -x
    turn = math.radians(angle)
    return x * math.cos(turn) + y * math.sin(turn), x * math.sin(turn) - y * math.cos(turn)


def _turned_box(box: Box, angle: int, right: float, down: float) -> Box:
    corners = [_turned(angle, x, -y) for x, y in ((box[0], box[1]), (box[2], box[3]))]
    xs = [along + right for along, _ in corners]
    ys = [across + down for _, across in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _angle(a: float, b: float) -> int:
    """Degrees, whole, of the direction in which a line runs; what is nearly straight is straight."""
    degrees = round(math.degrees(math.atan2(b, a))) % 360
    nearest = round(degrees / 90) * 90
    return nearest % 360 if abs(degrees - nearest) <= 1 else degrees


def _style_of(font: PDFFont) -> _Style:
    name = str(getattr(font, "basefont", None) or font.fontname or "").split("+")[-1]
    descriptor = font.descriptor if isinstance(font.descriptor, dict) else {}
    weight = descriptor.get("FontWeight")
    flags = font.flags if isinstance(font.flags, int) else 0
    heavy = isinstance(weight, (int, float)) and weight >= 600
    bold = bool(_BOLD.search(name)) or heavy or bool(flags & (1 << 18))
    return _Style(bold, bool(_ITALIC.search(name)) or bool(flags & (1 << 6)), name[:80])


def _is_white(color: Any) -> bool:
    if isinstance(color, (int, float)):
        return color >= 0.99
    if isinstance(color, (tuple, list)) and all(isinstance(part, (int, float)) for part in color):
        return all(part <= 0.01 for part in color) if len(color) == 4 else all(part >= 0.99 for part in color)
    return False


def _is_square(points: list[tuple[float, float]]) -> bool:
    return len({round(x, 2) for x, _ in points}) == 2 and len({round(y, 2) for _, y in points}) == 2


def _is_running(tag: Any, props: Any) -> bool:
    """Whether marked content is what the file itself calls a running head, foot or page number."""
    kind = props.get("Type") if isinstance(props, dict) else None
    return str(getattr(tag, "name", "")) == "Artifact" and str(getattr(kind, "name", "")) == "Pagination"
