"""What the pages of articles show, as plain data: the list, an article, its history, what is left of a retired one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar
from urllib.parse import urlencode

from markupsafe import Markup

from curbside.articles.audit import Entry
from curbside.articles.difference import (
    ADDED,
    CHANGED,
    DROPPED,
    FIGURE_CHANGED,
    RE_CITED,
    REARRANGED,
    REWORDED,
    STANDING_CHANGED,
    Change,
    Difference,
)
from curbside.articles.history import History, PastVersion, Tombstone
from curbside.articles.reading import Listed, Reading, not_reviewed_for
from curbside.articles.states import State
from curbside.web.pages import AnswerPage, article_address, for_reader, for_readers
from curbside.web.paging import Choice, Paged

ARTICLES_A_PAGE = 30


# -- the list


class ArticleOrder(StrEnum):
    """How a list of articles is sorted."""

    CHANGE = "change"
    TITLE = "title"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """What is looked for among articles."""

    words: str = ""
    topic: str | None = None
    state: State | None = None
    order: ArticleOrder = ArticleOrder.CHANGE

    @property
    def is_empty(self) -> bool:
        """Whether every article fits."""
        return not self.words and self.topic is None and self.state is None

    def fits(self, one: Listed) -> bool:
        """Whether an article, whose words were looked at before, is of the topic and in the state."""
        return self.topic in (None, one.topic) and self.state in (None, one.state, one.shown_state)


@dataclass(frozen=True, slots=True)
class ArticleList:
    """One page of the articles that fit."""

    articles: Sequence[Listed]
    total: int
    page: int
    pages: int


def find_articles(listed: Sequence[Listed], where: ArticleFilter, page: int, most: int) -> ArticleList:
    """A page of those articles, newest change first as they come, that a filter leaves."""
    found = [one for one in listed if where.fits(one)]
    if where.order is ArticleOrder.TITLE:
        found.sort(key=lambda one: (one.title.casefold(), one.slug))
    if where.order is ArticleOrder.DUE:
        found.sort(key=lambda one: (one.review_by is None, one.review_by or "", one.slug))
    pages = max(1, -(-len(found) // most))
    page = min(page, pages)
    return ArticleList(found[(page - 1) * most : page * most], len(found), page, pages)


@dataclass(frozen=True, slots=True)
class ArticlesPage(Paged):
    """One page of the list of articles; `listed` are all whose words fit, `held` is whether there are any at all."""

    template: ClassVar[str] = "articles.html"
    size: ClassVar[int] = ARTICLES_A_PAGE

    found: ArticleList
    where: ArticleFilter
    listed: Sequence[Listed]
    held: bool

    @property
    def topics(self) -> list[Choice]:
        """The topics there are, by name."""
        counts = Counter(one.topic for one in self.listed if one.topic)
        names = sorted({*counts, *filter(None, [self.where.topic])})
        return [Choice(name, name, counts[name], name == self.where.topic) for name in names]

    @property
    def states(self) -> list[Choice]:
        """The states there are, in the order of a review."""
        counts = Counter(state for one in self.listed for state in {one.state, one.shown_state})
        kept = [state for state in State if counts[state] or state is self.where.state]
        return [Choice(one.value, one.words, counts[one], one is self.where.state) for one in kept]

    @property
    def part(self) -> ArticleList:
        """Where the part lies."""
        return self.found

    @property
    def entries(self) -> Sequence[Listed]:
        """The articles shown."""
        return self.found.articles

    def address(self, page: int) -> str:
        """Where another part of the same list is."""
        order = self.where.order if self.where.order is not ArticleOrder.CHANGE else None
        query = {
            "q": self.where.words,
            "topic": self.where.topic,
            "state": self.where.state,
            "sort": order,
            "page": page if page > 1 else None,
        }
        said = {name: str(value) for name, value in query.items() if value not in (None, "")}
        return f"/articles?{urlencode(said)}" if said else "/articles"


# -- an article


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a review: `place` is done, current or ahead."""

    words: str
    place: str

    @property
    def is_current(self) -> bool:
        """Whether the version stands here."""
        return self.place == "current"


def steps_of(state: State, covered: Iterable[str] = ()) -> tuple[Step, ...]:
    """The way of a version through its review, as far as it has come."""
    if state is State.RETIRED:
        return (Step("Retired", "current"),)
    reviewed = "Under review: changes requested" if state is State.CHANGES_REQUESTED else "Under review"
    words = ["Submitted", reviewed, " ".join(filter(None, ["Approved", for_readers(covered)]))]
    stands = {State.SUBMITTED: 0, State.UNDER_REVIEW: 1, State.CHANGES_REQUESTED: 1, State.APPROVED: 2}[state]
    places = ["done"] * stands + ["current"] + ["ahead"] * (2 - stands)
    return tuple(map(Step, words, places))


