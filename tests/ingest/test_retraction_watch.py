"""The Retraction Watch list: who is spoken of, how they stand, and what is passed over."""

from __future__ import annotations

import csv
import gzip
import io
import string
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curbside.errors import CurbsideError, IncompleteRecord, InputError, UnreadableInput
from curbside.evidence.kinds import Standing
from curbside.evidence.standing import StandingNotice
from curbside.ingest.retraction_watch import read_retraction_watch, settled

HEADER = (
    "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,RetractionDate,RetractionDOI"
    ",RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason,Paywalled,Notes"
)
COLUMNS = next(csv.reader([HEADER]))
ROW = {
    "Record ID": "1",
    "Title": "A made-up paper",
    "RetractionDate": "3/4/2021 0:00",
    "RetractionDOI": "10.1000/made.up.notice",
    "RetractionPubMedID": "0",
    "OriginalPaperDOI": "10.1000/Made.Up",
    "OriginalPaperPubMedID": "99999991",
    "RetractionNature": "Retraction",
    "Reason": "+Concerns/Issues About Data;+Unreliable Results;",
}


def listed(*rows: dict[str, str], columns: list[str] = COLUMNS) -> io.BytesIO:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([[{**ROW, **row}.get(name.strip(), "") for name in columns] for row in rows])
    return io.BytesIO(text.getvalue().encode("utf-8"))


def read(*rows: dict[str, str], **how: Any) -> list[StandingNotice]:
    return list(read_retraction_watch(listed(*rows, **how)))


def test_a_row_is_a_notice_about_the_original_paper_that_says_why_and_where() -> None:
    (notice,) = read({})
    assert notice == StandingNotice(
        ("doi:10.1000/made.up", "pmid:99999991"),
        Standing.RETRACTED,
        "Retraction Watch",
        "Retracted 2021-03-04, says Retraction Watch: Concerns/Issues About Data, Unreliable Results "
        "(doi:10.1000/made.up.notice)",
        "2021-03-04",
    )


@pytest.mark.parametrize(
    ("nature", "standing"),
    [
        ("Retraction", Standing.RETRACTED),
        ("Expression of concern", Standing.CONCERN),
        ("Expression of Concern", Standing.CONCERN),
        ("Correction", Standing.CORRECTED),
        ("Reinstatement", Standing.CURRENT),
    ],
)
def test_every_nature_has_its_standing(nature: str, standing: Standing) -> None:
    assert [one.standing for one in read({"RetractionNature": nature})] == [standing]


@pytest.mark.parametrize("none", ["", "0", "unavailable", "Unavailable", "N/A"])
def test_what_the_list_writes_for_none_is_none(none: str) -> None:
    assert read({"OriginalPaperDOI": none, "OriginalPaperPubMedID": none}) == []
    assert read({"OriginalPaperDOI": none})[0].identities == ("pmid:99999991",)
    assert read({"OriginalPaperPubMedID": none})[0].identities == ("doi:10.1000/made.up",)
    notice = read({"RetractionDOI": none, "RetractionPubMedID": none, "Reason": none})[0]
    assert notice.note == "Retracted 2021-03-04, says Retraction Watch"


def test_columns_are_found_by_name_wherever_they_stand_and_however_they_are_spaced() -> None:
    columns = [f" {name} " for name in reversed(COLUMNS)]
    assert read({}, columns=columns) == read({})
    few = ["OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionNature"]
    (notice,) = read({}, columns=few)
    assert (notice.note, notice.date) == ("Retracted, says Retraction Watch", None)


@pytest.mark.parametrize(
    ("printed", "day"),
    [("3/4/2021 0:00", "2021-03-04"), ("12/31/1999 12:30", "1999-12-31"), ("2021-03-04", "2021-03-04"),
     ("31/12/2021 0:00", None), ("", None), ("soon", None)],
)  # fmt: skip
def test_dates_are_read_month_first_and_a_wrong_one_loses_no_retraction(printed: str, day: str | None) -> None:
    (notice,) = read({"RetractionDate": printed})
    assert (notice.standing, notice.date) == (Standing.RETRACTED, day)


def test_a_doi_is_known_in_any_writing_and_a_pubmed_id_with_its_decimal() -> None:
    (notice,) = read({"OriginalPaperDOI": "https://doi.org/10.1000/MADE.UP", "OriginalPaperPubMedID": "99999991.0"})
    assert notice.identities == ("doi:10.1000/made.up", "pmid:99999991")


def test_a_malformed_row_is_skipped_with_its_line_and_the_others_are_read() -> None:
    skipped: list[CurbsideError] = []
    file = listed(
        {}, {"RetractionNature": "Celebration"}, {"OriginalPaperDOI": "here", "OriginalPaperPubMedID": "0"}, {}
    )
    file.seek(0, io.SEEK_END)
    file.write(b"1,2,3\r\n")
    file.seek(0)
    notices = list(read_retraction_watch(file, skipped.append))
    assert len(notices) == 2
    assert [error.message.split(" of ")[0] for error in skipped] == ["Line 3", "Line 4", "Line 6"]
    assert all(error.hint for error in skipped)


