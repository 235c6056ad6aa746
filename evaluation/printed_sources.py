"""The three articles and the starter pack as sources to print, taken from their files without Curbside's readers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

import yaml
from lxml import etree
from markdown_it import MarkdownIt
from markdown_it.token import Token

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
    as_one_line,
)
from evaluation.printed_truth import NOTE, Block, Grid, Kind, Source

ARTICLES = {"bmc": "1471-2180-11-174.nxml", "plos": "pone.0000217.nxml", "ehp": "ehp-116-1694.nxml"}
STARTER = Path(__file__).parents[1] / "src" / "curbside" / "starter"
_STYLES = {
    "italic": (SLANTED, END_SLANTED),
    "bold": (BOLD, END_BOLD),
    "sub": (SUB, END_SUB),
    "sup": (SUP, END_SUP),
    "em": (SLANTED, END_SLANTED),
    "strong": (BOLD, END_BOLD),
}
_NARROW = str.maketrans({"\u2009": " ", "\u200a": " ", "\u2003": " ", "\u00a0": " "})
_FLOATING = ("fig", "table-wrap", "supplementary-material")


def article(path: Path, name: str) -> Source:
    """A JATS article as its journal might print it."""
    root = etree.parse(path, etree.XMLParser(load_dtd=False, no_network=True, resolve_entities=False)).getroot()
    meta = root.find("front/article-meta")
    year = meta.findtext("pub-date/year")
    pages = meta.findtext("fpage") or meta.findtext("elocation-id") or ""
    record = {
        "year": year,
        "cited": f"{year}, {meta.findtext('volume')}:{pages}",
        "volume": meta.findtext("volume") or "",
        "issue": meta.findtext("issue") or "",
        "first_page": pages,
        "issn": root.findtext("front/journal-meta/issn") or "",
        "publisher": as_one_line(root.findtext("front/journal-meta/publisher/publisher-name") or ""),
        **{one.get("pub-id-type"): one.text for one in meta.findall("article-id")},
    }
    return Source(
        id=name,
        title=_marked(meta.find("title-group/article-title")),
        blocks=(*_abstract(meta), *_body(root)),
        authors=tuple(_authors(meta)),
        journal=as_one_line(root.findtext(".//journal-meta//journal-title")),
        record=record,
        references=tuple(_references(root)),
    )


def chapter(name: str, folders: Sequence[str], title: str) -> Source:
    """Folders of the starter pack as a chapter of a guideline: one source after the other, then a table."""
    blocks: list[Block] = []
    records = []
    for folder in folders:
        for file in sorted((STARTER / folder).glob("*.md")):
            _, front, body = file.read_text("utf-8").split("---\n", 2)
            record = yaml.safe_load(front)
            records.append(record)
            blocks.append(Block(Kind.HEADING, record["title"], 1))
            blocks += _with_provenance(_markdown(body), _cited(record))
    blocks += [Block(Kind.HEADING, "Sources", 1), _table_of(records)]
    record = {"year": "2026", "cited": "2026", "publisher": "The corridor press"}
    return Source(name, title, tuple(blocks), (), "Corridor Notes", record)


def _abstract(meta: etree._Element) -> Iterator[Block]:
    for abstract in meta.findall("abstract"):
        title = abstract.find("title")
        yield Block(Kind.HEADING, _marked(title) if title is not None else "Abstract", 1)
        yield from _within(abstract, 2)


def _body(root: etree._Element) -> Iterator[Block]:
    yield from _within(root.find("body"), 1)
    for part in root.findall("back/*"):
        if part.tag == "sec":
            yield from _section(part, 1)
        elif part.tag == "ack":
            yield Block(Kind.HEADING, "Acknowledgements", 1)
            yield from _within(part, 2)
        elif part.tag == "fn-group":
            yield Block(Kind.HEADING, "Notes", 1)
            yield from (Block(Kind.PARAGRAPH, _marked(one)) for one in part.iter("p"))
    yield from (block for float_ in root.findall("floats-group/*") for block in _float(float_))


def _section(section: etree._Element, level: int) -> Iterator[Block]:
    title = section.find("title")
    if title is not None and _marked(title):
        yield Block(Kind.HEADING, _marked(title), level)
    yield from _within(section, level + 1)


def _within(parent: etree._Element, level: int) -> Iterator[Block]:
    for child in parent:
        if child.tag == "sec":
            yield from _section(child, level)
        elif child.tag == "p":
            yield Block(Kind.PARAGRAPH, _marked(child))
            yield from (block for float_ in child.iter(*_FLOATING) for block in _float(float_))
        elif child.tag in _FLOATING:
            yield from _float(child)


def _float(float_: etree._Element) -> Iterator[Block]:
    label = as_one_line(float_.findtext("label") or "")
    caption = float_.find("caption")
    words = "" if caption is None else " ".join(_marked(one) for one in caption.iter("title", "p"))
    text = ". ".join(part for part in (label.rstrip("."), words) if part)
    table = float_.find(".//table")
    if table is not None:
        rows = [tuple(_marked(cell) for cell in row) for row in table.iter("tr")]
        notes = tuple(_marked(one) for one in float_.findall("table-wrap-foot//p"))
        yield Block(Kind.TABLE, text, grid=Grid(rows[0], tuple(rows[1:]), notes))
    elif text:
        yield Block(Kind.FIGURE, text)


def _authors(meta: etree._Element) -> Iterator[str]:
    for name in meta.findall("contrib-group/contrib[@contrib-type='author']/name"):
        yield f"{name.findtext('surname')}, {name.findtext('given-names')}"


def _references(root: etree._Element) -> Iterator[str]:
    for number, reference in enumerate(root.iterfind(".//ref-list/ref"), 1):
        cited = reference[-1]
        people = [
            as_one_line(f"{name.findtext('surname')} {name.findtext('given-names') or ''}")
            for name in cited.iter("name")
        ]
        parts = (", ".join(people), cited.findtext("article-title"), cited.findtext("source"), cited.findtext("year"))
        where = f"{cited.findtext('volume') or ''}:{cited.findtext('fpage') or ''}-{cited.findtext('lpage') or ''}"
        yield f"{number}. {'. '.join(as_one_line(part) for part in parts if part)};{where}.".replace(";:-", "")


def _marked(element: etree._Element) -> str:
    return _tidy("".join(_runs(element)))


def _runs(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in (*_FLOATING, "disp-formula", "graphic"):
            opening, closing = _STYLES.get(child.tag, ("", ""))
            if child.tag == "xref" and child.get("ref-type") == "bibr" and re.search(r"\d", "".join(child.itertext())):
                yield from _cited_number(child)
            else:
                yield from (opening, *_runs(child), closing)
        yield child.tail or ""


def _cited_number(xref: etree._Element) -> Iterator[str]:
    """A reference's number, marked as such inside its brackets; author and year are words of the sentence."""
    words = as_one_line("".join(xref.itertext()))
    number = re.fullmatch(r"(\[?)([\d,–-]+)(\]?)", words)
    yield f"{number[1]}{RAISED}{number[2]}{END_RAISED}{number[3]}" if number else words


