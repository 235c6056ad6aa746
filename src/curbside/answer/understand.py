"""Question text to Question: what it is about, what is asked of it, which words to look for."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from curbside.answer.aspects import asked_apart, aspect_words, aspects_of_question, is_question
from curbside.answer.case import AGES, Case, asked_besides, case_in, clauses_of, led_up_to
from curbside.answer.designations import Named, without_names
from curbside.answer.jurisdiction import code_of, country_asked
from curbside.answer.left_out import left_out_of
from curbside.answer.lettering import lettered
from curbside.answer.lexicon import (
    MEDICINES,
    REMEDIES,
    ConceptKind,
    Entry,
    Mention,
    at_a_site,
    broader_wordings,
    class_of_drug,
    find_mentions,
    is_part_of,
    located,
    with_narrower,
)
from curbside.answer.qualifiers import limiting_spans, marked_spans, speaks_of_failure
from curbside.answer.question import Concept, Question, Wording
from curbside.answer.shorthand import written_out
from curbside.errors import QuestionError
from curbside.evidence.abbreviations import long_form_before
from curbside.evidence.english import is_ordinary
from curbside.evidence.kinds import Aspect, Reader
from curbside.evidence.terms import content_terms, spelled_words, stop_terms, term, terms
from curbside.evidence.text import Span, clean_line

LONGEST_QUESTION = 2_000
# The share of a title's terms that a question has if the source is about exactly what was asked.
EXACTLY_ASKED = 0.5

NOT_ENGLISH = "Curbside reads English only, for now."
NO_SUBJECT = "The question names no subject to look for; name a condition, drug, test or finding."

# A letter or figure that tells one thing from another: vitamin K, hepatitis B, type 2 diabetes.
_TELLS_APART = re.compile(r"(?<![\w-])(?:(?<=[a-z] )[B-HJ-Z]|(?<=[Tt]ype )\d)(?![\w'’])")
# A value, and its unit: it ranks what answers, and need not be met word for word.
_A_VALUE = re.compile(
    r"\d[\d.,]*(?:cm|mm|mg|g|kg|ml|mmol|mcg|ug|iu)?(?![\w-])"
    r"|(?<=\d )(?:cm|mm|mg|g|kg|ml|l|mmol|mcg|ug|iu|units?)(?![\w-])",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\(([^()]{1,120})\)")
# Other names of its subject in a title.
_ALSO_CALLED = re.compile(r"\((?:also (?:called|known as)|or)\b:?\s*(?P<names>[^()]+)\)", re.IGNORECASE)
# The name that a text ends in: words with capitals ("Angiotensin II Receptor Antagonists"), else its last word.
_NAME_AT_END = re.compile(r"(?:(?:[A-Z][\w'’-]*\s+){2,}|[^\s,.;:()]+\s*)\Z")
# Before the kind of thing that is asked for.
_WHICH = re.compile(r"\b(?:which|what)\s+\Z", re.IGNORECASE)
# Who asks is not asked about: "Physio asking: …", "The patient's wife wants to know, …".
_WHO_ASKS = re.compile(
    r"\W*(?:(?:the|my|our|an?|his|her)\s+)?(?:[\w/'’-]{2,20}\s+){1,3}(?:(?:is|was|are)\s+)?"
    r"(?:asking|asks?|asked|wonder(?:s|ing)|wants? to know|enquir\w+)(?:\s+me)?\s*[:,–-]\s*(?=\S)",
    re.IGNORECASE,
)
_LIKE = frozenset(terms("like"))
_WITHOUT = re.compile(r"\W*(?:without|and no|but not|no)\b", re.IGNORECASE)
# Between two names in a title.
_BETWEEN_NAMES = re.compile(r"\s+(?:and|or|in|with|for|from|of|to|as)\s+|\s[-–—]\s|[,;:/]", re.IGNORECASE)
# Between two concepts that stand side by side.
_SIDE_BY_SIDE = re.compile(
    r"\s*(?:,|/|,?\s+(?:and|or|and/or|vs\.?|v\.|versus|(?:compared|in comparison) (?:with|to)))\s*"
    r"(?:(?:any )?other |free |an? |the )?",
    re.IGNORECASE,
)
# Between a disease and the organ that it is in.
_OF_THE = re.compile(r"\s+(?:of|in)\s+(?:the\s+|an?\s+)?", re.IGNORECASE)
_HEADS = frozenset(
    {
        ConceptKind.DISEASE,
        ConceptKind.FINDING,
        ConceptKind.DRUG,
        ConceptKind.CLASS,
        ConceptKind.TEST,
        ConceptKind.PROCEDURE,
    }
)
# What a word weighs that the lexicon does not know, in a question whose subject it knows: the subject is what has to
# be met. A word that nothing in the library holds weighs in full: it may be what the question is about.
_ANY_WORD = 0.4
# What the age that a question names weighs beside its subject, where what is said at any age answers, too.
_A_TRIFLE = 0.5
_HYPHENS = "-‐–"
_OF_VERBS = ("ed", "ing")
# What leads up to a question and need not be met by what answers it: how a patient feels, where, who it is, and how
# far it went.
_TOLD = frozenset({ConceptKind.FINDING, ConceptKind.ORGAN, ConceptKind.POPULATION, ConceptKind.COURSE})
# What the names of many diseases end in: the word before says which.
_A_NAME = 2
_SHARED_BY_MANY = frozenset(
    terms("disease infection syndrome disorder cancer tumor virus fever deficiency failure anemia dystrophy")
)
# What a treatment that failed was given for is what is asked about all the same.
_REMAIN = frozenset({ConceptKind.DISEASE, ConceptKind.FINDING, ConceptKind.ORGAN, ConceptKind.POPULATION})
_TELL_HOW_MUCH = frozenset({None, ConceptKind.FINDING})
_WHAT_TO_DO = frozenset({Aspect.TREATMENT, Aspect.SAFETY, Aspect.DOSE})
# What is said of a class of drugs holds for each for these; a dose or a rate is a drug's own.
_HOLDS_FOR_A_CLASS = frozenset({Aspect.GENERAL, Aspect.SAFETY, Aspect.MONITORING, Aspect.TREATMENT})
# What is said of a disease at no age in particular holds at any for these; what it looks like, how it ends and how much
# is given is told of an age. Newborns are never meant by what is said of all.
_HOLDS_AT_ANY_AGE = frozenset({Aspect.TREATMENT, Aspect.DIAGNOSIS, Aspect.PREVENTION})
_OF_AN_AGE = frozenset({"child", "adolescent", "older adult"})

_HOW_MUCH = re.compile(r"\bhow (?:much|many) (?:(?:extra|more|less|additional|oral|topical) )?(?=\w)", re.IGNORECASE)

Rarity = Callable[[str], float]
LongForm = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class _Unit:
    """A stretch of the question that names one thing, and the ways to say it.

    What tells one thing from another stands `apart`; a short form that the library defines `is_name` of something.
    """

    start: int
    end: int
    wordings: tuple[Wording, ...]
    entry: Entry | None = None
    apart: bool = False
    broader: tuple[Wording, ...] = ()
    site: str | None = None
    is_name: bool = False
    otherwise: tuple[Wording, ...] = ()

    @property
    def kind(self) -> ConceptKind | None:
        return self.entry.kind if self.entry is not None else None


def as_asked(text: str) -> str:
    """A question on one line, without what cannot be seen.

    Raises QuestionError when it is empty or longer than 2,000 characters.
    """
    asked = clean_line(text)
    if not asked:
        raise QuestionError(
            "The question is empty.", "Ask something, for example: curbside ask 'Where do NETs spread?'"
        )
    if len(asked) > LONGEST_QUESTION:
        raise QuestionError(
            f"The question has {len(asked):,} characters; at most {LONGEST_QUESTION:,} are read.",
            "Ask one question at a time, and add long documents with `curbside add`.",
        )
    return asked


def understand(
    text: str,
    reader: Reader,
    rarity: Rarity,
    interpreted: str | None = None,
    named: Named | None = None,
    country: str | None = None,
    long_form: LongForm = lambda _: None,
) -> Question:
    """Understand a question.

    `rarity` weighs a term by how rare it is in the library (see `rarity_in`); `interpreted` is the question
    in words that stand alone, where it leans on earlier turns; `named` are sources that those words name; `country`
    is the code of the country to prefer where the question names none; `long_form` tells what the library's texts
    define a word as a short form of. Raises QuestionError when the text is empty or longer than 2,000 characters.
    """
    asked = as_asked(text)
    in_full = written_out(asked)
    meant = clean_line(interpreted or in_full)
    said = without_names(meant, named.spans) if named is not None else meant
    placed = country_asked(said)
    said = _blanked(said, [placed[1]]) if placed is not None else said
    who_asks = _WHO_ASKS.match(said)
    said = _blanked(said, [who_asks.span()]) if who_asks is not None else said
    left_out = left_out_of(said)
    said = _blanked(said, [one.span for one in left_out])
    bare = _blanked(said, [found.span() for found in _IN_BRACKETS.finditer(said)])
    case = case_in(bare)
    aspects = _aspects(in_full, bare, case, stands_alone=interpreted is None or meant == in_full)
    units = _units(said, bare, aspects[0], long_form)
    focus_units, detail_units = _less_what_is_told(bare, *_by_part(units, case))
    outright = aspects
    aspects = _with_what_follows(_asking_how_much(aspects, bare, units), focus_units, case)
    focus = _concepts(
        meant,
        focus_units,
        rarity,
        _heads(focus_units, case),
        case if case.condition is not None else None,
        whole_class=aspects[0] in _HOLDS_FOR_A_CLASS,
        any_age=aspects[0] in _HOLDS_AT_ANY_AGE,
    )
    details = _concepts(meant, detail_units, rarity, [unit for unit in detail_units if _is_named(unit, meant)])
    terms = content_terms(said)
    return Question(
        text=asked,
        interpreted=meant,
        reader=reader,
        aspects=aspects,
        focus=focus,
        phrase=_phrase(meant, focus_units),
        search_terms=tuple(dict.fromkeys([*terms, *_other_wordings(units), *_asked_otherwise(bare)])),
        details=details,
        tells_a_case=case.condition is not None and (bool(details) or len({one.group for one in focus}) > 1),
        relates=case.relates and len({one.group for one in focus if one.head}) > 1,
        asked_terms=tuple((one, rarity(one)) for one in dict.fromkeys(terms) if _can_be_shared(one, rarity)),
        asking_terms=frozenset(content_terms(" ".join(bare[slice(*span)] for span in _asking(bare, aspects[0])))),
        country=placed[0].code if placed is not None else code_of(country) if country else None,
        named=named.document_ids if named is not None else (),
        lettered=lettered(said),
        parts=tuple(one for one in asked_apart(bare, aspects[0]) if one in aspects),
        besides=tuple(one for one in aspects[1:] if one not in outright),
        left_out=tuple(thing for one in left_out for thing in one.things),
        lacking=tuple(filter(None, (_lacking(bare[slice(*span)]) for span in case.left_out))),
        included=said,
        unheard_of=rarity(""),
        notices=_notices(asked, focus) if named is None else (),
    )


def _aspects(asked: str, bare: str, case: Case, *, stands_alone: bool) -> tuple[Aspect, ...]:
    """What is asked: of a patient told of, in the words before the patient.

    A follow-up asks with its own words: "what about its prognosis?" after a question on treatment.
    """
    # Who has no symptoms is not asked about symptoms.
    bare = _blanked(bare, case.left_out)
    before = bare[slice(*case.asked)]
    condition = bare[slice(*case.condition)] if case.condition is not None else ""
    for words in (before, f"{before} {condition}", bare) if stands_alone else (asked, bare):
        found = aspects_of_question(words)
        if found[0] not in (Aspect.GENERAL, Aspect.DEFINITION):
            return found
    return aspects_of_question(bare)


def _lacking(said: str) -> Concept | None:
    """What those who are asked about have not, of the words that say so: "without pituitary disease"."""
    thing = _WITHOUT.sub("", said).strip()
    named = tuple(one for one in content_terms(thing) if one not in frame_terms())
    if not named:
        return None
    known = [one.entry.wordings for one in find_mentions(thing) if (one.start, one.end) == (0, len(thing))]
    return Concept(thing, (named, *itertools.chain.from_iterable(known)), rarity=0.0)


def _can_be_shared(one: str, rarity: Rarity) -> bool:
    """Whether a word of the question tells statements apart: none does that only frames it and that none has."""
    return one not in frame_terms() or rarity(one) < rarity("")


def rarity_in(passages: int, frequency: Callable[[str], int]) -> Rarity:
    """Weigh terms by one plus their inverse document frequency among a library's passages."""

    def rarity(one: str) -> float:
        found = frequency(one)
        return 1.0 + math.log(1.0 + (passages - found + 0.5) / (found + 0.5))

    return rarity


