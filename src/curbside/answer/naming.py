"""A question that names its source: by author and year, PMID, DOI, trial, journal, title or issuing body.

"What did Riihimäki 2016 find?" asks that source and no other. A name is taken for a source only if the library holds
one of that name; eponyms and trials it does not hold stay words like any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from curbside.answer.bearing import Role, is_acronym, is_numbered, is_titled, records_that_bear, roles_of
from curbside.answer.designations import (
    Cue,
    Named,
    Run,
    cue_of,
    is_inside_a_concept,
    is_uncommon,
    runs_of,
    titles_in,
    without_names,
)
from curbside.answer.jurisdiction import country_asked, country_called
from curbside.answer.lexicon import find_mentions, with_narrower
from curbside.answer.question import Wording
from curbside.answer.source_words import LABEL, OF_A_BODY, source_words
from curbside.answer.understand import frame_terms, rarity_in
from curbside.evidence.kinds import SourceKind
from curbside.evidence.links import ended_doi
from curbside.evidence.reference import normal_doi
from curbside.evidence.terms import content_terms, terms
from curbside.evidence.text import Span
from curbside.index.library import Library, Source

_DOI = re.compile(
    r"(?:\bdoi\b[:\s]*|https?://)?(?:\b(?:www\.|dx\.)?doi\.org/)?(?P<doi>\b10\.\d{4,9}/[^\s\"'<>,;?!”’]+)", re.I
)
_PUBMED = re.compile(
    r"(?:\bPMIDs?|\bPubMed(?:\s+IDs?)?(?=[\s:#=/]*\d{5})|(?:https?://)?(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/)"
    r"[\s:#=/]*(?:(?:no|number|id)\b\.?[\s:]*)?(?P<pmids>\d{1,9}(?:\s*(?:,|and|&|or)\s*\d{1,9}\b)*)/?",
    re.IGNORECASE,
)
_PMC = re.compile(r"(?:https?://\S*?/|\bPMCID[:\s]*)?\b(?P<pmcid>PMC\s?\d{3,10})\b/?", re.IGNORECASE)
_NUMBERED = re.compile(
    r"\b(?:NICE\s+)?(?:(?:guideline|guidance)\s+)?(?P<letters>NG|CG|TA|QS|DG|HTG|PH|SG)\s?(?P<number>\d{1,4})\b"
    r"|\bNICE\s+(?:guideline|guidance)\s+(?:no\.?\s*|number\s*)?(?P<plain>\d{1,4})\b"
)
# "Nemo 1987", "Nemo et al.", "Nemo and colleagues (1987)": a citation, whoever it is of.
_CITED = re.compile(
    r"\b(?P<name>[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ'’-]{2,}(?:-[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]+)?)"
    r"(?:(?P<others>,?\s+et\s+al\b\.?|\s+and\s+colleagues)(?:,?\s+\(?(?P<year_of>(?:19|20)\d{2})\)?)?"
    r"|,?\s+\(?(?P<year>(?:19|20)\d{2})\)?(?!\d))"
)
# "the Finnish trial", "the Brazilian biotin study": of a country, a kind and a topic.
_OF_A_COUNTRY = re.compile(
    r"\b[Tt]he\s+(?:(?P<year>(?:19|20)\d{2})\s+)?(?P<country>[A-Z][A-Za-z]+(?:\s[A-Z][a-z]+)?)\s+(?:[\w-]+\s+){0,2}?"
    r"(?P<kind>trial|study|cohort(?: study)?|registry(?: study)?|case (?:report|series)|survey|review|paper"
    r"|meta-analysis)\b"
)
# Names side by side are asked together: "Knoll and Han", "NETTER-1 versus NETTER-2".
_TOGETHER = re.compile(
    r"\s*(?:,|;|&|/|\bvs\.?|\bversus|\band|\bor|\bwith|\bto|\bagainst|\bthan|,\s*and)\s*"
    r"(?:the\s+|that of\s+|in\s+|of\s+)?\Z",
    re.IGNORECASE,
)
# What stands between two names of one source: "the Cochrane review by Sheikh", "Sheikh (Cochrane)", "ASCO/IDSA".
_OF_ONE = re.compile(r"\s*(?:['’]s)?\s*[(/,]?\s*(?:\w+\s+){0,2}?(?:by|from|in|of|with)?\s*(?:the\s+)?\Z")
_MOST_OF_A_COUNTRY = 3
_MOST_READ = 40
_NEARLY = 0.8
_BY_TITLE = frozenset({Role.TITLE, Role.MENTIONED})
_OF_ONE_STUDY = frozenset({"trial", "cohort", "case"})
_SEVERAL = 2
_SHORTEST_INITIALS = 3
_LONGEST_INITIALS = 6
# A name is of no more words, and no more patterns than this are sought at once: longer expressions are refused.
_LONGEST_NAME = 14
_PATTERNS_AT_ONCE = 100
# Of so few words a question in capitals may be all name; of more, most of them in capitals, it is typed in capitals.
_FEW_WORDS = 6
_MOSTLY = 0.7
_OF_BODIES = frozenset({"guideline", "any", OF_A_BODY})
_FEWEST_OF_A_TITLE = 4
_IN_EUROPE = frozenset({"EU", "GB", "IE"})


@dataclass(frozen=True, slots=True)
class _Met:
    """A name that sources bear, where it stands, and what stands beside it."""

    name: str
    start: int
    end: int
    cue: Cue
    bearers: dict[str, frozenset[Role]]


def sources_named(text: str, library: Library) -> Named | None:
    """The sources of the library that a question names; None if it names none that is held.

    Several may be named at once. Where a name is of several sources, those count that speak of what is asked.
    """
    found = [*_by_identifier(text, library)]
    rest = without_names(text, (span for span, _ in found))
    for candidates in (_by_number, _by_title, _by_name, _by_country):
        for span, sources in candidates(rest, library):
            if sources:
                found.append((span, sources))
        rest = without_names(text, (span for span, _ in found))
    met = [(span, sources) for span, sources in found if sources]
    if not met:
        return None
    ids = {source.document_id for _, sources in met for source in sources}
    return Named(tuple(sorted(ids)), tuple(span for span, _ in met))


def names_not_held(text: str, library: Library) -> tuple[str, ...]:
    """The identifiers, numbers and citations of a question that are of no source that the library holds, as written."""
    found = [text[slice(*span)] for span, sources in _by_identifier(text, library) if not sources]
    found += [text[slice(*span)] for span, sources in _by_number(text, library) if not sources]
    for cited in _CITED.finditer(text):
        name = cited["name"]
        known = is_inside_a_concept(text, *cited.span("name")) or country_called(name) is not None
        if known or not (cited["others"] or is_uncommon(name)):
            continue
        like = library.sources_recorded(f"(?i){'|'.join(records_that_bear(name))}")
        year = int(told) if (told := cited["year"] or cited["year_of"]) else None
        if not any(roles_of(name, one) and year in (None, one.reference.year) for one in like):
            found.append(cited[0])
    return tuple(dict.fromkeys(found))


_Found = Iterator[tuple[Span, Sequence[Source]]]


def _by_identifier(text: str, library: Library) -> _Found:
    for span, identities in identifiers_named(text):
        yield span, [source for one in identities for source in library.sources_of_identity(one)]


def identifiers_named(text: str) -> Iterator[tuple[Span, list[str]]]:
    """The DOIs, PMIDs and PMCIDs of a text as references have them, and where they stand."""
    for found in _DOI.finditer(text):
        doi = ended_doi(found["doi"])
        end = found.start("doi") + len(doi)
        yield (found.start(), end), [f"doi:{normal_doi(doi).lower()}"]
    for found in _PUBMED.finditer(text):
        yield found.span(), [f"pmid:{one.lstrip('0')}" for one in re.findall(r"\d+", found["pmids"])]
    for found in _PMC.finditer(text):
        yield found.span(), [f"pmcid:{found['pmcid'].upper().replace(' ', '')}"]


def _by_number(text: str, library: Library) -> _Found:
    for found in _NUMBERED.finditer(text):
        letters, number = found["letters"] or "[A-Z]{2,3}", found["number"] or found["plain"]
        like = library.sources_recorded(rf"(?i)(?:^|[^a-z0-9]){letters}[\s-]?{number}([^0-9]|$)")
        yield found.span(), [one for one in like if is_numbered(letters, number, one)]


def _by_title(text: str, library: Library) -> _Found:
    for span, words, may_go_on in titles_in(text):
        said = words.split()
        shortest = _FEWEST_OF_A_TITLE if may_go_on else len(said)
        for length in range(len(said), shortest - 1, -1):
            title = " ".join(said[:length])
            pattern = next(records_that_bear(title))
            sources = [one for one in library.sources_recorded(f"(?i){pattern}") if is_titled(title, one)]
            if sources:
                yield (span[0], span[0] + len(title)), sources
                break


# -- names


def _by_name(text: str, library: Library) -> _Found:
    met = list(_names_met(text, library))
    sources = library.sources({one for name in met for one in name.bearers})
    for group in _groups(text, met):
        cue = cue_of(text, group[0].start, group[-1].end)
        for one in group:
            cue = one.cue.joined(cue)
        for together in _of_one_source(text, group):
            borne = [_accepted(one, one.cue.joined(cue), sources, text) for one in together]
            ids = set.intersection(*map(set, borne)) or {one for accepted in borne for one in _outright(accepted)}
            if len(together) == 1:
                ids = set(_outright(borne[0]))
            chosen = _preferred(cue, [sources[one] for one in sorted(ids)], text)
            if chosen:
                start, end = min(one.cue.span[0] for one in together), max(one.cue.span[1] for one in together)
                # Of one trial all reports are asked.
                of_a_trial = any(Role.TRIAL in roles for one in together for roles in one.bearers.values())
                rest = without_names(text, [(start, end)])
                asked = _all_of_it(chosen, library) if of_a_trial else _on_topic(rest, chosen, library)
                yield (start, end), asked
                # "Piece", "label": what the source is called, not what is asked. A definition may be just that.
                called = {one.cue.kind_span for one in together if one.cue.kind not in (None, OF_A_BODY)}
                yield from ((span, asked) for span in sorted(filter(None, called)))


def _names_met(text: str, library: Library) -> Iterator[_Met]:
    """The names of a question that sources of the library bear, the longest first where they overlap."""
    if _is_in_capitals(text):
        return
    runs = [(run, _phrases(run, text)) for run in runs_of(text) if _is_worth_looking(run, text)]
    wanted = dict.fromkeys(name for _, phrases in runs for name, *_ in phrases)
    if not wanted:
        return
    patterns = list(dict.fromkeys(pattern for name in wanted for pattern in records_that_bear(name)))
    some = (patterns[at : at + _PATTERNS_AT_ONCE] for at in range(0, len(patterns), _PATTERNS_AT_ONCE))
    found = (one for at_once in some for one in library.sources_recorded(f"(?i){'|'.join(at_once)}"))
    by_id = {one.document_id: one for one in found}
    like = [by_id[one] for one in sorted(by_id)]
    borne = {name: _bearers(name, like) for name in wanted}
    for _, phrases in runs:
        until = -1
        for name, start, end in phrases:
            if start < until or not borne[name]:
                continue
            cue = cue_of(text, start, end)
            until = end
            yield _Met(name, start, end, cue, borne[name])


def _is_in_capitals(text: str) -> bool:
    """Whether a question is typed in capitals: then they tell no name."""
    words = [word for word in text.split() if word.isalpha()]
    return len(words) > _FEW_WORDS and sum(map(str.isupper, words)) > _MOSTLY * len(words)


def _bearers(name: str, among: Sequence[Source]) -> dict[str, frozenset[Role]]:
    """The sources that bear a name, and as what; none where all of them only say that they studied its people."""
    found = {one.document_id: roles for one in among if (roles := roles_of(name, one))}
    return found if any(roles != {Role.REPORT} for roles in found.values()) else {}


def _is_worth_looking(run: Run, text: str) -> bool:
    """Whether anything shows that words with capitals may name a source: looking up takes time."""
    if any(is_acronym(word.text) and not is_inside_a_concept(text, word.start, word.end) for word in run):
        return True
    return any(cue_of(text, start, end).is_any for _, start, end in _phrases(run, text))


def _phrases(run: Run, text: str) -> list[tuple[str, int, int]]:
    """The parts of a run that may be a name, by where they begin, the longest first."""
    found = []
    for at, first in enumerate(run):
        for last in reversed(run[at : at + _LONGEST_NAME]):
            if first.joins or last.joins:
                continue
            name = text[first.start : last.end]
            country = country_called(name)
            if country is not None and not country.holds:  # "American guidelines" are a country's
                continue
            # "aga guideline": initials, typed small.
            if name.islower() and len(name) <= _LONGEST_INITIALS:
                found.append((name.upper(), first.start, last.end))
            found.append((name, first.start, last.end))
    return found


def _groups(text: str, met: Sequence[_Met]) -> list[list[_Met]]:
    """Names that stand side by side."""
    groups: list[list[_Met]] = []
    for one in met:
        last = groups[-1][-1] if groups else None
        gap = text[last.cue.span[1] if last.cue.span[1] <= one.start else last.end : one.start] if last else ""
        if last and (_TOGETHER.match(gap) or _are_one(gap, last)):
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _are_one(gap: str, before: _Met) -> bool:
    return _OF_ONE.match(gap) is not None and (gap.strip() in ("", "(", "/", ",") or bool(before.cue.kind_word))


def _of_one_source(text: str, group: Sequence[_Met]) -> list[list[_Met]]:
    """The names of a group, those together that some source bears all of."""
    together: list[list[_Met]] = []
    for one in group:
        if together:
            common = set(one.bearers).intersection(*(other.bearers for other in together[-1]))
            last = together[-1][-1]
            between = text[last.end : one.start]
            if common and not re.search(r"\b(?:and|or|vs|versus|than)\b|&", between):
                together[-1].append(one)
                continue
        together.append([one])
    return together


def _accepted(one: _Met, cue: Cue, sources: dict[str, Source], text: str) -> dict[str, set[Role]]:
    """The sources that a name stands for, and as what, as far as what stands beside it allows."""
    return {
        document_id: kept
        for document_id, roles in one.bearers.items()
        if document_id in sources
        and (kept := {role for role in roles if _allows(cue, role, one, sources[document_id], text)})
    }


def _is_body_too(one: _Met, role: Role, cue: Cue) -> bool:
    """Whether initials that are also a drug's or a test's are a body's, as "list" says: ASA is aspirin, too."""
    initials = one.name.isupper() and one.name.isalpha() and len(one.name) >= _SHORTEST_INITIALS
    return role is Role.BODY and initials and (cue.tells or cue.kind in _OF_BODIES)


