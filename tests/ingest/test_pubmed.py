"""PubMed's records: what a document takes from them, what they say about other papers, and what is not taken."""

import gzip
import io
from collections.abc import Iterator

import pytest
from evaluation.pubmed_shaped import HEAD, TAIL, Shape, records, write_files
from hypothesis import given
from hypothesis import strategies as st

from curbside.errors import CurbsideError, IncompleteRecord, UnreadableInput
from curbside.evidence.document import Document
from curbside.evidence.kinds import Basis, Role, SourceKind, Standing
from curbside.evidence.standing import Deletion, StandingNotice
from curbside.ingest import pubmed_kinds, xml
from curbside.ingest.formats import Read
from curbside.ingest.pubmed import read_pubmed, read_pubmed_file
from curbside.ingest.xml import read_xml

PMID = "900000001"
TITLE = "<ArticleTitle>An invented paper.</ArticleTitle>"
JOURNAL = (
    "<Journal><ISSN>0000-0001</ISSN><JournalIssue><Volume>12</Volume><Issue>3</Issue><PubDate><Year>2019</Year>"
    "<Month>Dec</Month></PubDate></JournalIssue><Title>Journal of Invented Medicine</Title></Journal>"
)


def record(article: str = TITLE, citation: str = "", data: str = "", pmid: str = PMID, version: int = 1) -> str:
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="{version}">{pmid}</PMID><Article>{article}'
        f"</Article>{citation}</MedlineCitation><PubmedData>{data}</PubmedData></PubmedArticle>"
    )


def file_of(*written: str) -> bytes:
    return (HEAD + "".join(written) + TAIL).encode()


def reads(*written: str) -> list[Read]:
    return list(read_pubmed_file(io.BytesIO(file_of(*written))))


def document(article: str = "", citation: str = "", data: str = "") -> Document:
    first = reads(record(TITLE + article if "<ArticleTitle>" not in article else article, citation, data))[0]
    assert isinstance(first, Document)
    return first


def abstract(*parts: str) -> Document:
    return document(f"<Abstract>{''.join(parts)}</Abstract>")


def labelled(label: str, category: str | None, text: str) -> str:
    nlm = f' NlmCategory="{category}"' if category else ""
    return f'<AbstractText Label="{label}"{nlm}>{text}</AbstractText>'


def types(*names: str) -> str:
    listed = "".join(f'<PublicationType UI="D000000">{name}</PublicationType>' for name in names)
    return f"<PublicationTypeList>{listed}</PublicationTypeList>"


def correction(ref_type: str, source: str = "J Made Up. 2020;1:2", pmid: str = "900000009", note: str = "") -> str:
    return (
        f'<CommentsCorrectionsList><CommentsCorrections RefType="{ref_type}"><RefSource>{source}</RefSource>'
        f'<PMID Version="1">{pmid}</PMID>{f"<Note>{note}</Note>" if note else ""}</CommentsCorrections>'
        "</CommentsCorrectionsList>"
    )


def written(one: Document) -> list[tuple[str, Role, str]]:
    """What is said: innermost heading, role, words."""
    return [((one.heading_path(s) or ("",))[-1], s.role, one.text[s.start : s.end]) for s in one.statements]


# Text


def test_the_id_is_the_pmid_and_the_basis_the_abstract():
    one = document()
    assert (one.id, one.reference.pmid, one.basis) == (PMID, PMID, Basis.ABSTRACT)


def test_labels_are_headings_as_printed_with_the_role_that_nlm_gives():
    one = abstract(
        labelled("WHY WE DID IT", "OBJECTIVE", "To see."),
        labelled("PATIENTS &amp; METHODS", "METHODS", "We looked."),
        labelled("FINDINGS", "RESULTS", "It was there. It was large."),
        labelled("SO WHAT", "CONCLUSIONS", "Look again."),
    )
    assert written(one) == [
        ("WHY WE DID IT", Role.AIM, "To see."),
        ("PATIENTS & METHODS", Role.METHOD, "We looked."),
        ("FINDINGS", Role.RESULT, "It was there."),
        ("FINDINGS", Role.RESULT, "It was large."),
        ("SO WHAT", Role.CONCLUSION, "Look again."),
    ]


def test_an_unassigned_label_is_read_as_any_heading_is():
    one = abstract(labelled("METHODS", "UNASSIGNED", "We looked."), labelled("KEY POINTS", None, "It is large."))
    assert [role for _, role, _ in written(one)] == [Role.METHOD, Role.CONCLUSION]