def title_match(question: Question, title: str) -> float:
    """How far a source is about exactly what was asked: the share of its title's terms that the question has.

    "Metastases of neuroendocrine tumours" answers the general question; "Orbital metastases of midgut
    neuroendocrine tumours" answers a narrower one. A title that says its subject is called just what was asked is
    about exactly that, too.
    """
    about, *names = _about(title)
    if any(_is_called(question, name) for name in names):
        return 1.0
    return len(about.intersection(question.search_terms)) / len(about) if about else 0.0


def _is_called(question: Question, name: frozenset[str]) -> bool:
    """Whether the question asks about what goes by a name: it has all of the name, and is about nothing else."""
    subjects = [one for one in question.focus if one.head] or question.focus
    return name.issubset(question.search_terms) and bool(subjects) and all(one.is_in(name) for one in subjects)


def more_than_asked(question: Question, title: str) -> frozenset[str]:
    """What the name in a title says more than a question: "early-onset" of "early-onset glaucoma".

    Whom it is about ("children"), and what it names besides ("smoking and asthma"), make no other name.
    """
    named = {term for concept in question.focus for wording in concept.wordings for term in wording}
    asked = named | _names_nothing() | set(question.search_terms)
    further = frozenset().union(*(name - asked for name in _names(title) if not named.isdisjoint(name)))
    # What is like it is another.
    return further | _LIKE if "-like" in title and "-like" not in question.interpreted else further


