"""What the pages of the review desk show, as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlencode

from curbside.answer.answer import AnswerStatement, AnswerTable
from curbside.articles.accounts import Person
from curbside.articles.actor import Actor
from curbside.articles.audit import Entry, Head
from curbside.articles.comment import MOST_OF_A_COMMENT
from curbside.articles.decide import Check
from curbside.articles.difference import Change
from curbside.articles.dossier import Dossier, Reported
from curbside.articles.editing import EDITED
from curbside.articles.edits import MOST_OF_A_HEADING, MOST_OF_A_NOTE, MOST_OF_A_REASON, MOST_OF_A_WORDING
from curbside.articles.queue import Waiting
from curbside.articles.refresh import Refreshed
from curbside.articles.statements import SUMMARY, base_of
from curbside.articles.states import Action, Role, State
from curbside.web.pages import AnswerPage

# Whose words a plainer wording may stand in for.
_PLAINLY = ("trainee", "patient")
# The fields of forms that hold what a person wrote; the part before the dot says what about.
_WRITTEN = ("text", "reason", "wording", "heading", "note")


@dataclass(frozen=True, slots=True)
class DeskPage:
    """What waits, the most urgent first; `refreshed` is what refreshing came to, where that was just done."""

    template: ClassVar[str] = "review.html"
    here: ClassVar[str] = "queue"

    actor: Actor
    every: Sequence[Waiting]
    only_mine: bool = False
    refreshed: Sequence[Refreshed] | None = None

    @property
    def mine(self) -> list[Waiting]:
        """What waits for the one who looks: assigned to them, or claimed."""
        return [one for one in self.every if self.actor.name in one.reviewers]

    @property
    def waiting(self) -> Sequence[Waiting]:
        """What is listed."""
        return self.mine if self.only_mine else self.every

    @property
    def may_refresh(self) -> bool:
        """Whether questions may be asked again."""
        return self.actor.role in (Role.EDITOR, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Item:
    """A statement or table of the rendering; `edit_id` is how edits name it, `comment_id` how comments do.

    `number` counts them on the page, so that their forms can be told apart; `others` says whether it can be moved.
    """

    number: int
    one: AnswerStatement | AnswerTable
    edit_id: str
    comment_id: str
    comments: tuple[Mapping[str, Any], ...]
    others: bool

    @property
    def is_table(self) -> bool:
        """Whether it is a table, which is struck or stays as it is."""
        return isinstance(self.one, AnswerTable)

    @property
    def is_worded(self) -> bool:
        """Whether a person worded it."""
        return isinstance(self.one, AnswerStatement) and self.one.mode == EDITED

    @property
    def must_not_miss(self) -> bool:
        """Whether striking it needs a reason."""
        return isinstance(self.one, AnswerStatement) and self.one.must_not_miss


@dataclass(frozen=True, slots=True)
class WorkedSection:
    """A section of the rendering, or the direct answer ("summary")."""

    id: str
    heading: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class ReviewPage:
    """An article on the desk: its newest version in one rendering, what was said of it, and what may be done.

    `problem` is why what was sent was not done, and `typed` what was sent, so that nothing written is lost; `is_stale`
    says that it was about an earlier version.
    """

    template: ClassVar[str] = "review_article.html"
    here: ClassVar[str] = "article"

    actor: Actor
    dossier: Dossier
    done: str = ""
    problem: str = ""
    is_stale: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)

    limits: ClassVar[Mapping[str, int]] = {
        "comment": MOST_OF_A_COMMENT,
        "reason": MOST_OF_A_REASON,
        "wording": MOST_OF_A_WORDING,
        "heading": MOST_OF_A_HEADING,
        "note": MOST_OF_A_NOTE,
    }

    @property
    def slug(self) -> str:
        """The article's."""
        return self.dossier.article.slug

    @property
    def reader(self) -> str:
        """Whose rendering is shown."""
        return self.dossier.answer.reader

    @cached_property
    def shown(self) -> AnswerPage:
        """The rendering, for the parts that it shares with answer pages."""
        return AnswerPage(self.dossier.answer)

    def may(self, action: str) -> bool:
        """Whether the viewer may do something to the version as it stands."""
        return Action(action) in self.dossier.actions

    @property
    def may_approve(self) -> bool:
        """Whether the viewer may approve it: never what they handed in themselves."""
        return Action.ENDORSE in self.dossier.actions and not self.dossier.is_submitter

    @property
    def may_claim(self) -> bool:
        """Whether the viewer may take the review upon themselves, and has not."""
        newest, names = self.dossier.newest, self.dossier.article.reviewers
        unclaimed = newest.state is State.SUBMITTED or self.actor.name not in names
        return Action.CLAIM in self.dossier.actions and not self.dossier.is_submitter and unclaimed

    @property
    def may_submit(self) -> bool:
        """Whether the viewer hands it in again: an editor does, or who handed it in before."""
        return Action.SUBMIT in self.dossier.actions and (
            self.actor.role is not Role.REVIEWER or self.dossier.is_submitter
        )

    @property
    def may_note(self) -> bool:
        """Whether the viewer signs notes of the board."""
        return self.may("edit") and self.actor.role is Role.REVIEWER

    @property
    def may_word(self) -> bool:
        """Whether statements of this rendering may be worded plainly."""
        return self.reader in _PLAINLY

    @property
    def checks(self) -> list[Check]:
        """What an approval declares."""
        return list(Check)

    @property
    def direct(self) -> WorkedSection:
        """The direct answer."""
        return self._laid_out[0]

    @property
    def sections(self) -> tuple[WorkedSection, ...]:
        """The sections below it."""
        return self._laid_out[1:]

    @cached_property
    def _laid_out(self) -> tuple[WorkedSection, ...]:
        return tuple(self._laying_out())

    def _laying_out(self) -> Iterator[WorkedSection]:
        answer, ids, edit_ids = self.dossier.answer, self.dossier.ids, self.dossier.edit_ids
        left = list(self._comments_on_statements)
        number = 0

        def items(
            ones: Iterable[AnswerStatement | AnswerTable], names: Iterable[str], edits: Iterable[str]
        ) -> Iterator[Item]:
            nonlocal number, left
            ones = list(ones)
            for one, comment_id, edit_id in zip(ones, names, edits, strict=True):
                number += 1
                base = base_of(comment_id)
                theirs = tuple(each for each in left if base_of(each["statement"]) == base)
                left = [each for each in left if base_of(each["statement"]) != base]
                yield Item(number, one, edit_id, comment_id, theirs, len(ones) > 1)

        yield WorkedSection(SUMMARY, "", tuple(items(answer.summary, ids.summary, edit_ids.summary)))
        for section, names, edits in zip(answer.sections, ids.sections, edit_ids.sections, strict=True):
            statements = tuple(items(section.statements, names.statements, edits.statements))
            tables = tuple(items(section.tables, names.tables, edits.tables))
            yield WorkedSection(edits.section, section.heading, (*statements, *tables))

    @property
    def _comments_on_statements(self) -> Iterator[Mapping[str, Any]]:
        return (one for one in self.dossier.article.comments if one["statement"] is not None)

    @property
    def general_comments(self) -> list[Mapping[str, Any]]:
        """The comments on the whole, and those on statements that this rendering does not have."""
        here = {base_of(one) for one in self.dossier.ids}
        return [
            one
            for one in self.dossier.article.comments
            if one["statement"] is None or base_of(one["statement"]) not in here
        ]

    @property
    def open_comments(self) -> int:
        """How many comments nobody dealt with yet."""
        return sum(1 for one in self.dossier.article.comments if one["resolved_at"] is None)

    def reported_words(self, report: Reported) -> str | None:
        """The statement that a report is about, if this rendering has it."""
        if report.statement is None:
            return None
        base = base_of(report.statement)
        every = (each for one in self._laid_out for each in one.items)
        return next((_words(each.one) for each in every if base_of(each.comment_id) == base), None)

    @property
    def changes(self) -> tuple[Change, ...]:
        """What differs from the version before."""
        diff = self.dossier.article.diff or {}
        return diff[self.reader].changes if self.reader in diff else ()

    @property
    def written(self) -> list[tuple[str, str]]:
        """What was written in a form that was not taken: what it was for, and its words."""
        return [
            (name.partition(".")[0], text)
            for name, text in self.typed.items()
            if name.partition(".")[0] in _WRITTEN and text.strip()
        ]

    @property
    def approved_readers(self) -> tuple[str, ...]:
        """The readers for whom the newest version is approved."""
        return self.dossier.newest.covered


