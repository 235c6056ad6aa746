"""The shape of the answer that a question asks for, and whether a statement has it.

"How often", "how long" and "how much" each ask for another kind of figure; "which antibiotic" for the name of one;
"does it help" for whether it did; "what causes it" for a cause and not for what it causes. A statement on the right
subject that lacks what was asked for is no direct answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from curbside.answer.lexicon import REMEDIES, ConceptKind, find_mentions
from curbside.answer.patterns import any_at_word_start
from curbside.answer.phrases import Kind, kind_of
from curbside.answer.question import Concept, Question
from curbside.evidence.data_files import ANY, load_data
from curbside.evidence.kinds import Aspect
from curbside.evidence.terms import spelled_words, term, terms

_KEPT_TEXTS = 16_384


class Figure(Enum):
    """A kind of figure that a question can ask for."""

    SHARE = auto()
    COUNT = auto()
    TIME = auto()
    DOSE = auto()
    LEVEL = auto()


def _any(*forms: str) -> re.Pattern[str]:
    return re.compile("|".join(forms), re.IGNORECASE)


_SMALL = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|several|\d[\d.,]*)"
_PERSONS = (
    r"(?:people|persons?|patients?|individuals?|children|adults?|women|men|babies|newborns|infants|births|cases"
    r"|families"
    r"|americans?|boys|girls|population)"
)
_FIGURES = {
    Figure.SHARE: _any(
        r"\d ?%|\bper ?cent\b",
        rf"\b{_SMALL} (?:in|of|out of) (?:every |the |a )?(?:\d[\d,]*|{_SMALL}|million)\b",
        r"\bper (?:\d[\d,]*|million|year|hundred|thousand)",
        r"\b(?:half|(?:two|one|three)[- ](?:thirds?|quarters?|fifths?)|a (?:third|quarter|fifth)) (?:of\b|the\b)",
    ),
    Figure.COUNT: _any(rf"\b\d[\d,.]* (?:[\w-]+ ){{0,3}}{_PERSONS}\b", r"\b(?:millions?|thousands?|hundreds)\b"),
    Figure.TIME: _any(
        rf"\b{_SMALL}(?:(?: ?[-–] ?| to | or ){_SMALL})?[ -]?(?:hours?|h|days?|weeks?|months?|years?|decades?)\b",
        r"\bages? (?:of )?\d|\baged \d|\b(?:in|during|from) (?:early |late |middle )?(?:childhood|infancy|adolescence"
        r"|adulthood)\b",
        r"\bat birth\b|\bbirth\b.{0,20}\bmonths\b",
        r"\b(?:daily|weekly|monthly|yearly|annual(?:ly)?|lifelong|once|twice|every (?:day|week|month|year|other))\b",
    ),
    Figure.DOSE: _any(
        # A rate of filtration and what a litre of blood holds are no doses.
        r"\d ?(?:mg|g|mcg|µg|ug|ml|(?:milli|micro)?grams?|millilit(?:er|re)s?|units?|iu|million units"
        r"|drops?|tablets?|puffs?)\b(?! ?/ ?(?:min|d?l|ml|m?mol)\b)",
        rf"\b{_SMALL} (?:drops?|tablets?|capsules?|puffs?|doses?|extra tablets?)\b",
    ),
    Figure.LEVEL: _any(
        r"\d ?(?:°|degrees?\b|[FC]\b)",
        r"\d ?(?:%|mg/|g/|mmol|m?i?u/|ng|pg|mEq|mm ?hg|mm\b|cm\b|ml/|x ?10|years?\b|points?\b|per (?:mm|µ|micro|lit))",
        r"(?:\b(?:under|over|below|above|less than|more than|greater than|at least|up to|from|between)\b|[<>≤≥]) ?\d",
    ),
}
# What kind of figure a question asks for, by its words; all that apply count.
_ASKS_FIGURE = {
    Figure.SHARE: _any(
        r"\bhow (?:often|common|frequent\w*|likely|rare|sensitive|specific|accurate|reliable|effective|well"
        r"|prevalent)\b",
        r"\b(?:what|which) (?:\w+ )?(?:percentage|proportion|share|part|fraction|chances?|risk|rate|odds)\b",
        r"\bhow (?:many|much) (?:of|people|persons|patients|men|women|children|adults|americans)\b",
        r"\b(?:chances?|odds|incidence|prevalence|survival|sensitivity|specificity|likelihood|probability|rates?) of\b",
        r"\bsurvival\b|\bcure rate\b|\bhow much\b",
    ),
    Figure.COUNT: _any(
        r"\bhow many\b|\bhow (?:common|rare|prevalent|frequent)\b|\b(?:incidence|prevalence|number) of\b"
    ),
    Figure.TIME: _any(
        r"\bhow many (?:hours|days|weeks|months|years)\b",
        r"\bhow (?:long|soon|quickly|fast|old|young|early|late)\b",
        r"\bhow (?:often|frequently) (?:should|must|do (?:i|you|we)|to)\b",
        r"\bhow (?:often|frequently)\b.{0,60}\b(?:given|taken?|checked|monitored|measured|repeated|tested|followed)\b",
        r"\b(?:life expectancy|median survival|duration|(?:what|which) (?:ages?|decades?)|survival|interval)\b",
        r"\blive (?:longer|long)\b",
        r"^\W*when (?:do|does|did|is|are|will)\b.*\b(?:begins?|starts?|appears?|occurs?|develops?|ends?|stops?|shows?"
        r"|noticed|seen)\b",
    ),
    Figure.DOSE: _any(
        r"\bdos(?:e|es|age|ing)\b|\bhow much\b.*\b(?:gives?|given|takes?|taken|us(?:e|es|ed)|needs?|needed"
        r"|prescribed)\b",
        r"\bhow many (?:mg|(?:milli|micro)?grams|mls?|drops|tablets|pills|capsules|puffs|units)\b",
        # What is to be treated with is known then: asked is how.
        r"^\W*(?:what|how)\b.*\b(?:treat\w*|therapy)\b.*\busing\b",
    ),
    Figure.LEVEL: _any(
        r"\b(?:at|below|above|under|over|from|within|beyond|up to) (?:what|which)\b|\bhow (?:high|low|large|big"
        r"|small)\b",
        r"\b(?:what|which) (?:[\w-]+ ){0,3}(?:levels?|size|age|temperatures?|counts?|index|cut-?offs?|thresholds?"
        r"|goals?|targets?|values?|ranges?|score)\b",
        r"\bwhat (?:is |counts as |defines |makes )?(?:[\w-]+ ){0,2}(?:severe|mild|moderate|high|low|normal)\b",
        r"\b(?:cut-?offs?|thresholds?|targets?(?! \w+ing)|goals?)\b",
        r"\b(?:reference|normal|healthy) (?:ranges?|levels?|values?|limits?|intervals?)\b|\branges? (?:for|of)\b",
        r"\bwhat (?:[\w-]+ ){1,3}(?:counts? as|would count as|is (?:classed|counted) as)\b",
    ),
}
_ASKS_FOREMOST = _any(
    r"\b(?:most|best|worst|commonest|main|mainly|highest|lowest|usual\w*|classic\w*|typical\w*|where|strongest"
    r"|leading|major|predominant\w*)\b",
    r"\bfirst\b(?! (?:\w+ )?(?:hours?|days?|weeks?|months?|years?)\b)",
)
_FOREMOST = _any(
    r"\b(?:most|commonest|highest|lowest|main|mainly|first-line|predominant\w*|dominant|principal|best|worst|longest"
    r"|shortest|usual(?:ly)?|leading|largest|typical(?:ly)?)\b|\bfirst[- ](?:line|choice|tests?|steps?|signs?"
    r"|symptoms?|site"
    r"|treatments?|thing)\b|\bprimary (?:tests?|treatments?|choice)\b|\bmore (?:\w+ )?than (?:\w+ )?any other\b"
    r"|\bcomes? first\b"
)
_ADVISES = _any(
    r"\b(?:recommend|advis|suggest|should|must|consider|prefer|contraindicat|unsuitable|appropriate|indicated|need"
    r"|not be|do not|may be|can be|safe|accepts?|favou?rs?)\w*"
)
_ASKS_ADVICE = _any(
    r"^\W*(?:should|when|can|may|must|is it|do i|does .* need|do .* need|how should|what should|who should"
    r"|which .* should"
    r"|what (?:next|now)|am i)\b",
    r"\b(?:should i|what next|is it ok)\b",
)
_TAKEN = (
    r"(?:have|take|use|go on|start|add|give|get|keep (?:on )?(?:taking|using)|combine|switch to|restart|continue"
    r"|stay on)"
)
_GIVEN = r"(?:given|used|taken|started|added|continued|combined|restarted|prescribed|offered|had)"
# Whether something may be done is answered by what allows it, and before that by what speaks against it.
_ASKS_PERMISSION = _any(
    rf"\b(?:can|may|could) (?:i|we|he|she|they|you|(?:[\w'’-]+ ){{1,6}}?) ?(?:still |also |safely )?{_TAKEN}\b",
    rf"\b(?:can|may|could)\b[^.?!]{{2,60}}\bbe (?:safely )?{_GIVEN}\b",
    r"\b(?:ok(?:ay)?|safe|fine|all ?right|allowed|permitted|permissible|advisable|contraindicated|suitable)\b"
    r"(?=\W*$| (?:to|in|for|with|if|on|during|when|while|after|before)\b)",
)
_PERMITS = _any(
    r"\bcontraindicat\w*|\b(?:should|must) not\b|\bnot (?:be )?(?:recommended|advised|suitable|indicated|given|used"
    r"|started|taken|allowed|safe)\b|\b(?:advis|recommend|warn)\w*(?: \w+)? (?:against|not|avoiding|stopping|no)\b"
    r"|\bavoid\w*|\b(?:may|can|should) be (?:given|used|taken|continued|started|restarted|offered|considered)\b"
    r"|\b(?:is|are) (?:safe|suitable|acceptable|unsuitable|preferred|allowed)\b|\bdo not (?:take|use|give)\b"
)
_ASKS_WHETHER = _any(r"^\W*(?:is|are|do|does|did|can|could|may|will|has|have|was|were)\b")
_ASKS_HOW_WELL = _any(r"^\W*how (?:well|effective|good|useful|beneficial)\b")
# "Gout cure?"
_ASKS_FOR_A_CURE = _any(r"\b(?:cures?|curable|incurable)\W*$")
_ASKS_EFFECT = _any(
    r"\b(?:helps?|works?|effective|efficacy|any use|useful|benefits?|improves?|worth|better|as good as|good for|proven"
    r"|reduces?|slows?|delays?|prolongs?|longer|prevents?|cures?|success\w*|shortens?|treats?|against|any good)\b"
)
_TELLS_EFFECT = _any(
    r"\b(?:effective\w*|efficac\w+|benefits?|improv\w+|reduc\w+|no role|helpful|useful|placebo|vehicle|number needed"
    r"|respon\w+|cured?|non-?inferior\w*|superior\w*|longer|delay\w*|slow\w*|did not|does not|no difference"
    r"|significant\w*"
    r"|uncertain|unclear|unproven|proven|shorter|more likely|prevent\w*|relie\w+|eas(?:e|es|ed))\b"
)
_ASKS_NAME = re.compile(
    r"\b(?:which|what)\s+(?:(?:is|are|was|were)\s+)?(?P<what>[\w-]+(?:\s+[\w-]+){0,3})", re.IGNORECASE
)
# "Which enzyme", "what sort of germ": the kind stands right behind the word that asks.
_ASKS_KIND = re.compile(
    r"\b(?:which|what)(?:['\u2019]s)?\s+(?:(?:is|are|was|were)\s+)?(?:(?:the|of|sort|kind|type|other|main|usual|missing|ethnic"
    r"|faulty|deficient|defective|affected|common|commonest)\s+){0,3}(?P<kind>[\w-]+)",
    re.IGNORECASE,
)
# "How many valves": of persons, of time and of doses other figures tell.
_ASKS_COUNT = re.compile(
    r"\bhow many (?:(?:different|main|types of|kinds of|of the) )*(?P<what>(?!people|persons?|patients?|individuals?"
    r"|times|hours?|days?|weeks?|months?|years?|mg|drops?|tablets?|pills?|doses|puffs?|units?|of)[a-z-]{3,})",
    re.IGNORECASE,
)
_IS_NUMBER = re.compile(
    r"\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|both|single|half", re.IGNORECASE
)
# "What is given for …", "what do you use against …": a remedy, by another name.
_ASKS_FOR_WHAT_IS_GIVEN = _any(
    r"^\W*what (?:is|are|was|can be|should be|must be|do you|do we|can you|should (?:i|we|one)|would you) (?:\w+ )?"
    r"(?:given|used|taken|prescribed|give|use|take|prescribe) (?!for granted)(?:\w+ ){0,2}?"
    r"(?:for|in|against|to treat)\b"
)
_ASKS_WHERE = _any(r"\bwhere\b")
_REMEDY_WORDS = frozenset(
    terms("medicine medication drug antibiotic treatment therapy chemotherapy antiviral remedy vaccine operation")
)
_TEST_WORDS = frozenset(terms("test scan imaging examination investigation marker"))
_GENE_WORDS = frozenset(terms("gene mutation"))
_SITE_WORDS = frozenset(terms("organ site primary tumour cancer part area place location"))
_GENE = re.compile(r"\b[A-Z][A-Z0-9]{2,7}\b(?= gene| mutation|,| and| or)|\b[A-Z][A-Z0-9]{2,7}\b(?=.{0,40}\bgenes?\b)")
_PLACE_KINDS = frozenset({ConceptKind.ORGAN, ConceptKind.DISEASE})

_ASKS_WHAT = _any(r"\W*(?:what|which|who|where|how)\b")
_ASKS_WHAT_NOT = _any(r"\b(?:avoid(?:ed|ing)?|stay away|steer clear|off[- ]limits|forbidden|contraindicat\w*)\b")
# "Not only at presentation" and "ages not stated" deny nothing.
_NOT = _any(r"\b(?:not(?! (?:only|just|merely|stated)\b)|never|cannot|neither|nor)\b|n['’]t\b")
_SAYS_NO = _any(r"\b(?:no|not(?! (?:only|just|merely|stated)\b)|never|cannot|none|neither|nor|without)\b|n['’]t\b")
_NUMBERED = re.compile(
    r"(?:\b(?P<before>[A-Za-z][\w-]*)\s+(?:(?:of|is|at|a)\s+)?)?(?<![\w.-])(?P<number>\d+(?:\.\d+)?)(?![\d.]*\w)"
    r"\s?(?P<after>%|[A-Za-z/]+)?"
)
_A_UNIT = r"(?:%|cm|mm|mmol|meq|mg|g|ml|years?|months?|weeks?|days?|hours?|kg|m?i?u)(?:/\w+)?\b|%"
_VALUE = re.compile(
    rf"(?:\b(?P<measure>[A-Za-z][\w-]*)\s+(?:(?:of|is|at|was|level"
    rf"|count)\s+){{0,2}})?(?<![\w.-])(?P<number>\d+(?:\.\d+)?)"
    rf"(?:\s?(?P<unit>{_A_UNIT}))?",
    re.IGNORECASE,
)
_RANGE = re.compile(
    rf"(?P<from>\d+(?:\.\d+)?)\s?(?:-|–|to)\s?(?P<to>\d+(?:\.\d+)?)\s?(?P<unit>{_A_UNIT})"
    r"|(?:(?:above|over|more than|greater than|at least|exceed(?:s|ing)?|reach(?:es)?|from"
    r"|[>≥])\s?(?P<over>\d+(?:\.\d+)?)"
    r"|(?:under|below|less than|lower than|up to|not above|[<≤])\s?(?P<under>\d+(?:\.\d+)?))"
    rf"(?:\s?(?P<unit2>{_A_UNIT}))?"
    rf"|(?:(?P<more>\d+(?:\.\d+)?)\s?(?P<unit3>{_A_UNIT})\s(?:or (?:more|over|higher|above|older)))"
    rf"|(?P<less>\d+(?:\.\d+)?)\s?(?:{_A_UNIT})\s(?:or (?:less|under|lower|below|younger))",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# What an answer turns on, by what is asked.
_DECISIVE = {
    Aspect.INHERITANCE: _any(
        r"\b(?:inherit\w*|autosomal|x-linked|dominant|recessive|sporadic\w*|heredit\w+|passed (?:on|down)|runs? in)\b"
    ),
    Aspect.TREATMENT: _any(
        r"\b(?:treated|treatments? (?:is|are|of|for|with|includes?|involves?|consists?|begins?|focuses|may|can|usually|"
        r"options)|recommend\w*|first-line|prescribed?|advis\w+|prefer\w*|given|surgery|medicines?|drugs?)\b"
    ),
    Aspect.DIAGNOSIS: _any(
        r"\b(?:diagnosed|diagnosis (?:is|of|can|may|requires)|tests? (?:is|are|for|to|that|used|include)|biops\w+"
        r"|confirm\w*|detect\w*|sensitivity|examin\w+)\b"
    ),
    Aspect.SYMPTOMS: _any(
        r"\b(?:symptoms? (?:of|are|is|include|may|can|usually|vary)|signs? (?:and|of|are|include)|characteri[sz]ed by"
        r"|features|experiences?|presents? with)\b"
    ),
    Aspect.PROGNOSIS: _any(
        # How long until a disease grows again is not how long somebody lives.
        r"\b(?:(?<!-free )surviv\w+|prognosis|outlook|life expectancy|mortality|died|alive|fatal"
        r"|recover\w*|lifespan|live)\b"
    ),
    Aspect.PREVENTION: _any(r"\b(?:prevent\w*|avoid\w*|reduc\w+|vaccin\w+|protect\w*|lower\w* (?:your|the) risk)\b"),
    Aspect.SAFETY: _any(
        r"\b(?:contraindicat\w*|warn\w*|should not|advis\w+ against|side effects?|adverse|risk of|harm\w*|safe\w*"
        r"|avoid\w*"
        r"|complications? (?:of|include|are|may)|monitor\w*)\b"
    ),
    Aspect.SPREAD: _any(
        r"\b(?:sites? of (?:distant )?metasta\w+|spread\w* to|goes? to|gone to|had it in|metasta\w+ (?:to|in|at)"
        r"|(?:liver|hepatic|lung|bone"
        r"|brain|node"
        r"|nodal|peritoneal|mesenteric|distant|skin|cardiac|orbital|breast) metasta\w+)"
    ),
    Aspect.STAGING: _any(r"\b(?:stages?|grades?|classif\w+|TNM)\b"),
    Aspect.MONITORING: _any(r"\b(?:every|annual\w*|monitor\w*|follow(?:ed)?[- ]up|check\w*|surveillance|repeat\w*)\b"),
}

# What is asked for in the plural: an answer names several.
_LISTED = frozenset(
    {
        Aspect.SYMPTOMS,
        Aspect.CAUSE,
        Aspect.SAFETY,
        Aspect.TREATMENT,
        Aspect.PREVENTION,
        Aspect.REFERRAL,
        Aspect.DIAGNOSIS,
    }
)
_ITEM = re.compile(r"(?:^|\s)[-•] \S")
# Words side by side, not figures: "fever, chills, cough".
_NAMED_BESIDE = re.compile(r"[a-z)],(?= [a-z])")
_SEVERAL, _FEWEST_ITEMS = 3, 2
# What speaks of an answer without giving it.
_HOLLOW = _any(
    r"\b(?:more|further|additional) information\b|\bresources?\b|\b(?:talk|speak) (?:to|with) (?:your|a) \w+"
    r"|\bask your\b|\b(?:discussed|described|listed|shown|given|explained) (?:in|above|below|here)\b",
    r"\bdepends? (?:up)?on\b|\b(?:many|several|various|a number of|different) (?:factors|things|conditions|causes|ways"
    r"|treatments?|tests|types|kinds|options)\b",
    r"\b(?:see|visit|read|click|contact)\b.{0,30}\b(?:section|page|website|article|link|for)\b|https?://|www\.",
    r"\b(?:clinical trials?|research(?:ers)?|scientists|studies) (?:now )?(?:are|is|continues?)\b|\bunder ?way\b"
    r"|\bserves? to\b",
)
_ASKS_MEANING = _any(r"\W*what (?:is|are)\b")
_MEANS = r"(?:is|are|was|were|refers? to|means?|describes?|consists? of|denotes?|is defined as)\b"
_DEFINED = re.compile(
    rf"^[^.;:]{{0,80}}?\b{_MEANS}(?! (?:caused|due|inherited|found|seen|treated|diagnosed|linked)\b)", re.I
)

# Of cause and effect: what stands before the words that join them, and what after.
_CAUSED_BY = _any(
    r"\b(?:caused|brought (?:on|about)|triggered|produced|raised|provoked) by\b|\bdue to\b|\bbecause of\b"
    r"|\b(?:results?|resulted|arises?|stems?) from\b|\b(?:happens|occurs|develops) (?:when|if|because|after|from)\b"
    r"|\b(?:have|has) been (?:linked|associated)\b|\bassociated with\b|\bcan be (?:a result|inherited)\b"
)
_CAUSES = _any(
    r"\b(?:causes?|caus(?:ed|ing)|leads? to|results? in|brings? on|triggers?|produces?|provokes?|contributes? to"
    r"|(?:falsely )?(?:raises?|increases?|elevates?|lowers?)|puts? (?:you|people) at)\b(?! of\b)(?! by\b)"
)
_CAUSE_OF = _any(
    r"\b(?:causes?|reasons?|triggers?|source|risk factors?) (?:of|for|in|include|are|is)\b|\bresponsible for\b"
)
_ASKS_CAUSE = _any(
    r"^\W*(?:what|which|why)\b.*\b(?:caus(?:es?|ed)|brings?|sets? off|raises?|triggers?|push\w*|makes?|behind|due to"
    r"|leads? to|risk factors?|increases?|lowers?|falsely)\b",
    r"\bcauses? of\b|^\W*why\b|\bat risk\b|\bcaused by\b",
)

_ORIGIN = _any(
    r"\b(?:origins?|primary (?:site|tumou?r|source)s?|unknown primary|primaries|spread from|arose|came from"
    r"|(?:had|with|have|to) (?:an? )?[\w-]+ primary)\b"
)

_BRACKETS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a question asks for; empty where it asks for nothing in particular."""

    figures: frozenset[Figure]
    foremost: bool
    advice: bool
    permission: bool
    effect: bool
    named: str | None
    counted: str | None
    cause: bool
    meaning: bool