def _is_a_list(name: str) -> bool:
    return re.search(r",|&|\band\b", name) is not None


def _outright(accepted: dict[str, set[Role]]) -> list[str]:
    """The sources that bear a name otherwise than in their title only; else all."""
    outright = [document_id for document_id, roles in accepted.items() if not roles <= _BY_TITLE]
    return outright or list(accepted)


def _allows(cue: Cue, role: Role, one: _Met, source: Source, text: str) -> bool:
    if cue.year is not None and source.reference.year != cue.year and (cue.exact_year or role is Role.AUTHOR):
        return False
    if cue.of_an_eponym and role is not Role.BODY:
        return False
    in_a_concept = is_inside_a_concept(text, one.start, one.end)
    if role is Role.DRUG:
        return cue.kind == LABEL
    if role is Role.AUTHOR:
        if in_a_concept and not (cue.exact_year or cue.others):
            return False
        told = cue.kind is not None and cue.kind not in (LABEL,) and (cue.kind != OF_A_BODY or cue.year is not None)
        return (
            cue.others or cue.year is not None or told or cue.per or cue.tells or (cue.leads and _is_a_list(one.name))
        )
    if in_a_concept and not (role is Role.JOURNAL and cue.exact_year) and not _is_body_too(one, role, cue):
        return False
    if role is Role.BODY:
        return cue.is_any
    if role is Role.JOURNAL:
        return cue.kind is not None or cue.year is not None or cue.says or (cue.leads and " " in one.name)
    if cue.kind in (LABEL, OF_A_BODY):
        return False
    if role in (Role.TRIAL, Role.REPORT):
        return cue.is_any or cue.within or is_acronym(one.name)
    if role is Role.MENTIONED:
        return bool(cue.kind or cue.says or cue.per or cue.year)
    telling = " " in one.name or cue.kind in _OF_ONE_STUDY
    return cue.kind is not None and telling and one.name[0].isupper()


