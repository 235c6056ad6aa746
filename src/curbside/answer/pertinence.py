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
from curbside.answer.left_out import is_about_what_is_left_out
from curbside.answer.lexicon import ConceptKind, Entry, find_mentions
from curbside.answer.question import Concept, Question
from curbside.answer.shape import direction, shape_of
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
# It speaks of the subject without its name.
_THIS_ONE = re.compile(
    r"(?:it|this|the|these) ?(?:condition|disease|disorder|syndrome|illness|infection|cancer)?\b", re.I
)
# "Glaucoma, a leading cause of blindness": what the subject brings about.
_CAUSE_OF_OTHERS = re.compile(
    r"\b(?:a|the|one of the) (?:\w+[- ]){0,3}(?:leading|common|commonest|main|major|frequent|important|number one|top"
    r"|\w+-leading) causes? of ",
    re.IGNORECASE,
)
# How the subject is kept from coming, where what is done once it is there was asked; and how it is treated.
_PREVENTS = re.compile(
    r"\bprevent(?:s|ing|ion of|ed)?\b(?: (?:an?|the|another|first|or|recurrent|future|further|more))*", re.IGNORECASE
)
_TREATS = re.compile(r"\b(?:treat\w*|therap\w+ (?:for|of)|manag\w+)\b(?: (?:for|of|an?|the))*", re.IGNORECASE)
_ASKS_TO_PREVENT = re.compile(
    r"\bprevent|\bprophyla|\brecur|\brelaps|\bcom(?:e|es|ing) back\b|\bagain\b", re.IGNORECASE
)
_NEXT_WORDS = 4
# Further words of the question with which a statement answers it, whatever they ask.
_ITS_OWN_WORDS = 2
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
# How many of those who have the subject have something else besides.
_SHARE_OF_THEM = re.compile(
    r"\b(?:percent|per cent|%|in \d+|in \w+|most|many|some|half|third|quarter) (?:of )?(?:the |all )?"
    r"(?:adult |young |older )?(?:people|patients|persons|individuals|children|adults|babies|infants|men|women"
    r"|those|cases) (?:with|who have) ",
    re.IGNORECASE,
)
# Who comes to have something, where that is asked.
_ASKS_WHOM = re.compile(
    r"^\W*(?:who|which (?:people|patients|groups?|men|women|children))\b|\bat (?:\w+ )?risk\b", re.IGNORECASE
)
_SAYS_WHOM = re.compile(
    r"\brisks?\b|\b(?:more|most|less|equally) (?:likely|common\w*|often|frequent\w*)\b|\bprone\b|\bsusceptib\w+"
    r"|\b(?:affects?|strikes?|seen in|found in|common in)\b|\b(?:occurs?|develops?|begins?|appears?) (?:\w+ ){0,2}(?:in"
    r"|among|between|after|before|at)\b|\bruns? in famil|\binherit\w*|\bfamily history\b|\bfactors?\b",
    re.IGNORECASE,
)
# Who pays for it, where that is asked.
_PAYS = re.compile(r"\b(?:medicare|medicaid|insur\w+|beneficiar\w+|costs?|pay\w*)\b", re.IGNORECASE)
# How a test is done, which says nothing about what it finds.
_HOW_DONE = re.compile(
    r"^(?:for|during|in|before|after|to do) (?:this|the|an?) (?:\w+ ){0,2}(?:test|procedure|exam\w*|scan|x-?ray"
    r"|biopsy)\b(?!.{0,200}\b(?:diagnos\w+|shows?|finds?|looks? for|detects?|rules? out|suggests?|sign of)\b)"
    r"|\b(?:has|with) (?:a|an) (?:\w+ ){0,2}(?:light|camera|lens)\b|\bsmall sensor\b|\bbright spots?\b"
    r"|\bpasses? (?:a|an|the) [\w, -]{0,30}(?:tube|scope)\b|\btaking a (?:sample|small (?:amount|piece)) of\b"
    r"|\bpainless\b|\b(?:lie|lies|lying) (?:down|still|on)\b|\btakes? (?:detailed )?pictures? (?:of|inside)\b",
    re.IGNORECASE,
)
_TESTS = frozenset({Aspect.DIAGNOSIS, Aspect.STAGING, Aspect.SPREAD, Aspect.SYMPTOMS, Aspect.MONITORING})
_ASKS_HOW_DONE = re.compile(
    r"\bhow (?:is|are|does|do)\b.*\b(?:done|performed|work|carried)\b|\bwhat happens\b", re.IGNORECASE
)
_STRAYS_TO = {
    Aspect.SYMPTOMS: (Aspect.TREATMENT, Aspect.DIAGNOSIS),
    Aspect.DIAGNOSIS: (Aspect.TREATMENT, Aspect.PREVENTION),
    Aspect.STAGING: (Aspect.TREATMENT, Aspect.DIAGNOSIS),
    Aspect.CAUSE: (Aspect.DIAGNOSIS,),
    Aspect.PREVENTION: (Aspect.DIAGNOSIS,),
}
# What a page on a disease says besides, whatever it is asked: what causes it, whom it passes to.
_IS_CAUSED = re.compile(
    r"\b(?:is|are) caused by\b|\b(?:spreads?|pass(?:es)?|give) (?:\w+ ){0,4}(?:to|from|between) (?:\w+ ){0,2}"
    r"(?:people|others?|person|persons|anyone|another)\b|\bnot everyone (?:who is )?infected\b",
    re.IGNORECASE,
)
_TELLS_NO_CAUSE = frozenset({Aspect.TREATMENT, Aspect.DIAGNOSIS, Aspect.SYMPTOMS, Aspect.PROGNOSIS})
# Where a heading promises this, its own words have to say it: a record on genes tells what cells do, too.
_HAS_TO_SAY = frozenset({Aspect.INHERITANCE})
# That somebody has been diagnosed says nothing of how.
_IS_DIAGNOSED = re.compile(
    r"\b(?:diagnosed|diagnosis) (?:as|in|at|before|after|until|when|during|among|between|every|each)\b", re.IGNORECASE
)
# "Ulcerative colitis is a chronic disease that …": what the subject is.
_IS_A_DISEASE = re.compile(
    r"\s*(?:\([^()]*\)\s*)?(?:,[^,]{1,60},\s*)?(?:is|are|refers? to) (?:an?|the|one of)\b[\w,' ()-]{0,80}?"
    r"\b(?:disease|disorder|condition|illness|infection|syndrome|inflammation|cancer|type|form|kind|group)s?\b",
    re.IGNORECASE,
)
_PLACES = frozenset({ConceptKind.ORGAN})
_CONDITIONS = frozenset({ConceptKind.DISEASE, ConceptKind.FINDING})


