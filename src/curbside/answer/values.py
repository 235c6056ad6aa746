"""Values that a question gives, beside those for which a statement holds: what is done at 30 to 45 is not done at 25.

A statement whose ranges and thresholds of what was measured all leave the value out is of somebody else, as one on
another age is; so is one on another grade, stage or class. What is told to have changed ("lowered potassium to 4.5 to
5.0") is no condition.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf

from curbside.answer.wording import wording
from curbside.evidence.quantities import WRITTEN, Quantity, QuantityKind, read_quantities
from curbside.evidence.terms import content_terms, term, terms

_KINDS = (QuantityKind.MEASUREMENT, QuantityKind.OTHER_NUMBER)
# Different names of one thing measured, by their terms.
_SAME = {
    term(other): term(name)
    for name, others in {"egfr": ("gfr",), "haemoglobin": ("hb", "hgb"), "potassium": ("k",)}.items()
    for other in others
}
# What stands beside a value, and is not what was measured.
_SAYS_NOTHING = frozenset(
    terms(
        "patient patients people child children adult adults level value count rate above below over under more less"
        " than least most reaches exceeds weighing given used taken started treated allowed needed advised recommended"
        " managed dose disease case"
    )
)
# A disease's grades, stages and classes, which follow on each other; not the grades of harms and of evidence.
_STEP = r"(?:(?:IV|I{1,3}|[1-5])[abc]?)"
_TO = r"\s?(?:-|–|to|or|and|/)\s?"
_LADDER = re.compile(
    rf"\b(?P<label>grades?|stages?|(?:NYHA|ASA|functional)(?: class)?)[- ](?P<from>{_STEP})\b"
    rf"(?:{_TO}(?:grade |stage )?(?P<to>{_STEP})\b)?"
    rf"|\b(?P<child>Child[- ]Pugh)(?: class)?[- ](?P<a>[ABC])\b(?:{_TO}(?P<c>[ABC])\b)?"
    r"|\b(?P<degree>(?P<nth>first|second|third|fourth)[- ]degree)\b(?! (?:relatives?|famil))"
    rf"|\b(?P<letter>G)(?P<low>[1-4])\b(?:{_TO}G?(?P<high>[1-4])\b)?",
    re.IGNORECASE | re.ASCII,
)
_SPELLED = "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty"
_IN_WORDS = {"a": 1.0, "an": 1.0, **WRITTEN}
_ANY_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(_SPELLED.split())})"
# After how long somebody lives or is ill again: "five-year survival", "died within a year".
_OUTCOME = r"(?:survival|surviv\w+|mortality|die[sd]?|deaths?|alive|recurrences?|relaps\w+)\b"
_HORIZON = re.compile(
    rf"\b(?P<number>{_ANY_NUMBER})[- ](?P<unit>day|month|year)s?\b(?=[^.;,]{{0,25}}\b{_OUTCOME})"
    rf"|\b(?:with)?in (?P<further>an?|{_ANY_NUMBER}) (?P<of>day|month|year)s?\b",
    re.IGNORECASE | re.ASCII,
)
_TELLS_AN_OUTCOME = re.compile(rf"\b{_OUTCOME}", re.IGNORECASE)
_DAYS = {"day": 1.0, "month": 30.4, "year": 365.0}
# "12 months" are a year.
_NEARLY = 0.05
# How many of something somebody has: "nine lesions", "fewer than five lesions".
_COUNTED = re.compile(
    rf"\b(?:(?P<under>fewer than|less than|under|up to)|(?P<over>more than|over|at least))? ?(?P<number>{_ANY_NUMBER})"
    rf"(?:(?: or | to |-|–)(?P<to>{_ANY_NUMBER}))?(?P<more> or more)? (?:[\w-]+ ){{0,2}}?"
    r"(?P<what>lesions?|joints?|nodules?|polyps?|metastas[ei]s|episodes?|attacks?|relapses?|seizures?|nodes?|sores?|stones?"
    r"|infections?|miscarriages?)\b",
    re.IGNORECASE | re.ASCII,
)
# Of which strength a medicine is, which is another product: "the 5 mg tablet", "100 units/mL".
_STRENGTH = re.compile(
    r"\b(?P<mass>\d[\d.,]*) ?(?P<of>mg|mcg|micrograms?|g)\b (?:[\w-]+ ){0,2}?"
    r"(?:tablets?|capsules?|pills?|patch(?:es)?)\b"
    r"|\b(?P<units>\d[\d.,]*) ?(?P<per>units?|IU|mg)(?: ?/ ?| per )m[lL]\b",
    re.IGNORECASE | re.ASCII,
)
# How late a dose is.
_LATE = re.compile(
    rf"(?:(?P<under>less than|under|up to|within)|(?P<over>more than|over|at least))? ?\b(?P<number>{_ANY_NUMBER})"
    r" (?P<unit>hour|day)s? late\b",
    re.IGNORECASE | re.ASCII,
)
# "Fewer than five" are four at most; "up to five" and "at least five" may be five.
_NOT_REACHED = ("than", "under", "over")
_HOURS = {"hour": 1.0, "day": 24.0}
# Both values of a blood pressure.
_PRESSURE = re.compile(
    r"(?:(?P<under>under|below|less than|lower than|<|≤|up to)"
    r"|(?P<over>over|above|more than|higher than|at least|exceeds|>|≥))? ?"
    r"(?<![\d/])(?P<systolic>\d{2,3})\s?/\s?(?P<diastolic>\d{2,3})(?![\d/])(?: ?mm ?Hg)?"
    r"(?P<more> (?:or|and) (?:higher|more|above|over))?",
    re.IGNORECASE | re.ASCII,
)
_OF_PRESSURE = re.compile(r"\b(?:blood pressure|BP|mm ?Hg)\b", re.IGNORECASE)
_OF_ANOTHER = re.compile(
    r".{0,40}\b(?:adverse|toxicit|side effects?|events?|reactions?|evidence|recommendations?)"
    r"|.{0,20}\bor (?:worse|higher)",
    re.I,
)
_IN_ANOTHER = re.compile(r"(?:events? of |evidence,? |recommendation,? |\()\Z", re.I)
_OF_EVIDENCE = re.compile(r"grade [12][abc]", re.I)
_STEPS = {
    step: number
    for number, steps in enumerate(("i a first", "ii b second", "iii c third", "iv fourth"), start=1)
    for step in steps.split()
}
# Whose unit says by itself what was measured: how much somebody weighs.
_WEIGHT = "kg"
# How large a tumour is stands before it as often as behind ("a 7 mm NET"), in either unit; what else has a length is
# told by its name.
_MILLIMETRES = {"mm": 1.0, "cm": 10.0}
_SIZE = frozenset({"size"})
_NO_SIZE = frozenset(
    terms(
        "invasion invades depth deep margin margins thickness thick distance height tall waist circumference length"
        " long away apart resection needle catheter tube incision prolapse dilated dilation cervix beyond within"
    )
)
_A_CENTIMETRE = re.compile(r"\b(?:an?|one) (?=(?:centi|milli)met(?:re|er)s?\b)", re.IGNORECASE)
# What was measured stands so few words before its value, or begins it: "eGFR of 25".
_WORDS_BEFORE = 4
_WORDS_BEHIND = 1
_NUMBER = re.compile(r"\d")
_CLAUSE = re.compile(r"[.;:,]\s")
_CHANGES = re.compile(
    r"\b(?:f[ae]ll\w*|r[io]se\w*|lower\w*|rais\w*|increas\w*|reduc\w*|decreas\w*|dropp?\w*|improv\w*|chang\w*|targets?"
    r"|goals?|aims?|mean|median|average|differ\w*|unless|except)\b",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class _Range:
    """From and up to which value of something measured, as it is printed; `named` are the terms of what that is."""

    low: float
    high: float
    unit: str | None
    named: frozenset[str]
    text: str

    def is_of_same(self, other: _Range) -> bool:
        """Whether the same thing was measured, in units that compare."""
        if self.unit == other.unit == _WEIGHT:
            return True
        comparable = self.unit == other.unit or None in (self.unit, other.unit)
        return comparable and not self.named.isdisjoint(other.named)

    def meets(self, other: _Range) -> bool:
        """Whether a value may lie in both."""
        return self.low <= other.high and other.low <= self.high


def value_set_against(asked: str, told: Sequence[str]) -> str | None:
    """How what is told is of other values than the one that was asked about; None if it does not say so.

    `told` are a statement's words, then those that it stands under, the nearest first: the first that names a range of
    what was measured says for which values it holds. `shape.holds_for_value` reads less, and stays apart: it is a
    measure whose weight was learned with what it reads.
    """
    for wanted in _by_measure(_values(asked)):
        for words in told:
            pairs = [(one, said) for said in _conditions(words) for one in wanted if said.is_of_same(one)]
            if pairs and not any(said.meets(one) for one, said in pairs):
                return _noted(wanted[0], [said for _, said in pairs])
            if pairs:
                break
    return None


def _by_measure(values: Sequence[_Range]) -> list[list[_Range]]:
    """The values of a question, those of one thing together: "between G2 and G3"."""
    together: list[list[_Range]] = []
    for one in values:
        of_same = next((others for others in together if one.is_of_same(others[0])), None)
        if of_same is None:
            together.append([one])
        else:
            of_same.append(one)
    return together


def _noted(asked: _Range, ranges: Sequence[_Range]) -> str:
    """A note on ranges that leave a value out; of equal ones the first as it is printed."""
    told_of = {(one.low, one.high): _within_a_sentence(one.text) for one in reversed(ranges)}
    said = " and ".join(told_of[limits] for limits in dict.fromkeys((one.low, one.high) for one in ranges))
    return wording()["other_value"].format(said=said, asked=asked.text)


def _within_a_sentence(printed: str) -> str:
    """A range that began a sentence as it stands within one: "Stage IV" is stage IV, "TSH" stays."""
    return printed[:1].lower() + printed[1:] if printed.split()[0][1:].islower() else printed


@lru_cache(maxsize=1024)
def _values(asked: str) -> tuple[_Range, ...]:
    """The values that a question gives; how large something is, it may give as a limit: "smaller than a centimetre"."""
    found = (*_ranges(asked), *_pressures(asked), *_steps(asked))
    return tuple(one for one in found if (one.low > -inf and one.high < inf) or one.named == _SIZE)


@lru_cache(maxsize=16_384)
def _conditions(words: str) -> tuple[_Range, ...]:
    """The ranges and thresholds for which a statement holds."""
    thresholds = (one for one in (*_ranges(words, conditions=True), *_pressures(words)) if one.low < one.high)
    return (*thresholds, *_steps(words))


def _steps(words: str) -> Iterator[_Range]:
    """What is told apart without a unit: steps of a ladder, times, counts."""
    return itertools.chain(_on_ladders(words), _horizons(words), _counts(words), _strengths(words), _delays(words))


def _ranges(words: str, *, conditions: bool = False) -> Iterator[_Range]:
    words = _A_CENTIMETRE.sub("1 ", words)
    for one in read_quantities(words):
        limits = _limits(one) if one.kind in _KINDS and one.interval_kind in (None, "range") else None
        before = _CLAUSE.split(words[: one.start])[-1]
        if limits is None or (conditions and (_CHANGES.search(f"{before} {one.statistic or ''}") is not None)):
            continue
        said = f"{' '.join(before.split()[-_WORDS_BEFORE:])} {_NUMBER.split(one.text, maxsplit=1)[0]}"
        named = frozenset(_SAME.get(each, each) for each in content_terms(said))
        unit = _unit(one.unit)
        if unit in _MILLIMETRES:
            about = {*named, *terms(" ".join(words[one.end :].split()[:_WORDS_BEHIND]))}
            low, high = (limit * _MILLIMETRES[unit] for limit in limits)
            yield _Range(low, high, "mm", _SIZE if about.isdisjoint(_NO_SIZE) else named - _SAYS_NOTHING, one.text)
            continue
        yield _Range(*limits, unit, named - _SAYS_NOTHING, one.text)


def _on_ladders(words: str) -> Iterator[_Range]:
    """The grades, stages and classes of disease that are named."""
    for found in _LADDER.finditer(words):
        if _is_of_another_kind(words, found):
            continue
        label = found["label"] or found["child"] or ("degree" if found["degree"] else "grade")
        first = found["from"] or found["a"] or found["nth"] or found["low"]
        last = found["to"] or found["c"] or found["high"]
        low = _step(first)
        yield _Range(low, max(low, _step(last or first)), None, frozenset(terms(label)[:1]), found[0])


def _horizons(words: str) -> Iterator[_Range]:
    """After how long something is told, in days."""
    if _TELLS_AN_OUTCOME.search(words) is None:
        return
    for found in _HORIZON.finditer(words):
        days = _number(found["number"] or found["further"]) * _DAYS[(found["unit"] or found["of"]).lower()]
        yield _Range(days * (1 - _NEARLY), days * (1 + _NEARLY), None, frozenset({"horizon"}), found[0])


def _counts(words: str) -> Iterator[_Range]:
    """How many of something somebody has."""
    for found in _COUNTED.finditer(words):
        number = _number(found["number"])
        low, high = _compared(found, number, least=0.0, step=1.0)
        if found["to"] and low == high == number:
            high = _number(found["to"])
        yield _Range(low, high, None, frozenset({f"count of {term(found['what'])}"}), found[0].strip())


def _strengths(words: str) -> Iterator[_Range]:
    """Of which strengths a medicine is."""
    for found in _STRENGTH.finditer(words):
        number = float((found["mass"] or found["units"]).replace(",", "").rstrip("."))
        unit = (found["of"] or f"{found['per'].rstrip('s')}/ml").lower()
        yield _Range(number, number, unit, frozenset({"strength"}), found[0])


def _delays(words: str) -> Iterator[_Range]:
    """How late a dose is, in hours."""
    for found in _LATE.finditer(words):
        hours = _number(found["number"]) * _HOURS[found["unit"].lower()]
        yield _Range(*_compared(found, hours, least=0.0), None, frozenset({"late"}), found[0].strip())


def _pressures(words: str) -> Iterator[_Range]:
    """From and up to which systolic and diastolic value a blood pressure is: "84/50", "140/90 or higher"."""
    if _OF_PRESSURE.search(words) is None:
        return
    for found in _PRESSURE.finditer(words):
        for name in ("systolic", "diastolic"):
            limits = _compared(found, float(found[name]), least=-inf)
            yield _Range(*limits, None, frozenset(terms(name)), found[0].strip())


def _compared(found: re.Match[str], value: float, *, least: float, step: float = 0.0) -> tuple[float, float]:
    """From and up to which value a number is, by the words of comparison before it (`under`, `over`), `more` behind it.

    `least` is the lowest that there is; `step` is from one value to the next, for a limit that is not reached itself.
    """
    under, over = (found[name].lower() if found[name] else "" for name in ("under", "over"))
    is_open = bool(over or found.groupdict().get("more"))
    low = least if under else value + step * over.endswith(_NOT_REACHED)
    return low, inf if is_open else value - step * under.endswith(_NOT_REACHED)


def _number(written: str) -> float:
    return float(_IN_WORDS.get(written.lower()) or written)


def _is_of_another_kind(words: str, found: re.Match[str]) -> bool:
    """Whether a grade is that of a harm, of the evidence or of a recommendation: "(grade 1B)"."""
    before = _IN_ANOTHER.search(words[: found.start()])
    in_brackets = before is not None and before[0] == "(" and _OF_EVIDENCE.fullmatch(found[0]) is None
    return _OF_ANOTHER.match(words, found.end()) is not None or (before is not None and not in_brackets)


def _step(written: str) -> float:
    """Which step of its ladder a numeral names: "IIIb" the third."""
    plain = written.lower()
    plain = plain if plain in _STEPS else plain.rstrip("abc")
    return float(_STEPS.get(plain) or plain)


def _limits(one: Quantity) -> tuple[float, float] | None:
    """From and up to which value; the least step short of a limit that is not reached."""
    if one.low is not None and one.high is not None:
        return one.low, one.high
    if one.value is None or one.whole is not None:
        return None
    step = abs(one.value) * 1e-9
    return {
        "<": (-inf, one.value - step),
        "<=": (-inf, one.value),
        ">": (one.value + step, inf),
        ">=": (one.value, inf),
    }.get(one.comparator or "", (one.value, one.value))


def _unit(unit: str | None) -> str | None:
    """A unit as it is compared: clearance is told of a body's surface or not."""
    return unit.removesuffix("/1.73m2") if unit is not None else None
