"""Footnote marks that are printed like the text around them: known by the footnotes at the foot of their page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from curbside.ingest.pdf.columns import Item, Line

_NUMBER = re.compile(r"(\d{1,3})[.)]?\s")


def drop_plain_marks(items: Sequence[Item], notes: Sequence[Line]) -> None:
    """Take the number of each of a page's footnotes from the end of the one word that carries it, in place.

    "CVs.8 However" above footnote 8 says "CVs. However". A number after a digit or a space is never touched.
    """
    for note in notes:
        match = _NUMBER.match(note.text)
        number = note.mark or (match[1] if match else "")
        if not number.isdigit():
            continue
        pattern = re.compile(
            rf"(?<=[^\W\d_])(?<=\w\w\w)[,.;:)\]”’\"]*?(?:{number})(?=[\s,.;:)]|$)|"
            rf"(?<=[^\W\d_][.,;:)])(?:{number})(?=\s|$)|(?<=[)\]][.,;:])(?:{number})(?=\s|$)"
        )
        found = [(item, m) for item in items if isinstance(item, Line) for m in pattern.finditer(item.text)]
        if len(found) == 1:
            line, mark = found[0]
            line.text = line.text[: mark.end() - len(number)] + line.text[mark.end() :]
