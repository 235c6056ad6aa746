"""NBIB: PubMed's records in the tagged format of MEDLINE, as "Send to: Citation manager" and "PubMed" text give them.

Read as PubMed's XML is, as far as the format goes: the same id, kinds, standing, and notices about other papers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from curbside.errors import CurbsideError, IncompleteRecord, UnreadableInput
from curbside.evidence.document import Document
from curbside.evidence.kinds import SourceKind, Standing
from curbside.evidence.standing import StandingNotice
from curbside.evidence.text import clean, clean_line
from curbside.ingest.bibliography import Entry, doi_in
from curbside.ingest.dates import iso_date
from curbside.ingest.languages import two_letters
from curbside.ingest.pubmed_abstract import title_in
from curbside.ingest.pubmed_articles import cited, plain_correction
from curbside.ingest.pubmed_kinds import PREPRINT, RETRACTED, kind_of
from curbside.ingest.pubmed_record import PMID
from curbside.ingest.pubmed_standing import Correction, notices_of, standing_of
from curbside.ingest.streams import Source, name_of, open_binary
from curbside.ingest.tagged import RecordLines, lines_of

Tags = dict[str, list[str]]

_TAG = re.compile(r"([A-Z][A-Z0-9 ]{3})- ?(.*)")
_BEGINS = "PMID- "
# The same record from PubMed's XML says more, and so counts as newer: its versions begin at 1.
_RECENCY = "000"
_CORRECTIONS = {
    "RIN": "RetractionIn",
    "ROF": "RetractionOf",
    "RRI": "RetractedandRepublishedIn",
    "RRF": "RetractedandRepublishedFrom",
    "PRIN": "PartialRetractionIn",
    "PROF": "PartialRetractionOf",
    "ECI": "ExpressionOfConcernIn",
    "ECF": "ExpressionOfConcernFor",
    "CRI": "CorrectedandRepublishedIn",
    "CRF": "CorrectedandRepublishedFrom",
    "EIN": "ErratumIn",
    "EFR": "ErratumFor",
    "UIN": "UpdateIn",
    "UOF": "UpdateOf",
}
# "Made Up J. 2020 Jan;1(2):3-4. doi: 10.9999/x. PMID: 99999901 Note."
_CITED = re.compile(r"(?P<source>.*?)[. ]*\bPMID:\s*(?P<pmid>[1-9][0-9]{0,8})\.?\s*(?P<note>.*)")
_REGISTRATION = re.compile(
    r"(?:ClinicalTrials\.gov|ISRCTN|EudraCT|ANZCTR|ChiCTR|DRKS|[\w. -]*Regist\w*|UMIN-CTR)/(\S+)"
)
_KEPT = {"STAT": "status", "JID": "nlm_unique_id", "TA": "medline_ta", "PL": "country", "TT": "vernacular_title"}
_LISTS = {"PT": "publication_types", "OT": "keywords", "GR": "grants", "SI": "data_banks", "CI": "copyright"}


def read_nbib(source: Source, on_skip: Callable[[CurbsideError], None] | None = None) -> Iterator[Document]:
    """Read the documents of an NBIB file; see `read_nbib_file`, which also gives what it says about others."""
    return (read for read in read_nbib_file(source, on_skip) if isinstance(read, Document))


def read_nbib_file(
    source: Source, on_skip: Callable[[CurbsideError], None] | None = None
) -> Iterator[Document | StandingNotice]:
    """Read NBIB: a document a record, by its PMID, then what the record says about other papers.

    Without `on_skip`, the first record that cannot be taken raises IncompleteRecord; with it, the error is handed over
    and reading goes on. A file that holds no record at all, or cannot be read on, raises UnreadableInput in both cases,
    after every record before it was yielded.
    """
    name = name_of(source)
    number = 0
    for number, tags in enumerate(_records(source), start=1):
        try:
            reads = list(_reads(tags, f"Record {number} of {name}"))
        except CurbsideError as error:
            if on_skip is None:
                raise
            on_skip(error)
            continue
        yield from reads
    if not number:
        raise UnreadableInput(f"{name} holds no NBIB records.", "Export it again: each begins with `PMID- `.")


def read_nbib_entries(source: Source) -> Iterator[Entry]:
    """The records of an NBIB file as they are, for a record beside a file; raises as `read_nbib_file` does."""
    return map(_entry, _records(source))


def _reads(tags: Tags, where: str) -> Iterator[Document | StandingNotice]:
    pmid = _first(tags, "PMID") or ""
    if not PMID.fullmatch(pmid):
        raise IncompleteRecord(f"{where} has no PMID.", "Export it again.")
    entry = _entry(tags)
    try:
        document = entry.document(
            "nbib", pmid, concepts=_concepts(tags), recency=f"{_RECENCY} {_revised(tags) or ''}".rstrip()
        )
    except IncompleteRecord as error:
        raise IncompleteRecord(f"{where} (PMID {pmid}): {error.message}", error.hint) from error
    yield document
    reference = document.reference
    if reference.standing is not Standing.CURRENT:
        # Also as a notice: it holds for the paper where a text of it that counts more is held.
        note, date = reference.standing_note, reference.standing_checked
        yield StandingNotice((f"pmid:{pmid}",), reference.standing, f"PubMed record {pmid}", note, date)
    yield from notices_of(_corrections(tags), pmid, cited(reference), reference.published, reference.kind)


def _records(source: Source) -> Iterator[Tags]:
    name = name_of(source)
    with open_binary(source) as stream:
        record = RecordLines(name)
        for line in lines_of(stream, name):
            if line.startswith(_BEGINS) and record.lines:
                yield _tags(record.taken())
            if record.lines or line.startswith(_BEGINS):
                record.add(line)
        if record.lines:
            yield _tags(record.lines)


def _tags(lines: Sequence[str]) -> Tags:
    """The values under each tag; a line that begins with white space goes on with the one before."""
    values: list[tuple[str, list[str]]] = []
    for line in lines:
        if tag := _TAG.match(line):
            values.append((tag[1].strip(), [tag[2]]))
        elif line.strip() and values and line[0].isspace():
            values[-1][1].append(line.strip())
    tags: Tags = {}
    for name, parts in values:
        if text := clean(" ".join(parts)).strip():
            tags.setdefault(name, []).append(text)
    return tags


def _entry(tags: Tags) -> Entry:
    types, container = tags.get("PT", []), _first(tags, "JT") or _first(tags, "TA")
    kind, preprint = kind_of(types, _headings(tags)), PREPRINT in types
    date = _published(tags)
    keys: dict[str, Any] = {
        "title": _title(tags),
        "kind": kind.value,
        "authors": [*tags.get("AU", ()), *tags.get("CN", ())],
        "container": container,
        "publisher": _first(tags, "PB"),
        "date": date,
        "year": date[:4] if date else None,
        "volume": _first(tags, "VI"),
        "issue": _first(tags, "IP"),
        "pages": _first(tags, "PG"),
        "pmid": _first(tags, "PMID"),
        "pmcid": _first(tags, "PMC"),
        "doi": doi_in(text for text in (*tags.get("LID", ()), *tags.get("AID", ())) if text.endswith("[doi]")),
        "language": two_letters(_first(tags, "LA") or ""),
        "trial_registration": _registration(tags),
        "preprint": preprint,
        "standing_checked": _revised(tags),
        **_standing(tags, kind, container, preprint=preprint, retracted=RETRACTED in types),
    }
    abstract = " ".join(tags.get("AB", ()))
    return Entry({key: value for key, value in keys.items() if value}, abstract, _metadata(tags))


def _standing(
    tags: Tags, kind: SourceKind, container: str | None, *, preprint: bool, retracted: bool
) -> dict[str, str | None]:
    standing, note = standing_of(_corrections(tags), kind, container, preprint=preprint, retracted=retracted)
    return {"standing": standing.value if standing is not Standing.CURRENT else None, "standing_note": note}


def _corrections(tags: Tags) -> list[Correction]:
    return [_correction(kind, text) for tag, kind in _CORRECTIONS.items() for text in tags.get(tag, ())]


def _correction(kind: str, text: str) -> Correction:
    found = _CITED.fullmatch(text)
    if found is None:
        return Correction(kind, clean_line(text).rstrip(". "), "", "")
    return Correction(kind, clean_line(found["source"]).rstrip(". "), found["pmid"], clean_line(found["note"]))


def _title(tags: Tags) -> str:
    names = (title_in(clean_line(text)) for tag in ("TI", "BTI", "TT") for text in tags.get(tag, ()))
    return next(filter(None, names), "")


def _published(tags: Tags) -> str | None:
    """The issue's date, with the day on which it came out online where that says the same year."""
    printed, online = iso_date(_first(tags, "DP")), _day(_first(tags, "DEP"))
    return online if online and (printed is None or printed == online[:4]) else printed


