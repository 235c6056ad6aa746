"""Any address: what is taken, under which name, with which record, and what is never taken."""

from __future__ import annotations

import gzip
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from curbside.errors import FetchError, FetchRefused, NotOffered, NotReachable
from curbside.fetch.addresses import Address, is_public
from curbside.fetch.naming import ending_of, name_of
from curbside.fetch.retrying import Patience
from curbside.fetch.url import Bounds, fetch_address, fetch_addresses

from .servers import LocalServer, Request

TODAY = date(2026, 11, 28)
PAGE = "<!DOCTYPE html><html><head><title>Gout</title></head><body><p>Gout is treated.</p></body></html>"
PDF = b"%PDF-1.4 made up"
Routes = dict[str, Callable[[Request], None]]


class Website(LocalServer):
    """Pages by their path."""

    def __init__(self) -> None:
        super().__init__()
        self.routes: Routes = {"/gout.html": lambda request: request.answer(PAGE, kind="text/html; charset=utf-8")}

    def respond(self, request: Request) -> None:
        route = self.routes.get(request.path.split("?")[0])
        if route is None:
            request.answer("none", 404)
        else:
            route(request)


@pytest.fixture
def site() -> Iterator[Website]:
    with Website() as server:
        yield server  # type: ignore[misc]


def allowed(address: Address) -> bool:
    """127.0.0.1 passes for a public address here; every other private one does not."""
    return str(address) == "127.0.0.1" or is_public(address)


@pytest.fixture
def bounds(slept: list[float]) -> Bounds:
    return Bounds(allowed=allowed, patience=Patience(attempts=3, longest_wait=60.0, sleep=slept.append))


def redirect(to: str, status: int = 302) -> Callable[[Request], None]:
    return lambda request: request.answer("", status, Location=to)


def test_a_page_comes_with_a_record_of_where_and_when(site: Website, bounds: Bounds, tmp_path: Path) -> None:
    path = fetch_address(f"{site.url}/gout.html#top", tmp_path, TODAY, bounds)
    assert path.read_text("utf-8-sig") == PAGE
    assert path.name.startswith("gout-")
    assert path.suffix == ".html"
    assert yaml.safe_load(path.with_suffix(".yaml").read_text("utf-8")) == {
        "url": f"{site.url}/gout.html",
        "accessed": "2026-11-28",
    }
    assert len(list(tmp_path.iterdir())) == 2


def test_what_a_person_wrote_into_the_record_stays(site: Website, bounds: Bounds, tmp_path: Path) -> None:
    path = fetch_address(f"{site.url}/gout.html", tmp_path, TODAY, bounds)
    record = path.with_suffix(".yaml")
    record.write_text("title: Gout in the made-up town\nkind: guideline\naccessed: '2020-01-01'\n")
    fetch_address(f"{site.url}/gout.html", tmp_path, TODAY, bounds)
    assert yaml.safe_load(record.read_text()) == {
        "title": "Gout in the made-up town",
        "kind": "guideline",
        "accessed": "2026-11-28",
        "url": f"{site.url}/gout.html",
    }
    record.write_text("- no record\n")
    with pytest.raises(FetchRefused, match="cannot be read"):
        fetch_address(f"{site.url}/gout.html", tmp_path, TODAY, bounds)
    assert record.read_text() == "- no record\n"


@pytest.mark.parametrize(
    ("kind", "body", "ending"),
    [
        ("application/pdf", PDF, ".pdf"),
        ("application/octet-stream", PDF, ".pdf"),
        ("application/octet-stream", PAGE.encode(), ".html"),
        ("application/xhtml+xml", PAGE.encode(), ".html"),
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK\x03\x04 made up", ".docx"),
        ("text/xml", b"<?xml version='1.0'?><article/>", ".xml"),
        ("application/jats+xml; charset=utf-8", b"<article/>", ".xml"),
    ],
)
def test_the_type_tells_the_format(
    kind: str, body: bytes, ending: str, site: Website, bounds: Bounds, tmp_path: Path
) -> None:
    site.routes["/x"] = lambda request: request.answer(body, kind=kind)
    path = fetch_address(f"{site.url}/x", tmp_path, TODAY, bounds)
    assert path.suffix == ending
    assert path.read_bytes() == body


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("image/png", b"\x89PNG"),
        ("application/zip", b"PK\x03\x04"),
        ("application/pdf", PAGE.encode()),
        ("application/octet-stream", b"\x00\x01"),
        ("", b"plain"),
        ("text/html", b""),
    ],
)
def test_what_is_of_no_format_that_is_fetched_leaves_nothing(
    kind: str, body: bytes, site: Website, bounds: Bounds, tmp_path: Path
) -> None:
    site.routes["/x"] = lambda request: request.answer(body, kind=kind)
    with pytest.raises(NotOffered):
        fetch_address(f"{site.url}/x", tmp_path, TODAY, bounds)
    assert not list(tmp_path.iterdir())