def is_pertinent(question: Question, one: Candidate) -> bool:
    """Whether a statement that speaks of the subject may stand in an answer to the question.

    Of a source that the question names, all that speaks of the subject may: nothing else is looked at.
    """
    if not may_answer_at_all(question, one):
        return False
    if question.named:
        return True
    if one.statement.form is Form.TABLE_ROW:
        return not (question.aspect is Aspect.FREQUENCY and _counts_something_else(question, one))
    if _is_on_research(question, one) or _is_of_another_subject(question, one):
        return False
    return not (_names_no_place(question, one.text) or _is_told_otherwise(question, one))


def may_answer_at_all(question: Question, one: Candidate) -> bool:
    """Whether nothing rules out that a statement answers: it is not hollow, nor of what is left out or a neighbour.

    What else speaks against it (`is_pertinent`) was made for broad questions; of details it is weighed with all else.
    """
    if question.left_out and is_about_what_is_left_out(question, one.stated, one.standing_under):
        return False
    if _is_of_another_drug(question, one):
        return False
    is_row = one.statement.form is Form.TABLE_ROW
    if not is_row and _is_hollow(question, one.text):
        return False
    if question.named:
        return True
    return not is_of_another_site(question, one.text) and (is_row or not _names_a_sister(question, one))


def is_beside_the_point(question: Question, one: Candidate) -> bool:
    """Whether it is told of the subject where its words do not say what is asked.

    "What should I eat?" asks something that no aspect knows; then a word of it should be met, besides the subject's.
    """
    if question.aspect is not Aspect.GENERAL or question.tells_a_case:
        return False
    said = one.own | one.around
    if question.focus and not any(concept.is_in(said) for concept in question.groups[-1]):
        return True
    subject = {term for concept in subjects(question) for wording in concept.wordings for term in wording}
    asked = {term for term, _ in question.asked_terms} - subject - frame_terms()
    return bool(asked) and asked.isdisjoint(said)


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
    told_of = _CONDITIONS if len(question.groups) == 1 else {ConceptKind.DISEASE}
    return not named.isdisjoint(told_of) and not _begins_with_it(question, one.text)


