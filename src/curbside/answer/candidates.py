"""Statements that may answer: each as it would be shown, with what it needs to stand alone and what it carries.

What a statement carries of a question's focus does not depend on the aspect asked, so it is worked out once.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from types import MappingProxyType

from curbside.answer.aspects import is_question, says
from curbside.answer.coverage import (
    ENOUGH_OF_A_CASE,
    coverage,
    details_met,
    enough_focus,
    is_of_another_site,
    shared,
    wider_coverage,
)
from curbside.answer.lettering import bears_its_letter
from curbside.answer.qualifiers import (
    Found,
    age_set_against,
    condition_set_against,
    direction_set_against,
    is_special,
    kinds_that_count,
    marks_in,
    qualifiers_asked,
    qualifiers_in,
    says_all,
    set_against,
    to_be_said,
)
from curbside.answer.question import Question, Wording
from curbside.answer.running_lists import begins_an_item, begins_with_mark, is_too_long, items_apart
from curbside.answer.understand import EXACTLY_ASKED, title_match
from curbside.answer.values import value_set_against
from curbside.answer.wording import wording
from curbside.evidence.document import Form
from curbside.evidence.findings import (
    goes_on_second_hand,
    is_of_a_preprint,
    is_of_animals,
    is_second_hand,
    sets_a_condition,
    sets_a_limit,
    sets_the_scope,
    sets_the_section_s_scope,
    speaks_of_people,
    takes_back,
    tells_no_finding,
)
from curbside.evidence.hollow import is_heading, points_elsewhere
from curbside.evidence.kinds import Reader, SourceKind
from curbside.evidence.passage import write_out_row
from curbside.evidence.quantities import QuantityKind, read_quantities
from curbside.evidence.standalone import NAMES_WHOM, POINTS_BACK
from curbside.evidence.standing import Noted, standing_rule
from curbside.evidence.terms import stop_terms, terms
from curbside.evidence.text import Span
from curbside.index.library import Hit, Source
from curbside.index.schema import StoredStatement
from curbside.ingest.building import INTRODUCES

# What a source says that it left out is not what it is about.
_EXCLUDED = re.compile(r"\([^()]*\bexclud\w+[^()]*\)|\b(?:excluding|except for|other than)\b[^,.;()]*", re.IGNORECASE)
_FRAGMENT_ENDS = (":", ",", ";", "-", "–", "(", "…", "?")
# Begins with what the title asks about.
_THIS_ONE = re.compile(
    r"th(?:is|ese) (?:condition|disease|disorder|syndrome|illness|infection|medicine)s?\b", re.IGNORECASE
)
# An item of a list that a source printed as running text; what follows in it hangs on how the item begins. A sentence
# that goes over into the next item says a part of each.
_ITEM = re.compile(r"(?:^|[.:;)] |[;,] (?:and|or) )[-•*–] ")
_NEXT_ITEM = re.compile(r"; (?:and|or) [-•*–] ")
# "There are no data on zolmarin in pregnancy" points to nothing before it.
_THERE_IS = re.compile(r"there (?:is|are|was|were|has been|have been|exists?|remains?)\b", re.IGNORECASE)
_FOR_WHOM = re.compile(r"(?:in|for|if|when|where|among|with|without|after|before|during|on|under|until|once)\b", re.I)
# "In children with zorvalitis, …": of whom a sentence says from the first that it holds.
_FOR_GROUP = re.compile(r"(?:in|for|among|during|if|when)\b[^,;:]{1,80},", re.IGNORECASE)
# A sentence that begins in small letters is the rest of an item: "is used to treat severe psoriasis".
_GOES_ON = re.compile(r"[a-z]+[ ,;]")
# The qualifiers that say who somebody is.
_PEOPLE = frozenset({"age", "sex", "pregnancy"})
# What these say of "those who …" holds for all who do, and not for some that they studied.
_ADVISES = frozenset(
    {SourceKind.GUIDELINE, SourceKind.DRUG_LABEL, SourceKind.TOPIC_OVERVIEW, SourceKind.PATIENT_INFORMATION}
)
_FEWEST_WORDS = 4
# The most sentences before it that a sentence is shown with, and words that they then have: more is no statement.
_MOST_BEFORE = 2
_MOST_WITH_WHAT_IS_BEFORE = 60
# What a sentence says that a list in it follows: "call if you have any of the following: - fever …".
_LIST_WITHIN = re.compile(r":\s+\S")
# A sentence that sets a limit to the one before is about as short as this; a longer one tells something of its own.
_BRIEF = 30
_LETTER = re.compile(r"[^\W\d_]")
# A sentence that ends in a unit or in the number of a citation, which the segmenter takes for the middle of one.
_ENDS_WITHIN = re.compile(r"(?:(?:[%°]|/[A-Za-z]{1,3})\.|[a-z)]\.\d{1,2}(?:[,–-]\d{1,2})*)(?P<gap>\s+)(?=[A-Z][a-z])")
# Of the passages that best say what was asked every statement is looked at, whatever of the question it carries.
LOOKED_AT = 20
# Statements of which the terms are kept, some 2 kB each.
_KEPT_STATEMENTS = 8_192


@dataclass(frozen=True, slots=True)
class Quote:
    """A span of a document's stored text, and the words expected there.

    `page` is the printed page where it begins, None in a source without pages; it is `doubtful` where the order of the
    text on its page could not be told for sure.
    """

    source: Source
    revision: str
    passage_id: str
    heading_path: tuple[str, ...]
    start: int
    end: int
    text: str
    page: int | None = None
    doubtful: bool = False

    @classmethod
    def of(cls, hit: Hit, span: Span, text: str, page: int | None = None, doubtful: bool = False) -> Quote:
        """A span of a passage that was found."""
        return cls(hit.source, hit.revision, hit.passage_id, hit.heading_path, *span, text, page, doubtful)


@dataclass(frozen=True, slots=True)
class Row:
    """A table row as evidence: which table, and quotes of its caption, its column headers and its cells.

    `note` is what must be said beside it of its source or its page, `set_apart` why it is not quite what was asked;
    `footnotes` are those under the table whose marks it bears, itself, in a header or in the caption.
    """

    table: tuple[str, int]
    caption: Quote | None
    columns: tuple[Quote, ...]
    cells: tuple[Quote, ...]
    note: str | None = None
    set_apart: str | None = None
    footnotes: tuple[Quote, ...] = ()


@dataclass(frozen=True)
class Candidate:
    """A statement that could be shown: `text` as it would be, its terms, and where it was found.

    `stated` is that without the next sentence, where that is shown with it because it limits it; `rank` is the rank of
    its passage in what was found, from 0, `place` that by how well it says what was asked (its score); `around` are the
    terms of what it stands under; `number` is its place in its passage, from 0; `before` is the passage before it,
    where that was looked up.
    """

    question: Question
    hit: Hit
    statement: StoredStatement
    span: Span
    text: str
    stated: str
    own: frozenset[str]
    around: frozenset[str]
    rank: int
    place: int
    number: int
    before: Hit | None = None

    @cached_property
    def own_coverage(self) -> float:
        """The share of the focus that its own words carry."""
        return coverage(self.question, self.own, frozenset())

    @cached_property
    def coverage(self) -> float:
        """The share of the focus that it carries with what it stands under."""
        return coverage(self.question, self.own, self.around)

    @cached_property
    def titled_coverage(self) -> float:
        """The share of the focus that it carries with its title, where the title is about that and little else.

        Under "What are the treatments for appendicitis?" a sentence on removing the appendix need not say why.
        """
        if self.title_match < EXACTLY_ASKED:
            return self.own_coverage
        return coverage(self.question, self.own, frozenset(terms(self.hit.source.reference.title)))

    @cached_property
    def wider_coverage(self) -> float:
        """The share that it carries as a statement on something broader; 0 if it is of no use as one."""
        if is_of_another_site(self.question, self.text):
            return 0.0
        return wider_coverage(self.question, self.own, self.around)

    @cached_property
    def title_match(self) -> float:
        """How far its source is about exactly what was asked."""
        return title_match(self.question, self.hit.source.reference.title)

    @cached_property
    def shared(self) -> float:
        """The share of the question's own terms that it has."""
        return shared(self.question, self.own)

    @cached_property
    def details_met(self) -> float:
        """How much of what is told of the patient besides it speaks of."""
        return details_met(self.question, self.own)

    @property
    def order(self) -> tuple[str, int]:
        """Where what it is shown with begins in its document."""
        lead_ins = self.statement.lead_ins
        return self.hit.source.document_id, lead_ins[0][0] if lead_ins else self.span[0]

    @property
    def ends(self) -> int | None:
        """The position of its passage, if it is a sentence and the last thing said there, or an item of what is."""
        ends = self.statement.form is Form.SENTENCE and (self.span[1] == self.hit.end or self._is_of_last_list)
        return self.hit.position if ends else None

    @property
    def _is_of_last_list(self) -> bool:
        """Whether it is an item of a list in running text, and all that follows in its passage is of the same."""
        one, *others = self.hit.statements[self.number :]
        is_item = bool(one.lead_ins) and begins_an_item(self.hit, one.start)
        return is_item and all(other.lead_ins == one.lead_ins for other in others)

    @property
    def leads(self) -> bool:
        """Whether it is what its passage says first."""
        return self.number == 0

    @cached_property
    def note(self) -> str | None:
        """What must be said beside it: what sets it apart, how its source stands, that its page is unclear."""
        return "; ".join(filter(None, (self.set_apart, self._caution))) or None

    @property
    def may_lead(self) -> bool:
        """Whether it may be the direct answer: nothing sets it apart, its source stands, and its page is clear."""
        rule = standing_rule(self.hit.source.reference.standing)
        return self.set_apart is None and rule.may_lead and not self.is_doubtful

    @property
    def _caution(self) -> str | None:
        """What must be said of its source and its page, whatever was asked."""
        said = (self._of_standing, wording()["doubtful_page"] if self.is_doubtful else None)
        return "; ".join(filter(None, said)) or None

    @property
    def _of_standing(self) -> str | None:
        """What must be said of how its source stands."""
        rule = standing_rule(self.hit.source.reference.standing)
        if rule.noted is Noted.FIGURES:
            # A cell may be a bare number, which in a sentence is none.
            in_row = self.statement.table is not None and any(map(str.isdigit, self.text))
            return rule.note if in_row or _states_figures(self.text) else None
        return rule.note

    @cached_property
    def set_apart(self) -> str | None:
        """Why it is not quite what was asked: about others, of animals, second-hand; None if it is."""
        if other := set_against(self._asked, self._qualifiers):
            return other
        if other := self._other_age or value_set_against(self.question.included, self._told):
            return other
        if other := condition_set_against(self.question, self._told):
            return other
        if other := direction_set_against(self.question.included, self.stated):
            return other
        said = f"{self.caption} {self.stated}".strip()
        if is_of_animals(said) or self._goes_on(is_of_animals, _speaks_of_no_people) or self._stands_under_animals:
            return wording()["animals"]
        reference, year = self.hit.source.reference, self.hit.source.reference.year
        if reference.preprint or is_of_a_preprint(said) or self._goes_on(is_of_a_preprint, goes_on_second_hand):
            return wording()["preprint"]
        repeats = partial(is_second_hand, year=year)
        second_hand = repeats(said) or self._goes_on(repeats, goes_on_second_hand)
        return wording()["second_hand"] if second_hand else None

    def _goes_on(self, tells: Callable[[str], bool], goes_on: Callable[[str], bool]) -> bool:
        return _is_or_goes_on(self.hit, self.number, tells, goes_on)

    @cached_property
    def is_of_other_people(self) -> bool:
        """Whether it is about people of another age, sex or state than was asked, or about a group apart from them.

        What holds in pregnancy is of no use where older people are asked about.
        """
        asked = {kind: names for kind, names in self._asked.items() if kind in _PEOPLE}
        if self._other_age is not None:
            return True
        return bool(asked) and (set_against(asked, self._qualifiers) is not None or is_special(asked, self._of_people))

    @cached_property
    def _other_age(self) -> str | None:
        """How it is of people of another age than was asked about; None if it does not say so."""
        return age_set_against(self.question.included, self._told)

    @property
    def _told(self) -> tuple[str, ...]:
        """Its words, then those that it stands under, the nearest first."""
        return (self.stated, self.caption, *self.standing_under)

    @property
    def _of_people(self) -> Found:
        return {kind: names for kind, names in self._qualifiers.items() if kind in _PEOPLE}

    @property
    def is_of_a_record(self) -> bool:
        """Whether it stands in running text under a title that asks, and so promises what its source answers."""
        return not self.hit.heading_path and is_question(self.hit.source.reference.title)

    @cached_property
    def is_special(self) -> bool:
        """Whether it holds for a group set apart that the question does not speak of."""
        return is_special(self._asked, self._qualifiers)

    @cached_property
    def is_only_of_others(self) -> bool:
        """Whether it begins, or a heading of it says, that it holds for a group that the question does not speak of."""
        opening = _FOR_GROUP.match(self.stated)
        said = " · ".join((*self.hit.heading_path, opening[0] if opening is not None else ""))
        return is_special(self._asked, qualifiers_in(said, kinds_that_count(self._asked)))

    @cached_property
    def says_for_whom(self) -> bool:
        """Whether it says that it holds where the question asks for what holds there only: after failure, say."""
        return says_all(to_be_said(self._asked), self._qualifiers)

    @property
    def _asked(self) -> Found:
        return qualifiers_asked(self.question.included)

    @cached_property
    def _qualifiers(self) -> Found:
        """Whom it is about, by its own words and headings; where these do not say, by its title."""
        kinds = kinds_that_count(self._asked)
        # A caption names all the people of its table; a row that names its own is of these.
        names_its_own = not _PEOPLE.isdisjoint(qualifiers_in(self.stated)) if self.caption else False
        under = (*self.hit.heading_path, "" if names_its_own else self.caption)
        told = qualifiers_in(" · ".join((*under, self.stated)), kinds)
        above = qualifiers_in(" · ".join(under), kinds)
        own = qualifiers_in(self.stated, kinds) if above else {}
        # What stands above and names several of a kind ("With and without urine output") leaves it to each statement;
        # of people a statement may name others beside those that it is about.
        itself = {kind: names for kind, names in own.items() if kind not in _PEOPLE or len(above.get(kind, ())) > 1}
        return {**qualifiers_in(self.hit.source.reference.title, kinds), **told, **itself}

    @property
    def caption(self) -> str:
        """The caption of the table that a row stands in: it says of whom its figures are."""
        return self.statement.caption[2] if self.statement.caption is not None else ""

    @property
    def standing_under(self) -> tuple[str, ...]:
        """Its headings and its title, the nearest first."""
        return (*reversed(self.hit.heading_path), self.hit.source.reference.title)

    @property
    def _stands_under_animals(self) -> bool:
        """Whether the nearest of its headings that says so, its title or its topics are on animals."""
        for heading in self.standing_under:
            if is_of_animals(heading):
                return True
            if speaks_of_people(heading):
                return False
        topics = _topics(self.hit.source)
        return any(map(is_of_animals, topics)) and not any(map(speaks_of_people, topics))

    @property
    def is_silent_on_its_animals(self) -> bool:
        """Whether only what it stands under says that it is of animals: taken by itself, it reads as if of people.

        Whoever asks about animals reads it as it is meant.
        """
        if not self._stands_under_animals or is_of_animals(self.question.interpreted):
            return False
        said = f"{self.caption} {self.text}"
        return not (is_of_animals(said) or self._goes_on(is_of_animals, _speaks_of_no_people))

    @cached_property
    def quotes(self) -> tuple[Quote, ...]:
        """What carries it: its lead-ins, then its own words."""
        lead_ins = (self._quote((start, end), text) for start, end, text in self.statement.lead_ins)
        return (*lead_ins, self._quote(self.span, self.hit.words(*self.span)))

    def _quote(self, span: Span, text: str) -> Quote:
        page = next((one.page for one in self._read if one.end > span[0]), self.statement.page)
        return Quote.of(self.hit, span, text, page, self.is_doubtful)

    @property
    def _read(self) -> Iterator[StoredStatement]:
        """The statements of its passage, after those of the one before it."""
        return itertools.chain(self.before.statements if self.before is not None else (), self.hit.statements)

    @cached_property
    def is_doubtful(self) -> bool:
        """Whether it, or what it is shown with, stands on a page of which the order of the text is not sure."""
        spans = [self.span, *((start, end) for start, end, _ in self.statement.lead_ins)]
        doubtful = [one for one in self._read if one.doubtful]
        return any(one.start < end and start < one.end for one in doubtful for start, end in spans)

    @cached_property
    def row(self) -> Row | None:
        """The table row that it is; None for a sentence or list item."""
        statement, caption = self.statement, self.statement.caption
        if statement.table is None:
            return None
        return Row(
            table=(self.hit.source.document_id, statement.table),
            caption=self._quote((caption[0], caption[1]), caption[2]) if caption else None,
            columns=tuple(self._quote((start, end), text) for start, end, text in statement.columns),
            cells=tuple(self._quote(cell, self.hit.words(*cell)) for cell in statement.cells),
            note=self._caution,
            set_apart=self.set_apart,
        )


