"""The work on uploads: reading what was sent, and adding it, one upload after the other, beside the serving.

How far it is stands in the upload's note, so that every process can show it. What ends with its process leaves its
note and gives up its lock: the upload then says that it was interrupted. The library keeps what was committed, and
adding again finds that unchanged.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from curbside.articles import audit
from curbside.articles.accounts import check_still_holds
from curbside.articles.actor import Actor
from curbside.errors import CurbsideError
from curbside.index.adding import Added, Progress
from curbside.web.served import Served
from curbside.web.staging import Held, Stage, Staging, Upload
from curbside.web.upload_reading import held_state, read_staged

log = logging.getLogger("curbside.web")

# How often a note is written while work goes on, in seconds.
_TELL_SECONDS = 0.3
_LAST_SECONDS = 10.0
# Documents that an entry of the audit trail names; it counts all of them.
_NAMED_IN_AUDIT = 200

Work = Callable[[], None]


class Worker:
    """One thread that works through uploads, begun with the first."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[Work | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._ending = threading.Event()

    @property
    def is_ending(self) -> bool:
        """Whether the server stops: what is being done is to come to an end."""
        return self._ending.is_set()

    def begin(self, work: Work) -> None:
        """Do some work, after what is to be done before."""
        with self._starting:
            if self._thread is None:
                # Not waited for without end: what it was doing is marked as interrupted.
                self._thread = threading.Thread(target=self._run, name="uploads", daemon=True)
                self._thread.start()
        self._waiting.put(work)

    def close(self) -> None:
        """Let the work come to an end, for a while."""
        self._ending.set()
        self._waiting.put(None)
        if self._thread is not None:
            self._thread.join(_LAST_SECONDS)

    def _run(self) -> None:
        while (work := self._waiting.get()) is not None and not self.is_ending:
            work()


@dataclass(frozen=True, slots=True)
class UploadWork:
    """What is done with uploads of one library."""

    served: Served
    staging: Staging
    worker: Worker

    def read(self, upload: Upload, held: Held) -> None:
        """Begin to read an upload; its lock is handed on, and given up when that is done."""
        self._begin(upload, held, Stage.READING, lambda: self._read(upload))

    def add(self, upload: Upload, held: Held, actor: Actor) -> None:
        """Begin to add an upload, once the audit trail says who wants that; its lock goes the same way.

        Raises SignInRefused for an actor whose account was taken away meanwhile.
        """
        self._tell_of(upload, actor, "upload_confirmed", {})
        self._begin(upload, held, Stage.ADDING, lambda: self._add(upload, actor))

    def _begin(self, upload: Upload, held: Held, stage: Stage, work: Work) -> None:
        upload.stage, upload.percent, upload.step, upload.waits_for, upload.problem = stage, 0, "waiting", "", ""
        self.staging.save(upload)
        held.hand_on()
        self.worker.begin(lambda: self._finish(upload, held, work))

    def _finish(self, upload: Upload, held: Held, work: Work) -> None:
        """Do the work, write down how it ended, and give up the lock, however it ended."""
        try:
            work()
        except KeyboardInterrupt:
            return  # the server stops; the note says that the work goes on, and nobody holds the lock
        except CurbsideError as error:
            self._fail(upload, str(error))
        except Exception as error:
            log.error("defect", exc_info=error)
            self._fail(upload, "Something went wrong inside Curbside. Whoever runs this server finds it in the log.")
        finally:
            held.release()

    def _fail(self, upload: Upload, problem: str) -> None:
        upload.stage, upload.problem = Stage.FAILED, problem
        self.staging.save(upload)

    def _read(self, upload: Upload) -> None:
        paths = self.staging.paths(upload)
        told = _Told(self, upload)
        upload.read = read_staged(
            paths, self.served.library(), lambda done, name: told.say(100 * done // max(1, len(paths)), name)
        )
        upload.stage, upload.percent = Stage.READ, 100
        self.staging.save(upload)

    def _add(self, upload: Upload, actor: Actor) -> None:
        told = _Told(self, upload)
        before = held_state(self.served.library(), upload.ids)
        added = self.served.add(
            self.staging.paths(upload), on_progress=lambda progress: told.progress(progress), on_wait=told.waits
        )
        if added.interrupted:
            raise KeyboardInterrupt
        _note_outcomes(upload, added, before, held_state(self.served.library(), upload.ids))
        counts = {"added": added.added, "updated": added.updated, "unchanged": added.unchanged}
        self._tell_of(upload, actor, "upload_added", {**counts, "skipped": len(added.skipped)}, still=False)
        upload.stage, upload.percent = Stage.ADDED, 100
        self.staging.save(upload)

    def _tell_of(
        self, upload: Upload, actor: Actor, action: str, counts: dict[str, int], *, still: bool = True
    ) -> None:
        desk = self.served.desk()
        detail = {
            "upload": upload.id,
            "files": len(upload.files),
            "documents": upload.ids[:_NAMED_IN_AUDIT],
            "document_count": len(upload.ids),
            **counts,
        }
        with desk.database.write() as session:
            if still:
                check_still_holds(session, actor)
            audit.append(session, actor, desk.now, action, detail=detail)


class _Told:
    """Writes down how far the work is, not too often."""

    def __init__(self, work: UploadWork, upload: Upload) -> None:
        self._work, self._upload = work, upload
        self._written_at = 0.0

    def say(self, percent: int, step: str) -> None:
        """So many per cent are done, and this is next. Raises KeyboardInterrupt where the server stops."""
        if self._work.worker.is_ending:
            raise KeyboardInterrupt
        self._upload.percent, self._upload.step, self._upload.waits_for = percent, step, ""
        now = time.monotonic()
        if now - self._written_at >= _TELL_SECONDS:
            self._written_at = now
            self._work.staging.save(self._upload)

    def progress(self, progress: Progress) -> None:
        """So much was read of the files."""
        self.say(min(99, 100 * progress.bytes_read // max(1, progress.bytes_total)), progress.step)

    def waits(self, holder: str) -> None:
        """Somebody else writes the library."""
        self._upload.waits_for = holder
        self._work.staging.save(self._upload)


def _note_outcomes(
    upload: Upload, added: Added, before: dict[str, tuple[str, str]], after: dict[str, tuple[str, str]]
) -> None:
    """Say of each file what became of its sources, and why what was skipped was."""
    skipped: dict[str, list[str]] = {}
    for path, error in added.skipped:
        skipped.setdefault(Path(path).name, []).append(str(error))
    for one in upload.read:
        one.outcome = dict(Counter(_outcome(before.get(name), after.get(name)) for name in one.ids))
        if one.name in skipped:
            one.errors = skipped[one.name]


def _outcome(before: tuple[str, str] | None, after: tuple[str, str] | None) -> str:
    if after is None:
        return "skipped"
    if before is None:
        return "added"
    return "unchanged" if before == after else "updated"
