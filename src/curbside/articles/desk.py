"""What every editorial verb works on: the database, the library, the rules of the house, and the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from curbside.articles.database import Database, open_database
from curbside.articles.passwords import Passwords
from curbside.articles.states import Role, State, may_see
from curbside.engine import Curbside

if TYPE_CHECKING:
    from curbside.settings import Settings


def utc_now() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """A moment as the database keeps it: "2026-11-28T21:38:27Z"."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class Desk:
    """The review desk of a library.

    An approval takes `required_reviewers`, and is due again after `review_months`. `pending_to_staff` keeps what nobody
    has approved from people without a part in the review.
    """

    database: Database
    curbside: Curbside
    required_reviewers: int = 1
    review_months: int = 12
    pending_to_staff: bool = False
    clock: Callable[[], datetime] = field(default=utc_now)
    passwords: Passwords = field(default_factory=Passwords)

    @property
    def now(self) -> str:
        """This moment, as the database keeps it."""
        return stamp(self.clock())

    def is_past(self, day: str | None) -> bool:
        """Whether a day, if one is set, is over."""
        return day is not None and day < self.today

    def sees(self, state: State, role: Role | None) -> bool:
        """Whether a role, or somebody without an account (None), sees a version in a state in this house."""
        return may_see(state, role, pending_to_staff=self.pending_to_staff)

    @property
    def today(self) -> str:
        """This day, as an ISO date in UTC."""
        return self.clock().date().isoformat()


def desk_of(settings: Settings, curbside: Curbside) -> Desk:
    """The review desk of a library, which is made if there is none, as the settings describe it.

    Whoever opens it closes its database. Raises the errors of `open_database`.
    """
    curbside.library()
    url = settings.database_url.get_secret_value() if settings.database_url is not None else None
    return Desk(
        open_database(curbside.folder, url),
        curbside,
        settings.required_reviewers,
        settings.review_months,
        settings.pending_articles == "staff",
    )