def test_redirects_are_followed_and_the_address_asked_for_is_the_one_recorded(
    site: Website, bounds: Bounds, tmp_path: Path
) -> None:
    for step in range(4):
        site.routes[f"/{step}"] = redirect(f"/{step + 1}", [301, 302, 307, 308][step])
    site.routes["/4"] = redirect("gout.html", 303)
    path = fetch_address(f"{site.url}/0", tmp_path, TODAY, bounds)
    assert f"{site.url}/0" in path.with_suffix(".yaml").read_text()


def test_redirects_without_end_are_refused(site: Website, bounds: Bounds, tmp_path: Path) -> None:
    site.routes["/round"] = redirect("/round")
    with pytest.raises(FetchRefused, match="more than 5 times"):
        fetch_address(f"{site.url}/round", tmp_path, TODAY, bounds)
    assert len(site.requests) == 6


@pytest.mark.parametrize(
    "to",
    [
        "http://127.0.0.2/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://0.0.0.0/",
        "http://2130706434/",
        "http://0xa000001/",
    ],
)
def test_a_redirect_to_a_private_address_is_refused(to: str, site: Website, bounds: Bounds, tmp_path: Path) -> None:
    site.routes["/x"] = redirect(to)
    with pytest.raises(FetchRefused, match="not on the public internet"):
        fetch_address(f"{site.url}/x", tmp_path, TODAY, bounds)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "to", ["file:///etc/passwd", "ftp://example.org/", "http://who:secret@127.0.0.1/", "http://012.0.0.1/"]
)
def test_a_redirect_to_something_else_is_refused(to: str, site: Website, bounds: Bounds, tmp_path: Path) -> None:
    site.routes["/x"] = redirect(to)
    with pytest.raises(FetchRefused) as caught:
        fetch_address(f"{site.url}/x", tmp_path, TODAY, bounds)
    assert "secret" not in str(caught.value)


def test_a_name_that_leads_to_a_private_address_is_refused(site: Website, bounds: Bounds, tmp_path: Path) -> None:
    bounds = replace(bounds, lookup=lambda host, port: [ip_address("8.8.8.8"), ip_address("192.168.0.1")])
    with pytest.raises(FetchRefused, match="rebind"):
        fetch_address("http://rebind.example/", tmp_path, TODAY, bounds)


def test_by_default_this_machine_is_not_fetched_from(site: Website, tmp_path: Path) -> None:
    for host in ("127.0.0.1", "localhost", "2130706433", "0x7f.1"):
        with pytest.raises(FetchRefused, match="not on the public internet"):
            fetch_address(f"http://{host}:{site.port}/gout.html", tmp_path, TODAY)
    assert not site.requests


def test_a_file_larger_than_the_limit_is_refused_before_and_while_it_comes(
    site: Website, bounds: Bounds, tmp_path: Path
) -> None:
    bounds = replace(bounds, bytes=1_000_000)

    def endless(request: Request) -> None:
        request.handler.send_response(200)
        request.handler.send_header("Content-Type", "text/html")
        request.handler.send_header("Connection", "close")
        request.handler.end_headers()
        while True:
            request.write(b"<p>" * 10_000)

    site.routes["/told"] = lambda request: request.answer(b"x" * 1_000_001, kind="text/html")
    site.routes["/endless"] = endless
    for path in ("/told", "/endless"):
        with pytest.raises(FetchRefused, match="more than 1 MB"):
            fetch_address(f"{site.url}{path}", tmp_path, TODAY, bounds)
    assert not list(tmp_path.iterdir())


def test_packed_pages_are_unpacked_within_the_limit(site: Website, bounds: Bounds, tmp_path: Path) -> None:
    packed = gzip.compress(PAGE.encode())
    site.routes["/x"] = lambda request: request.answer(packed, kind="text/html", Content_Encoding="gzip")
    assert fetch_address(f"{site.url}/x", tmp_path, TODAY, bounds).read_text() == PAGE


def test_a_gzip_bomb_is_refused(site: Website, bounds: Bounds, tmp_path: Path) -> None:
    bomb = gzip.compress(b"\0" * 200_000_000, 9)
    assert len(bomb) < 250_000
    site.routes["/one"] = lambda request: request.answer(bomb, kind="text/html", Content_Encoding="gzip")
    twice = gzip.compress(bomb)
    site.routes["/two"] = lambda request: request.answer(twice, kind="text/html", Content_Encoding="gzip, gzip")
    with pytest.raises(FetchRefused, match="more than 50 MB"):
        fetch_address(f"{site.url}/one", tmp_path, TODAY, bounds)
    with pytest.raises(FetchRefused, match="packed as"):
        fetch_address(f"{site.url}/two", tmp_path, TODAY, bounds)


