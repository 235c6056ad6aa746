"""How sources stand: what is published about them after they are, what an answer then does, and what is too old.

A notice speaks of a paper, by its identifiers; the library applies it to every text of that paper that it holds, or
comes to hold later. What an answer does with a source of each standing is the table in standing.toml.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from curbside.evidence.data_files import load_data, named
from curbside.evidence.kinds import SourceKind, Standing
from curbside.evidence.reference import Reference


@dataclass(frozen=True, slots=True)
class StandingNotice:
    """How a source stands, according to somebody.

    `identities` are those of the source spoken of, as `Reference.identities` writes them ("pmid:123"); `note` says why
    and where it is published; `date` is the ISO date of the notice; `said_by` names the record or list it was read in.
    """

    identities: tuple[str, ...]
    standing: Standing
    said_by: str
    note: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Deletion:
    """A document that its publisher took back (a deleted PubMed citation); `said_by` names where that was read."""

    document_id: str
    said_by: str


# -- what an answer does with each standing


class Use(StrEnum):
    """For what an answer uses a source."""

    DIRECT = "direct"
    BESIDE = "beside"
    BY_NAME = "by_name"
    NEVER = "never"


class Noted(StrEnum):
    """Beside which statements of a source its standing is said."""

    NONE = "none"
    FIGURES = "figures"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingRule:
    """What an answer does with sources of one standing; `note` is said beside what they carry.

    `means` and `does` put the standing and the rule into words.
    """

    use: Use
    means: str
    does: str
    noted: Noted = Noted.NONE
    note: str | None = None

    @property
    def answers(self) -> bool:
        """Whether a source may carry an answer to a question that does not name it."""
        return self.use in {Use.DIRECT, Use.BESIDE}

    @property
    def answers_by_name(self) -> bool:
        """Whether a source may carry an answer to a question that names it."""
        return self.use is not Use.NEVER

    @property
    def may_lead(self) -> bool:
        """Whether a source may carry the direct answer."""
        return self.use is Use.DIRECT


def standing_rule(standing: Standing) -> StandingRule:
    """The rule for a standing."""
    return standing_rules()[standing]


@cache
def standing_rules() -> Mapping[Standing, StandingRule]:
    """The rule for every standing, the gravest last."""
    data = load_data("evidence", "standing.toml", named(Standing, named("use means does noted note", str)))
    return {standing: _rule(data[standing.value]) for standing in Standing}


def _rule(entry: Mapping[str, str]) -> StandingRule:
    return StandingRule(
        use=Use(entry["use"]),
        means=entry["means"],
        does=entry["does"],
        noted=Noted(entry.get("noted", Noted.NONE)),
        note=entry.get("note"),
    )


# -- what is too old


@dataclass(frozen=True, slots=True)
class Calendar:
    """The day on which is asked, and what is too old by then.

    A standing counts as checked for `standing_days`; a guideline is flagged when it is over `guideline_years` old.
    """

    today: date
    standing_days: int = 90
    guideline_years: int = 5

    def counts_as_checked(self, checked: str | None) -> bool:
        """Whether a standing last checked on this ISO date needs no new look yet."""
        if checked is None:
            return False
        return (self.today - _first_day(checked)).days <= self.standing_days

    def is_aged(self, reference: Reference) -> bool:
        """Whether a source is a guideline that surely is over the set age; without a date nothing is sure."""
        if reference.kind is not SourceKind.GUIDELINE or reference.published is None:
            return False
        known = reference.published.split("-")
        year, month, day = map(int, [*known, *("12", "31")[len(known) - 1 :]])
        return (year + self.guideline_years, month, day) < (self.today.year, self.today.month, self.today.day)


def _first_day(published: str) -> date:
    """The first day that a date of any precision may mean; of a day that no month has, the first of that month."""
    try:
        return date.fromisoformat(f"{published}-01-01"[:10])
    except ValueError:
        return date.fromisoformat(f"{published[:7]}-01")