@lru_cache(maxsize=256)
def shape_of(text: str, aspect: Aspect) -> Shape:
    """The shape of the answer to a question in these words."""
    figures = {kind for kind, pattern in _ASKS_FIGURE.items() if pattern.search(text)}
    if aspect is Aspect.DOSE and not figures & {Figure.TIME}:
        figures = {Figure.DOSE}
    return Shape(
        figures=frozenset(figures),
        foremost=_ASKS_FOREMOST.search(text) is not None,
        advice=_ASKS_ADVICE.search(text) is not None,
        permission=_ASKS_PERMISSION.search(text) is not None,
        effect=_asks_effect(text),
        named=_named(text, aspect),
        counted=_counted(text),
        cause=aspect is Aspect.CAUSE and _ASKS_CAUSE.search(text) is not None,
        meaning=aspect in (Aspect.DEFINITION, Aspect.GENERAL) and _ASKS_MEANING.match(text) is not None,
    )


def _asks_effect(text: str) -> bool:
    """Whether it is asked if something helps, or how well."""
    outright = _ASKS_WHETHER.match(text) is not None or _ASKS_HOW_WELL.match(text) is not None
    return outright and _ASKS_EFFECT.search(text) is not None


def _named(text: str, aspect: Aspect) -> str | None:
    """The kind of thing whose name is asked for; None if no name is."""
    for found in _ASKS_NAME.finditer(text):
        asked = terms(found["what"])
        for kind, words in _NAMES.items():
            if not words.isdisjoint(asked):
                return kind
    for found in _ASKS_KIND.finditer(text):
        of_kind = next((kind for kind, one in _kinds().items() if found["kind"].lower() in one.asked), None)
        if of_kind is not None:
            return of_kind
    if _ASKS_WHETHER.match(text) and not _KIND_WORDS.isdisjoint(terms(text)):
        return "kinds"
    if _ASKS_WHERE.search(text):
        return "place"
    return "remedy" if aspect is Aspect.TREATMENT and _ASKS_FOR_WHAT_IS_GIVEN.match(text) else None


