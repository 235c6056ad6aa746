"""An answer for the terminal: as wide as the window, in colour only where there is a screen."""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from curbside.answer.figures.listing import figures_carried
from curbside.evidence.kinds import ReferenceGroup

if TYPE_CHECKING:
    from curbside.answer.answer import (
        Answer,
        AnswerDisagreement,
        AnswerFigure,
        AnswerReference,
        AnswerSection,
        AnswerStatement,
        AnswerTable,
    )
    from curbside.engine import SearchResult
    from curbside.index.library import Source
    from curbside.index.standing_report import StandingReport

_NARROWEST, _WIDEST = 20, 110
# As many figures, and blocks of differing ones, as go on a screen.
_FIGURES = 6
_DIFFERENCES = 2
# A figure stays on one line with what it counts: "82 %", "11 months", "n = 171".
_FIGURE_AND_UNIT = re.compile(r"(?<!\w)((?:[<>≤≥=~±]\s?)?\d[\d.,–-]*) (?=%|[a-zµ]{1,6}\b)")


def console_for(stream: TextIO | None = None) -> Console:
    """A console that wraps at the window's width, at most 110, and colours only a screen."""
    console = Console(file=stream or sys.stdout, highlight=False, emoji=False, markup=False)
    console.width = max(_NARROWEST, min(console.width, _WIDEST))
    return console


def show_answer(answer: Answer, console: Console, *, whole: bool = False) -> None:
    """Print an answer in the order in which a reader needs it; what goes beyond a screenful only if `whole`."""
    _say(console, answer.title, style="bold")
    if answer.question != answer.title:
        _say(console, answer.question, style="italic")
    if answer.interpreted != answer.question:
        _say(console, f"Understood as: {answer.interpreted}", style="dim")
    _say(console, answer.status_line, style="dim")
    for statement in answer.summary:
        console.print()
        _say(console, _cited(statement), style="bold")
    for section in answer.sections if whole else answer.visible_sections:
        _list(console, section.heading, map(_cited, section.statements), also=bool(section.tables))
        for table in section.tables:
            _table(console, table)
    if not whole:
        _folded(console, answer.folded_sections)
    differences = answer.disagreements if whole else answer.disagreements[:_DIFFERENCES]
    figures = answer.figures if whole else _of_what_is_printed(answer, differences)[:_FIGURES]
    _figures(console, figures, len(answer.figures))
    for difference in differences:
        _list(console, difference.heading, map(_cited, difference.statements))
    if not whole and len(answer.disagreements) > _DIFFERENCES:
        left = "; ".join(one.topic for one in answer.disagreements[_DIFFERENCES:])
        console.print()
        _say(console, f"Sources also differ on: {left}. Ask with --all to see how.", style="dim")
    _list(console, "Not covered", answer.not_covered)
    _list(
        console,
        "Nearest in the library",
        [f"{_named(near.reference)} {_short(near.text)}{_noted(near.note)}" for near in answer.nearest],
    )
    _references(console, answer)
    _list(console, "Related questions", answer.related_questions)
    _list(console, "Notices", answer.notices)
    console.print()
    _say(console, answer.disclaimer, style="dim")


def show_results(results: Sequence[SearchResult], console: Console) -> None:
    """Print search results, best first."""
    for number, result in enumerate(results, start=1):
        facts = ", ".join(filter(None, (result.kind.replace("_", " "), str(result.year or ""), result.standing)))
        _say(console, f"{result.title} ({facts})", first=f"{number:>2}. ", style="bold")
        _say(console, " › ".join((result.document, *result.heading_path)), first="    ", style="dim")
        _say(console, result.text, first="    ")


def show_sources(sources: Sequence[Source], console: Console) -> None:
    """Print the library's sources, a row each."""
    table = Table("Document", "Kind", "Year", "Standing", "Title", box=None, pad_edge=False)
    for source in sources:
        facts = source.reference
        cells = (source.document_id, facts.kind.label, str(facts.year or ""), facts.standing.value, facts.title)
        table.add_row(*map(Text, cells))
    console.print(table)


def show_standing(report: StandingReport, console: Console, *, every: bool = False) -> None:
    """Print how sources stand and what to do about it; every source by name if `every`."""
    _say(console, f"{report.count:,} sources on {report.today}", style="bold")
    _say(console, ", ".join(f"{count:,} {standing}" for standing, count in report.by_standing.items()) or "none")
    days, years = report.calendar.standing_days, report.calendar.guideline_years
    parts = (
        ("Not current", report.fallen, "`curbside sources show` says why"),
        (
            "Never checked for retractions and corrections",
            report.never,
            "take a list of them with `curbside sources standing FILE`",
        ),
        (f"Last checked over {days} days ago", report.long_ago, "take a newer list"),
        (
            f"Guidelines over {years} years old",
            report.aged,
            "look for a newer edition, add it, and `curbside sources supersede OLD --by NEW`",
        ),
        (
            "Without DOI and PMID, so on no list",
            report.unlisted,
            "look them up by hand, and write `standing_checked:` into their records",
        ),
    )
    for what, sources, remedy in parts:
        console.print()
        _say(console, f"{what}: {len(sources):,}", style="bold cyan")
        if sources:
            _say(console, f"→ {remedy}", first="  ")
        for source in sources if every else ():
            _say(console, _stands(source), first="  • ")


