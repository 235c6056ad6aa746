"""The page this product must be able to produce: its clinical statements, found in one answer.

A fact is found when ONE statement, or ONE table row with its caption and headers, carries all of its words and
figures; so a figure counts only where it stands beside what it measures, and in whom where the page says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import pytest
from evaluation.reading import carries

from curbside import Answer, Curbside

from .reading import citations, pieces, quotes, shown, statements

QUESTION = "What are the classic areas of metastasis for neuroendocrine tumors?"
ENOUGH = 0.95

NODES = r"nodal|lymph[- ]node"
METASTASES = r"metasta"
NET = r"\bNETs?\b|neuroendocrine|carcinoid|gastrinoma"
SMALL_INTESTINE = r"small[- ](intestin|bowel)|midgut|ileal|jejun"
LUNG = r"lung|pulmonary|bronchial"
RECEPTOR_IMAGING = r"somatostatin[- ]receptor|SSTR|DOTA|Octreoscan"

# The clinical statements of the seed page in its order, one line a fact; a bullet that says two things is two facts.
FACTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    # the direct answer
    ("liver commonest, 82 % of those with metastases", (r"liver", r"most common", r"\b82 %", r"patients with metasta")),
    ("liver, then regional and mesenteric nodes, then bone", (r"liver.*(node|nodal).*bone", r"mesenteric|regional")),
    # liver
    ("liver dominant whatever the primary site", (r"liver", r"dominant", r"primary")),
    ("small intestinal NETs spread to the liver most", (SMALL_INTESTINE, r"highest", r"liver")),
    ("66 % of metastatic lung NETs have liver metastases", (LUNG, r"\b66 %", r"liver", r"with (a )?metasta")),
    ("against 20 % of lung adenocarcinomas", (r"\b66 %", r"\b20 %", r"lung adenocarcinoma")),
    ("hypervascular: seen on multiphase CT or MRI", (r"hypervascular", r"multiphase", r"arterial", r"portal venous")),
    # regional and mesenteric lymph nodes
    ("midgut NETs: about 60 % nodal at presentation", (r"midgut", r"\b60 %", NODES, r"presentation")),
    ("right colon: highest nodal rate, 70 %", (r"right colon", r"highest", r"\b70 %", NODES)),
    ("appendix: lowest nodal rate, 5 %", (r"append", r"lowest", r"\b5 %", NODES)),
    ("mediastinal nodes in pulmonary and thymic NETs", (r"mediastinal", r"node", LUNG, r"thymi")),
    # bone
    ("bone the third commonest site", (r"\bbone", r"third", METASTASES)),
    ("men have more bone metastases than women", (r"\b(men|male)\b", r"\bbone|skeletal", r"women|female")),
    ("MRI preferred for bone metastases, of the spine above all", (r"MRI", r"prefer", r"\bbone", r"spine")),
    ("receptor PET more sensitive for bone metastases", (RECEPTOR_IMAGING, r"higher sensitivity", r"\bbone")),
    # small intestine
    ("ileum: 60 % nodal, 30 % liver at presentation", (r"ileal", r"\b60 %", r"\b30 %", NODES, r"liver", r"present")),
    ("ileum: among the highest metastatic potentials", (r"ileal", r"highest metastatic potential")),
    ("mesenteric nodes characteristic, desmoplastic", (r"mesenteric", r"node", r"characteristic", r"desmoplastic")),
    ("mesenteric nodes go with mesenteric fibrosis", (r"mesenteric", r"node", r"fibrosis")),
    ("carcinoid syndrome once liver metastases bypass first pass", (r"carcinoid syndrome", r"liver", r"first-pass")),
    # pancreas
    ("pancreas: 45 % nodal, 25 % liver at diagnosis", (r"pancrea", r"\b45 %", r"\b25 %", NODES, r"at diagnosis")),
    ("gastrinomas: 60 % metastatic", (r"gastrinoma", r"\b60 %", METASTASES)),
    ("gastrinomas: duodenum or pancreas in about 50 %", (r"gastrinoma", r"duodenum", r"pancreas", r"\b50 %")),
    # lung and thymus
    ("bronchial carcinoids: 15 % nodal, 5 % liver", (r"bronchial carcinoid", r"\b15 %", r"\b5 %", NODES, r"liver")),
    ("pulmonary carcinoids: liver, bones, mediastinal nodes", (LUNG, r"carcinoid", r"liver", r"bone", r"mediastinal")),
    ("thymic NETs recur after radical resection", (r"thymi", r"aggressive", r"recurrence", r"radical resection")),
    # colon, rectum, appendix
    ("right colon: 70 % nodal, 40 % liver", (r"right colon", r"\b70 %", r"\b40 %", NODES, r"liver")),
    ("rectum: 15 % nodal, 5 % liver", (r"rectal", r"\b15 %", r"\b5 %", NODES, r"liver")),
    ("rectum: favourable under 1 cm above all", (r"rectal", r"favou?rable", r"\b1 cm")),
    (
        "appendix: best prognosis, 5 % nodal, 2 % liver",
        (r"append", r"favou?rable prognosis", r"\b5 %", r"\b2 %", NODES),
    ),
    # less common sites
    ("brain metastases uncommon, lung the likeliest primary", (r"brain", r"uncommon|rare", LUNG, r"primary")),
    ("skin metastases rare, from various primaries", (r"\bskin|cutaneous", r"rare", r"primary")),
    ("skin lesions prompt staging with receptor imaging", (r"\bskin", r"prompt", r"staging", RECEPTOR_IMAGING)),
    ("peritoneum: ovarian-type presentations in women", (r"peritone", r"ovarian", r"women", r"less common")),
    # surveillance
    ("baseline multiphase CT or MRI of the liver", (r"baseline", r"multiphase", r"\bCT\b", r"MRI", r"liver")),
    ("receptor scintigraphy or PET stages the whole body", (r"scintigraphy", r"PET", r"whole-body")),
    ("and is valuable for bone and receptor status", (RECEPTOR_IMAGING, r"valuable", r"\bbone", r"receptor status")),
    ("bone imaging with symptoms or a raised phosphatase", (r"bone imaging", r"symptom", r"alkaline phosphatase")),
    ("liver metastases: suspect the small intestine", (r"suspect", SMALL_INTESTINE, r"liver")),
    ("nervous system metastases: suspect the lung", (r"suspect", LUNG, r"nervous[- ]system|brain")),
    # prognosis
    ("unknown primary: median 11 against 19 months", (r"unknown primary", r"median", r"\b11 months", r"\b19 months")),
    ("highest risk from small intestine and pancreas", (r"highest", SMALL_INTESTINE, r"pancreatohepatobiliary")),
    ("lower risk from appendix and rectum", (r"lower", r"append", r"rectal", METASTASES)),
)

# What an answer to this question may speak of: spread, its sites, its imaging, and what follows from it.
OF_SPREAD = (
    r"metasta|spread|nodal|lymph[- ]node|mediastinal|stage IV|distant"
    r"|staging|recurrence|carcinoid syndrome|bone imaging"
)
FOREIGN = (
    "Metformin 500 mg twice daily is started with meals.",
    "Metastatic melanoma spreads to the brain, the liver and the lung.",
    "Carcinoid heart disease was found in 24 % of patients with carcinoid features.",
    "Rectal NETs of 10 mm or less are treated endoscopically.",
    "Lymph-node metastases were found in 30 % of breast cancers.",
)


def missing_facts(answer: Answer) -> list[str]:
    """The seed page's facts that no single statement or row of an answer carries."""
    said = list(pieces(answer))
    return [name for name, wanted in FACTS if not any(carries(piece, wanted) for piece in said)]


