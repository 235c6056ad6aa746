"""The engine as a server offers it: within what is allowed, and counted."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path

from curbside.answer.answer import Answer
from curbside.answer.conversation import LONGEST_TURN, continued, load_key
from curbside.articles.desk import Desk
from curbside.articles.reading import approved_on
from curbside.engine import Curbside, SearchResult
from curbside.errors import DatabaseError, QuestionError
from curbside.evidence.kinds import Reader
from curbside.evidence.standing import Calendar
from curbside.index.adding import Added, OnProgress
from curbside.index.library import Library, Source
from curbside.web.access import Access
from curbside.web.metrics import Metrics

log = logging.getLogger("curbside.web")


class Served:
    """What routes ask; `engine` stays its owner's. `open_desk` opens the review desk, when it is first asked for."""

    def __init__(self, engine: Curbside, access: Access, metrics: Metrics, open_desk: Callable[[], Desk]) -> None:
        self._engine = engine
        self._open_desk = open_desk
        self._desk: Desk | None = None
        self._opening = threading.Lock()
        self._closing: list[Callable[[], None]] = []
        self._access = access
        self._metrics = metrics

    def ask(self, question: str, reader: str = Reader.CLINICIAN, conversation: str | None = None) -> Answer:
        """Answer a question. Raises ReaderNotOffered for a reader whom this server does not answer."""
        self._access.check(reader)
        answer = self._engine.ask(question, reader, conversation)
        # "And for patients?" asks for another reader in words.
        self._access.check(answer.reader)
        self._metrics.count_answer(answer)
        return answer

    def search(self, query: str, limit: int) -> list[SearchResult]:
        """The passages that best fit a query, best first."""
        return self._engine.search(query, limit)

    def library(self) -> Library:
        """The library, at its newest committed state."""
        return self._engine.library()

    def add(
        self, paths: Sequence[Path], on_progress: OnProgress | None = None, on_wait: Callable[[str], None] | None = None
    ) -> Added:
        """Add files to the library, as `Curbside.add` does."""
        return self._engine.add(*paths, on_progress=on_progress, on_wait=on_wait)

    def set_retired(self, document_id: str, *, retired: bool) -> None:
        """Take a document out of answering, or back in."""
        (self._engine.retire if retired else self._engine.restore)([document_id])

    def supersede(self, old: str, new: str) -> None:
        """Let a newer source take an older one's place."""
        self._engine.supersede(old, new)

    def find_sources(self, name: str) -> list[Source]:
        """The documents of the source that a document id, DOI, PMID or PMCID means."""
        return self._engine.find_sources(name)

    @property
    def folder(self) -> Path:
        """The library's folder."""
        return self._engine.folder

    @property
    def access(self) -> Access:
        """What this server allows."""
        return self._access

    def when_closed(self, close: Callable[[], None]) -> None:
        """Have something closed with this."""
        self._closing.append(close)

    def desk(self) -> Desk:
        """The review desk: articles, accounts and the audit trail."""
        with self._opening:
            if self._desk is None:
                self._desk = self._open_desk()
            return self._desk

    def state(self) -> tuple[Hashable, ...]:
        """What everything that is shown of articles depends on, read at the cost of one row and one small file.

        Whatever is done to an article or an account is in the audit trail, whatever is done to the evidence in the
        manifest, and the day says what is overdue: where this is the same, so is every page.
        """
        desk, manifest = self.desk(), self.library().manifest
        rules = (desk.required_reviewers, desk.pending_to_staff, self.readers)
        return (*desk.database.audit_head(), manifest.generation, manifest.evidence_version, desk.today, rules)

    def approved_on(self, answer: Answer) -> dict[str, str]:
        """Of the related questions those that an article answers that is approved for the same reader, with its slug.

        None while articles cannot be read: answers are given without them, too.
        """
        try:
            return approved_on(self.desk(), answer.related_questions, answer.reader)
        except DatabaseError as error:
            log.error("%s", error)
            return {}

    def check_reader(self, reader: str) -> None:
        """Raise ReaderNotOffered for a reader whom this server does not answer."""
        self._access.check(reader)

    def conversation_about(self, question: str) -> str:
        """A conversation in which this question was asked, to follow it up. Raises QuestionError for one too long."""
        if len(question) > LONGEST_TURN:
            raise QuestionError("The question is too long.", "Ask in fewer words.")
        return continued(None, question, load_key(self._engine.folder))

    def close(self) -> None:
        """Close what was opened here."""
        for close in self._closing:
            close()
        with self._opening:
            if self._desk is not None:
                self._desk.database.close()
                self._desk = None

    @property
    def calendar(self) -> Calendar:
        """What day it is, and how long ago is too long."""
        return self._engine.calendar

    @property
    def readers(self) -> tuple[Reader, ...]:
        """For whom this server answers."""
        return tuple(one for one in Reader if one is not Reader.PATIENT or self._access.patient_reader)
