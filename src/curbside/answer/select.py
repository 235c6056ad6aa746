"""Passages to evidence: the statements that answer, each with what it needs to stand alone.

A statement is shown if it is about the question's focus, speaks of the aspect asked, has a role that answers,
and can be understood without its neighbours; what cannot is shown with the sentence before it, or not at all.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import inf

from curbside.answer.aspects import aspect_of_heading, aspect_of_title, is_question, says
from curbside.answer.candidates import Candidate, Quote, Row
from curbside.answer.coverage import ALL_OF_IT, ENOUGH_OF_A_CASE, ENOUGH_SHARED, enough_focus
from curbside.answer.fit import UNNARROWED, Fit, fit_of
from curbside.answer.jurisdiction import nearness
from curbside.answer.padding import without_padding
from curbside.answer.pertinence import is_beside_the_point, is_pertinent
from curbside.answer.plain_words import in_plain_words
from curbside.answer.question import Question
from curbside.answer.shape import has_figure, shape_of
from curbside.answer.understand import EXACTLY_ASKED
from curbside.evidence.kinds import Aspect, Reader, SourceKind
from curbside.evidence.strength import strength
from curbside.index.library import Hit, Source

# How many statements may be about a part of a patient's case only: more, where few are about all of it.
MOST_WIDER = 30
MOST_WIDER_ALONE = 45
# The most statements an answer holds that answer, and that follow from the answer; table rows apart.
MOST_STATEMENTS = 60
MOST_FOR_PATIENTS = 25
MOST_CONTEXT = 15
MOST_BESIDE = 4
MOST_ROWS = 80
# The most statements one source gives under one heading, unless it is about exactly what was asked; a guideline or
# label says more of what counts than a study does.
MOST_PER_HEADING = 2
MOST_OF_A_GUIDELINE = 4
# An answer of fewer statements has room for more: about this many are seen at once.
ROOMY = 35
_AUTHORITIES = frozenset({SourceKind.GUIDELINE, SourceKind.DRUG_LABEL})

# What a reader must not miss, by its words or its heading, unless it is denied (see `_is_denied`).
_GRAVE = re.compile(
    r"\bboxed warning|\bcontraindicat\w*|\bred flags?\b|\blife-threatening\b|\bfatal\b"
    r"|\b(?P<emergency>emergenc(?:y|ies))\b|\b(?P<soon>at once|immediately)\b"
    r"|\b(?P<forbids>must not|should not be (?:used|given|taken))\b",
    re.IGNORECASE,
)
# What denies the words right after it: "is not usually considered a", "neither gout nor asthma is a", "rarely", "non-".
# Only words that leave a denial what it is may stand between: "not treated, it is fatal", "not only", "not always" and
# "may rarely be" deny nothing, and what a comma or colon parts is another clause.
_DENIES = re.compile(
    r"(?:(?:\b(?:not|never|no|nor|neither|cannot|seldom|hardly ever|unlikely|(?<!not )without|(?<!not )rarely(?! be\b))"
    r"|n['’]t|\bneither(?: (?!if|when|where)\w+){1,2}(?: nor(?: \w+){1,3})? (?:is|are|was|were))"
    r"(?: (?:be|been|being|become|is|are|an?|the|any|as|itself|directly|longer|known|listed|usually|generally|typically"
    r"|normally|considered|regarded|thought|likely|to be|need to be|on the list of|serious|dangerous|or))* |\bnon-)\Z",
    re.IGNORECASE,
)
# What denies that there is a hurry: "need not be treated", "is not needed", "there is no need to operate". What is said
# not to be done at once ("if it is not treated immediately") is as grave as without.
_NO_HURRY = re.compile(
    r"(?:\bneed not(?: be)?(?: \w+){1,2}|(?:\b(?:not|no|never|rarely)|n['’]t)(?: usually| always)? (?:needs? \w+"
    r"|(?:need(?:s|ed)?|necessary|required?|ha(?:s|ve))(?: (?:to|for)(?: be)?(?: \w+){1,2})?)) \Z",
    re.IGNORECASE,
)
# "Not contraindicated unless the kidneys fail", "rarely fatal but in infants": the exception must not be missed.
_EXCEPTED = re.compile(
    r"\b(?:unless|until|except|other than|apart from|but (?:\w+ )?(?:in|for|if|when|with))\b", re.IGNORECASE
)
# Where "emergency" ends what is spoken of; "emergency surgery" is not what "without" before it denies.
_BY_ITSELF = re.compile(r"$|[^\w\s-]| (?:and|or|but|nor|in|for|that|so|as|if|when)\b", re.IGNORECASE)
# Of how many things a statement must speak at the least, and how wholly, to answer wherever it stands.
_FEWEST_NAMED = 2
# All of it, some by what a statement stands under.
_ALL_WITH_ITS_PLACE = 0.85
# A kidney and a tumour in one sentence do not say that the one spreads to the other.
_SAID_OUTRIGHT = frozenset({Aspect.SPREAD})
# What stands under these names what was operated on or scanned, and says nothing of what is to be done, or found.
_TELLS_OF_OTHERS = {
    Aspect.DIAGNOSIS: (Aspect.SPREAD, Aspect.FREQUENCY),
    Aspect.TREATMENT: (Aspect.SPREAD, Aspect.FREQUENCY, Aspect.CAUSE, Aspect.STAGING, Aspect.INHERITANCE),
}
# Where a statement that names both things asked about says how they go together, in whatever words.
_ASK_OF_TWO = frozenset({*UNNARROWED, Aspect.CAUSE, Aspect.FREQUENCY})


@dataclass(frozen=True, slots=True)
class Evidence:
    """A statement chosen for an answer.

    `text` is what is shown: the words of its first `own_quotes` quotes, lead-ins before their item; further quotes are
    of other sources that say the same. `score` orders statements among themselves and has no unit; `told` is how much
    it speaks of what is told of the patient besides; `aspect` is which of the question's aspects it speaks of, 0 for
    the foremost; it `leads` if its passage says it first. `note` is what must be said beside it ("in children, not
    adults"); only one that `may_lead` can be the direct answer; an `is_special` one is about a group that the question
    does not speak of, and one that `is_only_of_others` says so from the first; one that `says_for_whom` names what the
    question is limited to. `ends` is the position of the passage that a sentence ends, `limit` the sentence of the next
    passage that limits it; `rewords` are the statements that it says in plain words; `near` says how near it is to the
    question (see `nearness`); a `likely` one may lead for that alone; how likely it is of use to who asks is `useful`,
    a logit.
    """

    text: str
    mode: str
    quotes: tuple[Quote, ...]
    source: Source
    heading_path: tuple[str, ...]
    fit: Fit
    aspect: int
    score: float
    coverage: float
    own_coverage: float
    titled_coverage: float
    told: float
    own_quotes: int
    row: Row | None = None
    leads: bool = False
    note: str | None = None
    may_lead: bool = True
    is_special: bool = False
    is_only_of_others: bool = False
    says_for_whom: bool = True
    ends: int | None = None
    limit: Quote | None = None
    rewords: tuple[Evidence, ...] = ()
    near: Mapping[str, float] = field(default_factory=dict, repr=False)
    likely: bool = False
    useful: float = inf

    @property
    def must_not_miss(self) -> bool:
        """Whether leaving it out could hurt: a boxed warning, a contraindication, an emergency."""
        return _is_grave_among(self.text, self.heading_path)

    @property
    def whole(self) -> Evidence:
        """It with the sentence that limits it."""
        if self.limit is None:
            return self
        own, others = self.quotes[: self.own_quotes], self.quotes[self.own_quotes :]
        text = f"{self.text} {self.limit.text}".replace("\n", " ")
        quotes = (*own, self.limit, *others)
        return replace(self, text=text, quotes=quotes, own_quotes=self.own_quotes + 1, limit=None)

    @property
    def order(self) -> tuple[str, int]:
        """Where it stands in its document: the last tie-break."""
        return self.source.document_id, self.quotes[0].start

    @property
    def place(self) -> tuple[str, ...]:
        """Where all its quotes stand: of which no two statements have the same, though they share a lead-in."""
        return tuple(f"{quote.source.document_id} {quote.start}" for quote in self.quotes)


@dataclass(frozen=True, slots=True)
class Choice:
    """A candidate that answers, how it fits, and what that is worth: all that is needed to choose among them.

    `rewords` are those that it says in plain words.
    """

    candidate: Candidate
    fit: Fit
    aspect: int
    carried: float
    score: float
    rewords: tuple[Choice, ...] = ()

    @property
    def is_row(self) -> bool:
        """Whether it is a table row."""
        return self.candidate.statement.table is not None

    @property
    def source(self) -> Source:
        """Where it is from."""
        return self.candidate.hit.source

    @property
    def must_not_miss(self) -> bool:
        """Whether leaving it out could hurt."""
        return _is_grave_among(self.candidate.text, self.candidate.hit.heading_path)

    @property
    def rank(self) -> tuple[float, tuple[str, int]]:
        """Best first; equal scores by document id, then span."""
        return -self.score, self.candidate.order


def _is_grave_among(text: str, heading_path: Sequence[str]) -> bool:
    return any(_is_grave(words) for words in (text, *heading_path))


@lru_cache(maxsize=16_384)
def _is_grave(words: str) -> bool:
    return any(not _is_denied(words, found) for found in _GRAVE.finditer(words))


def _is_denied(words: str, found: re.Match[str]) -> bool:
    """Whether what would be grave is said not to be so: "not contraindicated", "rarely fatal", "is no emergency".

    Where that is not plain from the few words before it in its clause it is taken for grave: one too many does less
    harm than one missed. What forbids something is never denied by its own "not".
    """
    if found["forbids"] or _EXCEPTED.search(words):
        return False
    if found["emergency"] and not _BY_ITSELF.match(words, found.end()):
        return False
    return (_NO_HURRY if found["soon"] else _DENIES).search(words, 0, found.start()) is not None


def chosen(question: Question, among: Sequence[Candidate]) -> list[Evidence]:
    """Of the candidates of a question, those that answer it."""
    return [evidence_of(one) for one in choices(question, among)]


def choices(question: Question, among: Sequence[Candidate]) -> list[Choice]:
    """Of the candidates of a question, those that answer it, or the same for other aspects of its focus."""
    return the_best(question, fitting(question, among), among)


def fitting(question: Question, among: Iterable[Candidate]) -> list[Choice]:
    """Every candidate that fits a question by its words and where it stands, whatever stands beside it."""
    return [choice for passage in _by_passage(among) for choice in _without_repeats(_fitting(question, passage))]


def the_best(question: Question, found: Sequence[Choice], among: Sequence[Candidate]) -> list[Choice]:
    """Of what fits a question, what an answer has room for, without what pads it."""
    if all(one.fit <= Fit.CONTEXT for one in found):
        return []  # what goes with an answer is none
    found = without_padding(question, found)
    if question.reader is Reader.PATIENT:
        found = _for_a_patient(found, _other_wordings(question, found, among))
    ranked = _few_beside(question, sorted(found, key=lambda one: one.rank))
    return list(_within_bounds([*(one for one in ranked if one.fit is not Fit.WIDER), *_in_turn(ranked)]))


def _few_beside(question: Question, ranked: Iterable[Choice]) -> list[Choice]:
    """Of what is on the subject, and not known to say what was asked, the best few."""
    left, kept = MOST_BESIDE, []
    for one in ranked:
        if is_beside_the_point(question, one.candidate):
            if not left:
                continue
            left -= 1
        kept.append(one)
    return kept


def _for_a_patient(found: Sequence[Choice], others: Sequence[Choice]) -> list[Choice]:
    """Fewer statements, and none in clinical words that stands there in plain ones; what must not be missed stays."""
    kept = sorted(in_plain_words(found, others), key=lambda one: (not one.must_not_miss, one.rank))
    grave = sum(one.must_not_miss for one in kept)
    return kept[: max(MOST_FOR_PATIENTS, grave)]


def _other_wordings(question: Question, found: Sequence[Choice], among: Iterable[Candidate]) -> list[Choice]:
    """What stands in rewordings of the sources found and is not found by itself: plain words may lack those asked."""
    twins = {one.source.document_id for one in found}
    known = {one.candidate.order for one in found}
    return [
        Choice(one, Fit.CONTEXT, 0, one.coverage, _score(question, one, Fit.CONTEXT, 0, one.coverage))
        for one in among
        if one.order not in known and not twins.isdisjoint(one.hit.source.derived_from)
    ]


def _by_passage(among: Iterable[Candidate]) -> Iterator[list[Candidate]]:
    return (list(passage) for _, passage in itertools.groupby(among, key=lambda one: one.rank))


def _fitting(question: Question, among: Iterable[Candidate]) -> Iterator[Choice]:
    enough = enough_focus(question)
    for one in among:
        # Where no aspect narrows the question, only its own words, or a title about just that, show that it answers.
        unnarrowed = question.aspect in UNNARROWED and not _is_in_plain_words(question, one)
        carried = one.titled_coverage if unnarrowed else one.coverage
        if carried < enough and not question.takes_wider:
            continue
        fit, aspect = best_fit(question.aspects, one.text, one.hit) or (None, 0)
        if (fit is None or fit <= Fit.CONTEXT) and says_what_was_asked(question, one):
            fit = Fit.TITLE
        if fit is None and question.named:
            fit = Fit.TITLE
        if fit is None or not is_pertinent(question, one):
            continue
        if carried < enough:
            if one.wider_coverage < ENOUGH_OF_A_CASE:
                continue
            fit, carried = Fit.WIDER, one.wider_coverage
        yield Choice(one, fit, aspect, carried, _score(question, one, fit, aspect, carried))


def _is_in_plain_words(question: Question, one: Candidate) -> bool:
    """Whether it was written for the patient who asks: there a subject may go by a name that the lexicon lacks."""
    return question.reader is Reader.PATIENT and one.hit.source.reference.audience is Reader.PATIENT


def says_what_was_asked(question: Question, one: Candidate) -> bool:
    """Whether a statement has nearly all words of the question: it then answers, wherever it stands.

    So does one that names by itself all that was asked about, if these are two things or more that must be met, and one
    about all of it that has a figure of the kind asked for.
    """
    heading = aspect_of_heading(one.hit.heading_path)
    if question.aspect in _SAID_OUTRIGHT or heading in _TELLS_OF_OTHERS.get(question.aspect, ()):
        return False
    about_all = one.coverage >= _ALL_WITH_ITS_PLACE and one.own_coverage > 0
    if _is_told_elsewhere(question, one):
        return False
    if about_all and has_figure(shape_of(question.interpreted, question.aspect), one.text):
        return one.set_apart is None
    if one.own_coverage < enough_focus(question):
        return False
    named = {concept.group for concept in question.focus if concept.must_be_met}
    asked = _asks_in_its_words(question, one)
    spoken = asked or question.relates or question.aspect in _ASK_OF_TWO or says(one.text, question.aspect)
    says_all = len(named) >= _FEWEST_NAMED and one.own_coverage >= ALL_OF_IT and spoken
    return one.set_apart is None and (says_all or (asked and one.shared >= ENOUGH_SHARED))


def _is_told_elsewhere(question: Question, one: Candidate) -> bool:
    """Whether a record that answers another question names the subject alone: its figures are of other things."""
    if question.aspect in UNNARROWED or len(question.groups) > 1 or not is_question(one.hit.source.reference.title):
        return False
    if not question.other_terms.isdisjoint(one.own):
        return False
    asked = aspect_of_title(one.hit.source.reference.title)
    if asked in (None, *question.aspects, *UNNARROWED):
        return question.asking_terms.isdisjoint(one.own) and not says(one.text, question.aspect)
    return True


def _asks_in_its_words(question: Question, one: Candidate) -> bool:
    """Whether a statement has the words that ask; in a question that has none but its subject, whether it answers."""
    if question.asking_terms:
        return bool(question.asking_terms & one.own)
    return bool(question.other_terms) or question.aspect in UNNARROWED or says(one.text, question.aspect)


def evidence_of(choice: Choice) -> Evidence:
    """What was chosen, as it is shown."""
    one = choice.candidate
    return Evidence(
        text=one.text,
        mode="stem_added" if one.statement.lead_ins else "verbatim",
        quotes=one.quotes,
        source=one.hit.source,
        heading_path=one.hit.heading_path,
        fit=choice.fit,
        aspect=choice.aspect,
        score=choice.score,
        coverage=choice.carried,
        own_coverage=one.own_coverage,
        titled_coverage=one.titled_coverage,
        told=one.details_met,
        own_quotes=len(one.statement.lead_ins) + 1,
        row=one.row,
        leads=one.leads,
        note=one.note,
        may_lead=one.may_lead,
        is_special=one.is_special,
        is_only_of_others=one.is_only_of_others,
        says_for_whom=one.says_for_whom,
        ends=one.ends,
        rewords=tuple(map(evidence_of, choice.rewords)),
    )


def _in_turn(ranked: Iterable[Choice]) -> list[Choice]:
    """What is about something broader, a statement of each heading at a time: of many treatments, some of each."""
    turns: Counter[tuple[str, ...]] = Counter()
    in_turn: list[tuple[int, Choice]] = []
    for one in ranked:
        if one.fit is Fit.WIDER:
            heading_path = one.candidate.hit.heading_path
            about = ("table", *heading_path) if one.is_row else heading_path[-1:]
            in_turn.append((turns[about], one))
            turns[about] += 1
    return [one for _, one in sorted(in_turn, key=lambda entry: entry[0])]


def _without_repeats(found: Iterable[Choice]) -> list[Choice]:
    """A sentence that the one before or the next brings along is not shown by itself, too."""
    kept: list[Choice] = []
    for one in found:
        start, end = one.candidate.span
        if kept and not one.is_row and _is_within(one, kept[-1]) and not _is_set_apart(kept[-1], one):
            continue
        begins_before = bool(kept) and not one.is_row and start <= kept[-1].candidate.span[0] < end
        if begins_before and not _is_set_apart(one, kept[-1]):
            kept.pop()
        kept.append(one)
    return kept


def _is_set_apart(one: Choice, other: Choice) -> bool:
    """Whether something sets a statement apart that does not hold for another: then the one does not stand for both."""
    return one.candidate.set_apart is not None and other.candidate.set_apart is None


def _is_within(one: Choice, other: Choice) -> bool:
    """Whether one statement is part of what another is shown as."""
    part, whole = one.candidate.span, other.candidate.span
    return not other.is_row and whole[0] < part[0] and part[1] <= whole[1]


def _within_bounds(ranked: Sequence[Choice]) -> Iterator[Choice]:
    """The best statements, without letting one narrow source or what merely follows crowd the answer.

    Where the answer has room, a source says more under one heading.
    """
    answering = sum(one.fit > Fit.CONTEXT and not one.is_row for one in ranked)
    wider = max(MOST_WIDER, min(MOST_WIDER_ALONE, MOST_STATEMENTS - answering))
    left = {Fit.CONTEXT: MOST_CONTEXT, Fit.WIDER: wider, None: MOST_STATEMENTS}
    given: Counter[tuple[str, tuple[str, ...]]] = Counter()
    further: list[Choice] = []
    rows = statements = 0
    for one in ranked:
        if one.is_row:
            rows += 1
            if rows <= MOST_ROWS:
                yield one
            continue
        place = (one.source.document_id, one.candidate.hit.heading_path)
        narrow = one.candidate.title_match < EXACTLY_ASKED
        sort = one.fit if one.fit in left else None
        most = MOST_OF_A_GUIDELINE if one.source.reference.kind in _AUTHORITIES else MOST_PER_HEADING
        if left[sort] == 0:
            continue
        # What stands in for another source's words is not narrow: without it these would be missing.
        if narrow and not one.rewords and given[place] >= most:
            further.append(one)
            continue
        left[sort] -= 1
        given[place] += 1
        statements += 1
        yield one
    # What merely has room does not begin the answer.
    yield from (replace(one, fit=min(one.fit, Fit.CONTEXT)) for one in further[: max(0, ROOMY - statements)])


def best_fit(aspects: Sequence[Aspect], text: str, hit: Hit) -> tuple[Fit, int] | None:
    """How a statement fits best, and which of the aspects it fits so, counted from the foremost, which is preferred."""
    fits = [(fit, number) for number, aspect in enumerate(aspects) if (fit := fit_of(aspect, text, hit)) is not None]
    return max(fits, key=lambda one: (one[0] > Fit.CONTEXT, one[0] - one[1]), default=None)


def _score(question: Question, one: Candidate, fit: Fit, aspect: int, carried: float) -> float:
    return (
        0.8 * _found(one)
        + 0.8 * one.title_match
        - 0.2 * max(0, aspect - 1)
        + 0.5 * one.shared
        + _worth(question, one, fit, carried)
    )


def _found(one: Candidate) -> float:
    """How far up its passage was found."""
    return 1.0 / (1.0 + one.rank / 30.0)


def _worth(question: Question, one: Candidate, fit: Fit, carried: float) -> float:
    """What a statement is worth, however well it was found and told in the question's own words."""
    source = one.hit.source
    strong = strength(question.aspect, source.reference.kind)
    return 0.2 * fit + carried + one.details_met + 0.5 * strong + suits_the_asker(question, source)


def suits_the_asker(question: Question, source: Source) -> float:
    """How far a source was written for who asks: for patients, and in the country asked about."""
    for_patients = source.reference.audience is Reader.PATIENT
    asked_by_patient = question.reader is Reader.PATIENT
    country = nearness(source.reference.jurisdiction, question.country)
    # For patients, what was written for patients comes first, whatever kind of source it is.
    reader = 0.0 if for_patients != asked_by_patient else 1.0 if asked_by_patient else 0.15
    return reader + country
