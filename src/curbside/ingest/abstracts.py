"""Abstracts given as one text: their labelled parts found, so that each keeps its heading and its role."""

from __future__ import annotations

import re
from collections.abc import Iterator

from curbside.evidence.kinds import Role
from curbside.evidence.text import clean, clean_line
from curbside.ingest.building import DocumentBuilder

# A label stands where a sentence may begin, and ends in a colon.
_LABEL = re.compile(r"(?:\A|(?<=[.?!)\]]\s)|(?<=\n))([A-Z][A-Za-z'’&/,() -]{2,58})\s?:(?=\s)")
# The labels that abstracts have, in capitals or not.
_KNOWN = re.compile(
    r"(?:background|introduction|context|rationale|importance)(?: (?:and|&) (?:aims?|objectives?|purpose))?"
    r"|(?:aims?|objectives?|purposes?|goals?)(?: of (?:the )?(?:study|review))?|research question|hypothesis"
    r"|(?:(?:materials?|patients|subjects|participants|design)(?:,? and|,| &) )?methods?(?: (?:and|&) \w+)?|methodology"
    r"|(?:study |trial )?design(?:,? (?:and )?settings?)?(?:,? and participants)?|(?:study )?settings?"
    r"(?: and participants)?|patients|participants|subjects|interventions?|exposures?|search (?:methods|strategy)"
    r"|(?:main |primary )?outcomes?(?: (?:measures?|and measures))?|measurements?(?: and main results)?"
    r"|data (?:sources?|collection(?: and analysis)?|extraction|synthesis)|(?:study )?selection(?: criteria)?"
    r"|(?:statistical )?analysis|(?:main |key )?(?:results?|findings?)|limitations?"
    r"|(?:authors['’] )?conclusions?(?: and (?:relevance|implications))?|discussion|interpretation|implications"
    r"|summary|funding|(?:clinical |trial )*registration(?: number)?|(?:clinical )?(?:significance|relevance)",
    re.IGNORECASE,
)
_FEWEST_CAPITALS = 5
_WRAPPED = 50
# What a labelled part does, by the first of these that its label speaks of: "Background and aims" is background.
_ROLES = tuple(
    (role, re.compile(words, re.IGNORECASE))
    for role, words in (
        (Role.CONCLUSION, r"conclusion|interpretation|implication|relevance|significance|discussion|summary"),
        (Role.RESULT, r"result|finding"),
        (Role.BACKGROUND, r"background|introduction|context|rationale|importance"),
        (Role.AIM, r"\b(?:aim|objective|purpose|goal|question|hypothes)"),
        (
            Role.METHOD,
            r"method|design|setting|patient|participant|subject|intervention|exposure|strategy|outcome|measure"
            r"|\bdata\b|selection|analysis|registration|funding",
        ),
    )
)
_CALLED_ONE = re.compile(r"\Aabstract\s*(?::\s*|\n+)", re.IGNORECASE)
# Publishers close an abstract with whose it is, which is no finding.
_RIGHTS = re.compile(
    r"(?:\A|(?<=[.?!)\]]\s)|(?<=\n))(?:copyright\b|(?:©|\(c\))\s*(?:the author|(?:19|20)\d\d)).{0,300}\Z",
    re.IGNORECASE | re.DOTALL,
)


def add_abstract(builder: DocumentBuilder, abstract: str) -> None:
    """Add an abstract to a document: a section for each labelled part, with what it does; broken lines made whole."""
    for label, text in parts_of_abstract(abstract):
        if label:
            builder.heading(2, label, role_of_label(label))
        for paragraph in _paragraphs(text):
            builder.paragraph(paragraph)


def parts_of_abstract(abstract: str) -> Iterator[tuple[str | None, str]]:
    """The parts of an abstract, each with its label; None before the first."""
    text = _RIGHTS.sub("", _CALLED_ONE.sub("", clean(abstract).strip()))
    candidates = list(_LABEL.finditer(text))
    is_labelled = bool(candidates) and candidates[0].start() == 0
    labels = [one for one in candidates if _is_label(one[1].strip(), is_labelled)]
    at, label = 0, None
    for one in labels:
        if label or text[at : one.start()].strip():
            yield label, text[at : one.start()].strip()
        at, label = one.end(), clean_line(one[1])
    if text[at:].strip():
        yield label, text[at:].strip()


def _paragraphs(text: str) -> Iterator[str]:
    """Lines as paragraphs; a line that ends in no full stop goes on in the next if it is long, or the next small."""
    paragraph = ""
    for line in filter(None, map(clean_line, text.split("\n"))):
        # After a full stop the segmenter knows what is a sentence, and "vs." is none.
        goes_on = paragraph.endswith((".", "?", "!")) or line[0].islower() or len(paragraph) >= _WRAPPED
        if paragraph and not goes_on:
            yield paragraph
            paragraph = ""
        paragraph = f"{paragraph} {line}".strip()
    if paragraph:
        yield paragraph


def role_of_label(label: str) -> Role | None:
    """What the part of an abstract under this label does, None where it does not say."""
    return next((role for role, words in _ROLES if words.search(label)), None)


def _is_label(label: str, is_labelled: bool) -> bool:
    """Whether words before a colon are a label; ones that no one knows only in an abstract that begins with one."""
    if _KNOWN.fullmatch(label):
        return True
    return is_labelled and label.isupper() and sum(map(str.isalpha, label)) >= _FEWEST_CAPITALS
