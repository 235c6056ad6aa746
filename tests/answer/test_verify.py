"""The last look before a reader: what the stored source does not say, word for word, is withheld.

These tests change a library's tables behind its back, as a damaged disk or a careless hand would, and write
the manifest so that the change is what readers open.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import lancedb
import pytest

from curbside import Curbside
from curbside.answer.candidates import candidates
from curbside.answer.compose import compose
from curbside.answer.retrieve import retrieve
from curbside.answer.select import Evidence, chosen
from curbside.answer.understand import understand
from curbside.answer.verify import verify
from curbside.evidence.kinds import Reader
from curbside.index.library import DATABASE
from curbside.index.manifest import TableVersion, read_manifest, write_manifest

from .reading import quotes, shown, statements

QUESTION = "What are the classic areas of metastasis for neuroendocrine tumors?"
SENTENCE = "Colchicine treats attacks of gout in 38 % of adults."
TEXT = f"""## Treatment

{SENTENCE} Allopurinol treats chronic gout in adults.

Table: Response of gout to treatment
| Drug | Response |
|---|---|
| Colchicine | 38 % |
| Placebo | 16 % |
"""


def rewrite(folder: Path, use: str, column: str, old: str, new: str) -> None:
    """Change the words of every row of a table, and make that state the library's."""
    manifest = read_manifest(folder)
    assert manifest is not None
    named = manifest.tables[use]
    table = lancedb.connect(str(folder / DATABASE)).open_table(named.name)
    quoted = [text.replace("'", "''") for text in (old, new)]
    changed = table.update(
        where=f"contains({column}, '{quoted[0]}')",
        values_sql={column: f"replace({column}, '{quoted[0]}', '{quoted[1]}')"},
    )
    assert changed.rows_updated
    tables = {**manifest.tables, use: TableVersion(named.name, table.version)}
    write_manifest(folder, replace(manifest, tables=tables, generation=manifest.generation + 1))


@pytest.fixture
def gout(make_library: Callable[..., Curbside], source_text: Callable[..., str]) -> Curbside:
    curbside = make_library(source_text(TEXT, title="Gout"))
    assert "38 % of adults" in shown(curbside.ask("How is gout treated?"))
    return curbside


@pytest.fixture
def own_starter(starter_library: Curbside, tmp_path: Path) -> Curbside:
    shutil.copytree(starter_library.folder, tmp_path / "library")
    return Curbside(tmp_path / "library")


def test_a_passage_that_differs_from_its_source_in_one_character_is_withheld(gout: Curbside) -> None:
    rewrite(gout.folder, "passages", "text", "38 % of adults", "88 % of adults")
    answer = gout.ask("How is gout treated?")
    assert "% of adults" not in shown(answer)
    assert "Allopurinol treats chronic gout in adults." in shown(answer)
    assert any("1 statements were withheld" in notice for notice in answer.notices)


def test_a_source_whose_stored_text_was_changed_carries_nothing_that_moved(gout: Curbside) -> None:
    rewrite(gout.folder, "revisions", "text", "38 % of adults", "88 % of adults")
    answer = gout.ask("How is gout treated?")
    assert "% of adults" not in shown(answer)
    assert any("withheld" in notice for notice in answer.notices)
    assert "Allopurinol treats chronic gout in adults." in shown(answer)


def test_a_source_whose_stored_text_moved_by_one_character_carries_nothing_after_it(gout: Curbside) -> None:
    rewrite(gout.folder, "revisions", "text", SENTENCE, f" {SENTENCE}")
    answer = gout.ask("How is gout treated?")
    assert answer.status == "insufficient_evidence"
    assert any("withheld" in notice for notice in answer.notices)


def test_a_table_row_with_one_cell_that_does_not_hold_is_withheld_whole(gout: Curbside) -> None:
    rewrite(gout.folder, "passages", "text", "Placebo | 16 %", "Placebo | 96 %")
    answer = gout.ask("How is gout treated?")
    (table,) = [table for section in answer.sections for table in section.tables]
    assert table.rows == (("Colchicine", "38 %"),)
    assert any("withheld" in notice for notice in answer.notices)


def test_a_lead_in_that_the_source_does_not_say_takes_its_item_with_it(
    make_library: Callable[..., Curbside], source_text: Callable[..., str]
) -> None:
    curbside = make_library(
        source_text(
            "## Treatment\n\nGout treatment is to be avoided in:\n\n- adults with severe renal failure\n", title="Gout"
        )
    )
    assert curbside.ask("How is gout treated?").is_answered
    rewrite(curbside.folder, "passages", "statements", "is to be avoided in:", "is to be favored in:")
    answer = curbside.ask("How is gout treated?")
    assert answer.status == "insufficient_evidence"
    assert any("withheld" in notice for notice in answer.notices)


def test_a_column_header_that_the_source_does_not_say_takes_its_rows_with_it(gout: Curbside) -> None:
    """A figure under another header is another figure: "no response: 38 %"."""
    rewrite(gout.folder, "passages", "statements", '"Response"', '"No response"')
    answer = gout.ask("How is gout treated?")
    assert "No response" not in [c for section in answer.sections for table in section.tables for c in table.columns]


def test_nothing_unverified_is_shown_however_much_of_a_library_was_changed(own_starter: Curbside) -> None:
    whole = own_starter.ask(QUESTION)
    rewrite(own_starter.folder, "revisions", "text", "metastas", "metastes")
    answer = own_starter.ask(QUESTION)
    assert 0 < len(list(quotes(answer))) < len(list(quotes(whole)))
    assert "metastas" not in " ".join(one.text for one in statements(answer))
    texts = own_starter.library().texts({(quote.document, quote.revision) for quote in quotes(answer)})
    for quote in quotes(answer):
        assert texts[quote.document, quote.revision][quote.start : quote.end] == quote.text
    assert any(re.match(r"\d+ statements were withheld", notice) for notice in answer.notices)


def test_a_statement_whose_shown_words_are_not_its_quotes_is_withheld(gout: Curbside) -> None:
    """Were an earlier stage to reword a statement, its quotes alone would not carry it."""
    library = gout.library()
    question = understand("How is gout treated?", Reader.CLINICIAN, lambda term: 1.0)
    draft = compose(question, chosen(question, candidates(question, retrieve(question, library))))
    assert verify(draft, library).withheld == 0

    def reworded(evidence: list[Evidence]) -> list[Evidence]:
        return [replace(one, text=one.text.replace("38 %", "83 %")) for one in evidence]

    sections = [replace(section, statements=reworded(section.statements)) for section in draft.sections]
    checked = verify(replace(draft, summary=reworded(draft.summary), sections=sections), library)
    assert checked.withheld == 1
    left = [*checked.draft.summary, *(one for section in checked.draft.sections for one in section.statements)]
    assert not any("83 %" in one.text for one in left)


def test_doctor_names_what_an_answer_withholds(gout: Curbside) -> None:
    from curbside.index.doctor import Severity, examine

    rewrite(gout.folder, "passages", "text", "38 % of adults", "88 % of adults")
    wrong = [finding for finding in examine(gout.folder) if finding.severity is Severity.ERROR]
    assert any("not what their source says" in finding.message and finding.remedy for finding in wrong)
