"""RIS, as EndNote, Zotero, Mendeley, Ovid, Embase, Cochrane and others export it: records, with abstracts or bare.

Lines are put together by rispy; what their tags mean is said here, since every exporter has its own habits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from string import ascii_uppercase, digits
from typing import Any

import rispy

from curbside.errors import CurbsideError, IncompleteRecord, UnreadableInput
from curbside.evidence.document import Document
from curbside.evidence.text import clean, clean_line
from curbside.ingest.bibliography import (
    Entry,
    doi_in,
    first_address,
    identifiers_in,
    language_code,
    printed_name,
    standing_by_title,
)
from curbside.ingest.dates import iso_date
from curbside.ingest.pubmed_kinds import PREPRINT, RETRACTED, kind_of
from curbside.ingest.streams import Source, name_of, open_binary
from curbside.ingest.tagged import RecordLines, lines_of

Tags = dict[str, list[str]]

_BEGINS = re.compile(r"\s*TY(\s{1,2})-(?:\s|(?=[A-Z]))\s*[A-Z]")
_TAG = re.compile(r"([A-Z][A-Z0-9])(\s{1,2})-(?: |$|(?=\S))(.*)", re.DOTALL)
_EVERY_TAG = {a + b: a + b for a in ascii_uppercase for b in ascii_uppercase + digits} | {"UK": "unknown"}
_MEDLINE = re.compile(r"medline|pubmed", re.IGNORECASE)
# "J Made Up 12 (3)": a container's name may stand under any of these, the full one first.
_CONTAINERS = ("T2", "JF", "JO", "JA", "J2", "J1", "BT", "T3")
_KEPT = {"TY": "ris_type", "DB": "database", "DP": "data_provider", "AN": "accession", "M3": "work_type", "SN": "issn"}
_MOST_KEYWORDS = 200


def read_ris(source: Source, on_skip: Callable[[CurbsideError], None] | None = None) -> Iterator[Document]:
    """Read RIS, a document a record: its abstract, or nothing but the record where there is no abstract.

    Without `on_skip`, the first record that cannot be taken raises UnreadableInput or IncompleteRecord; with it, the
    error is handed over and reading goes on. A file that holds no record at all, or cannot be read on, raises in both
    cases, after every record before it was yielded.
    """
    name = name_of(source)
    number = 0
    for number, lines in enumerate(_records(source), start=1):
        try:
            yield _document(lines, f"Record {number} of {name}")
        except CurbsideError as error:
            if on_skip is None:
                raise
            on_skip(error)
    if not number:
        raise UnreadableInput(f"{name} holds no RIS records.", "Export it again as RIS: each begins with `TY  - `.")


def read_ris_entries(source: Source) -> Iterator[Entry]:
    """The records of a RIS file as they are, for a record beside a file; raises as `read_ris` does."""
    name = name_of(source)
    for number, lines in enumerate(_records(source), start=1):
        yield _entry(_tags(lines, f"Record {number} of {name}"))


def _document(lines: Sequence[str], where: str) -> Document:
    entry = _entry(_tags(lines, where))
    try:
        return entry.document("ris")
    except IncompleteRecord as error:
        raise IncompleteRecord(f"{where}: {error.message}", error.hint) from error


def _records(source: Source) -> Iterator[list[str]]:
    """The lines of each record, tags written as the standard has them; what stands between records is dropped.

    A record ends with `ER`, or where the next begins; one that the file breaks off in comes without an `ER`.
    """
    name = name_of(source)
    with open_binary(source) as stream:
        record = RecordLines(name)
        gap = ""
        for line in lines_of(stream, name):
            if begins := _BEGINS.match(line):
                if record.lines:
                    record.add("ER  - ")
                    yield record.taken()
                gap = begins[1]
            elif not record.lines:
                continue
            standard = _as_standard(line.strip() if begins else line, gap)
            if standard.startswith(" ") and len(record.lines) == 1:
                continue  # there is nothing yet that it could go on with
            record.add(standard)
            if standard.startswith("ER  -"):
                yield record.taken()
        if record.lines:
            yield record.taken()


def _as_standard(line: str, gap: str) -> str:
    """A line with its tag as the standard has it; files with one space before the dash have it throughout."""
    tag = _TAG.match(line)
    if tag is None or len(tag[2]) != len(gap):
        # What only looks like a tag to others goes on with the line before.
        return f" {line.strip()}"
    return f"{tag[1]}  - {tag[3].strip()}"


def _tags(lines: Sequence[str], where: str) -> Tags:
    if not lines[-1].startswith("ER  -"):
        raise UnreadableInput(f"{where} breaks off before its end.", "Export or copy the file again.")
    (record,) = _parser().parse_lines(iter(lines))
    tags: Tags = {}
    for tag, values in record.items():
        texts = [text for value in ([values] if isinstance(values, str) else values) if (text := clean(value).strip())]
        if texts:
            tags[tag] = texts
    return tags


@cache
def _parser() -> rispy.RisParser:
    parser = rispy.RisParser(mapping=_EVERY_TAG, delimiter_tags_mapping={})
    parser.list_tags = _EVERY_TAG.keys()  # every tag may come more than once; looked up once a line
    return parser


def _entry(tags: Tags) -> Entry:
    types = [part.strip() for text in _all(tags, "M3", "PT") for part in re.split(r"[;|/]", text)]
    title = _joined(tags, "TI") or _joined(tags, "T1") or _joined(tags, "CT")
    date, year = _published(tags)
    pages = _pages(tags)
    keys: dict[str, Any] = {
        "title": title,
        "kind": kind_of(types).value,
        "authors": [printed_name(one) for one in _all(tags, "AU") or _all(tags, "A1")],
        "container": _container(tags),
        "publisher": _joined(tags, "PB"),
        "date": date,
        "year": year,
        "accessed": None if year else iso_date(_joined(tags, "Y2")),
        "volume": _joined(tags, "VL"),
        "issue": _joined(tags, "IS") or _joined(tags, "CP"),
        "pages": pages,
        "url": first_address(_all(tags, "UR", "LK", "L2")),
        "language": language_code(_joined(tags, "LA")),
        "preprint": PREPRINT in types or "preprint" in [one.lower() for one in types],
        **_identifiers(tags),
        **standing_by_title(title),
    }
    if RETRACTED in types:
        keys |= {"standing": "retracted", "standing_note": "Retracted, says its record"}
    return Entry({key: value for key, value in keys.items() if value}, _abstract(tags), _metadata(tags))


def _identifiers(tags: Tags) -> dict[str, Any]:
    """DOI, PMID and PMCID, wherever exporters put them."""
    found = identifiers_in(_all(tags, "UR", "LK", "L1", "L2"), _all(tags, "N1", "AN", "C2", "M1", "M2", "U1"))
    if doi := doi_in(_all(tags, "DO", "M3") or _all(tags, "DI")):
        found["doi"] = doi
    accession = _joined(tags, "AN") or ""
    if _MEDLINE.search(" ".join(_all(tags, "DB", "DP"))) and re.fullmatch(r"[1-9]\d{0,8}", accession):
        found["pmid"] = accession
    return found


def _published(tags: Tags) -> tuple[str | None, str | None]:
    """The most precise date and the year; a date of another year than the year that is stated is not its date."""
    dates = [date for tag in ("DA", "Y1", "PY") for text in tags.get(tag, ())[:1] if (date := iso_date(text))]
    stated = [date for tag in ("PY", "Y1") for text in tags.get(tag, ())[:1] if (date := iso_date(text))]
    year = next(iter(stated or dates), "")[:4]
    best = max((date for date in dates if date[:4] == year), key=len, default=None)
    return best, year or None


def _pages(tags: Tags) -> str | None:
    first, last = _joined(tags, "SP"), _joined(tags, "EP")
    return f"{first}-{last}" if first and last and last not in re.split(r"[-–]", first) else first


def _container(tags: Tags) -> str | None:
    return next((text for tag in _CONTAINERS if (text := _joined(tags, tag))), None)


def _abstract(tags: Tags) -> str:
    """The abstract: under AB, or N2 as it was long ago; in several lines or several tags, and never twice."""
    return "\n".join(dict.fromkeys(tags.get("AB") or tags.get("N2") or ()))


def _metadata(tags: Tags) -> dict[str, Any]:
    kept: dict[str, Any] = {name: text for tag, name in _KEPT.items() if (text := _joined(tags, tag))}
    keywords = [clean_line(text)[:200] for text in tags.get("KW", ())[:_MOST_KEYWORDS]]
    return {**kept, "keywords": keywords} if keywords else kept


def _all(tags: Tags, *names: str) -> list[str]:
    return [text for name in names for text in tags.get(name, ())]


def _joined(tags: Tags, name: str) -> str | None:
    """A value that exporters break over lines."""
    return clean_line(" ".join(tags.get(name, ()))) or None
