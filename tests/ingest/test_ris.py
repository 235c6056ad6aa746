"""RIS: whatever program exported it, the record comes whole, and an abstract in its parts."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curbside.errors import CurbsideError, UnreadableInput
from curbside.evidence.kinds import Basis, Role, SourceKind, Standing
from curbside.ingest.ris import read_ris, read_ris_entries


def read(text, on_skip=None):
    data = text if isinstance(text, bytes) else text.encode()
    return list(read_ris(io.BytesIO(data), on_skip))


def one(*lines, title="A made-up paper on gout"):
    (document,) = read("\n".join(["TY  - JOUR", f"TI  - {title}", *lines, "ER  - "]))
    return document


def record(*lines):
    return one(*lines).reference


WHOLE = """
TY  - JOUR
AU  - Riihimäki, Matias K.
AU  - van der Made, Up
TI  - A made-up trial of colchicine
 in forty people
T2  - Journal of Made Up Things
PY  - 2016
DA  - 2016/03/15/
VL  - 12
IS  - 3
SP  - 100
EP  - 110
DO  - https://doi.org/10.9999/MADE.1
PB  - Made Up Press
LA  - English
UR  - https://example.org/made-up
M3  - Journal Article;Randomized Controlled Trial
KW  - Gout
KW  - Colchicine
AB  - BACKGROUND: Gout hurts. METHODS: We treated 40 people. RESULTS: 31 of 40 (78 %) were better.
ER  -
"""


def test_a_record_comes_whole():
    (document,) = read(WHOLE)
    reference = document.reference
    assert (document.id, document.basis) == ("ris:doi:10.9999/made.1", Basis.ABSTRACT)
    assert reference.title == "A made-up trial of colchicine in forty people"
    assert reference.authors == ("Riihimäki MK", "van der Made U")
    assert (reference.container, reference.publisher) == ("Journal of Made Up Things", "Made Up Press")
    assert (reference.year, reference.date) == (2016, "2016-03-15")
    assert (reference.volume, reference.issue, reference.pages) == ("12", "3", "100-110")
    assert (reference.doi, reference.language) == ("10.9999/MADE.1", "en")
    assert (reference.kind, reference.url) == (SourceKind.RANDOMIZED_TRIAL, "https://example.org/made-up")
    assert document.metadata["keywords"] == ["Gout", "Colchicine"]


def test_the_parts_of_an_abstract_keep_their_roles():
    (document,) = read(WHOLE)
    assert [(s.role, document.text[s.start : s.end]) for s in document.statements] == [
        (Role.BACKGROUND, "Gout hurts."),
        (Role.METHOD, "We treated 40 people."),
        (Role.RESULT, "31 of 40 (78 %) were better."),
    ]


def test_a_record_without_an_abstract_is_bare_and_never_has_the_id_of_its_paper():
    bare = one("DO  - 10.9999/made.1")
    assert (bare.text, bare.statements) == ("", ())
    assert bare.id != bare.reference.identities[0]


@pytest.mark.parametrize(
    ("lines", "date", "year"),
    [
        (["PY  - 2016"], "2016", 2016),
        (["PY  - 2016///"], "2016", 2016),
        (["Y1  - 2016/03//"], "2016-03", 2016),
        (["Y1  - 2016/03/15/Spring"], "2016-03-15", 2016),
        (["DA  - 2016-03-15"], "2016-03-15", 2016),
        (["PY  - 2016", "DA  - 15 Mar 2016"], "2016-03-15", 2016),
        (["PY  - 2016", "DA  - Mar 15"], "2016", 2016),
        (["PY  - 2016", "DA  - 2015/12/30"], "2016", 2016),
        (["PY  - March 2016"], "2016-03", 2016),
        (["PY  - in press"], None, None),
        ([], None, None),
    ],
)
def test_dates_are_read_as_they_are_written_and_never_contradict_the_year(lines, date, year):
    assert (record(*lines).date, record(*lines).year) == (date, year)


@pytest.mark.parametrize(
    "line",
    [
        "N1  - PMID: 99999901",
        "N1  - Some note\n PMID: 99999901",
        "UR  - http://www.ncbi.nlm.nih.gov/pubmed/99999901",
        "UR  - https://pubmed.ncbi.nlm.nih.gov/99999901/",
        "AN  - 99999901\nDB  - PubMed",
        "AN  - 99999901\nDP  - Ovid MEDLINE",
    ],
)
def test_a_pmid_is_found_where_exporters_put_it(line):
    assert record(line).pmid == "99999901"


@pytest.mark.parametrize(
    "line", ["AN  - 99999901\nDB  - Embase", "N1  - PMID: 1\nUR  - https://pubmed.ncbi.nlm.nih.gov/2/"]
)
def test_a_number_that_may_be_another_s_is_no_pmid(line):
    assert record(line).pmid is None


def test_pmcid_and_doi_are_found_in_other_fields():
    assert record("C2  - PMC9999901").pmcid == "PMC9999901"
    assert record("UR  - https://dx.doi.org/10.9999/made.2").doi == "10.9999/made.2"
    assert record("M3  - doi: 10.9999/made.3").doi == "10.9999/made.3"


def test_a_malformed_value_is_dropped_and_the_record_taken():
    reference = record("DO  - none", "UR  - ask the library", "PY  - 20166", "N1  - PMID: none")
    assert (reference.doi, reference.url, reference.year, reference.pmid) == (None, None, None, None)


@pytest.mark.parametrize("tag", ["T2", "JF", "JO", "JA", "J2", "BT"])
def test_the_journal_is_found_under_every_tag_for_it(tag):
    assert record(f"{tag}  - Made Up").container == "Made Up"


@pytest.mark.parametrize(
    ("lines", "pages"),
    [
        (["SP  - 12-20"], "12-20"),
        (["SP  - 12", "EP  - 20"], "12-20"),
        (["SP  - 12-20", "EP  - 20"], "12-20"),
        (["SP  - e7"], "e7"),
        (["EP  - 20"], None),
    ],
)
def test_pages_are_read_from_one_tag_or_two(lines, pages):
    assert record(*lines).pages == pages


def test_an_abstract_under_two_tags_or_over_lines_is_one():
    broken = one("AB  - We compared colchicine with placebo in a made-up trial of forty\n people with gout.")
    assert broken.text == "We compared colchicine with placebo in a made-up trial of forty people with gout."
    twice = one("AB  - Gout hurts.", "AB  - Colchicine helps.", "N2  - Gout hurts.")
    assert twice.text == "Gout hurts. Colchicine helps."
    assert one("N2  - Gout hurts.").text == "Gout hurts."


def test_a_line_that_only_looks_like_a_tag_goes_on_with_the_abstract():
    document = one("AB  - The interval of the ratio was given in the made-up paper as", "CI - 0.5 to 0.9.")
    assert document.text == "The interval of the ratio was given in the made-up paper as CI - 0.5 to 0.9."


@pytest.mark.parametrize(
    "text",
    [
        WHOLE.replace("\n", "\r\n"),
        WHOLE.replace("\n", "\r"),
        "\ufeff" + WHOLE.lstrip(),
        WHOLE.encode("utf-16"),
        WHOLE.encode("cp1252"),
        WHOLE.replace("  -", " -"),
        WHOLE.replace("ER  -\n", "ER  - "),
        "Provider: Made Up\nContent: text/plain\n\n" + WHOLE,
    ],
    ids=["windows", "old-mac", "mark", "utf-16", "western", "one-space", "no-end", "heading"],
)
def test_the_same_record_however_it_was_saved(text):
    assert read(text) == read(WHOLE)


def test_a_retraction_that_the_title_or_the_type_states_is_honoured():
    assert one(title="RETRACTED: A made-up paper").reference.standing is Standing.RETRACTED
    assert record("M3  - Journal Article; Retracted Publication").standing is Standing.RETRACTED
    assert one(title="Retracted papers: a made-up survey").reference.standing is Standing.CURRENT


def test_records_without_identifiers_have_ids_of_their_own():
    places = [one(f"VL  - {n}", title="Editorial").id for n in (1, 2)]
    assert len(set(places)) == 2
    assert one("VL  - 1", title="Editorial").id == places[0]


def test_a_record_that_cannot_be_taken_is_handed_over_and_the_others_are_read():
    skipped = []
    documents = read(WHOLE + "\nTY  - JOUR\nAU  - Doe, J\nER  - \n" + WHOLE.replace("MADE.1", "MADE.2"), skipped.append)
    assert [d.reference.doi for d in documents] == ["10.9999/MADE.1", "10.9999/MADE.2"]
    assert [error.message for error in skipped] == ["Record 2 of the stream: The record has no title."]


def test_a_record_that_breaks_off_is_not_taken(refusal):
    error = refusal(UnreadableInput, lambda: read(WHOLE[:-5]))
    assert "Record 1" in error.message
    assert "breaks off" in error.message


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0\1\2\3" * 1000,
        bytes(range(256)) * 20,
        b"%PDF-1.7\n",
        "中文".encode("gb18030"),
        b"\xff\xfe\x00",
        b"ER  - \n",
    ],
    ids=["empty", "nul", "bytes", "pdf", "gb18030", "utf-16", "end"],
)
def test_what_is_no_ris_is_refused(data, refusal):
    refusal(UnreadableInput, lambda: read(data))


def test_text_of_another_old_encoding_is_refused_rather_than_read_wrongly(refusal):
    error = refusal(UnreadableInput, lambda: read(WHOLE.replace("Riihimäki", "Иванов").encode("cp1251")))
    assert "not UTF-8" in error.message
    refusal(UnreadableInput, lambda: read(WHOLE.encode("mac-roman")))


@pytest.mark.parametrize(
    "line", ["AB  - " + "x" * 3_000_000, "AU  - Doe, J\n" * 300_000, ("AB  - " + "x " * 99_000 + "\n") * 100]
)
def test_a_record_larger_than_any_is_refused_in_bounded_memory(line, refusal):
    refusal(UnreadableInput, lambda: one(line))


def test_control_characters_and_overrides_leave_no_trace():
    document = one("AB  - Gout\x00 hurts\u202e.", "AU  - Doe\x07, J")
    assert (document.text, document.reference.authors) == ("Gout hurts.", ("Doe J",))


def test_entries_are_the_same_keys_as_front_matter():
    (entry,) = read_ris_entries(io.BytesIO(WHOLE.encode()))
    assert entry.keys["doi"] == "10.9999/MADE.1"
    assert "pmid" not in entry.keys


ODD_LINES = [
    *("TY  - JOUR", "ER  - ", "TI  - Gout", "AB  - METHODS: x", "AU  - , ,", "AU  - A,B,C", "DO  - 10.1/", "PY  - /"),
    *(
        "UK  - x",
        " more",
        "",
        "N1  - PMID: 0",
        "DA  - 99/99/99",
        "\0",
        "TY  -",
        "SP  - -",
        "LA  - en-GB",
        "ZZ  - z",
        "é",
    ),
]
LINES = st.lists(st.sampled_from(ODD_LINES) | st.text(max_size=20), max_size=30)


@settings(max_examples=150)
@given(LINES)
def test_nothing_but_the_documented_errors_escapes(lines):
    try:
        for document in read("\n".join(lines).encode("utf-8", "surrogatepass"), lambda error: None):
            assert document.record_digest
    except CurbsideError as error:
        assert error.hint


@settings(max_examples=100)
@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data):
    try:
        read(b"TY  - JOUR\n" + data, lambda error: None)
    except CurbsideError as error:
        assert error.hint
