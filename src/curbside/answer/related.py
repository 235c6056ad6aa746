"""Questions to go on with: other aspects of what was asked about, each of which the library answers.

They are asked of one thing that the question names, as a person would ask of such a thing: a dose is of a medicine, a
contraindication of a treatment, symptoms are of an illness.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

from curbside.answer.aspects import agreeing, aspect_words, aspects_of_question
from curbside.answer.candidates import Candidate
from curbside.answer.fit import Fit, fit_of
from curbside.answer.lexicon import ConceptKind, Mention, find_mentions, is_part_of
from curbside.answer.question import Concept, Question
from curbside.answer.select import choices
from curbside.evidence.data_files import Form, load_data, named
from curbside.evidence.kinds import Aspect

MOST = 6
_ENOUGH_STATEMENTS = 2
# What a source is not asked by name, and what no heading promises.
_NOT_OFFERED = frozenset({Aspect.GENERAL, Aspect.DEFINITION})
_OF_TUMORS = frozenset({Aspect.SPREAD, Aspect.STAGING})
_TUMOR = "neoplasm"
_IN_OR_OF = re.compile(r" (?:of|in) ")
# A word that only says of something else what it is like: purpuric, anaemic.
_AN_ADJECTIVE = re.compile(r"\w+(?:ic|emic|otic)")
# What stands between a disease and the organ that it is in.
_IN_AN_ORGAN = re.compile(r" (?:of|in) (?:the )?\Z")


class Sort(StrEnum):
    """What sort of thing a question can be asked of."""

    ILLNESS = "illness"
    MEDICINE = "medicine"
    TEST = "test"
    PROCEDURE = "procedure"


_SORTS = {
    ConceptKind.DISEASE: Sort.ILLNESS,
    ConceptKind.FINDING: Sort.ILLNESS,
    ConceptKind.DRUG: Sort.MEDICINE,
    ConceptKind.CLASS: Sort.MEDICINE,
    ConceptKind.TEST: Sort.TEST,
    ConceptKind.PROCEDURE: Sort.PROCEDURE,
}
# Harms are a medicine's before they are an illness's; all else is asked of the illness first.
_IN_TURN = (Sort.ILLNESS, Sort.TEST, Sort.PROCEDURE, Sort.MEDICINE)
_HARMS_IN_TURN = (Sort.MEDICINE, Sort.PROCEDURE, Sort.ILLNESS)


@dataclass(frozen=True, slots=True)
class Topic:
    """A thing that a question names: its sort, and its name as the question has it."""

    sort: Sort
    name: str
    is_tumor: bool


def related_questions(question: Question, among: Sequence[Candidate]) -> tuple[str, ...]:
    """Ask again for each other aspect that candidates found already answer, most evidence first."""
    if question.named or not question.focus:
        return ()
    topics = topics_of(question)
    offered = []
    for aspect in aspect_words():
        asking = asked_of(aspect, topics)
        if aspect in question.aspects or aspect in _NOT_OFFERED or asking is None:
            continue
        fitting = itertools.islice((one for one in among if _fits(one, aspect)), _ENOUGH_STATEMENTS)
        if len(list(fitting)) < _ENOUGH_STATEMENTS:
            continue  # choosing among them takes longer, and finds no more
        asked = replace(question, aspects=(aspect,), takes_wider=False)
        answering = [one for one in choices(asked, among) if one.fit >= Fit.HEADING and not one.is_row]
        if len(answering) >= _ENOUGH_STATEMENTS:
            offered.append((-len(answering), aspect, asking))
    return tuple(dict.fromkeys(asking for _, _, asking in sorted(offered)[:MOST]))


def topics_of(question: Question) -> list[Topic]:
    """The things that a question names and that can be asked about, each with its organ and its quality."""
    topics = []
    for one in question.focus:
        # The last is what it is: liver metastases are metastases.
        mention = next(reversed(find_mentions(one.words)), None) if one.head else None
        if mention is not None and mention.entry.kind in _SORTS:
            plain = _AN_ADJECTIVE.fullmatch(one.words) is not None
            name = mention.entry.name if plain else _as_asked_of(_name(question, one, mention), mention)
            topics.append(Topic(_SORTS[mention.entry.kind], name, is_part_of(mention.entry.name, _TUMOR)))
    return topics


def asked_of(aspect: Aspect, topics: Sequence[Topic]) -> str | None:
    """A question for an aspect of the thing that it is asked of; None if it is asked of none of these."""
    in_turn = _HARMS_IN_TURN if aspect is Aspect.SAFETY else _IN_TURN
    for sort in in_turn:
        form = _forms().get(sort, {}).get(aspect)
        topic = next((one for one in topics if one.sort is sort), None)
        if form is None or topic is None or (aspect in _OF_TUMORS and not topic.is_tumor):
            continue
        if aspect is Aspect.FREQUENCY and any(one.sort is Sort.MEDICINE for one in topics):
            continue  # what was found counts those who take it
        asking = agreeing(form, topic.name)
        return asking if aspects_of_question(asking)[0] is aspect else None
    return None


def _name(question: Question, one: Concept, mention: Mention) -> str:
    """A thing by its name in the question, with what says which ("metastatic") and where it is ("of the appendix")."""
    text = question.interpreted
    start = text.find(one.words)
    end = start + len(one.words)
    beside = [other for other in question.focus if not other.head]
    for other in reversed(beside):
        before = start - len(other.words) - 1
        if before >= 0 and text[before : start - 1] == other.words and text[start - 1] in " -":
            start = before
    for other in beside:
        at = text.find(other.words, end)
        if at > end and _IN_AN_ORGAN.fullmatch(text[end:at]):
            end = at + len(other.words)
    return _within_a_sentence(text[start:end], mention) if start == 0 else text[start:end]


def _within_a_sentence(name: str, mention: Mention) -> str:
    """A name that began a question as it stands within one: "Sore throat" is a sore throat, "Covid" stays."""
    first = name.split()[0]
    written = {word for form in mention.entry.forms for word in form.split()}
    return name if first in written or not first[1:].islower() else name[:1].lower() + name[1:]


def _as_asked_of(name: str, mention: Mention) -> str:
    """A name as one asks of it: tumours and classes of medicines in the plural, what is counted with its article."""
    last = name.split()[-1]
    if _IN_OR_OF.search(name) is not None:
        return name
    if is_part_of(mention.entry.name, _TUMOR) or mention.entry.kind is ConceptKind.CLASS:
        return name if last.lower().endswith("s") else f"{name}s"
    return f"a {name}" if f" {name.lower()}".endswith(_take_an_article()) else name


def _fits(one: Candidate, aspect: Aspect) -> bool:
    fit = fit_of(aspect, one.text, one.hit)
    return fit is not None and fit >= Fit.HEADING and one.statement.table is None


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Any]:
    form: dict[str, Form] = {**named(Sort, named(Aspect, str)), "articles": {"a": [str]}}
    return load_data("answer", "related.toml", form)


@lru_cache(maxsize=1)
def _forms() -> Mapping[Sort, Mapping[Aspect, str]]:
    return {sort: {Aspect(name): form for name, form in _data()[sort].items()} for sort in Sort}


@lru_cache(maxsize=1)
def _take_an_article() -> tuple[str, ...]:
    return tuple(f" {end}" for end in _data()["articles"]["a"])
