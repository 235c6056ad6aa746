"""What every response carries, and what no request gets past."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import quote

import httpx
import pytest
from starlette.testclient import TestClient
from webpage import METASTASES, Browser, Webpage

from curbside.engine import Curbside
from curbside.settings import Settings
from curbside.web.access import access_of
from curbside.web.app import build_app
from curbside.web.protection import LARGEST_BODY

POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


@pytest.mark.parametrize(
    "address",
    [
        "/",
        f"/ask?q={quote(METASTASES)}",
        "/ask",
        "/sources",
        "/sources/zheng-2019",
        "/nothing",
        "/static/curbside.css",
        "/static/nothing",
        "/healthz",
        "/readyz",
        "/openapi.json",
        "/api/v1/search?q=liver",
        "/api/v1/search",
        "/api/v1/ask",
    ],
)
def test_every_response_carries_the_security_headers(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "strict-transport-security" not in headers
    if address.startswith(("/ask", "/api")):
        assert headers["cache-control"] == "no-store"


def test_answers_are_stored_nowhere(client: TestClient) -> None:
    assert client.post("/ask", data={"q": METASTASES}).headers["cache-control"] == "no-store"
    assert client.post("/api/v1/ask", json={"question": METASTASES}).headers["cache-control"] == "no-store"


def test_the_stylesheet_may_be_kept_and_asks_for_nothing_from_elsewhere(client: TestClient) -> None:
    response = client.get("/static/curbside.css")
    assert "max-age" in response.headers["cache-control"]
    assert "url(" not in response.text
    assert "@import" not in response.text
    assert "prefers-color-scheme: dark" in response.text
    assert "@media print" in response.text
    assert ":focus-visible" in response.text


@pytest.mark.parametrize("path", ["/ask", "/api/v1/ask", "/nothing"])
def test_a_body_above_the_limit_is_refused(client: TestClient, path: str) -> None:
    response = client.post(path, content=b"q=" + b"x" * LARGEST_BODY)
    assert response.status_code == 413
    assert response.headers["content-security-policy"] == POLICY
    assert "64 kB" in response.text


def test_a_body_that_never_says_its_length_is_cut_off_at_the_limit(engine: Curbside) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(1_000):
            sent += 8_192
            yield b"x" * 8_192

    async def post() -> httpx.Response:
        transport = httpx.ASGITransport(app=build_app(engine))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.post("/api/v1/ask", content=endless())

    assert asyncio.run(post()).status_code == 413
    assert sent <= 2 * LARGEST_BODY


def test_a_body_at_the_limit_is_read(client: Browser) -> None:
    field = f"csrf={client.token()}&q={quote(METASTASES)}&padding=".encode()
    body = field + b"x" * (LARGEST_BODY - len(field))
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert client.post("/ask", content=body, headers=headers).status_code == 200


def test_an_address_is_never_redirected_elsewhere(client: TestClient) -> None:
    for address in ("/sources/", "/ask/", "/%2f%2fexample.org/", "/static"):
        assert client.get(address, follow_redirects=False).status_code == 404


def visit(engine: Curbside, address: str = "http://testserver") -> Browser:
    """Somebody who has no cookie yet."""
    return Browser(build_app(engine), base_url=address)


def test_a_form_without_the_token_of_a_page_of_ours_is_refused(engine: Curbside) -> None:
    client = visit(engine)
    for fields in ({"q": "liver", "csrf": ""}, {"q": "liver", "csrf": "x" * 64}, {"q": "liver", "csrf": "é"}):
        response = client.post("/ask", data=fields)
        assert response.status_code == 403
        assert "not sent from a page of this site" in Webpage(response.text).one("main").text
    assert client.post("/ask/export", data={"q": "liver", "format": "json", "csrf": ""}).status_code == 403


def test_a_token_is_another_one_each_time_and_good_for_its_own_visitor_only(engine: Curbside) -> None:
    one, other = visit(engine), visit(engine)
    tokens = [one.token(), one.token(), other.token()]
    assert len(set(tokens)) == 3
    assert [one.post("/ask", data={"q": "liver", "csrf": token}).status_code for token in tokens] == [200, 200, 403]


def test_a_cookie_that_was_not_made_here_is_no_cookie(engine: Curbside) -> None:
    client = visit(engine)
    token = client.token()
    forged = client.cookies["curbside_form"][::-1]
    client.cookies.clear()
    client.cookies["curbside_form"] = forged
    assert client.post("/ask", data={"q": "liver", "csrf": token}).status_code == 403


def test_a_form_is_taken_after_a_restart_and_by_every_process(engine: Curbside) -> None:
    before, after = visit(engine), visit(engine)
    token = before.token()
    after.cookies = before.cookies
    assert after.post("/ask", data={"q": "liver", "csrf": token}).status_code == 200


@pytest.mark.parametrize(("address", "secure"), [("http://testserver", False), ("https://testserver", True)])
def test_cookies_are_kept_from_scripts_other_sites_and_open_wires(engine: Curbside, address: str, secure: bool) -> None:
    response = visit(engine, address).get("/")
    cookie = response.headers["set-cookie"].split("; ")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie)
    assert ("Secure" in cookie) is secure
    assert ("strict-transport-security" in response.headers) is secure


def test_every_form_on_every_page_has_a_token_and_nothing_of_how_it_is_filled_in(client: Browser) -> None:
    from curbside.web.csrf import PLACEHOLDER

    for address in ("/", f"/ask?q={quote(METASTASES)}", "/ask", "/sources", "/sources/zheng-2019", "/nothing"):
        text = client.get(address).text
        page = Webpage(text)
        forms = [form for form in page.all("form") if form.attributes.get("method") == "post"]
        assert len(page.all("input", name="csrf")) == len(forms)
        assert PLACEHOLDER not in text


def test_the_api_takes_json_and_nothing_that_a_form_can_send(client: TestClient) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        headers = {"content-type": kind} if kind else {}
        response = client.post("/api/v1/ask", content=b'{"question": "liver"}', headers=headers)
        assert response.status_code == 415


def test_a_page_that_the_browser_has_is_not_sent_again(engine: Curbside) -> None:
    client = visit(engine)
    client.get("/")  # from here on it has a cookie
    for address in ("/", "/sources", "/sources/zheng-2019", "/static/curbside.css"):
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert client.get(address, headers={"If-None-Match": 'W/"other"'}).status_code == 200
    client.cookies.clear()
    stale = client.get("/", headers={"If-None-Match": first.headers["etag"]})
    assert (stale.status_code, "set-cookie" in stale.headers) == (200, True)


def test_answers_have_no_validator_that_would_let_them_be_kept(client: TestClient) -> None:
    assert "etag" not in client.get(f"/ask?q={quote(METASTASES)}").headers


def test_long_texts_come_compressed_to_those_who_take_it(client: TestClient) -> None:
    for address in (f"/ask?q={quote(METASTASES)}", "/static/curbside.css", "/sources", "/openapi.json"):
        plain = client.get(address, headers={"Accept-Encoding": "identity"})
        packed = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert packed.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in plain.headers
        assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2


def test_patients_are_answered_in_public_only_where_the_administrator_allowed_it(engine: Curbside) -> None:
    public = Settings(host="0.0.0.0")
    client = Browser(build_app(engine, access=access_of(public)))
    for response in (
        client.get("/ask?q=liver&reader=patient"),
        client.post("/ask", data={"q": "liver", "reader": "patient"}),
        client.post("/api/v1/ask", json={"question": "liver", "reader": "patient"}),
    ):
        assert response.status_code == 403
        assert "CURBSIDE_PATIENT_READER" in response.text
    allowed = public.model_copy(update={"patient_reader": True})
    for settings in (allowed, Settings()):
        client = Browser(build_app(engine, access=access_of(settings)))
        assert client.get("/ask?q=liver&reader=patient").status_code == 200
