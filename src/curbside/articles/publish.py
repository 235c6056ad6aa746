"""Publish: an answer becomes the first version of an article, handed in for review."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from curbside.answer import Answer
from curbside.answer.identifiers import identifiers_in
from curbside.articles import schema
from curbside.articles.actor import Actor
from curbside.articles.desk import Desk
from curbside.articles.states import Action, State, next_state
from curbside.articles.versions import Draft, make_version
from curbside.errors import ArticleError, UsageError
from curbside.evidence.kinds import Reader

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_SLUG = 80
_LONGEST_TOPIC = 80
# What the review desk has at the address of an article of its own.
_RESERVED = {"audit", "accounts"}
# How often a question is asked anew when the evidence changes between its readers.
TRIES = 5


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would be published: the question as understood, under which names, and what is answered to whom."""

    question: str
    title: str
    slug: str
    topic: str | None
    answers: Mapping[str, Answer]


def propose(desk: Desk, actor: Actor, question: str) -> Proposal:
    """What publishing a question would make, with names that are free now; nothing is changed.

    Raises UsageError where the question holds what could identify a person; ArticleError where the library does not
    answer it, or an article does already.
    """
    next_state(Action.PUBLISH, State.NONE, actor.role)
    refuse_identifiers(question, "question", "Ask it without, then publish.")
    answers = ask_for_all(desk, question)
    clinician = answers[Reader.CLINICIAN.value]
    if not clinician.is_answered:
        raise ArticleError(
            "The library holds nothing that answers this question, so there is nothing to publish.",
            "Add evidence with `curbside add`, or ask otherwise.",
        )
    with desk.database.read() as session:
        _refuse_taken(session, clinician.interpreted)
        slug = _free_slug(session, None, clinician.title)
    shown = {reader: answer for reader, answer in answers.items() if answer.is_answered}
    return Proposal(clinician.interpreted, clinician.title, slug, _topic_of(desk, clinician), shown)


def publish(desk: Desk, actor: Actor, question: str, *, slug: str | None = None, topic: str | None = None) -> str:
    """Ask a question for every reader and publish the answers as an article; its slug.

    Raises what `propose` raises, and UsageError for a slug or topic that is none.
    """
    next_state(Action.PUBLISH, State.NONE, actor.role)
    _check_names(slug, topic)
    made = propose(desk, actor, question)
    with desk.database.write() as session:
        article = schema.Article(
            slug=_free_slug(session, slug, made.title),
            title=made.title,
            question=made.question,
            question_key=_refuse_taken(session, made.question),
            topic=topic or made.topic,
            created_at=desk.now,
        )
        session.add(article)
        session.flush()
        make_version(session, desk, actor, article, Draft("asked", made.answers, made.answers))
        return article.slug


def refuse_identifiers(text: str, what: str, hint: str) -> None:
    """Raise UsageError where a text holds what could identify a person; it names the kinds, and repeats nothing."""
    if found := identifiers_in(text):
        kinds = ", ".join(dict.fromkeys(one.kind.label for one in found))
        raise UsageError(f"The {what} seems to hold what could identify a person ({kinds}).", hint)


def ask_for_all(desk: Desk, question: str) -> dict[str, Answer]:
    """The answers to a question for every reader, all of the same evidence."""
    for _ in range(TRIES):
        answers = {reader.value: desk.curbside.ask(question, reader) for reader in Reader}
        if len({answer.evidence_version for answer in answers.values()}) == 1:
            return answers
    raise keeps_changing()


def keeps_changing() -> ArticleError:
    """The error for evidence that is another each time it is looked at."""
    return ArticleError("The evidence keeps changing while the question is asked.", "Try again when adding is done.")


def question_key(question: str) -> str:
    """What is equal for questions that differ in case, spacing and punctuation only."""
    folded = unicodedata.normalize("NFKD", question).casefold()
    return " ".join(re.findall(r"\w+", "".join(one for one in folded if not unicodedata.combining(one))))


def slug_of(title: str) -> str:
    """A title as the last part of an address."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word
        if len(longer) > _LONGEST_SLUG:
            break
        slug = longer
    return slug or "article"


def _refuse_taken(session: Session, question: str) -> str:
    """The key of a question that no article answers yet. Raises ArticleError naming the one that does."""
    key = question_key(question)
    taken = session.scalar(select(schema.Article.slug).where(schema.Article.question_key == key))
    if taken is not None:
        raise ArticleError(f"The article {taken!r} answers this question already.", "Refresh or edit that one.")
    return key


def _check_names(slug: str | None, topic: str | None) -> None:
    if slug is not None and (len(slug) > _LONGEST_SLUG or not _SLUG.fullmatch(slug) or slug in _RESERVED):
        raise UsageError(
            f"{slug!r} cannot be an article's address.",
            f"Use at most {_LONGEST_SLUG} lower-case letters, digits and single hyphens, and no name of a page here.",
        )
    if topic is not None and not (topic.strip() and topic.isprintable() and len(topic) <= _LONGEST_TOPIC):
        raise UsageError("The topic is empty, too long or cannot be printed.", "Name it in a few words.")


def _free_slug(session: Session, wanted: str | None, title: str) -> str:
    base = wanted or slug_of(title)
    held = set(session.scalars(select(schema.Article.slug).where(schema.Article.slug.startswith(base))))
    if wanted is not None and wanted in held:
        raise ArticleError(f"There is an article {wanted!r} already.", "Choose another --slug.")
    taken = held | _RESERVED
    return next(slug for n in range(1, len(taken) + 2) if (slug := base if n == 1 else f"{base}-{n}") not in taken)


def _topic_of(desk: Desk, answer: Answer) -> str | None:
    """The topic that most of the sources cited belong to, of several the first by name."""
    documents = {document for reference in answer.references for document in reference.documents}
    topics = [topic for source in desk.curbside.library().sources(documents).values() for topic in source.topics]
    return min(set(topics), key=lambda one: (-topics.count(one), one), default=None)
