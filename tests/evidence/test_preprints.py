"""A preprint gives way to its paper where both are held, however the two are known to belong together."""

import pytest

from curbside.evidence.preprints import papers_named, published_note, published_preprints
from curbside.evidence.reference import Reference

PAPER = Reference(title="Spread of tumours to the liver", year=2021, authors=("Doe J",), doi="10.1000/paper")
PREPRINT = {"title": PAPER.title, "year": 2020, "authors": ("Jane Doe",), "preprint": True, "doi": "10.1000/early"}


def paper_of(preprint, named=(), paper=PAPER):
    held = {"paper": paper.identities, "preprint": preprint.identities}
    return published_preprints(held, {"preprint": named}).get("preprint")


def test_the_paper_that_a_preprint_names_stands_for_it():
    preprint = Reference(title="Another title before review", preprint=True)
    assert paper_of(preprint, ["doi:10.1000/paper"]) == "paper"
    assert paper_of(preprint, ["doi:10.1000/other"]) is None


def test_a_paper_of_the_same_title_and_first_author_stands_for_the_preprint():
    assert paper_of(Reference(**PREPRINT)) == "paper"


@pytest.mark.parametrize(
    "other", [{"title": "Reply"}, {"authors": ("Roe R",)}, {"authors": ()}, {"year": 2022}, {"year": 2016}]
)
def test_a_preprint_that_may_be_of_another_paper_stands(other):
    assert paper_of(Reference(**{**PREPRINT, **other})) is None


def test_a_short_title_finds_no_paper():
    short = Reference(title="Reply", year=2021, authors=("Doe J",))
    assert paper_of(Reference(title="Reply", year=2021, authors=("Doe J",), preprint=True), paper=short) is None


def test_two_texts_of_a_preprint_are_no_paper_to_each_other():
    one, two = Reference(**PREPRINT), Reference(**{**PREPRINT, "doi": None})
    held = {"one": one.identities, "two": two.identities}
    assert published_preprints(held, {"one": ["doi:10.1000/early"], "two": ()}) == {}


def test_a_text_that_is_not_called_a_preprint_and_has_its_doi_is_no_paper():
    unmarked = Reference(**{**PREPRINT, "preprint": False})
    assert paper_of(Reference(**PREPRINT), ["doi:10.1000/early"], paper=unmarked) is None


@pytest.mark.parametrize(
    ("metadata", "named"),
    [
        ({"published_as": "https://doi.org/10.1000/Paper"}, ["doi:10.1000/paper"]),
        ({"published_as": ["PMID 12", "PMC3"]}, ["pmid:12", "pmcid:PMC3"]),
        ({"corrections": [{"type": "UpdateIn", "pmid": "12"}, {"type": "ErratumIn", "pmid": "13"}]}, ["pmid:12"]),
        ({"corrections": "none", "published_as": ""}, []),
        ({}, []),
    ],
)
def test_a_record_names_its_paper_outright_or_as_pubmed_links_it(metadata, named):
    assert papers_named(metadata) == named


def test_a_reader_is_told_as_what_a_preprint_was_published():
    assert published_note(PAPER) == "Published as Doe 2021 (doi:10.1000/paper)"
