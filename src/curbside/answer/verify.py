"""The last stage before a reader: every quote is read again from the stored revision.

What is not there, character for character, is not shown: a passage row whose words, lead-ins, cells, column
headers, caption or headings differ from the stored text they were cut from is caught here. That they belong
together is the index's word; `curbside doctor` compares whole passages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from curbside.answer.candidates import Quote, Row
from curbside.answer.compose import Draft, DraftSection, DraftTable
from curbside.answer.select import Evidence
from curbside.index.library import Library

Texts = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Verified:
    """A draft all of whose quotes are where they say, and how many statements were withheld."""

    draft: Draft
    withheld: int


def verify(draft: Draft, library: Library) -> Verified:
    """Check every quote of a draft against the stored revisions; withhold what fails."""
    texts = library.texts({(q.source.document_id, q.revision) for q in _all_quotes(draft)})
    summary = [one for one in draft.summary if _holds(one, texts)]
    sections = [checked for section in draft.sections if (checked := _checked(section, texts)) is not None]
    before, after = _count(draft.summary, draft.sections), _count(summary, sections)
    return Verified(Draft(draft.question, draft.title, summary, sections), before - after)


def quote_holds(quote: Quote, texts: Texts) -> bool:
    """Whether the stored revision carries these words at this place, under these headings."""
    text = texts.get((quote.source.document_id, quote.revision))
    if text is None or not quote.text or text[quote.start : quote.end] != quote.text:
        return False
    before = text[: quote.start].split("\n")
    return all(heading in before for heading in quote.heading_path)


def _holds(one: Evidence, texts: Texts) -> bool:
    return all(quote_holds(quote, texts) for quote in one.quotes) and _says_only_its_quotes(one)


def _says_only_its_quotes(one: Evidence) -> bool:
    """Whether the shown text is its quotes' words and nothing else, line breaks aside."""
    if one.row is not None:
        return True  # a row's cells are checked one by one
    shown = " ".join(one.text.split())
    carried = (" ".join(quote.text.split()) for quote in one.quotes[: one.own_quotes])
    return shown == " ".join(carried)


def _row_holds(row: Row, texts: Texts) -> bool:
    shown = [*row.columns, *row.cells, *row.footnotes, *([row.caption] if row.caption is not None else [])]
    return all(quote_holds(one, texts) for one in shown if one.text)


def _checked(section: DraftSection, texts: Texts) -> DraftSection | None:
    statements = [one for one in section.statements if _holds(one, texts)]
    tables = []
    for table in section.tables:
        rows = [row for row in table.rows if _row_holds(row, texts)]
        if rows:
            tables.append(DraftTable(rows[0], rows))
    return replace(section, statements=statements, tables=tables) if statements or tables else None


def _all_quotes(draft: Draft) -> Iterable[Quote]:
    for one in draft.summary:
        yield from one.quotes
    for section in draft.sections:
        for one in section.statements:
            yield from one.quotes
        for table in section.tables:
            for row in table.rows:
                yield from (*row.columns, *row.cells, *row.footnotes)
                if row.caption is not None:
                    yield row.caption


def _count(summary: list[Evidence], sections: list[DraftSection]) -> int:
    rows = sum(len(table.rows) for section in sections for table in section.tables)
    return len(summary) + rows + sum(len(section.statements) for section in sections)
