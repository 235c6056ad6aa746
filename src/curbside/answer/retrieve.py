"""Question to passages: the library's search, asked for enough that an answer can be complete."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from curbside.answer.aspects import asked_again
from curbside.answer.candidates import LOOKED_AT, best_saying, leans_on_what_is_before
from curbside.answer.lexicon import other_names
from curbside.answer.question import Question
from curbside.answer.understand import EXACTLY_ASKED, title_match
from curbside.evidence.kinds import Reader, Standing
from curbside.evidence.standing import standing_rule
from curbside.index.library import Hit, Library
from curbside.index.reranking import Sought
from curbside.index.search import Filter

# Passages looked at for one answer: the sources of one topic hold some 60 passages on one question.
PASSAGES = 90
# So many more are looked up: rewordings in plain words take no place from the sources themselves.
REWORDED = 30
# Parts of a question that are searched for by themselves, and passages looked at for each.
MOST_PARTS = 8
PASSAGES_OF_A_PART = 25
# Sources about exactly what was asked are read whole: at most this many.
WHOLE_SOURCES = 6


def retrieve(question: Question, library: Library, where: Filter | None = None) -> list[Hit]:
    """The passages among which the answer's statements are chosen, best first.

    After what search finds for the whole question come what it finds for each part of a patient's case, and the other
    passages of sources whose titles say that they are about exactly what was asked: an answer that quotes half of
    such a source leaves things out.
    """
    if not question.is_answerable:
        return []
    if question.named:
        held = library.passages(question.named)
        return [hit for hit in held if standing_rule(hit.source.reference.standing).answers_by_name]
    found = _found(question, library, where)
    least = min((hit.score for hit in found), default=0.0)
    for part in _parts(question):
        known = {hit.position for hit in found}
        of_part = library.search(part, PASSAGES_OF_A_PART, where)
        found += [replace(hit, score=least) for hit in of_part if hit.position not in known]
    found = _for_its_reader(question, found)
    return [*found, *library.passages(_exactly_asked(question, found), without={hit.position for hit in found})]


def preceding(hits: Sequence[Hit], library: Library) -> dict[int, Hit]:
    """The passages before those, of the first ones found, that begin with what leans on them, by position of these."""
    first = {hit.position: hit for hit in (*hits[:LOOKED_AT], *best_saying(hits)[:LOOKED_AT])}
    leaning = [(hit.source.document_id, hit.position) for hit in first.values() if leans_on_what_is_before(hit)]
    return library.before(leaning) if leaning else {}


def _found(question: Question, library: Library, where: Filter | None) -> list[Hit]:
    """The passages of the sources that are about what was asked, best first, then those that say it besides.

    What belongs to a broad answer, the former search finds; a detail stands in few passages, which the latter finds.
    Each has the score of the latter, by which statements are looked into.
    """
    search = partial(library.search, question.interpreted, where=where)
    about = _first(question, partial(search, extra_terms=question.search_terms))
    saying = _first(question, partial(search, other_names=other_names, sought=Sought.PASSAGES))
    scores = {hit.position: hit.score for hit in saying}
    known = {hit.position for hit in about}
    return _scored([*about, *(hit for hit in saying if hit.position not in known)], scores)


def _scored(hits: Sequence[Hit], scores: Mapping[int, float]) -> list[Hit]:
    """Passages with these scores; those without any with the least."""
    least = min(scores.values(), default=0.0)
    return [replace(hit, score=scores.get(hit.position, least)) for hit in hits]


def _first(question: Question, search: Callable[..., list[Hit]]) -> list[Hit]:
    """The passages that a search finds first; what is not for its reader takes no place from what is."""
    found = search(limit=PASSAGES)
    kept = _for_its_reader(question, found)
    return kept if len(kept) == len(found) else _for_its_reader(question, search(limit=PASSAGES + REWORDED))[:PASSAGES]


def _for_its_reader(question: Question, found: Sequence[Hit]) -> list[Hit]:
    """Whoever reads the sources themselves needs no rewording of them in plain words, and no rank lost to one."""
    held = frozenset() if question.reader is Reader.PATIENT else {hit.source.document_id for hit in found}
    return [hit for hit in found if held.isdisjoint(hit.source.derived_from)]


def retrieve_superseded(question: Question, library: Library) -> list[Hit]:
    """What superseded sources hold on a question: passages that carry no answer, and may show that one was replaced."""
    if not question.is_answerable or question.named:
        return []
    # Passages of a superseded paper are hidden with those of retracted ones unless these are asked for, too.
    where = Filter(standings=frozenset({Standing.SUPERSEDED, Standing.RETRACTED}))
    found = library.search(question.interpreted, PASSAGES, where, extra_terms=question.search_terms)
    return [hit for hit in found if hit.source.reference.standing is Standing.SUPERSEDED]


def _parts(question: Question) -> list[str]:
    """What is asked, of one head at a time, with what it belongs to: where a case has many words, few find all."""
    if not (question.tells_a_case or question.relates or len(question.aspects) > 1):
        return []
    heads = [concept for concept in question.focus if concept.head]
    named = [name for one in heads for name in (one.words, " ".join(one.broader[0]) if one.broader else "") if name]
    return [asked_again(aspect, name) for name in dict.fromkeys(named) for aspect in question.aspects][:MOST_PARTS]


def _exactly_asked(question: Question, hits: Sequence[Hit]) -> list[str]:
    matches = {hit.source.document_id: title_match(question, hit.source.reference.title) for hit in hits}
    return [document_id for document_id, match in matches.items() if match >= EXACTLY_ASKED][:WHOLE_SOURCES]