def test_recommendations_are_such_whatever_nlm_files_them_under():
    one = abstract(
        labelled("RECOMMENDATIONS", "CONCLUSIONS", "Give it."), labelled("RECOMMENDATION 1:", "RESULTS", "No.")
    )
    assert written(one)[0][1] is Role.RECOMMENDATION


def test_registration_and_funding_are_no_findings():
    one = abstract(
        labelled("TRIAL REGISTRATION", "UNASSIGNED", "ClinicalTrials.gov NCT99000001."),
        labelled("FUNDING", "RESULTS", "The Invented Fund."),
    )
    assert {role for _, role, _ in written(one)} == {Role.METHOD}
    assert one.reference.trial_registration == "NCT99000001"


def test_an_abstract_without_labels_is_paragraphs():
    one = abstract("<AbstractText>One thing. Another.</AbstractText><AbstractText>A third.</AbstractText>")
    assert [(path, words) for path, _, words in written(one)] == [
        ("", "One thing."),
        ("", "Another."),
        ("", "A third."),
    ]


def test_what_follows_a_labelled_part_without_a_label_is_not_under_it():
    one = abstract(labelled("METHODS", "METHODS", "We looked."), "<AbstractText>It was there.</AbstractText>")
    assert written(one)[1] == ("", Role.RESULT, "It was there.")
    one = abstract(labelled("METHODS", "METHODS", "We looked."), labelled("UNLABELLED", None, "It was there."))
    assert written(one)[1] == ("", Role.RESULT, "It was there.")


def test_superscripts_stay_powers_and_other_markup_leaves_its_words():
    one = abstract(
        "<AbstractText>Counts of 10<sup>9</sup>/L, <i>E. coli</i>, H<sub>2</sub>O and <b>x<sup>2</sup></b>."
        "</AbstractText>"
    )
    assert one.text == "Counts of 10^9/L, E. coli, H2O and x^2."


def test_markup_in_markup_in_markup_leaves_its_words():
    assert document(f"<ArticleTitle>{'<i>' * 200}deep{'</i>' * 200}.</ArticleTitle>").reference.title == "deep"


def test_formulas_are_one_line():
    math = (
        "<mml:math xmlns:mml='http://www.w3.org/1998/Math/MathML'><mml:semantics><mml:mrow><mml:msup><mml:mi>x</mml:mi>"
        "<mml:mn>2</mml:mn></mml:msup><mml:mo>=</mml:mo><mml:mfrac><mml:mn>1</mml:mn><mml:mn>4</mml:mn></mml:mfrac>"
        "</mml:mrow><mml:annotation>x^2=\\frac</mml:annotation></mml:semantics></mml:math>"
    )
    assert abstract(f"<AbstractText>So {math} it is.</AbstractText>").text == "So x^2=1/4 it is."


def test_direction_overrides_and_unseen_characters_are_not_stored():
    one = document(
        "<ArticleTitle>An \u202einvented\u202c paper\u200b.</ArticleTitle>"
        "<Abstract><AbstractText>It\u202e is.</AbstractText></Abstract>"
        "<AuthorList><Author><LastName>Bad\u202ename</LastName></Author></AuthorList>"
    )
    assert (one.reference.title, one.text, one.reference.authors) == ("An invented paper", "It is.", ("Badname",))


def test_a_copyright_line_is_no_statement():
    one = abstract(
        "<AbstractText>It was there. Copyright © 2015 Invented Ltd. All rights reserved.</AbstractText>"
        "<CopyrightInformation>© 2015. Open access under CC BY-NC 4.0.</CopyrightInformation>"
    )
    assert one.text == "It was there."
    assert one.reference.licence == "CC BY-NC 4.0"
    assert one.metadata["copyright"].startswith("© 2015")


def test_an_abstract_cut_short_ends_with_its_last_whole_sentence():
    one = abstract("<AbstractText>It was there. The mean was(ABSTRACT TRUNCATED AT 250 WORDS)</AbstractText>")
    assert one.text == "It was there."
    assert one.metadata["abstract_truncated"] is True


def test_of_other_abstracts_only_one_in_plain_english_is_text():
    one = document(
        citation='<OtherAbstract Type="plain-language-summary" Language="eng"><AbstractText>It helps.</AbstractText>'
        '</OtherAbstract><OtherAbstract Type="Publisher" Language="fre"><AbstractText>Cela aide.</AbstractText>'
        "</OtherAbstract>"
    )
    assert written(one) == [("Plain language summary", Role.CONCLUSION, "It helps.")]
    assert one.metadata["other_abstracts"] == [{"type": "Publisher", "language": "fre", "text": "Cela aide."}]


