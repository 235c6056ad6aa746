"""`supersedes:` says what gives way: by DOI, PMID, PMCID or the id of a document."""

import io

import pytest

from curbside.errors import IncompleteRecord
from curbside.evidence.kinds import Standing
from curbside.ingest.jsonl import read_jsonl
from curbside.ingest.markdown import read_markdown
from curbside.ingest.superseding import ids_named, notices_of_superseded


def markdown(*lines):
    text = "\n".join(
        ["---", "id: gout-2020", "title: Gout", "publisher: NICE", "year: 2020", *lines, "---", "Gout hurts."]
    )
    return next(read_markdown(io.BytesIO(text.encode())))


@pytest.mark.parametrize(
    ("named", "identities"),
    [
        ("10.9999/Made.1", ("doi:10.9999/made.1",)),
        ("doi:10.9999/made.1", ("doi:10.9999/made.1",)),
        ("https://doi.org/10.9999/made.1", ("doi:10.9999/made.1",)),
        ("pmid:99999901", ("pmid:99999901",)),
        ("PMID: 99999901", ("pmid:99999901",)),
        ("https://pubmed.ncbi.nlm.nih.gov/99999901/", ("pmid:99999901",)),
        ("99999901", ("pmid:99999901", "id:99999901")),
        ("PMC9999901", ("pmcid:PMC9999901", "id:PMC9999901")),
        ("gout-2012", ("id:gout-2012",)),
        ("id:gout-2012", ("id:gout-2012",)),
        ("12", ("id:12",)),
    ],
)
def test_a_source_is_named_by_any_of_its_ids(named, identities):
    assert ids_named(named) == identities


def test_each_source_that_is_named_gives_way():
    notices = notices_of_superseded(markdown("supersedes: [gout-2012, 10.9999/made.1, 99999901]"))
    assert [notice.identities[0] for notice in notices] == ["id:gout-2012", "doi:10.9999/made.1", "pmid:99999901"]
    assert {notice.standing for notice in notices} == {Standing.SUPERSEDED}
    assert {notice.said_by for notice in notices} == {"gout-2020"}
    assert {(notice.note, notice.date) for notice in notices} == {("Superseded by NICE 2020.", "2020")}


def test_one_source_needs_no_list_and_none_gives_no_notice():
    assert len(notices_of_superseded(markdown("supersedes: gout-2012"))) == 1
    assert notices_of_superseded(markdown("supersedes:")) == []
    assert notices_of_superseded(markdown()) == []


def test_json_lines_say_it_too():
    line = b'{"id": "a", "title": "Gout", "text": "Gout hurts.", "supersedes": ["b", 99999901]}'
    (document,) = read_jsonl(io.BytesIO(line))
    assert len(notices_of_superseded(document)) == 2


@pytest.mark.parametrize("value", ["gout-2020", "{a: b}", "[[a]]", "x" * 300])
def test_what_is_no_list_of_others_is_refused(value, refusal):
    document = markdown(f"supersedes: {value}")
    assert "supersedes" in refusal(IncompleteRecord, lambda: notices_of_superseded(document)).message
