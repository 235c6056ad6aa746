"""The answer: the object that every edge shows, and its canonical form.

`Answer.to_dict` is the contract's JSON object. `answer_id` is the SHA-256 of its canonical JSON without what
may differ between two askings of the same question: time taken, conversation, and review.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from functools import cache
from typing import Any

from curbside.answer.rebuilding import NotOfItsKind, rebuilt
from curbside.answer.wording import wording
from curbside.errors import LibraryDamaged
from curbside.evidence.digest import digest
from curbside.evidence.links import Link, doi_address, links_in, pmcid_address, pmid_address
from curbside.ingest.packs import STARTER

ANSWERED = "answered"
INSUFFICIENT = "insufficient_evidence"

_NOT_PART_OF_THE_ID = ("answer_id", "elapsed_ms", "conversation", "review")
# Fields that the JSON object has only where they say something.
_IF_SAID = {"if_said": True}


@dataclass(frozen=True, slots=True)
class AnswerQuote:
    """Where a shown statement stands in its source: `text` is the stored text from `start` to `end`.

    `verb` says how the source was seen ("quoted from", "summarised from the abstract", …); `page` is the printed page
    where it begins, and it is `doubtful` where the order of the text on that page could not be told for sure.
    """

    reference: int
    document: str
    revision: str
    passage: str
    heading_path: tuple[str, ...]
    start: int
    end: int
    text: str
    verb: str
    page: int | None = field(default=None, metadata=_IF_SAID)
    doubtful: bool = field(default=False, metadata=_IF_SAID)


@dataclass(frozen=True, slots=True)
class AnswerStatement:
    """A statement as shown, with the numbers of its references and the quotes that carry it.

    `note` is Curbside's own remark on what sets it apart from what was asked ("in children, not adults"), on how its
    source stands and on its page.
    """

    text: str
    mode: str
    citations: tuple[int, ...]
    quotes: tuple[AnswerQuote, ...]
    grade: str | None = None
    must_not_miss: bool = False
    note: str | None = None

    @property
    def stored_words(self) -> str:
        """The statement as its source has it, without what was explained or reworded: lead-ins before their item.

        The first quotes, those of one document, are its own words; further ones are of other sources that say the same.
        """
        words: list[str] = []
        for quote in self.quotes:
            said = " ".join(quote.text.split())
            if quote.document != self.quotes[0].document or said in words:
                break
            words.append(said)
        return " ".join(words) or " ".join(self.text.split())

    @property
    def pages(self) -> dict[int, str]:
        """The printed pages that carry it, by reference number: "p. 12", "pp. 12, 14"."""
        return _pages(self.quotes)

    @property
    def cited(self) -> str:
        """Its reference numbers, with their pages where there are any: "1 p. 12; 2"."""
        return _cited(self.citations, self.pages)


@dataclass(frozen=True, slots=True)
class AnswerCell:
    """A table cell as shown, with what carries it."""

    text: str
    citations: tuple[int, ...]
    quotes: tuple[AnswerQuote, ...]


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """A table as shown; `rows` are the texts of `cells`.

    `note` is what must be said of its source or its page, and the footnotes whose marks its rows or headers bear;
    `row_notes` are the remarks on what sets single rows apart from what was asked, one for each row, "" for none.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    cells: tuple[tuple[AnswerCell, ...], ...]
    citations: tuple[int, ...]
    note: str | None = field(default=None, metadata=_IF_SAID)
    row_notes: tuple[str, ...] = field(default=(), metadata=_IF_SAID)

    def note_of_row(self, number: int) -> str:
        """What sets a row, counted from 0, apart from what was asked; "" for nothing."""
        return self.row_notes[number] if self.row_notes else ""

    @property
    def pages(self) -> dict[int, str]:
        """The printed pages that carry it, by reference number."""
        return _pages(quote for row in self.cells for cell in row for quote in cell.quotes)

    @property
    def cited(self) -> str:
        """Its reference numbers, with their pages where there are any."""
        return _cited(self.citations, self.pages)


@dataclass(frozen=True, slots=True)
class AnswerSection:
    """A heading with its statements and tables; `folded` if it goes beyond what a reader sees at once."""

    heading: str
    statements: tuple[AnswerStatement, ...]
    tables: tuple[AnswerTable, ...]
    folded: bool = False

    @property
    def length(self) -> int:
        """How many statements and table rows it holds."""
        return len(self.statements) + sum(len(table.rows) for table in self.tables)


