"""JATS as publishers tag it: every snippet here is made up, its manner is not."""

from __future__ import annotations

import gzip
import io
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curbside.errors import CurbsideError, IncompleteRecord, UnreadableInput
from curbside.evidence.document import Document, Form
from curbside.evidence.kinds import Basis, Role, SourceKind, Standing
from curbside.evidence.standing import StandingNotice
from curbside.ingest.jats import read_jats, read_jats_file
from curbside.ingest.xml import read_xml

NAMESPACES = (
    'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:mml="http://www.w3.org/1998/Math/MathML" '
    'xmlns:ali="http://www.niso.org/schemas/ali/1.0/" '
    'xmlns:oasis="http://www.niso.org/standards/z39-96/ns/oasis-exchange/table"'
)
TITLE = "<title-group><article-title>An invented article</article-title></title-group>"
REFERENCES = (
    '<ref-list><title>References</title><ref id="r1"><label>1</label><mixed-citation>Nobody A. Invented one. '
    '<source>J Inv</source> 2001.</mixed-citation></ref><ref id="r2"><mixed-citation>Other B. Invented two.'
    "</mixed-citation></ref></ref-list>"
)


def article(
    body: str = "<p>Some text.</p>",
    *,
    meta: str = "",
    title: str = TITLE,
    abstract: str = "",
    back: str = "",
    journal: str = "",
    floats: str = "",
    attributes: str = 'article-type="research-article"',
) -> bytes:
    body = f"<body>{body}</body>" if body else ""
    return (
        f"<article {NAMESPACES} {attributes}><front><journal-meta>{journal}</journal-meta><article-meta>{title}{meta}"
        f"{abstract}</article-meta></front>{body}<back>{back}</back>{floats}</article>"
    ).encode()


def read(data: bytes) -> Document:
    (document,) = read_jats(io.BytesIO(data))
    return document


def lines(document: Document, *forms: Form) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks if not forms or block.form in forms]


def body_lines(body: str, **parts: Any) -> list[str]:
    return lines(read(article(body, **parts)))


def line(inline: str, **parts: Any) -> str:
    """What becomes of one paragraph."""
    return "\n".join(body_lines(f"<p>{inline}</p>", **parts))


def headings(document: Document) -> list[str]:
    return [
        f"{'#' * len(document.sections[block.section].heading_path)} {document.text[block.start : block.end]}"
        for block in document.blocks
        if block.form is Form.HEADING
    ]


def roles(document: Document) -> dict[str, Role]:
    return {document.text[one.start : one.end]: one.role for one in document.statements}


def cells(document: Document, table: int = 0) -> tuple[list[str], list[list[str]]]:
    one = document.tables[table]
    words = [[document.text[start:end] for start, end in row] for row in (one.columns, *one.rows)]
    return words[0], words[1:]


def caption(document: Document, table: int = 0) -> str | None:
    span = document.tables[table].caption
    return document.text[slice(*span)] if span else None


def notes(document: Document, table: int = 0) -> list[str]:
    return [document.text[start:end] for start, end in document.tables[table].notes]


def reference(meta: str = "", **parts: Any) -> Any:
    return read(article(meta=meta, **parts)).reference


# The record


def test_the_record_says_what_a_citation_needs() -> None:
    meta = """
      <article-id pub-id-type="pmid">12345678</article-id><article-id pub-id-type="pmc">7654321</article-id>
      <article-id pub-id-type="doi">10.9999/invented.2020.1</article-id>
      <contrib-group><contrib contrib-type="author"><name><surname>Müller</surname><given-names>Jean-Philippe K.
      </given-names></name><xref ref-type="aff" rid="a1"><sup>1</sup></xref></contrib>
      <contrib contrib-type="author"><name><surname>van der Berg</surname><given-names>DW</given-names>
      <suffix>Jr</suffix></name></contrib>
      <contrib contrib-type="author"><collab>The Invented Trialists</collab></contrib>
      <contrib contrib-type="editor"><name><surname>Editor</surname><given-names>An</given-names></name></contrib>
      </contrib-group><aff id="a1"><label>1</label>Some university</aff>
      <pub-date pub-type="collection"><year>2020</year></pub-date>
      <pub-date pub-type="epub"><day>3</day><month>2</month><year>2020</year></pub-date>
      <pub-date pub-type="pmc-release"><day>3</day><month>2</month><year>2019</year></pub-date>
      <volume>11</volume><issue>2</issue><fpage>100</fpage><lpage>109</lpage>
      <permissions><license xlink:href="https://creativecommons.org/licenses/by/4.0/"><license-p>Free.</license-p>
      </license></permissions>
      <kwd-group><kwd>one thing</kwd><kwd>another <italic>thing</italic></kwd></kwd-group>"""
    journal = (
        "<journal-title-group><journal-title>Journal of Invention</journal-title></journal-title-group>"
        "<publisher><publisher-name>Nobody Press</publisher-name></publisher>"
    )
    document = read(article(meta=meta, journal=journal, attributes='xml:lang="EN" article-type="research-article"'))
    record = document.reference
    assert document.id == "PMC7654321"
    assert record.title == "An invented article"
    assert record.authors == ("Müller JPK", "van der Berg DW Jr", "The Invented Trialists")
    assert (record.container, record.publisher) == ("Journal of Invention", "Nobody Press")
    assert (record.year, record.date) == (2020, "2020-02-03")
    assert (record.volume, record.issue, record.pages) == ("11", "2", "100-109")
    assert (record.doi, record.pmid, record.pmcid) == ("10.9999/invented.2020.1", "12345678", "PMC7654321")
    assert record.licence == "https://creativecommons.org/licenses/by/4.0/"
    assert record.language == "en"
    assert document.metadata["keywords"] == ["one thing", "another thing"]
    assert document.metadata["article_type"] == "research-article"