def _stands(source: Source) -> str:
    one = source.reference
    checked = f"checked {one.standing_checked}" if one.standing_checked else "not checked"
    facts = "; ".join(filter(None, (str(one.year or ""), f"{one.standing}, {checked}", one.standing_note)))
    return f"{source.document_id}: {one.title} ({facts})"


def _say(console: Console, text: str, *, first: str = "", style: str = "") -> None:
    """Print a paragraph; `first` begins it, and its further lines are indented as far."""
    for line in wrapped(text, console.width, first):
        shown = Text(line, style=style)
        shown.highlight_regex(r"\[\d[\dp.,; ]*\]$", "green")
        console.print(shown, soft_wrap=True)


def wrapped(text: str, width: int, first: str = "") -> list[str]:
    """Break a paragraph into lines, never between a figure and its unit, and never inside a link."""
    kept_together = _FIGURE_AND_UNIT.sub("\\1\u00a0", " ".join(text.split()))
    lines = textwrap.wrap(
        kept_together,
        width,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace("\u00a0", " ") for line in lines]


def _cited(statement: AnswerStatement) -> str:
    return f"{statement.text}{_noted(statement.note)} [{statement.cited}]"


def _noted(note: str | None) -> str:
    return f" ({note})" if note else ""


def _list(console: Console, heading: str, items: Iterable[str], *, also: bool = False) -> None:
    items = list(items)
    if not items and not also:
        return
    console.print()
    _say(console, heading, style="bold cyan")
    for item in items:
        _say(console, item, first="• ")


def _folded(console: Console, sections: Sequence[AnswerSection]) -> None:
    if sections:
        count = sum(section.length for section in sections)
        headings = "; ".join(section.heading for section in sections)
        console.print()
        _say(console, f"{count} more under: {headings}. Ask with --all to see them.", style="dim")


def _table(console: Console, table: AnswerTable) -> None:
    note = f" ({table.note})" if table.note else ""
    console.print()
    _say(console, f"{table.caption}{note} [{table.cited}]")
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in table.columns:
        shown.add_column(Text(column), overflow="fold")
    for number, (first, *others) in enumerate(table.rows):
        shown.add_row(*map(Text, (first + _noted(table.note_of_row(number)), *others)))
    console.print(shown)


def _of_what_is_printed(answer: Answer, differences: Iterable[AnswerDisagreement]) -> Sequence[AnswerFigure]:
    """The figures of the statements and rows that are printed: one of what is folded would stand unexplained."""
    if not answer.folded_sections:
        return answer.figures
    unfolded = replace(answer, sections=answer.visible_sections)
    differing = (quote for one in differences for statement in one.statements for quote in statement.quotes)
    return figures_carried(answer, (*unfolded.quotes, *differing))


def _figures(console: Console, figures: Sequence[AnswerFigure], count: int) -> None:
    """Figures, each with what it measures, in whom and when; how many more there are."""
    if not figures:
        return
    console.print()
    _say(console, "Figures", style="bold cyan")
    shown = Table("Of what", "Figure", "In whom", "When", box=box.SIMPLE_HEAD, pad_edge=False)
    for one in figures:
        note = f" ({one.note})" if one.note else ""
        cited = f"{one.shown}{note} [{', '.join(map(str, one.citations))}]"
        shown.add_row(*map(Text, (one.measure, cited, one.population, one.time)))
    console.print(shown)
    if count > len(figures):
        _say(console, f"{count - len(figures)} more figures. Ask with --all to see them.", style="dim")


def _references(console: Console, answer: Answer) -> None:
    references = answer.references
    if references:
        console.print()
        _say(console, "References", style="bold cyan")
    for group in ReferenceGroup:
        members = [one for one in references if one.group == group.value]
        if members:
            _say(console, group.value, style="bold")
        for one in members:
            _say(console, _reference(one), first=f"{one.number:>2}. ")


def _reference(one: AnswerReference) -> str:
    return " ".join(filter(None, (_named(one), f"({'; '.join(one.facts)})", one.link)))


def _named(one: AnswerReference) -> str:
    who = ", ".join(one.authors) if one.authors else one.publisher or ""
    issue = f"({one.issue})" if one.issue else ""
    pages = f":{one.pages}" if one.pages else ""
    where = " ".join(part for part in (one.container, str(one.year) if one.year else None) if part)
    place = f"{where};{one.volume}{issue}{pages}" if one.volume else where
    return " ".join(f"{part.rstrip('.')}." for part in (who, one.title, place) if part)


def _short(text: str) -> str:
    return textwrap.shorten(text, 240, placeholder=" …")