def _tidy(text: str) -> str:
    """One line, with no white space at the inside of a mark ("n " slanted is slanted "n" and a space)."""
    text = as_one_line(text.translate(_NARROW))
    text = re.sub(
        f"{SLANTED}{SUP}([^{END_SUP}]*){END_SUP}{END_SLANTED}", rf"{SUP}{SLANTED}\1{END_SLANTED}{END_SUP}", text
    )
    text = text.replace(END_SUP + SUP, "").replace(END_SUB + SUB, "")
    closing = "".join((END_SUP, END_SUB, END_SLANTED, END_BOLD))
    for _ in range(3):
        text = re.sub(rf" ([{closing}])", r"\1 ", text)
        text = re.sub(rf"([{SUP}{SUB}{SLANTED}{BOLD}]) ", r" \1", text)
    return as_one_line(text)


def _markdown(body: str) -> list[Block]:
    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    blocks: list[Block] = []
    rows: list[list[str]] = []
    depth = 0
    for at, token in enumerate(tokens):
        depth += {"bullet_list_open": 1, "ordered_list_open": 1}.get(token.type, 0)
        depth -= {"bullet_list_close": 1, "ordered_list_close": 1}.get(token.type, 0)
        if token.type == "inline" and tokens[at - 1].type in ("th_open", "td_open"):
            rows[-1].append(_inline(token))
        elif token.type == "inline":
            blocks.append(_block(tokens[at - 1], _inline(token), depth))
        elif token.type == "table_open":
            rows = []
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "table_close":
            caption = blocks.pop().text.partition(":")[2].strip() if blocks[-1].text.startswith("Table") else ""
            blocks.append(Block(Kind.TABLE, caption, grid=Grid(tuple(rows[0]), tuple(tuple(row) for row in rows[1:]))))
    return blocks


def _block(opening: Token, text: str, depth: int) -> Block:
    if opening.type == "heading_open":
        return Block(Kind.HEADING, text, int(opening.tag[1]))
    return Block(Kind.ITEM, text, depth) if depth else Block(Kind.PARAGRAPH, text)


def _inline(inline: Token) -> str:
    parts = []
    for token in inline.children or ():
        tag = re.fullmatch(r"<(/?)(\w+)>", token.content) if token.type == "html_inline" else None
        if tag and tag[2] in _STYLES:
            parts.append(_STYLES[tag[2]][bool(tag[1])])
        elif token.type in ("em_open", "strong_open", "em_close", "strong_close"):
            name, _, end = token.type.partition("_")
            parts.append(_STYLES[name][end == "close"])
        else:
            parts.append(" " if token.type.endswith("break") else token.content)
    return _tidy("".join(parts))


def _with_provenance(blocks: Sequence[Block], provenance: str) -> Iterator[Block]:
    """The blocks with a footnote to the first sentence: where the source was published."""
    noted = False
    for block in blocks:
        if not noted and block.kind in (Kind.ITEM, Kind.PARAGRAPH):
            noted = True
            yield Block(block.kind, block.text + NOTE, block.level, notes=(provenance,))
        else:
            yield block


def _cited(record: dict[str, object]) -> str:
    who = ", ".join(map(str, cast("list[str]", record.get("authors") or []))) or str(record.get("publisher", ""))
    where = record.get("container") or record.get("publisher") or ""
    issue = f";{record['volume']}:{record.get('pages', '')}" if record.get("volume") else ""
    return as_one_line(f"{who}. {where}. {record.get('year', '')}{issue}.").replace("..", ".")


def _table_of(records: Sequence[dict[str, object]]) -> Block:
    rows = tuple(
        (
            str(record["title"]),
            str(record["kind"]).replace("_", " "),
            str(record.get("container") or record.get("publisher") or ""),
            str(record.get("year", "")),
        )
        for record in records
    )
    return Block(Kind.TABLE, "The sources of this chapter", grid=Grid(("Title", "Kind", "Published in", "Year"), rows))