@dataclass(frozen=True, slots=True)
class AnswerFigure:
    """A figure of the answer: its value, and as printed; what it measures, in whom and when, as the source says.

    `measure`, `population` and `time` are phrases copied from the source, or "not stated"; `note` is what must be said
    beside the statement or row that states it, or beside every figure of its source, for how that stands.
    """

    value: float | None
    low: float | None
    high: float | None
    unit: str | None
    text: str
    measure: str
    population: str
    time: str
    citations: tuple[int, ...]
    note: str | None = field(default=None, metadata=_IF_SAID)

    @property
    def shown(self) -> str:
        """The figure as printed; of a count with its percentage, both."""
        counted = self.unit == "%" and self.value is not None and "%" not in self.text
        return f"{self.value:.15g} % ({self.text})" if counted and "percent" not in self.text else self.text


@dataclass(frozen=True, slots=True)
class AnswerDisagreement:
    """Where sources differ: on what, in "figures" or in their "recommendation", and their statements in full."""

    topic: str
    kind: str
    statements: tuple[AnswerStatement, ...]

    @property
    def heading(self) -> str:
        """What differs, and on what."""
        differ = "Sources give different figures" if self.kind == "figures" else "Sources advise differently"
        return f"{differ}: {self.topic}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerReference:
    """A source in the reference list. `pack` names the pack it came with; "starter" is for demonstration.

    `over_years` is the set age that a guideline has passed, None for one that has not and for other sources.
    `same_trial` are the numbers of the other references that report the same trial, `trial` its registration.
    `preprint` says that nobody reviewed it before it was published.
    """

    number: int
    kind: str
    group: str
    title: str
    authors: tuple[str, ...]
    container: str | None
    publisher: str | None
    year: int | None
    volume: str | None
    issue: str | None
    pages: str | None
    doi: str | None
    pmid: str | None
    pmcid: str | None
    url: str | None
    jurisdiction: str | None
    audience: str
    language: str | None
    basis: str
    verb: str
    standing: str
    standing_checked: str | None
    standing_note: str | None
    documents: tuple[str, ...]
    pack: str | None
    accessed: str | None = None
    derived_from: tuple[str, ...] = ()
    over_years: int | None = field(default=None, metadata=_IF_SAID)
    trial: str | None = field(default=None, metadata=_IF_SAID)
    same_trial: tuple[int, ...] = field(default=(), metadata=_IF_SAID)
    preprint: bool = field(default=False, metadata=_IF_SAID)

    @property
    def link(self) -> str | None:
        """The best address of the source."""
        if self.doi:
            return doi_address(self.doi)
        if self.pmid:
            return pmid_address(self.pmid)
        if self.pmcid:
            return pmcid_address(self.pmcid)
        return self.url

    @property
    def facts(self) -> list[str]:
        """What a reader must know of a source before relying on it, in words."""
        checked = f"checked {self.standing_checked}" if self.standing_checked else "standing not checked"
        accessed = f"accessed {self.accessed}" if self.accessed and self.year is None else None
        said = self.standing_note or ""
        facts = [self.kind.replace("_", " "), self.jurisdiction, self.verb, accessed, f"{self.standing}, {checked}"]
        facts += [self.standing_note, *(link.address for link in self.standing_links if link.address not in said)]
        facts += [f"over {self.over_years} years old" if self.over_years else None]
        facts += [self._trial_shared]
        facts += ["demonstration summary" if self.pack == STARTER else None]
        return [fact for fact in facts if fact]

    def to_dict(self) -> dict[str, Any]:
        """The contract's JSON object."""
        return dict(_plain(self))

    def among(self, numbers: Collection[int]) -> AnswerReference:
        """This reference in a list that holds only these numbers."""
        return replace(self, same_trial=tuple(one for one in self.same_trial if one in numbers))

    @property
    def _trial_shared(self) -> str | None:
        if not self.same_trial:
            return None
        verb = "does" if len(self.same_trial) == 1 else "do"
        return f"reports trial {self.trial}, as {listed_numbers(self.same_trial)} {verb}"

    @property
    def standing_links(self) -> list[Link]:
        """The papers that the note on its standing names: the correction, the retraction, what replaces it."""
        return links_in(self.standing_note or "")


@dataclass(frozen=True, slots=True)
class Nearest:
    """What the library holds nearest to a question it cannot answer; `note` is what sets it apart from that.

    A statement as it would be shown; a passage where none can be understood alone.
    """

    reference: AnswerReference
    heading_path: tuple[str, ...]
    text: str
    note: str | None = field(default=None, metadata=_IF_SAID)


