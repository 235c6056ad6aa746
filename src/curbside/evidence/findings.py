"""What kind of thing a sentence tells: a finding of its own source, or an aim, a method, another's figure, an animal's.

Headings tell roles where a source has them (`ingest.segment`); a sentence in running text tells by its words, which
`findings.toml` lists.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from curbside.evidence.data_files import ANY, Form, load_data, named
from curbside.evidence.standalone import POINTS_BACK

# Statements of which it is remembered what they tell: the same are looked at for one question after another.
_KEPT_TEXTS = 16_384

_NAME = r"(?-i:[A-Z][a-zà-öø-ÿ][\w'’-]+)"
_BY_YEAR = (
    rf"\((?:e\.g\.,? |see |cf\.? )?{_NAME}(?: et al\.?| (?:and|&) {_NAME})?,? (?:19|20)\d\d[a-z]?(?:[;,][^()]*)?\)"
)
# A citation in brackets, or its number after the full stop or set high; "10^9/L" and "0.3" are none.
_CITED = re.compile(
    rf"{_BY_YEAR}|\((?:refs?|references?)\.? \d[^()]*\)|[A-Za-z.,;)]\^\d{{1,3}}(?![\d/])|"
    r"\[\d{1,3}(?:[,–-]\s?\d{1,3})*\]|\(\d{1,3}(?:,\s?\d{1,3})+\)|"
    r"(?<=[a-z)])[.,]\d{1,2}(?:[,–-]\d{1,2})*(?= [A-Z]|$)|(?<=[a-z.,;)])[¹²³⁰⁴-⁹]+"
)

_YEAR = re.compile(r"(?:19|20)\d\d")


@lru_cache(maxsize=_KEPT_TEXTS)
def tells_no_finding(text: str) -> bool:
    """Whether a sentence tells what was wanted, believed or done, and not what was found."""
    return _is("aim", text) or (_is("method", text) and not _is("result", text))


@lru_cache(maxsize=_KEPT_TEXTS)
def is_second_hand(text: str, year: int | None = None) -> bool:
    """Whether a sentence repeats what another source found.

    A trial "published in 2009" is the source itself if that is its year, and may be if its year is not known.
    """
    if _is("second_hand", text) or (year is not None and _is_of_another_year(text, year)):
        return True
    return _CITED.search(text) is not None and any(c.isdigit() for c in _CITED.sub("", text))


@lru_cache(maxsize=_KEPT_TEXTS)
def goes_on_second_hand(text: str) -> bool:
    """Whether a sentence goes on with another source's finding told before it: it has figures, and not its own."""
    return any(map(str.isdigit, text)) and not _is("own", text)


@lru_cache(maxsize=_KEPT_TEXTS)
def is_of_a_preprint(text: str) -> bool:
    """Whether a sentence says that what it tells was not reviewed by peers: "in a manuscript posted on medRxiv"."""
    return _is("preprint", text)


@lru_cache(maxsize=_KEPT_TEXTS)
def speaks_of_people(text: str) -> bool:
    """Whether a sentence names people, and so does not go on with the animals of the one before."""
    return _is("of_people", text)


@lru_cache(maxsize=_KEPT_TEXTS)
def is_of_animals(text: str) -> bool:
    """Whether a sentence speaks of animals or cells instead of people.

    People who catch something from animals are people: "farmers exposed to infected goats", but not "infected mice".
    """
    if _is("laboratory", text):
        return True
    if not _is("animal", text):
        return False
    return not _is("from_animals", text) or (
        _is("experiment", text) and not (_is("caught", text) or _is("of_people", text))
    )


@lru_cache(maxsize=_KEPT_TEXTS)
def sets_a_condition(text: str) -> bool:
    """Whether a sentence says outright under which condition alone something holds, or that it did not last."""
    return _is("condition", text)


@lru_cache(maxsize=_KEPT_TEXTS)
def sets_a_limit(text: str) -> bool:
    """Whether a sentence limits what was said before it, or tells how that went on, if it does not name another matter.

    "Six months later protection was down to 20 %" does, and so does "Where the fingers are bent, surgery is advised".
    """
    return _is("limit", text)


