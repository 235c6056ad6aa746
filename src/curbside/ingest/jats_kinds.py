"""What kind of source a JATS article is.

What kind of study a research article reports cannot be told from its article type. It is told only by what says so
outright, the subject heading or the title ("a randomised controlled trial", "a systematic review"), for observations
also a keyword ("cohort study"); else a research article is `other`, rather than stronger than it is. A protocol, a
comment or a notice never counts as the study.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from curbside.evidence.kinds import SourceKind

# What the article type alone says; every other type says nothing of the study.
_KIND_OF_TYPE = {
    "case-report": SourceKind.CASE_REPORT,
    "clinical-trial": SourceKind.NONRANDOMIZED_TRIAL,
    "guideline": SourceKind.GUIDELINE,
    "guidelines": SourceKind.GUIDELINE,
    "meta-analysis": SourceKind.SYSTEMATIC_REVIEW,
    "practice-guideline": SourceKind.GUIDELINE,
    "randomized-controlled-trial": SourceKind.RANDOMIZED_TRIAL,
    "review-article": SourceKind.NARRATIVE_REVIEW,
    "systematic-review": SourceKind.SYSTEMATIC_REVIEW,
}
# Types whose subject heading and title speak of what they report themselves, not of another paper.
_REPORTS = frozenset(
    {*_KIND_OF_TYPE, "", "research-article", "brief-report", "rapid-communication", "other", "preprint", "data-paper"}
)
_META_ANALYSIS = r"(?:network |individual (?:patient|person) data )?meta-?analys[ei]s"
_REVIEW_WORDS = r"narrative|scoping|literature|critical|integrative|mini-?|invited|clinical"
# Words that qualify a study; after "of", "from" or "alongside" it is another paper's.
_QUALIFIERS = (
    r"(?:(?!(?:of|to|from|in|for|with|alongside|within|into|about|on|using|by|during|after|between|among|via|the"
    r"|implementing|applying|comparing|following|versus|vs)\b)[\w/-]+,? )"
)
# Who writes guidelines, and how they are called: "2019 ESC/EAS", "European", "Clinical practice".
_ISSUERS = (
    r"(?:(?:(?-i:[A-Z]{2,}[\w/-]*)|\d{4}|european|american|british|canadian|national|international|joint|updated|clinical"
    r"|consensus|evidence-based|practice|society) )"
)
# In order: the first that is said counts. A subject heading must be nothing else; a title must say it of itself.
_KIND_SAID = (
    (
        SourceKind.SYSTEMATIC_REVIEW,
        r"(?:(?:rapid |living |umbrella |cochrane )?systematic (?:literature )?reviews?"
        rf"(?: (?:and|&) {_META_ANALYSIS})?|{_META_ANALYSIS})",
    ),
    (SourceKind.NONRANDOMIZED_TRIAL, r"non-?randomi[sz]ed (?:controlled )?(?:clinical )?trial"),
    (SourceKind.RANDOMIZED_TRIAL, rf"{_QUALIFIERS}{{0,6}}randomi[sz]ed,? (?:[\w-]+,? ){{0,5}}trial"),
    (SourceKind.GUIDELINE, rf"{_ISSUERS}{{0,6}}guidelines?"),
    (SourceKind.REGISTRY_STUDY, rf"{_QUALIFIERS}{{0,4}}regist(?:ry|er)(?:-based)? (?:(?:cohort )?study|analysis)"),
    (SourceKind.COHORT_STUDY, rf"{_QUALIFIERS}{{0,5}}cohort (?:study|analysis)"),
    (SourceKind.CASE_SERIES, rf"{_QUALIFIERS}{{0,3}}case series"),
    (
        SourceKind.CASE_REPORT,
        rf"{_QUALIFIERS}{{0,3}}case reports?(?: and (?:a )?(?:literature )?review(?: of (?:the )?literature)?)?",
    ),
    (SourceKind.NARRATIVE_REVIEW, rf"(?:{_REVIEW_WORDS}) ?reviews?"),
)
_BEFORE = r"(?:.*[:.?–—]\s+)?(?:(?:an?|the)\s+)?(?:updated\s+)?"
_AFTER = r"(?:\s+(?:of|in|with|for|on|from)\b.*|[:.].*)?"
# "Randomised controlled trials", "Cohort studies".
_AS_SUBJECT = tuple(
    (kind, re.compile(rf"(?:{words})s?|cohort studies" if kind is SourceKind.COHORT_STUDY else rf"(?:{words})s?", re.I))
    for kind, words in _KIND_SAID
)
# "…: a randomised trial", "A systematic review of …", "Meta-analysis: …".
_AS_TITLE = tuple((kind, re.compile(_BEFORE + words + _AFTER, re.IGNORECASE)) for kind, words in _KIND_SAID)
# A keyword may be what a paper is about ("randomised trials"); these are mostly what it is.
_KEYWORDS_TELL = frozenset(
    {SourceKind.COHORT_STUDY, SourceKind.REGISTRY_STUDY, SourceKind.CASE_SERIES, SourceKind.CASE_REPORT}
)
_NOT_THE_STUDY = re.compile(
    r"\b(?:protocols?|rationale and design|study design|statistical analysis plan|secondary analys[ei]s|post[- ]hoc"
    r"|comment(?:ary)? (?:on|to)|(?:reply|response|letter) to)\b"
    r"|^\W*(?:editorial|corrigendum|erratum|correction|retraction|retracted)\b(?: to\b|\W*:)",
    re.IGNORECASE,
)
_LONGEST_TITLE = 400


def kind_of(article_type: str, subjects: Iterable[str], title: str, keywords: Iterable[str]) -> SourceKind:
    """The kind that an article says it is, by its subject headings, its title, its keywords, its type."""
    article_type, title = article_type.strip().lower(), title[:_LONGEST_TITLE]
    if article_type not in _REPORTS or _NOT_THE_STUDY.search(title):
        return SourceKind.OTHER
    for subject in subjects:
        for kind, words in _AS_SUBJECT:
            if words.fullmatch(subject[:_LONGEST_TITLE]):
                return kind
    for kind, words in _AS_TITLE:
        if words.fullmatch(title):
            return kind
    for keyword in keywords:
        for kind, words in _AS_SUBJECT:
            if kind in _KEYWORDS_TELL and words.fullmatch(keyword[:_LONGEST_TITLE]):
                return kind
    return _KIND_OF_TYPE.get(article_type, SourceKind.OTHER)
