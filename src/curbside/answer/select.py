"""Passages to evidence: the statements that answer, each with what it needs to stand alone.

A statement is shown if it is about the question's focus, speaks of the aspect asked, has a role that answers,
and can be understood without its neighbours; what cannot is shown with the sentence before it, or not at all.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from curbside.answer.aspects import aspect_of_heading, aspect_of_title, says
from curbside.answer.lexicon import is_part_of, sites_in
from curbside.answer.question import Concept, Question
from curbside.answer.retrieve import EXACTLY_ASKED
from curbside.answer.understand import title_match
from curbside.evidence.document import Form
from curbside.evidence.kinds import Aspect, Reader, SourceKind
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
# The share of a patient's whole case, and how many statements may be about a part of it only.
ENOUGH_OF_A_CASE = 0.2
MOST_WIDER = 30
# The most statements an answer holds that answer, and that follow from the answer; table rows apart.
MOST_STATEMENTS = 60
MOST_CONTEXT = 15
MOST_ROWS = 80
# The most statements one source gives under one heading, unless it is about exactly what was asked; a guideline or
# label says more of what counts than a study does.
MOST_PER_HEADING = 2
MOST_OF_A_GUIDELINE = 4
_AUTHORITIES = frozenset({SourceKind.GUIDELINE, SourceKind.DRUG_LABEL})

# What a source says that it left out is not what it is about.
_EXCLUDED = re.compile(r"\([^()]*\bexclud\w+[^()]*\)|\b(?:excluding|except for|other than)\b[^,.;()]*", re.IGNORECASE)
# What a reader must not miss, by its words or its heading; "is no contraindication" says the opposite.
_GRAVE = re.compile(
    r"\bboxed warning|(?<!no )(?<!not a )(?<!listed as a )\bcontraindicat\w*|\bemergenc(?:y|ies)\b|\bred flags?\b"
    r"|\blife-threatening\b|\bfatal\b|\bmust not\b|\bshould not be (?:used|given|taken)\b|\bat once\b|\bimmediately\b",
    re.IGNORECASE,
)
_UNNARROWED = (Aspect.GENERAL, Aspect.DEFINITION)
_FRAGMENT_ENDS = (":", ",", ";", "-", "–", "(", "…", "?")
_FEWEST_WORDS = 4
_MOST_WORDS = 90
_LETTER = re.compile(r"[^\W\d_]")


class Fit(IntEnum):
    """How a statement comes to be in an answer; higher is shown first."""

    WIDER = 0  # about a part of a patient's case, and only beside what is about all of it
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
    def must_not_miss(self) -> bool:
        """Whether leaving it out could hurt: a boxed warning, a contraindication, an emergency."""
        return any(_GRAVE.search(words) for words in (self.text, *self.heading_path))

    @property
    def order(self) -> tuple[str, int]:
        """Where it stands in its document: the last tie-break."""
        return self.source.document_id, self.quotes[0].start


def select(question: Question, hits: Sequence[Hit]) -> list[Evidence]:
    """The statements that answer a question, best first; equal scores by document id, then span."""
    held = {hit.source.document_id for hit in hits}
    found = [
        evidence
        for rank, hit in enumerate(hits)
        # Whoever reads the sources themselves needs no rewording of them in plain words.
        if question.reader is Reader.PATIENT or not held.intersection(hit.source.derived_from)
        for evidence in _without_repeats(_from_passage(question, hit, 1.0 / (1.0 + rank / 30.0)))
    ]
    if all(one.fit <= Fit.CONTEXT for one in found):
        return []  # what goes with an answer is none
    ranked = sorted(found, key=lambda one: (-one.score, one.order))
    return list(_within_bounds([*(one for one in ranked if one.fit is not Fit.WIDER), *_in_turn(ranked)]))


def _in_turn(ranked: Iterable[Evidence]) -> list[Evidence]:
    """What is about something broader, a statement of each heading at a time: of many treatments, some of each."""
    turns: Counter[tuple[str, ...]] = Counter()
    in_turn: list[tuple[int, Evidence]] = []
    for one in ranked:
        if one.fit is Fit.WIDER:
            about = one.heading_path[-1:] if one.row is None else ("table", *one.heading_path)
            in_turn.append((turns[about], one))
            turns[about] += 1
    return [one for _, one in sorted(in_turn, key=lambda entry: entry[0])]


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
    left = {Fit.CONTEXT: MOST_CONTEXT, Fit.WIDER: MOST_WIDER, None: MOST_STATEMENTS}
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
        sort = evidence.fit if evidence.fit in left else None
        most = MOST_OF_A_GUIDELINE if evidence.source.reference.kind in _AUTHORITIES else MOST_PER_HEADING
        if left[sort] == 0 or (narrow and given[place] == most):
            continue
        left[sort] -= 1
        given[place] += 1
        yield evidence


def _from_passage(question: Question, hit: Hit, retrieved: float) -> Iterator[Evidence]:
    around = _terms_around(hit)
    together = _coverage(question, hit.terms, around), _wider_coverage(question, hit.terms, around)
    if together[0] < ENOUGH_FOCUS and together[1] < ENOUGH_OF_A_CASE:
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
        fit = _best_fit(question.aspects, text, hit)
        if fit is None:
            continue
        # Where no aspect narrows the question, only the statement's own words show that it answers.
        caption = statement.caption[2] if statement.caption is not None else ""
        own = frozenset(terms(_EXCLUDED.sub(" ", f"{caption} {text}")))
        own_coverage = _coverage(question, own, frozenset())
        coverage = own_coverage if question.aspect in _UNNARROWED else _coverage(question, own, around)
        if coverage < ENOUGH_FOCUS:
            coverage = _wider_coverage(question, own, around)
            if coverage < ENOUGH_OF_A_CASE or _is_of_another_site(question, text):
                continue
            fit = Fit.WIDER
        yield Evidence(
            text=text,
            mode="stem_added" if statement.lead_ins else "verbatim",
            quotes=_quotes(hit, statement, span),
            source=hit.source,
            heading_path=hit.heading_path,
            fit=fit,
            score=0.8 * retrieved + 0.8 * about + _score(question, hit.source, fit, coverage, own),
            coverage=coverage,
            own_coverage=own_coverage,
            title_match=about,
            own_quotes=len(statement.lead_ins) + 1,
            row=_row(hit, statement),
        )


def _best_fit(aspects: Sequence[Aspect], text: str, hit: Hit) -> Fit | None:
    fits = [fit for aspect in aspects if (fit := fit_of(aspect, text, hit)) is not None]
    return max(fits, default=None)


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
    if not question.focus:
        return 1.0 if question.named else 0.0
    total = carried = 0.0
    for group in _groups(question):
        met = [one for one in group if one.is_in(together)]
        if not met and any(one.must_be_met for one in group):
            return 0.0
        weight = max(one.rarity for one in group)
        total += weight
        if met:
            nearness = 1.0 if any(one.is_in(own) for one in met) else 0.85
            carried += weight * nearness * (0.8 + 0.2 * len(met) / len(group))
    return carried / total


def _wider_coverage(question: Question, own: frozenset[str], around: frozenset[str]) -> float:
    """The share of a question that a statement on something broader carries; 0 where it carries nothing of use.

    Nobody has written about this very patient: what is known of the disease whatever its site, of the class of
    drug, or of one of two diseases is worth having beside what is about all of it, and is never the direct answer.
    """
    together = own | around
    heads = [one for one in question.focus if one.head]
    if question.relates or question.tells_a_case:
        useful = any(one.is_wider_in(own) for one in heads)
    else:
        needed = [one for one in question.focus if one.must_be_met]
        useful = len(needed) > 1 and any(one.broader for one in heads)
        useful = useful and all(one.is_wider_in(together) for one in needed)
    if not useful:
        return 0.0
    weights = [max(one.rarity for one in group) for group in _groups(question)]
    met = [max(_wider(one, together) for one in group) for group in _groups(question)]
    return sum(weight * share for weight, share in zip(weights, met, strict=True)) / sum(weights)


def _wider(one: Concept, terms: frozenset[str]) -> float:
    """1 where a concept is met, less where only something that it belongs to is."""
    return 1.0 if one.is_in(terms) else 0.7 if one.is_wider_in(terms) else 0.0


def _is_of_another_site(question: Question, text: str) -> bool:
    """Whether a statement is about the same sort of disease in another organ than the question's."""
    sites = frozenset(one.site for one in question.focus if one.site is not None)
    named = sites_in(text) if sites else frozenset()
    return bool(named) and not any(is_part_of(a, b) or is_part_of(b, a) for a in named for b in sites)


@lru_cache(maxsize=8)
def _groups(question: Question) -> tuple[tuple[Concept, ...], ...]:
    """The focus by what stands side by side."""
    return tuple(tuple(group) for _, group in itertools.groupby(question.focus, key=lambda one: one.group))


def _score(question: Question, source: Source, fit: Fit, coverage: float, own: frozenset[str]) -> float:
    kind = source.reference.kind
    for_patients = source.reference.audience is Reader.PATIENT
    asked_by_patient = question.reader is Reader.PATIENT
    met = sum(one.rarity for one in question.details if one.is_in(own))
    told = min(1.0, met / (1.5 * max((one.rarity for one in question.details), default=1.0)))
    country = 0.5 if question.country is not None and source.reference.jurisdiction == question.country else 0.0
    # For patients, what was written for patients comes first, whatever kind of source it is.
    reader = 0.0 if for_patients != asked_by_patient else 1.0 if asked_by_patient else 0.15
    return 0.2 * fit + coverage + told + 0.5 * strength(question.aspect, kind) + reader + country
