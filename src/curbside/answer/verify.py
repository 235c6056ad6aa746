"""The last stage before a reader: every quote is read again from the stored revision.

What is not there, character for character, is not shown. This does not trust the index: a passage row that
differs from the stored text it was cut from is caught here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from curbside.answer.compose import Draft, DraftSection, DraftTable
from curbside.answer.select import Evidence, Quote, Row
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
    """Whether the stored revision carries these words at this place."""
    text = texts.get((quote.source.document_id, quote.revision))
    return text is not None and bool(quote.text) and text[quote.start : quote.end] == quote.text


def _holds(one: Evidence, texts: Texts) -> bool:
    quotes = all(quote_holds(quote, texts) and _headings_hold(quote, texts) for quote in one.quotes)
    return quotes and _says_only_its_quotes(one)


def _headings_hold(quote: Quote, texts: Texts) -> bool:
    """Whether the headings that a statement is shown under are lines of its source, before it."""
    before = texts[quote.source.document_id, quote.revision][: quote.start].split("\n")
    return all(heading in before for heading in quote.heading_path)


def _says_only_its_quotes(one: Evidence) -> bool:
    """Whether the shown text is its quotes' words and nothing else, line breaks aside."""
    if one.row is not None:
        return True  # a row's cells are checked one by one
    shown = " ".join(one.text.split())
    carried = (" ".join(quote.text.split()) for quote in one.quotes[: one.own_quotes])
    return shown == " ".join(carried)


def _row_holds(row: Row, texts: Texts) -> bool:
    shown = [*row.columns, *row.cells, *([row.caption] if row.caption is not None else [])]
    return all(quote_holds(one, texts) and _headings_hold(one, texts) for one in shown if one.text)


def _checked(section: DraftSection, texts: Texts) -> DraftSection | None:
    statements = [one for one in section.statements if _holds(one, texts)]
    tables = []
    for table in section.tables:
        rows = [row for row in table.rows if _row_holds(row, texts)]
        if rows:
            tables.append(DraftTable(rows[0], rows))
    return DraftSection(section.heading, statements, tables) if statements or tables else None


def _all_quotes(draft: Draft) -> Iterable[Quote]:
    for one in draft.summary:
        yield from one.quotes
    for section in draft.sections:
        for one in section.statements:
            yield from one.quotes
        for table in section.tables:
            for row in table.rows:
                yield from (*row.columns, *row.cells)
                if row.caption is not None:
                    yield row.caption


def _count(summary: list[Evidence], sections: list[DraftSection]) -> int:
    rows = sum(len(table.rows) for section in sections for table in section.tables)
    return len(summary) + rows + sum(len(section.statements) for section in sections)
