"""Words may adapt to the reader; facts never do.

For patients and trainees a clinical term is explained where it first stands, in brackets behind it, from the lexicon's
glosses. The statement's own words, figures and citations stay as they are: what is added is what is in the brackets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from curbside.answer.answer import Answer, AnswerStatement
from curbside.answer.lexicon import Mention, find_mentions
from curbside.answer.wording import wording
from curbside.evidence.kinds import Reader
from curbside.evidence.readability import reading_grade
from curbside.evidence.terms import terms

# More explanations than this in one sentence, and it is lost.
MOST_GLOSSES = 2


def adapted(answer: Answer) -> Answer:
    """An answer worded for its reader; a clinician's is left as it is."""
    reader = Reader(answer.reader)
    if reader is Reader.CLINICIAN or not answer.is_answered:
        return answer
    glossary = _Glossary()
    # Whoever asks in a term knows it well enough to read the direct answer; it is explained where it stands next. So
    # they do what it is a kind of, and what is explained in the same words.
    entries = [mention.entry for mention in find_mentions(answer.interpreted)]
    asked = frozenset(known for one in entries for known in (one.name, *one.broader, one.gloss) if known)
    # A sentence in plain words explains what it must, and reads best as it was written.
    plain = {one.number for one in answer.references if one.derived_from}
    summary = tuple(one if plain.issuperset(one.citations) else glossary.explain(one, asked) for one in answer.summary)
    sections = tuple(
        replace(section, statements=tuple(map(glossary.explain, section.statements))) for section in answer.sections
    )
    answer = replace(answer, summary=summary, sections=sections)
    if reader is Reader.PATIENT:
        answer = replace(answer, notices=(*answer.notices, reading_notice(summary)))
    return answer


def reading_notice(summary: Sequence[AnswerStatement]) -> str:
    """How hard the direct answer is to read."""
    grade = reading_grade([one.text for one in summary]) if summary else 0.0
    return wording()["reading_grade"].format(grade=f"{max(1.0, grade):.0f}")


class _Glossary:
    """Explains each term once an answer."""

    def __init__(self) -> None:
        self._explained: set[str] = set()

    def explain(self, statement: AnswerStatement, but: frozenset[str] = frozenset()) -> AnswerStatement:
        """A statement with the terms explained that were not met before, `but` for some."""
        text = statement.text
        chosen: list[Mention] = []
        for mention in find_mentions(text):
            known = not but.isdisjoint((mention.entry.name, mention.entry.gloss))
            if len(chosen) < MOST_GLOSSES and not known and self._needs(mention, text):
                self._explained.update((mention.entry.name, mention.entry.gloss or ""))
                chosen.append(mention)
        for mention in reversed(chosen):
            text = f"{text[: mention.end]} ({mention.entry.gloss}){text[mention.end :]}"
        return replace(statement, text=text, mode="glossed") if chosen else statement

    def _needs(self, mention: Mention, text: str) -> bool:
        entry, said = mention.entry, terms(text[mention.start : mention.end])
        if entry.gloss is None or entry.optional or self._explained.intersection((entry.name, entry.gloss)):
            return False
        if any(said == terms(lay) for lay in (*entry.lay, *entry.asked)):
            return False
        # What stands in brackets, or has brackets behind it, is explained already.
        before = text[: mention.start]
        return not text[mention.end :].lstrip().startswith("(") and before.count("(") == before.count(")")
