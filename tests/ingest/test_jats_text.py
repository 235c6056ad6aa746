"""The text of a JATS article: headings, roles, lists, boxes, captions, what stands at the back."""

from __future__ import annotations

from tests.ingest.jats_snippets import article, body_lines, caption, headings, lines, read, roles

from curbside.evidence.document import Form
from curbside.evidence.kinds import Basis, Role


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


def test_a_figure_anchored_in_a_sentence_does_not_tear_it() -> None:
    fig = "<fig><label>Figure 1</label><caption><p>Seen.</p></caption></fig>"
    assert body_lines(f"<p>Mice died (Figure 1){fig} of old age.</p>") == [
        "Mice died (Figure 1) of old age.",
        "Figure 1: Seen.",
    ]
    assert body_lines(f"<p>Mice died.{fig} Men too.</p>") == ["Mice died.", "Figure 1: Seen.", "Men too."]


def test_what_the_file_keeps_apart_is_told_where_results_first_point_to_it() -> None:
    fig = '<fig id="f{0}"><label>Figure {0}</label><caption><p>Seen, as in <xref rid="f2">2</xref>.</p></caption></fig>'
    point = '<xref ref-type="fig" rid="f{0}">Figure {0}</xref>'
    document = read(
        article(
            f"<sec><title>Methods</title><p>See {point.format(1)} and {point.format(3)}.</p></sec>"
            f"<sec><title>Results</title><p>See {point.format(1)}.</p><p>Then {point.format(1)}, {point.format(2)}.</p>"
            "</sec>",
            floats=f"<floats-group>{fig.format(1)}{fig.format(2)}{fig.format(3)}</floats-group>",
        )
    )
    assert lines(document) == [
        "Methods", "See Figure 1 and Figure 3.", "Results", "See Figure 1.", "Figure 1: Seen, as in 2.",
        "Then Figure 1, Figure 2.", "Figure 2: Seen, as in 2.", "Figures and tables", "Figure 3: Seen, as in 2.",
    ]  # fmt: skip


def test_floats_that_nothing_points_to_stand_together_after_the_body() -> None:
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
