"""The Retraction Watch list as CSV: what was retracted, questioned, corrected or reinstated, a row an event.

Crossref publishes it for everybody. A row without a DOI or PMID of the paper it speaks of cannot be told to be about
any source, and is passed over; so is what the list writes for "none".
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import IO

from curbside.errors import CurbsideError, IncompleteRecord, UnreadableInput
from curbside.evidence.kinds import Standing
from curbside.evidence.reference import normal_doi, same_sources
from curbside.evidence.standing import StandingNotice
from curbside.evidence.text import clean_line
from curbside.ingest.streams import Source, name_of, open_binary

RETRACTION_WATCH = "Retraction Watch"

OnSkip = Callable[[CurbsideError], None]

# What happened to the paper: how it then stands, and how a reader is told.
_NATURES = {
    "retraction": (Standing.RETRACTED, "Retracted"),
    "expression of concern": (Standing.CONCERN, "Expression of concern"),
    "correction": (Standing.CORRECTED, "Corrected"),
    "reinstatement": (Standing.CURRENT, "Reinstated"),
}
_NEEDED = ("OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionNature")
_READ = frozenset(
    {
        "originalpaperdoi",
        "originalpaperpubmedid",
        "retractionnature",
        "retractiondate",
        "retractiondoi",
        "retractionpubmedid",
        "reason",
    }
)
_DOI = re.compile(r"10\.[0-9]{4,9}/[^\s]+")
_PMID = re.compile(r"[1-9][0-9]{0,8}")
_NONE = frozenset({"", "0", "unavailable", "none", "n/a", "na", "null", "unknown"})
_DAY = re.compile(
    r"(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})/(?P<year>[0-9]{4})\b|(?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2})\b"
)
_LONGEST_LINE = 1_000_000
_MOST_REASONS = 4


def read_retraction_watch(source: Source, on_skip: OnSkip | None = None) -> Iterator[StandingNotice]:
    """Read a Retraction Watch CSV: a notice a row, in order, lifting what was said before where a paper is reinstated.

    Without `on_skip`, the first row that cannot be taken raises IncompleteRecord; with it, the error is handed over and
    reading goes on. Raises UnreadableInput when the file is not such a list, or is damaged.
    """
    name = name_of(source)
    with open_binary(source) as stream:
        # A quotation mark out of place costs the rows around it, which then have not as many columns; never the list.
        rows = csv.reader(_lines(stream, name))
        try:
            columns = _columns(next(rows, []), name)
            for row in rows:
                yield from _notices(row, columns, f"Line {rows.line_num} of {name}", on_skip)
        except csv.Error as error:
            raise UnreadableInput(
                f"Line {rows.line_num} of {name} is not CSV ({error}).", "Download the list again."
            ) from error


def _lines(stream: IO[bytes], name: str) -> Iterator[str]:
    """The lines of a text; what is no UTF-8 in a title or name does not matter to who is spoken of."""
    first = True
    while line := stream.readline(_LONGEST_LINE + 1):
        if len(line) > _LONGEST_LINE:
            raise UnreadableInput(
                f"A line of {name} is longer than {_LONGEST_LINE // 1_000:,} kB.", "Check that it is a CSV file."
            )
        yield line.decode("utf-8-sig" if first else "utf-8", "replace")
        first = False


def _columns(header: list[str], name: str) -> list[str]:
    """The columns' names, of letters only, in order."""
    columns = [_folded(title) for title in header]
    missing = [title for title in _NEEDED if _folded(title) not in columns]
    if missing:
        raise UnreadableInput(
            f"{name} is no Retraction Watch list: it has no column {missing[0]}.",
            "Name the CSV file as Crossref publishes it, or a PubMed XML file.",
        )
    return columns


def _folded(title: str) -> str:
    return re.sub(r"[^a-z]", "", title.lower())


def _notices(row: list[str], columns: list[str], where: str, on_skip: OnSkip | None) -> Iterator[StandingNotice]:
    if not any(cell.strip() for cell in row):
        return
    try:
        notice = _notice(row, columns, where)
    except IncompleteRecord as error:
        if on_skip is None:
            raise
        on_skip(error)
        return
    if notice is not None:
        yield notice


