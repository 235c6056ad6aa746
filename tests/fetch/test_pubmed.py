"""PubMed by query and by PMID, from a server that does what the real one does on a bad day."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from curbside.errors import FetchError, NotOffered, NotReachable, UsageError
from curbside.fetch.eutils import Eutils
from curbside.fetch.fetched import Fetched
from curbside.fetch.pubmed import fetch_pmids, fetch_query, pmids_in, read_pmids

from .servers import Ncbi, Request, cut_off, dropped, hung_up, only, records, says, slow, status

Ask = Callable[..., Eutils]
SECRET_WORDS = "gout of Jane Example"


def pmids_of(fetched: Fetched) -> list[str]:
    """What really is in the files, in order of files."""
    held = []
    for path in fetched.files:
        with path.open("rb") as file:
            held += sorted(pmids_in(file), key=int)
    return held


def test_a_query_comes_in_files_of_two_hundred(ncbi: Ncbi, ask: Ask, tmp_path: Path) -> None:
    ncbi.pmids = [str(pmid) for pmid in range(1, 451)]
    told: list[tuple[int, int]] = []
    fetched = fetch_query(ask(), "gout", tmp_path, on_fetched=lambda *step: told.append(step))
    assert [re.sub("-[0-9a-f]{12}-", "-…-", path.name) for path in fetched.files] == [
        "pubmed-…-00001.xml",
        "pubmed-…-00002.xml",
        "pubmed-…-00003.xml",
    ]
    assert pmids_of(fetched) == fetched.records == ncbi.pmids
    assert told == [(200, 450), (400, 450), (450, 450)]
    assert not fetched.missing


def test_the_history_server_is_used_and_everything_is_sent_in_the_body(ncbi: Ncbi, ask: Ask, tmp_path: Path) -> None:
    ncbi.pmids = [str(pmid) for pmid in range(1, 301)]
    fetch_query(ask(key="k3y"), "gout", tmp_path)
    (search,) = ncbi.asked("esearch")
    assert search["usehistory"] == "y"
    assert (search["tool"], search["email"], search["api_key"]) == ("curbside", "who@example.org", "k3y")
    assert [(one["retstart"], one["retmax"], "id" in one) for one in ncbi.asked("efetch")] == [
        ("0", "200", False),
        ("200", "100", False),
    ]
    assert all(request.method == "POST" and "?" not in request.path for request in ncbi.requests)


@pytest.mark.parametrize(
    "fault",
    [
        status(500),
        status(502),
        status(503, Retry_After="2"),
        status(429, Retry_After="1"),
        dropped,
        hung_up,
        cut_off,
        says(""),
        says("<html><body>Down for maintenance</body></html>", kind="text/html"),
        says(
            {"error": "API rate limit exceeded", "api-key": "10.0.0.1", "count": "4", "limit": "3"}, kind="text/plain"
        ),
        says({"error": "error forwarding request"}),
        says("<eFetchResult><ERROR>Cannot process ID list</ERROR></eFetchResult>"),
        says("<PubmedArticleSet><PubmedArticle>"),
    ],
    ids=lambda fault: getattr(fault, "__name__", "fault"),
)
def test_what_fails_once_is_asked_for_again(fault: Callable[..., bool], ncbi: Ncbi, ask: Ask, tmp_path: Path) -> None:
    ncbi.pmids = ["11", "12", "13"]
    ncbi.faults = {"esearch": [], "efetch": [fault]}
    assert pmids_of(fetch_query(ask(), "gout", tmp_path)) == ncbi.pmids
    assert [path.suffix for path in tmp_path.iterdir() if path.suffix == ".part"] == []


@pytest.mark.parametrize("fault", [status(500), dropped, hung_up, says("<html></html>"), says("{"), says("<eSearch")])
def test_a_search_that_fails_once_is_made_again(
    fault: Callable[..., bool], ncbi: Ncbi, ask: Ask, tmp_path: Path
) -> None:
    ncbi.pmids = ["11"]
    ncbi.faults["esearch"] = [fault]
    assert fetch_query(ask(), "gout", tmp_path).records == ["11"]


def test_a_slow_answer_is_given_up_and_asked_for_again(ncbi: Ncbi, ask: Ask, tmp_path: Path) -> None:
    ncbi.pmids = ["11"]
    ncbi.faults["efetch"] = [slow(3.0)]
    assert fetch_query(ask(timeout=1.0), "gout", tmp_path).records == ["11"]


def test_waits_grow_and_what_the_server_asks_for_is_waited(
    ncbi: Ncbi, ask: Ask, tmp_path: Path, slept: list[float]
) -> None:
    ncbi.pmids = ["11"]
    half_past = "Sat, 28 Nov 2026 12:00:30 GMT"
    ncbi.faults["esearch"] = [
        status(500),
        status(500),
        status(429, Retry_After="17"),
        status(503, Retry_After=half_past),
    ]
    fetch_query(ask(), "gout", tmp_path)
    assert 1.0 <= slept[0] <= 2.0 <= slept[1] <= 3.0
    assert slept[2:] == [17.0, 30.0]


def test_a_server_that_asks_for_an_hour_is_not_waited_for(
    ncbi: Ncbi, ask: Ask, tmp_path: Path, slept: list[float]
) -> None:
    ncbi.faults["esearch"] = [status(429, Retry_After="3600")]
    with pytest.raises(NotReachable, match="asks to wait 60 minutes") as caught:
        fetch_query(ask(), "gout", tmp_path)
    assert caught.value.hint == "Run the same command again after that."
    assert not slept


def test_a_server_that_stays_away_ends_the_fetch_and_what_came_is_kept(
    ncbi: Ncbi, ask: Ask, tmp_path: Path, slept: list[float]
) -> None:
    ncbi.pmids = [str(pmid) for pmid in range(1, 801)]
    ncbi.faults["efetch"] = [lambda request: False, *[status(500)] * 24]
    with pytest.raises(
        NotReachable, match=r"PubMed fails with status 500 \(6 times\)\. 1 of 4 batches are in"
    ) as caught:
        fetch_query(ask(), "gout", tmp_path)
    assert caught.value.hint == "Run the same command again to go on."
    ncbi.faults["efetch"].clear()
    before = len(ncbi.asked("efetch"))
    fetched = fetch_query(ask(), "gout", tmp_path)
    assert pmids_of(fetched) == ncbi.pmids
    assert len(ncbi.asked("efetch")) == before + 3
    assert len(ncbi.asked("esearch")) == 1


def test_one_batch_that_does_not_come_leaves_the_others_and_comes_the_next_time(
    ncbi: Ncbi, ask: Ask, tmp_path: Path
) -> None:
    ncbi.pmids = [str(pmid) for pmid in range(1, 601)]
    ncbi.faults["efetch"] = [lambda request: False, *[status(500)] * 12]
    fetched = fetch_query(ask(), "gout", tmp_path)
    assert fetched.records == [*ncbi.pmids[:200], *ncbi.pmids[400:]]
    assert [what for what, _ in fetched.missing] == [f"PMID {pmid}" for pmid in ncbi.pmids[200:400]]
    again = fetch_query(ask(), "gout", tmp_path)
    assert pmids_of(again) == ncbi.pmids
    assert not again.missing


def test_an_expired_history_is_no_loss(ncbi: Ncbi, ask: Ask, tmp_path: Path) -> None:
    ncbi.pmids = [str(pmid) for pmid in range(1, 501)]
    ncbi.faults["efetch"] = [lambda request: False, lambda request: bool(ncbi.expire())]
    fetched = fetch_query(ask(), "gout", tmp_path)
    assert pmids_of(fetched) == ncbi.pmids
    assert ["id" in one for one in ncbi.asked("efetch")] == [False, False, True, True]


def test_going_on_brings_what_was_found_the_first_time(ncbi: Ncbi, ask: Ask, tmp_path: Path) -> None:
    """A new paper moves every place in the search's result; the PMIDs of the plan are what is fetched."""
    ncbi.pmids = [str(pmid) for pmid in range(1, 401)]
    ncbi.faults["efetch"] = [lambda request: False, *[status(500)] * 12]
    fetch_query(ask(), "gout", tmp_path)
    first, ncbi.pmids = ncbi.pmids, ["9000", *ncbi.pmids]
    ncbi.expire()
    remarks: list[str] = []
    assert pmids_of(fetch_query(ask(), "gout", tmp_path, on_remark=remarks.append)) == first
    assert remarks == ["Going on: 1 of 2 files came before."]


