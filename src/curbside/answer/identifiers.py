"""Recognising what could identify a person in a question, so that a reader can be asked to leave it out.

Wordings are English, and the numbers those of the United Kingdom, the United States and their like. What a question
needs to be answered is no identifier: references, study names, eponyms, doses, values, years.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from curbside.evidence.text import Span


class IdentifierKind(StrEnum):
    """What sort of identifier it is."""

    NAME = "name"
    BIRTH_DATE = "birth_date"
    RECORD_NUMBER = "record_number"
    PHONE_NUMBER = "phone_number"
    EMAIL_ADDRESS = "email_address"
    POSTAL_ADDRESS = "postal_address"
    WARD_BED = "ward_bed"

    @property
    def label(self) -> str:
        """The kind in words, as a reader sees it."""
        return _LABELS.get(self, self.value.replace("_", " "))


_LABELS = {
    IdentifierKind.BIRTH_DATE: "date of birth",
    IdentifierKind.EMAIL_ADDRESS: "e-mail address",
    IdentifierKind.WARD_BED: "ward and bed",
}


@dataclass(frozen=True, slots=True)
class Identifier:
    """Where a question holds an identifier; its words stay in the question."""

    kind: IdentifierKind
    span: Span


def identifiers_in(question: str) -> tuple[Identifier, ...]:
    """The identifiers in a question, in order, none within another.

    Spans count characters of the question as given. Nothing of it is kept.
    """
    text = _without_references(question)
    found = [*_plainly_written(text), *_numbers(text), *_names(text)]
    found += _dates_beside_a_person(text, [one.span for one in found if one.kind is IdentifierKind.NAME])
    return _apart(found)


def without_identifiers(question: str, found: Iterable[Identifier]) -> str:
    """The question with what was found left out, an ellipsis in its place: nothing goes on with it."""
    for one in sorted(found, key=lambda one: one.span, reverse=True):
        start, end = one.span
        question = f"{question[:start]}…{question[end:]}"
    return question


# -- what is no identifier, however it looks

_REFERENCE = re.compile(
    r"""(?ix)
    \b(?:https?://|www\.)\S+
    | \b10\.\d{4,9}/\S+
    | \b(?:pmid|pmcid|pmc|doi|nct|isrctn|eudract|chictr|actrn|drks|crd|isbn|issn|iso|iec|rrid|cas|omim|mim|orpha|rs|cd
        |eurct|umin|arxiv|uniprot|icd)(?:\s*(?:no\.?|number|id))?\s*[:#]?\s*[\d][\w./-]*(?:\s[\d-]{3,})*
    """
)


def _without_references(question: str) -> str:
    """The question with web addresses and the numbers of papers, trials and standards blanked, at its length."""
    return _REFERENCE.sub(lambda found: "_" * len(found[0]), question)


# -- what is plainly written

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?:(?:19|20)\d\d)"
_FULL_DATE = (
    rf"(?:\d{{1,2}}[./-]\d{{1,2}}[./-]{_YEAR}|{_YEAR}[./-]\d{{1,2}}[./-]\d{{1,2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?[ -](?:of )?{_MONTH}[ ,-]+{_YEAR}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? {_YEAR})"
)
_ANY_DATE = rf"(?:{_FULL_DATE}|\d{{1,2}}[./-]\d{{1,2}}[./-]\d\d)(?![\w/])"
# "born 1 September 1998 to 31 August 1999" and "... or later" are a cohort.
_NO_COHORT = (
    rf"(?!\s*(?:to|until|till|through|and|[-–])\s*(?:{_FULL_DATE}|later|after)|\s*or\s+(?:later|after|earlier|before))"
)
_STREET = (
    r"(?:street|road|avenue|ave|lane|drive|court|boulevard|blvd|square|terrace|close|crescent|gardens|grove|parkway"
    r"|highway|mews|row|way|place|st\.?(?=\s*(?:,|$))|rd\.?(?=\s*(?:,|$))|dr\.(?=\s*(?:,|$)))"
)
_STATE = (
    r"(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]"
    r"|W[AIVY])"
)
_PLACE = r"\d+\w?|[A-Z]\d*"
_PLAIN = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (IdentifierKind.EMAIL_ADDRESS, r"(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"),
        (
            IdentifierKind.BIRTH_DATE,
            rf"(?i)\b(?:d\.? ?o\.? ?b\b\.?|date of birth|birth ?date|birthday|born)(?:\s+(?:is|was|on|the)\b)*"
            rf"\s*[:=]?\s*{_ANY_DATE}{_NO_COHORT}",
        ),
        (
            IdentifierKind.POSTAL_ADDRESS,
            rf"\b\d{{1,5}}[A-Za-z]?,? (?:(?:[NSEW]\.? )?[A-Z][\w'’.-]+ ){{1,3}}(?i:{_STREET})(?!\w)"
            r"(?: [NSEW]{1,2}\b)?",
        ),
        (IdentifierKind.POSTAL_ADDRESS, rf"(?:, ?|\b[A-Z]\w+ ){_STATE} \d{{5}}(?:-\d{{4}})?\b"),
        (
            IdentifierKind.POSTAL_ADDRESS,
            r"(?i)\b(?:zip|post(?:al)?)[ -]?code(?: is)?:? ?\w{2,5}[ -]?\w{0,4}\d\w{0,3}\b",
        ),
        # The last two letters of a British postcode are none of CIKMOV, so that "B12 5MG" is none.
        (
            IdentifierKind.POSTAL_ADDRESS,
            r"\b[A-Z]{1,2}\d[A-Z\d]? (?!1ST|2ND|3RD)\d[ABD-HJLNP-UW-Z]{2}\b",
        ),
        (IdentifierKind.POSTAL_ADDRESS, r"(?i)\bp\.? ?o\.? box \d+"),
        (
            IdentifierKind.POSTAL_ADDRESS,
            r"\b[A-ZÄÖÜ][\wäöüß-]+(?:straße|strasse|str\.|weg|gasse|allee|platz) \d{1,4}\w?\b",
        ),
        (
            IdentifierKind.WARD_BED,
            rf"(?i:\b(?:ward|unit|icu|itu|ccu|hdu|nicu|picu|floor)\b)(?: (?:{_PLACE}))?[ ,/-]+"
            rf"(?i:(?:bed|bay|room|cubicle|side room))(?: (?i:no\.?|number))? ?\d+\w?\b",
        ),
        (
            IdentifierKind.WARD_BED,
            rf"(?i:\b(?:bed|bay|room|cubicle|side room))(?: (?i:no\.?|number))? ?\d+\w?,? "
            rf"(?i:(?:on|in|of|at) )?(?:the )?(?i:ward|unit|icu|itu|ccu|hdu|nicu|picu)(?: (?:{_PLACE}))?\b",
        ),
    )
)


def _plainly_written(text: str) -> Iterator[Identifier]:
    for kind, pattern in _PLAIN:
        for found in pattern.finditer(text):
            yield Identifier(kind, found.span())


# -- numbers

_SAID_RECORD = re.compile(
    r"""(?ix)
    \b(?: (?:mrn|emrn|urn|ssn|social\ security)(?:\ (?:number|no\b\.?|id\b))?
        | (?:medical|health|hospital|patient|clinic|nhs|chi|nhi|chart|record|case|file|unit|member|insurance|policy
            |passport|social\ insurance|national\ insurance|medicare|medicaid|identity|national\ id)
          (?:\ (?:record|insurance|card|file|policy|id))?
          \ ?(?:number\b|no\b\.?|nr\b\.?|id\b|\#)
      )
    (?:\s+(?:is|was))? \s*[:=\#]?\s*
    (?P<number> [A-Z]{0,3}[-\ ]?\d(?:[\d\ /-]*\d)? (?:\ ?[A-Z]\b)? | [A-Z\d][A-Z\d-]{6,} ) (?!\.?\w)
    """
)
_TEN_DIGITS = re.compile(r"(?<![\w.+-])(?<!\d )\d{3}([ -]?)\d{3}\1\d{4}(?![\w-]|\.\d| \d)")
_SOCIAL_SECURITY = re.compile(r"(?<![\w.-])(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?![\w-])")
_NATIONAL_INSURANCE = re.compile(r"\b(?![DFIQUV])[A-Z](?![DFIQUVO])[A-Z] ?\d\d ?\d\d ?\d\d ?[A-D]\b")
_SAID_PHONE = re.compile(
    r"(?i)\b(?:tel(?:ephone)?|phone|mobile|cell|fax|call|ring|text|reach|whatsapp|contact)\b\.?"
    r"(?:,? (?:me|us|him|her|them|patient|family|number|no|is|on|at|the|my|his))*[.:]?\s*"
    r"(?P<number>\+?\(?\d(?:[\d ()./-]*\d)?)(?![\w.])"
)
# Three runs of figures may be doses too.
_NO_AMOUNT = r"(?![\w-]|\.\d| ?(?:mg|g|mcg|µg|ml|mmol|units?|iu|cells|patients|people|%)\b)"
_PHONES = (
    re.compile(r"(?<![\w.])\+\d{1,3}[ .-]?(?:\(0?\d{1,4}\)[ .-]?)?\d(?:[ .-]?\d){6,11}" + _NO_AMOUNT),
    re.compile(r"(?<![\w.-])(?:1[ .-])?(?:\([2-9]\d\d\) ?|[2-9]\d\d([ .-]))[2-9]\d\d[ .-]\d{4}" + _NO_AMOUNT),
    re.compile(r"(?<![\w.-])(?<!\d )\(?0\d{2,4}\)?[ /-]\d{3,4}[ -]?\d{3,4}" + _NO_AMOUNT),
    re.compile(r"(?<![\w.-])07\d{3} ?\d{6}" + _NO_AMOUNT),
)


def _numbers(text: str) -> Iterator[Identifier]:
    """Record numbers and phone numbers: where the words before say so, else where the form or check digit does."""
    for found in _SAID_RECORD.finditer(text):
        if _digits(found["number"]) >= 4:
            yield Identifier(IdentifierKind.RECORD_NUMBER, found.span())
    for pattern in (_SOCIAL_SECURITY, _NATIONAL_INSURANCE, _TEN_DIGITS):
        for found in pattern.finditer(text):
            if pattern is not _TEN_DIGITS or _is_nhs_number(found[0]):
                yield Identifier(IdentifierKind.RECORD_NUMBER, found.span())
    for found in _SAID_PHONE.finditer(text):
        if 7 <= _digits(found["number"]) <= 15:
            yield Identifier(IdentifierKind.PHONE_NUMBER, found.span("number"))
    for pattern in _PHONES:
        for found in pattern.finditer(text):
            yield Identifier(IdentifierKind.PHONE_NUMBER, found.span())


def _digits(text: str) -> int:
    return sum(letter.isdigit() for letter in text)


def _is_nhs_number(text: str) -> bool:
    """Whether ten digits end in the check digit of an NHS number.

    https://www.datadictionary.nhs.uk/attributes/nhs_number.html
    """
    digits = [int(letter) for letter in text if letter.isdigit()]
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return len(digits) == 10 and digits[9] == check % 11


# -- names

# A word that begins with a letter, no small Latin one, or an initial; for every script it is looked at again below.
_WORD = r"(?![a-zß-öø-ÿ])(?:[^\W\d_]\.(?!\w)|[^\W\d_][\w'’-]+)"
_PARTICLE = r"(?:van|von|de|del|della|der|den|di|da|la|le|bin|ibn|al|el|st\.?)"
_NEXT = rf"(?:,? (?:{_PARTICLE} ){{0,2}}{_WORD})"
# "Child Behavior Disorders" is no child's name: of these, only the patient may be written with a capital.
_PERSON = (
    r"(?:(?i:patient|pt)|client|wife|husband|son|daughter|mother|father|brother|sister|man|woman|lady|gentleman|boy|girl"
    r"|child|baby|friend|neighbou?r|colleague)"
)
_NAME_IS = r"(?i:(?:patient(?:['’]?s)? |full |first |last |sur|his |her |my )name(?: is|:)|name:)"
_AGE = r"\(?\d{1,3} ?(?i:y/?o|yrs?|years? old|-?year-old|m|f|male|female)\b"
_TITLED = re.compile(
    rf"\b(?P<title>Mr|Mrs|Ms|Miss|Mx)\b\.?(?: (?:and|&) (?:Mr|Mrs|Ms)\b\.?)?\s+"
    rf"(?P<name>(?:{_PARTICLE} )?{_WORD}{_NEXT}{{0,3}})"
)
# Written small, "ms" is a disease and "mr" may be magnetic resonance.
_TITLED_SMALL = re.compile(
    r"\b(?:mr|mrs)\b\.? (?!imag|angio|entero|elasto|spectro|scan|cholangio|urogra|veno|guid|find|sign|sequence|defeco)"
    r"[a-z]{2,}\b"
)
_CALLED = re.compile(rf"\b(?:{_PERSON},? (?:named|called)|{_NAME_IS})\s+(?P<name>{_WORD}{_NEXT}{{0,3}})")
_AFTER_PERSON = re.compile(rf"\b{_PERSON}\b\.?(?:\s*[,:]\s*|\s+)(?P<name>{_WORD}{_NEXT}{{1,3}})")
_BEFORE_AGE = re.compile(rf"(?<!\w)(?P<name>{_WORD}{_NEXT}{{1,3}}),? (?:{_AGE}|\({_ANY_DATE}\))")

# Never part of a name, though a title or the start of a sentence may give it a capital.
_NEVER_NAMED = re.compile(
    r"""(?ix)
    an?|the|is|are|was|does|do|did|can|could|should|would|will|may|has|have|had|if|and|or|but|not|no|as|than|then
    | in|on|at|of|for|from|by|to|with|without|after|before|during|about|since|until|under|over
    | which|what|when|where|how|why|who|this|that|these|those|his|her|their|my|our|he|she|they|it
    | being|having|taking|receiving|presenting|needs?|still|also|treat\w*|diagnos\w*|manage\w*
    | health|questionnaires?|global|impression|reported|outcomes?|measure\w*|experience|survey|satisfaction|assessment
    | scales?|scores?|index|status|performance|activation|safety|care|education|information|act|affordable|protection
    | cent(?:er|re)d|derived|specific|generated|related|blood|self|quality|life|bowel|preparation|system|resource|group
    | stud(?:y|ies)|trials?|registry|society|association|college|institute|guidelines?|hospital|clinic|department
    | national|international|wom[ae]n|m[ae]n|patients?|people|adults?|child(?:ren)?|(?:fe)?males?|diet|program(?:me)?
    | type|grade|stage|class|phase|genes?|syndromes?|diseases?|disorders?|tumou?rs?|cancers?|carcinoma|lymphoma
    | an(?:a?e)mia|deficiency|mutation|positive|negative|receptor|factor|vitamin|insulin|therapy|carrier
    | january|february|march|april|june|july|august|september|october|november|december
    | covid|rh|rhesus|helicobacter|clostridioides|staphylococcus|streptococcus
    """
)
# Not the beginning of a name unless a title says so: a patient may be Irish, or have Crohn's disease.
_SELDOM_NAMED = re.compile(
    r"""(?ix)
    european|american|british|african|asian|black|white|hispanic|latin[oax]|caucasian|native|indian|chinese|japanese
    | korean|arab|jewish|ashkenazi|muslim|christian|hindu|german|french|italian|spanish|swedish|finnish|dutch|danish
    | norwegian|irish|scottish|welsh|english|turkish|polish|russian|mexican|brazilian|canadian|australian|mediterranean
    | (?:crohn|graves|hodgkin|parkinson|alzheimer|cushing|addison|hashimoto|sj[oö]gren|raynaud|kaposi|ewing|wilms|wilson
        |paget|marfan|turner|down|klinefelter|noonan|ehlers|guillain|child|wolff|zollinger|hippel|willebrand|kaplan
        |karnofsky|eastern|charlson|glasgow|coma|apgar|barthel|wells|hamilton|beck|montgomery|kawasaki|beh[cç]et|takayasu
        |wegener|goodpasture|m[eé]ni[eè]re|huntington|tourette|creutzfeldt|lewy|barrett|mallory|budd|peutz|lynch|cowden
        |gorlin|bartter|gitelman|fanconi|fabry|gaucher|pompe|whipple|roux|billroth|hartmann|nissen|gleason|fuhrman|breslow
        |ann|boston|mayo|bristol|edmonton|oswestry|likert|braden|waterlow|ranson|von)(?:['’]?s|-[\w-]+)?
    """
)
# What follows the name of an author.
_OF_AN_AUTHOR = re.compile(rf"(?:['’]s?)?,? (?:et al\b|and colleagues\b|\(?{_YEAR}\b)")


def _names(text: str) -> Iterator[Identifier]:
    """Names, by what stands before them or by the age after them; never by a capital alone."""
    for small in _TITLED_SMALL.finditer(text):
        yield Identifier(IdentifierKind.NAME, small.span())
    for found in _TITLED.finditer(text):
        name = _name_in(text, found.span("name"), titled=True)
        # "Will We Miss Cancers" has its capitals as a title.
        if name is not None and not (found["title"] == "Miss" and _is_title_case(text)):
            yield Identifier(IdentifierKind.NAME, (found.start(), name[1]))
    for pattern, least in ((_CALLED, 1), (_AFTER_PERSON, 2), (_BEFORE_AGE, 2)):
        for found in pattern.finditer(text):
            name = _name_in(text, found.span("name"), later=pattern is _BEFORE_AGE)
            if name is None or len(text[slice(*name)].split()) < least or (least > 1 and _is_title_case(text)):
                continue
            yield Identifier(IdentifierKind.NAME, name)


def _name_in(text: str, span: Span, *, titled: bool = False, later: bool = False) -> Span | None:
    """The words at the start of a span that make a name; `later` ones where the first do not."""
    name: Span | None = None
    for word in re.finditer(r"[^\s,]+", text[slice(*span)]):
        bare = re.sub(r"['’]s$", "", word[0])
        begins = titled or _SELDOM_NAMED.fullmatch(bare) is None
        if _is_written_as_a_name(bare) and (begins or name is not None):
            start = span[0] + word.start()
            name = (name[0] if name is not None else start, start + len(bare))
        elif name is not None and not re.fullmatch(_PARTICLE, bare):
            break
        elif name is None and not later and not re.fullmatch(_PARTICLE, bare):
            return None
    return name if name is not None and _OF_AN_AUTHOR.match(text, name[1]) is None else None


def _is_written_as_a_name(word: str) -> bool:
    """Whether a word has one capital and small letters, or is an initial, and can be part of a name."""
    parts = [part for part in re.split(r"[-'’.]", word) if part]
    if not parts or not word[0].isupper() or _NEVER_NAMED.fullmatch(word) is not None:
        return False
    return all(len(part) == 1 or part[1:].islower() or part.startswith(("Mc", "Mac")) for part in parts)


def _is_title_case(text: str) -> bool:
    """Whether a question is written Like a Title, so that its capitals say nothing."""
    words = re.findall(r"[^\W\d_]{4,}", text)
    return len(words) > 4 and sum(word[0].isupper() for word in words) > 0.7 * len(words)


# -- dates beside a person

_DATE = re.compile(rf"(?i)(?<![\w./-]){_FULL_DATE}(?![\w/])")
_PERSON_BEFORE = re.compile(rf"(?i)\b(?:{_PERSON}|male|female|mr|mrs|ms)\b[^.?!;]{{0,40}}\Z")
_SEX_AFTER = re.compile(r"(?i)\)?,? (?:male|female|man|woman|m|f)\b")
_EVENT = re.compile(
    r"(?i)\b(?:publish\w*|admi\w+|seen|scan\w*|ct|mri|pet|on|since|from|until|between|dated|operat\w+|resect\w*|diagnos\w+"
    r"|surgery|trial|updat\w+|guideline|version|accessed|issued|started|stopped|discharg\w+|visit\w*|follow\w*|last|of|by|in)\b"
)


def _dates_beside_a_person(text: str, names: Iterable[Span]) -> Iterator[Identifier]:
    """Full dates that follow somebody with no event between: "Jane Doe, 12.03.1961"."""
    ends = [end for _, end in names]
    for found in _DATE.finditer(text):
        before = _PERSON_BEFORE.search(text, max(0, found.start() - 60), found.start())
        between = [text[end : found.start()] for end in ends if 0 <= found.start() - end <= 40]
        between += [before[0]] if before is not None else []
        beside = any(_EVENT.search(words) is None for words in between)
        if beside or _SEX_AFTER.match(text, found.end()) is not None:
            yield Identifier(IdentifierKind.BIRTH_DATE, found.span())


def _apart(found: Iterable[Identifier]) -> tuple[Identifier, ...]:
    """Identifiers in order, the first and longest kept where two overlap."""
    kept: list[Identifier] = []
    for one in sorted(found, key=lambda each: (each.span[0], -each.span[1])):
        if not kept or kept[-1].span[1] <= one.span[0]:
            kept.append(one)
    return tuple(kept)
