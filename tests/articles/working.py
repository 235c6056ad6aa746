"""Processes that work at a review desk, and can be killed while they do.

`python -m articles.working`, run in the folder of the tests, reads jobs from its standard input, a line of JSON each,
and forks for each: starting Python anew would take a second each time. A child opens the database itself; its evidence
is kept as values, for a library's threads do not survive a fork.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import pickle
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import event

from curbside.articles.accounts import actor_named
from curbside.articles.actor import Actor
from curbside.articles.assign import claim
from curbside.articles.comment import comment
from curbside.articles.database import Database, open_database
from curbside.articles.decide import approve, request_changes, submit
from curbside.articles.desk import Desk
from curbside.articles.edit import edit
from curbside.articles.publish import publish
from curbside.articles.refresh import refresh
from curbside.errors import CurbsideError

from .desks import Place
from .prepared import ITCH, SPREAD, STATES, Evidence, PreparedCurbside


@dataclass(frozen=True, slots=True)
class Told:
    """A deed that somebody was told is done, and what they were told of it."""

    who: str
    deed: str
    result: Any


def work(desk: Desk, who: str, slugs: Sequence[str], seed: int, count: int) -> Iterator[Told]:
    """So many random deeds of somebody; what is refused in two sentences is no error. The evidence changes, too."""
    chance = random.Random(seed)
    evidence: Any = desk.curbside
    for _ in range(count):
        deeds = _deeds(desk, actor_named(desk, who), chance.choice(slugs), chance.choice([SPREAD, ITCH]))
        name = chance.choice([*deeds, "endorse", "endorse", "edit"])
        evidence.now = chance.choice([evidence.now, *STATES[:3]])
        with contextlib.suppress(CurbsideError):
            yield Told(who, name, deeds[name]())


def _deeds(desk: Desk, actor: Actor, slug: str, question: str) -> dict[str, Callable[[], Any]]:
    """What somebody may try, by what the audit trail calls it."""
    return {
        "publish": lambda: publish(desk, actor, question),
        "comment": lambda: comment(desk, actor, slug, "See to it."),
        "edit": lambda: edit(desk, actor, slug, note="We differ."),
        "claim": lambda: claim(desk, actor, slug),
        "endorse": lambda: approve(desk, actor, slug).value,
        "request_changes": lambda: request_changes(desk, actor, slug, "Too long."),
        "submit": lambda: submit(desk, actor, slug),
        "refresh": lambda: [(one.slug, one.outcome.value, one.version) for one in refresh(desk, actor)],
    }


def _approve_forever(desk: Desk, slug: str) -> None:
    while True:
        edit(desk, actor_named(desk, "raj"), slug, note="We differ.")
        approve(desk, actor_named(desk, "rosa"), slug)


def _refresh_forever(desk: Desk, slug: str) -> None:
    evidence: Any = desk.curbside
    while True:
        for evidence.now in STATES[:3]:
            refresh(desk, actor_named(desk, "erin"))
            with contextlib.suppress(CurbsideError):
                approve(desk, actor_named(desk, "rosa"), slug)


def _die_after(database: Database, statements: int) -> None:
    """Kill this process once it has sent so many statements."""
    left = [statements]

    @event.listens_for(database.engine, "after_cursor_execute")
    def count(*_: object) -> None:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)


def _do(job: Mapping[str, Any], states: Mapping[str, Evidence]) -> None:
    database = open_database(Path(job["folder"]), job["url"])
    curbside: Any = PreparedCurbside(states, job["evidence"])
    desk = Desk(database, curbside)
    slug = job["slug"]
    if job["dies_after"]:
        _die_after(database, job["dies_after"])
    match job["deed"]:
        case "approve":
            approve(desk, actor_named(desk, "rosa"), slug)
        case "refresh":
            refresh(desk, actor_named(desk, "erin"))
        case "approve forever":
            _approve_forever(desk, slug)
        case "refresh forever":
            _refresh_forever(desk, slug)
        case "work":
            told = list(work(desk, job["who"], job["slugs"], job["seed"], job["count"]))
            Path(job["into"]).write_text(json.dumps([asdict(one) for one in told]), "utf-8")


def _serve(states: Mapping[str, Evidence]) -> None:
    # No child looks through what it was born with for garbage: half of the time of a deed.
    gc.freeze()
    for line in sys.stdin:
        job = json.loads(line)
        if "wait" in job:
            said = os.waitstatus_to_exitcode(os.waitpid(job["wait"], 0)[1])
        else:
            said = os.fork()
            if said == 0:
                try:
                    _do(job, states)
                    os._exit(0)
                except BaseException:
                    sys.excepthook(*sys.exc_info())
                    os._exit(1)
        print(said, flush=True)


class Workers:
    """The process that forks workers, from without; `states` is a pickled file of kept evidence."""

    def __init__(self, states: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, str(states)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[1],
            text=True,
        )

    def start(self, place: Place, deed: str, *, dies_after: int = 0, evidence: str = "all", **job: Any) -> int:
        """Begin a job; the number of its process."""
        where = {"folder": str(place.folder), "url": place.url}
        return self._say({**where, "deed": deed, "dies_after": dies_after, "evidence": evidence, "slug": None, **job})

    def wait(self, pid: int) -> int:
        """How a process ended: 0 when its job was done, -9 when it was killed."""
        return self._say({"wait": pid})

    def close(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def _say(self, job: Mapping[str, Any]) -> int:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


if __name__ == "__main__":
    with Path(sys.argv[1]).open("rb") as file:
        _serve(pickle.load(file))
