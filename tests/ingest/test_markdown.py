"""Markdown with front matter: structure, spans, and everything that is refused."""

import gzip
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curbside.errors import IncompleteRecord, InputError, UnreadableInput
from curbside.evidence.document import Document, Form, Structure, structure_of
from curbside.evidence.kinds import Basis, Role, SourceKind
from curbside.evidence.passage import passages_of, written_out
from curbside.evidence.text import clean
from curbside.ingest.markdown import read_markdown

FRONT = "---\ntitle: Spread of NETs\n---\n"


def short(value: object) -> str:
    """A test's id from a value that may be very long."""
    return ascii(value)[:40]


def read(body: str, front: str = FRONT) -> Document:
    (document,) = read_markdown(io.BytesIO((front + body).encode("utf-8", "surrogatepass")))
    return document


def front(lines: str) -> Document:
    return read("The liver is first.\n", f"---\n{lines}\n---\n")


def statements(document: Document) -> list[str]:
    return [document.text[s.start : s.end] for s in document.statements]


def written(document: Document) -> list[str]:
    return [written_out(document, s) for s in document.statements]


# Front matter


def test_the_front_matter_is_the_record_and_other_keys_are_metadata():
    document = front(
        "id: dasari-2017\n"
        "title: 'Trends in NETs: US'\n"
        "kind: registry_study\n"
        "authors: [Dasari A, et al.]\n"
        "year: 2017\n"
        "date: 2017-10-01\n"
        "pmid: 28448665\n"
        "basis: abstract\n"
        "topics: [NET, frequency]\n"
        "population: 64,971 patients, SEER 18\n"
        "weights: [1, x]"
    )
    assert document.id == "dasari-2017"
    assert document.reference.title == "Trends in NETs: US"
    assert document.reference.kind is SourceKind.REGISTRY_STUDY
    assert document.reference.authors == ("Dasari A", "et al.")
    assert (document.reference.year, document.reference.date) == (2017, "2017-10-01")
    assert document.reference.pmid == "28448665"
    assert (document.basis, document.topics) == (Basis.ABSTRACT, ("NET", "frequency"))
    assert document.metadata == {"population": "64,971 patients, SEER 18", "weights": [1, "x"]}


@pytest.mark.parametrize(("key", "value"), [("jurisdiction", "NO"), ("language", "no")])
def test_norway_is_no_truth_value(key, value):
    assert getattr(front(f"title: T\n{key}: {value}").reference, key) == value


@pytest.mark.parametrize("value", ["010", "1.10", "12:34", "1_000", "0x1F", "+5", "1e3", "08", "7"])
def test_a_number_in_the_record_is_kept_as_it_is_written(value):
    assert front(f"title: T\nvolume: {value}").reference.volume == value


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_will_do(end):
    text = FRONT + "# Spread\n\nThe liver.\n\n- bone\n"
    (document,) = read_markdown(io.BytesIO(text.replace("\n", end).encode()))
    assert document.text == "Spread\nThe liver.\nbone"


def test_a_byte_order_mark_before_the_front_matter_will_do():
    assert read("The liver.", "\ufeff" + FRONT).text == "The liver."


def test_a_packed_file_is_read_from_a_path(tmp_path):
    path = tmp_path / "net.md"
    path.write_bytes(gzip.compress(f"{FRONT}The liver.".encode()))
    assert [d.text for d in read_markdown(path)] == ["The liver."]


