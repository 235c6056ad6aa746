"""Answers and references as files to take along."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from curbside.answer.answer import Answer
from curbside.answer.citations import CitationFormat, citations
from curbside.answer.markdown import answer_markdown
from curbside.answer.references import answer_reference
from curbside.errors import UsageError
from curbside.evidence.kinds import Reader
from curbside.index.relations import relations_of
from curbside.web.article_files import article_file
from curbside.web.articles import Number, read_now
from curbside.web.forms import read_form
from curbside.web.responding import PAGE_METHODS
from curbside.web.served import Served
from curbside.web.signed_in import actor_of
from curbside.web.sources import source_held
from curbside.web.unidentified import unidentified

# Of each format the media type, and how its files' names end.
_FORMATS = {
    "ris": ("application/x-research-info-systems; charset=utf-8", "ris"),
    "bibtex": ("application/x-bibtex; charset=utf-8", "bib"),
    "csl-json": ("application/vnd.citationstyles.csl+json", "json"),
    "markdown": ("text/markdown; charset=utf-8", "md"),
    "json": ("application/json", "json"),
}


def export_routes(engine: Served) -> APIRouter:
    """The routes that give files."""
    router = APIRouter(include_in_schema=False)

    @router.post("/ask/export")
    def export_answer(form: Annotated[Mapping[str, str], Depends(read_form)]) -> Response:
        named = _known(form.get("format", ""), _FORMATS)
        reader, conversation = form.get("reader", Reader.CLINICIAN), form.get("conversation") or None
        answer = unidentified(engine.ask(form.get("q", ""), reader, conversation))
        return _file(_written(answer, named), named, f"curbside-{answer.answer_id[:12]}")

    @router.api_route("/articles/{slug}/export", methods=PAGE_METHODS)
    def export_article(
        request: Request,
        slug: str,
        format: str = CitationFormat.RIS.value,
        reader: str = Reader.CLINICIAN.value,
        version: Number = None,
    ) -> Response:
        named = _known(format, _FORMATS)
        engine.check_reader(reader)
        actor = actor_of(request, engine)
        read = read_now(engine.desk(), slug, actor.role if actor is not None else None, reader, version)
        text = article_file(read, named) or _written(read.answer, named)
        response = _file(text, named, f"curbside-{slug}-v{read.version.n}")
        if actor is not None:
            response.headers["Cache-Control"] = "no-store"
        return response

    @router.api_route("/sources/{document_id:path}/export", methods=PAGE_METHODS)
    def export_source(document_id: str, format: str = CitationFormat.RIS.value) -> Response:
        named = _known(format, list(CitationFormat))
        library = engine.library()
        record = source_held(library, document_id)
        reference = answer_reference(1, [record], engine.calendar, relations_of(library, record).texts)
        return _file(citations([reference], CitationFormat(named)), named, f"curbside-{document_id}")

    return router


def _written(answer: Answer, named: str) -> str:
    if named == "markdown":
        return answer_markdown(answer)
    if named == "json":
        return json.dumps(answer.to_dict(), ensure_ascii=False, indent=1) + "\n"
    if not answer.references:
        raise UsageError("This answer cites no source.", "There are no references to take along.")
    return citations(answer.references, CitationFormat(named))


def _known(named: str, formats: Collection[str]) -> str:
    if named not in formats:
        raise UsageError("There is no export of that format.", f"Use one of: {', '.join(formats)}.")
    return named


def _file(text: str, named: str, stem: str) -> Response:
    media_type, ending = _FORMATS[named]
    # Letters, digits and marks that no system reads anything into.
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip(".-")[:80] or "curbside"
    return Response(
        text.encode("utf-8"),
        media_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}.{ending}"'},
    )
