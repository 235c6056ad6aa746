"""The bibliographic record that PubMed gives: what is taken, how it is written, and what is kept beside it."""

import io

import pytest
from tests.ingest.pubmed_parts import JOURNAL, document, file_of, record, types

from curbside.evidence.kinds import SourceKind
from curbside.ingest import pubmed_kinds
from curbside.ingest.pubmed import read_pubmed


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