def _is_of_another_drug(question: Question, one: Candidate) -> bool:
    """Whether it names another drug of the class of the one asked about, and not that: moxifloxacin for ofloxacin."""
    asked = {mention.entry.name: mention.entry for mention in find_mentions(question.interpreted)}
    drugs = [entry for entry in asked.values() if entry.kind is ConceptKind.DRUG]
    said = one.own | one.around
    missing = [entry for entry in drugs if not any(said.issuperset(wording) for wording in entry.wordings)]
    if not missing or len(missing) < len(drugs):
        return False
    others = [
        mention.entry for mention in find_mentions(f"{one.caption} {one.text}") if mention.entry.name not in asked
    ]
    classes = {name for entry in missing for name in entry.broader}
    return any(other.kind is ConceptKind.DRUG and not classes.isdisjoint(other.broader) for other in others)


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
    if question.aspect is not Aspect.SPREAD or _ELSEWHERE.search(text) is None:
        return False
    asked = {mention.entry.name for mention in find_mentions(question.interpreted)}
    return not any(one.entry.kind in _PLACES and one.entry.name not in asked for one in find_mentions(text))


def _is_told_otherwise(question: Question, one: Candidate) -> bool:
    """Whether it has the words that are asked for, and says something else with them."""
    text, aspect = one.text, question.aspect
    if aspect not in _ASKS_NAMES and _is_under_another(question, one) and not says(text, aspect):
        return True
    if aspect not in _ASKS_NAMES and not _begins_with_it(question, text):
        if _NAMES.search(text) is not None:
            return True
        if one.own_coverage == 0.0 and _DEFINES.match(text) is not None and not says(text, aspect):
            return True
    if aspect is Aspect.TREATMENT and not question.relates and _only_prevents_it(question, text):
        return True
    if aspect is Aspect.PROGNOSIS and _CELLS_DIE.search(text) is not None and not any(map(str.isdigit, text)):
        return True
    if aspect is Aspect.CAUSE and not question.relates and _is_the_cause(question, text):
        return True
    if aspect not in _ASKS_NAMES and not question.relates and _defines_it(question, one):
        return True
    if aspect is Aspect.DIAGNOSIS and says(text, aspect) and not says(_IS_DIAGNOSED.sub(" ", text), aspect):
        return True
    if (
        one.is_of_a_record
        and aspect in _TELLS_NO_CAUSE
        and not says(text, aspect)
        and _IS_CAUSED.search(text) is not None
    ):
        return True
    if aspect in _HAS_TO_SAY and not says(text, aspect):
        return True
    if (
        aspect in _TESTS
        and all(map(_HOW_DONE.search, sentences(text)))
        and not _ASKS_HOW_DONE.search(question.interpreted)
    ):
        return True
    if _PAYS.search(text) is not None and _PAYS.search(question.interpreted) is None and is_question(_title(one)):
        return True
    promised = _is_promised(one, aspect)
    if aspect is Aspect.CAUSE and not (question.relates or promised) and _strays_from_causes(question, one):
        return True
    if _strays(aspect, one) and promised:
        return True
    by_genes = _is_promised(one, Aspect.INHERITANCE)
    if aspect is Aspect.CAUSE and not (question.relates or one.own_coverage > 0.0 or promised or by_genes):
        return _CAUSED.search(text) is None
    counts = (_counts_something_else, _counts_by_its_title, _counts_nothing_named)
    if aspect is Aspect.FREQUENCY and any(counted(question, one) for counted in counts):
        return True
    if aspect is Aspect.FREQUENCY and not promised:
        return _COMMON_AMONG.search(text) is not None and _COMMON_AMONG.search(question.interpreted) is None
    return False


def _is_under_another(question: Question, one: Candidate) -> bool:
    """Whether its record's title asks about something else: what that promises, it promises of that."""
    if not one.is_of_a_record or len(question.groups) > 1:
        return False
    return not any(concept.is_wider_in(one.around) for concept in subjects(question))


def _defines_it(question: Question, one: Candidate) -> bool:
    """Whether it says first what the subject is, and nothing of what was asked of it."""
    if says(one.text, question.aspect) or len(question.groups) > 1:
        return False
    found = _IS_A_DISEASE.search(one.text)
    before = frozenset(terms(one.text[: found.start()])) if found is not None else frozenset()
    return 0 < len(before) <= _FIRST_WORDS and any(concept.is_in(before) for concept in subjects(question))