def test_a_history_in_another_order_is_noticed(ncbi: Ncbi, ask: Ask, tmp_path: Path) -> None:
    ncbi.pmids = [str(pmid) for pmid in range(1, 401)]
    ncbi.faults["efetch"] = [
        lambda request: bool(ncbi.histories.update(dict.fromkeys(ncbi.histories, ncbi.pmids[::-1])))
    ]
    fetched = fetch_query(ask(), "gout", tmp_path)
    assert pmids_of(fetched) == ncbi.pmids


def test_a_batch_with_too_few_records_is_asked_for_again(ncbi: Ncbi, ask: Ask, tmp_path: Path) -> None:
    ncbi.pmids = ["11", "12", "13"]
    ncbi.faults["efetch"] = [only("11"), only("11", "13")]
    fetched = fetch_query(ask(), "gout", tmp_path)
    assert pmids_of(fetched) == ["11", "12", "13"]
    assert not fetched.missing


def test_a_short_batch_never_has_its_name(ncbi: Ncbi, ask: Ask, tmp_path: Path) -> None:
    def look(request: Request) -> bool:
        seen.extend(path.name for path in tmp_path.glob("*.xml"))
        return False

    seen: list[str] = []
    ncbi.pmids = ["11", "12", "13"]
    ncbi.faults["efetch"] = [only("11"), only("11", "13"), look]
    fetched = fetch_query(ask(), "gout", tmp_path)
    assert not seen
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".lock"] == [path.name for path in fetched.files]


