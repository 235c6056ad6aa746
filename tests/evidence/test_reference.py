"""References: what cannot be stored, what makes two of them the same source, and what a digest covers."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curbside.errors import IncompleteRecord
from curbside.evidence.kinds import Reader, SourceKind, Standing
from curbside.evidence.reference import Reference, folded

TEXT = st.text("abcé α", min_size=1).filter(str.strip)
REFERENCES = st.builds(
    Reference,
    title=TEXT,
    kind=st.sampled_from(SourceKind),
    authors=st.lists(TEXT, max_size=3).map(tuple),
    container=st.none() | TEXT,
    year=st.none() | st.integers(1500, 2200),
    date=st.sampled_from([None, "2019", "2019-01", "2019-01-31"]),
    doi=st.sampled_from([None, "10.1002/cam4.2567"]),
    pmid=st.sampled_from([None, "31609098"]),
    audience=st.sampled_from(Reader),
    preprint=st.booleans(),
    standing=st.sampled_from(Standing),
)


def assert_refused(key, value):
    with pytest.raises(IncompleteRecord) as caught:
        Reference(**{"title": "A title", key: value})
    assert key in caught.value.message
    assert caught.value.message.endswith(".")
    assert caught.value.hint.endswith(".")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("doi", "cam4.2567"),
        ("doi", "10.1002"),
        ("doi", "10.1002/with space"),
        ("pmid", "PMID31609098"),
        ("pmid", "031609098"),
        ("pmid", "1234567890"),
        ("pmid", "1٢٣"),
        ("pmcid", "6885880"),
        ("pmcid", "PMC0"),
        ("url", "www.nice.org.uk"),
        ("url", "javascript:alert(1)"),
        ("url", 'https://a.org/"onclick="'),
        ("date", "Jan 2019"),
        ("date", "2019-1-2"),
        ("date", "2019-13"),
        ("date", "2019-01-32"),
        ("date", "٢٠١٩"),
        ("standing_checked", "yesterday"),
        ("year", 19),
        ("year", 20190),
    ],
)
def test_a_malformed_identifier_is_refused_by_its_name(key, value):
    assert_refused(key, value)


@pytest.mark.parametrize("title", ["", "  ", "\n"])
def test_a_reference_without_a_title_is_refused(title):
    assert_refused("title", title)


def test_a_refusal_shows_only_the_beginning_of_a_long_value():
    with pytest.raises(IncompleteRecord) as caught:
        Reference(title="T", url="x" * 10_000)
    assert len(caught.value.message) < 150


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("doi", "10.1002/(SICI)1097-0142(19970415)79:8<1620::AID-CNCR26>3.0.CO;2-1"),
        ("pmid", "1"),
        ("pmcid", "PMC6885880"),
        ("url", "https://example.org/päge?q=1#top"),
        ("date", "2019-12"),
        ("year", 1543),
    ],
)
def test_a_well_formed_identifier_is_kept_as_it_is(key, value):
    assert getattr(Reference(title="T", **{key: value}), key) == value


@given(REFERENCES)
def test_a_record_reads_back_as_the_same_reference(reference):
    assert Reference.from_record(reference.to_record()) == reference


@given(REFERENCES)
def test_a_record_holds_no_empty_values(reference):
    assert all(value is not None and value is not False for value in reference.to_record().values())


def test_anything_shown_about_a_source_changes_its_record_digest():
    reference = Reference(title="T", year=2019)
    assert replace(reference).record_digest == reference.record_digest
    for change in ({"title": "U"}, {"standing": Standing.RETRACTED}, {"standing_note": "why"}, {"preprint": True}):
        assert replace(reference, **change).record_digest != reference.record_digest


def test_a_source_is_known_by_its_identifiers_strongest_first():
    reference = Reference(title="T", doi="10.1000/ABC", pmid="12", pmcid="PMC3")
    assert reference.identities == ("doi:10.1000/abc", "pmid:12", "pmcid:PMC3")


def test_without_identifiers_a_source_is_known_by_title_year_and_first_author():
    one = Reference(title="Spread of NETs.", year=2016, authors=("Riihimäki M", "Hemminki A"))
    two = Reference(title="SPREAD OF NETS", year=2016, authors=("Riihimaki M",))
    assert one.identities == two.identities
    assert replace(two, year=2017).identities != one.identities
    assert replace(two, authors=("Yao J",)).identities != one.identities


def test_letters_of_other_scripts_keep_two_titles_apart():
    assert folded("Interferon-α in NETs") != folded("Interferon-β in NETs")
    assert folded("Octreotide 5 µg") != folded("Octreotide 5 mg")
    assert folded("神経内分泌腫瘍") == "神経内分泌腫瘍"


def test_folding_drops_accents_case_and_punctuation():
    assert folded("  Riihimäki, M.: “Liver—first”  ") == "riihimaki m liver first"


@pytest.mark.parametrize(
    ("known", "name"),
    [
        ({"authors": ("Riihimäki M", "Hemminki A"), "year": 2016}, "Riihimäki 2016"),
        ({"authors": ("van der Zwan, Jan",), "year": 2013}, "van der Zwan 2013"),
        ({"publisher": "NICE", "year": 2020}, "NICE 2020"),
        ({"container": "Cancer Medicine"}, "Cancer Medicine"),
        ({}, "A title"),
    ],
)
def test_a_short_name_is_who_and_when(known, name):
    assert Reference(title="A title", **known).short_name == name


def test_the_date_published_is_as_precise_as_the_record():
    assert Reference(title="T", year=2019, date="2019-03").published == "2019-03"
    assert Reference(title="T", year=2019).published == "2019"
    assert Reference(title="T").published is None
