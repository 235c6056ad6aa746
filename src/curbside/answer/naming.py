"""A question that names its source: by author and year, PMID, DOI, trial or issuing body.

"What did Riihimäki 2016 find?" asks that source and no other. A name is taken for a source only if the library holds
one of that name; eponyms and trials it does not hold stay words like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from curbside.answer.jurisdiction import country_asked
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
_ET_AL = re.compile(r"\b(?P<name>[A-ZÀ-ÖØ-Þ][\w'’-]+)\s+(?:et\s+al\.?|and (?:colleagues|co-?workers|others))")
_WORK = (
    r"(?:study|stud(?:y|ies)|trial|paper|article|review|report|work|data|series|cohort|abstract|analysis|publication"
    r"|meta-analysis|registry)"
)
# "The 2016 Riihimäki study", "Bhandari's 2022 trial", "the sonbol paper", "the paper by Riihimäki (2016)".
_WORK_OF = (
    re.compile(rf"\b(?:the\s+)?(?P<year>(?:19|20)\d{{2}})\s+(?P<name>[A-ZÀ-ÖØ-Þ][\w'’-]+)\s+{_WORK}\b"),
    re.compile(
        rf"\b(?P<name>[A-ZÀ-ÖØ-Þ][\w-]+)['’]s?\s+(?:(?P<year>(?:19|20)\d{{2}})\s+)?(?:[a-z]+\s+){{0,2}}{_WORK}\b"
    ),
    re.compile(
        rf"\b(?:the\s+)?(?:[A-Za-z]+\s+)?{_WORK}\s+(?:by|of|from)\s+(?P<name>[A-ZÀ-ÖØ-Þ][\w'’-]+)"
        r"(?:\s+(?:et\s+al\.?|and colleagues))?(?:,?\s+(?:from|in|of)?\s*\(?(?P<year>(?:19|20)\d{2})\)?)?"
    ),
    re.compile(rf"\b(?:the\s+)(?P<name>[^\W\d_][\w'’-]{{3,}})\s+{_WORK}\b"),
)
# "the CLARINET trial", "the ENETS guideline", "NICE guideline NG145", "the Mounjaro label".
_TITLED = re.compile(
    r"\b(?P<name>[A-ZÀ-ÖØ-Þ0-9][\w'’&-]*?(?:\s+(?:[A-ZÀ-ÖØ-Þ0-9][\w'’&-]*|of|and|for)){0,5}?)(?:['’]s)?\s+"
    r"(?P<what>guidelines?|guidance|trial|study|label|prescribing information|review|registry|statement|consensus"
    r"|recommendations?|meta-analysis|advice|definitions?|criteria|position|pathway|monograph|handbook|paper)\b"
    r"(?:\s+(?P<number>[A-Z]{2,4}\d{1,4}))?"
)
_LABEL_OF = re.compile(
    r"\b(?:the\s+)?(?P<what>label|prescribing information|package insert|monograph)\s+(?:of|for)\s+"
    r"(?P<name>[A-ZÀ-ÖØ-Þ][\w'’-]+)"
)
# "Per the AGA", "in STOP ACEi", "CLARINET: …", "results of NETTER-2": a name with capitals or figures within it.
_INITIALS = r"(?P<name>[A-Z][A-Za-z]*[A-Z0-9][\w]*(?:-\d+)?(?:\s[A-Z]{2,}[a-z]?\b)?)"
_FOLLOWING = re.compile(
    r"\b(?:[Aa]s per|[Pp]er|[Ff]ollowing|[Aa]ccording to|[Ii]n|[Ff]rom|[Bb]y|(?:results?|findings|authors) of)"
    rf"\s+(?:the\s+)?(?:\d{{4}}\s+)?{_INITIALS}(?![\w-])|^{_INITIALS.replace('name', 'first')}(?=:)"
)
# "What does NICE recommend?", "What did NETTER-1 show?".
_SAYS = re.compile(
    r"\b(?:does|do|did|has|have)\s+(?:the\s+)?(?P<name>[A-ZÀ-ÖØ-Þ][\w'’&-]*(?:\s+[A-ZÀ-ÖØ-Þ][\w'’&-]*){0,4})\s+"
    r"(?:say|recommend|advise|suggest|find|found|report|show|conclude|state|think|propose)\w*\b"
)
_NUMBERED = re.compile(
    r"\b(?:NICE\s+)?(?:(?:guideline|guidance)\s+)?(?P<name>NG|CG|TA|QS|DG|HTG)\s?(?P<number>\d{1,4})\b"
    r"(?:\s+(?:guideline|guidance|advice|recommendations?)\b)?"
)
_BODIES = frozenset(
    {"guideline", "guidelines", "guidance", "statement", "recommendation", "recommendations", "consensus", "advice"}
    | {"position", "pathway"}
)
# A person in a list of authors: a surname and initials.
_PERSON = re.compile(r".*\s[A-ZÀ-ÖØ-Þ]{1,4}(?:\s+(?:Jr|Sr|2nd|3rd))?\Z")


@dataclass(frozen=True, slots=True)
class Named:
    """The sources that a question names, by document id, and the spans of the question that name them."""

    document_ids: tuple[str, ...]
    spans: tuple[Span, ...]


def sources_named(text: str, library: Library) -> Named | None:
    """The sources of the library that a question names; None if it names none that is held.

    An identifier counts before author and year, these before a guideline's number, and that before a trial's, label's
    or body's name.
    """
    for candidates in (_by_identifier, _by_author, _by_number, _by_title):
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
    with_year = {found.start() for found in _AUTHOR_YEAR.finditer(text)}
    for pattern in (_ET_AL, *_WORK_OF):
        for found in pattern.finditer(text):
            if found.start("name") in with_year or find_mentions(found["name"]):
                continue
            year = found.groupdict().get("year")
            like = library.sources_like(found["name"], int(year) if year else None)
            yield found.span(), [one for one in like if _is_by(one, found["name"])]


def _by_number(text: str, library: Library) -> _Candidates:
    for found in _NUMBERED.finditer(text):
        yield found.span(), library.sources_like(f"{found['name']}{found['number']}")


def _by_title(text: str, library: Library) -> _Candidates:
    for found in _SAYS.finditer(text):
        # "How does COVID find its way" names no source.
        if not find_mentions(found["name"]):
            yield (
                found.span("name"),
                [one for one in _like(found["name"], library) if _is_titled(one, found["name"], "")],
            )
    for found in _FOLLOWING.finditer(text):
        name = found["name"] or found["first"]
        if not find_mentions(name) and not _is_country(name):
            yield (
                found.span("name" if found["name"] else "first"),
                [one for one in _like(name, library) if _is_titled(one, name, "")],
            )
    for found in _LABEL_OF.finditer(text):
        yield found.span(), [one for one in _like(found["name"], library) if _is_titled(one, found["name"], "label")]
    for found in _TITLED.finditer(text):
        name = found["name"].removeprefix("The ")
        if _is_country(name):  # "American guidelines" are those of a country
            continue
        sources = library.sources_like(found["number"]) if found["number"] else _like(name, library)
        yield found.span(), [one for one in sources if _is_titled(one, found["number"] or name, found["what"].lower())]


def _is_country(name: str) -> bool:
    placed = country_asked(f"in {name}")
    return placed is not None and placed[1] == (0, len(name) + 3)


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
    authors = (one for one in source.reference.authors if not _PERSON.fullmatch(one))
    bodies = [body for body in (source.reference.publisher, *authors) if body]
    wanted = folded(name)
    return any(f" {wanted} " in f" {folded(body)} " or name.strip() == _initials(body) for body in bodies)


def _initials(body: str) -> str:
    """ "World Health Organization" as WHO, "U.S. Preventive Services Task Force" as USPSTF."""
    words = re.findall(r"(?:[A-Z]\.)+|[A-Z][\w'’-]*", body)
    return "".join(word.replace(".", "") if "." in word or word.isupper() else word[0] for word in words)
