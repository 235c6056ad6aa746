"""Countries: which one a question asks about, and whose practice an answer rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from curbside.answer.lexicon import find_mentions
from curbside.evidence.data_files import ANY, Form, load_data, named
from curbside.evidence.text import Span, in_small_letters

_OTHER_CODES = {"UK": "GB", "EL": "GR"}
# A source of several countries, of none, or of one that was not to be seen, is nobody's practice in particular.
_NO_COUNTRY = frozenset({"INT", "not stated", None})
_PLACED = r"\b(?i:in|within|under|for|from|across|according to)\s+(?i:the\s+)?"
_AT = r"\b(?i:in|at|near|from)\s+"
# A short word in capitals, or anything of the sort after "the": in the US, in the uk.
_INITIALS = 3
# Small letters will do before what is asked of a country, or who practises there.
_ADVICE = (
    r"(?=[\s-]+(?:\w+\s+){0,2}?(?:guid(?:ance|elines?)|recommendations?|advice|practice|consensus|sources?|bod(?:y|ies)"
    r"|societ(?:y|ies)|standards?|labels?|labelling|hospitals?|clinics?|doctors?|physicians?|gps?|nurses?|patients?"
    r"|authorit(?:y|ies)|agenc(?:y|ies)|regulators?|formular(?:y|ies)|experts?|clinicians?|surger(?:y|ies)|wards?)\b)"
)
# Who asks, where: "I am a GP in Wales", "Practising in Ontario, Canada".
_WHO_ASKS = re.compile(
    r"(?:\b(?:(?:I|we)(?:['’]m|['’]re|\s+am|\s+are)|for|as)\s+(?:an?\s+)?(?:[\w-]+\s+){0,2}?"
    r"(?:GPs?|doctors?|physicians?|clinicians?|nurses?|pharmacists?|registrars?|residents?|surgeons?|students?"
    r"|consultants?|specialists?|practitioners?|dentists?|midwi(?:fe|ves)|\w+ologists?|\w+icians?|\w+iatrists?)\s+"
    r"|\b(?:I|we)\s+(?:work|practi[sc]e|am|are|live)\s+|\b(?:practi[sc]ing|working)\s+)\Z",
    re.IGNORECASE,
)
# What is in a country, and no more than that: "Scottish hospital:", "UK GP here".
_WHAT_IS_THERE = re.compile(
    r"\s+(?:(?:teaching|general|district|university)\s+)?(?:hospital|practice|clinic|GP|GP surgery|surgery|doctor"
    r"|physician|nurse|pharmacist|ward|setting|A&E|ED|primary care)(?:\s+here)?\s*(?=[:,;.–—-])",
    re.IGNORECASE,
)
# Where somebody has been, or comes from, is not where they are treated; nor is a language a country.
_BEEN_THERE = re.compile(
    r"(?:\b(?:travel\w*|return\w*|back|came|comes?|coming|flew|flown|flights?|(?:im|e)?migra\w+|refugees?|tourists?"
    r"|originally|imported|natives?)\s+(?:\w+\s+){0,2}?(?:from|to|through|via)"
    r"|\b(?:trips?|holidays?|vacations?|journeys?|honeymoon)\s+(?:\w+\s+)?(?:to|in|from|through)"
    r"|\b(?:born|grew up|raised|caught|(?<!-)acquired)\s+in|\bvisit(?:ed|ing)|\bstay(?:ed|ing)?\s+in)\s+(?:the\s+)?\Z",
    re.IGNORECASE,
)
_BY_DESCENT = re.compile(
    r"[\s-]+(?:descent|origin|ancestry|heritage|extraction|ethnicity|background|speak\w*|language|born|food|diet|herb\w*)\b"
    r"|\s+or\s+\w+\s+(?:descent|origin|ancestry)\b",
    re.IGNORECASE,
)
_OF_SOMEBODY = re.compile(r"\b(?:African|Asian|Native|Latin|Mexican|Cuban|Chinese)[\s-]+\Z")
_IN_A_LANGUAGE = re.compile(r"\bin\s+(?:(?:plain|simple|clear|good|easy)\s+)?\Z", re.IGNORECASE)
# What is called after a country and found anywhere.
_CALLED_AFTER_IT = re.compile(
    r"[\s-]+(?:measles|flu|influenza|encephalitis|spotted fever|river fever|scabies|trypanosomiasis|lyssavirus|pox"
    r"|ha?emorrhagic fever|purpuric fever|restaurant|tick|type|gauge|catheter|sheath|size|units?|fries|cheese|ball|hat"
    r"|walnut|lime|yew|bat|nut|hedgehog|childhood cirrhosis|rabbit|shepherd|plum|knot|muffin|paradox|lock|press|kiss"
    r"|C-spine|CT head|ankle rules?|ginseng|heart association class|society of anesthesiologists class)\b"
    r"|(?<=French)\s+\d{1,2}\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Country:
    """A country or region, its code as records give it, and its name as an answer says it; a region `holds` others."""

    code: str
    name: str
    holds: frozenset[str] = frozenset()


def country_asked(text: str) -> tuple[Country, Span] | None:
    """The country that a question asks about, and the span of the words that say so; None if it names none.

    The span takes in who asks from there, and a city before its country.
    """
    spans = [(_told(text, found), found) for found in _found(text) if not _is_another_thing(text, found)]
    if not spans:
        return None
    (start, end), found = spans[0]
    for (begin, stop), other in spans[1:]:
        if other.code == found.code and re.fullmatch(r"\s*[,(]?\s*", text[end:begin] if begin >= end else "x"):
            end = stop
    return _countries()[found.code], (start, end)


def country_called(words: str) -> Country | None:
    """The country of a name or an adjective that is all there is: "Finnish", "the UK"."""
    code = _codes("names", "adjectives").get(in_small_letters(words).removeprefix("the "))
    return _countries()[code] if code is not None else None


def countries_named(text: str) -> frozenset[str]:
    """The codes of the countries that a text names."""
    return frozenset(one.code for one in _found(text) if not _is_another_thing(text, one))


def code_of(code: str) -> str:
    """The code of a country as records have it, where people and settings write another: UK."""
    return _OTHER_CODES.get(code.upper(), code.upper())


def country_of(code: str) -> Country:
    """A country by its code; one that is not on the list is called by its code."""
    return _countries().get(code, Country(code, code))


def only_country(jurisdictions: Iterable[str | None]) -> Country | None:
    """The one country that sources come from; None if they come from several, or any from none in particular."""
    found = set(jurisdictions)
    return country_of(found.pop() or "") if len(found) == 1 and not found & _NO_COUNTRY else None


def is_of(jurisdiction: str | None, code: str) -> bool:
    """Whether a source is of a country, or of one of those that a region holds."""
    said = code_of(jurisdiction) if jurisdiction is not None else None
    return said is not None and (said == code or said in country_of(code).holds)


def nearness(jurisdiction: str | None, code: str | None) -> float:
    """How near a source is to the country or region asked about: 1 if it is of just that, else a half if the one
    holds the other, else 0.
    """
    if code is None or jurisdiction is None:
        return 0.0
    if code_of(jurisdiction) == code:
        return 1.0
    return 0.5 if is_of(jurisdiction, code) or code in country_of(jurisdiction).holds else 0.0


@dataclass(frozen=True, slots=True)
class _Word:
    code: str
    start: int
    end: int
    is_adjective: bool
    is_name: bool


def _found(text: str) -> Iterator[_Word]:
    for found in _pattern().finditer(text):
        word = in_small_letters(next(word for word in found.groups() if word))
        code = _codes("names", "adjectives", "places", "services")[word]
        yield _Word(code, *found.span(), word in _codes("adjectives"), word in _codes("names"))


def _is_another_thing(text: str, one: _Word) -> bool:
    """Whether a word for a country is a part of what is found anywhere, a language, or where somebody has been."""
    if re.match(r"\s+(?:numbers?|no\.)", text[one.end :]):  # an NHS number is somebody's
        return True
    before = text[: one.start]
    begins = one.end - len(re.sub(rf"\A(?:{_PLACED}|{_AT})", "", text[one.start : one.end]))
    if one.is_adjective and (_CALLED_AFTER_IT.match(text, one.end) or _BY_DESCENT.match(text, one.end)):
        return True
    if any(found.start <= begins and one.end < found.end for found in find_mentions(text)):
        return True
    if _BEEN_THERE.search(text[:begins]) or _OF_SOMEBODY.search(before):
        return True
    language = one.is_adjective and not one.is_name
    return language and bool(_IN_A_LANGUAGE.search(text[:begins])) and not re.match(r"\s+[\w]", text[one.end :])


def _told(text: str, one: _Word) -> Span:
    """The span of the words that name a country, with who asks from there or what is there."""
    there = _WHAT_IS_THERE.match(text, one.end)
    asks = _WHO_ASKS.search(text[: one.start]) if re.match("(?i)in |at ", text[one.start : one.end]) else None
    return asks.start() if asks is not None else one.start, there.end() if there is not None else one.end


_COUNTRY: dict[str, Form] = {"name": str, **named("names adjectives places services holds", [str])}


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Mapping[str, Any]]:
    return load_data("answer", "countries.toml", {ANY: _COUNTRY})


@lru_cache(maxsize=1)
def _countries() -> Mapping[str, Country]:
    return {code: Country(code, entry["name"], frozenset(entry.get("holds", ()))) for code, entry in _data().items()}


@lru_cache(maxsize=4)
def _codes(*sorts: str) -> Mapping[str, str]:
    words = ((word, code) for code, entry in _data().items() for sort in sorts for word in entry.get(sort, ()))
    return {in_small_letters(word): code for word, code in words}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    names, adjectives = _all("names"), _all("adjectives")
    initials = [word for word in names if word.isupper() and word.isalpha() and len(word) <= _INITIALS]
    longer = [word for word in names if word not in initials]
    # Longest first: "in New York" is no "in New".
    return re.compile(
        rf"{_PLACED}(?:(?P<placed>{_either([*longer, *initials], any_case=longer)})"
        rf"|(?P<adjective_placed>{_either(adjectives)}))(?!\w)"
        rf"|\b(?i:(?:in|of)\s+the|the)\s+(?P<short>(?i:{_either(initials)}))(?![\w'’])"
        rf"|{_AT}(?P<place>{_either(_all('places'))})(?!\w)"
        rf"|(?<!\w)(?P<service>{_either(_all('services'))})(?!\w)"
        rf"|(?<!\w)(?P<name>{_either(names)})(?![\w])"
        rf"|(?<!\w)(?P<adjective>{_either(adjectives)})(?!\w)"
        rf"|(?<!\w)(?P<asked>(?i:{_either([*adjectives, 'UK', 'USA', 'EU'])}))(?!\w){_ADVICE}"
        rf"|(?<!\w)(?P<people>(?i:{_either([word for word in adjectives if word.endswith('ns')])}))(?!\w)"
        rf"|(?<!\w)(?P<small>uk|usa)(?!\w)"
    )


def _all(sort: str) -> list[str]:
    return [word for entry in _data().values() for word in entry.get(sort, ())]


def _either(words: Sequence[str], any_case: Sequence[str] = ()) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(rf"(?i:{re.escape(word)})" if word in any_case else re.escape(word) for word in ordered)
