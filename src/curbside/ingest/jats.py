"""JATS, the XML in which journals and PubMed Central keep articles: versions 1.0 to 1.3 and the older NLM DTDs.

A file is one article, or a set of them (`pmc-articleset`, an OAI-PMH answer). Every article is one document: its
record, its text with headings, lists, tables, figure captions and notes, and its reference list kept apart in the
metadata. What a notice says of another paper's standing comes as a StandingNotice beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from curbside.errors import CurbsideError, IncompleteRecord, UnreadableInput
from curbside.evidence.document import Document
from curbside.evidence.kinds import Basis
from curbside.evidence.reference import Reference
from curbside.evidence.standing import StandingNotice
from curbside.ingest.building import DocumentBuilder
from curbside.ingest.jats_blocks import Told
from curbside.ingest.jats_inline import Inline
from curbside.ingest.jats_notices import notices_of, with_own_standing
from curbside.ingest.jats_record import keywords_of, meta_of, read_record, subjects_of
from curbside.ingest.jats_text import tell
from curbside.ingest.records import document_id
from curbside.ingest.streams import Source, name_of, open_binary
from curbside.ingest.xml import records

Element = Any

LARGEST_ARTICLE = 12_000_000
# Articles nest some 30 elements deep, formulas more; every level costs stack.
DEEPEST = 120


def read_jats(source: Source, on_skip: Callable[[CurbsideError], None] | None = None) -> Iterator[Document]:
    """Read the articles of a JATS file, one after the other.

    Without `on_skip`, the first article that cannot be taken raises IncompleteRecord (no title, no text) or
    UnreadableInput (nested too deeply); with it, the error is handed over and reading goes on. Raises UnreadableInput
    in both cases when the file is not XML, is damaged, or holds no article.
    """
    return (read for read in read_jats_file(source, on_skip) if isinstance(read, Document))


def read_jats_file(
    source: Source, on_skip: Callable[[CurbsideError], None] | None = None
) -> Iterator[Document | StandingNotice]:
    """Read all that a JATS file holds: its articles, and after each what it says of other papers' standing.

    Raises as `read_jats` does.
    """
    name = name_of(source)
    with open_binary(source) as stream:
        count = 0
        for article in records(stream, ("article",), name, LARGEST_ARTICLE):
            count += 1
            try:
                read = list(_read(article, name))
            except CurbsideError as error:
                if on_skip is None:
                    raise
                on_skip(error)
            else:
                yield from read
    if not count:
        raise UnreadableInput(f"{name} holds no JATS article.", "Curbside reads files whose articles are <article>.")


def _read(article: Element, name: str) -> Iterator[Document | StandingNotice]:
    _refuse_deep_nesting(article, name)
    _drop_namespaces(article)
    reference = with_own_standing(article, read_record(article, name))
    notices = list(notices_of(article, reference))
    builder = DocumentBuilder()
    told = tell(article, builder)
    if builder.has_statements:
        yield _document(article, reference, builder, told)
    elif not notices:
        raise IncompleteRecord(
            f"“{reference.title[:80]}” in {name} has neither an abstract nor a text.",
            "Add the PDF of the paper instead.",
        )
    yield from notices


def _document(article: Element, reference: Reference, builder: DocumentBuilder, told: Told) -> Document:
    return builder.document(
        document_id({"id": reference.pmcid}, reference),
        reference,
        basis=Basis.FULL_TEXT if told.has_body else Basis.ABSTRACT,
        metadata=_metadata(article, reference, told),
    )


def _metadata(article: Element, reference: Reference, told: Told) -> dict[str, Any]:
    meta = meta_of(article)
    left_out = [
        f"{part.tag}: {_name_of_part(part)}" for part in (*article.findall("sub-article"), *article.findall("response"))
    ]
    metadata = {
        "article_type": article.get("article-type"),
        "subjects": subjects_of(meta),
        "keywords": keywords_of(meta, reference.language),
        "references": told.references,
        "not_as_text": told.not_as_text,
        "left_out": left_out,
    }
    return {key: value for key, value in metadata.items() if value}


def _name_of_part(part: Element) -> str:
    title = next(part.iter("article-title"), None)
    return (Inline().text(title) if title is not None else "") or part.get("article-type", "without a title")


def _refuse_deep_nesting(article: Element, name: str) -> None:
    depth = deepest = 0
    for event, _ in etree.iterwalk(article, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    if deepest > DEEPEST:
        raise UnreadableInput(
            f"An article of {name} nests {deepest} elements in one another, which no article does.",
            "Check that it is the right file, or download it again.",
        )


def _drop_namespaces(article: Element) -> None:
    """Let every element go by its local name, whichever version of JATS, MathML or OASIS's tables it is from."""
    for element in article.iter():
        if isinstance(element.tag, str) and "}" in element.tag:
            element.tag = element.tag.rpartition("}")[2]
