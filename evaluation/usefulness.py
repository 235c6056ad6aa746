"""Statements that readers judged one by one, measured as the engine measures what it shows.

`evaluation/cases/on_topic.jsonl` holds the judgements. A statement counts where an answer of this engine still has it;
what is shown of a source is known again by its words, of MedQuAD by where they stand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curbside import Curbside
from curbside.answer import understood
from curbside.answer.candidates import candidates
from curbside.answer.likeliest import answering
from curbside.answer.question import Question
from curbside.answer.retrieve import preceding, retrieve
from curbside.answer.select import Evidence
from curbside.answer.shorthand import written_out
from curbside.answer.usefulness import Answering, use_measures
from curbside.index.library import Library
from evaluation.libraries import STARTER
from evaluation.report import read_cases, starter_library

# Draws that were read to count, and not to learn from.
_COUNTED = frozenset({8, 12})
# Why a statement is off: it repeats another; and what says nothing of its use.
_REPEATS = frozenset({"said before", "duplicate"})
_ILL_PRINTED = frozenset({"garbled", "not alone", "glued"})


@dataclass(frozen=True, slots=True)
class JudgedStatement:
    """What is measured of a statement, whether it was judged to be of use, and the question that it was shown for."""

    question: str
    library: str
    of_use: bool
    measures: Mapping[str, float]


def judged_statements(medquad: Path | None) -> Iterator[JudgedStatement]:
    """All judged statements that answers still hold; those of MedQuAD if there is a library of it."""
    by_question: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in read_cases("on_topic.jsonl"):
        if "judgement" in row and row["draw"] not in _COUNTED:
            by_question[row["library"], row["question"]].append(row)
    with starter_library() as curbside:
        for (name, text), rows in by_question.items():
            if name == STARTER:
                yield from judged_of(curbside.library(), name, text, rows)
    if medquad is not None:
        with Curbside(medquad, empty=True) as curbside:
            for (name, text), rows in by_question.items():
                if name != STARTER:
                    yield from judged_of(curbside.library(), name, text, rows)


def judged_of(library: Library, name: str, text: str, rows: Sequence[Mapping[str, Any]]) -> Iterator[JudgedStatement]:
    """The judged statements that the answer to a question still holds, the most direct one first."""
    question, evidence = _answered(library, text)
    beside = Answering(question, evidence)
    judged: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        judged.setdefault(_key(row), row)  # what was shown twice counts as it was read first
    any_of_use = False
    for said in beside.said:
        one = said.evidence
        found = judged.get(_words(one.text)) or judged.get(_span(one))
        if found is not None:
            of_use = found["judgement"] != "off" or (not any_of_use and _was_said_before(found))
            any_of_use = any_of_use or of_use
            yield JudgedStatement(text, name, of_use, use_measures(question, one, beside)[0])


def _was_said_before(row: Mapping[str, Any]) -> bool:
    """Whether a statement was judged to be off only because another one, read before it, says the same.

    Where it stands first itself, it is of use.
    """
    flags = set(row.get("flags", ()))
    return bool(flags & _REPEATS) and flags <= _REPEATS | _ILL_PRINTED


def _answered(library: Library, text: str) -> tuple[Question, list[Evidence]]:
    question, _ = understood(text, written_out(text), library)
    hits = retrieve(question, library)
    return question, answering(question, candidates(question, hits, preceding(hits, library)))


def _key(row: Mapping[str, Any]) -> str:
    if "statement" in row:
        return _words(row["statement"])
    document, start, _ = row["quotes"][0]
    return f"{document} {start} {row['quotes'][-1][2]}"


def _span(one: Evidence) -> str:
    quotes = one.quotes[: one.own_quotes]
    return f"{one.source.document_id} {quotes[0].start} {quotes[-1].end}"


def _words(text: str) -> str:
    return " ".join(text.split())