@lru_cache(maxsize=1)
def _names_nothing() -> frozenset[str]:
    """The terms of words in titles that make no other name: whom it is about or for, what all have, what it is."""
    whom = "adult adults child childhood children men women people person patients teens older"
    return _SHARED_BY_MANY | frozenset(
        terms(f"{whom} overview know need keep control problems complications health healthy")
    )


@lru_cache(maxsize=4096)
def _names(title: str) -> tuple[frozenset[str], ...]:
    """The terms of each name in a title, without the words that ask."""
    about, *_ = _about(title)
    parts = _BETWEEN_NAMES.split(_IN_BRACKETS.sub(" ", title))
    return tuple(about.intersection(terms(part)) for part in parts)


@lru_cache(maxsize=4096)
def _about(title: str) -> tuple[frozenset[str], ...]:
    """The terms of a title that say what it is about, without the words that ask; then those of other names for it."""
    names = _other_names(title)
    if names or is_question(title):
        title = _IN_BRACKETS.sub(" ", title)
    if is_question(title):
        title = _blanked(title, _asking(title, aspects_of_question(title)[0]))
    return tuple(frozenset(content_terms(one)) - frame_terms() for one in (title, *names))


def _other_names(title: str) -> list[str]:
    """What a title says that its subject is called, too: "Hives (Also called: Urticaria; Nettle rash)"."""
    found = _ALSO_CALLED.search(title)
    return [name.strip() for name in found["names"].split(";")] if found is not None else []


