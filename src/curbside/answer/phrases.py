"""A question's words: which name a thing and what sort of thing, and which only hold the question together.

No grammar of English: word lists (follow_up.toml), the lexicon, and the place of a word beside its neighbours. Every
phrase is a span of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum, StrEnum, auto
from functools import cached_property, lru_cache

from curbside.answer.lexicon import ConceptKind, Mention, find_mentions
from curbside.answer.understand import frame_terms
from curbside.evidence.data_files import Form, load_data, named
from curbside.evidence.terms import term

_WORD = re.compile(r"[^\s,;:?!()\[\]\"“”…—]+")
_BRACKET = re.compile(r"\s*\([^()]{1,120}\)")


class Kind(StrEnum):
    """What sort of thing a phrase names; `aspect` is what is asked of a thing, `thing` whatever else there is."""

    MEDICINE = "medicine"
    CONDITION = "condition"
    TEST = "test"
    PROCEDURE = "procedure"
    ORGAN = "organ"
    PERSON = "person"
    ASPECT = "aspect"
    THING = "thing"


class Role(Enum):
    """What a word does: `name` words make up phrases, all others part them."""

    NAME = auto()
    PREPOSITION = auto()
    DETERMINER = auto()
    AUXILIARY = auto()
    ASKING = auto()
    PRONOUN = auto()
    VERB = auto()
    SAID_OF = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text with its place and role."""

    text: str
    start: int
    end: int
    role: Role = Role.NAME

    @property
    def lower(self) -> str:
        """The word in small letters."""
        return self.text.lower()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch of text that names one thing: from `start`, with its article from `begins`, with its preposition
    from `at`.
    """

    text: str
    kind: Kind
    start: int
    end: int
    begins: int
    at: int
    article: str = ""
    preposition: str = ""

    @property
    def last(self) -> str:
        """The last word before any "of", which says what the phrase is about."""
        words: list[str] = _WORD.findall(self.text.partition(" of ")[0]) or [self.text]
        return words[-1]

    @property
    def is_plural(self) -> bool:
        """Whether a verb with it stands in the plural."""
        return is_plural(self.last)


@dataclass(frozen=True)
class Reading:
    """A text with its words and phrases."""

    text: str
    words: tuple[Word, ...]
    phrases: tuple[Phrase, ...]

    @cached_property
    def heads(self) -> tuple[Phrase, ...]:
        """The phrases that a question can be about, in order."""
        return tuple(one for one in self.phrases if one.kind in HEADS)


HEADS = frozenset({Kind.MEDICINE, Kind.CONDITION, Kind.TEST, Kind.PROCEDURE, Kind.THING})
_KIND_OF_CONCEPT = {
    ConceptKind.ORGAN: Kind.ORGAN,
    ConceptKind.DISEASE: Kind.CONDITION,
    ConceptKind.FINDING: Kind.CONDITION,
    ConceptKind.TEST: Kind.TEST,
    ConceptKind.PROCEDURE: Kind.PROCEDURE,
    ConceptKind.DRUG: Kind.MEDICINE,
    ConceptKind.CLASS: Kind.MEDICINE,
    ConceptKind.POPULATION: Kind.PERSON,
}
# In the order in which a word that stands in two lists counts.
_LISTED = (Kind.CONDITION, Kind.MEDICINE, Kind.TEST, Kind.PROCEDURE, Kind.ORGAN, Kind.PERSON)
# Named by a thing that is measured, these say nothing of which: "TSH range", "platelet count".
_MEASURES = frozenset(
    map(term, ("test", "score", "index", "ratio", "count", "level", "range", "scan", "imaging", "marker", "value"))
)


def read(text: str) -> Reading:
    """The words and phrases of a text."""
    mentions = [one for one in find_mentions(text) if one.entry.kind is not ConceptKind.COURSE]
    words = tuple(_with_roles(_words(text), mentions))
    return Reading(text, words, tuple(_joined(text, list(_phrases(text, words)))))


# -- words


def _words(text: str) -> list[Word]:
    found = []
    for one in _WORD.finditer(text):
        shown = one[0].rstrip(".'’").lstrip("'‘")
        if shown.strip("-–"):  # a dash between blanks is no word
            start = one.start() + one[0].index(shown)
            found.append(Word(shown, start, start + len(shown)))
    return found


def _with_roles(words: list[Word], mentions: list[Mention]) -> Iterable[Word]:
    """Each word with its role, by the lists and by its neighbours."""
    named = [(one.start, one.end) for one in mentions]
    before = None
    for at, word in enumerate(words):
        after = words[at + 1] if at + 1 < len(words) else None
        held = any(start <= word.start and word.end <= end for start, end in named)
        if held and (word.start, word.end) in named and word.lower in _verbs():
            held = not _follows_a_subject(before) and (before is None or before.lower != "to")
        before = replace(word, role=Role.NAME if held else _role(word, before, after))
        yield before


def _role(word: Word, before: Word | None, after: Word | None) -> Role:
    lower = word.lower
    listed = _roles().get(lower)
    if lower == "i" and before is not None and before.lower in ("type", "class", "grade", "stage", "phase", "factor"):
        return Role.NAME
    if before is not None and before.lower == "to" and lower in _verbs():
        return Role.VERB
    if listed is not None:
        # "Is that common?", but "Is that drug common?"
        if listed is Role.DETERMINER and lower in THESE and (after is None or _ends_a_phrase(after)):
            return Role.PRONOUN
        return listed
    if (before is not None and before.lower == "how") or (after is not None and after.lower == "than"):
        return Role.SAID_OF
    if lower.endswith("ly") and not lower.endswith(_NO_ADVERBS) and (word.text.islower() or before is None):
        return Role.OTHER
    if before is not None and before.lower in ("i", "you", "we", "he", "she", "they"):
        return Role.VERB
    described = after is not None and not _ends_a_phrase(after)
    after_article = before is not None and before.role is Role.DETERMINER
    after_preposition = before is not None and before.role is Role.PREPOSITION
    if lower in _verbs():
        noun = after_article or (term(lower) in aspect_terms() and not described and not _follows_a_subject(before))
        adjective = after_preposition and described and lower.endswith("ed")
        return Role.NAME if noun or adjective else Role.VERB
    if lower in listed_words("grammar", "said_of"):
        return Role.NAME if described else Role.SAID_OF
    return Role.NAME


def _follows_a_subject(before: Word | None) -> bool:
    parts = (Role.NAME, Role.PRONOUN, Role.AUXILIARY, Role.ASKING, Role.OTHER)
    return before is not None and before.role in parts


def _ends_a_phrase(word: Word) -> bool:
    """Whether a word cannot belong to a phrase that began before it."""
    lower = word.lower
    return lower in _roles() or lower in _verbs() or lower in listed_words("grammar", "said_of")


# Words in -ly that are no adverbs: "family", "microcephaly", "splenomegaly", "apply".
_NO_ADVERBS = (
    *("elderly", "early", "mily", "daily", "weekly", "monthly", "cephaly", "megaly", "dactyly", "anomaly"),
    *("apply", "supply", "comply", "multiply"),
)
THESE = frozenset({"this", "that", "these", "those"})


@lru_cache(maxsize=1)
def _roles() -> Mapping[str, Role]:
    kinds = {
        "others": Role.OTHER,
        "pronouns": Role.PRONOUN,
        "prepositions": Role.PREPOSITION,
        "determiners": Role.DETERMINER,
        "auxiliaries": Role.AUXILIARY,
        "question_words": Role.ASKING,
    }
    return {word: role for name, role in kinds.items() for word in listed_words("grammar", name)}


@lru_cache(maxsize=1)
def _verbs() -> frozenset[str]:
    """Every form of the verbs listed."""
    forms = set(listed_words("grammar", "verb_forms"))
    for base in listed_words("grammar", "verbs"):
        silent = base.removesuffix("e")
        third = f"{base}es" if base.endswith(("s", "sh", "ch", "x", "o")) else f"{base}s"
        forms |= {base, third, f"{base}ed", f"{base}ing", f"{silent}ed", f"{silent}ing"}
        if base.endswith("y"):
            forms |= {f"{base[:-1]}ies", f"{base[:-1]}ied"}
    return frozenset(forms)


# -- phrases


def _phrases(text: str, words: tuple[Word, ...]) -> Iterable[Phrase]:
    """Runs of naming words, each with the article and the preposition before it."""
    run: list[Word] = []
    for at, word in enumerate(words):
        if word.role is Role.NAME and (not run or text[run[-1].end : word.start].isspace()):
            run.append(word)
        else:
            yield from _phrase(text, words, at, run)
            run = [word] if word.role is Role.NAME else []
    yield from _phrase(text, words, len(words), run)


def _phrase(text: str, words: tuple[Word, ...], after: int, run: list[Word]) -> Iterable[Phrase]:
    if not run:
        return
    at = after - len(run)
    start, end = run[0].start, run[-1].end
    bracket = _BRACKET.match(text, end)
    article = words[at - 1] if at and words[at - 1].role is Role.DETERMINER else None
    at -= article is not None
    begins = article.start if article else start
    preposition = words[at - 1] if at and words[at - 1].role is Role.PREPOSITION else None
    yield Phrase(
        text=text[start:end],
        kind=kind_of(text[start:end]),
        start=start,
        end=bracket.end() if bracket else end,
        begins=begins,
        at=preposition.start if preposition else begins,
        article=article.lower if article else "",
        preposition=preposition.lower if preposition else "",
    )


def _joined(text: str, phrases: list[Phrase]) -> Iterable[Phrase]:
    """Phrases of one kind that "and" or "or" joins are one: men and women."""
    held: Phrase | None = None
    for one in phrases:
        if held is not None and held.kind is one.kind and text[held.end : one.at].strip().lower() in ("and", "or"):
            held = replace(held, text=text[held.start : one.end], end=one.end)
            continue
        if held is not None:
            yield held
        held = one
    if held is not None:
        yield held


def kind_of(phrase: str) -> Kind:
    """What sort of thing a phrase names: its last word says, else what the lexicon knows in it, else another word."""
    words = _WORD.findall(phrase)
    mentions = [one for one in find_mentions(phrase) if one.entry.kind in _KIND_OF_CONCEPT]
    at_end = next((one for one in mentions if one.end == len(phrase)), None)
    if at_end is not None:
        return _KIND_OF_CONCEPT[at_end.entry.kind]
    of_last = _kind_of_word(words[-1])
    if len(words) == 1 and words[0].lower() == "metastasis":  # what a tumour does; metastases are what it has
        return Kind.ASPECT
    if of_last not in (Kind.THING, Kind.ASPECT):
        return of_last
    for one in reversed(mentions):
        if one.entry.kind not in (ConceptKind.ORGAN, ConceptKind.POPULATION):
            return _KIND_OF_CONCEPT[one.entry.kind]
    if of_last is Kind.ASPECT or all(term(word) in frame_terms() for word in words):
        return Kind.ASPECT
    others = [kind for kind in map(_kind_of_word, reversed(words[:-1])) if kind in (Kind.MEDICINE, Kind.TEST)]
    return others[0] if others else Kind.THING


def _kind_of_word(word: str) -> Kind:
    """What the lists and endings say of a word; of one with a hyphen, what they say of its last part."""
    own = term(word)
    if own in aspect_terms():
        return Kind.ASPECT
    for kind in _LISTED:
        if is_listed(word, "kinds", kind.value):
            return kind
    if "-" in word.strip("-") and word.rpartition("-")[2]:
        return _kind_of_word(word.rpartition("-")[2])
    plain = word.lower().removesuffix("s")
    for kind in (Kind.MEDICINE, Kind.CONDITION):
        endings = listed_words("endings", kind.value)
        if any(
            form.endswith(ending) and len(form) > len(ending) + 1
            for form in (plain, word.lower())
            for ending in endings
        ):
            return kind
    return Kind.THING


def is_dependent(one: Phrase) -> bool:
    """Whether a phrase is no subject for a question by itself: "surgery", "antibiotic eye drops", "a blood test"."""
    words = one.text.split()
    others = [word for word in words if not is_listed(word, "kinds", "dependent")]
    if words[-1] in others:
        return False
    named = [one.text[mention.start : mention.end].split() for mention in find_mentions(one.text)]
    if any(len(name) > 1 and set(name) & set(others) for name in named):  # "thyroid test", "complete blood count"
        return False
    return all(term(word) in frame_terms() or word.lower() == "blood" or kind_of(word) is Kind.ORGAN for word in others)


def core_of(phrase: Phrase) -> tuple[int, int]:
    """The part of a phrase that names the medicine or test itself: "moxifloxacin" of "moxifloxacin eye drops".

    The whole phrase where no part does so by itself.
    """
    concepts = {one for one, kind in _KIND_OF_CONCEPT.items() if kind is phrase.kind}
    spans = [(one.start, one.end) for one in find_mentions(phrase.text) if one.entry.kind in concepts]
    if not spans:
        spans = [
            one.span()
            for one in _WORD.finditer(phrase.text)
            if _kind_of_word(one[0]) is phrase.kind
            and not is_listed(one[0], "kinds", "dependent")
            and term(one[0]) not in _MEASURES
        ]
    if phrase.kind not in (Kind.MEDICINE, Kind.TEST) or not spans:
        return phrase.start, phrase.end
    first, last = spans[0][0], spans[-1][1]
    ends = phrase.end if last == len(phrase.text) else phrase.start + last
    return phrase.start + first, ends


# -- single words


def is_plural(word: str) -> bool:
    """Whether a noun is in the plural, as far as its form tells."""
    lower = word.lower()
    if lower in ("children", "people", "men", "women", "feet", "teeth", "those", "bacteria", "criteria", "elderly"):
        return True
    singular = ("diabetes", "herpes", "measles", "mumps", "rabies", "shingles", "hives", "pancreas", "pus", "rickets")
    return lower.endswith("s") and not lower.endswith(("ss", "is", "us", "'s", "’s")) and lower not in singular


def is_listed(word: str, table: str, name: str) -> bool:
    """Whether a word, in any spelling, stands in a list; words in capitals stand there in capitals only."""
    if word.removesuffix("s") in _capitals(table, name):
        return True
    return term(word) in listed_terms(table, name)


_FORM: dict[str, Form] = {
    "grammar": named(
        "prepositions determiners auxiliaries question_words pronouns others verbs verb_forms said_of for_something"
        " of_medicines of_conditions of_tests",
        str,
    ),
    "kinds": named("condition medicine test procedure organ person dependent", str),
    "words": named("states anyone of_persons outcomes doses says makes acts_on of_staff of_staff_too risks", str),
    "stands_for": named("medicine condition test procedure", str),
    "sites": named("primary goal adjectives without_article tumors", str),
    "endings": named("medicine condition perhaps_medicine adjective", str),
    "contrasts": {"sets": [str]},
    "aspects": named("condition medicine test either for to on", str),
    "readers": named("patient trainee clinician", str),
}


@lru_cache(maxsize=1)
def word_lists() -> Mapping[str, Mapping[str, str | list[str]]]:
    """The lists of follow_up.toml."""
    return load_data("answer", "follow_up.toml", _FORM)


@lru_cache(maxsize=64)
def listed_words(table: str, name: str) -> frozenset[str]:
    """The words of a list as they are written."""
    text = word_lists()[table][name]
    assert isinstance(text, str)
    return frozenset(text.split())


@lru_cache(maxsize=64)
def listed_terms(table: str, name: str) -> frozenset[str]:
    """The terms of a list's words, but for those in capitals."""
    return frozenset(term(word) for word in listed_words(table, name) if not _is_capital(word))


@lru_cache(maxsize=64)
def _capitals(table: str, name: str) -> frozenset[str]:
    return frozenset(word.removesuffix("s") for word in listed_words(table, name) if _is_capital(word))


def _is_capital(word: str) -> bool:
    return len(word) > 1 and word.removesuffix("s")[1:].isupper()


@lru_cache(maxsize=1)
def aspect_terms() -> frozenset[str]:
    """The terms of what is asked with a noun: prognosis, dose, symptoms."""
    return frozenset().union(*(listed_terms("aspects", name) for name in ("condition", "medicine", "test", "either")))
