"""Articles as programs read them: what everybody sees, or by a token what its account sees."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter
from shelf import APPROVED, CHANGES, QUESTIONS, REASON, RETIRED, SUBMITTED, UNDER_REVIEW, Shelf
from shelf import visitor as visiting
from starlette.testclient import TestClient

from curbside.articles.scopes import Scope
from curbside.articles.states import Role
from curbside.articles.tokens import issue_token, revoke_token, tokens_of
from curbside.web import contract


def slugs(client: TestClient, address: str = "/api/v1/articles", **options: Any) -> list[str]:
    return [one["slug"] for one in client.get(address, **options).json()]


def by_token(shelf: Shelf, role: Role) -> dict[str, str]:
    return {"Authorization": f"Bearer {shelf.token(role)}"}


def test_the_list_is_as_described_and_holds_what_everybody_sees(readers: TestClient) -> None:
    response = readers.get("/api/v1/articles")
    listed = TypeAdapter(list[contract.ListedArticle]).validate_json(response.content)
    assert {one.slug for one in listed} == {APPROVED, UNDER_REVIEW, SUBMITTED}
    assert response.headers["cache-control"] == "no-store"


def test_the_list_is_filtered_and_its_links_lead_through_it(readers: TestClient) -> None:
    assert slugs(readers, "/api/v1/articles?state=under_review") == [UNDER_REVIEW]
    assert set(slugs(readers, "/api/v1/articles?topic=tumours")) == {APPROVED, UNDER_REVIEW}
    assert slugs(readers, "/api/v1/articles?q=conjunctivitis+children") == [UNDER_REVIEW]
    whole, address, found = slugs(readers), "/api/v1/articles?limit=1", []
    while address:
        response = readers.get(address)
        found += [one["slug"] for one in response.json()]
        address = response.links.get("next", {}).get("url", "")
    assert found == whole
    assert slugs(readers, "/api/v1/articles?page=99") == []
    assert readers.get("/api/v1/articles?state=lost").status_code == 422


@pytest.mark.parametrize("reader", ["clinician", "trainee", "patient"])
def test_an_article_is_as_described(readers: TestClient, reader: str) -> None:
    response = readers.get(f"/api/v1/articles/{APPROVED}?reader={reader}")
    article = contract.Article.model_validate_json(response.content)
    assert (article.slug, article.version, article.versions) == (APPROVED, 3, [3])
    assert (article.answer.reader, article.covered) == (reader, ["clinician"])
    assert article.board_notes[0].author == "Rosa Berg, MD"
    assert ("Not reviewed for patients." in article.notices) is (reader == "patient")
    assert "-account" not in response.text


def test_what_may_not_be_seen_is_not_there(readers: TestClient) -> None:
    assert readers.get(f"/api/v1/articles/{CHANGES}").status_code == 404
    assert readers.get(f"/api/v1/articles/{APPROVED}?version=1").status_code == 404
    assert readers.get(f"/api/v1/articles/{APPROVED}?reader=nobody").status_code == 400
    gone = readers.get(f"/api/v1/articles/{RETIRED}")
    assert gone.status_code == 410
    assert gone.headers["content-type"] == "application/problem+json"
    assert REASON in gone.json()["detail"]


def test_no_cookie_is_read(shelf: Shelf) -> None:
    assert visiting(shelf, Role.ADMIN).get(f"/api/v1/articles/{CHANGES}").status_code == 404


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.EDITOR, Role.ADMIN])
def test_a_token_shows_what_its_account_sees(own_shelf: Shelf, role: Role) -> None:
    client = visiting(own_shelf)
    allowed = by_token(own_shelf, role)
    assert set(slugs(client, headers=allowed)) == set(QUESTIONS)
    response = client.get(f"/api/v1/articles/{CHANGES}", headers=allowed)
    assert contract.Article.model_validate_json(response.content).version_state == "changes_requested"
    old = client.get(f"/api/v1/articles/{APPROVED}?version=1", headers=allowed)
    assert contract.Article.model_validate_json(old.content).version_state == "retired"


def test_a_token_of_a_reader_shows_no_more_than_none(own_shelf: Shelf) -> None:
    client = visiting(own_shelf)
    assert client.get(f"/api/v1/articles/{CHANGES}", headers=by_token(own_shelf, Role.READER)).status_code == 404


def test_a_token_that_does_not_hold_is_refused_and_never_taken_for_none(own_shelf: Shelf) -> None:
    desk, editor = own_shelf.desk, own_shelf.people[Role.EDITOR]
    revoked = issue_token(desk, editor, editor.name, "revoked", [Scope.READ]).secret
    revoke_token(desk, editor, tokens_of(desk, editor, editor.name)[0].id)
    expired = issue_token(desk, editor, editor.name, "expired", [Scope.READ], days=1).secret
    own_shelf.clock.forward(days=2)
    client = visiting(own_shelf)
    for said in (
        f"Bearer {revoked}",
        f"Bearer {expired}",
        "Bearer curbside_wrong",
        "Bearer",
        "",
        "Basic YTpi",
        "curbside_x",
    ):
        for address in ("/api/v1/articles", f"/api/v1/articles/{APPROVED}"):
            response = client.get(address, headers={"Authorization": said})
            assert response.status_code == 401, said
            assert response.headers["www-authenticate"].startswith("Bearer")
            assert response.headers["content-type"] == "application/problem+json"
