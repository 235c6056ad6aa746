"""An answer as Markdown, marked as Curbside's own output so that it is never taken for evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from curbside.answer.answer import Answer, AnswerFigure, AnswerReference, AnswerStatement, AnswerTable
from curbside.evidence.digest import canonical_json
from curbside.evidence.kinds import ReferenceGroup
from curbside.ingest.own_output import MARK, MARK_COMMENT

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")


def answer_markdown(answer: Answer) -> str:
    """The whole answer, with front matter that says what it is."""
    return "\n".join(_lines(answer)) + "\n"


def _lines(answer: Answer) -> Iterator[str]:
    yield from ("---", f"{MARK}: {answer.answer_id}", f"title: {canonical_json(answer.title)}", "---", MARK_COMMENT, "")
    yield from (f"# {plain(answer.title)}", "", f"*{plain(answer.question)}*", "")
    yield plain(answer.status_line)
    yield ""
    for notice in answer.review.notices:
        yield from (f"> **{plain(notice)}**", "")
    for statement in answer.summary:
        yield from (f"**{plain(statement.text)}**{_note(statement.note)}{_marks(statement.cited)}", "")
    for section in answer.sections:
        yield from (f"## {plain(section.heading)}", "")
        yield from (_bullet(statement) for statement in section.statements)
        for table in section.tables:
            yield from _table(table)
        yield ""
    yield from _figures(answer.figures)
    for difference in answer.disagreements:
        yield from (f"## {plain(difference.heading)}", "", *map(_bullet, difference.statements), "")
    yield from _listed("Not covered", answer.not_covered)
    near = (f"{_named(one.reference)} {one.text}{f' ({one.note})' if one.note else ''}" for one in answer.nearest)
    yield from _listed("Nearest in the library", near)
    yield from _references(answer.references)
    yield from _listed("Related questions", answer.related_questions)
    yield from _listed("Notices", answer.notices)
    yield plain(answer.disclaimer)


def _bullet(statement: AnswerStatement) -> str:
    return f"- {plain(statement.text)}{_note(statement.note)}{_marks(statement.cited)}"


def _note(note: str | None) -> str:
    return f" *({plain(note)})*" if note else ""


def _table(table: AnswerTable) -> Iterator[str]:
    yield from ("", f"Table: {plain(table.caption)}{_note(table.note)}{_marks(table.cited)}", "")
    yield f"| {' | '.join(map(plain, table.columns))} |"
    yield f"|{'---|' * len(table.columns)}"
    for number, row in enumerate(table.rows):
        first, *others = map(plain, row)
        yield f"| {' | '.join((first + _note(table.note_of_row(number)), *others))} |"


def _figures(figures: Sequence[AnswerFigure]) -> Iterator[str]:
    if figures:
        yield from ("## Figures", "", "| Of what | Figure | In whom | When | Sources |", "|---|---|---|---|---|")
        for one in figures:
            shown = plain(one.shown) + _note(one.note)
            said = (plain(one.measure), shown, plain(one.population), plain(one.time))
            yield f"| {' | '.join(said)} |{_marks(', '.join(map(str, one.citations)))} |"
        yield ""


def _references(references: Iterable[AnswerReference]) -> Iterator[str]:
    by_group = {group: [one for one in references if one.group == group.value] for group in ReferenceGroup}
    if any(by_group.values()):
        yield from ("## References", "")
    for group, members in by_group.items():
        if members:
            yield from (f"### {group.value}", "")
            yield from (_reference(one) for one in members)
            yield ""


def _reference(one: AnswerReference) -> str:
    link = f" <{one.link}>" if one.link else ""
    return f"- \\[{one.number}\\] {plain(_named(one))} ({plain('; '.join(one.facts))}){link}"


def _named(one: AnswerReference) -> str:
    parts = [part for part in (", ".join(one.authors) or one.publisher, one.title, one.container, one.year) if part]
    return " ".join(f"{str(part).rstrip('.')}." for part in parts)


def _listed(heading: str, items: Iterable[str]) -> Iterator[str]:
    items = list(items)
    if items:
        yield from (f"## {heading}", "", *(f"- {plain(item)}" for item in items), "")


def _marks(cited: str) -> str:
    return f" \\[{cited}\\]"


def plain(text: str) -> str:
    """A text in one line, in which nothing is taken for Markdown."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
