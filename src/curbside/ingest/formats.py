"""Which files are read, and by what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import IO

from curbside.errors import CurbsideError, InputError, OwnOutput, UnreadableInput
from curbside.evidence.document import Document
from curbside.evidence.standing import Deletion, StandingNotice
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
    RIS = ("bibliography:read_ris", ".ris")
    NBIB = ("bibliography:read_nbib", ".nbib")
    CSL_JSON = ("bibliography:read_csl_json", ".json")
    ARCHIVE = ("archives:read_archive", ".zip", ".tar", ".tar.gz", ".tgz")

    @property
    def endings(self) -> tuple[str, ...]:
        """How the names of its files end."""
        endings: tuple[str, ...] = self.value[1:]
        return endings

    def read(self, stream: IO[bytes], on_skip: OnSkip) -> Iterator[Read]:
        """What a file of this format holds; a record that cannot be taken is handed to `on_skip`."""
        module, function = self.value[0].split(":")
        reader: Reader = getattr(import_module(f"curbside.ingest.{module}"), function)
        # A file that is one document is taken or not; there is nothing in it to pass over.
        return reader(stream) if self in _ONE_DOCUMENT else reader(stream, on_skip)


_ONE_DOCUMENT = frozenset({Format.MARKDOWN, Format.PDF, Format.DOCX, Format.HTML})
_ENDINGS = {ending: one for one in Format for ending in one.endings}
# Files that stand in folders of sources without being one.
_BESIDE = {"readme.md", "license.md", "changelog.md", "contributing.md"}
_SNIFFED = 1_000_000


@dataclass(frozen=True, slots=True)
class Input:
    """A file to be read, and its format."""

    path: Path
    size: int
    format: Format

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
                for read in self.format.read(stream, skip):
                    held = True
                    yield read
                    on_position(stream.tell())
            if not held and not skipped:
                skip(UnreadableInput(f"{self.path.name} holds no records.", "Check that it is the right file."))
        except InputError as error:
            skip(error)
        except OSError as error:
            skip(UnreadableInput(f"{self.path.name} cannot be read ({error.strerror}).", "Check its permissions."))

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

    Hidden files and a folder's own README are passed over. A named file that cannot be read is handed to
    `on_skip`. Raises UnreadableInput when a path does not exist or a folder holds nothing that can be read.
    """
    inputs: dict[Path, Input] = {}
    for path in paths:
        if _is_folder(path):
            found = [_input(file) for file in _files_in(path) if format_of(file) is not None]
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
            on_skip(not_read(path))
        else:
            inputs[path] = _input(path)
    return list(inputs.values())


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


def _input(path: Path) -> Input:
    return Input(path, path.stat().st_size, format_of(path) or Format.MARKDOWN)
