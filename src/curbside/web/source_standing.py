"""How a source stands, for editors: retire it, restore it, or let another take its place.

Apart from the source's own page, which is one and the same for everybody. Every change is shown before it is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, ClassVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.responses import RedirectResponse

from curbside.articles import audit
from curbside.articles.accounts import check_still_holds, one_line
from curbside.articles.actor import Actor
from curbside.errors import CurbsideError, UsageError
from curbside.index.library import Library, Source
from curbside.index.relations import Relations, relations_of
from curbside.web.forms import Form, read_form
from curbside.web.pages import source_address
from curbside.web.protection import STANDING
from curbside.web.responding import PAGE_METHODS, page_response
from curbside.web.served import Served
from curbside.web.signed_in import required
from curbside.web.site import Site
from curbside.web.sources import source_held
from curbside.web.uploading import EDITORS

_MOST_OF_A_REASON = 500


class Change(StrEnum):
    """What can be done to how a source stands."""

    RETIRE = "retire"
    RESTORE = "restore"
    SUPERSEDE = "supersede"


@dataclass(frozen=True, slots=True)
class StandingPage:
    """How a source stands and what can be done; `asked` is a change to be confirmed, `newer` the source it names."""

    template: ClassVar[str] = "standing.html"

    source: Source
    relations: Relations
    asked: Change | None = None
    newer: Source | None = None
    by: str = ""
    reason: str = ""
    problem: str = ""


def standing_address(document_id: str) -> str:
    """Where editors change how a source stands."""
    return f"{source_address(document_id)}{STANDING}"


def standing_routes(served: Served, site: Site) -> APIRouter:
    """The routes of a source's standing; to be asked before those of its page, which take every address below."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.api_route("/sources/{document_id:path}" + STANDING, methods=PAGE_METHODS)
    def standing(request: Request, document_id: str) -> Response:
        required(request, served, *EDITORS)
        return page_response(_page(served.library(), document_id), site)

    @router.post("/sources/{document_id:path}" + STANDING)
    def change(request: Request, document_id: str, form: Annotated[Form, Depends(read_form)]) -> Response:
        actor = required(request, served, *EDITORS)
        library = served.library()
        said = _page(library, document_id)
        by, reason = form.get("by", "").strip(), form.get("reason", "").strip()
        try:
            asked = _change(form)
            if not one_line("reason", reason, _MOST_OF_A_REASON):
                raise UsageError("There is no reason.", "Say why, for the audit trail.")
            newer = _newer(served, by, said.source) if asked is Change.SUPERSEDE else None
            if not form.get("confirmed"):
                return page_response(
                    StandingPage(said.source, said.relations, asked, newer, by if newer else "", reason), site
                )
            _make(served, actor, said.source, asked, newer, reason)
        except UsageError as error:
            page = StandingPage(said.source, said.relations, by=by, reason=reason, problem=str(error))
            response = page_response(page, site)
            response.status_code = 400
            return response
        return RedirectResponse(standing_address(document_id), 303)

    return router


def _page(library: Library, document_id: str) -> StandingPage:
    source = source_held(library, document_id)
    return StandingPage(source, relations_of(library, source))


def _change(form: Form) -> Change:
    try:
        return Change(form.get("change", ""))
    except ValueError:
        raise UsageError("There is no such change.", "Retire, restore or supersede the source.") from None


def _newer(served: Served, by: str, older: Source) -> Source:
    found = served.find_sources(by) if by else []
    if not found:
        raise UsageError("The library holds no source of that id, DOI, PMID or PMCID.", "Add the newer source first.")
    if older.document_id in {one.document_id for one in found}:
        raise UsageError("Both are one source.", "Name the newer edition.")
    if not found[0].reference.standing.answers:
        raise UsageError(f"The newer source is {found[0].reference.standing} itself.", "Name one that may answer.")
    return found[0]


def _make(served: Served, actor: Actor, source: Source, asked: Change, newer: Source | None, reason: str) -> None:
    """Make the change and tell the audit trail.

    Not in one transaction: the library has a writer's lock of its own, which may take long to get. So the trail first
    says what was asked for, and then, where it could not be done, that it was not.
    """
    desk = served.desk()
    detail = {"document": source.document_id, "reason": reason}
    if newer is not None:
        detail["by"] = newer.document_id
    with desk.database.write() as session:
        check_still_holds(session, actor)
        audit.append(session, actor, desk.now, f"source_{asked}", detail=detail)
    try:
        if newer is not None:
            served.supersede(source.document_id, newer.document_id)
        else:
            served.set_retired(source.document_id, retired=asked is Change.RETIRE)
    except CurbsideError:
        with desk.database.write() as session:
            audit.append(session, actor, desk.now, f"source_{asked}_failed", detail={"document": source.document_id})
        raise
