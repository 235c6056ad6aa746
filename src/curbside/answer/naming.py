"""A question that names its source: by author and year, PMID, DOI, trial or issuing body.

"What did Riihimäki 2016 find?" asks that source and no other. A name is taken for a source only if the library holds
one of that name; eponyms and trials it does not hold stay words like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from curbside.answer.lexicon import find_mentions
from curbside.evidence.reference import folded
from curbside.evidence.text import Span
from curbside.index.library import Library, Source

_IDENTIFIERS = (
    (
        "doi",
        re.compile(r"(?:\bdoi:?\s*|https?://(?:dx\.)?doi\.org/)?\b(10\.\d{4,9}/[^\s?,;]+[^\s?,;.)])", re.IGNORECASE),
    ),
    ("pmid", re.compile(r"\bPMID:?\s*(\d{1,9})\b", re.IGNORECASE)),
    ("pmcid", re.compile(r"\b(PMC\d{1,10})\b", re.IGNORECASE)),
)
_AUTHOR_YEAR = re.compile(
    r"\b(?P<name>[A-ZÀ-ÖØ-Þ][\w'’-]+(?:[ -][A-ZÀ-ÖØ-Þ][\w'’-]+)?)"
    r"(?:\s+(?:et\s+al\.?|and colleagues|and others))?,?\s+(?:in\s+)?\(?(?P<year>(?:19|20)\d{2})\)?"
)
_ET_AL = re.compile(r"\b(?P<name>[A-ZÀ-ÖØ-Þ][\w'’-]+)\s+(?:et\s+al\.?|and colleagues)")
# "the CLARINET trial", "the ENETS guideline", "NICE guideline NG145", "the Mounjaro label".
_TITLED = re.compile(
    r"\b(?P<name>[A-ZÀ-ÖØ-Þ0-9][\w'’&-]*(?:\s+(?:[A-ZÀ-ÖØ-Þ0-9][\w'’&-]*|of|and|for)){0,5}?)\s+"
    r"(?P<what>guidelines?|guidance|trial|study|label|prescribing information|review|registry|statement|consensus"
    r"|recommendations?|meta-analysis)\b(?:\s+(?P<number>[A-Z]{2,4}\d{1,4}))?"
)
# "What does NICE recommend?", "What did NETTER-1 show?".
_SAYS = re.compile(
    r"\b(?:does|do|did|has|have)\s+(?:the\s+)?(?P<name>[A-ZÀ-ÖØ-Þ][\w'’&-]*(?:\s+[A-ZÀ-ÖØ-Þ][\w'’&-]*){0,4})\s+"
    r"(?:say|recommend|advise|suggest|find|found|report|show|conclude|state|think|propose)\w*\b"
)
_NUMBERED = re.compile(r"\b(?P<name>NG|CG|TA|QS|DG|HTG)\s?(?P<number>\d{1,4})\b")
_BODIES = frozenset(
    {"guideline", "guidelines", "guidance", "statement", "recommendation", "recommendations", "consensus"}
)


@dataclass(frozen=True, slots=True)
class Named:
    """The sources that a question names, by document id, and the spans of the question that name them."""

    document_ids: tuple[str, ...]
    spans: tuple[Span, ...]


def sources_named(text: str, library: Library) -> Named | None:
    """The sources of the library that a question names; None if it names none that is held.

    An identifier counts before author and year, and these before a trial's, label's or body's name.
    """
    for candidates in (_by_identifier, _by_author, _by_title):
        met = [(span, sources) for span, sources in candidates(text, library) if sources]
        if met:
            ids = {source.document_id for _, sources in met for source in sources}
            return Named(tuple(sorted(ids)), tuple(span for span, _ in met))
    return None


def without_names(text: str, spans: Iterable[Span]) -> str:
    """A question without the words that name its source."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


_Candidates = Iterator[tuple[Span, Sequence[Source]]]


def _by_identifier(text: str, library: Library) -> _Candidates:
    for kind, pattern in _IDENTIFIERS:
        for found in pattern.finditer(text):
            value = found[1].upper() if kind == "pmcid" else found[1].lower()
            yield found.span(), library.sources_of_identity(f"{kind}:{value}")


def _by_author(text: str, library: Library) -> _Candidates:
    for found in _AUTHOR_YEAR.finditer(text):
        sources = library.sources_like(found["name"].split()[-1], int(found["year"]))
        yield found.span(), [one for one in sources if _is_by(one, found["name"])]
    for found in _ET_AL.finditer(text):
        yield found.span(), [one for one in library.sources_like(found["name"]) if _is_by(one, found["name"])]


def _by_title(text: str, library: Library) -> _Candidates:
    for found in _NUMBERED.finditer(text):
        yield found.span(), library.sources_like(f"{found['name']}{found['number']}")
    for found in _SAYS.finditer(text):
        # "How does COVID find its way" names no source.
        if not find_mentions(found["name"]):
            yield (
                found.span("name"),
                [one for one in _like(found["name"], library) if _is_titled(one, found["name"], "")],
            )
    for found in _TITLED.finditer(text):
        name = found["name"].removeprefix("The ")
        sources = library.sources_like(found["number"]) if found["number"] else _like(name, library)
        yield found.span(), [one for one in sources if _is_titled(one, found["number"] or name, found["what"].lower())]


def _like(name: str, library: Library) -> Sequence[Source]:
    """Documents with a name in their record, or, for initials, by a body that has them."""
    found = library.sources_like(name)
    if name.isupper() and name.isalpha() and len(name) > 2:
        found += [one for one in library.sources_by_bodies() if one not in found and _is_body(one, name)]
    return found


def _is_by(source: Source, name: str) -> bool:
    """Whether a name is the first author's, or the body's that published."""
    wanted = folded(name).split()
    reference = source.reference
    first = folded(reference.authors[0]).split() if reference.authors else []
    return first[: len(wanted)] == wanted or wanted[-1:] == first[:1] or _is_body(source, name)


def _is_titled(source: Source, name: str, what: str) -> bool:
    """Whether a source is the trial, label or guideline of that name."""
    title = f"{source.reference.title} {source.document_id.replace('-', ' ')}"
    if what in _BODIES and source.reference.kind.value not in ("guideline", "systematic_review", "other"):
        return False
    if name.isupper() and name.isalpha():  # WHO is not "who"
        return re.search(rf"\b{name}\b", title) is not None or _is_body(source, name)
    return f" {_words_of(name)} " in f" {_words_of(title)} " or _is_body(source, name)


def _words_of(text: str) -> str:
    """The words of a text, folded, whatever stands between them: "(PiC)" is the PiC study's name."""
    return " ".join(re.findall(r"\w+", folded(text)))


def _is_body(source: Source, name: str) -> bool:
    """Whether a name is that of who published: by its words, or the initials of them."""
    bodies = [body for body in (source.reference.publisher, *source.reference.authors) if body]
    wanted = folded(name)
    return any(f" {wanted} " in f" {folded(body)} " or name.strip() == _initials(body) for body in bodies)


def _initials(body: str) -> str:
    """ "World Health Organization" as WHO, "U.S. Preventive Services Task Force" as USPSTF."""
    words = re.findall(r"(?:[A-Z]\.)+|[A-Z][\w'’-]*", body)
    return "".join(word.replace(".", "") if "." in word or word.isupper() else word[0] for word in words)
