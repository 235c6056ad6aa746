"""From parts of inputs to rows ready to be written: read, cut, embedded, wherever there is a core free for it.

The work of a part is the same in this process and in another. Other processes are started by hand, not by
`multiprocessing`: that would run the program of whoever uses Curbside as a library a second time.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import IO, Any

from curbside.errors import CurbsideError
from curbside.evidence.document import Document
from curbside.evidence.standing import Deletion, StandingNotice
from curbside.index.embedding import Embedding, default_embedding
from curbside.index.storing import Batch, Rows, sign
from curbside.ingest.parts import Part

# Starting a process takes half a second, in which one reads some 3 MB.
WORTH_STARTING = 6_000_000
_MOST_PROCESSES = 8
# Passages in one piece of work handed on: about 10 MB in memory.
PASSAGES_AT_A_TIME = 4_000
# Pieces of work of one process that wait to be written.
_AHEAD = 2


@dataclass(slots=True)
class Prepared:
    """Some of what a part holds, ready to be written, and what there was to say on the way.

    `unchanged` are documents that the library has already, as (id, revision, record digest); `position` is how far in
    its file the reader is, in bytes.
    """

    rows: Batch | Rows
    unchanged: list[tuple[str, str, str]] = field(default_factory=list)
    notices: list[StandingNotice] = field(default_factory=list)
    deletions: list[Deletion] = field(default_factory=list)
    skipped: list[CurbsideError] = field(default_factory=list)
    position: int = 0


def prepare(part: Part, pack: str | None, held: frozenset[bytes]) -> Iterator[Prepared]:
    """Read a part into pieces of work whose texts are still to be embedded; `held` are signs of what is known.

    A deletion comes after every document before it.
    """
    made = Prepared(Batch())

    def at(position: int) -> None:
        made.position = position

    def skip(error: CurbsideError) -> None:
        made.skipped.append(error)

    for read in part.read(skip, at):
        if isinstance(read, StandingNotice):
            made.notices.append(read)
        elif isinstance(read, Deletion):
            made.deletions.append(read)
        else:
            document = read if pack is None else replace(read, pack=pack)
            if made.deletions or _is_full(made.rows, document):
                yield made
                made = Prepared(Batch(), position=made.position)
            _take(made, document, held)
    yield made


def _is_full(rows: Batch | Rows, document: Document) -> bool:
    return len(rows.passages) >= PASSAGES_AT_A_TIME or document.id in rows.statements


def _take(made: Prepared, document: Document, held: frozenset[bytes]) -> None:
    told = (document.id, document.revision, document.record_digest)
    if sign(*told) in held:
        made.unchanged.append(told)
    else:
        assert isinstance(made.rows, Batch)
        made.rows.take(document)


# -- in other processes


class Workshop:
    """Processes that prepare parts; what they make comes back in the order in which the parts were given.

    At most two parts a process are under way at any time, so that memory stays bounded however slow the writing is.
    """

    def __init__(self, processes: int, pack: str | None, held: frozenset[bytes]) -> None:
        self._bench = [_Worker(pack, held) for _ in range(processes)]

    def prepared(self, parts: Iterator[Part]) -> Iterator[tuple[Part, Prepared]]:
        """What the parts hold, in order."""
        free = deque(self._bench)
        busy: deque[tuple[_Worker, Part]] = deque()
        for part in parts:
            worker = free.popleft()
            worker.give(part)
            busy.append((worker, part))
            if not free:
                yield from self._finished(busy, free)
        while busy:
            yield from self._finished(busy, free)

    def _finished(self, busy: deque[tuple[_Worker, Part]], free: deque[_Worker]) -> Iterator[tuple[Part, Prepared]]:
        worker, part = busy.popleft()
        for prepared in worker.made():
            yield part, prepared
        free.append(worker)

    def close(self) -> None:
        """End the processes, whatever they are doing."""
        for worker in self._bench:
            worker.stop()


class _Worker:
    """One process, and a thread that takes what it makes as long as not too much waits."""

    def __init__(self, pack: str | None, held: frozenset[bytes]) -> None:
        command = [sys.executable, "-P", "-c", "from curbside.index.preparing import work; work()"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": _python_path()}
        )
        self._made: queue.Queue[Any] = queue.Queue(_AHEAD)
        self._stopped = threading.Event()
        self._send((pack, held))
        self._thread = threading.Thread(target=self._collect, name="curbside-parts", daemon=True)
        self._thread.start()

    def give(self, part: Part) -> None:
        """Set it to work on a part."""
        self._send(part)

    def made(self) -> Iterator[Prepared]:
        """What it makes of the part it was given."""
        while (one := self._made.get()) is not None:
            if isinstance(one, BaseException):
                raise one
            yield one

    def stop(self) -> None:
        """End it."""
        self._stopped.set()
        self._process.kill()
        self._process.wait()
        with suppress(queue.Empty):
            while True:
                self._made.get_nowait()
        self._thread.join(timeout=5)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _send(self, what: Any) -> None:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # that it has ended is told by what it makes
            pickle.dump(what, self._process.stdin, pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()

    def _collect(self) -> None:
        assert self._process.stdout is not None
        while not self._stopped.is_set():
            try:
                one = pickle.load(self._process.stdout)
            except (EOFError, pickle.UnpicklingError, OSError, ValueError):
                one = RuntimeError("A process that read sources ended before its work was done (out of memory?).")
            self._made.put(one)
            if isinstance(one, RuntimeError):
                return


def work() -> None:
    """What a process of the workshop does until nobody gives it anything more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started it decides
    given, back = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever prints would break what goes back.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with suppress(EOFError, BrokenPipeError):
        pack, held = pickle.load(given)
        embedding = default_embedding()
        while True:
            _work_on(pickle.load(given), pack, held, embedding, back)


def _work_on(part: Part, pack: str | None, held: frozenset[bytes], embedding: Embedding, back: IO[bytes]) -> None:
    def send(what: Any) -> None:
        pickle.dump(what, back, pickle.HIGHEST_PROTOCOL)
        back.flush()

    try:
        for prepared in prepare(part, pack, held):
            assert isinstance(prepared.rows, Batch)
            send(replace(prepared, rows=prepared.rows.embedded(embedding)))
    except BrokenPipeError:
        raise
    except Exception as error:  # a defect: raised where it is seen
        send(RuntimeError(f"{part.input.path.name}: {type(error).__name__}: {error}"))
    send(None)


def _python_path() -> str:
    """Where this process finds its modules, so that the others find the same ones."""
    return os.pathsep.join(path for path in sys.path if path)


def processes_for(size: int) -> int:
    """How many processes to start for inputs of so many bytes; 0 where this one does as well by itself."""
    processes = min(os.cpu_count() or 1, _MOST_PROCESSES)
    return processes if size >= WORTH_STARTING and processes > 1 else 0