@dataclass(frozen=True, slots=True)
class AuditPage:
    """The audit trail, newest first, of all articles or of one.

    `verified` is whether it holds together, where that was asked: the head then, else what is wrong with it.
    """

    template: ClassVar[str] = "review_audit.html"
    here: ClassVar[str] = "audit"

    actor: Actor
    entries: Sequence[Entry]
    head: Head
    article: str = ""
    before: int | None = None
    older: int | None = None
    was_verified: bool = False
    problem: str = ""

    def address(self, before: int | None = None, verify: bool = False) -> str:
        """The address of this page, or of an older part of it."""
        said = {
            name: value
            for name, value in (("article", self.article), ("before", before), ("verify", "1" if verify else ""))
            if value
        }
        return f"/review/audit?{urlencode(said)}" if said else "/review/audit"


@dataclass(frozen=True, slots=True)
class AccountsPage:
    """Every account, for admins; `told` says what was done, or why not."""

    template: ClassVar[str] = "review_accounts.html"
    here: ClassVar[str] = "accounts"

    actor: Actor
    people: Sequence[Person]
    told: str = ""
    is_problem: bool = False

    @property
    def roles(self) -> list[Role]:
        """The roles there are."""
        return list(Role)


def _words(one: AnswerStatement | AnswerTable) -> str:
    return one.caption if isinstance(one, AnswerTable) else one.text