def _strays_from_causes(question: Question, one: Candidate) -> bool:
    """Whether a record on something else tells what the subject brings about, or of nothing that brings it about."""
    if not one.is_of_a_record or _is_promised(one, Aspect.INHERITANCE):
        return False
    if len(question.groups) > 1 or len(question.other_terms & one.own) >= _ITS_OWN_WORDS:
        return False
    if _ASKS_WHOM.search(question.interpreted) is not None:
        return one.own_coverage == 0.0 or _SAYS_WHOM.search(one.text) is None
    if one.own_coverage == 0.0:
        return True
    of_a_cause = direction(question, shape_of(question.interpreted, Aspect.CAUSE), one.text)
    return of_a_cause < 0 or (of_a_cause == 0 and _CAUSED.search(one.text) is None)


def _title(one: Candidate) -> str:
    return one.hit.source.reference.title


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
    if len(question.groups) > 1 or question.other_terms - frame_terms():
        return False
    return told_elsewhere or _is_a_share_of_them(question, one.text) or _stands_under_another(question, one)


def _counts_nothing_named(question: Question, one: Candidate) -> bool:
    """Whether a record on something else counts what it does not name: "Seizures are also common"."""
    if not one.is_of_a_record or _is_promised(one, Aspect.FREQUENCY):
        return False
    named = any(concept.is_in(one.own) for concept in subjects(question))
    return not named and _THIS_ONE.match(one.text) is None


def _counts_by_its_title(question: Question, one: Candidate) -> bool:
    """Whether only its source's title speaks of all that is to be counted: a figure counts what stands beside it."""
    if len(question.groups) < 2 or one.own_coverage > 0.0 or one.title_match >= EXACTLY_ASKED:
        return False
    said = one.own | {term for heading in one.hit.heading_path for term in terms(heading)}
    return not all(concept.is_in(said) for concept in question.focus if concept.must_be_met)


def _is_a_share_of_them(question: Question, text: str) -> bool:
    """Whether it says how many of those who have the subject have something else: 15 percent of people with it do."""
    return any(one.is_in(words) for one in subjects(question) for words in _next_to(_SHARE_OF_THEM, text))


def _stands_under_another(question: Question, one: Candidate) -> bool:
    """Whether a heading above it names another condition: under "Carcinoid heart disease" that is counted."""
    named = [mention.entry for heading in one.hit.heading_path for mention in find_mentions(heading)]
    return any(entry.kind in _CONDITIONS and not _is_asked(question, entry) for entry in named)


def _is_asked(question: Question, entry: Entry) -> bool:
    return any(not set(entry.wordings).isdisjoint(concept.wordings) for concept in question.focus)


def _next_to(pattern: re.Pattern[str], text: str) -> list[frozenset[str]]:
    """The terms of the few words behind each place where a pattern is met."""
    behind = (text[found.end() :].split()[:_NEXT_WORDS] for found in pattern.finditer(text))
    return [frozenset(terms(" ".join(words))) for words in behind]


def _is_the_cause(question: Question, text: str) -> bool:
    """Whether a statement says what the subject brings about: "fractures due to osteoporosis"."""
    if any(all(one.is_in(words) for one in subjects(question)) for words in _next_to(_BECAUSE_OF, text)):
        return True
    found = _CAUSE_OF_OTHERS.search(text)
    if found is None:
        return False
    before, behind = (frozenset(terms(words)) for words in (text[: found.start()], text[found.end() :]))
    return any(one.is_in(before) and not one.is_in(behind) for one in subjects(question))


def _only_prevents_it(question: Question, text: str) -> bool:
    """Whether it tells how the subject is prevented, and not how it is treated: "to prevent a first stroke"."""
    if _ASKS_TO_PREVENT.search(question.interpreted) is not None:
        return False
    named = [
        any(one.is_in(words) for one in subjects(question) for words in _next_to(pattern, text))
        for pattern in (_PREVENTS, _TREATS)
    ]
    return named == [True, False]


def _strays(aspect: Aspect, one: Candidate) -> bool:
    """Whether a sentence of a record on what was asked speaks of something else, and not of that.

    A record on symptoms ends with how they are treated.
    """
    if not one.is_of_a_record or says(one.text, aspect):
        return False
    return any(says(one.text, other) for other in _STRAYS_TO.get(aspect, ()))


def _is_promised(one: Candidate, aspect: Aspect) -> bool:
    """Whether a heading or the title says that what was asked stands there."""
    return aspect in (aspect_of_heading(one.hit.heading_path), aspect_of_title(one.hit.source.reference.title))


@lru_cache(maxsize=4096)
def _title_terms(title: str) -> frozenset[str]:
    return frozenset(terms(title))
