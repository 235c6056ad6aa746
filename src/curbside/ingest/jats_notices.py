"""What a JATS article says about how a paper stands: another one that it retracts or corrects, or itself.

A notice (a retraction, a correction, an expression of concern) names the paper it is about; the publisher's copy of a
paper that was retracted names its notice, or says so in its title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from curbside.evidence.kinds import SourceKind, Standing
from curbside.evidence.reference import Reference
from curbside.evidence.standing import StandingNotice
from curbside.ingest.jats_inline import Inline
from curbside.ingest.jats_record import HREF, well_formed

Element = Any

# What a notice says of the paper that it names, by the type of the link.
_SAYS_OF_ANOTHER = {
    "retracted-article": (Standing.RETRACTED, "Retracted"),
    "partial-retraction": (Standing.CONCERN, "Partially retracted"),
    "corrected-article": (Standing.CORRECTED, "Corrected"),
    "object-of-concern": (Standing.CONCERN, "Expression of concern"),
    "updated-article": (Standing.SUPERSEDED, "Updated"),
}
# What a paper says of itself by naming its notice. The worst counts.
_SAYS_OF_ITSELF = {
    "retraction-forward": (Standing.RETRACTED, "Retracted"),
    "concern-forward": (Standing.CONCERN, "Expression of concern"),
    "expression-of-concern": (Standing.CONCERN, "Expression of concern"),
    "partial-retraction-forward": (Standing.CONCERN, "Partially retracted"),
    "correction-forward": (Standing.CORRECTED, "Corrected"),
}
_WORST_FIRST = (Standing.RETRACTED, Standing.CONCERN, Standing.CORRECTED)
# A study that names a "corrected article" is mostly that article itself, tagged the wrong way round.
_NEVER_NOTICES = frozenset(
    {"research-article", "review-article", "case-report", "brief-report", "systematic-review", "meta-analysis"}
)
_NOTICES = frozenset({"retraction", "partial-retraction", "correction", "expression-of-concern"})
# What is published anew as a whole: the edition before gives way. Any other paper that is updated goes on saying what
# it found.
_IN_EDITIONS = frozenset({SourceKind.GUIDELINE, SourceKind.SYSTEMATIC_REVIEW})
_RETRACTED_TITLE = re.compile(r"\W*(?:retracted|withdrawn)(?: article)?\W*[:\]]", re.IGNORECASE)
_LINK_KINDS = {"doi": "doi", "pmid": "pmid", "pubmed": "pmid", "pmc": "pmcid", "pmcid": "pmcid"}
_ADDRESSES = (
    ("doi", re.compile(r"(?:doi\.org/|doi:\s*)(10\.\S+)", re.IGNORECASE)),
    ("pmcid", re.compile(r"(PMC\d+)", re.IGNORECASE)),
    ("pmid", re.compile(r"pubmed(?:\.ncbi\.nlm\.nih\.gov)?/(\d+)", re.IGNORECASE)),
    ("doi", re.compile(r"(10\.\d{4,9}/\S+)")),
)


def notices_of(article: Element, reference: Reference) -> Iterator[StandingNotice]:
    """What an article says of other papers: one notice for each that it retracts, corrects or raises concern about."""
    article_type, told = article.get("article-type", ""), set[tuple[str, ...]]()
    for link in _links(article):
        kind = link.get("related-article-type", "")
        said = _SAYS_OF_ANOTHER.get("partial-retraction" if article_type == "partial-retraction" else kind)
        is_edition = reference.kind in _IN_EDITIONS and not reference.preprint
        if said is None or not (is_edition if kind == "updated-article" else article_type not in _NEVER_NOTICES):
            continue
        identities = tuple(identity for identity in _identities(link) if identity not in reference.identities)
        if identities and identities not in told:
            told.add(identities)
            standing, word = said
            note = f"{word}: {reference.title}{f' (doi:{reference.doi})' if reference.doi else ''}"
            said_by = f"article {reference.doi or reference.pmcid or reference.pmid or reference.title}"
            yield StandingNotice(identities, standing, said_by, note, reference.published)


def with_own_standing(article: Element, reference: Reference) -> Reference:
    """The record with what the article says of its own standing."""
    told = [
        (*_SAYS_OF_ITSELF[kind], ", ".join(_identities(link)))
        for link in _links(article)
        if (kind := link.get("related-article-type")) in _SAYS_OF_ITSELF
    ]
    article_type = article.get("article-type", "")
    # A retraction may bear the title of what it retracts: "Retracted: …".
    if article_type == "retracted-article" or (
        article_type not in _NOTICES and _RETRACTED_TITLE.match(reference.title)
    ):
        told.append((Standing.RETRACTED, "Retracted", ""))
    for worst in _WORST_FIRST:
        for standing, word, notice in told:
            if standing is worst:
                note = f"{word}: {notice}" if notice else f"{word}, as the publisher's copy says"
                return replace(reference, standing=standing, standing_note=note)
    return reference


def _links(article: Element) -> Iterator[Element]:
    yield from article.iterfind("front/article-meta/related-article")
    # Older notices name the paper in their text.
    for part in ("body", "back", "front/article-meta/title-group"):
        found = article.find(part)
        if found is not None:
            yield from found.iter("related-article")


def _identities(link: Element) -> list[str]:
    address = link.get(HREF) or ""
    kind = _LINK_KINDS.get((link.get("ext-link-type") or "").lower())
    value = well_formed(kind, address) if kind else None
    if value is None:
        words = f"{address} {Inline().text(link)}"
        kind, value = next(
            (
                (kind, value)
                for kind, one in _ADDRESSES
                if (found := one.search(words)) and (value := well_formed(kind, found[1]))
            ),
            (None, None),
        )
    return [f"{kind}:{value.lower() if kind == 'doi' else value}"] if value else []
