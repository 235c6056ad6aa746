"""Whether a statement on the subject is of use for what was asked, and is not about a neighbour of the subject.

A source on another disease names the one that was asked about to tell them apart; a record on tests explains what an
X-ray is. Such statements have the words of the question, and are no answer to it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from curbside.answer.aspects import aspect_of_heading, aspect_of_title, is_question, says
from curbside.answer.candidates import Candidate
from curbside.answer.coverage import is_of_another_site
from curbside.answer.lexicon import ConceptKind, Entry, find_mentions
from curbside.answer.question import Concept, Question
from curbside.answer.understand import EXACTLY_ASKED, frame_terms, title_match
from curbside.evidence.document import Form
from curbside.evidence.hollow import points_elsewhere, sends_to_somebody, sentences, tells_nothing
from curbside.evidence.kinds import Aspect
from curbside.evidence.terms import terms

# Where whom to see is asked, that is the answer.
_WHOM_TO_SEE = frozenset({Aspect.REFERRAL})
_RESEARCH = re.compile(r"\b(?:research|trials?|studies|study|experimental|investigat\w+|future|new)\b", re.IGNORECASE)
_ON_RESEARCH = re.compile(r"\b(?:research|clinical trials?)\b", re.IGNORECASE)
# A subject so named is what another is told from.
_TOLD_APART = re.compile(
    r"\b(?:rul(?:e|es|ed|ing) (?:\w+ )?out|exclud\w+|mimic\w*|resembl\w+|similar to|distinguish\w*"
    r"|differ(?:s|ent)? from|differentiat\w*|misdiagnos\w+|mistaken|confused with|other (?:\w+ ){0,2}(?:conditions?"
    r"|diseases?|disorders?"
    r"|illnesses|causes|cancers?|tumou?rs?)(?:,)? (?:such as|like|including)|unlike|(?:is|are) not (?:a|the)\b"
    r"|rather than|instead of|look(?:s)? like|like those of|in contrast)\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:other|different|distant|another|surrounding|nearby) (?:parts?|places?|areas?|organs?|tissues?)\b"
    r"|\b(?:beyond|outside) (?:the|its)\b|\belsewhere\b|\bthroughout\b",
    re.IGNORECASE,
)
# A name for something else is no answer, but to what it is.
_NAMES = re.compile(
    r"\b(?:is|are|was|were|been) (?:\w+ )?(?:called|known as|said to have|referred to as|termed|described as)\b"
    r"|\bis a (?:type|kind|form|sort) of\b",
    re.IGNORECASE,
)
# "Cystinuria is an excess of …": what something else is.
_DEFINES = re.compile(r"(?:an? |the )?(?:[\w'’()-]+ ){1,4}(?:is|are) (?:an?|the) ", re.IGNORECASE)
_FIRST_WORDS = 10
_AN_ITEM = re.compile(r"[:;,.] [-•*–] ")
_ASKS_NAMES = frozenset({Aspect.DEFINITION, Aspect.GENERAL, Aspect.STAGING, Aspect.INHERITANCE})
_CAUSED = re.compile(
    r"\b(?:caused|brought (?:on|about)|triggered|produced|provoked) by\b|\bdue to\b|\bbecause\b|\bresults? from\b"
    r"|\brisks?\b|\blinked\b|\bassociated\b|\bcauses? of\b|\bfactors?\b",
    re.IGNORECASE,
)
_BECAUSE_OF = re.compile(r"\b(?:due to|caused by|because of|results? (?:from|of)|complications? of)\b", re.IGNORECASE)
_NEXT_WORDS = 4
# Cells die in the course of a disease; whether people do is another matter.
_CELLS_DIE = re.compile(
    r"\b(?:cells?|neurons?|nerves?|tissues?|muscles?|fib(?:er|re)s?)\b[^.]{0,40}\b(?:die|dies|dying|degenerate)\b",
    re.IGNORECASE,
)
# What is common or many, where how common the subject is was asked, is often something else.
_COMMON_AMONG = re.compile(
    r"\b(?:common|frequent|rare|many|thousand|hundred)s? (?:\w+ ){0,3}(?:complications?|causes?|symptoms?|signs?|types?"
    r"|forms?|treatments?|features?|problems?|findings?|defects?|mutations?|side effects?|tests?|reasons?|infections?"
    r"|drugs?|medicines?)\b",
    re.IGNORECASE,
)
_STRAYS_TO = {
    Aspect.SYMPTOMS: (Aspect.TREATMENT, Aspect.DIAGNOSIS),
    Aspect.DIAGNOSIS: (Aspect.TREATMENT, Aspect.PREVENTION),
    Aspect.STAGING: (Aspect.TREATMENT, Aspect.DIAGNOSIS),
    Aspect.CAUSE: (Aspect.DIAGNOSIS,),
}
_PLACES = frozenset({ConceptKind.ORGAN})


def is_pertinent(question: Question, one: Candidate) -> bool:
    """Whether a statement that speaks of the subject may stand in an answer to the question."""
    if one.statement.form is Form.TABLE_ROW:
        return True
    if _is_hollow(question, one.text) or _is_on_research(question, one):
        return False
    if _is_of_another_subject(question, one) or _names_a_sister(question, one):
        return False
    if is_of_another_site(question, one.text):
        return False
    return not (_names_no_place(question, one.text) or _is_told_otherwise(question, one))


def is_beside_the_point(question: Question, one: Candidate) -> bool:
    """Whether it is told of the subject, in a record on something else, where the words do not say what is asked.

    "What should I eat?" asks something that no aspect knows; then a word of it should be met, besides the subject's.
    """
    title = one.hit.source.reference.title
    if question.aspect is not Aspect.GENERAL or one.hit.heading_path or not is_question(title):
        return False
    subject = {term for concept in subjects(question) for wording in concept.wordings for term in wording}
    asked = {term for term, _ in question.asked_terms} - subject - frame_terms()
    return bool(asked) and asked.isdisjoint(one.own | one.around)


def _is_hollow(question: Question, text: str) -> bool:
    if points_elsewhere(text):
        return True
    if not _WHOM_TO_SEE.isdisjoint(question.aspects):
        return False
    return sends_to_somebody(text) or tells_nothing(text)


def _is_on_research(question: Question, one: Candidate) -> bool:
    """Whether it stands under what is being studied, where that was not asked."""
    under = (one.hit.source.reference.title, *one.hit.heading_path)
    on_research = any(is_question(words) and _ON_RESEARCH.search(words) for words in under)
    return on_research and _RESEARCH.search(question.interpreted) is None


def _is_of_another_subject(question: Question, one: Candidate) -> bool:
    """Whether its source's title asks about something else, and it does not speak of the subject by itself."""
    title = one.hit.source.reference.title
    if not is_question(title) or not question.focus:
        return False
    about = _title_terms(title)
    if any(concept.is_in(about) for concept in subjects(question)) or title_match(question, title) > EXACTLY_ASKED:
        return False
    if _TOLD_APART.search(one.text) is not None:
        return True
    if any(concept.is_wider_in(about) for concept in subjects(question)):
        return False  # a title on arthritis is one on gout, too
    if one.own_coverage == 0.0:
        return True
    # A drug or an operation is told of where the disease is.
    named = {mention.entry.kind for mention in find_mentions(question.interpreted)}
    return ConceptKind.DISEASE in named and not _begins_with_it(question, one.text)