def test_a_rule_in_the_body_does_not_end_the_front_matter_again():
    assert read("One.\n\n---\n\nTwo.\n").text == "One.\nTwo."


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("title: [open", "not YAML"),
        ("title: a: b", "not YAML"),
        ("\ttitle: T", "not YAML"),
        ("title: T\ntitle: U", "not YAML"),
        ("title: T\nx: {a: 1, a: 2}", "not YAML"),
        ("title: T\ndate: 2019-02-31", "not YAML"),
        ("title: T\nx: &a [1]\ny: *a", "not YAML"),
        ("title: T\nx: !!set {a, b}", "not YAML"),
        ("title: T\nx: !!int ''", "not YAML"),
        ("title: T\nx: !!python/name:os.system", "not YAML"),
        ("title: T\n[a]: b", "not YAML"),
        ("title: T\n? {a: b}\n: c", "not YAML"),
        ("title: T\nx: " + "[" * 3000, "not YAML"),
        ("title: T\nx: " + "[" * 3000 + "]" * 3000, "not YAML"),
        ("- title\n- T", "not `key: value`"),
        ("T", "not `key: value`"),
        ("", "not `key: value`"),
        ("title: T\nx: " + "y" * 100_001, "over 100,000"),
    ],
    ids=short,
)
def test_front_matter_that_is_not_plain_yaml_is_refused(lines, why, refusal):
    assert why in refusal(UnreadableInput, lambda: front(lines)).message


def test_an_alias_bomb_is_refused_before_it_unfolds(refusal):
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for one, two in ("ab", "bc", "cd", "de", "ef", "fg", "gh", "hi"):
        bomb += f"{two}: &{two} [{', '.join([f'*{one}'] * 9)}]\n"
    refusal(UnreadableInput, lambda: front(f"title: T\n{bomb}"))


def test_yaml_errors_name_the_line_of_the_file(refusal):
    error = refusal(UnreadableInput, lambda: front("title: T\nyear: 2019\ntitle: U"))
    assert "line 4" in error.message


@pytest.mark.parametrize("lines", ["year: 2019", "title:", "title: ''", "title: '  '", 'title: "\\u200b"', "title: []"])
def test_front_matter_without_a_title_is_refused(lines, refusal):
    assert "title" in refusal(IncompleteRecord, lambda: front(lines)).message


@pytest.mark.parametrize(
    "line", ["doi: cam4", "pmid: x1", "kind: paper", "date: Jan 2019", "language: true", "year: x"]
)
def test_a_malformed_value_is_refused_by_its_key(line, refusal):
    assert line.split(":")[0] in refusal(IncompleteRecord, lambda: front(f"title: T\n{line}")).message


@pytest.mark.parametrize("text", ["", "The liver is first.", "# Spread\n\ntitle: T\n", "---\ntitle: T\nThe liver.\n"])
def test_a_file_without_front_matter_is_refused(text, refusal):
    assert "no front matter" in refusal(UnreadableInput, lambda: read(text, "")).message


@pytest.mark.parametrize("body", ["", "\n\n", "# Only\n\n## Headings\n", "<!-- a note -->\n", "| a | b |\n|---|---|\n"])
def test_a_record_without_a_statement_is_refused(body, refusal):
    assert "no text" in refusal(UnreadableInput, lambda: read(body)).message


@pytest.mark.parametrize(
    "data", ["title: Riihimäki".encode("latin-1"), f"{FRONT}x".encode("utf-16"), b"\x00\xff\xfe"], ids=short
)
def test_a_file_that_is_not_utf_8_is_refused(data, tmp_path, refusal):
    path = tmp_path / "notes.md"
    path.write_bytes(data)
    error = refusal(UnreadableInput, lambda: list(read_markdown(path)))
    assert error.message.startswith("notes.md is not UTF-8")


def test_a_missing_file_is_refused(tmp_path, refusal):
    refusal(UnreadableInput, lambda: list(read_markdown(tmp_path / "none.md")))


def test_a_truncated_packed_file_is_refused(refusal):
    packed = gzip.compress(FRONT.encode() + bytes(range(65, 90)) * 100)
    refusal(UnreadableInput, lambda: list(read_markdown(io.BytesIO(packed[:-20]))))


def test_bytes_that_are_invisible_in_an_id_or_metadata_do_not_break_the_digest():
    document = front('title: T\nnote: "a\\ud800b\\u202e"')
    assert document.metadata == {"note": "ab"}
    assert len(document.record_digest) == 64


