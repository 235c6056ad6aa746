"""The builder: text and spans in step, whatever is put in."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from curbside.evidence.document import Document, Form
from curbside.evidence.passage import passages_of
from curbside.evidence.reference import Reference
from curbside.evidence.text import clean_line
from curbside.ingest.building import DocumentBuilder

REFERENCE = Reference(title="T")
ODD = "a É\u0301.:?!|\r\n\t\u00a0\u200b\u202e\u0628😀𝛽\u0301"
WORDS = st.text(ODD, max_size=30) | st.text(max_size=30)
CELLS = st.lists(WORDS, min_size=1, max_size=3)
PARTS = st.lists(
    st.tuples(st.just("heading"), WORDS)
    | st.tuples(st.just("paragraph"), WORDS)
    | st.tuples(st.just("list_item"), WORDS)
    | st.tuples(st.just("table"), st.tuples(st.none() | WORDS, CELLS, st.lists(CELLS, max_size=3))),
    max_size=12,
)


def finished(builder: DocumentBuilder) -> Document:
    return builder.document("d", REFERENCE)


@given(PARTS)
def test_every_span_is_exactly_its_cleaned_words(parts):
    builder = DocumentBuilder()
    for what, given_words in parts:
        if what == "heading":
            builder.heading(2, given_words)
        elif what == "table":
            builder.table(*given_words)
        else:
            getattr(builder, what)(given_words)
    document = finished(builder)
    assert [document.text[b.start : b.end] for b in document.blocks] == (
        document.text.split("\n") if document.text else []
    )
    kept = [clean_line(words) for what, words in parts if what != "table" and clean_line(words)]
    plain = [document.text[b.start : b.end] for b in document.blocks if b.table is None]
    assert plain == kept
    cells = [document.text[start:end] for b in document.blocks for start, end in b.cells]
    rows = [row for what, table in parts if what == "table" for row in (table[1], *table[2])]
    assert cells == [cell for row in (list(map(clean_line, row)) for row in rows) if any(row) for cell in row]
    for statement in document.statements:
        words = document.text[statement.start : statement.end]
        assert words
        assert words == words.strip()
    for passage in passages_of(document):
        assert document.text[passage.start : passage.end] == passage.text


@given(PARTS)
def test_statements_keep_the_order_of_the_text_and_never_overlap(parts):
    builder = DocumentBuilder()
    for what, words in parts:
        if what in ("paragraph", "list_item"):
            getattr(builder, what)(words)
    spans = [(s.start, s.end) for s in finished(builder).statements]
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(spans))


def test_a_heading_closes_headings_of_its_own_and_deeper_levels():
    builder = DocumentBuilder()
    for level, heading in ((1, "NET"), (2, "Spread"), (3, "Liver"), (2, "Treatment"), (4, "Dose")):
        builder.heading(level, heading)
        builder.paragraph(f"About {heading}.")
    document = finished(builder)
    assert [document.heading_path(s) for s in document.statements] == [
        ("NET",),
        ("NET", "Spread"),
        ("NET", "Spread", "Liver"),
        ("NET", "Treatment"),
        ("NET", "Treatment", "Dose"),
    ]


def test_text_before_any_heading_has_an_empty_path():
    builder = DocumentBuilder()
    builder.paragraph("First words.")
    document = finished(builder)
    assert document.heading_path(document.statements[0]) == ()


def test_nothing_is_added_for_text_that_is_empty_once_cleaned():
    builder = DocumentBuilder()
    builder.heading(1, " \u200b ")
    assert builder.paragraph("\ufeff") is None
    assert builder.list_item("\n\t") is None
    builder.table("\u200b", ["", " "], [["", ""]])
    document = finished(builder)
    assert (document.text, document.sections, document.blocks, document.tables) == ("", (), (), ())


def test_an_empty_table_does_not_shift_the_numbers_of_later_ones():
    builder = DocumentBuilder()
    builder.table(None, ["", ""], [["", ""]])
    builder.table("Spread", ["Primary"], [["ileum"]])
    document = finished(builder)
    assert document.statements[0].table == 0
    assert passages_of(document)[0].searched == "Spread Primary: ileum"


def test_a_row_of_empty_cells_is_left_out():
    builder = DocumentBuilder()
    builder.table(None, ["Primary", "Liver"], [["", ""], ["ileum", ""]])
    assert [s.cells for s in finished(builder).statements] == [((16, 21), (24, 24))]


def test_a_row_whose_outer_cells_are_empty_is_quoted_without_outer_space():
    builder = DocumentBuilder()
    builder.table(None, ["Primary", "Liver", "Bone"], [["", "82 %", ""]])
    document = finished(builder)
    (row,) = document.statements
    assert document.text[row.start : row.end] == "| 82 % |"
    assert [document.text[slice(*cell)] for cell in row.cells] == ["", "82 %", ""]


def test_a_bar_inside_a_cell_stays_in_its_cell():
    builder = DocumentBuilder()
    builder.table(None, ["A", "B"], [["x | y", "z"]])
    document = finished(builder)
    assert [document.text[slice(*cell)] for cell in document.statements[0].cells] == ["x | y", "z"]


def lead_in_of(paragraph: str) -> str | None:
    builder = DocumentBuilder()
    builder.paragraph(paragraph)
    spans = builder.lead_in_for_list()
    return finished(builder).text[slice(*spans[0])] if spans else None


def test_the_lead_in_of_a_list_is_the_last_sentence_before_it_if_it_ends_in_a_colon():
    assert lead_in_of("Lutetium is given in cycles. Contraindicated in:") == "Contraindicated in:"
    assert lead_in_of("Contraindicated in:") == "Contraindicated in:"
    assert lead_in_of("Contraindicated in some people.") is None


def test_an_abbreviation_does_not_cut_a_lead_in():
    whole = "Do not give with CYP3A4 inhibitors, e.g. ketoconazole vs. placebo, in:"
    assert lead_in_of(f"Give it daily. {whole}") == whole


def test_a_list_right_below_a_heading_or_a_list_has_no_lead_in():
    builder = DocumentBuilder()
    assert builder.lead_in_for_list() == ()
    builder.heading(2, "Signs:")
    assert builder.lead_in_for_list() == ()
    builder.list_item("fever:")
    assert builder.lead_in_for_list() == ()


def test_only_what_can_be_quoted_counts_as_a_statement():
    builder = DocumentBuilder()
    builder.heading(1, "Spread")
    builder.table("Spread", ["Primary"], [])
    assert not builder.has_statements
    builder.table(None, ["Primary"], [["ileum"]])
    assert builder.has_statements


def test_everything_known_about_the_text_is_kept():
    builder = DocumentBuilder()
    builder.paragraph("One.")
    document = builder.document(
        "d", REFERENCE, seen_at="library", reported_by="page", derived_from=["x"], topics=["NET"], metadata={"k": 1}
    )
    assert document.seen_at == "library"
    assert document.reported_by == "page"
    assert document.derived_from == ("x",)
    assert document.topics == ("NET",)
    assert document.metadata == {"k": 1}
    assert [b.form for b in document.blocks] == [Form.SENTENCE]


def test_text_after_a_subsection_can_go_back_to_the_section_around_it():
    builder = DocumentBuilder()
    builder.heading(1, "Results")
    builder.heading(2, "In mice")
    builder.paragraph("One.")
    builder.close_headings(2)
    builder.paragraph("Two.")
    builder.close_headings(1)
    builder.paragraph("Three.")
    document = finished(builder)
    paths = {document.text[b.start : b.end]: document.heading_path(b) for b in document.blocks}
    assert paths["One."] == ("Results", "In mice")
    assert paths["Two."] == ("Results",)
    assert paths["Three."] == ()
