"""The HTTP API: the contract's JSON objects."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from curbside.engine import Curbside
from curbside.evidence.kinds import Reader

MOST_RESULTS = 100


class Problem(BaseModel):
    """Why a request was not served (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


class AskRequest(BaseModel):
    """A question, for whom, and what it follows up."""

    question: str = Field(description="At most 2,000 characters.")
    reader: str = Field(
        default=Reader.CLINICIAN.value,
        description="For whom the answer is worded.",
        json_schema_extra={"enum": [reader.value for reader in Reader]},
    )
    conversation: str | None = Field(
        default=None, description="The `conversation` of the answer that this question follows up."
    )


def _problem(description: str) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": Problem.model_json_schema()}}
    return {"description": description, "content": content}


_PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: _problem("The question, the reader or the conversation cannot be used."),
    413: _problem("The request is larger than 64 kB."),
    422: _problem("The request has not the shape described."),
    503: _problem("The library cannot be used."),
}


def api_routes(engine: Curbside) -> APIRouter:
    """The routes below /api/v1."""
    router = APIRouter(prefix="/api/v1", tags=["questions"], responses=_PROBLEMS)

    @router.post("/ask", summary="Answer a question")
    def ask(request: AskRequest) -> JSONResponse:
        answer = engine.ask(request.question, request.reader, request.conversation or None)
        return JSONResponse(answer.to_dict())

    @router.get("/search", summary="The passages that best fit a query, best first")
    def search(q: str, limit: Annotated[int, Query(ge=1, le=MOST_RESULTS)] = 10) -> JSONResponse:
        return JSONResponse([result.to_dict() for result in engine.search(q, limit)])

    return router
