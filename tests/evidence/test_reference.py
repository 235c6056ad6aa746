"""References: what cannot be stored, what makes two of them the same source, and what a digest covers."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curbside.errors import IncompleteRecord
from curbside.evidence.kinds import Reader, SourceKind, Standing
from curbside.evidence.reference import Reference, folded, normal_doi, same_sources, surname

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


TITLE = "Spread of tumours to the liver"
PAPER = {"title": TITLE, "year": 2016, "authors": ("Riihimäki M", "Hemminki A")}


def grouped(**known):
    """The groups of texts of which these are the records, each with the paper's title, year and author unless told."""
    return same_sources({name: Reference(**{**PAPER, **record}).identities for name, record in known.items()})


@pytest.mark.parametrize(
    ("name", "known_by"),
    [
        ("Riihimäki M", "riihimaki"),
        ("Riihimäki, Matias", "riihimaki"),
        ("Matias Riihimäki", "riihimaki"),
        ("M. Riihimäki", "riihimaki"),
        ("Riihimäki M-J", "riihimaki"),
        ("van der Zwan, Jan", "zwan"),
        ("Jan van der Zwan", "zwan"),
        ("van der Zwan JM", "zwan"),
        ("Smith JA Jr", "smith"),
        ("García-López, Ana", "lopez"),
        ("Ng J", "ng"),
        ("NICE", "nice"),
        ("World Health Organization Expert Committee", "world health organization expert committee"),
        ("王 小明", "小明"),
    ],
)
def test_a_first_author_is_known_by_the_last_word_of_the_family_name(name, known_by):
    assert surname(name) == known_by


@pytest.mark.parametrize(
    "written",
    [
        "10.1000/Abc",
        " https://doi.org/10.1000/Abc ",
        "http://dx.doi.org/10.1000/Abc",
        "HTTPS://DOI.ORG/10.1000/Abc",
        "doi.org/10.1000/Abc",
        "doi: 10.1000/Abc",
        "DOI 10.1000/Abc",
        "10.1000/Abc.",
        "10.1000%2FAbc",
    ],
)
def test_a_doi_is_taken_out_of_what_is_written_around_it(written):
    assert normal_doi(written) == "10.1000/Abc"


def test_a_doi_is_decoded_only_where_that_leaves_a_doi():
    assert normal_doi("10.1000/a%3C1%3E") == "10.1000/a<1>"
    assert normal_doi("10.1000/a%00b%20c") == "10.1000/a%00b%20c"
    assert Reference(title="T", doi="10.1000/A%3C1%3E").identities[0] == "doi:10.1000/a<1>"


def test_a_text_without_identifiers_joins_the_record_that_has_them():
    assert grouped(pdf={"authors": ("Matias Riihimäki",)}, record={"doi": "10.1000/x", "pmid": "1"}) == [
        ["pdf", "record"]
    ]


def test_a_retraction_marked_in_a_title_is_of_the_paper_with_that_title():
    assert grouped(pdf={}, record={"title": f"RETRACTED: {TITLE}", "pmid": "1"}) == [["pdf", "record"]]


def test_identifiers_stay_the_strongest_identities():
    assert Reference(**PAPER, doi="10.1000/x", pmid="1").identities == (
        "doi:10.1000/x",
        "pmid:1",
        "title:spread of tumours to the liver|2016|riihimaki",
    )


@pytest.mark.parametrize(
    "other", [{"year": 2017}, {"year": None}, {"authors": ("Yao J",)}, {"authors": ()}, {"title": "Spread of tumours"}]
)
def test_a_title_joins_a_record_only_with_its_year_and_first_author(other):
    assert grouped(pdf=other, record={"pmid": "1"}) == [["pdf"], ["record"]]


@pytest.mark.parametrize("title", ["Editorial", "Reply", "In reply", "Authors' reply"])
def test_a_title_that_many_sources_have_joins_nothing_to_a_record(title):
    assert grouped(pdf={"title": title}, record={"title": title, "pmid": "1"}) == [["pdf"], ["record"]]