def test_a_subtitle_goes_with_its_title_and_marks_of_footnotes_do_not() -> None:
    title = (
        '<title-group><article-title>A title<xref ref-type="fn" rid="f1">*</xref><sup>†</sup></article-title>'
        "<subtitle>And more</subtitle></title-group>"
    )
    assert reference(title=title).title == "A title: And more"


@pytest.mark.parametrize(
    ("dates", "published"),
    [
        ('<pub-date pub-type="ppub"><month>12</month><year>2008</year></pub-date>'
         '<pub-date pub-type="epub"><day>1</day><month>8</month><year>2008</year></pub-date>', "2008-08-01"),
        ('<pub-date pub-type="epub"><day>20</day><month>12</month><year>2011</year></pub-date>'
         '<pub-date pub-type="ppub"><year>2012</year></pub-date>', "2011-12-20"),
        ('<pub-date date-type="pub" publication-format="electronic" iso-8601-date="2023-05-04"><day>4</day>'
         "<month>May</month><year>2023</year></pub-date>", "2023-05-04"),
        ('<pub-date pub-type="nihms-submitted"><year>2010</year></pub-date>'
         '<pub-date pub-type="ppub"><season>Spring</season><year>2011</year></pub-date>', "2011"),
        ("<pub-date><day>31</day><month>13</month><year>2011</year></pub-date>", "2011"),
        ("<pub-date><year>MMXI</year></pub-date>", None),
        ("<pub-date><string-date>Published 2011-03-04</string-date></pub-date>", "2011-03-04"),
    ],
)  # fmt: skip
def test_the_earliest_date_of_publication_counts(dates: str, published: str | None) -> None:
    assert reference(dates).date == published


def test_a_malformed_identifier_is_left_out() -> None:
    record = reference(
        '<article-id pub-id-type="doi">not a doi</article-id><article-id pub-id-type="pmid">0</article-id>'
        '<article-id pub-id-type="pmcid">PMC12</article-id>'
    )
    assert (record.doi, record.pmid, record.pmcid) == (None, None, "PMC12")


def test_old_nlm_articles_carry_their_journal_and_licence_elsewhere() -> None:
    record = reference(
        "<elocation-id>e217</elocation-id><copyright-statement>Open access under some licence.</copyright-statement>",
        journal="<journal-title>Old Journal</journal-title>",
    )
    assert (record.container, record.pages) == ("Old Journal", "e217")
    assert record.licence == "Open access under some licence."


@pytest.mark.parametrize(
    ("attributes", "subject", "title", "kind"),
    [
        ("research-article", "Research Article", "Effects of something", SourceKind.OTHER),
        ("research-article", "Systematic Review", "Effects of something", SourceKind.SYSTEMATIC_REVIEW),
        ("research-article", "", "Something: a systematic review and meta-analysis", SourceKind.SYSTEMATIC_REVIEW),
        ("review-article", "", "Meta-analysis of something", SourceKind.SYSTEMATIC_REVIEW),
        ("review-article", "Review", "Something old", SourceKind.NARRATIVE_REVIEW),
        ("research-article", "", "A for B: a randomised, double-blind, placebo-controlled trial",
         SourceKind.RANDOMIZED_TRIAL),
        ("research-article", "Randomized controlled trial", "A for B", SourceKind.RANDOMIZED_TRIAL),
        ("research-article", "", "A for B: a non-randomised trial", SourceKind.NONRANDOMIZED_TRIAL),
        ("research-article", "", "A for B: study protocol for a randomised controlled trial", SourceKind.OTHER),
        ("protocol", "", "A for B: a randomised controlled trial", SourceKind.OTHER),
        ("letter", "", "Systematic review of A", SourceKind.OTHER),
        ("research-article", "", "A prospective cohort study of B", SourceKind.COHORT_STUDY),
        ("case-report", "", "A rare thing", SourceKind.CASE_REPORT),
        ("research-article", "Case Report", "A rare thing", SourceKind.CASE_REPORT),
        ("research-article", "Guideline", "Managing A", SourceKind.GUIDELINE),
        ("research-article", "", "Adherence to guidelines on A", SourceKind.OTHER),
        ("correction", "", "Correction: a randomised trial", SourceKind.OTHER),
        ("retraction", "", "Retraction: a systematic review", SourceKind.OTHER),
    ],
)  # fmt: skip
def test_the_kind_is_what_the_article_says_outright(
    attributes: str, subject: str, title: str, kind: SourceKind
) -> None:
    record = reference(
        f"<article-categories><subj-group><subject>{subject}</subject></subj-group></article-categories>",
        title=f"<title-group><article-title>{title}</article-title></title-group>",
        attributes=f'article-type="{attributes}"',
    )
    assert record.kind is kind


def test_a_registration_is_taken_where_it_is_stated_as_one() -> None:
    stated = "<abstract><sec><title>Trial registration</title><p>ClinicalTrials.gov NCT01234567</p></sec></abstract>"
    assert reference(abstract=stated).trial_registration == "NCT01234567"
    several = "<abstract><p>We registered it. Trials NCT01234567 and NCT07654321 are registered.</p></abstract>"
    assert reference(abstract=several).trial_registration is None
    mentioned = "<abstract><p>As in NCT01234567, mice were fed.</p></abstract>"
    assert reference(abstract=mentioned).trial_registration is None


