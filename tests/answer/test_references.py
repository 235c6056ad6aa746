"""The reference list: one source, one number, in order of appearance, in the design's three groups."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from curbside import Answer, Curbside
from curbside.answer.brief import brief

from .reading import citations

MakeLibrary = Callable[..., Curbside]
SourceText = Callable[..., str]

TREATED = "How is gout treated?"
QUESTION = "What are the classic areas of metastasis for neuroendocrine tumors?"


def gout(words: str) -> str:
    return f"## Treatment\n\nGout is treated {words}."


@pytest.mark.parametrize("question", [QUESTION, "How are neuroendocrine tumors treated?", "How common are NETs?"])
def test_references_are_numbered_in_the_order_in_which_they_are_first_cited(
    question: str, starter_library: Curbside
) -> None:
    answer = starter_library.ask(question)
    first_seen = list(dict.fromkeys(citations(answer)))
    assert first_seen == list(range(1, len(answer.references) + 1))
    assert [reference.number for reference in answer.references] == first_seen


def test_references_fall_into_guideline_research_and_other_sources(
    make_library: MakeLibrary, source_text: SourceText
) -> None:
    kinds = {
        "guideline": "Guideline",
        "systematic_review": "Research",
        "randomized_trial": "Research",
        "case_report": "Research",
        "narrative_review": "Research",
        "drug_label": "Other sources",
        "topic_overview": "Other sources",
        "patient_information": "Other sources",
        "other": "Other sources",
    }
    curbside = make_library(
        *(source_text(gout(f"with drug {n}"), title=f"Gout {n}", kind=kind) for n, kind in enumerate(kinds))
    )
    answer = curbside.ask(TREATED)
    assert {reference.kind: reference.group for reference in answer.references} == kinds


def test_the_starter_answer_cites_research_and_other_sources(starter_library: Curbside) -> None:
    groups = [reference.group for reference in starter_library.ask(QUESTION).references]
    assert set(groups) <= {"Guideline", "Research", "Other sources"}
    assert {"Research", "Other sources"} <= set(groups)


@pytest.mark.parametrize(
    "same", [{"doi": "10.1000/gout"}, {"pmid": "123456"}, {"pmcid": "PMC1234567"}, {"authors": ["Doe J"]}]
)
def test_two_documents_of_one_source_are_one_reference(
    same: dict[str, object], make_library: MakeLibrary, source_text: SourceText
) -> None:
    curbside = make_library(
        source_text(gout("with colchicine"), title="Gout", id="abstract", basis="abstract", **same),
        source_text(gout("with prednisolone"), title="Gout", id="full-text", basis="full_text", **same),
    )
    answer = curbside.ask(TREATED)
    (reference,) = answer.references
    assert set(citations(answer)) == {1}
    assert set(reference.documents) == {"abstract", "full-text"}
    assert reference.basis == "full_text"


def test_documents_are_one_source_through_a_third_that_shares_an_identifier_with_each(
    make_library: MakeLibrary, source_text: SourceText
) -> None:
    curbside = make_library(
        source_text(gout("with colchicine"), title="Gout", id="a", doi="10.1000/gout"),
        source_text(gout("with prednisolone"), title="Gout", id="b", pmid="123456"),
        source_text(gout("with naproxen"), title="Gout", id="c", doi="10.1000/gout", pmid="123456"),
    )
    answer = curbside.ask(TREATED)
    (reference,) = answer.references
    assert set(reference.documents) == {"a", "b", "c"}


def test_a_doi_is_the_same_in_capitals_and_as_a_link(make_library: MakeLibrary, source_text: SourceText) -> None:
    curbside = make_library(
        source_text(gout("with colchicine"), title="Gout", id="a", doi="10.1000/GOUT"),
        source_text(gout("with prednisolone"), title="Gout", id="b", doi="https://doi.org/10.1000/gout"),
    )
    assert len(curbside.ask(TREATED).references) == 1


def test_sources_that_share_only_a_title_are_two(make_library: MakeLibrary, source_text: SourceText) -> None:
    curbside = make_library(
        source_text(gout("with colchicine"), title="Gout", id="a", year=2019, authors=["Doe J"]),
        source_text(gout("with prednisolone"), title="Gout", id="b", year=2020, authors=["Doe J"]),
        source_text(gout("with naproxen"), title="Gout", id="c", year=2020, authors=["Roe J"]),
    )
    assert len(curbside.ask(TREATED).references) == 3


def test_the_gravest_standing_of_a_sources_documents_is_the_sources(
    make_library: MakeLibrary, source_text: SourceText
) -> None:
    curbside = make_library(
        source_text(gout("with colchicine"), title="Gout", id="a", doi="10.1000/gout"),
        source_text(gout("with prednisolone"), title="Gout", id="b", doi="10.1000/gout", standing="concern"),
    )
    (reference,) = curbside.ask(TREATED).references
    assert reference.standing == "concern"


def test_a_retraction_of_one_document_takes_the_whole_source_out(
    make_library: MakeLibrary, source_text: SourceText
) -> None:
    """The PubMed record carries the retraction; the PDF in the same folder is of the same paper."""
    curbside = make_library(
        source_text(gout("with leeches"), title="Gout", id="pdf", doi="10.1000/gout"),
        source_text(gout("with cupping"), title="Gout", id="pubmed", doi="10.1000/gout", standing="retracted"),
    )
    assert curbside.ask(TREATED).status == "insufficient_evidence"


@pytest.mark.parametrize(
    ("basis", "verb"),
    [
        ("full_text", "quoted from"),
        ("abstract", "summarised from the abstract"),
        ("seed_page", "commercial overview, pending review, guideline not seen"),
    ],
)
def test_every_quote_says_how_its_source_was_seen(
    basis: str, verb: str, make_library: MakeLibrary, source_text: SourceText
) -> None:
    answer = make_library(source_text(gout("with colchicine"), title="Gout", basis=basis)).ask(TREATED)
    assert answer.summary[0].quotes[0].verb == verb


def test_what_was_only_reported_elsewhere_names_who_reported_it(
    make_library: MakeLibrary, source_text: SourceText
) -> None:
    text = source_text(gout("with colchicine"), title="Gout", basis="secondary_page", reported_by="Example News")
    answer = make_library(text).ask(TREATED)
    assert answer.references[0].verb == "as reported by Example News, original not seen"
    assert any("not seen" in notice for notice in answer.notices)


@pytest.mark.parametrize(
    ("record", "link"),
    [
        ({"doi": "10.1000/gout", "pmid": "1", "url": "https://example.org"}, "https://doi.org/10.1000/gout"),
        ({"pmid": "123", "url": "https://example.org"}, "https://pubmed.ncbi.nlm.nih.gov/123/"),
        ({"pmcid": "PMC12"}, "https://pmc.ncbi.nlm.nih.gov/articles/PMC12/"),
        ({"url": "https://example.org/gout"}, "https://example.org/gout"),
        ({}, None),
    ],
)
def test_a_reference_links_to_the_best_address_it_has(
    record: dict[str, str], link: str | None, make_library: MakeLibrary, source_text: SourceText
) -> None:
    answer: Answer = make_library(source_text(gout("with colchicine"), title="Gout", **record)).ask(TREATED)
    assert answer.references[0].link == link


def test_a_source_seen_in_two_ways_says_both(starter_library: Curbside) -> None:
    """The CommNETs/NANETS paper: its abstract was seen, and a news page that restates more of it."""
    answer = starter_library.ask("How are neuroendocrine tumors followed up?")
    (reference,) = [one for one in answer.references if one.doi == "10.1001/jamaoncol.2018.2428"]
    assert reference.documents == ("singh-2018", "singh-2018-restated")
    assert reference.verb.startswith("summarised from the abstract; partly as reported by ")
    assert reference.verb.endswith("original not seen")
    by_document = {q.document: q.verb for part in answer.sections for one in part.statements for q in one.quotes}
    assert by_document["singh-2018-restated"].startswith("as reported by ")


def test_a_clinician_gets_the_source_and_a_patient_its_rewording(
    make_library: MakeLibrary, source_text: SourceText
) -> None:
    curbside = make_library(
        source_text(gout("with colchicine by mouth"), title="Gout", id="gout-2020"),
        source_text(
            gout("with a drug called colchicine"),
            title="Gout in plain words",
            id="gout-plain",
            kind="patient_information",
            audience="patient",
            derived_from=["gout-2020"],
        ),
    )
    assert [one.title for one in curbside.ask(TREATED).references] == ["Gout"]
    first = curbside.ask(TREATED, reader="patient").references[0]
    assert (first.title, first.derived_from) == ("Gout in plain words", ("gout-2020",))
    assert first.verb == "plain rewording of gout-2020"


def test_a_page_without_a_date_says_when_it_was_read(make_library: MakeLibrary, source_text: SourceText) -> None:
    curbside = make_library(source_text(gout("with colchicine"), title="Gout", year=None, accessed="2026-11-22"))
    (reference,) = curbside.ask(TREATED).references
    assert reference.accessed == "2026-11-22"
    assert "accessed 2026-11-22" in reference.facts


def test_what_the_best_text_leaves_out_is_said_by_the_others_cited_or_not(
    make_library: MakeLibrary, source_text: SourceText
) -> None:
    """A PDF without identifiers, the abstract of the same paper, and a record that answers nothing."""
    paper = {"title": "Colchicine for gout in adults", "year": 2020}
    curbside = make_library(
        source_text(gout("with colchicine"), id="pdf", authors=["Jane Doe"], container=None, **paper),
        source_text(
            gout("with prednisolone"), id="pubmed", basis="abstract", authors=["Doe J", "Roe R"], pmid="12",
            container="A Journal", volume="3", standing_checked="2026-11-01", **paper,
        ),
        source_text(
            "## Methods\n\nForty people were recruited.", id="record", basis="abstract", authors=["Doe J"],
            doi="10.1000/gout", pmid="12", date="2020-03-15", **paper,
        ),
    )  # fmt: skip
    (reference,) = curbside.ask(TREATED).references
    assert reference.documents == ("pdf", "pubmed")
    assert (reference.basis, reference.authors) == ("full_text", ("Jane Doe",))
    assert (reference.container, reference.volume) == ("A Journal", "3")
    assert (reference.doi, reference.pmid) == ("10.1000/gout", "12")
    assert reference.standing_checked == "2026-11-01"


def test_a_text_that_its_owner_took_out_fills_no_gap(make_library: MakeLibrary, source_text: SourceText) -> None:
    paper = {"title": "Colchicine for gout in adults", "year": 2020, "authors": ["Doe J"]}
    curbside = make_library(
        source_text(gout("with colchicine"), id="pdf", **paper),
        source_text(gout("with leeches"), id="wrong", doi="10.1000/wrong", **paper),
    )
    curbside.retire(["wrong"])
    assert curbside.ask(TREATED).references[0].doi is None


TRIAL = {"kind": "randomized_trial", "trial_registration": "NCT99999901"}


def test_reports_of_one_trial_say_so_and_count_once(make_library: MakeLibrary, source_text: SourceText) -> None:
    curbside = make_library(
        source_text(gout("with colchicine"), title="Colchicine at one year", id="a", **TRIAL),
        source_text(gout("with prednisolone"), title="Colchicine at five years", id="b", **TRIAL),
        source_text(gout("with naproxen"), title="Another trial", id="c", kind="randomized_trial"),
    )
    answer = curbside.ask(TREATED)
    numbers = {one.title: one.number for one in answer.references}
    first, second = sorted((numbers["Colchicine at one year"], numbers["Colchicine at five years"]))
    by_number = {one.number: one for one in answer.references}
    assert (by_number[first].same_trial, by_number[second].same_trial) == ((second,), (first,))
    assert f"reports trial NCT99999901, as {second} does" in by_number[first].facts
    assert f"References {first} and {second} report one trial (NCT99999901) and count once." in answer.notices
    listed = {one["number"]: one for one in answer.to_dict()["references"]}
    assert listed[first]["same_trial"] == [second]
    assert "same_trial" not in listed[numbers["Another trial"]]


def test_a_review_of_a_trial_is_no_report_of_it(make_library: MakeLibrary, source_text: SourceText) -> None:
    review = {**TRIAL, "kind": "systematic_review"}
    curbside = make_library(
        source_text(gout("with colchicine"), title="The trial", id="a", **TRIAL),
        source_text(gout("with prednisolone"), title="Its review", id="b", **review),
    )
    answer = curbside.ask(TREATED)
    assert len(answer.references) == 2
    assert all(one.same_trial == () for one in answer.references)


def test_the_direct_answer_alone_names_only_references_that_it_lists(
    make_library: MakeLibrary, source_text: SourceText
) -> None:
    curbside = make_library(
        source_text(gout("with colchicine"), title="Colchicine at one year", id="a", **TRIAL),
        source_text(gout("with prednisolone"), title="Colchicine at five years", id="b", **TRIAL),
    )
    references = brief(curbside.ask(TREATED)).references
    numbers = {one.number for one in references}
    assert all(numbers.issuperset(one.same_trial) for one in references)
