"""The starter pack keeps its own rules: complete records, exact figures with their populations."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from curbside.evidence.document import Document, Form
from curbside.evidence.kinds import Basis, SourceKind
from curbside.evidence.passage import written_out
from curbside.ingest.markdown import read_markdown
from curbside.ingest.packs import starter_pack

FILES = sorted(path for path in starter_pack().rglob("*.md") if path.name != "README.md")
SUBJECT = re.compile(r"\bNETs?\b|\bNENs?\b|neuroendocrine|carcinoid|gastrinoma", re.IGNORECASE)
NEEDS_ITS_NEIGHBOUR = re.compile(
    r"(it|they|these|those|this|that|such|however|also|moreover|in (?:that|this|these|those))\b", re.IGNORECASE
)
MIRROR = re.compile(
    r"https?://\d+\.|droracle|litmetric|ouci\.dntb|econpapers|cupdf|studylib|ronnyallan|plexusmd|mimsdev"
)


def read(path: Path) -> Document:
    (document,) = read_markdown(path)
    return document


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def document(request: pytest.FixtureRequest) -> Document:
    return read(request.param)


def test_the_pack_is_there() -> None:
    assert len(FILES) >= 50
    assert len({read(path).id for path in FILES}) == len(FILES)


def test_the_id_is_the_name_of_the_file(document: Document) -> None:
    assert document.id in {path.stem for path in FILES}


def test_the_record_says_what_it_is_and_where_it_was_seen(document: Document) -> None:
    reference = document.reference
    assert reference.kind is not SourceKind.OTHER or document.id == "commnets-survey"
    assert reference.container or reference.publisher
    assert reference.language == "en"
    assert document.seen_at
    assert document.topics
    assert not reference.standing_checked, "nobody has checked standings yet; see docs/safety.md"


def test_the_source_can_be_looked_up_and_never_at_a_mirror(document: Document) -> None:
    reference = document.reference
    links = [reference.doi, reference.pmid, reference.pmcid, reference.url]
    assert any(links) or document.basis is Basis.SEED_PAGE
    assert not MIRROR.search(reference.url or "")


def test_what_was_seen_on_a_secondary_page_says_whose_page_it_was(document: Document) -> None:
    assert (document.basis is Basis.SECONDARY_PAGE) == (document.reported_by is not None)


def test_every_statement_names_its_subject_and_stands_alone(document: Document) -> None:
    for statement in document.statements:
        words = document.text[statement.start : statement.end]
        table = document.tables[statement.table] if statement.table is not None else None
        about = words if table is None else f"{words} {document.text[slice(*table.caption or (0, 0))]}"
        assert SUBJECT.search(about), words
        assert not NEEDS_ITS_NEIGHBOUR.match(words), words


def test_every_list_item_is_one_sentence_of_readable_length(document: Document) -> None:
    for statement in document.statements:
        if statement.form is Form.TABLE_ROW:
            continue
        words = document.text[statement.start : statement.end]
        assert statement.form is Form.LIST_ITEM, words
        assert words.endswith("."), words
        assert 5 <= len(words.split()) <= 60, words


def test_no_two_statements_of_a_file_say_the_same(document: Document) -> None:
    said = [written_out(document, statement).casefold() for statement in document.statements]
    assert len(said) == len(set(said))


def test_no_heading_is_without_statements(document: Document) -> None:
    used = {document.sections[statement.section].heading_path for statement in document.statements}
    for section in document.sections:
        assert any(path[: len(section.heading_path)] == section.heading_path for path in used), section


def test_a_percentage_is_written_with_its_sign_apart(document: Document) -> None:
    assert not re.search(r"\d%", document.text)


def test_a_table_has_a_caption_that_says_whom_it_counts(document: Document) -> None:
    for table in document.tables:
        assert table.caption is not None
        caption = document.text[slice(*table.caption)]
        assert "assembled from this source's own figures" in caption
        assert all(len(row) == len(table.columns) for row in table.rows)