def test_a_preprint_is_known_by_its_server() -> None:
    assert reference(journal="<journal-title>medRxiv</journal-title>").preprint
    assert not reference(journal="<journal-title>Journal of medRxiv studies</journal-title>").preprint


# Standing


def notices(data: bytes) -> list[StandingNotice]:
    return [one for one in read_jats_file(io.BytesIO(data)) if isinstance(one, StandingNotice)]


@pytest.mark.parametrize(
    ("article_type", "link", "standing"),
    [
        ("retraction", "retracted-article", Standing.RETRACTED),
        ("correction", "corrected-article", Standing.CORRECTED),
        ("expression-of-concern", "object-of-concern", Standing.CONCERN),
        ("partial-retraction", "retracted-article", Standing.CONCERN),
    ],
)
def test_a_notice_speaks_of_the_paper_it_names(article_type: str, link: str, standing: Standing) -> None:
    data = article(
        meta='<article-id pub-id-type="doi">10.9999/notice.1</article-id><pub-date><year>2021</year></pub-date>'
        f'<related-article related-article-type="{link}" ext-link-type="doi" xlink:href="10.9999/OLD.1"/>',
        attributes=f'article-type="{article_type}"',
    )
    (notice,) = notices(data)
    assert notice.identities == ("doi:10.9999/old.1",)
    assert notice.standing is standing
    assert notice.said_by == "article 10.9999/notice.1"
    assert notice.date == "2021"
    assert "An invented article" in (notice.note or "")
    assert [one.reference.kind for one in read_jats(io.BytesIO(data))] == [SourceKind.OTHER]


@pytest.mark.parametrize(
    ("attributes", "identity"),
    [
        ('ext-link-type="pubmed" xlink:href="12345"', "pmid:12345"),
        ('ext-link-type="pmc" xlink:href="PMC77"', "pmcid:PMC77"),
        ('ext-link-type="uri" xlink:href="https://doi.org/10.9999/Old.1"', "doi:10.9999/old.1"),
    ],
)
def test_the_paper_is_named_in_several_ways(attributes: str, identity: str) -> None:
    link = f'<related-article related-article-type="retracted-article" {attributes}/>'
    (notice,) = notices(article(meta=link, attributes='article-type="retraction"'))
    assert notice.identities == (identity,)


def test_a_study_that_names_its_own_notice_takes_nothing_from_others() -> None:
    link = '<related-article related-article-type="retraction-forward" ext-link-type="doi" xlink:href="10.9999/r.1"/>'
    data = article(meta=link)
    assert notices(data) == []
    assert read(data).reference.standing is Standing.RETRACTED
    assert read(data).reference.standing_note == "Retracted: doi:10.9999/r.1"


def test_an_update_gives_way_only_where_papers_come_in_editions() -> None:
    link = '<related-article related-article-type="updated-article" ext-link-type="doi" xlink:href="10.9999/r.1"/>'
    review = "<title-group><article-title>A for B: a systematic review</article-title></title-group>"
    assert [one.standing for one in notices(article(meta=link, title=review))] == [Standing.SUPERSEDED]
    assert notices(article(meta=link)) == []


def test_a_comment_says_nothing_of_standing() -> None:
    link = '<related-article related-article-type="commentary-article" ext-link-type="doi" xlink:href="10.9999/r.1"/>'
    assert notices(article(meta=link, attributes='article-type="article-commentary"')) == []


def test_a_title_may_say_that_the_paper_was_retracted() -> None:
    title = "<title-group><article-title>RETRACTED: Effects of A</article-title></title-group>"
    assert reference(title=title).standing is Standing.RETRACTED


def test_a_notice_without_text_still_counts() -> None:
    link = '<related-article related-article-type="retracted-article" ext-link-type="doi" xlink:href="10.9999/r.1"/>'
    data = article("", meta=link, attributes='article-type="retraction"')
    assert len(notices(data)) == 1
    assert list(read_jats(io.BytesIO(data))) == []


# Text


def test_headings_nest_as_sections_do_and_carry_their_labels() -> None:
    document = read(
        article(
            "<sec><label>1</label><title>Introduction</title><p>A.</p></sec><sec><label>2.</label><title>Methods</title>"
            "<sec><label>2.1</label><title>Patients</title><p>B.</p></sec><p>After.</p></sec>"
        )
    )
    assert headings(document) == ["# 1 Introduction", "# 2. Methods", "## 2.1 Patients"]
    paths = {document.text[b.start : b.end]: document.heading_path(b) for b in document.blocks}
    assert paths["B."] == ("2. Methods", "2.1 Patients")
    assert paths["After."] == ("2. Methods",)
    assert roles(document) == {"A.": Role.BACKGROUND, "B.": Role.METHOD, "After.": Role.METHOD}


