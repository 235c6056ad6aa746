"""Printing a source as PDF by groff: -ms pages, tbl tables whose header comes again on every page, real footnotes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from evaluation.marked import (
    BOLD,
    END_BOLD,
    END_RAISED,
    END_SLANTED,
    END_SUB,
    END_SUP,
    RAISED,
    SLANTED,
    SUB,
    SUP,
    plain,
)
from evaluation.printed_layouts import Heads, Layout, heads_of
from evaluation.printed_truth import NOTE, Block, Grid, Kind, Source
from evaluation.printing import byline, run_typesetter

_WIDTHS = {"A4": 210, "letter": 216}
_RAISE, _UNRAISE = r"\v'-.35m'\s-3", r"\s+3\v'.35m'"
_LOWER, _UNLOWER = r"\v'.2m'\s-3", r"\s+3\v'-.2m'"
_ESCAPES = {
    "\\": r"\[rs]", "'": r"\[aq]", "`": r"\[ga]", "^": r"\[ha]", "~": r"\[ti]", '"': r"\[dq]", "\u2010": "-",
    SUP: _RAISE, END_SUP: _UNRAISE, RAISED: _RAISE, END_RAISED: _UNRAISE, SUB: _LOWER, END_SUB: _UNLOWER,
    SLANTED: r"\f[I]", END_SLANTED: r"\f[]", BOLD: r"\f[B]", END_BOLD: r"\f[]",
    "⟨": r"\[la]", "⟩": r"\[ra]", "Φ": r"\[*F]", "′": r"\[fm]", "\u00ad": "", "…": r"\|.\|.\|.",
}  # fmt: skip


def print_with_groff(source: Source, layout: Layout, target: Path) -> None:
    """Print to PDF with groff."""
    with tempfile.TemporaryDirectory() as scratch:
        page = Path(scratch) / "page.ms"
        page.write_text(groff_text(source, layout), "utf-8")
        paper = layout.paper.lower()
        command = f"groff -k -t -ms -Tpdf -dpaper={paper} -P-p{paper} {page} > {target}"
        run_typesetter(["sh", "-c", command], target)


def groff_text(source: Source, layout: Layout) -> str:
    """The -ms source of a copy."""
    return (
        "\n".join(line for line in [*_setup(layout), *_heads(heads_of(source, layout)), *_body(source, layout)] if line)
        + "\n"
    )


def _setup(layout: Layout) -> Iterator[str]:
    """Fonts, sizes, margins; headings that grow with their level, footnotes with their number, hyphenation."""
    width = (_WIDTHS[layout.paper] - 2 * layout.margin) / 10
    family = layout.family if len(layout.family) == 1 else "T"
    registers = {
        "PS": f"{layout.size:g}p",
        "VS": f"{layout.size * 1.22:.1f}p",
        "PO": f"{layout.margin / 10}c",
        "LL": f"{width}c",
        "LT": f"{width}c",
        "HM": "2.4c",
        "FM": "2.4c",
        "PI": "1.2m",
        "PD": ".4v",
        "GROWPS": "4",
        "PSINCR": "1.5p",
        "FF": "1",
    }
    yield from (f".fam {family}", f".ds FAM {family}", ".hy 4")
    yield from (f".nr {name} {value}" for name, value in registers.items())


def _heads(heads: Heads) -> Iterator[str]:
    for macro, (left, right, foot) in (("O", heads.right), ("E", heads.left)):
        yield f".{macro}H |{_head(left)}||{_head(right)}|"
        yield f".{macro}F ||{_head(foot)}||"


def _head(text: str) -> str:
    words = escaped(plain(text)).replace("|", "/")
    return words.replace("Page {page} of {pages}", "Page %").replace("{page}", "%")


def _body(source: Source, layout: Layout) -> Iterator[str]:
    yield from (".TL", _line(source.title), ".AU", _line(byline(source)))
    if layout.columns > 1:
        yield f".MC {(_WIDTHS[layout.paper] - 2 * layout.margin - layout.gap) / 20:.2f}c {layout.gap / 10}c"
    number = 0
    for block in source.blocks:
        yield from _opening(block)
        if block.grid is not None:
            yield from _table(block, block.grid, layout)
            continue
        pieces = block.text.split(NOTE)
        for piece, note in zip(pieces, [*block.notes, None], strict=True):
            words = _line(piece)
            if note is None:
                yield words
                continue
            number += 1
            yield f"{words}{_RAISE}{number}{_UNRAISE}"
            yield from (".FS", f"{number}. {escaped(note)}", ".FE")
        if block.kind is Kind.FIGURE:
            yield ".LP"
    if source.references:
        yield from (".SH 1", "References")
        for reference in source.references:
            yield from (".XP", _line(reference))


def _opening(block: Block) -> Iterator[str]:
    if block.kind is Kind.HEADING:
        yield f".SH {block.level}"
    elif block.kind is Kind.ITEM:
        yield r".IP \[bu] 1.2m"
    elif block.kind is Kind.FIGURE:
        yield from (".KS", ".sp 8", ".KE", ".LP")
    elif block.kind is Kind.PARAGRAPH:
        yield ".PP"


def _table(block: Block, grid: Grid, layout: Layout) -> Iterator[str]:
    if block.text:
        yield from (".LP", f"\\f[B]{_line(block.text)}\\f[]")
    options = "allbox" if layout.rules == "boxed" else "expand"
    yield from (".TS H", f"{options} tab(@);")
    formats = " ".join(f"lbw({width:.2f}c)" for width in _widths(grid, layout))
    yield formats
    yield formats.replace("lb", "l") + "."
    yield _row(grid.columns)
    if layout.rules != "boxed":
        yield "_"
    yield ".TH"
    yield from map(_row, grid.rows)
    yield ".TE"
    for note in grid.notes:
        yield from (".LP", f"\\s-2{_line(note)}\\s+2")


def _widths(grid: Grid, layout: Layout) -> list[float]:
    """Column widths in cm, by what the columns hold."""
    whole = (_WIDTHS[layout.paper] - 2 * layout.margin) / 10
    if layout.columns > 1:
        whole = (whole - layout.gap / 10) / 2
    lengths = [
        min(max(len(plain(row[at])) for row in (grid.columns, *grid.rows) if at < len(row)) + 3, 60)
        for at in range(len(grid.columns))
    ]
    room = whole - 0.45 * len(lengths)
    return [room * length / sum(lengths) for length in lengths]


def _row(cells: Sequence[str]) -> str:
    return "@".join(f"T{{\n{_line(cell)}\nT}}" if plain(cell) else "" for cell in cells)


def _line(marked: str) -> str:
    """A line of text that no request can be taken for."""
    return r"\&" + escaped(marked)


def escaped(marked: str) -> str:
    """Marked text in groff's spelling."""
    return "".join(_ESCAPES.get(character, character) for character in marked)
