"""CSL-JSON, as Zotero, Mendeley, Crossref and citation processors write it: records, with abstracts or bare."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

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
from curbside.ingest.own_output import refuse_own_output
from curbside.ingest.pubmed_kinds import kind_of
from curbside.ingest.streams import Source, name_of, read_text

LARGEST_FILE = 50_000_000
_MOST_AUTHORS = 5_000

_HINT = "Curbside reads JSON that holds CSL records, each with `type` and `title` (Zotero: “CSL JSON”)."
# Where lists of records stand in objects that hold more than one.
_LISTS = ("items", "references")
_TAG = re.compile(r"</?(?:jats:)?[a-z][a-z0-9-]{0,20}(?:\s[^<>]{0,300})?/?>", re.IGNORECASE)
_SUPERSCRIPT = re.compile(r"<(?:jats:)?sup\s*>", re.IGNORECASE)
# Crossref gives abstracts in the tags of JATS: a part's title, then its paragraphs.
_PART_TITLE = re.compile(r"<(?:jats:)?title[^<>]*>(.{0,200}?)</(?:jats:)?title>", re.IGNORECASE | re.DOTALL)
_PARAGRAPH = re.compile(r"</?(?:jats:)?(?:p|sec|br)(?:\s[^<>]{0,300})?/?>", re.IGNORECASE)
_KEPT = ("id", "type", "genre", "ISSN", "ISBN", "archive", "source", "keyword", "call-number")


def read_csl_json(source: Source, on_skip: Callable[[CurbsideError], None] | None = None) -> Iterator[Document]:
    """Read CSL-JSON, a document a record: its abstract, or nothing but the record where there is no abstract.

    Without `on_skip`, the first record that cannot be taken raises IncompleteRecord; with it, the error is handed over
    and reading goes on. Raises UnreadableInput in both cases when it is not JSON, or JSON of another kind, OwnOutput
    when it is one of Curbside's answers.
    """
    name = name_of(source)
    for number, item in enumerate(_items(source), start=1):
        try:
            yield _document(item, f"Record {number} of {name}")
        except CurbsideError as error:
            if on_skip is None:
                raise
            on_skip(error)


def read_csl_entries(source: Source) -> Iterator[Entry]:
    """The records of a CSL-JSON file as they are, for a record beside a file; raises as `read_csl_json` does."""
    return map(_entry, _items(source))


def _document(item: Mapping[str, Any], where: str) -> Document:
    try:
        return _entry(item).document("csl")
    except IncompleteRecord as error:
        raise IncompleteRecord(f"{where}: {error.message}", error.hint) from error


def _items(source: Source) -> list[dict[str, Any]]:
    name = name_of(source)
    data = _loaded(read_text(source, LARGEST_FILE), name)
    listed = data
    if isinstance(data, dict):
        refuse_own_output(data, "", name)
        listed = next((data[key] for key in _LISTS if isinstance(data.get(key), list)), [data])
    items = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    for one in items:
        refuse_own_output(one, "", name)
    if not items or len(items) < len(listed) or not any(map(_is_record, items)):
        raise UnreadableInput(f"{name} is JSON, but holds no CSL records.", _HINT)
    return items


def _is_record(item: Mapping[str, Any]) -> bool:
    return isinstance(item.get("type"), str) and bool(_text(item.get("title")))


def _loaded(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        what = error.msg if isinstance(error, json.JSONDecodeError) else "too deep or too large a number"
        raise UnreadableInput(f"{name} is not JSON ({what}).", "Export it again.") from error


def _entry(item: Mapping[str, Any]) -> Entry:
    notes = [_text(item.get("note")), _text(item.get("annote"))]
    title, genre = _text(item.get("title")), _text(item.get("genre"))
    date = _date(item.get("issued")) or _date(item.get("published"))
    address = first_address([_text(item.get("URL"))])
    keys: dict[str, Any] = {
        "title": title,
        "kind": kind_of([part.strip() for part in genre.split(";")]).value,
        "authors": _authors(item.get("author")),
        "container": _text(item.get("container-title")),
        "publisher": _text(item.get("publisher")),
        "date": date,
        "year": date[:4] if date else None,
        "accessed": None if date else _date(item.get("accessed")),
        **{key: _text(item.get(name)) for key, name in (("volume", "volume"), ("issue", "issue"), ("pages", "page"))},
        "language": language_code(_text(item.get("language"))),
        "licence": first_address([_text(item.get("license"))]),
        "preprint": genre.lower() == "preprint" or item.get("subtype") == "preprint",
        **identifiers_in([address or ""], notes),
        **_identifiers(item),
        "url": address,
        **standing_by_title(title),
    }
    metadata: dict[str, Any] = {f"csl_{key.lower()}": text for key in _KEPT if (text := _text(item.get(key)))}
    if paper := _published_as(item.get("relation")):
        metadata["published_as"] = paper
    return Entry({key: value for key, value in keys.items() if value}, _abstract(item.get("abstract")), metadata)


def _identifiers(item: Mapping[str, Any]) -> dict[str, str]:
    pmid, pmcid = _text(item.get("PMID")), _text(item.get("PMCID"))
    given = {"doi": doi_in([_text(item.get("DOI"))]), "pmid": pmid, "pmcid": pmcid.partition(".")[0]}
    return {key: value for key, value in given.items() if value}


def _published_as(relation: Any) -> str | None:
    """The DOI of the paper that a preprint became, as Crossref relates the two."""
    related = relation.get("is-preprint-of") if isinstance(relation, dict) else None
    first = related[0] if isinstance(related, list) and related else related
    return doi_in([_text(first.get("id"))]) if isinstance(first, dict) else None


def _authors(listed: Any) -> list[str]:
    names = [_name(one) for one in listed[:_MOST_AUTHORS]] if isinstance(listed, list) else []
    return [name for name in names if name]


def _name(author: Any) -> str:
    if not isinstance(author, dict):
        return printed_name(_text(author))
    family = " ".join(filter(None, (_text(author.get("non-dropping-particle")), _text(author.get("family")))))
    given, particle = _text(author.get("given")), _text(author.get("dropping-particle"))
    if not family:
        return _text(author.get("literal")) or _text(author.get("name")) or given
    family = f"{particle} {family}" if particle else family
    suffix = _text(author.get("suffix"))
    return printed_name(f"{family}, {given}{f', {suffix}' if suffix else ''}") if given else family


def _date(issued: Any) -> str | None:
    """A date in parts, or as it was written."""
    if not isinstance(issued, dict):
        return iso_date(_text(issued))
    parts = issued.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        return iso_date("-".join(_text(part) for part in parts[0][:3]))
    return iso_date(_text(issued.get("raw")) or _text(issued.get("literal")))


def _abstract(value: Any) -> str:
    text = _PART_TITLE.sub(r"\n\1:\n", _first(value))
    return _without_tags(_PARAGRAPH.sub("\n", text)).strip()


def _text(value: Any) -> str:
    """A value as one line without tags; of a list its first; nothing of what is no text."""
    return clean_line(_without_tags(_first(value)))


def _first(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ""
    return str(value) if isinstance(value, str) or abs(value) < 10**18 else ""


def _without_tags(text: str) -> str:
    """Words without tags and entities: 10<sup>9</sup> is 10^9; "p < 0.05" stays."""
    if "<" in text:
        text = _TAG.sub("", _SUPERSCRIPT.sub("^", text))
    return clean(html.unescape(text))
