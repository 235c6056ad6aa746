"""Slips of spelling, mended by the library's own words: "moxifloxicin" is asked as moxifloxacin, and said so.

Only a word that neither the library, the lexicon nor an English word list knows is looked at, and only one slip is
mended: drugs differ by a letter or two, and to answer about another one would be worse than silence. Beginnings and
endings that carry meaning stay as they are: hypokalaemia is not hyperkalaemia.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from rapidfuzz.distance import OSA

from curbside.answer.lexicon import lexicon
from curbside.evidence.english import frequency
from curbside.evidence.terms import spelled_words, stop_terms, term
from curbside.evidence.text import Span
from curbside.index.library import Library

_SHORTEST = 5
_BEGINS = re.compile(
    r"^(?:hypo|hyper|intra|inter|infra|ante|anti|macro|micro|peri|para|post|pre|pro|brady|tachy|ileo|ilio|endo|exo|un|in|a(?=[bcdfgm-z]))"
)
_ENDS = re.compile(
    r"(?:it[iu]s|os[ie]s|omas?|ectomy|otomy|ostomy|a?emia|uria|penia|philia|pathy|plasty|sartan|pril|olol|statin|mab|nib"
    r"|azole|cillin|m[yi]cin|floxacin|dipine|gliptin|gliflozin|glutide|zepam|zolam|trip?tan|parin)$"
)
# The one beginning that a single letter makes: who is asplenic has no spleen. Inside a word an "a" may be a slip.
_WITHOUT = "a"
_POSSESSIVE = re.compile(r"['’]s?$")
# A word that stands in one passage only may itself be a slip.
_FEWEST_PASSAGES = 2


def mended(text: str, library: Library, without: Iterable[Span] = ()) -> str:
    """The question with its slips mended; the same text if there is none. `without` are spans to leave alone."""
    left_alone = tuple(without)
    words = ((_POSSESSIVE.sub("", word), start, end) for word, start, end in spelled_words(text))
    changes = [
        (start, start + len(word), right)
        for word, start, end in words
        if not any(a <= start and end <= b for a, b in left_alone) and (right := _right(word, library)) is not None
    ]
    for start, end, right in reversed(changes):
        text = text[:start] + (right.capitalize() if text[start].isupper() else right) + text[end:]
    return text


def _right(word: str, library: Library) -> str | None:
    """The word that was meant; None if the word is known, a name, or like nothing that is known."""
    if len(word) < _SHORTEST or not word.isalpha() or not word.isascii() or not (word.islower() or word.istitle()):
        return None
    one = term(word)
    if one in stop_terms() or library.document_frequency(one) or one in _lexicon_words() or _is_english(word):
        return None
    like = [found for known in _near(word.lower(), library) if (found := _slip(word.lower(), *known, library))]
    if not like:
        return None
    meant = min(like)[1]
    return _lexicon_words().get(meant) or library.word_of(meant)


def _slip(word: str, known: str, one: str, library: Library) -> tuple[int, str] | None:
    """A known word that is one slip away, for choosing the commonest; None if it is further, or another word."""
    if OSA.distance(word, known, score_cutoff=1) != 1 or _means_another(word, known):
        return None
    return -library.document_frequency(one), one


def _means_another(word: str, known: str) -> bool:
    """Whether two words differ in a beginning or an ending that carries meaning of its own."""
    if _WITHOUT + word == known or word == _WITHOUT + known:
        return True
    for pattern in (_BEGINS, _ENDS):
        one, other = pattern.search(word), pattern.search(known)
        if one is not None and other is not None and one[0] != other[0]:
            return True
    return False


def _near(word: str, library: Library) -> Iterator[tuple[str, str]]:
    """What could be meant: words to compare with, and their terms.

    The library keeps terms only, so a term is compared with the word's: what was cut off one was cut off the other.
    """
    stem = term(word)
    for one, known in _lexicon_words().items():
        if abs(len(known) - len(word)) <= 2 and library.document_frequency(one):
            yield known, one
    for one in library.terms_like(stem):
        if library.document_frequency(one) >= _FEWEST_PASSAGES:
            yield one + word[len(stem) :] if word.startswith(stem) else one, one


def _is_english(word: str) -> bool:
    """Whether a word is a common English one, which nobody meant to write otherwise."""
    return frequency(word) > 0


@lru_cache(maxsize=1)
def _lexicon_words() -> Mapping[str, str]:
    """The words of the lexicon by their terms."""
    words = (
        word.lower() for entry in lexicon().values() for form in entry.forms for word in re.findall(r"[A-Za-z]+", form)
    )
    return {term(word): word for word in words if len(word) >= _SHORTEST}
