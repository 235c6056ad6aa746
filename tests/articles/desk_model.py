"""What the review desk ought to hold, in plain Python: the rules of the house told a second time, by themselves.

Nothing of curbside.articles is used here. Each verb says first whether it may be done, then does it to the model.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from .prepared import SAYS

READERS = ("clinician", "trainee", "patient")
PENDING = ("submitted", "under_review", "changes_requested")
LIVE = (*PENDING, "approved")
BOARD = ("reviewer", "editor", "admin")
DESK = ("editor", "admin")
# Every step that the audit trail may tell of.
STEPS = {
    ("publish", "none", "submitted"),
    ("refresh", "none", "submitted"),
    *((verb, state, "under_review") for verb in ("assign", "claim") for state in ("submitted", "under_review")),
    *(("comment", state, state) for state in LIVE),
    *(("edit", state, state) for state in PENDING),
    ("edit", "approved", "submitted"),
    ("request_changes", "under_review", "changes_requested"),
    ("submit", "changes_requested", "submitted"),
    ("endorse", "under_review", "under_review"),
    ("endorse", "approved", "approved"),
    ("approve", "under_review", "approved"),
    *((verb, state, "retired") for verb in ("retire", "give_way") for state in LIVE),
}
HIDDEN_FROM_READERS = ("changes_requested", "retired")


@dataclass
class User:
    """Somebody with an account; the name of who has none is None."""

    name: str | None
    role: str
    disabled: bool = False


@dataclass
class Version:
    """A version; `says` tells answers apart as `SAYS` does, `evidence` is the state it was asked in."""

    n: int
    state: str
    origin: str
    parent: int | None
    submitter: str | None
    evidence: str
    says: int
    readers: tuple[str, ...]
    notes: int = 0
    approvals: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    sent_back: int = 0

    def covered(self, required: int) -> list[str]:
        """For whom enough different reviewers have approved it."""
        by_whom = {(name, reader) for name, readers in self.approvals for reader in readers}
        counts = Counter(reader for _, reader in by_whom)
        return [reader for reader in READERS if counts[reader] >= required]


@dataclass
class Article:
    """An article; `comments` are open (True) or resolved, by number."""

    slug: str
    question: str
    versions: list[Version] = field(default_factory=list)
    reviewers: list[str] = field(default_factory=list)
    comments: dict[int, bool] = field(default_factory=dict)
    asked_again: str | None = None

    @property
    def live(self) -> list[Version]:
        return [one for one in self.versions if one.state != "retired"]

    @property
    def last_asked(self) -> str:
        return self.asked_again or self.live[-1].evidence

    def meant(self, states: Collection[str], n: int | None, *, older: bool = False) -> Version | None:
        """The version that a verb for these states would take, named by a number or not."""
        if not self.live:
            return None
        found = self.live[-1]
        if n is not None and n != found.n:
            earlier = [one for one in self.live if older and one.n == n]
            if not earlier:
                return None
            found = earlier[0]
        return found if found.state in states else None

    def add(self, version: Version) -> None:
        """A new version; what was pending gives way."""
        for one in self.versions:
            if one.state in PENDING:
                one.state = "retired"
        self.versions.append(version)


class DeskModel:
    """The articles, by slug, and the rules."""

    def __init__(self, required: int) -> None:
        self.required = required
        self.articles: dict[str, Article] = {}

    # -- publish and refresh

    def may_publish(self, user: User, question: str, evidence: str) -> bool:
        taken = any(one.question == question and one.live for one in self.articles.values())
        return user.role in BOARD and SAYS[question][evidence] > 0 and not taken

    def publish(self, user: User, question: str, evidence: str, slug: str) -> None:
        article = self.articles[slug] = Article(slug, question)
        says = SAYS[question][evidence]
        article.add(Version(1, "submitted", "asked", None, user.name, evidence, says, READERS))

    def refresh(self, user: User, evidence: str, slugs: Iterable[str]) -> Iterator[tuple[str, str, int]]:
        """What refreshing these comes to, as (slug, outcome, version)."""
        for article in (self.articles[slug] for slug in slugs):
            newest = article.live[-1]
            says = SAYS[article.question][evidence]
            if evidence == article.last_asked:
                yield article.slug, "up_to_date", newest.n
            elif says == newest.says:
                article.asked_again = evidence
                yield article.slug, "unchanged", newest.n
            elif says == article.live[0].says and newest.origin == "refreshed":
                newest.state, article.asked_again = "retired", evidence
                yield article.slug, "restored", article.live[0].n
            else:
                n = len(article.versions) + 1
                readers = READERS if says else READERS[:1]
                made = Version(
                    n, "submitted", "refreshed", newest.n, user.name, evidence, says, readers, newest.notes
                )  # fmt: skip
                article.add(made)
                article.asked_again = None
                yield article.slug, "changed" if says else "unanswered", n

    # -- who reviews

    def may_take(self, reviewer: User | None, article: Article) -> bool:
        """Whether somebody may be the reviewer of what is pending."""
        version = article.meant(("submitted", "under_review"), None)
        return (
            version is not None
            and reviewer is not None
            and reviewer.name is not None
            and reviewer.role == "reviewer"
            and not reviewer.disabled
            and version.submitter != reviewer.name
        )

    def take(self, reviewer: User, article: Article) -> None:
        assert reviewer.name is not None
        article.live[-1].state = "under_review"
        if reviewer.name not in article.reviewers:
            article.reviewers.append(reviewer.name)

    # -- what is said and changed

    def may_comment(self, user: User, article: Article, n: int | None) -> bool:
        return user.role in BOARD and article.meant(LIVE, n, older=True) is not None

    def may_edit(self, user: User, article: Article, n: int | None, *, note: bool = False) -> bool:
        may_sign = user.role == "reviewer" and user.name is not None
        return user.role in BOARD and article.meant(LIVE, n) is not None and (may_sign or not note)

    def edit(self, user: User, article: Article, *, note: bool = False) -> Version:
        before = article.live[-1]
        submitter = user.name if before.state == "approved" else before.submitter
        state = "submitted" if before.state == "approved" else before.state
        n = len(article.versions) + 1
        made = Version(
            n, state, "edited", before.n, submitter, before.evidence, before.says, before.readers, before.notes + note
        )
        article.add(made)
        return made

    # -- what is decided

    def may_request_changes(self, user: User, article: Article, n: int | None, *, reason: bool) -> bool:
        version = article.meant(("submitted", "under_review"), n)
        if version is None or not (reason or any(article.comments.values())):
            return False
        if version.state == "submitted":
            return self.may_take(user, article)
        return user.role in BOARD

    def request_changes(self, user: User, article: Article) -> None:
        version = article.live[-1]
        if version.state == "submitted":
            self.take(user, article)
        version.state = "changes_requested"
        version.sent_back += 1

    def may_submit(self, user: User, article: Article, n: int | None) -> bool:
        version = article.meant(("changes_requested",), n)
        own = version is not None and version.submitter == user.name
        return version is not None and user.role in BOARD and (user.role != "reviewer" or own)

    def may_approve(
        self, user: User, article: Article, n: int | None, readers: Collection[str], *, checked: bool, withdrawn: bool
    ) -> bool:
        version = article.meant(("submitted", "under_review", "approved"), n, older=True)
        return (
            version is not None
            and checked
            and user.role == "reviewer"
            and user.name is not None
            and user.name != version.submitter
            and version.says > 0
            and bool(readers)
            and set(readers) <= set(version.readers)
            and not withdrawn
        )

    def approve(self, user: User, article: Article, n: int | None, readers: Collection[str]) -> str:
        version = article.meant(("submitted", "under_review", "approved"), n, older=True)
        assert version is not None and user.name is not None
        if version.state != "approved":
            self.take(user, article)
        version.approvals.append((user.name, frozenset(readers)))
        if version.state == "under_review" and version.covered(self.required):
            for one in article.versions:
                if one.state == "approved":
                    one.state = "retired"
            version.state = "approved"
        return version.state

    def may_retire(self, user: User, article: Article) -> bool:
        return user.role in DESK and bool(article.live)

    def retire(self, article: Article) -> None:
        for one in article.versions:
            one.state = "retired"
