"""The lexicon: which words mean the same to a clinician, which a patient uses, and what belongs to what.

`lexicon.toml` beside this file is data for a clinician to read and extend. Reading it once makes a table from every
word a form can begin with to the forms, so that finding the concepts of a text takes time by its length, not by
the lexicon's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from curbside.answer.question import Wording
from curbside.evidence.data_files import ANY, Form, load_data, named
from curbside.evidence.terms import content_terms, spelled_words, stop_terms, term
from curbside.index.reranking import SaidOtherwise


class ConceptKind(StrEnum):
    """What sort of thing an entry of the lexicon is; `course` are words of illness and care (spread, outlook)."""

    ORGAN = "organ"
    DISEASE = "disease"
    FINDING = "finding"
    TEST = "test"
    PROCEDURE = "procedure"
    DRUG = "drug"
    CLASS = "class"
    POPULATION = "population"
    COURSE = "course"


# Texts of which the mentions are kept: each measure of a statement looks for them.
_KEPT_TEXTS = 4_096
# What is named with the organ that it is in: lung cancer, liver metastases.
_HAVE_A_SITE = frozenset({ConceptKind.DISEASE, ConceptKind.COURSE})


# What a patient is given, and what is done to one, too.
MEDICINES = frozenset({ConceptKind.DRUG, ConceptKind.CLASS})
REMEDIES = MEDICINES | {ConceptKind.PROCEDURE}


@dataclass(frozen=True, slots=True)
class Entry:
    """A concept: its preferred form, every other form, and the broader concepts it belongs to.

    `lay` is what a patient would say, `gloss` what it means in plain words; an `optional` one need not be met by a
    statement that is to be about what was asked. `asked` mean it in a question, typed just so, and may mean something
    else elsewhere: no statement is known by them. `sited` are concepts by whose names it goes, too, where an organ and
    its disease are named together: a carcinoid of the appendix is a neuroendocrine tumor of the appendix.
    """

    name: str
    kind: ConceptKind
    forms: tuple[str, ...]
    broader: tuple[str, ...] = ()
    lay: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    sited: tuple[str, ...] = ()
    gloss: str | None = None
    optional: bool = False

    @property
    def wordings(self) -> tuple[Wording, ...]:
        """Every form that a passage can be known by, as terms, the preferred one first; stop words left out.

        One that is written as a name is part of it: without "Down" every syndrome would be Down syndrome.
        """
        said = (_terms_without_stop_words(form) for form in self.forms)
        return tuple(dict.fromkeys(wording for wording in said if wording))


def _terms_without_stop_words(form: str) -> Wording:
    said = ((word, term(word)) for word, _, _ in spelled_words(form))
    return tuple(one for word, one in said if one not in stop_terms() or (len(word) > 1 and word.istitle()))


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text names a concept: `start` and `end` count its code points, half-open."""

    entry: Entry
    start: int
    end: int


_ENTRY: dict[str, Form] = {**named("also lay brand is asked sited", [str]), "gloss": str, "optional": bool}


@lru_cache(maxsize=1)
def lexicon() -> Mapping[str, Entry]:
    """Every entry by its preferred form."""
    data = load_data("answer", "lexicon.toml", named(ConceptKind, {ANY: _ENTRY}))
    return {
        name: Entry(
            name=name,
            kind=ConceptKind(kind),
            forms=(name, *(form for key in ("also", "lay", "brand") for form in entry.get(key, ()))),
            broader=tuple(entry.get("is", ())),
            lay=tuple(entry.get("lay", ())),
            asked=tuple(entry.get("asked", ())),
            sited=tuple(entry.get("sited", ())),
            gloss=entry.get("gloss"),
            optional=entry.get("optional", False),
        )
        for kind, entries in data.items()
        for name, entry in entries.items()
    }


def find_mentions(text: str) -> list[Mention]:
    """The concepts that a text names, in order; of overlapping forms the longest counts.

    A form written in capitals is met in capitals only: NET is a tumour, a net is none. One that ends in a sign is met
    with that sign only: K+ is potassium, the K of vitamin K is not.
    """
    return list(_mentions(text))


@lru_cache(maxsize=_KEPT_TEXTS)
def _mentions(text: str) -> tuple[Mention, ...]:
    words = spelled_words(text)
    mentions: list[Mention] = []
    at = 0
    while at < len(words):
        found = _longest_at(text, words, at)
        if found is None:
            at += 1
            continue
        entry, length = found
        mentions.append(Mention(entry, words[at][1], words[at + length - 1][2]))
        at += length
    return tuple(mentions)


def other_names(text: str) -> list[SaidOtherwise]:
    """What of a text goes by other names: a heart attack is a myocardial infarction."""
    said = ((tuple(content_terms(text[one.start : one.end])), one.entry.wordings) for one in find_mentions(text))
    named = ((asked, tuple(frozenset(one) for one in wordings if set(one) != set(asked))) for asked, wordings in said)
    return [SaidOtherwise(asked, names) for asked, names in named if names]


def with_narrower(entry: Entry) -> tuple[Wording, ...]:
    """The wordings of a concept and of everything that belongs to it: lisinopril is an ACE inhibitor."""
    return tuple(
        dict.fromkeys(wording for name in (entry.name, *_narrower(entry.name)) for wording in lexicon()[name].wordings)
    )


