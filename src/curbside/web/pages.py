"""What each page shows, as plain data. Templates lay it out; nothing here knows HTTP or HTML.

`answer` pages exist twice: served, with links to the stored sources and forms, and stand-alone, without both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar, Protocol
from urllib.parse import quote, urlencode

from curbside.answer.answer import (
    Answer,
    AnswerCell,
    AnswerDisagreement,
    AnswerFigure,
    AnswerQuote,
    AnswerReference,
    AnswerSection,
    AnswerStatement,
)
from curbside.answer.wording import wording
from curbside.evidence.kinds import Reader, ReferenceGroup, SourceKind
from curbside.evidence.reference import Reference
from curbside.ingest.packs import STARTER
from curbside.web.carrying import CarryingTexts, populations, row_quotes
from curbside.web.charts import Chart, comparable
from curbside.web.unidentified import told_of_identifiers, unidentified

if TYPE_CHECKING:
    # An answer is laid out also where no article is read: the database is not loaded for it.
    from curbside.articles.reading import Listed

VISIBLE_FIGURES = 12
VISIBLE_DIFFERENCES = 3


class Page(Protocol):
    """What a page shows; `template` names the file that lays it out."""

    template: ClassVar[str]


@dataclass(frozen=True, slots=True)
class HomePage:
    """The field, what the library holds, questions that it answers, and articles that changed last."""

    template: ClassVar[str] = "home.html"

    documents: int
    passages: int
    last_updated: str | None
    examples: Sequence[str]
    disclaimer: str
    approved: Sequence[Listed] = ()
    pending: Sequence[Listed] = ()


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """An expected failure in its two sentences, with the way back."""

    template: ClassVar[str] = "error.html"

    title: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Marker:
    """A superscript: the number of a reference, what a screen reader says for it, its printed page if there is one.

    `href` is where the page shows what it stands for, `places` are those of its carrying texts.
    """

    number: int
    label: str
    page: str
    href: str
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Neighbouring sections of one topic, each with its heading below the topic's, if it has one."""

    heading: str
    sections: tuple[tuple[str | None, AnswerSection], ...]


