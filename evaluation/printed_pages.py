"""On which page a sentence was printed, told by poppler's pdftotext and not by the reader that is measured."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections.abc import Sequence
from pathlib import Path

_BEGINNING = 14  # letters of a sentence that must stand together on its page
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

    def starting(self, sentence: str) -> set[int]:
        """The pages on which the sentence may begin, from 1; none where that cannot be told."""
        wanted = letters(sentence)
        worded = re.sub(r"\d", "", wanted)
        return (
            _pages_with(self._pages, wanted)
            or _pages_with(self._worded, worded)
            or _over_a_page_end(self._worded, worded)
            or _beginning_alike(self._worded, worded)
        )


def _read(file: Path, *options: str) -> list[str]:
    run = subprocess.run(["pdftotext", *options, "-enc", "UTF-8", str(file), "-"], capture_output=True, check=True)
    return run.stdout.decode("utf-8", "replace").split("\f")[:-1]


def _pages_with(pages: Sequence[Sequence[str]], wanted: str) -> set[int]:
    return {number for number, page in enumerate(pages, 1) if any(wanted in reading for reading in page)}


def _over_a_page_end(pages: Sequence[Sequence[str]], wanted: str) -> set[int]:
    """Pages with a beginning of the sentence whose rest is on the next."""
    for cut in range(len(wanted) - 1, _BEGINNING, -1):
        after = {number - 1 for number in _pages_with(pages, wanted[cut:])}
        if found := after and _pages_with(pages, wanted[:cut]) & after:
            return found
    return set()


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