def _counted(text: str) -> str | None:
    """The term of what is to be counted, where that is asked: "how many valves"."""
    found = _ASKS_COUNT.search(text)
    return term(found["what"]) if found is not None else None


@dataclass(frozen=True, slots=True)
class _NameAsked:
    """A kind of thing that the name of one is asked of: the words that ask for it, and a pattern for one."""

    asked: frozenset[str]
    says: re.Pattern[str]


@lru_cache(maxsize=1)
def _kinds() -> Mapping[str, _NameAsked]:
    data = load_data("answer", "kinds_asked_for.toml", {ANY: {"asked": [str], "says": [str]}})
    return {
        kind: _NameAsked(frozenset(entry["asked"]), any_at_word_start(entry["says"])) for kind, entry in data.items()
    }


_KIND_WORDS = frozenset(terms("kind type form sort"))
_TELLS_KINDS = _any(r"\b(?:types?|kinds?|forms?|subtypes?)\b")
_NAMES = {"remedy": _REMEDY_WORDS, "test": _TEST_WORDS, "gene": _GENE_WORDS, "place": _SITE_WORDS}


@lru_cache(maxsize=_KEPT_TEXTS)
def figures_in(text: str) -> frozenset[Figure]:
    """The kinds of figure that a statement has."""
    return frozenset(kind for kind, pattern in _FIGURES.items() if pattern.search(text))


