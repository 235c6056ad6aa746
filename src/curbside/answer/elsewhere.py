"""What limits a chosen statement elsewhere in its source: a footnote of its row, a sentence of the next passage.

Only what was chosen is looked at: a footnote that a row, its header or its caption bears the mark of is shown with the
row; the first sentence of the next passage is shown with the last one of the passage before where it limits it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from curbside.answer.candidates import Quote, Row, next_sentence_limits
from curbside.answer.question import Question
from curbside.answer.select import Evidence
from curbside.evidence.document import Form
from curbside.evidence.text import Span
from curbside.index.library import Hit, Library
from curbside.ingest.building import CELL_SEPARATOR

# Lines below a table's last row that may be its footnotes, and how long one is at the most: a longer one is running
# text.
_MOST_LINES = 15
_LONGEST = 400
# "† Only in adults", "^a Halve the dose", "(1) Not in children", "a) …", and the next of several on one line.
_MARK = (
    r"(?:(?P<sign>[*†‡§¶#‖]{1,3})|\^\(?(?P<raised>[a-z]{1,2}|\d{1,2})\)?"
    r"|[(\[](?P<inside>[a-z]|\d{1,2})[)\]]|(?P<open>[a-z])\))"
)
_NOTE = re.compile(rf"{_MARK}[.:]?\s*(?=[^\s])")
_NEXT_NOTE = re.compile(rf"(?<=[.;,]) (?={_MARK}[.:]?\s*\S)")
_OF_ALL = re.compile(r"notes?\s?[:.]", re.IGNORECASE)
_WORD = re.compile(r"\w")


def with_limits(question: Question, evidence: Sequence[Evidence], library: Library) -> list[Evidence]:
    """Each statement with what limits it elsewhere in its source; how it is ranked does not change by that."""
    texts = library.texts({(one.source.document_id, one.quotes[0].revision) for one in evidence if one.row is not None})
    following = library.after((one.source.document_id, one.ends) for one in evidence if one.ends is not None)
    return [
        _with_next_sentence(question, one, following) if one.row is None else _with_footnotes(one, one.row, texts)
        for one in evidence
    ]


# -- the next passage


def _with_next_sentence(question: Question, one: Evidence, following: Mapping[int, Hit]) -> Evidence:
    hit = following.get(one.ends) if one.ends is not None else None
    last = one.quotes[one.own_quotes - 1]
    if hit is None or hit.heading_path != last.heading_path:
        return one
    first = hit.statements[0]
    words = hit.words(first.start, first.end)
    if first.form is not Form.SENTENCE or first.lead_ins or not next_sentence_limits(question, words):
        return one
    return replace(one, limit=Quote.of(hit, (first.start, first.end), words, first.page, first.doubtful))


# -- footnotes


def _with_footnotes(one: Evidence, row: Row, texts: Mapping[tuple[str, str], str]) -> Evidence:
    """A row with the footnotes that it bears the marks of; those of its headers and its caption are its own, too."""
    last = row.cells[-1]
    text = texts.get((last.source.document_id, last.revision), "")
    said = [quote.text for quote in (*row.cells, *row.columns, *([row.caption] if row.caption is not None else []))]
    found = [span for mark, span in _footnotes(text, last.end) if mark is None or any(map(mark.search, said))]
    footnotes = tuple(replace(last, start=start, end=end, text=text[start:end]) for start, end in found)
    return replace(one, row=replace(row, footnotes=footnotes)) if footnotes else one


def _footnotes(text: str, at: int) -> Iterator[tuple[re.Pattern[str] | None, Span]]:
    """The footnotes below the table in which a row ends at a place, each with how its mark looks in a cell.

    None for a note on all of the table.
    """
    lines = (span for span in _lines_after(text, at) if CELL_SEPARATOR not in text[slice(*span)])
    for start, end in itertools.islice(lines, _MOST_LINES):
        is_of_all = _OF_ALL.match(text, start) is not None
        if end - start > _LONGEST or not (is_of_all or _NOTE.match(text, start)):
            return
        for span in [(start, end)] if is_of_all else _cut(text, start, end):
            mark = (_OF_ALL if is_of_all else _NOTE).match(text, span[0])
            # The gravest are the shortest: "† Contraindicated".
            if mark is not None and _WORD.search(text, mark.end(), span[1]):
                yield (None if is_of_all else _borne(mark)), span


def _lines_after(text: str, at: int) -> Iterator[Span]:
    """The lines that follow the one of a place."""
    while (at := text.find("\n", at) + 1) > 0:
        end = text.find("\n", at)
        yield at, end if end >= 0 else len(text)


def _cut(text: str, start: int, end: int) -> list[Span]:
    """The footnotes of one line: "* Of those treated. † Under 65 years"."""
    cuts = [(found.start(), found.end()) for found in _NEXT_NOTE.finditer(text, start, end)]
    return list(zip([start, *(b for _, b in cuts)], [*(a for a, _ in cuts), end], strict=True))


def _borne(mark: re.Match[str]) -> re.Pattern[str]:
    """A mark as a cell bears it: a sign by itself, a letter or figure set high or in brackets."""
    if mark["sign"]:
        sign = re.escape(mark["sign"])
        return re.compile(rf"(?<![{re.escape(mark['sign'][0])}]){sign}(?![{re.escape(mark['sign'][0])}])")
    name = next(filter(None, (mark["raised"], mark["inside"], mark["open"])))
    return re.compile(rf"\^\(?(?:\w{{1,2}},\s?)*{name}(?!\w)|[\w%)] ?[(\[]{name}[)\]](?!\w)", re.IGNORECASE)
