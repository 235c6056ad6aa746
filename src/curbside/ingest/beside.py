"""What is said of a file beside it: the record that lies next to it, and the defaults of the folders it lies in.

`guideline.pdf` is of the record in `guideline.yaml` (`.yml`, `.ris`, `.nbib`, `.json`) or `guideline.pdf.yaml`: what
that says counts, whatever the file says of itself. `_defaults.yaml` in a folder fills in what the records of the files
in it and below leave out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

from curbside.errors import CurbsideError, IncompleteRecord, UnreadableInput
from curbside.evidence.document import Document
from curbside.evidence.kinds import Reader, SourceKind
from curbside.evidence.reference import Reference
from curbside.evidence.standing import Deletion, StandingNotice
from curbside.evidence.text import clean
from curbside.ingest.bibliography import Entry
from curbside.ingest.records import (
    RECORD_KEYS,
    document_id,
    is_stated,
    plain_metadata,
    read_about,
    read_reference,
    text_of,
    with_defaults,
)
from curbside.ingest.segment import statements_of
from curbside.ingest.streams import read_text
from curbside.ingest.superseding import notices_of_superseded
from curbside.ingest.yaml_keys import read_yaml_keys

DEFAULTS = "_defaults.yaml"
LARGEST_FILE = 1_000_000
MOST_CHARACTERS = 100_000

Read = Document | StandingNotice | Deletion

# From the one that gives way to the one that counts: what a person wrote over what a machine did.
_ENDINGS = (".json", ".nbib", ".ris", ".yml", ".yaml")
_ENTRIES = {".ris": "ris:read_ris_entries", ".nbib": "nbib:read_nbib_entries", ".json": "csl_json:read_csl_entries"}
_DEFAULT_KEYS = frozenset({"jurisdiction", "publisher", "audience", "kind", "language", "licence", "topics", "pack"})
# What a record that states nothing has.
_UNSTATED = {"kind": SourceKind.OTHER.value, "audience": Reader.CLINICIAN.value}
_HINT = "Write it as `key: value` lines, with the keys of docs/authoring.md."


class Neighbours:
    """Finds what lies beside files and in the folders above them, looking into each folder once."""

    def __init__(self) -> None:
        self._listed: dict[Path, dict[tuple[str, str], str]] = {}
        self._defaults: dict[Path, tuple[Path, ...]] = {}
        self._above: dict[Path, tuple[Path, ...]] = {}

    def records_of(self, path: Path, ending: str) -> tuple[Path, ...]:
        """The records beside a file with this ending; the later one counts where two say different things."""
        names = self._names_in(path.parent)
        stem = path.name[: -len(ending)]
        found = [names[name, one] for name in (stem, path.name) for one in _ENDINGS if (name, one) in names]
        return tuple(path.parent / name for name in found if name != path.name)

    def defaults_of(self, path: Path) -> tuple[Path, ...]:
        """The files of defaults that hold for a file, the farthest first, however it was named."""
        if path.parent not in self._above:
            self._above[path.parent] = self._defaults_in(path.parent.resolve())
        return self._above[path.parent]

    def _defaults_in(self, folder: Path) -> tuple[Path, ...]:
        if folder not in self._defaults:
            above = self._defaults_in(folder.parent) if folder.parent != folder else ()
            own = folder / DEFAULTS
            self._defaults[folder] = (*above, own) if _is_file(own) else above
        return self._defaults[folder]

    def _names_in(self, folder: Path) -> dict[tuple[str, str], str]:
        """The files of a folder that could be records, by name and ending, small letters or not."""
        if folder not in self._listed:
            try:
                files = sorted(folder.iterdir())
            except OSError:
                files = []  # a file in a folder that may not be listed is read without
            self._listed[folder] = {(one.stem, one.suffix.lower()): one.name for one in files}
        return self._listed[folder]


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a file: `own` are the keys of the record beside it, `defaults` those of its folders."""

    own: Mapping[str, Any] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    names: str = ""

    def completed(
        self,
        reads: Iterable[Read],
        on_skip: Callable[[CurbsideError], None],
        name: str,
        *,
        filled: bool,
        made: str | None = None,
    ) -> Iterator[Read]:
        """What a file holds, with what is said of it, and with what gives way to it.

        `filled` says that the reader has filled in the defaults; `made` is what an id begins with that is made from the
        record ("pdf"): a paper's PDF and its web page are two texts. A source of which something wrong is said is not
        taken: the error is handed to `on_skip`. Raises UnreadableInput when there is a record beside the file and
        more than one source in it.
        """
        told: set[StandingNotice | Deletion] = set()
        for read in _of_one(reads, name, self.names) if self.own else reads:
            if not isinstance(read, Document):
                if read not in told:  # in an archive, it was said of the member already
                    yield read
                continue
            try:
                document = self._complete(read, filled=filled, made=made)
                notices = notices_of_superseded(document)
            except IncompleteRecord as error:
                on_skip(IncompleteRecord(f"{self.names or name}: {error.message}", error.hint))
                continue
            yield document
            yield from notices
            told.update(notices)

    def _complete(self, document: Document, *, filled: bool, made: str | None) -> Document:
        defaults = {} if filled else self.defaults
        pack = text_of(with_defaults(self.own, self.defaults), "pack")
        if not self.own and not defaults and pack is None:
            return replace(document, id=_id_of(document, document.reference, None, made)) if made else document
        keys = _corrected(_keys_of(document), self.own)
        for key, value in defaults.items():
            if not is_stated(self.own.get(key)) and (not is_stated(keys.get(key)) or keys[key] == _UNSTATED.get(key)):
                keys[key] = value
        reference = read_reference(keys)
        text, sections, blocks = document.text, document.sections, document.blocks
        return replace(
            document,
            id=_id_of(document, reference, text_of(self.own, "id"), made),
            reference=reference,
            statements=document.statements
            if reference.kind is document.reference.kind
            else statements_of(text, sections, blocks, reference.kind),
            pack=document.pack or pack,
            metadata={**document.metadata, **plain_metadata(self.own, RECORD_KEYS | {"pack"})},
            **read_about(keys),
        )