@dataclass(frozen=True)
class AnswerPage:
    """An answer. `served` is whether its sources can be opened from it; `earlier` the conversation before it.

    `given` is as it was answered; what could identify a person is in it, and in nothing that a page shows or carries.

    `turn` counts the answers on the page: the places of a later one are told apart by it. `is_switched` is whether it
    is an answer shown before, for another reader; `readers` are those whom the site answers. `approved` are the slugs
    of the approved articles that answer related questions; `may_publish` is whether whoever looks may make an article
    of it.
    """

    template: ClassVar[str] = "answer.html"
    is_put_in: ClassVar[bool] = False
    is_article: ClassVar[bool] = False

    given: Answer
    served: bool = True
    earlier: str | None = None
    turn: int = 1
    is_switched: bool = False
    readers: tuple[str, ...] = tuple(Reader)
    approved: Mapping[str, str] = field(default_factory=dict)
    may_publish: bool = False

    @property
    def related(self) -> list[tuple[str, str | None]]:
        """The related questions, those with an approved article first, each with its slug or None."""
        found = [(one, self.approved.get(one)) for one in self.answer.related_questions]
        return sorted(found, key=lambda one: one[1] is None)

    @cached_property
    def answer(self) -> Answer:
        """The answer to be shown, its question without what could identify a person."""
        return unidentified(self.given)

    @property
    def left_out(self) -> str | None:
        """The notice that something was left out of the question; none beside an emergency, which nothing delays."""
        return None if self.is_urgent else told_of_identifiers(self.answer)

    @property
    def notices(self) -> tuple[str, ...]:
        """What is said about the answer below it."""
        return tuple(notice for notice in self.answer.notices if notice != self.left_out)

    @property
    def is_approved(self) -> bool:
        """Whether people have approved what is shown, for its reader."""
        return self.answer.is_reviewed

    @property
    def is_urgent(self) -> bool:
        """Whether it sends for help instead of answering."""
        return not self.answer.is_answered and self.answer.title == wording()["emergency"]

    @property
    def unreviewed(self) -> str:
        """The line every answer carries until it is approved."""
        return wording()["unreviewed"]

    @property
    def address(self) -> str | None:
        """The question's address, to be passed on; None where it seems to hold what could identify a person."""
        if self.answer.question != self.given.question or self.answer.interpreted != self.given.interpreted:
            return None
        return ask_address(self.standing_alone, None if self.answer.reader == Reader.CLINICIAN else self.answer.reader)

    @property
    def standing_alone(self) -> str:
        """The question in words that need no conversation before them."""
        return self.answer.interpreted if self.earlier else self.answer.question

    @property
    def turn_level(self) -> int:
        """How deep the title stands among the page's headings."""
        return 1 if self.turn == 1 else 2

    def at(self, place: str) -> str:
        """The id of a place of this answer."""
        return place if self.turn == 1 else f"t{self.turn}-{place}"

    @cached_property
    def names(self) -> dict[int, str]:
        """The short name of each reference by its number: "Riihimäki 2016"."""
        return {reference.number: short_name(reference) for reference in self.answer.references}

    @cached_property
    def texts(self) -> CarryingTexts:
        """The texts that carry the answer."""
        return CarryingTexts(self.answer)

    def markers(
        self, numbers: Iterable[int], quotes: Iterable[AnswerQuote], pages: Mapping[int, str] | None = None
    ) -> list[Marker]:
        """The superscripts for these references, each with those of the quotes that are its own.

        `pages` are the printed pages of the references that have them.
        """
        quotes = list(quotes)
        return [self._marker(number, quotes, (pages or {}).get(number, "")) for number in numbers]

    def _marker(self, number: int, quotes: Iterable[AnswerQuote], page: str) -> Marker:
        places = tuple(self.texts.places(one for one in quotes if one.reference == number))
        label = ", ".join((f"citation {number}", self.names[number], *filter(None, [page])))
        return Marker(number, label, page, f"#{self.at(f'q{places[0]}' if places else f'ref-{number}')}", places)

    def row_markers(self, cells: Sequence[AnswerCell]) -> list[Marker]:
        """The superscripts of a whole table row."""
        quotes = row_quotes(cells)
        return self.markers(dict.fromkeys(one.reference for one in quotes), quotes)

    def cell_markers(self, cell: AnswerCell, cells: Sequence[AnswerCell]) -> list[Marker]:
        """The superscripts of one cell of a row whose cells do not all rest on the same references."""
        return self.markers(cell.citations, row_quotes(cells))

    def figure_markers(self, figure: AnswerFigure) -> list[Marker]:
        """The superscripts of a figure."""
        return self.markers(figure.citations, self.texts.of_figure(figure))

    @cached_property
    def visible_parts(self) -> list[Part]:
        """What a reader sees at once."""
        return _parts(self.answer.visible_sections)

    @property
    def folded_parts(self) -> list[Part]:
        """What unfolds on request."""
        parts = _parts(self.answer.folded_sections)
        if parts and self.visible_parts and parts[0].heading == self.visible_parts[-1].heading:
            parts[0] = replace(parts[0], heading=wording()["continued"].format(heading=parts[0].heading))
        return parts

    def in_whom(self, statement: AnswerStatement) -> str:
        """In whom the figures of a statement hold."""
        return "; ".join(populations(self.answer, statement)) or "not stated"

    @property
    def differences(self) -> list[tuple[str, list[tuple[str, AnswerDisagreement]]]]:
        """Where sources differ, under what they differ in, each with its topic."""
        grouped: dict[str, list[tuple[str, AnswerDisagreement]]] = {}
        for one in self.answer.disagreements:
            heading = one.heading.removesuffix(f": {one.topic}")
            grouped.setdefault(heading, []).append((_capitalised(one.topic), one))
        return list(grouped.items())

    @property
    def folded_statements(self) -> int:
        """How many statements and table rows are folded."""
        return sum(section.length for section in self.answer.folded_sections)

    @cached_property
    def charts(self) -> tuple[Chart, ...]:
        """The figures that can be compared."""
        return comparable(self.answer.figures)

    @cached_property
    def tabled_figures(self) -> tuple[AnswerFigure, ...]:
        """The figures that stand in no chart."""
        charted = {bar.figure for chart in self.charts for bar in chart.bars}
        return tuple(one for one in self.answer.figures if one not in charted)

    @property
    def visible_figures(self) -> tuple[AnswerFigure, ...]:
        """The figures tabled at once."""
        return self.tabled_figures[:VISIBLE_FIGURES]

    @property
    def folded_figures(self) -> tuple[AnswerFigure, ...]:
        """The figures that unfold on request."""
        return self.tabled_figures[VISIBLE_FIGURES:]

    @property
    def reference_groups(self) -> list[tuple[str, list[AnswerReference]]]:
        """The references under their group's heading, keeping their numbers; empty groups are left out."""
        groups = [
            (group.value, [r for r in self.answer.references if r.group == group.value]) for group in ReferenceGroup
        ]
        return [(name, references) for name, references in groups if references]