def _states_figures(text: str) -> bool:
    """Whether a sentence has quantities; a year is none that a correction would change."""
    return any(one.kind is not QuantityKind.DATE for one in read_quantities(text))


def candidates(
    question: Question, hits: Sequence[Hit], preceding: Mapping[int, Hit] = MappingProxyType({})
) -> list[Candidate]:
    """Every statement found that has a role that answers, can be understood alone, and may be about the focus.

    Those of the passages that best say what was asked are there whatever they carry of the focus. `preceding` are the
    passages before some of them, by their positions: what a passage begins with may be understood only after the one
    before it.
    """
    held = {hit.source.document_id for hit in hits}
    within = _begun_in_an_item(question, hits)
    places = {hit.position: place for place, hit in enumerate(best_saying(hits))}
    return [
        candidate
        for rank, hit in enumerate(hits)
        # Whoever reads the sources themselves needs no rewording of them in plain words.
        if question.reader is Reader.PATIENT or not held.intersection(hit.source.derived_from)
        for candidate in _in_passage(
            question, hit, _preceding(hit, preceding), rank, places[hit.position], in_item=hit.position in within
        )
    ]


def best_saying(hits: Sequence[Hit]) -> list[Hit]:
    """Passages in the order of how well they say what was asked; equals as they were found."""
    return sorted(hits, key=lambda hit: -hit.score)


