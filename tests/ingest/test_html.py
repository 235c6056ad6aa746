"""Saved web pages: what is content, how it is cut, what the page says of itself, and what hostile pages come to."""

import codecs
import io
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curbside.errors import InputError, OwnOutput, UnreadableInput
from curbside.evidence.document import Document
from curbside.evidence.kinds import Basis, Reader, SourceKind
from curbside.ingest.html import read_html
from curbside.ingest.own_output import MARK_COMMENT


class Named(io.BytesIO):
    def __init__(self, data: bytes, name: str) -> None:
        super().__init__(data)
        self.name = name


def read(html: str | bytes, name: str = "page.html") -> Document:
    (document,) = read_html(Named(html.encode() if isinstance(html, str) else html, name))
    return document


def body(content: str, head: str = "<title>Zorbitis</title>") -> Document:
    return read(f"<!doctype html><html lang=en><head><meta charset=utf-8>{head}</head><body>{content}</body></html>")


def lines(document: Document) -> list[str]:
    return document.text.split("\n")


def items(document: Document) -> list[tuple[str, list[str]]]:
    """Each list item with what it hangs on."""
    return [
        (document.text[b.start : b.end], [document.text[x:y] for x, y in b.lead_ins])
        for b in document.blocks
        if b.form == "list_item"
    ]


def tables(document: Document) -> list[list[list[str]]]:
    """Each table's columns and rows."""
    return [
        [[document.text[x:y] for x, y in line] for line in (table.columns, *table.rows) if line]
        for table in document.tables
    ]


def jsonld(**keys: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(keys)}</script>'


# What is content


BESIDE = [
    "<script>alert('LOUD')</script>",
    "<style>.LOUD{}</style>",
    "<nav>LOUD menu</nav>",
    "<header>LOUD site</header>",
    "<footer>LOUD address</footer>",
    "<aside>LOUD advertisement</aside>",
    "<form><label>LOUD name</label><input></form>",
    "<div class='cookie-banner'>LOUD cookies</div>",
    "<div id='onetrust-consent-sdk'>LOUD cookies</div>",
    "<ol class='breadcrumb'><li>LOUD home</ol>",
    "<div class='article__share'>LOUD share</div>",
    "<div class='related-articles'><p>LOUD article</div>",
    "<h2>Related articles</h2><ul><li><a href=/a>LOUD one</a><li><a href=/b>LOUD two</a></ul>",
    "<p style='display: none'>LOUD</p>",
    "<p hidden>LOUD</p>",
    "<span aria-hidden=true>LOUD</span>",
    "<!-- LOUD comment -->",
    "<noscript>LOUD switch on scripts</noscript>",
    "<button>LOUD</button>",
    "<template><p>LOUD</p></template>",
    "<div role=navigation>LOUD</div>",
    "<ul><li><a href='#doses'>LOUD doses</a><li><a href='#harms'>LOUD harms</a></ul>",
]
CONTENT = "<p>Zorbitis spreads to the liver first. It is seen in adults, and in children it is rare indeed.</p>"


@pytest.mark.parametrize("beside", BESIDE)
def test_what_stands_beside_the_content_is_left_out(beside):
    for page in (
        f"{beside}<main>{CONTENT}</main>{beside}",
        f"<main>{CONTENT}{beside}</main>" if "<header" not in beside and "<footer" not in beside else "",
        f"{beside}<div>{CONTENT * 3}</div>{beside}",
    ):
        if page:
            document = body(page)
            assert "LOUD" not in document.text
            assert "liver first" in document.text


