"""The front of a document: its title, and the lines between title and text that name people and places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from curbside.evidence.reference import folded
from curbside.ingest.pdf.columns import Item, Line
from curbside.ingest.pdf.hyphens import Vocabulary
from curbside.ingest.pdf.record import usable_title
from curbside.ingest.pdf.styles import Typography

_PEOPLE = re.compile(
    r"@|\b(?:university|universit\w+|hospital|department|institute|faculty|school of|college|"
    r"division of|centre|center|on behalf of|correspondence|corresponding author|e-?mail|received|accepted|published|"
    r"revised|doi|copyright|©|issn|editor|licensee|creative commons|open access|et al)\b",
    re.IGNORECASE,
)
_LONGEST_TITLE = 400


@dataclass(slots=True)
class Front:
    """The printed title, None when nothing looks like one, and the lines about authors and places."""

    title: str | None = None
    lines: list[str] = field(default_factory=list)


def take_front(items: list[list[Item]], type_of: Typography, said: str | None, words: Vocabulary) -> Front:
    """Take title and byline out of the first page's items, in place."""
    if not items:
        return Front()
    groups = _groups([item for item in items[0] if isinstance(item, Line)], type_of)
    title = _title(groups, type_of, said, words)
    if title is None:
        return Front()
    taken = {id(line) for line in title}
    rest = [item for item in items[0] if id(item) not in taken]
    byline = _byline(items[0], title, type_of)
    gone = {id(line) for line in byline}
    items[0] = [item for item in rest if id(item) not in gone]
    return Front(words.join([line.text for line in title]), [line.text for line in byline])


def _groups(lines: Sequence[Line], type_of: Typography) -> list[list[Line]]:
    """Lines of one size that follow each other, as a title's do."""
    groups: list[list[Line]] = []
    for line in lines:
        last = groups[-1][-1] if groups else None
        if (
            last is not None
            and abs(last.size - line.size) < 0.4
            and 0 < line.base - last.base < 1.7 * line.size
            and last.bold == line.bold
        ):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _title(groups: Sequence[list[Line]], type_of: Typography, said: str | None, words: Vocabulary) -> list[Line] | None:
    texts = [words.join([line.text for line in group]) for group in groups]
    if said and usable_title(said):
        for group, text in zip(groups, texts, strict=True):
            if folded(text) == folded(said):
                return group
    likely = [
        group
        for group, text in zip(groups, texts, strict=True)
        if group[0].size > 1.12 * type_of.size
        and len(text) <= _LONGEST_TITLE
        and len(text.split()) >= 2
        and sum(c.isalpha() for c in text) > 0.5 * len(text)
    ]
    if not likely:
        return None
    largest = max(likely, key=lambda group: (round(group[0].size, 1), len(group)))
    # A journal's name is often set larger than the title, and a typesetter's sections may be as well.
    full = [g for g in likely if g[0].size > 0.78 * largest[0].size and sum(len(line.text.split()) for line in g) >= 4]
    return full[0] if full else largest


def _byline(items: Sequence[Item], title: Sequence[Line], type_of: Typography) -> list[Line]:
    """The lines right after the title, up to the first heading or running sentence, if they are about people."""
    lines: list[Line] = []
    ids = {id(line) for line in title}
    after = items[max(i for i, item in enumerate(items) if id(item) in ids) + 1 :]
    for at, item in enumerate(after[:60]):
        if not isinstance(item, Line):
            break
        below = after[at + 1] if at + 1 < len(after) else None
        gap = item.base - (lines[-1].base if lines else title[-1].base)
        heading = type_of.is_heading([item], gap, below if isinstance(below, Line) else None)
        if heading and (type_of.stands_out(item) and not _PEOPLE.search(item.text) and not _is_names(item.text)):
            break
        if not heading and len(item.text.split()) >= 7 and not _PEOPLE.search(item.text) and not _is_names(item.text):
            break
        lines.append(item)
    while lines and not (_PEOPLE.search(lines[-1].text) or _is_names(lines[-1].text)):
        lines.pop()
    return lines


def _is_names(text: str) -> bool:
    """Whether a line is a list of names: nearly every word begins with a capital."""
    words = [word for word in re.findall(r"[^\W\d_]+", text) if word.lower() not in ("and", "de", "van", "von", "der")]
    return len(words) >= 2 and not text.isupper() and sum(word[0].isupper() for word in words) >= 0.85 * len(words)
