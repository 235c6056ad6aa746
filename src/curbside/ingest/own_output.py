"""Recognising what Curbside itself wrote: its own output is never evidence.

Markdown and HTML exports carry a mark, as a key of the front matter and as a comment; an answer's JSON is known
by its keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from curbside.errors import OwnOutput

MARK = "curbside_answer"
MARK_COMMENT = "<!-- curbside_answer: not evidence -->"

# The keys that only an answer has, should someone have cut the mark out.
_ANSWER_KEYS = {"answer_id", "evidence_version", "summary", "sections", "references"}


def refuse_own_output(keys: Mapping[str, Any], body: str, name: str) -> None:
    """Raise OwnOutput if this text or these keys come from one of Curbside's exports."""
    if MARK in keys or keys.keys() >= _ANSWER_KEYS or MARK_COMMENT in body or body.startswith(f"{MARK}:"):
        raise OwnOutput(
            f"{name} was written by Curbside, and its own output is never evidence.",
            "Add the sources that it cites instead.",
        )
