"""`curbside fetch`: from a server on this machine into a library, with the exit codes of the contract."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from curbside import Curbside

from .servers import CLOSED, LocalServer, Ncbi, Request, article, says, slow, status

PAGE = (
    "<!DOCTYPE html><html><head><title>Gout in the made-up town</title></head><body><h1>Gout in the made-up town</h1>"
    "<p>Gout is treated with colchicine in the made-up town.</p></body></html>"
)


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


Fetch = Callable[..., Done]


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def fetch(ncbi: Ncbi, library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Fetch:
    """Run `curbside fetch ARG… --library …`."""
    monkeypatch.setenv("CURBSIDE_EUTILS_URL", ncbi.url)
    monkeypatch.setenv("CURBSIDE_PMC_URL", ncbi.url)
    monkeypatch.setenv("CURBSIDE_NCBI_API_KEY", "s3cret-key")

    def command(*args: str | Path) -> Done:
        from curbside.cli import main

        monkeypatch.setattr(sys, "argv", ["curbside", "fetch", *map(str, args), "--library", str(library)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(""))
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        assert "s3cret" not in captured.out + captured.err
        return Done(ended.value.code, captured.out, captured.err)

    return command


def documents(library: Path) -> list[str]:
    with Curbside(library) as curbside:
        return sorted(source.document_id for source in curbside.library().all_sources())


def test_a_query_becomes_files_and_documents(ncbi: Ncbi, fetch: Fetch, library: Path) -> None:
    ncbi.pmids = ["11", "12", "13"]
    done = fetch("pubmed", "gout", "AND", "trial[pt]")
    assert done.code == 0, done.err
    assert ncbi.asked("esearch")[0]["term"] == "gout AND trial[pt]"
    assert len(list((library / "fetched").glob("*.xml"))) == 1
    assert done.err.startswith(f"Fetched 3 into 1 file in {library / 'fetched'}.\nAdded 3, updated 0, unchanged 0,")
    assert documents(library) == ["11", "12", "13"]


def test_what_comes_from_pubmed_counts_as_checked_today(ncbi: Ncbi, fetch: Fetch, library: Path) -> None:
    fetch("pubmed", "--pmids", "11")
    with Curbside(library) as curbside:
        (source,) = curbside.library().all_sources()
    assert source.reference.standing_checked == date.today().isoformat()
    assert source.status.checked_by == "PubMed"


def test_pmids_by_option_or_by_file(ncbi: Ncbi, fetch: Fetch, library: Path, tmp_path: Path) -> None:
    (tmp_path / "pmids.txt").write_text("PMID: 21\n22\n")
    assert fetch("pubmed", "--pmids", "11,12").code == 0
    assert fetch("pubmed", "--pmids-file", tmp_path / "pmids.txt").code == 0
    assert documents(library) == ["11", "12", "21", "22"]


def test_without_adding_no_library_is_made(ncbi: Ncbi, fetch: Fetch, library: Path, tmp_path: Path) -> None:
    done = fetch("pubmed", "--pmids", "11", "--no-add", "--out", tmp_path / "out")
    assert done.code == 0
    assert len(list((tmp_path / "out").glob("*.xml"))) == 1
    assert not library.exists()


def test_records_that_did_not_come_are_named_and_end_with_4(ncbi: Ncbi, fetch: Fetch, library: Path) -> None:
    ncbi.unknown = {"12"}
    done = fetch("pubmed", "--pmids", "11,12")
    assert done.code == 4
    assert "Skipped (PMID 12): PubMed has no record of PMID 12. Check the number" in done.err
    assert documents(library) == ["11"]


def test_articles_that_are_not_given_are_named_and_end_with_4(ncbi: Ncbi, fetch: Fetch, library: Path) -> None:
    ncbi.articles = {"101": article("101"), "102": article("102", CLOSED)}
    done = fetch("pmc", "PMC101", "PMC102", "--no-add")
    assert done.code == 4
    assert "Skipped (PMC102): PMC does not give the text of PMC102, only its record." in done.err
    assert [path.name for path in (library / "fetched").glob("*.xml")] == ["PMC101.xml"]


def test_where_nothing_comes_it_ends_with_1_and_two_sentences(ncbi: Ncbi, fetch: Fetch, library: Path) -> None:
    for args in (["pubmed", "gout"], ["pmc", "PMC9"], ["url", "http://127.0.0.1:9/"]):
        done = fetch(*args)
        assert done.code == 1
        assert done.err.count("\n") == 1
        assert "Traceback" not in done.err


def test_what_pubmed_remarks_on_a_query_is_shown(ncbi: Ncbi, fetch: Fetch) -> None:
    ncbi.pmids = ["11"]
    ncbi.remarks = "<ErrorList><PhraseNotFound>goutt</PhraseNotFound></ErrorList>"
    assert "PubMed does not know the words: goutt." in fetch("pubmed", "gout goutt", "--no-add").err


def test_wrong_usage_ends_with_2(fetch: Fetch, tmp_path: Path) -> None:
    for args in (
        ["pubmed"],
        ["pubmed", "gout", "--pmids", "1"],
        ["pubmed", "--pmids", "x"],
        ["pmc"],
        ["pmc", "x"],
        ["url"],
    ):
        assert fetch(*args).code == 2
    assert fetch("pubmed", "--pmids-file", tmp_path / "none.txt").code == 1


def test_a_server_that_stays_away_ends_with_1_and_the_same_command_goes_on(
    ncbi: Ncbi, fetch: Fetch, library: Path
) -> None:
    ncbi.pmids = [str(pmid) for pmid in range(1, 601)]
    ncbi.faults["efetch"] = [lambda request: False, *[status(503, Retry_After="3600")] * 4]
    done = fetch("pubmed", "gout", "--no-add")
    assert done.code == 1
    assert done.err.endswith("Run the same command again to go on.\n")
    done = fetch("pubmed", "gout", "--no-add")
    assert done.code == 0
    assert done.err.startswith("Going on: 1 of 3 files came before.\nFetched 600 into 3 files")


def test_a_refused_key_is_said_without_it(ncbi: Ncbi, fetch: Fetch) -> None:
    ncbi.faults["esearch"] = [says({"error": "API key invalid", "api-key": "s3cret-key"}, 400)]
    done = fetch("pubmed", "gout")
    assert done.code == 1
    assert done.err.endswith("Correct or unset CURBSIDE_NCBI_API_KEY.\n")


def test_an_address_of_this_machine_is_fetched_only_if_allowed(fetch: Fetch, library: Path) -> None:
    def respond(request: Request) -> None:
        request.answer(PAGE, 200 if request.path == "/gout" else 404, "text/html")

    with LocalServer(respond) as server:
        done = fetch("url", f"{server.url}/gout", "--no-add")
        assert done.code == 1
        assert "is not on the public internet" in done.err
        done = fetch("url", f"{server.url}/gout", f"{server.url}/none", "--allow-private", "--no-add")
        assert done.code == 4, done.err
    assert sorted(path.suffix for path in (library / "fetched").iterdir()) == [".html", ".yaml"]


def test_a_page_becomes_a_source_with_its_address_and_the_day(fetch: Fetch, library: Path) -> None:
    with LocalServer(lambda request: request.answer(PAGE, kind="text/html")) as server:
        done = fetch("url", f"{server.url}/gout", "--allow-private")
        assert done.code == 0, done.err
        with Curbside(library) as curbside:
            (source,) = curbside.library().all_sources()
        assert source.reference.title == "Gout in the made-up town"
        assert source.reference.url == f"{server.url}/gout"
        assert source.reference.accessed == date.today().isoformat()


def test_an_article_becomes_a_source(ncbi: Ncbi, fetch: Fetch, library: Path) -> None:
    ncbi.articles = {"101": article("101")}
    done = fetch("pmc", "PMC101")
    assert done.code == 0, done.err
    with Curbside(library) as curbside:
        (source,) = curbside.library().all_sources()
    assert source.reference.pmcid == "PMC101"


def test_a_new_library_made_by_fetching_holds_only_what_was_fetched(ncbi: Ncbi, fetch: Fetch, library: Path) -> None:
    fetch("pubmed", "--pmids", "11")
    assert documents(library) == ["11"]


def test_interrupting_keeps_what_is_there_and_says_how_to_go_on(ncbi: Ncbi, library: Path) -> None:
    ncbi.pmids = [str(pmid) for pmid in range(1, 601)]
    ncbi.faults["efetch"] = [lambda request: False, slow(30.0)]
    environment = {**os.environ, "CURBSIDE_EUTILS_URL": ncbi.url}
    process = subprocess.Popen(
        [sys.executable, "-m", "curbside", "fetch", "pubmed", "gout", "--library", str(library)],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    while len(ncbi.asked("efetch")) < 2:
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 1
    assert err == f"Stopped; what came so far is kept in {library / 'fetched'}. Run the same command to go on.\n"
    assert len(list((library / "fetched").glob("*.xml"))) == 1


def test_nothing_is_imported_for_the_network_until_something_is_fetched() -> None:
    code = "import sys, curbside.cli; print({'httpx', 'httpcore', 'tenacity'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