def asks_for_a_figure(shape: Shape) -> bool:
    """Whether a figure is asked for."""
    return bool(shape.figures) or shape.counted is not None


def has_figure(shape: Shape, text: str) -> float:
    """1 if a statement has a figure of a kind that was asked for, 0 if none was asked for or none is there."""
    return float(bool(shape.figures & figures_in(text)) or (shape.counted is not None and _counts(shape.counted, text)))


@lru_cache(maxsize=_KEPT_TEXTS)
def _counts(what: str, text: str) -> bool:
    """Whether a statement says how many there are of something: "two valves", "one of the four chambers"."""
    words = spelled_words(text)
    for place, (word, _, _) in enumerate(words):
        if term(word) == what and any(_IS_NUMBER.fullmatch(words[at][0]) for at in range(max(0, place - 3), place)):
            return True
    return False


def is_foremost(shape: Shape, text: str) -> float:
    """Whether what is asked for as the first or most is told as that."""
    return float(shape.foremost and _FOREMOST.search(text) is not None)


def advises(shape: Shape, text: str) -> float:
    """Whether advice that is asked for is given."""
    return float(shape.advice and _ADVISES.search(text) is not None)


def permits(shape: Shape, text: str) -> float:
    """Whether it is told if something may be done, where that is asked."""
    return float(shape.permission and _PERMITS.search(text) is not None)