# -- what a question names


def _units(text: str, bare: str, aspect: Aspect, long_form: LongForm) -> list[_Unit]:
    """The things a question names, in order, less those words that frame it or ask the aspect."""
    asking = _asking(bare, aspect)
    mentions = find_mentions(bare)
    units = [
        _unit(one, site, aspect, _has_its_site_behind(bare, one, mentions))
        for one, site in located(mentions, bare)
        if not _is_within((one.start, one.end), asking)
    ]
    units = _with_brackets(text, bare, units)
    taken = [*((unit.start, unit.end) for unit in units), *asking, *(found.span() for found in AGES.finditer(bare))]
    letters = {found.start() for found in _TELLS_APART.finditer(bare)}
    ignored = stop_terms() | frame_terms()
    for word, start, end in spelled_words(bare):
        one, apart = term(word), start in letters
        is_name = one in stop_terms() and _is_written_as_a_name(bare, word, start)
        says_nothing = one in ignored or len(one) < 2 or _A_VALUE.match(bare, start)
        if _is_within((start, end), taken) or (says_nothing and not (apart or is_name)):
            continue
        meant = _written_out(word, long_form)
        units.append(_Unit(start, end, ((one,), *meant), apart=apart or bool(meant), is_name=bool(meant)))
    return sorted(units, key=lambda unit: unit.start)


def _written_out(word: str, long_form: LongForm) -> tuple[Wording, ...]:
    """The ways to say what the library defines a short form to stand for."""
    meant = long_form(word)
    if meant is None:
        return ()
    whole = tuple(dict.fromkeys(one for part, _, _ in spelled_words(meant) if (one := term(part)) not in stop_terms()))
    named = [one.entry for one in find_mentions(meant) if (one.start, one.end) == (0, len(meant))]
    return (whole, *(wording for entry in named for wording in with_narrower(entry)))


def _is_written_as_a_name(text: str, word: str, start: int) -> bool:
    """Whether a word has a capital though no sentence begins with it: Down syndrome."""
    before = text[:start].rstrip(" \"'“‘(")
    return len(word) > 1 and word.istitle() and before != "" and before[-1] not in ".?!:;…-–—"


def _unit(one: Mention, site: Mention | None, aspect: Aspect, site_behind: bool) -> _Unit:
    """A mention as a unit, with the organ that it names the disease of: a pancreatic tumour is a tumour.

    What to do about liver metastases is, in part, what to do about metastases; how common they are is not.
    """
    wordings = with_narrower(one.entry)
    wider = broader_wordings(one.entry)
    if site is None:
        named = (*wordings, *at_a_site(one.entry)) if site_behind else wordings
        return _Unit(one.start, one.end, named, one.entry, broader=wider)
    # In the order of the preferred forms first; every way to say the organ with every way to say the disease.
    places = (*with_narrower(site.entry), *at_a_site(site.entry))
    diseases = (*wordings, *at_a_site(one.entry))
    both = tuple((*place, *disease) for disease in diseases for place in places)
    if one.entry.kind is ConceptKind.COURSE:
        return _Unit(site.start, one.end, both, one.entry, broader=(*wordings, *wider) if aspect in _WHAT_TO_DO else ())
    return _Unit(site.start, one.end, both, one.entry, broader=wordings, site=site.entry.name)