# Words


def test_markup_is_not_stored():
    document = read(
        '**Liver** in *82 %* of [patients](https://example.org "x") with `NET`\\*, '
        "![a scan](scan.png), <b>5 &lt; 6</b>.\n"
    )
    assert document.text == "Liver in 82 % of patients with NET*, a scan, 5 < 6."


def test_lines_of_a_paragraph_are_joined_and_paragraphs_kept_apart():
    assert (
        read("The liver\nis first.  \nBone is\\\nsecond.\n\nLung.\n").text
        == "The liver is first. Bone is second.\nLung."
    )


def test_a_comment_is_not_evidence():
    assert read("The liver.\n\n<!-- check this -->\n\nBone <!-- really? --> too.\n").text == "The liver.\nBone too."


def test_stored_text_is_nfc_without_controls_or_direction_marks():
    document = read("# Riihima\u0308ki\u200f\n\nA \u202e5\u202c % e*\u0301* share,\u00a0𝛽 😀\x0c\u061c.\n")
    assert document.text == "Riihimäki\nA 5 % é share, 𝛽 😀 ."


def test_words_in_a_code_block_and_a_quotation_are_text_too():
    assert read("```\nline one\nline two\n```\n\n> Quoted.\n>\n> - item\n").text == "line one\nline two\nQuoted.\nitem"


# Headings and roles


def test_headings_nest_by_level():
    document = read("Before.\n\n# A\n\nOne.\n\n### B\n\nTwo.\n\n## C\n\nThree.\n\nD\n===\n\nFour.\n")
    assert {document.text[s.start : s.end]: document.heading_path(s) for s in document.statements} == {
        "Before.": (),
        "One.": ("A",),
        "Two.": ("A", "B"),
        "Three.": ("A", "C"),
        "Four.": ("D",),
    }


def test_roles_come_from_headings_and_otherwise_from_the_kind():
    body = "First words.\n\n## Background\n\nOne.\n\n## Results\n\n- two\n\n### Liver\n\nThree.\n"
    roles = [s.role for s in read(body).statements]
    assert roles == [Role.RESULT, Role.BACKGROUND, Role.RESULT, Role.RESULT]
    guideline = read(body, "---\ntitle: T\nkind: guideline\n---\n")
    assert guideline.statements[0].role is Role.RECOMMENDATION


# Lists


def test_a_list_item_carries_the_lead_in_of_its_list():
    document = read("It is effective. Contraindicated in:\n\n- pregnancy\n- renal failure\n")
    assert written(document)[2:] == ["Contraindicated in: pregnancy", "Contraindicated in: renal failure"]


def test_a_list_right_below_its_lead_in_line_carries_it_too():
    assert written(read("Signs:\n1. flushing\n2. diarrhoea\n"))[1:] == ["Signs: flushing", "Signs: diarrhoea"]


def test_a_list_without_a_lead_in_has_none():
    document = read("The liver is first.\n\n- bone\n\n# Signs:\n\n- flushing\n")
    assert [s.lead_ins for s in document.statements] == [(), (), ()]


def test_a_second_list_does_not_inherit_the_lead_in_of_the_first():
    document = read("Signs:\n\n- flushing\n\nNo colon here.\n\n- bone\n")
    assert written(document)[-1] == "bone"


def test_a_nested_item_hangs_on_the_item_above_it_and_on_all_that_it_hangs_on():
    document = read("Sites:\n\n- Liver\n  - left lobe\n    - segment 2\n  - right lobe\n- Bone\n")
    assert written(document)[1:] == [
        "Sites: Liver",
        "Sites: Liver left lobe",
        "Sites: Liver left lobe segment 2",
        "Sites: Liver right lobe",
        "Sites: Bone",
    ]