def decides(aspect: Aspect, text: str) -> float:
    """Whether a statement has the words that an answer of this aspect turns on, and not only speaks of it."""
    pattern = _DECISIVE.get(aspect)
    return float(pattern is not None and pattern.search(text) is not None)


def has_its_numbers(question: str, text: str) -> float:
    """The share of the numbers of a question that a statement has with the word that they belong to: "grade 3"."""
    asked = [found for found in _NUMBERED.finditer(question) if not _YEAR.fullmatch(found["number"])]
    return sum(_has_number(found, text) for found in asked) / len(asked) if asked else 0.0


def _has_number(asked: re.Match[str], text: str) -> bool:
    number = re.escape(asked["number"])
    if asked["before"]:
        said = rf"\b{re.escape(asked['before'])}s?\W+(?:(?:of|is)\s+)?{number}(?![\d.,]*\d)(?! ?[-–] ?\d)"
        if re.search(said, text, re.IGNORECASE):
            return True
    after = asked["after"]
    return bool(after) and re.search(rf"(?<![\d.]){number}[ -]?{re.escape(after)}", text, re.IGNORECASE) is not None


def holds_for_value(question: str, text: str) -> float:
    """1 if a range or threshold of a statement takes in a value that the question gives, -1 if it leaves it out.

    "1-2 cm" takes in a tumour of 1.5 cm, "above 2 cm" leaves it out; a value without a unit belongs to what is named
    with it: "a potassium of 5.8".
    """
    ranges = list(_ranges(text))
    met = [
        low <= value <= high
        for value, unit, measure in _values(question)
        for low, high, of, named in ranges
        if (of == unit if unit else measure is not None and measure in named)
    ]
    return 0.0 if not met else 1.0 if any(met) else -1.0


