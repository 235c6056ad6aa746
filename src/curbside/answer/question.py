"""The question as the engine understands it: plain data between `understand` and every later stage."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from curbside.evidence.kinds import Aspect, Reader
from curbside.evidence.terms import terms

# One way to say a concept: every one of these terms must be there.
Wording = tuple[str, ...]


@dataclass(frozen=True)
class Concept:
    """Something a question is about: the words it used, and every wording that means the same or less.

    `rarity` weighs the concept: 1 for a word found everywhere in the library, more the rarer it is, most for
    one the library does not hold. A concept of the lexicon `must_be_met`: an organ, a disease, a drug that the
    question names is never optional, however much else of it fits. `broader` are wordings of what it belongs to;
    `site` is the organ that a disease was named with. `classes` are the wordings of the classes of a drug, `siblings`
    those of the other drugs in them; `names` are the wordings that mean just this. `otherwise` are wordings given in
    brackets that name another disease: what is known of a neuroendocrine tumor need not hold for a "neuroendocrine
    carcinoma (PNET)". `marks` stand for the qualifiers that it is part of (see `marks_in`): what names one of them in
    any words names it.

    Concepts of one `group` stand side by side in the question ("ACE inhibitors or ARBs"): one of them is enough.
    A `head` is what a statement has to be about at the least: a disease, a finding, a drug, a test; of a question that
    tells of a patient, what is asked rather than what the patient has.
    """

    words: str
    wordings: tuple[Wording, ...]
    rarity: float
    must_be_met: bool = False
    group: int = 0
    head: bool = False
    broader: tuple[Wording, ...] = ()
    site: str | None = None
    classes: tuple[Wording, ...] = ()
    siblings: tuple[Wording, ...] = ()
    names: tuple[Wording, ...] = ()
    otherwise: tuple[Wording, ...] = ()
    marks: tuple[str, ...] = ()

    def is_named_in(self, terms: frozenset[str] | set[str]) -> bool:
        """Whether these terms name it, and not only something narrower."""
        return self._names.is_in(terms)

    def is_in(self, terms: frozenset[str] | set[str]) -> bool:
        """Whether one of its wordings is among these terms."""
        return self._wordings.is_in(terms)

    def is_in_as_asked(self, terms: frozenset[str] | set[str]) -> bool:
        """Whether one of its wordings is among these terms that is not of another disease given in brackets."""
        return any(terms.issuperset(one) for one in self.wordings if one not in self.otherwise)

    def is_wider_in(self, terms: frozenset[str] | set[str]) -> bool:
        """Whether these terms name it or something that it belongs to."""
        return self._wordings.is_in(terms) or self._broader.is_in(terms)

    def is_told_of_its_class(self, terms: frozenset[str] | set[str]) -> bool:
        """Whether these terms speak of the class of a drug as a whole, and not of another drug of it."""
        return self._classes.is_in(terms) and not self._siblings.is_in(terms)

    @cached_property
    def _names(self) -> _Wordings:
        return _Wordings(self.names)

    @cached_property
    def _classes(self) -> _Wordings:
        return _Wordings(self.classes)

    @cached_property
    def _siblings(self) -> _Wordings:
        return _Wordings(self.siblings)

    @cached_property
    def _wordings(self) -> _Wordings:
        return _Wordings((*self.wordings, *((mark,) for mark in self.marks)))

    @cached_property
    def _broader(self) -> _Wordings:
        return _Wordings(self.broader)


class _Wordings:
    """Wordings laid out for asking often: a concept of many forms is looked for in every statement of an answer."""

    def __init__(self, wordings: tuple[Wording, ...]) -> None:
        self.single = frozenset(wording[0] for wording in wordings if len(wording) == 1)
        self.several = tuple(frozenset(wording) for wording in wordings if len(wording) > 1)
        self.first_of_several = frozenset(wording[0] for wording in wordings if len(wording) > 1)

    def is_in(self, terms: frozenset[str] | set[str]) -> bool:
        if not self.single.isdisjoint(terms):
            return True
        # Most texts have not even the first term of any: one look tells so, in place of one for each wording.
        return not self.first_of_several.isdisjoint(terms) and any(map(terms.issuperset, self.several))


@dataclass(frozen=True)
class Question:
    """A question and what was understood of it.

    `text` is as asked; `interpreted` stands alone, with what earlier turns contribute. `focus` is what it is
    about, `phrase` the same in words; `aspects` are what is asked of it, the first foremost. `details` are told
    of a patient besides ("who has not responded to …"): they rank statements, and none is required. `relates` says
    that the question is how two things go together ("Can X cause Y?"); `named` are the ids of the documents that it
    asks by name, and nothing else answers then; `country` is the code of the country whose sources are preferred;
    `takes_wider` says whether statements on something broader may stand beside those that answer;
    `asked_terms` are the terms of the question as it was put, each with its rarity, `asking_terms` those of the words
    that ask ("survival", "raises"); `lettered` are the terms of words that it names with the letter A ("hepatitis A");
    `parts` are the aspects that it asks for each in words of its own, the foremost first ("treatment and outlook");
    `besides` are those of its aspects that it does not ask for, and that belong to an answer; `left_out` is what it
    does not want to hear of ("other than strep"), `included` its words without that; `lacking` is what who is asked
    about has not ("without pituitary disease"); `unheard_of` is the rarity of a word that the library lacks.
    """

    text: str
    interpreted: str
    reader: Reader
    aspects: tuple[Aspect, ...]
    focus: tuple[Concept, ...]
    phrase: str
    search_terms: tuple[str, ...]
    included: str
    details: tuple[Concept, ...] = ()
    tells_a_case: bool = False
    relates: bool = False
    named: tuple[str, ...] = ()
    country: str | None = None
    takes_wider: bool = True
    asked_terms: tuple[tuple[str, float], ...] = ()
    asking_terms: frozenset[str] = frozenset()
    lettered: tuple[str, ...] = ()
    parts: tuple[Aspect, ...] = ()
    besides: tuple[Aspect, ...] = ()
    left_out: tuple[Concept, ...] = ()
    lacking: tuple[Concept, ...] = ()
    unheard_of: float = 1.0
    notices: tuple[str, ...] = ()

    @property
    def aspect(self) -> Aspect:
        """What is asked foremost."""
        return self.aspects[0]

    @cached_property
    def groups(self) -> tuple[tuple[Concept, ...], ...]:
        """The focus by what stands side by side."""
        return tuple(tuple(group) for _, group in itertools.groupby(self.focus, key=lambda one: one.group))

    @cached_property
    def other_terms(self) -> frozenset[str]:
        """The terms of the question that neither name what it is about nor ask: "walk", "longest"."""
        about = {term for one in self.focus for wording in one.wordings for term in wording}
        return frozenset(term for term, _ in self.asked_terms) - about - self.asking_terms

    @cached_property
    def words_beside(self) -> tuple[tuple[str, float], ...]:
        """The terms of the question that name nothing, each with its rarity."""
        about = {term for one in (*self.focus, *self.details) for wording in one.wordings for term in wording}
        return tuple((term, rarity) for term, rarity in self.asked_terms if term not in about)

    @cached_property
    def has_marks(self) -> bool:
        """Whether something it names is part of a qualifier, which other words name as well."""
        return any(one.marks for one in (*self.focus, *self.details))

    @cached_property
    def asks_with(self) -> int:
        """How many things and words it asks with."""
        return len(self.focus) + len(self.details) + len(self.words_beside)

    @cached_property
    def named_by(self) -> Mapping[str, Concept]:
        """The concept that each term of the question names, where it goes by other words, too: "AF", "TFTs"."""
        concepts = [one for one in (*self.focus, *self.details) if len(one.names) > 1]
        return {term: one for one in concepts for term in terms(one.words)}

    def has(self, term: str, among: frozenset[str]) -> bool:
        """Whether a term of the question is among these, or what it names is by another name."""
        return term in among or (term in self.named_by and self.named_by[term].is_named_in(among))

    @property
    def is_answerable(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.search_terms or self.named)
