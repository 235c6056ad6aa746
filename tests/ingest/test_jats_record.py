"""The record of a JATS article: what a citation needs, and what kind of source it is."""

from __future__ import annotations

import pytest
from tests.ingest.jats_snippets import article, read, reference

from curbside.evidence.kinds import SourceKind


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
        ("research-article", "", "Recruitment to randomised trials in A", SourceKind.OTHER),
        ("research-article", "", "Costs of A alongside a randomised trial", SourceKind.OTHER),
        ("research-article", "Randomised Controlled Trials", "A for B", SourceKind.RANDOMIZED_TRIAL),
        ("research-article", "", "Correction of A: a randomised trial", SourceKind.RANDOMIZED_TRIAL),
        ("research-article", "", "2019 ESC/EAS guidelines for A", SourceKind.GUIDELINE),
        ("other", "", "European clinical practice guideline on A", SourceKind.GUIDELINE),
        ("research-article", "", "Effect of guidelines on prescribing", SourceKind.OTHER),
        ("research-article", "", "A in patients with B: case series", SourceKind.CASE_SERIES),
        ("research-article", "", "A scoping review of B", SourceKind.NARRATIVE_REVIEW),
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


def test_a_keyword_tells_an_observation_and_never_a_trial() -> None:
    keyword = "<kwd-group><kwd>pain</kwd><kwd>{}</kwd></kwd-group>"
    assert reference(keyword.format("cohort study")).kind is SourceKind.COHORT_STUDY
    assert reference(keyword.format("randomised controlled trial")).kind is SourceKind.OTHER
