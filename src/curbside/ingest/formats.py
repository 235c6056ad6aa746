"""Which files are read, and by what."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from curbside.errors import CurbsideError, InputError, UnreadableInput
from curbside.evidence.document import Document
from curbside.ingest.jsonl import read_jsonl
from curbside.ingest.markdown import read_markdown
from curbside.ingest.own_output import MARK, MARK_COMMENT, refuse_own_output

OnSkip = Callable[[CurbsideError], None]
Reader = Callable[[IO[bytes], OnSkip], Iterator[Document]]


def _markdown(stream: IO[bytes], _: OnSkip) -> Iterator[Document]:
    return read_markdown(stream)


_READERS: dict[str, Reader] = {
    ".md": _markdown,
    ".markdown": _markdown,
    ".jsonl": read_jsonl,
    ".ndjson": read_jsonl,
    ".jsonl.gz": read_jsonl,
    ".ndjson.gz": read_jsonl,
}
# Files that stand in folders of sources without being one.
_BESIDE = {"readme.md", "license.md", "changelog.md", "contributing.md"}
_SNIFFED = 1_000_000


@dataclass(frozen=True, slots=True)
class Input:
    """A file to be read, and its reader."""

    path: Path
    size: int
    read: Reader

    @property
    def is_authored(self) -> bool:
        """Whether it is in the format that people write sources in."""
        return self.read is _markdown

    def documents(
        self, on_skip: OnSkip, on_position: Callable[[int], None] = lambda position: None
    ) -> Iterator[Document]:
        """Its documents; what cannot be taken is handed to `on_skip`, bytes read so far to `on_position`."""
        skipped: list[CurbsideError] = []

        def skip(error: CurbsideError) -> None:
            skipped.append(error)
            on_skip(error)

        held = False
        try:
            with self.path.open("rb") as stream:
                for document in self.read(stream, skip):
                    held = True
                    yield document
                    on_position(stream.tell())
            if not held and not skipped:
                skip(UnreadableInput(f"{self.path.name} holds no records.", "Check that it is the right file."))
        except InputError as error:
            skip(error)
        except OSError as error:
            skip(UnreadableInput(f"{self.path.name} cannot be read ({error.strerror}).", "Check its permissions."))


def reader_for(path: Path) -> Reader | None:
    """The reader for a file by its name, None if the format is not read."""
    name = path.name.lower()
    suffixes = [suffix for suffix in _READERS if name.endswith(suffix)]
    return _READERS[max(suffixes, key=len)] if suffixes else None


def find_inputs(paths: Iterable[Path], on_skip: OnSkip) -> list[Input]:
    """The files to read, in order of their paths: named files, and every readable file in named folders.

    Hidden files and a folder's own README are passed over. A named file that cannot be read is handed to
    `on_skip`. Raises UnreadableInput when a path does not exist or a folder holds nothing that can be read.
    """
    inputs: dict[Path, Input] = {}
    for path in paths:
        if _is_folder(path):
            found = [_input(file) for file in _files_in(path) if reader_for(file) is not None]
            if not found:
                raise UnreadableInput(
                    f"The folder {path} holds nothing that can be read.",
                    f"Curbside reads {', '.join(_READERS)}.",
                )
            inputs.update((one.path, one) for one in found)
        elif not path.exists():
            raise UnreadableInput(f"There is no file or folder {path}.", "Check the path.")
        elif not path.is_file():
            on_skip(UnreadableInput(f"{path.name} is neither a file nor a folder.", "Name a file or a folder."))
        elif reader_for(path) is None:
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
    """Why a named file is not read: it is Curbside's own export, or of a format that no reader knows."""
    try:
        _refuse_export(path)
    except InputError as own:
        return own
    return UnreadableInput(f"{path.name} is of a format that is not read.", f"Curbside reads {', '.join(_READERS)}.")


def _refuse_export(path: Path) -> None:
    try:
        with path.open("rb") as file:
            text = file.read(_SNIFFED).decode("utf-8", "ignore")
    except OSError:
        return
    if MARK_COMMENT in text:
        refuse_own_output({MARK: True}, "", path.name)
    if path.suffix.lower() == ".json":
        try:
            keys = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError, RecursionError):
            return
        if isinstance(keys, dict):
            refuse_own_output(keys, "", path.name)


def _files_in(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        if file.is_file() and not hidden and file.name.lower() not in _BESIDE:
            yield file


def _input(path: Path) -> Input:
    return Input(path, path.stat().st_size, reader_for(path) or _markdown)
