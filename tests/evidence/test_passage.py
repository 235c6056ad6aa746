"""Passages: their size, their borders, and what is searched for them."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from curbside.evidence.document import Document, Form
from curbside.evidence.passage import ENOUGH_WORDS, MOST_WORDS, passages_of, write_out_row, written_out
from curbside.evidence.reference import Reference
from curbside.ingest.building import DocumentBuilder

PIECES = st.lists(
    st.tuples(st.just("heading"), st.integers(1, 3))
    | st.tuples(st.just("sentence"), st.integers(1, 220))
    | st.tuples(st.just("item"), st.integers(1, 80))
    | st.tuples(st.just("table"), st.integers(1, 3)),
    min_size=1,
    max_size=25,
)


def built(*pieces: tuple[str, int]) -> Document:
    builder = DocumentBuilder()
    for number, (what, size) in enumerate(pieces):
        words = f"Word{number}" + " word" * (size - 1) + "."
        if what == "heading":
            builder.heading(size, f"Heading {number}")
        elif what == "sentence":
            builder.paragraph(words)
        elif what == "item":
            builder.list_item(words)
        else:
            builder.table(None, ["Primary", "Liver"], [[f"row {number}.{i}", "5 %"] for i in range(size)])
    return builder.document("d", Reference(title="T"))


def word_count(text: str) -> int:
    return len(text.split())


@given(PIECES)
def test_every_statement_is_in_exactly_one_passage_in_reading_order(pieces):
    document = built(*pieces)
    assert [s for passage in passages_of(document) for s in passage.statements] == list(document.statements)


@given(PIECES)
def test_a_passage_is_a_slice_of_the_stored_text_under_one_heading(pieces):
    document = built(*pieces)
    for passage in passages_of(document):
        assert document.text[passage.start : passage.end] == passage.text
        assert len({s.section for s in passage.statements}) == 1
        assert {document.heading_path(s) for s in passage.statements} == {passage.heading_path}
        headings = [b for b in document.blocks if b.form is Form.HEADING]
        assert not any(passage.start <= heading.start < passage.end for heading in headings)


@given(PIECES)
def test_a_passage_is_at_most_180_words_unless_one_statement_is_longer(pieces):
    for passage in passages_of(built(*pieces)):
        assert len(passage.statements) == 1 or word_count(passage.text) <= MOST_WORDS


@given(PIECES)
def test_a_short_passage_is_short_because_the_next_statement_could_not_join_it(pieces):
    document = built(*pieces)
    passages = passages_of(document)
    for passage, following in itertools.pairwise(passages):
        first = following.statements[0]
        row = Form.TABLE_ROW in (passage.statements[-1].form, first.form)
        other_heading = first.section != passage.statements[-1].section
        too_long = word_count(passage.text) + word_count(document.text[first.start : first.end]) > MOST_WORDS
        assert word_count(passage.text) >= ENOUGH_WORDS or row or other_heading or too_long


def test_passages_are_cut_once_they_hold_enough_words():
    passages = passages_of(built(*[("sentence", 25)] * 6))
    assert [len(passage.statements) for passage in passages] == [3, 3]


def test_the_same_heading_twice_makes_two_passages():
    builder = DocumentBuilder()
    for words in ("The liver is the first site.", "Bone comes later."):
        builder.heading(2, "Sites")
        builder.paragraph(words)
    passages = passages_of(builder.document("d", Reference(title="T")))
    assert [passage.text for passage in passages] == ["The liver is the first site.", "Bone comes later."]


def test_a_table_row_is_a_passage_written_out_with_its_headers_and_caption():
    builder = DocumentBuilder()
    builder.table("Spread", ["Primary", "Nodes"], [["ileum", "60 %"], ["lung", ""]])
    ileum, lung = passages_of(builder.document("d", Reference(title="T")))
    assert ileum.text == "ileum | 60 %"
    assert ileum.searched == "Spread Primary: ileum; Nodes: 60 %"
    assert lung.searched == "Spread Primary: lung"


def test_a_row_is_written_out_without_empty_cells_and_unnamed_columns_stand_alone():
    assert write_out_row(["", "Nodes", "Time"], ["ileum", "60 %", ""]) == "ileum; Nodes: 60 %"
    assert write_out_row([], ["ileum", "60 %"]) == "ileum; 60 %"


def test_a_list_item_is_written_out_with_its_lead_in():
    builder = DocumentBuilder()
    builder.paragraph("Contraindicated in:")
    builder.list_item("heart failure", builder.lead_in_for_list())
    document = builder.document("d", Reference(title="T"))
    assert written_out(document, document.statements[1]) == "Contraindicated in: heart failure"
    assert written_out(document, document.statements[0]) == "Contraindicated in:"


def test_what_is_searched_repeats_a_lead_in_only_where_the_passage_lacks_it():
    builder = DocumentBuilder()
    builder.paragraph("Contraindicated in:")
    lead_ins = builder.lead_in_for_list()
    for number in range(4):
        builder.list_item(f"group {number}" + " word" * 28, lead_ins)
    first, second = passages_of(builder.document("d", Reference(title="T")))
    assert first.searched.count("Contraindicated in:") == 1
    assert second.searched.count("Contraindicated in:") == 1
    assert not second.text.startswith("Contraindicated")


def test_a_passage_is_named_by_its_document_and_its_span():
    (passage,) = passages_of(built(("sentence", 5)))
    assert passage.id == f"d:{passage.start}-{passage.end}"


def test_a_document_without_statements_has_no_passages():
    assert passages_of(built(("heading", 1))) == []
