"""What a suite measured, half by half: counts that read as Markdown and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol, TypeVar

from curbside import Curbside
from curbside.settings import load_settings

CASES = Path(__file__).parent / "cases"
DEV, FROZEN = HALVES = ("dev", "frozen")
# Cases written after the halves, to develop with; `held` was only counted at first, `wide` came with new sealed ones.
LATER, HELD, WIDE = "later", "held", "wide"
# Written beside later ones by who built what they try, and kept aside meanwhile.
ASIDE = "aside"
# Cases written last, by somebody who did not know the engine, and only counted.
SEALED = "sealed"
# What fails here is counted and never shown.
UNSEEN = frozenset({FROZEN, ASIDE, SEALED})


class Halved(Protocol):
    """What was looked at while working (`dev`, `later`, `held`, `wide`), or only counted (the others)."""

    @property
    def half(self) -> str:
        """`dev`, `frozen`, `later`, `held`, `wide`, `aside` or `sealed`."""


Case = TypeVar("Case", bound=Halved)


@dataclass(frozen=True, slots=True)
class Count:
    """So many of so many."""

    part: int
    whole: int

    def __str__(self) -> str:
        return f"{self.part} of {self.whole}" + (f" ({self.part / self.whole:.0%})" if self.whole else "")

    def to_dict(self) -> dict[str, int]:
        """For JSON."""
        return {"count": self.part, "of": self.whole}


@dataclass(frozen=True, slots=True)
class Report:
    """Counts by half and by what is counted, and what went wrong in the dev half, a line each."""

    halves: Mapping[str, Mapping[str, Count]]
    failures: Sequence[str] = ()
    notes: Sequence[str] = ()

    def markdown(self) -> str:
        """A table with a row for what is counted, and the notes under it."""
        names = dict.fromkeys(name for counts in self.halves.values() for name in counts)
        cells = ([str(counts.get(name, "")) for counts in self.halves.values()] for name in names)
        rows = [f"| {name} | {' | '.join(row)} |" for name, row in zip(names, cells, strict=True)]
        head = [f"| | {' | '.join(self.halves)} |", "|---" * (len(self.halves) + 1) + "|"]
        return "\n".join([*head, *rows, *(f"\n{note}" for note in self.notes)])

    def to_dict(self) -> dict[str, Any]:
        """For JSON; what went wrong is not part of it."""
        halves = {
            half: {name: count.to_dict() for name, count in counts.items()} for half, counts in self.halves.items()
        }
        return {"halves": halves, "notes": list(self.notes)}


def read_cases(name: str) -> list[dict[str, Any]]:
    """The lines of a file of cases."""
    return [json.loads(line) for line in (CASES / name).read_text("utf-8").splitlines()]


def by_half(
    cases: Sequence[Case], counted: Callable[[Sequence[Case]], dict[str, Count]]
) -> dict[str, dict[str, Count]]:
    """What is counted of the cases of each half, and of those written later where there are any."""
    halves = (
        *HALVES,
        *(half for half in (LATER, HELD, WIDE, ASIDE, SEALED) if any(case.half == half for case in cases)),
    )
    return {half: counted([case for case in cases if case.half == half]) for half in halves}


def count(right: Sequence[bool]) -> Count:
    """How many hold."""
    return Count(sum(right), len(right))


@contextmanager
def starter_library(library: Path | None = None) -> Iterator[Curbside]:
    """The starter library in a folder, or one made for the occasion."""
    with TemporaryDirectory() as scratch, curbside_at(library or Path(scratch) / "library") as curbside:
        yield curbside


def curbside_at(folder: Path, empty: bool = False) -> Curbside:
    """The library in a folder, with the settings of the environment: another embedding is measured by setting it."""
    return Curbside.of_settings(load_settings(), folder, empty)
