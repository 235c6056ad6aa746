"""A question that stands alone: how it asks, what it names, and what a follow-up to it can be about."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from curbside.answer.aspects import aspects_of_question
from curbside.answer.lexicon import lexicon
from curbside.answer.phrases import (
    Kind,
    Phrase,
    Reading,
    Role,
    Word,
    aspect_terms,
    is_dependent,
    is_listed,
    is_plural,
    listed_words,
    read,
)
from curbside.evidence.kinds import Aspect
from curbside.evidence.terms import term
from curbside.evidence.text import Span, clean_line

ASKING = re.compile(
    r"(?:(?:for|at|in|by|since|until|to|with|within|after|from|of|on) )?"
    r"(?:why not|why|where|when|whom?|how (?:so|come)\b|how(?: (?!(?:is|are|was|were|do|does|did|can|could|should|would"
    r"|will|may|might|must|has|have|to|in|for|with|about)\b)[a-z-]+)?|what|which)\b",
    re.IGNORECASE,
)
ADVERBIAL = re.compile(
    r"(?:for |since )?(?:why|where|when|how|how (?:often|long|soon|far|quickly|fast|frequently))", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.?!;]\s+(?=[A-Z])")
_AGREE = {"is": "are", "was": "were", "does": "do", "has": "have"}
_DISAGREE = {plural: singular for singular, plural in _AGREE.items()}
TIMES = frozenset({"during", "before", "after", "while"})
# With these, a part says under which circumstances something is asked.
_AROUND = frozenset({"in", "with", "without", "under", "on"}) | TIMES
METASTASES = term("metastases")


@dataclass(frozen=True, slots=True)
class Part:
    """A phrase with its preposition and with what belongs to it: "in people with kidney failure"."""

    preposition: str
    phrases: tuple[Phrase, ...]
    start: int
    end: int
    text: str

    @property
    def head(self) -> Phrase:
        """The phrase that the others belong to."""
        return self.phrases[0]

    @property
    def bare(self) -> str:
        """Its words without the preposition."""
        return self.text[self.head.begins - self.start :]


@dataclass(frozen=True, slots=True)
class Named:
    """What a question is about, in words, and under which circumstances it asks."""

    text: str
    kind: Kind
    is_plural: bool
    around: str = ""

    @property
    def be(self) -> str:
        """The form of "to be" that goes with it."""
        return "are" if self.is_plural else "is"

    @property
    def do(self) -> str:
        """The form of "to do" that goes with it."""
        return "do" if self.is_plural else "does"

    @property
    def whole(self) -> str:
        """What it is and under which circumstances."""
        return f"{self.text} {self.around}".strip()


def parts_of(reading: Reading) -> list[Part]:
    """What a text names with a preposition, in order; persons with what they have, things with what they are of."""
    parts: list[Part] = []
    for one in reading.phrases:
        last = parts[-1] if parts else None
        if last is not None and one.preposition and not reading.text[last.end : one.at].strip():
            of_person = last.head.kind is Kind.PERSON and one.preposition in ("with", "without", "on", "under", "over")
            if of_person or one.preposition == "of":
                phrases, text = (*last.phrases, one), reading.text[last.start : one.end]
                parts[-1] = Part(last.preposition, phrases, last.start, one.end, text)
                continue
        if one.preposition:
            parts.append(Part(one.preposition, (one,), one.at, one.end, reading.text[one.at : one.end]))
    return parts


@dataclass(frozen=True)
class WholeQuestion:
    """A question that stands alone, without the mark at its end.

    `asking` are its question words, `noun` what they ask for ("which tests"), `auxiliary` the verb that follows and
    `rest` all after it.
    """

    reading: Reading
    asking: str
    noun: str
    auxiliary: Word | None
    rest: str

    @classmethod
    def of(cls, question: str) -> WholeQuestion:
        """Read a question; of several sentences the last asks."""
        text = clean_line(question).rstrip("?.! ")
        reading = read(text)
        at = _opens_at(reading)
        found = ASKING.match(text, at)
        words = [word for word in reading.words if word.start >= (found.end() if found else at)]
        noun: list[Word] = []
        if found is not None and found[0].lower().endswith(("what", "which", "how many", "how much")):
            while words and words[0].role in (Role.NAME, Role.OTHER, Role.SAID_OF):
                noun.append(words.pop(0))
        auxiliary = words[0] if words and words[0].role is Role.AUXILIARY else None
        after = auxiliary.end if auxiliary else words[0].start if words else len(text)
        return cls(
            reading=reading,
            asking=found[0] if found else "",
            noun=text[noun[0].start : noun[-1].end] if noun else "",
            auxiliary=auxiliary,
            rest=text[after:].strip(),
        )

    # -- what it says

    @property
    def text(self) -> str:
        """Its words."""
        return self.reading.text

    @cached_property
    def parts(self) -> list[Part]:
        """What it names with a preposition."""
        return parts_of(self.reading)

    @cached_property
    def aspect(self) -> Aspect:
        """What it asks foremost."""
        return aspects_of_question(self.text)[0]

    @property
    def is_closed(self) -> bool:
        """Whether yes or no can be the answer."""
        return self.auxiliary is not None and not self.asking

    @property
    def is_adverbial(self) -> bool:
        """Whether it asks how, when, where, why or how long something is so."""
        return self.auxiliary is not None and ADVERBIAL.fullmatch(self.asking) is not None

    @cached_property
    def subject(self) -> Phrase | None:
        """What stands right after the auxiliary: the antibiotics of "Do antibiotics help?"."""
        if self.auxiliary is None:
            return None
        after = next((one for one in self.reading.phrases if one.begins >= self.auxiliary.end), None)
        stands_there = after is not None and not self.text[self.auxiliary.end : after.begins].strip()
        return after if stands_there else None

    def first(self, *kinds: Kind) -> Phrase | None:
        """The first phrase of some kinds."""
        return next((one for one in self.reading.phrases if one.kind in kinds), None)

    @cached_property
    def tumor(self) -> Phrase | None:
        """The first tumour that it names, apart from metastases."""
        return next((one for one in self.reading.phrases if is_tumor(one)), None)

    def heads_without(self, span: Span) -> list[Phrase]:
        """What it would still be about without some of its words."""
        return [one for one in self.reading.heads if not (span[0] <= one.start and one.end <= span[1])]

    def reworded(self, start: int, end: int, new: str) -> str:
        """Its words with others in one place."""
        return " ".join(f"{self.text[:start]}{new}{self.text[end:]}".split())

    def extended(self, words: str) -> str:
        """Its words and more at the end."""
        return f"{self.text} {words}"

    # -- what it is about

    def named(
        self,
        kinds: Sequence[Kind],
        *,
        plural: bool | None = None,
        indication: bool = False,
        means: bool = False,
    ) -> Named | None:
        """What a question is about that leans on this one, preferably of some kinds, and in singular or plural.

        With `indication`, a medicine is named with what it is given for; with `means`, a condition with what is
        given for it.
        """
        heads = self.reading.heads
        if not heads:
            person = self.first(Kind.PERSON, Kind.ORGAN, Kind.ASPECT)
            return Named(with_own_article(person), person.kind, person.is_plural) if person is not None else None

        def fits(one: Phrase) -> float:
            beside = 1.5 * (one.preposition in TIMES) + 0.5 * (
                one.preposition in ("than", "versus", "vs", "with", "by")
            )
            asked = 2.0 - 0.1 * kinds.index(one.kind) if one.kind in kinds else 0.0
            return asked + (plural is not None and one.is_plural is plural) - beside

        best = max(heads, key=fits)  # of equals the first
        indication = indication or is_dependent(best)
        if best.kind is Kind.CONDITION:
            spread = self._as_metastases()
            if spread is not None:
                return spread
        text, end = self.complemented_span(best)
        around = self._around(best, end, indication=indication)
        if means and self.subject is not None and self.subject.kind is Kind.MEDICINE and self.subject is not best:
            around = f"{around} with {with_own_article(self.subject)}".strip()
        return Named(text, best.kind, best.is_plural, around)

    def _as_metastases(self) -> Named | None:
        """What "that" is after "Do neuroendocrine tumours spread to the heart?": their heart metastases."""
        goal = next((p.head for p in self.parts if p.preposition in ("to", "into") and p.head.kind is Kind.ORGAN), None)
        spreads = any(word.role is Role.VERB and is_spread(word.text) for word in self.reading.words)
        if goal is None or self.tumor is None or not spreads:
            return None
        return Named(
            f"{singular(goal.text)} metastases of {self.complemented(self.tumor)}", Kind.CONDITION, is_plural=True
        )

    def complemented(self, phrase: Phrase) -> str:
        """A phrase with what follows that belongs to it."""
        return self.complemented_span(phrase)[0]

    def complemented_span(self, phrase: Phrase) -> tuple[str, int]:
        """A phrase with its article and with what follows that belongs to it: "sore throat after COVID-19"."""
        end = phrase.end
        binding = {"of", "from"} if phrase.kind is Kind.MEDICINE else {"of", "from", "in", "after", "on"}
        for one in self.reading.phrases:
            belongs = one.preposition in binding and one.kind is not Kind.PERSON
            belongs = belongs and not (one.preposition == "in" and one.kind is Kind.MEDICINE)
            if one.start >= end and belongs and not self.text[end : one.at].strip():
                end = one.end
        article = "" if phrase.article in ("this", "that", "these", "those", "any", "no", "some") else phrase.article
        start = phrase.begins if article else phrase.start
        words = self.text[start:end]
        if is_dependent(phrase) and self.noun and not article and start == self.text.find(self.noun, len(self.asking)):
            words = f"the {words}"  # "Which drug is best?"
        return (_with_small_start(words) if start == 0 else words), end

    def _around(self, about: Phrase, end: int, *, indication: bool) -> str:
        """The circumstances that go on to hold: of whom, when, with what."""
        kept = []
        for part in self.parts:
            if (part.start < end and about.end <= part.end) or about in part.phrases:
                if part.head.kind is Kind.PERSON and about is not part.head and not _is_anyone(part.head):
                    kept.append(
                        f"{part.preposition if part.preposition != 'of' else 'in'} {with_own_article(part.head)}"
                    )
                continue
            is_person = part.head.kind is Kind.PERSON and not (_is_anyone(part.head) and len(part.phrases) == 1)
            is_indication = part.preposition == "for" and about.kind in (Kind.MEDICINE, Kind.PROCEDURE) and indication
            is_circumstance = part.preposition in _AROUND and part.head.kind not in (
                Kind.ORGAN,
                Kind.PERSON,
                Kind.ASPECT,
            )
            is_means = part.head.kind is Kind.MEDICINE and about.kind is Kind.CONDITION
            if is_person or is_indication or (is_circumstance and not is_means):
                kept.append(part.text if part.preposition != "of" else f"in {part.bare}")
        subject = self.subject
        if subject is not None and subject is not about:
            if subject.kind is Kind.PERSON and not _is_anyone(subject):
                kept.append(f"in {with_own_article(subject)}")
            elif subject.kind in (Kind.MEDICINE, Kind.CONDITION) and self._makes(subject, about):
                kept.append(f"with {with_own_article(subject)}")
        objects = [one for one in self.reading.heads if one.kind is Kind.CONDITION and not one.preposition]
        if indication and about.kind is Kind.MEDICINE and objects and about.end <= objects[0].start:
            kept.append(f"for {with_own_article(objects[0])}")
        return " ".join(kept)

    def _makes(self, one: Phrase, other: Phrase) -> bool:
        """Whether it says that one thing brings another about."""
        return any(
            word.role is Role.VERB
            and is_listed(word.text, "words", "makes")
            and one.end <= word.start
            and word.end <= other.start
            for word in self.reading.words
        )


# -- what words ask


def kinds_asked(text: str) -> tuple[Kind, ...]:
    """The kinds of thing that a question's words are asked of; empty if they do not tell."""
    words = {word.lower() for word in re.findall(r"[\w-]+", text)}
    aspect = aspects_of_question(text)[0]
    if words & listed_words("grammar", "of_medicines") or aspect in (Aspect.DOSE, Aspect.SAFETY):
        return (Kind.MEDICINE, Kind.PROCEDURE, Kind.TEST)
    if words & listed_words("grammar", "of_tests"):
        return (Kind.TEST, Kind.PROCEDURE)
    of_conditions = words & listed_words("grammar", "of_conditions")
    if of_conditions or aspect not in (Aspect.GENERAL, Aspect.DEFINITION, Aspect.MONITORING, Aspect.REFERRAL):
        return (Kind.CONDITION,)
    return ()