def test_abstracts_stand_under_their_own_headings() -> None:
    document = read(
        article(
            abstract="<abstract><title>Abstract</title><sec><title>Results</title><p>It worked.</p></sec></abstract>"
            '<abstract abstract-type="plain-language-summary"><p>Plainly said.</p></abstract>'
            '<abstract abstract-type="graphical"><p>A picture.</p></abstract>'
            '<abstract abstract-type="toc"><p>A teaser.</p></abstract>'
            '<trans-abstract xml:lang="fr"><p>En français.</p></trans-abstract>'
        )
    )
    assert headings(document) == ["# Abstract", "## Results", "# Plain language summary"]
    assert lines(document, Form.SENTENCE) == ["It worked.", "Plainly said.", "Some text."]
    assert document.heading_path(document.blocks[-1]) == ()
    assert document.basis is Basis.FULL_TEXT


def test_bold_labels_in_an_abstract_are_its_headings() -> None:
    abstract = (
        "<abstract><p><bold>Background:</bold> Little is known. <bold>Methods:</bold> We <bold>asked</bold> men. "
        "<bold>Results</bold>: It hurts.</p><p><bold>DOI:</bold> <ext-link>http://dx.doi.org/10.9999/x.1</ext-link></p>"
        "</abstract>"
    )
    document = read(article("", abstract=abstract))
    assert lines(document) == [
        "Abstract", "Background", "Little is known.", "Methods", "We asked men.", "Results", "It hurts."
    ]  # fmt: skip
    assert roles(document)["Little is known."] is Role.BACKGROUND


def test_an_article_of_which_only_the_abstract_is_there_says_so() -> None:
    document = read(article("", abstract="<abstract><p>It worked.</p></abstract>"))
    assert document.basis is Basis.ABSTRACT
    assert headings(document) == ["# Abstract"]


def test_the_opening_of_a_study_is_background() -> None:
    document = read(
        article(
            "<p>Much is unknown.</p><sec sec-type='materials|methods'><title>Experimental</title><p>We did.</p></sec>"
        )
    )
    assert roles(document) == {"Much is unknown.": Role.BACKGROUND, "We did.": Role.METHOD}


def test_a_section_type_tells_what_its_heading_does_not() -> None:
    document = read(
        article(
            '<sec sec-type="results"><title>What we saw</title><sec><title>In mice</title><p>A.</p></sec></sec>'
            '<sec sec-type="intro"><title>Why mice</title><sec><title>Size</title><p>B.</p></sec></sec>'
            '<sec sec-type="discussion"><title>What it means</title><sec><title>Advice</title><p>C.</p></sec></sec>'
            '<sec sec-type="results|discussion"><title>Results and discussion</title><p>D.</p></sec>'
        )
    )
    assert roles(document) == {
        "A.": Role.RESULT,
        "B.": Role.BACKGROUND,
        "C.": Role.RECOMMENDATION,
        "D.": Role.RESULT,
    }


def test_lists_keep_what_they_hang_on() -> None:
    document = read(
        article(
            '<p>Give it to:<list list-type="bullet"><list-item><p>men;</p></list-item><list-item><label>•</label>'
            "<p>women:</p><list><list-item><p>pregnant,</p></list-item></list></list-item></list>and stop.</p>"
        )
    )
    assert lines(document) == ["Give it to:", "men;", "women:", "pregnant,", "and stop."]
    lead_ins = {
        document.text[one.start : one.end]: [document.text[a:b] for a, b in one.lead_ins] for one in document.statements
    }
    assert lead_ins["men;"] == ["Give it to:"]
    assert lead_ins["pregnant,"] == ["Give it to:", "women:"]
    assert lead_ins["and stop."] == []


def test_labels_of_items_stay_where_they_say_something() -> None:
    body = (
        "<list><list-item><label>(1)</label><p>One.</p></list-item>"
        "<list-item><label>Step 2</label><p>Two.</p><p>Still two.</p></list-item></list>"
    )
    assert body_lines(body) == ["One.", "Step 2 Two.", "Still two."]


def test_definitions_are_items() -> None:
    body = (
        "<def-list><title>Abbreviations:</title><def-item><term>NET</term><def><p>neuroendocrine tumour</p></def>"
        "</def-item><def-item><term>AB:</term><def><p>antibody</p></def></def-item></def-list>"
    )
    assert body_lines(body) == ["Abbreviations:", "NET: neuroendocrine tumour", "AB: antibody"]


def test_a_box_has_a_heading_of_its_own_and_nothing_after_it_has() -> None:
    document = read(
        article(
            "<sec><title>Results</title><p>Before.<boxed-text><caption><title>Key points</title></caption><p>In it.</p>"
            "</boxed-text></p><p>After.</p></sec>"
        )
    )
    paths = {document.text[b.start : b.end]: document.heading_path(b) for b in document.blocks}
    assert paths["In it."] == ("Results", "Key points")
    assert paths["After."] == ("Results",)


def test_quotes_statements_and_footnotes_have_lines_of_their_own() -> None:
    document = read(
        article(
            "<p>He said:<disp-quote><p>It hurts.</p><attrib>A patient</attrib></disp-quote></p>"
            "<statement><label>Recommendation 1</label><p>Do it.</p></statement>"
            "<p>Thus<fn id='f'><label>1</label><p>Or not.</p></fn> it is.</p>",
            back="<fn-group><title>Competing interests</title><fn><p>None.</p></fn></fn-group>",
        )
    )
    assert lines(document) == [
        "He said:", "It hurts.", "A patient", "Recommendation 1", "Do it.", "Thus it is.",
        "Competing interests", "None.", "Footnotes", "Or not.",
    ]  # fmt: skip
    assert not roles(document)["Or not."].answers
    assert not roles(document)["None."].answers


