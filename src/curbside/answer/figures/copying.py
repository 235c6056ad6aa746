"""Phrases copied from a text: without what hangs at their edges, half a bracket or a figure inside them."""

from __future__ import annotations

import re

from curbside.answer.figures.words import LISTS
from curbside.evidence.text import Span

LEFT_OUT = " … "

_EDGES = " \t\n,;:.–—"
_ARTICLE = re.compile(r"(?:(?:and|or|but)\s+)?(?:(?:the|a|an)\s+)?", re.I)
_AT_THE_END = re.compile(r"\s+(?:of|in|by|to|from|with|for|on|and|or|at|than|is|are|was|were)$")
_UNSTATED_BRACKET = re.compile(r"\s*\([^()]*\bnot (?:stated|recorded|seen)\b[^()]*\)$")


def _trimmed(text: str, start: int, end: int) -> Span:
    """A span without the marks, articles and adverbs at its edges."""
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    article = _ARTICLE.match(text, start, end)
    start = article.end() if article else start
    last = text.rfind(" ", start, end)
    if last > start and text[last + 1 : end] in LISTS.adverbs:
        return _trimmed(text, start, last)
    return start, end


def words_of(text: str, start: int, end: int, hole: Span | None = None) -> str:
    """The words from a place to another; a bracket that holds a figure is left out, and so is half a bracket."""
    if hole is not None and start < hole[0] and hole[1] <= end:
        parts = words_of(text, start, hole[0]), words_of(text, hole[1], end)
        return LEFT_OUT.join(filter(None, parts))
    start, end = _trimmed(text, start, end)
    opened = text.rfind("(", start, end)
    while opened >= 0 and text.find(")", opened, end) < 0:
        start, end = _trimmed(text, start, opened)
        opened = text.rfind("(", start, end)
    return _UNSTATED_BRACKET.sub("", text[start:end])


def words_up_to(text: str, start: int, end: int) -> str:
    """The words up to a limit, without those that only lead to it."""
    phrase = words_of(text, start, end)
    while (shorter := _AT_THE_END.sub("", re.sub(r"\s+(?:a|an|the)$", "", phrase))) != phrase:
        phrase = shorter
    return phrase
