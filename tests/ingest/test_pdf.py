"""A guideline as it is printed becomes sections, statements, lists and tables with their pages."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from tests.ingest.printing import A4, column, pdf, rule, text, upright, width

from curbside.errors import UnreadableInput
from curbside.evidence.document import Document, Form
from curbside.ingest.pdf import read_pdf
from curbside.ingest.pdf.hyphens import Vocabulary

Tint = Callable[[float, float, float, float], str]

FIRST = (
    "Imaginary lentils lower the serum level of placebin in most adults. They were given twice daily for a week. "
    "The effect was larger in older people and did not depend on the dose that had been chosen at entry."
)
SECOND = (
    "Adults who cannot take lentils may be offered dried peas instead. Peas have not been compared with lentils in a "
    "trial, and nothing is known about their safety in pregnancy or in people with reduced kidney function."
)

PULSES = ["Beans are not lentils.", "Chickpeas were cooked first.", "Vetches are poor food.", "Lupins taste bitter."]


def read(pages: list[list[str]], **entries: str) -> Document:
    [document] = read_pdf(io.BytesIO(pdf(pages, **entries)))  # type: ignore[arg-type]
    return document


def statements(document: Document) -> list[str]:
    return [document.text[s.start : s.end] for s in document.statements]


def headings(document: Document) -> list[str]:
    return [document.text[b.start : b.end] for b in document.blocks if b.form is Form.HEADING]


TITLE = text(60, 80, "A guideline on imaginary lentils", 18, "F2")


def test_two_columns_are_read_one_after_the_other() -> None:
    page = [TITLE, *column(60, 120, FIRST + " " + FIRST), *column(310, 120, SECOND + " " + SECOND)]
    found = statements(read([page]))
    assert found == [*_sentences(FIRST), *_sentences(FIRST), *_sentences(SECOND), *_sentences(SECOND)]


def test_a_sentence_goes_on_in_the_next_column_and_on_the_next_page() -> None:
    words = (FIRST + " " + SECOND).split()
    parts = [" ".join(words[:25]), " ".join(words[25:50]), " ".join(words[50:])]
    pages = [
        [TITLE, *column(60, 120, parts[0]), *column(310, 120, parts[1])],
        [*column(60, 80, parts[2]), *column(310, 80, SECOND)],
    ]
    assert statements(read(pages)) == [*_sentences(FIRST), *_sentences(SECOND), *_sentences(SECOND)]


def test_each_statement_knows_its_page_also_within_a_paragraph_that_runs_over() -> None:
    words = (FIRST + " " + SECOND).split()
    document = read([[TITLE, *column(60, 120, " ".join(words[:30]), 475)], column(60, 80, " ".join(words[30:]), 475)])
    pages = [document.page_of(s.start) for s in document.statements]
    assert [page.number for page in pages if page is not None] == [1, 1, 1, 2, 2]


def test_running_heads_feet_and_page_numbers_are_no_statements() -> None:
    pages = []
    for number in range(1, 5):
        head = "Imaginary lentils" if number % 2 else "Society of Invented Medicine"
        pages.append(
            [
                text(60 if number % 2 else 400, 30, head, 8),
                text(280, 815, f"Page {number} of 4", 8),
                *column(60, 140, PULSES[number - 1] + " " + FIRST, 475),
                *column(60, 220, SECOND, 475),
            ]
        )
    found = statements(read(pages))
    assert set(found) == {*_sentences(FIRST), *_sentences(SECOND), *PULSES}


def test_headings_are_told_by_how_they_are_set_and_nest_by_size() -> None:
    page = [
        TITLE,
        text(60, 120, "Treatment", 14, "F2"),
        text(60, 150, "Lentils in adults", 11.5, "F2"),
        *column(60, 170, FIRST, 475),
        text(60, 240, "Follow-up", 14, "F2"),
        *column(60, 260, SECOND, 475),
    ]
    document = read([page])
    assert headings(document) == ["Treatment", "Lentils in adults", "Follow-up"]
    assert document.heading_path(document.statements[0]) == ("Treatment", "Lentils in adults")
    assert document.heading_path(document.statements[-1]) == ("Follow-up",)
    assert document.reference.title == "A guideline on imaginary lentils"


def test_a_hyphen_at_a_line_end_goes_or_stays_as_the_document_writes_the_word() -> None:
    page = [
        TITLE,
        text(60, 120, "Long-term care of neuroendocrine tumours is described here. The long-"),
        text(60, 132, "term results and the neuro-"),
        text(60, 144, "endocrine markers are reported with COVID-"),
        text(60, 156, "19 and with pre-"),
        text(60, 168, "and postoperative values."),
    ]
    assert statements(read([page])) == [
        "Long-term care of neuroendocrine tumours is described here.",
        "The long-term results and the neuroendocrine markers are reported with COVID-19 and with pre- and "
        "postoperative values.",
    ]


def test_where_the_document_does_not_say_english_tells_whether_a_hyphen_is_the_words_own() -> None:
    broken = {
        # two words that English knows, and not the one that they would make
        ("right-", "sided"): "right-sided",
        ("first-", "pass"): "first-pass",
        ("person-", "months"): "person-months",
        ("co-", "transcribed"): "co-transcribed",
        ("anti-", "inflammatory"): "anti-inflammatory",
        # one word, though its parts are words as well
        ("thera-", "pist"): "therapist",
        ("photo-", "coagulation"): "photocoagulation",
        ("resect-", "able"): "resectable",
        ("co-", "agulation"): "coagulation",
        ("over-", "come"): "overcome",
        ("multi-", "ple"): "multiple",
    }
    vocabulary = Vocabulary(["Nothing here says how."])
    assert {halves: vocabulary.join(halves) for halves in broken} == broken


def test_how_the_document_writes_a_word_counts_for_its_plural_and_before_english() -> None:
    vocabulary = Vocabulary(["A work-up costs little, and firstpass metabolism was low."])
    assert vocabulary.join(["fruitless work-", "ups"]) == "fruitless work-ups"
    assert vocabulary.join(["the first-", "pass"]) == "the firstpass"


def test_ranges_of_figures_and_references_are_joined_at_a_line_end() -> None:
    broken = {
        ("doses of 5–", "10 mg"): "doses of 5–10 mg",
        ("was antagonistic [17]–", "[19] or null"): "was antagonistic [17]–[19] or null",
        ("exp(−", "(d))"): "exp(−(d))",
        ("a pause –", "(or none)"): "a pause – (or none)",
    }
    assert {halves: Vocabulary([]).join(halves) for halves in broken} == broken


def test_a_figure_at_the_start_of_a_loosely_set_line_is_not_taken_for_the_number_of_an_item() -> None:
    loose = [("5.54", 60), ("on", 110), ("an", 150), ("imaginary", 190), ("inhibitor.", 270)]
    page = [
        TITLE,
        text(60, 120, "Mean potassium was 5.54 mmol/L without treatment and"),
        *(text(x, 132, word) for word, x in loose),
    ]
    assert statements(read([page])) == [
        "Mean potassium was 5.54 mmol/L without treatment and 5.54 on an imaginary inhibitor."
    ]


def test_after_a_line_with_room_left_and_a_gap_a_paragraph_begins_in_small_letters_or_not() -> None:
    page = [
        TITLE,
        text(60, 120, "The volume of an imaginary lentil of any size that anybody has ever measured is the"),
        text(60, 132, "same as before with"),
        text(60, 149, "we therefore find the same value, whatever the size of the lentil that was put on the"),
        text(60, 161, "scales by the authors of this imaginary paper."),
    ]
    assert statements(read([page])) == [
        "The volume of an imaginary lentil of any size that anybody has ever measured is the same as before with",
        "we therefore find the same value, whatever the size of the lentil that was put on the scales by the authors "
        "of this imaginary paper.",
    ]


def test_a_raised_reference_mark_never_becomes_part_of_a_word_or_figure() -> None:
    runs = [
        ("Placebin fell in 45 adults", 10),
        ("12,13", 6),
        (" and rose to 10", 10),
        ("9", 6),
        (" cells per litre.", 10),
    ]
    page, x = [TITLE], 60.0
    for words, size in runs:
        page.append(text(x, 120 if size == 10 else 116, words, size))
        x += width(words, size)
    assert statements(read([page])) == ["Placebin fell in 45 adults and rose to 10^9 cells per litre."]


def test_list_items_carry_the_words_that_they_hang_on() -> None:
    page = [
        TITLE,
        text(60, 120, "Do not give lentils to people with:"),
        text(70, 136, "•"),
        text(84, 136, "allergy to pulses"),
        text(70, 150, "•"),
        text(84, 150, "kidney function that is lower than was expected for age, as measured on two occasions"),
        text(84, 162, "at least a week apart"),
    ]
    document = read([page])
    items = [s for s in document.statements if s.form is Form.LIST_ITEM]
    assert [document.text[s.start : s.end] for s in items] == [
        "allergy to pulses",
        "kidney function that is lower than was expected for age, as measured on two occasions at least a week apart",
    ]
    lead_ins = [document.text[start:end] for start, end in items[1].lead_ins]
    assert lead_ins == ["Do not give lentils to people with:"]


def _sentences(words: str) -> list[str]:
    return [sentence.strip(" .") + "." for sentence in words.split(". ")]


def test_a_table_drawn_with_a_grid_keeps_its_cells() -> None:
    rows = [["Dose", "Adults", "Children"], ["Low", "5 mg", "1 mg"], ["High", "10 mg", "not given"]]
    page = [TITLE, text(60, 120, "Table 1. Doses of lentils")]
    for i, row in enumerate(rows):
        page += [text(64 + 100 * j, 144 + 20 * i, cell, 9) for j, cell in enumerate(row)]
    page += [rule(60, 130 + 20 * i, 360) for i in range(4)] + [upright(60 + 100 * j, 130, 190) for j in range(4)]
    page += column(60, 230, FIRST, 475)
    document = read([page])
    assert _tables(document) == [("Table 1. Doses of lentils", rows[0], rows[1:])]
    assert [s for s in statements(document) if "|" not in s] == _sentences(FIRST)


@pytest.mark.parametrize("ruled", [True, False])
def test_a_table_without_a_grid_is_told_by_its_alignment(ruled: bool) -> None:
    rows = [["Outcome", "Lentils", "Peas"], ["Death", "3 (1.2)", "4 (1.6)"], ["Fever", "11 (4.4)", "9 (3.6)"]]
    rows += [["Cough", "20 (8.0)", "18 (7.2)"]]
    page = [TITLE, *column(60, 110, FIRST, 475), text(60, 180, "Table 2. Outcomes in both groups", 9, "F2")]
    for i, row in enumerate(rows):
        page += [text((60, 200, 300)[j], 200 + 14 * i, cell, 9, "F1" if i else "F2") for j, cell in enumerate(row)]
    if ruled:
        page += [rule(60, 188, 400), rule(60, 204, 400), rule(60, 248, 400)]
    page += column(60, 290, SECOND, 475)
    document = read([page])
    assert _tables(document) == [("Table 2. Outcomes in both groups", rows[0], rows[1:])]
    assert [s for s in statements(document) if "|" not in s] == [*_sentences(FIRST), *_sentences(SECOND)]


def _tables(document: Document) -> list[tuple[str, list[str], list[list[str]]]]:
    def words(spans: tuple[tuple[int, int], ...]) -> list[str]:
        return [document.text[start:end] for start, end in spans]

    return [
        (words((table.caption,))[0] if table.caption else "", words(table.columns), [words(row) for row in table.rows])
        for table in document.tables
    ]


STRIPED = [
    ["Outcome", "Lentils (n = 120)", "Peas"],
    ["Death", "3 (1.2%)", "4 (1.6%)"],
    ["Fever of any degree|in the first week", "11.4 ± 2.0", "not reported|by most trials"],
    ["Cough", "", "18 (7.2%)"],
    ["Nausea", "0.03", ""],
    ["Rash of the hands|or of the feet", "20", "12"],
    ["Itching", "7", "6"],
]


def _fill(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"0.9 g {x0} {A4[1] - y1} {x1 - x0} {y1 - y0} re f 0 g"


def _clipped_fill(x0: float, y0: float, x1: float, y1: float) -> str:
    clip = f"{x0} {A4[1] - y1} {x1 - x0} {y1 - y0} re W n"
    return f"q {clip} 0.9 g 0 0 {A4[0]} {A4[1]} re f 0 g Q"


def _striped(rows: list[list[str]], tinted: set[int], top: float, tint: Tint, by_cell: bool = False) -> list[str]:
    """A table without rules, some of whose rows lie on a tint; "|" begins a new line in a cell."""
    drawn, edges, y = [], (60, 220, 330, 440), top
    for i, row in enumerate(rows):
        height = 6 + 11 * max(len(cell.split("|")) for cell in row)
        if i in tinted:
            reaches = list(pairwise(edges)) if by_cell else [(edges[0], edges[-1])]
            drawn += [tint(left, y, right, y + height) for left, right in reaches]
        for left, cell in zip(edges, row, strict=False):
            lines = enumerate(cell.split("|"))
            drawn += [text(left + 4, y + 11 + 11 * j, line, 9, "F1" if i else "F2") for j, line in lines if line]
        y += height
    return drawn


def _whole(rows: list[list[str]]) -> list[list[str]]:
    return [[cell.replace("|", " ") for cell in row] for row in rows]


@pytest.mark.parametrize("tint", [_fill, _clipped_fill])
@pytest.mark.parametrize("by_cell", [False, True])
@pytest.mark.parametrize("tinted", [{1, 3, 5}, {2, 4, 6}, {0, 2, 4, 6}, {0}, set(range(7))])
def test_rows_on_tinted_bands_are_rows_and_no_frames(tinted: set[int], by_cell: bool, tint: Tint) -> None:
    page = [TITLE, *column(60, 110, FIRST, 475), text(60, 180, "Table 2. Outcomes in both groups", 9, "F2")]
    page += _striped(STRIPED, tinted, 190, tint, by_cell) + column(60, 400, SECOND, 475)
    document = read([page])
    header, *rows = _whole(STRIPED)
    assert _tables(document) == [("Table 2. Outcomes in both groups", header, rows)]
    assert [s for s in statements(document) if "|" not in s] == [*_sentences(FIRST), *_sentences(SECOND)]


def test_a_striped_table_over_two_pages_is_one_and_a_row_cut_by_the_page_is_whole() -> None:
    first = [TITLE, *column(60, 600, FIRST, 475), text(60, 680, "Table 2. Outcomes in both groups", 9, "F2")]
    first += _striped([*STRIPED[:5], ["Rash of the hands", "20", "12"]], {0, 2, 4}, 690, _fill, by_cell=True)
    second = _striped([STRIPED[0], ["or of the feet", "", ""], STRIPED[6]], {0, 2}, 60, _fill, by_cell=True)
    header, *rows = _whole(STRIPED)
    assert _tables(read([first, [*second, *column(60, 200, SECOND, 475)]])) == [
        ("Table 2. Outcomes in both groups", header, rows)
    ]


def test_two_tinted_frames_of_running_text_are_no_table() -> None:
    page = [TITLE, _fill(50, 100, 545, 150), *column(60, 115, FIRST, 475), _fill(50, 200, 545, 250)]
    page += [*column(60, 215, SECOND, 475), *column(60, 280, " ".join(6 * PULSES), 475)]
    document = read([page])
    assert not document.tables
    assert statements(document) == [*_sentences(FIRST), *_sentences(SECOND), *(6 * PULSES)]


def test_a_rule_under_every_row_makes_a_row_of_all_lines_between_two() -> None:
    rows = [
        ["Outcome", "Lentils", "Peas"],
        ["Death", "3 (1.2)", "4 (1.6)"],
        ["Fever of any|degree", "11.4 ±|2.0", "9|(3.6)"],
    ]
    rows += [["Cough", "20 (8.0)", "18 (7.2)"], ["Rash", "1", "2"]]
    page, y = [TITLE, *column(60, 110, FIRST, 475), text(60, 180, "Table 2. Outcomes in both groups", 9, "F2")], 190.0
    for i, row in enumerate(rows):
        for left, cell in zip((60, 200, 300), row, strict=True):
            page += [
                text(left, y + 11 + 11 * j, line, 9, "F1" if i else "F2") for j, line in enumerate(cell.split("|"))
            ]
        y += 5 + 11 * max(len(cell.split("|")) for cell in row)
        page.append(rule(60, y, 400))
    document = read([[*page, *column(60, 330, SECOND, 475)]])
    header, *body = _whole(rows)
    assert _tables(document) == [("Table 2. Outcomes in both groups", header, body)]
    assert [s for s in statements(document) if "|" not in s] == [*_sentences(FIRST), *_sentences(SECOND)]


def test_words_that_part_at_one_place_in_line_after_line_are_no_columns() -> None:
    rows = [["Group", "Haemoglobin"], ["Adults", "below 130"], ["Women", "below 120"], ["Girls", "below 105"]]
    page = [TITLE, *column(60, 110, FIRST, 475), text(60, 180, "Table 2. Limits in all groups", 9, "F2")]
    for i, (group, limit) in enumerate(rows):
        page.append(text(60, 200 + 14 * i, group, 9, "F1" if i else "F2"))
        # Justified: the two words stand at the edges of their column.
        page += [text(200 + 38 * j, 200 + 14 * i, word, 9, "F1" if i else "F2") for j, word in enumerate(limit.split())]
    page += [rule(60, 188, 260), rule(60, 204, 260), rule(60, 248, 260), *column(60, 290, SECOND, 475)]
    assert _tables(read([page])) == [("Table 2. Limits in all groups", rows[0], rows[1:])]


def test_the_lines_of_a_header_that_is_far_wider_than_its_figures_are_one_cell() -> None:
    header = [["Outcome of", "Lentils 0.6 %", "Peas 0.5 % twice"], ["the trial", "for 5 days", "for 5 days"]]
    rows = [["Death", "84.5 %", "84.0 %"], ["Fever", "93.3 %", "91.1 %"], ["Cough", "12.0 %", "14.1 %"]]
    page = [TITLE, *column(60, 110, FIRST, 475), text(60, 180, "Table 2. Outcomes", 9, "F2")]
    for i, row in enumerate([*header, *rows]):
        place = (60, 130, 194)
        page += [text(place[j], 200 + 12 * i, cell, 9, "F1" if i > 1 else "F2") for j, cell in enumerate(row)]
    page += [rule(60, 188, 275), rule(60, 215, 275), rule(60, 251, 275), *column(60, 300, SECOND, 475)]
    columns = ["Outcome of the trial", "Lentils 0.6 % for 5 days", "Peas 0.5 % twice for 5 days"]
    assert _tables(read([page])) == [("Table 2. Outcomes", columns, rows)]


def test_a_line_of_nothing_but_ends_of_cells_is_no_row() -> None:
    lines = [["Group", "Haemoglobin"], ["Adults", "130 g/L"], ["Children aged 6-23", "below 105"], ["months", "g/L"]]
    lines += [["Children aged 24-59", "below 110"], ["months", "g/L"], ["Women who are pregnant", "110 g/L"]]
    page = [TITLE, *column(60, 110, FIRST, 475), text(60, 180, "Table 2. Limits in all groups", 9, "F2")]
    for i, line in enumerate(lines):
        page += [text(60 + 140 * j, 200 + 12 * i, cell, 9, "F1" if i else "F2") for j, cell in enumerate(line)]
    page += [rule(60, 188, 260), rule(60, 203, 260), rule(60, 276, 260), *column(60, 320, SECOND, 475)]
    rows = [lines[1], ["Children aged 6-23 months", "below 105 g/L"]]
    rows += [["Children aged 24-59 months", "below 110 g/L"], lines[6]]
    assert _tables(read([page])) == [("Table 2. Limits in all groups", lines[0], rows)]


def _unevenly_filled(lines: Sequence[Sequence[str]], places: Sequence[int]) -> list[str]:
    """A page with a table whose lines are equally far apart, whatever is in them."""
    page = [TITLE, *column(60, 110, FIRST, 475), text(60, 180, "Table 2. Doses for all groups", 9, "F2")]
    for i, line in enumerate(lines):
        page += [text(places[j], 200 + 12 * i, cell, 9, "F1" if i else "F2") for j, cell in enumerate(line) if cell]
    end = 200 + 12 * len(lines)
    rules = [rule(60, y, 440) for y in (188, 203, end - 6)]
    return [*page, *rules, *column(60, end + 30, SECOND, 475)]


def test_a_row_under_the_label_of_the_row_above_is_a_row_with_that_label() -> None:
    lines = [["Drug", "For whom", "Dose", "How often"], ["Lentil", "Adults", "up to 20 mg", "once daily"]]
    lines += [["", "Children under two years", "5 mg/kg", "at night"], ["", "Dialysis", "Not recommended", ""]]
    lines += [["Pea", "Adults", "half the dose", "twice daily"], ["", "", "the whole dose", "after a week"]]
    rows = [lines[1], ["Lentil", *lines[2][1:]], ["Lentil", *lines[3][1:]], lines[4], ["Pea", "Adults", *lines[5][2:]]]
    document = read([_unevenly_filled(lines, (60, 140, 270, 370))])
    assert _tables(document) == [("Table 2. Doses for all groups", lines[0], rows)]


def test_a_line_under_an_empty_first_cell_that_only_goes_on_is_no_row() -> None:
    lines = [["Drug", "For whom", "Remarks"], ["Lentil", "Adults without any", "Take it with plenty of water,"]]
    lines += [["", "allergy to legumes", "not at night"], ["Pea", "Children", "Not with lentils"]]
    rows = [["Lentil", "Adults without any allergy to legumes", "Take it with plenty of water, not at night"], lines[3]]
    document = read([_unevenly_filled(lines, (60, 140, 240))])
    assert _tables(document) == [("Table 2. Doses for all groups", lines[0], rows)]


def test_a_sum_below_a_table_has_no_label() -> None:
    lines = [["Group", "Given lentils", "Given peas"], ["Adults", "12", "14"], ["Children", "3", "4"], ["", "15", "18"]]
    document = read([_unevenly_filled(lines, (60, 200, 320))])
    assert _tables(document) == [("Table 2. Doses for all groups", lines[0], lines[1:])]


@pytest.mark.parametrize("uneven", [0, 3])
def test_lines_with_something_in_every_column_are_rows_however_they_are_spaced(uneven: int) -> None:
    rows = [["Group", "Limit"], ["Adults", "below 130"], ["Women", "below 120"], ["Girls", "below 105"]]
    page = [TITLE, *column(60, 110, FIRST, 475), text(60, 180, "Table 2. Limits in all groups", 9, "F2")]
    for i, row in enumerate(rows):
        y = 200 + 12 * i + (uneven if i == 3 else 0)
        page += [text(60 + 140 * j, y, cell, 9, "F1" if i else "F2") for j, cell in enumerate(row)]
    page += [rule(60, 188, 260), rule(60, 203, 260), rule(60, 245, 260), *column(60, 290, SECOND, 475)]
    assert _tables(read([page])) == [("Table 2. Limits in all groups", rows[0], rows[1:])]


def test_the_reference_list_is_kept_apart_and_what_follows_it_is_read() -> None:
    page = [
        TITLE,
        text(60, 110, "Results", 13, "F2"),
        *column(60, 130, FIRST, 475),
        text(60, 200, "References", 13, "F2"),
        text(60, 220, "1. Nobody A, Noone B. Lentils that never were. J Invented Med. 2001;1:1-2."),
        text(60, 234, "2. Nobody A. Peas that never were. J Invented Med. 2002;2:3-4."),
        text(60, 270, "Appendix", 13, "F2"),
        *column(60, 290, SECOND, 475),
    ]
    document = read([page])
    assert statements(document) == [*_sentences(FIRST), *_sentences(SECOND)]
    assert [entry[:12] for entry in document.metadata["references"]] == ["1. Nobody A,", "2. Nobody A."]


def test_a_scan_is_named_as_such() -> None:
    with pytest.raises(UnreadableInput, match=r"no text layer.*ocrmypdf"):
        read([["q 595 0 0 842 0 0 cm Q"]])


def test_a_table_that_goes_on_over_the_page_is_one_table() -> None:
    def part(rows: list[list[str]], top: float) -> list[str]:
        drawn = [
            text(64 + 100 * j, top + 14 + 20 * i, cell, 9) for i, row in enumerate(rows) for j, cell in enumerate(row)
        ]
        across = [rule(60, top + 20 * i, 260) for i in range(len(rows) + 1)]
        return drawn + across + [upright(60 + 100 * j, top, top + 20 * len(rows)) for j in range(3)]

    header = ["Dose", "Adults"]
    first = [
        TITLE,
        *column(60, 110, FIRST, 475),
        text(60, 700, "Table 3. Doses"),
        *part([header, ["Low", "5 mg"]], 710),
    ]
    second = [*part([header, ["High", "10 mg"], ["Highest", "20 mg"]], 60), *column(60, 160, SECOND, 475)]
    document = read([first, second])
    assert _tables(document) == [("Table 3. Doses", header, [["Low", "5 mg"], ["High", "10 mg"], ["Highest", "20 mg"]])]


def test_footnotes_are_kept_apart_and_cut_no_sentence() -> None:
    words = (FIRST + " " + SECOND).split()
    page = [TITLE, *column(60, 640, " ".join(words[:40]), 475), rule(60, 770, 160)]
    page += [text(60, 778, "1", 5), text(63, 782, "Lentils were red in all trials.", 8)]
    document = read([page, column(60, 80, " ".join(words[40:]), 475)])
    assert statements(document) == [*_sentences(FIRST), *_sentences(SECOND), "1 Lentils were red in all trials."]
    assert headings(document) == ["Footnotes"]


def test_text_that_goes_on_after_a_frame_does_not_stand_under_the_frames_heading() -> None:
    frame = f"60 {842 - 260} 475 60 re S"
    page = [
        TITLE,
        text(60, 120, "Treatment", 14, "F2"),
        *column(60, 140, FIRST, 475),
        frame,
        text(66, 216, "Key points", 12, "F2"),
        text(66, 236, "Lentils are given twice daily."),
        text(66, 250, "Peas are not."),
        *column(60, 290, SECOND, 475),
    ]
    document = read([page])
    last = document.statements[-1]
    assert document.heading_path(last) == ("Treatment",)
    assert "Lentils are given twice daily." in statements(document)


def test_a_raised_mass_number_stays_with_its_element() -> None:
    words = "Imaging with "
    x = 60 + width(words)
    page = [TITLE, text(60, 120, words), text(x, 116, "68", 6), text(x + width("68", 6), 120, "Ga-lentotate was done.")]
    assert statements(read([page])) == ["Imaging with 68Ga-lentotate was done."]


def test_a_recommendation_keeps_its_words_and_not_its_number() -> None:
    page = [TITLE]
    for i, words in enumerate(["Offer lentils to adults.", "Do not offer peas to adults.", "Consider beans."]):
        page += [text(60, 120 + 20 * i, f"1.1.{i + 1}"), text(100, 120 + 20 * i, words)]
    found = statements(read([page]))
    assert found == ["Offer lentils to adults.", "Do not offer peas to adults.", "Consider beans."]


def test_a_figure_at_a_lines_start_is_never_taken_for_a_list_number() -> None:
    page = [
        TITLE,
        text(60, 120, "In this trial of lentils the median level of serum placebin went from 1.02 to"),
        text(60, 132, "2.5 in adults, measured after a week of lentils by mouth at noon, and from 3 to"),
        text(60, 144, "12. in children, which nobody could explain."),
    ]
    found = read([page]).text
    assert "from 1.02 to 2.5 in adults" in found
    assert "from 3 to 12. in children" in found


def test_a_page_set_sideways_is_read_as_it_is_turned() -> None:
    page = ["q 0 1 -1 0 842 0 cm", *column(60, 120, FIRST, 475), "Q"]
    assert statements(read([[TITLE], page]))[-3:] == _sentences(FIRST)


def test_a_page_of_torn_lines_is_doubtful_and_an_ordinary_one_is_not() -> None:
    torn = []
    for i in range(12):
        starts = [60 + 7 * (i % 5), 200 + 23 * (i % 4), 330 + 31 * (i % 3), 470 + 9 * (i % 2)]
        torn += [text(x, 120 + 30 * i, f"bit {i} {j}") for j, x in enumerate(starts)]
    document = read([[TITLE, *column(60, 120, FIRST, 475)], torn])
    assert [(page.number, page.doubtful) for page in document.pages] == [(1, False), (2, True)]


def test_the_record_is_what_the_first_page_says_and_no_more() -> None:
    page = [
        text(60, 30, "J Invented Med 2031; 7 (2): 11-19. https://doi.org/10.9999/lentils.7", 7),
        text(60, 80, "Lentils for everyone: a systematic review", 18, "F2"),
        text(60, 104, "Nemo Nobody, Noone Nowhere"),
        text(60, 130, "Results", 13, "F2"),
        *column(60, 150, "Trials published in 1992; 3:4 were left out. " + FIRST, 475),
    ]
    document = read([page], info="/Title (Microsoft Word - lentils_final2.docx)")
    reference = document.reference
    assert (reference.title, reference.kind.value) == ("Lentils for everyone: a systematic review", "systematic_review")
    assert (reference.doi, reference.year, reference.authors) == ("10.9999/lentils.7", 2031, ())
    assert document.id == "doi:10.9999/lentils.7"
    assert document.metadata["front_matter"] == ["Nemo Nobody, Noone Nowhere"]


def test_a_list_item_at_the_top_of_several_pages_is_no_running_head() -> None:
    pages = []
    for number, pulse in enumerate(PULSES, 1):
        pages.append(
            [
                text(60, 30, "Society of Invented Medicine", 8),
                text(500, 30, f"Page {number}", 8),
                text(60, 80, "•"),
                text(74, 80, pulse),
                *column(60, 110, f"{pulse} {FIRST} {SECOND}", 475),
            ]
        )
    found = statements(read(pages))
    assert [sentence for sentence in found if sentence in PULSES] == [one for pulse in PULSES for one in (pulse, pulse)]
