"""Stored text: made once at ingest, compared for ever after.

Stored text is NFC, uses LF, and holds no markup, control characters or direction overrides. Spans are
half-open and count Unicode code points, so that `text[start:end] == quote` in Python and in the manifest's
tables alike.
"""

from __future__ import annotations

import re
import unicodedata

Span = tuple[int, int]

# Every character that ends a line somewhere: a form feed parts two pages, and dropping it would join words.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# C0/C1 controls except tab and newline; zero-width characters and direction overrides, which can make a
# page show other words than the ones stored; the byte order mark; unpaired surrogates.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ud800-\udfff]"
)
# A pattern that ignores letter case takes a dotless i, a dotted I and a long s for these; `lower` makes them none.
_TAKEN_FOR = str.maketrans("ıİſ", "iis")


def clean(text: str) -> str:
    """Normalise text for storage, keeping its line breaks."""
    if not text.isprintable():  # what is holds nothing that either pattern speaks of
        text = _UNSEEN.sub("", _LINE_ENDS.sub("\n", text))
    return unicodedata.normalize("NFC", text)


def in_small_letters(text: str) -> str:
    """Words in small letters as a pattern met them that ignores letter case: "GUIDELINE" and "guıdeline" are one."""
    return text.translate(_TAKEN_FOR).lower()


def clean_line(text: str) -> str:
    """Normalise text for storage as one line: every run of white space becomes one space."""
    if not text.isprintable():
        return " ".join(clean(text).split())
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    # Of what is printable only the space is white space: most lines are made anew for nothing.
    return text if "  " not in text and text[:1] != " " and text[-1:] != " " else " ".join(text.split())
