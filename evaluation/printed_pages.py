"""On which page a sentence was printed, told by poppler's pdftotext and not by the reader that is measured."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from math import inf
from pathlib import Path

_BEGINNING = 14  # letters of a sentence that must stand together on its page
_NEAR = 300  # letters that a foot and a head may have between two pages
_OPENING = 80  # letters in which pages with the same beginning are told apart
_PIECE = 10


def letters(text: str) -> str:
    """Letters and digits only, small, ligatures undone: what hyphens, spaces and raised marks cannot disturb."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text).casefold())


class PrintedPages:
    """The pages of a PDF as pdftotext reads them: each in several ways, as none is right on every page."""

    def __init__(self, pages: Sequence[Sequence[str]]) -> None:
        self._pages = [[letters(reading) for reading in page] for page in pages]
        # Once more without digits: raised reference numbers stand in the middle of sentences.
        self._worded = [[re.sub(r"\d", "", reading) for reading in page] for page in self._pages]

    def __len__(self) -> int:
        return len(self._pages)

    @classmethod
    def of(cls, file: Path) -> PrintedPages:
        """Read a PDF page by page, as its lines lie and in the order in which it draws."""
        return cls(list(zip(_read(file), _read(file, "-raw"), strict=True)))

    def starting(self, sentence: str, times: int = 1) -> set[int]:
        """The pages on which the sentence may begin, from 1; none where that cannot be told.

        `times` is how often it is printed: one that stands whole somewhere may run over a page end elsewhere.
        """
        wanted = letters(sentence)
        worded = re.sub(r"\d", "", wanted)
        found: set[int] = set()
        # With their digits first: some sentences differ in a figure only.
        for pages, words in ((self._pages, wanted), (self._worded, worded)):
            whole, count = _whole(pages, words)
            over = _over_page_ends(pages, words)[: times - count] if count < times else []
            found |= whole.union(over)
            if count + len(over) >= times:
                break
        return found or _beginning_alike(self._worded, worded)


def _read(file: Path, *options: str) -> list[str]:
    run = subprocess.run(["pdftotext", *options, "-enc", "UTF-8", str(file), "-"], capture_output=True, check=True)
    return run.stdout.decode("utf-8", "replace").split("\f")[:-1]


def _pages_with(pages: Sequence[Sequence[str]], wanted: str) -> set[int]:
    return {number for number, page in enumerate(pages, 1) if any(wanted in reading for reading in page)}


def _whole(pages: Sequence[Sequence[str]], wanted: str) -> tuple[set[int], int]:
    """The pages on which the whole sentence stands, and how often it does."""
    counts = {number: max(reading.count(wanted) for reading in page) for number, page in enumerate(pages, 1)}
    return {number for number, count in counts.items() if count}, sum(counts.values())


def _over_page_ends(pages: Sequence[Sequence[str]], wanted: str) -> list[int]:
    """Pages with a beginning of the sentence whose rest is on the next, the likeliest first.

    Others may begin alike, and any page has a letter or two of its end: the sentence is the one of which least else,
    as foot, footnotes and head, stands between the beginning and the rest.
    """
    between = {
        number: least
        for number, (page, following) in enumerate(pairwise(pages), 1)
        for least in [min(_between(upper, lower, wanted) for upper in page for lower in following)]
        if least < inf
    }
    return sorted(between, key=lambda number: between[number])


def _between(upper: str, lower: str, wanted: str) -> float:
    """The fewest letters between a beginning of the sentence on a page and its rest on the next."""
    least = inf
    for cut in range(1, len(wanted)):
        end, start = upper.rfind(wanted[:cut]), lower.find(wanted[cut:])
        if end < 0:
            break
        if start < 0 or lower[:start].endswith(wanted[:cut]):
            continue  # the rest is not there, or with its beginning before it
        skipped = len(upper) - end - cut + start
        # A word or two are on every page; they begin a sentence only at the very end of one.
        if cut > _BEGINNING or skipped < _NEAR:
            least = min(least, skipped)
    return least


def _beginning_alike(pages: Sequence[Sequence[str]], wanted: str) -> set[int]:
    """Pages with the sentence's first letters that have most of what follows, in whatever order of lines."""
    opening = wanted[:_OPENING]
    pieces = [opening[at : at + _PIECE] for at in range(max(len(opening) - _PIECE, 1))]
    shares = {
        number: max(sum(piece in reading for piece in pieces) for reading in pages[number - 1])
        for number in _pages_with(pages, wanted[:_BEGINNING])
    }
    best = max(shares.values(), default=0)
    return {number for number, share in shares.items() if share == best} if best * 2 > len(pieces) else set()
