"""Adding sources to a library: read, add, commit every so often, and report what was done.

Safe to interrupt and to run again: what was committed stays, and a second run finds it unchanged.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from curbside.errors import CurbsideError, InputError, UnreadableInput
from curbside.evidence.document import Document
from curbside.index.embedding import Embedding
from curbside.index.writing import Writer, open_writer
from curbside.ingest.formats import Input, find_inputs

# How much work an ended process can lose at most. A commit costs about a tenth of this.
COMMIT_SECONDS = 30.0


@dataclass(slots=True)
class Added:
    """What an `add` did. `skipped` pairs each input that was not taken with the reason, for people."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    statements: int = 0
    skipped: list[tuple[str, CurbsideError]] = field(default_factory=list)
    interrupted: bool = False
    evidence_version: str | None = None

    @property
    def documents(self) -> int:
        """How many documents were read and taken, changed or not."""
        return self.added + self.updated + self.unchanged


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an `add` is: bytes of its inputs read, documents taken, and what it is doing."""

    bytes_read: int
    bytes_total: int
    documents: int
    step: str


OnProgress = Callable[[Progress], None]


def add_paths(
    folder: Path,
    paths: Iterable[Path],
    *,
    pack: str | None = None,
    embedding: Embedding | None = None,
    wait_seconds: float = 30.0,
    on_progress: OnProgress | None = None,
    on_wait: Callable[[str], None] | None = None,
) -> Added:
    """Add files and folders to the library in a folder, making the library if there is none.

    An input that cannot be taken is skipped and named in the result; the others go in. Raises UnreadableInput
    when a path does not exist, a folder holds nothing readable, or nothing at all could be taken; LibraryBusy,
    LibraryIncompatible or LibraryFull as `open_writer` does.
    """
    result = Added()
    inputs = find_inputs(paths, lambda error: result.skipped.append(("", error)))
    if not inputs and result.skipped:
        raise result.skipped[0][1]
    with open_writer(folder, embedding=embedding, wait_seconds=wait_seconds, on_wait=on_wait) as writer:
        run = _Run(writer, inputs, pack, result, on_progress or (lambda _: None))
        try:
            run.read_all()
        except KeyboardInterrupt:
            result.interrupted = True
        run.commit()
        writer.tidy()
    if not result.documents and result.skipped and not result.interrupted:
        raise _nothing_taken(result)
    return result


def _nothing_taken(result: Added) -> CurbsideError:
    first = result.skipped[0][1]
    if len(result.skipped) == 1:
        return first
    return UnreadableInput(
        f"None of the {len(result.skipped)} inputs could be taken; the first: {first.message}", first.hint
    )


class _Run:
    """One `add` at work."""

    def __init__(
        self, writer: Writer, inputs: list[Input], pack: str | None, result: Added, on_progress: OnProgress
    ) -> None:
        self.writer = writer
        self.inputs = inputs
        self.pack = pack
        self.result = result
        self.on_progress = on_progress
        self.bytes_done = 0
        self.bytes_total = sum(one.size for one in inputs)
        self.committed_at = time.monotonic()
        self.seen: dict[str, tuple[str, str]] = {}

    def read_all(self) -> None:
        for one in self.inputs:
            self._read(one)
            self.bytes_done += one.size
            self._tell(0, "reading")

    def commit(self) -> None:
        manifest = self.writer.commit(lambda step: self._tell(0, step))
        self.result.evidence_version = manifest.evidence_version
        self.committed_at = time.monotonic()

    def _read(self, one: Input) -> None:
        def skip(error: CurbsideError) -> None:
            self.result.skipped.append((str(one.path), error))

        for read in one.read(skip, lambda position: self._tell(position, "reading")):
            if isinstance(read, Document):
                self._take(one, read)
            if time.monotonic() - self.committed_at > COMMIT_SECONDS:
                self.commit()

    def _take(self, one: Input, document: Document) -> None:
        if self.pack is not None:
            document = replace(document, pack=self.pack)
        told = (document.revision, document.record_digest)
        first = self.seen.setdefault(document.id, told)
        if first != told:
            error = InputError(
                f"{one.path.name}: the id {document.id!r} was already used in this run for another text or record.",
                "Give each source an id of its own, or add a newer version in a later run.",
            )
            self.result.skipped.append((str(one.path), error))
            if told < first:
                # Which of the two is kept must not depend on the order in which they came.
                self.seen[document.id] = told
                self.writer.add(document)
            return
        outcome = self.writer.add(document)
        setattr(self.result, outcome, getattr(self.result, outcome) + 1)
        if outcome != "unchanged":
            self.result.statements += len(document.statements)

    def _tell(self, position: int, step: str) -> None:
        self.on_progress(Progress(self.bytes_done + position, self.bytes_total, self.result.documents, step))
