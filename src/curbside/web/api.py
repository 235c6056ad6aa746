"""The HTTP API: the contract's JSON objects. It takes JSON only and reads no cookie."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from itertools import groupby
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Body, Depends, HTTPException, Path, Query, Request
from fastapi.openapi.models import Example
from fastapi.responses import JSONResponse
from fastapi.security import HTTPBearer

from curbside.answer.references import answer_reference
from curbside.articles.history import find_tombstone
from curbside.articles.reading import list_articles
from curbside.articles.scopes import Scope
from curbside.articles.states import Role, State
from curbside.articles.tokens import actor_of_token
from curbside.engine import LONGEST_QUERY
from curbside.errors import NoSuchArticle, SignInRefused
from curbside.evidence.document import Document
from curbside.evidence.kinds import Reader, SourceKind, Standing
from curbside.index import library
from curbside.index.catalogue import SourceFilter, SourceOrder
from curbside.web import contract
from curbside.web.article_files import article_object
from curbside.web.article_pages import ArticleFilter, find_articles
from curbside.web.articles import LONGEST_WORDS, read_now
from curbside.web.problems import ArticleRetired, TokenRefused, documented
from curbside.web.served import Served
from curbside.web.sources import source_held

MOST_RESULTS = 100
MOST_SKIPPED = 1_000
MOST_SOURCES = 200
MOST_ARTICLES = 200

_ASKED: dict[str, Example] = {
    "a question": {"value": {"question": "What are the classic areas of metastasis for neuroendocrine tumors?"}},
    "for a trainee": {"value": {"question": "How often do neuroendocrine tumors spread to bone?", "reader": "trainee"}},
    "one that the starter library cannot answer": {
        "value": {"question": "What is the best treatment for migraine?"},
    },
}
_SEARCHED: dict[str, Example] = {"liver metastases": {"value": "liver metastases"}}
_WORDS: dict[str, Example] = {"liver": {"value": "liver"}}
_HELD: dict[str, Example] = {"a source of the starter library": {"value": "riihimaki-2016"}}
_PAGES = {
    "headers": {
        "Link": {
            "description": "Where the pages before and after this one are (RFC 8288).",
            "schema": {"type": "string"},
        }
    }
}
_BEARER = HTTPBearer(auto_error=False, description="A token of Curbside's own; without one, what everybody sees.")
_TOKEN_OR_NONE: dict[str, Any] = {"security": [{}]}
_ALWAYS = (400, 413, 422, 429, 500, 503, 504)


def _takes_json(request: Request) -> None:
    """What another site's form can send is no JSON, and is not read."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


def api_routes(engine: Served) -> APIRouter:
    """The routes below /api/v1."""
    router = APIRouter(prefix="/api/v1", responses=documented(*_ALWAYS))
    _question_routes(router, engine)
    _source_routes(router, engine)
    _article_routes(router, engine)
    return router


def _question_routes(router: APIRouter, engine: Served) -> None:
    @router.post(
        "/ask",
        tags=["questions"],
        summary="Answer a question",
        description="Every sentence of the answer is found, word for word, at its place in a stored text.",
        response_model=contract.Answer,
        responses=documented(403, 415),
        dependencies=[Depends(_takes_json)],
    )
    def ask(request: Annotated[contract.AskRequest, Body(openapi_examples=_ASKED)]) -> JSONResponse:
        return JSONResponse(engine.ask(request.question, request.reader, request.conversation or None).to_dict())

    @router.get(
        "/search",
        tags=["questions"],
        summary="The passages that best fit a query, best first",
        response_model=list[contract.SearchResult],
        responses={200: _PAGES},
    )
    def search(
        q: Annotated[
            str,
            Query(
                description="What to look for.",
                openapi_examples=_SEARCHED,
                json_schema_extra={"minLength": 1, "maxLength": LONGEST_QUERY, "pattern": r"\S"},
            ),
        ],
        limit: Annotated[int, Query(ge=1, le=MOST_RESULTS, description="How many.")] = 10,
        offset: Annotated[int, Query(ge=0, le=MOST_SKIPPED, description="How many to leave out before.")] = 0,
    ) -> JSONResponse:
        found = engine.search(q, offset + limit + 1)[offset:]
        places = {"prev": max(0, offset - limit)} if offset else {}
        if len(found) > limit and offset + limit <= MOST_SKIPPED:
            places["next"] = offset + limit
        links = {rel: {"q": q, "limit": limit, "offset": at} for rel, at in places.items()}
        return JSONResponse([one.to_dict() for one in found[:limit]], headers=_linked("/api/v1/search", links))


def _source_routes(router: APIRouter, engine: Served) -> None:
    @router.get(
        "/sources",
        tags=["sources"],
        summary="The stored documents, the newest first",
        response_model=list[contract.ListedSource],
        responses={200: _PAGES},
    )
    def sources(
        q: Annotated[str, Query(max_length=200, description="Beginnings of words of title, authors, publisher.")] = "",
        kind: Annotated[SourceKind | None, Query(description="Of this kind only.")] = None,
        standing: Annotated[Standing | None, Query(description="Of this standing only.")] = None,
        year_from: Annotated[int | None, Query(ge=0, le=9999, description="From this year on.")] = None,
        year_to: Annotated[int | None, Query(ge=0, le=9999, description="Up to this year.")] = None,
        limit: Annotated[int, Query(ge=1, le=MOST_SOURCES, description="How many a page.")] = 50,
        page: Annotated[int, Query(ge=1, le=1_000_000, description="Which page, from 1.")] = 1,
    ) -> JSONResponse:
        where = SourceFilter(words=q, kind=kind, standing=standing, year_from=year_from, year_to=year_to)
        found = engine.library().list_sources(where, SourceOrder.YEAR, page, limit)
        listed = [_listed(one, engine) for one in found.sources] if page <= found.pages else []
        asked = {"q": q, "kind": kind, "standing": standing, "year_from": year_from, "year_to": year_to, "limit": limit}
        return JSONResponse(listed, headers=_paged("/api/v1/sources", asked, page, found.pages))

    @router.get(
        "/sources/{document_id:path}",
        tags=["sources"],
        summary="One stored document, with its text",
        response_model=contract.StoredSource,
        responses=documented(404),
    )
    def source(
        document_id: Annotated[str, Path(description="The document's id.", openapi_examples=_HELD)],
    ) -> JSONResponse:
        held = engine.library()
        record = source_held(held, document_id)
        document = held.document(document_id)
        assert document is not None  # held a moment ago, in this very state
        stored = {"revisions": held.revisions(document_id), "text": document.text, "sections": _sections(document)}
        return JSONResponse({**_listed(record, engine), **stored})