def _has_its_site_behind(text: str, one: Mention, mentions: Sequence[Mention]) -> bool:
    """Whether the organ that a disease is in is named right behind it: "carcinoid of the appendix"."""
    return any(
        site.entry.kind is ConceptKind.ORGAN and _OF_THE.fullmatch(text, one.end, site.start) is not None
        for site in mentions
        if site.start > one.end
    )


def _asking(text: str, aspect: Aspect) -> list[Span]:
    """The spans of the words that ask.

    Words of other aspects are among them ("its causes and treatment"), but for those of spread: "treatment of liver
    metastases" asks for treatment of something that has spread. "What is" asks nothing that needs taking out.
    """
    return [
        found.span()
        for entry in aspect_words().values()
        if entry.aspect is not Aspect.DEFINITION and not (entry.aspect is Aspect.SPREAD and aspect is not Aspect.SPREAD)
        for found in entry.question.finditer(text)
    ]


def _with_brackets(text: str, bare: str, units: Sequence[_Unit]) -> list[_Unit]:
    """Words in brackets are another way to say what stands before them: "Mounjaro (tirzepatide)"."""
    joined = list(units)
    for found in _IN_BRACKETS.finditer(text):
        said = tuple(dict.fromkeys(w for part in re.split(r"[,;]", found[1]) for w in _ways_to_say(part)))
        before = len(bare[: found.start()].rstrip(" ?!.,;:"))
        span = long_form_before(bare, before, found[1]) or _last_before(bare, before, joined)
        if span is None or not said:
            continue
        inside = [one for one in joined if span[0] < one.end and one.start < span[1]]
        span = (min([span[0], *(one.start for one in inside)]), max([span[1], *(one.end for one in inside)]))
        whole = tuple(term(word) for word, _, _ in spelled_words(bare[slice(*span)]))
        kept = next((one for one in reversed(inside) if one.kind in _HEADS), inside[-1] if inside else None)
        own = kept.wordings if kept is not None and len(inside) == 1 else (whole,) if whole else ()
        joined = [one for one in joined if one not in inside]
        joined.append(
            _Unit(
                *span,
                tuple(dict.fromkeys((*own, *said))),
                kept.entry if kept is not None else _entry_of(found[1]),
                broader=tuple(
                    wording for one in inside for wording in (*one.broader, *one.wordings) if one.kind in _HEADS
                ),
                site=kept.site if kept is not None else None,
                otherwise=said if kept is not None and _is_another_disease(kept.entry, _entry_of(found[1])) else (),
            )
        )
    return joined


def _is_another_disease(one: Entry | None, other: Entry | None) -> bool:
    """Whether what stands in brackets is not what stands before them: "neuroendocrine carcinoma (PNET)"."""
    if one is None or other is None or not one.kind is other.kind is ConceptKind.DISEASE:
        return False
    return not (is_part_of(one.name, other.name) or is_part_of(other.name, one.name))


def _ways_to_say(words: str) -> tuple[Wording, ...]:
    """Every wording of what words name: those of the lexicon, else the words themselves."""
    mentions = find_mentions(words)
    if mentions:
        return with_narrower(mentions[-1].entry)
    said = tuple(one for word, _, _ in spelled_words(words) if (one := term(word)) not in stop_terms())
    return (said,) if said else ()


def _entry_of(words: str) -> Entry | None:
    return next((mention.entry for mention in find_mentions(words)), None)


def _last_before(text: str, at: int, units: Sequence[_Unit]) -> Span | None:
    """The last thing named right before a place."""
    near = [unit for unit in units if unit.end <= at and not text[unit.end : at].strip()]
    if near:
        return near[-1].start, near[-1].end
    found = _NAME_AT_END.search(text, 0, at)
    return (found.start(), found.start() + len(found[0].rstrip())) if found is not None else None


def _by_part(units: Sequence[_Unit], case: Case) -> tuple[list[_Unit], list[_Unit]]:
    """What a question is about, and what is told of a patient besides."""
    units = [unit for unit in units if not _is_within((unit.start, unit.end), case.left_out)] or list(units)
    besides = [unit for unit in units if _is_within((unit.start, unit.end), case.besides)]
    about = [
        unit
        for unit in units
        if _is_within((unit.start, unit.end), [case.asked, *([case.condition] if case.condition else [])])
    ]
    return (about, besides) if about else (besides, [])


