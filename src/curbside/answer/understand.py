"""Question text to Question: what it is about, what is asked of it, which words to look for."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files

from curbside.answer.aspects import aspect_of_question, aspect_words
from curbside.answer.question import Concept, Question, Wording
from curbside.errors import QuestionError
from curbside.evidence.kinds import Aspect, Reader
from curbside.evidence.terms import content_terms, stop_terms, term, words
from curbside.evidence.text import clean_line

LONGEST_QUESTION = 2_000

NOT_ENGLISH = "Curbside reads English only, for now."
NO_SUBJECT = "The question names no subject to look for; name a condition, drug, test or finding."

# A letter or figure that tells one thing from another: vitamin K, hepatitis B, type 2 diabetes.
_TELLS_APART = re.compile(r"(?<![\w-])(?:(?<=[a-z] )[B-HJ-Z]|(?<=[Tt]ype )\d)(?![\w'’])")

Rarity = Callable[[str], float]


def understand(text: str, reader: Reader, rarity: Rarity, interpreted: str | None = None) -> Question:
    """Understand a question.

    `rarity` weighs a term by how rare it is in the library (see `rarity_in`); `interpreted` is the question
    in words that stand alone, where it leans on earlier turns. Raises QuestionError when the text is empty or
    longer than 2,000 characters.
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
    meant = clean_line(interpreted or asked)
    # A follow-up asks with its own words: "what about its prognosis?" after a question on treatment.
    aspect = aspect_of_question(asked)
    if aspect in (Aspect.GENERAL, Aspect.DEFINITION):
        aspect = aspect_of_question(meant)
    focus = _focus(meant, aspect, rarity)
    terms = content_terms(meant)
    return Question(
        text=asked,
        interpreted=meant,
        reader=reader,
        aspect=aspect,
        focus=focus,
        phrase=_phrase(meant, focus),
        search_terms=tuple(dict.fromkeys([*terms, *_other_wordings(meant)])),
        notices=_notices(asked, focus),
    )


def rarity_in(passages: int, frequency: Callable[[str], int]) -> Rarity:
    """Weigh terms by one plus their inverse document frequency among a library's passages."""

    def rarity(one: str) -> float:
        found = frequency(one)
        return 1.0 + math.log(1.0 + (passages - found + 0.5) / (found + 0.5))

    return rarity


def title_match(question: Question, title: str) -> float:
    """How far a source is about exactly what was asked: the share of its title's terms that the question has.

    "Metastases of neuroendocrine tumours" answers the general question; "Orbital metastases of midgut
    neuroendocrine tumours" answers a narrower one.
    """
    about = frozenset(content_terms(title)) - frame_terms()
    return len(about.intersection(question.search_terms)) / len(about) if about else 0.0


def _focus(text: str, aspect: Aspect, rarity: Rarity) -> tuple[Concept, ...]:
    """The concepts a question is about: its content words less those that frame it or ask the aspect."""
    concepts: list[Concept] = []
    rest = _without_asking(text, aspect)
    for wordings, pattern in _lexicon():
        found = pattern.search(rest)
        if found is not None:
            rarest = min(_weight(wording, rarity) for wording in wordings)
            concepts.append(Concept(found[0], wordings, rarest, must_be_met=True))
            rest = pattern.sub(" ", rest)
    ignored = stop_terms() | frame_terms()
    letters = set(_TELLS_APART.findall(rest))
    seen: set[str] = set()
    for word in words(rest):
        one = term(word)
        tells_apart = word in letters
        if one in seen or (not tells_apart and (one in ignored or len(one) < 2)):
            continue
        seen.add(one)
        concepts.append(Concept(word, ((one,),), rarity(one), must_be_met=tells_apart))
    return tuple(concepts)


def _without_asking(text: str, aspect: Aspect) -> str:
    """The question without the words that ask.

    Words of other aspects go too ("its causes and treatment"), but for those of spread: "treatment of liver
    metastases" asks for treatment of something that has spread. "What is" asks nothing that needs taking out.
    """
    for entry in aspect_words().values():
        kept = entry.aspect is Aspect.DEFINITION or (entry.aspect is Aspect.SPREAD and aspect is not Aspect.SPREAD)
        if not kept:
            text = entry.question.sub(" ", text)
    return text


def _weight(wording: Wording, rarity: Rarity) -> float:
    return max(rarity(one) for one in wording)


def _phrase(text: str, focus: tuple[Concept, ...]) -> str:
    """The focus as the question put it, in its order, for titles and related questions."""
    found = sorted(
        (match.start(), concept.words)
        for concept in focus
        if (match := re.search(rf"(?<!\w){re.escape(concept.words)}", text)) is not None
    )
    return " ".join(part for _, part in found) or text.rstrip("?.! ")


def _other_wordings(text: str) -> list[str]:
    """The terms of other wordings of what the question says."""
    others = []
    for wordings, pattern in _lexicon():
        if pattern.search(text):
            # The preferred wording whole, others if they are one word: parts of phrases find other things.
            others += [one for wording in wordings if len(wording) == 1 or wording is wordings[0] for one in wording]
    return others


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
    lines = files("curbside.answer").joinpath("frame_words.txt").read_text("utf-8").splitlines()
    return frozenset(term(word) for line in lines if not line.startswith("#") for word in line.split())


@lru_cache(maxsize=1)
def _lexicon() -> tuple[tuple[tuple[Wording, ...], re.Pattern[str]], ...]:
    """Each group's wordings as terms, and a pattern that finds any of its forms, longest first."""
    data = tomllib.loads(files("curbside.answer").joinpath("lexicon.toml").read_text("utf-8"))
    groups = []
    for forms in data["groups"]:
        wordings = tuple(dict.fromkeys(tuple(term(word) for word in words(form)) for form in forms))
        patterns = [_form_pattern(form) for form in sorted(forms, key=len, reverse=True)]
        groups.append((wordings, re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")))
    return tuple(groups)


def _form_pattern(form: str) -> str:
    if form.isupper() or form[:-1].isupper():
        return re.escape(form)
    spelled = re.escape(form).replace("tumor", "tumou?r").replace("emia", "a?emia").replace("\\ ", r"[\s-]+")
    plural = r"(?:e?s)?" if not form.endswith("s") else ""
    return f"(?i:{spelled}{plural})"