def test_a_record_without_an_abstract_is_kept_for_what_it_says_of_its_paper():
    one = document()
    assert (one.text, one.statements, one.reference.title) == ("", (), "An invented paper")


# The bibliographic record


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("An invented paper.", "An invented paper"),
        ("Does it work?", "Does it work?"),
        ("[An invented paper].", "An invented paper"),
        ("[An invented paper (author's transl)].", "An invented paper (author's transl)"),
        ("[18F]FDG in [11C].", "[18F]FDG in [11C]"),
        ("Care in the U.S.A.", "Care in the U.S.A."),
        ("The work of Nobody et al.", "The work of Nobody et al."),
        ("And so on...", "And so on..."),
        ("Counts of 10<sup>9</sup> in <i>E. coli</i>.", "Counts of 10^9 in E. coli"),
    ],
)
def test_titles_lose_their_full_stop_and_the_brackets_of_a_translation(printed, title):
    assert document(f"<ArticleTitle>{printed}</ArticleTitle>").reference.title == title


def test_a_paper_never_given_an_english_title_keeps_its_own():
    one = document("<ArticleTitle>[Not Available].</ArticleTitle><VernacularTitle>Ein Aufsatz.</VernacularTitle>")
    assert one.reference.title == "Ein Aufsatz"
    assert one.metadata["vernacular_title"] == "Ein Aufsatz."


def test_authors_are_surname_and_initials():
    one = document(
        """<AuthorList CompleteYN="N">
        <Author ValidYN="Y"><LastName>Näme</LastName><ForeName>Ann B</ForeName><Initials>AB</Initials>
          <Suffix>Jr</Suffix><Identifier Source="ORCID">0000-0000</Identifier>
          <AffiliationInfo><Affiliation>Nowhere.</Affiliation></AffiliationInfo></Author>
        <Author><CollectiveName>Invented Group</CollectiveName></Author>
        <Author ValidYN="N"><LastName>Wrong</LastName></Author></AuthorList>"""
    )
    assert one.reference.authors == ("Näme AB Jr", "Invented Group", "et al.")
    assert one.metadata["author_details"][0] == {
        "last_name": "Näme",
        "fore_name": "Ann B",
        "initials": "AB",
        "suffix": "Jr",
        "orcid": "0000-0000",
        "affiliations": ["Nowhere."],
    }


def test_where_it_was_published():
    one = document(JOURNAL + "<Pagination><MedlinePgn>10-9</MedlinePgn></Pagination>").reference
    assert (one.container, one.volume, one.issue, one.pages) == ("Journal of Invented Medicine", "12", "3", "10-9")
    assert (one.date, one.year) == ("2019-12", 2019)


@pytest.mark.parametrize(
    ("parts", "date"),
    [
        ("<Year>2019</Year><Month>Feb</Month><Day>03</Day>", "2019-02-03"),
        ("<Year>2019</Year><Month>2</Month><Day>3</Day>", "2019-02-03"),
        ("<Year>2019</Year><Month>13</Month>", "2019"),
        ("<Year>2019</Year><Season>Spring</Season>", "2019"),
        ("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>", "1998-12"),
        ("<MedlineDate>2000 Spring</MedlineDate>", "2000"),
        ("<MedlineDate>1976-1977</MedlineDate>", "1976"),
        ("<MedlineDate>long ago</MedlineDate>", None),
        ("<Year>0000</Year>", None),
        ("<Year>²019</Year><Month>²</Month>", None),
        ("", None),
    ],
)
def test_dates_are_as_precise_as_they_are_printed(parts, date):
    issue = f"<Journal><JournalIssue><PubDate>{parts}</PubDate></JournalIssue><Title>J</Title></Journal>"
    reference = document(issue).reference
    assert (reference.date, reference.year) == (date, int(date[:4]) if date else None)


def test_the_day_it_came_out_online_completes_a_bare_year_but_never_changes_it():
    online = '<ArticleDate DateType="Electronic"><Year>2019</Year><Month>11</Month><Day>05</Day></ArticleDate>'
    year = "<Journal><JournalIssue><PubDate><Year>{}</Year></PubDate></JournalIssue></Journal>"
    assert document(year.format(2019) + online).reference.date == "2019-11-05"
    assert document(year.format(2020) + online).reference.date == "2020"
    assert document(online).reference.date == "2019-11-05"
    assert document(year.format(2020) + online).metadata["electronic_date"] == "2019-11-05"


