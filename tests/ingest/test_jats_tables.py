"""Tables in JATS."""

from __future__ import annotations

import pytest
from tests.ingest.jats_snippets import article, caption, cells, notes, read


def table(
    rows: str, around: str = "<label>Table 1</label><caption><title>Told.</title></caption>", after: str = ""
) -> bytes:
    return article(f"<table-wrap>{around}<table>{rows}</table>{after}</table-wrap><p>After it.</p>")


def test_a_table_keeps_caption_headers_rows_and_notes() -> None:
    document = read(
        table(
            "<thead><tr><th/><th>Men<xref ref-type='table-fn'><sup>a</sup></xref></th><th>Women</th></tr></thead>"
            "<tbody><tr><td>Age</td><td>50.1</td><td/></tr></tbody>",
            after='<table-wrap-foot><fn id="a"><label>a</label><p>Adult men.</p></fn><p><sup>b</sup>Not said.</p>'
            "</table-wrap-foot>",
        )
    )
    assert caption(document) == "Table 1: Told."
    assert cells(document) == (["", "Men^a", "Women"], [["Age", "50.1", ""]])
    assert notes(document) == ["a Adult men.", "^b Not said."]


def test_spans_and_headers_of_several_lines_are_written_out() -> None:
    document = read(
        table(
            '<thead><tr><th rowspan="2">Arm</th><th colspan="2">Women</th></tr><tr><th>n</th><th>%</th></tr></thead>'
            '<tbody><tr><td rowspan="2">A</td><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr>'
            '<tr><td colspan="3">Stage II</td></tr></tbody><tbody><tr><td>B</td><td colspan="2">none</td></tr></tbody>'
        )
    )
    assert cells(document) == (
        ["Arm", "Women · n", "Women · %"],
        [["A", "1", "2"], ["A", "3", "4"], ["Stage II", "Stage II", "Stage II"], ["B", "none", "none"]],
    )


def test_headers_further_down_begin_another_table_in_the_same_columns() -> None:
    document = read(
        table(
            "<thead><tr><th/><th colspan='2'>Renal</th></tr><tr><th/><th>OR</th><th>P</th></tr></thead><tbody>"
            "<tr><td>Men</td><td>1.1</td><td>0.1</td></tr><tr><th/><th colspan='2'>Lung</th></tr>"
            "<tr><th/><th>OR</th><th>P</th></tr><tr><td>Men</td><td>2.2</td><td>0.2</td></tr>"
            "<tr><th colspan='3'>Older men</th></tr><tr><td>Men</td><td>3.3</td><td>0.3</td></tr></tbody>",
            after="<table-wrap-foot><p>OR, odds ratio.</p></table-wrap-foot>",
        )
    )
    assert cells(document, 0) == (["", "Renal · OR", "Renal · P"], [["Men", "1.1", "0.1"]])
    assert cells(document, 1) == (
        ["", "Lung · OR", "Lung · P"],
        [["Men", "2.2", "0.2"], ["Older men", "Older men", "Older men"], ["Men", "3.3", "0.3"]],
    )
    assert {(caption(document, at), *notes(document, at)) for at in (0, 1)} == {("Table 1: Told.", "OR, odds ratio.")}


def test_without_a_head_the_first_rows_head_the_table_only_if_they_are_headers() -> None:
    assert cells(read(table("<tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr>"))) == (
        ["a", "b"],
        [["1", "2"]],
    )
    assert cells(read(table("<tr><th>a</th><td>b</td></tr><tr><td>1</td><td>2</td></tr>"))) == (
        [],
        [["a", "b"], ["1", "2"]],
    )


def test_cells_hold_what_is_printed_in_them() -> None:
    document = read(
        table(
            "<tr><td>[<xref ref-type='bibr' rid='r1'>46</xref>]</td><td><p>one</p><p>two</p></td>"
            "<td>5<sup>*</sup></td><td>3 × 10<sup>9</sup></td><td>Nobody<sup><xref ref-type='bibr'>4</xref></sup></td>"
            "<td>a<break/>b</td><td><list><list-item><p>x</p></list-item><list-item><p>y</p></list-item></list></td>"
            "<td><graphic xlink:href='g'/></td></tr>"
        )
    )
    assert cells(document)[1] == [["[46]", "one two", "5*", "3 × 10^9", "Nobody", "a b", "x y", "[image]"]]


