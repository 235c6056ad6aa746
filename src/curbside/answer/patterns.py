"""Patterns made of the words that data files list."""

from __future__ import annotations

import re
from collections.abc import Sequence


def any_at_word_start(patterns: Sequence[str]) -> re.Pattern[str]:
    """A pattern for any of these, each a regular expression, at the start of a word; letter case ignored."""
    return re.compile(r"(?<!\w)(?:" + "|".join(f"(?:{one})" for one in patterns) + ")", re.IGNORECASE)
