"""Limits: what a number that decides something is a limit of, and what it decides."""

from __future__ import annotations

import re

from curbside.answer.figures.copying import LEFT_OUT, words_of, words_up_to
from curbside.answer.figures.figure import Figure, build_figure
from curbside.answer.figures.mentions import Mention
from curbside.answer.figures.population import population_of_frame
from curbside.answer.figures.statement import Clause, Statement
from curbside.answer.figures.words import LISTS, is_unit
from curbside.evidence.text import Span


def figure_of_limit(statement: Statement, one: Mention, headings: tuple[str, ...]) -> Figure:
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
    return build_figure(one, [part for part in measure if part], [part for part in population if part], said, headings)


def _framed_limit(statement: Statement, one: Mention, clause: Clause, frame: Span) -> tuple[list[str], list[str]]:
    """ "If creatinine rises by over 30 % in patients with CKD, the guide advises …"; "For tumours below 1 cm, …"."""
    text = statement.text
    words = statement.words_in(*frame)
    decided = words_of(text, clause.start, clause.end)
    if words[0].low in LISTS.conditions:
        return [words_up_to(text, frame[0], one.start), decided], [population_of_frame(statement, frame)[0]]
    first = min((q.start for q in statement.quantities if frame[0] <= q.start < frame[1]), default=one.start)
    return [decided], [words_up_to(text, words[0].end, min(first, one.start))]


def _clause_limit(statement: Statement, one: Mention, clause: Clause) -> tuple[list[str], list[str]]:
    text = statement.text
    lead, tail = words_up_to(text, clause.start, one.start), words_of(text, one.end, clause.end)
    goes_on = bool(tail) and bool(statement.verbs_in(one.end, clause.end)) and one.bracket is None
    frame, framed = population_of_frame(statement, clause.frame)
    named = "" if framed else _named_people(statement, one, clause)
    head = statement.head_in(clause.start, one.start)
    if (
        not named
        and not framed
        and (head in LISTS.people or is_unit(head))
        and not statement.verbs_in(clause.start, one.start)
    ):
        named = re.split(r",? with\b| whose\b|,", lead)[0]
    return [LEFT_OUT.join([lead, tail]) if goes_on else lead], [named, frame]


def _named_people(statement: Statement, one: Mention, clause: Clause) -> str:
    """The first people, else disease, that the clause names with a preposition, up to the limit."""
    for wanted in (statement.people_in, statement.counts_in):
        for word in statement.words_in(clause.start, clause.end):
            if word.low in ("in", "of", "among", "for"):
                end = word.end
                for other in statement.words_in(word.end, clause.end):
                    if other.is_mark or other in statement.verbs or other.low in LISTS.relatives:
                        break
                    end = other.end
                if not wanted(word.end, end):
                    continue
                phrase = words_of(statement.text, word.end, end)
                if word.end <= one.start < end:  # "hyperkalaemia with a potassium of 6 mmol/L or more"
                    phrase = words_up_to(statement.text, word.end, one.start)
                    phrase = re.split(r"\s+(?:with|whose)\b", phrase)[0]
                if phrase.lower() not in ("those", "which") and not phrase.startswith("those "):
                    return phrase
    return ""