def _values(question: str) -> list[tuple[float, str, str | None]]:
    """The values of a question, each with its unit, or else with the term of what it is a value of."""
    return [
        (float(one["number"]), _unit(one["unit"]), term(one["measure"]) if one["measure"] else None)
        for one in _VALUE.finditer(question)
        if not _YEAR.fullmatch(one["number"]) and (one["unit"] or one["measure"])
    ]


@lru_cache(maxsize=_KEPT_TEXTS)
def _ranges(text: str) -> tuple[tuple[float, float, str, frozenset[str]], ...]:
    """The ranges and thresholds of a statement: from, to, unit, and the terms shortly before."""
    found = []
    for one in _RANGE.finditer(text):
        before = frozenset(term(word) for word, _, _ in spelled_words(text[max(0, one.start() - 60) : one.start()]))
        low, high = 0.0, float("inf")
        if one["to"]:
            low, high = float(one["from"]), float(one["to"])
        elif one["over"]:
            low = float(one["over"])
        elif one["more"]:
            low = float(one["more"])
        elif one["under"]:
            high = float(one["under"])
        else:
            high = float(one["less"])
        found.append((low, high, _unit(one["unit"] or one["unit2"] or one["unit3"]), before))
    return tuple(found)


def _unit(written: str | None) -> str:
    return (written or "").lower().replace(" ", "").split("/")[0]


