"""Where sources differ: statements of different references that give different figures for the same thing.

Two figures are of the same thing if they are of one kind (shares, times, ratios, …), measure the same outcome in the
same organ, disease, primary, treatment, side of a comparison, test and time, and come from different references. Who
was counted may differ: that is the commonest reason why good sources differ, and the topic then says so. What is not
surely the same gives no block: a reader who is shown a difference that is none trusts the next one less.

Opposed recommendations are those that advise the same for the same people, one of them against it. The words that
decide are in disagreements.toml beside this file.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from curbside.answer.answer import AnswerDisagreement
from curbside.answer.figures.figure import NOT_STATED, Figure
from curbside.answer.figures.pieces import Piece
from curbside.evidence.data_files import ANY, Form, load_data, named
from curbside.evidence.quantities import QuantityKind
from curbside.evidence.terms import content_terms, stop_terms, term, terms

FIGURES, RECOMMENDATION = "figures", "recommendation"
MOST_STATEMENTS = 12
MOST_BLOCKS = 12

_K = QuantityKind


@dataclass(frozen=True, slots=True)
class _Block:
    """What sources differ on, in figures or recommendation, and the numbers of the pieces that differ."""

    topic: str
    kind: str
    pieces: tuple[int, ...]


def disagreements_of(pieces: Sequence[Piece]) -> tuple[AnswerDisagreement, ...]:
    """Where pieces of different references differ: blocks, and the statements of each, in the order of the pieces."""
    blocks = sorted([*_differing_figures(pieces), *_opposed(pieces)], key=lambda block: (block.kind, block.pieces))
    return tuple(
        AnswerDisagreement(block.topic, block.kind, tuple(pieces[number].shown for number in block.pieces))
        for block in blocks[:MOST_BLOCKS]
    )


# --- Words -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Entry:
    """A name and its pattern; a text without any of `letters` cannot fit it, which is quick to see."""

    name: str
    pattern: re.Pattern[str]
    letters: tuple[str, ...]

    def fits(self, text: str, low: str) -> bool:
        """Whether a text, given in lower case too, names it."""
        return any(letters in low for letters in self.letters) and self.pattern.search(text) is not None


_FORM: dict[str, Form] = {
    **named("outcomes organs diseases stages sides treatments tests", {ANY: str}),
    "named": {"trial": str},
    "words": named("endings generic against for conditions", str),
}


def _load() -> Mapping[str, Mapping[str, str]]:
    return load_data("answer", "disagreements.toml", _FORM)


def _entry(name: str, pattern: str) -> _Entry:
    return _Entry(name, re.compile(pattern, re.IGNORECASE), tuple(map(_letters_of, _alternatives(pattern))))


def _alternatives(pattern: str) -> list[str]:
    """The parts of a pattern between its outermost bars."""
    parts, depth = [""], 0
    for character in pattern:
        depth += (character == "(") - (character == ")")
        if character == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _letters_of(part: str) -> str:
    """The longest run of letters that whatever fits a part of a pattern must hold."""
    bare = re.sub(r"\\[a-zA-Z]|\[[^\]]*\][?*+]?", " ", part)
    while (flat := re.sub(r"\([^()]*\)[?*+]?", " ", bare)) != bare:
        bare = flat
    runs = re.findall(r"[a-z]+", re.sub(r"\w[?*]", " ", bare).lower())
    return max(runs, key=len, default="")


_DATA = _load()
_LISTS = {
    kind: {name: _entry(name, pattern) for name, pattern in table.items()}
    for kind, table in _DATA.items()
    if kind not in ("named", "words")
}
_TRIAL = re.compile(_DATA["named"]["trial"])
_NAMED_DRUG = re.compile(
    rf"\b(?!peptide|somatostatin)[a-z]+(?:{'|'.join(_DATA['words']['endings'].split())})\b", re.IGNORECASE
)
_GENERIC = frozenset(terms(_DATA["words"]["generic"]))
_AGAINST, _FOR = (re.compile(_DATA["words"][name], re.IGNORECASE) for name in ("against", "for"))
_CONDITIONS = re.compile(_DATA["words"]["conditions"])
_OTHER_DISEASE = re.compile(
    r"\b((?:[A-Za-z][\w-]+ ){0,2})((?!diagn|progn)[a-z]+(?:itis|osis|omas?|a?emia|pathy|penia)|disease|syndrome|failure"
    r"|infection|fever|cancer|deficiency|anxiety|depression)\b"
)
# "liver metastases", "metastases in the liver", "had it in the liver": where it spreads to, not where it began.
_SPREAD_TO = r"{organ}(?:\s+and\s+\w+)?(?:\s+…)?\s+(?:metastas\w+|involvement)"
_SPREAD_IN = (
    r"(?:metastas\w+ (?:in|to)|spread (?:to|in)|it in|gone to|^to|\bto|site of metastasis\W|involvement of) "
    r"(?:the )?{organ}"
)
_QUOTED = re.compile(
    r"\b(?:earlier|previous|older|other)\b[^.]*\b(?:reports|studies|series)\b[^.]*\bquoted\b", re.IGNORECASE
)
# "(half with a pancreatic primary)": what some of them had is not what they are.
_ASIDE = re.compile(r"\([^()]*\b(?:half|most|included|excluded|\d[\d.]* %)[^()]*\)|, no [\w ]+")
_AGES = re.compile(r"\b(?:aged?|over|under|ages) \d+(?:-\d+)?(?: or (?:over|older|more))?\b", re.IGNORECASE)
_PERSON_TIME = re.compile(r"(?:person|patient|participant|woman|child)-")


@lru_cache(maxsize=16384)
def _named(kind: str, text: str) -> frozenset[str]:
    """The entries of a list that a text names."""
    low = text.lower()
    return frozenset(name for name, entry in _LISTS[kind].items() if entry.fits(text, low))


# --- Figures ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Claim:
    """A figure as what it says of what: everything but `patients` and the values must agree.

    `sort` is the kind of quantity with its unit; `outcome` a name from the list, else empty and `words` decide.
    `targets` is where it spreads to, `primaries` where it began; `patients` are the words of the population. `unit` is
    the one printed, `last_place` what one more in its last place is, in days for times: 0.1 for "1.5 %".
    """

    sort: tuple[str, str]
    outcome: str
    words: frozenset[str]
    targets: frozenset[str]
    primaries: frozenset[str]
    diseases: frozenset[str]
    stage: frozenset[str]
    sides: frozenset[str]
    treatments: frozenset[str]
    tests: frozenset[str]
    trial: frozenset[str]
    horizon: frozenset[str]
    patients: frozenset[str]
    ages: frozenset[str]
    low: float | None
    high: float | None
    open: str
    unit: str
    last_place: float


def _differing_figures(pieces: Sequence[Piece]) -> Iterator[_Block]:
    groups: dict[tuple[tuple[str, str], str, frozenset[str]], list[tuple[int, Figure, _Claim]]] = defaultdict(list)
    for number, piece in enumerate(pieces):
        for figure in piece.figures:
            claim = _claim(piece.statement.text, figure)
            if claim is not None:
                groups[claim.sort, claim.outcome, claim.targets].append((number, figure, claim))
    for members in groups.values():
        blocks: list[_Block] = []
        for group in _of_one_thing(members, pieces):
            block = _block(group)
            # A second figure of the same statements is shown with the first.
            if not any(one.topic == block.topic and set(block.pieces) <= set(one.pieces) for one in blocks):
                blocks.append(block)
        yield from blocks


def _of_one_thing(
    members: Sequence[tuple[int, Figure, _Claim]], pieces: Sequence[Piece]
) -> Iterator[list[tuple[int, Figure, _Claim]]]:
    """The members of each set that agree, each with all others, on everything but the value, if sources differ in it.

    Who says no age agrees with those over 65 and with those under 18, who are not of one thing: then there are two
    sets. One that differs is in at least one of them, and each holds one that no other before it does.
    """
    agreeing: dict[int, set[int]] = defaultdict(set)
    differing: dict[int, set[int]] = defaultdict(set)
    for n, (number, _, claim) in enumerate(members):
        for m, (other, _, another) in enumerate(members[:n]):
            if not _are_of_one_thing(claim, another):
                continue
            agreeing[n].add(m)
            agreeing[m].add(n)
            apart = number != other and _sources_differ(pieces[number], pieces[other])
            if apart and _values_differ(claim, another):
                differing[n].add(m)
                differing[m].add(n)
    shown: set[int] = set()
    for n in sorted(differing):
        for m in sorted(differing[n]):
            if {n, m} <= shown:
                continue
            group = {n, m}
            for joining in sorted(differing):
                if group <= agreeing[joining] and group & differing[joining]:
                    group.add(joining)
            shown |= group
            yield [members[one] for one in sorted(group)]


def _sources_differ(one: Piece, other: Piece) -> bool:
    """Whether two pieces come from different references, or one of them quotes somebody else's reports."""
    if not set(one.statement.citations) & set(other.statement.citations):
        return True
    return bool(_QUOTED.search(one.statement.text)) is not bool(_QUOTED.search(other.statement.text))


