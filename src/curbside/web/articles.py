"""The pages of articles: the list, an article, its history, and the feed. What is shown depends on who is signed in.

For who is not, a page is made once for each state of the desk and of the library (`Served.state`), and a browser that
has it is told so after a look at one row and one file: a warning or an approval still shows on the very next request.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from curbside.articles.desk import Desk
from curbside.articles.difference import difference
from curbside.articles.history import find_tombstone, history
from curbside.articles.reading import Reading, list_articles, read_article, recent_articles
from curbside.articles.states import STAFF, Role, State
from curbside.articles.warnings import as_they_stand
from curbside.errors import NoSuchArticle, UsageError
from curbside.evidence.kinds import Reader
from curbside.web.article_pages import (
    ARTICLES_A_PAGE,
    ArticleFilter,
    ArticleOrder,
    ArticlePage,
    ArticlesPage,
    Compared,
    HistoryPage,
    TombstonePage,
    find_articles,
)
from curbside.web.caching import RenderedPages, kept_page
from curbside.web.feed import MEDIA_TYPE, MOST_ENTRIES, PATH, articles_feed
from curbside.web.html import look_of
from curbside.web.linked_data import in_page, linked_data
from curbside.web.pages import article_address
from curbside.web.responding import PAGE_METHODS, page_response, served_html
from curbside.web.served import Served
from curbside.web.signed_in import actor_of
from curbside.web.site import Site
from curbside.web.sources import one_of

LONGEST_WORDS = 200
_HOST = re.compile(r"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
Number = Annotated[int | None, Query(ge=1, le=1_000_000)]


def article_routes(served: Served, site: Site) -> APIRouter:
    """The routes of /articles."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    shelf = Shelf(served, site)

    @router.api_route("/articles", methods=PAGE_METHODS)
    def articles(
        request: Request,
        q: str = "",
        topic: str = "",
        state: str = "",
        sort: str = "",
        page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    ) -> Response:
        where = ArticleFilter(
            words=" ".join(q.split())[:LONGEST_WORDS],
            topic=topic or None,
            state=one_of(State, "state", state),
            order=one_of(ArticleOrder, "order", sort) or ArticleOrder.CHANGE,
        )

        def rendered(role: Role | None) -> str:
            listed = list_articles(served.desk(), role, words=where.words)
            found = find_articles(listed, where, page, ARTICLES_A_PAGE)
            return served_html(ArticlesPage(found, where, listed, bool(listed) or bool(where.words)), site)

        return shelf.page(request, ("list", where, page), rendered)

    @router.api_route(PATH, methods=PAGE_METHODS)
    def feed(request: Request) -> Response:
        base = base_of(request)

        def written(_: Role | None) -> str:
            listed = recent_articles(served.desk(), None, MOST_ENTRIES, approved=True)
            return articles_feed(listed, base, site.name).decode("utf-8")

        response = shelf.page(request, ("feed", base), written, for_all=True)
        response.headers["Content-Type"] = MEDIA_TYPE
        return response

    @router.api_route("/articles/{slug}", methods=PAGE_METHODS)
    def article(request: Request, slug: str, reader: str = Reader.CLINICIAN.value, version: Number = None) -> Response:
        served.check_reader(reader)
        base = base_of(request)

        def rendered(role: Role | None) -> str:
            return served_html(article_page(served, site, base, slug, role, reader, version), site)

        try:
            return shelf.page(request, ("article", base, slug, reader, version), rendered, has_form=True)
        except NoSuchArticle:
            tombstone = find_tombstone(served.desk(), slug) if version is None else None
            if tombstone is None:
                raise
            response = page_response(TombstonePage(tombstone), site)
            response.status_code = HTTPStatus.GONE
            return response

    @router.api_route("/articles/{slug}/history", methods=PAGE_METHODS)
    def past(
        request: Request,
        slug: str,
        before: Annotated[int | None, Query(alias="from", ge=1, le=1_000_000)] = None,
        after: Annotated[int | None, Query(alias="to", ge=1, le=1_000_000)] = None,
        reader: str = Reader.CLINICIAN.value,
    ) -> Response:
        served.check_reader(reader)

        def rendered(role: Role | None) -> str:
            return served_html(history_page(served, slug, role, reader, before, after), site)

        return shelf.page(request, ("history", slug, before, after, reader), rendered)

    return router


class Shelf:
    """Pages of articles as they are kept and sent."""

    def __init__(self, served: Served, site: Site) -> None:
        self._served = served
        self._site = site
        self._pages = RenderedPages()

    def page(
        self,
        request: Request,
        key: tuple[Hashable, ...],
        make: Callable[[Role | None], str],
        *,
        has_form: bool = False,
        for_all: bool = False,
    ) -> Response:
        """A page made for a role; `for_all` is one that is the same for everybody, whoever is signed in."""
        # Before who is signed in and before anything is read: what changes meanwhile makes another key.
        state = self._served.state()
        actor = None if for_all else actor_of(request, self._served)
        role = actor.role if actor is not None else None
        whole = (*key, role.value if role is not None else None, look_of(self._site), *state)
        if actor is None:
            return kept_page(request, self._pages, whole, lambda: make(None), has_form=has_form)
        return HTMLResponse(self._pages.get(whole, lambda: make(role)), headers={"Cache-Control": "no-store"})


def article_page(
    served: Served, site: Site, base: str, slug: str, role: Role | None, reader: str, n: int | None
) -> ArticlePage:
    """The page of an article. Raises NoSuchArticle where nothing may be seen."""
    desk = served.desk()
    read = read_now(desk, slug, role, reader, n)
    canonical = base + article_address(slug, reader)
    return ArticlePage(
        given=read.answer,
        readers=served.readers,
        approved=served.approved_on(read.answer),
        article=read,
        canonical=canonical,
        linked_data=in_page(linked_data(read, canonical, site.name)),
        chosen_version=n,
        shown_to=tuple(one for one in read.version.readers if one in served.readers),
    )


def read_now(desk: Desk, slug: str, role: Role | None, reader: str, n: int | None = None) -> Reading:
    """An article with its references as they stand now: what everything that leaves this server is made of."""
    read = read_article(desk, slug, role, reader, n)
    return replace(read, answer=as_they_stand(read.answer, read.version.warnings))


def history_page(
    served: Served, slug: str, role: Role | None, reader: str, before: int | None, after: int | None
) -> HistoryPage:
    """The history of an article, with what differs between two of its versions if both are named."""
    desk = served.desk()
    past = history(desk, slug, role)
    held = {reader for one in past.versions if one.may_be_read for reader in one.readers}
    readers = tuple(one for one in served.readers if one in held)
    compared = None
    if before is not None and after is not None:
        old, new = (read_article(desk, slug, role, reader, n).answer for n in (before, after))
        compared = Compared(before, after, reader, difference(old, new))
    elif before is not None or after is not None:
        raise UsageError("Two versions are compared, and only one is named.", "Name both.")
    return HistoryPage(past, role in STAFF, readers, compared)


def base_of(request: Request) -> str:
    """The address by which the site was reached, without a path. Raises UsageError for one that cannot be written."""
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        raise UsageError("The host that was asked for cannot be read.", "Ask by the site's own address.")
    return f"{request.scope['scheme']}://{host}"
