"""Question to answer. The whole chain is on this page; each stage is a module with plain data in and out."""

from __future__ import annotations

import time
from dataclasses import replace

from curbside.answer.answer import Answer
from curbside.answer.compose import compose
from curbside.answer.conversation import standing_alone
from curbside.answer.finish import finish
from curbside.answer.retrieve import retrieve
from curbside.answer.select import select
from curbside.answer.understand import rarity_in, understand
from curbside.answer.verify import verify
from curbside.evidence.kinds import Reader
from curbside.index.library import Library

__all__ = ["Answer", "answer"]


def answer(text: str, library: Library, reader: Reader = Reader.CLINICIAN, conversation: str | None = None) -> Answer:
    """Answer a question from a library.

    Every statement of the answer is found, word for word, at its place in a stored revision. With no evidence
    the answer says so. Raises QuestionError when the question is empty or too long.
    """
    started = time.perf_counter()
    rarity = rarity_in(library.passage_count, library.document_frequency)
    question = understand(text, reader, rarity, standing_alone(text, conversation))
    hits = retrieve(question, library)
    evidence = select(question, hits)
    draft = compose(question, evidence)
    verified = verify(draft, library)
    result = finish(question, verified, hits, library, conversation)
    return replace(result, elapsed_ms=round((time.perf_counter() - started) * 1000))
