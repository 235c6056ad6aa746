"""Looking a library over: each finding says what is wrong, or right, and what to do about it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from curbside.errors import CurbsideError
from curbside.evidence.kinds import Standing
from curbside.index import lance
from curbside.index.embedding import Embedding, default_embedding
from curbside.index.library import DATABASE, Library, batches, differing_fingerprints
from curbside.index.manifest import Manifest, read_manifest

_LITTLE_SPACE = 500_000_000


class Severity(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at and found, and the remedy where there is something to do."""

    severity: Severity
    message: str
    remedy: str = ""


def examine(folder: Path, embedding: Embedding | None = None) -> Iterator[Finding]:
    """Look a library over, from the folder to every stored quote. Changes nothing."""
    yield from _space(folder)
    try:
        manifest = read_manifest(folder)
    except CurbsideError as error:
        yield Finding(Severity.ERROR, error.message, error.hint)
        return
    if manifest is None:
        yield Finding(
            Severity.WARNING,
            f"There is no library at {folder} yet.",
            "It is made by the first `curbside ask` or `add`.",
        )
        return
    yield Finding(
        Severity.OK,
        f"The library at {folder} holds {manifest.counts['documents']:,} documents in "
        f"{manifest.counts['passages']:,} passages (commit {manifest.generation}).",
    )
    stale = _stale(manifest, embedding or default_embedding())
    if stale:
        yield stale
        return
    yield from _tables(folder, manifest)
    try:
        with Library(folder, embedding) as library:
            yield from _stored_words(library)
            yield from _standings(library)
    except CurbsideError as error:
        yield Finding(Severity.ERROR, error.message, error.hint)


def _space(folder: Path) -> Iterator[Finding]:
    place = folder if folder.exists() else next(p for p in folder.absolute().parents if p.exists())
    free = shutil.disk_usage(place).free
    if free < _LITTLE_SPACE:
        yield Finding(
            Severity.WARNING, f"Only {free // 1_000_000:,} MB are free where the library is.", "Free some space."
        )


def _stale(manifest: Manifest, embedding: Embedding) -> Finding | None:
    differing = differing_fingerprints(manifest, embedding)
    if not differing:
        return None
    return Finding(
        Severity.ERROR,
        f"The index was made with another {' and '.join(differing)}, so it does not answer.",
        "Run `curbside reindex`; no evidence is lost.",
    )


def _tables(folder: Path, manifest: Manifest) -> Iterator[Finding]:
    try:
        with lance.lance_errors(folder):
            database = lance.connect(folder / DATABASE)
            for use, named in sorted(manifest.tables.items()):
                table = lance.open_at(database, named.name, named.version)
                uncovered = lance.uncovered_rows(table)
                if uncovered:
                    yield Finding(
                        Severity.ERROR, f"{uncovered} rows of {use} are not indexed.", "Run `curbside reindex`."
                    )
            left = sorted(lance.table_names(database) - {table.name for table in manifest.tables.values()})
    except CurbsideError as error:
        yield Finding(Severity.ERROR, error.message, error.hint)
        return
    if left:
        yield Finding(
            Severity.WARNING,
            f"Tables that nothing names take up room: {', '.join(left)}.",
            "The next `curbside add` removes them.",
        )


def _stored_words(library: Library) -> Iterator[Finding]:
    """Whether every passage's words are where it says in the stored revision."""
    wrong: list[str] = []
    checked = 0
    for some in batches(library.all_sources(), 500):
        texts = library.texts((source.document_id, source.revision) for source in some)
        for hit in library.passages([source.document_id for source in some]):
            text = texts.get((hit.source.document_id, hit.revision), "")
            checked += 1
            if text[hit.start : hit.end] != hit.text:
                wrong.append(hit.passage_id)
        library.forget()
    if wrong:
        yield Finding(
            Severity.ERROR,
            f"{len(wrong)} of {checked:,} passages are not what their source says, {wrong[0]} among them.",
            "Run `curbside reindex`; until then such passages are withheld from answers.",
        )
    elif checked != library.manifest.counts["passages"]:
        yield Finding(
            Severity.ERROR,
            f"{library.manifest.counts['passages'] - checked} passages belong to no source.",
            "Run `curbside reindex`.",
        )
    else:
        yield Finding(Severity.OK, f"All {checked:,} passages are, word for word, in their stored sources.")


def _standings(library: Library) -> Iterator[Finding]:
    sources = library.all_sources()
    unchecked = sum(source.reference.standing_checked is None for source in sources)
    if unchecked:
        yield Finding(
            Severity.WARNING,
            f"Nobody has recorded checking the standing of {unchecked:,} of {len(sources):,} sources.",
            "Look up retractions and put `standing_checked: DATE` in their records.",
        )
    withdrawn = [s.document_id for s in sources if s.reference.standing is Standing.RETRACTED]
    if withdrawn:
        yield Finding(Severity.OK, f"{len(withdrawn)} retracted sources are kept and never answer.")