def test_identifiers_are_taken_where_they_are_such():
    one = document(
        '<ELocationID EIdType="pii">S0000</ELocationID><ELocationID EIdType="doi">doi:10.5555/X.1</ELocationID>',
        data='<ArticleIdList><ArticleId IdType="pubmed">900000001</ArticleId><ArticleId IdType="pmc">PMC900001'
        "</ArticleId></ArticleIdList>",
    )
    assert (one.reference.doi, one.reference.pmcid) == ("10.5555/X.1", "PMC900001")
    assert one.metadata["article_ids"] == {"pii": "S0000"}


def test_a_malformed_identifier_fails_nothing():
    one = document(
        data='<ArticleIdList><ArticleId IdType="doi">not a doi</ArticleId><ArticleId IdType="pmc">?</ArticleId>'
        "</ArticleIdList>"
    )
    assert (one.reference.doi, one.reference.pmcid) == (None, None)
    assert one.metadata["malformed_ids"] == ["not a doi", "?"]


def test_a_doi_said_to_be_invalid_is_not_taken():
    wrong = '<ELocationID EIdType="doi" ValidYN="N">10.5555/wrong</ELocationID>'
    right = '<ArticleIdList><ArticleId IdType="doi">10.5555/right</ArticleId></ArticleIdList>'
    assert document(wrong, data=right).reference.doi == "10.5555/right"


def test_characters_named_as_html_names_them_are_read_in_any_record():
    named = [
        record("<ArticleTitle>Of &beta; and &lt; 1.</ArticleTitle>", pmid=str(900_000_001 + n)) for n in range(200)
    ]
    titles = {one.reference.title for one in read_pubmed(io.BytesIO(file_of(*named)))}
    assert titles == {"Of β and < 1"}


def test_languages_are_two_letters():
    one = document("<Language>ger</Language><Language>eng</Language><Language>und</Language>")
    assert (one.reference.language, one.metadata["languages"]) == ("de", ["de", "en"])
    assert document("<Language>xyz</Language>").reference.language == "xyz"


def test_the_first_trial_registration_counts_and_all_are_kept():
    banks = "".join(
        f"<DataBank><DataBankName>{name}</DataBankName><AccessionNumberList>{numbers}</AccessionNumberList></DataBank>"
        for name, numbers in (
            ("GENBANK", "<AccessionNumber>X1</AccessionNumber>"),
            ("ISRCTN", "<AccessionNumber>ISRCTN99999999</AccessionNumber>"),
            (
                "ClinicalTrials.gov",
                "<AccessionNumber>NCT99000001</AccessionNumber><AccessionNumber>NCT99000002</AccessionNumber>",
            ),
        )
    )
    one = document(f"<DataBankList>{banks}</DataBankList>")
    assert one.reference.trial_registration == "ISRCTN99999999"
    assert one.metadata["data_banks"]["ClinicalTrials.gov"] == ["NCT99000001", "NCT99000002"]


def test_major_headings_are_concepts_and_all_are_kept():
    one = document(
        citation="""<MeshHeadingList>
        <MeshHeading><DescriptorName UI="D1" MajorTopicYN="Y">Gout</DescriptorName></MeshHeading>
        <MeshHeading><DescriptorName UI="D2" MajorTopicYN="N">Liver</DescriptorName>
          <QualifierName UI="Q1" MajorTopicYN="Y">surgery</QualifierName></MeshHeading>
        <MeshHeading><DescriptorName UI="D3" MajorTopicYN="N">Humans</DescriptorName></MeshHeading></MeshHeadingList>"""
    )
    assert one.concepts == ("Gout", "Liver")
    assert one.metadata["mesh"] == [
        {"descriptor": "Gout", "ui": "D1", "major": True},
        {"descriptor": "Liver", "ui": "D2", "qualifiers": [{"qualifier": "surgery", "ui": "Q1", "major": True}]},
        {"descriptor": "Humans", "ui": "D3"},
    ]


