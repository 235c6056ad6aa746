"""PubMed XML, plain or gzip: baseline files, update files, what E-utilities and "Save as XML" give.

A record is a document of its abstract; a record without one is kept for what it says about its paper. The title's
final full stop and the brackets of a translated title are dropped. Labels of an abstract become headings as they are
printed, with the role that NLM gives them. What else the record holds is kept as metadata: identifiers, publication
types, MeSH headings, chemicals, keywords, grants, authors with their affiliations, references, history, corrections.

Of other abstracts only a summary in plain English is read as text, under a heading of its own: it is the authors'
wording of the same findings. Other languages and other bodies' abstracts are metadata.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO, cast

from curbside.errors import CurbsideError, IncompleteRecord
from curbside.evidence.document import Document
from curbside.evidence.standing import Deletion, StandingNotice
from curbside.evidence.text import clean_line
from curbside.ingest.pubmed_articles import read_article
from curbside.ingest.pubmed_books import read_book_article
from curbside.ingest.pubmed_record import PMID
from curbside.ingest.streams import Source, name_of, open_binary
from curbside.ingest.xml import Element, XmlText, not_of_a_kind, records

Read = Document | StandingNotice | Deletion
OnSkip = Callable[[CurbsideError], None]

_READERS: dict[str, Callable[[Element], Iterator[Document | StandingNotice]]] = {
    "PubmedArticle": read_article,
    "MedlineCitation": read_article,
    "PubmedBookArticle": read_book_article,
}
_DELETIONS = frozenset({"DeleteCitation", "DeleteDocument"})
_MOSTLY = "PubmedArticle"
_TAGS = (*_READERS, *_DELETIONS)
ROOTS = frozenset({*_TAGS, "PubmedArticleSet", "PubmedBookArticleSet", "MedlineCitationSet", "BookDocumentSet"})


def read_pubmed(source: Source, on_skip: OnSkip | None = None) -> Iterator[Document]:
    """Read the documents of a PubMed file; see `read_pubmed_file`, which also gives what it says about others."""
    return (read for read in read_pubmed_file(source, on_skip) if isinstance(read, Document))


def read_pubmed_file(source: Source, on_skip: OnSkip | None = None) -> Iterator[Read]:
    """Read a PubMed file: documents, notices about other papers after the record that gives them, deletions.

    A document's id is its PMID. Its standing is the one that the record itself states; `standing_checked` is the date
    at which NLM last revised the record, as of which that holds. Of two records of one PMID the one whose `recency`
    sorts later is the newer, in whatever order files come.

    Without `on_skip`, the first record that cannot be taken raises IncompleteRecord; with it, the error is handed over
    and reading goes on. Damage to the file itself raises UnreadableInput in both cases, after every record before it
    was yielded.
    """
    name = name_of(source)
    with open_binary(source) as stream:
        text = XmlText(stream, name)
        if text.root not in ROOTS:
            raise not_of_a_kind(text.root, name, "PubMed XML (PubmedArticleSet) here")
        yield from _reads(cast(IO[bytes], text), name, on_skip)


def _reads(stream: IO[bytes], name: str, on_skip: OnSkip | None) -> Iterator[Read]:
    for number, element in enumerate(records(stream, _TAGS, name, mostly=_MOSTLY), start=1):
        tag = element.tag.rpartition("}")[2]
        if tag in _DELETIONS:
            yield from _deletions(element, name)
            continue
        try:
            # The whole record is read before any of it is given: it is taken or it is not.
            read = list(_READERS[tag](element))
        except IncompleteRecord as error:
            refused = IncompleteRecord(f"{_named(element, number)} of {name}: {error.message}", error.hint)
            if on_skip is None:
                raise refused from error
            on_skip(refused)
            continue
        yield from read


def _deletions(element: Element, name: str) -> Iterator[Deletion]:
    """The citations that NLM took back."""
    for one in element:
        pmid = clean_line(one.text or "")
        if PMID.fullmatch(pmid):
            yield Deletion(pmid, name)


def _named(element: Element, number: int) -> str:
    """What to call a record in a message."""
    pmid = next((clean_line(one.text or "") for one in element.iter("PMID")), "")
    return f"PMID {pmid[:20]}" if pmid else f"Record {number}"
