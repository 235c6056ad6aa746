"""What tells a reader nothing: a pointer to another text, advice to ask somebody, "it varies", a heading.

A sentence that says besides what it is about (a figure, what the matter depends on) is not hollow.
"""

from __future__ import annotations

import re
from functools import lru_cache

from curbside.evidence.terms import words

_KEPT_TEXTS = 16_384


def _any(*forms: str) -> re.Pattern[str]:
    return re.compile("|".join(forms), re.IGNORECASE)


_ADVISER = (
    r"(?:doctors?|physicians?|(?:health(?:[- ]?care)? )?(?:providers?|professionals?|practitioners?|team|worker)"
    r"|pharmacists?|nurse|dentist|gynecologist|obstetrician|veterinarian|speciali[sz]ts?|someone|counsel\w+)"
)
_WORK = (
    r"(?:pages?|articles?|sections?|fact ?sheets?|booklets?|brochures?|summar(?:y|ies)|topics?|web ?sites?|links?"
    r"|guides?)"
)
# Where more can be read, who to write or call, and what the page itself is.
_POINTS_ELSEWHERE = _any(
    r"https?://|\bwww\.|\b[\w.]+@[\w.]+\.\w{2,}|\b1-8\d\d-\d{3}|\btoll[- ]?free\b",
    r"\b(?:more|further|additional|other|detailed) (?:information|details|resources)\b.{0,80}\b(?:provided|available"
    r"|accessed|found|given|contact|see|visit|call|read|go to)\b",
    r"^(?:for|to (?:learn|find|get|read|see|obtain)) (?:\w+ ){0,3}(?:more|further|additional|detailed) (?:\w+ )?"
    r"(?:information|details|about)\b|^to learn (?:more )?about\b|^learn more\b",
    rf"^\(?(?:please |also |you can )?(?:see|refer to|visit|go to|click|read|view|watch|download"
    rf"|check out)\b(?! (?:a|your)\b)"
    rf"|\bsee (?:the )?(?:\w+ ){{0,6}}{_WORK}\b",
    r"\b(?:tables?|lists?|charts?|figures?|links?|information) (?:below|above)\b|\bcheck the list\b|\bthis information"
    r" (?:comes|is)\b|\b(?:click|watch|enlarge|reduce|download|print)\b.{0,30}\b(?:video|button|image|brackets|page)\b"
    r"|\bdictionary\b|\blisted (?:as|below)\b|\bhere are some\b|\bresources can\b|\binformation (?:about"
    r"|on)\b.{0,60}\bis available\b|\b(?:search features|your keyboard)\b",
    rf"^(?:this|these|the following) {_WORK} (?:is|are|was|were|has|have|provides?|describes?|discuss\w*|lists?|covers?"
    rf"|explains?|contains?|gives?|tells?|will|can|may|also)\b",
    r"^these resources\b|^for (?:\w+ )?information (?:about|on) .{1,100}, (?:go to|see|visit|read)\b",
    rf"\b(?:described|discussed|listed|explained|shown|summari[sz]ed) (?:\w+ )?(?:below|above|elsewhere|later|here\b"
    rf"|in (?:more )?detail|in (?:the|this|another) (?:\w+ ){{0,3}}(?:tables?|chapters?|figures?|{_WORK}))\b",
)
# Whom to ask, without saying when or what about.
_ASK_SOMEBODY = _any(
    rf"^(?:please |always |also |if \w[^,]{{0,80}}, (?:then )?|before \w[^,]{{0,60}}, )?(?:call|contact|see|ask"
    rf"|consult|tell"
    rf"|talk (?:to|with)|speak (?:to|with)|check (?:with)?|discuss\w*|visit|work with)\b.{{0,30}}\b{_ADVISER}\b",
    rf"\b(?:should|may want to|need to|can|must) (?:always |also )?(?:call|contact|see|ask|consult|talk (?:to|with)"
    rf"|speak"
    rf" (?:to|with)|discuss\w*|meet with|check with|be discussed with)\b.{{0,60}}\b{_ADVISER}\b",
    rf"\b(?:(?:your|the|a) {_ADVISER}|he or she|they) (?:can|will|may|should) (?:also )?(?:adjust|tell|help|explain"
    r"|answer"
    rf"|advise|talk|discuss|work with|give you more|decide|determine|find out)\b",
)
# To ask whether something should be done says what may be done.
_WHETHER = _any(r"\b(?:if|whether) (?:you|they|he|she|it) (?:should|need|could|can)\b")
# That it varies, or that there are several, without saying which.
_UNDECIDED = _any(
    r"\bvar(?:y|ies|ied) (?:\w+ )?(?:from|between|among|with|in|depending|by|across)\b|\bvar(?:y|ies)(?: \w+)?[.;]?$"
    r"|\bvary from\b|\bdifferent (?:from|for) (?:each |every )?(?:one |person|patient|individual|people)",
    r"\b(?:depends?|based|depending) (?:up)?on (?:the |each |his |her |your )?(?:\w+ )?(?:symptoms?|person|patients?"
    r"|individual\w*|needs?|circumstances|situation|causes?|case|factors|severity|signs|type|age)\b",
    r"^(?:there (?:are|is)|(?:\w+ ){1,4}(?:do|does|have|has|may|can|use|uses|perform|order|need|cause|causes|include"
    r"|offer|are|is))(?: \w+){0,3} (?:many|several|various|a number of|a variety of|a range of|(?:two|three|four"
    r"|five|six)"
    r"|different|other|certain|some) (?:\w+ ){0,2}(?:factors|things|conditions|causes|ways|treatments?|tests|types"
    r"|kinds|options|problems|symptoms|forms|methods|procedures|steps|reasons|diseases|disorders)\b",
    r"\b(?:tests?|results?) can help (?:\w+ )?(?:doctors?|you)\b"
    r"|\bother (?:\w+ )?(?:side effects|symptoms|problems|complications)[.]?$",
    r"\bno one (?:can|knows)\b|\bsome are minor\b|\bin other parts of the body\b|\bit is (?:important|necessary"
    r"|useful) to know\b|\bcan(?:not| not)? be (?:mild or severe"
    r"|predicted)\b",
    r"\bdoes(?:n['’]t| not) mean (?:that )?(?:you|a person|someone|the|they)\b",
    r"^many more (?:are|have|do)\b|\b(?:it is|it's) (?:also |very )?important to (?:know|learn|get tested|remember|talk"
    r"|find)\b",
    # What holds of every gene and every cancer.
    r"\b(?:each|every) cell contains\b|\btwo copies of (?:most|each|every|all) genes?\b"
    r"|\bgenetic (?:disease|disorder)s? (?:can (?:also )?occurs?|occurs?)\b|\bthere are (?:\w+ )?ways that\b"
    r"|\bfrom the staging process\b|\bprocess used to find out if cancer\b|\bthe same type of cancer as\b"
    r"|\bis metastatic [\w ]+, not\b",
    r"^\w+(?: \w+){0,3} can be treated[.]?$|\b(?:some|many|most|several|various) (?:treatments|medicines|drugs|tests)"
    r"(?: for [\w ]{1,40})? (?:are|is) (?:applied|given|taken|used)\b.{0,40}$",
    r"\buse a (?:variety|number|range) of (?:approaches|ways|methods|treatments)\b"
    r"|\bworks? for (?:everyone|every \w+)\b"
    r"|\bfind (?:the|a) (?:best|right) (?:treatment|medicine|drug)\b|\bnumber of the fraction\b"
    r"|^(?:u[.]s[.] )?department of\b|\bresearchers will find\b",
    r"\b(?:foundation|association|institute|society|groups?|organi[sz]ations?|networks?|centers?) (?:can|may)"
    r" (?:also )?(?:provide|offer|help|give)\b|\bcan spread through (?:the )?tissue\b"
    r"|\b(?:exams?|tests?|care|treatment|visits?) (?:is|are) (?:very |so |also )important[.]?$"
    r"|\bno single \w+ works\b",
    r"\bno information on\b.{0,40}\bis available\b|\bthe sign or symptom may be rare or common\b",
    r"^(?:know|learn|knowing|learning) (?:about |how to )?(?:\w+ ){0,4}(?:signs|symptoms|triggers|risks?|facts)\b",
    r"\ba number of other\b|\bsome of the tests\b|\bmay be repeated\b|\bthe following (?:tests|procedures|signs"
    r"|stages|are|is)\b.{0,60}$",
)
# What is looked for, not what is known.
_UNDER_STUDY = _any(
    r"\b(?:research(?:ers)?|scientists?|investigators?|stud(?:y|ies)|(?:clinical )?trials?"
    r"|doctors)\b.{0,60}\b(?:(?:is|are)"
    r" (?:now |currently |also |still |being |actively )*(?:under ?way|ongoing|in progress|looking|studying"
    r"|investigating"
    r"|testing|exploring|trying|working|examining|conduct\w+|evaluating|searching|developing|learning|being (?:done"
    r"|conducted|studied|carried))|continues? to|hopes? to|will (?:help|lead|allow))\b",
    r"\bbeing studied\b",
    r"\b(?:is|are) (?:being|currently|now|under) (?:\w+ )?(?:stud(?:ied|y)|investigat\w+|tested|research\w*|explored"
    r"|evaluated|developed|examined)\b",
    r"\bparticipants (?:also )?(?:included|were)\b(?!.*\b(?:less|more|reduced|lower|higher)\b)",
    r"\bcall(?:s|ed)? for (?:\w+ ){0,3}(?:trials?|studies|research)\b",
    r"\bresearch (?:is|on|into) (?:\w+ ){0,3}(?:ongoing|under ?way|continu\w+)|\bmore research is needed\b"
    r"|\bcould (?:one day|help (?:doctors|researchers|scientists))\b",
)
_SAYS_WHICH = _any(
    r"\d|:|;|\bsuch as\b|\bfor example\b|\bincluding\b|\binclude\b|\be\.g\.|\bespecially\b|\bbecause\b|\bunless\b"
    r"|\bmost (?:common|often)\b|\brange[sd]? from\b"
)
_SENTENCE_END = re.compile(r"(?<=[a-z\d)\]][.!?])\s+(?=[A-Z])")
# A word that a heading may have small.
_SMALL = frozenset(words("a an and as at by can do for from how i in into is of on or the to what when who with you"))
_MOST_OF_A_HEADING = 12