@dataclass(frozen=True)
class AnswerTurn(AnswerPage):
    """An answer to be put into the page that asks: below the earlier ones, or where one for another reader was."""

    template: ClassVar[str] = "_turn.html"
    is_put_in: ClassVar[bool] = True


# -- small things that templates ask for


def short_name(reference: AnswerReference) -> str:
    """First author, body or journal with the year."""
    return Reference(
        title=reference.title,
        authors=reference.authors,
        publisher=reference.publisher,
        container=reference.container,
        year=reference.year,
    ).short_name


def kind_label(kind: str) -> str:
    """A source kind in words."""
    return SourceKind(kind).label


def is_demonstration(pack: str | None) -> bool:
    """Whether a source came with the starter pack."""
    return pack == STARTER


def where_published(reference: AnswerReference) -> str:
    """Journal or publisher, volume, issue and pages, as a reference list prints them."""
    place = reference.container or reference.publisher or ""
    issue = f"({reference.issue})" if reference.issue else ""
    volume = f"{reference.volume or ''}{issue}"
    pages = f":{reference.pages}" if reference.pages and volume else reference.pages or ""
    return " ".join(part for part in (place, f"{volume}{pages}") if part)


def stopped(text: str) -> str:
    """A part of a citation with its full stop, unless it ends with a mark of its own ("et al.", "…?")."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def source_address(document: str, start: int | None = None, end: int | None = None, revision: str = "") -> str:
    """The address of a source's page, scrolled to a span of its text if one is given.

    The revision keeps the address right when a later one moves the words.
    """
    path = f"/sources/{quote(document, safe=':')}"
    of_revision = {"revision": revision} if revision else {}
    if start is None or end is None:
        return f"{path}?{urlencode(of_revision)}" if of_revision else path
    return f"{path}?{urlencode({'start': start, 'end': end, **of_revision})}#quote"


def source_export_address(document: str, form: str) -> str:
    """The address of a source's reference as data."""
    return f"{source_address(document)}/export?{urlencode({'format': form})}"


def ask_address(question: str, reader: str | None = None) -> str:
    """The address of a question; without a reader, for whoever opens it."""
    return f"/ask?{urlencode({'q': question, **({'reader': reader} if reader else {})})}"


def article_address(slug: str, reader: str | None = None, version: int | None = None) -> str:
    """The address of an article, as its usual reader finds it where no other is named."""
    query = {"reader": None if reader == Reader.CLINICIAN else reader, "version": version}
    said = {name: one for name, one in query.items() if one is not None}
    return f"/articles/{slug}?{urlencode(said)}" if said else f"/articles/{slug}"


def for_reader(reader: str) -> str:
    """Readers of a kind in words: "clinicians"."""
    return Reader(reader).plural


def for_readers(readers: Iterable[str]) -> str:
    """For whom, in words: "for clinicians and trainees"; nothing for nobody."""
    names = [for_reader(one) for one in readers]
    named = " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
    return f"for {named}" if named else ""


def _parts(sections: Iterable[AnswerSection]) -> list[Part]:
    """Sections under the topic that their headings begin with ("Metastatic sites: liver"), if neighbours share it."""
    parts = []
    for topic, group in groupby(sections, key=lambda section: section.heading.partition(": ")[0]):
        members = list(group)
        if len(members) == 1:
            parts.append(Part(members[0].heading, ((None, members[0]),)))
        else:
            parts.append(Part(topic, tuple((_below(topic, one.heading), one) for one in members)))
    return parts


def _below(topic: str, heading: str) -> str | None:
    return _capitalised(heading.removeprefix(topic).removeprefix(": ")) or None


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day(date: str) -> str:
    """An ISO date, as precise as it is, the way a page says it: "29 January 2026", "January 2026", "2026"."""
    year, month, number = (*date.split("-"), "", "")[:3]
    if not month or not 1 <= int(month) <= 12:
        return year
    named = f"{_MONTHS[int(month) - 1]} {year}"
    return f"{int(number)} {named}" if number else named
