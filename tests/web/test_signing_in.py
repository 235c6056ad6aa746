"""Signing in and out in a browser, one's own password, and where that leads to."""

from __future__ import annotations

import pytest
from review_room import ReviewRoom
from webpage import Webpage

from articles.desks import PASSWORD
from curbside.articles.accounts import disable
from curbside.articles.actor import local_operator
from curbside.web.signed_in import COOKIE

NEW = "another battery staple"


def test_a_name_and_its_password_lead_to_what_was_asked_for(room: ReviewRoom) -> None:
    browser = room.browser()
    page = Webpage(browser.get("/login?next=/review/audit").text)
    assert page.one("input", name="next")["value"] == "/review/audit"
    data = {"name": "rosa", "password": PASSWORD, "next": "/review/audit"}
    done = browser.post("/login", data=data)
    assert (done.status_code, done.headers["location"]) == (303, "/review/audit")
    cookie = done.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert browser.get("/review/audit").status_code == 200
    assert browser.get("/account").headers["cache-control"] == "no-store"
    assert "rosa" in Webpage(browser.get("/account").text).one("main").text


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)", "review", "/a\nb"]
)
def test_signing_in_leads_to_this_site_only(room: ReviewRoom, elsewhere: str) -> None:
    data = {"name": "rosa", "password": PASSWORD, "next": elsewhere}
    assert room.browser().post("/login", data=data).headers["location"] == "/review"


def test_an_unknown_name_and_a_wrong_password_are_refused_in_the_same_words(room: ReviewRoom) -> None:
    said = []
    for name in ("rosa", "nobody"):
        response = room.browser().post("/login", data={"name": name, "password": "wrong wrong wrong", "next": ""})
        assert response.status_code == 403
        assert COOKIE not in response.headers.get("set-cookie", "")
        page = Webpage(response.text)
        assert page.one("input", id="name")["value"] == name
        assert "value" not in page.one("input", id="password").attributes
        said.append(page.one("p", role="alert").text)
    assert said[0] == said[1]


def test_the_fifth_wrong_password_locks_and_it_is_told_until_when(room: ReviewRoom) -> None:
    browser = room.browser()
    for _ in range(5):
        browser.post("/login", data={"name": "rosa", "password": "wrong wrong wrong"})
    response = browser.post("/login", data={"name": "rosa", "password": PASSWORD})
    assert response.status_code == 403
    assert "locked" in Webpage(response.text).one("p", role="alert").text


def test_signing_out_ends_this_browser_and_everywhere_ends_all(room: ReviewRoom) -> None:
    one, other, third = room.browser("rosa"), room.browser("rosa"), room.browser("rosa")
    secret = one.cookies[COOKIE]
    assert one.post("/logout", data={}).headers["location"] == "/login"
    one.cookies.set(COOKIE, secret)
    assert one.get("/account").status_code == 303, "the cookie is worth nothing any more"
    assert other.get("/account").status_code == 200
    assert other.post("/logout", data={"everywhere": "yes"}).status_code == 303
    assert third.get("/account").status_code == 303


def test_another_password_takes_the_current_one_and_ends_every_sign_in(room: ReviewRoom) -> None:
    browser, other = room.browser("rosa"), room.browser("rosa")
    for sent in (
        {"current": "wrong wrong wrong", "new": NEW, "again": NEW},
        {"current": PASSWORD, "new": NEW, "again": "something else entirely"},
        {"current": PASSWORD, "new": "short", "again": "short"},
    ):
        response = browser.post("/account/password", data=sent)
        assert response.status_code == 400
        assert Webpage(response.text).one("p", role="alert").text
    done = browser.post("/account/password", data={"current": PASSWORD, "new": NEW, "again": NEW})
    assert done.headers["location"] == "/login?next=/account"
    assert other.get("/account").status_code == 303
    assert room.browser().post("/login", data={"name": "rosa", "password": NEW}).status_code == 303


def test_who_is_disabled_is_out_at_once(room: ReviewRoom) -> None:
    browser = room.browser("raj")
    assert browser.get("/review").status_code == 200
    disable(room.desk, local_operator(), "raj")
    assert browser.get("/review").status_code == 303


def test_forms_of_accounts_take_the_token_of_a_page(room: ReviewRoom) -> None:
    browser = room.browser("rosa")
    for path in ("/login", "/logout", "/account/password"):
        assert browser.post(path, data={"csrf": "forged"}).status_code == 403
    assert browser.get("/account").status_code == 200
