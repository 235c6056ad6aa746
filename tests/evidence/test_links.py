"""Papers that a text names, and where they are."""

from __future__ import annotations

import pytest

from curbside.evidence.links import identities_named, links_in


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("Erratum in: J Made Up 2020;1:2. PMID 123456.", ["https://pubmed.ncbi.nlm.nih.gov/123456/"]),
        ("corrected (doi:10.1000/made.up.7).", ["https://doi.org/10.1000/made.up.7"]),
        ("see https://doi.org/10.1000/a(1)b; PMC77", [
            "https://doi.org/10.1000/a(1)b",
            "https://pmc.ncbi.nlm.nih.gov/articles/PMC77/",
        ]),
        ("PMID: 5, again PMID 5", ["https://pubmed.ncbi.nlm.nih.gov/5/"]),
        ("archived; a new one is in development", []),
    ],
)  # fmt: skip
def test_what_a_note_names_is_linked(text: str, addresses: list[str]) -> None:
    assert [link.address for link in links_in(text)] == addresses


@pytest.mark.parametrize(
    ("name", "identities"),
    [
        ("10.1000/Made.Up", ["doi:10.1000/made.up"]),
        ("doi:10.1000/made.up", ["doi:10.1000/made.up"]),
        ("https://doi.org/10.1000/made.up", ["doi:10.1000/made.up"]),
        ("99999991", ["pmid:99999991"]),
        ("PMID 99999991", ["pmid:99999991"]),
        ("pmid:99999991", ["pmid:99999991"]),
        ("pmc77", ["pmcid:PMC77"]),
        ("pmcid:PMC77", ["pmcid:PMC77"]),
        ("riihimaki-2016", []),
        ("", []),
    ],
)
def test_a_paper_is_known_by_however_a_person_writes_its_identifier(name: str, identities: list[str]) -> None:
    assert identities_named(name) == identities