def _revised(tags: Tags) -> str | None:
    """When NLM last revised the record: as of then, what it says of its standing holds."""
    return _day(_first(tags, "LR") or _first(tags, "DCOM"))


def _day(written: str | None) -> str | None:
    """A date in eight digits."""
    found = re.fullmatch(r"(\d{4})(\d\d)(\d\d)", written or "")
    return iso_date("-".join(found.groups())) if found else None


def _headings(tags: Tags) -> list[str]:
    """MeSH headings without their qualifiers."""
    return [text.partition("/")[0].lstrip("*") for text in tags.get("MH", ())]


def _concepts(tags: Tags) -> tuple[str, ...]:
    """The headings that are marked as what the paper is mainly about, themselves or by a qualifier."""
    return tuple(
        dict.fromkeys(name for name, text in zip(_headings(tags), tags.get("MH", ()), strict=True) if "*" in text)
    )


def _registration(tags: Tags) -> str | None:
    return next((found[1] for text in tags.get("SI", ()) if (found := _REGISTRATION.match(text))), None)


def _metadata(tags: Tags) -> dict[str, Any]:
    kept: dict[str, Any] = {name: text for tag, name in _KEPT.items() if (text := _first(tags, tag))}
    kept |= {name: [clean_line(text) for text in tags[tag]] for tag, name in _LISTS.items() if tag in tags}
    if "MH" in tags:
        kept["mesh"] = list(tags["MH"])
    if corrections := _corrections(tags):
        kept["corrections"] = [plain_correction(one) for one in corrections]
    return kept


def _first(tags: Tags, name: str) -> str | None:
    return clean_line(tags[name][0]) or None if name in tags else None
