"""Run the suites of the repository's `evaluation/` folder, which measure Curbside and are no part of the package."""

from __future__ import annotations

import contextlib
import importlib
import io
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from curbside.errors import UsageError

PACKAGE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Suite:
    """Where a suite is: the first of its modules that the checkout has.

    `options` are those that a module which only prints takes; `records` says that it cannot do without MedQuAD.
    """

    modules: tuple[str, ...]
    options: frozenset[str] = frozenset()
    records: bool = False


SUITES: Mapping[str, Suite] = {
    "retrieval": Suite(("retrieval",), frozenset({"data", "library"}), records=True),
    "answers": Suite(("answers",)),
    "silence": Suite(("silence",)),
    "figures": Suite(("figures", "quantities")),
    "conversation": Suite(("conversation",)),
    "readers": Suite(("readers",)),
    "speed": Suite(("speed",), frozenset({"data"})),
    "pubmed": Suite(("pubmed",)),
    "seed": Suite(("seed_questions",)),
    "safety": Suite(("safety",)),
    "naming": Suite(("naming",)),
    "traps": Suite(("traps",)),
    "printed": Suite(("printed",)),
}


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What a suite measured: as Markdown, and as data with the machine it ran on, a line each."""

    suite: str
    machine: tuple[str, ...]
    text: str
    data: dict[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of `curbside evaluate`."""
        return {"suite": self.suite, "machine": list(self.machine), **self.data}


def evaluate(name: str, data: Path | None = None, library: Path | None = None) -> Evaluated:
    """Run a suite. Raises UsageError if there is no such suite, no checkout, or no question sets where it needs them.

    `data` is the folder of the public question sets, `library` a library made before; either may be left out.
    """
    suite = SUITES.get(name)
    if suite is None:
        raise UsageError(f"There is no suite {name!r}.", f"Use one of: {', '.join(SUITES)}.")
    module = _module(name, suite)
    if suite.records:
        _check_records(data)
    described = str(importlib.import_module("evaluation.machine").described())
    machine = tuple(line.removeprefix("- ") for line in described.splitlines())
    if not hasattr(module, "report"):
        text = _printed(module, suite, data, library)
        return Evaluated(name, machine, text, {"text": text})
    measured = module.report(library=library, data=data)
    return Evaluated(name, machine, f"{described}\n\n{measured.markdown()}\n", measured.to_dict())


def find_checkout() -> Path | None:
    """The repository that this package is run from, or the one that is the working folder."""
    for place in (PACKAGE.parents[1], Path.cwd()):
        if (place / "evaluation" / "machine.py").is_file() and (place / "src" / "curbside").is_dir():
            return place
    return None


def _module(name: str, suite: Suite) -> ModuleType:
    checkout = find_checkout()
    if checkout is None:
        raise UsageError(
            "The evaluation suites are in the repository, not in the installed package.", "Run it from a checkout."
        )
    for module in suite.modules:
        if (checkout / "evaluation" / f"{module}.py").is_file():
            if str(checkout) not in sys.path:
                sys.path.insert(0, str(checkout))
            return importlib.import_module(f"evaluation.{module}")
    raise UsageError(f"This checkout has no suite {name!r} yet.", "Use another suite, or a newer checkout.")


def _check_records(data: Path | None) -> None:
    sets = importlib.import_module("evaluation.data")
    records: Path = sets.medquad(data or sets.BESIDE_THE_CHECKOUT)
    if not records.is_file():
        raise UsageError(
            f"There is no {records.name} in {records.parent}.", "Name the question sets' folder with --data."
        )


def _printed(module: ModuleType, suite: Suite, data: Path | None, library: Path | None) -> str:
    """What a suite that only prints has to say."""
    given = {"data": data, "library": library}
    options = [
        part for key, value in given.items() if value and key in suite.options for part in (f"--{key}", str(value))
    ]
    printed, arguments = io.StringIO(), sys.argv
    try:
        sys.argv = [module.__name__, *options]
        with contextlib.redirect_stdout(printed):
            module.main()
    finally:
        sys.argv = arguments
    return printed.getvalue()
