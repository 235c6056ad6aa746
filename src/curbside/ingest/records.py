"""From a mapping of keys and values to a bibliographic record, for every format that carries one.

Front matter and JSON lines use the same names (those of the contract). A key that has no place in the record
is kept as metadata; a value of the wrong shape is refused with its key's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from curbside.errors import IncompleteRecord
from curbside.evidence.kinds import Basis, Reader, SourceKind, Standing
from curbside.evidence.reference import Reference, folded, normal_doi
from curbside.evidence.text import clean, clean_line

_TEXT_KEYS = (
    "container",
    "publisher",
    "volume",
    "issue",
    "pages",
    "doi",
    "pmid",
    "pmcid",
    "url",
    "jurisdiction",
    "language",
    "licence",
    "trial_registration",
    "standing_note",
)
_DOCUMENT_KEYS = ("basis", "seen_at", "reported_by", "derived_from", "topics")
_OTHER_KEYS = (
    "id",
    "title",
    "kind",
    "authors",
    "year",
    "date",
    "accessed",
    "audience",
    "standing",
    "standing_checked",
    "preprint",
)
RECORD_KEYS = frozenset((*_TEXT_KEYS, *_DOCUMENT_KEYS, *_OTHER_KEYS))

# What a record can do without, where it is no person's to correct.
_DISPENSABLE = ("doi", "pmid", "pmcid", "url", "year", "date", "accessed")

# Metadata is kept, never read: deeper nesting would only meet Python's recursion limit.
_DEEPEST = 50

_Vocabulary = TypeVar("_Vocabulary", bound=StrEnum)


def read_reference(keys: Mapping[str, Any]) -> Reference:
    """Make the bibliographic record.

    Raises IncompleteRecord when the title is missing, or a value is malformed or of the wrong type.
    """
    return Reference(
        title=text_of(keys, "title") or "",
        kind=_one_of(keys, "kind", SourceKind, SourceKind.OTHER),
        authors=texts_of(keys, "authors"),
        year=_year(keys),
        date=_date(keys, "date"),
        accessed=_date(keys, "accessed"),
        audience=_one_of(keys, "audience", Reader, Reader.CLINICIAN),
        standing=_one_of(keys, "standing", Standing, Standing.CURRENT),
        standing_checked=_date(keys, "standing_checked"),
        preprint=_flag(keys, "preprint"),
        **{key: _identifier(key, text_of(keys, key)) for key in _TEXT_KEYS},
    )


def read_reference_leniently(keys: Mapping[str, Any]) -> Reference:
    """Make the bibliographic record of what a machine wrote, without those optional values that are malformed.

    Raises IncompleteRecord when the title is missing, or what is left is malformed.
    """
    try:
        return read_reference(keys)
    except IncompleteRecord:
        return read_reference({key: value for key, value in keys.items() if _is_kept(key, value)})


def _is_kept(key: str, value: Any) -> bool:
    """Whether a value is well-formed, or nothing that a record can do without."""
    if key in _DISPENSABLE:
        try:
            read_reference({"title": "Any", key: value})
        except IncompleteRecord:
            return False
    return True


def read_about(keys: Mapping[str, Any]) -> dict[str, Any]:
    """What is known about this text of the source: keyword arguments for `DocumentBuilder.document`."""
    return {
        "basis": _one_of(keys, "basis", Basis, Basis.FULL_TEXT),
        "seen_at": text_of(keys, "seen_at"),
        "reported_by": text_of(keys, "reported_by"),
        "derived_from": texts_of(keys, "derived_from"),
        "topics": texts_of(keys, "topics"),
    }


def with_defaults(keys: Mapping[str, Any], defaults: Mapping[str, Any] | None) -> dict[str, Any]:
    """The keys of a record, with defaults for those that it does not have or leaves empty."""
    return {**keys, **{key: value for key, value in (defaults or {}).items() if not is_stated(keys.get(key))}}


def is_stated(value: Any) -> bool:
    """Whether a key's value says anything: a template's empty line does not."""
    return value is not None and value not in ("", [])


def document_id(keys: Mapping[str, Any], reference: Reference) -> str:
    """The id given in the input, else one derived from what identifies the source."""
    given = text_of(keys, "id")
    if given:
        if len(given) > 200:
            raise IncompleteRecord("The record's id is longer than 200 characters.", "Use a short, stable id.")
        return given
    if reference.has_identifier:
        return reference.identities[0]
    return "-".join([*folded(reference.title).split()[:10], *([str(reference.year)] if reference.year else [])])


def text_of(keys: Mapping[str, Any], key: str) -> str | None:
    """A single value as text; None when it is absent or empty."""
    value = keys.get(key)
    if value is None or value == "":
        return None
    if isinstance(value, (dict, list, bool)):
        raise IncompleteRecord(f"The record's `{key}` is not a single value.", f"Write `{key}: some text`.")
    return clean_line(str(value)) or None


def texts_of(keys: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """A list of values as texts; a single value counts as a list of one."""
    value = keys.get(key)
    if value is None or value == "":
        return ()
    items = value if isinstance(value, list) else [value]
    if any(isinstance(item, (dict, list)) for item in items):
        raise IncompleteRecord(f"The record's `{key}` is not a list of texts.", f"Write `{key}: [one, two]`.")
    return tuple(text for item in items if item is not None and (text := clean_line(str(item))))


def plain_metadata(keys: Mapping[str, Any], used: frozenset[str]) -> dict[str, Any]:
    """The keys that have no other place, as plain data."""
    return {
        clean(str(key)): _plain(value, str(key)) for key, value in keys.items() if key not in used and value is not None
    }


def _plain(value: Any, key: str, depth: int = 0) -> Any:
    if depth > _DEEPEST:
        raise IncompleteRecord(f"The record's `{key[:60]}` is nested too deeply.", f"Use at most {_DEEPEST} levels.")
    if isinstance(value, dict):
        return {clean(str(name)): _plain(item, key, depth + 1) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item, key, depth + 1) for item in value]
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return str(value)
    return value if isinstance(value, (int, float, bool)) or value is None else clean(str(value))


def _flag(keys: Mapping[str, Any], key: str) -> bool:
    value = keys.get(key)
    if value is None or isinstance(value, bool):
        return bool(value)
    raise IncompleteRecord(f"The record's `{key}` is neither true nor false.", f"Write `{key}: true`, or leave it out.")


def _identifier(key: str, value: str | None) -> str | None:
    if value is None:
        return None
    if key == "doi":
        return normal_doi(value)
    if key == "pmcid" and value.isdigit():
        return f"PMC{value}"
    return value


def _one_of(keys: Mapping[str, Any], key: str, vocabulary: type[_Vocabulary], default: _Vocabulary) -> _Vocabulary:
    value = text_of(keys, key)
    if value is None:
        return default
    try:
        return vocabulary(value)
    except ValueError:
        raise IncompleteRecord(
            f"The record's `{key}` is {value[:60]!r}, which is not one of its values.",
            f"Use one of: {', '.join(vocabulary)}.",
        ) from None


def _year(keys: Mapping[str, Any]) -> int | None:
    value = keys.get("year")
    if value is None or value == "":
        published = _date(keys, "date")
        # A malformed date is the reference's to refuse, by its name.
        return int(published[:4]) if published and published[:4].isdecimal() else None
    if isinstance(value, date):
        return value.year
    try:
        if isinstance(value, (bool, dict, list)):
            raise TypeError
        return int(str(value).strip())
    except (TypeError, ValueError):
        raise IncompleteRecord(f"The record's `year` is {str(value)[:60]!r}.", "Write it like 2019.") from None


def _date(keys: Mapping[str, Any], key: str) -> str | None:
    value = keys.get(key)
    if isinstance(value, date):
        return value.isoformat()[:10]
    return text_of(keys, key)