def test_a_record_that_pubmed_no_longer_has_is_named_and_the_others_come(ncbi: Ncbi, ask: Ask, tmp_path: Path) -> None:
    ncbi.pmids = ["11", "12", "13"]
    ncbi.unknown = {"12"}
    fetched = fetch_query(ask(), "gout", tmp_path)
    assert pmids_of(fetched) == fetched.records == ["11", "13"]
    assert [(what, error.message) for what, error in fetched.missing] == [
        ("PMID 12", "PubMed has no record of PMID 12.")
    ]


def test_records_that_were_not_asked_for_are_not_taken(ncbi: Ncbi, ask: Ask, tmp_path: Path) -> None:
    ncbi.faults["efetch"] = [only("99")]
    assert pmids_of(fetch_pmids(ask(), ["11"], tmp_path)) == ["11"]


def test_pmids_are_fetched_without_a_search(ncbi: Ncbi, ask: Ask, tmp_path: Path) -> None:
    wanted = [str(pmid) for pmid in range(1, 402)]
    fetched = fetch_pmids(ask(), wanted, tmp_path)
    assert pmids_of(fetched) == wanted
    assert not ncbi.asked("esearch")
    assert [len(one["id"].split(",")) for one in ncbi.asked("efetch")] == [200, 200, 1]


def test_pmids_that_are_all_unknown_are_an_error(ncbi: Ncbi, ask: Ask, tmp_path: Path) -> None:
    ncbi.unknown = {"11"}
    with pytest.raises(NotOffered, match="no record of PMID 11"):
        fetch_pmids(ask(), ["11"], tmp_path)
    ncbi.faults["efetch"] = [
        says("<eFetchResult><ERROR>ID list is empty! Possibly it has no correct IDs.</ERROR></eFetchResult>", 400)
    ]
    with pytest.raises(NotOffered, match="no record of PMID 11"):
        fetch_pmids(ask(), ["11"], tmp_path)


def test_book_records_count(ncbi: Ncbi, ask: Ask, tmp_path: Path) -> None:
    book = "<PubmedBookArticle><BookDocument><PMID>12</PMID></BookDocument></PubmedBookArticle></PubmedArticleSet>"
    ncbi.faults["efetch"] = [says(records(["11"]).replace("</PubmedArticleSet>", book))]
    assert fetch_pmids(ask(), ["11", "12"], tmp_path).records == ["11", "12"]


@pytest.mark.slow
def test_more_than_a_search_lists_is_searched_by_days_of_entry(ncbi: Ncbi, ask: Ask, tmp_path: Path) -> None:
    ncbi.pmids = [str(pmid) for pmid in range(1, 25_001)]
    begin = date(1990, 1, 1)
    ncbi.entered = {pmid: begin + timedelta(days=int(pmid) % 12_000) for pmid in ncbi.pmids}
    fetched = fetch_query(ask(), "gout", tmp_path, today=date(2026, 11, 28))
    assert sorted(fetched.records, key=int) == ncbi.pmids
    assert sorted(pmids_of(fetched), key=int) == ncbi.pmids
    assert not fetched.missing


