"""Word documents: what their markup means as text, what their properties say, and what hostile files come to."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curbside.errors import InputError, OwnOutput, UnreadableInput
from curbside.evidence.document import Document
from curbside.ingest import docx, docx_package
from curbside.ingest.docx import read_docx
from curbside.ingest.own_output import MARK_COMMENT

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
STYLES = f"""<w:styles {W}>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="Kapitel"><w:name w:val="Kapitel"/><w:basedOn w:val="berschrift2"/></w:style>
<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Own"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="Beschriftung"><w:name w:val="caption"/></w:style>
<w:style w:type="paragraph" w:styleId="Verzeichnis1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Liste"><w:name w:val="List Bullet"/><w:pPr><w:numPr><w:numId w:val="1"/>
</w:numPr></w:pPr></w:style>
<w:style w:type="character" w:styleId="Hidden"><w:name w:val="Hidden"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="table" w:styleId="Set"><w:name w:val="Set"/><w:tblStylePr w:type="firstRow"/></w:style>
</w:styles>"""
NUMBERING = f"""<w:numbering {W}><w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/></w:lvl>
</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>"""


def core(**properties: str) -> str:
    inside = "".join(f"<p:{name}>{value}</p:{name}>" for name, value in properties.items())
    return f'<core xmlns:p="urn:any">{inside}</core>'


def t(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(content: str, style: str | None = None, properties: str = "") -> str:
    if style is not None:
        properties = f'<w:pStyle w:val="{style}"/>{properties}'
    return f"<w:p><w:pPr>{properties}</w:pPr>{content if content.startswith('<') else t(content)}</w:p>"


def item(text: str, level: int = 0) -> str:
    return p(text, None, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>')


def table(*rows: str, look: str = "") -> str:
    return f"<w:tbl><w:tblPr>{look}</w:tblPr>{''.join(rows)}</w:tbl>"


def row(*cells: str, properties: str = "") -> str:
    inside = "".join(cell if cell.startswith("<w:tc>") else f"<w:tc><w:tcPr/>{p(cell)}</w:tc>" for cell in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inside}</w:tr>"


def spanning(text: str, properties: str) -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def pack(parts: dict[str, str | bytes], name: str = "protocol_for-zorbitis.docx") -> io.BytesIO:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for path, part in parts.items():
            package.writestr(path, part)
    packed.seek(0)
    packed.name = name  # type: ignore[attr-defined]
    return packed


def parts(body: str, **others: str) -> dict[str, str | bytes]:
    document = f"<w:document {W} {M} {MC}><w:body>{body}<w:sectPr/></w:body></w:document>"
    given = {f"word/{name}.xml": f"{text}" for name, text in others.items() if name != "core"}
    properties = {"docProps/core.xml": others["core"]} if "core" in others else {}
    return {
        "_rels/.rels": RELS,
        "word/document.xml": document,
        "word/styles.xml": STYLES,
        "word/numbering.xml": NUMBERING,
        **given,
        **properties,
    }


def read(body: str, **others: str) -> Document:
    (document,) = read_docx(pack(parts(body, **others)))
    return document


def lines(document: Document) -> list[str]:
    return document.text.split("\n")


def items(document: Document) -> list[tuple[str, list[str]]]:
    return [
        (document.text[b.start : b.end], [document.text[x:y] for x, y in b.lead_ins])
        for b in document.blocks
        if b.form == "list_item"
    ]


def cells(document: Document) -> list[list[list[str]]]:
    return [
        [[document.text[x:y] for x, y in line] for line in (table.columns, *table.rows) if line]
        for table in document.tables
    ]


# What the markup means


@pytest.mark.parametrize(
    ("heading", "path"),
    [
        (p("Doses", "berschrift1"), ("Doses",)),
        (p("Doses", "Kapitel"), ("Doses",)),
        (p("Doses", "Own"), ("Doses",)),
        (p("Doses", "Heading2"), ("Doses",)),
        (p("Doses", None, '<w:outlineLvl w:val="2"/>'), ("Doses",)),
        (p("Doses", "Own", '<w:outlineLvl w:val="9"/>'), ()),
        (p("Doses", "berschrift1", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'), ("Doses",)),
    ],
)
def test_a_heading_is_known_by_its_style_in_any_language_or_by_its_outline_level(heading, path):
    document = read(p("Zorbitis is treated.") + heading + p("Give 5 mg."))
    assert document.heading_path(document.statements[-1]) == path


def test_headings_nest():
    document = read(
        p("One", "berschrift1") + p("A.") + p("Two", "berschrift2") + p("B.") + p("Three", "berschrift1") + p("C.")
    )
    assert [document.heading_path(one) for one in document.statements] == [("One",), ("One", "Two"), ("Three",)]


def test_lists_nest_and_hang_on_the_sentence_before_them():
    document = read(
        p("Do not give in:") + item("pregnancy") + item("first trimester", 1) + item("renal failure") + p("End.")
    )
    assert items(document) == [
        ("pregnancy", ["Do not give in:"]),
        ("first trimester", ["Do not give in:", "pregnancy"]),
        ("renal failure", ["Do not give in:"]),
    ]
    assert lines(document)[-1] == "End."


@pytest.mark.parametrize(
    "listed",
    [
        p("asthma", "Liste"),
        p("• asthma"),
        p("·\tasthma"),
        p(t("•") + "<w:r><w:tab/></w:r>" + t("asthma")),
        p(t("–") + "<w:r><w:tab/></w:r>" + t("asthma")),
    ],
)
def test_lists_by_style_and_lists_typed_by_hand_are_lists(listed):
    assert items(read(p("Avoid in:") + listed)) == [("asthma", ["Avoid in:"])]


def test_a_dash_that_begins_a_number_is_no_bullet():
    assert lines(read(p("-5 °C is too cold."))) == ["-5 °C is too cold."]


def test_tables_have_headers_and_merged_cells():
    merge, go_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    document = read(
        p("Table 1. Doses", "Beschriftung")
        + table(
            row(spanning("Drug", merge), spanning("Dose", '<w:gridSpan w:val="2"/>'), properties="<w:tblHeader/>"),
            row(spanning("", go_on), "Adult", "Child", properties="<w:tblHeader/>"),
            row(spanning("A", merge), "5 mg", "1 mg"),
            row(spanning("", go_on), spanning("none", '<w:gridSpan w:val="2"/>')),
        )
    )
    assert cells(document) == [[["Drug", "Dose · Adult", "Dose · Child"], ["A", "5 mg", "1 mg"], ["A", "none", "none"]]]
    assert document.text[slice(*document.tables[0].caption)] == "Table 1. Doses"


@pytest.mark.parametrize("above", [True, False])
def test_a_caption_in_any_language_belongs_to_its_table_above_or_below(above):
    caption, doses = p("Table 2: Dosen", "Beschriftung"), table(row("A", "B"), row("1", "2"))
    document = read((caption + doses if above else doses + caption) + p("Ende."))
    assert document.text[slice(*document.tables[0].caption)] == "Table 2: Dosen"
    assert lines(document)[-1] == "Ende."


def test_the_first_row_is_a_header_where_the_table_s_style_sets_it_apart():
    look = '<w:tblStyle w:val="Set"/><w:tblLook w:val="04A0"/>'
    assert cells(read(table(row("Drug", "Dose"), row("A", "5 mg"), look=look)))[0][0] == ["Drug", "Dose"]
    plain = read(table(row("Dose", "5 mg"), row("Route", "by mouth")))
    assert plain.tables[0].columns == ()


def test_a_box_is_read_as_text():
    document = read(table(row("Warning: never give with milk.")) + p("End."))
    assert lines(document) == ["Warning: never give with milk.", "End."]


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (t("10") + t("9", '<w:vertAlign w:val="superscript"/>') + t(" cells"), "10^9 cells"),
        (t("CO") + t("2", '<w:vertAlign w:val="subscript"/>'), "CO2"),
        (t("seen") + t("secret", "<w:vanish/>") + t("secret", '<w:rStyle w:val="Hidden"/>'), "seen"),
        (t("seen", '<w:vanish w:val="0"/>'), "seen"),
        (f"<w:ins>{t('new')}</w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del>", "new"),
        (f"<w:moveFrom>{t('old')}</w:moveFrom><w:moveTo>{t('new')}</w:moveTo>", "new"),
        (t("Table ") + f'<w:fldSimple w:instr="SEQ Table">{t("7")}</w:fldSimple>' + t(" shows"), "Table 7 shows"),
        ("<w:r><w:fldChar w:fldCharType='begin'/><w:instrText>PAGE</w:instrText><w:fldChar w:fldCharType='separate'/>"
         "<w:t>3</w:t><w:fldChar w:fldCharType='end'/></w:r>", "3"),
        (t("one") + "<w:r><w:br/></w:r>" + t("two") + "<w:r><w:tab/></w:r>" + t("three"), "one two three"),
        (t("a ") + '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>' + t(" 5"), "a ≥ 5"),
        (t("a \uf0a3 5", '<w:rFonts w:ascii="Symbol"/>'), "a ≤ 5"),
        (t("micro") + "<w:r><w:softHyphen/></w:r>" + t("scope"), "microscope"),
        (f'<w:hyperlink r:id="r9" xmlns:r="urn:r">{t("linked")}</w:hyperlink>', "linked"),
        (t("x is ") + "<m:oMath><m:sSup><m:e><m:r><m:t>a</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup>"
         "</m:sSup></m:oMath>", "x is a^2"),
        ("<m:oMathPara><m:oMath><m:r><m:t>r=</m:t></m:r><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2"
         "</m:t></m:r></m:den></m:f></m:oMath></m:oMathPara>", "r = (a + b)/2"),
        ('<w:r><w:object><o:OLEObject xmlns:o="urn:o" ProgID="Equation.3"/></w:object></w:r>' + t("holds"),
         "[formula] holds"),
        (t("one") + "<w:commentRangeStart/><w:r><w:commentReference w:id='1'/></w:r>" + t(" two"), "one two"),
    ],
)  # fmt: skip
def test_runs_are_read_as_they_are_seen(runs, text):
    assert lines(read(p(runs))) == [text]


def test_a_deleted_paragraph_mark_joins_and_a_deleted_row_goes():
    joined = p(t("It is "), None, "<w:rPr><w:del/></w:rPr>") + p("given.")
    document = read(joined + table(row("A", "B"), row("x", "y", properties="<w:del/>"), row("1", "2"), row("3", "4")))
    assert lines(document)[0] == "It is given."
    assert "x" not in document.text


def test_text_boxes_come_once_after_their_paragraph():
    inside = f"<w:txbxContent>{p('In the box.')}</w:txbxContent>"
    forms = (
        f"<mc:Choice><w:drawing>{inside}</w:drawing></mc:Choice><mc:Fallback><w:pict>{inside}</w:pict></mc:Fallback>"
    )
    box = f"<w:r><mc:AlternateContent>{forms}</mc:AlternateContent></w:r>"
    assert lines(read(p(t("Before.") + box) + p("After."))) == ["Before.", "In the box.", "After."]


def test_tables_of_contents_are_left_out():
    gallery = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    contents = f"<w:sdt>{gallery}<w:sdtContent>{p('Doses 3')}</w:sdtContent></w:sdt>" + p("Harms 4", "Verzeichnis1")
    assert lines(read(contents + p("Text."))) == ["Text."]
    assert lines(read(f"<w:sdt><w:sdtPr/><w:sdtContent>{p('Kept.')}</w:sdtContent></w:sdt>")) == ["Kept."]


def test_notes_stand_apart_in_the_order_of_the_text_and_leave_no_mark():
    def mark(kind: str, number: int) -> str:
        return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'

    notes = f"<w:footnotes {W}>" + "".join(
        f'<w:footnote w:id="{i}">{p("<w:r><w:footnoteRef/></w:r>" + t(f" Note {i}."))}</w:footnote>'
        for i in (-1, 1, 2, 3)
    )
    ends = f'<w:endnotes {W}><w:endnote w:id="1">{p("End note.")}</w:endnote></w:endnotes>'
    body = p(t("A") + mark("footnote", 2) + t(" and B.") + mark("footnote", 1) + mark("endnote", 1)) + p(
        f"<w:del>{mark('footnote', 3)}</w:del>" + t("C.")
    )
    document = read(body, footnotes=notes + "</w:footnotes>", endnotes=ends)
    assert lines(document) == ["A and B.", "C.", "Footnotes", "Note 2.", "Note 1.", "End note."]


def test_a_reference_list_is_kept_apart_and_links_to_it_leave_no_mark():
    link = f'<w:hyperlink w:anchor="ref1">{t("1", "")}</w:hyperlink>'
    document = read(
        p(t("It helps [") + link + t("]."))
        + p("References", "berschrift1")
        + p('<w:bookmarkStart w:id="1" w:name="ref1"/>' + t("Maker A. 2001."))
    )
    assert lines(document) == ["It helps."]
    assert document.metadata["references"] == ["Maker A. 2001."]


def test_a_reference_to_a_table_is_no_marker():
    link = f'<w:hyperlink w:anchor="t3">{t("3")}</w:hyperlink>'
    assert lines(read(p(t("See Table ") + link + t(".")))) == ["See Table 3."]


def test_a_file_that_another_program_wrote_is_read_whole():
    """`documents/zorbitis.docx` was made with pandoc from Markdown of our own."""
    (document,) = read_docx(Path(__file__).parent / "documents" / "zorbitis.docx")
    assert (document.reference.title, document.reference.authors) == ("Care of zorbitis", ("A. Maker",))
    assert lines(document) == [
        "Scope",
        "Zorbitis is made up. It affects 10^9 cells.",
        "Doses",
        "Do not give in:",
        "pregnancy",
        "first trimester",
        "renal failure",
        "Table 1. Doses of examplin",
        "Drug | Adults | Children",
        "A | 5 mg | 1 mg",
        "B | none | none",
        "Mild",
        "Rest.",
        "The ratio is r = a/b.",
        "Footnotes",
        "Its name is, too.",
    ]
    assert items(document)[1] == ("first trimester", ["Do not give in:", "pregnancy"])
    assert document.metadata["references"] == ["Maker A. A study of nothing. 2001."]


# The record


RUBBISH = core(title="Microsoft Word - Document1", creator="Windows User", modified="2013-12-23T23:15:00Z")


@pytest.mark.parametrize(
    ("body", "properties", "title"),
    [
        (p("Care of zorbitis", "Titel") + p("First", "berschrift1"), core(title="Other"), "Care of zorbitis"),
        (p("Care of zorbitis", "berschrift1"), core(title="Other"), "Care of zorbitis"),
        (p("1. Introduction", "berschrift1"), core(title="Care of zorbitis"), "Care of zorbitis"),
        (
            p("Doses", "berschrift1") + p("A.") + p("Harms", "berschrift1"),
            core(title="Care of zorbitis"),
            "Care of zorbitis",
        ),
        (p("Introduction", "berschrift1"), RUBBISH, "protocol for zorbitis"),
        ("", RUBBISH, "protocol for zorbitis"),
    ],
)
def test_the_title_is_the_first_of_title_heading_property_and_name(body, properties, title):
    document = read(body + p("Give 5 mg."), core=properties)
    assert document.reference.title == title
    assert lines(document).count(title) == 0


def test_properties_make_the_record_and_rubbish_in_them_does_not():
    reference = read(
        p("Text."),
        core=core(title="Care", creator="A. Maker; B. Other", modified="2024-03-02T01:02:03Z", language="en-GB"),
    ).reference
    assert (reference.authors, reference.date, reference.language) == (("A. Maker", "B. Other"), "2024-03-02", "en")
    reference = read(p("Text."), core=RUBBISH).reference
    assert (reference.authors, reference.date) == ((), None)


# Hostile and broken files


def refused(data: bytes | io.BytesIO, refusal) -> str:
    stream = io.BytesIO(data) if isinstance(data, bytes) else data
    return refusal(UnreadableInput, lambda: list(read_docx(stream))).message


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "not a Word document"),
        (b"plain words", "not a Word document"),
        (b"%PDF-1.7", "a PDF"),
        (b"{\\rtf1 x}", "RTF"),
        (b"<html><p>x", "HTML"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, ".doc"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"PK\x03\x04 cut short", "damaged"),
    ],
)
def test_what_is_no_word_document_is_refused_by_its_name(data, said, refusal):
    assert said in refused(data, refusal)


def test_a_zip_without_a_document_and_a_document_without_text_are_refused(refusal):
    assert "without a Word document" in refused(pack({"a.txt": "x"}), refusal)
    assert "no text" in refused(pack(parts("")), refusal)


@pytest.mark.parametrize(
    "part", ["word/document.xml", "word/styles.xml", "word/numbering.xml", "_rels/.rels", "docProps/core.xml"]
)
@pytest.mark.parametrize(
    "entities",
    ['<!ENTITY a SYSTEM "file:///etc/passwd">', '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">', ""],
)
def test_entities_are_refused_in_every_part(part, entities, refusal):
    files = parts(p("Text."), core=core(title="x"))
    files[part] = f"<!DOCTYPE x [{entities}]>" + str(files[part])
    assert "declares entities" in refused(pack(files), refusal)


def test_a_part_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(refusal):
    files = parts(p("Text."))
    files["word/document.xml"] = b" " * 50_000_000
    assert "unpacks to more" in refused(pack(files), refusal)


def test_a_directory_that_lies_about_sizes_is_caught_while_reading(refusal):
    files = parts(p("Text."))
    files["word/document.xml"] = b" " * 20_000_000
    data = pack(files).getvalue()
    lied = data.replace((20_000_000).to_bytes(4, "little"), (20_000).to_bytes(4, "little"))
    assert lied != data
    refused(lied, refusal)


def test_too_many_parts_are_refused(monkeypatch, refusal):
    monkeypatch.setattr(docx_package, "MOST_PARTS", 3)
    assert "unpacks to more" in refused(pack(parts(p("Text."))), refusal)


def test_more_text_than_memory_should_hold_is_refused(monkeypatch, refusal):
    monkeypatch.setattr(docx, "LARGEST_MARKUP", 10_000)
    assert "Split" in refusal(UnreadableInput, lambda: read(p("Text.") * 1000)).hint


def test_names_that_climb_out_and_macros_are_never_looked_at():
    files = {**parts(p("Text.")), "../../evil.sh": "rm", "/etc/passwd": "x", "word/vbaProject.bin": b"\0macro"}
    (document,) = read_docx(pack(files))
    assert document.text == "Text."


def test_nesting_too_deep_is_refused(refusal):
    deep = "<w:tbl><w:tr><w:tc>" * 60 + p("x") + "</w:tc></w:tr></w:tbl>" * 60
    assert "nested too deeply" in refused(pack(parts(deep * 1)), refusal)
    assert "nested too deeply" in refused(pack(parts("<w:ins>" * 500 + "</w:ins>" * 500)), refusal)


@pytest.mark.parametrize("span", ["1000000000", "-3", "x", "99999999999999999999"])
def test_wild_spans_stay_small(span):
    document = read(table(row("A", "B"), row(spanning("x", f'<w:gridSpan w:val="{span}"/>'), "y")))
    assert len(document.tables[0].rows[0]) <= 3


def test_control_characters_and_overrides_are_no_words():
    assert lines(read(p("one\u202etwo\u200b three"))) == ["onetwo three"]


def test_curbside_s_own_text_is_refused(refusal):
    escaped = MARK_COMMENT.replace("<", "&lt;").replace(">", "&gt;")
    refusal(OwnOutput, lambda: read(p(escaped) + p("Text.")))


WHOLE = pack(
    parts(p("Doses", "berschrift1") + p("Avoid in:") + item("asthma") + table(row("A", "B"), row("1", "2")))
).getvalue()


@given(
    st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=8),
    st.integers(0, 400),
)
@settings(max_examples=150)
def test_any_damage_to_the_zip_is_read_or_refused(changes, cut):
    data = bytearray(WHOLE)
    for at, value in changes:
        data[at] = value
    try:
        list(read_docx(io.BytesIO(bytes(data[: len(data) - cut]))))
    except InputError as error:
        assert error.message and error.hint


MARKUP = st.lists(
    st.sampled_from(
        [
            p("a"), p("b", "berschrift1"), item("c", 3), item("d", 8),
            table(row("x"), row("y", "z")), "<w:tbl/>",
            "<w:tr/>", "<w:p/>", "<w:r><w:t>loose</w:t></w:r>", "<w:sdt/>", "<w:tc/>", p("<w:r><w:sym/></w:r>"),
            "<w:numPr/>",
            p("<w:r><w:fldChar w:fldCharType='end'/></w:r>"), p('<w:bookmarkStart w:name="q"/>'), "<m:oMath/>",
            p("<w:r><w:footnoteReference/></w:r>"), p("<w:r><w:noBreakHyphen/></w:r>"), "<w:hyperlink w:anchor='q'/>",
            p("<w:r><w:fldChar w:fldCharType='begin'/><w:instrText>HYPERLINK \"</w:instrText></w:r>"),
            "<mc:AlternateContent/>",
            "<w:txbxContent><w:p/></w:txbxContent>",
            p("e", None, "<w:rPr><w:del/></w:rPr>"),
            "<w:ins><w:tbl/></w:ins>",
        ]
    ),
    max_size=12,
)  # fmt: skip


@given(MARKUP)
@settings(max_examples=150)
def test_any_markup_is_read_or_refused(markup):
    try:
        document = read("".join(markup))
    except InputError as error:
        assert error.message and error.hint
    else:
        assert all(document.text[s.start : s.end].strip() for s in document.statements)
