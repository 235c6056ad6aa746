"""A PubMed record's title and abstract, to what is stored of them."""

from __future__ import annotations

import re
from functools import lru_cache

from curbside.evidence.kinds import Role
from curbside.ingest.abstracts import add_abstract
from curbside.ingest.building import DocumentBuilder
from curbside.ingest.pubmed_record import Plain, words
from curbside.ingest.xml import Element

_ROLES = {
    "BACKGROUND": Role.BACKGROUND,
    "OBJECTIVE": Role.AIM,
    "METHODS": Role.METHOD,
    "RESULTS": Role.RESULT,
    "CONCLUSIONS": Role.CONCLUSION,
}
_RECOMMENDATIONS = re.compile(r"(?:\w+ )?recommendations?", re.IGNORECASE)
# What NLM files under findings, or under nothing, though it tells of none.
_REGISTRATION = re.compile(
    r"(?:(?:clinical )?(?:trials?|study|review|prospero|systematic review) )?registration(?: (?:number|no))?"
    r"|trial(?: registry)?(?: number)?|clinical ?trials?(?:\.gov)?(?: identifier| number)?|registry",
    re.IGNORECASE,
)
_ADMINISTRATIVE = re.compile(
    r"funding(?: sources?| statement)?|primary funding source|conflicts? of interest|(?:competing|financial) interests?"
    r"|disclosures?|copyright|key ?words",
    re.IGNORECASE,
)
TRIAL_NUMBER = re.compile(
    r"\b(?:NCT\d{8}|ISRCTN\d{8}|ACTRN\d{14}|ChiCTR[A-Z0-9-]{6,20}|DRKS\d{8}|UMIN\d{9}|CTRI/\d{4}/\d{2,3}/\d{6}|NTR\d{3,5}"
    r"|EUCTR\d{4}-\d{6}-\d{2}|IRCT\d{8,20}(?:N\d+)?|PACTR\d{15,16}|KCT\d{7})\b"
)
_TRUNCATED = re.compile(r"\s*\(ABSTRACT TRUNCATED(?: AT \d+ WORDS)?\)\.?$")
_SENTENCE_END = re.compile(r"(?s:.*)[.?!](?=\s)")
_COPYRIGHT = re.compile(r"(?<=[.?!)])\s*\(?(?:Copyright\b|©|\([Cc]\))\s*(?:©|\([Cc]\))?\s*(?:19|20)\d\d\b.{0,200}$")
_LICENCE = re.compile(
    r"\bCC[ -](?P<kind>BY(?:-N[CD])?(?:-(?:ND|SA))?)(?:[ -](?P<version>\d\.\d))?\b"
    r"|creativecommons\.org/licenses/(?P<path>by[a-z-]{0,6})/(?P<of>\d\.\d)",
    re.IGNORECASE,
)
# Ends that are no full stops: "U.S.A.", "et al.", "sp.", an ellipsis.
_ABBREVIATED = re.compile(r"(?:\.\.|\b(?:[A-Z]\.)+[A-Z]\.|\b(?:al|etc|spp?|ssp|subsp|var|vs|Jr|Inc|Ltd|Co)\.)$")
_UNLABELLED = "UNLABELLED"
_NOT_AVAILABLE = "Not Available"


def title_in(text: str) -> str:
    """A title without its final full stop and the brackets of a translation; "" for one that says there is none."""
    text = _without_full_stop(text)
    if text.startswith("[") and text.endswith("]") and _closes_at_the_end(text):
        text = _without_full_stop(text[1:-1].strip())
    return "" if text == _NOT_AVAILABLE else text


def _without_full_stop(text: str) -> str:
    return text[:-1].rstrip() if text.endswith(".") and not _ABBREVIATED.search(text[-30:]) else text


def _closes_at_the_end(text: str) -> bool:
    """Whether the bracket at the beginning is closed by the one at the end: not in "[18F]FDG and [11C]PIB [sic]"."""
    depth = 0
    for at, character in enumerate(text):
        depth += (character == "[") - (character == "]")
        if depth == 0:
            return at == len(text) - 1
    return False


def read_abstract(abstract: Element, builder: DocumentBuilder) -> Plain:
    """Tell the builder an abstract; returns what it says beside its words: copyright, a trial's number, a cut end."""
    beside: Plain = {}
    under_a_label = False
    for part in abstract:
        text = words(part)
        if part.tag == "CopyrightInformation":
            beside["copyright"] = text
        elif part.tag == "AbstractText" and text:
            label = part.get("Label") or ""
            if label and label != _UNLABELLED:
                builder.heading(2, label, _role(label, part.get("NlmCategory")))
                if "regist" in label.lower() and (number := TRIAL_NUMBER.search(text)):
                    beside.setdefault("registered", number[0])
                under_a_label = True
            elif under_a_label:
                builder.close_headings(2)
                under_a_label = False
            text = _without_tail(text, beside)
            if under_a_label or ": " not in text:
                builder.paragraph(text)
            else:  # labels printed in the text, as older records have them
                add_abstract(builder, text)
    return {key: value for key, value in beside.items() if value}


@lru_cache(2000)
def _role(label: str, category: str | None) -> Role | None:
    """What a section does: as NLM says, but for advice, and for what is about the study's papers."""
    plain = label.rstrip(":. ")
    if _RECOMMENDATIONS.fullmatch(plain):
        return Role.RECOMMENDATION
    if _REGISTRATION.fullmatch(plain) or _ADMINISTRATIVE.fullmatch(plain):
        return Role.METHOD
    return _ROLES.get(category or "")


def _without_tail(text: str, beside: Plain) -> str:
    """The words of an abstract without a copyright line, a mark that it was cut short, and the words cut in two."""
    if "TRUNCATED" in text and (cut := _TRUNCATED.search(text)):
        beside["abstract_truncated"] = True
        text = text[: cut.start()]
        if not text.endswith((".", "?", "!", ")")):
            whole = _SENTENCE_END.match(text)
            text = whole[0] if whole else ""
    tail = text[-260:]
    if ("opyright" in tail or "©" in tail or "(c)" in tail or "(C)" in tail) and (line := _COPYRIGHT.search(text)):
        beside.setdefault("copyright", line[0].strip())
        text = text[: line.start()]
    return text


def licence_in(copyright_line: str) -> str | None:
    """The Creative Commons licence that a copyright line names: "CC BY-NC 4.0"."""
    match = _LICENCE.search(copyright_line)
    if match is None:
        return None
    return " ".join(
        part for part in ("CC", (match["kind"] or match["path"]).upper(), match["version"] or match["of"]) if part
    )
