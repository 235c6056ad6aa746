"""What a printed copy says, known before it is printed: the truth that a reader's document is held against."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from evaluation.marked import END_RAISED, RAISED, forms, plain, sentences

_BRACKETED = re.compile(rf"\s*\[{RAISED}[^\]]*\](?:\s*[–,-]\s*\[{RAISED}[^\]]*\])*")

NOTE = RAISED + END_RAISED
_NOTED = 2  # every second paragraph of an article has a footnote


class Kind(StrEnum):
    """What a block of a printed page is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    FIGURE = "figure"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's column headers, rows and footnotes, marked."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, list item, figure caption or table (then `text` is its caption), in marked text.

    `notes` are its footnotes, marked in the text by an empty raised mark each.
    """

    kind: Kind
    text: str
    level: int = 0
    grid: Grid | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """An article or a chapter: its record and its blocks in order, references apart."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    authors: tuple[str, ...] = ()
    journal: str = ""
    record: dict[str, str] = field(default_factory=dict)
    references: tuple[str, ...] = ()

    @property
    def cited(self) -> str:
        """How a running head names it."""
        names = [name.split(",")[0] for name in self.authors]
        who = names[0] + " et al." if len(names) > 2 else " and ".join(names)
        return " ".join(part for part in (who, self.journal, self.record.get("cited", "")) if part)


def with_raised_references(source: Source) -> Source:
    """Reference numbers raised instead of in brackets: "cells.³" for "cells [3]."."""
    return replace(source, blocks=tuple(_mapped(block, _raise) for block in source.blocks))


def with_bracketed_references(source: Source) -> Source:
    """Reference numbers as the article has them, in brackets on the line."""
    return replace(source, blocks=tuple(_mapped(block, _lower) for block in source.blocks))


def with_footnotes(source: Source) -> Source:
    """A footnote to the first sentence of every second paragraph: a reference, as some journals print theirs."""
    blocks, references = [], iter(source.references)
    for at, block in enumerate(source.blocks):
        reference = next(references, None) if block.kind is Kind.PARAGRAPH and at % _NOTED == 0 else None
        if reference is not None:
            first, *rest = sentences(block.text)
            if plain(first).endswith("."):
                words = f"{first.rstrip()}{NOTE} {''.join(rest)}".strip()
                block = replace(block, text=words, notes=(reference.partition(". ")[2],))
        blocks.append(block)
    return replace(source, blocks=tuple(blocks))


def without_footnotes(source: Source) -> Source:
    """The source with its footnotes and their marks left out."""
    return replace(
        source, blocks=tuple(replace(block, text=block.text.replace(NOTE, ""), notes=()) for block in source.blocks)
    )


def numbered(source: Source) -> Source:
    """Headings with their numbers before them: "2.1 Statistics"."""
    counts: list[int] = []
    blocks = []
    for block in source.blocks:
        if block.kind is Kind.HEADING:
            counts = [*counts, *[0] * block.level][: block.level]
            counts[-1] += 1
            block = replace(block, text=f"{'.'.join(map(str, counts))} {block.text}")
        blocks.append(block)
    return replace(source, blocks=tuple(blocks))


def as_data(source: Source, running: Sequence[str]) -> dict[str, Any]:
    """The truth as plain data, as it is written beside a printed copy."""
    return {
        "id": source.id,
        "title": plain(source.title),
        "authors": list(source.authors),
        "journal": source.journal,
        "record": source.record,
        "running": list(running),
        "blocks": [_block_data(block) for block in source.blocks],
        "footnotes": [list(forms(note)) for block in source.blocks for note in block.notes],
        "references": [plain(reference) for reference in source.references],
    }


def printed_sentences(source: Source) -> Iterator[str]:
    """Every sentence of the running text and of figure captions, marked, in order."""
    for block in source.blocks:
        if block.kind in (Kind.PARAGRAPH, Kind.ITEM, Kind.FIGURE):
            yield from sentences(block.text)


def _block_data(block: Block) -> dict[str, Any]:
    data: dict[str, Any] = {"kind": block.kind.value, "text": plain(block.text)}
    if block.kind is Kind.HEADING:
        data["level"] = block.level
    elif block.grid is not None:
        data["columns"] = [list(forms(cell)) for cell in block.grid.columns]
        data["rows"] = [[list(forms(cell)) for cell in row] for row in block.grid.rows]
        data["notes"] = [list(forms(note)) for note in block.grid.notes]
    else:
        data["sentences"] = [list(forms(sentence)) for sentence in sentences(block.text)]
    return data


def _mapped(block: Block, change: Callable[[str], str]) -> Block:
    """The block with its text and a table's notes changed; a cell that is a reference number stays on its line."""
    grid = block.grid and Grid(
        tuple(map(_lower, block.grid.columns)),
        tuple(tuple(map(_lower, row)) for row in block.grid.rows),
        tuple(map(change, block.grid.notes)),
    )
    return replace(block, text=change(block.text), grid=grid)


def _raise(text: str) -> str:
    def together(run: re.Match[str]) -> str:
        numbers = re.sub(rf"[\[\]\s{RAISED}{END_RAISED}]", "", run[0])
        return f"{RAISED}{numbers}{END_RAISED}"

    return _BRACKETED.sub(together, text)


def _lower(text: str) -> str:
    return re.sub(rf"{RAISED}([^{END_RAISED}]+){END_RAISED}", r"\1", text)