# -- of several sources of a name


def _preferred(cue: Cue, sources: Sequence[Source], text: str) -> Sequence[Source]:
    """Of the sources of a name, those of the kind, the year and the country that are asked for, if there are any."""
    kinds = source_words().kinds.get(cue.kind or "", frozenset())
    placed = country_asked(text)
    chosen = _where(sources, lambda one: one.reference.kind in kinds)
    if cue.kind == LABEL and kinds and not any(one.reference.kind in kinds for one in chosen):
        return []
    if cue.year is not None:
        chosen = _where(chosen, lambda one: one.reference.year == cue.year)
    if placed is not None:
        chosen = _where(chosen, lambda one: one.reference.jurisdiction == placed[0].code)
    if cue.kind == LABEL:
        chosen = _where(chosen, lambda one: not one.reference.title.rstrip().endswith("?"))
        if cue.kind_word in ("smpc", "spc", "summary of product characteristics"):
            chosen = _where(chosen, lambda one: one.reference.jurisdiction in _IN_EUROPE)
    return chosen


def _where(sources: Sequence[Source], holds: Callable[[Source], bool]) -> Sequence[Source]:
    """The sources of which something holds; all, if it holds of none."""
    return [one for one in sources if holds(one)] or sources


def _all_of_it(sources: Sequence[Source], library: Library) -> Sequence[Source]:
    """The reports of a trial with all texts of the same publications, which need not name it."""
    alike = (one for source in sources for one in library.sources_of_identity(source.reference_id))
    texts = {one.document_id: one for one in (*sources, *alike)}
    return [texts[document_id] for document_id in sorted(texts)]