def _less_what_is_told(text: str, about: Sequence[_Unit], besides: Sequence[_Unit]) -> tuple[list[_Unit], list[_Unit]]:
    """What a question is about, less how much there is of it, and the treatment that has failed, told besides.

    "If methotrexate has not worked" is answered by what comes next, which need not name methotrexate.
    """
    limits = limiting_spans(text)
    # "Widespread" and "lots of sores" are met by whatever says as much.
    met_otherwise = [
        unit for unit in about if unit.kind in _TELL_HOW_MUCH and _is_within((unit.start, unit.end), limits)
    ]
    about = [unit for unit in about if unit not in met_otherwise] or about
    clauses = [span for span in clauses_of(text) if speaks_of_failure(text[slice(*span)])]
    failed = [unit for unit in about if unit.kind not in _REMAIN and _is_within((unit.start, unit.end), clauses)]
    left = [unit for unit in about if unit not in failed]
    return (left, [*besides, *failed]) if left else (list(about), list(besides))


def _asking_how_much(aspects: tuple[Aspect, ...], bare: str, units: Sequence[_Unit]) -> tuple[Aspect, ...]:
    """What is asked, which is the dose where it is asked how much of a medicine: "how much extra thyroxine …?"."""
    asked = _HOW_MUCH.search(bare)
    if asked is None or not any(unit.start == asked.end() and unit.kind in MEDICINES for unit in units):
        return aspects
    return tuple(dict.fromkeys((Aspect.DOSE, *aspects)))


def _with_what_follows(aspects: tuple[Aspect, ...], units: Sequence[_Unit], case: Case) -> tuple[Aspect, ...]:
    """The aspects that belong to an answer besides those asked.

    Whoever asks whether or how to treat with a medicine needs what speaks against it, and how much is given; a test is
    ordered to follow up, too; of a patient's tumor, the diagnosis is its grade and stage as well; whether one thing
    causes another is answered by how often and how long it does.
    """
    if aspects[0] is Aspect.SPREAD and any(unit.kind in REMEDIES for unit in units):
        # "Who can get a new liver for liver metastases?" asks nothing of how they came there.
        aspects = (Aspect.TREATMENT, *aspects[1:])
    if aspects[0] is Aspect.TREATMENT and any(unit.kind in MEDICINES for unit in units):
        return tuple(dict.fromkeys((*aspects, Aspect.DOSE, Aspect.SAFETY)))
    if aspects[0] is Aspect.DIAGNOSIS and any(unit.kind is ConceptKind.TEST for unit in units):
        return tuple(dict.fromkeys((*aspects, Aspect.MONITORING)))
    if aspects[0] is Aspect.DIAGNOSIS and case.condition is not None and any(map(_is_a_tumor, units)):
        return tuple(dict.fromkeys((*aspects, Aspect.STAGING)))
    heads = {unit.entry.name for unit in units if unit.kind in _HEADS and unit.entry is not None}
    if aspects[0] is Aspect.CAUSE and case.relates and len(heads) > 1:
        return tuple(dict.fromkeys((*aspects, Aspect.SYMPTOMS, Aspect.FREQUENCY, Aspect.PROGNOSIS, Aspect.DIAGNOSIS)))
    return aspects


def _is_a_tumor(unit: _Unit) -> bool:
    return unit.kind is ConceptKind.DISEASE and unit.entry is not None and is_part_of(unit.entry.name, "neoplasm")


def _is_named(unit: _Unit, text: str) -> bool:
    """Whether a unit is a thing of a name of its own, and not just any word told besides."""
    return unit.entry is not None or any(c.isupper() or c.isdigit() for c in text[unit.start : unit.end])


def _heads(units: Sequence[_Unit], case: Case) -> list[_Unit]:
    """What a statement has to be about at the least: what is asked, else what the patient has."""
    heads = [unit for unit in units if unit.kind in _HEADS]
    return [unit for unit in heads if _is_within((unit.start, unit.end), [case.asked])] or heads