def _names_a_sister(question: Question, one: Candidate) -> bool:
    """Whether it names another disease of the same sort, and the one asked about only by where it stands.

    Under "How to prevent type 2 diabetes" stands what raises the risk of gestational diabetes, too. What sets two
    subjects of the question side by side, or the subject and the same disease of any organ, names no sister for that.
    """
    if one.own_coverage > 0.0:
        return False
    names = [mention.entry for mention in find_mentions(one.text) if mention.entry.kind is ConceptKind.DISEASE]
    if any(_is_a_case_of(concept, entry) for concept in subjects(question) for entry in names):
        return False
    asked = [concept for concept in subjects(question) if not concept.is_in(one.own)]
    return any(_are_sisters(concept, entry) for concept in asked for entry in names)


def _is_a_case_of(concept: Concept, entry: Entry) -> bool:
    """Whether a name is that of what was asked about, or of the same disease without the organ that it was asked of."""
    known = {*concept.wordings, *(concept.broader if concept.site is not None else ())}
    return not known.isdisjoint(entry.wordings)


def _are_sisters(concept: Concept, entry: Entry) -> bool:
    """Whether two names end in the same word, and neither takes the other in: two kinds of diabetes."""
    ends = {wording[-1] for wording in concept.wordings if len(wording) > 1}
    known = {*concept.wordings, *concept.broader}
    return known.isdisjoint(entry.wordings) and any(len(one) > 1 and one[-1] in ends for one in entry.wordings)


