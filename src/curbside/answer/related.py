"""Questions to go on with: other aspects of the same focus that the library holds statements on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from curbside.answer.aspects import aspect_of_heading, aspect_of_title, aspect_words
from curbside.answer.question import Question
from curbside.evidence.kinds import Aspect
from curbside.evidence.terms import terms
from curbside.index.library import Hit

MOST = 6
_ENOUGH_PASSAGES = 2


def related_questions(question: Question, hits: Sequence[Hit]) -> tuple[str, ...]:
    """Ask again for each other aspect on which several passages about the whole focus were found."""
    counts: Counter[Aspect] = Counter()
    for hit in hits:
        aspect = aspect_of_heading(hit.heading_path) or aspect_of_title(hit.source.reference.title)
        if aspect is None or aspect is question.aspect:
            continue
        about = frozenset(terms(" ".join((hit.source.reference.title, *hit.heading_path, *hit.source.topics))))
        if all(concept.is_in(about) for concept in question.focus):
            counts[aspect] += 1
    words = aspect_words()
    found = sorted((aspect for aspect, n in counts.items() if n >= _ENOUGH_PASSAGES), key=lambda a: (-counts[a], a))
    return tuple(words[aspect].related.format(focus=question.phrase) for aspect in found[:MOST])
