"""Curbside answers clinical questions from guidelines and research that you hold.

    >>> from curbside import Curbside
    >>> answer = Curbside().ask("Where do neuroendocrine tumors spread?")

Importing this package is cheap: its names are loaded when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from curbside.answer.answer import Answer
    from curbside.answer.question import Question
    from curbside.engine import Curbside, SearchResult
    from curbside.errors import CurbsideError
    from curbside.evidence.kinds import Reader
    from curbside.evidence.reference import Reference

__all__ = ["Answer", "Curbside", "CurbsideError", "Question", "Reader", "Reference", "SearchResult"]

_HOMES = {
    "Answer": "curbside.answer.answer",
    "Curbside": "curbside.engine",
    "CurbsideError": "curbside.errors",
    "Question": "curbside.answer.question",
    "Reader": "curbside.evidence.kinds",
    "Reference": "curbside.evidence.reference",
    "SearchResult": "curbside.engine",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'curbside' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
