"""An answer as its reviewers leave it: their edits applied, and nothing else changed.

What was struck takes with it whatever rested on it alone: figures, disagreements, references. Numbers are given anew
in order of appearance, as they were in the first place, and notices that count or number references follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from curbside.answer.adapt import reading_notice
from curbside.answer.answer import (
    Answer,
    AnswerCell,
    AnswerDisagreement,
    AnswerQuote,
    AnswerReference,
    AnswerSection,
    AnswerStatement,
    AnswerTable,
)
from curbside.answer.figures.listing import figures_left
from curbside.answer.figures.pieces import Piece, pieces_as_stored
from curbside.answer.notices import one_trial, unchecked
from curbside.articles.edits import Edit, Heading, Reorder, Strike, Wording, check_heading, check_wording
from curbside.articles.statements import (
    SUMMARY,
    AnswerIds,
    SectionIds,
    base_id,
    base_of,
    named,
    section_named,
    sections_by_id,
    statement_ids,
    statement_named,
    statements_by_id,
)
from curbside.errors import UsageError

EDITED = "edited"


class Dropped(NamedTuple):
    """An edit that no longer applies, and why."""

    edit: Edit
    reason: str


class Reapplied(NamedTuple):
    """A refreshed answer with the edits that still apply, in their order, and those that do not."""

    answer: Answer
    kept: tuple[Edit, ...]
    dropped: tuple[Dropped, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """An edit in words: what it concerns, what stood there, what stands there now, and the reason given."""

    kind: str
    was: str
    now: str | None = None
    reason: str | None = None


def apply_edits(answer: Answer, edits: Iterable[Edit]) -> Answer:
    """The answer with the edits of its reader applied in turn; those of other readers concern other renderings.

    Ids are those of `answer`, whatever an edit before does. A statement that stands in the direct answer and in a
    section is struck, or worded, in both: what a reviewer took out is nowhere shown. Of several headings, wordings or
    orders for one thing the last counts; a wording that is the statement as it was takes back the one before. Blocks of
    disagreement keep the words of the sources. Raises UsageError for an edit that may not be made.
    """
    desk = _Desk(answer)
    for edit in edits:
        if edit.reader == answer.reader:
            desk.take(edit)
    return desk.result()


def ids_left(answer: Answer, edits: Iterable[Edit]) -> AnswerIds:
    """What the edits leave of an answer, in the order in which they leave it, by the ids that further edits name."""
    desk = _Desk(answer)
    for edit in edits:
        if edit.reader == answer.reader:
            desk.take(edit)
    return desk.ids_left()


def reapply(answer: Answer, edits: Iterable[Edit]) -> Reapplied:
    """The edits made to an earlier answer applied to a refreshed one, as far as what they are about stands unchanged.

    Edits of other readers are neither kept nor dropped: they concern other renderings.
    """
    desk = _Desk(answer)
    kept: list[Edit] = []
    dropped: list[Dropped] = []
    for edit in edits:
        if edit.reader != answer.reader:
            continue
        if isinstance(edit, (Strike, Wording)):
            # It may have stood twice, and stand once now.
            edit = replace(edit, statement=base_of(edit.statement))
        try:
            desk.take(edit)
        except UsageError as error:
            dropped.append(Dropped(edit, error.message))
        else:
            kept.append(edit)
    return Reapplied(desk.result(), tuple(kept), tuple(dropped))


def told(answer: Answer, edits: Iterable[Edit]) -> tuple[Told, ...]:
    """What the edits did to the answer they were made to, one for each edit of its reader, in their order."""
    return tuple(_told(answer, edit) for edit in edits if edit.reader == answer.reader)


def _told(answer: Answer, edit: Edit) -> Told:
    match edit:
        case Strike():
            one = statement_named(answer, edit.statement)
            return Told(edit.kind, one.caption if isinstance(one, AnswerTable) else one.text, None, edit.reason)
        case Wording():
            one = statement_named(answer, edit.statement)
            return Told(edit.kind, one.text if isinstance(one, AnswerStatement) else one.caption, edit.text)
        case Heading():
            return Told(edit.kind, section_named(answer, edit.section).heading, edit.text)
        case Reorder():
            return Told(edit.kind, SUMMARY if edit.section == SUMMARY else section_named(answer, edit.section).heading)


class _Desk:
    """Takes edits of one answer, each checked against it and those before."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._ids = statement_ids(answer)
        self._shown = statements_by_id(answer)
        self._sections_shown = sections_by_id(answer)
        self._all = frozenset(map(base_of, self._shown))
        self._struck: set[str] = set()
        self._wordings: dict[str, str] = {}
        self._headings: dict[str, str] = {}
        self._orders: dict[str, tuple[str, ...]] = {}

    def take(self, edit: Edit) -> None:
        """Note an edit; UsageError if it may not be made."""
        match edit:
            case Strike():
                self._strike(edit)
            case Wording():
                self._word(edit)
            case Heading():
                check_heading(named(self._sections_shown, edit.section, "section").heading, edit.text)
                self._headings[edit.section] = edit.text
            case Reorder():
                self._reorder(edit)

    def _strike(self, edit: Strike) -> None:
        struck = self._standing(edit.statement)
        if not (edit.reason or "").strip() and any(
            one.must_not_miss for one in self._answer.statements if base_id(one) == struck
        ):
            raise UsageError(
                "This statement must not be missed; striking it needs a reason.",
                hint="Say why; the reason shows in the history.",
            )
        if self._all == self._struck | {struck}:
            raise UsageError("Nothing would be left of the article.", hint="Retire the article instead.")
        self._struck.add(struck)

    def _word(self, edit: Wording) -> None:
        base = self._standing(edit.statement)
        one = self._shown[edit.statement]
        if isinstance(one, AnswerTable):
            raise UsageError("A table keeps the words of its source.", hint="Strike the table, or leave it.")
        stored, shown = one.stored_words, " ".join(one.text.split())
        if edit.text in (stored, shown) and base in self._wordings:
            del self._wordings[base]  # the reviewer takes the wording back
            return
        check_wording(stored, shown, edit.text)
        self._wordings[base] = edit.text

    def _reorder(self, edit: Reorder) -> None:
        there = self._ids.of_section(edit.section)
        left = {one for one in there if base_of(one) not in self._struck}
        if not left <= set(edit.order) <= set(there):
            raise UsageError(
                "The order does not name the statements of the section, each once.",
                hint="List the ids of all its statements; tables stay behind them.",
            )
        self._orders[edit.section] = edit.order

    def _standing(self, statement: str) -> str:
        """The id of what is there and not struck."""
        named(self._shown, statement, "statement")
        base = base_of(statement)
        if base in self._struck:
            raise UsageError(f"The statement “{statement}” is struck already.", hint="Leave it out of the edits.")
        return base

    def result(self) -> Answer:
        """The answer with all that was taken."""
        if not (self._struck or self._wordings or self._headings or self._orders):
            return self._answer
        before, ids = self._answer, self._ids
        after = replace(
            before,
            summary=self._statements(SUMMARY, ids.summary, before.summary),
            sections=tuple(self._sections(ids)),
            figures=tuple(figures_left(before, _carriers(before, self._struck))) if self._struck else before.figures,
            disagreements=tuple(_disagreements_left(before, self._struck)),
        )
        return _with_notices(before, _renumbered(after))

    def ids_left(self) -> AnswerIds:
        """The ids of what is not struck, in the order of `result`."""
        sections = [
            SectionIds(
                one.section,
                self._left(self._orders.get(one.section, one.statements)),
                self._left(one.tables),
            )
            for one in self._ids.sections
        ]
        return AnswerIds(
            self._left(self._orders.get(SUMMARY, self._ids.summary)),
            tuple(one for one in sections if one.statements or one.tables),
        )

    def _left(self, ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(one for one in ids if base_of(one) not in self._struck)

    def _sections(self, ids: AnswerIds) -> Iterator[AnswerSection]:
        for there, section in zip(ids.sections, self._answer.sections, strict=True):
            statements = self._statements(there.section, there.statements, section.statements)
            tables = tuple(one for one in section.tables if base_id(one) not in self._struck)
            if statements or tables:
                heading = self._headings.get(there.section, section.heading)
                yield replace(section, heading=heading, statements=statements, tables=tables)

    def _statements(
        self, section: str, ids: Sequence[str], statements: Sequence[AnswerStatement]
    ) -> tuple[AnswerStatement, ...]:
        by_id = dict(zip(ids, statements, strict=True))
        shown = (one for one in self._orders.get(section, ids) if base_of(one) not in self._struck)
        return tuple(self._worded(base_of(one), by_id[one]) for one in shown)

    def _worded(self, base: str, statement: AnswerStatement) -> AnswerStatement:
        text = self._wordings.get(base)
        return statement if text is None else replace(statement, text=text, mode=EDITED)


# -- what rests on what


def _carriers(answer: Answer, struck: set[str]) -> list[tuple[Piece, bool]]:
    """Every statement and table row in its source's words, with its figures, each with whether it stays."""
    stays = [base_id(one) not in struck for one in answer.summary]
    for section in answer.sections:
        stays += [base_id(one) not in struck for one in section.statements]
        for table in section.tables:
            stays += [base_id(table) not in struck] * len(table.rows)
    return list(zip(pieces_as_stored(answer), stays, strict=True))


def _disagreements_left(answer: Answer, struck: set[str]) -> Iterator[AnswerDisagreement]:
    """The disagreements of which statements of two sources or more are left."""
    left = {_places(piece.statement.quotes) for piece, stays in _carriers(answer, struck) if stays} if struck else None
    for one in answer.disagreements:
        if left is None:
            yield one
            continue
        statements = tuple(each for each in one.statements if _places(each.quotes) in left)
        if len({each.citations for each in statements}) > 1:
            yield replace(one, statements=statements)


def _places(quotes: Iterable[AnswerQuote]) -> tuple[tuple[str, int, int], ...]:
    return tuple((one.document, one.start, one.end) for one in quotes)


# -- numbers


def _renumbered(answer: Answer) -> Answer:
    """The answer with its references numbered in order of appearance, those that nothing cites left out."""
    number = {old: new for new, old in enumerate(dict.fromkeys(one.reference for one in answer.quotes), start=1)}
    if all(old == new for old, new in number.items()) and len(number) == len(answer.references):
        return answer
    by_number = {one.number: one for one in answer.references}
    anew = _Numbers(number)
    return replace(
        answer,
        summary=tuple(map(anew.statement, answer.summary)),
        sections=tuple(
            replace(
                one, statements=tuple(map(anew.statement, one.statements)), tables=tuple(map(anew.table, one.tables))
            )
            for one in answer.sections
        ),
        figures=tuple(replace(one, citations=anew.cited(one.citations)) for one in answer.figures),
        disagreements=tuple(
            replace(one, statements=tuple(map(anew.statement, one.statements))) for one in answer.disagreements
        ),
        references=tuple(anew.reference(by_number[old]) for old in number),
        last_updated=_newest(answer, number),
    )


class _Numbers:
    """Puts new numbers in the place of old ones."""

    def __init__(self, number: Mapping[int, int]) -> None:
        self._number = number

    def cited(self, citations: Iterable[int]) -> tuple[int, ...]:
        return tuple(self._number[one] for one in citations)

    def quotes(self, quotes: Iterable[AnswerQuote]) -> tuple[AnswerQuote, ...]:
        return tuple(replace(one, reference=self._number[one.reference]) for one in quotes)

    def statement(self, one: AnswerStatement) -> AnswerStatement:
        return replace(one, citations=self.cited(one.citations), quotes=self.quotes(one.quotes))

    def table(self, one: AnswerTable) -> AnswerTable:
        cells = tuple(tuple(map(self._cell, row)) for row in one.cells)
        return replace(one, citations=self.cited(one.citations), cells=cells)

    def _cell(self, one: AnswerCell) -> AnswerCell:
        return replace(one, citations=self.cited(one.citations), quotes=self.quotes(one.quotes))

    def reference(self, one: AnswerReference) -> AnswerReference:
        same = tuple(sorted(self._number[other] for other in one.same_trial if other in self._number))
        trial = one.trial if same or not one.same_trial else None
        return replace(one, number=self._number[one.number], same_trial=same, trial=trial)


def _newest(answer: Answer, left: Mapping[int, int]) -> str | None:
    """When the newest evidence left is of: as it was while no source of that year is gone, else the newest year."""
    years = {one.number: one.year for one in answer.references}
    if answer.last_updated is None or not any(
        year is None or str(year) == answer.last_updated[:4] for number, year in years.items() if number not in left
    ):
        return answer.last_updated
    return str(max((year for number, year in years.items() if number in left and year is not None), default="")) or None


# -- notices


def _with_notices(before: Answer, after: Answer) -> Answer:
    """Notices that number or count references, or tell how the direct answer reads, told anew; the others stay.

    A notice that speaks of a source by name stays though the source was struck: it warns of more than is shown.
    """
    reads = (reading_notice(after.summary),) if after.summary else ()
    retold: dict[str, tuple[str, ...]] = {reading_notice(before.summary): reads}
    trials = tuple(one_trial(before.references))
    retold.update((one, ()) for one in trials)
    retold.update((one, tuple(one_trial(after.references))) for one in trials[:1])
    for last in ("", *sorted({one.standing_checked or "" for one in before.references})):
        # Which look-ups were too long ago is seen from what was told of them.
        def counts(day: str, last: str = last) -> bool:
            return day > last

        retold.update((one, tuple(unchecked(after.references, counts))) for one in unchecked(before.references, counts))
    return replace(after, notices=tuple(new for one in before.notices for new in retold.get(one, (one,))))