def test_a_figure_leaves_its_label_and_caption() -> None:
    body = (
        '<p>See <xref ref-type="fig" rid="f1">Figure 1</xref>.<fig id="f1"><object-id>10.9999/f1</object-id>'
        "<label>Figure 1.</label><caption><title>What was seen.</title><p>In mice.</p></caption><alt-text>A curve"
        "</alt-text><graphic xlink:href='f1'/><attrib>From nobody.</attrib></fig></p>"
        "<fig><label>Fig. 2</label><caption><p>In men.</p></caption><graphic xlink:href='f2'/></fig>"
    )
    assert body_lines(body) == [
        "See Figure 1.", "Figure 1: What was seen.", "In mice.", "From nobody.", "Fig. 2: In men."
    ]  # fmt: skip


def test_floats_stand_together_after_the_body() -> None:
    document = read(
        article(
            "<sec><title>Discussion</title><p>A.</p></sec>",
            back="<ack><p>Thanks.</p></ack>",
            floats="<floats-group><fig><label>Figure 1</label><caption><p>Seen.</p></caption></fig>"
            "<table-wrap><label>Table 1</label><caption><p>Told.</p></caption><table><tr><td>a</td></tr></table>"
            "</table-wrap></floats-group>",
        )
    )
    assert headings(document) == ["# Discussion", "# Figures and tables", "# Acknowledgements"]
    assert caption(document) == "Table 1: Told."


def test_what_speaks_of_the_paper_never_answers() -> None:
    document = read(
        article(
            "<sec><title>Competing interests</title><p>A.</p></sec><sec><title>Funding</title><p>B.</p></sec>"
            "<sec sec-type='data-availability'><title>Where the data are</title><p>C.</p></sec>",
            back="<ack><p>D.</p></ack><sec><title>Author contributions</title><p>E.</p></sec>"
            "<notes><p>F.</p></notes><glossary><def-list><def-item><term>G</term><def><p>gee</p></def></def-item>"
            "</def-list></glossary><app-group><app><label>Appendix A</label><title>More results</title><p>H.</p></app>"
            "</app-group><bio><p>I.</p></bio>",
            meta="<author-notes><corresp>a@b.example</corresp><fn><p>J.</p></fn></author-notes><funding-group>"
            "<funding-statement>K.</funding-statement></funding-group>",
        )
    )
    said = roles(document)
    assert [text for text, role in said.items() if role.answers] == ["H."]
    assert set("ABCDEF") | {"G: gee"} <= {text.rstrip(".") for text in said}
    assert "a@b.example" not in document.text
    assert "## Appendix A More results" not in headings(document)
    assert "# Appendix A More results" in headings(document)


def test_the_reference_list_is_kept_apart() -> None:
    back = (
        '<sec><title>References</title><ref-list><ref id="r1"><element-citation publication-type="journal">'
        "<person-group><name><surname>Nobody</surname><given-names>A</given-names></name></person-group>"
        "<article-title>Invented one</article-title><source>J Inv</source><year>2001</year>"
        '<pub-id pub-id-type="doi">10.9999/one</pub-id><pub-id pub-id-type="pmid">1111</pub-id></element-citation>'
        "</ref></ref-list></sec>"
    )
    document = read(article(back=back))
    assert document.metadata["references"] == [
        {"doi": "10.9999/one", "pmid": "1111", "text": "Nobody A Invented one J Inv 2001"}
    ]
    assert "Invented one" not in document.text
    assert headings(document) == []


def test_reviews_and_replies_are_left_out_and_named() -> None:
    data = article().replace(
        b"</article>",
        b'<sub-article article-type="decision-letter"><front-stub><title-group><article-title>Decision letter'
        b"</article-title></title-group></front-stub><body><p>We doubt it.</p></body></sub-article></article>",
    )
    document = read(data)
    assert "doubt" not in document.text
    assert document.metadata["left_out"] == ["sub-article: Decision letter"]


def test_old_scans_hold_nothing_but_paragraphs() -> None:
    assert body_lines("<p>One.</p><p>Two.</p>", attributes='article-type="other"') == ["One.", "Two."]


def test_bare_text_between_blocks_is_kept() -> None:
    assert body_lines("Loose.<p>One.</p>more<sec>inner<p>Two.</p></sec>") == ["Loose.", "One.", "more", "inner", "Two."]


# Running text

BIBR = '<xref ref-type="bibr" rid="r{0}">{0}</xref>'


def cite(text: str) -> str:
    """`{1}` is a reference to the first entry."""
    for number in range(1, 60):
        text = text.replace(f"{{{number}}}", BIBR.format(number))
    return text


