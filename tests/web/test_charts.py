"""What is drawn, how, and that nothing but a drawing comes out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree
from webpage import Tag, Webpage

from curbside.answer.answer import Answer, AnswerFigure
from curbside.web.charts import Chart, chart_svg, comparable


def figure(
    value: float | None,
    entity: str,
    *,
    low: float | None = None,
    high: float | None = None,
    unit: str | None = "%",
    measure: str = "liver metastases",
    denominator: str | None = "patients with a tumour of the primary named",
    time: str = "at diagnosis",
    citations: tuple[int, ...] = (1,),
) -> AnswerFigure:
    text = f"{value} %" if value is not None else f"{low}-{high} %"
    population = f"{entity}; {denominator}" if denominator else entity
    return AnswerFigure(value, low, high, unit, text, measure, population, time, citations)


THREE = (figure(5, "rectum"), figure(40, "right colon"), figure(25, "pancreas"))


def length(bar: Tag) -> float:
    return float(bar["d"].split("h")[1].split("v")[0])


def only(*figures: AnswerFigure) -> Chart:
    [chart] = comparable(figures)
    return chart


def test_three_groups_that_one_source_counts_alike_make_a_chart_the_largest_first() -> None:
    chart = only(*THREE)
    assert [bar.entity for bar in chart.bars] == ["right colon", "pancreas", "rectum"]
    assert chart.title == "Liver metastases"
    assert chart.population == "patients with a tumour of the primary named"
    assert chart.time == "at diagnosis"
    assert chart.description == "right colon: 40 %; pancreas: 25 %; rectum: 5 %"


@pytest.mark.parametrize(
    "other",
    [
        figure(60, "ileum", measure="nodal metastases"),
        figure(60, "ileum", unit="months"),
        figure(60, "ileum", unit=None),
        figure(60, "ileum", denominator="all patients of one centre"),
        figure(60, "ileum", denominator=None),
        figure(60, "ileum", citations=(2,)),
        figure(60, "ileum", measure="not stated"),
        figure(None, "ileum"),
        figure(-1, "ileum"),
        figure(None, "ileum", low=9, high=3),
        figure(5, "Rectum"),
    ],
)
def test_what_is_counted_otherwise_or_said_twice_is_never_put_beside_them(other: AnswerFigure) -> None:
    assert [bar.entity for bar in only(*THREE, other).bars] == ["right colon", "pancreas", "rectum"]
    assert not comparable((*THREE[:2], other))


def test_where_the_groups_were_looked_at_at_different_times_each_bar_says_when() -> None:
    chart = only(*THREE, figure(30, "ileum", time="at presentation"), figure(2, "appendix", time="not stated"))
    assert chart.times_differ
    svg = chart_svg(chart)
    assert "right colon (at diagnosis)" in svg
    assert "ileum (at presentation)" in svg
    assert "appendix (time not stated)" in svg


def test_a_drawing_has_its_title_its_description_and_a_bar_as_long_as_each_figure() -> None:
    shown = Webpage(chart_svg(only(*THREE)))
    assert shown.one("svg")["role"] == "img"
    assert shown.one("title").text == "Liver metastases"
    assert "pancreas: 25 %" in shown.one("desc").text
    lengths = [length(bar) for bar in shown.all("path", class_="bar")]
    assert [length / lengths[0] for length in lengths] == pytest.approx([1, 0.625, 0.125], abs=0.01)
    assert [t.text for t in shown.all("text", class_="value")] == ["40 %", "25 %", "5 %"]


def test_bars_of_all_percentages_compare_across_the_charts_of_an_answer() -> None:
    other = [replace(one, measure="bone metastases") for one in (figure(2, "a"), figure(20, "b"), figure(4, "c"))]
    months = [replace(one, measure="survival") for one in (figure(200, x, unit="months") for x in "abc")]
    of_liver, of_bone, of_months = comparable((*THREE, *other, *months))
    drawn = [[length(bar) for bar in Webpage(chart_svg(one)).all("path", class_="bar")] for one in (of_liver, of_bone)]
    assert [one / drawn[0][0] for one in drawn[1]] == pytest.approx([0.5, 0.1, 0.05], abs=0.01)
    assert (of_liver.scale.most, of_months.scale.most) == (40, 200)


@pytest.mark.parametrize(("largest", "most"), [(41, 50), (82, 90), (100, 100), (0.5, 10)])
def test_percentages_are_drawn_on_a_scale_to_the_next_ten(largest: float, most: float) -> None:
    assert only(*(figure(largest, entity) for entity in "abc")).scale.most == most


def test_a_range_is_drawn_from_its_low_to_its_high_and_an_interval_across_its_figure() -> None:
    ranged = only(*THREE, figure(None, "lung", low=10, high=20), figure(30, "ileum", low=25, high=36))
    shown = Webpage(chart_svg(ranged))
    starts = [float(bar["d"].split(",")[0].removeprefix("M")) for bar in shown.all("path", class_="bar")]
    assert len([start for start in starts if start > 0]) == 1
    assert len([line for line in shown.all("line", class_="interval") if float(line["x2"]) > 0]) == 1


def test_no_word_of_a_source_becomes_markup_and_no_drawing_reaches_out() -> None:
    hostile = '</title><script>alert(1)</script><a href="http://x">&'
    chart = only(*(replace(one, population=f"{hostile}{n}; {hostile}") for n, one in enumerate(THREE)))
    svg = chart_svg(chart)
    tree = etree.fromstring(svg)
    assert {etree.QName(one).localname for one in tree.iter()} <= {"svg", "title", "desc", "g", "path", "text", "tspan"}
    allowed = {"d", "transform", "x", "dy", "text-anchor", "font-size", "class", "role", "viewBox"}
    assert {name for one in tree.iter() for name in one.attrib} <= allowed
    assert "http" not in "".join(value for one in tree.iter() for value in one.attrib.values())
    assert "alert(1)" in tree.findtext("desc", "")


def test_long_names_break_into_lines_within_the_drawing() -> None:
    long = "Phaeochromocytoma or paraganglioma of the neuroendocrine system "
    shown = Webpage(chart_svg(only(*(replace(one, population=f"{long}{n}; all") for n, one in enumerate(THREE)))))
    assert all(len(line.text) <= 40 for line in shown.all("tspan"))
    assert len(shown.all("tspan")) == 6


def test_the_same_chart_is_drawn_once(answer: Answer) -> None:
    charts = comparable(answer.figures)
    assert charts
    assert all(chart_svg(chart) is not None and chart_svg(chart) == chart_svg(replace(chart)) for chart in charts)