def leans_on_what_is_before(hit: Hit) -> bool:
    """Whether a passage begins with what is understood only after the passage before it."""
    first = next(iter(hit.statements), None)
    if first is None or hit.start == 0 or first.form is not Form.SENTENCE or first.lead_ins:
        return False
    return begins_with_mark(hit, first) or POINTS_BACK.match(hit.words(first.start, first.end)) is not None


def _preceding(hit: Hit, passages: Mapping[int, Hit]) -> Hit | None:
    found = passages.get(hit.position)
    return found if found is not None and _are_of_one_section(found, hit) else None


def _sentence_by_sentence(hit: Hit) -> Hit:
    """A passage in which what was stored as one statement is cut where a sentence ends all the same.

    One may end in a unit ("by 15 g/L. Haemoglobin …") or in the number of a citation ("in 80 %.3,4 Surgery …").
    """
    if not _has_an_end_within(hit.text):
        return hit
    return replace(hit, statements=tuple(part for one in hit.statements for part in _sentences_in(hit, one)))


@lru_cache(maxsize=_KEPT_STATEMENTS)
def _has_an_end_within(text: str) -> bool:
    return _ENDS_WITHIN.search(text) is not None


def _sentences_in(hit: Hit, statement: StoredStatement) -> Iterator[StoredStatement]:
    start = statement.start
    if statement.form is Form.SENTENCE and not statement.lead_ins:
        for found in _ENDS_WITHIN.finditer(hit.words(statement.start, statement.end)):
            end = statement.start + found.start("gap")
            yield statement.part(start, end)
            start = statement.start + found.end("gap")
    yield statement.part(start, statement.end)


