"""Patterns made of the words that data files list."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache

# By so many of the first letters of its words a text is known to hold what may match a pattern.
_LETTERS = 4
_WORD_START = re.compile(rf"(?<!\w)[^\W\d_]{{1,{_LETTERS}}}")
_WHAT_STANDS_BEFORE = re.compile(r"\(\?<[!=][^()]*\)")
_GROUP = re.compile(r"\((?:\?:|(?!\?))")
_FIRST_LETTERS = re.compile(r"[^\W\d_]*")
_OPTIONAL = ("?", "*", "{0,")
_REPEATED = ("?", "*", "+", "{")


def any_at_word_start(patterns: Sequence[str]) -> re.Pattern[str]:
    """A pattern for any of these, each a regular expression, at the start of a word; letter case ignored."""
    return re.compile(r"(?<!\w)(?:" + "|".join(f"(?:{one})" for one in patterns) + ")", re.IGNORECASE)


class WordPatterns:
    """Which of many things are named in a text, each by any of its patterns, found as `any_at_word_start` finds them.

    Of a thousand patterns few begin as some word of a text does, and only these are tried.
    """

    def __init__(self, patterns: Mapping[str, Sequence[str]]) -> None:
        """`patterns` are, by name, regular expressions, each matched at the start of a word, letter case ignored."""
        grouped: dict[str, dict[str, list[str]]] = {}
        for name, some in patterns.items():
            for one in some:
                for start in _starts(one) or {""}:
                    grouped.setdefault(start, {}).setdefault(name, []).append(one)
        self._grouped = grouped
        self._compiled: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def named_in(self, text: str) -> frozenset[str]:
        """The names of those that a text has."""
        found: set[str] = set()
        for start in self._grouped.keys() & _word_starts(text):
            found.update(name for name, pattern in self._from(start) if name not in found and pattern.search(text))
        return frozenset(found)

    def _from(self, start: str) -> list[tuple[str, re.Pattern[str]]]:
        """The patterns that begin with some letters; compiled when a text first has these, which takes the longest."""
        known = self._compiled.get(start)
        if known is None:
            known = [(name, any_at_word_start(some)) for name, some in self._grouped[start].items()]
            self._compiled[start] = known
        return known


@lru_cache(maxsize=1024)
def _word_starts(text: str) -> frozenset[str]:
    """The first letters of the words of a text, from none on."""
    words = set(_WORD_START.findall(text.casefold()))
    return frozenset({"", *(word[:n] for word in words for n in range(1, len(word) + 1))})


def _starts(pattern: str) -> Collection[str] | None:
    """The letters that all that a pattern matches begins with, one of these; None if it may begin with anything."""
    found: set[str] = set()
    for one in _alternatives(pattern):
        starts = _starts_of_one(one)
        if starts is None:
            return None
        found |= starts
    return found


def _starts_of_one(pattern: str) -> set[str] | None:
    while before := _WHAT_STANDS_BEFORE.match(pattern):
        pattern = pattern[before.end() :]
    if (group := _GROUP.match(pattern)) is not None:
        end = _end_of_group(pattern)
        starts = _starts(pattern[group.end() : end])
        rest = pattern[end + 1 :]
        if starts is None:
            return None
        if not rest.startswith(_OPTIONAL):
            return set(starts)
        without = _starts_of_one(rest[1:]) if rest.startswith("?") else None
        return None if without is None else {*starts, *without}
    found = _FIRST_LETTERS.match(pattern)
    assert found is not None
    letters = found[0][:-1] if pattern.startswith(_REPEATED, found.end()) else found[0]
    # Letters that fold to several or to others ("ß", "ſ") are not told by their lower case.
    return {letters[:_LETTERS].lower()} if letters.isascii() and letters else None


def _alternatives(pattern: str) -> Iterator[str]:
    """The alternatives of a regular expression at its top level."""
    begin = 0
    for place, character, depth in _read(pattern):
        if character == "|" and depth == 0:
            yield pattern[begin:place]
            begin = place + 1
    yield pattern[begin:]


def _end_of_group(pattern: str) -> int:
    """Where the group that a regular expression begins with is closed."""
    return next(place for place, character, depth in _read(pattern) if character == ")" and depth == 0)


def _read(pattern: str) -> Iterator[tuple[int, str, int]]:
    """The characters of a regular expression that mean something, with how deep in groups each stands."""
    depth, in_set, escaped = 0, False, False
    for place, character in enumerate(pattern):
        if escaped or character == "\\":
            escaped = not escaped
        elif in_set:
            in_set = character != "]"
        elif character == "[":
            in_set = True
        else:
            depth += (character == "(") - (character == ")")
            yield place, character, depth
