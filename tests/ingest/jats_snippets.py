"""Snippets of JATS for the readers' tests, and what was made of them."""

from __future__ import annotations

import io
from typing import Any

from curbside.evidence.document import Document, Form
from curbside.evidence.kinds import Role
from curbside.ingest.jats import read_jats

NAMESPACES = (
    'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:mml="http://www.w3.org/1998/Math/MathML" '
    'xmlns:ali="http://www.niso.org/schemas/ali/1.0/" '
    'xmlns:oasis="http://www.niso.org/standards/z39-96/ns/oasis-exchange/table"'
)
TITLE = "<title-group><article-title>An invented article</article-title></title-group>"
REFERENCES = (
    '<ref-list><title>References</title><ref id="r1"><label>1</label><mixed-citation>Nobody A. Invented one. '
    '<source>J Inv</source> 2001.</mixed-citation></ref><ref id="r2"><mixed-citation>Other B. Invented two.'
    "</mixed-citation></ref></ref-list>"
)


def article(
    body: str = "<p>Some text.</p>",
    *,
    meta: str = "",
    title: str = TITLE,
    abstract: str = "",
    back: str = "",
    journal: str = "",
    floats: str = "",
    attributes: str = 'article-type="research-article"',
) -> bytes:
    body = f"<body>{body}</body>" if body else ""
    return (
        f"<article {NAMESPACES} {attributes}><front><journal-meta>{journal}</journal-meta><article-meta>{title}{meta}"
        f"{abstract}</article-meta></front>{body}<back>{back}</back>{floats}</article>"
    ).encode()


def read(data: bytes) -> Document:
    (document,) = read_jats(io.BytesIO(data))
    return document


def lines(document: Document, *forms: Form) -> list[str]:
    return [document.text[block.start : block.end] for block in document.blocks if not forms or block.form in forms]


def body_lines(body: str, **parts: Any) -> list[str]:
    return lines(read(article(body, **parts)))


def line(inline: str, **parts: Any) -> str:
    """What becomes of one paragraph."""
    return "\n".join(body_lines(f"<p>{inline}</p>", **parts))


def headings(document: Document) -> list[str]:
    return [
        f"{'#' * len(document.sections[block.section].heading_path)} {document.text[block.start : block.end]}"
        for block in document.blocks
        if block.form is Form.HEADING
    ]


def roles(document: Document) -> dict[str, Role]:
    return {document.text[one.start : one.end]: one.role for one in document.statements}


def cells(document: Document, table: int = 0) -> tuple[list[str], list[list[str]]]:
    one = document.tables[table]
    words = [[document.text[start:end] for start, end in row] for row in (one.columns, *one.rows)]
    return words[0], words[1:]


def caption(document: Document, table: int = 0) -> str | None:
    span = document.tables[table].caption
    return document.text[slice(*span)] if span else None


def notes(document: Document, table: int = 0) -> list[str]:
    return [document.text[start:end] for start, end in document.tables[table].notes]


def reference(meta: str = "", **parts: Any) -> Any:
    return read(article(meta=meta, **parts)).reference


BIBR = '<xref ref-type="bibr" rid="r{0}">{0}</xref>'


def cite(text: str) -> str:
    """`{1}` is a reference to the first entry."""
    for number in range(1, 60):
        text = text.replace(f"{{{number}}}", BIBR.format(number))
    return text
