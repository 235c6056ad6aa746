"""The bibliographic record of a source, its identity and its standing."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any
from urllib.parse import unquote

from curbside.errors import IncompleteRecord
from curbside.evidence.digest import digest
from curbside.evidence.kinds import Reader, ReferenceGroup, SourceKind, Standing

_DOI = re.compile(r"10\.[0-9]{4,9}/\S+")
_PMID = re.compile(r"[1-9][0-9]{0,8}")
_PMCID = re.compile(r"PMC[1-9][0-9]{0,9}")
_URL = re.compile(r"https?://[^\s<>\"']+")
_DOI_PREFIX = re.compile(r"(?:(?:https?://)?(?:www\.|dx\.)?doi\.org/|doi:\s*|doi\s+(?=10\.))*", re.IGNORECASE)
# Publishers write it before the title of the paper.
_WITHDRAWN_MARK = re.compile(r"\A\W*(?:retracted|withdrawn)(?: article| paper)?\s*[:\]]\s*", re.IGNORECASE)
# Fewer words make a title that many sources have.
_TELLING_WORDS = 4
# "World Health Organization Expert Committee" is no person.
_A_BODY = 4
_MOST_INITIALS = 4
_SUFFIX = re.compile(r"(?:jr|sr|2nd|3rd|4th|ii|iii|iv)\.?", re.IGNORECASE)
# What may name trials without reporting one.
_NOT_REPORTS = frozenset({SourceKind.GUIDELINE, SourceKind.SYSTEMATIC_REVIEW, SourceKind.NARRATIVE_REVIEW})
_IDENTIFIERS = ("doi:", "pmid:", "pmcid:")
_DATE = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")
# What each of these fields must be, and an example of it.
_WELL_FORMED = (
    ("doi", _DOI, "10.1002/cam4.2567"),
    ("pmid", _PMID, "31609098"),
    ("pmcid", _PMCID, "PMC6885880"),
    ("url", _URL, "https://doi.org/10.1002/cam4.2567"),
    ("date", _DATE, "2026-01-29"),
    ("accessed", _DATE, "2026-11-22"),
    ("standing_checked", _DATE, "2026-11-22"),
)


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
        for name, pattern, example in _WELL_FORMED:
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
    def has_identifier(self) -> bool:
        """Whether it has a DOI, PMID or PMCID."""
        return bool(self.doi or self.pmid or self.pmcid)

    @property
    def identities(self) -> tuple[str, ...]:
        """Every key under which another document may turn out to be this same source, strongest first.

        The last is its title with year and first author; a source with identifiers has it only where these three
        are enough to tell one source from all others.
        """
        keys = []
        if self.doi:
            keys.append(f"doi:{normal_doi(self.doi).lower()}")
        if self.pmid:
            keys.append(f"pmid:{self.pmid}")
        if self.pmcid:
            keys.append(f"pmcid:{self.pmcid}")
        title = folded(_WITHDRAWN_MARK.sub("", self.title))
        telling = len(title.split()) >= _TELLING_WORDS
        first = surname(self.authors[0]) if self.authors else folded(self.publisher or "")
        if not keys or (telling and first and self.year):
            # "Editorial" and "Reply" say nothing: such a title needs its place in print to agree as well.
            printed = () if telling else (self.container, self.volume, self.issue, self.pages)
            parts = (title, str(self.year or ""), first, *(folded(part or "") for part in printed))
            # A preprint is another text than its paper, under the same title.
            keys.append(f"{'preprint' if self.preprint else 'title'}:{'|'.join(parts)}")
        return tuple(keys)

    @property
    def trials(self) -> tuple[str, ...]:
        """The registrations of the trials that it reports, in capitals."""
        if self.kind in _NOT_REPORTS or not self.trial_registration:
            return ()
        found = re.split(r"[\s,;]+|CLINICALTRIALS\.GOV/", self.trial_registration.upper())
        return tuple(dict.fromkeys(part for part in found if sum(c.isdigit() for c in part) >= 4))

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

    `identities` maps each document id to its reference's identities. A shared title joins only texts that nothing
    tells apart: where it would bring two DOIs, two PMIDs or two PMCIDs together, it joins only those that have none
    of these. Groups and their members are in order of document id.
    """
    groups = _Groups(identities)
    without = {one for one, keys in identities.items() if not any(map(_identifies, keys))}
    groups.join_sharing((one, key) for one, keys in identities.items() for key in keys if _identifies(key))
    by_title = groups.copy()
    titled = [(one, key) for one, keys in identities.items() for key in keys if not _identifies(key)]
    by_title.join_sharing(titled)
    clashing = set(_clashing(identities, groups, by_title))
    groups.join_sharing((one, key) for one, key in titled if one in without or by_title.of(one) not in clashing)
    return groups.listed()