@pytest.mark.parametrize(
    "kept",
    [
        "<div class='no-sidebar'><p>KEPT</p></div>",
        "<section id='related-conditions'><p>KEPT</p></section>",
        "<aside class='warning'><p>KEPT</p></aside>",
        "<article><header><p>KEPT</p></header></article>",
        "<form id=aspnet><div class=content><p>KEPT</p>" + CONTENT * 3 + "</div></form>",
        "<h3>Causes</h3><ul><li><a href=/flu>KEPT</a><li><a href=/cold>cold</a></ul>",
        "<button aria-expanded=false aria-controls=p1>More</button><div id=p1 hidden><p>KEPT</p></div>",
        "<details><summary>More</summary><p>KEPT</p></details>",
        "<p hidden=until-found>KEPT</p>",
    ],
)
def test_what_only_looks_like_decoration_is_kept(kept):
    assert "KEPT" in body(f"<main>{CONTENT}{kept}</main>").text


def test_the_main_part_is_found_without_any_mark_by_where_the_words_are():
    links = "".join(f"<div><a href=/{i}>Elsewhere {i}</a></div>" for i in range(40))
    document = body(f"<div>{links}</div><div><div>{CONTENT * 4}<table><tr><th>Dose<tr><td>5 mg</table></div></div>")
    assert "Elsewhere" not in document.text
    assert tables(document) == [[["Dose"], ["5 mg"]]]


def test_a_page_of_several_articles_is_read_whole():
    document = body("<main>" + "".join(f"<article><p>Article {i} says so.</p></article>" for i in "abc") + "</main>")
    assert lines(document) == [f"Article {i} says so." for i in "abc"]


# How it is cut


def test_headings_make_paths_and_the_title_is_not_one_of_them():
    document = body(
        "<main><h1>Zorbitis</h1><p>One.</p><h2>Doses</h2><h3>Adults</h3><p>Two.</p><h2>Harms</h2><p>Three.</p></main>"
    )
    assert [document.heading_path(one) for one in document.statements] == [(), ("Doses", "Adults"), ("Harms",)]


def test_a_section_that_is_called_like_the_page_stays_a_section():
    document = body("<h1>Zorbitis</h1><h2>Emergencies</h2><h3>Zorbitis</h3><p>Call for help.</p>")
    assert document.heading_path(document.statements[0]) == ("Emergencies", "Zorbitis")


def test_what_is_folded_away_stands_under_the_words_that_unfold_it():
    document = body(
        "<h2>Safety</h2><details><summary>In pregnancy?</summary><p>No.</p><details><summary>Why?</summary>Harm."
        "</details></details><p>After.</p><h3><button aria-expanded=false>In children?</button></h3><p>Yes.</p>"
    )
    assert [document.heading_path(one) for one in document.statements] == [
        ("Safety", "In pregnancy?"),
        ("Safety", "In pregnancy?", "Why?"),
        ("Safety",),
        ("Safety", "In children?"),
    ]


def test_a_heading_by_role_counts_too():
    document = body("<div role=heading aria-level=3>Doses</div><p>Two.</p>")
    assert document.heading_path(document.statements[0]) == ("Doses",)


def test_list_items_hang_on_what_stands_before_them_at_every_depth():
    document = body("<p>Do not give in:</p><ul><li>pregnancy<ol><li>first trimester</ol><li>renal failure</ul>")
    assert items(document) == [
        ("pregnancy", ["Do not give in:"]),
        ("first trimester", ["Do not give in:", "pregnancy"]),
        ("renal failure", ["Do not give in:"]),
    ]


def test_a_later_paragraph_of_an_item_does_not_hang_on_the_words_before_the_list():
    assert items(body("<p>Avoid in:</p><ul><li><p>asthma</p><p>Ask first.</p></ul>")) == [
        ("asthma", ["Avoid in:"]),
        ("Ask first.", []),
    ]