def _on_topic(text: str, sources: Sequence[Source], library: Library) -> Sequence[Source]:
    """Of several sources of one name, those that speak best of what else a question has; all where none does.

    A passage counts that has most of it, and what the title has. Texts of one source stay together.
    """
    wanted = _wanted(text, library)
    if not wanted or len({one.reference_id for one in sources}) < _SEVERAL:
        return sources
    said = {one.document_id: [frozenset(terms(_told(one)))] for one in sources}
    if len(sources) <= _MOST_READ:
        for hit in library.passages([one.document_id for one in sources]):
            said[hit.source.document_id].append(hit.terms | hit.terms_around)
    reached: dict[str, float] = {}
    for one in sources:
        title, *passages = said[one.document_id]
        score = _share(wanted, title) + max((_share(wanted, passage) for passage in passages), default=0.0)
        reached[one.reference_id] = max(score, reached.get(one.reference_id, 0.0))
    best = max(reached.values())
    return [one for one in sources if reached[one.reference_id] >= _NEARLY * best]


def _wanted(text: str, library: Library) -> list[tuple[float, tuple[Wording, ...]]]:
    """What a question is about, in any wording, weighted by how rare it is in the library."""
    mentions = find_mentions(text)
    said = [with_narrower(one.entry) for one in mentions]
    left = without_names(text, ((one.start, one.end) for one in mentions))
    said += [((one,),) for one in dict.fromkeys(content_terms(left)) if one not in frame_terms() and not one.isdigit()]
    rarity = rarity_in(library.passage_count, library.document_frequency)
    return [(min(max(map(rarity, wording)) for wording in wordings), wordings) for wordings in said]


def _share(wanted: Sequence[tuple[float, tuple[Wording, ...]]], terms: frozenset[str]) -> float:
    return sum(weight for weight, wordings in wanted if any(terms.issuperset(wording) for wording in wordings))


def _told(source: Source) -> str:
    return " ".join((source.reference.title, *source.topics))


def _by_country(text: str, library: Library) -> _Found:
    for found in _OF_A_COUNTRY.finditer(text):
        country = country_called(found["country"])
        if country is None:
            continue
        kinds = source_words().kinds[source_words().groups[found["kind"]]] or frozenset(SourceKind)
        of_it = library.sources_of_country(country.code, [kind.value for kind in kinds])
        if found["year"]:
            of_it = [one for one in of_it if one.reference.year == int(found["year"])]
        chosen = _on_topic(without_names(text, [found.span("country"), found.span("kind")]), of_it, library)
        if len({one.reference_id for one in chosen}) <= _MOST_OF_A_COUNTRY:
            yield found.span("country"), chosen
