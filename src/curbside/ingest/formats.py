"""Which files are read, and by what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from curbside.errors import CurbsideError, InputError, OwnOutput, UnreadableInput
from curbside.evidence.document import Document
from curbside.evidence.standing import Deletion, StandingNotice
from curbside.ingest.beside import Neighbours, read_said
from curbside.ingest.own_output import refuse_own_output

OnSkip = Callable[[CurbsideError], None]
# What a file may hold: sources, and what it says about sources that may be held already.
Read = Document | StandingNotice | Deletion
Reader = Callable[..., Iterator[Read]]


class Format(Enum):
    """A format that is read: the function that reads it, loaded when first used, and its files' endings."""

    MARKDOWN = ("markdown:read_markdown", ".md", ".markdown")
    JSONL = ("jsonl:read_jsonl", ".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
    XML = ("xml:read_xml", ".xml", ".xml.gz", ".nxml", ".nxml.gz")
    PDF = ("pdf:read_pdf", ".pdf")
    DOCX = ("docx:read_docx", ".docx")
    HTML = ("html:read_html", ".html", ".htm", ".xhtml")
    RIS = ("ris:read_ris", ".ris")
    NBIB = ("nbib:read_nbib_file", ".nbib")
    CSL_JSON = ("csl_json:read_csl_json", ".json")
    ARCHIVE = ("archives:read_archive", ".zip", ".tar", ".tar.gz", ".tgz")

    @property
    def endings(self) -> tuple[str, ...]:
        """How the names of its files end."""
        endings: tuple[str, ...] = self.value[1:]
        return endings

    def read(
        self, stream: IO[bytes], on_skip: OnSkip, defaults: Mapping[str, Any] | None = None, **how: Any
    ) -> Iterator[Read]:
        """What a file of this format holds; a record that cannot be taken is handed to `on_skip`.

        `defaults` are keys for what its records leave out, used by formats whose records are written in such keys;
        `how` is passed on to the reader.
        """
        module, function = self.value[0].split(":")
        reader: Reader = getattr(import_module(f"curbside.ingest.{module}"), function)
        if self.takes_defaults and defaults:
            how["defaults"] = defaults
        # A file that is one document is taken or not; there is nothing in it to pass over.
        return reader(stream, **how) if self in _ONE_DOCUMENT else reader(stream, on_skip, **how)

    @property
    def takes_defaults(self) -> bool:
        """Whether its reader fills in defaults itself, where it still sees what a record states."""
        return self in _WRITTEN_IN_KEYS

    @property
    def has_record_beside(self) -> bool:
        """Whether the record of a file may lie beside it: it is one source, and nobody writes the record in it."""
        return self in _RECORD_BESIDE


_ONE_DOCUMENT = frozenset({Format.MARKDOWN, Format.PDF, Format.DOCX, Format.HTML})
_WRITTEN_IN_KEYS = frozenset({Format.MARKDOWN, Format.JSONL})
_RECORD_BESIDE = frozenset({Format.PDF, Format.DOCX, Format.HTML, Format.XML})
# Copies of what may be held in another format as well, by the same identifiers.
_COPIES = frozenset({Format.PDF, Format.DOCX, Format.HTML})
_ENDINGS = {ending: one for one in Format for ending in one.endings}
# Files that stand in folders of sources without being one.
_BESIDE = {"readme.md", "license.md", "changelog.md", "contributing.md"}
_SNIFFED = 1_000_000


@dataclass(frozen=True, slots=True)
class Input:
    """A file to be read, its format, the records that lie beside it, and the defaults of its folders.

    Of both, what comes later counts over what comes before.
    """

    path: Path
    size: int
    format: Format
    records: tuple[Path, ...] = ()
    defaults: tuple[Path, ...] = ()

    @property
    def is_authored(self) -> bool:
        """Whether it is in the format that people write sources in."""
        return self.format is Format.MARKDOWN

    def read(self, on_skip: OnSkip, on_position: Callable[[int], None] = lambda position: None) -> Iterator[Read]:
        """What it holds; what cannot be taken is handed to `on_skip`, bytes read so far to `on_position`."""
        skipped: list[CurbsideError] = []

        def skip(error: CurbsideError) -> None:
            skipped.append(error)
            on_skip(error)

        held = False
        try:
            with self.path.open("rb") as stream:
                for read in self.read_stream(stream, skip):
                    held = True
                    yield read
                    on_position(stream.tell())
            if not held and not skipped:
                skip(UnreadableInput(f"{self.path.name} holds no records.", "Check that it is the right file."))
        except InputError as error:
            skip(error)
        except OSError as error:
            skip(UnreadableInput(f"{self.path.name} cannot be read ({error.strerror}).", "Check its permissions."))

    def read_stream(self, stream: IO[bytes], on_skip: OnSkip, **how: Any) -> Iterator[Read]:
        """What its bytes, or some of them, hold, with what is said of it beside; `how` is for the format's reader.

        Raises an InputError for what makes all of it unreadable, a malformed record beside it included.
        """
        said = read_said(self.records, self.defaults)
        reads = self.format.read(stream, on_skip, said.defaults, **how)
        made = self.format.name.lower() if self.format in _COPIES else None
        return said.completed(reads, on_skip, self.path.name, filled=self.format.takes_defaults, made=made)

    def documents(self, on_skip: OnSkip) -> Iterator[Document]:
        """The sources it holds."""
        return (read for read in self.read(on_skip) if isinstance(read, Document))


def format_of(path: Path) -> Format | None:
    """The format of a file by its name, None if it is not read."""
    name = path.name.lower()
    endings = [ending for ending in _ENDINGS if name.endswith(ending)]
    return _ENDINGS[max(endings, key=len)] if endings else None


def find_inputs(paths: Iterable[Path], on_skip: OnSkip) -> list[Input]:
    """The files to read, in order of their paths: named files, and every readable file in named folders.

    Hidden files, a folder's own README, and the records that lie beside other files are passed over. A named file that
    cannot be read is handed to `on_skip`. Raises UnreadableInput when a path does not exist or a folder holds nothing
    that can be read.
    """
    neighbours = Neighbours()
    inputs: dict[Path, Input] = {}
    not_inputs: list[Path] = []
    for path in paths:
        if _is_folder(path):
            found = [_input(file, neighbours) for file in _files_in(path) if format_of(file) is not None]
            if not found:
                raise UnreadableInput(
                    f"The folder {path} holds nothing that can be read.",
                    f"Curbside reads {', '.join(_ENDINGS)}.",
                )
            inputs.update((one.path, one) for one in found)
        elif not path.exists():
            raise UnreadableInput(f"There is no file or folder {path}.", "Check the path.")
        elif not path.is_file():
            on_skip(UnreadableInput(f"{path.name} is neither a file nor a folder.", "Name a file or a folder."))
        elif format_of(path) is None:
            not_inputs.append(path)
        else:
            inputs[path] = _input(path, neighbours)
    said = {beside for one in inputs.values() for beside in (*one.records, *one.defaults)}
    for path in not_inputs:
        # "add *" names the records and defaults along with the files that they are of.
        if path not in said and path.resolve() not in said:
            on_skip(not_read(path))
    return [one for one in inputs.values() if one.path not in said]


def _is_folder(path: Path) -> bool:
    """Whether a path is a folder; raises UnreadableInput where the system refuses to look."""
    try:
        return path.is_dir()
    except OSError as error:
        raise UnreadableInput(f"{path.name[:60]} cannot be read ({error.strerror}).", "Check the path.") from error


def not_read(path: Path) -> InputError:
    """Why a named file is not read: it is Curbside's own export under another name, or of a format that is not read."""
    try:
        with path.open("rb") as file:
            refuse_own_output({}, file.read(_SNIFFED).decode("utf-8", "ignore"), path.name)
    except OwnOutput as own:
        return own
    except OSError:
        pass  # what cannot be opened is not read either
    return UnreadableInput(f"{path.name} is of a format that is not read.", f"Curbside reads {', '.join(_ENDINGS)}.")


def _files_in(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        if file.is_file() and not hidden and file.name.lower() not in _BESIDE:
            yield file


def _input(path: Path, neighbours: Neighbours) -> Input:
    form = format_of(path) or Format.MARKDOWN
    ending = max((one for one in form.endings if path.name.lower().endswith(one)), key=len)
    records = neighbours.records_of(path, ending) if form.has_record_beside else ()
    return Input(path, path.stat().st_size, form, records, neighbours.defaults_of(path))