def test_definitions_hang_on_their_terms():
    document = body(
        "<dl><dt>Mild</dt><dd>Rest.</dd><dt>Severe</dt><dt>Grave</dt><dd>Give 5 mg.<ul><li>by mouth</ul></dd></dl>"
    )
    assert items(document) == [
        ("Mild", []),
        ("Rest.", ["Mild"]),
        ("Severe", []),
        ("Grave", []),
        ("Give 5 mg.", ["Severe", "Grave"]),
        ("by mouth", ["Severe", "Grave", "Give 5 mg."]),
    ]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("10<sup>9</sup> cells/L", "10^9 cells/L"),
        ("CO<sub>2</sub> and Na<sup>+</sup>, the 1<sup>st</sup> day", "CO2 and Na+, the 1st day"),
        ("It helps.<sup><a href='#r1'>1</a>,<a href='#r2'>2</a></sup> It", "It helps. It"),
        ("It helps [<a href='#r1'>1</a>, <a href='#r2'>2</a>].", "It helps."),
        ("It helps<sup>1–3</sup>.", "It helps."),
        ("a volume of 5 cm<sup>3</sup>", "a volume of 5 cm^3"),
        ("where 0.02(x - 36.57)<sup>2</sup> is", "where 0.02(x - 36.57)^2 is"),
        ("It helps (as others found)<sup>2</sup>.", "It helps (as others found)."),
        ("(<a href='#r1'>Maker 2001</a>)", "(Maker 2001)"),
        ("see <a href='/dose'>doses</a>", "see doses"),
        ("<b>bold</b><i>italic</i>", "bolditalic"),
        ("micro&shy;scope", "microscope"),
        ("one<br>two", "one two"),
        ("<span>a</span><div>b</div>c", "a|b|c"),
        ("one<br><br>two", "one|two"),
        ("x <math><msup><mi>a</mi><mn>2</mn></msup></math> y", "x a^2 y"),
    ],
)
def test_words_are_kept_as_they_are_meant(html, text):
    references = "<ol class=references>" + "".join(f"<li id=r{i}>Paper {i}.</li>" for i in range(1, 5)) + "</ol>"
    document = body(f"<main><div>{html}</div>{references}</main>")
    assert lines(document) == text.split("|")
    assert document.metadata["references"] == [f"Paper {i}." for i in range(1, 5)]


@pytest.mark.parametrize(
    "references",
    [
        "<ol class='references'><li>Maker A. 2001.</li><li>Other B. 2002.</li></ol>",
        "<section id=references><h2>Sources</h2><ol><li>Maker A. 2001.</li><li>Other B. 2002.</li></ol></section>",
        "<div role=doc-bibliography><div>Maker A. 2001.</div><div>Other B. 2002.</div></div>",
        "<h2>References</h2><p>Maker A. 2001.</p><h3>Further</h3><p>Other B. 2002.</p>",
        "<section><h2>7. Bibliography</h2><ul><li>Maker A. 2001.<li>Other B. 2002.</ul></section>",
    ],
)
def test_reference_lists_are_kept_apart(references):
    document = body(f"<main>{CONTENT}{references}<h2>After</h2><p>It goes on.</p></main>")
    assert document.metadata["references"] == ["Maker A. 2001.", "Other B. 2002."]
    assert "Maker" not in document.text
    assert lines(document)[-2:] == ["After", "It goes on."]


def test_footnotes_are_kept_apart():
    back = "<a href='#fnref1' role=doc-backlink>↩︎</a>"
    notes = f"<section class=footnotes role=doc-endnotes><ol><li id=fn1><p>In mice.{back}</p></ol></section>"
    document = body(f"<main><p>It helps<a href='#fn1' role=doc-noteref><sup>1</sup></a> well.</p>{notes}</main>")
    assert lines(document) == ["It helps well.", "Footnotes", "In mice."]


# Tables


def test_a_table_has_its_caption_headers_in_several_rows_spans_and_notes():
    document = body(
        "<table><caption>Table 1. Doses</caption><thead><tr><th rowspan=2>Drug<th colspan=2>Dose<tr><th>Adult<th>Child"
        "</thead>"
        "<tr><td rowspan=2>A<td>5 mg<td>1 mg<tr><td colspan=2>none<tfoot><tr><td colspan=3>* by mouth</tfoot></table>"
    )
    (table,) = document.tables
    assert document.text[slice(*table.caption)] == "Table 1. Doses"
    assert tables(document) == [
        [["Drug", "Dose · Adult", "Dose · Child"], ["A", "5 mg", "1 mg"], ["A", "none", "none"]]
    ]
    assert [document.text[slice(*note)] for note in table.notes] == ["* by mouth"]


