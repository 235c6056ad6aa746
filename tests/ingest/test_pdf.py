"""A guideline as it is printed becomes sections, statements, lists and tables with their pages."""

from __future__ import annotations

import io

import pytest
from tests.ingest.printing import column, pdf, rule, text, upright, width

from curbside.errors import UnreadableInput
from curbside.evidence.document import Document, Form
from curbside.ingest.pdf import read_pdf

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
