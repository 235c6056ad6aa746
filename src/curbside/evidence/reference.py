"""The bibliographic record of a source, its identity and its standing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from curbside.errors import IncompleteRecord
from curbside.evidence.digest import digest
from curbside.evidence.kinds import Reader, ReferenceGroup, SourceKind, Standing

_DOI = re.compile(r"10\.[0-9]{4,9}/\S+")
_PMID = re.compile(r"[1-9][0-9]{0,8}")
_PMCID = re.compile(r"PMC[1-9][0-9]{0,9}")
_URL = re.compile(r"https?://[^\s<>\"']+")
_DATE = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A source as a reference list shows it; wrong identifiers cannot be stored.

    `authors` are names as printed; a final "et al." says that the list is not complete. `standing_checked`
    is the ISO date on which the standing was last looked up, None when nobody did; `accessed` that on which a page
    without a date of its own was read.

    Raises IncompleteRecord when the title is missing or an identifier, year, date or URL is malformed.
    """

    title: str
    kind: SourceKind = SourceKind.OTHER
    authors: tuple[str, ...] = ()
    container: str | None = None
    publisher: str | None = None
    year: int | None = None
    date: str | None = None
    accessed: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    url: str | None = None
    jurisdiction: str | None = None
    audience: Reader = Reader.CLINICIAN
    language: str | None = None
    licence: str | None = None
    trial_registration: str | None = None
    preprint: bool = False
    standing: Standing = Standing.CURRENT
    standing_checked: str | None = None
    standing_note: str | None = None

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise IncompleteRecord("The record has no title.", "Add `title:` to it.")
        for name, pattern, example in (
            ("doi", _DOI, "10.1002/cam4.2567"),
            ("pmid", _PMID, "31609098"),
            ("pmcid", _PMCID, "PMC6885880"),
            ("url", _URL, "https://doi.org/10.1002/cam4.2567"),
            ("date", _DATE, "2026-01-29"),
            ("accessed", _DATE, "2026-11-22"),
            ("standing_checked", _DATE, "2026-11-22"),
        ):
            value = getattr(self, name)
            if value is not None and not pattern.fullmatch(value):
                raise IncompleteRecord(
                    f"The record's {name} {_shown(value)} is not well-formed.",
                    f"Write it like {example}, or leave it out.",
                )
        if self.year is not None and not 1500 <= self.year <= 2200:
            raise IncompleteRecord(
                f"The record's year {self.year} is not a year of publication.", "Write it like 2019."
            )

    @property
    def group(self) -> ReferenceGroup:
        """The part of the reference list in which this source belongs."""
        return self.kind.group

    @property
    def published(self) -> str | None:
        """The best date known, ISO, as precise as the record is."""
        return self.date or (str(self.year) if self.year is not None else None)

    @property
    def short_name(self) -> str:
        """First author, body or journal with the year: "Riihimäki 2016"."""
        who = self.authors[0] if self.authors else self.publisher or self.container or self.title
        surname = who.split(",")[0] if "," in who else re.sub(r"(?: [A-Z]{1,4})+$", "", who)
        return f"{surname} {self.year}" if self.year is not None else surname

    @property
    def identities(self) -> tuple[str, ...]:
        """Every key under which another document may turn out to be this same source, strongest first."""
        keys = []
        if self.doi:
            keys.append(f"doi:{self.doi.lower()}")
        if self.pmid:
            keys.append(f"pmid:{self.pmid}")
        if self.pmcid:
            keys.append(f"pmcid:{self.pmcid}")
        if not keys:
            first = folded(self.authors[0]) if self.authors else folded(self.publisher or "")
            keys.append(f"title:{folded(self.title)}|{self.year or ''}|{first}")
        return tuple(keys)

    def to_record(self) -> dict[str, Any]:
        """Plain data; keys without a value are left out."""
        record: dict[str, Any] = {"authors": list(self.authors)}
        for name in _FIELDS:
            value = getattr(self, name)
            if name != "authors" and value is not None and value is not False:
                record[name] = value.value if isinstance(value, StrEnum) else value
        return record

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Reference:
        """Rebuild a reference from `to_record`'s data."""
        values = {key: value for key, value in record.items() if key in _FIELDS}
        values["authors"] = tuple(values.get("authors", ()))
        values["kind"] = SourceKind(values.get("kind", SourceKind.OTHER))
        values["audience"] = Reader(values.get("audience", Reader.CLINICIAN))
        values["standing"] = Standing(values.get("standing", Standing.CURRENT))
        return cls(**values)

    @property
    def record_digest(self) -> str:
        """Digest of the whole record; changes when anything a reader is shown about the source changes."""
        return digest(self.to_record())


def same_sources(identities: Mapping[str, Collection[str]]) -> list[list[str]]:
    """Group document ids by source: those that share an identity, directly or through others, are one.

    `identities` maps each document id to its reference's identities. Groups and their members are in order of
    document id.
    """
    group_of: dict[str, list[str]] = {}
    by_key: dict[str, list[str]] = {}
    for document_id in sorted(identities):
        met = {id(group): group for key in identities[document_id] if (group := by_key.get(key)) is not None}
        merged = sorted([document_id, *(member for group in met.values() for member in group)])
        for member in merged:
            group_of[member] = merged
            by_key.update(dict.fromkeys(identities[member], merged))
    return list({id(group): group for group in group_of.values()}.values())


_FIELDS = tuple(field.name for field in fields(Reference))


def folded(text: str) -> str:
    """Lower case, without accents or punctuation: for comparing titles and names, never for showing.

    Letters of every script are kept: interferon-α and interferon-β are two things.
    """
    decomposed = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", plain)) or text.strip().lower()


def _shown(value: str) -> str:
    return repr(value if len(value) <= 60 else value[:57] + "…")
