"""Footnotes at the foot of a page or column: found and set apart, so that they never cut a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from curbside.ingest.pdf.columns import Item, Line
from curbside.ingest.pdf.drawing import Box
from curbside.ingest.pdf.styles import REFERENCES, Typography

_MARKED = re.compile(r"(?:[*†‡§¶#‖]{1,3}|\d{1,3}|[a-z])(?:[.)]\s|\s|(?=[A-Z(]))")
_LARGEST_SHARE = 0.5
_HIGHEST = 0.4  # notes stand in the lower part of a page


def split_footnotes(
    items: list[Item], rules: Sequence[Box], height: float, type_of: Typography
) -> tuple[list[Item], list[Line]]:
    """A page's items without the footnotes, and the footnotes' lines."""
    lines = [item for item in items if isinstance(item, Line)]
    notes = _at_foot(_last_small(items, type_of), rules, height, type_of)
    columns: dict[int, list[Line]] = {}
    taken = {id(line) for line in notes}
    for line in lines:
        if id(line) not in taken:
            columns.setdefault(line.column, []).append(line)
    for column in columns.values():
        notes += _at_foot(column, rules, height, type_of)
    taken = {id(line) for line in notes}
    if len(notes) > _LARGEST_SHARE * len(lines):
        return items, []
    return [item for item in items if id(item) not in taken], sorted(notes, key=lambda line: (line.left, line.base))


def _last_small(items: Sequence[Item], type_of: Typography) -> list[Line]:
    """The small lines with which a page ends: notes that run across all columns."""
    last: list[Line] = []
    for item in reversed(items):
        if not isinstance(item, Line) or not _is_small(item, type_of):
            if isinstance(item, Line) and REFERENCES.fullmatch(item.text.strip()):
                return []
            break
        last.append(item)
    return sorted(last, key=lambda line: line.base)


def _at_foot(lines: Sequence[Line], rules: Sequence[Box], height: float, type_of: Typography) -> list[Line]:
    """The last lines of a column that are smaller than its text and begin with a mark or under a short rule."""
    start = len(lines)
    while start > 0 and _is_small(lines[start - 1], type_of):
        start -= 1
    while start < len(lines):
        line, above = lines[start], lines[start - 1] if start else None
        if line.base > _HIGHEST * height and _begins_notes(line, above, rules, height, type_of):
            return list(lines[start:])
        start += 1
    return []


def _begins_notes(line: Line, above: Line | None, rules: Sequence[Box], height: float, type_of: Typography) -> bool:
    marked = bool(line.mark) or bool(_MARKED.match(line.text))
    if above is not None and REFERENCES.fullmatch(above.text.strip()):
        return False
    if _under_rule(line, above, rules):
        return marked or line.base > 0.5 * height
    apart = above is None or line.base - above.base > 1.05 * type_of.leading(line.size)
    if line.mark:
        return apart
    # Without a rule or a raised mark only what is clearly smaller, and stands where nothing but notes does.
    clear = line.size <= 0.9 * type_of.size and line.base > 0.6 * height
    return marked and clear and apart and (above is None or above.size > 1.04 * line.size)


def _is_small(line: Line, type_of: Typography) -> bool:
    return line.size < 0.95 * type_of.size


def _under_rule(line: Line, above: Line | None, rules: Sequence[Box]) -> bool:
    """Whether a rule much shorter than the column, at its left, stands right above a line."""
    top = line.base - 2.6 * line.size
    if above is not None and above.base < line.base:
        top = max(top, above.base)
    width = max(line.right - line.left, 1)
    return any(
        top - 1 <= rule[1] <= line.base and abs(rule[0] - line.left) < 8 and rule[2] - rule[0] < 0.75 * width
        for rule in rules
    )


def joined_notes(lines: Sequence[Line]) -> list[list[Line]]:
    """Footnotes, each with its lines: a new one begins with a mark."""
    notes: list[list[Line]] = []
    for line in lines:
        begins = bool(line.mark) or bool(_MARKED.match(line.text) and line.x0 < line.left + 3 * line.size)
        if not notes or begins:
            notes.append([line])
        else:
            notes[-1].append(line)
    return notes
