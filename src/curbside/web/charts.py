"""Figures that can be compared, drawn as bars: Altair says what, vl-convert draws it, and what it drew is made safe.

Compared is only what one source counts the same way: the same measure and unit over the same denominator, for three or
more groups of patients. The drawing holds no script, no address and no colour: the page's stylesheet gives it those.
"""

from __future__ import annotations

import logging
import math
import re
import textwrap
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from lxml import etree
from markupsafe import Markup

from curbside.answer.answer import AnswerFigure

log = logging.getLogger("curbside.web")

FEWEST_BARS = 3
MOST_BARS = 20
NOT_STATED = "not stated"

# In pixels of a drawing that a phone shows at its own size.
_WIDTH = 340
_LINE = 16
_BAR = 12
_GAP = 14
_LETTER = 9
_LETTERS_A_LINE = 40


@dataclass(frozen=True, slots=True)
class Bar:
    """One group of patients with its figure."""

    entity: str
    figure: AnswerFigure

    @property
    def time(self) -> str:
        """When it was counted."""
        return "time not stated" if self.figure.time == NOT_STATED else self.figure.time


@dataclass(frozen=True, slots=True)
class Scale:
    """How far the axis goes from 0, and for how many letters there is room beside the longest bar."""

    most: float
    letters: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Figures of one source for several groups; `population` holds for all, `time` too unless it is not stated."""

    measure: str
    population: str
    time: str
    citations: tuple[int, ...]
    bars: tuple[Bar, ...]
    scale: Scale

    @property
    def title(self) -> str:
        """What is compared."""
        return f"{self.measure[:1].upper()}{self.measure[1:]}"

    @property
    def times_differ(self) -> bool:
        """Whether the groups were not looked at at the same time."""
        return len({bar.figure.time for bar in self.bars}) > 1

    @property
    def description(self) -> str:
        """The chart in words, for who cannot see it."""
        return "; ".join(f"{bar.entity}: {bar.figure.shown}" for bar in self.bars)


def comparable(figures: Iterable[AnswerFigure]) -> tuple[Chart, ...]:
    """The charts that these figures make, in their order; those of percentages on one scale, so that they compare."""
    groups: dict[tuple[object, ...], list[Bar]] = {}
    for figure in figures:
        entity, _, denominator = figure.population.partition("; ")
        if figure.measure != NOT_STATED and denominator and figure.unit and _extent(figure) is not None:
            key = (figure.measure.casefold(), figure.unit, denominator, figure.citations)
            bars = groups.setdefault(key, [])
            if not any(_says_the_same(bar, entity, figure) for bar in bars):
                bars.append(Bar(entity, figure))
    charts = [_chart(bars) for bars in groups.values() if len({bar.entity for bar in bars}) >= FEWEST_BARS]
    percentages = [bar.figure for one in charts if _is_percentage(one) for bar in one.bars]
    if not percentages:
        return tuple(charts)
    common = _scale(percentages)
    return tuple(replace(one, scale=common) if _is_percentage(one) else one for one in charts)


def _is_percentage(chart: Chart) -> bool:
    return chart.bars[0].figure.unit == "%"


def _scale(figures: Sequence[AnswerFigure]) -> Scale:
    """A scale that holds all of these, percentages to the next ten."""
    most = max(max(_end(one), _interval(one)[1]) for one in figures) or 1.0
    if figures[0].unit == "%":
        most = math.ceil(most / 10) * 10
    return Scale(most, max(len(one.shown) for one in figures))


def _says_the_same(bar: Bar, entity: str, figure: AnswerFigure) -> bool:
    """Whether a source says of a group what it has said of it in other words."""
    names = (bar.entity.casefold(), entity.casefold())
    return bar.figure.shown == figure.shown and (names[0] in names[1] or names[1] in names[0])


def _chart(bars: Sequence[Bar]) -> Chart:
    first = bars[0].figure
    times = {bar.figure.time for bar in bars}
    kept = tuple(sorted(bars, key=lambda bar: -_end(bar.figure))[:MOST_BARS])
    return Chart(
        measure=first.measure,
        population=first.population.partition("; ")[2],
        time=times.pop() if len(times) == 1 else NOT_STATED,
        citations=first.citations,
        bars=kept,
        scale=_scale([bar.figure for bar in kept]),
    )


def _extent(figure: AnswerFigure) -> tuple[float, float] | None:
    """From where to where a figure's bar goes; None for one that has no bar."""
    if figure.value is not None:
        return (0.0, figure.value) if figure.value >= 0 else None
    if figure.low is None or figure.high is None or not 0 <= figure.low <= figure.high:
        return None
    return figure.low, figure.high


def _end(figure: AnswerFigure) -> float:
    extent = _extent(figure)
    return extent[1] if extent is not None else 0.0


def _interval(figure: AnswerFigure) -> tuple[float, float]:
    """From where to where a line is drawn across a bar's end; of no length where no interval is given."""
    end = _end(figure)
    low, high = (figure.low, figure.high) if figure.value is not None else (None, None)
    return end if low is None else low, end if high is None else high


# -- drawing


def chart_svg(chart: Chart) -> Markup:
    """The chart as SVG to be put into a page; nothing where it cannot be drawn, for its figures stand beside it."""
    return Markup(_drawn(chart))


