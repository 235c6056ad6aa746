"""Whether follow-ups are understood: conversations about the starter library's topics.

    python -m evaluation.conversation [--show]

A turn is right if its question, put into words that stand alone, matches every pattern of `must` and none of
`must_not` in evaluation/cases/conversations.jsonl, letter case ignored. The first turn of a conversation stands alone
by itself and is not counted. A conversation is right if all its turns are. No library is needed. `--show` names what
went wrong in the dev half only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curbside.answer.conversation import continued, interpreted, standing_alone
from evaluation.command import run
from evaluation.report import DEV, Count, Report, by_half, count, read_cases


@dataclass(frozen=True, slots=True)
class Turn:
    """What is asked, and patterns that the interpreted question must and must not match."""

    ask: str
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()

    def is_right(self, interpreted: str) -> bool:
        """Whether the question was understood."""
        found = [re.search(pattern, interpreted, re.IGNORECASE) is not None for pattern in self.must]
        leaked = [re.search(pattern, interpreted, re.IGNORECASE) is not None for pattern in self.must_not]
        return all(found) and not any(leaked)


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation."""

    turns: tuple[Turn, ...]
    half: str

    def interpreted(self) -> Iterator[tuple[Turn, str]]:
        """Each turn after the first with its question as understood."""
        conversation: str | None = None
        for number, turn in enumerate(self.turns):
            meant = standing_alone(turn.ask, conversation)
            shown = interpreted(turn.ask, conversation, meant)
            conversation = continued(conversation, meant)
            if number:
                yield turn, shown

    def results(self) -> list[bool]:
        """Whether each turn after the first is right."""
        return [turn.is_right(meant) for turn, meant in self.interpreted()]


def load_talks() -> list[Talk]:
    """The conversations, as they are committed."""
    return [Talk(tuple(map(_turn, row["turns"])), row["half"]) for row in read_cases("conversations.jsonl")]


def report(library: Path | None = None, data: Path | None = None) -> Report:
    """Put every follow-up into words that stand alone."""
    talks = load_talks()
    failures = [
        f"{talk.turns[0].ask} … {turn.ask} → {meant}"
        for talk in talks
        if talk.half == DEV
        for turn, meant in talk.interpreted()
        if not turn.is_right(meant)
    ]
    return Report(by_half(talks, _counts), failures)


def _counts(talks: Sequence[Talk]) -> dict[str, Count]:
    results = [talk.results() for talk in talks]
    return {
        "follow-ups understood": count([right for one in results for right in one]),
        "conversations understood": count([all(one) for one in results]),
    }


def _turn(row: dict[str, Any]) -> Turn:
    return Turn(row["ask"], tuple(row.get("must", ())), tuple(row.get("must_not", ())))


if __name__ == "__main__":
    run(report, __doc__)
