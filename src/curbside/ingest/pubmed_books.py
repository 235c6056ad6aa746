"""One PubMed record of a book or a chapter of one (GeneReviews, StatPearls), to its document."""

from __future__ import annotations

from collections.abc import Iterator

from curbside.errors import IncompleteRecord
from curbside.evidence.document import Document
from curbside.evidence.kinds import Basis
from curbside.evidence.reference import Reference
from curbside.ingest.building import DocumentBuilder
from curbside.ingest.languages import two_letters
from curbside.ingest.pubmed_abstract import licence_in, read_abstract, title_in
from curbside.ingest.pubmed_articles import Parts, pages_of, pmid_of, recency_of, well_formed
from curbside.ingest.pubmed_kinds import kind_of
from curbside.ingest.pubmed_record import (
    Plain,
    article_ids_of,
    authors_of,
    children,
    date_of,
    grants_of,
    history_of,
    named_list,
    references_of,
    words,
)
from curbside.ingest.xml import Element

_OF_BOOKS = {"Edition": "edition", "Isbn": "isbn", "CollectionTitle": "collection", "Medium": "medium"}


def read_book_article(element: Element) -> Iterator[Document]:
    """The document of a PubmedBookArticle; a chapter's container is its book.

    Raises IncompleteRecord when it has no title or no PMID.
    """
    top = children(element)
    if "BookDocument" not in top:
        raise IncompleteRecord("The record holds no book.", "Download it again.")
    chapter = children(top["BookDocument"])
    book = children(chapter["Book"]) if "Book" in chapter else {}
    about = children(top["PubmedBookData"]) if "PubmedBookData" in top else {}
    pmid = pmid_of(chapter)
    builder = DocumentBuilder()
    metadata = read_abstract(chapter["Abstract"], builder) if "Abstract" in chapter else {}
    metadata.pop("registered", None)
    _read_metadata(top["BookDocument"], chapter, book, about, metadata)
    reference = _reference(pmid, top["BookDocument"], chapter, book, metadata)
    yield builder.document(
        pmid,
        reference,
        basis=Basis.ABSTRACT,
        recency=recency_of(chapter, reference.standing_checked),
        metadata=metadata,
    )


def _read_metadata(element: Element, chapter: Parts, book: Parts, about: Parts, kept: Plain) -> None:
    types = [type_ for one in element.iterchildren("PublicationType") for type_ in named_list([one])]
    found = {
        "publication_types": types,
        "keywords": [text for one in element.iterchildren("KeywordList") for word in one if (text := words(word))],
        "sections": [text for one in chapter.get("Sections", ()) for text in _section_titles(one)],
        "grants": grants_of(chapter["GrantList"]) if "GrantList" in chapter else [],
        "references": [one for list_ in element.iterchildren("ReferenceList") for one in references_of(list_)],
        "history": history_of(about["History"]) if "History" in about else {},
        "contribution_date": date_of(chapter["ContributionDate"]) if "ContributionDate" in chapter else None,
        **{key: words(book[tag]) for tag, key in _OF_BOOKS.items() if tag in book},
    }
    kept.update((key, value) for key, value in found.items() if value)


def _section_titles(section: Element) -> Iterator[str]:
    return (text for title in section.iter("SectionTitle") if (text := words(title)))


def _reference(pmid: str, element: Element, chapter: Parts, book: Parts, kept: Plain) -> Reference:
    title, book_title = (
        title_in(words(parts[tag])) if tag in parts else ""
        for parts, tag in ((chapter, "ArticleTitle"), (book, "BookTitle"))
    )
    if not title and not book_title:
        raise IncompleteRecord("The record has no title.", "Add the text in another format, with its title.")
    lists = [*element.iterchildren("AuthorList"), *(chapter["Book"].iterchildren("AuthorList") if book else ())]
    names, known = authors_of(lists[0]) if lists else ((), [])
    if known:
        kept["author_details"] = known
    given = article_ids_of(chapter["ArticleIdList"]) if "ArticleIdList" in chapter else {}
    date = date_of(book["PubDate"]) if "PubDate" in book else None
    revised = chapter.get("DateRevised")
    publisher = children(book["Publisher"]) if "Publisher" in book else {}
    ids = well_formed([given.pop("doi", "")], [given.pop("pmcid", "")], kept)
    given.pop("pmid", None)
    if given:
        kept["article_ids"] = given
    return Reference(
        title=title or book_title,
        kind=kind_of(one["name"] for one in kept.get("publication_types", ())),
        authors=names,
        container=book_title if title and book_title else None,
        publisher=words(publisher["PublisherName"]) or None if "PublisherName" in publisher else None,
        year=int(date[:4]) if date else None,
        date=date,
        pages=pages_of(chapter["Pagination"]) if "Pagination" in chapter else None,
        pmid=pmid,
        language=two_letters(words(chapter["Language"])) if "Language" in chapter else None,
        licence=licence_in(kept["copyright"]) if "copyright" in kept else None,
        standing_checked=date_of(revised) if revised is not None else None,
        doi=ids.get("doi"),
        pmcid=ids.get("pmcid"),
    )
