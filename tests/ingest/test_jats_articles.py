"""Three articles that nobody here wrote, against what their XML says, and against their XML word by word."""

from __future__ import annotations

import html
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from curbside.evidence.document import Block, Document, Form
from curbside.evidence.kinds import Basis
from curbside.ingest.jats import read_jats

HERE = Path(__file__).parent
ARTICLES = HERE.parents[2] / "shared" / "data" / "xml"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((HERE / "jats_articles.toml").read_text("utf-8"))

pytestmark = pytest.mark.skipif(not ARTICLES.is_dir(), reason="the articles of ../shared are not on this machine")


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    return {name: next(read_jats(ARTICLES / name)) for name in EXPECTED}


def words_of(document: Document, block: Block) -> str:
    return document.text[block.start : block.end]


@pytest.fixture(params=sorted(EXPECTED))
def article(request: pytest.FixtureRequest, documents: dict[str, Document]) -> tuple[str, Document, dict[str, Any]]:
    return request.param, documents[request.param], EXPECTED[request.param]


Article = tuple[str, Document, dict[str, Any]]


def test_the_record_is_that_of_the_article(article: Article) -> None:
    _, document, expected = article
    record = document.reference
    assert document.id == expected["id"]
    assert list(record.authors) == expected["authors"]
    for key in ("title", "container", "date", "doi", "pmid", "pages", "licence"):
        assert getattr(record, key) == expected[key]
    assert document.basis is Basis.FULL_TEXT


def test_every_heading_stands_in_order_at_its_level(article: Article) -> None:
    _, document, expected = article
    found = [
        f"{'#' * len(document.heading_path(block))} {words_of(document, block)}"
        for block in document.blocks
        if block.form is Form.HEADING
    ]
    assert found == expected["headings"].splitlines()


def test_every_table_is_there_with_its_cells(article: Article) -> None:
    _, document, expected = article
    assert len(document.tables) == len(expected["tables"])
    for table, told in zip(document.tables, expected["tables"], strict=True):
        assert document.text[slice(*table.caption or (0, 0))] == told["caption"]
        assert list(document.heading_path(table)) == told["under"]
        assert [document.text[start:end] for start, end in table.columns] == told["columns"]
        assert len(table.rows) == told["count"]
        for at, row in told["rows"].items():
            assert [document.text[start:end] for start, end in table.rows[int(at)]] == row
        assert [document.text[start:end] for start, end in table.notes] == told["notes"]


def test_sentences_read_as_they_are_printed(article: Article) -> None:
    _, document, expected = article
    said = {document.text[one.start : one.end] for one in document.statements}
    for sentence in expected["sentences"]:
        assert sentence in said
    low, high = expected["statements"]
    assert low <= len(said) <= high


def test_the_reference_list_is_not_among_the_statements(article: Article) -> None:
    _, document, expected = article
    references = document.metadata["references"]
    assert len(references) == expected["references"]
    assert all(words not in document.text for words in expected["absent"])
    assert not [entry["text"] for entry in references if entry["text"] in document.text]


def test_what_speaks_of_the_paper_does_not_answer(article: Article) -> None:
    _, document, expected = article
    for statement in document.statements:
        if document.heading_path(statement)[:1] and document.heading_path(statement)[0] in expected["background"]:
            assert not statement.role.answers


# Word by word: tags that stand inside a word are deleted, all others are a space, and then the words must be the same.

INSIDE_WORDS = r"</?(?:italic|bold|sub|sup|xref|ext-link|underline)\b[^>]*>"
CITATION = r'<xref ref-type="bibr"[^>]*>\[?\d{1,3}\]?</xref>'
SEPARATORS = r"(?:[-,–]|\s)*"
DROPPED = (
    r"<object-id\b.*?</object-id>",
    rf"\[{CITATION}(?:{SEPARATORS}{CITATION})*\]",
    rf"{CITATION}(?:{SEPARATORS}{CITATION})*",
    r"<caption><p>Click here for file</p></caption>",
)


def words_of_the_xml(name: str) -> list[str]:
    xml = (ARTICLES / name).read_text("utf-8")
    parts = re.findall(r"<body>.*?</body>|<floats-group>.*?</floats-group>", xml, re.DOTALL)
    text = re.sub(r"&#x0*(?:5b|5d|2013);", lambda found: html.unescape(found[0]), " ".join(parts))
    # Attributes come in either order.
    text = re.sub(r'<xref (rid="[^"]*") (ref-type="bibr")>', r"<xref \2 \1>", text)
    for pattern in DROPPED:
        text = re.sub(pattern, " ", text, flags=re.DOTALL)
    return re.findall(r"\w+", html.unescape(re.sub(r"<[^>]*>", " ", re.sub(INSIDE_WORDS, "", text))))


def words_of_the_document(document: Document) -> list[str]:
    outside = {"Abstract", "Acknowledgements", "Footnotes", "Author notes"}
    said = [
        words_of(document, block)
        for block in document.blocks
        if not outside.intersection(document.heading_path(block)[:1])
    ]
    # Citations that the sentence needs are taken out here as they are there.
    return re.findall(r"\w+", re.sub(r"\[\d+\]|\[formula\]", " ", " ".join(said)).replace("^", ""))


def test_no_word_is_lost_added_or_glued(article: Article) -> None:
    name, document, _ = article
    said, printed = words_of_the_document(document), words_of_the_xml(name)
    # Figures that the file keeps apart are told where they are first pointed to.
    assert (
        sorted(said) == sorted(printed) if "floats-group" in (ARTICLES / name).read_text("utf-8") else said == printed
    )
