"""Printing a source as HTML, and as PDF by Chromium and WeasyPrint."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from evaluation.hyphenation import hyphenated
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
from evaluation.printed_truth import NOTE, Block, Kind, Source

_TAGS = {
    SUP: "<sup>", END_SUP: "</sup>", SUB: "<sub>", END_SUB: "</sub>", SLANTED: "<i>", END_SLANTED: "</i>",
    BOLD: "<b>", END_BOLD: "</b>", RAISED: "<sup>", END_RAISED: "</sup>",
}  # fmt: skip
# Quiet, and with nothing fetched: no profile, no updates, no sync.
_CHROMIUM = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--no-pdf-header-footer",
)  # fmt: skip
_LONGEST = 180  # seconds a typesetter may take
_HEADING_STYLE = {
    "bold": "h2,h3,h4,h5 { font-weight: bold } h4 { font-style: italic }",
    "spaced": "h2 { letter-spacing: .06em; color: #135 } h3,h4 { font-weight: bold }",
}
_TABLE_STYLE = {
    "booktabs": "table { border-top: 1pt solid; border-bottom: 1pt solid } thead th { border-bottom: .5pt solid }",
    "boxed": "td, th { border: .5pt solid #444 }",
    "zebra": "tbody tr:nth-child(odd) { background: #e8eef4 } thead th { background: #c3d0dd }",
}


def printed_html(source: Source, layout: Layout) -> str:
    """The page that a browser prints: style, front matter, blocks, references."""
    return "\n".join(
        [
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{_inline(source.title)}</title>',
            f"<style>{_style(layout, heads_of(source, layout))}</style></head><body>",
            f'<header><h1>{_inline(source.title)}</h1><p class="by">{html.escape(byline(source))}</p></header>',
            "<main>",
            *body_html(source.blocks),
            *_references(source),
            "</main></body></html>",
        ]
    )


def print_with_chromium(source: Source, layout: Layout, target: Path) -> None:
    """Print to PDF with Chromium."""
    with tempfile.TemporaryDirectory() as scratch:
        page = Path(scratch) / "page.html"
        page.write_text(hyphenated_html(printed_html(source, layout)), "utf-8")
        profile = f"--user-data-dir={scratch}/profile"
        run_typesetter(["chromium", *_CHROMIUM, profile, f"--print-to-pdf={target}", page.as_uri()], target)


def print_with_weasyprint(source: Source, layout: Layout, target: Path) -> None:
    """Print to PDF with WeasyPrint, which sets footnotes at the foot of their page and parts words itself."""
    with tempfile.TemporaryDirectory() as scratch:
        page = Path(scratch) / "page.html"
        page.write_text(printed_html(source, layout), "utf-8")
        run_typesetter(["weasyprint", "-q", str(page), str(target)], target)


def run_typesetter(command: list[str], target: Path) -> None:
    """Run a command that makes a file; raises RuntimeError with its last words if it does not."""
    command = [shutil.which(command[0]) or command[0], *command[1:]]
    run = subprocess.run(command, capture_output=True, text=True, timeout=_LONGEST, check=False)
    if run.returncode or not target.is_file():
        raise RuntimeError(f"{command[0]} made no {target.name}: {run.stderr.strip()[-300:]}")


def hyphenated_html(page: str) -> str:
    """The page with soft hyphens in its words; tags, style and headings are left as they are."""
    head, main = page.split("<main>")
    pieces = re.split(r"(<h[1-6].*?</h[1-6]>|<[^>]*>|&\w+;)", main)
    return head + "<main>" + "".join(piece if i % 2 else hyphenated(piece) for i, piece in enumerate(pieces))


def byline(source: Source) -> str:
    """Authors and where it appeared, under the title."""
    names = [" ".join(reversed(name.split(", "))) for name in source.authors]
    return ". ".join(part for part in (", ".join(names), source.journal, source.record["cited"]) if part) + "."


def body_html(blocks: tuple[Block, ...]) -> Iterator[str]:
    """The blocks as HTML, lists opened and closed around their items."""
    depth, number = 0, 0
    for block in blocks:
        wanted = block.level if block.kind is Kind.ITEM else 0
        yield "<ul>" * (wanted - depth) + "</ul>" * (depth - wanted)
        depth = wanted
        text = _inline(block.text)
        for note in block.notes:
            number += 1
            text = text.replace(_inline(NOTE), f'<span class="note">{_inline(note)}</span>', 1)
        yield _block_html(block, text)
    yield "</ul>" * depth


def _block_html(block: Block, text: str) -> str:
    if block.kind is Kind.HEADING:
        return f"<h{block.level + 1}>{text}</h{block.level + 1}>"
    if block.kind is Kind.ITEM:
        return f"<li>{text}</li>"
    if block.kind is Kind.FIGURE:
        return f'<figure><div class="picture"></div><figcaption>{text}</figcaption></figure>'
    return f"<p>{text}</p>" if block.grid is None else _table_html(block, text)


def _table_html(block: Block, caption: str) -> str:
    grid = block.grid
    assert grid is not None
    head = "".join(f"<th>{_inline(cell)}</th>" for cell in grid.columns)
    rows = "".join(f"<tr>{''.join(f'<td>{_inline(cell)}</td>' for cell in row)}</tr>\n" for row in grid.rows)
    notes = "".join(f'<p class="tablenote">{_inline(note)}</p>' for note in grid.notes)
    titled = f'<p class="caption">{caption}</p>' if caption else ""
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<div class="table">{titled}{table}{notes}</div>'


def _references(source: Source) -> Iterator[str]:
    if source.references:
        yield "<h2>References</h2>"
        yield from (f'<p class="reference">{_inline(one)}</p>' for one in source.references)


def _inline(marked: str) -> str:
    return "".join(_TAGS.get(character) or html.escape(character) for character in marked)


def _style(layout: Layout, heads: Heads) -> str:
    wide = "column-span: all;" if layout.wide_tables and layout.columns > 1 else ""
    align = "justify" if layout.justified else "left"
    return f"""
