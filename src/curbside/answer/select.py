"""Passages to evidence: the statements that answer, each with what it needs to stand alone.

A statement is shown if it is about the question's focus, speaks of the aspect asked, has a role that answers,
and can be understood without its neighbours; what cannot is shown with the sentence before it, or not at all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from curbside.answer.aspects import aspect_of_heading, aspect_of_title, says
from curbside.answer.question import Question
from curbside.answer.retrieve import EXACTLY_ASKED
from curbside.answer.understand import title_match
from curbside.evidence.document import Form
from curbside.evidence.kinds import Aspect, Reader
from curbside.evidence.passage import write_out_row
from curbside.evidence.standalone import POINTS_BACK
from curbside.evidence.strength import strength
from curbside.evidence.terms import terms
from curbside.evidence.text import Span
from curbside.index.library import Hit, Source
from curbside.index.schema import StoredStatement
from curbside.ingest.building import INTRODUCES

# The share of the focus, weighted by rarity, that a statement and its headings must carry: more than half, so
# that of two equally rare words both must be met. `python -m evaluation.silence` says what it lets through.
ENOUGH_FOCUS = 0.62
# The most statements an answer holds that answer, and that follow from the answer; table rows apart.
MOST_STATEMENTS = 60
MOST_CONTEXT = 15
MOST_ROWS = 80
# The most statements one source gives under one heading, unless it is about exactly what was asked.
MOST_PER_HEADING = 2

# What a source says that it left out is not what it is about.
_EXCLUDED = re.compile(r"\([^()]*\bexclud\w+[^()]*\)|\b(?:excluding|except for|other than)\b[^,.;()]*", re.IGNORECASE)
_UNNARROWED = (Aspect.GENERAL, Aspect.DEFINITION)
_FRAGMENT_ENDS = (":", ",", ";", "-", "–", "(", "…", "?")
_FEWEST_WORDS = 4
_MOST_WORDS = 90
_LETTER = re.compile(r"[^\W\d_]")


class Fit(IntEnum):
    """How a statement comes to be in an answer; higher is shown first."""

    CONTEXT = 1  # what follows from the answer, in a source that is about the question
    TITLE = 2  # the source is about the aspect asked
    HEADING = 3  # its heading promises the aspect
    WORDS = 4  # its own words speak of the aspect
    BOTH = 5  # heading and words


@dataclass(frozen=True, slots=True)
class Quote:
    """A span of a document's stored text, and the words expected there."""

    source: Source
    revision: str
    passage_id: str
    heading_path: tuple[str, ...]
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A table row as evidence: which table, and quotes of its caption, its column headers and its cells."""

    table: tuple[str, int]
    caption: Quote | None
    columns: tuple[Quote, ...]
    cells: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A statement chosen for an answer.

    `text` is what is shown: the words of its first `own_quotes` quotes, lead-ins before their item; further
    quotes are of other sources that say the same. `score` orders statements among themselves and has no unit.
    """

    text: str
    mode: str
    quotes: tuple[Quote, ...]
    source: Source
    heading_path: tuple[str, ...]
    fit: Fit
    score: float
    coverage: float
    own_coverage: float
    title_match: float
    own_quotes: int
    row: Row | None = None

    @property
    def order(self) -> tuple[str, int]:
        """Where it stands in its document: the last tie-break."""
        return self.source.document_id, self.quotes[0].start


def select(question: Question, hits: Sequence[Hit]) -> list[Evidence]:
    """The statements that answer a question, best first; equal scores by document id, then span."""
    found = [
        evidence
        for rank, hit in enumerate(hits)
        for evidence in _without_repeats(_from_passage(question, hit, 1.0 / (1.0 + rank / 30.0)))
    ]
    return list(_within_bounds(sorted(found, key=lambda one: (-one.score, one.order))))


def _without_repeats(evidence: Iterable[Evidence]) -> list[Evidence]:
    """A sentence that the next one brings along is not shown by itself, too."""
    kept: list[Evidence] = []
    for one in evidence:
        if kept and one.row is None and one.quotes[-1].start <= kept[-1].quotes[-1].start < one.quotes[-1].end:
            kept.pop()
        kept.append(one)
    return kept


def _within_bounds(ranked: Iterable[Evidence]) -> Iterator[Evidence]:
    """The best statements, without letting one narrow source or what merely follows crowd the answer."""
    left = {True: MOST_CONTEXT, False: MOST_STATEMENTS}
    given: Counter[tuple[str, tuple[str, ...]]] = Counter()
    rows = 0
    for evidence in ranked:
        if evidence.row is not None:
            rows += 1
            if rows <= MOST_ROWS:
                yield evidence
            continue
        place = (evidence.source.document_id, evidence.heading_path)
        narrow = evidence.title_match < EXACTLY_ASKED
        is_context = evidence.fit is Fit.CONTEXT
        if left[is_context] == 0 or (narrow and given[place] == MOST_PER_HEADING):
            continue
        left[is_context] -= 1
        given[place] += 1
        yield evidence