def _article_routes(router: APIRouter, engine: Served) -> None:
    known: dict[str, Any] = {"dependencies": [Depends(_BEARER)], "openapi_extra": _TOKEN_OR_NONE}

    @router.get(
        "/articles",
        tags=["articles"],
        summary="The articles that may be seen, the newest change first",
        response_model=list[contract.ListedArticle],
        responses={200: _PAGES, **documented(401, 403)},
        **known,
    )
    def articles(
        request: Request,
        q: Annotated[
            str,
            Query(
                max_length=LONGEST_WORDS,
                description="Parts of words of title, question or topic.",
                openapi_examples=_WORDS,
            ),
        ] = "",
        topic: Annotated[str | None, Query(max_length=200, description="Of this topic only.")] = None,
        state: Annotated[
            contract.ArticleState | None, Query(description="Of which a version that may be seen is in this state.")
        ] = None,
        limit: Annotated[int, Query(ge=1, le=MOST_ARTICLES, description="How many a page.")] = 50,
        page: Annotated[int, Query(ge=1, le=1_000_000, description="Which page, from 1.")] = 1,
    ) -> JSONResponse:
        where = ArticleFilter(q, topic or None, State(state) if state else None)
        found = find_articles(list_articles(engine.desk(), _role_of(request, engine), words=q), where, page, limit)
        listed = [one.to_dict() for one in found.articles] if page <= found.pages else []
        asked = {"q": q or None, "topic": topic or None, "state": state, "limit": limit}
        return JSONResponse(listed, headers=_paged("/api/v1/articles", asked, page, found.pages))

    @router.get(
        "/articles/{slug}",
        tags=["articles"],
        summary="One version of an article for one reader",
        response_model=contract.Article,
        responses=documented(401, 403, 404, 410),
        **known,
    )
    def article(
        request: Request,
        slug: Annotated[str, Path(description="The article's name in addresses.")],
        reader: Annotated[
            str, Query(description="For whom.", json_schema_extra={"enum": [one.value for one in Reader]})
        ] = Reader.CLINICIAN.value,
        version: Annotated[
            int | None, Query(ge=1, le=1_000_000, description="Which version; without it, the one that readers get.")
        ] = None,
    ) -> JSONResponse:
        engine.check_reader(reader)
        desk, role = engine.desk(), _role_of(request, engine)
        try:
            return JSONResponse(article_object(read_now(desk, slug, role, reader, version)))
        except NoSuchArticle:
            gone = find_tombstone(desk, slug) if version is None else None
            if gone is None:
                raise
            raise ArticleRetired(f"“{gone.title}” was retired on {gone.retired_at[:10]}.", gone.reason or "") from None


def _role_of(request: Request, engine: Served) -> Role | None:
    """The role of whom a token acts for; None without a token.

    Raises TokenRefused for one that does not hold, which is never taken for none.
    """
    said = request.headers.get("authorization")
    if said is None:
        return None
    scheme, _, secret = said.partition(" ")
    if scheme.lower() != "bearer":
        raise TokenRefused("This server takes no such authorization.", "Send a token: Authorization: Bearer curbside_…")
    try:
        return actor_of_token(engine.desk(), secret.strip(), Scope.READ).role
    except SignInRefused as error:
        raise TokenRefused(error.message, error.hint) from error


def _listed(source: library.Source, engine: Served) -> dict[str, Any]:
    record = answer_reference(1, [source], engine.calendar).to_dict()
    del record["number"]
    ids = {"document": source.document_id, "reference": source.reference_id, "revision": source.revision}
    return {**ids, **record, "topics": list(source.topics)}


def _sections(document: Document) -> list[dict[str, Any]]:
    return [
        {
            "heading_path": list(document.sections[number].heading_path),
            "statements": [
                {"start": one.start, "end": one.end, "text": document.text[one.start : one.end], "role": one.role.value}
                for one in statements
            ],
        }
        for number, statements in groupby(document.statements, key=lambda one: one.section)
    ]


def _paged(path: str, asked: Mapping[str, object], page: int, pages: int) -> dict[str, str]:
    """The Link header of a page of a list that has so many."""
    said = {name: value for name, value in asked.items() if value not in (None, "")}
    around = {"first": 1, "prev": min(page - 1, pages), "next": page + 1, "last": pages}
    return _linked(path, {rel: {**said, "page": at} for rel, at in around.items() if 1 <= at <= pages})


def _linked(path: str, links: Mapping[str, Mapping[str, object]]) -> dict[str, str]:
    """The Link header for these relations, none where there are none."""
    told = ", ".join(f'<{path}?{urlencode(query)}>; rel="{rel}"' for rel, query in links.items())
    return {"Link": told} if told else {}
