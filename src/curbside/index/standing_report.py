"""How the sources of a library stand, and which of them somebody should look up again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from curbside.evidence.kinds import Standing
from curbside.evidence.standing import Calendar
from curbside.index.library import Source


@dataclass(frozen=True, slots=True)
class StandingReport:
    """The sources of a library by what is known of their standing on a day.

    `fallen` are those that do not simply stand. Of those that may answer, `never` and `long_ago` were never looked up,
    or not lately; `aged` are guidelines over the set age; `unlisted` have no DOI or PMID by which a list could name
    them.
    """

    calendar: Calendar
    count: int
    by_standing: dict[Standing, int]
    fallen: Sequence[Source]
    never: Sequence[Source]
    long_ago: Sequence[Source]
    aged: Sequence[Source]
    unlisted: Sequence[Source]

    @property
    def lists(self) -> dict[str, Sequence[Source]]:
        """Its lists by name."""
        return {
            "not_current": self.fallen,
            "never_checked": self.never,
            "checked_long_ago": self.long_ago,
            "aged_guidelines": self.aged,
            "without_identifier": self.unlisted,
        }

    @property
    def today(self) -> date:
        """The day of the report."""
        return self.calendar.today


def standing_report(sources: Iterable[Source], calendar: Calendar) -> StandingReport:
    """Report on sources as of a day, each list in the order in which they are given."""
    held = list(sources)
    answering = [one for one in held if one.reference.standing.answers]
    counts = Counter(one.reference.standing for one in held)
    checked = {one.document_id: one.reference.standing_checked for one in answering}
    return StandingReport(
        calendar=calendar,
        count=len(held),
        by_standing={standing: counts[standing] for standing in Standing if counts[standing]},
        fallen=[one for one in held if one.reference.standing is not Standing.CURRENT],
        never=[one for one in answering if checked[one.document_id] is None],
        long_ago=[
            one
            for one in answering
            if checked[one.document_id] is not None and not calendar.counts_as_checked(checked[one.document_id])
        ],
        aged=[one for one in answering if calendar.is_aged(one.reference)],
        unlisted=[one for one in answering if not (one.reference.doi or one.reference.pmid)],
    )