def _are_of_one_thing(one: _Claim, other: _Claim) -> bool:
    same = (
        one.sides == other.sides
        and one.tests == other.tests
        and one.primaries == other.primaries
        and _same_times(one.horizon, other.horizon)
        and _same_disease(one, other)
        and _same_treatment(one, other)
    )
    if not same or (one.trial and other.trial and one.trial != other.trial):
        return False
    if one.outcome in _BY_STAGE and one.stage != other.stage:
        return False
    if one.ages and other.ages and one.ages != other.ages:
        return False
    if one.outcome in _OF_TESTS:
        return bool(one.tests)
    if one.sort[0] == "ratio" and not one.treatments:  # of what against what, only the words can say
        return _alike(one.words, other.words, 0.6)
    if one.outcome in _CLEAR or (one.outcome == "metastases" and one.targets):
        return True
    return _alike(one.words, other.words, 0.4 if one.outcome else 0.6)


_OF_TESTS = frozenset(("sensitivity", "specificity", "positive predictive value", "negative predictive value"))
# Outcomes whose name says what is measured; the rest are compared by their own words, too.
_CLEAR = frozenset(
    (
        "progression-free survival",
        "time to progression",
        "disease-free survival",
        "relative survival",
        "survival after metastasis",
        "survival",
        "unknown primary",
        "contact allergy",
    )
)
# Outcomes that a disease's stage changes by itself; for the rest the stage is whom one counted.
_BY_STAGE = frozenset(
    ("survival", "relative survival", "progression-free survival", "disease-free survival", "death", "recurrence")
)


