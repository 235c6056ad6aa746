"""What those who run a server ask it: whether it lives, whether it can answer, and what it has done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import BaseModel, Field

from curbside.index.library import Library
from curbside.web.metrics import CONTENT_TYPE, Metrics
from curbside.web.problems import documented


class Health(BaseModel):
    """The process answers."""

    status: Literal["ok"]


class Readiness(BaseModel):
    """The library can be read."""

    status: Literal["ready"]
    evidence_version: str = Field(description="SHA-256 that names the evidence.", pattern="^[0-9a-f]{64}$")


_TEXT: dict[int | str, dict[str, Any]] = {
    200: {"description": "Prometheus' text format.", "content": {"text/plain": {"schema": {"type": "string"}}}}
}


def service_routes(library: Callable[[], Library], metrics: Metrics) -> APIRouter:
    """The routes for those who run the server."""
    router = APIRouter(tags=["service"])

    @router.get("/healthz", summary="Whether the process answers", response_model=Health, responses=documented(504))
    async def health() -> JSONResponse:
        return JSONResponse({"status": "ok"})

    @router.get(
        "/readyz", summary="Whether the library can be read", response_model=Readiness, responses=documented(503, 504)
    )
    def ready() -> JSONResponse:
        return JSONResponse({"status": "ready", "evidence_version": library().evidence_version})

    @router.get(
        "/metrics",
        summary="Counts for Prometheus; no question and no document is named in them",
        response_class=PlainTextResponse,
        responses={**_TEXT, **documented(429, 504)},
    )
    def counts() -> PlainTextResponse:
        return PlainTextResponse(metrics.exposition(), media_type=CONTENT_TYPE)

    return router
