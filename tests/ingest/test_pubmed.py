"""PubMed's records: what a document takes from them, what they say about other papers, and what is not taken."""

import gzip
import io
from collections.abc import Iterator

import pytest
from evaluation.pubmed_shaped import HEAD, TAIL, Shape, records, write_files
from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.pubmed_parts import (
    JOURNAL,
    PMID,
    TITLE,
    abstract,
    correction,
    document,
    file_of,
    labelled,
    reads,
    record,
    types,
    written,
)

from curbside.errors import CurbsideError, IncompleteRecord, UnreadableInput
from curbside.evidence.document import Document
from curbside.evidence.kinds import Basis, Role, SourceKind, Standing
from curbside.ingest import pubmed_kinds, xml
from curbside.ingest.pubmed import read_pubmed, read_pubmed_file
from curbside.ingest.xml import read_xml

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


def test_labels_printed_in_the_text_of_an_abstract_are_headings_with_their_roles():
    one = abstract(
        "<AbstractText>BACKGROUND: Gout is thought to be common. METHODS: We counted at 2:30. RESULTS: It was seen in "
        "12 %. CONCLUSIONS: Gout is common.</AbstractText>"
    )
    assert written(one) == [
        ("BACKGROUND", Role.BACKGROUND, "Gout is thought to be common."),
        ("METHODS", Role.METHOD, "We counted at 2:30."),
        ("RESULTS", Role.RESULT, "It was seen in 12 %."),
        ("CONCLUSIONS", Role.CONCLUSION, "Gout is common."),
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