def warm_in_background() -> threading.Thread:
    """Load what draws, which takes a second or two, before the first chart is asked for."""
    figures = [AnswerFigure(n, None, None, "%", f"{n} %", "share", f"group {n}", NOT_STATED, (1,)) for n in (1, 2, 3)]
    thread = threading.Thread(
        target=lambda: [chart_svg(one) for one in comparable(figures)], name="curbside-charts", daemon=True
    )
    thread.start()
    return thread


@dataclass(frozen=True, slots=True)
class _Row:
    """One bar's words and places; `start` and `end` are in the figure's unit, the rest in pixels from the top."""

    label: str
    value: str
    start: float
    end: float
    low: float
    high: float
    top: int
    bar: int


def _rows(chart: Chart) -> Iterator[_Row]:
    top = 0
    for bar in chart.bars:
        figure = bar.figure
        lines = textwrap.wrap(f"{bar.entity} ({bar.time})" if chart.times_differ else bar.entity, _LETTERS_A_LINE)
        start, end = _extent(figure) or (0.0, 0.0)
        low, high = _interval(figure)
        place = top + len(lines) * _LINE + 2
        yield _Row("\n".join(lines), figure.shown, start, end, low, high, top, place)
        top = place + _BAR + _GAP


@lru_cache(maxsize=256)
def _drawn(chart: Chart) -> str:
    import vl_convert

    try:
        svg = vl_convert.vegalite_to_svg(
            _specification(tuple(_rows(chart)), chart.scale), vl_version=_vega_lite_version()
        )
        return _safe(svg, chart)
    except (ValueError, etree.XMLSyntaxError):
        log.exception("A chart could not be drawn; its figures are shown without it.")
        return ""


def _vega_lite_version() -> str:
    import altair

    return ".".join(altair.SCHEMA_VERSION.removeprefix("v").split(".")[:2])


def _specification(rows: Sequence[_Row], scale: Scale) -> dict[str, Any]:
    import altair as alt

    height = rows[-1].bar + _BAR
    longest = _WIDTH - min(_WIDTH // 2, 10 + _LETTER * scale.letters)
    across = alt.Scale(domain=[0, scale.most], range=[0, longest])
    down = alt.Scale(domain=[0, height], range=[0, height])
    values = [
        {
            "label": row.label.split("\n"),
            "value": row.value,
            "start": row.start,
            "end": row.end,
            "low": row.low,
            "high": row.high,
            "past": max(row.end, row.high),
            "top": row.top,
            "bar": row.bar,
            "base": row.bar + _BAR,
            "middle": row.bar + _BAR / 2,
        }
        for row in rows
    ]

    def at(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", axis=None, scale=down)

    def along(field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=None, scale=across)

    base = alt.Chart(alt.InlineData(values=values))
    layers = [base.mark_rect(fill="bar").encode(x=along("start"), x2="end:Q", y=at("bar"), y2="base:Q")]
    if any(row.low < row.high for row in rows):
        rule = base.mark_rule(stroke="interval", strokeWidth=2)
        layers.append(rule.encode(x=along("low"), x2="high:Q", y=at("middle")))
    layers += [
        base.mark_text(align="left", baseline="top", fontSize=13, lineHeight=_LINE, fill="entity").encode(
            x=alt.value(0), y=at("top"), text="label:N"
        ),
        base.mark_text(align="left", baseline="middle", dx=6, fontSize=13, fill="value").encode(
            x=along("past"), y=at("middle"), text="value:N"
        ),
    ]
    layered = alt.layer(*layers).properties(width=_WIDTH, height=height, padding=0).configure_view(stroke=None)
    specification: dict[str, Any] = layered.to_dict()
    return specification


# -- making it safe

_SVG = "{http://www.w3.org/2000/svg}"
_KEPT_ELEMENTS = {"g", "path", "line", "text", "tspan"}
_KEPT_ATTRIBUTES = {"d", "transform", "x", "y", "x1", "y1", "x2", "y2", "dy", "text-anchor", "font-size"}
_CLASSES = {"bar", "interval", "entity", "value"}
_LONG = re.compile(r"\d+\.\d{2,}")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def _safe(svg: str, chart: Chart) -> str:
    """The drawing with the few elements and attributes that draw it, its paints turned into classes, and told."""
    drawn = etree.fromstring(svg.encode("utf-8"), _PARSER)
    root = etree.Element("svg", {"class": "chart", "role": "img", "viewBox": drawn.get("viewBox", "")})
    for name, text in (("title", chart.title), ("desc", chart.description)):
        etree.SubElement(root, name).text = text
    for child in drawn:
        _copy(child, root)
    made: str = etree.tostring(root, encoding="unicode")
    return made


def _rounded(number: re.Match[str]) -> str:
    return f"{float(number[0]):.1f}".removesuffix(".0")


def _copy(element: Any, parent: Any) -> None:
    name = element.tag.removeprefix(_SVG) if isinstance(element.tag, str) else ""
    if name not in _KEPT_ELEMENTS or element.get("aria-hidden") == "true":
        return
    attributes = {key: _LONG.sub(_rounded, value) for key, value in element.attrib.items() if key in _KEPT_ATTRIBUTES}
    if attributes.get("transform") == "translate(0,0)":
        del attributes["transform"]
    paint = next((value for value in (element.get("fill"), element.get("stroke")) if value in _CLASSES), None)
    if paint is not None:
        attributes["class"] = paint
    if name == "g" and not attributes:
        for child in element:
            _copy(child, parent)
        return
    copied = etree.SubElement(parent, name, attributes)
    copied.text = element.text
    for child in element:
        _copy(child, copied)
