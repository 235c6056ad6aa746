"""A source stands as its gravest record says, however many texts of it there are and whatever the owner retires."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from curbside.engine import Curbside
from curbside.errors import LibraryBusy, LibraryError
from curbside.evidence.kinds import Standing
from curbside.evidence.reference import same_sources
from curbside.index.adding import add_paths
from curbside.index.library import Library
from curbside.index.locks import writer_lock
from curbside.index.reindexing import reindex
from curbside.index.writing import open_writer

from .conftest import documents

QUESTION = "How often does tumour 3 spread to the liver?"


def text(name: str, **record: object) -> dict[str, object]:
    words = f"Tumour 3 spread to the liver in 31 % of 90 patients in series {name}."
    return {"id": name, "title": "Spread of tumour 3 to the liver", "text": words, "kind": "cohort_study", **record}


def library_of(folder: Path, *texts: dict[str, object]) -> Path:
    path = folder / "texts.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in texts))
    add_paths(folder / "library", [path])
    return folder / "library"


def answering(folder: Path) -> set[str]:
    with Curbside(folder) as curbside:
        return {document for one in curbside.ask(QUESTION).references for document in one.documents}


def test_documents_are_one_source_through_others(tmp_path: Path) -> None:
    assert same_sources({"c": ["pmid:1"], "a": ["doi:x"], "b": ["doi:x", "pmid:1"], "d": ["doi:y"]}) == [
        ["a", "b", "c"],
        ["d"],
    ]


def test_a_retraction_reaches_every_text_of_the_paper_through_any_identifier(tmp_path: Path) -> None:
    folder = library_of(
        tmp_path,
        text("record", doi="10.1000/x", standing="retracted"),
        text("link", doi="10.1000/x", pmid="77"),
        text("full", pmid="77"),
        text("other", pmid="78"),
    )
    assert answering(folder) == {"other"}


def test_retiring_the_retracted_record_does_not_let_the_paper_answer(tmp_path: Path) -> None:
    folder = library_of(tmp_path, text("record", doi="10.1000/x", standing="retracted"), text("full", doi="10.1000/x"))
    with Curbside(folder) as curbside:
        assert curbside.retire(["record"]) == 1
    assert answering(folder) == set()
    with Curbside(folder) as curbside:
        assert curbside.restore(["record"]) == 1
    assert answering(folder) == set()


def test_a_concern_about_one_text_is_shown_wherever_the_paper_is_cited(tmp_path: Path) -> None:
    folder = library_of(tmp_path, text("record", doi="10.1000/x", standing="concern"), text("full", doi="10.1000/x"))
    with Curbside(folder) as curbside:
        curbside.retire(["record"])
        answer = curbside.ask(QUESTION)
        assert {one.standing for one in answer.references} == {"concern"}
        assert any("expression of concern" in notice for notice in answer.notices)


@pytest.mark.parametrize("standing", ["retracted", "superseded"])
def test_a_rewording_falls_with_its_source(tmp_path: Path, standing: str) -> None:
    """What was retracted is not true in plain words either."""
    reworded = text("plain", derived_from=["full"], title="In plain words")
    folder = library_of(tmp_path, text("full", doi="10.1000/x", standing=standing), reworded)
    assert answering(folder) == set()


def test_a_rewording_falls_when_its_source_is_retired_and_comes_back_with_it(tmp_path: Path) -> None:
    reworded = text("plain", derived_from=["full"], title="In plain words")
    folder = library_of(tmp_path, text("full"), reworded)
    with Curbside(folder) as curbside:
        curbside.retire(["full"])
        assert not curbside.ask(QUESTION, reader="patient").is_answered
        curbside.restore(["full"])
        assert curbside.ask(QUESTION, reader="patient").is_answered


def test_a_rewording_falls_when_another_text_of_its_source_is_retracted(tmp_path: Path) -> None:
    reworded = text("plain", derived_from=["full"], title="In plain words")
    record = text("record", doi="10.1000/x", standing="retracted")
    assert answering(library_of(tmp_path, text("full", doi="10.1000/x"), record, reworded)) == set()


def test_what_a_record_says_survives_being_retired_and_restored(tmp_path: Path) -> None:
    folder = library_of(tmp_path, text("full", derived_from=["one", "two"], topics=["tumours"], seen_at="a shelf"))
    with Library(folder) as library:
        before, version = library.document("full"), library.evidence_version
    with Curbside(folder) as curbside:
        curbside.retire(["full"])
        curbside.restore(["full"])
    with Library(folder) as library:
        after = library.document("full")
        assert before is not None
        assert after is not None
        assert after.record() == before.record()
        assert after.derived_from == ("one", "two")
        assert library.evidence_version == version


def test_retiring_never_undoes_a_revision_that_came_while_it_waited(tmp_path: Path) -> None:
    folder = library_of(tmp_path, text("full"))
    newer = documents([3], tmp_path / "newer.jsonl")[0]
    with Curbside(folder) as curbside:
        curbside.library()
        with open_writer(folder) as writer:
            waiting = threading.Thread(target=lambda: curbside.retire(["full"]))
            waiting.start()
            newer = type(newer)(**{**vars_of(newer), "id": "full"})
            writer.add(newer)
            writer.commit()
        waiting.join()
    with Library(folder) as library:
        source = library.source("full")
        assert source is not None
        assert source.revision == newer.revision
        assert source.reference.standing is Standing.RETIRED


def vars_of(document: object) -> dict[str, object]:
    return {name: getattr(document, name) for name in document.__dataclass_fields__}  # type: ignore[attr-defined]


def test_a_text_that_is_changed_and_changed_back_is_stored_once(tmp_path: Path) -> None:
    one = text("full")
    other = {**one, "text": "Tumour 3 spared the liver in all of 90 patients."}
    for version in (one, other, one):
        folder = library_of(tmp_path, version)
    with Library(folder) as library:
        assert library._revisions.count_rows() == 2


def test_reindexing_spares_the_table_that_a_reader_of_an_older_commit_uses(tmp_path: Path) -> None:
    folder = library_of(tmp_path, text("full"))
    with Library(folder) as reader:
        library_of(tmp_path, text("more"))
        reindex(folder)
        assert reader.search("tumour spread liver", 5)
    with Library(folder) as reader:
        assert {hit.source.document_id for hit in reader.search("tumour spread liver", 5)} == {"full", "more"}


def test_upkeep_that_meets_another_user_s_notes_fails_no_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(folder: Path) -> set[int]:
        raise PermissionError(13, "not yours")

    monkeypatch.setattr("curbside.index.writing.generations_in_use", refused)
    folder = library_of(tmp_path, text("full"))
    assert answering(folder) == {"full"}


def test_a_lock_that_cannot_be_made_is_said_in_two_sentences(tmp_path: Path) -> None:
    (tmp_path / "writer.lock").mkdir()
    with pytest.raises(LibraryError) as caught, writer_lock(tmp_path, 0):
        pass
    assert not isinstance(caught.value, LibraryBusy)
    assert caught.value.hint