@pytest.mark.parametrize(
    "html",
    [
        "<p>Table 2. Doses</p>{}",
        "<h4>Table 2. Doses</h4>{}",
        "<p class=caption>Table 2. Doses</p>{}",
        "{}<p class=caption>Table 2. Doses</p>",
        "<figure>{}<figcaption>Table 2. Doses</figcaption></figure>",
        "<div class=table-wrap><div><b>Table 2.</b> Doses</div><div class=x>{}</div></div>",
    ],
)
def test_a_caption_above_below_or_around_a_table_is_the_table_s(html):
    document = body(
        "<p>It is given daily.</p>" + html.format("<table><tr><th>A<th>B<tr><td>1<td>2</table>") + "<p>End.</p>"
    )
    assert [document.text[slice(*table.caption)] for table in document.tables] == ["Table 2. Doses"]
    assert lines(document)[-1] == "End."


def test_paragraphs_under_a_table_that_explain_its_marks_are_its_notes():
    document = body(
        "<p>Table 1. Doses<table><tr><th>A<sup>a</sup><th>B*<tr><td>1<td>2</table><p><sup>a</sup> By mouth.<p>* Once."
        "<p>Abbreviations: A, adults.<p>† Never.<p>Later."
    )
    assert [document.text[slice(*note)] for note in document.tables[0].notes] == [
        "^a By mouth.",
        "* Once.",
        "Abbreviations: A, adults.",
    ]
    assert [document.text[s.start : s.end] for s in document.statements][1:] == ["† Never.", "Later."]


def test_a_sentence_about_a_table_is_no_caption():
    document = body("<p>Table 2 shows the doses.</p><table><tr><th>A<th>B<tr><td>1<td>2</table>")
    assert document.tables[0].caption is None
    assert [s.form for s in document.statements] == ["sentence", "table_row"]


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        ("<tr><td><b>A</b><td><b>B</b><tr><td>x<td>y", ["A", "B"]),
        ("<tr><td>Drug<td>Adults<td>Children<tr><td>x<td>5 mg<td>1 mg", ["Drug", "Adults", "Children"]),
        ("<tr><td>Dose<td>5 mg<tr><td>Route<td>by mouth", []),
        ("<tr><th>Dose<td>5 mg<tr><th>Route<td>by mouth", []),
    ],
)
def test_a_table_without_a_head_has_the_header_that_its_cells_show(rows, columns):
    (table,) = body(f"<table>{rows}</table>").tables
    assert [body(f"<table>{rows}</table>").text[x:y] for x, y in table.columns] == columns


def test_tables_that_only_place_things_are_read_as_text():
    document = body(
        "<table><tr><td><h2>Doses</h2><p>Give 5 mg.</p><td><table><tr><th>A<th>B<tr><td>1<td>2</table></table>"
        "<table role=presentation><tr><td>One.<td>Two.<tr><td>Three.</table><table><tr><td>In a box.</table>"
    )
    assert tables(document) == [[["A", "B"], ["1", "2"]]]
    assert [t for t in lines(document) if "|" not in t] == [
        "Doses",
        "Give 5 mg.",
        "One.",
        "Two.",
        "Three.",
        "In a box.",
    ]


# What the page says of itself


