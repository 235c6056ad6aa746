"""The page of the advisory board: the reviewers who agreed to be named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from curbside.articles.accounts import BoardMember, board
from curbside.articles.states import Role
from curbside.web.articles import Shelf
from curbside.web.responding import PAGE_METHODS, served_html
from curbside.web.served import Served
from curbside.web.site import Site


@dataclass(frozen=True, slots=True)
class BoardPage:
    """Who reviews here, as far as they agreed to be named."""

    template: ClassVar[str] = "board.html"

    members: Sequence[BoardMember]


def board_routes(served: Served, site: Site) -> APIRouter:
    """The route of /board."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    shelf = Shelf(served, site)

    @router.api_route("/board", methods=PAGE_METHODS)
    def members(request: Request) -> Response:
        def rendered(_: Role | None) -> str:
            with served.desk().database.read() as session:
                return served_html(BoardPage(board(session)), site)

        return shelf.page(request, ("board",), rendered, for_all=True)

    return router