def _same_disease(one: _Claim, other: _Claim) -> bool:
    """Whether two claims are of one disease; where one names none that is known, of people told of in like words."""
    if one.diseases and other.diseases:
        return any(a.endswith(b) or b.endswith(a) for a in one.diseases for b in other.diseases)
    return not one.patients or not other.patients or bool(one.patients & other.patients)


def _same_treatment(one: _Claim, other: _Claim) -> bool:
    if one.treatments == other.treatments:
        return "placebo" not in one.treatments or one.trial == other.trial
    # How long people live with a disease is asked whatever they were given; one drug is still not another.
    lived = one.outcome == "survival" and one.sort[0] != "ratio"
    return lived and not (one.treatments and other.treatments)


def _alike(one: frozenset[str], other: frozenset[str], enough: float) -> bool:
    """Whether two measures say the same in their own words; one word alone is not enough."""
    return len(one & other) > 1 and len(one & other) / len(one | other) >= enough


def _values_differ(one: _Claim, other: _Claim) -> bool:
    """Whether two values are not the same, one of them rounded or a limit or a range that holds the other."""
    if one.open or other.open:
        return _open_differs(one, other)
    if (one.low, one.high) == (other.low, other.high):
        return False
    if one.low is None or other.low is None or one.high is None or other.high is None:
        return False
    begins, ends = one.low - other.low, one.high - other.high
    at_begin, at_end = _slack(one, other, one.low, other.low), _slack(one, other, one.high, other.high)
    if one.low == one.high and other.low == other.high:
        return abs(begins) > at_begin
    within = (begins <= at_begin and ends >= -at_end) or (begins >= -at_begin and ends <= at_end)
    return not within


