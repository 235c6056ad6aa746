"""Evidence to a draft: the direct answer first, then sections in the order a reader needs them.

Sections are the sources' own headings, merged where they are the same words. Those that promise what was
asked come first, then those with most evidence. Nothing is worded here: what is shown was chosen, not written.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from curbside.answer.aspects import aspect_of_heading, aspect_words, says
from curbside.answer.candidates import Row
from curbside.answer.coverage import ALL_OF_IT, ENOUGH_SHARED, enough_focus, shared
from curbside.answer.directness import directest_first, is_narrower, is_nearly_as_direct
from curbside.answer.fit import Fit
from curbside.answer.jurisdiction import countries_named, is_of, nearness
from curbside.answer.lexicon import ConceptKind, find_mentions
from curbside.answer.parts import parts_of
from curbside.answer.qualifiers import Found, not_said_of, qualifiers_asked, qualifiers_in, says_all, to_be_said
from curbside.answer.question import Question
from curbside.answer.select import Evidence
from curbside.answer.shape import Figure, figures_in, has_figure, is_list, shape_of
from curbside.answer.understand import frame_terms
from curbside.answer.usefulness import is_folded, is_left_out
from curbside.answer.wording import wording
from curbside.evidence.hollow import sentences
from curbside.evidence.kinds import Aspect, Reader, SourceKind
from curbside.evidence.standalone import POINTS_BACK
from curbside.evidence.terms import content_terms, terms

# A sentence of the next passage that limits one of these is shown with it, however long the two are.
MOST_SUMMARY_WORDS = 60
# A list is read at a glance: it may be longer, where lists are what is asked for.
MOST_LISTED_WORDS = 100
MOST_SUMMARY_STATEMENTS = 3

# Words that limit whom a statement is about, where its title has them.
_LIMITING = (
    "adult adults child children paediatric infant infants neonate newborn adolescent elderly older geriatric pregnant "
    "pregnancy lactation breastfeeding women men male female renal kidney hepatic liver dialysis intravenous oral "
    "topical"
)
# Headings that say what a text does, not what it is about.
_GENERIC = re.compile(
    r"(abstract|background|introduction|aims?|objectives?|methods?|results?|findings|conclusions?|discussion|summary"
    r"|key points|recommendations?|overview|interpretation)\W*",
    re.IGNORECASE,
)
_ADULTS = re.compile(r"(?:in |for )?adults?", re.IGNORECASE)
# Of how many words a question must be for a statement that has them to be just what it asks for.
_ASKS_MUCH = 4
# Whoever asks when, or whether, to do something looks for a section that says when to, and when not to.
_ASKS_WHEN = re.compile(r"\W*(?:when|should|how often)\b", re.IGNORECASE)
_TELLS_WHEN = re.compile(r"when\b", re.IGNORECASE)
_WHOLE = re.compile(r"(all|overall|general)\b")
_SIGN = re.compile(r"[<>≤≥=\d]")
_SHARE = re.compile(r"(\d+(?:\.\d+)?) ?%")
# What is done differently after failure, or if widespread; "what is done" and "what is next" name no aspect.
_WHAT_TO_DO = frozenset({Aspect.TREATMENT, Aspect.DOSE, Aspect.REFERRAL, Aspect.GENERAL, Aspect.DEFINITION})
# A heading that sets a case apart from others of the same subject.
_SETS_A_CASE = re.compile(
    r"^(?:if|when(?! (?:not )?to\b)|after|before|during|with|without|in|for|on|under|once|until|where|among)\b"
    r"|\b(?:severe|mild|moderate|acute|chronic|recurrent|relaps\w+|refractory|resistant|complicated|uncomplicated|initial"
    r"|maintenance|emergency|prophyla\w+|first|second|third|last|early|late|advanced|high-risk|low-risk|previous|prior"
    r"|allerg\w+|intoleran\w+|fail\w*|cannot|unable|only|special|outpatients?|inpatients?|hospital\w*|overdose"
    r"|weight|obes\w+|smokers?|short-term|long-term|combin\w+|alone)\b",
    re.IGNORECASE,
)
_LIMITING_KINDS = frozenset(
    {ConceptKind.POPULATION, ConceptKind.DISEASE, ConceptKind.DRUG, ConceptKind.CLASS, ConceptKind.ORGAN}
)


@dataclass(slots=True)
class DraftTable:
    """A table put together from rows of one source."""

    row: Row
    rows: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class DraftSection:
    """A heading with the evidence under it, in the order in which it is shown; `folded` if only on request."""

    heading: str
    statements: list[Evidence] = field(default_factory=list)
    tables: list[DraftTable] = field(default_factory=list)
    folded: bool = False


@dataclass(slots=True)
class Draft:
    """An answer before its quotes are checked and its references numbered."""

    question: Question
    title: str
    summary: list[Evidence]
    sections: list[DraftSection]


def compose(question: Question, evidence: Sequence[Evidence]) -> Draft:
    """Arrange evidence into an answer."""
    said_once = list(_said_once(evidence))
    summary = _summary(question, said_once)
    # A row that is the direct answer stands in its table, too: a table without it would mislead.
    # So does the whole of a statement of which only the first sentences lead.
    shown_first = {(one.place, one.text) for one in summary if one.row is None}
    rest = [one.whole for one in said_once if (one.place, one.text) not in shown_first and not is_left_out(one)]
    summary = [one.whole for one in summary]
    rest = _without_parts(rest, summary)
    # Of most direct statements that are of use less often than not, more than half were judged to be beside the point.
    summary = [_noted(one, wording()["uncertain"]) if is_folded(one) else one for one in summary]
    first = [one for one in rest if not is_folded(one)]
    more = [one for one in rest if is_folded(one)]
    sections = _sections(question, first, summary)
    sections += _folded(_sections(question, more, summary), sections)
    return Draft(question, title_of(question), summary, sections)


def title_of(question: Question) -> str:
    """What an answer is called: its aspect and focus where the question says these and no more, else itself."""
    entry = aspect_words().get(question.aspect)
    in_one_go = question.phrase.lower() in question.interpreted.lower() and not _says_more(question)
    title = entry.title.format(focus=question.phrase) if entry and in_one_go else question.interpreted
    return title[:1].upper() + title[1:]


def _says_more(question: Question) -> bool:
    """Whether a question has words or figures that a title of its aspect and focus would leave out."""
    said = question.interpreted.replace(question.phrase, " ")
    if question.left_out or _wanted(question):
        return True
    return bool(question.other_terms - frame_terms()) or any(map(str.isdigit, said))


def _said_once(evidence: Iterable[Evidence]) -> Iterable[Evidence]:
    """Join statements of the same words into one, cited to every source that says them.

    A source beside which something must be said is not cited for what another says that needs no such remark. Of two
    with different remarks both stay: neither remark holds for what the other source says.
    """
    kept: dict[str, dict[str | None, Evidence]] = defaultdict(dict)
    for one in evidence:
        # Letter case and spacing apart, every character counts: "> 6 mg" is not "< 6 mg", nor "1.5" "15".
        remarked = kept[_claim(one) if one.row is None else f"{one.row.table} {one.quotes[0].start}"]
        first = remarked.get(one.note)
        if first is None:
            # One source that says it twice needs no remark beside the second, but may need none at all.
            said_before = any(other.source.reference_id == one.source.reference_id for other in remarked.values())
            if one.note is None or not said_before:
                remarked[one.note] = one
            continue
        also = one.whole.quotes if first.source.reference_id != one.source.reference_id else ()
        # What is of use in one of its places is of use.
        remarked[one.note] = replace(first, quotes=(*first.quotes, *also), useful=max(first.useful, one.useful))
    for remarked in kept.values():
        yield from [remarked[None]] if None in remarked else remarked.values()


def _without_parts(evidence: Sequence[Evidence], summary: Sequence[Evidence]) -> list[Evidence]:
    """Leave out what a longer statement says sentence for sentence, of the same or another source.

    A part beside which nothing need be said stays where the whole has a note.
    """
    said = [one for one in (*summary, *evidence) if one.row is None]
    return [one for one in evidence if one.row is not None or not any(_is_part(one, other) for other in said)]


def _is_part(one: Evidence, other: Evidence) -> bool:
    is_shorter = len(_same_words(one.text)) < len(_same_words(other.text))
    if not is_shorter or other.note not in (None, one.note):
        return False
    return _lies_within(one, other) or (_says_all_of(other.text, one.text) and _holds_for(one) == _holds_for(other))


def _says_all_of(whole: str, part: str) -> bool:
    """Whether the sentences of a part follow each other in the whole, too.

    Words within a sentence of it are not said by it: "There is no evidence that aspirin is recommended".
    """
    said, wanted = _same_sentences(whole), _same_sentences(part)
    return any(said[at : at + len(wanted)] == wanted for at in range(len(said) - len(wanted) + 1))


@lru_cache(maxsize=1024)
def _same_sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text to be compared; an item of a list counts as one, however it ends."""
    return tuple(_same_words(one).rstrip(".;, ") for one in sentences(text))


