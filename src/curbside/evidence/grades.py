"""Grades of recommendation and evidence, where a source prints them. Copied as printed, never made."""

from __future__ import annotations

import re

_QUALITY = r"(?:high|moderate|low|very[- ]low)[- ](?:quality|certainty)(?:\s(?:of\s)?evidence)?"
_FORMS = (
    # GRADE
    rf"\b(?:strong|weak|conditional) recommendation(?:\s*[,;(]\s*{_QUALITY})?",
    r"\bGRADE\s*[:=]?\s*[12]\s?[+-]?[ABCD]\b",
    # "Grade 1B", "grade C"; a tumour's grade is a figure.
    r"\b[Gg]rade\s*[:=]?\s*(?:[12][ABCD]|[ABCDI])\b",
    # USPSTF
    r"\b[ABCDI] (?:statement|recommendation)\b",
    # SORT
    r"\bSOR\s*[:=]?\s*[ABC]\b",
    r"\b[Ss]trength of recommendation\s*[:=]?\s*[ABC]\b",
    # ACC/AHA, ESC
    r"\b[Cc]lass (?:of [Rr]ecommendation )?(?:III|IIa|IIb|II|I)\b"
    r"(?:\s*[,;]\s*[Ll]evel (?:of [Ee]vidence )?[ABC](?:-[A-Z]+)?\b)?",
    r"\b[Ll]evel (?:of [Ee]vidence\s*[:=]?\s*)?(?:[1-5][abc]?|[ABC])\b(?=\s*(?:evidence|[),;.]))",
    rf"\b{_QUALITY}",
)
_GRADES = re.compile("|".join(_FORMS))


def find_grade(text: str) -> str | None:
    """The first grade that a statement prints, word for word; None where it prints none."""
    found = _GRADES.search(text)
    return " ".join(found[0].split()) if found is not None else None
