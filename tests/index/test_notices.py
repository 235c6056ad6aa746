"""Notices about papers: kept, applied to every text held or added later, lifted; checks; deletions; newer texts."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from pathlib import Path

import pytest

from curbside.evidence.document import Document
from curbside.evidence.kinds import Standing
from curbside.evidence.standing import StandingNotice
from curbside.index import lance, schema
from curbside.index.library import DATABASE, Library, Source
from curbside.index.manifest import read_manifest
from curbside.index.writing import Writer, open_writer

from .conftest import documents

RETRACTED = StandingNotice(
    ("pmid:77",), Standing.RETRACTED, "PubMed 901", "Retracted: figures were made up.", "2026-02-01"
)
CONCERN = StandingNotice(("pmid:77",), Standing.CONCERN, "PubMed 900", "The editors are concerned.", "2026-01-01")


def text(number: int, folder: Path, **identifiers: str) -> Document:
    (document,) = documents([number], folder / f"{number}.jsonl")
    return replace(document, reference=replace(document.reference, **identifiers))


def written(folder: Path, *changes: object) -> None:
    with open_writer(folder) as writer:
        for change in changes:
            change(writer)  # type: ignore[operator]
        writer.commit()


def adding(document: Document):
    return lambda writer: writer.add(document)


def telling(*notices: StandingNotice):
    return lambda writer: writer.take_notices(notices)


def held(folder: Path, document_id: str) -> Source:
    with Library(folder) as library:
        source = library.source(document_id)
    assert source is not None
    return source


def version(folder: Path) -> str:
    manifest = read_manifest(folder)
    assert manifest is not None
    return manifest.evidence_version


def test_a_notice_changes_how_every_text_of_the_paper_stands_and_says_why(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    record, full = text(1, tmp_path, pmid="77"), text(2, tmp_path, pmid="77", doi="10.1000/x")
    written(folder, adding(record), adding(full))
    with open_writer(folder) as writer:
        assert writer.take_notices([RETRACTED]) == [record.id, full.id]
        writer.commit()
    for one in (record, full):
        reference = held(folder, one.id).reference
        assert (reference.standing, reference.standing_note) == (Standing.RETRACTED, RETRACTED.note)
    with Library(folder) as library:
        assert not {hit.source.document_id for hit in library.search("tumour 1 spread", 50)} & {record.id, full.id}
        stored = library.document(record.id)
    assert stored == record


def test_it_does_not_matter_whether_the_notice_or_the_text_comes_first(tmp_path: Path) -> None:
    steps = [adding(text(1, tmp_path, pmid="77")), telling(RETRACTED), telling(CONCERN)]
    versions = set()
    for number, order in enumerate(itertools.permutations(steps)):
        written(tmp_path / f"together-{number}", *order)
        for step in order:
            written(tmp_path / f"apart-{number}", step)
        versions |= {version(tmp_path / f"{how}-{number}") for how in ("together", "apart")}
    assert len(versions) == 1


def test_the_gravest_of_several_notices_holds_and_one_speaker_s_newest(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    one = text(1, tmp_path, pmid="77")
    written(folder, adding(one), telling(RETRACTED, CONCERN))
    assert held(folder, one.id).reference.standing is Standing.RETRACTED
    lifted = replace(RETRACTED, standing=Standing.CURRENT, note="Reinstated.", date="2026-03-01")
    written(folder, telling(lifted))
    assert held(folder, one.id).reference.standing is Standing.CONCERN
    written(folder, telling(RETRACTED))  # the older word of the same speaker, told again
    assert held(folder, one.id).reference.standing is Standing.CONCERN


def test_a_record_that_is_graver_than_the_notice_stands_as_it_says(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    one = text(1, tmp_path, pmid="77")
    said = replace(one, reference=replace(one.reference, standing=Standing.RETRACTED, standing_note="Its own note."))
    written(folder, adding(said), telling(CONCERN))
    reference = held(folder, one.id).reference
    assert (reference.standing, reference.standing_note) == (Standing.RETRACTED, "Its own note.")


def test_the_same_notice_twice_is_no_change(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    written(folder, adding(text(1, tmp_path, pmid="77")), telling(RETRACTED))
    before = read_manifest(folder)
    with open_writer(folder) as writer:
        assert writer.take_notices([RETRACTED]) == []
        writer.commit()
    assert read_manifest(folder) == before


def test_a_notice_may_name_a_document_by_its_id(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    one = text(1, tmp_path)
    notice = StandingNotice((f"id:{one.id}",), Standing.SUPERSEDED, "doc-new", "Superseded by its second edition.")
    written(folder, adding(one), telling(notice))
    assert held(folder, one.id).reference.standing is Standing.SUPERSEDED


def test_restoring_overrules_a_notice_and_retiring_is_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    one = text(1, tmp_path, pmid="77")
    written(folder, adding(one), telling(RETRACTED), lambda writer: writer.set_retired([one.id], retired=True))
    assert held(folder, one.id).reference.standing is Standing.RETIRED
    written(folder, lambda writer: writer.set_retired([one.id], retired=False))
    assert held(folder, one.id).reference.standing is Standing.CURRENT
    written(folder, adding(replace(one, topics=("again",))))
    assert held(folder, one.id).reference.standing is Standing.CURRENT


def test_a_check_is_noted_for_whom_it_covers_and_an_earlier_one_changes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    covered, other = text(1, tmp_path, pmid="77"), text(2, tmp_path)
    written(folder, adding(covered), adding(other))
    with open_writer(folder) as writer:
        assert writer.mark_checked("2026-05-01", "a list", ["pmid:77", "pmid:78"]) == 1
        assert writer.mark_checked("2026-04-01", "an older list", ["pmid:77"]) == 0
        writer.commit()
    assert held(folder, covered.id).reference.standing_checked == "2026-05-01"
    assert held(folder, covered.id).status.checked_by == "a list"
    assert held(folder, other.id).reference.standing_checked is None
    before = version(folder)
    written(folder, lambda writer: writer.mark_checked("2026-06-01", "a list"))
    assert held(folder, other.id).reference.standing_checked == "2026-06-01"
    assert version(folder) != before
    written(folder, adding(replace(covered, topics=("changed",))))
    assert held(folder, covered.id).reference.standing_checked == "2026-06-01"


def test_a_deleted_document_is_gone_and_its_revision_stays(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    one, two = text(1, tmp_path), text(2, tmp_path)
    written(folder, adding(one), adding(two))
    with open_writer(folder) as writer:
        assert writer.delete(one.id)
        assert not writer.delete("no-such-document")
        writer.commit()
    with Library(folder) as library:
        assert library.source(one.id) is None
        assert [source.document_id for source in library.all_sources()] == [two.id]
        assert one.id not in {hit.source.document_id for hit in library.search("tumour 1 spread", 50)}
        assert library.texts([(one.id, one.revision)]) == {(one.id, one.revision): one.text}


def test_a_document_added_and_deleted_in_one_go_is_not_there(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    one = text(1, tmp_path)
    written(folder, adding(text(2, tmp_path)), adding(one), lambda writer: writer.delete(one.id))
    with Library(folder) as library:
        assert library.source(one.id) is None


@pytest.mark.parametrize("order", [("1", "2"), ("2", "1")])
def test_of_two_texts_of_one_id_the_newer_stays_in_whatever_order_they_come(
    tmp_path: Path, order: tuple[str, ...]
) -> None:
    folder = tmp_path / "library"
    one = text(1, tmp_path)
    versions = {n: replace(one, recency=n, topics=(f"version {n}",)) for n in order}
    for n in order:
        written(folder, adding(versions[n]))
    assert held(folder, one.id).topics == ("version 2",)


def test_a_library_made_before_notices_were_kept_is_read_and_brought_up_to_date(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    one = text(1, tmp_path, pmid="77")
    written(folder, adding(one))
    _as_made_before(folder)
    assert held(folder, one.id).reference.standing is Standing.CURRENT
    written(folder, telling(RETRACTED))
    assert held(folder, one.id).reference.standing is Standing.RETRACTED


def _as_made_before(folder: Path) -> None:
    """Take out of a library what libraries did not have before there were notices."""
    manifest = read_manifest(folder)
    assert manifest is not None
    database = lance.connect(folder / DATABASE)
    table = database.open_table(schema.DOCUMENTS)
    table.drop_columns(["given_standing", "given_by", "given_note", "checked", "checked_by", "recency"])
    database.drop_table(schema.STANDINGS)
    kept = json.loads((folder / "manifest.json").read_text())
    kept["tables"].pop(schema.STANDINGS)
    kept["tables"][schema.DOCUMENTS]["version"] = table.version
    (folder / "manifest.json").write_text(json.dumps(kept))


def test_a_writer_that_commits_nothing_leaves_no_notice(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    one = text(1, tmp_path, pmid="77")
    written(folder, adding(one))
    with open_writer(folder) as writer:
        writer.take_notices([RETRACTED])
        assert isinstance(writer, Writer)
    written(folder, adding(text(2, tmp_path)))
    assert held(folder, one.id).reference.standing is Standing.CURRENT