def told_aside(question: Question, text: str) -> float:
    """Whether something that was asked about is named in brackets only."""
    plain = _BRACKETS.sub(" ", text)
    if plain == text:
        return 0.0
    within, without = (frozenset(terms(one)) for one in (text, plain))
    return float(any(one.is_in(within) and not one.is_in(without) for one in question.focus if one.must_be_met))


def denies(question: str, text: str) -> float:
    """Whether a statement says what is not, where what is was asked for: "calcium does not remove potassium"."""
    asked = _ASKS_WHAT.match(question) is not None and _NOT.search(question) is None
    asked = asked and _ASKS_WHAT_NOT.search(question) is None
    return float(asked and _NOT.search(_BRACKETS.sub("", text)) is not None)


def says_no(question: str, text: str) -> float:
    """Whether a statement says that something is not so, where it is asked whether it is: "it has no cure"."""
    asked = _ASKS_WHETHER.match(question) is not None or _ASKS_FOR_A_CURE.search(question) is not None
    return float(asked and _SAYS_NO.search(text) is not None)


def enumerates(aspect: Aspect, text: str) -> float:
    """Whether a statement names several things, where that is what is asked for: symptoms, causes, side effects."""
    return float(is_list(aspect, text) or (aspect in _LISTED and len(_NAMED_BESIDE.findall(text)) >= _SEVERAL))


