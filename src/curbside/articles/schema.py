"""The tables of the article database, and what each row is for. Nothing here opens a connection or decides anything.

Times are ISO 8601 in UTC, to the second, as text: equal on every database, in order, and hashed as they stand.
Versions, decisions and audit entries are never changed: triggers of the database refuse it (migrations/).
"""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, MetaData, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# The newest migration; compared with what the database says before anything is read.
REVISION = "0002"
# Rows of these are written once.
APPEND_ONLY = ("versions", "cited_revisions", "decisions", "audit_entries")

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
_STATES = "('submitted', 'under_review', 'changes_requested', 'approved', 'retired')"
_PENDING = "('submitted', 'under_review', 'changes_requested')"


class Base(DeclarativeBase):
    """What every table shares."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {str: Text()}


class Account(Base):
    """A person who can sign in; the profile is what the board's page shows of a reviewer who agreed to be named."""

    __tablename__ = "accounts"
    __table_args__ = (CheckConstraint("role IN ('reader', 'reviewer', 'editor', 'admin')", name="role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    password_hash: Mapped[str | None]
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[str | None]
    disabled_at: Mapped[str | None]
    created_at: Mapped[str]
    full_name: Mapped[str | None]
    credentials: Mapped[str | None]
    specialty: Mapped[str | None]
    conflicts: Mapped[str | None]
    may_be_named: Mapped[bool] = mapped_column(default=False)


class Token(Base):
    """A secret by which a program acts for an account; only its hash is kept."""

    __tablename__ = "tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    label: Mapped[str]
    secret_hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[str]
    created_at: Mapped[str]
    expires_at: Mapped[str]
    revoked_at: Mapped[str | None]


class SignIn(Base):
    """A browser that is signed in; only the hash of its cookie's secret is kept."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[str]
    expires_at: Mapped[str]
    revoked_at: Mapped[str | None]


class Article(Base):
    """A question that has an article.

    `question_key` keeps two articles from answering one question; it is given up on retiring. `asked_again` is the
    evidence version at which the question was last asked again without its answer having changed.
    """

    __tablename__ = "articles"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    question: Mapped[str]
    question_key: Mapped[str | None] = mapped_column(unique=True)
    topic: Mapped[str | None]
    asked_again: Mapped[str | None]
    created_at: Mapped[str]


class Version(Base):
    """One immutable state of an article's words.

    `renderings` are the answers shown, by reader, `asked` what was answered before `edits` were made to it (JSON).
    `digest` covers renderings and board notes, `content` the answers as asked; `origin` is asked, edited or refreshed,
    `parent` the number of the version it was made from. `dropped` lists edits that no longer found their statement.
    `made_by` wrote this version; `submitter_id` is the account that handed it in for review, which never approves it.
    """

    __tablename__ = "versions"
    __table_args__ = (
        UniqueConstraint("article_id", "n"),
        CheckConstraint("origin IN ('asked', 'edited', 'refreshed')", name="origin"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    n: Mapped[int]
    origin: Mapped[str]
    parent: Mapped[int | None]
    answer_id: Mapped[str]
    evidence_version: Mapped[str]
    digest: Mapped[str]
    content: Mapped[str]
    renderings: Mapped[str]
    asked: Mapped[str]
    edits: Mapped[str]
    dropped: Mapped[str]
    board_notes: Mapped[str]
    made_by: Mapped[str]
    submitter_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    submitted_by: Mapped[str]
    created_at: Mapped[str]


class VersionState(Base):
    """Where a version stands: the one thing about it that changes."""

    __tablename__ = "version_states"
    __table_args__ = (
        CheckConstraint(f"state IN {_STATES}", name="state"),
        Index(
            "one_approved",
            "article_id",
            unique=True,
            sqlite_where=text("state = 'approved'"),
            postgresql_where=text("state = 'approved'"),
        ),
        Index(
            "one_pending",
            "article_id",
            unique=True,
            sqlite_where=text(f"state IN {_PENDING}"),
            postgresql_where=text(f"state IN {_PENDING}"),
        ),
    )

    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"), primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    state: Mapped[str]
    since: Mapped[str]


class CitedRevision(Base):
    """A stored revision that a version quotes: it is kept, backed up and shown as long as the version is."""

    __tablename__ = "cited_revisions"

    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"), primary_key=True)
    document: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[str] = mapped_column(primary_key=True)


class Assignment(Base):
    """Who reviews an article."""

    __tablename__ = "assignments"
    __table_args__ = (UniqueConstraint("article_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    assigned_by: Mapped[str]
    at: Mapped[str]


class Comment(Base):
    """What somebody said about a version, or about one statement of one of its renderings."""

    __tablename__ = "comments"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"), index=True)
    reader: Mapped[str | None]
    statement: Mapped[str | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    author: Mapped[str]
    text: Mapped[str]
    at: Mapped[str]
    resolved_at: Mapped[str | None]
    resolved_by: Mapped[str | None]


class Report(Base):
    """What a reader, who needs no account, says is wrong with a version or one statement of it; never with a name."""

    __tablename__ = "reports"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"), index=True)
    reader: Mapped[str]
    statement: Mapped[str | None]
    text: Mapped[str]
    at: Mapped[str]
    dealt_with_at: Mapped[str | None]
    dealt_with_by: Mapped[str | None]
    note: Mapped[str | None]


class Decision(Base):
    """A reviewer's word on a version: approve or request_changes.

    An approval covers `readers` (JSON) and binds to `digest`, over the version, the revisions it cites and those
    readers; `checklist` (JSON) is what the reviewer declared to have checked.
    """

    __tablename__ = "decisions"
    __table_args__ = (CheckConstraint("decision IN ('approve', 'request_changes')", name="decision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    decided_by: Mapped[str]
    decision: Mapped[str]
    readers: Mapped[str]
    checklist: Mapped[str]
    digest: Mapped[str]
    reason: Mapped[str | None]
    at: Mapped[str]
    review_by: Mapped[str | None]


class AuditEntry(Base):
    """One change: who, what, when, from which state to which; `hash` covers the entry and the one before."""

    __tablename__ = "audit_entries"

    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str]
    actor: Mapped[str]
    channel: Mapped[str]
    action: Mapped[str]
    article: Mapped[str | None] = mapped_column(index=True)
    version: Mapped[int | None]
    state_from: Mapped[str | None]
    state_to: Mapped[str | None]
    detail: Mapped[str]
    previous: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)


class AuditHead(Base):
    """The newest audit entry, in one row: whoever writes locks it first, so that changes follow one another."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int]
    hash: Mapped[str]