def _slack(one: _Claim, other: _Claim, *values: float) -> float:
    """How far values of two claims may be apart: what rounding the finer one makes, or telling a time in weeks."""
    if one.sort[1] == "days" and one.unit != other.unit:
        return _SAME_TIME * max(values)
    return 0.5 * max(one.last_place, other.last_place) + _BY_COMPUTING * max(1.0, *map(abs, values))


def _open_differs(one: _Claim, other: _Claim) -> bool:
    """ "More than 80 %" differs from 60 %, not from 85 %."""
    if one.open and other.open:
        return False
    limit, value = (one, other) if one.open else (other, one)
    if limit.low is None or value.low is None or value.high is None:
        return False
    slack = _slack(limit, value, limit.low, value.low, value.high)
    return value.high < limit.low - slack if limit.open == ">" else value.low > limit.low + slack


def _block(group: Sequence[tuple[int, Figure, _Claim]]) -> _Block:
    numbers = tuple(dict.fromkeys(number for number, _, _ in group))[:MOST_STATEMENTS]
    claims = [claim for _, _, claim in group]
    topic = _topic(group)
    return _Block(topic + (", counted among different patients" if _patients_differ(claims) else ""), FIGURES, numbers)


def _patients_differ(claims: Sequence[_Claim]) -> bool:
    """Whether the sources counted different people: other words for them, unless it is one trial told twice."""
    if claims[0].trial and all(claim.trial == claims[0].trial for claim in claims):
        return False
    return len({claim.patients for claim in claims}) > 1


def _topic(group: Sequence[tuple[int, Figure, _Claim]]) -> str:
    """What differs, in a few words."""
    _, figure, claim = min(group, key=lambda member: (len(member[1].measure), member[0]))
    if claim.outcome == "metastases" and claim.targets:
        said = f"{' and '.join(sorted(claim.targets))} metastases"
    elif claim.outcome:
        said = f"{claim.sort[1]}, {claim.outcome}" if claim.sort[0] == "ratio" else claim.outcome
    else:
        said = re.sub(r"^(?:had|have|has|were|was|are|is) ", "", figure.measure)
    stage = ("stage",) if claim.outcome in _BY_STAGE else ()
    respects = ("horizon", "primaries", *stage, "treatments", "sides", "tests", "trial")
    common = [word for name in respects for word in sorted(_common(group, name))]
    told = [word for word in dict.fromkeys(common) if word.lower() not in said.lower()]
    return f"{said} ({', '.join(told)})" if told else said


def _common(group: Sequence[tuple[int, Figure, _Claim]], name: str) -> frozenset[str]:
    """What all claims of a block have in common in one respect; all are of one time, as the first of them names it."""
    if name == "horizon":
        return group[0][2].horizon
    sets: list[frozenset[str]] = [getattr(claim, name) for _, _, claim in group]
    return frozenset.intersection(*sets)