def _begun_in_an_item(question: Question, hits: Sequence[Hit]) -> frozenset[int]:
    """The passages, by position, that go on with a list item of the passage before them, where that was found, too."""
    within, in_item, before = [], False, None
    for hit in sorted(hits, key=lambda one: one.position):
        goes_on = before is not None and hit.position == before.position + 1 and _are_of_one_section(before, hit)
        in_item = in_item and goes_on
        if in_item:
            within.append(hit.position)
        for statement in hit.statements:
            in_item = _is_in_item(question, hit, statement, in_item)
        before = hit
    return frozenset(within)


def _are_of_one_section(one: Hit, other: Hit) -> bool:
    return one.source.document_id == other.source.document_id and one.heading_path == other.heading_path


def _is_in_item(question: Question, hit: Hit, statement: StoredStatement, so_far: bool) -> bool:
    """Whether a sentence belongs to an item of a list in running text: it begins one, or goes on with one.

    One that names what the question is about, or says what was asked of it, stands by itself again.
    """
    if statement.form is not Form.SENTENCE:
        return False
    words = hit.words(statement.start, statement.end)
    return _begins_an_item(hit, statement, words) or (so_far and not _stands_by_itself(question, words))


def _begins_an_item(hit: Hit, statement: StoredStatement, words: str) -> bool:
    return begins_an_item(hit, statement.start) or _ITEM.search(words) is not None