def test_without_anybody_to_tell_the_first_malformed_row_is_an_error() -> None:
    with pytest.raises(IncompleteRecord, match="Line 2 of the stream has the RetractionNature 'Celebration'"):
        read({"RetractionNature": "Celebration"})


def test_a_title_over_several_lines_and_in_another_encoding_is_no_matter() -> None:
    file = listed({"Title": 'A "made-up"\npaper'}, {"Title": "§"})
    data = file.getvalue().replace("§".encode(), b"\xa7")
    assert len(list(read_retraction_watch(io.BytesIO(b"\xef\xbb\xbf" + data)))) == 2
    assert len(list(read_retraction_watch(io.BytesIO(gzip.compress(data))))) == 2


@pytest.mark.parametrize(
    "data",
    [b"", b"\n", b"a,b\n1,2\n", b"%PDF-1.7\n", b"PK\x03\x04", b"\xff\xfeR\x00e\x00", b"<PubmedArticleSet/>",
     b"x" * 1_000_002, b"OriginalPaperDOI,OriginalPaperPubMedID\n", gzip.compress(b"a,b\n" * 99, mtime=0)[:30]],
)  # fmt: skip
def test_what_is_no_such_list_is_refused_in_two_sentences(data: bytes) -> None:
    with pytest.raises(UnreadableInput) as caught:
        list(read_retraction_watch(io.BytesIO(data)))
    assert caught.value.hint


def test_a_quotation_mark_that_never_closes_is_refused_once_it_is_too_long() -> None:
    data = listed({}).getvalue() + b'"' + b"x,y\n" * 100_000
    with pytest.raises(UnreadableInput, match="is not CSV"):
        list(read_retraction_watch(io.BytesIO(data)))


@given(st.binary(max_size=400))
@settings(max_examples=150)
def test_nothing_but_the_documented_errors_escapes(noise: bytes) -> None:
    for data in (noise, listed({}).getvalue() + noise):
        try:
            list(read_retraction_watch(io.BytesIO(data), lambda error: None))
        except InputError as error:
            assert error.hint


@given(st.lists(st.text(string.printable, max_size=30), min_size=20, max_size=20))
@settings(max_examples=150)
def test_any_row_is_taken_or_skipped(cells: list[str]) -> None:
    row = dict(zip(COLUMNS, cells, strict=True))
    skipped: list[CurbsideError] = []
    assert len(list(read_retraction_watch(listed(row), skipped.append))) + len(skipped) <= 1


# -- what several events come to


def event(nature: str, day: str, **identifiers: str) -> StandingNotice:
    return read({"RetractionNature": nature, "RetractionDate": day, **identifiers})[0]


@pytest.mark.parametrize(
    ("events", "standing", "day"),
    [
        ([("Expression of concern", "1/1/2020"), ("Retraction", "1/1/2021")], Standing.RETRACTED, "2021-01-01"),
        ([("Retraction", "1/1/2020"), ("Correction", "1/1/2021")], Standing.RETRACTED, "2021-01-01"),
        ([("Retraction", "1/1/2020"), ("Reinstatement", "1/1/2021")], Standing.CURRENT, "2021-01-01"),
        ([("Reinstatement", "1/1/2021"), ("Retraction", "1/1/2020")], Standing.CURRENT, "2021-01-01"),
        ([("Retraction", "1/1/2020"), ("Reinstatement", "1/1/2020")], Standing.RETRACTED, "2020-01-01"),
        ([("Retraction", "1/1/2020"), ("Reinstatement", "1/1/2021"), ("Correction", "1/1/2022")],
         Standing.CORRECTED, "2022-01-01"),
        ([("Retraction", ""), ("Reinstatement", "1/1/2021")], Standing.RETRACTED, "2021-01-01"),
        ([("Retraction", "1/1/2020"), ("Reinstatement", "")], Standing.RETRACTED, "2020-01-01"),
    ],
)  # fmt: skip
def test_the_gravest_since_the_last_reinstatement_holds(
    events: list[tuple[str, str]], standing: Standing, day: str
) -> None:
    (one,) = settled(event(*each) for each in events)
    assert (one.standing, one.date) == (standing, day)


def test_rows_of_one_paper_meet_through_either_identifier() -> None:
    rows = (
        event("Retraction", "1/1/2020"),
        event("Reinstatement", "1/1/2021", OriginalPaperDOI=""),
        event("Retraction", "1/1/2021", OriginalPaperDOI="10.1000/other", OriginalPaperPubMedID="0"),
    )
    assert {one.identities: one.standing for one in settled(rows)} == {
        ("doi:10.1000/made.up", "pmid:99999991"): Standing.CURRENT,
        ("doi:10.1000/other",): Standing.RETRACTED,
    }