def test_the_record_comes_from_the_tags_that_publishers_write_for_indexers():
    tags = {
        "citation_title": "A study of zorbitis",
        "citation_author": "Maker, Ann",
        "citation_journal_title": "Journal of Examples",
        "citation_publication_date": "2019/05/07",
        "citation_volume": "3",
        "citation_issue": "2",
        "citation_firstpage": "10",
        "citation_lastpage": "19",
        "citation_doi": "doi:10.9999/example.1",
        "citation_pmid": "99999999",
        "dc.language": "en-GB",
        "dc.rights": "CC BY 4.0",
        "prism.section": "Systematic Review",
    }
    head = "".join(f'<meta name="{name}" content="{value}">' for name, value in tags.items())
    reference = body(CONTENT, head + '<link rel=canonical href="https://example.org/a">').reference
    assert reference.to_record() == {
        "title": "A study of zorbitis",
        "kind": "systematic_review",
        "authors": ["Maker, Ann"],
        "container": "Journal of Examples",
        "year": 2019,
        "date": "2019-05-07",
        "volume": "3",
        "issue": "2",
        "pages": "10-19",
        "doi": "10.9999/example.1",
        "pmid": "99999999",
        "url": "https://example.org/a",
        "language": "en",
        "licence": "CC BY 4.0",
        "audience": "clinician",
        "standing": "current",
    }


def test_the_record_comes_from_json_ld_where_there_is_any():
    head = "<title>x</title>" + jsonld(
        **{
            "@graph": [
                {"@type": "WebSite", "name": "Site"},
                {
                    "@type": ["MedicalGuideline", "Article"],
                    "headline": "Care of zorbitis",
                    "author": [{"@type": "Organization", "name": "Example College"}],
                    "publisher": {"name": "Example Press"},
                    "datePublished": "2020-02-03T10:00:00Z",
                    "license": "https://example.org/licence",
                    "identifier": {"@type": "PropertyValue", "value": "https://doi.org/10.9999/x2"},
                    "inLanguage": "en",
                },
            ]
        }
    )
    document = body(CONTENT, head)
    reference = document.reference
    assert (reference.title, reference.authors, reference.publisher) == (
        "Care of zorbitis",
        ("Example College",),
        "Example Press",
    )
    assert (reference.date, reference.doi, reference.kind) == ("2020-02-03", "10.9999/x2", SourceKind.GUIDELINE)
    assert document.id == "doi:10.9999/x2"


@pytest.mark.parametrize(
    "audience", [{"@type": "Patient"}, {"@type": "MedicalAudience", "audienceType": "Patients"}, "Patient"]
)
def test_a_page_for_patients_is_patient_information(audience):
    reference = body(CONTENT, jsonld(**{"@type": "MedicalWebPage", "name": "Zorbitis", "audience": audience})).reference
    assert (reference.kind, reference.audience) == (SourceKind.PATIENT_INFORMATION, Reader.PATIENT)


def test_what_kind_a_page_is_stays_open_where_it_does_not_say():
    assert body(CONTENT).reference.kind is SourceKind.OTHER


@pytest.mark.parametrize(
    ("head", "heading", "title"),
    [
        ("<title>Zorbitis | Example Health</title>", "", "Zorbitis"),
        (
            "<title>Zorbitis - Example Health</title><meta property=og:site_name content='Example Health'>",
            "",
            "Zorbitis",
        ),
        ("<title>Beta - blockers</title>", "", "Beta - blockers"),
        (
            "<title>Zorbitis in children | Example</title>",
            "<h1>Example</h1><h1>Zorbitis in children</h1>",
            "Zorbitis in children",
        ),
        ("", "<h1>Zorbitis</h1>", "Zorbitis"),
        ("<meta property=og:title content='Zorbitis today'>", "", "Zorbitis today"),
        ("", "", "page about zorbitis"),
    ],
)
def test_the_title_is_the_page_s_without_the_site_s(head, heading, title):
    page = f"<html><head>{head}</head><body><main>{heading}{CONTENT}</main></body></html>"
    assert read(page, "page_about-zorbitis.html").reference.title == title


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2019-05", "2019-05"),
        ("7 May 2019", "2019-05-07"),
        ("Sept. 3, 2018", "2018-09-03"),
        ("May 2019", "2019-05"),
        ("soon", None),
    ],
)
def test_dates_are_read_as_people_write_them(written, date):
    assert body(CONTENT, f"<title>T</title><meta name=dc.date content='{written}'>").reference.date == date