def _stands_by_itself(question: Question, words: str) -> bool:
    said = terms(words)
    own = frozenset(said)
    if says(words, question.aspect) and any(one.is_in(own) for one in question.focus):
        return True
    heads = [one for one in question.focus if one.head] or question.focus
    wordings = (wording for one in heads for wording in one.wordings if own.issuperset(wording))
    return any(_is_said_together(wording, said) for wording in wordings)


def _is_said_together(wording: Wording, said: Sequence[str]) -> bool:
    """Whether the terms of a wording stand side by side: "colon cancer", not "cancer … of the colon wall"."""
    size = len(wording)
    places = [at for at, one in enumerate(said) if one in wording]
    return any(set(wording) <= set(said[at : at + size]) for at in places)


def _in_passage(
    question: Question, hit: Hit, before: Hit | None, rank: int, place: int, in_item: bool
) -> Iterator[Candidate]:
    hit = items_apart(_sentence_by_sentence(hit), before)
    around = _terms_around(question, hit)
    # Terms are stored without function words, of which a name may be made ("Down").
    within = hit.terms | _marks(question, hit.text)
    carried = coverage(question, within | stop_terms(), around)
    # What rewords another source for a patient may lack the words asked, and yet say what answers.
    rewords = question.reader is Reader.PATIENT and bool(hit.source.derived_from)
    enough = carried >= enough_focus(question) or wider_coverage(question, within, around) >= ENOUGH_OF_A_CASE
    if not (enough or rewords or place < LOOKED_AT):
        return  # no statement carries more of the focus than all of them together
    context, earlier = _after_another(hit, before)
    statements = _in_scope(hit)
    for number, statement in enumerate(statements):
        words = hit.words(statement.start, statement.end)
        in_item = _is_in_item(question, hit, statement, in_item)
        torn = in_item and not _begins_an_item(hit, statement, words)
        so_far, earlier = earlier, [*earlier, statement][-_MOST_BEFORE:]
        if not statement.role.answers or _NEXT_ITEM.search(words) is not None:
            continue
        alone = _with_its_item if torn else partial(_standing_alone, question)
        span = alone(context, statement, so_far)
        if span is None:
            continue
        statement, span = _led_in_as(hit, context, statement, span, so_far)
        stated = _shown(hit, statement, span)
        if statement.form is Form.SENTENCE and tells_no_finding(stated):
            continue
        # The items of a list that is read whole, too, do not come after it.
        following = (one for one in statements[number + 1 :] if one.start >= statement.end)
        after, later = next(following, None), next(following, None)
        span = _with_what_takes_it_back(question, hit, statement, span, after, later)
        text = _shown(hit, statement, span)
        caption = statement.caption[2] if statement.caption is not None else ""
        if not bears_its_letter(question.lettered, (text, caption, *hit.heading_path, hit.source.reference.title)):
            continue
        said = f"{caption} {text}"
        own = _own_terms(said) | _marks(question, said)
        one = Candidate(question, hit, statement, span, text, stated, own, around, rank, place, number, before)
        if not one.is_silent_on_its_animals:
            yield one