def cut_gzip(request: Request) -> None:
    request.answer(gzip.compress(PAGE.encode() * 50)[:-20], kind="text/html", Content_Encoding="gzip")


def false_gzip(request: Request) -> None:
    request.answer(PAGE, kind="text/html", Content_Encoding="gzip")


def short_body(request: Request) -> None:
    request.cut = True
    request.answer(PAGE, kind="text/html")


def cut_chunks(request: Request) -> None:
    request.handler.send_response(200)
    request.handler.send_header("Content-Type", "text/html")
    request.handler.send_header("Transfer-Encoding", "chunked")
    request.handler.end_headers()
    request.write(b"5\r\n<html\r\n")
    request.hang_up()


def huge_headers(request: Request) -> None:
    request.answer(PAGE, kind="text/html", X_Filler="x" * 300_000)


def no_http(request: Request) -> None:
    request.write(b"SSH-2.0-OpenSSH\r\n\r\n")
    request.hang_up()


def two_lengths(request: Request) -> None:
    request.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 50\r\n\r\nhello")
    request.hang_up()


BROKEN = [cut_gzip, false_gzip, short_body, cut_chunks, huge_headers, no_http, two_lengths]


@pytest.mark.parametrize("fault", BROKEN, ids=lambda fault: fault.__name__)
def test_an_answer_that_is_not_whole_leaves_nothing(
    fault: Callable[[Request], None], site: Website, bounds: Bounds, tmp_path: Path
) -> None:
    site.routes["/x"] = fault
    with pytest.raises(NotReachable, match="3 times"):
        fetch_address(f"{site.url}/x", tmp_path, TODAY, bounds)
    assert not list(tmp_path.iterdir())
    assert len(site.requests) == 3


def test_a_server_that_fails_once_is_asked_again(
    site: Website, bounds: Bounds, tmp_path: Path, slept: list[float]
) -> None:
    answers: list[Callable[[Request], None]] = [
        lambda request: request.answer("", 429, Retry_After="9"),
        short_body,
        site.routes["/gout.html"],
    ]
    site.routes["/x"] = lambda request: answers.pop(0)(request)
    fetch_address(f"{site.url}/x", tmp_path, TODAY, bounds)
    assert slept[0] == 9.0


@pytest.mark.parametrize(("status", "told"), [(404, "nothing at this address"), (403, "everybody"), (418, "418")])
def test_what_a_site_does_not_give_is_said(
    status: int, told: str, site: Website, bounds: Bounds, tmp_path: Path
) -> None:
    site.routes["/x"] = lambda request: request.answer("", status)
    with pytest.raises(NotOffered, match=told):
        fetch_address(f"{site.url}/x", tmp_path, TODAY, bounds)


def trickle(head: bytes) -> Callable[[Request], None]:
    def respond(request: Request) -> None:
        request.write(b"HTTP/1.1 200 OK\r\n" + head)
        for _ in range(100):
            request.write(b"x")
            time.sleep(0.1)

    return respond


@pytest.mark.parametrize("head", [b"X-Slow: ", b"Content-Type: text/html\r\nContent-Length: 9999\r\n\r\n"])
def test_an_answer_that_trickles_in_ends_when_the_time_is_up(
    head: bytes, site: Website, bounds: Bounds, tmp_path: Path
) -> None:
    site.routes["/x"] = trickle(head)
    began = time.monotonic()
    with pytest.raises(NotReachable, match="took longer"):
        fetch_address(f"{site.url}/x", tmp_path, TODAY, replace(bounds, seconds_together=0.5))
    assert time.monotonic() - began < 5


def test_a_server_that_says_nothing_is_not_waited_for(site: Website, bounds: Bounds, tmp_path: Path) -> None:
    site.routes["/x"] = lambda request: time.sleep(2)
    with pytest.raises(NotReachable, match="did not answer in time"):
        fetch_address(f"{site.url}/x", tmp_path, TODAY, replace(bounds, seconds=0.2))


def test_a_page_whose_encoding_only_the_server_tells_is_kept_readable(
    site: Website, bounds: Bounds, tmp_path: Path
) -> None:
    text = PAGE.replace("Gout", "Ménière’s")
    for number, (encoding, charset) in enumerate([("cp1252", "ISO-8859-1"), ("utf-8", "UTF-8"), ("utf-16", "utf-16")]):
        body = text.encode(encoding)
        site.routes[f"/{number}"] = lambda request, body=body, charset=charset: request.answer(
            body, kind=f"text/html; charset={charset}"
        )
        path = fetch_address(f"{site.url}/{number}", tmp_path, TODAY, bounds)
        assert path.read_bytes() == text.encode("utf-8-sig")


