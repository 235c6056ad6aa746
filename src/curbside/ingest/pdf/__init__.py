"""PDF: guidelines, articles and protocols as they are printed.

Every page is drawn and its words are put in order: tables first, then columns; running heads, feet and page numbers
are dropped, hyphenation is undone, headings and lists are told by how they are set. What a page's order leaves open
makes the page doubtful, and its figures are then not relied on. The reference list is kept apart from the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from curbside.errors import UnreadableInput
from curbside.evidence.document import Document
from curbside.evidence.text import clean_line
from curbside.ingest.own_output import refuse_own_output
from curbside.ingest.pdf.blocks import Assembler, part_references
from curbside.ingest.pdf.columns import Line
from curbside.ingest.pdf.footnotes import joined_notes, split_footnotes
from curbside.ingest.pdf.front import take_front
from curbside.ingest.pdf.hyphens import Vocabulary
from curbside.ingest.pdf.marks import drop_plain_marks
from curbside.ingest.pdf.opening import OpenedPdf, drawings, open_pdf, read_bytes
from curbside.ingest.pdf.pages import PrintedPage, ordered, printed_pages
from curbside.ingest.pdf.record import Said, best_title, reference_of
from curbside.ingest.pdf.styles import Typography
from curbside.ingest.pdf.writing import Writer
from curbside.ingest.records import document_id
from curbside.ingest.streams import Source, name_of, open_binary


def read_pdf(source: Source) -> Iterator[Document]:
    """Read one PDF.

    Yields one document whose pages are the sheets of the file, counted from 1. Raises UnreadableInput when it is no
    PDF, damaged, protected by a password, unfolds to too much, or has no text layer; OwnOutput when Curbside wrote it.
    """
    name = name_of(source)
    with open_binary(source) as stream:
        data = read_bytes(stream, name)
    opened = open_pdf(data, name)
    pages = list(printed_pages(drawings(opened, name)))
    _refuse_without_text(pages, name)
    yield _document(opened, pages, name)


def _document(opened: OpenedPdf, pages: list[PrintedPage], name: str) -> Document:
    first_page, printed = _text(pages[0]), [piece for page in pages[:3] for piece in page.pieces]
    items = ordered(pages)
    kept = {id(piece) for page in pages[:3] for piece in page.pieces}
    running = [piece.text for piece in printed if id(piece) not in kept]
    lines = [item for page in items for item in page if isinstance(item, Line)]
    if not lines and not any(page.tables for page in pages):
        raise _no_text(name)
    type_of, words = Typography(lines), Vocabulary([line.text for line in lines])
    notes: list[Line] = []
    for i, page in enumerate(pages):
        items[i], found = split_footnotes(items[i], page.rules, page.height, type_of)
        # A note may stand on the page after its mark, where there was no room for it.
        drop_plain_marks([*(items[i - 1] if i else []), *items[i]], found)
        notes += found
    said = Said(opened)
    front = take_front(items, type_of, said.title, words)
    assembler = Assembler(type_of)
    assembler.add([item for page in items for item in page])
    blocks, references = part_references(assembler.blocks)
    doubtful = {page.number for page in pages if page.doubtful}
    writer = Writer(words, doubtful)
    writer.write(blocks)
    writer.footnotes(joined_notes(notes))
    if not writer.builder.has_statements:
        raise _no_text(name)
    title = best_title(front.title, said.title, first_page, name)
    reference = reference_of(title, said, first_page, [*front.lines, *running])
    entries = [words.join([line.text for line in entry]) for entry in references]
    return writer.builder.document(
        document_id({}, reference), reference, metadata=_metadata(pages, entries, front.lines)
    )


def _refuse_without_text(pages: Sequence[PrintedPage], name: str) -> None:
    glyphs, unknown = sum(page.glyphs for page in pages), sum(page.unknown for page in pages)
    if not glyphs or all(page.is_picture or not page.glyphs for page in pages):
        raise _no_text(name)
    if unknown > 0.5 * glyphs:
        raise UnreadableInput(
            f"The letters of {name} cannot be told: its fonts do not say what they show.",
            "Run OCR over it first (for example `ocrmypdf --force-ocr`).",
        )
    refuse_own_output({}, _text(pages[0]), name)


def _no_text(name: str) -> UnreadableInput:
    return UnreadableInput(
        f"{name} has no text layer.", "Run OCR first (for example with ocrmypdf), and add the result."
    )


def _text(page: PrintedPage) -> str:
    pieces = [*page.pieces, *(piece for _, inner in page.frames for piece in inner)]
    cells = [line for table in page.tables for row in table.rows for cell in row for line in cell]
    return "\n".join([*(piece.text for piece in pieces), *cells])


def _metadata(pages: Sequence[PrintedPage], references: Sequence[str], front: Sequence[str]) -> dict[str, Any]:
    labels = [page.label or str(page.number) for page in pages]
    found: dict[str, Any] = {
        "references": [text for entry in references if (text := clean_line(entry))],
        "front_matter": [text for line in front if (text := clean_line(line))],
        "page_labels": labels if any(page.label and page.label != str(page.number) for page in pages) else [],
        "pages_without_text": [page.number for page in pages if page.is_picture],
    }
    return {key: value for key, value in found.items() if value}