def _after_another(hit: Hit, before: Hit | None) -> tuple[Hit, list[StoredStatement]]:
    """A passage with the words of the one before it, where that is known, and the last statements of that."""
    if before is None:
        return hit, []
    text = before.text + " " * (hit.start - before.end) + hit.text
    read = items_apart(_sentence_by_sentence(before)).statements
    return replace(hit, start=before.start, text=text), list(read[-_MOST_BEFORE:])


def _says_when(line: str) -> bool:
    """Whether a line above others says of whom or when they hold, or that they do not: "Stage I and II only:"."""
    return sets_a_limit(line) or bool(qualifiers_in(line)) or _FOR_WHOM.match(line) is not None


def _topics(source: Source) -> list[str]:
    """What a source is indexed under: topics, key words and subject headings, "Animals" and "Humans" among them."""
    given = [source.metadata.get(name) for name in ("keywords", "mesh")]
    listed = [one for many in given if isinstance(many, list) for one in many]
    names = [one.get("descriptor") if isinstance(one, Mapping) else one for one in listed]
    return [*source.topics, *source.concepts, *(one for one in names if isinstance(one, str))]


def _in_scope(hit: Hit) -> list[StoredStatement]:
    """A passage's statements, each sentence led in by the one that says of whom or when it holds.

    "All patients were under 10 years old" holds for its paragraph, a line that ends in a colon for the paragraph below
    it, "This chapter concerns adults" for the section; a sentence that names its people itself needs none of them.
    """
    found: list[StoredStatement] = []
    of_section: _Scope | None = None
    near: _Scope | None = None
    for statement in hit.statements:
        words = hit.words(statement.start, statement.end)
        if near is not None and not near.holds_for(hit, statement):
            near = None
        led_in = statement
        for scope in filter(None, (near, of_section)):
            led_in = scope.leading_in(hit, led_in, words)
        found.append(led_in)
        begun = _scope_set_by(hit, statement, words)
        if begun is not None and begun.of_section:
            of_section = begun
        else:
            near = begun or near
    return found


@dataclass(frozen=True, slots=True)
class _Scope:
    """A sentence that says of whom or when others hold, and for how long it does: a paragraph, the next, a section.

    Whose finding a paragraph goes on with, or in which animals, is such a sentence, too.
    """

    statement: StoredStatement
    of_section: bool
    of_next_paragraph: bool
    of_people: bool
    of_another: bool = False

    def holds_for(self, hit: Hit, statement: StoredStatement) -> bool:
        """Whether a later statement of the passage is within its reach."""
        lines = hit.words(self.statement.end, statement.start).count("\n")
        return self.of_section or lines == int(self.of_next_paragraph)

    def leading_in(self, hit: Hit, statement: StoredStatement, words: str) -> StoredStatement:
        """A statement within its reach, led in by it where it does not say the same itself."""
        if statement.form is not Form.SENTENCE:
            return statement
        led_in_by_scope = any(_is_a_scope(text) for _, _, text in statement.lead_ins)
        if statement.lead_ins and not (led_in_by_scope or begins_an_item(hit, statement.start)):
            return statement
        if self.of_people and _names_its_people(hit.words(self.statement.start, self.statement.end), words):
            return statement
        if self.of_another and not goes_on_second_hand(words):
            return statement
        start, end = self.statement.start, self.statement.end
        return statement.led_in_by((start, end, hit.words(start, end)), *statement.lead_ins)


def _is_a_scope(words: str) -> bool:
    """Whether what leads a sentence in says of whom or when it holds."""
    return sets_the_scope(words) or sets_the_section_s_scope(words) or is_of_animals(words)


def _names_its_people(scope: str, words: str) -> bool:
    """Whether a sentence says itself of whom it is, where the one that set the scope does: of which age, if that does.

    "Half of the patients" are those that all patients were said to be.
    """
    limited = qualifiers_in(scope, _PEOPLE)
    if not limited or is_of_animals(scope):
        return speaks_of_people(words)
    return not limited.keys().isdisjoint(qualifiers_in(words, _PEOPLE))


