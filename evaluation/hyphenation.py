"""Where a word may be parted, by Liang's method with the patterns that groff brings along.

Chromium parts words only at soft hyphens here: its own patterns are a download.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

SOFT_HYPHEN = "\u00ad"
_BEFORE, _AFTER = 2, 3  # letters that stay together at a word's beginning and end
_WORD = re.compile(r"[A-Za-z]{6,}")
_FOLDERS = ("/usr/share/groff/current/tmac", "/usr/share/groff/tmac")


def patterns_file() -> Path | None:
    """groff's patterns for English, None where groff is not installed."""
    return next((file for folder in _FOLDERS if (file := Path(folder) / "hyphen.us").is_file()), None)


def hyphenated(text: str) -> str:
    """The text with soft hyphens wherever a word of it may be parted."""
    return _WORD.sub(lambda word: SOFT_HYPHEN.join(_parts(word[0])), text)


@cache
def _parts(word: str) -> tuple[str, ...]:
    letters = f".{word.lower()}."
    values = [0] * (len(letters) + 1)
    patterns = _patterns()
    for start in range(len(letters)):
        for end in range(start + 1, len(letters) + 1):
            for offset, value in patterns.get(letters[start:end], ()):
                values[start + offset] = max(values[start + offset], value)
    cuts = [at for at in range(_BEFORE, len(word) - _AFTER + 1) if values[at + 1] % 2]
    return tuple(word[a:b] for a, b in zip([0, *cuts], [*cuts, len(word)], strict=True))


@cache
def _patterns() -> dict[str, tuple[tuple[int, int], ...]]:
    file = patterns_file()
    if file is None:
        return {}
    text = re.sub(r"%.*", "", file.read_text("latin-1"))
    listed = re.search(r"\\patterns\{([^}]*)\}", text)
    return dict(_pattern(one) for one in (listed[1].split() if listed else ()))


def _pattern(written: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """`hy3ph` as its letters and the value before each place: ("hyph", ((2, 3),))."""
    letters, values = "", []
    for character in written:
        if character.isdigit():
            values.append((len(letters), int(character)))
        else:
            letters += character
    return letters, tuple(values)
