"""What search engines and other programs read of an article's page: schema.org's `MedicalWebPage` as JSON-LD.

It says no more than the page does: an article that nobody reviewed for its reader has neither reviewers nor a day of
review. The block is data; no policy lets it run.
"""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from curbside.answer.answer import AnswerReference
from curbside.articles.reading import Reading
from curbside.articles.states import State
from curbside.evidence.kinds import Reader, SourceKind, Standing

_AUDIENCES = {Reader.CLINICIAN: "Clinician", Reader.TRAINEE: "Medical trainee", Reader.PATIENT: "Patient"}
_STUDIES = {one for one in SourceKind if one.group.value == "Research"}


def linked_data(article: Reading, canonical: str, site_name: str) -> dict[str, Any]:
    """An article, as one of its readers sees it, as a `MedicalWebPage`."""
    answer, version = article.answer, article.version
    review = answer.review
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "@id": canonical,
        "url": canonical,
        "name": answer.title,
        "inLanguage": "en",
        "dateCreated": article.created_at,
        "dateModified": max(version.created_at, version.since),
        "version": version.n,
        "creativeWorkStatus": _status(article),
        "medicalAudience": {"@type": "MedicalAudience", "audienceType": _AUDIENCES[Reader(answer.reader)]},
        "publisher": {"@type": "Organization", "name": site_name},
        "citation": [_cited(one) for one in answer.references],
    }
    if article.topic:
        data["about"] = {"@type": "MedicalEntity", "name": article.topic}
    if answer.is_reviewed and review.approved_at is not None:
        data["lastReviewed"] = review.approved_at[:10]
        data["reviewedBy"] = [
            {"@type": "Person", "name": one["name"], "jobTitle": one["role"]} for one in review.reviewers
        ]
    return data


def in_page(data: dict[str, Any]) -> Markup:
    """JSON that can stand in a page's script element: nothing in it ends the element or begins another."""
    written = json.dumps(data, ensure_ascii=False, sort_keys=True)
    for mark in "<>&\u2028\u2029":
        written = written.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(written)


def _status(article: Reading) -> str:
    state, answer = article.version.state, article.answer
    if state is State.APPROVED and not answer.is_reviewed:
        return f"not reviewed for the reader: {answer.reader}"
    return state.words


def _cited(one: AnswerReference) -> dict[str, Any]:
    kind = "MedicalScholarlyArticle" if SourceKind(one.kind) in _STUDIES else "CreativeWork"
    cited: dict[str, Any] = {"@type": kind, "name": one.title}
    if one.link:
        cited["url"] = one.link
    if one.authors:
        # Whether a name is a person's or a body's is not recorded, and not guessed.
        cited["author"] = list(one.authors)
    if one.year:
        cited["datePublished"] = str(one.year)
    if one.standing != Standing.CURRENT:
        cited["creativeWorkStatus"] = one.standing
    if one.doi:
        cited["identifier"] = f"doi:{one.doi}"
    elif one.pmid:
        cited["identifier"] = f"pmid:{one.pmid}"
    return cited