def _scope_set_by(hit: Hit, statement: StoredStatement, words: str) -> _Scope | None:
    if statement.form is not Form.SENTENCE or statement.lead_ins:
        return None
    if words.endswith(":") and hit.words(statement.end, statement.end + 1) == "\n" and _says_when(words):
        return _Scope(statement, of_section=False, of_next_paragraph=True, of_people=False)
    if sets_the_section_s_scope(words):
        return _Scope(statement, of_section=True, of_next_paragraph=False, of_people=False)
    if words.count(" ") >= _BRIEF:
        return None
    if is_second_hand(words, hit.source.reference.year):
        return _Scope(statement, of_section=False, of_next_paragraph=False, of_people=False, of_another=True)
    if sets_the_scope(words) or is_of_animals(words):
        return _Scope(statement, of_section=False, of_next_paragraph=False, of_people=True)
    return None


def _is_or_goes_on(hit: Hit, number: int, tells: Callable[[str], bool], goes_on: Callable[[str], bool]) -> bool:
    """Whether a sentence tells something, or goes on with one of its paragraph that does."""
    while (words := _running_words(hit, number)) is not None:
        if tells(words):
            return True
        if not (goes_on(words) and _goes_on(hit, number)):
            return False
        number -= 1
    return False


def _speaks_of_no_people(words: str) -> bool:
    return not speaks_of_people(words)


def _goes_on(hit: Hit, number: int) -> bool:
    """Whether a statement stands in the paragraph of the one before it."""
    return number > 0 and _are_of_one_paragraph(hit, hit.statements[number - 1], hit.statements[number])


def _are_of_one_paragraph(hit: Hit, one: StoredStatement, other: StoredStatement) -> bool:
    """Whether no line ends between two statements: a paragraph is a line of the stored text."""
    return "\n" not in hit.words(one.end, other.start)


def _running_words(hit: Hit, number: int) -> str | None:
    """The words of a passage's statement that is a sentence; None if it is none, or there is no such statement."""
    if number < 0 or hit.statements[number].form is not Form.SENTENCE:
        return None
    return hit.words(hit.statements[number].start, hit.statements[number].end)


@lru_cache(maxsize=_KEPT_STATEMENTS)
def _own_terms(said: str) -> frozenset[str]:
    """The terms of what a statement says, whatever is asked, without what it says was left out."""
    return frozenset(terms(_EXCLUDED.sub(" ", said)))


def _standing_alone(
    question: Question, hit: Hit, statement: StoredStatement, before: Sequence[StoredStatement]
) -> Span | None:
    """The span to quote so that the statement can be understood, None if there is none."""
    words = hit.words(statement.start, statement.end)
    if statement.form is Form.TABLE_ROW:
        return statement.start, statement.end
    if statement.form is Form.SENTENCE and _goes_on_in_small_letters(hit, statement, words):
        return None
    if statement.lead_ins:
        return None if POINTS_BACK.match(words) else (statement.start, statement.end)
    if not _is_sentence(words) or _is_fragment(words) or is_heading(words):
        return None
    tells_what_there_is = _THERE_IS.match(words) is not None and _names_its_subject(question, words)
    says_itself = tells_what_there_is or _says_whom_itself(question, hit, words)
    if not POINTS_BACK.match(words) or says_itself or _opens_its_source(hit, statement, words):
        return statement.start, statement.end
    return _with_what_is_before(hit, statement, before)


def _says_whom_itself(question: Question, hit: Hit, words: str) -> bool:
    """Whether "those who have never had opioids …" says of whom and of what it holds; in a study they are its own."""
    advises = hit.source.reference.kind in _ADVISES
    return advises and NAMES_WHOM.match(words) is not None and _names_its_subject(question, words)


def _is_fragment(words: str) -> bool:
    if words.endswith(_FRAGMENT_ENDS):
        return True
    introduces = INTRODUCES.search(words)
    return introduces is not None and _LIST_WITHIN.search(words, introduces.end()) is None


def _with_what_is_before(hit: Hit, statement: StoredStatement, before: Sequence[StoredStatement]) -> Span | None:
    """The span of a sentence that points back, from the sentence on that says to what; None if none does."""
    for earlier in reversed(before):
        if earlier.form is not statement.form or statement.form is not Form.SENTENCE:
            return None
        words = hit.words(earlier.start, earlier.end)
        if not _is_sentence(words) or words.endswith(_FRAGMENT_ENDS) or points_elsewhere(words):
            return None
        if not POINTS_BACK.match(words):
            span = earlier.start, statement.end
            return span if earlier is before[-1] or _is_brief_enough(hit, span) else None
    return None


def _with_its_item(hit: Hit, statement: StoredStatement, before: Sequence[StoredStatement]) -> Span | None:
    """The span of a sentence that goes on with a list item, from where that begins; None if that is not near."""
    words = hit.words(statement.start, statement.end)
    if not _is_sentence(words) or _is_fragment(words) or is_heading(words) or _GOES_ON.match(words) is not None:
        return None
    item = next((one for one in reversed(before) if begins_an_item(hit, one.start)), None)
    if item is None or POINTS_BACK.match(hit.words(item.start, item.end)):
        return None
    span = item.start, statement.end
    return span if _is_brief_enough(hit, span) else None