@dataclass(frozen=True, slots=True)
class Review:
    """Whether people have reviewed this answer; an answer that is no article has state `none`."""

    state: str = "none"
    article: str | None = None
    version: int | None = None
    readers: tuple[str, ...] = ()
    reviewers: tuple[dict[str, str], ...] = ()
    approved_at: str | None = None
    review_by: str | None = None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The composed and verified result of asking a question."""

    question: str
    interpreted: str
    title: str
    reader: str
    status: str
    evidence_version: str
    engine: str
    disclaimer: str
    corrected_from: str | None = None
    last_updated: str | None = None
    elapsed_ms: int = 0
    conversation: str | None = None
    summary: tuple[AnswerStatement, ...] = ()
    sections: tuple[AnswerSection, ...] = ()
    figures: tuple[AnswerFigure, ...] = ()
    disagreements: tuple[AnswerDisagreement, ...] = ()
    not_covered: tuple[str, ...] = ()
    nearest: tuple[Nearest, ...] = ()
    related_questions: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    references: tuple[AnswerReference, ...] = ()
    review: Review = field(default_factory=Review)

    @property
    def answer_id(self) -> str:
        """SHA-256 of the canonical JSON without time, conversation and review."""
        return _id_of(_plain(self))

    @property
    def is_answered(self) -> bool:
        """Whether the library held evidence that answers."""
        return self.status == ANSWERED

    @property
    def statements(self) -> Iterator[AnswerStatement]:
        """Every statement, in reading order; table rows apart."""
        yield from self.summary
        for section in self.sections:
            yield from section.statements

    @property
    def quotes(self) -> Iterator[AnswerQuote]:
        """Every quote of statements and table cells, in reading order."""
        for one in self.summary:
            yield from one.quotes
        for section in self.sections:
            for one in section.statements:
                yield from one.quotes
            for table in section.tables:
                for row in table.cells:
                    for cell in row:
                        yield from cell.quotes

    @property
    def visible_sections(self) -> tuple[AnswerSection, ...]:
        """The sections that a reader sees at once."""
        return tuple(section for section in self.sections if not section.folded)

    @property
    def folded_sections(self) -> tuple[AnswerSection, ...]:
        """The sections that unfold on request."""
        return tuple(section for section in self.sections if section.folded)

    @property
    def is_reviewed(self) -> bool:
        """Whether people have approved what is shown, for the reader whom it is worded for."""
        return self.review.state == "approved" and self.reader in self.review.readers

    @property
    def status_line(self) -> str:
        """Whether people have reviewed the answer, and how new its evidence is."""
        updated = f" Newest evidence: {self.last_updated}." if self.last_updated else ""
        review = self.review
        if not self.is_reviewed:
            return wording()["unreviewed"] + updated
        names = ", ".join(one["name"] for one in review.reviewers)
        date, readers = (review.approved_at or "")[:10], ", ".join(review.readers)
        return wording()["reviewed"].format(date=date, reviewers=names, readers=readers) + updated

    def to_dict(self) -> dict[str, Any]:
        """The contract's JSON object."""
        data = _plain(self)
        return {"answer_id": _id_of(data), **data}

    @classmethod
    def from_dict(cls, data: Any) -> Answer:
        """The answer that `to_dict` wrote; its id is what it says, whatever `answer_id` was stored with it."""
        if isinstance(data, Mapping):
            data = {key: value for key, value in data.items() if key != "answer_id"}
        try:
            return rebuilt(cls, data)
        except NotOfItsKind as error:
            raise LibraryDamaged(
                f"The stored answer cannot be read: {error}.",
                hint="Restore the article database from a backup, or ask the question again.",
            ) from error


def _id_of(data: Mapping[str, Any]) -> str:
    return digest({key: value for key, value in data.items() if key not in _NOT_PART_OF_THE_ID})


def listed_numbers(numbers: Sequence[int]) -> str:
    """Numbers in a sentence: "3", "3 and 5", "3, 5 and 7"."""
    *before, last = map(str, numbers)
    return f"{', '.join(before)} and {last}" if before else last


def _pages(quotes: Iterable[AnswerQuote]) -> dict[int, str]:
    pages: dict[int, set[int]] = {}
    for quote in quotes:
        if quote.page is not None:
            pages.setdefault(quote.reference, set()).add(quote.page)
    return {
        number: f"{'p.' if len(found) == 1 else 'pp.'} {', '.join(map(str, sorted(found)))}"
        for number, found in pages.items()
    }


def _cited(citations: Iterable[int], pages: Mapping[int, str]) -> str:
    marks = (f"{number} {pages[number]}" if number in pages else str(number) for number in citations)
    # Pages are listed with commas, so that what has them is told apart by more.
    return ("; " if pages else ", ").join(marks)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, str):
        return value.value if isinstance(value, StrEnum) else value
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    kind: Any = type(value)
    return {
        name: _plain(said) for name, is_if_said in _fields_of(kind) if (said := getattr(value, name)) or not is_if_said
    }


@cache
def _fields_of(kind: Any) -> tuple[tuple[str, bool], ...]:
    """The fields of a class, each with whether the JSON object has it only where it says something."""
    return tuple((one.name, bool(one.metadata.get("if_said"))) for one in fields(kind))