def _lies_within(one: Evidence, other: Evidence) -> bool:
    """Whether another statement quotes all of its source that this one does: an item with its lead-in, of a list."""
    if one.source.document_id != other.source.document_id:
        return False
    around = other.quotes[: other.own_quotes]
    return all(
        any(quote.start <= own.start and own.end <= quote.end for quote in around)
        for own in one.quotes[: one.own_quotes]
    )


def _claim(one: Evidence) -> str:
    """What must be equal for two statements to be one: the words with what limits them, and for whom they hold."""
    return "\n".join((_same_words(one.whole.text), *_holds_for(one)))


def _holds_for(one: Evidence) -> tuple[str, ...]:
    """What a statement stands under that may say for whom it holds: its headings, and whom its title limits it to.

    What a label says holds for its own drug, which its title names.
    """
    reference = one.source.reference
    titled = frozenset(terms(reference.title))
    limits = sorted(titled if reference.kind is SourceKind.DRUG_LABEL else titled & _limiting_terms())
    return (*map(_same_words, one.heading_path), *limits)


def _same_words(text: str) -> str:
    return " ".join(text.casefold().split())


@lru_cache(maxsize=1)
def _limiting_terms() -> frozenset[str]:
    return frozenset(terms(_LIMITING))


# -- the direct answer