def _concepts(
    text: str,
    units: Sequence[_Unit],
    rarity: Rarity,
    heads: Sequence[_Unit] = (),
    case: Case | None = None,
    *,
    whole_class: bool = False,
    any_age: bool = False,
) -> tuple[Concept, ...]:
    """Units as concepts, each named once, those side by side in one group.

    What the lexicon knows must be met; of a patient's case, only what is a head. Where the `whole_class` counts, what
    is said of all ACE inhibitors is said of lisinopril, if the library names it; where what is said at `any_age`
    answers, too, the age that a question names need not be.
    """
    concepts: list[Concept] = []
    before, besides = led_up_to(text), _asked_besides(text, units)
    subject_known = any(unit.kind in _HEADS or unit.is_name for unit in units)
    unheard_of = rarity("")
    lightest = min((_weight(unit, rarity) for unit in units if unit.kind in _HEADS), default=unheard_of)
    marked = marked_spans(text)
    for unit, group in _grouped(text, units):
        if any(_is_named_already(unit, one) for one in concepts):
            continue
        weight = _weight(unit, rarity)
        # Of a drug that the library never names, what it says of the class is not known to hold; unless the question
        # names the class as well.
        by_class = (whole_class and weight < unheard_of) or any(_is_of_class(unit, other) for other in units)
        classes, siblings = class_of_drug(unit.entry) if unit.entry is not None and by_class else ((), ())
        if weight >= unheard_of and unit.entry is None and _is_half_a_name(text, unit, units, rarity):
            continue
        leads_up = _is_within((unit.start, unit.end), before)
        asked_later = _is_within((unit.start, unit.end), besides)
        if weight >= unheard_of and unit.entry is None and _is_of_circumstance(text, unit, leads_up=leads_up):
            continue
        of_any_age = any_age and subject_known and unit.entry is not None and unit.entry.name in _OF_AN_AGE
        told = asked_later or of_any_age or (leads_up and unit.kind in _TOLD)
        must_be_met = unit.apart or (_must_be_met(unit, case) and not told)
        # Where more is asked about than one name, the rest may be met without it.
        named = unit.entry is None and len(units) == _A_NAME and _begins_a_name(unit, units, text)
        is_kind = unit.entry is None and _is_kind_asked_for(text, unit) and len(units) > 1
        said_beside = leads_up or asked_later or of_any_age
        if not must_be_met and not named and is_kind and weight < unheard_of:
            weight *= _ANY_WORD
        elif not must_be_met and not named and subject_known and (unit.entry is None or said_beside):
            word = text[unit.start : unit.end]
            aside = _tells_what_happened(word) or (leads_up and is_ordinary(word.lower()))
            weight *= _ANY_WORD if weight < unheard_of or aside else 1.0
        if of_any_age:
            # The subject alone has to be enough, however rarely the library speaks of an age.
            weight = min(weight, _A_TRIFLE * lightest)
        concepts.append(
            Concept(
                words=text[unit.start : unit.end],
                wordings=unit.wordings,
                rarity=weight,
                must_be_met=must_be_met,
                group=group,
                head=unit in heads,
                broader=unit.broader,
                site=unit.site,
                classes=classes,
                siblings=siblings,
                names=unit.entry.wordings if unit.entry is not None and unit.site is None else (),
                otherwise=unit.otherwise,
                marks=tuple(mark for span, mark in marked if _is_within((unit.start, unit.end), [span])),
            )
        )
    return tuple(concepts)


def _is_of_class(one: _Unit, other: _Unit) -> bool:
    """Whether a unit names a medicine of the class that another names."""
    if one.entry is None or other.entry is None or other.kind is not ConceptKind.CLASS:
        return False
    return is_part_of(one.entry.name, other.entry.name)


def _is_named_already(unit: _Unit, one: Concept) -> bool:
    """Whether a concept is what a unit names: the same, or the class that the question itself says a drug is of."""
    is_same = one.wordings[0] in unit.wordings or unit.kind in MEDICINES
    return is_same and unit.wordings[0] in one.wordings


def _is_kind_asked_for(text: str, unit: _Unit) -> bool:
    """Whether a word says of what kind the answer is ("which organs", "at what age"): that names one of the kind."""
    return _WHICH.search(text, 0, unit.start) is not None


def _asked_besides(text: str, units: Sequence[_Unit]) -> tuple[Span, ...]:
    """The questions after the first, where that names its subject: what only they name, need not be met."""
    besides = asked_besides(text)
    named_first = (unit for unit in units if unit.kind in _HEADS and not _is_within((unit.start, unit.end), besides))
    return besides if any(named_first) else ()


def _weight(unit: _Unit, rarity: Rarity) -> float:
    """How rare the commonest of its wordings is in the library."""
    return min(max(rarity(one) for one in wording) for wording in unit.wordings)


def _is_half_a_name(text: str, unit: _Unit, units: Sequence[_Unit], rarity: Rarity) -> bool:
    """Whether a word that the library lacks belongs to a name of which it has the rest: "Meckel-Gruber"."""
    joined = (
        other
        for other in units
        if (other.end + 1 == unit.start and text[other.end] in _HYPHENS)
        or (unit.end + 1 == other.start and text[unit.end] in _HYPHENS)
    )
    if not text[unit.start].isupper():
        return False
    return any(text[one.start].isupper() and max(map(rarity, one.wordings[0])) < rarity("") for one in joined)