# --- A figure as a claim ---------------------------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def _claim(text: str, figure: Figure) -> _Claim | None:
    sort = _sort(figure)
    if sort is None or figure.measure == NOT_STATED:
        return None
    said = f"{figure.measure} {figure.text}"
    ratio = sort[0] == "ratio"
    low_said = said.lower()
    outcome = next((name for name, entry in _LISTS["outcomes"].items() if entry.fits(said, low_said)), "")
    population = "" if figure.population == NOT_STATED else _ASIDE.sub(" ", figure.population)
    targets, primaries = _organs(outcome, figure.measure, population)
    low, high, opened = _limits(figure)
    return _Claim(
        sort=sort,
        outcome=outcome,
        words=_own_words(figure.measure),
        targets=targets,
        primaries=primaries,
        diseases=_diseases(figure.measure) or _diseases(population) or _diseases(text),
        stage=_named("stages", population if outcome == "metastases" else f"{population} {figure.measure}"),
        sides=_named("sides", figure.arm) | (_named("sides", figure.measure) - {outcome}),
        treatments=_treatments(figure, text, ratio),
        tests=_tests(outcome, figure, text),
        trial=frozenset(_TRIAL.findall(text)),
        horizon=_horizon(figure),
        patients=frozenset(content_terms(population)) - _GENERIC,
        ages=frozenset(found.lower() for found in _AGES.findall(population)),
        low=low,
        high=high,
        open=opened,
        unit=figure.unit or "",
        last_place=0.1 ** _exactness(figure) * _scale(figure),
    )


def _sort(figure: Figure) -> tuple[str, str] | None:
    """The kind of a quantity with the unit in which it can be compared; None for one that says nothing by itself."""
    q = figure.quantity
    if figure.unit == "%":
        return "limit" if _is_limit(figure) else "share", "%"
    if q.kind is _K.COUNT and q.whole:
        return "share", "%"
    if q.kind is _K.DURATION:
        return ("time", "days") if not _is_limit(figure) or "lived" in figure.measure else ("limit", "days")
    if q.kind is _K.RATIO or (q.kind is _K.OTHER_NUMBER and "ratio" in figure.measure):
        label = _RATIO.search(f"{q.statistic or ''} {figure.text} {figure.measure}")
        return "ratio", _RATIOS.get(label[0].lower(), label[0].lower()) if label else "ratio"
    if q.kind is _K.RATE:
        return "rate", _PERSON_TIME.sub("", figure.unit or "")
    if q.kind in (_K.MEASUREMENT, _K.SCORE, _K.OTHER_NUMBER) and (figure.unit or q.statistic):
        return ("limit" if _is_limit(figure) else "value"), f"{figure.unit or ''} {q.statistic or ''}".strip()
    return None


_RATIO = re.compile(
    r"\b(?:hazard|odds|risk|rate) ratio|\brelative risk|\bHR\b|\bOR\b|\bRR\b|\bnumber needed to treat", re.I
)
_RATIOS = {"hr": "hazard ratio", "or": "odds ratio", "rr": "risk ratio", "relative risk": "risk ratio"}
_DAYS = {"days": 1.0, "weeks": 7.0, "months": 30.4375, "years": 365.25, "hours": 1 / 24, "minutes": 1 / 1440}
# Times in different units are the same if they are so near: four weeks are 8.0 % less than a month, 52 weeks 0.3 % less
# than a year; 22 months, which are 8.3 % less than two years, are not.
_SAME_TIME = 0.082
# What floating point adds to the difference of two values, for each of their size.
_BY_COMPUTING = 1e-9


def _is_limit(figure: Figure) -> bool:
    compared = figure.quantity.comparator in ("<", "<=", ">", ">=")
    return compared and figure.quantity.kind not in (_K.PERCENTAGE, _K.RATE)


def _limits(figure: Figure) -> tuple[float | None, float | None, str]:
    """The value as a range, in days for times and percent for counts, and which side of it is open."""
    q = figure.quantity
    value = figure.value
    if q.kind is _K.COUNT and q.whole and figure.unit != "%" and q.value is not None:
        value = 100 * q.value / q.whole
    ranged = value is None and q.interval_kind == "range"
    low, high = (figure.low, figure.high) if ranged else (value, value)
    scale = _scale(figure)
    opened = {"<": "<", "<=": "<", ">": ">", ">=": ">"}.get(q.comparator or "", "")
    return (low * scale if low is not None else None), (high * scale if high is not None else None), opened