def broader_wordings(entry: Entry) -> tuple[Wording, ...]:
    """The wordings of the concepts that an entry belongs to, itself apart."""
    return tuple(dict.fromkeys(wording for name in entry.broader for wording in lexicon()[name].wordings))


def class_of_drug(entry: Entry) -> tuple[tuple[Wording, ...], tuple[Wording, ...]]:
    """The wordings of the classes that a drug belongs to, and those of the other drugs in them."""
    names = [name for name in entry.broader if lexicon()[name].kind is ConceptKind.CLASS]
    if entry.kind is not ConceptKind.DRUG or not names:
        return (), ()
    others = {one for name in names for one in _narrower(name)} - {entry.name}
    drugs = sorted(one for one in others if lexicon()[one].kind is ConceptKind.DRUG)
    said = (lexicon()[name].wordings for name in names)
    return (
        tuple(dict.fromkeys(wording for wordings in said for wording in wordings)),
        tuple(dict.fromkeys(wording for one in drugs for wording in lexicon()[one].wordings)),
    )


@lru_cache(maxsize=4096)
def _narrower(name: str) -> tuple[str, ...]:
    below = [entry.name for entry in lexicon().values() if name in entry.broader]
    return tuple(dict.fromkeys([*below, *(deeper for one in below for deeper in _narrower(one))]))


def at_a_site(entry: Entry) -> tuple[Wording, ...]:
    """The wordings by which it goes, too, where an organ and its disease are named together."""
    return tuple(dict.fromkeys(wording for name in entry.sited for wording in lexicon()[name].wordings))


def _longest_at(text: str, words: list[tuple[str, int, int]], at: int) -> tuple[Entry, int] | None:
    for form in _forms().get(term(words[at][0]), ()):
        if _is_at(form, words, at) and text.startswith(form.sign, words[at + len(form.terms) - 1][2]):
            return form.entry, len(form.terms)
    return None


@dataclass(frozen=True, slots=True)
class _Form:
    terms: Wording
    capitals: tuple[str | None, ...]
    entry: Entry
    # What must stand right behind it, and the words as they must be typed, if they must.
    sign: str = ""
    typed: tuple[str, ...] | None = None


def _is_at(form: _Form, words: list[tuple[str, int, int]], at: int) -> bool:
    if at + len(form.terms) > len(words):
        return False
    for offset, (wanted, capitals) in enumerate(zip(form.terms, form.capitals, strict=True)):
        word, start, _ = words[at + offset]
        if term(word) != wanted or (capitals is not None and word.removesuffix("s") != capitals):
            return False
        if form.typed is not None and capitals is None and _typed(word) != form.typed[offset]:
            return False
        # Words of one form stand together: a comma between them parts them.
        if offset and start - words[at + offset - 1][2] > 1:
            return False
    return True


@lru_cache(maxsize=1)
def _forms() -> Mapping[str, tuple[_Form, ...]]:
    """Every form by the first of its terms, longest first."""
    by_first: dict[str, list[_Form]] = {}
    for entry in lexicon().values():
        for form, is_asked in (*((form, False) for form in entry.forms), *((form, True) for form in entry.asked)):
            spelled = spelled_words(form)
            capitals = tuple(_capitals(word) for word, _, _ in spelled)
            typed = tuple(_typed(word) for word, _, _ in spelled) if is_asked else None
            made = _Form(_terms(form), capitals, entry, form[spelled[-1][2] :], typed)
            by_first.setdefault(made.terms[0], []).append(made)
    return {first: tuple(sorted(found, key=_longest_first)) for first, found in by_first.items()}


def _longest_first(form: _Form) -> tuple[int, int]:
    return -len(form.terms), -len(form.sign)


def _capitals(word: str) -> str | None:
    """A word that must stand in its capitals, without its plural; None for one that need not."""
    plain = word.removesuffix("s")
    return plain if len(plain) > 1 and plain.isupper() else None


def _typed(word: str) -> str:
    return word.lower().replace("’", "'")


def _terms(form: str) -> Wording:
    return tuple(term(word) for word, _, _ in spelled_words(form))


def located(mentions: list[Mention], text: str) -> Iterator[tuple[Mention, Mention | None]]:
    """Mentions with the organ that stands right before a disease: "liver metastases" is one thing."""
    organ: Mention | None = None
    for mention in mentions:
        beside = organ is not None and text[organ.end : mention.start] in (" ", "-")
        if organ is not None and not (beside and mention.entry.kind in _HAVE_A_SITE):
            yield organ, None
            organ = None
        if mention.entry.kind is ConceptKind.ORGAN:
            organ = mention
        else:
            yield mention, organ
            organ = None
    if organ is not None:
        yield organ, None


def sites_in(text: str) -> frozenset[str]:
    """The organs that a text names diseases of."""
    found = located(find_mentions(text), text)
    return frozenset(site.entry.name for one, site in found if site and one.entry.kind is ConceptKind.DISEASE)


def is_part_of(one: str, other: str) -> bool:
    """Whether a concept is another, or belongs to it: the pancreas is part of the digestive system."""
    return one == other or any(is_part_of(broader, other) for broader in lexicon()[one].broader)
