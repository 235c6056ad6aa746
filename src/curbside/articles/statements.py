"""Ids by which comments and edits name what they are about inside one rendering.

A *statement's* id is made of its stored words and the documents that carry them. So it stays when citation numbers
move, when the statement is explained, reworded or moved, from one reader's rendering to another's, and when a new
revision of a document carries the same words elsewhere; it is another as soon as other words or other documents carry
it. What stands twice has one id and a number behind it: "3fa9c01b2d", "3fa9c01b2d-2".

A *table's* id is made likewise of its caption, its columns and the words and documents of its cells.

A *section's* id is made of the headings under which its statements stand in their sources, the same by which they were
brought together: whatever the section's heading is changed to, and whatever is struck from it or moved in it, the id
stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from curbside.answer.answer import Answer, AnswerQuote, AnswerSection, AnswerStatement, AnswerTable
from curbside.answer.compose import place_of
from curbside.errors import UsageError
from curbside.evidence.digest import digest

# The direct answer, beside the ids of sections.
SUMMARY = "summary"
_LENGTH = 10
N = TypeVar("N")


@dataclass(frozen=True, slots=True)
class SectionIds:
    """The ids of a section and of its statements and tables, in order."""

    section: str
    statements: tuple[str, ...]
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerIds:
    """The ids of an answer: of the statements of the direct answer, and of every section, in order."""

    summary: tuple[str, ...]
    sections: tuple[SectionIds, ...]

    def __iter__(self) -> Iterator[str]:
        """The ids of statements and tables, in reading order."""
        yield from self.summary
        for one in self.sections:
            yield from one.statements
            yield from one.tables

    def of_section(self, section: str) -> tuple[str, ...]:
        """The ids of the statements of a section, or of the direct answer ("summary")."""
        if section == SUMMARY:
            return self.summary
        return named({one.section: one.statements for one in self.sections}, section, "section")


def statement_ids(answer: Answer) -> AnswerIds:
    """The ids of everything in an answer that a comment or an edit can be about."""
    numbered, sections = _Numbering(), _Numbering()
    return AnswerIds(
        tuple(numbered.next(base_id(one)) for one in answer.summary),
        tuple(
            SectionIds(
                sections.next(_section_base(answer, one)),
                tuple(numbered.next(base_id(each)) for each in one.statements),
                tuple(numbered.next(base_id(each)) for each in one.tables),
            )
            for one in answer.sections
        ),
    )


def statements_by_id(answer: Answer) -> dict[str, AnswerStatement | AnswerTable]:
    """Every statement and table by its id, in reading order."""
    return dict(zip(statement_ids(answer), _shown(answer), strict=True))


def sections_by_id(answer: Answer) -> dict[str, AnswerSection]:
    """Every section by its id, in order."""
    return {ids.section: section for ids, section in zip(statement_ids(answer).sections, answer.sections, strict=True)}


def statement_named(answer: Answer, statement: str) -> AnswerStatement | AnswerTable:
    """The statement or table of an id."""
    return named(statements_by_id(answer), statement, "statement")


def section_named(answer: Answer, section: str) -> AnswerSection:
    """The section of an id."""
    return named(sections_by_id(answer), section, "section")


def named(by_id: Mapping[str, N], wanted: str, what: str) -> N:
    """What an id names among all that have one."""
    if wanted not in by_id:
        raise UsageError(
            f"This answer has no {what} “{wanted[:40]}”.",
            hint="Take its id from the page or from the article's JSON; what has other words has another id.",
        )
    return by_id[wanted]


def base_id(one: AnswerStatement | AnswerTable) -> str:
    """The id without the number of a repeat: the same wherever the same stands."""
    if isinstance(one, AnswerTable):
        cells = [[[cell.text, *_carried(cell.quotes)] for cell in row] for row in one.cells]
        return _short(["table", one.caption, list(one.columns), cells])
    return _short(["statement", one.text if not one.quotes else _carried(one.quotes)])


def base_of(statement: str) -> str:
    """The id of a statement without the number of a repeat."""
    return statement.partition("-")[0]


def _carried(quotes: tuple[AnswerQuote, ...]) -> list[list[str]]:
    return [[quote.document, _one_line(quote.text)] for quote in quotes]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _section_base(answer: Answer, section: AnswerSection) -> str:
    """Of all that a section holds the first place by name: where they differ, moving them changes nothing."""
    titles = {one.number: one.title for one in answer.references}
    firsts = [one.quotes[0] for one in section.statements if one.quotes]
    firsts += [
        quote for table in section.tables for row in table.cells for cell in row for quote in cell.quotes[:1]
    ]  # fmt: skip
    places = [place_of(quote.heading_path, titles.get(quote.reference, "")) for quote in firsts]
    return _short(["section", *(min(places) if places else (section.heading,))])


def _shown(answer: Answer) -> Iterator[AnswerStatement | AnswerTable]:
    yield from answer.summary
    for section in answer.sections:
        yield from section.statements
        yield from section.tables


def _short(data: object) -> str:
    return digest(data)[:_LENGTH]


class _Numbering:
    """Numbers what comes again."""

    def __init__(self) -> None:
        self._met: Counter[str] = Counter()

    def next(self, base: str) -> str:
        self._met[base] += 1
        return base if self._met[base] == 1 else f"{base}-{self._met[base]}"
