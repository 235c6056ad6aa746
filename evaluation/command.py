"""What the suites' commands share: their options, and how a report is printed."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Protocol

from evaluation.data import add_data_option
from evaluation.machine import described
from evaluation.report import Report


class Measure(Protocol):
    """Measure with a library and a folder of question sets; either may be left out."""

    def __call__(self, library: Path | None = None, data: Path | None = None) -> Report:
        """Make the report."""


def run(measure: Measure, description: str | None) -> None:
    """Measure and print, as Markdown; what went wrong only when it is asked for, and of the dev half only."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_data_option(parser)
    parser.add_argument("--library", type=Path, help="a library made before; without it one is made for the occasion")
    parser.add_argument("--show", action="store_true", help="name what went wrong in the dev half")
    arguments = parser.parse_args()
    measured = measure(arguments.library, arguments.data)
    print(described(), "", measured.markdown(), sep="\n")
    if arguments.show:
        print("", *(f"- {failure}" for failure in measured.failures), sep="\n")
