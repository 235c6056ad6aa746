from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from curbside.engine import Curbside
from curbside.evidence.kinds import Reader, SourceKind, Standing
from curbside.evidence.reference import Reference
from curbside.index import search as search_module
from curbside.index.library import Library, as_written
from curbside.index.reranking import SaidOtherwise
from curbside.index.search import Filter
from curbside.index.writing import open_writer
from curbside.ingest.building import DocumentBuilder

from .conftest import write_records


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("search")
    extra = [
        {"id": "leaflet", "title": "Spread to the liver, in plain words", "text": "It can spread to the liver.",
         "kind": "patient_information", "audience": "patient", "year": 2020},
        {"id": "withdrawn", "title": "Spread to the liver", "text": "Tumours spread to the liver in 99 % of cases.",
         "standing": "retracted", "kind": "cohort_study", "year": 2001},
        {"id": "undated", "title": "Liver spread, undated", "text": "Spread to the liver, with no year."},
    ]  # fmt: skip
    (folder / "extra.jsonl").write_text("".join(json.dumps(one) + "\n" for one in extra))
    write_records(folder / "corpus.jsonl", range(120))
    Curbside(folder / "library", empty=True).add(folder / "extra.jsonl", folder / "corpus.jsonl")
    return Library(folder / "library")


def found(library: Library, where: Filter | None = None, text: str = "spread to the liver") -> set[str]:
    return {hit.source.document_id for hit in library.search(text, limit=500, where=where)}


def test_text_is_the_stored_text_between_start_and_end(library: Library) -> None:
    for hit in library.search("imaging of the ovary", limit=50):
        document = library.document(hit.source.document_id)
        assert document is not None
        assert document.text[hit.start : hit.end] == hit.text


def test_what_is_in_the_heading_is_found_too(library: Library) -> None:
    assert "leaflet" in {hit.source.document_id for hit in library.search("plain words", limit=3)}


def test_retracted_sources_are_found_only_when_asked_for(library: Library) -> None:
    assert "withdrawn" not in found(library)
    assert found(library, Filter(standings=frozenset({Standing.RETRACTED}))) == {"withdrawn"}


def test_filters_by_kind_audience_and_year_admit_only_what_they_say(library: Library) -> None:
    assert found(library, Filter(kinds=frozenset({SourceKind.PATIENT_INFORMATION}))) == {"leaflet"}
    assert found(library, Filter(audiences=frozenset({Reader.PATIENT}))) == {"leaflet"}
    years = {hit.source.reference.year for hit in library.search("spread", 500, Filter(year_from=1995, year_to=1997))}
    assert years == {1995, 1996, 1997}
    assert "undated" not in found(library, Filter(year_from=1900))


def test_what_no_passage_is_admitted_to_is_not_looked_for(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_module, "begin_matching", None)
    assert library.search("spread to the liver", where=Filter(standings=frozenset({Standing.SUPERSEDED}))) == []


def test_vectors_that_are_widened_piece_by_piece_give_the_same_products() -> None:
    chance = np.random.default_rng(1)
    vectors = chance.integers(-127, 128, (2 * search_module._PIECE + 5, 256)).astype(np.int8)
    query = chance.integers(-127, 128, 256).astype(np.float32)
    exact = vectors.astype(np.int64) @ query.astype(np.int64)
    assert (search_module._products(vectors, query) == exact).all()
    assert (search_module._products(vectors.astype(np.float32), query) == exact).all()


@pytest.mark.parametrize("held", [True, False])
def test_a_library_too_large_to_keep_its_passages_finds_the_same(
    library: Library, monkeypatch: pytest.MonkeyPatch, held: bool
) -> None:
    monkeypatch.setattr(search_module, "_WIDE_ROWS", len(library.index) - (not held))
    with Library(library.folder) as other:
        found = [
            [(hit.passage_id, hit.text, hit.terms, hit.score) for hit in one.search("imaging of the ovary", 200)]
            for one in (library, other)
        ]
    assert found[0] == found[1]


@pytest.mark.parametrize("column", ["heading_terms", "body_terms"])
def test_a_list_is_never_cut_inside_equal_scores(
    library: Library, monkeypatch: pytest.MonkeyPatch, column: str
) -> None:
    """Many passages of the corpus score alike; whatever the depth, whole groups of equals are in or out."""
    everything = dict(library.index._best_in([column], "spread liver", Filter())[0].pairs())
    for depth in (5, 17, 60):
        monkeypatch.setattr(search_module, "FIELD_DEPTH", depth)
        some = dict(library.index._best_in([column], "spread liver", Filter())[0].pairs())
        assert some
        lowest = min(some.values())
        assert some == {position: score for position, score in everything.items() if score >= lowest}


def test_heading_and_body_are_summed_and_the_heading_counts_more(library: Library) -> None:
    fields = library.index._best_in(["heading_terms", "body_terms"], "spread liver", Filter())
    heading, body = (dict(one.pairs()) for one in fields)
    summed = dict(library.index.full_text(["spread", "liver"], Filter()))
    for position, score in summed.items():
        parts = search_module.HEADING_BOOST * heading.get(position, 0.0) + body.get(position, 0.0)
        assert score == pytest.approx(parts)