@page {{ size: {layout.paper}; margin: {layout.margin}mm }}
@page :right {{ {_margin_boxes(heads.right)} }}
@page :left {{ {_margin_boxes(heads.left)} }}
@page :first {{ @top-left {{ content: none }} }}
body {{ font: {layout.size}pt/1.3 "{layout.family}"; margin: 0; hyphens: auto }}
main {{ columns: {layout.columns}; column-gap: {layout.gap}mm; text-align: {align} }}
h1 {{ font-size: 1.8em }} h2 {{ font-size: 1.35em }} h3 {{ font-size: 1.15em }} h4, h5 {{ font-size: 1em }}
h1, h2, h3, h4, h5 {{ text-align: left; margin: 1em 0 .3em; line-height: 1.15; break-after: avoid; hyphens: manual }}
{_HEADING_STYLE[layout.headings]}
p {{ margin: 0 0 .5em }} ul {{ margin: 0 0 .5em; padding-left: 1.3em }} sup, sub {{ font-size: .65em; line-height: 0 }}
figure {{ margin: .8em 0; break-inside: avoid }} .picture {{ height: 28mm; border: 1pt solid #999; background: #eee }}
figcaption, .caption, .tablenote, .reference {{ font-size: .85em }} .caption {{ font-weight: bold; break-after: avoid }}
.table {{ margin: 1em 0; {wide} }} table {{ border-collapse: collapse; width: 100%; font-size: .88em }}
td, th {{ padding: 1.5pt 4pt; text-align: left; vertical-align: top }} tr {{ break-inside: avoid }}
thead {{ display: table-header-group }} {_TABLE_STYLE[layout.rules]}
.note {{ float: footnote; font-size: .8em; text-align: left }}
.note::footnote-call {{ vertical-align: super; font-size: .65em; line-height: 0 }}
"""


def _margin_boxes(texts: tuple[str, str, str]) -> str:
    places = ("top-left", "top-right", "bottom-center")
    font = 'font: 7.5pt "Liberation Sans"; color: #333'
    return " ".join(
        f"@{place} {{ content: {_content(text)}; {font} }}" for place, text in zip(places, texts, strict=True) if text
    )


def _content(text: str) -> str:
    """Words and counters as CSS has them: `"Page " counter(page)`."""
    parts = re.split(r"\{(pages?)\}", plain(text))
    quoted = ('"' + part.replace('"', '\\"') + '"' for part in parts[::2])
    counters = [f"counter({name})" for name in parts[1::2]]
    woven = [piece for pair in zip(quoted, [*counters, ""], strict=True) for piece in pair]
    return " ".join(piece for piece in woven if piece and piece != '""')