def subjects(question: Question) -> list[Concept]:
    """What a question is about at the least: its heads, else all of its focus."""
    return [one for one in question.focus if one.head] or list(question.focus)


def _names_no_place(question: Question, text: str) -> bool:
    """Whether where something spreads is asked, and all that a sentence says is: elsewhere."""
    if question.aspect is not Aspect.SPREAD or _ELSEWHERE.search(text) is None or any(map(str.isdigit, text)):
        return False
    asked = {mention.entry.name for mention in find_mentions(question.interpreted)}
    return not any(one.entry.kind in _PLACES and one.entry.name not in asked for one in find_mentions(text))


def _is_told_otherwise(question: Question, one: Candidate) -> bool:
    """Whether it has the words that are asked for, and says something else with them."""
    text, aspect = one.text, question.aspect
    if aspect not in _ASKS_NAMES and not _begins_with_it(question, text):
        if _NAMES.search(text) is not None:
            return True
        if one.own_coverage == 0.0 and _DEFINES.match(text) is not None and not says(text, aspect):
            return True
    if aspect is Aspect.PROGNOSIS and _CELLS_DIE.search(text) is not None and not any(map(str.isdigit, text)):
        return True
    if aspect is Aspect.CAUSE and not question.relates and _is_the_cause(question, text):
        return True
    promised = _is_promised(one, aspect)
    if _strays(aspect, one) and promised:
        return True
    by_genes = _is_promised(one, Aspect.INHERITANCE)
    if aspect is Aspect.CAUSE and not (question.relates or one.own_coverage > 0.0 or promised or by_genes):
        return _CAUSED.search(text) is None
    if aspect is Aspect.FREQUENCY and _counts_something_else(question, one):
        return True
    if aspect is Aspect.FREQUENCY and not promised:
        return _COMMON_AMONG.search(text) is not None and _COMMON_AMONG.search(question.interpreted) is None
    return False


def _begins_with_it(question: Question, text: str) -> bool:
    """Whether a sentence or item of it has what the question is about among its first words."""
    parts = (part for sentence in sentences(text) for part in _AN_ITEM.split(sentence))
    begun = [frozenset(terms(" ".join(part.split()[:_FIRST_WORDS]))) for part in parts]
    return any(one.is_in(words) for one in subjects(question) for words in begun)


def _counts_something_else(question: Question, one: Candidate) -> bool:
    """Whether it stands where something else of the subject is told, and how common that itself is was asked.

    Under "Metastatic sites" stands how many tumours spread, and not how many people have one.
    """
    heading = aspect_of_heading(one.hit.heading_path)
    if heading is None and is_question(one.hit.source.reference.title):
        heading = aspect_of_title(one.hit.source.reference.title)
    told_elsewhere = heading not in (None, Aspect.FREQUENCY, Aspect.DEFINITION)
    return told_elsewhere and len(question.groups) == 1 and len(_spare_terms(question)) == 0


def _spare_terms(question: Question) -> set[str]:
    """The terms of a question that neither name its subject nor ask."""
    subject = {term for concept in question.focus for wording in concept.wordings for term in wording}
    return {term for term, _ in question.asked_terms} - subject - question.asking_terms - frame_terms()


def _is_the_cause(question: Question, text: str) -> bool:
    """Whether a statement says what the subject brings about: "fractures due to osteoporosis"."""
    after = [" ".join(text[found.end() :].split()[:_NEXT_WORDS]) for found in _BECAUSE_OF.finditer(text)]
    return any(all(one.is_in(frozenset(terms(words))) for one in subjects(question)) for words in after)


def _strays(aspect: Aspect, one: Candidate) -> bool:
    """Whether a sentence of a record on what was asked speaks of something else, and not of that.

    A record on symptoms ends with how they are treated.
    """
    if one.hit.heading_path or not is_question(one.hit.source.reference.title) or says(one.text, aspect):
        return False
    return any(says(one.text, other) for other in _STRAYS_TO.get(aspect, ()))


def _is_promised(one: Candidate, aspect: Aspect) -> bool:
    """Whether a heading or the title says that what was asked stands there."""
    return aspect in (aspect_of_heading(one.hit.heading_path), aspect_of_title(one.hit.source.reference.title))


@lru_cache(maxsize=4096)
def _title_terms(title: str) -> frozenset[str]:
    return frozenset(terms(title))
