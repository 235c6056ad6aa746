"""Joining lines: whether a hyphen at a line's end belongs to the word, told by how the document writes it elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from curbside.evidence.english import frequency

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_END = re.compile(r"([^\W_]+(?:[-'’][^\W_]+)*)[-\u2010\xad]$")
_START = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
# "low- or intermediate-": both hyphens stand for the same word.
_SUSPENDED = re.compile(r"\w- (?:and|or|to) [\w'’-]+-$")
# A dash that stands between two figures or references, or a sign before what it is the sign of.
_BOUND_DASH = re.compile(r"[\d\])][–—]$|[(=]\s?−$")
_ADDRESS = re.compile(r"(?:https?://|www\.|doi\.org|10\.\d{4,9}/)\S*$")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "\xad": None})
# Words that stand before a hyphen, and after one, in compounds; they decide only where the document does not.
_FIRST = _words(
    "self non well long short high low follow evidence half cross end late early mid middle double single first "
    "second third one two three four five six quasi ex all full near placebo health real small large risk dose "
    "time case cost life open age sex gender decision patient disease drug blood community population wild "
    "broad peer"
)
_SECOND = _words(
    "like type related based induced associated dependent specific free term level levels risk dose fold "
    "positive negative year years old up label line blind controlled effective effectiveness stage grade "
    "derived mediated resistant reactive treated adjusted matched threatening limiting reported measured "
    "response analysis quality care month months week weeks day days hour hours point scale making to the of in "
    "cell cells adapted naive driven inducible regulated generation making weight made known being wide "
    "containing deficient independent"
)
_ALWAYS_SECOND = _words(
    "specific related based induced associated threatening positive negative controlled mediated derived "
    "treated resistant adjusted matched up down"
)
# With a hyphen or without, as the document has it; the first ones rather with, where it has neither.
_PREFIXES = _words("non anti multi co pseudo")
_MOSTLY_CLOSED_PREFIXES = _words("pre post extra intra re")
# What looks like two words and is one: hyphenation between them, never a hyphen.
_CLOSED = _words(
    "with out in on up down over under some any every no there where here how who what when further more other "
    "never not back hand al in inter trans anti pre post sub super im un re de dis con com be for"
)
# What hardly any word begins with but as a prefix.
_ONLY_PREFIXES = _words("non pseudo")
_AND = _words("and or to und oder et bis")
# English words that begin or end others: before or after a hyphen of hyphenation they are no words of their own.
_BEGINNINGS = _words("hyper hypo ultra infra supra semi poly para peri epi endo tele counter fore after mono")
_ENDINGS = _words(
    "able ably ally less ness ship hood wise ward wards form forms formed mine mines rate rates rated line lines gen "
    "gens gene genes genic some land ling lings tory ring rings ting ding port late lates lated mate tate tates vent "
    "cent gest ration rations cation nation nations logical static plasty ions ism isms ized ised"
)
# From this frequency on what the word list holds is a word, not a piece of one: "thera" is in no text 300 times.
_COMMON = 300
_SHORTEST_WORD = 4


class Vocabulary:
    """The words of a document as they stand inside lines."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.words: Counter[str] = Counter()
        self.inner: Counter[str] = Counter()  # hyphens of each sort that stand inside words
        self.halves: Counter[str] = Counter()  # what stands on either side of hyphens
        broken = False
        for line in lines:
            # The halves of a word cut at a line's end are evidence of nothing.
            inner = line[: _END.search(line).start()] if _END.search(line) else line  # type: ignore[union-attr]
            words = _WORD.findall(inner.replace("\u2010", "-").lower())
            whole = words[1:] if broken else words
            self.words.update(whole)
            self.halves.update(part for word in whole if "-" in word for part in word.split("-"))
            broken = inner is not line
            for sort in ("\u2010", "\xad"):
                self.inner[sort] += sum(1 for _ in re.finditer(rf"\w{sort}\w", inner))

    def _knows(self, word: str) -> bool:
        return bool(self.words[word] or self.halves[word])

    def _is_word(self, word: str) -> bool:
        """Whether a part of a word is one by itself."""
        return len(word) >= _SHORTEST_WORD and (self._knows(word) or frequency(word) >= _COMMON)

    def _count(self, word: str) -> int:
        """How often the document has a word, in the singular or the plural."""
        return self.words[word] + self.words[f"{word}s"] + (self.words[word[:-1]] if word.endswith("s") else 0)

    def _hyphens_after(self, prefix: str, joined: str) -> bool:
        """Whether the document rather writes this prefix with a hyphen than as one word."""
        start = len(prefix)
        # "Common" and "contact" begin with "co", and not with the prefix.
        closed = sum(n for word, n in self.words.items() if word.startswith(prefix) and self._is_word(word[start:]))
        hyphened = sum(n for word, n in self.words.items() if word.startswith(prefix + "-"))
        if closed or hyphened:
            return hyphened >= 0.5 * closed
        return prefix in _PREFIXES and not frequency(joined)

    def join(self, lines: Sequence[str]) -> str:
        """Lines as running text."""
        text = ""
        for line in lines:
            text = self._joined(text, line.strip()) if text else line.strip()
        return text.translate(_HYPHENS)

    def _joined(self, text: str, line: str) -> str:
        if not line:
            return text
        end, start = _END.search(text), _START.match(line)
        if end and start:
            return self._at_hyphen(text, line, end[1], start[0])
        if text[-1] in "-\u2010/" and line[0].isalnum() and len(text) > 1 and not text[-2].isspace():
            return text + line
        if line[0] in ".,;:)]" and not line.startswith("..") and line[1:2] in ("", " ", *".,;)]"):
            return text + line  # a mark stood between the word and the stop
        if _BOUND_DASH.search(text) and (line[0].isdigit() or line[0] in "[("):
            return text + line  # 5–10, [17]–[19], exp(−(x))
        address = _ADDRESS.search(text)
        if address and text[-1] in "/.-_=&?" and not line[0].isupper() and not line[0].isspace():
            return text + line
        return f"{text} {line}"

    def _at_hyphen(self, text: str, line: str, left: str, right: str) -> str:
        sort = text[-1]
        if right.lower() in _AND and sort == "-" and not self.words[(left + right).lower()]:
            return f"{text} {line}"
        if text.isupper() and line.isupper() and not self.words[f"{left}-{right}".lower()]:
            return text[:-1] + line  # a heading in capitals
        if (_SUSPENDED.search(text) and right.lower() in _SECOND) or self._keeps(left, right, sort):
            return text[:-1] + "-" + line
        return text[:-1] + line

    def _keeps(self, left: str, right: str, sort: str) -> bool:
        """Whether the hyphen is the word's own."""
        low, next_part = left.lower(), right.lower()
        joined, hyphened = low + next_part, f"{low}-{next_part}"
        if self._count(joined) != self._count(hyphened):
            return self._count(hyphened) > self._count(joined)
        if left[-1].isdigit() or right[0].isdigit() or len(left) == 1:
            return True
        if right[0].isupper():
            last = left.rsplit("-", 1)[-1]
            capitals = last.isupper() and right.isupper() and min(len(last), len(right)) > 1
            return not capitals or min(len(last), len(right)) > 3
        if sort in "\u2010\xad" and not self.inner[sort]:
            return False
        return self._is_compound(low, next_part)

    def _is_compound(self, left: str, right: str) -> bool:
        last, first = left.rsplit("-", 1)[-1], right.split("-", 1)[0]
        if last in _PREFIXES or last in _MOSTLY_CLOSED_PREFIXES:
            return self._is_prefixed(last, first)
        if last in _CLOSED:
            return False
        if first in _ALWAYS_SECOND and len(last) > 3:
            return True
        if first in _SECOND and (self._knows(last) or len(last) <= 3 or last in _FIRST):
            return True
        if last in _FIRST and (self._knows(first) or first in _SECOND):
            return True
        if last.endswith("ly") and len(last) > 4 and first.endswith(("ed", "ing", "ible", "able", "ive")):
            return True
        if min(len(last), len(first)) < _SHORTEST_WORD:
            return False
        return (self._knows(last) and self._knows(first)) or self._are_two_words(last, first)

    def _is_prefixed(self, prefix: str, word: str) -> bool:
        """Whether a prefix has its hyphen before this: "co-agulation" and "multi-ple" have none to begin with."""
        if not (self._is_word(word) or prefix in _ONLY_PREFIXES):
            return False
        doubled = prefix[-1] == word[0] and word[0] in "aeiou"  # anti-inflammatory
        return (doubled and not frequency(prefix + word)) or self._hyphens_after(prefix, prefix + word)

    def _are_two_words(self, left: str, right: str) -> bool:
        """Whether English knows two words and not the one that they would make.

        What ends in the vowel of a Greek or Latin compound is none, whatever the list says: photocoagulation.
        """
        parts = left not in _BEGINNINGS and right not in _ENDINGS and not left.endswith("o")
        return parts and not frequency(left + right) and self._is_word(left) and self._is_word(right)
