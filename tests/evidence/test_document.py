"""Documents: which digest changes with what, and that structure survives storage."""

import json
from dataclasses import replace

import pytest

from curbside.evidence.document import Document, Form, Structure, structure_of, tables_of
from curbside.evidence.kinds import Basis, Standing
from curbside.evidence.reference import Reference
from curbside.ingest.building import DocumentBuilder

REFERENCE = Reference(title="Spread of neuroendocrine tumours", year=2016)


def spread(liver: str = "82 %") -> Document:
    builder = DocumentBuilder()
    builder.paragraph("Before any heading.")
    builder.heading(2, "Sites")
    builder.paragraph("Common sites:")
    builder.list_item("liver", builder.lead_in_for_list())
    builder.table("Spread by primary", ["Primary", "Liver"], [["ileum", liver], ["lung", ""]])
    builder.heading(2, "Sites")
    builder.table(None, ["Site"], [["bone"]])
    return builder.document("doc-1", REFERENCE, topics=["NET"], metadata={"focus": "NET"})


def test_the_same_words_give_the_same_revision():
    assert spread().revision == spread().revision


def test_other_words_are_another_revision_of_the_same_record():
    assert spread("28 %").revision != spread().revision
    assert spread("28 %").record_digest == spread().record_digest


@pytest.mark.parametrize(
    "change",
    [
        {"reference": replace(REFERENCE, standing=Standing.RETRACTED)},
        {"basis": Basis.ABSTRACT},
        {"seen_at": "a library"},
        {"reported_by": "a secondary page"},
        {"topics": ("lung",)},
        {"pack": "starter"},
        {"metadata": {"focus": "lung"}},
        {"derived_from": ("10.1000/x",)},
    ],
)
def test_another_record_is_the_same_revision(change):
    changed = replace(spread(), **change)
    assert changed.record_digest != spread().record_digest
    assert changed.revision == spread().revision


def test_the_same_words_in_another_structure_are_another_revision():
    as_item, as_paragraph = DocumentBuilder(), DocumentBuilder()
    as_item.list_item("liver")
    as_paragraph.paragraph("liver")
    one, two = as_item.document("d", REFERENCE), as_paragraph.document("d", REFERENCE)
    assert one.text == two.text
    assert one.revision != two.revision


def test_a_better_segmenter_does_not_make_a_new_revision():
    assert replace(spread(), statements=()).revision == spread().revision


def test_structure_reads_back_from_json_as_it_was():
    document = spread()
    stored = json.loads(json.dumps(document.structure()))
    assert structure_of(stored) == Structure(document.sections, document.blocks, document.tables, ())


def test_an_empty_document_has_a_structure_too():
    document = DocumentBuilder().document("d", REFERENCE)
    assert structure_of(document.structure()) == Structure((), (), (), ())


def test_tables_are_gathered_with_their_caption_columns_and_rows():
    document = spread()
    by_primary, bare = document.tables

    def read(span):
        return document.text[slice(*span)]

    assert read(by_primary.caption) == "Spread by primary"
    assert list(map(read, by_primary.columns)) == ["Primary", "Liver"]
    assert [list(map(read, row)) for row in by_primary.rows] == [["ileum", "82 %"], ["lung", ""]]
    assert bare.caption is None
    assert document.heading_path(bare) == ("Sites",)
    assert tables_of(document.blocks) == document.tables


def test_every_statement_knows_the_headings_it_stands_under():
    document = spread()
    paths = {document.text[s.start : s.end]: document.heading_path(s) for s in document.statements}
    assert paths["Before any heading."] == ()
    assert paths["liver"] == ("Sites",)


def test_neither_heading_nor_caption_nor_header_is_a_statement():
    forms = {statement.form for statement in spread().statements}
    assert forms == {Form.SENTENCE, Form.LIST_ITEM, Form.TABLE_ROW}


def test_the_record_leaves_out_what_is_not_known():
    record = DocumentBuilder().document("d", REFERENCE).record()
    assert record == {"reference": REFERENCE.to_record(), "basis": "full_text"}
