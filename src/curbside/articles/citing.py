"""Whether what versions of articles cite is stored: every revision they name, and every quote in it, word for word."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from curbside.articles.schema import Article, CitedRevision, Version
from curbside.errors import LibraryDamaged

# Revisions looked up together, in a text of some ten kB each.
_SOME = 200
_QUOTE = {"document", "revision", "start", "end", "text"}

Texts = Callable[[Iterable[tuple[str, str]]], Mapping[tuple[str, str], str]]


@dataclass(frozen=True, slots=True)
class Cited:
    """What was found to be in its place."""

    versions: int
    revisions: int
    quotes: int


def check_citations(session: Session, texts: Texts) -> Cited:
    """See that every revision that a version cites is stored, and every quote stands in it; how many those are.

    `texts` gives the stored texts of (document id, revision) pairs. Raises LibraryDamaged naming the first that is not.
    """
    revisions = versions = quotes = 0
    named = (
        select(CitedRevision, Version.n, Article.slug)
        .join(Version, Version.id == CitedRevision.version_id)
        .join(Article, Article.id == Version.article_id)
        .order_by(CitedRevision.version_id, CitedRevision.document, CitedRevision.revision)
    )
    for some in session.execute(named.execution_options(yield_per=_SOME)).partitions():
        stored = texts((cited.document, cited.revision) for cited, _, _ in some)
        for cited, n, slug in some:
            revisions += 1
            if (cited.document, cited.revision) not in stored:
                raise _missing(slug, n, cited.document, cited.revision)
    shown = (
        select(Version.renderings, Version.asked, Version.n, Article.slug)
        .join(Article, Article.id == Version.article_id)
        .order_by(Version.id)
    )
    for renderings, asked, n, slug in session.execute(shown.execution_options(yield_per=1)):
        versions += 1
        found = [*_quotes_in(json.loads(renderings)), *_quotes_in(json.loads(asked))]
        stored = texts((quote["document"], quote["revision"]) for quote in found)
        for quote in found:
            quotes += 1
            text = stored.get((quote["document"], quote["revision"]))
            if text is None:
                raise _missing(slug, n, quote["document"], quote["revision"])
            if text[quote["start"] : quote["end"]] != quote["text"]:
                raise LibraryDamaged(
                    f"A quote in version {n} of the article {slug} is not what {quote['document']} says.",
                    "Use another backup.",
                )
    return Cited(versions, revisions, quotes)


def _quotes_in(data: Any) -> Iterator[dict[str, Any]]:
    """Every quote in an answer, wherever in it statements and cells stand."""
    if isinstance(data, dict):
        if data.keys() >= _QUOTE:
            yield data
        for value in data.values():
            yield from _quotes_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from _quotes_in(value)


def _missing(slug: str, n: int, document: str, revision: str) -> LibraryDamaged:
    return LibraryDamaged(
        f"Version {n} of the article {slug} cites revision {revision[:12]} of {document}, which is not stored.",
        "Use another backup.",
    )
