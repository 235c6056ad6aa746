"""The API's description: every example is asked for real, everything sent is as described, and nothing breaks it."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from pydantic import TypeAdapter
from schemathesis import GenerationMode
from starlette.testclient import TestClient
from webpage import METASTASES

from curbside.answer.answer import Answer
from curbside.engine import Curbside
from curbside.evidence.kinds import Reader
from curbside.web import contract
from curbside.web.access import Access
from curbside.web.app import build_app
from curbside.web.protection import HEADERS

GENEROUS = Access(requests_per_minute=1_000_000, questions_per_minute=1_000_000)
ASKED = [
    METASTASES,
    "How common are liver metastases?",
    "What is the best treatment for migraine?",
    "I have chest pain",
]


@pytest.fixture(scope="session")
def described(client: TestClient) -> dict[str, Any]:
    document: dict[str, Any] = client.get("/openapi.json").json()
    return document


def operations(described: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, one) for path, methods in described["paths"].items() for method, one in methods.items()]


def test_every_example_of_the_description_is_answered(client: TestClient, described: dict[str, Any]) -> None:
    asked = 0
    for path, method, operation in operations(described):
        body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        for example in body.get("examples", {}).values():
            assert client.request(method, path, json=example["value"]).status_code == 200
            asked += 1
        for parameter in operation.get("parameters", []):
            for example in parameter.get("examples", {}).values():
                place = path.replace(f"{{{parameter['name']}}}", example["value"])
                query = {parameter["name"]: example["value"]} if parameter["in"] == "query" else {}
                assert client.request(method, place, params=query).status_code == 200
                asked += 1
    assert asked >= 5


def test_every_operation_says_what_it_is_and_how_it_fails(described: dict[str, Any]) -> None:
    for path, method, operation in operations(described):
        assert operation["summary"], (path, method)
        assert operation["tags"], (path, method)
        if path.startswith("/api/"):
            assert {"200", "400", "422", "429", "500", "503"} <= set(operation["responses"])
        for status, response in operation["responses"].items():
            assert response["description"]
            if not status.startswith("2"):
                assert list(response["content"]) == ["application/problem+json"]


@pytest.mark.parametrize("reader", list(Reader))
@pytest.mark.parametrize("question", ASKED)
def test_an_answer_is_what_the_description_says(client: TestClient, question: str, reader: str) -> None:
    response = client.post("/api/v1/ask", json={"question": question, "reader": reader})
    contract.Answer.model_validate_json(response.content)


def test_the_description_names_every_field_of_an_answer(answer: Answer) -> None:
    assert set(contract.Answer.model_fields) == set(answer.to_dict())
    statement = answer.to_dict()["summary"][0]
    assert set(contract.Statement.model_fields) == set(statement)


def test_lists_are_what_the_description_says(client: TestClient, engine: Curbside) -> None:
    found = client.get("/api/v1/search", params={"q": "liver", "limit": 100})
    TypeAdapter(list[contract.SearchResult]).validate_json(found.content)
    listed = TypeAdapter(list[contract.ListedSource]).validate_json(client.get("/api/v1/sources?limit=200").content)
    for one in listed[:20]:
        contract.StoredSource.model_validate_json(client.get(f"/api/v1/sources/{one.document}").content)


def test_the_statements_of_a_source_stand_where_it_says(client: TestClient) -> None:
    source = client.get("/api/v1/sources/riihimaki-2016").json()
    statements = [one for section in source["sections"] for one in section["statements"]]
    assert statements
    assert all(source["text"][one["start"] : one["end"]] == one["text"] for one in statements)
    assert source["revision"] in source["revisions"]


def follow(client: TestClient, address: str, relation: str = "next") -> list[Any]:
    """Everything on a page and those that its links lead to."""
    response = client.get(address)
    link = response.links.get(relation)
    return [*response.json(), *(follow(client, link["url"], relation) if link else [])]


def test_the_links_of_a_list_lead_through_all_of_it_once(client: TestClient, engine: Curbside) -> None:
    documents = [one["document"] for one in follow(client, "/api/v1/sources?limit=90")]
    assert sorted(documents) == [source.document_id for source in engine.library().all_sources()]
    last = client.get("/api/v1/sources?limit=90").links["last"]["url"]
    assert "next" not in client.get(last).links
    assert client.get("/api/v1/sources?page=999").json() == []


def test_searching_goes_on_where_the_page_before_ended(client: TestClient, engine: Curbside) -> None:
    whole = [one["passage"] for one in client.get("/api/v1/search?q=liver&limit=9").json()]
    first = client.get("/api/v1/search?q=liver&limit=4")
    second = client.get(first.links["next"]["url"])
    assert [one["passage"] for one in [*first.json(), *second.json()]] == whole[:8]
    assert second.links["prev"]["url"] == "/api/v1/search?q=liver&limit=4&offset=0"


def test_sources_are_filtered_by_kind_year_and_standing(client: TestClient) -> None:
    address = "/api/v1/sources?kind=guideline&standing=current&year_from=2020&year_to=2024&limit=200"
    found = client.get(address).json()
    assert found
    for one in found:
        assert (one["kind"], one["standing"]) == ("guideline", "current")
        assert 2020 <= one["year"] <= 2024
    assert client.get("/api/v1/sources?kind=novel").status_code == 422
    assert [one["document"] for one in client.get("/api/v1/sources?q=riihim").json()] == ["riihimaki-2016"]


@pytest.fixture(scope="session")
def api(engine: Curbside) -> Any:
    config = schemathesis.Config.from_dict(
        # An unknown conversation, or words of which none is a word, are well-formed and cannot be answered; so is a
        # token that nobody issued.
        {"checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "400", "401", "404"]}}}
    )
    return schemathesis.openapi.from_asgi("/openapi.json", build_app(engine, access=GENEROUS), config=config)


OPERATIONS = [
    ("/api/v1/ask", "POST"),
    ("/api/v1/search", "GET"),
    ("/api/v1/sources", "GET"),
    ("/api/v1/sources/{document_id}", "GET"),
    ("/api/v1/articles", "GET"),
    ("/api/v1/articles/{slug}", "GET"),
    ("/healthz", "GET"),
    ("/readyz", "GET"),
    ("/metrics", "GET"),
]


def test_every_operation_is_tried(described: dict[str, Any]) -> None:
    assert {(path, method.upper()) for path, method, _ in operations(described)} == set(OPERATIONS)


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_nothing_that_is_sent_breaks_the_api_or_its_description(
    api: Any, path: str, method: str, mode: GenerationMode
) -> None:
    """No server error, no status, media type, header or body that is not described, whatever is sent."""
    operation = api[path][method]
    if mode.is_negative and path in {"/api/v1/sources/{document_id}", "/healthz", "/readyz", "/metrics"}:
        pytest.skip("takes nothing that could be wrong")

    @settings(max_examples=12, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(case=operation.as_strategy(generation_mode=mode))
    def holds(case: schemathesis.Case) -> None:
        response = case.call_and_validate()
        for name, value in HEADERS.items():
            assert response.headers[name.lower()] == [value]

    holds()
