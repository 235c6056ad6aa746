"""Whether quantities are read as they were printed: values, units, intervals and comparators.

    python -m evaluation.quantities [--show]

Counts, for each half of evaluation/cases/quantities.jsonl, strings read without any mistake and quantities read
exactly. Exact means the same kind, value, limits, kind of interval, unit, whole and comparator; the words that the
quantity spans and its statistic ("median", "hazard ratio") are counted in columns of their own. A quantity read where
there is none spoils its string. `--show` names what went wrong in the dev half only.

How the cases are labelled: a quantity spans its comparator ("under 1 cm"), its unit, its interval with the bracket
that closes it, and the label that makes it one ("HR 0.47", "n = 95", "aged 65 or over"); a word between a number and
its interval is spanned too. A rising "from a to b" is a range, a falling one is two quantities. A dose ends before
"for 7 days", which is a duration. "sd" stands for the limits value - SD and value + SD.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from curbside.evidence.quantities import Quantity, read_quantities
from evaluation.machine import described

CASES = Path(__file__).parent / "cases" / "quantities.jsonl"
EXACT = ("kind", "value", "low", "high", "interval_kind", "unit", "whole", "comparator")
COLUMNS = ("strings exact", "quantities exact", "quantities not there", "strings, words too", "strings, statistics too")


@dataclass(frozen=True, slots=True)
class Case:
    """A string and the quantities that a person found in it."""

    text: str
    quantities: tuple[dict[str, Any], ...]
    half: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One string read: how many of its quantities came out exactly, and how many came out that are not there."""

    exact: int
    invented: int
    wanted: int
    words: bool
    statistics: bool

    @property
    def right(self) -> bool:
        """Every quantity exact, and none invented."""
        return self.exact == self.wanted and not self.invented


def main() -> None:
    """Measure and print, as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true", help="name what went wrong in the dev half")
    arguments = parser.parse_args()
    cases = load_cases()
    print(described(), "", f"| half | {' | '.join(COLUMNS)} |", "|---" * (len(COLUMNS) + 1) + "|", sep="\n")
    for half in ("dev", "frozen"):
        print(f"| {half} | {' | '.join(_row([outcome_of(case) for case in cases if case.half == half]))} |")
    if arguments.show:
        for case in cases:
            if case.half == "dev" and not outcome_of(case).right:
                _show(case)


def load_cases() -> list[Case]:
    """The labelled strings, in the order of the file."""
    rows = map(json.loads, CASES.read_text("utf-8").splitlines())
    return [Case(row["text"], tuple(row["quantities"]), row["half"]) for row in rows]


def outcome_of(case: Case) -> Outcome:
    """Read one string and hold what came out against what is there, in order of place."""
    read = read_quantities(case.text)
    wanted, found = [_labelled(q, EXACT) for q in case.quantities], [_read(q, EXACT) for q in read]
    blocks = SequenceMatcher(None, wanted, found, autojunk=False).get_matching_blocks()
    exact = sum(block.size for block in blocks)
    return Outcome(exact, max(0, len(found) - len(wanted)), len(wanted), _agree(case, read, "text"), _agree(case, read))


def _agree(case: Case, read: Sequence[Quantity], also: str = "statistic") -> bool:
    names = (*EXACT, also)
    return [_labelled(q, names) for q in case.quantities] == [_read(q, names) for q in read]


def _labelled(quantity: dict[str, Any], names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(quantity.get(name) for name in names)


def _read(quantity: Quantity, names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(getattr(quantity, name) for name in names)


def _row(outcomes: list[Outcome]) -> list[str]:
    strings, quantities = len(outcomes), sum(o.wanted for o in outcomes)
    return [
        _share(sum(o.right for o in outcomes), strings),
        _share(sum(o.exact for o in outcomes), quantities),
        str(sum(o.invented for o in outcomes)),
        _share(sum(o.right and o.words for o in outcomes), strings),
        _share(sum(o.right and o.statistics for o in outcomes), strings),
    ]


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.1f} %)"


def _show(case: Case) -> None:
    print(f"\n- {case.text}")
    for quantity in case.quantities:
        print(f"  - wanted {quantity}")
    for read in read_quantities(case.text):
        print(f"  - read   {read}")


if __name__ == "__main__":
    main()
