"""Articles of PubMed Central: those that are given, those that are not, and which is which."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from curbside.errors import FetchError, NotOffered, NotReachable, UsageError
from curbside.fetch.eutils import Eutils
from curbside.fetch.pmc import fetch_articles, read_pmcids

from .servers import CLOSED, Ncbi, article, dropped, hung_up, says, status

Ask = Callable[..., Eutils]


def test_an_article_comes_as_a_document_of_its_own(ncbi: Ncbi, ask: Ask, tmp_path: Path) -> None:
    ncbi.articles = {"101": article("101"), "102": article("102")}
    fetched = fetch_articles(ask("pmc"), ["PMC101", "PMC102"], tmp_path)
    assert [path.name for path in fetched.files] == ["PMC101.xml", "PMC102.xml"]
    root = etree.parse(fetched.files[0]).getroot()
    assert root.tag == "article"
    assert root.findtext("front/article-meta/article-id") == "101"
    assert root.findtext("body/sec/p") == "Gout got better."
    assert [(one["db"], one["id"]) for one in ncbi.asked("efetch")] == [("pmc", "101"), ("pmc", "102")]


def test_an_article_whose_text_is_not_given_is_named_and_not_kept(ncbi: Ncbi, ask: Ask, tmp_path: Path) -> None:
    ncbi.articles = {"101": article("101", CLOSED), "102": article("102")}
    fetched = fetch_articles(ask("pmc"), ["PMC101", "PMC102", "PMC103"], tmp_path)
    assert [path.name for path in tmp_path.glob("*.xml")] == ["PMC102.xml"]
    assert [(what, error.message) for what, error in fetched.missing] == [
        ("PMC101", "PMC does not give the text of PMC101, only its record."),
        ("PMC103", "PMC has no article PMC103."),
    ]


def test_where_nothing_is_given_that_is_an_error(ncbi: Ncbi, ask: Ask, tmp_path: Path) -> None:
    with pytest.raises(NotOffered, match="no article PMC9"):
        fetch_articles(ask("pmc"), ["PMC9"], tmp_path)


@pytest.mark.parametrize(
    "fault",
    [
        status(500),
        dropped,
        hung_up,
        says("<html>no</html>"),
        says("<pmc-articleset><article>"),
        says(article("999")),
        says("<pmc-articleset><error>pmc is not a database</error></pmc-articleset>"),
    ],
)
def test_what_fails_once_is_asked_for_again(fault: Callable[..., bool], ncbi: Ncbi, ask: Ask, tmp_path: Path) -> None:
    ncbi.articles = {"101": article("101")}
    ncbi.faults["efetch"] = [fault]
    assert fetch_articles(ask("pmc"), ["PMC101"], tmp_path).records == ["PMC101"]
    assert not list(tmp_path.glob(".*.part"))


def test_a_server_that_goes_away_ends_the_fetch_and_the_next_goes_on(ncbi: Ncbi, ask: Ask, tmp_path: Path) -> None:
    ncbi.articles = {str(number): article(str(number)) for number in range(101, 106)}
    ncbi.faults["efetch"] = [lambda request: False, *[status(503)] * 12]
    wanted = [f"PMC{number}" for number in ncbi.articles]
    with pytest.raises(NotReachable, match="1 articles are in") as caught:
        fetch_articles(ask("pmc"), wanted, tmp_path)
    assert caught.value.hint == "Run the same command again to go on."
    before = len(ncbi.asked("efetch"))
    assert fetch_articles(ask("pmc"), wanted, tmp_path).records == wanted
    assert len(ncbi.asked("efetch")) == before + 4


def test_a_query_finds_open_articles_and_says_how_many_there_are(ncbi: Ncbi, ask: Ask, tmp_path: Path) -> None:
    ncbi.articles = {str(number): article(str(number)) for number in range(101, 106)}
    remarks: list[str] = []
    fetched = fetch_articles(ask("pmc"), [], tmp_path, query="gout", limit=2, on_remark=remarks.append)
    assert fetched.records == ["PMC101", "PMC102"]
    assert ncbi.asked("esearch")[0]["term"] == "(gout) AND open access[filter]"
    assert remarks == ["PMC finds 5 articles; the first 2 are fetched (see --limit)."]


def test_a_query_that_finds_nothing_is_said(ask: Ask, tmp_path: Path) -> None:
    with pytest.raises(NotOffered, match="no open-access article"):
        fetch_articles(ask("pmc"), [], tmp_path, query="gout")
    with pytest.raises(UsageError):
        fetch_articles(ask("pmc"), [], tmp_path, query=" ")


def test_ids_that_are_no_numbers_never_become_names_of_files(ncbi: Ncbi, ask: Ask, tmp_path: Path) -> None:
    ncbi.articles = {"../../evil": article("101")}
    with pytest.raises(NotReachable, match="no search result"):
        fetch_articles(ask("pmc"), [], tmp_path / "a" / "b", query="gout")


def test_a_wrong_address_of_the_service_is_said(ncbi: Ncbi, ask: Ask, tmp_path: Path) -> None:
    ncbi.faults["efetch"] = [status(404)]
    with pytest.raises(FetchError, match="PMC answers with status 404") as caught:
        fetch_articles(ask("pmc"), ["PMC1", "PMC2"], tmp_path)
    assert "settings" in caught.value.hint


def test_pmcids_are_read_as_people_write_them() -> None:
    assert read_pmcids(["PMC101", "pmc0102,103", "PMC101"]) == ["PMC101", "PMC102", "PMC103"]
    for wrong in ("10.1/x", "PMC", "-1"):
        with pytest.raises(UsageError, match="is no PMCID"):
            read_pmcids([wrong])