def test_everything_else_is_metadata_and_nothing_empty_is():
    one = document(
        JOURNAL
        + """<GrantList><Grant><GrantID>XX1</GrantID><Acronym/><Agency>Fund</Agency><Country>Nowhere</Country></Grant>
        </GrantList>"""
        + types("Journal Article"),
        citation="""<MedlineJournalInfo><Country>Nowhere</Country><MedlineTA>J Made Up</MedlineTA>
        <NlmUniqueID>1</NlmUniqueID><ISSNLinking>0000-0002</ISSNLinking></MedlineJournalInfo>
        <ChemicalList><Chemical><RegistryNumber>0</RegistryNumber><NameOfSubstance UI="D9">Water</NameOfSubstance>
        </Chemical></ChemicalList>
        <OtherID Source="NLM">X9</OtherID>
        <KeywordList><Keyword>salt</Keyword></KeywordList><KeywordList><Keyword>sugar</Keyword></KeywordList>
        <CoiStatement>None.</CoiStatement><GeneralNote/>""",
        data="""<History><PubMedPubDate PubStatus="received"><Year>2019</Year><Month>1</Month><Day>2</Day>
        </PubMedPubDate></History><PublicationStatus>ppublish</PublicationStatus>
        <ReferenceList><Reference><Citation>Nobody A. 1999.</Citation>
        <ArticleIdList><ArticleId IdType="pubmed">900000007</ArticleId></ArticleIdList></Reference>
        <ReferenceList><Reference><Citation>Nobody B.</Citation></Reference></ReferenceList></ReferenceList>""",
    )
    assert one.metadata == {
        "status": "MEDLINE",
        "issn": "0000-0001",
        "issn_linking": "0000-0002",
        "medline_ta": "J Made Up",
        "nlm_unique_id": "1",
        "country": "Nowhere",
        "grants": [{"id": "XX1", "agency": "Fund", "country": "Nowhere"}],
        "publication_types": [{"name": "Journal Article", "ui": "D000000"}],
        "chemicals": [{"name": "Water", "ui": "D9"}],
        "other_ids": ["X9"],
        "keywords": ["salt", "sugar"],
        "conflict_of_interest": "None.",
        "history": {"received": "2019-01-02"},
        "publication_status": "ppublish",
        "references": [{"citation": "Nobody A. 1999.", "pmid": "900000007"}, {"citation": "Nobody B."}],
    }


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (("Journal Article",), SourceKind.OTHER),
        (("Journal Article", "Randomized Controlled Trial"), SourceKind.RANDOMIZED_TRIAL),
        (("Clinical Trial, Phase III",), SourceKind.NONRANDOMIZED_TRIAL),
        (("Clinical Trial", "Randomized Controlled Trial"), SourceKind.RANDOMIZED_TRIAL),
        (("Randomized Controlled Trial", "Clinical Trial Protocol"), SourceKind.OTHER),
        (("Review", "Meta-Analysis"), SourceKind.SYSTEMATIC_REVIEW),
        (("Systematic Review", "Practice Guideline"), SourceKind.GUIDELINE),
        (("Consensus Development Conference, NIH", "Review"), SourceKind.GUIDELINE),
        (("Case Reports", "Review"), SourceKind.CASE_REPORT),
        (("Review", "Comment"), SourceKind.NARRATIVE_REVIEW),
        (("Observational Study", "Multicenter Study"), SourceKind.COHORT_STUDY),
        (("Letter", "Randomized Controlled Trial"), SourceKind.RANDOMIZED_TRIAL),
        (("Editorial",), SourceKind.OTHER),
        (("Retraction of Publication", "Randomized Controlled Trial"), SourceKind.OTHER),
        (("Published Erratum", "Practice Guideline"), SourceKind.OTHER),
        (("Patient Education Handout",), SourceKind.PATIENT_INFORMATION),
    ],
)
def test_publication_types_give_the_kind(given, kind):
    assert document(types(*given)).reference.kind is kind


@pytest.mark.parametrize(
    ("given", "heading", "kind"),
    [
        ("Journal Article", "Registries", SourceKind.REGISTRY_STUDY),
        ("Observational Study", "Registries", SourceKind.REGISTRY_STUDY),
        ("Journal Article", "Cohort Studies", SourceKind.COHORT_STUDY),
        ("Journal Article", "Case-Control Studies", SourceKind.OTHER),
        ("Letter", "Cohort Studies", SourceKind.OTHER),
        ("Review", "Registries", SourceKind.NARRATIVE_REVIEW),
    ],
)
def test_headings_tell_a_design_where_no_type_does(given, heading, kind):
    assert pubmed_kinds.kind_of([given], [heading]) is kind


def test_a_preprint_is_flagged():
    assert document(types("Preprint", "Journal Article")).reference.preprint
    assert not document(types("Journal Article")).reference.preprint


# Standing


@pytest.mark.parametrize(
    ("ref_type", "standing", "lead"),
    [
        ("RetractionIn", Standing.RETRACTED, "Retracted"),
        ("RetractedandRepublishedIn", Standing.RETRACTED, "Retracted and republished"),
        ("PartialRetractionIn", Standing.CONCERN, "Partially retracted"),
        ("ExpressionOfConcernIn", Standing.CONCERN, "Expression of concern"),
        ("ErratumIn", Standing.CORRECTED, "Erratum"),
        ("CorrectedandRepublishedIn", Standing.CORRECTED, "Corrected and republished"),
    ],
)
def test_a_record_states_how_it_stands(ref_type, standing, lead):
    reference = document(citation=correction(ref_type)).reference
    assert reference.standing is standing
    assert reference.standing_note == f"{lead}: J Made Up. 2020;1:2 (PMID 900000009)"