def _is_of_circumstance(text: str, unit: _Unit, *, leads_up: bool) -> bool:
    """Whether a word says where, when or how it came about, and need not be met by what answers.

    So does every ordinary word of what leads up to a question: "I grazed my knee. May I …?".
    """
    word = text[unit.start : unit.end].lower()
    return unit.wordings[0][0] in circumstance_terms() or (leads_up and is_ordinary(word))


def _tells_what_happened(word: str) -> bool:
    """Whether a word is an English verb of what was done ("swabbed", "grazing"), which names nothing to look for."""
    return word.endswith(_OF_VERBS) and is_ordinary(word)


def _begins_a_name(unit: _Unit, units: Sequence[_Unit], text: str) -> bool:
    """Whether a word says which disease is meant, before one that many share: "HPV infection"."""
    after = next((one for one in units if one.start >= unit.end), None)
    if after is None or after.entry is None or text[unit.end : after.start] != " ":
        return False
    return term(after.entry.name.split()[-1]) in _SHARED_BY_MANY


def _must_be_met(unit: _Unit, case: Case | None) -> bool:
    return unit.entry is not None and not unit.entry.optional and (case is None or unit.kind in _HEADS)


def _grouped(text: str, units: Sequence[_Unit]) -> list[tuple[_Unit, int]]:
    """Each unit with the number of its group: those named in one breath that are of one kind are one group.

    "Liver and bone", "TSH and free T4" are; so are the properties of what follows them ("a red, bruising and
    scabbing rash"), but not "smoking and neuroendocrine tumours".
    """
    chains: list[list[_Unit]] = []
    for unit in units:
        if chains and _SIDE_BY_SIDE.fullmatch(_IN_BRACKETS.sub(" ", text[chains[-1][-1].end : unit.start])):
            chains[-1].append(unit)
        else:
            chains.append([unit])
    numbered: list[tuple[_Unit, int]] = []
    for chain, after in itertools.zip_longest(chains, chains[1:]):
        kinds = {unit.kind for unit in chain}
        describes = after is not None and text[chain[-1].end : after[0].start].isspace()
        together = len(kinds) == 1 or (describes and kinds <= {None, ConceptKind.FINDING})
        for unit in chain:
            last = numbered[-1][1] if numbered else 0
            numbered.append((unit, last if together and unit is not chain[0] else last + 1))
    return numbered


def _phrase(text: str, units: Sequence[_Unit]) -> str:
    """The focus as the question put it, in its order, for titles and related questions."""
    return " ".join(dict.fromkeys(text[unit.start : unit.end] for unit in units)) or text.rstrip("?.! ")


def _other_wordings(units: Iterable[_Unit]) -> list[str]:
    """The terms of other wordings of what the question says."""
    others = []
    for unit in units:
        own = unit.entry.wordings if unit.entry is not None else unit.wordings
        # The preferred wording whole, others if they are one word: parts of phrases find other things.
        others += [one for wording in unit.wordings if len(wording) == 1 or wording is own[0] for one in wording]
    return others


def _asked_otherwise(text: str) -> list[str]:
    """The terms of other wordings of every concept named, those that ask among them: "spread" asks for metastases."""
    wordings = (wording for mention in find_mentions(text) for wording in mention.entry.wordings)
    return [one for wording in wordings if len(wording) == 1 for one in wording]


def _blanked(text: str, spans: Iterable[Span]) -> str:
    """A text with spans blanked out; every other character keeps its place."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _is_within(span: Span, spans: Iterable[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in spans)


def _notices(text: str, focus: tuple[Concept, ...]) -> tuple[str, ...]:
    if not _is_latin(text):
        return (NOT_ENGLISH,)
    return () if focus else (NO_SUBJECT,)


def _is_latin(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return not letters or sum(c < "\u0250" for c in letters) * 2 >= len(letters)


@lru_cache(maxsize=1)
def frame_terms() -> frozenset[str]:
    """The terms of words that frame a question without being its subject."""
    return _terms_of("frame_words.txt")


@lru_cache(maxsize=1)
def circumstance_terms() -> frozenset[str]:
    """The terms of words that say where, when and how, which a library may lack and still answer."""
    return _terms_of("circumstance_words.txt")


def _terms_of(listed: str) -> frozenset[str]:
    lines = files("curbside.answer").joinpath(listed).read_text("utf-8").splitlines()
    return frozenset(term(word) for line in lines if not line.startswith("#") for word in line.split())