def foreign_pieces(said: Iterable[str]) -> list[str]:
    """The statements and rows that are not about the spread of neuroendocrine tumours."""
    return [piece for piece in said if not carries(piece, (OF_SPREAD, NET))]


@pytest.fixture(scope="module")
def page(starter_library: Curbside) -> Answer:
    return starter_library.ask(QUESTION)


def test_nineteen_in_twenty_of_the_seed_pages_facts_are_in_the_one_answer_with_all_topics_loaded(page: Answer) -> None:
    missing = missing_facts(page)
    found = 1 - len(missing) / len(FACTS)
    assert found >= ENOUGH, f"{len(FACTS) - len(missing)} of {len(FACTS)} facts; missing: {'; '.join(missing)}"


def test_the_check_for_facts_notices_a_figure_that_lost_its_place(page: Answer) -> None:
    """A figure in another statement than the site it belongs to is not a fact found."""
    one = page.summary[0]
    torn = [replace(one, text=text) for text in ("The liver was the most common site.", "82 % of patients.")]
    assert len(missing_facts(replace(page, summary=tuple(torn), sections=()))) == len(FACTS)


def test_the_direct_answer_is_the_liver_with_its_figure_and_its_denominator(page: Answer) -> None:
    assert re.search(r"liver.*82 % of patients with metastases", page.summary[0].text)
    assert page.is_answered


