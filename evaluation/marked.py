"""Marked text: words with their raised, lowered, slanted and bold runs, and what a reader may make of them.

Marks are characters of Unicode's private use area, so that text with marks can be cut and searched as text. `RAISED` is
what refers elsewhere (reference numbers, footnote marks) and no part of the sentence; `SUP` is part of it (10⁹).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import product

import sentencex

SUP, END_SUP, SUB, END_SUB, SLANTED, END_SLANTED, BOLD, END_BOLD, RAISED, END_RAISED = map(chr, range(0xE000, 0xE00A))
MARKS = re.compile("[\ue000-\ue009]")
_HOLE, _MAYBE = "\ue010", "\ue011"  # where a raised reference, and where a "^", may stand
_OPENING = (SUP, SUB, SLANTED, BOLD)
_RAISED = re.compile(f"{RAISED}([^{END_RAISED}]*){END_RAISED}")
_SUP = re.compile(f"{SUP}([^{END_SUP}]*){END_SUP}")
_HIGH = {ord(high): low for high, low in zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ", "0123456789+-n", strict=True)}
_LOW = {ord(low): plain for low, plain in zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True)}
# Letters that look alike and that a font's own names do not tell apart: micro and mu, increment and Delta,
# angle brackets.
_ALIKE = str.maketrans({"\u00b5": "μ", "\u2206": "Δ", "\u2211": "Σ", "\u220f": "Π", "\u3008": "⟨", "\u3009": "⟩"})
_HIGH_RUN = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ]+")


def as_one_line(text: str) -> str:
    """NFC, letters that look alike the same, every run of white space one space."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_ALIKE).split())


def plain(marked: str) -> str:
    """The words as Curbside stores them: raised marks left out, 10⁹ as 10^9."""
    return as_one_line(MARKS.sub("", _SUP.sub(_powered, _RAISED.sub("", marked))))


def forms(marked: str) -> tuple[str, ...]:
    """Every right way of storing these words, the plainest first.

    A raised reference may be left out or kept where it cannot be taken for a number of the sentence ("[3]", "^3"); what
    is raised and no number may lose its "^".
    """
    found: dict[str, None] = {}
    for raised, raising in product(("", "[{}]", " [{}]", "^{}"), (_powered, _powered_if_number)):
        text = _RAISED.sub(lambda mark, raised=raised: raised.format(mark[1]), marked)  # type: ignore[misc]
        found[as_one_line(MARKS.sub("", _SUP.sub(raising, text)))] = None
    return tuple(found)


def wording(marked: str) -> re.Pattern[str]:
    """What a text has to match to be these words; each raised reference may be kept or left out by itself."""
    found: list[str] = []

    def hole(mark: re.Match[str]) -> str:
        words = re.escape(as_one_line(MARKS.sub("", mark[1])))
        found.append(rf"(?: ?\[{words}\]| ?\^{words})?")
        return _HOLE

    def power(run: re.Match[str]) -> str:
        return _powered(run) if re.search(r"\d", run[1]) else f"{_MAYBE}{run[1]}"

    words = as_one_line(MARKS.sub("", _SUP.sub(power, _RAISED.sub(hole, marked))))
    pieces = [re.escape(piece).replace(_MAYBE, r"\^?") for piece in re.split(f" ?{_HOLE}", words)]
    for at in range(len(found)):
        pieces[at], pieces[at + 1] = _bared(pieces[at], pieces[at + 1])
    return re.compile("".join(a + b for a, b in zip(pieces, [*found, ""], strict=True)))


def stored(text: str) -> str:
    """A reader's words as they are compared: one line, raised and lowered characters of Unicode written out."""
    return as_one_line(_HIGH_RUN.sub(lambda run: "^" + run[0].translate(_HIGH), text).translate(_LOW))


def sentences(marked: str) -> Iterator[str]:
    """The sentences of marked text, marked; a raised reference after a full stop belongs to what it follows."""
    bare, places, inside = [], [], False
    for at, character in enumerate(marked):
        inside = (inside or character == RAISED) and character != END_RAISED
        if not inside and not MARKS.match(character):
            bare.append(character)
            places.append(at)
    start = 0
    for sentence in _cuts("".join(bare)):
        end = places[sentence] if sentence < len(places) else len(marked)
        while marked[end - 1 : end] in _OPENING:
            end -= 1
        piece = marked[start:end]
        if plain(piece):
            yield piece
        start = end


def _bared(before: str, after: str) -> tuple[str, str]:
    """Patterns around a raised reference, without the stops that only it needs: "et al.³." and "(SD/MLT;³)"."""
    if before.endswith(r"\.") and after.startswith(r"\."):
        return before, r"\.?" + after.removeprefix(r"\.")
    if before.endswith(";") and after.startswith(r"\)"):
        return before + "?", after
    return before, after


def _cuts(text: str) -> Iterator[int]:
    """Where each sentence ends: where the next one begins."""
    at = 0
    pieces = [piece for piece in sentencex.segment("en", text) if piece.strip()]
    starts = []
    for piece in pieces:
        at = text.index(piece.strip(), at)
        starts.append(at)
        at += len(piece.strip())
    yield from starts[1:]
    yield len(text)


def _powered(run: re.Match[str]) -> str:
    return f"^{run[1]}" if MARKS.sub("", run[1]).strip() else run[1]


def _powered_if_number(run: re.Match[str]) -> str:
    return _powered(run) if re.search(r"\d", run[1]) else run[1]