@lru_cache(maxsize=_KEPT_TEXTS)
def points_elsewhere(text: str) -> bool:
    """Whether a statement only says where more stands, or what its own page is: "See the fact sheet on diet"."""
    return all(_POINTS_ELSEWHERE.search(one) is not None for one in sentences(text))


@lru_cache(maxsize=_KEPT_TEXTS)
def sends_to_somebody(text: str) -> bool:
    """Whether a statement only says whom to ask: "Talk with your doctor before taking any medicine"."""
    return all(_asks_somebody(one) or _POINTS_ELSEWHERE.search(one) is not None for one in sentences(text))


@lru_cache(maxsize=_KEPT_TEXTS)
def tells_nothing(text: str) -> bool:
    """Whether a statement says that something varies, is several or is being studied, and not what it is."""
    return all(
        _UNDER_STUDY.search(one) is not None
        or (_UNDECIDED.search(one) is not None and _SAYS_WHICH.search(one) is None)
        or _asks_somebody(one)
        or _POINTS_ELSEWHERE.search(one) is not None
        for one in sentences(text)
    )


@lru_cache(maxsize=_KEPT_TEXTS)
def is_heading(text: str) -> bool:
    """Whether a line in running text is a heading that lost its place: "Sarcoidosis Signs and Symptoms"."""
    said = text.split()
    if not 1 < len(said) <= _MOST_OF_A_HEADING or text.endswith((".", "!", ";", ")")) or any(map(str.isdigit, text)):
        return False
    return all(word[:1].isupper() or word.lower() in _SMALL for word in said)


def _asks_somebody(sentence: str) -> bool:
    return _ASK_SOMEBODY.search(sentence) is not None and _WHETHER.search(sentence) is None


def sentences(text: str) -> list[str]:
    """A statement's sentences: it may be shown with the one before or after."""
    return _SENTENCE_END.split(text.strip())