def _is_brief_enough(hit: Hit, span: Span) -> bool:
    return hit.words(*span).count(" ") < _MOST_WITH_WHAT_IS_BEFORE


def _goes_on_in_small_letters(hit: Hit, statement: StoredStatement, words: str) -> bool:
    return _GOES_ON.match(words) is not None and not (statement.lead_ins and begins_an_item(hit, statement.start))


def _led_in_as(
    hit: Hit, context: Hit, statement: StoredStatement, span: Span, before: Sequence[StoredStatement]
) -> tuple[StoredStatement, Span]:
    """A statement that is shown with what stands before it, led in as that is; and by that, in another passage."""
    if span[0] == statement.start:
        return statement, span
    lead_ins = next(one.lead_ins for one in before if one.start == span[0])
    if span[0] < hit.start:
        last = next(one for one in reversed(before) if one.end <= hit.start)
        lead_ins = (*lead_ins, (span[0], last.end, context.words(span[0], last.end)))
        span = next(one.start for one in (*before, statement) if one.start >= hit.start), span[1]
    return (statement.led_in_by(*lead_ins) if lead_ins else statement), span


def _opens_its_source(hit: Hit, statement: StoredStatement, words: str) -> bool:
    """Whether a statement is what a source says first of what its title asks: "This condition is inherited …".

    It is shown under that title, or as the answer to the same question.
    """
    title = hit.source.reference.title
    return statement.start == 0 and not hit.heading_path and is_question(title) and _THIS_ONE.match(words) is not None


def _with_what_takes_it_back(
    question: Question,
    hit: Hit,
    statement: StoredStatement,
    span: Span,
    after: StoredStatement | None,
    later: StoredStatement | None,
) -> Span:
    """A sentence that the next one limits or denies is shown with it: "It may be given. This does not hold in gout".

    So it is with a next sentence that sets a limit and does not say again what it is about: it lives by this one.
    """
    if after is None or statement.form is not Form.SENTENCE or after.form is not Form.SENTENCE:
        return span
    words = hit.words(after.start, after.end)
    if points_elsewhere(words):
        return span
    leans = _is_limit(question, words)
    if later is not None and later.form is Form.SENTENCE and takes_back(hit.words(later.start, later.end)):
        # It may reach back over the sentence between.
        return (span[0], later.end) if leans or not _names_its_subject(question, words) else span
    return (span[0], after.end) if leans else span


def next_sentence_limits(question: Question, words: str) -> bool:
    """Whether a sentence that opens the next passage limits or denies the last one of the passage before."""
    return not points_elsewhere(words) and _is_limit(question, words)


def _is_limit(question: Question, words: str) -> bool:
    return takes_back(words) or (_is_brief(words) and _leans_on_it(question, words))


def _leans_on_it(question: Question, words: str) -> bool:
    return sets_a_condition(words) if _names_its_subject(question, words) else sets_a_limit(words)


def _is_brief(words: str) -> bool:
    return words.count(" ") < _BRIEF


def _names_its_subject(question: Question, words: str) -> bool:
    """Whether a sentence says itself what of the question it is about."""
    own = frozenset(terms(words))
    heads = [one for one in question.focus if one.head] or question.focus
    return any(one.is_in(own) for one in heads)


def _is_sentence(words: str) -> bool:
    if words.count(" ") + 1 < _FEWEST_WORDS or is_too_long(words):
        return False
    return _LETTER.match(words.lstrip("0123456789(\"'“")) is not None


def _shown(hit: Hit, statement: StoredStatement, span: Span) -> str:
    if statement.form is Form.TABLE_ROW:
        cells = [hit.words(start, end) for start, end in statement.cells]
        return write_out_row([text for _, _, text in statement.columns], cells)
    words = hit.words(*span).replace("\n", " ")
    return " ".join([*(text for _, _, text in statement.lead_ins), words])


def _terms_around(question: Question, hit: Hit) -> frozenset[str]:
    """What a statement is about without saying it: title, headings, topics, lead-ins, captions."""
    said = [*hit.source.topics]
    said += {s.caption[2] for s in hit.statements if s.caption is not None}
    said += {lead_in for s in hit.statements for _, _, lead_in in s.lead_ins}
    said.append(hit.source.reference.title)
    marks = _marks(question, " · ".join((*hit.heading_path, *said)))
    return hit.terms_around.union(marks, (term for text in said for term in terms(text)))


def _marks(question: Question, text: str) -> frozenset[str]:
    """What stands for the qualifiers of a text, where the question names one that other words name as well."""
    return marks_in(text) if question.has_marks else frozenset()