@pytest.mark.parametrize(
    ("tagged", "read_as"),
    [
        ("Mice died [{1}].", "Mice died."),
        ("Mice died [{1}-{9}], men [{10},{11}] too.", "Mice died, men too."),
        ("Mice died ({1}, {2}).", "Mice died."),
        ("Mice died ({1}–4, {7}) soon.", "Mice died soon."),
        ("Mice died<sup>{1}</sup> soon.", "Mice died soon."),
        ("Mice died.<sup>{1},{2}–{3}</sup> Men too.", "Mice died. Men too."),
        ("Mice died.<sup>[{1}]</sup> Men too.", "Mice died. Men too."),
        ("Mice died<sup>{1}</sup><sup>,</sup><sup>{2}</sup>.", "Mice died."),
        ('Mice died<xref ref-type="bibr" rid="r1"><sup>1</sup></xref><sup>–</sup>'
         '<xref ref-type="bibr" rid="r2"><sup>2</sup></xref>.', "Mice died."),
        ('Mice died <xref ref-type="bibr" rid="r1">[1]</xref>, <xref ref-type="bibr" rid="r2">[2]</xref>–'
         '<xref ref-type="bibr" rid="r4">[4]</xref>.', "Mice died."),
        ('Mice died <xref ref-type="bibr" rid="r1 r2 r3">[1–3]</xref>.', "Mice died."),
        ('Mice died [{1}<xref ref-type="bibr" rid="r2"/>–{3}].', "Mice died."),
        ("Mice died [{1}] [{2}] and [{3}].", "Mice died."),
        ("(as they do; [{1},{2}])", "(as they do)"),
        ("Found by Nobody et al. [{1}].", "Found by Nobody et al."),
        ("Nobody et al. [{1}] found it.", "Nobody et al. found it."),
        ("As shown in [{1}], mice died.", "As shown in [1], mice died."),
        ("See ref. {1} and mice.", "See ref. 1 and mice."),
        ("As in reference<sup>{1}</sup> mice died.", "As in reference 1 mice died."),
        ("[{1}] showed that mice died.", "[1] showed that mice died."),
        ("Men [[{1}], figure 5] died.", "Men [[1], figure 5] died."),
        ("Men (reviewed in {1}) died.", "Men (reviewed in 1) died."),
        ("Some word[{1}]glued.", "Some word glued."),
        ("Levels of 5, 6 [{1}] and 7 mg.", "Levels of 5, 6 and 7 mg."),
        ('Mice died ({3}<xref rid="r4" ref-type="bibr"/><xref rid="r5" ref-type="bibr"/>–{6}).', "Mice died."),
        ('Mice died <xref ref-type="bibr" rid="r1">\n<sup>1</sup>\n</xref>.', "Mice died."),
        ("Mice died<sup>{1}–3</sup> soon.", "Mice died soon."),
        ("Mice died.<sup>{1}(p12),{2}</sup> Men too.", "Mice died. Men too."),
        ("Mice died.<sup>{1}(p12)</sup> Men too.", "Mice died. Men too."),
    ],
)  # fmt: skip
def test_numbers_that_point_to_references_are_taken_out(tagged: str, read_as: str) -> None:
    assert line(cite(tagged)) == read_as


@pytest.mark.parametrize(
    "said",
    [
        ('Found by <xref ref-type="bibr" rid="r1">Nobody et al. (2005)</xref> in mice.'),
        ('Nobody et al. (<xref ref-type="bibr" rid="r1">2005</xref>) found it.'),
        ('Known (<xref ref-type="bibr" rid="r1">Nobody, 2005</xref>; <xref ref-type="bibr" rid="r2">2006</xref>).'),
    ],
)
def test_names_and_years_are_words_of_the_sentence(said: str) -> None:
    plain = said.replace('<xref ref-type="bibr" rid="r1">', "").replace('<xref ref-type="bibr" rid="r2">', "")
    assert line(said) == plain.replace("</xref>", "")


def test_a_pointer_without_a_type_is_known_by_what_it_points_to() -> None:
    assert line('Mice died [<xref rid="r1">1</xref>].', back=REFERENCES) == "Mice died."
    assert line('As in <xref rid="t1">1</xref>.', back=REFERENCES) == "As in 1."


@pytest.mark.parametrize(
    ("tagged", "read_as"),
    [
        ("10<sup>9</sup> cells/L", "10^9 cells/L"),
        ("10<sup>−3</sup>", "10^−3"),
        ("CO<sub>2</sub> and H<sub>2</sub>O", "CO2 and H2O"),
        ("Na<sup>+</sup>, Ca<sup>2+</sup>", "Na+, Ca^2+"),
        ("the 1<sup>st</sup> and 2<sup>nd</sup>", "the 1st and 2nd"),
        ("x<sup>n</sup><sup>−1</sup>", "x^n−1"),
        ("<italic>R</italic><sup>2 </sup>= 0.3", "R^2 = 0.3"),
        ("Drug<sup>®</sup>", "Drug®"),
        ("one<break/>two", "one two"),
        ("a<bold>b</bold>c", "abc"),
        ("<bold>Background</bold>Obesity is rare.", "Background Obesity is rare."),
        ('Table <xref ref-type="table" rid="t1">1</xref>, Figure <xref ref-type="fig" rid="f1">2A</xref>',
         "Table 1, Figure 2A"),
        ('mice<xref ref-type="fn" rid="f1"><sup>a</sup></xref> died', "mice died"),
        ("<named-content content-type='gene'>TP53</named-content> <styled-content>is</styled-content>", "TP53 is"),
        ("<abbrev>WHO<def><p>World Health Organization</p></def></abbrev> said", "WHO said"),
        ("soft\u00adhyphen and thin\u2009space", "softhyphen and thin space"),
        ("see <ext-link xlink:href='http://a.example'>here</ext-link>", "see here"),
        ("a <inline-graphic xlink:href='x'/> b", "a [image] b"),
    ],
)  # fmt: skip
def test_running_text_reads_as_printed(tagged: str, read_as: str) -> None:
    assert line(tagged) == read_as


MATH = "<inline-formula><mml:math>{}</mml:math></inline-formula>"


