"""What is told from its like by the letter A: hepatitis A is not hepatitis B, nor vitamin A vitamin D.

Other letters are terms like any word and must be met (`understand`); "a" is an article in nearly every sentence, so
that only the capital letter beside its word says anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from curbside.evidence.terms import spelled_words, stop_terms, term

_LETTERED = re.compile(r"\b([A-Za-z][a-z]{3,}) A(?![\w'’-])")
# What may stand between a word and its letter: "hepatitis viruses B and A".
_BETWEEN = frozenset({"and", "or", "virus", "viruses", "types", "type"})
_FURTHEST = 6
# The group of a streptococcus goes unsaid where its illness is named: strep throat is of group A.
_UNSAID = frozenset({"group"})


def lettered(text: str) -> tuple[str, ...]:
    """The terms of words that a question names with the letter A."""
    named = (term(found[1]) for found in _LETTERED.finditer(text))
    return tuple(dict.fromkeys(one for one in named if one not in stop_terms() and one not in _UNSAID))


def bears_its_letter(words: Iterable[str], texts: Iterable[str]) -> bool:
    """Whether each of these words has its letter A in one of some texts."""
    held = list(texts)
    return all(any(_has_letter(one, text) for text in held) for one in words)


def _has_letter(one: str, text: str) -> bool:
    said = [word for word, _, _ in spelled_words(text)]
    return any(term(word) == one and _is_lettered(said[at + 1 : at + 1 + _FURTHEST]) for at, word in enumerate(said))


def _is_lettered(after: Iterable[str]) -> bool:
    for word in after:
        if word == "A":
            return True
        if word not in _BETWEEN and not (len(word) == 1 and word.isupper()):
            return False
    return False
