"""How hard a text is to read: the Flesch-Kincaid grade, in years of US schooling.

Kincaid, Fishburne, Rogers & Chissom, Research Branch Report 8-75, Naval Air Station Memphis, 1975:
0.39 × words per sentence + 11.8 × syllables per word − 15.59.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

# A text that most readers take in: about eight years of school.
PLAIN = 8.0

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:[.,]\d+)*")
# A run of vowels sounds once, but where two syllables meet in it: bacteri-al, pancre-as, be-ing, ni-acin.
_VOWELS = re.compile(r"[aeiouy]+")
_HIATUS = re.compile(
    r"(?<![cst])i(?=a[lnmtrcb]?)(?!age)|(?<=s)i(?=ast)|ti(?=at)|ci(?=at)"  # bacteri-al, not so-cial
    r"|(?<![cstgnlx])i(?=o)|(?<=[bcdfghjklmnprstv])i(?=um|us)|(?<![cst])i(?=en(?:[ct](?!h)|t\b))|i(?=et)"
    r"|(?<![qg])u(?=a(?!y)|ou|i[tn]y)|(?<=ne)u(?=ro)|(?<=it)u(?=it)"
    r"|(?<=id)e(?=a)|(?<=ar)e(?=a)|(?<=ancr)e(?=a)|(?<=cr)e(?=at(?!u))|(?<=r)e(?=act)|(?<=us)e(?=a)|(?<=rn)e(?=a)|(?<=rh)e(?=a)|(?<=cl)e(?=ar)"
    r"|(?<=n)e(?=o)|(?<=d)e(?=o)|(?<=r)e(?=o)|(?<=th)e(?=o)|(?<=s)e(?=um)|(?<=qu)i(?=et)|(?<=[lr])u(?=i[dn])|(?<=sc)i(?=en)|(?<=u)e(?=nz)"
    r"|[aeouy](?=ing\b)|[ao](?=est?\b(?<=abe))|(?<=di)a(?=b)"
)
# "thyroidis-m" is said with a vowel that is not written.
_UNWRITTEN = re.compile(r"(?:is|as)ms?$")
# An e that ends a word is silent, but after a consonant and l (ta-ble); "ed" sounds after t and d, "es" after hissing
# sounds; an e before a suffix is as silent as it was before (care-ful).
_SILENT = re.compile(
    r"(?:(?<![aeiouy])(?<![^aeiouy]l)e|(?<![td])ed|(?<![sxzcg])(?<!sh)(?<!ch)(?<![^aeiouy]l)es)$"
    r"|(?<=[aeiouy][bcdfgklmnprstvz])e(?=(?:ly|ments?|ful|less|ness|times?|where|lines?)$)|(?<=ev)e(?=ry)|(?<=p)e(?=ople)"
)


def reading_grade(sentences: Sequence[str]) -> float:
    """The Flesch-Kincaid grade of sentences; 0 where there are none.

    Words are counted as a person reads them aloud: "82 %" is one word beside its sign, of two syllables.
    """
    words = [word for sentence in sentences for word in _WORD.findall(sentence)]
    if not words:
        return 0.0
    syllables = sum(syllables_of(word.lower()) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


@lru_cache(maxsize=50_000)
def syllables_of(word: str) -> int:
    """How many syllables an English word has, by rule; a figure counts for two.

    A hyphenation dictionary is no substitute: Pyphen finds one syllable in "surgery" and three in
    "neuroendocrine", which makes every clinical text look easier than it is.
    """
    if word[:1].isdigit():
        return 2
    plain = word.replace("’", "'").split("'")[0]
    plain = _SILENT.sub("", plain) if len(plain) > 3 else plain
    apart = len(_HIATUS.findall(plain)) + len(_UNWRITTEN.findall(plain))
    return max(1, len(_VOWELS.findall(plain)) + apart)
