"""Which statement answers most directly: near the question in words and meaning, of the shape that was asked for.

Weights were set by hand on the dev half of evaluation/cases/answers.jsonl.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from curbside.answer.aspects import says
from curbside.answer.coverage import shared
from curbside.answer.lexicon import ConceptKind, find_mentions
from curbside.answer.question import Question
from curbside.answer.select import Evidence
from curbside.evidence.kinds import Aspect
from curbside.evidence.strength import strength
from curbside.evidence.terms import terms
from curbside.index.embedding import Embedding, norms

# Similar(texts) gives for each text how like the question it is, from -1 to 1.
Similar = Callable[[Sequence[str]], Sequence[float]]

_ASKS_NUMBER = re.compile(
    r"\bhow (?:many|much|often|long|soon|common|frequent\w*|high|low|likely|large|big|old|early|late|accurate|sensitive"
    r"|specific|well)\b|\bwhat (?:percentage|proportion|share|part|chance|risk|rate|dose|level|age|size|fraction)\b"
    r"|\b(?:at|below|above|under|over|from|within) (?:what|which)\b|\b(?:chances?|odds|incidence|prevalence|survival"
    r"|life expectancy|sensitivity|specificity|dose)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\d ?%|\d\s?(?:days?|weeks?|months?|years?|hours?|mg|g|ml|mL|mmol|cm|mm|units?|drops?)\b|\b1 in \d|\bone in \w+"
    r"|\b(?:HR|OR|RR) \d|\d (?:of|out of) \d|\bper (?:100|1,?000|million)|\b(?:million|thousand)\b"
    r"|\b(?:under|over|below|above|at least) \d",
)
_ASKS_FOREMOST = re.compile(
    r"\b(?:most|best|worst|commonest|main|mainly|first|highest|lowest|usual\w*|classic\w*|typical\w*|where|which|strongest)\b",
    re.IGNORECASE,
)
_FOREMOST = re.compile(
    r"\b(?:most|commonest|highest|lowest|main|first|first-line|predominant\w*|dominant|principal|best|worst|longest|shortest)\b",
    re.IGNORECASE,
)
_ADVISES = re.compile(r"\b(?:recommend|advis|suggest|should|must|consider|prefer|contraindicat)\w*", re.IGNORECASE)
_ASKS_ADVICE = re.compile(
    r"\W*(?:should|when|can|may|must|is it|do i|does .* need|how should|what should)\b", re.IGNORECASE
)


# What holds only in a case that the question did not speak of.
_SPECIAL = re.compile(
    r"\b(?:with suspected|suspected or proven|in outbreaks?|who cannot|in case of|if .{3,40} is suspected"
    r"|allerg(?:y|ic)|numerous|after failure|refractory|recurrent|in an ill-looking|with fever|exception|subgroup"
    r"|than (?:in )?(?:men|women|boys|girls|males|females))\b",
    re.IGNORECASE,
)
_OF_PEOPLE = re.compile(r"\b(?:people|patients|children|adults|women|men|babies|americans)\b", re.IGNORECASE)
_SHARE_OF_PEOPLE = re.compile(
    r"%[^.;:]{0,40}\bof (?:all )?(?:the )?(?:[\w-]+ ){0,3}(?:people|patients|children|adults|women|men)\b"
    r"|\b1 in \d|\bone in \w+|[\d,]+ (?:million )?(?:people|patients|children|adults|women|men|americans)\b",
    re.IGNORECASE,
)


# What a treatment is done with, and what a statement may be about instead of what was asked.
_REMEDIES = frozenset({ConceptKind.DRUG, ConceptKind.CLASS, ConceptKind.PROCEDURE})
_SUBJECTS = frozenset({ConceptKind.DISEASE, ConceptKind.DRUG, ConceptKind.POPULATION})


def directest_first(question: Question, among: Sequence[Evidence], similar: Similar) -> list[Evidence]:
    """Statements that could be the direct answer, the one that answers best first; equals by document, then span."""
    points = [
        _directness(question, one, like) for one, like in zip(among, similar([one.text for one in among]), strict=True)
    ]
    return [one for _, _, one in sorted(zip(points, range(len(among)), among, strict=True), key=_order)]


def similar_to(text: str, embedding: Embedding) -> Similar:
    """Compare texts with a question by the library's embedding: cosines of exact integer vectors, to four digits."""
    question = embedding.embed([text]).astype(np.int64)

    def similar(texts: Sequence[str]) -> list[float]:
        if not texts:
            return []
        vectors = embedding.embed(list(texts))
        products = vectors.astype(np.int64) @ question[0]
        lengths = norms(vectors) * norms(question.astype(np.int8))[0]
        return [round(float(one), 4) for one in products / lengths]

    return similar


def unlike(texts: Sequence[str]) -> list[float]:
    """No comparison: every text counts the same."""
    return [0.0] * len(texts)


def _shape_fits(question: Question, text: str) -> float:
    """How far a statement has the shape that the question asks for: a figure, a foremost one, advice; from 0 to 1.5."""
    asked = question.interpreted
    points = 0.5 * bool(_ASKS_NUMBER.search(asked) and _NUMBER.search(text))
    if _ASKS_NUMBER.search(asked) and _OF_PEOPLE.search(asked):
        points += 0.3 * bool(_SHARE_OF_PEOPLE.search(text))
    points += 0.5 * bool(_ASKS_FOREMOST.search(asked) and _FOREMOST.search(text))
    return points + 0.4 * bool(_ASKS_ADVICE.match(asked) and _ADVISES.search(text))


def is_narrower(question: Question, text: str) -> bool:
    """Whether a statement holds only in a case that the question does not speak of."""
    found = _SPECIAL.search(text)
    return found is not None and found[0].lower() not in question.interpreted.lower()


def _order(ranked: tuple[float, int, Evidence]) -> tuple[float, tuple[str, int]]:
    return -ranked[0], ranked[2].order


def _directness(question: Question, one: Evidence, like: float) -> float:
    """How well a statement answers exactly what was asked; no unit."""
    points = one.score + 1.2 * shared(question, frozenset(terms(one.text))) + 1.5 * like
    points += _shape_fits(question, one.text) - 0.3 * is_narrower(question, one.text)
    points += 0.3 * says(one.text, question.aspect)
    if question.aspect is Aspect.TREATMENT and _names_a_remedy(one.text):
        points += 0.4
    points += 0.5 * one.leads
    points += 0.3 * strength(question.aspect, one.source.reference.kind)
    points -= 0.02 * max(0, one.text.count(" ") + 1 - 40)
    points -= 0.3 * max(0, one.aspect - 1) + 0.4 * one.is_special
    return points - 0.2 * min(3, _other_subjects(question, one.text)) - 0.2 * one.text.startswith(("If ", "When "))


def _names_a_remedy(text: str) -> bool:
    return any(mention.entry.kind in _REMEDIES for mention in find_mentions(text))


def _other_subjects(question: Question, text: str) -> int:
    """How many diseases, drugs and groups of people a statement names that were not asked about.

    What holds for a special case only is no direct answer to the general question.
    """
    concepts = (*question.focus, *question.details)
    asked = {wording for concept in concepts for wording in (*concept.wordings, *concept.broader)}
    named = {mention.entry.name: mention.entry for mention in find_mentions(text) if mention.entry.kind in _SUBJECTS}
    return sum(asked.isdisjoint(entry.wordings) for entry in named.values())