def kinds_of_aspect(noun: Phrase) -> tuple[Kind, ...]:
    """The kinds of thing that are asked for what a noun says."""
    if is_listed(noun.last, "aspects", "medicine"):
        return (Kind.MEDICINE, Kind.PROCEDURE, Kind.TEST)
    if is_listed(noun.last, "aspects", "test"):
        return (Kind.TEST,)
    return (Kind.CONDITION,) if is_listed(noun.last, "aspects", "condition") else ()


def is_aspect(phrase: Phrase) -> bool:
    """Whether a phrase names what is asked of a thing: "the prognosis"."""
    return phrase.kind is Kind.ASPECT and term(phrase.last) in aspect_terms()


def preposition_after(noun: str) -> str:
    """What joins such a noun with what it is asked of."""
    return next((one for one in ("for", "to", "on") if is_listed(noun, "aspects", one)), "of")


def agreeing(verb: str, *, plural: bool) -> str:
    """A verb's form in singular or plural, where it has two."""
    changed = (_AGREE if plural else _DISAGREE).get(verb.lower())
    if changed is None:
        return verb
    return changed.capitalize() if verb[0].isupper() else changed


# -- words


def _opens_at(reading: Reading) -> int:
    """Where a question begins to ask: after other sentences, and after what it puts in front ("In children, …")."""
    at = max((found.end() for found in _SENTENCE_END.finditer(reading.text)), default=0)
    words = [word for word in reading.words if word.start >= at]
    opening = (Role.ASKING, Role.AUXILIARY)
    if words and words[0].role in opening:
        return words[0].start
    if len(words) > 1 and words[0].role is Role.PREPOSITION and words[1].role is Role.ASKING:
        return words[0].start
    for before, word in itertools.pairwise(words):
        if word.role in opening and "," in reading.text[before.end : word.start]:
            return word.start
    return at


def _with_small_start(words: str) -> str:
    """Words from the start of a sentence, for its middle; names written with a capital keep it."""
    first = words.split(" ", 1)[0]
    is_name = any(c.isupper() for c in first[1:]) or any(
        first in form.split() for entry in lexicon().values() for form in entry.forms
    )
    return words if is_name else words[:1].lower() + words[1:]


def singular(words: str) -> str:
    """Words that stand before another noun: the ovaries, but ovary metastases."""
    if not is_plural(words.split()[-1]):
        return words
    return f"{words[:-3]}y" if words.endswith("ies") else words[:-1]


def is_spread(verb: str) -> bool:
    """Whether a verb says that a tumour goes elsewhere."""
    return term(verb) in (term("spread"), METASTASES)


def is_tumor(one: Phrase) -> bool:
    """Whether a phrase names a tumour by itself, not its metastases."""
    return is_listed(one.last, "sites", "tumors") and one.kind is Kind.CONDITION


def _is_anyone(one: Phrase) -> bool:
    return one.text.lower() in listed_words("words", "anyone")


def with_own_article(one: Phrase) -> str:
    """A phrase as it was worded, with its article."""
    return f"{one.article} {one.text}" if one.article in ("a", "an", "the") else one.text