def test_the_gravest_of_what_is_said_counts_and_all_of_it_is_noted():
    both = correction("ErratumIn") + ""
    both = both.replace("</CommentsCorrectionsList>", "") + correction(
        "RetractionIn", note="Figure 2 was drawn."
    ).replace("<CommentsCorrectionsList>", "")
    reference = document(citation=both).reference
    assert reference.standing is Standing.RETRACTED
    assert reference.standing_note == (
        "Retracted: J Made Up. 2020;1:2 (PMID 900000009). Figure 2 was drawn.; "
        "Erratum: J Made Up. 2020;1:2 (PMID 900000009)"
    )


def test_the_publication_type_of_a_retracted_paper_is_enough():
    reference = document(types("Journal Article", "Retracted Publication")).reference
    assert reference.standing is Standing.RETRACTED
    assert reference.standing_note


@pytest.mark.parametrize(
    ("article", "standing"),
    [
        (types("Systematic Review"), Standing.SUPERSEDED),
        (types("Practice Guideline"), Standing.SUPERSEDED),
        ("<Journal><Title>Cochrane Database of Systematic Reviews</Title></Journal>", Standing.SUPERSEDED),
        (types("Randomized Controlled Trial"), Standing.CURRENT),
        (types("Systematic Review", "Preprint"), Standing.CURRENT),
    ],
)
def test_an_update_supersedes_what_comes_in_editions_and_is_noted_of_all(article, standing):
    reference = document(article, citation=correction("UpdateIn")).reference
    assert reference.standing is standing
    assert "J Made Up. 2020;1:2 (PMID 900000009)" in (reference.standing_note or "")


def test_comments_change_nothing():
    one = document(citation=correction("CommentIn"))
    assert (one.reference.standing, one.reference.standing_note) == (Standing.CURRENT, None)
    assert one.metadata["corrections"] == [{"type": "CommentIn", "source": "J Made Up. 2020;1:2", "pmid": "900000009"}]


def test_standing_holds_as_of_the_last_revision():
    revised = "<DateRevised><Year>2024</Year><Month>03</Month><Day>09</Day></DateRevised>"
    assert document(citation=revised).reference.standing_checked == "2024-03-09"
    assert document().reference.standing_checked is None


@pytest.mark.parametrize(
    ("ref_type", "standing", "lead"),
    [
        ("RetractionOf", Standing.RETRACTED, "Retracted"),
        ("PartialRetractionOf", Standing.CONCERN, "Partially retracted"),
        ("ExpressionOfConcernFor", Standing.CONCERN, "Expression of concern"),
        ("ErratumFor", Standing.CORRECTED, "Erratum"),
        ("CorrectedandRepublishedFrom", Standing.CORRECTED, "Corrected and republished"),
    ],
)
def test_a_notice_speaks_of_the_other_paper(ref_type, standing, lead):
    one, notice = reads(record(TITLE + JOURNAL + types("Published Erratum"), citation=correction(ref_type)))
    assert isinstance(one, Document)
    assert one.reference.kind is SourceKind.OTHER
    assert notice == StandingNotice(
        identities=("pmid:900000009",),
        standing=standing,
        said_by="PubMed record 900000001",
        note=f"{lead}: Journal of Invented Medicine. 2019-12;12(3) (PMID 900000001)",
        date="2019-12",
    )


def test_a_new_edition_supersedes_the_one_before_but_no_preprint():
    review = TITLE + types("Systematic Review")
    assert isinstance(reads(record(review, correction("UpdateOf")))[1], StandingNotice)
    assert len(reads(record(review, correction("UpdateOf", source="medRxiv. 2020 Jan 1")))) == 1
    assert len(reads(record(TITLE, correction("UpdateOf")))) == 1


def test_deleted_citations_are_told():
    found = reads(record(), "<DeleteCitation><PMID Version='1'>900000005</PMID><PMID>bad</PMID></DeleteCitation>")
    assert found[1:] == [Deletion("900000005", "the stream")]
    assert [one.id for one in read_pubmed(io.BytesIO(file_of(record(), "<DeleteCitation/>")))] == [PMID]


