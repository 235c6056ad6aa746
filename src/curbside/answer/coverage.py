"""How much of a question a statement carries: all that must be met, or something broader worth having beside."""

from __future__ import annotations

from curbside.answer.lexicon import is_part_of, sites_in
from curbside.answer.question import Concept, Question

# The share of the focus, weighted by rarity, that a statement and its headings must carry: more than half, so
# that of two equally rare words both must be met. `python -m evaluation.silence` says what it lets through.
ENOUGH_FOCUS = 0.62
# All of the focus, but for rounding.
ALL_OF_IT = 0.99
# Less is enough in a source that the question asks by name: nothing else is looked at.
ENOUGH_BY_NAME = 0.34
# The share of a patient's whole case that a statement about a part of it must carry.
ENOUGH_OF_A_CASE = 0.2
# The share of the question's words with which a statement answers, whatever aspect its heading promises.
ENOUGH_SHARED = 0.75
# A statement is nearer if it names the subject itself, and all subjects that stand side by side.
_NAMED_AROUND = 0.85
_ONE_OF_SEVERAL = 0.8
_SOMETHING_BROADER = 0.7

Terms = frozenset[str]


def enough_focus(question: Question) -> float:
    """The share of the focus that a statement must carry to be about the question."""
    return ENOUGH_BY_NAME if question.named else ENOUGH_FOCUS


def coverage(question: Question, own: Terms, around: Terms) -> float:
    """The share of the focus that a statement carries itself or by where it stands, weighted by rarity.

    Nothing is shared where a concept that must be met is not: a sentence on liver metastases says nothing
    about the brain, even where all other words of the question fit.
    """
    if not question.focus:
        return 1.0 if question.named else 0.0
    together = own | around
    total = carried = 0.0
    for group in question.groups:
        met = [one for one in group if one.is_in(together)] or [one for one in group if one.is_told_of_its_class(own)]
        if not met and any(one.must_be_met for one in group):
            return 0.0
        weight = max(one.rarity for one in group)
        total += weight
        if met:
            nearness = 1.0 if any(one.is_in(own) for one in met) else _NAMED_AROUND
            carried += weight * nearness * (_ONE_OF_SEVERAL + (1 - _ONE_OF_SEVERAL) * len(met) / len(group))
    return carried / total


def wider_coverage(question: Question, own: Terms, around: Terms) -> float:
    """The share of a question that a statement on something broader carries; 0 where it carries nothing of use.

    Nobody has written about this very patient: what is known of the disease whatever its site, of the class of
    drug, or of one of two diseases is worth having beside what is about all of it, and is never the direct answer.
    """
    together = own | around
    if not _is_of_use(question, own, together):
        return 0.0
    weights = [max(one.rarity for one in group) for group in question.groups]
    met = [max(_carried(one, together) for one in group) for group in question.groups]
    return sum(weight * share for weight, share in zip(weights, met, strict=True)) / sum(weights)


def is_of_another_site(question: Question, text: str) -> bool:
    """Whether a statement is about the same sort of disease in another organ than the question's."""
    sites = frozenset(one.site for one in question.focus if one.site is not None)
    named = sites_in(text) if sites else frozenset()
    return bool(named) and not any(is_part_of(a, b) or is_part_of(b, a) for a in named for b in sites)


def shared(question: Question, terms: frozenset[str]) -> float:
    """The share of the question's own terms, weighted by rarity, that a statement has; those that ask count, too."""
    total = sum(weight for _, weight in question.asked_terms)
    return sum(weight for term, weight in question.asked_terms if question.has(term, terms)) / total if total else 0.0


def details_met(question: Question, own: Terms) -> float:
    """How much of what is told of the patient besides a statement speaks of, from 0 to 1."""
    if not question.details:
        return 0.0
    met = sum(one.rarity for one in question.details if one.is_in(own))
    return min(1.0, met / (1.5 * max(one.rarity for one in question.details)))


def _is_of_use(question: Question, own: Terms, together: Terms) -> bool:
    heads = [one for one in question.focus if one.head]
    if question.relates or question.tells_a_case:
        # What is told of the patient by name ("whose DOTATATE scan …") brings in what its source is about.
        told = any(one.head and one.is_in(own) for one in question.details)
        return any(one.is_wider_in(together if told else own) for one in heads)
    needed = [one for one in question.focus if one.must_be_met]
    broadens = len(needed) > 1 and any(one.broader for one in heads)
    return broadens and all(one.is_wider_in(together) for one in needed)


def _carried(one: Concept, terms: Terms) -> float:
    return 1.0 if one.is_in(terms) else _SOMETHING_BROADER if one.is_wider_in(terms) else 0.0