def test_only_the_first_sentence_of_an_item_hangs_on_what_the_list_hangs_on():
    document = read("Sites:\n\n- Liver first. It is common.\n\n  More about the liver.\n\n- Bone\n")
    assert written(document)[1:] == [
        "Sites: Liver first.",
        "It is common.",
        "More about the liver.",
        "Sites: Bone",
    ]


@pytest.mark.parametrize("depth", [1, 9, 10, 15])
def test_every_level_of_a_nested_list_is_kept(depth):
    document = read("".join("  " * level + f"- level {level}\n" for level in range(depth)))
    assert statements(document) == [f"level {level}" for level in range(depth)]


def test_a_table_inside_a_list_item_is_read_as_a_table():
    document = read("- Spread\n\n  | Primary | Liver |\n  |---|---|\n  | ileum | 82 % |\n")
    assert [s.form for s in document.statements] == [Form.LIST_ITEM, Form.TABLE_ROW]


# Tables


TABLE = "| Primary | Nodes | Liver |\n|:--|--:|---|\n| ileum | 60 % | 30 % |\n| lung | | 5 % |\n"


def rows(document: Document, number: int = 0) -> list[list[str]]:
    return [[document.text[slice(*cell)] for cell in row] for row in document.tables[number].rows]


def columns(document: Document, number: int = 0) -> list[str]:
    return [document.text[slice(*cell)] for cell in document.tables[number].columns]


def test_a_table_row_keeps_the_span_of_every_cell():
    document = read(TABLE)
    assert columns(document) == ["Primary", "Nodes", "Liver"]
    assert rows(document) == [["ileum", "60 %", "30 %"], ["lung", "", "5 %"]]
    assert document.text == "Primary | Nodes | Liver\nileum | 60 % | 30 %\nlung |  | 5 %"


def test_a_table_row_is_written_out_with_its_columns():
    assert written(read(TABLE)) == ["Primary: ileum; Nodes: 60 %; Liver: 30 %", "Primary: lung; Liver: 5 %"]


@pytest.mark.parametrize("gap", ["", "\n"])
@pytest.mark.parametrize("label", ["Table:", "table:", "Table 2.", "Table 2:", "TABLE 1.2:"])
def test_the_caption_is_the_line_above_without_its_label(label, gap):
    document = read(f"{label} Spread by primary\n{gap}{TABLE}")
    assert document.text[slice(*document.tables[0].caption)] == "Spread by primary"
    assert document.text.startswith("Spread by primary\nPrimary | ")
    assert len(document.statements) == 2


def test_a_caption_at_the_end_of_a_paragraph_leaves_the_paragraph():
    document = read(f"Spread differs.\nTable: Spread by primary\n{TABLE}")
    assert statements(document)[0] == "Spread differs."
    assert document.text[slice(*document.tables[0].caption)] == "Spread by primary"


def test_a_table_without_a_caption_has_none():
    document = read(f"Spread differs by primary.\n\n{TABLE}")
    assert document.tables[0].caption is None
    assert statements(document)[0] == "Spread differs by primary."


@pytest.mark.parametrize("between", ["Other words.\n\n", "# Heading\n\n", "- item\n\n", "```\ncode\n```\n\n"])
def test_a_caption_with_no_table_below_it_stays_text(between):
    document = read(f"Table: Spread\n\n{between}{TABLE}")
    assert document.tables[0].caption is None
    assert statements(document)[0] == "Table: Spread"


def test_a_caption_at_the_very_end_stays_text():
    assert statements(read("Table: Spread\n")) == ["Table: Spread"]


def test_a_row_with_too_few_cells_is_filled_with_empty_ones():
    assert rows(read("| a | b | c |\n|---|---|---|\n| 1 |\n| 1 | 2 |\n")) == [["1", "", ""], ["1", "2", ""]]


def test_cells_beyond_the_header_are_ignored_as_github_does():
    assert rows(read("| a | b |\n|---|---|\n| 1 | 2 | 3 |\n")) == [["1", "2"]]


