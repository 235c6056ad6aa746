"""Joining lines: whether a hyphen at a line's end belongs to the word, told by how the document writes it elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_END = re.compile(r"([^\W_]+(?:[-'’][^\W_]+)*)[-\u2010\xad]$")
_START = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
# "low- or intermediate-": both hyphens stand for the same word.
_SUSPENDED = re.compile(r"\w- (?:and|or|to) [\w'’-]+-$")
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
_PREFIXES = _words("non anti multi co pseudo")
# What looks like two words and is one: hyphenation between them, never a hyphen.
_CLOSED = _words(
    "with out in on up down over under some any every no there where here how who what when further more other "
    "never not back hand al in inter trans anti pre post sub super im un re de dis con com be for"
)
_AND = _words("and or to und oder et bis")


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

    def _hyphens_after(self, prefix: str) -> bool:
        """Whether the document rather writes this prefix with a hyphen than as one word."""
        closed = sum(n for word, n in self.words.items() if word.startswith(prefix) and len(word) > len(prefix) + 3)
        return sum(n for word, n in self.words.items() if word.startswith(prefix + "-")) >= 0.5 * closed

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
        if text[-1] in "–—" and len(text) > 1 and text[-2].isdigit() and line[0].isdigit():
            return text + line
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
        if self.words[joined] != self.words[hyphened]:
            return self.words[hyphened] > self.words[joined]
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
        if last in _PREFIXES:
            return self._hyphens_after(last)
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
        return len(last) >= 4 and len(first) >= 4 and self._knows(last) and self._knows(first)