def test_a_day_with_more_than_a_search_lists_is_said(ncbi: Ncbi, ask: Ask, tmp_path: Path) -> None:
    ncbi.pmids = [str(pmid) for pmid in range(1, 10_001)]
    ncbi.entered = dict.fromkeys(ncbi.pmids, date(2020, 5, 17))
    with pytest.raises(NotOffered, match="only 9,999 of the 10,000 records that entered it on 2020-05-17"):
        fetch_query(ask(), "gout", tmp_path, today=date(2026, 11, 28))


def test_a_limit_takes_the_first(ncbi: Ncbi, ask: Ask, tmp_path: Path) -> None:
    ncbi.pmids = [str(pmid) for pmid in range(1, 20_001)]
    assert fetch_query(ask(), "gout", tmp_path, limit=250).records == ncbi.pmids[:250]
    ncbi.entered = {pmid: date(2020, 1, 1) + timedelta(days=int(pmid) % 1_000) for pmid in ncbi.pmids}
    assert len(set(fetch_query(ask(), "gout", tmp_path, limit=12_000, today=date(2026, 11, 28)).records)) == 12_000


def test_a_search_that_lists_a_few_at_a_time_is_paged(ncbi: Ncbi, ask: Ask, tmp_path: Path) -> None:
    ncbi.pmids = [str(pmid) for pmid in range(1, 51)]
    ncbi.page = 20
    assert fetch_query(ask(), "gout", tmp_path).records == ncbi.pmids


def test_once_whole_the_same_query_is_searched_anew(ncbi: Ncbi, ask: Ask, tmp_path: Path) -> None:
    ncbi.pmids = [str(pmid) for pmid in range(1, 401)]
    fetch_query(ask(), "gout", tmp_path)
    ncbi.pmids = ["7", "8"]
    fetched = fetch_query(ask(), "gout", tmp_path)
    assert pmids_of(fetched) == ["7", "8"]
    assert sorted(path for path in tmp_path.iterdir() if path.suffix == ".xml") == fetched.files


def test_nothing_found_is_said_and_what_pubmed_remarks_is_told_to_whoever_asked(
    ncbi: Ncbi, ask: Ask, tmp_path: Path
) -> None:
    ncbi.remarks = (
        "<ErrorList><PhraseNotFound>goutt</PhraseNotFound></ErrorList>"
        "<WarningList><OutputMessage>No items found.</OutputMessage></WarningList>"
    )
    remarks: list[str] = []
    with pytest.raises(NotOffered, match="finds nothing"):
        fetch_query(ask(), "goutt", tmp_path, on_remark=remarks.append)
    assert remarks == ["PubMed does not know the words: goutt.", "PubMed remarks: No items found."]