def _scale(figure: Figure) -> float:
    """How many days one of a time's unit is; 1 for what is no time."""
    return _DAYS.get(figure.unit or "", 1.0) if figure.quantity.kind is _K.DURATION else 1.0


def _exactness(figure: Figure) -> int:
    """How many decimals a figure's value, or what a range begins or ends with, is printed with."""
    ends = (figure.low, figure.high) if figure.value is None else (figure.value,)
    values = {abs(end) for end in ends if end is not None}
    printed = (number.replace("·", ".") for number in re.findall(r"\d+(?:[.·]\d+)?", figure.text))
    return max((len(number.partition(".")[2]) for number in printed if float(number) in values), default=0)


def _own_words(measure: str) -> frozenset[str]:
    return frozenset(term for term in content_terms(measure) if not term.isdigit()) - _GENERIC


def _organs(outcome: str, measure: str, population: str) -> tuple[frozenset[str], frozenset[str]]:
    """Where a disease spreads to, and where it began, of what a figure measures and in whom."""
    targets: set[str] = set()
    primaries: set[str] = set()
    organs = _LISTS["organs"]
    for name in sorted(_named("organs", measure) | _named("organs", population)):
        in_measure, in_people = _placed(organs[name].pattern, measure), _placed(organs[name].pattern, population)
        if outcome == "metastases" and ("to" in in_measure or (in_measure and "primary" not in measure)):
            targets.add(name)
        elif "to" in in_measure | in_people:
            targets.add(f"with {name} metastases")
        elif in_measure | in_people:
            primaries.add(name)
    return frozenset(targets), frozenset(primaries)


def _placed(organ: re.Pattern[str], text: str) -> set[str]:
    """Whether an organ is named as where something spreads to, or else."""
    if not organ.search(text):
        return set()
    spread_to, spread_in = _spread(organ.pattern)
    if spread_to.search(text) or spread_in.search(text):
        return {"to"}
    return {"at"}


@lru_cache(maxsize=256)
def _spread(organ: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    grouped = f"(?:{organ})"
    return (
        re.compile(_SPREAD_TO.replace("{organ}", grouped), re.IGNORECASE),
        re.compile(_SPREAD_IN.replace("{organ}", grouped), re.IGNORECASE),
    )


@lru_cache(maxsize=8192)
def _diseases(text: str) -> frozenset[str]:
    """The diseases that a text names; the first of the list that fits a place counts there."""
    found: set[str] = set()
    low = text.lower()
    for name, entry in _LISTS["diseases"].items():
        if entry.fits(text, low):
            text = entry.pattern.sub(" ", text)
            found.add(name)
    if not found:
        found = {_disease_name(*words) for words in _OTHER_DISEASE.findall(text)}
    return frozenset(found)


def _disease_name(described: str, disease: str) -> str:
    """A disease with the adjectives right before it."""
    words = described.lower().split()
    functional = [n for n, word in enumerate(words) if term(word) in stop_terms()]
    return " ".join([*words[functional[-1] + 1 if functional else 0 :], disease.lower()])


def _tests(outcome: str, figure: Figure, text: str) -> frozenset[str]:
    """The tests that a figure is of; a sensitivity is always of one, which its statement names."""
    own = _named("tests", f"{figure.measure} {figure.arm}" if outcome in _OF_TESTS else figure.measure)
    return own or (_named("tests", text) if outcome in _OF_TESTS else own)


def _treatments(figure: Figure, text: str, ratio: bool) -> frozenset[str]:
    """What was given to the people of a figure; of a ratio, everything that its statement compares."""
    if ratio:
        return _treated(text)
    own = _treated(f"{figure.measure} {figure.arm}")
    if "placebo" in own:
        return own | _treated(text)
    return own or _treated(figure.population)


@lru_cache(maxsize=8192)
def _treated(text: str) -> frozenset[str]:
    drugs = frozenset(found.lower() for found in _NAMED_DRUG.findall(text))
    return _named("treatments", text) | drugs


_WRITTEN = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "ten": 10,
    "twelve": 12,
}
_WRITTEN |= {"fifteen": 15, "twenty": 20}
_SPAN = re.compile(
    r"\b(\d+|"
    + "|".join(_WRITTEN)
    + r")(?:-(\d+))?[- ](year|month|week|day)s?\b|\b(day|week|month)s? (\d+)(?:-(\d+))?",
    re.I,
)