def _identifies(key: str) -> bool:
    return key.startswith(_IDENTIFIERS)


def _clashing(identities: Mapping[str, Collection[str]], groups: _Groups, by_title: _Groups) -> Iterator[str]:
    """The groups by title in which two sources have an identifier of the same sort."""
    met: dict[tuple[str, str], str] = {}
    for one, keys in identities.items():
        for sort in {key.partition(":")[0] for key in keys if _identifies(key)}:
            together = by_title.of(one)
            # Were the identifiers equal, the two would be one group already.
            if met.setdefault((together, sort), groups.of(one)) != groups.of(one):
                yield together


class _Groups:
    """Disjoint sets of document ids, each known by its first; joining is as good as linear in what is joined."""

    def __init__(self, members: Iterable[str]) -> None:
        self._first = {member: member for member in members}

    def copy(self) -> _Groups:
        """The same groups, to be joined further."""
        twin = _Groups(())
        twin._first = dict(self._first)
        return twin

    def of(self, member: str) -> str:
        """The first of a member's group."""
        first = self._first
        while first[member] != member:
            first[member] = first[first[member]]
            member = first[member]
        return member

    def join_sharing(self, keyed: Iterable[tuple[str, str]]) -> None:
        """Join all members that share a key."""
        with_key: dict[str, str] = {}
        for member, key in keyed:
            self._join(with_key.setdefault(key, member), member)

    def _join(self, one: str, other: str) -> None:
        one, other = self.of(one), self.of(other)
        self._first[max(one, other)] = min(one, other)

    def listed(self) -> list[list[str]]:
        """Every group in order."""
        listed: dict[str, list[str]] = defaultdict(list)
        for member in sorted(self._first):
            listed[self.of(member)].append(member)
        return list(listed.values())


_FIELDS = tuple(field.name for field in fields(Reference))


def folded(text: str) -> str:
    """Lower case, without accents or punctuation: for comparing titles and names, never for showing.

    Letters of every script are kept: interferon-α and interferon-β are two things.
    """
    plain = text.lower()
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain)
        plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", plain)) or text.strip().lower()


def surname(author: str) -> str:
    """The last word of an author's family name, folded: of "Jan van der Zwan", "van der Zwan, Jan", "van der Zwan J".

    A name of more capitals than people have, without a comma or initials, is a body's and is kept whole.
    """
    family, comma, _ = author.partition(",")
    words = family.split()
    if not comma:
        while len(words) > 1 and _SUFFIX.fullmatch(words[-1]):
            words.pop()
        if sum(word[0].isupper() for word in words) >= _A_BODY and not any(map(_are_initials, words)):
            return folded(author)
        if len(words) > 1 and _are_initials(words[-1]):
            words.pop()
    return (folded(" ".join(words)).split() or [folded(author)])[-1]


def _are_initials(word: str) -> bool:
    letters = re.sub(r"[.-]", "", word)
    return letters.isalpha() and letters.isupper() and len(letters) <= _MOST_INITIALS


def normal_doi(text: str) -> str:
    """A DOI without what is written around it: the resolver's address, `doi:`, percent escapes, a closing full stop."""
    doi = text.strip()
    if prefix := _DOI_PREFIX.match(doi):
        doi = doi[prefix.end() :]
    if "%" in doi:
        decoded = unquote(doi)
        doi = decoded if decoded.isprintable() and not re.search(r"\s", decoded) else doi
    return doi.rstrip(".,;")


def _shown(value: str) -> str:
    return repr(value if len(value) <= 60 else value[:57] + "…")