def test_equal_scores_are_ordered_by_document_then_span(library: Library) -> None:
    ranked = library.index.full_text(["spread"], Filter())
    assert ranked == sorted(ranked, key=lambda entry: (-entry[1], entry[0]))
    positions = range(len(library.index))
    hits = library._hits([(position, 0.0) for position in positions])
    assert [(h.source.document_id, h.start) for h in hits] == sorted((h.source.document_id, h.start) for h in hits)


def test_however_many_are_asked_for_the_same_come_first(library: Library) -> None:
    found = [(hit.passage_id, hit.score) for hit in library.search("spread to the liver", limit=400)]
    for limit in (1, 10, 90, 150):
        assert [(hit.passage_id, hit.score) for hit in library.search("spread to the liver", limit)] == found[:limit]


def test_scores_fall_also_past_the_passages_that_were_looked_at_twice(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_module, "CANDIDATES", 20)
    monkeypatch.setattr(search_module, "BODY_CANDIDATES", 5)
    hits = library.search("spread to the liver", limit=500)
    assert len(hits) > 100
    assert [(-hit.score, hit.position) for hit in hits] == sorted((-hit.score, hit.position) for hit in hits)
    assert hits[-1].score > 0


def test_a_title_that_names_nothing_in_its_text_is_seen(library: Library) -> None:
    named = {}
    for document_id in ("leaflet", "doc-00003"):
        passages = library.index._passages(list(library.index.positions_of(document_id)))
        named[document_id] = bool(passages.named.all())
    assert named == {"leaflet": True, "doc-00003": True}


def test_what_its_body_alone_finds_is_looked_at_twice(library: Library) -> None:
    found = library.index._look_up(library.reading("spread to the liver"), Filter(), frozenset())
    by_body = found.body.positions[: search_module.BODY_CANDIDATES]
    assert len(by_body)
    assert set(by_body.tolist()) <= set(found.candidates().tolist())


def test_vectors_kept_narrow_give_the_same_as_vectors_kept_wide(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    vector = library.embedding.embed(["hepatic secondaries"])
    wide = library.index.nearest(vector, Filter())
    monkeypatch.setattr(search_module, "_WIDE_ROWS", 1)
    monkeypatch.setattr(search_module, "_PIECE", 7)
    with Library(library.folder) as narrow:
        assert narrow.index.nearest(vector, Filter()) == wide


def test_a_query_without_words_finds_nothing(library: Library) -> None:
    assert library.search("???", limit=5) == []


@pytest.mark.parametrize("query", ["'); DROP TABLE", 'spread AND liver OR "bone', "a" * 5000, "liver\x00\n\t%_*?~^:()"])
def test_query_syntax_and_odd_characters_are_only_words(library: Library, query: str) -> None:
    library.search(query, limit=5)


def test_every_passage_of_a_document_comes_in_the_order_of_its_text(library: Library) -> None:
    hits = library.passages(["doc-00003", "leaflet", "not there"])
    assert {hit.source.document_id for hit in hits} == {"doc-00003", "leaflet"}
    starts = [hit.start for hit in hits if hit.source.document_id == "doc-00003"]
    assert starts == sorted(starts)


def test_a_statement_found_knows_its_page_and_whether_its_order_is_sure(tmp_path: Path) -> None:
    builder = DocumentBuilder()
    builder.paragraph("Before any page the tumour was described.")
    builder.page(3)
    builder.paragraph("The tumour spread to the liver in 82 % of patients.")
    builder.page(4, doubtful=True)
    builder.paragraph("The tumour spread to the bone in 12 % of patients.")
    document = builder.document("printed", Reference(title="Spread of the tumour"))
    with open_writer(tmp_path / "library") as writer:
        writer.add(document)
        writer.commit()
    with Library(tmp_path / "library") as library:
        (hit,) = library.search("tumour spread", 5)
        assert [(s.page, s.doubtful) for s in hit.statements] == [(None, False), (3, False), (4, True)]
        assert library.document("printed") == document


def test_what_goes_by_another_name_is_found_by_it_unless_it_is_to_be_found_as_written(tmp_path: Path) -> None:
    records = [
        {"id": "jaw", "title": "Pain of the jaw", "text": "Pain of the jaw often comes from a tooth."},
        {"id": "named", "title": "Tic douloureux", "text": "Tic douloureux is pain that comes and goes."},
    ]
    (tmp_path / "records.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records))
    Curbside(tmp_path / "library", empty=True).add(tmp_path / "records.jsonl")
    other_names = [SaidOtherwise(("face", "pain"), (frozenset({"tic", "douloureux"}),))]
    with Library(tmp_path / "library") as library:
        unaware, aware, told = (
            {hit.source.document_id: hit.score for hit in found}
            for found in (
                library.search("face pain"),
                library.search("face pain", other_names=lambda text: other_names),
                library.search("face pain", other_names=as_written),
            )
        )
    assert aware["named"] > unaware["named"]
    assert aware["jaw"] == unaware["jaw"]
    assert told == unaware
