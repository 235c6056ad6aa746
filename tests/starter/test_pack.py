"""The starter pack: what it holds, and the rules it keeps beyond those of tests/ingest/test_checking.py."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from curbside.evidence.document import Document
from curbside.evidence.kinds import Basis, Reader
from curbside.evidence.readability import reading_grade
from curbside.ingest.checking import HIGHEST_PATIENT_GRADE
from curbside.ingest.markdown import read_markdown
from curbside.ingest.packs import starter_pack

FILES = sorted(path for path in starter_pack().rglob("*.md") if path.name != "README.md")
TOPICS = sorted({path.parent for path in FILES})
README = starter_pack() / "README.md"
FACT_SHEETS = Path(__file__).parents[3] / "shared" / "facts"


def read(path: Path) -> Document:
    (document,) = read_markdown(path)
    return document


DOCUMENTS = {path: read(path) for path in FILES}


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def document(request: pytest.FixtureRequest) -> Document:
    return DOCUMENTS[request.param]


def test_the_pack_is_large_enough_to_try_curbside_on() -> None:
    held = list(DOCUMENTS.values())
    assert len(TOPICS) >= 12
    assert len(held) >= 60
    assert sum(len(document.statements) for document in held) >= 400
    assert sum(len(document.tables) for document in held) >= 8


def test_every_id_is_the_name_of_its_file_and_there_once() -> None:
    assert all(document.id == path.stem for path, document in DOCUMENTS.items())
    assert max(Counter(document.id for document in DOCUMENTS.values()).values()) == 1


def test_nobody_has_checked_standings_or_seen_a_full_text(document: Document) -> None:
    assert not document.reference.standing_checked, "see docs/safety.md"
    assert document.basis is not Basis.FULL_TEXT
    assert document.topics


def test_a_percentage_is_written_with_its_sign_apart(document: Document) -> None:
    assert not re.search(r"\d%", document.text)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda path: path.name)
def test_every_topic_has_sources_reworded_in_plain_words(topic: Path) -> None:
    held = {document.id for path, document in DOCUMENTS.items() if path.parent == topic}
    companions = [one for one in DOCUMENTS.values() if one.id in held or not held.isdisjoint(one.derived_from)]
    companions = [one for one in companions if one.derived_from]
    assert companions
    for one in companions:
        assert one.reference.audience is Reader.PATIENT
        assert reading_grade([one.text[s.start : s.end] for s in one.statements]) <= HIGHEST_PATIENT_GRADE


def test_the_readme_counts_what_is_there() -> None:
    text = README.read_text("utf-8")
    for topic in TOPICS:
        name = topic.relative_to(starter_pack()).as_posix()
        held = [document for path, document in DOCUMENTS.items() if path.parent == topic]
        row = next((line for line in text.splitlines() if line.startswith(f"| `{name}/` |")), "")
        counts = [
            str(len(held)),
            str(sum(len(one.statements) for one in held)),
            str(sum(len(one.tables) for one in held)),
        ]
        assert [cell.strip() for cell in row.split("|")[3:6]] == counts, name
    assert "not a clinical reference" in text


@pytest.mark.skipif(not FACT_SHEETS.is_dir(), reason="the fact sheets lie beside the checkout, and are not here")
def test_no_sentence_of_the_fact_sheets_is_copied() -> None:
    """Facts carry over, sentences do not: no statement runs along a fact for long."""
    facts = [
        match[1]
        for sheet in sorted(FACT_SHEETS.rglob("*.md"))
        for match in re.finditer(r"^- FACT: (.*?) \| SRC:", sheet.read_text("utf-8"), re.MULTILINE)
    ]
    assert len(facts) > 300
    sheets = "\n".join(" ".join(re.findall(r"[\w.]+", fact.lower())) for fact in facts)
    copied = []
    for one in DOCUMENTS.values():
        for statement in one.statements:
            words = re.findall(r"[\w.]+", one.text[statement.start : statement.end].lower().replace(" %", "%"))
            runs = (" ".join(words[at : at + LONGEST_RUN]) for at in range(len(words) - LONGEST_RUN + 1))
            copied += [f"{one.id}: {run}" for run in runs if run in sheets][:1]
    assert copied == []


# Names of drugs, trials and tests run long by themselves; a sentence of somebody else's runs longer.
LONGEST_RUN = 18