def _id_of(document: Document, reference: Reference, given: str | None, made: str | None) -> str:
    """A document's id: as given, as its reader found it, or made anew where it is made from the record."""
    if given is not None:
        return document_id({"id": given}, reference)
    if document.id != document_id({}, document.reference):
        return document.id
    return f"{made}:{document_id({}, reference)}" if made else document_id({}, reference)


def read_said(records: Iterable[Path], defaults: Iterable[Path]) -> Said:
    """Read the records beside a file and the defaults of its folders.

    Raises an InputError that names the one that is malformed.
    """
    records = tuple(records)
    own: dict[str, Any] = {}
    for path in records:
        own |= _stated(_record_keys(path))
    filled: dict[str, Any] = {}
    for path in defaults:
        filled |= _stated(_default_keys(path))
    return Said(own, filled, ", ".join(path.name for path in records))


def _record_keys(path: Path) -> Mapping[str, Any]:
    return _checked(_yaml(path) if path.suffix.lower() not in _ENTRIES else _entry(path), path)


def _default_keys(path: Path) -> Mapping[str, Any]:
    keys = _checked(_yaml(path), path)
    if unknown := sorted(keys.keys() - _DEFAULT_KEYS):
        raise IncompleteRecord(
            f"{path.name} in {path.parent.name} sets `{unknown[0][:60]}`, which is no default of a folder.",
            f"It may set {', '.join(sorted(_DEFAULT_KEYS))}.",
        )
    return keys


def _yaml(path: Path) -> dict[str, Any]:
    text = clean(read_text(path, LARGEST_FILE)).strip()
    if len(text) > MOST_CHARACTERS:
        raise UnreadableInput(f"{path.name} holds over {MOST_CHARACTERS:,} characters.", _HINT)
    return read_yaml_keys(text.removeprefix("---\n").removesuffix("\n---"), path.name, _HINT)


def _entry(path: Path) -> dict[str, Any]:
    """The keys of the one record that a bibliographic file holds."""
    found: list[Entry] = list(islice(_entries(path), 2))
    if len(found) != 1:
        raise UnreadableInput(
            f"{path.name} lies beside a file of the same name and holds {'more than one' if found else 'no'} record.",
            "Leave the one record of that file in it, or give it another name.",
        )
    return {**found[0].metadata, **found[0].keys}


def _entries(path: Path) -> Iterator[Entry]:
    module, function = _ENTRIES[path.suffix.lower()].split(":")
    entries: Iterator[Entry] = getattr(import_module(f"curbside.ingest.{module}"), function)(path)
    return entries


def _checked(keys: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    """The keys, if each of them is well-formed."""
    try:
        read_reference({"title": "Any", **_stated(keys)})
        read_about(keys)
        text_of(keys, "id")
        text_of(keys, "pack")
    except IncompleteRecord as error:
        raise IncompleteRecord(f"{path.name}: {error.message}", error.hint) from error
    return keys


def _stated(keys: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in keys.items() if is_stated(value)}


def _keys_of(document: Document) -> dict[str, Any]:
    """A document's record as keys, as front matter would have them."""
    about = ("basis", "seen_at", "reported_by", "derived_from", "topics")
    return {**document.reference.to_record(), **{key: _plain(getattr(document, key)) for key in about}}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _corrected(found: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """What was found with what is said over it; of two things that belong together, not one of each."""
    kept = dict(found)
    if "date" in own or "year" in own:
        kept.pop("date", None)
        kept.pop("year", None)
    if "standing" in own:
        kept.pop("standing_note", None)
        kept.pop("standing_checked", None)
    return {**kept, **own}


def _of_one(reads: Iterable[Read], name: str, beside: str) -> Iterator[Read]:
    """What a file of one source holds, once it is sure that it holds no other."""
    held: list[Read] = []
    for read in reads:
        held.append(read)
        if sum(isinstance(one, Document) for one in held) > 1:
            raise UnreadableInput(
                f"{name} holds more than one source, and {beside} beside it would be the record of each.",
                f"Give {beside} another name.",
            )
    yield from held


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False