def _summary(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """One to three statements, at most 60 words or one list of 100, that answer exactly what was asked.

    Of two things asked for, each has a statement of its own.
    """
    evidence = [one for one in evidence if _is_as_named(question, one)] or evidence
    if len(question.parts) < 2:
        return _directest(question, evidence, MOST_SUMMARY_STATEMENTS)
    summary: list[Evidence] = []
    for part in itertools.islice(parts_of(question), MOST_SUMMARY_STATEMENTS):
        said = {one.place for one in summary}
        speaking = [_of_part(one, question, part) for one in evidence if one.place not in said]
        summary += _directest(part, [one for one in speaking if one is not None], 1)
    return summary


def _of_part(one: Evidence, question: Question, part: Question) -> Evidence | None:
    """A statement as evidence for a part of the question; None if it speaks of another part."""
    aspect = question.aspects[one.aspect]
    if aspect not in part.aspects:
        return None
    rewords = (_of_part(said, question, part) for said in one.rewords)
    return replace(one, aspect=part.aspects.index(aspect), rewords=tuple(said for said in rewords if said is not None))


def _directest(question: Question, evidence: Sequence[Evidence], most: int) -> list[Evidence]:
    """The statement that answers what was asked most directly, and what goes on with it."""
    shape = shape_of(question.interpreted, question.aspect)
    fitting = [
        said
        for one in evidence
        if one.fit is not Fit.CONTEXT
        and one.may_lead
        and (said := _as_a_sentence(one)) is not None
        # A row answers only where a figure is asked for, and is it.
        and (one.row is None or has_figure(shape, said.text))
    ]
    saying = (_saying_it_all(question, one) for one in fitting if one.fit > Fit.CONTEXT)
    candidates = [one for one in saying if one is not None]
    if any(concept.otherwise for concept in question.focus):
        candidates = [one for one in fitting if _is_on_what_was_asked(question, one)] or candidates
    if question.country is not None:
        near = [_nearness(one, question.country) for one in candidates]
        candidates = [one for one, how_near in zip(candidates, near, strict=True) if how_near == max(near)]
    strong = _without_overviews(question, candidates)
    # What holds for another group alone leads only where nothing holds for whoever was asked about.
    general = [one for one in strong if not one.is_only_of_others]
    # What is said of a class of medicines leads only where nothing is said of the one asked about.
    pool = general or strong
    pool = _said_for_whom(question, pool, evidence)
    ranked = directest_first(question, [one for one in pool if not _is_of_a_class(question, one)] or pool)
    summary: list[Evidence] = []
    words = 0
    for one in ranked:
        length = one.text.count(" ") + 1
        if summary and (words + length > MOST_SUMMARY_WORDS or not _goes_on(question, summary, one)):
            continue
        summary.append(one)
        words += length
        if len(summary) == most:
            break
    return summary


def _without_overviews(question: Question, among: Sequence[Evidence]) -> list[Evidence]:
    """Those that no overview says; where one of an overview answers much more directly than all others, that.

    Unless a study says the same itself: it says of whom and when, too.
    """
    overviews = [one for one in among if one.source.reference.kind is SourceKind.TOPIC_OVERVIEW]
    strong = [one for one in among if one.source.reference.kind is not SourceKind.TOPIC_OVERVIEW]
    if not strong or not overviews:
        return list(among)
    first, summed_up = directest_first(question, strong)[0], directest_first(question, overviews)[0]
    if is_nearly_as_direct(question, first, summed_up):
        return strong
    return [one for one in strong if _tell_the_same(question, one, summed_up)] or [summed_up, *strong]


def _tell_the_same(question: Question, one: Evidence, other: Evidence) -> bool:
    """Whether two statements give the same share of the same thing, which the question does not name."""
    shares = set(_SHARE.findall(one.text)) & set(_SHARE.findall(other.text))
    named, also = ({mention.entry.name for mention in find_mentions(said.text)} for said in (one, other))
    return bool(shares) and bool(named & also - {mention.entry.name for mention in find_mentions(question.interpreted)})


def _said_for_whom(question: Question, pool: Sequence[Evidence], evidence: Sequence[Evidence]) -> list[Evidence]:
    """Those that say that they hold where the question asks for what holds there only: after failure, if widespread.

    Where none does they lead with a note; not where something shown does that cannot lead.
    """
    wanted = _wanted(question)
    if not wanted:
        return list(pool)
    saying = [one for one in pool if one.says_for_whom]
    if saying or any(one.says_for_whom and one.fit > Fit.CONTEXT for one in evidence):
        return saying
    noted = (_noted(one, not_said_of(wanted)) for one in pool if not _is_of_what_failed(question, one))
    return list(noted)


def _noted(one: Evidence, note: str) -> Evidence:
    return replace(one, note="; ".join(filter(None, (one.note, note))))


def _is_of_what_failed(question: Question, one: Evidence) -> bool:
    """Whether it speaks of what is told besides, which where a treatment has failed is that treatment."""
    own = frozenset(terms(one.text))
    return any(detail.is_in(own) for detail in question.details)


def _wanted(question: Question) -> Found:
    """What the question is limited to, where it asks what to do and only what says so is taken to hold for it."""
    if question.aspect not in _WHAT_TO_DO:
        return {}
    return to_be_said(qualifiers_asked(question.included))


def _is_of_a_class(question: Question, one: Evidence) -> bool:
    """Whether it speaks of the class of a medicine that the question names, and not of that medicine."""
    own = frozenset(terms(one.text))
    return any(concept.is_told_of_its_class(own) and not concept.is_in(own) for concept in question.focus)


def _is_on_what_was_asked(question: Question, one: Evidence) -> bool:
    """Whether it speaks of the disease asked about, and not only of another one that the question gives in brackets.

    Then it may lead though it does not speak of the whole case: what holds for another disease may harm in this one.
    """
    tells = says(one.text, question.aspect) or aspect_of_heading(one.heading_path) is question.aspect
    return _is_as_named(question, one) and tells and _is_short(question, one)


def _is_as_named(question: Question, one: Evidence) -> bool:
    """Whether it names what was asked about as the question did, and not as another disease in its brackets."""
    twice_named = [concept for concept in question.focus if concept.otherwise]
    if not twice_named:
        return True
    own = frozenset(terms(one.text))
    return all(concept.is_in_as_asked(own) for concept in twice_named)


def _nearness(one: Evidence, country: str) -> float:
    """How near a statement is to the country asked about: by its source, or because it names that country itself."""
    if any(is_of(code, country) for code in countries_named(one.text)):
        return 1.0
    return nearness(one.source.reference.jurisdiction, country)


def _as_a_sentence(one: Evidence) -> Evidence | None:
    """A statement as it stands; a table row with its caption, which says of whom, each cell with its header, footnotes.

    None if a row has no caption: nothing says then of whom its figures are.
    """
    row = one.row
    if row is None:
        return one
    if row.caption is None:
        return None
    # The cells come first: they are what carries it, and what it is cited to.
    quotes = tuple(quote for quote in (*row.cells, *row.columns, row.caption, *row.footnotes) if quote.text)
    said = " ".join((f"{row.caption.text}: {one.text}", *(note.text for note in row.footnotes)))
    return replace(one, text=said, mode="stem_added", quotes=quotes, own_quotes=len(quotes))


def _saying_it_all(question: Question, one: Evidence) -> Evidence | None:
    """A statement that can be the direct answer: short, and limited by no heading that its words do not name.

    "Give 40 mg" under "Dose: adults" needs its heading; a heading that only promises what was asked does not. What was
    found to be likely to answer is noted to stand under such a heading; not a dose, nor what a heading sets a case for.
    """
    states_dose = Figure.DOSE in figures_in(one.text)
    wanted = _wanted(question)
    limits = (
        heading
        for heading in _topical(one.heading_path)
        # Where "after failure" was asked for, what stands under that heading needs not say it again.
        if _limits(heading, of_doses=states_dose) and not (wanted and says_all(wanted, qualifiers_in(heading)))
    )
    by_itself = _answers_by_itself(question, one)
    unnamed = [
        heading
        for heading in limits
        if not _is_named(heading, one.text) and not (by_itself and not _sets_a_case(heading))
    ]
    if unnamed and (not one.likely or states_dose or any(map(_sets_a_case, unnamed))):
        return None
    # In plain words a subject may go by its plain name; the title of what was written for patients says which it is.
    in_plain_words = question.reader is Reader.PATIENT and one.source.reference.audience is Reader.PATIENT
    carried = one.coverage if in_plain_words else one.titled_coverage
    if not (one.likely or carried >= enough_focus(question)):
        return None
    if not _is_short(question, one):
        beginning = _first_sentences(question, one) if one.likely else None
        if beginning is None:
            return None
        one = beginning
    return _noted(one, wording()["stands_under"].format(headings=", ".join(unnamed))) if unnamed else one


def _is_short(question: Question, one: Evidence) -> bool:
    most = MOST_LISTED_WORDS if is_list(question.aspect, one.text) else MOST_SUMMARY_WORDS
    return one.text.count(" ") < most


def _first_sentences(question: Question, one: Evidence) -> Evidence | None:
    """The beginning of a statement that is too long to lead, where that has what it says of the question; else None.

    A sentence that turns on the one before ("However, …") is not cut off from it.
    """
    if one.mode != "verbatim" or one.own_quotes != 1 or one.limit is not None:
        return None
    quote = one.quotes[0]
    said, ends = sentences(quote.text), [0]
    for sentence in said:
        ends.append(quote.text.index(sentence, ends[-1]) + len(sentence))
    for end in reversed(ends[1:-1]):
        beginning, rest = quote.text[:end], quote.text[end:].strip()
        cut = replace(
            one,
            text=beginning.replace("\n", " "),
            quotes=(replace(quote, end=quote.start + end, text=beginning),),
            ends=None,
        )
        if not _is_short(question, cut):
            continue
        says_it = shared(question, frozenset(terms(beginning))) >= shared(question, frozenset(terms(rest)))
        return cut if says_it and POINTS_BACK.match(rest) is None else None
    return None


def _answers_by_itself(question: Question, one: Evidence) -> bool:
    """Whether a statement has nearly all of the question in its own words, and needs no heading to say of whom.

    A dose always does: it is another one in another case. A few words that only name the subject say nothing of whom.
    """
    if (
        len(question.asked_terms) < _ASKS_MUCH
        or one.is_special
        or Figure.DOSE in figures_in(one.text)
        or one.own_coverage < ALL_OF_IT
    ):
        return False
    return shared(question, frozenset(terms(one.text))) >= ENOUGH_SHARED


def _is_named(heading: str, text: str) -> bool:
    """Whether a statement names what its heading is about, in these or other words: "appendiceal" under "Appendix"."""
    about = frozenset(content_terms(heading))
    about = about - frame_terms() or about
    if not about or about.intersection(terms(text)):
        return True
    named = {mention.entry.name for mention in find_mentions(text)}
    return any(mention.entry.name in named for mention in find_mentions(heading))


def _limits(heading: str, *, of_doses: bool) -> bool:
    """Whether a heading says of whom, or when, what stands under it holds: "Children", "eGFR < 30", "Second line".

    Adults are meant where nobody else is asked about; a dose is theirs only if it says so.
    """
    if not of_doses and _ADULTS.fullmatch(heading.strip()):
        return False
    if _limiting_terms().intersection(terms(heading)) or _sets_a_case(heading):
        return True
    return any(mention.entry.kind in _LIMITING_KINDS for mention in find_mentions(heading))


def _sets_a_case(heading: str) -> bool:
    """Whether a heading sets a case apart that no statement's own words can do without: "eGFR < 30", "Second line"."""
    return _SIGN.search(heading) is not None or _SETS_A_CASE.search(heading) is not None


def _goes_on(question: Question, summary: Sequence[Evidence], one: Evidence) -> bool:
    """Whether a statement adds to the direct answer: the same subject, and a part of it not yet spoken of.

    What is told a patient in plain words does not go on in clinical ones.
    """
    audience = one.source.reference.audience
    falls_back = question.reader is Reader.PATIENT and audience is not summary[0].source.reference.audience
    if falls_back or is_narrower(question, one.text):
        return False
    place, places = _place(one), [_place(said) for said in summary]
    if place[0] != places[0][0] or place in places or one.coverage < summary[0].coverage - 0.1:
        return False
    return is_nearly_as_direct(question, one, summary[0])


# -- sections


def _sections(question: Question, evidence: Sequence[Evidence], summary: Sequence[Evidence]) -> list[DraftSection]:
    groups: dict[str, list[Evidence]] = defaultdict(list)
    for one in evidence:
        groups[_place(one)[0]].append(one)
    answered_first = [_place(one) for one in summary]
    sections: list[DraftSection] = []
    for group in sorted(groups.values(), key=lambda group: _group_order(question, group)):
        parts: dict[str, list[Evidence]] = defaultdict(list)
        for one in group:
            parts[_place(one)[1]].append(one)
        ordered = sorted(parts.values(), key=lambda part: _part_order(part, answered_first))
        sections += [_section(_heading(part), part) for part in ordered]
    return sections


def _folded(sections: Iterable[DraftSection], shown: Sequence[DraftSection]) -> list[DraftSection]:
    """Sections that are seen on request; no two of an answer have the same heading."""
    headings = {section.heading for section in shown}
    return [replace(one, heading=_continued(one.heading, headings), folded=True) for one in sections]


def _continued(heading: str, shown: Collection[str]) -> str:
    return wording()["continued"].format(heading=heading) if heading in shown else heading


def _topical(heading_path: Sequence[str]) -> list[str]:
    """The headings of a statement that say what it is about."""
    return [heading for heading in heading_path if not _GENERIC.fullmatch(heading.strip())]


def place_of(heading_path: Sequence[str], title: str) -> tuple[str, str]:
    """The section that a statement belongs to, by its stored headings, or by its source's title where they say nothing.

    The first heading, and those below it; the second is empty where the whole of the first is meant. Headings are the
    same only if their words and signs are: "age < 65" is not "age ≥ 65".
    """
    first, *below = map(_same_words, _shown_path(heading_path, title))
    return first, "\n".join(below)


def _place(one: Evidence) -> tuple[str, str]:
    return place_of(one.heading_path, one.source.reference.title)


def _heading(part: Sequence[Evidence]) -> str:
    one = part[0]
    first, *below = _shown_path(one.heading_path, one.source.reference.title)
    return ": ".join([first, *(_going_on(heading, part) for heading in below)])


def _going_on(heading: str, part: Sequence[Evidence]) -> str:
    """A heading as it goes on after another: in small letters, but for a name ("Krenning score"), as its texts show."""
    word = re.match(r"[^\W\d_]+", heading)
    if word is None or not word[0][1:].islower():
        return heading
    begun = " ".join(map(re.escape, heading.split()[:2]))
    within = re.compile(rf"[a-z,;(] {begun}\b")
    texts = (one.text if one.row is None else one.row.caption.text if one.row.caption else "" for one in part)
    if any(map(within.search, texts)):
        return heading
    return heading[:1].lower() + heading[1:]


def _shown_path(heading_path: Sequence[str], title: str) -> list[str]:
    """The headings that a statement is shown under; the title where none says what it is about."""
    first, *below = _topical(heading_path) or [title.strip()]
    return [first, *(below[1:] if below and _WHOLE.match(_same_words(below[0])) else below)]


def _group_order(question: Question, group: Sequence[Evidence]) -> tuple[int, int, float, str]:
    """What was asked first, in the order in which it was asked, then what speaks of it, then what follows from it.

    Of what only speaks of it, what must not be missed comes first; else most evidence.
    """
    promised = aspect_of_heading(group[0].heading_path)
    asked = question.parts or (question.aspect,)
    best = max(one.fit for one in group)
    # What answers more broadly answers all the same.
    answers = best >= Fit.HEADING or best is Fit.WIDER
    rank = 0 if promised in asked and answers else 1 if best > Fit.CONTEXT else 2
    if rank == 0 and _ASKS_WHEN.match(question.interpreted) and not _TELLS_WHEN.match(_place(group[0])[0]):
        rank = 1
    if rank == 0:
        turn = asked.index(promised) if promised is not None else 0
    else:
        turn = 0 if any(one.must_not_miss for one in group) else 1
    return rank, turn, -_mass(group), _place(group[0])[0]


def _part_order(part: Sequence[Evidence], answered_first: Sequence[tuple[str, str]]) -> tuple[bool, int, float, str]:
    """What is said of the whole, then where the direct answer came from, then most evidence first."""
    place = _place(part[0])
    answered = answered_first.index(place) if place in answered_first else len(answered_first)
    return place[1] != "", answered, -_mass(part), place[1]


def _mass(group: Sequence[Evidence]) -> float:
    """How much evidence a group holds: each source's best statement, and a little for every further one."""
    best: dict[str, float] = {}
    for one in group:
        best[one.source.reference_id] = max(best.get(one.source.reference_id, 0.0), one.score)
    return sum(best.values()) + 0.1 * len(group)


def _section(heading: str, evidence: Sequence[Evidence]) -> DraftSection:
    section = DraftSection(heading)
    tables: dict[tuple[str, int], DraftTable] = {}
    for one in sorted(evidence, key=lambda one: (not one.must_not_miss, -one.score, one.order)):
        if one.row is None:
            section.statements.append(one)
        else:
            tables.setdefault(one.row.table, DraftTable(one.row)).rows.append(one.row)
    for table in tables.values():
        table.rows.sort(key=lambda row: row.cells[0].start)
        section.tables.append(table)
    return section