@pytest.mark.parametrize(
    ("tagged", "read_as"),
    [
        (MATH.format("<mml:mrow><mml:mi>x</mml:mi><mml:mo>=</mml:mo><mml:mfrac><mml:mi>a</mml:mi><mml:mrow><mml:mi>b"
                     "</mml:mi><mml:mo>+</mml:mo><mml:mn>1</mml:mn></mml:mrow></mml:mfrac></mml:mrow>"),
         "x = a/(b + 1)"),
        (MATH.format("<mml:msup><mml:mn>10</mml:mn><mml:mrow><mml:mo>−</mml:mo><mml:mn>3</mml:mn></mml:mrow></mml:msup>"),
         "10^−3"),
        (MATH.format("<mml:msub><mml:mi>PM</mml:mi><mml:mn>2.5</mml:mn></mml:msub>"), "PM2.5"),
        (MATH.format("<mml:msub><mml:mi>x</mml:mi><mml:mi>i</mml:mi></mml:msub>"), "x_i"),
        (MATH.format("<mml:msqrt><mml:mi>n</mml:mi></mml:msqrt>"), "√n"),
        ("<inline-formula><alternatives><inline-graphic xlink:href='e1'/><tex-math>\\documentclass[12pt]{minimal}"
         "\\usepackage{amsmath}\\begin{document}$$p \\le 0.05$$\\end{document}</tex-math><mml:math><mml:mi>p</mml:mi>"
         "<mml:mo>≤</mml:mo><mml:mn>0.05</mml:mn></mml:math></alternatives></inline-formula>", "p ≤ 0.05"),
        ("<inline-formula><tex-math>\\documentclass[12pt]{minimal}\\usepackage{amsmath}\\begin{document}"
         "$$\\mathrm{BMI} = \\frac{\\text{weight}}{h^{2}} \\times \\alpha_{1}$$\\end{document}</tex-math>"
         "</inline-formula>", "BMI = weight/(h^2) × α1"),
        ("<inline-formula><italic>n</italic> = 5</inline-formula>", "n = 5"),
        ("<inline-formula><inline-graphic xlink:href='e1'/></inline-formula>", "[formula]"),
    ],
)  # fmt: skip
def test_a_formula_is_a_line_of_text(tagged: str, read_as: str) -> None:
    assert line(f"Here {tagged} stands.") == f"Here {read_as} stands."


def test_a_displayed_formula_stays_in_its_sentence() -> None:
    formula = (
        "<disp-formula id='e1'><label>(1)</label><mml:math><mml:mi>F</mml:mi><mml:mo>=</mml:mo><mml:mi>m</mml:mi>"
        "<mml:mo>⁢</mml:mo><mml:mi>a</mml:mi></mml:math></disp-formula>"
    )
    assert line(f"Force is{formula}where m is mass.") == "Force is F = ma (1) where m is mass."
    assert body_lines("<p><disp-formula><graphic xlink:href='e'/></disp-formula></p><p>A.</p>") == ["A."]


# Tables


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


# Files


def test_a_set_gives_its_articles_one_by_one() -> None:
    one = article("<p>One.</p>")
    two = article("<p>Two.</p>", title="<title-group><article-title>Another</article-title></title-group>")
    both = b"<pmc-articleset>" + one + two + b"</pmc-articleset>"
    assert [document.text for document in read_jats(io.BytesIO(both))] == ["One.", "Two."]
    assert [document.text for document in read_jats(io.BytesIO(gzip.compress(both)))] == ["One.", "Two."]


def test_an_answer_of_pubmed_central_is_read_through_its_namespaces() -> None:
    inner = article("<sec><title>Results</title><p>One.</p></sec>").replace(
        b"<article ", b'<article xmlns="https://jats.nlm.nih.gov/ns/archiving/1.3/" ', 1
    )
    answer = (
        b'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><GetRecord><record><metadata>'
        + inner
        + b"</metadata></record></GetRecord></OAI-PMH>"
    )
    (document,) = read_jats(io.BytesIO(answer))
    assert lines(document) == ["Results", "One."]
    assert [one.text for one in read_xml(io.BytesIO(answer)) if isinstance(one, Document)] == [document.text]


def test_one_bad_article_in_a_set_does_not_lose_the_others() -> None:
    bad = article("")
    both = b"<pmc-articleset>" + bad + article("<p>Two.</p>") + b"</pmc-articleset>"
    skipped: list[CurbsideError] = []
    assert [document.text for document in read_jats(io.BytesIO(both), skipped.append)] == ["Two."]
    assert [type(one) for one in skipped] == [IncompleteRecord]
    with pytest.raises(IncompleteRecord):
        list(read_jats(io.BytesIO(both)))


def test_reading_twice_gives_the_same_document() -> None:
    data = article("<sec><title>Results</title><p>One.</p></sec>", back=REFERENCES)
    assert read(data).revision == read(data).revision
    assert read(data).record_digest == read(data).record_digest


# Hostile files