def test_a_table_that_is_a_picture_leaves_its_caption_and_a_word_about_it() -> None:
    document = read(
        article(
            "<table-wrap><label>Table 2</label><caption><p>Doses.</p></caption><graphic xlink:href='t2'/>"
            "<table-wrap-foot><p>In mg.</p></table-wrap-foot></table-wrap><p>A.</p>"
        )
    )
    assert (caption(document), notes(document)) == ("Table 2: Doses.", ["In mg."])
    assert document.metadata["not_as_text"] == ["Table 2: Doses.: a picture"]


def test_a_table_in_several_forms_is_read_from_the_one_with_words() -> None:
    document = read(
        article(
            "<table-wrap><alternatives><graphic xlink:href='t'/><table><tr><td>a</td><td>1</td></tr></table>"
            "</alternatives></table-wrap>"
        )
    )
    assert cells(document)[1] == [["a", "1"]]
    assert "not_as_text" not in document.metadata


def test_an_oasis_table_places_cells_by_the_names_of_columns() -> None:
    document = read(
        article(
            "<table-wrap><oasis:table><oasis:tgroup cols='3'><oasis:colspec colname='c1' colnum='1'/>"
            "<oasis:colspec colname='c2' colnum='2'/><oasis:colspec colname='c3' colnum='3'/><oasis:thead><oasis:row>"
            "<oasis:entry morerows='1'>Arm</oasis:entry><oasis:entry namest='c2' nameend='c3'>Women</oasis:entry>"
            "</oasis:row><oasis:row><oasis:entry colname='c2'>n</oasis:entry><oasis:entry colname='c3'>%</oasis:entry>"
            "</oasis:row></oasis:thead><oasis:tbody><oasis:row><oasis:entry>A</oasis:entry>"
            "<oasis:entry colname='c3'>9</oasis:entry></oasis:row></oasis:tbody></oasis:tgroup></oasis:table>"
            "</table-wrap>"
        )
    )
    assert cells(document) == (["Arm", "Women · n", "Women · %"], [["A", "", "9"]])


def test_tables_stand_wherever_they_are_put() -> None:
    one = "<table-wrap><label>Table {}</label><table><tr><td>cell {}</td></tr></table></table-wrap>"
    document = read(
        article(
            f"<sec><title>Results</title><p>A {one.format(1, 1)} b.</p><boxed-text>{one.format(2, 2)}</boxed-text>"
            f"<table-wrap-group><label>Table 3</label><caption><p>Both.</p></caption>{one.format('3a', 3)}"
            "</table-wrap-group></sec>",
            back=f"<app-group><app><title>Appendix</title>{one.format(4, 4)}</app></app-group>",
            floats=f"<floats-wrap>{one.format(5, 5)}</floats-wrap>",
        )
    )
    assert [cells(document, at)[1] for at in range(5)] == [[[f"cell {at}"]] for at in (1, 2, 3, 5, 4)]
    assert [caption(document, at) for at in range(5)] == ["Table 1", "Table 2", "Table 3a", "Table 5", "Table 4"]


def test_a_span_of_a_million_columns_spans_those_that_there_are() -> None:
    document = read(
        table(
            "<tr><td colspan='1000000'>Men</td></tr><tr><td rowspan='99999999999'>a</td><td>1</td></tr>"
            "<tr><td>2</td></tr>"
        )
    )
    assert cells(document)[1] == [["Men", "Men"], ["a", "1"], ["a", "2"]]


@pytest.mark.parametrize(
    "rows",
    [
        f"<tr>{'<td>1</td>' * 10_000}</tr>" * 3,
        "<tr>" + "<td rowspan='9999'/>" * 900 + "</tr>" + "<tr/>" * 2_000,
        "<tr>" + "<td>1</td>" * 500 + "</tr>" + f"<tr><td colspan='1000'>{'y' * 20_000}</td></tr>" * 2,
    ],
    ids=["10,000 columns", "cells that reach far down", "long cells over many columns"],
)
def test_a_table_of_unreadable_size_leaves_its_caption_and_a_word_about_it(rows: str) -> None:
    document = read(table(rows))
    assert caption(document) == "Table 1: Told."
    assert document.tables[0].rows == ()
    assert document.metadata["not_as_text"] == ["Table 1: Told.: too large to be written out"]
