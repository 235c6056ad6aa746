"""Figures in a line of text that must not break: a number with its "%", and "95 % CI" with what it holds.

They are held together by how they are shown; their spaces stay ordinary ones, and are copied as such.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_NUMBER = r"\d+(?:[.,]\d+)*"
_RANGE = rf"{_NUMBER}(?: ?%)?(?: ?[-–] ?| to ){_NUMBER}(?: ?%)?"
_TOGETHER = re.compile(rf"\(?\b\d\d ?% CI\b(?:[:,]? {_RANGE}\)?)?|{_NUMBER}(?: ?[-–] ?{_NUMBER})? %")


def unbroken(text: str) -> Markup:
    """A text, escaped, in which no line ends within a figure."""
    if "%" not in text:
        return escape(text)  # no figure that is held together is without one
    pieces, end = [], 0
    for found in _TOGETHER.finditer(text):
        held = Markup('<span class="whole">{}</span>').format(found[0])
        pieces += [escape(text[end : found.start()]), held]
        end = found.end()
    return Markup().join([*pieces, escape(text[end:])])