def test_a_cell_may_hold_an_escaped_bar_markup_and_a_break():
    document = read("| a | b |\n|---|---|\n| x \\| y | **5**<br>% |\n")
    assert rows(document) == [["x | y", "5 %"]]


def test_a_table_of_empty_cells_leaves_no_trace():
    document = read(f"| | |\n|---|---|\n| | |\n\n{TABLE}")
    assert len(document.tables) == 1
    assert written(document)[1] == "Primary: lung; Liver: 5 %"


def test_a_table_without_header_words_is_written_out_without_columns():
    assert written(read("| | |\n|---|---|\n| ileum | 60 % |\n")) == ["ileum; 60 %"]


def test_two_tables_keep_their_own_columns():
    document = read(f"{TABLE}\nTable: Age\n\n| Site | Age |\n|---|---|\n| lung | 64 |\n")
    assert columns(document, 1) == ["Site", "Age"]
    assert written(document)[2] == "Site: lung; Age: 64"


# Everything at once

WORDS = st.text("abÉe\u0301 .:,|*_`#>-<&\\[]()0😀𝛽\u05d0\u200f\u202e\u0628\u00a0", min_size=1, max_size=25)
LINES = st.one_of(
    WORDS,
    st.builds("{} {}".format, st.sampled_from(["#", "##", "###", "-", "  -", "    -", "1.", ">", "Table:"]), WORDS),
    st.builds("| {} | {} |\n|---|---|\n| {} | {} |".format, WORDS, WORDS, WORDS, WORDS),
    st.sampled_from(["", "", "---", "```", "<p>", "Signs:"]),
)
BODIES = st.builds(
    lambda end, lines: end.join(lines), st.sampled_from(["\n", "\r\n", "\n\n"]), st.lists(LINES, max_size=15)
)


@given(BODIES)
def test_every_span_of_any_document_is_its_words(body):
    document = read("Some words.\n\n" + body)
    text = document.text
    assert text == clean(text)
    assert [text[b.start : b.end] for b in document.blocks] == text.split("\n")
    for block in document.blocks:
        assert all(block.start <= start <= end <= block.end for start, end in block.cells)
        if block.cells:
            assert " | ".join(text[start:end] for start, end in block.cells) == text[block.start : block.end]
    for statement in document.statements:
        words = text[statement.start : statement.end]
        assert words == words.strip() != ""
        for span in statement.lead_ins:
            lead_in = text[slice(*span)]
            assert lead_in == lead_in.strip() != ""
            assert span[1] <= statement.start
        assert written_out(document, statement)


@given(BODIES)
def test_any_document_is_cut_into_passages_and_survives_storage(body):
    document = read("Some words.\n\n" + body)
    passages = passages_of(document)
    assert [s for p in passages for s in p.statements] == list(document.statements)
    assert all(document.text[p.start : p.end] == p.text and p.searched for p in passages)
    assert structure_of(document.structure()) == Structure(document.sections, document.blocks, document.tables, ())
    assert replace(document, metadata={"x": 1}).revision == document.revision


@given(st.text() | st.text("-: \n[]{}&*!?|>'\"#%@tile\\", max_size=60))
def test_any_front_matter_is_read_or_refused_in_two_sentences(lines):
    try:
        read("Some words.", f"---\ntitle: T\n{lines}\n---\n")
    except InputError as error:
        assert error.message
        assert error.hint


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_in_two_sentences(data):
    for bytes_given in (data, FRONT.encode() + data, b"\x1f\x8b" + data):
        try:
            list(read_markdown(io.BytesIO(bytes_given)))
        except InputError as error:
            assert error.message
            assert error.hint


def test_words_in_raw_html_are_kept_and_its_comments_are_not():
    assert statements(read("<p>The liver comes <b>first</b>.</p>\n<!-- a note to self -->\n")) == [
        "The liver comes first ."
    ]
