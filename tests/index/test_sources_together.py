"""What is held of one paper stands together: a bare record, a preprint and its paper, an edition and the next."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from curbside.engine import Curbside
from curbside.evidence.kinds import Standing
from curbside.index.adding import add_paths
from curbside.index.library import Library

QUESTION = "How often does tumour 3 spread to the liver?"
TITLE = "Spread of tumour 3 to the liver"
PAPER = {"year": 2021, "authors": ["Doe J"]}
PREPRINT = {"year": 2020, "authors": ["Jane Doe"], "preprint": True}


def text(name: str, **record: object) -> dict[str, object]:
    words = f"Tumour 3 spread to the liver in 31 % of 90 patients in series {name}."
    return {"id": name, "title": TITLE, "text": words, "kind": "cohort_study", **record}


def library_of(folder: Path, *texts: dict[str, object], **files: str) -> Path:
    path = folder / "texts.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in texts))
    others = []
    for name, content in files.items():
        others.append(folder / name.replace("_", "."))
        others[-1].write_text(content)
    add_paths(folder / "library", [path, *others])
    return folder / "library"


def answering(folder: Path) -> set[str]:
    with Curbside(folder) as curbside:
        return {document for one in curbside.ask(QUESTION).references for document in one.documents}


@pytest.mark.parametrize(
    ("paper", "preprint"),
    [
        (PAPER, PREPRINT),
        ({**PAPER, "doi": "10.1000/paper"}, {**PREPRINT, "title": "Another title", "published_as": "10.1000/paper"}),
        (
            {**PAPER, "pmid": "12"},
            {"preprint": True, "title": "Another", "corrections": [{"type": "UpdateIn", "pmid": "12"}]},
        ),
    ],
)
def test_a_preprint_gives_way_to_its_paper(
    tmp_path: Path, paper: dict[str, object], preprint: dict[str, object]
) -> None:
    folder = library_of(tmp_path, text("paper", **paper), text("early", **preprint))
    assert answering(folder) == {"paper"}
    with Library(folder) as library:
        early = library.source("early")
        assert early is not None
        assert early.reference.standing is Standing.SUPERSEDED
        assert (early.reference.standing_note or "").startswith("Published as Doe 2021")


def test_a_preprint_answers_as_long_as_its_paper_is_not_held(tmp_path: Path) -> None:
    folder = library_of(tmp_path, text("early", **PREPRINT, published_as="10.1000/paper"), text("other", pmid="9"))
    assert answering(folder) == {"early", "other"}


def test_every_text_of_a_preprint_gives_way(tmp_path: Path) -> None:
    twin = text("twin", doi="10.1000/early", title="Untitled")
    folder = library_of(tmp_path, text("paper", **PAPER), text("early", **PREPRINT, doi="10.1000/early"), twin)
    assert answering(folder) == {"paper"}


def test_a_bare_record_carries_its_standing_to_the_text_that_is_held(tmp_path: Path) -> None:
    ris = f"TY  - JOUR\nTI  - RETRACTED: {TITLE}\nDO  - 10.1000/X\nER  - \n"
    folder = library_of(tmp_path, text("full", doi="10.1000/x"), text("other", pmid="9"), export_ris=ris)
    assert answering(folder) == {"other"}


def test_a_bare_record_answers_nothing(tmp_path: Path) -> None:
    ris = f"TY  - JOUR\nTI  - {TITLE}\nDO  - 10.1000/x\nER  - \n"
    folder = library_of(tmp_path, text("other", pmid="9"), export_ris=ris)
    assert answering(folder) == {"other"}
    with Library(folder) as library:
        assert library.source("ris:doi:10.1000/x") is not None


def test_an_edition_gives_way_to_the_one_that_supersedes_it(tmp_path: Path) -> None:
    folder = library_of(tmp_path, text("new", supersedes="old"), text("old", title="Earlier edition on tumour 3"))
    assert answering(folder) == {"new"}
    with Library(folder) as library:
        old = library.source("old")
        assert old is not None
        assert (old.reference.standing, old.reference.standing_note) == (Standing.SUPERSEDED, f"Superseded by {TITLE}.")


PUBMED = """<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>99999901</PMID>
<Article><Journal><Title>J Made Up</Title>
<JournalIssue><Volume>7</Volume><PubDate><Year>2021</Year></PubDate></JournalIssue></Journal>
<ArticleTitle>Spread of tumour 3 to the liver.</ArticleTitle>
<Abstract><AbstractText>Tumour 3 spread to the liver in 31 % of
90 patients, says the abstract.</AbstractText></Abstract>
<AuthorList><Author><LastName>Doe</LastName><Initials>J</Initials>
</Author></AuthorList></Article></MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="doi">10.9999/Made.1</ArticleId>
</ArticleIdList></PubmedData></PubmedArticle></PubmedArticleSet>"""
JATS = """<article><front><article-meta><article-id pub-id-type="doi">10.9999/made.1</article-id>
<title-group><article-title>
Spread of tumour 3 to the liver</article-title></title-group></article-meta></front><body><sec><title>Results</title>
<p>Tumour 3 spread to the liver in 31 % of 90 patients, says the article.</p></sec></body></article>"""
PAGE = """<html><head><title>Spread of tumour 3 to the liver</title><meta name="citation_author" content="Jane Doe">
<meta name="citation_publication_date" content="2021"></head><body><main><h1>Spread of tumour 3 to the liver</h1>
<h2>Results</h2><p>Tumour 3 spread to the liver in 31 % of 90 patients, says the page.</p></main></body></html>"""


def test_a_paper_s_record_its_article_and_a_page_without_identifiers_are_one_reference(tmp_path: Path) -> None:
    folder = library_of(tmp_path, text("other", pmid="9"), pubmed_xml=PUBMED, article_xml=JATS, page_html=PAGE)
    with Curbside(folder) as curbside:
        references = [one for one in curbside.ask(QUESTION).references if one.documents != ("other",)]
    (reference,) = references
    assert set(reference.documents) <= {"99999901", "doi:10.9999/made.1", "html:spread-of-tumour-3-to-the-liver-2021"}
    assert reference.basis == "full_text"
    assert (reference.pmid, (reference.doi or "").lower()) == ("99999901", "10.9999/made.1")
    assert (reference.container, reference.volume, reference.year) == ("J Made Up", "7", 2021)
