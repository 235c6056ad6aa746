"""Adding sources to a library: read, add, commit every so often, and report what was done.

Safe to interrupt and to run again: what was committed stays, and a second run finds it unchanged.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from curbside.errors import CurbsideError, InputError, UnreadableInput
from curbside.evidence.standing import StandingNotice
from curbside.index.embedding import Embedding
from curbside.index.preparing import Prepared, Workshop, prepare, processes_for
from curbside.index.writing import Writer, open_writer
from curbside.ingest.formats import Input, find_inputs
from curbside.ingest.parts import Part, parts_of

# How much work an ended process can lose: this many seconds of it, or ten times what a commit costs. A commit builds
# the indexes over every row anew: twice as often was a twentieth of the work of a hundred thousand abstracts.
COMMIT_SECONDS = 60.0
_WORK_A_COMMIT = 10


@dataclass(slots=True)
class Added:
    """What an `add` did.

    `kinds` and `standings` count what was added or updated; `standing_changed` are documents that notices among the
    inputs speak of; `skipped` pairs each input that was not taken with the reason, for people.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    statements: int = 0
    deleted: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    standings: Counter[str] = field(default_factory=Counter)
    standing_changed: list[str] = field(default_factory=list)
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
        self.began = self.committed_at = time.monotonic()
        self.commit_after = COMMIT_SECONDS
        self.seen: dict[str, tuple[str, str]] = {}
        # Taken in before each commit: looking for the papers they speak of is work that grows with the library.
        self.notices: list[StandingNotice] = []

    def read_all(self) -> None:
        held = self.writer.signs()
        # Other processes embed as this version does; with another embedding the work is done here.
        processes = processes_for(self.bytes_total) if self.writer.embeds_by_default else 0
        if not processes:
            self._take_all((part, made) for part in self._parts() for made in prepare(part, self.pack, held))
            return
        with closing(Workshop(processes, self.pack, held)) as workshop:
            self._take_all(workshop.prepared(self._parts()))

    def commit(self) -> None:
        began = time.monotonic()
        self.result.standing_changed += self.writer.take_notices(self.notices)
        self.notices = []
        manifest = self.writer.commit(lambda step: self._tell(0, step))
        self.result.evidence_version = manifest.evidence_version
        self.committed_at = time.monotonic()
        # The larger the library, the longer a commit takes; it is never more than a small part of the work.
        self.commit_after = max(COMMIT_SECONDS, _WORK_A_COMMIT * (self.committed_at - began))

    def _parts(self) -> Iterator[Part]:
        for one in self.inputs:
            yield from parts_of(one, lambda error, at=one.path: self._skip(at, error))  # type: ignore[misc]

    def _take_all(self, made: Iterable[tuple[Part, Prepared]]) -> None:
        at: Input | None = None
        for part, prepared in made:
            if at is not None and part.input is not at:
                self.bytes_done += at.size
            at = part.input
            self._take(part.input, prepared)
            self._tell(prepared.position, "reading")
            if time.monotonic() - self.committed_at > self.commit_after and not self._ends_soon(prepared.position):
                self.commit()

    def _ends_soon(self, position: int) -> bool:
        """Whether all is read, at the pace so far, before a commit now would pay: the last one does its work again."""
        done = self.bytes_done + position
        left = (time.monotonic() - self.began) * (self.bytes_total - done) / max(1, done)
        return left < COMMIT_SECONDS

    def _skip(self, path: Path, error: CurbsideError) -> None:
        self.result.skipped.append((str(path), error))

    def _take(self, one: Input, prepared: Prepared) -> None:
        for error in prepared.skipped:
            self._skip(one.path, error)
        for document_id, *told in prepared.unchanged:
            self.result.unchanged += self._is_kept(one, document_id, (told[0], told[1]), None)
        dropped = {
            row["document_id"]
            for row in prepared.rows.documents
            if not self._is_kept(one, row["document_id"], (row["revision"], row["record_digest"]), row["recency"])
        }
        outcomes = self.writer.add_rows(prepared.rows, without=dropped)
        self._count(prepared, outcomes)
        self.notices += prepared.notices
        for deletion in prepared.deletions:
            self.result.deleted += self.writer.delete(deletion.document_id)

    def _count(self, prepared: Prepared, outcomes: dict[str, str]) -> None:
        result = self.result
        for row in prepared.rows.documents:
            outcome = outcomes.get(row["document_id"])
            if outcome is None:
                continue
            setattr(result, outcome, getattr(result, outcome) + 1)
            if outcome != "unchanged":
                result.statements += prepared.rows.statements[row["document_id"]]
                result.kinds[row["kind"]] += 1
                result.standings[row["recorded_standing"]] += 1

    def _is_kept(self, one: Input, document_id: str, told: tuple[str, str], recency: str | None) -> bool:
        """Whether a text is taken: not if its id was used in this run for another of which nobody says it is older."""
        first = self.seen.setdefault(document_id, told)
        if first == told or recency is not None:
            return True
        error = InputError(
            f"{one.path.name}: the id {document_id!r} was already used in this run for another text or record.",
            "Give each source an id of its own, or add a newer version in a later run.",
        )
        self._skip(one.path, error)
        if told < first:
            # Which of the two is kept must not depend on the order in which they came.
            self.seen[document_id] = told
            return True
        return False

    def _tell(self, position: int, step: str) -> None:
        self.on_progress(Progress(self.bytes_done + position, self.bytes_total, self.result.documents, step))