@pytest.mark.parametrize("charset", ["punycode", "zip", "rot13", "no-such", "x" * 5_000, "utf-8"])
def test_a_wrong_encoding_changes_nothing(charset: str, site: Website, bounds: Bounds, tmp_path: Path) -> None:
    body = PAGE.encode() + b"\xff"
    site.routes["/x"] = lambda request: request.answer(body, kind=f"text/html; charset={charset}")
    assert fetch_address(f"{site.url}/x", tmp_path, TODAY, bounds).read_bytes() == body


def test_neither_cookies_nor_names_of_the_person_are_sent(site: Website, bounds: Bounds, tmp_path: Path) -> None:
    fetch_address(f"{site.url}/gout.html", tmp_path, TODAY, bounds)
    (request,) = site.requests
    assert sorted(request.headers) == ["Accept", "Accept-Encoding", "Host", "User-Agent"]


def test_what_came_is_kept_where_another_did_not(site: Website, bounds: Bounds, tmp_path: Path) -> None:
    addresses = [f"{site.url}/gout.html", f"{site.url}/none", f"{site.url}/gout.html"]
    fetched = fetch_addresses(addresses, tmp_path, TODAY, bounds)
    assert len(fetched.files) == 1
    assert [what for what, _ in fetched.missing] == [f"{site.url}/none"]
    with pytest.raises(NotOffered):
        fetch_addresses([f"{site.url}/none"], tmp_path, TODAY, bounds)


def test_a_folder_that_cannot_be_written_is_said(site: Website, bounds: Bounds, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FetchError, match="cannot be written"):
        fetch_addresses([f"{site.url}/gout.html"], tmp_path / "file", TODAY, bounds)


def test_a_certificate_that_nobody_vouches_for_is_refused(bounds: Bounds, tmp_path: Path) -> None:
    pem = tmp_path / "own.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(pem), "-out", str(pem)]
    made = subprocess.run([*command, "-subj", "/CN=localhost", "-days", "2"], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("no openssl here")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with Website() as server:
        server._server.socket = context.wrap_socket(server._server.socket, server_side=True)
        with pytest.raises(NotReachable, match="certificate of localhost cannot be trusted"):
            fetch_address(f"https://localhost:{server.port}/gout.html", tmp_path, TODAY, bounds)


# -- names


@pytest.mark.parametrize(
    ("address", "given", "begins"),
    [
        ("https://example.org/guides/gout.pdf", None, "gout-"),
        ("https://example.org/", None, "example-org-"),
        ("https://example.org/a/", None, "a-"),
        ("https://example.org/x", 'attachment; filename="NG 145 (final).pdf"', "NG-145-final-"),
        ("https://example.org/x", "attachment; filename*=UTF-8''M%C3%A9ni%C3%A8re.pdf", "Meniere-"),
        ("https://example.org/x", 'attachment; filename="../../etc/passwd"', "passwd-"),
        ("https://example.org/x", 'attachment; filename="C:\\\\windows\\\\con.pdf"', "file-con-"),
        ("https://example.org/x", "attachment", "x-"),
        ("https://example.org/%2e%2e%2f%2e%2e%2fpasswd", None, "passwd-"),
        ("https://example.org/.hidden", None, "hidden-"),
        ("https://example.org/图", None, "page-"),
    ],
)
def test_names_are_those_that_people_know(address: str, given: str | None, begins: str) -> None:
    assert name_of(httpx.URL(address), given, ".pdf").startswith(begins)


def test_two_addresses_never_share_a_name() -> None:
    here, there, again = (
        name_of(httpx.URL(f"https://{host}.example/index.html"), None, ".html") for host in ("a", "b", "a")
    )
    assert here == again != there


@given(st.text(max_size=200), st.text(max_size=200))
def test_every_name_is_safe(last: str, given_name: str) -> None:
    url = httpx.URL(f"https://example.org/{quote(last, safe='/')}")
    for disposition in (None, given_name, f'attachment; filename="{given_name}"', f"x; filename*={given_name}"):
        name = name_of(url, disposition, ".html")
        assert name.isascii()
        assert name.replace("-", "").replace(".html", "").isalnum()
        assert len(name) < 110


@given(st.text(max_size=60), st.binary(max_size=60))
def test_every_type_is_a_known_ending_or_a_reason(kind: str, beginning: bytes) -> None:
    try:
        assert ending_of(kind, beginning) in (".html", ".pdf", ".docx", ".xml")
    except NotOffered as error:
        assert error.hint
