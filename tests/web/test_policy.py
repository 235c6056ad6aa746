"""The owner's texts, name, logo and disclaimer."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from webpage import METASTASES, Webpage

from curbside.engine import Curbside
from curbside.errors import UsageError
from curbside.settings import load_settings
from curbside.web.app import build_app
from curbside.web.policy import read_text_page, text_page
from curbside.web.site import LARGEST_LOGO, Site, read_logo, site_of

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0h10v10z" fill="url(#a)"/></svg>'
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def client_of(engine: Curbside, site: Site) -> TestClient:
    return TestClient(build_app(engine, site), raise_server_exceptions=False)


def page(client: TestClient, address: str, status: int = 200) -> Webpage:
    response = client.get(address)
    assert response.status_code == status
    shown = Webpage(response.text)
    assert not shown.misnested
    assert not shown.unclosed
    assert len(shown.ids) == len(set(shown.ids))
    return shown


# -- the texts


def test_the_policy_that_ships_says_what_is_so_today(client: TestClient) -> None:
    shown = page(client, "/editorial-policy")
    assert shown.one("h1").text == "Editorial policy"
    text = shown.one("main").text
    assert "No answer on this site has been reviewed by a person yet" in text
    for part in (
        "How answers are made",
        "What review means",
        "Who reviews",
        "Conflicts of interest",
        "Corrections",
        "Limits",
    ):
        assert part in shown.headings
    assert "whoever runs this site has not replaced them" in text


def test_about_names_the_link_to_a_source_as_the_answer_does(client: TestClient) -> None:
    answered = client.get("/ask", params={"q": METASTASES})
    named = "Show in the source"
    assert named in page(client, "/about").one("main").text
    assert any(link.text.startswith(named) for link in Webpage(answered.text).all("a", class_="source"))


def test_about_says_for_whom_the_site_is_and_leads_on(client: TestClient) -> None:
    shown = page(client, "/about")
    assert "For whom it is" in shown.headings
    assert {"/sources", "/editorial-policy"} <= {a["href"] for a in shown.all("a")}


def test_every_part_of_a_text_can_be_linked_to(client: TestClient) -> None:
    shown = page(client, "/editorial-policy")
    links = [a["href"].removeprefix("#") for a in shown.all("a") if "li" in a.parents and a["href"].startswith("#")]
    assert "corrections" in links
    assert all(link in shown.ids for link in links)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "texts").mkdir()
    return tmp_path / "texts"


def test_the_owner_s_text_takes_the_place_of_the_one_that_ships(engine: Curbside, folder: Path, tmp_path: Path) -> None:
    client = client_of(engine, Site(texts=(folder, tmp_path)))
    (tmp_path / "about.md").write_text("# Of the library\n", "utf-8")
    assert page(client, "/about").one("h1").text == "Of the library"
    (folder / "about.md").write_text("# Of the settings\n\nOurs.\n", "utf-8")
    shown = page(client, "/about")
    assert shown.one("h1").text == "Of the settings"
    assert "has not replaced them" not in shown.one("main").text
    assert page(client, "/editorial-policy").one("h1").text == "Editorial policy"


def test_a_changed_text_is_shown_at_once_with_the_day_of_its_change(engine: Curbside, folder: Path) -> None:
    client = client_of(engine, Site(texts=(folder,)))
    file = folder / "about.md"
    file.write_text("# One\n", "utf-8")
    os.utime(file, (1_700_000_000, 1_700_000_000))
    assert page(client, "/about").one("time")["datetime"] == "2023-11-14"
    file.write_text("# Two\n", "utf-8")
    os.utime(file, (1_710_000_000, 1_710_000_000))
    shown = page(client, "/about")
    assert shown.one("h1").text == "Two"
    assert shown.one("time").text == "9 March 2024"


def test_the_day_that_a_text_itself_names_counts(folder: Path) -> None:
    written = '---\nauthor: us\nchanged: "2026-01-29"\n---\n# One\n\nWords.\n'
    assert read_text_page(written, "2023-01-01", is_default=False).changed == "2026-01-29"
    assert "author" not in read_text_page(written, None, is_default=False).html
    ruled = read_text_page("---\nWords first.\n\n---\n\nchanged: 2026-01-29\n", None, is_default=False)
    assert "Words first." in ruled.html
    assert ruled.changed is None


def test_markup_in_a_text_is_shown_as_it_was_typed_and_no_address_acts(engine: Curbside, folder: Path) -> None:
    (folder / "about.md").write_text(
        "# A <b>title</b>\n\n<script>alert(1)</script> <img src=x onerror=alert(1)>\n\n"
        "[run](javascript:alert(1)) [data](data:text/html,x) [out](https://example.org/x) [in](/sources)\n\n"
        "![picture](https://example.org/x.png)\n\n"
        '## <a id="main">Main</a>\n\n## Main\n\n## Contents\n\n# Second title\n\n| a | b |\n|---|---|\n| 1 | 2 |\n',
        "utf-8",
    )
    shown = page(client_of(engine, Site(texts=(folder,))), "/about")
    assert not [one for one in shown.all("script") if "src" not in one.attributes]
    assert not shown.all("img")
    assert "<script>alert(1)</script>" in shown.one("main").text
    hrefs = [a.attributes.get("href", "") for a in shown.all("a")]
    assert not [href for href in hrefs if href.startswith(("javascript:", "data:"))]
    assert shown.one("a", href="https://example.org/x")["rel"] == "noopener noreferrer"
    assert len(shown.all("h1")) == 1
    assert [cell.text for cell in shown.all("td")] == ["1", "2"]


def test_a_text_without_a_title_has_the_name_of_its_page(folder: Path) -> None:
    (folder / "editorial-policy.md").write_text("Only words.\n", "utf-8")
    assert text_page("editorial-policy.md", [folder]).title == "Editorial policy"


@pytest.mark.parametrize("content", [b"\xff\xfe\x00broken", b"x" * 300_000])
def test_a_text_that_cannot_be_read_is_told_without_its_path(engine: Curbside, folder: Path, content: bytes) -> None:
    (folder / "about.md").write_bytes(content)
    shown = page(client_of(engine, Site(texts=(folder,))), "/about", 500)
    assert "The text of this page cannot be shown." in shown.one("main").text
    assert str(folder) not in shown.html


# -- the site


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[pytest.MonkeyPatch]:
    monkeypatch.setenv("CURBSIDE_LIBRARY", str(tmp_path / "library"))
    return monkeypatch


def test_the_site_is_named_by_its_settings_on_every_page(
    engine: Curbside, environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment.setenv("CURBSIDE_SITE_NAME", "St <Elsewhere>'s answers")
    environment.setenv("CURBSIDE_DISCLAIMER", "Ask a colleague & check.")
    client = client_of(engine, site_of(load_settings(), tmp_path))
    for address in ("/", "/sources", "/sources/zheng-2019", "/about", f"/ask?q={METASTASES}", "/nothing"):
        shown = Webpage(client.get(address).text)
        assert shown.all("title")[0].text.endswith("· St <Elsewhere>'s answers")
        assert "St <Elsewhere>'s answers" in shown.one("header", class_="masthead").text
    for address in ("/", f"/ask?q={METASTASES}"):
        assert "Ask a colleague & check." in page(client, address).one("main").text
        assert "does not replace clinical judgement" not in page(client, address).one("main").text


@pytest.mark.parametrize("empty", ["", "   "])
def test_the_disclaimer_is_never_empty(environment: pytest.MonkeyPatch, tmp_path: Path, empty: str) -> None:
    environment.setenv("CURBSIDE_DISCLAIMER", empty)
    if empty:
        with pytest.raises(UsageError, match="CURBSIDE_DISCLAIMER"):
            load_settings()
    else:
        assert site_of(load_settings(), tmp_path).disclaimer == Site().disclaimer


@pytest.mark.parametrize(("name", "value"), [("SITE_NAME", " "), ("SITE_NAME", "x" * 61), ("SITE_NAME", "a\nb")])
def test_a_name_that_no_page_can_show_is_refused(environment: pytest.MonkeyPatch, name: str, value: str) -> None:
    environment.setenv(f"CURBSIDE_{name}", value)
    with pytest.raises(UsageError, match=f"CURBSIDE_{name}"):
        load_settings()


def test_a_folder_of_texts_that_is_not_there_is_told_at_once(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.setenv("CURBSIDE_TEXTS", str(tmp_path / "nowhere"))
    with pytest.raises(UsageError, match="There is no folder"):
        site_of(load_settings(), tmp_path)


@pytest.mark.parametrize(("content", "media_type"), [(SVG.encode(), "image/svg+xml"), (PNG, "image/png")])
def test_a_logo_is_served_from_our_own_address(
    engine: Curbside, environment: pytest.MonkeyPatch, tmp_path: Path, content: bytes, media_type: str
) -> None:
    (tmp_path / "logo").write_bytes(content)
    environment.setenv("CURBSIDE_SITE_LOGO", str(tmp_path / "logo"))
    client = client_of(engine, site_of(load_settings(), tmp_path))
    image = page(client, "/").one("img")
    assert image["alt"] == ""
    served = client.get(image["src"])
    assert (served.status_code, served.content) == (200, content)
    assert served.headers["content-type"] == media_type
    assert "default-src 'none'" in served.headers["content-security-policy"]
    assert "max-age" in served.headers["cache-control"]


def svg(inside: str, attributes: str = "") -> bytes:
    spaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"<svg {spaces} {attributes}>{inside}</svg>".encode()


@pytest.mark.parametrize(
    "content",
    [
        svg("<script>alert(1)</script>"),
        svg("", 'onload="alert(1)"'),
        svg('<image xlink:href="https://example.org/x.png"/>'),
        svg('<a href="javascript:alert(1)"><path/></a>'),
        svg("<style>@import 'https://example.org/x.css';</style>"),
        svg('<rect style="fill:url(https://example.org/x)"/>'),
        svg("<foreignObject/>"),
        svg('<animate attributeName="href"/>'),
        b'<?xml-stylesheet href="https://example.org/x.css"?>' + SVG.encode(),
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.encode(),
        b"<html/>",
        b"GIF89a",
        b"",
        SVG.encode() + b" " * LARGEST_LOGO,
    ],
)
def test_a_logo_that_is_no_small_drawing_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "logo.svg"
    path.write_bytes(content)
    with pytest.raises(UsageError, match="The logo"):
        read_logo(path)


def test_a_logo_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_logo(tmp_path / "nothing.png")