def test_rubbish_in_the_tags_is_no_reason_to_refuse_the_page():
    head = "".join(
        f"<meta name={name} content='{value}'>"
        for name, value in {
            "citation_title": "T",
            "citation_doi": "none",
            "citation_pmid": "n/a",
            "citation_date": "0000-99-99",
            "dc.language": "???",
            "og:url": "javascript:alert(1)",
        }.items()
    )
    reference = body(CONTENT, head + "<script type=application/ld+json>{not json</script>" + jsonld(a=[[[]]])).reference
    assert reference.to_record() == {
        "title": "T",
        "kind": "other",
        "authors": [],
        "audience": "clinician",
        "standing": "current",
        "language": "en",
    }


def test_the_browser_s_note_says_where_a_page_was_saved_from():
    document = read(f"<!-- saved from url=(0026)https://example.org/zorb/a --><html><title>T</title>{CONTENT}</html>")
    assert document.reference.url == "https://example.org/zorb/a"
    assert document.id == "url:example.org/zorb/a"
    note = "Page saved with SingleFile \n url: https://example.org/b \n saved date: Tue Mar 05 2024 10:00:00 GMT+0100"
    single = f"<!doctype html><!--\n {note}\n--><title>T</title>{CONTENT}"
    assert (read(single).reference.url, read(single).reference.accessed) == ("https://example.org/b", "2024-03-05")


def test_a_paper_s_page_with_nothing_but_its_abstract_is_an_abstract():
    head = "<meta name=citation_title content=T><meta name=citation_doi content=10.9999/y>"
    assert body(f"<h2>Abstract</h2><h3>Results</h3>{CONTENT}", head).basis is Basis.ABSTRACT
    assert body(f"<h2>Abstract</h2>{CONTENT}<h2>Methods</h2>{CONTENT}", head).basis is Basis.FULL_TEXT


# Encodings


UMLAUT = "<html><head>{}<title>T</title></head><body><p>Größe ≥ 5 µm, Riihimäki.</p></body></html>"


@pytest.mark.parametrize(
    ("declared", "encoding", "bom"),
    [
        ("", "utf-8", b""),
        ("", "utf-8", codecs.BOM_UTF8),
        ("<meta charset=windows-1252>", "utf-8", codecs.BOM_UTF8),
        ("", "utf-16-le", codecs.BOM_UTF16_LE),
        ("", "utf-16-be", b""),
        ("<meta charset='utf-8'>", "utf-8", b""),
        ("<meta charset=iso-8859-1>", "utf-8", b""),  # what it says is not so, and nothing is garbled
        ("<meta http-equiv=Content-Type content='text/html; charset=gb18030'>", "gb18030", b""),
    ],
)
def test_a_page_is_decoded_as_it_is_written(declared, encoding, bom):
    assert read(bom + UMLAUT.format(declared).encode(encoding)).text == "Größe ≥ 5 µm, Riihimäki."


@pytest.mark.parametrize(
    "declared",
    ["", "<meta charset=iso-8859-1>", "<meta http-equiv='Content-Type' content='text/html; charset=windows-1252'>"],
)
def test_western_pages_of_old_are_decoded(declared):
    assert read(UMLAUT.format(declared).replace("≥", "–").encode("cp1252")).text == "Größe – 5 µm, Riihimäki."


@pytest.mark.parametrize(
    "page",
    [
        UMLAUT.format("<meta charset=utf-8>").replace("≥", "").encode("latin-1"),
        UMLAUT.format("<meta charset=x-klingon>").encode(),
        UMLAUT.format("<meta charset=rot13>").encode(),
        UMLAUT.format("").replace("Größe ≥ 5 µm, Riihimäki.", "Болезнь лечат так").encode("cp1251"),
        codecs.BOM_UTF16_LE + b"<\0p\0>\0\0",
    ],
)
def test_a_page_that_is_not_in_the_encoding_it_names_is_refused_and_never_garbled(page, refusal):
    refusal(UnreadableInput, lambda: read(page))


