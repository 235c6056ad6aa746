"""NBIB: PubMed's tagged records, read as its XML is."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curbside.errors import CurbsideError, IncompleteRecord, UnreadableInput
from curbside.evidence.document import Document
from curbside.evidence.kinds import Basis, Role, SourceKind, Standing
from curbside.evidence.standing import StandingNotice
from curbside.ingest.nbib import read_nbib, read_nbib_entries, read_nbib_file

WHOLE = """
PMID- 99999901
OWN - NLM
STAT- MEDLINE
LR  - 20200315
IS  - 1234-5678 (Electronic)
VI  - 12
IP  - 3
DP  - 2016 Mar
TI  - A made-up trial of colchicine in forty people with
      gout.
PG  - 100-110
LID - 10.9999/made.1 [doi]
AID - S1234-5678(16)00001-1 [pii]
AB  - BACKGROUND: Gout hurts. METHODS: We treated 40 people. RESULTS: 31 of 40 (78 %)
      were better. CONCLUSIONS: It helps.
CI  - Copyright 2016 Made Up Press.
FAU - Riihimaki, Matias
AU  - Riihimaki M
AD  - Made Up University.
FAU - van der Made, Up
AU  - van der Made U
CN  - Made Up Study Group
LA  - eng
SI  - ClinicalTrials.gov/NCT99999901
PT  - Journal Article
PT  - Randomized Controlled Trial
PL  - England
TA  - J Made Up
JT  - Journal of made up things
MH  - *Gout/drug therapy
MH  - Colchicine/*therapeutic use
MH  - Humans
PMC - PMC9999901
"""


def read(text, on_skip=None):
    data = text if isinstance(text, bytes) else text.encode()
    return list(read_nbib_file(io.BytesIO(data), on_skip))


def with_line(*lines):
    return read(WHOLE + "\n".join(lines) + "\n")


def test_a_record_comes_whole():
    (document,) = read(WHOLE)
    reference = document.reference
    assert (document.id, document.basis, document.recency) == ("99999901", Basis.ABSTRACT, "000 2020-03-15")
    assert reference.title == "A made-up trial of colchicine in forty people with gout"
    assert reference.authors == ("Riihimaki M", "van der Made U", "Made Up Study Group")
    assert (reference.container, reference.date, reference.year) == ("Journal of made up things", "2016-03", 2016)
    assert (reference.volume, reference.issue, reference.pages) == ("12", "3", "100-110")
    assert (reference.doi, reference.pmid, reference.pmcid) == ("10.9999/made.1", "99999901", "PMC9999901")
    assert (reference.kind, reference.language) == (SourceKind.RANDOMIZED_TRIAL, "en")
    assert (reference.trial_registration, reference.standing_checked) == ("NCT99999901", "2020-03-15")
    assert document.concepts == ("Gout", "Colchicine")


def test_the_parts_of_an_abstract_keep_their_roles():
    (document,) = read(WHOLE)
    assert [(s.role, document.text[s.start : s.end]) for s in document.statements] == [
        (Role.BACKGROUND, "Gout hurts."),
        (Role.METHOD, "We treated 40 people."),
        (Role.RESULT, "31 of 40 (78 %) were better."),
        (Role.CONCLUSION, "It helps."),
    ]


@pytest.mark.parametrize(
    ("line", "standing"),
    [
        ("RIN - J Made Up. 2020 Jan;1(1):2. PMID: 99999902", Standing.RETRACTED),
        ("PT  - Retracted Publication", Standing.RETRACTED),
        ("PRIN- J Made Up. 2020 Jan;1(1):2. PMID: 99999902", Standing.CONCERN),
        ("ECI - J Made Up. 2020 Jan;1(1):2. PMID: 99999902", Standing.CONCERN),
        ("CRI - J Made Up. 2020 Jan;1(1):2. PMID: 99999902", Standing.CORRECTED),
        ("EIN - J Made Up. 2020 Jan;1(1):2. PMID: 99999902", Standing.CORRECTED),
        ("CIN - J Made Up. 2020 Jan;1(1):2. PMID: 99999902", Standing.CURRENT),
    ],
)
def test_what_the_record_says_of_its_own_standing_is_honoured(line, standing):
    document, *notices = with_line(line)
    assert document.reference.standing is standing
    # And of the paper, should another text of it be held.
    told = [] if standing is Standing.CURRENT else [(("pmid:99999901",), standing)]
    assert [(notice.identities, notice.standing) for notice in notices] == told


def test_the_note_of_a_standing_says_where_it_is_published():
    document, _ = with_line("RIN - J Made Up. 2020 Jan;1(1):2. doi: 10.9999/made.2. PMID: 99999902 It was made up.")
    assert document.reference.standing_note == (
        "Retracted: J Made Up. 2020 Jan;1(1):2. doi: 10.9999/made.2 (PMID 99999902). It was made up."
    )


@pytest.mark.parametrize(
    ("tag", "standing"), [("ROF ", Standing.RETRACTED), ("ECF ", Standing.CONCERN), ("EFR ", Standing.CORRECTED)]
)
def test_what_it_says_of_other_papers_is_a_notice_after_it(tag, standing):
    document, notice = with_line(f"{tag}- J Made Up. 2010 Jan;1(1):2. PMID: 99999903")
    assert isinstance(document, Document)
    assert isinstance(notice, StandingNotice)
    assert (notice.identities, notice.standing) == (("pmid:99999903",), standing)
    assert notice.said_by == "PubMed record 99999901"
    assert notice.date == "2016-03"


def test_the_public_reader_gives_documents_only():
    text = WHOLE + "ROF - J Made Up. 2010 Jan;1(1):2. PMID: 99999903\n"
    assert [d.id for d in read_nbib(io.BytesIO(text.encode()))] == ["99999901"]


@pytest.mark.parametrize(
    ("lines", "date"),
    [
        ("DP  - 2016 Mar 5", "2016-03-05"),
        ("DP  - 1998 Dec-1999 Jan", "1998-12"),
        ("DP  - 2000 Spring", "2000"),
        ("DP  - 2016\nDEP - 20160204", "2016-02-04"),
        ("DP  - 2016\nDEP - 20151204", "2016"),
        ("DEP - 20160204", "2016-02-04"),
    ],
)
def test_dates_are_as_precise_as_the_record(lines, date):
    (document,) = read(WHOLE.replace("DP  - 2016 Mar", lines))
    assert document.reference.date == date


def test_a_translated_title_loses_its_brackets_and_a_missing_one_is_the_original():
    lines = WHOLE.splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("TI"))
    for title, shown in (("TI  - [Made-up gout].", "Made-up gout"), ("TT  - Erfundene Gicht", "Erfundene Gicht")):
        (document,) = read("\n".join([*lines[:at], title, *lines[at + 2 :]]))
        assert document.reference.title == shown


def test_a_record_without_an_abstract_is_bare():
    bare = "PMID- 99999904\nTI  - Made up.\nPT  - Journal Article\n"
    (document,) = read(bare)
    assert (document.text, document.statements) == ("", ())


def test_records_follow_each_other_and_one_that_cannot_be_taken_is_handed_over():
    skipped = []
    text = WHOLE + "\nPMID- 99999905\nAU  - Doe J\n\n" + WHOLE.replace("99999901", "99999906")
    assert [d.id for d in read(text, skipped.append)] == ["99999901", "99999906"]
    assert [type(error) for error in skipped] == [IncompleteRecord]
    assert "99999905" in skipped[0].message


def test_a_record_without_a_pmid_is_refused(refusal):
    assert "PMID" in refusal(IncompleteRecord, lambda: read("PMID- none\nTI  - Made up.\n")).message


@pytest.mark.parametrize("save", [lambda text: text.replace("\n", "\r\n").encode(), lambda text: text.encode("utf-16")])
def test_the_same_record_however_it_was_saved(save):
    assert read(save(WHOLE)) == read(WHOLE)


@pytest.mark.parametrize("data", [b"", b"\0" * 5000, bytes(range(256)) * 20, b"TY  - JOUR\nER  - \n"])
def test_what_is_no_nbib_is_refused(data, refusal):
    refusal(UnreadableInput, lambda: read(data))


def test_a_record_larger_than_any_is_refused(refusal):
    refusal(UnreadableInput, lambda: read(WHOLE + "AU  - Doe J\n" * 300_000))


def test_entries_are_the_same_keys_as_front_matter():
    (entry,) = read_nbib_entries(io.BytesIO(WHOLE.encode()))
    assert entry.keys["pmcid"] == "PMC9999901"
    assert "standing" not in entry.keys


ODD_LINES = [
    *(
        "PMID- 1",
        "PMID- ",
        "TI  - Gout",
        "AB  - METHODS: x",
        "      more",
        "",
        "MH  - */*",
        "SI  - ClinicalTrials.gov/",
    ),
    *(
        "RIN - ",
        "ROF - PMID: 0",
        "LR  - 99999999",
        "DP  - 0000 Feb 31",
        "DEP - x",
        "LID -  [doi]",
        "PT  - Preprint",
        "\0",
    ),
]


@settings(max_examples=150)
@given(st.lists(st.sampled_from(ODD_LINES) | st.text(max_size=20), max_size=30))
def test_nothing_but_the_documented_errors_escapes(lines):
    try:
        for one in read("\n".join(lines).encode("utf-8", "surrogatepass"), lambda error: None):
            assert isinstance(one, StandingNotice) or one.record_digest
    except CurbsideError as error:
        assert error.hint
