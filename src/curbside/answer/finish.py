"""A verified draft to an Answer: references numbered in order of appearance, notices, what is not covered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.metadata import version

from curbside.answer.answer import (
    ANSWERED,
    INSUFFICIENT,
    Answer,
    AnswerCell,
    AnswerQuote,
    AnswerSection,
    AnswerStatement,
    AnswerTable,
    Nearest,
)
from curbside.answer.candidates import Candidate, Quote, Row, best_saying
from curbside.answer.compose import Draft, DraftSection, DraftTable, title_of
from curbside.answer.disagreements import disagreements_of
from curbside.answer.figures.listing import figures_of, notes_of_standing
from curbside.answer.figures.pieces import pieces_of
from curbside.answer.likeliest import nearest_of
from curbside.answer.notices import gives_way, notices_of
from curbside.answer.qualifiers import marks_in
from curbside.answer.question import Concept, Question
from curbside.answer.references import References, answer_reference, verb_of
from curbside.answer.related import related_questions
from curbside.answer.select import Evidence
from curbside.answer.verify import Verified, quote_holds
from curbside.answer.wording import wording
from curbside.evidence.english import is_ordinary
from curbside.evidence.grades import find_grade
from curbside.evidence.kinds import Reader
from curbside.evidence.standing import Calendar
from curbside.evidence.terms import terms
from curbside.index.library import Hit, Library, Source

MOST_NEAREST = 3
# More sources of a name are counted, not listed.
MOST_NAMED = 4
# The design: about this many statements are visible at once, the rest is folded.
VISIBLE_STATEMENTS = 35
_A_TABLE = 3


def finish(
    question: Question,
    verified: Verified,
    hits: Sequence[Hit],
    among: Sequence[Candidate],
    library: Library,
    conversation: str,
    calendar: Calendar,
    missing: Sequence[str] = (),
    superseded: Sequence[Source] = (),
) -> Answer:
    """The answer, or, when no statement is left, the plain saying so with what is nearest.

    `among` are the candidates that the statements were chosen from; `conversation` goes on with this question;
    `superseded` are the sources that would have answered, had no newer edition replaced them.
    """
    draft = verified.draft
    if not draft.summary and not draft.sections:
        silence = _silence(question, verified.withheld, hits, among, library, conversation, calendar)
        return replace(silence, notices=(*silence.notices, *gives_way(superseded)))
    cited = [quote.source for one in _every(draft) for quote in one.quotes]
    cited += [cell.source for s in draft.sections for t in s.tables for row in t.rows for cell in row.cells]
    direct = [quote.source for one in draft.summary for quote in one.quotes]
    references = References(cited, calendar, library.sources_beside(cited))
    summary = tuple(_statement(one, references) for one in draft.summary)
    sections = _folded(len(summary), [_section(section, references) for section in draft.sections])
    # The figures of a row are read from its table, where each has its header.
    sentences = [shown for one, shown in zip(draft.summary, summary, strict=True) if one.row is None]
    pieces = pieces_of(sentences, sections)
    listed = references.listed()
    return Answer(
        question=question.text,
        interpreted=question.interpreted,
        title=draft.title,
        reader=question.reader.value,
        status=ANSWERED,
        evidence_version=library.evidence_version,
        engine=engine_of(library),
        last_updated=max((s.reference.published for s in cited if s.reference.published), default=None),
        conversation=conversation,
        summary=summary,
        sections=sections,
        figures=figures_of(pieces, notes_of_standing(listed)),
        disagreements=disagreements_of(pieces),
        not_covered=(*_not_covered(question, draft), *_not_held(missing)),
        related_questions=related_questions(question, among),
        notices=notices_of(question, direct, cited, _named(question, library), verified.withheld, listed, calendar),
        references=listed,
        disclaimer=wording()["disclaimer"],
    )


def _folded(shown: int, sections: Sequence[AnswerSection]) -> tuple[AnswerSection, ...]:
    """Fold what goes beyond about a screenful, too; a section is folded whole.

    Where nothing stands before it, the first is not.
    """
    folded: list[AnswerSection] = []
    for section in sections:
        beyond = bool(folded) and shown >= VISIBLE_STATEMENTS
        folded.append(replace(section, folded=shown > 0 and (section.folded or beyond)))
        # A table is taken in at a glance, however many rows it has.
        shown += len(section.statements) + _A_TABLE * len(section.tables)
    return tuple(folded)


def engine_of(library: Library) -> str:
    """Which version composed the answer, and with which embedding passages were found."""
    return f"curbside {_own_version()} extractive; {library.embedding.fingerprint}"


@lru_cache(maxsize=1)
def _own_version() -> str:
    return version("curbside")


def _silence(
    question: Question,
    withheld: int,
    hits: Sequence[Hit],
    among: Sequence[Candidate],
    library: Library,
    conversation: str,
    calendar: Calendar,
) -> Answer:
    unknown = _unknown_words(question, library)
    return Answer(
        question=question.text,
        interpreted=question.interpreted,
        title=title_of(question),
        reader=question.reader.value,
        status=INSUFFICIENT,
        evidence_version=library.evidence_version,
        engine=engine_of(library),
        conversation=conversation,
        not_covered=(_nothing_held(_named(question, library)), *unknown),
        nearest=tuple(_nearest(question, hits, among, library, calendar)),
        notices=notices_of(question, [], [], _named(question, library), withheld, [], calendar),
        disclaimer=wording()["disclaimer"],
    )


def urgent(text: str, reader: Reader, sentence: str, library: Library, conversation: str | None) -> Answer:
    """What is said instead of an answer where somebody is in danger now; the conversation stays as it was."""
    return Answer(
        question=text,
        interpreted=text,
        title=wording()["emergency"],
        reader=reader.value,
        status=INSUFFICIENT,
        evidence_version=library.evidence_version,
        engine=engine_of(library),
        conversation=conversation,
        notices=(sentence,),
        disclaimer=wording()["disclaimer"],
    )


def _nearest(
    question: Question, hits: Sequence[Hit], among: Sequence[Candidate], library: Library, calendar: Calendar
) -> Iterator[Nearest]:
    """The statements nearest to the question, then passages, one a source, as far as the stored sources say them."""
    statements = [(one.hit, one.quotes, one.text, one.note) for one in nearest_of(question, among)]
    passages = [
        (hit, (Quote.of(hit, (hit.start, hit.end), hit.text),), hit.text, None)
        for hit in best_saying(hits)[: 4 * MOST_NEAREST]
    ]
    texts = library.texts((hit.source.document_id, hit.revision) for hit, *_ in (*statements, *passages))
    seen: list[str] = []
    for hit, quotes, text, note in (*statements, *passages):
        is_new = hit.source.reference_id not in seen and len(seen) < MOST_NEAREST
        if is_new and all(quote_holds(quote, texts) for quote in quotes):
            seen.append(hit.source.reference_id)
            yield Nearest(answer_reference(len(seen), [hit.source], calendar), hit.heading_path, text, note)


def _every(draft: Draft) -> Iterable[Evidence]:
    yield from draft.summary
    for section in draft.sections:
        yield from section.statements


def _statement(one: Evidence, references: References) -> AnswerStatement:
    quotes = tuple(_quote(quote, references) for quote in one.quotes)
    return AnswerStatement(
        one.text, one.mode, _citations(quotes), quotes, find_grade(one.text), one.must_not_miss, one.note
    )


def _quote(quote: Quote, references: References) -> AnswerQuote:
    return AnswerQuote(
        reference=references.number(quote.source),
        document=quote.source.document_id,
        revision=quote.revision,
        passage=quote.passage_id,
        heading_path=quote.heading_path,
        start=quote.start,
        end=quote.end,
        text=quote.text,
        verb=verb_of(quote.source),
        page=quote.page,
        doubtful=quote.doubtful,
    )


def _section(section: DraftSection, references: References) -> AnswerSection:
    statements = tuple(_statement(one, references) for one in section.statements)
    tables = tuple(_table(table, references) for table in section.tables)
    return AnswerSection(section.heading, statements, tables, section.folded)


def _table(table: DraftTable, references: References) -> AnswerTable:
    cells = tuple(tuple(_cell(quote, references) for quote in row.cells) for row in table.rows)
    row_notes = tuple(row.set_apart or "" for row in table.rows)
    return AnswerTable(
        caption=table.row.caption.text if table.row.caption else "",
        columns=tuple(column.text for column in table.row.columns),
        rows=tuple(tuple(cell.text for cell in row) for row in cells),
        cells=cells,
        citations=_citations(quote for row in cells for cell in row for quote in cell.quotes),
        note="; ".join(dict.fromkeys(_beside(table.rows))) or None,
        row_notes=row_notes if any(row_notes) else (),
    )


def _beside(rows: Sequence[Row]) -> Iterator[str]:
    """What must be said beside the rows of a table: of their source and page, then their footnotes as printed."""
    yield from (row.note for row in rows if row.note)
    yield from (f"“{note.text}”" for row in rows for note in row.footnotes)


def _cell(quote: Quote, references: References) -> AnswerCell:
    quotes = (_quote(quote, references),) if quote.text else ()
    return AnswerCell(quote.text, _citations(quotes), quotes)


def _citations(quotes: Iterable[AnswerQuote]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(quote.reference for quote in quotes))


def _named(question: Question, library: Library) -> list[Source]:
    return list(library.sources(question.named).values())


def _nothing_held(named: Sequence[Source]) -> str:
    """That nothing answers: in the library, or in the sources that the question names, which may be less."""
    if not named:
        return wording()["nothing_held"]
    names = sorted({f"“{one.reference.title}” ({one.reference.short_name})" for one in named})
    many = wording()["named_many"].format(count=len(names))
    return wording()["named_silent"].format(names=many if len(names) > MOST_NAMED else "; ".join(names))


def _not_held(missing: Sequence[str]) -> tuple[str, ...]:
    """What an answer of this kind must hold and the library does not."""
    return (wording()["missing"].format(items="; ".join(missing)),) if missing else ()


def _not_covered(question: Question, draft: Draft) -> tuple[str, ...]:
    """The parts of the question that no statement shown speaks of."""
    shown: set[str] = set()
    for one in _every(draft):
        said = " ".join((one.text, one.source.reference.title, *one.heading_path, *one.source.topics))
        shown.update(terms(said), marks_in(said))
    for section in draft.sections:
        for table in section.tables:
            shown.update(terms(" ".join(cell.text for row in table.rows for cell in row.cells)))
    missing = [one.words for one in question.focus if _is_told_as_missing(question, one) and not one.is_in(shown)]
    if not missing:
        return ()
    return (wording()["not_answered"].format(words=_listed(missing)),)


def _is_told_as_missing(question: Question, one: Concept) -> bool:
    """Whether it says something that nobody speaks of it: what is known, a name, a word that the library lacks.

    An ordinary word that others use ("baseline") may be said in other words here.
    """
    ordinary = all(map(is_ordinary, one.words.split()))
    return one.must_be_met or one.head or not ordinary or one.rarity >= question.unheard_of


def _unknown_words(question: Question, library: Library) -> tuple[str, ...]:
    unknown = [
        concept.words
        for concept in question.focus
        if not any(all(library.document_frequency(t) for t in wording) for wording in concept.wordings)
    ]
    return (wording()["not_held"].format(words=_listed(unknown)),) if unknown else ()


def _listed(items: Sequence[str]) -> str:
    quoted = [f"“{item}”" for item in items]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
