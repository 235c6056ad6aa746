"""The libraries that cases are asked of: the starter pack's, made anew, and one of MedQuAD where there is its data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol, TypeVar

from curbside import Curbside
from evaluation.data import BESIDE_THE_CHECKOUT, medquad
from evaluation.report import curbside_at, starter_library

STARTER, MEDQUAD = "starter", "medquad"


class OfALibrary(Protocol):
    """A case that is asked of a library."""

    @property
    def library(self) -> str:
        """`starter` or `medquad`."""


Case = TypeVar("Case", bound=OfALibrary)


def asked_of(
    cases: Sequence[Case], library: Path | None, data: Path | None, notes: list[str]
) -> Iterator[tuple[Curbside, Case]]:
    """Every case with the library to ask, the starter pack's first.

    `library` is one that holds MedQuAD; without one it is made from the data folder. Where that has none, its cases are
    left out, and the notes say so.
    """
    with starter_library() as curbside:
        yield from ((curbside, case) for case in cases if case.library == STARTER)
    records = medquad(data or BESIDE_THE_CHECKOUT)
    if library is None and not records.exists():
        notes.append(f"MedQuAD was left out: {records} is not there.")
        return
    with _medquad_library(library, records) as curbside:
        yield from ((curbside, case) for case in cases if case.library == MEDQUAD)


@contextmanager
def _medquad_library(library: Path | None, records: Path) -> Iterator[Curbside]:
    with TemporaryDirectory() as scratch, curbside_at(library or Path(scratch) / "medquad", empty=True) as curbside:
        if not curbside.exists:
            curbside.add(records)
        yield curbside