def test_later_versions_and_revisions_sort_later():
    def recency(version: int, year: int | None) -> str:
        revised = f"<DateRevised><Year>{year}</Year><Month>1</Month><Day>1</Day></DateRevised>" if year else ""
        (one,) = reads(record(citation=revised, version=version))
        assert isinstance(one, Document)
        return one.recency or ""

    order = [recency(1, None), recency(1, 2020), recency(1, 2021), recency(2, 2019), recency(10, 2018)]
    assert order == sorted(order)
    assert recency(2, 2019) == "002 2019-01-01"


# Books and bare citations

BOOK = """<PubmedBookArticle><BookDocument><PMID Version="1">900000002</PMID>
<ArticleIdList><ArticleId IdType="bookaccession">NBK0</ArticleId></ArticleIdList>
<Book><Publisher><PublisherName>Invented Press</PublisherName></Publisher><BookTitle>Invented Reviews</BookTitle>
<PubDate><Year>1993</Year></PubDate>
<AuthorList Type="editors"><Author><LastName>Editor</LastName><Initials>E</Initials></Author></AuthorList></Book>
{chapter}<Language>eng</Language><PublicationType>Review</PublicationType>
<Abstract><AbstractText Label="CLINICAL CHARACTERISTICS">It shows.</AbstractText></Abstract>
<Sections><Section><SectionTitle>Diagnosis</SectionTitle></Section></Sections></BookDocument>
<PubmedBookData/></PubmedBookArticle>"""
CHAPTER = """<ArticleTitle>Invented Syndrome</ArticleTitle>
<AuthorList Type="authors"><Author><LastName>Writer</LastName><Initials>W</Initials></Author></AuthorList>"""


def test_a_chapter_of_a_book_is_read():
    (one,) = reads(BOOK.format(chapter=CHAPTER))
    assert isinstance(one, Document)
    reference = one.reference
    assert (one.id, reference.title, reference.container) == ("900000002", "Invented Syndrome", "Invented Reviews")
    assert (reference.publisher, reference.year, reference.authors) == ("Invented Press", 1993, ("Writer W",))
    assert reference.kind is SourceKind.NARRATIVE_REVIEW
    assert written(one) == [("CLINICAL CHARACTERISTICS", Role.RESULT, "It shows.")]
    assert one.metadata["sections"] == ["Diagnosis"]


def test_a_whole_book_is_read():
    (one,) = reads(BOOK.format(chapter=""))
    assert isinstance(one, Document)
    assert (one.reference.title, one.reference.container) == ("Invented Reviews", None)
    assert one.reference.authors == ("Editor E",)


@pytest.mark.parametrize("root", ["{}", "<MedlineCitationSet>{}</MedlineCitationSet>"])
def test_a_bare_citation_is_read(root):
    bare = record().replace("<PubmedArticle>", "").partition("<PubmedData>")[0]
    assert [one.id for one in read_pubmed(io.BytesIO(root.format(bare).encode()))] == [PMID]


# What cannot be taken


def test_what_cannot_be_taken_is_handed_over_with_its_pmid_and_reading_goes_on():
    skipped: list[CurbsideError] = []
    data = file_of(record(article="", pmid="900000003"), record(pmid="x"), "<PubmedArticle/>", record())
    assert [one.id for one in read_pubmed(io.BytesIO(data), skipped.append)] == [PMID]
    assert [str(error).split(":")[0] for error in skipped] == [
        "PMID 900000003 of the stream",
        "PMID x of the stream",
        "Record 3 of the stream",
    ]
    assert all(isinstance(error, IncompleteRecord) and error.hint for error in skipped)


def test_without_anybody_to_hand_it_to_it_is_raised():
    with pytest.raises(IncompleteRecord, match="PMID 900000003"):
        list(read_pubmed(io.BytesIO(file_of(record(article="", pmid="900000003")))))


def damaged(data: bytes) -> tuple[list[str], str]:
    """The ids read before the damage, and what is said of it."""
    ids = []
    with pytest.raises(UnreadableInput) as caught:
        for one in read_pubmed(io.BytesIO(data)):
            ids.append(one.id)  # noqa: PERF401 - what came before the damage is the point
    assert caught.value.hint
    return ids, caught.value.message


def test_damage_to_the_file_raises_after_what_was_before_it():
    whole = file_of(record(), record(pmid="900000002"), record(pmid="900000003"))
    ids, message = damaged(whole[:-200])
    assert ids == [PMID, "900000002"]
    assert "ends early" in message


def test_the_line_of_the_damage_is_that_of_the_file():
    whole = file_of(*(f"{one}\n" for one in [record()] * 3000), "<PubmedArticle>\n<bad></PubmedArticle>")
    assert f"line {whole.count(b'<PubmedArticle>') + 4})" in damaged(whole)[1]


