"""Dates as people and machines write them, as ISO dates of the same precision."""

from __future__ import annotations

import re

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_NUMERIC = re.compile(r"(\d{4})(?:[-/.](\d{1,2})?(?:[-/.](\d{1,2})?)?)?(?=[T\s/;,]|$)")
_YEAR_FIRST = re.compile(r"(\d{4})[\s/;,-]+([A-Za-z]{3,9})\.?(?:[\s/-]+(\d{1,2})(?!\d))?")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s-]+([A-Za-z]{3,9})\.?,?[\s-]+(\d{4})")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.?\s+(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?(\d{4})")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20|21)\d{2}(?!\d)")


def iso_date(written: str | None) -> str | None:
    """The date that is written, None if there is none: "2016/03/15/", "15 Mar 2016", "2000 Spring", "March 5, 2016"."""
    text = (written or "").strip()[:80]
    if match := _YEAR_FIRST.match(text):
        year, name, day = match.groups()
        return _iso(year, _month(name), day)
    if match := _NUMERIC.match(text):
        return _iso(*match.groups())
    if match := _DAY_FIRST.search(text):
        day, name, year = match.groups()
        return _iso(year, _month(name), day)
    if match := _MONTH_FIRST.search(text):
        name, day, year = match.groups()
        return _iso(year, _month(name), day)
    match = _YEAR.search(text)
    return match[0] if match else None


def _iso(year: str, month: str | None, day: str | None) -> str | None:
    if not 1500 <= int(year) <= 2200:
        return None
    if not month or not 1 <= int(month) <= 12:
        return year
    return f"{year}-{int(month):02}" + (f"-{int(day):02}" if day and 1 <= int(day) <= 31 else "")


def _month(name: str) -> str | None:
    found = [i for i, month in enumerate(_MONTHS, 1) if month.startswith(name.lower())]
    return str(found[0]) if len(found) == 1 else None