def _notice(row: list[str], columns: list[str], where: str) -> StandingNotice | None:
    """What a row says, None where it names no paper by an identifier."""
    if len(row) != len(columns):
        raise IncompleteRecord(
            f"{where} has {len(row)} columns, where the first line has {len(columns)}.",
            "Correct that line, or download the list again.",
        )
    cells = {title: clean_line(cell) for title, cell in zip(columns, row, strict=True) if title in _READ}
    nature = cells["retractionnature"].lower()
    if nature not in _NATURES:
        raise IncompleteRecord(
            f"{where} has the RetractionNature {cells['retractionnature'][:40]!r}, which is not known.",
            "Curbside knows Retraction, Expression of concern, Correction and Reinstatement.",
        )
    identities = _identities(cells["originalpaperdoi"], cells["originalpaperpubmedid"], where)
    if not identities:
        return None
    standing, lead = _NATURES[nature]
    day = _day(cells.get("retractiondate", ""))
    return StandingNotice(identities, standing, RETRACTION_WATCH, _note(lead, day, cells), day)


def _identities(doi: str, pmid: str, where: str) -> tuple[str, ...]:
    """The identities of the paper spoken of; one that is malformed is no reason to lose the other."""
    named = {"doi": _value(normal_doi(doi), _DOI), "pmid": _value(pmid.removesuffix(".0"), _PMID)}
    found = tuple(f"{kind}:{value.lower()}" for kind, value in named.items() if value)
    said = [value for value in (doi, pmid) if value.lower() not in _NONE]
    if said and not found:
        raise IncompleteRecord(
            f"{where} names the paper {said[0][:60]!r}, which is neither a DOI nor a PMID.", "Correct that line."
        )
    return found


def _value(text: str, pattern: re.Pattern[str]) -> str | None:
    return text if pattern.fullmatch(text) else None


def _note(lead: str, day: str | None, cells: Mapping[str, str]) -> str:
    """ "Retracted 2021-03-04, says Retraction Watch: unreliable results (doi:10.1000/x, PMID 9)"."""
    reasons = [reason.strip(" +") for reason in cells.get("reason", "").split(";")]
    reasons = [reason for reason in reasons if reason.lower() not in _NONE][:_MOST_REASONS]
    doi = _value(normal_doi(cells.get("retractiondoi", "")), _DOI)
    pmid = _value(cells.get("retractionpubmedid", ""), _PMID)
    published = ", ".join(filter(None, (f"doi:{doi}" if doi else None, f"PMID {pmid}" if pmid else None)))
    said = f"{lead} {day}" if day else lead
    why = f": {', '.join(reasons)}" if reasons else ""
    return f"{said}, says {RETRACTION_WATCH}{why}{f' ({published})' if published else ''}"


def _day(text: str) -> str | None:
    """The day of a date like "3/4/2021 0:00" (month first), ISO; None where there is none."""
    found = _DAY.match(text)
    if found is None:
        return None
    try:
        if found["iso"]:
            return date.fromisoformat(found["iso"]).isoformat()
        return date(int(found["year"]), int(found["month"]), int(found["day"])).isoformat()
    except ValueError:
        return None


def settled(notices: Iterable[StandingNotice]) -> list[StandingNotice]:
    """For each paper what its events come to: the gravest since it was last reinstated, as of the latest of them.

    Events without a day count as the latest, but a reinstatement without one lifts nothing that has a day.
    """
    events = list(notices)
    papers = same_sources({str(number).zfill(9): one.identities for number, one in enumerate(events)})
    return [_settled([events[int(number)] for number in numbers]) for numbers in papers]


def _settled(events: list[StandingNotice]) -> StandingNotice:
    in_order = sorted(events, key=_moment)
    lifted = max((n for n, one in enumerate(in_order) if one.standing is Standing.CURRENT), default=-1)
    since = in_order[lifted + 1 :] or in_order[lifted:]
    gravest = max(since, key=lambda one: one.standing.gravity)
    return replace(
        gravest,
        identities=tuple(dict.fromkeys(identity for one in in_order for identity in one.identities)),
        date=max((one.date for one in events if one.date), default=None),
    )


def _moment(event: StandingNotice) -> tuple[str, bool, str]:
    """Where an event stands in time; of one day, what speaks against the paper counts as the later."""
    against = event.standing is not Standing.CURRENT
    return event.date or ("9999" if against else ""), against, event.note or ""
