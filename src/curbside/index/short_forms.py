"""Abbreviations in a question, written out as the library's own texts define them.

"AMD" is in few headings, "age-related macular degeneration" in many; a vector knows nothing of either's letters. What
a short form stands for is read where a passage defines it ("normal pressure hydrocephalus (NPH)"), so nothing is
written out that the library does not say, and nothing needs a list.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

from curbside.evidence.abbreviations import long_form_before
from curbside.evidence.terms import spelled_words, stop_terms, term

# A word of two capitals may be a short form; so may a short word in small letters, if hardly any passage has it.
LONGEST = 6
LONGEST_SMALL = 5
SMALL_IS_RARE = 1 / 2_000
_WORDS = re.compile(r"[\w' -]+")


def may_be_short_form(word: str, share_of_passages: float) -> bool:
    """Whether it is worth looking for a definition of this word."""
    if not 2 <= len(word) <= LONGEST or not word[0].isalpha() or term(word) in stop_terms():
        return False
    if sum(letter.isupper() for letter in word) >= 2:
        return True
    return word.islower() and len(word) <= LONGEST_SMALL and 0 < share_of_passages <= SMALL_IS_RARE


def long_form_in(texts: Iterable[str], short: str) -> str | None:
    """What most of the texts that define a short form say it stands for; None if none defines it."""
    stem = short[:-1] if len(short) > 3 and short[-1] in "sS" else short
    defined = re.compile(rf"\(({re.escape(stem)}s?)\)", re.IGNORECASE)
    meant = Counter(
        text[slice(*span)].lower()
        for text in texts
        for found in defined.finditer(text)
        if (span := long_form_before(text, found.start(), found[1])) and _WORDS.fullmatch(text[slice(*span)])
    )
    return min(meant, key=lambda words: (-meant[words], words), default=None)


def written_out(text: str, long_form: Callable[[str], str | None]) -> str:
    """The text with its short forms replaced by what they stand for."""
    pieces, end = [], 0
    for word, start, stop in spelled_words(text):
        if longer := long_form(word):
            pieces += [text[end:start], longer]
            end = stop
    return "".join([*pieces, text[end:]])
