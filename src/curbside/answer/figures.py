"""The figures of an answer: every number with what it measures, in whom and when, in the source's own words.

A figure's measure, population and time are phrases copied from the statement that holds it, else from its table's
caption, else from its headings, else they are "not stated". Nothing is guessed and nothing is taken from another
statement. Words left out within a phrase are marked by an ellipsis; phrases are parted by semicolons.

Reading takes a statement apart as a person does: what it is about before its subject ("Among 9,512 US patients aged 65
or over, …"), the words before a number, the words after it, and what the sides of a comparison have in common. The
words that decide are in figures.toml beside this file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

from curbside.answer.answer import (
    Answer,
    AnswerFigure,
    AnswerQuote,
    AnswerReference,
    AnswerSection,
    AnswerStatement,
    AnswerTable,
)
from curbside.answer.lexicon import MEDICINES, find_mentions
from curbside.evidence.kinds import Standing
from curbside.evidence.passage import write_out_row
from curbside.evidence.quantities import Quantity, QuantityKind, read_quantities
from curbside.evidence.standing import standing_rule
from curbside.evidence.text import Span

NOT_STATED = "not stated"
MOST_FIGURES = 60
APART, LEFT_OUT = "; ", " … "

_K = QuantityKind


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity of a statement with what it measures, in whom and when.

    `text` is what is printed; of a count with its percentage, `value` is the percentage. `arm` is the part of the
    population that tells one side of a comparison from another, `place` where the figure stands in its statement.
    """

    quantity: Quantity
    value: float | None
    low: float | None
    high: float | None
    unit: str | None
    text: str
    measure: str
    population: str
    time: str
    arm: str
    place: Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A statement of an answer, or a table row written out as one, with its figures.

    `of_table` is what is said of a row's table as a whole, and need not be true of this row.
    """

    statement: AnswerStatement
    figures: tuple[Figure, ...]
    of_table: str | None = None

    @property
    def shown(self) -> AnswerStatement:
        """The statement as it is shown apart from its table, with all that is said beside it."""
        if self.of_table is None:
            return self.statement
        return replace(self.statement, note="; ".join(filter(None, (self.statement.note, self.of_table))))


def pieces_of(summary: Sequence[AnswerStatement], sections: Sequence[AnswerSection]) -> list[Piece]:
    """Everything that an answer shows, in reading order, each with its figures."""
    pieces = [_piece(one) for one in summary]
    for section in sections:
        pieces += [_piece(one) for one in section.statements]
        for table in section.tables:
            pieces += [_row_piece(table, n) for n in range(len(table.rows))]
    return pieces


def pieces_as_stored(answer: Answer) -> list[Piece]:
    """Everything that an answer shows, in the words of its sources: what explains a term is no part of a figure."""
    sections = (replace(one, statements=tuple(map(_as_stored, one.statements))) for one in answer.sections)
    return pieces_of(tuple(map(_as_stored, answer.summary)), tuple(sections))


def _as_stored(statement: AnswerStatement) -> AnswerStatement:
    is_plain = statement.mode in ("verbatim", "stem_added")
    return statement if is_plain else replace(statement, text=statement.stored_words)


def figures_of(pieces: Sequence[Piece], noted: Mapping[int, str] = MappingProxyType({})) -> tuple[AnswerFigure, ...]:
    """The figures of an answer, each once with all that cite it, in reading order; at most sixty.

    `noted` are the numbers of references with what must be said beside their figures. A figure beside which something
    must be said, of that or of the statement that states it, is not joined with one of which nothing need be said.
    """
    found: dict[tuple[object, ...], AnswerFigure] = {}
    for piece in pieces:
        note = _note(piece, noted)
        for one in piece.figures:
            key = (note, *_key(one))
            before = found.get(key)
            cited = dict.fromkeys([*(before.citations if before else ()), *piece.statement.citations])
            found[key] = _told(one, tuple(cited), note)
    return tuple(found.values())[:MOST_FIGURES]


def notes_of_standing(references: Iterable[AnswerReference]) -> Mapping[int, str]:
    """What must be said beside the figures of sources that do not simply stand, by their numbers."""
    notes = ((one.number, standing_rule(Standing(one.standing)).note) for one in references)
    return {number: note for number, note in notes if note is not None}


def figures_left(answer: Answer, carriers: Sequence[tuple[Piece, bool]]) -> Iterator[AnswerFigure]:
    """The figures that something left of an answer still states, each with the citations of what states it.

    `carriers` are all its pieces in their sources' words, each with whether it is left.
    """
    noted = notes_of_standing(answer.references)
    notes: dict[tuple[object, ...], set[str | None]] = {}
    for one in answer.figures:
        notes.setdefault(_key(one), set()).add(one.note)
    stating: dict[tuple[object, ...], list[tuple[Piece, bool]]] = {}
    for piece, is_left in carriers:
        note = _note(piece, noted)
        for figure in piece.figures:
            known = notes.get(_key(figure), set())
            # An older version joined what is noted with what is not.
            for told in {note} & known or known:
                stating.setdefault((told, *_key(figure)), []).append((piece, is_left))
    for one in answer.figures:
        # An answer composed by an older version may read its figures otherwise: then what prints it counts.
        found = stating.get((one.note, *_key(one))) or [
            (piece, is_left) for piece, is_left in carriers if one.text in piece.statement.text
        ]
        cited = {number for piece, is_left in found if is_left for number in piece.statement.citations}
        left = tuple(number for number in one.citations if number in cited)
        if left:
            yield replace(one, citations=left)


def _key(one: Figure | AnswerFigure) -> tuple[object, ...]:
    said = (one.text, one.measure, one.population, one.time)
    return (one.value, one.low, one.high, one.unit, *map(str.lower, said))


def _note(piece: Piece, noted: Mapping[int, str]) -> str | None:
    """What must be said beside the figures of a piece: its own note, and how its sources stand where that does not."""
    own = piece.statement.note or ""
    of_sources = dict.fromkeys(noted[number] for number in piece.statement.citations if number in noted)
    return "; ".join(filter(None, (own, *(one for one in of_sources if one not in own)))) or None


def _told(one: Figure, citations: tuple[int, ...], note: str | None) -> AnswerFigure:
    said = one.text, one.measure, one.population, one.time
    return AnswerFigure(one.value, one.low, one.high, one.unit, *said, citations, note)


def _piece(statement: AnswerStatement) -> Piece:
    if _is_doubtful(statement.quotes):
        return Piece(statement, ())
    return Piece(statement, read_figures(statement.text, statement.quotes[0].heading_path))


def _is_doubtful(quotes: Sequence[AnswerQuote]) -> bool:
    """Whether the order of the text on a page that carries it is not sure: its figures are not relied on."""
    return any(quote.doubtful for quote in quotes)


def _row_piece(table: AnswerTable, n: int) -> Piece:
    """A row as a statement: its caption, then every cell with its column header."""
    cells = table.cells[n]
    quotes = tuple(quote for cell in cells for quote in cell.quotes)
    text = write_out_row(table.columns, table.rows[n])
    cited = tuple(dict.fromkeys(quote.reference for quote in quotes))
    path = quotes[0].heading_path if quotes else ()
    figures = () if _is_doubtful(quotes) else read_row(table.rows[n], table.columns, table.caption, path)
    said = f"{table.caption}: {text}" if table.caption else text
    statement = AnswerStatement(said, "stem_added", cited, quotes, note=table.note_of_row(n) or None)
    return Piece(statement, tuple(figure for _, figure in figures), table.note)


def read_figures(text: str, heading_path: tuple[str, ...] = ()) -> tuple[Figure, ...]:
    """The figures of a statement, in order of place."""
    return _read(text, heading_path)


@lru_cache(maxsize=8192)
def _read(text: str, headings: tuple[str, ...]) -> tuple[Figure, ...]:
    if not _MAY_COUNT.search(text):
        return ()
    quantities = read_quantities(text)
    if not any(map(_may_be_figure, quantities)) and not _UNREAD.search(text):
        return ()
    statement = _Statement(text, quantities)
    mentions = _mentions(statement)
    found: list[Figure] = []
    for clause in [*statement.clauses, None]:
        own = [one for one in mentions if one.clause is clause]
        if own:
            found += _of_clause(statement, clause, own, headings)
    return tuple(sorted(found, key=lambda one: one.place))


# --- Words -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Lists:
    """The word lists of figures.toml."""

    people: frozenset[str]
    units: frozenset[str]
    context: frozenset[str]
    verbs: frozenset[str]
    ambiguous: frozenset[str]
    agents: frozenset[str]
    described: frozenset[str]
    giving: frozenset[str]
    copulas: frozenset[str]
    saying: frozenset[str]
    fillers: frozenset[str]
    arms: frozenset[str]
    relatives: frozenset[str]
    frames: frozenset[str]
    conditions: frozenset[str]
    contrast: frozenset[str]
    moments: frozenset[str]
    procedures: frozenset[str]
    publication: frozenset[str]
    products: frozenset[str]
    drug_stems: frozenset[str]
    changes: frozenset[str]
    enrolled: frozenset[str]
    given: frozenset[str]
    looked_at: frozenset[str]
    outcome_columns: frozenset[str]
    time_columns: frozenset[str]
    leading: frozenset[str]
    prepositions: frozenset[str]
    after_participle: frozenset[str]
    found_before: frozenset[str]
    adverbs: frozenset[str]
    no_name: frozenset[str]
    roles: frozenset[str]


def _lists() -> _Lists:
    data = tomllib.loads(files("curbside.answer").joinpath("figures.toml").read_text("utf-8"))
    return _Lists(**{name: frozenset(data[name].split()) for name in _Lists.__dataclass_fields__})


_W = _lists()
_STEMS = tuple(_W.drug_stems)
_STRIPPED = _W.fillers | _W.leading
_FOUND_BEFORE = _W.copulas | _W.giving | _W.found_before
_HEADING_PEOPLE = _W.people - _W.roles

_MAY_COUNT = re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|once|twice)\b", re.I)
_WORD = re.compile(r"[^\W_](?:[\w'’/+%-]|[.,](?=\d))*|[,;:](?=\s|$)|[.!?](?=\s|$)|[—–](?=\s)")
_TO_THE_NUMBER = r"(?=(?:\s+(?:a|an|the|about|up|only|over))*\s*$)"
_CONNECTOR = re.compile(
    r"(?:,\s*)?\b(?:and|but|against|versus|vs\.?|v\.?|(?:as )?compared (?:with|to)|than|whereas|while"
    rf"|or{_TO_THE_NUMBER}|to{_TO_THE_NUMBER})(?=\W|$)|[,;—–](?=\s|$)"
)
_BORDER = re.compile(r";\s|:\s|,\s+(?:whereas|while|but|and)\s")
_ATTRIBUTION = re.compile(
    r",\s+(?:according to|as (?:restated|reported|quoted|cited|given|tabulated|noted|printed)|said|says|notes|noted"
    r"|reports|[A-Z]\w*(?: \w+)? (?:reports|says|notes))\b[^;]*"
)
_RECOMMENDS = re.compile(
    r"\b(?:advis\w+|recommend\w*|should|must|prefers?|suggests?|contraindicat\w*|treated|treat|start(?:s|ed|ing)?|forbids"
    r"|stop(?:s|ped|ping)?|consider\w*|calls? for|needs?|limits? use|warrants?|agree|appropriate|stages?|adds?"
    r"|favou?rs?|defin\w+|means|graded|classif\w+)\b"
)
_UNSTATED = re.compile(r"\bnot (?:stated|recorded|given|seen|known|reported)\b")
_LABEL = re.compile(
    r"(?:(?:un)?adjusted |pooled )?(?:a?HR|a?OR|a?RR|hazard ratio|odds ratio|risk ratio|relative risk|rate ratio|IRR"
    r"|SMR|SIR|kappa)\b",
    re.I,
)
_SURVIVAL = re.compile(r"\b(?:survival|mortality|grade|index|response|life expectancy|time to)\b", re.I)
_DIAGNOSTIC = re.compile(r"\b(?:sensitivity|specificity|predictive value|accuracy|yield)\b", re.I)
_COMPARATIVE = re.compile(r"(?:higher|lower|more|less|greater|fewer|longer|shorter|specific|sensitive|likelier)\b")


class _Word(NamedTuple):
    start: int
    end: int
    low: str

    @property
    def is_mark(self) -> bool:
        return self.low in ",;:.!?—–"


def _is_unit(low: str) -> bool:
    return low in _W.units or low.endswith(("oma", "omas"))


def _lows(text: str) -> Iterator[str]:
    return (found[0].lower() for found in _WORD.finditer(text))


def _names_people(text: str) -> bool:
    return any(low in _W.people for low in _lows(text))


def _names_counted(text: str) -> bool:
    return any(low in _W.people or _is_unit(low) for low in _lows(text))


# --- A statement taken apart -----------------------------------------------------------------------------------------


@dataclass(slots=True, eq=False)
class _Clause:
    """A subject with what is said of it, the frame before it and the clause that a colon parts it from."""

    start: int
    end: int
    frame: Span | None = None
    before: Span | None = None


class _Time(NamedTuple):
    """When: a horizon ("five-year"), a moment ("at diagnosis"), a period ("1973-2012") or a course of treatment."""

    sort: str
    start: int
    end: int


class _Statement:
    """A statement's words, brackets, verbs, clauses, quantities and times, by their places."""

    def __init__(self, text: str, quantities: Sequence[Quantity] | None = None) -> None:
        self.text = text
        self.quantities = [*(read_quantities(text) if quantities is None else quantities)]
        self.brackets = _brackets(text)
        self.outer = _blanked(text, self.brackets)
        self.words = [_Word(found.start(), found.end(), found[0].lower()) for found in _WORD.finditer(self.outer)]
        self.verbs = list(self._finite_verbs())
        self.quantities = sorted([*self.quantities, *_ratios_unread(self)], key=lambda q: q.start)
        self.clauses = list(self._clauses())

    def words_in(self, start: int, end: int) -> list[_Word]:
        """The words outside brackets from a place to another."""
        return [word for word in self.words if start <= word.start and word.end <= end]

    def verbs_in(self, start: int, end: int) -> list[_Word]:
        """The finite verbs outside brackets from a place to another."""
        return [verb for verb in self.verbs if start <= verb.start and verb.end <= end]

    def mark_after(self, start: int, end: int) -> int:
        """The first mark from a place on, else `end`."""
        return next((word.start for word in self.words_in(start, end) if word.is_mark), end)

    def clause_at(self, place: int) -> _Clause | None:
        """The clause that holds a place; None for one in a frame or an attribution."""
        return next((clause for clause in self.clauses if clause.start <= place < clause.end), None)

    def clause_framed(self, place: int) -> _Clause | None:
        """The clause whose frame holds a place."""
        return next((one for one in self.clauses if one.frame and one.frame[0] <= place < one.frame[1]), None)

    def bracket_at(self, place: int) -> Span | None:
        """The outermost bracket that holds a place."""
        return next(((start, end) for start, end in self.brackets if start < place < end), None)

    def counts_in(self, start: int, end: int) -> bool:
        """Whether people or things are named between two places."""
        return any(word.low in _W.people or _is_unit(word.low) for word in self.words_in(start, end))

    def people_in(self, start: int, end: int) -> bool:
        """Whether people are named between two places."""
        return any(word.low in _W.people for word in self.words_in(start, end))

    def head_in(self, start: int, end: int) -> str:
        """The head of the noun phrase between two places: "patients" of "51 German patients with metastases"."""
        head = ""
        for word in self.words_in(start, end):
            if word.low in _W.arms or word.low in _W.relatives or word.low == "of" or word.is_mark:
                break
            head = word.low
        return head

    # -- verbs

    def _finite_verbs(self) -> Iterator[_Word]:
        """Finite verbs that do not belong to a limiting clause ("patients who had surveillance")."""
        limiting = False
        skipped = before = _Word(0, 0, "")
        for word, following in zip(self.words, [*self.words[1:], before], strict=False):
            if word.is_mark:
                limiting = False
            elif word.low in _W.relatives and before.low not in _W.saying and before.low:
                limiting = True
            elif self._is_verb(word, before, following):
                if limiting or before is skipped:  # "that were found": both
                    limiting, skipped = False, word
                else:
                    yield word
            before = word

    def _is_verb(self, word: _Word, before: _Word, following: _Word) -> bool:
        if word.low == "present":
            return following.low in ("with", "as")
        if word.low in _W.verbs:
            if word.low in _W.described and following.low in _W.after_participle:
                return False
            adjective = before.low in _W.prepositions or before.is_mark or before.low in ("a", "an")
            return before.low != "to" and not (adjective and word.low.endswith("ed"))
        if word.low.endswith("ed") and before.low in _W.people and following.low not in _W.after_participle | {""}:
            return word.low != "aged" and following.low[0].isalpha()
        if word.low in _W.ambiguous:
            return before.low in _W.agents or (bool(before.low) and self.text[before.start].isupper())
        return False

    # -- clauses

    def _clauses(self) -> Iterator[_Clause]:
        start = 0
        for end in self._sentence_ends():
            yield from self._clauses_of(start, end)
            start = end

    def _sentence_ends(self) -> Iterator[int]:
        for word, following in zip(self.words, self.words[1:], strict=False):
            shortened = self.text[max(0, word.start - 2) : word.start].lower() in ("vs", " v", "al", "eg", "ie")
            if word.low in (".", "!", "?") and self.text[following.start].isupper() and not shortened:
                yield word.end
        yield len(self.text)

    def _clauses_of(self, start: int, end: int) -> Iterator[_Clause]:
        frame = self._frame(start, end)
        main = frame[1] if frame else start
        attributed = _ATTRIBUTION.search(self.outer, main, end)
        stop = attributed.start() if attributed else end
        before: Span | None = None
        for a, b, mark in self._parts(main, stop):
            own = self._frame(a, b) if mark == ":" else None
            a = own[1] if own else a
            yield _Clause(self._after_saying(a, b), b, own or frame, before if mark == ":" else None)
            before = (a, b)

    def _parts(self, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        """The clauses of a sentence with the mark before each; ", and" parts them only where each has its verb."""
        mark = ""
        for found in _BORDER.finditer(self.outer, start, end):
            if found[0].rstrip().endswith("and"):
                later = self.verbs_in(found.end(), end)
                own = bool(later) and bool(self.words_in(found.end(), later[0].start))
                if not own or not self.verbs_in(start, found.start()) or self._listed(found.end(), later[0].start):
                    continue
            yield start, found.start(), mark
            start, mark = found.end(), found[0].strip()[0]
        yield start, end, mark

    def _listed(self, start: int, end: int) -> bool:
        """Whether a figure stands between ", and" and the next verb: it goes on with a list."""
        return any(start <= q.start < end and _is_outcome(q) for q in self.quantities)

    def _after_saying(self, start: int, end: int) -> int:
        """The place behind "The authors say that"."""
        for word, following in zip(self.words, self.words[1:], strict=False):
            if start <= word.start and following.end <= end and word.low in _W.saying and following.low == "that":
                return following.end
        return start

    def _frame(self, start: int, end: int) -> Span | None:
        """What a sentence says before its subject, up to a comma."""
        words = self.words_in(start, end)
        commas = [n for n, word in enumerate(words) if word.low == ","]
        if not commas or words[0].low not in _W.frames:
            return None
        opening = words[0].start, words[commas[0]].start
        if words[0].low not in _W.conditions and self.verbs_in(*opening):
            return None
        if any(
            opening[0] <= q.start < opening[1] and q.start - words[0].end < 3 and _is_outcome(q)
            for q in self.quantities
        ):
            return None
        last = commas[0]
        for n, following in enumerate([*commas[1:], len(words)]):
            if not self._goes_on(words[last + 1 : following], words[following:]):
                break
            last = commas[n + 1]
        return start, words[last].start

    def _goes_on(self, segment: Sequence[_Word], rest: Sequence[_Word]) -> bool:
        """Whether what stands between two commas still belongs to the frame."""
        if not segment or not rest:
            return False
        if segment[0].low in _W.relatives or (
            segment[0].low == "of" and segment[1:2] and segment[1].low in _W.relatives
        ):
            return True
        start, end = segment[0].start, segment[-1].end
        if self.verbs_in(start, end) or any(start <= q.start < end and _is_outcome(q) for q in self.quantities):
            return False
        return bool(self.verbs_in(rest[0].start, rest[-1].end))

    # -- times

    @cached_property
    def times(self) -> list[_Time]:
        """Every time that the statement names, in order of place."""
        unstated = [_between_marks(self.text, found.start()) for found in _UNSTATED.finditer(self.text)]
        found = [one for one in _times(self) if not any(a <= one.start and one.end <= b for a, b in unstated)]
        return sorted(found, key=lambda one: (one.start, -one.end))

    def times_in(self, start: int, end: int) -> list[_Time]:
        """The times between two places."""
        return [one for one in self.times if start <= one.start and one.end <= end]


def _may_be_figure(q: Quantity) -> bool:
    """Whether a quantity can be more than a size, an age, a date or a p-value."""
    if q.kind is _K.SAMPLE_SIZE:
        return q.start < 8
    return q.kind not in (_K.DATE, _K.AGE, _K.P_VALUE)


def _is_outcome(q: Quantity) -> bool:
    return q.kind in (_K.PERCENTAGE, _K.RATIO, _K.RATE) or (q.kind is _K.COUNT and q.whole is not None)


def _between_marks(text: str, place: int) -> Span:
    """The words around a place up to the next marks: "time since onset not stated"."""
    start = max(text.rfind(mark, 0, place) for mark in ",;()")
    ends = [end for mark in ",;()" if (end := text.find(mark, place)) >= 0]
    return start + 1, min(ends, default=len(text))


_BRACKET = re.compile(r"[()\[\]]")


def _brackets(text: str) -> list[Span]:
    """The outermost brackets."""
    found: list[Span] = []
    opened: list[int] = []
    for bracket in _BRACKET.finditer(text):
        if bracket[0] in "([":
            opened.append(bracket.start())
        elif opened:
            start = opened.pop()
            if not opened:
                found.append((start, bracket.end()))
    return found


def _blanked(text: str, brackets: Iterable[Span]) -> str:
    for start, end in brackets:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


_UNREAD = re.compile(r"\b(?:hazard|odds|risk|rate) ratio\b[^.;]*?\b(?:was|is) (\d+\.\d+)\b")


def _ratios_unread(statement: _Statement) -> Iterator[Quantity]:
    """Ratios far behind their label: "The hazard ratio for death with A against B … was 0.18"."""
    for found in _UNREAD.finditer(statement.text):
        a, b = found.span(1)
        if not any(q.start < b and a < q.end for q in statement.quantities):
            yield Quantity(a, b, found[1], _K.RATIO, float(found[1]), statistic=found[0][:12].split()[0] + " ratio")


# --- Times -----------------------------------------------------------------------------------------------------------

_SMALL = r"(?:the|a|an|initial|first|time|of|its|their|last|trial|study|hospital|primary|end|visit|cancer|symptom)"
_SPELLED = r"(?:\d+|one|two|three|four|five|six|seven|eight|ten|twelve|fifteen|twenty)"
_HORIZON = re.compile(
    rf"\b{_SPELLED}-(?:year|month|week|day|hour)s?\b(?!-old)|\bat {_SPELLED} (?:year|month|week|day|hour)s?\b", re.I
)
_MOMENT = re.compile(
    rf"\b(?:at|from|after|before|since|around|near|during|until|following|by)\s+(?:{_SMALL}\s+){{0,4}}"
    rf"(?:{'|'.join(sorted(_W.moments))})\b"
    rf"|\b(?:at|during|since|before|from)\s+(?:{_SMALL}\s+){{0,4}}(?:{'|'.join(sorted(_W.procedures))})\b"
    r"|\b(?:over|during|throughout)\s+(?:the\s+)?(?:whole\s+|entire\s+)?course\b"
    r"(?:\s+of\s+(?:the\s+)?(?:disease|illness|follow-up))?"
    r"|\bover\s+(?:several|many)\s+(?:years|months|weeks)\b|\b(?:early|late|later)\s+in\s+the\s+\w+\b"
    r"|\bin\s+the\s+(?:first|second|third|last)\s+(?:year|month|week|day|trimester)\b|\bat\s+last\s+\w+\b|\bat first\b"
    r"|\b(?:a|per|each|every)\s+(?:year|month|week)\b",
    re.I,
)
_OR_MOMENT = re.compile(r"\s+or\s+(?:at|during|after|before)\s+[\w-]+")
_OF_DISEASE = re.compile(r"\s+of\s+(?:the\s+)?(?:[\w-]+\s+){0,3}?(?:metastas[ei]s|disease|tumou?r|cancer)\b")
_TO_DURATION = re.compile(
    r"\b(?:at|within|after|over|by|during|for|in|beyond|until|through|since|before|on|from|about|lasting)\s+"
    r"(?:(?:the|a|an|about|first|last|next|median|mean|average|follow-up|followed|of|least|at|up|to|over|around|period)\s+)"
    r"{0,5}$",
    re.I,
)
_FOLLOWED = re.compile(r"\b(?:median|mean|average)\s+(?:duration of\s+)?follow-up(?:\s+(?:of|was|time))*\s*$", re.I)
_AFTER_DURATION = re.compile(
    r"\s+(?:of|after|from|before)\s+(?:the\s+|a\s+)?(?:follow-up|surgery|diagnosis|treatment|onset|delivery|dose"
    r"|randomi[sz]ation|observation|infection|COVID-19)\b|\s+follow-up\b|\s+apart\b|\s+later\b"
)
_POINT = re.compile(r"(?:about |around )?(?:days?|weeks?|months?|years?)\s", re.I)
_TO_POINT = re.compile(r"\b(?:at|on|by|from|until|in|after|within)\s+$")
_LIVED = re.compile(r"\b(?:lived|alive|survived)\s+$")


def _times(statement: _Statement) -> Iterator[_Time]:
    text = statement.text
    for found in _HORIZON.finditer(text):
        yield _Time("horizon", *found.span())
    for found in _MOMENT.finditer(text):
        more = _OR_MOMENT.match(text, found.end())
        end = more.end() if more else found.end()
        of = _OF_DISEASE.match(text, end)
        yield _Time("moment", found.start(), of.end() if of else end)
    for n, q in enumerate(statement.quantities):
        if q.kind is _K.DATE and _is_period(text, q):
            yield _Time("period", q.start, q.end)
        elif q.kind is _K.DURATION:
            span = _duration(text, q)
            before = statement.quantities[n - 1] if n else None
            regimen = before is not None and before.kind in (_K.FREQUENCY, _K.DOSE) and q.start - before.end < 8
            if span is not None:
                yield _Time("course" if regimen else "horizon", *span)


def _is_period(text: str, q: Quantity) -> bool:
    """Whether a date says when people were seen, and not when a paper was printed."""
    if q.interval_kind == "range":
        return True
    if any(low in _W.publication for low in _lows(text[max(0, q.start - 45) : q.end + 25])):
        return False
    before = text[max(0, q.start - 14) : q.start]
    return re.search(r"\b(?:in|since|during|from|until|between|to)\s+(?:early |late |mid-)?$", before) is not None


def _duration(text: str, q: Quantity) -> Span | None:
    """The words of a duration that says when: "over a median of 24 months", "within 90 days", "at days 2-5"."""
    after = _AFTER_DURATION.match(text, q.end)
    end = after.end() if after else q.end
    if _POINT.match(q.text):
        to = _TO_POINT.search(text, max(0, q.start - 10), q.start)
        return (to.start() if to else q.start), end
    if _in_limiting(text, q.start):
        return None
    followed = _FOLLOWED.search(text, 0, q.start)
    if followed is not None:
        return followed.start(), end
    before = _TO_DURATION.search(text, max(0, q.start - 60), q.start)
    word = before[0].split()[0].lower() if before else ""
    if (
        q.text.lower().startswith(("within", "over ", "up to", "beyond"))
        and word != "lasting"
        and "lasting" not in text[max(0, q.start - 9) : q.start]
    ):
        return q.start, end
    if before is not None and word not in ("of", "about", "from", "lasting"):
        return before.start(), end
    if after is not None and (after[0].endswith("later") or _LIVED.search(text, 0, q.start)):
        return q.start, end
    return (q.start, end) if _LIVED.search(text, 0, q.start) else None


def _in_limiting(text: str, place: int) -> bool:
    """Whether a place lies in "patients that had progressed within 12 months", which tells of the patients."""
    back = text[max(0, place - 60) : place]
    if re.search(r"\b(?:that|who|which)\b[^,;]*$", back) is None:
        return False
    return re.search(r"\b(?:says?|estimates?|notes?|found|advises?) that\b", back) is None


# --- Which numbers are figures ---------------------------------------------------------------------------------------


@dataclass(slots=True, eq=False)
class _Mention:
    """A number that may be a figure, with what it is joined to.

    `whole` is where the N of "n of N" begins; `hole` a bracket behind it that belongs to it; `bracket` the one that it
    stands in; `limits` whether it decides something rather than tells what was found.
    """

    quantity: Quantity
    clause: _Clause | None
    text: str
    value: float | None
    unit: str | None
    end: int
    whole: int | None = None
    hole: Span | None = None
    bracket: Span | None = None
    limits: bool = False

    @property
    def start(self) -> int:
        return self.quantity.start

    @property
    def kind(self) -> QuantityKind:
        return self.quantity.kind

    @property
    def is_given(self) -> bool:
        """Whether it is an amount of a drug."""
        q = self.quantity
        plain = q.comparator is None and q.interval_kind is None
        return q.kind is _K.DOSE or (q.kind is _K.MEASUREMENT and q.unit in _W.given and plain)


def _mentions(statement: _Statement) -> list[_Mention]:
    """The numbers that are figures: what was found, else what decides, else how long and how often."""
    every = list(_joined(statement))
    found = [one for one in every if _is_found(statement, one)]
    if any(not one.is_given for one in found):
        return found
    deciding = [one for one in every if _decides(statement, one)]
    for one in deciding:
        one.limits = True
    if found or deciding:
        return sorted({*found, *deciding}, key=lambda one: one.start)
    often = [one for one in every if one.kind is _K.FREQUENCY and one.clause is not None]
    return often or [one for one in every if _is_bare_time(statement, one)]


def _joined(statement: _Statement) -> Iterator[_Mention]:
    """Every quantity; a count and the percentage of the same counts are one: "62 of 171 patients (36.3 %)"."""
    quantities = statement.quantities
    skip = -1
    for n, q in enumerate(quantities):
        if n == skip:
            continue
        one = _Mention(q, statement.clause_at(q.start), q.text, q.value, q.unit, q.end)
        one.bracket = statement.bracket_at(q.start)
        if q.kind is _K.COUNT and q.whole is not None:
            one.whole = q.end - len(re.split(r"\bof\b|/|\bin\b", q.text)[-1].lstrip())
        share = quantities[n + 1] if n + 1 < len(quantities) else None
        if share is not None and one.bracket is None and _is_share_of(statement, q, share):
            _join(statement, one, share)
            skip = n + 1
        yield one


def _is_share_of(statement: _Statement, q: Quantity, other: Quantity) -> bool:
    bracket = statement.bracket_at(other.start)
    if bracket is None or statement.text[bracket[0] + 1 : other.start].strip() or q.end > bracket[0]:
        return False
    between = statement.outer[q.end : bracket[0]]
    if q.kind is _K.PERCENTAGE:
        return other.kind is _K.COUNT and other.unit is None and not between.strip()
    if other.kind is not _K.PERCENTAGE or q.kind not in (_K.COUNT, _K.SAMPLE_SIZE) or statement.clause_framed(q.start):
        return False
    if len(between) > 110 or _CONNECTOR.search(between) or statement.verbs_in(q.end, bracket[0]):
        return False
    if q.whole and q.value is not None and other.value is not None:
        return abs(100 * q.value / q.whole - other.value) < 0.6
    return between.count(" ") < 6


def _join(statement: _Statement, one: _Mention, share: Quantity) -> None:
    text = statement.text
    bracket = statement.bracket_at(share.start)
    assert bracket is not None
    one.hole = bracket
    if one.kind is not _K.PERCENTAGE:
        one.value, one.unit = share.value, share.unit
    near = text.count(" ", one.end, bracket[0]) <= 4
    if near and not text[share.end : bracket[1] - 1].strip():
        one.text = text[one.start : bracket[1]]
    one.end = bracket[1] if near else one.end


def _is_found(statement: _Statement, one: _Mention) -> bool:
    """Whether a number is what was found, and not a size, an age, a date, a time or a limit."""
    q = one.quantity
    if one.clause is None or q.kind in (_K.DATE, _K.P_VALUE, _K.AGE, _K.FREQUENCY):
        return False
    if one.hole is not None or q.kind in (_K.RATIO, _K.RATE):
        return True
    if one.bracket is not None and statement.text.startswith(("printed", "as printed"), one.bracket[0] + 1):
        return False
    if q.kind is _K.PERCENTAGE:
        return not _is_strength(statement, q) and not _is_limit(statement, one)
    if q.kind in (_K.COUNT, _K.SAMPLE_SIZE):
        return _is_counted(statement, one)
    if q.kind is _K.DURATION:
        return _is_duration_found(statement, one)
    return one.is_given or not _is_limit(statement, one)


def _is_strength(statement: _Statement, q: Quantity) -> bool:
    """Whether a percentage is a part of a product's name: "moxifloxacin 0.5 % eye drops", "10 % glucose"."""
    after = _WORD.match(statement.text, q.end + 1)
    if q.kind is not _K.PERCENTAGE:
        return False
    if after is not None and after[0].lower() in _W.products:
        return True
    before = statement.words_in(max(0, q.start - 30), q.start)
    return bool(before) and before[-1].low.endswith(_STEMS) and before[-1].end == q.start - 1


def _is_limit(statement: _Statement, one: _Mention) -> bool:
    """Whether a number is a limit ("a Ki-67 above 5 %"), not what was found ("in more than 80 % of patients")."""
    q = one.quantity
    lead = statement.text[max(0, q.start - 40) : q.start].rstrip()
    compared = q.comparator in ("<", "<=", ">", ">=")
    if lead.endswith(" per") or (one.bracket is not None and lead.endswith("(or")):
        return True
    if q.kind is _K.PERCENTAGE:
        to_limit = re.search(
            r"\b(?:rises?|falls?|lost|rising|falling|ki-67(?: index)?|stays|with)(?: by| of| from)?$", lead, re.I
        )
        after_limit = re.search(r"\b(?:over|under|above|below) \d[\d.]* % [\w ]+ (?:and|or)$", lead)
        return compared and (to_limit is not None or after_limit is not None or q.text.startswith("within"))
    if q.kind in (_K.SCORE, _K.OTHER_NUMBER) and q.interval_kind in ("confidence", "iqr", "sd"):
        return False
    return compared or (one.bracket is not None and q.interval_kind == "range" and q.kind in (_K.SCORE, _K.MEASUREMENT))


def _is_counted(statement: _Statement, one: _Mention) -> bool:
    """Whether a count is what was found, and not how many were looked at."""
    q = one.quantity
    if q.whole is not None:
        return not q.text.lower().startswith("one of")
    if one.bracket is not None or q.unit in _W.looked_at:
        return False
    if q.kind is _K.SAMPLE_SIZE and not _opens_clause(statement, one):
        return False
    before = [word for word in statement.words_in(max(0, q.start - 40), q.start) if word.low not in _W.fillers]
    return not before or (
        before[-1].low not in _W.prepositions | _W.relatives and not _in_limiting(statement.text, q.start)
    )


def _opens_clause(statement: _Statement, one: _Mention) -> bool:
    """Whether a number of people is a clause's subject: "About 6 million people a year get conjunctivitis"."""
    assert one.clause is not None
    lead = statement.words_in(one.clause.start, one.start)
    verbs = statement.verbs_in(one.end, one.clause.end)
    if not verbs or any(word.low not in _STRIPPED and not word.is_mark for word in lead):
        return False
    done = [word.low for word in statement.words_in(verbs[0].start, one.clause.end)[:3]]
    return not _W.enrolled.intersection(done)


def _is_duration_found(statement: _Statement, one: _Mention) -> bool:
    """Whether a duration is what was found ("median survival was 11 months"), and not when."""
    q = one.quantity
    if _POINT.match(q.text) or any(t.start <= q.start and q.end <= t.end for t in statement.times):
        return False
    if _HORIZON.match(q.text):  # "a 5-hour infusion"
        return False
    assert one.clause is not None
    lead = statement.text[one.clause.start : q.start]
    before = _TO_DURATION.search(lead)
    if one.bracket is not None:
        return before is None
    last = max(
        (other for other in statement.quantities if other.end <= q.start), key=lambda other: other.end, default=None
    )
    if last is not None and last.kind is _K.DURATION and q.start - last.end < 8:
        of_time = _TO_DURATION.search(statement.text[one.clause.start : last.start])
        if of_time is not None and of_time[0].split()[0].lower() not in ("of", "about", "from"):
            return False
    if before is not None and before[0].split()[0].lower() not in ("of", "about", "from"):
        return False
    words = [word for word in statement.words_in(one.clause.start, q.start) if word.low not in _W.fillers - {"to"}]
    return q.statistic is not None or not words or words[-1].low in _FOUND_BEFORE or words[-1].is_mark


def _decides(statement: _Statement, one: _Mention) -> bool:
    """Whether a limit decides something: "stop it when potassium reaches 6.0 mmol/L or more"."""
    q = one.quantity
    limiting = (_K.MEASUREMENT, _K.SCORE, _K.OTHER_NUMBER, _K.PERCENTAGE)
    if q.kind not in limiting or one.is_given or _is_strength(statement, q):
        return False
    if one.clause is None and statement.clause_framed(one.start) is None:
        return False
    of_people = one.clause is None or _limits_people(statement, one)
    recommended = _RECOMMENDS.search(statement.outer) is not None
    return recommended if of_people or one.bracket is not None else True


def _limits_people(statement: _Statement, one: _Mention) -> bool:
    """Whether a limit says whom it is about: "adults with an eGFR under 60"."""
    assert one.clause is not None
    with_ = re.search(r"\b(?:with|whose|and|or)\b[^,]*$", statement.outer[one.clause.start : one.start])
    return with_ is not None and statement.people_in(one.clause.start, one.clause.start + with_.start())


def _is_bare_time(statement: _Statement, one: _Mention) -> bool:
    """Whether how long is all that a statement says in figures: "clears in 1 to 2 weeks"."""
    q = one.quantity
    if q.kind is not _K.DURATION or one.clause is None or one.bracket is not None:
        return False
    if _POINT.match(q.text) or _HORIZON.match(q.text) or q.text.startswith(("beyond", "over")):
        return False
    return not statement.text.startswith(" apart", q.end) and not _FOLLOWED.search(statement.text[: q.start])


# --- Phrases ---------------------------------------------------------------------------------------------------------

_EDGES = " \t\n,;:.–—"
_ARTICLE = re.compile(r"(?:(?:and|or|but)\s+)?(?:(?:the|a|an)\s+)?", re.I)
_AT_THE_END = re.compile(r"\s+(?:of|in|by|to|from|with|for|on|and|or|at|than|is|are|was|were)$")
_UNSTATED_BRACKET = re.compile(r"\s*\([^()]*\bnot (?:stated|recorded|seen)\b[^()]*\)$")


def _trimmed(text: str, start: int, end: int) -> Span:
    """A span without the marks, articles and adverbs at its edges."""
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    article = _ARTICLE.match(text, start, end)
    start = article.end() if article else start
    last = text.rfind(" ", start, end)
    if last > start and text[last + 1 : end] in _W.adverbs:
        return _trimmed(text, start, last)
    return start, end


def _phrase(text: str, start: int, end: int, hole: Span | None = None) -> str:
    """The words from a place to another; a bracket that holds a figure is left out, and so is half a bracket."""
    if hole is not None and start < hole[0] and hole[1] <= end:
        parts = _phrase(text, start, hole[0]), _phrase(text, hole[1], end)
        return LEFT_OUT.join(filter(None, parts))
    start, end = _trimmed(text, start, end)
    opened = text.rfind("(", start, end)
    while opened >= 0 and text.find(")", opened, end) < 0:
        start, end = _trimmed(text, start, opened)
        opened = text.rfind("(", start, end)
    return _UNSTATED_BRACKET.sub("", text[start:end])


def _spoken(phrases: Iterable[str], *, keep_all: bool = False) -> str:
    """Phrases side by side, each said once."""
    kept: list[str] = []
    for phrase in filter(None, phrases):
        low = phrase.lower()
        if low in (other.lower() for other in kept):
            continue
        if not keep_all and any(low in other.lower() for other in kept):
            continue
        kept = [other for other in kept if keep_all or other.lower() not in low]
        kept.append(phrase)
    return APART.join(kept)


def _made(
    one: _Mention,
    measure: Sequence[str],
    population: Sequence[str],
    times: Sequence[str],
    headings: tuple[str, ...],
    arm: Sequence[str] = (),
    *,
    in_row: bool = False,
) -> Figure:
    q = one.quantity
    whole = one.value == q.value
    return Figure(
        quantity=q,
        value=one.value,
        low=q.low if whole else None,
        high=q.high if whole else None,
        unit=one.unit,
        text=one.text,
        measure=_spoken(measure, keep_all=in_row) or (headings[-1] if headings else NOT_STATED),
        population=_spoken(population, keep_all=in_row) or _heading_population(headings) or NOT_STATED,
        time=_spoken(times) or _heading_time(headings) or NOT_STATED,
        arm=_spoken(arm),
        place=(one.start, one.end),
    )


def _heading_population(headings: tuple[str, ...]) -> str:
    named = (
        one for one in reversed(headings) if any(low in _HEADING_PEOPLE or low == "pregnancy" for low in _lows(one))
    )
    return next(named, "")


@lru_cache(maxsize=2048)
def _heading_time(headings: tuple[str, ...]) -> str:
    for heading in reversed(headings):
        for found in _Statement(heading).times:
            return heading[found.start : found.end]
    return ""


# --- Figures of a clause ---------------------------------------------------------------------------------------------


def _of_clause(
    statement: _Statement, clause: _Clause | None, mentions: list[_Mention], headings: tuple[str, ...]
) -> Iterator[Figure]:
    reader = _Reader(statement, clause, mentions, headings) if clause is not None else None
    for one in mentions:
        if one.limits or reader is None:
            yield _limit(statement, one, headings)
        elif one.is_given:
            yield reader.amount(one)
        elif one.bracket is not None:
            yield reader.bracketed(one)
        else:
            yield reader.figure(reader.sides[id(one)])


@dataclass(slots=True, eq=False)
class _Side:
    """One number and what stands around it: its lead before it and its tail behind it, up to the next number's.

    From the lead come the measure or, if its verb gives one ("had a …"), only the subject; from the tail the base
    ("of 427 carcinomas"), arms ("on placebo"), times, a predicate, a noun ("sensitivity") and a purpose ("for …").
    """

    mention: _Mention
    lead: Span
    tail: Span
    joint: str = ""
    measure: Span | None = None
    subject: Span | None = None
    gives: bool = False
    base: Span | None = None
    arms: list[Span] = field(default_factory=list)
    times: list[_Time] = field(default_factory=list)
    predicate: Span | None = None
    noun: Span | None = None
    purpose: Span | None = None
    has_lead: bool = False
    source: _Side | None = None  # the side whose measure this one shares

    @property
    def is_bare(self) -> bool:
        """Whether nothing but an arm or a base tells what it is."""
        said = self.measure or self.noun or self.predicate or self.gives or _words_inside(self.mention)
        return not said


class _Reader:
    """Reads the figures of one clause side by side."""

    def __init__(
        self, statement: _Statement, clause: _Clause, mentions: list[_Mention], headings: tuple[str, ...]
    ) -> None:
        self.s = statement
        self.text = statement.text
        self.clause = clause
        self.headings = headings
        self.stops = [one for one in statement.brackets if _holds_number(statement, one, mentions)]
        self.ordered = self._sides([one for one in mentions if one.bracket is None and not one.is_given])
        self.sides = {id(side.mention): side for side in self.ordered}
        self.named: list[str] | None = None  # what the last figure in brackets measured

    # -- sides

    def _sides(self, mentions: Sequence[_Mention]) -> list[_Side]:
        sides: list[_Side] = []
        start, joint = self.clause.start, ""
        for one, following in zip(mentions, [*mentions[1:], None], strict=False):
            limit = following.start if following else self.clause.end
            cut = self._joint(one.end, limit) if following else (limit, limit)
            side = _Side(one, (start, one.start), (one.end, cut[0]), joint)
            start, joint = cut[1], self.text[slice(*cut)].strip(" ,").lower()
            self._read_lead(side)
            self._read_tail(side)
            if side.predicate is not None and side.measure is not None and self._follows_comma(side):
                side.measure = None
            sides.append(side)
        self._part_purposes(sides)
        self._share(sides)
        return sides

    def _follows_comma(self, side: _Side) -> bool:
        """Whether a number begins anew behind a comma: "The mean age was 64, 73 % of the patients were men"."""
        words = [word for word in self.s.words_in(*side.lead) if word.low not in _W.fillers]
        return bool(words) and words[-1].low == ","

    def _joint(self, start: int, end: int) -> Span:
        """The last words or mark that join two numbers."""
        found = [one.span() for one in _CONNECTOR.finditer(self.s.outer, start, end)]
        return found[-1] if found else (end, end)

    def _share(self, sides: list[_Side]) -> None:
        """Let the sides of a comparison have in common what is said once."""
        for n, side in enumerate(sides):
            before = sides[n - 1] if n else None
            alike = before is not None and before.mention.quantity.kind is side.mention.quantity.kind
            if before is not None and alike and side.is_bare:
                side.source = before.source or before
            later = sides[n + 1] if n + 1 < len(sides) else None
            if side.source is not None and side.source.purpose and side.arms:
                self._share_purpose(side, side.source.purpose)
            if later is None or later.has_lead:
                continue
            if side.is_bare and (side.source is None or side.source.is_bare):  # "11 % of A and 24 % of B died"
                side.predicate = next((one.predicate for one in sides[n + 1 :] if one.predicate), None)
                side.source = None if side.predicate else side.source
            if side.base is None and not side.arms and later.base is not None and not later.joint.startswith("to"):
                side.base = later.base if self._is_open(side) else None

    def _share_purpose(self, side: _Side, purpose: Span) -> None:
        """What has the preposition of the other side's purpose is one: "8 % in deaths and 7 % in injuries"."""
        words = self.text[purpose[0] :].split(" ", 1)[0], self.text[side.arms[0][0] :].split(" ", 1)[0]
        if words[0] == words[1]:
            side.purpose = side.arms.pop(0)

    def _part_purposes(self, sides: Sequence[_Side]) -> None:
        """What each of two numbers is "for" is an arm: "4 % for T1 to 38 % for T2"."""
        told = [side for side in sides if side.purpose and side.purpose[0] < side.mention.end + 3]
        if len(told) > 1 and len({self.text[side.purpose[0] :].split(" ", 1)[0] for side in told if side.purpose}) == 1:
            for side in told:
                side.arms, side.purpose = [*side.arms, *([side.purpose] if side.purpose else [])], None

    def _is_open(self, side: _Side) -> bool:
        return not self.s.words_in(*side.tail)

    def _read_lead(self, side: _Side) -> None:
        start, end = self._effective_lead(side)
        words = self.s.words_in(start, end)
        while words and (words[0].is_mark or words[0].low in ("and", "or")):
            words.pop(0)
        copula, last = False, ""
        while words:
            word = words[-1]
            if word.low in _W.copulas and word in self.s.verbs:
                copula = True
                words.pop()
                break
            if not word.is_mark and (word.low not in _STRIPPED or self.text[word.start : word.end] == "A"):
                break
            last = word.low
            words.pop()
        if not words:
            return
        side.has_lead = True
        self._name_lead(side, words[0].start, self._with_bracket(words[-1].end, end), copula, last, end)

    def _effective_lead(self, side: _Side) -> Span:
        """The lead, or its last part where a comma parts it: "Ileal NETs, with 60 % nodal …"."""
        start, end = side.lead
        comma = self.s.outer.rfind(", ", start, end)
        first = self.s.words_in(comma, end)[1:2] if comma >= 0 else []
        if not first or first[0].low not in ("with", "to", "including", "in", "at"):
            return side.lead
        verbs = self.s.verbs_in(start, comma)
        if self.s.verbs_in(comma, end) or first[0].low in ("in", "at"):
            return side.lead
        side.subject, side.gives = (start, verbs[0].start if verbs else comma), first[0].low != "to"
        return (verbs[-1].start if verbs else comma, end) if first[0].low == "to" else (first[0].end, end)

    def _name_lead(self, side: _Side, start: int, end: int, copula: bool, last: str, limit: int) -> None:
        verbs = self.s.verbs_in(start, end)
        if not verbs:
            side.measure = (start, end)
            return
        if side.subject is None:
            side.subject = (start, verbs[0].start)
        if copula:
            side.measure = (start, verbs[0].start)
            return
        verb = verbs[-1]
        passive = len(verbs) > 1 and verbs[-2].low in _W.copulas and verb.start - verbs[-2].end < 3
        gives = verb.low in _W.giving and not passive
        if gives and verb.end < end:
            side.measure, side.gives = (verb.end, end), True
        elif gives:
            side.gives = True
        else:
            side.measure = (start, limit if last == "for" and verb.end == end else end)

    def _read_tail(self, side: _Side) -> None:
        place, end = side.tail
        opening = True
        while (word := next((one for one in self.s.words if place <= one.start and one.end <= end), None)) is not None:
            if word.is_mark or any(place <= a < word.start for a, _ in self.stops):
                break
            time = self._time_at(word.start, end)
            if time is not None:
                side.times.append(time)
                place = time.end
            elif word in self.s.verbs:
                side.predicate = (word.start, self._stop(word.start, end))
                break
            elif opening and _COMPARATIVE.match(word.low):  # "50 % higher at night than …"
                side.purpose = (word.start, self._stop(word.start, end))
                break
            else:
                place = self._read_part(side, word, end, opening)
            opening = False

    def _read_part(self, side: _Side, word: _Word, end: int, opening: bool) -> int:
        if word.low == "of" and opening:
            side.base = (word.end, self._np_end(word.end, end))
            return max(side.base[1], word.end)
        if word.low == "as" and opening:
            stop = self._stop(word.end, end)
            side.noun = (word.end, stop)
            of = re.compile(r"\bof\s").search(self.s.outer, word.end, stop)
            side.base = (of.end(), self._before_relative(of.end(), stop)) if of else None
            return stop
        if word.low in _W.arms:
            return self._read_phrase(side, word, end)
        stop = self._np_end(word.start, end) if word.low in _W.relatives else self._noun_end(word, end)
        if word.low in _W.relatives:
            side.arms.append((word.start, stop))
        elif side.noun is None and side.mention.whole is None and (side.has_lead or side.mention.hole is None):
            side.noun = (word.start, stop)
        return max(stop, word.end)

    def _read_phrase(self, side: _Side, word: _Word, end: int) -> int:
        """A phrase with its preposition: an arm, a population, a time, or what the measure is of."""
        stop = self._np_end(word.end, end)
        after = stop
        for time in self.s.times_in(word.end, stop):
            if time.sort != "period" and time.end >= stop - 1 and time.start > word.end + 1:
                side.times.append(time)
                stop = time.start
        inside = self.s.words_in(word.end, stop)
        dated = [
            t
            for t in self.s.times_in(word.end, stop)
            if t.sort == "period" and t.start <= word.end + 1 and t.end >= stop
        ]
        if dated:
            side.times += dated
        elif not inside:
            side.arms += [word[:2]] if word.low in ("with", "without") else []
        elif self._is_of_paper(word, inside):
            pass
        else:
            self._place_phrase(side, word, stop)
        return max(after, word.end)

    def _is_of_paper(self, word: _Word, inside: Sequence[_Word]) -> bool:
        """Whether a phrase names a paper and not people: "in a meta-analysis", "in figures that … cited"."""
        lows = {one.low for one in inside}
        if lows & _W.people or any(map(_is_unit, lows)):
            return False
        return word.low == "in" and bool(lows & (_W.context | _W.publication))

    def _place_phrase(self, side: _Side, word: _Word, stop: int) -> None:
        counted = self.s.counts_in(word.end, stop) or self._is_numbered(word.end, stop)
        if word.low in ("after", "before", "from", "until") and side.mention.kind in (_K.DURATION, _K.FREQUENCY):
            side.times.append(_Time("moment", word.start, stop))
        elif word.low in ("in", "of") and self._changes(side):
            if side.noun is not None:
                side.noun = (side.noun[0], stop)
            else:
                side.purpose = (word.start, stop)
        elif word.low in ("for", "to", "by", "from", "at", "per", "into") and not counted:
            side.purpose = side.purpose or (word.start, stop)
        elif word.low in ("in", "among", "of", "across", "for") and counted:
            side.arms.append((word.end, stop))
        else:
            side.arms.append((word.start, stop))

    def _changes(self, side: _Side) -> bool:
        """Whether a number says how much something changed: "a decrease of 8 % in deaths", "43 % reduction in pain"."""
        lead = [word.low for word in self.s.words_in(*side.lead) if word.low not in _STRIPPED]
        last = self.text[: side.noun[1]].split()[-1].lower() if side.noun else lead[-1] if lead else ""
        return last in _W.changes

    def _is_numbered(self, start: int, end: int) -> bool:
        return any(start <= q.start < end and q.kind is _K.SAMPLE_SIZE for q in self.s.quantities)

    def _time_at(self, place: int, end: int) -> _Time | None:
        return next((one for one in self.s.times if one.start == place and one.end <= end), None)

    # -- where phrases end

    def _with_bracket(self, end: int, limit: int) -> int:
        """The end of a phrase with the bracket that belongs to it: "tumours (NETs)"."""
        for a, b in self.s.brackets:
            if end <= a and b <= limit and not self.text[end:a].strip() and (a, b) not in self.stops:
                return b
        return end

    def _stop(self, start: int, end: int) -> int:
        """The next mark or bracket that holds a number."""
        return min([self.s.mark_after(start, end), *(a for a, _ in self.stops if start <= a)])

    def _np_end(self, start: int, limit: int) -> int:
        """Where a noun phrase ends: at a mark, at a finite verb, at a bracket that holds a number."""
        limit = min([limit, *(a for a, _ in self.stops if start <= a)])
        end = start
        for word in self.s.words_in(start, limit):
            if word.is_mark or word in self.s.verbs:
                break
            end = word.end
        return self._with_bracket(end, limit)

    def _noun_end(self, word: _Word, end: int) -> int:
        """Where a noun with its adjectives and what it is "of" ends."""
        stop = word.end
        for other in self.s.words_in(word.end, end):
            if other.is_mark or other in self.s.verbs or other.low in _W.arms:
                break
            stop = other.end
        return self._with_bracket(stop, end)

    def _before_relative(self, start: int, end: int) -> int:
        found = re.compile(r"\s+(?:(?:in|of|for|with|to)\s+)?(?:which|who|whom|that|whose)\b").search(
            self.s.outer, start, end
        )
        return found.start() if found else end

    # -- one figure

    def figure(self, side: _Side) -> Figure:
        """The figure of a side."""
        return self._figure(side.mention, self._measure(side), self._arms(side), self._times(side), side)

    def _measure(self, side: _Side) -> list[str]:
        shared = self._shared(side)
        said = self._said(side)
        parallel = self._parallel(side)
        if parallel is not None and said:
            return [LEFT_OUT.join([parallel, *said])]
        if shared:
            return [LEFT_OUT.join([shared[0], *said])]
        if not said:
            said = self._last_resort(side)
        if self.clause.before is not None and said:
            return [LEFT_OUT.join([_phrase(self.text, *self.clause.before), *said])]
        return [LEFT_OUT.join(said)] if said else []

    def _shared(self, side: _Side) -> list[str]:
        """What the side before measures, without its own purpose where this one has another."""
        if side.source is None:
            return []
        purpose, side.source.purpose = side.source.purpose, None if side.purpose else side.source.purpose
        shared = self._measure(side.source)
        side.source.purpose = purpose
        return shared

    def _said(self, side: _Side) -> list[str]:
        """What a side itself says that it measures."""
        one = side.mention
        parts = [side.measure] if side.measure else []
        if side.noun is not None and (side.measure is None or side.base is None):
            parts += self._noun_parts(side, side.noun)
        if side.base is not None and not parts and self._is_measured(side, side.base):
            parts = [side.lead, side.base] if side.gives else [side.base, *([side.predicate] if side.predicate else [])]
        parts += [side.purpose] if side.purpose and (parts or side.source) else []
        if not parts and side.predicate is not None:
            parts = [side.predicate]
        said = [phrase for a, b in parts if (phrase := _phrase(self.text, a, b, one.hole))]
        inside = _words_inside(one)
        return [*said, inside] if inside else said

    def _parallel(self, side: _Side) -> str | None:
        """ "A followed B in 41 % and C in 61 %": the subject and verb that C shares with B."""
        n = self.ordered.index(side)
        before = self.ordered[n - 1] if n else None
        if before is None or before.measure is None or side.measure is None or before.gives or not side.has_lead:
            return None
        verbs = self.s.verbs_in(*before.measure)
        if not verbs or verbs[-1].low in _W.copulas or verbs[-1].end >= before.measure[1] - 1:
            return None
        alike = self._last_word(before) == self._last_word(side) and not self.s.verbs_in(*side.measure)
        return _phrase(self.text, before.measure[0], verbs[-1].end) if alike else None

    def _last_word(self, side: _Side) -> str:
        words = self.s.words_in(*side.lead)
        return words[-1].low if words else ""

    def _noun_parts(self, side: _Side, noun: Span) -> list[Span]:
        """A noun behind its number, with the test that it is of, or the head that it shares with the next."""
        parts = [noun]
        if _DIAGNOSTIC.search(self.text, *noun) and side.measure is None:
            subject = next((one.subject for one in self.ordered if one.subject), None)
            parts = [subject, noun] if subject and not self.s.people_in(*subject) else parts
        n = self.ordered.index(side)
        later = self.ordered[n + 1] if n + 1 < len(self.ordered) else None
        if (
            later is not None
            and later.noun
            and not later.has_lead
            and later.joint in ("and", "or")
            and " " not in self.text[slice(*noun)]
        ):
            head = self.text.rfind(" ", *later.noun)
            parts += [(head + 1, later.noun[1])] if head >= 0 else []
        return parts

    def _last_resort(self, side: _Side) -> list[str]:
        """What stands before ("42 had it, 65 % of those assessed"), else behind ("In 59 % of people, it grew")."""
        verbs = self.s.verbs_in(self.clause.start, side.mention.start)
        if verbs:
            return [_phrase(self.text, verbs[-1].start, self._stop(verbs[-1].start, side.mention.start))]
        comma = self.s.mark_after(side.mention.end, self.clause.end)
        if comma < self.clause.end and self.s.verbs_in(comma, self.clause.end):
            return [_phrase(self.text, comma, self._stop(comma + 1, self.clause.end))]
        return []

    def _arms(self, side: _Side) -> list[str]:
        one = side.mention
        arms = [_phrase(self.text, a, b, one.hole) for a, b in side.arms]
        base = side.base or self._base_of_counts(side)
        if base is not None and not self._is_measured(side, base):
            arms.insert(0, _phrase(self.text, *base, one.hole))
        n = self.ordered.index(side)
        later = self.ordered[n + 1] if n + 1 < len(self.ordered) else None
        if arms in (["with"], ["without"]) and later is not None and later.arms:
            rest = re.compile(r"\w+\s+").match(self.text, *later.arms[0])
            arms = [LEFT_OUT.join([arms[0], _phrase(self.text, rest.end(), later.arms[0][1])])] if rest else arms
        if not arms and side.gives and side.subject and self._is_arm(side, later):
            arms = [_phrase(self.text, *side.subject)]
        return [arm for arm in arms if arm and arm.lower() not in ("it", "them", "these", "which")]

    def _is_arm(self, side: _Side, later: _Side | None) -> bool:
        """Whether the subject is what was given or done: "everolimus gave a median survival of 11 months"."""
        if later is not None and later.source is side:
            return True
        assert side.subject is not None
        lows = {word.low for word in self.s.words_in(*side.subject)}
        of_paper = lows & (_W.publication | _W.context | {"it", "they", "there", "we"})
        measured = side.measure is not None and not _DIAGNOSTIC.search(self.text, *side.measure)
        return measured and not of_paper and not self.s.counts_in(*side.subject)

    def _is_measured(self, side: _Side, base: Span) -> bool:
        """Whether what a number is "of" is what it measures: "3-6 months of stable disease"."""
        if self.s.people_in(*base):
            return False
        of_time = side.mention.kind is _K.DURATION
        return of_time or (side.gives and side.measure is None and side.noun is None)

    def _base_of_counts(self, side: _Side) -> Span | None:
        """The N things of "n of N things"."""
        one = side.mention
        if one.whole is None:
            return None
        stop = self._np_end(one.quantity.end, side.tail[1])
        if one.hole is not None and one.hole[0] >= stop - 1:
            stop = max(stop, self._np_end(one.hole[1], side.tail[1]))
        return (one.whole, stop) if stop > one.quantity.end else None

    def _times(self, side: _Side) -> list[_Time]:
        one = side.mention
        spans = [
            side.lead,
            *side.arms,
            *(span for span in (side.base, side.predicate, side.noun, side.purpose) if span),
        ]
        if one.whole is not None:
            spans.append((one.end, side.tail[1]))
        own = [*side.times, *(time for span in spans for time in self.s.times_in(*span))]
        if side.source is not None:
            sorts = {time.sort for time in own}
            own += [time for time in self.s.times_in(*side.source.lead) if time.sort not in sorts]
        later = self.ordered[self.ordered.index(side) + 1 :]
        if not own and later and not any(one.has_lead for one in later):
            own += [time for time in later[-1].times if time.sort == "moment"]
        return own

    # -- amounts

    def amount(self, one: _Mention) -> Figure:
        """A dose: what is given, to whom, and for how long."""
        side = _Side(one, (self.clause.start, one.start), (one.end, self.clause.end))
        self._read_tail(side)
        arms = [span for span in side.arms if self.s.counts_in(*span)]
        times = [*side.times, *(time for time in self.s.times_in(one.end, self.clause.end) if time.sort == "course")]
        return self._figure(one, self._given(one), [_phrase(self.text, *span) for span in arms], times, None)

    def _given(self, one: _Mention) -> list[str]:
        """The name right before an amount, else a drug that the clause names."""
        lead = self.text[self.clause.start : one.start]
        named = re.search(
            r"(?:^|[\s(])((?:[A-Z0-9][\w-]*|[a-z][\w-]+)(?: (?:LAR|XR|SR|ER|depot|acid|sodium))?)\s+$", lead
        )
        if named is not None and named[1].lower() not in _W.no_name | _W.verbs:
            return [named[1]]
        tail = self.text[one.end : self.clause.end]
        for text, which in ((lead, -1), (tail, 0)):
            drugs = [mention for mention in find_mentions(text) if mention.entry.kind in MEDICINES]
            if drugs:
                return [text[drugs[which].start : drugs[which].end]]
        return [_phrase(self.text, self.clause.start, one.start)]

    # -- figures in brackets

    def bracketed(self, one: _Mention) -> Figure:
        """A figure in brackets: of the whole clause, of the number before, or of the words before."""
        assert one.bracket is not None
        opened, closed = one.bracket
        inner = self.text[opened + 1 : one.start]
        if one.kind is _K.RATIO or _LABEL.search(inner) or _LABEL.match(one.text):
            label = [_phrase(self.text, opened + 1, one.start)] if _LABEL.match(inner) and " " in inner.strip() else []
            times = [*self.s.times_in(self.clause.start, opened), *self.s.times_in(opened, closed)]
            return self._figure(one, [*label, _phrase(self.text, self.clause.start, opened)], [], times, None)
        before = [side for side in self.ordered if side.mention.end <= opened]
        if before and not _CONNECTOR.search(self.s.outer, before[-1].mention.end, opened):
            side = before[-1]
            if not self.s.verbs_in(side.mention.end, opened):
                return self._figure(one, self._measure(side), self._arms(side), self._times(side), side)
        alike = [q for q in self.s.quantities if opened < q.start < closed and q.kind is one.kind]
        than = next(_THAN.finditer(self.s.outer, self.clause.start, opened), None)
        if len(alike) == 2 and than is not None and one.quantity in alike:
            return self._compared(one, alike, than.span())
        return self._named_before(one)

    def _compared(self, one: _Mention, alike: Sequence[Quantity], joint: Span) -> Figure:
        """ "Women under 52 had it less often than men (39 % v 64 %)": the first of the subject, the other of "than"."""
        assert one.bracket is not None
        opened = one.bracket[0]
        than = joint[0]
        verbs = self.s.verbs_in(self.clause.start, than)
        second = (joint[1], opened)
        first = (self.clause.start, verbs[0].start if verbs else than)
        head = next(iter(self.s.words_in(*second)), None)
        if head is not None and head.low in _W.arms:
            place = self.s.outer.rfind(f" {head.low} ", self.clause.start, than)
            verb = next(iter(self.s.verbs_in(place, than)), None)
            first = (place + 1, verb.start if verb else than) if place >= 0 else first
        elif not self._is_headed(first):
            heads = [word for word in self.s.words_in(verbs[0].end if verbs else first[0], than) if word.low == "in"]
            first = (heads[-1].end, than) if heads else first
        of_subject = bool(verbs) and first[0] == self.clause.start
        measure = _phrase(self.text, verbs[0].start if of_subject else self.clause.start, opened)
        arm = first if one.quantity is alike[0] else second
        return self._figure(one, [measure], [_phrase(self.text, *arm)], self._bracket_times(one), None)

    def _bracket_times(self, one: _Mention) -> list[_Time]:
        """The time behind a figure in its bracket ("71 % v 79 % at 1 year"), else those of the words before it."""
        assert one.bracket is not None
        opened, closed = one.bracket
        behind = self.s.times_in(one.end, closed)[:1]
        return behind or self.s.times_in(self.clause.start, opened)

    def _named_before(self, one: _Mention) -> Figure:
        """ "Shortest for pancreatic NETs (3.6 years)": the words before the bracket say whose figure it is."""
        assert one.bracket is not None
        opened = one.bracket[0]
        start = max([self.clause.start, *(b for a, b in self.stops if b <= opened and a >= self.clause.start)])
        joint = next(_CONNECTOR.finditer(self.s.outer, start, opened), None) if start > self.clause.start else None
        start = joint.end() if joint else start
        times = self.s.times_in(start, opened) or self.s.times_in(self.clause.start, start)
        measure, arms, heads = self._named(start, opened)
        base = self._whole_in_bracket(one)
        inside = self.s.times_in(*one.bracket)
        inside = self.s.times_in(one.end, one.bracket[1])[:1] if len(inside) > 1 else inside
        self.named = measure if heads else None
        return self._figure(one, measure, [*base, *arms], [*times, *inside], None)

    def _whole_in_bracket(self, one: _Mention) -> list[str]:
        """ "(76 of 145,410 users, …)": the N things."""
        if one.whole is None or one.bracket is None:
            return []
        end = re.compile(r"[,;)]\s|[,;]\s|\)").search(self.text, one.quantity.end)
        return [_phrase(self.text, one.whole, end.start() if end else one.bracket[1] - 1)]

    def _named(self, start: int, opened: int) -> tuple[list[str], list[str], bool]:
        """The measure and the arm that the words before a bracket name, and whether the arm has its preposition."""
        verbs, first = self.s.verbs_in(start, opened), self.s.verbs_in(self.clause.start, opened)
        subject = (self.clause.start, first[0].start) if first else None
        if subject is not None and self.text[slice(*subject)].strip().lower() in ("there", "it"):
            return [_phrase(self.text, start, opened)], [], False
        local = (verbs[-1].end if verbs else start, opened)
        heads = [word for word in self.s.words_in(*local) if word.low in _W.arms and word.low not in ("of", "to", "by")]
        head = next((word for word in heads if word.low == "between"), heads[0] if heads else None)
        if head is not None:
            arm = _phrase(self.text, head.start if head.low in ("with", "without", "on", "after") else head.end, opened)
            return self._named_of(subject, verbs, start, head), [*self._subject_arm(subject, verbs), arm], True
        if verbs and subject is not None and self._is_headed(subject):
            said = _phrase(self.text, verbs[-1].end, opened) or _phrase(self.text, verbs[-1].start, opened)
            return [said], [_phrase(self.text, *subject)], False
        name = _phrase(self.text, start, opened)
        if verbs:
            return [name], [], False
        if self.named is not None:
            return self.named, [name], True
        units = re.match(r"(.*\b(?:NETs?|tumou?rs?|patients|adults|children|women|men|people))\s+the (\w+)$", name)
        if units is not None:
            return [units[2]], [units[1]], False
        if first and subject is not None and self._is_headed(subject):  # "more deaths (2 %), falls (3 %) and …"
            return [name], [_phrase(self.text, *subject)], False
        following = self.s.verbs_in(opened, self.clause.end)
        if following and not first:
            predicate = _phrase(self.text, following[0].start, self.s.mark_after(following[0].start, self.clause.end))
            return [LEFT_OUT.join([name, predicate])], [], False
        return [LEFT_OUT.join([_phrase(self.text, *subject), name]) if subject else name], [], False

    def _named_of(self, subject: Span | None, verbs: Sequence[_Word], start: int, head: _Word) -> list[str]:
        if subject is not None and verbs and self.s.people_in(*subject):
            return [_phrase(self.text, verbs[0].end, head.start)]
        return [_phrase(self.text, *(subject or (start, head.start)))]

    def _subject_arm(self, subject: Span | None, verbs: Sequence[_Word]) -> list[str]:
        return [_phrase(self.text, *subject)] if subject is not None and verbs and self.s.people_in(*subject) else []

    # -- whom a clause is about

    def _figure(
        self, one: _Mention, measure: Sequence[str], arms: Sequence[str], times: Sequence[_Time], side: _Side | None
    ) -> Figure:
        frame, framed = _frame_population(self.s, self.clause.frame)
        people = any(map(_names_people, arms))
        population = [*arms]
        contrasted = side is not None and side.joint.split(" ")[0] in _W.contrast
        if framed and not (contrasted and side is not None and side.base and people):
            population.append(frame)
        elif not framed:
            if not people:
                population.append(self._near(one, side, any(map(_names_counted, arms))))
            population.append(frame)
        framed_times = self.s.times_in(*self.clause.frame) if self.clause.frame else []
        said = [self.text[time.start : time.end] for time in [*times, *framed_times] if self._tells(one, time)]
        return _made(one, measure, population, [*said, *self._counted(), *self._followed(one)], self.headings, arms)

    def _tells(self, one: _Mention, time: _Time) -> bool:
        return (time.sort != "course" or one.is_given or one.kind is _K.FREQUENCY) and not (
            time.start <= one.start < time.end
        )

    def _counted(self) -> list[str]:
        """ ", counted over the whole course": the words that say when."""
        found = _COUNTED.search(self.s.outer, self.clause.start, self.clause.end)
        return [_phrase(self.text, found.end(), self.s.mark_after(found.end(), self.clause.end))] if found else []

    def _followed(self, one: _Mention) -> list[str]:
        """A follow-up in brackets."""
        spans = [b for b in self.s.brackets if self.clause.start <= b[0] < self.clause.end and b != one.bracket]
        inside = [time for span in spans if "ollow-up" in self.text[slice(*span)] for time in self.s.times_in(*span)]
        return [self.text[time.start : time.end] for time in inside]

    def _near(self, one: _Mention, side: _Side | None, counted: bool) -> str:
        """The people named before the clause's verb, else its subject, else the people named behind the number."""
        start, end = self.clause.start, self.clause.end
        verbs = self.s.verbs_in(start, end)
        stop = verbs[0].start if verbs else one.start
        for word in self.s.words_in(start, min(stop, one.start)):
            if word.low in ("of", "in", "among", "across", "for", "from"):
                span = word.end, self._np_end(word.end, stop)
                if not self._has_figure(span) and self._are_people(start, word, span):
                    return _phrase(self.text, *span)
        subject = (start, self.s.mark_after(start, stop))
        asked = side is None or side.gives or side.measure is None or side.measure[0] >= stop
        asked = asked and bool(verbs) and stop < one.start and not counted
        told = self._is_headed(subject) and not self._has_figure(subject)
        if asked and told and not _SURVIVAL.search(self.text, *subject):
            return _phrase(self.text, *subject)
        giver = self._giver(side)
        if giver is not None and self._is_headed(giver) and not counted:
            return _phrase(self.text, start, self.s.mark_after(start, giver[1]))
        return self._behind(one)

    def _are_people(self, start: int, word: _Word, span: Span) -> bool:
        head = self.s.head_in(*span)
        if head in _W.people:
            return True
        numbered = any(span[0] <= q.start < span[1] and q.kind in (_K.COUNT, _K.SAMPLE_SIZE) for q in self.s.quantities)
        return _is_unit(head) and (numbered or _SURVIVAL.search(self.text, start, word.start) is not None)

    def _giver(self, side: _Side | None) -> Span | None:
        """The subject whose figure a side is, its own or the side's before: "Ileal NETs, with 60 % nodal and …"."""
        if side is None or side.gives or side.has_lead:
            return side.subject if side is not None and side.gives else None
        n = self.ordered.index(side)
        return self._giver(self.ordered[n - 1]) if n else None

    def _is_headed(self, span: Span) -> bool:
        head = self.s.head_in(*span)
        return head in _W.people or _is_unit(head)

    def _has_figure(self, span: Span) -> bool:
        return any(span[0] <= side.mention.start < span[1] for side in self.ordered)

    def _behind(self, one: _Mention) -> str:
        recommended = _RECOMMENDS.search(self.s.outer) is not None
        last = one.end
        for side in self.ordered:
            last = side.mention.end if side.mention.end > last and not side.has_lead else last
        end = self.clause.end if recommended else self.s.mark_after(last, self.clause.end)
        for word in self.s.words_in(one.end, end):
            if word.low in ("in", "among", "for", "across") or (recommended and word.low == "of"):
                span = word.end, self._np_end(word.end, self.clause.end)
                if self.s.people_in(*span) or (recommended and self.s.counts_in(*span)):
                    return "" if self._has_figure(span) else _phrase(self.text, *span)
        return ""


_THAN = re.compile(r"\s(?:than|(?:as )?compared (?:with|to)|versus|vs\.?|as against)\s")
_COUNTED = re.compile(r",\s+(?:counted|measured|assessed)\s+(?=(?:over|at|during|from|after|within)\b)")


def _words_inside(one: _Mention) -> str:
    """The words that a number is read with: "73 % sensitivity (95 % CI …)", "Ki-67 index was 5 %"."""
    if one.kind in (_K.COUNT, _K.SAMPLE_SIZE, _K.DURATION, _K.DOSE, _K.FREQUENCY, _K.RATIO):
        return ""
    behind = re.match(r"[^(,]*?\d\s?%\s+([a-z][a-z -]+?)\s*(?:\(|$)", one.quantity.text)
    if behind is not None:
        return behind[1]
    per = re.search(r"\d\s+([a-z]+)\s+per\b", one.quantity.text)
    if per is not None and one.kind is _K.RATE and not _names_people(per[1]):
        return per[1]
    before = re.match(r"([A-Z][\w-]*(?: [a-z]+)*?)\s+(?:was|were|is|of|over|above|under|below|at)\b", one.quantity.text)
    return before[1] if before is not None and one.kind is _K.SCORE else ""


def _holds_number(statement: _Statement, bracket: Span, mentions: Iterable[_Mention]) -> bool:
    """Whether a bracket holds a figure or a p-value and so ends a phrase."""
    if any(one.hole == bracket for one in mentions):
        return False
    if any(one.bracket == bracket for one in mentions):
        return True
    return any(bracket[0] < q.start < bracket[1] and q.kind is _K.P_VALUE for q in statement.quantities)


def _frame_population(statement: _Statement, frame: Span | None) -> tuple[str, bool]:
    """What a frame says of whom ("Among 9,512 US patients …"), and whether it names people or things counted."""
    words = statement.words_in(*frame) if frame else []
    if frame is None or len(words) < 2 or words[0].low in ("according", "by", "to"):
        return "", False
    start = words[0].end
    if words[0].low in ("pooled", "pooling") and words[1].low in ("over", "across", "from"):
        start = words[1].end
    if words[0].low in _W.conditions:
        found = re.compile(r"\b(?:in|of|with|for|among)\s+").search(statement.outer, *frame)
        start = found.end() if found else frame[1]
    phrase = _phrase(statement.text, start, frame[1])
    lows = frozenset(_lows(phrase))
    if lows & _W.people:
        return phrase, True
    if lows & _W.publication or not phrase:
        return _in_brackets(statement, frame)
    if any(map(_is_unit, lows)):
        return phrase, True
    return (phrase, False) if lows & _W.context and words[0].low not in _W.conditions else ("", False)


def _in_brackets(statement: _Statement, frame: Span) -> tuple[str, bool]:
    """The people that a frame about a paper names in brackets: "In the report of NETTER-1 (midgut tumours)"."""
    for start, end in statement.brackets:
        inner = statement.text[start + 1 : end - 1]
        if frame[0] <= start < frame[1] and " " in inner and _names_counted(inner):
            return inner, True
    return "", False


# --- Limits ----------------------------------------------------------------------------------------------------------


def _limit(statement: _Statement, one: _Mention, headings: tuple[str, ...]) -> Figure:
    """A limit: what it is a limit of, and what it decides."""
    text = statement.text
    clause = one.clause or statement.clause_framed(one.start)
    assert clause is not None
    if one.clause is None and clause.frame is not None:
        measure, population = _framed_limit(statement, one, clause, clause.frame)
    else:
        measure, population = _clause_limit(statement, one, clause)
    times = [
        *statement.times_in(clause.start, clause.end),
        *(statement.times_in(*clause.frame) if clause.frame else []),
    ]
    said = [text[time.start : time.end] for time in times if not time.start <= one.start < time.end]
    return _made(one, [part for part in measure if part], [part for part in population if part], said, headings)


def _framed_limit(statement: _Statement, one: _Mention, clause: _Clause, frame: Span) -> tuple[list[str], list[str]]:
    """ "If creatinine rises by over 30 % in patients with CKD, the guide advises …"; "For tumours below 1 cm, …"."""
    text = statement.text
    words = statement.words_in(*frame)
    decided = _phrase(text, clause.start, clause.end)
    if words[0].low in _W.conditions:
        return [_open(text, frame[0], one.start), decided], [_frame_population(statement, frame)[0]]
    first = min((q.start for q in statement.quantities if frame[0] <= q.start < frame[1]), default=one.start)
    return [decided], [_open(text, words[0].end, min(first, one.start))]


def _clause_limit(statement: _Statement, one: _Mention, clause: _Clause) -> tuple[list[str], list[str]]:
    text = statement.text
    lead, tail = _open(text, clause.start, one.start), _phrase(text, one.end, clause.end)
    goes_on = bool(tail) and bool(statement.verbs_in(one.end, clause.end)) and one.bracket is None
    frame, framed = _frame_population(statement, clause.frame)
    named = "" if framed else _named_people(statement, one, clause)
    head = statement.head_in(clause.start, one.start)
    if (
        not named
        and not framed
        and (head in _W.people or _is_unit(head))
        and not statement.verbs_in(clause.start, one.start)
    ):
        named = re.split(r",? with\b| whose\b|,", lead)[0]
    return [LEFT_OUT.join([lead, tail]) if goes_on else lead], [named, frame]


def _open(text: str, start: int, end: int) -> str:
    """The words up to a limit, without those that only lead to it."""
    phrase = _phrase(text, start, end)
    while (shorter := _AT_THE_END.sub("", re.sub(r"\s+(?:a|an|the)$", "", phrase))) != phrase:
        phrase = shorter
    return phrase


def _named_people(statement: _Statement, one: _Mention, clause: _Clause) -> str:
    """The first people, else disease, that the clause names with a preposition, up to the limit."""
    for wanted in (statement.people_in, statement.counts_in):
        for word in statement.words_in(clause.start, clause.end):
            if word.low in ("in", "of", "among", "for"):
                end = word.end
                for other in statement.words_in(word.end, clause.end):
                    if other.is_mark or other in statement.verbs or other.low in _W.relatives:
                        break
                    end = other.end
                if not wanted(word.end, end):
                    continue
                phrase = _phrase(statement.text, word.end, end)
                if word.end <= one.start < end:  # "hyperkalaemia with a potassium of 6 mmol/L or more"
                    phrase = _open(statement.text, word.end, one.start)
                    phrase = re.split(r"\s+(?:with|whose)\b", phrase)[0]
                if phrase.lower() not in ("those", "which") and not phrase.startswith("those "):
                    return phrase
    return ""


# --- Tables ----------------------------------------------------------------------------------------------------------

_DENOMINATOR = re.compile(r"\bdenominator:\s*([^;]+)", re.I)
_WHEN_FOLLOWS = re.compile(
    r"(?:time|follow-up|years?|at|median|day|in|published|guideline|before|after|ten|any time|ages?)\b"
)
_BARE_NUMBER = re.compile(r"[<>≤≥~]?\s?-?\d[\d.,]*(?:\s?[-–]\s?\d[\d.,]*)?\b")


@lru_cache(maxsize=8192)
def read_row(
    cells: tuple[str, ...], columns: tuple[str, ...], caption: str = "", heading_path: tuple[str, ...] = ()
) -> tuple[tuple[int, Figure], ...]:
    """The figures of a table row, each with the number of its cell."""
    return tuple(_of_row(cells, columns, caption, heading_path)) if cells else ()


def _of_row(
    cells: tuple[str, ...], columns: tuple[str, ...], caption: str, headings: tuple[str, ...]
) -> Iterator[tuple[int, Figure]]:
    names = [columns[n] if n < len(columns) else "" for n in range(len(cells))]
    lows = [frozenset(_lows(name)) for name in names]
    of_time = [bool(low & _W.time_columns) and (len(low) < 3 or not n) for n, low in enumerate(lows)]
    by_outcome = bool(lows[0] & _W.outcome_columns) and not _names_people(cells[0])
    when = next((cells[n] for n in range(len(cells)) if of_time[n]), None)
    for n in range(min(1, len(cells) - 1), len(cells)):
        if of_time[n]:
            continue
        side = _is_side(names[n])
        label = [] if not n or of_time[0] else [cells[0]]
        for one in _cell_mentions(names[n], cells[n]):
            lead = _open(cells[n], 0, one.start)
            if side:
                measure, population = label, [names[n]]
            elif by_outcome:
                measure, population = [names[n], *label], []
            else:
                measure, population = [names[n]], label
            said = [*measure, *([lead] if any(c.isalpha() for c in lead) else [])]
            times = _row_times(when, names[n], cells[0], caption)
            yield (
                n,
                _made(
                    one, said, [*population, *_caption_population(caption)], times, headings, population, in_row=True
                ),
            )


@lru_cache(maxsize=2048)
def _is_side(name: str) -> bool:
    """Whether a column is a side of a comparison: people, or a drug and how it is given."""
    lows = frozenset(_lows(name))
    if lows & _W.people and len(lows) < 4:
        return True
    if not any(q.kind in (_K.FREQUENCY, _K.DOSE) for q in read_quantities(name)):
        return False
    mentions = find_mentions(name)
    return (bool(mentions) and mentions[0].start == 0) or next(iter(_lows(name))).endswith(_STEMS)


def _cell_mentions(name: str, cell: str) -> Iterator[_Mention]:
    head = f"{name}: "
    found = [q for q in read_quantities(head + cell) if q.start >= len(head)]
    bare = _BARE_NUMBER.match(cell)
    if not found and bare is not None and bare.end() == len(cell.split(" (")[0].rstrip()):
        printed = bare[0].strip("<>≤≥~ ").replace(",", "")
        value = float(printed) if re.fullmatch(r"-?\d+(?:\.\d+)?", printed) else None
        found = [Quantity(len(head), len(head) + bare.end(), bare[0], _K.OTHER_NUMBER, value)]
    for q in found:
        if q.kind not in (_K.DATE, _K.P_VALUE, _K.AGE):
            moved = replace(q, start=q.start - len(head), end=q.end - len(head))
            yield _Mention(moved, None, q.text, q.value, q.unit, moved.end)


@lru_cache(maxsize=1024)
def _caption_population(caption: str) -> tuple[str, ...]:
    """The denominator that a caption names, else the part of it that counts people."""
    named = _DENOMINATOR.search(caption)
    if named is None:
        statement = _Statement(caption)
        counts = [q for q in statement.quantities if q.kind in (_K.SAMPLE_SIZE, _K.COUNT)]
        return tuple(_phrase(caption, q.start, statement.mark_after(q.end, len(caption))) for q in counts[:1])
    said = named[1]
    for comma in re.finditer(r",\s+", _blanked(said, _brackets(said))):
        rest = said[comma.end() :]
        if _WHEN_FOLLOWS.match(rest) and not _names_people(rest.split(",")[0]):
            return (_phrase(said, 0, comma.start()),)
    return (_phrase(said, 0, len(said)),)


def _row_times(when: str | None, name: str, label: str, caption: str) -> list[str]:
    """When a row's figure was counted: its column of times, else its header and label, and the caption's period."""
    if when is not None:
        return [] if NOT_STATED in when else [when]
    own = [*_times_of(name), *_times_of(label)]
    sorts = {sort for sort, _ in own}
    own += [one for one in _caption_times(caption) if one[0] not in sorts or one[0] == "period"]
    return [said for _, said in own]


@lru_cache(maxsize=2048)
def _times_of(text: str) -> tuple[tuple[str, str], ...]:
    found = [time for time in _Statement(text).times if time.sort != "course"]
    return tuple((time.sort, text[time.start : time.end]) for time in found)


@lru_cache(maxsize=1024)
def _caption_times(caption: str) -> tuple[tuple[str, str], ...]:
    """The times of a caption: its horizons and periods, and a moment that stands alone between marks."""
    statement = _Statement(caption)
    found: list[tuple[str, str]] = []
    for time in statement.times:
        alone = re.search(r"(?:^|[,;])\s*$", caption[: time.start]) and re.match(r"\s*(?:$|[,;])", caption[time.end :])
        if time.sort in ("period", "horizon") or alone:
            found.append((time.sort, caption[time.start : time.end]))
    return tuple(found)