# Hostile and broken pages


@pytest.mark.parametrize(
    "page",
    [
        b"",
        b"plain words",
        b"\x89PNG\r\n\x1a\n\0\0",
        b"<html></html>",
        b"<html><body><nav>Menu</nav><script>draw()</script></body></html>",
        b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html><p>x</p>",
        b"<" * 10,
        b"\x1f\x8bbroken",
    ],
)
def test_a_page_without_content_is_refused_and_says_so(page, refusal):
    error = refusal(UnreadableInput, lambda: read(page))
    assert "page.html" in error.message


def test_curbside_s_own_page_is_refused(refusal):
    refusal(OwnOutput, lambda: body(f"{MARK_COMMENT}{CONTENT}"))


def test_control_characters_and_direction_overrides_are_no_words():
    assert (
        body("<p>one\0two\x08 \u202ethree\u202c &#0;four&#x202E;</p>").text.replace("\ufffd", "") == "onetwo three four"
    )


def test_a_page_that_is_nested_too_deeply_is_refused_and_one_less_deep_is_read_whole(refusal):
    assert body("<div>" * 1500 + "deep." + "</div>" * 1500).text == "deep."
    assert items(body("<ul><li>" * 300 + "deep."))[-1][0] == "deep."
    refusal(UnreadableInput, lambda: body("<div>" * 100_000 + "deep."))


def test_wide_tables_and_wild_spans_stay_small():
    began = time.perf_counter()
    wide = body(CONTENT + "<table><caption>Wide</caption>" + ("<tr>" + "<td>1" * 10_000) * 3 + "</table>")
    assert [document_line for document_line in lines(wide) if document_line == "Wide"]
    assert not wide.tables[0].rows
    wild = body(
        "<table><tr><th>A<th>B<tr><td colspan=1000000 rowspan=1000000>x<tr><td colspan=99999999999>y<td>z</table>"
    )
    assert tables(wild)[0][:2] == [["A", "B"], ["x", "x"]] or len(tables(wild)[0]) == 3
    assert time.perf_counter() - began < 10


def test_entities_are_not_fetched_and_do_not_unfold():
    page = "<!DOCTYPE html [<!ENTITY a SYSTEM 'file:///etc/passwd'><!ENTITY b '&a;&a;'>]><p>It is &a; &b; here.</p>"
    assert "root:" not in read(page).text


TAGS = """<p>|</p>|<ul>|<li>|</ul>|<dl>|<dt>|<dd>|<table>|<tr>|<td colspan=3>|<th rowspan=0>|</table>|<thead>|<tfoot>
|<h2>|</h2>|<sup>|<a href='#x'>|</a>|<math>|<msup>|<br>|<figure>|<figcaption>|<section id=references>|<main>|<article>
|<caption>|<details>|<pre>|<blockquote>|<div class=footnotes>|<!--|-->|<![CDATA[|<?x|&amp;|&#0;|&bogus;"""
FRAGMENTS = st.lists(st.one_of(st.sampled_from(TAGS.replace("\n", "").split("|")), st.text(max_size=12)), max_size=40)


@given(FRAGMENTS)
@settings(max_examples=300)
def test_any_page_is_read_or_refused(fragments):
    try:
        document = read("<html><body>" + "".join(fragments))
    except InputError as error:
        assert error.message and error.hint
    else:
        assert all(document.text[s.start : s.end].strip() for s in document.statements)
        assert not set(document.text) & set("\0\u202e\ue0f0\ue0f1\ue0f2")


@given(st.binary(max_size=200))
@settings(max_examples=200)
def test_any_bytes_are_read_or_refused(data):
    try:
        read(b"<p>" + data)
    except InputError as error:
        assert error.message and error.hint