@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        (article(title=""), IncompleteRecord, "no title"),
        (article(""), IncompleteRecord, "neither an abstract nor a text"),
        (b"<html><p>no</p></html>", UnreadableInput, "no JATS article"),
        (b"", UnreadableInput, "not XML"),
        (b"%PDF-1.4", UnreadableInput, "not XML"),
        (article()[:-30], UnreadableInput, "ends early"),
        (article("<p>&undeclared;</p>"), UnreadableInput, "entity"),
        (article("<sec>" * 150 + "<p>deep</p>" + "</sec>" * 150), UnreadableInput, "nests"),
        (article("<sec>" * 5000 + "</sec>" * 5000), UnreadableInput, "nests"),
        (article("<p>" + "<italic>" * 200 + "x" + "</italic>" * 200 + "</p>"), UnreadableInput, "nests"),
        (article("<p>" + "word " * 3_000_000 + "</p>"), UnreadableInput, "MB|longer text"),
    ],
    ids=[
        "no title",
        "no text",
        "HTML",
        "nothing",
        "PDF",
        "cut",
        "entity",
        "150 deep",
        "5000 deep",
        "inline deep",
        "15 MB",
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_reason(
    data: bytes, error: type[CurbsideError], message: str, refusal: Callable[..., CurbsideError]
) -> None:
    said = refusal(error, lambda: list(read_jats(io.BytesIO(data))))
    assert re.search(message, said.message), said.message


def test_no_entity_of_the_file_is_expanded(refusal: Callable[..., CurbsideError]) -> None:
    bomb = (
        b'<!DOCTYPE article [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    )
    for name in (b"&b;", b"&x;"):
        refusal(UnreadableInput, lambda name=name: list(read_jats(io.BytesIO(bomb + article().replace(b"Some", name)))))


def test_control_characters_and_overrides_leave_no_trace() -> None:
    assert line("a&#x202e;b&#x200b;c&#x9f;d") == "abcd"


@pytest.mark.parametrize(
    "paragraph",
    [
        "[" + "1 " * 200_000 + cite("{1}"),
        " " * 300_000 + cite("{1} ") * 2_000,
        "(" * 100_000 + cite("[{1}]"),
        cite("[{1}], ") * 20_000,
        "<italic> </italic>" * 100_000,
        "<sup>1</sup>" * 50_000,
    ],
    ids=["open bracket", "spaces", "parentheses", "citations", "empty elements", "superscripts"],
)
def test_a_paragraph_of_any_making_is_read_in_reasonable_time(paragraph: str) -> None:
    begun = time.process_time()
    read(article(f"<p>{paragraph} end</p>"))
    assert time.process_time() - begun < 10


def _mutations() -> st.SearchStrategy[bytes]:
    whole = article(
        cite(
            "<sec sec-type='methods'><label>1</label><title>Methods</title><p>Mice died<sup>{1},{2}</sup>: <list>"
            "<list-item><p>one</p><list><list-item><p>two</p></list-item></list></list-item></list></p><fig>"
            "<label>F 1</label><caption><title>T</title><p>P</p></caption></fig></sec><table-wrap><label>T 1</label>"
            "<caption><p>C</p></caption><table><thead><tr><th rowspan='2'>a</th><th colspan='2'>b</th></tr><tr>"
            "<th>c</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table><table-wrap-foot><fn><label>a</label>"
            "<p>n</p></fn></table-wrap-foot></table-wrap>"
            "<boxed-text><title>B</title><p>x<inline-formula><mml:math><mml:mfrac><mml:mi>a</mml:mi></mml:mfrac>"
            "<mml:msup><mml:mi>a</mml:mi></mml:msup></mml:math></inline-formula></p></boxed-text>"
        ),
        meta="<contrib-group><contrib><name><surname>A</surname><given-names>B</given-names></name></contrib>"
        "</contrib-group><pub-date><year>2001</year></pub-date><fpage>1</fpage>",
        abstract="<abstract><p>Registered NCT01234567.</p></abstract>",
        back=REFERENCES,
    )
    pieces = [piece + b">" for piece in whole.split(b">")][:-1]
    at = st.integers(0, len(pieces) - 1)
    changes = st.lists(st.tuples(st.sampled_from(["drop", "twice", "swap", "cut"]), at, at), min_size=1, max_size=4)

    def changed(steps: list[tuple[str, int, int]]) -> bytes:
        now = list(pieces)
        for step, one, two in steps:
            one, two = one % len(now), two % len(now)
            if step == "drop":
                del now[one]
            elif step == "twice":
                now.insert(one, now[two])
            elif step == "swap":
                now[one], now[two] = now[two], now[one]
            else:
                now[one] = now[one][: len(now[one]) // 2]
            now = now or [b"<article/>"]
        return b"".join(now)

    # Elements opened and closed in pairs keep the file well-formed; byte changes mostly do not.
    tags = "p sec list list-item title xref sup table tr td th fig caption fn label def-item boxed-text table-wrap"
    names = st.sampled_from(tags.split())
    nested = st.recursive(
        st.sampled_from(["word", " 12 ", "", "[1]", "<break/>", "<xref ref-type='bibr'>3</xref>"]),
        lambda inner: st.builds(
            lambda name, inside: f"<{name}>{''.join(inside)}</{name}>", names, st.lists(inner, max_size=4)
        ),
        max_leaves=25,
    )
    return changes.map(changed) | nested.map(lambda body: article(body))


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(_mutations())
def test_only_documented_errors_leave_the_reader(data: bytes) -> None:
    for one in _reads(data):
        if isinstance(one, Document):
            assert all(one.text[block.start : block.end].strip() for block in one.blocks)
            for grid in one.tables:
                assert len({len(row) for row in (grid.columns or grid.rows[:1] or [()]) and grid.rows}) <= 1


def _reads(data: bytes) -> Iterator[object]:
    try:
        yield from read_jats_file(io.BytesIO(data))
    except (UnreadableInput, IncompleteRecord) as error:
        assert error.message
        assert error.hint