@lru_cache(maxsize=_KEPT_TEXTS)
def takes_back(text: str) -> bool:
    """Whether a sentence limits or denies the one before: "This does not hold in pregnancy"."""
    if _is("reverses", text):
        return True
    leans = POINTS_BACK.match(text) is not None or _is("lives_by_it", text)
    return leans and _is("takes_back", text)


@lru_cache(maxsize=_KEPT_TEXTS)
def sets_the_scope(text: str) -> bool:
    """Whether a sentence says of whom or when the next ones of its paragraph hold: "All patients were under 10"."""
    return _is("scope", text)


@lru_cache(maxsize=_KEPT_TEXTS)
def sets_the_section_s_scope(text: str) -> bool:
    """Whether a sentence says of whom or when all that follows in its section holds: "This chapter is on adults"."""
    return _is("section_scope", text)


def says_it_is_a_preprint(text: str) -> bool:
    """Whether a source says of itself that it was not reviewed by peers."""
    return _is("own_preprint", text)


def _is_of_another_year(text: str, year: int) -> bool:
    """Whether a sentence names a study by a year, and not by this one; a study may be printed the year after."""
    found = next((found for pattern in _form("dated") if (found := pattern.search(text.lower()))), None)
    return found is not None and all(abs(int(one) - year) > 1 for one in _YEAR.findall(found[0]))


def _is(form: str, text: str) -> bool:
    """Whether a text is of one of the forms of findings.toml."""
    return any(pattern.search(said) for pattern, said in zip(_form(form), (text.lower(), text), strict=True))


@cache
def _form(name: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A kind of sentence as two patterns: what is sought in small letters, and what is sought as it is written."""
    words, forms = _lists()
    return _either([one for form in forms[name] for one in _alternatives(_written_out(form, words))])


_FORM: dict[str, Form] = {
    "words": {ANY: [str]},
    "forms": named(
        "aim method result second_hand dated preprint own_preprint laboratory animal experiment from_animals caught"
        " of_people own takes_back reverses condition limit lives_by_it scope section_scope",
        [str],
    ),
}


@cache
def _lists() -> tuple[Mapping[str, str], Mapping[str, Sequence[str]]]:
    """The lists of findings.toml: words, each a pattern for any of them, and forms."""
    data = load_data("evidence", "findings.toml", _FORM)
    words: dict[str, str] = {}
    for name, entries in data["words"].items():  # a list may name those before it
        words[name] = f"(?:{'|'.join(_written_out(one, words) for one in entries)})"
    return words, data["forms"]


def _written_out(form: str, words: Mapping[str, str]) -> str:
    """A form with the words that its <<names>> stand for."""
    return re.sub(r"<<(\w+)>>", lambda found: words[found[1]], form)


def _alternatives(form: str) -> list[str]:
    """What a form leaves the choice of, cut at the bars that stand in no brackets."""
    found, depth, escaped, in_class = [""], 0, False, False
    for char in form:
        if not escaped and not in_class:
            depth += (char == "(") - (char == ")")
        if char == "|" and not (depth or escaped or in_class):
            found.append("")
            continue
        in_class = not escaped and (char == "[" or (in_class and char != "]"))
        escaped = char == "\\" and not escaped
        found[-1] += char
    return found


def _either(forms: Sequence[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The forms that do not mind capitals, and those that do.

    A search is quick where letter case need not be ignored, and where what forms begin with in common stands first.
    """
    as_written = [form for form in forms if "(?-i:" in form]
    small = [form for form in forms if "(?-i:" not in form]
    return re.compile(_joined(small)), re.compile(_joined(as_written), re.IGNORECASE)


def _joined(forms: Sequence[str]) -> str:
    begun = {start: [form.removeprefix(start) for form in forms if form.startswith(start)] for start in (r"\b", "^")}
    others = [form for form in forms if not form.startswith(tuple(begun))]
    groups = [f"{start}(?:{'|'.join(rest)})" for start, rest in begun.items() if rest]
    return "|".join([*groups, *others]) or r"(?!)"
