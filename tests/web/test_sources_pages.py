"""Looking through sources, and reading one with all that is known of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient
from webpage import Webpage

from curbside.engine import Curbside
from curbside.evidence.document import Document, Form, Page
from curbside.ingest.markdown import read_markdown
from curbside.web.app import build_app
from curbside.web.stored_text import Piece, stored_sections


def text(words: str) -> str:
    return f"## Treatment\n\nRest treats {words}.\n"


def source(document_id: str, title: str, **keys: Any) -> dict[str, Any]:
    return {"id": document_id, "title": title, "text": f"Rest treats {title} in most patients.", **keys}


RECORDS = [
    source("old", "Zorvalitis guideline 2015", kind="guideline", year=2015, jurisdiction="GB", doi="10.1000/old"),
    source("new", "Zorvalitis guideline 2021", kind="guideline", year=2021, jurisdiction="GB", doi="10.1000/new",
           supersedes=["old"], licence="https://creativecommons.org/licenses/by/4.0/"),
    source("older", "Gudgeon advice 2001", kind="guideline", year=2001, jurisdiction="US", doi="10.1000/older"),
    source("newer", "Gudgeon advice 2011", kind="guideline", year=2011, jurisdiction="US", doi="10.1000/newer"),
    source("trial", "Trial of rest", kind="randomized_trial", year=2019, authors=["Riihimäki M"], pmid="123456",
           pmcid="PMC654321"),
    source("trial-pdf", "Trial of rest", kind="randomized_trial", year=2019, authors=["Riihimäki M"], pmid="123456"),
    source("plain", "Rest in plain words", kind="patient_information", year=2020, derived_from=["trial"],
           audience="patient"),
]  # fmt: skip


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Curbside]:
    folder = tmp_path_factory.mktemp("sources")
    file = folder / "records.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in RECORDS), "utf-8")
    with Curbside(folder / "library", empty=True, today=date(2026, 11, 28)) as curbside:
        added = curbside.add(file)
        assert not added.skipped
        curbside.supersede("older", "newer")
        curbside.mark_checked(date(2026, 11, 2), "the PubMed list of November", ["pmid:123456"])
        yield curbside


@pytest.fixture(scope="module")
def client(engine: Curbside) -> TestClient:
    return TestClient(build_app(engine), raise_server_exceptions=False)


def page(client: TestClient, address: str, status: int = 200) -> Webpage:
    response = client.get(address)
    assert response.status_code == status
    shown = Webpage(response.text)
    assert not shown.misnested
    assert not shown.unclosed
    assert len(shown.ids) == len(set(shown.ids))
    return shown


def listed(shown: Webpage) -> list[str]:
    links = [a for a in shown.all("a") if "li" in a.parents and a["href"].startswith("/sources/")]
    return [link["href"].removeprefix("/sources/") for link in links]


def facts(shown: Webpage) -> dict[str, str]:
    return dict(zip((dt.text for dt in shown.all("dt")), (dd.text for dd in shown.all("dd")), strict=True))


# -- looking through them


def test_a_search_and_its_choices_stand_in_the_address_and_in_the_form(client: TestClient) -> None:
    shown = page(client, "/sources?q=zorvalitis&kind=guideline&from=2000&to=2018&sort=title&jurisdiction=GB")
    assert listed(shown) == ["old"]
    form = next(f for f in shown.all("form") if f["action"] == "/sources")
    assert form["method"] == "get"
    fields = {
        tag["name"]: tag["value"] for tag in shown.all("input") if tag.attributes.get("name") in ("q", "from", "to")
    }
    assert fields == {"q": "zorvalitis", "from": "2000", "to": "2018"}
    chosen = {option["value"] for option in shown.all("option") if "selected" in option.attributes}
    assert chosen == {"guideline", "GB", "title"}


def test_an_empty_form_shows_everything(client: TestClient) -> None:
    shown = page(client, "/sources?q=&kind=&standing=&jurisdiction=&from=&to=&sort=")
    assert len(listed(shown)) == len(RECORDS)
    assert "7 documents in this library" in shown.one("main").text
    assert "Clear all" not in shown.one("main").text


def test_a_filter_is_cleared_by_one_link_and_says_how_many_fit(client: TestClient) -> None:
    shown = page(client, "/sources?kind=guideline")
    assert "4 of 7 documents fit" in shown.one("main").text
    assert [a["href"] for a in shown.all("a") if a.text == "Clear all"] == ["/sources"]


def test_each_choice_says_how_many_sources_it_leaves(client: TestClient) -> None:
    options = [option.text for option in page(client, "/sources?from=2010").all("option")]
    assert "guideline (3)" in options
    assert "randomized trial (2)" in options
    assert "superseded (1)" in options
    assert "US (1)" in options


def test_where_nothing_fits_the_page_says_so_and_what_to_do(client: TestClient) -> None:
    main = page(client, "/sources?q=nothing-like-it").one("main").text
    assert "No source fits." in main
    assert "clear all" in main


@pytest.mark.parametrize("query", ["from=20", "to=next", "kind=rumour", "standing=fine", "sort=random"])
def test_a_choice_that_does_not_exist_is_told_in_two_sentences(client: TestClient, query: str) -> None:
    assert "cannot be asked" in page(client, f"/sources?{query}", 400).one("h1").text


def test_what_was_typed_is_shown_as_text(client: TestClient) -> None:
    typed = '"><script>alert(1)</script>'
    shown = page(client, f"/sources?q={quote(typed)}&pack={quote(typed)}&jurisdiction={quote(typed)}")
    assert not [s for s in shown.all("script") if "src" not in s.attributes]
    assert shown.one("input", id="filter-q")["value"] == typed


def test_pages_lead_to_each_other_by_links_and_headers_that_keep_the_filter(starter: TestClient) -> None:
    response = starter.get("/sources?kind=registry_study&sort=title")
    assert "link" not in response.headers or "kind=registry_study" in response.headers["link"]
    first = starter.get("/sources?to=2030&sort=title")
    assert first.headers["link"] == '</sources?to=2030&sort=title&page=2>; rel="next"'
    second = starter.get("/sources?to=2030&sort=title&page=2")
    assert '</sources?to=2030&sort=title>; rel="prev"' in second.headers["link"]
    shown = Webpage(second.text)
    assert shown.one("a", rel="prev")["href"] == "/sources?to=2030&sort=title"
    assert "51 to" in shown.one("main").text


@pytest.fixture(scope="module")
def starter(made_starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("starter") / "library"
    shutil.copytree(made_starter, folder)
    with Curbside(folder) as curbside:
        yield TestClient(build_app(curbside), raise_server_exceptions=False)


def test_a_page_beyond_the_last_is_the_last(starter: TestClient) -> None:
    shown = page(starter, "/sources?page=9999")
    assert not shown.all("a", rel="next")
    assert listed(shown)


# -- reading one


def test_a_superseded_source_names_what_took_its_place_and_who_said_so(client: TestClient) -> None:
    shown = page(client, "/sources/older")
    told = facts(shown)
    assert told["Superseded by"].startswith("Gudgeon advice 2011")
    assert "/sources/newer" in [a["href"] for a in shown.all("a")]
    assert "its own record says current" in told["Standing"]
    assert facts(page(client, "/sources/newer"))["Supersedes"].startswith("Gudgeon advice 2001")


def test_a_source_whose_record_supersedes_another_names_it_and_is_named_by_it(client: TestClient) -> None:
    assert facts(page(client, "/sources/new"))["Supersedes"].startswith("Zorvalitis guideline 2015")
    assert facts(page(client, "/sources/old"))["Superseded by"].startswith("Zorvalitis guideline 2021")


def test_other_texts_of_the_source_and_rewordings_are_linked(client: TestClient) -> None:
    trial = page(client, "/sources/trial")
    assert facts(trial)["Other texts of this source"].startswith("Trial of rest")
    assert "/sources/trial-pdf" in [a["href"] for a in trial.all("a")]
    assert facts(page(client, "/sources/plain"))["Rewording of"].startswith("Trial of rest")
    assert "Other texts of this source" not in facts(page(client, "/sources/new"))


def test_the_record_says_when_and_in_what_the_standing_was_looked_up(client: TestClient) -> None:
    standing = facts(page(client, "/sources/trial"))["Standing"]
    assert "standing checked 2 November 2026" in standing
    assert "Looked up in the PubMed list of November." in standing
    assert "standing not checked" in facts(page(client, "/sources/plain"))["Standing"]


def test_the_record_links_where_the_source_can_be_found_and_its_licence(client: TestClient) -> None:
    links = [a["href"] for a in page(client, "/sources/trial").all("a")]
    assert "https://pubmed.ncbi.nlm.nih.gov/123456/" in links
    assert "https://pmc.ncbi.nlm.nih.gov/articles/PMC654321/" in links
    new = page(client, "/sources/new")
    assert "https://doi.org/10.1000/new" in [a["href"] for a in new.all("a")]
    assert "https://creativecommons.org/licenses/by/4.0/" in [a["href"] for a in new.all("a")]
    assert facts(page(client, "/sources/plain"))["Licence"] == "not stated"


def test_the_record_offers_its_reference_as_data(client: TestClient) -> None:
    links = [a["href"] for a in page(client, "/sources/trial").all("a") if "/export?" in a["href"]]
    assert [link.rpartition("=")[2] for link in links] == ["ris", "bibtex", "csl-json"]
    for link in links:
        assert client.get(link).status_code == 200


def test_earlier_revisions_are_listed_and_can_be_read(tmp_path: Path) -> None:
    file = tmp_path / "one.md"
    with Curbside(tmp_path / "library", empty=True) as curbside:
        for words in ("Rest", "A long rest"):
            file.write_text(f"---\nid: one\ntitle: One\n---\n{words} treats zorvalitis.\n", "utf-8")
            curbside.add(file)
        client = TestClient(build_app(curbside))
        current = page(client, "/sources/one")
        assert "Revisions" in current.headings
        (earlier,) = [a["href"] for a in current.all("a") if "revision=" in a["href"]]
        shown = page(client, earlier)
        assert "Rest treats zorvalitis." in shown.one("main").text
        assert "earlier revision" in shown.one("main").text
        assert "/sources/one" in [a["href"] for a in shown.all("a") if "code" not in a.parents]


def test_a_text_that_was_stored_once_lists_no_revisions(client: TestClient) -> None:
    assert "Revisions" not in page(client, "/sources/new").headings


LONG = "---\nid: long\ntitle: Long\n---\n" + "".join(
    f"\n## Part <{n}> & more\n\n{'Rest treats zorvalitis in most patients. ' * 40}\n" for n in range(6)
)


def test_a_long_text_has_contents_that_lead_to_its_parts(tmp_path: Path) -> None:
    file = tmp_path / "long.md"
    file.write_text(LONG.replace("<", "&lt;").replace(">", "&gt;"), "utf-8")
    with Curbside(tmp_path / "library", empty=True) as curbside:
        curbside.add(file)
        shown = page(TestClient(build_app(curbside)), "/sources/long")
    links = [a for a in shown.all("a") if "nav" in a.parents and a["href"].startswith("#")]
    assert [a.text for a in links] == [f"Part <{n}> & more" for n in range(6)]
    assert all(a["href"].removeprefix("#") in shown.ids for a in links)


def test_a_short_text_has_no_contents(client: TestClient) -> None:
    assert "Contents" not in page(client, "/sources/new").headings


# -- printed pages


def printed(tmp_path: Path) -> Document:
    """A document of two pages, the second of which begins inside a paragraph."""
    file = tmp_path / "printed.md"
    file.write_text("---\ntitle: Printed\n---\nFirst sentence. Second sentence.\n\n- One\n- Two\n", "utf-8")
    (document,) = read_markdown(file)
    starts = [0, document.text.index("Second"), document.text.index("Two")]
    pages = (Page(11, starts[0]), Page(12, starts[1]), Page(13, starts[2], doubtful=True))
    return Document(**{**vars(document), "pages": pages})


def test_a_printed_page_is_told_where_it_begins(tmp_path: Path) -> None:
    document = printed(tmp_path)
    lines = [line for section in stored_sections(document) for chunk in section.chunks for line in chunk.lines]
    assert [[(piece.page and piece.page.number, piece.text) for piece in line] for line in lines] == [
        [(11, "First sentence. "), (12, "Second sentence.")],
        [(None, "One")],
        [(13, "Two")],
    ]


def test_a_mark_that_crosses_pages_is_one_place_to_arrive_at(tmp_path: Path) -> None:
    document = printed(tmp_path)
    span = (document.text.index("sentence."), document.text.index("Second") + 6)
    pieces = [p for s in stored_sections(document, span) for c in s.chunks for line in c.lines for p in line]
    marked = [piece for piece in pieces if piece.marked]
    assert "".join(piece.text for piece in marked) == document.text[slice(*span)]
    assert [piece.anchor for piece in marked] == [True, False]
    assert marked[1] == Piece("Second", marked=True, page=document.pages[1])
    assert document.blocks[0].form is Form.SENTENCE
