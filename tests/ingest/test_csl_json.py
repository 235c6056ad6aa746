"""CSL-JSON: records as reference managers and Crossref write them, and nothing that only looks like one."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curbside.errors import CurbsideError, OwnOutput, UnreadableInput
from curbside.evidence.kinds import Basis, Role, Standing
from curbside.ingest.csl_json import read_csl_entries, read_csl_json

WHOLE = {
    "id": "made2016",
    "type": "article-journal",
    "title": "A made-up trial of <i>colchicine</i> at 10<sup>9</sup> &amp; more",
    "author": [
        {"family": "Riihimäki", "given": "Matias K."},
        {"family": "Made", "given": "Up", "non-dropping-particle": "van der"},
        {"literal": "Made Up Study Group"},
    ],
    "issued": {"date-parts": [[2016, 3, 15]]},
    "container-title": "Journal of Made Up Things",
    "volume": "12",
    "issue": 3,
    "page": "100-110",
    "DOI": "10.9999/MADE.1",
    "URL": "https://example.org/made-up",
    "note": "PMID: 99999901\nPMCID: PMC9999901",
    "language": "en-GB",
    "abstract": "BACKGROUND: Gout hurts. RESULTS: 31 of 40 (78 %) were better, p < 0.05.",
}


def read(data, on_skip=None):
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return list(read_csl_json(io.BytesIO(raw), on_skip))


def record(**keys):
    (document,) = read([{**WHOLE, **keys}])
    return document.reference


def test_a_record_comes_whole():
    (document,) = read([WHOLE])
    reference = document.reference
    assert (document.id, document.basis) == ("csl:doi:10.9999/made.1", Basis.ABSTRACT)
    assert reference.title == "A made-up trial of colchicine at 10^9 & more"
    assert reference.authors == ("Riihimäki MK", "van der Made U", "Made Up Study Group")
    assert (reference.container, reference.date, reference.year) == ("Journal of Made Up Things", "2016-03-15", 2016)
    assert (reference.volume, reference.issue, reference.pages) == ("12", "3", "100-110")
    assert (reference.doi, reference.pmid, reference.pmcid) == ("10.9999/MADE.1", "99999901", "PMC9999901")
    assert (reference.language, reference.url) == ("en", "https://example.org/made-up")
    assert document.metadata["csl_id"] == "made2016"
    assert [(s.role, document.text[s.start : s.end]) for s in document.statements] == [
        (Role.BACKGROUND, "Gout hurts."),
        (Role.RESULT, "31 of 40 (78 %) were better, p < 0.05."),
    ]


@pytest.mark.parametrize("wrap", [lambda one: [one], lambda one: one, lambda one: {"items": [one]}])
def test_records_come_in_a_list_alone_or_as_items(wrap):
    assert read(wrap(WHOLE)) == read([WHOLE])


def test_crossref_s_lists_and_tags_are_read():
    crossref = {
        "type": "journal-article",
        "title": ["A made-up paper"],
        "container-title": ["Journal of Made Up Things"],
        "DOI": "10.9999/made.2",
        "issued": {"date-parts": [[2016]]},
        "abstract": "<jats:title>Abstract</jats:title><jats:sec><jats:title>Results</jats:title>"
        "<jats:p>31 of 40 were <jats:italic>better</jats:italic>.</jats:p></jats:sec>",
    }
    (document,) = read([crossref])
    assert document.reference.container == "Journal of Made Up Things"
    assert [(document.heading_path(s), document.text[s.start : s.end]) for s in document.statements] == [
        (("Results",), "31 of 40 were better.")
    ]


def test_a_preprint_names_the_paper_that_it_became():
    relation = {"is-preprint-of": [{"id-type": "doi", "id": "10.9999/made.3", "asserted-by": "subject"}]}
    (document,) = read([{**WHOLE, "subtype": "preprint", "relation": relation}])
    assert document.reference.preprint
    assert document.metadata["published_as"] == "10.9999/made.3"


@pytest.mark.parametrize(
    ("issued", "date"),
    [
        ({"date-parts": [["2016", "03"]]}, "2016-03"),
        ({"raw": "15 March 2016"}, "2016-03-15"),
        ({"literal": "Spring 2016"}, "2016"),
        ("2016-03-15", "2016-03-15"),
        ({"date-parts": [[]]}, None),
        ({"date-parts": [[None]]}, None),
        (None, None),
    ],
)
def test_dates_are_read_in_parts_or_as_written(issued, date):
    assert record(issued=issued).date == date


def test_a_retraction_in_the_title_is_honoured():
    assert record(title="RETRACTED: A made-up paper").standing is Standing.RETRACTED


def test_malformed_values_are_dropped_and_the_record_taken():
    reference = record(DOI="none", URL="javascript:x", PMID=True, note=["x"], volume={}, author="Doe J", page=10**30)
    assert (reference.doi, reference.url, reference.pmid, reference.volume) == (None, None, None, None)


def test_a_record_that_cannot_be_taken_is_handed_over_and_the_others_are_read():
    skipped = []
    assert len(read([WHOLE, {"type": "book"}, WHOLE], skipped.append)) == 2
    assert [error.message for error in skipped] == ["Record 2 of the stream: The record has no title."]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"[1, 2]", b"[]", b"{}", b"null", b'"text"', b"\xff\xfe\x00", b"\0" * 100, b"[" * 100_000,
        b'[{"type": "x", "title": ' + b"9" * 5000 + b"}]", b'{"answer_id": "a"}', b'[{"title": "no type"}]',
        b'{"type": "FeatureCollection", "features": []}', b'[{"type": "book", "title": "T"}, 3]',
    ],
)  # fmt: skip
def test_what_holds_no_records_is_refused(data, refusal):
    refusal(UnreadableInput, lambda: read(data))


def test_curbside_s_own_answer_is_refused(refusal):
    answer = {"answer_id": "a", "evidence_version": "v", "summary": [], "sections": [], "references": [], "title": "T"}
    refusal(OwnOutput, lambda: read(answer))
    refusal(OwnOutput, lambda: read([{**answer, "type": "book"}]))


def test_entries_are_the_same_keys_as_front_matter():
    (entry,) = read_csl_entries(io.BytesIO(json.dumps(WHOLE).encode()))
    assert entry.keys["pmid"] == "99999901"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["date-parts", "family", "x"]), inner),
    max_leaves=6,
)


@settings(max_examples=150)
@given(st.lists(st.dictionaries(st.sampled_from(sorted(WHOLE)), VALUES), max_size=3))
def test_nothing_but_the_documented_errors_escapes(items):
    try:
        for document in read([{**WHOLE, **one} for one in items], lambda error: None):
            assert document.record_digest
    except CurbsideError as error:
        assert error.hint