def test_a_short_title_joins_texts_without_identifiers_only_in_one_place_in_print():
    place = {"title": "Editorial", "container": "A Journal", "volume": "12"}
    assert grouped(a=place, b=place, c={**place, "volume": "13"}) == [["a", "b"], ["c"]]


@pytest.mark.parametrize("sort", [("doi", "10.1000/x", "10.1000/y"), ("pmid", "1", "2"), ("pmcid", "PMC1", "PMC2")])
def test_two_identifiers_of_one_sort_are_never_joined_by_a_title(sort):
    key, one, other = sort
    assert grouped(a={key: one}, b={key: other}) == [["a"], ["b"]]


def test_a_text_that_could_be_of_two_papers_joins_neither():
    groups = grouped(a={"pmid": "1"}, b={"pmid": "2"}, pdf={}, scan={}, c={"doi": "10.1000/x"})
    assert groups == [["a"], ["b"], ["c"], ["pdf", "scan"]]


def test_a_clash_is_seen_through_other_texts():
    """The title joins a PDF to a DOI that another record ties to a PMID, which is not the PMID of the same title."""
    groups = grouped(a={"doi": "10.1000/x"}, b={"doi": "10.1000/x", "pmid": "1"}, c={"pmid": "2"}, pdf={})
    assert groups == [["a", "b"], ["c"], ["pdf"]]


def test_identifiers_of_different_sorts_are_joined_by_a_title():
    assert grouped(publisher={"doi": "10.1000/x"}, pubmed={"pmid": "1"}) == [["publisher", "pubmed"]]


def test_a_preprint_is_another_source_than_its_paper():
    assert grouped(paper={"doi": "10.1000/x"}, preprint={"preprint": True}) == [["paper"], ["preprint"]]


IDENTITIES = st.lists(
    st.sampled_from(["doi:a", "doi:b", "pmid:1", "pmid:2", "title:t|2016|x", "title:u|2016|x"]), unique=True, max_size=3
)


@given(st.dictionaries(st.sampled_from("abcdefgh"), IDENTITIES, max_size=8), st.randoms(use_true_random=False))
def test_grouping_depends_on_no_order_and_a_title_never_brings_two_identifiers_together(identities, random):
    groups = same_sources(identities)
    assert sorted(member for group in groups for member in group) == sorted(identities)
    shuffled = list(identities.items())
    random.shuffle(shuffled)
    assert same_sources({name: random.sample(keys, len(keys)) for name, keys in shuffled}) == groups
    by_identifiers = same_sources(
        {name: [key for key in keys if not key.startswith("title:")] for name, keys in identities.items()}
    )
    group_of = {member: set(group) for group in by_identifiers for member in group}
    for group in groups:
        for sort in ("doi:", "pmid:"):
            with_sort = [one for one in group if any(key.startswith(sort) for key in identities[one])]
            assert all(group_of[one] == group_of[with_sort[0]] for one in with_sort)


@pytest.mark.slow
def test_a_hundred_thousand_texts_are_grouped_in_seconds():
    records = [
        Reference(title=f"Spread of tumour {n // 2} to the liver", year=2016, authors=(f"Author{n // 2} A",), **known)
        for n in range(100_000)
        for known in [{"pmid": str(n + 1)} if n % 2 else {}]
    ]
    identities = {f"d{n}": one.identities for n, one in enumerate(records)}
    chain = {f"c{n}": [f"doi:{n}", f"doi:{n + 1}"] for n in range(20_000)}
    started = time.monotonic()
    assert len(same_sources({**identities, **chain})) == 50_001
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    ("written", "trials"),
    [
        ("NCT01234567", ("NCT01234567",)),
        ("ClinicalTrials.gov/NCT01234567; isrctn12345678", ("NCT01234567", "ISRCTN12345678")),
        ("EudraCT 2010-012345-12", ("2010-012345-12",)),
        ("none", ()),
        (None, ()),
    ],
)
def test_the_trials_that_a_source_reports_are_read_from_its_registration(written, trials):
    assert Reference(title="T", kind=SourceKind.RANDOMIZED_TRIAL, trial_registration=written).trials == trials
    assert Reference(title="T", kind=SourceKind.SYSTEMATIC_REVIEW, trial_registration=written).trials == ()
