"""Abbreviations and their long forms, found where a text defines them.

Schwartz & Hearst, A simple algorithm for identifying abbreviation definitions in biomedical text, Pacific
Symposium on Biocomputing 2003;8:451-462: the characters of the short form are matched from right to left.
"""

from __future__ import annotations

import re

from curbside.evidence.text import Span

_SHORT = re.compile(r"[A-Za-z0-9][\w./-]{0,9}s?")


def long_form_before(text: str, at: int, short: str) -> Span | None:
    """The span of the words before a place of which `short` is the abbreviation; None if it is none."""
    short = short.strip()
    if _SHORT.fullmatch(short) is None or sum(c.isupper() for c in short) < 2:
        return None
    letters = [c for c in short.removesuffix("s") if c.isalnum()]
    # A long form has at most as many words as the short form has letters, and five more, or twice as many.
    words = list(re.finditer(r"[\w'’-]+", text[:at]))[-min(len(letters) + 5, len(letters) * 2) :]
    if not words:
        return None
    end = words[-1].end()
    place = end
    for number, letter in enumerate(reversed(letters)):
        first = number == len(letters) - 1
        place = _found_left(text, words[0].start(), place, letter, at_word_start=first)
        if place < 0:
            return None
    return place, end


def _found_left(text: str, start: int, end: int, letter: str, *, at_word_start: bool) -> int:
    for place in range(end - 1, start - 1, -1):
        if text[place].lower() == letter.lower() and not (at_word_start and place > 0 and text[place - 1].isalnum()):
            return place
    return -1
