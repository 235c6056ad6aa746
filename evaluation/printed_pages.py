"""On which page a sentence was printed, told by poppler's pdftotext and not by the reader that is measured."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections.abc import Sequence
from pathlib import Path

_SHORTEST = 12  # letters of a sentence's beginning that may tell a page


def letters(text: str) -> str:
    """Letters and digits only, small, ligatures undone: what hyphens, spaces and raised marks cannot disturb."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text).casefold())


class PrintedPages:
    """The pages of a PDF as pdftotext reads them."""

    def __init__(self, pages: Sequence[str]) -> None:
        self._pages = [letters(page) for page in pages]

    def __len__(self) -> int:
        return len(self._pages)

    @classmethod
    def of(cls, file: Path) -> PrintedPages:
        """Read a PDF page by page."""
        run = subprocess.run(["pdftotext", "-enc", "UTF-8", str(file), "-"], capture_output=True, check=True)
        return cls(run.stdout.decode("utf-8", "replace").split("\f")[:-1])

    def starting(self, sentence: str) -> set[int]:
        """The pages on which the sentence may begin, from 1; none where that cannot be told."""
        wanted = letters(sentence)
        whole = {number for number, page in enumerate(self._pages, 1) if wanted in page}
        return whole or self._over_a_page_end(wanted)

    def _over_a_page_end(self, wanted: str) -> set[int]:
        """Pages with a beginning of the sentence whose rest is on the next."""
        for cut in range(len(wanted) - 1, _SHORTEST, -1):
            found = {
                number
                for number, (page, after) in enumerate(zip(self._pages, self._pages[1:], strict=False), 1)
                if wanted[:cut] in page and wanted[cut:] in after
            }
            if found:
                return found
        return set()
