"""The page on which a reader reports a problem, as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from curbside.articles.report import MOST_OF_A_REPORT


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The form for a report on an article or one statement of it; `problem` is why it was not taken.

    `words` are those of the statement that it is about; where none is named, one of `statements`, each an id and its
    words, can be chosen.
    """

    template: ClassVar[str] = "report.html"

    slug: str
    title: str
    version: int | None
    reader: str
    statement: str | None
    words: str | None
    statements: Sequence[tuple[str, str]]
    typed: str = ""
    problem: str = ""

    @property
    def most(self) -> int:
        """How many characters a report may have."""
        return MOST_OF_A_REPORT


@dataclass(frozen=True, slots=True)
class ReportedPage:
    """That a report was taken."""

    template: ClassVar[str] = "reported.html"

    slug: str
    title: str