def _from_passage(question: Question, hit: Hit, retrieved: float) -> Iterator[Evidence]:
    around = _terms_around(hit)
    if _coverage(question, hit.terms, around) < ENOUGH_FOCUS:
        return  # no statement carries more of the focus than all of them together
    about = title_match(question, hit.source.reference.title)
    previous: StoredStatement | None = None
    for statement in hit.statements:
        before, previous = previous, statement
        if not statement.role.answers:
            continue
        span = _standing_alone(hit, statement, before)
        if span is None:
            continue
        text = _shown(hit, statement, span)
        fit = fit_of(question.aspect, text, hit)
        if fit is None:
            continue
        # Where no aspect narrows the question, only the statement's own words show that it answers.
        own = frozenset(terms(_EXCLUDED.sub(" ", text)))
        own_coverage = _coverage(question, own, frozenset())
        coverage = own_coverage if question.aspect in _UNNARROWED else _coverage(question, own, around)
        if coverage < ENOUGH_FOCUS:
            continue
        yield Evidence(
            text=text,
            mode="stem_added" if statement.lead_ins else "verbatim",
            quotes=_quotes(hit, statement, span),
            source=hit.source,
            heading_path=hit.heading_path,
            fit=fit,
            score=0.8 * retrieved + 0.8 * about + _score(question, hit.source, fit, coverage),
            coverage=coverage,
            own_coverage=own_coverage,
            title_match=about,
            own_quotes=len(statement.lead_ins) + 1,
            row=_row(hit, statement),
        )


def fit_of(aspect: Aspect, text: str, hit: Hit) -> Fit | None:
    """How a statement fits the aspect asked, None if it is about something else.

    A heading that promises another aspect makes its statements context at best, and only in a source whose
    title is about the aspect asked: there, what follows from the answer belongs to it.
    """
    heading = aspect_of_heading(hit.heading_path)
    title = aspect_of_title(hit.source.reference.title)
    if aspect in _UNNARROWED:
        return Fit.BOTH if aspect in (heading, title) else Fit.WORDS
    spoken = says(text, aspect)
    if heading is aspect:
        return Fit.BOTH if spoken else Fit.HEADING
    if heading is None:
        if spoken:
            return Fit.WORDS
        return Fit.TITLE if title is aspect else None
    return Fit.CONTEXT if title is aspect else None


def _standing_alone(hit: Hit, statement: StoredStatement, before: StoredStatement | None) -> Span | None:
    """The span to quote so that the statement can be understood, None if there is none."""
    words = hit.words(statement.start, statement.end)
    if statement.form is Form.TABLE_ROW:
        return statement.start, statement.end
    if statement.lead_ins:
        return None if POINTS_BACK.match(words) else (statement.start, statement.end)
    if not _is_sentence(words) or words.endswith(_FRAGMENT_ENDS) or INTRODUCES.search(words):
        return None
    if not POINTS_BACK.match(words):
        return statement.start, statement.end
    if before is None or before.form is not statement.form or statement.form is not Form.SENTENCE:
        return None
    earlier = hit.words(before.start, before.end)
    if not _is_sentence(earlier) or POINTS_BACK.match(earlier) or earlier.endswith(_FRAGMENT_ENDS):
        return None
    return before.start, statement.end


def _is_sentence(words: str) -> bool:
    return (
        _FEWEST_WORDS <= words.count(" ") + 1 <= _MOST_WORDS
        and _LETTER.match(words.lstrip("0123456789(\"'“")) is not None
    )


def _shown(hit: Hit, statement: StoredStatement, span: Span) -> str:
    if statement.form is Form.TABLE_ROW:
        cells = [hit.words(start, end) for start, end in statement.cells]
        return write_out_row([text for _, _, text in statement.columns], cells)
    words = hit.words(*span).replace("\n", " ")
    return " ".join([*(text for _, _, text in statement.lead_ins), words])


def _quotes(hit: Hit, statement: StoredStatement, span: Span) -> tuple[Quote, ...]:
    lead_ins = (_quote(hit, (start, end), text) for start, end, text in statement.lead_ins)
    return (*lead_ins, _quote(hit, span, hit.words(*span)))


def _quote(hit: Hit, span: Span, text: str) -> Quote:
    return Quote(hit.source, hit.revision, hit.passage_id, hit.heading_path, span[0], span[1], text)


def _row(hit: Hit, statement: StoredStatement) -> Row | None:
    if statement.table is None:
        return None
    caption = statement.caption
    return Row(
        table=(hit.source.document_id, statement.table),
        caption=_quote(hit, (caption[0], caption[1]), caption[2]) if caption else None,
        columns=tuple(_quote(hit, (start, end), text) for start, end, text in statement.columns),
        cells=tuple(_quote(hit, cell, hit.words(*cell)) for cell in statement.cells),
    )


def _terms_around(hit: Hit) -> frozenset[str]:
    """What a statement is about without saying it: title, headings, topics, lead-ins, captions."""
    said = [*hit.source.topics]
    said += {s.caption[2] for s in hit.statements if s.caption is not None}
    said += {lead_in for s in hit.statements for _, _, lead_in in s.lead_ins}
    return hit.terms_around.union(term for text in said for term in terms(text))


def _coverage(question: Question, own: frozenset[str], around: frozenset[str]) -> float:
    """The share of the focus that a statement carries itself or by where it stands, weighted by rarity.

    Nothing is shared where a concept that must be met is not: a sentence on liver metastases says nothing
    about the brain, even where all other words of the question fit.
    """
    together = own | around
    if not question.focus or any(one.must_be_met and not one.is_in(together) for one in question.focus):
        return 0.0
    total = sum(concept.rarity for concept in question.focus)
    carried = sum(
        concept.rarity * (1.0 if concept.is_in(own) else 0.85) for concept in question.focus if concept.is_in(together)
    )
    return carried / total


def _score(question: Question, source: Source, fit: Fit, coverage: float) -> float:
    kind = source.reference.kind
    for_patients = source.reference.audience is Reader.PATIENT
    reader = 0.15 if for_patients == (question.reader is Reader.PATIENT) else 0.0
    return 0.2 * fit + coverage + 0.5 * strength(question.aspect, kind) + reader
