"""Question to answer. The whole chain is on this page; each stage is a module with plain data in and out."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

from curbside.answer.adapt import adapted
from curbside.answer.answer import Answer
from curbside.answer.candidates import Candidate, candidates
from curbside.answer.completeness import Completed, complete, with_what_must_not_be_missed
from curbside.answer.compose import compose
from curbside.answer.conversation import continued, interpreted, load_key, standing_alone
from curbside.answer.elsewhere import with_limits
from curbside.answer.emergencies import emergency_in
from curbside.answer.finish import finish, urgent
from curbside.answer.identifiers import identifiers_in, without_identifiers
from curbside.answer.likeliest import answering
from curbside.answer.naming import names_not_held, sources_named
from curbside.answer.question import Question
from curbside.answer.retrieve import preceding, retrieve, retrieve_superseded
from curbside.answer.select import chosen
from curbside.answer.shorthand import written_out
from curbside.answer.spelling import mended
from curbside.answer.understand import LONGEST_QUESTION, as_asked, rarity_in, understand
from curbside.answer.usefulness import Answering, weighed_for_use
from curbside.answer.verify import verify
from curbside.answer.wording import wording
from curbside.evidence.kinds import Reader
from curbside.evidence.standing import Calendar
from curbside.evidence.text import clean_line
from curbside.index.library import Hit, Library

__all__ = ["Answer", "answer", "understood"]


def answer(
    text: str,
    library: Library,
    reader: Reader = Reader.CLINICIAN,
    conversation: str | None = None,
    country: str | None = None,
    calendar: Calendar | None = None,
) -> Answer:
    """Answer a question from a library.

    Every statement of the answer is found, word for word, at its place in a stored revision. With no evidence
    the answer says so. `country` is the code of the country whose sources are preferred, unless the question names
    another; `calendar` says what day it is, today without one, and how long ago is too long. Raises QuestionError when
    the question is empty or too long.
    """
    started = time.perf_counter()
    # Whoever is in danger is told so, however long the story; all else that scans a text is kept to its length.
    told = clean_line(text)[:LONGEST_QUESTION]
    if emergency := emergency_in(told):
        return urgent(told, reader, emergency.sentence, library, conversation)
    asked = as_asked(text)
    identifiers = identifiers_in(asked)
    key = load_key(library.folder)
    meant = standing_alone(written_out(without_identifiers(asked, identifiers)), conversation, key)
    question, spelled = understood(asked, meant, library, reader, country)
    hits, among, completed = _found(question, library)
    if question.reader is Reader.PATIENT:
        _, _, clinicians = _found(replace(question, reader=Reader.CLINICIAN), library)
        completed = with_what_must_not_be_missed(completed, clinicians)
    draft = compose(question, with_limits(question, completed.evidence, library))
    verified = verify(draft, library)
    token = continued(conversation, question.interpreted, key)
    # Looked for only where nothing else answers, to say that what would have answered was replaced.
    replaced = (
        [] if completed.evidence else chosen(question, candidates(question, retrieve_superseded(question, library)))
    )
    superseded = [one.source for one in replaced]
    calendar = calendar or Calendar(date.today())
    result = finish(
        question, verified, hits, among, library, token, calendar, missing=completed.missing, superseded=superseded
    )
    result = replace(result, interpreted=interpreted(asked, conversation, result.interpreted))
    if spelled != meant:
        told = wording()["mended"].format(meant=spelled)
        result = replace(result, corrected_from=meant, notices=(told, *result.notices))
    if absent := names_not_held(meant, library):
        told = wording()["source_not_held"].format(names=", ".join(f"“{name}”" for name in absent))
        result = replace(result, notices=(told, *result.notices))
    if identifiers:
        kinds = ", ".join(dict.fromkeys(one.kind.label for one in identifiers))
        result = replace(result, notices=(wording()["identifiers"].format(kinds=kinds), *result.notices))
    result = adapted(result)
    return replace(result, elapsed_ms=round((time.perf_counter() - started) * 1000))


def _found(question: Question, library: Library) -> tuple[list[Hit], list[Candidate], Completed]:
    """The passages found for a question, the candidates in them, and the evidence chosen of these."""
    hits = retrieve(question, library)
    among = candidates(question, hits, preceding(hits, library))
    answers = answering(question, among)
    beside = Answering(question, answers)
    return hits, among, complete(question, weighed_for_use(question, answers, beside), beside, library)


def understood(
    text: str, meant: str, library: Library, reader: Reader = Reader.CLINICIAN, country: str | None = None
) -> tuple[Question, str]:
    """A question as it is understood with a library, and its words with slips of spelling mended.

    `meant` are its words so that they stand alone and are written out. Raises QuestionError when the question is empty
    or too long.
    """
    named = sources_named(meant, library)
    spelled = mended(meant, library, without=named.spans if named is not None else ())
    if spelled != meant:
        named = sources_named(spelled, library)
    rarity = rarity_in(library.passage_count, library.document_frequency)
    return understand(text, reader, rarity, spelled, named, country, library.long_form), spelled
