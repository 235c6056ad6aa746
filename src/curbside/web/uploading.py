"""Uploading sources: files are sent, looked at with their records, and only then added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from curbside.articles.actor import Actor
from curbside.articles.states import Role
from curbside.errors import InputError, UsageError
from curbside.evidence.kinds import Reader, SourceKind
from curbside.ingest.formats import Format
from curbside.web.forms import Form, read_form
from curbside.web.protection import RECEIVES_FILES
from curbside.web.receiving import MOST_FILES, receive_files
from curbside.web.responding import PAGE_METHODS, page_response
from curbside.web.served import Served
from curbside.web.signed_in import required
from curbside.web.site import Site
from curbside.web.staging import FileRead, NoSuchUpload, Stage, Staging, Upload, check_holds_something
from curbside.web.upload_reading import FIELDS, record_path, record_written
from curbside.web.upload_work import UploadWork, Worker

EDITORS = (Role.EDITOR, Role.ADMIN)
_RECORDS = (".yaml", ".yml")
_LABELS = {
    "title": "Title",
    "kind": "Kind of source",
    "year": "Year",
    "authors": "Authors, one a line",
    "container": "Journal",
    "publisher": "Publisher or body",
    "doi": "DOI",
    "pmid": "PMID",
    "jurisdiction": "Country: two letters, EU, or INT",
    "audience": "Written for",
}
_CHOICES = {
    "kind": [(one.value, one.label) for one in SourceKind],
    "audience": [(one.value, one.value) for one in Reader],
}


@dataclass(frozen=True, slots=True)
class UploadsPage:
    """The form for files, and the uploads there are; `interrupted` are the ids of those that nobody works on."""

    template: ClassVar[str] = "uploads.html"

    uploads: Sequence[Upload]
    interrupted: frozenset[str]
    most_mb: int
    problem: str = ""

    most_files: ClassVar[int] = MOST_FILES
    endings: ClassVar[str] = ", ".join([*(ending for one in Format for ending in one.endings), *_RECORDS])

    def state(self, upload: Upload) -> str:
        """How far an upload is, in words."""
        return state_in_words(upload, is_interrupted=upload.id in self.interrupted)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the record form: its name, its label, what it holds, and what may be chosen if it is no free text."""

    name: str
    label: str
    value: str
    choices: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class UploadPage:
    """One upload, as far as it has come; `told` is why a record could not be kept, `told_of` the file it is of."""

    template: ClassVar[str] = "upload.html"

    upload: Upload
    is_interrupted: bool
    told: str = ""
    told_of: str = ""
    said: Form | None = None

    @property
    def state(self) -> str:
        """How far it is, in words."""
        return state_in_words(self.upload, is_interrupted=self.is_interrupted)

    @property
    def is_at_work(self) -> bool:
        """Whether it goes on by itself."""
        return self.upload.stage.is_work and not self.is_interrupted

    @property
    def may_change(self) -> bool:
        """Whether files may still be taken out and records put right."""
        return self.upload.stage is Stage.READ

    @property
    def may_add(self) -> bool:
        """Whether it can be added, or added again."""
        again = self.is_interrupted or self.upload.stage is Stage.FAILED
        return bool(self.upload.ids) and (self.may_change or again)

    def fields(self, one: FileRead) -> list[Field]:
        """The record form of a file: as it was sent where that could not be kept, else as the file says."""
        kept = self.said if self.said is not None and one.name == self.told_of else one.record or {}
        return [Field(name, _LABELS[name], kept.get(name, ""), _CHOICES.get(name, ())) for name in FIELDS]


def state_in_words(upload: Upload, *, is_interrupted: bool) -> str:
    """How far an upload is."""
    if is_interrupted:
        return "interrupted, add again" if upload.stage is Stage.ADDING else "interrupted, read again"
    return {
        Stage.READING: "being read",
        Stage.READ: "to be looked at",
        Stage.ADDING: "being added",
        Stage.ADDED: "added",
        Stage.FAILED: "not added",
    }[upload.stage]


