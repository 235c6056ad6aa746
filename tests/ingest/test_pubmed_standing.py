"""How papers stand by PubMed's records: what a record says of itself, and of others."""

import io

import pytest
from tests.ingest.pubmed_parts import JOURNAL, PMID, TITLE, correction, document, file_of, reads, record, types

from curbside.evidence.document import Document
from curbside.evidence.kinds import SourceKind, Standing
from curbside.evidence.standing import Deletion, StandingNotice
from curbside.ingest.pubmed import read_pubmed


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
