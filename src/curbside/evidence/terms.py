"""Terms: the forms under which words are compared, in documents and questions alike.

A term is a word lower-cased, without accents, in American spelling, stemmed (Porter 2); a Greek letter goes by its
name. "Tumours", "tumor" and "Tumor's" are one term; so are "metastasis", "metastases" and "metastatic", whose stems
Porter keeps apart.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files
from itertools import chain

import Stemmer

_LETTERS = r"A-Za-z0-9\u00c0-\u024f\u0370-\u1fff"
# Accents that stand by themselves: a word of nothing else would have no term, so that no word begins with one.
_MARKS = "".join(
    one for one in map(chr, range(0x370, 0x2000)) if all(map(unicodedata.combining, unicodedata.normalize("NFKD", one)))
)
_WORD = re.compile(rf"(?![{_MARKS}])[{_LETTERS}]+(?:['’][a-z]\b)?", re.UNICODE)
# Some 150 MB; what is longer is a line of a table or an address, and not met again.
_MOST_REMEMBERED = 500_000
_LONGEST_REMEMBERED = 60
_stemmer = Stemmer.Stemmer("english")

# British spellings that follow a rule; the rest is a list, in spelling.txt beside this file.
_RULES = (
    (re.compile(r"^(o)(esophag|edema|estr)"), r"\2"),
    (re.compile(r"^an(aem)"), "anem"),
    (re.compile(r"aem"), "em"),
    (re.compile(r"^haem"), "hem"),
    (re.compile(r"^paed"), "ped"),
    (re.compile(r"rrhoea"), "rrhea"),
    (re.compile(r"isation(s?)$"), r"ization\1"),
    (re.compile(r"is(e|ed|es|ing)$"), r"iz\1"),
    (re.compile(r"metasta(sis|ses|tic|size|sized|sizes|sizing|se|tase|tases)$"), "metastasis"),
    (re.compile(r"diagnos(is|es|tic|tics|e|ed|ing)$"), "diagnosis"),
    (re.compile(r"prognos(is|es|tic)$"), "prognosis"),
)
# Most words meet none, which one search tells sooner than eleven.
_ANY_RULE = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in _RULES))
# By the names that Unicode gives them, which spells one of them otherwise than people do.
_GREEK = {
    letter: unicodedata.name(letter).split()[-1].lower().replace("lamda", "lambda")
    for letter in "αβγδεζηθικλμνξοπρσςτυφχψω"
}


@lru_cache(maxsize=1)
def _spelling() -> dict[str, str]:
    lines = files("curbside.evidence").joinpath("spelling.txt").read_text("utf-8").splitlines()
    words_apart = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    return {pair[0]: pair[1] for pair in words_apart}


@lru_cache(maxsize=100_000)
def term(word: str) -> str:
    """The term of one word."""
    plain = word.lower().replace("’", "'")
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain)
        plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    plain = _GREEK.get(plain, plain)  # "β-blocker" and "beta-blocker" are one
    if "'" in plain:
        plain = re.sub(r"'s?$", "", plain)
    plain = _spelling().get(plain, plain)
    if _ANY_RULE.search(plain):
        for pattern, replacement in _RULES:
            plain = pattern.sub(replacement, plain)
    if plain.endswith("itis"):
        return plain  # Porter cuts hepatitis to hepatic's stem
    return str(_stemmer.stemWord(plain))


def words(text: str) -> list[str]:
    """The words of a text as printed, in order."""
    return _WORD.findall(text)


def spelled_words(text: str) -> list[tuple[str, int, int]]:
    """The words of a text as printed, in order, each with its span."""
    return [(found[0], *found.span()) for found in _WORD.finditer(text)]


def terms(text: str) -> list[str]:
    """The terms of a text, in order, stop words included."""
    return list(map(term, _WORD.findall(text)))


@lru_cache(maxsize=1)
def stop_terms() -> frozenset[str]:
    """The terms of English function words, which say nothing about what a text is about."""
    text = files("curbside.evidence").joinpath("stopwords.txt").read_text("utf-8")
    return frozenset(form for word in text.split() for form in (term(word), word.replace("'", "")))


def content_terms(text: str) -> list[str]:
    """The terms of a text without function words, in order, repeats kept."""
    return list(chain.from_iterable(map(_content.__getitem__, text.split(" "))))


class _ContentTerms(dict[str, tuple[str, ...]]):
    """The terms of all that was met between two spaces so far, without function words: "(95%", "follow-up,".

    Looked up once a word of every text added. No word goes on past a space.
    """

    def __missing__(self, between_spaces: str) -> tuple[str, ...]:
        if len(self) > _MOST_REMEMBERED:
            self.clear()
        stop = stop_terms()
        forms = tuple(form for form in terms(between_spaces) if form not in stop)
        if len(between_spaces) <= _LONGEST_REMEMBERED:
            self[between_spaces] = forms
        return forms


_content = _ContentTerms()
