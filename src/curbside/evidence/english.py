"""English words, and how common each is: pyspellchecker's list, loaded when first asked."""

from __future__ import annotations

from functools import lru_cache

from spellchecker import SpellChecker


def frequency(word: str) -> int:
    """How often a word was met in the texts from which the list was made; 0 for one that it does not hold."""
    return int(_words()[word.lower()])


def is_ordinary(word: str) -> bool:
    """Whether a word is an ordinary English one, in small letters, and no name."""
    return word.islower() and frequency(word) > 0


@lru_cache(maxsize=1)
def _words() -> SpellChecker:
    return SpellChecker(language="en")
