"""Footnote marks that are printed like the text around them: known by the footnotes at the foot of their page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from curbside.ingest.pdf.columns import Item, Line

_NUMBER = re.compile(r"(\d{1,3})[.)]?\s")


def drop_plain_marks(items: Sequence[Item], notes: Sequence[Line]) -> None:
    """Take the number of each footnote from the end of the one word that carries it, in place.

    "CVs.8 However" above footnote 8 says "CVs. However". After a figure ("in 2019.14") it is taken only where a
    sentence ends and nothing else on the page can be the mark.
    """
    for note in notes:
        match = _NUMBER.match(note.text)
        number = note.mark or (match[1] if match else "")
        if number.isdigit() and not _drop(items, _after_words(number)):
            _drop(items, _after_figures(number))


def _drop(items: Sequence[Item], pattern: re.Pattern[str]) -> bool:
    """Drop what the pattern finds if that is in one place only; says whether it was found at all."""
    found = [(item, m) for item in items if isinstance(item, Line) for m in pattern.finditer(item.text)]
    if len(found) == 1:
        line, mark = found[0]
        line.text = line.text[: mark.start()] + line.text[mark.end() :]
    return bool(found)


def _after_words(number: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<=[^\W\d_][^\W\d_][^\W\d_]){number}(?=[\s,.;:)]|$)|"
        rf"(?<=[^\W\d_%)\]][.,;:)]){number}(?=\s|$)|(?<=[%)\]][.,;:]){number}(?=\s|$)"
    )


def _after_figures(number: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=\d\.){number}(?=\s+[A-Z]|\s*$)")