@dataclass(frozen=True, kw_only=True)
class ArticlePage(AnswerPage):
    """An article: an answer with how far its review has come, who reviewed it for whom, and what is wrong with it now.

    `canonical` is its full address, `linked_data` what a search engine reads of it, as JSON that can stand in a page.
    `chosen_version` is the version asked for by number, `shown_to` the readers for whom it can be opened here.
    """

    template: ClassVar[str] = "article.html"
    is_article: ClassVar[bool] = True

    article: Reading
    canonical: str
    linked_data: Markup
    chosen_version: int | None
    shown_to: tuple[str, ...]

    @property
    def unreviewed(self) -> str:
        """What is said instead of an approval."""
        review = self.answer.review
        if review.state == State.APPROVED:
            name = for_reader(self.answer.reader)
            return f"Not reviewed for {name}; approved {for_readers(review.readers)} only."
        return super().unreviewed

    @property
    def steps(self) -> tuple[Step, ...]:
        """How far the review has come."""
        return steps_of(self.article.version.state, self.article.version.covered)

    @property
    def alerts(self) -> tuple[str, ...]:
        """What no reader may overlook: sources that no longer stand as they did."""
        return tuple(one.notice for one in self.article.version.warnings)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What else is to be said of it now."""
        known = {*self.alerts, not_reviewed_for(self.answer.reader)}
        return tuple(one for one in self.answer.review.notices if one not in known)

    @property
    def is_overdue(self) -> bool:
        """Whether the day by which it was to be reviewed again has passed."""
        return self.article.version.is_overdue

    @property
    def path(self) -> str:
        """The address of the article on this site."""
        return article_address(self.article.slug)

    def export_address(self, form: str) -> str:
        """The address of the article, or of its references, as a file."""
        query = {"format": form, "reader": self.answer.reader, "version": self.chosen_version}
        return f"{self.path}/export?{urlencode({name: one for name, one in query.items() if one is not None})}"


@dataclass(frozen=True, slots=True)
class TombstonePage:
    """What is left of an article that was retired."""

    template: ClassVar[str] = "article_retired.html"

    tombstone: Tombstone


# -- its history

_CHANGES = {
    ADDED: "Added",
    DROPPED: "Dropped",
    FIGURE_CHANGED: "Figure changed",
    REWORDED: "Reworded",
    RE_CITED: "Cited otherwise",
    STANDING_CHANGED: "Standing changed",
    CHANGED: "Changed",
    REARRANGED: "Rearranged",
}
_PARTS = {"not_covered": "not covered", "row": "table row"}
_ORIGINS = {"asked": "published", "edited": "edited by people", "refreshed": "asked again of newer evidence"}
_EDITS = {"strike": "Struck", "reorder": "Put into another order", "heading": "Heading", "wording": "Worded anew"}


@dataclass(frozen=True, slots=True)
class Compared:
    """What differs between two versions for a reader."""

    before: int
    after: int
    reader: str
    difference: Difference

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many changes there are of each kind, in words."""
        found = Counter(one.kind for one in self.difference.changes)
        return [(words.lower(), found[kind]) for kind, words in _CHANGES.items() if found[kind]]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """The versions of an article, what was done to them, and the difference between two of them if it was asked for."""

    template: ClassVar[str] = "article_history.html"

    history: History
    is_staff: bool
    readers: tuple[str, ...]
    compared: Compared | None = None

    @property
    def readable(self) -> list[int]:
        """The versions that can be opened and compared, the newest first."""
        return [one.n for one in self.history.versions if one.may_be_read]

    def origin(self, version: PastVersion) -> str:
        """What a version was made by, in words."""
        made = _ORIGINS[version.origin]
        return f"{made}, from version {version.parent}" if version.parent else made

    def change(self, change: Change) -> str:
        """What happened, in words that need no colour."""
        part = _PARTS.get(change.part, change.part)
        return f"{_CHANGES[change.kind]} ({part})"

    def reasons(self, entry: Entry) -> list[str]:
        """The reasons that were given for something that was done."""
        return [str(one) for one in (entry.detail.get("reason"), *entry.detail.get("reasons", ())) if one]

    def edit(self, kind: str) -> str:
        """What an edit did, in words."""
        return _EDITS[kind]
