"""Answers made by hand, small enough to see at a glance what an edit must leave of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from curbside.answer.answer import (
    ANSWERED,
    Answer,
    AnswerCell,
    AnswerQuote,
    AnswerReference,
    AnswerSection,
    AnswerStatement,
    AnswerTable,
)
from curbside.answer.disagreements import disagreements_of
from curbside.answer.figures.listing import figures_of
from curbside.answer.figures.pieces import pieces_of

Said = tuple[str, str]


def statement(text: str, *documents: str, heading: str = "Spread", **more: Any) -> AnswerStatement:
    """A statement that the documents say word for word; references are numbered by `answer`."""
    quotes = tuple(_quote(document, text, heading) for document in documents or ("a",))
    return AnswerStatement(text, more.pop("mode", "verbatim"), (), quotes, **more)


def table(
    caption: str, columns: Sequence[str], rows: Sequence[Sequence[str]], document: str = "a", **more: Any
) -> AnswerTable:
    """A table of one document."""
    cells = tuple(tuple(AnswerCell(text, (), (_quote(document, text, "Spread"),)) for text in row) for row in rows)
    return AnswerTable(caption, tuple(columns), tuple(tuple(row) for row in rows), cells, (), **more)


def section(heading: str, *parts: AnswerStatement | AnswerTable) -> AnswerSection:
    """A section of statements and tables."""
    return AnswerSection(
        heading,
        tuple(one for one in parts if isinstance(one, AnswerStatement)),
        tuple(one for one in parts if isinstance(one, AnswerTable)),
    )


def answer(
    summary: Sequence[AnswerStatement],
    *sections: AnswerSection,
    reader: str = "clinician",
    years: Mapping[str, int] | None = None,
    **more: Any,
) -> Answer:
    """An answer numbered, with its figures and disagreements, as the engine makes them."""
    numbers: dict[str, int] = {}
    summary = [_numbered(one, numbers) for one in summary]
    made = tuple(
        AnswerSection(
            one.heading,
            tuple(_numbered(each, numbers) for each in one.statements),
            tuple(_numbered_table(each, numbers) for each in one.tables),
        )
        for one in sections
    )
    pieces = pieces_of(summary, made)
    return Answer(
        question="Where does it spread?",
        interpreted="where does it spread",
        title="Spread",
        reader=reader,
        status=ANSWERED,
        evidence_version="0" * 64,
        engine="test",
        disclaimer="Ask a doctor.",
        summary=tuple(summary),
        sections=made,
        figures=figures_of(pieces),
        disagreements=disagreements_of(pieces),
        references=tuple(reference(n, document, (years or {}).get(document)) for document, n in numbers.items()),
        **more,
    )


def reference(number: int, document: str, year: int | None = None, **more: Any) -> AnswerReference:
    """The reference of a document."""
    blank = dict.fromkeys(
        (
            "container",
            "publisher",
            "volume",
            "issue",
            "pages",
            "doi",
            "pmid",
            "pmcid",
            "url",
            "jurisdiction",
            "language",
        )
    )
    said: dict[str, Any] = {
        "kind": "cohort_study",
        "group": "Research",
        "title": f"The paper {document}",
        "authors": ("Author A",),
        "year": year,
        "audience": "clinician",
        "basis": "abstract",
        "verb": "summarised from the abstract",
        "standing": "current",
        "standing_checked": None,
        "standing_note": None,
        "documents": (document,),
        "pack": None,
    }
    return AnswerReference(number=number, **{**blank, **said, **more})


def _quote(document: str, text: str, heading: str) -> AnswerQuote:
    return AnswerQuote(0, document, "r1", f"{document}:0", (heading,), 10, 10 + len(text), text, "quoted from")


def _numbered_quotes(quotes: Sequence[AnswerQuote], numbers: dict[str, int]) -> tuple[AnswerQuote, ...]:
    return tuple(
        AnswerQuote(
            numbers.setdefault(one.document, len(numbers) + 1),
            *(getattr(one, name) for name in list(AnswerQuote.__dataclass_fields__)[1:]),
        )
        for one in quotes
    )


def _cited(quotes: Sequence[AnswerQuote]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(one.reference for one in quotes))


def _numbered(one: AnswerStatement, numbers: dict[str, int]) -> AnswerStatement:
    quotes = _numbered_quotes(one.quotes, numbers)
    return AnswerStatement(one.text, one.mode, _cited(quotes), quotes, one.grade, one.must_not_miss, one.note)


def _numbered_table(one: AnswerTable, numbers: dict[str, int]) -> AnswerTable:
    cells = []
    for row in one.cells:
        quotes = [_numbered_quotes(cell.quotes, numbers) for cell in row]
        cells.append(tuple(AnswerCell(cell.text, _cited(q), q) for cell, q in zip(row, quotes, strict=True)))
    every = [quote for row in cells for cell in row for quote in cell.quotes]
    return AnswerTable(one.caption, one.columns, one.rows, tuple(cells), _cited(every), one.note, one.row_notes)


_TEXTS = (
    "Metastases in the liver were found in 66 % of patients.",
    "Metastases in the liver were found in 82 % of patients.",
    "Metastases in the bone were found in 12 % of patients.",
    "Median survival was 11 months with sorafenib.",
    "Treatment should not be given in pregnancy.",
    "Scans may miss small deposits.",
    "Surgery is considered for localised disease.",
    "Carcinoids are found in the lung.",
)


@st.composite
def answers(draw: st.DrawFn, reader: str = "clinician") -> Answer:
    """Small answers: a few statements and tables of a few documents, some of them twice."""
    said = st.builds(
        lambda text, documents, heading: statement(text, *documents, heading=heading),
        st.sampled_from(_TEXTS),
        st.lists(st.sampled_from("abcde"), min_size=1, max_size=3, unique=True),
        st.sampled_from(("Spread", "Outlook", "Results")),
    )
    rows = st.lists(st.sampled_from((("liver", "66 %"), ("bone", "12 %"), ("lung", "5 %"))), min_size=1, max_size=3)
    tables = st.builds(
        lambda rows, document: table("Sites", ("site", "share"), rows, document), rows, st.sampled_from("abcde")
    )
    sections = draw(
        st.lists(
            st.tuples(st.sampled_from(("Spread", "Outlook")), st.lists(said, max_size=5), st.lists(tables, max_size=1)),
            max_size=3,
        )
    )
    return answer(
        draw(st.lists(said, min_size=1, max_size=2)),
        *(section(heading, *statements, *found) for heading, statements, found in sections if statements or found),
        reader=reader,
        years=dict.fromkeys("abcde", 2020) | {"e": 2024},
        last_updated="2024-05",
    )
