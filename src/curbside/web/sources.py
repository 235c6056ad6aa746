"""The pages of sources: looking through them, and reading one."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, TypeVar

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from curbside.errors import LibraryDamaged, UsageError
from curbside.evidence.document import Document
from curbside.evidence.kinds import SourceKind, Standing
from curbside.index.catalogue import SourceFilter, SourceOrder
from curbside.index.library import Library, Source
from curbside.index.relations import relations_of
from curbside.web.caching import RenderedPages
from curbside.web.problems import NoSuchSource
from curbside.web.responding import PAGE_METHODS, page_response, served_html
from curbside.web.served import Served
from curbside.web.site import Site
from curbside.web.source_pages import SOURCES_A_PAGE, SourcesPage, source_page

_LONGEST_WORDS = 200
_YEAR = re.compile(r"[0-9]{4}")
_Chosen = TypeVar("_Chosen", bound=StrEnum)


def source_routes(engine: Served, site: Site) -> APIRouter:
    """The routes of /sources."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    pages = RenderedPages()

    @router.api_route("/sources", methods=PAGE_METHODS)
    def sources(
        q: str = "",
        kind: str = "",
        standing: str = "",
        since: Annotated[str, Query(alias="from")] = "",
        until: Annotated[str, Query(alias="to")] = "",
        pack: str = "",
        jurisdiction: str = "",
        sort: str = "",
        page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    ) -> HTMLResponse:
        where = SourceFilter(
            words=" ".join(q.split())[:_LONGEST_WORDS],
            kind=one_of(SourceKind, "kind", kind),
            standing=one_of(Standing, "standing", standing),
            pack=pack or None,
            jurisdiction=jurisdiction or None,
            year_from=_year(since),
            year_to=_year(until),
        )
        order = one_of(SourceOrder, "order", sort) or SourceOrder.YEAR
        library = engine.library()
        found = library.list_sources(where, order, page, SOURCES_A_PAGE)
        shown = SourcesPage(found, where, order, library.manifest.counts.get("documents", 0))
        return page_response(shown, site, {"Link": shown.links} if shown.links else None)

    @router.api_route("/sources/{document_id:path}", methods=PAGE_METHODS)
    def source(
        document_id: str, start: int | None = None, end: int | None = None, revision: str | None = None
    ) -> HTMLResponse:
        library, calendar = engine.library(), engine.calendar
        record = source_held(library, document_id)
        span = None if start is None and end is None else (start or 0, end or 0)

        def rendered() -> str:
            document = _stored(library, record, revision)
            relations, revisions = relations_of(library, record), library.revisions(document_id)
            return served_html(source_page(record, document, span, calendar, relations, revisions), site)

        # A commit that changes anything about the source or its neighbours changes the generation.
        key = (library.manifest.generation, calendar.today, document_id, revision, span)
        return HTMLResponse(pages.get(key, rendered))

    return router


def source_held(library: Library, document_id: str) -> Source:
    """The record of a document. Raises NoSuchSource when the library does not hold it."""
    record = library.source(document_id)
    if record is None:
        raise _no_such()
    return record


def _stored(library: Library, record: Source, revision: str | None) -> Document:
    """A source's text at a revision. Raises NoSuchSource when an earlier one is asked for that is not kept."""
    try:
        document = library.document(record.document_id, revision)
    except LibraryDamaged:
        if revision in (None, record.revision):
            raise
        document = None
    if document is None:
        raise _no_such()
    return document


def _no_such() -> NoSuchSource:
    return NoSuchSource(
        "The library holds no such source, or no longer that revision of it.", "See the list of sources."
    )


def one_of(choices: type[_Chosen], what: str, said: str) -> _Chosen | None:
    """The choice of that name, None where none is named. Raises UsageError for another."""
    if said and said not in list(choices):
        raise UsageError(f"There is no {what} of that name.", f"Use one of: {', '.join(choices)}.")
    return choices(said) if said else None


def _year(said: str) -> int | None:
    if not said.strip():
        return None
    if not _YEAR.fullmatch(said.strip()):
        raise UsageError("A year to look from or to cannot be read.", "Write it in four digits, like 2019.")
    return int(said)
