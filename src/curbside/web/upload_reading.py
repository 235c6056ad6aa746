"""What staged files hold, as an editor sees it before anything is added."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import yaml

from curbside.answer.identifiers import IdentifierKind, identifiers_in
from curbside.errors import IncompleteRecord, UsageError
from curbside.evidence.document import Document
from curbside.evidence.text import clean_line
from curbside.index.library import Library, Source
from curbside.ingest.beside import read_said
from curbside.ingest.checking import findings_of
from curbside.ingest.formats import Input, find_inputs, not_read
from curbside.ingest.records import read_about, read_reference
from curbside.web.staging import DocumentRead, FileRead

SHOWN = 20
MOST_FINDINGS = 50
# The fields of the record form, as a record beside a file has them.
FIELDS = ("title", "kind", "year", "authors", "container", "publisher", "doi", "pmid", "jurisdiction", "audience")

# What a guideline or paper does not have, and what tells of one patient does.
_OF_A_PATIENT = {IdentifierKind.BIRTH_DATE, IdentifierKind.RECORD_NUMBER, IdentifierKind.WARD_BED}
_LOOKED_THROUGH = 200_000
_LONGEST_VALUE = 2_000


def read_staged(paths: Sequence[Path], library: Library, tell: Callable[[int, str], None]) -> list[FileRead]:
    """Read files as they would be added; `tell` is told how many are done, and which one is next."""
    inputs = {one.path: one for one in find_inputs(paths, lambda _: None)}
    read: dict[Path, FileRead] = {}
    authored: list[tuple[Input, Document]] = []
    for number, path in enumerate(paths):
        tell(number, path.name)
        one = inputs.get(path)
        read[path] = _read_input(one, library, authored) if one is not None else _unread(path, inputs.values())
    for path, findings in findings_of(authored):
        shown = [str(finding) for finding in findings]
        more = [f"And {len(shown) - MOST_FINDINGS} more."] if len(shown) > MOST_FINDINGS else []
        read[path].findings = [*shown[:MOST_FINDINGS], *more]
    return list(read.values())


def record_written(form: Mapping[str, str], path: Path) -> None:
    """Write what an editor says of a file beside it, where it counts over what the file says of itself.

    What is left empty stays as the file has it. Raises IncompleteRecord for a value that cannot be one, UsageError for
    one that is too long; then nothing is written.
    """
    said: dict[str, object] = {}
    for name in FIELDS:
        value = form.get(name, "").replace("\r\n", "\n")
        if len(value) > _LONGEST_VALUE:
            raise UsageError(f"The field {name} is longer than {_LONGEST_VALUE:,} characters.", "Shorten it.")
        lines = [line for one in value.split("\n") if (line := clean_line(one))]
        if lines:
            said[name] = lines if name == "authors" else " ".join(lines)
    if "title" not in said:
        raise IncompleteRecord("The record has no title.", "Say what the source is called.")
    beside = record_path(path)
    # Keys that came with the files and have no field here are kept.
    there = read_said([beside] if beside.exists() else [], ()).own
    keys = {**{key: value for key, value in there.items() if key not in FIELDS}, **said}
    read_reference(keys)
    read_about(keys)
    part = beside.with_name(f".{beside.name}.part")
    part.write_text(yaml.safe_dump(keys, allow_unicode=True, sort_keys=False), "utf-8")
    part.replace(beside)


def record_path(path: Path) -> Path:
    """Where an editor's record of a file lies: of all that may lie beside it, the one that counts."""
    return path.with_name(f"{path.name}.yaml")


def held_state(library: Library, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Of documents that the library holds, which text and which record."""
    return {name: _state(one) for name, one in library.sources(ids).items()}


def _state(source: Source) -> tuple[str, str]:
    return source.revision, source.recorded.record_digest


def _read_input(one: Input, library: Library, authored: list[tuple[Input, Document]]) -> FileRead:
    read = FileRead(one.path.name)
    first: Document | None = None
    documents: list[Document] = []
    for document in one.documents(lambda error: read.errors.append(str(error))):
        first = first or document
        read.ids.append(document.id)
        read.statements += len(document.statements)
        read.tables += len(document.tables)
        if one.is_authored:
            authored.append((one, document))
        if len(documents) < SHOWN:
            documents.append(document)
    held = library.sources([document.id for document in documents])
    read.documents = [_listed(document, held.get(document.id)) for document in documents]
    if first is not None and len(read.ids) == 1:
        read.warnings += _signs_of_a_patient(first)
        read.record = _form_of(first) if one.format.has_record_beside else None
    return read


def _unread(path: Path, inputs: Iterable[Input]) -> FileRead:
    beside = [one.path.name for one in inputs if {path, path.resolve()} & {*one.records, *one.defaults}]
    if beside:
        return FileRead(path.name, beside=", ".join(beside))
    return FileRead(path.name, errors=[str(not_read(path))])


def _listed(document: Document, held: Source | None) -> DocumentRead:
    reference = document.reference
    if held is None:
        told = "new"
    elif _state(held) == (document.revision, reference.record_digest):
        told = "held already, unchanged"
    else:
        told = "replaces the text or record that is held"
    return DocumentRead(
        document.id,
        reference.title,
        reference.kind.label,
        reference.year,
        len(document.statements),
        len(document.tables),
        told,
    )


def _form_of(document: Document) -> dict[str, str]:
    record = document.reference.to_record()
    shown = {name: record.get(name) for name in FIELDS}
    return {name: "\n".join(value) if isinstance(value, list) else str(value or "") for name, value in shown.items()}


def _signs_of_a_patient(document: Document) -> list[str]:
    found = {one.kind for one in identifiers_in(document.text[:_LOOKED_THROUGH])} & _OF_A_PATIENT
    if not found:
        return []
    kinds = ", ".join(sorted(one.label for one in found))
    return [f"This may tell of one patient ({kinds}). Look, and remove the file if it does."]
