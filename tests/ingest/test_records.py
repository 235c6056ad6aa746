"""From keys and values to a record: what is read, what is refused by its name, what is kept."""

import math
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curbside.errors import IncompleteRecord
from curbside.evidence.digest import canonical_json
from curbside.evidence.kinds import Basis, Reader, SourceKind, Standing
from curbside.evidence.reference import Reference
from curbside.ingest.records import (
    RECORD_KEYS,
    document_id,
    plain_metadata,
    read_about,
    read_reference,
    text_of,
    texts_of,
)


def read(**keys: object) -> Reference:
    return read_reference({"title": "Spread", **keys})


def test_every_key_of_the_record_is_read():
    record = {
        "title": "Spread",
        "kind": "registry_study",
        "authors": ["Riihimäki M", "et al."],
        "container": "Int J Cancer",
        "publisher": "Wiley",
        "year": 2016,
        "date": "2016-12-15",
        "volume": "139",
        "issue": "12",
        "pages": "2679-2686",
        "doi": "10.1002/ijc.30400",
        "pmid": "27553864",
        "pmcid": "PMC1",
        "url": "https://doi.org/10.1002/ijc.30400",
        "jurisdiction": "SE",
        "audience": "trainee",
        "language": "en",
        "licence": "CC-BY",
        "trial_registration": "NCT01",
        "preprint": True,
        "standing": "corrected",
        "standing_checked": "2026-11-22",
        "standing_note": "erratum",
    }
    assert read_reference(record).to_record() == record
    assert set(record) <= RECORD_KEYS


def test_a_title_alone_is_a_record():
    reference = read()
    assert (reference.kind, reference.audience, reference.standing) == (
        SourceKind.OTHER,
        Reader.CLINICIAN,
        Standing.CURRENT,
    )
    assert (reference.year, reference.doi, reference.authors) == (None, None, ())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("kind", "meta_analysis"),
        ("audience", "everyone"),
        ("standing", "fine"),
        ("year", "last year"),
        ("year", [2019]),
        ("year", True),
        ("year", 2019.5),
        pytest.param("year", "9" * 5000, id="year-very-long"),
        ("date", "Jan 2019"),
        ("date", 20190131),
        ("standing_checked", "today"),
        ("doi", "cam4"),
        ("pmid", "x"),
        ("pmcid", "x"),
        ("url", "nice.org.uk"),
        ("publisher", {"name": "NICE"}),
        ("volume", ["1"]),
        ("language", False),
        ("authors", {"name": "x"}),
        ("authors", [["x"]]),
        ("preprint", "false"),
        ("preprint", 1),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_its_key(key, value, refusal):
    error = refusal(IncompleteRecord, lambda: read(**{key: value}))
    assert key in error.message
    assert len(error.message) < 200


@pytest.mark.parametrize(("key", "value"), [("basis", "hearsay"), ("topics", [{}]), ("seen_at", [])])
def test_what_is_said_about_the_text_is_checked_in_the_same_way(key, value, refusal):
    assert key in refusal(IncompleteRecord, lambda: read_about({key: value})).message


@pytest.mark.parametrize("title", [None, "", " ", "\u200b", "\u202e\u202c"])
def test_a_title_without_visible_words_is_no_title(title, refusal):
    assert "title" in refusal(IncompleteRecord, lambda: read(title=title)).message


@pytest.mark.parametrize(
    ("key", "written", "stored"),
    [
        ("doi", "https://doi.org/10.1002/ijc.30400", "10.1002/ijc.30400"),
        ("doi", "http://dx.doi.org/10.1002/ijc.30400", "10.1002/ijc.30400"),
        ("doi", "doi:10.1002/ijc.30400", "10.1002/ijc.30400"),
        ("doi", "doi: 10.1002/ijc.30400", "10.1002/ijc.30400"),
        ("pmid", 27553864, "27553864"),
        ("pmcid", 6885880, "PMC6885880"),
        ("year", "2016", 2016),
        ("year", date(2016, 1, 2), 2016),
        ("date", date(2016, 1, 2), "2016-01-02"),
        ("date", datetime(2016, 1, 2, 3, 4), "2016-01-02"),
        ("date", 2016, "2016"),
        ("authors", "NICE", ("NICE",)),
        ("authors", ["One A", None, " ", 2], ("One A", "2")),
        ("publisher", " World \n Health\u00a0Organization ", "World Health Organization"),
        ("publisher", "", None),
        ("volume", 7, "7"),
    ],
)
def test_usual_ways_of_writing_a_value_are_understood(key, written, stored):
    assert getattr(read(**{key: written}), key) == stored


def test_the_year_comes_from_the_date_where_it_is_not_given():
    assert read(date="2019-03").year == 2019
    assert read(date="2019-03", year=2018).year == 2018


def test_what_is_known_about_the_text_is_read():
    about = read_about({"basis": "abstract", "seen_at": "PubMed", "topics": "NET", "derived_from": ["10.1/x", "y"]})
    assert about == {
        "basis": Basis.ABSTRACT,
        "seen_at": "PubMed",
        "reported_by": None,
        "derived_from": ("10.1/x", "y"),
        "topics": ("NET",),
    }


def test_a_document_keeps_the_id_it_was_given():
    assert document_id({"id": " spread-2016 "}, read(doi="10.1002/x")) == "spread-2016"
    assert document_id({"id": 27553864}, read()) == "27553864"


def test_without_an_id_a_document_is_called_by_its_strongest_identifier_or_its_title():
    assert document_id({}, read(doi="10.1002/X", pmid="1")) == "doi:10.1002/x"
    assert document_id({}, read(pmid="1")) == "pmid:1"
    assert document_id({"id": ""}, read(year=2016)) == "spread-2016"


def test_an_id_that_is_too_long_is_refused(refusal):
    refusal(IncompleteRecord, lambda: document_id({"id": "x" * 201}, read()))


def test_a_text_is_one_clean_line_and_texts_are_several():
    keys = {"a": " e\u0301\n x ", "b": ["one", "", None, "two\u202e"], "c": ""}
    assert text_of(keys, "a") == "é x"
    assert texts_of(keys, "b") == ("one", "two")
    assert (text_of(keys, "c"), texts_of(keys, "c"), text_of(keys, "none")) == (None, (), None)


def test_metadata_keeps_every_other_key_as_plain_data():
    keys = {"title": "T", "n": 1, "deep": {"on": date(2019, 1, 2), 3: [None, True]}, "none": None}
    assert plain_metadata(keys, frozenset({"title"})) == {"n": 1, "deep": {"on": "2019-01-02", "3": [None, True]}}


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_numbers_that_json_cannot_write_are_kept_as_text(number):
    assert plain_metadata({"n": [number]}, frozenset()) == {"n": [str(number)]}


def test_metadata_nested_beyond_reason_is_refused(refusal):
    deep: object = "x"
    for _ in range(60):
        deep = [deep]
    assert "`deep`" in refusal(IncompleteRecord, lambda: plain_metadata({"deep": deep}, frozenset())).message


@given(
    st.dictionaries(
        st.text(),
        st.recursive(st.text() | st.floats() | st.dates(), lambda x: st.lists(x) | st.tuples(x), max_leaves=5),
    )
)
def test_metadata_can_always_be_digested(keys):
    canonical_json(plain_metadata(keys, frozenset())).encode("utf-8")
