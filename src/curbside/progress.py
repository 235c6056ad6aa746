"""What commands that fetch and add show: how far they are, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curbside.command_line import say, say_skipped
from curbside.errors import CurbsideError, UsageError

if TYPE_CHECKING:
    from curbside.index.adding import Added, Progress

_NAMED = 10


def report_added(result: Added) -> None:
    """Say what was taken, and of what was not taken why."""
    say_skipped(result.skipped)
    say(
        f"Added {result.added:,}, updated {result.updated:,}, unchanged {result.unchanged:,}, "
        f"skipped {len(result.skipped):,}."
    )
    if result.kinds:
        say(f"By kind: {_counted({kind.replace('_', ' '): n for kind, n in result.kinds.items()})}.")
    fallen = {standing: n for standing, n in result.standings.items() if standing != "current"}
    if fallen:
        say(f"Not simply current, by their records: {_counted(fallen)}.")
    if result.standing_changed:
        shown = ", ".join(result.standing_changed[:_NAMED])
        more = f" and {len(result.standing_changed) - _NAMED:,} more" if len(result.standing_changed) > _NAMED else ""
        say(f"Notices among them changed how these stand: {shown}{more}. See `curbside sources show`.")
    if result.deleted:
        say(f"{result.deleted:,} were taken out: their publisher deleted them.")
    if result.interrupted:
        say("Stopped; what was read so far is kept. Run the same command to go on.")


def _counted(counts: dict[str, int]) -> str:
    """The commonest first: "12 cohort study, 3 guideline"."""
    return ", ".join(f"{n:,} {what}" for what, n in sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def write_skipped(skipped: Iterable[tuple[str, CurbsideError]], path: Path) -> None:
    """Write every input that was not taken, and why, as JSON lines.

    Raises UsageError when the file cannot be written.
    """
    lines = (
        json.dumps({"input": at, "error": type(error).__name__, "message": error.message, "hint": error.hint})
        for at, error in skipped
    )
    try:
        path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}).", "Name another file for --skipped.") from None


@contextmanager
def adding_progress(what: str = "documents") -> Iterator[Callable[[Progress], None]]:
    """A progress bar on standard error, with counts and rate; nothing where there is no screen."""
    with _bar(what) as bar:
        task = bar.add_task("reading", total=None, count=0, rate=0.0)

        def tell(progress: Progress) -> None:
            bar.update(
                task,
                description=progress.step,
                total=progress.bytes_total,
                completed=progress.bytes_read,
                count=progress.documents,
                rate=progress.documents / (bar.tasks[0].elapsed or 0.001),
            )

        yield tell


@contextmanager
def fetching_progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """The same for a fetch, told how many have come and of how many."""
    with _bar(what) as bar:
        task = bar.add_task("fetching", total=None, count=0, rate=0.0)

        def tell(done: int, total: int) -> None:
            rate = done / (bar.tasks[0].elapsed or 0.001)
            bar.update(task, total=total, completed=done, count=done, rate=rate)

        yield tell


@contextmanager
def _bar(what: str) -> Iterator[Any]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description:<9}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TextColumn("{task.fields[count]:,} " + what),
        TextColumn("{task.fields[rate]:,.0f}/s"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield bar