def is_list(aspect: Aspect, text: str) -> bool:
    """Whether a statement is a list of items, where that is what is asked for."""
    return aspect in _LISTED and len(_ITEM.findall(text)) >= _FEWEST_ITEMS


def tells_effect(shape: Shape, text: str) -> float:
    """Whether it is told if something helped, where that is asked."""
    return float(shape.effect and _TELLS_EFFECT.search(text) is not None)


def names_what_is_asked(question: Question, shape: Shape, text: str) -> float:
    """Whether a statement names a thing of the kind asked for that the question did not name itself."""
    if shape.named is None:
        return 0.0
    if shape.named == "kinds":
        return float(_TELLS_KINDS.search(text) is not None)
    if shape.named == "gene":
        return float(_GENE.search(text) is not None)
    if shape.named in _kinds():
        said = {one[0].lower() for one in _kinds()[shape.named].says.finditer(text)}
        return float(any(one not in question.interpreted.lower() for one in said))
    kinds = {"remedy": REMEDIES, "place": _PLACE_KINDS, "test": {ConceptKind.TEST}}[shape.named]
    asked = {mention.entry.name for mention in find_mentions(question.interpreted)}
    if any(one.entry.kind in kinds and one.entry.name not in asked for one in find_mentions(text)):
        return 1.0
    return float(shape.named == "remedy" and _names_a_medicine(text, question.interpreted))


@lru_cache(maxsize=_KEPT_TEXTS)
def _medicines(text: str) -> frozenset[str]:
    """Words that look like the names of medicines."""
    words = {word.lower() for word, _, _ in spelled_words(text) if len(word) > 6}
    return frozenset(word for word in words if kind_of(word) is Kind.MEDICINE and term(word) not in _REMEDY_WORDS)


def _names_a_medicine(text: str, question: str) -> bool:
    return bool(_medicines(text) - _medicines(question))


@lru_cache(maxsize=_KEPT_TEXTS)
def is_hollow(text: str) -> bool:
    """Whether a statement speaks of an answer without giving it: "More information is provided in …"."""
    return _HOLLOW.search(text) is not None


def tells_meaning(question: Question, shape: Shape, text: str) -> float:
    """Whether a statement says what something is, where that is asked."""
    before = _defined_in(text) if shape.meaning else None
    return float(before is not None and all(one.is_in(before) for one in question.focus))


def defines_unasked(question: Question, shape: Shape, text: str) -> float:
    """Whether a statement says what something of the question is, where something else is asked of it."""
    before = _defined_in(text) if not shape.meaning else None
    return float(before is not None and any(one.is_in(before) for one in question.focus))


@lru_cache(maxsize=_KEPT_TEXTS)
def _defined_in(text: str) -> frozenset[str] | None:
    """The terms of what a statement says the meaning of; None if it says that of nothing."""
    found = _DEFINED.match(_BRACKETS.sub("", text))
    return frozenset(term(word) for word, _, _ in spelled_words(found[0])) if found is not None else None


def direction(question: Question, shape: Shape, text: str) -> float:
    """Where causes are asked for: 1 if a statement tells what causes the subject, -1 if what the subject causes.

    Where it is asked how something spreads, -1 if a statement tells what it spread from.
    """
    if question.aspect is Aspect.SPREAD:
        return -float(_ORIGIN.search(text) is not None and _ORIGIN.search(question.interpreted) is None)
    if not shape.cause or not question.focus:
        return 0.0
    words = spelled_words(text)
    at = [words[i][1] for one in question.focus if one.head or len(question.focus) < 3 for i in _places(one, words)]
    if not at:
        return 0.0
    first = min(at)
    for pattern, subject_before in ((_CAUSE_OF, None), (_CAUSED_BY, True), (_CAUSES, False)):
        for found in pattern.finditer(text):
            before = first < found.start()
            if subject_before is None:
                # "X is a cause of kidney failure" tells what X does; "the causes of X are" what does X.
                return (
                    -1.0
                    if before and re.search(r"\b(?:is|are) (?:a|an|the|one)\b", text[first : found.start()])
                    else 1.0
                )
            return 1.0 if before is subject_before else -1.0
    return 0.0


def _places(one: Concept, words: Sequence[tuple[str, int, int]]) -> list[int]:
    """The first place of each wording of a concept among words."""
    terms = [term(word) for word, _, _ in words]
    held = set(terms)
    return [min(terms.index(part) for part in wording) for wording in one.wordings if held.issuperset(wording)]