def upload_routes(served: Served, site: Site) -> APIRouter:
    """The routes of /upload."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    staging = Staging(served.folder)
    worker = Worker()
    served.when_closed(worker.close)
    work = UploadWork(served, staging, worker)

    def editor(request: Request) -> Actor:
        return required(request, served, *EDITORS)

    def uploads_page(problem: str = "", status: int = 200) -> Response:
        staging.tidy()
        found = staging.all()
        interrupted = frozenset(one.id for one in found if _is_interrupted(staging, one))
        page = UploadsPage(found, interrupted, served.access.upload_bytes // 1_000_000, problem)
        response = page_response(page, site)
        response.status_code = status
        return response

    @router.api_route(RECEIVES_FILES, methods=PAGE_METHODS)
    def uploads(request: Request) -> Response:
        editor(request)
        return uploads_page()

    @router.post(RECEIVES_FILES)
    async def upload(request: Request) -> Response:
        # Before a byte of the files is read.
        actor = await run_in_threadpool(editor, request)
        upload_id = await run_in_threadpool(staging.make)
        begun = False
        try:
            names = await receive_files(request, staging.files(upload_id), served.access.upload_bytes)
            if not names:
                return await run_in_threadpool(uploads_page, "No file was chosen. Choose one or more.", 400)
            await run_in_threadpool(read_first, Upload(upload_id, actor.name, served.desk().now, names))
            begun = True
        finally:
            if not begun:
                staging.drop(upload_id)
        return _to(upload_id)

    def read_first(made: Upload) -> None:
        with staging.hold(made.id) as held:
            work.read(made, held)

    @router.api_route("/upload/{upload_id}", methods=PAGE_METHODS)
    def one_upload(request: Request, upload_id: str) -> Response:
        editor(request)
        found = staging.load(upload_id)
        return page_response(UploadPage(found, _is_interrupted(staging, found)), site)

    @router.post("/upload/{upload_id}/record")
    def record(request: Request, upload_id: str, form: Annotated[Form, Depends(read_form)]) -> Response:
        editor(request)
        with staging.hold(upload_id) as held:
            found = _to_be_looked_at(staging, upload_id)
            one = _file_of(found, form)
            if one.record is None:
                raise UsageError(f"The record of {one.name} is written in the file.", "Change it there.")
            path = staging.files(upload_id) / one.name
            try:
                record_written(form, path)
            except (InputError, UsageError) as error:
                page = UploadPage(found, is_interrupted=False, told=str(error), told_of=one.name, said=form)
                response = page_response(page, site)
                response.status_code = 400
                return response
            beside = record_path(path).name
            found.files = [*found.files, *([beside] if beside not in found.files else [])]
            work.read(found, held)
        return _to(upload_id)

    @router.post("/upload/{upload_id}/remove")
    def remove(request: Request, upload_id: str, form: Annotated[Form, Depends(read_form)]) -> Response:
        editor(request)
        with staging.hold(upload_id) as held:
            found = _to_be_looked_at(staging, upload_id)
            one = _file_of(found, form)
            (staging.files(upload_id) / one.name).unlink(missing_ok=True)
            found.files = [name for name in found.files if name != one.name]
            if not found.files:
                staging.drop(upload_id)
                return RedirectResponse(RECEIVES_FILES, 303)
            work.read(found, held)
        return _to(upload_id)

    @router.post("/upload/{upload_id}/add")
    def add(request: Request, upload_id: str, form: Annotated[Form, Depends(read_form)]) -> Response:
        actor = editor(request)
        with staging.hold(upload_id) as held:
            found = staging.load(upload_id)
            if form.get("looked") != "yes":
                raise UsageError(
                    "Nothing was added: it was not confirmed that the files were looked at.",
                    "Go back, look through them, and tick the box.",
                )
            if found.stage in {Stage.READING, Stage.ADDED}:
                raise UsageError(f"This upload is {state_in_words(found, is_interrupted=False)}.", "Look at its page.")
            check_holds_something(found)
            work.add(found, held, actor)
        return _to(upload_id)

    @router.post("/upload/{upload_id}/again")
    def read_again(request: Request, upload_id: str, form: Annotated[Form, Depends(read_form)]) -> Response:
        editor(request)
        with staging.hold(upload_id) as held:
            found = staging.load(upload_id)
            if found.stage is Stage.ADDED:
                raise UsageError("This upload was added.", "Send the files again to add them again.")
            work.read(found, held)
        return _to(upload_id)

    @router.post("/upload/{upload_id}/drop")
    def drop(request: Request, upload_id: str, form: Annotated[Form, Depends(read_form)]) -> Response:
        editor(request)
        with staging.hold(upload_id):
            staging.drop(upload_id)
        return RedirectResponse(RECEIVES_FILES, 303)

    return router


def _to(upload_id: str) -> Response:
    return RedirectResponse(f"{RECEIVES_FILES}/{upload_id}", 303)


def _is_interrupted(staging: Staging, upload: Upload) -> bool:
    """Whether an upload says that somebody works on it, and nobody does."""
    if not upload.stage.is_work:
        return False
    try:
        if staging.is_held(upload.id):
            return False
        # It may have ended between the two looks.
        return staging.load(upload.id).stage.is_work
    except NoSuchUpload:
        return False


def _to_be_looked_at(staging: Staging, upload_id: str) -> Upload:
    found = staging.load(upload_id)
    if found.stage is not Stage.READ:
        raise UsageError("Files of this upload cannot be changed now.", "Look at its page for how far it is.")
    return found


def _file_of(upload: Upload, form: Form) -> FileRead:
    found = next((one for one in upload.read if one.name == form.get("file")), None)
    if found is None:
        raise UsageError("There is no such file in this upload.", "Look at its page.")
    return found
