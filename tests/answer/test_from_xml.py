"""From PubMed's XML to an answer: what the record says of a paper's standing is what happens to its statements."""

from __future__ import annotations

from pathlib import Path

import pytest

from curbside.answer import Answer
from curbside.engine import Curbside

QUESTION = "How often does feverish zebra disease spread to the liver?"
PAPER = "501"


def citation(
    pmid: str, title: str, abstract: str = "", corrections: str = "", kind: str = "", revised: str = "2024"
) -> str:
    types = f"<PublicationType UI=''>{kind}</PublicationType>" if kind else ""
    text = f"<Abstract><AbstractText>{abstract}</AbstractText></Abstract>" if abstract else ""
    listed = f"<CommentsCorrectionsList>{corrections}</CommentsCorrectionsList>" if corrections else ""
    return (
        f"<PubmedArticle><MedlineCitation Status='MEDLINE' Owner='NLM'><PMID Version='1'>{pmid}</PMID>"
        f"<DateRevised><Year>{revised}</Year><Month>05</Month><Day>01</Day></DateRevised>"
        "<Article PubModel='Print'><Journal><JournalIssue CitedMedium='Print'><PubDate><Year>2019</Year></PubDate>"
        f"</JournalIssue><Title>Journal of Made-up Medicine</Title></Journal><ArticleTitle>{title}</ArticleTitle>{text}"
        "<AuthorList CompleteYN='Y'><Author ValidYN='Y'><LastName>Doe</LastName><Initials>J</Initials></Author>"
        f"</AuthorList><PublicationTypeList>{types}</PublicationTypeList></Article>{listed}</MedlineCitation></PubmedArticle>"
    )


def correction(kind: str, pmid: str) -> str:
    where = f"<RefSource>J Made Up Med. 2024;3:9</RefSource><PMID Version='1'>{pmid}</PMID>"
    return f"<CommentsCorrections RefType='{kind}'>{where}</CommentsCorrections>"


def paper(corrections: str = "", kind: str = "Observational Study", percent: int = 41, revised: str = "2024") -> str:
    return citation(
        PAPER,
        "Spread of feverish zebra disease to the liver",
        f"Feverish zebra disease spread to the liver in {percent} % of 200 patients.",
        corrections,
        kind,
        revised,
    )


def pubmed(folder: Path, name: str, *records: str) -> Path:
    path = folder / f"{name}.xml"
    path.write_text(f"<?xml version='1.0' encoding='utf-8'?><PubmedArticleSet>{''.join(records)}</PubmedArticleSet>")
    return path


def asked(folder: Path, *files: Path, question: str = QUESTION) -> Answer:
    with Curbside(folder / "library", empty=True) as curbside:
        for file in files:
            curbside.add(file)
        return curbside.ask(question)


def shown(answer: Answer) -> list[str]:
    return [statement.text for statement in answer.statements]


def test_a_paper_with_nothing_against_it_answers(tmp_path: Path) -> None:
    answer = asked(tmp_path, pubmed(tmp_path, "one", paper()))
    assert [statement.text for statement in answer.summary] == [
        "Feverish zebra disease spread to the liver in 41 % of 200 patients."
    ]
    (reference,) = answer.references
    assert (reference.pmid, reference.kind, reference.standing) == (PAPER, "cohort_study", "current")
    assert reference.standing_checked == "2024-05-01"
    assert reference.basis == "abstract"


@pytest.mark.parametrize("how", ["its own record", "the notice's record", "a later update"])
def test_a_retracted_paper_is_never_cited_and_says_why_when_asked_for(tmp_path: Path, how: str) -> None:
    notice = citation("900", "Retraction: Spread of feverish zebra disease.", "", correction("RetractionOf", PAPER))
    retracted = correction("RetractionIn", "900")
    files = {
        "its own record": [[paper(retracted)]],
        "the notice's record": [[notice, paper()]],
        "a later update": [[paper()], [paper(retracted, revised="2025")]],
    }[how]
    answer = asked(tmp_path, *(pubmed(tmp_path, f"file-{n}", *records) for n, records in enumerate(files)))
    assert not answer.is_answered
    assert not answer.references
    with Curbside(tmp_path / "library") as curbside:
        by_name = curbside.ask(f"What did PMID {PAPER} find?")
    assert not by_name.references
    assert any("retracted" in notice.lower() and "900" in notice for notice in by_name.notices)


def test_a_questioned_paper_is_cited_only_with_its_warning_beside_it(tmp_path: Path) -> None:
    answer = asked(tmp_path, pubmed(tmp_path, "one", paper(correction("ExpressionOfConcernIn", "901"))))
    assert not answer.summary
    notes = [statement.note or "" for statement in answer.statements]
    assert notes
    assert all("concern" in note for note in notes)
    assert {reference.standing for reference in answer.references} == {"concern"}


def test_a_corrected_paper_links_its_correction_and_flags_its_figures(tmp_path: Path) -> None:
    answer = asked(tmp_path, pubmed(tmp_path, "one", paper(correction("ErratumIn", "902"))))
    (reference,) = answer.references
    assert reference.standing == "corrected"
    assert "902" in (reference.standing_note or "")
    notes = [statement.note or "" for statement in answer.statements]
    assert notes
    assert all("check the correction" in note for note in notes)


def test_an_updated_review_gives_way_to_its_update(tmp_path: Path) -> None:
    old = paper(correction("UpdateIn", "502"), kind="Systematic Review")
    new = citation(
        "502",
        "Spread of feverish zebra disease to the liver, updated",
        "Feverish zebra disease spread to the liver in 37 % of 900 patients.",
        correction("UpdateOf", PAPER),
        "Systematic Review",
    )
    answer = asked(tmp_path, pubmed(tmp_path, "one", old, new))
    assert {reference.pmid for reference in answer.references} == {"502"}
    assert not any("41 %" in text for text in shown(answer))


def test_a_deleted_citation_answers_no_more(tmp_path: Path) -> None:
    gone = "<DeleteCitation><PMID Version='1'>501</PMID></DeleteCitation>"
    files = pubmed(tmp_path, "one", paper()), pubmed(tmp_path, "two", gone)
    answer = asked(tmp_path, *files)
    assert not answer.is_answered
    with Curbside(tmp_path / "library") as curbside:
        assert curbside.library().source(PAPER) is None


@pytest.mark.parametrize("order", [1, -1])
def test_a_later_version_of_a_record_replaces_the_earlier_whichever_comes_first(tmp_path: Path, order: int) -> None:
    files = [
        pubmed(tmp_path, "one", paper(percent=41, revised="2023")),
        pubmed(tmp_path, "two", paper(percent=43, revised="2025")),
    ]
    answer = asked(tmp_path, *files[::order])
    assert shown(answer) == ["Feverish zebra disease spread to the liver in 43 % of 200 patients."]


def test_aims_and_methods_of_a_structured_abstract_never_answer(tmp_path: Path) -> None:
    labelled = (
        "</AbstractText><AbstractText Label='GOAL' NlmCategory='OBJECTIVE'>Feverish zebra disease was thought to "
        "spread to the liver in 90 % of patients.</AbstractText>"
        "<AbstractText Label='WHAT WE SAW' NlmCategory='RESULTS'>Feverish zebra disease spread to the liver in 12 % of "
        "50 patients."
    )
    answer = asked(tmp_path, pubmed(tmp_path, "one", citation("7", "Zebra disease", labelled)))
    assert shown(answer) == ["Feverish zebra disease spread to the liver in 12 % of 50 patients."]
    assert next(answer.statements).quotes[0].heading_path == ("WHAT WE SAW",)