def test_a_truncated_gzip_raises_after_what_was_before_it():
    shaped = (HEAD + "".join(records(0, 300)) + TAIL).encode()
    packed = gzip.compress(shaped)
    ids, message = damaged(packed[: len(packed) // 2])
    assert 50 < len(ids) < 300
    assert "gzip" in message


def test_a_record_too_large_to_be_one_is_refused(monkeypatch):
    monkeypatch.setattr(xml, "LARGEST_RECORD", 200_000)
    huge = record(TITLE + f"<Abstract><AbstractText>{'word ' * 100_000}</AbstractText></Abstract>", pmid="900000002")
    ids, message = damaged(gzip.compress(file_of(record(), huge)))
    assert ids == [PMID]
    assert "holds an element of more than" in message


@pytest.mark.parametrize("root", ["article", "html", "PubmedArticles"])
def test_other_xml_is_refused_by_name(root):
    assert f"root element is <{root}>" in damaged(f"<{root}/>".encode())[1]


def test_entities_of_the_file_are_never_expanded(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret", "utf-8")
    declared = f'<!DOCTYPE PubmedArticleSet [<!ENTITY x SYSTEM "{secret.as_uri()}">]><PubmedArticleSet>'
    data = declared + record("<ArticleTitle>&x;</ArticleTitle>") + TAIL
    assert "uses the entity &x;" in damaged(data.encode())[1]


# Files


def test_a_packed_file_is_read_by_its_name(tmp_path):
    (path,) = write_files(tmp_path, 20, shape=Shape(corrected=1.0))
    found = list(read_xml(path))
    documents = [one for one in found if isinstance(one, Document)]
    assert [one.id for one in documents] == [str(900_000_001 + n) for n in range(20)]
    assert any(one.reference.standing is not Standing.CURRENT for one in documents)
    assert [one.revision for one in documents] == [one.revision for one in read_pubmed(path)]


def test_spans_are_the_words_of_sentences():
    data = (HEAD + "".join(records(0, 40)) + TAIL).encode()
    for one in read_pubmed(io.BytesIO(data)):
        for statement in one.statements:
            assert one.text[statement.start : statement.end].strip() == one.text[statement.start : statement.end] != ""
        assert len(one.statements) > 5


def _shaken(data: bytes, changes: list[tuple[int, bytes]]) -> Iterator[bytes]:
    for at, with_ in changes:
        place = at % len(data)
        yield data[:place] + with_ + data[place + len(with_) :]
        yield data[:place] + data[place + 7 :]
        yield data[:place]


GOOD = file_of(
    record(
        TITLE
        + JOURNAL
        + "<Abstract>"
        + labelled("AIM", "OBJECTIVE", "To see <i>it</i>.")
        + "</Abstract>"
        + types("Review"),
        correction("ErratumIn"),
        "<ArticleIdList><ArticleId IdType='doi'>10.5555/1</ArticleId></ArticleIdList>",
    ),
    BOOK.format(chapter=CHAPTER),
    "<DeleteCitation><PMID>900000005</PMID></DeleteCitation>",
)


@given(st.lists(st.tuples(st.integers(0, len(GOOD)), st.binary(min_size=1, max_size=8)), min_size=1, max_size=3))
def test_only_documented_errors_leave_it(changes):
    for data in _shaken(GOOD, changes):
        skipped: list[CurbsideError] = []
        try:
            found = list(read_pubmed_file(io.BytesIO(data), skipped.append))
        except UnreadableInput as error:
            assert error.message and error.hint
        else:
            assert len(found) + len(skipped) > 0 or b"PubmedArticle>" not in data
        assert all(error.message and error.hint for error in skipped)


@given(st.sampled_from(sorted(pubmed_kinds._table()[0])), st.text(max_size=30))
def test_any_text_may_stand_anywhere(kind, text):
    plain = "".join(c for c in text if c.isprintable() or c == " ").replace("&", "&amp;").replace("<", "&lt;")
    article = (
        f"<ArticleTitle>{plain}</ArticleTitle><Abstract>{labelled('AIM', 'X', plain)}</Abstract>{types(kind, plain)}"
    )
    article += f"<Language>{plain}</Language><Pagination><MedlinePgn>{plain}</MedlinePgn></Pagination>"
    article += f"<ELocationID EIdType='doi'>{plain}</ELocationID>"
    skipped: list[CurbsideError] = []
    data = file_of(record(article, correction("UpdateIn", plain, plain, plain))).decode().encode("utf-8", "replace")
    list(read_pubmed_file(io.BytesIO(data), skipped.append))
    assert all(isinstance(error, IncompleteRecord) for error in skipped)