@pytest.mark.parametrize("query", ["", "  "])
def test_an_empty_query_is_refused(query: str, ask: Ask, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        fetch_query(ask(), query, tmp_path)


@pytest.mark.parametrize(
    "fault",
    [
        says({"error": "API key invalid", "api-key": "s3cret-key", "type": "api-key"}, 400),
        says({"error": "API key invalid", "api-key": "s3cret-key"}),
        says({"error": f"cannot parse s3cret-key {SECRET_WORDS}"}, 403),
        status(404),
        *[status(500)] * 2,
        says(f"<eSearchResult><ERROR>Search Backend failed: {SECRET_WORDS} s3cret-key</ERROR></eSearchResult>"),
    ],
)
def test_no_error_holds_the_key_or_what_was_searched_for(
    fault: Callable[..., bool], ncbi: Ncbi, ask: Ask, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    ncbi.faults["esearch"] = [fault] * 6
    with pytest.raises(FetchError) as caught:
        fetch_query(ask(key="s3cret-key"), SECRET_WORDS, tmp_path)
    error: BaseException | None = caught.value
    while error is not None:
        assert "s3cret" not in str(error)
        assert "Jane" not in str(error)
        error = error.__cause__
    assert "s3cret" not in caplog.text
    assert "Jane" not in caplog.text
    assert "Jane" not in "".join(path.name + path.read_text("utf-8") for path in tmp_path.iterdir())


def test_a_refused_key_is_said_at_once(ncbi: Ncbi, ask: Ask, tmp_path: Path, slept: list[float]) -> None:
    ncbi.faults["esearch"] = [says({"error": "API key invalid", "api-key": "k"}, 400)]
    with pytest.raises(FetchError) as caught:
        fetch_query(ask(key="k"), "gout", tmp_path)
    assert caught.value.hint == "Correct or unset CURBSIDE_NCBI_API_KEY."
    assert not slept


@pytest.mark.parametrize("base", ["http://127.0.0.1:1", "http://[", "http://"])
def test_a_service_that_is_not_there_is_named(base: str, ask: Ask, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="PubMed"):
        fetch_query(ask(base=base), "gout", tmp_path)


def test_an_answer_that_unfolds_its_entities_is_not_taken(ncbi: Ncbi, ask: Ask, tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    ncbi.faults["efetch"] = [
        says(f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><PubmedArticleSet>&l11;</PubmedArticleSet>')
    ]
    began = time.monotonic()
    assert fetch_pmids(ask(), ["11"], tmp_path).records == ["11"]
    assert time.monotonic() - began < 5


def test_two_fetches_of_the_same_do_not_meet(ncbi: Ncbi, ask: Ask, tmp_path: Path) -> None:
    ncbi.pmids = ["11"]
    met: list[FetchError] = []

    def meet(done: int, total: int) -> None:
        with pytest.raises(FetchError, match="Another process") as caught:
            fetch_query(ask(), "gout", tmp_path)
        met.append(caught.value)

    fetch_query(ask(), "gout", tmp_path, on_fetched=meet)
    assert met


def test_a_folder_that_cannot_be_written_is_said(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FetchError, match="cannot be written"):
        fetch_query(ask(), "gout", tmp_path / "file" / "below")


def test_pmids_are_read_as_people_write_them() -> None:
    assert read_pmids("1, 2;3\n PMID: 0042 pmid:5\n2") == ["1", "2", "3", "42", "5"]
    for wrong in ("", "12a", "1,,-2", "0", "12345678901"):
        with pytest.raises(UsageError):
            read_pmids(wrong)


KILLED = """
import sys, httpx
from pathlib import Path
from curbside.fetch.eutils import eutils
from curbside.fetch.pubmed import fetch_query
with httpx.Client() as client:
    fetch_query(eutils("pubmed", sys.argv[1], client, key="k"), "gout", Path(sys.argv[2]))
"""


def test_a_process_killed_in_the_middle_loses_nothing(ncbi: Ncbi, ask: Ask, tmp_path: Path) -> None:
    ncbi.pmids = [str(pmid) for pmid in range(1, 1_001)]
    ncbi.faults["efetch"] = [lambda request: False] * 2 + [slow(30.0)]
    process = subprocess.Popen([sys.executable, "-c", KILLED, ncbi.url, str(tmp_path)])
    while len(ncbi.asked("efetch")) < 3:
        assert process.poll() is None
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert len([path for path in tmp_path.iterdir() if path.suffix == ".xml"]) == 2
    ncbi.expire()
    fetched = fetch_query(ask(), "gout", tmp_path)
    assert pmids_of(fetched) == ncbi.pmids
    assert len(ncbi.asked("esearch")) == 1
    assert len(ncbi.asked("efetch")) == 3 + 1 + 3  # the history is tried once more


@pytest.mark.parametrize("torn", [b"", b"{", b'\n{"done":"1', b"\xff\xfe", b"[1]\n"])
def test_a_torn_journal_costs_at_most_what_it_tells(torn: bytes, ncbi: Ncbi, ask: Ask, tmp_path: Path) -> None:
    ncbi.pmids = [str(pmid) for pmid in range(1, 401)]
    ncbi.faults["efetch"] = [lambda request: False, *[status(500)] * 12]
    fetch_query(ask(), "gout", tmp_path)
    (journal,) = tmp_path.glob(".*.progress")
    journal.write_bytes(journal.read_bytes() + torn)
    assert pmids_of(fetch_query(ask(), "gout", tmp_path)) == ncbi.pmids