def test_the_direct_answer_is_at_most_three_statements_and_sixty_words(page: Answer) -> None:
    assert 1 <= len(page.summary) <= 3
    assert sum(len(one.text.split()) for one in page.summary) <= 60


def test_there_are_at_least_five_sections_with_headings_of_their_own(page: Answer) -> None:
    headings = [section.heading for section in page.sections]
    assert len(headings) >= 5
    assert len(set(headings)) == len(headings)
    assert all(section.statements or section.tables for section in page.sections)


def test_the_sites_come_before_imaging_and_prognosis(page: Answer) -> None:
    headings = " | ".join(section.heading.lower() for section in page.sections)
    assert headings.index("liver") < headings.index("imaging")
    assert headings.index("liver") < headings.index("prognosis")


def test_every_statement_and_every_filled_cell_is_cited(page: Answer) -> None:
    assert all(one.citations and one.quotes for one in statements(page))
    for section in page.sections:
        for table in section.tables:
            assert table.citations
            assert all(cell.citations for row in table.cells for cell in row if cell.text)


def test_every_citation_number_is_in_the_reference_list_and_every_reference_is_cited(page: Answer) -> None:
    listed = [reference.number for reference in page.references]
    assert listed == list(range(1, len(listed) + 1))
    assert set(citations(page)) == set(listed)
    assert {quote.reference for quote in quotes(page)} == set(listed)


def test_nothing_in_the_answer_is_about_something_else(page: Answer) -> None:
    assert foreign_pieces(pieces(page)) == []


@pytest.mark.parametrize("foreign", FOREIGN)
def test_the_check_for_foreign_statements_notices_one(page: Answer, foreign: str) -> None:
    slipped_in = replace(page, summary=(*page.summary, replace(page.summary[0], text=foreign)))
    assert foreign_pieces(pieces(slipped_in)) == [foreign]


def test_no_statement_is_shown_twice(page: Answer) -> None:
    said = [one.text for one in statements(page)]
    assert len(set(said)) == len(said)


def test_a_percentage_is_never_shown_without_words_that_say_of_what(page: Answer) -> None:
    bare = [one.text for one in statements(page) if "%" in one.text and len(one.text.split()) < 8]
    assert bare == []


def test_the_starter_packs_sources_are_marked_as_a_demonstration(page: Answer) -> None:
    assert {reference.pack for reference in page.references} == {"starter"}
    assert any("demonstration summary" in notice for notice in page.notices)
    assert any("the guideline behind it was not seen" in notice for notice in page.notices)


def test_lay_words_and_abbreviations_find_the_same_direct_answer(starter_library: Curbside, page: Answer) -> None:
    for asked in ("Where do neuroendocrine tumours spread?", "What are the metastatic sites of neuroendocrine tumors?"):
        assert re.search(r"liver.*82 %", shown(starter_library.ask(asked)))