_OBSERVED = re.compile(r"[^;]*\b(?:follow\w*|median|mean)\b[^;]*")


def _horizon(figure: Figure) -> frozenset[str]:
    """When an outcome is counted, as "5 years" or "day 8"; how long people were observed is none."""
    found: set[str] = set()
    for number, until, unit, point, day, end in _SPAN.findall(_OBSERVED.sub(" ", figure.time)):
        if point:
            found.add(f"{point.lower()} {day}{'-' + end if end else ''}")
        else:
            value = _WRITTEN.get(number.lower(), number)
            found.add(f"{value}{'-' + until if until else ''} {unit.lower()}s")
    return frozenset(found)


def _same_times(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether outcomes are counted at the same times, be one a year and the other 52 weeks."""
    if one == other:
        return True
    return len(one) == len(other) and all(any(_same_time(a, b) for b in other) for a in one)


def _same_time(one: str, other: str) -> bool:
    (number, unit), (another, of) = (time.split(" ", 1) for time in (one, other))
    if not (number.isdigit() and another.isdigit()) or unit == of:
        return one == other
    days = int(number) * _DAYS[unit], int(another) * _DAYS[of]
    return max(days) - min(days) <= _SAME_TIME * max(days)


# --- Recommendations -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Advice:
    """What a statement advises: for or against, what, and to whom or when."""

    against: bool
    things: frozenset[str]
    people: frozenset[str]
    sides: frozenset[str]


def _opposed(pieces: Sequence[Piece]) -> Iterator[_Block]:
    advice = [
        (number, said) for number, piece in enumerate(pieces) if (said := _advice(piece.statement.text)) is not None
    ]
    for n, (number, one) in enumerate(advice):
        for other, another in advice[:n]:
            apart = not set(pieces[number].statement.citations) & set(pieces[other].statement.citations)
            alike = one.things == another.things and one.sides == another.sides
            opposed = one.against is not another.against and alike
            if apart and opposed and _same_people(one.people, another.people):
                yield _Block(", ".join(sorted(one.things)), RECOMMENDATION, (other, number))


def _same_people(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether advice is for the same people in the same case: their words alike, their numbers equal."""
    numbers = [{word for word in words if word[0].isdigit()} for words in (one, other)]
    if numbers[0] != numbers[1]:
        return False
    return one == other or (bool(one) and bool(other) and len(one & other) / len(one | other) >= 0.6)


@lru_cache(maxsize=4096)
def _advice(text: str) -> _Advice | None:
    """What a statement advises, None if it names no drug, test or procedure or advises nothing."""
    plain = re.sub(r"\b(?:other than|except|apart from)\b[^,.;]*", " ", text)
    against = _AGAINST.search(plain)
    advised = against or _FOR.search(plain)
    if advised is None or re.search(r"\bnot a (?:listed )?contraindication\b", plain):
        return None
    things = _named("tests", plain) | _treated(plain)
    if not things:
        return None
    return _Advice(against is not None, things, _people(plain), _named("sides", plain))


def _people(text: str) -> frozenset[str]:
    """The words that say to whom or when advice applies."""
    said = [text[found.end() :].split(",")[0] for found in _CONDITIONS.finditer(text)]
    words = frozenset(term for phrase in said for term in content_terms(phrase))
    return words - _GENERIC - frozenset(terms("recommended recommends advises advised guideline screening"))
